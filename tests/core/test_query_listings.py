"""The rows of `list` against the oracle and by example, and the forms they are written in."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oracle
from dossiers import EXAMPLE, changed, dossier
from generated import marked_dossiers as dossiers
from generated import views
from peace_tui.cli.tables import FORMATTERS, fit_widths, format_table
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim, Evidence
from peace_tui.query.selection import LISTINGS, Row, list_by, list_claims
from peace_tui.query.view import parse_view
from peace_tui.text.terminal_safe import cell_width, truncate_text


def rows(kind: str, view: str = "", text: str = EXAMPLE, as_pane: bool = False) -> list[Row]:
    read = dossier(text)
    return LISTINGS[kind].rows(read, parse_view(view, read), as_pane)


def ids(kind: str, view: str = "", **more: Any) -> str:
    return " ".join(row["id"] for row in rows(kind, view, **more))


# --- Against the oracle ----------------------------------------------------------------------------------------------


@given(st.data())
def test_lists_are_the_oracles(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    view = data.draw(views(dossier))

    def listed(kind: str, as_pane: bool = False) -> list[Row]:
        return LISTINGS[kind].rows(dossier, view, as_pane)

    for as_pane in (False, True):
        events = [(row["id"], row["quotes"], row["quotes_total"]) for row in listed("events", as_pane)]
        assert events == oracle.list_events(dossier, view, as_pane)
        keys = ("id", "quotes", "quotes_total", "events", "events_total")
        people = [tuple(row[key] for key in keys) for row in listed("people", as_pane)]
        assert people == oracle.list_people(dossier, view, as_pane)
        parts = {row["id"]: (row["says"], row["told"], row["named"]) for row in listed("people", as_pane)}
        assert parts == {id: oracle.parts_of(dossier, view, id, as_pane) for id in parts}
        assert [row["id"] for row in listed("quotes", as_pane)] == oracle.list_quotes(dossier, view)
        assert [row["id"] for row in listed("sources", as_pane)] == oracle.list_sources(dossier, view)


@given(st.data())
def test_a_source_counts_its_quotes(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    view = data.draw(views(dossier))
    passing = oracle.quotes_passing(dossier, view.clauses)
    for row in LISTINGS["sources"].rows(dossier, view, False):
        printed = [q.id for q in dossier.quotes if any(v.source == row["id"] for v in q.versions)]
        assert row["quotes_total"] == len(printed)
        assert row["quotes"] == len([quote for quote in passing if quote.id in printed])


@given(dossiers())
def test_rows_say_what_the_records_say(dossier: Dossier) -> None:
    everything = parse_view("", dossier)
    for row in LISTINGS["quotes"].rows(dossier, everything, False):
        quote = next(quote for quote in dossier.quotes if quote.id == row["id"])
        date = dossier.date_of(quote)
        assert row["date"] == (date.text if date else None)
        assert row["tags"] == list(dict.fromkeys(oracle.tags_of(dossier, quote)))
        assert row["versions"] == [{"source": v.source, "text": v.text} for v in quote.versions]
    for row in LISTINGS["events"].rows(dossier, everything, False):
        event = dossier.event_of[row["id"]]
        assert row["date"] == (event.date.text if event.date else None)


KEYS = {
    "events": "id type title date quotes quotes_total",
    "people": "id name kind quotes quotes_total says told named events events_total",
    "quotes": "id event who to about mode status date tags text versions",
    "sources": "id title container_title issued quotes quotes_total",
    "claims": "id text status evidence",
}
"""The keys that the contract promises of each kind."""

# --- By example ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KEYS)
def test_keys_are_the_contracts(kind: str) -> None:
    assert " ".join(LISTINGS[kind].keys) == KEYS[kind]
    assert rows(kind)
    assert all(" ".join(row) == KEYS[kind] for row in rows(kind))


def test_a_quote_inherits_date_and_tags() -> None:
    said, before, stray = (
        next(row for row in rows("quotes") if row["id"] == id) for id in ("call-1-07", "call-1-02", "stray")
    )
    assert (said["date"], said["tags"], said["to"]) == ("2025-10-14", ["plan", "leak"], ["smith"])
    assert (before["date"], before["tags"], before["to"]) == ("2025-10-14", ["leak"], [])
    assert (stray["date"], stray["tags"], stray["versions"]) == (None, [], [])


def test_quotes_stand_in_the_order_in_which_they_were_said() -> None:
    assert ids("quotes") == "call-1-02 call-1-07 stray"


def test_people_with_most_stand_first() -> None:
    assert ids("people") == "smith ivanov 王"
    assert ids("people", "person:kremlin", as_pane=True) == "smith ivanov 王 kremlin"
    assert ids("people", "-person:ivanov") == "smith"
    assert ids("people", "-who:ivanov") == "smith ivanov"


def test_sources_are_those_of_passing_quotes_and_shown_events() -> None:
    assert ids("sources") == "outlet-a outlet-b unused"
    assert ids("sources", "at:call-1") == "outlet-a outlet-b unused"
    assert ids("sources", "-event:later") == "outlet-a outlet-b"
    assert ids("sources", "event:later") == ""
    (source,) = rows("sources", "who:smith")
    assert (source["id"], source["quotes"], source["quotes_total"]) == ("outlet-a", 1, 2)
    assert (source["title"], source["issued"]) == ("Headline", "2025-11-25T17:04-05:00")


@given(st.data())
def test_claims_are_those_about_what_is_listed(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    about = st.lists(st.sampled_from([*dossier.by_id]), max_size=3) if dossier.by_id else st.just([])
    sources = [source.id for source in dossier.sources]
    evidence = st.lists(st.sampled_from(sources), max_size=2) if sources else st.just([])
    claims = [
        Claim(
            id=f"c{n}",
            text="C",
            about=tuple(data.draw(about)),
            evidence=tuple(Evidence(source=source) for source in data.draw(evidence)),
        )
        for n in range(4)
    ]
    dossier = dossier.replace(claims=tuple(claims))
    view = data.draw(views(dossier))
    assert [row["id"] for row in list_claims(dossier, view, False)] == oracle.list_claims(dossier, view)


def test_claims_by_example() -> None:
    assert ids("claims") == "plan-points aside"
    assert ids("claims", "at:call-1") == "plan-points aside"
    assert ids("claims", "event:call-1") == "plan-points aside"
    assert ids("claims", "event:later") == ""
    assert rows("claims")[0]["evidence"] == [
        {"source": "outlet-a", "stance": "28 points", "quote": "call-1-07"},
        {"source": "outlet-b", "stance": "19 points", "quote": None},
    ]


def test_the_pane_ignores_its_own_clauses() -> None:
    assert ids("events", "event:later") == "later"
    assert ids("events", "event:later", as_pane=True) == "call-1 later"
    assert ids("people", "person:王") == "smith ivanov 王"
    assert [row["quotes"] for row in rows("people", "who:ivanov", as_pane=True)] == [2, 1, 1]


# --- The forms -------------------------------------------------------------------------------------------------------


def written(form: str, kind: str, text: str = EXAMPLE, ascii: bool = False) -> str:
    return "".join(FORMATTERS[form](LISTINGS[kind].keys, rows(kind, text=text), ascii))


@pytest.mark.parametrize("kind", KEYS)
def test_json_keeps_every_value(kind: str) -> None:
    assert json.loads(written("json", kind)) == rows(kind)
    assert json.loads(written("json", kind, ascii=True)) == rows(kind)
    assert written("json", kind, ascii=True).isascii()
    assert [json.loads(line) for line in written("jsonl", kind).splitlines()] == rows(kind)


def test_json_writes_letters_as_they_are() -> None:
    assert "王小明" in written("json", "people")
    assert "王小明" in written("jsonl", "people")


@pytest.mark.parametrize("kind", KEYS)
def test_csv_has_a_column_for_each_key(kind: str) -> None:
    table = list(csv.DictReader(io.StringIO(written("csv", kind))))
    assert [row["id"] for row in table] == [row["id"] for row in rows(kind)]
    assert list(table[0]) == list(LISTINGS[kind].keys)


def test_csv_joins_lists_and_leaves_what_is_missing_empty() -> None:
    _, said, stray = csv.DictReader(io.StringIO(written("csv", "quotes")))
    assert said["tags"] == "plan; leak"
    assert json.loads(said["versions"])[1] == {"source": "outlet-b", "text": "The wording, otherwise."}
    assert (stray["date"], stray["tags"]) == ("", "")


def test_csv_quotes_what_needs_it() -> None:
    odd = 'a, "b"\\nc; d'
    text = changed('"Nobody knows when."', f"'''{odd}'''")
    assert list(csv.DictReader(io.StringIO(written("csv", "quotes", text))))[2]["text"] == odd


def test_markdown_reads_as_the_text_it_is() -> None:
    text = changed('"Something later"', r'"""a|b \\ *c* _d_ [e](f) <g> `h` &lt; ~i~ $j$' + '\nline"""')
    head, rule, *lines = written("markdown", "events", text).splitlines()
    assert head == "| id | type | title | date | quotes | quotes_total |"
    assert rule == "| --- | --- | --- | --- | --- | --- |"
    assert len(lines) == 2
    cell = lines[1].split(" | ")[2]
    assert cell == r"a\|b \\ \*c\* \_d\_ \[e\](f) \<g\> \`h\` \&lt; \~i\~ \$j\$<br>line"
    assert re.sub(r"\\(.)", r"\1", cell.replace("<br>", "\n")) == dossier(text).events[1].title


def test_markdown_lists_versions_by_source() -> None:
    line = written("markdown", "quotes").splitlines()[3]
    assert "outlet-a: Wording as printed, with \\[its\\] insertions and … cuts.<br>outlet-b: The wording" in line
    assert "| plan, leak |" in line


# --- Text ------------------------------------------------------------------------------------------------------------


def lines(kind: str, view: str = "", width: int | None = None, text: str = EXAMPLE) -> list[str]:
    read, listing = dossier(text), LISTINGS[kind]
    found = [listing.cells(read, row) for row in listing.rows(read, parse_view(view, read), False)]
    return "".join(format_table(listing.headings, found, width)).splitlines()


def test_a_line_says_when_who_to_whom_and_what() -> None:
    assert lines("quotes") == [
        "2025-10-14  John Smith                call-1-02  “Said before, written after.”",
        "2025-10-14  Ivan Ivanov → John Smith  call-1-07  The reading text.",  # composed: no outlet prints it so
        "undated     unknown                   stray      “Nobody knows when.”",
    ]


def test_lines_of_the_other_kinds() -> None:
    assert lines("events")[0] == "2025-10-14  call   2/2  call-1  First call"
    assert lines("people")[0] == "person  2/2  1/1  smith   John Smith"
    assert lines("sources")[0] == "2025-11-25T17:04-05:00  2/2  outlet-a  Outlet A: Headline"
    assert lines("claims")[1] == "asserted  aside        A claim about a person."
    assert lines("claims")[0].endswith("How many points the plan had. · Outlet A: 28 points · Outlet B: 19 points")


def test_nothing_is_cut_where_there_is_no_terminal() -> None:
    long = "word " * 500 + "end"
    (line,) = lines("quotes", "event:later", text=changed("Nobody knows when.", long))
    assert line.endswith(f"“{long}”")


def test_a_record_is_a_line_whatever_it_holds() -> None:
    text = changed('"Nobody knows when."', '"a\\n\\tb\\r\\n"'.replace("\\r", ""))
    assert lines("quotes", "event:later", text=text) == ["undated  unknown  stray  “a b ”"]


@pytest.mark.parametrize("width", [1, 5, 20, 40, 60, 200])
def test_lines_fit_the_terminal(width: int) -> None:
    for kind, listing in ((kind, LISTINGS[kind]) for kind in KEYS):
        table = lines(kind, width=width)
        least = 3 * len(listing.headings) - 2  # a cell and a gap for each column
        assert all(cell_width(line) <= max(width, least) for line in table)
        assert len(table) == 1 + len(rows(kind))


def test_a_terminal_sees_what_the_columns_are() -> None:
    assert lines("quotes", width=100)[0].split() == ["DATE", "WHO", "→", "TO", "ID", "WORDS"]
    assert lines("quotes", "event:later", width=40)[1] == "undated  unknown   stray  “Nobody knows…"
    assert lines("quotes", "event:later", width=30)[1] == "und…  unk…  str…  “Nobody kno…"


def test_wide_characters_keep_the_columns() -> None:
    text = changed('who = "smith"\nn = 2', 'who = "王"\nn = 2')
    first, second, _ = lines("quotes", text=text)
    assert cell_width(first[: first.index("call-1-02")]) == cell_width(second[: second.index("call-1-07")])


@given(st.lists(st.integers(0, 300), min_size=1, max_size=6), st.integers(0, 200))
def test_the_widest_columns_give_way_first(widths: list[int], room: int) -> None:
    given = fit_widths(widths, room)
    assert sum(given) <= max(room, len(widths))
    assert all(new <= old for new, old in zip(given, widths, strict=True))
    cut = [new for new, old in zip(given, widths, strict=True) if new < old]
    assert not cut or (max(given) == min(cut) and sum(given) > max(room, len(widths)) - len(widths))


@given(st.text(st.sampled_from("ab é́王😀\u200d"), max_size=12), st.integers(1, 12))
def test_what_is_cut_fits_and_says_so(text: str, room: int) -> None:
    short = truncate_text(text, room)
    assert cell_width(short) <= room
    assert short == text or (short.endswith("…") and text.startswith(short[:-1]))


@pytest.mark.parametrize("width", [None, 1, 80])
def test_a_table_without_rows_is_nothing(width: int | None) -> None:
    assert [*format_table(("id", "text"), [], width)] == []


def test_the_words_in_the_pane_are_those_of_the_quotes_that_it_counts() -> None:
    """The pane lists everyone, also where one is asked for, and counts what each would say."""
    text = EXAMPLE + '[[quotes]]\nid = "reply"\nevent = "call-1"\nwho = "smith"\ntext = "Yes, at noon."\n'
    read = dossier(text)
    said = {row["id"]: row["words"] for row in list_by("words").rows(read, parse_view("", read), False)}
    assert said["smith"] > 0
    for id in said:
        listed = list_by("words").rows(read, parse_view(f"who:{id}", read), True)
        assert {row["id"]: row["words"] for row in listed if row["says"]} == {
            row["id"]: said[row["id"]] for row in listed if row["says"]
        }
