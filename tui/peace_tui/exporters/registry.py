"""The formats of `peace-tui export`: one row each, read by the command line, the explorer and the tests."""

from typing import Final, NamedTuple

QUOTES: Final = ("quotes",)
EVENTS: Final = ("events", "quotes")
ALL: Final = ("events", "people", "quotes", "sources", "claims")


class Option(NamedTuple):
    """An option that a format takes: its name, without dashes, its words, the first of which it is without it."""

    name: str
    words: tuple[str, ...]
    help: str


class Format(NamedTuple):
    """One format: its name, the extension of its files, and what it takes."""

    name: str
    extension: str
    summary: str
    carries: tuple[str, ...]
    """The kinds of records that it holds; where none of them passes there is nothing to write."""
    footed: bool
    """Whether it has room for the colophon; of one that has not, it is told on standard error."""
    options: tuple[Option, ...] = ()

    @property
    def module(self) -> str:
        """The module that writes it."""
        return f"peace_tui.exporters.{self.name}"


FORMATS: Final = (
    Format("markdown", ".md", "a document to read and edit", ALL, footed=True),
    Format("html", ".html", "one page for readers, which can be searched and needs no network", ALL, footed=True),
    Format("csv", ".csv", "the quotes as a table", QUOTES, footed=False),
    Format("jsonl", ".jsonl", "every record as JSON on a line", ALL, footed=False),
    Format(
        "timelinejs",
        ".json",
        "a TimelineJS 3 timeline",
        EVENTS,
        footed=True,
        options=(Option("group", ("type", "side"), "what the rows of the timeline are"),),
    ),
    Format("csl", ".json", "the sources, for reference managers", ("sources",), footed=False),
    Format("bibtex", ".bib", "the sources, for LaTeX", ("sources",), footed=True),
    Format("jsonld", ".jsonld", "linked data in the terms of schema.org", ALL, footed=True),
    Format("graphml", ".graphml", "who speaks to whom, as a graph", ("people",), footed=True),
    Format(
        "svg",
        ".svg",
        "a picture: the chart of time, or the matrix of who speaks to whom",
        EVENTS,
        footed=True,
        options=(
            Option("chart", ("time", "matrix"), "what is drawn"),
            Option("lanes", ("auto", "type", "person", "side", "source", "tag"), "what the chart's lanes are by"),
        ),
    ),
)
"""The formats, in the order of the help."""
BY_NAME: Final = {format.name: format for format in FORMATS}
