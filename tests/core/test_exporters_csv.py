"""CSV: a row for each quote, and no cell that a spreadsheet could run."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import changed, dossier
from exports import export_text, listed_ids
from generated import dossiers, to_toml, views
from peace_tui.__main__ import main
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.model.dossier import Dossier
from peace_tui.model.values import record_values
from peace_tui.query.selection import KINDS, LISTINGS, select


def table(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def as_written(cell: str) -> str:
    """A cell without what keeps spreadsheets from running it."""
    return cell[1:] if re.match("'+[=+\\-@\t\r＝＋－＠]", cell) else cell


@given(st.data())
def test_a_table_has_a_row_for_each_quote_that_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    rows = table(publish(FORMAT_BY_NAME["csv"], selection).text)
    if not selection.quotes:
        assert [as_written(row["event_id"]) for row in rows] == (listed_ids(selection, "events") or [""])
        return
    assert [as_written(row["id"]) for row in rows] == listed_ids(selection, "quotes")
    for row, listing in zip(rows, LISTINGS["quotes"].rows(dossier, selection.view, False), strict=True):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
        assert as_written(row["text"]) == listing["text"]
        assert json.loads(row["versions"] or "[]") == listing["versions"]
        assert row["date"] == (listing["date"] or "")
        assert [as_written(row["who_id"]), row["mode"]] == ["; ".join(listing["who"]), listing["mode"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", "'=1", "''-", "＝1", "plain", "'plain", "—"])
def test_a_cell_is_never_a_formula_and_always_what_it_was(text: str) -> None:
    read = dossier(changed('text = "Nobody knows when."', f"text = {json.dumps(text)}"))
    cell = table(export_text("csv", read))[-1]["text"]
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝")
    assert as_written(cell) == text
    told = publish(FORMAT_BY_NAME["csv"], select(read)).note.omissions
    assert any("1 cell that could be run" in each for each in told) == (cell != text)


# --- Other kinds of records ------------------------------------------------------------------------------------------


def test_a_text_is_composed_where_no_outlet_has_it_to_the_letter_be_it_for_the_mark_at_its_end() -> None:
    for words, behind in (("after.", ""), ("after,", "Outlet A"), ("later.", "Outlet A")):
        text = changed(
            'written after."\nsource = "outlet-a"', f'written {words}"\n[[quotes.versions]]\nsource = "outlet-a"'
        )
        text = text.replace('locator = "para 3"', 'text = "Said before, written after."')
        rows = table(export_text("csv", dossier(text)))
        assert [row["composed_from"] for row in rows if row["id"] == "call-1-02"] == [behind]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "quotes"])
@given(dossiers())
def test_a_table_of_another_kind_has_every_key_of_its_records(kind: str, read: Dossier) -> None:
    selection = select(read)
    publication = publish(FORMAT_BY_NAME["csv"], selection, {"of": kind})
    rows = table(publication.text)
    assert len(rows) == len(getattr(selection, kind))
    for row, record in zip(rows, getattr(selection, kind), strict=True):
        for name, value in record_values(record).items():
            cell = as_written(row[name])
            if isinstance(value, list) and all(isinstance(each, str) for each in value):
                assert all(each.replace('"', '""') in cell for each in value)
            else:
                assert cell == value or json.loads(cell) == value
    omitted = " ".join(publication.note.omissions)
    assert not read.quotes or "quote" in omitted


def test_a_dossier_without_quotes_is_a_table_of_its_events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path("silent.toml")
    file.write_text(to_toml(dossier().replace(quotes=(), claims=(), views=())), "utf-8")
    assert main(["export", "csv", str(file), "-o", "silent.csv"]) == 0
    assert [row["event"] for row in table(file.with_suffix(".csv").read_text("utf-8"))] == [
        "First call",
        "Something later",
    ]
    assert main(["import", "csv", "silent.csv", "-o", "again.toml"]) == 0
    assert main(["diff", "silent.toml", "again.toml"]) == 0
    assert main(["export", "csv", str(file), "--of", "quotes"]) == 1


def test_the_command_exports_tables_of_other_kinds(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "csv", "--of", "events", "--view", "event:call-oct14"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("record,id,type,title,summary,date,")
    assert "\nevent,call-oct14,call,Witkoff and Ushakov talk by telephone," in out
    assert "13 quotes" in err
    assert main(["export", "csv", "--of", "claims", "--view", "who:dmitriev n:99"]) == 1
    assert "no claims match the filter" in capsys.readouterr().err
    assert main(["export", "csv", "--of", "event"]) == 2
    assert "unknown kind 'event'; did you mean 'events'?" in capsys.readouterr().err
