"""Exports for tests to look at, and dossiers in which every text is hostile."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import NamedTuple

from hypothesis import strategies as st

from dossiers import EXAMPLE, dossier
from peace_tui.collation.differences import have_same_words
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters.chronology import Chronology, version_details
from peace_tui.exporters.publish import publish
from peace_tui.exporters.registry import FORMAT_BY_NAME
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Event, Info, Person, Quote, Source, Version
from peace_tui.query.listings import LISTINGS
from peace_tui.query.selection import Selection, select

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
    return publish(FORMAT_BY_NAME[name], select(dossier, view), options).text


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


# --- What an export says that an outlet prints -----------------------------------------------------------------------

SENTENCES = (
    *("We will go.", "we will go,", "I think we will go.", "We … go.", "We will (all) go.", "They stay at home", "5%"),
    *("A & B <i>x</i> _u_ *b* $5", "“Quoted,” he said", "[He] stays", "… at home", "Dr. No — stays"),
)
OUTLETS = (("a", "Paper A"), ("a2", "Paper A"), ("b", "The *B*"), ("c", "C & Co."))


@st.composite
def printed_dossiers(draw: st.DrawFn) -> Dossier:
    """Dossiers of quotes that several outlets print, the reading text now and then as one of them does."""
    quotes = []
    for number in range(draw(st.integers(1, 3))):
        sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3)
        said = st.builds("{} Number {}".format, sentences.map(" ".join), st.just(number))
        versions = tuple(
            Version(source=draw(st.sampled_from(OUTLETS))[0], text=draw(said), locator=f"para {number}{place}.")
            for place in range(draw(st.integers(0, 4)))
        )
        is_printed = draw(st.booleans()) and versions
        text = draw(st.sampled_from([each.text for each in versions])) if is_printed else draw(said)
        mode = draw(st.sampled_from(["direct", "direct", "indirect", "summary"]))
        quotes.append(Quote(id=f"q{number}", event="e", who=("p",), text=text, mode=mode, versions=versions))
    return Dossier(
        info=Info(title="Printed"),
        people=(Person(id="p", name="Ann Archer"),),
        sources=tuple(Source(id=id, container_title=name, title=f"Article {id}") for id, name in OUTLETS),
        events=(Event(id="e", title="A talk", date=parse_date("2025-10-14")),),
        quotes=tuple(quotes),
    )


class Attribution(NamedTuple):
    """Words that an export says an outlet prints."""

    outlet: str
    """As the export names it: by id, or by label and locator."""
    words: str


def is_printed(dossier: Dossier, found: Attribution) -> bool:
    """Tell whether an outlet prints the words, to the letter but for spaces, and where it is said to."""
    return any(
        _one_line(found.words) == _one_line(version.text)
        and (found.outlet == version.source or _names(dossier, version, found.outlet))
        for quote in dossier.quotes
        for version in quote.versions
    )


def _names(dossier: Dossier, version: Version, reference: str) -> bool:
    label = dossier.source_of[version.source].label
    return reference == label or (reference.startswith(f"{label}, ") and reference.endswith(version.locator or ""))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _bare(words: str, mode: str) -> str:
    """Words without the quotation marks that the program put around them; those of no speech must have none."""
    return words[1:-1] if mode in VERBATIM and words.startswith("“") and words.endswith("”") else words


def attributions(name: str, dossier: Dossier) -> Iterator[Attribution]:
    """What an export says that outlets print."""
    text = export_text(name, dossier)
    yield from {"markdown": _in_markdown, "html": _in_html, "jsonld": _in_jsonld, "timelinejs": _in_timelinejs}.get(
        name, _in_rows
    )(dossier, text)


def _in_markdown(dossier: Dossier, text: str) -> Iterator[Attribution]:
    chronology = Chronology(select(dossier, ""))
    blocks = [block for block in text.split("\n\n") if block.startswith("> ")]
    for quote, block in zip([q for _, quotes in chronology.events() for q in quotes], blocks, strict=True):
        lines = [re.sub(r"\\([^\w\s]|_)", r"\1", line.removeprefix(">").strip()) for line in block.split("\n")]
        if lines[0] != _one_line(quote.text):
            assert lines[0] == f"“{_one_line(quote.text)}”"
            assert not quote.is_composed
        else:
            assert quote.mode not in VERBATIM or quote.is_composed or lines[0].startswith("“")
        items = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        for version, item in zip(quote.versions, items, strict=False):
            words = item.removeprefix(f"{chronology.reference(version)}: ").removesuffix(
                f" ({version_details(version)})"
            )
            said = quote.text if words == "identical" else _bare(words, quote.mode)
            yield Attribution(item[: -len(words)].rstrip(": ") if item.endswith(words) else version.source, said)


def _in_html(dossier: Dossier, text: str) -> Iterator[Attribution]:
    for quote in dossier.quotes:
        (figure,) = re.findall(rf'<figure id="{quote.id}".*?</figure>', text, re.DOTALL)
        shown = _one_line(re.sub("<[^>]*>", " ", re.findall(r"<blockquote.*?</blockquote>", figure, re.DOTALL)[0]))
        is_quoted = unescape(shown).startswith("“") and not _one_line(quote.text).startswith("“")
        assert not (is_quoted and (quote.is_composed or quote.mode not in VERBATIM))
        assert ("composed from" in figure) == quote.is_composed
        for reference, words in re.findall(r"<dt><a[^>]*>(.*?)</a></dt>\s*<dd[^>]*>(.*?)</dd>", figure, re.DOTALL):
            words = words.partition("<br><small")[0].replace("<br>", " ")
            yield Attribution(unescape(reference), unescape(re.sub("<[^>]*>", "", words)))


def _in_jsonld(dossier: Dossier, text: str) -> Iterator[Attribution]:
    for node in json.loads(text)["@graph"]:
        for version in node.get("workExample", ()):
            yield Attribution(version["isPartOf"]["@id"][1:], version["text"])
        for source in node.get("citation", ()) if node["@type"] == "Quotation" else ():
            yield Attribution(source["@id"][1:], node["text"])


def _in_timelinejs(dossier: Dossier, text: str) -> Iterator[Attribution]:
    slides = json.loads(text)["events"]
    quotes = {_one_line(quote.text): quote for quote in dossier.quotes}
    blocks = [re.findall(r"<blockquote>(.*?)<cite>(.*?)</cite>", each["text"]["text"], re.DOTALL) for each in slides]
    for words, foot in (pair for pairs in blocks for pair in pairs):
        where = unescape(foot).partition(" (")[2].removesuffix(")")
        said = _one_line(unescape(re.sub("<[^>]*>", " ", words)))
        quote = quotes[said] if said in quotes else quotes[said[1:-1]]
        if where.startswith("composed from "):
            assert said == _one_line(quote.text)
        elif where:
            first, *also = where.split("; also in ")
            yield Attribution(first, _bare(said, quote.mode))
            for each in also[0].split("; ") if also else ():
                assert any(
                    _names(dossier, version, each) and have_same_words(version.text, quote.text)
                    for version in quote.versions
                )


def _in_rows(dossier: Dossier, text: str) -> Iterator[Attribution]:
    """CSV and JSON Lines, which hold the versions as the dossier has them."""
    if text.startswith("{"):
        rows = [json.loads(line) for line in text.splitlines()]
        versions = [version for row in rows for version in row.get("versions", ())]
    else:
        versions = [each for row in csv.DictReader(io.StringIO(text)) for each in json.loads(row["versions"] or "[]")]
    for version in versions:
        yield Attribution(version["source"], version["text"])
