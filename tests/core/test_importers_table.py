"""Tables: what columns mean, how files are encoded and cut, and what becomes of dates in cells."""

from __future__ import annotations

import re
from typing import Any

import pytest

from imports import Imported, import_data, to_tables
from peace_tui.errors import InputError
from peace_tui.importers.dates import UnclearDate, to_edtf

WHOLE = """\
ID,Date,Speaker,Party,To,Quote,Tags,Source,URL,Headline,Page,Event,Place,Status,Committee
7,14 October 2025,Anna Müller,SPD,Bob,"Peace, now.",plan; talks|plan,The Gazette,https://g.example/1,Talks,3,Hearing,Rome,Denied,A
8,2025-10-15,Bob; Anna Müller,,,Yes.,,Gazette|Post,,,,hearing,,,
9,2025-10-15,Bob,CDU,,,,,,,,Vote,,,
,,,,,,,,,,,,,,B
"""


def quotes_of(data: str | bytes, **options: Any) -> list[dict[str, Any]]:
    return to_tables(import_data("csv", data, name="a.csv", **options).quotes)


def test_a_table_of_quotes_becomes_quotes_people_sources_and_events() -> None:
    imported = import_data("csv", WHOLE, name="talks.csv")
    assert to_tables(imported.dossier.people) == [
        {"id": "anna-muller", "name": "Anna Müller", "side": "SPD"},
        {"id": "bob", "name": "Bob"},
    ]
    assert to_tables(imported.sources) == [
        {"id": "the-gazette", "title": "Talks", "container_title": "The Gazette", "url": "https://g.example/1"},
        {"id": "gazette-post", "container_title": "Gazette|Post"},
    ]
    assert to_tables(imported.events) == [
        {"id": "hearing", "title": "Hearing", "date": "2025-10-14/2025-10-15", "place": "Rome"},
        {"id": "vote", "title": "Vote", "x_id": "9", "x_date": "2025-10-15", "x_speaker": "Bob", "x_party": "CDU"},
    ]
    assert to_tables(imported.quotes) == [
        {
            **{"id": "7", "event": "hearing", "who": ["anna-muller"], "to": ["bob"], "date": "2025-10-14"},
            **{"text": "Peace, now.", "tags": ["plan", "talks"], "status": "denied", "x_committee": "A"},
            **{"source": "the-gazette", "locator": "3"},
        },
        {
            **{"id": "8", "event": "hearing", "who": ["bob", "anna-muller"], "date": "2025-10-15", "text": "Yes."},
            "source": "gazette-post",
        },
    ]


def test_people_and_tags_in_one_cell_are_parted_and_told_and_sources_never() -> None:
    row = "Smith; Jones | Co,Hi.,Ay calls Bee; Kyiv waits | The Gazette,war; peace | x"
    imported = import_data("csv", f"Speaker,Quote,Source,Tags\n{row}\n")
    assert imported.names == ["Smith", "Jones", "Co"]
    assert [source.container_title for source in imported.sources] == ["Ay calls Bee; Kyiv waits | The Gazette"]
    assert len(imported.quotes[0].versions) == 1
    assert imported.quotes[0].tags == ("war", "peace", "x")
    for told in ("Speaker parted at ; and | into several (row 2: 'Smith; Jones | Co')", "Tags parted at ; and | into"):
        assert f"changed: 1 cell of {told}" in imported.report
    assert "cell of Source" not in imported.report


def test_two_addresses_in_one_cell_are_none_of_a_source() -> None:
    links = "https://a.example/|https://b.example/"
    imported = import_data("csv", f"Speaker,Quote,Source,Link\nAnn,Hi.,Gazette | Post,{links}\n")
    assert [(source.container_title, source.url) for source in imported.sources] == [("Gazette | Post", None)]
    assert imported.quotes[0].extra == {"x_link": links}
    assert "1 address of a source that is none, kept under an x_ key" in imported.report


def test_the_report_says_what_was_mapped_and_left_out() -> None:
    report = import_data("csv", WHOLE, name="talks.csv").report
    assert report.startswith("talks.csv: read 4 rows (UTF-8, commas); 2 people, 2 sources, 2 events, 2 quotes")
    for said in ("who ← Speaker", "text ← Quote", "x_committee ← Committee", "who.side ← Party"):
        assert said in report
    assert "1 row without text, kept in x_rows_without_text of the dossier (row 5)" in report
    assert "1 row without text, kept for its event (row 4)" in report


def test_columns_can_be_named() -> None:
    data = "Voice,Words,Venue\nAnn,Hello,Rome\n"
    with pytest.raises(InputError, match="no column says what was said"):
        import_data("csv", "Voice,Phrase\nAnn,Hello\n")
    said = (("who", "Voice"), ("text", "words"), ("event.place", "Venue"))
    imported = import_data("csv", data, columns=said)
    assert to_tables(imported.quotes)[0]["who"] == ["ann"]
    assert to_tables(imported.events)[0]["place"] == "Rome"


def test_a_column_that_is_named_is_taken_from_no_other_and_one_left_aside_is_kept() -> None:
    data = "Speaker,Quote,Date,Original\nAnn,Hello,2025,Hallo\n"
    quote = quotes_of(data, columns=(("text", "Original"), ("date", "")))[0]
    assert (quote["text"], quote["x_quote"], quote["x_date"]) == ("Hallo", "Hello", "2025")


def test_a_table_without_quotes_becomes_events() -> None:
    data = "Title,Date,End date,Description,Place,Participants,Link\nSummit,5/13/2020,2020-05-14,They met.,Rome,Ann;Bob,https://e.example/\n"
    imported = import_data("csv", data)
    assert to_tables(imported.events) == [
        {
            **{"id": "summit", "title": "Summit", "summary": "They met.", "date": "2020-05-13/2020-05-14"},
            **{"place": "Rome", "involved": [{"person": "ann"}, {"person": "bob"}], "sources": ["e.example"]},
        }
    ]
    assert not imported.quotes


def test_a_text_that_nobody_says_is_a_description() -> None:
    assert to_tables(import_data("csv", "date,text\n2020,Something happened.\n").events) == [
        {"id": "something-happened", "title": "Something happened.", "summary": "Something happened.", "date": "2020"}
    ]


def test_without_an_event_quotes_belong_to_their_day() -> None:
    imported = import_data("csv", "who,quote,date\nAnn,One,2025-10-14\nBob,Two,14.10.2025\nBob,Three,\n")
    assert to_tables(imported.events) == [
        {
            **{"id": "statements-2025-10-14", "type": "statement", "title": "Statements of 14 October 2025"},
            "date": "2025-10-14",
        },
        {"id": "statements-undated", "type": "statement", "title": "Statements without a date"},
    ]
    assert [quote.event for quote in imported.quotes] == ["statements-2025-10-14"] * 2 + ["statements-undated"]
    assert not any(quote.date for quote in imported.quotes)


def test_without_a_source_the_table_itself_is_the_source() -> None:
    imported = import_data("csv", "who,quote\nAnn,One\n", name="table.csv")
    assert to_tables(imported.sources) == [{"id": "table.csv", "type": "dataset", "title": "table.csv"}]
    assert to_tables(imported.quotes)[0]["locator"] == "row 2"


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_separators_and_encodings_are_found_out(between: str, encoding: str) -> None:
    rows = [["Sprecher", "Zitat", "Quelle"], ["Jörg Öz", '"Ja, – sagt er; oder?"', "Blatt"], ["Bob", "Nein", "Post"]]
    data = "\r\n".join(between.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)
    imported = import_data("csv", data.encode(encoding))
    assert imported.names == ["Jörg Öz", "Bob"]
    assert imported.quotes[0].text == '"Ja, – sagt er; oder?"'
    assert ("Windows-1252" in imported.report) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("encoding", "who", "said"),
    [
        ("cp1252", "Hélène Müller", "Ça ira – déjà demain."),
        ("cp1252", "Zoë", "Fine"),
        ("cp1250", "Jiří Dvořák", "Příště to podepíšeme."),
        ("cp1250", "Grażyna Wójcik", "Wróćmy do rozmów."),
        ("cp1251", "Мария Соколова", "Мы вернёмся к этому."),
        ("koi8_r", "Мария Соколова", "Мы вернёмся к этому."),
        ("cp1253", "Ελένη Παππά", "Θα τα ξαναπούμε αύριο."),
        ("cp1254", "Ayşe Yıldız", "Barışı konuşacağız."),
        ("cp1255", "דנה לוי", "נמשיך מחר בבוקר"),
        ("cp1256", "سامي خليل", "سنعود غدا"),
        ("shift_jis", "鈴木花子", "明日また会いましょう。"),
        ("euc_jp", "鈴木花子", "明日また会いましょう。"),
        ("gbk", "赵国华", "明天继续讨论。"),
        ("euc_kr", "김성", "Hello"),
        ("big5", "陳大文", "明天繼續討論。"),
        ("euc_kr", "박지영", "내일 계속 논의합시다"),
        ("shift_jis", "佐藤花子", "交渉はまだ終わっていない。"),
        ("iso2022_jp", "佐藤花子", "交渉はまだ終わっていない。"),
        ("iso8859_2", "Jiří Žák", "Příště to už podepíšeme šťastně."),
        ("iso8859_2", "Grażyna Świt", "Wróćmy do rozmów; są ważne."),
        ("iso8859_5", "Мария Соколова", "Мы вернёмся к этому."),
        ("iso8859_7", "Άννα Παππά", "Θα τα ξαναπούμε αύριο."),
        ("koi8_u", "Олена Коваль", "Ми ще поговоримо про це - їй-богу."),
        ("cp866", "Мария Соколова", "Мы вернёмся к этому."),
        ("mac_roman", "Hélène Müller", "Ça ira – déjà demain."),
        ("cp850", "Käthe Groß", "Schöne Grüße von überall."),
    ],
)
def test_an_encoding_is_guessed_told_and_can_be_stated(encoding: str, who: str, said: str) -> None:
    data = f"Speaker,Date,Quote\r\n{who},2025-10-14,{said}\r\n".encode(encoding)
    imported = import_data("csv", data)
    assert (imported.names, imported.quotes[0].text) == ([who], said)
    assert "guessed: the encoding, " in imported.report
    assert "change it with --encoding" in imported.report
    stated = import_data("csv", data, encoding=encoding)
    assert (stated.names, stated.quotes[0].text) == ([who], said)
    assert "the encoding" not in stated.report


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "row", ["发言人,发言\n赵国华,明天继续讨论。\n", "Speaker,Quote\nAnn,Hello\n", "話者\t発言\nあん\tはい\n"]
)
def test_utf_16_is_known_without_a_mark(encoding: str, row: str) -> None:
    imported = import_data("csv", row.encode(encoding))
    assert [imported.names[0], imported.quotes[0].text] == re.split("[,\t]", row.splitlines()[1])


def test_one_stray_byte_spoils_no_file_and_what_is_lost_is_counted() -> None:
    data = "Speaker,Quote\nJosé Núñez,“Sí”, señor…\nZo".encode() + b"\xeb,Fine\n"
    imported = import_data("csv", data)
    assert imported.names == ["José Núñez", "Zo\ufffd"]
    assert "(UTF-8, commas)" in imported.report
    assert "changed: 1 character that cannot be read in this encoding, kept as U+FFFD" in imported.report
    holes = import_data("csv", b"Speaker,Quote\nRen\xe9e,x \x81 y \x8d\n")
    assert holes.names == ["Renée"]
    assert "2 characters that cannot be read" in holes.report


def test_a_file_of_utf_8_may_itself_hold_the_sign_of_what_was_lost() -> None:
    imported = import_data("csv", "Speaker,Date,Quote\nJosé,2025,a\ufffdb\n".encode())
    assert (imported.names, imported.quotes[0].text) == (["José"], "a\ufffdb")
    assert "(UTF-8, commas)" in imported.report
    assert "cannot be read" not in imported.report
    item = '[{"id": "a", "type": "book", "title": "a\ufffdb"}]'
    assert "cannot be read" not in import_data("csl", item.encode()).report


def test_as_many_letters_of_utf_8_as_stray_bytes_make_a_file_utf_8() -> None:
    imported = import_data("csv", "Speaker,Date,Quote\nJosé,2025,Fine\nZo".encode() + b"\xeb,2025,ok\n")
    assert imported.names == ["José", "Zo\ufffd"]
    assert "changed: 1 character that cannot be read in this encoding, kept as U+FFFD" in imported.report


@pytest.mark.parametrize("said", ["“CAFÉ”", "«MENÚ»", "ÄRGER mit Ö…"])
def test_a_capital_before_a_quotation_mark_makes_no_file_utf_8(said: str) -> None:
    imported = import_data("csv", f"Speaker,Quote\nAnn,{said}\n".encode("cp1252"))
    assert (imported.quotes[0].text, "the encoding, Windows-1252" in imported.report) == (said, True)


def test_a_bibliography_that_is_not_utf_8_is_read_as_well() -> None:
    item = '[{"id": "a", "type": "book", "title": "Переговоры о мире"}]'
    imported = import_data("csl", item.encode("cp1251"))
    assert imported.sources[0].title == "Переговоры о мире"
    assert "the encoding, Windows-1251" in imported.report


def test_a_separator_that_the_file_states_is_taken() -> None:
    assert quotes_of("sep=;\nwho;quote\nAnn;a,b,c\n")[0]["text"] == "a,b,c"


def test_cells_may_hold_lines_and_rows_be_ragged() -> None:
    imported = import_data("csv", 'who,quote,more\nAnn,"One\nTwo"\nBob,Three,x,y,z\n\n,,\n')
    assert [quote.text for quote in imported.quotes] == ["One\nTwo", "Three"]
    assert imported.quotes[1].extra == {"x_more": "x", "x_more_cells": "y | z"}


def test_columns_of_one_name_are_kept_apart() -> None:
    assert (
        quotes_of("who,quote,a b,A_B,a b\nAnn,Hi,1,2,3\n")[0].items()
        >= {
            "x_a_b": "1",
            "x_a_b_2": "2",
            "x_a_b_2_2": "3",
        }.items()
    )


def test_the_same_name_is_the_same_person() -> None:
    assert import_data("csv", "who,quote\nÜnal  Şahin,a\nunal sahin,b\nÜNAL ŞAHİN,c\n").names == ["Ünal Şahin"]


@pytest.mark.parametrize("spellings", [("Muller", "MÜLLER", "Müller"), ("Müller", "Muller", "müller")])
def test_the_spelling_with_accents_is_the_name_and_the_other_an_alias(spellings: tuple[str, ...]) -> None:
    imported = import_data("csv", "who,quote\n" + "".join(f"Ann {name},x\n" for name in spellings))
    person = imported.dossier.people[0]
    assert len(imported.names) == 1
    assert person.name in ("Ann Müller", "Ann MÜLLER")
    assert person.aliases == ("Ann Muller",)


def test_what_a_field_does_not_take_is_kept() -> None:
    imported = import_data("csv", "who,quote,status,n,language,mode\nAnn,Hi,maybe,first,English (US),DIRECT\n")
    quote = to_tables(imported.quotes)[0]
    assert {name for name in quote if name.startswith("x_")} == {"x_status", "x_n", "x_language"}
    assert "value of status that the format does not take, kept as x_status (row 2: 'maybe')" in imported.report


def test_control_characters_are_taken_out() -> None:
    assert quotes_of("who,quote\nA\x1b[31mnn,He\u202ello\n")[0]["text"] == "Hello"


def test_serial_numbers_are_refused_with_a_hint() -> None:
    with pytest.raises(InputError) as caught:
        import_data("csv", "who,quote,date\nAnn,Hi,2025-10-14\nBob,Ha,45944\n")
    assert "row 3" in str(caught.value)
    assert "serial number" in str(caught.value)
    assert "YYYY-MM-DD" in str(caught.value)


def test_dates_that_cannot_be_read_are_kept_and_told() -> None:
    imported = import_data("csv", "who,quote,date\nAnn,a,soon\nAnn,b,03/04/2025\nAnn,c,2025-10-14 12:05\n")
    assert [quote.extra for quote in imported.quotes] == [
        {"x_date": "soon"},
        {"x_date": "03/04/2025"},
        {"x_date": "2025-10-14 12:05"},
    ]
    assert imported.events[1].date
    assert "row 2: 'soon'" in imported.report
    assert "--date-order" in imported.report
    assert "--timezone" in imported.report


@pytest.mark.parametrize(
    "written",
    [
        "14 October 2025 2:30 pm EST",
        "2025-10-14 14:30 EST",
        "2025-10-14T14:30 UTC+2",
        "14.10.2025, 14:30 Eastern Time",
        "Oct 14, 2025 9:05 AM Eastern",
    ],
)
def test_a_clock_time_in_a_zone_of_no_sure_offset_leaves_the_day(written: str) -> None:
    imported = import_data("csv", f'who,quote,date\nAnn,a,"{written}"\n', zone="Europe/Kyiv")
    assert (to_tables(imported.events)[0]["date"], imported.quotes[0].extra) == ("2025-10-14", {"x_date": written})
    assert "date with a clock time in a zone that is not written as an offset such as -05:00, kept as x_date" in (
        imported.report
    )


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("c. October 2025", "2025-10~"),
        ("circa 14 October 2025", "2025-10-14~"),
        ("vers octobre 2025", "2025-10~"),
        ("2025년 10월 14일", "2025-10-14"),
        ("2025년 10월", "2025-10"),
        ("c. since 1850", None),
        ("c. 14 October 2025 14:30", None),
        ("14 October 2025 14:30?", None),
        ("c. soon", None),
        ("14 October 2025 12:00 BCE", None),
    ],
)
def test_dates_about_a_month_and_dates_in_korean(written: str, date: str | None) -> None:
    assert to_edtf(written) == date


def test_clock_times_need_a_time_zone() -> None:
    data = "who,quote,date,time\nAnn,a,2025-10-14,12:05\n"
    assert quotes_of(data, zone="Europe/Kyiv")[0]["date"] == "2025-10-14T12:05"
    assert quotes_of(data)[0]["x_time"] == "12:05"


# --- What a column means --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["Remarks", "Notes", "Comment", "Description", "Content", "Body", "Text", "Message"])
@pytest.mark.parametrize("person", ["Name", "Visitor", "Person", "By"])
def test_what_is_written_of_a_person_is_no_speech(column: str, person: str) -> None:
    imported = import_data("csv", f"{person},Region,Date,{column}\nAnn,North,2025-10-14,Opened the bridge.\n")
    assert not imported.quotes
    assert [event.summary for event in imported.events] == ["Opened the bridge."]
    assert f"--map text={column}" in imported.report
    said = import_data("csv", f"{person},Date,{column}\nAnn,2025,Hi.\n", columns=(("text", column), ("who", person)))
    assert [(quote.who, quote.text) for quote in said.quotes] == [(("ann",), "Hi.")]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        *(("Speaker", "Quote"), ("Redner", "Wortlaut"), ("Orateur", "Déclaration"), ("Orador", "Cita")),
        *(("Mówca", "Cytat"), ("Оратор", "Цитата"), ("发言人", "发言"), ("speaker", "text"), ("Name", "Utterance")),
    ],
)
def test_a_column_named_for_speech_is_speech(who: str, text: str) -> None:
    imported = import_data("csv", f"{who},{text}\nAnn,Hello.\n")
    assert [(quote.who, quote.text) for quote in imported.quotes] == [(("ann",), "Hello.")]
    assert f"what was said ← {text}, by the name of the column; change it with --map text=" in imported.report
    assert f"who said it ← {who}, by the name of the column; change it with --map who=" in imported.report


def test_a_side_is_no_place_and_a_traveler_comes_from_one() -> None:
    imported = import_data("csv", "Speaker,Country,State,Quote\nAnn,Northland,West,Hi\n")
    assert to_tables(imported.dossier.people) == [{"id": "ann", "name": "Ann"}]
    assert imported.quotes[0].extra == {"x_country": "Northland", "x_state": "West"}
    imported = import_data("csv", "From,To,Date,Description\nNorthland,Southland,2020,A visit.\n")
    assert not imported.names
    assert imported.events[0].extra == {"x_from": "Northland", "x_to": "Southland"}


def test_a_side_that_is_stated_is_kept_also_where_a_row_is_an_event() -> None:
    stated = (("who.side", "From"), ("who", "Guest"))
    data = "Guest,From,Description,Role\nAnn,Northland,Lunch,host\nAnn,Southland,Tea,\nAnn;Bob,Eastland,Dinner,cook\n"
    imported = import_data("csv", data, columns=stated)
    assert [person.side for person in imported.dossier.people] == ["Northland", None]
    assert [dict(event.extra) for event in imported.events] == [
        {},
        {"x_side": "Southland"},
        {"x_from": "Eastland", "x_role": "cook"},
    ]
    assert [each.role for each in imported.events[0].involved] == ["host"]


def test_a_mapped_column_that_a_row_has_no_place_for_is_kept() -> None:
    data = "Title,Status,Locator,About,Source,URL,Headline,Language,Mode,N,Via\nA,denied,p. 3,Bob,X;Y,https://x.example,H,en,direct,4,agency\n"
    event = to_tables(import_data("csv", data).events)[0]
    assert {name: value for name, value in event.items() if name.startswith("x_")} == {
        **{"x_status": "denied", "x_locator": "p. 3", "x_about": "Bob"},
        **{"x_language": "en", "x_mode": "direct", "x_n": "4", "x_via": "agency"},
    }


def test_what_later_rows_say_of_the_same_thing_is_kept() -> None:
    data = "Speaker,Quote,Event,Place,Event date,Source,Author\nAnn,a,E,Rome,2020,S,A. A.\nAnn,b,E,Oslo,2021,S,B. B.\n"
    imported = import_data("csv", data)
    assert imported.quotes[0].extra == {}
    assert imported.quotes[1].extra == {"x_place": "Oslo", "x_event_date": "2021", "x_source_author": ["B. B."]}


# --- Dates in columns of their own -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        *("Year,Month,Day", "Jahr,Monat,Tag", "año,mes,día", "année,mois,jour", "rok,miesiąc,dzień", "год,месяц,день"),
        *(
            "anno,mese,giorno",
            "YYYY,MM,DD",
            "Start Year,Start Month,Start Day",
            "yıl,ay,gün",
            "Event year,Event month,Event day",
        ),
    ],
)
@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
@pytest.mark.parametrize("month", ["9", "September", "septembre", "вересня", "września", "Eylül", "Σεπτέμβριος"])
def test_parts_of_a_date_are_read_in_any_order_and_language(header: str, order: tuple[int, ...], month: str) -> None:
    names, parts = header.split(","), ("2024", month, "5")
    rows = [[names[i] for i in order] + ["Quote"], [parts[i] for i in order] + ["Hi"]]
    imported = import_data("csv", "\n".join(map(",".join, rows)))
    assert [event.date and event.date.text for event in imported.events] == ["2024-09-05"]
    assert imported.quotes[0].tags == ()


@pytest.mark.parametrize(
    ("year", "month", "day", "date", "kept"),
    [
        ("2024", "14", "3", "2024", {"x_month": "14", "x_day": "3"}),
        ("2024", "", "3", "2024", {"x_day": "3"}),
        ("2024", "2", "30", "2024-02", {"x_day": "30"}),
        ("2024", "9–10", "", "2024", {"x_month": "9–10"}),
        ("", "9", "3", None, {"x_month": "9", "x_day": "3"}),
        ("120 BC", "9", "", "-0119-09", {}),
        ("ca. 1790", "9", "", "1790~", {"x_month": "9"}),
        ("179?", "", "", None, {"x_year": "179?"}),
        ("98", "9", "", None, {"x_year": "98", "x_month": "9"}),
        ("2024", "summer", "", "2024-22", {}),
        ("2024", "listopad", "", "2024", {"x_month": "listopad"}),
    ],
)
def test_parts_that_are_not_certain_are_kept(year: str, month: str, day: str, date: str | None, kept: Any) -> None:
    imported = import_data("csv", f"Quote,Year,Month,Day\nHi,{year},{month},{day}\n")
    assert [event.date.text if event.date else None for event in imported.events] == [date]
    assert imported.quotes[0].extra == kept
    assert all(f"kept as {name}" in imported.report for name in kept)


@pytest.mark.parametrize(
    ("time", "date", "kept"),
    [
        ("noon", "2024-09-05T12:00", {}),
        ("3 pm", "2024-09-05T15:00", {}),
        ("14:30 UTC", "2024-09-05T14:30Z", {}),
        ("14:30+0200", "2024-09-05T14:30+02:00", {}),
        ("24:00", "2024-09-05", {"x_time": "24:00"}),
        ("midnight", "2024-09-05", {"x_time": "midnight"}),
        ("12:00:00.5", "2024-09-05", {"x_time": "12:00:00.5"}),
    ],
)
def test_a_clock_time_is_read_where_it_is_certain(time: str, date: str, kept: Any) -> None:
    imported = import_data("csv", f"Quote,Date,Time\nHi,2024-09-05,{time}\n", zone="Europe/Kyiv")
    quote = imported.quotes[0]
    said = imported.dossier.date_of(quote)
    assert said
    assert said.text == date
    assert quote.extra == kept
    assert import_data("csv", f"Quote,Time\nHi,{time}\n", zone="Europe/Kyiv").quotes[0].extra == {"x_time": time}


@pytest.mark.parametrize(
    ("written", "hint"),
    [("179?", "write 179X"), ("18??", "write 18XX"), ("2024-37", "2024/2037"), ("476", "write 0476")],
)
def test_a_date_that_is_kept_comes_with_the_hint_of_check(written: str, hint: str) -> None:
    imported = import_data("csv", f"Quote,Date\nHi,{written}\n")
    assert imported.quotes[0].extra == {"x_date": written}
    assert hint in imported.report


def test_years_months_and_days_may_have_columns_of_their_own() -> None:
    assert to_tables(import_data("csv", "title,year,month,day of month\nA,2020,May,3\nB,2020,,\n").events) == [
        {"id": "a", "title": "A", "date": "2020-05-03"},
        {"id": "b", "title": "B", "date": "2020"},
    ]


def test_a_spreadsheet_of_timelinejs_is_read_as_one() -> None:
    imported = import_data("csv", "Year,Month,Headline,Text,Media\n1900,5,Head,<b>Body</b>,\n")
    assert to_tables(imported.events) == [{"id": "head", "title": "Head", "summary": "Body", "date": "1900-05"}]
    assert "TimelineJS" in imported.report


@pytest.mark.parametrize("data", ["who,quote\n", "who,quote\n\n ,\n", "a\n"])
def test_a_table_without_rows_is_refused(data: str) -> None:
    with pytest.raises(InputError, match=r"no rows|no column"):
        import_data("csv", data)


def test_keys_of_our_own_come_back_from_an_export_and_mean_nothing_otherwise() -> None:
    quote = quotes_of('who,quote,x_checked,x_page,Agreed\nAnn,Hi,"[""no-source""]",[3,yes\n')[0]
    assert quote.items() >= {"checked": ["no-source"], "x_page": "[3", "x_agreed_column": "yes"}.items()


def test_nothing_is_lost_where_a_bad_date_and_a_column_want_the_same_key() -> None:
    quote = quotes_of("who,quote,date,x_date\nAnn,Hi,soon,mine\n")[0]
    assert {quote["x_date"], quote["x_date_2"]} == {"soon", "mine"}


def test_an_author_speaks_where_nothing_is_said_of_a_source() -> None:
    assert quotes_of("Author,Quote,Category\nAnn,Hi,Humour\n")[0]["who"] == ["ann"]
    assert "who" not in quotes_of("Author,Quote,Source\nAnn,Hi,Gazette\n")[0]


def test_content_is_said_where_somebody_speaks() -> None:
    assert (
        quotes_of("from,to,message\nAnn,Bob,Hi\n")[0].items() >= {"who": ["ann"], "to": ["bob"], "text": "Hi"}.items()
    )
    assert not quotes_of("date,content\n2020,It rained.\n")


def test_a_source_that_is_an_address_is_one() -> None:
    imported = import_data("csv", "who,quote,source\nAnn,Hi,https://www.g.example/a\n")
    assert to_tables(imported.sources) == [
        {"id": "g.example", "title": "https://www.g.example/a", "url": "https://www.g.example/a"}
    ]


def test_ids_that_cannot_be_kept_stand_aside() -> None:
    imported = import_data("csv", "id,who,quote\n7,Ann,Hi\n7,Bob,Ho\nq 8,Ann,Ha\n")
    assert [(quote.id, quote.extra.get("x_id")) for quote in imported.quotes] == [
        ("7", None),
        ("7-2", "7"),
        ("q-8", "q 8"),
    ]
    assert "2 ids taken already, or unsound, kept as x_id (first: '7')" in imported.report


def test_rows_of_one_id_event_and_speaker_are_versions_of_one_quote() -> None:
    data = "id,event,speaker,quote,outlet,page,note\n"
    data += "a,E,Ann,Peace now.,Gazette,3,x\nb,E,Ann,Yes.,Gazette,,\na,E,Ann,Peace today.,Herald,4,y\n"
    data += "b,E,Bob,No.,Herald,,\na,E,Ann,Peace now.,Gazette,3,x\n"
    imported = import_data("csv", data)
    quotes = to_tables(imported.quotes)
    peace, yes, no = (next(each for each in quotes if each["text"][:2] == start) for start in ("Pe", "Ye", "No"))
    assert peace["versions"] == [
        {"source": "gazette", "text": "Peace now.", "locator": "3"},
        {"source": "herald", "text": "Peace today.", "locator": "4", "x_note": "y"},
    ]
    assert (peace["id"], peace["note"], yes["id"], no["x_id"]) == ("a", "x", "b", "b")
    assert "2 rows of a quote that an earlier row has" in imported.report


def test_a_column_of_versions_comes_back_whole() -> None:
    versions = '[{""source"": ""g"", ""text"": ""A."", ""locator"": ""p. 1""}, '
    versions += '{""source"": ""h"", ""text"": ""B."", ""x_own"": 1}]'
    imported = import_data("csv", f'speaker,quote,versions\nAnn,A.,"{versions}"\n')
    assert to_tables(imported.quotes)[0]["versions"] == [
        {"source": "g", "text": "A.", "locator": "p. 1"},
        {"source": "h", "text": "B.", "x_own": 1},
    ]
    broken = import_data("csv", 'speaker,quote,versions\nAnn,A.,"[{""source"": ""g""}]"\n')
    assert broken.quotes[0].extra == {"x_versions": '[{"source": "g"}]'}


VISITS = """<visits><visit><id>7</id><start-date>1874-12-12</start-date><end-date>1874-12-23</end-date>
<visitor>King K.</visitor><from id="hawaii">Hawaii</from><description>First visit.</description></visit>
<visit><id>8</id><visitor>A</visitor><visitor>B</visitor><when><place>Rome</place></when></visit></visits>"""


def test_a_table_may_be_written_as_xml() -> None:
    imported = import_data("csv", VISITS, name="visits.xml")
    assert to_tables(imported.events) == [
        {
            **{"id": "7", "title": "First visit.", "summary": "First visit.", "date": "1874-12-12/1874-12-23"},
            **{"involved": [{"person": "king-k"}], "x_from": "Hawaii", "x_from_id": "hawaii"},
        },
        {"id": "8", "title": "A, B", "involved": [{"person": "a"}, {"person": "b"}], "x_when_place": "Rome"},
    ]
    assert imported.report.startswith("visits.xml: read 2 rows (XML, visit elements); ")


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("<a><b><c>x</c></b><d/></a>", "not alike"),
        ("<a><b/></a>", "no table"),
        ("<a/>", "no table"),
        ("<html><body><p>x</p></body></html>", "a text in XML or HTML"),
        ("<a><b>", "not well-formed"),
        ('<!DOCTYPE a [<!ENTITY x "y">]><a><b><c>&x;</c></b></a>', "declares entities"),
    ],
)
def test_xml_that_is_no_table_is_refused(data: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        import_data("csv", data)


def test_a_quotation_mark_that_is_never_closed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("peace_tui.importers.table_rows.MAX_CELL_CHARS", 1000)
    with pytest.raises(InputError, match="quotation mark is likely not closed"):
        import_data("csv", 'who,quote\nAnn,"' + "x\n" * 1000)


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ('Ann,"Peace now\nBob,Yes\nCy,No\n', 2),
        ('Ann,Yes\nBob,"No', 3),
        ('Ann,"Two\nlines"\nBob,"Open\nCy,No\n', 4),
        ('Ann,"Open\nBob,"Closed"\nCy,No\n', 2),
    ],
)
def test_a_mark_that_is_opened_and_not_closed_is_refused_with_its_line(rows: str, line: int) -> None:
    with pytest.raises(InputError, match=rf"line {line}: .*quotation mark is opened and not closed"):
        import_data("csv", f"who,quote\n{rows}")


def test_marks_inside_cells_and_cells_of_several_lines_are_read() -> None:
    data = 'who,quote\nAnn,"He said ""no"".\nTwice."\nBob,A 5" pipe\nCy,"x" y\nDi,"last\nline"'
    assert [quote["text"] for quote in quotes_of(data)] == ['He said "no".\nTwice.', 'A 5" pipe', '"x" y', "last\nline"]


def test_cells_in_html_become_plain_text_and_keep_their_links() -> None:
    link = '<a href=""https://x.example/?a=1&section=2"">meet</a>'
    data = "Speaker,Quote,Note,Source,URL\n"
    data += f'Conan O&#39;Brien,"<p>We <b>will</b> talk &amp; {link}.</p>",a<b & c>d,AT&T,\n'
    data += "Ann &amp; Co,1 &lt; 2 <br>and R&D,<name>,B,https://x.example/?a=1&lt;=2\n"
    imported = import_data("csv", data)
    first, second = to_tables(imported.quotes)
    assert imported.names == ["Conan O'Brien", "Ann & Co"]
    assert (first["text"], first["note"]) == ("We will talk & meet.", "a<b & c>d")
    assert first["x_links"] == ["https://x.example/?a=1&section=2"]
    assert (second["text"], second["note"]) == ("1 < 2\nand R&D", "<name>")
    assert imported.sources[0].container_title == "AT&T"
    assert imported.sources[1].url == "https://x.example/?a=1&lt;=2"
    escaped = import_data("csv", "Speaker,Quote,URL\nAnn,<time>Now</time>,https://x.example/?a=1&amp;b=2\n")
    assert (escaped.quotes[0].text, escaped.sources[0].url) == ("Now", "https://x.example/?a=1&b=2")
    assert "4 cells in HTML, made plain text (first: row 2)" in imported.report


def test_the_same_table_gives_the_same_dossier() -> None:
    first: Imported = import_data("csv", WHOLE)
    assert import_data("csv", WHOLE).toml == first.toml


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("14 October 2025", "2025-10-14"),
        ("October 14, 2025", "2025-10-14"),
        ("Tuesday, 14th of October 2025", "2025-10-14"),
        ("Oct. 2025", "2025-10"),
        ("14. Oktober 2025", "2025-10-14"),
        ("14-Oct-2025", "2025-10-14"),
        ("10/14/2025", "2025-10-14"),
        ("14/10/2025", "2025-10-14"),
        ("3.4.2025", "2025-04-03"),
        ("1/1/2020", "2020-01-01"),
        ("2025/10/14", "2025-10-14"),
        ("20251014", "2025-10-14"),
        ("2025-1-5", "2025-01-05"),
        ("2025-10-14T12:05:00.000Z", "2025-10-14T12:05Z"),
        ("2025-10-14 12:05:30+0200", "2025-10-14T12:05:30+02:00"),
        ("2025-10-14 00:00:00", "2025-10-14"),
        ("c. 1850", "1850~"),
        ("1850s", "185X"),
        ("44 BC", "-0043"),
        ("500 AD", "0500"),
        ("1914-1918", "1914/1918"),
        ("1914–18", "1914/1918"),
        ("5 May 2020 to 7 May 2020", "2020-05-05/2020-05-07"),
        ("Spring 2025", "2025-21"),
        ("14 de octubre de 2025", "2025-10-14"),
        ("1er mai 2020", "2020-05-01"),
        ("14. října 2025", "2025-10-14"),
        ("14 октября 2025 г.", "2025-10-14"),
        ("2025年10月14日", "2025-10-14"),
        ("14–15 October 2025", "2025-10-14/2025-10-15"),
        ("October 14-15, 2025", "2025-10-14/2025-10-15"),
        ("14./15. Oktober 2025", "2025-10-14/2025-10-15"),
        ("14 October – 3 November 2025", "2025-10-14/2025-11-03"),
        ("October 14 to November 3, 2025", "2025-10-14/2025-11-03"),
        ("Oct–Nov 2025", "2025-10/2025-11"),
        ("28 December – 3 January 2026", None),
        ("May 5 – 2020", None),
        ("le 14 octobre 2025", "2025-10-14"),
        ("14 жовтня 2025 року", "2025-10-14"),
        ("Frühjahr 2025", "2025-21"),
        ("Осень 2025", "2025-23"),
        ("Oct/Nov 2025", None),
        ("10/2025", "2025-10"),
        ("5.2025", "2025-05"),
        ("13/2025", None),
        ("00/2025", None),
        ("44 av. J.-C.", "-0043"),
        ("44 a.C.", "-0043"),
        ("79 d.C.", "0079"),
        ("AD 79", "0079"),
        ("18 Brumaire an VIII", None),
        ("12 Ramadan 1446", None),
        ("1446/09/12 AH", None),
        ("FY 2024/25", None),
        ("Q1 2025", None),
        ("before 1850", "../1850"),
        ("since May 2020", "2020-05/.."),
        ("1939-45", "1939/1945"),
        ("2025-33", None),
        ("2001–05", None),
        ("185?", None),
        ("476", None),
        ("listopad 2020", None),
        ("1667-12?", "1667-12?"),
        ("14 أكتوبر 2025", "2025-10-14"),
        ("١٤ تشرين الأول ٢٠٢٥", "2025-10-14"),
        ("14 أكتوبر، 2025", "2025-10-14"),
        ("۱۴ اکتبر ۲۰۲۵", "2025-10-14"),
        ("۱۴۰۴/۰۷/۲۲", None),
        ("٢٠٢٥/١٠/١٤", None),
        ("ב-14 באוקטובר 2025", "2025-10-14"),
        ("१४ अक्तूबर २०२५", "2025-10-14"),
        ("२०८२-०६-२८", None),
        ("14 ต.ค. 2025", "2025-10-14"),
        ("14 ตุลาคม ค.ศ. 2025", "2025-10-14"),
        ("14 ตุลาคม พ.ศ. 2568", "2025-10-14"),
        ("14 ตุลาคม 2568", None),
        ("14 tháng 10 2025", "2025-10-14"),
        ("ca 1850-1860", "1850~/1860~"),
        ("c. 12 May 2020 to 14 May 2020", "2020-05-12~/2020-05-14~"),
        ("100–44 BC", "-0099/-0043"),
        ("200 B.C.-100 B.C.", "-0199/-0099"),
        ("44 v. Chr. – 14 n. Chr.", "-0043/0014"),
        ("14–37 AD", "0014/0037"),
        ("44–100 BC", None),
        ("2025. 10. 14.", "2025-10-14"),
        ("14. 10. 2025", "2025-10-14"),
        ("October 14, 2025 Tuesday", "2025-10-14"),
        ("Tue Oct 14 12:05:00 +0000 2025", "2025-10-14T12:05+00:00"),
        ("soon", None),
        ("2020-02-30", None),
        ("45", None),
        ("", None),
    ],
)
def test_dates_are_read_as_people_write_them(written: str, edtf: str | None) -> None:
    assert to_edtf(written) == edtf


@pytest.mark.parametrize(
    "written", ["03/04/2025", "12/5/25", "45944", "45944.5", "2025-10-14 12:05", "5/6/2020 1:05 PM"]
)
def test_dates_that_can_be_read_in_two_ways_are_not_guessed(written: str) -> None:
    with pytest.raises(UnclearDate):
        to_edtf(written)


def test_the_order_of_day_and_month_can_be_said() -> None:
    assert to_edtf("03/04/2025", "dmy") == "2025-04-03"
    assert to_edtf("03/04/2025", "mdy") == "2025-03-04"
    assert to_edtf("5/6/2020 1:05 PM", "mdy", "Europe/Kyiv") == "2020-05-06T13:05"


@pytest.mark.parametrize(
    "written",
    [
        "14 octobre 2025 à 14h30",
        "14. Oktober 2025, 14.30 Uhr",
        "14.10.2025 um 14:30 Uhr",
        "14 October 2025 at 2.30 pm",
        "14 de octubre de 2025 a las 14:30",
    ],
)
def test_clock_times_are_read_as_each_language_writes_them(written: str) -> None:
    assert to_edtf(written, "", "Europe/Kyiv") == "2025-10-14T14:30"
    between = to_edtf(f"{written} – 15.10.2025 9:05", "", "Europe/Kyiv")
    assert between == "2025-10-14T14:30/2025-10-15T09:05"


@pytest.mark.parametrize(
    ("year", "era", "date", "kept"),
    [
        ("44", "BC", "-0043-03-15", {}),
        ("14", "A.D.", "0014-03-15", {}),
        ("46", "v. Chr.", "-0045-03-15", {}),
        ("300", "公元前", "-0299-03-15", {}),
        ("300", "до н. э.", "-0299-03-15", {}),
        ("2020", "", "2020-03-15", {}),
        ("1850", "Victorian", "1850-03-15", {"x_era": "Victorian"}),
        *(
            (year, era, None, {"x_year": year, "x_month": "3", "x_day": "15"} | ({"x_era": era} if era else {}))
            for year, era in (("1446", "AH"), ("300", "Bronze"), ("-44", "BC"), ("44", ""), ("7", "令和"))
        ),
    ],
)
def test_a_year_may_have_its_era_in_a_column_beside_it(
    year: str, era: str, date: str | None, kept: dict[str, str]
) -> None:
    imported = import_data("csv", f"Event,Year,Era,Month,Day\nA,{year},{era},3,15\n")
    (event,) = to_tables(imported.events)
    assert event.get("date") == date
    assert {name: value for name, value in event.items() if name.startswith("x_")} == kept
    assert "the era of the date ← Era" in imported.report


def test_the_end_of_a_row_may_have_an_era_of_its_own() -> None:
    data = "Event,Start year,Start era,End year,End era\nA,44,BC,14,AD\n"
    assert to_tables(import_data("csv", data).events)[0]["date"] == "-0043/0014"


def test_cells_that_an_event_has_no_key_for_are_told() -> None:
    report = import_data("csv", "Title,Mode,Via\nA,direct,wire\nB,direct,\n").report
    assert "changed: 2 cells of Mode for which there is no place, kept as x_mode (first: row 2)" in report
    assert "changed: 1 cell of Via for which there is no place, kept as x_via (row 2)" in report


def test_who_annotates_and_when_is_not_who_said_what_is_quoted() -> None:
    header = "Created at,Author,Page URL,Annotation/Reply Type,Quote,Comment\n"
    data = f"{header}2025-10-14T12:05Z,acct:ann@notes.example,https://g.example/a,Annotation,We should talk,Odd\n"
    imported = import_data("csv", data)
    assert not imported.names
    (quote,) = to_tables(imported.quotes)
    assert (quote.get("date"), quote["x_created_at"], quote["x_author"]) == (
        *(None, "2025-10-14T12:05Z", "acct:ann@notes.example"),
    )
    assert [(source["url"], source.get("author")) for source in to_tables(imported.sources)] == [
        ("https://g.example/a", None)
    ]
    assert "no speaker, date or author, because the columns tell of annotations" in imported.report
    assert import_data("csv", data, columns=(("who", "Author"),)).names == ["acct:ann@notes.example"]


@pytest.mark.parametrize("cells", [("https://t.example/1.pdf", "https://t.example/2.pdf"), ("12", "7"), ("3,5", "")])
def test_a_column_of_numbers_or_addresses_is_no_speech(cells: tuple[str, str]) -> None:
    data = 'Title,Speaker,Statement\nOne,Ann,"{}"\nTwo,Bob,"{}"\n'.format(*cells)
    imported = import_data("csv", data)
    assert not imported.quotes
    assert [event.extra.get("x_statement", "") for event in imported.events] == [*cells]
    assert "guessed: Statement is no speech: it holds nothing but numbers and addresses" in imported.report
    said = import_data("csv", data, columns=(("text", "Statement"),))
    assert [quote.text for quote in said.quotes] == [cell for cell in cells if cell]


def test_numbers_among_words_are_speech() -> None:
    assert [quote.text for quote in import_data("csv", "Speaker,Quote\nAnn,How many?\nBob,12\n").quotes] == [
        *("How many?", "12"),
    ]


def test_a_citation_is_speech_beside_a_french_speaker_only() -> None:
    assert [quote.text for quote in import_data("csv", "Orateur,Citation\nAnn,Oui\n").quotes] == ["Oui"]
    assert not import_data("csv", "Title,Person,Citation\nTalk,Ann,Vol. 3\n").quotes


# --- Columns that are put together or taken apart, and letters --------------------------------------------------------


@pytest.mark.parametrize(
    ("header", "row", "name"),
    [
        ("First name,Last name,Quote", "Ann,Ay,Hi", "Ann Ay"),
        ("Nachname;Vorname;Zitat", "Öz;Jörg;Hallo", "Jörg Öz"),
        ("speaker_last_name,speaker_first_name,speaker_middle_name,speech", "Ay,Ann,B.,Hi", "Ann B. Ay"),
        ("Nom,Prénom,Déclaration", "Bé,Zoé,Oui", "Zoé Bé"),
        ("Apellidos|Nombre|Cita", "Ruiz Paz|Luz|Sí", "Luz Ruiz Paz"),
        ("Speaker(s),Quote", "Ann Ay,Hi", "Ann Ay"),
        ("Last name,First name,Quote", "安倍,晋三,x", "安倍晋三"),
        ("Family,Given,Quote", "Ay,Ann,Hi", "Ann Ay"),
        ("First name,Particle,Last name,Quote", "Ludwig,van,Beethoven,Hi", "Ludwig van Beethoven"),
        ("First name,Tussenvoegsel,Last name,Quote", "Jean,d',Arc,Hi", "Jean d'Arc"),
        ("Suffix,First name,Middle name,Last name,Quote", "Jr.,Martin,Luther,King,Hi", "Martin Luther King Jr."),
    ],
)
def test_a_name_in_parts_is_one_name(header: str, row: str, name: str) -> None:
    imported = import_data("csv", f"{header}\n{row}\n")
    assert imported.names == [name]
    assert [quote.who for quote in imported.quotes] == [(imported.dossier.people[0].id,)]


def test_a_title_beside_the_parts_of_a_name_is_no_title_of_an_event() -> None:
    imported = import_data("csv", "Title,First name,Last name,Quote,Date\nSenator,Ann,Ay,Hi,2025-10-14\n")
    assert [event.title for event in imported.events] == ["Statements of 14 October 2025"]
    assert to_tables(imported.quotes)[0]["x_honorific_title"] == "Senator"
    assert (
        "guessed: x_honorific_title ← Title, beside a name; if it is an office: --map who.role=Title" in imported.report
    )
    data = "Title,First name,Last name,Quote\nPresident,Ann,Ay,Hi\n"
    office = import_data("csv", data, columns=(("who.role", "Title"),)).dossier.people
    assert to_tables(office) == [{"id": "ann-ay", "name": "Ann Ay", "roles": [{"title": "President"}]}]


def test_what_stands_in_brackets_behind_a_speaker_is_what_the_header_says() -> None:
    imported = import_data("csv", "Speaker (party),Quote\nAnn Ay (Greens),Hi\nBob Bee,No\n")
    assert to_tables(imported.dossier.people) == [
        {"id": "ann-ay", "name": "Ann Ay", "side": "Greens"},
        {"id": "bob-bee", "name": "Bob Bee"},
    ]
    assert "Speaker and party ← Speaker (party), taken apart" in imported.report
    assert import_data("csv", "Speaker,Quote\nAnn Ay (Greens),Hi\n").names == ["Ann Ay (Greens)"]
    stated = (("who", "Speaker (party)"),)
    assert import_data("csv", "Speaker (party),Quote\nAnn Ay (Greens),Hi\n", columns=stated).names == [
        "Ann Ay (Greens)"
    ]


@pytest.mark.parametrize(
    ("header", "date"),
    [("Date (dd/mm/yyyy)", "2025-04-03"), ("Date (MM/DD/YYYY)", "2025-03-04"), ("Datum (TT/MM/JJJJ)", "2025-04-03")],
)
def test_a_header_may_say_the_order_of_day_and_month(header: str, date: str) -> None:
    imported = import_data("csv", f"{header},Speaker,Quote\n03/04/2025,Ann,Hi\n")
    assert to_tables(imported.events)[0]["date"] == date


@pytest.mark.parametrize(
    "header",
    [
        "Sender,Recipient,Date,Summary",
        "Absender,Empfänger,Datum,Regest",
        "Expéditeur,Destinataire,Date,Résumé",
        "Remitente,Destinatario,Fecha,Resumen",
        "From,To,Date,Subject",
    ],
)
def test_a_table_with_senders_and_recipients_is_one_of_letters(header: str) -> None:
    imported = import_data("csv", f"{header}\nAnn Ay,Bob Bee; Cy Dee,1885-10-14,Money\n")
    event = to_tables(imported.events)[0]
    assert (event["type"], event["title"]) == ("document", "Letter from Ann Ay to Bob Bee and Cy Dee")
    assert event["involved"] == [
        {"person": "ann-ay", "role": "sender"},
        {"person": "bob-bee", "role": "recipient"},
        {"person": "cy-dee", "role": "recipient"},
    ]
    assert "each row is a letter" in imported.report
    summary = "Letter from Ann Ay to Bob Bee and Cy Dee" if "Subject" in header else "Money"
    assert [(quote.who, quote.to, quote.mode, quote.text) for quote in imported.quotes] == [
        (("ann-ay",), ("bob-bee", "cy-dee"), "summary", summary)
    ]


def test_the_text_of_a_letter_is_what_its_sender_writes() -> None:
    data = "ID,Sender,Recipient,Date,Transcription,Place sent\nL1,Ann,Bob,1885,Dear Bob,Wien\nL2,,Bob,,,\n"
    imported = import_data("csv", data, name="letters.csv")
    assert to_tables(imported.quotes) == [
        {
            **{"id": "l1-01", "event": "L1", "who": ["ann"], "to": ["bob"], "text": "Dear Bob"},
            **{"source": "letters.csv", "locator": "row 2"},
        },
        {
            **{"id": "l2-01", "event": "L2", "to": ["bob"], "mode": "summary", "text": "Letter to Bob"},
            **{"source": "letters.csv", "locator": "row 3"},
        },
    ]
    assert [event.title for event in imported.events] == ["Letter from Ann to Bob", "Letter to Bob"]


def test_from_and_to_are_places_where_nothing_says_that_they_write() -> None:
    imported = import_data("csv", "From,To,Date,Description\nGreece,Rome,2025,They moved\n")
    assert not imported.names


# --- What a table does not say ---------------------------------------------------------------------------------------


def test_from_and_to_are_no_addressee_where_somebody_else_speaks() -> None:
    imported = import_data("csv", "Speaker,Quote,From,To\nAnn,Hello,2020-01-01,2021-01-01\n")
    assert imported.names == ["Ann"]
    assert dict(imported.quotes[0].extra) == {"x_from": "2020-01-01", "x_to": "2021-01-01"}
    german = import_data("csv", "Redner;Zitat;Von;An\nAnn;Hallo;Kiel;Bonn\n")
    assert german.names == ["Ann"]
    assert [*map(dict, (quote.extra for quote in german.quotes))] == [{"x_von": "Kiel", "x_an": "Bonn"}]


def test_who_is_spoken_to_or_of_or_took_part_is_a_guess_that_is_told() -> None:
    report = import_data("csv", "Speaker,Quote,To,About\nAnn,Hello,Bob,Cy\n").report
    assert "guessed: whom it was said to ← To, by the name of the column; change it with --map to=COLUMN" in report
    assert "guessed: whom it is about ← About" in report
    assert "guessed: who took part ← Visitor" in import_data("csv", "Visitor,Description\nAnn,Talks\n").report


def test_an_address_of_a_house_is_no_source() -> None:
    imported = import_data("csv", "Speaker,Quote,Address\nAnn,Hello,12 Main St\nBob,Yes,x.example/1\n")
    assert [source.url for source in imported.sources] == ["x.example/1"]
    assert dict(imported.quotes[0].extra) == {"x_address": "12 Main St"}
    assert "1 address of a source that is none, kept under an x_ key (row 2: '12 Main St')" in imported.report


@pytest.mark.parametrize("year", ["1914,1918", "20251014", "45944", "19 20", "98", "0"])
def test_what_is_no_year_is_kept_as_it_is_written(year: str) -> None:
    imported = import_data("csv", f'Speaker,Year,Quote\nAnn,"{year}",Hello\n')
    assert imported.events[0].date is None
    assert dict(imported.quotes[0].extra) == {"x_year": year}
    assert "kept as x_year" in imported.report


def test_a_year_may_have_a_comma_at_the_thousand() -> None:
    imported = import_data("csv", 'Speaker,Year,Quote\nAnn,"1,843",Hello\n')
    assert to_tables(imported.events)[0]["date"] == "1843"
    assert import_data("csv", "Orateur,An,Mois,Paroles\nAnn,1843,mai,Oui\n").toml.count('date = "1843-05"') == 1


@pytest.mark.parametrize("written", ["0000-00-00", "0000/00/00"])
def test_no_date_of_a_database_is_none(written: str) -> None:
    imported = import_data("csv", f"Speaker,Date,Quote\nAnn,{written},Hello\n")
    assert imported.events[0].date is None
    assert dict(imported.quotes[0].extra) == {"x_date": written}


# --- Tables that are broken, or written in another way ---------------------------------------------------------------


@pytest.mark.parametrize("line", ['Ann,"He said "no", then left",Post', '"Ann "A" Ay, MP",Hello,Post'])
def test_marks_that_shift_the_cells_of_a_row_are_refused_with_its_line(line: str) -> None:
    with pytest.raises(InputError, match=r"line 3: a quotation mark inside a cell .* has to be written twice"):
        import_data("csv", f"who,quote,source\nBob,Yes,Post\n{line}\n")


def test_marks_behind_a_cell_are_kept_and_told() -> None:
    imported = import_data("csv", 'who,quote,source\n"Ann","no" she said,Post\nBob ,"Yes" ,"Post, daily"\n')
    assert [quote.text for quote in imported.quotes] == ['"no" she said', "Yes"]
    assert imported.names == ["Ann", "Bob"]
    assert "1 row with text behind a quotation mark that ends a cell, kept as it is written" in imported.report


def test_marks_with_a_backslash_are_read_where_the_rows_say_so() -> None:
    data = 'who,quote,source\nAnn,"He said \\"no\\", then left","C:\\\\Post"\nBob,"A \\ B",Post\n'
    imported = import_data("csv", data)
    assert [quote.text for quote in imported.quotes] == ['He said "no", then left', "A \\ B"]
    assert imported.sources[0].container_title == "C:\\\\Post"
    assert "backslashes before quotation marks" in imported.report
    assert quotes_of('who,quote\nAnn,"in C:\\"\n')[0]["text"] == "in C:\\"


def test_an_apostrophe_before_a_formula_is_taken_away_and_one_of_the_text_is_kept() -> None:
    imported = import_data("csv", "who,quote\nAnn,'=1+1\nBob,'@home' he said\n")
    assert [quote.text for quote in imported.quotes] == ["=1+1", "'@home' he said"]
    assert "1 cell without the apostrophe before what a spreadsheet would take for a formula" in imported.report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-32-be"])
def test_a_byte_order_mark_is_no_part_of_the_first_column(encoding: str) -> None:
    data = '\ufeff"who","quote"\nAnn,Hello\n'.encode(encoding)
    assert import_data("csv", data, encoding=encoding).report.splitlines()[1] == "  mapped: text ← quote, who ← who"


def test_a_row_that_becomes_no_record_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = import_data("csv", "who,quote,Room\nAnn,,7\nBob,Yes,8\n")
    assert imported.dossier.info.extra["x_rows_without_text"] == [{"row": "2", "who": "Ann", "Room": "7"}]
    untitled = import_data("csv", "Event,Room\nTalks,7\n,8\n")
    assert untitled.dossier.info.extra["x_rows_without_title"] == [{"row": "3", "Room": "8"}]
    monkeypatch.setattr("peace_tui.importers.table.MAX_ROWS_SET_ASIDE", 1)
    report = import_data("csv", "Event,Room\nTalks,7\n,8\n,9\n").report
    assert "left out: 1 row without title beyond 1 (row 4)" in report


def test_all_columns_are_named_however_many_there_are() -> None:
    header = ["who", "quote", *(f"Column {number}" for number in range(1, 61))]
    report = import_data("csv", ",".join(header) + "\nAnn,Hello" + ",x" * 60 + "\n").report
    assert all(f"x_column_{number} ← Column {number}" in report for number in range(1, 61))


@pytest.mark.parametrize(
    "header",
    ["Szónok,Dátum,Idézet", "Vorbitor,Data,Declarație", "Говорител,Дата,Цитат", "話者,日付,発言", "화자,날짜,발언"],
)
def test_columns_are_known_in_many_languages(header: str) -> None:
    (quote,) = to_tables(import_data("csv", f"{header}\nAnn,2025-10-14,Hello\n").quotes)
    assert (quote["who"], quote["text"], quote["event"]) == (["ann"], "Hello", "statements-2025-10-14")


def test_names_in_parts_are_known_with_apostrophes_and_accents() -> None:
    assert import_data("csv", "Ім’я,Прізвище,Цитата\nОлена,Коваль,Так\n").names == ["Олена Коваль"]
    assert import_data("csv", "Prénom,Nom,Paroles\nZoé,Roux,Oui\n").names == ["Zoé Roux"]


# --- Rows of one quote -----------------------------------------------------------------------------------------------


def test_a_quote_of_which_a_row_says_nothing_is_not_lost() -> None:
    imported = import_data("csv", "id,speaker,quote,outlet\nq,Ann,Hello,Post\nq,Ann,Hallo,Blatt\nq,Ann,,Times\n")
    (quote,) = imported.quotes
    assert [version.text for version in quote.versions] == ["Hello", "Hallo"]
    assert imported.dossier.info.extra["x_rows_without_text"][0]["outlet"] == "Times"


def test_rows_of_one_id_are_one_quote_also_where_outlets_date_it_differently() -> None:
    rows = "id,date,speaker,quote,outlet\nq,2025-10-14,Ann,Hello,Post\nq,2025-10-15,Ann,Hallo,Blatt\n"
    imported = import_data("csv", rows)
    (quote,) = to_tables(imported.quotes)
    assert [each.id for each in imported.events] == ["statements-2025-10-14"]
    assert "date" not in quote
    assert quote["versions"] == [
        {"source": "post", "text": "Hello"},
        {"source": "blatt", "text": "Hallo", "x_date": "2025-10-15"},
    ]
    two = import_data("csv", f"{rows}q,2025-10-15,Bob,Hey,Blatt\n")
    assert [quote.who for quote in two.quotes] == [("ann",), ("bob",)]
    assert two.quotes[1].extra == {"x_id": "q"}


@pytest.mark.parametrize(
    "header",
    ["Wer;Anfang;Ende;Bemerkungen", "Qui;Date de début;Date de fin;Remarques", "Кто;Начало;Конец;Примечание"],
)
def test_remarks_are_no_speech_in_any_language(header: str) -> None:
    imported = import_data("csv", f"{header}\nAnn;1973-10-20;1973-10-22;Met with Bee\n")
    assert not imported.quotes
    assert to_tables(imported.events)[0]["summary"] == "Met with Bee"
    assert to_tables(imported.events)[0]["date"] == "1973-10-20/1973-10-22"
    assert imported.names == ["Ann"]


@pytest.mark.parametrize(
    ("row", "date"),
    [
        *(("2025年,10月,14日", "2025-10-14"), ("2025년,10월,14일", "2025-10-14"), ("2025,Sommer,", "2025-22")),
        ("2025 г.,октября,14-го", "2025-10"),
    ],
)
def test_parts_of_a_date_are_read_with_what_stands_behind_them(row: str, date: str) -> None:
    imported = import_data("csv", f"Speaker,Year,Month,Day,Quote\nAnn,{row},Hello\n")
    assert to_tables(imported.events)[0]["date"] == date


def test_text_beside_the_cells_of_xml_is_nobodys_and_each_quote_its_own() -> None:
    row = "<row><speaker>Ann</speaker><title>Talk</title>stray</row>"
    imported = import_data("csv", f"<rows>{row}</rows>")
    assert not imported.quotes
    assert dict(imported.events[0].extra) == {"x_mixed_text": "stray"}
    two = import_data("csv", "<rows><row><who>Ann</who><who>Bob</who><quote>One</quote><quote>Two</quote></row></rows>")
    assert [(quote.who, quote.text) for quote in two.quotes] == [(("ann", "bob"), "One")]
    assert dict(two.quotes[0].extra) == {"x_quote_2": "Two"}


def test_what_is_left_out_of_cells_in_html_is_told() -> None:
    html = "<p>Said.<script>tok1()</script><!-- tok2 --><img alt='tok3' src='https://i.example/tok4.png'> "
    html += "<abbr title='tok5'>UN</abbr><iframe src='https://f.example/tok6'></iframe></p>"
    imported = import_data("csv", f"Speaker,Quote\nAnn,{html}\n")
    assert imported.quotes[0].text == "Said. UN"
    assert imported.quotes[0].extra["x_links"] == ["https://f.example/tok6", "https://i.example/tok4.png"]
    for told in (
        "1 element script in HTML (row 2)",
        "1 comment in HTML (row 2)",
        "1 attribute alt of img in HTML (row 2: 'tok3')",
        "1 attribute title of abbr in HTML (row 2: 'tok5')",
    ):
        assert f"left out: {told}" in imported.report


def test_ids_of_people_and_events_that_are_none_are_kept() -> None:
    data = "Speaker,Who id,Quote,Event,Event id\nAnn,https://x.example/7,Hi,Talk,44 BC\n"
    imported = import_data("csv", data)
    assert imported.dossier.people[0].extra == {"x_id": "https://x.example/7"}
    assert imported.events[0].extra == {"x_id": "44 BC"}
    assert "2 ids taken already, or unsound, kept as x_id" in imported.report


@pytest.mark.parametrize(
    "header",
    [
        "Locuteur;Date;Propos;Journal;Lieu;Événement;Fonction;Langue;Heure",
        "Hablante;Fecha;Declaración;Periódico;Lugar;Evento;Cargo;Idioma;Hora",
        "Puhuja;Päivämäärä;Lainaus;Lähde;Paikka;Tapahtuma;Virka;Kieli;Aika",
        "Szónok;Dátum;Idézet;Forrás;Hely;Esemény;Tisztség;Nyelv;Idő",
        "Говорник;Датум;Цитат;Извор;Место;Догађај;Функција;Език;Време",
        "المتحدث;التاريخ;الاقتباس;المصدر;المكان;الحدث;المنصب;اللغة;الوقت",
        "דובר;תאריך;ציטוט;מקור;מקום;אירוע;תפקיד;שפה;שעה",
        "वक्ता;दिनांक;उद्धरण;स्रोत;स्थान;घटना;पद;भाषा;समय",
        "Người nói;Ngày;Trích dẫn;Nguồn;Địa điểm;Sự kiện;Chức vụ;Ngôn ngữ;Giờ",
        "發言人;日期;發言;來源;地點;事件;職位;語言;時間",
        "발언자;날짜;발언;출처;장소;행사;직책;언어;시간",
        "ผู้พูด;วันที่;คำพูด;แหล่งที่มา;สถานที่;เหตุการณ์;ตำแหน่ง;ภาษา;เวลา",
    ],
)
def test_columns_are_known_by_their_names_in_many_languages(header: str) -> None:
    imported = import_data("csv", f"{header}\nAnn;2025-10-14;Hi.;Gazette;Rome;Talk;Envoy;en;14:30\n", zone="UTC")
    (quote,), (event,) = imported.quotes, imported.events
    assert (quote.text, quote.who, quote.language) == ("Hi.", ("ann",), "en")
    assert str(quote.date and quote.date.text) == "2025-10-14T14:30"
    assert (event.title, event.place) == ("Talk", "Rome")
    assert [source.container_title for source in imported.sources] == ["Gazette"]
    assert [role.title for role in imported.dossier.people[0].roles] == ["Envoy"]
    assert not quote.extra


@pytest.mark.parametrize("columns", ["Start,End", "Start time,End time"])
def test_times_in_a_recording_are_kept_as_those_of_subtitles_are(columns: str) -> None:
    rows = 'Ann,0:00:01,00:00:04.5,Hello\nBob,00:05.250,"00:06,5",Hi\nCy,10:30,10:45,Ho\n'
    imported = import_data("csv", f"Speaker,{columns},Text\n{rows}")
    assert [dict(quote.extra) for quote in imported.quotes[:2]] == [
        {"x_start": "00:00:01.000", "x_end": "00:00:04.500"},
        {"x_start": "00:00:05.250", "x_end": "00:00:06.500"},
    ]
    assert "10:30" in imported.quotes[2].extra.values()
    assert "2 rows with times in a recording, kept as x_start and x_end" in imported.report
    dated = import_data(
        "csv", "Speaker,Date,Start time,End time,Text\nAnn,2025-10-14,10:30:00,10:45:00,Hi\n", zone="UTC"
    )
    assert to_tables(dated.quotes)[0]["date"] == "2025-10-14T10:30/2025-10-14T10:45"
    assert "x_start" not in dated.quotes[0].extra


@pytest.mark.parametrize("name", ["N/A", "-", "–", "?", "Unknown"])
def test_what_stands_for_no_one_is_no_person(name: str) -> None:
    imported = import_data("csv", f"Speaker,Quote\nAnn,Hi\n{name},Ho\n{name};Bob,Hu\n")
    assert imported.names == ["Ann", "Bob"]
    assert [quote.who for quote in imported.quotes] == [("ann",), (), ("bob",)]
    assert f"changed: 2 placeholders instead of a name: '{name}'" in imported.report
    (event,) = import_data("csv", f"Sender,Recipient\n{name},Bob\n").events
    assert (event.title, [each.person for each in event.involved]) == ("Letter to Bob", ["bob"])
