"""Edit dossiers' files: rename an id everywhere, make one record of two, mark records beside the file.

And say what edits have changed: compare two versions of a dossier.
"""

from __future__ import annotations

import os
import unicodedata
from argparse import Namespace
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from itertools import groupby

from peace_tui.cli.inputs import load_dossier
from peace_tui.cli.tables import to_json
from peace_tui.collation.changes import ADDED, CHANGED, PLURALS, REMOVED, Change, compare_dossiers
from peace_tui.errors import NEGATIVE, SUCCESS, UsageError
from peace_tui.lint.edits import Edited, save_edits
from peace_tui.lint.record_edits import merge_records, rename_id
from peace_tui.loading.files import DossierError, Unreadable, bounded_memory, load, read, read_bytes
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import Mark, Marks
from peace_tui.model.values import dossier_lines
from peace_tui.session.marks import MarksError, carry_marks, change_marks, marks_file, read_marks
from peace_tui.system.streams import STANDARD_INPUT, is_stdout_utf8, write_stderr, write_stdout
from peace_tui.text.messages import format_count, suggest
from peace_tui.text.terminal_safe import clean_text, escape_unsafe, preview, sanitize_line


def run(arguments: Namespace) -> int:
    """Write the files with the edit, or show what it would change."""
    file = arguments.dossiers[0]
    if STANDARD_INPUT in arguments.dossiers:
        raise UsageError("this needs a file, not standard input")
    data = read_bytes(file)
    with bounded_memory(file, data):
        return _edit(data, arguments)


def _edit(data: bytes, arguments: Namespace) -> int:
    file, *beside = arguments.dossiers
    before = [] if arguments.dry_run or not os.path.exists(marks_file()) else [*_read_each(arguments.dossiers)]
    if "new_id" in arguments:
        renamed = arguments.id, arguments.new_id
        edited = rename_id(data, file, arguments.id, arguments.new_id, beside)
        did = f"'{arguments.id}' {'would be' if arguments.dry_run else 'is'} '{arguments.new_id}' now"
    else:
        renamed = arguments.other_id, arguments.id
        edited = merge_records(data, file, arguments.id, arguments.other_id, beside)
        did = f"'{arguments.other_id}' {'would be' if arguments.dry_run else 'is'} part of '{arguments.id}' now"
    together = edited.together
    if not arguments.dry_run:
        save_edits(together)
        _carry(before, *renamed)
    lines = [line for each in together for line in show_changes(each, len(together) > 1)] if arguments.dry_run else []
    lines += [f"{each.file}: left out of '{arguments.other_id}': {what}" for each in together for what in each.left_out]
    names = ", ".join(each.file for each in together)
    lines.append(f"{names}: {did}; {format_count(sum(each.places for each in together), 'reference')} changed")
    write_stdout(line + "\n" for line in lines)
    return SUCCESS


def _read_each(files: Sequence[str]) -> Iterator[Dossier]:
    """Yield the dossiers of some files as one, then each that can be read by itself: marks may stand under any."""
    for names in (files, *([name] for name in files if len(files) > 1)):
        try:
            yield load(*names)
        except (DossierError, Unreadable):  # which the edit will say, where it needs the file
            continue


def _carry(before: Sequence[Dossier], old: str, new: str) -> None:
    """Carry the reader's own marks over to the new id, or say why they stay."""
    try:
        carry_marks(before, old, new)
    except MarksError as error:
        write_stderr(f"peace-tui: your own marks stay on '{old}': {error}")


def show_changes(edited: Edited, with_name: bool = False) -> Iterator[str]:
    """Yield the lines that change, as `diff` writes them."""
    if with_name:
        yield f"--- {edited.file}"
    for line, old, new in edited.changes:
        same = next(
            (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
        )
        yield f"@@ line {line + same} @@"
        yield from (f"-{each}" for each in old[same:])
        yield from (f"+{each}" for each in new[same:])


def mark_record(arguments: Namespace) -> int:
    """Change what is marked on a record, and print it; a mark on a record that is gone can be removed."""
    if arguments.star and arguments.unstar:
        raise UsageError("--star and --unstar exclude each other; leave one out")
    if arguments.remove and (arguments.star or arguments.note or arguments.tag):
        raise UsageError("--remove removes the star, the note and the tags; give it without --star, --note and --tag")
    words = [clean_text(word) for word in arguments.tag or ()]
    if not all(words):
        raise UsageError("--tag needs a word")
    dossier = load_dossier(*arguments.dossiers)
    id = unicodedata.normalize("NFC", arguments.id)
    before = read_marks(dossier)
    if id not in dossier.by_id and not (arguments.remove and id in before.by_id):
        near = suggest(id, dossier.by_id)
        write_stderr(f"peace-tui: no record with the id '{preview(id)}'; {near or 'peace-tui list prints the ids'}")
        return NEGATIVE

    def change(marks: Marks) -> Marks:
        mark = Mark() if arguments.remove else marks.of(id)
        starred = (mark.starred or arguments.star) and not arguments.unstar
        note = mark.note if arguments.note is None else clean_text(arguments.note).strip()
        tags = tuple(dict.fromkeys((*mark.tags, *words)))
        name = dossier.name_record(id) if id in dossier.by_id else mark.name
        return marks.with_mark(id, Mark(starred, note, tags, name))

    options = (arguments.star, arguments.unstar, arguments.note is not None, arguments.tag, arguments.remove)
    mark = (change_marks(dossier, change).after if any(options) else before).of(id)
    write_stdout([sanitize_line(f"{id}: {mark.summary or 'not marked'}"), "\n"])
    return SUCCESS


def print_differences(arguments: Namespace) -> int:
    """Print how two dossiers differ, or one as lines that `git diff` can compare."""
    if arguments.textconv:
        if arguments.old:
            raise UsageError("--textconv takes one file and no other: peace-tui diff --textconv FILE")
        return _print_lines(arguments.textconv)
    if not arguments.old or not arguments.new:
        raise UsageError("two dossiers are needed: peace-tui diff OLD NEW")
    if arguments.old == arguments.new == STANDARD_INPUT:
        raise UsageError("only one of the two can be standard input; name a file for the other")
    found = compare_dossiers(load_dossier(arguments.old), load_dossier(arguments.new))
    if arguments.format == "json":
        write_stdout([to_json([asdict(change) for change in found], ascii=not is_stdout_utf8()), "\n"])
    else:
        write_stdout(line + "\n" for line in _format_changes(found))
    return NEGATIVE if found else SUCCESS


def _format_changes(found: list[Change]) -> Iterator[str]:
    """Yield the changes under a heading for each kind of record and of change."""
    if not found:
        yield "no visible changes"
    order = (ADDED, CHANGED, REMOVED)
    for kind, of_kind in groupby(found, key=lambda change: change.kind):
        for way, group in groupby(sorted(of_kind, key=lambda c: order.index(c.change)), key=lambda c: c.change):
            alike = [*group]
            records = len({change.id for change in alike})
            yield f"{format_count(records, kind, PLURALS[kind])} {way}"
            yield from (f"  {change.id}: {' '.join(change.text.split())}" for change in alike)


def _print_lines(file: str) -> int:
    """Print a dossier as lines; a file that is none as it is, so that git can compare it all the same."""
    data = read_bytes(file)
    dossier = read(data, file).dossier
    lines = dossier_lines(dossier) if dossier else data.decode("utf-8", "replace").split("\n")
    write_stdout(escape_unsafe(line) + "\n" for line in lines)
    return SUCCESS
