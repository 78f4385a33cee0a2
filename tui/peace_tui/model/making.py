"""Records made in great numbers: of the values of all their fields, without what a frozen dataclass costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import MISSING, fields
from typing import Any

from peace_tui.model.fields import names_of

Make = Callable[[Sequence[Any]], Any]


def defaults_of(record: type[Any]) -> dict[str, Any]:
    """Return the values of the fields that a record may be made without."""
    defaults: dict[str, Any] = {}
    for field in fields(record):
        if field.default is not MISSING:
            defaults[field.name] = field.default
        elif field.default_factory is not MISSING:
            defaults[field.name] = field.default_factory()
    return defaults


def maker(record: type[Any]) -> Make:
    """Return the function that makes a record of the values of all its fields, in order.

    The `__init__` of a frozen dataclass sets field after field through `object.__setattr__`, which takes seven times
    as long as a plain assignment. Here a twin with the same slots is filled and then declared to be the record.
    """
    names = names_of(record)
    twin = type(f"{record.__name__}Twin", record.__mro__[1:-1], {"__slots__": names})
    left_side = ", ".join(f"made.{name}" for name in names)
    code = f"def make(values):\n made = new(twin)\n {left_side} = values\n made.__class__ = record\n return made"
    room: dict[str, Any] = {"new": object.__new__, "twin": twin, "record": record}
    exec(code, room)
    make: Make = room["make"]
    return make
