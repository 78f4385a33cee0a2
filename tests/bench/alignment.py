"""The alignment of many long versions."""

from __future__ import annotations

import random
import time

from bench.figures import Ledger
from bench.plan import Plan
from bench.subjects import PEACE, Workshop

WORDS = [f"word{number}" for number in range(600)] + ["the", "a", "and", "of", "to"] * 40


def measure(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Compare ten versions of two thousand words, of which a fifth differ."""
    from peace_tui.collation.alignment import align
    from peace_tui.collation.entries import find_entries

    texts = versions(10, 2_000, 0.2)
    for _ in range(3):
        start = time.perf_counter()
        find_entries(align(texts), [(row,) for row in range(len(texts))])
        ledger.note(PEACE, "alignment", time.perf_counter() - start)


def versions(count: int, length: int, changed: float) -> list[str]:
    """Texts that differ from one another in a share of their words."""
    chance = random.Random(7)
    text = chance.choices(WORDS, k=length)
    return [
        " ".join(chance.choice(WORDS) if chance.random() < changed else word for word in text) for _ in range(count)
    ]
