"""What a search offers beside its result: other clauses that may be meant by its words.

Free words find quotes and events only. A reader who types "Reuters" may mean the source; by "Ушаков" a person whom the
dossier writes in another script, by "tomahwak" a word that it spells otherwise, by "14 Oct" a date.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from peace_tui.edtf.shown import read_shown_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Event, Person, Quote
from peace_tui.query.engine import match_clauses, match_quotes
from peace_tui.query.facets import FACET, FACETS, FREE, find_named, find_years
from peace_tui.query.view import DASHES, Clause, View
from peace_tui.text.folding import fold
from peace_tui.text.messages import format_count, quotation_marks
from peace_tui.text.terminal_safe import preview

MAX_OFFERS: Final = 3
MAX_TITLE_CHARS: Final = 50
"""How much of a title or a claim an offer repeats."""
MAX_WORDS_CHARS: Final = 200
"""Words that are longer in all are a text that was pasted, and no misspelled name."""
CLOSE: Final = 0.74
"""How alike two words must be, from 0 to 1, for the one to be meant by the other."""
WORD: Final = r"\w+(?:['-]\w+)*"


class Offer(NamedTuple):
    """Another clause that may be meant."""

    sentence: str
    """Why it may be, without its period."""
    clause: Clause
    view: View
    """The view with this clause in place of the words."""

    def __str__(self) -> str:
        """Return the reason and the clause to take."""
        return f"{self.sentence}: {self.clause}"


def find_offers(dossier: Dossier, view: View) -> tuple[Offer, ...]:
    """Return what may be meant by the free words of a view, the likeliest first."""
    free = [clause for clause in view.clauses_of(FREE) if clause.values[0].strip()]
    if sum(len(clause.values[0]) for clause in free) > MAX_WORDS_CHARS:
        return ()
    found: dict[Clause, Offer] = {}
    for words, sentence, clause in _find_clauses(dossier, free):
        left = tuple(each for each in view.clauses if each not in words)
        found.setdefault(clause, Offer(sentence, clause, view.replace(clauses=(*left, clause))))
        if len(found) == MAX_OFFERS:
            break
    return tuple(found.values())


Found = tuple[Iterable[Clause], str, Clause]
"""The clauses of free words that may mean something else, why, and what."""


def _find_clauses(dossier: Dossier, free: list[Clause]) -> Iterator[Found]:
    yield from _find_dates(dossier, free)
    for clause in free:
        if not _is_found(dossier, clause):
            yield from _find_in_other_script(dossier, clause)
            yield from _find_nearest(dossier, clause)
    for clause in free:
        yield from _find_sources(dossier, clause, by_outlet=True)
    yield from _find_claims(dossier, free)
    for clause in free:
        yield from _find_sources(dossier, clause, by_outlet=False)


def _is_found(dossier: Dossier, clause: Clause) -> bool:
    return any(match_clauses(dossier, (clause,)))


def _find_dates(dossier: Dossier, free: list[Clause]) -> Iterator[Found]:
    """Find words that together are a date as the program shows it."""
    words = [clause.values[0] for clause in free]
    for length in (3, 2):
        for start in range(len(words) - length + 1):
            shown = " ".join(words[start : start + length])
            has_number = any(map(str.isdigit, shown))  # else it is no date, and the years need not be found
            dates = read_shown_date(shown, find_years(dossier)) if has_number else []
            if len(dates) == 1:
                yield free[start : start + length], f"{shown} is a date", Clause("date", (dates[0],))
                return


def _find_nearest(dossier: Dossier, clause: Clause) -> Iterator[Found]:
    """Find the dossier's nearest spelling of words that it does not have."""
    words = [
        word if _is_found(dossier, Clause(FREE, (word,))) else _nearest_word(dossier, fold(word))
        for word in clause.values[0].split()
    ]
    nearest = Clause(FREE, (" ".join(words),))
    if nearest != clause:
        count = len(match_quotes(dossier, (nearest,)))
        if count or _is_found(dossier, nearest):
            sentence = f"{quotation_marks(nearest.values[0])} is in {format_count(count, 'quote')}"
            yield [clause], sentence, nearest


def _nearest_word(dossier: Dossier, word: str) -> str:
    """Return the dossier's nearest word, or this one where none is near."""
    most = 1 if len(word) < 6 else 2
    letters = set(word)
    near = [
        known
        for known in _words_of(dossier)
        if abs(len(known) - len(word)) <= most and len(letters.symmetric_difference(known)) <= most + 1
    ]
    return next(iter(difflib.get_close_matches(word, near, n=1, cutoff=CLOSE)), word)


def _words_of(dossier: Dossier) -> list[str]:
    """Return the words of quotes, notes, events and names, folded, without punctuation around them."""
    words: list[str] | None = dossier.memo.get(_words_of)
    if words is None:
        indexes = [
            *(dossier.quote_index.text_index(kind) for kind in ("text", "note")),
            *(dossier.event_index.text_index("free"), dossier.name_index),
        ]
        text = "\n".join(word for index in indexes for word in index.words)
        words = dossier.memo[_words_of] = [*dict.fromkeys(re.findall(WORD, text))]
    return words


def _find_in_other_script(dossier: Dossier, clause: Clause) -> Iterator[Found]:
    """Find people whose names, written in Latin letters, are much like the words."""
    value = clause.values[0]
    names = {id: [*each] for id, each in dossier.folded_names.items()}
    if fold(value).isascii():
        names = {id: [name for name in each if not name.isascii()] for id, each in names.items()}
    if not any(names.values()):
        return
    from anyascii import anyascii  # large tables, which only names in other scripts need

    def to_latin(text: str) -> str:
        return text if text.isascii() else fold(anyascii(text)).strip()

    if not (sought := to_latin(fold(value).strip())):
        return
    likeness = {id: _likeness(sought, [*map(to_latin, each)]) for id, each in names.items()}
    best = max(likeness.values(), default=(0.0, 0.0))
    ids = tuple(id for id, each in likeness.items() if each == best and best[0] >= CLOSE)[:MAX_OFFERS]
    if ids:
        people = " or ".join(dossier.person_of[id].name for id in ids)
        yield [clause], f"{value} may be {people}", Clause("person", ids)


def _likeness(sought: str, names: list[str]) -> tuple[float, float]:
    """Return how much some words are like as many words of a name, and like all of one: from 0 to 1."""
    count = len(sought.split())
    pieces = [
        " ".join(words[start : start + count])
        for words in map(str.split, names)
        for start in range(max(len(words) - count + 1, 1))
    ]
    near = [piece for piece in pieces if _may_be_close(sought, piece)]
    if not near:
        return 0.0, 0.0
    part, whole = (
        max(difflib.SequenceMatcher(None, sought, text).ratio() for text in texts) for texts in (near, names)
    )
    return part, whole


def _may_be_close(one: str, other: str) -> bool:
    """Tell whether two texts have enough letters in common, in any order, to be worth comparing, which takes longer."""
    common = sum(min(one.count(letter), other.count(letter)) for letter in set(one))
    return 2 * common >= CLOSE * (len(one) + len(other))


def _find_sources(dossier: Dossier, clause: Clause, by_outlet: bool) -> Iterator[Found]:
    """Find the sources that have the words in what they are called, or only in their titles."""
    value = clause.values[0]
    ids = find_named(dossier, "sources", value) if re.search(r"[^\W\d_]", value) else []
    labels = {id: dossier.source_of[id].label for id in ids}
    ids = [id for id in ids if (fold(value).strip() in fold(labels[id])) == by_outlet]
    if len(ids) == 1:
        label = preview(labels[ids[0]], MAX_TITLE_CHARS)
        sentence = f"{label} is a source" if by_outlet else f"It is in the title of {label}"
        yield [clause], sentence, Clause("source", tuple(ids))
    elif ids:
        where = "names" if by_outlet else "titles"
        yield [clause], f"{len(ids)} sources have it in their {where}", Clause("source", tuple(ids))


def _folded_claims(dossier: Dossier) -> list[tuple[Claim, str]]:
    """Return the claims, each with its words folded: question, note and stances."""
    claims: list[tuple[Claim, str]] | None = dossier.memo.get(_folded_claims)
    if claims is None:
        claims = dossier.memo[_folded_claims] = []
        for claim in dossier.claims:
            texts = [claim.text, claim.note, *(evidence.stance for evidence in claim.evidence)]
            claims.append((claim, fold("\n".join(filter(None, texts)))))
    return claims


def _find_claims(dossier: Dossier, free: list[Clause]) -> Iterator[Found]:
    """Find the claims that have all the words, each with a clause for what it is about."""
    needles = [fold(clause.values[0]) for clause in free]
    for claim, said in _folded_claims(dossier) if needles else ():
        if all(needle in said for needle in needles) and (about := _about(dossier, claim)):
            yield free, f"Claim {quotation_marks(preview(claim.text, MAX_TITLE_CHARS))}", about


def _about(dossier: Dossier, claim: Claim) -> Clause | None:
    """Return a clause for the records that a claim is about: its events, else its people, else its sources."""
    quoted = [evidence.quote for evidence in claim.evidence if evidence.quote]
    records = [dossier.by_id[id] for id in (*claim.about, *quoted)]
    found: dict[str, list[str]] = {"event": [], "person": [], "source": [each.source for each in claim.evidence]}
    for record in records:
        if isinstance(record, Event):
            found["event"].append(record.id)
        elif isinstance(record, Quote):
            found["event"].append(record.event)
        elif isinstance(record, Person):
            found["person"].append(record.id)
    return next((Clause(facet, tuple(ids)) for facet, ids in found.items() if ids), None)


def complete_view(text: str, dossier: Dossier) -> str | None:
    """Return a view with the name of the facet or the value completed that is being typed; None where there is none."""
    item = text.rsplit(" ", 1)[-1]
    item = item[1:] if item[:1] in DASHES else item
    if not item or '"' in item:
        return None
    name, colon, typed = item.partition(":")
    if not colon:
        facets = (facet.name for facet in FACETS if facet.name.startswith(name) and facet.name != FREE)
        return next((text + found[len(name) :] + ":" for found in facets), None)
    typed = typed.rsplit(",", 1)[-1]
    facet = FACET.get(name)
    known = facet.known_values(dossier) if facet and typed else ()
    found = next((word for word in known if fold(word).startswith(fold(typed))), None)
    return f"{text[: -len(typed)]}{_write_value(name, found)}" if found else None


def _write_value(facet: str, value: str) -> str:
    """Return a value as a view has it: in quotes where it needs them."""
    return str(Clause(facet, (value,))).removeprefix(f"{facet}:")
