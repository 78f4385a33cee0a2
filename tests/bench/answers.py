"""What a terminal answers: a modern one, and one that knows no more than the keys and the cursor."""

from __future__ import annotations

import re
from typing import Final

QUERY: Final = re.compile(
    rb"\x1b\[(?P<csi>[?>=<]?[0-9;]*(?:\$p|[chnuq]))|\x1b\](?P<color>1[012]);\?(?:\x07|\x1b\\)",
)
LONGEST: Final = 32
"""No query is longer, in bytes."""
SYNCHRONIZED: Final = 2026
IN_BAND_RESIZE: Final = 2048
KNOWN_MODES: Final = {7, 25, 1000, 1002, 1003, 1004, 1006, 1049, 2004}
FRAME: Final = b"\x1b[?2026h"
"""Where a synchronized update begins."""


class Answers:
    """Finds the queries in what a program writes, even in two pieces, and answers them at once.

    A modern terminal has synchronized output, resizing in band and the kitty protocol for keys; without `modern`
    it says of modes that it does not know them, and is silent on the rest.
    """

    def __init__(self, size: tuple[int, int], *, modern: bool) -> None:
        self.columns, self.rows = size
        self.modern = modern
        self.kitty = 0
        """The flags of the kitty protocol that the program has asked for."""
        self._tail = b""

    def to(self, data: bytes) -> bytes:
        """What the terminal sends back."""
        before, data = len(self._tail), self._tail + data
        self._tail = data[-LONGEST:]
        return b"".join(self._answer(found) for found in QUERY.finditer(data) if found.end() > before)

    def _answer(self, found: re.Match[bytes]) -> bytes:
        if color := found["color"]:
            return b"\x1b]%s;rgb:1010/1010/1010\x1b\\" % color if self.modern else b""
        query = found["csi"].decode()
        if query in ("c", "0c"):
            return b"\x1b[?62;22c"
        if query == "6n":
            return b"\x1b[1;1R"
        if query.endswith("$p"):
            return self._mode(int(query[1:-2] or 0))
        return self._modern(query) if self.modern else b""

    def _modern(self, query: str) -> bytes:
        if query == "?u":
            return b"\x1b[?%du" % self.kitty
        if query.startswith(">") and query.endswith("u"):
            self.kitty = int(query[1:-1] or 0)
        elif query.startswith("<") and query.endswith("u"):
            self.kitty = 0
        elif query == f"?{IN_BAND_RESIZE}h":
            return b"\x1b[48;%d;%d;%d;%dt" % (self.rows, self.columns, self.rows * 16, self.columns * 8)
        elif query in (">q", ">0q"):
            return b"\x1bP>|bench(1)\x1b\\"
        return b""

    def _mode(self, number: int) -> bytes:
        known = number in KNOWN_MODES or (self.modern and number in (SYNCHRONIZED, IN_BAND_RESIZE))
        return b"\x1b[?%d;%d$y" % (number, 2 if known else 0)


KEYS: Final = {
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "tab": "\t",
    "enter": "\r",
    "space": " ",
    "backspace": "\x7f",
    "escape": "\x1b",
}
KITTY: Final = {"escape": "\x1b[27u"}
"""What the kitty protocol sends instead, once a program has asked to tell keys apart."""


def key_bytes(key: str, kitty: int) -> bytes:
    """What the terminal sends for a key: a name from the tables, `ctrl+` and a letter, or a character."""
    if key.startswith("ctrl+"):
        return f"\x1b[{ord(key[5:])};5u".encode() if kitty & 1 else bytes([ord(key[5:]) & 31])
    text = KITTY.get(key) if kitty & 1 else None
    return (text or KEYS.get(key, key)).encode()
