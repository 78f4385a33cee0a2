"""TOML parsed in chunks is the TOML parsed in one piece, mistakes included; and whoever waits sees the progress."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import tomli
from hypothesis import example, given
from hypothesis import strategies as st

from dossiers import EXAMPLE
from generated import dossiers, to_toml
from peace_tui.__main__ import main
from peace_tui.loading import chunks
from peace_tui.loading.chunks import parse_in_chunks
from peace_tui.loading.files import read
from peace_tui.model.dossier import Dossier

LINES = (
    *("[[quotes]]", "[[events]]", "[[quotes]]\r", "[[quotes]] # one", " [[quotes]]", "[[quotes.versions]]"),
    *("[[events.involved]]", "[quotes]", "[dossier]", "[x_own]", "[[x_own]]", "quotes = []", "quotes = [{}]"),
    *('id = "a"', "id = 7", 'text = """', '"""', "text = '''", "'''", "list = [", "]", "# [[quotes]]", "", "x", '"'),
)


def outcome(read: Callable[[str], object], text: str) -> object:
    """What reading gives: the document, or what is wrong with it."""
    try:
        return read(text)
    except tomli.TOMLDecodeError as error:
        return error.msg, error.lineno, error.colno


def assert_alike(text: str, size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_BYTES", size)
        in_chunks = outcome(lambda text: parse_in_chunks(text.encode(), lambda part: None)[0], text)
    assert in_chunks == outcome(tomli.loads, text)


@given(st.lists(st.sampled_from(LINES), max_size=14), st.integers(1, 20))
@example(["quotes = []", "[dossier]", "[[quotes]]", "[[quotes]]"], 1)
@example(["[[quotes]]", 'text = """', "[[quotes]]", '"""', "[[quotes]]"], 1)
@example(["[[events]]", "[[quotes]]", "[[events.involved]]"], 1)
@example(["[[quotes.versions]]", "[[quotes]]", 'text = """'], 1)
@example(["[[quotes.versions]]", "[[quotes]]\r"], 1)
@example(["[dossier]", "[[quotes]]", "[dossier]", 'text = """'], 1)
def test_any_lines_are_parsed_in_chunks_as_in_one_piece(lines: list[str], size: int) -> None:
    assert_alike("\n".join(lines), size)


@given(dossiers(), st.integers(1, 200))
def test_a_dossier_is_parsed_in_chunks_as_in_one_piece(dossier: Dossier, size: int) -> None:
    assert_alike(to_toml(dossier), size)


def test_progress_grows_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "CHUNK_BYTES", 200)
    monkeypatch.setattr("peace_tui.loading.document.LARGE_FILE_BYTES", 1)
    told: list[tuple[str, float]] = []
    read(EXAMPLE.encode(), "file", progress=lambda what, done: told.append((what, done)))
    parts = [done for _, done in told]
    assert len(parts) > 4
    assert parts == sorted(parts)
    assert [*dict(told)] == ["reading the TOML", "checking the records"]


# --- Who is told -----------------------------------------------------------------------------------------------------


def test_opening_can_be_cancelled(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("large")
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    monkeypatch.setattr("peace_tui.loading.files.LARGE_FILE_BYTES", 1)
    (folder / "large.toml").write_text(EXAMPLE, "utf-8")

    def interrupted(*words: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("peace_tui.loading.large.join_sections", interrupted)
    assert main(["list", "quotes", str(folder / "large.toml")]) == 130
    assert capsys.readouterr() == ("", "")
    assert not [*folder.rglob("*.p*")]
