"""Parts of sentences that the program prints: counts with their nouns, and suggestions for words it doesn't know."""

from __future__ import annotations

from collections.abc import Iterable

from peace_tui.text.folding import fold


def format_count(count: int, singular: str, plural: str = "") -> str:
    """Return a count with its noun: 1 event, 2 events."""
    return f"{count} {singular if count == 1 else plural or singular + 's'}"


def suggest(word: str, known: Iterable[str]) -> str:
    """Return the question "did you mean 'x'?" with the nearest of the `known` words, or nothing when none is near."""
    import difflib  # slow to import, and only a mistake needs it

    folded = {fold(name): name for name in known}
    nearest = difflib.get_close_matches(fold(word)[:200], folded, n=1, cutoff=0.6)
    if not nearest:
        partial = [name for name in folded if len(word) > 1 and (name.startswith(fold(word)) or fold(word) in name)]
        nearest = sorted(partial, key=len)[:1]
    return f"did you mean '{folded[nearest[0]]}'?" if nearest else ""
