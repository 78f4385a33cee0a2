"""The place in which a dossier was left: kept, found again, and never in the way."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

import peace_tui
from dossiers import EXAMPLE, dossier
from generated import dossiers, views
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import PANES, PEOPLE, QUOTES, TIMELINE
from peace_tui.query.view import View, parse_view
from peace_tui.session.state import ViewState, state_from_view
from peace_tui.session.store import MAX_FILE_BYTES, load_state, save_state, state_file

DOSSIER: Final = dossier()


@pytest.fixture(autouse=True)
def state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state"


def left_in(dossier: Dossier) -> ViewState | None:
    """The state in which a dossier was left."""
    kept = load_state(dossier)
    return kept.state if kept else None


def place(view: str) -> ViewState:
    return state_from_view(parse_view(view, DOSSIER), DOSSIER)


def test_a_place_is_kept_for_its_owner_only(state: Path) -> None:
    save_state(DOSSIER, place("who:ivanov at:call-1-07"))
    assert left_in(DOSSIER) == place("who:ivanov at:call-1-07")
    (file,) = state.rglob("*.json")
    assert file == Path(state_file(DOSSIER))
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [*file.parent.iterdir()] == [file]


def test_each_dossier_has_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a.toml", "b.toml"):
        (tmp_path / name).write_text(EXAMPLE, "utf-8")
    (tmp_path / "link.toml").symlink_to("a.toml")
    save_state(load("a.toml"), place("who:ivanov"))
    assert left_in(load(str(tmp_path / "a.toml"))) == left_in(load("link.toml")) == place("who:ivanov")
    assert left_in(load("b.toml")) is None


@given(st.data())
def test_every_place_is_found_again(data: st.DataObject) -> None:
    found = data.draw(dossiers())
    ids = ([e.id for e in found.events], [p.id for p in found.people], [q.id for q in found.quotes])
    cursors = {pane: data.draw(st.sampled_from([None, *known])) for pane, known in zip(PANES, ids, strict=True)}
    view = data.draw(views(found)).replace(at=None)
    left = ViewState(
        view,
        cursors[TIMELINE],
        cursors[PEOPLE],
        cursors[QUOTES],
        focus=data.draw(st.sampled_from(PANES)),
        zoomed=data.draw(st.booleans()),
    )
    save_state(found, left)
    assert left_in(found) == left


def test_what_is_no_longer_there_is_left_out() -> None:
    save_state(DOSSIER, place("at:call-1-07"))
    fewer = DOSSIER.replace(quotes=DOSSIER.quotes[1:])
    assert left_in(fewer) == replace(place("at:call-1-07"), quotes=None)
    save_state(DOSSIER, place("who:ivanov"))
    kept = load_state(Dossier(info=DOSSIER.info, path=DOSSIER.path))
    assert kept
    assert kept.state.view == View()
    assert kept.gone == ("who:ivanov",)


KEPT: Final = {
    "view": "who:ivanov",
    "timeline": None,
    "people": None,
    "quotes": None,
    "focus": "people",
    "zoomed": True,
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEPT]), inner, max_size=6),
    max_leaves=8,
)


@given(
    st.binary(max_size=300)
    | JSON.map(lambda found: json.dumps(found).encode())
    | st.tuples(st.sampled_from([*KEPT]), JSON).map(lambda found: json.dumps({**KEPT, found[0]: found[1]}).encode())
    | st.integers(0, 100).map(lambda end: json.dumps(KEPT).encode()[:end])
)
def test_garbage_is_as_good_as_nothing(garbage: bytes) -> None:
    file = Path(state_file(DOSSIER))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(garbage)
    found = left_in(DOSSIER)
    assert found is None or isinstance(found, ViewState)
    save_state(DOSSIER, place("who:smith"))
    assert left_in(DOSSIER) == place("who:smith")


@pytest.mark.parametrize(
    "garbage", [b"[" * MAX_FILE_BYTES, b'"' + b"a" * 5_000_000, b'{"view": "\\ud800"}', b"\0" * 100]
)
def test_hostile_garbage_is_as_good_as_nothing(garbage: bytes) -> None:
    test_garbage_is_as_good_as_nothing.hypothesis.inner_test(garbage)  # type: ignore[attr-defined]


def test_what_is_no_file_is_not_waited_for(state: Path) -> None:
    file = Path(state_file(DOSSIER))
    file.parent.mkdir(parents=True)
    os.mkfifo(file)
    assert left_in(DOSSIER) is None
    file.unlink()
    file.mkdir()
    assert left_in(DOSSIER) is None
    save_state(DOSSIER, place("who:smith"))
    assert [*file.parent.iterdir()] == [file]


@pytest.mark.parametrize("home", ["/dev/null", "/proc/self", "/dev/full/x", "/proc/nul\udcffl"])
def test_where_nothing_can_be_kept_nothing_is(home: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", home)
    save_state(DOSSIER, place("who:smith"))
    assert left_in(DOSSIER) is None
    assert [*tmp_path.iterdir()] == []


def test_without_a_home_nothing_is_kept_in_the_present_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("peace_tui.session.store.state_folder", lambda: "~/.local/state/peace-tui")
    save_state(DOSSIER, place("who:smith"))
    assert [*tmp_path.iterdir()] == []


WRITE: Final = """
import resource, signal, sys
from peace_tui.session.state import state_from_view
from peace_tui.loading.files import load
from peace_tui.session.store import save_state, load_state
from peace_tui.query.view import View, parse_view

dossier = load(sys.argv[1])
if sys.argv[2] == "full":
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
for view in sys.argv[3:]:
    save_state(dossier, state_from_view(parse_view(view, dossier), dossier))
    assert load_state(dossier) is not None
"""


def writer(tmp_path: Path, how: str, *views: str) -> subprocess.Popen[bytes]:
    (tmp_path / "a.toml").write_text(EXAMPLE, "utf-8")
    paths = {"PYTHONPATH": str(Path(peace_tui.__file__).parents[1])}
    return subprocess.Popen(
        [sys.executable, "-c", WRITE, "a.toml", how, *views], cwd=tmp_path, env={**os.environ, **paths}
    )


def test_two_programs_may_write_at_once(tmp_path: Path, state: Path) -> None:
    writers = [writer(tmp_path, "often", *[f"who:{name} text:{'x' * 9000}"] * 60) for name in ("ivanov", "smith", "王")]
    assert [each.wait(90) for each in writers] == [0, 0, 0]
    (file,) = state.rglob("places/*")
    assert json.loads(file.read_bytes())["view"].startswith("who:")


def test_a_full_disk_keeps_what_was_there(tmp_path: Path, state: Path) -> None:
    assert writer(tmp_path, "empty", "who:ivanov").wait(90) == 0
    before = {file: file.read_bytes() for file in state.rglob("*") if file.is_file()}
    assert writer(tmp_path, "full", "who:smith").wait(90) == 0
    assert {file: file.read_bytes() for file in state.rglob("*") if file.is_file()} == before
    assert len(before) == 1
