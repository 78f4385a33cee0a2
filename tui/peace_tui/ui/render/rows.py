"""What a row says of a record, as lines. Pure functions that know neither state nor colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Event, Person, Quote
from peace_tui.text.folding import find_spans
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.render.glyphs import Glyphs, bar
from peace_tui.ui.render.lines import EMPTY, Line, between, cut, flat, length, marked, wrapped


class RowKey(NamedTuple):
    """All that a row shows beside its record: the record's place, its counts and its mark; place -1 is All."""

    place: int
    passing: int = 0
    total: int = 0
    mark: str = ""
    dim: bool = False


def mark_piece(glyphs: Glyphs, mark: str) -> tuple[str, str]:
    """Return the sign that stands before a pinned, excluded or linked row."""
    signs = {
        "pinned": (glyphs.pinned, "pin"),
        "excluded": (glyphs.excluded, "warning"),
        "linked": (glyphs.linked, "pin"),
        "possibly": (glyphs.possibly, "quiet"),
    }
    return signs.get(mark, (" ", ""))


def title_ink(key: RowKey) -> str:
    """Return the ink of a row's name."""
    if key.mark == "excluded":
        return "excluded"
    return "quiet" if key.dim else "strong" if key.mark == "pinned" else "text"


def fitted(text: str, width: int, ink: str, needles: Sequence[str]) -> Line:
    """Return `text` in exactly `width` cells, its hits highlighted."""
    line = marked(truncate_text(flat(text), width), ink, needles)
    return (*line, (" " * max(width - length(line), 0), ""))


class EventColumns(NamedTuple):
    """How wide the columns of the Timeline are, and what their bars are measured by."""

    date: int
    with_year: bool
    most: int


def event_row(
    event: Event, key: RowKey, width: int, columns: EventColumns, needles: Sequence[str], glyphs: Glyphs
) -> Line:
    """Return an event's row: when, of what type, its title, and how many of its quotes pass."""
    when = truncate_text(event.date.short(columns.with_year) if event.date else "undated", columns.date)
    chart = 4 if width >= 46 else 0
    counts = len(str(columns.most)) + 1
    room = width - columns.date - 5 - chart - bool(chart) - counts
    share = key.passing / columns.most if columns.most else 0
    return (
        mark_piece(glyphs, key.mark),
        (when + " " * (columns.date - cell_width(when) + 1), "faint" if key.dim else "quiet"),
        (glyphs.types[event.type] + " ", "faint" if key.dim else "accent"),
        *fitted(event.title, max(room, 1), title_ink(key), needles),
        (" " + bar(glyphs, share, chart) if chart else "", "bar"),
        (f"{key.passing if key.total else '':>{counts}}", "text" if key.passing and not key.dim else "quiet"),
    )


def person_row(
    person: Person, key: RowKey, events: int, side: int, width: int, most: int, needles: Sequence[str], glyphs: Glyphs
) -> Line:
    """Return a person's row: the side as a sign, the name, the counts passing and all, and a bar."""
    chart = 6 if width >= 40 else 4 if width >= 32 else 0
    counts = f"{key.passing}/{key.total}" if key.total else f"{events} ev" if events else "0/0"
    column = len(f" {most}/{most}")
    ink = title_ink(key)
    if not key.passing and not events and ink == "text":
        ink = "quiet"
    room = width - 3 - column - chart - bool(chart) - 1
    return (
        mark_piece(glyphs, key.mark),
        (glyphs.sides[side] + " ", f"side{side}"),
        *fitted(person.name, max(room, 1), ink, needles),
        (f"{counts:>{column}}", "text" if key.passing else "quiet"),
        (" " + bar(glyphs, key.passing / most if most else 0, chart) if chart else "", f"side{side}"),
    )


def all_row(label: str, count: int, width: int) -> Line:
    """Return the first row of a pane, which filters nothing."""
    return between(((f" {label}", "text"),), ((f"{count} ", "quiet"),), width)


def names(dossier: Dossier, ids: Sequence[str], brief: bool) -> str:
    """Return the names of people, their last words only where `brief`."""
    people = [flat(dossier.person_of[id].name) for id in ids]
    return ", ".join(
        name.split(" ")[-1] if brief and dossier.person_of[id].kind == "person" else name
        for id, name in zip(ids, people, strict=True)
    )


def who_to(dossier: Dossier, quote: Quote, brief: bool = False) -> str:
    """Return who speaks to whom, as far as it is known."""
    who = names(dossier, quote.who, brief) or "unknown"
    return f"{who} → {names(dossier, quote.to, brief)}" if quote.to else who


def quoted(quote: Quote) -> str:
    """Return the reading text, in quotation marks where it is speech word for word."""
    text = flat(quote.text)
    return f"“{text}”" if quote.mode in VERBATIM and not text.startswith(("“", '"')) else text


def _first_hit(lines: Sequence[str], needles: Sequence[str]) -> int:
    """Return the first line in which a needle lies, so that an excerpt can begin there; the first without any."""
    hits = (place for place, line in enumerate(lines) for needle in needles if next(find_spans(line, needle), None))
    return next(hits, 0)


def quote_rows(
    dossier: Dossier, quote: Quote, width: int, height: int, with_year: bool, needles: Sequence[str]
) -> list[Line]:
    """Return a quote's lines: when, who to whom and how many versions; then as many lines of its words as fit."""
    date = dossier.date_of(quote)
    when = date.short(with_year) if date else "undated"
    count = len(quote.versions)
    versions = f"{count} versions " if count > 1 else ""
    speakers = who_to(dossier, quote, brief=width < 54)
    head = between(
        ((" ", ""), (when + "  ", "quiet"), *marked(speakers, "head", needles)),
        ((versions, "accent"),) if versions else EMPTY,
        width,
    )
    words = list(wrapped(quoted(quote), width - 3))
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
    lines = [((" ", ""), *marked(line, "words", needles)) for line in shown]
    lines += [EMPTY] * (height - 1 - len(lines))
    return [head, *(cut(line, width) for line in lines)]
