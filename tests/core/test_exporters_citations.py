"""Citations: every style names the words, the speaker, the date and each source, and is well-formed in its own way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

from generated import dossiers
from peace_tui.collation.differences import have_same_words
from peace_tui.collation.tokens import spellings_of
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters import citations
from peace_tui.exporters.bibtex import bibtex_entry, escape_tex
from peace_tui.exporters.citations import (
    STYLES,
    Passage,
    cite,
    describe_attribution,
    find_passages_as_read,
    list_passages,
)
from peace_tui.exporters.reference_styles import REFERENCES
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Account, Event, Info, Name, Person, Quote, Source, Version
from peace_tui.query.selection import select
from peace_tui.text.messages import quotation_marks


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
def test_every_style_holds_words_speaker_date_and_the_source(style: str) -> None:
    dossier = load()
    for quote in dossier.quotes:
        last_names = [dossier.person_of[id].name.split()[-1] for id in quote.who]
        for passage in list_passages(dossier, quote):
            cited = cite(dossier, passage, style)
            assert all(name in cited for name in last_names)
            for version in filter(None, (passage.version, *passage.also)):
                source = dossier.source_of[version.source]
                assert source.id in cited or source.label.replace(".", "") in cited.replace("\\", "").replace(".", "")


def test_every_citation_of_the_bundled_dossier_has_the_words_and_the_place_of_its_outlet() -> None:
    dossier = load()
    keys = []
    for quote in dossier.quotes:
        for passage in list_passages(dossier, quote):
            version = passage.version
            assert version
            words, place = " ".join(version.text.split()), version.locator or ""
            plain, entry = (cite(dossier, passage, style) for style in ("plain", "bibtex"))
            (item,) = json.loads(cite(dossier, passage, "csl-json"))
            source = dossier.source_of[version.source]
            assert words_of(plain) == words.strip("“”")
            assert f"({source.label}" in plain
            assert place in plain
            assert escape_tex(words) in entry
            assert escape_tex(place) in entry
            assert words in item["note"]
            assert (item["id"].partition(":")[0], item.get("locator", "")) == (source.id, place)
            others = [each.text for each in quote.versions if each.text not in words]
            assert not any(other in cited for other in others for cited in (plain, item["note"]) if len(other) > 30)
            keys.append(item["id"])
    assert len(keys) == len(set(keys))


def words_of(cited: str) -> str:
    """The words of a plain citation, without quotation marks around them."""
    return cited.rpartition(" — ")[0].strip("“”")


def of_versions(*texts: tuple[str, str], **keys: Any) -> tuple[Dossier, Quote]:
    versions = tuple(Version(source=source, text=text) for source, text in texts)
    sources = tuple(
        Source(id=id, container_title=name, title=id) for id, name in (("a", "A"), ("a2", "A"), ("b", "B"), ("c", "C"))
    )
    quote = Quote(**{"id": "q", "event": "e", "text": "The reading text.", "versions": versions} | keys)
    event = Event(id="e", title="Talk")
    return Dossier(info=Info(title="T"), sources=sources, events=(event,), quotes=(quote,)), quote


def test_a_citation_is_of_one_outlet_and_names_another_only_where_the_words_are_the_same() -> None:
    dossier, quote = of_versions(("a", "We will go."), ("b", "we will go,"), ("c", "I think we will go."))
    assert [cite(dossier, each, "plain") for each in list_passages(dossier, quote)] == [
        "“We will go.” — unknown [Talk] (A; also in B)",
        "“I think we will go.” — unknown [Talk] (C)",
    ]


def test_what_falls_is_not_offered_nor_named_as_also_in_unless_nothing_stands() -> None:
    dossier, quote = of_versions(("a", "We will go."), ("b", "we will go,"), ("c", "I think we will go."))
    assert [cite(dossier, each, "plain") for each in list_passages(dossier, quote, {1, 2})] == [
        "“We will go.” — unknown [Talk] (A)"
    ]
    assert list_passages(dossier, quote, {0, 1, 2}) == list_passages(dossier, quote)


def test_an_export_counts_the_sources_that_its_citations_do_not_name() -> None:
    for words, count in (("OK,", 1), ("No.", 0)):
        dossier, _ = of_versions(("a", "OK"), ("a2", words), ("b", "OK"), ("c", "OK"))
        publication = publish(FORMAT_BY_NAME["citations"], select(dossier), {"style": "apa"})
        assert ("1 source not named in it" in publication.note.omissions) == bool(count)
        assert all(f"{name}. (n.d.)" in publication.text or name == "b" for name in ("a", *["a2"] * (1 - count)))


def test_an_outlet_is_not_also_in_itself_and_a_translation_is_no_other_outlet_of_the_same_words() -> None:
    dossier, quote = of_versions(("a", "OK"), ("a2", "OK,"), ("b", "OK"))
    assert [(each.version, len(each.also)) for each in list_passages(dossier, quote)] == [(quote.versions[0], 1)]
    german = quote.versions[2].replace(language="de")
    other = quote.replace(versions=(quote.versions[0], german))
    assert len(list_passages(dossier.replace(quotes=(other,)), other)) == 2


def test_a_reading_text_is_of_the_passage_that_has_it_to_the_letter_also_where_its_outlet_prints_it_twice() -> None:
    dossier, quote = of_versions(("a", "We—will go,"), ("b", "We will go!"), ("a", "We will go."), text="We will go.")
    assert find_passages_as_read(dossier, quote) == (quote.versions[2], quote.versions[1])
    dossier, quote = of_versions(("a", "We—will go,"), ("a2", "We will go;"), text="We will go;")
    assert find_passages_as_read(dossier, quote) == (quote.versions[1],)


@pytest.mark.parametrize(
    ("one", "other"),
    [("They told us.", "They told US."), ("He will re-sign.", "He will resign."), ("The U.S. plan.", "The US plan.")],
)
def test_an_outlet_that_prints_another_word_or_spelling_has_a_passage_of_its_own(one: str, other: str) -> None:
    dossier, quote = of_versions(("a", one), ("b", other))
    assert [each.text for each in list_passages(dossier, quote)] == [one, other]
    assert not any(each.also for each in list_passages(dossier, quote))


def test_only_passages_of_the_same_letters_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [("abc"[number % 3], f"We go to town {number % 300}.") for number in range(600)]
    dossier, quote = of_versions(*texts)
    compared: list[tuple[str, str]] = []

    def compare(one: str, other: str, spellings: Mapping[str, str]) -> bool:
        compared.append((one, other))
        return have_same_words(one, other, spellings)

    monkeypatch.setattr(citations, "have_same_words", compare)
    assert [each.text for each in list_passages(dossier, quote)] == [text for _, text in texts[:300]]
    assert len(compared) == 300


@pytest.mark.parametrize(
    ("issued", "fields"),
    [
        ("0043-03-15", ["year = {43}", "month = {3}", "day = {15}", "issued = {0043-03-15}"]),
        ("-0043-03-15", ["date = {-0043-03-15}"]),
        ("0000", ["date = {0000}"]),
    ],
)
def test_years_before_the_first_are_for_biblatex_alone(issued: str, fields: list[str]) -> None:
    entry = bibtex_entry(Source(id="s", title="S", issued=parse_date(issued)), "s")
    found = re.findall(r"((?:year|month|day|date|issued) = \{.*?\}),", entry)
    assert [each for each in found if each in fields] == found
    assert fields[0] in found


@pytest.mark.parametrize(
    ("issued", "date"),
    [
        ("[1667-06,1667-03]", "1667-03/1667-06"),
        ("[1667-03..1667-05, 1667-09, 1667-06]", "1667-03/1667-09"),
        ("[..1667-03, 1667-01]", "../1667-03"),
        ("[1667-03?,1667-06..]", "1667-03?/.."),
        ("2025-10-14T12:05-04:00?", "2025-10-14?"),
        ("2025-10-14T12:05-04:00~/2025-10-15T09Z", "2025-10-14~/2025-10-15"),
        ("2025-10-15T00:30+02:00/2025-10-14T23:30-04:00", "2025-10-14/2025-10-15"),
    ],
)
def test_biblatex_gets_the_days_that_a_date_spans(issued: str, date: str) -> None:
    entry = bibtex_entry(Source(id="s", title="S", issued=parse_date(issued)), "s")
    assert f"  date = {{{date}}}," in entry
    assert f"  issued = {{{issued}}}," in entry


def test_keys_that_bibtex_takes_for_one_have_fields_of_their_own() -> None:
    own = {"x_дата": "one", "x_тема": "two", "x_a.b": "three", "x_a-b": "four", "x_A-b": "five"}
    entry = bibtex_entry(Source(id="s", title="S", extra=own), "s")
    for text in own.values():
        assert f"{{{text}}}," in entry
    names = re.findall("^  ([^ ]+) =", entry, re.MULTILINE)
    assert len({name.casefold() for name in names}) == len(names) == 6


def test_keys_of_citations_differ() -> None:
    dossier, quote = of_versions(("a", "We will go."), ("a", "Or not."), ("b", "Or we go."), ("a2", "Perhaps."))
    keys = [re.match(r"@misc\{(.+),", cite(dossier, each, "bibtex"))[1] for each in list_passages(dossier, quote)]  # type: ignore[index]
    assert keys == ["a:q", "a:q:2", "b:q", "a2:q"]
    items = [json.loads(cite(dossier, each, "csl-json"))[0]["id"] for each in list_passages(dossier, quote)]
    assert items == keys


def test_without_a_source_the_words_are_the_dossiers() -> None:
    dossier, quote = of_versions()
    (passage,) = list_passages(dossier, quote)
    assert cite(dossier, passage, "plain") == "“The reading text.” — unknown [Talk]"
    assert cite(dossier, passage, "csl-json") == "[]"
    assert "@" not in cite(dossier, passage, "bibtex")


@pytest.mark.parametrize("mode", ["indirect", "summary"])
@pytest.mark.parametrize("style", STYLES)
def test_reported_words_are_never_speech(style: str, mode: str) -> None:
    dossier, quote = of_versions(("a", "that we will go"), mode=mode)
    cited = cite(dossier, list_passages(dossier, quote)[0], style)
    words = cited.partition(" — ")[0] if style in REFERENCES else cited  # in which titles stand between marks
    assert not set("“”").intersection(words)


@given(dossiers())
def test_no_citation_has_words_that_its_outlet_does_not_print(dossier: Dossier) -> None:
    for quote in dossier.quotes:
        found = list_passages(dossier, quote)
        for passage in found:
            assert passage.version in quote.versions or not quote.versions
            texts = [version.text for version in quote.versions] or [quote.text]
            assert passage.text in texts
            text = " ".join(passage.text.split())
            words = quotation_marks(text) if quote.mode in VERBATIM else text
            assert cite(dossier, passage, "plain").startswith(f"{words} — ")
            for version in passage.also:
                assert have_same_words(version.text, passage.text, spellings_of(dossier))
        cited = [version for passage in found for version in (passage.version, *passage.also) if version]
        assert {dossier.source_of[version.source].outlet for version in cited} == {
            dossier.source_of[version.source].outlet for version in quote.versions
        }


def test_a_citation_says_that_a_quote_does_not_simply_stand() -> None:
    dossier = dossier_with(GAZETTE)
    quote = dossier.quotes[0].replace(status="denied", draft=True)
    for style in STYLES:
        cited = cite(dossier, list_passages(dossier, quote)[0], style).replace("\\", "")
        assert "[to Bob & Sons; Talk, 14 October 2025, denied, not reviewed yet]" in cited
        assert "denied" not in cite(dossier, list_passages(dossier, dossier.quotes[0])[0], style)


def test_plain_is_one_line_with_the_printing_in_brackets() -> None:
    dossier = dossier_with(GAZETTE)
    cited = cite(dossier, list_passages(dossier, dossier.quotes[0])[0], "plain")
    assert cited == (
        "“Good morning.” — Ann Archer [to Bob & Sons; Talk, 14 October 2025] (The_Gazette, 25 November 2025, p. 3)"
    )


@pytest.mark.parametrize("style", STYLES)
def test_what_the_dossier_adds_stands_in_square_brackets(style: str) -> None:
    """An outlet that prints the words may name neither the day nor the addressee; its date may be inferred, too."""
    dossier = dossier_with(GAZETTE.replace(issued=parse_date("[2025-11-25..]")))
    cited = cite(dossier, list_passages(dossier, dossier.quotes[0])[0], style).replace("\\[", "[").replace("\\]", "]")
    outside = re.sub(r"\[[^\[\]{}]*\]", "", cited.partition("note")[2] or cited)
    assert not re.search("Bob|October|or later", outside)
    assert re.search(r"Ann Archer \[to Bob \\?& Sons; Talk, 14 October 2025\]", cited)


def test_a_date_that_the_outlet_gives_itself_stands_without_brackets() -> None:
    dossier = dossier_with(GAZETTE)
    (event,) = dossier.events
    accounts = (Account(source="other", date=parse_date("2025-10-12")), Account(source="gazette", outcome="a deal"))
    for own, said in (
        (None, "[to Bob & Sons; Talk, 14 October 2025] ("),
        ("2025-10-16", "[to Bob & Sons; Talk], 16 October 2025 ("),
    ):
        given = (Account(source="gazette", date=parse_date(own)),) if own else ()
        changed = dossier.replace(events=(event.replace(accounts=(*accounts, *given)),))
        assert said in cite(changed, list_passages(changed, changed.quotes[0])[0], "plain")


def of_argument(**keys: Any) -> Dossier:
    source = GAZETTE.replace(container_title="Supreme Court", title="Transcript", author=(), **keys)
    dossier = dossier_with(source, mode="transcript")
    (quote,), (event,) = dossier.quotes, dossier.events
    event = event.replace(title="Oral argument in Roe v. Doe", type="meeting")
    quote = quote.replace(versions=(quote.versions[0].replace(locator="17:4–9"),))
    return dossier.replace(quotes=(quote,), events=(event,))


@pytest.mark.parametrize("style", STYLES)
def test_a_citation_names_the_occasion_with_page_and_line(style: str) -> None:
    dossier = of_argument()
    cited = cite(dossier, list_passages(dossier, dossier.quotes[0])[0], style).replace("\\", "")
    assert "Ann Archer [to Bob & Sons; Oral argument in Roe v. Doe, 14 October 2025]" in cited
    assert "17:4–9" in cited


@pytest.mark.parametrize("style", STYLES)
def test_an_occasion_is_not_named_twice(style: str) -> None:
    """Of a source without an outlet the title is the label, so that every style has it."""
    dossier = of_argument().replace(sources=(Source(id="gazette", title="Oral Argument in Roe v. Doe, transcript"),))
    cited = cite(dossier, list_passages(dossier, dossier.quotes[0])[0], style).replace("\\", "")
    assert "Ann Archer [to Bob & Sons, 14 October 2025]" in cited
    assert "17:4–9" in cited


def test_an_occasion_is_named_where_a_title_only_begins_like_it() -> None:
    dossier = of_argument().replace(sources=(Source(id="gazette", title="Oral argument in Roe v. Doersam"),))
    assert "; Oral argument in Roe v. Doe, " in cite(dossier, list_passages(dossier, dossier.quotes[0])[0], "plain")


@pytest.mark.parametrize("kind", ["statement", "publication"])
def test_a_title_that_says_what_was_said_is_no_occasion(kind: str) -> None:
    dossier = of_argument()
    for mode, is_named in (("direct", False), ("transcript", True)):
        changed = dossier.replace(
            events=(dossier.events[0].replace(type=kind),), quotes=(dossier.quotes[0].replace(mode=mode),)
        )
        assert (
            "Oral argument" in describe_attribution(changed, list_passages(changed, changed.quotes[0])[0])
        ) == is_named


@pytest.mark.parametrize(
    ("style", "said"),
    [
        ("apa", ", as quoted in The_Gazette (Bloomberg, 2025, p. 3)"),
        ("chicago", " (quoted in Bloomberg, “A {strange} headline,” The_Gazette, November 25, 2025, "),
        ("mla", ", quoted in The_Gazette (Bloomberg, p. 3)"),
    ],
)
def test_who_wrote_an_article_is_not_said_to_have_printed_it(style: str, said: str) -> None:
    dossier = dossier_with(GAZETTE.replace(author=(Name(literal="Bloomberg"),)))
    assert said in cite(dossier, list_passages(dossier, dossier.quotes[0])[0], style)


@pytest.mark.parametrize("keys", [{"author": (), "title": None}, {"container_title": None}, {"author": "outlet"}])
def test_an_outlet_is_named_once(keys: dict[str, Any]) -> None:
    keys = keys | ({"author": (Name(literal="The_Gazette"),)} if keys.get("author") == "outlet" else {})
    dossier = dossier_with(GAZETTE.replace(**keys))
    for style, verb in (("apa", "as quoted in"), ("mla", "qtd. in")):
        text = cite(dossier, list_passages(dossier, dossier.quotes[0])[0], style).partition("\n")[0]
        assert f" ({verb} " in text
        assert text.count("The_Gazette") == ("container_title" not in keys)


def test_several_addressees_are_a_list() -> None:
    dossier = dossier_with(GAZETTE)
    quote = dossier.quotes[0].replace(who=("bob",), to=("ann", "bob"))
    (passage,) = list_passages(dossier, quote)
    assert describe_attribution(dossier, passage) == "Bob & Sons [to Ann Archer and Bob & Sons; Talk, 14 October 2025]"


def test_what_is_not_speech_word_for_word_gets_no_quotation_marks() -> None:
    dossier = dossier_with(GAZETTE, "that it was morning", mode="indirect")
    assert cite(dossier, list_passages(dossier, dossier.quotes[0])[0], "plain").startswith("that it was morning —")


def test_markdown_escapes_what_it_would_read_as_markup() -> None:
    dossier = dossier_with(GAZETTE, "*bold* [link](x) <b>")
    cited = cite(dossier, list_passages(dossier, dossier.quotes[0])[0], "markdown")
    assert r"\*bold\* \[link\](x) \<b\>" in cited
    printed = dossier_with(GAZETTE, "R&amp;D costs $5 or $6, ~~not~~ more: https://example.org", "indirect")
    cited = cite(printed, list_passages(printed, printed.quotes[0])[0], "markdown")
    assert r"> R\&amp;D costs \$5 or \$6, \~\~not\~\~ more: https\://example.org" in cited
    listed = dossier_with(GAZETTE, "1. She said so", "indirect")
    assert cite(listed, list_passages(listed, listed.quotes[0])[0], "markdown").startswith("> 1\\. She")
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
        ({"family": "Long Name"}, "{Long Name}"),
        ({"family": "Masri", "given": "Tala", "non_dropping_particle": "al-"}, "al-Masri, Tala"),
        ({"given": "Jo, of Spring_field"}, "{Jo, of Spring\\_field}"),
    ],
)
def test_bibtex_gets_the_parts_of_a_name(parts: dict[str, Any], written: str) -> None:
    dossier = dossier_with(GAZETTE.replace(author=(Name(**parts), Name(literal="Staff"))))
    assert f"author = {{{written} and {{Staff}}}}," in cite(
        dossier, list_passages(dossier, dossier.quotes[0])[0], "bibtex"
    )


def test_bibtex_braces_balance_and_special_characters_are_escaped() -> None:
    dossier = dossier_with(GAZETTE, "100 % of $5 {all}")
    entry = cite(dossier, list_passages(dossier, dossier.quotes[0])[0], "bibtex")
    assert entry.startswith("@article{gazette:q,\n")
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
    (item,) = json.loads(cite(dossier, list_passages(dossier, dossier.quotes[0])[0], "csl-json"))
    assert item["issued"] == wanted
    assert item["locator"] == "p. 3"


@pytest.mark.parametrize("style", STYLES)
def test_a_citation_names_the_state_of_the_dossier_where_it_is_known(style: str) -> None:
    unknown = dossier_with(Source(id="gazette", title="The Gazette"))
    known = unknown.replace(digest="0123456789abcdef" * 4)
    (passage,) = list_passages(known, known.quotes[0])
    own = Passage(known.quotes[0].replace(versions=()), None)  # words of the dossier are no source for CSL
    for each in (passage, *([own] if style != "csl-json" else [])):
        cited = re.sub(r"\\(?=[\[\]])|[{}]", "", cite(known, each, style))
        assert f"[dossier: {known.info.title}, 0123456789ab]" in cited
    assert "[dossier" not in cite(unknown, passage, style)
