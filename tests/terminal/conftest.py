from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.sshd import Sshd, sshd_in


@pytest.fixture(scope="session")
def sshd() -> Iterator[Sshd]:
    with tempfile.TemporaryDirectory() as folder, sshd_in(Path(folder)) as server:
        yield server
