"""Our dataclasses behave as those of the standard library do, for their users and for its own functions."""

from __future__ import annotations

import copy
import dataclasses
import itertools
import pickle
import subprocess
import sys
from collections.abc import Callable
from functools import cached_property
from typing import Any

import pytest

from peace_tui.model import dataclass as ours

Made = tuple[Any, Any]
SWITCHES = ("frozen", "slots", "kw_only", "eq", "repr")
CHOICES = [
    dict(zip(SWITCHES, values, strict=True)) for values in itertools.product((False, True), repeat=len(SWITCHES))
]


def a_class(dataclass: Callable[..., Any], field: Callable[..., Any], **choices: bool) -> type[Any]:
    class Told:
        """What was said."""

        who: str
        words: int = 3
        heard: list[str] = field(default_factory=list)
        where: str = field(default="here", metadata={"key": 1})

        def loud(self) -> str:
            return self.who.upper()

    made: type[Any] = dataclass(**choices)(Told)
    return made


def both(**choices: bool) -> Made:
    """The same class, made by us and by the standard library."""
    return a_class(ours.dataclass, ours.field, **choices), a_class(dataclasses.dataclass, dataclasses.field, **choices)


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_objects_are_made_compared_and_written_alike(choices: dict[str, bool]) -> None:
    for cls in both(**choices):
        one, same = cls(who="a", heard=["x"]), cls(who="a", words=3, heard=["x"], where="here")
        assert (one.who, one.words, one.heard, one.where, one.loud()) == ("a", 3, ["x"], "here", "A")
        assert cls(who="a").heard == []
        assert cls(who="a").heard is not cls(who="a").heard
        assert (one == same) is choices["eq"]
        assert one == one
        assert one != cls(who="b", heard=["x"])
        assert one != "a"
        assert cls.__eq__(one, "a") is NotImplemented
        assert ("who='a', words=3, heard=['x'], where='here'" in repr(one)) is choices["repr"]
        assert cls.__doc__ == "What was said."
        assert cls.__name__ == "Told"
        assert "a_class" in cls.__qualname__
        assert hasattr(one, "__dict__") is not choices["slots"]
        assert cls.__match_args__ == (() if choices["kw_only"] else ("who", "words", "heard", "where"))
        with pytest.raises(TypeError, match="who"):
            cls()
        with pytest.raises(TypeError, match="unheard"):
            cls(who="a", unheard=1)
        if choices["kw_only"]:
            with pytest.raises(TypeError, match="positional"):
                cls("a")
        else:
            assert cls("a", 4).words == 4


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_what_is_frozen_stays_as_it_is(choices: dict[str, bool]) -> None:
    for cls in both(**choices):
        one = cls(who="a")
        if choices["frozen"]:
            with pytest.raises(dataclasses.FrozenInstanceError, match="cannot assign to field 'who'"):
                one.who = "b"
            with pytest.raises(dataclasses.FrozenInstanceError, match="cannot delete field 'who'"):
                del one.who
        else:
            one.who = "b"
        assert one.who == ("a" if choices["frozen"] else "b")


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_the_same_objects_can_be_hashed(choices: dict[str, bool]) -> None:
    for cls in both(**choices):
        one, same = cls(who="a", heard=()), cls(who="a", heard=())
        if choices["eq"] and not choices["frozen"]:
            assert cls.__hash__ is None
        else:
            assert (hash(one) == hash(same)) is choices["eq"]


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_the_functions_of_the_standard_library_take_them(choices: dict[str, bool]) -> None:
    our: Any
    our, their = both(**choices)
    assert all(map(dataclasses.is_dataclass, (our, our(who="a"))))
    for mine, standard in zip(dataclasses.fields(our), dataclasses.fields(their), strict=True):
        for part in ("name", "default", "default_factory", "metadata"):
            assert getattr(mine, part) == getattr(standard, part)
    assert dataclasses.fields(our) == dataclasses.fields(our(who="a"))
    assert dataclasses.asdict(our(who="a")) == dataclasses.asdict(their(who="a"))
    for replace in (dataclasses.replace, ours.replace):
        one = our(who="a", words=5)
        other = replace(one, who="b")
        assert (one.who, other.who, other.words, type(other)) == ("a", "b", 5, our)
        with pytest.raises(TypeError, match="unheard"):
            replace(one, unheard=1)


@pytest.mark.parametrize("choices", CHOICES, ids=str)
def test_they_are_copied(choices: dict[str, bool]) -> None:
    for cls in both(**choices):
        one = cls(who="a", heard=["x"])
        twin = copy.deepcopy(one)
        assert (twin.who, twin.heard) == ("a", ["x"])
        assert twin.heard is not one.heard


@ours.dataclass(frozen=True, slots=True)
class Span:
    first: int
    last: int = 0

    def __post_init__(self) -> None:
        object.__setattr__(self, "last", max(self.first, self.last))

    def __hash__(self) -> int:
        return 7


@ours.dataclass(frozen=True)
class Room:
    spans: tuple[Span, ...] = ()

    @cached_property
    def size(self) -> int:
        return sum(span.last - span.first for span in self.spans)


@ours.dataclass(frozen=True)
class House(Room):
    floors: int = 1


@ours.dataclass
class Nothing:
    pass


def test_what_a_class_says_itself_holds() -> None:
    assert Span(5) == Span(5, 2) == pickle.loads(pickle.dumps(Span(5)))
    assert hash(Span(5)) == 7
    assert repr(Span(5)) == "Span(first=5, last=5)"
    room = Room((Span(1, 4), Span(5, 6)))
    assert room.size == 4
    assert room.size is room.size
    assert Room.spans == ()


def test_fields_are_inherited() -> None:
    house = House((Span(1, 4),), 2)
    assert (house.size, house.floors, [*ours.fields_of(House)]) == (3, 2, ["spans", "floors"])
    assert [field.name for field in dataclasses.fields(Room)] == ["spans"]
    assert [field.name for field in dataclasses.fields(House)] == ["spans", "floors"]
    assert Room((Span(1, 4),)) != house
    assert ours.replace(house, floors=3) == House((Span(1, 4),), 3)


def test_a_class_without_fields_is_one_too() -> None:
    assert Nothing() == Nothing()
    assert repr(Nothing()) == "Nothing()"
    with pytest.raises(TypeError):
        Nothing(1)  # type: ignore[call-arg]


def test_the_standard_library_is_not_loaded_for_them() -> None:
    code = (
        "import sys, peace_tui.query.view as views, peace_tui.model.records\n"
        "assert views.View((views.Clause('who', ('x',)),)) == views.View((views.Clause('who', ('x',)),))\n"
        "assert not {'dataclasses', 'inspect'} & {*sys.modules}"
    )
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})
