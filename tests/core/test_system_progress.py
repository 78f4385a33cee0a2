"""Progress is shown to whoever waits, and not to anyone who need not wait."""

from __future__ import annotations

import io

import pytest

from peace_tui.system import streams


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A standard error that is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(streams, "time", clock)
    return clock


def test_it_is_shown_after_a_while_and_then_at_intervals(clock: Clock) -> None:
    said: list[str] = []
    tell = streams.make_progress(said.append, "Opening it")
    for clock.now in (0.1, 0.3, 0.45, 0.5, 0.56):
        tell("reading", clock.now)
    assert said == ["Opening it: reading, 45% (Ctrl+C cancels)", "Opening it: reading, 56% (Ctrl+C cancels)"]


def test_the_line_on_standard_error_is_gone_in_the_end(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    with streams.show_progress("Opening \x1b it") as tell:
        tell("reading", 0.1)
        assert terminal.getvalue() == ""
        clock.now = 1.0
        tell("reading", 0.5)
    assert terminal.getvalue() == "\rOpening \\u001b it: reading, 50% (Ctrl+C cancels)\x1b[K\r\x1b[K"


@pytest.mark.parametrize("stream", [None, io.StringIO()])
def test_nothing_is_shown_where_there_is_no_terminal(
    stream: io.StringIO | None, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stderr", stream)
    with streams.show_progress("Opening it") as tell:
        clock.now = 9.0
        tell("reading", 0.5)
    assert not (stream and stream.getvalue())
