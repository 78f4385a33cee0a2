"""SVG: well-formed pictures that stand alone, hold their words as text, and show hostile text as text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import dossier
from exports import HOSTILE_TEXTS, export_text, hostile_dossier
from generated import dossiers, views
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
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
@pytest.mark.parametrize("hostile", [*HOSTILE_TEXTS, "\ufffe"])
def test_svg_shows_hostile_text_as_text(hostile: str, chart: str) -> None:
    plain, spoiled = (
        export_text("svg", dossier(), chart=chart),
        export_text("svg", hostile_dossier(hostile), chart=chart),
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
    assert "of quotes all but who and to" in omissions
    picture = export_text("svg", dossier())
    assert "Left out or changed: 1 event without a date; of the dossier all but" in picture
    assert max(map(len, texts(picture))) < 230, "the footer is as wide as the picture"
