"""PDFs, whose paragraphs are found by where their lines stand, and web archives."""

from __future__ import annotations

import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from peace_tui.drafting.articles import read_article
from peace_tui.drafting.documents import extract_text, is_document, join_lines
from peace_tui.errors import InputError
from processes import PATIENCE, tool

PARAGRAPHS = [
    "Mayor Jane Roe said on Monday that the bridge, which is older than the town, “will hold” for a hundred years.",
    "“It was built by people who knew what they were doing,” Roe told reporters below the arch. “Unlike the road.”",
    "Opponents were not convinced. Richard Poe, who lives beneath it with his mother-in-law, called the claim “brave.”",
    "The council votes next week.",
]
STYLES = {
    "one column": "p { margin: 1em 0 }",
    "two columns": ".story { column-count: 2; text-align: justify; hyphens: auto; width: 12cm }",
    "indented": "p { margin: 0; text-indent: 1.5em }",
}


def layout(*lines: tuple[float, float, str], height: float = 800, size: float = 10) -> str:
    """Return a page as `pdftotext -bbox-layout` tells it: the left and the top of each line, and its words."""
    told = [f'<page width="600" height="{height}">']
    for left, top, text in lines:
        told.append(
            f'<line xMin="{left}" yMin="{top}" xMax="{left + 5 * len(text)}" yMax="{top + size}">'
            + "".join(f'<word xMin="0" yMin="0" xMax="{5 * len(w)}" yMax="0">{w}</word>' for w in text.split())
            + "</line>"
        )
    return "".join(told)


@pytest.mark.parametrize(
    ("lines", "paragraphs"),
    [
        # further apart
        ([(50, 100, "The bridge is old and it"), (50, 112, "will hold."), (50, 136, "So they say today, but")], 2),
        # indented
        ([(50, 100, "The bridge is old and long."), (62, 112, "So they say today, "), (50, 124, "and so it was.")], 2),
        # the line above had room
        ([(50, 100, "The bridge is old and it is long."), (50, 112, "It stands."), (50, 124, "So they say today.")], 2),
        # a line that is full goes on
        (
            [(50, 100, "The bridge is old. It is so"), (50, 112, "long that nobody has seen"), (50, 124, "both ends.")],
            1,
        ),
    ],
)
def test_where_a_paragraph_begins(lines: list[tuple[float, float, str]], paragraphs: int) -> None:
    assert len(join_lines(layout(*lines)).split("\n\n")) == paragraphs


def test_columns_are_read_one_after_the_other() -> None:
    left = [(50, 100 + 12 * row, f"left {row} of the bridge that") for row in range(4)]
    right = [(300, 100 + 12 * row, f"right {row} of the bridge that") for row in range(4)]
    rows = [line for pair in zip(left, right, strict=True) for line in pair]
    words = join_lines(layout(*rows)).split()
    assert [word for word in words if word in ("left", "right")] == ["left"] * 4 + ["right"] * 4


def test_words_that_the_end_of_a_line_divides_are_whole_again() -> None:
    lines = ["The con-", "ductor has air-", "conditioning and a well-known", "name, as well-", "known as any‐", "one."]
    text = join_lines(layout(*((50, 100 + 12 * number, line) for number, line in enumerate(lines))))
    assert "conductor has air-conditioning" in " ".join(text.split())
    assert "as well-known as anyone." in " ".join(text.split())


def test_what_stands_on_every_page_is_no_text() -> None:
    pages = [
        layout((50, 10, "The Gazette, 1 May"), (50, 100, f"Page {name} is about the bridge."), (50, 790, f"{number}/2"))
        for number, name in enumerate(("one", "two"), 1)
    ]
    assert join_lines("".join(pages)).split("\n\n") == [
        "Page one is about the bridge.",
        "Page two is about the bridge.\n",
    ]


@pytest.mark.parametrize("style", STYLES)
def test_a_printed_page_has_the_paragraphs_of_the_page(tmp_path: Path, style: str) -> None:
    story = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    (tmp_path / "page.html").write_text(
        f"<!doctype html><html lang=en><meta charset=utf-8><title>Bridge</title><style>{STYLES[style]}</style>"
        f"<h1>The bridge holds</h1><div>By Ann Lee</div><div class=story>{story}</div></html>",
        "utf-8",
    )
    tool("pdftotext")
    command = [
        tool("chromium-headless-shell"),
        "--headless",
        "--no-sandbox",
        f"--print-to-pdf={tmp_path}/page.pdf",
        f"{tmp_path}/page.html",
    ]
    subprocess.run(command, capture_output=True, check=True, timeout=PATIENCE)
    text, ending = extract_text((tmp_path / "page.pdf").read_bytes())
    paragraphs = [" ".join(paragraph.split()) for paragraph in read_article(text, ending).paragraphs]
    assert paragraphs == PARAGRAPHS


def test_a_web_archive_has_a_page_and_its_address() -> None:
    page = "<html><body><article><p>=E2=80=9CIt will hold,=E2=80=\n=9D said Jane Roe.</p></article></body></html>"
    archive = (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://a.example/bridge\nMIME-Version: 1.0\n"
        'Content-Type: multipart/related; type="text/html"; boundary="B"\n\n--B\nContent-Type: text/html\n'
        f"Content-Transfer-Encoding: quoted-printable\n\n{page}\n--B--\n"
    ).replace("\n", "\r\n")
    article = read_article(*extract_text(archive.encode()))
    assert (article.paragraphs, article.url) == (("“It will hold,” said Jane Roe.",), "https://a.example/bridge")


def test_what_is_no_document() -> None:
    for data in (b"", b"Roe said: it will hold.", b"<html>content-type: multipart/related", b"a: b\n\nc"):
        assert not is_document(data)
    with pytest.raises(InputError, match="no page"):
        extract_text(b"MIME-Version: 1.0\nContent-Type: multipart/related\n\nnothing")


def test_a_broken_layout_ends_in_something() -> None:
    whole = layout(*((50.0 + 3 * (n % 5), 100.0 + 7 * n, f"Line {n} of it.") for n in range(12)))
    cuts = [whole[:end] for end in range(0, len(whole), 37)]
    assert all(len(join_lines(one)) <= len(join_lines(other)) for one, other in pairwise(cuts))
