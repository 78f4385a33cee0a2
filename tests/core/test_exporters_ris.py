"""RIS: what a reader of RIS finds is what the sources say, and no text breaks a record."""

from __future__ import annotations

import re

import pytest
import rispy
from hypothesis import given

from dossiers import dossier
from exports import export_text
from generated import whole_dossiers
from imports import import_data
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Info, Name, Source
from peace_tui.query.selection import select


def fields(source: Source) -> list[str]:
    """The lines of one source, without the last."""
    text = export_text("ris", Dossier(info=Info(title="T"), sources=(source,)))
    *lines, end, empty, last = text.split("\r\n")
    assert (end, empty, last) == ("ER  - ", "", "")
    return lines


@given(whole_dossiers())
def test_a_reader_finds_each_source(read: Dossier) -> None:
    text = publish(FORMAT_BY_NAME["ris"], select(read)).text
    lines = text.split("\r\n")
    assert all(re.match("[A-Z][A-Z0-9]  - |$", line) for line in lines)
    found = rispy.loads(text)
    for source, entry in zip(select(read).sources, found, strict=True):
        assert entry["id"] == source.id
        for key, value in (("title", source.title), ("secondary_title", source.container_title)):
            assert entry.get(key, "").split() == (value or "").split()
        assert len(entry.get("authors", ())) == len(source.author)


def test_what_a_source_says_has_its_tag() -> None:
    source = dossier().source_of["outlet-a"]
    assert fields(source) == [
        *("TY  - NEWS", "ID  - outlet-a", "AU  - Reporter, B.", "AU  - Staff", "TI  - Headline", "T2  - Outlet A"),
        *("PY  - 2025", "DA  - 2025/11/25/2025-11-25T17:04-05:00", "UR  - https://example.org/a"),
        "N1  - archived: https://archive.example/a",
    ]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name(family="Gogh", given="Vincent", non_dropping_particle="van", suffix="Jr."), "van Gogh, Vincent, Jr."),
        (Name(family="Orléans", given="Jean", dropping_particle="d’"), "Orléans, Jean d’"),
        (Name(family="李", given="世民"), "李, 世民"),
        (Name(literal="The Agency and Sons"), "The Agency and Sons"),
        (Name(family="Sukarno"), "Sukarno"),
    ],
)
def test_names_are_written_in_parts(name: Name, written: str) -> None:
    assert f"AU  - {written}" in fields(Source(id="s", title="T", author=(name,)))


def test_a_name_that_ris_reads_otherwise_is_told() -> None:
    source = Source(id="s", title="T", author=(Name(literal="Bundestag, Deutscher"), Name(literal="Staff")))
    note = publish(FORMAT_BY_NAME["ris"], select(Dossier(info=Info(title="T"), sources=(source,)))).note
    assert "1 name with a comma, which RIS reads as family and given name" in note.omissions


@pytest.mark.parametrize(
    ("date", "written"),
    [
        ("2025", ("2025", "2025///")),
        ("2025-10", ("2025", "2025/10//")),
        ("2025-10-14", ("2025", "2025/10/14/")),
        ("2025-10~", ("", "///2025-10~")),
        ("2025-21", ("", "///2025-21")),
        ("2025-10-14/2025-10-16", ("", "///2025-10-14/2025-10-16")),
        ("-0043", ("", "///-0043")),
        ("192X", ("", "///192X")),
    ],
)
def test_a_date_is_never_made_more_precise(date: str, written: tuple[str, str]) -> None:
    lines = fields(Source(id="s", title="T", issued=parse_date(date)))
    assert [f"PY  - {written[0]}"] * bool(written[0]) == [line for line in lines if line.startswith("PY")]
    assert f"DA  - {written[1]}" in lines


def test_a_text_ends_no_record() -> None:
    hostile = "A\nER  - \nTY  - BOOK\r\nTI  - Another\u2028AU  - Nobody"
    lines = fields(Source(id="s", title=hostile, note=hostile, author=(Name(literal=hostile),)))
    assert [line[:2] for line in lines] == ["TY", "ID", "AU", "TI", "N1"]


def test_editors_have_their_tags_and_come_back_in_their_parts() -> None:
    names = [{"family": "Roe", "given": "Jo"}, "The Agency"]
    source = Source(id="a", title="T", extra={"x_editor": names, "x_collection_editor": names, "x_translator": names})
    lines = fields(source)
    tags = [line for line in lines if line.startswith(("ED", "A3"))]
    assert tags == ["A3  - Roe, Jo", "A3  - The Agency", "ED  - Roe, Jo", "ED  - The Agency"]
    again = import_data("ris", "\r\n".join([*lines, "ER  - "])).sources[0]
    assert dict(again.extra) == dict(source.extra)
