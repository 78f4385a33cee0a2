"""The kiosk: a dossier for strangers, who come by SSH or a browser and get no further than the dossier.

What they ask for is a view, and arrives in the environment, where sshd puts it. Any other variable that could lead to
a file, to code or to another program is dropped: the visitor may have set it.
"""

from __future__ import annotations

import os
import signal
from typing import Final

from peace_tui.errors import InputError
from peace_tui.system.paths import NO_CACHE_VARIABLE
from peace_tui.system.streams import DRIVER_VARIABLE, WEB_DRIVER

REQUEST: Final = "SSH_ORIGINAL_COMMAND"
"""The variable with what the visitor typed after the name of the host, as sshd hands it to its ForceCommand."""
MAX_REQUEST_BYTES: Final = 2_000
HARMLESS: Final = ("TERM", "COLORTERM", "COLORFGBG", "NO_COLOR", "LANG", "LANGUAGE", "TZ", "SSH_CONNECTION", "SSH_TTY")
"""The variables that are kept, beside LC_*: how the terminal shows things, and that it is far away."""
HARMLESS_IN_BROWSERS: Final = (DRIVER_VARIABLE, "TEXTUAL_FPS", "TEXTUAL_COLOR_SYSTEM", "COLUMNS", "ROWS")
"""What is kept as well where the program is drawn in a browser."""


def restrict_process() -> None:
    """Drop all variables of the environment that are not harmless, and let no one suspend the program to a shell."""
    in_browser = os.environ.get(DRIVER_VARIABLE) == WEB_DRIVER
    kept = {*HARMLESS, *(HARMLESS_IN_BROWSERS if in_browser else ()), REQUEST}
    for name in [*os.environ]:
        if name not in kept and not name.startswith("LC_"):
            del os.environ[name]
    os.environ[NO_CACHE_VARIABLE] = "1"
    if hasattr(signal, "SIGTSTP"):
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)


def requested_view() -> str:
    """Return the view string that the visitor asks for; nothing without one.

    Raises:
        InputError: What they sent is no text, or too much of it.
    """
    sent = os.environb.get(REQUEST.encode(), b"") if os.supports_bytes_environ else os.environ.get(REQUEST, "").encode()
    if len(sent) > MAX_REQUEST_BYTES:
        raise InputError(f"your request has {len(sent):,} bytes; a view may have {MAX_REQUEST_BYTES:,}")
    try:
        return sent.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise InputError("your request is not UTF-8 text; write a view, such as 'date:2025-10'") from None
