"""Markdown: it says who to whom, when and according to whom, and shows hostile text."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from dossiers import dossier
from exports import export_text
from hostile import HOSTILE_TEXTS, hostile

MARKDOWN = MarkdownIt("gfm-like", {"html": True, "linkify": False})


def tags(text: str) -> set[str]:
    """The elements that Markdown becomes, and whether any of it is HTML as written."""
    found: set[str] = set()
    for token in MARKDOWN.parse(text):
        for each in (token, *(token.children or ())):
            found.add(each.tag or each.type)
    return found


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_markdown_shows_hostile_text_as_text(text: str) -> None:
    plain, spoiled = tags(export_text("markdown", dossier())), tags(export_text("markdown", hostile(text)))
    assert spoiled <= plain | {"br", "hardbreak"}


def test_markdown_of_text_reads_as_the_text() -> None:
    from peace_tui.exporters.markdown import escape_markdown

    for text in HOSTILE_TEXTS:
        for line in text.split("\n"):
            tokens = MARKDOWN.parse(escape_markdown(line))
            assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
            assert "".join(token.content for token in tokens[1].children or ()) == line


def test_markdown_says_who_to_whom_when_and_according_to_whom() -> None:
    text = export_text("markdown", dossier())
    for said in (
        *("### 14 October 2025: First call", "**Ivan Ivanov** → John Smith, about 王小明", "undated"),
        *("> The reading text.\n", "*Reading text, composed from Outlet A, Outlet B*", "> “Said before,"),
        *("- Outlet A, 25 November 2025, 17:04", "<https://example.org/a>"),
        *("How many points the plan had", "- Outlet B: 19 points"),
    ):
        assert said in text
