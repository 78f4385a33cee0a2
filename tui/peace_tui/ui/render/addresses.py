"""Addresses on pages: always as text, and where the terminal knows links (OSC 8) each is one too. Lines, no state."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from typing import Final
from urllib.parse import quote

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote
from peace_tui.terminal.compat import has_symbols
from peace_tui.text.terminal_safe import UNSAFE, escape_unsafe
from peace_tui.ui.render.lines import EMPTY, LINK, Line, flat, wrapped

SCHEME: Final = re.compile(r"(?:https?://|mailto:)[^\s]+", re.IGNORECASE)
KEPT: Final = "!#$%&'()*+,/:;=?@[]~"
"""What an address may hold beside letters and digits of ASCII; the rest is written in hundreds: %C3%BC."""
LONGEST: Final = 2_000
"""So many bytes of an address terminals take: https://gist.github.com/egmontkob/eb114294efbcd5adb1944c9f3cb5feda"""


def target(address: str) -> str:
    """Return where a link to an address leads; nothing for what is no safe address of a page or of mail."""
    if not SCHEME.fullmatch(address) or UNSAFE.search(address):
        return ""
    found = quote(address, safe=KEPT)
    return found if len(found) <= LONGEST else ""


def ink_of(address: str) -> str:
    """Return the ink of an address: one that leads there, where the terminal knows links."""
    leads = target(address)
    return f"{LINK}{leads}" if leads and has_symbols(os.environ.get("TERM", "")) else "link" if leads else "text"


def linked(text: str, addresses: Collection[str], ink: str, width: int, indent: str = "") -> list[Line]:
    """Return text as wrapped lines in which each of the addresses leads where it says, also where it is broken."""
    words = iter(flat(text).strip().split(" "))
    lines: list[Line] = []
    word, at = "", 0
    for row in wrapped(text, width - len(indent)):
        line: Line = ((indent, ink),) if indent else EMPTY
        for chunk in row.split(" "):
            if at == len(word):
                word, at = next(words, chunk), 0
            blank = ((" ", ink),) if len(line) > bool(indent) else EMPTY
            line = (*line, *blank, *_pieces(word, at, at + len(chunk), addresses, ink))
            at += len(chunk)
        lines.append(line)
    return lines


def _pieces(word: str, start: int, end: int, addresses: Collection[str], ink: str) -> Iterator[tuple[str, str]]:
    """Yield a stretch of a word, with the part of it that belongs to an address apart."""
    for address in sorted(addresses, key=len, reverse=True):
        shown = flat(address)
        first = word.find(shown) if shown else -1
        if first >= 0:
            cuts = (start, min(max(first, start), end), max(min(first + len(shown), end), start), end)
            inks = (ink, ink_of(address), ink)
            yield from ((word[a:b], name) for a, b, name in zip(cuts, cuts[1:], inks, strict=False) if a < b)
            return
    if start < end:
        yield word[start:end], ink


def addresses_of(dossier: Dossier, record: Event | Person | Quote | None) -> dict[str, str]:
    """Return the addresses of the sources of a record, each with the name of its source."""
    ids: tuple[str, ...] = ()
    if isinstance(record, Quote):
        ids = tuple(version.source for version in record.versions)
    elif isinstance(record, Event):
        ids = record.sources
    sources = [dossier.source_of[id] for id in ids]
    return {source.url: source.label for source in sources if source.url and source.url.strip()}


def address_lines(dossier: Dossier, record: Event | Person | Quote | None, width: int) -> list[Line]:
    """Return the addresses of the sources of a record, below the names of these."""
    lines: list[Line] = []
    for url, label in addresses_of(dossier, record).items():
        lines += [EMPTY, ((" ", ""), (flat(label), "quiet"))]
        lines += linked(escape_unsafe(url), (escape_unsafe(url),), "text", max(width - 1, 10), " ")
    return lines
