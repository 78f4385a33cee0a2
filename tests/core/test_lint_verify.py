"""`check --verify`: versions looked up in archived texts, whatever those hold."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.__main__ import main
from peace_tui.lint.verify import (
    MATCH_KINDS,
    Archive,
    ArchivedText,
    MatchKind,
    find_nearest_passage,
    match_version,
    split_fragments,
    strip_marks,
)
from peace_tui.text.folding import fold
from peace_tui.text.html import INLINE_ELEMENTS, extract_page_text

STORY = """\
The mayor spoke on Monday. “The bridge will be built this year,” she said -- her voice was low. “Whatever it takes,
and I mean
whatever.” It’s the third time that the council – all of it – had heard her say so.

“We did not agree,” said Roe, “and that we will not pay is certain.” The end... of the story.
"""


def text_of(words: str) -> ArchivedText:
    text = ArchivedText("", "")
    text.words = words
    return text


@pytest.mark.parametrize(
    ("version", "way"),
    [
        ("The bridge will be built this year", "exact"),
        ("It’s the third time", "exact"),
        ("It's the third time", "normalized"),
        ("the council - all of it - had heard", "normalized"),
        ("and I mean whatever", "normalized"),
        ("THE MAYOR SPOKE", "normalized"),
        ("The bridge … this year", "abridged"),
        ("The bridge ... this year", "abridged"),
        ("The bridge [...] this year", "abridged"),
        ("The bridge […] this year", "abridged"),
        ("… this year", "abridged"),
        ("The [new] bridge will be built this year", "abridged"),
        ("[It] is certain", "abridged"),
        ("[t]he bridge will … be built", "abridged"),
        ("the mayor spoke [on] Monday", "abridged"),
        ("We did not agree, and that we will not pay is certain.", "abridged"),
        ("The bridge will be built this year, Whatever it takes", "abridged"),
        ("this year … The bridge", "not found"),
        ("The bridge will … be torn down", "not found"),
        ("he bridge will be", "not found"),
        ("The bridge will be buil", "not found"),
        ("The bridge was built", "not found"),
        ("…", "not found"),
        ("[x]", "not found"),
        ("", "not found"),
    ],
)
def test_a_version_stands_in_a_text_in_one_of_four_ways(version: str, way: MatchKind) -> None:
    assert match_version(version, text_of(STORY)) == way


@pytest.mark.parametrize(
    ("version", "printed"),
    [
        ("He told us “no deal” and hung up.", "“He told us ‘no deal’ and hung up.”"),
        ("He told us ‘no deal’ and hung up.", "\"He told us 'no deal' and hung up.\""),
        ("the boys’ club won’t open", "“the boys' club won't open,” she said"),
        ("We met -- and parted.", "We met — and parted."),
        ("We met—and parted.", "We met – and parted."),
        ("We met - and parted.", "We met—and parted."),
        ("The first ends. The second begins.", "“The first ends.\n“The second begins.”"),
        ("We will vote tomorrow.", "“We will vote tomorrow,” he said."),
        ("Nous voterons demain.", "« Nous voterons demain », dit-il."),
        ("Wir stimmen morgen ab.", "„Wir stimmen morgen ab“, sagte er."),
        ("He never wrote back to me.", "He never wrote[12] back to me.[a]"),
        ("He never wrote back to me.", "He never wrote¹ back to me.*"),
        ("The negotiations went on.", "The nego-\ntiations went on."),
        ("A well-known man came.", "A well-\nknown man came."),
        ("We should cooperate.", "We should co\u00adoperate."),
    ],
)
def test_what_a_printer_adds_is_no_difference(version: str, printed: str) -> None:
    assert match_version(version, text_of(f"Before it. {printed} After it.")) == "normalized"


@pytest.mark.parametrize(
    ("version", "printed"),
    [
        ("It fell by 5.", "It fell by 5.3."),
        ("It fell by 5.", "It fell by 5,000."),
        ("It is 5 degrees.", "It is -5 degrees."),
        ("Will you come?", "Will you come."),
        ("The boy’s club", "The boys club"),
        ("He sees a man", "He sees\nam a n"),
    ],
)
def test_what_changes_the_meaning_is_not_normalized(version: str, printed: str) -> None:
    assert match_version(version, text_of(f"Before it. {printed} After it.")) == "not found"


def test_a_cut_does_not_reach_into_another_passage() -> None:
    far = f"The beginning. {'Something else. ' * 400}The ending."
    assert match_version("The beginning … The ending.", text_of(far)) == "not found"
    assert match_version("The beginning … The ending.", text_of(far.replace("Something else. ", "", 390))) == "abridged"


def test_words_without_blanks_are_found_inside_a_line() -> None:
    assert match_version("王小明说", text_of("昨天王小明说我们同意")) == "exact"


@given(st.text(), st.text(), st.text())
def test_what_stands_there_to_the_letter_is_exact(before: str, version: str, after: str) -> None:
    version = version.strip()
    has_words = split_fragments(fold(version).strip())  # a version that is nothing but an insertion, [0], has none
    if has_words and any(character.isalnum() for character in version):
        assert match_version(version, text_of(f"{before} {version} {after}")) == "exact"


@given(st.text("ab […]. \n“”'", max_size=30), st.text("ab …. \n“”'", max_size=60))
def test_any_text_has_a_verdict(version: str, text: str) -> None:
    way = match_version(version, text_of(text))
    assert way in MATCH_KINDS
    if way == "exact":
        assert version.strip() in text
    if way == "normalized":
        assert any(strip_marks(version).rstrip(" .,;:") in plain for plain in text_of(text).plain)


@pytest.mark.parametrize(
    ("version", "nearest"),
    [
        (
            "The tunnel will be built this year",
            "line 1: “The bridge will be built this year,”\nwords that differ: “tunnel” here, “bridge” in the text",
        ),
        (
            "It’s the third time the entire council had heard",
            "line 3: “It’s the third time that the council – all of it – had heard”\n"
            "words that differ: “that” only in the text; “entire” only here; “all of it” only in the text",
        ),
        (
            "the bridge was built",
            "line 1: “The bridge will be built”\nwords that differ: “was” here, “will be” in the text",
        ),
        (
            "Whatever it costs.",
            "line 1: “Whatever it takes,”\nwords that differ: “costs” here, “takes” in the text",
        ),
        # what is there is not told again, nor what is in another passage
        (
            "We did not agree … that we shall not pay",
            "line 5: “that we will not pay”\nwords that differ: “shall” here, “will” in the text",
        ),
        ("will be built this year soon", "line 1: “will be built this year,”\nwords that differ: “soon” only here"),
        # the words are the same
        ("The end?", "line 5: “The end”\nwords that differ: “end?” here, “end” in the text"),
        (
            "this year … The bridge",
            "line 1: “this year, … The bridge”\nits parts are there, but not in this order, or too far apart",
        ),
    ],
)
def test_the_nearest_passage_is_told_with_the_words_that_differ(version: str, nearest: str) -> None:
    assert str(find_nearest_passage(version, [text_of(STORY)])) == f"nearest, , {nearest}"


@pytest.mark.parametrize("version", ["Nobody ever heard her say a word", "", "…", "Not"])
def test_what_has_little_in_common_is_not_near(version: str) -> None:
    assert find_nearest_passage(version, [text_of(STORY)]) is None


def test_the_nearest_passage_is_where_the_rare_words_are() -> None:
    common = "It will be the one that we said it will be. " * 200
    story = f"{common}\nIt will be the harbor that floods. {common}"
    near = find_nearest_passage("It will be the harbor that we said it would", [text_of(story)])
    assert near
    assert (near.line, near.words[:28]) == (2, "It will be the harbor that f")


def test_words_without_spaces_have_a_nearest_passage() -> None:
    near = find_nearest_passage("王小明说他们同意", [text_of("昨天王小明说我们同意了")])
    assert near
    assert near.differences == ("“他” here, “我” in the text",)


@given(st.text("ab […]. \n“”?’x", max_size=30), st.text("ab …. \n“”x,", max_size=60))
def test_the_nearest_passage_is_in_the_text(version: str, text: str) -> None:
    near = find_nearest_passage(version, [text_of(text)])
    assert near is None or all(part.strip() in text for part in near.words.split(" … "))


# --- Texts -----------------------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html><head><title>Not read</title><style>p{}</style></head><body>
<p>He said: &ldquo;We <em>will</em>
go&rdquo;.<br>Then&nbsp;more.</p><script>var x = "We will go";</script><div>A&amp;B</div>
<ul><li>one<li>two</ul></body>"""


def test_a_page_is_its_words() -> None:
    assert extract_page_text(PAGE).strip() == "He said: “We will go”.\nThen more.\nA&B\none\ntwo"
    assert "em" in INLINE_ELEMENTS


@pytest.mark.parametrize(
    "page",
    [
        "<" * 300_000,
        "<a " * 300_000,
        "<a b='" * 100_000,
        "<!--" * 100_000,
        "<![CDATA[" * 100_000,
        "<![ " * 100_000,
        "<![if !IE]>" * 100_000,
        "<div>" * 200_000 + "deep",
        "&#x41" * 100_000,
        "<script>" * 100_000,
        "<?php " * 100_000,
        "</" * 300_000,
    ],
)
def test_a_hostile_page_is_read_in_one_go(page: str) -> None:
    assert len(extract_page_text(page)) <= len(page)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", "He said “no”".encode()),
        ("a.txt", "\ufeffHe said “no”".encode()),
        ("a.txt", "He said “no”".encode("utf-16")),
        ("a.txt", "He said “no”".encode("cp1252")),
        ("a.md", "> He *said* [“no”](https://example.org/a_b_c)".encode()),
        ("a.html", b'<meta charset="windows-1251"><p>He said \x93no\x94'),
        ("a.HTM", "<p>He said <b>“no”</b>".encode()),
    ],
)
def test_texts_are_read_as_they_are_encoded(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (text,) = Archive(str(tmp_path)).texts.values()
    assert text.words.strip() == "He said “no”"


def test_nothing_outside_the_folder_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    (folder / "deep").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "deep" / "a.txt").write_text("a")
    (folder / "b.pdf").write_text("b")
    os.mkfifo(folder / "pipe.txt")
    archive = Archive(str(folder))
    assert [*archive.texts] == ["deep/a.txt"]
    assert archive.find_texts("x", "../secret.txt") == archive.find_texts("x", ["/etc/hosts.txt", 3]) == []
    assert [text.name for text in archive.find_texts("x", ["deep/../deep/a.txt"])] == ["deep/a.txt"]
    assert [text.name for text in archive.find_texts("a")] == ["deep/a.txt"]


# --- The command -----------------------------------------------------------------------------------------------------

DOSSIER = """\
format = "peace-tui/1"
[dossier]
title = "T"
[[people]]
id = "doe"
name = "Jane Doe"
[[sources]]
id = "gazette"
title = "Gazette"
[[sources]]
id = "herald"
title = "Herald"
x_archive = "saved/page.html"
[[events]]
id = "e"
title = "E"
[[quotes]]
id = "one"
event = "e"
who = "doe"
text = "The bridge will be built."
source = "gazette"
[[quotes]]
id = "two"
event = "e"
who = "doe"
text = "Whatever it takes."
[[quotes.versions]]
source = "gazette"
text = "Whatever … takes."
[[quotes.versions]]
source = "herald"
text = "'Whatever it takes.'"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "archive" / "saved").mkdir(parents=True)
    (tmp_path / "archive" / "gazette.txt").write_text("The bridge will be built. Whatever it takes.", "utf-8")
    (tmp_path / "archive" / "saved" / "page.html").write_text("<p>‘Whatever it takes.’</p>", "utf-8")
    file = tmp_path / "my.toml"
    file.write_text(DOSSIER, "utf-8")
    return file


def verified(file: Path, *words: str) -> int:
    return main(["check", str(file), "--verify", str(file.parent / "archive"), *words])


def test_each_version_has_a_line_and_each_way_a_count(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert verified(file) == 0
    lines = capsys.readouterr().out.splitlines()
    place = str(file)
    assert lines[:3] == [
        f"{place}:21:8: note: quotes[0].text: exact: found in gazette.txt",
        f"{place}:30:8: note: quotes[1].versions[0].text: abridged: found in gazette.txt",
        f"{place}:33:8: note: quotes[1].versions[1].text: normalized: found in saved/page.html",
    ]
    assert lines[3] == f"{place}: 3 versions: 1 exact, 1 normalized, 1 abridged, 0 not found"
    assert "no problems" in lines[4]


def test_what_is_not_found_is_an_error(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(DOSSIER.replace("bridge will", "tunnel will"), "utf-8")
    assert verified(file, "--format", "json") == 1
    found = json.loads(capsys.readouterr().out)
    assert [(problem["level"], problem["line"]) for problem in found] == [("error", 21), ("note", 30), ("note", 33)]
    assert found[0]["message"] == "the words of 'gazette' are not found in gazette.txt"
    assert found[0]["hint"].startswith(
        "nearest, gazette.txt, line 1: “The bridge will be built.”\nwords that differ: “tunnel” here"
    )
    for silenced in (
        DOSSIER.replace("tunnel", "x").replace('title = "T"', 'title = "T"\nchecked = ["not-found"]'),
        DOSSIER.replace('id = "one"', 'id = "one"\nchecked = ["not-found"]'),
        DOSSIER.replace('id = "gazette"', 'id = "gazette"\nchecked = true'),
    ):
        file.write_text(silenced.replace("bridge will", "tunnel will"), "utf-8")
        assert verified(file) == 0
        assert "warning" not in capsys.readouterr().out


def test_words_of_another_source_are_told(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(DOSSIER.replace('source = "gazette"\n[[quotes]]', 'source = "herald"\n[[quotes]]'), "utf-8")
    assert verified(file) == 1
    assert "they are in gazette.txt: fix source" in capsys.readouterr().out


def test_a_summary_is_nobodys_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    summary = DOSSIER.replace("bridge will", "tunnel will").replace('id = "one"', 'id = "one"\nmode = "summary"')
    file.write_text(summary, "utf-8")
    assert verified(file) == 0
    assert "1 not found" in capsys.readouterr().out


def test_texts_of_other_names_are_all_looked_through(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file.parent / "archive" / "gazette.txt").rename(file.parent / "archive" / "0001.txt")
    assert verified(file) == 0
    assert "exact: found in 0001.txt" in capsys.readouterr().out
    (file.parent / "archive" / "0001.txt").unlink()
    assert verified(file) == 1
    assert "save the source as gazette.html or .txt" in capsys.readouterr().out


def test_errors_come_first(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(DOSSIER.replace('title = "E"', ""), "utf-8")
    assert verified(file) == 1
    assert "fix the errors before checking texts" in capsys.readouterr().out


def test_without_the_folder_it_is_a_sentence(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file), "--verify", str(file.parent / "nowhere")]) == 2
    assert "nowhere: cannot read this folder of texts" in capsys.readouterr().err


def test_a_page_with_a_huge_character_reference_is_read() -> None:
    assert extract_page_text(f"<p>It is &#{'9' * 5_000}; so</p>").strip() == "It is \ufffd so"
