"""What is measured: the program on dossiers of several sizes, and what it is compared with."""

from __future__ import annotations

import compileall
import csv
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bench import dossiers

HERE: Final = Path(__file__).parent
ROOT: Final = HERE.parents[1]
TUI: Final = ROOT / "tui"
PYTHON: Final = (sys.executable,)
PROGRAM: Final = (*PYTHON, "-m", "peace_tui")
PASS: Final = (*PYTHON, "-c", "pass")

BUNDLED: Final = "bundled"
SIZES: Final[Mapping[str, int]] = {"1k": 1_000, "10k": 10_000, "100k": 100_000, "1M": 1_000_000}

PEACE, HELLO, LISTS, VISIDATA = "peace-tui", "hello", "three lists", "VisiData"
STRANGE: Final = (
    *("TEXTUAL", "XDG_", "SSH_", "TMUX", "LC_", "LANG", "COLUMNS", "LINES", "NO_COLOR", "COLORFGBG", "PEACE_"),
    "PYTHON",  # PYTHONDONTWRITEBYTECODE, too, would have the program compiled at each start
)
"""How the variables begin that would make programs behave as one person likes it."""
PEERS: Final = (LISTS, VISIDATA)
"""The applications that are measured beside ours, on the same rows."""


@dataclass(frozen=True)
class Subject:
    """A program to open: how it is started, what its screen shows once it can be used, and the key that quits."""

    name: str
    command: tuple[str, ...]
    ready: str
    quit: str = "q"


@dataclass
class Workshop:
    """The files of the bench, in a folder that is kept, and the environment of what runs."""

    folder: Path
    scratch: Path
    """A folder for this run alone, where programs keep what they remember."""
    starts: int = field(default=0)

    def dossier(self, size: str) -> Path:
        """The dossier of a size; a generated one is made again when the generator has changed."""
        if size == BUNDLED:
            return ROOT / "data" / "witkoff-ushakov.toml"
        version = hashlib.sha256(Path(dossiers.__file__).read_bytes()).hexdigest()[:8]
        file = self.folder / f"{size}-{version}.toml"
        if not file.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            part = file.with_suffix(f".{os.getpid()}")
            dossiers.write(str(part), SIZES[size])
            part.replace(file)
        return file

    def compile(self) -> None:
        """Compile the program, as installing it does."""
        compileall.compile_dir(TUI, quiet=1)

    def environment(self, cache: str = "") -> dict[str, str]:
        """An environment that remembers nothing of earlier starts, but for a cache with a name of its own."""
        self.starts += 1
        home = self.scratch / f"start-{self.starts}"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(STRANGE)}
        folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "STATE", "DATA")}
        folders["XDG_CACHE_HOME"] = str(self.cache(cache) if cache else home / "cache")
        terminal = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}
        return {**kept, **folders, **terminal, "PYTHONPATH": os.pathsep.join((str(TUI), str(HERE.parent)))}

    def cache(self, name: str) -> Path:
        return self.scratch / f"cache-{name}"

    def subject(self, name: str, size: str) -> Subject | None:
        """A program on a dossier; None when it is not installed."""
        if name == HELLO:
            return Subject(HELLO, (*PYTHON, str(HERE / "peers" / "hello.py")), "hello world", "ctrl+q")
        file = self.dossier(size)
        count = r"\D?".join(_thousands(quotes_in(file)))
        if name == PEACE:
            words = () if size == BUNDLED else (str(file),)
            return Subject(PEACE, (*PROGRAM, *words), rf"1 of {count}\b")
        if name == LISTS:
            return Subject(LISTS, (*PYTHON, str(HERE / "peers" / "three_lists.py"), str(file)), f"{count} quotes")
        program = shutil.which("vd", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
        return Subject(VISIDATA, (program, "-N", str(self._rows(file))), rf"{count} rows") if program else None

    def _rows(self, file: Path) -> Path:
        """The quotes of a dossier as a table, for programs that read no dossiers."""
        table = self.folder / f"{file.stem}.csv"
        if not table.exists():
            self.folder.mkdir(parents=True, exist_ok=True)
            part = table.with_suffix(f".{os.getpid()}")
            with part.open("w", encoding="utf-8", newline="") as opened:
                rows = csv.writer(opened)
                rows.writerow(("id", "event", "who", "date", "text"))
                rows.writerows(_cells(file))
            part.replace(table)
        return table


def quotes_in(file: Path) -> int:
    """How many quotes a dossier holds, without reading it as one."""
    with file.open(encoding="utf-8") as lines:
        return sum(line.startswith("[[quotes]]") for line in lines)


def _cells(file: Path) -> Iterator[tuple[Any, ...]]:
    import tomli

    for quote in tomli.loads(file.read_text("utf-8"))["quotes"]:
        text = " ".join(quote["text"].split())
        yield quote["id"], quote["event"], " ".join(quote.get("who", "")), quote.get("date", ""), text


def _thousands(count: int) -> list[str]:
    """The digits of a number, in groups of three from the right."""
    return f"{count:,}".split(",")
