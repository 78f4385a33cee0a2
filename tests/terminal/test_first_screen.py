"""What is imported by the time the first screen stands: a reader waits for all of it."""

from __future__ import annotations

import json
import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

from terminal.emulator import terminal, until

TELL: Final = """
import json, signal, sys

def tell(number, frame):
    with open({told!r} + ".part", "w") as file:
        json.dump([name for name, module in sys.modules.items() if module is not None], file)
    __import__("os").replace({told!r} + ".part", {told!r})

signal.signal(signal.SIGUSR1, tell)
"""
OURS: Final = "from peace_tui.__main__ import main; raise SystemExit(main([]))"
HELLO: Final = """
from textual.app import App
from textual.widgets import Static

class Hello(App):
    def compose(self):
        yield Static("hello world")

Hello().run()
"""

OF_OTHER_SCREENS: Final = {
    *("wording", "citation", "listing", "tabulating", "disagreements", "record_text", "schema", "date_mistakes"),
    *("exporting.html", "exporting.csv", "exporting.values", "writing", "revision.changes"),
    *("commands.list", "commands.check", "commands.show", "commands.export"),
    *("ui.comparing", "ui.conversing", "ui.covering", "ui.disputing", "ui.screens.comparison", "ui.screens.coverage"),
}
HEAVY: Final = {
    *("rich.markdown", "rich.syntax", "rich.progress", "markdown_it", "pygments", "tree_sitter"),
    *("textual.widgets._markdown", "textual.widgets._data_table", "textual.widgets._text_area"),
    *("http", "urllib.request", "email", "xml", "csv", "sqlite3", "multiprocessing", "unittest", "importlib.metadata"),
}
BEYOND_HELLO: Final = {
    *("peace_tui", "tomli", "pyroaring"),
    *("argparse", "encodings", "gettext", "gc", "hashlib", "json", "shlex", "sysconfig", "zoneinfo"),
}
"""The packages that the first screen needs and Textual does not; whatever is added here, every reader waits for."""


def modules_at(code: str, *texts: str, folder: Path, key: str) -> set[str]:
    """The modules that are loaded when the texts stand on the screen."""
    told = folder / "modules.json"
    with terminal([sys.executable, "-c", TELL.format(told=str(told)) + code], size=(120, 40)) as seen:
        seen.wait_for(*texts)
        seen.process.send_signal(signal.SIGUSR1)
        until(told.exists, "the program does not tell what it has imported")
        seen.send(key)
        seen.exit_code()
    found: list[str] = json.loads(told.read_text())
    return set(found)


@pytest.fixture(scope="module")
def modules(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    return modules_at(OURS, "3 QUOTES  42/42", "q quit", folder=tmp_path_factory.mktemp("ours"), key="q")


def test_the_first_screen_loads_nothing_of_other_screens(modules: set[str]) -> None:
    assert "peace_tui.ui.panes.quotes" in modules
    assert all(find_spec(f"peace_tui.{name}") for name in OF_OTHER_SCREENS)
    assert {name for name in modules if name.removeprefix("peace_tui.") in OF_OTHER_SCREENS} == set()


def test_the_first_screen_loads_nothing_heavy(modules: set[str]) -> None:
    assert modules & HEAVY == set()


def test_beyond_what_textual_loads_the_first_screen_needs_few_packages(modules: set[str], tmp_path: Path) -> None:
    hello = modules_at(HELLO, "hello world", folder=tmp_path, key="\x11")
    compiled = {name for name in modules if name.endswith("__mypyc")} | {"cython_runtime"}  # of tomli and pyroaring
    beyond = {name.partition(".")[0] for name in modules - hello - compiled}
    assert {name for name in beyond if not name.startswith("_")} <= {*BEYOND_HELLO, "textual", "rich"}
