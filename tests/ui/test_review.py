"""Drafts reviewed in the explorer: one key a decision, each in the file at once, and undone byte for byte."""

from __future__ import annotations

import errno
import io
import os
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest
import tomli

from drafts import DRAFT, GAZETTE, HERALD, write_draft
from kills import assert_refusals_said, assert_whole
from peace_tui.errors import InputError
from peace_tui.lint.edits import Edited
from peace_tui.lint.review import accept, drop, join, move
from peace_tui.loading.files import load
from peace_tui.session.settings import READER_SESSION, Session
from peace_tui.text.terminal_safe import UNSAFE
from peace_tui.ui.dossier_file import open_articles
from peace_tui.ui.screens.page import Page
from peace_tui.ui.screens.pages import can_act
from peace_tui.ui.screens.record_pages import ArticlePage
from peace_tui.ui.screens.review import ReviewPage
from ui.reader import WIDE, Reader, reading


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return write_draft(tmp_path)


@asynccontextmanager
async def review(
    file: Path, view: str = "", size: tuple[int, int] = WIDE, session: Session = READER_SESSION
) -> AsyncIterator[Reader]:
    """Open the draft as it was written an hour ago."""
    old = time.time() - 3600
    os.utime(file, (old, old))
    async with reading(load(file), view, size, session) as reader:
        yield reader


def quotes(file: Path) -> dict[str, dict[str, Any]]:
    return {quote["id"]: quote for quote in tomli.loads(file.read_text("utf-8"))["quotes"]}


def head(reader: Reader) -> str:
    return reader.text().splitlines()[0].strip()


def subject(reader: Reader) -> str:
    """The id of what is under review."""
    page = reader.app.screen
    assert isinstance(page, ReviewPage)
    assert page.record
    return page.record.id or ""


async def test_five_drafts_are_five_keys_and_a_name(file: Path) -> None:
    async with review(file) as reader:
        assert "Press R to review 5 drafts" in reader.text()
        await reader.press("R")
        assert (head(reader), subject(reader)) == ("Review · quotes: 5 of 5 left to review", "q1")
        await reader.press("a")
        assert (head(reader), subject(reader)) == ("Review · quotes: 4 of 5 left to review", "q2")
        assert "Accepted. u undoes." in reader.text()
        assert "draft" not in quotes(file)["q1"]
        await reader.press("a")  # with the likely speaker
        assert quotes(file)["q2"]["who"] == "roe"
        assert "Accepted, with Richard Roe as speaker." in reader.text()
        await reader.press("J")
        assert quotes(file)["q2"]["text"] == "We did not agree, and we will not pay."
        assert (head(reader), subject(reader)) == ("Review · quotes: 2 of 4 left to review", "q4")
        await reader.press("X")
        assert "q4" not in quotes(file)
        await reader.press("a")
        assert "The dossier has no one called A spokesman. Press s to choose or add the speaker." in reader.footer()
        await reader.press("s")
        await reader.until(lambda: "New person: A spokesman" in reader.text())
        await reader.choose(" of the builders", "New person: A spokesman of the builders")
        assert quotes(file)["q5"]["who"] == "a-spokesman-of-the-builders"
        # the quotes are done, and the people come
        assert (head(reader), subject(reader)) == ("Review · people: 1 of 3 left to review", "doe")
        assert reader.text().splitlines()[2].strip("▌ ") == "Jane Doe"
        await reader.press("a")
        assert (head(reader), subject(reader)) == ("Review · events: 1 of 2 left to review", "gazette-2025-11-25")
        await reader.press("a")
        assert "Nothing is left to review. u undoes." in reader.text()
        assert "draft = true" not in file.read_text("utf-8")
        for _ in range(7):
            await reader.press("u")
        assert file.read_text("utf-8") == DRAFT
        assert (head(reader), subject(reader)) == ("Review · quotes: 5 of 5 left to review", "q1")
        await reader.press("u")
        assert reader.footer() == "No decision to undo."


async def test_the_passage_stands_in_its_paragraph(file: Path) -> None:
    async with review(file, size=(80, 24)) as reader:
        await reader.press("R", "right")
        text = " ".join(reader.text().split())
        assert "Richard Roe, who leads the opposition, said that nobody had asked him." in text.replace("▌ ", "")
        page = reader.app.screen
        assert isinstance(page, ReviewPage)
        bold = [run for line in page.body.lines for run, style in line if style == "strong"]
        assert " ".join(" ".join(bold).split()) == "We did not agree,"
        assert 'likely Richard Roe: "he said" (paragraph 3)' in text
        await reader.press("enter")
        assert isinstance(reader.app.screen, ArticlePage)
        assert "5 A spokesman told Doe on Tuesday" in " ".join(reader.text().split())
        await reader.press("escape")
        await reader.press("right")
        assert "comment look at the video again" in " ".join(reader.text().split())


async def test_the_speaker_is_picked_from_people_that_narrow(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R", "right", "right", "right", "s")
        await reader.until(lambda: "Jane Doe" in reader.text() and "Richard Roe" in reader.text())
        await reader.choose("ro", "Richard Roe")
        assert quotes(file)["q4"]["who"] == "roe"
        assert "draft" not in quotes(file)["q4"]
        assert "Speaker: Richard Roe. u undoes." in reader.text()
        assert subject(reader) == "q5"


async def test_two_may_be_likely(file: Path) -> None:
    file.write_text(DRAFT.replace("# likely Roe: goes on", "# likely Richard Roe and Doe: goes on"), "utf-8")
    async with review(file, "at:q3") as reader:
        await reader.press("R")
        assert "likely Richard Roe and Jane Doe: goes on" in reader.text()
        await reader.press("a")
        assert quotes(file)["q3"]["who"] == ["roe", "doe"]


async def test_who_is_likely_is_listed_first(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R", "right", "s")
        await reader.until(lambda: "no one named" in reader.text())
        lines = [line for line in reader.text().splitlines() if "also" in line or "Richard Roe" in line]
        await reader.press("enter")
        await reader.until(lambda: isinstance(reader.app.screen, ReviewPage))
        await reader.press()
        assert quotes(file)["q2"]["who"] == "roe", lines


async def test_an_addressee_alone_leaves_the_speaker_to_be_named(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R", "right", "right", "right", "t")
        await reader.choose("doe", "Jane Doe")
        assert (quotes(file)["q4"]["to"], quotes(file)["q4"]["draft"]) == ("doe", True)
        assert "To: Jane Doe. The speaker is still missing." in reader.text()
        assert subject(reader) == "q4"
        await reader.press("left", "left", "left", "t")
        await reader.choose("roe", "Richard Roe")
        assert quotes(file)["q1"]["to"] == "roe"
        assert "To: Richard Roe. a accepts." in reader.text()
        assert quotes(file)["q1"]["draft"]  # the event may be another, too


async def test_an_event_is_picked_or_new(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R", "m")
        await reader.choose("council", "The council meets")
        assert quotes(file)["q1"]["event"] == "council"
        await reader.press("a", "m")
        await reader.choose("A call on Monday", "New event: A call on Monday")
        assert quotes(file)["q2"]["event"] == "a-call-on-monday"
        assert "Event: A call on Monday. a accepts." in reader.text()


async def test_a_new_event_may_begin_like_another(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R", "m", *"the", "space", *"council")
        await reader.until(lambda: "New event: the council" in reader.text())
        await reader.press("down", "enter")
        await reader.until(lambda: isinstance(reader.app.screen, ReviewPage))
        await reader.press()
        assert quotes(file)["q1"]["event"] == "the-council"


async def test_a_version_is_split_off_and_joined_again(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R", "down", "S")
        assert [*quotes(file)][:2] == ["q1", "q1-b"]
        assert head(reader) == "Review · quotes: 6 of 6 left to review"
        await reader.press("right", "J")
        assert [*quotes(file)][:2] == ["q1", "q2"]
        assert len(quotes(file)["q1"]["versions"]) == 2
        assert subject(reader) == "q1"  # which is still a draft


async def test_nothing_is_joined_with_what_someone_else_says(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R", "right", "J")
        assert "Not joined: Richard Roe likely says this" in reader.footer()
        assert file.read_text("utf-8") == DRAFT


async def test_what_others_refer_to_is_not_dropped(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R", *["right"] * 5)
        assert subject(reader) == "doe"
        await reader.press("X")
        assert "Not removed: quotes[0].who of the file" in reader.footer()
        await reader.press("s")
        assert "Only quotes have a speaker" in reader.footer()


async def test_a_file_that_changed_meanwhile_is_not_written(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R")
        changed = DRAFT.replace('title = "The bridge"', 'title = "The old bridge"')
        file.write_text(changed, "utf-8")
        await reader.press("a")
        assert file.read_text("utf-8") == changed
        assert "Nothing is changed: the file has changed meanwhile" in reader.footer()
        await reader.until(lambda: reader.main.dossier.info.title == "The old bridge")
        await reader.press("a")
        assert "draft" not in quotes(file)["q1"]
        after = file.read_text("utf-8") + "# and one more change\n"
        file.write_text(after, "utf-8")
        await reader.press("u")
        assert "The file has changed since; undo this in your editor" in reader.footer()
        assert file.read_text("utf-8") == after
        await reader.press("a")  # a comment is no reason not to go on
        assert quotes(file)["q2"]["who"] == "roe"
        assert file.read_text("utf-8").endswith("# and one more change\n")


async def test_each_record_is_changed_in_its_own_file(file: Path) -> None:
    other = file.with_name("other.toml")
    other.write_text(DRAFT.replace('id = "', 'id = "other-').replace(' = "doe"', ' = "other-doe"'), "utf-8")
    renamed = {name: f"other-{name}" for name in ("gazette-2025-11-25", "gazette")}
    text = other.read_text("utf-8")
    for name, new in renamed.items():
        text = text.replace(f'event = "{name}"', f'event = "{new}"').replace(f'source = "{name}"', f'source = "{new}"')
    other.write_text(text, "utf-8")
    async with reading(load(file, other), "at:other-q4") as reader:
        await reader.press("R", "a")
        assert "draft" not in quotes(other)["other-q4"]
        assert file.read_text("utf-8") == DRAFT
        await reader.press("u")
        assert other.read_text("utf-8") == text


async def test_a_record_of_an_included_file_is_left_to_the_editor(file: Path) -> None:
    people = DRAFT[DRAFT.index("[[people]]") : DRAFT.index("[[sources]]")]
    file.with_name("people.toml").write_text(f'format = "peace-tui/1"\n{people}', "utf-8")
    file.write_text(DRAFT.replace(people, "").replace("[dossier]", 'include = ["people.toml"]\n\n[dossier]'), "utf-8")
    async with review(file) as reader:
        await reader.press("R", "a")
        assert "draft" not in quotes(file)["q1"]
        await reader.press(*["right"] * 4, "a")
        assert subject(reader) == "doe"
        assert "This is in people.toml, an included file; e opens it there." in reader.footer()


async def test_a_read_only_file_stays_and_says_so(file: Path) -> None:
    file.chmod(0o444)
    async with review(file) as reader:
        await reader.press("R", "a")
        assert f"Nothing is changed: {file.name} cannot be written: it is read-only" in reader.footer()
        assert file.read_text("utf-8") == DRAFT


async def test_strangers_decide_nothing(file: Path) -> None:
    async with review(file, session=Session(kiosk=True)) as reader:
        assert "to review" not in reader.text()
        await reader.press("R")
        assert reader.app.screen is reader.main
        await reader.press("3", "enter")
        page = reader.app.screen
        assert isinstance(page, Page)
        assert not isinstance(page, ReviewPage)
        await reader.press("a", "X", "s")
        assert file.read_text("utf-8") == DRAFT


async def test_the_bundled_dossier_cannot_be_changed() -> None:
    async with reading(load()) as reader:
        await reader.press("R")
        assert "read-only" in reader.footer()


async def test_enter_on_a_draft_reviews_it_and_on_the_others_reads_them(file: Path) -> None:
    async with review(file, "at:q4") as reader:
        await reader.press("3", "enter")
        assert subject(reader) == "q4"
        await reader.press("a", "escape")
        await reader.press("enter")
        assert isinstance(reader.app.screen, Page)
        assert not isinstance(reader.app.screen, ReviewPage)


async def test_the_last_line_offers_a_review_where_there_are_drafts(file: Path) -> None:
    async with reading(load(str(file))) as reader:
        assert "R review" in reader.footer()
        assert "show.review" in acting(reader)
    async with reading(load()) as reader:
        assert "R review" not in reader.footer()
        assert "show.review" not in acting(reader)


def acting(reader: Reader) -> set[str]:
    """The actions that the palette offers."""
    return {key.id for key in reader.app.keys if can_act(reader.main, reader.main, key)}


async def test_a_review_is_offered_as_long_as_any_record_is_a_draft(file: Path) -> None:
    only_a_person = DRAFT.replace("draft = true\n", "").replace("[[people]]", "[[people]]\ndraft = true", 1)
    file.write_text(only_a_person, "utf-8")
    async with reading(load(str(file))) as reader:
        assert "R review" in reader.footer()
        assert "show.review" in acting(reader)


async def test_no_review_is_offered_of_what_cannot_be_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(DRAFT.encode())))
    async with reading(load("-")) as reader:
        assert "R" not in reader.footer().split()
        assert "show.review" not in acting(reader)
        assert "Press R" not in reader.text()
        await reader.press("R")
        assert reader.footer() == "This dossier came from standard input; save it in a file to change it."


async def test_only_drafts_of_the_view_are_counted(file: Path) -> None:
    async with review(file, "text:agree draft:yes") as reader:
        await reader.press("R")
        assert (head(reader), subject(reader)) == ("Review · quotes: 1 of 1 left to review", "q2")
        await reader.press("a")
        assert subject(reader) == "doe"
    async with review(file, "draft:yes source:gazette") as reader:
        await reader.press("R", "a")
        assert head(reader) == "Review · quotes: 3 of 5 left to review"  # of which one is accepted above
    async with review(file, "source:herald") as reader:
        await reader.press("R")
        assert subject(reader) == "doe"


async def test_decisions_are_in_help_and_palette(file: Path) -> None:
    async with review(file, size=(100, 60)) as reader:
        await reader.press("R", "question_mark")
        assert "Join this with the quote before it, as one utterance." in reader.text()
        await reader.press("escape", "ctrl+p")
        await reader.choose("accept this", "accept")
        assert "draft" not in quotes(file)["q1"]


async def test_nothing_in_an_article_or_a_comment_reaches_the_terminal(file: Path) -> None:
    bad = "\u202e\x1b]0;x\x07\x9b31m"
    article = file.parent / "articles" / "gazette.html"
    article.write_text(
        GAZETTE.replace("who leads", f"who{bad} leads").replace("The council", f"The{bad} council"), "utf-8"
    )
    text = DRAFT.replace("look at the video", "look \u202e at \u2066 it").replace('"he said"', '"he \u202e said"')
    file.write_text(text.replace("likely A spokesman", "likely A \u202e spokesman"), "utf-8")
    async with review(file) as reader:
        await reader.press("R")
        for keys in (["right"], ["enter"], ["escape", "right"], ["right"], ["right"], ["a"], ["s"]):
            await reader.press(*keys)
            assert not re.search(UNSAFE, reader.text().replace("\n", ""))


# --- Saved articles ---------------------------------------------------------------------------------------------------


async def test_enter_on_a_version_shows_it_in_the_saved_article(file: Path) -> None:
    reviewed = DRAFT.replace("draft = true\n", "")
    file.write_text(reviewed, "utf-8")
    async with review(file, "at:q2") as reader:
        await reader.press("3", "enter", "down")
        assert "Enter show in the article" in reader.footer()
        await reader.press("enter")
        page = reader.app.screen
        assert isinstance(page, ArticlePage)
        assert head(reader).endswith("Article: The Gazette · gazette.html")
        assert page.item
        assert page.item.number == 2
        await reader.press("down", "enter")  # the quote in the next paragraph
        assert "bridge of sighs" in reader.text()
        await reader.press("escape", "escape", "escape")
        assert reader.app.screen is reader.main


async def test_enter_on_a_version_that_is_compared_shows_it_in_the_article_too(file: Path) -> None:
    version = '\n  [[quotes.versions]]\n  source = "herald"\n  text = "We didn’t agree to this,"\n'
    text = DRAFT.replace(
        'text = "We did not agree,"\nsource = "gazette"\nlocator = "para 3"\ndraft = true\n', "draft = true\n"
    )
    both = f'\n  [[quotes.versions]]\n  source = "gazette"\n  text = "We did not agree,"\n{version}'
    file.write_text(text.replace('draft = true\n\n[[quotes]]\nid = "q3"', f'{both}\n[[quotes]]\nid = "q3"'), "utf-8")
    for size in ((120, 36), (50, 30)):  # side by side, and below one another
        async with review(file, "at:q2", size) as reader:
            await reader.press("3", "d", "right" if size[0] > 100 else "down")
            page = reader.app.screen
            assert isinstance(page, Page)
            assert page.verb == "show in the article"
            await reader.press("enter")
            assert head(reader).endswith("herald.txt")


async def test_a_decision_reads_no_article_again(file: Path) -> None:
    async with review(file) as reader:
        await reader.press("R")
        articles = reader.app.articles
        await reader.press("a")
        assert "Accepted" in reader.text()
        assert reader.app.articles is articles


async def test_articles_that_are_gone_while_the_file_is_written_stay_as_they_were(file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    (file.parent / "articles").rename(folder)
    async with review(file, "at:q2", session=Session(articles=str(folder))) as reader:
        version = reader.main.dossier.quotes[1].versions[0]
        assert reader.app.find_passage(version)
        folder.rename(tmp_path / "gone")
        file.write_text(DRAFT.replace("nobody had asked", "no one had asked"), "utf-8")
        await reader.until(lambda: "Reloaded" in reader.text())
        assert reader.app.articles


async def test_a_passage_is_looked_for_again_when_the_file_names_another_article(file: Path) -> None:
    file.write_text(DRAFT.replace('id = "gazette"\n', 'id = "gazette"\nx_archive = "herald.txt"\n'), "utf-8")
    async with review(file, "at:q2") as reader:
        version = reader.main.dossier.quotes[1].versions[0]
        assert reader.app.find_passage(version) is None
        file.write_text(DRAFT, "utf-8")
        await reader.until(lambda: "Reloaded" in reader.text())
        assert reader.app.find_passage(version)


async def test_without_its_article_a_version_is_compared_as_ever(file: Path) -> None:
    (file.parent / "articles" / "gazette.html").unlink()
    async with review(file, "at:q1") as reader:
        await reader.press("R")
        assert "not found in a saved article" in reader.text()
        await reader.press("enter")
        assert reader.app.screen.__class__ is not ArticlePage


def test_articles_are_found_where_they_usually_are(tmp_path: Path) -> None:
    file = write_draft(tmp_path / "a")
    dossier = load(file)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "other.txt").write_text(HERALD, "utf-8")
    for folder in ("articles", "archive"):
        found = open_articles(dossier, "", kiosk=False)
        assert found
        assert sorted(found.texts) == ["gazette.html", "herald.txt"]
        if folder == "articles":
            (file.parent / "articles").rename(file.parent / "archive")
    named = open_articles(dossier, str(tmp_path / "b"), kiosk=True)
    assert named
    assert [*named.texts] == ["other.txt"]
    assert open_articles(dossier, "", kiosk=True) is None
    assert open_articles(load(), "", kiosk=False) is None
    with pytest.raises(InputError, match="cannot read this folder"):
        open_articles(dossier, str(tmp_path / "c"), kiosk=False)
    (file.parent / "archive").rename(tmp_path / "elsewhere")
    (file.parent / "gazette.txt").write_text(HERALD, "utf-8")
    (file.parent / "notes.txt").write_text("of no source", "utf-8")
    (file.parent / "sub").mkdir()
    (file.parent / "sub" / "deep.txt").write_text(HERALD, "utf-8")
    beside = open_articles(dossier, "", kiosk=False)
    assert beside
    assert [*beside.texts] == ["gazette.txt"]
    (file.parent / "gazette.txt").unlink()
    assert open_articles(dossier, "", kiosk=False) is None


EDITS: Final[tuple[Callable[[bytes, str], Edited], ...]] = (
    lambda data, file: accept(data, file, "q2", ["roe"]),
    lambda data, file: join(data, file, "q3"),
    lambda data, file: move(data, file, "q1", "call", "A call"),
    lambda data, file: drop(data, file, "q5"),
)


async def test_a_kill_at_any_call_leaves_the_file_whole_and_what_the_system_refuses_is_said(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each decision, and what takes it back; the children are killed in place of one of their calls."""
    async with review(file) as reader:
        decisions, record = reader.app.main.decisions, reader.app.main.dossier.by_id["q1"]
        monkeypatch.setattr(reader.app.main.reloader, "show_written", lambda *_: None)  # a child has no event loop

        def act(edit: Callable[[bytes, str], Edited] | None) -> int:
            why = decisions.decide(record, edit, "Done") if edit else decisions.undo()
            print(why)
            return 9 if isinstance(why, str) and why else 0

        before = file.read_bytes()
        for edit in EDITS:
            begin, decide = partial(file.write_bytes, before), partial(act, edit)
            assert_whole(begin, decide, file.read_bytes)
            assert_refusals_said((errno.ENOSPC, errno.EACCES), begin, decide, file.read_bytes, tmp_path, failed=9)
            file.write_bytes(before)
        assert act(EDITS[0]) == 0
        assert file.read_bytes() != before
        assert_whole(partial(file.write_bytes, file.read_bytes()), partial(act, None), file.read_bytes)
