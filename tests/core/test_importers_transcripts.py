"""Transcripts: subtitles and turns in JSON become utterances, with their times, and nothing else is speech."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import Run
from imports import import_data, to_tables
from peace_tui.errors import InputError

VTT = """WEBVTT - A hearing
Kind: captions

NOTE made by hand

opening
00:01.000 --> 00:00:04.000 align:start
<v Ann Ay>We go <i>now</i> &amp; then,

00:00:04.000 --> 00:00:06.500
<v Ann Ay>and so on --</v>

00:00:06.500 --> 00:00:09.000
<v.loud Bob Bee>No!</v>
<v Ann Ay>Yes.</v>

00:00:09.000 --> 00:00:10.000
[applause]

01:00:10.000 --> 01:00:12.000
Nobody is named.
"""
SRT = """1
00:00:01,000 --> 00:00:04,000
MR. SMITH: Good morning. The time
is nine.

2
00:00:04,100 --> 00:00:06,000
{\\an8}We start. Note: this is text.

3
00:00:06,000 --> 00:00:07,000
>> Jane Doe: Thank you —

4
00:00:07,000 --> 00:00:08,000
- Who?
- Me.
"""


def spoken(kind: str, data: str, **options: Any) -> list[tuple[Any, ...]]:
    quotes = to_tables(import_data(kind, data, name="talk.srt", **options).quotes)
    return [(quote.get("who", []), quote["text"], quote.get("locator")) for quote in quotes]


def test_cues_of_one_voice_are_an_utterance_and_words_without_a_voice_are_nobodys() -> None:
    imported = import_data("vtt", VTT, name="hearing.vtt")
    quotes = to_tables(imported.quotes)
    assert [(quote.get("who"), quote["text"], quote["locator"]) for quote in quotes] == [
        (["ann-ay"], "We go now & then, and so on --", "00:00:01–00:00:06"),
        (["bob-bee"], "No!", "00:00:06–00:00:09"),
        (["ann-ay"], "Yes.", "00:00:06–00:00:09"),
        (None, "Nobody is named.", "01:00:10–01:00:12"),
    ]
    assert quotes[0]["x_cue_ids"] == ["opening"]
    assert (quotes[0]["x_start"], quotes[0]["x_end"]) == ("00:00:01.000", "00:00:06.500")
    assert quotes[2]["note"] == "00:00:09 [applause]"
    assert to_tables(imported.events) == [
        {
            **{"id": "a-hearing", "title": "A hearing", "x_header": "Kind: captions"},
            "x_note_blocks": ["made by hand"],
        }
    ]
    assert "tag <v.loud Bob Bee> taken out" in imported.report


def test_names_before_the_words_are_speakers_where_they_are_plainly_names() -> None:
    assert spoken("srt", SRT) == [
        (["mr-smith"], "Good morning. The time is nine. We start. Note: this is text.", "00:00:01–00:00:06"),
        (["jane-doe"], "Thank you —", "00:00:06–00:00:07"),
        ([], "Who?", "00:00:07–00:00:08"),
        ([], "Me.", "00:00:07–00:00:08"),
    ]
    report = import_data("srt", SRT).report
    assert "names before the words (MR. SMITH, Jane Doe); leave them in the text: --map who=" in report
    assert spoken("srt", SRT, columns=(("who", ""),))[0][:2] == ([], "MR. SMITH: Good morning. The time is nine.")


def test_captions_that_roll_up_say_each_line_once() -> None:
    cues = [(1, 2, "first line"), (2, 2.05, "first line"), (2.05, 4, "first line\nsecond line"), (4, 5, "second line")]
    data = "WEBVTT\n" + "".join(f"\n00:{a:06.3f} --> 00:{b:06.3f}\n{text}\n" for a, b, text in cues)
    assert [text for _, text, _ in spoken("vtt", data)] == ["first line second line second line"]


def test_a_line_that_is_said_twice_is_kept() -> None:
    data = "1\n00:00:01,000 --> 00:00:02,000\nNo.\n\n2\n00:00:02,000 --> 00:00:03,000\nNo.\n"
    assert [text for _, text, _ in spoken("srt", data)] == ["No.", "No."]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("WEBVTT\n\nNOTE only this\n", "there is no transcript in it"),
        ("WEBVTT\n\nsome words\n\n00:01.000 --> 00:02.000\nHi\n", "line 3: here should be the times of a cue"),
        ("a,b\n1,2\n", "there is no transcript in it"),
        ("{}", "there are no turns in it"),
        ("[1]", "there are no turns in it"),
        ('{"turns": "a"}', "there are no turns in it"),
    ],
)
@pytest.mark.parametrize("kind", ["vtt", "srt", "oyez"])
def test_what_is_no_transcript_is_refused(kind: str, data: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        import_data(kind, data)


@pytest.mark.parametrize(
    "times",
    ["00:00:02,000 -> 00:00:03,000", "00:00:02,000 00:00:03,000", "00:00:02,000 to 00:00:03,000", "0:02 => later"],
)
@pytest.mark.parametrize("id", ["", "2\n"])
def test_a_cue_whose_times_are_mistyped_is_refused(times: str, id: str) -> None:
    data = f"1\n00:00:01,000 --> 00:00:02,000\nANN: Yes.\n\n{id}{times}\nBOB: No.\n"
    with pytest.raises(InputError, match="line 5: here should be the times of a cue"):
        import_data("srt", data)


def test_a_line_of_times_without_end_is_read_at_once() -> None:
    data = f"1\n00:00:01,000 --> 00:00:02,000\nWe meet at\n\neither {'1:23 or ' * 100_000}\n"
    assert len(spoken("srt", data)) == 1


def test_a_blank_line_inside_a_cue_ends_nothing() -> None:
    data = "1\n00:00:01,000 --> 00:00:02,000\nWe meet\n\nfrom 10:30 to 11:00 in Room 7.\n"
    assert [text for _, text, _ in spoken("srt", data)] == ["We meet from 10:30 to 11:00 in Room 7."]


def test_a_line_may_go_on_with_another_speaker() -> None:
    cue = "\n00:00:0{}.000 --> 00:00:0{}.000\n{}\n"
    data = "WEBVTT\n" + cue.format(1, 2, "&gt;&gt; Ann: I will pay. &gt;&gt; BOB: Never!")
    data += cue.format(2, 3, ">> Ann: a>>b >> Who?")
    assert [(who, text) for who, text, _ in spoken("vtt", data)] == [
        (["ann"], "I will pay."),
        (["bob"], "Never!"),
        (["ann"], "a>>b"),
        ([], "Who?"),
    ]


# --- Turns in JSON ---------------------------------------------------------------------------------------------------

JUSTICE: dict[str, Any] = {
    **{"ID": 1, "name": "Ann Ay, Jr.", "identifier": "ann_ay"},
    "roles": [
        {
            **{"type": "scotus_justice", "date_start": 1127952000, "date_end": 0, "role_title": "Chief Justice"},
            "institution_name": "Ay Court",
        }
    ],
}
ARGUMENT = {
    "id": 7,
    "title": "Oral Argument - October 06, 2014",
    "transcript": {
        "title": "Oral Argument - October 06, 2014",
        "duration": 20.5,
        "sections": [
            {
                "start": 0,
                "turns": [
                    {
                        **{"start": 0, "stop": 4.6, "speaker": JUSTICE},
                        "text_blocks": [{"start": 0, "stop": 2, "text": "We start."}, {"start": 2, "text": "Mr. Bee?"}],
                    },
                    {
                        "start": 4.6,
                        "stop": 9,
                        "speaker": {"name": "Bob Bee"},
                        "text_blocks": [{"text": "Thank you --"}],
                    },
                    {"start": 9, "stop": 10, "speaker": None, "text_blocks": [{"text": "Who?"}], "volume": "low"},
                ],
            }
        ],
    },
}


def test_turns_have_speakers_with_offices_and_times() -> None:
    imported = import_data("oyez", json.dumps(ARGUMENT), name="a.json")
    assert to_tables(imported.dossier.people) == [
        {
            **{"id": "ann-ay-jr", "name": "Ann Ay, Jr.", "x_id": 1, "x_identifier": "ann_ay"},
            "roles": [
                {"title": "Chief Justice", "org": "Ay Court", "date": "2005-09-29/..", "x_type": "scotus_justice"}
            ],
        },
        {"id": "bob-bee", "name": "Bob Bee"},
    ]
    assert [(quote.who, quote.text, quote.n) for quote in imported.quotes] == [
        (("ann-ay-jr",), "We start. Mr. Bee?", 1),
        (("bob-bee",), "Thank you --", 2),
        ((), "Who?", 3),
    ]
    first, _, last = to_tables(imported.quotes)
    assert (first["locator"], first["x_end"]) == ("00:00:00–00:00:04", "00:00:04.600")
    assert first["x_text_blocks"] == [{"start": 0, "stop": 2}, {"start": 2}]
    assert last["x_volume"] == "low"
    (event,) = to_tables(imported.events)
    assert event["date"] == "2014-10-06"
    assert (event["x_id"], event["x_transcript_duration"], event["x_transcript_section_1_start"]) == (7, 20.5, 0)
    assert "the date ← the title" in imported.report
    assert not import_data("oyez", json.dumps(ARGUMENT), columns=(("date", ""),)).events[0].date


def test_offices_may_be_numbered() -> None:
    speaker = JUSTICE | {"roles": {"0": JUSTICE["roles"][0], "2": {"type": "senator"}}}
    imported = import_data("oyez", json.dumps({"turns": [{"speaker": speaker, "text": "Hi"}]}))
    assert [role.title for role in imported.dossier.people[0].roles] == ["Chief Justice", "senator"]


def test_what_programs_for_speech_write_is_read() -> None:
    segments = [
        {"id": 0, "start": 0.0, "end": 1.5, "text": " Hi there.", "speaker": "A"},
        {"start": 1.5, "text": " Bye."},
    ]
    imported = import_data("oyez", json.dumps({"segments": segments, "language": "en"}))
    assert [(quote.who, quote.text) for quote in imported.quotes] == [(("a",), "Hi there."), ((), "Bye.")]
    assert to_tables(imported.quotes)[1]["x_start"] == 1.5


# --- Who replies to whom ---------------------------------------------------------------------------------------------

TALK = """Speaker,Quote,To
Ann,How are you?,
Bob,Well --,
Cy,[crosstalk] Well?,
Cy,I ask.,
Ann,Enough.,Bob
,Hm.,
Bob,And I…,
Ann,Yes.,
"""


def test_who_is_spoken_to_is_whoever_spoke_before_and_interruptions_are_tagged() -> None:
    imported = import_data("csv", TALK, reply_to_previous=True)
    inferred = "addressee inferred"
    assert [(quote.who, quote.to, quote.tags) for quote in imported.quotes] == [
        (("ann",), (), ()),
        (("bob",), ("ann",), (inferred, "broken off")),
        (("cy",), ("bob",), (inferred, "interruption", "broken off")),
        (("cy",), ("bob",), (inferred,)),
        (("ann",), ("bob",), ()),
        ((), (), ()),
        (("bob",), (), ("broken off",)),
        (("ann",), ("bob",), (inferred, "interruption")),
    ]
    assert "4 addressees inferred from who spoke before, tagged as such" in imported.report
    assert not any(quote.tags for quote in import_data("csv", TALK).quotes)


def test_who_interrupts_whom_is_a_view_of_the_matrix(run: Run, tmp_path: Any) -> None:
    (tmp_path / "talk.csv").write_text(TALK)
    dossier = str(tmp_path / "talk.toml")
    run("import", "csv", str(tmp_path / "talk.csv"), "--reply-to-previous", "-o", dossier)
    listed = run("list", "quotes", dossier, "--view", "tag:interruption", "--format", "jsonl").out
    assert [(quote["who"], quote["to"]) for quote in map(json.loads, listed.splitlines())] == [
        (["cy"], ["bob"]),
        (["ann"], ["bob"]),
    ]


def test_people_are_listed_by_what_they_say(run: Run, tmp_path: Any) -> None:
    (tmp_path / "hearing.vtt").write_text(VTT)
    dossier = str(tmp_path / "hearing.toml")
    run("import", "vtt", str(tmp_path / "hearing.vtt"), "-o", dossier)
    rows = json.loads(run("list", "people", dossier, "--by", "words", "--format", "json").out)
    assert [(row["id"], row["words"], row["seconds"]) for row in rows] == [("ann-ay", 8, 8.0), ("bob-bee", 1, 2.5)]
    rows = json.loads(run("list", "people", dossier, "--by", "seconds", "--view", "n:2", "--format", "json").out)
    assert [(row["id"], row["words"], row["seconds"]) for row in rows] == [("bob-bee", 1, 2.5)]
    assert "--by is for people" in run("list", "events", dossier, "--by", "words").err


WORDS = st.sampled_from(
    ("token", "ANN: token", "<v Bob>token", "- token", "[token]", "token --", "<i>token</i>", "♪ token ♪")
)


@given(st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=6), st.booleans())
def test_every_word_of_subtitles_is_in_the_dossier(cues: list[list[str]], is_vtt: bool) -> None:
    count = 0
    lines = (
        ["WEBVTT token000x", "token001x: token002x", "", "NOTE token003x", "", "STYLE", "token004x"] if is_vtt else []
    )
    for number, cue in enumerate(cues):
        sign = "." if is_vtt else ","
        settings = f" token{100 + number}x" if is_vtt else ""
        lines += ["", f"token{200 + number}x", f"00:00:{number:02}{sign}000 --> 00:00:{number:02}{sign}900{settings}"]
        for line in cue:
            count += 1
            lines.append(line.replace("token", f"token{300 + count}x"))
    data = "\n".join(lines)
    imported = import_data("vtt" if is_vtt else "srt", data)
    given_tokens = {word for word in data.replace("<", " ").replace(">", " ").split() if word.startswith("token")}
    lost = [token for token in given_tokens if token.strip(":") not in imported.toml + imported.report]
    assert not lost, (lost, data, imported.toml)


def test_a_name_that_stands_once_is_one_where_most_cues_begin_with_names() -> None:
    said = [
        "Ann Ay: Hello.",
        "Bob van Bee: Hi. Note: I am late.",
        "Cy: Me too.",
        "And I.",
        "Note: a remark.",
        "Ann Ay: Yes.",
    ]
    data = "WEBVTT\n" + "".join(f"\n00:0{n}.000 --> 00:0{n}.900\n{text}\n" for n, text in enumerate(said))
    assert [(who, text) for who, text, _ in spoken("vtt", data)] == [
        (["ann-ay"], "Hello."),
        (["bob-van-bee"], "Hi. Note: I am late."),
        (["cy"], "Me too. And I. Note: a remark."),
        (["ann-ay"], "Yes."),
    ]


def test_words_of_nobody_end_with_a_pause_and_within_bounds() -> None:
    cues = [(0, "one"), (1, "two"), (6, "three"), *((7 + n, "word " * 20) for n in range(20))]
    data = "".join(
        f"{n}\n00:00:{start:02},000 --> 00:00:{start:02},999\n{text}\n\n" for n, (start, text) in enumerate(cues, 1)
    )
    texts = [text for _, text, _ in spoken("srt", data)]
    assert texts[0] == "one two"
    assert len(texts) > 3
    assert max(map(len, texts)) < 800
    assert " ".join(texts).split() == " ".join(text for _, text in cues).split()


@pytest.mark.parametrize(
    "text", ["♪" * 5_000 + "x", "[" * 20_000, "#" * 20_000 + "a", "<v " * 20_000, "A" * 50_000 + ":", "-" * 20_000]
)
def test_no_line_of_subtitles_takes_long(text: str) -> None:
    imported = import_data("srt", f"1\n00:00:01,000 --> 00:00:02,000\n{text}\n")
    assert text[:20].strip(" -") in imported.toml


def test_words_without_an_end_are_parted() -> None:
    cues = "".join(
        f"\n{n // 60:02}:{n % 60:02}.000 --> {n // 60:02}:{n % 60:02}.900\n<v Ann>{'word ' * 40}\n" for n in range(900)
    )
    assert len(spoken("vtt", f"WEBVTT\n{cues}")) > 3


@given(st.data())
def test_every_value_of_turns_is_in_the_dossier(data: st.DataObject) -> None:
    count = 0

    def token() -> str:
        nonlocal count
        count += 1
        return f"token{count:03}x"

    def chosen(**values: Any) -> dict[str, Any]:
        names: list[str] = data.draw(st.lists(st.sampled_from([*values]), unique=True))
        return {name: values[name] for name in names}

    def role() -> dict[str, Any]:
        return chosen(type=token(), role_title=token(), institution_name=token(), date_start=token(), id=token())

    def turn() -> dict[str, Any]:
        name = data.draw(st.sampled_from(("Ann", token(), None, [token()])))
        roles = data.draw(st.sampled_from(([role()], {"2": role()}, [token()], token())))
        speaker = {"name": name, **chosen(ID=token(), last_name=token(), roles=roles, href=token())}
        blocks = [{"text": token(), **chosen(start=token(), stop=token(), more=token())} for _ in range(2)]
        spoken: dict[str, Any] = data.draw(
            st.sampled_from(({"text": token()}, {"text_blocks": blocks}, {"text_blocks": [], "note": token()}))
        )
        who = data.draw(st.sampled_from((speaker, token(), None, [token()])))
        return spoken | chosen(speaker=who, start=1.5, stop=token(), volume=token(), inner={"deep": [token()]})

    section = {"turns": [turn() for _ in range(data.draw(st.integers(1, 3)))], **chosen(start=token(), name=token())}
    inner = chosen(title=token(), duration=token(), sections=[section]) or {"sections": [section]}
    document = {"transcript": inner} | chosen(title=token(), id=token(), url=token(), media_file=[{"href": token()}])
    if "sections" not in inner:
        document["sections"] = [section, section | {"name": token()}]
    written = json.dumps(document)
    imported = import_data("oyez", written)
    lost = [f"token{n:03}x" for n in range(1, count + 1) if f"token{n:03}x" in written]
    lost = [each for each in lost if each not in imported.toml + imported.report]
    assert not lost, (lost, written, imported.toml, imported.report)


def test_no_name_before_the_words_is_a_speaker_where_voices_are_tagged() -> None:
    cues = "00:01.000 --> 00:02.000\n<v Ann>Hello.\n\n00:03.000 --> 00:04.000\nKYIV: rain.\n\n"
    imported = import_data("vtt", f"WEBVTT\n\n{cues}00:05.000 --> 00:06.000\nKYIV: sun.\n")
    assert imported.names == ["Ann"]
    assert [quote.text for quote in imported.quotes] == ["Hello.", "KYIV: rain.", "KYIV: sun."]


@pytest.mark.parametrize("word", ["BREAKING NEWS", "Time", "Antwort", "ВНИМАНИЕ"])
def test_what_announces_something_is_nobodys_name(word: str) -> None:
    imported = import_data("srt", f"1\n00:00:01,000 --> 00:00:02,000\n{word}: it is over\n\n" * 2)
    assert not imported.names


def test_numbers_of_cues_that_do_not_count_them_are_kept() -> None:
    cues = "{}\n00:01.000 --> 00:02.000\nOne.\n\n{}\n00:05.000 --> 00:06.000\nTwo.\n"
    for first, second, kept in ((1, 2, None), (40, 41, None), (40, 77, ["77"])):
        quotes = to_tables(import_data("vtt", "WEBVTT\n\n" + cues.format(first, second)).quotes)
        assert quotes[1].get("x_cue_ids") == kept


def test_what_is_no_turn_among_turns_is_kept() -> None:
    document = {"segments": [{"text": "Hello.", "start": 0, "end": 1}, "odd"], "sections": ["bare"]}
    imported = import_data("oyez", json.dumps(document))
    assert imported.events[0].extra["x_beside_turns"] == ["odd"]
    assert imported.events[0].extra["x_section_1_content"] == "bare"


@pytest.mark.parametrize("manner", ["(V.O.)", "(O.S.)", "[cont'd]", "(via interpreter)", "(in Russian)"])
def test_how_somebody_is_heard_is_no_part_of_a_name(manner: str) -> None:
    lines = ["JANE DOE: Yes.", f"JANE DOE {manner}: Again.", "JOHN DOE: No."]
    cues = "\n\n".join(f"00:0{n}.000 --> 00:0{n}.900\n{line}" for n, line in enumerate(lines))
    imported = import_data("vtt", f"WEBVTT\n\n{cues}\n")
    assert imported.names == ["JANE DOE", "JOHN DOE"]
    assert f"({manner[1:-1]}) behind the name of a speaker, taken for no part of it (JANE DOE)" in imported.report


def test_a_name_on_a_line_of_its_own_is_whose_words_follow() -> None:
    cues = ["MR. SMITH:\nGood morning.", "MS. DOE:", "(laughs)", "MR. SMITH: Yes."]
    data = "\n\n".join(f"{n}\n00:00:0{n},000 --> 00:00:0{n},900\n{text}" for n, text in enumerate(cues, 1))
    assert [(who, text) for who, text, _ in spoken("srt", data)] == [
        (["mr-smith"], "Good morning."),
        (["mr-smith"], "Yes."),
    ]
    imported = import_data("srt", data)
    assert "left out: 1 name before no words (00:00:02 MS. DOE)" in imported.report
    assert imported.events[0].extra["x_beside_speech"] == ["00:00:03 (laughs)"]
    assert imported.names == ["MR. SMITH"]


def test_only_an_argument_in_court_is_called_a_meeting_and_a_hearing() -> None:
    imported = import_data("oyez", json.dumps({"segments": [{"start": 0, "end": 1, "text": "Welcome to the show."}]}))
    assert (imported.events[0].type, imported.sources[0].type) == ("other", None)
    imported = import_data("oyez", json.dumps(ARGUMENT))
    assert (imported.events[0].type, imported.sources[0].type) == ("meeting", "hearing")


@pytest.mark.parametrize(
    ("end", "date"),
    [({"date_end": 0}, "2005-09-29/.."), ({}, "2005-09-29/"), ({"date_end": None}, "2005-09-29/")],
)
def test_an_office_is_still_held_only_where_the_file_says_so(end: dict[str, Any], date: str) -> None:
    speaker = {"name": "Ann", "roles": [{"role_title": "Judge", "date_start": 1127952000} | end]}
    person = import_data("oyez", json.dumps({"turns": [{"speaker": speaker, "text": "Hi"}]})).dossier.people[0]
    assert to_tables([person])[0]["roles"] == [{"title": "Judge", "date": date}]


@pytest.mark.parametrize("speaker", ["Unknown", {"name": "unknown", "ID": 3}])
def test_an_unknown_speaker_is_no_person(speaker: Any) -> None:
    imported = import_data("oyez", json.dumps({"turns": [{"speaker": speaker, "text": "Hi"}]}))
    assert not imported.names
    assert "unknown" in (imported.toml + imported.report).lower()
