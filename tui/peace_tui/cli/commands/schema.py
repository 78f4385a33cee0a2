"""Print the JSON Schema of the format, or write it to a file."""

from __future__ import annotations

from argparse import Namespace

from peace_tui.cli.tables import to_json
from peace_tui.errors import SUCCESS
from peace_tui.model.json_schema import build_schema
from peace_tui.system.output_file import check_output, save
from peace_tui.system.streams import STANDARD_INPUT, stdout_is_utf8, write_stdout


def run(arguments: Namespace) -> int:
    """Print the JSON Schema of the format, or write it to a file."""
    if arguments.output not in (None, STANDARD_INPUT):
        check_output(arguments.output, replace=arguments.force)
        save(arguments.output, [f"{to_json(build_schema(), ascii=False)}\n".encode()], replace=arguments.force)
        return SUCCESS
    write_stdout([to_json(build_schema(), ascii=not stdout_is_utf8()), "\n"])
    return SUCCESS
