"""How each version of a dossier is found in the archived text of its source: exactly, normalized, abridged, or not.

The archive is a folder of plain texts, Markdown files and saved web pages, each of them a source as it was read.
Nothing outside the folder is read, whatever a dossier or a link in the folder says, and of no file more than
`MAX_FILE_BYTES`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from os.path import basename, join, realpath, relpath, splitext
from typing import Any, Final, Literal, NamedTuple

from peace_tui.errors import InputError
from peace_tui.lint.warnings import CHECKED_KEY, NOT_FOUND_RULE, find_unspaced_letters
from peace_tui.loading.diagnostics import ERROR, NOTE, WARNING, Finding, KeyPath, Level
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARCHIVE_KEY, Source, Version, is_silenced
from peace_tui.text.folding import fold
from peace_tui.text.html import tokenize, unescape
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
INLINE_ELEMENTS: Final = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark"),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "u"),
    )
)
"""Elements of HTML that are inside a line; any other one begins a new line."""
HIDDEN_ELEMENTS: Final = ("head", "svg")
"""Elements of HTML whose text is not part of the page, in addition to those whose text the tokenizer leaves out."""
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


def extract_page_text(page: str) -> str:
    """Return the text of a web page, a line for each block; a hidden element that is never closed hides the rest."""
    pieces: list[str] = []
    hidden = ""
    for token in tokenize(page):
        if not token.tag:
            pieces.append("" if hidden else unescape(token.words).replace("\n", " "))
            continue
        if hidden and (token.tag == hidden if token.closes else (hidden, token.tag) == ("head", "body")):
            hidden = ""
        elif not hidden and not token.closes and token.tag in HIDDEN_ELEMENTS:
            hidden = token.tag
        pieces.append("" if token.tag in INLINE_ELEMENTS else "\n")
    return re.sub(r"[ \t\r\f\v\u00a0]+", " ", re.sub(r"\s*\n\s*", "\n", "".join(pieces)))


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
    if not own:
        where = "any of the texts" if archive.texts else f"the folder, which has no texts ({', '.join(ENDINGS)})"
        hint = f"save the source as {source.id}.html or .txt, or name its file with {ARCHIVE_KEY}"
        return f"the words of '{source.id}' are not found in {where}", f"{hint}; {silence}"
    names = ", ".join(preview(text.name) for text in own)
    _, other = find_best_match(version, (text for text in archive.texts.values() if text not in own))
    hint = f"they are in {preview(other.name)}: fix source" if other else "compare them with the text, and fix them"
    return f"the words of '{source.id}' are not found in {names}", f"{hint}; {silence}"


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
