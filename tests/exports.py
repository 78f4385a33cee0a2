"""Exports for tests to look at, and dossiers in which every text is hostile."""

from __future__ import annotations

import json
from html.parser import HTMLParser

from dossiers import EXAMPLE, dossier
from peace_tui.exporters.publish import publish
from peace_tui.exporters.registry import FORMAT_BY_NAME
from peace_tui.model.dossier import Dossier
from peace_tui.query.rows import LISTINGS
from peace_tui.query.selection import Selection, filter

HOSTILE_TEXTS = (
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


def export_text(name: str, dossier: Dossier, view: str = "", **options: str) -> str:
    return publish(FORMAT_BY_NAME[name], filter(dossier, view), options).text


def listed_ids(selection: Selection, kind: str) -> list[str]:
    return [row["id"] for row in LISTINGS[kind].rows(selection.dossier, selection.view, False)]


def hostile_dossier(hostile: str) -> Dossier:
    """The example, with hostile text wherever an author can write any."""
    text = EXAMPLE
    for words in (
        *("An example call", "What this is and what it leaves out.", "Ivan Ivanov", "presidential aide", "Headline"),
        *(
            "Reporter",
            "B.",
            "Staff",
            "Ivanov",
            "Washington",
            "no agreement",
            "https://archive.example/a",
            "Outlet A",
            "Outlet B",
            "First call",
            "Own words, neutral, attributed.",
            "by telephone",
        ),
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


def parse_page(text: str) -> Page:
    read = Page(text)
    assert not read.open
    return read
