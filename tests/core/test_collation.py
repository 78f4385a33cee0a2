from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from peace_tui.collation.alignment import Alignment, Presence, align
from peace_tui.collation.apparatus import apparatus
from peace_tui.collation.apparatus import format_apparatus as apparatus_lines
from peace_tui.collation.diff import Difference, diff_texts, digest
from peace_tui.collation.tokens import TokenKind, find_spellings, tokenize, word_key
from peace_tui.collation.variants import find_variants, reading_in_context, summary, wording_groups

WORDS = ("we", "will", "go", "to", "the", "White", "House", "peace", "deal", "he’s", "Mr", "20", "Яков", "naïve", "ok")
MARKS = ("…", "[…]", "...", "[their]", "(the plan’s)", "“", "”", ",", ".", " — ", ";", "?", ". . .")

words = st.sampled_from(WORDS)
phrases = st.lists(words, max_size=14)
printed = st.lists(st.one_of(words, st.sampled_from(MARKS)), max_size=18).map(" ".join)
texts = st.lists(st.one_of(printed, st.text(max_size=30)), min_size=1, max_size=5)


def readings(alignment: Alignment) -> list[list[tuple[str, tuple[int, ...]]]]:
    return [[(reading.text, reading.versions) for reading in variant.readings] for variant in find_variants(alignment)]


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

    def places(alignment: Alignment, of: Callable[[int], int]) -> tuple[list[object], set[object]]:
        found = [
            (variant.moved, frozenset(frozenset(map(of, reading.versions)) for reading in variant.readings))
            for variant in find_variants(alignment)
        ]
        # A moved phrase is listed where the first of the texts has it.
        return [groups for moved, groups in found if not moved], {groups for moved, groups in found if moved}

    forwards, backwards = align(given_texts), align(turned)
    assert places(forwards, lambda v: v) == places(backwards, lambda v: last - v)


def test_the_same_words_share_a_column_whatever_the_fullest_text_has() -> None:
    alignment = align(["a b c d e", "a x y d e", "a y d e"])
    where = {
        row: next(n for n, column in enumerate(alignment.columns) if (t := column.tokens[row]) and t.key == "y")
        for row in (1, 2)
    }
    assert where[1] == where[2]


# Variants


def test_one_word_more() -> None:
    alignment = align(["I will go to that because they want me", "I will go to that meeting because they want me"])
    assert readings(alignment) == [[("", (0,)), ("meeting", (1,))]]
    assert wording_groups(alignment) == ((0,), (1,))


def test_a_repeated_word_is_a_variant_even_at_the_beginning() -> None:
    alignment = align(["OK my friend. I agree", "Ok, ok my friend. I agree", "Ok, ok my friend."])
    assert summary(alignment) == "3 outlets, 2 wordings; 'OK my friend' / 'Ok, ok my friend'"
    assert wording_groups(alignment) == ((0,), (1, 2))


def test_a_repeated_word_is_a_variant_even_at_the_end() -> None:
    assert readings(align(["That’s good. Yeah, yeah.", "That’s good. Yeah."])) == [[("Yeah", (0,)), ("", (1,))]]


def test_contracted_words_are_other_words() -> None:
    alignment = align(
        [
            "He’s got to sell this to them, he’s got to sell them to us. That is it",
            "He’s gotta sell this to them, he’s gonna sell them to us.",
            "he’s got to sell this to them. He’s going to sell them to us. That is it",
        ]
    )
    assert readings(alignment) == [
        [("got to", (0, 2)), ("gotta", (1,))],
        [("got to", (0,)), ("gonna", (1,)), ("going to", (2,))],
    ]
    assert summary(alignment, ["a", "b", "a"]) == (
        "2 outlets, 3 wordings; 'He’s got to sell this' / 'He’s gotta sell this' and 1 more difference"
    )


def test_an_excerpt_is_no_other_wording() -> None:
    whole = "So I would say that. I think from that it’s going to be a good call. Here is what I think."
    alignment = align([whole, "From that, it’s going to be a good call", "I would say that", "Here is what I think"])
    assert find_variants(alignment) == ()
    assert wording_groups(alignment) == ((0, 1, 2, 3),)


def test_an_excerpt_that_begins_with_a_common_word_begins_late() -> None:
    assert find_variants(align(["I think I will go. I said it", "I will go"])) == ()


def test_an_excerpt_of_words_said_twice_is_found_in_one_piece() -> None:
    whole = "we come to the plan and then, so to say, the plan it is and then we go to it"
    assert find_variants(align([whole, "to the plan"])) == ()
    assert find_variants(align([whole, "and then we"])) == ()


def test_excerpts_that_do_not_overlap_are_placed_by_the_reading_text() -> None:
    alignment = align(["He is the man", "of the hour, the man"], reading_text="He is the man of the hour, the man")
    assert find_variants(alignment) == ()
    assert summary(alignment) == "2 outlets, 1 wording"


def test_the_reading_text_bears_no_witness() -> None:
    assert find_variants(align(["we will go", "We will go"], reading_text="we shall go")) == ()


def test_excerpts_that_go_on_with_different_sentences_are_different_passages() -> None:
    alignment = align(
        [
            "That’s what a dealmaker does, You got to say, look, they want this. I would imagine he says the same",
            "That’s what a dealmaker does. I haven’t heard it but I heard it was standard",
            "That’s what a dealmaker does. I haven’t heard it",
        ]
    )
    assert find_variants(alignment) == ()
    assert [kind for kind, _, _ in segments(alignment, 1, 0) if kind != "same"] == ["punctuation", "unprinted"]
    turned = align(
        [
            "And we know all of this. That’s what he does",
            "There were two more things to do. That’s what he does",
        ]
    )
    assert find_variants(turned) == ()


def test_a_sentence_in_other_words_is_a_variant() -> None:
    alignment = align(["That’s it. I would imagine he says the same to them", "That’s it. I imagine he said the same"])
    assert [[reading.text for reading in variant.readings] for variant in find_variants(alignment)] == [
        ["would", ""],
        ["says", "said"],
    ]
    assert readings(align(["Yes. We know", "No. We know"])) == [[("Yes", (0,)), ("No", (1,))]]


def test_an_excerpt_may_begin_with_another_word() -> None:
    alignment = align(["Now, believe me, I know what it takes", "And I know what it takes"])
    assert readings(alignment) == [[("me", (0,)), ("And", (1,))]]


@pytest.mark.parametrize(
    "other",
    [
        "My recommendation…. I would make the call",
        "I would … the call",
        "I […] call",
        "I would make [his] call",
        "I would make the (planned) call",
        "[He] would make the call",
        "“I would make the call,”",
        "I WOULD make the call!",
        "[W]ould make the call",
        "I would mak[e] the call",
    ],
)
def test_editorial_marks_are_no_wording(other: str) -> None:
    assert find_variants(align(["I would make the call", other])) == ()


def test_a_word_beside_a_cut_counts() -> None:
    assert readings(align(["a b c d e", "a x … e"])) == [[("b", (0,)), ("x", (1,))]]
    assert readings(align(["a b c d e", "a … x e"])) == [[("d", (0,)), ("x", (1,))]]


def test_a_break_between_paragraphs_is_not_left_out_and_a_wrapped_line_is_no_break() -> None:
    assert find_variants(align(["a b c d e f", "a b\n\ne f"])) == ()
    assert readings(align(["a b c d e f", "a b\ne f"])) == [[("c d", (0,)), ("", (1,))]]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the cease-fire held", "the ceasefire held"),
        ("they keep the cease-fire", "they keep the ceasefire"),
        ("the cease fire held", "the ceasefire held"),
        ("a 20-point plan", "a 20 point plan"),
        ("Mr. Ivanov", "Mr Ivanov"),
        ("things — to explore", "things—to explore"),
        ("the U.S. plan", "the US plan"),
    ],
)
def test_spelling_and_punctuation_are_no_wording(one: str, other: str) -> None:
    alignment = align([one, other])
    assert find_variants(alignment) == ()
    assert {kind for kind, _, _ in segments(alignment, 0, 1)} <= {"same", "spelling", "punctuation"}


def test_names_spelled_differently_are_one_name() -> None:
    known = find_spellings(
        [["Volodymyr Zelensky", "Zelenskiy"], ["Ivan Ivanov", "I. Ivanoff"], ["Oleg Orlov", "the aide"]]
    )
    assert known == {"zelenskiy": "zelensky", "ivanoff": "ivanov"}
    one, other = "Zelensky’s visit", "Zelenskiy's visit"
    assert find_variants(align([one, other], spellings=known)) == ()
    assert find_variants(align([one, other])) != ()


def test_a_moved_phrase_is_moved_and_not_two_differences() -> None:
    alignment = align(
        [
            "well, I haven’t heard it, but that’s a standard thing. That’s what a dealmaker does, yes",
            "well, that’s a standard thing. That’s what a dealmaker does. I haven’t heard it but, yes",
        ]
    )
    (variant,) = find_variants(alignment)
    assert variant.moved
    assert [reading.text for reading in variant.readings] == ["I haven’t heard it, but", "I haven’t heard it but"]
    assert wording_groups(alignment) == ((0,), (1,))
    assert "'I haven’t heard it, but' moved" in summary(alignment)
    assert segments(alignment, 0, 1)[1] == ("moved", "I haven’t heard it, but", "")
    assert [kind for kind, _, _ in segments(alignment, 0, 1)].count("moved") == 2


def test_a_phrase_that_somebody_prints_twice_has_not_moved() -> None:
    whole = "I will say it, then we eat, then I will say it once more"
    alignment = align([whole, "I will say it, then we eat", "then we eat, then I will say it"])
    assert alignment.transpositions == ()
    assert find_variants(alignment) == ()


def test_no_shared_word_is_one_difference() -> None:
    assert readings(align(["Yes.", "No."])) == [[("Yes", (0,)), ("No", (1,))]]


def test_nothing_to_compare() -> None:
    assert summary(align([])) == "0 outlets, 0 wordings"
    assert summary(align([""])) == "1 outlet, 1 wording"
    assert summary(align(["", "…"])) == "2 outlets, 1 wording"
    assert apparatus_lines(apparatus(align([]))) == []


@given(printed, st.integers(1, 4))
def test_identical_texts_have_no_variants(text: str, times: int) -> None:
    alignment = align([text] * times)
    assert find_variants(alignment) == ()
    assert all(segment.difference is Difference.SAME for segment in diff_texts(alignment, 0, times - 1))


@given(phrases, st.lists(st.tuples(st.integers(0, 14), st.sampled_from(MARKS)), max_size=4), phrases)
def test_marks_anywhere_make_no_variant(said: list[str], inserted: list[tuple[int, str]], third: list[str]) -> None:
    marked = list(said)
    for place, mark in inserted:
        marked.insert(place, mark)
    pair = [" ".join(said), " ".join(marked)]
    assert find_variants(align(pair)) == ()
    for variant in find_variants(align([*pair, " ".join(third)])):
        assert variant.reading_of(0) == variant.reading_of(1) or None in map(variant.reading_of, (0, 1))


@given(st.lists(st.text("abcdefgàéöяжω’'", min_size=1, max_size=6), max_size=10))
def test_case_and_curly_quotes_make_no_variant(said: list[str]) -> None:
    text = " ".join(said)
    assert find_variants(align([text, text.upper(), text.replace("’", "'"), text.replace("'", "’").title()])) == ()


@given(st.lists(st.integers(0, 99), min_size=14, max_size=20, unique=True), st.data())
def test_a_moved_block_is_moved(numbers: list[int], data: st.DataObject) -> None:
    said = [f"w{number}" for number in numbers]
    size = data.draw(st.integers(3, 4))
    start = data.draw(st.integers(0, len(said) - size))
    block, rest = said[start : start + size], said[:start] + said[start + size :]
    to = data.draw(st.integers(0, len(rest)).filter(lambda place: abs(place - start) > size))
    alignment = align([" ".join(said), " ".join([*rest[:to], *block, *rest[to:]])])
    (variant,) = find_variants(alignment)
    assert variant.moved
    assert variant.readings[0].words == tuple(word_key(word) for word in block)
    assert {segment.difference for segment in diff_texts(alignment, 0, 1)} <= {Difference.SAME, Difference.MOVED}


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


@given(printed, printed)
def test_different_words_are_marked_where_the_variants_are(one: str, other: str) -> None:
    alignment = align([one, other])
    differ = any(not variant.moved for variant in find_variants(alignment))
    for row, base in ((0, 1), (1, 0)):
        assert differ == any(segment.difference is Difference.WORDS for segment in diff_texts(alignment, row, base))


# What differs, in few words


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("“Ok, my friend – I think that very point our leaders could discuss.”", "the same words"),
        ("I think that very point …", "the same words, not all of them"),
        ("that very point our leaders could discuss", "the same words, not all of them"),
        ("Ok my friend. I think this very point our leaders could discuss.", "[…] I think [this] very point […]"),
        ("Ok friend. I think that very point our leaders could discuss.", "Ok[^] friend. I […]"),
        (
            "Ok my friend. I think that very point our [two] leaders could discuss.",
            "[…] point our [[two]] leaders could […]",
        ),
        ("Something else entirely", "[Something else entirely]"),
    ],
)
def test_a_digest_keeps_what_differs(version: str, told: str) -> None:
    alignment = align([version], reading_text="Ok, my friend. I think that very point our leaders could discuss.")
    pieces = digest(alignment, 0, 1)
    quiet = (Difference.SAME, Difference.PUNCTUATION)
    assert "".join(text if difference in quiet else f"[{text}]" for text, difference in pieces) == told


@pytest.mark.parametrize(
    ("version", "reading_text", "told"),
    [
        ("I will go now", "I … now", "I [will go] now"),
        ("We go home", "We go [straight] home", "the same words, not all of them"),
        ("We go [straight] home", "We go home", "We go [[straight]] home"),
        ("5%", "5", "5[%]"),
        ("…", "I will go", "none of the words"),
        ("", "I will go", "none of the words"),
        ("!", "I will go", "none of the words"),
        ("[laughs]", "I will go", "[[laughs]]"),
        ("[laughs]", "[laughs] I will go", "none of the words"),
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
    pieces = digest(align([version], reading_text=reading_text), 0, 1)
    assert "".join(text if difference is Difference.SAME else f"[{text}]" for text, difference in pieces) == told


@given(printed, printed)
@example("[their]", "[their] we")
def test_a_digest_that_names_the_same_words_is_right(version: str, reading_text: str) -> None:
    alignment = align([version], reading_text=reading_text)
    mine, theirs = ([token.key for token in row if token.key] for row in alignment.tokens)
    told = digest(alignment, 0, 1)[0][0]
    if told == "the same words":
        assert "".join(mine).replace("-", "") == "".join(theirs).replace("-", "")
    elif told == "the same words, not all of them":
        assert mine
        rest = iter("".join(theirs))
        assert all(letter in rest for letter in "".join(mine))
    elif told == "none of the words":
        assert not mine


def test_a_digest_keeps_what_only_this_text_prints() -> None:
    alignment = align(["He has to sell it. I heard it was standard."], reading_text="He has to sell it.")
    assert ("I heard it was standard", Difference.UNPRINTED) in digest(alignment, 0, 1)


@given(printed, printed)
def test_a_digest_leaves_out_nothing_but_what_is_the_same(version: str, reading_text: str) -> None:
    alignment = align([version], reading_text=reading_text)
    told = [text for text, difference in digest(alignment, 0, 1) if difference is not Difference.SAME]
    for segment in diff_texts(alignment, 0, 1):
        if (
            segment.difference in (Difference.WORDS, Difference.INSERTED, Difference.MOVED)
            and segment.start < segment.end
        ):
            assert version[segment.start : segment.end] in told


# The apparatus


def test_an_apparatus_reads_as_scholars_write_it() -> None:
    alignment = align(
        [
            "OK my friend. That very point our leaders could discuss",
            "Ok, ok my friend. That very point our leaders might discuss.",
            "my friend. That point our leaders could discuss",
        ]
    )
    found = apparatus(alignment, 0, ["Matzav", "The Daily Beast", "Fortune"])
    assert apparatus_lines(found) == [
        "OK¹ my friend. That very² point our leaders could³ discuss",
        "1 OK my] Matzav; Ok, ok my] The Daily Beast; not printed: Fortune",
        "2 That very point] Matzav, The Daily Beast; That point] Fortune",
        "3 could] Matzav, Fortune; might] The Daily Beast",
    ]
    assert [(entry.lemma, entry.start, entry.end) for entry in found.entries] == [
        ("", 2, 2),
        ("very", 19, 23),
        ("could", 42, 47),
    ]


def test_an_apparatus_below_the_reading_text() -> None:
    alignment = align(["we will go", "we shall go"], reading_text="We should go")
    assert apparatus_lines(apparatus(alignment, names=["A", "B"])) == [
        "We should¹ go",
        "1 should] this text alone; will] A; shall] B",
    ]
    assert apparatus(alignment, 1).entries[0].lemma == "shall"


def test_an_apparatus_wraps_to_a_width() -> None:
    alignment = align(["we will go home now that it is late", "we shall go home now that it is late"])
    rows = apparatus_lines(apparatus(alignment, names=["The Evening Paper", "The Morning Paper"]), width=24)
    assert max(map(len, rows)) <= 24
    assert re.sub(r"\s+", " ", " ".join(rows)) == (
        "we will¹ go home now that it is late 1 will] The Evening Paper; shall] The Morning Paper"
    )


@given(st.lists(printed, min_size=1, max_size=4), printed)
def test_the_base_never_changes_the_set_of_variants(given_texts: list[str], reading_text: str) -> None:
    alignment = align(given_texts, reading_text=reading_text)
    found = set(find_variants(alignment))
    for base, text in enumerate(alignment.texts):
        below = apparatus(alignment, base)
        assert {entry.variant for entry in below.entries} == found
        assert [entry.number for entry in below.entries] == list(range(1, len(found) + 1))
        for entry in below.entries:
            assert 0 <= entry.start <= entry.end <= len(text)
            named = [*entry.agreeing, *entry.silent, *(v for reading in entry.others for v in reading.versions)]
            assert sorted(named) == list(range(len(given_texts)))
        rows = apparatus_lines(below)
        assert [row.split()[0] for row in rows[len(rows) - len(found) :]] == [str(n + 1) for n in range(len(found))]


@given(st.lists(printed, min_size=1, max_size=5))
def test_versions_of_one_wording_never_differ(given_texts: list[str]) -> None:
    alignment = align(given_texts)
    groups = wording_groups(alignment)
    assert sorted(version for group in groups for version in group) == list(range(len(given_texts)))
    for variant in find_variants(alignment):
        assert len(variant.readings) > 1
        assert all(reading_in_context(alignment, variant, reading) is not None for reading in variant.readings)
        for group in groups:
            assert len({own for version in group if (own := variant.reading_of(version)) is not None}) <= 1
    assert (len(groups) > 1) == bool(find_variants(alignment))


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
    assert wording_groups(alignment)
