"""A command line as it is being typed: its words, and the one under the cursor, with the quotation mark left open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

BLANKS: Final = " \t"
ENDS: Final = ";|&()\n"
"""What ends one command and begins another."""
BREAKS: Final = ":="
"""Where bash begins a word to complete inside a word."""
ESCAPED: Final = '"\\$`'
"""What a backslash escapes between double quotation marks."""


@dataclass
class Line:
    """The words before the one under the cursor, without quotation marks, and what there is of that one."""

    words: list[str] = field(default_factory=list)
    current: str = ""
    quote: str = ""
    """The quotation mark that is open at the cursor."""
    base: int = 0
    """How much of the current word stands before the part that bash replaces."""
    begun: bool = False
    """Whether there is a current word, be it an empty one in quotation marks."""

    def end_word(self) -> None:
        """Add the current word to the others."""
        if self.begun:
            self.words.append(self.current)
        self.current, self.base, self.begun = "", 0, False


def line_of(text: str) -> Line:
    """Read a line up to the cursor; of several commands in it the last counts."""
    line = Line()
    outside = 0
    escaped = False
    for character in text:
        if escaped:
            kept = "" if line.quote != '"' or character in ESCAPED else "\\"
            line.current += kept + character
            escaped = False
        elif character == "\\" and line.quote != "'":
            escaped = line.begun = True
        elif line.quote:
            if character == line.quote:
                line.quote, line.base = "", outside
            else:
                line.current += character
        elif character in "'\"":
            line.quote, line.begun = character, True
            outside, line.base = line.base, len(line.current)
        elif character in BLANKS:
            line.end_word()
        elif character in ENDS:
            line = Line()
        else:
            line.current += character
            line.begun = True
            if character in BREAKS:
                line.base = len(line.current)
    return line
