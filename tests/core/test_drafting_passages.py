"""Passages: what stands between quotation marks of every kind, to the letter, and the turns of transcripts."""

from __future__ import annotations

import pytest

from peace_tui.drafting.passages import QuotedPassage, find_passages


def texts_of(*paragraphs: str) -> list[str]:
    return [passage.text for passage in find_passages(paragraphs)]


@pytest.mark.parametrize(
    ("paragraph", "texts"),
    [
        ("“A bridge,” she said. “At last.”", ["A bridge,", "At last."]),
        ('"A bridge," she said. "At last."', ["A bridge,", "At last."]),
        ("‘A bridge,’ she said. ‘It’s the builders’ pride,’ he said.", ["A bridge,", "It’s the builders’ pride,"]),
        ("‘A bridge’, she said.", ["A bridge"]),
        ("'It's a bridge,' she said. 'At last.'", ["It's a bridge,", "At last."]),
        ("« Un pont », a dit Mme Roe. «Enfin.»", ["Un pont", "Enfin."]),
        ("„Eine Brücke“, sagte sie. „Endlich.”", ["Eine Brücke", "Endlich."]),
        ("»Eine Brücke«, sagte sie. »Endlich.«", ["Eine Brücke", "Endlich."]),
        ("”En bro”, sade hon. ”Äntligen.”", ["En bro", "Äntligen."]),
        ("“En bro“, sade hon.", ["En bro"]),
        ("``A bridge,'' she said.", ["A bridge,"]),
        ("''A bridge,'' she said. ''At last - '' and left.", ["A bridge,", "At last -"]),
        ("''He asked me, 'Why?''' she said. ''It's the 'new' one.''", ["He asked me, 'Why?'", "It's the 'new' one."]),
        ('" A bridge , " she said . " At last . "', ["A bridge ,", "At last ."]),
        ("He said—“no”—and left (“for good”).", ["no", "for good"]),
    ],
)
def test_marks_of_every_kind(paragraph: str, texts: list[str]) -> None:
    assert texts_of(paragraph) == texts


@pytest.mark.parametrize(
    ("paragraph", "texts"),
    [
        ("“He told me ‘no’, and that is that,” she said.", ["He told me ‘no’, and that is that,"]),
        ("‘He told me “no”, and that is that,’ she said. ‘Yes.’", ["He told me “no”, and that is that,", "Yes."]),
        ("“He said “never” to me,” she said.", ["He said “never” to me,"]),
        ('"He said "never" to me," she said.', ['He said "never" to me,']),
    ],
)
def test_marks_inside_a_passage_belong_to_it(paragraph: str, texts: list[str]) -> None:
    assert texts_of(paragraph) == texts


@pytest.mark.parametrize(
    "paragraph",
    [
        'The pipe is 6" wide.',
        "It’s the boys’ club of the ’90s, rock ’n’ roll.",
        "The ‘90s were theirs.",
        "An empty “ ” pair.",
        "",
    ],
)
def test_what_is_no_passage(paragraph: str) -> None:
    assert texts_of(paragraph) == []


def test_each_paragraph_opens_anew_and_only_the_last_closes() -> None:
    for paragraphs in (
        ("“First.", "“Second.", "“Third,” she said. “And on.”", "“Another.”"),
        ('"First.', '"Second.', '"Third," she said. "And on."', '"Another."'),
        ("‘First.", "‘Second.", "‘Third,’ she said. ‘And on.’", "‘Another.’"),
    ):
        found = find_passages(paragraphs)
        assert [passage.text for passage in found] == ["First.", "Second.", "Third,", "And on.", "Another."]
        assert [passage.continues for passage in found] == [False, True, True, False, False]
        assert [passage.closed for passage in found] == [False, False, True, True, True]


def test_a_mark_that_is_never_closed_swallows_no_other_passage() -> None:
    assert texts_of("The “broken mark. She said “yes” and “no.”", "Another paragraph.") == ["yes", "no."]
    assert texts_of("She said: “It goes on", "Another paragraph.") == ["It goes on"]


def test_a_passage_knows_where_it_stands_to_the_letter() -> None:
    paragraphs = ("No words.", "She said: “ Yes… [we]  can —” and left.")
    [passage] = find_passages(paragraphs)
    assert passage == QuotedPassage(1, 12, 28, "Yes… [we]  can —", 10, 29)
    assert paragraphs[1][passage.start : passage.end] == passage.text
    assert paragraphs[1][passage.outer_start : passage.outer_end] == "“ Yes… [we]  can —”"


def test_a_transcript_has_turns_with_the_label_of_their_speaker() -> None:
    turns = find_passages(
        ("ROE: Will it hold?", "Mr. Smith: It will.", "It has to.", "[Applause]", "ROE: “Surely”?", "Mr. Smith: Yes.")
    )
    assert [(turn.label, turn.text, turn.continues) for turn in turns] == [
        ("ROE", "Will it hold?", False),
        ("Mr. Smith", "It will.", False),
        ("Mr. Smith", "It has to.", True),
        ("ROE", "“Surely”?", False),
        ("Mr. Smith", "Yes.", False),
    ]


def test_what_follows_the_last_turn_is_no_part_of_it() -> None:
    turns = ("ROE: Will it hold?", "SMITH: It will.", "Ivanov heard them. “It will not,” he said.", "He left.")
    more = ("ROE: Surely?", "SMITH: Yes.", "Ivanov disputes it. “No,” he said.", "The council votes on Friday.")
    assert [(found.label, found.text) for found in find_passages((*turns, *more))] == [
        ("ROE", "Will it hold?"),
        ("SMITH", "It will."),
        ("", "It will not,"),
        ("ROE", "Surely?"),
        ("SMITH", "Yes."),
        ("", "No,"),
    ]


def test_an_interview_has_bold_questions() -> None:
    paragraphs = (
        "“I am late,” she says.",
        "A. Roe: Why a bridge?",
        "Mary Smith: Why not?",
        "“True.”",
        "And now?",
        "Work.",
        "Done?",
        "No.",
    )
    turns = find_passages(paragraphs, bold={1, 4, 6})
    assert [(turn.label, turn.text) for turn in turns] == [
        ("", "I am late,"),
        ("A. Roe", "Why a bridge?"),
        ("Mary Smith", "Why not?"),
        ("Mary Smith", "“True.”"),
        ("A. Roe", "And now?"),
        ("Mary Smith", "Work."),
        ("A. Roe", "Done?"),
        ("Mary Smith", "No."),
    ]


def test_labels_in_an_article_make_no_transcript() -> None:
    story = (
        "Update: it rained.",
        "The mayor spoke.",
        "She said “yes.”",
        "It went on.",
        "Correction: it did not.",
        "More.",
        "End.",
    )
    assert texts_of(*story) == ["yes."]


@pytest.mark.parametrize("mark", ['"', "“", "”", "'", "‘", "„“", "“‘", "‘”", " '", ' "'])
def test_marks_without_end_take_time_in_proportion(mark: str) -> None:
    """A text of the same mark over and over, which a matching of pairs could read in the square of its length."""
    assert len(find_passages((f"a{mark} b" * 20_000, mark * 20_000))) < 20_000
