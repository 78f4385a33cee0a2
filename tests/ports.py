"""Ports of the loopback for servers that tests start."""

from __future__ import annotations

import os
import socket
from itertools import count
from typing import Final

FIRST: Final = 20_000
"""Below the ports that systems give to outgoing connections, so that none of those is in the way."""
PORTS_OF_A_WORKER: Final = 200
_worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
_numbers = count(os.getpid() % PORTS_OF_A_WORKER)


def free_port() -> int:
    """Return a port that nothing listens on, and that no test in another process is given at the same time."""
    while True:
        port = FIRST + _worker * PORTS_OF_A_WORKER + next(_numbers) % PORTS_OF_A_WORKER
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
