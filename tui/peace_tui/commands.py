"""What each command does: functions from the arguments to the exit code."""

from __future__ import annotations

import re
import unicodedata
from argparse import Namespace
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from typing import Final

from peace_tui import reading
from peace_tui.characters import UNSAFE, cells
from peace_tui.cli import DONE, FOUND, WRONG, Refused
from peace_tui.dossier import Dossier
from peace_tui.listing import LISTINGS
from peace_tui.nearest import did_you_mean
from peace_tui.reading.desk import shown
from peace_tui.reading.files import STANDARD_INPUT
from peace_tui.reading.problems import ERROR, Problem
from peace_tui.records import ARRAYS, KIND_NAMES
from peace_tui.streams import (
    complain,
    draw_in_unicode,
    hear_the_keyboard,
    lack_of_terminal,
    takes_unicode,
    terminal_width,
    write,
)
from peace_tui.tabulating import TABLES, as_json, text_table
from peace_tui.views import View, ViewError, parse_view

LONGEST: Final = 500
"""How many characters of a view string are repeated in a sentence."""
MARGIN: Final = 60
"""How many characters of a long view string are shown on each side of a mistake."""


def explore(arguments: Namespace) -> int:
    """Open the explorer, once it is certain that there is something to show and a terminal to show it on."""
    piped = arguments.dossier == STANDARD_INPUT
    if reason := lack_of_terminal(needs_input=not piped):
        hint = "print a list instead: peace-tui list quotes"
        raise Refused(f"the explorer needs a terminal, but {reason}\n    {hint}")
    dossier = _dossier(arguments.dossier)
    view = _view(arguments.view, dossier)
    if piped:
        hear_the_keyboard()
    draw_in_unicode()
    from peace_tui.ui import run  # 250 ms that no other command needs

    return run(dossier, view)


def list_records(arguments: Namespace) -> int:
    """Print the records that pass a view."""
    dossier = _dossier(arguments.dossier)
    view = _view(arguments.view, dossier)
    kind, listing = arguments.kind, LISTINGS[arguments.kind]
    rows = listing.rows(dossier, view, arguments.as_pane)
    if arguments.format == "text":
        lines = (listing.cells(dossier, row) for row in rows)
        write(text_table(listing.heads, [*lines], terminal_width()))
    else:
        write(TABLES[arguments.format](listing.keys, rows, not takes_unicode()))
    if rows:
        return DONE
    why = f"no {kind} pass the view: {shown(str(view), LONGEST)}" if view.clauses else f"there are no {kind}"
    complain(f"peace-tui: {why}")
    return FOUND


def show(arguments: Namespace) -> int:
    """Print one record whole."""
    from peace_tui.record_text import record_text

    dossier = _dossier(arguments.dossier)
    id = unicodedata.normalize("NFC", arguments.id)
    if id not in dossier.by_id:
        near = did_you_mean(id, dossier.by_id)
        complain(f"peace-tui: nothing has the id '{shown(id)}'" + (f"; {near}" if near else ""))
        return FOUND
    write(line + "\n" for line in record_text(dossier, dossier.by_id[id], terminal_width()))
    return DONE


def check(arguments: Namespace) -> int:
    """Print the problems of dossiers, all of them."""
    problems: list[Problem] = []
    lines: list[str] = []
    unreadable = False
    for file in arguments.dossiers:
        try:
            found = reading.read(reading.read_bytes(file), file)
        except reading.Unreadable as error:
            complain(f"peace-tui: {error}")
            unreadable = True
            continue
        problems += found.problems
        lines += [*map(str, found.problems), _verdict(file, found)]
    if arguments.format == "json":
        lines = [as_json([asdict(problem) for problem in problems], ascii=not takes_unicode())]
    write(line + "\n" for line in lines)
    if unreadable:
        return WRONG
    return FOUND if any(problem.level == ERROR for problem in problems) else DONE


def schema(arguments: Namespace) -> int:
    """Print the JSON Schema of the format."""
    from peace_tui.schema import dossier_schema

    write([as_json(dossier_schema(), ascii=not takes_unicode()), "\n"])
    return DONE


def keys(arguments: Namespace) -> int:
    """Print the table of keys."""
    from peace_tui.ui.keys import KEYS, key_name

    rows = [(key.id, ", ".join(map(key_name, key.keys)), key.help) for key in KEYS]
    write(text_table(("action", "keys", "what it does"), rows, terminal_width()))
    return DONE


RUN: Final[dict[str, Callable[[Namespace], int]]] = {
    "explore": explore,
    "list": list_records,
    "show": show,
    "check": check,
    "schema": schema,
    "keys": keys,
}
"""The commands by name."""


def _dossier(file: str | None) -> Dossier:
    try:
        return reading.load(file)
    except reading.Unreadable as error:
        raise Refused(str(error)) from None
    except reading.DossierError as error:
        count = _counted(len(error.problems), "error")
        raise Refused("\n".join([f"the dossier has {count}", *map(str, error.problems)])) from None


def _view(text: str | None, dossier: Dossier) -> View:
    try:
        return parse_view(text or "", dossier)
    except ViewError as error:
        raise Refused(_pointed_at(text or "", error)) from None


def _pointed_at(text: str, error: ViewError) -> str:
    """Return what is wrong with a view string, and the string with a mark under the place."""
    column = min(error.column, len(text))
    start = max(column - MARGIN, 0)
    piece = re.sub(rf"\s|{UNSAFE.pattern}", " ", text[start : column + MARGIN])
    lines = [f"the view cannot be read: {error.message}", piece, " " * cells(piece[: column - start]) + "^"]
    return "\n    ".join([*lines, error.hint] if error.hint else lines)


def _verdict(file: str, found: reading.Reading) -> str:
    """Return in one line how a dossier fares."""
    if found.problems:
        counts = Counter(problem.level for problem in found.problems)
        return f"{file}: {', '.join(_counted(count, level) for level, count in sorted(counts.items()))}"
    sizes = ((len(getattr(found.dossier, kind)), kind) for kind in ARRAYS)
    counted = ", ".join(_counted(size, KIND_NAMES[kind], kind) for size, kind in sizes if size)
    return f"{file}: no problems: {counted or 'no records yet'}"


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"
