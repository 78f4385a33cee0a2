"""`peace-tui read`: a dossier line by line, as transcripts of what is typed and printed."""

from __future__ import annotations

import io
import os
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import Run
from dossiers import dossier as example
from generated import dossiers
from hostile import HOSTILE_TEXTS, UNSAFE_TEXTS, hostile
from peace_tui.__main__ import main
from peace_tui.cli.commands.read import MAX_LINE_CHARS, PAGE_ITEMS, LineReader, list_own_marks
from peace_tui.cli.commands.reference import make_template
from peace_tui.cli.line_screens import (
    compare,
    list_records,
    show_all,
    show_conversation,
    show_disagreements,
    show_home,
    show_record,
    show_statistics,
)
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.model.marks import Mark, NamedView
from peace_tui.query.view import View, parse_view
from peace_tui.session.marks import change_marks

DRAWN = re.compile("[\u2500-\u25ff\u2800-\u28ff]")
"""What lines and blocks are drawn with, and the dots of charts."""


class Printed(io.StringIO):
    """A standard output that takes any character."""

    encoding = "utf-8"


def transcript(dossier: Dossier, *typed: str, view: str = "") -> str:
    """What is printed when these lines are typed, one after the other."""
    standard, printed = (sys.stdin, sys.stdout), Printed()
    sys.stdin, sys.stdout = io.StringIO("".join(f"{line}\n" for line in typed)), printed
    try:
        assert LineReader(dossier, parse_view(view, dossier)).run() == 0
    finally:
        sys.stdin, sys.stdout = standard
    return printed.getvalue()


def screens(text: str) -> list[str]:
    """The screens of a transcript, and what is said between them."""
    return [part.strip() for part in text.split("\n> ")]


def number_of(screen: str, words: str) -> str:
    """The number that chooses the first line with these words."""
    found = re.search(rf"^(\d+)\. .*{re.escape(words)}", screen, re.M)
    assert found, (words, screen)
    return found[1]


@pytest.fixture(scope="module")
def bundled() -> Dossier:
    return load()


# --- Journeys --------------------------------------------------------------------------------------------------------


def test_the_help_shows_a_filter_of_this_dossier(bundled: Dossier) -> None:
    assert "A filter finds them too: who:witkoff date:2025-10. What you type" in transcript(bundled, "?")
    assert "A filter finds them too: who:ivanov date:2025-10. What" in transcript(example(), "?")


def test_what_a_person_said_of_something_and_who_printed_it(bundled: Dossier) -> None:
    _, found, record, compared, _ = screens(transcript(bundled, "who:witkoff donetsk", "1", "d"))
    assert found.startswith(f"Quotes: 1 of {len(bundled.quotes)} in the filter who:witkoff donetsk.")
    assert "1. Steve Witkoff to Yuri Ushakov, 14 October 2025: Now, me to you" in found
    assert record.startswith("Quote. Steve Witkoff to Yuri Ushakov, 14 October 2025.")
    lines = record.split("\n")
    assert lines[1].startswith("Now, me to you, I know")
    assert lines[3] == "Passages in Matzav.com, Fortune and The Daily Beast."
    assert "Version: Fortune" in record
    assert re.search(r"^Difference 1 of \d+, cut or added: .*printed without it in Fortune\.$", compared, re.M)
    assert not re.search(r"^\d+\. ", compared, re.M)  # numbers are choices, and here are none
    assert re.search(r"^The Daily Beast, .* para 10 prints: “But I’m saying", compared, re.M)


def test_which_outlet_alone_tells_how_a_meeting_ended(bundled: Dossier) -> None:
    _, event, record, claim, _ = screens(
        transcript(
            bundled, "event:meeting-oct17", "1", number_of(opened(bundled, "event:meeting-oct17", "1"), "How did")
        )
    )
    assert event.startswith(f"Timeline: 1 of {len(bundled.events)}")
    assert "Claim: How did Zelensky's meeting with Trump on 17 October go?" in record
    assert claim.split("\n")[1].startswith("The Daily Beast: said, by reports it does not name, to have ended in a")
    assert "The Daily Beast stands alone with the quarrel" in claim


def opened(dossier: Dossier, *typed: str) -> str:
    """The last screen of a transcript."""
    return screens(transcript(dossier, *typed))[len(typed)]


def test_what_stands_without_the_recording(bundled: Dossier) -> None:
    every = len(bundled.quotes)
    sources = opened(bundled, number_of(opened(bundled), "Sources"))
    typed = [number_of(opened(bundled), "Sources"), number_of(sources, "Recording of the call, 14 October"), "w"]
    stands = opened(bundled, *typed)
    assert re.match(rf"Quotes: \d+ of {every} in the filter without:bloomberg-recording-oct14. Without ", stands)
    assert "quotes stand" in stands
    assert opened(bundled, *typed, "u").startswith((f"Quotes: {every}.", "Source."))


def test_what_falls_is_not_said_to_stand(bundled: Dossier) -> None:
    view = "without:bloomberg"
    quote = bundled.by_id["call-oct14-03"]
    compared = compare("call-oct14-03", bundled, parse_view(view, bundled))
    lines = "\n".join(compared.paragraphs)
    assert "para 4 (falls) prints: “My recommendation" in lines
    assert "para 3 prints: “I would make" in lines
    assert "1 outlet, 2 passages." in lines
    assert "3 outlets" not in lines
    talk = show_conversation("call-oct14", bundled, parse_view(view, bundled))
    said = talk.choice(talk.items.index(quote)).words
    assert said.endswith(
        "(composed from The Daily Beast (falls)) Passages in Matzav.com; fall: The Daily Beast, Fortune."
    )
    record = show_record("call-oct14-03", bundled, parse_view(view, bundled))
    assert [item.words.partition(",")[0] for item in record.items if item.words.startswith(("Version", "Falls"))] == [
        "Falls: The Daily Beast",
        "Version: Matzav.com",
        "Falls: Fortune",
    ]
    event = show_record("dmitriev-miami", bundled, parse_view(view, bundled))
    assert [item.words.partition(",")[0] for item in event.items if item.words.startswith(("Source", "Falls"))] == [
        "Falls: Fortune",
        "Falls: Bloomberg",
        "Source: Axios",
    ]
    claim = show_record("donetsk-line", bundled, parse_view(view, bundled))
    assert [re.split(r": |, ", item.words)[0] for item in claim.items][:3] == [
        "Matzav.com",
        "The Daily Beast (falls)",
        "Fortune (falls)",
    ]


def test_the_call_as_a_conversation(bundled: Dossier) -> None:
    talk = opened(bundled, "event:call-oct14", "1", "c")
    assert talk.startswith("Conversation of 13 quotes. 14 October 2025: Witkoff and Ushakov talk by telephone")
    assert "may not follow directly" in talk
    assert re.search(r"^\d+\. turn 2, .* Paraphrased by .*\.$", talk, re.M)


def test_the_tour_to_its_end_and_back(bundled: Dossier) -> None:
    steps = len(bundled.views)
    seen = screens(transcript(bundled, "1", *["n"] * (steps - 1), "n", "p", "b"))
    for number, (screen, view) in enumerate(zip(seen[1:], bundled.views, strict=False), 1):
        assert screen.startswith(f"Tour, step {number} of {steps}: {view.title}. Filter ")
    assert seen[steps + 1].startswith("There is no n here.")
    assert seen[steps + 2].startswith(f"Tour, step {steps - 1} of {steps}")
    assert seen[steps + 3].startswith(bundled.info.title)


def test_a_citation_is_of_one_passage(bundled: Dossier) -> None:
    typed = ("who:witkoff donetsk", "1", "y", "1")
    *_, asked, cited, apa, bibtex, _ = screens(transcript(bundled, *typed, "2", "5"))
    assert asked.startswith("Cite. 7 passages; which do you want to cite?")
    assert cited.startswith("Citation, plain.\n“Now, me to you")
    assert apa.startswith("Citation, apa.\n“Now, me to you")
    assert bibtex.startswith("Citation, bibtex.\n@misc{")


def test_what_falls_under_the_filter_is_not_offered_to_be_cited(bundled: Dossier) -> None:
    *_, asked, _ = screens(transcript(bundled, "without:bloomberg donetsk", "1", "y"))
    assert asked.startswith(
        "Cite. 2 passages; which do you want to cite?\nFall: Fortune, The Daily Beast.\n1. Matzav.com"
    )
    assert "Fortune," not in asked.partition("\n1. ")[2]


def test_where_sources_disagree(bundled: Dossier) -> None:
    listed = opened(bundled, number_of(opened(bundled), "Where sources disagree"))
    assert re.match(r"Where sources disagree: \d+\.", listed)
    first = opened(bundled, number_of(opened(bundled), "Where sources disagree"), "1")
    assert first.startswith(("Outlets compared.", "Claim.", "Event."))


def test_the_records_of_a_list_are_gone_through_one_after_the_other(bundled: Dossier) -> None:
    typed = ("event:call-oct14", "m", "11")
    listed, record, following, before, back = screens(transcript(bundled, *typed, "n", "p", "b"))[2:7]
    count = sum(quote.event == "call-oct14" for quote in bundled.quotes)
    assert record.startswith(f"Quote 11 of {count}. ")
    assert following.startswith(f"Quote 12 of {count}. ")
    assert before == record
    assert back == listed  # where one was, not at its beginning
    last = opened(bundled, *typed[:1], str(count))
    assert "; p previous;" in last
    assert "n next" not in last
    assert "n next" not in opened(bundled, "who:witkoff donetsk", "1")


def test_what_the_tour_says_of_keys_is_so_here(bundled: Dossier) -> None:
    """Its author writes for the explorer: c is the conversation there, d the comparison, D where sources disagree."""
    assert "Press c to read them as a conversation" in opened(bundled, "1")
    assert opened(bundled, "1", "c").startswith("Conversation of 13 quotes.")
    assert opened(bundled, "1", "D").startswith("Where sources disagree: ")
    assert "in the filter" in opened(bundled, "1", "D").split("\n")[0]
    assert opened(bundled, "1", "1", "3", "D").startswith("Outlets compared.")
    assert "There is no c here." in opened(bundled, "1", "n", "c")  # quotes of several events


def test_nothing_is_said_with_signs_that_are_read_badly(bundled: Dossier) -> None:
    """Nothing of the program's: a dot or a slash between parts, a dash between dates, a count without its noun."""
    text = transcript(bundled, *(line for n in range(1, 9) for line in (str(n), "1", "d", "b", "w", "h", "/")))
    for id in bundled.by_id:
        text += show_record(id, bundled, parse_view("without:bloomberg", bundled)).heading
    assert " · " not in text
    assert ") / " not in text
    assert not re.search(r"\d{4} – |\d–\d+ (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)", text)
    assert re.search(r"^\d\. Timeline: 55 events$", text, re.M)


# --- What is typed ---------------------------------------------------------------------------------------------------


def test_lists_are_printed_in_parts(bundled: Dossier) -> None:
    typed = number_of(opened(bundled), "Timeline")
    first, second, again = screens(transcript(bundled, typed, "m", "l"))[1:4]
    assert f"1 to {PAGE_ITEMS} of 55." in first
    assert f"{PAGE_ITEMS + 1} to {2 * PAGE_ITEMS} of 55." in second
    assert again == first
    assert re.findall(r"^(\d+)\. ", second, re.M) == [str(n) for n in range(PAGE_ITEMS + 1, 2 * PAGE_ITEMS + 1)]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (("99",), "There is no 99 here. Choose 1 to 8."),
        (("z",), "There is no z here. To find it as a word, type /z"),
        (("b",), "This is where you began. q quits."),
        (("u",), "There is no earlier filter."),
        (("who:nobody-here",), "The filter stays as it was: no person called 'nobody-here'"),
        (
            ("tomahwak",),
            "Nothing is found by tomahwak. The filter stays as it was. “tomahawks” is in 1 quote: type tomahawks.",
        ),
        (("?",), "Type a number to open what stands beside it."),
    ],
)
def test_what_cannot_be_done_is_said_without_printing_the_screen_again(
    bundled: Dossier, typed: tuple[str, ...], said: str
) -> None:
    answer = screens(transcript(bundled, *typed))[len(typed)]
    assert answer.startswith(said)
    assert bundled.info.title not in answer


def test_filters_are_replaced_taken_back_and_removed(bundled: Dossier) -> None:
    seen = screens(transcript(bundled, "tag:plan", "tag:tomahawk", "u", "/", "/b"))
    assert "in the filter tag:plan." in seen[1]
    assert "in the filter tag:tomahawk." in seen[2]
    assert "in the filter tag:plan." in seen[3]
    assert seen[4].startswith(f"{bundled.info.title}. No filter: all {len(bundled.quotes)} quotes")
    assert "in the filter b." in seen[5]


def test_of_a_single_event_it_is_not_said_that_it_is_all(tmp_path: Path) -> None:
    file = tmp_path / "my.toml"
    file.write_text(make_template(), "utf-8")
    found = load(str(file))
    assert show_home(found, View()).heading == "My dossier. No filter: all 2 quotes, 1 event."


def test_a_view_is_where_one_begins(bundled: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("4\n"))
    assert "Filter tag:plan: " in transcript(bundled, view="tag:plan")
    assert main(["read", "--view", "tag:plan"]) == 0


def test_the_dossier_cannot_be_standard_input(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", "-"]) == 2
    assert "read takes its answers from standard input" in capsys.readouterr().err


def test_a_terminal_without_curly_quotation_marks_is_sent_plain_signs(
    bundled: Dossier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Escapes such as \\u201c would be read out letter by letter; letters that an encoding lacks have nothing plain."""
    typed = ("event:call-oct14", "c", "m", "11")
    curly = transcript(bundled, *typed)
    monkeypatch.setattr("peace_tui.cli.commands.read.is_stdout_utf8", lambda: False)
    plain = transcript(bundled, *typed)
    assert {"“", "’", "…", "—", "–"} <= set(curly)
    assert not [letter for letter in plain if not letter.isascii() and not letter.isalpha()]
    assert '"Before, before - yeah?"' in plain
    assert "My recommendation...." in plain


def test_a_line_without_end_is_no_answer(bundled: Dossier) -> None:
    seen = screens(transcript(bundled, "x" * (3 * MAX_LINE_CHARS), "99"))
    assert seen[1].startswith(bundled.info.title)
    assert seen[2].startswith("There is no 99 here.")


def test_it_ends_when_no_one_answers_in_time(bundled: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
    silent, other_end = os.pipe()
    with os.fdopen(silent) as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        monkeypatch.setattr(sys, "stdout", printed := io.StringIO())
        assert LineReader(bundled, View(), idle=0.001).run() == 0
    os.close(other_end)
    assert printed.getvalue().endswith("\nClosed: the time is over.\n")


def test_a_record_says_how_many_of_its_quotes_the_filter_leaves_and_lists_these_first(bundled: Dossier) -> None:
    view = parse_view("who:ushakov", bundled)
    screen = show_record("call-oct14", bundled, view)
    every = [screen.choice(at).words for at in range(len(screen.items))]
    words = [words for words in every if words.startswith("Quote")]
    shown = sum(quote.event == "call-oct14" and "ushakov" in quote.who for quote in bundled.quotes)
    assert 0 < shown < len(words)
    assert f"{shown} of {len(words)} quotes in the filter who:ushakov, which come first." in screen.paragraphs
    assert all(said.startswith("Quote: Yuri Ushakov") for said in words[:shown])
    assert all(said.startswith("Quote, not in the filter: ") for said in words[shown:])
    everything = show_record("call-oct14", bundled, View())
    assert "in the filter" not in " ".join(everything.paragraphs)


def test_the_dossier_at_a_glance(bundled: Dossier) -> None:
    first = opened(bundled, "who:witkoff", "h")
    glance = opened(bundled, "who:witkoff", "h", number_of(first, "The dossier at a glance"))
    assert "in the filter who:witkoff." in glance.split("\n")[0]
    speakers = opened(bundled, "who:witkoff", "h", number_of(first, "at a glance"), number_of(glance, "Who speaks"))
    assert speakers.startswith("Who speaks in the filter who:witkoff: ")
    assert re.search(r"^1\. Steve Witkoff: \d+ quotes, \d+ words", speakers, re.M)
    missing = number_of(opened(bundled, number_of(opened(bundled), "at a glance")), "What is missing")
    lacking = opened(bundled, number_of(opened(bundled), "at a glance"), missing)
    assert re.search(r"^Events without a date: \d+\.$", lacking, re.M)
    assert re.search(r"^1\. Events without a date: ", lacking, re.M)


def test_a_record_can_be_marked_where_that_is_allowed(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    def said(*typed: str) -> list[str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        return screens(run("read", "a.toml").out)

    assert said("*")[1].startswith("Open a record first")
    seen = said("who:ivanov", "1", "*", "* ask #lead", "r", "?")
    assert seen[3:5] == ["Starred.", "Noted: ask #lead"]
    assert "Marked by you, not in the dossier: starred; ask #lead" in seen[5]
    assert "On a record, * stars it" in seen[6]
    assert "o your marks;" in seen[5]
    dossier = load("a.toml")
    change_marks(dossier, lambda marks: marks.with_mark("gone", Mark(True, "lost", (), "What is gone")))
    change_marks(dossier, lambda marks: marks.with_view("Mine", NamedView("who:ivanov,nobody")))
    change_marks(dossier, lambda marks: marks.with_view("Broken", NamedView('"')))
    first, listed, opened_one, _, viewed = said("O", "1", "b", "2")[:5]
    assert "o your marks;" in first
    assert listed.split("\n")[:3] == [
        "Your marks: 4.",
        "No longer in the dossier: What is gone: starred; lost.",
        "Your view Broken cannot be read: this quotation mark is not closed.",
    ]
    assert "starred; ask #lead" in listed.split("\n")[3]
    assert "2. Your view Mine: who:ivanov,nobody, without who:nobody" in listed
    assert opened_one.startswith("Quote. ")
    assert "in the filter who:ivanov." in viewed
    assert said("starred:yes", "1", "*", "starred:yes")[3:5] == [
        "The star is removed.",
        "Nothing is found by starred:yes. The filter stays as it was.",
    ]
    stranger = transcript(load("a.toml"), "who:ivanov", "1", "*", "?")
    assert "There is no * here." in stranger
    assert "stars it" not in stranger


def test_what_is_not_reviewed_is_said_where_it_is_listed() -> None:
    kinds = ("events", "people", "quotes", "sources", "claims")
    for is_draft in (True, False):
        every = {kind: [each.replace(draft=is_draft) for each in getattr(example(), kind)] for kind in kinds}
        dossier = example().replace(**every)
        listed = [list_records(kind, dossier, View()) for kind in kinds]
        listed += [show_record(each.id, dossier, View()) for kind in kinds for each in every[kind]]
        listed += [show_conversation("call-1", dossier, View()), show_disagreements(dossier, View())]
        listed.append(show_statistics("Who speaks", dossier, View()))
        starred = dossier.with_marks(dossier.marks.with_mark("ivanov", Mark(True, "", (), "Ivan Ivanov")))
        listed.append(list_own_marks(starred, View()))
        for screen in listed:
            for at in range(len(screen.items)):
                words = screen.choice(at).words
                assert words.count("not reviewed yet") == is_draft, words
        compared = compare("call-1-07", dossier, View())
        assert compared.heading.count("not reviewed yet") == is_draft


# --- Whatever is in it -----------------------------------------------------------------------------------------------

ANSWERS = st.lists(
    st.sampled_from(("1", "2", "3", "4", "8", "11", *"nplmbhurcydafwCD?/", ""))
    | st.text(max_size=8).filter(lambda text: not {"\n", "\r"} & set(text)),
    max_size=12,
)


@given(dossiers(), ANSWERS)
def test_nothing_is_drawn_and_nothing_goes_wrong(dossier: Dossier, answers: list[str]) -> None:
    assert_plain(transcript(dossier, *answers))


@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, *UNSAFE_TEXTS])
def test_hostile_texts_are_words(text: str) -> None:
    every = [line for number in range(1, 9) for line in (str(number), "1", "d", "b", "a", "h")]
    assert_plain(transcript(hostile(text), *every))


def assert_plain(text: str) -> None:
    """What is printed holds no control character but line ends, and nothing that is drawn."""
    assert not DRAWN.search(text)
    assert {character for character in text if unicodedata.category(character) == "Cc"} <= {"\n"}


def test_every_label_ends_with_a_colon(bundled: Dossier) -> None:
    lines = show_all("matzav", bundled, View()).paragraphs
    assert "container_title: Matzav.com" in lines
    assert any(line.startswith("without it: no other source falls; ") for line in lines)
    assert not [line for line in lines if re.match(r"[a-z_]+(?: [a-z]+)?  ", line)]
