"""What is wrong with a dossier, where it stands and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from peace_tui.loading.positions import Path

Level = Literal["error", "warning", "note"]
ERROR: Final = "error"
WARNING: Final = "warning"
NOTE: Final = "note"
"""Nothing is wrong: what was looked up, and how it was found."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a file. Lines and columns count from 1; 0 where the file as a whole is meant."""

    file: str
    line: int
    column: int
    path: str
    level: Level
    message: str
    hint: str

    def __str__(self) -> str:
        """Write the finding on a line, in the form compilers use, with the remedy on the next."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        what = f"{self.path}: {self.message}" if self.path else self.message
        return f"{where}: {self.level}: {what}" + (f"\n    {self.hint}" if self.hint else "")


def file_problem(file: str, message: str) -> Problem:
    """Return the error that a file as a whole is, such as one that cannot be read."""
    return Problem(file, 0, 0, "", ERROR, message, "")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem before its place in the file is looked up, which only files with problems pay for."""

    path: Path
    message: str
    hint: str = ""
    level: Level = "error"
    at_key: bool = False
    """Whether the key is meant and not its value."""
    offset: int | None = None
    """The character inside the string value that is meant."""


def placed(findings: list[Finding], text: str, file: str) -> list[Problem]:
    """Return the findings with their places in `text`, in the order of the file."""
    if not findings:
        return []
    from peace_tui.loading.positions import Positions, format_path  # 9 ms that a file without problems does not pay

    positions = Positions(text)
    problems = []
    for finding in findings:
        if finding.at_key:
            position = positions.key(finding.path)
        elif finding.offset is not None:
            position = positions.inside(finding.path, finding.offset)
        else:
            position = positions.value(finding.path)
        path = format_path(finding.path)
        level, message, hint = finding.level, finding.message, finding.hint
        problems.append(Problem(file, position.line, position.column, path, level, message, hint))
    return sorted(problems, key=lambda problem: (problem.line, problem.column))
