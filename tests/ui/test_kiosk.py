"""The explorer in front of strangers."""

from __future__ import annotations

from typing import Any

import pytest

from dossiers import dossier
from peace_tui.session.settings import Session
from peace_tui.ui.key_table import KEYS
from ui.reader import reading

KIOSK = Session(kiosk=True)


async def test_what_leads_out_is_in_no_list() -> None:
    disabled_actions = [key for key in KEYS if key.leaves_program]
    assert disabled_actions
    async with reading(dossier(), session=KIOSK) as reader:
        await reader.press("question_mark")
        helped = " ".join(piece for line in reader.app.screen.query_one("#page-text").lines for piece, _ in line)  # type: ignore[attr-defined]
        await reader.press("escape")
        assert [key.help for key in disabled_actions if key.help in helped] == []
        from peace_tui.ui.palette import Commands

        offered = {command.title for command in Commands(reader.app.screen).actions()}
        assert offered & {key.label for key in disabled_actions} == set()
        assert {"full screen", "quit"} <= offered


async def test_no_key_and_no_action_leads_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def stopped(*_: Any) -> None:
        raise AssertionError("the explorer gave the terminal away")

    monkeypatch.setattr("os.kill", stopped)
    async with reading(dossier(), session=KIOSK) as reader:
        driver: Any = reader.app._driver
        monkeypatch.setattr(type(driver), "can_suspend", True)
        driver.suspend_application_mode = stopped
        for key in (key for key in KEYS if key.leaves_program):
            await reader.press(*key.keys)
            assert reader.main.check_action(key.action_name, ()) is False
            await reader.main.run_action(key.action)
        await reader.press("slash", "ctrl+z", "escape")
        await reader.app.run_action("app.suspend_process")
        assert reader.app.is_running


async def test_addresses_go_to_the_visitors_clipboard() -> None:
    async with reading(dossier(), "at:call-1-07", session=KIOSK) as reader:
        await reader.press("o")
        assert reader.opened == []
        assert "https://example.org/a" in reader.footer()
        assert any("]52;c;" in sent for sent in reader.sent)


async def test_a_quiet_reader_is_warned_and_then_shown_out() -> None:
    async with reading(dossier(), session=Session(idle=1.2 / 60)) as reader:
        await reader.until(lambda: reader.app.session_timer.warned)
        await reader.until(lambda: reader.app.exit_message)
        assert reader.app.exit_message.startswith("Closed: 0.02 minutes idle")
