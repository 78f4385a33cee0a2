"""TOML into a dossier, with every problem found in one run."""

from peace_tui.reading.document import Reading, read
from peace_tui.reading.files import DossierError, Unreadable, bundled, load, read_bytes
from peace_tui.reading.problems import Problem

__all__ = ["DossierError", "Problem", "Reading", "Unreadable", "bundled", "load", "read", "read_bytes"]
