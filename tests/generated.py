"""Generated dossiers and views: small, and with everything in them that has ever gone wrong in such programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from peace_tui.edtf.spans import Date, parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import (
    Boolean,
    Choice,
    EdtfDate,
    Integer,
    IsoDuration,
    Record,
    Reference,
    References,
    Rules,
    Shape,
    String,
    Strings,
    Tables,
    TimeZone,
)
from peace_tui.model.marks import Mark, Marks
from peace_tui.model.records import (
    ARRAYS,
    EVENT_TYPES,
    FORMAT,
    MODES,
    STATUSES,
    Claim,
    Era,
    Event,
    GuidedView,
    Info,
    Involvement,
    Name,
    Person,
    Quote,
    Source,
    Version,
)
from peace_tui.query.facets import FACET, FACETS, FREE, TEXT_FACETS, UNDATED
from peace_tui.query.view import Clause, View

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
WESTWARD = ("2025-10-15T00:30+02/2025-10-14T23:30-04:00", "[2025-10-15T00:30+02,2025-10-14T23:30-04:00]")
# Members of a set end in the order in which they begin.
MEMBERS = ("1667-12", "2025-10-14", "2025-10-15", "2025-11", "2025-24")


def _intervals(points: tuple[str, ...]) -> list[str]:
    closed = [f"{one}/{other}" for one, other in combinations(points, 2)]
    return closed + [form for point in points for form in (f"{point}/", f"{point}/..", f"/{point}", f"../{point}")]


def _sets(points: tuple[str, ...]) -> list[str]:
    closed = [f"[{one}{between}{other}]" for one, other in combinations(points, 2) for between in ("..", ",", ", ")]
    return [*closed, *(form for point in points for form in (f"[..{point}]", f"[{point}..]")), f"[{','.join(points)}]"]


FORMS = (
    *(DAYS, DAYS_ODD, TIMES, TIMES_ELSEWHERE, MIXED, WESTWARD, _sets(TIMES_ELSEWHERE)),
    *(_intervals(DAYS), _intervals(TIMES), _intervals(TIMES_ELSEWHERE), _sets(MEMBERS), _sets(TIMES[1:])),
)
FORMS_IN_ZONE = (*FORMS, TIMES_IN_ZONE, _intervals(TIMES_IN_ZONE), _intervals((TIMES_IN_ZONE[0], *TIMES)))


def forms(zone: str | None) -> tuple[Sequence[str], ...]:
    """Every form of date; clock times without an offset only where there is a time zone for them."""
    return FORMS_IN_ZONE if zone else FORMS


# --- Records ---------------------------------------------------------------------------------------------------------

# Strategies stand here once and know nothing of the dossier they draw for: building one takes longer than drawing from
# it. References to records that the dossier does not have are taken out afterwards.

words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)
texts = words.filter(lambda text: bool(text.strip()))


def some(values: Sequence[str], most: int = 2) -> SearchStrategy[tuple[str, ...]]:
    """A few of the values; one may come twice."""
    return st.lists(st.sampled_from(values), max_size=most).map(tuple)


def ids(pool: Sequence[str]) -> SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(pool), unique=True, max_size=len(pool))


def dates(zone: str | None) -> SearchStrategy[Date | None]:
    written = st.one_of([st.sampled_from(form) for form in forms(zone)])
    return st.none() | written.map(lambda text: parse_date(text, zone))


DATES = {zone: dates(zone) for zone in ZONES}
OWN_DATES = {zone: st.none() | dates for zone, dates in DATES.items()}
RECORDS = st.tuples(st.sampled_from(ZONES), ids(PEOPLE), ids(SOURCES), ids(EVENTS), ids(QUOTES))
PERSON = st.builds(Person, id=st.just(""), name=st.sampled_from(NAMES), aliases=some(NAMES))
EVENT = st.builds(
    Event,
    id=st.just(""),
    type=st.sampled_from(EVENT_TYPES[:3]),
    title=texts,
    summary=st.none() | words,
    place=st.none() | st.sampled_from(PLACES),
    involved=some(PEOPLE, 4).map(lambda ids: tuple(Involvement(person=id) for id in ids)),
    sources=some(SOURCES),
    tags=some(TAGS),
    draft=st.booleans(),
)
QUOTE = st.builds(
    Quote,
    id=st.just(""),
    event=st.sampled_from(EVENTS),
    who=some(PEOPLE, 3),
    to=some(PEOPLE, 3),
    about=some(PEOPLE, 3),
    mode=st.sampled_from(MODES[:2]),
    n=st.none() | st.integers(-1, 3),
    text=texts,
    tags=some(TAGS),
    status=st.sampled_from(STATUSES[:2]),
    note=st.none() | st.sampled_from(NOTES),
    draft=st.booleans(),
    versions=st.lists(st.builds(Version, source=st.sampled_from(SOURCES), text=texts), max_size=2).map(tuple),
)


@st.composite
def dossiers(draw: DrawFn) -> Dossier:
    zone, people, sources, events, quotes = draw(RECORDS)
    return Dossier(
        info=Info(title="Generated", timezone=zone),
        people=tuple([draw(PERSON).replace(id=id) for id in people]),
        sources=tuple(
            [_source(id, sources[:place], draw(FOOTING), draw(DATES[zone])) for place, id in enumerate(sources)]
        ),
        events=tuple([_event(id, draw(EVENT), draw(DATES[zone]), people, sources) for id in events]),
        quotes=tuple(
            [_quote(id, draw(QUOTE), draw(OWN_DATES[zone]), people, sources, events) for id in quotes if events]
        ),
    )


MARK = st.builds(Mark, st.booleans(), st.just("") | st.sampled_from(WORDS), some(WORDS))
MARKED = (*PEOPLE, *SOURCES, *EVENTS, *QUOTES, "gone", "gone too")


@st.composite
def marked_dossiers(draw: DrawFn) -> Dossier:
    """Dossiers in which a reader has marked something, also what is gone."""
    marks = draw(st.dictionaries(st.sampled_from(MARKED), MARK.filter(lambda mark: not mark.is_empty), max_size=5))
    return draw(dossiers()).with_marks(Marks(marks))


def _source(id: str, others: list[str], based_on: list[int], issued: Date | None) -> Source:
    return Source(
        id=id,
        title=f"The {id}",
        issued=issued,
        based_on=tuple(dict.fromkeys(others[n % len(others)] for n in based_on if others)),
    )


def _event(id: str, event: Event, date: Date | None, people: list[str], sources: list[str]) -> Event:
    return event.replace(
        id=id,
        date=date,
        involved=tuple(part for part in event.involved if part.person in people),
        sources=_known(event.sources, sources),
    )


def _quote(id: str, quote: Quote, date: Date | None, people: list[str], sources: list[str], events: list[str]) -> Quote:
    return quote.replace(
        id=id,
        date=date,
        event=events[EVENTS.index(quote.event) % len(events)],
        who=_known(quote.who, people),
        to=_known(quote.to, people),
        about=_known(quote.about, people),
        versions=tuple(version for version in quote.versions if version.source in sources),
    )


def _known(named: tuple[str, ...], known: list[str]) -> tuple[str, ...]:
    return tuple(id for id in named if id in known)


# --- Dossiers with every key ------------------------------------------------------------------------------------------

# As whoever writes TOML may put it down: blanks at the ends, control characters, what other formats give a meaning.
ODD_TEXTS = (
    *("plain", " blank before", "blank after ", "two\nlines\n\nof text", "\ttab", "a; b", "a | b"),
    *(
        "=1+1",
        "'=1+1",
        "-x",
        "@x",
        "{}",
        "[1]",
        "true",
        "12",
        "1e5",
        "null",
        '"quoted"',
        "x,y",
        "<b>&amp;</b>",
        "\u200b",
    ),
    *("“Nested ‘marks’”", "\\", "王", "مُحَمَّد", "e\u0301", "]]>", "%", "\u2028", "a\u00a0b", "---", "\ufeffmark"),
)
OWN = st.recursive(
    st.sampled_from((True, False, 0, -7, 2**53 + 1, 1.5, "", "x", " 7 ", "7", "true", "[]", "a; b")),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(("a", "b c", "x_d")), inner, max_size=2)
    ),
    max_leaves=3,
)
EXTRA = st.dictionaries(st.sampled_from(("x_page", "x_own words", "x_id", "x_date", "x_text", "x_Ä")), OWN, max_size=2)
PATTERNS = {"language": ("en", "uk-UA"), "translated_from": ("ru", "zh-Hant"), "wikidata": ("Q42", "Q1")}
VIEW_STRINGS = ("mode:direct", "-status:denied", "date:2025-10", '"two words"')
ERAS, VIEWS_OF, CLAIMS = ("first", "second", "first"), ("v1", None, "v2"), ("claim-1", "c.2")


class Known:
    """The ids that a generated dossier has, by kind, and its time zone."""

    def __init__(self, zone: str | None, ids: dict[str, list[str]]) -> None:
        self.zone, self.ids = zone, ids | {"": [id for each in ids.values() for id in each]}


def _draw_value(draw: DrawFn, name: str, shape: Shape, known: Known) -> Any:
    """A value that a key of this shape can have; None where it can have none."""
    text = st.sampled_from((*WORDS, *ODD_TEXTS)).filter(lambda text: bool(text.strip()))
    if isinstance(shape, Reference | References):
        ids = known.ids[shape.kind]
        if isinstance(shape, Reference):
            return draw(st.sampled_from(ids)) if ids else None
        return tuple(draw(st.lists(st.sampled_from(ids), max_size=3))) if ids else ()
    if isinstance(shape, Tables):
        return tuple(filter(None, (_draw_record(draw, shape.of, known) for _ in range(draw(st.integers(0, 2))))))
    if isinstance(shape, EdtfDate):
        return draw(DATES[known.zone])
    if isinstance(shape, String):
        return draw(st.sampled_from(PATTERNS[name]) if name in PATTERNS else text)
    return draw(
        {
            Choice: st.sampled_from(getattr(shape, "options", ("",))),
            Strings: st.lists(text, max_size=3).map(tuple),
            IsoDuration: st.sampled_from(("PT5M", "P1DT2H")),
            TimeZone: st.sampled_from(("Europe/Kyiv", "UTC")),
            Integer: st.integers(-3, 2**40),
            Boolean: st.booleans(),
            Rules: st.sampled_from((True, (), ("wording",), ("date", "speaker"))),
        }[type(shape)]
    )


def _draw_record(draw: DrawFn, of: type[Any], known: Known, **fixed: Any) -> Any:
    """A record with some of the keys that it can have; None where it lacks one that it must have."""
    values = dict(fixed)
    for name, field in of.FIELDS.items():
        if name not in fixed and (field.required or draw(st.booleans())):
            value = _draw_value(draw, name, field.shape, known)
            if value is None and field.required:
                return None
            values[name] = field.default if value is None else value
    if of is Name and (values.get("literal") or not values.get("family")):  # in one piece or in parts
        values = {"literal": values.get("literal") or "The Agency"}
    is_plain = of.PLAIN and not any(values.get(name) for name in of.FIELDS if name != of.PLAIN)
    return of(**values, extra={} if is_plain else draw(EXTRA))


@st.composite
def whole_dossiers(draw: DrawFn) -> Dossier:
    """Dossiers with any key that the format has, or without: with and without quotes, events, people and sources."""
    zone, people, sources, events, quotes = draw(RECORDS)
    quotes = quotes if events else []
    claims = draw(ids(CLAIMS))
    known = Known(zone, {"people": people, "sources": sources, "events": events, "quotes": quotes, "claims": claims})

    def records(of: type[Any], named: Sequence[str | None]) -> list[Any]:
        return [_draw_record(draw, of, known, **({} if of is Era else {"id": id})) for id in named]

    based_on = [tuple(id for id in sources[:place] if draw(st.booleans())) for place in range(len(sources))]
    dossier = Dossier(
        info=_draw_record(draw, Info, known, timezone=zone),
        people=tuple(records(Person, people)),
        sources=tuple(
            source.replace(based_on=rests_on, title=source.title or (None if source.container_title else "Untitled"))
            for source, rests_on in zip(records(Source, sources), based_on, strict=True)
        ),
        events=tuple(records(Event, events)),
        quotes=tuple(records(Quote, quotes)),
        claims=tuple(records(Claim, claims)),
        eras=tuple(filter(None, records(Era, draw(st.sampled_from(((), ERAS[:1], ERAS)))))),
    )
    named = draw(st.sampled_from(((), VIEWS_OF[:1], VIEWS_OF)))
    views = tuple(view.replace(view=draw(st.sampled_from(VIEW_STRINGS))) for view in records(GuidedView, named))
    return dossier.replace(views=views)


# --- Views -----------------------------------------------------------------------------------------------------------

NUMBERS = st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(0, 999))
FOOTING = st.lists(st.integers(0, 5), max_size=2)
"""Which of the sources before it a source is based on."""
CLAUSE = st.tuples(
    # more often those that have many ways to go wrong
    st.sampled_from((*FACET, "date", "text", FREE, FREE)),
    st.lists(NUMBERS, min_size=1, max_size=3),
    st.booleans(),
)


def clauses(dossier: Dossier) -> SearchStrategy[Clause]:
    values = values_of(dossier)

    def clause(drawn: tuple[str, list[tuple[int, int, int]], bool]) -> Clause:
        facet, numbers, negated = drawn
        facet = facet if values[facet] else FREE
        chosen = [_value(values[facet], facet, *three) for three in numbers]
        return Clause(facet, tuple(chosen[:1] if facet == FREE else chosen), negated)

    return CLAUSE.map(clause)


def views(dossier: Dossier) -> SearchStrategy[View]:
    at = st.none() | st.sampled_from([*dossier.by_id]) if dossier.by_id else st.none()
    return st.builds(View, st.lists(clauses(dossier), max_size=4).map(tuple), at)


def _value(values: list[Sequence[str]], facet: str, which: int, place: int, cut: int) -> str:
    among = values[which % len(values)]
    value = among[place % len(among)]
    if facet not in TEXT_FACETS:
        return value
    # A piece of what is said, in either case.
    start, length = cut % 13, cut // 13 % 8 + 1
    piece = value[start : start + length] or value
    return (piece, piece.upper(), piece.lower())[cut % 3]


def values_of(dossier: Dossier) -> dict[str, list[Sequence[str]]]:
    """The values that each facet can have in a view of the dossier, by where they come from."""
    spans: list[Sequence[str]] = [(UNDATED,), *forms(dossier.info.timezone)]
    texts = _said(dossier)
    values: dict[str, list[Sequence[str]]] = {}
    for facet in FACETS:
        if facet.names == "dates":
            values[facet.name] = spans
        elif facet.names == "numbers":
            values[facet.name] = [("-1", "0", "2", "7"), ("0-1", "1-3", "2-2", "4-9")]
        elif facet.name == "mine":
            values[facet.name] = [WORDS]
        elif facet.names or facet.options:
            known = [*facet.known_values(dossier)]
            values[facet.name] = [known] if known else []
        else:
            values[facet.name] = texts
    return values


def _said(dossier: Dossier) -> list[Sequence[str]]:
    """What the dossier says, field by field, and words that it may not say."""
    people, events, quotes = dossier.people, dossier.events, dossier.quotes
    fields: list[Sequence[str]] = [
        [name for person in people for name in (person.name, *person.aliases)],
        [event.title for event in events],
        [event.summary for event in events if event.summary],
        [event.place for event in events if event.place],
        [quote.text for quote in quotes],
        [quote.note for quote in quotes if quote.note],
        [version.text for quote in quotes for version in quote.versions],
        [version.locator for quote in quotes for version in quote.versions if version.locator],
    ]
    return [WORDS, *filter(None, fields)]


def tags_in_use(dossier: Dossier) -> list[str]:
    tags = [tag for event in dossier.events for tag in event.tags]
    return sorted({*tags, *(tag for quote in dossier.quotes for tag in quote.tags)})


# Facets, signs, quotes and escapes in any order: what somebody may type.
typed = st.lists(
    st.sampled_from(
        (
            *("-", ":", ",", '"', "\\", " ", "\n", "/", "[", "]", "“", "”", "«", "–", "：", "，", "OR", "14 Oct"),
            *(
                "who:",
                "date:",
                "during:",
                "tag:",
                "at:",
                "text:",
                "mode:",
                "n:",
                "draft:",
                "direct",
                "whom:",
                "undated",
            ),
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
    values = ((name, field, getattr(record, name)) for name, field in record.FIELDS.items())
    return [f"{name} = {_toml(value)}" for name, field, value in values if value != field.default]


def _toml(value: Any) -> str:
    if isinstance(value, Date):
        return _toml(value.text)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, Record):
        return f"{{ {', '.join(_keys(value))} }}"
    return json.dumps(value, ensure_ascii=False)
