"""What is written is read again as it was, and looks as a person would write it."""

from __future__ import annotations

import datetime
from typing import Any

import tomli
from hypothesis import example, given
from hypothesis import strategies as st

from generated import dossiers
from peace_tui.loading.files import load
from peace_tui.loading.files import read as read_bytes
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, Evidence, Info, Quote, Version
from peace_tui.model.values import MAX_LINE_CHARS, format_head, format_pair, format_record, record_to_table

ENCODABLE = st.characters(codec="utf-8")
TEXTS = st.text(ENCODABLE) | st.lists(
    st.sampled_from(
        ("word", "a", '"', '""', "\\", " ", "  ", "\n", "\r\n", "\t", "'''", "long " * 30, "\x1b", "é", "\u2028")
    ),
    max_size=40,
).map("".join)
VALUES = st.recursive(
    TEXTS
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates(min_value=datetime.date(1, 1, 1))
    | st.datetimes(timezones=st.sampled_from((None, datetime.UTC)))
    | st.times(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


def read(text: str) -> Dossier:
    found = read_bytes(text.encode(), "written.toml")
    assert found.dossier, found.problems
    return found.dossier


def write(dossier: Dossier, comment: str = "") -> str:
    """The whole dossier as TOML."""
    records = (format_record(kind, record) for kind in ARRAYS for record in getattr(dossier, kind))
    return "".join([format_head(dossier.info, comment), *records])


@given(dossiers())
def test_what_is_written_reads_as_the_same_records(dossier: Dossier) -> None:
    again = read(write(dossier, "Made for a test.\nTwo lines."))
    assert again.info == dossier.info
    for kind in ARRAYS:
        assert getattr(again, kind) == getattr(dossier, kind)


def test_the_bundled_dossier_survives_whole() -> None:
    dossier = load()
    again = read(write(dossier))
    assert again.info == dossier.info
    assert all(getattr(again, kind) == getattr(dossier, kind) for kind in ARRAYS)


@given(TEXTS, VALUES)
@example("", "ends with a blank " * 12)
@example("", " begins with two" * 12)
@example(
    "", 'quotes """ and \\ in it, and at the end too, of a long line that is folded, I should think, somewhere here"'
)
def test_any_value_is_read_as_it_was_written(name: str, value: Any) -> None:
    assert tomli.loads(format_pair(name, value)) == {name: value}


@given(st.text())
def test_a_lone_surrogate_which_toml_cannot_hold_is_replaced(text: str) -> None:
    cleaned = "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in text)
    assert tomli.loads(format_pair("text", text)) == {"text": cleaned}


@given(st.text(), st.text())
def test_a_comment_at_the_top_stays_one_whatever_is_in_it(opening: str, title: str) -> None:
    text = format_head({"title": title.encode("utf-8", "replace").decode()}, opening)
    assert set(tomli.loads(text)) == {"format", "dossier"}


@given(st.lists(st.sampled_from(("word", "another", "Wort", "слово")), min_size=40, max_size=90).map(" ".join))
def test_long_prose_is_folded_to_lines_of_a_page(text: str) -> None:
    lines = format_pair("note", text).splitlines()
    assert lines[0] == 'note = """\\'
    assert all(line.startswith("  ") and len(line) <= MAX_LINE_CHARS for line in lines[1:])


def test_many_spaces_in_a_row_are_written_as_they_are() -> None:
    text = "a \nb" + " " * 300_000 + "c  "
    assert tomli.loads(format_pair("note", text)) == {"note": text}


def test_keys_stand_in_the_order_of_the_format_and_versions_under_the_quote() -> None:
    quote = Quote(
        id="q1",
        event="call",
        who=("ivanov",),
        text="Peace.",
        versions=(Version(source="a", text="Peace."), Version(source="b", text="Peace!", locator="p. 3")),
        extra={"x_page": 4},
    )
    assert format_record("quotes", quote) == (
        '\n[[quotes]]\nid = "q1"\nevent = "call"\nwho = ["ivanov"]\ntext = "Peace."\nx_page = 4\n'
        '\n  [[quotes.versions]]\n  source = "a"\n  text = "Peace."\n'
        '\n  [[quotes.versions]]\n  source = "b"\n  text = "Peace!"\n  locator = "p. 3"\n'
    )


def test_one_version_that_says_no_more_than_its_source_is_written_short() -> None:
    quote = Quote(id="q1", event="call", text="Peace.", versions=(Version(source="a", text="Peace.", locator="p. 3"),))
    assert record_to_table(quote) == {"id": "q1", "event": "call", "text": "Peace.", "source": "a", "locator": "p. 3"}
    other = quote.replace(text="War.")
    assert "versions" in record_to_table(other)


def test_a_long_array_has_a_line_for_each_item() -> None:
    evidence = [record_to_table(Evidence(source=f"outlet-{n}", stance="twenty-eight points " * 2)) for n in range(3)]
    lines = format_pair("evidence", evidence).splitlines()
    assert lines[0] == "evidence = ["
    assert lines[1].startswith('  { source = "outlet-0", stance = ')
    assert len(lines) == 5


def test_plain_tables_are_written_as_records_are() -> None:
    event = {"title": "First", "id": "e1", "x_b": True}
    dossier = read(format_head({"title": "Plain"}) + format_record("events", event))
    assert dossier.info == Info(title="Plain")
    assert dossier.events[0].extra == {"x_b": True}
    assert format_record("events", event).index("id = ") < format_record("events", event).index("title = ")
