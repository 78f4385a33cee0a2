"""Exports: each format holds what `list` lists under the same view, is well formed, and shows hostile text as text."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dossiers import EXAMPLE, changed, dossier
from generated import dossiers, views
from peace_tui.__main__ import main
from peace_tui.dossier import Dossier
from peace_tui.exporting.formats import BY_NAME, FORMATS
from peace_tui.exporting.publication import publish
from peace_tui.listing import LISTINGS
from peace_tui.selection import KINDS, Selection, filter

MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[link](javascript:alert(1)) ![i](http://evil.example/i.png)",
    "# heading",
    "- item\n1. one\n> quote\n```\ncode",
    "a | b & &lt; *b* _u_ `c` ~~s~~ $x^2$ \\alpha @someone {x}",
    '=HYPERLINK("http://evil.example")',
    "]]> --> <!-- \" ' </style></title>",
)
"""What a format could take for something else than text."""


def written(name: str, dossier: Dossier, view: str = "", **options: str) -> str:
    return publish(BY_NAME[name], filter(dossier, view), options).text


def listed(selection: Selection, kind: str) -> list[str]:
    return [row["id"] for row in LISTINGS[kind].rows(selection.dossier, selection.view, False)]


def spoilt(hostile: str) -> Dossier:
    """The example, with hostile text wherever an author can write any."""
    text = EXAMPLE
    for words in (
        *("An example call", "What this is and what it leaves out.", "Ivan Ivanov", "presidential aide", "Headline"),
        *("B. Reporter", "Outlet A", "Outlet B", "First call", "Own words, neutral, attributed.", "by telephone"),
        *("caller", "The reading text.", "Why this reading.", "Wording as printed, with [its] insertions and … cuts."),
        *("para 9", "recording reviewed by outlet-b", "How many points the plan had.", "28 points", "Ceasefire talks"),
        *("leak", "plan", "A. Writer", "Russia", "https://example.org/a"),
    ):
        assert f'"{words}"' in text, words
        text = text.replace(f'"{words}"', json.dumps(hostile), 1)
    return dossier(text)


# --- Selections ------------------------------------------------------------------------------------------------------


@given(st.data())
def test_a_selection_is_what_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    for kind in KINDS:
        assert [record.id for record in getattr(selection, kind)] == listed(selection, kind)
    for kind in ("events", "people", "sources"):
        for row in LISTINGS[kind].rows(dossier, selection.view, False):
            count = selection.counts[row["id"]]._asdict()
            assert {key: row[key] for key in count if key in row} == {key: count[key] for key in count if key in row}


# --- All formats -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BY_NAME)
@given(st.data())
def test_the_same_bytes_every_time(name: str, data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    first = publish(BY_NAME[name], selection)
    assert publish(BY_NAME[name], selection).data == first.data
    assert first.text.endswith("\n") or not first.text


@pytest.mark.parametrize("name", [format.name for format in FORMATS if format.footed])
def test_the_footer_is_in_the_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.toml"
    file.write_text(EXAMPLE, "utf-8")
    assert main(["export", name, str(file), "--view", "event:call-1"]) == 0
    out, err = capsys.readouterr()
    assert not err
    for said in ("event:call-1", "peace-tui 0", "An example call"):
        assert said in out.replace("\\", "")
    from hashlib import sha256

    assert sha256(file.read_bytes()).hexdigest() in out


# --- Markdown --------------------------------------------------------------------------------------------------------


def tags(text: str) -> set[str]:
    """The elements that Markdown becomes, and whether any of it is HTML as written."""
    found: set[str] = set()
    for token in MARKDOWN.parse(text):
        for each in (token, *(token.children or ())):
            found.add(each.tag or each.type)
    return found


@pytest.mark.parametrize("hostile", HOSTILE)
def test_markdown_shows_hostile_text_as_text(hostile: str) -> None:
    plain, spoiled = tags(written("markdown", dossier())), tags(written("markdown", spoilt(hostile)))
    assert spoiled <= plain | {"br", "hardbreak"}


def test_markdown_of_text_reads_as_the_text() -> None:
    from peace_tui.exporting.markdown import escaped

    for text in HOSTILE:
        for line in text.split("\n"):
            tokens = MARKDOWN.parse(escaped(line))
            assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
            assert "".join(token.content for token in tokens[1].children or ()) == line


def test_markdown_says_who_to_whom_when_and_according_to_whom() -> None:
    text = written("markdown", dossier())
    for said in (
        *("### 14 October 2025: First call", "**Ivan Ivanov** → John Smith, about 王小明", "undated"),
        *("> “The reading text.”", "- Outlet A, 25 November 2025, 17:04", "<https://example.org/a>"),
        *("How many points the plan had", "- Outlet B: 19 points"),
    ):
        assert said in text


# --- JSON Lines ------------------------------------------------------------------------------------------------------


@given(st.data())
def test_json_lines_are_the_rows_of_list_and_more(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    lines = [json.loads(line) for line in publish(BY_NAME["jsonl"], selection).text.split("\n")[:-1]]
    rows: list[dict[str, Any]] = []
    for kind in KINDS:
        rows += LISTINGS[kind].rows(dossier, selection.view, False)
    assert [line["id"] for line in lines] == [row["id"] for row in rows]
    for line, row in zip(lines, rows, strict=True):
        nested = {"versions", "evidence"} & row.keys()
        assert {key: line[key] for key in row.keys() - nested} == {key: row[key] for key in row.keys() - nested}
        for key in nested:
            for inner, promised in zip(line[key], row[key], strict=True):
                assert {name: inner.get(name) for name in promised} == promised


def test_json_lines_keep_what_the_author_added() -> None:
    text = written("jsonl", dossier(changed('wikidata = "Q42"', 'wikidata = "Q42"\nx_day = 2025-10-14\nx_odd = nan')))
    ivanov = next(row for row in map(json.loads, io.StringIO(text)) if row["id"] == "ivanov")
    assert ivanov["x_card"] == {"number": 7, "boxes": ["a", "b"]}
    assert (ivanov["x_day"], ivanov["x_odd"], ivanov["side"]) == ("2025-10-14", "nan", "Russia")
    assert ivanov["roles"] == [{"title": "presidential aide", "org": "kremlin", "date": "2012/.."}]


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = Path("a.toml")
    file.write_text(EXAMPLE, "utf-8")
    return file


@pytest.mark.parametrize("name", BY_NAME)
def test_a_view_that_nothing_passes_writes_nothing(
    name: str, example: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", name, "a.toml", "--view", "zzz", "-o", "out"]) == 1
    out, err = capsys.readouterr()
    assert not out
    assert "pass the view" in err
    assert [*Path().iterdir()] == [example]


def test_a_file_is_written_whole_and_never_over_the_dossier(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "jsonl", "a.toml", "-o", "out.jsonl"]) == 0
    out, err = capsys.readouterr()
    assert not out
    assert "Shown: 2 of 2 events" in err
    assert Path("out.jsonl").read_text("utf-8") == written("jsonl", dossier())
    assert main(["export", "jsonl", "a.toml", "-o", "./a.toml"]) == 2
    assert "is the dossier itself" in capsys.readouterr().err
    assert example.read_text("utf-8") == EXAMPLE
    Path("folder").mkdir()
    assert main(["export", "jsonl", "a.toml", "-o", "folder"]) == 2
    assert "cannot be written" in capsys.readouterr().err
    assert not [*Path("folder").iterdir()]
