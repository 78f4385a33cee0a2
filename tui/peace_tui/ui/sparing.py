"""What Textual imports at every start and no screen here needs: spared, and there for whoever imports it later."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any, Final

TYPES: Final = "textual.types"
LIGHT: Final = "textual._types"
"""Where Textual has the types that it imports from there itself."""


def import_textual() -> None:
    """Import Textual, on a Python without OpenSSL, and without the widgets that it only gives types of.

    OpenSSL takes 15 ms and 2 MB: asyncio alone can encrypt nothing then, but `webbrowser` and `urllib` can.
    The trees and selections of [types](https://textual.textualize.io/api/types/) take 4 ms and 0.4 MB.
    """
    with _in_place_of("ssl", None):  # documented: an import of it then finds nothing
        import asyncio  # noqa: F401
    with _in_place_of(TYPES, _Types(TYPES)):
        import textual.app  # noqa: F401


@contextmanager
def _in_place_of(name: str, stand_in: ModuleType | None) -> Iterator[None]:
    """Have imports of a module find something else meanwhile, unless it was imported before."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = stand_in  # type: ignore[assignment]
    try:
        yield
    finally:
        if name in sys.modules and sys.modules[name] is stand_in:
            del sys.modules[name]


class _Types(ModuleType):
    """Stands in for the types while Textual is imported; gives way to them when it is asked for more than it has."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        try:
            return getattr(import_module(LIGHT), name)
        except (ImportError, AttributeError):
            if sys.modules.get(TYPES) is self:
                del sys.modules[TYPES]
            return getattr(import_module(TYPES), name)
