"""One wording turned into another: which words went and which came, marked as `git diff --word-diff` marks them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

WORDS: Final = re.compile(r"([⺀-鿿豈-﫿]|[^\s⺀-鿿豈-﫿]+)(\s*)")
"""Words and the blanks after them; scripts that are written without blanks are compared character by character."""
AROUND: Final = 5
"""So many words stand around a change."""
LONGEST: Final = 4_000
"""So many words are compared; of a longer text only the beginnings are shown."""


class Word(NamedTuple):
    """A word, and whether a blank follows it."""

    text: str
    blank: str


def reworded(old: str, new: str) -> str:
    """Return the new text with [-words that went-] and {+words that came+}, and an ellipsis for what stayed."""
    before, after = _words(old), _words(new)
    if max(len(before), len(after)) > LONGEST:
        return f"[-{_said(before[:AROUND])} …-] {{+{_said(after[:AROUND])} …+}}"
    return " ".join(_pieces(before, after))


def _words(text: str) -> list[Word]:
    return [Word(word, " " if blank else "") for word, blank in WORDS.findall(text)]


def _said(words: Sequence[Word]) -> str:
    return "".join(word.text + word.blank for word in words).rstrip()


def _pieces(before: list[Word], after: list[Word]) -> Iterator[str]:
    from difflib import SequenceMatcher  # 8 ms that most changes do not need

    matcher = SequenceMatcher(None, [word.text for word in before], [word.text for word in after], autojunk=False)
    for step, start, end, new_start, new_end in matcher.get_opcodes():
        if step == "equal":
            whole = start == new_start == 0, end == len(before) and new_end == len(after)
            yield _kept(after[new_start:new_end], *whole)
            continue
        if start < end:
            yield f"[-{_said(before[start:end])}-]"
        if new_start < new_end:
            yield f"{{+{_said(after[new_start:new_end])}+}}"


def _kept(words: list[Word], first: bool, last: bool) -> str:
    """Return what stayed, shortened to what stands next to a change."""
    if len(words) <= AROUND * (2 - first - last):
        return _said(words)
    before = "" if first else _said(words[:AROUND]) + " "
    after = "" if last else " " + _said(words[-AROUND:])
    return f"{before}…{after}"
