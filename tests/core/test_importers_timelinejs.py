"""TimelineJS: its JSON of every version, and its spreadsheet."""

from __future__ import annotations

import json
from typing import Any

import pytest

from imports import import_data, to_tables
from peace_tui.errors import InputError
from peace_tui.text.html import to_plain_text

TIMELINE = {
    "title": {
        "text": {"headline": "The <i>whole</i>", "text": "<p>First.</p><p>Second &amp; last.</p>"},
        "background": {"color": "#fff"},
    },
    "events": [
        {
            "unique_id": "one",
            "start_date": {"year": "1815", "month": "12", "day": "10"},
            "end_date": {"year": 1852, "month": 11, "day": ""},
            "text": {"headline": "Ada", "text": '<p>See <a href="https://e.example/ada">her page</a>.</p>'},
            "media": {
                "url": "https://m.example/ada.jpg",
                "caption": '<a href="https://e.example/p">Portrait</a>',
                "credit": "Museum",
                "thumbnail": "https://m.example/small.jpg",
            },
            "group": "People",
            "background": {"url": "https://m.example/back.jpg"},
            "autolink": False,
        },
        {"start_date": {"year": "1900"}, "display_date": "About then", "text": {"text": "No headline, only text."}},
        {"start_date": {"year": "-44", "month": "3", "day": "15"}, "text": {"headline": "Ides"}, "group": "meeting"},
        {"start_date": {"year": "2020", "month": "13"}, "text": {"headline": "Odd"}},
        {"start_date": {"year": "2020"}, "text": {"headline": "Said"},
         "media": {"url": "<blockquote>So be it. <cite>Somebody</cite></blockquote>"}},
        {"start_date": {"year": "2020"}, "text": {"headline": "Framed"},
         "media": {"url": "<iframe src='https://v.example/1'></iframe>"}},
    ],
    "eras": [
        {"start_date": {"year": "1800"}, "end_date": {"year": "1899"}, "text": {"headline": "Century"}},
        {"text": {"headline": "Never"}},
    ],
    "scale": "human",
}  # fmt: skip


def events_of(*slides: dict[str, Any], **options: Any) -> list[dict[str, Any]]:
    return to_tables(import_data("timelinejs", json.dumps({"events": slides}), **options).events)


def test_slides_become_events_eras_and_sources() -> None:
    imported = import_data("timelinejs", json.dumps(TIMELINE))
    assert imported.dossier.info.title == "The whole"
    assert imported.dossier.info.note == "First.\n\nSecond & last."
    assert to_tables(imported.dossier.eras) == [{"title": "Century", "date": "1800/1899"}]
    first, untitled, ides, odd, _, framed = to_tables(imported.events)
    assert first == {
        **{"id": "one", "title": "Ada", "summary": "See her page.", "date": "1815-12-10/1852-11"},
        **{"sources": ["her-page", "portrait"], "tags": ["People"]},
        **{"x_background": {"url": "https://m.example/back.jpg"}, "x_autolink": False},
    }
    assert untitled["title"] == untitled["summary"] == "No headline, only text."
    assert untitled["x_display_date"] == "About then"
    assert ides == {"id": "ides", "title": "Ides", "type": "meeting", "date": "-0043-03-15"}
    assert odd["x_start_date"] == {"year": "2020", "month": "13"}
    assert odd["date"] == "2020"
    assert to_tables(imported.sources)[:2] == [
        {"id": "her-page", "title": "her page", "container_title": "e.example", "url": "https://e.example/ada"},
        {
            **{"id": "portrait", "type": "graphic", "title": "Portrait", "container_title": "Museum"},
            **{"url": "https://m.example/ada.jpg", "x_thumbnail": "https://m.example/small.jpg"},
            "x_links": ["https://e.example/p"],
        },
    ]
    assert framed["sources"] == ["v.example"]
    assert imported.dossier.source_of["v.example"].url == "https://v.example/1"


def test_a_blockquote_in_place_of_a_medium_is_a_quote() -> None:
    imported = import_data("timelinejs", json.dumps(TIMELINE))
    assert to_tables(imported.quotes) == [
        {"id": "said-quote", "event": "said", "text": "So be it.", "source": "the-whole", "x_cited": "Somebody"}
    ]


def test_the_report_tells_every_loss() -> None:
    report = import_data("timelinejs", json.dumps(TIMELINE)).report
    assert report.startswith("given: read 9 slides; ")
    assert "1 era without a date that can be read, kept in x_eras of the dossier (slide 9: 'Never')" in report
    assert "1 date of which a part cannot be read, kept as x_start_date (slide 5)" in report


def test_a_timeline_on_the_cosmological_scale_has_years_as_far_as_dates_go() -> None:
    slides = [
        {"start_date": {"year": "-13798000000"}, "text": {"headline": "Bang"}},
        {"start_date": {"year": "-66000000", "month": ""}, "text": {"headline": "Impact"}},
    ]
    imported = import_data("timelinejs", json.dumps({"scale": "cosmological", "events": slides}))
    bang, impact = to_tables(imported.events)
    assert bang["x_start_date"] == {"year": "-13798000000"}
    assert impact["date"] == "Y-65999999"
    assert "cosmological" in imported.report


def test_clock_times_need_a_time_zone() -> None:
    slide = {"start_date": {"year": 2015, "month": 1, "day": 2, "hour": 9, "minute": "05", "second": "01"}}
    assert events_of(slide, zone="UTC")[0]["date"] == "2015-01-02T09:05:01"
    without = events_of(slide)[0]
    assert (without["date"], without["x_start_date_time"]) == ("2015-01-02", "09:05:01")


def test_what_a_date_says_beyond_numbers_is_kept_or_told() -> None:
    start = {"year": 2015, "month": 1, "day": 2, "millisecond": 5, "format": "yyyy", "display_date": "Then"}
    imported = import_data("timelinejs", json.dumps({"events": [{"start_date": start, "text": {"headline": "H"}}]}))
    kept = {"x_start_date_shown": "Then", "x_start_date_millisecond": 5, "x_start_date_format": "yyyy"}
    assert imported.events[0].extra == kept
    assert "changed: 1 fraction of a second, kept as x_start_date_millisecond (slide 1)" in imported.report
    assert events_of({"start_date": {"year": "44 BC"}})[0]["date"] == "-0043"


def test_a_bad_date_of_an_export_is_kept_aside() -> None:
    event = events_of({"start_date": {"year": 2020}, "display_date": "Then", "x_date": "soon"})[0]
    assert (event["date"], event["x_date"], event["x_display_date"]) == ("2020", "soon", "Then")


def test_an_end_before_its_start_is_kept_aside() -> None:
    event = events_of({"start_date": {"year": 2015}, "end_date": {"year": 2014}, "text": {"headline": "H"}})[0]
    assert (event["date"], event["x_end_date"]) == ("2015", "2014")


def test_a_date_that_an_export_kept_whole_is_taken() -> None:
    event = events_of({"start_date": {"year": 2020}, "display_date": "in the 2020s", "x_date": "202X"})[0]
    assert event["date"] == "202X"
    assert "x_display_date" not in event


@pytest.mark.parametrize(
    "data",
    [
        '{"timeline": {"headline": "Old", "text": "T", "date": [{"startDate": "2011,12,10", "endDate": '
        '"2011,12,11", '
        '"headline": "H", "text": "<b>B</b>", "tag": "G", '
        '"asset": {"media": "https://m.example/x", "caption": "C"}}]}}',
        'storyjs_jsonp_data = {"timeline": {"headline": "Old", "date": [{"startDate": "2011,12,10", "endDate": '
        '"2011,12,11", "headline": "H", "text": "B", "tag": "G", "asset": {"media": "https://m.example/x", '
        '"caption": "C"}}]}};',
        '{"timeline": {"slides": [{"start_date": {"year": "2011", "month": "12", "day": "10"}, "end_date": {"year": '
        '"2011", "month": "12", "day": "11"}, "text": {"headline": "H", "text": "B"}, "group": "G", "media": {"url": '
        '"https://m.example/x", "caption": "C"}}]}}',
        '[{"start_date": {"year": "2011", "month": "12", "day": "10"}, "end_date": {"year": "2011", "month": "12", '
        '"day": "11"}, "headline": "H", "text": "B", "group": "G", "media": {"url": "https://m.example/x", '
        '"caption": "C"}}]',
    ],
)
def test_older_forms_are_read(data: str) -> None:
    assert to_tables(import_data("timelinejs", data).events) == [
        {
            **{"id": "h", "title": "H", "summary": "B", "date": "2011-12-10/2011-12-11", "sources": ["c"]},
            "tags": ["G"],
        }
    ]


SHEET = """\
Year,Month,Day,Time,End Year,Display Date,Headline,Text,Media,Media Credit,Media Caption,Type,Group,Background,Link
,,,,,,All of it,<p>Intro</p>,,,,title,,#333333,
"1,815",12,10,,1852,,Ada,Text,https://m.example/a.png,Museum,Portrait,,People,https://m.example/b.png,https://l.example/
1900,,,,1950,,Half a century,,,,,era,,,
2015,1,2,10:30 AM,,,Morning,,,,,,,,
,,,,,,,,,,,,,,
"""


def test_the_spreadsheet_is_read() -> None:
    imported = import_data("timelinejs", SHEET, zone="UTC")
    assert imported.dossier.info.title == "All of it"
    assert to_tables(imported.dossier.eras) == [{"title": "Half a century", "date": "1900/1950"}]
    ada, morning = to_tables(imported.events)
    assert ada == {
        **{"id": "ada", "title": "Ada", "summary": "Text", "date": "1815-12-10/1852", "sources": ["portrait"]},
        **{"tags": ["People"], "x_background": {"url": "https://m.example/b.png"}},
    }
    assert morning["date"] == "2015-01-02T10:30"
    assert to_tables(imported.sources)[0]["x_link"] == "https://l.example/"


def test_the_old_spreadsheet_is_read() -> None:
    data = "Start Date,End Date,Headline,Text,Media,Media Credit,Type,Tag\n5/30/2011,6/2/2011,H,T,,,,A\n"
    assert to_tables(import_data("timelinejs", data).events) == [
        {"id": "h", "title": "H", "summary": "T", "date": "2011-05-30/2011-06-02", "tags": ["A"]}
    ]


@pytest.mark.parametrize("data", ['{"events": []}', '{"a": 1}', '"text"', "12", "{}"])
def test_json_that_is_no_timeline_is_refused(data: str) -> None:
    with pytest.raises(InputError, match=r"array of events|no slides|not a table|no spreadsheet"):
        import_data("timelinejs", data)


def test_json_that_is_broken_is_refused_with_line_and_column() -> None:
    with pytest.raises(InputError, match="line 2, column 1: this is not JSON"):
        import_data("timelinejs", '{"events": [\n}')


@pytest.mark.parametrize(
    "html",
    [
        *("<![bad", "<a href='x", "&#xD800;", "<!DOCTYPE", "<?php", "<script>", "<!-- never closed", "</", "a < b"),
        *("<" * 60_000, "<!--" * 20_000, "<p>" * 60_000, "<a " * 20_000, '<a href="' * 9_000, "</" * 30_000),
    ],
)
def test_broken_html_is_text(html: str) -> None:
    event = events_of({"start_date": {"year": 2000}, "text": {"headline": "H", "text": html + " the end"}})[0]
    assert event["summary"].endswith("the end")


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One\nTwo\nThree"),
        ("a &lt; b &amp;amp; c&nbsp;d", "a < b &amp; c d"),
        ('<a title="a > b" href="x">link</a>', "link"),
        ("<script>var a = '<p>';</script>said<style>p {}</style><!-- <p>no</p> -->", "said"),
        ("İİ<SCRIPT>x</Script>said", "İİsaid"),
        ("1 < 2 and 3 > 2", "1 < 2 and 3 > 2"),
        ("two\nlines without tags", "two\nlines without tags"),
    ],
)
def test_html_becomes_what_it_says(html: str, text: str) -> None:
    assert to_plain_text(html).text == text


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("?id=7&section=uk&region=eu&copy=1", "?id=7&section=uk&region=eu&copy=1"),
        ("?a=1&notify=2&lt=3&notit;x", "?a=1&notify=2&lt=3&notit;x"),
        ("?a=1&amp;b=2&#38;c=3&amp;copy=4", "?a=1&b=2&c=3&copy=4"),
        ("?a=1&para", "?a=1¶"),
    ],
)
def test_an_address_in_an_attribute_is_read_as_browsers_do(written: str, address: str) -> None:
    slide = {"text": {"headline": "H", "text": f'<p><a href="https://n.example/{written}">here</a></p>'}}
    imported = import_data("timelinejs", json.dumps({"events": [slide]}))
    assert imported.sources[0].url == f"https://n.example/{address}"


@pytest.mark.parametrize(
    ("start", "date", "kept"),
    [
        ({"year": 1843, "month": "Oktober", "day": 5}, "1843-10-05", {}),
        ({"year": 1843, "day": 5}, "1843", {"x_start_date": {"year": 1843, "day": 5}}),
        ({"year": 1843, "month": 10, "day": 5, "hour": 24}, "1843-10-05", {"x_start_date_time": {"hour": 24}}),
        ({"year": 1843, "month": 10, "day": 5, "minute": 30}, "1843-10-05", {"x_start_date_time": {"minute": 30}}),
        ({"year": 1843, "month": 10, "day": 5, "time": "24:00"}, "1843-10-05", {"x_start_date_time": "24:00"}),
        ({"year": 1843, "month": 10, "day": 5, "hour": "noon"}, "1843-10-05T12:00", {}),
        ({"year": "120 BC", "month": 3}, "-0119-03", {}),
        ({"year": "c. 1790"}, "1790~", {}),
        ({"year": 1843, "more": "x"}, "1843", {"x_start_date": {"year": 1843, "more": "x"}}),
    ],
)
def test_what_is_certain_of_a_date_is_taken_and_the_rest_kept(start: Any, date: str, kept: Any) -> None:
    imported = import_data(
        "timelinejs", json.dumps({"events": [{"start_date": start, "text": {"headline": "H"}}]}), zone="UTC"
    )
    event = to_tables(imported.events)[0]
    assert (event["date"], {name: value for name, value in event.items() if name.startswith("x_")}) == (date, kept)
    assert all(f"kept as {name}" in imported.report for name in kept)


def test_a_signature_of_a_blockquote_is_no_part_of_what_is_said() -> None:
    post = '<blockquote><p>Hello.</p>&mdash; Ann (@ann) <a href="https://p.example/1">May 5</a></blockquote> via B'
    imported = import_data("timelinejs", json.dumps({"events": [{"media": {"url": post}, "text": {"headline": "H"}}]}))
    assert [(quote.text, quote.extra) for quote in imported.quotes] == [
        ("Hello.", {"x_cited": "— Ann (@ann) May 5; via B"})
    ]
    assert imported.events[0].extra == {"x_media": {"x_links": ["https://p.example/1"]}}


def test_the_credit_of_a_blockquote_is_its_source() -> None:
    credit = '<a href="https://gazette.example/">The Gazette</a>'
    media = {"url": "<blockquote>We shall.</blockquote>", "credit": credit}
    imported = import_data("timelinejs", json.dumps({"events": [{"start_date": {"year": 2020}, "media": media}]}))
    assert to_tables(imported.sources) == [
        {"id": "the-gazette", "container_title": "The Gazette", "url": "https://gazette.example/"}
    ]
    assert to_tables(imported.quotes)[0]["source"] == "the-gazette"


def test_eras_alone_are_a_timeline() -> None:
    era = {"start_date": {"year": "1990"}, "end_date": {"year": "2000"}, "text": {"headline": "Nineties"}}
    imported = import_data("timelinejs", json.dumps({"eras": [era, {"text": {"headline": "Never"}}]}))
    assert to_tables(imported.dossier.eras) == [{"title": "Nineties", "date": "1990/2000"}]
    assert "1 era without a date that can be read, kept in x_eras of the dossier (slide 2: 'Never')" in imported.report


def test_eras_without_a_date_and_what_is_no_slide_are_kept() -> None:
    era = {"text": {"headline": "Never", "text": "It was told."}}
    imported = import_data("timelinejs", json.dumps({"events": [{"text": {"headline": "H"}}, "odd"], "eras": [era]}))
    assert imported.dossier.info.extra["x_eras"] == [era]
    assert imported.dossier.info.extra["x_slides"] == ["odd"]


@pytest.mark.parametrize("part", ["text", "caption", "credit"])
def test_what_is_left_out_of_html_is_told(part: str) -> None:
    html = "<p>Said.<script>tok1()</script><!-- tok2 --><img alt='tok3' src='https://i.example/tok4.png'> "
    html += "<abbr title='tok5'>UN</abbr><iframe src='https://f.example/tok6'></iframe></p>"
    slide: dict[str, Any] = {"text": {"headline": "H"}, "media": {"url": "https://m.example/"}}
    slide["text" if part == "text" else "media"][part] = html
    imported = import_data("timelinejs", json.dumps({"events": [{"start_date": {"year": 2020}, **slide}]}))
    assert "https://i.example/tok4.png" in imported.toml
    assert "https://f.example/tok6" in imported.toml
    for told in (
        "1 element script in HTML (slide 1)",
        "1 comment in HTML (slide 1)",
        "1 attribute alt of img in HTML (slide 1: 'tok3')",
        "1 attribute title of abbr in HTML (slide 1: 'tok5')",
    ):
        assert f"left out: {told}" in imported.report


def test_a_medium_without_a_caption_does_not_get_the_headline_of_its_slide() -> None:
    slide = {"text": {"headline": "A triumph"}, "media": {"url": "https://www.v.example/1.mp4"}}
    (source,) = import_data("timelinejs", json.dumps({"events": [slide]})).sources
    assert (source.title, source.container_title) == ("https://www.v.example/1.mp4", "v.example")
