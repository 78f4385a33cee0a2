"""The recording at the top of the README: a terminal plays it, and its picture shows the same screens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import pyte

PICTURES: Final = Path(__file__).parents[2] / "screenshots"
SVG: Final = "{http://www.w3.org/2000/svg}"
MAX_BYTES: Final = 400_000
"""More than this a page should not load at its top."""


def header_and_events() -> tuple[dict[str, Any], list[tuple[float, str, str]]]:
    header, *events = (json.loads(line) for line in (PICTURES / "tour.cast").read_text("utf-8").splitlines())
    return header, [(time, kind, data) for time, kind, data in events]


def screens() -> Iterator[tuple[str, list[str]]]:
    """What a terminal shows at the end of each step, and what is said of it."""
    header, events = header_and_events()
    screen = pyte.Screen(header["width"], header["height"])
    terminal = pyte.Stream(screen)
    step = ""
    for _, kind, data in events:
        if kind == "o":
            terminal.feed(data)
            continue
        if step:
            yield step, list(screen.display)
        step = data
    yield step, list(screen.display)


def drawn(frame: ElementTree.Element, lines: dict[str, ElementTree.Element]) -> list[str]:
    """The words of a frame of the picture, line by line."""
    named = [lines[use.attrib["href"][1:]] for use in frame.iter(f"{SVG}use")]
    return ["".join("".join(text.itertext()) for text in line.iter(f"{SVG}text")) for line in named]


def test_a_terminal_plays_the_recording() -> None:
    shown = {step: "\n".join(display) for step, display in screens()}
    seen = [
        ("Who said", "No filter. Press ↓ to explore, / to search"),
        ("↓ Walk", "▌        14 ☎ Witkoff and Ushakov talk by telephone"),
        ("↓ To a quote", "Donetsk"),
        ("d Compare", "Comparison"),
        ("c Read", "Conversation · 13 turns"),
        ("v Take", "Tour 1 of "),
        (". Go", "Tour 2 of "),
        ("/ Search", "Tomahawk"),
    ]
    for start, words in seen:
        assert words in next(text for step, text in shown.items() if step.startswith(start)), start


def test_the_recording_takes_half_a_minute() -> None:
    header, events = header_and_events()
    times = [time for time, _, _ in events]
    assert times == sorted(times)
    assert times[0] == 0
    assert 25 < times[-1] == header["duration"] < 35
    assert header["version"] == 2


def test_the_picture_shows_the_same_screens() -> None:
    root = ElementTree.fromstring((PICTURES / "tour.svg").read_text("utf-8"))
    lines = {line.attrib["id"]: line for line in root.iterfind(f"{SVG}defs/{SVG}g")}
    (film,) = (group for group in root.iter(f"{SVG}g") if group.get("id") == "film")
    frames = [drawn(frame, lines) for frame in film]
    header, events = header_and_events()
    screen = pyte.Screen(header["width"], header["height"])
    terminal = pyte.Stream(screen)
    outputs = [data for _, kind, data in events if kind == "o" and data]
    assert len(frames) == len(outputs)
    for frame, output in zip(frames, outputs, strict=True):
        terminal.feed(output)
        assert ["".join(line.split()) for line in frame] == ["".join(line.split()) for line in screen.display]


def test_the_picture_is_small_and_moves_by_style_alone() -> None:
    text = (PICTURES / "tour.svg").read_text("utf-8")
    assert len(text.encode()) < MAX_BYTES
    assert "<script" not in text
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")  # nothing is loaded
    root = ElementTree.fromstring(text)
    style = "".join(root.find(f"{SVG}style").itertext())  # type: ignore[union-attr]
    assert "@media (prefers-reduced-motion:reduce){#film{animation:none}}" in style
    starts = [float(percent) for percent in re.findall(r"([\d.]+)%\{transform", style)]
    assert starts == sorted(starts)
    assert starts[0] == 0
    assert starts[-1] < 100
