"""Print the JSON Schema of the format."""

from __future__ import annotations

from types import SimpleNamespace as Namespace

from peace_tui.cli import DONE
from peace_tui.schema import dossier_schema
from peace_tui.streams import takes_unicode, write
from peace_tui.tabulating import as_json


def run(arguments: Namespace) -> int:
    """Print the JSON Schema of the format."""
    write([as_json(dossier_schema(), ascii=not takes_unicode()), "\n"])
    return DONE
