"""A quote or a version added to a file: where it belongs, and not a byte of anything else."""

from __future__ import annotations

from typing import Any

import pytest
import tomli
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dossiers import EXAMPLE
from generated import dossiers, to_toml
from peace_tui.lint.edits import EditError
from peace_tui.lint.record_edits import add_quote, add_version
from peace_tui.model.dossier import Dossier

HEAD = 'format = "peace-tui/1"\n[dossier]\ntitle = "T"\n[[events]]\nid = "e"\ntitle = "E"\n'
SOURCE = '[[sources]]\nid = "s"\ntitle = "S"\n[[sources]]\nid = "t"\ntitle = "T"\n'
NEW = {"id": "new", "event": "e", "text": 'He said "no".', "source": "s"}
WRITTEN = '\n[[quotes]]\nid = "new"\nevent = "e"\ntext = "He said \\"no\\"."\nsource = "s"\n'

WORDS = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1).filter(str.strip)


def added(toml: str, **quote: Any) -> str:
    return add_quote(toml.encode(), "a.toml", NEW | quote).data.decode()


def with_version(toml: str, id: str, **version: Any) -> str:
    return add_version(toml.encode(), "a.toml", id, {"source": "t", "text": "Nein."} | version).data.decode()


@pytest.mark.parametrize("end", ["", "\n", "\n# the end\n"])
def test_the_first_quote_stands_at_the_end(end: str) -> None:
    text = HEAD + SOURCE.rstrip("\n") + end
    assert added(text) == text.rstrip("\n") + "\n" + WRITTEN.rstrip("\n") + "\n" * text.endswith("\n")


def test_a_quote_stands_behind_the_last_of_its_event_and_the_comments_about_that() -> None:
    before = HEAD + SOURCE + '\n[[quotes]]\nid = "a"\nevent = "e"\ntext = "A"  # said twice\n# likely Smith\n'
    after = '\n# The other event\n[[events]]\nid = "f"\ntitle = "F"\n\n[[quotes]]\nid = "b"\nevent = "f"\ntext = "B"\n'
    assert added(before + after) == before + WRITTEN + after
    assert added(before + after, event="f").startswith(before + after)


def test_a_comment_above_the_next_record_stays_there() -> None:
    before = HEAD + SOURCE + '[[quotes]]\nid = "a"\nevent = "e"\ntext = "A"\n'
    after = '# Now claims\n[[claims]]\nid = "c"\ntext = "C"\n'
    assert added(before + after) == before + WRITTEN + after


def test_line_ends_and_a_byte_order_mark_are_kept() -> None:
    text = "\ufeff" + (HEAD + SOURCE + '[[quotes]]\nid = "a"\nevent = "e"\ntext = "A"\n').replace("\n", "\r\n")
    assert added(text) == text + WRITTEN.replace("\n", "\r\n")


def test_versions_of_the_quote_before_stay_with_it() -> None:
    text = HEAD + SOURCE + '[[quotes]]\nid = "a"\nevent = "e"\n  [[quotes.versions]]\n  source = "s"\n  text = "A"\n'
    assert added(text) == text + WRITTEN


@pytest.mark.parametrize("quotes", ["quotes = []\n", 'quotes = [{ id = "a", event = "e", text = "A" }]\n'])
def test_quotes_in_one_array_are_left_to_the_author(quotes: str) -> None:
    with pytest.raises(EditError, match=r"quotes is written in one array"):
        added(quotes + HEAD + SOURCE)


def test_what_would_be_an_error_is_not_written() -> None:
    with pytest.raises(EditError, match="there would be an error then"):
        added(HEAD + SOURCE, source="nowhere")


@settings(max_examples=30)
@given(dossiers(), st.data())
def test_nothing_else_changes_in_any_dossier(found: Dossier, data: st.DataObject) -> None:
    assume(found.events and found.sources)
    text = to_toml(found)
    event, source = data.draw(st.sampled_from(found.events)).id, data.draw(st.sampled_from(found.sources)).id
    quote = {"id": "quite-new", "event": event, "text": data.draw(WORDS), "source": source}
    after = added(text, **quote)
    record = next(q for q in tomli.loads(after)["quotes"] if q["id"] == "quite-new")
    assert {name: record[name] for name in ("event", "source")} == {"event": event, "source": source}
    start = next(n for n, pair in enumerate(zip(text + "\0", after, strict=False)) if pair[0] != pair[1])
    assert len(after) > len(text)
    assert text[:start] == after[:start]
    assert after.endswith(text[start:])


# --- Versions --------------------------------------------------------------------------------------------------------

SHORT = (
    HEAD + SOURCE + '[[quotes]]\nid = "a"\nevent = "e"\ntext = "No."  # loud\nsource = "s"\nlocator = "p. 1"\n# end\n'
)


def test_a_quote_of_one_source_gets_versions() -> None:
    quote = tomli.loads(with_version(SHORT, "a", locator="p. 2"))["quotes"][0]
    assert quote == {
        "id": "a",
        "event": "e",
        "text": "No.",
        "versions": [
            {"source": "s", "text": "No.", "locator": "p. 1"},
            {"source": "t", "text": "Nein.", "locator": "p. 2"},
        ],
    }
    assert 'text = "No."  # loud' in with_version(SHORT, "a")


def test_a_version_stands_behind_the_others() -> None:
    first = with_version(SHORT, "a")
    second = with_version(first, "a", text="Non.")
    assert [v["text"] for v in tomli.loads(second)["quotes"][0]["versions"]] == ["No.", "Nein.", "Non."]


def test_the_example_takes_a_version() -> None:
    after = with_version(EXAMPLE, "call-1-07", source="unused")
    expected = tomli.loads(EXAMPLE)
    expected["quotes"][0]["versions"].append({"source": "unused", "text": "Nein."})
    assert tomli.loads(after) == expected


def test_only_quotes_have_versions() -> None:
    with pytest.raises(EditError, match="only quotes have versions"):
        with_version(SHORT, "e")
