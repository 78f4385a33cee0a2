"""The bench itself: it runs, its dossiers are sound, and it answers as a terminal does."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench import extremes
from bench.answers import Answers, key_bytes
from bench.dossiers import generate, write
from bench.figures import BYTES, MS, ROWS, Ledger, Row, chosen, hello, p95
from bench.keystrokes import measure_escape
from bench.plan import QUICK
from bench.subjects import PEACE, ROOT, Workshop, quotes_in
from peace_tui.loading.files import read

linux = pytest.mark.skipif(sys.platform != "linux", reason="the bench reads /proc")


@pytest.mark.parametrize("quotes", [1, 300])
def test_generated_dossiers_have_no_problems(quotes: int) -> None:
    reading = read("".join(generate(quotes)).encode(), "generated.toml")
    assert reading.problems == ()
    assert reading.dossier
    assert len(reading.dossier.quotes) == quotes
    assert len(reading.dossier.sources) == 60


def test_generated_dossiers_differ_by_seed_alone(tmp_path: Path) -> None:
    one, again, other = (tmp_path / name for name in ("one", "again", "other"))
    write(str(one), 200, seed=1)
    write(str(again), 200, seed=1)
    write(str(other), 200, seed=2)
    assert one.read_bytes() == again.read_bytes() != other.read_bytes()
    assert quotes_in(one) == 200


@pytest.mark.parametrize("tables", [*(make(30) for _, make in extremes.GROWING.values()), extremes.long_quote(True)])
def test_strange_dossiers_can_be_read(tables: Iterator[str]) -> None:
    assert read((extremes.HEAD + "".join(tables)).encode(), "strange.toml").problems == ()


def test_some_people_are_quoted_much_and_most_are_not() -> None:
    reading = read("".join(generate(2_000)).encode(), "generated.toml")
    assert reading.dossier
    said = sorted(len(reading.dossier.quote_index.with_value("who", person.id)) for person in reading.dossier.people)
    assert sum(said[-10:]) > sum(said[:50])


def test_a_query_in_two_pieces_is_answered_once() -> None:
    answers = Answers((120, 40), modern=True)
    assert answers.to(b"\x1b[?20") == b""
    assert answers.to(b"26$p") == b"\x1b[?2026;2$y"
    assert answers.to(b"text") == b""


def test_a_modern_terminal_reports_its_size_and_tells_keys_apart() -> None:
    answers = Answers((120, 40), modern=True)
    assert answers.to(b"\x1b[?2048h\x1b[c") == b"\x1b[48;40;120;640;960t\x1b[?62;22c"
    assert answers.to(b"\x1b[>1u\x1b[?u") == b"\x1b[?1u"
    assert key_bytes("escape", answers.kitty) == b"\x1b[27u"
    answers.to(b"\x1b[<u")
    assert key_bytes("escape", answers.kitty) == b"\x1b"


def test_an_old_terminal_knows_neither_frames_nor_the_kitty_protocol() -> None:
    answers = Answers((80, 24), modern=False)
    assert answers.to(b"\x1b[?2026$p\x1b[?u\x1b[>1u\x1b[?2048h") == b"\x1b[?2026;0$y"
    assert key_bytes("escape", answers.kitty) == b"\x1b"


def test_rows_divide_by_what_was_measured_beside_them() -> None:
    ledger = Ledger()
    row = Row("ready", "ready", MS, 1.3, 1.1, of=hello("ready"))
    assert row.verdict(ledger) == ""
    for value in (0.2, 0.24, 9.0):
        ledger.note(PEACE, "ready", value)
    ledger.note("hello", "ready", 0.2)
    assert row.value(ledger) == pytest.approx(1.2)
    assert row.verdict(ledger) == "holds"


def test_verdicts_are_about_what_the_table_prints() -> None:
    for value, verdict in ((349.6, "aim"), (350.6, "holds"), (600.4, "holds"), (601, "MISSES")):
        ledger = Ledger()
        ledger.note(PEACE, "row.bytes", value)
        assert Row("row.bytes", "row", BYTES, 600, 350).verdict(ledger) == verdict


def test_the_95th_of_100() -> None:
    assert p95(list(range(1, 101))) == 95
    assert p95([7]) == 7


def test_rows_are_chosen_by_their_beginnings() -> None:
    assert {row.id for row in chosen(["row.", "idle.bytes"])} == {"row.bytes", "row.ms", "row.cpu", "idle.bytes"}
    assert len({row.id for row in ROWS}) == len(ROWS)


@linux
def test_it_types_into_the_real_program(tmp_path: Path) -> None:
    ledger = Ledger()
    measure_escape(ledger, Workshop(tmp_path, tmp_path), QUICK._replace(keys=2))
    assert len(ledger.found(PEACE, "escape.ms")) == 2


@linux
def test_the_command_prints_a_row_and_writes_json(tmp_path: Path) -> None:
    told = tmp_path / "bench.json"
    command = [sys.executable, "tests/bench/run.py", "--quick", "--rows", "command.--help", "--json", str(told)]
    run = subprocess.run([*command, "--folder", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "peace-tui --help" in run.stdout
    rows = json.loads(told.read_text())["rows"]
    assert [row["id"] for row in rows] == ["command.--help"]
    assert rows[0]["value"] > 0
