"""The formats of `peace-tui export`: the one declaration, read by the command line, the explorer and the tests.

The module of a format has the format's name. It is imported only when something is exported, because the command line
reads this table at every start. It offers two functions, which take the selection and, in `render`, the note that the
format shows if it has a footer and the format's own options by name:

    render(selection: Selection, note: ProvenanceNote, **options: str) -> Iterator[str]
    find_omissions(selection: Selection, **options: str) -> list[str]

A format that is no text (`is_binary`) yields bytes in `render`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from peace_tui.exporters.provenance_note import ProvenanceNote
    from peace_tui.model.dossier import Dossier
    from peace_tui.query.selection import Selection
    from peace_tui.query.view import View

EVERY_KIND: Final = ("events", "people", "quotes", "sources", "claims")
WHOLE: Final = (*EVERY_KIND, "eras", "views")
"""The kinds in a format that holds a dossier completely, and under a view without clauses also what nothing names."""
CITATION_STYLES: Final = ("plain", "markdown", "apa", "chicago", "mla")
"""The styles of citations that are text."""
TABLE_OPTION: Final = "of"
"""The option that asks for a table of one kind of record."""


class ExportOption:
    """An option that one format takes; without it the first choice holds."""

    def __init__(self, name: str, choices: tuple[str, ...], help: str) -> None:
        """Take the name as `render` takes it; without `choices` it is a switch, for which `render` gets `yes`."""
        self.name, self.choices, self.help = name, choices, help

    @property
    def flag(self) -> str:
        """How it is written on the command line."""
        return f"--{self.name.replace('_', '-')}"


class ExportFormat:
    """One format: its name, the extension of its files, and what it holds."""

    def __init__(
        self,
        name: str,
        extension: str,
        summary: str,
        kinds: tuple[str, ...],
        *,
        has_footer: bool,
        is_binary: bool = False,
        options: tuple[ExportOption, ...] = (),
    ) -> None:
        """Declare a format.

        Args:
            name: What it is called, which is also its module's name.
            extension: The end of its files' names.
            summary: What it is, in a few words.
            kinds: The kinds of records in it; where none of them passes a view there is nothing to write.
            has_footer: Whether the file itself says where it comes from; for other formats the command prints it on
                standard error.
            is_binary: Whether it is no text, and so nothing for a terminal.
            options: What else it can be asked.
        """
        self.name, self.extension, self.summary = name, extension, summary
        self.kinds, self.has_footer, self.is_binary, self.options = kinds, has_footer, is_binary, options

    @property
    def module(self) -> str:
        """The module that writes it."""
        return f"peace_tui.exporters.{self.name}"


FORMATS: Final = (
    ExportFormat(
        "markdown",
        ".md",
        "a document to read and edit",
        EVERY_KIND,
        has_footer=True,
        options=(ExportOption("with_notes", (), "add your own stars, notes and tags beside the records"),),
    ),
    ExportFormat(
        "html",
        ".html",
        "a single searchable web page, works offline",
        EVERY_KIND,
        has_footer=True,
    ),
    ExportFormat(
        "csv",
        ".csv",
        "the quotes as a table, or the records of another kind, or of all",
        WHOLE,
        has_footer=False,
        options=(ExportOption(TABLE_OPTION, ("quotes", "events", "people", "sources", "claims", "all"), "the rows"),),
    ),
    ExportFormat("jsonl", ".jsonl", "every record as JSON on a line", WHOLE, has_footer=False),
    ExportFormat(
        "sqlite",
        ".sqlite",
        "a database with full-text search, for SQL and Datasette",
        WHOLE,
        has_footer=True,
        is_binary=True,
    ),
    ExportFormat(
        "timelinejs",
        ".json",
        "a TimelineJS 3 timeline",
        ("events", "quotes"),
        has_footer=True,
        options=(ExportOption("group", ("type", "side"), "how the timeline is grouped"),),
    ),
    ExportFormat("csl", ".json", "the sources, for reference managers", ("sources",), has_footer=False),
    ExportFormat("bibtex", ".bib", "the sources, for LaTeX", ("sources",), has_footer=True),
    ExportFormat(
        "citations",
        ".txt",
        "every passage with its citation, also in APA, Chicago and MLA",
        ("quotes",),
        has_footer=False,
        options=(ExportOption("style", CITATION_STYLES, "the style"),),
    ),
    ExportFormat("ris", ".ris", "the sources, for EndNote, Zotero and catalogs", ("sources",), has_footer=False),
    ExportFormat("icalendar", ".ics", "the events, for calendars", ("events",), has_footer=True),
    ExportFormat("ftm", ".ftm.json", "entities of FollowTheMoney, for Aleph", EVERY_KIND, has_footer=False),
    ExportFormat("jsonld", ".jsonld", "schema.org JSON-LD", EVERY_KIND, has_footer=True),
    ExportFormat("graphml", ".graphml", "who speaks to whom, as a graph", ("people",), has_footer=True),
    ExportFormat(
        "svg",
        ".svg",
        "a picture: the chart of time, or the matrix of who speaks to whom",
        ("events", "quotes"),
        has_footer=True,
        options=(
            ExportOption("chart", ("time", "matrix"), "what is drawn"),
            ExportOption("lanes", ("auto", "type", "person", "side", "source", "tag"), "how the chart is grouped"),
        ),
    ),
)
"""The formats, in the order of the help."""
FORMAT_BY_NAME: Final = {format.name: format for format in FORMATS}


class Publication:
    """What an export writes, and the note on it, which formats without a footer do not hold themselves."""

    def __init__(self, data: bytes, note: ProvenanceNote) -> None:
        """Take the bytes of the file; text is UTF-8, whatever the terminal speaks: most formats name their encoding."""
        self.data, self.note = data, note

    @property
    def text(self) -> str:
        """The file as text, which it is in all formats that are not binary."""
        return self.data.decode()


def publish(format: ExportFormat, selection: Selection, options: Mapping[str, str] | None = None) -> Publication:
    """Write a selection in a format; `options` are those that the format takes, by name."""
    from peace_tui.exporters.provenance_note import make_note  # the command line reads this table at every start

    module = import_module(format.module)
    chosen = dict(options or {})
    note = make_note(selection, module.find_omissions(selection, **chosen))
    pieces = module.render(selection, note, **chosen)
    data = b"".join(pieces) if format.is_binary else "".join(pieces).encode("utf-8", "backslashreplace")
    return Publication(data, note)


def kinds_in(format: ExportFormat, options: Mapping[str, str]) -> tuple[str, ...]:
    """Return the kinds of records that a format holds with these options: one, where a table of it is asked for."""
    of = options.get(TABLE_OPTION)
    return (of,) if of and of != "all" else format.kinds


def is_empty(format: ExportFormat, selection: Selection, options: Mapping[str, str] | None = None) -> bool:
    """Tell whether nothing passes that the format could hold."""
    kinds = kinds_in(format, options or {})
    return not any(selection.every(kind) if kinds == WHOLE else getattr(selection, kind) for kind in kinds)


def export(dossier: Dossier, format: str, view: View | str = "", **options: str) -> bytes:
    """Return what passes a view of a dossier in one of the formats of `peace-tui export`, with the format's options.

    Raises:
        KeyError: There is no format of this name.
        ViewError: The string is not a view of this dossier.
    """
    from peace_tui.query.selection import select  # as above

    return publish(FORMAT_BY_NAME[format], select(dossier, view), options).data
