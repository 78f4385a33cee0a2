"""Letters of twenty scripts are drawn as they stand in the file, whatever width a terminal gives them."""

from __future__ import annotations

import contextlib
import re
import shlex
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final
from unicodedata import category

import pyte
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyte import modes
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from wcwidth import wcwidth

from peace_tui.terminal.cell_diff import ScreenBuffer
from peace_tui.text.terminal_safe import cell_width, fit_cells, is_mark, is_sure
from processes import PROGRAM, tool, until
from terminal.emulator import Terminal, Tmux, environment, terminal

SCRIPTS: Final = {
    "Arabic": ("ليلى حداد", "سنتحدث مرة أخرى غدًا."),
    "Armenian": ("Անի Սարյան", "Մենք վաղը նորից կխոսենք։"),
    "Bengali": ("রিনা সেনগুপ্ত", "আমরা আগামীকাল আবার কথা বলব।"),
    "Burmese": ("မောင်မြင့်", "ထပ်ပြောကြမယ်။"),
    "Devanagari": ("मीरा द्विवेदी", "हम कल फिर बात करेंगे, क्षमा करें।"),
    "Ethiopic": ("ሰላም ተስፋዬ", "ነገ እንደገና እንነጋገራለን።"),
    "Georgian": ("ნინო ბერიძე", "ხვალ ისევ ვილაპარაკებთ."),
    "Gujarati": ("ભૂમિ પટેલ", "આપણે કાલે ફરી વાત કરીશું."),
    "Gurmukhi": ("ਗੁਰਪ੍ਰੀਤ ਮਾਨ", "ਅਸੀਂ ਕੱਲ੍ਹ ਫਿਰ ਗੱਲ ਕਰਾਂਗੇ।"),
    "Han": ("王小明", "我们明天再谈一次。"),
    "Hangul": ("김민지", "내일 다시 이야기합시다."),
    "Hebrew": ("דנה לוי", "נְדַבֵּר שׁוּב מָחָר."),
    "Kannada": ("ಸಿದ್ದಮ್ಮ ಗೌಡ", "ನಾವು ನಾಳೆ ಮತ್ತೆ ಮಾತನಾಡೋಣ."),
    "Khmer": ("ស៊ុន ម៉ាណែត", "យើងនឹងនិយាយម្តងទៀតនៅថ្ងៃស្អែក។"),
    "Lao": ("ຄຳພອນ ສີ", "ພວກເຮົາຈະເວົ້າກັນອີກມື້ອື່ນ."),
    "Latin": ("Zoe\u0308 E\u0301tienne", "Nous en reparlerons demain, c\u0327a va e\u0301te\u0301."),
    "Malayalam": ("ലീല വിജയൻ", "നമുക്ക് നാളെ വീണ്ടും സംസാരിക്കാം."),
    "Sinhala": ("ශ්\u200dරී රත්න", "අපි හෙට නැවත කතා කරමු, ක්\u200dෂණයෙන්."),
    "Tamil": ("மு. க. செல்வி", "நாம் நாளை மீண்டும் பேசுவோம்."),
    "Telugu": ("రేవతి రెడ్డి", "మనం రేపు మళ్ళీ మాట్లాడుకుందాం."),
    "Thai": ("ภูมิ ธรรมดี", "เราจะคุยกันอีกครั้งพรุ่งนี้"),
    "Tibetan": ("བསྟན་འཛིན", "སང་ཉིན་ཡང་བསྐྱར་སྐད་ཆ་བཤད།"),
    "Emoji": ("Olha 🕊", "Peace ❤\ufe0f, 👨\u200d👩\u200d👧 🌍 and 🇺🇦 again."),
}
HEAD: Final = """
format = "peace-tui/1"
[dossier]
title = "शान्ति, سلام, שלום, និងសន្តិភាព"
"""
ENTRY: Final = """
[[people]]
id = "{script}"
name = "{name}"
[[events]]
id = "e-{script}"
title = "{script} {name}"
date = "2025-10-{day:02}"
[[quotes]]
id = "q-{script}"
event = "e-{script}"
who = "{script}"
text = "{sentence} {sentence}"
"""
WALK: Final = (
    ("", "No filter."),
    ("j", "‹Arabic "),
    ("jj", "‹Bengali "),
    ("k", "‹Armenian "),
    ("g2j", "‹involving "),
    ("jjj", " 4 of 23 ─╯"),
    ("G", " 23 of 23 ─╯"),
    ("kk", " 21 of 23 ─╯"),
    ("g", "No filter."),
    ("3jj", " 3 of 23 ─╯"),
    ("jjj", " 6 of 23 ─╯"),
    ("kkkk", " 2 of 23 ─╯"),
    ("/कर\r", "▐“कर” ✕▌"),
    ("\x1b", "No filter."),
    ("3G", " 23 of 23 ─╯"),
    ("z", "16 Oct • Latin"),
)
"""Keys by which rows change in part, and what stands on the screen then: the cursor goes through all panes, what passes
is filtered, words are marked; at last, Quotes has the whole screen."""
SIZE: Final = (120, 36)


class Model(pyte.Screen):
    """A terminal with a table of widths of its own, which draws what has no width over the character before it."""

    def __init__(self, columns: int, lines: int, width_of: Callable[[str], int]) -> None:
        super().__init__(columns, lines)
        self.width_of = width_of

    def draw(self, data: str) -> None:
        for char in data:
            width, line = self.width_of(char), self.buffer[self.cursor.y]
            if width == 0:
                before = self.cursor.x - 1
                before -= before > 0 and line[before].data == ""
                if before >= 0:
                    line[before] = line[before]._replace(data=line[before].data + char)
                continue
            if self.cursor.x + width > self.columns:
                if modes.DECAWM in self.mode:
                    self.carriage_return()
                    self.linefeed()
                    line = self.buffer[self.cursor.y]
                else:
                    self.cursor.x = self.columns - width
            self.tear(self.cursor.x, self.cursor.x + width)
            for x, half in enumerate((char, "")[:width], self.cursor.x):
                line[x] = self.cursor.attrs._replace(data=half)
            self.cursor.x += width
        self.dirty.add(self.cursor.y)

    def tear(self, start: int, end: int) -> None:
        """Leave a space of the half of a wide character of which the other half is written over."""
        line = self.buffer[self.cursor.y]
        if start and line[start].data == "":
            line[start - 1] = line[start - 1]._replace(data=" ")
        if end < self.columns and line[end].data == "":
            line[end] = line[end]._replace(data=" ")

    def erase_characters(self, count: int | None = None) -> None:
        self.tear(self.cursor.x, min(self.cursor.x + (count or 1), self.columns))
        super().erase_characters(count)

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        self.tear(self.cursor.x, self.columns)
        super().erase_in_line(how, private)

    def texts(self, y: int) -> list[str]:
        return [self.buffer[y][x].data for x in range(self.columns)]

    def picture(self) -> list[list[tuple[object, ...]]]:
        """What is seen: of a space only its paper."""
        cells = [[self.buffer[y][x] for x in range(self.columns)] for y in range(self.lines)]
        return [[(cell.data, cell.bg, cell.data[:1] != " " and (cell.fg, cell.bold)) for cell in row] for row in cells]


def one_sign_one_cell(char: str) -> int:
    """The width of a character in tmux, xterm and most terminals."""
    return max(wcwidth(char), category(char) == "Mc", 0)


def no_cell_for_signs(char: str) -> int:
    """The width of a character in terminals that draw every mark over its letter."""
    return 0 if category(char)[0] == "M" else max(wcwidth(char), 0)


# The buffer, on terminals of all kinds


FIELDS: Final = (range(1, 9), range(10, 17), range(18, 30))
"""The columns of three panes; walls stand between them."""
WIDTH: Final = 30
SURE: Final = "ab  世é"
UNSURE: Final = "कष\u094d\u093e\u0940\u0301🌍שׁ\u05b0ه\u1112\u1161🫨ා"
WITHOUT_WIDTH: Final = "".join(char for char in UNSURE if not cell_width(char))
PAPER: Final = (Style(bgcolor="#102030"), Style(bgcolor="#405060", color="#ffffff"), Style(bold=True))
fields = st.tuples(st.text(st.sampled_from(SURE + UNSURE), max_size=14), st.text(st.sampled_from(SURE), max_size=9))
changes = st.lists(st.tuples(st.integers(0, 2), fields, st.sampled_from(PAPER), st.booleans()), min_size=1, max_size=6)


def widths_of(draw: Callable[[Any], int], *, most: bool) -> Callable[[str], int]:
    """Return any terminal's table: ours for what is sure, and any for the rest, perhaps never more than ours."""
    table = {}
    for char in dict.fromkeys(SURE + UNSURE + "│"):
        ours, least = cell_width(char), not is_mark(char)
        table[char] = ours if is_sure(char) else draw(st.integers(least, ours if most else min(ours + 1, 2)))
    return lambda char: table[char]


def strip_of(field: range, text: tuple[str, str], style: Style) -> Strip:
    cut = [each[: fit_cells(each, room)] for each, room in zip(text, (len(field), 99), strict=True)]
    cut[1] = cut[1][: fit_cells(cut[1], len(field) - cell_width(cut[0]))]
    spaces = " " * (len(field) - cell_width(cut[0]) - cell_width(cut[1]))
    plain = Style(bgcolor=style.bgcolor)
    return Strip([Segment(cut[0], style), Segment(cut[1], Style(bold=True)), Segment(spaces, plain)], len(field))


def draw_line(shown: ScreenBuffer, screen: Model, strips: list[Strip]) -> None:
    wall = Strip([Segment("│", Style(dim=True))], 1)
    pyte.Stream(screen).feed(shown.update(0, 0, [wall, strips[0], wall, strips[1], wall, strips[2]]))


@given(st.data(), changes, st.sampled_from(["xterm", "screen"]))
def test_nothing_is_left_of_what_was_drawn_before(data: st.DataObject, changes: list[Any], term: str) -> None:
    """What a terminal shows after many changes is what it shows of the last state alone, wherever its table differs."""
    width_of = widths_of(data.draw, most=False)
    screen, shown = Model(WIDTH, 2, width_of), ScreenBuffer(WIDTH, 2, "truecolor", term)
    screen.reset_mode(7, private=True)
    strips = [strip_of(field, ("", ""), PAPER[0]) for field in FIELDS]
    draw_line(shown, screen, strips)
    for number, text, style, whole in changes:
        strips[number] = strip_of(FIELDS[number], text, style)
        if whole:
            draw_line(shown, screen, strips)
        else:
            pyte.Stream(screen).feed(shown.update(0, FIELDS[number].start, [strips[number]]))
        fresh = Model(WIDTH, 2, width_of)
        fresh.reset_mode(7, private=True)
        draw_line(ScreenBuffer(WIDTH, 2, "truecolor", term), fresh, strips)
        assert screen.picture() == fresh.picture()


@given(st.data(), changes)
def test_no_letter_is_lost_and_walls_stand_where_no_terminal_draws_wider(
    data: st.DataObject, changes: list[Any]
) -> None:
    screen, shown = Model(WIDTH, 2, widths_of(data.draw, most=True)), ScreenBuffer(WIDTH, 2, "truecolor", "xterm")
    screen.reset_mode(7, private=True)
    strips = [strip_of(field, ("", ""), PAPER[0]) for field in FIELDS]
    for number, text, style, _ in changes:
        strips[number] = strip_of(FIELDS[number], text, style)
        draw_line(shown, screen, strips)
        drawn = screen.texts(0)
        assert [drawn[field.start - 1][0] for field in FIELDS] == ["│"] * 3
        known = "".join(f"│{strip.text.lstrip(WITHOUT_WIDTH)}" for strip in strips)
        assert "".join(drawn).replace(" ", "") == known.replace(" ", "")


# The program, in tmux, in screen, and in terminals with other tables


@pytest.fixture
def command(tmp_path: Path) -> list[str]:
    """What opens a dossier in all scripts."""
    entries = [
        ENTRY.format(script=script, name=name, sentence=sentence, day=day)
        for day, (script, (name, sentence)) in enumerate(SCRIPTS.items(), 1)
    ]
    file = tmp_path / "scripts.toml"
    file.write_text(HEAD + "".join(entries), "utf-8")
    return [*PROGRAM, str(file)]


@contextlib.contextmanager
def tmux(words: list[str], **env: str) -> Iterator[Tmux]:
    with tempfile.TemporaryDirectory() as folder:
        settings = [f"{name}={value}" for name, value in {"XDG_STATE_HOME": "/dev/null", **env}.items()]
        server = Tmux(folder, shlex.join(["env", *settings, *words]))
        try:
            yield server
        finally:
            with contextlib.suppress(subprocess.CalledProcessError):  # where the program has ended, and tmux with it
                server("kill-server")


SINHALA: Final = re.compile("[\u0d80-\u0dff]")
"""Tmux draws two letters around a joiner in one cell, which moves what Textual draws next, and leaves it there; and
screen in tmux loses them, whatever program writes them."""
COMBINED: Final = re.compile("[\u0900-\u109f\u1780-\u17ff]")
"""Screen 5 in tmux also moves the last sign of a line of these scripts to its end, whatever program writes it."""


def walk_alike(
    ours: Any,
    theirs: Any,
    text_of: Callable[[Any], str],
    send: Callable[[Any, str], object],
    left_out: re.Pattern[str] = SINHALA,
) -> None:
    """Press the same keys on both, and wait each time until they show the same, and what the keys lead to.

    Lines in which a script of those `left_out` has stood are not compared.
    """
    joined: set[int] = set()

    def are_alike(shown: str) -> bool:
        texts = [text_of(seen).splitlines() for seen in (ours, theirs)]
        joined.update(y for text in texts for y, line in enumerate(text) if left_out.search(line))
        kept = [[line for y, line in enumerate(text) if y not in joined] for text in texts]
        return shown in "\n".join(texts[0]) and kept[0] == kept[1]

    for keys, shown in WALK:
        for seen in (ours, theirs):
            send(seen, keys)
        try:
            until(partial(are_alike, shown), f"not alike after {keys!r}")
        except AssertionError as error:
            error.add_note(f"{text_of(ours)}\n{text_of(theirs)}")
            raise
        assert_holds(text_of(ours), HELD.get(keys, ()))
    assert len(joined) < (12 if left_out is SINHALA else SIZE[1])


HELD: Final = {
    "3G": [name for name, _ in [*SCRIPTS.values()][:17]],
    "z": [word for name, sentence in [*SCRIPTS.values()][-5:-1] for word in (name, *sentence.split())],
}
"""After some keys of the walk, what is on the screen: the first names, and the last sentences."""


def assert_holds(text: str, words: Iterable[str]) -> None:
    """Check that words stand on the screen as they stand in the file."""
    missing = [each for each in words if each not in text]
    assert not missing, f"{missing} are not there:\n{text}"


def shown_by(server: Tmux) -> str:
    return server("capture-pane", "-p").replace("\u200e", "")


def press_in(server: Tmux, keys: str) -> None:
    if keys:
        server("send-keys", "-l", keys)


def test_tmux_shows_what_textual_would_have_drawn(command: list[str]) -> None:
    with tmux(command) as ours, tmux(command, PEACE_TUI_TERMINAL="stock") as stock:
        for server in (ours, stock):
            server.wait_for("1 Timeline", "q quit")
        walk_alike(ours, stock, shown_by, press_in)


def test_screen_shows_what_textual_would_have_drawn_without_it(command: list[str], tmp_path: Path) -> None:
    """Screen moves the cursor its own way, by a table of its own, on a terminal with another one."""
    screen = [tool("screen"), "-U", "-c", "/dev/null", "-S", "scripts"]
    folder = tmp_path / "screens"
    folder.mkdir(mode=0o700)
    version = subprocess.run([screen[0], "--version"], capture_output=True, text=True, check=False).stdout
    left_out = SINHALA if "version 4" in version else COMBINED
    with (
        tmux([*screen, *command], SCREENDIR=str(folder)) as ours,
        tmux(command, PEACE_TUI_TERMINAL="stock") as stock,
    ):
        for server in (ours, stock):
            server.wait_for("1 Timeline", "q quit")
        try:
            walk_alike(ours, stock, shown_by, press_in, left_out)
        finally:
            press_in(ours, "q")
            until(lambda: not [*folder.iterdir()], "screen does not end")


@contextlib.contextmanager
def model(command: list[str], width_of: Callable[[str], int], **env: str) -> Iterator[Terminal]:
    with terminal(command, size=SIZE, env=environment(COLORTERM="truecolor", **env)) as seen:
        seen.screen = Model(*SIZE, width_of)
        seen.stream = pyte.ByteStream(seen.screen)
        seen.wait_for("1 Timeline", "q quit")
        yield seen


def press_and_listen(seen: Terminal, keys: str) -> None:
    seen.send(keys)
    seen.wait_until_idle()


def test_a_terminal_that_gives_signs_a_cell_shows_what_textual_would_have_drawn(command: list[str]) -> None:
    with (
        model(command, one_sign_one_cell) as ours,
        model(command, one_sign_one_cell, PEACE_TUI_TERMINAL="stock") as stock,
    ):
        walk_alike(ours, stock, listen_to, press_and_listen)


def listen_to(seen: Terminal) -> str:
    seen.wait_until_idle()
    return seen.text()


def test_a_terminal_that_draws_signs_over_letters_keeps_all_of_them_and_the_columns(command: list[str]) -> None:
    with model(command, no_cell_for_signs) as seen:
        walls: set[int] = set()
        for keys, shown in WALK:
            press_and_listen(seen, keys)
            seen.wait_for(shown)
            for y in range(5, 15):  # within the frames of Timeline and Quotes
                row = [seen.screen.buffer[y][x].data for x in range(SIZE[0])]
                found = {x for x, text in enumerate(row) if text[:1] in ("│", "┃")}
                walls = walls or found
                assert found == ({0, SIZE[0] - 1} if keys == "z" else walls), f"after {keys!r}: {seen.text()}"
            assert_holds(seen.text(), HELD.get(keys, ()))
        assert len(walls) == 4


def test_no_row_of_signs_takes_many_bytes(command: list[str]) -> None:
    with (
        model(command, one_sign_one_cell) as ours,
        model(command, one_sign_one_cell, PEACE_TUI_TERMINAL="stock") as stock,
    ):
        sizes = []
        for seen in (ours, stock):
            seen.wait_until_idle()
            press_and_listen(seen, "3")
            before = len(seen.output)
            for key, shown in zip("jjk", (2, 3, 2), strict=True):
                press_and_listen(seen, key)
                seen.wait_for(f" {shown} of 23 ─╯")
            sizes.append(len(seen.output) - before)
        assert sizes[0] * 2 < sizes[1], sizes
