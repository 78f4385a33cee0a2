"""Sound tables into records, five times as fast as the careful reader of `reading.tables`.

A large dossier is nearly always sound. What is odd in any way, even in a way that is right, is left to the careful
reader, which knows what to say of it: here nothing is explained, and nothing is let through. Both follow from the
fields that the records declare.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

from peace_tui.loading.bench import Bench, Named, Odd, own_keys
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, FORMAT, Info

Seen = tuple[dict[str, list[str]], dict[str, list[str]]]
"""The ids in each array, and those that were named of each."""
KNOWN: Final = {"format", "dossier", *ARRAYS}
"""What a document holds, beside keys of one's own."""


def read_sound(document: Mapping[str, Any], file: str) -> Dossier:
    """Read a parsed document that has nothing odd in it; the checks between records are still to be made.

    Raises:
        Odd: It has.
    """
    reader = SoundReader(document)
    records = {kind: tuple(found) for kind, found in reader.records(document).items()}
    reader.finish()
    return Dossier(info=reader.info, path=file, digest="", **records)


@contextmanager
def _odd_if_wrong() -> Iterator[None]:
    """Take all that a value of another kind can do for something odd."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Odd from error


class SoundReader:
    """Reads the pieces of one document after another; that what is named is there shows in the end.

    Each method raises Odd where something has to be looked at.
    """

    def __init__(self, first: Mapping[str, Any]) -> None:
        """Read the head of the document, which is in its first piece."""
        self._ids: dict[str, list[str]] = {kind: [] for kind in ARRAYS}
        self._named: dict[str, Named] = {kind: Named() for kind in ("", *ARRAYS)}
        with _odd_if_wrong():
            if first["format"] != FORMAT:
                raise Odd
            self.info: Info = Bench(None, self._named).reader(Info)(first["dossier"])
        self._bench = Bench(self.info.timezone, self._named)

    def records(self, document: Mapping[str, Any]) -> dict[str, list[Any]]:
        """Return the records of each array in a piece, the first included."""
        with _odd_if_wrong():
            own_keys({name: value for name, value in document.items() if name not in KNOWN})
            return {kind: self._read(kind, of, document.get(kind, [])) for kind, of in ARRAYS.items()}

    def _read(self, kind: str, of: type[Any], tables: list[dict[str, Any]]) -> list[Any]:
        if not isinstance(tables, list):
            raise Odd
        self._ids[kind] += [table["id"] for table in tables if "id" in table]
        return [*map(self._bench.reader(of), tables)]

    def hand_over(self) -> Seen:
        """Return what was seen, and begin anew."""
        seen = self._ids, {kind: [*named] for kind, named in self._named.items()}
        self._ids = {kind: [] for kind in ARRAYS}
        for named in self._named.values():
            named.clear()
        return seen

    def add(self, seen: Seen) -> None:
        """Take what was handed over."""
        for kind, ids in seen[0].items():
            self._ids[kind] += ids
        for kind, names in seen[1].items():
            self._named[kind].update(zip(names, names, strict=True))

    def finish(self) -> None:
        """See that no id is taken twice, and that each that is named is there."""
        ids = {kind: {*found} for kind, found in self._ids.items()}
        ids[""] = set().union(*ids.values())
        if len(ids[""]) < sum(map(len, self._ids.values())):
            raise Odd
        if any(named.keys() - ids[kind] for kind, named in self._named.items()):
            raise Odd
