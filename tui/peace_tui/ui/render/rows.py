"""What a row says of a record, as lines. Pure functions that know neither state nor color."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, NamedTuple

from peace_tui.edtf.spans import Date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Event, Person, Quote, Source
from peace_tui.text.folding import find_spans
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.render.glyphs import Glyphs, bar
from peace_tui.ui.render.lines import EMPTY, Line, highlight, justify, line_width, single_line, truncate, wrap_text

MAX_MEASURED_DATES: Final = 250
"""How many dates are measured for the width of their column."""
DAY: Final = r"([\dX]{4}-[\dX]{2})-[\dX]{2}(?:T[^/.\]]*)?"
MONTH: Final = r"([\dX]{4})-[\dX]{2}"
"""What of a date in EDTF is finer than a month, than a year, behind what stays of it."""
SAME_ENDS: Final = r"^\[?([^./]+)(?:/|\.\.)\1\]?$"


class RowKey(NamedTuple):
    """All that a row shows besides its record: the record's position, its counts and its mark; position -1 is All."""

    position: int
    passing: int = 0
    total: int = 0
    mark: str = ""
    dim: bool = False


def mark_run(glyphs: Glyphs, mark: str) -> tuple[str, str]:
    """Return the sign before a pinned, excluded or linked row."""
    signs = {
        "pinned": (glyphs.pinned, "pin"),
        "excluded": (glyphs.excluded, "warning"),
        "linked": (glyphs.linked, "pin"),
        "possibly": (glyphs.possibly, "quiet"),
    }
    return signs.get(mark, (" ", ""))


def draft_run(glyphs: Glyphs, record: Event | Person | Quote) -> tuple[str, str]:
    """Return the sign of a record that is still to be reviewed, or a space."""
    return (glyphs.draft, "warning") if record.draft else (" ", "")


def title_style(key: RowKey) -> str:
    """Return the style of a row's name."""
    if key.mark == "excluded":
        return "excluded"
    return "quiet" if key.dim else "strong" if key.mark == "pinned" else "text"


def fit(text: str, width: int, style: str, needles: Sequence[str]) -> Line:
    """Return `text` in exactly `width` cells, its hits highlighted."""
    line = highlight(truncate_text(single_line(text), width), style, needles)
    return (*line, (" " * max(width - line_width(line), 0), ""))


class EventColumns(NamedTuple):
    """How wide the columns of the Timeline are, and what their bars are measured by."""

    date: int
    with_year: bool
    most: int


@lru_cache(maxsize=1)
def spans_years(dossier: Dossier) -> bool:
    """Tell whether the dossier's dates lie in more than one year, so that rows have to name it."""
    years = {date.text[:4] for date in dossier.event_index.dates if date.earliest is not None}
    return len(years) > 1


def event_columns(dossier: Dossier, width: int) -> EventColumns:
    """Return the columns of the Timeline in a pane of this width."""
    date_width, with_year, most = _event_measures(dossier)
    widest = max(width // 3, 14 if width >= 40 else 0) if with_year else min(width * 2 // 7, 10 if width < 60 else 16)
    return EventColumns(min(date_width, max(widest, 8 if with_year else 6)), with_year, most)


@lru_cache(maxsize=1)
def _event_measures(dossier: Dossier) -> tuple[int, bool, int]:
    """Return how wide nine of ten dates are, whether they need the year, and the most quotes of an event."""
    with_year = spans_years(dossier)
    dates = [*dossier.event_index.dates]
    some = [date.short(with_year) for date in dates[:: len(dates) // MAX_MEASURED_DATES + 1]]
    widths = sorted(map(cell_width, some)) or [7]
    date_width = min(max(widths[len(widths) * 9 // 10], 6), 16)
    return date_width, with_year, max(map(len, dossier.quote_index.postings("event").values()), default=1)


def event_row(
    event: Event, key: RowKey, width: int, columns: EventColumns, needles: Sequence[str], glyphs: Glyphs
) -> Line:
    """Return an event's row: when, of what type, its title, and how many of its quotes pass."""
    when = fit_date(event.date, columns.with_year, columns.date)
    chart = 4 if width >= 46 else 0
    counts = len(str(columns.most)) + 1
    room = width - columns.date - 5 - chart - bool(chart) - counts
    share = key.passing / columns.most if columns.most else 0
    return (
        mark_run(glyphs, key.mark),
        (when + " " * (columns.date - cell_width(when) + 1), "faint" if key.dim else "quiet"),
        (glyphs.types[event.type], "faint" if key.dim else "accent"),
        draft_run(glyphs, event),
        *fit(event.title, max(room, 1), title_style(key), needles),
        (" " + bar(glyphs, share, chart) if chart else "", "bar"),
        (f"{key.passing if key.total else '':>{counts}}", "text" if key.passing and not key.dim else "quiet"),
    )


def fit_date(date: Date | None, with_year: bool, width: int) -> str:
    """Return a date for a column: where it is too wide with its year, only the months, else only the years.

    A date cut at its end would lose what tells most.
    """
    if date is None:
        return truncate_text("undated", width)
    from peace_tui.edtf.formatting import format_short_date

    text, shown = date.text, date.short(with_year)
    for finer in (DAY, MONTH) if with_year else ():
        if cell_width(shown) > width:
            text = re.sub(SAME_ENDS, r"\1", re.sub(finer, r"\1", text))
            shown = format_short_date(text, True)
    return truncate_text(shown, width)


def person_row(
    dossier: Dossier,
    person: Person,
    key: RowKey,
    events: int,
    side: int,
    width: int,
    most: int,
    needles: Sequence[str],
    glyphs: Glyphs,
) -> Line:
    """Return a person's row: the side as a sign, the name, the counts passing and all, and a bar."""
    chart = 6 if width >= 40 else 4 if width >= 32 else 0
    counts = f"{key.passing}/{key.total}" if key.total else f"{events} ev" if events else "0/0"
    column = len(f" {most}/{most}")
    style = title_style(key)
    if not key.passing and not events and style == "text":
        style = "quiet"
    room = width - 3 - column - chart - bool(chart) - 1
    return (
        mark_run(glyphs, key.mark),
        (glyphs.sides[side], f"side{side}"),
        draft_run(glyphs, person),
        *fit(fitting_name(dossier, person.id, max(room, 1)), max(room, 1), style, needles),
        (f"{counts:>{column}}", "text" if key.passing else "quiet"),
        (" " + bar(glyphs, key.passing / most if most else 0, chart) if chart else "", f"side{side}"),
    )


def all_row(label: str, count: int, width: int) -> Line:
    """Return the first row of a pane, which filters nothing."""
    return justify(((f" {label}", "text"),), ((f"{count} ", "quiet"),), width)


def names(dossier: Dossier, ids: Sequence[str], brief: bool) -> str:
    """Return the names of people, the short ones where `brief`."""
    return ", ".join(single_line(dossier.brief_of(id) if brief else dossier.person_of[id].name) for id in ids)


def fitting_name(dossier: Dossier, id: str, width: int) -> str:
    """Return the name of a person where it fits in `width` cells, else the short one."""
    name = single_line(dossier.person_of[id].name)
    return name if cell_width(name) <= width else single_line(dossier.brief_of(id))


def fitting_label(source: Source, width: int) -> str:
    """Return what a source is called where that fits in `width` cells, else its short name."""
    label = single_line(source.label)
    return label if cell_width(label) <= width else single_line(source.siglum)


def who_to(dossier: Dossier, quote: Quote, brief: bool = False) -> str:
    """Return who speaks to whom, as far as it is known."""
    who = names(dossier, quote.who, brief) or "unknown"
    return f"{who} → {names(dossier, quote.to, brief)}" if quote.to else who


def quoted(quote: Quote) -> str:
    """Return the reading text, in quotation marks where it is speech word for word."""
    text = single_line(quote.text)
    return f"“{text}”" if quote.mode in VERBATIM and not text.startswith(("“", '"')) else text


def _first_hit(lines: Sequence[str], needles: Sequence[str]) -> int:
    """Return the first line with a needle, so that an excerpt can begin there; the first without any."""
    hits = (number for number, line in enumerate(lines) for needle in needles if next(find_spans(line, needle), None))
    return next(hits, 0)


def find_unseen_hits(
    dossier: Dossier, quote: Quote, needles: Sequence[str], shown: Sequence[str]
) -> list[tuple[str, str]]:
    """Return where a quote has the needles that stand in nothing that is `shown` of it: a label, and the text.

    The label is the outlet that prints the text, "note", or "name" or "alias" of those who speak and are spoken to.
    """
    found: dict[tuple[str, str], None] = {}
    for needle in needles:
        if not any(next(find_spans(text, needle), None) for text in shown):
            hit = next((place for place in _places(dossier, quote) if next(find_spans(place[1], needle), None)), None)
            found |= {hit: None} if hit else {}
    return [*found]


def _places(dossier: Dossier, quote: Quote) -> Iterator[tuple[str, str]]:
    """Yield all texts of a quote in which free words are found, each with its label."""
    yield "text", quote.text
    for version in quote.versions:
        yield single_line(dossier.source_of[version.source].label), version.text
    people = [dossier.person_of[id] for id in (*quote.who, *quote.to)]
    yield from (("name", person.name) for person in people)
    yield from (("alias", alias) for person in people for alias in person.aliases)
    yield "note", quote.note or ""


def _describe_hit(label: str, text: str) -> str:
    """Return in a few words where a needle stands that a row does not show."""
    if label in ("name", "alias"):
        return f"{label}: {single_line(text)}"
    return "matched in the note" if label == "note" else f"in {label}"


def excerpt(text: str, needles: Sequence[str], before: int) -> str:
    """Return a text from some words before its first needle on, no more than so many characters."""
    start = min((span[0] for needle in needles for span in find_spans(text, needle)), default=0)
    cut = text.find(" ", start - before, start) + 1 if start > before else 0
    return f"… {text[cut:]}" if cut else text


def quote_rows(
    dossier: Dossier, quote: Quote, width: int, height: int, with_year: bool, needles: Sequence[str], glyphs: Glyphs
) -> list[Line]:
    """Return a quote's lines: when, who to whom and how many outlets; then as many lines of its words as fit."""
    date = dossier.date_of(quote)
    when = date.short(with_year) if date else "undated"
    is_alone = len(quote.versions) < 2
    count = 1 if is_alone else len({dossier.source_of[version.source].outlet for version in quote.versions})
    outlets = f"{count} outlets " if count > 1 else ""
    speakers = who_to(dossier, quote, brief=width < 54)
    if width >= 54 and cell_width(speakers) > width - cell_width(when) - len(outlets) - 4:
        speakers = who_to(dossier, quote, brief=True)
    head = justify(
        ((" ", ""), (when, "quiet"), draft_run(glyphs, quote), (" ", ""), *highlight(speakers, "head", needles)),
        ((outlets, "accent"),) if outlets else EMPTY,
        width,
    )
    wrapped = wrap_text(quoted(quote), width - 3)
    words = list(wrapped if needles else islice(wrapped, height))  # of a long speech no more than is shown
    first = _first_hit(words, needles) if len(words) > height - 1 else 0
    first = min(first, max(len(words) - height + 1, 0))
    words = words[first:]
    shown = words[: height - 1]
    if first and shown:
        shown[0] = truncate_text("… " + shown[0], width - 3)
    if len(words) > len(shown) and shown:
        shown[-1] = truncate_text(shown[-1] + " " + words[len(shown)], width - 3)
        if not shown[-1].endswith("…"):
            shown[-1] += "…"
    lines: list[Line] = [((" ", ""), *highlight(line, "words", needles)) for line in shown]
    lines += [EMPTY] * (height - 1 - len(lines))
    if lines and (unseen := find_unseen_hits(dossier, quote, needles, (quoted(quote), speakers))):
        reasons = truncate_text("; ".join(_describe_hit(*hit) for hit in unseen), width * 2 // 3)
        lines[-1] = justify(lines[-1], (*highlight(reasons, "quiet", needles), (" ", "")), width)
    return [head, *(truncate(line, width) for line in lines)]
