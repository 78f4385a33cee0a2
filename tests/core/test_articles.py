"""The articles that `draft` is measured with: each note stands in its article, and no mark is without a note."""

from __future__ import annotations

import html
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

ARTICLES = Path(__file__).parents[1] / "articles"
NOTES = sorted(ARTICLES.glob("*.toml"))
KINDS = {"speech", "scare", "title"}
KEYS_OF_SPEECH = {"speaker", "unnamed", "sure", "to", "utterance", "same"}
OPENING_MARK = r"[“‘„«»\"'][\u00a0\u202f]?"
CLOSING_MARK = r"[\u00a0\u202f]?[”’“»«\"']"
MARKS = re.compile(r"[“”„«»›‹]|(?<!\d)\"")


def read_notes(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def visible_text(article: Path) -> str:
    """The body as a reader sees it, with a line break inside a paragraph as one space."""
    text = article.read_text("utf-8")
    if article.suffix == ".html":
        text = html.unescape(re.sub(r"<[^>]+>", "", text.partition("<body>")[2]))
    elif article.suffix == ".md":
        text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL).replace("*", "")
    return re.sub(r"(?<!\n)\n(?!\n)", " ", text)


def test_there_are_articles_and_all_have_notes() -> None:
    articles = [file for file in ARTICLES.iterdir() if file.suffix != ".toml" and file.name != "README.md"]
    assert len(articles) >= 14
    assert sorted(f"{file.name}.toml" for file in articles) == [file.name for file in NOTES]


@pytest.mark.parametrize("file", NOTES, ids=lambda file: file.name.partition(".")[0])
def test_each_passage_stands_in_its_article_in_order(file: Path) -> None:
    notes = read_notes(file)
    text = visible_text(file.with_suffix(""))
    assert notes["article"] == file.with_suffix("").name
    left = ""
    end = 0
    for passage in notes["passages"]:
        mark = "" if passage.get("turn") else OPENING_MARK
        found = re.compile(f"{mark}({re.escape(passage['text'])})").search(text, end)
        assert found, passage["text"]
        left += text[end : found.start(1)]
        end = found.end(1)
    left += text[end:]
    for other in notes.get("elsewhere", []):
        assert other["text"] in left, other["text"]


@pytest.mark.parametrize("file", NOTES, ids=lambda file: file.name.partition(".")[0])
def test_no_mark_is_without_a_note(file: Path) -> None:
    notes = read_notes(file)
    text = visible_text(file.with_suffix(""))
    passages = [passage["text"] for passage in notes["passages"]]
    for words in [*passages, *(other["text"] for other in notes.get("elsewhere", []))]:
        marked = f"{OPENING_MARK}{re.escape(words)}{CLOSING_MARK}?"
        text = re.sub(marked if re.search(marked, text) else re.escape(words), "", text, count=1)
    assert MARKS.findall(text) == []


@pytest.mark.parametrize("file", NOTES, ids=lambda file: file.name.partition(".")[0])
def test_notes_have_the_keys_that_the_readme_describes(file: Path) -> None:
    notes = read_notes(file)
    names = {person["name"] for person in notes["people"]}
    assert len(names) == len(notes["people"])
    for passage in notes["passages"]:
        assert passage["kind"] in KINDS
        assert set(passage) <= {"text", "kind", "turn"} | (KEYS_OF_SPEECH if passage["kind"] == "speech" else set())
        if passage["kind"] == "speech":
            assert passage["speaker"] in names or (passage["speaker"] == "" and passage["unnamed"])
            assert passage["speaker"] or not passage.get("sure")


def test_passages_of_one_utterance_have_one_speaker() -> None:
    by_label: dict[str, set[str]] = {}
    files: dict[str, set[str]] = {}
    for file in NOTES:
        for passage in read_notes(file)["passages"]:
            if passage["kind"] != "speech":
                continue
            speaker = passage["speaker"] or passage["unnamed"]
            by_label.setdefault(f"{file.name} {passage['utterance']}", set()).add(speaker)
            if label := passage.get("same"):
                by_label.setdefault(label, set()).add(speaker)
                files.setdefault(label, set()).add(file.name)
    assert all(len(speakers) == 1 for speakers in by_label.values())
    assert all(len(names) > 1 for names in files.values())
