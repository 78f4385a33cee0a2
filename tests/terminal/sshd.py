"""OpenSSH servers of our own, with keys of their own, on a port of the loopback."""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ports import free_port
from processes import PROGRAM, TUI, tool, until
from terminal.emulator import NOWHERE, environment

PRIVATE: Final = {"LC_ALL": "C.UTF-8", "XDG_STATE_HOME": NOWHERE}
"""What a session over there is told, so that it remembers nothing."""


class Sshd:
    """An ssh server of our own on this machine, and the words that reach it."""

    def __init__(self, folder: Path, config: str = "", *, before: tuple[str, ...] = (), user: str = "") -> None:
        """Start it; `config` follows our own settings, of which sshd heeds the first. `before` runs sshd for us."""
        sshd, ssh, keygen = tool("sshd"), tool("ssh"), tool("ssh-keygen")
        for name in ("host", "client"):
            if not (folder / name).exists():
                command = [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
                subprocess.run(command, check=True, capture_output=True)
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        self.port = free_port()
        settings = {
            "ListenAddress": f"127.0.0.1:{self.port}",
            "HostKey": folder / "host",
            "AuthorizedKeysFile": folder / "client.pub",
            "PidFile": "none",
            "PermitRootLogin": "yes",
            "StrictModes": "no",
            "UsePAM": "no",
            "PrintMotd": "no",
            "MaxStartups": "100",
        }
        file = folder / "sshd_config"
        file.write_text("".join(f"{name} {value}\n" for name, value in settings.items()) + config)
        self.log = folder / "log"
        command = [*before, sshd, "-D", "-E", str(self.log), "-f", str(file)]
        self.process = subprocess.Popen(command, env=environment())
        client = {
            "IdentityFile": folder / "client",
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
            "KexAlgorithms": "curve25519-sha256",  # the quickest to agree upon
        }
        options = [word for name, value in client.items() for word in ("-o", f"{name}={value}")]
        self.ssh = [ssh, "-F", "/dev/null", "-p", str(self.port), *options, *(("-l", user) if user else ())]
        until(self._answers, "sshd does not answer")

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            return connection.recv(3) == b"SSH"
        return False

    def words(self, *options: str) -> list[str]:
        """What one types to get there; what is to be done there follows."""
        return [*self.ssh, *options, "127.0.0.1"]

    def command(self, *options: str, before: str = "", view: str = "", **variables: str) -> list[str]:
        """What one types to run the program over there."""
        program = [*PROGRAM, "--view", view] if view else PROGRAM
        there = [f"{name}={value}" for name, value in {"PYTHONPATH": str(TUI), **PRIVATE, **variables}.items()]
        return [*self.words(*options), f"{before}exec {shlex.join(['env', *there, *program])}"]

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


@contextlib.contextmanager
def sshd_in(folder: Path, config: str = "", *, before: tuple[str, ...] = (), user: str = "") -> Iterator[Sshd]:
    server = Sshd(folder, config, before=before, user=user)
    try:
        yield server
    finally:
        server.close()
