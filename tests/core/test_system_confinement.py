"""How much memory is free: what the machine says, and each control group that the process is in, of both versions."""

from __future__ import annotations

from pathlib import Path

import pytest

from peace_tui.system import confinement
from peace_tui.system.confinement import find_free_memory

HUGE = 9_223_372_036_854_771_712
"""What a group of the first version has where it has no limit."""


@pytest.fixture
def groups(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(confinement, "CGROUP", str(tmp_path / "cgroup"))
    monkeypatch.setattr(confinement, "GROUPS_OF_PROCESS", str(tmp_path / "own"))
    return tmp_path


def put(folder: Path, limit: object, usage: int, reclaimable: int, names: tuple[str, str, str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / names[0]).write_text(f"{limit}\n")
    (folder / names[1]).write_text(f"{usage}\n")
    (folder / "memory.stat").write_text(f"cache 7\n{names[2]} {reclaimable}\n")


ONE = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
TWO = ("memory.max", "memory.current", "inactive_file")


@pytest.mark.parametrize(
    ("own", "names", "root"), [("4:memory:/a/b\n1:cpu:/\n0::/\n", ONE, "cgroup/memory"), ("0::/a/b\n", TWO, "cgroup")]
)
def test_the_smallest_group_decides(groups: Path, own: str, names: tuple[str, str, str], root: str) -> None:
    (groups / "own").write_text(own)
    put(groups / root, HUGE if names is ONE else "max", 1_000, 0, names)
    put(groups / root / "a", 9_000_000, 5_000_000, 1_000_000, names)
    put(groups / root / "a" / "b", HUGE if names is ONE else "max", 5_000_000, 0, names)
    assert find_free_memory() == 5_000_000
    put(groups / root / "a" / "b", 3_000_000, 2_900_000, 0, names)
    assert find_free_memory() == 100_000


def test_in_a_container_that_does_not_see_its_group_the_root_is_its_own(groups: Path) -> None:
    (groups / "own").write_text("0::/docker/1234\n")
    put(groups / "cgroup", 8_000_000, 1_000_000, 0, TWO)
    assert find_free_memory() == 7_000_000


def test_without_groups_it_is_what_the_machine_has(groups: Path) -> None:
    assert find_free_memory() > 0
    (groups / "own").write_text("3:memory:/gone\n")
    assert find_free_memory() > 0
