"""With --ascii all that we draw and say is ASCII, on every screen; what is not is a letter of the dossier."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Final

import pytest

from dossiers import EXAMPLE, PRESS, dossier
from peace_tui.__main__ import main
from peace_tui.loading.files import load
from peace_tui.model.dossier import Dossier
from peace_tui.session.settings import Session
from peace_tui.text.terminal_safe import ASCII_TWINS, cell_width, to_ascii
from ui.reader import Reader, reading

ASCII: Final = Session(ascii=True)
WAYS: Final = (
    "",
    "down down",
    "down space",
    "down x",
    "down space escape",
    "down space u",
    "p a s",
    "2 down",
    "2 m",
    "2 m down right",
    "3 down",
    "3 down 4 down",
    "3 down enter",
    "3 down enter question_mark",
    "3 down d",
    "3 down d question_mark",
    "3 down y",
    "3 down c",
    "3 down c question_mark",
    "t",
    "t r",
    "t r r",
    "t b right right b question_mark",
    "t question_mark",
    "D",
    "D enter",
    "C",
    "C question_mark",
    "S",
    "E",
    "E 1",
    "O",
    "question_mark",
    "2 question_mark",
    "3 question_mark end",
    "slash",
    "slash w h o colon",
    "slash p e a c",
    "slash z z z z enter",
    "slash p e a c e enter n n n n",
    "v",
    "v full_stop full_stop",
    "comma",
    "Y",
    "M",
    "ctrl+p",
    "ctrl+p t o u r",
    "colon s e a r c h",
    "T",
    "V",
    "I",
    "3 down 4 Z",
    "1 enter down enter",
    "C end enter",
)


def plain(text: str) -> str:
    """A document in ASCII, as far as it is ours to say: letters of other scripts become x."""
    return "".join(character if character.isascii() else ASCII_TWINS.get(character, "x") for character in text)


def signs(text: str) -> str:
    """What is in a text that is neither ASCII nor a letter, a mark or a digit of any script."""
    return "".join(sorted({c for c in text if not c.isascii() and not c.isalnum()}))


DOSSIERS: Final = {"example": plain(EXAMPLE), "press": plain(PRESS)}


@pytest.fixture(scope="module", params=["example", "press"])
def written(request: pytest.FixtureRequest) -> Dossier:
    return dossier(DOSSIERS[request.param])


async def look(reader: Reader, keys: str) -> str:
    """What is on the screen after each of some keys."""
    shown = [reader.text()]
    for key in keys.split():
        await reader.press(key)
        shown.append(reader.text())
    return "\n".join(shown)


@pytest.mark.parametrize("size", [(44, 20), (120, 36)])
async def test_a_dossier_in_ascii_is_drawn_in_ascii(written: Dossier, size: tuple[int, int]) -> None:
    for keys in WAYS:
        async with reading(written, size=size, session=ASCII) as reader:
            shown = await look(reader, keys)
            assert {c for c in shown if not c.isascii()} == set(), (keys, shown)


async def test_of_the_bundled_dossier_only_letters_are_not_ascii() -> None:
    for keys in WAYS[::4]:
        async with reading(load(), size=(120, 36), session=ASCII) as reader:
            assert signs(await look(reader, keys)) == "", keys


async def test_letters_of_any_script_stay() -> None:
    text = EXAMPLE.replace("The reading text.", "Łódź naïve — “мир” 和平 שלום l·l …")
    async with reading(dossier(text), "at:call-1-07", size=(120, 36), session=ASCII) as reader:
        assert 'Łódź naïve - "мир" 和平 שלום' in reader.text().replace("\u200e", "")
        assert "l.l ~" in reader.text()


@pytest.mark.parametrize("sign", ASCII_TWINS)
def test_a_sign_and_what_is_drawn_for_it_are_as_wide(sign: str) -> None:
    assert cell_width(sign) == len(ASCII_TWINS[sign])
    assert to_ascii(sign).isascii()


def test_a_dot_between_words_becomes_a_bar_and_within_one_a_dot() -> None:
    assert to_ascii("Quotes · Reader") == "Quotes | Reader"
    assert to_ascii("l·l") == "l.l"


COMMANDS: Final = (
    "list events",
    "list people",
    "list quotes",
    "list sources",
    "list claims",
    "list disagreements",
    "list people --by words",
    "show call-1",
    "show ivanov",
    "show call-1-07",
    "show outlet-a",
    "show plan-points",
    "show core",
    "stats",
    "check",
    "keys",
    "help",
    "help list",
    "list --help",
    "--help",
    "--version",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_text_commands_print_ascii(command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "example.toml"
    file.write_text(plain(EXAMPLE), "utf-8")
    words = [*command.split(), "--ascii"]
    assert main([*words, *([str(file)] if words[0] in ("list", "show", "stats", "check") else [])]) == 0
    printed = capsys.readouterr()
    assert printed.out
    assert (printed.out + printed.err).isascii()


def test_ascii_is_for_people_and_alters_no_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "example.toml"
    file.write_text(EXAMPLE, "utf-8")
    assert main(["show", "call-1-07", str(file), "--ascii"]) == 0
    assert "its] insertions and ... cuts." in capsys.readouterr().out
    for form in ("json", "jsonl", "csv", "markdown"):
        printed = []
        for ascii in ([], ["--ascii"]):
            assert main(["list", "quotes", str(file), "--format", form, *ascii]) == 0
            printed.append(capsys.readouterr().out)
        assert printed[0] == printed[1]
        assert "…" in printed[1]


@pytest.mark.parametrize(
    "typed", ["1", "2\n1", "3", "3\n2", "4", "5", "6", "7", "8", "?", "zzz", "who:ivanov", "3\n2\nd", "3\n2\ny"]
)
def test_what_is_read_line_by_line_is_ascii(typed: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, printed = tmp_path / "example.toml", StringIO()
    file.write_text(plain(EXAMPLE), "utf-8")
    monkeypatch.setattr("sys.stdin", StringIO(f"{typed}\n"))
    monkeypatch.setattr("sys.stdout", printed)
    assert main(["read", str(file), "--ascii"]) == 0
    assert "Timeline" in printed.getvalue()
    assert printed.getvalue().isascii()


def test_a_reader_who_has_set_ascii_reads_it_on_a_terminal_and_keeps_it_out_of_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "peace-tui").mkdir()
    (tmp_path / "peace-tui" / "config.toml").write_text("ascii = true", "utf-8")
    file = tmp_path / "example.toml"
    file.write_text(EXAMPLE, "utf-8")
    assert main(["show", "call-1-07", str(file)]) == 0
    assert "its] insertions and … cuts." in capsys.readouterr().out
    monkeypatch.setattr("peace_tui.cli.dispatch.terminal_width", lambda: 80)
    assert main(["show", "call-1-07", str(file)]) == 0
    assert "its] insertions and ... cuts." in capsys.readouterr().out
    assert main(["show", "call-1-07", str(file), "--format", "json"]) == 0
    assert "its] insertions and … cuts." in capsys.readouterr().out
