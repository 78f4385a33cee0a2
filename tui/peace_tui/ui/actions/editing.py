"""Opening the dossier's file in the author's editor."""

from __future__ import annotations

import os

from textual.app import SuspendNotSupported

from peace_tui.loading.files import Unreadable, read_bytes
from peace_tui.system.editor import EditorError, build_command, find_editor, run_editor
from peace_tui.system.streams import STANDARD_INPUT
from peace_tui.ui.actions.watching import Watching, own_file


class Editing(Watching):
    """Hands the terminal to the editor."""

    def action_edit(self) -> None:
        """Open the record under the cursor in the author's editor, or where the file is broken, the place of that."""
        file = own_file(self.dossier)
        if not file:
            piped = self.dossier.path == STANDARD_INPUT
            what = "came by standard input" if piped else "comes with the program and is read-only"
            self.say(f"This dossier {what}; peace-tui new FILE begins one of your own.")
            return
        try:
            command = build_command(find_editor(os.environ), file, self._line(file))
            with self.app.suspend():
                said = self._run(command)
        except (EditorError, Unreadable) as error:
            said = f"{error}."
        except SuspendNotSupported:
            said = "An editor cannot be opened from here."
        self.look(written=True)
        self.say(said)

    def _line(self, file: str) -> int:
        if self.problems:
            return max(self.problems[0].line, 1)
        from peace_tui.loading.positions import find_record_line  # the first screen does not need it

        record = self.scene.record()
        return find_record_line(read_bytes(file), record.id) if record else 1

    @staticmethod
    def _run(command: list[str]) -> str:
        """Run the editor; return what there is to say of it. An error raised here would leave the terminal to it."""
        try:
            code = run_editor(command)
        except EditorError as error:
            return f"{error}."
        return f"'{command[0]}' ended with exit code {code}." if code else ""
