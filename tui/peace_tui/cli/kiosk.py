"""The kiosk: a dossier for strangers, who come by SSH or a browser and get no further than the dossier.

What they ask for is a view, and arrives in the environment, where sshd puts it. Nothing else of the environment is
heeded that could lead to a file, to code or to another program: it may be theirs.
"""

from __future__ import annotations

import os
import signal
from typing import Final

from peace_tui.cache.settings import SWITCH as WITHOUT_CACHE
from peace_tui.errors import InputError
from peace_tui.system.streams import DRIVER_VARIABLE, WEB_DRIVER

ASKED: Final = "SSH_ORIGINAL_COMMAND"
"""What the visitor typed after the name of the host, as sshd hands it to its ForceCommand."""
LONGEST: Final = 2_000
"""How many bytes of that are read."""
HARMLESS: Final = ("TERM", "COLORTERM", "COLORFGBG", "NO_COLOR", "LANG", "LANGUAGE", "TZ", "SSH_CONNECTION", "SSH_TTY")
"""What is kept of the environment, beside LC_*: how the terminal shows things, and that it is far away."""
FOR_BROWSERS: Final = (DRIVER_VARIABLE, "TEXTUAL_FPS", "TEXTUAL_COLOR_SYSTEM", "COLUMNS", "ROWS")
"""What is kept as well where the program is drawn in a browser."""


def close_off() -> None:
    """Forget of the environment all but what is harmless, and let no signal stop the program in the background."""
    browser = os.environ.get(DRIVER_VARIABLE) == WEB_DRIVER
    kept = {*HARMLESS, *(FOR_BROWSERS if browser else ()), ASKED}
    for name in [*os.environ]:
        if name not in kept and not name.startswith("LC_"):
            del os.environ[name]
    os.environ[WITHOUT_CACHE] = "1"
    if hasattr(signal, "SIGTSTP"):
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)


def asked_for() -> str:
    """Return the view string that the visitor asks for; nothing without one.

    Raises:
        InputError: What they sent is no text, or too much of it.
    """
    sent = os.environb.get(ASKED.encode(), b"") if os.supports_bytes_environ else os.environ.get(ASKED, "").encode()
    if len(sent) > LONGEST:
        raise InputError(f"what you ask for is {len(sent):,} bytes long; a view may have {LONGEST:,}")
    try:
        return sent.decode("utf-8").strip()
    except UnicodeDecodeError:
        raise InputError("what you ask for is not UTF-8 text; write a view, such as 'date:2025-10'") from None
