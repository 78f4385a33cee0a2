"""From what the terminal sends to keys and clicks: Textual's parser, with Esc and the terminal's answers told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from peace_tui.terminal.background import answer_in

ESC: Final = "\x1b"
ESC_KEY: Final = re.compile(r"(\x1b)(?![\[O])")
"""The key Esc with another behind it, typed ahead or held back by GNU screen. Textual takes both for one with Alt, or
loses the first; nothing here needs Alt."""


class Ear:
    """Hears what is typed, piece by piece."""

    def __init__(self, debug: bool = False) -> None:
        """Begin with nothing heard."""
        self.light: bool | None = None
        """Whether the terminal is light, once it has answered that."""
        self._debug = debug
        self._parser = XTermParser(debug)
        self._unfinished = ""
        """An ESC that may be a key or the first character of one, or the beginning of an answer."""
        self._last = ""

    def hear(self, text: str) -> list[Message]:
        """Return what a piece of text means."""
        light, text = answer_in(self._unfinished + text)
        self.light = self.light if light is None else light
        text, self._unfinished = _split(text)
        self._last = text[-32:]
        try:
            return list(self._messages(text))
        except Exception:  # what no terminal sends must not end the program
            self._parser = XTermParser(self._debug)
            return []

    @property
    def is_waiting(self) -> bool:
        """Whether time will tell what was meant, so that `settle` has to be called."""
        return bool(self._unfinished) or ESC in self._last

    def settle(self) -> list[Message]:
        """Return what is meant by what nothing has followed."""
        unfinished, self._unfinished = self._unfinished, ""
        return [*self._parser.tick(), *([_escape()] if unfinished == ESC else [])]

    def _messages(self, text: str) -> Iterator[Message]:
        for piece in filter(None, ESC_KEY.split(text)):
            if piece == ESC:
                yield _escape()
                continue
            for message in self._parser.feed(piece):
                if not isinstance(message, events.Resize):  # of a mode that is not set
                    yield message


def _split(text: str) -> tuple[str, str]:
    """Return a text in two: what can be taken for keys, and what may still become one, or an answer."""
    start = text.rfind(ESC)
    if start >= 0 and (text.endswith(ESC) or text[start + 1 : start + 4] == "]11"):
        return text[:start], text[start:]
    return text, ""


def _escape() -> events.Key:
    return events.Key("escape", ESC)
