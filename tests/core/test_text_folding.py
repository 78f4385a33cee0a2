"""How words are folded for search, and where in the original a find lies."""

from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import oracle
from generated import WORDS
from peace_tui.model.index import TextIndex
from peace_tui.text.folding import BASE_LETTERS, find_spans, fold

# Characters that fold in their own way, more often than chance would have them.
nasty = st.sampled_from(
    "ﬀﬁßẞİıIǄΣςς½각가김é\u0301\u0345\u20e3\ufe0f’‹«„—–−‑⸺ʼʻŉłÆþıᾳ\u00ad\u00a0\u3000\u200b\u2028 \t\n\x1c¨ﷺ"
)
texts = st.lists(nasty | st.characters(exclude_categories=["Cs"]) | st.sampled_from(WORDS), max_size=12).map("".join)


@given(texts)
def test_fold_is_the_oracle(text: str) -> None:
    assert fold(text) == oracle.fold(text)


def test_every_character_folds_as_the_oracle_has_it_and_only_once() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        if unicodedata.category(character) not in ("Cs", "Cn", "Co"):
            folded = fold(character)
            assert folded == oracle.fold(character), f"U+{ord(character):04X}"
            assert folded == character or fold(folded) == folded, f"U+{ord(character):04X}"


@given(texts)
def test_what_is_folded_stays_as_it_is(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_base_letters_are_the_letters_in_the_names_of_characters() -> None:
    unlike = {}
    for code, base in BASE_LETTERS.items():
        assert unicodedata.normalize("NFKD", chr(code)).casefold() == chr(code)
        if base not in unicodedata.name(chr(code)).lower().split():
            unlike[chr(code)] = base
    other_names = dict(zip("ðᴆꝱɧɩꝲꝳŋꝴĸꝵꝶꝷ", "dddhilmnnqrrt", strict=True)) | dict.fromkeys("þꝥꝧ", "th")
    assert unlike == other_names


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Peace", "peace"),
        ("ÉCOLE", "ecole"),
        ("e\u0301cole", "ecole"),
        ("Straße", "strasse"),
        ("ﬁnal ﬀ", "final ff"),
        ("İstanbul", "istanbul"),
        ("ısı", "isi"),
        ("Wałęsa", "walesa"),
        ("Kadıgil", "kadigil"),
        ("Søren Ødegård", "soren odegard"),
        ("Đukanović Ħ Ŋ", "dukanovic h n"),
        ("Ægir œuvre Þór Reiðar", "aegir oeuvre thor reidar"),
        ("ǿ ᴁ", "o ae"),
        ("ᾳ", "αι"),
        ("co\u00adop\u200berate\ufeff", "cooperate"),
        ("\u2066مصر\u2069", "مصر"),
        ("ΣΑΣ σας", "σασ σασ"),
        ("Ǆ", "dz"),
        ("½", "1⁄2"),
        ("김", "\u1100\u1175\u11b7"),
        ("مُحَمَّد", "محمد"),
        ("שָׁלוֹם", "שלום"),
        ("Йод ё", "иод е"),
        ("“a” „b‟ «c»", '"a" "b" "c"'),
        ("‘a’ ‚b‛ ‹c› d’ʼ", "'a' 'b' 'c' d''"),
        ("Kahoʻolawe Kievʹ", "kaho'olawe kiev'"),
        ("a‐b‑c‒d–e—f―g−h－i﹘j⸺k", "a-b-c-d-e-f-g-h-i-j-k"),
        ("a \t\n b", "a b"),
        ("a\u00a0\u2003b\u3000\u2028c", "a b c"),
        ("  a  ", " a "),
        ("a \u200b b", "a b"),
        ("−5 ₋5 ➖5", "-5 -5 -5"),
    ],
)
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded == oracle.fold(text)


@given(texts, st.data())
def test_spans_lie_where_the_needle_is(text: str, data: st.DataObject) -> None:
    whole = fold(text)
    start = data.draw(st.integers(0, len(whole)))
    needle = whole[start : start + data.draw(st.integers(0, 4))]
    found = [*find_spans(text, needle)]
    assert bool(found) == bool(needle)
    assert all(0 <= begin < end <= len(text) for begin, end in found)
    assert all(end <= begin for (_, end), (begin, _) in pairwise(found))
    assert all(needle in fold(text[begin:end]) for begin, end in found)
    # Nothing is left over: between the spans the needle is not found again.
    ends = [0, *(end for _, end in found)]
    begins = [*(begin for begin, _ in found), len(text)]
    assert all(needle not in fold(text[end:begin]) for end, begin in zip(ends, begins, strict=True) if needle)


@given(st.text(st.sampled_from("ab A"), max_size=20), st.text(st.sampled_from("ab"), min_size=1, max_size=3))
def test_spans_of_plain_text_are_those_of_the_text_itself(text: str, needle: str) -> None:
    found = [*find_spans(text, needle)]
    assert len(found) == fold(text).count(needle)
    assert all(fold(text[begin:end]) == needle for begin, end in found) or "  " in text


@pytest.mark.parametrize(
    ("text", "needle", "found"),
    [
        ("the ﬁnal plan", "final", ["ﬁnal"]),
        ("the ﬁnal plan", "f", ["ﬁ"]),
        ("oﬀ", "f", ["ﬀ"]),
        ("Straße, STRASSE", "strasse", ["Straße", "STRASSE"]),
        ("sßs", "ss", ["sß"]),
        ("a \n b", "a b", ["a \n b"]),
        ("cafe\u0301s", "cafe", ["cafe\u0301"]),
        ("cafe\u0301s", "s", ["s"]),
        ("to co\u00adoperate now", "cooperate", ["co\u00adoperate"]),
        ("Lech Wałęsa’s", "walesa's", ["Wałęsa’s"]),
        ("Ægir", "e", ["Æ"]),
        ("각가", "가", ["각", "가"]),
        ("it’s “it’s”", "it's", ["it’s", "it’s"]),
        ("aaaa", "aa", ["aa", "aa"]),
        ("peace", "war", []),
        ("peace", "", []),
    ],
)
def test_spans(text: str, needle: str, found: list[str]) -> None:
    if needle == "가":
        needle = fold(needle)
    assert [text[begin:end] for begin, end in find_spans(text, needle)] == found


@given(st.lists(st.lists(texts, max_size=3), max_size=6), st.data())
@example([["a", "b"], [], ["ab"]], None)
def test_text_index_is_the_naive_scan(records: list[list[str]], data: st.DataObject | None) -> None:
    text_index = TextIndex(records)
    said = [text for fields in records for text in fields]
    needles = [*map(fold, said), "a", "ab", " ", "b a"]
    if data and said:
        text = fold(data.draw(st.sampled_from(said)))
        start = data.draw(st.integers(0, len(text)))
        needles.append(text[start : start + data.draw(st.integers(1, 3))])
    for needle in filter(None, needles):
        naive = [number for number, fields in enumerate(records) if oracle.found(needle, fields)]
        assert [*text_index.find(needle)] == naive


@given(st.lists(st.lists(texts, max_size=2), min_size=1, max_size=6), st.data())
def test_a_needle_finds_the_same_whatever_was_sought_before(records: list[list[str]], data: st.DataObject) -> None:
    text_index = TextIndex(records)
    phrase = fold(" ".join(text for fields in records for text in fields))
    start = data.draw(st.integers(0, len(phrase)))
    typed = [phrase[start:end] for end in range(start, min(start + 12, len(phrase) + 1))]
    for needle in (*typed, *reversed(typed), *data.draw(st.permutations(typed))):
        if needle:
            assert [*text_index.find(needle)] == [*TextIndex(records).find(needle)]


def test_text_index_finds_nothing_across_fields_or_records() -> None:
    text_index = TextIndex([["one", "two"], ["three"], [], ["one two"]])
    assert [*text_index.find("one")] == [0, 3]
    assert not text_index.find("two three")
    assert not text_index.find("twothree")
    assert [*text_index.find(fold("one\ntwo"))] == [3]
    assert [*text_index.find("")] == [0, 1, 2, 3]
    assert not TextIndex([]).find("a")
