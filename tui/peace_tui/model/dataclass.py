"""The standard library's dataclasses, as far as they are used here, made in a twentieth of the time.

`dataclasses` loads `inspect` and compiles the methods of every class, which is a fifth of what a short command takes.
Here the `__init__` of a class is written when many of its objects are made, and the other methods are plain functions.
For readers and type checkers it is the same: `dataclasses.fields`, `asdict`, `replace` and `is_dataclass` take these
classes and their objects as they take their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final

MISSING: Final[Any] = object()
"""In place of a default that there is none of."""
FEW: Final = 100
"""Up to how many objects of a class take less time than to write what makes them faster."""
DECLARED: Final = "__declared_fields__"
STANDARD: Final = "__dataclass_fields__"


class Field:
    """What is declared of a field: its default, or the function that makes one, and what else is known of it."""

    __slots__ = ("default", "default_factory", "metadata")

    def __init__(
        self,
        default: Any = MISSING,
        default_factory: Callable[[], Any] = MISSING,
        metadata: Mapping[str, Any] | None = None,
    ) -> None:
        """Declare a field; without a default it has to be given."""
        self.default, self.default_factory, self.metadata = default, default_factory, metadata or {}


def fields_of(owner: type[Any]) -> dict[str, Field]:
    """Return the fields of a class by their names, in order: what is inherited first."""
    fields: dict[str, Field] = getattr(owner, DECLARED)
    return fields


def _replace(record: Any, /, **changes: Any) -> Any:
    """Return a new object of the same class with the same values, but for the changes."""
    for name in fields_of(type(record)):
        if name not in changes:
            changes[name] = getattr(record, name)
    return type(record)(**changes)


def _dataclass(owner: type[Any] | None = None, /, **choices: bool) -> Any:
    """Make a class of its annotations; `frozen`, `slots`, `kw_only`, `eq` and `repr` are as in `dataclasses`."""
    return _made(owner) if owner else lambda owner: _made(owner, **choices)


def _made(
    owner: type[Any],
    *,
    frozen: bool = False,
    slots: bool = False,
    kw_only: bool = False,
    eq: bool = True,
    repr: bool = True,
) -> type[Any]:
    body = dict(owner.__dict__)
    fields = {**getattr(owner, DECLARED, {}), **_own_fields(body)}
    names = tuple(fields)
    methods: dict[str, Any] = {DECLARED: fields, STANDARD: _Standard(kw_only)}
    methods["__match_args__"] = () if kw_only else names
    if frozen:
        methods |= {"__setattr__": _refuse, "__delattr__": _refuse}
    if frozen and slots:
        methods |= {"__getstate__": _state, "__setstate__": _restore}
    methods |= _comparing(names, frozen) if eq else {}
    methods |= {"__repr__": _repr} if repr else {}
    added = {name: method for name, method in methods.items() if body.get(name) is None}
    if slots:
        inherited = getattr(owner, DECLARED, {})
        body = {name: value for name, value in body.items() if name not in ("__dict__", "__weakref__", *names)}
        body["__slots__"] = tuple(name for name in names if name not in inherited)
        qualified = owner.__qualname__
        owner = type(owner.__name__, owner.__bases__, {**body, **added})
        owner.__qualname__ = qualified
    else:
        _settle(owner, added)
    owner.__init__ = _first(owner, frozen, kw_only)
    return owner


def _own_fields(body: Mapping[str, Any]) -> dict[str, Field]:
    """Return the fields that a class body declares itself."""
    found = {}
    for name in body.get("__annotations__", {}):
        given = body.get(name, MISSING)
        found[name] = given if isinstance(given, Field) else Field(given)
    return found


def _settle(owner: type[Any], added: Mapping[str, Any]) -> None:
    """Give a class its methods; a default is an attribute of the class, a declared field is none."""
    for name, method in added.items():
        setattr(owner, name, method)
    for name, field in fields_of(owner).items():
        if isinstance(owner.__dict__.get(name), Field):
            if field.default is MISSING:
                delattr(owner, name)
            else:
                setattr(owner, name, field.default)


def _first(owner: type[Any], frozen: bool, kw_only: bool) -> Callable[..., None]:
    """Return what makes the first objects; when there are many, it writes the `__init__` that makes all others."""
    fields = fields_of(owner)
    names = () if kw_only else tuple(fields)
    settled = getattr(owner, "__post_init__", None)
    left = FEW

    def __init__(self: Any, *args: Any, **values: Any) -> None:
        nonlocal left
        left -= 1
        given = {**dict(zip(names, args, strict=False)), **values}
        if left < 1 or len(given) < len(args) + len(values) or not given.keys() <= fields.keys():
            return write()(self, *args, **values)  # which also says what is wrong
        for name, field in fields.items():
            if name in given:
                value = given[name]
            elif field.default_factory is not MISSING:
                value = field.default_factory()
            elif (value := field.default) is MISSING:
                return write()(self, *args, **values)
            object.__setattr__(self, name, value)
        if settled:
            settled(self)

    def write() -> Callable[..., None]:
        owner.__init__ = _written(owner, frozen, kw_only)
        init: Callable[..., None] = owner.__init__
        return init

    return __init__


def _written(owner: type[Any], frozen: bool, kw_only: bool) -> Callable[..., None]:
    """Write the `__init__` of a class, as `dataclasses` does."""
    room: dict[str, Any] = {"MISSING": MISSING, "put": object.__setattr__}
    parameters, lines = ["self", *("*" for _ in range(kw_only and bool(fields_of(owner))))], []
    for place, (name, field) in enumerate(fields_of(owner).items()):
        value = name
        if field.default_factory is not MISSING:
            room[f"make{place}"] = field.default_factory
            parameters.append(f"{name}=MISSING")
            value = f"make{place}() if {name} is MISSING else {name}"
        elif field.default is not MISSING:
            room[f"default{place}"] = field.default
            parameters.append(f"{name}=default{place}")
        else:
            parameters.append(name)
        lines.append(f" put(self, {name!r}, {value})" if frozen else f" self.{name} = {value}")
    if hasattr(owner, "__post_init__"):
        lines.append(" self.__post_init__()")
    exec("\n".join([f"def __init__({', '.join(parameters)}):", *(lines or [" pass"])]), room)
    init: Callable[..., None] = room["__init__"]
    init.__qualname__ = f"{owner.__qualname__}.__init__"
    return init


def _comparing(names: tuple[str, ...], frozen: bool) -> dict[str, Any]:
    """Return the methods that compare objects of one class by their values, and hash those that stay as they are."""
    values = attrgetter(*names, "__class__")  # of at least two, so that it is a tuple

    def __eq__(self: Any, other: object) -> bool:
        if self is other:
            return True
        return values(self) == values(other) if other.__class__ is self.__class__ else NotImplemented

    def __hash__(self: Any) -> int:
        return hash(values(self))

    return {"__eq__": __eq__, "__hash__": __hash__ if frozen else None}


def _repr(self: Any) -> str:
    values = ", ".join(f"{name}={getattr(self, name)!r}" for name in fields_of(type(self)))
    return f"{type(self).__qualname__}({values})"


def _refuse(self: Any, name: str, value: object = MISSING) -> None:
    from dataclasses import FrozenInstanceError

    raise FrozenInstanceError(f"cannot {'delete' if value is MISSING else 'assign to'} field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in fields_of(type(self))]


def _restore(self: Any, state: list[Any]) -> None:
    for name, value in zip(fields_of(type(self)), state, strict=True):
        object.__setattr__(self, name, value)


class _Standard:
    """The fields as `dataclasses` declares them, for its functions; made when the first of them asks."""

    __slots__ = ("kw_only",)

    def __init__(self, kw_only: bool) -> None:
        self.kw_only = kw_only

    def __get__(self, record: object, owner: type[Any]) -> Any:
        import dataclasses

        declared = []
        for name, field in fields_of(owner).items():
            told = {part: value for part in Field.__slots__ if (value := getattr(field, part)) is not MISSING}
            declared.append((name, Any, dataclasses.field(**told)))
        twin = dataclasses.make_dataclass(owner.__name__, declared, kw_only=True, eq=False, repr=False)
        fields = getattr(twin, STANDARD)
        setattr(owner, STANDARD, fields)
        return fields


if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
    from dataclasses import field as field
    from dataclasses import replace as replace
else:
    dataclass, field, replace = _dataclass, Field, _replace
