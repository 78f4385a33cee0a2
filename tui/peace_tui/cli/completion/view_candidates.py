"""The item of a view string that is being typed: its facet, or the last of its values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from peace_tui.cli.completion.candidates import Offer, note_of
from peace_tui.query.facets import FACET, FACETS, FREE, UNDATED
from peace_tui.query.view import AT, NAMED, Clause
from peace_tui.text.folding import fold

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier

PLAIN_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")


def view_offers(typed: str, dossier: Dossier | None) -> Iterator[Offer]:
    """Yield the whole view with its last item completed; without a dossier only what any dossier has."""
    start, comma = _item(typed)
    item = typed[start:]
    sign = "-" if item.startswith("-") else ""
    if not (name := NAMED.match(item, len(sign))):
        names = {f.name: f.words for f in FACETS if f.name != FREE} | ({} if sign else {AT: "the cursor on"})
        for facet, words in names.items():
            if facet.startswith(item[len(sign) :]):
                yield Offer(f"{typed[:start]}{sign}{facet}:", words, open=True)
        return
    at = max(comma, start + name.end())
    kept, value = typed[:at], typed[at:]
    taken = typed[start + name.end() : at].split(",")
    for known, note in _known(name[1], dossier):
        written = _written(known, quoted=value.startswith('"'))
        if written not in taken and fold(known).startswith(fold(value.removeprefix('"'))):
            yield Offer(kept + written, note, open=True)


def _item(typed: str) -> tuple[int, int]:
    """Return where the last item of a view begins, and its last value if there is a comma before that."""
    start = comma = 0
    quoted = escaped = False
    for place, character in enumerate(typed, 1):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character.isspace():
            start, comma = place, 0
        elif not quoted and character == ",":
            comma = place
    return start, comma


def _known(name: str, dossier: Dossier | None) -> Iterator[tuple[str, str]]:
    """Yield the values that a facet can have, each with what it is."""
    facet = FACET.get(name)
    if name == AT or (facet and facet.names in ("people", "events", "sources", "tags")):
        if dossier:
            known = dossier.by_id if name == AT else dossier.names(facet.names)  # type: ignore[union-attr]
            yield from ((value, note_of(dossier.by_id.get(value))) for value in known)
    elif facet and facet.names == "dates":
        yield UNDATED, "without a date"
        if dossier:
            texts = {date.text for date in (*dossier.event_index.dates, *dossier.quote_index.dates)}
            yield from ((text, "") for text in sorted(texts) if PLAIN_DATE.fullmatch(text))
    elif facet:
        yield from ((option, "") for option in facet.options)


def _written(value: str, quoted: bool) -> str:
    """Return a value as a view string writes it; in quotation marks where they have been opened."""
    plain = str(Clause("tag", (value,))).removeprefix("tag:")
    return plain if plain.startswith('"') or not quoted else f'"{plain}"'
