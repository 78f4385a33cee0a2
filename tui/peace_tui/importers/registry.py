"""The formats of `peace-tui import`: the one declaration, read by the command line and the tests.

A format is a module with one function, which hands everything in the file to the builder; what the dossier format has
no place for goes under `x_` keys, and what cannot be kept goes into the builder's report, so that nothing is lost
silently:

    convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None

The module is imported only when a file is imported, because the command line reads this table at every start.
"""

from typing import Final

IMPORTS: Final = {
    "csv": "peace_tui.importers.table.convert",
    "xlsx": "peace_tui.importers.table.convert",
    "ods": "peace_tui.importers.table.convert",
    "timelinejs": "peace_tui.importers.timelinejs",
    "csl": "peace_tui.importers.csl",
    "ris": "peace_tui.importers.bibliographies",
    "bibtex": "peace_tui.importers.bibliographies",
    "tei": "peace_tui.importers.tei",
    "claimreview": "peace_tui.importers.claims",
    "vtt": "peace_tui.importers.transcripts",
    "srt": "peace_tui.importers.transcripts",
    "oyez": "peace_tui.importers.transcripts",
    "jsonl": "peace_tui.importers.exported",
    "sqlite": "peace_tui.importers.exported",
}
"""The module of each format, in the order of the help."""
WORKBOOKS: Final = ("xlsx", "ods")
