"""Print the JSON Schema of the format."""

from __future__ import annotations

from argparse import Namespace

from peace_tui.cli.exit_codes import SUCCESS
from peace_tui.cli.tables import to_json
from peace_tui.formats.json_schema import build_schema
from peace_tui.system.streams import stdout_is_utf8, write_stdout


def run(arguments: Namespace) -> int:
    """Print the JSON Schema of the format."""
    write_stdout([to_json(build_schema(), ascii=not stdout_is_utf8()), "\n"])
    return SUCCESS
