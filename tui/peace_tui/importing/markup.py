"""HTML in imported text into plain text and the links in it; nothing of it ever becomes markup."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from typing import Final, NamedTuple

from peace_tui.importing.fitting import clean

BLOCKS: Final = frozenset(
    (
        *("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"),
        *("tr", "table", "section", "article", "hr", "dd", "dt"),
    )
)
SILENT: Final = frozenset(("script", "style", "template", "noscript"))
LONGEST: Final = 50_000
TAG: Final = re.compile(r"<[^<>]*>")
MAY_BE_MARKUP: Final = re.compile(r"<[A-Za-z/!?]|&[A-Za-z#]")


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
    try:
        if len(html) > LONGEST:  # the parser takes the square of the length for some malformed tags
            raise AssertionError
        reader.feed(html)
        reader.close()
    except AssertionError:  # https://github.com/python/cpython/issues/77057: raised for "<![unknown"
        return Plain(_tidy(unescape(TAG.sub(" ", html))))
    quoted, cited = _tidy("".join(reader.quoted)), _tidy("".join(reader.cited))
    links = tuple((address, _tidy("".join(words))) for address, words in reader.links)
    return Plain(_tidy("".join(reader.text)), links, quoted, cited, reader.framed)


def _tidy(text: str) -> str:
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in clean(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.text: list[str] = []
        self.quoted: list[str] = []
        self.cited: list[str] = []
        self.links: list[tuple[str, list[str]]] = []
        self.framed = ""
        self._silent = self._quotes = self._cites = 0
        self._linked = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._silent += tag in SILENT
        self._quotes += tag == "blockquote"
        self._cites += tag == "cite"
        if tag in BLOCKS:
            self._say("\n")
        if tag == "a" and given.get("href"):
            self.links.append((given["href"], []))
            self._linked = True
        if tag == "iframe" and not self.framed:
            self.framed = given.get("src", "")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT and self._silent > 0
        self._quotes -= tag == "blockquote" and self._quotes > 0
        self._cites -= tag == "cite" and self._cites > 0
        if tag in BLOCKS:
            self._say("\n")
        if tag == "a":
            self._linked = False

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._say(re.sub(r"\s+", " ", data))

    def _say(self, words: str) -> None:
        self.text.append(words)
        if self._quotes:
            (self.cited if self._cites else self.quoted).append(words)
        if self._linked:
            self.links[-1][1].append(words)
