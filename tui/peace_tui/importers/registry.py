"""The formats of `peace-tui import`: the one declaration, read by the command line and the tests.

A format is a module with one function, which hands everything in the file to the builder; what the dossier format has
no place for goes under `x_` keys, and what cannot be kept goes into the builder's report, so that nothing is lost
silently:

    convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None

The module is imported only when a file is imported, because the command line reads this table at every start.
"""

from typing import Any, Final

IMPORTS: Final = {
    "csv": "peace_tui.importers.table",
    "xlsx": "peace_tui.importers.table",
    "ods": "peace_tui.importers.table",
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


def guess_json_format(value: Any) -> str:
    """Return the import format that a JSON value looks like, nothing where it looks like none."""
    if isinstance(value, dict):
        if isinstance(value.get("timeline"), dict) or ("events" in value and isinstance(value["events"], list)):
            return "timelinejs"
        if isinstance(eras := value.get("eras"), list) and eras and "title" not in value:
            return "timelinejs"
        if isinstance(items := value.get("items"), list):
            return guess_json_format(items)
        if isinstance(value.get("transcript"), dict) or isinstance(value.get("segments", value.get("turns")), list):
            return "oyez"
        if "claimReviewed" in value or "claimReview" in str([*value.get("claims", ())][:1]):
            return "claimreview"
        if isinstance(graph := value.get("@graph", value.get("dataFeedElement")), list):
            return guess_json_format(graph)
    if isinstance(value, list) and value:
        first = value[0]
        if isinstance(first, dict) and ("claimReviewed" in first or "claimReviewed" in str(first.get("item"))[:2000]):
            return "claimreview"
        if isinstance(first, dict) and ("start_date" in first or "startDate" in first):
            return "timelinejs"
        if isinstance(first, dict) and first.keys() & {"issued", "container-title", "title", "author", "URL", "DOI"}:
            return "csl"
    return ""
