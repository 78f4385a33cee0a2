"""HTML in imported text, as plain text and the links in it; nothing of it ever becomes markup again."""

from __future__ import annotations

import re
from html import unescape
from typing import Final, NamedTuple

from peace_tui.importers.coerce import clean_text
from peace_tui.text.html import TAG_OR_ENTITY, HtmlToken, tokenize

HTML_BLOCKS: Final = frozenset(
    (
        *("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"),
        *("tr", "table", "section", "article", "hr", "dd", "dt"),
    )
)
"""Elements that begin a line."""
ATTRIBUTE: Final = re.compile(r"""([\w:-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


class PlainText(NamedTuple):
    """What a piece of HTML says."""

    text: str
    links: tuple[tuple[str, str], ...] = ()
    """Address and words of each link."""
    quoted: str = ""
    """What is in `blockquote`, without `cited`."""
    cited: str = ""
    """What is in `cite` inside it."""
    iframe_address: str = ""


def to_plain_text(html: str) -> PlainText:
    """Return what a piece of HTML says."""
    if not TAG_OR_ENTITY.search(html):
        return PlainText(_normalize_spaces(html))
    collector = _TextCollector()
    for token in tokenize(html):
        collector.feed(token)
    links = tuple((address, _normalize_spaces("".join(words))) for address, words in collector.links)
    text, quoted, cited = (
        _normalize_spaces("".join(words)) for words in (collector.text, collector.quoted, collector.cited)
    )
    return PlainText(text, links, quoted, cited, collector.iframe_address)


def _normalize_spaces(text: str) -> str:
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in clean_text(text).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _TextCollector:
    """The words so far, by the elements they are in."""

    def __init__(self) -> None:
        self.text: list[str] = []
        self.quoted: list[str] = []
        self.cited: list[str] = []
        self.links: list[tuple[str, list[str]]] = []
        self.iframe_address = ""
        self._quote_depth = self._cite_depth = 0
        self._in_link = False

    def feed(self, token: HtmlToken) -> None:
        """Take words or a tag."""
        if not token.tag:
            self._add(re.sub(r"\s+", " ", unescape(token.words)))
            return
        step = -1 if token.closes else 1
        if token.tag == "blockquote":
            self._quote_depth = max(self._quote_depth + step, 0)
        if token.tag == "cite":
            self._cite_depth = max(self._cite_depth + step, 0)
        if token.tag in HTML_BLOCKS:
            self._add("\n")
        if token.tag == "a":
            address = "" if token.closes else _attribute(token, "href")
            self._in_link = bool(address)
            self.links += [(address, [])] * self._in_link
        if token.tag == "iframe" and not self.iframe_address:
            self.iframe_address = _attribute(token, "src")

    def _add(self, words: str) -> None:
        self.text.append(words)
        if self._quote_depth:
            (self.cited if self._cite_depth else self.quoted).append(words)
        if self._in_link:
            self.links[-1][1].append(words)


def _attribute(token: HtmlToken, name: str) -> str:
    for match in ATTRIBUTE.finditer(token.attributes):
        if match[1].lower() == name:
            return unescape(match[2] or match[3] or match[4] or "").strip()
    return ""
