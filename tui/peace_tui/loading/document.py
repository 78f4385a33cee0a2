"""A document: from its bytes to a dossier or the list of its problems."""

import gc
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import tomli

from peace_tui.loading.converters import RecordConverter
from peace_tui.loading.diagnostics import (
    ERROR,
    INCLUDE,
    INVALID,
    Context,
    Finding,
    Findings,
    Invalid,
    Problem,
    check_extra,
    toml_type,
)
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, FORMAT, KIND_NAMES, Event, Info, Source, table_fields
from peace_tui.provenance.first_look import find_cycles
from peace_tui.query.facets import ViewError
from peace_tui.query.view import parse_kept_view, parse_view
from peace_tui.system.streams import Progress, ignore_progress
from peace_tui.text.messages import find_nearest
from peace_tui.text.terminal_safe import preview

if TYPE_CHECKING:
    from peace_tui.loading.includes import IncludedFiles

LARGE_FILE_BYTES: Final = 1_000_000
"""From how many bytes on a dossier is read in chunks, and kept packed."""
PARSED, CONVERTED = 0.5, 0.8
"""The parts of reading a large document that are done once its TOML is parsed, and once its records are read."""
ONE_PIECE: Final = ("reading the TOML in one piece", None)
"""The progress that is shown before one long call, for what cannot be parsed in smaller pieces."""
TABLES_AT_ONCE: Final = 2_000
"""After how many tables progress is reported."""
BYTE_ORDER_MARK: Final = "\ufeff"
LONG_NUMBER: Final = r"[-+]?[0-9][0-9_]{4300,}"
SYNONYMS: Final = {
    **dict.fromkeys(("person", "persons", "speakers", "actors"), "people"),
    **dict.fromkeys(("articles", "outlets", "references"), "sources"),
    **dict.fromkeys(("quotations", "utterances"), "quotes"),
}
"""Names that others have for the arrays of records."""
TOP_LEVEL: Final = ("format", INCLUDE, "dossier", *ARRAYS)

Records = Mapping[str, Sequence[Any]]
"""The records of each array, with INVALID for each that could not be read."""
Lint = Callable[[Dossier, Records, Mapping[str, Any], Sequence[Finding], Callable[[float], None]], Iterable[Finding]]
"""Yields what an author is advised to look at. It is given the dossier, its records, the TOML they were read from, what
is wrong with that, and a function to which it reports the part that is done."""


class ReadResult(NamedTuple):
    """What came of reading a file: a dossier unless there are errors, and the problems."""

    dossier: Dossier | None
    problems: tuple[Problem, ...] = ()
    included: tuple[str, ...] = ()
    """The files that the file includes, whether they exist or not, and those named beside it."""


def parse(
    data: bytes, file: str, progress: Progress = ignore_progress
) -> tuple[dict[str, Any], Sequence[Any]] | ReadResult:
    """Return the TOML of a file and the chunks in which it was read, if it is large, or else what is wrong with it."""
    try:
        text = data.decode().removeprefix(BYTE_ORDER_MARK)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode().removeprefix(BYTE_ORDER_MARK)
        return _unparsable(file, "the file is not UTF-8", "save it as UTF-8", before)
    try:
        if len(data) < LARGE_FILE_BYTES:
            return tomli.loads(text), ()
        from peace_tui.loading.chunks import parse_in_chunks  # what a small dossier never needs

        return parse_in_chunks(data, partial(_tell_part, progress))
    except tomli.TOMLDecodeError as error:
        return explain_syntax(file, error)
    except ValueError:  # what int() says of more digits than it takes
        digits = re.search(LONG_NUMBER, text)
        before = text[: digits.start()] if digits else ""
        return _unparsable(file, "a number is too long", "TOML's whole numbers have 64 bits", before)
    except RecursionError:
        return _unparsable(file, "arrays or tables are nested too deeply", "a dossier needs a few levels only")


def _tell_part(progress: Progress, part: float | None) -> None:
    progress(*(ONE_PIECE if part is None else ("reading the TOML", part * PARSED)))


def _unparsable(file: str, message: str, hint: str, before: str = "", line: int = 0, column: int = 0) -> ReadResult:
    """Return the one problem of a file that is no TOML; where no line is given, it follows what stands `before` it."""
    if not line:
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return ReadResult(None, (Problem(file, line, column, "", ERROR, preview(message, 200), hint),))


def explain_syntax(file: str, error: tomli.TOMLDecodeError) -> ReadResult:
    """Return what is wrong with the TOML, where it is known with the line to write."""
    from peace_tui.loading.toml_mistakes import explain_mistake  # only for what is no TOML

    rest = "fix this first; the rest is checked afterwards"
    mistake = explain_mistake(error)
    if not mistake:
        message = error.msg[:1].lower() + error.msg[1:]
        return _unparsable(file, message, rest, line=error.lineno, column=error.colno)
    return _unparsable(file, mistake.message, f"{mistake.hint}\n{rest}", error.doc[: mistake.offset])


@contextmanager
def paused_collector() -> Iterator[None]:
    """Keep Python's cycle collector from walking a growing heap again and again: reading makes no cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def read_document(
    document: Mapping[str, Any],
    file: str,
    lint: Lint | None = None,
    included: "IncludedFiles | None" = None,
    progress: Progress = ignore_progress,
) -> tuple[Dossier, list[Finding]]:
    """Return the records of a parsed document that can be read, as a dossier, and what is wrong with the others.

    Where files are `included`, the document is what they make together.
    """
    reader = DocumentReader(document, included)
    sizes = sum(len(tables) for tables in document.values() if isinstance(tables, list)) or 1
    tell = partial(progress, "checking the records")
    records = reader.read(document, lambda done: tell(PARSED + done / sizes * (CONVERTED - PARSED)), is_last=True)
    contents: dict[str, Any] = {
        kind: tuple(record for record in each if record is not INVALID) for kind, each in records.items()
    }
    if included:
        contents |= included.describe()
    dossier = Dossier(info=reader.info, path=file, **contents)
    findings = reader.finish(lambda kind, position: document[kind][position])
    if not findings and not reader.lacks_records:
        findings += check_views(dossier)
    else:  # a view is read against the records, which must be right for that: only how it is written
        findings += check_views(dossier, written_only=True)
    if lint and not reader.lacks_records:
        tell = partial(progress, "looking for what to advise")
        advice = lint(
            dossier, records, document, tuple(findings), lambda part: tell(CONVERTED + part * (1 - CONVERTED))
        )
        findings += advice
    return dossier, findings


class DocumentReader:
    """Turns the tables of a document into records, chunk by chunk or all at once."""

    def __init__(self, document: Mapping[str, Any], included: "IncludedFiles | None" = None) -> None:
        """Begin with the head of a document, which is in its first chunk; files it includes are joined to it."""
        self._context = Context()
        self._included = included
        self.lacks_records = self._context.lacks_ids = bool(included and not included.is_complete)
        """Whether a file that is included cannot be read."""
        self._findings = Findings(check_format(document))
        self.info = self._read_info(document)
        self._converters = {kind: RecordConverter(self._context, of, kind) for kind, of in ARRAYS.items()}
        self._ids: dict[str, list[Any]] = {kind: [] for kind in ARRAYS}
        """For each array the ids of its tables, whatever stands there."""
        self._sources: list[Any] = []
        self._undecided: list[tuple[str, int]] = []
        """The tables that refer to records which may still come, each by its array and position."""
        self.valid = not self._findings
        """Whether nothing wrong was found so far."""

    def _read_info(self, document: Mapping[str, Any]) -> Info:
        table = document.get("dossier")
        if "dossier" not in document and _is_misspelled("dossier", document):
            table = None
        elif "dossier" not in document:
            hint = 'add a table [dossier] with title = "…"'
            self._findings += [Finding(("dossier",), "[dossier] is missing", hint, at_key=True)]
        else:
            try:
                info: Info = RecordConverter(self._context, Info, "dossier").convert(table)
                self._context.zone = info.timezone
                return info
            except Invalid as error:
                self._findings += error.at("dossier")
        # A wrong time zone is not reported at every date as well, nor a warning that the author has silenced.
        self._context.zone = "UTC" if isinstance(table, dict) and "timezone" in table else None
        return Info(title="", timezone=self._context.zone, checked=self._read_checked(table))

    def _read_checked(self, table: Any) -> bool | tuple[str, ...]:
        """Return the warnings that a [dossier] with errors silences."""
        written = {name: table[name] for name in ("checked", "x_checked") if isinstance(table, dict) and name in table}
        try:
            info: Info = RecordConverter(self._context, Info, "dossier").convert({"title": "T", **written})
        except Invalid:
            return ()
        return info.checked

    def read(
        self, document: Mapping[str, Any], tell: Callable[[int], None] = lambda done: None, *, is_last: bool = False
    ) -> dict[str, list[Any]]:
        """Return the records of the next chunk, the first included; nothing follows what `is_last`.

        Now and then `tell` is called with the number of tables read.
        """
        self._tell, self._done = tell, 0
        self._findings += check_top_level(document)
        tables = {kind: self._tables_of(document, kind) for kind in ARRAYS}
        self._note_misnamed(document)
        first = {kind: len(ids) for kind, ids in self._ids.items()}
        for kind, each in tables.items():
            self._note_ids(kind, each)
        self._context.all_ids_known = is_last
        records = {kind: self._convert(kind, first[kind], each) for kind, each in tables.items()}
        self._sources += records["sources"]
        self.valid = self.valid and not self._findings
        return records

    def _tables_of(self, document: Mapping[str, Any], kind: str) -> list[Any]:
        self._findings += check_array(document, kind)
        tables = document.get(kind)
        return tables if isinstance(tables, list) else []

    def _note_misnamed(self, document: Mapping[str, Any]) -> None:
        """Remember the ids in arrays with a misspelled name, so that references to them are no errors besides."""
        for name, tables in document.items():
            if name not in TOP_LEVEL and isinstance(tables, list):
                ids = [table["id"] for table in tables if isinstance(table, dict) and isinstance(table.get("id"), str)]
                kind = find_meant(name)
                self._context.ids.get(kind, {}).update(zip(ids, ids, strict=True))

    def _note_ids(self, kind: str, tables: list[Any]) -> None:
        ids = [_find_id(kind, table) if isinstance(table, dict) else None for table in tables]
        self._ids[kind] += ids
        strings = [id for id in ids if isinstance(id, str)]
        self._context.ids[kind].update(zip(strings, strings, strict=True))

    def _convert(self, kind: str, first: int, tables: list[Any]) -> list[Any]:
        """Return the tables of an array as records; the first of them has the number `first`."""
        convert, unresolved = self._converters[kind].convert, self._context.unresolved
        records = []
        for position, table in enumerate(tables, first):
            self._done += 1
            if not self._done % TABLES_AT_ONCE:
                self._tell(self._done)
            if self._included:
                self._context.is_foreign = self._included.is_foreign(kind, position, self.info.timezone)
            try:
                records.append(convert(table))
            except Invalid as error:
                records.append(INVALID)
                self.valid = False
                if not unresolved:
                    self._findings += error.at(kind, position)
            if unresolved:
                self._undecided.append((kind, position))
                unresolved.clear()
        return records

    def finish(self, table_at: Callable[[str, int], Any]) -> list[Finding]:
        """Return all that is wrong, now that every id is known; `table_at` returns an array's table at a position."""
        self._context.all_ids_known = True
        for kind, position in self._undecided:
            try:
                self._converters[kind].convert(table_at(kind, position))
            except Invalid as error:
                self._findings += error.at(kind, position)
                if kind == "sources":
                    self._sources[position] = INVALID
        self._findings += self._repeated_ids()
        self._findings += check_sources(self._sources)
        return [*self._findings]

    def _repeated_ids(self) -> Iterator[Finding]:
        """Yield each id that a record before has already; ids are unique over all arrays."""
        seen: dict[str, tuple[str, int]] = {}
        for kind, ids in self._ids.items():
            for position, id in enumerate(ids):
                if not isinstance(id, str):
                    continue
                if id in seen:
                    hint = "ids are unique in a dossier: give one of the two another id"
                    other, number = seen[id]
                    where = self._included.name_file(other, number, beside=(kind, position)) if self._included else ""
                    taken = f"the {KIND_NAMES[other]} {where or f'{other}[{number}]'}"
                    message = f"the id '{preview(id)}' is already taken by {taken}"
                    yield Finding((kind, position, "id"), message, hint)
                else:
                    seen[id] = kind, position


def _find_id(kind: str, table: Mapping[str, Any]) -> Any:
    """Return what a table of an array has for an id, if need be under a key that is nearly called so."""
    if "id" in table:
        return table["id"]
    known = table_fields(ARRAYS[kind])
    unknown = (key for key in table if key not in known and not key.startswith("x_"))
    return next((table[key] for key in unknown if find_nearest(key, known) == "id"), None)


def check_format(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with the format that a file names."""
    found = document.get("format")
    if "format" not in document and not _is_misspelled("format", document):
        hint = f'begin the file with format = "{FORMAT}"'
        yield Finding(("format",), "format is missing", hint, at_key=True)
    elif "format" in document and found != FORMAT:
        what = f"'{preview(found)}'" if isinstance(found, str) else toml_type(found)
        yield Finding(("format",), f"the format is {what}", f'this program reads format = "{FORMAT}"')


def _is_misspelled(name: str, document: Mapping[str, Any]) -> bool:
    """Tell whether a file has a table or key in another spelling, which has a message of its own."""
    unknown = (key for key in document if key not in TOP_LEVEL and not key.startswith("x_"))
    return any(find_meant(key) == name for key in unknown)


def find_meant(name: str) -> str:
    """Return which of the names outside all tables another may stand for."""
    return SYNONYMS.get(name.casefold()) or find_nearest(name, TOP_LEVEL)


def check_array(document: Mapping[str, Any], kind: str) -> Iterator[Finding]:
    """Yield what is wrong with an array of records as such."""
    is_table = not isinstance(tables := document.get(kind, []), list)
    if is_table and not _is_misspelled(kind, document):
        hint = f"write [[{kind}]] above each"
        yield Finding((kind,), f"expected tables, found {toml_type(tables)}", hint)


def check_top_level(document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield what is wrong with the keys outside all tables."""
    for name, value in document.items():
        if name.startswith("x_"):
            try:
                check_extra(name, value)
            except Invalid as error:
                yield from error.at(name)
        elif name not in TOP_LEVEL:
            from peace_tui.loading.toml_corrections import TABLE_KEYS  # only for a mistake

            known = f"a dossier holds {', '.join(TOP_LEVEL)}, and keys that begin with x_"
            meant = find_meant(name)
            near = f"did you mean '{meant}'?" if meant else known
            hint = f"write [[{TABLE_KEYS[name]}]]" if name in TABLE_KEYS else near
            yield Finding((name,), f"unknown key '{preview(name)}'", hint, at_key=True)


def check_sources(sources: Sequence[Any]) -> Iterator[Finding]:
    """Yield what is wrong with sources, among which INVALID stands for each that could not be read."""
    valid = {position: source for position, source in enumerate(sources) if isinstance(source, Source)}
    for position, source in valid.items():
        if not any(text and not text.isspace() for text in (source.title, source.container_title)):
            hint = "add title or container_title"
            yield Finding(("sources", position), "a source needs a title or a container_title", hint, at_key=True)
    positions = {source.id: position for position, source in valid.items()}
    for ring in find_cycles({source.id: source.based_on for source in valid.values()}):
        first = min(ring, key=positions.__getitem__)
        start = ring.index(first)
        way = " → ".join([*ring[start:], *ring[:start], first])
        hint = "a source cannot rest on itself: remove one of these steps"
        yield Finding(("sources", positions[first], "based_on"), f"based_on goes in a circle: {way}", hint)


def check_views(dossier: Dossier, *, written_only: bool = False) -> Iterator[Finding]:
    """Yield what is wrong with the guided views of a dossier.

    Where something else is wrong, only how they are written is checked, whatever they name.
    """
    if written_only:
        dates = [*(event.date for event in dossier.events), *(quote.date for quote in dossier.quotes)]
        events = tuple(Event(id=str(number), title="", date=date) for number, date in enumerate(filter(None, dates)))
        dossier = Dossier(info=dossier.info, events=events, views=dossier.views)
    for position, guided in enumerate(dossier.views):
        try:
            (parse_kept_view if written_only else parse_view)(guided.view, dossier)
        except ViewError as error:
            hint = error.hint or "fix the view string, or remove this guided view"
            yield Finding(("views", position, "view"), error.message, hint, offset=error.column)
