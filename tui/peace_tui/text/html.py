"""HTML as words and tags, however broken it is; and text made safe for XML.

Each character is looked at a few times only. Python's own `html.parser` takes the square of the length for malformed
tags in versions that are in use, and ends with an error at some: https://github.com/python/cpython/issues/135462.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_uppercase
from typing import Final, NamedTuple
from xml.sax.saxutils import escape, quoteattr

SILENT: Final = ("script", "style", "template", "noscript")
"""Elements whose text nobody reads."""
LOWER: Final = {ord(letter): letter.lower() for letter in ascii_uppercase}
TAG: Final = re.compile(r"""<(/?)([A-Za-z][A-Za-z0-9:-]*+)((?:[^<>"']|"[^"]*"|'[^']*')*+)>""")


class Token(NamedTuple):
    """Words, or a tag where `tag` names one."""

    words: str
    tag: str = ""
    closes: bool = False
    attributes: str = ""


def tokens(html: str) -> Iterator[Token]:
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


NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that no XML document may hold, not even escaped."""


def xml_text(text: str) -> str:
    """Return any text as the content of an XML element."""
    return escape(NOT_XML.sub("\ufffd", text))


def xml_attribute(text: str) -> str:
    """Return any text as the value of an XML attribute, in its quotation marks."""
    return quoteattr(NOT_XML.sub("\ufffd", text))
