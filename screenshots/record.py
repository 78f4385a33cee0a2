"""Records the tour at the top of the README from the real program and the bundled dossier, without a camera.

python screenshots/record.py            writes tour.cast (asciicast 2) and tour.svg (an animated picture) anew
python screenshots/record.py --check    writes them into a folder that is thrown away, and names those that differ

Both show the same screens at the same times. The times are those of the script below and not those of this machine, so
that the files are the same whenever they are made.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1]))

# It clears the environment, which is read when Textual is imported: before all that follows.
from screenshots.take import write_or_check  # isort: split

from rich.color import Color, ColorSystem
from rich.style import Style
from textual.strip import Strip

from peace_tui.loading.files import load
from peace_tui.query.view import View
from peace_tui.text.terminal_safe import cell_width
from peace_tui.ui.app import PeaceApp

COLUMNS: Final = 100
LINES: Final = 30


class Step(NamedTuple):
    """Keys that are pressed one after another, what is said of them, and the seconds that the screens stay."""

    key: str
    caption: str
    keys: tuple[str, ...]
    seconds: float
    """How long the screen stays after the last key."""
    between: float = 0.35
    """How long each screen before it stays."""


STORY: Final = (
    Step("", "Who said what, to whom, when, and according to whom", (), 2.5),
    Step("↓", "Walk down the timeline: the other panes follow", ("down",) * 4, 2.4),
    Step("Tab", "On to the quotes of this call", ("tab", "tab"), 1.0, 0.5),
    Step("↓", "To a quote that three outlets print: F, B and M", ("down",) * 5, 2.4),
    Step("d", "Compare what they print, word by word", ("d",), 4.0),
    Step("Esc", "Back to the quotes", ("escape",), 0.8),
    Step("c", "Read the call as a conversation", ("c",), 3.6),
    Step("Esc", "Back to the quotes", ("escape",), 0.8),
    Step("v", "Take the author's tour", ("v",), 3.0),
    Step(".", "Go to its next step", ("full_stop",), 2.6),
    Step("Esc", "Leave the tour", ("escape", "escape"), 1.0),
    Step("/", "Search as you type", ("slash", *"tomahawk"), 3.6, 0.16),
)


class Piece(NamedTuple):
    """Text of one line in one style."""

    text: str
    style: Style


Line = tuple[Piece, ...]


class Frame(NamedTuple):
    """One screen, and the second at which it appears."""

    start: float
    step: Step
    lines: tuple[Line, ...]


async def film() -> tuple[list[Frame], float]:
    """Drive the program through the story: its screens, and the seconds that they take together."""
    app = PeaceApp(load(), View())
    app.theme = "peace-dark"
    frames: list[Frame] = []
    clock = 0.0
    async with app.run_test(size=(COLUMNS, LINES)) as pilot:
        for step in STORY:
            for number in range(max(len(step.keys), 1)):
                await pilot.press(*step.keys[number : number + 1])
                await pilot.pause()
                strips = app.screen._compositor.render_strips()
                frames.append(Frame(round(clock, 3), step, tuple(map(line_of, strips))))
                clock += step.seconds if number + 1 >= len(step.keys) else step.between
    return frames, round(clock, 3)


def line_of(strip: Strip) -> Line:
    """A line of the screen; without links, which get another number in every run."""
    pieces: list[Piece] = []
    for text, style, control in strip:
        style = (style or Style()).clear_meta_and_links()
        if control or not text:
            continue
        if pieces and pieces[-1].style == style:
            text = pieces.pop().text + text
        pieces.append(Piece(text, style))
    return tuple(pieces)


# As asciicast: https://docs.asciinema.org/manual/asciicast/v2/


def cast(frames: Sequence[Frame], seconds: float) -> Iterator[str]:
    """The lines of tour.cast: a header, for each screen the lines that changed, for each step a marker."""
    yield json.dumps({"version": 2, "width": COLUMNS, "height": LINES, "duration": seconds, "title": "peace-tui"})
    shown: Sequence[Line | None] = [None] * LINES
    step = None
    for frame in frames:
        if frame.step != step:
            step = frame.step
            yield json.dumps([frame.start, "m", f"{step.key} {step.caption}".strip()], ensure_ascii=False)
        changed = [
            f"\x1b[{row};1H{escapes(line)}"
            for row, (line, before) in enumerate(zip(frame.lines, shown, strict=True), 1)
            if line != before
        ]
        start = "" if shown[0] else "\x1b[?25l\x1b[2J"
        yield json.dumps([frame.start, "o", start + "".join(changed)], ensure_ascii=False)
        shown = frame.lines
    yield json.dumps([seconds, "o", ""])


def escapes(line: Line) -> str:
    """A line as a terminal takes it."""
    return "".join(style.render(text, color_system=ColorSystem.TRUECOLOR) for text, style in line)


# As a picture

CELL: Final = (8.4, 17)
"""Width and height of a cell in pixels, for letters of 14 pixels."""
BASELINE: Final = 13
BAR: Final = 30
"""The height of the line that says what is pressed."""
FONT: Final = "ui-monospace,SFMono-Regular,'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace"
PAPER: Final = "#12161d"
APART: Final = re.compile(r"( {2,}|[^\x20-\u024f\u0370-\u04ff\u2010-\u205e\u2190-\u21ff\u2500-\u259f])")
"""Where a text is divided: at spaces, which are not drawn, and at signs that fonts may draw wider than a cell."""


class Drawing:
    """The parts of tour.svg: each line is drawn once, and shown in all frames that have it."""

    def __init__(self) -> None:
        self.lines: dict[Line, str] = {}
        self.drawn: list[str] = []
        self.looks: dict[str, str] = {}

    def name_of(self, line: Line) -> str:
        """The name under which a line is drawn."""
        if line not in self.lines:
            self.lines[line] = f"l{len(self.lines)}"
            texts = f'<g transform="translate(0 {BASELINE})">{"".join(self._texts(line))}</g>'
            self.drawn.append(f'<g id="{self.lines[line]}">{"".join(self._grounds(line))}{texts}</g>')
        return self.lines[line]

    def _grounds(self, line: Line) -> Iterator[str]:
        x = 0
        for text, style in line:
            cells = cell_width(text)
            _, ground = colors(style)
            if ground != PAPER:
                yield f'<path d="M{pixels(x)} 0h{pixels(cells)}v{CELL[1]}h-{pixels(cells)}z" fill="{ground}"/>'
            x += cells

    def _texts(self, line: Line) -> Iterator[str]:
        x = 0
        for text, style in line:
            for part in APART.split(text):
                words, cells = part.strip(), cell_width(part)
                if words:
                    start = x + cell_width(part[: len(part) - len(part.lstrip())])
                    length = f' textLength="{pixels(cell_width(words))}"' if len(words) > 1 else ""
                    place = f'class="{self._look(style)}" x="{pixels(start)}"{length}'
                    yield f"<text {place}>{escape(words, quote=False)}</text>"
                x += cells

    def _look(self, style: Style) -> str:
        """The class of a style."""
        rules = [f"fill:{colors(style)[0]}"]
        rules += ["font-weight:bold"] if style.bold else []
        rules += ["font-style:italic"] if style.italic else []
        rules += ["opacity:.7"] if style.dim else []
        lines = [word for word, has in (("underline", style.underline), ("line-through", style.strike)) if has]
        rules += [f"text-decoration:{' '.join(lines)}"] if lines else []
        return self.looks.setdefault(";".join(rules), f"c{len(self.looks)}")


def colors(style: Style) -> tuple[str, str]:
    """The colors of text and ground."""
    text, ground = _hex(style.color, "#e4e4e4"), _hex(style.bgcolor, PAPER)
    return (ground, text) if style.reverse else (text, ground)


def _hex(color: Color | None, default: str) -> str:
    return default if color is None or color.is_default else color.get_truecolor().hex


def pixels(cells: int) -> str:
    """A number of cells as pixels, written as short as it can be."""
    return f"{cells * CELL[0]:.1f}".removesuffix(".0")


def svg(frames: Sequence[Frame], seconds: float) -> Iterator[str]:
    """The lines of tour.svg: all frames side by side, as on a strip of film that is moved behind a window.

    The movement is CSS, since no page runs scripts in pictures. Where a reader wants no movement, and in programs that
    know no CSS animations, the first frame stays.
    """
    width, height = COLUMNS * CELL[0], LINES * CELL[1] + BAR
    drawing = Drawing()
    placed = []
    for number, frame in enumerate(frames):
        uses = (f'<use href="#{drawing.name_of(line)}" y="{row * CELL[1]}"/>' for row, line in enumerate(frame.lines))
        placed.append(f'<g transform="translate({number * width:g})">{"".join(uses)}{_told(frame.step)}</g>')
    moves = (
        f"{frame.start / seconds:.3%}{{transform:translateX({-number * width:g}px)}}"
        for number, frame in enumerate(frames)
    )
    looks = (f".{name}{{{rules}}}" for rules, name in drawing.looks.items())
    size = f'width="{width:g}" height="{height}"'
    yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" {size}>'
    yield "<title>peace-tui: a call of two envoys, as three outlets print it</title>"
    yield "<style>"
    yield f"text{{font:14px {FONT};font-variant-emoji:text}}"
    yield ".key{fill:#fff;font-weight:bold}.say{fill:#fff}path{shape-rendering:crispEdges}"
    yield from looks
    yield f"@keyframes tour{{{''.join(moves)}}}"
    yield f"#film{{animation:tour {seconds:g}s step-end infinite}}"
    yield "@media (prefers-reduced-motion:reduce){#film{animation:none}}"
    yield "</style>"
    yield f'<rect {size} rx="6" fill="#3a3f47"/>'
    yield f'<path d="M0 0h{width:g}v{height - BAR}h-{width:g}z" fill="{PAPER}"/>'
    yield "<defs>"
    yield from drawing.drawn
    yield "</defs>"
    yield f'<svg {size}><g id="film">'
    yield from placed
    yield "</g></svg>"
    yield "</svg>"


def _told(step: Step) -> str:
    """What is pressed, and why: below the screen."""
    x, y = CELL[0] * 2, LINES * CELL[1] + 20
    key = f'<text class="key" x="{x:g}" y="{y}">{escape(step.key)}</text>' if step.key else ""
    start = x + CELL[0] * (len(step.key) + 2) * bool(step.key)
    return f'{key}<text class="say" x="{start:g}" y="{y}">{escape(step.caption, quote=False)}</text>'


def record(folder: Path) -> None:
    """Write both files."""
    frames, seconds = asyncio.run(film())
    (folder / "tour.cast").write_text("\n".join(cast(frames, seconds)) + "\n", "utf-8")
    (folder / "tour.svg").write_text("\n".join(svg(frames, seconds)) + "\n", "utf-8")


if __name__ == "__main__":
    raise SystemExit(write_or_check(record, lambda name: name.startswith("tour.")))
