"""Two states of a dossier compared, in a reader's terms: what was added, removed and changed, and how.

The order of records in a file means nothing and is not compared; neither are comments and layout.
"""

from peace_tui.revision.changes import ADDED, CHANGED, REMOVED, Change, changes

__all__ = ["ADDED", "CHANGED", "REMOVED", "Change", "changes"]
