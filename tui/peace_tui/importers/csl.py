"""CSL-JSON, as Zotero and other reference managers export it, into sources.

Format: https://github.com/citation-style-language/schema (csl-data.json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final

from peace_tui.importers.coerce import add_extra, keep_as_extra, make_extra_key, set_cycles_aside, to_one_line
from peace_tui.importers.dates import (
    EDTF_SEASONS,
    PartlyRead,
    UnclearDate,
    find_month_number,
    hint_at,
    is_date,
    make_interval,
    parse_integer,
    read_parts,
    to_edtf,
)
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun
from peace_tui.importers.input_file import InputFile, read_json
from peace_tui.importers.registry import guess_json_format
from peace_tui.model.records import Name
from peace_tui.model.values import ROLES, role_key
from peace_tui.query.discounts import DISCOUNTED
from peace_tui.text.folding import fold
from peace_tui.text.html import is_html, to_plain_text
from peace_tui.text.terminal_safe import preview

TEXT_KEYS: Final = {"type": "type", "publisher": "publisher", "language": "language", "URL": "url", "note": "note"}
"""Variables of CSL that are texts in both formats, and the keys of a source."""
MARKUP_KEYS: Final = {"title": "title", "container-title": "container_title"}
"""Variables whose text may hold tags for italics and the like."""
DATE_KEYS: Final = ("issued", "accessed")
ITEM_KEYS: Final = frozenset(("title", "container-title", "issued", "URL", "DOI", "author", "note"))
"""Variables any of which makes an object without a type an item."""
ID_KEYS: Final = ("citation-key", "id")
CSL_SEASONS: Final = {str(number): 20 + number for number in range(1, 5)} | EDTF_SEASONS
"""Seasons as EDTF numbers them, by CSL's numbers and by name."""
SEASON_NAMES: Final = ("spring", "summer", "autumn", "winter")
DATE_TEXTS: Final = ("edtf", "raw", "literal", "date-time")
"""Variables of a date that say it in words, the most exact first; the last is Crossref's."""
CSL_MAPPING: Final = ("source ← item", "author ← names", "issued, accessed ← dates", "x_… ← everything else")
"""What becomes what, for the report."""
NAME_PARTS: Final = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal")
"""The variables of a name, which a source has with underscores."""
TITLE_FALLBACKS: Final = (
    *("title-short", "shortTitle", "event-title", "reviewed-title", "collection-title", "number", "URL"),
)
"""What becomes the title of an item without one: the first that it has."""


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert a bibliography."""
    document = read_json(input_file)
    entries = [*_find_entries(document)]
    items = {f"item {number}": entry for number, entry in enumerate(entries, 1) if _is_item(entry)}
    if not items:
        kind = guess_json_format(document)
        hint = f"; it looks like {kind}: peace-tui import {kind}" if kind not in ("", "csl") else ""
        why = f"there are no CSL items in it: an array of objects with type and title is expected{hint}"
        raise input_file.error(why)
    converter = ItemConverter(builder, options)
    sources: dict[str, dict[str, Any]] = {}
    ids: dict[str, str] = {}
    for number, entry in enumerate(entries, 1):
        input_file.show_progress(count_noun(number, "item"))
        location = f"item {number}"
        if location not in items:
            what = preview(json.dumps(entry, ensure_ascii=False), 40)
            builder.report.add_loss("entry without anything that a CSL item has", f"{location}: {what}")
            continue
        sources[location] = converter.convert_item(entry, location)
        ids.setdefault(_find_item_id(entry), sources[location]["id"])
    _resolve_bases(builder, [*sources.values()], ids)
    for location, source in sources.items():
        builder.add_record("sources", source, location)
    builder.report.read.append(count_noun(len(items), "CSL item"))
    builder.report.mapped += CSL_MAPPING


def _find_entries(document: Any) -> Iterator[Any]:
    """Yield what should be items: those of an array, of an object with `items` or by id, or of citations."""
    if isinstance(document, dict) and isinstance(document.get("message"), dict):  # an answer of Crossref
        document = document["message"]
    if isinstance(document, dict) and not isinstance(document.get("citationItems"), list):
        items = document.get("items", document.get("references"))
        if items is None and guess_json_format(document) != "timelinejs":
            items = [document] if "type" in document else [*document.values()]
        document = items
    elif isinstance(document, dict):
        document = [document]
    for item in document if isinstance(document, list) else ():
        if isinstance(item, dict) and isinstance(item.get("citationItems"), list):
            yield from _find_entries(item["citationItems"])
        elif isinstance(item, dict) and isinstance(item.get("itemData"), dict):
            yield {**_read_citation(item), **item["itemData"]}
        else:
            yield item


def _read_citation(item: dict[str, Any]) -> dict[str, Any]:
    """Return what a citation says of the item in it, such as the page; that it is in the library is none of it."""
    told = {name: value for name, value in item.items() if name not in ("itemData", "id", "uris", "uri") and value}
    return {name if name in ("locator", "label") else f"citation-{name}": value for name, value in told.items()}


def _is_item(entry: Any) -> bool:
    return isinstance(entry, dict) and (isinstance(entry.get("type"), str) or bool(entry.keys() & ITEM_KEYS))


def _find_item_id(item: dict[str, Any]) -> str:
    """Return the id that an item has in its library, nothing where it has none."""
    ids = (to_one_line(str(item[key])) for key in ID_KEYS if isinstance(item.get(key), str | int))
    return next(filter(None, ids), "")


def _resolve_bases(builder: DossierBuilder, sources: list[dict[str, Any]], ids: dict[str, str]) -> None:
    """Turn `based_on`, which our own export keeps, from ids in the file into those of the dossier; no circles."""
    for source in sources:
        if bases := source.pop("based_on", None):
            if all(isinstance(base, str) and base in ids for base in bases):
                source["based_on"] = list(dict.fromkeys(ids[base] for base in bases))
            else:
                keep_as_extra(source, "based_on", bases)
    set_cycles_aside(sources, builder.report.add_change)


class ItemConverter:
    """Turns items into sources, of which what they are based on is still to be resolved."""

    def __init__(self, builder: DossierBuilder, options: ImportOptions) -> None:
        """Convert into a dossier."""
        self._builder, self._options = builder, options

    def convert_item(self, item: dict[str, Any], location: str) -> dict[str, Any]:
        """Return the source that an item is, with its id."""
        source = self._variables(item, location)
        if not source.get("url") and isinstance(item.get("DOI"), str) and item["DOI"].strip():
            doi = re.sub(r"^(https?://(dx\.)?doi\.org/|doi:\s*)", "", item["DOI"].strip())
            source["url"] = f"https://doi.org/{doi}"
        if not to_one_line(source.get("title", "")) and not to_one_line(source.get("container_title", "")):
            title = next((to_one_line(str(item[key])) for key in TITLE_FALLBACKS if item.get(key)), "")
            source["title"] = title or f"({item.get('type') or 'untitled'})"
            self._builder.report.add_change("source without title, called by what there is", location)
        title = source.get("title") or source.get("container_title") or ""
        self._builder.identify("sources", source, str(title), _find_item_id(item))
        return source

    def _variables(self, item: dict[str, Any], location: str) -> dict[str, Any]:
        """Return the variables of an item as keys of a source, those without one under `x_` keys."""
        source: dict[str, Any] = {}
        custom: dict[str, Any] = {}
        id = _find_item_id(item)
        for name, value in item.items():
            if name in ID_KEYS and to_one_line(str(value)) == id:
                continue
            if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str):
                value = value[0]  # as Crossref has it
            if name in MARKUP_KEYS and isinstance(value, str):
                plain = to_plain_text(value)
                source[MARKUP_KEYS[name]] = plain.text
                if not isinstance(item.get("custom"), dict) or MARKUP_KEYS[name] not in item["custom"]:
                    self._builder.report.add_html_losses(plain.left_out, location)
                if is_html(value) and "custom" not in item:  # where our own export says it as it is
                    self._builder.report.add_change(f"{name} with markup, made plain", location)
            elif name in TEXT_KEYS and isinstance(value, str):
                source[TEXT_KEYS[name]] = value
            elif name in DATE_KEYS:
                source |= self._date(name, value, location)
            elif name == "author" and all(names := _read_names(value)):
                source["author"] = names
            elif name == "author" and value:
                add_extra(source, "x_author", value)
                self._builder.report.add_change("list of authors with what is no name, kept as x_author", location)
            elif name in ROLES and value and all(names := _read_names(value)):
                add_extra(source, role_key(name), [_simplify_name(each) for each in names])
            elif name == "custom" and isinstance(value, dict):
                custom = value
            else:
                add_extra(source, make_extra_key(name), _simplify(value))
        return source | self._exported_keys(custom)

    def _exported_keys(self, custom: dict[str, Any]) -> dict[str, Any]:
        """Return what our own export keeps in `custom`: texts, dates, bases and `x_*` keys; the rest as one key."""
        keys = {
            name: custom[name]
            for name in ("type", "title", "container_title", "short", "archived", *DATE_KEYS)
            if isinstance(custom.get(name), str)
        }
        for name in DATE_KEYS:
            if name in keys and not is_date(keys[name], self._builder.zone):
                del keys[name]
        keys |= {name: value for name, value in custom.items() if name.startswith("x_")}
        if isinstance(custom.get("based_on"), list):
            keys["based_on"] = custom["based_on"]
        rest = {name: value for name, value in custom.items() if name not in (*keys, DISCOUNTED)}
        return keys | ({"x_custom": rest} if rest else {})

    def _date(self, name: str, value: Any, location: str) -> dict[str, Any]:
        if not value:
            return {}
        report = self._builder.report
        date, why = None, "date that cannot be read"
        try:
            date, is_whole = read_csl_date(value, self._options.date_order, self._builder.zone)
            if date and is_whole:
                return {name: date}
            why = "date of which a part cannot be read" if date else why
        except PartlyRead as error:
            date, why = error.day, f"date {error}"
        except UnclearDate as error:
            why = f"date {error}"
        if isinstance(value, dict) and len(value) == 1 and isinstance(only := next(iter(value.values())), str):
            value = only
        hint = hint_at(value) if isinstance(value, str) and not date else ""
        report.add_change(f"{why}{hint}, kept as x_{name}", f"{location}: {value}")
        return ({name: date} if date else {}) | {f"x_{name}": value}


def _read_names(value: Any) -> list[str | dict[str, str]]:
    """Return names of CSL as a source has them: in their parts, or in one piece; "" for what is no name."""
    return [_read_name(each) for each in (value if isinstance(value, list) else [value]) if not _is_empty(each)]


def _simplify_name(name: str | dict[str, str]) -> str | dict[str, str]:
    """Return a name as a dossier has those of authors: one in one piece as text."""
    return name["literal"] if isinstance(name, dict) and name.keys() == {"literal"} else name


def _is_empty(value: Any) -> bool:
    return not (any(value.values()) if isinstance(value, dict) else value)


def _read_name(value: Any) -> str | dict[str, Any]:
    if not isinstance(value, dict):
        return _format_name(value)
    if "name" in value and value.keys().isdisjoint(NAME_PARTS):  # as Crossref has an organization
        value = {"literal" if part == "name" else part: each for part, each in value.items()}
    if not _format_name(value):
        return ""
    return {
        (part.replace("-", "_") if part in NAME_PARTS else make_extra_key(part)): each for part, each in value.items()
    }


def _format_name(value: Any) -> str:
    """Return a name of CSL as it is read aloud: given name, particles, family name, suffix."""
    if isinstance(value, str):
        return to_one_line(value)
    if not isinstance(value, dict):
        return ""
    if literal := value.get("literal"):
        return to_one_line(str(literal))
    parts: dict[str, Any] = {part.replace("-", "_"): str(value[part]) for part in NAME_PARTS if value.get(part)}
    return to_one_line(str(Name(**parts)))


def _simplify(value: Any) -> Any:
    """Return the value of an `x_*` key: dates as EDTF, anything else as it is."""
    if isinstance(value, dict) and value.keys() & {"date-parts", "raw", "literal"}:
        with suppress(UnclearDate):
            return convert_csl_date(value) or value
    return value


def convert_csl_date(value: Any) -> str | None:
    """Return a date of CSL as EDTF, None unless all of it can be read.

    Raises:
        UnclearDate: It can be read in two ways, or its meaning is lost.
    """
    date, is_whole = read_csl_date(value, "", None)
    return date if is_whole else None


def read_csl_date(value: Any, order: str, zone: str | None) -> tuple[str | None, bool]:
    """Return what is certain of a date of CSL as EDTF, and whether that is all of it.

    Raises:
        UnclearDate: It can be read in two ways, or its meaning is lost.
    """
    if not isinstance(value, dict):
        return (to_edtf(str(value), order, zone), True) if isinstance(value, str | int) else (None, False)
    date, is_whole = _read_parts(value.get("date-parts"))
    if (season := value.get("season")) not in (None, ""):
        number = CSL_SEASONS.get(fold(str(season).strip()))
        if number and date and is_whole and re.fullmatch(r"-?[0-9]{4}", date):
            date = f"{date}-{number}"
        else:
            is_whole = False
    for key in DATE_TEXTS:
        if isinstance(text := value.get(key), str | int) and text != "":
            if date is None:
                date, is_whole = to_edtf(str(text), order, zone), True
            elif str(text) != date and not (key == "date-time" and str(text).startswith(date)):
                is_whole = False
    if date and value.get("circa") not in (None, False, "", 0, "0", "false") and not date.endswith(("~", "?", "%")):
        date = "/".join(f"{end}~" if end not in ("", "..") else end for end in date.split("/"))
    others = value.keys() - {"date-parts", "season", "circa", *DATE_TEXTS}
    return date, is_whole and (not others or others == {"timestamp"})


def _read_parts(value: Any) -> tuple[str | None, bool]:
    """Return what is certain of `[[2020, 5, 4], [2020, 6]]` as EDTF, and whether that is all of it."""
    if not isinstance(value, list) or not value:
        return None, value in (None, [])
    ends = value if isinstance(value[0], list) else [value]
    if not all(isinstance(end, list) for end in ends) or len(ends) > 2:
        return None, False
    dates, unread = zip(*(_read_end(end) for end in ends), strict=True)
    start, is_whole = dates[0], not any(unread)
    if start is None or len(ends) == 1:
        return start, is_whole
    if not any(parse_integer(part) for part in ends[1]):
        return f"{start}/..", is_whole
    interval = make_interval(start, dates[1]) if dates[1] else None
    return interval or start, is_whole and interval is not None


def _read_end(parts: list[Any]) -> tuple[str | None, list[int]]:
    if len(parts) == 1 and isinstance(parts[0], str) and parse_integer(parts[0]) is None:
        with suppress(UnclearDate):
            if date := to_edtf(parts[0]):  # a date in words in place of the year
                return (None, [0]) if "/" in date else (date, [])
    return read_parts([_find_season(part) if index == 1 else part for index, part in enumerate(parts)])


def _find_season(part: Any) -> Any:
    """Return the name of a season that some programs write in place of a month: `season-04`, or 24 as in EDTF."""
    match = re.fullmatch(r"season-0?([1-4])|2([1-4])", str(part))
    return SEASON_NAMES[int(match[1] or match[2]) - 1] if match else part


# --- Names in other bibliographies -----------------------------------------------------------------------------------

SUFFIX: Final = re.compile(r"(?:Jr|Sr|Jun|Sen)\.?|II|III", re.I)
"""What stands behind a family name and is no given name."""
BIBLATEX_PART: Final = re.compile(r"(?:^|,)\s*([a-z-]+)\s*=\s*([^,]*)")
"""A part of a name in BibLaTeX's longer form: `family=Berg, given=Ann, prefix=van der`."""
ORGANIZATION: Final = re.compile(
    r"""
    ^the\b|\b(?:
    (?:bundes|land|reichs|kreis)tag | (?:bundes|national|stadt|sicherheits|gemeinde|europa)rat
    | \w*(?:ministerium|regierung|stiftung|gesellschaft|gemeinschaft|universitat|verband|kommission|gerichtshof)
    | vereinte\ nationen | auswartiges\ amt | nations | nationale? | international | naciones\ unidas
    | organi[sz]a(?:tion|cion|zione) | organizacao | universit[yae] | universidade? | institut[eo]? | academy | akademie
    | academie | minist(?:ry|ere|erio|ero) | department | commission | comision | committee | comite | council | consejo
    | parliament | parlement | parlament[oa]? | assembl(?:y|ee) | asamblea | senate | congress | government
    | gouvernement | gobierno | embassy | administration | authority | agency | agence | foundation | fondation
    | fundacion | association | federation | society | corporation | company | gmbh | inc | ltd | llc | gazette | herald
    | tribune | redaktion | library | federal\ reserve | white\ house | supreme\ court | rights\ watch
    | (?:foreign|home|cabinet|press)\ office
    | (?:world|central|national|investment)\ bank | (?:associated|united)\ press
    | (?:york|financial|angeles|sunday)\ times | (?:washington|huffington|jerusalem)\ post
    | (?:european|african|soviet|labou?r|trade)\ union
    | (?:labou?r|conservative|democratic|republican|communist)\ party
    )\b
    """,
    re.VERBOSE,
)
"""Words that name an organization and no family, folded."""
HAN: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")


def parse_ris_name(text: str) -> dict[str, str]:
    """Return a name as RIS has it, `Roe, Jo, Jr.`; one without a comma is in one piece."""
    family, *rest = (part.strip() for part in text.split(","))
    if not any(rest) or len(rest) > 2 or SUFFIX.fullmatch(rest[0]):
        return {"literal": text.rstrip(", ")}
    return {name: part for name, part in zip(("family", "given", "suffix"), (family, *rest), strict=False) if part}


def parse_bibtex_name(text: str, decode: Callable[[str], str]) -> dict[str, str]:
    """Return a name as BibTeX has it in CSL's parts; one whose parts are not sure is in one piece.

    `decode` returns what LaTeX prints. Names in Han script and Hangul have the family name first, and an organization
    without braces is known by its words.
    """
    from bibtexparser.middlewares.names import InvalidNameError, parse_single_name_into_parts

    if "family" in (parts := dict(BIBLATEX_PART.findall(text))):
        parts = {part: decode(value.strip().strip('{}"')) for part, value in parts.items()}
        return {"non-dropping-particle" if part == "prefix" else part: value for part, value in parts.items()}
    if "," not in text and (HAN.search(text) or ORGANIZATION.search(fold(decode(text)))):
        return {"literal": decode(text)}
    try:
        name = parse_single_name_into_parts(text, strict=False)
    except InvalidNameError:
        return {"literal": decode(text)}
    family, given, particle, suffix = (decode(" ".join(part)) for part in (name.last, name.first, name.von, name.jr))
    is_person = not SUFFIX.fullmatch(given) and not re.search(r"\b(?:of|for|the|and|für|und)\b", particle)
    if not (family and given and is_person):
        return {"literal": decode(text)}
    told = {"family": family, "given": given, "non-dropping-particle": particle, "suffix": suffix}
    return {key: part for key, part in told.items() if part}


# --- Values in BibTeX ------------------------------------------------------------------------------------------------

MAX_MACRO_CHARS: Final = 2_000
"""How long the text of a macro may be: macros within macros grow without end."""
MACRO_NAME: Final = re.compile(r"[^\W\d][^\s{}\"#%'(),=]*")


class Macros:
    """The texts to which a file of BibTeX gives names with `@string`, and the values that are put together of them."""

    def __init__(self) -> None:
        """Begin without any."""
        self._texts: dict[str, str] = {}
        self._used: set[str] = set()
        self.missing: dict[str, None] = {}
        """The names in values that nothing defines, without those of months."""

    def define(self, name: str, value: str) -> bool:
        """Give a name, in which capitals do not count, to a value as it is written; tell whether that was done."""
        text = self.resolve(value)
        if is_new := name.lower() not in self._texts and len(text) <= MAX_MACRO_CHARS:
            self._texts[name.lower()] = text
        return is_new

    def unused(self) -> list[tuple[str, str]]:
        """Return the names that no value has, and their texts."""
        return [(name, text) for name, text in self._texts.items() if name not in self._used]

    def resolve(self, value: str) -> str:
        """Return what a value says, such as `gazette # {, London}`; a name that nothing defines stays as it is."""
        return "".join(map(self._resolve_piece, _split_at_number_signs(value))).strip()

    def _resolve_piece(self, piece: str) -> str:
        if piece[:1] + piece[-1:] in ("{}", '""') and len(piece) > 1:
            return piece[1:-1]
        if (name := piece.lower()) in self._texts:
            self._used.add(name)
            return self._texts[name]
        if MACRO_NAME.fullmatch(piece) and not find_month_number(piece):
            self.missing[piece] = None
        return piece


def _split_at_number_signs(value: str) -> list[str]:
    """Return the pieces of a value that # puts together, each with its braces or quotation marks."""
    pieces, start, depth, is_quoted = [], 0, 0, False
    for mark in re.finditer(r'[{}"#]', value):
        if mark[0] in "{}":
            depth += 1 if mark[0] == "{" else -1
        elif not depth and mark[0] == '"':
            is_quoted = not is_quoted
        elif not depth and not is_quoted:
            pieces.append(value[start : mark.start()].strip())
            start = mark.end()
    return [*pieces, value[start:].strip()]
