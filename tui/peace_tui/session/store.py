"""The state in which the reader left each dossier, kept from one session to the next.

One small file a dossier, in the folder of the program's state. It is a convenience: a file that cannot be written or
read is treated as if there were none, and never keeps anyone from reading.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final, NamedTuple
from zlib import crc32

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote
from peace_tui.query.facets import PANES
from peace_tui.query.view import parse_kept_view
from peace_tui.session.state import PARTS, ViewState
from peace_tui.system.paths import state_folder, write_atomically

MAX_FILE_BYTES: Final = 65_536
"""How many bytes of a file are read: no state takes more."""


def state_file(dossier: Dossier) -> str:
    """Return the file that keeps the state of a dossier; it may not exist."""
    return os.path.join(_states_folder(), f"{crc32(os.fsencode(os.path.realpath(dossier.path))):08x}.json")


def _states_folder() -> str:
    """Return the folder of the states, each a place in a dossier; its name stays, so that what is there is found."""
    return os.path.join(state_folder(), "places")


def save_state(dossier: Dossier, state: ViewState) -> None:
    """Keep a state for the next session, where that can be done."""
    import json  # only for those who change something

    document: dict[str, object] = {"dossier": os.path.realpath(dossier.path), "view": str(state.view)}
    document |= {pane: state.cursor(pane) for pane in PANES} | {"focus": state.followed, "zoomed": state.zoomed}
    document["part"] = state.part
    with suppress(OSError, ValueError):
        file = state_file(dossier)
        if os.path.isabs(file):  # without a home it is not
            os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)  # searches are the reader's own business
            write_atomically(file, json.dumps(document, indent=1).encode() + b"\n")


class KeptState(NamedTuple):
    """The state in which a dossier was left, as far as its records are still there."""

    state: ViewState
    gone: tuple[str, ...]
    """What its filter named and the dossier no longer has."""


def load_state(dossier: Dossier) -> KeptState | None:
    """Return the state in which a dossier was left; None without one."""
    try:
        if not os.path.isfile(file := state_file(dossier)):  # what is no regular file might never end
            return None
        import json  # which the first visit does without

        with open(file, "rb") as opened:
            document = json.loads(opened.read(MAX_FILE_BYTES))
        if document["dossier"] != os.path.realpath(dossier.path):  # another whose path has the same checksum
            return None
        return _parse_state(document, dossier)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _parse_state(document: dict[str, Any], dossier: Dossier) -> KeptState:
    view, gone = parse_kept_view(document["view"], dossier)
    state = ViewState(view.replace(at=None))
    for pane, kind in zip(PANES, (Event, Person, Quote), strict=True):
        if isinstance(dossier.by_id.get(document[pane]), kind):
            state = state.with_cursor(pane, document[pane])
    state = state.with_focus(PANES[PANES.index(document["focus"])])
    part = document.get("part")
    state = replace(state, zoomed=document["zoomed"] is True, part=part if part in PARTS else state.part)
    return KeptState(state, tuple(gone))
