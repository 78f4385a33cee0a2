"""APA, Chicago and MLA: what the handbooks show for sources of such kinds, and nothing more precise than is known."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from dossiers import dossier
from exports import export_text
from generated import whole_dossiers
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters.reference_styles import REFERENCES
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Name, Source
from peace_tui.query.selection import select

GOGH = Name(family="Gogh", given="Vincent", non_dropping_particle="van", suffix="Jr.")
ROE = Name(family="Roe", given="Jean-Paul Ann")
STAFF = Name(literal="The Agency and Sons")
HUMBOLDT = Name(family="Humboldt", given="Alexander", dropping_particle="von")
ABE = Name(family="安倍", given="晋三")


def source(**keys: Any) -> Source:
    whole = {"type": "article-newspaper", "title": "The call", "container_title": "The Daily"}
    dates = {name: parse_date(keys.pop(name)) for name in ("issued", "accessed") if name in keys}
    return Source(id="s", **(whole | dates | keys))


@pytest.mark.parametrize(
    ("given", "apa", "chicago", "mla"),
    [
        (
            source(author=(ROE, GOGH), issued="2025-11-25T17:04-05:00", url="https://example.org/?a=1&b=2"),
            "Roe, J.-P. A., & van Gogh, V., Jr. (2025, November 25). The call. The Daily. https://example.org/?a=1&b=2",
            "Roe, Jean-Paul Ann, and Vincent van Gogh Jr. “The call.” The Daily, November 25, 2025. "
            "https://example.org/?a=1&b=2.",
            "Roe, Jean-Paul Ann, and Vincent van Gogh Jr. “The call.” The Daily, 25 Nov. 2025, "
            "https://example.org/?a=1&b=2.",
        ),
        (
            source(issued="2025-05", title="What now?"),
            "What now? (2025, May). The Daily.",
            "The Daily. “What now?” May 2025.",
            "“What now?” The Daily, May 2025.",
        ),
        (
            source(author=(STAFF,), title=None, accessed="2025-11-26", url="https://example.org"),
            "The Agency and Sons. (n.d.). The Daily. Retrieved November 26, 2025, from https://example.org",
            "The Agency and Sons. The Daily. Accessed November 26, 2025. https://example.org.",
            "The Agency and Sons. The Daily, https://example.org. Accessed 26 Nov. 2025.",
        ),
        (
            source(
                type="book", container_title=None, title="Cosmos", publisher="Cotta", author=(HUMBOLDT,), issued="1845"
            ),
            "Humboldt, A. von. (1845). Cosmos. Cotta.",
            "Humboldt, Alexander von. Cosmos. Cotta, 1845.",
            "Humboldt, Alexander von. Cosmos. Cotta, 1845.",
        ),
        (
            source(author=(ABE,), issued="2025-10~", title="[Remarks]"),
            "安倍晋三. ([about October 2025]). [Remarks]. The Daily.",
            "安倍晋三. [Remarks]. The Daily, [about October 2025].",
            "安倍晋三. [Remarks]. The Daily, [about October 2025].",
        ),
        (
            source(author=(ROE, GOGH, HUMBOLDT), issued="2025-09-01", title="“Never”"),
            "Roe, J.-P. A., van Gogh, V., Jr., & Humboldt, A. von. (2025, September 1). “Never”. The Daily.",
            "Roe, Jean-Paul Ann, Vincent van Gogh Jr., and Alexander von Humboldt. “Never”. The Daily, "
            "September 1, 2025.",
            "Roe, Jean-Paul Ann, et al. “Never”. The Daily, 1 Sept. 2025.",
        ),
    ],
)
def test_an_entry_is_as_the_style_has_it(given: Source, apa: str, chicago: str, mla: str) -> None:
    assert [REFERENCES[style](given).entry for style in ("apa", "chicago", "mla")] == [apa, chicago, mla]


@pytest.mark.parametrize(
    ("given", "apa", "chicago", "mla"),
    [
        (
            source(author=(ROE, GOGH), issued="2025-11-25"),
            "Roe & van Gogh, 2025",
            "Jean-Paul Ann Roe and Vincent van Gogh Jr., “The call,” The Daily, November 25, 2025",
            "Roe and van Gogh",
        ),
        (
            source(author=(ROE, GOGH, ABE), issued="2025-11-25"),
            "Roe et al., 2025",
            "Jean-Paul Ann Roe et al., “The call,” The Daily, November 25, 2025",
            "Roe et al.",
        ),
        (source(), "“The call,” n.d.", "“The call,” The Daily, n.d.", "“The call”"),
        (source(title=None, issued="2025"), "The Daily, 2025", "The Daily, 2025", "The Daily"),
    ],
)
def test_what_stands_in_the_text(given: Source, apa: str, chicago: str, mla: str) -> None:
    assert [REFERENCES[style](given).brief for style in ("apa", "chicago", "mla")] == [apa, chicago, mla]


@pytest.mark.parametrize(
    "date", ["2025-21~", "2025-10-14/2025-10-16", "2025-10-14?", "[2025-10-14..]", "192X", "-0043-03-15"]
)
@pytest.mark.parametrize("style", REFERENCES)
def test_a_date_is_as_it_is_known(style: str, date: str) -> None:
    words = parse_date(date).words()
    assert f"[{words}]" in REFERENCES[style](source(issued=date)).entry


@pytest.mark.parametrize(
    ("given", "apa", "note", "chicago", "mla"),
    [
        (
            source(
                type="book", container_title=None, title="Letters", publisher="P", author=(GOGH, ROE), issued="1914"
            ),
            "van Gogh, V., Jr., & Roe, J.-P. A. (1914). Letters. P.",
            "Vincent van Gogh Jr. and Jean-Paul Ann Roe, Letters (P, 1914)",
            "Gogh, Vincent van, Jr., and Jean-Paul Ann Roe. Letters. P, 1914.",
            "van Gogh, Vincent, Jr., and Jean-Paul Ann Roe. Letters. P, 1914.",
        ),
        (
            source(type="chapter", title="Cracks", container_title="The Book", publisher="P", issued="1999"),
            "Cracks. (1999). In The Book. P.",
            "“Cracks,” in The Book (P, 1999)",
            "“Cracks.” In The Book. P, 1999.",
            "“Cracks.” The Book, P, 1999.",
        ),
        (
            source(type="report", container_title=None, title="Plan", accessed="2025-11-26", url="https://example.org"),
            "Plan. (n.d.). Retrieved November 26, 2025, from https://example.org",
            "Plan, accessed November 26, 2025, https://example.org",
            "Plan. Accessed November 26, 2025. https://example.org.",
            "Plan. https://example.org. Accessed 26 Nov. 2025.",
        ),
        (
            source(author=(STAFF, ROE), issued="2025"),
            "The Agency and Sons, & Roe, J.-P. A. (2025). The call. The Daily.",
            "The Agency and Sons and Jean-Paul Ann Roe, “The call,” The Daily, 2025",
            "The Agency and Sons, and Jean-Paul Ann Roe. “The call.” The Daily, 2025.",
            "The Agency and Sons, and Jean-Paul Ann Roe. “The call.” The Daily, 2025.",
        ),
    ],
)
def test_books_and_what_is_in_them(given: Source, apa: str, note: str, chicago: str, mla: str) -> None:
    """As the CSL styles have them with a processor that knows all of CSL, but for the capitals of titles."""
    assert [REFERENCES[style](given).entry for style in ("apa", "chicago", "mla")] == [apa, chicago, mla]
    assert REFERENCES["chicago"](given).brief == note


ENTRIES_OF_HANDBOOKS = {
    "a title that stands for authors stands once": (
        source(issued="2025-11-25"),
        "The call. (2025, November 25). The Daily.",
        "The Daily. “The call.” November 25, 2025.",
        "“The call.” The Daily, 25 Nov. 2025.",
    ),
    "given names are whole except in APA, and no word of the style's own is added": (
        source(author=(Name(family="Roe", given="Jo"), Name(family="Doe", given="Ann B.")), issued="2025-11-25"),
        "Roe, J., & Doe, A. B. (2025, November 25). The call. The Daily.",
        "Roe, Jo, and Ann B. Doe. “The call.” The Daily, November 25, 2025.",
        "Roe, Jo, and Ann B. Doe. “The call.” The Daily, 25 Nov. 2025.",
    ),
    "names in a script without capitals are whole": (
        source(author=(Name(family="毛", given="泽东"),), title="标题", container_title="人民日报", issued="2025"),
        "毛泽东. (2025). 标题. 人民日报.",
        "毛泽东. “标题.” 人民日报, 2025.",
        "毛泽东. “标题.” 人民日报, 2025.",
    ),
    "a name in Cyrillic is cited as one in Latin": (
        source(author=(Name(family="Иванов", given="Иван"),), title="Звонок", container_title="Коммерсантъ"),
        "Иванов, И. (n.d.). Звонок. Коммерсантъ.",
        "Иванов, Иван. “Звонок.” Коммерсантъ, n.d.",
        "Иванов, Иван. “Звонок.” Коммерсантъ.",
    ),
    "a season": (
        source(author=(STAFF,), issued="2025-22"),
        "The Agency and Sons. (2025, Summer). The call. The Daily.",
        "The Agency and Sons. “The call.” The Daily, Summer 2025.",
        "The Agency and Sons. “The call.” The Daily, Summer 2025.",
    ),
    "an interval": (
        source(author=(STAFF,), issued="2025-11-24/2025-11-25"),
        "The Agency and Sons. ([24–25 November 2025]). The call. The Daily.",
        "The Agency and Sons. “The call.” The Daily, [24–25 November 2025].",
        "The Agency and Sons. “The call.” The Daily, [24–25 November 2025].",
    ),
    "a decade": (
        source(author=(STAFF,), issued="202X"),
        "The Agency and Sons. ([the 2020s]). The call. The Daily.",
        "The Agency and Sons. “The call.” The Daily, [the 2020s].",
        "The Agency and Sons. “The call.” The Daily, [the 2020s].",
    ),
    "an outlet keeps its letters": (
        source(author=(Name(literal="The White House"),), container_title="whitehouse.gov", issued="2025-11"),
        "The White House. (2025, November). The call. whitehouse.gov.",
        "The White House. “The call.” whitehouse.gov, November 2025.",
        "The White House. “The call.” whitehouse.gov, Nov. 2025.",
    ),
    "an outlet that is all that is known stands once": (
        source(title=None, issued="2025-11-25"),
        "The Daily. (2025, November 25).",
        "The Daily, November 25, 2025.",
        "The Daily, 25 Nov. 2025.",
    ),
    "quotation marks in a title": (
        source(author=(STAFF,), title="He said “yes” & <b>no</b>", issued="2025"),
        "The Agency and Sons. (2025). He said “yes” & <b>no</b>. The Daily.",
        "The Agency and Sons. “He said ‘yes’ & <b>no</b>.” The Daily, 2025.",
        "The Agency and Sons. “He said ‘yes’ & <b>no</b>.” The Daily, 2025.",
    ),
}
"""What the processor of CSL styles does otherwise, as docs/architecture.md lists it."""


@pytest.mark.parametrize("what", ENTRIES_OF_HANDBOOKS)
def test_an_entry_where_the_processor_of_styles_fails(what: str) -> None:
    given, *entries = ENTRIES_OF_HANDBOOKS[what]
    assert [REFERENCES[style](given).entry for style in ("apa", "chicago", "mla")] == entries


@given(whole_dossiers())
def test_every_source_has_an_entry_that_keeps_its_words(read: Dossier) -> None:
    for each in read.sources:
        for style in REFERENCES:
            brief, entry, outlet = REFERENCES[style](each)
            assert brief.strip()
            assert "\n" not in brief + entry + outlet
            for words in (each.title, each.container_title):
                inner = str.maketrans("“”", "‘’")
                assert " ".join((words or "").split()).translate(inner) in entry.translate(inner)


@pytest.mark.parametrize(
    ("style", "others"), [("apa", "1 author"), ("chicago", "18 authors"), ("mla", "20 authors"), ("plain", "")]
)
def test_authors_whom_a_style_does_not_name_are_counted(style: str, others: str) -> None:
    authors = tuple(Name(family=f"Roe{number:02}", given="Jo") for number in range(21))
    read = dossier()
    sources = tuple(s.replace(author=authors) if s.id == "outlet-a" else s for s in read.sources)
    selection = select(read.replace(sources=sources), "")
    note = publish(FORMAT_BY_NAME["citations"], selection, {"style": style}).note
    said = [each for each in note.omissions if "author" in each and "beyond" in each]
    assert said == ([f"{others} beyond those that the style names"] if others else [])


def test_a_citation_is_of_one_passage_with_its_place_and_its_entry() -> None:
    text = export_text("citations", dossier(), "event:call-1", style="mla").replace("\n\n", "\n")
    cited = [line for line in text.split("\n") if line.startswith("“Wording")]
    assert len(cited) == 1
    assert cited[0].startswith("“Wording as printed, with [its] insertions and … cuts.” — Ivan Ivanov [to John Smith")
    assert ", quoted in Outlet A (Reporter and Staff, para 9)" in cited[0]
    assert text.count("Reporter, B., and Staff. “Headline.” Outlet A, 25 Nov. 2025, https://example.org/a.") == 2
    note = publish(FORMAT_BY_NAME["citations"], select(dossier(), ""), {"style": "mla"}).note
    assert any(each.startswith("of quotes") for each in note.omissions)


def test_a_source_with_nothing_but_spaces_for_a_title_is_named_by_its_id() -> None:
    assert REFERENCES["apa"](source(title=" ", container_title=None)).entry == "s. (n.d.)."
