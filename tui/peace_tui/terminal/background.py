"""Whether the terminal is light or dark, as it says itself: OSC 11, which xterm and most others answer."""

from __future__ import annotations

import os
import re
from typing import Final

from peace_tui.terminal.settings import has_signs

ASK: Final = "\x1b]11;?\x1b\\"
ANSWER: Final = re.compile(
    r"\x1b\]11;rgba?:([0-9a-f]+)/([0-9a-f]+)/([0-9a-f]+)[0-9a-f/]*(?:\x07|\x1b\\)", re.IGNORECASE
)
WEIGHTS: Final = (0.299, 0.587, 0.114)
"""How bright red, green and blue look to the eye (ITU-R BT.601)."""


def question() -> str:
    """Return what asks the terminal; nothing where the reader has chosen, or an old terminal would print it."""
    chosen = bool(os.environ.get("TEXTUAL_THEME"))
    return "" if chosen or not has_signs(os.environ.get("TERM", "")) else ASK


def answer_in(text: str) -> tuple[bool | None, str]:
    """Return whether the background is light, as an answer among the keys tells, and the text without it."""
    found = ANSWER.search(text)
    if not found:
        return None, text
    shares = [int(part, 16) / (16 ** len(part) - 1) for part in found.groups()]
    brightness = sum(weight * share for weight, share in zip(WEIGHTS, shares, strict=True))
    return brightness > 0.5, text[: found.start()] + text[found.end() :]
