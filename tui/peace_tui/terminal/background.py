"""Whether the terminal is light or dark, as it says itself: OSC 11, which xterm and most others answer."""

from __future__ import annotations

import os
import re
from typing import Final

from peace_tui.terminal.compat import has_symbols

QUERY: Final = "\x1b]11;?\x1b\\"
REPLY: Final = re.compile(r"\x1b\]11;rgba?:([0-9a-f]+)/([0-9a-f]+)/([0-9a-f]+)[0-9a-f/]*(?:\x07|\x1b\\)", re.IGNORECASE)
LUMA_WEIGHTS: Final = (0.299, 0.587, 0.114)
"""How bright red, green and blue look to the eye (ITU-R BT.601)."""


def background_query() -> str:
    """Return what asks the terminal; nothing where the reader has chosen, or an old terminal would print it."""
    has_chosen = bool(os.environ.get("TEXTUAL_THEME"))
    return "" if has_chosen or not has_symbols(os.environ.get("TERM", "")) else QUERY


def extract_reply(text: str) -> tuple[bool | None, str]:
    """Return whether the background is light, if a reply among the keys says so, and the text without the reply."""
    match = REPLY.search(text)
    if not match:
        return None, text
    levels = [int(part, 16) / (16 ** len(part) - 1) for part in match.groups()]
    luma = sum(weight * level for weight, level in zip(LUMA_WEIGHTS, levels, strict=True))
    return luma > 0.5, text[: match.start()] + text[match.end() :]
