"""Mark a record for oneself, beside the dossier."""

from __future__ import annotations

import unicodedata
from argparse import Namespace

from peace_tui.cli.inputs import load_dossier
from peace_tui.errors import NEGATIVE, SUCCESS, UsageError
from peace_tui.model.marks import Mark, Marks
from peace_tui.query.statistics import name_record
from peace_tui.session.marks import change_marks, read_marks
from peace_tui.system.streams import write_stderr, write_stdout
from peace_tui.text.messages import suggest
from peace_tui.text.terminal_safe import preview, sanitize_line


def run(arguments: Namespace) -> int:
    """Change what is marked on a record, and print it; a mark on a record that is gone can be removed."""
    if arguments.star and arguments.unstar:
        raise UsageError("--star and --unstar exclude each other; leave one out")
    if arguments.tag and not all(arguments.tag):
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
        note = mark.note if arguments.note is None else arguments.note.strip()
        tags = tuple(dict.fromkeys((*mark.tags, *(arguments.tag or ()))))
        name = name_record(dossier, id) if id in dossier.by_id else mark.name
        return marks.with_mark(id, Mark(starred, note, tags, name))

    options = (arguments.star, arguments.unstar, arguments.note is not None, arguments.tag, arguments.remove)
    mark = (change_marks(dossier, change) if any(options) else before).of(id)
    said = [*(["starred"] if mark.starred else []), *([mark.words] if mark.words else [])]
    write_stdout([sanitize_line(f"{id}: {'; '.join(said) or 'not marked'}"), "\n"])
    return SUCCESS
