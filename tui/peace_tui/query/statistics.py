"""A dossier at a glance: who speaks how much, who reports what alone, what rests on one origin, and what is missing.

All of it is counted under a view, and of what still stands there: what falls with a source that the view leaves out is
not counted. Words are those of the reading text of direct quotes; a paraphrase has the words of its author.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, Final, NamedTuple

from pyroaring import BitMap

from peace_tui.collation.apparatus import leave_out_versions
from peace_tui.edtf.spans import Date, date_ends, parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import KIND_NAMES, VERBATIM, Event, Quote, Version
from peace_tui.provenance.sources import Origin, SourceGraph, find_origins
from peace_tui.query.discounts import count_spoken, find_discounted, find_discounted_sources
from peace_tui.query.engine import find_claims, find_people, find_sources, match_clauses
from peace_tui.query.view import View
from peace_tui.text.folding import fold
from peace_tui.text.messages import format_count

PRECISIONS: Final = {
    "second": "to the second",
    "minute": "to the minute",
    "hour": "to the hour",
    "day": "to the day",
    "month": "to the month",
    "season": "to the season",
    "year": "to the year",
    "decade": "to the decade",
    "century": "to the century",
    "period": "from one date to another",
    "open": "with an open beginning or end",
    "set": "one of several dates",
    "undated": "undated",
}
"""How exactly something can be dated, and how that is said: the finest first, undated last."""
DATED: Final = ("events", "quotes", "sources")
"""What has dates; that of a source is when it was published."""
MISSING: Final = {
    "drafts": "Drafts to review",
    "quotes_without_source": "Quotes without a source",
    "quotes_without_speaker": "Quotes without a speaker",
    "events_without_source": "Events without a source",
    "events_undated": "Events without a date",
    "sources_undated": "Sources without a date",
    "people_never_mentioned": "People never mentioned",
}
"""What a dossier may lack, and what it is called."""
ALONE: Final = "“alone” means that nothing else supports it"
"""The note on what an outlet has alone."""
MAX_PART_ROWS: Final = 50
"""How many of the records that lack the same thing are listed."""
SUPPORT: Final = {
    "one_origin": "on one origin",
    "several_origins": "on several",
    "unknown_origin": "on one that is not known",
    "no_source": "on no source",
}
"""What a quote may rest on, and how that is said."""


@dataclass(slots=True)
class Speaker:
    """How much a person says; a quote of two speakers counts for each of them."""

    id: str
    name: str
    quotes: int = 0
    """How many quotes are theirs."""
    words: int = 0
    """How many words these have, where they are given directly."""
    reported: int = 0
    """How many of the quotes are given in other words than theirs."""


@dataclass(slots=True)
class Outlet:
    """What the sources of one outlet print and report, and how much of it nothing else supports."""

    name: str
    sources: list[str]
    passages: int = 0
    quotes: int = 0
    quotes_alone: int = 0
    """How many of these quotes fall if the outlet is wrong."""
    events: int = 0
    """How many events it is a source of."""
    events_alone: int = 0
    """How many of these fall if the outlet is wrong."""


@dataclass(slots=True)
class SoleOrigin:
    """An account on which alone some quotes rest, however many outlets print them."""

    name: str
    source: str | None
    """The source that it is; None where it is none of the dossier's, but what the sources call it."""
    quotes: int = 0


@dataclass(slots=True)
class Precision:
    """How many records are dated so exactly."""

    precision: str
    events: int = 0
    quotes: int = 0
    sources: int = 0
    uncertain: int = 0
    """How many of them have a `?`, `~` or `%`."""


@dataclass(slots=True)
class Statistics:
    """What is counted; of each list the most first."""

    shown: dict[str, int]
    """How many records of each kind the view leaves."""
    total: dict[str, int]
    """How many the dossier has."""
    words: int = 0
    """The words of all direct quotes, each counted once."""
    speakers: list[Speaker] = field(default_factory=list)
    outlets: list[Outlet] = field(default_factory=list)
    origins: list[SoleOrigin] = field(default_factory=list)
    rests_on: dict[str, int] = field(default_factory=dict)
    """How many quotes rest on one origin, on several, on one that is not known, and on no source."""
    dates: list[Precision] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)
    """The ids of what the dossier lacks something of."""

    def as_dict(self) -> dict[str, Any]:
        """Return all of it as JSON takes it."""
        return asdict(self)


class Tally:
    """The statistics of a dossier under a view while they are counted, some quotes at a time."""

    def __init__(self, dossier: Dossier, view: View) -> None:
        """Begin to count; nothing is counted yet."""
        self.dossier, self.view = dossier, view
        self.is_complete = False
        """Whether all quotes have been counted."""
        self._matches = match_clauses(dossier, view.clauses)
        self._discounted = find_discounted_sources(dossier, view.clauses)
        self._waiting = iter(self._matches.quotes)
        self._words = 0
        self._speakers: dict[str, Speaker] = {}
        self._origins: dict[tuple[str | None, str], SoleOrigin] = {}
        self._rests_on = dict.fromkeys(SUPPORT, 0)
        self._dates: Counter[str | None] = Counter()
        self._lacking: dict[str, list[str]] = {"drafts": [], "quotes_without_source": [], "quotes_without_speaker": []}
        self._outlets: dict[str, Outlet] = {}
        for source in dossier.sources:
            self._outlets.setdefault(source.outlet, Outlet(source.label, [])).sources.append(source.id)
        self._graph = SourceGraph.for_dossier(dossier)

    def go_on(self, quotes: int | None = None) -> None:
        """Count some more quotes; all that are left without a number."""
        records, counted = self.dossier.quote_index.records, 0
        for position in islice(self._waiting, quotes):
            self._count(records[position])
            counted += 1
        self.is_complete = quotes is None or counted < quotes

    def _count(self, quote: Quote) -> None:
        discounted = find_discounted(self.dossier, quote, self.view.clauses)
        # Of two clauses each may leave a source, and both together none: then the quote rests on either.
        versions = leave_out_versions(quote, discounted).versions or quote.versions
        date = self.dossier.date_of(quote)
        self._dates[date.text if date else None] += 1
        self._count_words(quote, count_spoken(quote, discounted))
        self._count_outlets(versions)
        self._count_origins(versions)
        if quote.draft:
            self._lacking["drafts"].append(quote.id)
        if not quote.versions:
            self._lacking["quotes_without_source"].append(quote.id)
        if not quote.who:
            self._lacking["quotes_without_speaker"].append(quote.id)

    def _count_words(self, quote: Quote, words: int) -> None:
        self._words += words
        for id in dict.fromkeys(quote.who):
            speaker = self._speakers.setdefault(id, Speaker(id, self.dossier.person_of[id].name))
            speaker.quotes += 1
            speaker.words += words
            speaker.reported += quote.mode not in VERBATIM

    def _count_outlets(self, versions: Collection[Version]) -> None:
        vital = _intersect(map(self._graph.find_vital_outlets, versions))
        for name, passages in Counter(self._graph.sources[version.source].outlet for version in versions).items():
            outlet = self._outlets[name]
            outlet.passages += passages
            outlet.quotes += 1
            outlet.quotes_alone += self._graph.outlets[name] in vital

    def _count_origins(self, versions: Sequence[Version]) -> None:
        found = find_origins(self._graph, versions)
        self._rests_on[_describe_support(found)] += 1
        if len(found) == 1 and found[0].known:
            label, source = found[0].label, found[0].source
            name = self.dossier.name_source(source) if source else label
            self._origins.setdefault((source, fold(label)), SoleOrigin(name, source)).quotes += 1

    def _count_reports(self, events: Iterable[Event]) -> None:
        """Count what the outlets report of events, in place of any earlier count."""
        for outlet in self._outlets.values():
            outlet.events = outlet.events_alone = 0
        for event in events:
            sources = [source for source in event.sources if source not in self._discounted]
            vital = self._find_vital_outlets(event, sources)
            for name in {self._graph.sources[source].outlet for source in sources}:
                self._outlets[name].events += 1
                self._outlets[name].events_alone += self._graph.outlets[name] in vital

    def _find_vital_outlets(self, event: Event, sources: Iterable[str]) -> BitMap:
        """Return the outlets any one of which, if it is wrong, leaves an event none of these sources and no quote."""
        vital = _intersect(self._graph.vital_outlets[source] for source in sources)
        index = self.dossier.quote_index
        for position in index.with_value("event", event.id) if vital else ():
            quote = index.records[position]
            if not quote.versions:
                return BitMap()  # what has no source cannot lose it
            discounted = find_discounted(self.dossier, quote, self.view.clauses)
            for version in leave_out_versions(quote, discounted).versions:
                vital &= self._graph.find_vital_outlets(version)
            if not vital:
                break
        return vital

    def result(self) -> Statistics:
        """Return what has been counted by now."""
        dossier, view = self.dossier, self.view
        events = [dossier.event_index.records[position] for position in self._matches.events]
        people = [dossier.people_by_weight[row.position] for row in find_people(dossier, view)]
        sources, claims = find_sources(dossier, view.clauses), find_claims(dossier, view)
        self._count_reports(events)
        listed: dict[str, Sequence[Any]] = {"events": events, "people": people, "sources": sources, "claims": claims}
        every = listed if view.clauses else listed | {"people": dossier.people}  # also those whom nothing mentions
        drafts = [str(record.id) for records in every.values() for record in records if record.draft]
        missing = self._lacking | {
            "drafts": [*drafts, *self._lacking["drafts"]],
            "events_without_source": [event.id for event in events if not event.sources],
            "events_undated": [event.id for event in events if event.date is None],
            "sources_undated": [source.id for source in sources if source.issued is None],
            "people_never_mentioned": [] if view.clauses else find_unmentioned(dossier),
        }
        dates = {
            "events": Counter(event.date.text if event.date else None for event in events),
            "quotes": self._dates,
            "sources": Counter(source.issued.text if source.issued else None for source in sources),
        }
        outlets = [outlet for outlet in self._outlets.values() if outlet.passages or outlet.events]
        return Statistics(
            shown={"quotes": len(self._matches.quotes)} | {kind: len(found) for kind, found in listed.items()},
            total={kind: len(getattr(dossier, kind)) for kind in ("quotes", *listed)},
            words=self._words,
            speakers=sorted(self._speakers.values(), key=lambda each: (-each.quotes, -each.words)),
            outlets=sorted(outlets, key=lambda each: (-each.passages, -each.events)),
            origins=sorted(self._origins.values(), key=lambda each: -each.quotes),
            rests_on=dict(self._rests_on),
            dates=_count_precisions(dossier, dates),
            missing={kind: missing[kind] for kind in MISSING},
        )


def _intersect(sets: Iterable[BitMap]) -> BitMap:
    """Return what is in each of some sets; nothing where there is no set."""
    return BitMap.intersection(*given) if (given := [*sets]) else BitMap()


def compute_statistics(dossier: Dossier, view: View) -> Statistics:
    """Return the statistics of a dossier under a view."""
    tally = Tally(dossier, view)
    tally.go_on()
    return tally.result()


def _describe_support(origins: Sequence[Origin]) -> str:
    """Return what a quote with these origins rests on, as a key of `SUPPORT`."""
    if len(origins) > 1:
        return "several_origins"
    return ("one_origin" if origins[0].known else "unknown_origin") if origins else "no_source"


def find_unmentioned(dossier: Dossier) -> list[str]:
    """Return the ids of the people whom no quote, event, claim or office names."""
    mentioned = {*dossier.quote_index.postings("person"), *dossier.event_index.postings("person")}
    mentioned |= {id for claim in dossier.claims for id in claim.about}
    mentioned |= {role.org for person in dossier.people for role in person.roles if role.org}
    return [person.id for person in dossier.people if person.id not in mentioned]


def find_precision(date: Date | None) -> str:
    """Return how exact a date is, as a key of `PRECISIONS`."""
    if date is None:
        return "undated"
    ends = date_ends(date)
    if not ends.closed:
        return "open"
    if ends.one_of:
        return "set"
    return ends.points[0].unit if len(ends.points) == 1 else "period"


def _count_precisions(dossier: Dossier, dates: Mapping[str, Counter[str | None]]) -> list[Precision]:
    """Return how many records are dated how exactly; `dates` has for each kind how many are dated so."""
    rows = {precision: Precision(precision) for precision in PRECISIONS}
    for kind, found in dates.items():
        for text, number in found.items():
            date = parse_date(text, dossier.info.timezone or "UTC") if text else None
            row = rows[find_precision(date)]
            setattr(row, kind, getattr(row, kind) + number)
            row.uncertain += number if date and date_ends(date).qualified else 0
    return [row for row in rows.values() if row.events or row.quotes or row.sources]


# --- In words, for every screen ---------------------------------------------------------------------------------------


class PartRow(NamedTuple):
    """A line of a part: what it is about, and what is counted of it."""

    name: str
    counts: str
    id: str | None = None
    """The record that it is about."""
    is_listed: bool = False
    """Whether it is one of what the row before it counts."""
    is_first_of_several: bool = False
    """Whether the record is the first of several that it is about, as the articles of an outlet are."""


class Part(NamedTuple):
    """A part of the statistics, under a heading."""

    title: str
    note: str
    rows: Sequence[PartRow]


def describe_statistics(dossier: Dossier, found: Statistics) -> list[Part]:
    """Return statistics in words, part by part; a part without anything to say is left out."""
    parts = [
        Part("Who speaks", f"{found.words:,} words in direct quotes", [*map(_describe_speaker, found.speakers)]),
        Part("Outlets", ALONE if found.outlets else "", [*map(_describe_outlet, found.outlets)]),
        Part("What rests on one origin", _describe_rests(found.rests_on), [*map(_describe_origin, found.origins)]),
        Part("Dates", "", [*map(_describe_precision, found.dates)]),
        Part("What is missing", "" if any(found.missing.values()) else "nothing", [*_describe_missing(dossier, found)]),
    ]
    return [part for part in parts if part.rows or part.note not in ("", "0 words in direct quotes")]


def describe_shown(view: View, found: Statistics) -> str:
    """Return how much there is, under a view how much of all."""
    counts = []
    for kind in ("events", "people", "quotes", "sources", "claims"):
        if total := found.total[kind]:
            shown = f"{found.shown[kind]:,} of " if view.clauses else ""
            counts.append(shown + format_count(total, KIND_NAMES[kind], kind))
    return ", ".join(counts) + (f" in the filter {view.replace(at=None)}" if view.clauses else "")


def _describe_speaker(speaker: Speaker) -> PartRow:
    counts = [format_count(speaker.quotes, "quote")]
    if speaker.words:
        counts.append(f"{speaker.words:,} {'word' if speaker.words == 1 else 'words'}")
    if speaker.reported:
        counts.append(f"{speaker.reported:,} paraphrased" if speaker.reported < speaker.quotes else "paraphrased")
    return PartRow(speaker.name, ", ".join(counts), speaker.id)


def _describe_outlet(outlet: Outlet) -> PartRow:
    counts = []
    if outlet.passages:
        alone = f" ({outlet.quotes_alone:,} alone)" if outlet.quotes_alone else ""
        counts.append(f"{format_count(outlet.passages, 'passage')} of {format_count(outlet.quotes, 'quote')}{alone}")
    if outlet.events:
        alone = f" ({outlet.events_alone:,} alone)" if outlet.events_alone else ""
        counts.append(f"{format_count(outlet.events, 'event')}{alone}")
    return PartRow(outlet.name, ", ".join(counts), outlet.sources[0], is_first_of_several=len(outlet.sources) > 1)


def _describe_rests(rests_on: Mapping[str, int]) -> str:
    parts = [f"{number:,} {SUPPORT[kind]}" for kind, number in rests_on.items() if number]
    return f"of the quotes {', '.join(parts)}" if parts else ""


def _describe_origin(origin: SoleOrigin) -> PartRow:
    return PartRow(origin.name, format_count(origin.quotes, "quote"), origin.source)


def _describe_precision(row: Precision) -> PartRow:
    counts = ", ".join(format_count(getattr(row, kind), KIND_NAMES[kind], kind) for kind in DATED if getattr(row, kind))
    doubtful = f"; {row.uncertain:,} of these uncertain or approximate" if row.uncertain else ""
    return PartRow(PRECISIONS[row.precision], counts + doubtful)


def _describe_missing(dossier: Dossier, found: Statistics) -> Iterator[PartRow]:
    """Yield what a dossier lacks, each time followed by the records, of which no more than some are listed."""
    for kind, ids in found.missing.items():
        if ids:
            yield PartRow(MISSING[kind], f"{len(ids):,}")
        yield from (PartRow(dossier.name_record(id), "", id, True) for id in ids[:MAX_PART_ROWS])
        if len(ids) > MAX_PART_ROWS:
            yield PartRow(f"and {len(ids) - MAX_PART_ROWS:,} more", "", None, True)
