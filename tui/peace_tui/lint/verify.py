"""How each version of a dossier is found in the archived text of its source: exactly, normalized, abridged, or not.

The archive is a folder of plain texts, Markdown files, saved web pages and PDFs, each of them a source as it was read.
Nothing outside the folder is read, whatever a dossier or a link in the folder says, and of no file more than
`MAX_FILE_BYTES`.
"""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import cached_property, partial
from os.path import basename, join, realpath, relpath, splitext
from typing import Final, Literal, NamedTuple

from peace_tui.collation.tokens import Token, tokenize
from peace_tui.drafting.articles import CHARSET, HTML, MARKDOWN, PLAIN, split_paragraphs, strip_markdown
from peace_tui.drafting.documents import TEXT_ENDINGS, extract_text, is_document
from peace_tui.drafting.passages import QuotedPassage, find_passages
from peace_tui.errors import InputError
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARCHIVE_KEY, Source, Version
from peace_tui.text.folding import fold
from peace_tui.text.html import Block, count_letters, split_blocks
from peace_tui.text.messages import find_unspaced_letters

MAX_FILE_BYTES: Final = 16 * 2**20
"""How many bytes of one file are read; a book has one or two million."""
MAX_TEXTS: Final = 10_000
"""How many files of a folder are used."""
ENDINGS: Final = (*PLAIN, *MARKDOWN, *HTML, *TEXT_ENDINGS)
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
MAX_STARTS: Final = 200
"""At how many positions of the first fragment the others are searched for, so that a search takes bounded time."""


class ArchivedText:
    """One archived text."""

    def __init__(self, path: str, name: str) -> None:
        """Create a text that is read when it is first needed; `name` is its path in the folder."""
        self.path, self.name = path, name
        ending = splitext(path)[1].lower()
        self.ending = TEXT_ENDINGS.get(ending, ending)

    @cached_property
    def page(self) -> str:
        """What is in the file: a text, or the source of a page; empty where it cannot be read."""
        try:
            with open(self.path, "rb") as opened:
                data = opened.read(MAX_FILE_BYTES)
        except OSError:
            return ""
        if is_document(data):
            with suppress(InputError):
                return extract_text(data)[0]
            return ""
        return _decode(data, CHARSET.search(data, 0, 4096) if self.ending in HTML else None)

    @cached_property
    def words(self) -> str:
        """The text that a reader sees."""
        if self.ending in HTML:
            return "\n".join(block.text for block in self._blocks)
        return strip_markdown(self.page) if self.ending in MARKDOWN else self.page

    @cached_property
    def _blocks(self) -> list[Block]:
        return [*split_blocks(self.page)]

    @cached_property
    def paragraphs(self) -> tuple[ArchivedText, ...]:
        """The paragraphs of the article in it, as a reader counts them, each as a text."""
        return tuple(text_of(words) for words in split_paragraphs(self.page, self.ending))

    @cached_property
    def passages(self) -> list[QuotedPassage]:
        """What the article prints between quotation marks; of a transcript, the turns."""
        return find_passages([paragraph.words for paragraph in self.paragraphs])

    @cached_property
    def _lines(self) -> list[tuple[int, int]]:
        """How many letters are before each line of the file that has some, and its number."""
        lines: list[tuple[int, int]] = []
        letters = 0
        if self.ending in HTML:
            for block in self._blocks:
                lines += ((letters + before, line) for before, line in block.lines)
                letters += count_letters(block.text)
            return lines
        for number, line in enumerate(self.words.split("\n"), 1):
            if count := count_letters(line):
                lines.append((letters, number))
                letters += count
        return lines

    def line_of(self, offset: int) -> int:
        """Return the line of the file that a character of the words is on, from 1."""
        return self._line_after(count_letters(self.words[:offset]))

    def _line_after(self, letters: int) -> int:
        at = bisect_right(self._lines, letters, key=lambda line: line[0])
        return self._lines[at - 1][1] if at else 1

    def paragraph_lines(self) -> Iterator[Callable[[int], int]]:
        """Yield for each paragraph what returns the line of the file that a character of the paragraph is on.

        It is 0 where the paragraph is not in the words of the page but in its data.
        """
        letters, at = "".join(self.words.split()), 0
        for paragraph in self.paragraphs:
            found = letters.find("".join(paragraph.words.split()), at)
            yield partial(self._line_in, paragraph.words, found)
            at = max(found, at)

    def _line_in(self, paragraph: str, before: int, offset: int) -> int:
        return self._line_after(before + count_letters(paragraph[:offset])) if before >= 0 else 0

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
        return tokenize(self.words[:MAX_COMPARED_CHARS])

    @cached_property
    def spoken(self) -> str:
        """The same, with quotations that the outlet interrupts joined into one."""
        return fold(INTERRUPTION.sub(" ", self.words))


def text_of(words: str) -> ArchivedText:
    """Return some words as a text that is in no file."""
    text = ArchivedText("", "")
    text.words = words
    return text


class Archive:
    """The texts in a folder, by their paths in it."""

    def __init__(self, folder: str, *, subfolders: bool = True) -> None:
        """Find the texts, in subfolders too; they are read when they are first used.

        Raises:
            InputError: There is no such folder, or it cannot be read.
        """
        self._has_subfolders = subfolders
        self.named = folder
        """The folder as it was named."""
        self.folder = realpath(folder)
        try:
            os.scandir(self.folder).close()
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or error
            raise InputError(
                f"{folder}: cannot read this folder of texts: {why}; name the folder with the saved articles"
            ) from None
        self.texts = {text.name: text for text in self._found()}

    def _found(self) -> Iterator[ArchivedText]:
        number = 0
        for parent, folders, files in os.walk(self.folder):
            folders[:] = sorted(folders) if self._has_subfolders else []
            for file in sorted(files):
                path = join(parent, file)
                if splitext(file)[1].lower() in ENDINGS and self._is_inside(path):
                    number += 1
                    if number > MAX_TEXTS:
                        return
                    yield ArchivedText(path, relpath(path, self.folder))

    def path_of(self, name: str) -> str:
        """Return the path of a text as a person may name it."""
        return join(self.named, name)

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
    if contains(version.strip(), text.words):
        return EXACT
    plain = strip_marks(version)
    if contains(folded, text.folded) or any(contains(plain.rstrip(" .,;:"), each) for each in text.plain):
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


def contains(words: str, text: str) -> bool:
    """Tell whether words are in a text, at whole words."""
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


# --- The text of a source, and the paragraph of a version ------------------------------------------------------------

MAX_COMPARED_TEXTS: Final = 50
"""In how many texts the nearest passage is looked for, where the source of a version has no text of its own."""
MAX_COUNTED_VERSIONS: Final = 50
"""How many versions of such a source tell which text is likely its own."""
MAX_JOINED: Final = 6
"""How many paragraphs one version may run through."""


def find_texts_of(dossier: Dossier, source: Source, archive: Archive) -> list[ArchivedText]:
    """Return the texts of a source; where none is named, all that are no other's, those with most of its words first.

    Several outlets may print the same words: the text with the others of a source's passages is likely its own.
    """
    if own := archive.find_texts(source.id, source.extra.get(ARCHIVE_KEY)):
        return own
    texts = [text for text in archive.texts.values() if text.path not in _find_claimed(dossier, archive)]
    index = dossier.quote_index
    quotes = (index.records[position] for position in index.with_value("source", source.id))
    printed = [version.text for quote in quotes for version in quote.versions if version.source == source.id]
    counts = Counter(
        text.path
        for words in printed[:MAX_COUNTED_VERSIONS]
        for text in texts[:MAX_COMPARED_TEXTS]
        if match_version(words, text) == EXACT
    )
    return sorted(texts, key=lambda text: -counts[text.path])


def _find_claimed(dossier: Dossier, archive: Archive) -> frozenset[str]:
    """Return the paths of the texts that are named for a source; these are kept."""
    key = (_find_claimed, archive)
    if key not in dossier.memo:
        found = (archive.find_texts(each.id, each.extra.get(ARCHIVE_KEY)) for each in dossier.sources)
        dossier.memo[key] = frozenset(text.path for texts in found for text in texts)
    claimed: frozenset[str] = dossier.memo[key]
    return claimed


def find_best_match(version: Version, texts: Iterable[ArchivedText]) -> tuple[MatchKind, ArchivedText | None]:
    """Return the best match of a version in some texts, and the text in which it is found."""
    found: tuple[MatchKind, ArchivedText | None] = (NOT_FOUND, None)
    for text in texts:
        match = match_version(version.text, text)
        if MATCH_KINDS.index(match) < MATCH_KINDS.index(found[0]):
            found = match, text
        if match == EXACT:
            break
    return found


def find_paragraphs(version: str, text: ArchivedText, *, is_verbatim: bool = True) -> tuple[tuple[int, ...], int]:
    """Return the paragraphs of a text in which a version may begin, from 0, and how many it runs through.

    Of several they are those that print it best, and that quote it.
    A version in the words of a speaker stands between quotation marks, where there are any.
    """
    fragments = split_fragments(strip_marks(version))
    paragraphs = text.paragraphs
    if not fragments:
        return (), 1
    head = fragments[0].words.split()[0]
    starts = [n for n, each in enumerate(paragraphs) if any(contains(head, plain) for plain in each.plain)]
    for size in range(1, MAX_JOINED + 1):
        found: dict[MatchKind, list[int]] = {}
        for start in starts:
            joined = "\n".join(each.words for each in paragraphs[start : start + size])
            match = match_version(version, paragraphs[start] if size == 1 else text_of(joined))
            found.setdefault(match, []).append(start)
        best = next((found[kind] for kind in MATCH_KINDS[:-1] if kind in found), [])
        if len(best) > 1 and is_verbatim:
            quoting = {
                passage.paragraph
                for passage in text.passages
                if match_version(version, text_of(passage.text)) != NOT_FOUND
            }
            best = [start for start in best if start in quoting] or best
        if best:
            return tuple(best), size
    return (), 1
