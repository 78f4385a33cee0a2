"""Generated dossiers and views: small, and with everything in them that has ever gone wrong in such programs."""

from __future__ import annotations

import dataclasses
import json
from functools import cache
from itertools import combinations
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from peace_tui.dates import Date, parse_date
from peace_tui.dossier import Dossier
from peace_tui.facets import FREE, UNDATED
from peace_tui.records import (
    ARRAYS,
    EVENT_TYPES,
    FORMAT,
    MODES,
    STATUSES,
    Event,
    Info,
    Involvement,
    Person,
    Quote,
    Source,
    Version,
)
from peace_tui.views import Clause, View

ZONES = (None, "America/New_York", "UTC", "Asia/Kolkata")

PEOPLE = ("ivanov", "Иван", "ünal", "undated", "a.b", "-x")
SOURCES = ("outlet-a", "outlet_b", "王")
EVENTS = ("call-1", "call-2", "at", "2025", "встреча", "..")
QUOTES = ("call-1-01", "call-1-02", "q3", "Q3", "цитата", "q.6")

# Two share a name, several are each other's names once folded, one is another's id.
NAMES = ("Ivan Ivanov", "IVAN  IVANOV", "Ïvan Ivanov", "ivanov", "İnönü", "Işık", "ﬁnley", "O’Brien", "김", "مُحَمَّد")
TAGS = ("plan", "Plan", "a b", "x,y", 'the "deal"', "back\\slash", "undated", "täg", "-x", "who:x")
WORDS = (
    *("peace", "Peace deal", "plan", "PLAN", "an", "e"),
    *("ﬁnal", "Straße", "STRASSE", "ß", "İstanbul", "ısı", "ISI", "Σας", "½", "ﬀ"),
    *("각", "가", "김치", "مُحَمَّد", "محمد", "é", "e\u0301", "\u0301", "Ǆ", "हिन्दी"),
    *("“quoted”", "'", "it’s", "«x»", "‹x›", '"', "—", "–", "-", "−", "…", "⸺"),
    *("a\u00a0b", "a  b", "two\nlines", "\ttab", " ", "\u3000"),
    *("\\", '\\"', ",", "x,y", "who:x", "at:y", "-x", "--", "http://a.b/c", "12:05"),
)

# What is said nowhere else, so that to find it is to have looked there.
PLACES = ("Genève", "by telephone", "St. Petersburg")
NOTES = ("As heard", "ГРУ’s wording", "see “corrections”")

# --- Dates -----------------------------------------------------------------------------------------------------------

DAYS = ("2025", "2025-22", "2025-10", "2025-10-14", "2025-10-15", "2025-11-02", "2025-24")
DAYS_ODD = (
    *("2025-23", "2025-10-14?", "2025-10~", "2025%", "1667-12", "1970"),
    *("202X", "20XX", "2025-XX", "2025-10-XX", "2025-XX-XX"),
)
# By the wall clock and as instants each begins after the one before, so that any two make an interval.
TIMES = ("2025-10-14T12-04:00", "2025-10-14T12:05-04:00", "2025-10-14T23:30-04:00", "2025-10-15T00:10:15-04:00")
TIMES_ELSEWHERE = ("2025-10-14T12:05-04:00", "2025-10-14T16:06Z", "2025-10-14T18:07:30+02", "2025-10-15T03:31Z")
TIMES_IN_ZONE = ("2025-03-09T02:30", "2025-10-14T12:05", "2025-10-14T23", "2025-11-02T01:30:15")
MIXED = ("2025-10-14/2025-10-15T03:31Z", "2025-10-14T12:05-04:00/2025-10-15", "2025-10-14T23:30-04:00/2025-11")
# Members of a set end in the order in which they begin.
MEMBERS = ("1667-12", "2025-10-14", "2025-10-15", "2025-11", "2025-24")


def _intervals(points: tuple[str, ...]) -> list[str]:
    closed = [f"{one}/{other}" for one, other in combinations(points, 2)]
    return closed + [form for point in points for form in (f"{point}/", f"{point}/..", f"/{point}", f"../{point}")]


def _sets(points: tuple[str, ...]) -> list[str]:
    closed = [f"[{one}{between}{other}]" for one, other in combinations(points, 2) for between in ("..", ",", ", ")]
    return [*closed, *(form for point in points for form in (f"[..{point}]", f"[{point}..]")), f"[{','.join(points)}]"]


FORMS = (
    *(DAYS, DAYS_ODD, TIMES, TIMES_ELSEWHERE, MIXED),
    *(_intervals(DAYS), _intervals(TIMES), _intervals(TIMES_ELSEWHERE), _sets(MEMBERS), _sets(TIMES[1:])),
)
FORMS_IN_ZONE = (*FORMS, TIMES_IN_ZONE, _intervals(TIMES_IN_ZONE), _intervals((TIMES_IN_ZONE[0], *TIMES)))


@cache
def date_texts(zone: str | None) -> SearchStrategy[str]:
    """Every form of date; clock times without an offset only where there is a time zone for them."""
    return st.one_of([st.sampled_from(form) for form in (FORMS_IN_ZONE if zone else FORMS)])


@cache
def dates(zone: str | None) -> SearchStrategy[Date | None]:
    return st.none() | date_texts(zone).map(lambda text: parse_date(text, zone))


# --- Records ---------------------------------------------------------------------------------------------------------

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
texts = words.filter(lambda text: bool(text.strip()))

# Strategies are kept: to build one takes longer than to draw from it.


@cache
def some(values: tuple[str, ...], most: int = 3) -> SearchStrategy[tuple[str, ...]]:
    """A few of the values, none where there are none; one may come twice."""
    return st.lists(st.sampled_from(values), max_size=most).map(tuple) if values else st.just(())


@cache
def _ids(pool: tuple[str, ...], most: int) -> SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(pool), unique=True, max_size=most).map(tuple)


@st.composite
def dossiers(draw: DrawFn) -> Dossier:
    zone = draw(st.sampled_from(ZONES))
    people, sources, events = draw(_ids(PEOPLE, 5)), draw(_ids(SOURCES, 3)), draw(_ids(EVENTS, 5))
    quotes = draw(_ids(QUOTES, 6)) if events else ()
    return Dossier(
        info=Info(title="Generated", timezone=zone),
        people=tuple([draw(_person(id)) for id in people]),
        sources=tuple([Source(id=id, title=f"The {id}") for id in sources]),
        events=tuple([draw(_event(id, zone, people, sources)) for id in events]),
        quotes=tuple([draw(_quote(id, zone, people, sources, events)) for id in quotes]),
    )


@cache
def _person(id: str) -> SearchStrategy[Person]:
    return st.builds(Person, id=st.just(id), name=st.sampled_from(NAMES), aliases=some(NAMES, 2))


@cache
def _involved(people: tuple[str, ...]) -> SearchStrategy[tuple[Involvement, ...]]:
    return some(people).map(lambda ids: tuple(Involvement(person=id) for id in ids))


@cache
def _versions(sources: tuple[str, ...]) -> SearchStrategy[tuple[Version, ...]]:
    if not sources:
        return st.just(())
    version = st.builds(Version, source=st.sampled_from(sources), text=texts)
    return st.lists(version, max_size=2).map(tuple)


def _event(id: str, zone: str | None, people: tuple[str, ...], sources: tuple[str, ...]) -> SearchStrategy[Event]:
    return st.builds(
        Event,
        id=st.just(id),
        type=st.sampled_from(EVENT_TYPES[:3]),
        title=texts,
        summary=st.none() | words,
        date=dates(zone),
        place=st.none() | st.sampled_from(PLACES),
        involved=_involved(people),
        sources=some(sources, 2),
        tags=some(TAGS, 2),
    )


def _quote(
    id: str, zone: str | None, people: tuple[str, ...], sources: tuple[str, ...], events: tuple[str, ...]
) -> SearchStrategy[Quote]:
    return st.builds(
        Quote,
        id=st.just(id),
        event=st.sampled_from(events),
        who=some(people, 2),
        to=some(people, 2),
        about=some(people, 2),
        mode=st.sampled_from(MODES[:2]),
        date=st.none() | dates(zone),
        n=st.none() | st.integers(-1, 3),
        text=texts,
        tags=some(TAGS, 2),
        status=st.sampled_from(STATUSES[:2]),
        note=st.none() | st.sampled_from(NOTES),
        versions=_versions(sources),
    )


# --- Views -----------------------------------------------------------------------------------------------------------


def values_of(dossier: Dossier) -> dict[str, SearchStrategy[str]]:
    """The values that each facet can have in a view of the dossier; facets without any are left out."""
    people = [person.id for person in dossier.people]
    named = {
        **dict.fromkeys(("who", "to", "person"), people),
        "event": [event.id for event in dossier.events],
        "source": [source.id for source in dossier.sources],
        "tag": tags_in_use(dossier),
        "mode": [*MODES],
        "status": [*STATUSES],
        "type": [*EVENT_TYPES],
    }
    spans = st.just(UNDATED) | date_texts(dossier.info.timezone)
    sought = _sought(dossier)
    free = {"date": spans, "during": spans, "text": sought, FREE: sought}
    return {facet: st.sampled_from(values) for facet, values in named.items() if values} | free


def _sought(dossier: Dossier) -> SearchStrategy[str]:
    """Words to look for: some that may be nowhere, and pieces of what the dossier says."""
    said = [st.sampled_from(texts) for texts in _said(dossier) if texts]
    if not said:
        return st.sampled_from(WORDS)
    cuts = st.tuples(st.one_of(said), st.integers(0, 12), st.integers(1, 8))
    pieces = cuts.map(lambda cut: cut[0][cut[1] : cut[1] + cut[2]]).filter(bool)
    return st.sampled_from(WORDS) | pieces | pieces.map(str.upper) | pieces.map(str.lower)


def _said(dossier: Dossier) -> list[list[str]]:
    """What the dossier says, field by field."""
    people, events, quotes = dossier.people, dossier.events, dossier.quotes
    return [
        [name for person in people for name in (person.name, *person.aliases)],
        [event.title for event in events],
        [event.summary for event in events if event.summary],
        [event.place for event in events if event.place],
        [quote.text for quote in quotes],
        [quote.note for quote in quotes if quote.note],
        [version.text for quote in quotes for version in quote.versions],
    ]


def tags_in_use(dossier: Dossier) -> list[str]:
    tags = [tag for event in dossier.events for tag in event.tags]
    return sorted({*tags, *(tag for quote in dossier.quotes for tag in quote.tags)})


def clauses(dossier: Dossier) -> SearchStrategy[Clause]:
    def clause(facet: str, values: SearchStrategy[str]) -> SearchStrategy[Clause]:
        several = st.lists(values, min_size=1, max_size=1 if facet == FREE else 3, unique=True).map(tuple)
        return st.builds(Clause, st.just(facet), several, st.booleans())

    kinds = {facet: clause(facet, values) for facet, values in values_of(dossier).items()}
    return st.one_of([*kinds.values(), kinds["date"], kinds["text"], kinds[FREE], kinds[FREE]])


def views(dossier: Dossier) -> SearchStrategy[View]:
    at = st.none() | st.sampled_from([*dossier.by_id]) if dossier.by_id else st.none()
    return st.builds(View, st.lists(clauses(dossier), max_size=4).map(tuple), at)


# Facets, signs, quotes and escapes in any order: what somebody may type.
typed = st.lists(
    st.sampled_from(
        (
            *("-", ":", ",", '"', "\\", " ", "\n", "/", "[", "]"),
            *("who:", "date:", "during:", "tag:", "at:", "text:", "mode:", "direct", "whom:", "undated"),
            *(*PEOPLE, *NAMES, *TAGS, *WORDS, *DAYS, *TIMES, *TIMES_IN_ZONE, "2025-13", "Y99999", "٣"),
        )
    )
    | st.characters(),
    max_size=10,
).map("".join)


# --- A dossier as TOML -----------------------------------------------------------------------------------------------


def to_toml(dossier: Dossier) -> str:
    tables = ["[dossier]", *_keys(dossier.info)]
    for kind in ARRAYS:
        for record in getattr(dossier, kind):
            tables += ["", f"[[{kind}]]", *_keys(record)]
    return "\n".join([f"format = {_toml(FORMAT)}", *tables, ""])


def _keys(record: Any) -> list[str]:
    """The keys of a record that differ from their defaults."""
    values = ((field, getattr(record, field.name)) for field in dataclasses.fields(record) if field.name != "extra")
    return [f"{field.name} = {_toml(value)}" for field, value in values if value != field.default]


def _toml(value: Any) -> str:
    if isinstance(value, Date):
        return _toml(value.text)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if dataclasses.is_dataclass(value):
        return f"{{ {', '.join(_keys(value))} }}"
    return json.dumps(value, ensure_ascii=False)
