"""Checked claims: reviews become evidence, a sure verdict the status, and nobody speaks who is not said to."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports import Imported, import_data, to_tables
from peace_tui.errors import InputError

REVIEW = {
    "@type": "ClaimReview",
    "url": "https://check.example/1",
    "claimReviewed": "Three thousand &amp; more crossed the border",
    "datePublished": "2025-06-22",
    "author": {"@type": "Organization", "name": "The Checkers", "url": "https://check.example"},
    "reviewRating": {"@type": "Rating", "ratingValue": 1, "bestRating": 5, "worstRating": 1, "alternateName": "False"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "Ann Ay", "jobTitle": "Mayor"},
        "datePublished": "2025-06-20",
        "appearance": {"url": "https://gazette.example/a", "headline": "Border", "publisher": {"name": "The Gazette"}},
    },
}


def imported(*reviews: Any, **options: Any) -> Imported:
    return import_data("claimreview", json.dumps({"@graph": reviews}), **options)


def test_a_review_becomes_a_claim_with_evidence_and_what_somebody_is_said_to_have_claimed() -> None:
    found = imported(REVIEW)
    (claim,) = to_tables(found.dossier.claims)
    quote = "claim-ann-ay-2025-06-20-quote"
    assert claim == {
        **{"id": "claim-three-thousand-more-crossed-the-border", "text": "Three thousand & more crossed the border"},
        **{"about": [quote], "status": "denied", "x_claim_date": "2025-06-20"},
        "evidence": [
            {"source": "the-checkers", "stance": "False (1; worst 1, best 5)", "quote": quote},
            {"source": "the-gazette", "stance": "makes the claim"},
        ],
    }
    assert to_tables(found.sources) == [
        {
            **{"id": "the-checkers", "container_title": "The Checkers", "issued": "2025-06-22"},
            **{"url": "https://check.example/1", "x_outlet_url": "https://check.example"},
        },
        {"id": "the-gazette", "title": "Border", "container_title": "The Gazette", "url": "https://gazette.example/a"},
    ]
    assert to_tables(found.dossier.people) == [{"id": "ann-ay", "name": "Ann Ay", "roles": [{"title": "Mayor"}]}]
    assert to_tables(found.quotes) == [
        {
            **{"id": quote, "event": "claim-ann-ay-2025-06-20", "who": ["ann-ay"], "mode": "summary"},
            **{"text": "Three thousand & more crossed the border", "source": "the-checkers"},
        }
    ]
    assert [event.title for event in found.events] == ["Claim by Ann Ay, 20 June 2025"]


def test_nobody_speaks_where_nobody_is_said_to_have_claimed_it() -> None:
    found = imported(REVIEW | {"itemReviewed": {"appearance": ["https://a.example/1", "https://b.example/2"]}})
    assert not found.names
    assert not found.quotes
    assert [each.source for each in found.dossier.claims[0].evidence] == ["the-checkers", "a.example", "b.example"]


@pytest.mark.parametrize(
    ("rating", "status"),
    [
        ({"alternateName": "True"}, "confirmed"),
        ({"alternateName": "Pants on Fire!"}, "denied"),
        ({"alternateName": "Faux"}, "denied"),
        ({"alternateName": "Half True"}, "disputed"),
        ({"alternateName": "We rate this curious", "ratingValue": 1, "bestRating": 5, "worstRating": 1}, "asserted"),
        ({"ratingValue": "5", "bestRating": "5", "worstRating": "1"}, "confirmed"),
        ({"ratingValue": 3, "bestRating": 5, "worstRating": 1}, "disputed"),
        ({"ratingValue": 3}, "asserted"),
        ({}, "asserted"),
        ("False", "denied"),
    ],
)
def test_the_status_is_that_of_a_sure_verdict(rating: Any, status: str) -> None:
    assert imported(REVIEW | {"reviewRating": rating}).dossier.claims[0].status == status


def test_reviews_of_one_claim_are_its_evidence_and_where_they_differ_it_is_disputed() -> None:
    other = REVIEW | {
        "url": "https://other.example/",
        "author": {"name": "Others"},
        "reviewRating": {"alternateName": "True"},
    }
    found = imported(REVIEW, other)
    (claim,) = found.dossier.claims
    assert claim.status == "disputed"
    assert [each.stance for each in claim.evidence][::2] == ["False (1; worst 1, best 5)", "True"]
    assert len(found.quotes) == 1


def test_an_answer_of_the_fact_check_tools_is_read() -> None:
    review = {
        **{"publisher": {"name": "The Checkers", "site": "check.example"}, "url": "https://check.example/m"},
        **{"title": "No", "reviewDate": "2021-02-05T10:11:12Z", "textualRating": "False", "languageCode": "en"},
    }
    claim = {"text": "It is cheese", "claimant": "Ann Ay", "claimDate": "2021-02-03T00:00:00Z", "claimReview": [review]}
    found = import_data("claimreview", json.dumps({"claims": [claim], "nextPageToken": "abc"}))
    assert found.names == ["Ann Ay"]
    assert found.dossier.claims[0].status == "denied"
    assert to_tables(found.sources)[0]["issued"] == "2021-02-05T10:11:12Z"
    assert 'x_next_page_token = "abc"' in found.toml


@pytest.mark.parametrize("kind", ["csv", "claimreview"])
def test_a_table_of_claims_is_read_as_one(kind: str) -> None:
    data = (
        "claimReviewed,reviewRating,author,url,datePublished,itemReviewed.author,Topic\n"
        "It is flat,False,Checkers,https://c.example/1,2021-01-02,Bob Bee,earth\nIt is round,5,Checkers,,,,\n"
    )
    found = import_data(kind, data)
    assert [(claim.text, claim.status, claim.evidence[0].stance) for claim in found.dossier.claims] == [
        ("It is flat", "denied", "False"),
        ("It is round", "asserted", "5"),
    ]
    assert [quote.who for quote in found.quotes] == [("bob-bee",)]
    assert to_tables(found.sources)[0]["x_topic"] == "earth"


def test_claims_without_verdicts_are_no_table_of_claims() -> None:
    with pytest.raises(InputError, match="no column holds claims that were checked"):
        import_data("claimreview", "Speaker,Quote\nAnn,Hi\n")
    assert import_data("csv", "Speaker,Quote,Claim\nAnn,Hi,x\n").quotes


@pytest.mark.parametrize("data", ["{}", "[]", '{"claims": []}', '{"claimReviewed": 3}'])
def test_json_without_reviews_is_refused(data: str) -> None:
    with pytest.raises(InputError, match="there is no ClaimReview in it"):
        import_data("claimreview", data)


@given(st.data())
def test_every_value_of_reviews_is_in_the_dossier(data: st.DataObject) -> None:
    count = 0

    def token(form: str = "{}") -> str:
        nonlocal count
        count += 1
        return form.format(f"token{count:03}x")

    def chosen(**values: Any) -> dict[str, Any]:
        return {name: values[name] for name in data.draw(st.lists(st.sampled_from([*values]), unique=True))}

    def work() -> dict[str, Any]:
        outlet = data.draw(st.sampled_from(("same", token(), {"name": token(), "sameAs": token()}, [token(), token()])))
        url = data.draw(st.sampled_from(("https://same.example/", token("https://{}.example/"))))
        date = data.draw(st.sampled_from(("2020-01-01", token(), token("03/04/2020 {}"))))
        return chosen(
            **{
                "url": url,
                "@id": token(),
                "headline": token(),
                "name": token(),
                "author": outlet,
                "publisher": {"name": token()},
            },
            **{"datePublished": date, "inLanguage": token(), "more": {"inner": token()}},
        )

    def review() -> dict[str, Any]:
        author = chosen(name=token(), jobTitle=token(), sameAs=token(), image={"url": token()})
        item = chosen(
            **{"author": author, "datePublished": token(), "appearance": [work(), token("https://{}.example")]},
            **{"firstAppearance": work(), "name": token(), "more": token()},
        )
        rating = chosen(
            **{"ratingValue": token(), "bestRating": token(), "worstRating": token(), "alternateName": token()},
            **{"ratingExplanation": token(), "image": token()},
        )
        text = data.draw(st.sampled_from(("same", token())))
        return {"claimReviewed": text, **chosen(itemReviewed=item, reviewRating=rating), **work()}

    given_json = json.dumps({"name": token(), "items": [review() for _ in range(data.draw(st.integers(1, 3)))]})
    found = import_data("claimreview", given_json)
    used = {f"token{number:03}x" for number in range(1, count + 1) if f"token{number:03}x" in given_json}
    lost = [each for each in used if each not in found.toml + found.report]
    assert not lost, (lost, given_json, found.toml)


def test_a_saved_page_of_a_fact_checker_is_read() -> None:
    page = (
        '<!DOCTYPE html><html><script type="application/ld+json">{"@type": "WebSite"}</script>'
        f'<script type="application/ld+json">{json.dumps(REVIEW)}</script><script>{{</script></html>'
    )
    assert len(import_data("claimreview", page).dossier.claims) == 1
    with pytest.raises(InputError, match="there is no ClaimReview in it"):
        import_data("claimreview", "<html></html>")


@pytest.mark.parametrize("name", ["Unknown", "N/A", None, ""])
def test_nobody_is_called_unknown(name: str | None) -> None:
    assert not imported(REVIEW | {"itemReviewed": {"author": {"name": name}}}).names


def test_a_page_that_never_ends_its_scripts_is_refused() -> None:
    with pytest.raises(InputError, match="there is no ClaimReview in it"):
        import_data("claimreview", '<script type="application/ld+json">' * 20_000 + "<script " * 50_000)


def test_a_table_of_quotes_with_verdicts_stays_one_of_quotes() -> None:
    imported = import_data("csv", "Speaker,Quote,Claim,Rating\nAnn,Hi,It is flat,False\n")
    assert [quote.text for quote in imported.quotes] == ["Hi"]
    assert not imported.dossier.claims


def test_several_who_are_said_to_have_claimed_it_all_speak() -> None:
    both = [{"name": "Ann Ay"}, {"name": "Bob Bee", "jobTitle": "mayor"}]
    found = imported(REVIEW | {"itemReviewed": {"author": both}})
    assert found.names == ["Ann Ay", "Bob Bee"]
    assert found.quotes[0].who == ("ann-ay", "bob-bee")
    assert found.events[0].title == "Claim by Ann Ay and Bob Bee"


def test_scripts_of_a_page_that_cannot_be_read_are_told() -> None:
    script = '<script type="application/ld+json">{}</script>'
    page = script.format(json.dumps(REVIEW)) + script.format('{"claimReviewed": "Broken",}')
    page += script.format('{"@type": "Organization", "legalName": "The Checkers Ltd"}')
    report = import_data("claimreview", page).report
    assert 'left out: 1 script of the page that is no JSON ({"claimReviewed": "Broken",})' in report
    assert "left out: 1 part of the page's data that is no review (x_beside)" in report


def test_a_table_of_claims_is_a_guess_that_is_told() -> None:
    report = import_data("csv", "Claim,Verdict\nThe sky is green,False\n").report
    assert "guessed: each row is a claim that was checked, since a column has claims, and one verdicts" in report


def test_an_identifier_and_further_addresses_of_a_review_are_kept() -> None:
    source = imported(REVIEW | {"@id": "https://check.example/#review"}).sources[0]
    assert (source.url, source.extra["x_id"]) == ("https://check.example/1", "https://check.example/#review")
    same = imported(REVIEW | {"@id": "https://check.example/1"}).sources[0]
    assert "x_id" not in same.extra
    several = imported(REVIEW | {"url": ["https://a.example/", "https://b.example/"]}).sources[0]
    assert several.extra["x_url"] == ["https://a.example/", "https://b.example/"]


@pytest.mark.parametrize("kind", ["csv", "claimreview"])
def test_whose_day_a_column_called_date_has_is_a_guess_that_is_told(kind: str) -> None:
    row = "The moon is cheese,False,2024-05-04\n"
    told = (
        "guessed: the day of the review ← Date, by the name of the column; if it is the day of the claim, name it so: "
    )
    assert f"{told}claim date" in import_data(kind, f"Claim,Verdict,Date\n{row}").report
    assert "the day of the review" not in import_data(kind, f"Claim,Verdict,Review date\n{row}").report


def test_a_person_who_writes_is_an_author_and_no_outlet() -> None:
    review = {key: value for key, value in REVIEW.items() if key != "author"}
    item = {"appearance": {"url": "https://g.example/a", "author": {"@type": "Person", "name": "Ann Ay"}}}
    found = imported(review | {"author": {"@type": "Person", "name": "Jane Doe"}, "itemReviewed": item})
    assert [(source.id, source.container_title, [*map(str, source.author)]) for source in found.sources] == [
        ("jane-doe", None, ["Jane Doe"]),
        ("ann-ay", None, ["Ann Ay"]),
    ]
    publisher = {"@type": "Organization", "name": "The Checkers"}
    (source,) = imported(review | {"author": {"@type": "Person", "name": "Jo"}, "publisher": publisher}).sources[:1]
    assert (source.container_title, *map(str, source.author)) == ("The Checkers", "Jo")


@pytest.mark.parametrize("value", [0, 7, -1])
def test_a_rating_beside_its_scale_gives_no_status(value: int) -> None:
    rating = {"ratingValue": value, "bestRating": 5, "worstRating": 1}
    assert imported(REVIEW | {"reviewRating": rating}).dossier.claims[0].status == "asserted"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_reviews_may_be_in_utf_16(encoding: str) -> None:
    assert import_data("claimreview", json.dumps(REVIEW).encode(encoding)).dossier.claims
