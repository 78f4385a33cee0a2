"""Export what passes a view in another format, and make a dossier of a file in one."""

from __future__ import annotations

import os
import re
import sys
from argparse import Namespace
from typing import Final

from peace_tui.cli.inputs import add_marks_for, load_dossier, read_view
from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import parse_date
from peace_tui.errors import NEGATIVE, SUCCESS, UsageError
from peace_tui.exporters.registry import FORMAT_BY_NAME, FORMATS, ExportFormat, is_empty, kinds_in, publish
from peace_tui.importers.registry import WORKBOOKS
from peace_tui.model.dossier import Dossier
from peace_tui.query.selection import select
from peace_tui.session.marks import read_marks
from peace_tui.system.output_file import check_folder, check_output, save, save_folder
from peace_tui.system.streams import STANDARD_INPUT, is_terminal, write_stderr, write_stdout_bytes

PARTED: Final = "jsonl"
"""The format that is written in parts where the name of the output ends as that of a folder."""
PART_PATH: Final = re.compile(r"record=[a-z-]+(/part-[0-9]+\.jsonl)?")
"""What may be in a folder that is replaced: the folders and files of an export."""


def export(arguments: Namespace) -> int:
    """Write what passes a view to a file, completely or not at all, or to standard output."""
    format = FORMAT_BY_NAME[arguments.form]
    options = _parse_options(format, arguments)
    dossier = load_dossier(*arguments.dossiers, digest=True)
    file = _check_output(format, arguments, dossier)
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
    if file is None:
        write_stdout_bytes([publication.data])
    elif _is_folder(file):
        from peace_tui.exporters.jsonl import render_parts  # what other exports do not need

        parts = ((path, text.encode("utf-8", "backslashreplace")) for path, text in render_parts(selection))
        save_folder(file, PART_PATH, parts, replace=arguments.force)
    else:
        save(file, [publication.data], replace=arguments.force)
    if not format.has_footer:
        write_stderr("\n".join(publication.note.lines()))
    return SUCCESS


def _check_output(format: ExportFormat, arguments: Namespace, dossier: Dossier) -> str | None:
    """Return the file or folder to write, None for standard output, or refuse it before there is anything to write."""
    file: str | None = None if arguments.output == STANDARD_INPUT else arguments.output
    if file is None:
        if format.is_binary and is_terminal(sys.stdout):
            example = f"name a file with -o, such as -o dossier{format.extension}"
            raise UsageError(f"{format.name} is no text for a terminal; {example}")
    elif not _is_folder(file):
        check_output(file, dossier.files, replace=arguments.force)
    elif format.name == PARTED:
        check_folder(file, PART_PATH, replace=arguments.force)
    else:
        why = f"this is a folder; {format.name} is one file, and only {PARTED} is written in parts"
        raise UsageError(f"{file}: {why}")
    return file


def _is_folder(output: str) -> bool:
    return output.endswith(("/", os.sep))


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


# --- Import ----------------------------------------------------------------------------------------------------------

TABLES: Final = ("csv", *WORKBOOKS)
"""The formats whose columns `--map` names."""
GUESSED: Final = {"vtt": "who", "srt": "who", "oyez": "date"}
"""What of others is guessed, which `--map FIELD=` leaves aside."""
FORMATS_OF_SPEECH: Final = (*TABLES, "tei", *GUESSED)
"""The formats in which people speak in turns, so that one may answer the one before."""
FOLDERS: Final = {"jsonl": ".jsonl"}
"""The formats of which a folder of files may be read, with the end of their names."""
SAMPLE_RECORDS: Final = 3
"""How many records of each kind a dry run shows."""


def import_file(arguments: Namespace) -> int:
    """Convert a file, write the dossier, and report what was read, mapped and left out."""
    from peace_tui.importers.dossier_builder import ImportOptions, convert_file  # what no export needs
    from peace_tui.importers.input_file import open_input

    output = None if arguments.output == STANDARD_INPUT else arguments.output
    if output is not None and not arguments.dry_run:
        check_output(output, [arguments.file], replace=arguments.force)
    options = ImportOptions(
        columns=_parse_columns(arguments),
        date_order=arguments.date_order or "",
        sheet=arguments.sheet or "",
        reply_to_previous=arguments.reply_to_previous,
    )
    if options.sheet and arguments.kind not in WORKBOOKS:
        raise UsageError(f"--sheet is for workbooks: {', '.join(WORKBOOKS)}")
    if options.reply_to_previous and arguments.kind not in FORMATS_OF_SPEECH:
        raise UsageError(f"--reply-to-previous is for what is said in turns: {', '.join(FORMATS_OF_SPEECH)}")
    _check_zone(arguments.timezone)
    _check_encoding(arguments.encoding)
    with open_input(arguments.file, arguments.encoding or "", FOLDERS.get(arguments.kind, "")) as input_file:
        builder = convert_file(arguments.kind, input_file, options, arguments.timezone)
        report = builder.report.lines(input_file.name, builder.counts)
    try:
        if arguments.dry_run:
            write_stdout_bytes(builder.sample(SAMPLE_RECORDS))
            report.append("  written: nothing; these are the first records of each kind")
        elif output is None:
            write_stdout_bytes(builder.chunks())
        else:
            save(output, builder.chunks(), replace=arguments.force)
            report.append(f"  written: {output}")
    finally:
        builder.close()
    write_stderr("\n".join(report))
    return SUCCESS


def _parse_columns(arguments: Namespace) -> tuple[tuple[str, str], ...]:
    pairs = [each.partition("=") for each in arguments.map or ()]
    for field, sign, column in pairs:
        if not sign or not field.strip():
            raise UsageError(f"--map takes FIELD=COLUMN, such as who=Speaker, and not '{field}{sign}{column}'")
    dropped = GUESSED.get(arguments.kind, "")
    if pairs and arguments.kind not in TABLES and any((name, column) != (dropped, "") for name, _, column in pairs):
        hint = f", or --map {dropped}= for no guess" if dropped else ""
        raise UsageError(f"--map is for {', '.join(TABLES)}; {arguments.kind} names its fields itself{hint}")
    return tuple((field.strip(), column.strip()) for field, _, column in pairs)


def _check_zone(name: str | None) -> None:
    if name is not None:
        try:
            parse_date("2000-01-01T00", name)
        except DateError as error:
            raise UsageError(f"--timezone: {error.message}; {error.hint}") from None


def _check_encoding(name: str | None) -> None:
    try:
        is_text = name is None or isinstance(b"a".decode(name), str)
    except (LookupError, ValueError, TypeError):
        is_text = False
    if not is_text:
        raise UsageError(
            f"--encoding: there is no encoding '{name}'; give one such as utf-8, windows-1251 or shift_jis"
        )
