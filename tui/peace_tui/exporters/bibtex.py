"""BibTeX: the sources, as LaTeX takes them; `date` and `url` are those of BibLaTeX, which reads EDTF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from peace_tui.edtf.grammar import Point
from peace_tui.edtf.spans import Date, date_ends, point_numbers
from peace_tui.exporters.provenance_note import ProvenanceNote, find_bare_names, find_unwritten
from peace_tui.model.records import Name, Source
from peace_tui.model.values import own_words, role_key, role_names
from peace_tui.query.discounts import DISCOUNTED
from peace_tui.query.selection import Selection, explain_discounts

TEX_ESCAPES: Final = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""What LaTeX gives a meaning. Braces are written by name, since BibTeX counts also those after a backslash."""
TEX_SPECIAL: Final = re.compile("[" + "".join(map(re.escape, TEX_ESCAPES)) + "]")
ENTRY_TYPES: Final = {
    "book": "book",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
"""The entry type of a CSL type; articles are articles, anything else is misc."""
CONTAINER_FIELDS: Final = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
"""The field for what contains the source; in other entries it is howpublished."""
NAME_FIELDS: Final = {"editor": "editor", "translator": "translator", "container-author": "bookauthor"}
"""The fields for names of the roles of CSL that BibLaTeX knows."""
TEXT_FIELDS: Final = {
    **{"x_volume": "volume", "x_issue": "number", "x_page": "pages", "x_edition": "edition", "x_isbn": "isbn"},
    **{"x_issn": "issn", "x_abstract": "abstract", "x_collection_title": "series", "x_publisher_place": "address"},
    **{"x_keyword": "keywords", "x_doi": "doi"},
}
"""The fields for keys of an author that have a text which BibTeX knows."""
WRITTEN: Final = {
    "dossier": "title",
    "sources": "id title container_title author.* publisher issued accessed language url archived note x_*",
}
"""The keys of a source that an entry has, and the title of the dossier in the comment at the end."""
WRITTEN_DAY: Final = re.compile(r"((?:(?!\.\.)[^T,/\]])+)(?:T[0-9:Z+-]*)?([?~%]?)")
"""A point of a date as far as the day, and its quality."""
BIBTEX_DATE: Final = re.compile("[0-9]{4}(-[0-9]{2}){0,2}")
"""A date that year, month and day say as it is written."""
PREFIX: Final = re.compile(r"(?<=[-’']) ")
"""The space after a particle that stands directly before a name: al-, d’."""
UNSAFE_KEY_CHARS: Final = re.compile(r"[^A-Za-z0-9._-]+")


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the entries, and the note as a comment."""
    keys: set[str] = set()
    for source in selection.sources:
        key = _unused(bibtex_key(source.id), keys)
        yield bibtex_entry(source, key, discounted=explain_discounts(selection, source)) + "\n\n"
    yield "".join(f"% {_comment(line)}\n" for line in note.lines())


def find_omissions(selection: Selection) -> list[str]:
    """Return what is no source, and what of the sources BibTeX has no field for."""
    return [*find_unwritten(selection, WRITTEN), *find_bare_names(selection)]


def bibtex_entry(source: Source, key: str, note: str | None = None, discounted: str = "") -> str:
    """Return a source as an entry; a `note` replaces the source's own. It may say why a view does not count it."""
    kind = "article" if (source.type or "").startswith("article") else ENTRY_TYPES.get(source.type or "", "misc")
    fields = {
        "author": _names(source.author),
        "title": f"{{{escape_tex(source.title)}}}" if source.title else "",  # within braces styles leave capitals alone
        CONTAINER_FIELDS.get(kind, "howpublished"): escape_tex(source.container_title or ""),
        "publisher": escape_tex(source.publisher or ""),
        **_dates(source.issued),
        "urldate": source.accessed.text if source.accessed else "",
        "language": escape_tex(source.language or ""),
        "url": _address(source.url),
        "note": escape_tex(note if note is not None else source.note or ""),
        "archived": _address(source.archived),
        **_own_fields(source),
        DISCOUNTED: escape_tex(discounted),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def _address(url: str | None) -> str:
    return re.sub(r"[{}\\\s]", lambda match: f"%{ord(match[0]):02X}", url or "")


def escape_tex(text: str) -> str:
    """Return text on one line, escaped so that LaTeX prints it and does nothing else."""
    return TEX_SPECIAL.sub(lambda match: TEX_ESCAPES[match[0]], " ".join(text.split()))


def bibtex_key(id: str) -> str:
    """Return an id as a key that every BibTeX takes: letters beyond ASCII become their code points."""
    return UNSAFE_KEY_CHARS.sub(lambda match: "".join(f"u{ord(letter):x}" for letter in match[0]), id)


def _unused(name: str, used: set[str]) -> str:
    """Return a key or the name of a field that is not used yet, and add it; BibTeX takes A and a for the same."""
    unused, number = name, 2
    while unused.casefold() in used:
        unused, number = f"{name}-{number}", number + 1
    used.add(unused.casefold())
    return unused


def _names(names: Sequence[Name]) -> str:
    return " and ".join(map(_name, names))


def _name(name: Name) -> str:
    """Return an author as BibTeX takes names, "van Last, Jr., First"; one in a single piece stands in braces."""
    if not name.family:
        return f"{{{escape_tex(str(name))}}}"
    last = (name.non_dropping_particle, name.family)
    first = (name.given, name.dropping_particle)
    parts = (PREFIX.sub("", " ".join(filter(None, part))) for part in (last, (name.suffix,), first))
    written = [_protect(escape_tex(part)) for part in parts if part]
    is_bare = len(written) == 1 and " " in written[0] and not written[0].startswith("{")
    return f"{{{written[0]}}}" if is_bare else ", ".join(written)


def _protect(part: str) -> str:
    """Return a part of a name, in braces where a comma or a word of BibTeX's own would end it."""
    return f"{{{part}}}" if re.search(r",|\band\b|\bothers\b", part) else part


def _dates(date: Date | None) -> dict[str, str]:
    """Return year, month and day where these say it, else the date for BibLaTeX, which reads EDTF of level 1.

    BibLaTeX has no sets: one is written as the interval that it spans. Years before 1 have no number that all styles
    take alike. Where the fields that styles know do not say all of a date, such as a clock time, `issued` keeps it as
    the dossier has it.
    """
    if not date:
        return {}
    ends = date_ends(date)
    point = ends.first if ends.first is ends.last and not ends.qualified else None
    values = point_numbers(point) if point else []
    if values and values[0] > 0:
        fields = dict(zip(("year", "month", "day"), map(str, values), strict=False))
        return fields if BIBTEX_DATE.fullmatch(date.text) else fields | {"issued": date.text}
    if "T" in date.text or ends.one_of:
        first, last = ends.first, ends.last
        if first and last and last.earliest < first.earliest:
            first, last = last, first  # clocks of two zones
        days = dict.fromkeys((_written_day(date, first), _written_day(date, last)))
        return {"date": "/".join(days), "issued": date.text}
    return {"date": date.text}


def _written_day(date: Date, point: Point | None) -> str:
    """Return a point of a date as it is written, without its clock time; two dots for an open end."""
    found = WRITTEN_DAY.match(date.text, point.column) if point else None
    return f"{found[1].strip()}{found[2]}" if found else ".."


def _own_fields(source: Source) -> dict[str, str]:
    """Return the `x_*` keys as the fields that BibTeX has for them, else under names that it takes.

    A list of texts is written with commas, as keywords are.
    """
    roles = {role_key(role): (role, names) for role, names in role_names(source).items()}
    fields: dict[str, str] = {}
    used: set[str] = set()
    for name, text in own_words(source).items():
        field = re.sub(r"[^A-Za-z0-9_-]", "-", name)
        if name in roles:
            role, names = roles[name]
            fields[_unused(NAME_FIELDS.get(role, field), used)] = _names(names)
        else:
            value = source.extra[name]
            if isinstance(value, list | tuple) and value and all(isinstance(each, str) for each in value):
                value = text = ", ".join(value)
            is_known = name in TEXT_FIELDS and value == text and (name != "x_doi" or bool(source.url))
            field = _unused(TEXT_FIELDS[name] if is_known else field, used)
            fields[field] = _address(text) if field == "doi" else escape_tex(text)
    return fields


def _comment(text: str) -> str:
    """Return text that may stand between entries, where an @ would begin one."""
    return " ".join(text.split()).replace("@", "(at)")
