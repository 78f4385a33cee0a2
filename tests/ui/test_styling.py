"""The first screen is styled once, and as it would be if it were styled anew."""

from __future__ import annotations

import pytest

from peace_tui import View, load
from peace_tui.ui.app import PeaceApp


def styles(app: PeaceApp) -> list[tuple[str, str]]:
    return [(repr(node.css_identifier), node.styles.css) for node in app.walk_children(with_self=True)]


@pytest.mark.parametrize("light", [True, False])
@pytest.mark.parametrize("theme", ["", "nord", "textual-light", "ansi-light"])
async def test_the_first_styles_are_those_of_the_theme(
    theme: str, light: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEXTUAL_THEME", theme)
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    app = PeaceApp(load(), View(), light=light)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        first = styles(app)
        assert app.theme == (theme or ("peace-light" if light else "peace-dark"))
        app.refresh_css(animate=False)
        await pilot.pause()
        assert styles(app) == first
        app.theme = "nord" if app.theme != "nord" else "textual-light"
        await pilot.pause()
        assert styles(app) != first
