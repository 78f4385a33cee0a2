"""Where a sentence of an article ends: not at each dot."""

from __future__ import annotations

import pytest

from peace_tui.drafting.sentences import LEXICON, split_sentences, tokenize_paragraph


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("He met Mr. Smith. They left.", 2),
        ("In the U.S. Army he served.", 1),
        ("He lives in the U.S. They do not.", 2),
        ("She works for Gazette Inc. They pay well.", 2),
        ("She is the president of Gazette Inc. North.", 1),
        ("She left, and so did I. They stayed.", 2),
        ("This is what I. M. Pei built.", 1),
        ("King Jr. Day came. They left at 5 p.m. Friday.", 2),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len([*split_sentences(tokenize_paragraph(text), LEXICON.cues("en"))]) == count
