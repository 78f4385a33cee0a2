"""Make a dossier of a file in another format."""

from __future__ import annotations

import os
from argparse import Namespace
from collections.abc import Iterable

from peace_tui.cli.exit_codes import SUCCESS
from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import parse_date
from peace_tui.errors import InputError, OutputError, UsageError
from peace_tui.importers.dossier_builder import convert_file
from peace_tui.importers.input_file import open_input
from peace_tui.importers.report import ImportOptions
from peace_tui.system.paths import write_pieces_atomically
from peace_tui.system.streams import STANDARD_INPUT, write_stderr, write_stdout


def run(arguments: Namespace) -> int:
    """Convert a file, write the dossier, and report what was read, mapped and left out."""
    _check_output(arguments)
    options = ImportOptions(columns=_parse_columns(arguments), date_order=arguments.date_order or "")
    _check_zone(arguments.timezone)
    with open_input(arguments.file) as input_file:
        builder = convert_file(arguments.kind, input_file, options, arguments.timezone)
        report = builder.report.lines(input_file.name, builder.counts)
    try:
        if arguments.output:
            _save(arguments.output, builder.chunks())
            report.append(f"  written: {arguments.output}")
        else:
            write_stdout(chunk.decode() for chunk in builder.chunks())
    finally:
        builder.close()
    write_stderr("\n".join(report))
    return SUCCESS


def _check_output(arguments: Namespace) -> None:
    """Refuse a dossier that is there already, before anything is read."""
    output = arguments.output
    if output is None or not os.path.lexists(output):
        return
    if os.path.isdir(output):
        raise InputError(f"{output}: this is a folder; name the file to write")
    if arguments.file != STANDARD_INPUT and os.path.exists(arguments.file) and os.path.samefile(output, arguments.file):
        raise InputError(f"{output}: this is the file that is imported; name another")
    if not arguments.force:
        raise InputError(f"{output}: the file is there already; name another, or add --force to replace it")


def _parse_columns(arguments: Namespace) -> tuple[tuple[str, str], ...]:
    pairs = [each.partition("=") for each in arguments.map or ()]
    for field, sign, column in pairs:
        if not sign or not field.strip():
            raise UsageError(f"--map takes FIELD=COLUMN, such as who=Speaker, and not '{field}{sign}{column}'")
    if pairs and arguments.kind != "csv":
        raise UsageError(f"--map is for csv; {arguments.kind} names its fields itself")
    return tuple((field.strip(), column.strip()) for field, _, column in pairs)


def _check_zone(name: str | None) -> None:
    if name is not None:
        try:
            parse_date("2000-01-01T00", name)
        except DateError as error:
            raise UsageError(f"--timezone: {error.message}; {error.hint}") from None


def _save(file: str, pieces: Iterable[bytes]) -> None:
    try:
        write_pieces_atomically(file, pieces)
    except (OSError, ValueError) as error:
        raise OutputError(f"{file}: it cannot be written: {getattr(error, 'strerror', None) or error}") from None
