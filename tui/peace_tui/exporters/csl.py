"""CSL-JSON: the sources, as reference managers and citation processors take them.

Texts stand as they are: CSL-JSON has no entities. What CSL has no field for, and a date that its parts cannot fully
express, stands in `custom` under the dossier's names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from peace_tui.edtf.grammar import DateError, civil_fields
from peace_tui.edtf.spans import Date, date_ends, parse_date, point_numbers, without_year_0
from peace_tui.exporters.provenance_note import ProvenanceNote, find_unwritten
from peace_tui.model.records import Name, Source
from peace_tui.model.values import own_texts, own_values, record_values, role_key, role_names
from peace_tui.query.discounts import DISCOUNTED
from peace_tui.query.selection import Selection, explain_discounts
from peace_tui.text.html import unescape

CSL_TYPES: Final = frozenset(
    (
        *("article", "article-journal", "article-magazine", "article-newspaper", "bill", "book", "broadcast"),
        *("chapter", "classic", "collection", "dataset", "document", "entry", "entry-dictionary"),
        *("entry-encyclopedia", "event", "figure", "graphic", "hearing", "interview", "legal_case", "legislation"),
        *("manuscript", "map", "motion_picture", "musical_score", "pamphlet", "paper-conference", "patent"),
        *("performance", "periodical", "personal_communication", "post", "post-weblog", "regulation", "report"),
        *("review", "review-book", "software", "song", "speech", "standard", "thesis", "treaty", "webpage"),
    )
)
"""The types of CSL 1.0.2; any other source is a document."""
DATE_VARIABLES: Final = ("available-date", "event-date", "original-date", "submitted")
"""The dates that CSL has besides those of a source."""
CUSTOM_TEXTS: Final = ("short", "archived")
"""The keys with texts for which CSL has no variable."""
OWN_VARIABLES: Final = {
    **{"x_volume": "volume", "x_issue": "issue", "x_page": "page", "x_edition": "edition", "x_abstract": "abstract"},
    **{"x_doi": "DOI", "x_isbn": "ISBN", "x_issn": "ISSN", "x_keyword": "keyword", "x_number": "number"},
    "x_archive_column": "archive",
    **{
        f"x_{name.lower().replace('-', '_')}": name
        for name in (
            *("archive_location", "archive-place", "call-number", "chapter-number", "collection-number"),
            *("collection-title", "container-title-short", "dimensions", "event-place", "event-title", "genre"),
            *("jurisdiction", "locator", "medium", "number-of-pages", "number-of-volumes", "original-publisher"),
            *("original-publisher-place", "original-title", "page-first", "part-number", "part-title", "PMCID", "PMID"),
            *("publisher-place", "reviewed-genre", "reviewed-title", "scale", "section", "supplement-number"),
            *("title-short", "volume-title"),
        )
    },
}
"""The variables for keys of an author that have a text which CSL knows."""
OWN_DATES: Final = {f"x_{name.replace('-', '_')}": name for name in DATE_VARIABLES}
"""The variables for keys of an author that have a date which CSL knows."""
WRITTEN: Final = {
    "sources": "id type title container_title short author.* author.x_* publisher issued accessed language url "
    "archived based_on note x_*",
}
"""The keys of a source that an item has."""
NAME_FLAGS: Final = ("x_comma_suffix", "x_static_ordering", "x_parse_names")
"""What CSL says of a name besides its parts, as an author keeps it."""
HTML_TAG: Final = re.compile("<[A-Za-z/!?]")
CSL_DATE: Final = re.compile("-?[0-9]{4}(-[0-9]{2}){0,2}")
"""A date that is nothing but its numbers."""
SEASON_OF_MONTH: Final = {3: 1, 6: 2, 9: 3, 12: 4}
"""The season that begins in a month, as CSL numbers it."""


def render(selection: Selection, note: ProvenanceNote) -> Iterator[str]:
    """Yield the array of items."""
    items = [csl_item(source, explain_discounts(selection, source)) for source in selection.sources]
    yield json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def find_omissions(selection: Selection) -> list[str]:
    """Return what is no source, and what of the sources CSL has no place for."""
    return find_unwritten(selection, WRITTEN)


def csl_item(source: Source, discounted: str = "") -> dict[str, Any]:
    """Return a source as a CSL item, which may say in `custom` why a view does not count it."""
    variables: dict[str, Any] = {
        "id": source.id,
        "type": source.type if source.type in CSL_TYPES else "document",
        "title": source.title,
        "container-title": source.container_title,
        "author": [_csl_name(name) for name in source.author],
        **{role: [_csl_name(name) for name in names] for role, names in role_names(source).items()},
        "publisher": source.publisher,
        **{OWN_VARIABLES[key]: text for key, text in own_texts(source, OWN_VARIABLES).items()},
        **{OWN_DATES[key]: csl_date(date) for key, date in _own_dates(source).items()},
        "issued": csl_date(source.issued) if source.issued else None,
        "accessed": csl_date(source.accessed) if source.accessed else None,
        "language": source.language,
        "URL": source.url,
        "note": source.note,
        "custom": _custom(source) | ({DISCOUNTED: discounted} if discounted else {}),
    }
    return {name: value for name, value in variables.items() if value}


def _csl_name(name: Name) -> dict[str, Any]:
    """Return a name with CSL's names of its parts."""
    return {
        key.removeprefix("x_" if key in NAME_FLAGS else "").replace("_", "-"): value
        for key, value in record_values(name).items()
    }


def _own_dates(source: Source) -> dict[str, Date]:
    """Return the `x_*` keys of a source that have a date and a variable of CSL."""
    dates = {}
    for key in OWN_DATES:
        if isinstance(text := source.extra.get(key), str):
            with suppress(DateError):
                dates[key] = parse_date(text)
    return dates


def csl_date(date: Date) -> dict[str, Any]:
    """Return a date as CSL writes it, never finer than the dossier has it; as raw EDTF where CSL cannot say it."""
    ends = date_ends(date)
    first = ends.first
    circa: dict[str, Any] = {"circa": True} if ends.qualified else {}
    if ends.one_of or not ends.closed or first is None:
        return {"raw": date.text}
    parts = [point_numbers(point, 3) for point in ends.points]
    if all(parts) and parts == sorted(parts):  # after a flight west the later moment may have the earlier day
        return {"date-parts": [*map(without_year_0, parts)]} | circa
    if ends.points == (first,) and first.unit == "season":
        year, month, *_ = civil_fields(first.earliest)
        return {"date-parts": [without_year_0([year])], "season": SEASON_OF_MONTH[month]} | circa
    return {"raw": date.text}


def _custom(source: Source) -> dict[str, Any]:
    """Return what CSL has no field for: clock times, other types, `based_on` and the author's own keys."""
    custom: dict[str, Any] = {}
    if source.type and source.type not in CSL_TYPES:
        custom["type"] = source.type
    for name, text in (("title", source.title), ("container_title", source.container_title)):
        if text and (unescape(text) != text or HTML_TAG.search(text)):
            custom[name] = text  # else what looks like markup would be read as such
    for name, date in (("issued", source.issued), ("accessed", source.accessed)):
        if date and not _is_complete(date):
            custom[name] = date.text
    if source.based_on:
        custom["based_on"] = list(source.based_on)
    custom |= {name: value for name in CUSTOM_TEXTS if (value := getattr(source, name))}
    told = {*map(role_key, role_names(source)), *own_texts(source, OWN_VARIABLES)}
    told |= {key for key, date in _own_dates(source).items() if _is_complete(date)}
    return custom | {name: value for name, value in own_values(source).items() if name not in told}


def _is_complete(date: Date) -> bool:
    """Tell whether CSL says all that the dossier does, so that it can be read back."""
    return "raw" not in csl_date(date) and all(map(CSL_DATE.fullmatch, date.text.split("/")))
