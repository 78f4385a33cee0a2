"""docs/scale.md: the same question has the same answer in peace-tui, SQLite and DuckDB, over the same export."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from pathlib import Path

import pytest

from command_line import Run
from peace_tui import export, load
from peace_tui.model.dossier import Dossier

TEXT = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")
QUESTIONS = dict(re.findall(r"```sql\n-- (\w+)\n(.*?)```", TEXT, re.S))
Answer = list[tuple[str, int]]


@pytest.fixture(scope="module")
def corpus() -> Dossier:
    return load()


@pytest.fixture(scope="module")
def answer(corpus: Dossier) -> Answer:
    """What the dossier says, counted by hand."""
    counts: dict[str, int] = {}
    for quote in corpus.quotes:
        date = corpus.date_of(quote)
        if date and date.text.startswith("2025-10-14"):
            for person in quote.who:
                counts[person] = counts.get(person, 0) + 1
    assert len(counts) > 2
    return sorted(counts.items(), key=lambda each: (-each[1], each[0]))


def test_peace_tui(run: Run, answer: Answer) -> None:
    (command,) = re.findall(r"^peace-tui list (.*)$", TEXT, re.M)
    rows = csv.DictReader(io.StringIO(run("list", *command.split()).out))
    found = [(row["id"], int(row["says"])) for row in rows if row["says"] != "0"]
    assert sorted(found, key=lambda each: (-each[1], each[0])) == answer


def test_sqlite(corpus: Dossier, answer: Answer) -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(export(corpus, "sqlite"))
    assert connection.execute(QUESTIONS["sqlite"]).fetchall() == answer
    (search,) = re.findall(r"`(SELECT quote FROM versions .*?)`", TEXT, re.S)
    assert connection.execute(" ".join(search.split())).fetchall()
    connection.close()


def test_duckdb(corpus: Dossier, answer: Answer, tmp_path: Path) -> None:
    duckdb = pytest.importorskip("duckdb")
    file = tmp_path / "corpus.jsonl"
    file.write_bytes(export(corpus, "jsonl"))
    question = QUESTIONS["duckdb"].replace("corpus.jsonl", str(file))
    assert duckdb.connect().execute(question).fetchall() == answer


def test_what_a_query_finds_becomes_a_dossier(corpus: Dossier, run: Run) -> None:
    (query,) = re.findall(r'sqlite3 -csv -header corpus.sqlite "(.*?)"', TEXT)
    connection = sqlite3.connect(":memory:")
    connection.deserialize(export(corpus, "sqlite"))
    found = connection.execute(query)
    table = io.StringIO()
    csv.writer(table).writerows([[column[0] for column in found.description], *found])
    connection.close()
    Path("october.csv").write_text(table.getvalue(), "utf-8")
    assert run("import", "csv", "october.csv", "-o", "october.toml").code == 0
    again = load("october.toml")
    printed = [version.text for quote in corpus.quotes for version in quote.versions]
    assert again.quotes
    assert {quote.text for quote in again.quotes} <= set(printed)
