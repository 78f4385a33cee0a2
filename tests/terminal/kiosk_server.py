"""The blocks of docs/ssh.md, and the server that they make of this machine."""

from __future__ import annotations

import contextlib
import getpass
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dossiers import EXAMPLE
from processes import PROGRAM, TUI
from terminal.sshd import Sshd, sshd_in

PAGE: Final = (Path(__file__).parents[2] / "docs" / "ssh.md").read_text("utf-8")
PROGRAM_THERE: Final = shlex.join(["env", f"PYTHONPATH={TUI}", *PROGRAM])


def blocks(language: str) -> list[str]:
    """The blocks of the page in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


def put(text: str, changes: dict[str, str]) -> str:
    """A block with the names of this machine in place of the page's, each of which has to be there."""
    for there, here in changes.items():
        assert there in text, f"the page no longer says {there}"
        text = text.replace(there, here)
    return text


def rules(folder: Path, more: str = "", *, open_to_all: bool = False) -> str:
    """The page's rules for the account, which is our own unless all are to come in without a password."""
    (folder / "dossier.toml").write_text(EXAMPLE, "utf-8")
    changes = {
        "/opt/peace-tui/bin/peace-tui": PROGRAM_THERE,
        "/srv/dossier/dossier.toml": f"{shlex.quote(str(folder / 'dossier.toml'))}{more}",
        "/etc/ssh/dossier_keys": str(folder / "client.pub"),
    }
    if not open_to_all:
        changes |= {
            "Match User dossier": f"Match User {getpass.getuser()}",
            "AuthenticationMethods none": "AuthenticationMethods publickey",
            "PermitEmptyPasswords yes": "PermitEmptyPasswords no",
        }
    return put(blocks("sshd_config")[0], changes)


@contextlib.contextmanager
def published(folder: Path, more: str = "") -> Iterator[Sshd]:
    """The example, published as the page says; `more` options may follow the dossier."""
    with sshd_in(folder, rules(folder, more)) as server:
        yield server
