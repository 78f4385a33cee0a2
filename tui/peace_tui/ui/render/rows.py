"""What a row says of a record, as lines. Pure functions that know neither state nor color."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.edtf.formatting import format_heading, format_under_heading
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Event, Person, Quote, Source
from peace_tui.text.folding import find_spans
from peace_tui.text.messages import format_count, quotation_marks
from peace_tui.text.terminal_safe import cell_width, truncate_text
from peace_tui.ui.render.glyphs import Glyphs, draw_bar
from peace_tui.ui.render.lines import EMPTY, Line, highlight, justify, line_width, single_line, truncate, wrap_text

if TYPE_CHECKING:
    from peace_tui.query.discounts import Speech

MAX_MEASURED_DATES: Final = 250
"""How many dates are measured for the width of their column."""
MAX_DATE_CELLS: Final = 18
MAX_LETTERED_OUTLETS: Final = 6
"""Of how many outlets each has a letter in the rows of quotes."""
NOT_RECORDED: Final = "nothing recorded"
"""What is said where a dossier has nothing from an outlet, which may have said something all the same."""
NO_QUOTES: Final = "No quotes are recorded for this event."


class RowKey(NamedTuple):
    """All that a row shows besides its record: the record's position, its counts and its mark; position -1 is All."""

    position: int
    passing: int = 0
    total: int = 0
    mark: str = ""
    dim: bool = False
    own: str = ""
    """What the reader has marked on it: `starred`, `noted` or nothing."""


def draw_mark(glyphs: Glyphs, mark: str) -> tuple[str, str]:
    """Return the sign before a pinned, excluded or linked row."""
    signs = {
        "pinned": (glyphs.pinned, "pin"),
        "excluded": (glyphs.excluded, "warning"),
        "linked": (glyphs.linked, "pin"),
        "possibly": (glyphs.possibly, "quiet"),
    }
    return signs.get(mark, (" ", ""))


STARRED: Final = "starred"
NOTED: Final = "noted"


def find_own_mark(dossier: Dossier, id: str) -> str:
    """Return how the reader's own mark on a record is shown: as a star, or as a note."""
    mark = dossier.marks.of(id)
    return STARRED if mark.starred else "" if mark.is_empty else NOTED


def draw_sign(glyphs: Glyphs, record: Event | Person | Quote, own: str) -> tuple[str, str]:
    """Return the sign of a record that is still to be reviewed, else of the reader's own mark, or a space."""
    if record.draft:
        return (glyphs.draft, "warning")
    return {STARRED: (glyphs.star, "strong"), NOTED: (glyphs.note, "strong")}.get(own, (" ", ""))


@lru_cache(maxsize=1)
def spans_years(dossier: Dossier) -> bool:
    """Tell whether the dossier's dates lie in more than one year, so that rows have to name it."""
    spans = (date for date in dossier.event_index.dates if date.earliest is not None)
    return len({re.sub(r"^[^-\d]*", "", date.text)[:4] for date in spans}) > 1


def choose_title_style(key: RowKey) -> str:
    """Return the style of a row's name."""
    if key.mark == "excluded":
        return "excluded"
    return "quiet" if key.dim else "strong" if key.mark == "pinned" else "text"


def fit(text: str, width: int, style: str, needles: Sequence[str]) -> Line:
    """Return `text` in exactly `width` cells, its hits highlighted."""
    line = highlight(truncate_text(single_line(text), width), style, needles)
    return (*line, (" " * max(width - line_width(line), 0), ""))


class EventColumns(NamedTuple):
    """How the Timeline writes dates, and how wide its columns are."""

    unit: str
    """What the dates between two headings share: `day`, `month` or `year`; nothing without headings."""
    date_cells: int
    count_cells: int


@lru_cache(maxsize=8)
def measure_event_columns(dossier: Dossier, has_headings: bool) -> EventColumns:
    """Return the columns of the Timeline: nine of ten dates fit, and the others take room from their titles."""
    unit = find_heading_unit(dossier) if has_headings else ""
    dates = [*dossier.event_index.dates]
    some = [date.text for date in dates[:: len(dates) // MAX_MEASURED_DATES + 1] if date.earliest is not None]
    widths = sorted(cell_width(format_under_heading(text, unit)) for text in some) or [2]
    most = max(map(len, dossier.quote_index.postings("event").values()), default=0)
    return EventColumns(unit, min(widths[len(widths) * 9 // 10], MAX_DATE_CELLS), len(f"{most:,}") if most else 0)


@lru_cache(maxsize=1)
def find_heading_unit(dossier: Dossier) -> str:
    """Return by what events are headed: the finest of day, month and year under which there is more than one.

    It is found where enough neighbors in order share it.
    """
    dates = [date for date in dossier.event_index.dates if date.earliest is not None]
    step = max(len(dates) // MAX_MEASURED_DATES, 1)
    pairs = [(dates[n].text, dates[n + 1].text) for n in range(0, len(dates) - 1, step)]
    for unit, least in (("day", 0.8), ("month", 0.45), ("year", 0.3)):
        shared = sum(format_heading(a, unit) == format_heading(b, unit) for a, b in pairs)
        if pairs and shared >= least * len(pairs):
            return unit
    return "month" if len(dates) < 2 else ""


def format_event_heading(dossier: Dossier, event: Event) -> str:
    """Return the heading under which an event stands; nothing where events have none."""
    if not (unit := find_heading_unit(dossier)):
        return ""
    return format_heading(event.date.text, unit) if event.date else "undated"


def draw_event(
    event: Event,
    key: RowKey,
    width: int,
    columns: EventColumns,
    needles: Sequence[str],
    glyphs: Glyphs,
    is_cursor: bool = False,
) -> list[Line]:
    """Return an event's row: when, of what type, its title, and how many of its quotes pass.

    Under the cursor the title is whole, on as many lines as it takes.
    """
    when = format_under_heading(event.date.text, columns.unit) if event.date else "" if columns.unit else "undated"
    cells = min(columns.date_cells, max(width - 12, 0))  # a longer date is no reason for a wide column in a narrow pane
    when = " " * (cells - cell_width(when)) + when
    count = f"{key.passing:>{columns.count_cells + 1},}" if key.total else ""
    start = 4 + cell_width(when)
    room = max(width - start - len(count) - 1, 1)
    head: Line = (
        draw_mark(glyphs, key.mark),
        (when + " ", "faint" if key.dim else "quiet"),
        (glyphs.types[event.type], "faint" if key.dim else "head"),
        draw_sign(glyphs, event, key.own),
    )
    end: Line = ((f"{count} ", "text" if key.passing and not key.dim else "quiet"),) if count else EMPTY
    title = single_line(event.title)
    if not is_cursor or cell_width(title) <= room:
        return [(*head, *fit(title, room, choose_title_style(key), needles), *end)]
    first, *more = wrap_text(title, room)
    lines: list[Line] = [(*head, *fit(first, room, choose_title_style(key), needles), *end)]
    return [*lines, *(((" " * start, ""), *highlight(line, choose_title_style(key), needles)) for line in more)]


@lru_cache(maxsize=1)
def number_sides(dossier: Dossier, signs: int) -> dict[str | None, int]:
    """Return the number of the sign of each side, the side with most people first; the last sign is for the rest."""
    weights = Counter(person.side for person in dossier.people if person.side)
    return {side: min(number, signs - 1) for number, (side, _) in enumerate(weights.most_common())}


def find_side(dossier: Dossier, id: str, glyphs: Glyphs) -> int:
    """Return the number of the sign and the color of a person's side."""
    signs = len(glyphs.sides)
    return number_sides(dossier, signs).get(dossier.person_of[id].side, signs - 1)


class PersonCounts(NamedTuple):
    """In how many passing quotes a person speaks, is told and is named, and in how many events they take part."""

    says: int = 0
    told: int = 0
    named: int = 0
    events: int = 0
    speech: Speech | None = None
    """How much they say there, where that is shown."""


class PeopleColumns(NamedTuple):
    """The columns of People: how wide they are, 0 for those that have no room, and what they count."""

    part: int
    bar: int
    total: int
    most: float
    """What fills a bar."""
    measure: str = ""
    """The field of `Speech` by which people are listed, if they are."""
    has_times: bool = False
    """Whether a column says how long they speak, in place of how often they are told."""


def draw_person(
    dossier: Dossier,
    person: Person,
    key: RowKey,
    counts: PersonCounts,
    columns: PeopleColumns,
    width: int,
    needles: Sequence[str],
    glyphs: Glyphs,
    is_cursor: bool,
) -> list[Line]:
    """Return a person's row: the side as a sign, the name, how often they speak, are told and are named, and in all.

    Where people are listed by what they say, it has how often and how much they do that.
    """
    side = find_side(dossier, person.id, glyphs)
    style = choose_title_style(key)
    style = f"name{side}" if style == "text" else f"speaker{side}" if style == "strong" else style
    if not key.passing and not counts.events and key.mark != "excluded":
        style = "quiet"
    numbers = _person_numbers(dossier, key, counts, columns, glyphs, side)
    room = max(width - 3 - line_width(numbers), 8)
    head: Line = (draw_mark(glyphs, key.mark), (glyphs.sides[side], f"side{side}"), draw_sign(glyphs, person, key.own))
    name = single_line(person.name)
    if not is_cursor:
        return [(*head, *fit(fit_name(dossier, person.id, room), room, style, needles), *numbers)]
    first, *more = wrap_text(name, room)
    lines: list[Line] = [(*head, *fit(first, room, style, needles), *numbers)]
    return [*lines, *((("   ", ""), *highlight(line, style, needles)) for line in more)]


def _person_numbers(
    dossier: Dossier, key: RowKey, counts: PersonCounts, columns: PeopleColumns, glyphs: Glyphs, side: int
) -> Line:
    """Return the right side of a person's row: a column for each part, a bar, and how many quotes there are in all."""
    speech = counts.speech if columns.measure else None
    value = (getattr(speech, columns.measure) or 0) if speech else key.passing
    numbers: Line = EMPTY
    if columns.part:
        shares: tuple[float | None, ...] = (counts.says, counts.told, speech.words if speech else counts.named)
        shares = (counts.says, *speech) if speech and columns.has_times else shares
        numbers = tuple((f"{f'{n:,.0f}' if n else '–':>{columns.part}}", "text" if n else "faint") for n in shares)
    if columns.bar:
        share = value / columns.most if columns.most else 0
        numbers = (*numbers, (" " + draw_bar(glyphs, share, columns.bar), f"side{side}"))
    if speech and not columns.part:
        total = f"{value:,.0f}"
    elif key.total or (dossier.quotes and not counts.events):
        total = f"{key.total:,}" if columns.part else f"{key.passing:,}/{key.total:,}"
    else:
        total = format_count(counts.events, "event") if columns.total >= 10 else ""
    return (*numbers, (f"{total:>{columns.total}} ", "text" if key.passing else "quiet"))


def draw_all(dossier: Dossier, label: str, count: int, width: int) -> Line:
    """Return the first row of a pane, which filters nothing, with the number of quotes that pass, if there are any."""
    return justify(((f" {label}", "text"),), ((f"{count:,} " if dossier.quotes else "", "quiet"),), width)


def fit_name(dossier: Dossier, id: str, width: int) -> str:
    """Return the name of a person where it fits in `width` cells, else the short one."""
    name = single_line(dossier.person_of[id].name)
    return name if cell_width(name) <= width else single_line(dossier.brief_of(id))


def fit_label(source: Source, width: int) -> str:
    """Return what a source is called where that fits in `width` cells, else its short name."""
    label = single_line(source.label)
    return label if cell_width(label) <= width else single_line(source.siglum)


def format_words(quote: Quote) -> str:
    """Return the reading text, in quotation marks where it is speech word for word as an outlet prints it."""
    text = single_line(quote.text)
    is_printed = quote.mode in VERBATIM and not quote.is_composed
    return quotation_marks(text) if is_printed else text


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
            hit = next(
                (place for place in _find_texts(dossier, quote) if next(find_spans(place[1], needle), None)), None
            )
            found |= {hit: None} if hit else {}
    return [*found]


def _find_texts(dossier: Dossier, quote: Quote) -> Iterator[tuple[str, str]]:
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


def cut_excerpt(text: str, needles: Sequence[str], before: int) -> str:
    """Return a text from a few words before its first needle on, at most `before` characters before it."""
    start = min((span[0] for needle in needles for span in find_spans(text, needle)), default=0)
    cut = text.find(" ", start - before, start) + 1 if start > before else 0
    return f"… {text[cut:]}" if cut else text


def draw_names(
    dossier: Dossier, ids: Sequence[str], glyphs: Glyphs, *, brief: bool = False, needles: Sequence[str] = ()
) -> Line:
    """Return the names of people, each with the sign and in the color of their side."""
    line: Line = EMPTY
    for number, id in enumerate(ids):
        side = find_side(dossier, id, glyphs)
        name = single_line(dossier.brief_of(id) if brief else dossier.person_of[id].name)
        line = (*line, *(((", ", "quiet"),) if number else ()), (f"{glyphs.sides[side]} ", f"side{side}"))
        line = (*line, *highlight(name, f"speaker{side}", needles))
    return line


def draw_who_to(
    dossier: Dossier, quote: Quote, glyphs: Glyphs, *, brief: bool = False, needles: Sequence[str] = ()
) -> Line:
    """Return who speaks to whom, as far as it is known, in the colors and signs of their sides."""
    who = draw_names(dossier, quote.who, glyphs, brief=brief, needles=needles) or (("unknown", "quiet"),)
    to = draw_names(dossier, quote.to, glyphs, brief=brief, needles=needles)
    return (*who, (" → ", "quiet"), *to) if to else who


def fit_who_to(dossier: Dossier, quote: Quote, width: int, glyphs: Glyphs, needles: Sequence[str] = ()) -> Line:
    """Return who speaks to whom, with the full names where these fit in `width` cells, else with the short ones."""
    full = draw_who_to(dossier, quote, glyphs, needles=needles)
    fits = line_width(full) <= width
    return full if fits else draw_who_to(dossier, quote, glyphs, brief=True, needles=needles)


@lru_cache(maxsize=1)
def find_outlet_letters(dossier: Dossier) -> dict[str, str]:
    """Return a letter for each outlet that prints quotes, by `Source.outlet`; none where there are many outlets.

    The outlets are in the order in which the file names them.
    """
    outlets: dict[str, str] = {}
    for source in dossier.sources:
        if dossier.quote_index.with_value("source", source.id):
            outlets.setdefault(source.outlet, single_line(source.siglum))
            if len(outlets) > MAX_LETTERED_OUTLETS:
                return {}
    letters: dict[str, str] = {}
    for outlet, name in outlets.items():
        words = [word for word in name.split() if word.casefold() != "the"] or [name]
        candidates = [word[0].upper() for word in words] + [letter.upper() for letter in "".join(words)]
        free = (c for c in candidates if c.isalnum() and cell_width(c) == 1 and c not in letters.values())
        if (letter := next(free, "")) == "":
            return {}
        letters[outlet] = letter
    return letters


def draw_outlets(dossier: Dossier, quote: Quote, glyphs: Glyphs, discounted: Collection[int]) -> Line:
    """Return which outlets print a quote: a letter for each, a dot where nothing is recorded; else how many do.

    Of the versions that are `discounted`, by number, a cross stands for the letter, and the outlet is not counted.
    """
    outlets = {dossier.source_of[version.source].outlet for version in quote.versions}
    standing = {dossier.source_of[v.source].outlet for n, v in enumerate(quote.versions) if n not in discounted}
    letters = find_outlet_letters(dossier)
    if len(letters) < 2:
        return ((format_count(len(standing), "outlet"), "quiet"),) if len(outlets) > 1 else EMPTY
    absent = {name: (glyphs.excluded if name in outlets else glyphs.nothing, "unrecorded") for name in letters}
    runs = ((letter, "outlet") if name in standing else absent[name] for name, letter in letters.items())
    return tuple(run for pair in runs for run in (pair, (" ", "")))[:-1]


def draw_quote_heading(dossier: Dossier, quote: Quote, width: int, glyphs: Glyphs) -> Line:
    """Return the heading of quotes that were said together: the day, and the event."""
    event = dossier.event_of[quote.event]
    date = event.date if format_time_of(dossier, quote) else dossier.date_of(quote)
    when = date.short(spans_years(dossier)) if date else "undated"
    title = truncate_text(single_line(event.title), max(width - cell_width(when) - 5, 4))
    return ((f" {when} ", "heading"), (f"{glyphs.types[event.type]} {title}", "heading"))


def format_time_of(dossier: Dossier, quote: Quote) -> str:
    """Return at what time of the day of its event a quote was said, if it says that itself."""
    date, whole = quote.date, dossier.event_of[quote.event].date
    if not (date and date.clocked and whole):
        return ""
    is_that_day = format_heading(date.text, "day") == format_heading(whole.text, "day")
    return format_under_heading(date.text, "day") if is_that_day else ""


def draw_quote(
    dossier: Dossier,
    quote: Quote,
    width: int,
    height: int,
    mark: str,
    needles: Sequence[str],
    glyphs: Glyphs,
    discounted: Collection[int] = (),
    own: str = "",
) -> list[Line]:
    """Return a quote's lines: who to whom, when and which outlets; then its words, on `height` lines with that."""
    time, outlets = format_time_of(dossier, quote), draw_outlets(dossier, quote, glyphs, discounted)
    when = "  ".join(filter(None, ("" if quote.status == "asserted" else quote.status, time)))
    outlets = ((f"{when}{'  ' if outlets else ''}", "quiet"), *outlets) if when else outlets
    speakers = fit_who_to(dossier, quote, width - line_width(outlets) - 5, glyphs, needles)
    left: Line = (draw_mark(glyphs, mark), draw_sign(glyphs, quote, own), *speakers)
    head = justify(left, (*outlets, (" ", "")) if outlets else EMPTY, width)
    words = _cut_words(quote, width - 4, height - 1, needles)
    lines: list[Line] = [(("  ", ""), *highlight(line, "words", needles)) for line in words]
    known = (format_words(quote), "".join(text for text, _ in speakers))
    if lines and (unseen := find_unseen_hits(dossier, quote, needles, known)):
        reasons = truncate_text("; ".join(_describe_hit(*hit) for hit in unseen), width * 2 // 3)
        lines[-1] = justify(lines[-1], (*highlight(reasons, "quiet", needles), (" ", "")), width)
    return [head, *(truncate(line, width) for line in lines)]


def _cut_words(quote: Quote, width: int, height: int, needles: Sequence[str]) -> list[str]:
    """Return the first lines of a quote's words; with needles, those from the first line with a needle on."""
    wrapped = wrap_text(format_words(quote), width)
    words = [*(wrapped if needles else islice(wrapped, height + 1))]  # of a long speech no more than is shown
    first = min(_first_hit(words, needles), max(len(words) - height, 0))
    words = words[first:]
    shown = words[:height]
    if first and shown:
        shown[0] = truncate_text(f"… {shown[0]}", width)
    if len(words) > len(shown) and shown:
        shown[-1] = truncate_text(f"{shown[-1]} {words[height]}", width)
        shown[-1] += "" if shown[-1].endswith("…") else "…"
    return shown
