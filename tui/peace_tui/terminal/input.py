"""From what the terminal sends to keys and clicks: Textual's parser, with Esc and the terminal's replies told apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.message import Message

from peace_tui.terminal.tty import extract_reply

ESC: Final = "\x1b"
ESC_KEY: Final = re.compile(r"(\x1b)(?![\[O])")
"""The key Esc with another behind it, typed ahead or held back by GNU screen. Textual takes both for one with Alt, or
loses the first: https://github.com/Textualize/textual/issues/6663. Nothing here needs Alt."""

PASTE_BEGIN, PASTE_END = "\x1b[200~", "\x1b[201~"
"""Around what is pasted. Textual takes it apart letter by letter, which for a long text takes seconds."""


MAX_PASTE: Final = 1_000_000
"""How many characters of a paste are kept: what is more is of no use anywhere, and may never end."""
MAX_REPLY: Final = 100
"""How long a reply of a terminal may be."""


class InputParser:
    """Turns what is read from the terminal, piece by piece, into Textual's events."""

    def __init__(self, debug: bool = False) -> None:
        """Begin with nothing read."""
        self.is_light: bool | None = None
        """Whether the terminal is light, once it has said so."""
        self._debug = debug
        self._parser = XTermParser(debug)
        self._incomplete = ""
        """An ESC that may be a key or the first character of one, or the beginning of a reply."""
        self._last = ""
        self._pasted: str | None = None
        """What was pasted so far; None outside of a paste."""

    def feed(self, text: str) -> list[Message]:
        """Return the events of a piece of text."""
        messages: list[Message] = []
        while text:
            if self._pasted is None:
                keys, begin, text = (self._incomplete + text).partition(PASTE_BEGIN)
                self._incomplete = ""
                messages += self._parse_keys(keys)
                if begin:
                    messages += self.flush_timeout()
                    self._pasted = self._last = ""
                continue
            searched = max(len(self._pasted) - len(PASTE_END), 0)
            self._pasted += text
            end = self._pasted.find(PASTE_END, searched)
            if end < 0:
                if len(self._pasted) > 2 * MAX_PASTE:  # but for what may be the beginning of its end
                    self._pasted = self._pasted[:MAX_PASTE] + self._pasted[-len(PASTE_END) :]
                break
            messages.append(events.Paste(self._pasted[: min(end, MAX_PASTE)].replace("\0", "")))
            text, self._pasted = self._pasted[end + len(PASTE_END) :], None
        return messages

    def _parse_keys(self, text: str) -> list[Message]:
        """Return the events of what is not pasted."""
        light, text = extract_reply(text)
        self.is_light = self.is_light if light is None else light
        text, self._incomplete = _split_incomplete(text)
        self._last = text[-32:]
        try:
            return list(self._parse(text))
        except Exception:  # what no terminal sends must not end the program
            self._parser = XTermParser(self._debug)
            return []

    @property
    def needs_timeout(self) -> bool:
        """Whether `flush_timeout` has to be called if nothing follows."""
        return bool(self._incomplete) or ESC in self._last

    def flush_timeout(self) -> list[Message]:
        """Return the events of what nothing has followed in time."""
        incomplete, self._incomplete = self._incomplete, ""
        return [*self._parser.tick(), *([_escape()] if incomplete == ESC else [])]

    def _parse(self, text: str) -> Iterator[Message]:
        for piece in filter(None, ESC_KEY.split(text)):
            if piece == ESC:
                yield _escape()
                continue
            for message in self._parser.feed(piece):
                if not isinstance(message, events.Resize):  # of a mode that is not enabled
                    yield message


def _split_incomplete(text: str) -> tuple[str, str]:
    """Return a text in two: what can be taken for keys, and what may still become one, or a reply."""
    start = text.rfind(ESC)
    if 0 <= start < len(text) - MAX_REPLY:
        return text, ""
    if start >= 0 and (text.endswith(ESC) or text[start + 1 : start + 4] == "]11"):
        return text[:start], text[start:]
    return text, ""


def _escape() -> events.Key:
    return events.Key("escape", ESC)
