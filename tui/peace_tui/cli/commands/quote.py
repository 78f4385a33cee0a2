"""Add a quote to a dossier's file: its words from the clipboard or standard input, the rest from options or answers."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from argparse import Namespace
from collections.abc import Sequence
from contextlib import suppress
from itertools import count
from typing import Any, Final, NamedTuple

from peace_tui.cli.commands.edit import show_changes
from peace_tui.cli.inputs import load_dossier
from peace_tui.collation.tokens import tokenize
from peace_tui.errors import SUCCESS, InputError, UsageError
from peace_tui.importers.coerce import make_slug
from peace_tui.lint import record_edits
from peace_tui.loading.files import read_bytes
from peace_tui.loading.positions import find_record_line
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Person, Quote, Source
from peace_tui.query.facets import FACET, ViewError, find_value
from peace_tui.system.output_file import save
from peace_tui.system.streams import STANDARD_INPUT, write_stderr, write_stdout
from peace_tui.text.folding import fold
from peace_tui.text.messages import join_words, suggest
from peace_tui.text.terminal_safe import escape_unsafe, preview

CLIPBOARD_TOOLS: Final = (
    ("WAYLAND_DISPLAY", ("wl-paste", "--no-newline")),
    ("DISPLAY", ("xclip", "-selection", "clipboard", "-out")),
    ("DISPLAY", ("xsel", "--clipboard", "--output")),
    ("", ("pbpaste",)),
)
"""The programs that print the clipboard, each with the variable of the environment without which it cannot."""
CLIPBOARD_SECONDS: Final = 5
"""How long such a program may take."""
CLOSING_MARKS: Final = {"“": "”", "„": "“", "«": "»", "»": "«", "‘": "’", '"': '"'}
"""Quotation marks that may stand around all that is captured, and are no words of the speaker."""
LINE_BREAK: Final = re.compile(r"[ \t]*\n[ \t]*")
PARAGRAPH_BREAK: Final = re.compile(r"[ \t]*\n(?:[ \t]*\n)+[ \t]*")
MAX_CHOICES: Final = 9
"""How many records a question lists; any other can be typed."""
NEW_NAME_KEYS: Final = {"people": "name", "events": "title", "sources": "container_title"}
"""The key with the name of a record that is new."""
OPTION_FACETS: Final = {"event": "event", "who": "who", "to": "to", "source": "source"}
"""The options that name records, and the facets that read names in the same way."""


class Answers(NamedTuple):
    """What is known of the quote besides its words; None where nothing is."""

    event: str | None
    who: tuple[str, ...] | None
    to: tuple[str, ...] | None
    source: str | None
    locator: str | None


def run(arguments: Namespace) -> int:
    """Write the file with the quote, or show what it would change."""
    file = arguments.dossier
    if file == STANDARD_INPUT:
        raise UsageError("this needs a file, not standard input, which holds the quote")
    if arguments.version_of and arguments.separate:
        raise UsageError("--version-of and --separate exclude each other; leave one out")
    if arguments.version_of and (arguments.id or arguments.mode):
        raise UsageError("--id and --mode are for a new quote; leave them out, or --version-of")
    data = read_bytes(file)
    dossier = load_dossier(file)
    answers = _read_options(arguments, dossier)
    version_of = _find_quote(arguments.version_of, dossier) if arguments.version_of else None
    if arguments.id in dossier.by_id:
        raise UsageError(f"--id: '{arguments.id}' is the id of another record; choose another")
    asker = _Asker(dossier) if sys.stdin and sys.stdin.isatty() else None
    text = _read_words(asker)
    source = answers.source or (asker and asker.ask_source())
    if source:
        same = _find_same(dossier, text, answers)
        if printed := next((quote for quote in same if _is_printed(quote, source, text)), None):
            write_stdout([f"{file}: nothing added: '{printed.id}' has these words of this source already\n"])
            return SUCCESS
        if same and not version_of and not arguments.separate:
            version_of = _decide_version(same[0], asker)
    answers = answers._replace(source=source or None)
    if asker:
        answers = asker.complete(answers, version_of)
    _require(answers, version_of, dossier)
    return _write(arguments, data, dossier, text, answers, version_of, asker.new if asker else ())


def _write(
    arguments: Namespace,
    data: bytes,
    dossier: Dossier,
    text: str,
    answers: Answers,
    version_of: Quote | None,
    new: Sequence[tuple[str, dict[str, str]]],
) -> int:
    """Write the quote, or a version of another, and say where it stands."""
    file = arguments.dossier
    version: dict[str, Any] = {"source": answers.source, "text": text}
    if answers.locator:
        version["locator"] = answers.locator
    if version_of:
        id, what = version_of.id, "a version of "
        edited = record_edits.add_version(data, file, id, version, new)
    else:
        id, what = arguments.id or _next_id(dossier, str(answers.event)), ""
        quote: dict[str, Any] = {"id": id, "event": answers.event}
        quote |= {name: [*people] for name, people in (("who", answers.who), ("to", answers.to)) if people}
        quote |= {"mode": arguments.mode} if arguments.mode not in (None, "direct") else {}
        edited = record_edits.add_quote(data, file, quote | version, new)
    if not arguments.dry_run:
        save(file, [edited.data], replace=True, before=data)
    line = find_record_line(edited.data, id)
    lines = [*show_changes(edited)] if arguments.dry_run else []
    lines += [f"{file}: left out of '{id}': {each}" for each in edited.left_out]
    lines.append(f"{file}: {'would add' if arguments.dry_run else 'added'} {what}'{id}', line {line}")
    write_stdout(each + "\n" for each in lines)
    return SUCCESS


# --- What the options say --------------------------------------------------------------------------------------------


def _read_options(arguments: Namespace, dossier: Dossier) -> Answers:
    """Return what the options say, with the ids of the records that they name."""
    found: dict[str, Any] = {}
    for option, facet in OPTION_FACETS.items():
        written = getattr(arguments, option)
        if written is None:
            found[option] = None
            continue
        try:
            if isinstance(written, list):
                found[option] = tuple(find_value(dossier, FACET[facet], each, 0) for each in written if each)
            else:
                found[option] = find_value(dossier, FACET[facet], written, 0)
        except ViewError as error:
            raise UsageError(f"--{option}: {_explain(error)}") from None
    return Answers(**found, locator=arguments.locator)


def _explain(error: ViewError) -> str:
    return f"{error.message}; {error.hint}" if error.hint else error.message


def _find_quote(id: str, dossier: Dossier) -> Quote:
    quote = dossier.by_id.get(id)
    if not isinstance(quote, Quote):
        remedy = suggest(id, [quote.id for quote in dossier.quotes]) or "peace-tui list quotes prints the ids"
        raise UsageError(f"--version-of: no quote with the id '{id}'; {remedy}")
    return quote


def _require(answers: Answers, version_of: Quote | None, dossier: Dossier) -> None:
    """Refuse what cannot be added, with what could be written."""
    missing: list[tuple[str, Sequence[Any]]] = []
    if version_of:
        event = (answers.event,) if answers.event else ()
        _refuse_other("--event", event, (version_of.event,), f"'{version_of.id}' was said at")
        _refuse_other("--who", answers.who, version_of.who, f"'{version_of.id}' was said by")
        _refuse_other("--to", answers.to, version_of.to, f"'{version_of.id}' was said to")
    if not version_of and answers.event is None:
        missing.append(("--event", dossier.events))
    if not version_of and answers.who is None:
        missing.append(("--who", dossier.people))
    if answers.source is None:
        missing.append(("--source", dossier.sources))
    if missing:
        lines = [f"\n    {option}: {_list_choices(records)}" for option, records in missing]
        raise UsageError(f"add {join_words(option for option, _ in missing)}:{''.join(lines)}")


def _refuse_other(option: str, given: Sequence[str] | None, known: Sequence[str], what: str) -> None:
    """Refuse what an option says of a quote that is known otherwise."""
    if given and known and not {*given} & {*known}:
        names = join_words(f"'{id}'" for id in known)
        raise UsageError(f"{what} {names}; leave {option} out, or --version-of")


def _list_choices(records: Sequence[Any]) -> str:
    if not records:
        return "the dossier has none yet; write one in the file first"
    listed = [f"{record.id} ({preview(_label(record), 40)})" for record in records[:MAX_CHOICES]]
    return ", ".join(listed) + (f" and {len(records) - MAX_CHOICES:,} more" if len(records) > MAX_CHOICES else "")


def _label(record: Event | Person | Source) -> str:
    return str(getattr(record, "name", "") or getattr(record, "label", "") or getattr(record, "title", ""))


def _next_id(dossier: Dossier, event: str) -> str:
    """Return an id for one more quote of an event, in the manner of those that it has."""
    ids = [quote.id for quote in dossier.quotes if quote.event == event]
    numbered = [found for id in ids if (found := re.fullmatch(r"(.*?)([0-9]{1,9})", id))]
    stem, digits = (numbered[-1][1], len(numbered[-1][2])) if numbered else (f"{event}-", 1)
    number = max([int(found[2]) for found in numbered if found[1] == stem] or [len(ids)]) + 1
    while (id := f"{stem}{number:0{digits}}") in dossier.by_id:
        number += 1
    return id


# --- The words -------------------------------------------------------------------------------------------------------


def _read_words(asker: _Asker | None) -> str:
    """Return the words of the quote: of standard input, of the clipboard, or as they are pasted into the terminal."""
    if asker is None:
        try:
            written = sys.stdin.buffer.read().decode("utf-8-sig") if sys.stdin else ""
        except UnicodeDecodeError:
            raise InputError("the quote on standard input is not UTF-8 text") from None
        except OSError as error:
            raise InputError(f"standard input cannot be read: {error.strerror or error}") from None
    elif written := _read_clipboard():
        asker.say("From the clipboard (Ctrl+C stops):")
        asker.say(preview(_clean(written), 400))
    else:
        asker.say("Paste the quote, then press Enter and Ctrl+D (Ctrl+C stops):")
        written = sys.stdin.read()
    if not (text := _clean(written)):
        raise UsageError("the quote is empty; copy it, or pipe it in: peace-tui quote DOSSIER … < passage.txt")
    return text


def _read_clipboard() -> str:
    """Return the text of the clipboard, nothing where no tool can read it."""
    for variable, command in CLIPBOARD_TOOLS:
        if shutil.which(command[0]) and (not variable or os.environ.get(variable)):
            with suppress(OSError, subprocess.SubprocessError, UnicodeDecodeError):
                answer = subprocess.run(
                    command, stdin=subprocess.DEVNULL, capture_output=True, timeout=CLIPBOARD_SECONDS, check=True
                )
                return answer.stdout.decode()
    return ""


def _clean(written: str) -> str:
    """Return captured words with their lines joined, paragraphs kept, and the quotation marks around them taken off."""
    text = re.sub("\r\n?|[\f\v]", "\n", written).strip()
    paragraphs = [LINE_BREAK.sub(" ", paragraph) for paragraph in PARAGRAPH_BREAK.split(text)]
    text = "\n\n".join(paragraphs)
    inside = text[1:-1]
    close = CLOSING_MARKS.get(text[:1])
    if close and len(text) > 1 and text.endswith(close) and text[0] not in inside and close not in inside:
        return inside.strip()
    return text


def _word_keys(text: str) -> list[str]:
    return [token.key for token in tokenize(text) if token.key]


def _find_same(dossier: Dossier, text: str, answers: Answers) -> list[Quote]:
    """Return the quotes that a source prints with the same words, as far as event and speaker allow."""
    keys = _word_keys(text)
    longest = max(re.findall(r"\w+", text), key=len, default="")
    found = dossier.quote_index.search("text", fold(longest)) if longest else ()
    quotes = [dossier.quote_index.records[position] for position in found]
    return [
        quote
        for quote in quotes
        if answers.event in (None, quote.event)
        and (not answers.who or not quote.who or {*answers.who} & {*quote.who})
        and any(_word_keys(printed) == keys for printed in (quote.text, *(v.text for v in quote.versions)))
    ]


def _is_printed(quote: Quote, source: str, text: str) -> bool:
    keys = _word_keys(text)
    return any(version.source == source and _word_keys(version.text) == keys for version in quote.versions)


def _decide_version(quote: Quote, asker: _Asker | None) -> Quote | None:
    """Return the quote of which the words become one more version; None where they become a new quote."""
    if asker is None:
        raise UsageError(
            f"'{quote.id}' has these words already; add --version-of {quote.id} if this source prints that quote too,"
            " or --separate if they were said again"
        )
    return quote if asker.confirm(f"'{quote.id}' has these words already. Does this source print that quote?") else None


# --- What is asked ---------------------------------------------------------------------------------------------------


class _Asker:
    """Asks in the terminal for what the options leave open; questions go to standard error."""

    def __init__(self, dossier: Dossier) -> None:
        self.dossier = dossier
        self.last = dossier.quotes[-1] if dossier.quotes else None
        """The last quote of the file: the next one often is of the same event and source."""
        self.new: list[tuple[str, dict[str, str]]] = []
        """The records that are added with the quote, each with its array."""

    def say(self, text: str) -> None:
        write_stderr(text)

    def ask_source(self) -> str:
        last = self.last.versions[-1].source if self.last and self.last.versions else ""
        return self._choose("Which source prints it?", "source", self.dossier.sources[::-1], last)

    def complete(self, answers: Answers, version_of: Quote | None) -> Answers:
        """Return the answers with what was missing."""
        people = self._speakers()
        if not version_of:
            if answers.event is None:
                event = self._choose(
                    "At which event?", "event", self.dossier.events, self.last.event if self.last else ""
                )
                answers = answers._replace(event=event)
            if answers.who is None:
                answers = answers._replace(who=self._choose_people("Who says it?", people))
            if answers.to is None:
                answers = answers._replace(to=self._choose_people("To whom?", people))
        if answers.locator is None:
            answers = answers._replace(locator=self._read("Where in the source, such as para 4? (Enter: leave out)"))
        return answers

    def confirm(self, question: str) -> bool:
        return self._read(f"{question} (Enter: yes, n: no)").casefold() not in ("n", "no")

    def _speakers(self) -> Sequence[Person]:
        """Return the people, those who speak most first."""
        counts = {id: len(found) for id, found in self.dossier.quote_index.postings("who").items()}
        return sorted(self.dossier.people, key=lambda person: -counts.get(person.id, 0))

    def _choose_people(self, question: str, people: Sequence[Person]) -> tuple[str, ...]:
        id = self._choose(question, "who", people, "", "no one is named")
        return (id,) if id else ()

    def _choose(self, question: str, facet: str, records: Sequence[Any], default: str, without: str = "") -> str:
        """Return the id of the record that is chosen by number, id or a part of its name, or that is added."""
        listed = [record for record in records if record.id == default]
        listed += [record for record in records if record.id != default][: MAX_CHOICES - len(listed)]
        lines = [f"  {number} {preview(_label(record))} ({record.id})" for number, record in enumerate(listed, 1)]
        more = [f"  … and {len(records) - len(listed):,} more: type a part of the name"] * (len(records) > len(listed))
        self.say("\n".join([question, *lines, *more]))
        by_number: dict[str, str] = {str(number): record.id for number, record in enumerate(listed, 1)}
        enter = f"; Enter: {default or without}" if default or without else ""
        while True:
            answer = self._read(f"Number, name or id; + and a name: a new one{enter}")
            if not answer and enter:
                return default
            if answer.startswith("+") and (name := answer[1:].strip()):
                return self._add(FACET[facet].names, name)
            try:
                if answer not in self.dossier.by_id and answer in by_number:
                    return by_number[answer]
                return find_value(self.dossier, FACET[facet], answer, 0)
            except ViewError as error:
                self.say(_explain(error))

    def _add(self, kind: str, name: str) -> str:
        """Have a record of a name added with the quote; return its id."""
        added = {table[NEW_NAME_KEYS[kind]]: table["id"] for of, table in self.new if of == kind}
        if name in added:
            return added[name]
        taken = {*self.dossier.by_id, *added.values()}
        stem = make_slug(name) or kind
        id = next(each for n in count(1) if (each := stem if n == 1 else f"{stem}-{n}") not in taken)
        self.new.append((kind, {"id": id, NEW_NAME_KEYS[kind]: name}))
        return id

    def _read(self, prompt: str) -> str:
        sys.stderr.write(escape_unsafe(prompt) + ": ")
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            self.say("")
            raise UsageError("stopped; nothing was added")
        return line.strip()
