"""Keyboards of other scripts: the key on which a letter stands, so that letters act by their place.

One row a layout, in the order of a Latin keyboard. Signs act by their place too where no letter of the layout stands
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
PLACES: Final = [(there, here) for row in LAYOUTS.values() for there, here in zip(row, KEYBOARD, strict=True)]
LATIN: Final = {
    **{there.upper(): here.upper() for there, here in PLACES if there.isalpha()},
    **{there: here for there, here in PLACES if there.isalpha()},
    "Σ": "S",  # the capital of ς, too, which stands at w
}
"""Each letter of a layout, and the one at its place of the Latin keyboard; capitals are those with Shift."""
SIGNS: Final = {
    letter: signs
    for row in LAYOUTS.values()
    for signs in [
        {there: here for there, here in zip(row, KEYBOARD, strict=True) if not there.isalpha() and there != here}
    ]
    for letter in {*row, *row.upper()}
    if letter.isalpha()
}
"""For each letter, the signs of its layout that stand at another place of the Latin keyboard."""
NAMES: Final = {"/": "slash", "?": "question_mark"}
"""What Textual calls the signs."""


class Keyboard:
    """The keyboard of the reader, as far as their keys have told."""

    def __init__(self, own: Collection[str] = ()) -> None:
        """Leave alone the keys `own`, which the reader has given actions of their own."""
        self.own = own
        self.signs: dict[str, str] = {}

    def latin(self, character: str | None) -> str | None:
        """Return what stands at the place of a character on a Latin keyboard; None if that is the character."""
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
