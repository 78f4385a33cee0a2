"""Report the problems of dossiers; fix what is certain, and look up what sources print, where that is asked for."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import tomli

from peace_tui.cli.dispatch import format_error
from peace_tui.errors import FAILURE, NEGATIVE, SUCCESS, OutputError, PeaceTuiError, UsageError
from peace_tui.lint.warnings import find_warnings
from peace_tui.loading.diagnostics import ERROR, NOTE, WARNING, Finding, KeyPath, Problem, file_problem, locate
from peace_tui.loading.document import ReadResult
from peace_tui.loading.files import bounded_memory, read, read_bytes
from peace_tui.model.records import ARRAYS, KIND_NAMES
from peace_tui.system.streams import STANDARD_INPUT, Progress, is_stdout_utf8, show_progress, write_stderr, write_stdout
from peace_tui.text.messages import format_count, quotation_marks
from peace_tui.text.terminal_safe import escape_name, preview

# What fixes a file, looks into saved texts or writes JSON is imported where it is used: most checks need none of it.

if TYPE_CHECKING:
    from peace_tui.lint.verdicts import Locator, Verdict
    from peace_tui.lint.verify import Archive
    from peace_tui.loading.includes import IncludedFiles
    from peace_tui.model.dossier import Dossier

FIX_HINT: Final = "check --fix corrects this"


def run(arguments: Namespace) -> int:
    """Print the problems of every dossier; a file that cannot be read does not keep the others from being checked."""
    if arguments.dry_run and not arguments.fix:
        raise UsageError("--dry-run shows what --fix would change; write --fix --dry-run")
    if arguments.fix and STANDARD_INPUT in arguments.dossiers:
        raise UsageError("--fix needs a file, not standard input")
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
        from peace_tui.cli.tables import to_json

        lines = [to_json([problem.to_dict() for problem in problems], ascii=not is_stdout_utf8())]
    write_stdout(line + "\n" for line in lines)
    if failed:
        return FAILURE
    negative = (ERROR, WARNING) if arguments.strict else (ERROR,)
    return NEGATIVE if any(problem.level in negative for problem in problems) else SUCCESS


def _check(file: str, arguments: Namespace, archive: Archive | None) -> tuple[list[Problem], list[str]]:
    """Return the problems of a dossier file by file, in the order of each, and lines that sum them up."""
    data = read_bytes(file)
    with bounded_memory(file, data), show_progress(f"Checking {file.rpartition('/')[2]}") as progress:
        return _check_data(data, file, arguments, archive, progress)


def _check_data(
    data: bytes, file: str, arguments: Namespace, archive: Archive | None, progress: Progress
) -> tuple[list[Problem], list[str]]:
    fixed, fixes = _fix(file, data, arguments.dry_run) if arguments.fix else ({}, [])
    data = fixed.get(file, data)
    reading = read(data, file, lint=find_warnings, progress=progress, edited=fixed)
    unquoted: list[Problem] = []
    counts: list[str] = []
    if archive and reading.dossier is None:
        counts = [f"{escape_name(file)}: fix the errors before checking texts"]
    elif archive:
        if arguments.fix:
            located, notes = _fix_locators(reading, data, file, archive, arguments.dry_run)
            fixes += notes
            fixed |= located
            data = fixed.get(file, data)
            reading = read(data, file, lint=find_warnings, edited=fixed) if located else reading
        verdicts, unquoted, counts = _verify(reading, data, file, archive, can_fix=not arguments.fix)
        fixes += verdicts
    files = [file, *reading.included]
    progress("looking for what can be fixed", 1)
    found = reading.problems if arguments.fix else _name_fixes(reading.problems, file, data)
    problems = [*fixes, *found]
    problems.sort(key=lambda problem: (files.index(problem.file), problem.line, problem.column))
    lines = [*counts, *_count_drafts(file, reading), _summarize(file, reading, problems)]
    return [*problems, *unquoted], lines


def _name_fixes(problems: Sequence[Problem], file: str, data: bytes) -> Sequence[Problem]:
    """Return problems of which those that --fix would fix say so; standard input cannot be fixed."""
    if not problems or file == STANDARD_INPUT:
        return problems
    from peace_tui.lint.autofix import propose_fixes
    from peace_tui.loading.positions import format_path

    fixes = {(each, format_path(fix.path)): fix for each, _, _, fixes in propose_fixes(file, data) for fix in fixes}
    return [
        problem._replace(hint=f"{problem.hint}\n{FIX_HINT}: {fix}".lstrip("\n"))
        if (fix := fixes.get((problem.file, problem.path)))
        else problem
        for problem in problems
    ]


def _fix(file: str, data: bytes, dry_run: bool) -> tuple[dict[str, bytes], list[Problem]]:
    """Return what a file and those it includes are with what can be fixed, and a note on each change.

    They are written unless that is only to be shown.
    """
    from peace_tui.lint.autofix import propose_fixes
    from peace_tui.loading.positions import format_path

    word = "would fix" if dry_run else "fixed"
    fixed: dict[str, bytes] = {}
    notes = []
    for each, old, new, fixes in propose_fixes(file, data):
        if fixes and not dry_run:
            _write(each, old, new)
        fixed[each] = new
        for fix in fixes:
            path, what = format_path(fix.path), f"{word}: {fix}"
            notes.append(Problem(each, fix.position.line, fix.position.column, path, NOTE, what, ""))
    return fixed, notes


def _open_archive(folder: str) -> Archive:
    from peace_tui.lint.verify import Archive

    return Archive(folder)


def _find_verdicts(
    reading: ReadResult, data: bytes, file: str, archive: Archive
) -> tuple[list[Verdict], list[Locator], IncludedFiles | None]:
    """Return how each version of a sound dossier stands in the archive, and the locators that are missing or wrong."""
    from peace_tui.lint.verdicts import find_locators, verify_versions
    from peace_tui.loading.includes import open_included

    if reading.dossier is None:
        return [], [], None
    included = open_included(data, file)
    document = included.join() if included else tomli.loads(data.decode("utf-8-sig"))
    verdicts = [*verify_versions(reading.dossier, document, archive)]
    return verdicts, [*find_locators(reading.dossier, verdicts)], included


def _verify(
    reading: ReadResult, data: bytes, file: str, archive: Archive, *, can_fix: bool
) -> tuple[list[Problem], list[Problem], list[str]]:
    """Return how a dossier stands in the archive, the passages that are in no quote, and lines that sum these up."""
    from peace_tui.lint.verify import MATCH_KINDS

    verdicts, locators, included = _find_verdicts(reading, data, file, archive)
    can_fix = can_fix and file != STANDARD_INPUT
    missing = {locator.verdict.path: locator for locator in locators if locator.verdict.version.locator is None}
    findings = [*_find_faults(verdicts, locators, missing, can_fix=can_fix)]
    problems = included.locate(findings) if included else locate(findings, data, file)
    counts = Counter(verdict.match for verdict in verdicts if verdict.finding)
    summary = ", ".join(f"{counts[match]:,} {match}" for match in MATCH_KINDS)
    lines = [f"{escape_name(file)}: {format_count(counts.total(), 'version')}: {summary}"]
    if missing:
        count = format_count(len(missing), "version has no locator", "versions have no locator")
        certain = sum(bool(locator.new) for locator in missing.values())
        lines.append(f"{escape_name(file)}: {count}" + (f"; check --fix adds {certain}" if can_fix and certain else ""))
    unquoted, unquoted_lines = _list_unquoted(reading.dossier, verdicts, archive, file)
    return problems, unquoted, [*lines, *unquoted_lines]


def _find_faults(
    verdicts: Sequence[Verdict], locators: Sequence[Locator], missing: Mapping[KeyPath, Locator], *, can_fix: bool
) -> Iterator[Finding]:
    """Yield what is wrong with versions and with locators that they have, each with what `--fix` would do."""
    for verdict in verdicts:
        locator = missing.get(verdict.path)
        hint = f'check --fix adds locator = "{locator.new}"' if can_fix and locator and locator.new else ""
        if verdict.finding:
            yield verdict.finding._replace(hint=verdict.finding.hint or hint)
    for locator in locators:
        if locator.verdict.path not in missing:
            hint = f"\n{FIX_HINT}: {locator.change}" if can_fix and locator.new else ""
            finding = locator.finding()
            yield finding._replace(hint=finding.hint + hint)


def _list_unquoted(
    dossier: Dossier | None, verdicts: Sequence[Verdict], archive: Archive, file: str
) -> tuple[list[Problem], list[str]]:
    """Return the passages of saved texts that are in no quote, and lines that count them."""
    from peace_tui.lint.verdicts import find_unquoted

    unquoted: list[Problem] = []
    lines: list[str] = []
    for text in find_unquoted(dossier, verdicts, archive) if dossier else ():
        unquoted += (
            Problem(
                archive.path_of(text.name),
                line,
                int(line > 0),
                "",
                NOTE,
                f"in no quote: {quotation_marks(preview(words, 200))}",
                "",
            )
            for line, words in text.unquoted
        )
        if text.total:
            what = f"passages between quotation marks in {preview(text.name)}"
            lines.append(f"{escape_name(file)}: {what}: {len(text.unquoted):,} of {text.total:,} are in no quote")
    return unquoted, lines


def _fix_locators(
    reading: ReadResult, data: bytes, file: str, archive: Archive, dry_run: bool
) -> tuple[dict[str, bytes], list[Problem]]:
    """Return the files with locators that can be filled in or corrected, and a note on each.

    They are written unless that is only to be shown.
    """
    from peace_tui.lint.verdicts import write_locators

    _, locators, included = _find_verdicts(reading, data, file, archive)
    by_file: dict[str, list[Locator]] = {}
    for locator in locators:
        of, path = included.split_path(locator.verdict.path) if included else (None, locator.verdict.path)
        moved = locator._replace(verdict=locator.verdict._replace(path=path))
        by_file.setdefault(of.file if of else file, []).append(moved)
    word = "would fix" if dry_run else "fixed"
    fixed: dict[str, bytes] = {}
    problems: list[Problem] = []
    for each, own in by_file.items():
        old = next((of.data for of in included.files if of.file == each), data) if included else data
        new, done = write_locators(old, each, own, None if each == file else reading.dossier)
        if not done:
            continue
        if not dry_run:
            _write(each, old, new)
        fixed[each] = new
        problems += locate([Finding(path, f"{word}: {what}", "", NOTE) for path, what in done], new, each)
    return fixed, problems


def _write(file: str, old: bytes, new: bytes) -> None:
    """Write a file that holds what it held when it was read."""
    from peace_tui.system.output_file import save

    try:
        save(file, [new], replace=True, before=old)
    except OutputError as error:
        raise OutputError(str(error), [file_problem(file, str(error))]) from None


def _count_drafts(file: str, reading: ReadResult) -> list[str]:
    """Return a line with how many records have been reviewed, of the kinds of which some still are to be."""
    counts = {}
    for kind in ARRAYS:
        drafts = [record.draft for record in getattr(reading.dossier, kind, ())]
        if any(drafts):
            counts[kind] = drafts.count(False), len(drafts)
    if not counts:
        return []
    done, every = map(sum, zip(*counts.values(), strict=True))
    parts = ", ".join(f"{kind} {n:,} of {size:,}" for kind, (n, size) in counts.items())
    words = f"{done:,} of {every:,} reviewed"
    words = f"{next(iter(counts))}: {words}" if len(counts) == 1 else f"{words}: {parts}"
    return [f"{escape_name(file)}: {words} (the others have draft = true)"]


def _summarize(file: str, reading: ReadResult, problems: list[Problem]) -> str:
    """Return how many problems a dossier has, or how many records if it has none."""
    counts: Counter[str] = Counter()
    for problem in problems:
        if problem.level != NOTE:
            counts[problem.level] += 1 + problem.unlisted
    if counts:
        fixable = sum(FIX_HINT in problem.hint for problem in problems)
        hint = f" (check --fix corrects {fixable:,} of them)" if fixable else ""
        found = ", ".join(format_count(count, level) for level, count in sorted(counts.items()))
        return f"{escape_name(file)}: {found}{hint}"
    sizes = [(len(getattr(reading.dossier, kind)), kind) for kind in ARRAYS]
    records = ", ".join(format_count(size, KIND_NAMES[kind], kind) for size, kind in sizes if size)
    return f"{escape_name(file)}: no problems: {records or 'no records yet'}"
