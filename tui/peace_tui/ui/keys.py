"""The keys: one table from which bindings, footer, help, palette and the documents are made. No Textual here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from peace_tui.query.facets import PANES, PEOPLE, QUOTES, TIMELINE
from peace_tui.text.messages import suggest


@dataclass(frozen=True, slots=True)
class Key:
    """One thing the reader can do."""

    id: str
    """Stable name of the action, for remapping."""
    keys: tuple[str, ...]
    """The keys that do it, in Textual's names; the first is the one to teach."""
    action: str
    """The main screen's action."""
    label: str
    """What it does, in a word or three: the palette's title."""
    help: str
    """What it does, in a sentence."""
    footer: str = ""
    """How the footer puts it; empty: the footer leaves it out."""
    panes: tuple[str, ...] = PANES
    """The panes in which it does something."""
    drawn: str = ""
    """The drawing, `chart` or `matrix`, that it belongs to; empty: it belongs to none."""
    outside: bool = False
    """Whether it leads out of the program, to a shell, an editor or a file: strangers at a kiosk do not have it."""

    @property
    def does(self) -> str:
        """The name of its action, without what that is given."""
        return self.action.partition("(")[0]


ROWS: Final = (TIMELINE, PEOPLE)

KEYS: Final = (
    Key("move.down", ("down", "j"), "move(1)", "down", "Move to the next row.", "↑↓ move"),
    Key("move.up", ("up", "k"), "move(-1)", "up", "Move to the row before."),
    Key("move.page_down", ("pagedown", "ctrl+d"), "page(1)", "page down", "Move a page down."),
    Key("move.page_up", ("pageup", "ctrl+u"), "page(-1)", "page up", "Move a page up."),
    Key("move.first", ("home", "g"), "edge(0)", "first row", "Move to the first row."),
    Key("move.last", ("end", "G"), "edge(1)", "last row", "Move to the last row."),
    Key("pane.next", ("tab",), "pane(1)", "next pane", "Go to the next pane.", "Tab pane"),
    Key("pane.previous", ("shift+tab",), "pane(-1)", "previous pane", "Go to the pane before."),
    Key("pane.left", ("left", "h"), "beside(-1)", "pane at the left", "Go to the pane at the left."),
    Key("pane.right", ("right", "l"), "beside(1)", "pane at the right", "Go to the pane at the right."),
    Key("pane.timeline", ("1",), "focus_pane('timeline')", "Timeline", "Go to the Timeline."),
    Key("pane.people", ("2",), "focus_pane('people')", "People", "Go to People."),
    Key("pane.quotes", ("3",), "focus_pane('quotes')", "Quotes", "Go to Quotes."),
    Key(
        "filter.pin",
        ("space",),
        "pin",
        "pin this row",
        "Keep filtering by this row; pin more to widen. The same key lets go.",
        "Space pin",
        ROWS,
    ),
    Key(
        "filter.exclude",
        ("x",),
        "exclude",
        "exclude this row",
        "Leave out what belongs to this row.",
        "x exclude",
        ROWS,
    ),
    Key(
        "filter.search",
        ("slash",),
        "search",
        "search",
        'Search as you type: words, "phrases", and clauses such as who:NAME or date:2025-10.',
        "/ search",
    ),
    Key("filter.drop", ("backspace",), "drop", "drop the last clause", "Take the last clause out of the filter."),
    Key("filter.clear", ("escape",), "clear", "clear", "Clear what this pane filters; once more clears all."),
    Key("filter.undo", ("u",), "undo", "undo", "Go back to the filter before."),
    Key("filter.redo", ("ctrl+r",), "redo", "redo", "Take an undo back."),
    Key("match.next", ("n",), "match(1)", "next match", "Move to the next row with the words searched for."),
    Key("match.previous", ("N",), "match(-1)", "previous match", "Move to the row before with the words searched for."),
    Key("record.read", ("enter",), "read", "read whole", "Show the row's record whole.", "Enter read"),
    Key(
        "record.compare",
        ("d",),
        "compare",
        "compare the versions",
        "Compare how each source prints the quote, and how the words came to it.",
        "d compare",
        (QUOTES,),
    ),
    Key(
        "record.conversation",
        ("c",),
        "converse",
        "read as a conversation",
        "Show the quotes of the event as a conversation.",
    ),
    Key(
        "show.disagreements",
        ("D",),
        "disagreements",
        "disagreements",
        "Show the claims with each source's stance, and where outlets print the same words differently.",
    ),
    Key("show.coverage", ("C",), "coverage", "coverage", "Show which source prints what of which event; cells filter."),
    Key(
        "chart.show",
        ("t",),
        "chart",
        "time chart",
        "Draw the Timeline as a chart of time, or list it again.",
        "t chart",
        (TIMELINE,),
    ),
    Key(
        "chart.zoom_in",
        ("plus", "equals_sign"),
        "zoom_time(1)",
        "less time",
        "Show half of the time, about the cursor.",
        "+ - zoom",
        (TIMELINE,),
        "chart",
    ),
    Key("chart.zoom_out", ("minus",), "zoom_time(-1)", "more time", "Show twice the time.", "", (TIMELINE,), "chart"),
    Key("chart.whole", ("0",), "zoom_time(0)", "all of the time", "Show all of the time.", "", (TIMELINE,), "chart"),
    Key(
        "chart.earlier",
        ("less_than_sign",),
        "pan(-1)",
        "earlier time",
        "Show earlier time.",
        "< > pan",
        (TIMELINE,),
        "chart",
    ),
    Key("chart.later", ("greater_than_sign",), "pan(1)", "later time", "Show later time.", "", (TIMELINE,), "chart"),
    Key(
        "chart.lanes",
        ("r",),
        "lanes",
        "lanes",
        "Put the events into lanes by type, person, side, source or tag.",
        "r lanes",
        (TIMELINE,),
        "chart",
    ),
    Key(
        "chart.fold",
        ("f",),
        "fold",
        "fold empty time",
        "Fold long empty stretches away, or unfold them.",
        "",
        (TIMELINE,),
        "chart",
    ),
    Key(
        "brush.mark",
        ("b",),
        "brush",
        "mark time",
        "Begin to mark a stretch of time at the chart's cursor, or end it: a date clause.",
        "b mark",
        (TIMELINE,),
        "chart",
    ),
    Key(
        "brush.grow",
        ("w",),
        "resize(1)",
        "widen the marked time",
        "Widen the marked time at both ends.",
        "w W wider",
        (TIMELINE,),
        "chart",
    ),
    Key(
        "brush.shrink",
        ("W",),
        "resize(-1)",
        "narrow the marked time",
        "Narrow the marked time.",
        "",
        (TIMELINE,),
        "chart",
    ),
    Key(
        "brush.earlier",
        ("H",),
        "shift(-1)",
        "marked time earlier",
        "Move the marked time earlier.",
        "",
        (TIMELINE,),
        "chart",
    ),
    Key(
        "brush.later", ("L",), "shift(1)", "marked time later", "Move the marked time later.", "", (TIMELINE,), "chart"
    ),
    Key(
        "brush.snap",
        ("s",),
        "snap",
        "snap",
        "Snap the marked time to days, to weeks, to events, or to the scale.",
        "",
        (TIMELINE,),
        "chart",
    ),
    Key(
        "brush.during",
        ("i",),
        "during",
        "possibly or surely inside",
        "Ask for what surely lies in the marked time, or for what may.",
        "i surely",
        (TIMELINE,),
        "chart",
    ),
    Key(
        "time.axis",
        ("a",),
        "axis",
        "happened, said, published",
        "Lay time out by when things happened, were said, or were published.",
    ),
    Key(
        "matrix.show",
        ("m",),
        "matrix",
        "who to whom",
        "Draw People as a matrix of speakers and addressees, or list them again.",
        "m matrix",
        (PEOPLE,),
    ),
    Key("view.zoom", ("z",), "zoom", "zoom", "Give this pane the whole screen, or give it back."),
    Key("view.guided", ("v",), "guided", "guided views", "Choose one of the views the author recommends.", "v views"),
    Key(
        "view.back",
        ("B",),
        "back",
        "back to where you left",
        "Go back to where you left this dossier last time.",
        outside=True,
    ),
    Key("copy.quote", ("y",), "cite", "cite the quote", "Copy the quote with its speaker, date and sources."),
    Key("copy.view", ("Y",), "copy_view", "copy this view", "Copy the command that opens this view."),
    Key("source.open", ("o",), "open_link", "open the source", "Open the address of the quote's or event's source."),
    Key(
        "file.export",
        ("E",),
        "export",
        "export what is shown",
        "Write what is shown to a file: a page, a document, a table, a timeline, a bibliography.",
        outside=True,
    ),
    Key(
        "file.edit",
        ("e",),
        "edit",
        "edit",
        "Open the record in your editor ($VISUAL, $EDITOR), at its line.",
        outside=True,
    ),
    Key("help", ("question_mark",), "help", "help", "Show what the keys do here.", "? help"),
    Key("palette", ("ctrl+p",), "palette", "palette", "Find any action, person, event, source or view."),
    Key("mouse", ("M",), "mouse", "mouse", "Use the mouse here, or leave it to the terminal to select text; F2 too."),
    Key("suspend", ("ctrl+z",), "suspend", "suspend", "Go back to the shell; fg returns.", outside=True),
    Key("quit", ("q", "ctrl+q"), "quit", "quit", "Leave.", "q quit"),
)
"""Everything the reader can do, in the order of the help."""


def within(keys: tuple[Key, ...]) -> tuple[Key, ...]:
    """Return the table without what leads out of the program."""
    return tuple(key for key in keys if not key.outside)


def remapped(keys: tuple[Key, ...], wishes: Mapping[str, tuple[str, ...]]) -> tuple[Key, ...]:
    """Return the table with the reader's own keys; a key that is given away is taken from the action that had it.

    Raises:
        ValueError: An action is not in the table; the text says so and names the nearest.
    """
    known = {key.id for key in keys}
    for id in wishes:
        if id not in known:
            raise ValueError(f"there is no action '{id}'" + (f"; {hint}" if (hint := suggest(id, known)) else ""))
    given = {name for names in wishes.values() for name in names}
    kept = (replace(key, keys=tuple(name for name in key.keys if name not in given)) for key in keys)
    return tuple(replace(key, keys=wishes[key.id], footer="") if key.id in wishes else key for key in kept)


NAMES: Final = {
    "down": "↓",
    "up": "↑",
    "left": "←",
    "right": "→",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "home": "Home",
    "end": "End",
    "tab": "Tab",
    "shift+tab": "Shift+Tab",
    "space": "Space",
    "slash": "/",
    "question_mark": "?",
    "escape": "Esc",
    "enter": "Enter",
    "backspace": "Backspace",
}


def key_name(key: str) -> str:
    """Return a key as a person calls it."""
    if key.startswith("ctrl+"):
        return f"Ctrl+{key[5:].upper()}"
    return NAMES.get(key, key)
