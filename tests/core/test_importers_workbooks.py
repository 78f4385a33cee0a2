"""Workbooks: values as they are shown, what a spreadsheet hides is told, and no file does harm."""

from __future__ import annotations

import datetime
import io
import sys
import zipfile
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment

from command_line import Run
from imports import import_data, to_tables
from peace_tui.errors import InputError

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def xlsx(*rows: list[Any], **sheets: list[list[Any]]) -> openpyxl.Workbook:
    """Return a workbook with these rows in its first sheet."""
    workbook = openpyxl.Workbook()
    for row in rows:
        workbook.active.append(row)
    for name, more in sheets.items():
        sheet = workbook.create_sheet(name)
        for row in more:
            sheet.append(row)
    return workbook


def saved(workbook: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def zipped(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), text)
    return stream.getvalue()


def ods(*sheets: str, declaration: str = "") -> bytes:
    tables = "".join(f'<table:table table:name="Sheet{n}">{rows}</table:table>' for n, rows in enumerate(sheets, 1))
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    return zipped(
        content_xml=f'<?xml version="1.0"?>{declaration}<office:document-content {NAMESPACES}'
        f' xmlns:xlink="http://www.w3.org/1999/xlink">{body}</office:document-content>'
    )


def ods_row(*cells: str, attributes: str = "") -> str:
    given = (
        cell
        if cell.startswith("<")
        else f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in cells
    )
    return f"<table:table-row {attributes}>{''.join(given)}</table:table-row>"


def ods_value(kind: str, key: str, value: str, shown: str, more: str = "") -> str:
    return (
        f'<table:table-cell office:value-type="{kind}" office:{key}="{value}" {more}><text:p>{shown}</text:p>'
        "</table:table-cell>"
    )


def talk() -> openpyxl.Workbook:
    workbook = xlsx(
        ["Statements of the mayor"],
        ["Event", "Speaker", "Date", "Quote", "No", "Source"],
        ["Hearing", "Ann Ay", datetime.datetime(2025, 10, 14), "We go.", 1, "The Gazette"],
        [None, "Bob Bee", datetime.datetime(2025, 10, 1), "No.", 2.5],
        [None, "Cy", datetime.datetime(2025, 10, 14, 12, 5), "Maybe.", 3.0],
        [None, "Di", "14 October 2025", '=CONCATENATE("a", "b")', True],
        Codes=[["a", "b"], [1, 2]],
        Empty=[],
    )
    sheet = workbook.active
    sheet.title = "Quotes"
    sheet.merge_cells("A1:E1")
    sheet.merge_cells("A3:A6")
    sheet["C4"].number_format = "mmm yyyy"
    sheet["F3"].hyperlink = "https://gazette.example/1"
    sheet["B3"].comment = Comment("hm", "me")
    sheet.row_dimensions[5].hidden = True
    return workbook


def test_values_are_read_as_they_are_shown() -> None:
    imported = import_data("xlsx", saved(talk()), name="talk.xlsx")
    quotes = to_tables(imported.quotes)
    assert [(quote["text"], quote.get("date"), quote.get("n"), quote["event"]) for quote in quotes] == [
        ("We go.", "2025-10-14", 1, "hearing"),
        ("No.", "2025-10", None, "hearing"),
        ("Maybe.", "2025-10-14", 3, "hearing"),
    ]
    assert quotes[1]["x_n"] == "2.5"
    assert quotes[2]["x_date"] == "2025-10-14T12:05"
    assert to_tables(imported.sources) == [
        {"id": "the-gazette", "container_title": "The Gazette", "url": "https://gazette.example/1"}
    ]
    for told in (
        *("read 4 rows (sheet Quotes)", "1 hidden row, read like the others (row 5)", "1 formula without a value"),
        *("1 merged cell, its value taken for each of its rows", "1 file of comments on cells"),
        *("1 row above the header: 'Statements of the mayor'", "1 sheet 'Codes' (read it with --sheet)"),
    ):
        assert told in imported.report


def test_a_sheet_is_chosen_by_name(run: Run, tmp_path: Any) -> None:
    workbook = xlsx(["note"], ["x"], Talks=[["Speaker", "Quote"], ["Ann", "Hi"]])
    (tmp_path / "a.xlsx").write_bytes(saved(workbook))
    answer = run("import", "xlsx", str(tmp_path / "a.xlsx"), "--sheet", "Talks", "--map", "who=Speaker")
    assert 'text = "Hi"' in answer.out
    assert "did you mean 'Talks'?" in run("import", "xlsx", str(tmp_path / "a.xlsx"), "--sheet", "Talk").err
    assert "--sheet is for workbooks" in run("import", "csv", str(tmp_path / "a.xlsx"), "--sheet", "Talks").err
    assert "peace-tui import xlsx" in run("import", "csv", str(tmp_path / "a.xlsx")).err


def test_a_sheet_of_ods_is_read() -> None:
    rows = [
        ods_row("Event", "Speaker", "Date", "Quote", "No", "Source"),
        ods_row(
            '<table:table-cell table:number-rows-spanned="2"><text:p>Hearing</text:p></table:table-cell>',
            *("Ann Ay", ods_value("date", "date-value", "2025-10-14", "14.10.25"), "We<text:s text:c='2'/>go."),
            ods_value("float", "value", "1", "1.00"),
            '<table:table-cell><text:p><text:a xlink:href="https://gazette.example/1">The Gazette</text:a></text:p>'
            "<office:annotation><text:p>hm</text:p></office:annotation></table:table-cell>",
        ),
        ods_row(
            *("<table:covered-table-cell/>", "Bob Bee", ods_value("date", "date-value", "2025-10-01", "October 2025")),
            *("No.", ods_value("float", "value", "2.5", "3")),
            attributes='table:visibility="collapse"',
        ),
        ods_row(
            '<table:table-cell table:number-columns-repeated="16384"/>',
            attributes='table:number-rows-repeated="1048000"',
        ),
    ]
    imported = import_data("ods", ods("".join(rows), ods_row("a", "b")), name="talk.ods")
    assert [(quote["text"], quote.get("date"), quote.get("n")) for quote in to_tables(imported.quotes)] == [
        ("We  go.", "2025-10-14", 1),
        ("No.", "2025-10", None),
    ]
    assert {quote.event for quote in imported.quotes} == {"hearing"}
    assert imported.sources[0].url == "https://gazette.example/1"
    for told in (*("1 hidden row", "1 merged cell", "1 comment on a cell", "1 sheet 'Sheet2' (read it with --sheet)"),):
        assert told in imported.report


def test_a_missing_library_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(InputError, match=r"pip install 'peace-tui\[xlsx\]'"):
        import_data("xlsx", saved(talk()))
    assert import_data("ods", ods(ods_row("Speaker", "Quote") + ods_row("Ann", "Hi"))).quotes


def far_apart() -> bytes:
    workbook = xlsx(["Speaker", "Quote"], ["Ann", "Hi"])
    workbook.active["XFD9000"] = "far"
    return saved(workbook)


LAUGHS = (
    "<!DOCTYPE a [<!ENTITY a0 'lol'>" + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10)) + "]>"
)
TWO_ROWS = ods_row("Speaker", "Quote") + ods_row("Ann", "Hi")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (saved(talk())[:3000], "the workbook is damaged"),
        (b"PK\x03\x04" + bytes(200), "the workbook is damaged"),
        (zipped(a_xml="x"), "this is a zip file, but no workbook"),
        (zipped(xl__workbook_xml="<a/>"), "the workbook cannot be read"),
        (zipped(xl__workbook_xml="no xml"), "the workbook cannot be read"),
        (saved(xlsx()), "there is no sheet with anything in it"),
        (saved(xlsx(["Speaker", "Quote"], ["Ann", "x" * 32_000])).replace(b"Ann", b"Bob"), ""),
        (ods(), "there is no sheet with anything in it"),
        (ods(TWO_ROWS, declaration=LAUGHS), "it declares entities"),
        (zipped(content_xml="<a>"), "this is not well-formed XML"),
        (ods(ods_row("Speaker", "Quote", "x" * 5_000_000) + TWO_ROWS), "a cell has more than"),
        (
            ods(
                TWO_ROWS
                + ods_row("a", "b" * 10, attributes='table:number-rows-repeated="99999999"')
                + ods_row(
                    '<table:table-cell table:number-columns-repeated="99999999"><text:p>a</text:p></table:table-cell>'
                )
            ),
            "the sheet has too many cells",
        ),
        (b"Speaker,Quote\nAnn,Hi\n", "this is no workbook; a table of text is read by: peace-tui import csv"),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_what_is_no_workbook_or_means_harm_is_refused(kind: str, data: bytes, why: str) -> None:
    if not why:
        import_data(kind, data)
        return
    with pytest.raises(InputError, match=why):
        import_data(kind, data)


def test_what_unpacks_to_too_much_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/workbook.xml", "w") as part:
        for _ in range(300):
            part.write(bytes(2**20))
    with pytest.raises(InputError, match="unpacks to 314,572,800 bytes, which is too much"):
        import_data("xlsx", stream.getvalue())


def test_cells_far_apart_are_read() -> None:
    imported = import_data("xlsx", far_apart())
    assert [quote.text for quote in imported.quotes] == ["Hi"]


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from(["Speaker", "Quote", "Date", "Party", "Note", "Other"]), min_size=1, unique=True),
    st.integers(1, 4),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 5))),
)
def test_every_cell_is_in_the_dossier_or_told(names: list[str], rows: int, blank: set[tuple[int, int]]) -> None:
    header = ["Event", *names]
    count = 0
    table: list[list[Any]] = []
    for row in range(rows):
        cells: list[Any] = []
        for column, _ in enumerate(header):
            count += 1
            cells.append(None if column and (row, column) in blank else f"token{count:03}x")
        table.append(cells)
    given_tokens = {cell for row in table for cell in row if cell}
    lines = [ods_row(*header), *(ods_row(*(cell or "<table:table-cell/>" for cell in row)) for row in table)]
    for kind, data in (("xlsx", saved(xlsx(header, *table))), ("ods", ods("".join(lines)))):
        imported = import_data(kind, data)
        lost = [token for token in given_tokens if token not in imported.toml + imported.report]
        assert not lost, (lost, imported.toml)


def test_no_markup_of_a_workbook_takes_long() -> None:
    stream = io.BytesIO()
    given = zipfile.ZipFile(io.BytesIO(saved(xlsx(["Speaker", "Quote"], ["Ann", "Hi"]))))
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in given.namelist():
            more = b"<row <col <mergeCell <hyperlink <f" * 30_000 if name.endswith("sheet1.xml") else b""
            archive.writestr(name, given.read(name) + more)
    with pytest.raises(InputError, match="the workbook cannot be read"):
        import_data("xlsx", stream.getvalue())


def test_a_spreadsheet_of_timelinejs_may_be_a_workbook() -> None:
    imported = import_data("xlsx", saved(xlsx(["Year", "Month", "Headline"], [1900, 5, "Head"])))
    assert [(event.title, to_tables(imported.events)[0]["date"]) for event in imported.events] == [("Head", "1900-05")]


@pytest.mark.parametrize("shown", ["Q4 2025", "Tuesday", "last week of October"])
def test_a_day_that_a_sheet_does_not_show_is_no_date(shown: str) -> None:
    rows = ods_row("Speaker", "Date", "Quote") + ods_row(
        "Ann", ods_value("date", "date-value", "2025-10-28", shown), "Hello"
    )
    imported = import_data("ods", ods(rows))
    assert imported.events[0].date is None
    assert dict(imported.quotes[0].extra) == {"x_date": f"{shown} (2025-10-28)"}


def test_links_that_are_no_web_addresses_are_told() -> None:
    workbook = xlsx(["Speaker", "Quote"], ["Ann", "Hello"])
    workbook.active["B2"].hyperlink = "file:///C:/Users/ann/secret.docx"
    imported = import_data("xlsx", saved(workbook))
    assert "1 link of a cell that is no web address (B2)" in imported.report
    assert "secret" not in imported.toml + imported.report


@pytest.mark.parametrize("covered", [1, 2])
def test_cells_that_are_merged_side_by_side_keep_their_own_values(covered: int) -> None:
    merged = '<table:table-cell table:number-rows-spanned="3"><text:p>{}</text:p></table:table-cell>'
    below = '<table:covered-table-cell table:number-columns-repeated="2"/>'
    if covered == 1:
        below = "<table:covered-table-cell/>" * 2
    rows = ods_row("Speaker", "Source", "Quote") + ods_row(merged.format("Ann"), merged.format("Gazette"), "One.")
    rows += ods_row(below, "Two.", attributes='table:number-rows-repeated="2"') + ods_row("Bob", "Post", "Four.")
    imported = import_data("ods", ods(rows))
    assert [(quote.who, quote.versions[0].source, quote.text) for quote in imported.quotes] == [
        (("ann",), "gazette", "One."),
        *[(("ann",), "gazette", "Two.")] * 2,
        (("bob",), "post", "Four."),
    ]
    assert "changed: 2 merged cells, its value taken for each of its rows" in imported.report
    workbook = xlsx(["Speaker", "Source", "Quote"], ["Ann", "Gazette", "One."], [None, None, "Two."])
    workbook.active.merge_cells("A2:A3")
    workbook.active.merge_cells("B2:B3")
    quotes = import_data("xlsx", saved(workbook)).quotes
    assert [(quote.who, quote.versions[0].source) for quote in quotes] == [(("ann",), "gazette")] * 2
