"""How a cell is written, in the terminal's own codes (SGR), and the shortest way from one state to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple
from zlib import crc32

from rich.color import Color, ColorSystem
from rich.style import Style
from textual.strip import Strip

RENDERED_CHAR: Final = re.compile(r"(?:\x1b\]8;.*?\x1b\\)?(?:\x1b\[(?P<codes>[\d;]*)m)?.", re.DOTALL)
"""A character as Textual renders it in a style."""
SAFE_ADDRESS: Final = re.compile("[!-~]+")
"""What an address may hold: nothing that ends the sequence that it is part of."""
CLOSE_LINK: Final = "\x1b]8;;\x1b\\"
RESETS: Final = {**dict.fromkeys("12", "22"), "21": "24", **dict.fromkeys("56", "25"), **{n: f"2{n}" for n in "34789"}}
"""The code that takes an attribute back; for any other all attributes are reset."""
CUBE_LEVELS: Final = (0, 95, 135, 175, 215, 255)
"""The levels of red, green and blue of which the colors 16 to 231 of a terminal's 256 are made."""
FIRST_FIXED_COLOR: Final = 22
"""From here on a number is the same color everywhere; themes of terminals (base16 among them) change those before."""
SEEN_ON_SPACES: Final = frozenset({"4", "7", "9", "21", "51", "52", "53"})
"""Attributes that a space shows: underlined, reversed, struck through, framed, overlined."""


class SgrState(NamedTuple):
    """What a terminal writes a character with: codes of attributes and of both colors, and a link (OSC 8)."""

    attributes: tuple[str, ...] = ()
    foreground: str = ""
    background: str = ""
    link: str = ""


DEFAULT: Final = SgrState()


@lru_cache(maxsize=4096)
def background_only(background: str) -> SgrState:
    """Return the state with nothing but a background."""
    return SgrState(background=background)


@lru_cache(maxsize=4096)
def seen_on_spaces(state: SgrState) -> SgrState:
    """Return the state with no more than a space shows of it, so that spaces are equal that look equal."""
    if state.link or not SEEN_ON_SPACES.isdisjoint(state.attributes):
        return state
    return background_only(state.background)


@lru_cache(maxsize=4096)
def sgr_of(style: Style | None, colors: ColorSystem) -> SgrState:
    """Return the state for a style of Rich's."""
    if style is None:
        return DEFAULT
    few = colors is ColorSystem.EIGHT_BIT
    # Rich would move some of the 256 colors to others of them.
    rendered = RENDERED_CHAR.match(Strip.render_style(style, "x", ColorSystem.TRUECOLOR if few else colors))
    assert rendered
    attributes: list[str] = []
    foreground = background = ""
    for code in _split_codes(rendered["codes"] or ""):
        number = int(code.partition(";")[0])
        if number == 38 or 30 <= number <= 37 or 90 <= number <= 97:
            foreground = _shorten_color(code, few)
        elif number == 48 or 40 <= number <= 47 or 100 <= number <= 107:
            background = _shorten_color(code, few)
        elif number not in (39, 49):
            attributes.append(code)
    return SgrState(tuple(attributes), foreground, background, _format_link(style.link) if style.link else "")


def _format_link(address: str) -> str:
    """Return a link with an id made of the address, so that its lines are one link to the terminal."""
    return f"id={crc32(address.encode('utf-8', 'replace')):x};{address}" if SAFE_ADDRESS.fullmatch(address) else ""


def _split_codes(text: str) -> Iterator[str]:
    """Yield the codes in a list of them, those of a color in one piece."""
    numbers = iter(text.split(";") if text else ())
    for number in numbers:
        if number in ("38", "48"):
            kind = next(numbers, "")
            rest = [next(numbers, "") for _ in range(1 if kind == "5" else 3)]
            yield ";".join((number, kind, *rest))
        elif number and number != "0":
            yield number


def _shorten_color(code: str, few: bool) -> str:
    """Return a color by its number, in half the bytes, if it is one of the 256 that is fixed; of `few`, always."""
    layer, kind, *parts = [int(number) for number in code.split(";")] if ";" in code else (int(code), 0)
    if kind != 2:
        return code
    red, green, blue = parts
    number = 0
    if {red, green, blue} <= set(CUBE_LEVELS):
        number = 16 + 36 * CUBE_LEVELS.index(red) + 6 * CUBE_LEVELS.index(green) + CUBE_LEVELS.index(blue)
    elif red == green == blue and red in range(8, 239, 10):
        number = 232 + (red - 8) // 10
    elif few:
        number = Color.from_rgb(red, green, blue).downgrade(ColorSystem.EIGHT_BIT).number or 0
    return f"{layer};5;{number}" if number >= FIRST_FIXED_COLOR or few else code


@lru_cache(maxsize=4096)
def transition(old: SgrState | None, new: SgrState) -> str:
    """Return what turns one state into another; None is a state that is not known."""
    link = (f"\x1b]8;{new.link}\x1b\\" if new.link else CLOSE_LINK) if (old.link if old else "") != new.link else ""
    dropped = [code for code in old.attributes if code not in new.attributes] if old else []
    if old is None or any(code not in RESETS for code in dropped):
        codes = ["0", *new.attributes, new.foreground, new.background]
    else:
        codes = list(dict.fromkeys(RESETS[code] for code in dropped))
        # 22 takes back bold and faint at once
        kept = () if "22" in codes else old.attributes
        codes += [code for code in new.attributes if code not in kept]
        codes += [new.foreground or "39"] if old.foreground != new.foreground else []
        codes += [new.background or "49"] if old.background != new.background else []
    written = ";".join(filter(None, codes))
    return f"{link}\x1b[{written}m" if written else link
