"""Where sources disagree, found by rule.

A disagreement is something to look at, not a verdict. Authors silence a false one with `agreed = true` on the quote,
event or claim, or with the names of the rules to silence (`agreed = ["wording"]`); on an event it applies to the
event's quotes too. Of very long texts only the openings are compared, which the text of the disagreement then says.

Outlets disagree on the words of a quote where they print other words, put their own in place of words, or leave words
out as if they had not been said: between words that they print, without an ellipsis, or at the beginning where their
passage sets in with a capital. An excerpt, a cut that is marked and an explanation that is added are no disagreement.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Final

from peace_tui.collation.alignment import MAX_COMPARED_CHARS, Alignment, Presence, cut_opening
from peace_tui.collation.apparatus import OutletComparison, compare_outlets
from peace_tui.collation.differences import DifferenceKind
from peace_tui.collation.entries import Entry
from peace_tui.collation.tokens import tokenize
from peace_tui.model.records import VERBATIM, Claim, Event, Quote, is_silenced
from peace_tui.provenance.first_look import may_disagree
from peace_tui.provenance.sources import evidence_falls
from peace_tui.text.folding import fold

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier

WORDING: Final = "wording"
SPEAKER: Final = "speaker"
ADDRESSEE: Final = "addressee"
DATE: Final = "date"
STANCE: Final = "stance"
EVENT_DATE: Final = "event-date"
OUTCOME: Final = "outcome"
DISAGREEMENT_RULES: Final = {
    WORDING: "same quote, different wording",
    SPEAKER: "same quote, different speaker",
    ADDRESSEE: "same quote, different addressee",
    DATE: "same quote, different date",
    STANCE: "same claim, different position",
    EVENT_DATE: "same event, different date",
    OUTCOME: "same event, different outcome",
}
"""The rules by name, each with what it finds."""
MIN_SHARED_WORDS: Final = 6
"""How many words two quotes with the same words must have to count as one utterance; "I agree" is said often."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A disagreement between sources."""

    rule: str
    """One of `DISAGREEMENT_RULES`."""
    records: tuple[str, ...]
    """The ids of the records that it is about."""
    text: str
    """What is found, as a sentence without its period."""
    sources: tuple[str, ...]
    """The ids of the sources that disagree."""


def find_disagreements(dossier: Dossier) -> Iterator[Disagreement]:
    """Yield what the rules find: in each quote, between quotes, in the events, then in the claims."""
    return (found for found in _find_in_steps(dossier) if found)


def _find_in_steps(dossier: Dossier) -> Iterator[Disagreement | None]:
    """Yield what the rules find, and None after each quote that has been looked at."""
    events = {event.id: event for event in dossier.events}
    for quote in dossier.quotes:
        if quote.mode in VERBATIM and len(quote.versions) > 1:
            if not _is_silenced(WORDING, quote, events.get(quote.event)):
                yield from _compare_wordings(dossier, quote)
            yield None
    yield from _compare_duplicates(dossier.quotes, events)
    for event in dossier.events:
        yield from _compare_accounts(dossier, event)
    for claim in dossier.claims:
        if not _is_silenced(STANCE, claim):
            yield from _compare_stances(dossier, claim)


def find_standing(
    dossier: Dossier, finding: Disagreement, discounted: Callable[[Quote], Collection[int]], sources: Collection[str]
) -> Iterator[Disagreement]:
    """Yield what is left of a disagreement without the versions of a quote and the sources that do not count."""
    record = dossier.by_id[finding.records[0]]
    if finding.rule == WORDING and isinstance(record, Quote):
        lost = discounted(record)
        yield from _compare_wordings(dossier, _leave_out(record, lost)) if lost else [finding]
    elif finding.rule in _TESTS:
        quotes = [quote for id in finding.records if isinstance(quote := dossier.by_id[id], Quote)]
        if not any(map(discounted, quotes)):
            yield finding
            return
        found = _compare_duplicates([_leave_out(quote, discounted(quote)) for quote in quotes], dossier.event_of)
        yield from (one for one in found if one and one.rule == finding.rule)
    elif isinstance(record, Claim):
        evidence = tuple(each for each in record.evidence if not evidence_falls(dossier, each, discounted, sources))
        if evidence == record.evidence:
            yield finding
        else:
            yield from _compare_stances(dossier, record.replace(evidence=evidence))
    elif not any(source in sources for source in finding.sources):
        yield finding
    elif isinstance(record, Event):
        accounts = tuple(each for each in record.accounts if each.source not in sources)
        left = _compare_accounts(dossier, record.replace(accounts=accounts))
        yield from (one for one in left if one.rule == finding.rule)


def _leave_out(quote: Quote, lost: Collection[int]) -> Quote:
    """Return a quote without some of its versions, given by number."""
    return quote.replace(versions=tuple(version for n, version in enumerate(quote.versions) if n not in lost))


class DisagreementSearch:
    """The disagreements of a dossier, looked for step by step, since of many quotes that takes long; and kept."""

    def __init__(self, dossier: Dossier) -> None:
        """Look for nothing yet; for a dossier, `for_dossier` keeps the search."""
        self.found: list[Disagreement] = []
        """What has been found so far."""
        self.is_complete = False
        self._dossier, self._steps = dossier, _find_in_steps(dossier)

    @classmethod
    def for_dossier(cls, dossier: Dossier) -> DisagreementSearch:
        """Return the search of a dossier, as far as it has gone."""
        search: DisagreementSearch | None = dossier.memo.get(cls)
        if search is None:
            search = dossier.memo[cls] = cls(dossier)
        return search

    def go_on(self, steps: int) -> None:
        """Look at some more quotes."""
        for finding in self._steps:
            if finding:
                self.found.append(finding)
            else:
                steps -= 1
                if steps <= 0:
                    return
        self.is_complete = True
        self._dossier.memo[may_disagree] = bool(self.found)


def _is_silenced(rule: str, *records: Quote | Event | Claim | None) -> bool:
    """Tell whether the author has silenced a rule on one of the records."""
    return is_silenced("agreed", rule, records)


def _compare_wordings(dossier: Dossier, quote: Quote) -> Iterator[Disagreement]:
    """Yield where outlets differ in the words of a quote; a translation is not compared with what it translates."""
    if len({fold(version.text) for version in quote.versions}) < 2:
        return
    comparison = compare_outlets(dossier, quote)
    if comparison.outlets < 2:
        return
    entries = tuple(entry for entry in comparison.entries if _changes_words(comparison, entry))
    if entries or comparison.alignment.compared_chars:  # the texts do differ, if not in their openings
        sides = [side for entry in entries for _, numbers in entry.readings for side in numbers]
        rows = [row for side in sides or range(len(comparison.sides)) for row in comparison.sides[side]]
        examples = comparison.examples(entries)
        text = f"{comparison.summary}: {examples}" if examples else comparison.summary
        yield Disagreement(WORDING, (quote.id,), text, tuple(dict.fromkeys(quote.versions[row].source for row in rows)))


def _changes_words(comparison: OutletComparison, entry: Entry) -> bool:
    """Tell whether a difference is one of words, and not only of how much is printed."""
    if entry.kind is DifferenceKind.WORDS:
        return True
    if entry.kind is DifferenceKind.INSERTION:
        said = {"".join(token.key for token in tokenize(text.strip("[]()"))) for text, _ in entry.readings}
        return "" not in said and len(said) > 1  # "[the]" for "the" changes nothing
    lacking = [comparison.sides[side] for text, sides in entry.readings if not text for side in sides]
    is_cut = entry.kind is DifferenceKind.CUT
    return is_cut and any(_is_silent(comparison.alignment, row, entry.columns) for rows in lacking for row in rows)


def _is_silent(alignment: Alignment, row: int, columns: tuple[int, ...]) -> bool:
    """Tell whether a passage lacks some words as if they had not been said."""
    presences = alignment.presences[row]
    if any(presences[column] is Presence.OMITTED for column in columns):
        return True
    first = next((n for n, each in enumerate(alignment.columns) if each.has_words and each.tokens[row]), None)
    if first is None or first < columns[0] or presences[columns[-1]] is not Presence.UNPRINTED:
        return False
    versions = range(alignment.version_count)
    initials = {other: token.text[0] for other in versions if (token := alignment.columns[first].tokens[other])}
    return initials.pop(row).isupper() and any(initial.islower() for initial in initials.values())


def _compare_duplicates(quotes: Iterable[Quote], events: Mapping[str, Event]) -> Iterator[Disagreement | None]:
    """Yield where records of the same words, from different sources, differ in who, to or date."""
    printed: dict[tuple[str, ...], dict[str, Quote]] = {}
    for quote in quotes:
        for text in {version.text for version in quote.versions} if quote.mode in VERBATIM else ():
            words = tuple(token.key for token in tokenize(cut_opening(text, MAX_COMPARED_CHARS)) if token.key)
            if len(words) >= MIN_SHARED_WORDS:
                printed.setdefault(words, {})[quote.id] = quote
        yield None
    yielded: set[Disagreement] = set()
    for same in printed.values():
        for rule, differ in _TESTS.items() if len(same) > 1 else ():
            alike = [quote for quote in same.values() if not _is_silenced(rule, quote, events.get(quote.event))]
            sources = tuple(dict.fromkeys(version.source for quote in alike for version in quote.versions))
            if len(sources) > 1 and differ(alike, events):
                ids = tuple(quote.id for quote in alike)
                finding = Disagreement(rule, ids, f"{DISAGREEMENT_RULES[rule]}: {', '.join(ids)}", sources)
                if finding not in yielded:
                    yielded.add(finding)
                    yield finding


def _differ_in_speaker(quotes: list[Quote], events: Mapping[str, Event]) -> bool:
    return len({frozenset(quote.who) for quote in quotes if quote.who}) > 1


def _differ_in_addressee(quotes: list[Quote], events: Mapping[str, Event]) -> bool:
    return len({frozenset(quote.to) for quote in quotes if quote.to}) > 1


def _differ_in_date(quotes: list[Quote], events: Mapping[str, Event]) -> bool:
    """Tell whether two of the quotes cannot have been said at the same time."""
    dates = [quote.date or (events[quote.event].date if quote.event in events else None) for quote in quotes]
    known = list(dict.fromkeys(filter(None, dates)))
    return not all(one.overlaps(other) for one, other in combinations(known, 2))


_TESTS: Final[dict[str, Callable[[list[Quote], Mapping[str, Event]], bool]]] = {
    SPEAKER: _differ_in_speaker,
    ADDRESSEE: _differ_in_addressee,
    DATE: _differ_in_date,
}


def _compare_accounts(dossier: Dossier, event: Event) -> Iterator[Disagreement]:
    """Yield where the `accounts` of an event, each of one source, differ in date or outcome."""
    dates = [(account.source, account.date) for account in event.accounts if account.date]
    apart = not all(one.overlaps(other) for one, other in combinations({date for _, date in dates}, 2))
    told = [(account.source, account.outcome) for account in event.accounts if account.outcome]
    outcomes = [(source, outcome) for source, outcome in told if outcome.strip()]
    rules = {
        EVENT_DATE: [(source, date.words()) for source, date in dates] if apart else [],
        OUTCOME: outcomes if len({fold(outcome).strip() for _, outcome in outcomes}) > 1 else [],
    }
    for rule, differing_accounts in rules.items():
        sources = tuple(dict.fromkeys(source for source, _ in differing_accounts))
        if len(sources) > 1 and not _is_silenced(rule, event):
            differing = _list_answers(dossier, differing_accounts)
            yield Disagreement(rule, (event.id,), f"{_lead(event.title)} {differing}", sources)


def is_contested(dossier: Dossier, claim: Claim) -> bool:
    """Tell whether the sources of a claim differ, or its author calls it disputed."""
    return claim.status == "disputed" or any(_compare_stances(dossier, claim))


def _compare_stances(dossier: Dossier, claim: Claim) -> Iterator[Disagreement]:
    """Yield a disagreement if the sources of a claim differ in their stances."""
    stances = [(evidence.source, evidence.stance) for evidence in claim.evidence if evidence.stance]
    sources = tuple(dict.fromkeys(source for source, _ in stances))
    if len({fold(stance).strip() for _, stance in stances}) > 1 and len(sources) > 1:
        said = _list_answers(dossier, stances)
        yield Disagreement(STANCE, (claim.id, *claim.about), f"{_lead(claim.text)} {said}", sources)


def _list_answers(dossier: Dossier, answers: Iterable[tuple[str, str]]) -> str:
    """Return answers with the sources that give them: "28 points (Gazette, Herald) / 19 points (Courier)".

    They stand without quotation marks, since their words are the dossier's.
    """
    words: dict[str, str] = {}
    names: dict[str, dict[str, None]] = {}
    for source, answer in answers:
        key = fold(answer).strip()
        words.setdefault(key, answer)
        names.setdefault(key, {})[dossier.source_of[source].label] = None
    return " / ".join(f"{answer} ({', '.join(names[key])})" for key, answer in words.items())


def _lead(text: str) -> str:
    """Return what stands before a list: a sentence with a colon for its period; a question keeps its mark."""
    text = text.strip().rstrip(".")
    return text if text.endswith(("?", "!", "…")) else f"{text}:"
