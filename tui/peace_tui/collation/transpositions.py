"""Moved phrases: runs of words that one version prints in another place than the next one does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from peace_tui.collation.profile import MOVED


class Site(NamedTuple):
    """One of the places where a moved phrase stands."""

    columns: tuple[int, ...]
    """The columns of its words, ascending."""
    rows: tuple[int, ...]
    """The texts that have it here."""


class Move(NamedTuple):
    """A phrase that stands in different places: a transposition."""

    words: tuple[str, ...]
    sites: tuple[Site, ...]


def moves(rows: Sequence[tuple[Sequence[str], Sequence[int]]], contested: Sequence[bool]) -> tuple[Move, ...]:
    """Return the moved phrases of `MOVED` words or more; each row is the words of a text and their columns.

    Only words in `contested` columns, which not all texts share, can have moved. A phrase that one text has twice is a
    repetition: two excerpts that each print one of its occurrences have moved nothing.
    """
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for places in _scattered(rows, contested):
        for (left, at), (right, there) in combinations(places.items(), 2):
            mine, theirs = rows[left][1][at : at + MOVED], rows[right][1][there : there + MOVED]
            if set(mine).isdisjoint(theirs):
                pairs.setdefault((left, right), []).append((at, there))
    placed: dict[tuple[str, ...], dict[int, int]] = {}
    for (left, right), runs in pairs.items():
        for at, there, size in _joined(runs):
            starts = placed.setdefault(tuple(rows[left][0][at : at + size]), {})
            starts[left], starts[right] = at, there
    return tuple(_move(words, starts, rows) for words, starts in placed.items())


def _scattered(rows: Sequence[tuple[Sequence[str], Sequence[int]]], contested: Sequence[bool]) -> list[dict[int, int]]:
    """Return, for the runs that occur in several places but once in a text, the word at which they begin in each."""
    places: dict[tuple[str, ...], dict[int, int]] = {}
    for row, (words, columns) in enumerate(rows):
        alone = [at for at, column in enumerate(columns) if contested[column]]
        for start, end in zip(alone, alone[MOVED - 1 :], strict=False):
            if end - start == MOVED - 1:
                starts = places.setdefault(tuple(words[start : end + 1]), {})
                starts[row] = -1 if row in starts else start
    return [
        starts
        for starts in places.values()
        if len(starts) > 1
        and -1 not in starts.values()
        and len({rows[row][1][start] for row, start in starts.items()}) > 1
    ]


def _joined(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield the longest runs that overlapping ones make: their beginning on either side and their length."""
    runs.sort()
    first = last = runs[0]
    for run in [*runs[1:], (-1, -1)]:
        if run != (last[0] + 1, last[1] + 1):
            yield *first, last[0] - first[0] + MOVED
            first = run
        last = run


def _move(words: tuple[str, ...], starts: dict[int, int], rows: Sequence[tuple[Sequence[str], Sequence[int]]]) -> Move:
    sites: dict[tuple[int, ...], list[int]] = {}
    for row, start in sorted(starts.items()):
        sites.setdefault(tuple(rows[row][1][start : start + len(words)]), []).append(row)
    return Move(words, tuple(Site(columns, tuple(at)) for columns, at in sorted(sites.items())))
