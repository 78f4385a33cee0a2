"""Export what passes a view."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from typing import Final

from peace_tui.cli.inputs import add_marks_for, load_dossier, read_view
from peace_tui.errors import NEGATIVE, SUCCESS, UsageError
from peace_tui.exporters.registry import FORMAT_BY_NAME, FORMATS, ExportFormat, is_empty, kinds_in, publish
from peace_tui.query.selection import select
from peace_tui.session.marks import read_marks
from peace_tui.system.output_file import check_folder, check_output, save, save_folder
from peace_tui.system.streams import STANDARD_INPUT, is_terminal, write_stderr, write_stdout_bytes

PARTED: Final = "jsonl"
"""The format that is written in parts where the name of the output ends as that of a folder."""
PART: Final = re.compile(r"record=[a-z-]+(/part-[0-9]+\.jsonl)?")
"""What may be in a folder that is replaced: the folders and files of an export."""


def run(arguments: Namespace) -> int:
    """Write what passes a view to a file, completely or not at all, or to standard output."""
    format = FORMAT_BY_NAME[arguments.form]
    options = _parse_options(format, arguments)
    dossier = load_dossier(*arguments.dossiers, digest=True)
    file = None if arguments.output == STANDARD_INPUT else arguments.output
    if file is None and format.is_binary and is_terminal(sys.stdout):
        raise UsageError(
            f"{format.name} is no text for a terminal; name a file with -o, such as -o dossier{format.extension}"
        )
    folder = file if file is not None and file.endswith(("/", os.sep)) else None
    if folder is not None:
        if format.name != PARTED:
            why = f"this is a folder; {format.name} is one file, and only {PARTED} is written in parts"
            raise UsageError(f"{folder}: {why}")
        check_folder(folder, PART, replace=arguments.force)
    elif file is not None:
        check_output(file, dossier.files, replace=arguments.force)
    view = read_view(arguments.view, dossier, arguments.made_on)
    dossier = dossier.with_marks(read_marks(dossier)) if "with_notes" in options else add_marks_for(view, dossier)
    selection = select(dossier, view)
    if is_empty(format, selection, options):
        kinds = kinds_in(format, options)
        what = " or ".join(kind for kind in kinds if getattr(dossier, kind)) or "records"
        passing = f"no {what} match the filter" if selection.view.clauses else f"there are no {kinds[0]}"
        write_stderr(f"peace-tui: {passing}; nothing is written")
        return NEGATIVE
    publication = publish(format, selection, options)
    if folder is not None:
        from peace_tui.exporters.jsonl import render_parts  # what other exports do not need

        parts = ((path, text.encode("utf-8", "backslashreplace")) for path, text in render_parts(selection))
        save_folder(folder, PART, parts, replace=arguments.force)
    elif file is None:
        write_stdout_bytes([publication.data])
    else:
        save(file, [publication.data], replace=arguments.force)
    if not format.has_footer:
        write_stderr("\n".join(publication.note.lines()))
    return SUCCESS


def _parse_options(format: ExportFormat, arguments: Namespace) -> dict[str, str]:
    """Return the options of a format that were given; refuse those of another."""
    values = {option.name: getattr(arguments, option.name) for each in FORMATS for option in each.options}
    allowed = {option.name for option in format.options}
    for name, value in values.items():
        if value and name not in allowed:
            owners = " and ".join(each.name for each in FORMATS if name in {option.name for option in each.options})
            flag = f"--{name.replace('_', '-')}"
            raise UsageError(f"{flag} is an option of {owners}, not of {format.name}")
    return {name: value for name, value in values.items() if value}
