"""A whole document: from its bytes to a dossier or the list of its problems."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import tomli

from peace_tui.loading.context import ESCAPED, INVALID, Desk, look_over, named
from peace_tui.loading.converters import read_table
from peace_tui.loading.diagnostics import ERROR, Finding, Problem, placed
from peace_tui.loading.integrity import check, passes
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, FORMAT, KIND_NAMES, Info
from peace_tui.text.messages import suggest
from peace_tui.text.terminal_safe import UNSAFE, preview

if TYPE_CHECKING:
    from peace_tui.system.progress import Progress


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading a file: a dossier unless there are errors, and the problems."""

    dossier: Dossier | None
    problems: tuple[Problem, ...] = ()


LARGE: Final = 1_000_000
"""From how many bytes on a dossier is large: read first as if it were sound, and kept packed."""
PARSED: Final = 0.5
"""What part of opening a large dossier is done once its TOML is read."""
BOM: Final = "\ufeff"
LONG_NUMBER: Final = re.compile(r"[-+]?[0-9][0-9_]{4300,}")


def read(
    data: bytes, file: str, *, advise: bool = False, careful: bool = False, progress: Progress | None = None
) -> Reading:
    """Read a document; `file` is what its problems call it. With `advise`, its author is warned of more than errors.

    One that is known not to be all sound is read `careful`ly at once. `progress` is told how far it is.
    """
    try:
        text = data.decode().removeprefix(BOM)
    except UnicodeDecodeError as error:
        return _broken(
            file, data[: error.start].decode().removeprefix(BOM), "the file is not UTF-8", "save it as UTF-8"
        )
    with without_collector():
        try:
            document = _parsed(data, progress) if progress and len(data) >= LARGE else tomli.loads(text)
        except tomli.TOMLDecodeError as error:
            message = error.msg[:1].lower() + error.msg[1:]
            return _broken(file, "", message, "the rest can be checked once this is mended", error.lineno, error.colno)
        except ValueError:  # what int() says of more digits than it takes
            digits = LONG_NUMBER.search(text)
            before = text[: digits.start()] if digits else ""
            return _broken(file, before, "a number is too long", "TOML's whole numbers have 64 bits")
        except RecursionError:
            return _broken(file, "", "arrays or tables are nested too deeply", "a dossier needs a few levels only")
        if progress:
            progress("checking the records", PARSED)
        if found := _sound(document, file, advise) if len(data) >= LARGE and not careful else None:
            dossier, findings = found
        else:
            dossier, findings = read_document(document, file, wary=_may_be_unsafe(text), advise=advise)
    problems = placed(findings, text, file)
    return Reading(None if any(p.level == ERROR for p in problems) else dossier, tuple(problems))


def _parsed(data: bytes, progress: Progress) -> dict[str, Any]:
    from peace_tui.loading.chunks import parsed  # what a small dossier never needs

    return parsed(data, lambda part: progress("reading the TOML", part * PARSED))


def _may_be_unsafe(text: str) -> bool:
    """Tell whether one of its strings may be unsafe: first by what is fast, which clears most texts."""
    if not text.replace("\n", "").isprintable() and UNSAFE.search(text):
        return True
    return "\\" in text and bool(re.search(ESCAPED, text))


def _sound(document: dict[str, Any], file: str, advise: bool) -> tuple[Dossier | None, list[Finding]] | None:
    """Read a document that has nothing odd in it; None where the careful reader is needed."""
    from peace_tui.loading.bench import Odd  # what a small dossier never needs
    from peace_tui.loading.sound import read_sound

    try:
        dossier = read_sound(document, file)
    except Odd:
        return None
    if not passes(dossier):
        return None
    records = {kind: getattr(dossier, kind) for kind in ARRAYS}
    return dossier, _advice(dossier, records, document) if advise else []


def _advice(dossier: Dossier, records: dict[str, tuple[Any, ...]], document: dict[str, Any]) -> list[Finding]:
    from peace_tui.lint import warnings as advice  # what only `check` needs

    return [*advice.advise(dossier, records, document)]


@contextmanager
def without_collector() -> Iterator[None]:
    """Keep the cycle collector from walking a growing heap again and again: nothing here makes cycles."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _broken(file: str, before: str, message: str, hint: str, line: int = 0, column: int = 0) -> Reading:
    if not line:
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Reading(None, (Problem(file, line, column, "", ERROR, preview(message, 200), hint),))


def read_document(
    document: dict[str, Any], file: str, *, wary: bool, advise: bool = False
) -> tuple[Dossier | None, list[Finding]]:
    """Read a parsed document; `wary` says that its strings may hold unsafe characters."""
    desk = Desk(ids={kind: {} for kind in ARRAYS}, wary=wary)
    _top_level(desk, document)
    info = _info(desk, document)
    desk.zone = info.timezone if info is not INVALID else "UTC" if _has_zone(document) else None
    _gather_ids(desk, document)
    records: dict[str, tuple[Any, ...]] = {}
    for kind, of in ARRAYS.items():
        tables = document.get(kind, [])
        if not isinstance(tables, list):
            desk.bad((kind,), f"expected tables, found {named(tables)}", f"write [[{kind}]] above each")
            tables = []
        records[kind] = tuple([read_table(desk, of, table, (kind, place)) for place, table in enumerate(tables)])
    sound = {kind: tuple(r for r in all_read if r is not INVALID) for kind, all_read in records.items()}
    if info is INVALID:
        info = Info(title="", timezone=desk.zone)
    dossier = Dossier(info=info, path=file, digest="", **sound)
    check(desk, dossier, records)
    if advise:
        desk.findings += _advice(dossier, records, document)
    return dossier, desk.findings


def _top_level(desk: Desk, document: dict[str, Any]) -> None:
    known = ("format", "dossier", *ARRAYS)
    for name, value in document.items():
        if name.startswith("x_"):
            look_over(desk, value, (name,))
        elif name not in known:
            hint = suggest(name, known) or f"a dossier holds {', '.join(known)}, and keys that begin with x_"
            desk.bad((name,), f"'{preview(name)}' is not a key here", hint, at_key=True)
    if "format" not in document:
        desk.bad(("format",), "format is missing", f'begin the file with format = "{FORMAT}"', at_key=True)
    elif document["format"] != FORMAT:
        found = document["format"]
        what = f"'{preview(found)}'" if isinstance(found, str) else named(found)
        desk.bad(("format",), f"the format is {what}", f'this program reads format = "{FORMAT}"')


def _info(desk: Desk, document: dict[str, Any]) -> Any:
    if "dossier" not in document:
        hint = 'add a table [dossier] with title = "…"'
        return desk.bad(("dossier",), "[dossier] is missing", hint, at_key=True)
    return read_table(desk, Info, document["dossier"], ("dossier",))


def _has_zone(document: dict[str, Any]) -> bool:
    """Tell whether the file means to name a time zone, so that a wrong name is not reported at every date as well."""
    info = document.get("dossier")
    return isinstance(info, dict) and "timezone" in info


def _gather_ids(desk: Desk, document: dict[str, Any]) -> None:
    """Take in every id there is, so that references can be checked while records are read; refuse repeated ones."""
    seen: dict[str, str] = {}
    for kind in ARRAYS:
        tables = document.get(kind)
        for place, table in enumerate(tables if isinstance(tables, list) else []):
            id = table.get("id") if isinstance(table, dict) else None
            if not isinstance(id, str):
                continue
            if id in seen:
                where = seen[id]
                hint = "ids are unique over the whole dossier: give one of the two another"
                desk.bad((kind, place, "id"), f"the id '{preview(id)}' is taken already by {where}", hint)
            else:
                seen[id] = f"the {KIND_NAMES[kind]} {kind}[{place}]"
                desk.ids[kind][id] = place  # type: ignore[index]
