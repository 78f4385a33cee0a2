"""Who is likely one and the same by name, and who is not."""

from __future__ import annotations

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from peace_tui.lint import duplicates
from peace_tui.lint.duplicates import MAX_COMPARED_PEOPLE, find_likely_duplicates
from peace_tui.model.records import Person

Names = tuple[str, ...]


def alike(one: Names, other: Names, kind: str = "person", other_kind: str | None = None) -> bool:
    people = [
        Person(id=id, name=names[0], aliases=names[1:], kind=of)
        for id, names, of in (("a", one, kind), ("b", other, other_kind or kind))
    ]
    there, back = [*find_likely_duplicates(people)], [*find_likely_duplicates(people[::-1])]
    assert there == back
    return there == [(0, 1)]


SAME: list[tuple[Names, Names]] = [
    (("Volodymyr Zelensky",), ("Volodymyr Zelenskyy",)),
    (("Zelensky",), ("Zelenskyy",)),
    (("Zelenskiy",), ("Володимир Зеленський",)),
    (("Volodymyr Zelensky",), ("Володимир Зеленський",)),
    (("Yuri Ushakov",), ("Yuriy Ushakov",)),
    (("Юрий Ушаков",), ("Yury Ushakov",)),
    (("Mikhail Gorbachev",), ("Mikhail Gorbachov",)),
    (("Boris Yeltsin",), ("Борис Ельцин",)),
    (("Nikita Khrushchev",), ("Никита Хрущёв",)),
    (("J. Smith",), ("John Smith",)),
    (("Mr. Smith",), ("John Smith",)),
    (("Donald Trump",), ("Donald J. Trump",)),
    (("Trump",), ("Donald Trump",)),
    (("Orbán Viktor",), ("Viktor Orban",)),
    (("Joseph Biden", "Joe Biden"), ("Joe Biden",)),
    (("The pontiff", "Jorge Bergoglio"), ("Pope Francis", "Jorge Bergoglio")),
    (("José García",), ("Jose Garcia",)),
    (("Kim Jong Un",), ("Kim Jong-un",)),
    (("Kim Jong-un",), ("Kim Jongun",)),
    (("Jean-Luc Picard",), ("Jean Luc Picard",)),
    (("Muammar Gaddafi",), ("Moammar Qaddafi",)),
    (("Muammar Gaddafi",), ("Mouammar Kadhafi",)),
    (("Vladimir Putin",), ("Vladimir Poutine",)),
    (("Putin",), ("Vladimir Poutine",)),
    (("Bashar al-Assad",), ("Bachar el-Assad",)),
    (("Bashar al-Assad",), ("Assad",)),
    (("Osama bin Laden",), ("Usama bin Laden",)),
    (("Osama bin Laden",), ("Bin Laden",)),
    (("Yasser Arafat",), ("Yasir Arafat",)),
    (("Sergei Lavrov",), ("Sergueï Lavrov",)),
    (("Alexander Lukashenko",), ("Aleksandr Lukashenko",)),
    (("Prime Minister Shinzo Abe",), ("Shinzo Abe",)),
    (("Secretary of State Marco Rubio",), ("Marco Rubio",)),
]
DIFFERENT: list[tuple[Names, Names]] = [
    (("John Smith",), ("Jane Smith",)),
    (("John Smith", "Smith", "J. Smith"), ("Jane Smith", "Smith", "J. Smith")),
    (("Bill Clinton", "Clinton", "President Clinton"), ("Hillary Clinton", "Clinton")),
    (("Donald Trump", "Trump"), ("Donald Trump Jr.", "Trump")),
    (("George W. Bush",), ("George H. W. Bush",)),
    (("Alexander Ivanov",), ("Alexandra Ivanova",)),
    (("Mario Rossi",), ("Maria Rossi",)),
    (("Vladimir Putin",), ("Vladimir Medinsky",)),
    (("Steve Witkoff",), ("Steven Cheung",)),
    (("John Smith",), ("John Smythe",)),
    (("王小明",), ("王小红",)),
    (("Unit 471011",), ("Unit 472011",)),
    (("Unit 471011",), ("Unit 47101",)),
    (("Kim Jong-un",), ("Kim Jong-il",)),
    (("Roh Moo-hyun",), ("Roh Tae-woo",)),
    (("Paul Martin",), ("Paul Martine",)),
    (("Justin",), ("Justine",)),
    (("John Gore",), ("John Core",)),
    (("Peter Gramer",), ("Peter Kramer",)),
    (("Hafez al-Assad",), ("Bashar al-Assad",)),
    (("Ann Smith-Jones",), ("Ann Smith",)),
    (("Daniel Ortega",), ("Daniela Ortega",)),
    (("Prime Minister Abe",), ("Prime Minister Kishida",)),
    (("King Charles",), ("King William",)),
    (("Hans Möller",), ("Hans Müller",)),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person_in_two_spellings(one: Names, other: Names) -> None:
    assert alike(one, other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_two_people_with_like_names(one: Names, other: Names) -> None:
    assert not alike(one, other)


def test_organizations_are_the_same_by_a_whole_name_only() -> None:
    assert alike(("The Kremlin",), ("Kremlin",), "organization")
    assert not alike(("Ministry of Defence",), ("Ministry of Finance",), "organization")
    assert not alike(("Bloomberg",), ("Michael Bloomberg",), "organization", "person")


def test_unnamed_officials_may_be_many() -> None:
    assert not alike(("A US official",), ("A US official",), "anonymous")


def test_wikidata_decides() -> None:
    def by_wikidata(one: str, other: str, name: str) -> list[tuple[int, int]]:
        people = [Person(id="a", name="Jan Novak", wikidata=one), Person(id="b", name=name, wikidata=other)]
        return [*find_likely_duplicates(people)]

    assert by_wikidata("Q1", "Q2", "Jan Novak") == []
    assert by_wikidata("Q1", "Q1", "Someone Else") == [(0, 1)]


def test_however_alike_many_names_are_each_is_compared_with_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    surnames = ("".join(letters) for letters in product("ao", "dfgkl", "ao", "bdlnr", "t"))
    people = [Person(id=str(n), name=f"Jan Nov{surname}") for n, surname in enumerate(surnames)]
    compared: Counter[str] = Counter()
    is_same = duplicates._is_same_person

    def count(one: Person, other: Person, *names: tuple[duplicates.ComparedName, ...]) -> bool:
        compared[other.id] += 1
        return is_same(one, other, *names)

    monkeypatch.setattr(duplicates, "_is_same_person", count)
    found = [*find_likely_duplicates(people)]
    assert {second for _, second in found} == {*range(1, len(people))}
    assert max(compared.values()) == MAX_COMPARED_PEOPLE


@given(st.lists(st.tuples(st.text(max_size=12), st.lists(st.text(max_size=12), max_size=2)), max_size=6))
def test_any_names_can_be_compared(names: list[tuple[str, list[str]]]) -> None:
    people = [Person(id=str(n), name=name, aliases=tuple(aliases)) for n, (name, aliases) in enumerate(names)]
    found = [*find_likely_duplicates(people)]
    assert found == sorted(set(found))
    assert all(first < second for first, second in found)
