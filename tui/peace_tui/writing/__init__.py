"""Records, or plain tables, into the TOML of a dossier that people like to read and edit."""

from peace_tui.writing.document import block, document, head, written
from peace_tui.writing.tables import table_of

__all__ = ["block", "document", "head", "table_of", "written"]
