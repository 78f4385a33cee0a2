"""The nearest known word to one that is not known, for every "did you mean"."""

from __future__ import annotations

from collections.abc import Iterable

from peace_tui.text.folding import fold


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return the sentence "did you mean 'x'?" with the nearest of the `known` words, or nothing when none is near."""
    import difflib  # 7 ms that only a mistake pays for

    folded = {fold(name): name for name in known}
    near = difflib.get_close_matches(fold(word)[:200], folded, n=1, cutoff=0.6)
    if not near:
        beginning = [name for name in folded if len(word) > 1 and (name.startswith(fold(word)) or fold(word) in name)]
        near = sorted(beginning, key=len)[:1]
    return f"did you mean '{folded[near[0]]}'?" if near else ""
