"""The page of each kind of record: what it says itself, then all that belongs to it, as items. Lines, no state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from pyroaring import BitMap

from peace_tui.edtf.grammar import format_duration
from peace_tui.exporters.citations import cite_place
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Event, IdentifiedRecord, Person, Quote, Source, Version
from peace_tui.model.values import own_words_aloud
from peace_tui.provenance.sources import SourceGraph
from peace_tui.query.discounts import find_losses, find_resting_alone, find_ways, mark_second_hand
from peace_tui.query.engine import match_quotes
from peace_tui.query.view import Clause
from peace_tui.text.messages import add_mark, format_count
from peace_tui.text.terminal_safe import escape_unsafe
from peace_tui.ui.render.comparison import summarize_versions
from peace_tui.ui.render.lines import EMPTY, Line, single_line
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.render.pages import write_claim, write_quote
from peace_tui.ui.render.record import describe_second_hand, link_addresses, write_marks
from peace_tui.ui.render.rows import format_words

ROW: Final = "row"
"""What Enter does on the record itself, at the top of its page: it goes to its row in the panes."""
VERSIONS_SECTION: Final = 1
"""The section of the page of a quote that lists its versions: the first, where it has any."""
MAX_RELATED: Final = 200
"""How many records of a kind a page lists; the rest is counted."""


def write_record(page: PageText, record: IdentifiedRecord | None) -> None:
    """Write the page of a record; of the dossier itself for None."""
    match record:
        case Event():
            _event(page, record)
        case Person():
            _person(page, record)
        case Quote():
            _quote(page, record)
        case Source():
            _source(page, record)
        case Claim():
            _claim(page, record)
        case _:
            _dossier(page)
    if record is not None:
        _details(page, record)


def _details(page: PageText, record: IdentifiedRecord) -> None:
    """Write what few readers look for: the author's own keys, and the id."""
    page.gap()
    for name, text in own_words_aloud(record).items() if record.extra else ():
        page.labeled(name, text, "quiet")
    page.labeled("id", record.id, "quiet")


# --- An event ---------------------------------------------------------------------------------------------------------


def _event(page: PageText, event: Event) -> None:
    lasted = format_duration(event.duration) if event.duration else ""
    when = event.date.words() if event.date else "undated"
    with page.item(event, ROW):
        page.title(event.title)
        kind = event.type if event.type != "other" else ""
        page.text(" · ".join(filter(None, (kind, when, lasted, event.place))), "quiet")
    write_marks(page, event)
    page.gap()
    page.text(event.summary)
    quotes = page.dossier.quote_index.with_value("event", event.id)
    _quotes(page, "Quotes", quotes, page.frame.panes.timeline_matches.quotes, with_date=False)
    _claims(page, (event.id,))
    if event.involved:
        page.section("People", len(event.involved))
    for part in event.involved:
        _person_item(page, part.person, part.role or "")
    discounted = page.frame.discounted_sources
    _sources(page, "Sources", event.sources, _what_it_prints(page.dossier, quotes, discounted))
    page.text(describe_second_hand(page.dossier, event, discounted), "quiet")
    if event.accounts:
        page.section("Accounts differ")
    for id, words in page.dossier.account_words(event, marks=discounted):
        source = page.dossier.source_of[id]
        with page.item(source):
            page.runs((*page.draft_sign(source), (words, "text")))
    _linked_events(page, event)
    page.gap()
    page.labeled("certainty", event.certainty if event.certainty != "unknown" else "")
    page.labeled("tags", ", ".join(event.tags), "quiet")
    page.labeled("note", event.note, "quiet")


def _what_it_prints(dossier: Dossier, quotes: BitMap, discounted: Mapping[str, str]) -> dict[str, str]:
    """Return how many of some quotes each source prints, in words; of those that do not count, their marks."""
    counts = {
        source.id: len(dossier.quote_index.with_value("source", source.id) & quotes) for source in dossier.sources
    }
    prints = {id: f"prints {format_count(count, 'quote')}" for id, count in counts.items() if count}
    return prints | dict(discounted)


def _linked_events(page: PageText, event: Event) -> None:
    """Write the events that this one has to do with, and those that have to do with it."""
    marks = page.frame.discounted_sources
    links = page.dossier.link_words(event, marks=marks)
    others = [other for other in page.dossier.events if any(link.to == event.id for link in other.links)]
    if links or others:
        page.section("Other events", len(links) + len(others))
    for id, words in links:
        linked = page.dossier.event_of[id]
        with page.item(linked):
            page.runs((*page.draft_sign(linked), (words, "text")))
    for other in others:
        said = [words for id, words in page.dossier.link_words(other, marks=marks, this=event.id) if id == event.id]
        with page.item(other):
            when = other.date.words() if other.date else "undated"
            page.runs((*page.draft_sign(other), (f"{other.title}, {when}: {'; '.join(said)}", "text")))


# --- A person ---------------------------------------------------------------------------------------------------------


def _person(page: PageText, person: Person) -> None:
    also = f"also {', '.join(person.aliases)}" if person.aliases else ""
    sign = page.names((person.id,))[0]
    with page.item(person, ROW):
        page.title(person.name)
        page.runs((sign, (" · ".join(map(single_line, filter(None, (person.side, person.kind, also)))), "quiet")))
    write_marks(page, person)
    dossier = page.dossier
    said, told, named = (dossier.quote_index.with_value(part, person.id) for part in ("who", "to", "about"))
    events = dossier.event_index.with_value("person", person.id)
    page.gap()
    counts = [("speaks in", said, "quote"), ("is told", told, "quote"), ("is named in", named, "quote")]
    counts.append(("is involved in", events, "event"))
    page.text(" · ".join(f"{does} {format_count(len(found), what)}" for does, found, what in counts if found))
    if person.roles:
        page.section("Offices", len(person.roles))
    for role in person.roles:
        page.text(dossier.role_words(role, marks=page.frame.discounted_sources))
    among = page.frame.panes.people_matches.quotes
    _quotes(page, "Says", said, among, with_speaker=False)
    _claims(page, (person.id,))
    _quotes(page, "Is told", told - said, among)
    _quotes(page, "Is named in", named - said - told, among)
    _events(page, "Involved in", [dossier.event_index.records[each] for each in events])
    page.gap()
    page.labeled("note", person.note, "quiet")


def _person_item(page: PageText, id: str, part: str) -> None:
    person = page.dossier.person_of[id]
    with page.item(person):
        said = f" · {single_line(part)}" if part else ""
        page.runs((*page.draft_sign(person), *page.names((id,)), (said, "quiet")))


# --- A quote ----------------------------------------------------------------------------------------------------------


def _quote(page: PageText, quote: Quote) -> None:
    dossier = page.dossier
    event, date = dossier.event_of[quote.event], dossier.date_of(quote)
    discounted = page.frame.discounted(quote)
    found = summarize_versions(dossier, quote.id, discounted)
    with page.item(quote, ROW):
        page.edges(page.who_to(quote), ((date.words() if date else "undated", "quiet"),))
        offices = {id: dossier.office_of(id, date, page.frame.discounted_sources) for id in (*quote.who, *quote.to)}
        page.text("; ".join(f"{dossier.brief_of(id)}: {office}" for id, office in offices.items() if office), "quiet")
        page.gap()
        page.text(format_words(quote), "words", indent=3)
        page.text(found.composed_from, "quiet", indent=3)
    write_marks(page, quote)
    page.gap()
    page.labeled("reported as", quote.mode if quote.mode != "direct" else "")
    page.labeled("status", quote.status if quote.status != "asserted" else "")
    if quote.versions:
        page.section("Versions", len(quote.versions))
        page.text(found.verdict, "strong")
        page.text(found.discounted, "quiet")
    for number, version in enumerate(quote.versions):
        _version(page, quote, version, number, discounted.get(number))
    page.section("Said at")
    with page.item(event):
        occasion = (event.title, event.date.words() if event.date else "undated", event.place)
        page.runs((*page.draft_sign(event), (", ".join(filter(None, occasion)), "text")))
    parts = [*((id, "speaks") for id in quote.who), *((id, "is told") for id in quote.to)]
    parts += [(id, "is named") for id in quote.about if id not in {person for person, _ in parts}]
    if parts:
        page.section("People", len(parts))
    for id, part in parts:
        _person_item(page, id, part)
    _claims(page, (quote.id,))
    page.gap()
    page.labeled("tags", ", ".join(dossier.tags_of(quote)), "quiet")
    page.labeled("note", quote.note, "quiet")


def _version(page: PageText, quote: Quote, version: Version, number: int, mark: str | None) -> None:
    """Write what a source prints; Enter compares it with the others, or opens the source where it is alone."""
    source = page.dossier.source_of[version.source]
    record: IdentifiedRecord = quote if len(quote.versions) > 1 else source
    with page.item(record, "comparison" if record is quote else "record", number, source=source.id):
        page.runs((*page.draft_sign(source), (add_mark(cite_place(page.dossier, version), mark), "strong")))
        page.text("the words above" if version.text.split() == quote.text.split() else version.text, indent=3)
        way = f"via {' → '.join(version.via)}" if version.via else ""
        translated = f"translated from {version.translated_from}" if version.translated_from else ""
        page.text(" · ".join(filter(None, (translated, way, version.note))), "quiet", indent=3)
        _address(page, source.url, indent=3)


def _address(page: PageText, url: str | None, indent: int = 1) -> None:
    """Write an address, which leads there where the terminal knows links."""
    if url and url.strip():
        address = escape_unsafe(url)
        page.add(*link_addresses(address, (address,), "text", page.width - 1, " " * indent))


# --- A source ---------------------------------------------------------------------------------------------------------


def _source(page: PageText, source: Source) -> None:
    dossier = page.dossier
    authors = ", ".join(map(str, source.author))
    issued = source.issued.words() if source.issued else "undated"
    with page.item(source, ROW):
        page.title(source.label)
        page.text(source.title if source.title != source.label else "", "strong")
        page.text(" · ".join(filter(None, (source.container_title, authors, source.publisher, issued))), "quiet")
    write_marks(page, source)
    _address(page, source.url)
    page.gap()
    marks = _mark_sources(page)
    page.labeled("in this view", marks.get(source.id))
    page.labeled("archived", source.archived)
    page.labeled("read", source.accessed.words() if source.accessed else "")
    page.labeled("type", source.type, "quiet")
    page.labeled("language", source.language, "quiet")
    page.labeled("note", source.note, "quiet")
    (loss,) = find_losses(dossier, [Clause("without", (source.id,))])
    if loss.fall or loss.at_second_hand:
        page.labeled("without it", "; ".join(loss.parts_in_words()))
    graph = SourceGraph.for_dossier(dossier)
    _sources(page, "Rests on", graph.based_on[source.id], marks)
    resting = [id for id, bases in graph.based_on.items() if source.id in bases]
    _sources(page, "What rests on it", resting, marks)
    state = page.frame.state
    clauses = [
        clause for clause in (*state.view.clauses, *state.live_clauses()) if clause.facet not in ("source", "without")
    ]
    passing = match_quotes(dossier, clauses)
    printed, reported = (index.with_value("source", source.id) for index in (dossier.quote_index, dossier.event_index))
    alone = find_resting_alone(dossier, source.id)
    _quotes(page, "Quotes that rest on it alone", alone.quotes, passing, source=source)
    _events(page, "Events that rest on it alone", _records(dossier, alone.events))
    _quotes(page, "Also prints" if alone.quotes else "Prints", printed - alone.quotes, passing, source=source)
    _events(page, "Also a source of" if alone.events else "A source of", _records(dossier, reported - alone.events))
    _claims(page, (source.id,))


def _mark_sources(page: PageText) -> dict[str, str]:
    """Return the sources that the view does not count, and those known only through such, each with why."""
    discounted = page.frame.discounted_sources
    known = find_ways(page.dossier, discounted)
    return {**discounted, **{id: mark_second_hand(page.dossier, id, discounted) for id in known}}


def _records(dossier: Dossier, events: BitMap) -> list[Event]:
    return [dossier.event_index.records[position] for position in events]


def _sources(page: PageText, title: str, ids: Sequence[str], notes: dict[str, str] | None = None) -> None:
    if ids:
        page.section(title, len(ids))
    for id in ids:
        _source_item(page, page.dossier.source_of[id], (notes or {}).get(id, ""))


def _source_item(page: PageText, source: Source, note: str = "") -> None:
    title = source.title if source.title and source.title != source.label else ""
    with page.item(source):
        line: Line = (*page.draft_sign(source), (single_line(source.label), "text"))
        more = " · ".join(single_line(part) for part in (title, note) if part)
        page.runs((*line, (f" · {more}" if more else "", "quiet")))


# --- A claim, and the dossier ----------------------------------------------------------------------------------------


def _claim(page: PageText, claim: Claim) -> None:
    """Write a claim with what each source says, and the words that show it."""
    dossier = page.dossier
    with page.item(claim, ROW):
        page.title(claim.text)
        page.text(claim.standing, "quiet")
    write_marks(page, claim)
    page.text(claim.note, "quiet")
    page.section("Who says what", format_count(len({e.source for e in claim.evidence}), "source"))
    for number, evidence in enumerate(claim.evidence):
        page.gap()
        source = dossier.source_of[evidence.source]
        quote = dossier.by_id.get(evidence.quote) if evidence.quote else None
        with page.item(quote or source, number=number, source=source.id):
            said = evidence.stance or "cited, no position given"
            said = add_mark(said, page.frame.mark_evidence(evidence))
            label = (single_line(source.label), "strong")
            page.runs((*page.draft_sign(quote or source), label, (f": {single_line(said)}", "text")))
            page.text(evidence.note, "quiet", indent=3)
            if isinstance(quote, Quote):
                _words_of(page, quote, source)
    about = [dossier.by_id[id] for id in claim.about if id in dossier.by_id]
    if about:
        page.section("About")
    for record in about:
        _any_item(page, record)


def _words_of(page: PageText, quote: Quote, source: Source, sign: Line = EMPTY) -> None:
    """Write a quote as one source prints it, behind a sign; and whether the view does not count that."""
    marks = page.frame.discounted(quote)
    for number, version in enumerate(quote.versions):
        if version.source == source.id:
            page.runs((*sign, *page.names(quote.who, brief=True), (f": {single_line(version.text)}", "text")), 3)
            page.text(" · ".join(filter(None, (version.locator, marks.get(number)))), "quiet", indent=3)


def _any_item(page: PageText, record: IdentifiedRecord) -> None:
    """Write a record of any kind as an item."""
    match record:
        case Event():
            _event_item(page, record)
        case Person():
            _person_item(page, record.id, "")
        case Source():
            _source_item(page, record)
        case Quote():
            write_quote(page, record)
        case Claim():
            _claim_item(page, record)


def _dossier(page: PageText) -> None:
    dossier, info = page.dossier, page.dossier.info
    page.title(info.title)
    page.text(", ".join(info.authors), "quiet")
    page.gap()
    page.text(info.note)
    page.gap()
    page.labeled("license", info.license, "quiet")
    if dossier.views:
        count = format_count(len(dossier.views), "step")
        press = page.frame.hint("Press {view.guided} on the main screen for a guided tour")
        page.text(f"{press} in {count}.", "quiet")
    sources = [*islice(dossier.sources, MAX_RELATED)]
    _sources(page, "Sources", [source.id for source in sources])
    _more(page, len(dossier.sources) - len(sources))


# --- What belongs to a record ----------------------------------------------------------------------------------------


def _quotes(
    page: PageText,
    title: str,
    every: BitMap,
    passing: BitMap,
    *,
    with_date: bool = True,
    with_speaker: bool = True,
    source: Source | None = None,
) -> None:
    """Write quotes, of one source as it prints them: those that pass the view, or all; and how many more there are."""
    shown = every if page.everything else every & passing
    if not every:
        return
    records = page.dossier.quote_index.records
    quotes = [records[position] for position in islice(shown, MAX_RELATED)]
    page.section(title, format_count_in_view(len(shown), len(every)))
    page.is_partial |= len(shown) < len(every)
    if quotes:
        page.letters()
    for quote in quotes:
        if source and any(version.source == source.id for version in quote.versions):
            with page.item(quote, source=source.id):
                _words_of(page, quote, source, page.draft_sign(quote))
        else:
            write_quote(page, quote, with_date, with_speaker)
    _more(page, len(shown) - len(quotes))


def format_count_in_view(shown: int, total: int) -> str:
    """Return how many of all are shown."""
    return f"{total:,}" if shown == total else f"{shown:,} of {total:,} in this view"


def _more(page: PageText, count: int) -> None:
    if count > 0:
        page.text(f"and {count:,} more", "quiet")


def _events(page: PageText, title: str, events: Sequence[Event]) -> None:
    if events:
        page.section(title, len(events))
    for event in events[:MAX_RELATED]:
        _event_item(page, event)
    _more(page, len(events) - MAX_RELATED)


def _event_item(page: PageText, event: Event) -> None:
    when = event.date.words() if event.date else "undated"
    with page.item(event):
        sign = page.glyphs.types[event.type]
        title = (single_line(event.title), "text")
        page.edges((*page.draft_sign(event), (f"{sign} ", "quiet"), title), ((when, "quiet"),))


def find_claims_about(dossier: Dossier, ids: Iterable[str]) -> Iterator[Claim]:
    """Yield the claims about some records, and those that cite them."""
    wanted = {*ids}
    for claim in dossier.claims:
        cited = {id for evidence in claim.evidence for id in (evidence.quote, evidence.source)}
        if not wanted.isdisjoint(claim.about) or not wanted.isdisjoint(cited):
            yield claim


def _claims(page: PageText, ids: Sequence[str]) -> None:
    claims = [*find_claims_about(page.dossier, ids)]
    if claims:
        page.section("Claims", len(claims))
    for claim in claims:
        if len(claims) <= 3:
            write_claim(page, claim)
            page.gap()
        else:
            _claim_item(page, claim)


def _claim_item(page: PageText, claim: Claim) -> None:
    names = dict.fromkeys(page.dossier.source_of[evidence.source].siglum for evidence in claim.evidence)
    with page.item(claim):
        page.edges(((single_line(claim.text), "text"),), ((claim.standing, "quiet"),))
        page.text(", ".join(names), "quiet", indent=3)
