"""The screens of `peace-tui read`: a dossier in sentences and numbered choices, for ears, fingertips and slow lines.

A screen is plain text, made again of the dossier and the filter whenever it is shown. Its first line says where the
reader is and how many there are. What records say is written by the renderers of the other text commands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple

from pyroaring import BitMap

from peace_tui.cli.commands.show import (
    FACET_OF_RECORD,
    RECORD_NAMES,
    describe_briefly,
    describe_in_full,
    describe_record,
    describe_speech,
    describe_words,
    is_about,
    name_speakers,
)
from peace_tui.cli.inputs import COUNTED, describe_filter, describe_losses
from peace_tui.collation.apparatus import (
    KIND_HEADINGS,
    compare_outlets,
    describe_composition,
    describe_discounted,
    leave_out_versions,
)
from peace_tui.exporters.citations import STYLES, Passage, cite, cite_place, describe_printing, list_passages
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import (
    NOT_REVIEWED,
    VERBATIM,
    Claim,
    Event,
    GuidedView,
    IdentifiedRecord,
    Person,
    Quote,
    Source,
)
from peace_tui.provenance.disagreements import WORDING
from peace_tui.query.discounts import find_discounted, find_discounted_sources, mark_evidence
from peace_tui.query.engine import find_claims, find_people, find_sources, match_clauses, match_quotes
from peace_tui.query.selection import LISTINGS
from peace_tui.query.statistics import Part, compute_statistics, describe_shown, describe_statistics
from peace_tui.query.view import Clause, View, parse_view
from peace_tui.text.messages import add_mark, format_count, quotation_marks, speak

LIST_TITLES: Final = {
    "events": "Timeline",
    "people": "People",
    "quotes": "Quotes",
    "sources": "Sources",
    "claims": "Claims",
}
"""The lists, and what their screens are called."""
RECORD_FACETS: Final = {**FACET_OF_RECORD, Event: "event"}
"""The facet that finds what belongs to a record."""

ScreenMaker = Callable[[Dossier, View], "Screen"]
"""Makes a screen of a dossier and the filter: where the reader is."""


class ScreenChoice(NamedTuple):
    """What can be chosen on a screen."""

    words: str
    place: ScreenMaker
    view: View | None = None
    """The filter that the choice sets; None leaves it as it is."""
    replaces: bool = False
    """Whether going back from there leads past the screen of the choice."""


@dataclass(slots=True)
class Screen:
    """What is printed at once."""

    heading: str
    paragraphs: Sequence[str] = ()
    items: Sequence[Any] = ()
    """What a number chooses, in order: choices, or what `choice_of` makes one of, by its place, when it is printed."""
    commands: dict[str, ScreenChoice] = field(default_factory=dict)
    """What a letter chooses."""
    choice_of: Callable[[int], ScreenChoice] | None = None
    record: str = ""
    """The id of the record that it is about."""

    def choice(self, at: int) -> ScreenChoice:
        """Return what a number chooses, counted from 0."""
        chosen: ScreenChoice = self.choice_of(at) if self.choice_of else self.items[at]
        return chosen


class Walk(NamedTuple):
    """The records of a list, which can be gone through one after the other."""

    ids: Sequence[str]
    at: int = -1
    """Where the reader is, counted from 0; -1 in the list itself."""

    def choice(self, words: str, at: int) -> ScreenChoice:
        """Return the choice of another one."""
        return ScreenChoice(words, partial(show_record, self.ids[at], walk=Walk(self.ids, at)), replaces=self.at >= 0)


# --- Where one begins, and lists -------------------------------------------------------------------------------------


def show_home(dossier: Dossier, view: View) -> Screen:
    """Return the first screen: what the dossier is about, and its lists."""
    note = [dossier.info.note] if dossier.info.note and not view.clauses else []
    tour = ScreenChoice(f"Tour: {format_count(len(dossier.views), 'step')}", partial(show_tour, 0))
    choices = [tour] if dossier.views else []
    choices += [_list_choice(kind, count) for kind in LIST_TITLES if (count := _count(kind, dossier, view))]
    if any(len(quote.versions) > 1 for quote in dossier.quotes) or dossier.claims:
        choices.append(ScreenChoice("Where sources disagree", show_disagreements))
    choices.append(ScreenChoice("The dossier at a glance", list_statistics))
    return Screen(f"{dossier.info.title}. {describe_filter(dossier, view)}", note, choices)


def _list_choice(kind: str, count: int, view: View | None = None) -> ScreenChoice:
    return ScreenChoice(f"{LIST_TITLES[kind]}: {_counted(kind, count)}", partial(list_records, kind), view)


def _counted(kind: str, count: int) -> str:
    """Return a count, with its noun in the list that is not called so."""
    return format_count(count, "event") if kind == "events" else f"{count:,}"


def _in_filter(view: View) -> str:
    """Return which filter a count is of, where there is one."""
    return f" in the filter {view.replace(at=None)}" if view.clauses else ""


def _count(kind: str, dossier: Dossier, view: View) -> int:
    matches = match_clauses(dossier, view.clauses)
    if kind in COUNTED:
        return len(getattr(matches, kind))
    if kind == "people":
        return len(find_people(dossier, view))
    return len([*(find_sources(dossier, view.clauses) if kind == "sources" else find_claims(dossier, view))])


def list_records(kind: str, dossier: Dossier, view: View) -> Screen:
    """Return the list of a kind of records that the filter leaves."""
    rows = LISTINGS[kind].rows(dossier, view, False)
    walk = Walk([row["id"] for row in rows])
    total = _count(kind, dossier, View())
    counted = f"{len(rows):,} of {_counted(kind, total)}" if view.clauses else _counted(kind, total)
    return Screen(
        " ".join([f"{LIST_TITLES[kind]}: {counted}{_in_filter(view)}.", *describe_losses(dossier, view)]),
        () if rows else ["Nothing is listed."],
        rows,
        _commands_of_view(dossier, view),
        lambda at: walk.choice(_describe_choice(dossier, dossier.by_id[walk.ids[at]]), at),
    )


def _commands_of_view(dossier: Dossier, view: View, sets: View | None = None) -> dict[str, ScreenChoice]:
    """Return what can be read of all that a filter leaves, by letter; a choice may set the filter that it is for."""
    found = {}
    index, quotes = dossier.quote_index, match_quotes(dossier, view.clauses)
    event = index.records[quotes[0]].event if len(quotes) > 1 else ""
    if event and quotes.issubset(index.with_value("event", event)):
        found["c"] = ScreenChoice("read them as a conversation", partial(show_conversation, event), sets)
    if view.clauses:
        found["d"] = ScreenChoice("where sources disagree on this", show_disagreements, sets)
    return found


def show_disagreements(dossier: Dossier, view: View) -> Screen:
    """Return where sources disagree on what the filter leaves."""
    rows = LISTINGS["disagreements"].rows(dossier, view, False)

    def choice_of(at: int) -> ScreenChoice:
        row = rows[at]
        id = row["records"][0]
        if row["rule"] == WORDING:
            counts = speak(row["text"].partition(": ")[0])
            return ScreenChoice(f"{counts}: {_describe_choice(dossier, dossier.by_id[id])}", partial(compare, id))
        words = mark_draft(row["text"].replace(") / ", "); "), dossier.by_id[id])
        return ScreenChoice(words, partial(show_record, id))

    return Screen(f"Where sources disagree: {len(rows):,}{_in_filter(view)}.", (), rows, choice_of=choice_of)


def list_statistics(dossier: Dossier, view: View) -> Screen:
    """Return the parts of the dossier at a glance."""
    found = compute_statistics(dossier, view)
    parts = [
        ScreenChoice(_name_part(part), partial(show_statistics, part.title))
        for part in describe_statistics(dossier, found)
    ]
    return Screen(f"At a glance: {describe_shown(view, found)}.", (), parts)


def _name_part(part: Part) -> str:
    """Return what is in a part of the dossier at a glance, in a line."""
    return f"{part.title}: {part.note or ', '.join(row.name for row in part.rows if not row.is_listed)}"


def show_statistics(title: str, dossier: Dossier, view: View) -> Screen:
    """Return one part of the dossier at a glance, of which what is about a record opens it."""
    parts = describe_statistics(dossier, compute_statistics(dossier, view))
    part = next((part for part in parts if part.title == title), Part(title, "", ()))
    lines: list[str] = []
    choices: list[ScreenChoice] = []
    lacking = ""
    for row in part.rows:
        lacking = lacking if row.is_listed else row.name
        words = ": ".join(filter(None, (lacking if row.is_listed else "", row.name, row.counts)))
        if row.id:
            words = words if row.is_first_of_several else mark_draft(words, dossier.by_id[row.id])
            choices.append(ScreenChoice(words, partial(show_record, row.id)))
        else:
            lines.append(f"{words}.")
    return Screen(f"{title}{_in_filter(view)}{f': {part.note}' if part.note else ''}.", lines, choices)


def mark_draft(words: str, record: IdentifiedRecord) -> str:
    """Return words about a record, with what is said of a draft behind them if it is one."""
    return add_mark(words, NOT_REVIEWED if record.draft else None)


def _describe_choice(dossier: Dossier, record: IdentifiedRecord) -> str:
    """Return a record in a sentence that says of a draft that it is one, as the standing of a claim does."""
    words = describe_record(dossier, record)
    return words if isinstance(record, Claim) else mark_draft(words, record)


def _record_choice(dossier: Dossier, record: IdentifiedRecord, label: str) -> ScreenChoice:
    words = _describe_choice(dossier, record)
    return ScreenChoice(f"{label}: {words}" if label else words, partial(show_record, str(record.id)))


# --- Records ---------------------------------------------------------------------------------------------------------


def show_record(id: str, dossier: Dossier, view: View, walk: Walk | None = None) -> Screen:
    """Return what a record says, and what belongs to it."""
    record = dossier.by_id[id]
    if isinstance(record, GuidedView):
        return show_tour(dossier.views.index(record), dossier, view)
    lines = [*describe_briefly(dossier, record, view)]
    lines += [counted] if (counted := _count_in_view(dossier, view, record)) else []
    lines += [f"Marked by you, not in the dossier: {mark}"] if (mark := dossier.marks.of(record.id).summary) else []
    commands = _commands(dossier, view, record)
    if walk and walk.at + 1 < len(walk.ids):
        commands["n"] = walk.choice("next", walk.at + 1)
    if walk and walk.at:
        commands["p"] = walk.choice("previous", walk.at - 1)
    place = f" {walk.at + 1:,} of {len(walk.ids):,}" if walk and len(walk.ids) > 1 else ""
    return Screen(
        f"{RECORD_NAMES[type(record)].capitalize()}{place}. {_title(dossier, record)}.",
        lines,
        [*_related(dossier, view, record)],
        commands,
        record=str(record.id),
    )


def _title(dossier: Dossier, record: IdentifiedRecord) -> str:
    return describe_speech(dossier, record) if isinstance(record, Quote) else describe_record(dossier, record)


def show_all(id: str, dossier: Dossier, view: View) -> Screen:
    """Return everything that the dossier has of a record, key by key."""
    record = dossier.by_id[id]
    name = RECORD_NAMES[type(record)].capitalize()
    return Screen(f"{name}, all of it. {_title(dossier, record)}.", [*describe_in_full(dossier, record)], record=id)


def _count_in_view(dossier: Dossier, view: View, record: IdentifiedRecord) -> str:
    """Return how many of the quotes of a record pass the filter, where not all of them do."""
    facet = RECORD_FACETS.get(type(record))
    quotes = dossier.quote_index.with_value(facet, str(record.id)) if facet else BitMap()
    passing = quotes & match_quotes(dossier, view.clauses)
    if len(passing) == len(quotes):
        return ""
    first = ", which come first" if passing else ""
    return f"{len(passing)} of {format_count(len(quotes), 'quote')}{_in_filter(view)}{first}."


def _related(dossier: Dossier, view: View, record: IdentifiedRecord) -> Iterator[ScreenChoice]:
    """Yield the records that belong to one, each with what it is to it."""
    if isinstance(record, Quote):
        discounted = find_discounted(dossier, record, view.clauses)
        yield _record_choice(dossier, dossier.event_of[record.event], "Event")
        for label, ids in (("Speaker", record.who), ("Told", record.to), ("About", record.about)):
            yield from (_record_choice(dossier, dossier.person_of[id], label) for id in ids)
        standing = {version.source for version in leave_out_versions(record, discounted).versions}
        marks = {record.versions[number].source: mark for number, mark in discounted.items()}
        for id in dict.fromkeys(version.source for version in record.versions):
            label = "Version" if id in standing else marks[id].capitalize()
            yield _record_choice(dossier, dossier.source_of[id], label)
    elif isinstance(record, Event):
        yield from _quote_choices(dossier, view, "event", record.id)
        for part in record.involved:
            yield _record_choice(dossier, dossier.person_of[part.person], part.role or "Involved")
        lost = find_discounted_sources(dossier, view.clauses)
        for id in record.sources:
            yield _record_choice(dossier, dossier.source_of[id], lost.get(id, "Source").capitalize())
        for link in record.links:
            yield _record_choice(dossier, dossier.event_of[link.to], link.type.replace("-", " ").capitalize())
    elif isinstance(record, Person | Source):
        facet = "person" if isinstance(record, Person) else "source"
        yield from _quote_choices(dossier, view, facet, record.id)
        events = dossier.event_index
        found = sorted(events.with_value(facet, record.id))
        yield from (_record_choice(dossier, events.records[position], "Event") for position in found)
    elif isinstance(record, Claim):
        for evidence in record.evidence:
            label = add_mark(dossier.source_of[evidence.source].label, mark_evidence(dossier, evidence, view.clauses))
            yield _record_choice(dossier, dossier.by_id[evidence.quote or evidence.source], label)
        yield from (_record_choice(dossier, dossier.by_id[id], "About") for id in record.about)
    for claim in dossier.claims:
        if is_about(claim, record.id):
            yield _record_choice(dossier, claim, "Claim")


def _quote_choices(dossier: Dossier, view: View, facet: str, id: str) -> Iterator[ScreenChoice]:
    """Yield the quotes of a record: those that pass the filter first, then the others."""
    records, quotes = dossier.quote_index.records, dossier.quote_index.with_value(facet, id)
    passing = quotes & match_quotes(dossier, view.clauses)
    yield from (_record_choice(dossier, records[position], "Quote") for position in sorted(passing))
    rest = "Quote, not in the filter"
    yield from (_record_choice(dossier, records[position], rest) for position in sorted(quotes - passing))


def _quotes(dossier: Dossier, facet: str, id: str) -> list[Quote]:
    index = dossier.quote_index
    return [index.records[position] for position in sorted(index.with_value(facet, id))]


def _commands(dossier: Dossier, view: View, record: IdentifiedRecord) -> dict[str, ScreenChoice]:
    """Return what can be done with a record, by letter."""
    found: dict[str, ScreenChoice] = {}
    if isinstance(record, Quote):
        if len(record.versions) > 1:
            found["d"] = ScreenChoice("compare the outlets", partial(compare, record.id))
        found["y"] = ScreenChoice("cite", partial(choose_passage, record.id))
    event = record.event if isinstance(record, Quote) else record.id if isinstance(record, Event) else None
    if event and len(_quotes(dossier, "event", event)) > 1:
        found["c"] = ScreenChoice("read it as a conversation", partial(show_conversation, event))
    if facet := RECORD_FACETS.get(type(record)):
        filtered = _with_clause(view, facet, str(record.id))
        found["f"] = ScreenChoice("filter by this", partial(list_records, "quotes"), filtered)
    if isinstance(record, Source):
        without = _with_clause(view, "without", record.id)
        found["w"] = ScreenChoice("what stands without it", partial(list_records, "quotes"), without)
    found["a"] = ScreenChoice("all that is recorded of it", partial(show_all, str(record.id)))
    return found


def _with_clause(view: View, facet: str, id: str) -> View:
    clause = Clause(facet, (id,))
    return view if clause in view.clauses else view.replace(clauses=(*view.clauses, clause))


# --- Quotes side by side, and in a row -------------------------------------------------------------------------------


def compare(id: str, dossier: Dossier, view: View) -> Screen:
    """Return what each outlet prints of a quote, and each place where they differ."""
    quote = dossier.by_id[id]
    assert isinstance(quote, Quote)
    discounted = find_discounted(dossier, quote, view.clauses)
    standing = leave_out_versions(quote, discounted)
    is_direct = quote.mode in VERBATIM
    composed = describe_composition(dossier, quote, discounted)
    lines = [f"The reading text, {composed}: {quote.text}"] if composed else []
    for number, version in enumerate(quote.versions):
        words = quotation_marks(version.text) if is_direct else version.text
        lines.append(f"{add_mark(cite_place(dossier, version), discounted.get(number))} prints: {words}")
    comparison = compare_outlets(dossier, standing)
    lines += [f"{speak(comparison.summary)}."] if standing.versions else []
    for number, entry in enumerate(entries := comparison.entries if is_direct else (), 1):  # which no number chooses
        kind = (KIND_HEADINGS.get(entry.kind) or str(entry.kind)).lower()
        lines.append(f"Difference {number} of {len(entries)}, {kind}: {comparison.describe(entry)}.")
    commands = {letter: choice for letter, choice in _commands(dossier, view, quote).items() if letter != "d"}
    return Screen(f"Outlets compared. {mark_draft(describe_speech(dossier, quote), quote)}.", lines, (), commands)


def show_conversation(id: str, dossier: Dossier, view: View) -> Screen:
    """Return the quotes of an event in their order."""
    event, quotes = dossier.event_of[id], _quotes(dossier, "event", id)
    walk, note = Walk([quote.id for quote in quotes]), []
    if any(quote.n is not None for quote in quotes):
        note = ["The numbers of turns are the dossier's; where one is missing, turns may not follow directly."]
    elif len({dossier.date_of(quote) for quote in quotes}) == 1:
        note = ["The order of these quotes is not recorded."]

    def choice_of(at: int) -> ScreenChoice:
        quote = quotes[at]
        turn = f"turn {quote.n}, " if quote.n is not None else ""
        discounted = find_discounted(dossier, quote, view.clauses)
        printing = describe_printing(dossier, quote, discounted)
        said = f"{turn}{name_speakers(dossier, quote)}: {describe_words(dossier, quote, discounted)}"
        said = f"{said}." if said[-1].isalnum() else said
        return walk.choice(mark_draft(f"{said} {printing}." if printing else said, quote), at)

    heading = f"Conversation of {format_count(len(quotes), 'quote')}. {_describe_choice(dossier, event)}"
    return Screen(heading, note, quotes, choice_of=choice_of)


def choose_passage(id: str, dossier: Dossier, view: View) -> Screen:
    """Return the passages of a quote of which one can be cited; of a single one the citation."""
    quote = dossier.by_id[id]
    assert isinstance(quote, Quote)
    discounted = find_discounted(dossier, quote, view.clauses)
    found = list_passages(dossier, quote, discounted)
    if len(found) == 1:
        return show_citation(found[0], dossier, view)

    def choice_of(at: int) -> ScreenChoice:
        passage = found[at]
        where = cite_place(dossier, passage.version) if passage.version else "no source"
        return ScreenChoice(f"{where}: {passage.text}", partial(show_citation, passage))

    falling = describe_discounted(dossier, quote, discounted)
    notes = [f"{falling[:1].upper()}{falling[1:]}."] if falling else []
    return Screen(f"Cite. {len(found)} passages; which do you want to cite?", notes, found, choice_of=choice_of)


def show_citation(passage: Passage, dossier: Dossier, view: View, style: str = "plain") -> Screen:
    """Return the citation of a passage, and the other styles to choose from."""
    others = [ScreenChoice(other, partial(show_citation, passage, style=other)) for other in STYLES if other != style]
    return Screen(f"Citation, {style}.", cite(dossier, passage, style).split("\n"), others)


# --- The tour --------------------------------------------------------------------------------------------------------


def show_tour(step: int, dossier: Dossier, view: View) -> Screen:
    """Return a step of the tour, counted from 0, which filters as its author wants."""
    guided = dossier.views[step]
    view = parse_view(guided.view, dossier)
    lists = [_list_choice(kind, _count(kind, dossier, view), view) for kind in COUNTED]
    commands = _commands_of_view(dossier, view, view)
    if step + 1 < len(dossier.views):
        commands["n"] = ScreenChoice("next step", partial(show_tour, step + 1), replaces=True)
    if step:
        commands["p"] = ScreenChoice("previous step", partial(show_tour, step - 1), replaces=True)
    title = guided.title or guided.view
    heading = f"Tour, step {step + 1} of {len(dossier.views)}: {title}. {describe_filter(dossier, view)}"
    return Screen(heading, [guided.note] if guided.note else (), lists, commands)
