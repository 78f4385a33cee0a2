"""A source as an entry in a list of references, in APA (7th), Chicago (notes and bibliography, 18th) and MLA (9th).

A source has ten keys, and what these styles make of ten keys is said here; what the processor of CSL styles for Python
makes of them stands in docs/architecture.md. Titles keep their capitals: words are never changed. A date is as precise
as it is known, one that is inferred stands in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from peace_tui.edtf.grammar import MONTHS
from peace_tui.edtf.spans import Date, date_ends, point_numbers
from peace_tui.model.records import Name, Source
from peace_tui.text.messages import quotation_marks

WHOLE_WORKS: Final = ("book", "report", "thesis", "dataset", "motion_picture", "pamphlet", "software", "standard")
"""The CSL types whose titles stand without quotation marks, unless they are in something else."""
PARTS_OF_BOOKS: Final = ("chapter", "entry-encyclopedia", "entry-dictionary", "paper-conference")
"""The CSL types of what is *in* a book."""
MOST_IN_APA: Final = 20
MOST_IN_CHICAGO: Final = 6
SHORT_MONTHS: Final = {"May", "June", "July"}
"""The months that MLA does not shorten."""

INNER_MARKS: Final = str.maketrans("“”", "‘’")
"""Quotation marks within quotation marks."""


class SourceReference(NamedTuple):
    """How a style refers to a source."""

    brief: str
    """In the text, without brackets and place; in Chicago the note, which is whole."""
    entry: str
    """In the list of references."""
    outlet: str = ""
    """What prints the source, where `brief` names authors or a title and not that."""


def flatten(text: str | None) -> str:
    """Return text on one line."""
    return " ".join((text or "").split())


# --- Names -----------------------------------------------------------------------------------------------------------


def _inverted(name: Name, *, initials: bool = False, last: bool = False) -> str:
    """Return a name with the family name first, as lists are sorted by it; others as they are read aloud.

    All particles may stand `last`, behind the given name: "Gogh, Vincent van".
    """
    if not name.family or not name.given or not _has_case(name.family):
        return _aloud(name)
    family, given = _join_particle(None if last else name.non_dropping_particle, name.family), flatten(name.given)
    if initials:
        given = " ".join("-".join(f"{part[0]}." for part in word.split("-") if part) for word in given.split())
    particles = (flatten(name.dropping_particle), flatten(name.non_dropping_particle) if last else "")
    return ", ".join(filter(None, (family, " ".join(filter(None, (given, *particles))), flatten(name.suffix))))


def _aloud(name: Name) -> str:
    """Return a name as it is read aloud, "Martin Luther King Jr."."""
    return flatten(f"{name.replace(suffix=None)} {name.suffix}" if name.suffix and name.family else str(name))


def _join_particle(particle: str | None, family: str) -> str:
    joined = " ".join(filter(None, (flatten(particle), flatten(family))))
    return re.sub(r"(?<=[-’'ʼ]) ", "", joined)


def _has_case(text: str) -> bool:
    """Tell whether a name is in a script with capitals, where a family name may be put first with a comma."""
    return text.upper() != text.lower()


def _families(source: Source, both: str) -> str:
    """Return the authors in short: one, two, or the first and others."""
    names = [
        _join_particle(name.non_dropping_particle, name.family) if name.family else flatten(str(name))
        for name in source.author
    ]
    return f" {both} ".join(names) if len(names) < 3 else f"{names[0]} et al."


def _apa_authors(source: Source) -> str:
    names = [_inverted(name, initials=True) for name in source.author]
    if len(names) > MOST_IN_APA:
        return f"{', '.join(names[: MOST_IN_APA - 1])}, . . . {names[-1]}"
    return f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else "".join(names)


def _chicago_authors(source: Source, *, is_note: bool) -> str:
    """Return the authors: in a note as they are read aloud, else the first with the family name first."""
    aloud = [*map(_aloud, source.author)]
    if is_note:
        return " and ".join(aloud) if len(aloud) < 3 else f"{aloud[0]} et al."
    names = [*(_inverted(name, last=True) for name in source.author[:1]), *aloud[1:]]
    if len(names) > MOST_IN_CHICAGO:
        return f"{', '.join(names[:3])}, et al."
    return f"{', '.join(names[:-1])}, and {names[-1]}" if len(names) > 1 else "".join(names)


def _mla_authors(source: Source) -> str:
    names = [*map(_inverted, source.author[:1]), *map(_aloud, source.author[1:])]
    return f"{names[0]}, et al." if len(names) > 2 else ", and ".join(names)


# --- Dates -----------------------------------------------------------------------------------------------------------


def _numbers(date: Date) -> list[int]:
    """Return year, month and day of a date that is one day, month or year, and surely so; nothing for any other."""
    ends = date_ends(date)
    point = ends.first if ends.first is ends.last and not ends.qualified else None
    numbers = point_numbers(point, 3) if point else []
    return numbers if numbers and numbers[0] > 0 else []


def _season(date: Date) -> tuple[str, int] | None:
    """Return "Summer" and the year of a date that is a season, and surely so."""
    ends = date_ends(date)
    if ends.first is not ends.last or ends.first is None or ends.first.unit != "season" or ends.qualified:
        return None
    name, _, year = date.words().rpartition(" ")
    return (name.capitalize(), int(year)) if year.isdigit() else None


def _words(date: Date) -> str:
    """Return a date that is not one day, month or year: a season, or in brackets what is inferred."""
    season = _season(date)
    return f"{season[0]} {season[1]}" if season else f"[{date.words()}]"


def _year_first(date: Date | None) -> str:
    """Return "2025, November 25"."""
    if not date:
        return "n.d."
    numbers = _numbers(date)
    if not numbers:
        season = _season(date)
        return f"{season[1]}, {season[0]}" if season else _words(date)
    year, month, day = [*numbers, 0, 0][:3]
    return f"{year}, {MONTHS[month - 1]}{f' {day}' if day else ''}" if month else str(year)


def _month_first(date: Date) -> str:
    """Return "November 25, 2025"."""
    numbers = _numbers(date)
    if not numbers:
        return _words(date)
    year, month, day = [*numbers, 0, 0][:3]
    return f"{MONTHS[month - 1]} {f'{day}, ' if day else ''}{year}" if month else str(year)


def _day_first(date: Date) -> str:
    """Return "25 Nov. 2025"."""
    numbers = _numbers(date)
    if not numbers:
        return _words(date)
    year, month, day = [*numbers, 0, 0][:3]
    name = MONTHS[month - 1] if month else ""
    short = name if name in SHORT_MONTHS else f"{name[: 4 if name == 'September' else 3]}."
    return " ".join(filter(None, (str(day or ""), short if month else "", str(year))))


# --- Entries ---------------------------------------------------------------------------------------------------------


def _end(text: str, mark: str = ".") -> str:
    """Return text that ends in a mark, if it does not end in one already."""
    return text if not text or re.search(r"[.?!][”’\"')]*$", text) else f"{text}{mark}"


def _title(source: Source, mark: str = ".") -> str:
    """Return the title with the mark at its end, in quotation marks unless it is a work by itself.

    A title in brackets is a description, which no one has printed.
    """
    title = flatten(source.title)
    if not title:
        return ""
    is_bare = _is_whole(source) or _is_description(title) or quotation_marks(title) == title
    return _end(title, mark) if is_bare else f"“{_end(title, mark).translate(INNER_MARKS)}”"


def _is_whole(source: Source) -> bool:
    """Tell whether a source is a work by itself."""
    return source.type in WHOLE_WORKS and not source.container_title


def _is_description(title: str) -> bool:
    return title.startswith("[") and title.endswith("]")


def _brief(source: Source, both: str, mark: str = "") -> str:
    """Return what stands for a source in the text: its authors, else its title, else the outlet; and the mark."""
    if names := _families(source, both):
        return f"{names}{mark}"
    return _title(source, mark) or f"{flatten(source.label)}{mark}"


def _outlet(source: Source) -> list[str]:
    """Return where it is in and who published it, each once."""
    outlet, publisher = flatten(source.container_title), flatten(source.publisher)
    return [outlet] * bool(outlet) + [publisher] * bool(publisher and publisher != outlet)


def _unnamed_outlet(source: Source) -> str:
    """Return what prints a source, unless that stands for it in the text."""
    outlet = flatten(source.container_title)
    is_named = outlet == _families(source, "and") or not (source.author or source.title)
    return "" if is_named else outlet


def format_apa(source: Source) -> SourceReference:
    """Return a source in APA."""
    date = _year_first(source.issued)
    authors, title, outlet = _apa_authors(source), flatten(source.title), _outlet(source)
    head = authors or title or (outlet.pop(0) if outlet else source.id)
    read = (
        f"Retrieved {_month_first(source.accessed)}, from "
        if source.accessed and not source.issued and source.url
        else ""
    )
    outlet = [f"In {each}" if each == _book(source) else each for each in outlet]
    parts = [
        _end(head),
        f"({date}).",
        _end(title) if authors else "",
        *map(_end, outlet),
        f"{read}{flatten(source.url)}",
    ]
    numbers = _numbers(source.issued) if source.issued else []
    season = _season(source.issued) if source.issued else None
    year = str(numbers[0] if numbers else season[1] if season else date)
    return SourceReference(f"{_brief(source, '&', ',')} {year}", " ".join(filter(None, parts)), _unnamed_outlet(source))


def format_chicago(source: Source) -> SourceReference:
    """Return a source in Chicago's notes and bibliography. In the entry an outlet stands for an author not named."""
    outlet, url, title, book = _outlet(source), flatten(source.url), _title(source), _book(source)
    read = f"accessed {_month_first(source.accessed)}" if source.accessed and not source.issued else ""
    when = _month_first(source.issued) if source.issued else "" if read else "n.d."
    printed = ", ".join(filter(None, (*outlet[bool(book) :], when)))
    note = _chicago_note(source, book, printed, read)
    head = _chicago_authors(source, is_note=False)
    if not head and title and source.container_title and not book:
        head, printed = outlet[0], ", ".join(filter(None, (*outlet[1:], when)))
    entry = (head, title, f"In {book}" if book else "", printed, read[:1].upper() + read[1:], url)
    return SourceReference(
        f"{note}{f', {url}' if url else ''}", " ".join(filter(None, map(_end, entry[:-1]))) + f" {url}." * bool(url)
    )


def _book(source: Source) -> str:
    """Return the book that a source is a part of, if it is one of a book."""
    return flatten(source.container_title) if source.type in PARTS_OF_BOOKS else ""


def _chicago_note(source: Source, book: str, printed: str, read: str) -> str:
    """Return the note: who published a book and when stands in brackets."""
    authors = _chicago_authors(source, is_note=True)
    title = _title(source, "," if book or not _is_whole(source) else "")
    rest = [", ".join(filter(None, (printed, read)))]
    if book or _is_whole(source):
        title = " ".join(filter(None, (title, f"in {book}" if book else "", f"({printed})" if printed else "")))
        title, rest = f"{title}," if read else title, [read]
    return " ".join(filter(None, (f"{authors}," if authors else "", title, *rest)))


def format_mla(source: Source) -> SourceReference:
    """Return a source in MLA."""
    authors, outlet = _mla_authors(source), _outlet(source)
    where = ", ".join(filter(None, (*outlet, _day_first(source.issued) if source.issued else "", flatten(source.url))))
    read = f"Accessed {_day_first(source.accessed)}." if source.accessed and not source.issued else ""
    entry = " ".join(filter(None, (_end(authors), _title(source), f"{where}." if where else "", read)))
    return SourceReference(_brief(source, "and"), entry, _unnamed_outlet(source))


REFERENCES: Final[dict[str, Callable[[Source], SourceReference]]] = {
    "apa": format_apa,
    "chicago": format_chicago,
    "mla": format_mla,
}
"""The styles, by name."""
