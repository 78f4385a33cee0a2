"""Report the problems of dossiers; fix what is certain, and look up what sources print, where that is asked for."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from typing import TYPE_CHECKING

from peace_tui.cli.exit_codes import FAILURE, NEGATIVE, SUCCESS, format_error
from peace_tui.cli.tables import to_json
from peace_tui.errors import OutputError, PeaceTuiError, UsageError
from peace_tui.lint.warnings import find_warnings
from peace_tui.loading.diagnostics import ERROR, NOTE, Problem, file_problem, locate
from peace_tui.loading.document import ReadResult, read
from peace_tui.loading.files import read_bytes
from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.system.progress import show_progress
from peace_tui.system.streams import STANDARD_INPUT, stdout_is_utf8, write_stderr, write_stdout
from peace_tui.text.messages import format_count

if TYPE_CHECKING:
    from peace_tui.lint.verify import Archive


def run(arguments: Namespace) -> int:
    """Print the problems of every dossier; a file that cannot be read does not keep the others from being checked."""
    if arguments.dry_run and not arguments.fix:
        raise UsageError("--dry-run shows what --fix would change; write --fix --dry-run")
    if arguments.fix and STANDARD_INPUT in arguments.dossiers:
        raise UsageError("--fix rewrites the file, and standard input is none; name a file")
    archive = _open_archive(arguments.verify) if arguments.verify else None
    problems: list[Problem] = []
    lines: list[str] = []
    failed = False
    for file in arguments.dossiers:
        try:
            found, summary = _check(file, arguments, archive)
        except PeaceTuiError as error:
            write_stderr(format_error(error, arguments.format))
            failed = True
        else:
            problems += found
            lines += [*map(str, found), *summary]
    if arguments.format == "json":
        lines = [to_json([problem._asdict() for problem in problems], ascii=not stdout_is_utf8())]
    write_stdout(line + "\n" for line in lines)
    if failed:
        return FAILURE
    return NEGATIVE if any(problem.level == ERROR for problem in problems) else SUCCESS


def _check(file: str, arguments: Namespace, archive: Archive | None) -> tuple[list[Problem], list[str]]:
    """Return the problems of a dossier in the order of the file, and lines that sum them up."""
    data = read_bytes(file)
    fixes: list[Problem] = []
    if arguments.fix:
        data, fixes = _fix(file, data, arguments.dry_run)
    with show_progress(f"Checking {file.rpartition('/')[2]}") as progress:
        reading = read(data, file, lint=find_warnings, progress=progress)
    verdicts, counts = _verify(reading, data, file, archive) if archive else ([], [])
    problems = sorted([*fixes, *reading.problems, *verdicts], key=lambda problem: (problem.line, problem.column))
    return problems, [*counts, *_count_drafts(file, reading), _summarize(file, reading, problems)]


def _fix(file: str, data: bytes, dry_run: bool) -> tuple[bytes, list[Problem]]:
    """Return a file with what can be fixed, and a note on each change; it is written unless it is only to be shown."""
    from peace_tui.lint.autofix import fix_document  # this and what it imports only where it is asked for
    from peace_tui.loading.positions import format_path
    from peace_tui.system.output_file import save

    new, fixes = fix_document(data)
    if fixes and not dry_run:
        try:
            save(file, [new], replace=True, before=data)
        except OutputError as error:
            raise OutputError(str(error), [file_problem(file, str(error))]) from None
    word = "would fix" if dry_run else "fixed"
    return new, [
        Problem(file, fix.position.line, fix.position.column, format_path(fix.path), NOTE, f"{word}: {fix}", "")
        for fix in fixes
    ]


def _open_archive(folder: str) -> Archive:
    from peace_tui.lint.verify import Archive  # only where it is asked for

    return Archive(folder)


def _verify(reading: ReadResult, data: bytes, file: str, archive: Archive) -> tuple[list[Problem], list[str]]:
    """Return how each version of a sound dossier stands in the archive, and a line with how many stand how."""
    if reading.dossier is None:
        return [], [f"{file}: not looked up in the texts before the errors are fixed"]
    import tomli  # this and what follows only where it is asked for

    from peace_tui.lint.verify import MATCH_KINDS, verify_versions

    found = [*verify_versions(reading.dossier, tomli.loads(data.decode("utf-8-sig")), archive)]
    counts = Counter(verdict.match for verdict in found)
    summary = ", ".join(f"{counts[match]} {match}" for match in MATCH_KINDS)
    problems = locate([verdict.finding for verdict in found], data, file)
    return problems, [f"{file}: {format_count(len(found), 'version')}: {summary}"]


def _count_drafts(file: str, reading: ReadResult) -> list[str]:
    """Return a line with how many records are still marked for review, if any are."""
    sizes = [(sum(record.draft for record in getattr(reading.dossier, kind, ())), kind) for kind in ARRAYS]
    counts = [format_count(size, KIND_NAMES[kind], kind) for size, kind in sizes if size]
    return [f"{file}: not reviewed yet (draft = true): {', '.join(counts)}"] if counts else []


def _summarize(file: str, reading: ReadResult, problems: list[Problem]) -> str:
    """Return how many problems a dossier has, or how many records if it has none."""
    counts = Counter(problem.level for problem in problems if problem.level != NOTE)
    if counts:
        return f"{file}: {', '.join(format_count(count, level) for level, count in sorted(counts.items()))}"
    sizes = [(len(getattr(reading.dossier, kind)), kind) for kind in ARRAYS]
    records = ", ".join(format_count(size, KIND_NAMES[kind], kind) for size, kind in sizes if size)
    return f"{file}: no problems: {records or 'no records yet'}"
