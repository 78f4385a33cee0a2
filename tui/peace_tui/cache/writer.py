"""A dossier into the sections of a pack, of records that are handed over one after another."""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Callable, Iterable, Iterator
from itertools import accumulate, pairwise
from typing import Any, Final, NamedTuple

from peace_tui.cache.columns import posted
from peace_tui.cache.container import Sections
from peace_tui.cache.index_builder import Draft, Notes
from peace_tui.cache.rows import Row, row_codec
from peace_tui.model.dossier import Dossier
from peace_tui.model.index import RecordIndex
from peace_tui.model.records import ARRAYS, Info

SHELVES: Final = {"event_index": "events", "quote_index": "quotes"}
"""The shelves of a dossier, with the array whose records each has."""
LEAN: Final = 2
"""The version of `marshal` that does not look whether a value has been written before."""
FEW: Final = ("eras", "views")
"""The arrays whose records are unpacked at once; not all of them have ids."""


class Packer:
    """Packs the records of a dossier as they come: of the quotes, which are many, none has to be held."""

    def __init__(self, info: Info) -> None:
        """Begin a pack."""
        self._info = info
        self._codecs = {kind: row_codec(of, info.timezone) for kind, of in ARRAYS.items()}
        self._begin()

    def _begin(self) -> None:
        self._held: dict[str, Any] = {kind: [] for kind in ARRAYS}
        """The records of all arrays but the quotes."""
        self._taken = Taken({kind: Column() for kind in ARRAYS}, Notes())

    def take(self, kind: str, records: Iterable[Any]) -> None:
        """Pack records of an array, the next in file order.

        Raises:
            Unpackable: One of them cannot be.
        """
        records = [*records]
        self._taken.columns[kind].take(records, self._codecs[kind].encode)
        if kind == "quotes":
            self._taken.notes.take(records)
        else:
            self._held[kind] += records

    def hand_over(self) -> Taken:
        """Return what was taken, and begin anew."""
        taken = self._taken
        self._begin()
        return taken

    def add(self, more: Taken) -> None:
        """Take what was handed over of the records that follow."""
        for kind, column in more.columns.items():
            self._taken.columns[kind].add(column)
            if kind != "quotes":
                self._held[kind] += [self._codecs[kind].decode(marshal.loads(row)) for row in column.rows()]
        self._taken.notes.add(more.notes)

    def sections(self) -> Sections:
        """Return the pack of all that was taken."""
        draft = Draft(info=self._info, notes=self._taken.notes, **self._held)
        found: dict[str, bytes | bytearray] = {
            "info": marshal.dumps(row_codec(Info, self._info.timezone).encode(self._info))
        }
        for kind, column in self._taken.columns.items():
            found |= {f"{kind}.{part}": section for part, section in column.parts()}
        for name in SHELVES:
            shelf: RecordIndex[Any] = getattr(draft, name)
            found[f"{name}.order"] = array("I", shelf.order).tobytes()
            found |= {f"{name}.{part}": section for part, section in _index(shelf)}
        numbers = {person.id: number for number, person in enumerate(draft.people)}
        found["cast.order"] = array("I", [numbers[person.id] for person in draft.people_by_weight]).tobytes()
        found["names"] = marshal.dumps({**draft.folded_names})
        draft.__dict__.clear()  # its indexes know it: without this only the collector could free it
        return {name: memoryview(section) for name, section in found.items()}


class Column:
    """The rows of an array."""

    def __init__(self) -> None:
        """Begin an array."""
        self._rows, self._ends = bytearray(), array("Q")
        self._ids: list[str] = []

    def take(self, records: list[Any], row: Callable[[Any], Row]) -> None:
        """Make the rows of records."""
        rows = [marshal.dumps(row(record), LEAN) for record in records]
        start = len(self._rows)
        self._ends.extend([start + end for end in accumulate(map(len, rows))])
        self._rows += b"".join(rows)
        self._ids += [getattr(record, "id", None) or "" for record in records]

    def add(self, more: Column) -> None:
        """Take the rows that follow."""
        start = len(self._rows)
        self._ends.extend([start + end for end in more._ends])
        self._rows += more._rows
        self._ids += more._ids

    def rows(self) -> Iterator[bytes]:
        """Yield each row."""
        for start, end in pairwise((0, *self._ends)):
            yield bytes(self._rows[start:end])

    def parts(self) -> Iterator[tuple[str, bytes | bytearray]]:
        """Yield the ids, the ends of the rows and the rows, each with its name."""
        yield "ids", "\n".join(self._ids).encode()  # none holds a line feed
        yield "ends", self._ends.tobytes()
        yield "rows", self._rows


class Taken(NamedTuple):
    """What a packer has taken, as another can add it: the rows of each array, and notes of the quotes."""

    columns: dict[str, Column]
    notes: Notes


def packed(dossier: Dossier) -> Sections:
    """Return a dossier packed.

    Raises:
        Unpackable: One of its records cannot be.
    """
    packer = Packer(dossier.info)
    for kind in ARRAYS:
        packer.take(kind, getattr(dossier, kind))
    return packer.sections()


def _index(shelf: RecordIndex[Any]) -> Iterator[tuple[str, bytes]]:
    """Yield the indexes of a shelf by the names of their sections."""
    for attribute in shelf.attributes:
        yield f"{attribute}.places", posted(shelf.postings(attribute))
    dates = [(d.text, d.earliest, d.latest, d.earliest_instant, d.latest_instant, d.clocked) for d in shelf.dates]
    yield "dates", marshal.dumps((dates, [places.serialize() for places in shelf.dates.values()]))
