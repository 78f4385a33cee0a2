"""A dossier that is being built: importers add what they find, and the result is TOML in which `check` finds no error.

People, sources and open events stay in memory, because later rows add to them. Quotes and finished events are written
to temporary files at once, so that memory does not grow with their number.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from os import SEEK_END
from os.path import splitext
from typing import IO, Any, Final
from urllib.parse import urlsplit

from peace_tui.importers import coerce
from peace_tui.importers.coerce import IdRegistry, MisfitCallback, keep_as_extra, to_one_line
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.registry import IMPORTS
from peace_tui.model.fields import Record, Reference, References, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES, Info
from peace_tui.model.values import format_head, format_record
from peace_tui.text.folding import fold
from peace_tui.text.terminal_safe import preview

MAX_BYTES_IN_MEMORY: Final = 8 * 2**20
"""Finished records of one kind beyond this go to a temporary file."""
CHUNK_CHARS: Final = 2**16
ID_STEMS: Final = {"people": "person", "sources": "source", "events": "event", "quotes": "quote"}
"""What the id of a record is made of that has no name with a letter in it."""
UNTITLED: Final = "(untitled)"
"""Replaces a required text that the file does not give."""
PLACEHOLDERS: Final = frozenset(
    ("", "unknown", "n/a", "none", "-", "?", "not known", "unbekannt", "inconnu", "desconocido")
)
"""What stands, folded, in place of the name of someone who is not known."""
PRIVATE_PATH: Final = re.compile(r"file:|[A-Z]:[\\/]|~/|\\\\|/(?:home|Users)/", re.I)
"""An address on the machine of whoever made the file, which no output names."""
OPENED, FINISHED = 0, 1
"""The two parts of an array: records that were open to the end, then those that were finished at once."""


def convert_file(kind: str, input_file: InputFile, options: ImportOptions, zone: str | None = None) -> DossierBuilder:
    """Return the finished dossier made of a file, one of `IMPORTS`; `zone` is the time zone of its clock times.

    Raises:
        InputError: The file is not of this kind, or holds nothing that could be imported.
    """
    input_file.refuse_containers(kind)
    name = input_file.file_name
    builder = DossierBuilder(splitext(name)[0], zone)
    builder.adjacency = Adjacency(builder.report) if options.reply_to_previous else None
    builder.comment = f"Made by peace-tui import {kind} from {name}."
    try:
        import_module(IMPORTS[kind]).convert(input_file, builder, options)
        builder.report.guesses[:0] = [input_file.guess] if input_file.guess else []
        if input_file.lost:
            what = "character that cannot be read in this encoding, kept as U+FFFD"
            builder.report.add_change(what, count=input_file.lost)
        builder.finish()
    except BaseException:
        builder.close()
        raise
    return builder


def find_site(address: str) -> str:
    """Return the host that an address names, without `www.`; nothing where it names none."""
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def is_placeholder(name: str) -> bool:
    """Tell whether a name is none, since it stands for someone who is not known."""
    return fold(name).strip() in PLACEHOLDERS


def split_words(text: str) -> set[str]:
    """Return the words and numbers in a text, folded."""
    return set(re.findall(r"\w+", fold(text)))


def _list_aliases(person: dict[str, Any]) -> list[str]:
    return [to_one_line(str(alias)) for alias in person.get("aliases") or ()]


def _add_spelling(person: dict[str, Any], name: str) -> None:
    """Keep a spelling that differs in more than its capitals as an alias; the one with the most accents is the name."""
    known = to_one_line(str(person["name"]))
    spellings = (known, *_list_aliases(person))
    if any(_fold_capitals(name) == _fold_capitals(spelling) for spelling in spellings):
        return
    if fold(name) == fold(known) and _count_accents(name) > _count_accents(known):
        person["name"], name = name, known
    person["aliases"] = [*(person.get("aliases") or ()), name]


def _fold_capitals(name: str) -> str:
    return name.upper().replace("İ", "I").casefold()


def _count_accents(name: str) -> int:
    return sum(not letter.isascii() for letter in name)


BROKEN_OFF: Final = re.compile(r"(?:--|[-–—―…]|\.\.\.)[\"'”’»)\]\s]*$")
CROSSTALK: Final = re.compile(
    r"[\[(](?:inaudible )?(?:cross[- ]?talk|overlapping[^\])]*|interposing|interrupting)[\])]", re.I
)


class Adjacency:
    """Whom a speaker replies to: whoever spoke before in the same event; and who interrupts whose unfinished words."""

    INFERRED = "addressee inferred"
    """The tag of a quote whose addressee nobody says."""
    BROKEN_OFF, INTERRUPTION = "broken off", "interruption"
    """The tags of words that break off before another speaks, and of what that one says."""

    def __init__(self, report: ImportReport) -> None:
        """Begin before anybody has spoken."""
        self._report = report
        self._last: dict[str, tuple[list[str] | None, list[str], bool]] = {}
        """By event: who spoke last, who before them, and whether the words broke off."""

    def relate(self, quote: Mapping[str, Any]) -> dict[str, Any]:
        """Return a quote, the next of its event, with its addressee and tags."""
        who, text = [*(quote.get("who") or ())], str(quote.get("text") or "")
        last, before, broke_off = self._last.get(str(quote.get("event")), (None, [], False))
        is_other = last is not None and last != who
        before = [*(last or ())] if is_other else before
        addressees = [one for one in before if one not in who]
        tags = [*(quote.get("tags") or ())]
        to = quote.get("to")
        if not to and who and addressees:
            to, tags = addressees, [*tags, self.INFERRED]
            self._report.add_change("addressee inferred from who spoke before, tagged as such")
        crosstalk = CROSSTALK.match(text.strip())
        if is_other and last and who and (broke_off or crosstalk):
            tags.append(self.INTERRUPTION)
            self._report.add_change("interruption tagged")
        ending = f"{text[-40:]} {quote.get('note') or ''}"
        has_broken_off = bool(BROKEN_OFF.search(text[-20:]) or CROSSTALK.search(ending))
        if has_broken_off and who:
            tags.append(self.BROKEN_OFF)
        self._last[str(quote.get("event"))] = (who, before, has_broken_off)
        return {**quote, "to": to, "tags": tags}


class DossierBuilder:
    """The records of a dossier so far, and the report on what became of the file."""

    def __init__(self, title: str, zone: str | None = None) -> None:
        """Begin a dossier; `zone` is the IANA name of the time zone of clock times without an offset."""
        self.info: dict[str, Any] = {"title": to_one_line(title) or "Imported", "timezone": zone}
        self.zone = zone
        self.report = ImportReport()
        self.counts: Counter[str] = Counter()
        """How many records each array has."""
        self.comment = ""
        """What stands at the top of the file."""
        self._head = ""
        self._ids = IdRegistry()
        self._open: dict[str, list[dict[str, Any]]] = {kind: [] for kind in ARRAYS}
        self.may_dangle = False
        """Whether records may refer to what is not in the file; such references are set aside in the end."""
        self.is_exact = False
        """Whether texts are taken as they are, blanks at their ends and control characters included."""
        self._spools: dict[tuple[str, int], IO[str]] = {}
        self.adjacency: Adjacency | None = None
        """Says to whom quotes reply, if that is asked for."""
        self._people: dict[str, dict[str, Any]] = {}
        self._sources: dict[str, dict[str, Any]] = {}
        self._missing_events: dict[str, str] = {}
        self._by_id: dict[str, dict[str, dict[str, Any]]] = {kind: {} for kind in ARRAYS}

    def new_id(self, kind: str, wanted: str, given: str = "") -> str:
        """Return an unused id for a record of an array: the one `given` in the file, or one made of `wanted`."""
        fallback = ID_STEMS.get(kind, KIND_NAMES[kind].partition(" ")[0])
        return self._ids.assign(wanted, fallback, given=to_one_line(given), kind=kind)

    def identify(self, kind: str, table: dict[str, Any], wanted: str, given: str) -> None:
        """Give a table its id, as `new_id` does; a `given` one that is unsound or in use is kept as `x_id`."""
        table["id"] = self.new_id(kind, wanted, given)
        if to_one_line(given) and table["id"] != to_one_line(given):
            keep_as_extra(table, "id", to_one_line(given))
            self.report.add_change("id taken already, or unsound, kept as x_id", f"'{to_one_line(given)}'")

    def get_or_add_person(self, name: str, key: str = "", given: str = "", **more: Any) -> dict[str, Any]:
        """Return the person with a name, whatever its accents and case; a new one if there is none.

        `key` is what the file itself calls a person: people with two keys are two even if they share a name, and one
        with several names is one with aliases. A new person gets the `given` id and the values in `more`.
        """
        name = to_one_line(name) or to_one_line(key) or "Unnamed"
        person = self._people.get(f"key {key}" if key else f"name {fold(name)}")
        if person is None:
            person = {"id": "", "name": name, **more}
            self.identify("people", person, name, given)
            self._open["people"].append(person)
            self._by_id["people"][person["id"]] = person
            self.counts["people"] += 1
            self._people.setdefault(f"name {fold(name)}", person)
            if key:
                self._people[f"key {key}"] = person
        elif all(fold(name) != fold(other) for other in (str(person["name"]), *_list_aliases(person))):
            person.setdefault("aliases", []).append(name)
        else:
            _add_spelling(person, name)
        return person

    def get_or_add_people(self, names: Iterable[str]) -> list[str]:
        """Return the ids of the people with these names, each once; the report tells which name no one."""
        ids: dict[str, None] = {}
        for name in filter(None, map(to_one_line, names)):
            if is_placeholder(name):
                self.report.add_change(f"placeholder instead of a name: '{preview(name, 40)}'")
            else:
                ids.setdefault(self.get_or_add_person(name)["id"])
        return [*ids]

    def get_or_add_source(self, key: str, wanted: str, table: Mapping[str, Any], given: str = "") -> dict[str, Any]:
        """Return the source that the file knows by `key`; a new one, made of `table`, if there is none."""
        source = self._sources.get(key)
        if source is None:
            source = self._sources[key] = {"id": "", **table}
            self.identify("sources", source, wanted, given)
            self._open["sources"].append(source)
            self._by_id["sources"][source["id"]] = source
            self.counts["sources"] += 1
        return source

    def open_event(self, wanted: str, table: Mapping[str, Any], given: str = "") -> dict[str, Any]:
        """Add an event that may still change until the end; its id is the `given` one or made of `wanted`."""
        event = {"id": "", **table}
        self.identify("events", event, wanted, given)
        self._open["events"].append(event)
        self._by_id["events"][event["id"]] = event
        self.counts["events"] += 1
        return event

    def find_record(self, kind: str, id: str) -> dict[str, Any] | None:
        """Return the person, source or event of an id, if it is known and may still change."""
        return self._by_id[kind].get(id)

    def add_open(self, kind: str, table: dict[str, Any]) -> None:
        """Add a record that may refer to what is still to come."""
        self._open[kind].append(table)
        self.counts[kind] += 1

    def add_record(self, kind: str, table: Mapping[str, Any], location: str = "") -> None:
        """Add a finished record, whose ids and references are sound; `location` says where in the file it was."""
        self.counts[kind] += 1
        if kind == "quotes" and self.adjacency is not None:
            table = self.adjacency.relate(table)
        self._write(kind, FINISHED, table, location)

    def finish(self) -> None:
        """Complete the dossier: from then on `chunks` can be read, and the report knows all that did not fit."""
        coerce.set_cycles_aside(self._open["sources"], self.report.add_change)
        for kind in ARRAYS:
            for table in self._open.pop(kind):
                self._write(kind, OPENED, table, str(table.get("id", "")))
        info = self._coerce_record(Info, self.info, "dossier")
        self._head = format_head({"title": UNTITLED} | info, self.comment)

    def chunks(self) -> Iterator[bytes]:
        """Yield the finished dossier as TOML."""
        yield self._head.encode()
        for kind in ARRAYS:
            for part in (OPENED, FINISHED):
                if spool := self._spools.get((kind, part)):
                    spool.seek(0)
                    while chunk := spool.read(CHUNK_CHARS):
                        yield chunk.encode()

    def sample(self, count: int) -> Iterator[bytes]:
        """Yield what `chunks` does, of each array only the first records."""
        yield self._head.encode()
        for kind in ARRAYS:
            left = count
            for part in (OPENED, FINISHED):
                if spool := self._spools.get((kind, part)):
                    spool.seek(0)
                    for line in spool:
                        left -= line.rstrip("\n") == f"[[{kind}]]"
                        if left < 0:
                            break
                        yield line.encode()

    def written_words(self) -> set[str]:
        """Return all words in the dossier so far, to tell what has not come into it."""
        words = split_words(str(self.info)) | split_words(str(self._open))
        for spool in self._spools.values():
            spool.seek(0)
            for line in spool:
                words |= split_words(line)
            spool.seek(0, SEEK_END)
        return words

    def close(self) -> None:
        """Delete the temporary files."""
        for spool in self._spools.values():
            spool.close()

    def _drop_dangling(self, table: dict[str, Any], record_class: type[Record], owner: dict[str, Any]) -> bool:
        """Move references to what is not in the dossier to `x_` keys; tell whether a required one is left out."""
        is_left_out, what = False, "reference to what is not in the file, kept as an x_ key"
        for name, field in record_class.FIELDS.items():
            value, shape = table.get(name), field.shape
            if isinstance(shape, Reference) and value is not None and not self._ids.has(value, shape.kind):
                self.report.add_change(what, str(value))
                keep_as_extra(table, name, table.pop(name))
                is_left_out |= field.required
            elif isinstance(shape, References) and isinstance(value, list | tuple):
                table[name] = [id for id in value if self._ids.has(id, shape.kind)]
                if lost := [id for id in value if not self._ids.has(id, shape.kind)]:
                    self.report.add_change(what, str(lost[0]), len(lost))
                    keep_as_extra(table, name, lost)
            elif isinstance(shape, Tables) and isinstance(value, list | tuple):
                inner = [dict(each) if isinstance(each, Mapping) else each for each in value]
                lost = [each for each in inner if isinstance(each, dict) and self._drop_dangling(each, shape.of, owner)]
                table[name] = [each for each in inner if each not in lost]
                if lost:
                    keep_as_extra(owner, name, lost)
            if table.get(name) == []:
                del table[name]
        return is_left_out

    def _spool(self, kind: str, part: int) -> IO[str]:
        if (kind, part) not in self._spools:
            spool = tempfile.SpooledTemporaryFile(MAX_BYTES_IN_MEMORY, "w+", encoding="utf-8", newline="")  # noqa: SIM115
            self._spools[kind, part] = spool
        return self._spools[kind, part]

    def _write(self, kind: str, part: int, table: Mapping[str, Any], location: str) -> None:
        """Write a record as `check` accepts it; an era without a date is none, and kept with the dossier."""
        coerced = self._coerce_record(ARRAYS[kind], table, location)
        if self.may_dangle and part == OPENED:
            self._drop_dangling(coerced, ARRAYS[kind], coerced)
        if kind == "eras" and "date" not in coerced:
            self.counts[kind] -= 1
            self.info.setdefault("x_eras", []).append(coerced)
            self.report.add_change("era without a date, kept in x_eras of the dossier")
            return
        if kind == "quotes" and "event" not in coerced:
            coerced["event"] = self._missing_event(str(coerced.pop("x_event", "")))
        self._spool(kind, part).write(format_record(kind, self._complete(kind, coerced)))

    def _missing_event(self, id: str) -> str:
        """Return the id of an event that is not in the file, and has to be there for its quotes."""
        if id not in self._missing_events:
            self._missing_events[id] = self.new_id("events", id, id)
            self.report.add_change("event missing in the file, added by id alone", f"'{id}'")
            self.counts["events"] += 1
            table = {"id": self._missing_events[id], "title": id or UNTITLED}
            self._spool("events", FINISHED).write(format_record("events", table))
        return self._missing_events[id]

    def _complete(self, kind: str, coerced: dict[str, Any]) -> dict[str, Any]:
        for key in () if self.is_exact else ("url", "archived"):
            if PRIVATE_PATH.match(str(coerced.get(key, ""))):
                del coerced[key]
                self.report.add_loss("path on the machine of whoever made the file")
        missing = [name for name, key in ARRAYS[kind].FIELDS.items() if key.required and name not in coerced]
        if kind == "sources" and not coerced.keys() & {"title", "container_title"}:
            missing = ["title"]
        return coerced | dict.fromkeys(missing, UNTITLED)

    def _coerce_record(self, record_class: type[Record], table: Mapping[str, Any], location: str) -> dict[str, Any]:
        on_misfit = self._misfit_callback(location)
        return coerce.coerce_record(record_class, table, self.zone, on_misfit, exact=self.is_exact)

    def _misfit_callback(self, location: str) -> MisfitCallback:
        def report_misfit(name: str, value: str) -> None:
            where = f"{location}: '{value[:60]}'" if location else f"'{value[:60]}'"
            self.report.add_change(f"value of {name} that the format does not take, kept as x_{name}", where)

        return report_misfit


# --- What an import is asked, and what it reports --------------------------------------------------------------------

MAX_REPORTED: Final = 40
"""How many different changes or losses are named one by one, and how many mappings on a line."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The options of `peace-tui import` that a format may follow."""

    columns: tuple[tuple[str, str], ...] = ()
    """Which column each field is taken from, as pairs of field and column; an empty column means none."""
    date_order: str = ""
    """`dmy`, `mdy` or `ymd`; empty: a date that can be read in two ways is kept under an `x_` key."""
    sheet: str = ""
    """Which sheet of a workbook is read; empty: the first that has something in it."""
    reply_to_previous: bool = False
    """Whether a quote without an addressee is said to whoever spoke before."""


class ImportReport:
    """The changes and losses of one import. A location is what helps to find the thing: `row 17`, `slide 3`."""

    def __init__(self) -> None:
        """Begin an empty report."""
        self.read: list[str] = []
        """What was read, in words: `1,204 rows`."""
        self.mapped: list[str] = []
        """What became what: `who ← Speaker`."""
        self.guesses: list[str] = []
        """What was guessed that decides what records are, why, and the option that changes it."""
        self._losses: dict[str, tuple[int, str]] = {}
        self._changes: dict[str, tuple[int, str]] = {}

    def add_loss(self, what: str, location: str = "", count: int = 1) -> None:
        """Count something that is left out; `what` begins with the noun in the singular: `row without text`."""
        _count(self._losses, what, location, count)

    def add_change(self, what: str, location: str = "", count: int = 1) -> None:
        """Count something that is kept in another form; `what` is as in `add_loss`."""
        _count(self._changes, what, location, count)

    def add_html_losses(self, found: Iterable[tuple[str, str]], location: str) -> None:
        """Count what is left out of HTML that is made plain: what each is, and its words."""
        for what, words in found:
            self.add_loss(f"{what} in HTML", f"{location}: '{words[:60]}'" if words else location)

    def lines(self, file: str, counts: Mapping[str, int]) -> list[str]:
        """Return the report on a file; `counts` are the numbers of records made, by array."""
        sizes = [count_noun(counts[kind], KIND_NAMES[kind], kind) for kind in ARRAYS if counts.get(kind)]
        lines = [f"{file}: read {', '.join(self.read) or 'it'}; {', '.join(sizes) or 'no records'}"]
        for start in range(0, len(self.mapped), MAX_REPORTED):
            lines.append(f"  mapped: {', '.join(self.mapped[start : start + MAX_REPORTED])}")
        lines += [f"  guessed: {guess}" for guess in self.guesses]
        lines += _list("changed", self._changes) + (_list("left out", self._losses) or ["  left out: nothing"])
        return [preview(line, 2000) if not line.startswith("  ") else "  " + preview(line[2:], 4000) for line in lines]


ADJECTIVES: Final = ("hidden", "merged", "undefined")
"""The adjectives with which phrases of the report begin."""


def count_noun(count: int, singular: str, plural: str = "") -> str:
    """Return a count, with a comma at each thousand, and its noun."""
    return f"{count:,} {singular if count == 1 else plural or singular + 's'}"


def _count(counts: dict[str, tuple[int, str]], what: str, location: str, count: int) -> None:
    before, first = counts.get(what, (0, location))
    counts[what] = before + count, first


def _list(verb: str, counts: dict[str, tuple[int, str]]) -> list[str]:
    lines = []
    for what, (count, location) in [*counts.items()][:MAX_REPORTED]:
        where = f" ({'first: ' if count > 1 else ''}{location})" if location else ""
        lines.append(f"  {verb}: {count_noun(count, what, _format_plural(what))}{where}")
    more = len(counts) - MAX_REPORTED
    return [*lines, f"  {verb}: {count_noun(more, 'other thing')} besides"] if more > 0 else lines


def _format_plural(phrase: str) -> str:
    """Return the plural of a phrase that begins with its noun, or with an adjective and its noun."""
    noun, mark, rest = re.split(r"(\W|$)", phrase, maxsplit=1)
    if noun in ADJECTIVES:
        return f"{noun}{mark}{_format_plural(rest)}"
    if noun == "person":
        plural = "people"
    elif noun.endswith("y") and noun[-2:-1] not in "aeiou":
        plural = f"{noun[:-1]}ies"
    else:
        plural = f"{noun}{'es' if noun.endswith(('s', 'x', 'ch', 'sh')) else 's'}"
    return f"{plural}{mark}{rest}"
