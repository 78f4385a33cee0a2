"""Decisions on what `peace-tui draft` made, each an edit of the file: accept, who, to, join, split, move, drop.

A draft is reviewed when its key `draft` is gone. What the program only thinks likely stands in a comment of the record,
`# likely Trump: "he said" (paragraph 11)`; whoever accepts the record accepts that, and the comment goes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple

from peace_tui.lint.edits import Edit, Edited, EditError, get
from peace_tui.lint.record_edits import Adder, Merger, have_other_speakers
from peace_tui.loading.diagnostics import KeyPath, find_references
from peace_tui.loading.positions import Positions, format_path
from peace_tui.model.records import SHORTHAND
from peace_tui.model.values import format_pair

LIKELY: Final = re.compile(r"#[ \t]*likely[ \t]+(?P<name>[^:\r\n]+?)[ \t]*(?::[ \t]*(?P<why>[^\r\n]*?))?[ \t]*$")
UNKNOWN_SPEAKER: Final = "speaker unknown"
"""What such a comment begins with where no one is likely."""
COMMENT_LINE: Final = re.compile(r"^[ \t]*(?P<comment>#[^\r\n]*)\r?\n?", re.MULTILINE)


class Remark(NamedTuple):
    """A comment on a line of its own inside a record."""

    start: int
    end: int
    """Where its line starts and ends in the text."""
    text: str
    likely: str = ""
    """The name of who is likely the speaker, where it says so."""
    why: str = ""

    @property
    def is_about_speaker(self) -> bool:
        """Whether it only stands in for the speaker."""
        return bool(self.likely) or self.text.startswith(UNKNOWN_SPEAKER)


@lru_cache(maxsize=8)
def _positions(text: str) -> Positions:
    return Positions(text)


def find_remarks(text: str, path: KeyPath) -> list[Remark]:
    """Return the comments of a record that have a line of their own, in the order of the file."""
    found: list[Remark] = []
    positions = _positions(text)
    strings = [span for key in ("text", "note") if (span := positions.string((*path, key)))]
    for start, end in positions.header_spans(path)[:1]:  # its own: those below it are of its versions
        for line in COMMENT_LINE.finditer(text, start, end):
            if not any(first <= line.start("comment") < last for first, last in strings):
                likely = LIKELY.fullmatch(line["comment"].rstrip())
                name, why = (likely["name"], likely["why"] or "") if likely else ("", "")
                found.append(Remark(*line.span(), line["comment"].lstrip("# \t").rstrip(), name, why))
    return found


def accept(data: bytes, file: str, id: str, who: Sequence[str] = ()) -> Edited:
    """Mark a record as reviewed; `who` are the likely speakers, who are accepted too.

    Raises:
        EditError: There is no such record, or nothing to review of it.
    """
    editor = _Reviewer(data, file)
    path = editor.find(id)
    if not editor.is_draft(path):
        raise EditError("This is reviewed already.")
    if who:
        editor.name_person(path, "who", who[0] if len(who) == 1 else [*who])
    editor.mark_reviewed(path)
    return editor.finish()


def set_person(data: bytes, file: str, id: str, key: str, person: str, name: str = "") -> Edited:
    """Set who says a quote (`who`), which is reviewed then, or to whom (`to`).

    Args:
        data: The file.
        file: Its name.
        id: The quote.
        key: `who` or `to`.
        person: The id of the person; empty: no one is named.
        name: The name of a person whom the file does not have yet; the id is then made like `person`.
    """
    editor = _Reviewer(data, file)
    path = editor.find(id)
    if name:
        person = editor.free_id(person)
        editor.add_record("people", {"id": person, "name": name})
    if person:
        editor.name_person(path, key, person)
    elif key in get(editor.document, path):
        editor.remove_key((*path, key))
    if key == "who" and person:
        editor.mark_reviewed(path)
    return editor.finish()


def move(data: bytes, file: str, id: str, event: str, title: str = "") -> Edited:
    """Move a quote to another event, or to a new one with a title."""
    editor = _Reviewer(data, file)
    path = editor.find(id)
    if title:
        event = editor.free_id(event)
        editor.add_record("events", {"id": event, "title": title})
    editor.set_value((*path, "event"), event)
    return editor.finish()


def drop(data: bytes, file: str, id: str) -> Edited:
    """Remove a record.

    Raises:
        EditError: Other records refer to it.
    """
    editor = _Reviewer(data, file)
    path = editor.find(id)
    naming = [at for at, kind, each in find_references(editor.document) if each == id and kind in (path[0], "")]
    naming = [at for at in naming if at[:2] != path]
    if naming:
        where = format_path(naming[0])
        more = f" and {len(naming) - 1} more places" if len(naming) > 1 else ""
        raise EditError(f"Not removed: {where}{more} of the file refer to it.")
    editor.remove_table(path)
    return editor.finish()


def find_before(document: Mapping[str, Any], id: str) -> str:
    """Return the id of the quote before one in the file that the same source prints; nothing where there is none."""
    quotes = document.get("quotes", ())
    ids = [quote.get("id") for quote in quotes]
    if id not in ids:
        return ""
    number = ids.index(id)
    sources = {version["source"] for version in _versions(quotes[number])}
    before = (quote["id"] for quote in reversed(quotes[:number]) if sources & {v["source"] for v in _versions(quote)})
    return next(before, "")


def join(data: bytes, file: str, id: str) -> Edited:
    """Make one quote of a quote and the one before it, as an utterance that an outlet interrupts.

    Raises:
        EditError: There is none before it, or someone else says that.
    """
    editor = _Joiner(data, file)
    path = editor.find(id)
    before = find_before(editor.document, id)
    if not before:
        raise EditError("No quote before this one is from the same source.")
    kept = editor.find(before)
    one, other = get(editor.document, kept), get(editor.document, path)
    if have_other_speakers(one, other):
        raise EditError("Not joined: someone else says the quote before this one.")
    return editor.join(kept, path, f"{_text_of(one)} {_text_of(other)}")


def split_off(data: bytes, file: str, id: str, number: int) -> Edited:
    """Make a quote of its own of one version of a quote.

    Raises:
        EditError: It has but one version.
    """
    editor = _Reviewer(data, file)
    path = editor.find(id)
    quote = get(editor.document, path)
    versions = quote.get("versions", [])
    if len(versions) < 2:
        raise EditError("This quote has only one version; there is nothing to split off.")
    version, rest = versions[number], [each for n, each in enumerate(versions) if n != number]
    copied = ("event", "n", "who", "to", "about", "mode", "language", "date", "status", "tags", "draft")
    new = {name: quote[name] for name in copied if name in quote} | {"text": version["text"]}
    alone = version.keys() <= {"text", *SHORTHAND}
    new |= {name: version[name] for name in SHORTHAND if name in version} if alone else {"versions": [version]}
    editor.remove_table((*path, "versions", number))
    if "text" in quote:
        editor.set_value((*path, "text"), _text_without(quote["text"], version["text"], rest))
    position = int(path[1])
    after = ("quotes", position - 1) if number == 0 and position else path  # the first words stand first
    editor.add_record("quotes", {"id": editor.free_id(f"{id}-b"), **new}, after=after)
    return editor.finish()


def _text_without(text: str, gone: str, rest: Sequence[Mapping[str, Any]]) -> str:
    """Return the reading text of a quote without the words of a version, where it is made of those of its versions."""
    left = " ".join(text.replace(gone, " ", 1).split())
    if left and left != " ".join(text.split()):
        return left
    return text if gone not in text else _text_of({"versions": rest})


def _versions(quote: Mapping[str, Any]) -> list[Any]:
    return quote.get("versions") or ([{"source": quote["source"]}] if "source" in quote else [])


def _text_of(quote: Mapping[str, Any]) -> str:
    """Return the reading text of a quote, as a reader gets it where it is left out."""
    if "text" in quote:
        return str(quote["text"])
    source = quote["versions"][0]["source"]
    return max((str(version["text"]) for version in quote["versions"] if version["source"] == source), key=len)


class _Reviewer(Adder):
    """An editor of what a person decides on a draft."""

    def is_draft(self, path: KeyPath) -> bool:
        """Tell whether a record is still to be reviewed."""
        return bool(get(self.document, path).get("draft"))

    def mark_reviewed(self, path: KeyPath) -> None:
        """Mark a record as reviewed, without the comments on what is likely."""
        if self.is_draft(path):
            self.remove_key((*path, "draft"))
        for remark in self._likely(path):
            self.edits.append(Edit(remark.start, remark.end, ""))

    def _likely(self, path: KeyPath) -> list[Remark]:
        """Return the comments that stand in for the speaker of a record, once it has one, and are not replaced yet."""
        replaced, has_speaker = {edit.start for edit in self.edits}, "who" in get(self.expected, path)
        remarks = (each for each in find_remarks(self.text, path) if each.start not in replaced)
        return [each for each in remarks if each.likely or (has_speaker and each.is_about_speaker)]

    def name_person(self, path: KeyPath, key: str, person: str | list[str]) -> None:
        """Write who says a quote, or to whom: where the likely speaker was named, or else below the event."""
        table = get(self.document, path)
        if key in table or self.positions.span(path):
            self.set_value((*path, key), person)
            return
        below = "who" if key == "to" and "who" in table else "event"
        start, (_, end) = self.positions.key_offset((*path, below)), self.positions.span((*path, below)) or (0, 0)
        margin = self.text[self.text.rfind("\n", 0, start) + 1 : start]
        pair = format_pair(key, person, margin)
        get(self.expected, path)[key] = person
        remarks = self._likely(path) if key == "who" else []
        if remarks:
            self.edits.append(Edit(remarks[0].start, remarks[0].end, pair + self.line_end))
        else:
            self.insert(end, "\n" + pair)


class _Joiner(Merger, _Reviewer):
    """An editor that makes one quote of two."""

    def join(self, kept: KeyPath, dropped: KeyPath, text: str) -> Edited:
        """Unite two quotes under a reading text made of both."""
        before, gone = get(self.document, kept)["id"], get(self.document, dropped)["id"]
        self.remove_table(dropped)
        self.replace_references("quotes", gone, before)
        self.replace_in_views("quotes", gone, before, names_too=True)
        self.remove_duplicates(kept)
        self.unite(kept, get(self.expected, dropped))
        self.set_value((*kept, "text"), text)
        return self.finish("quotes", gone, before)
