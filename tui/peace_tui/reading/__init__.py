"""TOML into a dossier, with every problem found in one run."""

from peace_tui.bundled import bundled
from peace_tui.reading.document import Reading, read
from peace_tui.reading.files import DossierError, Unreadable, load, read_bytes, read_to_show
from peace_tui.reading.problems import Problem

__all__ = ["DossierError", "Problem", "Reading", "Unreadable", "bundled", "load", "read", "read_bytes", "read_to_show"]
