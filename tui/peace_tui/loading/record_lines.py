"""On which line of a dossier's file a record stands, also while the file is not valid."""

from __future__ import annotations

import re

import tomli

from peace_tui.loading.positions import Positions
from peace_tui.model.records import ARRAYS


def line_of(data: bytes, id: str) -> int:
    """Return the line of the record with an id: its header, in a broken file its `id = "…"`; else 1."""
    text = data.decode("utf-8-sig", errors="replace")
    try:
        document = tomli.loads(text)
        for kind in ARRAYS:
            tables = document.get(kind)
            for place, table in enumerate(tables if isinstance(tables, list) else ()):
                if isinstance(table, dict) and table.get("id") == id:
                    return Positions(text).value((kind, place)).line
    except (ValueError, RecursionError):
        pass
    written = re.compile(rf"""^[ \t]*id[ \t]*=[ \t]*(["']){re.escape(id)}\1""", re.MULTILINE)
    found = written.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else 1
