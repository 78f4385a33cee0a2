"""Print a shell's completion script, or answer what such a script asks.

The scripts hold no list of anything: every answer comes from the program.
"""

from __future__ import annotations

import os
import re
from argparse import Namespace
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Final, NamedTuple

from peace_tui.cli.spec import COMMAND_BY_NAME, COMMANDS, EXPLORE, VALUE_OPTIONS, Argument, Command, OneOf
from peace_tui.errors import SUCCESS, InputError
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import FACET, FACETS, FREE, UNDATED
from peace_tui.query.view import AT, FACET_PREFIX, Clause
from peace_tui.system.streams import STANDARD_INPUT, write_stdout
from peace_tui.text.folding import fold
from peace_tui.text.terminal_safe import preview

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
    completer = _Completer(line.words[1:], line.current, [word for word in after if word])
    printable = (found for found in completer.find_candidates() if found.word.isprintable())
    candidates = [*islice(printable, MAX_CANDIDATES)] if line.words else []
    format = SCRIPT_FORMATTERS[shell]
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


SCRIPT_FORMATTERS: Final[dict[str, Callable[[ShellLine, Candidate], Iterator[str]]]] = {
    "bash": _format_for_bash,
    "zsh": _format_for_zsh,
    "fish": _format_for_fish,
}
"""How an answer is written for each shell."""


MAX_CANDIDATES: Final = 2_000
"""How many candidates a shell is given."""
DOSSIER_ARGUMENTS: Final = ("dossier", "dossiers", "old", "new")
"""The arguments that are files of dossiers."""
METAVAR_KINDS: Final = {"EVENT": "events", "PERSON": "people", "SOURCE": "sources", "QUOTE": "quotes"}
"""What the value of an option is called, and the records whose ids it may be."""
PLAIN_DATE: Final = re.compile(r"\d{4}(-\d\d){0,2}")


class Candidate(NamedTuple):
    """A word that may stand at the cursor."""

    word: str
    note: str = ""
    open: bool = False
    """Whether the word goes on: no space follows it."""


class _Completer:
    """Reads one command line as the parser does, as far as it has been typed."""

    def __init__(self, words: Sequence[str], current: str, after: Sequence[str]) -> None:
        """Take the words before the current one, without the program's name, that one, and the words behind it."""
        self.words, self.current, self.after = words, current, after
        names = _find_names(words)
        self.command: Command = (COMMAND_BY_NAME.get(names[0]) if names else None) or EXPLORE
        self.names = names if self.command is EXPLORE else names[1:]
        self.is_first = not names

    def find_candidates(self) -> Iterator[Candidate]:
        """Yield what may stand in place of the current word."""
        words, current = self.words, self.current
        flag = words[-1] if words and words[-1] in VALUE_OPTIONS and "--" not in words else ""
        if flag:
            yield from self._find_values(self._find_option(flag), current)
        elif current.startswith("-") and "--" not in words:
            flag, equals, value = current.partition("=")
            if equals:
                found = self._find_values(self._find_option(flag), value)
                yield from (candidate._replace(word=f"{flag}={candidate.word}") for candidate in found)
            else:
                yield from self._find_flags(current)
        else:
            if self.is_first:
                yield from _select(current, ((command.name, command.summary) for command in COMMANDS[1:]))
            yield from self._find_values(self._find_positional(len(self.names)), current)

    def _find_flags(self, typed: str) -> Iterator[Candidate]:
        general = [("--help", "show this help"), *([("--version", "show the version")] if self.is_first else [])]
        own = [(each.flag, str(each.options["help"])) for each in self.command.arguments if each.is_option]
        yield from _select(typed, [*own, *general])

    def _find_option(self, flag: str) -> Argument | None:
        return next((each for each in self.command.arguments if each.flag == flag), None)

    def _find_positional(self, index: int) -> Argument | None:
        positional = [each for each in self.command.arguments if not each.is_option]
        if index < len(positional):
            return positional[index]
        return positional[-1] if positional and positional[-1].options.get("nargs") in ("+", "*") else None

    def _find_values(self, argument: Argument | None, typed: str) -> Iterator[Candidate]:
        """Yield what may be the value of an argument."""
        if argument is None:
            return
        kind, metavar = argument.options.get("type"), argument.options.get("metavar")
        if isinstance(kind, OneOf):
            yield from _select(typed, ((word, "") for word in kind.words))
        elif argument.flag == "--view":
            yield from find_view_values(typed, self.dossier)
        elif argument.flag in ("id", "other_id"):
            records = self.dossier.by_id.items() if self.dossier else ()
            yield from _select(typed, ((id, _describe(record)) for id, record in records))
        elif metavar in METAVAR_KINDS:
            records = getattr(self.dossier, METAVAR_KINDS[metavar]) if self.dossier else ()
            yield from _select(typed, ((record.id, _describe(record)) for record in records))
            yield from _select(typed, ((_describe(record), record.id) for record in records if typed))
        elif argument.flag in DOSSIER_ARGUMENTS or metavar == "DOSSIER":
            yield from _find_files(typed, ".toml")
        elif metavar in ("FILE", "ARTICLE", "DIR"):
            yield from _find_files(typed, "/" if metavar == "DIR" else "")

    @cached_property
    def dossier(self) -> Dossier | None:
        """The dossier that the line names before or behind the cursor, else the bundled one; None if it has errors."""
        flags = [each.flag for each in self.command.arguments if not each.is_option]
        if not {"dossier", "dossiers"} & {*flags}:
            return None
        is_name = not self.current.startswith("-") and not (self.words and self.words[-1] in VALUE_OPTIONS)
        names = [*self.names, *([""] if is_name else []), *_find_names(self.after)]
        index = next(index for index, flag in enumerate(flags) if flag in ("dossier", "dossiers"))
        files = [os.path.expanduser(name) for name in names[index:] if name]
        try:
            return None if STANDARD_INPUT in files else load(*files)
        except InputError:
            return None


def _find_names(words: Sequence[str]) -> list[str]:
    """Return the words that are neither options nor the values of options."""
    names: list[str] = []
    is_value = False
    for index, word in enumerate(words):
        if word == "--":
            return [*names, *words[index + 1 :]]
        if not is_value and (not word.startswith("-") or word == "-"):
            names.append(word)
        is_value = word in VALUE_OPTIONS and not is_value
    return names


def _select(typed: str, words: Iterable[tuple[str, str]]) -> Iterator[Candidate]:
    """Yield the words, each with its note, that begin as typed."""
    return (Candidate(word, note) for word, note in words if word.startswith(typed))


def _describe(record: object) -> str:
    """Return what a record is, in a few words."""
    words = (getattr(record, name, None) for name in ("name", "label", "title", "text", "view"))
    return preview(str(next(filter(None, words), "")))


def _find_files(typed: str, ending: str) -> Iterator[Candidate]:
    """Yield the files with an ending that begin as typed, and folders to go into; with "/" for an ending only those."""
    folder, beginning = os.path.split(typed)
    try:
        with os.scandir(os.path.expanduser(folder) or os.curdir) as entries:
            found = sorted((entry.name, entry.is_dir()) for entry in entries)
    except (OSError, ValueError):
        return
    for name, is_folder in found:
        if name.startswith(beginning) and (beginning or not name.startswith(".")):
            path = os.path.join(folder, name)
            if is_folder:
                yield Candidate(f"{path}/", open=True)
            elif name.endswith(ending):
                yield Candidate(path)


def find_view_values(typed: str, dossier: Dossier | None) -> Iterator[Candidate]:
    """Yield the view string with its last item completed: the facet that is being typed, or the last of its values.

    Without a dossier only what any dossier has is known.
    """
    start, comma = _find_last_item(typed)
    item = typed[start:]
    sign = "-" if item.startswith("-") else ""
    if not (name := FACET_PREFIX.match(item, len(sign))):
        names = {f.name: f.words for f in FACETS if f.name != FREE} | ({} if sign else {AT: "the cursor on"})
        for facet, words in names.items():
            if facet.startswith(item[len(sign) :]):
                yield Candidate(f"{typed[:start]}{sign}{facet}:", words, open=True)
        return
    values_start = start + name.end()
    value_start = max(comma, values_start)
    value = typed[value_start:]
    given = typed[values_start:value_start].split(",")
    for known, note in _find_known_values(name[1], dossier):
        written = _format_value(known, quoted=value.startswith('"'))
        if written not in given and fold(known).startswith(fold(value.removeprefix('"'))):
            yield Candidate(typed[:value_start] + written, note, open=True)


def _find_last_item(typed: str) -> tuple[int, int]:
    """Return where the last item of a view begins, and its last value if there is a comma before that."""
    start = comma = 0
    quoted = escaped = False
    for end, character in enumerate(typed, 1):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character.isspace():
            start, comma = end, 0
        elif not quoted and character == ",":
            comma = end
    return start, comma


def _find_known_values(name: str, dossier: Dossier | None) -> Iterator[tuple[str, str]]:
    """Yield the values that a facet can have, each with what it is."""
    facet = FACET.get(name)
    if facet and facet.options:
        yield from ((option, "") for option in facet.options)
    elif facet and facet.names == "dates":
        yield UNDATED, "without a date"
        if dossier:
            texts = {date.text for date in (*dossier.event_index.dates, *dossier.quote_index.dates)}
            yield from ((text, "") for text in sorted(texts) if PLAIN_DATE.fullmatch(text))
    elif dossier and (facet or name == AT):
        known = facet.known_values(dossier) if facet else dossier.by_id
        yield from ((value, _describe(dossier.by_id.get(value))) for value in known)


def _format_value(value: str, quoted: bool) -> str:
    """Return a value as a view string writes it; in quotation marks where they have been opened."""
    plain = str(Clause("tag", (value,))).removeprefix("tag:")
    return plain if plain.startswith('"') or not quoted else f'"{plain}"'


def run(arguments: Namespace) -> int:
    """Print the script of a shell, or what may stand at the cursor of its line."""
    if arguments.answer is None:
        write_stdout([SCRIPTS[arguments.shell]])
    else:
        write_stdout(f"{line}\n" for line in complete_line(arguments.shell, arguments.answer, arguments.rest))
    return SUCCESS
