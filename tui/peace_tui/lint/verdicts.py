"""What `check --verify` says: how each version is found, in which paragraph, and what is nearest to one that is not.

Paragraphs are counted as a reader counts them, from 1, in the article alone. An author who counts in another way, with
the headline or without the captions, is right where the locators agree with one another.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from peace_tui.collation.tokens import Token, TokenKind, tokenize
from peace_tui.collation.word_runs import Run, find_nearest_runs
from peace_tui.drafting.passages import QuotedPassage
from peace_tui.lint.edits import Edit, Editor
from peace_tui.lint.verify import (
    ENDINGS,
    MAX_COMPARED_TEXTS,
    NOT_FOUND,
    Archive,
    ArchivedText,
    MatchKind,
    contains,
    find_best_match,
    find_paragraphs,
    find_texts_of,
    split_fragments,
    strip_marks,
)
from peace_tui.lint.warnings import CHECKED_KEY, LOCATOR_RULE, NOT_FOUND_RULE
from peace_tui.loading.diagnostics import ERROR, NOTE, WARNING, Finding, KeyPath, Level
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARCHIVE_KEY, VERBATIM, Quote, Source, Version, is_silenced
from peace_tui.text.folding import fold
from peace_tui.text.messages import join_words, quotation_marks
from peace_tui.text.terminal_safe import preview

OTHER_PASSAGE: Final = re.compile('[\\n“”„‟«»"]')
"""What stands between the words of two passages."""
MAX_DIFFERENCES: Final = 5
"""How many differences from the nearest passage are named."""
SUMMARY_MODE: Final = "summary"
"""The mode of a quote whose words are the author's."""
LOCATOR: Final = re.compile(
    r"\s*(?:paragraphs?|paras?|par|¶{1,2}|absatz|abs|alinéa)\.?\s*"
    r"(?P<numbers>\d{1,5}(?:\s*(?:[-–,&]|and|und|et|to|bis|à)\s*\d{1,5})*)",
    re.IGNORECASE,
)
"""The beginning of a locator that names paragraphs."""
NUMBERS: Final = re.compile(r"(\d+)(?:\s*(?:[-–]|to|bis|à)\s*(\d+))?")
"""The first and the last number of a range in it, or one number."""
MAX_RANGE: Final = 1_000
MIN_COUNTED: Final = 3
"""How many paragraphs must be numbered in agreement, if not as we count them, to be counted in a way of their own."""


class Verdict(NamedTuple):
    """How one version is found in the archive."""

    match: MatchKind
    finding: Finding | None
    """What there is to say of it; None where the author has silenced that it is not found."""
    path: KeyPath
    """The table that has its source and locator: the version, or the quote where that has one source."""
    quote: Quote
    version: Version
    text: ArchivedText | None = None
    """The text in which it is found."""
    paragraphs: tuple[int, ...] = ()
    """The paragraphs of that text in which it may begin, from 0."""
    size: int = 1
    """How many paragraphs it runs through."""


def verify_versions(dossier: Dossier, document: Mapping[str, Any], archive: Archive) -> Iterator[Verdict]:
    """Yield a verdict on each version of a dossier; `document` is the file that it was read from."""
    texts = {source.id: find_texts_of(dossier, source, archive) for source in dossier.sources}
    for number, quote in enumerate(dossier.quotes):
        inside = "versions" in document["quotes"][number]
        for version_number, version in enumerate(quote.versions):
            path: KeyPath = ("quotes", number, "versions", version_number) if inside else ("quotes", number)
            source = dossier.source_of[version.source]
            match, text = find_best_match(version, texts[source.id])
            if match != NOT_FOUND and text:
                paragraphs, size = find_paragraphs(version.text, text, is_verbatim=quote.mode in VERBATIM)
                where = f", {_name_paragraphs([each + 1 for each in paragraphs])}" if paragraphs else ""
                finding = Finding((*path, "text"), f"{match}: found in {preview(text.name)}{where}", "", NOTE)
                yield Verdict(match, finding, path, quote, version, text, paragraphs, size)
            elif is_silenced(CHECKED_KEY, NOT_FOUND_RULE, (dossier.info, quote, version, source)):
                yield Verdict(NOT_FOUND, None, path, quote, version)
            else:
                level: Level = WARNING if quote.mode == SUMMARY_MODE else ERROR
                own = archive.find_texts(source.id, source.extra.get(ARCHIVE_KEY))
                finding = Finding((*path, "text"), *_describe_not_found(version, source, own, archive), level)
                yield Verdict(NOT_FOUND, finding, path, quote, version)


def _describe_not_found(version: Version, source: Source, own: list[ArchivedText], archive: Archive) -> tuple[str, str]:
    """Return the message and the hint for a version that is not found."""
    silence = f'or {CHECKED_KEY} = ["{NOT_FOUND_RULE}"] if this is intended'
    names = ", ".join(preview(text.name) for text in own)
    where = names or "any of the texts"
    if not archive.texts:
        where = f"the folder, which has no texts ({', '.join(ENDINGS)})"
    message = f"the words of '{source.id}' are not found in {where}"
    _, other = find_best_match(version, (text for text in archive.texts.values() if text not in own))
    nearest = find_nearest_passage(version.text, own or [*archive.texts.values()][:MAX_COMPARED_TEXTS])
    remedy = "correct the words" if nearest else "compare them with the text, and fix them"
    if not own:  # another outlet's words correct nothing
        named = source.extra.get(ARCHIVE_KEY)
        missing = f"the folder has no {preview(str(named))}, which {ARCHIVE_KEY} names: " if named else ""
        remedy = f"{missing}save the source as {source.id}.html or .txt, or name its file with {ARCHIVE_KEY}"
    if other:
        there = f"they are in {preview(other.name)}"
        return message, f"{there}: fix source; {silence}" if own else f"{there}, of another source; {remedy}; {silence}"
    return message, (f"{nearest}\n" if nearest else "") + f"{remedy}; {silence}"


class NearestPassage(NamedTuple):
    """The passage of a text that is nearest to a version, and how it differs."""

    name: str
    """The text's."""
    line: int
    words: str
    differences: tuple[str, ...]
    matched: int
    """How many words are the same."""

    def __str__(self) -> str:
        """Return where and what it is, and on a second line the words that differ."""
        named = "; ".join(self.differences[:MAX_DIFFERENCES])
        more = len(self.differences) - MAX_DIFFERENCES
        named += f"; and {more} more" if more > 0 else ""
        place = f"nearest, {preview(self.name)}, line {self.line}: {quotation_marks(preview(self.words, 300))}"
        if not named:
            return f"{place}\nits parts are there, but not in this order, or too far apart"
        return f"{place}\nwords that differ: {named}"


def find_nearest_passage(version: str, texts: Iterable[ArchivedText]) -> NearestPassage | None:
    """Return the passage of some texts that is nearest to a version; of one with cuts, to the parts not found."""
    found = [near for text in texts if (near := _find_in_text(version, text))]
    return max(found, key=lambda near: near.matched, default=None)


def _find_in_text(version: str, text: ArchivedText) -> NearestPassage | None:
    parts = [*_split_at_cuts(tokenize(version))]
    missing = [part for part in parts if not _is_in(version[part[0].start : part[-1].end], text)] or parts
    nearest = [near for part in missing if (near := _compare_part(part, text))]
    if not nearest:
        return None
    first = min(nearest, key=lambda near: near.line)
    differences = tuple(difference for near in nearest for difference in near.differences)
    return first._replace(
        words=" … ".join(near.words for near in nearest),
        differences=differences,
        matched=sum(near.matched for near in nearest),
    )


def _is_in(part: str, text: ArchivedText) -> bool:
    return any(contains(strip_marks(part).strip(" .,;:"), plain) for plain in text.plain)


def _split_at_cuts(tokens: Iterable[Token]) -> Iterator[list[Token]]:
    """Yield the tokens of a version between its cuts and insertions, where there are words."""
    part: list[Token] = []
    for token in (*tokens, None):
        if token and token.kind not in (TokenKind.ELLIPSIS, TokenKind.INSERTION):
            part.append(token)
        elif part:
            if any(each.key for each in part):
                yield part
            part = []


def _compare_part(part: Sequence[Token], text: ArchivedText) -> NearestPassage | None:
    mine, theirs = [token for token in part if token.key], [token for token in text.tokens if token.key]
    runs = find_nearest_runs([token.key for token in mine], [token.key for token in theirs])
    if not runs:
        return None
    before = _reach(theirs, runs[0].column - 1, -1, runs[0].word, text)
    after = _reach(theirs, runs[-1].column + runs[-1].length, 1, len(mine) - runs[-1].word - runs[-1].length, text)
    start, end = runs[0].column - before, runs[-1].column + runs[-1].length + after
    differences: list[str] = []
    at, word = start, 0
    for run in (*runs, Run(end, len(mine), 0)):
        differences += _tell_difference(mine[word : run.word], theirs[at : run.column])
        at, word = run.column + run.length, run.word + run.length
    passage = _tokens_between(text, theirs[start].start, theirs[end - 1].end)
    words = text.words[passage[0].start : passage[-1].end]
    differences = differences or [*_tell_marks(part, passage)]
    line = text.line_of(passage[0].start)
    return NearestPassage(text.name, line, words, tuple(differences), sum(run.length for run in runs))


def _tokens_between(text: ArchivedText, start: int, end: int) -> list[Token]:
    """Return the tokens of a passage, with the punctuation behind its last word."""
    tokens = text.tokens
    first = bisect_left(tokens, start, key=lambda token: token.start)
    last = bisect_left(tokens, end, key=lambda token: token.start)
    while (
        last < len(tokens) and tokens[last].kind is TokenKind.PUNCTUATION and tokens[last - 1].end == tokens[last].start
    ):
        last += 1
    return [*tokens[first:last]]


def _reach(tokens: Sequence[Token], at: int, step: int, wanted: int, text: ArchivedText) -> int:
    """Return how many words, of those wanted, are beside a passage in the same paragraph and the same marks."""
    count = 0
    while count < wanted and 0 <= at < len(tokens):
        left, right = (tokens[at - 1], tokens[at]) if step > 0 else (tokens[at], tokens[at + 1])
        if OTHER_PASSAGE.search(text.words, left.end, right.start):
            break
        count, at = count + 1, at + step
    return count


def _tell_difference(mine: Sequence[Token], theirs: Sequence[Token]) -> Iterator[str]:
    here, there = (" ".join(token.text for token in words) for words in (mine, theirs))
    if here and there:
        yield f"{quotation_marks(preview(here))} here, {quotation_marks(preview(there))} in the text"
    elif here or there:
        yield f"{quotation_marks(preview(here or there))} only {'here' if here else 'in the text'}"


def _tell_marks(mine: Sequence[Token], theirs: Sequence[Token]) -> Iterator[str]:
    """Yield the words, the same on both sides, beside which there is another mark."""
    for here, there in zip(_with_marks(mine), _with_marks(theirs), strict=False):
        if fold(here).rstrip(",.;:") != fold(there).rstrip(",.;:"):
            yield f"{quotation_marks(preview(here))} here, {quotation_marks(preview(there))} in the text"


def _with_marks(tokens: Sequence[Token]) -> list[str]:
    """Return each word with the punctuation behind it."""
    words: list[str] = []
    for token in tokens:
        if token.key:
            words.append(token.text)
        elif words and token.kind is TokenKind.PUNCTUATION:
            words[-1] += token.text
    return words


# --- Paragraphs and locators ------------------------------------------------------------------------------------------


def _name_paragraphs(numbers: Sequence[int]) -> str:
    """Return "paragraph 3", "paragraphs 3 and 7"."""
    return f"paragraph{'s' if len(numbers) > 1 else ''} {join_words(map(str, numbers))}"


class SavedPassage(NamedTuple):
    """Where a version is in the saved text of its source."""

    text: ArchivedText
    paragraph: int
    """The paragraph in which it begins, from 0."""
    words: str
    """That paragraph and those it goes on in, on a line each."""
    spans: tuple[tuple[int, int], ...]
    """The characters of these that the version prints: one after another, in parts where words are between."""


def find_saved_passage(dossier: Dossier, version: Version, archive: Archive) -> SavedPassage | None:
    """Return where a version is in the saved text of its source; of several places the one that its locator names."""
    source = dossier.source_of[version.source]
    _, text = find_best_match(version, find_texts_of(dossier, source, archive)[:MAX_COMPARED_TEXTS])
    starts, size = find_paragraphs(version.text, text) if text else ((), 1)
    if not text or not starts:
        return None
    named = read_locator(version.locator or "")
    start = next((start for start in starts if start + 1 in named), starts[0])
    words = "\n".join(each.words for each in text.paragraphs[start : start + size])
    return SavedPassage(text, start, words, tuple(_find_spans(version.text, words)))


def _find_spans(version: str, words: str) -> Iterator[tuple[int, int]]:
    """Yield which characters of some words are those of a version."""
    if (at := words.find(version.strip())) >= 0:
        yield at, at + len(version.strip())
        return
    mine, theirs = ([token for token in tokenize(text) if token.key] for text in (version, words))
    for run in find_nearest_runs([token.key for token in mine], [token.key for token in theirs]):
        yield theirs[run.column].start, theirs[run.column + run.length - 1].end


class Locator(NamedTuple):
    """A locator that is missing or wrong."""

    verdict: Verdict
    numbers: tuple[int, ...]
    """The paragraphs that it may name, from 1."""

    @property
    def new(self) -> str:
        """What it should be; nothing where that is not certain."""
        if len(self.numbers) != 1:
            return ""
        old = self.verdict.version.locator or ""
        if not (found := LOCATOR.match(old)):
            return f"para {self.numbers[0]}"
        start, end = found.span("numbers")
        return f"{old[:start]}{self.numbers[0]}{old[end:]}"

    @property
    def change(self) -> str:
        """The rest of a sentence that says what becomes of it."""
        old = self.verdict.version.locator
        return f'added locator = "{self.new}"' if old is None else f'"{preview(old)}" becomes "{preview(self.new)}"'

    def finding(self) -> Finding:
        """Return what there is to say of one that is wrong."""
        verdict = self.verdict
        named = preview(verdict.version.locator or "")
        where = f"{_name_paragraphs(self.numbers)} of {preview(verdict.text.name if verdict.text else '')}"
        hint = f'write "{preview(self.new)}"' if self.new else "name the one that is meant"
        hint = f'{hint}; or {CHECKED_KEY} = ["{LOCATOR_RULE}"] if this is intended'
        return Finding(
            (*verdict.path, "locator"), f"the words are in {where}, not in {quotation_marks(named)}", hint, WARNING
        )


def find_locators(dossier: Dossier, verdicts: Iterable[Verdict]) -> Iterator[Locator]:
    """Yield the locators that are missing or wrong; of each source those that are there say how it is counted."""
    located: dict[tuple[str, str], list[Verdict]] = {}
    for verdict in verdicts:
        if verdict.text and verdict.paragraphs:
            located.setdefault((verdict.version.source, verdict.text.path), []).append(verdict)
    for each in located.values():
        numbering = _Numbering(each)
        for verdict in each:
            locator = verdict.version.locator
            numbers = [numbering.number_of(paragraph) for paragraph in verdict.paragraphs]
            known = tuple(number for number in numbers if number)
            if locator is None:
                if len(known) == len(numbers):
                    yield Locator(verdict, known)
            elif named := read_locator(locator):
                source = dossier.source_of[verdict.version.source]
                silencing = (dossier.info, verdict.quote, verdict.version, source)
                if known and named.isdisjoint(known) and not is_silenced(CHECKED_KEY, LOCATOR_RULE, silencing):
                    yield Locator(verdict, known)


def read_locator(locator: str) -> set[int]:
    """Return the numbers of the paragraphs that a locator names; none where it names something else, such as a page."""
    found = LOCATOR.match(locator)
    if not found:
        return set()
    numbers: set[int] = set()
    for first, last in NUMBERS.findall(found["numbers"]):
        last = first[: -len(last)] + last if last else first  # 112-5 is 112 to 115
        numbers.update(range(int(first), min(int(last), int(first) + MAX_RANGE) + 1))
    return numbers


class _Numbering:
    """How the locators of a source number the paragraphs of its text: as we count, or in a way of their own."""

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        named = {
            (v.paragraphs[0], min(read_locator(v.version.locator or "") or {0}))
            for v in verdicts
            if len(v.paragraphs) == 1
        }
        pairs = sorted((paragraph, number) for paragraph, number in named if number)
        chain = _longest_chain(pairs)
        usual = sum(number == paragraph + 1 for paragraph, number in pairs)
        self._own = chain if len(chain) >= MIN_COUNTED and len(chain) > max(usual, len(pairs) / 2) else []

    def number_of(self, paragraph: int) -> int | None:
        """Return the number of a paragraph; None where those around it do not tell."""
        if not self._own:
            return paragraph + 1
        at = bisect_left(self._own, (paragraph, 0))
        after = self._own[at] if at < len(self._own) else None
        if after and after[0] == paragraph:
            return after[1]
        before = self._own[at - 1] if at else None
        if before and after and after[1] - before[1] == after[0] - before[0]:
            return before[1] + paragraph - before[0]
        return None


def _longest_chain(pairs: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the most pairs of a paragraph and a number, both ascending, that count no paragraph that is not there."""
    best: list[list[tuple[int, int]]] = []
    for paragraph, number in pairs:
        before = [c for c in best if 0 < number - c[-1][1] <= paragraph - c[-1][0]]
        best.append([*max(before, key=len, default=[]), (paragraph, number)])
    return max(best, key=len, default=[])


def write_locators(
    data: bytes, file: str, locators: Iterable[Locator], dossier: Dossier | None = None
) -> tuple[bytes, list[tuple[KeyPath, str]]]:
    """Return a file with the locators that are certain, and of each its path and what was done.

    A file that a dossier includes is none by itself: then that `dossier` is given.

    Raises:
        EditError: The file is written in a way in which they cannot be added.
    """
    editor = Editor(data, file, dossier)
    done: list[tuple[KeyPath, str]] = []
    for locator in locators:
        path, old = (*locator.verdict.path, "locator"), locator.verdict.version.locator
        if not locator.new:
            continue
        if old is None:
            editor.set_value(path, locator.new)
            done.append((locator.verdict.path, locator.change))
        elif found := LOCATOR.match(old):
            start, end = (editor.positions.offset_inside(path, offset) for offset in found.span("numbers"))
            editor.replace_inside(path, Edit(start, end, str(locator.numbers[0])), locator.new)
            done.append((path, locator.change))
    if not done:
        return data, done
    return (editor.apply() if dossier else editor.finish()).data, done


# --- Passages in no quote ---------------------------------------------------------------------------------------------


class UnquotedPassages(NamedTuple):
    """What of the passages between quotation marks in a text is in no quote."""

    name: str
    """The text's."""
    total: int
    """How many passages there are."""
    unquoted: list[tuple[int, str]]
    """Those in no quote: the line of each in the file, from 1 (0 where it is not known), and its words."""


def find_unquoted(dossier: Dossier, verdicts: Iterable[Verdict], archive: Archive) -> Iterator[UnquotedPassages]:
    """Yield for each text of a source the passages between quotation marks that no version prints."""
    found: dict[str, list[Verdict]] = {}
    for source in dossier.sources:
        found.update((text.name, []) for text in archive.find_texts(source.id, source.extra.get(ARCHIVE_KEY)))
    for verdict in verdicts:
        if verdict.text:
            found.setdefault(verdict.text.name, []).append(verdict)
    for name in sorted(found):
        text = archive.texts[name]
        lines = [*text.paragraph_lines()]
        unquoted = [
            (lines[passage.paragraph](passage.start), passage.text)
            for passage in text.passages
            if not any(_is_quoted(passage, verdict) for verdict in found[name])
        ]
        yield UnquotedPassages(name, len(text.passages), unquoted)


def _is_quoted(passage: QuotedPassage, verdict: Verdict) -> bool:
    """Tell whether a version has words of a passage."""
    if verdict.paragraphs and not any(0 <= passage.paragraph - each < verdict.size for each in verdict.paragraphs):
        return False
    words, version = (strip_marks(each).strip(" .,;:") for each in (passage.text, verdict.version.text))
    return contains(words, version) or any(contains(part.words, words) for part in split_fragments(version))
