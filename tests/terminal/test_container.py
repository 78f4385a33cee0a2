"""The container of docs/containers/, where docker or podman can run one: over SSH, and in a browser's words.

It is built from the wheel that PEACE_TUI_WHEEL names; without one, and without an engine, only the recipe is read.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import pytest

from ports import free_port
from processes import PATIENCE, until

ROOT: Final = Path(__file__).parents[2]
FOLDER: Final = ROOT / "docs" / "containers"
WHEEL: Final = os.environ.get("PEACE_TUI_WHEEL", "")
IMAGE: Final = "peace-tui-test"


def find_engine() -> str:
    """The program that runs containers here; nothing where none does."""
    for name in ("podman", "docker"):
        if shutil.which(name) and not subprocess.run([name, "info"], capture_output=True, timeout=60).returncode:
            return name
    return ""


def test_the_recipe_has_the_rules_of_the_guide() -> None:
    """What docs/ssh.md tells an operator to write is what the container does."""
    guide = (ROOT / "docs/ssh.md").read_text("utf-8")
    block = re.search(r"^```sshd_config\n(Match User dossier\n.*?)^Match all$", guide, re.MULTILINE | re.DOTALL)
    assert block
    rules = (FOLDER / "sshd.conf").read_text("utf-8")
    assert f"{block[1]}Match all\n" in rules
    recipe = (FOLDER / "Containerfile").read_text("utf-8")
    assert "COPY sshd.conf /etc/ssh/sshd_config.d/peace-tui.conf\n" in recipe
    assert "python3 -m venv /opt/peace-tui \\\n" in recipe
    for account in re.findall(r"^(?:useradd|passwd) .*$", guide, re.MULTILINE):
        assert account in recipe
    assert 'ENTRYPOINT ["/usr/local/bin/start"]' in recipe
    assert os.access(FOLDER / "start", os.X_OK)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An engine with the image built."""
    engine = find_engine()
    if not engine:
        pytest.skip("neither podman nor docker runs here")
    if not WHEEL:
        pytest.skip("PEACE_TUI_WHEEL names no wheel to build the image from")
    folder = tmp_path_factory.mktemp("context") / "containers"
    shutil.copytree(FOLDER, folder)
    shutil.copy(WHEEL, folder)
    recipe = folder / "Containerfile"
    subprocess.run([engine, "build", "-f", str(recipe), "-t", IMAGE, str(folder)], check=True)
    yield engine
    subprocess.run([engine, "rmi", "-f", IMAGE], capture_output=True)


@contextmanager
def running(engine: str, port: int, inside: int, *words: str) -> Iterator[None]:
    """A container that listens at a port of ours."""
    command = [engine, "run", "--rm", "-d", "-p", f"127.0.0.1:{port}:{inside}", IMAGE, *words]
    name = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    try:
        yield
    finally:
        subprocess.run([engine, "kill", name], capture_output=True)


def test_strangers_read_over_ssh_and_get_no_shell(engine: str) -> None:
    port = free_port()
    options = [f"-o{each}" for each in ("StrictHostKeyChecking=no", "UserKnownHostsFile=/dev/null", "LogLevel=ERROR")]
    ssh = ["ssh", "-F/dev/null", f"-p{port}", *options, "dossier@127.0.0.1"]
    with running(engine, port, 22, "ssh"):
        until(lambda: subprocess.run([*ssh, "who:witkoff"], capture_output=True).returncode != 255, "no server answers")
        asked = subprocess.run([*ssh, "who:witkoff"], capture_output=True, text=True)
        assert asked.returncode == 0
        assert "Witkoff" in asked.stdout
        for command in ("/bin/sh -c id", "$(id)", "`id`"):  # words that no quote has, and nothing else
            asked = subprocess.run([*ssh, command], capture_output=True, text=True)
            assert (asked.returncode, asked.stdout) == (1, ""), command
            assert asked.stderr.startswith(f"peace-tui: no quotes match: {command}"), command
        read = subprocess.run([*ssh, "read"], input="q\n", capture_output=True, text=True)
        assert "No filter: all" in read.stdout


def test_browsers_are_served(engine: str) -> None:
    port = free_port()
    with running(engine, port, 8000, "serve"):
        pages: list[str] = []

        def is_served() -> bool:
            with suppress(OSError):
                pages.append(urllib.request.urlopen(f"http://127.0.0.1:{port}", timeout=PATIENCE).read().decode())
            return bool(pages)

        until(is_served, "no page is served")
        assert "data-session-websocket-url" in pages[0]
