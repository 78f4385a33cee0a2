"""HTML as words and tags, however broken it is; and text made safe for XML.

Each character is looked at a few times only. Python's own `html.parser` takes the square of the length for malformed
tags in versions that are in use, and ends with an error at some: https://github.com/python/cpython/issues/135462.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape as convert_references
from string import ascii_uppercase
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

SKIPPED_ELEMENTS: Final = ("script", "style", "template", "noscript")
"""Elements whose text is not shown."""
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


def tokenize(html: str) -> Iterator[HtmlToken]:
    """Yield words and tags in turn; comments and the content of skipped elements are left out."""
    search = _Search(html)
    position = 0
    while (start := html.find("<", position)) >= 0:
        yield HtmlToken(html[position:start])
        if match := TAG.match(html, start):
            closes, tag, attributes = match[1] == "/", match[2].lower(), match[3]
            yield HtmlToken("", tag, closes, attributes)
            position = match.end()
            if tag in SKIPPED_ELEMENTS and not closes:
                position = max(search.find(f"</{tag}", position), position)
        elif html.startswith("<!--", start):
            end = search.find("-->", start)
            position = end + 3 if end >= 0 else start + 4
        elif html.startswith(("<!", "<?"), start):
            end = search.find(">", start)
            position = end + 1 if end >= 0 else start + 2
        else:
            yield HtmlToken("<")
            position = start + 1
    yield HtmlToken(html[position:])


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
    return escape(NOT_XML.sub("\ufffd", text))


def xml_attribute(text: str) -> str:
    """Return any text as the value of an XML attribute, in its quotation marks."""
    return quoteattr(NOT_XML.sub("\ufffd", text))
