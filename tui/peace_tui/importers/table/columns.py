"""What the columns of a table mean: said with `--map`, else guessed by name; and never two columns for one field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from peace_tui.errors import UsageError
from peace_tui.importers.options import Options
from peace_tui.importers.table.headers import GUESSES, SPOKEN, WEAK
from peace_tui.model.fields import Record, Tables
from peace_tui.model.records import Event, Person, Quote, Source, Version
from peace_tui.text.folding import fold
from peace_tui.text.messages import suggest

PARTS: Final[Mapping[str, type[Record]]] = {
    "quote": Quote,
    "version": Version,
    "source": Source,
    "event": Event,
    "who": Person,
}
SHORT: Final = {
    **{name: f"quote.{name}" for name in ("who", "to", "about", "text", "date", "tags", "note", "id", "language")},
    **{"speaker": "quote.who", "person": "quote.who", "who.name": "quote.who", "quote": "quote.text"},
    **{name: f"event.{name}" for name in ("title", "type", "place", "summary")},
    **{"event": "event.title", "quote.event": "event.title", "description": "event.summary"},
    **dict.fromkeys(
        ("source", "outlet", "container_title", "source.container_title", "quote.source"), "version.source"
    ),
    **{"locator": "version.locator", "quote.locator": "version.locator"},
    **{"headline": "source.title", "link": "source.url", "author": "source.author", "authors": "source.author"},
    **{name: f"date.{name}" for name in ("end", "time", "year", "month", "day")},
    **{name: f"who.{name}" for name in ("side", "role")},
}
"""What a field may be called beside its full name."""


def _fields() -> dict[str, str]:
    """Return what `--map` takes: each field by its full name, and by its last part where only one field has it."""
    simple = ((part, name) for part, of in PARTS.items() for name, key in of.FIELDS.items() if _is_simple(key.shape))
    full = [*dict.fromkeys([*GUESSES, *(name for pair in simple if (name := ".".join(pair)) not in UNMAPPED)])]
    last: dict[str, str] = {}
    for name in full:
        last.setdefault(name.partition(".")[2], name)
    return last | {name: name for name in full} | SHORT


def _is_simple(shape: object) -> bool:
    return not isinstance(shape, Tables)


UNMAPPED: Final = frozenset(
    (
        *("quote.event", "version.text", "version.note", "source.id", "source.container_title", "source.based_on"),
        *("event.sources", "who.id", "who.name", "who.aliases", "who.note"),
    )
)
FIELDS: Final = _fields()


def mapping(header: list[str], options: Options) -> dict[str, str]:
    """Return which column each field is taken from.

    Raises:
        UsageError: `--map` names a field or a column that there is not.
    """
    chosen: dict[str, str] = {}
    left_alone: set[str] = set()
    for said, column in options.columns:
        field = _field(said)
        if column:
            chosen[field] = _column(column, header)
        else:
            left_alone.add(field)
    by_name: dict[str, str] = {}
    for column in header:
        by_name.setdefault(_simple(column), column)
    for field, names in GUESSES.items():
        if field not in chosen and field not in left_alone:
            free = (by_name[name] for name in names if by_name.get(name) not in {None, *chosen.values()})
            if column := next(free, ""):
                chosen[field] = column
    return _sensible(chosen, {_field(said) for said, _ in options.columns})


def _simple(name: str) -> str:
    """Return a column name as guesses are written: folded, its words apart."""
    apart = re.sub("(?<=[a-zäöü])(?=[A-Z])", " ", name)
    return re.sub(r"[^\w]+|_+", " ", fold(apart)).strip()


def _field(said: str) -> str:
    if found := FIELDS.get(said.strip().lower()):
        return found
    near = suggest(said, FIELDS)
    hint = near or "there are " + ", ".join(sorted({*FIELDS.values()}))
    raise UsageError(f"--map: there is no field '{said}'; {hint}")


def _column(said: str, header: list[str]) -> str:
    if said in header:
        return said
    if same := [column for column in header if _simple(column) == _simple(said) and _simple(said)]:
        return same[0]
    near = suggest(said, header)
    raise UsageError(f"--map: there is no column '{said}'; {near or 'there are ' + ', '.join(header[:40])}")


def _sensible(chosen: dict[str, str], said: set[str]) -> dict[str, str]:
    """Return the mapping with guesses given up that the rest of the table speaks against."""
    text, who = _simple(chosen.get("quote.text", "")), _simple(chosen.get("quote.who", ""))
    is_spoken = text in SPOKEN or "quote.text" in said
    if who in WEAK and "quote.who" not in said and not is_spoken and "quote.to" not in chosen:
        del chosen["quote.who"]
    if text and not is_spoken and "quote.who" not in chosen:
        column = chosen.pop("quote.text")  # a text that nobody says is a description
        chosen.setdefault("event.summary", column)
    if "quote.text" in chosen:
        return _of_quotes(chosen, said)
    _move(chosen, said, "source.title", "event.title")
    return chosen


def _of_quotes(chosen: dict[str, str], said: set[str]) -> dict[str, str]:
    """Return the mapping of a table of quotes: there, a title is the headline where a source is told as well."""
    title = chosen.get("event.title", "")
    if "quote.who" not in chosen and not chosen.keys() & {"version.source", "source.url", "source.title"}:
        _move(chosen, said, "source.author", "quote.who")
    has_source = "version.source" in chosen or "source.url" in chosen
    if _simple(title) in ("title", "titel") and "event.title" not in said and has_source:
        _move(chosen, said, "event.title", "source.title")
    return chosen


def _move(chosen: dict[str, str], said: set[str], old: str, new: str) -> None:
    if old in chosen and old not in said and new not in chosen:
        chosen[new] = chosen.pop(old)
