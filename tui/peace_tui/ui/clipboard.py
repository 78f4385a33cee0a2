"""Text to the clipboard of the terminal the reader sits at, by OSC 52, also from the far end of an SSH line.

No terminal answers whether it took the text: so it was sent, never copied. tmux and GNU screen pass the sequence on
only when it is wrapped for them as a device control string; tmux wants each ESC in it doubled.
"""

from __future__ import annotations

import base64
import os
from typing import Final

LONGEST: Final = 74_994
"""How many bytes of text are sent at the most: xterm takes no more than 100,000 characters of base64."""


def osc52(text: str, term: str = "", tmux: bool = False) -> str:
    """Return the sequence that puts `text` on the clipboard, wrapped for what stands between.

    Raises:
        ValueError: The text is too long for terminals to take.
    """
    data = text.encode("utf-8")
    if len(data) > LONGEST:
        raise ValueError(f"too long for a terminal's clipboard ({len(data):,} bytes)")
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    if tmux:
        return "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if term.startswith("screen"):
        # screen takes strings of 768 bytes at the most: https://www.gnu.org/software/screen/manual/
        pieces = (sequence[start : start + 700] for start in range(0, len(sequence), 700))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


def wrapped_for_terminal(text: str) -> str:
    """Return the sequence for the terminal this program runs in."""
    return osc52(text, os.environ.get("TERM", ""), bool(os.environ.get("TMUX")))
