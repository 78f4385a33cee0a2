"""Files of other formats into dossiers: one module a format, each with `convert`.

Nothing is dropped in silence: what the format of dossiers lacks is kept under `x_` keys, and what cannot be kept is in
the report.
"""

from __future__ import annotations

from importlib import import_module
from os.path import basename, splitext

from peace_tui.importers.dossier_builder import Draft
from peace_tui.importers.input_file import Intake
from peace_tui.importers.options import Options

MODULES = {"csv": "table.convert", "timelinejs": "timelinejs.convert", "csl": "csl", "tei": "tei.documents"}
"""The module of each kind, under this package."""


def drafted(kind: str, intake: Intake, options: Options, zone: str | None = None) -> Draft:
    """Return the dossier made of a file, one of `IMPORTS`; `zone` is the time zone of its clock times.

    Raises:
        InputError: The file is not of this kind, or holds nothing that could be imported.
    """
    intake.refuse_containers()
    name = basename(intake.name)
    draft = Draft(splitext(name)[0], zone)
    draft.opening = f"Made by peace-tui import {kind} from {name}."
    try:
        import_module(f"peace_tui.importers.{MODULES[kind]}").convert(intake, draft, options)
        draft.finish()
    except BaseException:
        draft.close()
        raise
    return draft
