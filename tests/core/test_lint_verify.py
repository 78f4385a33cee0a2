"""`check --verify`: versions looked up in archived texts, whatever those hold."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.__main__ import main
from peace_tui.lint.verdicts import find_nearest_passage
from peace_tui.lint.verify import (
    MATCH_KINDS,
    Archive,
    MatchKind,
    match_version,
    split_fragments,
    strip_marks,
    text_of,
)
from peace_tui.text.folding import fold
from peace_tui.text.html import INLINE_ELEMENTS, split_blocks

STORY = """\
The mayor spoke on Monday. “The bridge will be built this year,” she said -- her voice was low. “Whatever it takes,
and I mean
whatever.” It’s the third time that the council – all of it – had heard her say so.

“We did not agree,” said Roe, “and that we will not pay is certain.” The end... of the story.
"""


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


def page_text(page: str) -> str:
    """The text of a web page, a line for each block."""
    return "\n".join(block.text for block in split_blocks(page))


def test_a_page_is_its_words() -> None:
    assert page_text(PAGE).strip() == "He said: “We will go”.\nThen more.\nA&B\none\ntwo"
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
    assert len(page_text(page)) <= len(page)


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
    (folder / "b.docx").write_text("b")
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
    assert lines[:6:2] == [
        f"{place}:21:8: note: quotes[0].text: exact: found in gazette.txt, paragraph 1",
        f"{place}:30:8: note: quotes[1].versions[0].text: abridged: found in gazette.txt, paragraph 1",
        f"{place}:33:8: note: quotes[1].versions[1].text: normalized: found in saved/page.html, paragraph 1",
    ]
    assert lines[1:6:2] == ['    check --fix adds locator = "para 1"'] * 3
    assert lines[6] == f"{place}: 3 versions: 1 exact, 1 normalized, 1 abridged, 0 not found"
    assert lines[7] == f"{place}: 3 versions have no locator; check --fix adds 3"
    assert "no problems" in lines[-1]


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


def test_the_text_of_one_source_is_no_other_sources(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = '[[sources]]\nid = "echo"\ntitle = "E"\nx_archive = "echo.pdf"\n[[quotes]]'
    dossier = DOSSIER.replace("[[quotes]]", other, 1).replace('source = "gazette"', 'source = "echo"', 1)
    file.write_text(dossier, "utf-8")
    assert verified(file, "--fix") == 1
    said = capsys.readouterr().out
    assert "the words of 'echo' are not found in any of the texts" in said
    assert "they are in gazette.txt, of another source; the folder has no echo.pdf, which x_archive names" in said
    assert "correct the words" not in said


def test_words_that_two_texts_have_are_found_in_that_with_the_rest_of_the_source(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    archive = file.parent / "archive"
    (archive / "gazette.txt").rename(archive / "0002.txt")
    (archive / "0001.txt").write_text("First.\n\nSecond. “Whatever it takes.”", "utf-8")
    shared = '[[quotes]]\nid = "shared"\nevent = "e"\nsource = "gazette"\ntext = "Whatever it takes."\n'
    file.write_text(DOSSIER.replace("[[quotes]]", f"{shared}[[quotes]]", 1), "utf-8")
    assert verified(file) == 0
    assert "quotes[0].text: exact: found in 0002.txt, paragraph 1" in capsys.readouterr().out


def test_errors_come_first(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(DOSSIER.replace('title = "E"', ""), "utf-8")
    assert verified(file) == 1
    assert "fix the errors before checking texts" in capsys.readouterr().out


def test_without_the_folder_it_is_a_sentence(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(file), "--verify", str(file.parent / "nowhere")]) == 2
    said = (
        "nowhere: cannot read this folder of texts: No such file or directory; name the folder with the saved articles"
    )
    assert said in capsys.readouterr().err


def test_a_page_with_a_huge_character_reference_is_read() -> None:
    assert page_text(f"<p>It is &#{'9' * 5_000}; so</p>").strip() == "It is \ufffd so"


# --- Paragraphs and locators ------------------------------------------------------------------------------------------

ARTICLE = [
    "The council met on Monday in the old town hall, and the mayor spoke first.",
    "“The bridge will be built this year,” she said. “Whatever it takes.”",
    "The opposition said that it would be built “whatever it takes” and whoever pays for it.",
    "“We did not agree,” said Roe, the leader of the opposition, “and we will not pay.”",
    "“It is a long story.",
    "“It has no end.”",
    "Nobody in the hall asked “why not” or said that the bridge would be built.",
]
HEADER = DOSSIER.partition("[[quotes]]")[0].replace(
    '[[sources]]\nid = "herald"\ntitle = "Herald"\nx_archive = "saved/page.html"\n', ""
)


def dossier_of(*versions: str, locators: tuple[str | None, ...] = ()) -> str:
    """A dossier with a quote of one version of the gazette for each of some words, each with its locator."""
    text = HEADER
    for number, words in enumerate(versions):
        locator = locators[number] if number < len(locators) else None
        text += f'[[quotes]]\nid = "q{number}"\nevent = "e"\nwho = "doe"\n'
        text += f'text = "{words}"  # as printed\nsource = "gazette"\n'
        text += f'locator = "{locator}"  # where\n' if locator is not None else ""
    return text


@pytest.fixture
def article(file: Path) -> Path:
    (file.parent / "archive" / "gazette.txt").write_text("\n\n".join(ARTICLE), "utf-8")
    return file


def found(file: Path, capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    verified(file, "--format", "json", *words)
    problems: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return problems


@pytest.mark.parametrize(
    ("words", "paragraphs"),
    [
        ("The bridge will be built this year", "paragraph 2"),
        ("the bridge would be built", "paragraph 7"),
        ("We did not agree, and we will not pay.", "paragraph 4"),
        ("It is a long story. It has no end.", "paragraph 5"),  # it goes on in the next one
        ("Built", "paragraph 2"),  # between quotation marks
        ("Whatever it takes", "paragraph 2"),
        ("hall", "paragraphs 1 and 7"),
    ],
)
def test_a_version_is_in_a_paragraph(
    article: Path, capsys: pytest.CaptureFixture[str], words: str, paragraphs: str
) -> None:
    article.write_text(dossier_of(words), "utf-8")
    message = next(p["message"] for p in found(article, capsys) if p["path"] == "quotes[0].text")
    assert message.endswith(f"found in gazette.txt, {paragraphs}")


def test_what_is_quoted_is_where_it_is_between_quotation_marks(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (article.parent / "archive" / "gazette.txt").write_text("He does not know why not.\n\n" + ARTICLE[6], "utf-8")
    article.write_text(dossier_of("why not"), "utf-8")
    assert found(article, capsys)[0]["message"] == "exact: found in gazette.txt, paragraph 2"
    article.write_text(dossier_of("why not").replace('who = "doe"', 'who = "doe"\nmode = "indirect"'), "utf-8")
    assert found(article, capsys)[0]["message"] == "exact: found in gazette.txt, paragraphs 1 and 2"


@pytest.mark.parametrize(
    ("locator", "new"),
    [
        ("para 3", "para 2"),
        ("Paragraph 7, the end of a sentence", "Paragraph 2, the end of a sentence"),
        ("¶ 3", "¶ 2"),
        ("para 3–4", "para 2"),
        ("Absatz 12", "Absatz 2"),
        ("paras 3-5, 8", "paras 2"),
        # right, or nothing that could be compared
        ("para 2", None),
        ("para 1-2", None),
        ("paras 1 and 2", None),
        ("paras 1-3, 8", None),
        ("paras 8, 1 to 3", None),
        ("paras 112-5", "paras 2"),
        ("p. 3", None),
        ("page 3, para 1", None),
        ("00:12:30", None),
        ("", None),
    ],
)
def test_a_locator_that_names_another_paragraph_is_corrected(
    article: Path, capsys: pytest.CaptureFixture[str], locator: str, new: str | None
) -> None:
    text = dossier_of("The bridge will be built", locators=(locator,))
    article.write_text(text, "utf-8")
    warnings = [problem for problem in found(article, capsys) if problem["level"] == "warning"]
    assert len(warnings) == (new is not None)
    if new is not None:
        assert warnings[0]["message"] == f"the words are in paragraph 2 of gazette.txt, not in “{locator}”"
        assert warnings[0]["path"] == "quotes[0].locator"
        assert warnings[0]["hint"].endswith(f'check --fix corrects this: "{locator}" becomes "{new}"')
    assert verified(article, "--fix") == 0
    assert article.read_text("utf-8") == text.replace(f'"{locator}"', f'"{locator if new is None else new}"')
    silenced = text.replace('title = "T"', 'title = "T"\nchecked = ["wrong-locator"]')
    article.write_text(silenced, "utf-8")
    assert verified(article, "--fix") == 0
    assert article.read_text("utf-8") == silenced


def test_locators_are_filled_in_and_not_a_byte_of_anything_else(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = dossier_of("The bridge will be built", "hall", "we will not pay", locators=("para 9",))
    text = text.replace("\n", "\r\n")
    text += '[[quotes]]\r\nid="v"\r\nevent="e"\r\ntext="It has no end."\r\n'
    text += '  versions = [{ source = "gazette", text = "It has no end." }]\r\n  # the end\r\n'
    article.write_bytes(text.encode())
    assert verified(article, "--fix", "--dry-run") == 0
    assert 'would fix: added locator = "para 4"' in capsys.readouterr().out
    assert article.read_bytes() == text.encode()
    assert verified(article, "--fix") == 0
    out = capsys.readouterr().out
    assert 'quotes[0].locator: fixed: "para 9" becomes "para 2"' in out
    assert 'fixed: added locator = "para 4"' in out
    assert "1 version has no locator" in out  # a word that is in two paragraphs
    new = text.replace('"para 9"', '"para 2"')
    new = new.replace(
        'text = "we will not pay"  # as printed\r\nsource = "gazette"\r\n',
        'text = "we will not pay"  # as printed\r\nsource = "gazette"\r\nlocator = "para 4"\r\n',
    )
    new = new.replace('text = "It has no end." }', 'text = "It has no end.", locator = "para 6" }')
    assert article.read_bytes().decode() == new


def test_an_author_may_count_in_a_way_of_their_own(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the headline, say: three locators that agree hold against ours, and say what those between them are."""
    versions = ("the mayor spoke first", "Whatever it takes.", "it would be built", "We did not agree", "why not")
    right = ("para 2", "para 3", None, "para 5", "para 8")
    article.write_text(dossier_of(*versions, locators=right), "utf-8")
    assert verified(article, "--fix") == 0
    assert article.read_text("utf-8") == dossier_of(*versions, locators=(*right[:2], "para 4", *right[3:])).replace(
        'locator = "para 4"  # where', 'locator = "para 4"'
    )
    article.write_text(dossier_of(*versions, locators=("para 2", "para 3", "para 6", *right[3:])), "utf-8")
    capsys.readouterr()
    warnings = [problem["hint"] for problem in found(article, capsys) if problem["level"] == "warning"]
    assert [hint.partition(";")[0] for hint in warnings] == ['write "para 4"']


def test_locators_of_an_included_file_are_filled_in_there(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    quotes = dossier_of("We did not agree").partition("[[quotes]]")[2]
    more = article.parent / "more.toml"
    more.write_text(f'format = "peace-tui/1"\n[[quotes]]{quotes}', "utf-8")
    article.write_text(HEADER.replace("[dossier]", 'include = ["more.toml"]\n[dossier]', 1), "utf-8")
    before = article.read_bytes(), more.read_text("utf-8")
    assert verified(article, "--fix", "--dry-run") == 0
    assert (article.read_bytes(), more.read_text("utf-8")) == before
    assert verified(article, "--fix") == 0
    assert 'fixed: added locator = "para 4"' in capsys.readouterr().out
    assert 'locator = "para 4"' in more.read_text("utf-8")
    assert article.read_bytes() == before[0]


def test_standard_input_has_nothing_that_could_be_fixed(
    article: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import io
    import sys

    text = dossier_of("We did not agree", "Whatever it takes.", locators=("para 9",))
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert main(["check", "-", "--verify", str(article.parent / "archive")]) == 0
    out = capsys.readouterr().out
    assert "paragraph 4 of gazette.txt" in out
    assert "--fix" not in out


# --- Passages in no quote ---------------------------------------------------------------------------------------------


def test_passages_in_no_quote_are_listed_with_their_lines(article: Path, capsys: pytest.CaptureFixture[str]) -> None:
    article.write_text(
        dossier_of("The bridge … this year", "We did not agree, and we will not pay.", "It has no end."), "utf-8"
    )
    assert verified(article) == 0
    lines = capsys.readouterr().out.splitlines()
    folder = article.parent / "archive"
    assert [line for line in lines if "in no quote" in line] == [
        f"{folder}/gazette.txt:3:1: note: in no quote: “Whatever it takes.”",
        f"{folder}/gazette.txt:5:1: note: in no quote: “whatever it takes”",
        f"{folder}/gazette.txt:9:1: note: in no quote: “It is a long story.”",
        f"{folder}/gazette.txt:13:1: note: in no quote: “why not”",
        f"{article}: passages between quotation marks in gazette.txt: 4 of 8 are in no quote",
    ]
    notes = [problem for problem in found(article, capsys) if problem["message"].startswith("in no quote")]
    assert [(note["line"], note["level"], note["file"]) for note in notes] == [
        (line, "note", f"{folder}/gazette.txt") for line in (3, 5, 9, 13)
    ]


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("gazette.txt", "A man came to the hall.\nHe said “no” to all of it.\n\nHe said\t“never” to all of it.\n"),
        ("gazette.md", "# A man\n*He* said “no” to [all](x) of it.\n\nHe said “never” to *all* of it.\n"),
        (
            "gazette.html",
            "<html><title>A\nman</title><body><p>He <a href='x\ny'>said</a>\n&ldquo;no&rdquo; to all of it.\n"
            "</p><script>x = 'He\nsaid'</script>\n<p>He\n said <b>&ldquo;never&rdquo;</b>\nto all of it.</p></body>",
        ),
    ],
)
def test_a_passage_has_its_line_in_the_saved_file(
    file: Path, capsys: pytest.CaptureFixture[str], name: str, page: str
) -> None:
    (file.parent / "archive" / "gazette.txt").unlink()
    (file.parent / "archive" / name).write_text(page, "utf-8")
    file.write_text(dossier_of("nobody knows"), "utf-8")
    lines = {p["message"]: p["line"] for p in found(file, capsys) if p["message"].startswith("in no quote")}
    no = next(
        n for n, line in enumerate(page.splitlines(), 1) if "no" in line and ("“no" in line or "&ldquo;no" in line)
    )
    never = next(n for n, line in enumerate(page.splitlines(), 1) if "never" in line)
    assert lines == {"in no quote: “no”": no, "in no quote: “never”": never}


def test_a_text_is_covered_by_whichever_source_is_found_in_it(
    article: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (article.parent / "archive" / "gazette.txt").rename(article.parent / "archive" / "0001.txt")
    (article.parent / "archive" / "other.txt").write_text("Of a man who said “no” nobody made a quote.", "utf-8")
    article.write_text(dossier_of("Whatever it takes."), "utf-8")
    assert verified(article) == 0
    out = capsys.readouterr().out
    assert "passages between quotation marks in 0001.txt: 7 of 8 are in no quote" in out
    assert "other.txt" not in out  # it is no source of the dossier
