"""Pens: what a cell is written with, and the shortest way from one to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from rich.color import ColorSystem
from rich.style import Style
from textual.strip import Strip

WRITTEN: Final = re.compile(r"(?:\x1b\]8;.*?\x1b\\)?(?:\x1b\[(?P<codes>[\d;]*)m)?.", re.DOTALL)
"""A character as Textual writes it in a style."""
PRINTABLE: Final = re.compile("[!-~]+")
"""What an address may hold: nothing that ends the sequence it stands in."""
CLOSE: Final = "\x1b]8;;\x1b\\"
"""Ends a link."""
OFF: Final = {**dict.fromkeys("12", "22"), "21": "24", **dict.fromkeys("56", "25"), **{n: f"2{n}" for n in "34789"}}
"""What takes an attribute back; for any other all of them are reset."""
CUBE: Final = (0, 95, 135, 175, 215, 255)
"""The levels of red, green and blue of which the colours 16 to 231 of a terminal's 256 are made."""
FIXED: Final = 22
"""From here on a number is the same colour everywhere; themes of terminals (base16 among them) change those before."""
SEEN_ON_BLANKS: Final = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that a blank shows: underlined, reversed, struck through, framed, overlined."""


class Pen(NamedTuple):
    """An ink in the terminal's words: numbers of its attributes, of its two colours, and a link."""

    attributes: tuple[str, ...] = ()
    front: str = ""
    back: str = ""
    link: str = ""


PLAIN: Final = Pen()


@lru_cache(maxsize=4096)
def paper(back: str) -> Pen:
    """Return the one pen that writes nothing but its back."""
    return Pen(back=back)


@lru_cache(maxsize=4096)
def on_blanks(pen: Pen) -> Pen:
    """Return the pen with no more than a blank shows of it, so that blanks are alike that look alike."""
    return pen if pen.link or not SEEN_ON_BLANKS.isdisjoint(pen.attributes) else paper(pen.back)


@lru_cache(maxsize=4096)
def pen_of(style: Style | None, colours: ColorSystem) -> Pen:
    """Return the pen for a style."""
    if style is None:
        return PLAIN
    written = WRITTEN.match(Strip.render_style(style, "x", colours))
    assert written
    attributes: list[str] = []
    front = back = ""
    for code in _codes(written["codes"] or ""):
        number = int(code.partition(";")[0])
        if number == 38 or 30 <= number <= 37 or 90 <= number <= 97:
            front = _in_short(code)
        elif number == 48 or 40 <= number <= 47 or 100 <= number <= 107:
            back = _in_short(code)
        elif number not in (39, 49):
            attributes.append(code)
    return Pen(tuple(attributes), front, back, _link(style.link) if style.link else "")


def _link(address: str) -> str:
    """Return a link in the terminal's words, its name made of the address, so that its lines are one link."""
    return f"id={crc32(address.encode('utf-8', 'replace')):x};{address}" if PRINTABLE.fullmatch(address) else ""


def _codes(text: str) -> Iterator[str]:
    """Yield the codes in a list of them, those of a colour in one piece."""
    numbers = iter(text.split(";") if text else ())
    for number in numbers:
        if number in ("38", "48"):
            kind = next(numbers, "")
            rest = [next(numbers, "") for _ in range(1 if kind == "5" else 3)]
            yield ";".join((number, kind, *rest))
        elif number and number != "0":
            yield number


def _in_short(code: str) -> str:
    """Return a colour by its number, in half the bytes, where it is one of the 256 that is fixed."""
    ground, kind, *parts = [int(number) for number in code.split(";")] if ";" in code else (int(code), 0)
    if kind != 2:
        return code
    red, green, blue = parts
    number = 0
    if {red, green, blue} <= set(CUBE):
        number = 16 + 36 * CUBE.index(red) + 6 * CUBE.index(green) + CUBE.index(blue)
    elif red == green == blue and red in range(8, 239, 10):
        number = 232 + (red - 8) // 10
    return f"{ground};5;{number}" if number >= FIXED else code


@lru_cache(maxsize=4096)
def change(old: Pen | None, new: Pen) -> str:
    """Return what turns one pen into another; None is a pen that is not known."""
    link = (f"\x1b]8;{new.link}\x1b\\" if new.link else CLOSE) if (old.link if old else "") != new.link else ""
    gone = [code for code in old.attributes if code not in new.attributes] if old else []
    if old is None or any(code not in OFF for code in gone):
        codes = ["0", *new.attributes, new.front, new.back]
    else:
        codes = list(dict.fromkeys(OFF[code] for code in gone))
        # 22 takes back bold and faint at once
        kept = () if "22" in codes else old.attributes
        codes += [code for code in new.attributes if code not in kept]
        codes += [new.front or "39"] if old.front != new.front else []
        codes += [new.back or "49"] if old.back != new.back else []
    written = ";".join(filter(None, codes))
    return f"{link}\x1b[{written}m" if written else link
