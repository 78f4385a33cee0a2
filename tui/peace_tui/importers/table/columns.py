"""What the columns of a table mean: said with `--map`, else guessed by name; and never two columns for one field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from peace_tui.errors import UsageError
from peace_tui.importers.dossier_builder import ImportOptions
from peace_tui.model.fields import Record, Tables
from peace_tui.model.records import Event, Person, Quote, Source, Version
from peace_tui.text.folding import fold
from peace_tui.text.messages import suggest

SENDER_NAMES: Final = (
    *("absender", "absenderin", "expéditeur", "expéditrice", "remitente", "mittente", "afzender", "avsändare"),
    *("afsender", "avsender", "lähettäjä", "nadawca", "odesílatel", "gönderen", "отправитель", "відправник"),
    *("sender name", "letter writer", "correspondent", "remetente", "差出人", "寄件人"),
)
RECIPIENT_NAMES: Final = (
    *("empfänger", "empfängerin", "adressat", "adressatin", "destinataire", "destinatario", "destinatário"),
    *("ontvanger", "geadresseerde", "mottagare", "modtager", "mottaker", "vastaanottaja", "odbiorca", "adresat"),
    *("příjemce", "alıcı", "получатель", "адресат", "одержувач", "recipient name", "宛先", "收件人"),
)
LETTER_NAMES: Final = ("subject", "betreff", "objet", "asunto", "oggetto", "letter", "letter id", "email", "message id")
"""Columns by which `from` and `to` are known to be people who write to each other."""
COLUMN_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "quote.text": (
        *("quote", "quotation", "quotes", "quotations", "quoted text", "quote text", "utterance", "utterances"),
        *("statement", "said", "what was said", "spoken words", "speech", "speech text", "transcript"),
        *("what they said", "what he said", "what she said", "Redebeitrag", "Wortbeitrag"),
        *("Zitat", "Wortlaut", "Aussage", "Äußerung", "Rede", "citation text", "propos", "paroles", "déclaration"),
        *("discours", "cita", "declaración", "discurso", "citazione", "dichiarazione", "discorso", "citação"),
        *("declaração", "fala", "citaat", "uitspraak", "citat", "sitat", "yttrande", "lainaus", "cytat", "wypowiedź"),
        *("citát", "výrok", "alıntı", "söz", "цитата", "высказывание", "речь", "вислів", "промова", "изказване"),
        *("παράθεση", "δήλωση", "اقتباس", "ציטוט", "发言", "引文", "発言", "引用", "인용"),
    ),
    "quote.who": (
        *("who", "speaker", "speakers", "said by", "spoken by", "speaker name", "quotee", "Sprecher", "Sprecherin"),
        *("Redner", "Rednerin", "orateur", "oratrice", "locuteur", "intervenant", "orador", "oradora", "hablante"),
        *("oratore", "spreker", "talare", "taler", "puhuja", "mówca", "řečník", "mluvčí", "řečník", "konuşmacı"),
        *("говорящий", "оратор", "спикер", "спікер", "промовець", "ομιλητής", "المتحدث", "דובר", "发言人", "発言者"),
        *("by", "from", "von", "person", "name", "sender", *SENDER_NAMES),
    ),
    "quote.to": (
        *("to", "addressee", "recipient", "recipients", "an", "receiver", "listener", "said to"),
        *("spoken to", "hearer", *RECIPIENT_NAMES),
    ),
    "quote.about": ("about", "über", "ueber", "mentioned", "mentions"),
    **{f"quote.{name}_ids": (f"{name} id", f"{name} ids") for name in ("who", "to", "about")},
    "version.source_ids": ("source id", "source ids"),
    "version.all": ("versions",),
    "version.composed_from": ("composed from",),
    "version.discounted": ("discounted",),
    "quote.mode": ("mode", "speech mode"),
    "quote.status": ("status", "standing"),
    "quote.n": ("n", "no", "nr", "number", "order", "position", "sequence", "line number", "index"),
    "quote.id": ("id", "quote id", "key", "identifier"),
    "quote.date": (
        *("date", "datum", "when", "day", "said on", "date said", "quote date", "timestamp"),
        *("datetime", "start date", "start", "date start", "from date", "begin", "fecha", "data", "dato", "dátum"),
        *("päivämäärä", "дата", "tarih", "ημερομηνία", "date sent", "sent on", "sent date", "Sitzungsdatum"),
        *("Datum der Sitzung", "sitting date", "session date", "debate date", "speech date", "date of speech"),
        *("date de la séance", "date de séance", "fecha de la sesión", "created at", "posted at"),
    ),
    "date.end": ("end date", "end", "until", "date end", "to date", "bis", "finish"),
    "date.time": ("time", "Uhrzeit", "hour", "clock", "start time"),
    "date.end_time": ("end time",),
    **{f"date.{end}{part}": () for end in ("", "end_") for part in ("year", "month", "day")},
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
    "source.url": (
        *("url", "link", "source url", "source link", "web", "address", "href", "uri", "permalink", "headline link"),
        *("outlet link", "article link", "newspaper link"),
    ),
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
        *("debate", "what", "title", "titel", "titre", "título", "titolo"),
    ),
    "event.type": ("event type", "type", "kind"),
    "event.place": (
        *("place", "location", "venue", "city", "ort", "where", "event place", "lieu", "lugar", "luogo", "plaats"),
        *(
            "place sent",
            "sent from",
            "place of writing",
            "place of sending",
            "Absendeort",
            "Schreibort",
            "origin place",
        ),
    ),
    "event.summary": (
        *("summary", "description", "details", "abstract", "beschreibung", "regest", "résumé", "resumen", "Inhalt"),
    ),
    "event.date": ("event date",),
    "event.duration": ("duration", "length", "dauer"),
    "event.certainty": ("certainty", "confidence"),
    "event.involved": (
        *("involved", "participants", "participant", "attendees", "people", "persons"),
        *("beteiligte", "teilnehmer", "visitor", "visitors", "actors", "actor"),
    ),
    "event.id": ("event id",),
    "event.tags": ("event tags",),
    "who.side": ("side", "party", "affiliation", "Partei", "faction", "Fraktion", "parti", "partido", "partito"),
    "who.role": (
        *("role", "position title", "office", "function", "amt", "funktion", "job", "job title"),
        *("speaker role",),
    ),
}
"""Column names, folded, by which each field is guessed; the first that a table has is used."""
INTERVENTIONS: Final = ("intervention", "interventions", "intervencion", "intervento", "contribution")
PROSE_NAMES: Final = (
    *("text", "words", "wording", "message", "content", "body", "remarks", "remark", "transcription", "letter text"),
    *("brieftext", *INTERVENTIONS),
)
"""Names of a column that may hold speech as well as what somebody writes of it: the first is a description."""
SPEAKER_COUNT: Final = COLUMN_NAMES["quote.who"].index("by")
"""How many of the names of speakers say by themselves that somebody speaks."""
SENDERS: Final = frozenset(map(fold, ("sender", *SENDER_NAMES)))
RECIPIENTS: Final = frozenset(map(fold, ("addressee", "recipient", "recipients", "receiver", *RECIPIENT_NAMES)))
LETTER_TEXTS: Final = ("text", "content", "body", "transcription", "transcript", "letter text", "brieftext", "wording")
"""Names of a column that holds what a letter says."""
SPEECH_OF: Final = {
    **dict.fromkeys(("text", "words", "wording"), frozenset(map(fold, COLUMN_NAMES["quote.who"][:SPEAKER_COUNT]))),
    **dict.fromkeys(INTERVENTIONS, frozenset(map(fold, COLUMN_NAMES["quote.who"][:SPEAKER_COUNT]))),
    "message": frozenset(("from", "sender")),
}
"""Those of them that hold what is said beside a column of speakers, and the names of such columns."""
WEAK_SPEAKER_NAMES: Final = frozenset(map(fold, COLUMN_NAMES["quote.who"][SPEAKER_COUNT:]))
"""Names of a column that holds a speaker only where something is said, or somebody spoken to."""
PLACE_OR_PERSON: Final = frozenset(("from", "to", "an", "von"))
"""Names of columns that hold people only where each has its counterpart, or where something is said."""
DATE_PART_NAMES: Final = {
    "year": (
        *("year", "yyyy", "jahr", "année", "an", "año", "ano", "anno", "jaar", "år", "rok", "год", "рік", "година"),
        *("godina", "leto", "yıl", "sene", "vuosi", "év", "aasta", "metai", "gads", "έτος", "χρονιά", "any", "年"),
    ),
    "month": (
        *("month", "mm", "monat", "mois", "mes", "mês", "mese", "maand", "månad", "måned", "miesiąc", "měsíc"),
        *("mesiac", "месяц", "місяць", "месец", "mjesec", "mesec", "ay", "kuukausi", "hónap", "luna", "lună", "kuu"),
        *("mėnuo", "mēnesis", "μήνας", "月"),
    ),
    "day": (
        *("day", "day of month", "dd", "tag", "tag des monats", "jour", "día", "dia", "giorno", "dag", "dzień", "den"),
        *("deň", "день", "ден", "dan", "gün", "päivä", "nap", "zi", "ziua", "päev", "diena", "ημέρα", "μέρα", "日"),
    ),
}
"""Names of columns for a part of a date, which count only where the table has a year."""
START_WORDS: Final = ("start", "begin", "beginning", "from", "event", "date")
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
DECIDING: Final = {
    "quote.text": ("what was said", "text"),
    "quote.who": ("who said it", "who"),
    "who.side": ("the side of the speaker", "who.side"),
    "quote.date": ("the date", "date"),
    "event.date": ("the date of the event", "event.date"),
    **{f"date.{part}": (f"the {part} of the date", part) for part in ("year", "month", "day")},
}
"""The fields that decide what a record is: what the report calls them, and how `--map` does."""
PROSE_FIELDS: Final = ("summary", "description", "note", "notes", "comment", "comments", "details")
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
        by_name.setdefault(normalize(column), column)
    _add_date_parts(by_name, columns, excluded)
    for field, names in COLUMN_NAMES.items():
        if field not in columns and field not in excluded:
            free = (by_name.get(normalize(name), "") for name in names)
            if column := next((each for each in free if each not in {"", *columns.values()}), ""):
                columns[field] = column
    stated = {_find_field(name) for name, _ in options.columns}
    _add_prose(by_name, columns, stated)
    return columns if holds_letters(columns, header) else _revise_guesses(columns, stated)


def holds_letters(columns: Mapping[str, str], header: Iterable[str]) -> bool:
    """Tell whether each row of a table is a letter: somebody sends it to somebody, and no other speech is in it."""
    who, to, text = (normalize(columns.get(f"quote.{name}", "")) for name in ("who", "to", "text"))
    is_sent = (who in SENDERS and to in RECIPIENTS) or (
        {who, to} <= PLACE_OR_PERSON | SENDERS | RECIPIENTS
        and who != to
        and not {normalize(column) for column in header}.isdisjoint(LETTER_NAMES)
    )
    return is_sent and text in ("", *LETTER_TEXTS)


def _add_date_parts(by_name: dict[str, str], columns: dict[str, str], excluded: set[str]) -> None:
    """Add the columns of year, month and day, of the beginning and of the end, where there is one of the year."""
    part_of = {normalize(name): part for part, names in DATE_PART_NAMES.items() for name in names}
    found: dict[str, str] = {}
    for name, column in by_name.items():
        first, _, rest = name.partition(" ")
        end = "end_" if first in END_WORDS and rest in part_of else ""
        part = part_of.get(rest if rest in part_of and first in (*START_WORDS, *END_WORDS) else name)
        if part and column not in columns.values():
            found.setdefault(f"date.{end}{part}", column)
    for end in ("", "end_"):
        if f"date.{end}year" in {*columns, *found.keys() - excluded}:
            fields = [f"date.{end}{part}" for part in ("year", "month", "day")]
            columns |= {name: found[name] for name in fields if name in found and name not in {*columns, *excluded}}


def _add_prose(by_name: dict[str, str], columns: dict[str, str], stated: set[str]) -> None:
    """Add the column of a name that may mean speech: as speech where speakers are named, else as a description."""
    who = normalize(columns.get("quote.who", ""))
    names = [name for name in PROSE_NAMES if by_name.get(name) and by_name[name] not in columns.values()]
    is_letter = holds_letters(columns, by_name.values())
    for name in names:
        is_said = who in SPEECH_OF.get(name, ()) or (is_letter and name in LETTER_TEXTS)
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
    if holds_letters(columns, header):
        letter = f"from ← {columns['quote.who']}, to ← {columns['quote.to']}"
        what = "each row is a letter" if "quote.text" in columns else "each row is a letter, summed up in a quote"
        lines.insert(0, f"{what}, {letter}, by the names of the columns; if not: --map who= --map to=")
    elif "quote.text" not in columns:
        prose = [column for column in header if normalize(column) in (*PROSE_NAMES, *PROSE_FIELDS)]
        hint = f"; if one holds what was said: --map text={prose[0] if prose else 'COLUMN'}"
        lines.insert(0, f"each row is an event, because no column is named for speech{hint}")
    return lines


NO_WORD: Final = re.compile(r"\((?:e?s|e?n|innen|[dmyjta]{1,4}(?:[./ -]?[dmyjta]{1,4}){2})\)", re.I)
"""What stands in brackets behind the name of a column and is no part of it: a plural, the form of a date."""
DATE_FORMS: Final = {"dmy": "dmy", "tmj": "dmy", "jma": "dmy", "mdy": "mdy", "ymd": "ymd", "jmt": "ymd", "amj": "ymd"}
"""The order of day, month and year by the letters with which forms such as `dd/mm/yyyy` or `TT.MM.JJJJ` write it."""


def date_order_of(column: str) -> str:
    """Return the order of day and month that the name of a column states, as in `Date (dd/mm/yyyy)`; else nothing."""
    form = NO_WORD.search(column)
    letters = re.sub("[^a-z]", "", form[0].lower()) if form else ""
    return DATE_FORMS.get("".join(dict.fromkeys(letters)), "")


def normalize(name: str) -> str:
    """Return a column name in the form of `COLUMN_NAMES`: folded, its words separated by spaces."""
    words = re.sub("(?<=[a-zäöü])(?=[A-Z])", " ", NO_WORD.sub("", name))
    return re.sub(r"[^\w]+|_+", " ", fold(words)).strip()


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


def _revise_guesses(columns: dict[str, str], stated: set[str]) -> dict[str, str]:
    """Return the mapping without the guesses that the other columns contradict; `stated` are fields of `--map`."""
    has_quotes = "quote.text" in columns
    who, to = (normalize(columns.get(f"quote.{name}", "")) for name in ("who", "to"))
    has_both = who != "" and to != "" and not (has_quotes is False and {who, to} & PLACE_OR_PERSON)
    if "quote.who" not in stated and who in WEAK_SPEAKER_NAMES and not has_both and (not has_quotes or who == "from"):
        del columns["quote.who"]
    if "quote.to" not in stated and to in PLACE_OR_PERSON and not has_quotes:
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
    if normalize(title) in ("title", "titel") and "event.title" not in stated and has_source:
        _move_guess(columns, stated, "event.title", "source.title")
    return columns


def _move_guess(columns: dict[str, str], stated: set[str], old: str, new: str) -> None:
    if old in columns and old not in stated and new not in columns:
        columns[new] = columns.pop(old)
