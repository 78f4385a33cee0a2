"""Citations: the words of one outlet's passage with speaker, addressee and date, in a chosen style.

The format has every passage that passes, as it stands in a text, with the entry of its source below it where the style
has one; the explorer and the screens of `read` cite one passage.

Another outlet is named only as *also in*, and only where it has the same words: none other, none inserted, none cut, no
sentence left out. Words that are no speech, but reported or summed up, never stand between quotation marks.

What the dossier adds, and the outlet may not print, stands in square brackets, as bibliographers do it: to whom, where
and when it was said, the day of an undated source as far as it can be inferred, and at the end which state of which
dossier the words are taken from, by the beginning of its SHA-256, where that is known. Where an outlet dates the event
itself (`accounts`), that date stands without brackets.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from peace_tui.collation.apparatus import describe_discounted, leave_out_versions
from peace_tui.collation.differences import find_letters, have_same_words
from peace_tui.collation.tokens import spellings_of
from peace_tui.edtf.spans import Date, date_ends
from peace_tui.exporters.provenance_note import ProvenanceNote, count_uncounted, find_unnamed, find_unwritten
from peace_tui.exporters.reference_styles import REFERENCES, flatten
from peace_tui.exporters.registry import CITATION_STYLES
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import NOT_REVIEWED, VERBATIM, Quote, Source, Version
from peace_tui.query.discounts import find_discounted
from peace_tui.query.selection import Selection
from peace_tui.text.folding import fold
from peace_tui.text.messages import format_count, join_words, quotation_marks

REPEATING: Final = ("statement", "publication")
"""The types of events whose titles say what is said, or what the source is; those of a transcript are named even so."""
SOURCE_KEYS: Final = {
    "plain": "container_title issued",
    "markdown": "container_title issued url",
    "apa": "title container_title author.family author.dropping_particle author.non_dropping_particle author.suffix "
    "author.literal publisher issued url",
    "": "title container_title author.* publisher issued url",
}
"""The keys of a source that a citation has, by style; the last row is for any other. APA has initials."""


# --- The format ------------------------------------------------------------------------------------------------------


def render(selection: Selection, note: ProvenanceNote, style: str = CITATION_STYLES[0]) -> Iterator[str]:
    """Yield the citations, with an empty line between them."""
    yield from (f"{cite(selection.dossier, passage, style)}\n\n" for passage in _cited(selection))


def find_omissions(selection: Selection, style: str = CITATION_STYLES[0]) -> list[str]:
    """Return what no citation has."""
    written = {
        "events": "title",
        "people": "name",
        "quotes": "event who to mode date status draft versions.source versions.text versions.locator",
        "sources": SOURCE_KEYS.get(style, SOURCE_KEYS[""]),
    }
    people = [id for quote in selection.quotes for id in (*quote.who, *quote.to)]
    events = [quote.event for quote in selection.quotes if find_occasion(selection.dossier, quote)]
    sources = [*_named_sources(selection)]
    unnamed = find_unnamed(selection, events=events, people=people, sources=sources)
    others = _count_others(selection.dossier, sources, style)
    unnamed += [f"{format_count(others, 'author')} beyond those that the style names"] if others else []
    return unnamed + count_uncounted(selection) + find_unwritten(selection, written)


def _count_others(dossier: Dossier, sources: Iterable[str], style: str) -> int:
    """Count the authors of sources who are only among the others of their entries."""
    if style not in REFERENCES:
        return 0
    cited = [dossier.source_of[id] for id in dict.fromkeys(sources)]
    entries = [(REFERENCES[style](source).entry, source.author) for source in cited]
    return sum(flatten(name.family or str(name)) not in entry for entry, authors in entries for name in authors)


def _named_sources(selection: Selection) -> Iterator[str]:
    """Yield the sources that citations name: of an outlet with the same words twice, only the first is."""
    dossier = selection.dossier
    for quote in selection.quotes:
        discounted = find_discounted(dossier, quote, selection.view.clauses)
        versions = leave_out_versions(quote, discounted).versions or quote.versions
        sources = {version.source: dossier.source_of[version.source].outlet for version in versions}
        if len({*sources.values()}) == len(sources):
            yield from sources
        else:
            cited = list_passages(dossier, quote, discounted)
            yield from (each.source for passage in cited for each in (passage.version, *passage.also) if each)


def _cited(selection: Selection) -> Iterator[Passage]:
    """Yield the passages that the view counts, event by event."""
    order = {event.id: number for number, event in enumerate(selection.events)}
    for quote in sorted(selection.quotes, key=lambda quote: order[quote.event]):
        discounted = find_discounted(selection.dossier, quote, selection.view.clauses)
        yield from list_passages(selection.dossier, quote, discounted)


# --- What is cited ---------------------------------------------------------------------------------------------------


class Passage(NamedTuple):
    """What can be cited: one passage of one outlet."""

    quote: Quote
    version: Version | None
    """The passage; None where the dossier names no source, and the words are its own."""
    also: tuple[Version, ...] = ()
    """The passages of other outlets that have the same words."""

    @property
    def text(self) -> str:
        """The words, to the letter."""
        return self.version.text if self.version else self.quote.text


def list_passages(dossier: Dossier, quote: Quote, discounted: Collection[int] = ()) -> tuple[Passage, ...]:
    """Return what can be cited of a quote, each wording once, in the order of the dossier.

    Versions that are `discounted`, by number, are left out, also as *also in*; where all are, none is.
    """
    spellings = spellings_of(dossier)
    found: list[tuple[Version, list[Version]]] = []
    by_letters: dict[str, list[tuple[Version, list[Version]]]] = {}
    standing = [version for number, version in enumerate(quote.versions) if number not in discounted]
    for version in standing or quote.versions:
        alike = by_letters.setdefault(find_letters(version.text, spellings), [])
        for first, also in alike:
            is_translation = dossier.language_of(quote, first) != dossier.language_of(quote, version)
            if not is_translation and have_same_words(first.text, version.text, spellings):
                outlets = {dossier.source_of[each.source].outlet for each in (first, *also)}
                also += [version] if dossier.source_of[version.source].outlet not in outlets else []
                break
        else:
            alike.append((version, []))
            found.append(alike[-1])
    cited = tuple(Passage(quote, first, tuple(also)) for first, also in found)
    return cited or (Passage(quote, None),)


def find_passages_as_read(dossier: Dossier, quote: Quote) -> tuple[Version, ...]:
    """Return the passages that have the words of the reading text, if one has them to the letter: that one first.

    A comma or period at the end may be another. Of an outlet that prints these words in two ways one passage is named.
    """
    if not (printed := quote.same_but_end):
        return ()
    text, spellings = quote.text.split(), spellings_of(dossier)
    own = min(printed, key=lambda version: version.text.split() != text)
    outlet, language = dossier.source_of[own.source].outlet, dossier.language_of(quote, own)
    for each in list_passages(dossier, quote):
        group = [version for version in (each.version, *each.also) if version]
        is_translation = dossier.language_of(quote, group[0]) != language
        if own in group or (not is_translation and have_same_words(group[0].text, own.text, spellings)):
            others = [version for version in group if dossier.source_of[version.source].outlet != outlet]
            others.sort(key=lambda version: (version.text.split() != text, version not in printed))
            return own, *others
    return (own,)


def describe_printing(dossier: Dossier, quote: Quote, discounted: Mapping[int, str]) -> str:
    """Return which outlets print the reading text, and which print the quote otherwise; who paraphrases it.

    Of a text that none prints as it stands it is said which have passages of the quote. Those of which a view counts
    nothing come last.
    """
    standing = leave_out_versions(quote, discounted)
    said = _printing_words(dossier, standing) if standing.versions else ""
    gone = describe_discounted(dossier, quote, discounted)
    return "; ".join(filter(None, (said, gone if said else f"{gone[:1].upper()}{gone[1:]}")))


def _printing_words(dossier: Dossier, quote: Quote) -> str:
    read = {version.source for version in find_passages_as_read(dossier, quote)}
    same: dict[str, None] = {}
    other: dict[str, None] = {}
    translated: dict[str, None] = {}
    for version in quote.versions:
        is_read, is_foreign = version.source in read, dossier.is_translation(quote, version)
        group = same if is_read else translated if is_foreign else other
        group[dossier.source_of[version.source].label] = None
    other = {label: None for label in other if label not in same}
    if quote.mode not in VERBATIM:
        verb = "Summed up" if quote.mode == "summary" else "Paraphrased"
        return f"{verb} by {join_words(dict.fromkeys((*same, *other, *translated)))}"
    parts = [f"Printed by {join_words(same)}"] if same else []
    parts += [f"{'differently by' if same else 'Passages in'} {join_words(other)}"] if other else []
    parts += [f"{'in translation by' if parts else 'Translated by'} {join_words(translated)}"] if translated else []
    return "; ".join(parts)


# --- One citation ----------------------------------------------------------------------------------------------------


def cite(dossier: Dossier, passage: Passage, style: str) -> str:
    """Return the citation of a passage in one of `STYLES`."""
    return STYLES[style](dossier, passage)


def cite_place(dossier: Dossier, version: Version) -> str:
    """Return where a passage is printed: outlet, day, and page or paragraph."""
    source = dossier.source_of[version.source]
    return ", ".join(filter(None, (flatten(source.label), issued_words(source), flatten(version.locator or ""))))


def issued_words(source: Source) -> str:
    """Return when a source was published; in square brackets where that is inferred, and no day that it gives."""
    if not source.issued:
        return ""
    ends = date_ends(source.issued)
    is_given = ends.first is ends.last and not ends.qualified
    return source.issued.words() if is_given else f"[{source.issued.words()}]"


def _cite_plain(dossier: Dossier, passage: Passage) -> str:
    """Return "“Words.” — Speaker [to Addressee, date] (Outlet, issued, locator; also in Outlet, issued, locator)"."""
    references = _references(dossier, passage, cite_place)
    return f"{_words(passage)} — {describe_attribution(dossier, passage, references)}{references}{_identity(dossier)}"


def _cite_markdown(dossier: Dossier, passage: Passage) -> str:
    """Return a block quotation with its attribution; sources are linked where they have an address."""
    from peace_tui.exporters.markdown import escape_markdown  # which imports from here

    said = escape_markdown(describe_attribution(dossier, passage, _references(dossier, passage, cite_place)))
    after = (_references(dossier, passage, _linked_reference).lstrip(), escape_markdown(_identity(dossier)))
    return f"> {escape_markdown(_words(passage))}\n>\n> {' '.join(filter(None, (f'— {said}', *after)))}"


def _cite_bibtex(dossier: Dossier, passage: Passage) -> str:
    """Return an entry for the source of the passage, the words in its note."""
    if not passage.version:
        return f"% {_note(dossier, passage)}".replace("@", "(at)")
    from peace_tui.exporters.bibtex import bibtex_entry, bibtex_key  # what no other style needs, as below

    source = dossier.source_of[passage.version.source]
    return bibtex_entry(source, _key(passage, bibtex_key), _note(dossier, passage, with_locator=True))


def _cite_csl_json(dossier: Dossier, passage: Passage) -> str:
    """Return the source of the passage as an array of one CSL-JSON item, the words in its note."""
    items = []
    if passage.version:
        from peace_tui.exporters.csl import csl_item

        item: dict[str, Any] = csl_item(dossier.source_of[passage.version.source])
        item |= {"id": _key(passage, str), "note": _note(dossier, passage)}
        items = [item | ({"locator": passage.version.locator} if passage.version.locator else {})]
    return json.dumps(items, ensure_ascii=False, indent=2)


def _cite_in(style: str, dossier: Dossier, passage: Passage) -> str:
    """Return the words with their attribution and where they are quoted, and below them the entry of the source.

    The outlet is named in the text where the style does not: an agency or a colleague who wrote the article has not
    printed it.
    """
    if not passage.version:
        return f"{_words(passage)} — {describe_attribution(dossier, passage)}{_identity(dossier)}"
    brief, entry, outlet = REFERENCES[style](dossier.source_of[passage.version.source])
    said = f"{_words(passage)} — {describe_attribution(dossier, passage, entry)}"
    verb = "quoted in" if passage.quote.mode in VERBATIM else "reported in"
    verb = "qtd. in" if style == "mla" and verb == "quoted in" and not outlet else verb
    verb = f"as {verb}" if style == "apa" else verb
    also = f"also in {'; '.join(cite_place(dossier, version) for version in passage.also)}" if passage.also else ""
    place = ", ".join(filter(None, (brief, flatten(passage.version.locator or ""))))
    where = f", {verb} {outlet} ({place}" if outlet else f" ({verb} {place}"
    return f"{said}{'; '.join(filter(None, (where, also)))}){_identity(dossier)}\n\n{entry}"


STYLES: Final[dict[str, Callable[[Dossier, Passage], str]]] = {
    "plain": _cite_plain,
    "markdown": _cite_markdown,
    **{style: partial(_cite_in, style) for style in REFERENCES},
    "bibtex": _cite_bibtex,
    "csl-json": _cite_csl_json,
}
"""The styles, by name."""


def _words(passage: Passage) -> str:
    text = flatten(passage.text)
    return quotation_marks(text) if passage.quote.mode in VERBATIM else text


def describe_attribution(dossier: Dossier, passage: Passage, beside: str = "") -> str:
    """Return who says the words of a passage, and in square brackets what the dossier adds: to whom, where and when.

    The event is not named where `beside`, the rest of the citation, has its title, nor where that says what was said.
    """
    printed = _printed_date(dossier, passage)
    event = find_occasion(dossier, passage.quote)
    is_said = re.search(rf"(?<!\w){re.escape(fold(event))}(?!\w)", fold(beside))
    event = "" if is_said else event
    said = describe_speaker(dossier, passage.quote, None if printed else dossier.date_of(passage.quote), event)
    return f"{said}, {printed.words()}" if printed else said


def find_occasion(dossier: Dossier, quote: Quote) -> str:
    """Return the title of the event at which a quote was said; nothing of one whose title repeats the words."""
    event = dossier.event_of[quote.event]
    return "" if event.type in REPEATING and quote.mode != "transcript" else flatten(event.title)


def describe_speaker(dossier: Dossier, quote: Quote, date: Date | None, event: str = "") -> str:
    """Return who says a quote, and in brackets to whom, where, when, and whether it stands: "Ann [to Bob, denied]"."""
    who, to = (join_words(flatten(dossier.person_of[id].name) for id in ids) for ids in (quote.who, quote.to))
    status = quote.status if quote.status != "asserted" else ""
    draft = NOT_REVIEWED if quote.draft else ""
    facts = ", ".join(filter(None, (event, date.words() if date else "", status, draft)))
    added = ("; " if event else ", ").join(filter(None, (f"to {to}" if to else "", facts)))
    return f"{who or 'unknown'}{f' [{added}]' if added else ''}"


def _printed_date(dossier: Dossier, passage: Passage) -> Date | None:
    """Return the date that the outlet of a passage gives itself, as an account of the event says."""
    if passage.quote.date or not passage.version:
        return None
    accounts = dossier.event_of[passage.quote.event].accounts
    return next((each.date for each in accounts if each.source == passage.version.source and each.date), None)


def _references(dossier: Dossier, passage: Passage, write: Callable[[Dossier, Version], str]) -> str:
    """Return in brackets where a passage is printed, and where else the same words are."""
    if not passage.version:
        return ""
    also = f"; also in {'; '.join(write(dossier, version) for version in passage.also)}" if passage.also else ""
    return f" ({write(dossier, passage.version)}{also})"


def _linked_reference(dossier: Dossier, version: Version) -> str:
    from peace_tui.exporters.markdown import escape_markdown

    url = dossier.source_of[version.source].url or ""
    text = escape_markdown(cite_place(dossier, version))
    is_safe = url.startswith(("https://", "http://")) and not re.search(r"[\s()<>]", url)
    return f"[{text}]({url})" if is_safe else text


def _note(dossier: Dossier, passage: Passage, *, with_locator: bool = False) -> str:
    """Return the words of a passage for the note of its source."""
    source = dossier.source_of[passage.version.source] if passage.version else None
    beside = "\n".join(filter(None, (source.title, source.container_title))) if source else ""
    note = f"{describe_attribution(dossier, passage, beside)}: {_words(passage)}"
    locator = passage.version.locator if passage.version else None
    note += f" ({locator})" if with_locator and locator else ""
    also = "; ".join(cite_place(dossier, version) for version in passage.also)
    return (f"{note}; also in {also}" if also else note) + _identity(dossier)


def _identity(dossier: Dossier) -> str:
    """Return which state of which dossier words are taken from, where that is known."""
    return f" [dossier: {flatten(dossier.info.title)}, {dossier.short_digest}]" if dossier.digest else ""


def _key(passage: Passage, write: Callable[[str], str]) -> str:
    """Return the key of a citation, which no other passage of the dossier has; no id holds a colon."""
    assert passage.version
    own = [version for version in passage.quote.versions if version.source == passage.version.source]
    number = next(number for number, version in enumerate(own, 1) if version is passage.version)
    return ":".join((write(passage.version.source), write(passage.quote.id), *([str(number)] if number > 1 else [])))
