"""The screen as the terminal shows it, in cells; what is sent is the cells that are to change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.color import ColorSystem
from textual.strip import Strip

from peace_tui.terminal.sgr import CLOSE, PLAIN, Pen, change, on_blanks, paper, pen_of
from peace_tui.text.terminal_safe import is_simple, sanitize_line, split_cells

Cells = tuple[Sequence[str | None], Sequence[Pen]]
"""What some cells of a line hold and with which pens; "" is the second half of a wide character, None is not known."""
ERASERS: Final = (
    "xterm",
    "linux",
    "tmux",
    "alacritty",
    "foot",
    "kitty",
    "ghostty",
    "wezterm",
    "rxvt",
    "konsole",
    "vte",
)
"""Names of terminals that erase in the colour of the pen (`bce` of terminfo), screen and the old ones do not."""
COLOURS: Final = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT}
"""Colour systems by name; any other takes what Textual gives it."""
WORTH_ERASING: Final = 8
"""From how many blanks on erasing takes fewer bytes."""
WIDE: Final = "\u2e80"
"""Where the scripts begin of which all terminals know that their characters take two cells."""
JUMP: Final = 4
"""The bytes of a jump over a few cells."""


class ShownScreen:
    """What stands on the terminal's screen."""

    def __init__(self, width: int, height: int, colours: str | None = None, term: str = "") -> None:
        """Know nothing yet of a screen of this size; `colours` is what a Rich console calls its colour system."""
        self.colours = COLOURS.get(colours or "", ColorSystem.TRUECOLOR)
        self.erases = term.startswith(ERASERS)
        self.resize(width, height)

    def forget(self) -> None:
        """Know nothing any more, since something else may have written to the screen."""
        self.resize(self.width, self.height)

    def resize(self, width: int, height: int) -> None:
        """Know nothing yet of a screen of another size."""
        self.width, self.height = width, height
        self._texts: list[list[str | None]] = [[None] * width for _ in range(height)]
        self._pens: list[list[Pen]] = [[PLAIN] * width for _ in range(height)]
        self._pen: Pen | None = None
        self._at: tuple[int, int] | None = None

    def put(self, y: int, x: int, strips: Iterable[Strip]) -> str:
        """Have strips stand in line `y` from column `x` on; return what makes the terminal show them."""
        if not 0 <= y < self.height or not 0 <= x < self.width:
            return ""
        texts, pens = self._cells(strips, self.width - x)
        end = x + len(texts)
        old_texts, old_pens = self._texts[y], self._pens[y]
        if old_texts[x:end] == texts and old_pens[x:end] == pens:
            return ""
        if old_texts[x:end].count(None) == len(texts):  # as at the start: all of it
            runs: Iterable[tuple[int, int]] = [(0, len(texts))]
        else:
            differing = [
                place
                for place, text in enumerate(texts)
                if text != old_texts[x + place] or pens[place] != old_pens[x + place]
            ]
            runs = _runs(differing, (texts, pens))
        written = [self._write(y, x, first, last, (texts, pens)) for first, last in runs]
        self._overwrite(y, x, texts, pens)
        return "".join(written) + self._close_link()

    def point_to(self, x: int, y: int) -> str:
        """Return what moves the cursor to a cell, if it is not there."""
        if self._at == (x, y):
            return ""
        move = f"\x1b[{y + 1};{x + 1}H"
        if self._at and self._at[0] < self.width:  # at the edge terminals do not agree on where they are
            move = min(move, _step(x - self._at[0], "C", "D") + _step(y - self._at[1], "B", "A"), key=len)
        self._at = (x, y)
        return move

    def _cells(self, strips: Iterable[Strip], room: int) -> tuple[list[str | None], list[Pen]]:
        texts: list[str | None] = []
        pens: list[Pen] = []
        for strip in strips:
            end = len(texts) + strip.cell_length
            for text, style, control in strip:
                if not control:
                    some_texts, some_pens = _cells_of(text, pen_of(style, self.colours))
                    texts += some_texts
                    pens += some_pens
            if len(texts) != end:  # cut or measured by Rich, whose table of widths is another
                texts = _fitted(texts, end)
                pens = [*pens, *[PLAIN] * (end - len(pens))][:end]
        return (_fitted(texts, room), pens[:room]) if len(texts) > room else (texts, pens)

    def _write(self, y: int, x: int, first: int, last: int, cells: Cells) -> str:
        """Return what writes the cells from `first` to before `last`."""
        texts, pens = cells
        blanks = self._blanks_at_end(first, last, cells) if self.erases else 0
        to_edge = x + last == self.width
        if blanks < (4 if to_edge else WORTH_ERASING):
            blanks = 0
        written: list[str] = []
        for start, end in _alike(pens, first, last - blanks):
            run = texts[start:end]
            text = "".join(filter(None, run))
            if len(text) == len(run) and "" not in run and max(text) < WIDE:  # a cell each, and no terminal disputes it
                written += [self.point_to(x + start, y), self._take(pens[start], blank=text.isspace()), text]
                self._at = x + end, y
            else:
                written += self._one_by_one(y, x, start, end, cells)
        if blanks:
            written += [self.point_to(x + last - blanks, y), self._take(pens[last - 1], blank=True)]
            written.append("\x1b[K" if to_edge else f"\x1b[{blanks}X")
        return "".join(written)

    def _one_by_one(self, y: int, x: int, start: int, end: int, cells: Cells) -> Iterator[str]:
        """Yield what writes cells that hold characters of which a terminal may think otherwise."""
        texts, pens = cells
        for place in range(start, end):
            if text := texts[place]:  # else the second half of what is written already
                yield from (self.point_to(x + place, y), self._take(pens[place], blank=text == " "), text)
                self._at = _after(x + place, y, text, texts[place + 1] == "" if place + 1 < len(texts) else False)

    @staticmethod
    def _blanks_at_end(first: int, last: int, cells: Cells) -> int:
        texts, pens = cells
        pen = pens[last - 1]
        if pen.attributes or pen.link:
            return 0
        place = last
        while place > first and texts[place - 1] == " " and pens[place - 1] == pen:
            place -= 1
        return last - place

    def _take(self, pen: Pen, blank: bool) -> str:
        """Return what takes another pen, where the one in hand does not serve."""
        held = self._pen
        if held == pen:
            return ""
        if held and blank and pen == paper(pen.back):
            if on_blanks(held) == pen:
                return ""
            if on_blanks(held) == paper(held.back):  # a blank shows nothing of its ink, which may stay
                pen = held._replace(back=pen.back)
        old, self._pen = self._pen, pen
        return change(old, pen)

    def _close_link(self) -> str:
        """Return what ends a link, if one was begun: whatever else is written is none of it."""
        if not self._pen or not self._pen.link:
            return ""
        self._pen = self._pen._replace(link="")
        return CLOSE

    def _overwrite(self, y: int, x: int, texts: Sequence[str | None], pens: Sequence[Pen]) -> None:
        """Note what the line holds now; half a wide character that was written over is not known."""
        line, end = self._texts[y], x + len(texts)
        if x > 0 and line[x] == "":
            line[x - 1] = None
        if end < self.width and line[end] == "":
            line[end] = None
        line[x:end] = texts
        self._pens[y][x:end] = pens


def _runs(differing: Sequence[int], cells: Cells) -> Iterable[tuple[int, int]]:
    """Yield the stretches to write, those joined that are near to one another, no character halved."""
    texts, _ = cells
    first = last = -1
    for place in differing:
        while texts[place] == "" and place:  # from the head of the character on
            place -= 1
        if first >= 0 and (place <= last or _bridged(last, place, cells)):
            last = max(last, place + 1)
            continue
        if first >= 0:
            yield first, last
        first, last = place, place + 1
    if first >= 0:
        yield first, last


def _bridged(start: int, end: int, cells: Cells) -> bool:
    """Tell whether writing cells again takes no more bytes than jumping over them."""
    texts, pens = cells
    if end - start > JUMP:
        return False
    at_hand = (pens[start - 1], pens[end])
    if any(pens[place] not in at_hand and texts[place] != " " for place in range(start, end)):
        return False
    return len("".join(filter(None, texts[start:end])).encode()) <= JUMP


def _alike(pens: Sequence[Pen], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the stretches of cells with one pen each."""
    while start < end:
        pen, first = pens[start], start
        while start < end and pens[start] == pen:
            start += 1
        yield first, start


def _step(distance: int, forth: str, back: str) -> str:
    """Return what moves the cursor so far along one axis."""
    if -2 <= distance < 0 and back == "D":
        return "\b" * -distance
    count = str(abs(distance)) if abs(distance) > 1 else ""
    return f"\x1b[{count}{forth if distance > 0 else back}" if distance else ""


def _after(x: int, y: int, text: str, wide: bool) -> tuple[int, int] | None:
    """Return where the cursor stands after a character; None where terminals do not agree on how wide it is."""
    agreed = len(text) == 1 and text < "\U0001f000" and not (wide and text < WIDE)  # emoji are not
    return (x + 1 + wide, y) if agreed else None


@lru_cache(maxsize=8192)
def _cells_of(text: str, pen: Pen) -> tuple[tuple[str | None, ...], tuple[Pen, ...]]:
    """Return the cells of a text in one pen, without what takes no cell and belongs to none."""
    blank = on_blanks(pen)
    if text.isprintable() and is_simple(text):
        return tuple(text), tuple(blank if character == " " else pen for character in text)
    safe = sanitize_line(text)
    texts: list[str | None] = [*split_cells(safe)]
    if safe != text:  # no row of ours, in which all is safe, but one that Rich has measured
        texts = _fitted(texts, cell_len(text))
    return tuple(texts), tuple(blank if text == " " else pen for text in texts)


def _fitted(texts: list[str | None], width: int) -> list[str | None]:
    """Return just so many cells; half a wide character is a space."""
    if len(texts) > width:
        halved = texts[width] == ""
        texts = texts[:width]
        if halved and texts:
            texts[-1] = " "
    return texts + [" "] * (width - len(texts))
