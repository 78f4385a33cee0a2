"""Looking up, in archived texts of the sources, what a dossier says that they print."""

from peace_tui.verifying.archive import Archive, NoArchive
from peace_tui.verifying.lookup import WAYS, Way, way_in
from peace_tui.verifying.verdicts import Verdict, verdicts

__all__ = ["WAYS", "Archive", "NoArchive", "Verdict", "Way", "verdicts", "way_in"]
