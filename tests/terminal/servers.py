"""An OpenSSH server of our own, with keys of its own, on a port of the loopback."""

from __future__ import annotations

import contextlib
import os
import shlex
import socket
import subprocess
from pathlib import Path

from terminal.emulator import PROGRAM, TUI, environment, tool, until


class Sshd:
    """An ssh server of our own on this machine, and the words that reach it."""

    def __init__(self, folder: Path) -> None:
        sshd, ssh, keygen = tool("sshd"), tool("ssh"), tool("ssh-keygen")
        for name in ("host", "client"):
            subprocess.run(
                [keygen, "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)], check=True, capture_output=True
            )
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        settings = {
            "ListenAddress": f"127.0.0.1:{self.port}",
            "HostKey": folder / "host",
            "AuthorizedKeysFile": folder / "client.pub",
            "PidFile": "none",
            "PermitRootLogin": "yes",
            "PasswordAuthentication": "no",
            "StrictModes": "no",
            "UsePAM": "no",
            "PrintMotd": "no",
        }
        config = folder / "sshd_config"
        config.write_text("".join(f"{name} {value}\n" for name, value in settings.items()))
        self.log = folder / "log"
        self.process = subprocess.Popen([sshd, "-D", "-E", str(self.log), "-f", str(config)], env=environment())
        client = {
            "IdentityFile": folder / "client",
            "IdentitiesOnly": "yes",
            "BatchMode": "yes",
            "StrictHostKeyChecking": "no",
            "UserKnownHostsFile": "/dev/null",
            "LogLevel": "ERROR",
        }
        options = [word for name, value in client.items() for word in ("-o", f"{name}={value}")]
        self.ssh = [ssh, "-F", "/dev/null", "-p", str(self.port), *options]
        until(self._answers, "sshd does not answer")

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log.read_text()
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            return connection.recv(3) == b"SSH"
        return False

    def command(self, *options: str, before: str = "") -> list[str]:
        """What one types to run the program over there."""
        words = shlex.join(["env", f"PYTHONPATH={TUI}", "LC_ALL=C.UTF-8", *PROGRAM])
        return [*self.ssh, *options, "127.0.0.1", f"{before}exec {words}"]
