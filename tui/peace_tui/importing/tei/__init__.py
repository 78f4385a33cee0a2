"""TEI: debates (ParlaMint), letters (correspDesc, as in CMIF), speech (`said`, `sp`) and critical texts (`app`).

Format: https://tei-c.org/guidelines/p5/, https://clarin-eric.github.io/ParlaMint/, https://github.com/TEI-Correspondence-SIG/CMIF.
"""

from peace_tui.importing.tei.documents import convert

__all__ = ["convert"]
