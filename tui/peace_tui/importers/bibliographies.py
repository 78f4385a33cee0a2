"""Bibliographies as reference managers write them besides CSL-JSON: RIS and BibTeX. Both become sources as CSL does.

Formats: https://github.com/citation-file-format/ris-spec, https://ctan.org/pkg/biblatex. BibTeX is read by bibtexparser
and pylatexenc, which are an extra.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from peace_tui.importers.csl import CSL_MAPPING, ItemConverter, Macros, parse_bibtex_name, parse_ris_name
from peace_tui.importers.dates import EDTF_SEASONS, UnclearDate, find_month_number, is_date, read_all_parts, to_edtf
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun
from peace_tui.importers.exported import parse_own
from peace_tui.importers.input_file import InputFile
from peace_tui.model.values import ROLES, role_key
from peace_tui.text.folding import fold
from peace_tui.text.terminal_safe import preview

CslItem = dict[str, Any]
"""An item in the terms of CSL-JSON."""
Fields = list[tuple[str, str]]
BibliographyEntry = tuple[CslItem, Fields]
"""An entry of BibTeX: its type and key, and its fields as they are written."""
LOCAL_PATH: Final = re.compile(r"\s*(?::?[^;:]*:)?(?:file:|internal-pdf:|[A-Za-z]:[\\/]|/(?!/)|~/|\\\\|\.{1,2}/)", re.I)
"""An address on the machine of whoever made the file."""
ENTRY_START: Final = re.compile(rb"\s*@\s*\w+\s*(?:[{(]|$)")
RIS_START: Final = re.compile(rb"\s*TY ? ?-")
YEAR_FIRST: Final = re.compile(r"([0-9]{4})(?:/([0-9]{0,2}))?(?:/([0-9]{0,2}))?(?:/(.*))?")


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert a bibliography, whichever of the two formats it is in."""
    is_bibtex = _is_bibtex(input_file.first_text())
    items = _read_bibtex_items(input_file, builder) if is_bibtex else _read_ris_items(input_file, builder)
    converter = ItemConverter(builder, options)
    count = 0
    for count, item in enumerate(items, 1):
        input_file.show_progress(count_noun(count, "item"))
        location = f"item {count}"
        builder.add_record("sources", converter.convert_item(item, location), location)
    if not count:
        raise input_file.error("there are no entries in it")
    builder.report.read.append(count_noun(count, "entry", "entries"))
    builder.report.mapped += CSL_MAPPING


def _is_bibtex(start: bytes) -> bool:
    """Tell whether an entry of BibTeX begins before a record of RIS, below what programs write of the file."""
    for line in re.split(rb"[\r\n]+", start):
        if ENTRY_START.match(line) or RIS_START.match(line):
            return line.lstrip().startswith(b"@")
    return False


def _parse_meanings(listed: str) -> dict[str, str]:
    """Return what each name means, from a list such as `thesis: phdthesis mastersthesis; book: book`."""
    meanings = (each.split(":") for each in listed.split(";"))
    return {name: meaning.strip() for meaning, names in meanings for name in names.split()}


def _add(item: CslItem, name: str, value: Any) -> None:
    """Add a value; where there is one already the two are a list."""
    known = item.get(name)
    item[name] = value if known is None else [*(known if isinstance(known, list) else [known]), value]


def _is_kept(text: str, builder: DossierBuilder) -> bool:
    """Tell whether an address may be kept: a path of the author's machine is not, and told without what it says."""
    if LOCAL_PATH.match(text):
        builder.report.add_loss("path on the machine of whoever made the file")
        return False
    return True


# --- RIS -------------------------------------------------------------------------------------------------------------

OWN_NOTE: Final = re.compile("(archived(?=: https?://)|x_[^:]+): (.*)")
"""A note that is a key of a source."""
TYPE: Final = re.compile("[a-z]+([-_][a-z]+)*")
"""A type of CSL."""
RIS_LINE: Final = re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)")
CSL_TYPE_BY_RIS: Final = _parse_meanings(
    """
    article-journal: JOUR EJOUR; article-magazine: MGZN; article-newspaper: NEWS; periodical: JFULL;
    article: INPR ABST; book: BOOK EBOOK EDBOOK; chapter: CHAP ECHAP; paper-conference: CONF CPAPER;
    report: RPRT GOVDOC; standard: STAND; thesis: THES; webpage: ELEC WEB MULTI; post-weblog: BLOG;
    motion_picture: VIDEO MPCT; song: SOUND MUSIC; legal_case: CASE; bill: BILL; legislation: STAT; hearing: HEAR;
    personal_communication: PCOMM; map: MAP; patent: PAT; entry-encyclopedia: ENCYC; entry-dictionary: DICT;
    dataset: DATA DBASE; manuscript: UNPB MANSCPT; pamphlet: PAMP; software: COMP; graphic: ART; figure: FIGURE;
    speech: SLIDE; document: GEN
    """
)
RIS_AUTHORS: Final = {"AU": "author", "A1": "author", "A2": "editor", "ED": "editor", "A3": "collection-editor"}
RIS_TEXTS: Final = _parse_meanings(
    """
    title: TI T1 CT; container-title: T2 JO JF; container-title-short: JA J1 J2; collection-title: T3; publisher: PB;
    publisher-place: CY PP; DOI: DO; id: ID; volume: VL; issue: IS; ISSN: SN; abstract: AB N2; note: N1; language: LA;
    edition: ET; page-first: SP; page-last: EP; keyword: KW; title-short: ST; URL: UR LK; call-number: CN;
    accession-number: AN; source: DB; archive: DP
    """
)
"""What tags are called in CSL; any other is kept under its own name."""
RIS_DATES: Final = {"PY": "issued", "Y1": "issued", "DA": "issued", "Y2": "accessed"}
ADDRESSES: Final = re.compile(r"\s*;\s*(?=https?://)")
"""What stands between several addresses of one line."""
RIS_LINKS: Final = ("L1", "L2", "L3", "L4")


def _read_ris_items(input_file: InputFile, builder: DossierBuilder) -> Iterator[CslItem]:
    """Yield the records of a file in RIS."""
    fields: list[tuple[str, str]] = []
    begun = 0
    lines = input_file.read_text().splitlines()
    if not any(RIS_LINE.fullmatch(line) and line.startswith("TY") for line in lines):
        start = next((preview(line, 40) for line in lines if line.strip()), "")
        formats = "RIS, whose records begin with 'TY  - ', nor BibTeX, whose entries begin with '@'"
        raise input_file.error(f"this is neither {formats}, but begins with '{start}'")
    for number, line in enumerate(lines, 1):
        match = RIS_LINE.fullmatch(line.rstrip())
        if not match:
            if not line.strip():
                continue
            if not fields:
                builder.report.add_loss(f"line outside of records: '{preview(line, 200)}'", f"line {number}")
                continue
            fields[-1] = (fields[-1][0], f"{fields[-1][1]} {line.strip()}")  # what was wrapped
        elif match[1] == "TY":
            if fields:
                why = f"this record is not ended: before the next 'TY  - ' it needs a line 'ER  - ' (line {number})"
                raise input_file.error(why, f"line {begun}")
            fields, begun = [("TY", match[2].strip())], number
        elif match[1] == "ER":
            if fields:
                yield _read_ris_item(fields, builder)
            fields = []
        elif not fields:
            raise input_file.error("here should begin a record of RIS with 'TY  - '", f"line {number}")
        else:
            fields.append((match[1], match[2].strip()))
    if fields:
        builder.report.add_change("record without an end, taken to end with the file", f"line {begun}")
        yield _read_ris_item(fields, builder)


def _read_ris_item(fields: list[tuple[str, str]], builder: DossierBuilder) -> CslItem:
    item: CslItem = {}
    custom: dict[str, Any] = {}
    for tag, text in fields:
        if not text or _is_exported(tag, text, item, custom, builder.zone):
            continue
        if tag == "TY":
            item["type"] = CSL_TYPE_BY_RIS.get(text.upper(), text)
        elif tag in RIS_AUTHORS:
            item[RIS_AUTHORS[tag]] = [*item.get(RIS_AUTHORS[tag], []), parse_ris_name(text)]
        elif tag in RIS_DATES:
            _add_ris_date(item, RIS_DATES[tag], text)
        elif tag in RIS_LINKS or RIS_TEXTS.get(tag) == "URL":
            for address in ADDRESSES.split(text):
                if _is_kept(address, builder):
                    _add(item, "link" if tag in RIS_LINKS or "URL" in item else "URL", address)
        elif tag == "BT":
            _add(item, "title" if item.get("type") == "book" else "container-title", text)
        elif tag == "N1":
            item["note"] = "\n".join(filter(None, (item.get("note"), text)))
        else:
            name = RIS_TEXTS.get(tag, f"RIS {tag}")
            if name in item and name != "keyword":
                name = name if item[name] != text else ""
            if name in ("title", "container-title") and name in item:
                name = f"{name}-{tag.lower()}"
            if name:
                _add(item, name, text)
    pages = [item.pop(name, "") for name in ("page-first", "page-last")]
    if all(isinstance(page, str) for page in pages):
        item |= {"page": "–".join(filter(None, pages))} if any(pages) else {}
    else:
        item |= {"page-first": pages[0], "page-last": pages[1]}
    return item | ({"custom": custom} if custom else {})


def _is_exported(tag: str, text: str, item: CslItem, custom: dict[str, Any], zone: str | None) -> bool:
    """Add to `custom` what `peace-tui export ris` has put where RIS has no tag for it; tell whether this is such."""
    if tag == "N1" and (match := OWN_NOTE.fullmatch(text)):
        custom[match[1]] = parse_own(match[2]) if match[1].startswith("x_") else match[2]
    elif tag == "M3" and item.get("type") == "document" and TYPE.fullmatch(text):
        custom["type"] = text
    elif tag in ("DA", "Y2") and text.count("/") > 2 and is_date(text.split("/", 3)[3], zone):
        custom[RIS_DATES[tag]] = text.split("/", 3)[3]
    else:
        return False
    return True


def _add_ris_date(item: CslItem, name: str, text: str) -> None:
    """Add a date as `2020/05/04/spring`; of several that agree the finest is taken, others are kept."""
    match = YEAR_FIRST.fullmatch(text)
    date: CslItem = {"raw": text}
    if match:
        parts = [part for part in (match[1], match[2], match[3]) if part]
        is_season = len(parts) == 1 and fold(match[4] or "") in EDTF_SEASONS
        date = {"date-parts": [parts]} | ({"season" if is_season else "literal": match[4]} if match[4] else {})
        if match[4] and ":" in match[4] and len(parts) > 2 and _is_moment(f"{'-'.join(parts)} {match[4]}"):
            date = {"raw": f"{'-'.join(parts)} {match[4]}"}
    known = item.get(name)
    if known is None:
        item[name] = date
        return
    (old,), (new,) = known.get("date-parts", [[]]), date.get("date-parts", [[]])
    if old and new and known.keys() == date.keys() == {"date-parts"} and old == new[: len(old)]:
        item[name] = date
    elif not (old and new and old[: len(new)] == new and date.keys() == {"date-parts"}):
        _add(item, f"{name}-also", text)


def _is_moment(text: str) -> bool:
    """Tell whether a date in words can be read, or a day in it."""
    try:
        return bool(to_edtf(text))
    except UnclearDate:  # of which the day is known
        return True


# --- BibTeX ----------------------------------------------------------------------------------------------------------

MISSING_EXTRA: Final = "BibTeX is read by the library bibtexparser, which is not installed"
BIBTEX_TYPES: Final = _parse_meanings(
    """
    article-journal: article; book: book mvbook collection proceedings; chapter: inbook incollection;
    paper-conference: inproceedings conference; thesis: phdthesis mastersthesis thesis;
    report: techreport report manual; webpage: online electronic www; manuscript: unpublished; pamphlet: booklet;
    dataset: dataset; software: software; motion_picture: video movie; song: audio; patent: patent;
    legal_case: jurisdiction; legislation: legislation; personal_communication: letter; document: misc
    """
)
SUBTYPES: Final = {"newspaper": "article-newspaper", "magazine": "article-magazine"}
BIBTEX_TEXTS: Final = _parse_meanings(
    """
    title: title; container-title: journal journaltitle booktitle howpublished;
    publisher: publisher institution school organization; publisher-place: address location; page: pages;
    issue: number; collection-title: series; keyword: keywords; abstract: abstract; note: note;
    language: language langid; ISBN: isbn; ISSN: issn; DOI: doi; edition: edition
    """
)
"""What fields are called in CSL; any other is kept under its own name."""
BIBTEX_NAMES: Final = {role_key(role): role for role in ROLES} | {
    **{"author": "author", "editor": "editor", "translator": "translator", "bookauthor": "container-author"},
}
"""Fields of names, and their roles in CSL; those that begin with x_ are of our own export."""
PLAIN_FIELDS: Final = ("url", "doi", "archived", "file", "date", "urldate", "issued", "eprint", "pdf", "local-url")
"""Fields that are no text of LaTeX."""
PATHS: Final = ("file", "pdf", "local-url", "bdsk-file-1")
LANGUAGES: Final = _parse_meanings(
    """
    en: english; en-US: american; en-GB: british; de: german ngerman; fr: french; es: spanish; it: italian;
    pt: portuguese; ru: russian; nl: dutch; uk: ukrainian
    """
)
"""The languages of babel, as BCP 47 has them."""
TEXT_COMMANDS: Final = {
    **{"less": "<", "greater": ">", "bar": "|", "quotedbl": '"', "underscore": "\\_"},
    **{"braceleft": "\\{", "braceright": "\\}"},
}
"""Characters that pylatexenc does not know by these names, which begin with `text`."""
TEXT_COMMAND: Final = re.compile(rf"\\text({'|'.join(TEXT_COMMANDS)})(?![A-Za-z])(?:\{{\}}| )?")
URL_COMMAND: Final = re.compile(r"\\(?:url|href)\s*\{([^{}]*)\}")


def _read_bibtex_items(input_file: InputFile, builder: DossierBuilder) -> Iterator[CslItem]:
    """Yield the entries of a file in BibTeX."""
    try:
        from bibtexparser.entrypoint import parse_string
        from pylatexenc.latex2text import LatexNodes2Text
    except ImportError:
        raise input_file.error(f"{MISSING_EXTRA}\n    pip install 'peace-tui[bibtex]'") from None
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    to_text = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True).latex_to_text
    try:
        library = parse_string(input_file.read_text(), parse_stack=[])
        for failed in library.failed_blocks:
            if failed.ignore_error_block is None:
                why = "this entry cannot be read, a brace or a comma is likely missing"
                start = preview(str(failed.raw), 40)
                raise input_file.error(f"{why}: '{start}'", f"line {(failed.start_line or 0) + 1}")
        entries: list[BibliographyEntry] = []
        blocks: list[Any] = [getattr(block, "ignore_error_block", None) or block for block in library.blocks]
        macros = Macros()
        for string in [block for block in blocks if type(block).__name__ == "String"]:
            if not macros.define(str(string.key), str(string.value)):
                told = f"{preview(str(string.key))} = {preview(str(string.value), 60)}"
                builder.report.add_loss("macro defined before, or too long", told)
        for entry in blocks:
            comment = getattr(entry, "comment", getattr(entry, "value", ""))
            if hasattr(entry, "fields"):
                pairs = [(each.key.lower(), macros.resolve(str(each.value).strip())) for each in entry.fields]
                entries.append(({"type": entry.entry_type.lower(), "id": str(entry.key)}, pairs))
            elif comment and type(entry).__name__ != "String":
                builder.report.add_loss("comment beside the entries", preview(str(comment), 60))
        for name in macros.missing:
            builder.report.add_change("undefined macro, kept by its name", preview(name))
        for name, value in macros.unused():
            builder.report.add_loss("macro that no entry uses", f"{preview(name)} = {preview(value, 60)}")
        for item, pairs in _inherit(entries, builder):
            yield _read_bibtex_item(item, pairs, builder, lambda text: _decode_latex(text, to_text))
    except RecursionError:
        raise input_file.error("braces are nested too deeply") from None


OF_WHOLE: Final = {"title": "booktitle", "subtitle": "booksubtitle", "titleaddon": "booktitleaddon"}
"""What fields of a whole are called in a part of it."""
OWN_FIELDS: Final = (
    *("crossref", "xref", "ids", "label", "shorttitle", "sorttitle", "pages", "doi", "url", "urldate", "eprint"),
    *("abstract", "note", "annotation", "keywords", "file", "pdf", "entrysubtype", "related"),
)
"""Fields that a part does not take from the whole: they say something of that alone."""
INHERITING: Final = ("xdata", "crossref")
YEAR_FIELDS: Final = ("year", "month", "day")
DATE_FIELDS: Final = frozenset(("date", *YEAR_FIELDS))
PART_TYPES: Final = ("inbook", "incollection", "inproceedings", "conference", "inreference", "suppbook", "bookinbook")


def _inherit(entries: list[BibliographyEntry], builder: DossierBuilder) -> Iterator[BibliographyEntry]:
    """Yield entries with the fields that they take from those which `xdata` and `crossref` name."""
    by_key = {str(item["id"]).lower(): (item, pairs) for item, pairs in reversed(entries)}
    unused = {(key, *pair) for key, (item, pairs) in by_key.items() if item["type"] == "xdata" for pair in pairs}

    def complete(item: CslItem, pairs: Fields, below: tuple[str, ...]) -> Fields:
        """Return the fields of an entry with those that it takes; `below` are the entries that it is read for."""
        below = (*below, str(item["id"]).lower())
        named = [
            (how, keys, [key.strip().lower() for key in keys.split(",")]) for how, keys in pairs if how in INHERITING
        ]
        unused.difference_update(
            (below[-1], how, keys) for how, keys, each in named if below[1:] and {*each} <= {*by_key}
        )
        others = [(how, key) for how, _, each in named for key in each]
        known, added = {name for name, _ in pairs}, []
        for how, key in sorted(others, reverse=True):  # xdata before crossref
            if key not in by_key or key in below:
                builder.report.add_change(f"{how} of an entry that is not in the file", f"{below[-1]}: {preview(key)}")
                continue
            whole, fields = by_key[key]
            is_part = how == "crossref" and item["type"] in PART_TYPES and whole["type"] not in PART_TYPES
            for name, value in complete(whole, fields, below):
                here = OF_WHOLE.get(name, name) if is_part else name
                is_dated = name in DATE_FIELDS and not known.isdisjoint(DATE_FIELDS)
                if here not in known and not is_dated and not (how == "crossref" and name in OWN_FIELDS):
                    added.append((here, value))
                    unused.discard((key, name, value))
            known |= {name for name, _ in added}
        if added and len(below) == 1:
            what = f"{item['id']}: {', '.join(name for name, _ in added)}"
            builder.report.add_change("entry with fields of one that it names", what)
        return pairs + added

    for item, pairs in entries:
        if item["type"] != "xdata":
            yield item, complete(item, pairs, ())
    for key, name, value in sorted(unused):
        builder.report.add_loss(f"field of an xdata entry that no other takes: {name} = {preview(value, 200)}", key)


def _read_bibtex_item(item: CslItem, pairs: Fields, builder: DossierBuilder, decode: Callable[[str], str]) -> CslItem:
    item["type"] = BIBTEX_TYPES.get(item["type"], item["type"])
    fields: dict[str, str] = {}
    custom: dict[str, Any] = {}
    for name, value in pairs:
        if name in PATHS and re.fullmatch(r"https?://\S+", value):
            _add(item, "link", value)
        elif name in PATHS or (name == "url" and LOCAL_PATH.match(value)):
            builder.report.add_loss("path on the machine of whoever made the file")
        elif value and fields.setdefault(name, value) != value:
            _add(item, f"{name}-also", decode(value))
    if "date" not in fields:
        _add_year(item, fields)
    elif (said := read_all_parts([*map(fields.get, YEAR_FIELDS)])) and fields["date"].startswith(said):
        fields = {name: value for name, value in fields.items() if name not in YEAR_FIELDS}  # which the date says too
    for name, value in sorted(fields.items(), key=lambda each: each[0] == "subtitle"):  # which follows the title
        text = value if name in PLAIN_FIELDS else decode(value)
        if name in BIBTEX_NAMES:
            _add_names(item, BIBTEX_NAMES[name], value, decode)
        elif name in ("date", "urldate"):
            variable = "issued" if name == "date" else "accessed"
            _add(item, variable if variable not in item else f"{variable}-also", {"raw": text})
        elif name == "issued" and is_date(text, builder.zone):
            custom["issued"] = text
        elif name == "archived":
            custom["archived"] = text
        elif name == "entrysubtype" and text.lower() in SUBTYPES:
            item["type"] = SUBTYPES[text.lower()]
        elif name == "url" or (name == "howpublished" and URL_COMMAND.fullmatch(value)):
            command = URL_COMMAND.fullmatch(value)
            address = re.sub(r"\\([_&%#$~])", r"\1", command[1] if command else value)
            _add(item, "URL" if "URL" not in item else "link", address)
        elif name == "subtitle" and "title" in item:
            item["title"] = f"{item['title']}: {text}"
        else:
            variable = BIBTEX_TEXTS.get(name, name)
            text = LANGUAGES.get(text.lower(), text) if variable == "language" else text
            _add(item, variable if variable not in item or item[variable] == text else f"{name}-also", text)
    return item | ({"custom": custom} if custom else {})


DAY_IN_MONTH: Final = re.compile(
    r"(?P<first>[0-9]{1,2})[. ]+(?P<name>[^\W\d]+)|(?P<word>[^\W\d]+)\.?\s+(?P<last>[0-9]{1,2})"
)
"""`10 January` and `January 10` in the field of the month."""


def _add_year(item: CslItem, fields: dict[str, str]) -> None:
    """Take the date from `year`, `month` and `day`, as far as they are numbers and names of months."""
    year, month, day = (re.sub("[{}#]", "", fields.get(name, "")).replace("~", " ").strip() for name in YEAR_FIELDS)
    if not year:
        return
    if (match := DAY_IN_MONTH.fullmatch(month)) and not day:
        month, day = match["name"] or match["word"], match["first"] or match["last"]
    number = find_month_number(month)
    if not re.fullmatch("-?[0-9]{3,4}", year) or (month and number is None):
        raw = " ".join(filter(None, (day, month, year.replace("--", "–"))))
        is_year = re.fullmatch("[0-9]{4}", year) and not _is_moment(raw)
        item["issued"] = {"date-parts": [[year]], "literal": raw} if is_year else {"raw": raw}
    else:
        item["issued"] = {"date-parts": [[each for each in (year, number, day) if each]]}
    for name in YEAR_FIELDS:
        fields.pop(name, None)


def _add_names(item: CslItem, name: str, value: str, decode: Callable[[str], str]) -> None:
    from bibtexparser.middlewares.names import split_multiple_persons_names

    names: list[CslItem] = []
    for each in split_multiple_persons_names(value):
        if each.strip().lower() == "others":
            item[f"{name}-others"] = "et al."
        else:
            names.append(parse_bibtex_name(each, decode))
    item[name] = names


def _decode_latex(text: str, to_text: Callable[[str], str]) -> str:
    """Return what LaTeX prints: a bare % is a percent sign there, and a lone $ no mathematics."""
    if not re.search(r"[\\{}~$%&]|--|``|''", text):
        return text
    text = re.sub(r"(?<!\\)%", r"\\%", text)
    if len(re.findall(r"(?<!\\)\$", text)) % 2:
        text = re.sub(r"(?<!\\)\$", r"\\$", text)
    text = TEXT_COMMAND.sub(lambda match: TEXT_COMMANDS[match[1]], re.sub(r"(?<!\\)&", r"\\&", text))
    try:
        plain = to_text(text)
    except RecursionError:
        raise
    except Exception:  # pylatexenc raises what comes, of commands whose arguments are missing
        return text
    return re.sub(r"[ \t\u00a0]+", " ", plain).strip()
