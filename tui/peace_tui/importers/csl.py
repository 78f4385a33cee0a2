"""CSL-JSON, as Zotero and other reference managers export it, into sources.

Format: https://github.com/citation-style-language/schema (csl-data.json).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Final

from peace_tui.importers.date_parts import interval, is_date, parts, whole
from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.ids import own_key
from peace_tui.importers.input_file import Intake
from peace_tui.importers.json_text import kind_of_json, read_json
from peace_tui.importers.markup import plain
from peace_tui.importers.options import Options
from peace_tui.importers.report import number
from peace_tui.importers.table.coerce import keep, line, put
from peace_tui.importers.written_dates import SEASONS as NAMED_SEASONS
from peace_tui.importers.written_dates import Unclear, Zoneless, as_edtf
from peace_tui.model.graph import cycles

TEXTS: Final = {"type": "type", "publisher": "publisher", "language": "language", "URL": "url", "note": "note"}
"""Keys that have the same meaning in both formats."""
MARKED: Final = {"title": "title", "container-title": "container_title"}
"""Keys whose text may hold tags for italics and the like."""
DATES: Final = ("issued", "accessed")
ID: Final = ("citation-key", "id")
SEASONS: Final = {str(place): 20 + place for place in range(1, 5)} | NAMED_SEASONS
MAPPED: Final = ("source ← item", "author ← names", "issued, accessed ← dates", "x_… ← everything else")
"""What becomes what, for the report."""
FALLBACKS: Final = ("title-short", "shortTitle", "event-title", "reviewed-title", "collection-title", "number", "URL")
"""What a source without title is called by, the first that there is."""


def convert(intake: Intake, draft: Draft, options: Options) -> None:
    """Take in a bibliography."""
    document = read_json(intake)
    items = [*_items(document)]
    if not items:
        kind = kind_of_json(document)
        hint = f"; it looks like {kind}: peace-tui import {kind}" if kind not in ("", "csl") else ""
        raise intake.refusal(f"there are no CSL items in it: an array of objects with type and title is expected{hint}")
    tables: list[dict[str, Any]] = []
    ids: dict[str, str] = {}
    for place, item in enumerate(items, 1):
        intake.progress(number(place, "item"))
        known = _known(item)
        tables.append(_source(draft, item, known, f"item {place}", options))
        ids.setdefault(known, tables[-1]["id"])
    _base(draft, tables, ids)
    for place, table in enumerate(tables, 1):
        draft.add("sources", table, f"item {place}")
    draft.report.read.append(number(len(items), "CSL item"))
    draft.report.mapped += MAPPED


def _items(document: Any) -> Iterator[dict[str, Any]]:
    """Yield the items of a document: an array, an object with `items` or by id, or citations that carry them."""
    if isinstance(document, dict) and isinstance(document.get("message"), dict):  # an answer of Crossref
        document = document["message"]
    if isinstance(document, dict) and not isinstance(document.get("citationItems"), list):
        inner = document.get("items", document.get("references"))
        if inner is None and kind_of_json(document) != "timelinejs":
            inner = [document] if "type" in document else [*document.values()]
        document = inner
    elif isinstance(document, dict):
        document = [document]
    for item in document if isinstance(document, list) else ():
        if isinstance(item, dict) and isinstance(item.get("citationItems"), list):
            yield from _items(item["citationItems"])
        elif isinstance(item, dict) and isinstance(item.get("itemData"), dict):
            yield item["itemData"]
        elif isinstance(item, dict) and _is_item(item):
            yield item


def _is_item(item: dict[str, Any]) -> bool:
    return isinstance(item.get("type"), str) or bool(item.keys() & {"title", "container-title", "issued"})


def _known(item: dict[str, Any]) -> str:
    """Return the id that an item has in its library, nothing where it has none."""
    ids = (line(str(item[key])) for key in ID if isinstance(item.get(key), str | int))
    return next(filter(None, ids), "")


def _base(draft: Draft, tables: list[dict[str, Any]], ids: dict[str, str]) -> None:
    """Have sources rest on each other as our own export said, by the ids that they have here, and never in a circle."""
    for table in tables:
        if bases := table.pop("based_on", None):
            if all(isinstance(base, str) and base in ids for base in bases):
                table["based_on"] = list(dict.fromkeys(ids[base] for base in bases))
            else:
                keep(table, "based_on", bases)
    rings = cycles({table["id"]: table.get("based_on", ()) for table in tables})
    round_about = {id for ring in rings for id in ring}
    for table in tables:
        if table["id"] in round_about:
            keep(table, "based_on", table.pop("based_on", None))
            draft.report.changed("source in a circle of based_on, kept as x_based_on", table["id"])


def _source(draft: Draft, item: dict[str, Any], known: str, place: str, options: Options) -> dict[str, Any]:
    """Return the source that an item is; what it is based on is still to be looked up."""
    table = _fields(draft, item, known, place, options)
    if not table.get("url") and isinstance(item.get("DOI"), str) and item["DOI"].strip():
        table["url"] = "https://doi.org/" + re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", item["DOI"].strip())
    if not line(table.get("title", "")) and not line(table.get("container_title", "")):
        found = next((line(str(item[key])) for key in FALLBACKS if item.get(key)), "")
        table["title"] = found or f"({item.get('type') or 'untitled'})"
        draft.report.changed("source without title, called by what there is", place)
    title = table.get("title") or table.get("container_title") or ""
    draft.identify("sources", table, str(title), known)
    return table


def _fields(draft: Draft, item: dict[str, Any], known: str, place: str, options: Options) -> dict[str, Any]:
    """Return the variables of an item as the keys that they are, those without one under keys of our own."""
    table: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    for name, value in item.items():
        if name in ID and line(str(value)) == known:
            continue
        if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
            value = value[0]  # as Crossref has it
        if name in MARKED and isinstance(value, str):
            table[MARKED[name]] = plain(value).text
        elif name in TEXTS and isinstance(value, str):
            table[TEXTS[name]] = value
        elif name in DATES:
            table |= _dated(draft, name, value, place, options)
        elif name == "author" and len(names := _names(value)) == len(value if isinstance(value, list) else [value]):
            table["author"] = names
        elif name == "custom" and isinstance(value, dict):
            custom = value
        else:
            put(table, own_key(name), _simplified(value))
    return table | _restored(draft, custom)


def _restored(draft: Draft, custom: dict[str, Any]) -> dict[str, Any]:
    """Return what our own export keeps in `custom`: a type, dates, bases, keys of our own; the rest as one."""
    found = {name: custom[name] for name in ("type", "issued", "accessed") if isinstance(custom.get(name), str)}
    for name in DATES:
        if name in found and not is_date(found[name], draft.zone):
            del found[name]
    found |= {name: value for name, value in custom.items() if name.startswith("x_")}
    if isinstance(custom.get("based_on"), list):
        found["based_on"] = custom["based_on"]
    rest = {name: value for name, value in custom.items() if name not in found}
    return found | ({"x_custom": rest} if rest else {})


def _names(value: Any) -> list[str]:
    names = [_name(each) for each in (value if isinstance(value, list) else [value])]
    return [name for name in names if name]


def _name(value: Any) -> str:
    """Return a name of CSL as it is read aloud: given name, particles, family name, suffix."""
    if isinstance(value, str):
        return line(value)
    if not isinstance(value, dict):
        return ""
    if literal := value.get("literal"):
        return line(str(literal))
    order = ("given", "dropping-particle", "non-dropping-particle", "family")
    name = " ".join(str(value[part]) for part in order if value.get(part))
    return line(f"{name}, {value['suffix']}" if value.get("suffix") and name else name)


def _simplified(value: Any) -> Any:
    """Return the value of a key that the format lacks: lists of names as names, dates as dates."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        names = _names(value)
        return names if len(names) == len(value) else value
    if isinstance(value, dict) and value.keys() & {"date-parts", "raw", "literal"}:
        with suppress(Unclear):
            return csl_date(value) or value
    return value


def _dated(draft: Draft, name: str, value: Any, place: str, options: Options) -> dict[str, Any]:
    if not value:
        return {}
    try:
        if date := csl_date(value, options.date_order, draft.zone):
            return {name: date}
        why = "date that cannot be read"
    except Zoneless as error:
        draft.report.changed(f"date {error}, kept as x_{name}", f"{place}: {value}")
        return {name: error.day, f"x_{name}": value}
    except Unclear as error:
        why = f"date {error}"
    if isinstance(value, dict) and len(value) == 1 and isinstance(only := next(iter(value.values())), str):
        value = only
    draft.report.changed(f"{why}, kept as x_{name}", f"{place}: {value}")
    return {f"x_{name}": value}


def csl_date(value: Any, order: str = "", zone: str | None = None) -> str | None:
    """Return a date of CSL as EDTF, None where it cannot be read; raises `Unclear` where it can be read in two ways."""
    if not isinstance(value, dict):
        return as_edtf(str(value), order, zone) if isinstance(value, str | int) else None
    date = _from_parts(value.get("date-parts"), value.get("season"))
    for key in ("edtf", "raw", "literal"):
        if date is None and isinstance(value.get(key), str | int):
            date = as_edtf(str(value[key]), order, zone)
    if date and value.get("circa") not in (None, False, "", 0, "0", "false") and not date.endswith(("~", "?", "%")):
        date = "/".join(f"{end}~" if end not in ("", "..") else end for end in date.split("/"))
    return date


def _from_parts(value: Any, season: Any) -> str | None:
    if not isinstance(value, list) or not value:
        return None
    ends = value if isinstance(value[0], list) else [value]
    start = parts(ends[0]) if isinstance(ends[0], list) else None
    if start is None or len(ends) > 2:
        return None
    number = SEASONS.get(str(season).strip().lower()) if season not in (None, "") else None
    if number and len(ends) == 1 and re.fullmatch(r"-?[0-9]{4}", start):
        return f"{start}-{number}"
    if len(ends) == 1:
        return start
    if not isinstance(ends[1], list) or not any(whole(part) for part in ends[1]):
        return f"{start}/.."
    end = parts(ends[1])
    return interval(start, end) if end else None
