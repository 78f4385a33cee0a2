"""Writes what follows from the program itself: tables of the documents, the manual page, completion.

    python docs/generate.py

Each table stands between two comments, `<!-- begin NAME -->` and `<!-- end NAME -->`; what is outside them is written
by hand. The README of package indexes is made of README.md. `--check` writes nothing and fails when a document is out
of date, which a test makes sure of.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

DOCS: Final = Path(__file__).parent
sys.path.insert(0, str(DOCS.parent / "tui"))

from peace_tui import __version__  # noqa: E402
from peace_tui.cli.commands.completion import SCRIPTS  # noqa: E402
from peace_tui.cli.spec import COMMANDS, EXPLORE, Argument, Command  # noqa: E402
from peace_tui.model import fields  # noqa: E402
from peace_tui.model.fields import Field, Shape  # noqa: E402
from peace_tui.model.records import ARRAYS, Info, table_fields  # noqa: E402
from peace_tui.session.layout import PANE_HEADINGS  # noqa: E402
from peace_tui.ui.key_table import KEY_NAMES, KEYS  # noqa: E402
from peace_tui.ui.keys import CHART, MAIN, PAGE, Key, format_key, with_keys  # noqa: E402


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a Markdown table."""
    for row in (head, ["---"] * len(head), *rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


def commands() -> Iterator[str]:
    """Every command of the command line, with its options and examples."""
    for command in COMMANDS:
        yield from _command(command)


def _command(command: Command) -> Iterator[str]:
    called = ["peace-tui", *([] if command is EXPLORE else [command.name])]
    yield from ("", f"## {' '.join(called)}", "", command.summary, "")
    yield from ("```text", " ".join([*called, *filter(None, [command.usage])]), "```")
    if command.arguments:
        yield ""
        yield from table(
            ("argument", "meaning"), ((_argument(each), each.options["help"]) for each in command.arguments)
        )
    yield from ("", "```sh", *command.examples, "```")


def _argument(argument: Argument) -> str:
    value = argument.options.get("metavar") or argument.flag.lstrip("-").upper()
    if not argument.is_option:
        return f"`{value}`"
    return f"`{argument.flag} {value}`" if argument.takes_value else f"`{argument.flag}`"


def keys() -> Iterator[str]:
    """Every action of the explorer, with the id by which it gets other keys."""
    rows = (
        (" ".join(f"`{format_key(name)}`" for name in key.keys), _what(key), _where(key), f"`{key.id}`") for key in KEYS
    )
    yield from table(("keys", "what they do", "where", "action"), rows)


def _what(key: Key) -> str:
    return with_keys(f"{key.help} On a page: {key.page_help}" if key.page_help else key.help, KEY_NAMES)


def _where(key: Key) -> str:
    """On which screens and in which panes a key does something."""
    pages = [screen for screen in key.screens if screen != MAIN]
    if pages == [CHART]:
        return "time chart"
    if MAIN not in key.screens:
        return "all pages" if PAGE in pages else f"page {', '.join(pages)}"
    if len(key.panes) == len(PANE_HEADINGS) and PAGE in pages:
        return "everywhere"
    panes = "main screen" if len(key.panes) == len(PANE_HEADINGS) else ", ".join(pane.title() for pane in key.panes)
    return f"{panes}, {', '.join('all pages' if page == PAGE else page for page in pages)}" if pages else panes


def format_keys() -> Iterator[str]:
    """Every key of the format, a section for each kind of record."""
    sections: list[tuple[str, type[Any]]] = [("`[dossier]`", Info)]
    sections += [(f"`[[{name}]]`", of) for name, of in ARRAYS.items()]
    for title, of in sections:
        yield from _record(title, of, "##")
        for name, key in of.FIELDS.items():
            if isinstance(key.shape, fields.Tables):
                yield from _record(f"Each table of `{name}`", key.shape.of, "###")


def _record(title: str, of: type[Any], level: str) -> Iterator[str]:
    yield from ("", f"{level} {title}", "", (of.__doc__ or "").partition("\n")[0], "")
    declared = table_fields(of)
    yield from table(("key", "value", "meaning"), (_key(name, key) for name, key in declared.items()))


def _key(name: str, key: Field) -> tuple[str, str, str]:
    return f"**`{name}`**" if key.required else f"`{name}`", _value(key.shape), key.doc


def _value(shape: Shape) -> str:
    """What TOML holds at a key, in words."""
    match shape:
        case fields.Choice():
            return ", ".join(f"`{option}`" for option in shape.options)
        case fields.Reference():
            return f"an id in `{shape.kind}`"
        case fields.References():
            ids = f"ids in `{shape.kind}`" if shape.kind else "ids of any records"
            return f"array of {ids}" + (", or one id" if shape.single else "")
        case fields.Tables():
            return "array of tables, see below" + (", or of strings" if shape.of.PLAIN else "")
        case fields.String():
            return shape.called
    return {
        fields.Id: "an id of your choice",
        fields.Strings: "array of strings",
        fields.EdtfDate: "a date",
        fields.IsoDuration: "a duration such as `PT1H30M`",
        fields.TimeZone: "a time zone such as `Europe/Kyiv`",
        fields.Integer: "a whole number",
        fields.Boolean: "`true` or `false`",
        fields.Rules: "`true`, or array of strings",
    }[type(shape)]


# --- The manual page, in the macros of man(7) -------------------------------------------------------------------------

FILES: Final = (
    ("~/.config/peace-tui/config.toml, keys.toml", "Settings, and keys of your own; docs/keys.md explains both."),
    ("~/.local/state/peace-tui/marks.toml", "Your own stars, notes, tags and named views."),
    (
        "~/.cache/peace-tui/",
        "Large dossiers, kept ready; safe to delete. peace-tui paths prints where all of these are.",
    ),
)
ENVIRONMENT: Final = (
    ("VISUAL, EDITOR", "The editor that e opens."),
    ("PEACE_TUI_PAGER, PAGER", "What long output of list, show and help is read with on a terminal; less without."),
    ("PEACE_TUI_NO_CACHE", "If set, no cache is used."),
    ("PEACE_TUI_MEMORY", "How many GB of memory reading a large file may take; four fifths of what is free without."),
    ("NO_COLOR", "If set, there are no colors."),
)
EXIT_STATUS: Final = (
    ("0", "Success."),
    ("1", "Nothing matched; check found errors; diff found a difference."),
    ("2", "The command line or a file is wrong, as standard error says."),
)


def manual() -> Iterator[str]:
    """The manual page: every command with its options and examples."""
    yield from ('.\\" Written by docs/generate.py.', f'.TH PEACE-TUI 1 "" "peace-tui {__version__}" "User Commands"')
    yield from (".SH NAME", r"peace-tui \- who said what, to whom, when, and according to whom", ".SH SYNOPSIS")
    yield from (".nh", ".ad l")
    for command in COMMANDS:
        words = ["peace-tui", *([] if command is EXPLORE else [command.name]), *filter(None, [command.usage])]
        yield from [] if command is EXPLORE else [".PP"]
        yield f"\\fB{_roff(words[0])}\\fR {_roff(' '.join(words[1:]))}".rstrip()
    yield ".SH DESCRIPTION"
    yield _roff(
        f"{EXPLORE.summary} A dossier is one TOML file; without one, the program opens that which comes with it."
    )
    yield ".SH COMMANDS"
    for command in COMMANDS:
        name = "peace-tui" if command is EXPLORE else command.name
        yield from (f".SS {_roff(name)}", _roff(command.summary))
        for each in command.arguments:
            yield from (".TP", f"\\fB{_roff(_argument(each).strip('`'))}\\fR", _roff(each.options["help"]))
        yield from (".PP", "Examples:", ".PP", ".nf", *(f"    {_roff(example)}" for example in command.examples), ".fi")
    for title, rows in (("FILES", FILES), ("ENVIRONMENT", ENVIRONMENT), ("EXIT STATUS", EXIT_STATUS)):
        yield f".SH {title}"
        for name, text in rows:
            yield from (".TP", f"\\fB{_roff(name)}\\fR", _roff(text))
    yield from (".SH SEE ALSO", _roff("peace-tui help TOPIC: views, keys, format, dossier, importing, ssh and others."))


def _roff(text: str) -> str:
    """A line of text that roff takes for no macro and for nothing but its characters."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text[:1] in (".", "'") else text


# --- The README of a package index, which has no other file of the repository -----------------------------------------

LINK: Final = re.compile(r"(!?)\[([^]]*)\]\((?!https?:|#)([^)\s]+)\)")
"""A picture or a link to a file of the repository: whether it is a picture, its words, and the file."""


def index_readme(address: str) -> str:
    """The README with pictures and links at the repository's address; where it has none, with words alone."""

    def replace(link: re.Match[str]) -> str:
        sign, words, file = link.groups()
        if address:
            return f"{sign}[{words}]({address}/{'raw' if sign else 'blob'}/HEAD/{file})"
        return "" if sign else words

    text = LINK.sub(replace, (DOCS.parent / "README.md").read_text("utf-8"))
    return "<!-- Made of README.md by docs/generate.py. -->\n\n" + re.sub("\n{3,}", "\n\n", text)


def source_address() -> str:
    """The repository's address in pyproject.toml; nothing as long as it has none."""
    project = tomllib.loads((DOCS.parent / "pyproject.toml").read_text("utf-8"))["project"]
    address: str = project["urls"].get("Source", "")
    return address.rstrip("/")


WHOLE: Final[dict[str, Callable[[], str]]] = {
    "package-index.md": lambda: index_readme(source_address()),
    "share/man/man1/peace-tui.1": lambda: "\n".join([*manual(), ""]),
    "share/bash-completion/completions/peace-tui": lambda: SCRIPTS["bash"],
    "share/zsh/site-functions/_peace-tui": lambda: SCRIPTS["zsh"],
    "share/fish/vendor_completions.d/peace-tui.fish": lambda: SCRIPTS["fish"],
}
"""The files that are generated as a whole, what is installed in `share/` among them, with what makes each."""

GENERATED: Final = {"cli.md": ("commands", commands), "keys.md": ("keys", keys), "format.md": ("records", format_keys)}
"""The documents with a generated part: the part's name, and what writes it."""


def main() -> str | None:
    """Write the documents, or check them; returns what is wrong."""
    stale = []
    for part_of, (name, write) in GENERATED.items():
        document = DOCS / part_of
        text = document.read_text("utf-8")
        before, begin, rest = text.partition(f"<!-- begin {name} -->\n")
        _, end, after = rest.partition(f"<!-- end {name} -->")
        if not (begin and end):
            return f"docs/{part_of} has no place for its generated part: <!-- begin {name} --> … <!-- end {name} -->"
        made = "\n".join([*write(), ""])
        if (new := before + begin + made + "\n" + end + after) == text:
            continue
        stale.append(f"docs/{part_of}")
        if "--check" not in sys.argv[1:]:
            document.write_text(new, "utf-8")
    for name, make in WHOLE.items():
        file, made = DOCS / name, make()
        if file.exists() and file.read_text("utf-8") == made:
            continue
        stale.append(f"docs/{name}")
        if "--check" not in sys.argv[1:]:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(made, "utf-8")
    if "--check" in sys.argv[1:] and stale:
        return f"out of date: {', '.join(stale)}; run: python docs/generate.py"
    return None


if __name__ == "__main__":
    sys.exit(main())
