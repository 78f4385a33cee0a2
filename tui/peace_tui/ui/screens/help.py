"""The help, made from the table of keys."""

from __future__ import annotations

from collections.abc import Sequence

from peace_tui.query.facets import FACETS, FREE
from peace_tui.ui.keys import Key, key_name
from peace_tui.ui.render.lines import EMPTY, Line, paragraph

ABOUT = {
    "timeline": "The events, by date. The row under the cursor filters the other panes; rows outside a date clause "
    "are dimmed.",
    "people": "Who speaks, is spoken to or is spoken about, with the number of their quotes that pass, and of all. "
    "The row under the cursor filters the other panes. The sign before a name tells the side.",
    "quotes": "The words, in the order in which they were said. Here the cursor filters nothing; it marks the quote's "
    "event and people in the other panes. Enter shows a quote whole, with every version.",
}


def help_lines(pane: str, table: Sequence[Key], sides: list[tuple[str, str]], width: int) -> list[Line]:
    """Return the help for a pane: what it is, its keys, what can be searched, and the signs of the sides."""
    lines = [EMPTY, *paragraph(ABOUT[pane], "text", width - 1, indent=" "), EMPTY]
    for key in table:
        if pane in key.panes:
            lines += _entry(", ".join(map(key_name, key.keys)), key.help, width)
    lines += [EMPTY, ((" In the search box", "title"),)]
    lines += _entry("words", "found anywhere in a quote, its versions, its note, an event, or a name", width)
    lines += _entry('"a phrase"', "found whole", width)
    for facet in FACETS:
        if facet.name != FREE:
            values = ", ".join(facet.options) if facet.options else {"dates": "2025-10, 2025-10-14/2025-10-17, undated"}
            example = values if isinstance(values, str) else values.get(facet.names, "")
            lines += _entry(f"{facet.name}:…", f"{facet.words} …" + (f" ({example})" if example else ""), width)
    lines += _entry("a,b", "one or the other", width)
    lines += _entry("-…", "not: -person:…, -date:…, -word", width)
    if sides:
        lines += [EMPTY, ((" Sides", "title"),)]
        lines += [((f" {sign} ", f"side{place}"), (name, "text")) for place, (sign, name) in enumerate(sides)]
    return lines


def _entry(left: str, right: str, width: int) -> list[Line]:
    room = min(18, width // 3)
    text = paragraph(right, "text", width - room - 2)
    first: Line = ((" ", ""), (left.ljust(room), "key"), *text[0])
    return [first, *(((" " * (room + 1), ""), *line) for line in text[1:])]
