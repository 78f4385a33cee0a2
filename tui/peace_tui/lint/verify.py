"""How each version of a dossier is found in the archived text of its source: exactly, normalized, abridged, or not.

The archive is a folder of plain texts, Markdown files and saved web pages, each of them a source as it was read.
Nothing outside the folder is read, whatever a dossier or a link in the folder says, and of no file more than
`MAX_FILE_BYTES`.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from os.path import basename, join, realpath, relpath, splitext
from typing import Any, Final, Literal, NamedTuple

from peace_tui.collation.matching import Run, find_nearest
from peace_tui.collation.tokens import Token, TokenKind
from peace_tui.collation.tokens import tokenize as tokenize_words
from peace_tui.errors import InputError
from peace_tui.lint.warnings import CHECKED_KEY, NOT_FOUND_RULE, find_unspaced_letters
from peace_tui.loading.diagnostics import ERROR, NOTE, WARNING, Finding, KeyPath, Level
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARCHIVE_KEY, Source, Version, is_silenced
from peace_tui.text.folding import fold
from peace_tui.text.html import extract_page_text
from peace_tui.text.terminal_safe import preview

MAX_FILE_BYTES: Final = 16 * 2**20
"""How many bytes of one file are read; a book has one or two million."""
MAX_TEXTS: Final = 10_000
"""How many files of a folder are used."""
PLAIN: Final = (".txt", ".text")
MARKDOWN: Final = (".md", ".markdown")
HTML: Final = (".html", ".htm", ".xhtml")
ENDINGS: Final = (*PLAIN, *MARKDOWN, *HTML)
MARKDOWN_MARKS: Final = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"\n]*\")?\)"), r"\1"),
    (re.compile(r"^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+)+", re.MULTILINE), ""),
    (re.compile(r"(?<!\w)([*_]{1,3})(?=\S)([^*_\n]+)(?<=\S)\1(?!\w)"), r"\2"),
)
"""Markdown's links, block quotes, headings and emphasis, and their replacements."""
INTERRUPTION: Final = re.compile(r"(?<=\S)[”\"»]\s[^“”\"«»]{0,300}[“\"«](?=\S)")
"""Where an outlet interrupts a quotation to name the speaker: war,” Trump said. “He just …"""
QUOTATION_MARK: Final = re.compile(r"\"|(?<!\w)'|'(?!\w)")
"""In folded text: a quotation mark, at whatever depth, and no apostrophe in a word."""
DASH: Final = re.compile(r"\s*-[\s-]*")
SPACE_BEFORE_MARK: Final = re.compile(r"\s+(?=[,;:.!?])")
FOOTNOTE: Final = re.compile(r"(?<=[\w.,;:!?”’\"'»])(?:\[(?:\d{1,3}|[a-z]|[*†‡])\](?!\w)|[⁰¹²³⁴-⁹*†‡]+(?!\w))")
"""The mark of a footnote at the end of a word."""
HYPHENATED: Final = re.compile(r"(?<=[^\W\d_])[-\u2010]\s*\n\s*(?=[^\W\d_])")
"""A hyphen at the end of a line, which may divide a word."""
NUMBER_GOES_ON: Final = re.compile(r"(?<=\d)[.,]\d|(?<=\d[.,])\d")
CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)

MatchKind = Literal["exact", "normalized", "abridged", "not found"]
EXACT: Final = "exact"
NORMALIZED: Final = "normalized"
ABRIDGED: Final = "abridged"
NOT_FOUND: Final = "not found"
MATCH_KINDS: Final[tuple[MatchKind, ...]] = (EXACT, NORMALIZED, ABRIDGED, NOT_FOUND)
"""From the best to the worst: to the letter; the same but for what a printer or a page adds (case, quotation marks and
their depth, dashes, spaces, footnote marks, words divided at line ends, a comma for the last period); in fragments, one
after another, with something between them where it has an ellipsis or a bracket, or where the outlet interrupts
the speaker; not in the text."""

GAP: Final = re.compile(r"\[\s*\.\s?\.\s?\.\s*\]|\(\s*\.\s?\.\s?\.\s*\)|\.(?:\s?\.){2,}|(?<!\w)\[[^\]\[]*\](?!\w)")
"""In folded text: an ellipsis, in brackets or not, or an insertion that is no fragment of a word."""
MAX_CUT_CHARS: Final = 4_000
"""How many characters an ellipsis may leave out; a fragment further on belongs to another passage."""
MAX_INSERTION_CHARS: Final = 120
"""How many characters of the text an insertion may replace."""
MAX_COMPARED_CHARS: Final = 2_000_000
"""In how many characters of a text the nearest passage is looked for."""
MAX_COMPARED_TEXTS: Final = 50
"""In how many texts the nearest passage is looked for, where the source of a version has no text of its own."""
MAX_DIFFERENCES: Final = 5
"""How many differences from the nearest passage are told."""
OTHER_PASSAGE: Final = re.compile('[\\n“”„‟«»"]')
"""What stands between the words of two passages."""
MAX_STARTS: Final = 200
"""At how many positions of the first fragment the others are searched for, so that a search takes bounded time."""


class ArchivedText:
    """One archived text."""

    def __init__(self, path: str, name: str) -> None:
        """Create a text that is read when it is first needed; `name` is its path in the folder."""
        self.path, self.name = path, name

    @cached_property
    def words(self) -> str:
        """The text that a reader sees; empty where the file cannot be read."""
        try:
            with open(self.path, "rb") as opened:
                data = opened.read(MAX_FILE_BYTES)
        except OSError:
            return ""
        ending = splitext(self.path)[1].lower()
        if ending in HTML:
            return extract_page_text(_decode(data, CHARSET.search(data, 0, 4096)))
        text = _decode(data)
        for pattern, left in MARKDOWN_MARKS if ending in MARKDOWN else ():
            text = pattern.sub(left, text)
        return text

    @cached_property
    def folded(self) -> str:
        """The same, folded."""
        return fold(self.words)

    @cached_property
    def plain(self) -> tuple[str, ...]:
        """The same without quotation and footnote marks; with hyphens at line ends, and without."""
        words = FOOTNOTE.sub("", self.words)
        return tuple(dict.fromkeys((strip_marks(words), strip_marks(HYPHENATED.sub("", words)))))

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words and marks, of a long text those at the beginning."""
        return tokenize_words(self.words[:MAX_COMPARED_CHARS])

    def line_of(self, offset: int) -> int:
        """Return the line of the text that a character is in, from 1."""
        return self.words.count("\n", 0, offset) + 1

    @cached_property
    def spoken(self) -> str:
        """The same, with quotations that the outlet interrupts joined into one."""
        return fold(INTERRUPTION.sub(" ", self.words))


class Archive:
    """The texts in a folder and its subfolders, by their paths in it."""

    def __init__(self, folder: str) -> None:
        """Find the texts; they are read when they are first used.

        Raises:
            InputError: There is no such folder, or it cannot be read.
        """
        self.folder = realpath(folder)
        try:
            os.scandir(self.folder).close()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise InputError(f"{folder}: cannot read this folder of texts: {why}") from None
        self.texts = {text.name: text for text in self._found()}

    def _found(self) -> Iterator[ArchivedText]:
        number = 0
        for parent, folders, files in os.walk(self.folder):
            folders.sort()
            for file in sorted(files):
                path = join(parent, file)
                if splitext(file)[1].lower() in ENDINGS and self._is_inside(path):
                    number += 1
                    if number > MAX_TEXTS:
                        return
                    yield ArchivedText(path, relpath(path, self.folder))

    def _is_inside(self, path: str) -> bool:
        real = realpath(path)
        return real.startswith(self.folder.rstrip(os.sep) + os.sep) and os.path.isfile(real)

    @cached_property
    def _named(self) -> dict[str, list[ArchivedText]]:
        named: dict[str, list[ArchivedText]] = {}
        for text in self.texts.values():
            named.setdefault(splitext(basename(text.name))[0], []).append(text)
        return named

    def find_texts(self, id: str, names: object = None) -> list[ArchivedText]:
        """Return the texts of a source: the files in `names`, without any the files that are named by its id."""
        if not names:
            return self._named.get(id, [])
        wanted = names if isinstance(names, list) else [names]
        paths = [os.path.normpath(name) for name in wanted if isinstance(name, str)]
        return [self.texts[path] for path in paths if path in self.texts]


def _decode(data: bytes, charset: re.Match[bytes] | None = None) -> str:
    """Decode text by its byte order mark, else as UTF-8, else as the page says, else as Windows-1252."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        name = charset[1].decode("ascii") if charset else "cp1252"
    try:
        return data.decode(name, errors="replace")
    except (LookupError, ValueError):
        return data.decode("cp1252", errors="replace")


class VersionFragment(NamedTuple):
    """A fragment of a version, and within how many characters after the previous one it has to begin."""

    words: str
    within: int


def match_version(version: str, text: ArchivedText) -> MatchKind:
    """Return how a version is found in a text."""
    folded = fold(version).strip()
    fragments = split_fragments(folded)
    if not fragments:
        return NOT_FOUND
    if _contains(version.strip(), text.words):
        return EXACT
    plain = strip_marks(version)
    if _contains(folded, text.folded) or any(_contains(plain.rstrip(" .,;:"), each) for each in text.plain):
        return NORMALIZED
    if _contains_in_order(fragments, text.folded) or _contains_in_order(fragments, text.spoken):
        return ABRIDGED
    fragments = split_fragments(plain)
    return ABRIDGED if fragments and any(_contains_in_order(fragments, each) for each in text.plain) else NOT_FOUND


def strip_marks(text: str) -> str:
    """Return a text folded, without quotation marks, and with every dash and the spaces around it alike."""
    bare = QUOTATION_MARK.sub(" ", fold(text))
    return " ".join(SPACE_BEFORE_MARK.sub("", DASH.sub("-", bare)).split())


def split_fragments(folded: str) -> list[VersionFragment]:
    """Return the fragments of a folded version between cuts and insertions; an altered letter, [t]he, is a letter."""
    fragments: list[VersionFragment] = []
    at, within = 0, 0
    for gap in (*GAP.finditer(folded), None):
        piece = folded[at : gap.start() if gap else len(folded)]
        words = re.sub(r"[\[\]]", "", piece).strip(" ,;:")
        if words.strip("\"'-. "):
            fragments.append(VersionFragment(words, within))
            within = 0
        if gap:
            within = max(within, MAX_INSERTION_CHARS if "[" in gap[0] and "." not in gap[0] else MAX_CUT_CHARS)
            at = gap.end()
    return fragments


def _contains(words: str, text: str) -> bool:
    return bool(words) and next(_find_words(words, text), None) is not None


def _find_words(words: str, text: str, start: int = 0, stop: int | None = None) -> Iterator[int]:
    """Yield the positions in a text of words that do not begin or end inside another word."""
    at = text.find(words, start, stop)
    while at >= 0:
        end = at + len(words)
        if not (
            _is_one_word(text[at - 1 : at], words[0])
            or _is_one_word(words[-1], text[end : end + 1])
            or NUMBER_GOES_ON.match(text, end)
        ):
            yield at
        at = text.find(words, at + 1, stop)


def _is_one_word(left: str, right: str) -> bool:
    """Tell whether two adjacent letters belong to one word; in scripts without spaces they may not."""
    return left.isalnum() and right.isalnum() and not find_unspaced_letters(left + right)


def _contains_in_order(fragments: list[VersionFragment], text: str) -> bool:
    """Tell whether the fragments follow each other in a text, each within its distance."""
    for tried, start in enumerate(_find_words(fragments[0].words, text)):
        end = start + len(fragments[0].words)
        for fragment in fragments[1:]:
            at = next(_find_words(fragment.words, text, end, end + fragment.within + len(fragment.words)), None)
            if at is None:
                break
            end = at + len(fragment.words)
        else:
            return True
        if tried == MAX_STARTS:
            break
    return False


SUMMARY_MODE: Final = "summary"
"""The mode of a quote whose words are the author's."""


class Verdict(NamedTuple):
    """How one version is found in the archive."""

    match: MatchKind
    finding: Finding


def verify_versions(dossier: Dossier, document: Mapping[str, Any], archive: Archive) -> Iterator[Verdict]:
    """Yield a verdict on each version of a dossier; `document` is the file that it was read from."""
    for number, quote in enumerate(dossier.quotes):
        inside = "versions" in document["quotes"][number]
        for version_number, version in enumerate(quote.versions):
            path: KeyPath = ("quotes", number, "text")
            if inside:
                path = ("quotes", number, "versions", version_number, "text")
            source = dossier.source_of[version.source]
            own = archive.find_texts(source.id, source.extra.get(ARCHIVE_KEY))
            match, text = find_best_match(version, own or archive.texts.values())
            if match != NOT_FOUND and text:
                yield Verdict(match, Finding(path, f"{match}: found in {preview(text.name)}", "", NOTE))
            elif not is_silenced(CHECKED_KEY, NOT_FOUND_RULE, (dossier.info, quote, version, source)):
                level: Level = WARNING if quote.mode == SUMMARY_MODE else ERROR
                yield Verdict(NOT_FOUND, Finding(path, *_describe_not_found(version, source, own, archive), level))


def _describe_not_found(version: Version, source: Source, own: list[ArchivedText], archive: Archive) -> tuple[str, str]:
    """Return the message and the hint for a version that is not found."""
    silence = f'or {CHECKED_KEY} = ["{NOT_FOUND_RULE}"] if this is intended'
    names = ", ".join(preview(text.name) for text in own)
    where = names or "any of the texts"
    if not archive.texts:
        where = f"the folder, which has no texts ({', '.join(ENDINGS)})"
    message = f"the words of '{source.id}' are not found in {where}"
    _, other = find_best_match(version, (text for text in archive.texts.values() if text not in own) if own else ())
    if other:
        return message, f"they are in {preview(other.name)}: fix source; {silence}"
    nearest = find_nearest_passage(version.text, own or [*archive.texts.values()][:MAX_COMPARED_TEXTS])
    if nearest:
        return message, f"{nearest}\ncorrect the words; {silence}"
    if own:
        return message, f"compare them with the text, and fix them; {silence}"
    return message, f"save the source as {source.id}.html or .txt, or name its file with {ARCHIVE_KEY}; {silence}"


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
        told = "; ".join(self.differences[:MAX_DIFFERENCES])
        more = len(self.differences) - MAX_DIFFERENCES
        told += f"; and {more} more" if more > 0 else ""
        place = f"nearest, {preview(self.name)}, line {self.line}: “{preview(self.words, 300)}”"
        return (
            f"{place}\nwords that differ: {told}"
            if told
            else f"{place}\nits parts are there, but not in this order, or too far apart"
        )


def find_nearest_passage(version: str, texts: Iterable[ArchivedText]) -> NearestPassage | None:
    """Return the passage of some texts that is nearest to a version; of one with cuts, to the parts not found."""
    found = [near for text in texts if (near := _find_in_text(version, text))]
    return max(found, key=lambda near: near.matched, default=None)


def _find_in_text(version: str, text: ArchivedText) -> NearestPassage | None:
    parts = [*_split_at_cuts(tokenize_words(version))]
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
    return any(_contains(strip_marks(part).strip(" .,;:"), plain) for plain in text.plain)


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
    runs = find_nearest([token.key for token in mine], [token.key for token in theirs])
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
        yield f"“{preview(here)}” here, “{preview(there)}” in the text"
    elif here or there:
        yield f"“{preview(here or there)}” only {'here' if here else 'in the text'}"


def _tell_marks(mine: Sequence[Token], theirs: Sequence[Token]) -> Iterator[str]:
    """Yield the words, the same on both sides, beside which there is another mark."""
    for here, there in zip(_with_marks(mine), _with_marks(theirs), strict=False):
        if fold(here).rstrip(",.;:") != fold(there).rstrip(",.;:"):
            yield f"“{preview(here)}” here, “{preview(there)}” in the text"


def _with_marks(tokens: Sequence[Token]) -> list[str]:
    """Return each word with the punctuation behind it."""
    words: list[str] = []
    for token in tokens:
        if token.key:
            words.append(token.text)
        elif words and token.kind is TokenKind.PUNCTUATION:
            words[-1] += token.text
    return words


def find_best_match(version: Version, texts: Iterable[ArchivedText]) -> tuple[MatchKind, ArchivedText | None]:
    """Return the best match of a version in some texts, and the text in which it is found."""
    found: tuple[MatchKind, ArchivedText | None] = (NOT_FOUND, None)
    for text in texts:
        match = match_version(version.text, text)
        if MATCH_KINDS.index(match) < MATCH_KINDS.index(found[0]):
            found = match, text
        if match == MATCH_KINDS[0]:
            break
    return found
