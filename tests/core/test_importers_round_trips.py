"""Out and in again: what the exports and imports say that they lose is all that is lost."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from dossiers import changed, dossier
from dossiers import dossier as loaded
from exports import FullDossier
from generated import dossiers, forms, views, whole_dossiers
from imports import Imported, import_data
from peace_tui.collation.changes import compare_dossiers
from peace_tui.edtf.spans import parse_date
from peace_tui.errors import InputError
from peace_tui.exporters.registry import FORMAT_BY_NAME, Publication, is_empty, publish
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, KIND_NAMES, Info, Name, Source
from peace_tui.model.values import format_head, format_record, record_to_table, record_values
from peace_tui.query.selection import KINDS, LISTINGS, select


def export(name: str, dossier: Dossier, view: str = "", **options: str) -> Publication:
    return publish(FORMAT_BY_NAME[name], select(dossier, view), options)


def export_and_import(name: str, dossier: Dossier, view: str = "") -> Imported:
    return import_data(name, export(name, dossier, view).data, zone=dossier.info.timezone)


def one_line(text: str | None) -> str:
    return " ".join((text or "").split())


# --- TimelineJS ------------------------------------------------------------------------------------------------------


@given(dossiers())
def test_events_with_a_date_come_back_from_a_timeline(read: Dossier) -> None:
    omissions = " ".join(export("timelinejs", read).note.omissions)
    if not any(event.date for event in read.events) and not any(quote.date for quote in read.quotes):
        return
    events = {event.id: event for event in export_and_import("timelinejs", read).events}
    for event in read.events:
        if not event.date:
            assert event.id in omissions
            assert event.id not in events
            continue
        again = events[event.id]
        assert (again.title, again.type, again.date) == (one_line(event.title), event.type, event.date)
        summary = one_line(again.summary)
        said = [quote.text for quote in read.quotes if quote.event == event.id]
        assert all(one_line(text) in summary for text in (event.summary, event.place, *said) if text)
        assert all(read.source_of[id].label in summary for id in event.sources)


def test_a_timeline_says_what_becomes_text() -> None:
    omissions = " ".join(export("timelinejs", dossier()).note.omissions)
    assert "of people all but name" in omissions
    assert "other wordings of 1 quote" in omissions
    again = export_and_import("timelinejs", dossier())
    assert again.dossier.info.title == "An example call"
    assert [(era.title, era.date.text) for era in again.dossier.eras] == [("Ceasefire talks", "2025-10-09/2025-10-28")]


# --- CSL-JSON --------------------------------------------------------------------------------------------------------

TITLES = st.sampled_from(("The outlet", "A & B", "a <b>bold</b> &amp; title", "1 < 2", "“x”", "王"))
AUTHORS = (
    *(Name(literal="The Agency and Sons"), Name(literal="Smith, J."), Name(family="Sukarno")),
    Name(family="Gogh", given="Vincent", non_dropping_particle="van", suffix="Jr."),
    Name(family="Orléans", given="Jean", dropping_particle="d’"),
    Name(family="李", given="世民"),
)
SOURCES = st.builds(
    Source,
    id=st.just(""),
    type=st.sampled_from(("article-newspaper", "webpage", "letter", "document")),
    title=TITLES,
    container_title=st.none() | TITLES,
    short=st.none() | st.just("Pr."),
    author=st.lists(st.sampled_from(AUTHORS), max_size=3, unique_by=str).map(tuple),
    archived=st.none() | st.just("https://archive.example/1"),
    publisher=st.none() | st.just("Press & Co."),
    url=st.none() | st.just("https://example.org/?a=1&b=2"),
    language=st.none() | st.just("uk"),
    note=st.none() | st.just("Seen on paper."),
    extra=st.sampled_from(
        (
            *({}, {"x_shelf": "A 1", "x_read": ["twice"]}),
            {"x_volume": "3", "x_issue": "4", "x_page": "5-6", "x_doi": "10.1/x", "x_keyword": "peace", "x_edition": 2},
        )
    ),
)
DATES = st.none() | st.one_of([st.sampled_from(form) for form in forms("America/New_York")]).map(
    lambda text: parse_date(text, "America/New_York")
)


@given(dossiers(), st.data())
def test_sources_come_back_from_a_bibliography(drawn: Dossier, data: st.DataObject) -> None:
    sources = [
        data.draw(SOURCES).replace(
            id=source.id,
            issued=data.draw(DATES),
            accessed=data.draw(DATES),
            based_on=source.based_on,
        )
        for source in drawn.sources
    ]
    info = drawn.info.replace(timezone="America/New_York")
    read = Dossier(info=info, sources=tuple(sources), events=drawn.events, quotes=drawn.quotes, people=drawn.people)
    shown = select(read).sources
    if not shown:
        return
    again = export_and_import("csl", read).sources
    shown_ids = {source.id for source in shown}
    for source, imported in zip(shown, again, strict=True):
        if shown_ids.issuperset(source.based_on):
            assert imported == source.replace(extra=imported.extra)
            assert dict(imported.extra) == dict(source.extra)
        else:  # a source that the view leaves out cannot be referred to
            assert imported == source.replace(based_on=(), extra=imported.extra)
            assert imported.extra["x_based_on"] == list(source.based_on)


# --- RIS -------------------------------------------------------------------------------------------------------------


@given(dossiers(), st.data())
def test_sources_come_back_from_ris(drawn: Dossier, data: st.DataObject) -> None:
    """With names in one piece or in two, and texts on one line; particles stay with the part they stand before."""
    sources = [
        data.draw(SOURCES).replace(
            id=source.id,
            issued=data.draw(DATES),
            accessed=data.draw(DATES),
            author=(Name(family="Roe", given="Jo", suffix="Jr."), Name(literal="The Agency and Sons")),
            title="A & B: “x”",
            container_title="王",
            short=None,
        )
        for source in drawn.sources
    ]
    info = drawn.info.replace(timezone="America/New_York")
    read = Dossier(info=info, sources=tuple(sources))
    if not sources:
        return
    again = export_and_import("ris", read).sources
    for source, imported in zip(sources, again, strict=True):
        assert record_values(imported) == record_values(source)


# --- BibTeX ----------------------------------------------------------------------------------------------------------


@given(dossiers(), st.data())
def test_sources_come_back_from_bibtex(drawn: Dossier, data: st.DataObject) -> None:
    """Of types that BibTeX has entries for; it knows no particle that is dropped, and takes one word for one piece."""
    sources = [
        data.draw(SOURCES).replace(
            id=source.id,
            type=data.draw(st.sampled_from(("article-journal", "book", "document"))),
            issued=data.draw(DATES),
            accessed=data.draw(DATES),
            author=(*AUTHORS[:2], AUTHORS[3], AUTHORS[5]),
            title="1 < 2 & {50} % _of_ “x”",
            container_title="Daily #1",
            short=None,
            extra={},
        )
        for source in drawn.sources
    ]
    if not sources:
        return
    read = Dossier(info=drawn.info.replace(timezone="America/New_York"), sources=tuple(sources))
    again = export_and_import("bibtex", read).sources
    for source, imported in zip(sources, again, strict=True):
        assert record_values(imported.replace(id="", extra={})) == record_values(source.replace(id=""))


# --- CSV -------------------------------------------------------------------------------------------------------------


SEPARATED = """
format = "peace-tui/1"
[dossier]
title = "Signs; in | names"
[[people]]
id = "ay"
name = 'Ay; A. "Ann" | of B'
side = "North; South"
roles = [{ title = "envoy; special", sources = ["g"] }]
[[people]]
id = "bee"
name = "Bee"
[[sources]]
id = "g"
title = "Ay calls; Bee | waits &amp; <b>sees</b>"
issued = "2025-10-15"
url = "https://g.example/?a=1;b=2"
author = [{ family = "Roe", given = "Jo; Jr." }]
[[sources]]
id = "h"
container_title = "Herald; The"
based_on = ["g"]
[[events]]
id = "e"
title = "Call; second | try"
date = "2025-10-14"
tags = ["a; b", "c"]
involved = [{ person = "bee", role = "host" }]
[[events]]
id = "quiet"
title = "Nothing said"
links = [{ to = "e", type = "follows" }]
[[quotes]]
id = "q"
event = "e"
who = ["ay", "bee"]
text = "We <i>should</i> talk &amp; soon; | yes."
tags = ["x; y", "z|w", '"quoted"']
x_page = 4
x_word = "4"
x_list = ["true", true]
[[quotes.versions]]
source = "g"
text = "We should [soon] talk."
[[quotes.versions]]
source = "g"
text = "Talk; soon."
locator = "para 3"
[[quotes.versions]]
source = "h"
text = "We ought to talk."
[[claims]]
id = "c"
text = "Who called."
about = ["e"]
evidence = [{ source = "h", quote = "q" }]
[[eras]]
title = "Autumn"
date = "2025-23"
"""


def test_separators_in_names_titles_and_tags_are_text() -> None:
    read = dossier(SEPARATED)
    again = export_and_import("csv", read).dossier
    assert not compare_dossiers(read, again)
    assert dict(again.quotes[0].extra) == {"x_page": 4, "x_word": "4", "x_list": ["true", True]}
    part = export_and_import("csv", read, "event:e who:ay").dossier
    assert [event.id for event in part.events] == ["e"]


def test_a_table_whose_records_were_tampered_with_still_passes_check() -> None:
    data = export("csv", dossier(SEPARATED)).data.decode()
    for old, new in (('""ay""', '""nobody""'), ('""people""', '""persons""'), ("[{", "{["), ('""e""', "5")):
        import_data("csv", data.replace(old, new))


@pytest.mark.parametrize("text", ["=1+1", "-x", "@you", "'=x", "'plain", "+"])
def test_what_was_made_safe_is_what_it_was(text: str) -> None:
    read = dossier(changed('text = "Nobody knows when."', f"text = {json.dumps(text)}"))
    assert export_and_import("csv", read, "event:later").quotes[0].text == text


def test_a_table_keeps_every_version_whole() -> None:
    quote = next(quote for quote in export_and_import("csv", dossier()).quotes if quote.id == "call-1-07")
    was = next(quote for quote in dossier().quotes if quote.id == "call-1-07")
    assert quote.versions == was.versions


def test_a_table_of_a_view_is_no_more_than_the_view() -> None:
    read = dossier()
    again = export_and_import("csv", read, "who:smith")
    assert [quote.id for quote in again.quotes] == ["call-1-02"]
    rows = LISTINGS["people"].rows(read, select(read, "who:smith").view, False)
    assert {person.id for person in again.dossier.people} <= {row["id"] for row in rows}


@given(whole_dossiers())
def test_rows_in_another_order_give_the_same_dossier(read: Dossier) -> None:
    assume(len({era.title for era in read.eras}) == len(read.eras))  # eras of one name are told apart by their order
    header, *rows = csv.reader(io.StringIO(export("csv", read).text, newline=""))
    table = io.StringIO()
    csv.writer(table).writerows([header, *reversed(rows)])
    assert not compare_dossiers(read, import_data("csv", table.getvalue()).dossier)


def test_what_was_changed_by_hand_is_what_comes_back() -> None:
    header, *rows = csv.reader(io.StringIO(export("csv", dossier()).text, newline=""))
    cells = [dict(zip(header, row, strict=True)) for row in rows]
    at = next(number for number, row in enumerate(cells) if row["id"] == "call-1-02")
    cells[at] |= {"text": "Said otherwise.", "who": "Jon Smith", "status": "denied"}
    cells.append(dict.fromkeys(header, "") | {"who": "John Smith", "text": "Added by hand.", "event": "First call"})
    table = io.StringIO()
    csv.writer(table).writerows([header, *(row.values() for row in cells)])
    again = import_data("csv", table.getvalue())
    quotes = {quote.id: quote for quote in again.quotes}
    assert (quotes["call-1-02"].text, quotes["call-1-02"].status) == ("Said otherwise.", "denied")
    assert again.dossier.person_of["smith"].aliases == ("Jon Smith",)
    assert any(quote.text == "Added by hand." for quote in again.quotes)
    assert quotes["call-1-07"] == dossier().by_id["call-1-07"]


def test_a_table_of_records_names_the_row_that_is_none() -> None:
    text = export("csv", dossier(), of="all").text
    with pytest.raises(InputError, match="row 3: \"record\" is 'essay', and no kind of record: dossier, person"):
        import_data("csv", re.sub("(?m)^person,smith", "essay,smith", text))
    part = import_data("csv", export("csv", dossier(), of="events").data)
    assert [event.id for event in part.events] == [event.id for event in dossier().events]
    assert "references to what is not in the file" in part.report
    assert not part.names


# --- What holds a dossier completely ---------------------------------------------------------------------------------

COMPLETE = ("csv", "jsonl", "sqlite")
FORMS: dict[str, dict[str, str]] = {name: {} for name in COMPLETE} | {"csv, all": {"of": "all"}}
"""What holds a dossier completely, with the options of each format."""


@pytest.mark.parametrize("form", FORMS)
@given(whole_dossiers())
def test_any_dossier_comes_back_complete(form: str, read: Dossier) -> None:
    name, selection = form.partition(",")[0], select(read)
    if is_empty(FORMAT_BY_NAME[name], selection, FORMS[form]):
        assert not any(getattr(read, kind) for kind in ARRAYS)
        return
    exported = export(name, read, **FORMS[form])
    assert [each for each in exported.note.omissions if "formula" not in each] == []
    again = import_data(name, exported.data)
    assert [*compare_dossiers(read, again.dossier)] == []
    for kind in ARRAYS:
        before, after = ([*map(record_values, getattr(each, kind))] for each in (read, again.dossier))
        assert sorted(before, key=str) == sorted(after, key=str)
    assert record_values(again.dossier.info) == record_values(read.info)
    assert "changed" not in again.report


@pytest.mark.parametrize("form", FORMS)
def test_the_bundled_dossier_and_the_example_come_back_complete(form: str) -> None:
    name = form.partition(",")[0]
    for read in (load(), dossier()):
        again = import_data(name, export(name, read, **FORMS[form]).data)
        assert [*compare_dossiers(read, again.dossier)] == []
        assert [record_values(view) for view in again.dossier.views] == [record_values(view) for view in read.views]


@pytest.mark.parametrize("form", FORMS)
@given(st.data())
def test_a_part_of_a_dossier_comes_back(form: str, data: st.DataObject) -> None:
    name, read = form.partition(",")[0], data.draw(whole_dossiers())
    view = str(data.draw(views(read)))
    selection = select(read, view)
    if is_empty(FORMAT_BY_NAME[name], selection, FORMS[form]):
        return
    again = import_data(name, export(name, read, view, **FORMS[form]).data).dossier
    for kind in KINDS:
        assert {record.id for record in getattr(again, kind)} >= {record.id for record in selection.every(kind)}
    assert {quote.id: quote.text for quote in again.quotes} == {quote.id: quote.text for quote in selection.quotes}


@pytest.mark.parametrize("form", FORMS)
def test_every_key_of_the_format_comes_back(form: str) -> None:
    name = form.partition(",")[0]
    full = FullDossier().dossier
    tables = [format_record(kind, record_to_table(record)) for kind in ARRAYS for record in getattr(full, kind)]
    read = loaded("".join((format_head(record_to_table(full.info)), *tables)))
    again = import_data(name, export(name, read, **FORMS[form]).data).dossier
    assert record_values(again.info) == record_values(read.info)
    for kind in ARRAYS:
        before, after = ([*map(record_values, getattr(each, kind))] for each in (read, again))
        assert sorted(after, key=str) == sorted(before, key=str)


def test_a_database_made_smaller_by_hand_is_read() -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(export("sqlite", load()).data)
    kept = "SELECT id FROM quotes WHERE event = 'call-oct14'"
    connection.execute(f"DELETE FROM versions WHERE quote NOT IN ({kept})")
    connection.execute("DELETE FROM quotes WHERE event != 'call-oct14'")
    connection.execute("DELETE FROM sources WHERE id = 'matzav'")
    connection.commit()
    again = import_data("sqlite", connection.serialize())
    connection.close()
    assert {quote.event for quote in again.quotes} == {"call-oct14"}
    assert "matzav" not in {source.id for source in again.sources}
    assert "references to what is not in the file" in again.report
    assert "kept under x_views of the dossier" in again.report
    lost = {view["id"] for view in again.dossier.info.extra["x_views"]}
    assert lost == {view.id for view in load().views if "matzav" in view.view}
    assert lost


def test_what_sql_has_added_to_a_database_is_kept_or_told() -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(export("sqlite", dossier()).data)
    connection.execute("ALTER TABLE quotes ADD COLUMN mood TEXT")
    connection.execute("ALTER TABLE versions ADD COLUMN mood TEXT")
    connection.execute("UPDATE quotes SET mood = 'calm'")
    connection.execute("UPDATE versions SET mood = 'wry'")
    connection.execute("UPDATE people SET extra = 'no JSON'")
    connection.execute("CREATE TABLE counted (word TEXT)")
    connection.commit()
    again = import_data("sqlite", connection.serialize())
    connection.close()
    assert {quote.extra["x_mood"] for quote in again.quotes} == {"calm"}
    assert {version.extra["x_mood"] for quote in again.quotes for version in quote.versions} == {"wry"}
    assert {person.extra["x_extra"] for person in again.dossier.people} == {"no JSON"}
    assert "left out: 1 table that peace-tui export sqlite does not write ('counted')" in again.report


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("jsonl", '{"id": "a"}', 'line 1: this is no line of peace-tui export jsonl: no "record" says what it is'),
        ("jsonl", '\n{"record": "essay"}', 'line 2: this is no line of peace-tui export jsonl: "record" is "essay"'),
        ("jsonl", '{"record": ', "line 1: this is no JSON"),
        ("sqlite", 'format = "peace-tui/1"', "this is neither a database of peace-tui export sqlite nor lines"),
        ("jsonl", "\n", "there are no records in it"),
        ("sqlite", b"SQLite format 3\0" + b"\0" * 200, "the database cannot be read"),
    ],
)
def test_what_is_no_export_is_refused(name: str, data: str | bytes, why: str) -> None:
    with pytest.raises(InputError, match=re.escape(why)):
        import_data(name, data)


def test_another_database_is_refused() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE t (a)")
    connection.commit()
    with pytest.raises(InputError, match="no database of peace-tui export sqlite"):
        import_data("sqlite", connection.serialize())
    connection.close()


# --- Exports that somebody has changed -------------------------------------------------------------------------------

ODD_VALUES = st.sampled_from(
    (
        *(None, 1, -1, 1.5, True, "x", "", "2025", "2025-13", "a;b|c", "<b>x</b>", "\x00b", 10**30, float("nan")),
        *([], [1], ["a", None], {}, {"a": 1}, [{"person": "p"}], [[["deep"]]], {"id": "q"}),
        [{"source": "s", "text": "t"}, 5],
    )
)


@st.composite
def odd_lines(draw: st.DrawFn) -> str:
    """Lines of JSON whose records have odd values under any of their keys."""
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(["dossier", *KIND_NAMES]))
        fields = Info.FIELDS if kind == "dossier" else ARRAYS[kind].FIELDS
        keys = st.sampled_from(["own", "x_a", "bogus", *fields])
        values = draw(st.dictionaries(keys, ODD_VALUES, max_size=8))
        id = draw(st.sampled_from(["a", "b", 5, None, "x y"]))
        lines.append(json.dumps({"id": id, **values, "record": KIND_NAMES.get(kind, kind)}))
    return "\n".join(lines)


@given(odd_lines())
def test_any_lines_of_records_become_a_dossier_that_passes_check(lines: str) -> None:
    import_data("jsonl", lines)


def test_quotes_alone_have_their_events() -> None:
    lines = export("jsonl", dossier()).data
    text = lines.decode() if isinstance(lines, bytes) else lines
    quotes = [line for line in text.splitlines() if json.loads(line)["record"] == "quote"]
    again = import_data("jsonl", "\n".join(quotes))
    assert {quote.event for quote in again.quotes} == {quote.event for quote in dossier().quotes}
    assert {event.title for event in again.events} == {event.id for event in again.events}
    dates = {quote.id: quote.date.text if quote.date else None for quote in again.quotes}
    own = ((quote.id, dossier().date_of(quote)) for quote in dossier().quotes)
    assert dates == {id: date.text if date else None for id, date in own}
    assert "events missing in the file, added by id alone" in again.report


ODD_CELLS = st.sampled_from(
    (
        *("", "x", "5", "a; b", '"a;b"; c', "[{}]", "{}", "[1]", "[[[", "None", "true", "2025-13", "\x07b"),
        *('[{"source": "none", "text": "t"}]', '{"people": [5, {"id": 3}], "events": {"a": 1}, "dossier": 5}'),
        '{"eras": [{"id": "x", "title": "T"}], "views": [{"view": 5}], "claims": [{"about": "x"}], "quote": [1]}',
        '{"quote": {"who": 5, "event": "nope"}, "sources": [{"id": "a", "author": 5, "based_on": ["a"]}]}',
    )
)


def test_names_of_rules_in_a_changed_table_lose_control_characters() -> None:
    data = "record,id,title,checked,name\ndossier,a,A,\x07b,\nperson,ann,,\x07c,Ann\n"
    dossier = import_data("csv", data).dossier
    assert (dossier.info.checked, dossier.people[0].checked) == (("b",), ("c",))


@pytest.mark.parametrize("of", ["quotes", "all"])
@given(st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99), ODD_CELLS), min_size=1, max_size=4))
@example([(0, 9, "\x07b")])  # in `checked` of the dossier
def test_a_table_changed_by_hand_passes_check(of: str, changes: list[tuple[int, int, str]]) -> None:
    rows = [*csv.reader(io.StringIO(export("csv", dossier(), of=of).data.decode()))]
    for number, column, cell in changes:
        row = rows[1 + number % (len(rows) - 1)]
        row[column % len(row)] = cell
    changed_table = io.StringIO()
    csv.writer(changed_table).writerows(rows)
    try:
        import_data("csv", changed_table.getvalue())
    except InputError:
        return
