"""The help: what is on the screen, what its signs mean, what the keys do and what can be searched. Lines, no state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from peace_tui.charts.time_chart import IN_ORDER
from peace_tui.model.records import NOT_REVIEWED
from peace_tui.query.facets import FACETS, FREE, PEOPLE, QUOTES, TIMELINE
from peace_tui.session.layout import PANE_HEADINGS, READER
from peace_tui.ui.keys import (
    CHART,
    CITATION,
    COMPARISON,
    CONVERSATION,
    COVERAGE,
    EXPORT,
    MAIN,
    PAGE,
    REVIEW,
    Key,
    format_key,
)
from peace_tui.ui.render.glyphs import ASCII, Glyphs
from peace_tui.ui.render.lines import EMPTY, Line, TextRun, line_width, paragraph, single_line, wrap_line
from peace_tui.ui.render.page_text import PageText
from peace_tui.ui.render.rows import NOT_RECORDED, find_outlet_letters, number_sides

PANE_HELP: Final = {
    TIMELINE: "Events by date, with their number of quotes. Moving filters the other panes; {filter.pin} keeps that "
    "filter, and then moving only browses.",
    PEOPLE: "Everyone who speaks, is told or is named, with their quotes in the filter and in all. Moving filters the "
    "other panes; {people.part} chooses by which part.",
    QUOTES: "What was said, in order. Moving filters nothing here; it marks the quote's event and people in the other "
    "panes. {record.read} opens all versions.",
    READER: "Everything about the row under the cursor. {move.up} and {move.down} scroll; {filter.clear} goes back to "
    "the list.",
}
PAGE_HELP: Final = {
    PAGE: "A page lists what belongs together. {record.read} opens the item under the cursor, {page.leave} goes "
    "back; the path at the top shows the way.",
    COMPARISON: "How each outlet prints the quote, compared with one of them; then all differences, and how the words "
    "reached print.",
    CONVERSATION: "The quotes of one event as a talk. Type a number and {record.read} to go to that turn.",
    COVERAGE: "Which outlet prints quotes from which event. {coverage.filter} filters by the event and the outlet.",
    REVIEW: "A draft, its words in the paragraph of the saved article. Each decision is written to the file at once, "
    "and the next draft comes. A quote without a speaker stays until it has one, or you accept it.",
    EXPORT: "What is shown, written to a file. Choose a format by its key, then type the name of the file.",
    CITATION: "The quote with its source, as it was sent to your clipboard.",
}
PAGE_TITLES: Final = {
    MAIN: "Main screen",
    PAGE: "Pages",
    COMPARISON: "Comparison",
    CONVERSATION: "Conversation",
    COVERAGE: "Coverage",
    REVIEW: "Review",
    EXPORT: "Export",
    CITATION: "Citation",
}
KEY_GROUPS: Final = {
    "Filter": ("filter", "match", "people"),
    "Read": ("record", "show", "copy", "mark", "source"),
    "Tour and view": ("view",),
    "Chart and matrix": ("chart", "brush", "time", "matrix"),
    "Move": ("move", "pane"),
    "Program": ("page", "file", "help", "palette", "mouse", "suspend", "quit"),
}
"""The headings of the keys, each with what the ids of its actions begin with."""
RUN, SEARCH = "run", "search"
"""What Enter does on an item of the help: what its key does, or begin a search by its facet."""
ENTRY_WIDTH: Final = 18
"""How many cells the keys take beside what they do."""


def write_help(page: PageText, pane: str, keys: Sequence[Key]) -> None:
    """Write the help for a pane: what it is, the signs on the screen, its keys, and what can be searched.

    The items are keys, by their numbers in `keys`, and facets, by theirs in `FACETS`.
    """
    page.text(page.frame.hint(PANE_HELP[pane]))
    groups = [*_main_signs(page)]
    page.section("Signs")
    _write_signs(page, sorted(groups, key=lambda group: pane not in group.panes))
    here = [(n, key) for n, key in enumerate(keys) if pane in key.panes and not {MAIN, CHART}.isdisjoint(key.screens)]
    _write_keys(page, [(number, key, key.help) for number, key in here])
    page.section("Search", page.frame.hint("press {filter.search} and type"))
    for left, right in SEARCH_HELP:
        _write_entry(page, left, right)
    for number, facet in enumerate(FACETS):
        if facet.name != FREE:
            example = ", ".join(facet.options) if facet.options else EXAMPLES.get(facet.names, "")
            with page.item(None, SEARCH, number):
                _write_entry(page, f"{facet.name}:…", f"{facet.words} …" + (f" ({example})" if example else ""))


def write_page_help(page: PageText, screen: str, keys: Sequence[Key]) -> None:
    """Write the help for a page: what it is, its signs, and its keys, those of its own first."""
    page.text(page.frame.hint(PAGE_HELP[screen]))
    if signs := [*_page_signs(page, screen)]:
        page.section("Signs")
        _write_signs(page, signs)
    numbered = [*enumerate(keys)]
    if own := [(n, key, key.page_help or key.help) for n, key in numbered if screen in key.screens and screen != PAGE]:
        page.section(PAGE_TITLES[screen])
        _write_entries(page, own)
    taken = {name for _, key, _ in own for name in key.keys}
    shared = [(n, key, key.page_help or key.help) for n, key in numbered if PAGE in key.screens]
    _write_keys(page, [each for each in shared if not taken.issuperset(each[1].keys)])


SEARCH_HELP: Final = (
    ("words", "all of them, each anywhere: in a quote, its versions, its note, an event, or a name"),
    ('"a phrase"', "exactly this phrase"),
    ("a,b", "one or the other"),
    ("-…", "not: -person:…, -date:…, -word"),
)
EXAMPLES: Final = {"dates": "2025-10, 2025-10-14/2025-10-17, undated", "numbers": "5, 12-20"}
"""Values of facets, by what their values name."""


# --- Keys -------------------------------------------------------------------------------------------------------------

KeyEntry = tuple[int, Key, str]
"""The number of a key, the key, and what it does."""


def _write_keys(page: PageText, entries: Sequence[KeyEntry]) -> None:
    """Write keys under the headings of their groups."""
    for title, beginnings in KEY_GROUPS.items():
        found = [entry for each in beginnings for entry in entries if entry[1].id.partition(".")[0] == each]
        if found:
            page.section(title)
            _write_entries(page, found)


def _write_entries(page: PageText, entries: Sequence[KeyEntry]) -> None:
    is_ascii = page.glyphs is ASCII
    for number, key, text in entries:
        names = ", ".join(format_key(each, ascii=is_ascii) for each in key.keys)
        with page.item(None, RUN, number):
            _write_entry(page, names or "no key", page.frame.hint(text))


def _write_entry(page: PageText, left: str, right: str) -> None:
    room = min(ENTRY_WIDTH, page.width // 3)
    text = paragraph(right, "text", page.width - room - 2)
    page.add(((" ", ""), (left.ljust(room), "key"), *text[0]))
    page.add(*(((" " * (room + 1), ""), *line) for line in text[1:]))


# --- Signs ------------------------------------------------------------------------------------------------------------


class SignGroup(NamedTuple):
    """Some signs that belong together."""

    label: str
    panes: tuple[str, ...]
    """Where they are."""
    signs: Sequence[tuple[str, str, str]]
    """Each sign, its style, and what it means."""


GROUP_LABEL_CELLS: Final = 10
"""How many cells the label of a group takes."""


def _write_signs(page: PageText, groups: Sequence[SignGroup]) -> None:
    """Write groups of signs, as many on a line as fit."""
    for group in groups:
        room = page.width - GROUP_LABEL_CELLS - 2
        lines: list[Line] = []
        row: Line = EMPTY
        for sign, style, meaning in group.signs:
            pair: tuple[TextRun, ...] = ((sign, style), (f" {meaning}", "text"))
            if row and line_width(row) + 3 + line_width(pair) > room:
                lines.append(row)
                row = EMPTY
            if line_width(pair) > room:
                lines += [*([row] if row else []), *wrap_line(pair, room)]
                row = EMPTY
            else:
                row = (*row, *((("   ", ""),) if row else ()), *pair)
        lines += [row] if row else []
        for number, line in enumerate(lines):
            page.add(((f" {'' if number else group.label:<{GROUP_LABEL_CELLS}}", "quiet"), *line))


def _main_signs(page: PageText) -> Iterator[SignGroup]:
    """Yield the signs of the main screen."""
    glyphs, options = page.glyphs, page.frame.state.options
    yield SignGroup("rows", (TIMELINE, PEOPLE), _row_signs(glyphs))
    yield SignGroup("events", (TIMELINE, QUOTES), [(sign, "sign", type) for type, sign in glyphs.types.items()])
    if not options.chart or options.lanes in ("", IN_ORDER):
        yield SignGroup("dates", (TIMELINE,), DATE_SIGNS)
    yield _sides(page, (PEOPLE, QUOTES, READER))
    if letters := find_outlet_letters(page.dossier):
        named = {source.outlet: source.siglum for source in page.dossier.sources}
        outlets = [(letter, "outlet", single_line(named[outlet])) for outlet, letter in letters.items()]
        outlets += [(glyphs.excluded, "unrecorded", mark) for mark in _marks(page)]
        yield SignGroup("outlets", (QUOTES, READER), [*outlets, (glyphs.nothing, "unrecorded", NOT_RECORDED)])
    if not options.matrix:
        shades = glyphs.widths[7] + glyphs.widths[3]
        yield SignGroup("bars", (PEOPLE,), [(shades, "side0", "a person's quotes in the filter")])
    yield SignGroup(
        "filter",
        tuple(PANE_HEADINGS),
        (
            (f"{glyphs.chip[0]}…{glyphs.drop}{glyphs.chip[1]}", "chip", "kept"),
            ("‹…›", "live", "follows the cursor"),
        ),
    )
    if options.chart:
        yield _chart_signs(page)
    else:
        passing = (glyphs.eighths[5], "bar", "events and quotes in the filter, by date")
        yield SignGroup("strip", (), (passing, (glyphs.behind[5], "behind", "all")))
    if options.matrix:
        cells = ((glyphs.nothing, "faint", "no quotes"), ("4", "strong", "quotes from the row to the column"))
        yield SignGroup("matrix", (PEOPLE,), cells)


def _row_signs(glyphs: Glyphs) -> Sequence[tuple[str, str, str]]:
    """Return what stands before the rows of a list."""
    return (
        (glyphs.cursor, "title", "cursor"),
        (glyphs.pinned, "pin", "kept"),
        (glyphs.excluded, "warning", "hidden"),
        (glyphs.linked, "pin", "belongs to the quote"),
        (glyphs.possibly, "quiet", "perhaps outside the period"),
        (glyphs.draft, "warning", NOT_REVIEWED),
        (f"{glyphs.star}{glyphs.note}", "strong", "starred, noted by you"),
        ("dimmed", "faint", "outside the period"),
        *((("~", "quiet", "more follows, or words are left out"),) if glyphs is ASCII else ()),
    )


DATE_SIGNS: Final = (
    ("≤14", "quiet", "by the 14th"),
    ("≥14", "quiet", "on the 14th or later"),
    ("14–", "quiet", "since the 14th"),
    ("~14", "quiet", "about"),
    ("14?", "quiet", "uncertain"),
    ("14–16", "quiet", "from the 14th to the 16th"),
    ("14→2 Nov", "quiet", "into another month"),
    ("in 14–16", "quiet", "on one of these days"),
)
"""How dates are written under a heading."""


def _sides(page: PageText, panes: tuple[str, ...]) -> SignGroup:
    """Return the signs of the sides; the last one is for all others and for people of no side."""
    signs = page.glyphs.sides
    last, numbers = len(signs) - 1, number_sides(page.dossier, len(signs))
    sides = [(signs[n], f"side{n}", single_line(side or "")) for side, n in numbers.items() if n < last]
    return SignGroup("sides", panes, [*sides, (signs[last], f"side{last}", "other, or no side")])


def _chart_signs(page: PageText) -> SignGroup:
    glyphs = page.glyphs
    end, before, beyond = glyphs.ends
    blocks = "".join(glyphs.eighths[n] for n in (1, 4, 7))
    options = page.frame.state.options
    several = () if options.lanes in ("", IN_ORDER) else (("3", "sign", "several in one place"),)
    signs = (
        (glyphs.types["call"], "sign", "an event at its date"),
        *several,
        (glyphs.bars["lasting"] * 2, "quiet", "as long as it lasted"),
        (glyphs.bars["interval"] * 2 + end, "quiet", "from one date to another"),
        (glyphs.bars["doubt"] * 2, "faint", "at some time in this period"),
        (before, "quiet", "began earlier"),
        (beyond, "quiet", "goes on later"),
        (blocks, "bar", "number of quotes"),
        (glyphs.fold, "sign", "empty period, collapsed"),
        (glyphs.wall, "edge", "end of the selected period"),
        (glyphs.column, "faint", "cursor"),
    )
    return SignGroup("chart", (TIMELINE,), signs)


def _marks(page: PageText) -> Iterable[str]:
    """Return what is said of the sources that the view does not count."""
    return dict.fromkeys(page.frame.discounted_sources.values())


def _page_signs(page: PageText, screen: str) -> Iterator[SignGroup]:
    """Yield the signs of a page."""
    glyphs = page.glyphs
    if screen in (CITATION, EXPORT):
        return
    draft = (glyphs.draft, "warning", NOT_REVIEWED)
    yield SignGroup("cursor", (), [(glyphs.cursor, "title", "on the item that keys act on"), draft])
    if screen == COVERAGE:
        does = zip(glyphs.coverage, ("outlet", "quiet", "unrecorded"), COVERAGE_WORDS, strict=True)
        yield SignGroup("cells", (), [*does, *((glyphs.excluded, "unrecorded", mark) for mark in _marks(page))])
        return
    if screen == COMPARISON:
        from peace_tui.ui.render.comparison import LEGEND, SEGMENT_STYLES  # which the help of no other page needs

        yield SignGroup("words", (), [(sign or "word", SEGMENT_STYLES[kind], words) for kind, words, sign in LEGEND])
    if screen == CONVERSATION:
        from peace_tui.ui.render.context import NOT_ADJACENT  # which the help of no other page needs

        talk = (("12", "quiet", "number of the turn"), ("· · ·", "quiet", NOT_ADJACENT))
        yield SignGroup("turns", (), talk)
    yield _sides(page, ())
    yield SignGroup("events", (), [(sign, "sign", type) for type, sign in glyphs.types.items()])


COVERAGE_WORDS: Final = ("prints quotes from it", "is a source of it", NOT_RECORDED)
"""What an outlet does of an event."""
