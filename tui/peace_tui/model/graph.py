"""Circles in what rests on what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def groups(based_on: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the ids in groups: those of a circle together, each group after the groups that it rests on.

    These are the strongly connected components (Tarjan, "Depth-first search and linear graph algorithms", 1972), found
    without recursion, since a chain may be longer than Python's stack. Within a group ids are in the order given.
    """
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    placed: set[str] = set()
    place = {each: number for number, each in enumerate(based_on)}
    found: list[tuple[str, ...]] = []
    for start in based_on:
        path: list[tuple[str, Iterator[str]]] = [] if start in numbers else [(start, iter(based_on[start]))]
        while path:
            here, bases = path[-1]
            if here not in numbers:
                numbers[here] = lowest[here] = len(numbers)
                waiting.append(here)
            base = next((base for base in bases if base in based_on), None)
            if base is None:
                path.pop()
                if path:
                    lowest[path[-1][0]] = min(lowest[path[-1][0]], lowest[here])
                if lowest[here] == numbers[here]:
                    members = [waiting.pop()]
                    while members[-1] != here:
                        members.append(waiting.pop())
                    placed.update(members)
                    found.append(tuple(sorted(members, key=place.__getitem__)))
            elif base not in numbers:
                path.append((base, iter(based_on[base])))
            elif base not in placed:
                lowest[here] = min(lowest[here], numbers[base])
    return found


def cycles(based_on: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Return for each group of ids that rest on one another a shortest circle through the first of them.

    A circle lists each id once; the last rests on the first.
    """
    place = {each: number for number, each in enumerate(based_on)}
    rings = (group for group in groups(based_on) if len(group) > 1 or group[0] in based_on[group[0]])
    return [_ring(group, based_on) for group in sorted(rings, key=lambda group: place[group[0]])]


def _ring(group: tuple[str, ...], based_on: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the shortest way from the first of a group back to it, breadth first."""
    start, members = group[0], set(group)
    before: dict[str, str] = {}
    waiting = [start]
    for here in waiting:
        for base in based_on[here]:
            if base == start:
                ring = [here]
                while ring[-1] != start:
                    ring.append(before[ring[-1]])
                return tuple(reversed(ring))
            if base in members and base not in before:
                before[base] = here
                waiting.append(base)
    return group
