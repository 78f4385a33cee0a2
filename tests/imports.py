"""Imports data of other formats as the command does, for tests to look at the dossier and the report."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from peace_tui.importers.dossier_builder import ImportOptions, convert_file
from peace_tui.importers.input_file import InputFile
from peace_tui.loading.files import read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, Event, Quote, Source
from peace_tui.model.values import record_to_table


class Imported(NamedTuple):
    """A dossier made of a file, the TOML it was read from, and the report."""

    dossier: Dossier
    toml: str
    report: str

    @property
    def events(self) -> Sequence[Event]:
        return self.dossier.events

    @property
    def quotes(self) -> Sequence[Quote]:
        return self.dossier.quotes

    @property
    def sources(self) -> Sequence[Source]:
        return self.dossier.sources

    @property
    def names(self) -> list[str]:
        return [person.name for person in self.dossier.people]


def import_data(
    kind: str, data: str | bytes, name: str = "given", zone: str | None = None, encoding: str = "", **options: Any
) -> Imported:
    """Import `data`; whatever comes of it passes `check`, and the builder has counted its records."""
    input_file = InputFile(name, io.BytesIO(data.encode() if isinstance(data, str) else data), encoding)
    builder = convert_file(kind, input_file, ImportOptions(**options), zone)
    toml = b"".join(builder.chunks())
    builder.close()
    reading = read(toml, "imported.toml")
    assert reading.dossier, (reading.problems, toml.decode())
    counts = {kind: len(getattr(reading.dossier, kind)) for kind in ARRAYS}
    assert {kind: n for kind, n in builder.counts.items() if n} == {kind: n for kind, n in counts.items() if n}
    return Imported(reading.dossier, toml.decode(), "\n".join(builder.report.lines(input_file.name, builder.counts)))


def to_tables(records: Sequence[Any]) -> list[dict[str, Any]]:
    """Return records as the tables they are written as."""
    return [record_to_table(record) for record in records]
