"""What a dossier derives from its records: display order, and what a quote inherits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import oracle
from generated import DATES, dossiers, tags_in_use, to_toml
from peace_tui.edtf.spans import Date, parse_date
from peace_tui.loading.files import read
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARRAYS, Event, Info, Involvement, Link, Person, Quote, Role, Source


@given(dossiers())
def test_orders_and_inheritance_are_the_oracles(dossier: Dossier) -> None:
    assert list(dossier.event_index.records) == oracle.timeline_order(dossier)
    assert list(dossier.quote_index.records) == oracle.quotes_order(dossier)
    assert list(dossier.people_by_weight) == oracle.people_order(dossier)
    for quote in dossier.quotes:
        event = oracle.event_of(dossier, quote)
        assert dossier.date_of(quote) == (event.date if quote.date is None else quote.date)
        assert list(dossier.tags_of(quote)) == list(dict.fromkeys(oracle.tags_of(dossier, quote)))


@settings(max_examples=50)
@given(dossiers())
def test_what_is_written_as_toml_is_read_back(dossier: Dossier) -> None:
    reading = read(to_toml(dossier).encode(), "generated.toml")
    assert reading.problems == ()
    assert reading.dossier is not None
    for name in ("info", *ARRAYS):
        assert getattr(reading.dossier, name) == getattr(dossier, name)


@settings(max_examples=50)
@given(dossiers())
def test_every_id_and_tag_is_known(dossier: Dossier) -> None:
    records = [record for kind in ("people", "sources", "events", "quotes") for record in getattr(dossier, kind)]
    assert list(dossier.by_id.values()) == records
    assert [dossier.by_id[record.id] for record in records] == records
    assert list(dossier.tags) == tags_in_use(dossier)


def on(text: str | None, zone: str | None = None) -> Date | None:
    return parse_date(text, zone) if text else None


def event_order(dates: str, zone: str | None = None) -> str:
    written = [None if date == "none" else date for date in dates.split()]
    events = tuple(Event(id=str(n), title="E", date=on(date, zone)) for n, date in enumerate(written, 1))
    dossier = Dossier(info=Info(title="D", timezone=zone), events=events)
    assert list(dossier.event_index.records) == oracle.timeline_order(dossier)
    return " ".join(event.id for event in dossier.event_index.records)


@pytest.mark.parametrize(
    ("dates", "order"),
    [
        ("2025-10-15 2025-10-14", "2 1"),
        ("none 2025 none 2024", "4 2 1 3"),  # undated last, in file order
        ("2025 2025-01 2025-01-01", "3 2 1"),  # the same beginning: the earlier end first
        ("2025/.. 2025/2030 2025", "3 2 1"),  # an open end is the latest
        ("../2025 2025 2026 2026-01-01", "2 1 4 3"),  # an open start: by its end
        ("2025-10-14 2025-10-14T00:00Z 2025-10-13T23:00Z", "3 2 1"),  # a day begins at midnight UTC
        ("2025-10-14 2025-10-14", "1 2"),  # file order
    ],
)
def test_events_are_ordered_by_their_dates(dates: str, order: str) -> None:
    assert event_order(dates) == order


def test_a_day_begins_at_midnight_in_the_dossiers_timezone() -> None:
    dates = "2025-10-14 2025-10-14T03:59Z 2025-10-14T04:01Z 2025-10-14T00:00"
    assert event_order(dates, "America/New_York") == "2 4 1 3"


def test_quotes_are_ordered_by_date_then_event_then_n_then_file() -> None:
    day = on("2025-10-14")
    dossier = Dossier(
        info=Info(title="D"),
        events=(Event(id="later", title="L", date=on("2025-10-16")), Event(id="sooner", title="S", date=day)),
        quotes=(
            Quote(id="undated-n", event="later", text="t", n=1, date=day),
            Quote(id="no-n", event="sooner", text="t"),
            Quote(id="n-10", event="sooner", text="t", n=10),
            Quote(id="n-2", event="sooner", text="t", n=2),
            Quote(id="n-2-too", event="sooner", text="t", n=2),
            Quote(id="first", event="later", text="t", date=on("2025")),
        ),
    )
    assert [q.id for q in dossier.quote_index.records] == ["first", "n-2", "n-2-too", "n-10", "no-n", "undated-n"]


def test_people_are_ordered_by_all_there_is_of_them_then_file() -> None:
    dossier = Dossier(
        info=Info(title="D"),
        people=tuple(Person(id=id, name=id) for id in ("never", "once", "twice", "also")),
        events=(Event(id="e", title="E", involved=(Involvement(person="twice"), Involvement(person="twice"))),),
        quotes=(Quote(id="q", event="e", text="t", who=("also", "twice"), to=("also",), about=("once", "also")),),
    )
    assert [person.id for person in dossier.people_by_weight] == ["twice", "once", "also", "never"]


def test_a_quote_inherits_date_and_tags_and_nothing_else() -> None:
    event = Event(
        id="e",
        title="Peace",
        type="call",
        date=on("2025-10-14"),
        involved=(Involvement(person="p"),),
        sources=("s",),
        tags=("leak", "plan"),
    )
    bare = Quote(id="bare", event="e", text="t")
    own = Quote(id="own", event="e", text="t", date=on("2025-10"), tags=("plan", "own"))
    dossier = Dossier(
        info=Info(title="D"),
        people=(Person(id="p", name="P"),),
        sources=(Source(id="s", title="S"),),
        events=(event,),
        quotes=(bare, own),
    )
    assert dossier.date_of(bare) == event.date
    assert dossier.date_of(own) == on("2025-10")
    assert dossier.tags_of(bare) == ("leak", "plan")
    assert dossier.tags_of(own) == ("plan", "own", "leak")
    for attribute in ("source", "person", "who", "to"):
        assert dossier.quote_index.postings(attribute) == {}
    assert not dossier.quote_index.search("text", "peace")


def test_a_record_holds_only_what_its_file_says() -> None:
    assert {*Quote.FIELDS} >= {"date", "tags"}
    quote = Quote(id="q", event="e", text="t")
    assert (quote.date, quote.tags, quote.who, quote.versions) == (None, (), (), ())


# --- Offices, links, short names -------------------------------------------------------------------------------------

ZONE = "America/New_York"


@given(st.lists(DATES[ZONE], max_size=5), DATES[ZONE])
def test_an_office_is_named_where_its_date_overlaps_or_where_it_has_none(
    held: list[Date | None], on: Date | None
) -> None:
    person = Person(id="p", name="P", roles=tuple(Role(title=str(n), date=date) for n, date in enumerate(held)))
    when = oracle.span(on.text, ZONE) if on else None
    expected = [
        str(n)
        for n, date in enumerate(held)
        if date is None or (when and oracle.overlaps(oracle.span(date.text, ZONE), when))
    ]
    assert [role.title for role in person.offices_at(on)] == expected
    named = Dossier(info=Info(title="D", timezone=ZONE), people=(person,)).office_of("p", on)
    assert named in expected if expected else named == ""
    assert not named or held[int(named)] or all(held[int(each)] is None for each in expected)


def offices() -> Dossier:
    roles = (
        Role(title="mayor", org="city", date=on("2010/2014"), sources=("a",)),
        Role(title="senator", org="the Senate", date=on("2015/2018"), sources=("a", "b", "a")),
    )
    return Dossier(
        info=Info(title="D"),
        people=(
            Person(id="p", name="Jo Roe", roles=roles),
            Person(id="q", name="Al Doe", roles=(*roles[:1], Role(title="owner"))),
            Person(id="city", name="The City", kind="organization"),
            Person(id="other", name="Sam Roe", short="Sam"),
            Person(id="third", name="Kim Doe"),
        ),
        sources=(Source(id="a", title="The Sun"), Source(id="b", container_title="The Star")),
        events=(
            Event(id="first", title="First talk", date=on("2015-03-01")),
            Event(id="place", title="A place"),
            Event(
                id="last",
                title="Last talk",
                links=(
                    Link(to="first", type="follows", source="b"),
                    Link(to="place", type="part-of"),
                    Link(to="first", type="follows", source="a"),
                    Link(to="first", type="answers", source="a"),
                ),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("person", "when", "office"),
    [
        ("p", "2012-05", "mayor (The Sun)"),
        ("p", "2015", "senator (The Sun and The Star)"),
        ("p", "2014/2015", "mayor (The Sun)"),
        ("p", "2020", ""),
        ("p", None, ""),
        ("q", "2012", "mayor (The Sun)"),
        ("q", "2015", "owner"),
        ("q", None, "owner"),
        ("third", "2015", ""),
    ],
)
def test_the_office_of_a_person_is_the_one_of_the_time(person: str, when: str | None, office: str) -> None:
    assert offices().office_of(person, on(when) if when else None) == office


def test_an_office_is_told_with_time_and_wording() -> None:
    dossier = offices()
    assert [dossier.role_words(role) for role in dossier.people[0].roles] == [
        "mayor, The City (2010–2014), according to The Sun",
        "senator, the Senate (2015–2018), according to The Sun and The Star",
    ]
    assert dossier.role_words(dossier.people[1].roles[1]) == "owner"


def test_an_office_that_many_outlets_give_is_no_ones_own() -> None:
    more = (Source(id="c", container_title="The Moon", short="Moon"),)
    dossier = offices().replace(sources=(*offices().sources, *more))
    person = dossier.people[3].replace(roles=(Role(title="judge", sources=("c",)),))
    assert dossier.replace(people=(person,)).office_of("other", None) == "judge (Moon)"
    person = person.replace(roles=(Role(title="judge", sources=("a", "b", "c")),))
    assert dossier.replace(people=(person,)).office_of("other", None) == "judge"


def test_an_organization_that_the_title_names_is_not_named_again() -> None:
    dossier = offices()
    told = [dossier.role_words(Role(title=title, org="city")) for title in ("clerk of the city", "clerk", "porter")]
    assert told == ["clerk of the city", "clerk, The City", "porter, The City"]


def test_links_are_told_each_once_with_all_who_say_so() -> None:
    dossier = offices()
    assert dossier.link_words(dossier.events[2]) == [
        ("first", "Follows: First talk, 1 March 2015, according to The Star and The Sun"),
        ("place", "Part of: A place"),
        ("first", "Answers: First talk, 1 March 2015, according to The Sun"),
    ]
    assert dossier.link_words(dossier.events[0]) == []


def test_short_names_are_those_of_one_person_only() -> None:
    dossier = offices()
    assert [dossier.brief_of(person.id) for person in dossier.people] == ["Roe", "Al Doe", "The City", "Sam", "Kim Doe"]
