"""What the columns of a table mean: said with `--map`, else guessed by name; and never two columns for one field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from peace_tui.errors import UsageError
from peace_tui.importers.report import ImportOptions
from peace_tui.model.fields import Record, Tables
from peace_tui.model.records import Event, Person, Quote, Source, Version
from peace_tui.text.folding import fold
from peace_tui.text.messages import suggest

COLUMN_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "quote.text": (
        *("quote", "quotation", "quotes", "utterance", "statement", "words", "wording", "said"),
        *("speech", "transcript", "zitat", "wortlaut", "aussage", "text"),
        *("content", "message", "body", "remarks", "speech text"),
    ),
    "quote.who": (
        *("who", "speaker", "speakers", "said by", "spoken by", "by", "from", "von", "sprecher"),
        *("sprecherin", "speaker name", "person", "name", "sender", "quotee"),
    ),
    "quote.to": (
        *("to", "addressee", "recipient", "recipients", "an", "receiver", "listener", "said to"),
        *("spoken to", "hearer"),
    ),
    "quote.about": ("about", "subject", "regarding", "concerning", "uber", "ueber", "mentioned", "mentions"),
    **{f"quote.{name}_ids": (f"{name} id", f"{name} ids") for name in ("who", "to", "about")},
    "version.source_ids": ("source id", "source ids"),
    "version.all": ("versions",),
    "quote.mode": ("mode", "speech mode"),
    "quote.status": ("status", "standing"),
    "quote.n": ("n", "no", "nr", "number", "order", "position", "sequence", "line number", "index"),
    "quote.id": ("id", "quote id", "key", "identifier"),
    "quote.date": (
        *("date", "datum", "when", "day", "said on", "date said", "quote date", "timestamp"),
        *("datetime", "start date", "start", "date start", "from date", "begin"),
    ),
    "date.end": ("end date", "end", "until", "date end", "to date", "bis", "finish"),
    "date.time": ("time", "uhrzeit", "hour", "clock"),
    "date.year": ("year", "jahr"),
    "date.month": ("month", "monat"),
    "date.day": ("day of month", "tag des monats"),
    "quote.tags": (
        *("tags", "tag", "keywords", "keyword", "topics", "topic", "categories", "category"),
        *("themes", "theme", "schlagworte", "thema"),
    ),
    "quote.note": (
        *("note", "notes", "comment", "comments", "remark", "remarks", "notiz", "anmerkung"),
        *("bemerkung",),
    ),
    "quote.language": ("language", "lang", "sprache"),
    "version.source": (
        *("source", "sources", "outlet", "publication", "newspaper", "publisher", "medium"),
        *("quelle", "zeitung", "container title", "journal", "site"),
    ),
    "version.locator": ("locator", "page", "pages", "paragraph", "para", "seite", "location in source", "loc"),
    "version.via": ("via", "according to", "channel"),
    "version.translated_from": ("translated from", "original language"),
    "source.url": ("url", "link", "source url", "source link", "web", "address", "href", "uri", "permalink"),
    "source.title": ("source title", "headline", "article", "article title", "schlagzeile"),
    "source.author": ("author", "authors", "byline", "reporter", "journalist", "autor"),
    "source.issued": (
        *("issued", "published", "publication date", "source date", "article date"),
        *("date published", "pubdate"),
    ),
    "source.accessed": ("accessed", "retrieved", "access date"),
    "source.type": ("source type",),
    "event.title": (
        *("event", "event title", "event name", "occasion", "ereignis", "anlass", "meeting"),
        *("debate", "what", "title", "titel"),
    ),
    "event.type": ("event type", "type", "kind"),
    "event.place": ("place", "location", "venue", "city", "ort", "where", "event place"),
    "event.summary": ("summary", "description", "details", "abstract", "beschreibung", "content", "body"),
    "event.date": ("event date",),
    "event.duration": ("duration", "length", "dauer"),
    "event.certainty": ("certainty", "confidence"),
    "event.involved": (
        *("involved", "participants", "participant", "attendees", "people", "persons"),
        *("beteiligte", "teilnehmer", "visitor", "visitors", "actors", "actor"),
    ),
    "event.id": ("event id",),
    "event.tags": ("event tags",),
    "who.side": ("side", "party", "affiliation", "partei", "faction", "country"),
    "who.role": (
        *("role", "position title", "office", "function", "amt", "funktion", "job", "job title"),
        *("speaker role",),
    ),
}
"""Column names, folded, by which each field is guessed; the first that a table has is used."""
QUOTE_ONLY_NAMES: Final = frozenset(COLUMN_NAMES["quote.text"]) - {
    *("text", "words", "content", "message", "body", "remarks"),
}
"""Names of a column that can only hold what somebody said."""
WEAK_SPEAKER_NAMES: Final = frozenset(("from", "by", "name", "person"))
"""Names of a column that holds a speaker only where something is said, or somebody spoken to."""

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
    **{name: f"date.{name}" for name in ("end", "time", "year", "month", "day")},
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


def _field_names() -> dict[str, str]:
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


FIELDS: Final = _field_names()
"""The fields, by every name that `--map` accepts."""
MAX_COLUMNS_NAMED: Final = 40
"""How many columns a message names."""


def map_columns(header: list[str], options: ImportOptions) -> dict[str, str]:
    """Return which column each field is taken from.

    Raises:
        UsageError: `--map` names a field or a column that does not exist.
    """
    columns: dict[str, str] = {}
    excluded: set[str] = set()
    for name, column in options.columns:
        field = _find_field(name)
        if column:
            columns[field] = _find_column(column, header)
        else:
            excluded.add(field)
    by_name: dict[str, str] = {}
    for column in header:
        by_name.setdefault(_normalize(column), column)
    for field, names in COLUMN_NAMES.items():
        if field not in columns and field not in excluded:
            free = (by_name[name] for name in names if by_name.get(name) not in {None, *columns.values()})
            if column := next(free, ""):
                columns[field] = column
    return _revise_guesses(columns, {_find_field(name) for name, _ in options.columns})


def _normalize(name: str) -> str:
    """Return a column name in the form of `COLUMN_NAMES`: folded, its words separated by spaces."""
    words = re.sub("(?<=[a-zäöü])(?=[A-Z])", " ", name)
    return re.sub(r"[^\w]+|_+", " ", fold(words)).strip()


def _find_field(name: str) -> str:
    if field := FIELDS.get(name.strip().lower()):
        return field
    hint = suggest(name, FIELDS) or "there are " + ", ".join(sorted({*FIELDS.values()}))
    raise UsageError(f"--map: there is no field '{name}'; {hint}")


def _find_column(name: str, header: list[str]) -> str:
    if name in header:
        return name
    if same := [column for column in header if _normalize(column) == _normalize(name) and _normalize(name)]:
        return same[0]
    hint = suggest(name, header) or "there are " + ", ".join(header[:MAX_COLUMNS_NAMED])
    raise UsageError(f"--map: there is no column '{name}'; {hint}")


def _revise_guesses(columns: dict[str, str], stated: set[str]) -> dict[str, str]:
    """Return the mapping without the guesses that the other columns contradict; `stated` are fields of `--map`."""
    text, who = _normalize(columns.get("quote.text", "")), _normalize(columns.get("quote.who", ""))
    has_quotes = text in QUOTE_ONLY_NAMES or "quote.text" in stated
    if who in WEAK_SPEAKER_NAMES and "quote.who" not in stated and not has_quotes and "quote.to" not in columns:
        del columns["quote.who"]
    if text and not has_quotes and "quote.who" not in columns:
        column = columns.pop("quote.text")  # a text without a speaker is a description
        columns.setdefault("event.summary", column)
    if "quote.text" in columns:
        return _revise_quote_table(columns, stated)
    _move_guess(columns, stated, "source.title", "event.title")
    return columns


def _revise_quote_table(columns: dict[str, str], stated: set[str]) -> dict[str, str]:
    """Return the mapping of a table of quotes: a title there is the headline if the table names sources as well."""
    title = columns.get("event.title", "")
    if "quote.who" not in columns and not columns.keys() & {"version.source", "source.url", "source.title"}:
        _move_guess(columns, stated, "source.author", "quote.who")
    has_source = "version.source" in columns or "source.url" in columns
    if _normalize(title) in ("title", "titel") and "event.title" not in stated and has_source:
        _move_guess(columns, stated, "event.title", "source.title")
    return columns


def _move_guess(columns: dict[str, str], stated: set[str], old: str, new: str) -> None:
    if old in columns and old not in stated and new not in columns:
        columns[new] = columns.pop(old)
