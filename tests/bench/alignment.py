"""Times the alignment of many long versions; run by hand: python tests/bench/alignment.py"""

from __future__ import annotations

import random
import time

from peace_tui.wording import align, variants

WORDS = [f"word{number}" for number in range(600)] + ["the", "a", "and", "of", "to"] * 40


def versions(count: int, length: int, changed: float) -> list[str]:
    """Texts that differ from one another in a share of their words."""
    chance = random.Random(7)
    text = chance.choices(WORDS, k=length)
    return [
        " ".join(chance.choice(WORDS) if chance.random() < changed else word for word in text) for _ in range(count)
    ]


def main() -> None:
    for changed in (0.0, 0.02, 0.2, 1.0):
        texts = versions(10, 2_000, changed)
        times = []
        for _ in range(5):
            start = time.perf_counter()
            found = variants(align(texts))
            times.append(time.perf_counter() - start)
        print(f"10 versions of 2,000 words, {changed:4.0%} changed: {min(times) * 1000:6.0f} ms, {len(found)} variants")


if __name__ == "__main__":
    main()
