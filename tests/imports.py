"""Files of other formats taken in as the command does it, and what came of them."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

from peace_tui.formats.toml_writer import record_to_table
from peace_tui.importers.input_file import Intake
from peace_tui.importers.options import Options
from peace_tui.importers.registry import drafted
from peace_tui.loading.document import read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Quote, Source


class Taken(NamedTuple):
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


def take(kind: str, data: str | bytes, name: str = "given", zone: str | None = None, **options: Any) -> Taken:
    """Import `data`; whatever comes of it passes `check`."""
    intake = Intake(name, io.BytesIO(data.encode() if isinstance(data, str) else data))
    draft = drafted(kind, intake, Options(**options), zone)
    toml = b"".join(draft.pieces())
    draft.close()
    found = read(toml, "imported.toml")
    assert found.dossier, (found.problems, toml.decode())
    made = {kind: len(getattr(found.dossier, kind)) for kind in ("people", "sources", "events", "quotes", "eras")}
    assert {kind: count for kind, count in draft.made.items() if count} == {k: n for k, n in made.items() if n}
    return Taken(found.dossier, toml.decode(), "\n".join(draft.report.lines(intake.name, draft.made)))


def tables(records: Sequence[Any]) -> list[dict[str, Any]]:
    """Return records as the tables they are written as."""
    return [record_to_table(record) for record in records]
