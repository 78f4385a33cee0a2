"""What each kind of text looks like, by name, so that rows know nothing of color.

Taken from the theme in force. With a theme of the terminal's own 16 colors (and under NO_COLOR) bold, dim, reverse
and underline carry the differences.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.theme import Theme

DARK_SIDES: Final = ("#6cb6ff", "#ff9484", "#e3c567", "#93c47d", "#c8a2ff", "#76cfcf", "#f2a6c9", "#a9b4c4")
LIGHT_SIDES: Final = ("#0b5cad", "#b3261e", "#7d5700", "#006000", "#7240a8", "#006a70", "#a12b69", "#59636f")
ANSI_SIDES: Final = ("blue", "red", "yellow", "green", "magenta", "cyan", "bright_black", "bright_black")

DARK: Final = Theme(
    name="peace-dark",
    primary="#6cb6ff",
    secondary="#93c47d",
    accent="#e3b567",
    warning="#ff9484",
    error="#ff9484",
    success="#93c47d",
    foreground="#d9dee7",
    background="#12161d",
    surface="#1a202a",
    panel="#232c39",
    dark=True,
)
LIGHT: Final = Theme(
    name="peace-light",
    primary="#0b5cad",
    secondary="#2f6f32",
    accent="#8a5200",
    warning="#b3261e",
    error="#b3261e",
    success="#2f6f32",
    foreground="#22262d",
    background="#fcfbf8",
    surface="#f1f0ec",
    panel="#e3e8ee",
    dark=False,
)

TextStyles = Mapping[str, Style]


def theme_styles(theme: Theme) -> TextStyles:
    """Return the styles of a theme."""
    return _ansi_styles() if theme.ansi else _color_styles(theme)


def _color_styles(theme: Theme) -> dict[str, Style]:
    front = Color.parse(theme.foreground or ("#e0e0e0" if theme.dark else "#222222"))
    back = Color.parse(theme.background or ("#121212" if theme.dark else "#fafafa"))
    primary = Color.parse(theme.primary)
    accent = Color.parse(theme.accent or theme.primary)
    warning = Color.parse(theme.warning or theme.accent or theme.primary)
    raised = Color.parse(theme.panel) if theme.panel else back.blend(front, 0.12)
    quiet, faint = front.blend(back, 0.3), front.blend(back, 0.49)

    def style(color: Color, on: Color | None = None, bold: bool = False, italic: bool = False) -> Style:
        return Style(color=_indexed(color), bgcolor=on.hex if on else None, bold=bold or None, italic=italic or None)

    sides = DARK_SIDES if theme.dark else LIGHT_SIDES
    return {
        "paper": Style(color=front.hex, bgcolor=back.hex),
        "text": style(front),
        "quiet": style(quiet),
        "faint": style(faint),
        "strong": style(front, bold=True),
        "title": style(primary, bold=True),
        "head": style(quiet, bold=True),
        "words": style(front),
        "accent": style(accent),
        "pin": style(accent, bold=True),
        "excluded": style(warning) + Style(strike=True),
        "warning": style(warning, bold=True),
        "match": style(back, on=accent, bold=True),
        "bar": style(primary),
        "differing": style(accent, bold=True) + Style(underline=True),
        "spelled": style(quiet) + Style(underline=True),
        "inserted": style(primary, italic=True),
        "moved": style(accent, italic=True),
        "chip": style(accent, on=raised),
        "live": style(quiet, on=raised, italic=True),
        "key": style(front, bold=True),
        "link": style(primary) + Style(underline=True),
        "behind": style(front.blend(back, 0.78)),
        "ghost": Style(bgcolor=front.blend(back, 0.78).hex),
        "brushed": Style(bgcolor=back.blend(accent, 0.16).hex),
        **{f"heat{n}": Style(bgcolor=back.blend(primary, n / 9).hex) for n in range(1, 5)},
        "cursor": Style(bgcolor=raised.hex),
        "browse": Style(bgcolor=back.blend(raised, 0.5).hex),
        **{f"side{number}": style(Color.parse(color)) for number, color in enumerate(sides)},
    }


def _indexed(color: Color) -> str:
    """Return the nearest of the 256 colors that a terminal has by number, which half the bytes select."""
    nearest = color.rich_color.downgrade(ColorSystem.EIGHT_BIT)
    return nearest.get_truecolor().hex


def _ansi_styles() -> dict[str, Style]:
    return {
        "paper": Style(),
        "text": Style(),
        "quiet": Style(dim=True),
        "faint": Style(dim=True),
        "strong": Style(bold=True),
        "title": Style(color="blue", bold=True),
        "head": Style(bold=True),
        "words": Style(),
        "accent": Style(color="yellow"),
        "pin": Style(color="yellow", bold=True),
        "excluded": Style(color="red", strike=True),
        "warning": Style(color="red", bold=True),
        "match": Style(bold=True, underline=True, reverse=True),
        "bar": Style(color="blue"),
        "differing": Style(color="yellow", bold=True, underline=True),
        "spelled": Style(dim=True, underline=True),
        "inserted": Style(color="blue", italic=True),
        "moved": Style(color="yellow", italic=True),
        "chip": Style(color="yellow", bold=True),
        "live": Style(italic=True),
        "key": Style(bold=True),
        "link": Style(color="blue", underline=True),
        "behind": Style(dim=True),
        "ghost": Style(),
        "brushed": Style(underline=True),
        "cursor": Style(bold=True),
        "browse": Style(),
        **{f"side{number}": Style(color=color) for number, color in enumerate(ANSI_SIDES)},
    }
