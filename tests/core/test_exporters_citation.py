"""Citations: every style names the words, the speaker, the date and each source, and is well-formed in its own way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from peace_tui.edtf.spans import parse_date
from peace_tui.exporters.citation import STYLES, cite
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info, Name, Person, Quote, Source, Version


def dossier_with(source: Source, text: str = "Good morning.", mode: str = "direct") -> Dossier:
    quote = Quote(
        id="q",
        event="e",
        who=("ann",),
        to=("bob",),
        mode=mode,
        text=text,
        versions=(Version(source=source.id, text=text, locator="p. 3"),),
    )
    return Dossier(
        info=Info(title="Small"),
        people=(Person(id="ann", name="Ann Archer"), Person(id="bob", name="Bob & Sons")),
        sources=(source,),
        events=(Event(id="e", title="Talk", date=parse_date("2025-10-14")),),
        quotes=(quote,),
    )


GAZETTE = Source(
    id="gazette",
    type="article-newspaper",
    container_title="The_Gazette",
    title="A {strange} headline",
    author=(Name(literal="B. Reporter"),),
    issued=parse_date("2025-11-25"),
    url="https://example.org/a_(b)",
)


@pytest.mark.parametrize("style", STYLES)
def test_every_style_holds_words_speaker_date_and_each_source(style: str) -> None:
    dossier = load()
    for quote in dossier.quotes:
        cited = cite(dossier, quote, style)
        last_names = [dossier.person_of[id].name.split()[-1] for id in quote.who]
        assert all(name in cited for name in last_names)
        for version in quote.versions:
            source = dossier.source_of[version.source]
            assert source.id in cited or source.label.replace(".", "") in cited.replace("\\", "").replace(".", "")


def test_plain_is_one_line_with_the_printing_in_brackets() -> None:
    cited = cite(dossier_with(GAZETTE), dossier_with(GAZETTE).quotes[0], "plain")
    assert cited == ("“Good morning.” — Ann Archer → Bob & Sons, 14 October 2025 (The_Gazette, 25 November 2025, p. 3)")


def test_what_is_not_speech_word_for_word_gets_no_quotation_marks() -> None:
    dossier = dossier_with(GAZETTE, "that it was morning", mode="indirect")
    assert cite(dossier, dossier.quotes[0], "plain").startswith("that it was morning —")


def test_markdown_escapes_what_it_would_read_as_markup() -> None:
    dossier = dossier_with(GAZETTE, "*bold* [link](x) <b>")
    cited = cite(dossier, dossier.quotes[0], "markdown")
    assert r"\*bold\* \[link\](x) \<b\>" in cited
    assert all(line.startswith(">") for line in cited.splitlines())
    assert "](https" not in cited  # an address with brackets would end too early


@pytest.mark.parametrize(
    ("parts", "written"),
    [
        ({"literal": "The Agency"}, "{The Agency}"),
        ({"family": "Roe", "given": "Jo"}, "Roe, Jo"),
        (
            {"family": "Gogh", "given": "Vincent", "non_dropping_particle": "van", "suffix": "Jr."},
            "van Gogh, Jr., Vincent",
        ),
        ({"family": "Humboldt", "given": "Alexander", "dropping_particle": "von"}, "Humboldt, Alexander von"),
        ({"family": "Sturm and Drang"}, "{Sturm and Drang}"),
        ({"given": "Jo, of Spring_field"}, "{Jo, of Spring\\_field}"),
    ],
)
def test_bibtex_gets_the_parts_of_a_name(parts: dict[str, Any], written: str) -> None:
    dossier = dossier_with(GAZETTE.replace(author=(Name(**parts), Name(literal="Staff"))))
    assert f"author = {{{written} and {{Staff}}}}," in cite(dossier, dossier.quotes[0], "bibtex")


def test_bibtex_braces_balance_and_special_characters_are_escaped() -> None:
    dossier = dossier_with(GAZETTE, "100 % of $5 {all}")
    entry = cite(dossier, dossier.quotes[0], "bibtex")
    assert entry.startswith("@article{gazette-q,\n")
    assert entry.count("{") == entry.count("}")
    assert r"100 \% of \$5 \textbraceleft{}all\textbraceright{}" in entry
    assert "year = {2025}" in entry
    assert "day = {25}" in entry


@pytest.mark.parametrize(
    ("issued", "wanted"),
    [
        ("2025-11-25", {"date-parts": [[2025, 11, 25]]}),
        ("2025-11-25T17:04-05:00", {"date-parts": [[2025, 11, 25]]}),
        ("2025-11", {"date-parts": [[2025, 11]]}),
        ("2025-11-25~", {"date-parts": [[2025, 11, 25]], "circa": True}),
        ("2025-11-24/2025-11-25", {"date-parts": [[2025, 11, 24], [2025, 11, 25]]}),
        ("2025-22", {"date-parts": [[2025]], "season": 2}),
        ("202X", {"raw": "202X"}),
        ("[2025-11-24,2025-11-27]", {"raw": "[2025-11-24,2025-11-27]"}),
    ],
)
def test_csl_json_says_no_more_of_a_date_than_is_known(issued: str, wanted: object) -> None:
    source = Source(id="s", container_title="S", issued=parse_date(issued, "UTC"))
    dossier = dossier_with(source)
    (item,) = json.loads(cite(dossier, dossier.quotes[0], "csl-json"))
    assert item["issued"] == wanted
    assert item["locator"] == "p. 3"
