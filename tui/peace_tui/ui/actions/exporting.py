"""Exporting what the screen shows."""

from __future__ import annotations

from peace_tui.model.dossier import Dossier
from peace_tui.query.view import View
from peace_tui.ui.actions import Acting


class Exporting(Acting):
    """Writes what the screen shows to a file that the reader names."""

    def action_export(self) -> None:
        """Ask for a format and a file, then write what passes the view and the rows under the cursors."""
        from peace_tui.query.selection import filter
        from peace_tui.ui.screens.export import ExportPage

        view = View((*self.place.view.clauses, *self.place.live()))
        self.app.push_screen(ExportPage(filter(signed(self.dossier), view)), self._exported)

    def _exported(self, said: str | None) -> None:
        if said:
            self.call_later(self.say, said)


def signed(dossier: Dossier) -> Dossier:
    """Return a dossier with the digest of its file, where the file still says what is shown."""
    from peace_tui.dossier_diff.changes import compare_dossiers
    from peace_tui.errors import InputError
    from peace_tui.loading.files import load
    from peace_tui.system.streams import STANDARD_INPUT

    if not dossier.path or dossier.path == STANDARD_INPUT:
        return dossier
    try:
        read = load(dossier.path, digest=True)
    except InputError:
        return dossier
    return dossier if compare_dossiers(dossier, read) else read
