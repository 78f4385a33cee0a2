"""HTML in imported text into plain text and the links in it; nothing of it ever becomes markup."""

from __future__ import annotations

import re
from html import unescape
from typing import Final, NamedTuple

from peace_tui.importers.table.coerce import clean
from peace_tui.text.html import HtmlToken, tokenize

BLOCKS: Final = frozenset(
    (
        *("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"),
        *("tr", "table", "section", "article", "hr", "dd", "dt"),
    )
)
MAY_BE_MARKUP: Final = re.compile(r"<[A-Za-z/!?]|&[A-Za-z#]")
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


def plain(html: str) -> Plain:
    """Return what a piece of HTML says."""
    if not MAY_BE_MARKUP.search(html):
        return Plain(_tidy(html))
    reader = _Reader()
    for token in tokenize(html):
        reader.take(token)
    links = tuple((address, _tidy("".join(words))) for address, words in reader.links)
    texts = (_tidy("".join(pieces)) for pieces in (reader.text, reader.quoted, reader.cited))
    text, quoted, cited = texts
    return Plain(text, links, quoted, cited, reader.framed)


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in clean(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


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

    def take(self, token: HtmlToken) -> None:
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


def _attribute(token: HtmlToken, name: str) -> str:
    for match in ATTRIBUTE.finditer(token.attributes):
        if match[1].lower() == name:
            return unescape(match[2] or match[3] or match[4] or "").strip()
    return ""
