"""What the columns of a table mean: said with `--map`, else guessed by name; and never two columns for one field."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from peace_tui.errors import UsageError
from peace_tui.importers.coerce import join_name_parts
from peace_tui.importers.dossier_builder import ImportOptions
from peace_tui.model.fields import Record, Tables
from peace_tui.model.records import Event, Person, Quote, Source, Version
from peace_tui.text.folding import fold
from peace_tui.text.messages import suggest

NO_WORD: Final = re.compile(r"\((?:e?s|e?n|innen|[dmyjta]{1,4}(?:[./ -]?[dmyjta]{1,4}){2})\)", re.I)
"""What stands in brackets behind the name of a column and is no part of it: a plural, the form of a date."""


def normalize(name: str) -> str:
    """Return a column name in the form of `NAMES_BY_MEANING`: folded, its words separated by spaces."""
    words = re.sub("(?<=[a-zäöü])(?=[A-Z])", " ", NO_WORD.sub("", name))
    return re.sub(r"[^\w]+|_+", " ", fold(words)).strip()


def _read_names() -> dict[str, tuple[str, ...]]:
    """Return the names of columns by what they mean, from `column_names.txt`."""
    names: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("column_names.txt").read_text("utf-8").splitlines():
        if line[:1] != "#":
            meaning, _, listed = line.partition(" = ")
            names.setdefault(meaning, []).extend(map(normalize, listed.split(" | ")))
    return {meaning: tuple(dict.fromkeys(listed)) for meaning, listed in names.items()}


NAMES_BY_MEANING: Final = _read_names()
"""The names of columns, as `normalize` returns them, by what they mean."""
SPEAKERS: Final = frozenset(NAMES_BY_MEANING["quote.who"])
"""Names of a column that holds speakers, whatever else the table has."""
SENDERS: Final = frozenset(NAMES_BY_MEANING["sender"])
RECIPIENTS: Final = frozenset(NAMES_BY_MEANING["recipient"])
WEAK_SPEAKER_NAMES: Final = frozenset((*NAMES_BY_MEANING["quote.who if said"], *NAMES_BY_MEANING["sender"]))
"""Names of a column that holds a speaker only where something is said, or somebody spoken to."""
DATE_PARTS: Final = ("year", "month", "day", "era")
COLUMN_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    **{field: names for field, names in NAMES_BY_MEANING.items() if re.fullmatch(r"\w+\.\w+", field)},
    "quote.who": (*NAMES_BY_MEANING["quote.who"], *NAMES_BY_MEANING["quote.who if said"], *NAMES_BY_MEANING["sender"]),
    "quote.to": (*NAMES_BY_MEANING["quote.to"], *NAMES_BY_MEANING["recipient"]),
    **{f"date.{end}{part}": () for end in ("", "end_") for part in DATE_PARTS},
}
"""Column names by which each field is guessed; the first that a table has is used."""
PROSE_NAMES: Final = (*NAMES_BY_MEANING["prose"], *NAMES_BY_MEANING["intervention"])
"""Names of a column that may hold speech as well as what somebody writes of it: the first is a description."""
SPEECH_OF: Final = {
    **dict.fromkeys(("text", "words", "wording", *NAMES_BY_MEANING["intervention"]), SPEAKERS),
    "message": frozenset(("from", "sender")),
    "citation": frozenset(("orateur", "oratrice", "locuteur", "intervenant", "qui")),
}
"""Those of them that hold what is said beside a column of speakers, and the names of such columns."""
PLACE_OR_PERSON: Final = frozenset(("from", "to", "an", "von"))
"""Names of columns that hold people only where each has its counterpart, or where something is said."""
START_WORDS: Final = ("start", "begin", "beginning", "from", "event", "date")
YEARS_OF_ONE_LANGUAGE: Final = ("an", "any")
"""Names of a year in one language that are other words in others: they mean one where there is a month as well."""
END_WORDS: Final = ("end", "until", "to", "ende")

FIELD_RECORDS: Final[Mapping[str, type[Record]]] = {
    "quote": Quote,
    "version": Version,
    "source": Source,
    "event": Event,
    "who": Person,
}
"""The records that fields belong to, by the first part of a field's name."""
ALIASES: Final = {
    **{name: f"quote.{name}" for name in ("who", "to", "about", "text", "date", "tags", "note", "id", "language")},
    **{"speaker": "quote.who", "person": "quote.who", "who.name": "quote.who", "quote": "quote.text"},
    **{name: f"event.{name}" for name in ("title", "type", "place", "summary")},
    **{"event": "event.title", "quote.event": "event.title", "description": "event.summary"},
    **dict.fromkeys(
        ("source", "outlet", "container_title", "source.container_title", "quote.source"), "version.source"
    ),
    **{"locator": "version.locator", "quote.locator": "version.locator"},
    **{"headline": "source.title", "link": "source.url", "author": "source.author", "authors": "source.author"},
    **{name: f"date.{name}" for name in ("end", "time", *DATE_PARTS)},
    **{name: f"who.{name}" for name in ("side", "role")},
}
"""What a field may also be called with `--map`."""
UNMAPPED: Final = frozenset(
    (
        *("quote.event", "version.text", "version.note", "source.id", "source.container_title", "source.based_on"),
        *("event.sources", "who.id", "who.name", "who.aliases", "who.note"),
    )
)
"""Keys of records that no column can give."""


def _list_fields() -> dict[str, str]:
    """Return what `--map` accepts: each field by its full name, and by its last part where only one field has it."""
    keys = [
        f"{part}.{name}"
        for part, record_class in FIELD_RECORDS.items()
        for name, field in record_class.FIELDS.items()
        if not isinstance(field.shape, Tables)
    ]
    fields = [*dict.fromkeys([*COLUMN_NAMES, *(name for name in keys if name not in UNMAPPED)])]
    last_parts: dict[str, str] = {}
    for name in fields:
        last_parts.setdefault(name.partition(".")[2], name)
    return last_parts | {name: name for name in fields} | ALIASES


FIELDS: Final = _list_fields()
"""The fields, by every name that `--map` accepts."""
DECIDING: Final = {
    "quote.text": ("what was said", "text"),
    "quote.who": ("who said it", "who"),
    "quote.to": ("whom it was said to", "to"),
    "quote.about": ("whom it is about", "about"),
    "event.involved": ("who took part", "involved"),
    "who.side": ("the side of the speaker", "who.side"),
    "quote.date": ("the date", "date"),
    "event.date": ("the date of the event", "event.date"),
    **{f"date.{part}": (f"the {part} of the date", part) for part in DATE_PARTS},
}
"""The fields that decide what a record is: what the report calls them, and how `--map` does."""
PROSE_FIELDS: Final = ("summary", "description", "note", "notes", "comment", "comments", "details")
NEVER_OF_ANNOTATIONS: Final = ("quote.who", "quote.date", "source.author")
"""Fields for which no column of a table of annotations is guessed."""
MAX_COLUMNS_NAMED: Final = 40
"""How many columns a message names."""


def map_columns(header: list[str], options: ImportOptions) -> dict[str, str]:
    """Return which column each field is taken from.

    Raises:
        UsageError: `--map` names a field or a column that does not exist.
    """
    columns: dict[str, str] = {}
    excluded: set[str] = set(NEVER_OF_ANNOTATIONS if is_of_annotations(header) else ())
    for name, column in options.columns:
        field = _find_field(name)
        if column:
            columns[field] = _find_column(column, header)
            excluded.discard(field)
        else:
            excluded.add(field)
    by_name: dict[str, str] = {}
    for column in header:
        by_name.setdefault(normalize(column), column)
    _add_date_parts(by_name, columns, excluded)
    for field, names in COLUMN_NAMES.items():
        if field not in columns and field not in excluded:
            free = (by_name.get(name, "") for name in names)
            if column := next((each for each in free if each not in {"", *columns.values()}), ""):
                columns[field] = column
    stated = {_find_field(name) for name, _ in options.columns}
    _add_prose(by_name, columns, stated)
    return columns if holds_letters(columns, header) else _revise_guesses(columns, stated, by_name)


def is_of_annotations(header: Iterable[str]) -> bool:
    """Tell whether a table is one of annotations: who wrote them, and when, is not who said what they quote."""
    return any(re.match(r"annotation\b", normalize(column)) for column in header)


def holds_letters(columns: Mapping[str, str], header: Iterable[str]) -> bool:
    """Tell whether each row of a table is a letter: somebody sends it to somebody, and no other speech is in it."""
    who, to, text = (normalize(columns.get(f"quote.{name}", "")) for name in ("who", "to", "text"))
    is_sent = (who in SENDERS and to in RECIPIENTS) or (
        {who, to} <= PLACE_OR_PERSON | SENDERS | RECIPIENTS
        and who != to
        and not {normalize(column) for column in header}.isdisjoint(NAMES_BY_MEANING["letter"])
    )
    return is_sent and text in ("", *NAMES_BY_MEANING["letter text"])


def _add_date_parts(by_name: dict[str, str], columns: dict[str, str], excluded: set[str]) -> None:
    """Add the columns of year, month and day, of the beginning and of the end, where there is one of the year."""
    part_of = {name: part for part in DATE_PARTS for name in NAMES_BY_MEANING[part]}
    found: dict[str, str] = {}
    for name, column in by_name.items():
        first, _, rest = name.partition(" ")
        end = "end_" if first in END_WORDS and rest in part_of else ""
        part = part_of.get(rest if rest in part_of and first in (*START_WORDS, *END_WORDS) else name)
        if part and column not in columns.values():
            found.setdefault(f"date.{end}{part}", column)
    for end in ("", "end_"):
        if normalize(found.get(f"date.{end}year", "")) in YEARS_OF_ONE_LANGUAGE and f"date.{end}month" not in found:
            del found[f"date.{end}year"]
        if f"date.{end}year" in {*columns, *found.keys() - excluded}:
            fields = [f"date.{end}{part}" for part in DATE_PARTS]
            columns |= {name: found[name] for name in fields if name in found and name not in {*columns, *excluded}}


def _add_prose(by_name: dict[str, str], columns: dict[str, str], stated: set[str]) -> None:
    """Add the column of a name that may mean speech: as speech where speakers are named, else as a description."""
    who = normalize(columns.get("quote.who", ""))
    names = [name for name in PROSE_NAMES if by_name.get(name) and by_name[name] not in columns.values()]
    is_letter = holds_letters(columns, by_name.values())
    for name in (*names, *(["citation"] if "citation" in by_name else [])):
        is_said = who in SPEECH_OF.get(name, ()) or (is_letter and name in NAMES_BY_MEANING["letter text"])
        if "quote.text" not in {*columns, *stated} and is_said:
            columns["quote.text"] = by_name[name]
    if "quote.text" in columns or "event.summary" in {*columns, *stated}:
        return
    if names:
        columns["event.summary"] = by_name[names[0]]
    elif "event.title" not in columns and "quote.note" in columns and "quote.note" not in stated:
        columns["event.summary"] = columns.pop("quote.note")


def explain_guesses(columns: Mapping[str, str], header: list[str], options: ImportOptions) -> list[str]:
    """Return what was guessed of speech, speakers, sides and dates, why, and the option that changes each."""
    stated = {_find_field(name) for name, _ in options.columns}
    lines = []
    for field, (what, option) in DECIDING.items():
        if field in columns and field not in stated:
            what = "who took part" if field == "quote.who" and "quote.text" not in columns else what
            why = f"by the name of the column; change it with --map {option}=COLUMN, or --map {option}= for none"
            lines.append(f"{what} ← {columns[field]}, {why}")
    if is_of_annotations(header):
        why = "because the columns tell of annotations; say which column does: --map who=COLUMN"
        lines.append(f"no speaker, date or author, {why}")
    if holds_letters(columns, header):
        letter = f"from ← {columns['quote.who']}, to ← {columns['quote.to']}"
        what = "each row is a letter" if "quote.text" in columns else "each row is a letter, summed up in a quote"
        lines.insert(0, f"{what}, {letter}, by the names of the columns; if not: --map who= --map to=")
    elif "quote.text" not in columns:
        prose = [column for column in header if normalize(column) in (*PROSE_NAMES, *PROSE_FIELDS)]
        hint = f"; if one holds what was said: --map text={prose[0] if prose else 'COLUMN'}"
        lines.insert(0, f"each row is an event, because no column is named for speech{hint}")
    return lines


DATE_FORMS: Final = {"dmy": "dmy", "tmj": "dmy", "jma": "dmy", "mdy": "mdy", "ymd": "ymd", "jmt": "ymd", "amj": "ymd"}
"""The order of day, month and year by the letters with which forms such as `dd/mm/yyyy` or `TT.MM.JJJJ` write it."""


def find_date_order(column: str) -> str:
    """Return the order of day and month that the name of a column states, as in `Date (dd/mm/yyyy)`; else nothing."""
    form = NO_WORD.search(column)
    letters = re.sub("[^a-z]", "", form[0].lower()) if form else ""
    return DATE_FORMS.get("".join(dict.fromkeys(letters)), "")


def _find_field(name: str) -> str:
    if field := FIELDS.get(name.strip().lower()):
        return field
    hint = suggest(name, FIELDS) or "there are " + ", ".join(sorted({*FIELDS.values()}))
    raise UsageError(f"--map: there is no field '{name}'; {hint}")


def _find_column(name: str, header: list[str]) -> str:
    if name in header:
        return name
    if same := [column for column in header if normalize(column) == normalize(name) and normalize(name)]:
        return same[0]
    hint = suggest(name, header) or "there are " + ", ".join(header[:MAX_COLUMNS_NAMED])
    raise UsageError(f"--map: there is no column '{name}'; {hint}")


def _revise_guesses(columns: dict[str, str], stated: set[str], header: Container[str]) -> dict[str, str]:
    """Return the mapping without the guesses that the other columns contradict; `stated` are fields of `--map`.

    Where somebody else speaks than whom `from` names, `from` and `to` are two places, or two dates.
    """
    has_quotes = "quote.text" in columns
    who, to = (normalize(columns.get(f"quote.{name}", "")) for name in ("who", "to"))
    has_both = who != "" and to != "" and not (has_quotes is False and {who, to} & PLACE_OR_PERSON)
    if "quote.who" not in stated and who in WEAK_SPEAKER_NAMES and not has_both and (not has_quotes or who == "from"):
        del columns["quote.who"]
    is_end = to in PLACE_OR_PERSON and any(name in header and name != who for name in ("from", "von"))
    if "quote.to" not in stated and (is_end or (to in PLACE_OR_PERSON and not has_quotes)):
        del columns["quote.to"]
    if has_quotes:
        return _revise_quote_table(columns, stated)
    _move_guess(columns, stated, "source.title", "event.title")
    return columns


def _revise_quote_table(columns: dict[str, str], stated: set[str]) -> dict[str, str]:
    """Return the mapping of a table of quotes: a title there is the headline if the table names sources as well."""
    title = columns.get("event.title", "")
    if "quote.who" not in columns and not columns.keys() & {"version.source", "source.url", "source.title"}:
        _move_guess(columns, stated, "source.author", "quote.who")
    has_source = "version.source" in columns or "source.url" in columns
    if (
        normalize(title) in ("title", "titel", "titre", "titolo", "titulo")
        and "event.title" not in stated
        and has_source
    ):
        _move_guess(columns, stated, "event.title", "source.title")
    return columns


def _move_guess(columns: dict[str, str], stated: set[str], old: str, new: str) -> None:
    if old in columns and old not in stated and new not in columns:
        columns[new] = columns.pop(old)


# --- Names in parts --------------------------------------------------------------------------------------------------

NAME_PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    part: NAMES_BY_MEANING[f"{part} name"] for part in ("given", "middle", "particle", "family", "suffix")
}
NAME_IN_BRACKETS: Final = re.compile(r"\s*(.*\S)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
"""`Ann Ay (Greens)`."""


MAX_NAME_CHARS: Final = 300
"""How long a name with something in brackets may be."""


class ColumnShape(NamedTuple):
    """How columns are put together and taken apart before they mean anything."""

    joined: Mapping[str, Mapping[str, str]] = {}
    """Columns that hold the parts of a name by what they hold, by the column that they become."""
    split: Mapping[str, tuple[str, str]] = {}
    """Columns such as `Speaker (party)`, and the two that they become."""
    renamed: Mapping[str, str] = {}
    """Columns that get another name: `Title` beside the parts of a name is no title of an event."""

    def header(self, header: list[str]) -> list[str]:
        """Return the columns as they are then."""
        first = {columns["given"]: name for name, columns in self.joined.items()}
        rest = {column for columns in self.joined.values() for column in columns.values()} - first.keys()
        shaped: list[str] = []
        for column in header:
            shaped += self.split.get(column) or [first.get(column) or self.renamed.get(column, column)]
        return [column for column in shaped if column not in rest]

    def cells(self, cells: dict[str, str]) -> dict[str, str]:
        """Return the cells of a row as they are then."""
        shaped = {self.renamed.get(column, column): text for column, text in cells.items()}
        for name, columns in self.joined.items():
            parts = dict.fromkeys(NAME_PARTS, "")
            parts |= {part: shaped.pop(column, "").strip() for part, column in columns.items()}
            given = " ".join(filter(None, (parts["given"], parts["middle"])))
            shaped[name] = join_name_parts(given, parts["particle"], parts["family"], parts["suffix"])
        for column, (name, more) in self.split.items():
            text = shaped.pop(column, "")
            match = NAME_IN_BRACKETS.fullmatch(text) if len(text) < MAX_NAME_CHARS else None
            shaped |= {name: match[1], more: match[2]} if match else {name: text}
        return shaped

    def guesses(self) -> list[str]:
        """Return what is done, for the report."""
        lines = [f"{name} ← {' + '.join(columns.values())}, put together" for name, columns in self.joined.items()]
        for title in self.renamed:
            lines.append(f"x_honorific_title ← {title}, beside a name; if it is an office: --map who.role={title}")
        return lines + [f"{' and '.join(names)} ← {column}, taken apart" for column, names in self.split.items()]


def shape_columns(header: list[str], options: ImportOptions) -> ColumnShape:
    """Return which columns of a table are parts of names, or hold a name with something in brackets.

    Columns that `--map` names are left as they are.
    """
    stated = {column for _, column in options.columns}
    free = [column for column in header if column not in stated]
    names = {normalize(column): column for column in header}
    parts: dict[str, dict[str, str]] = {}
    for column in free:
        name = normalize(column)
        for part, endings in NAME_PARTS.items():
            if ending := next(
                (each for each in sorted(endings, key=len, reverse=True) if f" {name}".endswith(f" {each}")), ""
            ):
                parts.setdefault(name.removesuffix(ending).strip(), {}).setdefault(part, column)
    joined: dict[str, Mapping[str, str]] = {}
    for owner, columns in parts.items():
        if {"given", "family"} <= columns.keys() and (name := owner or "name") not in names:
            joined[name] = {part: columns[part] for part in NAME_PARTS if part in columns}
    renamed = {}
    if (title := names.get("title", "")) in free and "name" in joined:
        places = [header.index(column) for column in joined["name"].values()]
        if header.index(title) in (min(places) - 1, max(places) + 1):
            renamed[title] = "honorific title"
    speakers = {*COLUMN_NAMES["quote.who"]} - PLACE_OR_PERSON
    split = {}
    for column in free:
        match = None if NO_WORD.search(column) else NAME_IN_BRACKETS.fullmatch(column)
        if match and normalize(match[1]) in speakers and names.keys().isdisjoint(map(normalize, match.groups())):
            split[column] = (match[1], match[2])
    return ColumnShape(joined, split, renamed)
