"""`peace-tui draft`: a dossier from saved articles, one that is there added to, and what is refused."""

from __future__ import annotations

import io
import json
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

import peace_tui
from peace_tui.__main__ import main
from peace_tui.importers.articles import Draft, make_draft
from peace_tui.model.dossier import Dossier
from peace_tui.system.paths import bundled_file

FIRST = """\
Mayor opens the bridge

By B. Reporter
The Capital Ledger
March 12, 2031

Mayor Jane Roe of Springfield opened the bridge on Tuesday, after a debate that lasted for years.

“It will hold, whatever anyone says of it now or later,” Roe told reporters. “We built it.”

She laughed. “Ask me in a year,” she said of its price, which no one has added up so far.

John Smith, a lawyer, called it “a bridge to nowhere in particular.” A spokesman for the builders said it was “fine.”

The so-called “crossing” was closed again on Wednesday, the city says.
"""
SECOND = """\
In the town hall, no one was surprised that a bridge was opened at last, and few had come to see it.

“It will hold, whatever anyone says of it now or later,” said Jane Roe, the mayor, on the bridge.

“I have read the book “A Bridge Too Far,”” Ms. Roe added. Smith told Roe that it was “a bridge to nowhere.”
"""


@pytest.fixture
def articles(tmp_path: Path) -> tuple[str, str]:
    (tmp_path / "ledger.txt").write_text(FIRST, "utf-8")
    (tmp_path / "other.txt").write_text(SECOND, "utf-8")
    return str(tmp_path / "ledger.txt"), str(tmp_path / "other.txt")


def load(file: str | Path) -> Dossier:
    return peace_tui.load(file)


def test_a_dossier_is_made_that_check_accepts(
    articles: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = str(tmp_path / "bridge.toml")
    assert main(["draft", *articles, "--outlet", "", "--outlet", "The Other", "-o", output]) == 0
    report = capsys.readouterr().err
    assert "2 articles: 9 passages in 5 quotes" in report
    assert "other.txt: the page names no date; add --issued" in report
    assert main(["check", "--verify", str(tmp_path), output]) == 0
    assert "0 not found" in capsys.readouterr().out
    dossier = load(output)
    assert all(
        record.draft for kind in (dossier.people, dossier.sources, dossier.events, dossier.quotes) for record in kind
    )
    assert {person.name: person.kind for person in dossier.people} == {
        "Jane Roe": "person",
        "John Smith": "person",
        "Reporters": "role",
        "Spokesman for the builders": "anonymous",
    }
    roe = dossier.person_of["roe"]
    assert {"Roe", "Ms. Roe"} <= {*roe.aliases}
    ledger = dossier.source_of["the-capital-ledger"]
    assert (ledger.title, ledger.container_title, ledger.issued and ledger.issued.text) == (
        "Mayor opens the bridge",
        "The Capital Ledger",
        "2031-03-12",
    )
    assert ledger.extra["x_archive"] == "ledger.txt"


@pytest.mark.parametrize("title", ["Mayor\x1b opens", "\u202e"])
def test_controls_in_a_title_an_address_and_the_name_of_a_file_are_not_written(title: str, tmp_path: Path) -> None:
    page = tmp_path / "a\x1b[31mb.html"
    head = f"<title>{title}</title><link rel=canonical href='https://example.org/&#27;a'>"
    body = "".join(f"<p>{paragraph}</p>" for paragraph in FIRST.split("\n\n")[1:])
    page.write_text(f"<html><head>{head}</head><body>{body}</body></html>", "utf-8")
    output = str(tmp_path / "bridge.toml")
    assert main(["draft", str(page), "-o", output]) == 0
    assert main(["check", output]) == 0
    (source,) = load(output).sources
    assert source.url == "https://example.org/a"
    assert "x_archive" not in source.extra, "there is no file of that name"


def test_what_is_sure_is_written_and_what_is_likely_is_a_comment(articles: tuple[str, str], tmp_path: Path) -> None:
    output = tmp_path / "bridge.toml"
    main(["draft", *articles, "-o", str(output)])
    quotes = {quote.text: quote for quote in load(output).quotes}
    hold = quotes["It will hold, whatever anyone says of it now or later,"]
    assert (hold.who, hold.to) == (("roe",), ("reporters",))
    assert [(version.source, version.locator) for version in hold.versions] == [
        ("the-capital-ledger", "para 2"),
        ("the-capital-ledger", "para 2"),
        ("other", "para 2"),
    ]
    assert quotes["Ask me in a year,"].who == ()
    assert '# likely Jane Roe: "she said" (paragraph 3)\n' in output.read_text("utf-8")
    assert "crossing" not in output.read_text("utf-8")
    assert "“Tuesday” in paragraph 1 is 2031-03-11" in output.read_text("utf-8")


def test_two_of_a_surname_are_both_named_where_one_is_likely(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article = tmp_path / "ferry.txt"
    article.write_text(
        "“We came with an offer,” said Erik Lund.\n\n“The island stops,” Mayor Peter Lund said on Monday.\n\n"
        "Lund called the offer “an insult.”\n",
        "utf-8",
    )
    assert main(["draft", str(article)]) == 0
    assert '# likely Peter Lund: "Lund called" (paragraph 3), or Erik Lund\n' in capsys.readouterr().out


def test_each_decision_has_its_evidence_in_json(articles: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["draft", articles[0], "--format", "json"]) == 0
    decisions = json.loads(capsys.readouterr().out)
    assert [(each["text"][:8], each["grade"], each["names"], each["evidence"]) for each in decisions[:3]] == [
        ("It will ", "sure", ["Jane Roe"], "Roe told"),
        ("We built", "sure", ["Jane Roe"], "Roe told"),
        ("Ask me i", "likely", ["Jane Roe"], "she said"),
    ]
    assert {each["use"] for each in decisions} == {"speech", "scare"}


def test_a_dossier_that_is_there_is_added_to_and_stays_as_it_is(articles: tuple[str, str], tmp_path: Path) -> None:
    output = tmp_path / "bridge.toml"
    main(["draft", articles[0], "-o", str(output)])
    before = (
        output.read_text("utf-8").replace('name = "Jane Roe"', 'name = "Jane Roe"  # the mayor').replace("\n", "\r\n")
    )
    output.write_bytes(before.encode())
    assert main(["draft", articles[1], "--outlet", "The Other", "-o", str(output)]) == 0
    after = output.read_bytes().decode()
    moved = ("source = ", "locator = ")  # of a quote of one source, which has versions now
    lines = iter(after.split("\r\n"))
    assert all(line in lines for line in before.split("\r\n") if not line.startswith(moved))
    assert "\n" not in after.replace("\r\n", "")
    dossier = load(output)
    assert [person.name for person in dossier.people].count("Jane Roe") == 1
    hold = next(quote for quote in dossier.quotes if quote.text.startswith("It will hold"))
    assert {version.source for version in hold.versions} == {"the-capital-ledger", "the-other"}
    assert main(["check", str(output)]) == 0


def test_nothing_is_added_twice(articles: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    output = tmp_path / "bridge.toml"
    main(["draft", *articles, "-o", str(output)])
    before = output.read_bytes()
    capsys.readouterr()
    assert main(["draft", *articles, "-o", str(output)]) == 0
    assert output.read_bytes() == before
    assert "in the dossier already: 8" in capsys.readouterr().err


def test_a_dossier_that_changes_meanwhile_is_left_alone(
    articles: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "bridge.toml"
    main(["draft", articles[0], "-o", str(output)])
    changed = output.read_bytes() + b"# by hand\n"

    def draft_slowly(*arguments: Any) -> Draft:
        output.write_bytes(changed)
        return make_draft(*arguments)

    monkeypatch.setattr("peace_tui.cli.commands.draft.make_draft", draft_slowly)
    assert main(["draft", articles[1], "-o", str(output)]) == 2
    assert "has changed in the meantime" in capsys.readouterr().err
    assert output.read_bytes() == changed


def test_a_dossier_with_errors_is_not_added_to(articles: tuple[str, str], tmp_path: Path) -> None:
    output = tmp_path / "bridge.toml"
    output.write_text("format = 'peace-tui/1'\n[dosier]\n", "utf-8")
    assert main(["draft", articles[0], "-o", str(output)]) == 2
    assert output.read_text("utf-8") == "format = 'peace-tui/1'\n[dosier]\n"


def test_standard_input_and_output(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(FIRST.encode("cp1252")), "utf-8"))
    assert main(["draft", "-", "--encoding", "cp1252"]) == 0
    assert 'name = "Jane Roe"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("contents", "arguments", "message"),
    [
        (b"", [], "the file is empty"),
        (b"PK\x03\x04 docx", [], "save its text as .txt"),
        (b"Home\nNews\nSport\n", [], "no paragraphs of an article are found"),
        (b"He said no to all of it.", ["--issued", "soon"], "--issued: 'soon' is no date"),
        (b"He said no to all of it.", ["--url", "a", "--url", "b"], "--url is given 2 times for 1 article"),
    ],
)
def test_what_cannot_be_read_is_refused(
    contents: bytes, arguments: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "article.txt").write_bytes(contents)
    assert main(["draft", str(tmp_path / "article.txt"), *arguments]) == 2
    assert message in capsys.readouterr().err


@pytest.mark.parametrize("name", ["my.toml", "MY.TOML", "my.txt"])
def test_a_dossier_is_no_article(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(bundled_file(), tmp_path / name)
    assert main(["draft", str(tmp_path / name)]) == 2
    said = capsys.readouterr()
    assert "this is a dossier, and no article; to add articles to it: peace-tui draft ARTICLE -o DOSSIER" in said.err
    assert not said.out


def test_a_pdf_needs_pdftotext(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "article.pdf").write_bytes(b"%PDF-1.4 nothing")
    monkeypatch.setattr(shutil, "which", lambda program: None)
    assert main(["draft", str(tmp_path / "article.pdf")]) == 2
    assert "install pdftotext" in capsys.readouterr().err


def test_a_pdf_is_read_with_pdftotext(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "article.pdf").write_bytes(b"%PDF-1.4 what only the program can read")
    (tmp_path / "text").write_text(FIRST.replace("\n\n", "\n\f\n"), "utf-8")
    program = tmp_path / "pdftotext"
    program.write_text(f'#!/bin/sh\ncat > /dev/null\ncat "{tmp_path}/text"\n', "utf-8")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program) if name == "pdftotext" else None)
    assert main(["draft", str(tmp_path / "article.pdf")]) == 0
    assert "6 passages in 4 quotes" in capsys.readouterr().err


def test_text_of_pages_is_data(tmp_path: Path) -> None:
    hostile = 'She said “\x1b[31m\u202e"""\\ x = 1” to John \x07Smith, a lawyer, who said “no\\u0000” to it.\n'
    (tmp_path / 'a"\n.txt').write_text(hostile * 3, "utf-8")
    output = tmp_path / "out.toml"
    assert main(["draft", str(tmp_path / 'a"\n.txt'), "-o", str(output)]) == 0
    assert main(["check", str(output)]) == 0
