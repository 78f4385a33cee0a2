"""Open the explorer, or serve it; as a kiosk for strangers, who come by SSH or a browser, and get only the dossier.

What visitors of a kiosk ask for is a view, and arrives in the environment, where sshd puts it. Any other variable that
could lead to a file, to code or to another program is dropped: the visitor may have set it.
"""

from __future__ import annotations

import os
import re
import signal
from argparse import Namespace
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from peace_tui.cli.dispatch import is_set_to_ascii
from peace_tui.errors import InputError, UsageError
from peace_tui.session.layout import compute_layout, heading_of
from peace_tui.session.limits import IDLE_MINUTES, LIMIT_MINUTES, STRANGER_LIMITS
from peace_tui.system.paths import NO_CACHE_VARIABLE, bundled_file
from peace_tui.system.streams import (
    DRIVER_VARIABLE,
    STANDARD_INPUT,
    WEB_DRIVER,
    encode_stderr_as_utf8,
    end_when_stalled,
    find_terminal_problem,
    make_progress,
    reopen_stdin_on_terminal,
)
from peace_tui.terminal import splash

# The dossier, the view and the settings are imported where they are used: the first paint does not wait for them.

if TYPE_CHECKING:
    from peace_tui.session.settings import Session

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


HINT: Final = "read it line by line: peace-tui read\n    print a list: peace-tui list quotes"
KIOSK_HINT: Final = (
    "read it line by line: ssh HOST read\n    print the quotes of a view: ssh HOST 'date:2025-10 \"some words\"'"
)
READ_REQUEST: Final = re.compile(r"(?:peace-tui\s+)?read(?:\s+|$)")
"""What a visitor of a kiosk types before a view, or alone, to read line by line."""
MADE_ON_REQUEST: Final = re.compile(r"(?:^|\s+)--made-on[= ]([0-9a-fA-F]{6,64})\s*$")
"""What they may type after a view: the digest of the dossier on which it was made."""
PEEK_BYTES: Final = 4096
"""How many bytes of a file are looked at for its title."""


def run(arguments: Namespace) -> int:
    """Open the explorer, once it is certain that there is something to show and a terminal to show it on."""
    if arguments.kiosk and STANDARD_INPUT in arguments.dossiers:
        raise UsageError("a kiosk cannot read its dossier from standard input, which is the visitor's; name a file")
    if arguments.articles and not os.path.isdir(arguments.articles):
        raise InputError(f"{arguments.articles}: there is no such folder of saved articles")
    requested = ""
    if arguments.kiosk:
        restrict_process()
        if arguments.owns_process:
            splash.limit_size(STRANGER_LIMITS.columns, STRANGER_LIMITS.lines)
        requested = requested_view()
        if made_on := MADE_ON_REQUEST.search(requested):
            requested, arguments.made_on = requested[: made_on.start()], made_on[1]
        if asked := READ_REQUEST.match(requested):
            return _read_lines(arguments, requested[asked.end() :])
    problem = find_terminal_problem(needs_input=STANDARD_INPUT not in arguments.dossiers)
    if problem and requested:
        return _print_quotes(arguments, requested)
    if problem:
        raise InputError(f"the explorer needs a terminal, but {problem}\n    {KIOSK_HINT if arguments.kiosk else HINT}")
    encode_stderr_as_utf8()
    with splash.restore_on_exit():
        return _open(arguments.dossiers, requested or arguments.view, arguments)


def _make_session(arguments: Namespace, said: str = "") -> Session:
    """Return the session that the options and the reader's own settings ask for."""
    from peace_tui.session.settings import Config, Session, read_config

    idle, limit = arguments.idle, arguments.limit
    if arguments.kiosk:
        idle, limit = IDLE_MINUTES if idle is None else idle, LIMIT_MINUTES if limit is None else limit
    config = Config() if arguments.kiosk else read_config()[0]
    return Session(
        kiosk=arguments.kiosk,
        idle=config.idle if idle is None else idle,
        limit=limit or 0.0,
        mouse=True if arguments.mouse else config.mouse,
        ascii=arguments.ascii or config.ascii,
        theme=arguments.theme or "",
        config=config,
        articles=arguments.articles or "",
        said_first=said,
    )


def _read_lines(arguments: Namespace, view: str) -> int:
    """Let a visitor of a kiosk read the dossier line by line, as long as a session may take."""
    from peace_tui.cli.commands.read import LineReader  # what only some visitors ask for
    from peace_tui.cli.inputs import load_dossier, read_view

    session = _make_session(arguments)
    dossier = load_dossier(*arguments.dossiers, digest=True)
    view_read = read_view(view, dossier, arguments.made_on)
    _confine(arguments)
    return LineReader(dossier, view_read, idle=session.idle, limit=session.limit).run()


def _confine(arguments: Namespace, *, stalled_seconds: float = 0.0) -> None:
    """Let the session of a stranger who gets text take no more than it may, and do no more than it does."""
    if os.name != "posix" or not arguments.owns_process:
        return
    from peace_tui.system.confinement import confine, limit_memory  # for strangers only

    size = sum(os.path.getsize(file) for file in arguments.dossiers if os.path.isfile(file))
    end_when_stalled(stalled_seconds)
    limit_memory(STRANGER_LIMITS.memory + int(STRANGER_LIMITS.memory_of_file * size))
    confine()


def _print_quotes(arguments: Namespace, view: str) -> int:
    """Print the quotes of the view that a visitor of a kiosk asks for without a terminal."""
    from peace_tui.cli.commands.list import print_list
    from peace_tui.cli.inputs import load_dossier, read_view

    session = _make_session(arguments)
    dossier = load_dossier(*arguments.dossiers, digest=bool(arguments.made_on))
    view_read = read_view(view, dossier, arguments.made_on)
    minutes = [each for each in (session.idle, session.limit) if each]
    _confine(arguments, stalled_seconds=min([STRANGER_LIMITS.stalled_seconds, *(each * 60 for each in minutes)]))
    return print_list(dossier, view_read, "quotes")


def _open(files: Sequence[str], view_text: str | None, arguments: Namespace) -> int:
    """Paint the first screen, then open the dossier, and import Textual last.

    It is painted as soon as it is certain that the dossier will open: our own at once, without a view that may be
    wrong; a large one when it begins to be read; any other once it is read.
    """
    ascii = arguments.ascii or (not arguments.kiosk and is_set_to_ascii())
    if not files and not view_text:
        _paint(_peek_title(bundled_file()), ascii)
    from peace_tui.cli.inputs import describe_opening, load_dossier, read_kept_view
    from peace_tui.loading.document import LARGE_FILE_BYTES

    if files and os.path.isfile(files[0]) and os.path.getsize(files[0]) >= LARGE_FILE_BYTES:
        _paint(_peek_title(files[0]), ascii)
    task = describe_opening(*files)
    show, announce = make_progress(partial(_show_progress, ascii=ascii), task), make_progress(splash.stand_aside, task)

    def progress(what: str, done: float | None) -> None:
        (announce if done is None else show)(what, done)

    try:
        dossier = load_dossier(*files, digest=bool(arguments.made_on), progress=progress)
    finally:
        splash.come_back()
    view, said = read_kept_view(view_text, dossier, arguments.made_on)
    if STANDARD_INPUT in files:
        reopen_stdin_on_terminal()
    _paint(dossier.info.title, ascii)
    if not arguments.kiosk:
        from peace_tui.session.marks import add_marks

        dossier, why = add_marks(dossier)
        said = "\n".join(filter(None, (said, why)))
    from peace_tui.ui import run as ui  # Textual, which no text command loads

    return ui.run(dossier, view, _make_session(arguments, said))


def _peek_title(file: str) -> str:
    """Return the title that a dossier seems to have, from its first lines; its file's name where they have none."""
    try:
        with open(file, "rb") as opened:
            lines = opened.read(PEEK_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition("=")
        if name.strip() == "title" and (text := value.strip()[1:-1]):
            return text
    return os.path.basename(file)


def _paint(title: str, ascii: bool) -> None:
    splash.paint(title, _compute_outline, ascii=ascii)


def _show_progress(text: str, ascii: bool) -> None:
    _paint("peace-tui", ascii)
    splash.paint_progress(text)


def _compute_outline(width: int, height: int) -> list[splash.Box]:
    """Return the panes of the first paint, which are laid out as in the explorer when it opens."""
    layout = compute_layout(None, width, height)
    return [splash.Box(heading_of(pane, layout.panes), *rect) for pane, rect in layout.panes.items()]


def serve(arguments: Namespace) -> int:
    """Serve the explorer of a dossier until a signal ends it."""
    from peace_tui.cli.inputs import load_dossier, read_view

    if arguments.dossier == STANDARD_INPUT:
        raise UsageError("each reader opens the dossier again; name a file, not standard input")
    if not arguments.host.strip():
        raise UsageError("--host is empty, which would let every network in; name a host, as 127.0.0.1")
    try:
        from peace_tui.ui.serve import Explorers, is_loopback, make_command  # what an extra brings
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("peace_tui"):
            raise
        hint = "install it with: pip install 'peace-tui[web]'"
        raise InputError(f"serving to browsers needs textual-serve, which is not installed\n    {hint}") from None
    if arguments.no_kiosk and not is_loopback(arguments.host):
        raise UsageError("--no-kiosk would let strangers at your files; it goes with the loopback only")
    dossier = load_dossier(*([arguments.dossier] if arguments.dossier else []))
    read_view(arguments.view, dossier)  # so that an error is reported now, and not to each reader
    options = [] if arguments.no_kiosk else ["--kiosk"]
    for flag, minutes in (("--idle", arguments.idle), ("--limit", arguments.limit)):
        options += [] if minutes is None else [f"{flag}={minutes:g}"]
    file = os.path.abspath(arguments.dossier) if arguments.dossier else None
    words = make_command(file, arguments.view, options)
    try:
        return Explorers(words, dossier.info.title, arguments.host, arguments.port).run()
    except UnicodeError:
        raise InputError(f"--host {arguments.host}: this is no name of a host; try 127.0.0.1") from None
    except OSError as error:
        raise InputError(f"{arguments.host}:{arguments.port}: {error.strerror or error}") from None
