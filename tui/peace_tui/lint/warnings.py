"""What `check` advises an author to look at again: warnings, one rule each.

A warning is a place to look at, not a verdict. The author silences one with `x_checked = ["its-rule"]` on the record
(`true` silences all), or on `[dossier]` for the whole file. Only `check` works warnings out; nobody else waits.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from peace_tui.lint.duplicates import likely_same
from peace_tui.loading.context import INVALID
from peace_tui.loading.diagnostics import WARNING, Finding
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Reference, References, Tables
from peace_tui.model.records import ARRAYS, VERBATIM, Quote, Version, is_silenced, table_fields
from peace_tui.provenance.sources import SourceGraph, find_origins
from peace_tui.text.folding import fold
from peace_tui.text.messages import suggest
from peace_tui.text.terminal_safe import preview

if TYPE_CHECKING:
    from peace_tui.loading.positions import Path

CHECKED: Final = "x_checked"
"""The key at which an author says that a warning was looked at and is none."""
LOOKED_UP: Final = "not-found"
"""The name under which it is silenced that a version is not found in the archived text of its source."""
EXCERPT: Final = 300
"""So many words of one source are an excerpt. The Society of Authors and the Publishers Association of the United
Kingdom took 400 words in one extract, and 300 in one of several, for fair dealing in criticism and review; no law names
a number, so that a version has to be longer than this in any counting to be worth a word."""
SCRIPTS_WITHOUT_BLANKS: Final = ("\u0e00\u0eff", "\u3040\u30ff", "\u3400\u9fff", "\uf900\ufaff")
"""Thai and Lao, kana, Chinese characters, each by its first and last: two of their letters are taken for a word."""
WORDS: Final = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SPOKEN: Final = 12
"""So many words of a speaker, the same to the letter in two outlets, may have gone from one to the other."""
EDITED: Final = 6
"""So many are enough where the outlet had a hand in them: in its own words, or in brackets and cuts."""
HAND: Final = re.compile(r"\[|\]|…|\.\.\.")
"""Signs of that hand."""
CROWD: Final = 30
"""How many versions with the same words are looked at."""

Advice: TypeAlias = "Iterator[tuple[Path, str, str, tuple[Any, ...]]]"
"""For each warning its path, what is found, how to mend it, and the records on which it can be silenced."""


@dataclass(frozen=True)
class Manuscript:
    """What the rules look at: the records of a file, with the places of those that can be read, and the file itself."""

    dossier: Dossier
    records: Mapping[str, Sequence[Any]]
    document: Mapping[str, Any]

    def sound(self, kind: str) -> Iterator[tuple[Path, Any]]:
        """Yield the records of an array that can be read, each with its path."""
        yield from (((kind, place), record) for place, record in enumerate(self.records[kind]) if record is not INVALID)

    @property
    def is_list(self) -> bool:
        """Whether there are no events, quotes and claims, and so nothing that could name a person or source."""
        return not any(self.records[kind] for kind in ("events", "quotes", "claims"))

    @cached_property
    def named(self) -> set[str]:
        """Every id that any record refers to, also one that cannot be read for something else in it."""
        found: set[str] = set()
        for kind, of in ARRAYS.items():
            tables = self.document.get(kind)
            for table in tables if isinstance(tables, list) else ():
                found.update(_references(of, table))
        return found


def _references(of: type[Any], table: Any) -> Iterator[str]:
    """Yield the strings that stand where a table refers to other records, and the sources of accounts it keeps."""
    if not isinstance(table, dict):
        return
    for name, value in table.items():
        shape = key.shape if (key := table_fields(of).get(name)) else None
        items = value if isinstance(value, list) else [value]
        if isinstance(shape, Reference | References) or name == "org":
            yield from (item for item in items if isinstance(item, str))
        elif isinstance(shape, Tables):
            for item in items:
                yield from _references(shape.of, item)
        elif name == "x_accounts":
            yield from (a["source"] for a in items if isinstance(a, dict) and isinstance(a.get("source"), str))


def advise(dossier: Dossier, records: Mapping[str, Sequence[Any]], document: Mapping[str, Any]) -> Iterator[Finding]:
    """Yield the warnings about a file that nobody has silenced."""
    manuscript = Manuscript(dossier, records, document)
    for rule, look in RULES.items():
        for path, message, hint, about in look(manuscript):
            if not is_silenced(CHECKED, rule, (dossier.info, *about)):
                yield Finding(
                    path, message, f'{hint}; or {CHECKED} = ["{rule}"] where it is right so', WARNING, at_key=True
                )


def _no_source(manuscript: Manuscript) -> Advice:
    for path, quote in manuscript.sound("quotes"):
        if not quote.versions:
            yield (
                path,
                "no source prints this quote",
                'add source = "…", or [[quotes.versions]] with source and text',
                (quote,),
            )


def _unused_source(manuscript: Manuscript) -> Advice:
    if manuscript.is_list:
        return  # a bibliography, whose sources are used elsewhere
    for path, source in manuscript.sound("sources"):
        if source.id not in manuscript.named:
            yield (
                path,
                f"the source '{source.id}' is never used",
                "name it where it is quoted, or take it out",
                (source,),
            )


def _unmentioned_person(manuscript: Manuscript) -> Advice:
    if manuscript.is_list:
        return
    for path, person in manuscript.sound("people"):
        if person.id not in manuscript.named:
            hint = "name them in who, to, about or involved, or take them out"
            yield path, f"{preview(person.name)} ('{person.id}') is never mentioned", hint, (person,)


def _same_person(manuscript: Manuscript) -> Advice:
    sound = [*manuscript.sound("people")]
    for first, second in likely_same([person for _, person in sound]):
        (_, one), (path, other) = sound[first], sound[second]
        message = f"{preview(other.name)} ('{other.id}') is likely the same as {preview(one.name)} ('{one.id}')"
        yield path, message, f"keep '{one.id}' and make the other's name an alias of it", (one, other)


def _outside_event(manuscript: Manuscript) -> Advice:
    for path, quote in manuscript.sound("quotes"):
        event = manuscript.dossier.event_of.get(quote.event)
        if event and event.date and quote.date and not quote.date.overlaps(event.date):
            message = f"the quote is dated {quote.date.words()}, its event '{event.id}' {event.date.words()}"
            yield (
                (*path, "date"),
                message,
                "mend the one that is wrong, or give the quote an event of its own",
                (quote, event),
            )


def _long_version(manuscript: Manuscript) -> Advice:
    for path, quote, place, version in _versions(manuscript):
        if (length := words_in(version.text)) > EXCERPT:
            at = _path_of(manuscript, path, place, "text")
            message = f"{length} words of '{version.source}' are more than an excerpt ({EXCERPT})"
            yield at, message, "quote the part that matters, or make several quotes of it", (version, quote)


def _versions(manuscript: Manuscript) -> Iterator[tuple[Path, Quote, int, Version]]:
    for path, quote in manuscript.sound("quotes"):
        for place, version in enumerate(quote.versions):
            yield path, quote, place, version


def _path_of(manuscript: Manuscript, path: Path, place: int, key: str) -> Path:
    """Return the path of a version's key, which stands on the quote itself where that has one source."""
    inside = "versions" in manuscript.document["quotes"][path[1]]
    return (*path, "versions", place, key) if inside else (*path, key)


def letters_without_blanks(text: str) -> list[str]:
    """Return the letters in a text, each once, of scripts that put no blanks between words."""
    if text.isascii():
        return []
    return [one for one in {*text} if any(first <= one <= last for first, last in SCRIPTS_WITHOUT_BLANKS)]


def words_in(text: str) -> int:
    """Return how many words a text has."""
    solid = letters_without_blanks(text)
    spaced = text.translate(dict.fromkeys(map(ord, solid), " ")) if solid else text
    return len(WORDS.findall(spaced)) + sum(map(text.count, solid)) // 2


def _no_based_on(manuscript: Manuscript) -> Advice:
    """Find two sources that print the same words to the letter, while nothing says how the one's came to the other.

    Outlets that heard the same speech print the same words; so they must be many, or bear the hand of an editor, and
    a pair of sources is named once. A version with `via` has said where its words are from.
    """
    printed: dict[str, list[tuple[Path, Quote, int, Version]]] = {}
    for found in _versions(manuscript):
        printed.setdefault(fold(found[3].text).strip(), []).append(found)
    told: set[frozenset[str]] = set()
    for alike in printed.values():
        by_source = {found[3].source: found for found in reversed(alike[:CROWD])}
        for (_, quote, _, one), (path, twin, place, other) in combinations(reversed(by_source.values()), 2):
            pair = frozenset((one.source, other.source))
            if pair in told or not _may_be_copied(quote, one) or not _apart(one, other, manuscript):
                continue
            told.add(pair)
            sources = (manuscript.dossier.source_of.get(id) for id in pair)
            message = f"'{other.source}' prints the same {words_in(one.text)} words as '{one.source}'"
            hint = "add based_on to the source that has them from the other, or via to both versions"
            at = _path_of(manuscript, path, place, "source")
            yield at, message, hint, (quote, twin, one, other, *sources)


def _may_be_copied(quote: Quote, version: Version) -> bool:
    edited = quote.mode not in VERBATIM or HAND.search(version.text)
    return words_in(version.text) >= (EDITED if edited else SPOKEN)


def _apart(one: Version, other: Version, manuscript: Manuscript) -> bool:
    """Tell whether two versions have different origins, of which one at least is only supposed."""
    return (
        not (one.via and other.via) and len(find_origins(SourceGraph.for_dossier(manuscript.dossier), (one, other))) > 1
    )


def _strange_rule(manuscript: Manuscript) -> Advice:
    tables = [(("dossier",), manuscript.dossier.info), *(pair for kind in ARRAYS for pair in manuscript.sound(kind))]
    for path, record in tables:
        said = record.extra.get(CHECKED, True)
        for rule in [said] if isinstance(said, str) else said if isinstance(said, list) else []:
            known = (*RULES, LOOKED_UP)
            if rule not in known:
                hint = suggest(str(rule), known) or f"the warnings are {', '.join(known)}"
                yield (*path, CHECKED), f"there is no warning '{preview(str(rule))}'", hint, ()


RULES: Final[dict[str, Callable[[Manuscript], Advice]]] = {
    "no-source": _no_source,
    "unused-source": _unused_source,
    "unmentioned-person": _unmentioned_person,
    "same-person": _same_person,
    "outside-event": _outside_event,
    "long-version": _long_version,
    "no-based-on": _no_based_on,
    "strange-rule": _strange_rule,
}
"""The rules, by the names under which they can be silenced."""
