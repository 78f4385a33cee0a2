"""The help for a pane and for a page, made from the table of keys. Lines, no state."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from peace_tui.query.facets import FACETS, FREE
from peace_tui.ui.keys import CHART, CITATION, COMPARISON, CONVERSATION, COVERAGE, EXPORT, MAIN, PAGE, Key, key_name
from peace_tui.ui.render.lines import EMPTY, Line, paragraph

PANE_HELP: Final = {
    "timeline": "The events, by date. The row under the cursor filters the other panes; rows outside a date clause "
    "are dimmed.",
    "people": "Who speaks, is spoken to or is spoken about, with the number of their quotes that pass, and of all. "
    "The row under the cursor filters the other panes. The sign before a name tells the side.",
    "reader": "What the cursor is on, whole. The arrow keys scroll it; Esc goes back to the list.",
    "quotes": "The words, in the order in which they were said. Here the cursor filters nothing; it marks the quote's "
    "event and people in the other panes. Enter shows a quote whole, with every version.",
}


PAGE_TITLES: Final = {
    PAGE: "On every page",
    COMPARISON: "Where versions are compared",
    COVERAGE: "In the coverage",
    CONVERSATION: "In a conversation",
    EXPORT: "Where formats are chosen",
    CITATION: "In the citation",
}


def help_lines(pane: str, keys: Sequence[Key], sides: Sequence[tuple[str, str]], width: int) -> list[Line]:
    """Return the help for a pane: what it is, its keys, what can be searched, and the signs of the sides."""
    lines = [EMPTY, *paragraph(PANE_HELP[pane], "text", width - 1, indent=" "), EMPTY]
    for key in keys:
        if pane in key.panes and not {MAIN, CHART}.isdisjoint(key.screens):
            lines += _key_entry(key, key.help, width)
    lines += [EMPTY, ((" In the search box", "title"),)]
    for left, right in (*SEARCH_HELP, *_facet_help(), *OPERATOR_HELP):
        lines += _entry(left, right, width)
    if sides:
        lines += [EMPTY, ((" Sides", "title"),)]
        lines += [((f" {sign} ", f"side{number}"), (name, "text")) for number, (sign, name) in enumerate(sides)]
    return lines


def page_help_lines(screen: str, keys: Sequence[Key], width: int) -> list[Line]:
    """Return what the keys do on a page, or on every page."""
    lines: list[Line] = [((f" {PAGE_TITLES[screen]}", "title"),)]
    for key in keys:
        if screen in key.screens:
            lines += _key_entry(key, key.page_help or key.help, width)
    return lines


SEARCH_HELP: Final = (
    ("words", "found anywhere in a quote, its versions, its note, an event, or a name"),
    ('"a phrase"', "found whole"),
)
EXAMPLES: Final = {"dates": "2025-10, 2025-10-14/2025-10-17, undated", "numbers": "5, 12-20"}
"""Values of facets, by what their values name."""
OPERATOR_HELP: Final = (("a,b", "one or the other"), ("-…", "not: -person:…, -date:…, -word"))


def _facet_help() -> Iterator[tuple[str, str]]:
    """Yield how each facet is written, and what it finds."""
    for facet in FACETS:
        if facet.name != FREE:
            example = ", ".join(facet.options) if facet.options else EXAMPLES.get(facet.names, "")
            yield f"{facet.name}:…", f"{facet.words} …" + (f" ({example})" if example else "")


def _key_entry(key: Key, text: str, width: int) -> list[Line]:
    return _entry(", ".join(map(key_name, key.keys)), text, width)


def _entry(left: str, right: str, width: int) -> list[Line]:
    room = min(18, width // 3)
    text = paragraph(right, "text", width - room - 2)
    first: Line = ((" ", ""), (left.ljust(room), "key"), *text[0])
    return [first, *(((" " * (room + 1), ""), *line) for line in text[1:])]
