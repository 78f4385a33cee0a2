"""SVG: well-formed pictures that stand alone, hold their words as text, and show hostile text as text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import dossier
from exports import export_text
from generated import dossiers, views
from hostile import HOSTILE_TEXTS, hostile
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Era, Event, Info
from peace_tui.query.selection import select

CHARTS = ("time", "matrix")
SVG = "{http://www.w3.org/2000/svg}"


def texts(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def tags(svg: str) -> set[str]:
    return {element.tag for element in ElementTree.fromstring(svg).iter()}


@pytest.mark.parametrize("chart", CHARTS)
@given(st.data())
def test_a_picture_is_well_formed_and_loads_nothing(chart: str, data: st.DataObject) -> None:
    drawn = data.draw(dossiers())
    selection = select(drawn, data.draw(views(drawn)))
    text = publish(FORMAT_BY_NAME["svg"], selection, {"chart": chart}).text
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert int(root.get("width", "")) > 0
    assert int(root.get("height", "")) > 0
    assert tags(text) <= {
        f"{SVG}{tag}" for tag in ("svg", "title", "desc", "style", "rect", "text", "g", "path", "circle")
    }
    assert "url(" not in text
    assert "@import" not in text


@pytest.mark.parametrize("chart", CHARTS)
@pytest.mark.parametrize("text", [*HOSTILE_TEXTS, "\ufffe"])
def test_svg_shows_hostile_text_as_text(text: str, chart: str) -> None:
    plain, spoiled = (
        export_text("svg", dossier(), chart=chart),
        export_text("svg", hostile(text), chart=chart),
    )
    assert tags(spoiled) == tags(plain)


def test_the_chart_of_time_has_a_lane_for_each_value() -> None:
    assert {"call", "other"} <= {*texts(export_text("svg", dossier(), lanes="type"))}
    assert "Russia" in texts(export_text("svg", dossier(), lanes="side"))


def test_the_matrix_has_a_row_for_each_speaker_and_a_column_for_each_addressee() -> None:
    names = texts(export_text("svg", dossier(), chart="matrix"))
    assert {"all speakers", "Ivan Ivanov", "to all", "to John Smith"} <= {*names}


def test_what_a_picture_cannot_show_is_an_omission() -> None:
    omissions = publish(FORMAT_BY_NAME["svg"], select(dossier())).note.omissions
    assert omissions[0] == "1 event without a date"
    assert "of quotes all but event" in omissions
    assert "3 people" in omissions
    matrix = publish(FORMAT_BY_NAME["svg"], select(dossier()), {"chart": "matrix"}).note.omissions
    assert "of quotes all but who and to" in matrix
    assert "2 events" in matrix
    picture = export_text("svg", dossier())
    assert "Left out or changed: 1 event without a date; of the dossier all but" in picture
    assert max(map(len, texts(picture))) < 230, "the footer is as wide as the picture"


def test_what_a_chart_has_no_mark_for_is_told() -> None:
    days = [parse_date("2025-10-14"), *[parse_date(f"2025-10-{day}") for day in (10, 12, 16)], None]
    events = tuple(
        Event(id=f"e{number}", title=f"Event {number}.", date=days[min(number // 25, 4)]) for number in range(120)
    )
    eras = (Era(title="Then", date=parse_date("2025-10-11/2025-10-13")), Era(title="Long ago", date=parse_date("1950")))
    crowd = Dossier(info=Info(title="T"), events=events, eras=eras)
    publication = publish(FORMAT_BY_NAME["svg"], select(crowd), {"chart": "time", "lanes": "type"})
    shown = publication.text.partition("<style>")[2]
    titled = sum(f"{event.title}<" in shown for event in events)
    undated, crowded, beyond = publication.note.omissions[:3]
    assert undated == "20 events without a date"
    assert crowded == f"{100 - titled} events counted where there is no room for a mark"
    assert 0 < titled < 100
    assert ("Then" in shown, "Long ago" in shown) == (True, False)
    assert beyond == "1 era beyond the axis"
