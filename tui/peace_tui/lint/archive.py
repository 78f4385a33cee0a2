"""A folder of archived texts: plain text, Markdown and saved web pages, each a source as it was read.

Nothing outside the folder is read, whatever a dossier or a link in the folder says, and of no file more than `LARGEST`.
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

LARGEST: Final = 16 * 2**20
"""Bytes of one file that are read; a book has one or two million."""
MOST: Final = 10_000
"""Files that are taken for texts."""
PLAIN: Final = (".txt", ".text")
MARKDOWN: Final = (".md", ".markdown")
HTML: Final = (".html", ".htm", ".xhtml")
ENDINGS: Final = (*PLAIN, *MARKDOWN, *HTML)
MARKS: Final = (
    (re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*(?:\s+\"[^\"\n]*\")?\)"), r"\1"),
    (re.compile(r"^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+)+", re.MULTILINE), ""),
    (re.compile(r"(?<!\w)([*_]{1,3})(?=\S)([^*_\n]+)(?<=\S)\1(?!\w)"), r"\2"),
)
"""Markdown's links, quotation signs, headings and emphasis, and what is left of them."""
INLINE: Final = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark"),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "u"),
    )
)
"""Elements of HTML that stand inside a line; any other begins a new one."""
UNREAD: Final = ("head", "svg")
"""Those whose words are not the page's, beside what is silent anyway."""
INTERRUPTION: Final = re.compile(r"(?<=\S)[”\"»]\s[^“”\"«»]{0,300}[“\"«](?=\S)")
"""Where an outlet leaves off quoting to name the speaker, and goes on: war,” Trump said. “He just …"""
CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)


class Text:
    """One archived text."""

    def __init__(self, path: str, name: str) -> None:
        """Take a file; it is read when it is first needed. `name` is what it is called in the folder."""
        self.path, self.name = path, name

    @cached_property
    def words(self) -> str:
        """What a person reads there; nothing where the file cannot be read."""
        try:
            with open(self.path, "rb") as opened:
                data = opened.read(LARGEST)
        except OSError:
            return ""
        ending = splitext(self.path)[1].lower()
        if ending in HTML:
            return words_of_page(_decoded(data, CHARSET.search(data, 0, 4096)))
        text = _decoded(data)
        for pattern, left in MARKS if ending in MARKDOWN else ():
            text = pattern.sub(left, text)
        return text

    @cached_property
    def folded(self) -> str:
        """The same, folded."""
        return fold(self.words)

    @cached_property
    def spoken(self) -> str:
        """The same, with each quotation that the outlet interrupts in one piece."""
        return fold(INTERRUPTION.sub(" ", self.words))


class Archive:
    """The texts in a folder and the folders in it, by name."""

    def __init__(self, folder: str) -> None:
        """Find the texts; none is read yet.

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

    def _found(self) -> Iterator[Text]:
        number = 0
        for place, folders, files in os.walk(self.folder):
            folders.sort()
            for file in sorted(files):
                path = join(place, file)
                if splitext(file)[1].lower() in ENDINGS and self._is_inside(path):
                    number += 1
                    if number > MOST:
                        return
                    yield Text(path, relpath(path, self.folder))

    def _is_inside(self, path: str) -> bool:
        real = realpath(path)
        return real.startswith(self.folder.rstrip(os.sep) + os.sep) and os.path.isfile(real)

    @cached_property
    def _named(self) -> dict[str, list[Text]]:
        named: dict[str, list[Text]] = {}
        for text in self.texts.values():
            named.setdefault(splitext(basename(text.name))[0], []).append(text)
        return named

    def of_source(self, id: str, names: object = None) -> list[Text]:
        """Return the texts of a source: those that it names itself, else those whose files have its id for a name."""
        if not names:
            return self._named.get(id, [])
        wanted = names if isinstance(names, list) else [names]
        paths = [os.path.normpath(name) for name in wanted if isinstance(name, str)]
        return [self.texts[path] for path in paths if path in self.texts]


def _decoded(data: bytes, charset: re.Match[bytes] | None = None) -> str:
    """Return text as its byte order mark or the page says it is encoded, else as UTF-8, else as Windows-1252."""
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


def words_of_page(page: str) -> str:
    """Return the words of a web page, a line for each block; what is not read and never ends takes the rest with it."""
    pieces: list[str] = []
    unread = ""
    for token in tokenize(page):
        if not token.tag:
            pieces.append("" if unread else unescape(token.words).replace("\n", " "))
            continue
        if unread and (token.tag == unread if token.closes else (unread, token.tag) == ("head", "body")):
            unread = ""
        elif not unread and not token.closes and token.tag in UNREAD:
            unread = token.tag
        pieces.append("" if token.tag in INLINE else "\n")
    return re.sub(r"[ \t\r\f\v\u00a0]+", " ", re.sub(r"\s*\n\s*", "\n", "".join(pieces)))
