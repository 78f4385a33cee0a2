"""What may be written on the command line: a row a command, from which parser, help and completion are made."""

from __future__ import annotations

import re
from argparse import ArgumentTypeError
from collections.abc import Sequence
from typing import Any, Final

from peace_tui.exporters.registry import FORMATS, TABLE_OPTION, ExportFormat, ExportOption
from peace_tui.importers.registry import IMPORTS
from peace_tui.session.limits import IDLE_MINUTES, LIMIT_MINUTES, MAX_MINUTES
from peace_tui.text.messages import suggest

LIST_KINDS: Final = ("events", "people", "quotes", "sources", "claims", "disagreements", "marks")
"""What `list` lists."""
OUTPUT_FORMATS: Final = ("text", "json", "jsonl", "csv", "markdown")
"""The formats that it writes; other commands take the first two or none."""
SHELLS: Final = ("bash", "zsh", "fish")
"""The shells for which there is a completion script."""
SPOKEN_MEASURES: Final = ("words", "seconds")
MODES: Final = ("direct", "indirect", "summary", "transcript")  # as in the records, which take long to import
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
        entry_point: str = "",
    ) -> None:
        """Declare a command; its `entry_point` is `MODULE:FUNCTION` where it is not `run` of the module of its name."""
        self.name, self.usage, self.summary = name, usage, summary
        self.arguments, self.examples = arguments, examples
        self.module_name, _, self.function = (entry_point or f"{name}:run").partition(":")

    @property
    def module(self) -> str:
        """The module that runs it."""
        return f"peace_tui.cli.commands.{self.module_name}"


class OneOf:
    """Reads one of a few words and, of any other, names the nearest."""

    def __init__(self, what: str, words: Sequence[str]) -> None:
        """Take one of the words; `what` is what they are called."""
        self.what, self.words = what, tuple(words)

    def __call__(self, word: str) -> str:
        """Return a word that is one of them, and refuse any other."""
        if word in self.words:
            return word
        hint = suggest(word, self.words) or "try " + ", ".join(self.words)
        raise ArgumentTypeError(f"unknown {self.what} '{word}'; {hint}")


def parse_minutes(word: str) -> float:
    """Read a number of minutes."""
    try:
        if 0 <= (count := float(word)) <= MAX_MINUTES:
            return count
    except ValueError:
        pass
    raise ArgumentTypeError(f"'{word}' is not a number of minutes from 0 to {MAX_MINUTES:,}")


def parse_digest(word: str) -> str:
    """Read the digest of a dossier, or its beginning."""
    if re.fullmatch(r"[0-9a-fA-F]{6,64}", word):
        return word.lower()
    raise ArgumentTypeError(f"'{word}' is not the digest of a dossier, of 6 to 64 hexadecimal digits")


def parse_port(word: str) -> int:
    """Read the number of a port."""
    if word.isascii() and word.isdigit() and 0 < int(word[:6]) < 65536:
        return int(word)
    raise ArgumentTypeError(f"'{word}' is not a port number from 1 to 65535")


def _export_argument(format: ExportFormat, option: ExportOption) -> Argument:
    """Return the argument for an option of an export format."""
    if not option.choices:
        return Argument(option.flag, f"{format.name}: {option.help}", action="store_const", const="yes")
    kind = OneOf("kind" if option.name == TABLE_OPTION else option.name, option.choices)
    return Argument(option.flag, f"{format.name}: {option.help} ({', '.join(option.choices)})", type=kind)


DOSSIER: Final = Argument("dossier", "a TOML file, or - for standard input; default: the bundled dossier", nargs="?")
DOSSIERS: Final = Argument(
    "dossiers",
    "a TOML file, several read as one, or - for standard input; default: the bundled dossier",
    nargs="*",
    default=[],  # else argparse calls it required where something else is missing
    metavar="DOSSIER",
)
FILES: Final = Argument(
    "dossiers", **DOSSIERS.options | {"help": "a TOML file, several read as one; default: the bundled dossier"}
)
"""What is read by a command whose standard input has the answers of a reader."""
EDITED_TOGETHER: Final = Argument(
    "dossiers", "a TOML file, or several that share records", nargs="+", metavar="DOSSIER"
)
EDITED: Final = Argument("dossier", "a TOML file", metavar="DOSSIER")
OUTPUT_FILE: Final = Argument("-o", "the file to write; default: standard output", dest="output", metavar="FILE")
FORCE: Final = Argument("--force", "overwrite an existing file", action="store_true")
DRY_RUN: Final = Argument("--dry-run", "show the lines that would change; write nothing", action="store_true")
MINUTES: Final = {"metavar": "MINUTES", "type": parse_minutes}
NO_CACHE: Final = Argument("--no-cache", "ignore the cache", action="store_true")
VIEW: Final = Argument("--view", "a filter, such as 'person:witkoff \"peace deal\"'")
MADE_ON: Final = Argument(
    "--made-on",
    "the digest of the dossier on which the view was made: of another state, what is gone since is told and left out",
    metavar="DIGEST",
    type=parse_digest,
)
ASCII: Final = Argument(
    "--ascii", "use no signs beyond ASCII, for old terminals and screen readers; letters stay", action="store_true"
)
NO_PAGER: Final = Argument("--no-pager", "do not page long output on a terminal", action="store_true")
TEXT_OR_JSON: Final = Argument(
    "--format", "text or json; default: text", default="text", type=OneOf("format", OUTPUT_FORMATS[:2])
)
COMMANDS: Final = (
    Command(
        "explore",
        "[DOSSIER]... [--view VIEW [--made-on DIGEST]] [--articles DIR] [--no-cache] [--theme NAME]"
        " [--mouse] [--ascii] [--kiosk] [--idle MINUTES] [--limit MINUTES]",
        "Open the explorer: who said what, to whom, when, and according to whom.",
        (
            DOSSIERS,
            NO_CACHE,
            VIEW,
            MADE_ON,
            Argument(
                "--articles",
                "the folder of saved articles; default: articles or archive beside the dossier, or its own folder",
                metavar="DIR",
            ),
            Argument("--theme", "the colors: peace-dark, peace-light, or any theme of Textual", metavar="NAME"),
            Argument(
                "--mouse",
                "use the mouse over SSH (F2 toggles)",
                action="store_true",
            ),
            ASCII,
            Argument(
                "--kiosk",
                "read-only public mode for sshd's ForceCommand; SSH_ORIGINAL_COMMAND is the filter",
                action="store_true",
            ),
            Argument(
                "--idle", f"close after so many idle minutes; 0: never; default in a kiosk: {IDLE_MINUTES:g}", **MINUTES
            ),
            Argument(
                "--limit", f"close after so many minutes; 0: never; default in a kiosk: {LIMIT_MINUTES:g}", **MINUTES
            ),
        ),
        (
            "peace-tui",
            "peace-tui my-dossier.toml --view 'date:2025-10 -source:matzav'",
            "peace-tui list quotes --view 'person:witkoff,ushakov date:2025-10-14'",
            "peace-tui check my-dossier.toml",
        ),
    ),
    Command(
        "read",
        "[DOSSIER]... [--view VIEW [--made-on DIGEST]] [--ascii] [--no-cache]",
        "Read a dossier line by line: for screen readers, braille displays and terminals that cannot place a cursor.",
        (FILES, VIEW, MADE_ON, ASCII, NO_CACHE),
        ("peace-tui read", "peace-tui read my-dossier.toml --view 'date:2025-10'"),
    ),
    Command(
        "list",
        f"({'|'.join(LIST_KINDS)}) [DOSSIER]... [--view VIEW [--made-on DIGEST]] [--as-pane]"
        f" [--by {'|'.join(SPOKEN_MEASURES)}] [--no-cache] [--format {'|'.join(OUTPUT_FORMATS)}]"
        " [--ascii] [--no-pager]",
        "List records that match a filter.",
        (
            Argument("kind", f"what to list: {', '.join(LIST_KINDS)}", metavar="KIND", type=OneOf("list", LIST_KINDS)),
            DOSSIERS,
            NO_CACHE,
            VIEW,
            MADE_ON,
            Argument(
                "--as-pane",
                "list the rows of the explorer's pane, which its own filters do not hide",
                action="store_true",
            ),
            Argument(
                "--by",
                "people: add the words and seconds each speaks, most first; words or seconds",
                metavar="MEASURE",
                type=OneOf("measure", SPOKEN_MEASURES),
            ),
            Argument(
                "--format",
                f"{', '.join(OUTPUT_FORMATS)}; default: text",
                default="text",
                type=OneOf("format", OUTPUT_FORMATS),
            ),
            ASCII,
            NO_PAGER,
        ),
        (
            "peace-tui list quotes --view 'who:witkoff'",
            "peace-tui list events my-dossier.toml --format csv",
            "peace-tui list people hearing.toml --by words",
            "peace-tui list people --view '-source:matzav negotiation' --format json",
        ),
    ),
    Command(
        "show",
        "ID [DOSSIER]... [--format text|json] [--ascii] [--no-cache] [--no-pager]",
        "Show one record in full: a quote, event, person, source, claim or tour step.",
        (Argument("id", "the record's id", metavar="ID"), DOSSIERS, TEXT_OR_JSON, ASCII, NO_CACHE, NO_PAGER),
        ("peace-tui show witkoff", "peace-tui show call-1 my-dossier.toml", "peace-tui show call-1 --format json"),
    ),
    Command(
        "mark",
        "ID [DOSSIER]... [--remove | [--star | --unstar] [--note TEXT] [--tag WORD]...]",
        "Star a record for yourself, or note and tag it; the dossier stays as it is. Without options: print your mark.",
        (
            Argument("id", "the record's id", metavar="ID"),
            DOSSIERS,
            Argument("--star", "star it", action="store_true"),
            Argument("--unstar", "remove the star", action="store_true"),
            Argument("--note", "your note, in place of the one before; '' removes it", metavar="TEXT"),
            Argument("--tag", "add a tag of yours; repeatable", action="append", metavar="WORD"),
            Argument("--remove", "remove the star, the note and the tags", action="store_true"),
        ),
        (
            "peace-tui mark call-oct14-07 --star --note 'ask the outlet' --tag lead",
            "peace-tui list marks",
            "peace-tui list quotes --view 'starred:yes'",
        ),
        entry_point="edit:mark_record",
    ),
    Command(
        "stats",
        "[DOSSIER]... [--view VIEW [--made-on DIGEST]] [--format text|json] [--ascii] [--no-cache]",
        "Show a dossier at a glance: who speaks how much, who reports what alone, what rests on one origin, what is"
        " missing.",
        (DOSSIERS, VIEW, MADE_ON, TEXT_OR_JSON, ASCII, NO_CACHE),
        ("peace-tui stats", "peace-tui stats my-dossier.toml --view 'date:2025-10' --format json"),
        entry_point="list:print_statistics",
    ),
    Command(
        "draft",
        "ARTICLE... [-o DOSSIER] [--outlet NAME]... [--issued DATE]... [--url URL]... [--encoding NAME]"
        " [--format text|json]",
        "Make a dossier from saved articles, or add to one; everything in it is marked for review.",
        (
            Argument(
                "articles",
                "saved articles: .txt, .md, .html, .mhtml, .pdf, or - for standard input",
                nargs="+",
                metavar="ARTICLE",
            ),
            Argument(
                "-o",
                "the dossier to write, or an existing one to add to; default: standard output",
                dest="output",
                metavar="DOSSIER",
            ),
            Argument(
                "--outlet",
                "the outlet, where the page does not name it; once for all articles, or once for each",
                action="append",
                metavar="NAME",
            ),
            Argument(
                "--issued", "when it was published, such as 2025-11-25; likewise", action="append", metavar="DATE"
            ),
            Argument("--url", "its address; likewise", action="append", metavar="URL"),
            Argument(
                "--encoding", "the encoding of the files, such as windows-1251; default: detected", metavar="NAME"
            ),
            Argument(
                "--format",
                "text, or json: each passage with its speaker and the evidence; default: text",
                default="text",
                type=OneOf("format", OUTPUT_FORMATS[:2]),
            ),
        ),
        (
            "peace-tui draft fortune.html beast.html -o call.toml",
            "peace-tui draft article.txt --outlet 'The Outlet' --issued 2025-11-25 -o call.toml",
        ),
    ),
    Command(
        "check",
        "DOSSIER... [--strict] [--fix [--dry-run]] [--verify DIR] [--format text|json] [--ascii]",
        "Check dossiers: all problems, with line, column and fix.",
        (
            Argument("dossiers", "TOML files, or - for standard input", nargs="+", metavar="DOSSIER"),
            Argument("--strict", "exit with 1 for warnings too", action="store_true"),
            Argument(
                "--fix",
                "fix what is certain (names used as ids, short dates; with --verify, locators); touch nothing else",
                action="store_true",
            ),
            Argument("--dry-run", "with --fix: show what would be fixed; write nothing", action="store_true"),
            Argument(
                "--verify",
                "look up the quotes in the saved texts of this folder: SOURCE.txt, .md or .html",
                metavar="DIR",
            ),
            TEXT_OR_JSON,
            ASCII,
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
        "OLD NEW DOSSIER... [--dry-run]",
        "Rename an id everywhere in dossiers and what they include; comments and layout stay as they are.",
        (
            Argument("id", "the record's id", metavar="OLD"),
            Argument("new_id", "the new id", metavar="NEW"),
            EDITED_TOGETHER,
            DRY_RUN,
        ),
        ("peace-tui rename smith smith-john my-dossier.toml", "peace-tui rename call-1 call-oct14 my.toml --dry-run"),
        entry_point="edit:run",
    ),
    Command(
        "merge",
        "KEEP DROP DOSSIER... [--dry-run]",
        "Merge two people, sources, events or quotes; what only the second has is added to the first.",
        (
            Argument("id", "the id to keep", metavar="KEEP"),
            Argument("other_id", "the id to drop; references to it become references to the other", metavar="DROP"),
            EDITED_TOGETHER,
            DRY_RUN,
        ),
        ("peace-tui merge zelensky zelenskyy my-dossier.toml", "peace-tui merge call-1 call-2 my.toml --dry-run"),
        entry_point="edit:run",
    ),
    Command(
        "quote",
        "DOSSIER [--event EVENT] [--who PERSON]... [--to PERSON]... [--source SOURCE] [--locator TEXT] [--mode MODE]"
        " [--id ID] [--version-of QUOTE | --separate] [--dry-run]",
        "Add a quote from the clipboard or standard input to a dossier. On a terminal, what is missing is asked for.",
        (
            EDITED,
            Argument("--event", "the event it was said at: its id, or a part of its title", metavar="EVENT"),
            Argument(
                "--who",
                "who said it: an id, or a part of a name; repeatable; '' if the outlet names no one",
                action="append",
                metavar="PERSON",
            ),
            Argument("--to", "whom it was said to; repeatable", action="append", metavar="PERSON"),
            Argument("--source", "the source that prints it: its id, or a part of its name", metavar="SOURCE"),
            Argument("--locator", "where in the source, such as 'para 4'", metavar="TEXT"),
            Argument("--mode", f"{', '.join(MODES)}; default: direct", metavar="MODE", type=OneOf("mode", MODES)),
            Argument("--id", "the id of the new quote; default: the next of its event", metavar="ID"),
            Argument("--version-of", "add it as how this source prints that quote", metavar="QUOTE"),
            Argument("--separate", "add it as a new quote even if another has the same words", action="store_true"),
            DRY_RUN,
        ),
        (
            "peace-tui quote my-dossier.toml",
            "peace-tui quote my-dossier.toml --event call-1 --who smith --source gazette < passage.txt",
            "peace-tui quote my-dossier.toml --version-of call-1-07 --source herald < passage.txt",
        ),
    ),
    Command(
        "schema",
        "[-o FILE] [--force]",
        "Print the JSON Schema of the dossier format, for editors.",
        (OUTPUT_FILE, FORCE),
        ("peace-tui schema -o dossier.schema.json",),
        entry_point="reference:print_schema",
    ),
    Command(
        "new",
        "FILE",
        "Write a small commented dossier to start from.",
        (Argument("file", "the new TOML file; - prints it", metavar="FILE"),),
        ("peace-tui new my-dossier.toml",),
        entry_point="reference:write_template",
    ),
    Command(
        "export",
        f"({'|'.join(format.name for format in FORMATS)}) [DOSSIER]... [--view VIEW [--made-on DIGEST]] [--no-cache]"
        " [-o FILE] [--force]",
        "Export what matches a filter, with a footer that names the filter, the counts and the dossier.",
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
            MADE_ON,
            Argument(
                "-o",
                "the file to write, or for jsonl a folder of parts, such as corpus/; default: standard output",
                dest="output",
                metavar="FILE",
            ),
            FORCE,
            *(_export_argument(format, option) for format in FORMATS for option in format.options),
        ),
        (
            "peace-tui export markdown --view 'event:call-oct14' -o call.md",
            "peace-tui export csv my-dossier.toml --view 'date:2025-10'",
        ),
        entry_point="conversion:export",
    ),
    Command(
        "diff",
        "(OLD NEW [--format text|json] [--ascii] | --textconv FILE)",
        "Compare two versions of a dossier. The exit code is 1 if they differ.",
        (
            Argument("old", "a TOML file, or - for standard input", nargs="?"),
            Argument("new", "its newer version", nargs="?"),
            TEXT_OR_JSON,
            ASCII,
            Argument("--textconv", "print one dossier as lines for git diff", metavar="FILE"),
        ),
        ("peace-tui diff old.toml new.toml", "peace-tui diff --textconv my-dossier.toml"),
        entry_point="edit:print_differences",
    ),
    Command(
        "import",
        f"({'|'.join(IMPORTS)}) FILE [-o DOSSIER] [--force] [--dry-run] [--map FIELD=COLUMN]..."
        " [--timezone ZONE] [--date-order ORDER] [--encoding NAME] [--sheet NAME]"
        " [--reply-to-previous]",
        "Convert a file to a dossier, with a report.",
        (
            Argument("kind", ", ".join(IMPORTS), metavar="FORMAT", type=OneOf("format", tuple(IMPORTS))),
            Argument("file", "the file, or - for standard input", metavar="FILE"),
            Argument("-o", "the dossier to write; default: standard output", dest="output", metavar="DOSSIER"),
            Argument("--force", "overwrite an existing dossier", action="store_true"),
            Argument("--dry-run", "show the report and the first records; write nothing", action="store_true"),
            Argument(
                "--map",
                "csv, xlsx, ods: take a field from a column, such as who=Speaker; repeatable",
                action="append",
                metavar="FIELD=COLUMN",
            ),
            Argument(
                "--timezone", "the time zone of clock times without an offset, such as Europe/Kyiv", metavar="ZONE"
            ),
            Argument("--encoding", "the encoding of the file, such as windows-1251; default: detected", metavar="NAME"),
            Argument(
                "--date-order",
                f"how to read 03/04/2025: {', '.join(DATE_ORDERS)}",
                metavar="ORDER",
                type=OneOf("date order", DATE_ORDERS),
            ),
            Argument("--sheet", "xlsx, ods: the sheet to read; default: the first", metavar="NAME"),
            Argument(
                "--reply-to-previous",
                "transcripts: who is spoken to is whoever spoke before; tag interruptions",
                action="store_true",
            ),
        ),
        (
            "peace-tui import csv speeches.csv --map who=Speaker --map text=Words -o speeches.toml",
            "peace-tui import timelinejs timeline.json -o timeline.toml",
            "peace-tui import csl bibliography.json > sources.toml",
            "peace-tui import vtt hearing.vtt --reply-to-previous -o hearing.toml",
            "peace-tui import tei ParlaMint-TR_2020-05-27.xml -o sitting.toml",
        ),
        entry_point="conversion:import_file",
    ),
    Command(
        "completion",
        f"({'|'.join(SHELLS)})",
        "Print a script for your shell that completes commands, options, ids and views.",
        (
            Argument("shell", ", ".join(SHELLS), metavar="SHELL", type=OneOf("shell", SHELLS)),
            Argument("--answer", "for the script: the line before the cursor", metavar="LINE"),
            Argument("--rest", "for the script: the line after the cursor", metavar="LINE", default=""),
        ),
        ("peace-tui completion bash", "peace-tui completion fish > ~/.config/fish/completions/peace-tui.fish"),
    ),
    Command(
        "serve",
        "[DOSSIER] [--view VIEW] [--host HOST] [--port PORT] [--idle MINUTES] [--limit MINUTES] [--no-kiosk]",
        "Show the explorer in web browsers, on this machine by default.",
        (
            DOSSIER,
            VIEW,
            Argument("--host", "the address to listen on; default: this machine only", default="127.0.0.1"),
            Argument("--port", "the port; default: 8000", default=8000, metavar="PORT", type=parse_port),
            Argument(
                "--idle", f"close a session after so many idle minutes; 0: never; default: {IDLE_MINUTES:g}", **MINUTES
            ),
            Argument(
                "--limit", f"close a session after so many minutes; 0: never; default: {LIMIT_MINUTES:g}", **MINUTES
            ),
            Argument("--no-kiosk", "full access to editor, export and shell, for yourself", action="store_true"),
        ),
        ("peace-tui serve", "peace-tui serve my-dossier.toml --port 8080"),
        entry_point="explore:serve",
    ),
    Command(
        "keys",
        "[--check] [--ascii]",
        "List key bindings and their ids.",
        (
            Argument(
                "--check",
                "check your keys.toml and config.toml; the exit code is 1 if there are problems",
                action="store_true",
            ),
            ASCII,
        ),
        ("peace-tui keys", "peace-tui keys --check"),
        entry_point="reference:print_keys",
    ),
    Command(
        "paths",
        "",
        "Show where settings, remembered places and the cache are kept.",
        (),
        ("peace-tui paths",),
        entry_point="reference:print_paths",
    ),
)
"""The commands, in the order of the help. The first is what runs without a command's name."""
EXPLORE: Final = COMMANDS[0]
COMMAND_BY_NAME: Final = {command.name: command for command in COMMANDS[1:]}
VALUE_OPTIONS: Final = {a.flag for command in COMMANDS for a in command.arguments if a.takes_value}
"""The options after which a value stands."""
