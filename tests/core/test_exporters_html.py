"""HTML: one page that loads nothing, holds what `list` lists, and shows hostile text as text."""

from __future__ import annotations

import base64
import re
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dossiers import changed, dossier
from exports import export_text, listed_ids, parse_page
from generated import dossiers, views
from hostile import HOSTILE_TEXTS, hostile
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.query.selection import KINDS, select
from peace_tui.query.view import View


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_html_shows_hostile_text_as_text(text: str) -> None:
    plain, spoiled = (
        parse_page(export_text("html", dossier())),
        parse_page(export_text("html", hostile(text))),
    )
    assert spoiled.elements <= plain.elements | {"br"}
    assert spoiled.attributes <= plain.attributes
    assert {spoiled.inside["script"], spoiled.inside["style"]} == {plain.inside["script"], plain.inside["style"]}
    said = " ".join(spoiled.inside["body"].split())
    assert all(" ".join(line.split()) in said for line in text.split("\n"))
    assert {link for link in spoiled.links if not link.startswith("#")} == {"data:,"}


@given(st.data())
def test_html_holds_the_records_that_list_lists(data: st.DataObject) -> None:
    dossier = data.draw(dossiers())
    selection = select(dossier, data.draw(views(dossier)))
    read = parse_page(publish(FORMAT_BY_NAME["html"], selection).text)
    assert len(read.ids) == len(set(read.ids))
    ids = {id for kind in KINDS for id in listed_ids(selection, kind)}
    assert {id for id in read.ids if not id.startswith("page:")} == ids
    assert {link[1:] for link in read.links if link.startswith("#")} <= set(read.ids)


def test_outlets_do_not_print_a_composed_text_as_it_stands() -> None:
    shown = re.findall(r"<summary>([^<]*)</summary>", export_text("html", dossier()))
    composed = [quote for quote in dossier().quotes if quote.is_composed]
    assert sum(words.startswith("Passages in ") for words in shown) == len(composed) > 0
    assert sum(words.startswith("Printed by ") for words in shown) == len(shown) - len(composed)


def test_an_outlet_that_reports_a_turn_in_its_own_words_paraphrases_it() -> None:
    """What is no speech differs by right: no word of it is marked, and no outlet is said to print it differently."""
    for mode, verb in (("indirect", "Paraphrased"), ("summary", "Summed up"), ("direct", "Passages in")):
        text = export_text("html", dossier(changed('about = ["王"]', f'about = ["王"]\nmode = "{mode}"')))
        said = f"{verb} by Outlet A and Outlet B" if mode != "direct" else "Passages in Outlet A and Outlet B"
        assert f"<summary>{said}</summary>" in text
        assert ('<span class="other">' in text) == (mode == "direct")
        assert ("2 outlets, 2 paraphrases" in text) == (mode != "direct")


def test_of_versions_of_which_not_all_are_compared_no_word_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    marked = dossier()
    assert '<span class="other">' in publish(FORMAT_BY_NAME["html"], select(marked, View())).text
    monkeypatch.setattr("peace_tui.collation.profile.MAX_CELLS", 10)
    text = publish(FORMAT_BY_NAME["html"], select(dossier(), View())).text
    assert '<span class="other">' not in text
    assert text.count('<span class="words">') == sum(len(quote.versions) for quote in marked.quotes)


def test_a_translation_is_not_said_to_print_other_words() -> None:
    text = changed('text = "The wording, otherwise."', 'text = "Так сказано."\n  language = "ru"')
    page = export_text("html", dossier(text))
    (figure,) = re.findall(r'<figure id="call-1-07".*?</figure>', page, re.DOTALL)
    assert "<summary>Passages in Outlet A; in translation by Outlet B</summary>" in figure
    assert '<span class="words">Так сказано.</span>' in figure
    assert "a translation: printed in en and ru" in figure
    assert "other words" not in figure


def test_html_loads_nothing_and_lets_only_its_own_script_run() -> None:
    text = export_text("html", dossier())
    read = parse_page(text)
    assert [link for link in read.links if not link.startswith("#")] == [
        *("data:,", "https://example.org/a", "https://archive.example/a"),
    ]
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy
    for tag in ("script", "style"):
        hashed = base64.b64encode(sha256(read.inside[tag].encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{hashed}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert "url(" not in read.inside["style"] + read.inside["script"]
    assert "@import" not in read.inside["style"]


def test_a_caption_is_the_last_of_its_figure() -> None:
    """HTML allows one there, or as the first; all else that is said of a quote is in it."""
    figures = re.findall(r"<figure.*?</figure>", export_text("html", dossier()), re.DOTALL)
    assert len(figures) == len(dossier().quotes)
    for figure in figures:
        assert re.fullmatch(
            r"<figure[^>]*>\s*<blockquote.*?</blockquote>\s*<figcaption>.*</figcaption>\s*</figure>", figure, re.DOTALL
        )
        assert figure.count("figcaption>") == 2


def test_html_can_be_read_aloud() -> None:
    text = export_text("html", dossier())
    assert '<html lang="en">' in text
    assert {"header", "nav", "main", "footer", "h1", "h2", "h3", "label", "figure", "blockquote"} <= parse_page(
        text
    ).elements
    assert 'href="#page:main"' in text
