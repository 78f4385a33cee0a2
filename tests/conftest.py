"""What every test stands on: an environment without the reader's own settings, and tests that CI can repeat."""

import os

import pytest

# Before anything imports Textual, which reads some of these once.
for _name in [*os.environ]:
    if _name in ("NO_COLOR", "COLORTERM", "COLUMNS", "LINES") or _name.startswith(("TEXTUAL_", "XDG_")):
        del os.environ[_name]

from hypothesis import HealthCheck, settings  # noqa: E402

settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("desk", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ci" if os.environ.get("CI") else "desk")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-screens", action="store_true", help="write the text screens anew")
