"""TOML parsed in chunks is the TOML parsed in one piece, mistakes included; and whoever waits sees the progress."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
import tomli
from hypothesis import example, given
from hypothesis import strategies as st

from dossiers import EXAMPLE
from generated import dossiers, to_toml
from peace_tui.__main__ import main
from peace_tui.lint.warnings import find_warnings
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
    monkeypatch.setattr("peace_tui.loading.document.TABLES_AT_ONCE", 2)
    told: list[tuple[str, float | None]] = []
    read(EXAMPLE.encode(), "file", lint=find_warnings, progress=lambda what, done: told.append((what, done)))
    parts = [done for _, done in told if done is not None]
    assert len(parts) == len(told)
    assert parts == sorted(parts)
    assert parts[-1] < 1
    counts = Counter(what for what, _ in told)
    assert [*counts] == ["reading the TOML", "checking the records", "looking for what to advise"]
    assert min(counts.values()) > 4


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


# --- What cannot be read in chunks -----------------------------------------------------------------------------------


def test_a_long_head_is_parsed_once_and_announced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "LONG_BYTES", 1_000)
    parsed: list[int] = []
    loads = tomli.loads

    def counted(text: str) -> dict[str, object]:
        parsed.append(len(text))
        return loads(text)

    monkeypatch.setattr(tomli, "loads", counted)
    text = f"x_a = [{'1,' * 5_000}]\n{EXAMPLE}"
    told: list[float | None] = []
    assert parse_in_chunks(text.encode(), told.append)[0] == loads(text)
    assert sum(parsed) == len(text)
    assert told == [None]
