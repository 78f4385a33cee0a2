"""What each shell is told: its offers, written so that the script of that shell can take them as they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from peace_tui.cli.completion.candidates import Asked, Offer, offers
from peace_tui.cli.completion.line import Line, line_of

SPECIAL: Final = re.compile(r"[^\w@%+=:,./~-]")
"""What bash wants a backslash before, outside of quotation marks."""
IN_DOUBLE: Final = re.compile(r'["\\$`]')


def answer(shell: str, left: str, right: str = "") -> Iterator[str]:
    """Yield a line for each offer; `left` and `right` are the command line before and behind the cursor."""
    line = line_of(left)
    behind = line_of(right)
    after = [*behind.words, behind.current] if right[:1].isspace() else [*behind.words, behind.current][1:]
    asked = Asked(line.words[1:], line.current, [word for word in after if word])
    found = offers(asked) if line.words else []
    for offer in found:
        yield from WRITERS[shell](line, offer)
    if shell == "bash" and line.quote and len(found) == 1 and found[0].word.endswith(":"):
        # Of two words bash takes what they have in common; behind a single one it would close the quotation.
        yield from WRITERS[shell](line, found[0]._replace(word=f"{found[0].word} "))


def _for_bash(line: Line, offer: Offer) -> Iterator[str]:
    """Write the part of the word that bash replaces; the blank behind a whole word goes with it."""
    word = offer.word[line.base :] if offer.word.startswith(line.current[: line.base]) else ""
    if not word:
        return
    if line.quote == "'":
        if "'" not in word:
            yield word
    elif line.quote:
        yield IN_DOUBLE.sub(r"\\\g<0>", word)
    else:
        yield SPECIAL.sub(r"\\\g<0>", word) + ("" if offer.open else " ")


def _for_zsh(line: Line, offer: Offer) -> Iterator[str]:
    """Write whether the word is whole, the word, and what is shown in its place."""
    yield f"{'-' if offer.open else '+'}{offer.word}\t{_beside(offer)}"


def _for_fish(line: Line, offer: Offer) -> Iterator[str]:
    yield f"{offer.word}\t{' '.join(offer.note.split())}"


def _beside(offer: Offer) -> str:
    note = " ".join(offer.note.split())
    return f"{offer.word}  -- {note}" if note else offer.word


WRITERS: Final[dict[str, Callable[[Line, Offer], Iterator[str]]]] = {
    "bash": _for_bash,
    "zsh": _for_zsh,
    "fish": _for_fish,
}
"""How an offer is written for each shell."""
