"""Report the problems of dossiers; mend what is certain, and look up what sources print, where that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace as Namespace
from typing import TYPE_CHECKING

from peace_tui.cli.error_output import complaint, unreadable
from peace_tui.cli.exit_codes import FAILURE, NEGATIVE, SUCCESS
from peace_tui.cli.tables import as_json
from peace_tui.errors import InputError, UsageError
from peace_tui.loading.diagnostics import ERROR, NOTE, Problem
from peace_tui.loading.document import Reading, read
from peace_tui.loading.files import Unreadable, read_bytes
from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.system.progress import show_progress
from peace_tui.system.streams import STANDARD_INPUT, stdout_is_utf8, write_stderr, write_stdout
from peace_tui.text.plurals import counted

if TYPE_CHECKING:
    from peace_tui.lint.archive import Archive


def run(arguments: Namespace) -> int:
    """Print the problems of dossiers, all of them."""
    if arguments.dry_run and not arguments.fix:
        raise UsageError("--dry-run shows what --fix would change; write --fix --dry-run")
    if arguments.fix and STANDARD_INPUT in arguments.dossiers:
        raise UsageError("--fix writes the file anew, which standard input has not; name a file")
    archive = _archive(arguments.verify) if arguments.verify else None
    problems: list[Problem] = []
    lines: list[str] = []
    failed = False
    for file in arguments.dossiers:
        try:
            data = read_bytes(file)
            data, mends = _mended(file, data, arguments.dry_run) if arguments.fix else (data, [])
            with show_progress(f"Checking {file.rpartition('/')[2]}") as progress:
                found = read(data, file, advise=True, progress=progress)
            looked_up, counts = _looked_up(found, data, file, archive) if archive else ([], "")
        except Unreadable as error:
            write_stderr(complaint(InputError(str(error), [unreadable(file, str(error))]), arguments.format))
            failed = True
            continue
        problems += (here := sorted([*mends, *found.problems, *looked_up], key=lambda p: (p.line, p.column)))
        lines += [*map(str, here), *([f"{file}: {counts}"] if counts else []), _verdict(file, found, here)]
    if arguments.format == "json":
        from dataclasses import asdict

        lines = [as_json([asdict(problem) for problem in problems], ascii=not stdout_is_utf8())]
    write_stdout(line + "\n" for line in lines)
    if failed:
        return FAILURE
    return NEGATIVE if any(problem.level == ERROR for problem in problems) else SUCCESS


def _mended(file: str, data: bytes, dry_run: bool) -> tuple[bytes, list[Problem]]:
    """Return a file with what can be mended, and a note on each change; it is written unless it is only to be shown."""
    from peace_tui.lint.autofix import mended
    from peace_tui.loading.positions import format_path
    from peace_tui.system.paths import write_whole

    new, mends = mended(data)
    if mends and not dry_run:
        try:
            write_whole(file, new)
        except OSError as error:
            raise Unreadable(f"{file}: it cannot be written: {error.strerror or error}") from None
    word = "would mend" if dry_run else "mended"
    return new, [
        Problem(file, mend.position.line, mend.position.column, format_path(mend.path), NOTE, f"{word}: {mend}", "")
        for mend in mends
    ]


def _archive(folder: str) -> Archive:
    from peace_tui.lint.archive import Archive, NoArchive

    try:
        return Archive(folder)
    except NoArchive as error:
        raise InputError(str(error)) from None


def _looked_up(found: Reading, data: bytes, file: str, archive: Archive) -> tuple[list[Problem], str]:
    """Return how each version of a sound dossier stands in the archive, and how many stand how."""
    if found.dossier is None:
        return [], "not looked up in the texts before the errors are mended"
    import tomli

    from peace_tui.lint.verify import WAYS, verdicts
    from peace_tui.loading.diagnostics import placed

    text = data.decode("utf-8-sig")
    every = [*verdicts(found.dossier, tomli.loads(text), archive)]
    ways = Counter(verdict.way for verdict in every)
    told = ", ".join(f"{ways[way]} {way}" for way in WAYS)
    return placed([verdict.finding for verdict in every], text, file), f"{counted(len(every), 'version')}: {told}"


def _verdict(file: str, found: Reading, problems: list[Problem]) -> str:
    """Return in one line how a dossier fares."""
    counts = Counter(problem.level for problem in problems if problem.level != NOTE)
    if counts:
        return f"{file}: {', '.join(counted(count, level) for level, count in sorted(counts.items()))}"
    return f"{file}: no problems: {', '.join(_sizes(found)) or 'no records yet'}"


def _sizes(found: Reading) -> Iterator[str]:
    for kind in ARRAYS:
        if size := len(getattr(found.dossier, kind)):
            yield counted(size, KIND_NAMES[kind], kind)
