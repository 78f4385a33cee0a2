"""The reader's settings in the explorer: what goes before what, what is told at the start, and what is remembered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dossiers import dossier
from peace_tui.cli.commands.explore import _make_session
from peace_tui.cli.dispatch import parse_args
from peace_tui.cli.spec import EXPLORE
from peace_tui.errors import UsageError
from peace_tui.query.view import View
from peace_tui.session.settings import Session
from peace_tui.ui import run as ui
from peace_tui.ui.app import PeaceApp
from peace_tui.ui.keys import CHART

PARIS = 'zone = "Europe/Paris"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of settings; the terminal has all colors."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setattr("peace_tui.session.settings.settings_folder", lambda: str(tmp_path))
    return tmp_path


def asked(*options: str) -> Session:
    """The session that a command line asks for."""
    return _make_session(parse_args(EXPLORE, [*options], []))


def opened(monkeypatch: pytest.MonkeyPatch, session: Session) -> tuple[PeaceApp, bool]:
    """The explorer as it is run, and whether with the mouse."""
    found: list[tuple[PeaceApp, bool]] = []
    with monkeypatch.context() as patch:
        patch.setattr(PeaceApp, "run", lambda app, mouse: found.append((app, mouse)))
        ui.run(dossier(), View(), session)
    return found[0]


def told(app: PeaceApp) -> str:
    """What is said at the start."""
    return " ".join(notification.message for notification in app._notifications)


def test_the_command_line_goes_before_the_environment_and_that_before_the_file(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert opened(monkeypatch, asked())[0].theme == "peace-dark"
    (folder / "config.toml").write_text('theme = "nord"\nmouse = false\nascii = true\nidle = 5', "utf-8")
    app, mouse = opened(monkeypatch, asked())
    assert (app.theme, mouse, app.session.idle, app.glyphs.cursor) == ("nord", False, 5, ">")
    monkeypatch.setenv("TEXTUAL_THEME", "dracula")
    assert opened(monkeypatch, asked())[0].theme == "dracula"
    app, mouse = opened(monkeypatch, asked("--theme=gruvbox", "--mouse", "--idle=0"))
    assert (app.theme, mouse, app.session.idle) == ("gruvbox", True, 0)


def test_without_a_setting_the_mouse_is_the_terminals_over_ssh(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STY", raising=False)
    assert opened(monkeypatch, asked())[1]
    monkeypatch.setenv("SSH_TTY", "/dev/pts/1")
    assert not opened(monkeypatch, asked())[1]
    (folder / "config.toml").write_text("mouse = true", "utf-8")
    assert opened(monkeypatch, asked())[1]


def test_a_theme_that_there_is_not_is_wrong_usage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UsageError, match="unknown theme 'peace-drak'; did you mean 'peace-dark'"):
        opened(monkeypatch, asked("--theme=peace-drak"))


async def test_what_is_wrong_is_told_at_the_start_in_a_sentence(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "config.toml").write_text('# mine\nthme = "nord"\nascii = true', "utf-8")
    (folder / "keys.toml").write_text('"view.zoom" = "Ctrl+I"\n"show.coverage" = "c"', "utf-8")
    app, _ = opened(monkeypatch, asked())
    async with app.run_test() as pilot:
        await pilot.pause()
        first = "config.toml, line 2: unknown setting 'thme' (did you mean 'theme'?)."
        assert told(app) == f"{first} And 1 more: peace-tui keys --check lists them."
    (folder / "keys.toml").unlink()
    (folder / "config.toml").write_text('theme = "nonsense"', "utf-8")  # not even like one of twenty
    app, _ = opened(monkeypatch, asked())
    async with app.run_test() as pilot:
        await pilot.pause()
        first = "config.toml, line 1: unknown theme 'nonsense'."
        assert told(app) == f"{first} peace-tui keys --check says what there is."
    (folder / "config.toml").unlink()
    (folder / "keys.toml").write_text('"show.coverage" = "c"', "utf-8")  # which is only noted by --check
    app, _ = opened(monkeypatch, asked())
    async with app.run_test() as pilot:
        await pilot.pause()
        assert told(app) == ""


async def test_a_theme_that_is_chosen_is_remembered_and_one_that_the_terminal_asks_for_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app, _ = opened(monkeypatch, asked())
    async with app.run_test() as pilot:
        app.set_light(True)
        await pilot.pause()
        assert app.theme == "peace-light"
        assert not (folder / "config.toml").exists()
        for theme in ("nord", "peace-light"):
            app.theme = theme  # as the palette does
            await pilot.pause()
            assert (folder / "config.toml").read_text("utf-8") == f'theme = "{theme}"\n'


async def test_mouse_zone_and_rounding_are_remembered(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "config.toml").write_text(f"# mine\n{PARIS}snap = 'week' # always\n", "utf-8")
    app, _ = opened(monkeypatch, asked())
    assert app.main.state.options.zone == "Europe/Paris"
    async with app.run_test(size=(120, 36)) as pilot:
        driver: Any = app._driver
        driver.mouse = True
        await pilot.press("M", "t")
        assert app.main.state.drawing() == CHART
        await pilot.press("s", "Z", "Z")
        assert app.main.state.options.zone == "Europe/Moscow"
    wanted = '# mine\nzone = "Europe/Moscow"\nsnap = "event" # always\nmouse = false\n'
    assert (folder / "config.toml").read_text("utf-8") == wanted
    app, mouse = opened(monkeypatch, asked())
    assert (app.main.state.options.zone, app.main.state.options.snap, mouse) == ("Europe/Moscow", "event", False)


async def test_what_cannot_be_remembered_is_said_and_holds_for_now(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "config.toml").write_text("theme = \n", "utf-8")
    app, _ = opened(monkeypatch, asked())
    async with app.run_test() as pilot:
        app.theme = "nord"
        await pilot.pause()
        assert f"Not remembered in {folder / 'config.toml'}: it has an error" in told(app)
        assert app.theme == "nord"


async def test_a_kiosk_neither_reads_nor_writes_settings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "config.toml").write_text(f'theme = "nord"\n{PARIS}ascii = true', "utf-8")
    (folder / "keys.toml").write_text("no TOML", "utf-8")
    app, _ = opened(monkeypatch, asked("--kiosk"))
    assert (app.theme, app.main.state.options.zone, app.session.ascii) == ("peace-dark", "", False)
    before = (folder / "config.toml").read_bytes()
    async with app.run_test() as pilot:
        app.theme = "dracula"
        await pilot.press("t", "s", "Z")
        assert told(app) == ""
    assert (folder / "config.toml").read_bytes() == before
