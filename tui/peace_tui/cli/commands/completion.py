"""Print a shell's completion script, or answer what such a script asks.

The scripts hold no list of anything: every answer comes from the program.
"""

from __future__ import annotations

import re
from argparse import Namespace
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from peace_tui.cli.candidates import Candidate, Request, find_candidates
from peace_tui.cli.exit_codes import SUCCESS
from peace_tui.system.streams import write_stdout

WORD_SEPARATORS: Final = " \t"
COMMAND_SEPARATORS: Final = ";|&()\n"
WORD_BREAKS: Final = ":="
"""Where bash begins a word to complete inside a word (`$COMP_WORDBREAKS`)."""
ESCAPABLE: Final = '"\\$`'
"""What a backslash escapes between double quotation marks."""
SPECIAL: Final = re.compile(r"[^\w@%+=:,./~-]")
"""What bash wants a backslash before, outside of quotation marks."""
SPECIAL_IN_QUOTES: Final = re.compile(r'["\\$`]')

BASH: Final = r"""# Completion of peace-tui for bash. In ~/.bashrc:
#     eval "$(peace-tui completion bash)"
_peace_tui() {
    local word left=${COMP_LINE:0:COMP_POINT} right=${COMP_LINE:COMP_POINT}
    COMPREPLY=()
    while IFS= read -r word; do
        COMPREPLY+=("$word")
    done < <("${1/#\~/$HOME}" completion bash --answer="$left" --rest="$right" 2>/dev/null)
}
complete -o nospace -F _peace_tui peace-tui
"""

ZSH: Final = r"""#compdef peace-tui
# Completion of peace-tui for zsh. In ~/.zshrc, after compinit:
#     eval "$(peace-tui completion zsh)"
_peace_tui() {
    # $LBUFFER would lack the quotation mark that is open at the cursor: the line is built again from its words.
    local line typed=$PREFIX
    [[ -n $compstate[quote] ]] || typed=${(Q)PREFIX}
    local left="${(j: :)${(@qq)${(@Q)words[1,CURRENT-1]}}} ${${(qq)typed}%\'}"
    local right=" ${(j: :)${(@qq)${(@Q)words[CURRENT+1,-1]}}}"
    local -a whole whole_shown open open_shown
    while IFS= read -r line; do
        if [[ $line == +* ]]; then
            whole+=("${${line#+}%%$'\t'*}")
            whole_shown+=("${line#*$'\t'}")
        else
            open+=("${${line#-}%%$'\t'*}")
            open_shown+=("${line#*$'\t'}")
        fi
    done < <(${(Q)~words[1]} completion zsh --answer="$left" --rest="$right" 2>/dev/null)
    compadd -l -d whole_shown -a whole
    compadd -l -S '' -d open_shown -a open
}
if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
    _peace_tui "$@"
else
    compdef _peace_tui peace-tui
fi
"""

FISH: Final = r"""# Completion of peace-tui for fish. In ~/.config/fish/config.fish:
#     peace-tui completion fish | source
function __peace_tui
    set -l left (commandline --cut-at-cursor --current-process | string collect)
    set -l all (commandline --current-process | string collect)
    set -l right (string sub --start (math (string length -- "$left") + 1) -- "$all")
    peace-tui completion fish --answer="$left" --rest="$right" 2>/dev/null
end
complete --command peace-tui --no-files --arguments '(__peace_tui)'
"""

SCRIPTS: Final = {"bash": BASH, "zsh": ZSH, "fish": FISH}
"""The scripts, by the names of the shells."""


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


def complete_line(shell: str, left: str, right: str = "") -> Iterator[str]:
    """Yield an answer for each candidate; `left` and `right` are the command line before and behind the cursor."""
    line = parse_line(left)
    behind = parse_line(right)
    after = [*behind.words, behind.current] if right[:1].isspace() else [*behind.words, behind.current][1:]
    request = Request(line.words[1:], line.current, [word for word in after if word])
    candidates = find_candidates(request) if line.words else []
    format = FORMATTERS[shell]
    for candidate in candidates:
        yield from format(line, candidate)
    if shell == "bash" and line.quote and len(candidates) == 1 and candidates[0].word.endswith(":"):
        # Of two words bash takes what they have in common; behind a single one it would close the quotation.
        yield from format(line, candidates[0]._replace(word=f"{candidates[0].word} "))


def _format_for_bash(line: ShellLine, candidate: Candidate) -> Iterator[str]:
    """Yield the part of the word that bash replaces; the space behind a complete word goes with it."""
    word = candidate.word[line.kept :] if candidate.word.startswith(line.current[: line.kept]) else ""
    if not word:
        return
    if line.quote == "'":
        if "'" not in word:
            yield word
    elif line.quote:
        yield SPECIAL_IN_QUOTES.sub(r"\\\g<0>", word)
    else:
        yield SPECIAL.sub(r"\\\g<0>", word) + ("" if candidate.open else " ")


def _format_for_zsh(line: ShellLine, candidate: Candidate) -> Iterator[str]:
    """Yield whether the word is complete, the word, and what is shown in its place."""
    note = " ".join(candidate.note.split())
    shown = f"{candidate.word}  -- {note}" if note else candidate.word
    yield f"{'-' if candidate.open else '+'}{candidate.word}\t{shown}"


def _format_for_fish(line: ShellLine, candidate: Candidate) -> Iterator[str]:
    yield f"{candidate.word}\t{' '.join(candidate.note.split())}"


FORMATTERS: Final[dict[str, Callable[[ShellLine, Candidate], Iterator[str]]]] = {
    "bash": _format_for_bash,
    "zsh": _format_for_zsh,
    "fish": _format_for_fish,
}
"""How an answer is written for each shell."""


def run(arguments: Namespace) -> int:
    """Print the script of a shell, or what may stand at the cursor of its line."""
    if arguments.answer is None:
        write_stdout([SCRIPTS[arguments.shell]])
    else:
        write_stdout(f"{line}\n" for line in complete_line(arguments.shell, arguments.answer, arguments.rest))
    return SUCCESS
