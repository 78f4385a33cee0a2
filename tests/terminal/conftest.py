from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from terminal.servers import Sshd


@pytest.fixture(scope="session")
def sshd() -> Iterator[Sshd]:
    with tempfile.TemporaryDirectory() as folder:
        server = Sshd(Path(folder))
        try:
            yield server
        finally:
            server.process.terminate()
            server.process.wait()
