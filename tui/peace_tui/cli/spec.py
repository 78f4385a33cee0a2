"""What may be written on the command line: a row a command, from which parser, help and completion are made."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Sequence
from typing import Any, Final

from peace_tui.exporters.registry import FORMATS
from peace_tui.importers.registry import IMPORTS
from peace_tui.session.limits import IDLE_MINUTES, LIMIT_MINUTES
from peace_tui.text.messages import suggest

LIST_KINDS: Final = ("events", "people", "quotes", "sources", "claims", "disagreements")
"""What `list` lists."""
OUTPUT_FORMATS: Final = ("text", "json", "jsonl", "csv", "markdown")
"""The formats that it writes; other commands take the first two or none."""
SHELLS: Final = ("bash", "zsh", "fish")
"""The shells for which there is a completion script."""
MAX_MINUTES: Final = 100_000
"""The longest time that a session may be given."""
DATE_ORDERS: Final = ("dmy", "mdy", "ymd")
"""In which order a date such as 03/04/2025 may give day, month and year."""


class Argument:
    """A name or an option of a command, as `argparse` takes it."""

    def __init__(self, flag: str, help: str, **options: Any) -> None:
        """Declare an argument; `options` are those of `ArgumentParser.add_argument`."""
        self.flag, self.options = flag, {"help": help, **options}

    @property
    def is_option(self) -> bool:
        """Whether it begins with a hyphen, and is not known by its place."""
        return self.flag.startswith("-")

    @property
    def takes_value(self) -> bool:
        """Whether it is an option after which a value stands."""
        return self.is_option and self.options.get("action", "append") == "append"


class Command:
    """One command: its usage after the program's name, what it does, and what it takes."""

    def __init__(
        self,
        name: str,
        usage: str,
        summary: str,
        arguments: Sequence[Argument],
        examples: Sequence[str],
        module_name: str = "",
    ) -> None:
        """Declare a command; `module_name` is that of the module that runs it, where it is not the command's own."""
        self.name, self.usage, self.summary = name, usage, summary
        self.arguments, self.examples, self.module_name = arguments, examples, module_name

    @property
    def module(self) -> str:
        """The module that runs it."""
        return f"peace_tui.cli.commands.{self.module_name or self.name}"


class OneOf:
    """Reads one of a few words and, of any other, names the nearest."""

    def __init__(self, what: str, words: Sequence[str]) -> None:
        """Take one of the words; `what` is what they are called."""
        self.what, self.words = what, tuple(words)

    def __call__(self, word: str) -> str:
        """Return a word that is one of them, and refuse any other."""
        if word in self.words:
            return word
        hint = suggest(word, self.words) or "there are " + ", ".join(self.words)
        raise ArgumentTypeError(f"there is no {self.what} '{word}'; {hint}")


def parse_minutes(word: str) -> float:
    """Read a number of minutes."""
    try:
        if 0 <= (count := float(word)) <= MAX_MINUTES:
            return count
    except ValueError:
        pass
    raise ArgumentTypeError(f"'{word}' is no number of minutes from 0 to {MAX_MINUTES:,}")


def parse_port(word: str) -> int:
    """Read the number of a port."""
    if word.isascii() and word.isdigit() and 0 < int(word[:6]) < 65536:
        return int(word)
    raise ArgumentTypeError(f"'{word}' is no number of a port, from 1 to 65535")


DOSSIER: Final = Argument(
    "dossier", "a TOML file, or - for standard input; without it, the dossier that comes with the program", nargs="?"
)
DOSSIERS: Final = Argument(
    "dossiers",
    "a TOML file, several that are read as one, or - for standard input; if none, the dossier of the program",
    nargs="*",
    metavar="DOSSIER",
)
EDITED: Final = Argument("dossier", "a TOML file", metavar="DOSSIER")
DRY_RUN: Final = Argument("--dry-run", "show the lines that would change, and write nothing", action="store_true")
MINUTES: Final = {"metavar": "MINUTES", "type": parse_minutes}
NO_CACHE: Final = Argument(
    "--no-cache", "read the file itself, and keep no packed copy of a large one", action="store_true"
)
VIEW: Final = Argument("--view", "show only what passes this view string, such as 'person:witkoff \"peace deal\"'")
TEXT_OR_JSON: Final = Argument(
    "--format", "text or json; text if left out", default="text", type=OneOf("format", OUTPUT_FORMATS[:2])
)
COMMANDS: Final = (
    Command(
        "explore",
        "[DOSSIER]... [--view VIEW] [--no-cache] [--mouse] [--ascii] [--kiosk] [--idle MINUTES] [--limit MINUTES]",
        "Open the explorer: who said what, to whom, when, and according to whom.",
        (
            DOSSIERS,
            NO_CACHE,
            VIEW,
            Argument(
                "--mouse",
                "use the mouse over SSH too, where it selects text otherwise; F2 changes it",
                action="store_true",
            ),
            Argument("--ascii", "draw with ASCII signs, for screen readers and old terminals", action="store_true"),
            Argument(
                "--kiosk",
                "for strangers, as ForceCommand of sshd: no way out of the dossier; SSH_ORIGINAL_COMMAND is the view",
                action="store_true",
            ),
            Argument("--idle", f"close after so long without a key; 0 never, {IDLE_MINUTES:g} in a kiosk", **MINUTES),
            Argument("--limit", f"close after so long in any case; 0 never, {LIMIT_MINUTES:g} in a kiosk", **MINUTES),
        ),
        (
            "peace-tui",
            "peace-tui my-dossier.toml --view 'date:2025-10 -source:matzav'",
            "peace-tui list quotes --view 'person:witkoff,ushakov date:2025-10-14'",
            "peace-tui check my-dossier.toml",
        ),
    ),
    Command(
        "list",
        f"({'|'.join(LIST_KINDS)}) [DOSSIER]... [--view VIEW] [--as-pane] [--no-cache]"
        f" [--format {'|'.join(OUTPUT_FORMATS)}]",
        "List the records that pass a view.",
        (
            Argument(
                "kind", f"what to list: {', '.join(LIST_KINDS)}", metavar="KIND", type=OneOf("list of", LIST_KINDS)
            ),
            DOSSIERS,
            NO_CACHE,
            VIEW,
            Argument(
                "--as-pane",
                "list the rows of the explorer's pane: its own clauses do not filter it, what they pick is kept",
                action="store_true",
            ),
            Argument(
                "--format",
                f"{', '.join(OUTPUT_FORMATS)}; text if left out",
                default="text",
                type=OneOf("format", OUTPUT_FORMATS),
            ),
        ),
        (
            "peace-tui list quotes --view 'who:witkoff'",
            "peace-tui list events my-dossier.toml --format csv",
            "peace-tui list people --view '-source:matzav negotiation' --format json",
        ),
    ),
    Command(
        "show",
        "ID [DOSSIER]... [--no-cache]",
        "Show one record whole: a quote, event, person, source, claim or guided view.",
        (Argument("id", "the record's id", metavar="ID"), DOSSIERS, NO_CACHE),
        ("peace-tui show witkoff", "peace-tui show call-1 my-dossier.toml"),
    ),
    Command(
        "check",
        "DOSSIER... [--fix [--dry-run]] [--verify DIR] [--format text|json]",
        "Report everything that is wrong with dossiers, with line, column and remedy.",
        (
            Argument("dossiers", "TOML files, or - for standard input", nargs="+", metavar="DOSSIER"),
            Argument(
                "--fix",
                "fix what is certain: names where ids belong, dates short of a digit; all else stays to the byte",
                action="store_true",
            ),
            Argument("--dry-run", "with --fix: show what would be fixed, and write nothing", action="store_true"),
            Argument(
                "--verify",
                "look up what each source prints in the texts of this folder: SOURCE.txt, .md or .html",
                metavar="DIR",
            ),
            TEXT_OR_JSON,
        ),
        (
            "peace-tui check my-dossier.toml",
            "peace-tui check --fix --dry-run my-dossier.toml",
            "peace-tui check --verify archive my-dossier.toml",
            "peace-tui check --format json *.toml",
        ),
    ),
    Command(
        "rename",
        "OLD NEW DOSSIER [--dry-run]",
        "Give a record another id, everywhere in a dossier; comments and layout stay to the byte.",
        (
            Argument("id", "the record's id", metavar="OLD"),
            Argument("new_id", "the id it is to have, which no record has yet", metavar="NEW"),
            EDITED,
            DRY_RUN,
        ),
        ("peace-tui rename smith smith-john my-dossier.toml", "peace-tui rename call-1 call-oct14 my.toml --dry-run"),
        "edit",
    ),
    Command(
        "merge",
        "KEEP DROP DOSSIER [--dry-run]",
        "Make one of two people, sources, events or quotes; what only the second says is added to the first.",
        (
            Argument("id", "the id that stays, with what its record says", metavar="KEEP"),
            Argument("other_id", "the id that goes; what refers to it refers to the other then", metavar="DROP"),
            EDITED,
            DRY_RUN,
        ),
        ("peace-tui merge zelensky zelenskyy my-dossier.toml", "peace-tui merge call-1 call-2 my.toml --dry-run"),
        "edit",
    ),
    Command(
        "schema",
        "",
        "Print the JSON Schema of the dossier format, for editors.",
        (),
        ("peace-tui schema > dossier.schema.json",),
    ),
    Command(
        "new",
        "FILE",
        "Write a small commented dossier to start from.",
        (Argument("file", "the TOML file to write, which must not exist yet; - prints it", metavar="FILE"),),
        ("peace-tui new my-dossier.toml",),
    ),
    Command(
        "export",
        f"({'|'.join(format.name for format in FORMATS)}) [DOSSIER]... [--view VIEW] [--no-cache] [-o FILE] [--force]",
        "Export what passes a view, with a footer that names the view, the counts and the dossier.",
        (
            Argument(
                "form",
                "; ".join(f"{format.name}: {format.summary}" for format in FORMATS),
                metavar="FORMAT",
                type=OneOf("format", [format.name for format in FORMATS]),
            ),
            DOSSIERS,
            NO_CACHE,
            VIEW,
            Argument("-o", "the file to write; without it or with -, standard output", dest="output", metavar="FILE"),
            Argument("--force", "replace the file if it is there already", action="store_true"),
            *(
                Argument(
                    f"--{option.name}",
                    f"{format.name}: {option.help} ({', '.join(option.choices)})",
                    type=OneOf(option.name, option.choices),
                )
                for format in FORMATS
                for option in format.options
            ),
        ),
        (
            "peace-tui export markdown --view 'event:call-oct14' -o call.md",
            "peace-tui export csv my-dossier.toml --view 'date:2025-10'",
        ),
    ),
    Command(
        "diff",
        "(OLD NEW [--format text|json] | --textconv FILE)",
        "Tell how two states of a dossier differ, in a reader's terms. The exit code is 1 if they do.",
        (
            Argument("old", "a TOML file, or - for standard input", nargs="?"),
            Argument("new", "what became of it", nargs="?"),
            TEXT_OR_JSON,
            Argument("--textconv", "print one dossier as lines that git diff can compare", metavar="FILE"),
        ),
        ("peace-tui diff old.toml new.toml", "peace-tui diff --textconv my-dossier.toml"),
    ),
    Command(
        "import",
        f"({'|'.join(IMPORTS)}) FILE [-o DOSSIER] [--force] [--dry-run] [--map FIELD=COLUMN]..."
        " [--timezone ZONE] [--date-order ORDER] [--encoding NAME]",
        "Make a dossier of a file in another format, and say what was read, mapped and left out.",
        (
            Argument("kind", ", ".join(IMPORTS), metavar="FORMAT", type=OneOf("import of", tuple(IMPORTS))),
            Argument("file", "the file, or - for standard input", metavar="FILE"),
            Argument(
                "-o", "the dossier to write; without it or with -, standard output", dest="output", metavar="DOSSIER"
            ),
            Argument("--force", "replace the dossier if it is there already", action="store_true"),
            Argument("--dry-run", "show the report and the first records, and write no file", action="store_true"),
            Argument(
                "--map",
                "csv: take a field from a column, such as who=Speaker; may be given again and again",
                action="append",
                metavar="FIELD=COLUMN",
            ),
            Argument(
                "--timezone", "the time zone of clock times without an offset, such as Europe/Kyiv", metavar="ZONE"
            ),
            Argument(
                "--encoding", "the encoding of the file, such as windows-1251; found out if left out", metavar="NAME"
            ),
            Argument(
                "--date-order",
                f"how 03/04/2025 is to be read: {', '.join(DATE_ORDERS)}",
                metavar="ORDER",
                type=OneOf("date order", DATE_ORDERS),
            ),
        ),
        (
            "peace-tui import csv speeches.csv --map who=Speaker --map text=Words -o speeches.toml",
            "peace-tui import timelinejs timeline.json -o timeline.toml",
            "peace-tui import csl bibliography.json > sources.toml",
            "peace-tui import tei ParlaMint-TR_2020-05-27.xml -o sitting.toml",
        ),
        module_name="import_",
    ),
    Command(
        "completion",
        f"({'|'.join(SHELLS)})",
        "Print a script for your shell that completes commands, options, ids and views.",
        (
            Argument("shell", ", ".join(SHELLS), metavar="SHELL", type=OneOf("script for", SHELLS)),
            Argument("--answer", "what the script asks: the line before the cursor", metavar="LINE"),
            Argument("--rest", "and behind it", metavar="LINE", default=""),
        ),
        ("peace-tui completion bash", "peace-tui completion fish > ~/.config/fish/completions/peace-tui.fish"),
    ),
    Command(
        "serve",
        "[DOSSIER] [--view VIEW] [--host HOST] [--port PORT] [--idle MINUTES] [--limit MINUTES] [--no-kiosk]",
        "Serve the explorer to browsers, on this machine unless told otherwise.",
        (
            DOSSIER,
            VIEW,
            Argument("--host", "the address to be reached at; this machine only if left out", default="127.0.0.1"),
            Argument("--port", "the port; 8000 if left out", default=8000, metavar="PORT", type=parse_port),
            Argument(
                "--idle", f"close one after so long without a key; 0 never, {IDLE_MINUTES:g} if left out", **MINUTES
            ),
            Argument(
                "--limit", f"close one after so long in any case; 0 never, {LIMIT_MINUTES:g} if left out", **MINUTES
            ),
            Argument("--no-kiosk", "with the ways out that strangers do not get, for yourself", action="store_true"),
        ),
        ("peace-tui serve", "peace-tui serve my-dossier.toml --port 8080"),
    ),
    Command(
        "keys",
        "",
        "Print what the keys of the explorer do, with the id under which each can be given other keys.",
        (),
        ("peace-tui keys",),
    ),
    Command(
        "paths",
        "",
        "Print where settings, remembered places and packed dossiers are kept, and how large those are.",
        (),
        ("peace-tui paths",),
    ),
)
"""The commands, in the order of the help. The first is what runs without a command's name."""
EXPLORE: Final = COMMANDS[0]
COMMAND_BY_NAME: Final = {command.name: command for command in COMMANDS[1:]}
VALUE_OPTIONS: Final = {a.flag for command in COMMANDS for a in command.arguments if a.takes_value}
"""The options after which a value stands."""
