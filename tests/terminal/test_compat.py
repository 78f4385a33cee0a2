"""Which driver the terminal gets: Textual's own, where it is asked for or where ours would lack something."""

from __future__ import annotations

import pytest

from peace_tui.terminal import compat
from terminal.bundled import ALL, FOLLOWED
from terminal.emulator import ALTERNATE_SCREEN, CURSOR, environment, program_with, terminal

MISSING = "textual.app:App.of_another_version"


@pytest.mark.parametrize("missing", compat.REQUIRED_INTERNALS)
def test_without_a_required_name_textual_drives_the_terminal(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compat.find_missing_internals(in_browser=True) == []
    assert compat.choose_driver() is not None
    renamed = f"{missing}_of_another_version"
    monkeypatch.setattr(compat, "REQUIRED_INTERNALS", (*compat.REQUIRED_INTERNALS, renamed))
    assert compat.find_missing_internals() == [renamed]
    assert compat.choose_driver() is None


@pytest.mark.parametrize("is_asked_for", [True, False])
def test_the_stock_driver_opens_filters_and_quits(is_asked_for: bool) -> None:
    lacking = f"from peace_tui.terminal import compat\ncompat.REQUIRED_INTERNALS = ({MISSING!r},)"
    env = environment(PEACE_TUI_TERMINAL="stock") if is_asked_for else environment()
    with terminal(program_with("" if is_asked_for else lacking), size=(120, 40), env=env) as seen:
        seen.wait_for(ALL, "q quit")
        seen.send("2jj")
        seen.wait_for(FOLLOWED)
        seen.send("q")
        assert seen.exit_code() == 0
        assert not seen.modes()[ALTERNATE_SCREEN]
        assert seen.modes()[CURSOR]
