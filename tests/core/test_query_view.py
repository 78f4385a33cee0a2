"""The view string: what is written is read back, and what cannot be read is refused with a place and a remedy."""

from __future__ import annotations

import pytest
from hypothesis import Phase, example, find, given, settings
from hypothesis import strategies as st

from generated import clauses, dossiers, typed, views
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info, Person, Quote, Source
from peace_tui.query.facets import FACET, FREE, ViewError, find_years
from peace_tui.query.view import Clause, View, format_view, parse_kept_view, parse_view

ORDER = [
    *("who", "to", "person", "event", "date", "during", "source", "tag", "mode", "status", "type", "text", "locator"),
    *("asof", "without", "n", "draft", "starred", "mine", FREE),
]


def dossier(zone: str | None = "America/New_York") -> Dossier:
    return Dossier(
        info=Info(title="An example", timezone=zone),
        people=(
            Person(id="ivanov", name="Ivan Ivanov", aliases=("I. Ivanoff", "Иван Иванов", "the aide")),
            Person(id="witkoff", name="Steve Witkoff", aliases=("The  Envoy",)),
            Person(id="ünal", name="ivanov", aliases=("The Aide", "O’Brien")),
        ),
        sources=(Source(id="outlet-a", title="A"), Source(id="matzav", title="M")),
        events=(Event(id="call-1", title="C", tags=("peace plan", "x,y", 'a "b"', "leak", "back\\slash", "täg")),),
        quotes=(Quote(id="call-1-07", event="call-1", text="t"),),
    )


KNOWN = dossier()
KNOWN_WITHOUT_ZONE = dossier(zone=None)


def one(text: str) -> Clause:
    (clause,) = parse_view(text, KNOWN).clauses
    return clause


def refused(text: str, known: Dossier = KNOWN) -> ViewError:
    with pytest.raises(ViewError) as caught:
        parse_view(text, known)
    return caught.value


# --- There and back --------------------------------------------------------------------------------------------------


@settings(max_examples=150)
@given(st.data())
def test_what_is_written_is_read_back(data: st.DataObject) -> None:
    known = data.draw(dossiers())
    view = data.draw(views(known))
    written = format_view(view)
    assert str(view) == written
    assert parse_view(written, known) == view
    assert format_view(parse_view(written, known)) == written
    # The same clauses in another order are the same up to the order of those of one facet.
    shuffled = data.draw(st.permutations([str(clause) for clause in view.clauses]))
    again = parse_view("  ".join(shuffled), known)
    assert sorted(map(str, again.clauses)) == sorted(map(str, view.clauses))
    places = [ORDER.index(clause.facet) for clause in again.clauses]
    assert places == sorted(places)


@given(st.data())
def test_any_words_are_read_back(data: st.DataObject) -> None:
    nasty = st.text(st.sampled_from('at"\\-:, \n\u00a0“”«–：，'), min_size=1, max_size=6)
    value = data.draw(nasty | st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
    facet, negated = data.draw(st.sampled_from((FREE, "text"))), data.draw(st.booleans())
    view = View((Clause(facet, (value,), negated),))
    assert parse_view(format_view(view), KNOWN) == view


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("n:05", "n:5"),
        ("n:-3", "n:-3"),
        ("n:012-020", "n:12-20"),
        ("n:-5--3", "n:-5--3"),
        ('n:"1 "', "n:1"),
        ("n:1–3", "n:1-3"),
    ],
)
def test_numbers_are_written_in_one_way(written: str, canonical: str) -> None:
    assert format_view(parse_view(written, KNOWN)) == canonical


@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize("facet", FACET)
def test_every_facet_is_among_the_views_that_are_drawn(facet: str, negated: bool) -> None:
    known = Dossier(
        info=Info(title="All"),
        people=(Person(id="p", name="P"),),
        sources=(Source(id="s", title="S"),),
        events=(Event(id="e", title="E", tags=("t",)),),
        quotes=(Quote(id="q", event="e", text="words", n=1),),
    )
    first = settings(phases=[Phase.generate], max_examples=1_000)  # the first that is found will do
    asked = (facet, negated)
    view = find(views(known), lambda view: any((c.facet, c.negated) == asked for c in view.clauses), settings=first)
    assert parse_view(format_view(view), known) == view


def test_canonical_form() -> None:
    text = '"peace deal" at:call-1-07 -source:matzav date:2025-10-14/2025-10-17 war  person:witkoff,ivanov -to:ivanov'
    canonical = (
        '-to:ivanov person:witkoff,ivanov date:2025-10-14/2025-10-17 -source:matzav "peace deal" war at:call-1-07'
    )
    assert format_view(parse_view(text, KNOWN)) == canonical
    assert format_view(parse_view(canonical, KNOWN)) == canonical
    everything = (
        "who:ivanov to:ivanov person:ivanov event:call-1 date:2025 during:2025 source:matzav "
        "tag:leak mode:direct status:denied type:call text:a asof:2025 without:outlet-a n:5,12-20 "
        "draft:yes b at:call-1-07"
    )
    assert format_view(parse_view(" ".join(reversed(everything.split())), KNOWN)) == everything


@pytest.mark.parametrize(
    "written",
    [
        "",
        "peace",
        "-peace",
        '"peace deal"',
        '-"peace deal"',
        "a,b",
        "12:05",
        "x_y:z",
        '"who:ivanov"',
        '"at:call-1"',
        '"http://example.org"',
        '"-peace"',
        '-"-peace"',
        '"say \\"no\\""',
        '"\\"',
        "back\\slash",
        '"a back\\\\slash"',
        'tag:"peace plan","x,y","a \\"b\\"",leak,back\\slash',
        "-tag:leak -tag:täg",
        "tag:leak tag:täg",
        "text:-peace,who:x",
        'date:"[2025-10-14,2025-10-16]"',
        "date:[2025-10-14..2025-10-16],undated,../2025",
        "date:2025-10-14T12:05",
        "during:undated",
        "at:call-1",
    ],
)
def test_canonical_forms_stay(written: str) -> None:
    if written == '"\\"':
        written = '"\\\\ "'
    assert format_view(parse_view(written, KNOWN)) == written


# --- Items -----------------------------------------------------------------------------------------------------------


def test_the_empty_view_passes_everything() -> None:
    assert parse_view("", KNOWN) == parse_view(" \t\n\u00a0 ", KNOWN) == View()
    assert format_view(View()) == ""


def test_runs_of_blanks_are_one() -> None:
    assert parse_view("  peace \u3000\n who:ivanov  ", KNOWN) == parse_view("who:ivanov peace", KNOWN)


def test_words_and_phrases_are_clauses_of_their_own() -> None:
    assert parse_view('peace "the deal" -war -"cold war"', KNOWN).clauses == (
        Clause(FREE, ("peace",)),
        Clause(FREE, ("the deal",)),
        Clause(FREE, ("war",), negated=True),
        Clause(FREE, ("cold war",), negated=True),
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b", "a,b"),
        (",", ","),
        ('"a"', "a"),
        ('"a  b"', "a  b"),
        ('" "', " "),
        ('"say \\"no\\""', 'say "no"'),
        ('"a\\\\b"', "a\\b"),
        ('"a\\\\"', "a\\"),
        ('"C:\\new"', "C:\\new"),  # only \" and \\ are escapes
        ("a\\b", "a\\b"),
        ('pe"ace', 'pe"ace'),
        ("12:05", "12:05"),
        (":", ":"),
        ("-:", ":"),
        ("--peace", "-peace"),
        ('"-peace"', "-peace"),
        ('"who:ivanov"', "who:ivanov"),
        ("peace-plan", "peace-plan"),
        ("İstanbul", "İstanbul"),
        ('"a\nb"', "a\nb"),
    ],
)
def test_free_words(text: str, words: str) -> None:
    clause = one(text)
    assert clause.facet == FREE
    assert clause.values == (words,)
    assert clause.negated == (text[0] == "-")


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("tag:leak", ("leak",)),
        ('tag:"leak"', ("leak",)),
        ('tag:"peace plan"', ("peace plan",)),
        ('tag:"peace plan",leak', ("peace plan", "leak")),
        ('tag:leak,"x,y"', ("leak", "x,y")),
        ('tag:"a \\"b\\""', ('a "b"',)),
        ("tag:back\\slash", ("back\\slash",)),
        ('tag:"back\\\\slash"', ("back\\slash",)),
        ("tag:leak,leak", ("leak",)),
        ("tag:ta\u0308g", ("täg",)),
        ("text:who:ivanov", ("who:ivanov",)),
        ("text:-peace", ("-peace",)),
        ("mode:direct,indirect,summary,transcript", ("direct", "indirect", "summary", "transcript")),
        ("status:asserted,confirmed,denied,disputed,retracted", None),
        ("type:call,meeting,statement,publication,decision,document,other", None),
        ("source:matzav,outlet-a", ("matzav", "outlet-a")),
        ("event:call-1", ("call-1",)),
        ("date:2025-10-14/2025-10-17,undated", ("2025-10-14/2025-10-17", "undated")),
        ('date:"[2025-10-14,2025-10-16]",2024', ("[2025-10-14,2025-10-16]", "2024")),
        ("during:2025-10-14T12:05", ("2025-10-14T12:05",)),
        ("date:2025-10-14T12:05-04:00/..", ("2025-10-14T12:05-04:00/..",)),
    ],
)
def test_values(text: str, values: tuple[str, ...] | None) -> None:
    clause = one(text)
    facet, _, rest = text.partition(":")
    assert clause == Clause(facet, values or tuple(rest.split(",")))
    assert one("-" + text) == Clause(facet, clause.values, negated=True)


@pytest.mark.parametrize("facet", ["who", "to", "person"])
@pytest.mark.parametrize(
    ("value", "id"),
    [
        ("ivanov", "ivanov"),  # an id first, though it is another's name
        ('"Ivan Ivanov"', "ivanov"),
        ('"IVAN\u00a0 İVANOV"', "ivanov"),
        ('"иван иванов"', "ivanov"),
        ('"i. ivanoff"', "ivanov"),
        ('"the envoy"', "witkoff"),
        ('" the   Envoy "', "witkoff"),
        ("o'brien", "ünal"),
        ("u\u0308nal", "ünal"),
        ("Ivanov", "ünal"),  # no id: ids are as written; a name, folded
    ],
)
def test_a_person_is_an_id_a_name_or_an_alias(facet: str, value: str, id: str) -> None:
    assert one(f"{facet}:{value}") == Clause(facet, (id,))


def test_several_names_of_one_person_are_one_value() -> None:
    assert one('who:ivanov,"Ivan Ivanov",witkoff').values == ("ivanov", "witkoff")


def test_at_places_the_cursor() -> None:
    for id in ("call-1-07", "call-1", "ivanov", "outlet-a", "ünal"):
        assert parse_view(f"peace at:{id}", KNOWN) == View((Clause(FREE, ("peace",)),), id)
    assert parse_view('at:"call-1" peace', KNOWN).at == "call-1"
    assert parse_view("at:u\u0308nal", KNOWN).at == "ünal"


# --- Read as if typed straight ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pasted", "straight"),
    [
        ("“peace deal”", '"peace deal"'),
        ("„peace deal“", '"peace deal"'),
        ("„peace deal”", '"peace deal"'),
        ("«peace deal»", '"peace deal"'),
        ("«\u00a0peace deal\u202f»", '"peace deal"'),
        ("»peace deal«", '"peace deal"'),
        ("”peace deal”", '"peace deal"'),
        ('“peace deal"', '"peace deal"'),
        ('"peace deal”', '"peace deal"'),
        ("“the ‘deal’” war", '"the ‘deal’" war'),
        ('“say \\"no\\"”', '"say \\"no\\""'),
        ('"say “no” now"', '"say “no” now"'),
        ("tag:“peace plan”，leak", 'tag:"peace plan",leak'),
        ("who：ivanov，witkoff", "who:ivanov,witkoff"),
        ("–source:matzav", "-source:matzav"),
        ("—who：ivanov −peace", "-who:ivanov -peace"),
        ("–“peace deal”", '-"peace deal"'),
        ("who:ivanov\ndate:2025-11\r\npeace\u2028deal", "who:ivanov date:2025-11 peace deal"),
        ("at：call-1", "at:call-1"),
        ('tag:"peace\nplan"', 'tag:"peace plan"'),
        ("date:2025–10–14", "date:2025-10-14"),
        ("date:2025-10-14T12：05", "date:2025-10-14T12:05"),
    ],
)
def test_what_is_pasted_is_read_as_if_typed_straight(pasted: str, straight: str) -> None:
    assert parse_view(pasted, KNOWN) == parse_view(straight, KNOWN)


@pytest.mark.parametrize("words", ["–peace", "“peace", "»peace", "who：ivanov", "OR", "AND", "NOT", "“a” b"])
def test_words_that_read_otherwise_are_written_in_quotes(words: str) -> None:
    for clause in (Clause(FREE, (words,)), Clause("text", (words, "a，b"))):
        assert parse_view(str(clause), KNOWN).clauses == (clause,)


def dated(*dates: str) -> Dossier:
    events = [Event(id=f"e{number}", title="E", date=parse_date(date)) for number, date in enumerate(dates)]
    return KNOWN.replace(events=(*KNOWN.events, *events))


@pytest.mark.parametrize("facet", ["date", "during", "asof"])
@pytest.mark.parametrize(
    ("shown", "date"),
    [
        ("14 Oct 2025", "2025-10-14"),
        ("14 October 2025", "2025-10-14"),
        ("Oct 2025", "2025-10"),
        ("14 Oct", "2025-10-14"),
        ("Oct", "2025-10"),
        ("24–26 Oct", "2025-10-24/2025-10-26"),
        ("30 Oct – 2 Nov 2025", "2025-10-30/2025-11-02"),
        ("30 Dec–2 Jan 2025", "2024-12-30/2025-01-02"),
        ("since 14 Oct", "2025-10-14/.."),
        ("~14 Oct 2025?", "2025-10-14%"),
        ("14 Oct 12:05", "2025-10-14T12:05"),
    ],
)
def test_a_date_may_be_written_as_it_is_shown(facet: str, shown: str, date: str) -> None:
    known = dated("2025-03", "2025-12-31/..")
    clause = Clause(facet, (date,))
    assert parse_view(f'{facet}:"{shown}"', known).clauses == (clause,)
    assert parse_view(f"{facet}:{shown}", known).clauses == (clause,)
    more = parse_view(f"peace -{facet}:{shown},2024,“{shown}” war deal", known)
    assert more == parse_view(f"-{facet}:{date},2024,{date} peace war deal", known)


@pytest.mark.parametrize("date", ["1969", "1969-12-31", "../1969-12-31", "1970-01-01"])
def test_the_years_of_a_dossier_are_those_that_its_dates_are_in(date: str) -> None:
    dossier = Dossier(info=Info(title="1969"), events=(Event(id="e", title="E", date=parse_date(date)),))
    assert find_years(dossier) == [int(date.removeprefix("../")[:4])]


def test_a_date_without_a_year_takes_the_only_one_that_there_may_be() -> None:
    two_years = dated("2024-10-14", "2025-10-14")
    error = refused("peace date:14 Oct", two_years)
    assert error.column == 11
    assert "2024-10-14 or 2025-10-14" in error.message
    assert "year" in error.hint
    assert parse_view("date:29 Feb", two_years) == parse_view("date:2024-02-29", two_years)
    assert refused("date:14 Oct", dated()).column == 5  # no year at all
    # A date in EDTF is one, whatever comes after it.
    assert parse_view("date:2024 Oct", two_years) == parse_view("date:2024 oct", two_years).replace(
        clauses=(Clause("date", ("2024",)), Clause(FREE, ("Oct",)))
    )


@pytest.mark.parametrize(
    ("text", "column", "right"),
    [
        ("who:ivanov OR who:witkoff", 11, "who:ivanov,witkoff"),
        ("who:ivanov OR witkoff", 11, "who:ivanov,witkoff"),
        ("peace OR deal", 6, "text:peace,deal"),
        ("peace AND deal", 6, "write peace deal"),
        ('who:ivanov NOT "peace deal"', 11, '-"peace deal"'),
        ("NOT who:ivanov", 0, "-who:ivanov"),
        ("OR", 0, "comma"),
        ("peace AND", 6, "leave it out"),
        ("who:ivanov OR tag:leak", 11, "comma"),
        ("date:14 Oct 2025 AND peace", 17, "write date:14 Oct 2025 peace"),
        ("a" + 200 * '"' + " b OR c", 204, "text:b,c"),
    ],
)
def test_operators_are_refused_with_the_right_form(text: str, column: int, right: str) -> None:
    error = refused(text)
    assert error.column == column
    assert right in error.hint


def test_operators_in_small_letters_or_quotes_are_words() -> None:
    assert parse_view('peace or "OR" Not', KNOWN).clauses == tuple(
        Clause(FREE, (word,)) for word in ("peace", "or", "OR", "Not")
    )


NAMED = KNOWN.replace(
    people=(
        Person(id="brett", name="Brett M. Kavanaugh", aliases=("the judge",)),
        Person(id="ivan-a", name="Ivan Alekseev"),
        Person(id="ivan-b", name="Ivan Belov", aliases=("Ivan",)),
        Person(id="mao", name="毛泽东"),
        Person(id="judge", name="Somebody else"),
    ),
    sources=(
        Source(id="r1", title="Report on a meeting", container_title="Reuters"),
        Source(id="f1", title="One plan", container_title="Fortune"),
        Source(id="f2", title="Another plan", container_title="Fortune"),
    ),
    events=(*KNOWN.events, Event(id="miami", title="Meeting in Miami")),
)


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("who:kavanaugh", "brett"),
        ('who:"m. kavanaugh"', "brett"),
        ("who:judge", "judge"),  # an id first
        ("who:Ivan", "ivan-b"),  # all of a name before a part of another
        ("who:belov", "ivan-b"),
        ("who:泽东", "mao"),
        ("source:reuters", "r1"),
        ("source:meeting", "r1"),
        ("without:another", "f2"),
        ("event:Miami", "miami"),
    ],
)
def test_a_record_is_named_by_any_part_that_is_its_alone(text: str, id: str) -> None:
    (clause,) = parse_view(text, NAMED).clauses
    assert clause.values == (id,)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("source:fortune", "f1 f2"),
        ("source:plan", "f1 f2"),
        ("who:kavanaug", "Kavanaugh"),  # a part of a word is still being typed
        ("who:Алексеев", "Alekseev"),
        ("who:-", "person"),
        ('event:"meeting in"', ""),
    ],
)
def test_a_part_of_several_names_or_of_a_word_is_refused(text: str, names: str) -> None:
    known = NAMED.replace(events=(*NAMED.events, Event(id="kyiv", title="Meeting in Kyiv")))
    error = refused(text, known)
    assert error.column == text.index(":") + 1
    assert all(name in f"{error.message} {error.hint}" for name in names.split())


# --- What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "column", "names"),
    [
        ("whom:ivanov", 0, "who"),
        ("peace -sorce:matzav", 7, "source"),
        ("Who:ivanov", 0, "who"),
        ("http://example.org", 0, "who, to, person"),
        ("who:ivanof", 4, "ivanov"),
        ("who:ivanov,witkof", 11, "witkoff"),
        ('person:"Steve Witkof"', 7, "Steve Witkoff"),
        ("event:call-2", 6, "call-1"),
        ("source:mazav", 7, "matzav"),
        ("tag:leek", 4, "leak"),
        ("tag:Leak", 4, "leak"),
        ("mode:directed", 5, "direct"),
        ("mode:Direct", 5, "direct"),
        ("status:deny", 7, "denied"),
        ("type:cal", 5, "call"),
        ("event:ivanov", 6, ""),
        ('who:"the aide"', 4, "ivanov ünal"),
        ("date:2025-13", 10, "01 to 12"),
        ("date:yesterday", 5, ""),
        ("date:2025,", 10, ""),
        ("during:2025-02-30", 15, "28"),
        ("date:Undated", 5, ""),
        ("who:", 4, ""),
        ("who: ivanov", 4, ""),
        ("who:ivanov,", 11, ""),
        ("who:,ivanov", 4, ""),
        ('tag:""', 4, ""),
        ('""', 0, ""),
        ('-""', 1, ""),
        ("-", 1, ""),
        ("- peace", 1, ""),
        ('"peace', 0, '"'),
        ('war "peace\\"', 4, '"'),
        ('tag:"peace plan', 4, '"'),
        ('tag:a"b', 5, '\\"'),
        ('tag:"leak"x', 10, ""),
        ('"peace"deal', 7, "space"),
        ("n:x", 2, "12-20"),
        ("n:12-", 2, "12-20"),
        ("n:1,20-12", 4, "12-20"),
        ("n:٣", 2, "12-20"),
        ("draft:maybe", 6, "yes, no"),
        ("at:", 3, ""),
        ("at:nowhere", 3, ""),
        ("at:call-1-08", 3, "call-1-07"),
        ("at:call-1,ivanov", 9, ""),
        ("-at:call-1", 0, ""),
        ("at:call-1 at:call-1", 10, ""),
        ("at:call-1 -at:ivanov", 10, ""),
    ],
)
def test_what_is_refused(text: str, column: int, names: str) -> None:
    error = refused(text)
    assert error.column == column
    assert error.message == str(error) != ""
    said = f"{error.message} {error.hint}"
    assert names in said or all(name in said for name in names.split())


def test_a_clock_time_without_offset_needs_a_timezone() -> None:
    error = refused("date:2025-10-14T12:05", KNOWN_WITHOUT_ZONE)
    assert error.column >= 5
    assert error.hint
    refused("during:2025-10-14T12:05Z/2025-10-14T13:05", KNOWN_WITHOUT_ZONE)
    assert parse_view("date:2025-10-14T12:05-04:00", KNOWN_WITHOUT_ZONE).clauses
    assert parse_view("date:2025-10-14T12:05", KNOWN).clauses


def test_a_set_with_commas_is_told_to_go_in_quotes() -> None:
    error = refused("date:[2025-10-14,2025-10-16]")
    assert error.column in range(5, 17)
    assert "quotes" in error.hint


def test_an_error_in_a_quoted_date_points_into_it() -> None:
    assert refused('date:"[2025-10-14,2025-13]"').column == 23
    assert refused('tag:leak date:"2025-13"').column == 20


def test_a_name_that_two_share_lists_both_and_their_ids_still_work() -> None:
    error = refused('to:ivanov who:"THE AIDE"')
    assert "ivanov" in error.message
    assert "ünal" in error.message
    assert "witkoff" not in error.message
    assert parse_view("who:ivanov,ünal", KNOWN).clauses


def view_or_none(text: str, known: Dossier) -> View | None:
    """What the text says; None where it is refused, which is to say where and why."""
    try:
        return parse_view(text, known)
    except ViewError as caught:
        error = caught
    assert 0 <= error.column <= len(text)
    assert error.message
    return None


@settings(max_examples=300)
@given(typed)
@example("who:\u00df")
@example('"\\')
@example("date:9999-12-31T23:59:59+18:00")
@example("date:0001-01-01T00:00/..")
@example("at:\ud800")
def test_anything_typed_is_a_view_or_a_view_error(text: str) -> None:
    view = view_or_none(text, KNOWN)
    assert view is None or parse_view(format_view(view), KNOWN) == view


@settings(max_examples=50)
@given(st.data())
def test_typing_a_view_one_character_at_a_time_never_fails(data: st.DataObject) -> None:
    known = data.draw(dossiers())
    written = format_view(data.draw(views(known)))
    for length in range(len(written)):
        view_or_none(written[:length], known)


# --- Clauses and views as values -------------------------------------------------------------------------------------


def test_a_view_is_a_set_of_clauses() -> None:
    who, free = Clause("who", ("ivanov",)), Clause(FREE, ("peace",))
    assert View((free, who, free)) == View((who, free))
    assert View((who,)).clauses_of("who") == (who,)
    assert View((who,)).clauses_of("who", negated=True) == ()


def test_a_clause_holds_each_value_once() -> None:
    assert Clause("who", ("a", "b", "a")) == Clause("who", ("a", "b"))


@pytest.mark.parametrize(("facet", "values"), [("whom", ("x",)), ("who", ()), ("who", ("",)), (FREE, ("a", "b"))])
def test_a_clause_that_no_string_can_say_is_refused(facet: str, values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"not (a facet|the values of a clause)"):
        Clause(facet, values)


def test_pins_of_a_facet_stand_in_one_clause_and_negations_alone() -> None:
    view = (
        View()
        .toggle_value("person", "ivanov")
        .toggle_value("person", "witkoff")
        .toggle_value("person", "ünal", negated=True)
    )
    view = view.toggle_value("person", "outlet", negated=True)
    assert str(view) == "person:ivanov,witkoff -person:ünal -person:outlet"
    view = view.toggle_value("person", "ivanov").toggle_value("person", "ünal", negated=True)
    assert str(view) == "person:witkoff -person:outlet"
    assert view.toggle_value("person", "witkoff").toggle_value("person", "outlet", negated=True) == View()


KNOWN_VIEWS, KNOWN_CLAUSES = views(KNOWN), clauses(KNOWN)
KNOWN_PEOPLE = st.sampled_from([person.id for person in KNOWN.people])


@given(KNOWN_VIEWS, KNOWN_PEOPLE, st.booleans())
def test_toggling_twice_is_nothing(view: View, value: str, negated: bool) -> None:
    held = any(value in clause.values for clause in view.clauses_of("person", negated))
    once = view.toggle_value("person", value, negated)
    assert any(value in clause.values for clause in once.clauses_of("person", negated)) != held
    if not held:
        assert once.remove_value("person", value, negated) == view
    assert parse_view(format_view(once), KNOWN) == once


@given(KNOWN_CLAUSES, KNOWN_CLAUSES)
def test_a_clause_can_be_changed_or_taken_out(old: Clause, new: Clause) -> None:
    view = View((old,), "x")
    assert view.replace_clause(old, None) == View((), "x")
    assert view.replace_clause(old, new) == View((new,), "x")


def test_a_view_of_another_state_loses_what_is_gone_and_says_what() -> None:
    text = 'who:ivanov,witkof source:gazette -tag:"no such" person:witkoff words date:2025 at:gone-1'
    view, gone = parse_kept_view(text, KNOWN)
    assert str(view) == "who:ivanov person:witkoff date:2025 words"
    assert gone[0] == "who:witkof (did you mean “Steve Witkoff” (witkoff)?)"
    assert [each.partition(" ")[0] for each in gone] == ["who:witkof", "source:gazette", "tag:no", "at:gone-1"]


@pytest.mark.parametrize(
    "text", ["whom:ivanov", "date:soon", 'who:"ivanov', "status:odd", "at:call-1 at:call-1", "who:aide"]
)
def test_what_is_no_view_at_all_is_an_error_on_any_state(text: str) -> None:
    with pytest.raises(ViewError):
        parse_kept_view(text, KNOWN)


@given(st.data())
def test_a_view_of_the_same_state_loses_nothing(data: st.DataObject) -> None:
    read = data.draw(dossiers())
    view = data.draw(views(read))
    assert parse_kept_view(str(view), read) == (view, [])
