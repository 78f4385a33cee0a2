"""The command `import`, whatever it is given: a dossier that passes `check`, or a sentence and exit code 2."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import sys
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from generated import DAYS, NAMES, PLACES, TIMES, WORDS
from imports import Imported, import_data
from peace_tui.__main__ import main
from peace_tui.errors import InputError, UsageError
from peace_tui.importers.coerce import IdRegistry, make_extra_key, make_slug
from peace_tui.importers.dossier_builder import ImportReport
from peace_tui.importers.registry import IMPORTS, WORKBOOKS
from peace_tui.importers.table_columns import COLUMN_NAMES, FIELDS
from peace_tui.loading.converters import is_id
from peace_tui.loading.files import read
from peace_tui.text.html import unescape

CSV = "who,text,date\nAnn,Hello,2025-10-14\n"
CSL = '[{"id": "a", "type": "book", "title": "T"}]'
TEI = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body><u who="#Ann">Hi</u></body></text></TEI>'
TIMELINE = '{"events": [{"start_date": {"year": "1900"}, "text": {"headline": "H"}}]}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(CSV)
    return tmp_path


def refusal(kind: str, data: str | bytes, **options: Any) -> str:
    with pytest.raises((InputError, UsageError)) as caught:
        import_data(kind, data, **options)
    return str(caught.value)


# --- The command -----------------------------------------------------------------------------------------------------


def test_without_o_the_dossier_goes_to_standard_output_and_the_report_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["import", "csv", "a.csv"]) == 0
    answer = capsys.readouterr()
    assert read(answer.out.encode(), "").dossier
    assert answer.err.startswith("a.csv: read 1 row (UTF-8, commas); 1 person, 1 source, 1 event, 1 quote\n")
    assert "who ← who" in answer.err


def test_a_dossier_that_is_there_is_kept_unless_forced(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    assert main(["import", "csv", "a.csv", "-o", "a.toml"]) == 0
    first = (folder / "a.toml").read_text()
    assert main(["check", "a.toml"]) == 0
    (folder / "a.toml").write_text("mine")
    capsys.readouterr()
    assert main(["import", "csv", "a.csv", "-o", "a.toml"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (folder / "a.toml").read_text() == "mine"
    assert main(["import", "csv", "a.csv", "-o", "a.toml", "--force"]) == 0
    assert (folder / "a.toml").read_text() == first


def test_a_dry_run_shows_the_first_records_and_writes_nothing(capsys: pytest.CaptureFixture[str], folder: Path) -> None:
    (folder / "b.csv").write_text("Speaker,Quote\n" + "".join(f"P{n},Words {n}\n" for n in range(9)))
    assert main(["import", "csv", "b.csv", "--dry-run", "-o", "a.csv"]) == 0
    answer = capsys.readouterr()
    shown = read(answer.out.encode(), "").dossier
    assert shown
    assert [quote.text for quote in shown.quotes] == ["Words 0", "Words 1", "Words 2"]
    assert "9 quotes" in answer.err
    assert "written: nothing" in answer.err
    assert {path.name: path.read_text() for path in folder.iterdir()}.keys() == {"a.csv", "b.csv"}
    assert (folder / "a.csv").read_text() == CSV


def test_no_output_names_the_folder_of_the_file(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = {"csv": "Speaker,Quote\nAnn,Hi\n", "timelinejs": TIMELINE, "csl": CSL, "tei": TEI}
    for kind, text in data.items():
        (folder / f"given.{kind}").write_text(text)
        made = []
        for name in (f"given.{kind}", str(folder / f"given.{kind}"), os.path.join("..", folder.name, f"given.{kind}")):
            assert main(["import", kind, name]) == 0
            made.append(capsys.readouterr().out)
        assert made == [made[0]] * 3
        assert folder.name not in made[0]


def test_a_file_has_the_same_name_however_long_its_path_is() -> None:
    long = import_data("csv", "who,quote\nAnn,Hello\n", name="/home/ann/" + "private/" * 40 + "talks.csv")
    short = import_data("csv", "who,quote\nAnn,Hello\n", name="talks.csv")
    assert long.toml == short.toml


def test_the_file_itself_is_never_replaced(folder: Path) -> None:
    assert main(["import", "csv", "a.csv", "-o", "a.csv", "--force"]) == 2
    os.symlink("a.csv", "b.toml")
    assert main(["import", "csv", "a.csv", "-o", "b.toml", "--force"]) == 2
    assert (folder / "a.csv").read_text() == CSV


def test_a_refused_import_writes_nothing(folder: Path) -> None:
    assert main(["import", "csl", "a.csv", "-o", "a.toml"]) == 2
    assert [path.name for path in folder.iterdir()] == ["a.csv"]


def test_standard_input_is_read(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CSV.encode())))
    assert main(["import", "csv", "-"]) == 0
    assert "standard input: read 1 row" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("csv none.csv", "none.csv: there is no such file"),
        ("csv .", "this is a folder"),
        ("csv a.csv -o .", "this is a folder"),
        ("csv a.csv --map who", "--map takes FIELD=COLUMN"),
        ("csv a.csv --map whom=who", "there is no field 'whom'; did you mean 'who'?"),
        ("csv a.csv --map who=whoo", "there is no column 'whoo'; did you mean 'who'?"),
        ("csl a.csv --map who=who", "--map is for csv"),
        ("csv a.csv --timezone Mars/Base", "there is no time zone 'Mars/Base'"),
        ("csv a.csv --encoding latin-99", "there is no encoding 'latin-99'"),
        ("csv a.csv --encoding base64", "there is no encoding 'base64'"),
        ("csv a.csv --date-order dym", "unknown date order 'dym'"),
        ("pdf a.csv", "unknown format 'pdf'"),
    ],
)
def test_a_mistake_is_a_sentence(words: str, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *words.split()]) == 2
    answer = capsys.readouterr()
    assert sentence in answer.err
    assert answer.out == ""


@pytest.mark.parametrize("kind", IMPORTS)
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" \n\n",
        b"\x00\x01\x02\xff" * 50,
        b"PK\x03\x04\x14\x00\x00\x00",
        b"\xff\xfe",
        b"{",
        b"[",
        b"<",
        b"<a/>",
        b"[]",
    ],
)
def test_what_is_no_such_file_is_refused_by_every_format(kind: str, data: bytes) -> None:
    assert refusal(kind, data).startswith("given: ") or not data


def test_an_empty_file_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "empty").touch()
    for kind in IMPORTS:
        assert main(["import", kind, "empty"]) == 2
        assert "empty: the file is empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("kind", "data", "right"),
    [
        ("timelinejs", CSL, "import csl"),
        ("csl", TIMELINE, "import timelinejs"),
        ("csv", TIMELINE, "import timelinejs"),
        ("csv", '<TEI xmlns="http://www.tei-c.org/ns/1.0"/>', "import tei"),
        ("csl", "<TEI/>", "import tei"),
        ("timelinejs", CSV, "import csv"),
        ("csl", CSV, "not JSON"),
    ],
)
def test_a_file_of_another_format_is_told_its_right_name(kind: str, data: str, right: str) -> None:
    assert right in refusal(kind, data)


@pytest.mark.parametrize(
    ("data", "remedy"),
    [
        (b"PK\x03\x04\x14\0", "peace-tui import xlsx, or ods"),
        (b"\xd0\xcf\x11\xe0\xa1", "export the table as CSV"),
        (b"\x1f\x8b\x08\0", "gunzip"),
        (b"%PDF-1.7", "PDF"),
        (b"@article{smith, title = {T}}", "peace-tui import bibtex"),
        (b"TY  - BOOK\nTI  - T\nER  - \n", "peace-tui import ris"),
    ],
)
@pytest.mark.parametrize("kind", IMPORTS)
def test_what_has_to_be_unpacked_or_exported_first_is_told_how(kind: str, data: bytes, remedy: str) -> None:
    if kind in ("ris", "bibtex") and "import" in remedy and "xlsx" not in remedy:
        assert import_data(kind, data).sources
    else:
        assert remedy in refusal(kind, data) or (kind in WORKBOOKS and data.startswith(b"PK"))


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
def test_progress_is_shown_on_a_terminal_and_taken_away(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(f"Ann,Words {n},2025\n" for n in range(40))
    (folder / "long.csv").write_text("who,text,date\n" + rows)
    monkeypatch.setattr("peace_tui.importers.input_file.PROGRESS_INTERVAL", 0.0)
    ours, theirs = os.openpty()
    with os.fdopen(theirs, "w") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        assert main(["import", "csv", "long.csv", "-o", "long.toml"]) == 0
    shown = os.read(ours, 2**16).decode()
    os.close(ours)
    assert "100%" in shown
    assert "rows" in shown
    assert "\r\x1b[K" in shown[shown.rindex("%") :]


# --- Names -----------------------------------------------------------------------------------------------------------


@given(st.lists(st.text() | st.sampled_from((*NAMES, *WORDS)), max_size=8))
def test_ids_are_sound_unique_and_the_same_each_time(wanted: list[str]) -> None:
    ids, again = IdRegistry(), IdRegistry()
    imported = [ids.assign(text, "thing") for text in wanted] + [ids.assign("", "thing", given=text) for text in wanted]
    assert all(map(is_id, imported))
    assert len(set(imported)) == len(imported)
    assert imported == [again.assign(text, "thing") for text in wanted] + [
        again.assign("", "thing", given=text) for text in wanted
    ]


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("Steve Witkoff", "steve-witkoff"),
        ("Élysée, Paris", "elysee-paris"),
        ("Иван Иванов", "иван-иванов"),
        ("हिन्दी", "हिन्दी"),
        ("王小明", "王小明"),
        ("“…”", ""),
        (
            "A title of very many words that would make an id which nobody can type",
            "a-title-of-very-many-words-that-would-make-an-id",
        ),
    ],
)
def test_an_id_says_what_the_name_says(text: str, id: str) -> None:
    assert make_slug(text) == id


@given(st.text())
def test_a_key_of_our_own_is_one_that_the_format_keeps(header: str) -> None:
    assert make_extra_key(header).startswith("x_")
    assert make_extra_key(make_extra_key(header)) == make_extra_key(header)


def test_every_field_of_the_guesses_can_be_said() -> None:
    assert set(COLUMN_NAMES) == {FIELDS[name] for name in COLUMN_NAMES}


def test_a_report_counts_and_names_the_first() -> None:
    report = ImportReport()
    report.read.append("1,204 rows")
    for place in ("row 17", "row 90"):
        report.add_loss("row without text", place)
    report.add_change("date that cannot be read, kept as x_date", "row 3: 'soon'")
    assert report.lines("a.csv", {"quotes": 1198, "people": 14}) == [
        "a.csv: read 1,204 rows; 14 people, 1,198 quotes",
        "  changed: 1 date that cannot be read, kept as x_date (row 3: 'soon')",
        "  left out: 2 rows without text (first: row 17)",
    ]


def test_a_report_knows_the_plural_of_its_nouns() -> None:
    report = ImportReport()
    for noun in ("address", "speech", "person", "entry", "day", "hidden row"):
        report.add_loss(f"{noun} of a kind", count=2)
    lines = report.lines("a.csv", {})[1:]
    plurals = [line.removeprefix("  left out: 2 ").removesuffix(" of a kind") for line in lines]
    assert plurals == ["addresses", "speeches", "people", "entries", "days", "hidden rows"]


# --- Anything at all -------------------------------------------------------------------------------------------------

CELLS = st.text(max_size=12) | st.sampled_from(
    (
        *(
            *NAMES,
            *WORDS,
            *DAYS,
            *TIMES,
            *PLACES,
            "14 October 2025",
            "10/14/2025",
            "03/04/2025",
            "2025-10-14 12:05",
            "44 BC",
        ),
        *(
            "a; b|c",
            "direct",
            "denied",
            "en",
            "PT5M",
            "https://example.org/a?b=c",
            "http://[",
            "12:05",
            "31",
            "2/30/2020",
        ),
        *('[{"source": "a", "text": "t", "more": 1}, 3]', '[{"source": "a", "text": " "}]', '[{"source": "a"}]', "a|b"),
        *('[{"source": "a", "text": "t", "via": 5, "locator": [1]}]', '[{}, {"text": null}]', "[{", "{}"),
        *("\x1b[2J", "\u202e", "\ud800".encode("utf-8", "replace").decode(), '"', "''", "=1+1", "x" * 300),
    )
)
HEADERS = st.sampled_from(sorted({name for names in COLUMN_NAMES.values() for name in names})) | CELLS


def survives(kind: str, data: str | bytes, **options: Any) -> None:
    """Import anything: it passes `check`, or is refused in a sentence."""
    with suppress(InputError, UsageError):
        import_data(kind, data, **options)


@given(
    st.sampled_from([*IMPORTS]),
    st.binary(max_size=200) | st.text(max_size=200).map(lambda t: t.encode("utf-8", "replace")),
)
def test_any_bytes_are_imported_or_refused(kind: str, data: bytes) -> None:
    survives(kind, data)


@given(
    st.sampled_from(((), ("quote",), ("quote", "who"), ("title",), ("quote", "versions", "source", "source_id"))),
    st.lists(HEADERS, min_size=1, max_size=7),
    st.lists(st.lists(CELLS, max_size=8), min_size=1, max_size=6),
    st.sampled_from((",", ";", "\t", "|")),
    st.sampled_from((None, "Europe/Kyiv")),
)
def test_any_table_is_imported_or_refused(
    first: tuple[str, ...], header: list[str], rows: list[list[str]], between: str, zone: str | None
) -> None:
    def quoted(cells: list[str]) -> str:
        return between.join('"' + cell.replace('"', '""') + '"' for cell in cells)

    survives("csv", "\n".join(map(quoted, [[*first, *header], *rows])), zone=zone)
    survives("timelinejs", "\n".join(map(quoted, [["Year", "Headline", *header], *rows])), zone=zone)


JSON = st.recursive(
    CELLS
    | st.none()
    | st.booleans()
    | st.integers(-(10**13), 10**13)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(CELLS, inner, max_size=3),
    max_leaves=6,
)
NUMBERS = st.sampled_from((1900, "1900", -44, "10", 13, "", None, "soon", 0, "-13798000000", 2.5, [1]))
DATE = (
    st.dictionaries(st.sampled_from(("year", "month", "day", "hour", "minute", "second", "time", "text")), NUMBERS)
    | JSON
)
SLIDE = st.fixed_dictionaries(
    {},
    optional={
        **{
            "start_date": DATE,
            "end_date": DATE,
            "display_date": JSON,
            "unique_id": JSON,
            "group": JSON,
            "x_date": JSON,
        },
        "text": st.fixed_dictionaries({}, optional={"headline": JSON, "text": JSON}) | JSON,
        "media": st.fixed_dictionaries({}, optional=dict.fromkeys(("url", "caption", "credit", "link"), JSON)) | JSON,
        **{"background": JSON, "location": JSON, "type": JSON, "x_own": JSON, "asset": JSON, "startDate": JSON},
    },
)
SLIDES = st.lists(SLIDE | JSON, max_size=4) | JSON
TIMELINES = st.fixed_dictionaries(
    {"events": SLIDES}, optional={"title": SLIDE | JSON, "eras": SLIDES, "scale": JSON, "more": JSON}
)


@given(TIMELINES | SLIDES | st.fixed_dictionaries({"timeline": st.fixed_dictionaries({"date": SLIDES})}))
def test_any_timeline_is_imported_or_refused(timeline: Any) -> None:
    survives("timelinejs", json.dumps(timeline))


CSL_DATE = JSON | st.fixed_dictionaries(
    {},
    optional={
        "date-parts": st.lists(st.lists(NUMBERS, max_size=4) | JSON, max_size=3) | JSON,
        **{"raw": JSON, "literal": CELLS, "season": NUMBERS, "circa": JSON, "edtf": CELLS},
    },
)
CSL_NAMES = (
    st.lists(st.dictionaries(st.sampled_from(("family", "given", "literal", "suffix")), JSON) | JSON, max_size=3) | JSON
)
ITEM = st.fixed_dictionaries(
    {"type": CELLS},
    optional={
        **dict.fromkeys(
            ("id", "title", "container-title", "URL", "DOI", "language", "note", "custom", "abstract"), JSON
        ),
        **{"author": CSL_NAMES, "editor": CSL_NAMES, "issued": CSL_DATE, "accessed": CSL_DATE, "event-date": CSL_DATE},
    },
)


@given(st.lists(ITEM | JSON, max_size=4) | st.fixed_dictionaries({"items": st.lists(ITEM)}) | JSON)
def test_any_bibliography_is_imported_or_refused(items: Any) -> None:
    survives("csl", json.dumps(items))


KEYS = st.sampled_from(
    (
        *(
            "turns",
            "segments",
            "sections",
            "transcript",
            "speaker",
            "text",
            "text_blocks",
            "start",
            "stop",
            "roles",
            "name",
        ),
        *(
            "title",
            "date_start",
            "claimReviewed",
            "itemReviewed",
            "reviewRating",
            "author",
            "appearance",
            "datePublished",
        ),
        *(
            "claims",
            "claimReview",
            "publisher",
            "ratingValue",
            "bestRating",
            "worstRating",
            "alternateName",
            "url",
            "@graph",
        ),
    )
)
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(("2020", "https://e.x/")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@given(st.sampled_from(("oyez", "claimreview")), ANYTHING, ANYTHING)
@example("oyez", None, " ")
def test_any_json_of_turns_and_reviews_is_imported_or_refused(kind: str, value: Any, more: Any) -> None:
    survives(kind, json.dumps(value))
    wrapped = {"claimReviewed": "a", "itemReviewed": value, "reviewRating": more, "author": more, "publisher": value}
    turn = {"text": "a", "text_blocks": value, "speaker": more, "start": value, "stop": more, "volume": value}
    survives(kind, json.dumps(wrapped if kind == "claimreview" else {"turns": [turn], "title": more, "url": value}))


# --- Nothing is lost in silence --------------------------------------------------------------------------------------


class Tokens:
    """Words that stand nowhere else."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, form: str = "{}") -> str:
        self.count += 1
        return form.format(f"token{self.count:03}x")


def account_for(kind: str, data: str, **options: Any) -> None:
    """Import a file: every token in it is in the dossier, or is named in the report."""
    imported = import_data(kind, data, **options)
    assume(not re.search("rows? without", imported.report))  # which is left out and counted whole
    given = sorted(set(re.findall("token[0-9]{3}x", data)))
    assert given
    lost = [token for token in given if token not in imported.toml + imported.report]
    assert not lost, (lost, data, imported.toml, imported.report)


FORMS = st.sampled_from(("{}", "{}", "{}", "a; {}", "{} | b", "<b>{}</b>", "2024 {}", "https://{}.example/", "{}?"))
SHAPED = (
    "First name",
    "Last name",
    "Middle name",
    "speaker first name",
    "speaker last name",
    "Speaker (party)",
    "Von (Ort)",
)
"""Columns that are put together or taken apart."""
FIRST = st.sampled_from(
    (
        ("quote",),
        ("Speaker", "Quote"),
        ("Event", "Quote", "Event date"),
        ("Title",),
        ("id", "quote"),
        ("Sender", "Recipient"),
    )
)


@given(
    FIRST,
    st.lists(
        st.sampled_from(sorted({*(name for names in COLUMN_NAMES.values() for name in names), *SHAPED})),
        max_size=9,
        unique=True,
    ),
    st.lists(st.lists(FORMS | st.sampled_from(("", "same")), min_size=9, max_size=12), min_size=1, max_size=4),
)
def test_every_cell_of_a_table_is_in_the_dossier(
    first: tuple[str, ...], names: list[str], rows: list[list[str]]
) -> None:
    tokens = Tokens()
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow([*first, *names])
    for number, forms in enumerate(rows):
        said = ["E" if name == "Event" else f"{number % 2}" if name == "id" else tokens() for name in first]
        writer.writerow([*said, *(form and tokens(form) if form != "same" else form for form in forms)])
    in_doubt = first == ("Sender", "Recipient")  # where another column of speakers makes the sender doubtful
    with suppress(InputError) if in_doubt else nullcontext():
        account_for("csv", table.getvalue())


PART_NAMES = ("year", "month", "day", "hour", "minute", "second", "time", "text", "display_date", "more")


@given(st.data())
def test_every_value_of_a_timeline_is_in_the_dossier(data: st.DataObject) -> None:
    tokens = Tokens()

    def chosen(*names: str) -> dict[str, Any]:
        return {name: tokens() for name in data.draw(st.lists(st.sampled_from(names), unique=True))}

    def date() -> Any:
        return data.draw(st.sampled_from((None, {"year": 2020}, "2020"))) or chosen(*PART_NAMES)

    def html() -> str:
        link = f'<a href="{data.draw(st.sampled_from(("https", "mailto")))}://{tokens()}.example/">{tokens()}</a>'
        return data.draw(st.sampled_from((tokens(), f"<p>{tokens()} {link}</p>", f'<img src="{tokens()}.png">')))

    def slide() -> dict[str, Any]:
        media = {"url": html(), "caption": html(), "credit": html(), **chosen("thumbnail", "link", "alt")}
        urls = (
            f"https://{tokens()}.example/a.jpg",
            "https://same.example/",
            f'<iframe src="https://{tokens()}.e/"></iframe>',
        )
        media["url"] = data.draw(
            st.sampled_from((*urls, f"<blockquote>{tokens()}</blockquote>{tokens()}", media["url"]))
        )
        full = {
            "start_date": date(),
            "end_date": date(),
            "text": {"headline": html(), "text": html(), **chosen("more")},
        }
        full |= {"media": data.draw(st.sampled_from((media, tokens()))), **chosen("group", "unique_id", "display_date")}
        return full | chosen("background", "autolink", "location", "more")

    timeline = {"title": slide(), "events": [slide(), slide()], "eras": [{**slide(), "start_date": "2020"}]}
    timeline |= chosen("scale", "more")
    account_for("timelinejs", json.dumps(timeline))


@given(st.data())
def test_every_variable_of_a_bibliography_is_in_the_dossier(data: st.DataObject) -> None:
    tokens = Tokens()

    def name() -> dict[str, str]:
        parts = ("family", "given", "dropping-particle", "non-dropping-particle", "suffix", "literal", "ORCID")
        return {part: tokens() for part in data.draw(st.lists(st.sampled_from(parts), min_size=1, unique=True))}

    def date() -> dict[str, Any]:
        parts = [[2020, tokens()], [2020, 5, 4], [tokens(), 5], [2020, 5, 4, tokens()]]
        texts = data.draw(st.lists(st.sampled_from(("season", "raw", "literal", "edtf", "more")), unique=True))
        return {"date-parts": [data.draw(st.sampled_from(parts))], **{text: tokens() for text in texts}}

    keys = (
        "title",
        "container-title",
        "publisher",
        "language",
        "URL",
        "note",
        "DOI",
        "id",
        "citation-key",
        "page",
        "custom",
    )
    items = [
        {
            "type": data.draw(st.sampled_from(("book", tokens()))),
            **{key: tokens() for key in data.draw(st.lists(st.sampled_from(keys), unique=True))},
            **{
                "author": [name(), name()],
                "editor": [name()],
                "issued": date(),
                "accessed": date(),
                "event-date": date(),
            },
        }
        for _ in range(2)
    ]
    account_for("csl", json.dumps(items))


@given(st.data())
def test_every_text_and_attribute_of_a_table_in_xml_is_in_the_dossier(data: st.DataObject) -> None:
    tokens = Tokens()

    def element(depth: int) -> str:
        name = data.draw(st.sampled_from(("title", "date", "by", "place", "more")))
        inner = "".join(element(depth + 1) for _ in range(data.draw(st.integers(0, 2)))) if depth < 5 else ""
        text, tail = (data.draw(st.sampled_from(("", tokens()))) for _ in range(2))
        return f'<{name} key="{tokens()}">{text}{inner}</{name}>{tail}'

    rows = [f'<row id="{tokens()}"><title>{tokens()}</title>{element(0)}{element(0)}</row>' for _ in range(2)]
    account_for("csv", f"<rows>{''.join(rows)}</rows>")


@given(st.data())
def test_every_text_and_attribute_of_tei_is_in_the_dossier_or_counted(data: st.DataObject) -> None:
    """What is left out is named in the report by its element or attribute: names that are drawn here, too."""
    tokens = Tokens()
    names = ("note", "p", "seg", "del", "label", "name", "extent", "measure", "persName", "addName", "date", "bibl")
    holders = ("TEI", "text", "front", "body", "back", "div", "meeting", "u")
    keys = ("xml:id", "xml:lang", "n", "type", "subtype", "rend", "ana", "corresp", "other")
    drawn = st.lists(st.tuples(st.sampled_from(holders), st.sampled_from(keys)), max_size=6, unique=True)
    held = [(holder, f'{key}="{tokens()}"') for holder, key in data.draw(drawn)]

    def tag(name: str) -> str:
        return " ".join([name, *(attribute for holder, attribute in held if holder == name)])

    def element(depth: int = 0) -> str:
        name = data.draw(st.sampled_from(names))
        inner = "".join(element(depth + 1) for _ in range(data.draw(st.integers(0, 2)))) if depth < 3 else ""
        key = f"k{tokens()}" if data.draw(st.booleans()) else "rend"
        return f'<{name} {key}="{tokens()}">{tokens()}{inner}</{name}>'

    title = f"<title>{tokens()}</title><{tag('meeting')}/>{element()}"
    header = f"<fileDesc><titleStmt>{title}</titleStmt>{element()}</fileDesc>"
    header += f"<profileDesc><settingDesc><setting>{element()}</setting></settingDesc></profileDesc>"
    people = f'<listPerson><person xml:id="a"><persName>{tokens()}</persName>{element()}</person></listPerson>'
    text = f'<{tag("div")}>{element()}<{tag("u")} who="#a" {"k" + tokens()}="x">{tokens()} {element()}</u></div>'
    text = f"<{tag('front')}/><{tag('body')}>{text}</body><{tag('back')}/>"
    tei = f"<{tag('TEI')}><teiHeader>{header}{people}</teiHeader><{tag('text')}>{text}</text></TEI>"
    imported = import_data("tei", tei)
    shown = imported.toml + imported.report
    root = ElementTree.fromstring(tei)
    told = re.findall(r"(?:attributes?|texts?|elements?) ([^,(\n]+)", imported.report)
    for each in root.iter():
        for key, value in each.attrib.items():
            if "token" not in value:
                continue
            name = key.replace("{http://www.w3.org/XML/1998/namespace}", "xml:")
            assert value in shown or any(line.startswith(f"{name} of {each.tag}") for line in told) or more(imported)
        if (words := (each.text or "").strip()) and words not in shown:
            assert any(each.tag in line.split() for line in told) or more(imported), (words, tei, imported)


def more(imported: Imported) -> bool:
    """Whether the report counts more things than it names one by one."""
    return "other thing" in imported.report


HUGE = "9" * 5_000
"""More digits than Python converts to a number."""


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("csv", f"who,quote\nAnn,<p>It is &#{HUGE}; so</p>\n"),
        ("csl", json.dumps([{"id": "a", "type": "book", "title": f"<i>It is &#{HUGE}; so</i>"}])),
        ("timelinejs", json.dumps({"events": [{"text": {"headline": "H", "text": f"<p>It is &#{HUGE}; so</p>"}}]})),
    ],
)
def test_a_huge_character_reference_is_a_character_that_is_none(kind: str, data: str) -> None:
    imported = import_data(kind, data)
    dossier = imported.dossier
    texts = [
        *(q.text for q in dossier.quotes),
        *(s.title for s in dossier.sources),
        *(e.summary for e in dossier.events),
    ]
    assert any(text and "It is \ufffd so" in text for text in texts)


def test_a_reference_is_read_as_browsers_do_however_many_digits_it_has() -> None:
    assert unescape(f"&#{'0' * 5_000}65;&#0000000066;&#99999999;&#x43;&amp;") == "AB\ufffdC&"
    assert unescape(f"&#{'0' * 5_000};") == "\ufffd"


def test_a_nested_table_that_lacks_a_required_key_is_kept_and_told() -> None:
    lines = [
        {"record": "dossier", "title": "Talks"},
        {"record": "person", "id": "ann", "name": "Ann"},
        {"record": "event", "id": "e", "title": "A talk", "involved": [{"person": "ann"}, {"role": "host"}]},
    ]
    imported = import_data("jsonl", "\n".join(map(json.dumps, lines)))
    assert [each.person for each in imported.events[0].involved] == ["ann"]
    assert imported.events[0].extra["x_involved"] == [{"role": "host"}]
    assert "x_involved" in imported.report


def test_what_stands_twice_under_a_key_is_kept() -> None:
    data = '[{"type": "book", "title": "One", "title": "Two", "volume": "7", "volume": "7"}]'
    source = import_data("csl", data).sources[0]
    assert (source.title, dict(source.extra)) == ("One", {"x_title_2": "Two", "x_volume": "7"})
