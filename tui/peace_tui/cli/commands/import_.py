"""Make a dossier of a file in another format."""

from __future__ import annotations

from argparse import Namespace
from typing import Final

from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import parse_date
from peace_tui.errors import SUCCESS, UsageError
from peace_tui.importers.dossier_builder import ImportOptions, convert_file
from peace_tui.importers.input_file import WORKBOOKS, open_input
from peace_tui.system.output_file import check_output, save
from peace_tui.system.streams import STANDARD_INPUT, write_stderr, write_stdout_bytes

TABLES: Final = ("csv", *WORKBOOKS)
"""The formats whose columns `--map` names."""
GUESSED: Final = {"vtt": "who", "srt": "who", "oyez": "date"}
"""What of others is guessed, which `--map FIELD=` leaves aside."""
SPOKEN: Final = (*TABLES, "tei", *GUESSED)
PARTS: Final = {"jsonl": ".jsonl"}
"""The formats that may be a folder of files, with the end of their names."""
SAMPLE_RECORDS: Final = 3
"""How many records of each kind a dry run shows."""


def run(arguments: Namespace) -> int:
    """Convert a file, write the dossier, and report what was read, mapped and left out."""
    output = None if arguments.output == STANDARD_INPUT else arguments.output
    if output is not None and not arguments.dry_run:
        sources = [arguments.file] if arguments.file != STANDARD_INPUT else []
        check_output(output, sources, replace=arguments.force)
    options = ImportOptions(
        columns=_parse_columns(arguments),
        date_order=arguments.date_order or "",
        sheet=arguments.sheet or "",
        reply_to_previous=arguments.reply_to_previous,
    )
    if options.sheet and arguments.kind not in WORKBOOKS:
        raise UsageError(f"--sheet is for workbooks: {', '.join(WORKBOOKS)}")
    if options.reply_to_previous and arguments.kind not in SPOKEN:
        raise UsageError(f"--reply-to-previous is for what is said in turns: {', '.join(SPOKEN)}")
    _check_zone(arguments.timezone)
    _check_encoding(arguments.encoding)
    with open_input(arguments.file, arguments.encoding or "", PARTS.get(arguments.kind, "")) as input_file:
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
