"""HTML in imported text, as plain text and the links in it; nothing of it ever becomes markup again."""

from __future__ import annotations

import re
from html.entities import html5
from typing import Final, NamedTuple

from peace_tui.importers.coerce import clean_text
from peace_tui.text.html import TAG_OR_ENTITY, HtmlToken, tokenize, unescape

HTML_BLOCKS: Final = frozenset(
    (
        *("p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"),
        *("tr", "table", "section", "article", "hr", "dd", "dt"),
    )
)
"""Elements that begin a line."""
ATTRIBUTE: Final = re.compile(r"""([\w:-]++)\s*+=\s*+(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")


EMBEDDING: Final = ("img", "iframe", "video", "audio", "source", "embed")
"""Elements that stand for another file."""
HTML_ELEMENTS: Final = frozenset(
    (
        *(*HTML_BLOCKS, "a", "abbr", "b", "big", "cite", "code", "del", "em", "font", "i", "img", "ins", "mark", "pre"),
        *("q", "s", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "iframe", "script", "style"),
    )
)
"""Elements by which a text is known to be HTML."""
HTML_MARK: Final = re.compile(
    r"""</?([A-Za-z][A-Za-z0-9]*)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+))*\s*/?>"""
    r"|&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z]+[0-9]*);"
)
"""A tag, or a character reference with its semicolon."""


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
    embedded: tuple[str, ...] = ()
    """The addresses of pictures and other media in it."""


def is_html(text: str) -> bool:
    """Tell whether a text that may be plain is certainly HTML: it has tags of HTML, or references to characters."""
    for match in HTML_MARK.finditer(text):
        if match[1] and match[1].lower() in HTML_ELEMENTS:
            return True
        if not match[1] and unescape(match[0]) != match[0]:
            return True
    return False


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
    return PlainText(text, links, quoted, cited, collector.iframe_address, tuple(collector.embedded))


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
        self.embedded: list[str] = []
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
        elif token.tag in EMBEDDING and (address := _attribute(token, "src")):
            self.embedded.append(address)

    def _add(self, words: str) -> None:
        self.text.append(words)
        if self._quote_depth:
            (self.cited if self._cite_depth else self.quoted).append(words)
        if self._in_link:
            self.links[-1][1].append(words)


def _attribute(token: HtmlToken, name: str) -> str:
    for match in ATTRIBUTE.finditer(token.attributes):
        if match[1].lower() == name:
            return unescape_attribute(match[2] or match[3] or match[4] or "").strip()
    return ""


def unescape_attribute(text: str) -> str:
    """Return the value of an attribute without character references.

    One that has no semicolon and stands before `=`, a letter or a digit is text, as in `?id=5&section=world`: HTML
    Standard, 13.2.5.73 (named character reference state).
    """
    return re.sub(r"&(?:#[0-9a-zA-Z]+;?|([A-Za-z][A-Za-z0-9]*)(;?)(=?))", _unescape_reference, text)


def _unescape_reference(match: re.Match[str]) -> str:
    if not match[1] or (match[2] and f"{match[1]};" in html5):
        return unescape(match[0].removesuffix("=")) + (match[3] or "")
    return html5[match[1]] if match[1] in html5 and not match[2] and not match[3] else match[0]
