"""What each kind of text looks like, by name, so that rows know nothing of color.

Color has one meaning: a color is a side, amber is what differs between outlets. All else is neutral, made of the text
and the paper of the theme in force. Whatever is drawn on the paper or on another ground (the row of the cursor, a chip,
the marked time) is brought to a contrast that can be read there, in the colors that are sent. With a theme of the
terminal's own 16 colors (and under NO_COLOR) bold, dim, reverse and underline carry the differences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from rich.color import ColorSystem
from rich.style import Style
from textual.color import Color
from textual.design import DEFAULT_DARK_BACKGROUND, DEFAULT_LIGHT_BACKGROUND
from textual.theme import BUILTIN_THEMES, Theme

from peace_tui.terminal.sgr import CUBE_LEVELS

DARK_SIDES: Final = ("#5fafff", "#ff8787", "#87d787", "#d7afff", "#5fd7d7", "#ffafd7", "#afd75f", "#afafaf")
LIGHT_SIDES: Final = ("#0b5cad", "#b3261e", "#006000", "#7240a8", "#006a70", "#a12b69", "#4d5f00", "#59636f")
"""The colors of the sides on dark grounds, of the 256 that take fewer bytes, and on light ones; none is near amber."""
ANSI_DARK_SIDES: Final = ("bright_blue", "bright_red", "bright_green", "bright_magenta", "bright_cyan")
ANSI_LIGHT_SIDES: Final = ("blue", "red", "magenta")
"""The colors of signs among the terminal's own 16 that can be seen on all usual papers; other sides have none."""
AMBER: Final = "amber"
AMBERS: Final = {True: "#ffbf5f", False: "#8a5200"}
"""The color of what differs, on dark grounds and on light ones."""
ALARM: Final = {True: "#ff9484", False: "#b3261e"}
"""The ground of warnings, beside dark and beside light paper."""

READABLE_CONTRAST: Final = 7.0
"""The contrast of text; see https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""
DIMMED_CONTRAST: Final = 4.5
"""The contrast of text that matters less: what lies outside the time asked for, what is not recorded."""
VISIBLE_CONTRAST: Final = 3.0
"""The contrast of lines and bars."""

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


def list_themes() -> list[str]:
    """Return the names of all themes there are."""
    return [DARK.name, LIGHT.name, *BUILTIN_THEMES]


PAPER, CURSOR, MATCH, WARNING, GHOST = "paper", "cursor", "match", "warning", "ghost"
"""Grounds: of everything that is drawn on no other one, of the row under the cursor, of words found, of warnings, of
what is above the top of a bar in the same cell."""


class Ink(NamedTuple):
    """How a kind of text is drawn on any ground: its color, the contrast that it has at least, and its attributes."""

    fade: float = 0.0
    """How much of the way the color has gone from that of text to that of the ground."""
    contrast: float = READABLE_CONTRAST
    attributes: Style = Style()
    hue: str = ""
    """`amber`, or `0` to `7` for a side; empty: neutral."""


PLAIN: Final = Style()
LINK: Final = "link>"
"""Begins the style of an address that leads somewhere; where, follows."""
BOLD, ITALIC, UNDERLINE, REVERSE = Style(bold=True), Style(italic=True), Style(underline=True), Style(reverse=True)
INKS: Final[dict[str, Ink]] = {
    "text": Ink(),
    "words": Ink(),
    "quiet": Ink(0.25),
    "faint": Ink(0.5, DIMMED_CONTRAST),
    "strong": Ink(attributes=BOLD),
    "key": Ink(attributes=BOLD),
    "pin": Ink(attributes=BOLD),
    "sign": Ink(0.25),  # of the type of an event
    "head": Ink(0.25, attributes=BOLD),
    "title": Ink(attributes=BOLD),  # of a page, a section, a pane
    "title-focus": Ink(attributes=BOLD + REVERSE),
    "heading": Ink(0.25, attributes=BOLD),  # of a month, a year
    "frame": Ink(0.5, VISIBLE_CONTRAST),
    "frame-focus": Ink(),
    "outlet": Ink(attributes=BOLD),  # the letter of an outlet that prints the quote
    "unrecorded": Ink(0.5, DIMMED_CONTRAST),  # the dot of an outlet from which nothing is recorded
    "excluded": Ink(0.25, attributes=Style(strike=True)),
    "link": Ink(attributes=UNDERLINE),
    "bar": Ink(0.1, VISIBLE_CONTRAST),
    "behind": Ink(0.6, VISIBLE_CONTRAST),  # all quotes, behind the bar of those that pass
    "edge": Ink(),  # of the marked time
    "differs": Ink(hue=AMBER),
    "differing": Ink(hue=AMBER, attributes=BOLD + UNDERLINE),
    "moved": Ink(hue=AMBER, attributes=ITALIC),
    "spelled": Ink(0.25, attributes=UNDERLINE),
    "inserted": Ink(0.25, attributes=ITALIC),
    **{f"side{number}": Ink(hue=str(number)) for number in range(len(DARK_SIDES))},
    **{f"name{number}": Ink(hue=str(number)) for number in range(len(DARK_SIDES))},
    **{f"speaker{number}": Ink(hue=str(number), attributes=BOLD) for number in range(len(DARK_SIDES))},
}
"""What can be drawn on every ground. `side0` to `side7` are for signs and bars of a side, `name0` to `name7` for names
of its people, `speaker0` to `speaker7` for those that are to be seen first: with 16 colors, some of which are too faint
for text, only signs have a color."""

GROUNDS: Final = {
    CURSOR: 1.0,
    "browse": 0.08,
    "marked": 0.12,
    "chip": 0.12,
    "live": 0.12,
    MATCH: 1.0,
    GHOST: 0.4,
    **{f"heat{level}": level * 0.07 for level in range(1, 5)},
}
"""The other grounds, by how much of the way each has gone from the paper to the color of text. The row under the cursor
is reversed, as it is with 16 colors: no background that is nearer to the paper has a contrast of 3 to it, and of 7 to
the text."""
WRITTEN_GROUNDS: Final = {
    "chip": ("text", BOLD),
    "live": ("quiet", ITALIC),
    MATCH: ("text", BOLD + UNDERLINE),
    WARNING: ("text", BOLD),
}
"""Grounds that also set the style of the text on them."""


class TextStyles(dict[str, Style]):
    """The styles by name. `a@b` is that of what is drawn in style a on the ground b, where that is not the paper."""

    is_dark = True
    """Whether the paper is dark."""

    def __init__(self, styles: Mapping[str, Style] | None = None) -> None:
        """Begin with these styles by name."""
        super().__init__(styles or {})
        self._of_runs: dict[tuple[str, str], Style] = {}

    def of_run(self, style: str, ground: str = "") -> Style:
        """Return what text looks like on the paper, or on a ground; in `a+b`, b lies over a, which may be a ground."""
        if style.startswith(LINK):
            return self[PAPER] + self.on(ground) + self.on("link", ground) + Style(link=style.removeprefix(LINK))
        if (found := self._of_runs.get((style, ground))) is None:
            found, on = self[PAPER] + self.on(ground), ground
            for name in style.split("+") if style else ():
                found += self.on(name, on)
                on = name if name in GROUNDS else on
            self._of_runs[style, ground] = found
        return found

    def on(self, name: str, ground: str = "") -> Style:
        """Return the style of a kind of text, or of a ground, on a ground; without one, on the paper."""
        return self.get(name, PLAIN) if not ground else self[f"{name}@{ground}"]

    def __missing__(self, key: str) -> Style:
        """Work a style out when it is first asked for: most are never seen on most grounds."""
        name, _, ground = key.partition("@")
        self[key] = style = self.make(name, ground)
        return style

    def make(self, name: str, ground: str) -> Style:
        """Return what a kind of text looks like on a ground other than the paper."""
        raise NotImplementedError


class _ColorStyles(TextStyles):
    """The styles of a theme with colors of its own."""

    def __init__(self, theme: Theme, colors: ColorSystem) -> None:
        back = Color.parse(theme.background or (DEFAULT_DARK_BACKGROUND if theme.dark else DEFAULT_LIGHT_BACKGROUND))
        front = Color.parse(theme.foreground) if theme.foreground else back.inverse
        self.back = find_nearest_indexed(back) if colors is ColorSystem.EIGHT_BIT else back
        self.front = with_contrast(front, self.back, READABLE_CONTRAST, find_nearest_indexed)
        self.reduce_hue = find_nearest_indexed if colors is ColorSystem.EIGHT_BIT else _keep
        """What is sent in place of a color that has a meaning: where it can be, itself, so that no two become one."""
        self.grounds = {name: self._ground(share) for name, share in GROUNDS.items()}
        ghost = self.back.blend(self.front, GROUNDS[GHOST])
        self.grounds[GHOST] = with_contrast(
            ghost, self.back, VISIBLE_CONTRAST, find_nearest_indexed
        )  # no text is ever on it
        self.grounds[WARNING] = with_contrast(
            Color.parse(ALARM[is_dark(self.back)]), self.back, VISIBLE_CONTRAST, find_nearest_indexed
        )
        super().__init__({name: self.make(name, PAPER) for name in INKS})
        self |= {name: Style(bgcolor=color.hex) for name, color in self.grounds.items()}
        self |= {name: self.make(ink, name) + how + self[name] for name, (ink, how) in WRITTEN_GROUNDS.items()}
        self[PAPER] = Style(color=self.front.hex, bgcolor=self.back.hex)

    def color(self, name: str) -> str:
        """Return the color of a style, as style sheets write it."""
        style = self[name]
        assert style.color
        return style.color.name

    def _ground(self, share: float) -> Color:
        """Return a color between paper and text, as near to that of text as what is written on it can be read."""
        best = WHITE if is_dark(self.back) else BLACK
        colors = (find_nearest_indexed(self.back.blend(self.front, share * step / 8)) for step in range(8, 0, -1))
        return next((color for color in colors if share == 1 or contrast(best, color) >= READABLE_CONTRAST), self.back)

    def make(self, name: str, ground: str) -> Style:
        """Return what a kind of text looks like on a ground: legible there."""
        if name not in INKS:
            is_hidden = name == MATCH and self.grounds.get(ground) == self.grounds[MATCH]
            return self[name] + (Style(color=self.front.hex, bgcolor=self.back.hex) if is_hidden else PLAIN)
        ink, on = INKS[name], self.grounds.get(ground, self.back)
        dark = is_dark(on)
        if ink.hue == AMBER:
            color = Color.parse(AMBERS[dark])
        elif ink.hue:
            color = Color.parse((DARK_SIDES if dark else LIGHT_SIDES)[int(ink.hue)])
        else:
            color = (self.front if is_dark(self.front) != dark else self.back).blend(on, ink.fade)
        reduce = self.reduce_hue if ink.hue else find_nearest_indexed
        return Style(color=with_contrast(color, on, ink.contrast, reduce).hex) + ink.attributes


class _AnsiStyles(TextStyles):
    """The styles of the terminal's own 16 colors. Text has the color of the terminal, since others may be too faint."""

    def __init__(self, dark: bool) -> None:
        super().__init__({name: ink.attributes for name, ink in INKS.items()})
        self.is_dark = dark
        amber = Style(color="bright_yellow") if dark else Style(color="black", bgcolor="bright_yellow")
        self |= {name: amber + ink.attributes for name, ink in INKS.items() if ink.hue == AMBER}
        self |= dict.fromkeys(("faint", "frame", "unrecorded", "behind"), Style(dim=True))
        self |= dict.fromkeys(("frame-focus", "edge"), BOLD)
        self |= dict.fromkeys((*GROUNDS, PAPER), PLAIN)
        self |= {name: how for name, (_, how) in WRITTEN_GROUNDS.items()}
        self |= {name: self[name] + REVERSE for name in (CURSOR, MATCH, WARNING)}
        colors = ANSI_DARK_SIDES if dark else ANSI_LIGHT_SIDES
        self |= {f"side{number}": Style(color=color) for number, color in enumerate(colors)}

    def make(self, name: str, ground: str) -> Style:
        """Return what a kind of text looks like on a ground: on a reversed one with neither color nor dimness."""
        style = self.get(name, PLAIN)
        if not self.get(ground, PLAIN).reverse:
            return style
        return style.without_color + Style(dim=False if style.dim else None, reverse=False if style.reverse else None)


def make_styles(theme: Theme, colors: ColorSystem = ColorSystem.TRUECOLOR) -> TextStyles:
    """Return the styles of a theme, for a terminal that shows these colors."""
    return _AnsiStyles(theme.dark) if theme.ansi else _ColorStyles(theme, colors)


def make_css_variables(styles: TextStyles) -> dict[str, str]:
    """Return the colors of these styles for Textual's own widgets, by the names that its style sheets have for them."""
    if not isinstance(styles, _ColorStyles):
        ink, paper = ("ansi_white", "ansi_black") if styles.is_dark else ("ansi_black", "ansi_white")
        return {
            "block-cursor-background": ink,
            "block-cursor-foreground": paper,
            **dict.fromkeys(("border", "scrollbar", "scrollbar-hover", "scrollbar-active"), ink),
            **dict.fromkeys(("scrollbar-background", "scrollbar-background-hover"), "ansi_default"),
        }
    text, quiet, faint, frame = (styles.color(name) for name in ("text", "quiet", "faint", "frame"))
    paper, raised, reversed_text = styles.back.hex, styles.grounds["chip"].hex, styles.color("text@cursor")
    return {
        **dict.fromkeys(("background", "surface", "block-hover-background", "scrollbar-background"), paper),
        **dict.fromkeys(("foreground", "text", "border", "link-color"), text),
        **dict.fromkeys(("primary", "secondary", "accent", "warning", "error", "success", "scrollbar"), quiet),
        **dict.fromkeys(("text-muted", "foreground-muted", "text-warning", "text-error"), styles.color("quiet@chip")),
        **dict.fromkeys(("block-cursor-background", "input-cursor-background", "input-selection-background"), text),
        **dict.fromkeys(("block-cursor-foreground", "input-cursor-foreground"), reversed_text),
        "input-selection-foreground": reversed_text,
        "block-cursor-blurred-background": raised,
        "block-cursor-blurred-foreground": styles.color("text@chip"),
        "text-disabled": faint,
        "border-blurred": frame,
        **dict.fromkeys(("panel", "panel-lighten-1", "panel-darken-1"), raised),
    }


def _keep(color: Color) -> Color:
    return color


def with_contrast(color: Color, ground: Color, ratio: float, reduce: Callable[[Color], Color] = _keep) -> Color:
    """Return a color blended towards white or black until its contrast to a ground reaches a ratio.

    Args:
        color: The color.
        ground: What it is drawn on.
        ratio: The contrast it is to have; no more than that of white, or of black, can be reached.
        reduce: Returns of a color the one that is sent in its place, of which the contrast is measured.
    """
    end = WHITE if is_dark(ground) else BLACK
    steps = (reduce(color.blend(end, step / BLEND_STEPS)) for step in range(BLEND_STEPS))
    return next((sent for sent in steps if contrast(sent, ground) >= ratio), end)


BLEND_STEPS: Final = 24
WHITE, BLACK = Color.parse("#ffffff"), Color.parse("#080808")  # both are among the 256
MIDDLE: Final = 0.1846
"""The luminance of the gray that has the same contrast to this black as to white."""


def contrast(one: Color, other: Color) -> float:
    """Return the contrast of two colors as WCAG defines it, from 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_dark(color: Color) -> bool:
    """Tell whether white has more contrast to a color than black."""
    return luminance(color) < MIDDLE


@lru_cache(maxsize=1024)
def luminance(color: Color) -> float:
    """Return the relative luminance of a color as WCAG defines it, from 0 to 1."""
    red, green, blue = (
        level / 12.92 if level <= 0.03928 else ((level + 0.055) / 1.055) ** 2.4 for level in color.normalized
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=1024)
def find_nearest_indexed(color: Color) -> Color:
    """Return the nearest of the 256 colors that terminals have by number, which half the bytes select."""
    red, green, blue = (min(CUBE_LEVELS, key=lambda level: abs(level - part)) for part in color.rgb)
    gray = min(range(8, 239, 10), key=lambda level: abs(3 * level - sum(color.rgb)))
    found = Color(gray, gray, gray), Color(red, green, blue)
    return min(found, key=lambda one: sum((a - b) ** 2 for a, b in zip(one.rgb, color.rgb, strict=True)))
