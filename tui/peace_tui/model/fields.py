"""How a record declares its keys: once, for the reader, the schema and the exports.

A record is a frozen dataclass. Each of its fields is made by [key][peace_tui.model.fields.key] with a *shape* that says
what TOML may hold there. The reader turns TOML into the field's value, the schema turns the shape into JSON Schema.
"""

from dataclasses import MISSING, field, fields
from typing import Any, NamedTuple


class Shape:
    """What TOML may hold at a key."""

    __slots__ = ()


class Text(Shape):
    """A string; `pattern` is a regular expression the whole of it matches, `called` what such a string is called."""

    __slots__ = ("called", "pattern")

    def __init__(self, pattern: str = "", called: str = "a string") -> None:
        """Take any string without a pattern."""
        self.pattern, self.called = pattern, called


class Choice(Shape):
    """One of a few strings."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[str, ...]) -> None:
        """Take one of the options."""
        self.options = options


class Id(Shape):
    """The record's own id."""


class Ref(Shape):
    """The id of another record; `kind` names its array (`people`, `sources`, ...), `` any of them."""

    __slots__ = ("kind",)

    def __init__(self, kind: str) -> None:
        """Take the id of a record in the array `kind`."""
        self.kind = kind


class Refs(Shape):
    """An array of ids; a single id may stand there as a plain string where `single` says so."""

    __slots__ = ("kind", "single")

    def __init__(self, kind: str, single: bool = False) -> None:
        """Take ids of records in the array `kind`."""
        self.kind, self.single = kind, single


class Texts(Shape):
    """An array of strings."""


class When(Shape):
    """An EDTF date, as a string or a native TOML date."""


class Length(Shape):
    """An ISO 8601 duration."""


class Zone(Shape):
    """The name of a time zone in the IANA database."""


class Whole(Shape):
    """A whole number."""


class Tables(Shape):
    """An array of tables, each a record of the class `of`."""

    __slots__ = ("of",)

    def __init__(self, of: type[Any]) -> None:
        """Take tables of one class."""
        self.of = of


class Declared:
    """What all records share: writing these once for all takes 4 ms off every start."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        """Tell whether the other is a record of the same class with the same values."""
        return other.__class__ is self.__class__ and all(
            getattr(self, name) == getattr(other, name) for name in names_of(type(self))
        )

    __hash__ = None  # type: ignore[assignment]  # a record's own keys may hold anything

    def __repr__(self) -> str:
        """Write the record as it would be made."""
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names_of(type(self)))
        return f"{self.__class__.__name__}({values})"


def names_of(record: type[Any]) -> tuple[str, ...]:
    """Return the names of a record's fields, in order; the last is `extra`."""
    return tuple(each.name for each in fields(record))


class Key(NamedTuple):
    """One key of a record: its shape, whether it must be there, and what it means."""

    shape: Shape
    required: bool
    doc: str


def key(shape: Shape, doc: str, *, required: bool = False, default: Any = MISSING) -> Any:
    """Declare a field of a record. Without `default`, a field that is not required is None, or () for an array."""
    if default is MISSING and not required:
        default = () if isinstance(shape, Texts | Refs | Tables) else None
    return field(default=default, metadata={"key": Key(shape, required, doc)})


_KEYS: dict[type[Any], dict[str, Key]] = {}


def keys_of(record: type[Any]) -> dict[str, Key]:
    """Return the keys a record class declares, in the order of the contract."""
    if (keys := _KEYS.get(record)) is None:
        keys = _KEYS[record] = {each.name: each.metadata["key"] for each in fields(record) if "key" in each.metadata}
    return keys
