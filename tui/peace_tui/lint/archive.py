"""The archive: a folder of plain texts, Markdown files and saved web pages, each of them a source as it was read.

Nothing outside the folder is read, whatever a dossier or a link in the folder says, and of no file more than
`MAX_FILE_BYTES`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from functools import cached_property
from html import unescape
from os.path import basename, join, realpath, relpath, splitext
from typing import Final

from peace_tui.errors import InputError
from peace_tui.text.folding import fold
from peace_tui.text.html import tokenize

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
CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


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
            raise InputError(f"{folder}: this folder of texts cannot be read: {why}") from None
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
