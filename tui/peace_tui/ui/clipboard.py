"""What is handed out: text to the clipboard of the terminal the reader is at, commands, and addresses of sources.

Text goes by OSC 52, also from the far end of an SSH line. No terminal answers whether it took the text: so it was sent,
never copied. tmux takes it itself where `set-clipboard` is on, and passes it on where `allow-passthrough` is, then
wrapped as a device control string with each ESC in it doubled: it is sent both ways, since the reader may have set
either. GNU screen passes it on only wrapped.
"""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from typing import Final

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Event, IdentifiedRecord, Quote, Source
from peace_tui.query.view import View
from peace_tui.system.paths import bundled_file

MAX_CLIPBOARD_BYTES: Final = 74_994
"""How many bytes of text are sent at the most: xterm takes no more than 100,000 characters of base64."""


def encode_osc52(text: str, term: str = "", tmux: bool = False) -> str:
    """Return the sequence that puts `text` on the clipboard, wrapped for the multiplexer in between.

    Raises:
        ValueError: The text is too long for terminals to take.
    """
    data = text.encode("utf-8")
    if len(data) > MAX_CLIPBOARD_BYTES:
        raise ValueError(f"too long for a terminal's clipboard ({len(data):,} bytes)")
    sequence = f"\x1b]52;c;{base64.b64encode(data).decode('ascii')}\x07"
    if tmux:
        return sequence + "\x1bPtmux;" + sequence.replace("\x1b", "\x1b\x1b") + "\x1b\\"
    if term.startswith("screen"):
        # screen takes strings of 768 bytes at the most: https://www.gnu.org/software/screen/manual/
        pieces = (sequence[start : start + 700] for start in range(0, len(sequence), 700))
        return "".join(f"\x1bP{piece}\x1b\\" for piece in pieces)
    return sequence


def encode_for_terminal(text: str) -> str:
    """Return the sequence for the terminal this program runs in."""
    return encode_osc52(text, os.environ.get("TERM", ""), bool(os.environ.get("TMUX")))


def format_view_command(dossier: Dossier, view: View) -> str:
    """Return the command line that opens a view of this dossier, and says on which state it was made."""
    import shlex  # which few readers need

    file = [] if dossier.path == str(bundled_file()) else [dossier.path, *dossier.beside]
    words = ["peace-tui", *file, *([f"--view={view}", *_made_on(dossier)] if str(view) else [])]
    return shlex.join(words)


def format_kiosk_command(dossier: Dossier, view: View) -> str:
    """Return the words that open a view at a kiosk, as they are to be written after the name of the host."""
    import shlex  # as above

    return shlex.join(["ssh", "-t", "HOST", *([str(view), *_made_on(dossier)] if str(view) else [])])


def _made_on(dossier: Dossier) -> list[str]:
    return [f"--made-on={dossier.short_digest}"] if dossier.digest else []


def find_link(dossier: Dossier, record: IdentifiedRecord | None) -> str:
    """Return the first web address among a record's sources."""
    ids: Iterable[str] = ()
    match record:
        case Source():
            ids = (record.id,)
        case Quote():
            ids = (version.source for version in record.versions)
        case Event():
            ids = record.sources
        case Claim():
            ids = (evidence.source for evidence in record.evidence)
    urls = (dossier.source_of[id].url or "" for id in ids)
    return next((url for url in urls if url.startswith(("https://", "http://"))), "")
