"""The reader's own marks, kept in one TOML file in the folder of the program's state, never in a dossier.

Marks stand under the dossier's id and the record's id, so that they outlive every edit. Every change reads the file
again under a lock, changes what it is about, and replaces the file in one step: two programs lose nothing of each
other's. A file that cannot be read as marks is left as it is, and nothing is kept until it is corrected.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, Final

import tomli

from peace_tui.errors import OutputError
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import UNMARKED, Mark, Marks, MarksChange, NamedView
from peace_tui.query.facets import ViewError
from peace_tui.query.view import parse_view
from peace_tui.system.paths import state_folder, write_atomically
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.text.terminal_safe import preview

FILE: Final = "marks.toml"
FORMAT: Final = "peace-tui-marks/1"
HEAD_COMMENT: Final = "# Stars, notes, tags and named views, kept by peace-tui; comments are not kept.\n"
MAX_FILE_BYTES: Final = 20_000_000
LOCK_SECONDS: Final = 5.0
"""So long another program is waited for that is writing."""
LOCK_PAUSE: Final = 0.02

Document = dict[str, Any]


class MarksError(OutputError):
    """Marks that cannot be read or kept; the text says why, and nothing is changed."""


def marks_file() -> str:
    """Return the file of the marks; it may not exist."""
    return os.path.join(state_folder(), FILE)


def name_dossier(dossier: Dossier) -> str:
    """Return under what the marks of a dossier are kept: its id, else its file; nothing where it has neither."""
    if dossier.info.id:
        return dossier.info.id
    if dossier.path in ("", STANDARD_INPUT):
        return ""
    return os.fsencode(os.path.realpath(dossier.path)).decode("utf-8", "backslashreplace")  # as TOML can hold it


def read_marks(dossier: Dossier) -> Marks:
    """Return what the reader has marked in a dossier.

    Raises:
        MarksError: The file cannot be read.
    """
    name = name_dossier(dossier)
    return _marks_of(_read(), name) if name else UNMARKED


def add_marks(dossier: Dossier) -> tuple[Dossier, str]:
    """Return a dossier with what the reader has marked in it, and why that cannot be read, or nothing."""
    try:
        return dossier.with_marks(read_marks(dossier)), ""
    except MarksError as error:
        return dossier, str(error)


def change_marks(dossier: Dossier, change: Callable[[Marks], Marks]) -> MarksChange:
    """Change what is marked in a dossier, as it is kept by now, and return all of it, before and after.

    Raises:
        MarksError: It cannot be kept; what was kept before still is.
    """
    name = name_dossier(dossier)
    if not name:
        raise MarksError("nothing can be marked in a dossier from standard input that has no id")
    with _locked():
        document = _read()
        before = _marks_of(document, name)
        after = change(before)
        if after != before:
            _write(document, name, after)
    return MarksChange(before, after)


def carry_marks(dossiers: Iterable[Dossier], old: str, new: str) -> Marks | None:
    """Carry the marks of a record over to its new id, or to the record that it has become a part of.

    Args:
        dossiers: The dossiers as they were before.
        old: The id that is no longer there.
        new: The id that has taken its place.

    Returns:
        The marks of the first of the dossiers; None where nothing is marked anywhere.

    Raises:
        MarksError: They cannot be kept; what was kept before still is.
    """
    every = {name: dossier for dossier in dossiers if (name := name_dossier(dossier))}
    carried = [
        change_marks(dossier, partial(_carry, dossier, old, new)).after
        for name, dossier in every.items()
        if read_marks(dossier) != UNMARKED
    ]
    return carried[0] if carried else None


def _carry(dossier: Dossier, old: str, new: str, marks: Marks) -> Marks:
    views = {name: kept._replace(view=_replace_id(dossier, kept.view, old, new)) for name, kept in marks.views.items()}
    return marks.carried(old, new)._replace(views=views)


def _replace_id(dossier: Dossier, text: str, old: str, new: str) -> str:
    """Return a view string that names another record; one that names none of the dossier's stays as it is."""
    try:
        view = parse_view(text, dossier)
    except ViewError:
        return text
    renamed = view.renamed(old, new)
    return text if renamed == view else str(renamed)


def _explain(error: OSError) -> MarksError:
    why = error.strerror or str(error)
    return MarksError(f"not kept: {marks_file()}: {why}; nothing is changed")


@contextmanager
def _locked() -> Iterator[None]:
    """Keep other programs from writing meanwhile, where the system has locks."""
    try:
        import fcntl
    except ImportError:  # Windows
        yield
        return
    folder = state_folder()
    if not os.path.isabs(folder):  # without a home it is not
        raise MarksError("not kept: there is no folder for it; set HOME or XDG_STATE_HOME")
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)  # notes are the reader's own business
        descriptor = os.open(os.path.join(folder, f".{FILE}.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise _explain(error) from None
    try:
        end = time.monotonic() + LOCK_SECONDS
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise MarksError("not kept: another peace-tui is writing; try again") from None
                time.sleep(LOCK_PAUSE)
            except OSError as error:
                raise _explain(error) from None
        yield
    finally:
        os.close(descriptor)


# --- The file ---------------------------------------------------------------------------------------------------------


def _read() -> Document:
    """Return the file as tables; an empty one where there is none."""
    file = marks_file()
    try:
        if not os.path.isfile(file) and os.path.exists(file):  # it might never end
            raise MarksError(f"{file} is not a regular file; move it elsewhere")
        with open(file, "rb") as opened:
            data = opened.read(MAX_FILE_BYTES + 1)
        if len(data) > MAX_FILE_BYTES:
            raise MarksError(f"{file} is too large ({MAX_FILE_BYTES:,} bytes at most); move it elsewhere")
        document = tomli.loads(data.decode("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise MarksError(f"{file} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise MarksError(f"{file} is not UTF-8 text; correct it, or move it elsewhere") from None
    except (ValueError, RecursionError) as error:  # ValueError alone: a number of too many digits
        raise MarksError(f"{file} is not TOML: {preview(str(error))}; correct it, or move it elsewhere") from None
    _check(document, file)
    return document


RECORD_KEYS: Final[Mapping[str, tuple[type[Any], str]]] = {
    "starred": (bool, "true or false"),
    "note": (str, "text in quotes"),
    "tags": (list, "an array of words in quotes"),
    "name": (str, "text in quotes"),
}
VIEW_KEYS: Final[Mapping[str, tuple[type[Any], str]]] = {
    "view": (str, "text in quotes"),
    "made_on": (str, "text in quotes"),
}
KNOWN_KEYS: Final = {*RECORD_KEYS, *VIEW_KEYS}
"""The keys that are left out of the file where they are empty."""


def _check(document: Document, file: str) -> None:
    """Refuse a file that does not hold marks where they belong; what it holds besides is kept."""
    written = document.get("format", FORMAT)
    if written != FORMAT:
        raise MarksError(f'{file} has the format "{preview(str(written))}", not "{FORMAT}"; update peace-tui')
    for name, table in _tables(document, "dossiers", file, ()):
        for kind, keys in (("records", RECORD_KEYS), ("views", VIEW_KEYS)):
            for id, mark in _tables(table, kind, file, ("dossiers", name)):
                for key, (of, what) in keys.items():
                    value = mark.get(key, of())
                    if not isinstance(value, of) or (of is list and not all(isinstance(each, str) for each in value)):
                        place = _name_place("dossiers", name, kind, id, key)
                        raise MarksError(f"{file}: {preview(place)} must be {what}; correct it")


def _tables(table: Mapping[str, Any], name: str, file: str, path: tuple[str, ...]) -> Iterator[tuple[str, Document]]:
    """Yield the tables in a table, by their keys."""
    inner = table.get(name, {})
    for key, each in inner.items() if isinstance(inner, dict) else [(name, inner)]:
        if not isinstance(inner, dict) or not isinstance(each, dict):
            place = _name_place(*path, name, *([key] if isinstance(inner, dict) else []))
            raise MarksError(f"{file}: {preview(place)} must be a table; correct it")
        yield key, each


def _marks_of(document: Document, name: str) -> Marks:
    """Return the marks of one dossier."""
    table = document.get("dossiers", {}).get(name, {})
    by_id = {
        id: Mark(each.get("starred", False), each.get("note", ""), tuple(each.get("tags", ())), each.get("name", ""))
        for id, each in table.get("records", {}).items()
    }
    views = {
        name: NamedView(each.get("view", ""), each.get("made_on", "")) for name, each in table.get("views", {}).items()
    }
    return Marks({id: mark for id, mark in by_id.items() if not mark.is_empty}, views)


def _write(document: Document, name: str, marks: Marks) -> None:
    """Write the file with other marks of one dossier; what it has besides stays."""
    dossiers = document.setdefault("dossiers", {})
    before = dossiers.get(name, {})
    dossiers[name] = before | {
        "records": {
            id: before.get("records", {}).get(id, {}) | {key: _plain(value) for key, value in mark._asdict().items()}
            for id, mark in marks.by_id.items()
        },
        "views": {each: before.get("views", {}).get(each, {}) | view._asdict() for each, view in marks.views.items()},
    }
    text = "".join(_format(document))
    file = marks_file()
    try:
        os.close(os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
        os.chmod(file, 0o600)  # before there is anything new in it: what replaces it has the same permissions
        write_atomically(file, text.encode("utf-8"))
    except OSError as error:
        raise _explain(error) from None


def _name_place(*keys: str) -> str:
    from peace_tui.model.values import format_key  # only for those who write marks

    return ".".join(map(format_key, keys))


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _format(document: Document) -> Iterator[str]:
    """Yield the lines of the file."""
    yield HEAD_COMMENT
    yield from _format_pairs({"format": FORMAT} | {key: value for key, value in document.items() if key != "dossiers"})
    for name, dossier in document["dossiers"].items():
        rest = {key: value for key, value in dossier.items() if key not in ("records", "views")}
        if rest:
            yield f"\n[{_name_place('dossiers', name)}]\n"
            yield from _format_pairs(rest)
        for kind in ("records", "views"):
            for id, values in dossier.get(kind, {}).items():
                yield f"\n[{_name_place('dossiers', name, kind, id)}]\n"
                yield from _format_pairs(
                    {key: value for key, value in values.items() if value or key not in KNOWN_KEYS}
                )


def _format_pairs(values: Mapping[str, Any]) -> Iterator[str]:
    from peace_tui.model.values import format_pair  # as above

    for key, value in values.items():
        yield format_pair(key, value) + "\n"
