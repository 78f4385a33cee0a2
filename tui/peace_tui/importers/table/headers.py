"""The names that columns go by, for each field that they may stand for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

GUESSES: Final[Mapping[str, tuple[str, ...]]] = {
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
"""Column names, folded, by which each field is guessed; the first that a table has is taken."""
SPOKEN: Final = frozenset(GUESSES["quote.text"]) - {"text", "words", "content", "message", "body", "remarks"}
"""Names of a column that can only hold what somebody said."""
WEAK: Final = frozenset(("from", "by", "name", "person"))
"""Names of a column that holds a speaker only where something is said, or somebody spoken to."""
