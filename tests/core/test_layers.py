"""Imports run downwards only, and the core knows nothing of the screen: all of it loads neither Textual nor Rich."""

from __future__ import annotations

import ast
import builtins
import json
import os
import subprocess
import sys
from pathlib import Path

import peace_tui
from processes import TUI

MAX_MODULES = 215
"""A module more than this has a room where it belongs, or is too small to be one."""
MAX_ROOT_MODULES = 3
"""`__init__`, `__main__`, `errors`: what lies in no room is seen by everyone."""

IMPORT_THE_CORE = """
import importlib, pkgutil, peace_tui

names = [module.name for module in pkgutil.walk_packages(peace_tui.__path__, "peace_tui.")]
for name in names:
    if not name.startswith(("peace_tui.ui", "peace_tui.terminal.")):
        importlib.import_module(name)
import peace_tui.terminal.splash
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
    assert {"peace_tui.query.engine", "peace_tui.terminal.splash", "peace_tui.cli.commands.list"} <= modules
    assert {name.partition(".")[0] for name in modules}.isdisjoint({"textual", "rich"})


def test_no_import_breaks_a_contract() -> None:
    """The contracts, each with its reason, are in pyproject.toml."""
    check = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True, no_logo=True))"
    env = {**os.environ, "PYTHONPATH": str(TUI)}
    run = subprocess.run([sys.executable, "-c", check], cwd=TUI.parent, env=env, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_package_is_no_heap_of_modules() -> None:
    package = TUI / "peace_tui"
    assert len([*package.glob("*.py")]) <= MAX_ROOT_MODULES
    assert len([*package.rglob("*.py")]) <= MAX_MODULES
    for file in package.glob("*/**/__init__.py"):
        statements = ast.parse(file.read_text("utf-8")).body
        assert all(isinstance(each, ast.Expr) for each in statements), f"{file}: only the package itself re-exports"


def test_no_two_classes_share_a_name() -> None:
    """Who reads `Passage` or `Token` anywhere knows which it is: no alias of a type is called so, either."""
    found: dict[str, list[str]] = {}
    classes = set()
    for file in sorted((TUI / "peace_tui").rglob("*.py")):
        for node in ast.parse(file.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef):
                classes.add(node.name)
                found.setdefault(node.name, []).append(file.name)
            elif isinstance(node, ast.Assign):
                for name in (target.id for target in node.targets if isinstance(target, ast.Name)):
                    found.setdefault(name, []).append(file.name)
    assert {name: files for name, files in found.items() if name in classes and len(files) > 1} == {}


def test_the_first_paint_waits_for_no_record() -> None:
    modules = loaded_by("import peace_tui.cli.dispatch, peace_tui.cli.commands.explore, peace_tui.terminal.tty")
    assert "peace_tui.terminal.splash" in modules
    rooms = {".".join(name.split(".")[:2]) for name in modules if name.startswith("peace_tui.")}
    assert rooms.isdisjoint({f"peace_tui.{room}" for room in ("edtf", "model", "loading", "query")})


def test_no_comprehension_takes_the_name_of_a_function_that_another_calls() -> None:
    """Python 3.12.1 takes both for one variable, which has no value."""
    package = Path(peace_tui.__file__).parent
    functions = [
        (file.name, each)
        for file in package.rglob("*.py")
        for each in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(functions) > 1_000
    confused = [(file, each.name) for file, each in functions if _bound(each) & _called(each)]
    assert confused == []


def _bound(function: ast.AST) -> set[str]:
    """Names of built-in functions that comprehensions give to their variables."""
    targets = [each.target for each in ast.walk(function) if isinstance(each, ast.comprehension)]
    names = {each.id for target in targets for each in ast.walk(target) if isinstance(each, ast.Name)}
    return names & set(dir(builtins))


def _called(function: ast.AST) -> set[str]:
    calls = [each.func for each in ast.walk(function) if isinstance(each, ast.Call)]
    return {each.id for each in calls if isinstance(each, ast.Name)}
