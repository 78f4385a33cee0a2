"""The brute-force oracle: what the contract says of filtering, folding, dates and order, in plain loops.

It reads records and nothing that the engine derives from them: no bit sets, no indexes, no caches. It is written to
be read beside the format's filter rules, whose sentences the comments quote. Dates are worked out here too, from the
text as written, with `datetime`: years 1 to 9998 and the forms that `generated` writes are enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import cached_property
from math import inf
from typing import Any, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote
from peace_tui.query.engine import PaneContents
from peace_tui.query.view import Clause, View
from peace_tui.text.folding import BASE_LETTERS

R = TypeVar("R", Event, Quote)

# --- Folding ---------------------------------------------------------------------------------------------------------

# "curly and angled quotes and every dash and minus become straight; ʻ ʼ ’ are one apostrophe"
SINGLE = "‘’‚‛‹›ʹʻʼʽ"
DOUBLE = "“”„‟«»ʺ"


def fold(text: str) -> str:
    folded = "".join(_casefold_compatible(character) for character in text)
    # "NFKD, combining marks dropped": marks are what has a combining class. Vowel signs of Indic scripts and of Thai
    # have none; they are letters to their readers and stay.
    kept = (c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    # "letters that do not decompose become their base letters"
    straight = "".join(_straight(base) for c in kept for base in BASE_LETTERS.get(ord(c), c))
    # "whitespace runs are one blank"
    return re.sub(r"\s+", " ", straight)


def _casefold_compatible(character: str) -> str:
    """Return what NFKC_Casefold makes of a character: definition D147 of the Unicode Standard, section 3.13."""
    before = ""
    while character != before:
        before = character
        character = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
        character = "".join(c for c in character if not _is_ignorable(ord(c)))
    return character


def _is_ignorable(code: int) -> bool:
    return any(first <= code <= last for first, last in IGNORABLE)


IGNORABLE = (
    (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
    (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x206F), (0x3164, 0x3164), (0xFE00, 0xFE0F), (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0), (0xFFF0, 0xFFF8), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A), (0xE0000, 0xE0FFF),
)  # fmt: skip
"""Default_Ignorable_Code_Point, from https://www.unicode.org/Public/UCD/latest/ucd/DerivedCoreProperties.txt."""


def _straight(character: str) -> str:
    if character in SINGLE:
        return "'"
    if character in DOUBLE:
        return '"'
    # Dashes are the dash punctuation of every script, swung and heavy ones, and minus signs.
    return "-" if character in "−˗⁓➖" or unicodedata.category(character) == "Pd" else character


# --- Dates -----------------------------------------------------------------------------------------------------------


class Bound(NamedTuple):
    """One end of a span: by the wall clock as written, and as an instant, in seconds."""

    wall: float
    instant: float


@dataclass(frozen=True)
class Span:
    """A half-open span."""

    earliest: Bound
    latest: Bound
    clocked: bool


SINCE_EVER, FOR_EVER = Bound(-inf, -inf), Bound(inf, inf)
# "Seasons are spring 21 March–May, 22 June–August, 23 September–November, 24 December–February"
SEASONS = {"21": 3, "22": 6, "23": 9, "24": 12}
DAY = r"(\d{4})-(\d\d)-(\d\d)"
CLOCK = re.compile(DAY + r"T(\d\d)(?::(\d\d))?(?::(\d\d))?(Z|[+-]\d\d(?::\d\d)?)?")


def span(text: str, zone: str | None) -> Span:
    if text.startswith("["):
        # "a set spans from its first to its last member, an open end is without bound"
        members = [_range(member.strip(), "..", zone) for member in text[1:-1].split(",")]
    else:
        members = [_range(text, "/", zone)]
    return Span(
        Bound(*map(min, zip(*(member.earliest for member in members), strict=True))),
        Bound(*map(max, zip(*(member.latest for member in members), strict=True))),
        all(member.clocked for member in members),
    )


def _range(text: str, between: str, zone: str | None) -> Span:
    start, divided, end = text.partition(between)
    if not divided:
        return _point(text, zone)
    # "an unknown end is an open one"
    first, last = (None if end in ("", "..") else _point(end, zone) for end in (start, end))
    earliest, latest = first.earliest if first else SINCE_EVER, last.latest if last else FOR_EVER
    if first and last and latest.wall <= earliest.wall:
        # Where an interval ends farther west, its wall clocks may run back; they still show both of its ends.
        earliest, latest = earliest._replace(wall=last.earliest.wall), latest._replace(wall=first.latest.wall)
    return Span(earliest, latest, all(point.clocked for point in (first, last) if point))


def _point(text: str, zone: str | None) -> Span:
    # "`?` `~` `%` change the wording and not the span"
    text = text.rstrip("?~%")
    if clock := CLOCK.fullmatch(text):
        return _clock_time(clock, zone)
    first, after = _days(text)
    return Span(_bound(first, zone), _bound(after, zone), False)


def _days(text: str) -> tuple[datetime, datetime]:
    if re.fullmatch(r"\d\dXX|\d{3}X", text):
        first = datetime(int(text.replace("X", "0")), 1, 1)
        return first, first.replace(year=first.year + 10 ** text.count("X"))
    year, month, day = [*text.replace("-XX", "").split("-"), "", ""][:3]
    if day:
        first = datetime(int(year), int(month), int(day))
        return first, first + timedelta(days=1)
    if month:
        first = datetime(int(year), SEASONS.get(month) or int(month), 1)
        return first, _months_later(first, 3 if month in SEASONS else 1)
    return datetime(int(year), 1, 1), datetime(int(year) + 1, 1, 1)


def _months_later(first: datetime, months: int) -> datetime:
    years, month = divmod(first.month - 1 + months, 12)
    return first.replace(year=first.year + years, month=month + 1)


def _clock_time(text: re.Match[str], zone: str | None) -> Span:
    year, month, day, hour, minute, second, offset = text.groups()
    first = datetime(int(year), int(month), int(day), int(hour), int(minute or 0), int(second or 0))
    length = timedelta(seconds=1) if second else timedelta(minutes=1) if minute else timedelta(hours=1)
    # "A clock time takes its own offset, else the dossier's `timezone`, else it is an error"
    assert offset or zone, "a clock time without offset needs a time zone"
    return Span(_bound(first, zone, offset), _bound(first + length, zone, offset), True)


def _bound(wall: datetime, zone: str | None, offset: str | None = None) -> Bound:
    # "a date without a clock time is taken in the dossier's timezone, else UTC"
    if offset and offset != "Z":
        sign = -1 if offset[0] == "-" else 1
        hours, _, minutes = offset[1:].partition(":")
        place: timezone | ZoneInfo = timezone(sign * timedelta(hours=int(hours), minutes=int(minutes or 0)))
    else:
        place = ZoneInfo(zone) if zone and not offset else UTC
    return Bound(wall.replace(tzinfo=UTC).timestamp(), wall.replace(tzinfo=place).timestamp())


def overlaps(one: Span, other: Span) -> bool:
    (a, b), (c, d) = _comparable(one, other)
    return a < d and c < b


def within(inner: Span, outer: Span) -> bool:
    (a, b), (c, d) = _comparable(inner, outer)
    return c <= a and b <= d


def _comparable(one: Span, other: Span) -> tuple[tuple[float, float], tuple[float, float]]:
    # "Spans are compared as instants where both sides have a clock time, else by the wall clock as written"
    if one.clocked and other.clocked:
        return (one.earliest.instant, one.latest.instant), (other.earliest.instant, other.latest.instant)
    return (one.earliest.wall, one.latest.wall), (other.earliest.wall, other.latest.wall)


# --- What a quote inherits -------------------------------------------------------------------------------------------


def event_of(dossier: Dossier, quote: Quote) -> Event:
    (event,) = (event for event in dossier.events if event.id == quote.event)
    return event


def span_of(dossier: Dossier, record: Event | Quote) -> Span | None:
    # "A quote without a date has its event's date"
    date = record.date
    if date is None and isinstance(record, Quote):
        date = event_of(dossier, record).date
    return span(date.text, dossier.info.timezone) if date else None


def tags_of(dossier: Dossier, record: Event | Quote) -> list[str]:
    # "it also inherits its event's tags. Nothing else is inherited."
    inherited = event_of(dossier, record).tags if isinstance(record, Quote) else ()
    return [*record.tags, *inherited]


# --- Does a record match a value of a facet? -------------------------------------------------------------------------


def quote_matches(dossier: Dossier, quote: Quote, facet: str, value: str) -> bool:
    event = event_of(dossier, quote)
    if facet == "who":  # "value in `who` / `to`"
        return value in quote.who
    if facet == "to":
        return value in quote.to
    if facet == "person":  # "value in `who`, `to` or `about`"
        return value in quote.who or value in quote.to or value in quote.about
    if facet == "event":  # "its event is the value"
        return quote.event == value
    if facet in ("date", "during"):
        return date_matches(dossier, quote, facet, value)
    if facet == "source":  # "a version has that source"
        return any(version.source == value for version in quote.versions)
    if facet == "tag":  # "own or inherited tag"
        return value in tags_of(dossier, quote)
    if facet == "mode":  # "equal"
        return quote.mode == value
    if facet == "status":
        return quote.status == value
    if facet == "type":  # "its event's type is the value"
        return event.type == value
    if facet == "locator":  # folded value found in the locator of a version
        return found(value, [version.locator for version in quote.versions if version.locator])
    if facet == "asof":  # what a source told of that was out by then
        return any(out_by(dossier, version.source, value) for version in quote.versions)
    if facet == "without":  # what is left if this source is wrong; what had no support has none to lose
        return not quote.versions or any(not falls(dossier, version.source, value) for version in quote.versions)
    if facet == "n":  # "its `n` is the value, or lies in it (`12-20`)"
        return quote.n is not None and quote.n in numbers(value)
    if facet == "draft":  # "`yes`: still marked for review; `no`: not"
        return quote.draft == (value == "yes")
    if facet in ("starred", "mine"):
        return marked(dossier, quote.id, facet, value)
    printed = [quote.text, *(version.text for version in quote.versions)]
    if facet == "text":  # "folded value found in `text` or any version's text"
        return found(value, printed)
    assert facet == "", f"the oracle does not know how {facet} matches a quote"
    # "folded value found in `text`, any version's text, the `note`, or a name or alias of its `who` and `to`"
    return found(value, [*printed, quote.note or "", *names(dossier, [*quote.who, *quote.to])])


def event_matches(dossier: Dossier, event: Event, facet: str, value: str) -> bool:
    if facet in ("who", "to", "mode", "status", "text", "locator", "n"):  # "never"
        return False
    if facet == "person":  # "value in `involved`"
        return any(part.person == value for part in event.involved)
    if facet == "event":  # "its id is the value"
        return event.id == value
    if facet in ("date", "during"):  # "same"
        return date_matches(dossier, event, facet, value)
    if facet == "source":  # "value in `sources`"
        return value in event.sources
    if facet == "tag":  # "own tag"
        return value in event.tags
    if facet == "type":  # "equal"
        return event.type == value
    if facet == "asof":
        return any(out_by(dossier, source, value) for source in event.sources)
    if facet == "without":
        return not event.sources or any(not falls(dossier, source, value) for source in event.sources)
    if facet == "draft":  # "same"
        return event.draft == (value == "yes")
    if facet in ("starred", "mine"):
        return marked(dossier, event.id, facet, value)
    assert facet == "", f"the oracle does not know how {facet} matches an event"
    # "found in `title`, `summary`, `place`, or a name or alias of its `involved`"
    involved = [part.person for part in event.involved]
    return found(value, [event.title, event.summary or "", event.place or "", *names(dossier, involved)])


def marked(dossier: Dossier, id: str, facet: str, value: str) -> bool:
    # stars, and the words of notes and tags, are the reader's own; what is not marked has none
    for each, mark in dossier.marks.by_id.items():
        if each == id:
            return mark.starred == (value == "yes") if facet == "starred" else found(value, [mark.note, *mark.tags])
    return facet == "starred" and value == "no"


def numbers(value: str) -> range:
    first, _, last = value.rpartition("-") if value[0] != "-" else ("", "", value)
    return range(int(first or last), int(last) + 1)


def out_by(dossier: Dossier, id: str, value: str) -> bool:
    # a source is out by a day when it may have been published before the day was over; one without a date never is
    issued = next(source.issued for source in dossier.sources if source.id == id)
    if value == "undated" or issued is None:
        return issued is None and value == "undated"
    published, asked = span(issued.text, dossier.info.timezone), span(value, dossier.info.timezone)
    (start, _), (_, end) = _comparable(published, asked)
    return start < end


def falls(dossier: Dossier, source: str, wrong: str, seen: tuple[str, ...] = ()) -> bool:
    # "an origin lost takes what is based on it along": a source falls with the last of those that it rests on
    if source == wrong or source in seen:
        return True
    based_on = next(one.based_on for one in dossier.sources if one.id == source)
    return bool(based_on) and all(falls(dossier, base, wrong, (*seen, source)) for base in based_on)


def date_matches(dossier: Dossier, record: Event | Quote, facet: str, value: str) -> bool:
    own = span_of(dossier, record)
    if value == "undated":  # "`date:undated` for undated ones", "`during:undated` is `date:undated`"
        return own is None
    if own is None:
        return False
    asked = span(value, dossier.info.timezone)
    # "its span overlaps the value's span", "its span lies inside the value's span"
    return overlaps(own, asked) if facet == "date" else within(own, asked)


def names(dossier: Dossier, ids: Iterable[str]) -> list[str]:
    wanted = set(ids)
    return [name for person in dossier.people if person.id in wanted for name in (person.name, *person.aliases)]


def found(value: str, texts: Iterable[str]) -> bool:
    # "match anywhere, inside words too; several words need not be in the same field, a phrase is found whole"
    return any(fold(value) in fold(text) for text in texts)


# --- Does a record pass? ---------------------------------------------------------------------------------------------


def quote_passes(dossier: Dossier, quote: Quote, clauses: Iterable[Clause]) -> bool:
    # "A record passes a view when it passes every clause. A clause passes when any of its values matches [...];
    # repeated clauses of one facet must all pass (AND); `-` negates a clause."
    return all(
        any(quote_matches(dossier, quote, clause.facet, value) for value in clause.values) != clause.negated
        for clause in clauses
    )


def event_passes(dossier: Dossier, event: Event, clauses: Iterable[Clause]) -> bool:
    # "A negated clause on a record for which the facet says "never" passes"
    return all(
        any(event_matches(dossier, event, clause.facet, value) for value in clause.values) != clause.negated
        for clause in clauses
    )


def event_shown(dossier: Dossier, event: Event, clauses: Sequence[Clause]) -> bool:
    # "An event is shown when it passes by itself or one of its quotes passes."
    return event_passes(dossier, event, clauses) or any(
        quote_passes(dossier, quote, clauses) for quote in dossier.quotes if quote.event == event.id
    )


# --- Order -----------------------------------------------------------------------------------------------------------


def timeline_order(dossier: Dossier) -> list[Event]:
    # "then file order; undated last of all": sorting is stable.
    return sorted(dossier.events, key=lambda event: _when(dossier, event))


def quotes_order(dossier: Dossier) -> list[Quote]:
    events = [event.id for event in timeline_order(dossier)]

    def key(quote: Quote) -> tuple[object, ...]:
        # "quotes then by their event's place in the timeline and by `n`, those without it last"
        n = inf if quote.n is None else quote.n
        return (*_when(dossier, quote), events.index(quote.event), n)

    return sorted(dossier.quotes, key=key)


def _when(dossier: Dossier, record: Event | Quote) -> tuple[bool, float, float]:
    # "events and quotes by the instant of `earliest` (of `latest` where the start is open [...]), then `latest`;
    # [...] undated last of all"
    when = span_of(dossier, record)
    if when is None:
        return True, 0, 0
    earliest, latest = when.earliest.instant, when.latest.instant
    return False, latest if earliest == -inf else earliest, latest


def people_order(dossier: Dossier) -> list[Person]:
    # "People by `quotes_total + events_total`, most first, then file order"
    def total(person: Person) -> int:
        return len(quotes_with(dossier.quotes, person)) + len(events_with(dossier.events, person))

    return sorted(dossier.people, key=total, reverse=True)


def quotes_with(quotes: Iterable[Quote], person: Person) -> list[Quote]:
    return [quote for quote in quotes if person.id in (*quote.who, *quote.to, *quote.about)]


def events_with(events: Iterable[Event], person: Person) -> list[Event]:
    return [event for event in events if any(part.person == person.id for part in event.involved)]


# --- What the panes and the lists list -------------------------------------------------------------------------------


class EventLine(NamedTuple):
    id: str
    quotes: int
    quotes_total: int


class PersonLine(NamedTuple):
    id: str
    quotes: int
    quotes_total: int
    events: int
    events_total: int


def parts_of(dossier: Dossier, view: View, person: str, as_pane: bool) -> tuple[int, int, int]:
    # "`quotes quotes_total says told named` (passing, all; the last three of the passing)"; a pane ignores its own
    # facets, of which People has "positive `person` `who` `to` clauses"
    own = ("person", "who", "to")
    seen = [c for c in view.clauses if not as_pane or c.negated or c.facet not in own]
    passing = [quote for quote in dossier.quotes if quote_passes(dossier, quote, seen)]
    return (
        len([quote for quote in passing if person in quote.who]),
        len([quote for quote in passing if person in quote.to]),
        len([quote for quote in passing if person in quote.about]),
    )


def quotes_passing(dossier: Dossier, clauses: Sequence[Clause]) -> list[Quote]:
    return [quote for quote in quotes_order(dossier) if quote_passes(dossier, quote, clauses)]


def events_shown(dossier: Dossier, clauses: Sequence[Clause]) -> list[Event]:
    return [event for event in timeline_order(dossier) if event_shown(dossier, event, clauses)]


def timeline_pane(dossier: Dossier, clauses: Sequence[Clause]) -> list[EventLine]:
    # "Timeline | events shown | ignores `event` `date` `during` clauses"
    seen = [clause for clause in clauses if clause.facet not in ("event", "date", "during")]
    # "Positively picked people and events stay listed even at count 0; excluded ones stay in their pane, marked"
    kept = {value for clause in clauses if clause.facet == "event" for value in clause.values}
    return [
        _event_line(dossier, event, seen)
        for event in timeline_order(dossier)
        if event.id in kept or event_shown(dossier, event, seen)
    ]


def timeline_outside(dossier: Dossier, clauses: Sequence[Clause]) -> set[str]:
    # "rows outside them are dimmed, not hidden": events that these clauses alone do not show.
    own = [clause for clause in clauses if clause.facet in ("event", "date", "during")]
    return {event.id for event in dossier.events if not event_shown(dossier, event, own)}


def people_pane(dossier: Dossier, clauses: Sequence[Clause]) -> list[PersonLine]:
    # "ignores positive `person` `who` `to` clauses"
    own = ("person", "who", "to")
    seen = [clause for clause in clauses if clause.negated or clause.facet not in own]
    kept = {value for clause in clauses if clause.facet in own for value in clause.values}
    return [line for line in _person_lines(dossier, seen) if line.id in kept or line.quotes or line.events]


def quotes_pane(dossier: Dossier, clauses: Sequence[Clause]) -> list[str]:
    # "Quotes | quotes that pass | nothing"
    return [quote.id for quote in quotes_passing(dossier, clauses)]


def list_events(dossier: Dossier, view: View, as_pane: bool = False) -> list[EventLine]:
    if as_pane:
        return timeline_pane(dossier, view.clauses)
    # "the events shown", "counts of the event's quotes: passing, all"
    return [_event_line(dossier, event, view.clauses) for event in events_shown(dossier, view.clauses)]


def list_people(dossier: Dossier, view: View, as_pane: bool = False) -> list[PersonLine]:
    if as_pane:
        return people_pane(dossier, view.clauses)
    # "the people found in either ([...] with their own facets applied too)"; excluded ones
    # "are left out by `list` (without `--as-pane`) when the clause is `-person:`"
    excluded = {value for c in view.clauses if c.facet == "person" and c.negated for value in c.values}
    lines = _person_lines(dossier, view.clauses)
    return [line for line in lines if (line.quotes or line.events) and line.id not in excluded]


def list_quotes(dossier: Dossier, view: View) -> list[str]:
    return quotes_pane(dossier, view.clauses)


def list_sources(dossier: Dossier, view: View) -> list[str]:
    # "the sources of passing quotes and shown events", "the rest by file order", "under the empty view all sources"
    printed = {v.source for quote in quotes_passing(dossier, view.clauses) for v in quote.versions}
    reported = {source for event in events_shown(dossier, view.clauses) for source in event.sources}
    return [source.id for source in dossier.sources if not view.clauses or source.id in printed | reported]


def list_claims(dossier: Dossier, view: View) -> list[str]:
    # "of which a record in `about` is listed (a quote that passes, an event shown, a person found, a source listed)"
    listed = {quote.id for quote in quotes_passing(dossier, view.clauses)}
    listed |= {event.id for event in events_shown(dossier, view.clauses)}
    listed |= {line.id for line in list_people(dossier, view)}
    listed |= {*list_sources(dossier, view)}
    return [claim.id for claim in dossier.claims if not view.clauses or listed & {*claim.about}]


def _event_line(dossier: Dossier, event: Event, clauses: Sequence[Clause]) -> EventLine:
    # "Event and quote counts in a pane are counted under the view that the pane sees."
    said = [quote for quote in dossier.quotes if quote.event == event.id]
    return EventLine(event.id, sum(quote_passes(dossier, quote, clauses) for quote in said), len(said))


def _person_lines(dossier: Dossier, clauses: Sequence[Clause]) -> Iterator[PersonLine]:
    # "people with at least one passing quote (`who`, `to`, `about`) or shown event (`involved`), with counts"
    quotes, events = quotes_passing(dossier, clauses), events_shown(dossier, clauses)
    for person in people_order(dossier):
        yield PersonLine(
            person.id,
            len(quotes_with(quotes, person)),
            len(quotes_with(dossier.quotes, person)),
            len(events_with(events, person)),
            len(events_with(dossier.events, person)),
        )


# --- What is compared with it ----------------------------------------------------------------------------------------


def pane_parts(panes: PaneContents) -> dict[str, Any]:
    """All that the engine computes for panes, each part of which it computes when it is first used."""
    parts = (name for name, part in vars(PaneContents).items() if isinstance(part, cached_property))
    return {part: getattr(panes, part) for part in parts}
