"""Text and attributes in XML, whatever a dossier holds."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""The characters that no XML document may hold."""


def text(words: str) -> str:
    """Return words as the text of an element."""
    return escape(NOT_XML.sub("\ufffd", words))


def attribute(words: str) -> str:
    """Return words as the value of an attribute, in its quotation marks."""
    return quoteattr(NOT_XML.sub("\ufffd", words))
