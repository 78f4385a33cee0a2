"""A terminal explorer for who said what, to whom, when, and according to whom.

As a library it reads dossiers, filters and exports them, without a screen: `load`, `filter`, `export` and their kin.
What a name stands for is imported when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from peace_tui.edtf.spans import Date
    from peace_tui.exporters.registry import export
    from peace_tui.loading.files import DossierError, Unreadable, load
    from peace_tui.model.dossier import Dossier
    from peace_tui.model.records import Claim, Event, Person, Quote, Source, Version
    from peace_tui.model.values import dumps, to_dict
    from peace_tui.query.facets import ViewError
    from peace_tui.query.selection import Count, Selection
    from peace_tui.query.selection import select as filter
    from peace_tui.query.view import Clause, View, parse_view

__version__ = "0.1.0"
__all__ = [
    "Claim",
    "Clause",
    "Count",
    "Date",
    "Dossier",
    "DossierError",
    "Event",
    "Person",
    "Quote",
    "Selection",
    "Source",
    "Unreadable",
    "Version",
    "View",
    "ViewError",
    "dumps",
    "export",
    "filter",
    "load",
    "parse_view",
    "to_dict",
]

_HOMES = {
    "edtf.spans": ("Date",),
    "exporters.registry": ("export",),
    "model.dossier": ("Dossier",),
    "loading.files": ("DossierError", "Unreadable", "load"),
    "model.records": ("Claim", "Event", "Person", "Quote", "Source", "Version"),
    "model.values": ("dumps", "to_dict"),
    "query.selection": ("Count", "Selection", "filter"),
    "query.facets": ("ViewError",),
    "query.view": ("Clause", "View", "parse_view"),
}
"""The names by the module where each is at home."""
_NAMES_AT_HOME = {"filter": "select"}
"""What is called otherwise at home, where the name is that of a built-in function."""


def __getattr__(name: str) -> Any:
    """Import what a public name stands for, when it is first used: the command line needs none of it to answer."""
    from importlib import import_module  # here, so that it is no name of the package

    for module, names in _HOMES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f"{__name__}.{module}"), _NAMES_AT_HOME.get(name, name))
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """Return the public names, imported or not."""
    return sorted({*globals(), *__all__})
