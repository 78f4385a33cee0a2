"""What the explorer says that outlets print is what they print: on the pages, in the reader, in what is copied."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import pytest
from hypothesis import given, settings

from exports import (
    Attribution,
    bare,
    in_readings,
    is_printed,
    one_line,
    printed_dossiers,
    says_what_it_is,
    sound_dossier,
    tampered,
)
from peace_tui.collation.apparatus import AS_ABOVE, compare_outlets
from peace_tui.collation.entries import IDENTICAL
from peace_tui.exporters.citations import list_passages
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Quote, Source
from peace_tui.query.view import View
from peace_tui.session.state import state_from_view
from peace_tui.ui.frame import compute_frame
from peace_tui.ui.render.comparison import write_comparison, write_passages
from peace_tui.ui.render.context import write_conversation, write_review
from peace_tui.ui.render.glyphs import UNICODE
from peace_tui.ui.render.lines import Line
from peace_tui.ui.render.page_text import Item, PageText
from peace_tui.ui.render.pages import find_shown_disagreements, write_disagreements
from peace_tui.ui.render.record import draw_reader
from peace_tui.ui.render.record_pages import write_record

WIDTH: Final = 60
"""So wide that outlets are compared one below the other."""
SIGNS: Final = str.maketrans("", "", "^⇄")
"""What the comparison puts among the words of an outlet, and explains below."""


def page_of(dossier: Dossier, width: int = WIDTH) -> PageText:
    return PageText(compute_frame(dossier, state_from_view(View(), dossier)), width, UNICODE)


def said(lines: Sequence[Line], *styles: str) -> str:
    """What stands in the lines in some styles, all of it without any, on one line."""
    rows = ("".join(text for text, style in line if not styles or style in styles) for line in lines)
    return one_line(" ".join(rows))


def lines_of(page: PageText, item: Item) -> Sequence[Line]:
    return page.lines[item.first : item.last]


def numbered(lines: Sequence[Line]) -> list[str]:
    """The differences, each on a line again."""
    found: list[str] = []
    for line in map(said_line, lines):
        if re.match(r" \d+\. ", line):
            found.append(line.strip())
        elif found and line.startswith("   ") and line.strip():
            found[-1] += f" {line.strip()}"
    return found


def said_line(line: Line) -> str:
    return "".join(text for text, _ in line)


def on_record_pages(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    for quote in written.quotes:
        page = page_of(written)
        write_record(page, quote)
        assert says_what_it_is(said(page.lines), quote)
        for item in page.items:
            rows = lines_of(page, item)
            reference, words = said(rows, "strong"), said([row for row in rows if row and row[-1][1] == "text"])
            if item.opens != "row" and reference and words:
                yield Attribution(reference, quote.text if words == "the words above" else words)


def in_comparisons(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    for quote in written.quotes:
        for base in range(len(compare_outlets(written, quote).sides) if quote.versions else 0):
            page = page_of(written)
            write_comparison(page, quote, base)
            yield from in_readings(dossier, numbered(page.lines))
            ladder = next(n for n, line in enumerate(page.lines) if "HOW IT REACHED PRINT" in said_line(line))
            for item in page.items:
                if isinstance(item.record, Source) and item.first < ladder:
                    yield _passage(written, quote, item, lines_of(page, item))


def _passage(written: Dossier, quote: Quote, item: Item, rows: Sequence[Line]) -> Attribution:
    """A passage of an outlet: below its name, how it differs, and where it stands."""
    assert item.record
    version = quote.versions[item.number]
    shown, letters = said(rows).translate(SIGNS), "".join(version.text.split())
    joined, place = "".join(shown.split()), "".join((version.locator or "").split())
    assert joined.removesuffix(letters).endswith(place)
    return Attribution(str(item.record.id), version.text if joined.endswith(letters) else shown, version.locator or "")


def in_conversations(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    for event in written.events:
        page = page_of(written, 140)
        write_conversation(page, event)
        for item in page.items:
            quote, rows = item.record, lines_of(page, item)
            assert isinstance(quote, Quote)
            feet = [row for row in rows if not any(style == "text" and text.strip() for text, style in row)]
            place = re.search(r"(?:^|· )([^·]*, para [^·]*)", said(feet, "quiet", "differs"))
            if place and quote.versions and not quote.is_composed:
                siglum, _, where = place[1].strip(" ,→").partition(", ")
                (label,) = {source.label for source in written.sources if source.siglum == siglum}
                yield Attribution(f"{label}, {where}", bare(said(rows, "text"), quote.mode))


def in_the_reader(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    frame = compute_frame(written, state_from_view(View(), written))
    for quote in written.quotes:
        lines = draw_reader(frame, quote, WIDTH, 60, WIDTH, UNICODE)
        assert says_what_it_is(said(lines), quote)
        for label in {source.label for source in written.sources}:
            for line in lines:
                if said_line(line).startswith(f" {label}  "):
                    yield from _digest(label, quote, line)
        for line in lines:
            if printing := re.match(r" (?:printed|reported) by  +(.*), (para \S+)$", said_line(line)):
                yield Attribution(f"{printing[1]}, {printing[2]}", quote.text)


def _digest(label: str, quote: Quote, line: Line) -> Iterator[Attribution]:
    """What a line says that an outlet prints of a quote: all of it, or pieces."""
    shown = "".join(" … " if style == "inserted" else text for text, style in line)
    words = one_line(shown).removeprefix(label).strip()
    if words in (IDENTICAL, AS_ABOVE):
        yield Attribution(label, quote.text)
    elif words and quote.mode in VERBATIM and not re.match(r"the same words|no words|spelled", words):
        for piece in re.split(r" /(?= |…)|…|\^|⇄", words):
            if len(piece.strip("[] ")) > 2:
                yield Attribution(label, piece.strip("[] "), is_piece=True)


def where_one_cites(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    for quote in written.quotes:
        page = page_of(written)
        found = list_passages(written, quote)
        write_passages(page, found, "in plain text")
        for item in page.items if quote.versions else ():
            rows = lines_of(page, item)
            where = said(rows, "strong")
            yield Attribution(where.partition("; also in ")[0], said(rows).removeprefix(where).strip())


def among_disagreements(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    page = page_of(written, 20_000)
    write_disagreements(page, find_shown_disagreements(written, View()), False)
    for line in page.lines:
        yield from in_readings(dossier, [said_line(line).partition(": ")[2]])


def under_review(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    before: Quote | None = None
    for quote in written.quotes:
        page = page_of(written)
        write_review(page, quote, [None] * len(quote.versions), None, (), before)
        for item in page.items:
            rows = lines_of(page, item)
            yield Attribution(said(rows, "quiet").removesuffix(" not found in a saved article"), said(rows, "strong"))
        if before and (before.is_composed or before.mode not in VERBATIM):
            assert f": “{one_line(before.text)[:20]}" not in said(page.lines)
        before = quote


SCREENS: Final[dict[str, Callable[[Dossier, Dossier], Iterator[Attribution]]]] = {
    "record pages": on_record_pages,
    "comparison": in_comparisons,
    "conversation": in_conversations,
    "reader": in_the_reader,
    "citation": where_one_cites,
    "disagreements": among_disagreements,
    "review": under_review,
}


@pytest.mark.parametrize("name", SCREENS)
@settings(max_examples=25)
@given(printed_dossiers())
def test_no_outlet_is_said_to_print_what_it_does_not(name: str, dossier: Dossier) -> None:
    for found in SCREENS[name](dossier, dossier):
        assert is_printed(dossier, found), found


@pytest.mark.parametrize("name", SCREENS)
def test_in_the_bundled_dossier_every_outlet_prints_what_is_said_of_it(name: str) -> None:
    dossier = load()
    found = [*SCREENS[name](dossier, dossier)]
    assert found
    assert [each for each in found if not is_printed(dossier, each)] == []


@pytest.mark.parametrize(
    ("name", "fault"),
    [(name, fault) for name in SCREENS for fault in ("outlet", "words") if (name, fault) != ("disagreements", "words")],
)
def test_a_screen_that_is_wrong_of_an_outlet_is_found_out(name: str, fault: str) -> None:
    """The tests above can fail: what is made of a spoilt dossier is not true of the sound one.

    Outlets differ no more where all have a word more.
    """
    sound = sound_dossier()
    assert all(is_printed(sound, found) for found in SCREENS[name](sound, sound))
    assert not all(is_printed(sound, found) for found in SCREENS[name](sound, tampered(sound, fault)))
