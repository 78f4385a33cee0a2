"""The table of keys: sound in itself, possible on any keyboard, and told in the README."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from peace_tui.facets import PANES
from peace_tui.ui.keys import KEYS, LATIN, Key
from peace_tui.ui.main_screen import MainScreen

README = Path(__file__).parents[2] / "README.md"
PROMISED = [
    *("↑", "↓", "←", "→", "h", "j", "k", "l", "Tab", "Shift+Tab", "1", "2", "3", "/", "Enter", "Space", "x", "Esc"),
    *("u", "Ctrl+R", "n", "N", "z", "y", "Y", "o", "?", "Ctrl+P", "q"),
]
"""The keys that every version has, as a person calls them."""


def test_every_id_and_every_key_stands_once() -> None:
    assert [id for id, times in Counter(key.id for key in KEYS).items() if times > 1] == []
    assert [name for name, times in Counter(name for key in KEYS for name in key.keys).items() if times > 1] == []


@pytest.mark.parametrize("key", KEYS, ids=lambda key: key.id)
def test_every_key_does_something_and_says_what(key: Key) -> None:
    assert callable(getattr(MainScreen, f"action_{key.action.partition('(')[0]}", None))
    assert key.help.endswith(".")
    assert key.label
    assert set(key.panes) <= set(PANES)
    assert key.panes


@pytest.mark.parametrize("name", [name for key in KEYS for name in key.keys])
def test_no_key_needs_alt_a_function_key_or_square_brackets(name: str) -> None:
    assert "alt+" not in name
    assert "bracket" not in name
    assert not re.fullmatch(r"(.*\+)?f\d+", name)
    assert name not in "[]"


def test_letters_have_a_place_on_a_cyrillic_keyboard() -> None:
    reached = set(LATIN.values())
    letters = {name for key in KEYS for name in key.keys if len(name) == 1 and name.isalpha()}
    assert letters - reached == set()


@pytest.mark.parametrize("pane", PANES)
def test_no_footer_names_the_same_key_twice(pane: str) -> None:
    names = [key.footer.partition(" ")[0] for key in KEYS if key.footer and pane in key.panes]
    assert len(names) == len(set(names))


def test_the_readme_names_the_keys() -> None:
    if not README.exists():
        pytest.skip("the README is not beside these tests")
    tour = re.findall(r"^\| (.+?) \|", README.read_text("utf-8"), re.MULTILINE)
    named = {name for cell in tour for name in re.split(r"[,\s]+", cell)}
    assert [name for name in PROMISED if name not in named] == []
