"""Drafts reviewed in a real terminal: what is pressed is in the file, and what is in the paragraph is on the screen."""

from __future__ import annotations

from pathlib import Path

from drafts import DRAFT, write_draft
from processes import PROGRAM, until
from terminal.emulator import terminal


def test_a_draft_is_reviewed_and_undone(tmp_path: Path) -> None:
    file = write_draft(tmp_path / "work", articles="saved")
    words = [*PROGRAM, str(file), "--articles", str(tmp_path / "work" / "saved")]
    with terminal(words, size=(80, 24)) as seen:
        seen.wait_for("Press R to review 5 drafts")
        seen.send("R")
        seen.wait_for("Review · quotes: 5 of 5 left to review", "“The bridge will be built this year,” Mayor Jane Doe")
        seen.send("a")
        seen.wait_for("Review · quotes: 4 of 5 left to review", "likely Richard Roe", "nobody had asked him")
        seen.send("aJ")  # typed ahead
        seen.wait_for("Review · quotes: 2 of 4 left to review", "“bridge of sighs”, as it is called in town")
        after = file.read_text("utf-8")
        assert 'text = "We did not agree, and we will not pay."' in after
        assert after.count("draft = true") == DRAFT.count("draft = true") - 3
        seen.send("s")
        seen.wait_for("Who says this?")
        seen.send("jane")
        seen.wait_for("New person: jane")
        seen.send("\r")
        seen.wait_for("Speaker: Jane Doe. u undoes.")
        seen.send("uuuu")
        seen.wait_for("Review · quotes: 5 of 5 left to review", "Undone: Accepted.")
        until(lambda: file.read_text("utf-8") == DRAFT, "the file is what it was")


def test_without_the_folder_of_articles_it_says_so(tmp_path: Path) -> None:
    file = write_draft(tmp_path)
    with terminal([*PROGRAM, str(file), "--articles", str(tmp_path / "nowhere")], size=(200, 24)) as seen:
        seen.wait_for("nowhere: there is no such folder of saved articles")
