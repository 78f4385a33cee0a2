"""Claims that were checked, as ClaimReview of schema.org: JSON-LD, answers of Google's tools, tables.

Formats: https://schema.org/ClaimReview, https://developers.google.com/fact-check/tools/api. A checked claim becomes a
claim, its reviews and where it appeared the evidence. Whoever is said to have made it gets a quote in mode `summary`,
since `claimReviewed` is the words of the fact checker.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from peace_tui.edtf.spans import parse_date
from peace_tui.importers.coerce import add_extra, format_json, keep_as_extra, make_extra_key, to_one_line
from peace_tui.importers.dates import PartlyRead, UnclearDate, hint_at, parse_integer, to_edtf
from peace_tui.importers.dossier_builder import DossierBuilder, ImportOptions, count_noun, find_site, is_placeholder
from peace_tui.importers.input_file import InputFile, read_json
from peace_tui.importers.table_columns import normalize
from peace_tui.importers.table_rows import Table, TextTable
from peace_tui.text.folding import fold
from peace_tui.text.html import to_plain_text
from peace_tui.text.terminal_safe import preview

Review = dict[str, Any]
STATUS_WORDS: Final = {
    "confirmed": (
        *("true", "correct", "accurate", "verified", "confirmed", "richtig", "wahr", "vrai", "verdadero", "cierto"),
        *("verdadeiro", "vero", "waar", "правда", "doğru", "prawda", "صحيح", "真实", "属实"),
    ),
    "denied": (
        *("false", "incorrect", "wrong", "untrue", "not true", "fake", "pants on fire", "pants on fire!", "fabricated"),
        *("falsch", "unwahr", "faux", "falso", "falsa", "onwaar", "falskt", "usant", "fałsz", "fake news", "ложь"),
        *("неправда", "yanlış", "uydurma", "خطأ", "كاذب", "虚假", "错误", "不实"),
    ),
    "disputed": (
        *("half true", "half-true", "mixture", "mixed", "misleading", "partly false", "partially false", "partly true"),
        *("mostly false", "partially true", "disputed", "missing context", "lacks context", "irreführend"),
        *("teilweise falsch", "trompeur", "partiellement faux", "engañoso", "enganoso", "fuorviante", "misleidend"),
    ),
}
STATUS_OF: Final = {fold(word): status for status, words in STATUS_WORDS.items() for word in words}
"""The status of a claim by the verdict, folded; one that is not listed stands in the stance alone."""
CLAIM_COLUMNS: Final = ("claim reviewed", "claim", "claim text", "claims")
VERDICT_COLUMNS: Final = (
    *("review rating alternate name", "review rating", "rating", "verdict", "textual rating", "rating name", "ruling"),
    *("conclusion", "rating text"),
)
COLUMNS: Final[Mapping[tuple[str, ...], tuple[str, ...]]] = {
    ("claimReviewed",): CLAIM_COLUMNS,
    ("reviewRating", "alternateName"): VERDICT_COLUMNS,
    ("reviewRating", "ratingValue"): ("review rating rating value", "rating value"),
    ("reviewRating", "bestRating"): ("review rating best rating", "best rating"),
    ("reviewRating", "worstRating"): ("review rating worst rating", "worst rating"),
    ("reviewRating", "ratingExplanation"): ("review rating rating explanation", "rating explanation", "explanation"),
    ("author", "name"): (
        *("author", "author name", "reviewer", "fact checker", "checked by", "publisher", "publisher name"),
        *("review publisher", "review author", "organization", "claim review publisher name"),
    ),
    ("author", "url"): ("author url", "publisher site", "publisher url"),
    ("url",): ("url", "review url", "link", "fact check url"),
    ("datePublished",): ("date published", "review date", "date", "published", "date of review"),
    ("headline",): ("headline", "title", "review title"),
    ("inLanguage",): ("in language", "language", "language code"),
    ("itemReviewed", "author", "name"): (
        *("item reviewed author", "item reviewed author name", "claimant", "claim author", "claimed by", "speaker"),
        *("said by", "claim made by"),
    ),
    ("itemReviewed", "datePublished"): ("item reviewed date published", "claim date", "date of claim"),
    ("itemReviewed", "appearance"): (
        *("item reviewed appearance", "item reviewed appearance url", "appearance", "appearance url", "claim url"),
        *("item reviewed first appearance", "first appearance"),
    ),
}
"""Columns of a table of claims, as `normalize` returns them, and where each belongs in a review."""
TYPES: Final = ("@type", "type", "@context")
PLAIN_KEYS: Final = ("url", "@id", "name", "headline", "datePublished", "author", "publisher", "inLanguage")
"""Keys of a review or appearance that become keys of a source."""
SCRIPT: Final = re.compile(r"<script\b[^<>]{0,300}\bapplication/ld\+json\b[^<>]{0,300}>", re.I)
"""What JSON-LD in a web page begins with."""
MAX_DEPTH: Final = 12
MAPPED: Final = (
    *("claim ← claimReviewed", "evidence ← review, appearance", "stance ← reviewRating", "status ← a sure verdict"),
    "quote in mode summary ← itemReviewed.author",
)


def convert(input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert reviews of claims: JSON-LD, an answer of Google's Fact Check Tools, or a table."""
    start = input_file.first_text()[:1]
    if start not in (b"{", b"[", b"<"):
        table = TextTable(input_file)
        if not is_claims_table(table.header):
            why = "no column holds claims that were checked (claimReviewed or claim, with a rating or verdict)"
            raise input_file.error(f"{why}; other tables are read by: peace-tui import csv")
        convert_table(table, input_file, builder, options)
        return
    aside: dict[str, Any] = {}
    reviews = [*find_reviews(_find_scripts(input_file, builder) if start == b"<" else read_json(input_file), aside)]
    if start != b"<":
        builder.info |= aside
    elif aside:
        builder.report.add_loss("part of the page's data that is no review", ", ".join(aside), len(aside))
    if not reviews:
        raise input_file.error("there is no ClaimReview in it: objects with claimReviewed are expected")
    _convert_reviews(reviews, "review", input_file, builder, options)


def _find_scripts(input_file: InputFile, builder: DossierBuilder) -> list[Any]:
    """Return the JSON-LD in a web page."""
    page, found, end = input_file.read_text(), [], 0
    while (start := SCRIPT.search(page, end)) and (end := page.find("</script", start.end())) >= 0:
        script = page[start.end() : end]
        try:
            found.append(json.loads(script))
        except (ValueError, RecursionError) as error:
            builder.report.add_loss(f"script of the page that is no JSON ({preview(script, 200)})", str(error))
    return found


def is_claims_table(header: Iterable[str]) -> bool:
    """Tell whether a table has a column of claims and one of verdicts on them."""
    names = {normalize(column) for column in header}
    if not names.isdisjoint(("quote", "quotation", "speech", "utterance")):
        return False
    return "claim reviewed" in names or not (names.isdisjoint(CLAIM_COLUMNS) or names.isdisjoint(VERDICT_COLUMNS))


def convert_table(table: Table, input_file: InputFile, builder: DossierBuilder, options: ImportOptions) -> None:
    """Convert a table with a claim a row."""
    paths: dict[str, tuple[str, ...]] = {}
    for path, names in COLUMNS.items():
        free = (column for name in names for column in table.header if normalize(column) == name)
        if column := next((each for each in free if each not in paths), ""):
            paths[column] = path
    builder.report.mapped += [f"{'.'.join(path)} ← {column}" for column, path in paths.items()]
    for column, path in paths.items():
        if path == ("datePublished",) and normalize(column) == "date":
            why = "by the name of the column; if it is the day of the claim, name it so: claim date"
            builder.report.guesses.append(f"the day of the review ← {column}, {why}")
    reviews = [_read_review(cells, paths) for _, cells in table]
    _convert_reviews(reviews, "row", input_file, builder, options)


def _read_review(cells: Mapping[str, str], paths: Mapping[str, tuple[str, ...]]) -> Review:
    review: Review = {}
    for column, text in cells.items():
        if not text.strip():
            continue
        *outer, last = paths.get(column, (column,))
        inner = review
        for key in outer:
            inner = inner.setdefault(key, {})
        inner[last] = text.strip()
    rating = review.get("reviewRating", {})
    if parse_integer(rating.get("alternateName")) is not None and "ratingValue" not in rating:
        rating["ratingValue"] = rating.pop("alternateName")
    return review


def find_reviews(value: Any, aside: dict[str, Any], depth: int = 0) -> Iterator[Review]:
    """Yield the reviews anywhere in JSON: a ClaimReview, a graph or feed of these, an answer of Google's tools.

    What stands beside them goes into `aside` under `x_` keys.
    """
    if isinstance(value, dict) and isinstance(value.get("claimReviewed"), str):
        yield value
    elif isinstance(value, dict) and isinstance(value.get("text"), str) and isinstance(value.get("claimReview"), list):
        yield from _find_google_reviews(value)
    elif isinstance(value, dict | list) and depth < MAX_DEPTH:
        for key, each in value.items() if isinstance(value, dict) else (("beside", each) for each in value):
            if any(find_reviews(each, {}, depth + 1)):
                yield from find_reviews(each, aside, depth + 1)
            elif key not in TYPES:
                add_extra(aside, make_extra_key(key), each)


def _find_google_reviews(claim: Mapping[str, Any]) -> Iterator[Review]:
    """Yield the reviews of a claim of the Fact Check Tools, in the terms of schema.org."""
    rest = {
        name: value for name, value in claim.items() if name not in ("text", "claimant", "claimDate", "claimReview")
    }
    item = {"author": {"name": claim.get("claimant")}, "datePublished": claim.get("claimDate"), **rest}
    for review in claim["claimReview"]:
        if isinstance(review, dict):
            names = {"title": "headline", "reviewDate": "datePublished", "languageCode": "inLanguage"}
            told: dict[str, Any] = {str(names.get(name) or name): value for name, value in review.items()}
            rating = {"alternateName": told.pop("textualRating", None)}
            if isinstance(publisher := told.pop("publisher", None), dict):
                told["author"] = {"url" if name == "site" else name: value for name, value in publisher.items()}
            yield {"claimReviewed": claim["text"], "itemReviewed": item, "reviewRating": rating, **told}


def _convert_reviews(
    reviews: list[Review], noun: str, input_file: InputFile, builder: DossierBuilder, options: ImportOptions
) -> None:
    converter = ReviewConverter(builder, options)
    for number, review in enumerate(reviews, 1):
        input_file.show_progress(count_noun(number, noun))
        converter.convert_review(review, f"{noun} {number}")
    converter.finish()
    if not builder.counts["claims"]:
        raise input_file.error("there are no claims in it")
    builder.report.read.append(count_noun(len(reviews), noun))
    builder.report.mapped += MAPPED


class ReviewConverter:
    """Turns reviews into claims; several of one claim, by the same words and claimant, become its evidence."""

    def __init__(self, builder: DossierBuilder, options: ImportOptions) -> None:
        """Convert into a dossier."""
        self._builder, self._options = builder, options
        self._claims: dict[tuple[str, tuple[str, ...]], dict[str, Any]] = {}
        self._events: dict[tuple[tuple[str, ...], str | None], dict[str, Any]] = {}
        self._names: dict[str, str] = {}
        """What those who are said to have claimed something are called, by their ids."""
        self._verdicts: dict[str, set[str]] = {}

    def convert_review(self, review: Review, location: str) -> None:
        """Convert one review."""
        text = _to_plain_line(review.get("claimReviewed"))
        if not text:
            self._builder.report.add_loss(f"review without a claim ({preview(format_json(review), 500)})", location)
            return
        item = review.get("itemReviewed")
        item = item[0] if isinstance(item, list) and len(item) == 1 else item
        item = dict(item) if isinstance(item, dict) else {"name": item} if item else {}
        author = item.pop("author", None)
        found = [self._person(each) for each in (author if isinstance(author, list) else [author])]
        claimants = tuple(dict.fromkeys(filter(None, found)))
        item |= {} if all(found) or not author else {"author": author}
        claim = self._claims.get((fold(text), claimants))
        if claim is None:
            claim = self._claims[fold(text), claimants] = {
                "id": self._builder.new_id("claims", f"claim {text}"),
                "text": text,
            }
            claim["evidence"] = []
            self._builder.add_open("claims", claim)
        reviewer, spill = self._source(review, location, ("claimReviewed", "itemReviewed", "reviewRating"))
        evidence = self._evidence(reviewer, review.get("reviewRating"), claim) | spill
        date = self._date(item.pop("datePublished", None), claim, "claim_date", location)
        if claimants and not claim.get("about"):
            evidence["quote"] = self._quote(text, claimants, date, reviewer)
            claim["about"] = [evidence["quote"]]
        if date and claim.setdefault("x_claim_date", date) != date:
            add_extra(evidence, "x_claim_date", date)
        claim["evidence"] += [evidence, *self._appearances(item, location)]
        for name, value in item.items():
            if name not in TYPES and claim.get(key := make_extra_key(f"item_{name}")) != value:
                add_extra(claim, key, value)

    def finish(self) -> None:
        """Give each claim the status on which its reviews agree; where verdicts differ it is disputed."""
        for claim in self._claims.values():
            verdicts = self._verdicts.get(claim["id"], set())
            if verdicts:
                claim["status"] = next(iter(verdicts)) if len(verdicts) == 1 else "disputed"

    def _evidence(self, source: str, rating: Any, claim: dict[str, Any]) -> dict[str, Any]:
        """Return what a review says of a claim, and note the verdict where that is sure."""
        rating = dict(rating) if isinstance(rating, dict) else {"alternateName": rating}
        name = _to_plain_line(_pop_first(rating, "alternateName") or _pop_first(rating, "name"))
        value, best, worst = (rating.pop(key, None) for key in ("ratingValue", "bestRating", "worstRating"))
        ends = [f"{end} {each}" for end, each in (("worst", worst), ("best", best)) if each not in (None, "")]
        number = "" if value in (None, "") else "; ".join(filter(None, (str(value), ", ".join(ends))))
        stance = f"{name} ({number})" if name and number else name or number
        status = STATUS_OF.get(fold(name).rstrip(".!")) if name else _find_status_by_number(value, best, worst)
        if status:
            self._verdicts.setdefault(claim["id"], set()).add(status)
        evidence: dict[str, Any] = {"source": source, "stance": stance}
        evidence["note"] = _to_plain_line(rating.pop("ratingExplanation", None))
        if not number:
            rating |= {"bestRating": best, "worstRating": worst}
        for key, each in rating.items():
            if key not in TYPES and each not in (None, ""):
                add_extra(evidence, make_extra_key(f"rating_{key}"), each)
        return evidence

    def _appearances(self, item: dict[str, Any], location: str) -> Iterator[dict[str, Any]]:
        """Yield as evidence where the claim appeared."""
        for key in ("appearance", "firstAppearance"):
            found = item.pop(key, None)
            for each in found if isinstance(found, list) else [found] * (found not in (None, "")):
                work = each if isinstance(each, dict) else {"url": str(each)}
                source, spill = self._source(work, location, ())
                yield {"source": source, "stance": "makes the claim", **spill}

    def _quote(self, text: str, claimants: tuple[str, ...], date: str | None, source: str) -> str:
        """Add what somebody is said to have claimed; return the id of the quote."""
        builder = self._builder
        name = " and ".join(str(self._names[id]) for id in claimants)
        event = self._events.get((claimants, date))
        if event is None:
            words = f", {parse_date(date, builder.zone).words()}" if date else ""
            table = {"type": "statement", "title": f"Claim by {name}{words}", "date": date}
            event = self._events[claimants, date] = builder.open_event(f"claim {name} {(date or '')[:10]}", table)
        id = builder.new_id("quotes", f"{event['id']}-quote")
        quote = {"id": id, "event": event["id"], "who": [*claimants], "mode": "summary", "text": text, "source": source}
        builder.add_record("quotes", quote)
        return id

    def _person(self, value: Any) -> str:
        """Return the id of whoever is said to have made a claim, nothing where nobody is named."""
        table = dict(value) if isinstance(value, dict) else {"name": value}
        name = _to_plain_line(_pop_first(table, "name"))
        if is_placeholder(name):
            return ""
        kind = {"kind": "organization"} if "Organization" in str(table.get("@type", "")) else {}
        person = self._builder.get_or_add_person(name, **kind)
        if title := _to_plain_line(table.pop("jobTitle", None)):
            roles = person.setdefault("roles", [])
            roles += [{"title": title}] * ({"title": title} not in roles)
        for key, each in table.items():
            if key not in TYPES and each not in (None, "") and person.get(make_extra_key(key)) != each:
                add_extra(person, make_extra_key(key), each)
        self._names[person["id"]] = person["name"]
        return str(person["id"])

    def _source(self, work: Mapping[str, Any], location: str, aside: tuple[str, ...]) -> tuple[str, dict[str, Any]]:
        """Return the id of the source that a review, or what the claim appeared in, is.

        With it comes, as `x_` keys, what is said of a known source that differs from what was said of it before.
        """
        url = next((str(work[key]) for key in ("url", "@id") if isinstance(work.get(key), str)), "")
        responsible = [_read_responsible(work.get(key)) for key in ("publisher", "author")]
        outlet = next((name for name, is_person, _ in responsible if name and not is_person), "")
        title = next((_to_plain_line(work[key]) for key in ("headline", "name") if _to_plain_line(work.get(key))), "")
        table: dict[str, Any] = {"title": title, "container_title": outlet, "url": url}
        table["author"] = [name for name, _, _ in responsible if name not in ("", outlet)]
        table["issued"] = self._date(work.get("datePublished"), table, "issued", location)
        table["language"] = work.get("inLanguage")
        for key, value in work.items():
            if key not in (*PLAIN_KEYS, *TYPES, *aside):
                add_extra(table, make_extra_key(key), value)
        if work.get("@id") and work["@id"] != url:
            add_extra(table, "x_id", work["@id"])
        if work.get("url") and work["url"] != url:
            add_extra(table, "x_url", work["url"])
        for _, _, more in responsible:
            for key, value in more.items():
                add_extra(table, make_extra_key(f"outlet_{key}"), value)
        if title and _to_plain_line(work.get("headline")) and _to_plain_line(work.get("name")) not in ("", title):
            table["x_name"] = work["name"]
        if not title and not outlet:
            table["title"] = url or "(untitled)"
        by = outlet or ", ".join(table["author"])
        key = url or "\t".join((by, title, str(table["issued"])))
        source = self._builder.get_or_add_source(key, by or title or find_site(url) or "source", table)
        spill: dict[str, Any] = {}
        for name, value in table.items():
            if value and not source.get(name):
                source[name] = value
            elif value and source[name] != value:
                add_extra(spill, f"x_source_{name.removeprefix('x_')}", value)
        return str(source["id"]), spill

    def _date(self, value: Any, table: dict[str, Any], name: str, location: str) -> str | None:
        """Return a date as EDTF; one that cannot be read is kept in `table`."""
        if value in (None, ""):
            return None
        date, why = None, f"date that cannot be read{hint_at(str(value))}"
        try:
            if date := to_edtf(str(value), self._options.date_order, self._builder.zone):
                return date
        except PartlyRead as error:
            date, why = error.day, f"date {error}"
        except UnclearDate as error:
            why = f"date {error}"
        keep_as_extra(table, name, str(value))
        self._builder.report.add_change(f"{why}, kept as x_{name}", f"{location}: '{str(value)[:60]}'")
        return date


def _find_status_by_number(value: Any, best: Any, worst: Any) -> str | None:
    """Return the status that a rating between named ends means, None unless it is one of the ends or between."""
    rated, top, bottom = map(parse_integer, (value, best, worst))
    if rated is None or top is None or bottom is None or top == bottom:
        return None
    if rated in (top, bottom):
        return "confirmed" if rated == top else "denied"
    return "disputed" if min(top, bottom) < rated < max(top, bottom) else None


def _read_responsible(value: Any) -> tuple[str, bool, dict[str, Any]]:
    """Return the name of an author or publisher, whether it is a person's, and what else is said of them."""
    value = value[0] if isinstance(value, list) and len(value) == 1 else value
    if isinstance(value, dict):
        more = {key: each for key, each in value.items() if key not in ("name", *TYPES) and each not in (None, "")}
        return _to_plain_line(value.get("name")), "Person" in str(value.get("@type")), more
    return (
        (_to_plain_line(value), False, {}) if isinstance(value, str) else ("", False, {"names": value} if value else {})
    )


def _pop_first(table: dict[str, Any], key: str) -> Any:
    value = table.pop(key, None)
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def _to_plain_line(value: Any) -> str:
    return "" if value is None else to_one_line(to_plain_text(str(value)).text)
