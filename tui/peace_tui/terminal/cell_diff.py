"""The screen as the terminal shows it, cell by cell; only the cells that change are sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from rich.cells import cell_len
from rich.color import ColorSystem
from textual.strip import Strip

from peace_tui.terminal.sgr import CLOSE_LINK, DEFAULT, SgrState, background_only, seen_on_spaces, sgr_of, transition
from peace_tui.text.terminal_safe import is_mark, is_simple, is_sure, leading_marks, sanitize_line, split_cells

ScreenCells = tuple[Sequence[str | None], Sequence[SgrState]]
"""What some cells of a line hold and how; "" is the second half of a wide character, None is not known."""
BCE_TERMINALS: Final = (
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
"""Names of terminals that erase in the background color (`bce` of terminfo), as screen and the old ones do not."""
COLOR_SYSTEMS: Final = {"standard": ColorSystem.STANDARD, "256": ColorSystem.EIGHT_BIT}
"""Color systems by Rich's names; any other name means true color."""
MIN_ERASED_CELLS: Final = 8
"""From how many spaces on erasing takes fewer bytes."""
BOX_DRAWING: Final = ("\u2500", "\u259f")
"""The first and the last of the characters that borders and bars are drawn with."""
MOVE_BYTES: Final = 4
"""The bytes of moving the cursor over a few cells."""


class ScreenBuffer:
    """What the terminal's screen shows, and where its cursor is."""

    def __init__(self, width: int, height: int, color_system: str | None = None, term: str = "") -> None:
        """Know nothing yet of a screen of this size; `color_system` is what a Rich console calls it."""
        self.color_system = COLOR_SYSTEMS.get(color_system or "", ColorSystem.TRUECOLOR)
        self.can_erase = term.startswith(BCE_TERMINALS)
        self.resize(width, height)

    def invalidate(self) -> None:
        """Know nothing any more, since something else may have written to the screen."""
        self.resize(self.width, self.height)

    def resize(self, width: int, height: int) -> None:
        """Know nothing yet of a screen of another size."""
        self.width, self.height = width, height
        self._texts: list[list[str | None]] = [[None] * width for _ in range(height)]
        self._states: list[list[SgrState]] = [[DEFAULT] * width for _ in range(height)]
        self._unsure: list[list[tuple[int, int]]] = [[] for _ in range(height)]
        self._state: SgrState | None = None
        self._cursor: tuple[int, int] | None = None

    def update(self, y: int, x: int, strips: Iterable[Strip]) -> str:
        """Note that strips are shown in line `y` from column `x` on; return what makes the terminal show them."""
        if not 0 <= y < self.height or not 0 <= x < self.width:
            return ""
        texts, states, all_sure = self._split_strips(strips, self.width - x)
        end = x + len(texts)
        old_texts, old_states = self._texts[y], self._states[y]
        if old_texts[x:end] == texts and old_states[x:end] == states:
            return ""
        if not all_sure or self._unsure[y]:
            return "".join(self._update_unsure(y, x, texts, states)) + self._close_link()
        if old_texts[x:end].count(None) == len(texts):  # as at the start: all of it
            runs: Iterable[tuple[int, int]] = [(0, len(texts))]
        else:
            cells = zip(texts, states, strict=True)
            old_cells = zip(old_texts[x:end], old_states[x:end], strict=True)
            differing = [index for index, (new, old) in enumerate(zip(cells, old_cells, strict=True)) if new != old]
            runs = _join_runs(differing, (texts, states))
        written = [self._write(y, x, first, last, (texts, states)) for first, last in runs]
        self._store(y, x, texts, states)
        return "".join(written) + self._close_link()

    def _update_unsure(self, y: int, x: int, texts: Sequence[str | None], states: Sequence[SgrState]) -> Iterator[str]:
        """Yield what shows new cells in a line that has unsure spans, or is to have some.

        A terminal's table of widths may differ from ours there. So a span is erased and written as a whole or not at
        all, and the cursor is then placed by its column; what the terminal may have drawn over is written again.
        """
        old_cells = [*zip(self._texts[y], self._states[y], strict=True)]
        self._store(y, x, texts, states)
        line = self._texts[y], self._states[y]
        changed = {index for index, cell in enumerate(zip(*line, strict=True)) if cell != old_cells[index]}
        spans = _find_spans(line)
        for first, last in self._unsure[y]:
            if (first, last) not in spans or not changed.isdisjoint(range(first, last)):
                changed.update(range(first, last))
        for first, last in spans:  # from left to right, since one may be drawn over the next
            if not changed.isdisjoint(range(first, last)):
                changed.update(range(first, min(last + _count_overflow(line[0][first:last]), self.width)))
        self._unsure[y] = spans
        at = 0
        for first, last in (*spans, (self.width, self.width)):
            for start, end in _known_runs(line[0], at, first):
                differing = [index for index in range(start, end) if index in changed]
                for run in _join_runs(differing, line):
                    yield self._write(y, 0, *run, line)
            if first in changed:
                yield from self._write_span(y, first, last, line)
            at = last

    def _write_span(self, y: int, first: int, last: int, cells: ScreenCells) -> Iterator[str]:
        """Yield what erases the cells of an unsure span and writes its text in one piece."""
        texts, states = cells
        end = last
        while texts[end - 1] == " ":
            end -= 1
        paper = background_only(states[last - 1].background)
        count = last - first
        yield self.move_cursor(first, y) + self._set_state(paper, is_space=True)
        if self.can_erase:
            yield "\x1b[K" if last == self.width else f"\x1b[{count}X"
        else:
            yield " " * count
            self._cursor = None
            yield self.move_cursor(first, y)
        for start, stop in _group_by_state(cells, first, end):
            text = "".join(filter(None, texts[start:stop]))
            yield self._set_state(states[start], is_space=text.isspace()) + text
        yield "\r"  # wherever the terminal thinks it is, and the one that tmux or screen runs in
        self._cursor = 0, y

    def move_cursor(self, x: int, y: int) -> str:
        """Return what moves the cursor to a cell, if it is not there."""
        if self._cursor == (x, y):
            return ""
        move = f"\x1b[{y + 1};{x + 1}H"
        if self._cursor and self._cursor[0] < self.width:  # at the edge terminals do not agree on where they are
            old_x, old_y = self._cursor
            move = min(move, _move_by(x - old_x, "C", "D") + _move_by(y - old_y, "B", "A"), key=len)
        self._cursor = (x, y)
        return move

    def _split_strips(self, strips: Iterable[Strip], width: int) -> tuple[list[str | None], list[SgrState], bool]:
        """Return the cells of strips, cut to `width`, and whether every terminal shows them equally wide."""
        texts: list[str | None] = []
        states: list[SgrState] = []
        all_sure = True
        for strip in strips:
            start = len(texts)
            end = start + strip.cell_length
            for text, style, control in strip:
                if not control:
                    some_texts, some_states, sure = _split_text(text, sgr_of(style, self.color_system))
                    if not sure and len(texts) > start:  # it may begin with marks on what is before it
                        head = len(texts) - (2 if texts[-1] == "" else 1)
                        texts[head] = f"{texts[head]}{leading_marks(text)}"
                    texts += some_texts
                    states += some_states
                    all_sure = all_sure and sure
            if len(texts) != end:  # cut or measured by Rich, whose table of widths is another
                texts = _fit(texts, end)
                states = [*states, *[DEFAULT] * (end - len(states))][:end]
        if len(texts) > width:
            texts, states = _fit(texts, width), states[:width]
        return texts, states, all_sure

    def _write(self, y: int, x: int, first: int, last: int, cells: ScreenCells) -> str:
        """Return what writes the cells from `first` to before `last`, all of them sure."""
        texts, states = cells
        while last < len(texts) and texts[last] == "":  # no character is halved
            last += 1
        spaces = self._count_spaces_at_end(first, last, cells) if self.can_erase else 0
        to_edge = x + last == self.width
        if spaces < (4 if to_edge else MIN_ERASED_CELLS):
            spaces = 0
        written: list[str] = []
        for start, end in _group_by_state(cells, first, last - spaces):
            text = "".join(filter(None, texts[start:end]))
            state = self._set_state(states[start], is_space=text.isspace())
            written += [self.move_cursor(x + start, y), state, text]
            self._cursor = x + end, y
        if spaces:
            state = self._set_state(states[last - 1], is_space=True)
            written += [self.move_cursor(x + last - spaces, y), state, "\x1b[K" if to_edge else f"\x1b[{spaces}X"]
        return "".join(written)

    @staticmethod
    def _count_spaces_at_end(first: int, last: int, cells: ScreenCells) -> int:
        texts, states = cells
        state = states[last - 1]
        if state.attributes or state.link:
            return 0
        index = last
        while index > first and texts[index - 1] == " " and states[index - 1] == state:
            index -= 1
        return last - index

    def _set_state(self, state: SgrState, is_space: bool) -> str:
        """Return what changes the terminal's state, where the present one does not serve."""
        present = self._state
        if present == state:
            return ""
        if present and is_space and state == background_only(state.background):
            if seen_on_spaces(present) == state:
                return ""
            if seen_on_spaces(present) == background_only(present.background):  # a space shows nothing of the rest
                state = present._replace(background=state.background)
        self._state = state
        return transition(present, state)

    def _close_link(self) -> str:
        """Return what ends a link, if one was begun: whatever else is written is none of it."""
        if not self._state or not self._state.link:
            return ""
        self._state = self._state._replace(link="")
        return CLOSE_LINK

    def _store(self, y: int, x: int, texts: Sequence[str | None], states: Sequence[SgrState]) -> None:
        """Note what the line holds now; half a wide character that was written over is not known."""
        line, end = self._texts[y], x + len(texts)
        if x > 0 and line[x] == "":
            line[x - 1] = None
        if end < self.width and line[end] == "":
            line[end] = None
        line[x:end] = texts
        self._states[y][x:end] = states


def _join_runs(differing: Sequence[int], cells: ScreenCells) -> Iterable[tuple[int, int]]:
    """Yield the runs of cells to write, those joined that are near one another, no character halved."""
    texts, _ = cells
    first = last = -1
    for index in differing:
        if index == last:
            last += 1
            continue
        while texts[index] == "" and index:  # from the first half of the character on
            index -= 1
        if first >= 0 and (index <= last or _is_cheap_to_rewrite(last, index, cells)):
            last = max(last, index + 1)
            continue
        if first >= 0:
            yield first, last
        first, last = index, index + 1
    if first >= 0:
        yield first, last


def _is_cheap_to_rewrite(start: int, end: int, cells: ScreenCells) -> bool:
    """Tell whether writing cells again takes no more bytes than moving the cursor over them."""
    texts, states = cells
    if end - start > MOVE_BYTES:
        return False
    needed = (states[start - 1], states[end])
    if any(states[index] not in needed and texts[index] != " " for index in range(start, end)):
        return False
    return len("".join(filter(None, texts[start:end])).encode()) <= MOVE_BYTES


def _group_by_state(cells: ScreenCells, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of cells that are written in one state each, spaces between words included."""
    texts, states = cells
    while start < end:
        state, first = states[start], start
        on_space = seen_on_spaces(state)
        start += 1
        while start < end and (states[start] == state or (texts[start] == " " and states[start] == on_space)):
            start += 1
        yield first, start


def _move_by(distance: int, forward: str, back: str) -> str:
    """Return what moves the cursor so far along one axis."""
    if -2 <= distance < 0 and back == "D":
        return "\b" * -distance
    count = str(abs(distance)) if abs(distance) > 1 else ""
    return f"\x1b[{count}{forward if distance > 0 else back}" if distance else ""


def _find_spans(cells: ScreenCells) -> list[tuple[int, int]]:
    """Return where the unsure spans of a line begin and end, with the spaces behind them.

    Spaces are part of a span since a terminal may draw it wider than it is counted.
    """
    texts, states = cells
    found: list[tuple[int, int]] = []
    index = 0
    while index < len(texts):
        text = texts[index]
        if text is None or _is_sure_cell(text):
            index += 1
            continue
        first = index
        if first and is_mark(text[0]) and texts[first - 1] is not None:  # drawn over the sure character before it
            first -= 2 if texts[first - 1] == "" else 1
            if found and first < found[-1][1]:  # which is a space behind another span
                found[-1] = found[-1][0], first
        index = _find_end_of_text(cells, index)
        state = states[index - 1]
        while index < len(texts) and texts[index] == " " and states[index] == background_only(states[index].background):
            if states[index].background != state.background:
                break
            index += 1
        found.append((first, index))
    return found


def _find_end_of_text(cells: ScreenCells, index: int) -> int:
    """Return where the text ends that begins with the unsure cell at `index`.

    Sure characters of the same look that follow at once, or after one space, are part of it: where a terminal takes
    fewer cells than are counted, no gap is seen within a sentence.
    """
    texts, states = cells
    state = states[index]
    end = index + 1
    while end < len(texts):
        head = end + 1 if texts[end] == " " and end + 1 < len(texts) else end
        text = texts[head]
        if text == "" and head == end:
            end += 1
        elif not text or text == " " or BOX_DRAWING[0] <= text <= BOX_DRAWING[1]:
            break
        elif not _is_sure_cell(text) or states[head] == state:
            state = states[head]
            end = head + 1
        else:
            break
    return end


def _count_overflow(texts: Sequence[str | None]) -> int:
    """Return over how many cells behind a span a terminal may draw at most: two cells a character, one a mark."""
    most = spaces = 0
    for index, text in enumerate(texts):
        if text and not _is_sure_cell(text):
            is_wide = texts[index + 1 : index + 2] == [""]
            most += len(text) - is_wide
        spaces = spaces + 1 if text == " " else 0
    return max(most - spaces, 0)


def _known_runs(texts: Sequence[str | None], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the runs of cells of which is known what they hold."""
    while start < end:
        first = start
        while start < end and texts[start] is not None:
            start += 1
        if start > first:
            yield first, start
        start += 1


@lru_cache(maxsize=8192)
def _is_sure_cell(text: str) -> bool:
    return is_sure(text)


@lru_cache(maxsize=8192)
def _split_text(text: str, state: SgrState) -> tuple[tuple[str | None, ...], tuple[SgrState, ...], bool]:
    """Return the cells of a text in one state, without what takes no cell and belongs to none; whether all are sure."""
    on_space = seen_on_spaces(state)
    if text.isprintable() and is_simple(text):
        return tuple(text), tuple(on_space if char == " " else state for char in text), True
    safe = sanitize_line(text)
    texts: list[str | None] = [*split_cells(safe)]
    if safe != text:  # no line of ours, in which all is safe, but one that Rich has measured
        texts = _fit(texts, cell_len(text))
    return tuple(texts), tuple(on_space if text == " " else state for text in texts), is_sure(safe)


def _fit(texts: list[str | None], width: int) -> list[str | None]:
    """Return exactly `width` cells; half a wide character becomes a space."""
    if len(texts) > width:
        is_halved = texts[width] == ""
        texts = texts[:width]
        if is_halved and texts:
            texts[-1] = " "
    return texts + [" "] * (width - len(texts))
