"""How a record declares its fields: once, for the reader, the schema, the exports and the comparison.

A record class derives from [Record][peace_tui.model.fields.Record] and makes each of its fields with
[field][peace_tui.model.fields.field], of a *shape* that says what TOML may hold there. The reader turns TOML into the
field's value, the schema turns the shape into JSON Schema.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, ClassVar, Final, NamedTuple, Self, dataclass_transform


class Shape:
    """What TOML may hold at a key."""


class String(Shape):
    """A string; `pattern` is a regular expression that it matches in full, `called` what such a string is called.

    One that may be the id of a record, but may be any other words as well, says in `names` of which array.
    """

    def __init__(self, pattern: str = "", called: str = "a string", names: str = "") -> None:
        """Without a pattern any string fits."""
        self.pattern, self.called, self.names = pattern, called, names


class Choice(Shape):
    """One of a few strings."""

    def __init__(self, options: tuple[str, ...]) -> None:
        """Take one of the options."""
        self.options = options


class Id(Shape):
    """The record's own id."""


class Reference(Shape):
    """The id of another record; `kind` names its array (`people`, `sources`, ...), `` any of them."""

    def __init__(self, kind: str) -> None:
        """Take the id of a record in the array `kind`."""
        self.kind = kind


class References(Shape):
    """An array of ids; a single id may stand there as a plain string where `single` says so."""

    def __init__(self, kind: str, single: bool = False) -> None:
        """Take ids of records in the array `kind`."""
        self.kind, self.single = kind, single


class Strings(Shape):
    """An array of strings; where each of them may be the id of a record, `names` says of which array."""

    def __init__(self, names: str = "") -> None:
        """Take any strings."""
        self.names = names


class EdtfDate(Shape):
    """An EDTF date, as a string or a native TOML date."""


class IsoDuration(Shape):
    """An ISO 8601 duration."""


class TimeZone(Shape):
    """The name of a time zone in the IANA database."""


class Integer(Shape):
    """A whole number."""


class Boolean(Shape):
    """`true` or `false`."""


class Rules(Shape):
    """`true` for all rules, or an array of their names; a single name may stand there as a plain string."""


class Tables(Shape):
    """An array of tables, each a record of the class `of`; where that has a `PLAIN` key, a string may stand for one."""

    def __init__(self, of: type[Any]) -> None:
        """Take tables of one class."""
        self.of = of


REQUIRED: Final[Any] = object()
"""In place of the default of a field that has none."""


class Field(NamedTuple):
    """One field of a record: what TOML may hold there, what it means, and its value where TOML leaves it out."""

    shape: Shape
    doc: str
    default: Any = REQUIRED

    @property
    def required(self) -> bool:
        """Whether TOML must have it."""
        return self.default is REQUIRED


def field(shape: Shape, doc: str, *, default: Any = REQUIRED) -> Any:
    """Declare a field of a record; without a default it is required."""
    return Field(shape, doc, default)


NO_EXTRA: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Record:
    """A frozen value with declared fields, compared by them. Defining one is cheap, which every start feels.

    Each subclass lists its fields in its body, and then `extra`, which holds the author's own `x_*` keys. What counts
    are the declarations, never the annotations, so that it does not matter whether Python evaluates these. A record
    holds only the values it was given: a default is an attribute of its class.
    """

    FIELDS: ClassVar[Mapping[str, Field]]
    """The declared fields by name, in the order of the format; `extra` is not among them."""
    FIELD_NAMES: ClassVar[tuple[str, ...]]
    """The names of all fields; the last is `extra`."""
    PLAIN: ClassVar[str] = ""
    """The key whose value may stand as a plain string in place of a table that has nothing else."""
    _required: ClassVar[frozenset[str]]
    _known: ClassVar[frozenset[str]]

    def __init_subclass__(cls) -> None:
        """Put the declarations into a table, and their defaults where they stood."""
        cls.FIELDS = {name: value for name, value in vars(cls).items() if isinstance(value, Field)}
        cls.FIELD_NAMES = (*cls.FIELDS, "extra")
        cls._required = frozenset(name for name, field in cls.FIELDS.items() if field.required)
        cls._known = frozenset(cls.FIELD_NAMES)
        for name, field in cls.FIELDS.items():
            if field.required:
                delattr(cls, name)
            else:
                setattr(cls, name, field.default)

    def __init__(self, **values: Any) -> None:
        """Make a record of its values; raises TypeError where one is missing or unknown."""
        if not self._required <= values.keys() <= self._known:
            raise TypeError(f"{type(self).__name__} has the fields {', '.join(self.FIELD_NAMES)}, not {[*values]}")
        self.__dict__.update(values)

    @classmethod
    def from_checked(cls, values: Mapping[str, Any]) -> Self:
        """Make a record of values that are known to be complete: reading a large file makes hundreds of thousands."""
        record = cls.__new__(cls)
        record.__dict__.update(values)
        return record

    def replace(self, **changes: Any) -> Self:
        """Return a copy with other values."""
        return type(self)(**{**self.__dict__, **changes})

    def as_plain(self) -> str | None:
        """Return the string that may stand in place of the record's table; None where it says more than that."""
        value = self.__dict__.get(self.PLAIN)
        return value if value and self == type(self)(**{self.PLAIN: value}) else None

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse, as records are shared by everything that shows them."""
        raise AttributeError(f"{type(self).__name__} is frozen; replace() returns a changed copy")

    def __delattr__(self, name: str) -> None:
        """Refuse it as well."""
        raise AttributeError(f"{type(self).__name__} is frozen")

    def __eq__(self, other: object) -> bool:
        """Compare the fields of records of the same class; a default equals the same value given."""
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.FIELD_NAMES)

    __hash__ = None  # type: ignore[assignment]  # what an author keeps in `extra` may be unhashable

    def __repr__(self) -> str:
        """Write the values that were given."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.__dict__.items())})"
