"""Where sources disagree, found by rule.

A finding is a place to look at, not a verdict. The author silences what is none with `x_agreed = true` on the quote,
event or claim, or with the names of the rules to silence (`x_agreed = ["wording"]`); on an event it holds for the
event's quotes too. Very long texts are compared in their openings only, and where that is so it is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from peace_tui.collation.alignment import MAX_COMPARED_CHARS, collate_texts, cut_opening
from peace_tui.collation.tokens import spellings_of, tokenize
from peace_tui.collation.variants import find_variants, summary
from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import Date, parse_date
from peace_tui.model.records import VERBATIM, is_silenced
from peace_tui.text.folding import fold

if TYPE_CHECKING:
    from peace_tui.model.dossier import Dossier
    from peace_tui.model.records import Claim, Event, Quote, Version

WORDING: Final = "wording"
SPEAKER: Final = "speaker"
ADDRESSEE: Final = "addressee"
DATE: Final = "date"
STANCE: Final = "stance"
EVENT_DATE: Final = "event-date"
OUTCOME: Final = "outcome"
RULES: Final = {
    WORDING: "sources print the same utterance in different words",
    SPEAKER: "sources give the same words to different speakers",
    ADDRESSEE: "sources have the same words said to different people",
    DATE: "sources date the same words differently",
    STANCE: "sources say different things of a claim",
    EVENT_DATE: "sources date the same event differently",
    OUTCOME: "sources tell different outcomes of the same event",
}
"""The rules, each with what it finds."""
ENOUGH: Final = 6
"""So many words two quotes must have in common, and be, to be taken for one utterance; "I agree" is said often."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A disagreement between sources."""

    rule: str
    """One of `RULES`."""
    records: tuple[str, ...]
    """The ids of the records it is about."""
    text: str
    """What is found, as a sentence without its full stop."""
    sources: tuple[str, ...]
    """The ids of the sources that disagree."""


def disagreements(dossier: Dossier) -> Iterator[Finding]:
    """Yield what the rules find: in the quotes one by one, between quotes, in the events, then in the claims."""
    events = {event.id: event for event in dossier.events}
    languages = {source.id: (source.language or "").partition("-")[0].lower() for source in dossier.sources}
    names = spellings_of(dossier)
    for quote in dossier.quotes:
        if quote.mode in VERBATIM and len(quote.versions) > 1 and not _agreed(WORDING, quote, events.get(quote.event)):
            yield from _wording(quote, languages, names)
    yield from _twice_recorded(dossier.quotes, events)
    for event in dossier.events:
        yield from _accounts(event, dossier)
    for claim in dossier.claims:
        if not _agreed(STANCE, claim):
            yield from _stance(claim)


def _agreed(rule: str, *records: Quote | Event | Claim | None) -> bool:
    """Tell whether a rule is silenced on one of the records."""
    return is_silenced("x_agreed", rule, records)


def _wording(quote: Quote, languages: Mapping[str, str], names: Mapping[str, str]) -> Iterator[Finding]:
    """Yield where versions in the same language differ in words."""
    by_language: dict[str, list[Version]] = {}
    for version in quote.versions:
        by_language.setdefault(languages.get(version.source, ""), []).append(version)
    for versions in by_language.values():
        if len({fold(version.text) for version in versions}) < 2:
            continue
        alignment = collate_texts([version.text for version in versions], quote.text, names)
        found = find_variants(alignment)
        if found or alignment.compared_chars:  # what differs beyond that is not looked for, and something does
            differing = {number for variant in found for reading in variant.readings for number in reading.versions}
            numbers = sorted(differing) or range(len(versions))
            sources = dict.fromkeys(versions[number].source for number in numbers)
            line = summary(alignment, [version.source for version in versions])
            yield Finding(WORDING, (quote.id,), line, tuple(sources))


def _twice_recorded(quotes: Iterable[Quote], events: Mapping[str, Event]) -> Iterator[Finding]:
    """Yield where records of the same words, from different sources, differ in who, to or date."""
    printed: dict[tuple[str, ...], dict[str, Quote]] = {}
    for quote in quotes:
        for text in {version.text for version in quote.versions} if quote.mode in VERBATIM else ():
            words = tuple(token.key for token in tokenize(cut_opening(text, MAX_COMPARED_CHARS)) if token.key)
            if len(words) >= ENOUGH:
                printed.setdefault(words, {})[quote.id] = quote
    told: set[Finding] = set()
    for same in printed.values():
        for rule, differ in _DIFFER.items() if len(same) > 1 else ():
            alike = [quote for quote in same.values() if not _agreed(rule, quote, events.get(quote.event))]
            sources = tuple(dict.fromkeys(version.source for quote in alike for version in quote.versions))
            if len(sources) > 1 and differ(alike, events):
                ids = tuple(quote.id for quote in alike)
                finding = Finding(rule, ids, f"{RULES[rule]}: {', '.join(ids)}", sources)
                if finding not in told:
                    told.add(finding)
                    yield finding


def _in_speaker(quotes: list[Quote], events: Mapping[str, Event]) -> bool:
    return len({frozenset(quote.who) for quote in quotes if quote.who}) > 1


def _in_addressee(quotes: list[Quote], events: Mapping[str, Event]) -> bool:
    return len({frozenset(quote.to) for quote in quotes if quote.to}) > 1


def _in_date(quotes: list[Quote], events: Mapping[str, Event]) -> bool:
    """Tell whether two of the quotes cannot have been said at the same time."""
    dates = [quote.date or (events[quote.event].date if quote.event in events else None) for quote in quotes]
    known = list(dict.fromkeys(filter(None, dates)))
    return any(not one.overlaps(other) for place, one in enumerate(known) for other in known[:place])


_DIFFER: Final[dict[str, Callable[[list[Quote], Mapping[str, Event]], bool]]] = {
    SPEAKER: _in_speaker,
    ADDRESSEE: _in_addressee,
    DATE: _in_date,
}


def _accounts(event: Event, dossier: Dossier) -> Iterator[Finding]:
    """Yield where the accounts that an event keeps in `x_accounts` differ: tables of `source`, `date` and `outcome`."""
    kept = event.extra.get("x_accounts")
    accounts = [account for account in kept if isinstance(account, dict)] if isinstance(kept, list) else []
    known = [
        account
        for account in accounts
        if isinstance(source := account.get("source"), str) and source in dossier.source_of
    ]
    dated = [(account["source"], date) for account in known if (date := _date(account.get("date"), dossier))]
    apart = any(not one.overlaps(other) for place, (_, one) in enumerate(dated) for _, other in dated[:place])
    told = [(a["source"], a["outcome"]) for a in known if isinstance(a.get("outcome"), str) and a["outcome"].strip()]
    rules = {
        EVENT_DATE: [(source, date.words()) for source, date in dated] if apart else [],
        OUTCOME: told if len({fold(outcome).strip() for _, outcome in told}) > 1 else [],
    }
    for rule, said in rules.items():
        sources = tuple(dict.fromkeys(source for source, _ in said))
        if len(sources) > 1 and not _agreed(rule, event):
            differing = " / ".join(f"'{words}'" for words in dict.fromkeys(words for _, words in said))
            yield Finding(rule, (event.id,), f"{event.title.rstrip('.')}: {differing}", sources)


def _date(value: object, dossier: Dossier) -> Date | None:
    """Return a date an account gives, None where it gives none that can be read."""
    try:
        return parse_date(value, dossier.info.timezone) if isinstance(value, str) else None
    except DateError:
        return None


def _stance(claim: Claim) -> Iterator[Finding]:
    """Yield a claim of which its sources do not all say the same."""
    stances: dict[str, str] = {}
    sources: dict[str, None] = {}
    for evidence in claim.evidence:
        if evidence.stance:
            stances.setdefault(fold(evidence.stance).strip(), evidence.stance)
            sources[evidence.source] = None
    if len(stances) > 1 and len(sources) > 1:
        said = " / ".join(f"'{stance}'" for stance in stances.values())
        yield Finding(STANCE, (claim.id, *claim.about), f"{claim.text.rstrip('.')}: {said}", tuple(sources))
