"""HTML as words and tags, however broken it is, and as plain text; and text made safe for XML.

Each character is looked at a few times only. Python's own `html.parser` takes the square of the length for malformed
tags in versions that are in use, and ends with an error at some: https://github.com/python/cpython/issues/135462.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html import unescape as convert_references
from html.entities import html5
from string import ascii_uppercase
from typing import Final, NamedTuple

from peace_tui.text.terminal_safe import clean_text

SKIPPED_ELEMENTS: Final = ("script", "style", "template", "noscript")
"""Elements whose text is not shown."""
INLINE_ELEMENTS: Final = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "cite", "code", "del", "dfn", "em", "i", "ins", "kbd", "mark"),
        *("q", "s", "samp", "small", "span", "strong", "sub", "sup", "u"),
    )
)
"""Elements inside a line; any other one begins a new line."""
HIDDEN_ELEMENTS: Final = ("head", "svg")
"""Elements whose text is not part of the page, in addition to the skipped ones."""
VOID_ELEMENTS: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
)
"""Elements that nothing is inside of, and that nothing closes."""
SPACES: Final = re.compile(r"[ \t\r\f\v\n\u00a0]+")
MAX_OPEN_ELEMENTS: Final = 200
"""How many elements may be inside one another; of those further inside none is remembered."""
ASCII_LOWER: Final = {ord(letter): letter.lower() for letter in ascii_uppercase}
TAG: Final = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")
MAX_DIGITS: Final = 8
"""A number of so many digits is beyond every character."""
LONG_NUMBER: Final = re.compile(rf"&#([0-9]{{{MAX_DIGITS},}}+)")
"""A character reference with a number that has too many digits to be converted, zeros perhaps."""
TAG_OR_ENTITY: Final = re.compile("<[A-Za-z/!?]|&[A-Za-z#]")
"""The beginning of anything that HTML takes for markup."""


def unescape(text: str) -> str:
    """Return text without character references, as `html.unescape` does, which ends with an error at a huge number."""
    return convert_references(LONG_NUMBER.sub(lambda match: f"&#{match[1].lstrip('0')[:MAX_DIGITS] or '0'}", text))


class HtmlToken(NamedTuple):
    """Words, or a tag where `tag` names one."""

    words: str
    tag: str = ""
    closes: bool = False
    attributes: str = ""
    start: int = 0
    """Where the words begin in the page."""


def tokenize_html(html: str, *, with_comments: bool = False) -> Iterator[HtmlToken]:
    """Yield words and tags in turn, without the content of skipped elements; comments, if wanted, as the tag `!`."""
    search = _Search(html)
    position = 0
    while (start := html.find("<", position)) >= 0:
        yield HtmlToken(html[position:start], start=position)
        if match := TAG.match(html, start):
            closes, tag, attributes = match[1] == "/", match[2].lower(), match[3]
            yield HtmlToken("", tag, closes, attributes)
            position = match.end()
            if tag in SKIPPED_ELEMENTS and not closes:
                position = max(search.find(f"</{tag}", position), position)
        elif html.startswith("<!--", start):
            end = search.find("-->", start)
            if with_comments and end >= 0:
                yield HtmlToken("", "!")
            position = end + 3 if end >= 0 else start + 4
        elif html.startswith(("<!", "<?"), start):
            end = search.find(">", start)
            if with_comments and end >= 0:
                yield HtmlToken("", "!")
            position = end + 1 if end >= 0 else start + 2
        else:
            yield HtmlToken("<", start=start)
            position = start + 1
    yield HtmlToken(html[position:], start=position)


class Element(NamedTuple):
    """An element of a page: its name and its attributes as they are written; no two of a page are the same."""

    tag: str
    attributes: str
    number: int


class Block(NamedTuple):
    """A line that a reader of a page sees, and the elements it is inside of, from the outermost."""

    text: str
    inside: tuple[Element, ...]
    lines: tuple[tuple[int, int], ...] = ()
    """The lines of the file that it is written on: how many letters are before each, and its number from 1."""
    is_bold: bool = False
    """Whether all of it is in bold elements."""


def split_blocks(page: str) -> Iterator[Block]:
    """Yield the lines of a page that a reader sees; a hidden element that is never closed hides the rest."""
    pieces: list[str] = []
    open_elements: list[Element] = []
    hidden, count = "", 0
    lines: list[tuple[int, int]] = []
    line, counted, letters = 1, 0, 0
    bold, has_plain = 0, False
    for token in tokenize_html(page):
        if not token.tag:
            line, counted = line + page.count("\n", counted, token.start), token.start
            for number, part in enumerate(token.words.split("\n") if not hidden else ()):
                pieces += (" " if number else "", unescape(part))
                if found := count_letters(pieces[-1]):
                    lines.append((letters, line + number))
                    letters += found
                    has_plain = has_plain or not bold
            continue
        if hidden and (token.tag == hidden if token.closes else (hidden, token.tag) == ("head", "body")):
            hidden = ""
        elif not hidden and not token.closes and token.tag in HIDDEN_ELEMENTS:
            hidden = token.tag
        if token.tag in INLINE_ELEMENTS:
            bold = max(bold + (-1 if token.closes else 1), 0) if token.tag in ("b", "strong") else bold
            continue
        if words := SPACES.sub(" ", "".join(pieces)).strip():
            yield Block(words, tuple(open_elements), tuple(lines), not has_plain)
        pieces.clear()
        lines.clear()
        letters, bold, has_plain = 0, 0, False
        if token.closes or token.tag == "p":
            _close(open_elements, token.tag)
        if not token.closes and token.tag not in VOID_ELEMENTS and len(open_elements) < MAX_OPEN_ELEMENTS:
            count += 1
            open_elements.append(Element(token.tag, token.attributes, count))
    if words := SPACES.sub(" ", "".join(pieces)).strip():
        yield Block(words, tuple(open_elements), tuple(lines), not has_plain)


def count_letters(text: str) -> int:
    """Return how many characters of a text are no white space: as many however its lines are broken."""
    return len("".join(text.split()))


def _close(open_elements: list[Element], tag: str) -> None:
    """Close an element and all that is inside it; what is not open is not closed."""
    for at in range(len(open_elements) - 1, -1, -1):
        if open_elements[at].tag == tag:
            del open_elements[at:]
            return
        if tag == "p" and open_elements[at].tag in ("blockquote", "td", "div", "article", "section"):
            return


class _Search:
    """A search through a text that looks only once for what is not there."""

    def __init__(self, text: str) -> None:
        self._text = text.translate(ASCII_LOWER)
        self._missing: set[str] = set()

    def find(self, needle: str, position: int) -> int:
        """Return the index of `needle`, in small letters, from `position` on; -1 if there is none."""
        found = -1 if needle in self._missing else self._text.find(needle, position)
        if found < 0:
            self._missing.add(needle)
        return found


NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that no XML document may hold, not even escaped."""


def xml_text(text: str) -> str:
    """Return any text as the content of an XML element."""
    return escape(NOT_XML.sub("\ufffd", text), quote=False)


def xml_attribute(text: str) -> str:
    """Return any text as the value of an XML attribute, in its quotation marks."""
    value = escape(NOT_XML.sub("\ufffd", text))
    return '"' + value.replace("\t", "&#9;").replace("\n", "&#10;").replace("\r", "&#13;") + '"'


# --- Pieces of HTML as plain text ------------------------------------------------------------------------------------

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
        *("time", "wbr", "bdi", "bdo", "kbd", "samp", "var", "figure", "figcaption", "label", "header", "footer"),
        *("td", "th", "tbody", "thead", "dl", "html", "body", "main", "nav", "aside", "center", "video", "audio"),
    )
)
"""Elements by which a text is known to be HTML."""
HTML_MARK: Final = re.compile(
    r"""</?([A-Za-z][A-Za-z0-9]*)(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s<>"']+))*\s*/?>"""
    r"|&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z]+[0-9]*);"
)
"""A tag, or a character reference with its semicolon."""


READABLE_ATTRIBUTES: Final = ("alt", "title", "aria-label", "cite", "datetime")
"""Attributes that say something to a reader."""


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
    left_out: tuple[tuple[str, str], ...] = ()
    """What else is in it, in words, each with what it says: comments, scripts, the titles of elements."""


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
    for token in tokenize_html(html, with_comments=True):
        collector.feed(token)
    links = tuple((address, _normalize_spaces("".join(words))) for address, words in collector.links)
    text, quoted, cited = (
        _normalize_spaces("".join(words)) for words in (collector.text, collector.quoted, collector.cited)
    )
    return PlainText(
        text, links, quoted, cited, collector.iframe_address, tuple(collector.embedded), tuple(collector.left_out)
    )


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
        self.left_out: list[tuple[str, str]] = []
        self._quote_depth = self._cite_depth = 0
        self._in_link = False

    def feed(self, token: HtmlToken) -> None:
        """Take words or a tag."""
        if not token.tag:
            self._add(re.sub(r"\s+", " ", unescape(token.words)))
            return
        if not token.closes:
            self._add_left_out(token)
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
            if address:
                self.links.append((address, []))
        if token.tag == "iframe" and not self.iframe_address:
            self.iframe_address = _attribute(token, "src")
        elif token.tag in EMBEDDING and (address := _attribute(token, "src")):
            self.embedded.append(address)

    def _add_left_out(self, token: HtmlToken) -> None:
        if token.tag == "!" or token.tag in SKIPPED_ELEMENTS:
            self.left_out.append(("comment" if token.tag == "!" else f"element {token.tag}", ""))
        for name in READABLE_ATTRIBUTES:
            if name in token.attributes.lower() and (words := _attribute(token, name)):
                self.left_out.append((f"attribute {name} of {token.tag}", words))

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
