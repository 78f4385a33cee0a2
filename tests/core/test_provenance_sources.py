"""Sources: independent origins, what is left if a source is wrong, and the ladder of a quote."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from peace_tui.collation.alignment import MAX_COMPARED_VERSIONS
from peace_tui.model.records import Event, Quote, Source, Version
from peace_tui.provenance.first_look import find_cycles
from peace_tui.provenance.ladder import MAX_BASES, MAX_VIA, Ladder, build_ladder, format_ladder
from peace_tui.provenance.sources import SourceGraph, Support, find_origins

IDS = tuple("abcdefg")


def source(id: str, *based_on: str, outlet: str | None = None) -> Source:
    return Source(id=id, title=f"Report {id.upper()}", container_title=outlet, based_on=based_on)


def printed(*versions: tuple[str, Sequence[str]]) -> tuple[Version, ...]:
    return tuple(Version(source=source, text="words", via=tuple(via)) for source, via in versions)


def quoted(*versions: tuple[str, Sequence[str]], id: str = "q") -> Quote:
    return Quote(id=id, event="call", text="words", versions=printed(*versions))


def graph_of(based_on: Mapping[str, Iterable[str]]) -> SourceGraph:
    return SourceGraph([source(id, *bases) for id, bases in based_on.items()])


graphs = st.dictionaries(st.sampled_from(IDS), st.lists(st.sampled_from(IDS), max_size=3), max_size=7)
acyclic = graphs.map(lambda graph: {id: [base for base in bases if base < id] for id, bases in graph.items()})

NEWS_SOURCES = (
    source("recording"),
    source("wire", "recording", outlet="The Wire"),
    source("paper", "wire", outlet="The Paper"),
    source("site", "wire", "readout", outlet="The Site"),
    source("readout"),
    source("blog", "site"),
)
NEWS = SourceGraph(NEWS_SOURCES)
CALL = Event(id="call", title="The call of 14 October")


# Circles


def test_circles_are_found_each_once_and_shortest() -> None:
    based_on = {"a": ["b", "c"], "b": ["c"], "c": ["a"], "d": ["d"], "e": ["a", "x"], "f": []}
    assert find_cycles(based_on) == [("a", "c"), ("d",)]


def test_a_long_chain_is_no_circle() -> None:
    chain = {str(n): [str(n + 1)] for n in range(20_000)} | {"20000": []}
    assert find_cycles(chain) == []
    assert graph_of(chain).roots["0"] == {"20000"}
    assert find_cycles(chain | {"20000": ["0"]}) == [tuple(str(n) for n in range(20_001))]


@given(graphs)
def test_every_circle_is_one_and_without_any_there_is_an_order(based_on: dict[str, list[str]]) -> None:
    found = find_cycles(based_on)
    for ring in found:
        assert all(base in based_on[each] for each, base in zip(ring, (*ring[1:], ring[0]), strict=True))
    left = {id: {base for base in bases if base in based_on} for id, bases in based_on.items()}
    while free := [id for id, bases in left.items() if not bases]:
        for id in free:
            del left[id]
        for bases in left.values():
            bases.difference_update(free)
    assert bool(found) == bool(left)


# Origins


def test_origins_of_all_sources_are_those_that_rest_on_nothing() -> None:
    versions = printed(*((each.id, ()) for each in NEWS_SOURCES))
    assert [(origin.label, origin.sources) for origin in find_origins(NEWS, versions)] == [
        ("Report RECORDING", ("recording", "wire", "paper", "site", "blog")),
        ("Report READOUT", ("site", "readout", "blog")),
    ]


def test_three_outlets_that_rest_on_one_recording_are_one_origin() -> None:
    via = ["recording of the call", "transcript by The Wire"]
    versions = printed(("paper", via), ("site", ["Recording of the call "]), ("blog", via))
    (origin,) = find_origins(NEWS, versions)
    assert origin.label == "recording of the call"
    assert origin.sources == ("paper", "site", "blog")


def test_different_first_steps_are_different_origins() -> None:
    versions = printed(("site", ["recording of the call"]), ("blog", ["an official"]))
    assert [origin.label for origin in find_origins(NEWS, versions)] == ["recording of the call", "an official"]


def test_a_version_without_via_has_the_origin_of_the_source_it_carries() -> None:
    versions = printed(("wire", ["the tape"]), ("paper", ()), ("blog", ()))
    assert [(origin.label, origin.sources) for origin in find_origins(NEWS, versions)] == [
        ("the tape", ("wire", "paper", "blog"))
    ]


def test_a_version_without_via_has_the_origin_of_a_source_on_anothers_way() -> None:
    two = SourceGraph(
        [source("wire", outlet="The Wire"), source("a", "wire", "x"), source("b", "wire", "x"), source("x")]
    )
    versions = printed(("a", ["the tape", "transcript by The Wire"]), ("b", ()))
    assert [origin.sources for origin in find_origins(two, versions)] == [("a", "b")]


def test_two_ways_over_one_source_are_one_origin() -> None:
    versions = printed(("paper", ["tape"]), ("wire", ["recording heard by the wire"]))
    assert len(find_origins(NEWS, versions)) == 1


def test_origins_do_not_depend_on_the_order_of_the_versions() -> None:
    """What B has from A and from the recording is one, since A has the recording, too."""
    versions = printed(("b", ()), ("b", ["a"]), ("b", ["recording"]), ("a", ["recording"]))
    two = SourceGraph([source("a"), source("b")])
    for ordered in (versions, versions[::-1]):
        assert [origin.label for origin in find_origins(two, ordered)] == ["recording"]


def test_sources_without_a_word_about_their_origin_are_independent() -> None:
    own = graph_of({"a": (), "b": (), "c": "b"})
    assert [origin.sources for origin in find_origins(own, printed(("a", ()), ("b", ()), ("c", ())))] == [
        ("a",),
        ("b", "c"),
    ]


def test_an_origin_that_may_be_one_of_several_is_not_told() -> None:
    (origin,) = find_origins(NEWS, printed(("site", ()), ("blog", ())))
    assert not origin.known
    assert origin.label == "unknown"
    assert origin.sources == ("site", "blog")
    assert all(origin.known for origin in find_origins(NEWS, printed(("site", ()), ("readout", ()))))


@given(st.lists(st.tuples(st.sampled_from("stuvw"), st.lists(st.sampled_from("abcde"), max_size=3)), max_size=9))
def test_ways_that_share_a_step_have_one_origin_however_many_lie_between(ways: list[tuple[str, list[str]]]) -> None:
    graph = graph_of(dict.fromkeys((*"abcde", *(f"outlet-{n}" for n in range(len(ways)))), ()))
    versions = printed(*((f"outlet-{n}", [first, *more]) for n, (first, more) in enumerate(ways)))
    apart: list[set[str]] = []
    for first, more in ways:
        joined = {first, *more}.union(*(each for each in apart if not each.isdisjoint({first, *more})))
        apart = [*(each for each in apart if each.isdisjoint(joined)), joined]
    assert len(find_origins(graph, versions)) == len(apart)


def test_no_versions_have_no_origin() -> None:
    assert find_origins(NEWS, ()) == ()


@given(graphs)
def test_origins_and_their_loss_end_with_circles_too(based_on: dict[str, list[str]]) -> None:
    graph = graph_of(based_on)
    found = find_origins(graph, printed(*((id, ()) for id in based_on)))
    assert {each for origin in found for each in origin.sources} == set(based_on)
    for id, roots in graph.roots.items():
        assert roots <= {id, *graph.ancestors(id)}


# Support


def test_what_rests_only_on_a_wrong_source_falls_with_it() -> None:
    assert NEWS.find_unsupported({"recording"}) == {"recording", "wire", "paper"}
    assert NEWS.find_unsupported({"recording", "readout"}) == {
        "recording",
        "wire",
        "paper",
        "site",
        "readout",
        "blog",
    }
    assert NEWS.find_unsupported({"site"}) == {"site", "blog"}
    assert NEWS.find_unsupported(()) == frozenset()


def test_a_circle_holds_up_nobody_once_its_foot_is_gone() -> None:
    ring = [source("a", "b", "root"), source("b", "a"), source("root"), source("c", "b")]
    assert SourceGraph(ring).find_unsupported({"root"}) == {"a", "b", "root", "c"}
    assert SourceGraph(ring[:2]).find_unsupported(()) == frozenset()
    assert SourceGraph(ring[:2]).find_unsupported({"b"}) == {"a", "b"}


@given(acyclic, st.sets(st.sampled_from(IDS)))
def test_a_source_stands_while_a_way_to_an_origin_is_left(based_on: dict[str, list[str]], without: set[str]) -> None:
    known = {id: [base for base in bases if base in based_on] for id, bases in based_on.items()}

    def stands(id: str) -> bool:
        return id not in without and (not known[id] or any(map(stands, known[id])))

    assert graph_of(based_on).find_unsupported(without) == {id for id in based_on if not stands(id)}


@given(graphs, st.sets(st.sampled_from(IDS)))
def test_a_source_stands_while_an_origin_does_with_circles_too(
    based_on: dict[str, list[str]], without: set[str]
) -> None:
    bases = {id: {base for base in each if base in based_on} for id, each in based_on.items()}

    def reached(id: str, avoided: set[str]) -> set[str]:
        """Go down from a source, step by step, over what is not avoided."""
        found = {id} - avoided
        while new := {base for each in found for base in bases[each]} - found - avoided:
            found |= new
        return found

    # An origin rests on nothing but itself: one source, or a circle that nothing outside holds up.
    circles = {id: frozenset(each for each in reached(id, set()) if id in reached(each, set())) for id in bases}
    origins = {circle for circle in circles.values() if all(bases[id] <= circle for id in circle)}
    standing = {id for origin in origins if origin.isdisjoint(without) for id in origin}
    falls = {id for id in bases if standing.isdisjoint(reached(id, without))}
    assert graph_of(based_on).find_unsupported(without) == falls


@given(graphs, st.dictionaries(st.sampled_from(IDS), st.sampled_from(("The Wire", "The Paper"))))
def test_an_outlet_is_vital_for_what_falls_without_its_sources(
    based_on: dict[str, list[str]], outlets: dict[str, str]
) -> None:
    graph = SourceGraph([source(id, *bases, outlet=outlets.get(id)) for id, bases in based_on.items()])
    for outlet, number in graph.outlets.items():
        wrong = {id for id, each in graph.sources.items() if each.outlet == outlet}
        assert {id for id, vital in graph.vital_outlets.items() if number in vital} == graph.find_unsupported(wrong)
        support = Support(graph, wrong)
        for via in ([], ["tape", "by Report B"], ["The Paper"], *([id] for id in graph.sources)):
            for version in printed(*((id, via) for id in graph.sources)):
                assert (number in graph.find_vital_outlets(version)) is support.loses_version(version)


def test_a_quote_falls_with_all_its_versions() -> None:
    support = Support(NEWS, {"wire"})
    assert support.lost_sources == {"wire", "paper"}
    assert support.loses_quote(quoted(("paper", ()), ("wire", ())))
    assert not support.loses_quote(quoted(("paper", ()), ("site", ())))
    assert not support.loses_quote(quoted())


@pytest.mark.parametrize(
    "step", ["wire", "The Wire", "transcript by The Wire", "The Wire’s tape", "Report WIRE (copy)"]
)
def test_a_version_falls_with_a_source_that_its_via_names(step: str) -> None:
    assert Support(NEWS, {"wire"}).loses_quote(quoted(("site", ["tape", step])))


@pytest.mark.parametrize("step", ["down the wire", "The Wired", "the wire", "a wire report"])
def test_a_common_word_names_no_source(step: str) -> None:
    assert not Support(NEWS, {"wire"}).loses_quote(quoted(("site", [step])))


def test_an_id_that_is_no_common_word_is_named_within_a_step() -> None:
    graph = SourceGraph([source("outlet-b"), source("desk"), source("x", outlet="Post"), source("y", outlet="Post")])
    assert graph.find_named("recording reviewed by outlet-b.") == ("outlet-b",)
    assert graph.find_named("a desk at outlet-b") == ("outlet-b",)
    assert graph.find_named("desk") == ("desk",)
    assert graph.find_named("Post") == graph.find_named("heard by Post") == ()


def test_an_event_falls_with_all_its_sources() -> None:
    event = Event(id="call", title="Call", sources=("wire", "paper"))
    assert Support(NEWS, {"wire"}).loses_event(event)
    assert not Support(NEWS, {"paper"}).loses_event(event)
    assert not Support(NEWS, {"wire"}).loses_event(CALL)


# The ladder


def test_a_ladder_leads_from_the_mouth_to_the_page() -> None:
    via = ["recording of the call", "transcript by The Wire"]
    found = build_ladder(quoted(("wire", via[:1]), ("paper", via), ("site", via), ("paper", via)), CALL, NEWS)
    assert format_ladder(found) == [
        "Said at: The call of 14 October",
        "└ recording of the call",
        "  ├ The Wire",
        "  └ transcript by The Wire",
        "    ├ The Paper",
        "    └ The Site",
        "3 outlets; 1 independent source",
    ]
    assert [len(rung) for rung in found.rungs][:2] == [1, 1]
    assert [step.versions for step in found.steps if step.source == "paper"] == [(1, 3)]


def test_shared_steps_are_merged() -> None:
    via = ["recording of the call", "transcript by Bloomberg"]
    found = build_ladder(
        quoted(("a", via), ("b", [via[0], "Transcript  by Bloomberg"]), ("c", via)), CALL, SourceGraph(map(source, IDS))
    )
    assert format_ladder(found) == [
        "Said at: The call of 14 October",
        "└ recording of the call",
        "  └ transcript by Bloomberg",
        "    ├ Report A",
        "    ├ Report B",
        "    └ Report C",
        "3 outlets; 1 independent source",
    ]
    assert found.rungs == (
        (0,),
        tuple(n for n, step in enumerate(found.steps) if step.label == via[0]),
        *found.rungs[2:],
    )
    assert len(found.rungs) == 4


def test_each_version_keeps_its_own_way() -> None:
    tape, transcript = "the tape", "the transcript"
    printing = ("a", [tape, transcript, "wire"]), ("b", [tape, "wire"]), ("c", [tape, transcript])
    found = build_ladder(quoted(*printing), CALL, SourceGraph([*NEWS_SOURCES, *map(source, "abc")]))
    assert format_ladder(found) == [
        "Said at: The call of 14 October",
        "└ the tape",
        "  ├ the transcript",
        "  │ ├ The Wire",
        "  │ │ └ Report A",
        "  │ └ Report C",
        "  └ The Wire",
        "    └ Report B",
        "3 outlets; 1 independent source",
    ]


def test_an_outlet_with_two_articles_and_two_ways_is_one_outlet() -> None:
    sources = SourceGraph([source("a", outlet="The Paper"), source("b", outlet="The Paper")])
    found = build_ladder(quoted(("a", ["the tape"]), ("a", ["a witness"]), ("b", ["the tape"])), CALL, sources)
    assert found.summary == "1 outlet; 2 independent sources"


def test_a_source_that_carries_another_stands_above_it() -> None:
    found = build_ladder(quoted(("paper", ()), ("wire", ["the tape"])), CALL, NEWS)
    assert format_ladder(found) == [
        "Said at: The call of 14 October",
        "└ the tape",
        "  └ The Wire",
        "    └ The Paper",
        "2 outlets; 1 independent source",
    ]


def test_a_source_without_via_stands_above_its_one_origin() -> None:
    assert format_ladder(build_ladder(quoted(("paper", ())), CALL, NEWS)) == [
        "Said at: The call of 14 October",
        "└ Report RECORDING",
        "  └ The Wire",
        "    └ The Paper",
        "1 outlet; 1 independent source",
    ]


def test_a_source_of_several_origins_without_via_has_a_way_that_is_not_told() -> None:
    assert format_ladder(build_ladder(quoted(("site", ())), None, NEWS)) == [
        "Said at: call",
        "└ The Site",
        "1 outlet; at least 1 independent source; where The Site got it is not recorded",
    ]


def test_a_count_of_origins_is_a_least_one_where_a_way_is_not_told() -> None:
    found = build_ladder(quoted(("paper", ()), ("site", ())), CALL, NEWS)
    assert found.summary == "2 outlets; at least 1 independent source; where The Site got it is not recorded"


def test_an_origin_that_is_not_told_may_be_a_told_one() -> None:
    found = build_ladder(
        quoted(("site", ()), ("other", ["an official"])), CALL, SourceGraph([*NEWS_SOURCES, source("other")])
    )
    assert found.summary == "2 outlets; at least 1 independent source; where The Site got it is not recorded"


def test_a_source_as_a_step_brings_what_it_is_based_on() -> None:
    assert format_ladder(build_ladder(quoted(("site", ["wire"])), CALL, NEWS))[1:4] == [
        "└ Report RECORDING",
        "  └ The Wire",
        "    └ The Site",
    ]


def test_of_very_many_versions_the_ladder_has_the_first_which_it_says() -> None:
    several = [source(f"s{number}") for number in range(5_000)]
    found = build_ladder(quoted(*((each.id, ()) for each in several)), CALL, SourceGraph(several))
    assert [step.source for step in found.steps] == [None, *(each.id for each in several[:MAX_COMPARED_VERSIONS])]
    assert found.summary == "200 outlets; 200 independent sources; only the first 200 of 5,000 versions"


def test_of_what_rests_on_thousands_of_sources_the_ladder_has_the_nearest_and_counts_the_rest() -> None:
    """Each source rests on the ten before it: there are more ways down than anyone could count."""
    based_on = {f"s{number}": [f"s{each}" for each in range(max(number - 10, 0), number)] for number in range(3_000)}
    found = build_ladder(quoted(("s2999", [])), CALL, graph_of(based_on))
    assert len(found.steps) <= 2 * MAX_BASES
    assert any(step.label.endswith(" sources that it rests on, not shown") for step in found.steps)
    assert format_ladder(found)[0] == "Said at: The call of 14 October"


def test_of_a_long_via_the_ladder_counts_the_middle() -> None:
    found = build_ladder(quoted(("paper", [f"step {number}" for number in range(10_000)])), CALL, NEWS)
    assert len(found.steps) == MAX_VIA + 3
    assert "9,900 more steps, not shown" in {step.label for step in found.steps}


def test_a_quote_without_versions_has_nothing_above_it() -> None:
    assert format_ladder(build_ladder(quoted(), CALL, NEWS)) == [
        "Said at: The call of 14 October",
        "0 outlets; 0 independent sources",
    ]


steps = st.lists(st.sampled_from(["tape", "transcript", "a", "by Report B"]), max_size=3)


@given(graphs, st.lists(st.tuples(st.sampled_from(IDS), steps), max_size=5))
def test_a_ladder_has_no_circle_and_every_source_on_a_rung(
    based_on: dict[str, list[str]], versions: list[tuple[str, list[str]]]
) -> None:
    quote = quoted(*versions)
    found: Ladder = build_ladder(quote, CALL, graph_of(based_on))
    height = {step: number for number, rung in enumerate(found.rungs) for step in rung}
    assert sorted(height) == list(range(len(found.steps)))
    assert all(height[below] < height[above] for below, above in found.edges)
    assert all(found.steps_below(step) for step in range(1, len(found.steps)))
    assert {step.source for step in found.steps if step.versions} == {source for source, _ in versions}
    assert sorted(v for step in found.steps for v in step.versions) == list(range(len(versions)))
    rows = format_ladder(found)
    assert len(rows) == len(found.steps) + 1
    assert {each for origin in found.origins for each in origin.sources} == {source for source, _ in versions}


# Long chains


def chain(length: int) -> list[Source]:
    """Sources that each rest on the one before."""
    return [source(f"s{number}", *([f"s{number - 1}"] if number else [])) for number in range(length)]


class CountingGraph(SourceGraph):
    """Counts what is looked at."""

    looked = 0

    def ancestors(self, source: str, first_group: int = 0) -> list[str]:
        found = super().ancestors(source, first_group)
        self.looked += len(found)
        return found


def test_in_a_shuffled_chain_all_that_is_below_a_source_is_vital_for_it() -> None:
    sources = chain(2_000)
    random.Random(1).shuffle(sources)
    graph = SourceGraph(sources)
    for number in range(2_000):
        below = {graph.outlets[graph.sources[f"s{each}"].outlet] for each in range(number + 1)}
        assert graph.vital_outlets[f"s{number}"] == BitMap(below)


def test_the_way_to_an_origin_is_not_walked_for_each_version() -> None:
    graph = CountingGraph(chain(5_000))
    for number in range(1, 5_000):
        assert len(find_origins(graph, printed((f"s{number}", []), ("s0", ["a witness"])))) == 1
    assert graph.looked == 0
