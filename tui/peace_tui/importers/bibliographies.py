"""Bibliographies as reference managers write them besides CSL-JSON: RIS and BibTeX. Both become sources as CSL does.

Formats: https://github.com/citation-file-format/ris-spec, https://ctan.org/pkg/biblatex. BibTeX is read by bibtexparser
and pylatexenc, which are an extra.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from peace_tui.importers.csl import CSL_MAPPING, ItemConverter
from peace_tui.importers.dates import is_date, month_number, parse_integer
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun
from peace_tui.importers.exported import parse_own
from peace_tui.importers.input_file import InputFile
from peace_tui.text.terminal_safe import preview

Item = dict[str, Any]
"""An item in the terms of CSL-JSON."""
LOCAL_PATH: Final = re.compile(r"\s*(?::?[^;:]*:)?(?:file:|internal-pdf:|[A-Za-z]:[\\/]|/(?!/)|~/|\\\\|\.{1,2}/)", re.I)
"""An address on the machine of whoever made the file."""
YEAR_FIRST: Final = re.compile(r"([0-9]{4})(?:/([0-9]{0,2}))?(?:/([0-9]{0,2}))?(?:/(.*))?")


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert a bibliography, whichever of the two formats it is in."""
    is_bibtex = bool(re.match(rb"(?:\xef\xbb\xbf)?\s*(?:%[^\n]*\n\s*)*@\s*\w+\s*[{(]", input_file.first_bytes()))
    items = _bibtex_items(input_file, builder) if is_bibtex else _ris_items(input_file, builder)
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


def _add(item: Item, name: str, value: Any) -> None:
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

OWN_NOTE: Final = re.compile("(archived|x_[^:]+): (.*)")
"""A note that is a key of a source."""
TYPE: Final = re.compile("[a-z]+([-_][a-z]+)*")
"""A type of CSL."""
RIS_LINE: Final = re.compile(r"([A-Z][A-Z0-9])  ?- ?(.*)")
RIS_TYPES: Final = {
    **{"JOUR": "article-journal", "EJOUR": "article-journal", "MGZN": "article-magazine", "NEWS": "article-newspaper"},
    **{"JFULL": "periodical", "INPR": "article", "ABST": "article", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book"},
    **{"CHAP": "chapter", "ECHAP": "chapter", "CONF": "paper-conference", "CPAPER": "paper-conference"},
    **{
        "RPRT": "report",
        "GOVDOC": "report",
        "STAND": "standard",
        "THES": "thesis",
        "ELEC": "webpage",
        "WEB": "webpage",
    },
    **{"BLOG": "post-weblog", "VIDEO": "motion_picture", "MPCT": "motion_picture", "SOUND": "song", "MUSIC": "song"},
    **{
        "CASE": "legal_case",
        "BILL": "bill",
        "STAT": "legislation",
        "HEAR": "hearing",
        "PCOMM": "personal_communication",
    },
    **{"MAP": "map", "PAT": "patent", "ENCYC": "entry-encyclopedia", "DICT": "entry-dictionary", "DATA": "dataset"},
    **{"DBASE": "dataset", "UNPB": "manuscript", "MANSCPT": "manuscript", "PAMP": "pamphlet", "COMP": "software"},
    **{"ART": "graphic", "FIGURE": "figure", "SLIDE": "speech", "GEN": "document", "MULTI": "webpage"},
}
RIS_AUTHORS: Final = {"AU": "author", "A1": "author", "A2": "editor", "ED": "editor", "A3": "collection-editor"}
RIS_TEXTS: Final = {
    **{"TI": "title", "T1": "title", "CT": "title", "T2": "container-title", "JO": "container-title"},
    **{"JF": "container-title", "JA": "container-title-short", "J1": "container-title-short", "T3": "collection-title"},
    **{"J2": "container-title-short", "PB": "publisher", "CY": "publisher-place", "PP": "publisher-place", "DO": "DOI"},
    **{"ID": "id", "VL": "volume", "IS": "issue", "SN": "ISSN", "AB": "abstract", "N2": "abstract", "N1": "note"},
    **{"LA": "language", "ET": "edition", "SP": "page-first", "EP": "page-last", "KW": "keyword", "ST": "title-short"},
    **{"UR": "URL", "LK": "URL", "CN": "call-number", "AN": "accession-number", "DB": "source", "DP": "archive"},
}
"""What tags are called in CSL; any other is kept under its own name."""
RIS_DATES: Final = {"PY": "issued", "Y1": "issued", "DA": "issued", "Y2": "accessed"}
RIS_LINKS: Final = ("L1", "L2", "L3", "L4")


def _ris_items(input_file: InputFile, builder: DossierBuilder) -> Iterator[Item]:
    """Yield the records of a file in RIS."""
    fields: list[tuple[str, str]] = []
    begun = 0
    lines = input_file.read_text().removeprefix("\ufeff").splitlines()
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
                yield _ris_item(fields, builder)
            fields = []
        elif not fields:
            raise input_file.error("here should begin a record of RIS with 'TY  - '", f"line {number}")
        else:
            fields.append((match[1], match[2].strip()))
    if fields:
        builder.report.add_change("record without an end, taken to end with the file", f"line {begun}")
        yield _ris_item(fields, builder)


def _ris_item(fields: list[tuple[str, str]], builder: DossierBuilder) -> Item:
    item: Item = {}
    custom: dict[str, Any] = {}
    for tag, text in fields:
        if not text or _is_exported(tag, text, item, custom, builder.zone):
            continue
        if tag == "TY":
            item["type"] = RIS_TYPES.get(text.upper(), text)
        elif tag in RIS_AUTHORS:
            item[RIS_AUTHORS[tag]] = [*item.get(RIS_AUTHORS[tag], []), _name_in_commas(text)]
        elif tag in RIS_DATES:
            _add_ris_date(item, RIS_DATES[tag], text)
        elif tag in RIS_LINKS or RIS_TEXTS.get(tag) == "URL":
            if _is_kept(text, builder):
                name = "link" if tag in RIS_LINKS or "URL" in item else "URL"
                _add(item, name, text)
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


def _is_exported(tag: str, text: str, item: Item, custom: dict[str, Any], zone: str | None) -> bool:
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


def _add_ris_date(item: Item, name: str, text: str) -> None:
    """Add a date as `2020/05/04/spring`; of several that agree the finest is taken, others are kept."""
    match = YEAR_FIRST.fullmatch(text)
    date: Item = {"raw": text}
    if match:
        parts = [part for part in (match[1], match[2], match[3]) if part]
        date = {"date-parts": [parts]} | ({"literal": match[4]} if match[4] else {})
        if match[4] and ":" in match[4] and len(parts) > 2:
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


def _name_in_commas(text: str) -> Item:
    """Return a name as RIS has it, `Roe, Jo, Jr.`; one without a comma is in one piece."""
    family, *rest = (part.strip() for part in text.split(","))
    if not any(rest) or len(rest) > 2:
        return {"literal": text.rstrip(", ")}
    return {name: part for name, part in zip(("family", "given", "suffix"), (family, *rest), strict=False) if part}


# --- BibTeX ----------------------------------------------------------------------------------------------------------

MISSING_EXTRA: Final = "BibTeX is read by the library bibtexparser, which is not installed"
BIBTEX_TYPES: Final = {
    **{"article": "article-journal", "book": "book", "mvbook": "book", "collection": "book", "proceedings": "book"},
    **{"inbook": "chapter", "incollection": "chapter", "inproceedings": "paper-conference"},
    **{"conference": "paper-conference", "phdthesis": "thesis", "mastersthesis": "thesis", "thesis": "thesis"},
    **{"techreport": "report", "report": "report", "manual": "report", "online": "webpage", "electronic": "webpage"},
    **{"www": "webpage", "unpublished": "manuscript", "booklet": "pamphlet", "dataset": "dataset"},
    **{
        "software": "software",
        "video": "motion_picture",
        "movie": "motion_picture",
        "audio": "song",
        "patent": "patent",
    },
    **{
        "jurisdiction": "legal_case",
        "legislation": "legislation",
        "letter": "personal_communication",
        "misc": "document",
    },
}
SUBTYPES: Final = {"newspaper": "article-newspaper", "magazine": "article-magazine"}
BIBTEX_TEXTS: Final = {
    **{
        "title": "title",
        "journal": "container-title",
        "journaltitle": "container-title",
        "booktitle": "container-title",
    },
    **{"howpublished": "container-title", "publisher": "publisher", "institution": "publisher", "school": "publisher"},
    **{"organization": "publisher", "address": "publisher-place", "location": "publisher-place", "pages": "page"},
    **{"number": "issue", "series": "collection-title", "keywords": "keyword", "abstract": "abstract", "note": "note"},
    **{
        "language": "language",
        "langid": "language",
        "isbn": "ISBN",
        "issn": "ISSN",
        "doi": "DOI",
        "edition": "edition",
    },
}
"""What fields are called in CSL; any other is kept under its own name."""
BIBTEX_NAMES: Final = ("author", "editor", "translator")
PLAIN_FIELDS: Final = ("url", "doi", "archived", "file", "date", "urldate", "issued", "eprint", "pdf", "local-url")
"""Fields that are no text of LaTeX."""
PATHS: Final = ("file", "pdf", "local-url", "bdsk-file-1")
LANGUAGES: Final = {
    **{"english": "en", "american": "en-US", "british": "en-GB", "german": "de", "ngerman": "de", "french": "fr"},
    **{"spanish": "es", "italian": "it", "portuguese": "pt", "russian": "ru", "dutch": "nl", "ukrainian": "uk"},
}
"""The languages of babel, as BCP 47 has them."""
TEXT_COMMANDS: Final = {
    **{"less": "<", "greater": ">", "bar": "|", "quotedbl": '"', "underscore": "\\_"},
    **{"braceleft": "\\{", "braceright": "\\}"},
}
"""Characters that pylatexenc does not know by these names, which begin with `text`."""
TEXT_COMMAND: Final = re.compile(rf"\\text({'|'.join(TEXT_COMMANDS)})(?![A-Za-z])(?:\{{\}}| )?")
URL_COMMAND: Final = re.compile(r"\\(?:url|href)\s*\{([^{}]*)\}")


def _bibtex_items(input_file: InputFile, builder: DossierBuilder) -> Iterator[Item]:
    """Yield the entries of a file in BibTeX."""
    try:
        from bibtexparser.entrypoint import parse_string
        from pylatexenc.latex2text import LatexNodes2Text
    except ImportError:
        raise input_file.error(f"{MISSING_EXTRA}\n    pip install 'peace-tui[bibtex]'") from None
    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    to_text = LatexNodes2Text(math_mode="verbatim", strict_latex_spaces=True).latex_to_text
    try:
        library = parse_string(input_file.read_text().removeprefix("\ufeff"))
        macros = {name.lower(): str(string.value) for name, string in library.strings_dict.items()}
        for failed in library.failed_blocks:
            if not hasattr(failed.ignore_error_block, "fields"):
                why = "this entry cannot be read, a brace or a comma is likely missing"
                start = preview(str(failed.raw), 40)
                raise input_file.error(f"{why}: '{start}'", f"line {(failed.start_line or 0) + 1}")
        for block in library.blocks:
            entry: Any = getattr(block, "ignore_error_block", None) or block
            comment = getattr(block, "comment", getattr(block, "value", ""))
            if hasattr(entry, "fields"):
                pairs = [(each.key.lower(), str(each.value).strip()) for each in entry.fields]
                if entry is not block:  # in which the parser has neither resolved macros nor taken braces away
                    pairs = [(name, _bare(value, macros)) for name, value in pairs]
                item: Item = {"type": entry.entry_type.lower(), "id": str(entry.key)}
                yield _bibtex_item(item, pairs, builder, lambda text: _from_latex(text, to_text))
            elif comment and type(block).__name__ != "String":
                builder.report.add_loss("comment beside the entries", preview(str(comment), 60))
    except RecursionError:
        raise input_file.error("braces are nested too deeply") from None


def _bare(value: str, macros: dict[str, str]) -> str:
    """Return the value of a field without the braces or quotation marks around it."""
    if value[:1] + value[-1:] in ("{}", '""') and len(value) > 1:
        return value[1:-1].strip()
    return macros.get(value.lower(), value).strip('{}"')


def _bibtex_item(
    item: Item, pairs: list[tuple[str, str]], builder: DossierBuilder, decode: Callable[[str], str]
) -> Item:
    item["type"] = BIBTEX_TYPES.get(item["type"], item["type"])
    fields: dict[str, str] = {}
    custom: dict[str, Any] = {}
    for name, value in pairs:
        if name in PATHS or (name == "url" and LOCAL_PATH.match(value)):
            builder.report.add_loss("path on the machine of whoever made the file")
        elif value and fields.setdefault(name, value) != value:
            _add(item, f"{name}-also", decode(value))
    if "date" not in fields or {"year", "month"} <= fields.keys():
        _add_year(item, fields)
    for name, value in fields.items():
        text = value if name in PLAIN_FIELDS else decode(value)
        if name in BIBTEX_NAMES:
            _add_names(item, name, value, decode)
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


def _add_year(item: Item, fields: dict[str, str]) -> None:
    """Take the date from `year`, `month` and `day`, as far as they are numbers and names of months."""
    values = [fields.get(name, "").strip("{} ") for name in ("year", "month", "day")]
    month = month_number(values[1])
    if parse_integer(values[0]) is None or (values[1] and month is None):
        if values[0]:
            item["issued"] = {"raw": " ".join(filter(None, (values[2], values[1], values[0])))}
    else:
        item["issued"] = {"date-parts": [[each for each in (values[0], month, values[2]) if each]]}
    if values[0]:
        for name in ("year", "month", "day"):
            fields.pop(name, None)


def _add_names(item: Item, name: str, value: str, decode: Callable[[str], str]) -> None:
    from bibtexparser.middlewares.names import (
        InvalidNameError,
        parse_single_name_into_parts,
        split_multiple_persons_names,
    )

    names: list[Item] = []
    for each in split_multiple_persons_names(value):
        if each.strip().lower() == "others":
            item[f"{name}-others"] = "et al."
            continue
        try:
            parts = parse_single_name_into_parts(each, strict=False)
        except InvalidNameError:
            names.append({"literal": decode(each)})
            continue
        family, given, particle, suffix = (
            decode(" ".join(one)) for one in (parts.last, parts.first, parts.von, parts.jr)
        )
        told = {"family": family, "given": given, "non-dropping-particle": particle, "suffix": suffix}
        is_in_parts = family and given  # an organization is in one piece, in braces as a rule
        names.append({key: part for key, part in told.items() if part} if is_in_parts else {"literal": decode(each)})
    item[name] = names


def _from_latex(text: str, to_text: Callable[[str], str]) -> str:
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
