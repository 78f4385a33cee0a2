"""RIS: the sources, as EndNote, Zotero and library catalogs take them.

A record is lines of two-letter tags, so that no text may break a line. A date that year, month and day do not say
stands as the dossier has it after the third slash, where RIS has room for other information.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from peace_tui.edtf.spans import Date, date_ends, point_numbers
from peace_tui.exporters.provenance_note import ProvenanceNote, find_bare_names, find_unwritten
from peace_tui.model.records import Name, Source
from peace_tui.model.values import own_texts, own_words, role_key, role_names
from peace_tui.query.discounts import DISCOUNTED
from peace_tui.query.selection import Selection, explain_discounts
from peace_tui.text.messages import format_count

RIS_TYPES: Final = {
    **{"article-newspaper": "NEWS", "article-magazine": "MGZN", "article-journal": "JOUR", "webpage": "ELEC"},
    **{"book": "BOOK", "chapter": "CHAP", "report": "RPRT", "thesis": "THES", "post-weblog": "BLOG"},
    **{"paper-conference": "CPAPER", "dataset": "DATA", "hearing": "HEAR", "legislation": "STAT", "map": "MAP"},
    **{"personal_communication": "PCOMM", "motion_picture": "MPCT", "broadcast": "VIDEO", "patent": "PAT"},
    **{"legal_case": "CASE", "bill": "BILL", "pamphlet": "PAMP", "manuscript": "MANSCPT"},
}
"""The type of a CSL type; any other source is GEN, with its own type in M3."""
NAME_TAGS: Final = {"editor": "ED", "collection-editor": "A3"}
"""The tags for names of the roles of CSL that RIS knows."""
OWN_TAGS: Final = {
    **{"x_volume": "VL", "x_issue": "IS", "x_page": "SP", "x_edition": "ET", "x_abstract": "AB", "x_doi": "DO"},
    **{"x_issn": "SN", "x_publisher_place": "CY", "x_collection_title": "T3", "x_keyword": "KW"},
}
"""The tags for keys of an author that have a text which RIS knows."""
WRITTEN: Final = {
    "sources": "id type title container_title author.* publisher issued accessed language url archived note x_*",
}
"""The keys of a source that a record has."""
PARTICLE: Final = re.compile(r"(?<=[-’'ʼ]) ")
"""The space after a particle that stands directly before a name: al-, d’."""


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the records."""
    for source in selection.sources:
        why = explain_discounts(selection, source)
        fields = [*_fields(source), *([("N1", f"{DISCOUNTED}: {why}")] if why else [])]
        yield "".join(f"{tag}  - {' '.join(text.split())}\r\n" for tag, text in fields if text.split())
        yield "ER  - \r\n\r\n"


def find_omissions(selection: Selection) -> list[str]:
    """Return what is no source, what of the sources RIS has no tag for, and which names it takes for others."""
    names = [name for source in selection.sources for _, each in _tagged_names(source) for name in each]
    count = sum(any("," in part for part in (_name(name) if name.family else [str(name)])) for name in names)
    unclear = f"{format_count(count, 'name')} with a comma, which RIS reads as family and given name"
    return [
        *find_unwritten(selection, WRITTEN),
        *find_bare_names(selection, NAME_TAGS),
        *([unclear] if count else []),
    ]


def _fields(source: Source) -> Iterator[tuple[str, str]]:
    """Yield the tags of a source with their texts."""
    type = RIS_TYPES.get(source.type or "", "GEN")
    yield "TY", type
    yield "ID", source.id
    for tag, names in _tagged_names(source):
        yield from ((tag, ", ".join(_name(name)) if name.family else str(name)) for name in names)
    yield "TI", source.title or ""
    yield "T2", source.container_title or ""
    yield "PB", source.publisher or ""
    yield from (("PY", written[:4]) for written in [_date(source.issued)] if written[:4].isdigit())
    yield "DA", _date(source.issued)
    yield "Y2", _date(source.accessed)
    yield "LA", source.language or ""
    yield "UR", source.url or ""
    yield "M3", source.type or "" if type == "GEN" else ""
    yield "N1", source.note or ""
    yield from (("N1", f"archived: {address}") for address in filter(None, [source.archived]))
    yield from ((OWN_TAGS[key], text) for key, text in own_texts(source, OWN_TAGS).items())
    told = {role_key(role) for role in role_names(source) if role in NAME_TAGS} | {*own_texts(source, OWN_TAGS)}
    yield from (("N1", f"{name}: {text}") for name, text in own_words(source).items() if name not in told)


def _tagged_names(source: Source) -> Iterator[tuple[str, tuple[Name, ...]]]:
    yield "AU", source.author
    yield from ((NAME_TAGS[role], names) for role, names in role_names(source).items() if role in NAME_TAGS)


def _name(name: Name) -> list[str]:
    """Return a name in RIS's parts: family, given and suffix, the particles where CSL has them."""
    family = (name.non_dropping_particle, name.family)
    given = (name.given, name.dropping_particle)
    parts = [PARTICLE.sub("", " ".join(filter(None, part))) for part in (family, given, (name.suffix,))]
    return parts if parts[2] else parts[:2] if parts[1] else parts[:1]


def _date(date: Date | None) -> str:
    """Return year/month/day/, and after the third slash the date as written where they do not say it all."""
    if not date:
        return ""
    ends = date_ends(date)
    point = ends.first if ends.first is ends.last and not ends.qualified else None
    numbers = point_numbers(point, 3) if point else []
    year, month, day = [*(f"{number:02}" for number in numbers), "", "", ""][:3]
    is_year = bool(numbers) and 0 < numbers[0] <= 9999
    is_said = is_year and "-".join(f"{number:02}" for number in numbers) == date.text
    return f"{int(year):04}/{month}/{day}/{'' if is_said else date.text}" if is_year else f"///{date.text}"
