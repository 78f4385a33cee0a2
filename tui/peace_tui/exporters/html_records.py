"""The records of a page: an event with its quotes, a claim with its stances, a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Final

from peace_tui.collation.alignment import collate
from peace_tui.collation.diff import Difference, compared
from peace_tui.collation.tokens import spellings_of
from peace_tui.exporters.chronology import Chronology, in_words, lasted, quoted
from peace_tui.model.records import VERBATIM, Claim, Event, Person, Quote, Version
from peace_tui.model.values import own_words
from peace_tui.query.selection import Selection
from peace_tui.text.plurals import counted

COLOURS: Final = 6
MARKED: Final = (Difference.WORDS, Difference.INSERTED, Difference.MOVED)
"""What is marked in a version that does not print the words of the reading text."""
LONGEST: Final = 20_000
"""So many characters of versions are compared; of longer ones nothing is marked."""


class Sides:
    """The colours of sides: each of the first few has its own, with its name beside it wherever it is used."""

    def __init__(self, selection: Selection) -> None:
        """Give the sides of those who are shown their colours, in the order in which they come."""
        sides = dict.fromkeys(person.side for person in selection.people if person.side)
        self._colours = {side: f"s{number}" for number, side in enumerate(sides, 1) if number <= COLOURS}

    def of(self, person: Person | None) -> str:
        """Return the class of a person's colour; nothing without one."""
        return self._colours.get(person.side or "", "") if person else ""


def event(chronology: Chronology, sides: Sides, event: Event, quotes: list[Quote]) -> Iterator[str]:
    """Yield an event with its quotes."""
    kind = f'<span class="kind">{escape(event.type)}</span>' if event.type != "other" else ""
    yield f'<article class="event" id="{escape(event.id)}">\n'
    yield f'<div class="when own">{escape(in_words(event.date))}{kind}</div>\n<div class="body">\n'
    yield f'<div class="own">\n<h3 dir="auto">{escape(event.title)}</h3>\n{paragraphs(event.summary)}'
    involved = [f"{person.name} ({role})" if role else person.name for person, role in chronology.involved(event)]
    yield _facts(
        {
            "Place": event.place or "",
            "Lasted": lasted(event),
            "Involved": "; ".join(involved),
            "Certainty": event.certainty if event.certainty != "unknown" else "",
            "Tags": ", ".join(event.tags),
            "Reported by": ", ".join(source.label for source in chronology.sources(event)),
            **own_words(event),
        }
    )
    yield "</div>\n"
    yield from (_quote(chronology, sides, quote) for quote in quotes)
    yield f'<div class="note own">{paragraphs(event.note)}</div>\n' if event.note else ""
    yield "</div>\n</article>\n"


def _quote(chronology: Chronology, sides: Sides, quote: Quote) -> str:
    speaker = chronology.dossier.person_of[quote.who[0]] if quote.who else None
    classes = " ".join(filter(None, (sides.of(speaker), "" if quote.mode in VERBATIM else "reported")))
    language = f' lang="{escape(quote.language)}"' if quote.language else ""
    to = chronology.names(quote.to)
    side = f" ({escape(speaker.side)})" if speaker and speaker.side else ""
    said = f"<b>{escape(chronology.speakers(quote))}</b>{side}{f' → {escape(to)}' if to else ''}"
    details = (
        chronology.when(quote),
        f"about {chronology.names(quote.about)}" if quote.about else "",
        quote.mode if quote.mode != "direct" else "",
        f"tags: {', '.join(quote.tags)}" if quote.tags else "",
        *(f"{name}: {text}" for name, text in own_words(quote).items()),
    )
    status = f' <span class="status">{escape(quote.status)}</span>' if quote.status != "asserted" else ""
    return (
        f'<figure id="{escape(quote.id)}"{f" class={chr(34)}{classes}{chr(34)}" if classes else ""}>\n'
        f'<blockquote dir="auto"{language}>{paragraphs(quoted(quote, quote.text))}</blockquote>\n'
        f"<figcaption>— {', '.join([said, *map(escape, filter(None, details))])}{status}</figcaption>\n"
        f"{_versions(chronology, quote)}"
        + (f'<div class="note">{paragraphs(quote.note)}</div>\n' if quote.note else "")
        + "</figure>\n"
    )


def _versions(chronology: Chronology, quote: Quote) -> str:
    if not quote.versions:
        return ""
    outlets = dict.fromkeys(chronology.dossier.source_of[version.source].label for version in quote.versions)
    rows = (
        f'<div><dt><a href="#{escape(version.source)}">{escape(chronology.printed(version))}</a></dt>'
        f'<dd dir="auto">{words}{_details(version)}</dd></div>\n'
        for version, words in zip(quote.versions, _marked(chronology, quote), strict=True)
    )
    summary = f"According to {escape(', '.join(outlets))}"
    more = f" ({counted(len(quote.versions), 'version')})" if len(quote.versions) > 1 else ""
    return f'<details><summary>{summary}{more}</summary>\n<dl class="printed">\n{"".join(rows)}</dl></details>\n'


def _marked(chronology: Chronology, quote: Quote) -> Iterator[str]:
    """Yield the words of each version, those marked that differ from the reading text."""
    texts = [version.text for version in quote.versions]
    if all(text == quote.text for text in texts) or sum(map(len, texts)) > LONGEST:
        yield from (f'<span class="words">{_lines(text)}</span>' for text in texts)
        return
    alignment = collate(quote, spellings_of(chronology.dossier))
    for row, text in enumerate(texts):
        pieces = []
        for segment in compared(alignment, row, len(texts)):
            words = _lines(text[segment.start : segment.end])
            pieces.append(f'<span class="other">{words}</span>' if words and segment.difference in MARKED else words)
        yield f'<span class="words">{"".join(pieces)}</span>'


def _details(version: Version) -> str:
    told = (
        f"translated from {version.translated_from}" if version.translated_from else "",
        f"by way of {' → '.join(version.via)}" if version.via else "",
        version.note or "",
        *(f"{name}: {text}" for name, text in own_words(version).items()),
    )
    more = "; ".join(filter(None, told))
    return f'<br><small class="note">{_lines(more)}</small>' if more else ""


def claim(chronology: Chronology, claim: Claim) -> str:
    """Return a claim with what each source says of it."""
    stances: dict[str, list[str]] = {}
    for each in claim.evidence:
        label = chronology.dossier.source_of[each.source].label
        stances.setdefault(label, []).append(each.stance or "is evidence")
    facts = _facts({label: "; ".join(said) for label, said in stances.items()} | own_words(claim))
    return (
        f'<article class="claim" id="{escape(claim.id)}">\n<h3 dir="auto">{escape(claim.text)} '
        f'<span class="status plain">{escape(claim.status)}</span></h3>\n{facts}{paragraphs(claim.note)}</article>\n'
    )


def person(selection: Selection, sides: Sides, person: Person) -> str:
    """Return a person with offices, side and counts."""
    count = selection.counts[person.id]
    roles = "; ".join(role.title for role in person.roles)
    found = f"{counted(count.quotes, 'quote')}, {counted(count.events, 'event')}"
    kind = person.kind if person.kind != "person" else ""
    told = [*filter(None, (kind, roles, person.side)), *(f"{n}: {t}" for n, t in own_words(person).items()), found]
    colour = sides.of(person)
    return (
        f'<li id="{escape(person.id)}"{f" class={chr(34)}{colour}{chr(34)}" if colour else ""}>'
        f'<bdi>{escape(person.name)}</bdi><span class="roles">{escape(" · ".join(told))}</span></li>\n'
    )


def paragraphs(text: str | None) -> str:
    """Return text as paragraphs, one a line."""
    return "".join(f'<p dir="auto">{escape(line.strip())}</p>\n' for line in (text or "").split("\n") if line.strip())


def _lines(text: str) -> str:
    return "<br>".join(map(escape, text.split("\n")))


def _facts(facts: Mapping[str, str]) -> str:
    rows = [f"<div><dt>{escape(label)}</dt> <dd>{escape(text)}</dd></div>" for label, text in facts.items() if text]
    return f'<dl class="facts">\n{chr(10).join(rows)}\n</dl>\n' if rows else ""
