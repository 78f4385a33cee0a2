"""A dossier in the making: importers hand in what they find, and it comes out as TOML that `check` passes.

People, sources and open events stay at hand, because later rows add to them; quotes and finished events are written to
a spool at once, so that memory does not grow with their number.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any, Final

from peace_tui.formats.toml_writer import format_head, format_record
from peace_tui.importers.ids import Ids
from peace_tui.importers.report import Report
from peace_tui.importers.table.coerce import fit, keep, line
from peace_tui.model.records import ARRAYS, KIND_NAMES, Info
from peace_tui.text.folding import fold

IN_MEMORY: Final = 8 * 2**20
"""How many bytes of finished records of one kind are held before they go to a temporary file."""
STEMS: Final = {"people": "person", "sources": "source", "events": "event", "quotes": "quote"}
"""What an id is made of where a record has no name with letters in it."""
PIECE: Final = 2**16
UNTITLED: Final = "(untitled)"
"""In place of a title that the file does not give."""
OPENED, FINISHED = 0, 1
"""The parts of the records of one kind: those that stayed open, then those that were finished at once."""


class Draft:
    """What has been taken in so far."""

    def __init__(self, title: str, zone: str | None = None) -> None:
        """Begin a dossier; `zone` is the IANA name of the time zone of clock times without an offset."""
        self.info: dict[str, Any] = {"title": line(title) or "Imported", "timezone": zone}
        self.zone = zone
        self.report = Report()
        self.made: Counter[str] = Counter()
        self.opening = ""
        self._head = ""
        self._ids = Ids()
        self._open: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ARRAYS}
        self._spools: dict[tuple[str, int], IO[str]] = {}
        self._people: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, dict[str, Any]] = {}

    def id(self, kind: str, wanted: str, given: str = "") -> str:
        """Take an id for a record of an array: the one that the file has `given` it, or one made of `wanted`."""
        return self._ids.take(wanted, STEMS.get(kind, KIND_NAMES[kind].partition(" ")[0]), given=line(given))

    def identify(self, kind: str, table: dict[str, Any], wanted: str, given: str = "") -> None:
        """Give a table its id, as `id` does; one that the file has given it and that cannot be kept stands aside."""
        table["id"] = self.id(kind, wanted, given)
        if line(given) and table["id"] != line(given):
            keep(table, "id", line(given))
            self.report.changed("id taken already, or unsound, kept as x_id", f"'{line(given)}'")

    def person(self, name: str, key: str = "", given: str = "", **more: Any) -> dict[str, Any]:
        """Return the person with a name, new or known; the name is known again however it is accented or cased.

        `key` is what the file itself knows a person by; people with two keys are two, with one key and several names
        one with aliases. A new one gets the `given` id.
        """
        name = line(name) or line(key) or "Unnamed"
        known = self._people.get(f"key {key}" if key else f"name {fold(name)}")
        if known is None:
            known = {"id": self.id("people", name, given), "name": name, **more}
            self._open["people"].append(known)
            self.made["people"] += 1
            self._people.setdefault(f"name {fold(name)}", known)
            if key:
                self._people[f"key {key}"] = known
        elif all(fold(name) != fold(other) for other in (known["name"], *known.get("aliases", ()))):
            known.setdefault("aliases", []).append(name)
        return known

    def people(self, names: Iterable[str]) -> list[str]:
        """Return the ids of the people with these names, each once."""
        return list(dict.fromkeys(self.person(name)["id"] for name in names if line(name)))

    def source(self, key: str, wanted: str, table: Mapping[str, Any], given: str = "") -> dict[str, Any]:
        """Return the source that the file knows by `key`, new or known; a new one is made of `table`."""
        known = self._sources.get(key)
        if known is None:
            known = self._sources[key] = {"id": self.id("sources", wanted, given), **table}
            self._open["sources"].append(known)
            self.made["sources"] += 1
        return known

    def open_event(self, wanted: str, table: Mapping[str, Any], given: str = "") -> dict[str, Any]:
        """Begin an event to which more will be added; its id is the `given` one or made of `wanted`."""
        event = {"id": self.id("events", wanted, given), **table}
        self._open["events"].append(event)
        self.made["events"] += 1
        return event

    def add(self, kind: str, table: Mapping[str, Any], place: str = "") -> None:
        """Take in a finished record, whose ids and references are sound; `place` says where in the file it stands."""
        self.made[kind] += 1
        self._spool(kind, FINISHED).write(format_record(kind, self._fitted(kind, table, place)))

    def finish(self) -> None:
        """Make an end of it: afterwards the report knows of all that did not fit, and the pieces are there."""
        self._head = format_head(fit(Info, self.info, self.zone, self._misfit("dossier")), self.opening)
        for kind in ARRAYS:
            for table in self._open.pop(kind):
                self._spool(kind, OPENED).write(format_record(kind, self._fitted(kind, table, table["id"])))

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole finished dossier as TOML."""
        yield self._head.encode()
        for kind in ARRAYS:
            for part in (OPENED, FINISHED):
                if spool := self._spools.get((kind, part)):
                    spool.seek(0)
                    while piece := spool.read(PIECE):
                        yield piece.encode()

    def close(self) -> None:
        """Let go of the temporary files."""
        for spool in self._spools.values():
            spool.close()

    def _spool(self, kind: str, part: int) -> IO[str]:
        if (kind, part) not in self._spools:
            spool = tempfile.SpooledTemporaryFile(IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115
            self._spools[kind, part] = spool
        return self._spools[kind, part]

    def _fitted(self, kind: str, table: Mapping[str, Any], place: str) -> dict[str, Any]:
        fitted = fit(ARRAYS[kind], table, self.zone, self._misfit(place))
        missing = [name for name, key in ARRAYS[kind].FIELDS.items() if key.required and name not in fitted]
        if kind == "sources" and not fitted.keys() & {"title", "container_title"}:
            missing = ["title"]
        return fitted | dict.fromkeys(missing, UNTITLED)

    def _misfit(self, place: str) -> Any:
        def note(name: str, value: str) -> None:
            where = f"{place}: '{value[:60]}'" if place else f"'{value[:60]}'"
            self.report.changed(f"value of {name} that the format does not take, kept as x_{name}", where)

        return note
