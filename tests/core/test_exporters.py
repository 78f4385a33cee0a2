"""Exports: the same bytes every time, what `list` lists, a note on provenance; JSON Lines; and the command."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Sequence
from hashlib import sha256
from html import unescape
from importlib import import_module
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossiers import EXAMPLE, changed, dossier
from exports import (
    OUTPUTS,
    FullDossier,
    as_text,
    attributions,
    export_text,
    is_printed,
    listed_ids,
    printed_dossiers,
    says_what_it_is,
    sound_dossier,
    tampered,
)
from generated import dossiers, views, whole_dossiers
from peace_tui.__main__ import main
from peace_tui.cli.commands.show import format_record
from peace_tui.collation.apparatus import compare_outlets
from peace_tui.exporters.citations import STYLES, cite, list_passages
from peace_tui.exporters.provenance_note import find_unwritten, make_note
from peace_tui.exporters.registry import FORMAT_BY_NAME, FORMATS, is_empty, publish
from peace_tui.importers.registry import IMPORTS
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import String, Strings, Tables
from peace_tui.model.records import (
    KIND_NAMES,
    Info,
    Source,
)
from peace_tui.query.selection import KINDS, LISTINGS, select

# --- Selections ------------------------------------------------------------------------------------------------------


@given(st.data())
def test_a_selection_is_what_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    for kind in KINDS:
        assert [record.id for record in getattr(selection, kind)] == listed_ids(selection, kind)
    for kind in ("events", "people", "sources"):
        for row in LISTINGS[kind].rows(dossier, selection.view, False):
            count = selection.counts[row["id"]]._asdict()
            assert {key: row[key] for key in count if key in row} == {key: count[key] for key in count if key in row}


# --- All formats -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMAT_BY_NAME)
@given(st.data())
def test_the_same_bytes_every_time(name: str, data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    first = publish(FORMAT_BY_NAME[name], selection)
    assert publish(FORMAT_BY_NAME[name], selection).data == first.data
    assert first.data.endswith(b"\n") or not first.data or FORMAT_BY_NAME[name].is_binary


@pytest.mark.parametrize("name", OUTPUTS)
@given(printed_dossiers())
def test_no_outlet_is_said_to_print_what_it_does_not(name: str, dossier: Dossier) -> None:
    for found in attributions(name, dossier):
        assert is_printed(dossier, found), found


@settings(max_examples=30)
@given(printed_dossiers())
def test_quotation_marks_are_never_doubled(dossier: Dossier) -> None:
    written = [export_text(name, dossier) for name in ("markdown", "html", "timelinejs", "csl", "bibtex")]
    for quote in dossier.quotes:
        written += [
            "\n".join(format_record(dossier, quote)),
            *(cite(dossier, list_passages(dossier, quote)[0], s) for s in STYLES),
        ]
    for text in written:
        assert not re.search(r"[“„]\s?[“„]|[“„]\s?\"|”\s?”", unescape(text)), text


UNPLACED = ("list",)
"""What names no places of passages."""


@pytest.mark.parametrize("fault", ["outlet", "locator", "words"])
@pytest.mark.parametrize("name", OUTPUTS)
def test_an_output_that_is_wrong_of_an_outlet_is_found_out(name: str, fault: str) -> None:
    """The test above can fail: what is made of a spoilt dossier is not true of the sound one."""
    if fault == "locator" and name in UNPLACED:
        return
    sound = sound_dossier()
    assert all(is_printed(sound, found) for found in attributions(name, sound))
    assert not all(is_printed(sound, found) for found in attributions(name, sound, tampered(sound, fault)))


@given(printed_dossiers())
def test_every_reading_of_a_comparison_is_a_piece_of_what_its_outlet_prints(dossier: Dossier) -> None:
    for quote in dossier.quotes:
        comparison = compare_outlets(dossier, quote)
        for entry in comparison.entries:
            for text, sides in entry.readings:
                for side in sides:
                    assert any(text in quote.versions[row].text for row in comparison.sides[side])
        shown = "\n".join(format_record(dossier, quote))
        assert says_what_it_is(shown, quote)
        for version in quote.versions:
            assert version.text in shown


def test_paraphrases_are_shown_without_an_apparatus() -> None:
    words = 'about = ["王"]'
    for mode, lists in (("direct", True), ("indirect", False)):
        read = dossier(changed(words, f'{words}\nmode = "{mode}"'))
        shown = [*format_record(read, read.by_id["call-1-07"])]
        assert any(line.startswith("1") for line in shown) == lists
        assert ("2 outlets, 2 paraphrases" in shown) != lists


@pytest.mark.parametrize("name", OUTPUTS)
def test_in_the_bundled_dossier_every_outlet_prints_what_is_said_of_it(name: str) -> None:
    dossier = load()
    found = [*attributions(name, dossier)]
    assert found
    assert [each for each in found if not is_printed(dossier, each)] == []


@pytest.mark.parametrize("name", [format.name for format in FORMATS if format.has_footer])
def test_the_footer_is_in_the_file(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "a.toml"
    file.write_text(EXAMPLE, "utf-8")
    output = tmp_path / "out"
    assert main(["export", name, str(file), "--view", "event:call-1", "-o", str(output)]) == 0
    assert capsys.readouterr() == ("", "")
    out = as_text(output.read_bytes())
    for said in ("event:call-1", "peace-tui 0", "An example call"):
        assert said in out.replace("\\", "")
    assert sha256(file.read_bytes()).hexdigest() in out


@pytest.mark.parametrize("name", [format.name for format in FORMATS if format.has_footer])
def test_an_export_without_a_source_names_the_sources_that_fall_along(name: str) -> None:
    two = EXAMPLE.replace("\n[[events]]", '\n[[sources]]\nid = "c"\ncontainer_title = "Outlet C"\n\n[[events]]', 1)
    text = two.replace("[[quotes.versions]]", '[[quotes.versions]]\nsource = "c"\ntext = "So."\n[[quotes.versions]]')
    told = export_text(name, dossier(text), "without:outlet-b").replace("\\", "")
    assert "Without Outlet B" in told
    assert "Outlet A falls too" in told
    assert "falls too" not in export_text(name, dossier(text), "event:call-1")


# --- Nothing is left out in silence ----------------------------------------------------------------------------------


def test_a_key_of_ones_own_that_holds_a_dot_is_no_table() -> None:
    kept = Source(id="s", title="S", extra={"x_a.b": "c"})
    only = select(Dossier(info=Info(title="T"), sources=(kept,)))
    assert find_unwritten(only, {"dossier": "title", "sources": "id title x_*"}) == []
    assert find_unwritten(only, {"dossier": "title", "sources": "id title"}) == ["of sources: x_a.b"]


COUNTED = {"graphml": ("events.involved.person", "quotes.about"), "citations": ("sources.author.given",)}
"""Keys that a format leaves out, but counts, or has the initials of."""


def told(path: str, omissions: Sequence[str]) -> bool:
    """Whether the omissions name a key, its table, or its kind."""
    kind, _, key = path.partition(".")
    names = {"dossier": "the dossier", "views": "guided view"}
    for each in omissions:
        label, _, keys = each.partition(": ")
        if label == f"of {names.get(kind, kind)}":
            if {key, key.partition(".")[0]}.intersection(keys.split(", ")):
                return True
        elif each.startswith(f"of {names.get(kind, kind)} all but "):
            written = re.split(", | and ", each.partition(" all but ")[2])
            if key not in written:
                return True
        elif re.fullmatch(rf"\d+ ({KIND_NAMES.get(kind)}s?|{kind})", each) or (
            kind == "dossier" and each.startswith("what the dossier says")
        ):
            return True
    return False


CHOICES = [
    (format.name, dict(zip((option.name for option in format.options), chosen, strict=True)))
    for format in FORMATS
    for chosen in product(*(option.choices or ("", "yes") for option in format.options))
]
"""Each format with each choice of its options."""


@pytest.mark.parametrize(("name", "options"), CHOICES)
def test_every_key_is_written_or_told_as_left_out(name: str, options: dict[str, str]) -> None:
    full = FullDossier()
    plain = publish(FORMAT_BY_NAME[name], select(full.dossier, ""), options)
    render = import_module(FORMAT_BY_NAME[name].module).render

    def written(dossier: Dossier) -> str:
        selection = select(dossier, "")
        pieces = [*render(selection, make_note(selection, plain.note.omissions), **options)]
        return as_text(b"".join(pieces) if FORMAT_BY_NAME[name].is_binary else "".join(pieces).encode())

    before = written(full.dossier)
    silent, denied = [], []
    for path, values in full.values.items():
        is_written = written(full.build({path: values[1]})) != before
        is_told = told(path, plain.note.omissions)
        token = re.search("Tok[0-9]+a", str(values[0]))
        if not (is_written or is_told) or (is_written and token and token[0] not in before):
            silent.append(path)
        if is_written and is_told and path not in COUNTED.get(name, ()):
            denied.append(path)
    assert (silent, denied) == ([], [])


# --- JSON Lines ------------------------------------------------------------------------------------------------------


@given(st.data())
def test_json_lines_are_the_rows_of_list_and_more(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    lines = [json.loads(line) for line in publish(FORMAT_BY_NAME["jsonl"], selection).text.split("\n")[:-1]]
    rows: list[dict[str, Any]] = []
    for kind in KINDS:
        rows += LISTINGS[kind].rows(dossier, selection.view, False)
    *rest, last = lines[len(rows) :]
    assert (last["record"], last["title"]) == ("dossier", dossier.info.title)
    if selection.view.clauses:
        assert not rest
    else:
        records = [*dossier.by_id.values(), *dossier.eras, *(view for view in dossier.views if not view.id)]
        assert len(rows) + len(rest) == len(records)
        assert {line.get("id") for line in lines} == {getattr(record, "id", None) for record in records} | {
            last.get("id")
        }
    assert [line["id"] for line in lines[: len(rows)]] == [row["id"] for row in rows]
    for line, row in zip(lines[: len(rows)], rows, strict=True):
        nested = {"versions", "evidence"} & row.keys()
        assert {key: line[key] for key in row.keys() - nested} == {key: row[key] for key in row.keys() - nested}
        for key in nested:
            for inner, promised in zip(line[key], row[key], strict=True):
                assert {name: inner.get(name) for name in promised} == promised


def test_json_lines_keep_what_the_author_added() -> None:
    text = export_text(
        "jsonl", dossier(changed('wikidata = "Q42"', 'wikidata = "Q42"\nx_day = 2025-10-14\nx_odd = nan'))
    )
    ivanov = next(row for row in map(json.loads, io.StringIO(text)) if row.get("id") == "ivanov")
    assert ivanov["x_card"] == {"number": 7, "boxes": ["a", "b"]}
    assert (ivanov["x_day"], ivanov["x_odd"], ivanov["side"]) == ("2025-10-14", "nan", "Russia")
    assert ivanov["roles"] == [
        {"title": "presidential aide", "org": "kremlin", "date": "2012/..", "sources": ["outlet-a"]}
    ]


@pytest.mark.parametrize("name", ["markdown", "html", "jsonld"])
def test_links_accounts_and_copies_are_written_and_drafts_marked(name: str) -> None:
    text = export_text(name, dossier())
    assert "Follows: First call, 14 October 2025, according to Outlet A" in text
    assert "Outlet A: 14 October 2025, no agreement" in text
    assert "https://archive.example/a" in text
    drafted = export_text(
        name, dossier(changed('title = "Something later"', 'title = "Something later"\ndraft = true'))
    )
    assert drafted.count("not reviewed yet") + drafted.count('"draft"') > text.count("not reviewed yet")


@pytest.mark.parametrize("name", ["markdown", "html", "jsonld"])
def test_what_a_view_leaves_out_says_nothing_of_a_link_or_an_office(name: str) -> None:
    text = export_text(name, dossier(), "-source:outlet-a event:later,call-1")
    assert "according to Outlet A" not in text
    assert "no agreement" not in text


def test_a_claim_shows_no_composed_text_as_that_of_the_outlet_whose_evidence_it_is() -> None:
    read = dossier()
    shown = "\n".join(format_record(read, read.by_id["plan-points"]))
    assert "The reading text. [composed from Outlet A, Outlet B] (call-1-07)" in shown


@pytest.mark.parametrize("name", ["markdown", "html", "timelinejs"])
def test_a_recording_is_a_source_and_does_not_report(name: str) -> None:
    text = export_text(name, dossier()).lower()
    assert "reported by" not in text
    assert "sources" in text


def test_an_outlet_is_not_taken_for_its_own_publisher() -> None:
    nodes = {node["@id"]: node for node in json.loads(export_text("jsonld", dossier()))["@graph"]}
    assert "publisher" not in nodes["#outlet-a"]
    assert nodes["#outlet-a"]["isPartOf"]["name"] == "Outlet A"


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_an_office_is_written_with_its_time_and_wording(name: str) -> None:
    assert "presidential aide, The Kremlin (since 2012), according to Outlet A" in export_text(name, dossier())
    without = export_text(name, dossier(), "-source:outlet-a")  # which leaves out the outlet, and the Kremlin
    assert "presidential aide (since 2012)" in without or "Ivan Ivanov" not in without
    assert "according to Outlet A" not in without


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
    assert "match the filter" in err
    assert [*Path().iterdir()] == [example]


def test_a_file_is_written_whole_and_never_over_the_dossier(example: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "jsonl", "a.toml", "-o", "out.jsonl"]) == 0
    out, err = capsys.readouterr()
    assert not out
    assert "Shown: 2 of 2 events" in err
    assert Path("out.jsonl").read_text("utf-8") == export_text("jsonl", dossier())
    assert main(["export", "jsonl", "a.toml", "-o", "./a.toml"]) == 2
    assert "this is the input file" in capsys.readouterr().err
    assert example.read_text("utf-8") == EXAMPLE
    Path("folder").mkdir()
    assert main(["export", "jsonl", "a.toml", "-o", "folder"]) == 2
    assert "this is a folder" in capsys.readouterr().err
    assert not [*Path("folder").iterdir()]


# --- Nothing of the author's machine ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMAT_BY_NAME)
def test_no_export_says_where_the_dossier_is(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "private-folder"
    folder.mkdir()
    file, shared, output = folder / "a.toml", folder / "shared.toml", folder / "out"
    shared.write_text('format = "peace-tui/1"\n[[people]]\nid = "ann"\nname = "Ann"\n', "utf-8")
    file.write_text(EXAMPLE.replace("\n\n[dossier]", '\ninclude = ["shared.toml"]\n\n[dossier]', 1), "utf-8")
    assert main(["export", name, str(file), "-o", str(output)]) == 0
    said = "".join(capsys.readouterr())
    assert "private-folder" not in as_text(output.read_bytes()) + said
    if name in IMPORTS:
        assert main(["import", name, str(output), "-o", str(folder / "again.toml")]) == 0
        assert "private-folder" not in (folder / "again.toml").read_text("utf-8")


# --- In any dossier, every text is in the export or told -------------------------------------------------------------

UNSAID = {"views.view", "dossier.id"}
"""What has to stay as it is: a view names what there is."""


def with_tokens(record: Any, path: str, tokens: dict[str, str]) -> Any:
    """A record in which every text is a word of its own; `tokens` gets the path of each."""

    def token(name: str) -> str:
        word = f"Tok{len(tokens)}x"
        tokens[word] = f"{path}.{name}"
        return word

    changed: dict[str, Any] = {}
    for name, field in type(record).FIELDS.items():
        value, shape = getattr(record, name), field.shape
        if f"{path}.{name}" in UNSAID or not value:
            continue
        if isinstance(shape, String) and not shape.pattern and name not in ("url", "archived"):
            changed[name] = token(name)
        elif isinstance(shape, Strings):
            changed[name] = tuple(token(name) for _ in value)
        elif isinstance(shape, Tables):
            changed[name] = tuple(with_tokens(each, f"{path}.{name}", tokens) for each in value)
    extra = {name: token(name) for name in record.extra}
    return record.replace(**changed, extra=extra)


OF_SOME = {
    "events.title": "events? not named in it",
    "people.name": "(person|people) not named in it",
    "sources.container_title": "sources? not named in it",
    "sources.title": "sources? not named in it",
    "quotes.text": "the reading text of",
    "quotes.versions.text": "other wordings of",
    "quotes.versions.locator": "other wordings of",
    "eras.title": "era",
    "eras.note": "era",
}
"""What formats write of some records of a kind, with a pattern of what the note says where it is not of all."""


def is_told(path: str, omissions: Sequence[str]) -> bool:
    some = OF_SOME.get(path)
    undated = path.startswith(("events.", "quotes.")) and any("undated" in each for each in omissions)
    return told(path, omissions) or undated or bool(some and any(re.search(some, each) for each in omissions))


@pytest.mark.parametrize("name", [name for name in FORMAT_BY_NAME if name != "svg"])  # a picture, which shortens
@settings(max_examples=40)
@given(whole_dossiers())
def test_every_text_of_any_dossier_is_written_or_told(name: str, drawn: Dossier) -> None:
    tokens: dict[str, str] = {}
    kinds: Any = {
        kind: tuple(with_tokens(record, kind, tokens) for record in getattr(drawn, kind)) for kind in KIND_NAMES
    }
    read = Dossier(info=with_tokens(drawn.info, "dossier", tokens), **kinds)
    selection = select(read)
    if is_empty(FORMAT_BY_NAME[name], selection):
        return
    publication = publish(FORMAT_BY_NAME[name], selection)
    written = as_text(publication.data)
    shown = " ".join(str(record) for kind in KINDS for record in getattr(selection, kind))
    for token, path in tokens.items():
        is_shown = path.partition(".")[0] in ("dossier", "eras", "views") or re.search(rf"\b{token}\b", shown)
        assert re.search(rf"{token}", written) or is_told(path, publication.note.omissions) or not is_shown, (
            path,
            publication.note.omissions,
        )
