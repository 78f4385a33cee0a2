"""The first screen is styled once, as it would be if it were styled again; and in colors that can be told apart."""

from __future__ import annotations

import pytest
from rich.style import Style
from textual.theme import Theme

from peace_tui import View, load
from peace_tui.ui.app import PeaceApp
from peace_tui.ui.render.styles import DARK, LIGHT, theme_styles


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


def contrast(style: Style, paper: Style) -> float:
    """The contrast of a style on a paper, as https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio defines it."""
    lights = []
    for color in (style.color, paper.bgcolor):
        assert color
        levels = [level / 255 for level in color.get_truecolor()]
        linear = [level / 12.92 if level <= 0.03928 else ((level + 0.055) / 1.055) ** 2.4 for level in levels]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)
    return max(lights) / min(lights)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_all_that_is_read_is_read_easily_and_no_two_sides_are_of_one_color(theme: Theme) -> None:
    styles = theme_styles(theme)
    papers = [styles[name] for name in ("paper", "cursor", "browse")]
    for name, style in styles.items():
        if style.color and name not in (
            "faint",
            "behind",
        ):  # lines and what is out of sight; the quotes that do not pass
            assert min(contrast(style, paper) for paper in ([style] if style.bgcolor else papers)) >= 4.5, name
    assert contrast(styles["faint"], styles["paper"]) >= 3
    sides = [style.color for name, style in styles.items() if name.startswith("side")]
    assert len(set(sides)) == len(sides) == 8
