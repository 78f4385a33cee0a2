"""Exports: each format holds what `list` lists under the same view, is well formed, and shows hostile text as text."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
from collections.abc import Iterator
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from dossiers import EXAMPLE, changed, dossier
from generated import dossiers, views
from peace_tui.__main__ import main
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters import csl, timelinejs
from peace_tui.exporters.publish import publish
from peace_tui.exporters.registry import FORMAT_BY_NAME, FORMATS
from peace_tui.model.dossier import Dossier
from peace_tui.query.rows import LISTINGS
from peace_tui.query.selection import KINDS, Selection, filter

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
    return publish(FORMAT_BY_NAME[name], filter(dossier, view), options).text


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
    text = text.replace("x_card =", f"{json.dumps('x_' + hostile)} =").replace(
        "n = 7", f"n = 7\nx_own = {json.dumps(hostile)}"
    )
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


@pytest.mark.parametrize("name", FORMAT_BY_NAME)
@given(st.data())
def test_the_same_bytes_every_time(name: str, data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    first = publish(FORMAT_BY_NAME[name], selection)
    assert publish(FORMAT_BY_NAME[name], selection).data == first.data
    assert first.text.endswith("\n") or not first.text


@pytest.mark.parametrize("name", [format.name for format in FORMATS if format.has_footer])
def test_the_footer_is_in_the_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.toml"
    file.write_text(EXAMPLE, "utf-8")
    assert main(["export", name, str(file), "--view", "event:call-1"]) == 0
    out, err = capsys.readouterr()
    assert not err
    for said in ("event:call-1", "peace-tui 0", "An example call"):
        assert said in out.replace("\\", "")
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
    from peace_tui.exporters.markdown import escape

    for text in HOSTILE:
        for line in text.split("\n"):
            tokens = MARKDOWN.parse(escape(line))
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
    lines = [json.loads(line) for line in publish(FORMAT_BY_NAME["jsonl"], selection).text.split("\n")[:-1]]
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


# --- CSV -------------------------------------------------------------------------------------------------------------


def table(text: str) -> list[dict[str, str]]:
    return [*csv.DictReader(io.StringIO(text, newline=""))]


def as_written(cell: str) -> str:
    """A cell without what keeps spreadsheets from running it."""
    return cell[1:] if re.match("'+[=+\\-@\t\r＝＋－＠]", cell) else cell


@given(st.data())
def test_a_table_has_a_row_for_each_quote_that_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    rows = table(publish(FORMAT_BY_NAME["csv"], selection).text)
    assert [as_written(row["id"]) for row in rows] == listed(selection, "quotes")
    for row, listing in zip(rows, LISTINGS["quotes"].rows(dossier, selection.view, False), strict=True):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row.values())
        assert as_written(row["text"]) == listing["text"]
        assert json.loads(row["versions"] or "[]") == listing["versions"]
        assert row["date"] == (listing["date"] or "")
        assert [as_written(row["who_id"]), row["mode"]] == ["; ".join(listing["who"]), listing["mode"]]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@SUM(A1)", "\t=1", "'=1", "''-", "＝1", "plain", "'plain", "—"])
def test_a_cell_is_never_a_formula_and_always_what_it_was(text: str) -> None:
    read = dossier(changed('text = "Nobody knows when."', f"text = {json.dumps(text)}"))
    cell = table(written("csv", read))[-1]["text"]
    assert cell[:1] not in ("=", "+", "-", "@", "\t", "\r", "＝")
    assert as_written(cell) == text
    told = publish(FORMAT_BY_NAME["csv"], filter(read)).note.omissions
    assert any("1 cell that could be run" in each for each in told) == (cell != text)


# --- HTML ------------------------------------------------------------------------------------------------------------


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.inside: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in {*self.open[-1:], "body" if "body" in self.open else ""} - {""}:
            self.inside[tag] = self.inside.get(tag, "") + data


def page(text: str) -> Page:
    read = Page(text)
    assert not read.open
    return read


@pytest.mark.parametrize("hostile", HOSTILE)
def test_html_shows_hostile_text_as_text(hostile: str) -> None:
    plain, spoiled = page(written("html", dossier())), page(written("html", spoilt(hostile)))
    assert spoiled.elements <= plain.elements | {"br"}
    assert spoiled.attributes <= plain.attributes
    assert {spoiled.inside["script"], spoiled.inside["style"]} == {plain.inside["script"], plain.inside["style"]}
    said = " ".join(spoiled.inside["body"].split())
    assert all(" ".join(line.split()) in said for line in hostile.split("\n"))
    assert {link for link in spoiled.links if not link.startswith("#")} == {"data:,"}


@given(st.data())
def test_html_holds_the_records_that_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    read = page(publish(FORMAT_BY_NAME["html"], selection).text)
    assert len(read.ids) == len(set(read.ids))
    ids = {id for kind in KINDS for id in listed(selection, kind)}
    assert {id for id in read.ids if not id.startswith("page:")} == ids
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)


def test_html_loads_nothing_and_lets_only_its_own_script_run() -> None:
    text = written("html", dossier())
    read = page(text)
    assert [link for link in read.links if not link.startswith("#")] == ["data:,", "https://example.org/a"]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    for tag in ("script", "style"):
        hashed = base64.b64encode(sha256(read.inside[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{hashed}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert "url(" not in read.inside["style"] + read.inside["script"]
    assert "@import" not in read.inside["style"]


def test_html_can_be_read_aloud() -> None:
    text = written("html", dossier())
    assert '<html lang="en">' in text
    assert {"header", "nav", "main", "footer", "h1", "h2", "h3", "label", "figure", "blockquote"} <= page(text).elements
    assert 'href="#page:main"' in text


# --- CSL-JSON and BibTeX ---------------------------------------------------------------------------------------------


@given(st.data())
def test_csl_and_bibtex_hold_the_sources_that_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    items = json.loads(publish(FORMAT_BY_NAME["csl"], selection).text)
    assert [item["id"] for item in items] == listed(selection, "sources")
    assert all(item["type"] in csl.CSL_TYPES for item in items)
    bibliography = bibtex(publish(FORMAT_BY_NAME["bibtex"], selection).text)
    assert [entry.fields["title"].replace("\\_", "_") for entry in bibliography] == [
        f"{{{item['title']}}}" for item in items
    ]


class Entry(NamedTuple):
    kind: str
    key: str
    fields: dict[str, str]


def bibtex(text: str) -> list[Entry]:
    """The entries, read as BibTeX reads them: what stands outside is comment, braces count, also after a backslash."""
    entries, place = [], 0
    while (place := text.find("@", place)) >= 0:
        head = re.compile(r"@([a-z]+)\{([A-Za-z0-9._-]+),\s*").match(text, place)
        assert head, text[place : place + 80]
        place, fields = head.end(), {}
        while text[place] != "}":
            name = re.compile(r"([A-Za-z0-9_-]+) = \{").match(text, place)
            assert name, text[place : place + 80]
            start = place = name.end()
            depth = 1
            while depth:
                depth += {"{": 1, "}": -1}.get(text[place], 0)
                place += 1
            fields[name[1]] = text[start : place - 1]
            place = re.compile(r",\s*").match(text, place).end()  # type: ignore[union-attr]
        entries.append(Entry(head[1], head[2], fields))
    return entries


@pytest.mark.parametrize("hostile", HOSTILE)
def test_bibtex_shows_hostile_text_as_text(hostile: str) -> None:
    entries = bibtex(written("bibtex", spoilt(hostile)))
    assert [entry.key for entry in entries] == ["outlet-a", "outlet-b"]
    title = entries[0].fields["title"]
    bare = re.sub(r"\\(text[a-z]+\{\}|[&%$#_])", "", title)
    assert not re.search(r"[&%$#_~^\\]", bare)
    assert bare.startswith("{")
    assert not re.search("[{}]", bare[1:-1])


def test_bibtex_keys_are_safe_and_differ() -> None:
    text = changed('id = "outlet-b"', 'id = "Outlet-A"').replace('"outlet-b"', '"Outlet-A"')
    text = text.replace('id = "unused"', 'id = "王"').replace('id = "王"\nname', 'id = "wang"\nname')
    text = text.replace('about = ["王"]', 'about = ["wang"]').replace('sources = ["outlet-a"]', 'sources = ["王"]')
    keys = [entry.key for entry in bibtex(written("bibtex", dossier(text)))]
    assert keys == ["outlet-a", "Outlet-A-2", "u738b"]


def test_csl_keeps_what_it_has_no_field_for() -> None:
    item = json.loads(written("csl", dossier()))[0]
    assert item["issued"] == {"date-parts": [[2025, 11, 25]]}
    assert item["custom"] == {"issued": "2025-11-25T17:04-05:00", "based_on": ["outlet-b"]}
    assert (item["author"], item["container-title"]) == ([{"literal": "B. Reporter"}], "Outlet A")


# --- TimelineJS ------------------------------------------------------------------------------------------------------


@given(st.data())
def test_timelinejs_holds_the_dated_events_that_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    timeline = json.loads(publish(FORMAT_BY_NAME["timelinejs"], selection).text)
    dated = [event.id for event in selection.events if event.date]
    stray = [quote.id for quote in selection.quotes if quote.date and quote.event not in dated]
    assert [slide["unique_id"] for slide in timeline["events"]] == dated + stray
    shown = "".join(slide["text"]["text"] for slide in timeline["events"])
    assert shown.count("<blockquote>") == len([q for q in selection.quotes if q.event in dated]) + len(stray)
    undated = [id for id in listed(selection, "events") if id not in dated]
    assert all(id in " ".join(timeline["x_footer"]["left_out"]) for id in undated)
    for slide in timeline["events"]:
        for name in ("start_date", "end_date"):
            parts = list(slide.get(name, {"year": 1}))
            assert parts == ["year", "month", "day", "hour", "minute", "second"][: len(parts)]


@pytest.mark.parametrize(
    ("date", "start", "end", "said"),
    [
        ("2025-10-14", (2025, 10, 14), None, None),
        ("2025-10", (2025, 10), None, None),
        ("2025", (2025,), None, None),
        ("-0043-03-15", (-44, 3, 15), None, None),
        ("2025-10-14/2025-10-16", (2025, 10, 14), (2025, 10, 16), None),
        ("2025-10-14?", (2025, 10, 14), None, "14 October 2025, uncertain"),
        ("2025-23", (2025, 9), (2025, 11), "autumn 2025"),
        ("202X", (2020,), (2029,), "2020s"),
        ("../2025-10-14", (2025, 10, 14), None, "until 14 October 2025"),
        ("2025-10-14/..", (2025, 10, 14), None, "from 14 October 2025"),
        ("[2025-10-14,2025-10-16]", (2025, 10, 14), (2025, 10, 16), "14 October 2025 or 16 October 2025"),
        ("2025-10-14T12:05", (2025, 10, 14, 12, 5), None, None),
        ("2025-10-14T12:05-04:00", (2025, 10, 14, 12, 5), None, "14 October 2025, 12:05 (UTC−4)"),
    ],
)
def test_timelinejs_dates_are_no_finer_than_written(
    date: str, start: tuple[int, ...], end: tuple[int, ...] | None, said: str | None
) -> None:
    slide = timelinejs.slide_dates(parse_date(date, "UTC"))
    assert tuple(slide["start_date"].values()) == start
    assert (tuple(slide["end_date"].values()) if "end_date" in slide else None) == end
    assert (slide.get("display_date") is None) == (said is None)
    assert said is None or slide["display_date"] == parse_date(date, "UTC").words()
    assert slide["x_date"] == date


@pytest.mark.parametrize("hostile", HOSTILE)
def test_timelinejs_shows_hostile_text_as_text(hostile: str) -> None:
    timeline = json.loads(written("timelinejs", spoilt(hostile), group="side"))
    slide = timeline["events"][0]
    pieces = [*timeline["title"]["text"].values(), *slide["text"].values(), slide["group"]]
    pieces += [era["text"]["headline"] for era in timeline["eras"]]
    assert page("".join(pieces)).elements == {"p", "blockquote", "cite"}


def test_timelinejs_groups_by_type_or_side() -> None:
    assert json.loads(written("timelinejs", dossier()))["events"][0]["group"] == "call"
    assert json.loads(written("timelinejs", dossier(), group="side"))["events"][0]["group"] == "Russia"


# --- JSON-LD ---------------------------------------------------------------------------------------------------------


@given(st.data())
def test_jsonld_nodes_are_what_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    document = json.loads(publish(FORMAT_BY_NAME["jsonld"], selection).text)
    ids = [node["@id"] for node in document["@graph"]]
    assert len(ids) == len(set(ids))
    assert [id for id in ids if id != "#"] == [f"#{id}" for kind in KINDS for id in listed(selection, kind)]
    quotations = [node for node in document["@graph"] if node["@type"] == "Quotation"]
    assert [node["@id"][1:] for node in quotations] == listed(selection, "quotes")
    assert set(references(document["@graph"])) <= set(ids)


def references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, dict):
        if set(value) == {"@id"}:
            yield value["@id"]
        for each in value.values():
            yield from references(each)


def test_jsonld_speaks_schema_org() -> None:
    nodes = {node["@id"]: node for node in json.loads(written("jsonld", dossier()))["@graph"]}
    said = nodes["#call-1-07"]
    assert (said["spokenByCharacter"], said["recordedAt"]) == ([{"@id": "#ivanov"}], {"@id": "#call-1"})
    assert (said["dateCreated"], said["citation"][0]) == ("2025-10-14", {"@id": "#outlet-a"})
    assert (nodes["#outlet-a"]["@type"], nodes["#plan-points"]["@type"]) == ("NewsArticle", "Claim")
    assert nodes["#call-1"]["startDate"] == "2025-10-14"
    uncertain = json.loads(written("jsonld", dossier(changed("date = 2025-10-14", 'date = "2025-10-14~"'))))["@graph"]
    event = next(node for node in uncertain if node["@id"] == "#call-1")
    assert "startDate" not in event
    assert event["temporalCoverage"] == {"@type": "edtf:EDTF", "@value": "2025-10-14~"}


# --- GraphML ---------------------------------------------------------------------------------------------------------


@given(st.data())
def test_graphml_nodes_are_the_people_and_edges_weigh_their_quotes(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = filter(dossier, data.draw(views(dossier)))
    read = networkx.parse_graphml(publish(FORMAT_BY_NAME["graphml"], selection).text)
    assert read.is_directed()
    assert list(read) == listed(selection, "people")
    for row in LISTINGS["people"].rows(dossier, selection.view, False):
        node = read.nodes[row["id"]]
        assert {key: node[key] for key in ("quotes", "quotes_total", "events", "events_total")}.items() <= row.items()
    wanted: dict[tuple[str, str], int] = {}
    for quote in selection.quotes:
        for pair in {(who, to) for who in quote.who for to in quote.to}:
            wanted[pair] = wanted.get(pair, 0) + 1
    assert {(who, to): edge["weight"] for who, to, edge in read.edges(data=True)} == wanted


@pytest.mark.parametrize("hostile", [*HOSTILE, "\ufffe"])
def test_graphml_shows_hostile_text_as_text(hostile: str) -> None:
    read = networkx.parse_graphml(written("graphml", spoilt(hostile)))
    assert read.nodes["ivanov"]["label"] == hostile.replace("\ufffe", "\ufffd")
    assert read.edges["ivanov", "smith"]["quotes"] == "call-1-07"


# --- The command -----------------------------------------------------------------------------------------------------


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    file = Path("a.toml")
    file.write_text(EXAMPLE, "utf-8")
    return file


@pytest.mark.parametrize("name", FORMAT_BY_NAME)
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
