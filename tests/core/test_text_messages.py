"""Parts of sentences that the program prints."""

from __future__ import annotations

import pytest

from peace_tui.text.messages import quotation_marks


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("We go.", "“We go.”"),
        ("", "“”"),
        ("I don’t", "“I don’t”"),
        ("a “useful” call", "‘a “useful” call’"),
        ("“Peace” is near", "‘“Peace” is near’"),
        ("it is “near”", "‘it is “near”’"),
        ('it is "near"', '‘it is "near"’'),
        ("it is „near“", "‘it is „near“’"),
        ("he said ‘no’", "“he said ‘no’”"),
        ("‘No “such” thing’, he said", "“‘No “such” thing’, he said”"),
        ("«Мир» близко", "“«Мир» близко”"),
        ("“All of it.”", "“All of it.”"),
        ("“One” and “two”", "‘“One” and “two”’"),
        ("„Alles.“", "„Alles.“"),
        ("“", "‘“’"),
    ],
)
def test_marks_around_a_text_are_other_than_those_in_it(text: str, shown: str) -> None:
    assert quotation_marks(text) == shown
    assert text in shown
    assert not any(double in shown for double in ("““", "””", '""'))
