"""TEI: debates, letters, direct speech and critical texts; and XML that means harm."""

from __future__ import annotations

import io
import re
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports import import_data, to_tables
from peace_tui.__main__ import main
from peace_tui.errors import InputError
from peace_tui.importers.input_file import InputFile
from peace_tui.importers.tei_speech import make_name_from_id
from peace_tui.importers.xml_stream import XmlStream

NS = 'xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude"'


def tei(header: str = "", body: str = "", file_desc: str = "", **attributes: str) -> str:
    given = " ".join(f'{name.replace("_", ":")}="{value}"' for name, value in attributes.items())
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI {NS} {given}><teiHeader><fileDesc>{file_desc}</fileDesc><profileDesc>{header}</profileDesc></teiHeader>
<text><body>{body}</body></text></TEI>"""


DEBATE_FILE = """
<titleStmt><title type="main" xml:lang="en">Sitting 9</title><title type="sub">Minutes</title></titleStmt>
<publicationStmt><availability><licence>CC-BY-4.0</licence></availability></publicationStmt>
<sourceDesc><bibl><title>Hansard</title><idno type="URI">https://h.example/9</idno><date when="2020-05-27"/></bibl>
</sourceDesc>
"""
DEBATE_PROFILE = """
<settingDesc><setting><name type="city">Ankara</name><name type="country" key="TR">Turkey</name>
<date from="1996-11-28" to="2000-10-27"/></setting></settingDesc>
<particDesc><listOrg>
<org xml:id="party.A" role="politicalParty"><orgName full="yes">Party A</orgName><orgName full="abb">A</orgName></org>
</listOrg><listPerson>
<person xml:id="AnnAy"><persName><surname>Ay</surname><forename>Ann</forename></persName><sex value="F"/>
<affiliation role="member" ref="#party.A" from="2018-01-01"/><affiliation role="minister" ref="#gov" to="2015"/>
<idno type="URI" subtype="wikidata">https://www.wikidata.org/wiki/Q42</idno></person>
<person xml:id="Mute"><persName><surname>Mute</surname></persName></person>
</listPerson></particDesc>
"""
DEBATE = """
<div type="debateSection"><note type="time">14.01</note><note type="speaker">ANN AY:</note>
<u who="#AnnAy" ana="#chair" xml:id="u1"><seg>One. <note>Applause</note></seg>
<seg>Two <incident><desc>bell</desc></incident>three.<gap reason="inaudible"/></seg></u>
<u who="#Bob.Bee" ana="#regular" xml:id="u2" xml:lang="tr"><seg><s><w>Evet</w><w join="right">efendim</w><pc>.</pc>
<linkGrp><link target="#a"/></linkGrp></s> <s><name><w>Peki</w></name><pc>!</pc></s></seg></u>
<u who="#AnnAy"><note>silence</note></u></div>
<div type="debateSection"><head>Second matter</head><u who="#AnnAy"><seg>Four.</seg></u></div>
"""


def debate() -> Any:
    return import_data("tei", tei(DEBATE_PROFILE, DEBATE, DEBATE_FILE, xml_id="S9", xml_lang="en"), name="s9.xml")


def test_a_debate_becomes_a_sitting_its_headed_parts_and_what_is_said() -> None:
    imported = debate()
    assert imported.dossier.info.title == "Sitting 9"
    assert imported.dossier.info.license == "CC-BY-4.0"
    assert to_tables(imported.events) == [
        {
            **{"id": "S9", "type": "meeting", "title": "Sitting 9", "summary": "Minutes", "date": "2020-05-27"},
            **{"place": "Ankara, Turkey", "x_remarks": ["time: 14.01"]},
        },
        {
            **{"id": "second-matter", "type": "meeting", "title": "Second matter", "date": "2020-05-27"},
            **{"place": "Ankara, Turkey", "x_part_of": "Sitting 9"},
        },
    ]
    first, second, third = to_tables(imported.quotes)
    assert first == {
        **{"id": "u1", "event": "S9", "who": ["ann-ay"], "mode": "transcript", "n": 1, "tags": ["chair"]},
        **{"text": "One.\nTwo three. […]", "note": "Applause; bell", "source": "hansard", "x_speaker": "ANN AY:"},
    }
    assert (second["text"], second["language"], second["who"]) == ("Evet efendim. Peki !", "tr", ["bob-bee"])
    assert (third["event"], third["text"]) == ("second-matter", "Four.")


def test_people_come_from_the_list_of_the_document_and_the_rest_from_their_ids() -> None:
    imported = debate()
    assert to_tables(imported.dossier.people) == [
        {
            **{"id": "ann-ay", "name": "Ann Ay", "side": "Party A", "wikidata": "Q42", "x_sex": "F"},
            "roles": [
                {"title": "member", "org": "Party A", "date": "2018-01-01/.."},
                {"title": "minister", "org": "gov", "date": "../2015"},
            ],
        },
        {"id": "bob-bee", "name": "Bob Bee"},
    ]
    assert "1 person named by an id only, whose list is in another file (Bob.Bee)" in imported.report
    assert "1 person of a list, named nowhere else (Mute)" in imported.report
    assert "1 speech without words (s9.xml:" in imported.report
    assert imported.report.startswith("s9.xml: read 4 utterances, 2 people listed; ")


@pytest.mark.parametrize(
    ("id", "name"),
    [("Levent.Gök", "Levent Gök"), ("ÇağrıÇöltekin", "Çağrı Çöltekin"), ("party.X", "party X"), ("A", "A")],
)
def test_names_are_made_of_ids(id: str, name: str) -> None:
    assert make_name_from_id(id) == name


def test_files_that_are_included_are_read_if_they_lie_beside_and_told_if_not(tmp_path: Path) -> None:
    (tmp_path / "list.xml").write_text(
        f'<listPerson {NS}><person xml:id="P"><persName>Pat Pea</persName></person></listPerson>'
    )
    (tmp_path / "2020").mkdir()
    (tmp_path / "2020" / "part.xml").write_text(tei("", '<u who="#P"><seg>Hello.</seg></u>', DEBATE_FILE))
    (tmp_path.parent / "outside.xml").write_text("<TEI/>")
    corpus = tmp_path / "corpus.xml"
    corpus.write_text(
        f'<teiCorpus {NS}><teiHeader><xi:include href="list.xml"/><xi:include href="none.xml"/>'
        '<xi:include href="../outside.xml"/><xi:include href="file:///etc/passwd"/></teiHeader>'
        '<xi:include href="2020/part.xml"/><xi:include href="corpus.xml"/></teiCorpus>'
    )
    imported = import_data("tei", corpus.read_bytes(), name=str(corpus))
    assert imported.names == ["Pat Pea"]
    assert imported.quotes[0].text == "Hello."
    assert "4 inclusions of a file that is not beside this one (first: none.xml)" in imported.report


def test_a_list_of_people_alone_becomes_people() -> None:
    name = "<persName><surname>Pea</surname><forename>Pat</forename></persName>"
    assert import_data("tei", f'<listPerson {NS}><person xml:id="P">{name}</person></listPerson>').names == ["Pat Pea"]


LETTER_FILE = """
<titleStmt><title>Letters</title></titleStmt><publicationStmt><date when="2022-01-30"/></publicationStmt>
<sourceDesc><bibl type="print" xml:id="ed">The edition, Berlin 1983</bibl></sourceDesc>
"""


def letter(sent: str, received: str = "", more: str = "", **attributes: str) -> str:
    given = " ".join(f'{name}="{value}"' for name, value in attributes.items())
    return (
        f'<correspDesc {given}><correspAction type="sent">{sent}</correspAction>'
        f'<correspAction type="received">{received}</correspAction>{more}</correspDesc>'
    )


HERZL = '<persName ref="https://d-nb.info/gnd/1">Herzl, Theodor</persName>'
BAHR = '<persName ref="http://www.wikidata.org/entity/Q7">Hermann Bahr</persName>'


def test_letters_become_events_between_people_with_their_edition_as_source() -> None:
    described = letter(
        f'{HERZL}<date when="1885-05-29"/><placeName ref="https://g.example/1">Wien</placeName>',
        f"{BAHR}<date when='1885-06-01'/><placeName>Linz</placeName>",
        '<note>A card.</note><correspContext><ref type="prev" target="https://l.example/0">before</ref></correspContext>',
        key="98",
        source="#ed",
        ref="https://l.example/L98.html",
    )
    imported = import_data("tei", tei(described + described, "<p/>", LETTER_FILE), name="cmif.xml")
    assert to_tables(imported.dossier.people) == [
        {
            **{"id": "herzl-theodor", "name": "Herzl, Theodor", "aliases": ["Theodor Herzl"]},
            "x_ref": "https://d-nb.info/gnd/1",
        },
        {"id": "hermann-bahr", "name": "Hermann Bahr", "wikidata": "Q7", "x_ref": "http://www.wikidata.org/entity/Q7"},
    ]
    assert to_tables(imported.events)[0] == {
        **{"id": "letter-1885-05-29", "type": "document", "title": "Letter from Theodor Herzl to Hermann Bahr"},
        **{"date": "1885-05-29", "place": "Wien", "sources": ["the-edition-berlin-1983", "l98"], "note": "A card."},
        "involved": [{"person": "herzl-theodor", "role": "sender"}, {"person": "hermann-bahr", "role": "recipient"}],
        **{"x_place_ref": ["https://g.example/1"], "x_received_date": "1885-06-01", "x_received_place": "Linz"},
        **{"x_key": "98", "x_context": ["prev: before https://l.example/0"]},
    }
    assert [event.id for event in imported.events] == ["letter-1885-05-29", "letter-1885-05-29-2"]
    assert to_tables(imported.sources)[0] == {
        **{"id": "the-edition-berlin-1983", "type": "book", "title": "The edition, Berlin 1983"}
    }
    assert imported.report.startswith("cmif.xml: read 2 letters; ")


@pytest.mark.parametrize(
    ("date", "edtf"),
    [
        ('when="1885-05-29"', "1885-05-29"),
        ('when="1885-05"', "1885-05"),
        ('when="1885" cert="low"', "1885?"),
        ('when="1885-05-29" evidence="conjecture"', "1885-05-29?"),
        ('when="2022-11-29T15:23:04.747-01:00"', "2022-11-29T15:23:04-01:00"),
        ('when="2022-11-29T15:23:04"', "2022-11-29"),
        ('when="1885-05-29+01:00"', "1885-05-29"),
        ('notBefore="1885-05" notAfter="1885-07"', "[1885-05..1885-07]"),
        ('notBefore="1885-05"', "[1885-05..]"),
        ('notAfter="1885-07"', "[..1885-07]"),
        ('from="1885-05-01" to="1885-05-03"', "1885-05-01/1885-05-03"),
        ('from="1885"', "1885/.."),
        ('when-iso="1885-05-29"', "1885-05-29"),
        ('when="1885-02-30"', None),
        ('from="1885-05-03" to="1885-05-01"', None),
        ('when="--05-29"', None),
    ],
)
def test_dates_of_letters(date: str, edtf: str | None) -> None:
    imported = import_data("tei", tei(letter(f"{HERZL}<date {date}/>"), "", LETTER_FILE))
    event = to_tables(imported.events)[0]
    assert event.get("date") == edtf
    assert ("x_date" in event) == (edtf is None)
    assert ("kept as x_date" in imported.report) == (edtf is None)


def test_words_of_a_date_are_read_where_there_are_no_attributes() -> None:
    imported = import_data("tei", tei(letter(f"{HERZL}<date>29. Mai 1885</date>"), "", LETTER_FILE))
    assert to_tables(imported.events)[0]["date"] == "1885-05-29"


def test_letters_of_organizations_and_of_nobody() -> None:
    sent = '<orgName ref="https://o.example/1">S. Fischer</orgName><persName>Unbekannt</persName>'
    imported = import_data("tei", tei(letter(sent) + letter("<date/>"), "", LETTER_FILE))
    assert [person.kind for person in imported.dossier.people] == ["organization", "anonymous"]
    assert [event.title for event in imported.events] == ["Letter from S. Fischer and Unbekannt", "Letter"]


def test_one_address_is_one_person_with_aliases() -> None:
    other = HERZL.replace("Herzl, Theodor", "Th. Herzl").replace("https:", "http:")
    imported = import_data("tei", tei(letter(HERZL) + letter(other), "", LETTER_FILE))
    assert to_tables(imported.dossier.people)[0]["aliases"] == ["Theodor Herzl", "Th. Herzl"]


def test_direct_and_indirect_speech() -> None:
    body = """<p>He said <said who="#ann" toWhom="#bob #cy" direct="true" aloud="false">“Go,
    and <said who="#bob">stay</said>.”</said> She answered <said direct="false" who="#dee">that she would</said>.</p>
    <p>Nobody speaks.</p>"""
    imported = import_data("tei", tei("", body, LETTER_FILE))
    first, inner, second = to_tables(imported.quotes)
    assert (first["text"], first["to"], first["x_aloud"]) == ("“Go, and stay.”", ["bob", "cy"], "false")
    assert "mode" not in first
    assert inner["text"] == "stay"
    assert (second["who"], second["mode"]) == (["dee"], "indirect")
    assert imported.events[0].type == "document"
    assert "1 element p in which no one is said to speak" in imported.report


def test_speeches_of_plays() -> None:
    body = '<div><head>Act 1</head><sp who="#ham"><speaker>HAM.</speaker><l>To be</l><l>or not</l></sp>'
    body += "<sp><speaker>OPH.</speaker><p>My lord</p></sp></div>"
    imported = import_data("tei", tei("", body, LETTER_FILE))
    assert [quote.text for quote in imported.quotes] == ["To be\nor not", "My lord"]
    assert imported.names == ["ham", "OPH"]


WITNESSES = """<titleStmt><title>Poem</title><author>A. Poet</author></titleStmt><sourceDesc><listWit>
<witness xml:id="A">First print</witness><witness xml:id="B">Manuscript</witness><witness xml:id="C"/>
</listWit></sourceDesc>"""


def test_an_apparatus_becomes_versions_of_its_line_by_witness() -> None:
    body = '<l>O <app><lem wit="#A">rose</lem><rdg wit="#B">sick rose</rdg></app>, thou</l>'
    quote = to_tables(import_data("tei", tei("", body, WITNESSES)).quotes)[0]
    assert quote["text"] == "O rose, thou"
    assert quote["who"] == ["a-poet"]
    assert quote["versions"] == [
        {"source": "a", "text": "O rose, thou"},
        {"source": "b", "text": "O sick rose, thou"},
    ]


def test_witnesses_that_an_apparatus_does_not_name_have_the_lemma() -> None:
    body = '<ab><app><lem>rose</lem><rdg wit="#B">lily</rdg><rdg wit="#D">tulip</rdg></app></ab>'
    imported = import_data("tei", tei("", body, WITNESSES))
    assert {version.source: version.text for version in imported.quotes[0].versions} == {
        **{"a": "rose", "b": "lily", "c": "rose", "d": "tulip"}
    }
    assert imported.dossier.source_of["b"].title == "Manuscript"


def test_an_apparatus_in_speech_and_one_that_stands_alone() -> None:
    body = """<p><said who="#x">Go <app><lem wit="#A">now</lem><rdg wit="#B">then</rdg></app></said></p>
    <app><lem wit="#A">alone</lem><rdg wit="#B"/></app>"""
    imported = import_data("tei", tei("", body, WITNESSES))
    assert [[version.text for version in quote.versions] for quote in imported.quotes] == [
        ["Go now", "Go then"],
        ["alone"],
    ]


def test_old_tei_without_namespace_is_read() -> None:
    data = '<TEI.2><teiHeader/><text><body><p><said who="ann">Hi</said></p></body></text></TEI.2>'
    assert import_data("tei", data).quotes[0].text == "Hi"


# --- XML that means harm ---------------------------------------------------------------------------------------------

LAUGHS = '<!DOCTYPE TEI [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE TEI [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("declared", [LAUGHS, OUTSIDE, '<!DOCTYPE TEI [<!ENTITY % p SYSTEM "http://x.example/"> %p;]>'])
def test_declared_entities_are_refused(declared: str) -> None:
    data = tei("", '<u who="#a"><seg>&x;&b;</seg></u>').replace("<TEI ", f"{declared}<TEI ")
    with pytest.raises(InputError, match="declares entities"):
        import_data("tei", data)


def test_a_document_type_alone_is_no_harm_and_its_entities_mean_what_html_means_by_them() -> None:
    data = tei("", '<u who="#a"><seg>A&mdash;B &nosuch; C</seg></u>')
    data = data.replace("<TEI ", '<!DOCTYPE TEI SYSTEM "tei_all.dtd"><TEI ')
    assert import_data("tei", data).quotes[0].text == "A—B &nosuch; C"


def test_depth_has_a_bound() -> None:
    with pytest.raises(InputError, match="nested too deeply"):
        import_data("tei", tei("", "<seg>" * 500))


def test_a_stream_holds_one_element_at_a_time() -> None:
    def peak_memory(count: int) -> int:
        data = b"<TEI><text>" + b"<u>Some words are said here, and some more.</u>" * count + b"</text></TEI>"
        stream = XmlStream(InputFile("long.xml", io.BytesIO(data)), {"u"}, {"text"})
        tracemalloc.start()
        try:
            assert sum(event.kind == "complete" for event in stream) == count
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak_memory(1)
    assert peak_memory(20_000) < 2 * peak_memory(4_000)


def test_broken_xml_is_refused_with_line_and_column() -> None:
    with pytest.raises(InputError, match=r"given: line 3, column \d+: this is not well-formed XML: mismatched tag"):
        import_data("tei", tei("", "<u>").replace("</u>", ""))


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("<visits><visit/></visits>", "outermost element is visits"),
        ("<html><body/></html>", "outermost element is html"),
        (tei("", "<p>Only prose.</p>"), "there is no speech"),
        ('{"a": 1}', "this is JSON"),
        ("who,text\n", "this is not XML"),
    ],
)
def test_what_holds_nothing_to_import_is_refused(data: str, why: str) -> None:
    with pytest.raises(InputError, match=why):
        import_data("tei", data)


def test_a_table_written_as_xml_is_read_as_one() -> None:
    data = "<visits><visit><title>A state visit</title><date>1874-12-12</date></visit></visits>"
    imported = import_data("tei", data)
    assert [event.title for event in imported.events] == ["A state visit"]
    assert "read as import csv does" in imported.report


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "windows-1252"])
def test_encodings_that_xml_declares_are_read(encoding: str) -> None:
    data = tei("", '<u who="#a"><seg>Öl é</seg></u>').replace("UTF-8", encoding)
    assert import_data("tei", data.encode(encoding)).quotes[0].text == "Öl é"


@pytest.mark.parametrize("encoding", ["nosuch", "utf-7", "shift_jis", "idna", "base64", "undefined"])
def test_encodings_that_cannot_be_read_are_told(encoding: str) -> None:
    with pytest.raises(InputError, match="encoding"):
        import_data("tei", tei("", '<u who="#a"><seg>x</seg></u>').replace("UTF-8", encoding))


def test_the_command_reads_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "s9.xml"
    file.write_text(tei(DEBATE_PROFILE, DEBATE, DEBATE_FILE, xml_id="S9", xml_lang="en"))
    assert main(["import", "tei", str(file), "-o", str(tmp_path / "s9.toml")]) == 0
    assert re.search(r"read 4 utterances.*1 source, 2 events, 3 quotes", capsys.readouterr().err)
    assert main(["check", str(tmp_path / "s9.toml")]) == 0


TAGS = (
    *("u", "said", "sp", "app", "lem", "rdg", "seg", "p", "l", "div", "head", "note", "w", "pc", "s", "choice", "gap"),
    *("correspDesc", "correspAction", "persName", "placeName", "date", "person", "org", "affiliation", "listWit"),
    *(
        "witness",
        "titleStmt",
        "title",
        "sourceDesc",
        "bibl",
        "settingDesc",
        "setting",
        "supplied",
        "speaker",
        "text",
        "TEI",
    ),
)
ATTRIBUTES = {
    **dict.fromkeys(
        ("who", "toWhom", "wit", "ref", "source", "ana"), ("#a", "#a #b", "", "http://x.example/1", "#", "a:b")
    ),
    **dict.fromkeys(
        ("when", "from", "to", "notBefore", "notAfter"), ("2020", "2020-05-27", "1999-13", "2020-05-27T10:00")
    ),
    **{"xml:id": ("a", "b", "é", "x y", "-"), "type": ("sent", "received", "main", "speaker"), "direct": ("false",)},
    **{"xml:lang": ("en", "x_y", ""), "cert": ("low",), "role": ("politicalParty",), "join": ("right",)},
}


@st.composite
def elements(draw: st.DrawFn, depth: int = 0) -> str:
    tag = draw(st.sampled_from(TAGS))
    names = draw(st.lists(st.sampled_from([*ATTRIBUTES]), unique=True, max_size=3))
    given = "".join(f' {name}="{draw(st.sampled_from(ATTRIBUTES[name]))}"' for name in names)
    inner = draw(st.lists(elements(depth + 1) if depth < 3 else st.just("t"), max_size=2))
    words = draw(st.lists(st.sampled_from(("one", " ", "\n", "“é”", "&amp;", "&#x202e;")), max_size=3))
    return f"<{tag}{given}>{''.join(words)}{''.join(inner)}</{tag}> "


@settings(max_examples=50)
@given(st.lists(elements(), max_size=2), st.lists(elements(), max_size=4), st.lists(elements(), max_size=3))
def test_any_tree_of_these_elements_is_imported_or_refused(header: list[str], body: list[str], file: list[str]) -> None:
    try:
        import_data("tei", tei("".join(header), "".join(body), "".join(file)))
    except InputError:
        return


NAMES_AND_TIME = """<TEI xmlns="http://www.tei-c.org/ns/1.0" xml:id="s"><teiHeader><fileDesc><titleStmt><title>S</title>
</titleStmt></fileDesc><profileDesc><settingDesc><setting><date when="2021-03-04T09:15:00"/></setting></settingDesc>
<particDesc><listPerson>
<person xml:id="a"><persName><roleName>Dame</roleName><forename>Bo</forename><surname>Cee</surname>
<addName>of Northport</addName></persName></person>
<person xml:id="b"><persName><surname>鈴木</surname><forename>花子</forename></persName></person>
<person xml:id="c"><persName><forename>Anne</forename><nameLink>de l’</nameLink><surname>Orme</surname>
<genName>II</genName></persName></person>
</listPerson></particDesc></profileDesc></teiHeader>
<text><body><div><u who="#a">A.</u><u who="#b">B.</u><u who="#c">C.</u></div></body></text></TEI>"""


def test_names_are_put_together_as_they_are_read_and_all_parts_of_them_kept() -> None:
    imported = import_data("tei", NAMES_AND_TIME)
    assert imported.names == ["Bo Cee", "鈴木花子", "Anne de l’Orme II"]
    dame = to_tables(imported.dossier.people)[0]
    assert (dame["roles"], dame["x_name_parts"]) == ([{"title": "Dame"}], ["addName: of Northport"])


def test_a_clock_time_of_a_sitting_needs_a_time_zone() -> None:
    imported = import_data("tei", NAMES_AND_TIME)
    event = to_tables(imported.events)[0]
    assert (event["date"], event["x_date"]) == ("2021-03-04", "when=2021-03-04T09:15:00")
    assert "--timezone" in imported.report
    zoned = to_tables(import_data("tei", NAMES_AND_TIME, zone="Europe/Oslo").events)[0]
    assert (zoned["date"], "x_date" in zoned) == ("2021-03-04T09:15:00", False)


LETTER = """<correspDesc><correspAction type="sent"><persName ref="#ann">Ann Ay</persName><placeName>Paris</placeName>
<date when="1850-01-02"/></correspAction>
<correspAction type="received"><persName>Bob Bee</persName></correspAction></correspDesc>"""


def test_the_text_of_a_letter_is_what_its_sender_writes_to_the_recipient() -> None:
    body = """<div type="letter"><head>A letter</head><opener><salute>Dear Bob,</salute></opener>
    <p>I write.<note>Illegible.</note></p><closer><signed>Ann</signed></closer></div>
    <div type="commentary"><p>An editor explains.</p></div>"""
    imported = import_data("tei", tei(LETTER, body, "<titleStmt><title>Letter 1</title></titleStmt>"))
    assert imported.names == ["Ann Ay", "Bob Bee"]
    (event,), (quote,) = to_tables(imported.events), to_tables(imported.quotes)
    assert event["involved"] == [
        {"person": "ann-ay", "role": "sender"},
        {"person": "bob-bee", "role": "recipient"},
    ]
    assert quote == {
        **{"id": f"{event['id']}-text", "event": event["id"], "who": ["ann-ay"], "to": ["bob-bee"]},
        **{"text": "Dear Bob,\nI write.\nAnn", "note": "Illegible.", "source": "letter-1", "x_heading": "A letter"},
    }
    assert "element p in which no one is said to speak" in imported.report


def test_a_document_of_several_letters_has_no_text_of_theirs() -> None:
    imported = import_data("tei", tei(LETTER * 2, "<p>An introduction.</p>"))
    assert [(quote.who, quote.to, quote.mode, quote.text) for quote in imported.quotes] == [
        (("ann-ay",), ("bob-bee",), "summary", "Letter from Ann Ay to Bob Bee")
    ] * 2
    assert "1 element p in which no one is said to speak" in imported.report


def test_an_interview_has_the_date_of_its_recording_and_a_name_for_its_source() -> None:
    source = """<titleStmt><title>Talk with Bob</title></titleStmt><sourceDesc><recordingStmt><recording type="audio">
    <date>1999-05-04</date></recording></recordingStmt></sourceDesc>"""
    person = '<person xml:id="A" role="interviewer"><persName>Ann</persName><birth when="1950"/></person>'
    imported = import_data("tei", tei(f"<particDesc>{person}</particDesc>", '<u who="#A">Hello.</u>', source))
    assert to_tables(imported.events)[0]["date"] == "1999-05-04"
    assert [source.title for source in imported.sources] == ["Talk with Bob"]
    assert to_tables(imported.dossier.people) == [
        {"id": "ann", "name": "Ann", "x_part_taken": "interviewer", "x_birth": "1950"}
    ]


def test_no_part_of_a_name_without_spaces_is_told_as_lost() -> None:
    person = "<person xml:id='P'><persName><forename>晋三</forename><surname>安倍</surname></persName></person>"
    imported = import_data("tei", tei(f"<particDesc>{person}</particDesc>", '<u who="#P">Hai.</u>'))
    assert imported.names == ["安倍晋三"]
    assert "left out: nothing" in imported.report


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("<surname>김</surname><forename>정은</forename>", "김정은"),
        ("Baroness <surname>Smith</surname> of <placeName>Basildon</placeName>", "Baroness Smith of Basildon"),
        ("<surname>Müller</surname>, <forename>Jürgen</forename>", "Jürgen Müller"),
        ("Dame <forename>Bo</forename>", "Dame Bo"),
    ],
)
def test_a_name_is_what_it_says(written: str, name: str) -> None:
    people = f'<person xml:id="a"><persName>{written}</persName></person>'
    imported = import_data(
        "tei", tei(f"<particDesc><listPerson>{people}</listPerson></particDesc>", '<div><u who="#a">Hello.</u></div>')
    )
    assert imported.names == [name]
    assert not re.search("left out: .*(text in|words)", imported.report)


def test_a_date_of_a_sitting_that_cannot_be_read_is_kept() -> None:
    setting = "<settingDesc><setting><date>Whitsun 2020</date></setting></settingDesc>"
    imported = import_data("tei", tei(setting, "<div><u>Hello.</u></div>"))
    assert to_tables(imported.events)[0]["x_date"] == "Whitsun 2020"
    assert "1 date that cannot be read, kept as x_date ('Whitsun 2020')" in imported.report


def test_headings_and_notes_are_kept_or_told() -> None:
    body = """<head>Of the text</head><div><head>First</head><head>Second</head><u>Hello.</u><head>Third</head></div>
    <div><head>Empty</head><note>Silence</note></div>"""
    imported = import_data("tei", tei("", body))
    assert to_tables(imported.events)[0]["x_remarks"] == ["head: Second", "head: Third"]
    assert "left out: 1 heading where no one speaks ('Empty')" in imported.report
    assert "left out: 2 notes where no one speaks (first: 'Silence')" in imported.report


def test_what_is_not_read_of_several_readings_is_told() -> None:
    choice = "<choice><sic>thee</sic><corr>the</corr></choice> <choice><abbr>Mr</abbr><expan>Mister</expan></choice>"
    imported = import_data("tei", tei("", f"<div><u>{choice} end</u></div>"))
    assert imported.quotes[0].text == "the Mister end"
    assert "1 element sic in whose place another is read: 'thee'" in imported.report
    assert "1 element abbr in whose place another is read: 'Mr'" in imported.report


def test_what_a_play_calls_a_speaker_is_kept() -> None:
    body = '<div><sp who="#ann"><speaker>First lady.</speaker><p>Hello.</p></sp></div>'
    assert to_tables(import_data("tei", tei("", body)).quotes)[0]["x_speaker"] == "First lady."


def test_a_quotation_that_names_its_speaker_is_speech_and_what_stands_beside_it_is_told() -> None:
    body = """<div><p>He rose. <q who="#ann">We go.</q> Silence.</p><p><said who="#bob">No.</said></p>
    <p><q>Nobody's</q></p><u who="#bob">He said <q who="#ann">we go</q>.</u></div>"""
    imported = import_data("tei", tei("", body))
    said = [(quote.who, quote.text) for quote in imported.quotes]
    assert said == [(("ann",), "We go."), (("bob",), "No."), (("bob",), "He said we go.")]
    assert re.search("1 text beside what is said in an element p .*'He rose. Silence.'", imported.report)
    assert "element p in which no one is said to speak" in imported.report
    assert "attribute who of q" in imported.report


def test_the_name_of_an_organization_is_whole() -> None:
    imported = import_data("tei", tei(letter("<orgName>Foreign Office, Berlin</orgName>", BAHR), "", LETTER_FILE))
    office = to_tables(imported.dossier.people)[0]
    assert (office["name"], office["kind"], office.get("aliases")) == ("Foreign Office, Berlin", "organization", None)
    assert imported.events[0].title == "Letter from Foreign Office, Berlin to Hermann Bahr"


def test_letters_of_one_edition_have_one_source_whether_they_name_it_or_not() -> None:
    edition = '<sourceDesc><bibl type="print" xml:id="b">Berlin 1990</bibl></sourceDesc>'
    described = letter(HERZL, BAHR, source="#b") + letter(BAHR, HERZL)
    imported = import_data("tei", tei(described, "", edition))
    assert [source.title for source in imported.sources] == ["Berlin 1990"]
    assert [event.sources for event in imported.events] == [("berlin-1990",)] * 2


def test_documents_of_a_corpus_without_ids_have_sources_of_their_own() -> None:
    document = """<TEI><teiHeader><fileDesc><titleStmt><title>S</title></titleStmt><sourceDesc><bibl>
    <title>{}</title></bibl></sourceDesc></fileDesc></teiHeader><text><body><u who="#a">{}</u></body></text></TEI>"""
    corpus = "".join(document.format(f"Record {number}", f"Words {number}.") for number in (1, 2))
    imported = import_data("tei", f"<teiCorpus {NS}>{corpus}</teiCorpus>")
    assert [imported.dossier.source_of[quote.versions[0].source].title for quote in imported.quotes] == [
        "Record 1",
        "Record 2",
    ]


def test_attributes_of_what_holds_the_text_are_counted_once_and_those_that_are_used_are_not() -> None:
    holders = '<text n="1"><front rend="small"/><body><div xml:id="a" type="b"/><div type="c" corresp="#d">'
    document = tei(
        "<particDesc/>",
        '<u who="#b" xml:id="u1" n="5" type="loud">Hello.</u></div>',
        "<titleStmt><title>T</title></titleStmt>",
    )
    document = document.replace("<text><body>", holders).replace("<TEI ", '<TEI xml:id="s9" xml:lang="en" ana="#b" ')
    imported = import_data("tei", document.replace("</titleStmt>", '<meeting corresp="#u1"/></titleStmt>'))
    told = re.findall("left out: (.* attributes? .*?)[, ]*(?:which|inside|[(]|$)", imported.report, re.M)
    assert sorted(told) == [
        *("1 attribute ana of TEI", "1 attribute corresp of div", "1 attribute corresp of meeting"),
        *("1 attribute n of text", "1 attribute rend of front", "1 attribute type of u", "1 attribute xml:id of div"),
        "2 attributes type of div",
    ]
    assert (imported.events[0].id, imported.dossier.info.language) == ("s9", "en")


def test_the_id_and_the_language_of_a_document_that_come_into_no_record_are_told() -> None:
    header = "<teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader>"
    documents = "".join(
        f'<TEI xml:id="{id}" xml:lang="{language}">{header}'
        '<text><body><div><head>H</head><u who="#p">Words.</u></div></body></text></TEI>'
        for id, language in (("aa", "en"), ("bb", "pt-BR"))
    )
    report = import_data("tei", f"<teiCorpus {NS} n='1'>{documents}</teiCorpus>").report
    assert "2 attributes xml:id of TEI, which no record has a place for (first: 'aa')" in report
    assert "1 attribute n of teiCorpus, which no record has a place for" in report
    assert "1 attribute xml:lang of TEI, which no record has a place for" in report


@pytest.mark.parametrize(
    ("body", "count"),
    [
        ('<u who="#B">He said <q who="#B">yes</q> and <quote>no</quote>.</u>', 2),
        ('<u who="#B">He said <q>“yes”</q> and “<quote>no</quote>”.</u>', 0),
        ('<u who="#B">He <note>a <q>b</q></note> said so.</u>', 0),
        ('<p>He said <q who="#B">yes</q>, <q>no</q>.</p>', 0),
        ('<p><q who="#B">You say <q who="#A">yes</q>.</q></p>', 1),
        ('<l>O <app><lem>rose</lem><rdg wit="#B">lily</rdg></app>, <q>thou</q></l>', 1),
    ],
)
def test_quotations_in_what_is_said_are_told_where_the_file_has_no_marks_for_them(body: str, count: int) -> None:
    report = import_data("tei", tei("", f"<div>{body}</div>", WITNESSES)).report
    told = re.findall(r"changed: (\d) elements? (?:q|quote) inside what is said, without quotation marks", report)
    assert sum(map(int, told)) == count


def test_quotations_in_a_letter_are_told_where_the_file_has_no_marks_for_them() -> None:
    imported = import_data("tei", tei(LETTER, "<p>He wrote <q>yes</q>.</p>"))
    assert imported.quotes[0].text == "He wrote yes."
    assert "1 element q inside what is said, without quotation marks, as in the file" in imported.report


def test_parts_of_names_that_stand_side_by_side_are_put_together_as_they_are_read() -> None:
    author = "<author><persName><surname>Roe</surname><forename>Jo</forename></persName></author>"
    sender = "<persName><forename>Ann</forename><nameLink>van</nameLink><surname>Ay</surname></persName>"
    recipient = "<persName><surname>Bee</surname><forename>Bob</forename><roleName>Envoy</roleName></persName>"
    place = "<settlement>Quito</settlement><country>Ecuador</country>"
    letter = (
        f'<correspDesc><correspAction type="sent">{sender}{place}</correspAction>'
        f'<correspAction type="received">{recipient}</correspAction></correspDesc>'
    )
    data = (
        f"<TEI><teiHeader><fileDesc><titleStmt><title>L</title>{author}</titleStmt></fileDesc>"
        f"<profileDesc>{letter}</profileDesc></teiHeader><text><body><p>Hi.</p></body></text></TEI>"
    )
    imported = import_data("tei", data)
    assert to_tables(imported.dossier.people) == [
        {"id": "ann-van-ay", "name": "Ann van Ay"},
        {"id": "bob-bee", "name": "Bob Bee", "roles": [{"title": "Envoy"}]},
    ]
    assert (imported.events[0].place, to_tables(imported.sources)[0]["author"]) == ("Quito, Ecuador", ["Jo Roe"])


def test_the_author_of_a_document_is_that_of_the_edition_it_was_made_from() -> None:
    header = (
        "<fileDesc><titleStmt><title>N</title><author>Jo Roe</author></titleStmt>"
        "<sourceDesc><bibl>Novel, 1895</bibl></sourceDesc></fileDesc>"
    )
    data = f'<TEI><teiHeader>{header}</teiHeader><text><body><p><said who="#A">Hi</said></p></body></text></TEI>'
    assert to_tables(import_data("tei", data).sources)[0]["author"] == ["Jo Roe"]


def test_what_is_said_inside_what_is_said_names_the_quote_that_repeats_it() -> None:
    outer = '<said who="#A">He said: <said who="#B">come</said> and <q who="#C">go</q></said>'
    data = f'<TEI><text><body><p>{outer}</p><p><said who="#A">“<said who="#B">No</said>”</said></p></body></text></TEI>'
    imported = import_data("tei", data)
    quotes = [(quote.text, quote.extra.get("x_quoted_in")) for quote in imported.quotes]
    first, last = imported.quotes[0].id, imported.quotes[3].id
    assert quotes == [
        *(("He said: come and go", None), ("come", first), ("go", first)),
        *(("“No”", None), ("No", last)),
    ]
    assert "1 element said inside what is said, without quotation marks, as in the file" in imported.report


def test_stage_directions_are_remarks() -> None:
    play = (
        "<div><head>Scene</head><stage>Enter A.</stage><sp who='#A'><speaker>A</speaker><stage>aside</stage>"
        "<p>Yes.</p></sp></div>"
    )
    imported = import_data("tei", f"<TEI><text><body>{play}</body></text></TEI>")
    assert (imported.quotes[0].text, imported.quotes[0].note) == ("Yes.", "aside")
    assert imported.events[0].extra["x_remarks"] == ["stage: Enter A."]


def test_words_on_both_sides_of_a_line_break_of_a_heading_stay_apart() -> None:
    body = "<div><head>Chapter<lb/>one<lb break='no'/>s</head><u who='#A'>Hi</u></div>"
    assert import_data("tei", f"<TEI><text><body>{body}</body></text></TEI>").events[0].title == "Chapter ones"


def test_comments_in_xml_are_counted() -> None:
    data = "<TEI><text><body><u who='#A'>Hi <!-- not said --></u><!-- --></body></text></TEI>"
    assert "left out: 1 comment in the XML" in import_data("tei", data).report


def test_what_a_gap_in_speech_is_described_as_is_a_remark() -> None:
    inner = (
        "<seg>Well</seg><gap reason='inaudible'><desc>(cannot be heard)</desc></gap><media><desc>film</desc></media>"
    )
    imported = import_data("tei", f"<TEI><text><body><u who='#A'>{inner}</u></body></text></TEI>")
    assert (imported.quotes[0].text, imported.quotes[0].note) == ("Well\n[…]", "(cannot be heard)")
    assert "1 element desc beside what is said" in imported.report


def test_the_year_at_the_end_of_the_id_of_a_person_is_no_part_of_the_name() -> None:
    data = "<TEI><text><body><u who='#AnnAy.1960'>Hi</u><u who='#AnnAy.1984'>Ho</u></body></text></TEI>"
    imported = import_data("tei", data)
    assert imported.names == ["Ann Ay", "Ann Ay"]
    assert len({quote.who for quote in imported.quotes}) == 2


@pytest.mark.parametrize("date", ['<date when="18270623">June 1827</date>', '<date when="1827.vi">23 June 1827</date>'])
def test_dates_of_other_forms_are_read_from_the_attribute_or_else_from_the_words(date: str) -> None:
    letter = f'<correspDesc><correspAction type="sent"><persName>A</persName>{date}</correspAction></correspDesc>'
    data = f"<TEI><teiHeader><profileDesc>{letter}</profileDesc></teiHeader><text><body><p/></body></text></TEI>"
    assert to_tables(import_data("tei", data).events)[0]["date"] == "1827-06-23"


@pytest.mark.parametrize(("span", "side"), [('from="2021-01-01"', None), ('to="2020-05"', "X"), ('to="2020-04"', None)])
@pytest.mark.parametrize("is_listed_first", [True, False])
def test_a_party_is_that_of_the_day_wherever_people_are_listed(
    span: str, side: str | None, is_listed_first: bool
) -> None:
    header = '<profileDesc><settingDesc><setting><date when="2020-05-27"/></setting></settingDesc></profileDesc>'
    person = f'<person xml:id="a"><persName>Ann</persName><affiliation role="member" ref="#party.X" {span}/></person>'
    listed = f"<standOff><listPerson>{person}</listPerson></standOff>"
    orgs = (
        '<standOff><listOrg><org xml:id="party.X" role="politicalParty"><orgName>X</orgName></org></listOrg></standOff>'
    )
    text = '<text><body><u who="#a">Hi</u></body></text>'
    body = listed + text if is_listed_first else text + listed
    document = f"<TEI><teiHeader>{header}</teiHeader>{orgs}{body}</TEI>"
    (ann,) = [each for each in import_data("tei", document).dossier.people if each.name == "Ann"]
    assert ann.side == side


@pytest.mark.parametrize("name", ["N.N.", "[?]", "unknown", "Anonym"])
def test_a_correspondent_without_a_name_is_anonymous(name: str) -> None:
    parties = f'<correspAction type="sent"><persName>{name}</persName></correspAction>'
    parties += '<correspAction type="received"><persName>Bob Bee</persName></correspAction>'
    document = f"<TEI><teiHeader><correspDesc>{parties}</correspDesc></teiHeader></TEI>"
    people = import_data("tei", document).dossier.people
    assert [(person.name, person.kind) for person in people] == [(name, "anonymous"), ("Bob Bee", "person")]
