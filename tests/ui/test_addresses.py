"""Addresses on pages: read as text, and where each link leads."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.ui.render.lines import line_width, paragraph, single_line
from peace_tui.ui.render.record import find_target, link_addresses, style_address
from peace_tui.ui.render.styles import LINK

ADDRESS = "https://example.org/a/very/long/way/(to)/the%20page?q=1;2#top"


@given(st.one_of(st.text(), st.text().map("https://".__add__), st.text(max_size=9).map("mailto:a@b?".__add__)))
def test_a_link_leads_to_a_page_or_to_mail_or_nowhere(text: str) -> None:
    found = find_target(text)
    assert found == "" or re.fullmatch("(?:https?://|mailto:)[!-~]+", found, re.IGNORECASE)
    assert len(found) <= 2_000


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (ADDRESS, ADDRESS),
        ("HTTP://example.org/", "HTTP://example.org/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        (
            'https://example.org/Київ"<>\\^`{|}',
            "https://example.org/%D0%9A%D0%B8%D1%97%D0%B2%22%3C%3E%5C%5E%60%7B%7C%7D",
        ),
        ("https://example.org/a b", ""),
        ("https://example.org/\x1b]8;;https://evil.example\x1b\\", ""),
        ("https://example.org/\x07", ""),
        ("https://example.org/\x9c", ""),
        ("https://example.org/\u202egpj", ""),
        ("https://example.org/\ud800", ""),
        ("javascript:alert(1)", ""),
        ("file:///etc/passwd", ""),
        (" https://example.org", ""),
        ("https://", ""),
        ("https://example.org/" + "a" * 2_000, ""),
    ],
)
def test_only_safe_addresses_are_links(address: str, expected: str) -> None:
    assert find_target(address) == expected


words = st.text(st.sampled_from("ab é世(),;"), max_size=30)


@given(words, words, st.integers(4, 60))
def test_a_wrapped_text_is_the_same_and_all_of_its_address_leads_there(before: str, after: str, width: int) -> None:
    text = f"{before}x{ADDRESS}x{after}"
    lines = link_addresses(text, [ADDRESS], "text", width, " ")
    assert [line_width(line) for line in lines] == [
        line_width(line) for line in paragraph(text, "text", width, indent=" ")
    ]
    assert "".join(piece for line in lines for piece, _ in line[1:]).replace(" ", "") == single_line(text).replace(
        " ", ""
    )
    assert "".join(piece for line in lines for piece, style in line if style == style_address(ADDRESS)) == ADDRESS


@pytest.mark.parametrize(("term", "links"), [("xterm-256color", True), ("linux", False), ("vt100", False)])
def test_terminals_that_know_no_links_get_none(term: str, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    assert style_address(ADDRESS) == (f"{LINK}{ADDRESS}" if links else "link")
    assert style_address("javascript:alert(1)") == "text"
