"""What holds for a session: what the command line says, and before that what the reader's own `config.toml` says.

The file is read at the start. What the reader changes in the program is written back into it, and nothing else of it is
touched.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final, NamedTuple

import tomli

from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import parse_date
from peace_tui.loading.diagnostics import Finding, Problem, file_problem, locate
from peace_tui.session.limits import MAX_MINUTES, OWN_LIMITS, STRANGER_LIMITS, Ends
from peace_tui.system.paths import settings_folder, write_atomically
from peace_tui.text.messages import suggest


class Config(NamedTuple):
    """What the reader has set; empty or None: nothing."""

    theme: str = ""
    """The name of the colors."""
    mouse: bool | None = None
    """Whether the mouse is the program's; None: on the reader's own machine, and not over SSH."""
    ascii: bool = False
    """Whether everything is drawn in ASCII, for screen readers and old terminals."""
    zone: str = ""
    """The time zone in which times are shown; empty: the dossier's."""
    snap: str = ""
    """What a selection of time is rounded to; see `SNAPS` of [brush][peace_tui.charts.brush]."""
    idle: float = 0.0
    """The minutes without a key after which the program closes; 0: never."""


class Session(Ends):
    """What the reader may do besides reading, for how long, and how it is drawn."""

    def __init__(
        self,
        kiosk: bool = False,
        idle: float = 0.0,
        limit: float = 0.0,
        mouse: bool | None = None,
        ascii: bool = False,
        theme: str = "",
        config: Config | None = None,
        articles: str = "",
        said_first: str = "",
    ) -> None:
        """Begin a session.

        Args:
            kiosk: Whether the reader is a stranger, who gets no further than the dossier.
            idle: The minutes without a key after which it closes; 0: never.
            limit: The minutes after which it closes in any case; 0: never.
            mouse: Whether the mouse is the program's; None: on the reader's own machine, and not over SSH, where
                selecting text would then no longer be the terminal's.
            ascii: Whether everything is drawn in ASCII, for screen readers and old terminals.
            theme: The name of the colors that the command line asks for.
            config: What the reader has set, for what the command line does not ask for.
            articles: The folder with the saved texts of the dossier's sources; empty: where they usually are.
            said_first: What is to be said when the first screen is there.
        """
        super().__init__(idle, limit)
        self.kiosk, self.mouse, self.ascii = kiosk, mouse, ascii
        self.theme, self.config, self.articles = theme, config or Config(), articles
        self.said_first = said_first
        self.limits = STRANGER_LIMITS if kiosk else OWN_LIMITS


READER_SESSION: Final = Session()
"""The session of a reader at their own machine."""


# --- config.toml ------------------------------------------------------------------------------------------------------

SCALE: Final = "scale"
"""How the file writes that a selection is rounded by the scale of the chart, for which the program has nothing."""
MAX_FILE_BYTES: Final = 1_000_000


def _check_text(value: object) -> str:
    return "" if isinstance(value, str) else "it must be a name in quotes"


def _check_switch(value: object) -> str:
    return "" if isinstance(value, bool) else "it must be true or false"


def _check_minutes(value: object) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= MAX_MINUTES:
        return ""
    return f"it must be a number of minutes from 0 to {MAX_MINUTES:,}"


def _check_snap(value: object) -> str:
    from peace_tui.charts.brush import SNAPS  # with the chart, which text commands do without

    known = [snap or SCALE for snap in SNAPS]
    return "" if value in known else f"it must be one of {', '.join(known)}"


def _check_zone(value: object) -> str:
    if not isinstance(value, str):
        return "it must be the name of a time zone, such as Europe/Paris"
    try:
        if value:
            parse_date("2000-01-01T00", value)
    except DateError:
        return f"unknown time zone '{value}'; use a name such as Europe/Paris"
    return ""


CHECKS: Final[Mapping[str, Callable[[object], str]]] = {
    "theme": _check_text,
    "mouse": _check_switch,
    "ascii": _check_switch,
    "zone": _check_zone,
    "snap": _check_snap,
    "idle": _check_minutes,
}
"""What the file may set, each with what returns why a value is wrong; nothing where it is right."""


class SettingsFile(NamedTuple):
    """A file of the reader's settings as it was read."""

    path: str
    data: bytes
    document: Mapping[str, Any]
    problems: tuple[Problem, ...]
    """Why nothing could be read."""


def read_settings_file(name: str) -> SettingsFile:
    """Read a file in the folder of settings; one that is not there is empty."""
    path = os.path.join(settings_folder(), name)
    try:
        with open(path, "rb") as opened:
            data = opened.read(MAX_FILE_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return SettingsFile(path, b"", {}, ())
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        return SettingsFile(path, b"", {}, (file_problem(path, f"cannot be read: {why}"),))
    from peace_tui.loading.document import ReadResult, parse  # which the first paint waits for where there is a file

    parsed = parse(data, path)
    if isinstance(parsed, ReadResult):
        return SettingsFile(path, data, {}, tuple(problem._replace(hint="") for problem in parsed.problems))
    return SettingsFile(path, data, parsed[0], ())


CONFIG_FILE: Final = "config.toml"


def read_config(themes: Collection[str] = ()) -> tuple[Config, list[Problem]]:
    """Return what the reader has set, as far as it is right, and what is wrong with the rest.

    Args:
        themes: The names of the colors there are, where they are known.
    """
    file = read_settings_file(CONFIG_FILE)
    if not file.data:
        return Config(), [*file.problems]
    findings = [*_find_mistakes(file.document, themes)]
    wrong = {str(finding.path[0]) for finding in findings}
    values = {name: value for name, value in file.document.items() if name not in wrong}
    if values.get("snap") == SCALE:
        values["snap"] = ""
    return Config(**values), [*file.problems, *locate(findings, file.data, file.path)]


def _find_mistakes(document: Mapping[str, Any], themes: Collection[str]) -> Iterator[Finding]:
    for name, value in document.items():
        if name not in CHECKS:
            hint = suggest(name, CHECKS) or f"try {', '.join(CHECKS)}"
            yield Finding((name,), f"unknown setting '{name}'", hint, at_key=True)
        elif why := CHECKS[name](value):
            yield Finding((name,), why)
        elif name == "theme" and themes and value not in themes:
            yield Finding((name,), f"unknown theme '{value}'", suggest(value, themes) or f"try {', '.join(themes)}")


def remember(name: str, value: bool | str) -> str:
    """Write a setting into the file, where all else stays to the byte; return why it cannot be, or nothing."""
    value = SCALE if (name, value) == ("snap", "") else value
    file = read_settings_file(CONFIG_FILE)
    why = "it has an error" if file.data else "it cannot be read"
    if not file.problems:
        try:
            text = file.data.decode()
            if (changed := set_value(text, name, value)) != text:
                write_atomically(file.path, changed.encode())
            return ""
        except (OSError, ValueError) as error:
            why = getattr(error, "strerror", None) or str(error)
    return f"Not remembered in {file.path}: {why}"


def set_value(text: str, name: str, value: bool | str) -> str:
    """Return a TOML document with the value of a key at its top replaced, or with the key added.

    Raises:
        ValueError: The key is not written as a value of its own.
    """
    from peace_tui.loading.positions import Positions  # this and the next only where a setting is changed
    from peace_tui.model.values import format_value

    mark = "\ufeff" * text.startswith("\ufeff")
    text = text.removeprefix(mark)
    document = tomli.loads(text)
    written = format_value(value)
    if name in document:
        start, end = Positions(text).span((name,)) or (0, 0)
        drafts = [text[:start] + written + text[end:]]
    else:
        line_end = "\r\n" if "\r\n" in text else "\n"
        pair = f"{name} = {written}{line_end}"
        before = "" if not text or text.endswith("\n") else line_end
        drafts = [text + before + pair, pair + text]  # behind a table it would be a key of that
    for draft in drafts:
        try:
            if tomli.loads(draft) == {**document, name: value}:
                return mark + draft
        except tomli.TOMLDecodeError:
            continue
    raise ValueError(f"{name} is not written as a value")
