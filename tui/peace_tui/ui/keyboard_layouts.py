"""Keyboards of other scripts: the key of each letter, so that letters act by their position.

One row a layout, in the order of a Latin keyboard. Signs act by their position too where the layout has no letter
there, but only after a letter of that layout: they are signs of Latin keyboards as well.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

KEYBOARD: Final = "qwertyuiop asdfghjkl zxcvbnm /?"
LAYOUTS: Final = {
    "Russian": "йцукенгшщз фывапролд ячсмить .,",
    "Ukrainian": "йцукенгшщз фівапролд ячсмить .,",
    "Greek": ";ςερτυθιοπ ασδφγηξκλ ζχψωβνμ /?",
    "Hebrew": "/'קראטוןםפ שדגכעיחלך זסבהנמצ .?",
}
POSITIONS: Final = [(there, here) for row in LAYOUTS.values() for there, here in zip(row, KEYBOARD, strict=True)]
LATIN: Final = {
    **{there.upper(): here.upper() for there, here in POSITIONS if there.isalpha()},
    **{there: here for there, here in POSITIONS if there.isalpha()},
    "Σ": "S",  # the capital of ς, too, which is at w
}
"""Each letter of a layout, and the one at its position on the Latin keyboard; capitals are those with Shift."""
SIGNS: Final = {
    letter: signs
    for row in LAYOUTS.values()
    for signs in [
        {there: here for there, here in zip(row, KEYBOARD, strict=True) if not there.isalpha() and there != here}
    ]
    for letter in {*row, *row.upper()}
    if letter.isalpha()
}
"""For each letter, the signs of its layout that have another position on the Latin keyboard."""
NAMES: Final = {"/": "slash", "?": "question_mark"}
"""What Textual calls the signs."""


class Keyboard:
    """The layout of the reader's keyboard, as far as their keys have shown it."""

    def __init__(self, own: Collection[str] = ()) -> None:
        """Leave alone the keys `own`, which the reader has given actions of their own."""
        self.own = own
        self.signs: dict[str, str] = {}

    def latin(self, character: str | None) -> str | None:
        """Return what a Latin keyboard has at the position of a character; None if that is the character."""
        if not character or character in self.own:
            return None
        if character in LATIN:
            self.signs = SIGNS[character]
            return LATIN[character]
        if character.isascii() and character.isalpha():
            self.signs = {}
        sign = self.signs.get(character)
        return sign if sign and NAMES.get(character) not in self.own else None


def key_of(character: str) -> str:
    """Return what Textual calls the key of a character."""
    return NAMES.get(character, character)
