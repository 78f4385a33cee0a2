"""Print the JSON Schema of the format."""

from __future__ import annotations

from types import SimpleNamespace as Namespace

from peace_tui.cli.exit_codes import SUCCESS
from peace_tui.cli.tables import as_json
from peace_tui.formats.json_schema import dossier_schema
from peace_tui.system.streams import takes_unicode, write


def run(arguments: Namespace) -> int:
    """Print the JSON Schema of the format."""
    write([as_json(dossier_schema(), ascii=not takes_unicode()), "\n"])
    return SUCCESS
