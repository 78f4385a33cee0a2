"""HTML in imported text into plain text and the links in it; nothing of it ever becomes markup.

Each character is looked at a few times only. Python's own `html.parser` takes the square of the length for malformed
tags in versions that are in use: https://github.com/python/cpython/issues/135462.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from string import ascii_uppercase
from typing import Final, NamedTuple

from peace_tui.importing.fitting import clean

BLOCKS: Final = frozenset(
    (
        *("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"),
        *("tr", "table", "section", "article", "hr", "dd", "dt"),
    )
)
SILENT: Final = ("script", "style", "template", "noscript")
"""Elements whose text nobody reads."""
MAY_BE_MARKUP: Final = re.compile(r"<[A-Za-z/!?]|&[A-Za-z#]")
LOWER: Final = {ord(letter): letter.lower() for letter in ascii_uppercase}
TAG: Final = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")
ATTRIBUTE: Final = re.compile(r"""([\w:-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class Plain(NamedTuple):
    """What a piece of HTML says."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    """Address and words of each link."""
    quoted: str = ""
    """What stands in `blockquote`, without `cited`."""
    cited: str = ""
    """What stands in `cite` inside it."""
    framed: str = ""
    """The address that an `iframe` shows."""


class Token(NamedTuple):
    """Words, or a tag where `tag` names one."""

    words: str
    tag: str = ""
    closes: bool = False
    attributes: str = ""


def plain(html: str) -> Plain:
    """Return what a piece of HTML says."""
    if not MAY_BE_MARKUP.search(html):
        return Plain(_tidy(html))
    reader = _Reader()
    for token in _tokens(html):
        reader.take(token)
    links = tuple((address, _tidy("".join(words))) for address, words in reader.links)
    texts = (_tidy("".join(pieces)) for pieces in (reader.text, reader.quoted, reader.cited))
    text, quoted, cited = texts
    return Plain(text, links, quoted, cited, reader.framed)


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in clean(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tokens(html: str) -> Iterator[Token]:
    """Yield words and tags in turn; comments and what stands in silent elements are passed over."""
    ahead = _Ahead(html)
    place = 0
    while (start := html.find("<", place)) >= 0:
        yield Token(html[place:start])
        if match := TAG.match(html, start):
            closes, tag, attributes = match[1] == "/", match[2].lower(), match[3]
            yield Token("", tag, closes, attributes)
            place = match.end()
            if tag in SILENT and not closes:
                place = max(ahead.find(f"</{tag}", place), place)
        elif html.startswith("<!--", start):
            end = ahead.find("-->", start)
            place = end + 3 if end >= 0 else start + 4
        elif html.startswith(("<!", "<?"), start):
            end = ahead.find(">", start)
            place = end + 1 if end >= 0 else start + 2
        else:
            yield Token("<")
            place = start + 1
    yield Token(html[place:])


class _Ahead:
    """A text in which things are looked for further on; what is not found is not looked for again."""

    def __init__(self, text: str) -> None:
        self._text = text.translate(LOWER)
        self._missing: set[str] = set()

    def find(self, what: str, place: int) -> int:
        """Return where `what` is next, at `place` or after, -1 if it is nowhere; Latin capitals are as small ones."""
        found = -1 if what in self._missing else self._text.find(what, place)
        if found < 0:
            self._missing.add(what)
        return found


class _Reader:
    """What has been read so far."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.quoted: list[str] = []
        self.cited: list[str] = []
        self.links: list[tuple[str, list[str]]] = []
        self.framed = ""
        self._quotes = self._cites = 0
        self._linked = False

    def take(self, token: Token) -> None:
        """Take in words or a tag."""
        if not token.tag:
            self._say(re.sub(r"\s+", " ", unescape(token.words)))
            return
        step = -1 if token.closes else 1
        if token.tag == "blockquote":
            self._quotes = max(self._quotes + step, 0)
        if token.tag == "cite":
            self._cites = max(self._cites + step, 0)
        if token.tag in BLOCKS:
            self._say("\n")
        if token.tag == "a":
            address = "" if token.closes else _attribute(token, "href")
            self._linked = bool(address)
            self.links += [(address, [])] * self._linked
        if token.tag == "iframe" and not self.framed:
            self.framed = _attribute(token, "src")

    def _say(self, words: str) -> None:
        self.text.append(words)
        if self._quotes:
            (self.cited if self._cites else self.quoted).append(words)
        if self._linked:
            self.links[-1][1].append(words)


def _attribute(token: Token, name: str) -> str:
    for match in ATTRIBUTE.finditer(token.attributes):
        if match[1].lower() == name:
            return unescape(match[2] or match[3] or match[4] or "").strip()
    return ""
