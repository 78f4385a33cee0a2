"""The records of a pack by id, and their places by id: looked up in one list of ids that is read when it is needed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any, TypeVar

from peace_tui.model.index import Identified
from peace_tui.model.records import IdentifiedRecord

R = TypeVar("R", bound=Identified)


class Register(Mapping[str, R]):
    """The records of an array by id."""

    def __init__(self, records: Sequence[R], ids: memoryview) -> None:
        """Take the records, and the section that holds their ids, in the same order."""
        self._records, self._ids = records, ids

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """The number of each id; there are many, and the first screen needs few of them."""
        ids = bytes(self._ids).decode().split("\n") if self._records else []
        return dict(zip(ids, range(len(ids)), strict=True))

    def __getitem__(self, id: str) -> R:
        """Return the record with this id."""
        return self._records[self.numbers[id]]

    def __contains__(self, id: object) -> bool:
        """Tell whether a record has this id."""
        return id in self.numbers

    def __iter__(self) -> Iterator[str]:
        """Return the ids."""
        return iter(self.numbers)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._records)


class Placed(Mapping[str, int]):
    """The places of the records of an array, by id."""

    def __init__(self, register: Register[Any], places: Sequence[int]) -> None:
        """Take the register of the array, and the place of each record in file order."""
        self._register, self._places = register, places

    def __getitem__(self, id: str) -> int:
        """Return the place of the record with this id."""
        return self._places[self._register.numbers[id]]

    def __contains__(self, id: object) -> bool:
        """Tell whether a record has this id."""
        return id in self._register

    def __iter__(self) -> Iterator[str]:
        """Return the ids."""
        return iter(self._register)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._register)


class Registers(Mapping[str, IdentifiedRecord]):
    """The records of several arrays by id."""

    def __init__(self, *registers: Mapping[str, IdentifiedRecord]) -> None:
        """Take the registers in the order in which their ids are told."""
        self._registers = registers

    def __getitem__(self, id: str) -> IdentifiedRecord:
        """Return the record with this id."""
        for register in self._registers:
            if id in register:
                return register[id]
        raise KeyError(id)

    def __iter__(self) -> Iterator[str]:
        """Return the ids."""
        return chain.from_iterable(self._registers)

    def __len__(self) -> int:
        """Return how many there are."""
        return sum(map(len, self._registers))
