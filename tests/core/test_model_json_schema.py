"""The JSON Schema: what the reader takes it takes, what the reader refuses for its shape it refuses."""

from __future__ import annotations

import json
import subprocess
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import tomli
from hypothesis import given, settings

import peace_tui
from dossiers import EXAMPLE, changed, problems
from generated import dossiers, to_toml
from peace_tui.__main__ import main
from peace_tui.cli.commands.reference import make_template
from peace_tui.model.dossier import Dossier
from peace_tui.model.json_schema import build_schema
from peace_tui.model.records import ARRAYS, SHORTHAND, Quote
from peace_tui.system.paths import bundled_file

DATA = Path(peace_tui.__file__).parents[2] / "data"
VALIDATOR = jsonschema.Draft202012Validator(build_schema())


def faults(text: str) -> list[Any]:
    return list(VALIDATOR.iter_errors(tomllib.loads(text)))


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(build_schema())


def test_the_file_is_what_the_command_prints(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["schema"]) == 0
    assert capsysbinary.readouterr().out == (DATA / "dossier.schema.json").read_bytes()


def test_every_key_of_every_record_is_described() -> None:
    defs = build_schema()["$defs"]
    for of in ARRAYS.values():
        described = set(defs[of.__name__]["properties"])
        assert described == {*of.FIELDS, *(SHORTHAND if of is Quote else ())}
        for name, key in of.FIELDS.items():
            assert defs[of.__name__]["properties"][name]["description"] == key.doc


def test_the_example_is_valid() -> None:
    assert faults(EXAMPLE) == []
    assert list(VALIDATOR.iter_errors(json.loads(json.dumps(tomllib.loads(EXAMPLE), default=str)))) == []


def test_bundled_dossiers_are_valid() -> None:
    files = sorted(DATA.glob("*.toml"))
    assert Path(bundled_file()) in files
    for file in files:
        assert faults(file.read_text("utf-8")) == []


@settings(max_examples=50)
@given(dossiers())
def test_what_the_reader_takes_is_valid(generated: Dossier) -> None:
    assert faults(to_toml(generated)) == []


SHAPES = [
    ('format = "peace-tui/1"\n', ""),
    ('"peace-tui/1"', '"peace-tui/2"'),
    ("x_made_by", "made_by"),
    ('title = "An example call"\n', ""),
    ("[dossier]\n", "[dossier]\nbad = 1\n"),
    ('name = "John Smith"\n', ""),
    ('name = "John Smith"', 'name = ""'),
    ('name = "John Smith"', "name = 5"),
    ('kind = "organization"', 'kind = "company"'),
    ('"Q42"', '"42"'),
    ('aliases = ["I. Ivanoff", "Иван Иванов"]', 'aliases = "I. Ivanoff"'),
    ('"I. Ivanoff", "Иван', '7, "Иван'),
    ('title = "presidential aide", ', ""),
    ('title = "Nothing is from here"\n', ""),
    ('based_on = ["outlet-b"]', 'based_on = "outlet-b"'),
    ('id = "unused"', 'id = "un used"'),
    ('id = "unused"', 'id = "un/used"'),
    ('id = "unused"', 'id = "a—b"'),
    ('id = "unused"', 'id = ""'),
    ('id = "unused"', "id = 5"),
    ('id = "unused"\n', ""),
    ("date = 2025-10-14", "date = 2025"),
    ("date = 2025-10-14", "date = true"),
    ("date = 2025-10-14", 'date = "next Tuesday"'),
    ("date = 2025-10-14", 'date = ["2025-10-14"]'),
    ('"PT5M"', '"5 minutes"'),
    ('type = "call"', 'type = "chat"'),
    ('certainty = "high"', 'certainty = "sure"'),
    ('person = "ivanov", ', ""),
    ('role = "caller"', 'rle = "caller"'),
    ('title = "Something later"\n', ""),
    ('event = "later"\n', ""),
    ('event = "later"', 'event = ["later"]'),
    ('text = "Nobody knows when."\n', ""),
    ("n = 7", "n = 7.5"),
    ("n = 7", 'n = "7"'),
    ('status = "disputed"', 'status = "so so"'),
    ('event = "later"', 'event = "later"\nmode = "spoken"'),
    ('event = "later"', 'event = "later"\nlocator = "p. 1"'),
    ('note = "Why', 'source = "outlet-a"\nnote = "Why'),
    ('note = "Why', 'locator = "p. 1"\nnote = "Why'),
    ('  source = "outlet-b"\n', ""),
    ('  text = "The wording, otherwise."\n', ""),
    ('"ru"', '"Russian language"'),
    ('text = "A claim about a person."\n', ""),
    ('source = "outlet-a", ', ""),
    ('title = "Ceasefire talks"\n', ""),
    ('date = "2025-10-09/2025-10-28"\n', ""),
    ('view = "event:call-1 who:ivanov"\n', ""),
]


@pytest.mark.parametrize(("old", "new"), SHAPES)
def test_a_wrong_shape_is_refused_by_reader_and_schema(old: str, new: str) -> None:
    spoilt = changed(old, new)
    assert problems(spoilt)
    assert faults(spoilt)


@pytest.mark.parametrize("id", ["встреча", "王.2", "-x", "..", "_", "7", "हिन्दी", "ünal"])
def test_ids_of_any_script_are_valid(id: str) -> None:
    assert faults(changed('id = "unused"', f'id = "{id}"')) == []
    assert problems(changed('id = "unused"', f'id = "{id}"')) == ()


# --- A language server of editors ------------------------------------------------------------------------------------

HINT = "#:schema dossier.schema.json\n"


def seen_by_tombi(folder: Path, **texts: str) -> dict[str, list[dict[str, Any]]]:
    """What tombi finds in files that lie beside the schema, by the names of the files."""
    (folder / "dossier.schema.json").write_text(json.dumps(build_schema()), "utf-8")
    for name, text in texts.items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    tombi = str(Path(sysconfig.get_path("scripts")) / "tombi")
    form = ["--diagnostics-format", "json-lines", "--diagnostics-file", "found.jsonl"]
    subprocess.run([tombi, "lint", "--offline", *form, *(f"{name}.toml" for name in texts)], cwd=folder, check=False)
    lines = map(json.loads, (folder / "found.jsonl").read_text("utf-8").splitlines())
    found: dict[str, list[dict[str, Any]]] = {name: [] for name in texts}
    for line in lines:
        found[line["path"].removesuffix(".toml")].append(line)
    return found


def test_an_editor_is_content_with_sound_dossiers(tmp_path: Path) -> None:
    own = '\n[[views]]\nview = "who:smith"\nx_b = [1, "a", [{ c = 1979-05-27 }]]\nx_t = { a = { b = 1 } }\n'
    texts = {"example": EXAMPLE + own, "bundled": Path(bundled_file()).read_text("utf-8")}
    found = seen_by_tombi(tmp_path, **{name: HINT + text for name, text in texts.items()}, new=make_template("my.toml"))
    assert found == {"example": [], "bundled": [], "new": []}


def test_an_editor_marks_every_wrong_shape_at_its_place(tmp_path: Path) -> None:
    texts = {f"spoilt{number}": HINT + changed(*spoilt) for number, spoilt in enumerate(SHAPES)}
    found = seen_by_tombi(tmp_path, **texts)
    assert [name for name, marks in found.items() if not any(mark["level"] == "error" for mark in marks)] == []
    (mark,) = found[f"spoilt{SHAPES.index(('n = 7', 'n = 7.5'))}"]
    line = (HINT + EXAMPLE).splitlines().index("n = 7") + 1
    assert (mark["range"]["start"]["line"], mark["range"]["start"]["column"]) == (line, 5)


def test_both_parsers_give_the_schema_the_same() -> None:
    assert tomllib.loads(EXAMPLE) == tomli.loads(EXAMPLE)
