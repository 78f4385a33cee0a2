from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from difflib import SequenceMatcher
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dossiers import dossier as dossier_of
from peace_tui.collation import tokens
from peace_tui.collation.alignment import (
    MAX_COMPARED_CHARS,
    MAX_COMPARED_VERSIONS,
    Alignment,
    Presence,
    align,
    collate_quote,
)
from peace_tui.collation.apparatus import OutletComparison, build_apparatus, compare_outlets
from peace_tui.collation.apparatus import format_apparatus as apparatus_lines
from peace_tui.collation.diff import SegmentKind, diff_side, diff_texts
from peace_tui.collation.differences import (
    DifferenceKind,
    PassageComparison,
    Place,
    have_same_words,
)
from peace_tui.collation.entries import Entry, describe_counts, digest_texts, find_entries
from peace_tui.collation.profile import MAX_CELLS
from peace_tui.collation.tokens import MAX_NAMES, TokenKind, find_spellings, tokenize, word_key
from peace_tui.model.records import Quote, Version
from peace_tui.session.limits import STRANGER_LIMITS

WORDS = ("we", "will", "go", "to", "the", "White", "House", "peace", "deal", "he’s", "Mr", "20", "Яков", "naïve", "ok")
MARKS = ("…", "[…]", "...", "[their]", "(the plan’s)", "“", "”", ",", ".", " — ", ";", "?", ". . .")

words = st.sampled_from(WORDS)
phrases = st.lists(words, max_size=14)
printed = st.lists(st.one_of(words, st.sampled_from(MARKS)), max_size=18).map(" ".join)
texts = st.lists(st.one_of(printed, st.text(max_size=30)), min_size=1, max_size=5)


def places(one: str, other: str, spellings: dict[str, str] | None = None) -> list[Place]:
    return PassageComparison(align([one, other], spellings=spellings)).find_places((0,), (1,))


def differences(one: str, other: str) -> list[tuple[str, str, str]]:
    return [(place.kind.value, place.mine, place.theirs) for place in places(one, other)]


def entries(alignment: Alignment) -> list[Entry]:
    return find_entries(alignment, [(row,) for row in range(alignment.version_count)])


def readings(alignment: Alignment) -> list[tuple[str, dict[str, tuple[int, ...]]]]:
    return [(entry.kind.value, dict(entry.readings)) for entry in entries(alignment)]


def kinds(text: str) -> list[tuple[str, TokenKind]]:
    return [(token.text, token.kind) for token in tokenize(text)]


def segments(alignment: Alignment, row: int, base: int) -> list[tuple[str, str, str]]:
    return [
        (segment.difference.value, alignment.texts[row][segment.start : segment.end], segment.base)
        for segment in diff_texts(alignment, row, base)
    ]


# Tokens


def test_marks_of_the_outlet_are_tokens_of_their_own() -> None:
    assert kinds("“My advice…. take [its] plan (Gaza’s plan) — […]") == [
        ("“", TokenKind.QUOTE),
        ("My", TokenKind.WORD),
        ("advice", TokenKind.WORD),
        ("….", TokenKind.ELLIPSIS),
        ("take", TokenKind.WORD),
        ("[its]", TokenKind.INSERTION),
        ("plan", TokenKind.WORD),
        ("(Gaza’s plan)", TokenKind.INSERTION),
        ("—", TokenKind.PUNCTUATION),
        ("[…]", TokenKind.ELLIPSIS),
    ]


def test_an_insertion_holds_its_words() -> None:
    (insertion,) = tokenize("[Russia’s own version]")
    assert [token.key for token in insertion.inside] == ["russia's", "own", "version"]
    assert tokenize("peace")[0].inside == ()


@pytest.mark.parametrize("mark", ["…", "...", "....", ". . .", "[…]", "[...]", "[ . . . ]", "(…)", "…."])
def test_every_form_of_ellipsis_is_one_token(mark: str) -> None:
    assert kinds(f"we {mark} go")[1:-1] == [(mark, TokenKind.ELLIPSIS)]


def test_brackets_inside_a_word_alter_it() -> None:
    assert kinds("[W]e agree[d] on plan(s)") == [
        ("[W]e", TokenKind.ALTERED),
        ("agree[d]", TokenKind.ALTERED),
        ("on", TokenKind.WORD),
        ("plan(s)", TokenKind.ALTERED),
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("OK", "Ok"),
        ("he’s", "He's"),
        ("U.S.", "US"),
        ("a.m.", "am"),
        ("20,000", "20000"),
        ("STRASSE", "Straße"),
        ("ﬁne", "fine"),
        ("cafe\u0301", "café"),
        ("zero\u00adhour", "zerohour"),
    ],
)
def test_the_same_word_has_the_same_key(one: str, other: str) -> None:
    assert word_key(one) == word_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("its", "it’s"), ("konnte", "könnte"), ("3.5", "35"), ("we’re", "were")])
def test_other_words_have_other_keys(one: str, other: str) -> None:
    assert word_key(one) != word_key(other)


def test_characters_written_without_blanks_are_words() -> None:
    assert [token.text for token in tokenize("和平协议。")] == ["和", "平", "协", "议", "。"]


@given(st.text())
def test_tokens_and_the_blanks_between_them_are_the_text(text: str) -> None:
    end = 0
    for token in tokenize(text):
        assert not text[end : token.start].strip()
        assert text[token.start : token.end] == token.text
        assert bool(token.key) == (token.kind in (TokenKind.WORD, TokenKind.ALTERED))
        end = token.end
    assert not text[end:].strip()


@pytest.mark.parametrize("evil", ["[", "(", "[a ", "[b]", "a[", "a.", "'", ".", ". ", "[ ", "1,", "[.. "])
def test_no_text_makes_the_tokens_slow(evil: str) -> None:
    assert sum(len(token.text) for token in tokenize(evil * 20_000)) <= len(evil) * 20_000


# Columns


@given(texts)
def test_every_token_stands_once_and_in_order_in_the_columns(given_texts: list[str]) -> None:
    alignment = align(given_texts)
    for row, text in enumerate(given_texts):
        found = [token for column in alignment.columns if (token := column.tokens[row])]
        assert tuple(found) == alignment.tokens[row]
        rest, end = "", 0
        for token in found:
            rest += text[end : token.start] + token.text
            end = token.end
        assert rest + text[end:] == text


@given(texts)
def test_a_column_of_words_has_words_and_says_why_it_lacks_others(given_texts: list[str]) -> None:
    alignment = align(given_texts)
    for number, column in enumerate(alignment.columns):
        assert any(column.tokens)
        for row, token in enumerate(column.tokens):
            presence = alignment.presences[row][number]
            if not column.has_words:
                assert presence is None
                assert token is None or not token.key
            elif token:
                assert token.key
                assert presence is (Presence.INSERTED if token.kind is TokenKind.ALTERED else Presence.PRINTED)
            else:
                assert presence not in (None, Presence.PRINTED)


@given(st.lists(printed, min_size=1, max_size=4))
def test_the_order_of_the_texts_makes_no_difference(given_texts: list[str]) -> None:
    turned = given_texts[::-1]
    last = len(given_texts) - 1

    def told(alignment: Alignment, of: Callable[[int], int]) -> set[object]:
        return {
            (entry.kind, frozenset((text, frozenset(map(of, sides))) for text, sides in entry.readings))
            for entry in entries(alignment)
        }

    forwards, backwards = align(given_texts), align(turned)
    assert told(forwards, lambda v: v) == told(backwards, lambda v: last - v)


def test_the_same_words_share_a_column_whatever_the_fullest_text_has() -> None:
    alignment = align(["a b c d e", "a x y d e", "a y d e"])
    where = {
        row: next(n for n, column in enumerate(alignment.columns) if (t := column.tokens[row]) and t.key == "y")
        for row in (1, 2)
    }
    assert where[1] == where[2]


# The four counts

ONE = "I will go to that because they want me"


@pytest.mark.parametrize(
    ("one", "other", "told"),
    [
        (ONE, "I will go to that meeting because they want me", [("cut", "", "meeting")]),
        ("We will go home", "We shall go home", [("other words", "will", "shall")]),
        ("OK my friend. I agree", "OK, ok my friend. I agree", [("cut", "", "ok")]),
        ("That’s good. Yeah, yeah.", "That’s good. Yeah.", [("cut", "Yeah", "")]),
        ("I think it will go well.", "It will go well.", [("cut", "I think", "")]),
        ("And I think Ana, the mayor, agrees", "The mayor, agrees", [("cut", "And I think Ana", "")]),
        ("We look at them.", "Of Change. We look at them.", [("sentence not printed", "", "Of Change")]),
        ("We agree. We go. We sing.", "We agree. We sing.", [("sentence not printed", "We go", "")]),
        ("We agree. We go. We sing.", "We agree. […] We sing.", [("sentence not printed", "We go", "")]),
        ("Mr. Ivanov will go", "Ivanov will go", [("cut", "Mr", "")]),
        ("See No. 5 of it", "See of it", [("cut", "No. 5", "")]),
        ("We live in the U.S. They do not.", "They do not.", [("sentence not printed", "We live in the U.S.", "")]),
        ("The U.S. Army left.", "Army left.", [("cut", "The U.S.", "")]),
        ("I think we will go.", "We will go, I think.", [("other words", "I think", "I think")]),
        ("The man saw us go.", "Man saw us the go.", [("cut", "The", ""), ("cut", "", "the")]),
        ("On Oct. 14 we met.", "We met.", [("cut", "On Oct. 14", "")]),
        ("I saw Rev. King Jr. He left.", "He left.", [("sentence not printed", "I saw Rev. King Jr", "")]),
        ("Das ist z. B. gut. Er ging.", "Er ging.", [("sentence not printed", "Das ist z. B. gut", "")]),
        ("J. Smith will go", "Smith will go", [("cut", "J", "")]),
        ("the plan (as he called it) for peace", "the plan for peace", [("insertion", "(as he called it)", "")]),
        ("[He] would go", "Ivanov would go", [("insertion", "[He]", "Ivanov")]),
        ("they agree[d] to go", "they agree to go", [("insertion", "agree[d]", "agree")]),
        ("we … agree on this", "we do agree on this", [("cut", "", "do")]),
        ("we … agree on this", "we agree on this", [("cut", "…", "")]),
        ("Yes. We know", "No. We know", [("other words", "Yes", "No")]),
        ("a b c d e", "a x … e", [("other words", "b c d", "x")]),
        ("a b c d e f", "a b\n\ne f", [("cut", "c d", "")]),
        ("it is -5 outside", "it is 5 outside", [("cut", "-", "")]),
        ("well done 👍", "well done 👎", [("other words", "👍", "👎")]),
        ("well done👍🏽", "well done👍", [("other words", "👍🏽", "👍")]),
        ("it costs $5", "it costs €5", [("other words", "$", "€")]),
        ("up by 5%", "up by 5", [("cut", "%", "")]),
        ("<5", ">5", [("other words", "<", ">")]),
        ("1/2 of it", "12 of it", [("other words", "1/2", "12")]),
        ("10–15 of them", "1015 of them", [("other words", "10–15", "1015")]),
        ("der Tag könnte", "der Tag konnte", [("other words", "könnte", "konnte")]),
        ("they told us so", "they told US so", [("other words", "us", "US")]),
        ("they told us so", "they told U.S. so", [("other words", "us", "U.S.")]),
        ("I did not go", "I did NOT go", [("other words", "not", "NOT")]),
        ("he will resign", "he will re-sign", [("other words", "resign", "re-sign")]),
        ("if we're here", "if were here", [("other words", "we're", "were")]),
        ("so maybe we go", "so may be we go", [("other words", "maybe", "may be")]),
        ("an ab c here", "an a bc here", [("other words", "ab c", "a bc")]),
        ("about 10² men", "about 102 men", [("other words", "10²", "102")]),
        ("they agree[d] to go", "they agreed to go", [("insertion", "agree[d]", "agreed")]),
        ("the plan [for us] now", "the plan [for US] now", [("insertion", "[for us]", "[for US]")]),
    ],
)
def test_each_kind_of_difference_is_told_apart(one: str, other: str, told: list[tuple[str, str, str]]) -> None:
    assert differences(one, other) == told
    assert differences(other, one) == [(kind, theirs, mine) for kind, mine, theirs in told]
    assert not have_same_words(one, other)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Որտե՞ղ ես։", "Գնում եմ։"),
        ("ምን ነው።", "እሺ።"),
        ("ငါသွားမယ်။", "သူနေမယ်။"),
        ("ខ្ញុំទៅ។", "គាត់នៅ។"),
        ("བདེ་བ།", "ཡོད།"),
        ("مجھے جانا ہے۔", "وہ رہے گا۔"),
        ("हम जाएँगे।", "वे नहीं।"),
        ("我们要和平．", "他们不要．"),
    ],
)
def test_a_sentence_ends_with_the_mark_of_its_script(first: str, second: str) -> None:
    assert [kind for kind, _, _ in differences(f"{first} {second}", first)] == ["sentence not printed"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I would make the call", "“I would make the call!”"),
        ("I would make the call", "i would—make the call"),
        ("he agrees: We go. “They stay.”", "He agrees, we go. They stay"),
        ("It’s a well-known plan", "it's a well‑known plan"),
        ("10–15 of them", "10-15 of them"),
        ("−5 degrees", "-5 degrees"),
        ("Mr. Ivanov", "Mr Ivanov"),
        ("to the U.S.", "to the U.S"),
        ("cooperation", "coop\u00ader\u00adation"),
        ("« Oui – non »", "“oui—non”"),
        ("a heart ❤️", "a heart ❤"),
        ("we … go [home]", "We ... go [Home]"),
        ("", " "),
    ],
)
def test_marks_spaces_and_the_capital_of_a_sentence_are_no_difference(one: str, other: str) -> None:
    assert differences(one, other) == []
    assert have_same_words(one, other)
    assert {kind for kind, _, _ in segments(align([one, other]), 0, 1)} <= {
        "same",
        "spelling",
        "punctuation",
        "inserted",
    }


@pytest.mark.parametrize(
    ("one", "other", "mine", "theirs"),
    [
        ("the U.S. plan", "the US plan", "U.S.", "US"),
        ("at 5 a.m. we go", "at 5 AM we go", "a.m.", "AM"),
        ("he is ok now", "he is OK now", "ok", "OK"),
        ("the President said", "the president said", "President", "president"),
        ("in May they go", "in may they go", "May", "may"),
        ("Mr. President said", "Mr. president said", "President", "president"),
        ("stop the war now", "STOP THE WAR now", "the war", "THE WAR"),
        ("the NATO plan", "the Nato plan", "NATO", "Nato"),
        ("the cease-fire held", "the ceasefire held", "cease-fire", "ceasefire"),
        ("the cease fire held", "the ceasefire held", "cease fire", "ceasefire"),
        ("he was re-elected", "he was reelected", "re-elected", "reelected"),
        ("a 20-point plan", "a 20 point plan", "20-point", "20 point"),
        ("a war with Russia/Ukraine now", "a war with Russia, Ukraine now", "Russia/Ukraine", "Russia, Ukraine"),
        ("with 20,000 men", "with 20 000 men", "20,000", "20 000"),
        ("20,000 men", "20000 men", "20,000", "20000"),
        ("now [w]e go", "now we go", "[w]e", "we"),
    ],
)
def test_another_spelling_is_told_and_is_not_the_same(one: str, other: str, mine: str, theirs: str) -> None:
    found = differences(one, other)
    assert [kind for kind, _, _ in found] == ["spelling"]
    assert (found[0][1].casefold().endswith(mine.casefold()), found[0][2].endswith(theirs)) == (True, True)
    assert differences(other, one) == [("spelling", found[0][2], found[0][1])]
    assert not have_same_words(one, other)
    assert describe_counts([DifferenceKind.SPELLING]) == "the same words, spelled differently"
    told = {kind for kind, _, _ in segments(align([one, other]), 0, 1)}
    assert told <= {"same", "spelling", "punctuation", "inserted"}


def test_what_stands_beside_a_longer_difference_is_told_as_its_own_kind() -> None:
    assert differences("We will tell the US now", "We shall tell the us, now") == [
        ("other words", "will", "shall"),
        ("other words", "US", "us"),
    ]
    assert describe_counts([DifferenceKind.CUT, DifferenceKind.SPELLING]) == "1 cut · 1 other spelling"


def test_a_place_with_other_words_is_not_told_as_a_spelling_too() -> None:
    found = entries(align(["they told us so", "they told US so", "they told Us so"]))
    assert [entry.kind for entry in found] == [DifferenceKind.WORDS]


def test_a_side_prints_what_one_of_its_texts_prints() -> None:
    compare = PassageComparison(align(["the U.S. plan", "the US plan", "the US plan"]))
    assert compare.find_places((0, 1), (2,)) == []
    assert [place.kind for place in compare.find_places((0,), (2,))] == [DifferenceKind.SPELLING]


def test_names_spelled_differently_are_one_name() -> None:
    known = find_spellings(
        [["Volodymyr Zelensky", "Zelenskiy"], ["Ivan Ivanov", "I. Ivanoff"], ["Oleg Orlov", "the aide"]]
    )
    assert known == {"zelenskiy": "zelensky", "ivanoff": "ivanov"}
    one, other = "Zelensky’s visit", "Zelenskiy's visit"
    assert [place.kind for place in places(one, other, known)] == [DifferenceKind.SPELLING]
    assert [place.kind for place in places(one, other)] == [DifferenceKind.WORDS]


def test_many_texts_are_counted_by_place_and_not_by_pair() -> None:
    alignment = align(
        [
            "He’s got to sell this to them, he’s got to sell them to us. That is it",
            "He’s gotta sell this to them, he’s gonna sell them to us.",
            "he’s got to sell this to them. He’s going to sell them to us. That is it",
        ]
    )
    assert readings(alignment) == [
        ("other words", {"got to": (0, 2), "gotta": (1,)}),
        ("other words", {"got to": (0,), "gonna": (1,), "going to": (2,)}),
        ("sentence not printed", {"That is it": (0, 2), "": (1,)}),
    ]
    told = describe_counts(entry.kind for entry in entries(alignment))
    assert told == "other words in 2 places · 1 sentence not printed"


def test_words_that_a_missing_sentence_tells_are_not_told_again_as_a_cut() -> None:
    alignment = align(["So I say. I think we go now", "So I say, I think we go now", "We go now"])
    assert readings(alignment) == [
        ("sentence not printed", {"So I say": (0, 1), "": (2,)}),
        ("cut", {"I think": (0, 1), "": (2,)}),
    ]


def test_an_outlet_prints_what_stands_in_any_of_its_passages() -> None:
    alignment = align(["We will go. They will stay at home.", "We will go.", "They … home.", "They will stay at home."])
    compare = PassageComparison(alignment)
    assert compare.find_places((0,), (1, 3)) == []
    assert [place.kind for place in compare.find_places((0,), (1, 2))] == [DifferenceKind.CUT]
    assert [place.kind for place in compare.find_places((0,), (1,))] == [DifferenceKind.SENTENCE]


def test_excerpts_that_do_not_overlap_are_placed_by_the_reading_text() -> None:
    alignment = align(["He is the man", "of the hour, the man"], reading_text="He is the man of the hour, the man")
    assert [entry.kind for entry in entries(alignment)] == [DifferenceKind.SENTENCE, DifferenceKind.SENTENCE]


def test_excerpts_that_go_on_with_different_sentences_are_different_passages() -> None:
    alignment = align(
        [
            "That’s what a dealmaker does, You got to say, look, they want this. I would imagine he says the same",
            "That’s what a dealmaker does. I haven’t heard it but I heard it was standard",
        ]
    )
    assert DifferenceKind.WORDS not in {entry.kind for entry in entries(alignment)}
    assert [kind for kind, _, _ in segments(alignment, 1, 0) if kind != "same"] == ["punctuation", "unprinted"]


def test_a_moved_phrase_is_other_words_in_one_place() -> None:
    alignment = align(
        [
            "well, I haven’t heard it, but that’s a standard thing. That’s what a dealmaker does, yes",
            "well, that’s a standard thing. That’s what a dealmaker does. I haven’t heard it but, yes",
        ]
    )
    ((kind, texts),) = readings(alignment)
    assert (kind, list(texts)) == ("other words", ["I haven’t heard it, but", "I haven’t heard it but"])
    assert segments(alignment, 0, 1)[1] == ("moved", "I haven’t heard it, but", "")
    assert [kind for kind, _, _ in segments(alignment, 0, 1)].count("moved") == 2


def test_a_phrase_that_somebody_prints_twice_has_not_moved() -> None:
    whole = "I will say it, then we eat, then I will say it once more"
    alignment = align([whole, "I will say it, then we eat", "then we eat, then I will say it"])
    assert alignment.transpositions == ()
    assert {entry.kind for entry in entries(alignment)} == {DifferenceKind.CUT}


@given(printed, st.integers(1, 4))
def test_identical_texts_do_not_differ(text: str, times: int) -> None:
    alignment = align([text] * times)
    assert entries(alignment) == []
    assert all(segment.difference is SegmentKind.SAME for segment in diff_texts(alignment, 0, times - 1))


@pytest.mark.parametrize("reading", ["We want land.", "We want peace."])
def test_passages_of_an_outlet_that_begin_alike_are_not_two_wordings_where_the_reading_text_is_one_of_them(
    reading: str,
) -> None:
    versions = (("a", "We want peace,"), ("a", "We want land."), ("b", "We want peace."), ("c", "We want land."))
    quote = Quote(id="q", event="e", text=reading, versions=tuple(Version(source=s, text=t) for s, t in versions))
    compare = PassageComparison(collate_quote(quote))
    assert [place[:1] + place[2:] for place in compare.find_places((0, 1), (2,))] == [
        (DifferenceKind.SENTENCE, "We want land", "")
    ]
    assert [place[:1] + place[2:] for place in compare.find_places((0, 1), (3,))] == [
        (DifferenceKind.SENTENCE, "We want peace", "")
    ]


@pytest.mark.parametrize(
    ("reading", "first", "other"),
    [
        ("We go.", "We go.", "We go."),
        ("We go.", "“We go.”", "We go."),
        ("We go.", "“We go,”", "“They stay.”"),
        ("“We go.”", "We go.", "They stay."),
    ],
)
def test_quotation_marks_around_two_passages_of_an_outlet_do_not_make_them_two_wordings(
    reading: str, first: str, other: str
) -> None:
    versions = (("a", first), ("a", "“They stay.”"), ("b", other))
    quote = Quote(id="q", event="e", text=reading, versions=tuple(Version(source=s, text=t) for s, t in versions))
    compare = PassageComparison(collate_quote(quote))
    assert [place.kind for place in compare.find_places((0, 1), (2,))] == [DifferenceKind.SENTENCE]


EDITORIAL = (TokenKind.INSERTION, TokenKind.ELLIPSIS)


def counted(text: str) -> list[str]:
    return [token.key or token.kind for token in tokenize(text) if token.key or token.kind in EDITORIAL]


@given(printed, printed)
@example("[their]", "[their] we")
@example("ab c", "a bc")
@example("… … [their]", "… [their] …")
def test_nothing_is_told_only_of_the_same_words(one: str, other: str) -> None:
    found = places(one, other)
    assert have_same_words(one, other) == (not found)
    turned = [place._replace(mine=place.theirs, theirs=place.mine) for place in places(other, one)]
    assert sorted(found) == sorted(turned)
    for place in found:
        assert place.mine in one
        assert place.theirs in other
        assert (place.mine and place.theirs) or place.kind is not DifferenceKind.WORDS
    if not found:
        mine, theirs = counted(one), counted(other)
        marks = [sorted(each for each in side if each in EDITORIAL) for side in (mine, theirs)]
        assert marks[0] == marks[1]  # in whatever order between two words
        words = ["".join(each for each in side if each not in EDITORIAL).replace("-", "") for side in (mine, theirs)]
        assert words[0] == words[1]


@given(st.lists(st.text("abcdefgàéöяжω’'", min_size=1, max_size=6), max_size=10))
def test_curly_quotes_and_the_first_capital_are_no_difference_and_case_is_told(said: list[str]) -> None:
    text = " ".join(said)
    same = [text, text[:1].upper() + text[1:], text.replace("’", "'"), text.replace("'", "’")]
    assert entries(align(same)) == []
    assert all(have_same_words(text, each) for each in same)
    told = {entry.kind for entry in entries(align([text, text.upper()]))}
    assert told <= {DifferenceKind.WORDS, DifferenceKind.SPELLING}
    assert bool(told) == (not have_same_words(text, text.upper()))


@given(st.lists(words, min_size=1, max_size=10, unique=True), st.data())
def test_every_word_that_goes_is_told(said: list[str], data: st.DataObject) -> None:
    gone = data.draw(st.integers(0, len(said) - 1))
    found = places(" ".join(said), " ".join(said[:gone] + said[gone + 1 :]))
    assert [word_key(word) for place in found for word in place.mine.split()] == [word_key(said[gone])]
    assert not any(place.theirs for place in found)


@given(st.lists(st.integers(0, 99), min_size=14, max_size=20, unique=True), st.data())
def test_a_moved_block_is_moved(numbers: list[int], data: st.DataObject) -> None:
    said = [f"w{number}" for number in numbers]
    size = data.draw(st.integers(3, 4))
    start = data.draw(st.integers(0, len(said) - size))
    block, rest = said[start : start + size], said[:start] + said[start + size :]
    to = data.draw(st.integers(0, len(rest)).filter(lambda place: abs(place - start) > size))
    alignment = align([" ".join(said), " ".join([*rest[:to], *block, *rest[to:]])])
    (entry,) = entries(alignment)
    assert entry.kind is DifferenceKind.WORDS
    assert entry.readings == ((" ".join(block), (0, 1)),)
    assert {segment.difference for segment in diff_texts(alignment, 0, 1)} <= {SegmentKind.SAME, SegmentKind.MOVED}


# Reading against a base


def test_a_comparison_names_every_kind_of_difference() -> None:
    alignment = align(
        [
            "Now, me to you, we know [their] price: a plan for Ok peace … done",
            "me to you. we know the price: some plan for OK peace and a quiet year done. Indeed",
        ]
    )
    assert segments(alignment, 0, 1) == [
        ("unprinted", "Now", ""),
        ("punctuation", ",", ""),
        ("same", " me to you", ""),
        ("punctuation", ",", "."),
        ("same", " we know ", ""),
        ("inserted", "[their]", "the"),
        ("same", " price: ", ""),
        ("words", "a", "some"),
        ("same", " plan for ", ""),
        ("spelling", "Ok", "OK"),
        ("same", " peace ", ""),
        ("cut", "…", "and a quiet year"),
        ("same", " done", ""),
        ("unprinted", "", "Indeed"),
    ]


@given(texts)
def test_the_segments_are_the_text(given_texts: list[str]) -> None:
    alignment = align(given_texts)
    for row, text in enumerate(given_texts):
        end = 0
        for segment in diff_texts(alignment, row, 0):
            assert segment.start == end <= segment.end
            end = segment.end
        assert end == len(text)


@given(st.lists(printed, min_size=2, max_size=4))
def test_what_any_text_of_a_side_prints_is_the_same(given_texts: list[str]) -> None:
    alignment = align(given_texts)
    everything = range(len(given_texts))
    for row, text in enumerate(given_texts):
        assert diff_side(alignment, row, (0,)) == diff_texts(alignment, row, 0)
        segments = diff_side(alignment, row, everything)
        assert "".join(text[each.start : each.end] for each in segments) == text
        assert all(each.difference is SegmentKind.SAME for each in segments if each.start < each.end)


# What differs, in few words


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("“Ok, my friend – I think that very point our leaders could discuss.”", "the same words"),
        ("I think that very point …", "[without “our leaders could discuss”; 1 sentence not in this record]"),
        ("that very point our leaders could discuss", "[without “I think”; 1 sentence not in this record]"),
        ("Ok my friend. I think this very point our leaders could discuss.", "[…] I think [this] very point […]"),
        ("Ok friend. I think that very point our leaders could discuss.", "[without “my”]"),
        (
            "Ok my friend. I think that very point our [two] leaders could discuss.",
            "[…] point our [[two]] leaders could […]",
        ),
        ("Something else entirely", "[Something else entirely][ (1 sentence not in this record)]"),
    ],
)
def test_a_digest_keeps_what_differs(version: str, told: str) -> None:
    alignment = align([version], reading_text="Ok, my friend. I think that very point our leaders could discuss.")
    pieces = digest_texts(alignment, (0,), 1)
    quiet = (SegmentKind.SAME, SegmentKind.PUNCTUATION)
    assert "".join(text if difference in quiet else f"[{text}]" for text, difference in pieces) == told


@pytest.mark.parametrize(
    ("version", "reading_text", "told"),
    [
        ("I will go now", "I will go  now", "identical"),
        ("I will go now", "I will go, now.", "the same words"),
        ("to the U.S. now", "to the US now", "[the same words, spelled differently: “U.S.”]"),
        ("I will go now", "I … now", "I [will go] now"),
        ("We go home", "We go [straight] home", "[not inserted: “[straight]”]"),
        ("We go [straight] home", "We go home", "We go [[straight]] home"),
        ("5%", "5", "5[%]"),
        ("…", "I will go", "no words"),
        ("", "I will go", "no words"),
        ("!", "I will go", "no words"),
        ("[laughs]", "I will go", "[[laughs]][ (1 sentence not in this record)]"),
        ("[laughs]", "[laughs] I will go", "no words"),
        (
            "One, two; three – four! Five, six; seven: eight.",
            "One two three four five six seven nine.",
            "[…] six; seven: [eight].",
        ),
        ("我们应该在明年春天再谈一次", "我们应该在明年春天再谈两次", "[…] 再谈[一]次"),
    ],
)
def test_a_digest_says_of_no_text_that_has_words_of_its_own_that_it_is_the_same(
    version: str, reading_text: str, told: str
) -> None:
    pieces = digest_texts(align([version], reading_text=reading_text), (0,), 1)
    assert "".join(text if difference is SegmentKind.SAME else f"[{text}]" for text, difference in pieces) == told


@given(printed, printed)
@example("[their]", "[their] we")
def test_a_digest_that_names_the_same_words_is_right(version: str, reading_text: str) -> None:
    told = digest_texts(align([version], reading_text=reading_text), (0,), 1)[0][0]
    assert (told in ("the same words", "identical")) == have_same_words(version, reading_text)
    assert (told == "identical") == (version.split() == reading_text.split())
    if told == "no words":
        assert not any(token.key for token in tokenize(version))


def test_a_digest_keeps_what_only_this_text_prints() -> None:
    alignment = align(["He has to sell it. I heard it was standard."], reading_text="He has to sell it.")
    assert ("I heard it was standard", SegmentKind.UNPRINTED) in digest_texts(alignment, (0,), 1)


@given(printed, printed)
def test_a_digest_leaves_out_nothing_but_what_is_the_same(version: str, reading_text: str) -> None:
    alignment = align([version], reading_text=reading_text)
    told = [text for text, difference in digest_texts(alignment, (0,), 1) if difference is not SegmentKind.SAME]
    for segment in diff_texts(alignment, 0, 1):
        if (
            segment.difference in (SegmentKind.WORDS, SegmentKind.INSERTED, SegmentKind.MOVED)
            and segment.start < segment.end
            and version[segment.start : segment.end] not in reading_text
        ):
            assert version[segment.start : segment.end] in told


# The apparatus

OUTLETS = """
format = "peace-tui/1"
[dossier]
title = "T"
[[sources]]
id = "a"
container_title = "Matzav"
[[sources]]
id = "b"
container_title = "The Daily Beast"
[[sources]]
id = "c"
container_title = "Fortune"
[[sources]]
id = "a2"
container_title = "matzav"
title = "Another article"
[[events]]
id = "e"
title = "E"
[[quotes]]
id = "q"
event = "e"
"""


def compare(reading_text: str, *versions: tuple[str, str], head: str = "") -> OutletComparison:
    tables = "".join(f"[[quotes.versions]]\nsource = '{source}'\ntext = '''{text}'''\n" for source, text in versions)
    dossier = dossier_of(f"{OUTLETS}{head}text = '''{reading_text}'''\n{tables}")
    return compare_outlets(dossier, dossier.quotes[0])


def test_an_apparatus_tells_every_difference_of_every_outlet() -> None:
    found = compare(
        "OK my friend. That very point our leaders could discuss",
        ("a", "OK my friend. That very point our leaders could discuss"),
        ("b", "Ok, ok my friend. That very point our [own] leaders might discuss."),
        ("c", "That point our leaders could discuss"),
    )
    assert found.summary == (
        "3 outlets · other words in 1 place · 1 insertion · 2 cuts · 1 sentence not printed · 1 other spelling"
    )
    below = build_apparatus(found)
    assert apparatus_lines(below) == [
        "OK¹ my friend²³. That very⁴ point our⁵ leaders could⁶ discuss",
        "1. Spelling: “OK” in Matzav; “Ok” in The Daily Beast",
        "2. Sentence not in all: “OK my friend” in Matzav; “Ok, ok my friend” in The Daily Beast; "
        "not in this record: Fortune",
        "3. Cut or added: “ok” in The Daily Beast; printed without it in Matzav",
        "4. Cut or added: “very” in Matzav, The Daily Beast; printed without it in Fortune",
        "5. Insertion: “[own]” in The Daily Beast; printed without it in Matzav, Fortune",
        "6. Other words: “could” in Matzav, Fortune; “might” in The Daily Beast",
    ]


def test_of_very_many_versions_the_first_are_compared_which_is_said() -> None:
    texts = [f"We go to town {number} and sing." for number in range(MAX_COMPARED_VERSIONS)]
    more = ["They never said a word of it."] * 900
    found = compare("We go.", *(("abc"[number % 3], text) for number, text in enumerate((*texts, *more))))
    assert found.alignment.texts == (*texts, "We go.")
    assert sorted(row for side in found.sides for row in side) == list(range(len(texts)))
    assert found.summary.endswith(" · only the first 200 of 1,100 versions are compared")
    few = compare("We go.", *(("a", text) for text in texts))
    assert "versions" not in few.summary


def test_of_versions_with_little_in_common_fewer_are_compared_and_in_bounded_memory() -> None:
    """The same common words in another order each time; the table of all of them took half a gigabyte."""
    chance = Random(1)
    common = ["the", "a", "of", "to", "and", "in", "that", "it", "is", "was", "for", "on", "with", "as", "we", "not"]
    texts = [" ".join(chance.choices(common, k=150)) for _ in range(MAX_COMPARED_VERSIONS)]
    versions = [("abc"[number % 3], text) for number, text in enumerate(texts)]
    tracemalloc.start()
    found = compare(texts[0], *versions)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < STRANGER_LIMITS.memory
    count = found.alignment.version_count
    assert 2 < count < MAX_COMPARED_VERSIONS
    assert 2 * MAX_COMPARED_CHARS <= MAX_CELLS  # else there may be no end to it
    assert len(found.alignment.columns) * count < 2 * MAX_CELLS
    assert found.summary.endswith(f" · only the first {count} of {MAX_COMPARED_VERSIONS} versions are compared")
    assert {row for side in found.sides for row in side} == set(range(count))


def test_a_sentence_that_an_outlet_interrupts_to_name_the_speaker_ends_where_the_reading_text_ends_it() -> None:
    reading = "We go. They stay at home. I sing to them."
    told = compare(reading, ("a", "We go, They stay at home, I sing to them,"), ("b", "They stay"), ("c", "to them."))
    assert [(str(entry.kind), entry.readings[0][0]) for entry in told.entries] == [
        ("sentence not printed", "We go"),
        ("sentence not printed", "They stay at home"),
        ("cut", "at home"),
        ("cut", "I sing"),
        ("sentence not printed", "I sing to them"),
    ]
    same = compare("We go, I sing.", ("a", "We go, I sing."), ("b", "We go."))
    assert [str(entry.kind) for entry in same.entries] == ["cut"]


def test_a_difference_is_shown_with_both_marks_of_a_quotation_in_it() -> None:
    told = compare("They say “so” at home", ("a", "They say “so” at home"), ("b", "They say that, “yes,”"))
    assert told.describe(told.entries[0]) == "‘“so” at home’ in Matzav; ‘that, “yes,”’ in The Daily Beast"


def test_outlets_are_counted_and_not_passages() -> None:
    whole = "We will go. They stay."
    two = compare(whole, ("a", "We will go."), ("a2", "They stay."), ("b", whole))
    assert two.summary == "2 outlets · the same words"
    one = compare(whole, ("a", "We will go."), ("a2", "They stay."))
    assert one.summary == "1 outlet, 2 passages"  # which together print all of it
    assert one.entries == ()
    again = compare(whole, ("a", whole), ("a2", "We would go. They [all] stay."))
    assert again.summary == "1 outlet, 2 passages · other words in 1 place · 1 insertion"
    skipping = compare("We will go home.", ("a", "We will go home."), ("a2", "We go home."))
    assert skipping.summary == "1 outlet, 2 passages · 1 cut"
    assert compare(whole, ("a", whole)).summary == "1 outlet"


def test_a_translation_is_no_other_wording() -> None:
    head = "language = 'en'\n"
    russian = ("b", "Мы пойдём.'''\nlanguage = '''ru")
    told = compare("We will go.", ("a", "We will go."), russian, head=head)
    assert told.summary == "2 outlets · a translation: printed in en and ru"
    assert told.entries == ()
    three = compare("We will go.", ("a", "We will go."), russian, ("c", "We shall go."), head=head)
    assert three.summary == "3 outlets · other words in 1 place · a translation: printed in en and ru"
    original = compare(
        "We go.", ("a", "We go.'''\ntranslated_from = '''ru"), ("b", "Мы идём."), head="language = 'ru'\n"
    )
    assert original.entries != () or original.languages


def test_of_a_translation_no_words_stand_among_those_that_differ() -> None:
    russian = ("b", "Мы пойдём.'''\nlanguage = '''ru")
    told = compare("We will go.", ("a", "We will go."), russian, ("c", "We [all] shall go."), head="language = 'en'\n")
    lines = [told.describe(entry) for entry in told.entries]
    assert lines == [
        "“[all]” in Fortune; printed without it in Matzav",
        "“will” in Matzav; “shall” in Fortune",
    ]


def test_punctuation_in_place_of_an_insertion_is_no_reading() -> None:
    told = compare("We will pay.", ("a", "We will pay."), ("b", "We will pay [for it]."))
    assert [told.describe(entry) for entry in told.entries] == [
        "“[for it]” in The Daily Beast; printed without it in Matzav"
    ]


def test_an_outlet_that_prints_nothing_of_a_sentence_is_not_said_to_print_it_without_a_word() -> None:
    told = compare("We go. They got it.", ("a", "We go. They got it."), ("b", "They gotta it."), ("c", "We go."))
    words = next(entry for entry in told.entries if entry.kind is DifferenceKind.WORDS)
    assert told.describe(words) == "“got” in Matzav; “gotta” in The Daily Beast; not in this record: Fortune"


def test_a_cut_that_is_marked_is_told_as_such() -> None:
    alignment = align(["We want … and we pay."], reading_text="We want and we pay.")
    assert digest_texts(alignment, (0,), 1) == (("1 cut marked", SegmentKind.CUT),)


def test_paraphrases_are_each_in_their_own_words() -> None:
    head = "mode = 'indirect'\n"
    assert compare("to go", ("a", "to go"), ("b", "to stay"), head=head).summary == "2 outlets, 2 paraphrases"
    assert compare("to go", ("a", "to go"), ("b", "to go"), head=head).summary == "2 outlets, 2 paraphrases"


def test_an_apparatus_wraps_to_a_width() -> None:
    found = compare("we go home now", ("a", "we will go home now that it is late"), ("b", "we shall go home now"))
    rows = apparatus_lines(build_apparatus(found), width=24)
    assert max(map(len, rows)) <= 24


@given(st.lists(printed, min_size=1, max_size=4), printed)
def test_the_base_never_changes_what_differs(given_texts: list[str], reading_text: str) -> None:
    alignment = align(given_texts, reading_text=reading_text)
    sides = tuple((row,) for row in range(len(given_texts)))
    found = find_entries(alignment, sides)
    names = tuple(map(str, range(len(given_texts))))
    comparison = OutletComparison(alignment, names, sides, len(sides), (), (), names, tuple(found), is_verbatim=True)
    for base, text in enumerate(alignment.texts):
        below = build_apparatus(comparison, base)
        assert sorted(entry.entry for entry in below.entries) == sorted(found)
        assert [entry.number for entry in below.entries] == list(range(1, len(found) + 1))
        for entry in below.entries:
            assert 0 <= entry.start <= entry.end <= len(text)
            told = [side for _, sides_there in entry.entry.readings for side in sides_there]
            assert len(told) == len(set(told))
            assert len(entry.entry.readings) > 1 or entry.entry.kind is DifferenceKind.WORDS
            for reading, named in entry.entry.readings:
                assert all(reading in given_texts[side] for side in named)


@pytest.mark.parametrize(
    ("other", "summary"),
    [
        ("We went home early. They stayed on for the whole night.", "2 outlets · 2 cuts"),
        ("We went home early they stayed on for the whole night.", "2 outlets · 1 cut"),
        ("We went home early … stayed on for the whole night.", "2 outlets · 1 cut"),
        ("They stayed on for the whole night.", "2 outlets · 1 cut · 1 sentence not printed"),
    ],
)
def test_the_end_of_a_sentence_and_the_beginning_of_the_next_are_two_cuts(other: str, summary: str) -> None:
    text = "We went home early in the evening. For once they stayed on for the whole night."
    assert compare(text, ("a", text), ("b", other)).summary == summary


def test_an_insertion_that_one_outlet_has_once_more_is_one() -> None:
    once, twice = "He said [their] plan is good.", "He said [their] plan [their] is good."
    found = compare(once, ("a", once), ("b", twice))
    assert found.summary == "2 outlets · 1 insertion"
    (entry,) = found.entries
    assert found.describe(entry) == "“[their]” in The Daily Beast; printed without it in Matzav"


@pytest.mark.parametrize("others", ["one more passage", "another article"])
def test_an_outlet_that_prints_a_place_in_two_ways_is_not_said_to_have_the_same_words(others: str) -> None:
    second = {"one more passage": "a", "another article": "a2"}[others]
    found = compare("He has 10 men.", ("a", "He has 10 men."), ("b", "He has 10 men."), (second, "He has 12 men."))
    assert found.summary == "2 outlets · other words in 1 place"
    assert [found.describe(entry) for entry in found.entries] == ["“10” in Matzav, The Daily Beast; “12” in Matzav"]


# Worst cases


@pytest.mark.parametrize(
    "make",
    [
        lambda row: " ".join(f"v{row}x{place}" for place in range(600)),
        lambda row: " ".join("ok" for _ in range(600 - row)),
        lambda row: " ".join(("yes", "no", "so")[(place * place + row) % 7 % 3] for place in range(600)),
        lambda row: " ".join(f"w{place * (row + 3) % 601}" for place in range(600)),
    ],
    ids=["nothing shared", "one word", "three words", "shuffled"],
)
def test_no_texts_are_too_different(make: Callable[[int], str]) -> None:
    alignment = align([make(row) for row in range(6)])
    assert [len(row) for row in alignment.tokens] == [len(make(row).split()) for row in range(6)]
    assert entries(alignment)


def test_of_a_hundred_thousand_names_of_one_person_some_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    made = 0

    class Counting(SequenceMatcher[str]):
        def __init__(self, *args: Any, **options: Any) -> None:
            nonlocal made
            made += 1
            super().__init__(*args, **options)

    monkeypatch.setattr(tokens, "SequenceMatcher", Counting)
    names = ["Volodymyr Zelensky", "V. Zelenskiy", *(f"{number:07} alias" for number in range(100_000))]
    assert find_spellings([names])["zelenskiy"] == "zelensky"
    assert 0 < made <= MAX_NAMES**2


def test_a_sentence_in_another_place_is_printed_however_short_it_is() -> None:
    found = compare("A goes. B stays.", ("a", "A goes. B stays."), ("b", "B stays. A goes."))
    assert found.summary == "2 outlets · other words in 1 place"
    (entry,) = found.entries
    assert found.describe(entry) == "“B stays” in Matzav, The Daily Beast, in different places"


def test_a_sentence_that_is_said_once_more_is_not_printed() -> None:
    found = compare("I go. You stay. I go.", ("a", "I go. You stay. I go."), ("b", "You stay. I go."))
    assert found.summary == "2 outlets · 1 sentence not printed"


def test_a_phrase_in_another_place_is_told_as_such() -> None:
    text = "The pier is ours. We will rebuild it."
    found = compare(text, ("a", text), ("b", "We will rebuild it. The pier is ours."))
    (entry,) = found.entries
    assert found.describe(entry).endswith("in Matzav, The Daily Beast, in different places")
    (entry,) = compare("We told US.", ("a", "We told US."), ("b", "We told us.")).entries
    assert "different places" not in found.describe(entry)
