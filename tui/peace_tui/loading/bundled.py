"""Where the dossier is that comes with the program, and the title of a dossier that is not read yet."""

from __future__ import annotations

from os.path import abspath, basename, dirname, isfile, join
from typing import Final

BUNDLED: Final = "witkoff-ushakov.toml"
PEEK_BYTES: Final = 4096
"""How many bytes of a file are looked at for its title."""


def bundled_file() -> str:
    """Return the file of the dossier that comes with the program: in the package, or in the checkout it runs in."""
    package = dirname(dirname(abspath(__file__)))  # importlib.resources takes long to import
    packaged = join(package, "data", BUNDLED)
    return packaged if isfile(packaged) else join(dirname(dirname(package)), "data", BUNDLED)


def peek_title(file: str) -> str:
    """Return the title that a dossier seems to have, from its first lines; its file's name where they have none."""
    try:
        with open(file, "rb") as opened:
            lines = opened.read(PEEK_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        lines = []
    for line in lines:
        name, _, value = line.partition("=")
        if name.strip() == "title" and (text := value.strip()[1:-1]):
            return text
    return basename(file)
