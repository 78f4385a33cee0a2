"""Where the reader left each dossier, remembered from one session to the next.

One small file a dossier, in the folder of the program's state. It is a convenience: what cannot be written is not
remembered, what cannot be read was never there, and neither keeps anybody from reading.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import replace
from typing import Any, Final

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote
from peace_tui.query.facets import PANES
from peace_tui.query.view import parse_view
from peace_tui.session.state import Place
from peace_tui.system.paths import state_folder, write_atomically

LONGEST: Final = 65_536
"""How many bytes of a file are read: no place takes more."""


def file_of(dossier: Dossier) -> str:
    """Return the file in which the place in a dossier is kept; it may not exist."""
    from hashlib import sha256  # 4 ms that a first start does not need

    name = sha256(os.fsencode(os.path.realpath(dossier.path))).hexdigest()[:24]
    return os.path.join(_places(), f"{name}.json")


def _places() -> str:
    return os.path.join(state_folder(), "places")


def remember(dossier: Dossier, place: Place) -> None:
    """Keep a place for the next session, where that can be done."""
    import json

    kept: dict[str, object] = {"dossier": os.path.realpath(dossier.path), "view": str(place.view)}
    kept |= {pane: place.cursor(pane) for pane in PANES} | {"focus": place.focus, "zoomed": place.zoomed}
    with suppress(OSError, ValueError):
        file = file_of(dossier)
        if os.path.isabs(file):  # without a home it is not
            os.makedirs(os.path.dirname(file), mode=0o700, exist_ok=True)  # searches are nobody else's business
            write_atomically(file, json.dumps(kept, indent=1).encode() + b"\n")


def remembered(dossier: Dossier) -> Place | None:
    """Return the place in which a dossier was left, as far as it is still there; None where none is kept."""
    if not os.path.isdir(_places()):
        return None
    import json

    try:
        return _place(json.loads(_start_of(file_of(dossier))), dossier)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _place(kept: dict[str, Any], dossier: Dossier) -> Place:
    place = Place(replace(parse_view(kept["view"], dossier), at=None))
    for pane, kind in zip(PANES, (Event, Person, Quote), strict=True):
        if isinstance(dossier.by_id.get(kept[pane]), kind):
            place = place.with_cursor(pane, kept[pane])
    return replace(place, focus=PANES[PANES.index(kept["focus"])], zoomed=kept["zoomed"] is True)


def _start_of(file: str) -> bytes:
    """Read a regular file; nothing of any other, which might never end."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
    with open(descriptor, "rb") as opened:
        return opened.read(LONGEST) if stat.S_ISREG(os.fstat(descriptor).st_mode) else b""
