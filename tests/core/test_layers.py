"""The core knows nothing of the screen: importing all of it loads neither Textual nor Rich."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import peace_tui
from peace_tui.bundled import bundled

TUI = Path(peace_tui.__file__).parents[1]

IMPORT_THE_CORE = """
import importlib, pkgutil, peace_tui

names = [module.name for module in pkgutil.walk_packages(peace_tui.__path__, "peace_tui.")]
for name in names:
    if not name.startswith("peace_tui.ui"):
        importlib.import_module(name)
"""

RUN = """
import contextlib, io
from peace_tui.__main__ import main

with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
    main({})
"""


def loaded_by(code: str) -> set[str]:
    """The modules that are loaded once `code` has run in a process of its own."""
    run = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys\nprint(json.dumps([*sys.modules]))"],
        env={**os.environ, "PYTHONPATH": str(TUI)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=True,
    )
    return set(json.loads(run.stdout))


def test_the_core_loads_neither_textual_nor_rich() -> None:
    modules = loaded_by(IMPORT_THE_CORE)
    assert {"peace_tui.filtering", "peace_tui.reading.tables", "peace_tui.commands.list"} <= modules
    assert {name.partition(".")[0] for name in modules}.isdisjoint({"textual", "rich"})


def test_the_help_loads_little() -> None:
    modules = loaded_by(RUN.format(["--help"]))
    assert "peace_tui.cli" in modules
    assert modules.isdisjoint({"tomli", "pyroaring", "dataclasses", "peace_tui.reading", "peace_tui.commands.list"})


def test_a_list_loads_what_it_needs() -> None:
    modules = loaded_by(RUN.format(["list", "quotes"]))
    assert {"tomli", "pyroaring", "peace_tui.listing"} <= modules
    assert modules.isdisjoint({"argparse", "gettext", "locale", "dataclasses", "inspect"})
    needless = {"textual", "rich", "asyncio", "difflib", "csv", "textwrap", "shutil", "pathlib", "importlib.resources"}
    assert modules.isdisjoint({*needless, "peace_tui.reading.positions", "peace_tui.schema", "peace_tui.record_text"})
    large = {"peace_tui.reading.large", "peace_tui.reading.sound", "peace_tui.reading.pieces", "peace_tui.packing"}
    assert modules.isdisjoint({*large, "peace_tui.folders", "hashlib", "tempfile", "threading"})


PAINT = "from peace_tui.commands import explore\nexplore.early.paint('here')"


@pytest.mark.parametrize(
    "code",
    [*(RUN.format(words) for words in (["--help"], ["list", "quotes"], ["check", str(bundled())])), PAINT],
    ids=["--help", "list", "check", "the first paint"],
)
def test_no_annotation_is_compiled(code: str) -> None:
    """A `NamedTuple` has its annotations compiled that are strings, for which Python makes itself ready in 1 ms.

    Modules that declare one, and that short commands and the first paint load, do without the import of annotations
    from the future.
    """
    trap = (
        "import typing\ndef compiled(ref, text, *rest, **more): raise AssertionError(text)\n"
        "typing.ForwardRef.__init__ = compiled\n"
    )
    assert "peace_tui.usage" in loaded_by(trap + code)


def test_what_a_source_rests_on_is_loaded_when_it_is_asked_for() -> None:
    assert "peace_tui.provenance" not in loaded_by(RUN.format(["list", "quotes"]))
    assert "peace_tui.provenance" in loaded_by(RUN.format(["list", "quotes", "--view", "without:matzav"]))


def test_the_explorer_starts_without_what_it_does_not_need_and_leaves_it_to_whoever_does() -> None:
    code = (
        "import peace_tui.ui as ui\nui.bring_in()\nimport asyncio, sys\n"
        "assert not {'ssl', '_ssl', 'hashlib', 'textual.types', 'textual.widgets._tree'} & {*sys.modules}\n"
        "assert asyncio.run(asyncio.sleep(0, 'slept')) == 'slept'\n"
        "import ssl, urllib.request\nassert ssl.create_default_context()\n"
        "from textual.types import CallbackType, DirEntry\nfrom textual.widgets import Tree"
    )
    assert {"ssl", "textual.types", "textual.widgets._tree"} <= loaded_by(code)


def test_another_textual_gets_all_it_asks_for() -> None:
    """Where what stands in for a module lacks something, the module itself has it."""
    code = "import peace_tui.ui.sparing as sparing\nsparing.LIGHT = 'json'\nsparing.import_textual()"
    assert {"textual.app", "textual.types", "textual.widgets._tree"} <= loaded_by(code)


def test_the_first_screen_does_without_what_only_keys_lead_to() -> None:
    modules = loaded_by("import peace_tui.ui as ui\nui.bring_in()")
    assert {"peace_tui.ui.main_screen", "peace_tui.ui.panes.quotes"} <= modules
    assert not {name for name in modules if name.startswith("peace_tui.ui.screens.")}
    later = ("search_box", "commands", "chart_picture", "covering", "comparing", "conversing", "disputing")
    assert modules.isdisjoint({*(f"peace_tui.ui.{name}" for name in later), "peace_tui.charting.chart"})
