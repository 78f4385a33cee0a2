"""Decisions on drafts: each changes its record in the file, and not a byte of anything else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import tomli

from drafts import DRAFT
from peace_tui.lint.edits import Edited, EditError
from peace_tui.lint.review import accept, drop, find_before, find_remarks, join, move, set_person, split_off
from peace_tui.loading.files import read


def applied(edit: Callable[..., Edited], *words: Any, text: str = DRAFT) -> str:
    """What becomes of the draft, which is sound."""
    after = edit(text.encode(), "draft.toml", *words).data
    assert read(after, "draft.toml").problems == ()
    return after.decode()


def replaced(*pairs: tuple[str, str], text: str = DRAFT) -> str:
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


Q2 = """\
id = "q2"
event = "gazette-2025-11-25"
# likely Roe: "he said" (paragraph 3)
text = "We did not agree,"
source = "gazette"
locator = "para 3"
draft = true
"""
SET = Q2.replace('# likely Roe: "he said" (paragraph 3)', 'who = "roe"').replace("draft = true\n", "")


def test_what_is_accepted_is_no_draft_any_more() -> None:
    assert applied(accept, "q4") == replaced(
        ('locator = "para 4"\ndraft = true\n', 'locator = "para 4"\n'),
    )
    assert applied(accept, "doe") == replaced(('aliases = ["Doe"]\ndraft = true\n', 'aliases = ["Doe"]\n'))


def test_the_likely_speaker_is_accepted_too_in_place_of_the_comment() -> None:
    assert applied(accept, "q2", ["roe"]) == replaced((Q2, SET))
    assert applied(set_person, "q2", "who", "roe") == replaced((Q2, SET))
    assert applied(accept, "q2") == replaced((Q2, SET.replace('who = "roe"\n', "")))
    both = SET.replace('"roe"', '["roe", "doe"]')
    assert applied(accept, "q2", ["roe", "doe"]) == replaced((Q2, both))


def test_the_comment_that_no_one_is_known_goes_once_someone_is() -> None:
    text = DRAFT.replace(
        '# likely Roe: "he said" (paragraph 3)', "# speaker unknown; the marks may only set off these words"
    )
    assert applied(set_person, "q2", "who", "roe", text=text) == replaced((Q2, SET))
    unknown = Q2.replace(
        'likely Roe: "he said" (paragraph 3)', "speaker unknown; the marks may only set off these words"
    )
    assert applied(accept, "q2", text=text) == replaced((Q2, unknown.replace("draft = true\n", "")))
    assert "# speaker unknown" in applied(set_person, "q2", "to", "roe", text=text)


def test_comments_that_say_something_else_stay() -> None:
    after = applied(accept, "q3", ["roe"])
    assert 'who = "roe"\n# look at the video again\ntext = "and we will not pay."' in after


def test_the_line_ends_and_the_mark_of_the_file_stay() -> None:
    text = "\ufeff" + DRAFT.replace("\n", "\r\n")
    after = accept(text.encode(), "draft.toml", "q2", ["roe"]).data.decode()
    assert after == "\ufeff" + replaced((Q2, SET)).replace("\n", "\r\n")


@pytest.mark.parametrize(
    ("words", "pairs"),
    [
        # an addressee alone leaves what has no speaker to be reviewed
        (
            ("q4", "to", "doe"),
            [('id = "q4"\nevent = "gazette-2025-11-25"\n', 'id = "q4"\nevent = "gazette-2025-11-25"\nto = "doe"\n')],
        ),
        (("q1", "to", "roe"), [('who = "doe"\n', 'who = "doe"\nto = "roe"\n')]),
        (("q1", "who", "roe"), [('who = "doe"\n', 'who = "roe"\n'), ('takes."\ndraft = true\n', 'takes."\n')]),
        (("q1", "who", ""), [('who = "doe"\n', "")]),
        (("q4", "who", ""), []),
    ],
)
def test_people_are_named(words: tuple[str, ...], pairs: list[tuple[str, str]]) -> None:
    assert applied(set_person, *words) == replaced(*pairs)


def test_a_new_person_stands_behind_the_others() -> None:
    after = applied(set_person, "q5", "who", "spokesman", 'A "spokesman"')
    assert after == replaced(
        (
            'name = "Richard Roe"\nshort = "Roe"\n',
            'name = "Richard Roe"\nshort = "Roe"\n\n[[people]]\nid = "spokesman"\nname = "A \\"spokesman\\""\n',
        ),
        ('# likely A spokesman: "told" (paragraph 5)\n', 'who = "spokesman"\n'),
        ('locator = "para 5"\ndraft = true\n', 'locator = "para 5"\n'),
    )
    assert 'id = "roe-2"\nname = "Another Roe"' in applied(set_person, "q5", "who", "roe", "Another Roe")


def test_a_quote_moves_to_another_event_or_to_a_new_one() -> None:
    moved = ('id = "q1"\nevent = "gazette-2025-11-25"', 'id = "q1"\nevent = "council"')
    assert applied(move, "q1", "council") == replaced(moved)
    assert applied(move, "q4", "council") == replaced(
        ('id = "q4"\nevent = "gazette-2025-11-25"', 'id = "q4"\nevent = "council"')
    )
    after = applied(move, "q1", "call", "A call")
    assert 'draft = true\n\n[[events]]\nid = "call"\ntitle = "A call"\n\n[[quotes]]\nid = "q1"\nevent = "call"' in after


def test_joined_quotes_are_versions_of_one() -> None:
    after = tomli.loads(applied(join, "q3"))["quotes"]
    assert [quote["id"] for quote in after] == ["q1", "q2", "q4", "q5"]
    assert after[1] == {
        "id": "q2",
        "event": "gazette-2025-11-25",
        "text": "We did not agree, and we will not pay.",
        "draft": True,
        "versions": [
            {"source": "gazette", "text": "We did not agree,", "locator": "para 3"},
            {"source": "gazette", "text": "and we will not pay.", "locator": "para 3"},
        ],
    }
    assert '# likely Roe: "he said"' in applied(join, "q3")
    start, end = DRAFT.index('[[quotes]]\nid = "q2"'), DRAFT.index('[[quotes]]\nid = "q4"')
    assert applied(join, "q3").startswith(DRAFT[:start])
    assert applied(join, "q3").endswith(DRAFT[end:])
    joined = applied(join, "q2", text=applied(set_person, "q2", "who", "doe"))
    assert len(tomli.loads(joined)["quotes"][0]["versions"]) == 3


def test_nothing_is_joined_across_speakers_or_sources() -> None:
    spoken = applied(set_person, "q2", "who", "roe")
    with pytest.raises(EditError, match="someone else says the quote before"):
        join(spoken.encode(), "draft.toml", "q2")
    with pytest.raises(EditError, match="No quote before this one is from the same source"):
        join(DRAFT.encode(), "draft.toml", "q1")
    other = DRAFT.replace(
        'text = "We did not agree,"\nsource = "gazette"', 'text = "We did not agree,"\nsource = "herald"'
    )
    assert find_before(tomli.loads(other), "q3") == "q1"
    assert find_before(tomli.loads(other), "q2") == ""
    assert find_before(tomli.loads(other), "nobody") == ""


def test_a_version_that_is_split_off_is_a_quote_of_its_own() -> None:
    after = tomli.loads(applied(split_off, "q1", 1))["quotes"]
    assert [quote["id"] for quote in after] == ["q1", "q1-b", "q2", "q3", "q4", "q5"]
    assert after[0]["text"] == "The bridge will be built this year,"
    assert len(after[0]["versions"]) == 1
    assert after[1] == {
        "id": "q1-b",
        "event": "gazette-2025-11-25",
        "who": "doe",
        "text": "Whatever it takes.",
        "source": "gazette",
        "locator": "para 2",
        "draft": True,
    }
    first = tomli.loads(applied(split_off, "q1", 0))["quotes"]
    assert [first[0]["text"], first[1]["text"]] == ["Whatever it takes.", "The bridge will be built this year,"]
    joined = replaced(
        (
            'text = "We did not agree,"\nsource = "gazette"\nlocator = "para 3"\n',
            'n = 4\ntext = "We did not agree, and"\nversions = [{ source = "gazette", text = "We did not agree," },'
            ' { source = "gazette", text = "and" }]\n',
        )
    )
    parts = tomli.loads(applied(split_off, "q2", 0, text=joined))["quotes"]
    assert [(quote["id"], quote.get("n"), quote["text"]) for quote in parts[1:3]] == [
        ("q2-b", 4, "We did not agree,"),
        ("q2", 4, "and"),
    ]
    with pytest.raises(EditError, match="only one version"):
        split_off(DRAFT.encode(), "draft.toml", "q2", 0)


def test_a_version_with_more_to_say_stays_a_version_when_it_is_split_off() -> None:
    text = replaced(('text = "Whatever it takes."\n', 'text = "Whatever it takes."\n  note = "Softly."\n'))
    after = tomli.loads(applied(split_off, "q1", 1, text=text))["quotes"]
    assert after[1]["versions"][0]["note"] == "Softly."


def test_what_is_dropped_leaves_no_trace() -> None:
    start, end = DRAFT.index('[[quotes]]\nid = "q4"'), DRAFT.index('[[quotes]]\nid = "q5"')
    assert applied(drop, "q4") == DRAFT[:start] + DRAFT[end:]
    assert applied(drop, "q5") == DRAFT[: DRAFT.index('\n[[quotes]]\nid = "q5"')]


def test_a_guided_view_is_dropped_like_anything_else() -> None:
    first = '\n[[views]]\nid = "first"\nview = "who:doe"\ndraft = true\n'
    second = '\n[[views]]\nid = "second"\nview = "who:roe"\n'
    assert applied(drop, "first", text=DRAFT + first + second) == DRAFT + second


def test_what_others_refer_to_is_not_dropped() -> None:
    with pytest.raises(EditError, match=r"quotes\[0\].who of the file refer"):
        drop(DRAFT.encode(), "draft.toml", "doe")
    with pytest.raises(EditError, match=r"quotes\[0\].event and 4 more places"):
        drop(DRAFT.encode(), "draft.toml", "gazette-2025-11-25")


def test_what_is_no_draft_or_not_there_cannot_be_accepted() -> None:
    with pytest.raises(EditError, match="reviewed already"):
        accept(DRAFT.encode(), "draft.toml", "roe")
    with pytest.raises(EditError, match="no record with the id 'q9'"):
        accept(DRAFT.encode(), "draft.toml", "q9")


def test_remarks_are_comments_on_lines_of_their_own() -> None:
    remarks = find_remarks(DRAFT, ("quotes", 2))
    assert [(each.likely, each.why) for each in remarks] == [("Roe", "goes on"), ("", "")]
    assert remarks[1].text == "look at the video again"
    assert find_remarks(DRAFT, ("quotes", 3)) == []
    assert (
        find_remarks(DRAFT.replace('  text = "Whatever', '  # likely Roe: no\n  text = "Whatever'), ("quotes", 0)) == []
    )
    text = DRAFT.replace('text = "bridge of sighs"', 'text = """bridge\n# likely Roe: no comment\nof sighs"""')
    assert find_remarks(text, ("quotes", 3)) == []
    (remark,) = find_remarks(DRAFT.replace("# likely Roe: goes on", "#likely  Ann Roe"), ("quotes", 2))[:1]
    assert (remark.likely, remark.why) == ("Ann Roe", "")


def test_records_that_are_written_in_one_line_are_edited_too() -> None:
    inline = 'format = "peace-tui/1"\ndossier = { title = "T" }\npeople = [{ id = "p", name = "P" }]\n'
    inline += 'events = [{ id = "e", title = "E" }]\nsources = [{ id = "s", title = "S" }]\n'
    inline += 'quotes = [\n  { id = "q", event = "e", text = "Q", source = "s", draft = true }, # one\n]\n'
    after = applied(set_person, "q", "who", "p", text=inline)
    assert after == inline.replace('source = "s", draft = true }', 'source = "s", who = "p" }')
    with pytest.raises(EditError, match="people is written in one array; edit it by hand"):
        set_person(inline.encode(), "draft.toml", "q", "who", "r", "R")
