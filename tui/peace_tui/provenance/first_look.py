"""What a first look at sources shows: whether they are based on one another in a circle, and whether two may disagree.

Every dossier is looked through for this when it is read and shown; what takes longer is in the other modules of this
room, which are loaded when somebody asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Quote
from peace_tui.text.folding import fold

MAX_COMPARED_QUOTES: Final = 500
"""In a dossier of more quotes their words are not compared: its sources may disagree."""


def may_disagree(dossier: Dossier) -> bool:
    """Tell whether sources may disagree on something, so that a reader is not sent to look for nothing.

    Certain is only a no. Once all has been looked through, it is what was found.
    """
    known: bool | None = dossier.memo.get(may_disagree)
    if known is None:
        known = dossier.memo[may_disagree] = _find_two_answers(dossier)
    return known


def _find_two_answers(dossier: Dossier) -> bool:
    """Tell whether two sources say something of a claim, of how an event went, or of what was said."""
    if any(len({evidence.source for evidence in claim.evidence}) > 1 for claim in dossier.claims):
        return True
    if any(len(event.accounts) > 1 for event in dossier.events) or len(dossier.quotes) > MAX_COMPARED_QUOTES:
        return True
    versions = [version for quote in dossier.quotes for version in quote.versions]
    has_insertions = any(bracket in version.text for version in versions for bracket in "[(")
    if has_insertions and len(dossier.quotes) > 1 and len({version.source for version in versions}) > 1:
        return True  # without what is inserted, two quotes may have the same words
    printed: dict[str, Quote] = {}
    for quote in dossier.quotes:
        texts = {(dossier.language_of(quote, version), version.text) for version in quote.versions}
        if len(texts) > len({language for language, _ in texts}):  # a translation is not compared
            return True
        for version in quote.versions:
            words = "".join(filter(str.isalnum, fold(version.text)))
            other = printed.setdefault(words, quote)
            if other is not quote and len({each.source for each in (*other.versions, *quote.versions)}) > 1:
                return True
    return False


# --- Cycles in what is based on what ---------------------------------------------------------------------------------


def find_components(based_on: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Return the ids in groups: those of a cycle together, each group after the groups that it is based on.

    These are the strongly connected components (Tarjan, "Depth-first search and linear graph algorithms", 1972), found
    without recursion, since a chain may be longer than Python's stack. Within a group ids are in the order given.
    """
    numbers: dict[str, int] = {}
    lowest: dict[str, int] = {}
    waiting: list[str] = []
    assigned: set[str] = set()
    position_of = {each: number for number, each in enumerate(based_on)}
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
                    assigned.update(members)
                    found.append(tuple(sorted(members, key=position_of.__getitem__)))
            elif base not in numbers:
                path.append((base, iter(based_on[base])))
            elif base not in assigned:
                lowest[here] = min(lowest[here], numbers[base])
    return found


def find_cycles(based_on: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    """Return for each group of ids that are based on one another a shortest cycle through the first of them.

    A cycle lists each id once; the last is based on the first.
    """
    position_of = {each: number for number, each in enumerate(based_on)}
    in_cycles = (group for group in find_components(based_on) if len(group) > 1 or group[0] in based_on[group[0]])
    return [_shortest_cycle(group, based_on) for group in sorted(in_cycles, key=lambda group: position_of[group[0]])]


def _shortest_cycle(group: tuple[str, ...], based_on: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the shortest way from the first of a group back to it, breadth first."""
    start, members = group[0], set(group)
    before: dict[str, str] = {}
    waiting = [start]
    for here in waiting:
        for base in based_on[here]:
            if base == start:
                cycle = [here]
                while cycle[-1] != start:
                    cycle.append(before[cycle[-1]])
                return tuple(reversed(cycle))
            if base in members and base not in before:
                before[base] = here
                waiting.append(base)
    return group
