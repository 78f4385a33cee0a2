"""What every test stands on: an environment without the reader's own settings, and tests that CI can repeat."""

import atexit
import os
import tempfile
from collections.abc import Iterator

import pytest

# Before anything imports Textual, which reads some of these once.
for _name in [*os.environ]:
    if _name in ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES") or _name.startswith(("TEXTUAL_", "XDG_")):
        del os.environ[_name]

# Folders of this process alone, so that tests find neither the reader's own settings nor what other tests keep.
_home = tempfile.TemporaryDirectory(prefix="peace-tui-tests-")
atexit.register(_home.cleanup)
for _kind in ("CONFIG", "STATE", "CACHE", "DATA"):
    os.environ[f"XDG_{_kind}_HOME"] = os.path.join(_home.name, _kind.lower())

from hypothesis import HealthCheck, settings  # noqa: E402

settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "desk")


@pytest.fixture(autouse=True)
def settings_are_those_of_nobody() -> Iterator[None]:
    """A test that changes settings has a folder of its own for them: what it kept would be those of the next test."""
    yield
    assert not os.path.exists(os.path.join(_home.name, "config", "peace-tui", "config.toml"))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Three for two processors: tests of terminals spend much of their time waiting for them."""
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return processors + processors // 2


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-screens", action="store_true", help="write the text screens again")
