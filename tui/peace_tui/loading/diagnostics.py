"""What is wrong with a dossier, where it stands and how to fix it."""

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from peace_tui.text.messages import format_count

if TYPE_CHECKING:
    from peace_tui.loading.chunks import Chunk
    from peace_tui.loading.positions import Position, Positions

KeyPath = tuple[str | int, ...]
"""The keys and indexes that lead to a value, such as `("quotes", 3, "versions", 0, "source")`."""

Level = Literal["error", "warning", "note"]
ERROR: Final = "error"
WARNING: Final = "warning"
MAX_LISTED: Final = 100
"""How many findings of a kind are listed: more have a cause in common, and would hide the others."""
MAX_KINDS: Final = 1_000
"""From so many kinds on all others are one."""
QUOTED: Final = r"'[^']*'|[0-9]+"
"""What one message has in another's place."""
NOTE: Final = "note"
"""Nothing is wrong: what was looked up, and how it was found."""


class Problem(NamedTuple):
    """One finding about a file. Lines and columns count from 1; 0 where the file as a whole is meant."""

    file: str
    line: int
    column: int
    path: str
    level: Level
    message: str
    hint: str
    unlisted: int = 0
    """How many more of its kind there are, which are not listed."""

    def __str__(self) -> str:
        """Write the finding on a line, in the form compilers use, with the remedy on the next."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        what = f"{self.path}: {self.message}" if self.path else self.message
        lines = [f"{where}: {self.level}: {what}", *(self.hint.split("\n") if self.hint else ())]
        if self.unlisted:
            lines.append(f"and {format_count(self.unlisted, f'more {self.level}')} like this")
        return "\n    ".join(lines)


def file_problem(file: str, message: str) -> Problem:
    """Return the error that a file as a whole is, such as one that cannot be read."""
    return Problem(file, 0, 0, "", ERROR, message, "")


class Finding(NamedTuple):
    """A problem before its line and column are looked up, which only files with problems pay for."""

    path: KeyPath
    message: str
    hint: str = ""
    level: Level = "error"
    at_key: bool = False
    """Whether the key is meant and not its value."""
    offset: int | None = None
    """The character inside the string value that is meant."""
    unlisted: int = 0
    """How many more of its kind there are, which are not listed."""


class Findings:
    """What is found wrong: the first `MAX_LISTED` of each kind, the last of which tells how many more there are.

    Two are of a kind that say the same of the same key, whatever record it is in and whatever is quoted from it.
    """

    def __init__(self, findings: Iterable[Finding] = ()) -> None:
        """Begin with some."""
        self._kinds: dict[Hashable, list[Finding]] = {}
        self._unlisted: Counter[Hashable] = Counter()
        self += findings

    def __iadd__(self, findings: Iterable[Finding]) -> "Findings":
        """Add some."""
        for finding in findings:
            names = tuple(step for step in finding.path if isinstance(step, str))
            kind = (names, finding.level, re.sub(QUOTED, "", finding.message))
            kind = kind if kind in self._kinds or len(self._kinds) < MAX_KINDS else ((), finding.level, "")
            if len(listed := self._kinds.setdefault(kind, [])) < MAX_LISTED:
                listed.append(finding)
            else:
                self._unlisted[kind] += 1
        return self

    def __iter__(self) -> Iterator[Finding]:
        """Yield those that are listed."""
        for kind, listed in self._kinds.items():
            yield from listed[:-1]
            yield listed[-1]._replace(unlisted=self._unlisted[kind] + listed[-1].unlisted)

    def __bool__(self) -> bool:
        """Tell whether there are any."""
        return bool(self._kinds)


def locate(findings: Sequence[Finding], data: bytes, file: str, chunks: Sequence["Chunk"] = ()) -> list[Problem]:
    """Return the findings with their lines and columns in a document, in the order of the file.

    Of a document that was read in chunks only those are looked at in which something was found.
    """
    if not findings:
        return []
    # Only files with problems need these, and their patterns take long to compile.
    from peace_tui.loading.chunks import Chunk, ChunkIndex
    from peace_tui.loading.positions import Positions, format_path

    index = ChunkIndex(chunks)
    whole = chunks[0] if chunks else Chunk(0, len(data), {})
    grouped: dict[int, tuple[Chunk, list[Finding]]] = {}
    for finding in findings:
        chunk = index.find(finding.path) or whole
        grouped.setdefault(chunk.start, (chunk, []))[1].append(finding)
    problems = []
    for chunk, found in grouped.values():
        positions = Positions(data[chunk.start : chunk.end].decode("utf-8-sig"))
        lines_before = data.count(b"\n", 0, chunk.start)
        for finding in found:
            position = _find(positions, finding, chunk.path_inside(finding.path))
            problems.append(
                Problem(
                    file,
                    lines_before + position.line,
                    position.column,
                    format_path(finding.path),
                    finding.level,
                    finding.message,
                    finding.hint,
                    finding.unlisted,
                )
            )
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


def _find(positions: "Positions", finding: Finding, path: KeyPath) -> "Position":
    if finding.at_key:
        return positions.key(path)
    return positions.value(path) if finding.offset is None else positions.inside(path, finding.offset)
