"""docs/scale.md: the same question has the same answer in peace-tui, SQLite and DuckDB, over the same export."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from contextlib import closing
from pathlib import Path

import duckdb
import pytest

from command_line import Run
from peace_tui import export, load
from peace_tui.model.dossier import Dossier

TEXT = (Path(__file__).parents[2] / "docs" / "scale.md").read_text("utf-8")
QUESTIONS = dict(re.findall(r"```sql\n-- ([\w, ]+)\n(.*?)```", TEXT, re.S))
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


def test_datasette_finds_the_tables_for_full_text_search(corpus: Dossier) -> None:
    """It looks for them in this way (`detect_fts_sql` of Datasette 0.65), and searches no table without one."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(export(corpus, "sqlite"))
        for table in ("quotes", "versions", "events", "people", "sources", "claims"):
            found = connection.execute(
                "SELECT name FROM sqlite_master WHERE rootpage = 0 AND sql LIKE ?",
                (f'%VIRTUAL TABLE%USING FTS%content="{table}"%',),
            ).fetchall()
            assert found == [(f"{table}_fts",)]
        search = "SELECT count(*) FROM quotes WHERE rowid IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH ?)"
        (count,) = connection.execute(search, ('"peace"',)).fetchone()
        assert 0 < count < len(corpus.quotes)


def test_duckdb(run: Run, answer: Answer) -> None:
    assert run("export", "jsonl", "-o", "corpus/").code == 0
    assert duckdb.connect().execute(QUESTIONS["duckdb"]).fetchall() == answer


def test_records_that_a_query_finds_come_back_whole(corpus: Dossier, run: Run) -> None:
    assert run("export", "jsonl", "-o", "corpus/").code == 0
    duckdb.connect().execute(QUESTIONS["duckdb, part"])
    commands = re.findall(r"^peace-tui import jsonl (.*)$", TEXT, re.M)
    assert [run("import", "jsonl", *command.split()).code for command in commands] == [0, 0]
    assert run("diff", "corpus.toml", str(corpus.path)).code == 0
    part = load("part.toml")
    found = [quote for quote in corpus.quotes if "witkoff" in quote.who]
    assert {quote.id: quote for quote in part.quotes} == {quote.id: quote for quote in found}
    for kind in ("people", "sources", "events", "eras"):
        assert sorted(getattr(part, kind), key=str) == sorted(getattr(corpus, kind), key=str)


def test_a_folder_of_parts_is_replaced_and_nothing_else(run: Run) -> None:
    write = ("export", "jsonl", "a.toml", "-o", "parts/")
    assert run(*write).code == 0
    lines = [line for file in sorted(Path("parts").rglob("*.jsonl")) for line in file.read_text("utf-8").splitlines()]
    assert sorted(lines) == sorted(run("export", "jsonl", "a.toml").out.splitlines())
    assert "the folder is there; choose another name, or add --force" in run(*write).err
    assert run(*write, "--force").code == 0
    mine = Path("parts", "mine.txt")
    mine.write_text("mine", "utf-8")
    refused = run(*write, "--force")
    assert refused.code == 2
    assert "the folder holds something else, such as mine.txt" in refused.err
    assert mine.read_text("utf-8") == "mine"
    assert "this is no folder" in run(*write[:-1], "a.toml/").err
    assert "the folder does not exist" in run(*write[:-1], "no/parts/").err
    assert "only jsonl is written in parts" in run("export", "csv", "a.toml", "-o", "out/").err
    assert {file.name for file in Path().iterdir()} == {"a.toml", "parts"}


def test_a_line_of_a_part_is_named_with_its_file(run: Run) -> None:
    Path("parts").mkdir()
    Path("parts", "a.jsonl").write_text('{"record": "person", "id": "ann", "name": "Ann"}', "utf-8")
    Path("parts", "b.jsonl").write_text('\n{"record": "essay"}\n', "utf-8")
    answer = run("import", "jsonl", "parts")
    assert answer.code == 2
    assert "parts: b.jsonl: line 2: this is no line of peace-tui export jsonl" in answer.err
    assert "this is a folder; name a file" in run("import", "csv", "parts").err


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
