"""What the terminal sends: any input is read, Esc is told from the keys that begin with it, and replies are no keys."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual import events

from peace_tui.terminal.input import MAX_PASTE, InputParser
from peace_tui.terminal.tty import extract_reply


@given(st.lists(st.binary(max_size=12), max_size=6))
def test_no_input_is_too_strange(pieces: list[bytes]) -> None:
    parser = InputParser()
    for piece in pieces:
        parser.feed(piece.decode("utf-8", "replace"))
    parser.flush_timeout()
    heard = [*parser.feed("\x1b[201~\x1b\\ "), *parser.flush_timeout(), *parser.feed("j"), *parser.flush_timeout()]
    assert all(isinstance(message.time, float) for message in heard)


def keys(parser: InputParser, *pieces: str) -> list[str]:
    heard = [message for piece in pieces for message in parser.feed(piece)] + parser.flush_timeout()
    return [message.key for message in heard if isinstance(message, events.Key)]


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        (["\x1b"], ["escape"]),
        (["\x1bj"], ["escape", "j"]),
        (["\x1b", "j"], ["escape", "j"]),
        (["\x1b/"], ["escape", "slash"]),
        (["\x1b\x1b"], ["escape", "escape"]),
        (["\x1b[A"], ["up"]),
        (["\x1b", "[A"], ["up"]),
        (["\x1b[", "B"], ["down"]),
        (["\x1bOA"], ["up"]),
        (["\x1b\x1b[A"], ["escape", "up"]),
        (["2jj"], ["2", "j", "j"]),
        (["a\x1b]11;rgb:00/00/00\x07b"], ["a", "b"]),
        (["a\x1b]11;rg", "b:00/00/00\x1b\\b"], ["a", "b"]),
    ],
)
def test_esc_is_a_key_or_the_beginning_of_one(pieces: list[str], expected: list[str]) -> None:
    assert keys(InputParser(), *pieces) == expected


@given(st.lists(st.text(st.characters(exclude_characters="\x1b\0")), max_size=3), st.lists(st.integers(1, 9)))
def test_what_is_pasted_is_one_event_in_however_many_pieces_it_comes(texts: list[str], lengths: list[int]) -> None:
    sent = "".join(f"j\x1b[200~{text}\x1b[201~\x1b[A" for text in texts)
    parser, heard = InputParser(), []
    for length in lengths:
        piece, sent = sent[:length], sent[length:]
        heard += parser.feed(piece)
    heard += [*parser.feed(sent), *parser.flush_timeout()]
    assert [each.text for each in heard if isinstance(each, events.Paste)] == texts
    assert [each.key for each in heard if isinstance(each, events.Key)] == ["j", "up"] * len(texts)


def test_the_ends_of_a_paste_may_come_in_halves() -> None:
    parser = InputParser()
    pieces = ("\x1b[200~a\0b\x1b[20", "1~", "k", "\x1b[200~", "c\x1b[201~")
    heard: list[Any] = [message for piece in pieces for message in parser.feed(piece)]
    assert [getattr(each, "text", None) or each.key for each in heard] == ["ab", "k", "c"]


@pytest.mark.parametrize(
    ("answer", "light"),
    [
        ("rgb:ffff/ffff/ffff", True),
        ("rgb:00/00/00", False),
        ("rgb:f/f/0", True),
        ("rgba:0000/0000/ffff/8000", False),
    ],
)
def test_a_background_is_light_or_dark_to_the_eye(answer: str, light: bool) -> None:
    assert extract_reply(f"a\x1b]11;{answer}\x07b") == (light, "ab")


def test_a_paste_without_end_takes_no_more_than_a_long_one() -> None:
    parser = InputParser()
    parser.feed("\x1b[200~")
    for _ in range(60):
        parser.feed("word " * 20_000)
        assert len(parser._pasted or "") <= 2 * MAX_PASTE + 100_000
    (message,) = parser.feed("\x1b[201~")
    assert isinstance(message, events.Paste)
    assert message.text == "word " * (MAX_PASTE // 5)
    assert keys(parser, "j") == ["j"]


def test_a_reply_without_end_is_none() -> None:
    parser = InputParser()
    parser.feed("\x1b]11;rgb:")
    for _ in range(50):
        parser.feed("0" * 4_000)
        assert len(parser._incomplete) < 5_000
    assert keys(parser, "j")[-1] == "j"
