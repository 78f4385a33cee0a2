"""What the reader can do: each module one kind of action, mixed into the main screen.

Each kind acts on the stage. To a type checker it is one; to Python it is a plain class, since Textual takes 0.5 ms at
every start for each class of a screen.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from peace_tui.ui.screens.stage import Stage as Acting
else:
    Acting = object

__all__ = ["Acting"]
