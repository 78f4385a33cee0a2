"""Who speaks to whom: every count is one that a list gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import oracle
from generated import dossiers, views
from peace_tui.charts.matrix import UNKNOWN, make_matrix
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info, Person, Quote
from peace_tui.query.engine import match_clauses, match_quotes
from peace_tui.query.view import Clause, View


@given(st.data())
def test_the_sums_are_the_counts_of_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    view = data.draw(views(dossier))
    matrix = make_matrix(dossier, match_quotes(dossier, view.clauses))

    def listed(*more: Clause) -> int:
        return len(oracle.list_quotes(dossier, View((*view.clauses, *more))))

    assert matrix.count(None, None) == listed()
    people = [person.id for person in dossier.people]
    for speaker in people:
        who = Clause("who", (speaker,))
        assert matrix.count(speaker, None) == listed(who)
        assert (speaker in matrix.speakers) == bool(listed(who))
        for to in people:
            assert matrix.count(speaker, to) == listed(who, Clause("to", (to,)))
            assert ((speaker, to) in matrix.edges) == bool(matrix.count(speaker, to))
    for to in people:
        assert matrix.count(None, to) == listed(Clause("to", (to,)))
    quotes = oracle.quotes_passing(dossier, view.clauses)
    assert matrix.count(UNKNOWN, None) == len([quote for quote in quotes if not quote.who])
    assert matrix.count(None, UNKNOWN) == len([quote for quote in quotes if not quote.to])


@given(dossiers())
def test_where_each_quote_has_one_speaker_and_one_addressee_the_cells_add_up(dossier: Dossier) -> None:
    single = dossier.replace(quotes=tuple(q.replace(who=q.who[:1], to=q.to[:1]) for q in dossier.quotes))
    matrix = make_matrix(single, single.quote_index.everything)
    assert sum(matrix.count(*pair) for pair in matrix.edges) == len(single.quotes)
    for speaker in matrix.speakers:
        assert sum(matrix.count(speaker, to) for to in matrix.addressees) == matrix.count(speaker, None)


@given(st.data())
def test_a_filter_changes_no_order(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    whole = make_matrix(dossier, dossier.quote_index.everything)
    part = make_matrix(dossier, match_clauses(dossier, data.draw(views(dossier)).clauses).quotes)
    assert part.speakers == [key for key in whole.speakers if key in part.speakers]
    assert part.addressees == [key for key in whole.addressees if key in part.addressees]
    assert part.edges == [pair for pair in whole.edges if pair in part.edges]


def test_the_heaviest_come_first_and_the_unknown_last() -> None:
    def quote(id: str, who: str, *to: str) -> Quote:
        return Quote(id=id, event="e", who=(who,) if who else (), to=to, text="words")

    quotes = (quote("1", "a", "b"), quote("2", "b", "a"), quote("3", "b", "a", "c"), quote("4", ""), quote("5", ""))
    people = tuple(Person(id=id, name=id) for id in "abc")
    dossier = Dossier(info=Info(title="t"), people=people, events=(Event(id="e", title="e"),), quotes=quotes)
    matrix = make_matrix(dossier, dossier.quote_index.everything)
    assert matrix.speakers == ["b", "a", UNKNOWN]
    assert matrix.addressees == ["a", "b", "c", UNKNOWN]
    assert matrix.edges[0] == ("b", "a")
    assert matrix.count("b", None) == 2
    assert [matrix.count("b", to) for to in matrix.addressees] == [2, 0, 1, 0]
