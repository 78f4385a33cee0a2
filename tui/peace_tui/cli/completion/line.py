"""A command line as it is being typed: its words, and the one under the cursor, with the quotation mark left open."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

WORD_SEPARATORS: Final = " \t"
COMMAND_SEPARATORS: Final = ";|&()\n"
WORD_BREAKS: Final = ":="
"""Where bash begins a word to complete inside a word (`$COMP_WORDBREAKS`)."""
ESCAPABLE: Final = '"\\$`'
"""What a backslash escapes between double quotation marks."""


@dataclass
class ShellLine:
    """The words before the one under the cursor, without quotation marks, and what there is of that one."""

    words: list[str] = field(default_factory=list)
    current: str = ""
    quote: str = ""
    """The quotation mark that is open at the cursor."""
    kept: int = 0
    """How many characters of the current word stand before the part that bash replaces."""
    has_current: bool = False
    """Whether there is a current word, be it an empty one in quotation marks."""

    def end_word(self) -> None:
        """Add the current word to the others."""
        if self.has_current:
            self.words.append(self.current)
        self.current, self.kept, self.has_current = "", 0, False


def parse_line(text: str) -> ShellLine:
    """Read a line up to the cursor; of several commands in it the last counts."""
    line = ShellLine()
    kept_outside_quotes = 0
    escaped = False
    for character in text:
        if escaped:
            backslash = "\\" if line.quote == '"' and character not in ESCAPABLE else ""
            line.current += backslash + character
            escaped = False
        elif character == "\\" and line.quote != "'":
            escaped = line.has_current = True
        elif line.quote:
            if character == line.quote:
                line.quote, line.kept = "", kept_outside_quotes
            else:
                line.current += character
        elif character in "'\"":
            line.quote, line.has_current = character, True
            kept_outside_quotes, line.kept = line.kept, len(line.current)
        elif character in WORD_SEPARATORS:
            line.end_word()
        elif character in COMMAND_SEPARATORS:
            line = ShellLine()
        else:
            line.current += character
            line.has_current = True
            if character in WORD_BREAKS:
                line.kept = len(line.current)
    return line
