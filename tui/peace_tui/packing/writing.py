"""A dossier into a pack."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Iterable, Iterator
from typing import Any, Final

from peace_tui.dossier import Dossier
from peace_tui.index import Shelf
from peace_tui.packing.columns import posted
from peace_tui.packing.rows import form_of
from peace_tui.packing.sections import joined
from peace_tui.records import ARRAYS, Info

SHELVES: Final = {"timeline": "events", "sayings": "quotes"}
"""The shelves of a dossier, with the array whose records each has."""
LEAN: Final = 2
"""The version of `marshal` that does not look whether a value has been written before."""
FEW: Final = ("eras", "views")
"""The arrays whose records are unpacked at once."""


def packed(dossier: Dossier) -> bytes:
    """Return a dossier packed.

    Raises:
        Unpackable: One of its records cannot be.
    """
    zone = dossier.info.timezone
    sections: dict[str, bytes] = {"info": marshal.dumps(form_of(Info, zone).row(dossier.info))}
    for kind, of in ARRAYS.items():
        records = getattr(dossier, kind)
        row = form_of(of, zone).row
        if kind in FEW:
            sections[kind] = marshal.dumps([row(record) for record in records])
            continue
        rows = [marshal.dumps(row(record), LEAN) for record in records]
        ids = [record.id for record in records]
        sections |= {f"{kind}.ids": _words(ids), f"{kind}.ends": _ends(rows), f"{kind}.rows": b"".join(rows)}
    for name in SHELVES:
        shelf: Shelf[Any] = getattr(dossier, name)
        sections[f"{name}.order"] = array("I", shelf.order).tobytes()
        sections |= {f"{name}.{part}": section for part, section in _shelf(shelf)}
    numbers = {person.id: number for number, person in enumerate(dossier.people)}
    sections["cast.order"] = array("I", [numbers[person.id] for person in dossier.cast]).tobytes()
    sections["names"] = marshal.dumps({**dossier.folded_names})
    return joined(sections)


def _shelf(shelf: Shelf[Any]) -> Iterator[tuple[str, bytes]]:
    """Yield the indexes of a shelf by the names of their sections."""
    for attribute in shelf.attributes:
        yield f"{attribute}.places", posted(shelf.values(attribute))
    dates = [(d.text, d.earliest, d.latest, d.earliest_instant, d.latest_instant, d.clocked) for d in shelf.dates]
    yield "dates", marshal.dumps((dates, [places.serialize() for places in shelf.dates.values()]))


def _words(ids: Iterable[str]) -> bytes:
    """Return ids as one text; none holds a line feed."""
    return "\n".join(ids).encode()


def _ends(rows: Iterable[bytes]) -> bytes:
    """Return where each row ends."""
    ends, end = array("Q"), 0
    for row in rows:
        end += len(row)
        ends.append(end)
    return ends.tobytes()
