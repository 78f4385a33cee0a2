"""What a view does not count: under `without` all that rests on a source, under `asof` what came later.

A record passes such a view when something is left of it. What of it does not count is never hidden: its versions, its
sources and what these say of a claim are marked. How much people say is counted of what is left, too.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from pyroaring import BitMap

from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import FALLS, VERBATIM, Claim, Event, Evidence, IdentifiedRecord, Quote, Source
from peace_tui.provenance.sources import SourceGraph, Support, evidence_falls
from peace_tui.query.engine import Matches, match_clauses, match_quotes
from peace_tui.query.facets import UNDATED
from peace_tui.query.view import Clause, discounting_clauses
from peace_tui.text.folding import fold
from peace_tui.text.messages import count_words, format_count, join_words

DISCOUNTED: Final = "discounted"
"""The key and column of data that say so."""
NOT_YET: Final = "not yet in print"
IN_PRINT: Final = "in print"
PERHAPS: Final = "perhaps"
MAX_LISTED_SOURCES: Final = 4
"""How many of the sources that fall are named."""
OPENING_BRACKETS: Final = "[(（［【"
"""What opens an insertion, of which a text without these has none."""
RECORDED_TIME: Final = r"([0-9]+):([0-9]{2}):([0-9]{2}(?:\.[0-9]+)?)"
"""`x_start` and `x_end` of a quote in a recording."""


class Loss(NamedTuple):
    """What falls if some sources are wrong, as a clause of the facet `without` asks."""

    without: tuple[str, ...]
    """The names of the sources that the clause names."""
    along: tuple[str, ...]
    """The names of the other sources that fall with them."""
    in_part: tuple[str, ...]
    """The names of those that print some of what falls, and stand."""
    stand: int
    """How many quotes stand, of those that pass the other clauses."""
    fall: int
    at_second_hand: int = 0
    """How many events stand on nothing but sources that are known only through those that fall."""
    akin: tuple[str, ...] = ()
    """The names of other sources of the same outlets or publishers, which stand."""

    def sources_in_words(self) -> str:
        """Return which sources fall along."""
        said = f"{_list_names(self.along)} {'falls' if len(self.along) == 1 else 'fall'} too" if self.along else ""
        part = f"{_list_names(self.in_part)} in part" if self.in_part else ""
        return ", ".join(filter(None, (said, part))) or "no other source falls"

    def counts_in_words(self) -> str:
        """Return how many quotes stand and fall."""
        stand = f"{format_count(self.stand, 'quote')} {'stands' if self.stand == 1 else 'stand'}"
        return f"{stand}, {self.fall:,} {'falls' if self.fall == 1 else 'fall'}"

    def __str__(self) -> str:
        """Return all of it in a line."""
        return f"Without {_list_names(self.without, ' or ', ' or ')}: {' · '.join(self.parts_in_words())}"

    def parts_in_words(self) -> list[str]:
        """Return all that is to be said: sources, quotes, events, and what a reader may think left out."""
        akin = f"not left out, of the same publisher: {_list_names(self.akin)}" if self.akin else ""
        return [*filter(None, (self.sources_in_words(), self.counts_in_words(), self.events_in_words(), akin))]

    def events_in_words(self) -> str:
        """Return how many events stand only on what is known through the sources that fall; nothing if none does."""
        count, them = self.at_second_hand, "it" if len((*self.without, *self.along)) == 1 else "these"
        stand = "stands" if count == 1 else "stand"
        return f"{format_count(count, 'event')} {stand} only on sources known through {them}" if count else ""


def _list_names(names: Sequence[str], between: str = ", ", before_rest: str = " and ") -> str:
    more = f"{before_rest}{len(names) - MAX_LISTED_SOURCES:,} more" if len(names) > MAX_LISTED_SOURCES else ""
    return between.join(names[:MAX_LISTED_SOURCES]) + more


def find_losses(dossier: Dossier, clauses: Iterable[Clause]) -> list[Loss]:
    """Return for each clause of the facet `without` what falls, negated or not."""
    every = [*clauses]
    losses = []
    for clause in every:
        if clause.facet == "without":
            others = [other for other in every if other != clause]
            positive = clause.replace(negated=False)
            stand = len(match_quotes(dossier, [*others, positive]))
            fall = len(match_quotes(dossier, others)) - stand
            lost, in_part = _find_lost_sources(dossier, clause.values)
            wrong, along, partly, akin = (
                tuple(dict.fromkeys(map(dossier.name_source, ids)))
                for ids in (clause.values, lost, in_part, _find_akin(dossier, clause.values, lost))
            )
            second_hand = len(_find_at_second_hand(dossier, positive))
            losses.append(Loss(wrong, along, partly, stand, fall, second_hand, akin))
    return losses


def _find_akin(dossier: Dossier, without: Sequence[str], lost: Sequence[str]) -> list[str]:
    """Return the other sources that have an outlet or a publisher in common with some, and do not fall with them."""
    houses = {house for id in without for house in _houses(dossier.source_of[id])}
    others = (source for source in dossier.sources if source.id not in without and source.id not in lost)
    return [source.id for source in others if not houses.isdisjoint(_houses(source))]


def _houses(source: Source) -> set[str]:
    """Return the outlet and the publisher of a source, folded."""
    return {fold(name).strip() for name in (source.container_title, source.publisher) if name}


class AsOf(NamedTuple):
    """Which sources were in print at the time that a clause of the facet `asof` names, by name."""

    time: str
    """The time, in words."""
    in_print: tuple[str, ...]
    perhaps: tuple[str, ...]
    """Those whose dates do not say whether they were."""
    not_yet: tuple[str, ...]
    undated: tuple[str, ...]

    def sources_in_words(self, names: bool = True) -> str:
        """Return how many sources were in print, and where `names` are wanted, which."""
        listed = (
            (IN_PRINT, self.in_print, names),
            (PERHAPS, self.perhaps, names),
            ("not yet", self.not_yet, False),
            ("undated", self.undated, False),
        )
        parts = [
            f"{f'{len(found):,}' if found else 'none'} {what}{f' ({_list_names(found)})' if is_named and found else ''}"
            for what, found, is_named in listed
            if found or what == IN_PRINT
        ]
        return f"sources: {', '.join(parts)}"

    def __str__(self) -> str:
        """Return all of it in a line."""
        return f"By {self.time}, {self.sources_in_words()}"


def find_times(dossier: Dossier, clauses: Iterable[Clause]) -> list[AsOf]:
    """Return for each clause that asks what was in print by some time which sources were."""
    found = []
    for clause in clauses:
        if clause.facet == "asof" and not clause.negated and clause.values != (UNDATED,):
            when: dict[str, list[str]] = {IN_PRINT: [], PERHAPS: [], NOT_YET: [], UNDATED: []}
            for id, state in _find_times(dossier, clause).items():
                when[state].append(dossier.name_source(id))
            dates = (parse_date(value, dossier.info.timezone) for value in clause.values if value != UNDATED)
            time = " or ".join(date.words() for date in dates)
            found.append(AsOf(time, *map(tuple, when.values())))
    return found


def describe_discounts(dossier: Dossier, clauses: Iterable[Clause]) -> list[str]:
    """Return for each clause that discounts something a line on what."""
    every = [*clauses]
    return [*map(str, find_losses(dossier, every)), *map(str, find_times(dossier, every))]


def find_discounted_sources(dossier: Dossier, clauses: Iterable[Clause]) -> Mapping[str, str]:
    """Return the ids of the sources that a view does not count, each with the mark that says why."""
    return _find_discounts(dossier, clauses).sources


def find_discounted(dossier: Dossier, quote: Quote, clauses: Iterable[Clause]) -> Mapping[int, str]:
    """Return the numbers of the versions of a quote that a view does not count, each with the mark that says why."""
    sources, asked = _find_discounts(dossier, clauses)
    marks = {}
    for number, version in enumerate(quote.versions if sources or asked else ()):
        if version.source in sources:
            marks[number] = sources[version.source]
        elif any(all(support.loses_version(version) for support in supports) for supports in asked):
            marks[number] = FALLS
    return marks


def mark_evidence(dossier: Dossier, evidence: Evidence, clauses: Iterable[Clause]) -> str:
    """Return why a view does not count what a source says of a claim, or through what it is known; else nothing."""
    every = tuple(clauses)
    sources = find_discounted_sources(dossier, every)
    if evidence_falls(dossier, evidence, lambda quote: find_discounted(dossier, quote, every), sources):
        return sources.get(evidence.source, FALLS)
    return mark_second_hand(dossier, evidence.source, sources)


def mark_second_hand(dossier: Dossier, source: str, discounted: Mapping[str, str]) -> str:
    """Return through what a source is known, if only through some that a view does not count; else nothing."""
    ways = find_ways(dossier, discounted).get(source, ()) if discounted else ()
    names = join_words(dict.fromkeys(dossier.source_of[way].label for way in ways))
    return f"known only through {names}" if names else ""


class Discount(NamedTuple):
    """A part of a record that a view does not count."""

    source: str
    """The id of the source that it is from."""
    why: str
    """The mark, and the clauses to which it is due: "falls (without:gazette)"."""
    part: int | None = None
    """The number of the version or of the evidence; None for a source of an event, and for a source itself."""


def list_discounts(dossier: Dossier, record: IdentifiedRecord, clauses: Iterable[Clause]) -> list[Discount]:
    """Return what of a record a view does not count, for data that must say it without a screen around it."""
    asking = discounting_clauses(clauses)
    if not asking:
        return []
    sources = find_discounted_sources(dossier, asking)
    marks: list[tuple[str, str, int | None]] = []
    if isinstance(record, Quote):
        found = find_discounted(dossier, record, asking)
        marks = [(record.versions[number].source, mark, number) for number, mark in found.items()]
    elif isinstance(record, Claim):
        marks = [
            (each.source, mark_evidence(dossier, each, asking), number) for number, each in enumerate(record.evidence)
        ]
    elif isinstance(record, Event | Source):
        ids = record.sources if isinstance(record, Event) else (str(record.id),)
        marks = [(id, sources.get(id) or mark_second_hand(dossier, id, sources), None) for id in ids]
        if isinstance(record, Source) and not marks[0][1] and _falls_in_part(dossier, ids[0], asking):
            marks = [(ids[0], f"{FALLS} in part", None)]
    due = " ".join(map(str, asking))
    return [Discount(source, f"{mark} ({due})", part) for source, mark, part in marks if mark]


class Speech(NamedTuple):
    """How much somebody says."""

    words: int = 0
    seconds: float | None = None
    """How long it lasts; None where no quote says from when to when it is."""


def measure_speech(dossier: Dossier, quotes: Iterable[int], clauses: Iterable[Clause]) -> Speech:
    """Return how much is said in some quotes, given by position, as far as they stand under a view.

    What is only reported has the words of its author, and is not counted.
    """
    asking = discounting_clauses(clauses)
    kept: tuple[tuple[Clause, ...], dict[int, Speech]] | None = dossier.memo.get(Speech)
    if kept is None or kept[0] != asking:
        kept = dossier.memo[Speech] = asking, {}
    measured, records = kept[1], dossier.quote_index.records
    words, lasted = 0, []
    for position in quotes:
        if (speech := measured.get(position)) is None:
            quote = records[position]
            is_spoken = quote.mode in VERBATIM
            said = count_spoken(quote, find_discounted(dossier, quote, asking))
            speech = measured[position] = Speech(said, _seconds_of(quote) if is_spoken else None)
        words += speech.words
        lasted += [] if speech.seconds is None else [speech.seconds]
    return Speech(words, sum(lasted) if lasted else None)


def count_spoken(quote: Quote, discounted: Collection[int]) -> int:
    """Count the words that the speaker of a quote says, of a paraphrase none; none that an outlet put in brackets.

    Where versions are `discounted`, by number, and no other prints the reading text, it is the longest that stands.
    """
    if quote.mode not in VERBATIM:
        return 0
    standing = [version.text for number, version in enumerate(quote.versions) if number not in discounted]
    is_read = not discounted or quote.text in standing
    text = quote.text if is_read else max(standing, key=len, default=quote.text)
    if any(bracket in text for bracket in OPENING_BRACKETS):
        from peace_tui.collation.tokens import TokenKind, tokenize  # which no list needs, and few texts

        spoken = (token.text for token in tokenize(text) if token.kind in (TokenKind.WORD, TokenKind.ALTERED))
        text = " ".join(spoken)
    return count_words(text)


def _seconds_of(quote: Quote) -> float | None:
    ends = [re.fullmatch(RECORDED_TIME, str(quote.extra.get(name, ""))) for name in ("x_start", "x_end")]
    start, end = (int(at[1]) * 3600 + int(at[2]) * 60 + float(at[3]) if at else None for at in ends)
    return max(end - start, 0.0) if start is not None and end is not None else None


class _Discounts(NamedTuple):
    """What the clauses of a view discount."""

    sources: Mapping[str, str]
    asked: Sequence[Sequence[Support]]
    """For each clause that goes without sources what stands without each of them."""


def _find_discounts(dossier: Dossier, clauses: Iterable[Clause]) -> _Discounts:
    """Return what some clauses discount; of the last ones asked about it is kept."""
    asking = discounting_clauses(clauses)
    kept: tuple[tuple[Clause, ...], _Discounts] | None = dossier.memo.get(_Discounts)
    if kept is None or kept[0] != asking:
        kept = dossier.memo[_Discounts] = asking, _compute_discounts(dossier, asking)
    return kept[1]


def _compute_discounts(dossier: Dossier, clauses: Iterable[Clause]) -> _Discounts:
    asked: list[list[Support]] = []
    marks: dict[str, str] = {}
    for clause in clauses:
        if clause.facet == "without":
            supports = [Support.for_dossier(dossier, id) for id in clause.values]
            lost = frozenset.intersection(*(support.lost_sources for support in supports))
            asked.append(supports)
            marks.update((id, FALLS) for id in dossier.source_of if id in lost)
        elif clause.values != (UNDATED,):
            later = (id for id, when in _find_times(dossier, clause).items() if when in (NOT_YET, UNDATED))
            for id in later:
                marks.setdefault(id, UNDATED if dossier.source_of[id].issued is None else NOT_YET)
    return _Discounts(marks, asked)


def _find_times(dossier: Dossier, clause: Clause) -> Mapping[str, str]:
    """Return for each source whether it was in print at the time that a clause of the facet `asof` names."""
    spans = [parse_date(value, dossier.info.timezone) for value in clause.values if value != UNDATED]
    times = {}
    for source in dossier.sources:
        issued = source.issued
        if issued is None:
            times[source.id] = IN_PRINT if UNDATED in clause.values else UNDATED
        elif any(issued.ends_by_end_of(span) for span in spans):
            times[source.id] = IN_PRINT
        else:
            times[source.id] = PERHAPS if any(issued.starts_before_end_of(span) for span in spans) else NOT_YET
    return times


def find_ways(dossier: Dossier, discounted: Collection[str]) -> Mapping[str, tuple[str, ...]]:
    """Return the sources that are known only through some that do not count, each with those that rest on it.

    None of its own words is in the dossier, and no source rests on it but these and others that are known so.
    """
    graph = SourceGraph.for_dossier(dossier)
    printing = dossier.quote_index.postings("source")
    known: dict[str, tuple[str, ...]] = {}
    waiting = [*discounted]
    for through in waiting:
        for base in graph.based_on[through]:
            if base in known or base in discounted or printing.get(base):
                continue
            if all(other in discounted or other in known for other in graph.dependents[base]):
                known[base] = tuple(graph.dependents[base])
                waiting.append(base)
    return known


def _find_at_second_hand(dossier: Dossier, clause: Clause) -> BitMap:
    """Return the events that stand on nothing but sources known through those that fall; for one clause kept."""
    kept: tuple[Clause, BitMap] | None = dossier.memo.get(_find_at_second_hand)
    if kept is None or kept[0] != clause:
        discounted = find_discounted_sources(dossier, (clause,))
        ways, index = find_ways(dossier, discounted), dossier.event_index
        quoted = {dossier.quote_index.records[position].event for position in match_quotes(dossier, (clause,))}
        found = BitMap(
            position
            for position in BitMap().union(*(index.with_value("source", id) for id in ways))
            if (event := index.records[position]).id not in quoted
            if not any(id not in ways and id not in discounted for id in event.sources)
        )
        kept = dossier.memo[_find_at_second_hand] = clause, found
    return kept[1]


def find_resting_alone(dossier: Dossier, source: str) -> Matches:
    """Return what rests on one source alone: the quotes and events of which nothing is left without it."""
    standing = match_clauses(dossier, [Clause("without", (source,))])
    return Matches(dossier.quote_index.everything - standing.quotes, dossier.event_index.everything - standing.events)


def _find_lost_sources(dossier: Dossier, without: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """Return the other sources that fall with every one of some, and those that stand and print what falls so."""
    kept: tuple[list[str], list[str]] | None = dossier.memo.get((_find_lost_sources, without))
    if kept is None:
        supports = [Support.for_dossier(dossier, source) for source in without]
        lost = frozenset.intersection(*(support.lost_sources for support in supports))
        versions = (version for quote in dossier.quotes for version in quote.versions)
        standing = (version for version in versions if version.via and version.source not in lost)
        in_part = {each.source for each in standing if all(support.loses_version(each) for support in supports)}
        along = [id for id in dossier.source_of if id in lost and id not in without]
        kept = along, [id for id in dossier.source_of if id in in_part]
        dossier.memo[_find_lost_sources, without] = kept
    return kept


def _falls_in_part(dossier: Dossier, id: str, clauses: Iterable[Clause]) -> bool:
    """Tell whether some of what a source prints falls under one of some clauses, and the rest stands."""
    return any(id in _find_lost_sources(dossier, clause.values)[1] for clause in clauses if clause.facet == "without")
