"""What is said in an element of the TEI: its words as plain text, and what is noted beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from peace_tui.importers.table.coerce import clean, line

BESIDE: Final = frozenset(("note", "incident", "kinesic", "vocal", "writing", "shift"))
"""What is told beside the words."""
UNSAID: Final = frozenset(
    (*BESIDE, "linkGrp", "fw", "figDesc", "desc", "del", "speaker", "stage", "teiHeader", "label")
)
"""Elements whose text is not the speaker's."""
BLOCKS: Final = frozenset(("p", "ab", "l", "lg", "u", "item", "div", "head", "row"))
BETTER: Final = ("corr", "reg", "expan")
"""Of a choice, what is read."""


def words(element: Element, witness: str | None = None) -> str:
    """Return the words of an element; of an apparatus the reading of `witness`, without one the lemma."""
    text = "".join(_spoken(element, witness, False))
    lines = (re.sub(r"[ \t\u00a0]+", " ", piece).strip() for piece in clean(text).split("\n"))
    return re.sub(r"\n+", "\n", "\n".join(lines)).strip()


def label(element: Element | None) -> str:
    """Return everything an element says, on one line."""
    return line("".join(element.itertext())) if element is not None else ""


def remarks(element: Element) -> list[str]:
    """Return what is noted inside an element beside the words, each in one line."""
    found = [label(each) for each in element.iter() if each.tag in BESIDE and each is not element]
    return [text for text in found if text]


def _spoken(element: Element, witness: str | None, tokens: bool) -> Iterator[str]:
    """Yield the pieces of an element's words; `tokens` says that each word is marked, so that blanks are layout."""
    tokens = tokens or any(child.tag in ("w", "pc") for child in element)
    yield _text(element.text, tokens)
    for child in element:
        yield from _child(element, child, witness, tokens)
        yield _text(child.tail, tokens)


def _child(parent: Element, child: Element, witness: str | None, tokens: bool) -> Iterator[str]:
    tag = child.tag
    if tag in UNSAID:
        return
    if tag == "gap":
        yield " […] "
    elif tag in ("lb", "pb", "cb", "milestone"):
        yield "" if child.get("break") == "no" else " "
    elif tag in ("w", "pc"):
        yield re.sub(r"\s+", " ", "".join(_spoken(child, witness, False))).strip()
        yield "" if child.get("join") in ("right", "both") else " "
    elif tag == "choice":
        if len(child):
            better = (child.find(name) for name in BETTER)
            yield from _spoken(next((one for one in better if one is not None), child[0]), witness, tokens)
    elif tag == "app":
        if (reading := reading_of(child, witness)) is not None:
            yield from _spoken(reading, witness, tokens)
    elif tag == "supplied":
        yield from ("[", *_spoken(child, witness, tokens), "]")
    elif tag in BLOCKS or (tag == "seg" and parent.tag in ("u", "said")):
        yield from ("\n", *_spoken(child, witness, False), "\n")
    else:
        yield from _spoken(child, witness, tokens)


def _text(text: str | None, tokens: bool) -> str:
    """Return character data; between marked words white space is only the layout of the file."""
    if not text or (tokens and not text.strip()):
        return ""
    return re.sub(r"\s+", " ", text)


def reading_of(app: Element, witness: str | None) -> Element | None:
    """Return the reading of a witness in an entry of an apparatus: its own, else the lemma where that names nobody."""
    readings = [each for each in app.iter() if each.tag in ("lem", "rdg")]
    if witness is not None:
        for reading in readings:
            if witness in witnesses_of(reading):
                return reading
        return next((each for each in readings if each.tag == "lem" and not witnesses_of(each)), None)
    lemma = next((each for each in readings if each.tag == "lem"), None)
    return lemma if lemma is not None else readings[0] if readings else None


def witnesses_of(reading: Element) -> list[str]:
    """Return the sigla of the witnesses of a reading."""
    return [name.removeprefix("#") for name in (reading.get("wit") or "").split()]
