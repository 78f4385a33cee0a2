"""Links (OSC 8) in a real terminal: they lead where the text says, and end where they should."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from dossiers import EXAMPLE
from processes import PROGRAM
from terminal.emulator import Terminal, environment, terminal

ADDRESS: Final = "https://example.org/a"
LONG: Final = "https://example.org/" + "long/" * 30
LINKS: Final = re.compile(rb"\x1b\]8;([^;\x1b\x07]*);([^\x1b\x07]*)\x1b\\")
OTHERS: Final = re.compile(rb"\x1b\[[0-9;?]*[A-Za-z]")


def read(seen: Terminal) -> None:
    """Open the quote and its citation, and leave."""
    seen.wait_for("1 Timeline", "3 Quotes", "q quit")
    seen.send("3j\r")
    seen.wait_for("Esc back", "https://example.org/")
    seen.send("\x1by")
    seen.wait_for("Citation", "Which do you want to cite?")
    seen.send("b\r")
    seen.wait_for("url =")
    seen.send("\x1bq")
    assert seen.exit_code() == 0
    assert seen.was_restored()


def with_address(folder: Path, address: str) -> list[str]:
    file = folder / "links.toml"
    file.write_text(EXAMPLE.replace(ADDRESS, address), "utf-8")
    return [*PROGRAM, str(file)]


def covered(output: bytes) -> dict[bytes, list[bytes]]:
    """The text under each link; whatever was begun has to be ended before anything else is done."""
    found: dict[bytes, list[bytes]] = {}
    pieces = LINKS.split(output)  # text, name, target, text, name, target, …
    for _, to, text in zip(pieces[1::3], pieces[2::3], pieces[3::3], strict=True):
        if to:
            found.setdefault(to, []).append(OTHERS.sub(b"", text))
    targets = pieces[2::3]
    assert not targets or targets[-1] == b""
    return found


@pytest.mark.parametrize("address", [ADDRESS, LONG])
def test_an_address_is_a_link_that_leads_where_it_says_and_ends_with_it(tmp_path: Path, address: str) -> None:
    with terminal(with_address(tmp_path, address), size=(120, 36)) as seen:
        read(seen)
    links = covered(seen.output)
    assert address.encode() in links
    assert address.encode().startswith(links[address.encode()][0])
    for to, texts in links.items():
        assert all(text and text in to for text in texts)
    names = {name for name, to in LINKS.findall(seen.output) if to == address.encode()}
    assert len(names) == 1  # so that the lines of a long one are one link


@pytest.mark.parametrize("switch", ["own", "stock"])
@pytest.mark.parametrize("address", ["javascript:alert(1)//example.org", "https://example.org/" + "a" * 3_000])
def test_what_is_no_address_or_too_long_is_text(tmp_path: Path, address: str, switch: str) -> None:
    env = environment(PEACE_TUI_TERMINAL=switch)
    with terminal(with_address(tmp_path, address), size=(120, 36), env=env) as seen:
        seen.wait_for("1 Timeline", "3 Quotes", "q quit")
        seen.send("3j\r")
        seen.wait_for("Esc back", "example.org")
    assert b"\x1b]8;" not in seen.output


@pytest.mark.parametrize("switch", ["own", "stock"])
def test_an_address_that_would_end_its_sequence_does_not(tmp_path: Path, switch: str) -> None:
    """ESC itself is refused in a dossier."""
    env = environment(PEACE_TUI_TERMINAL=switch)
    command = with_address(tmp_path, "https://example.org/;\\\\]8;;http://evil.example/é")
    with terminal(command, size=(120, 36), env=env) as seen:
        seen.wait_for("1 Timeline", "3 Quotes", "q quit")
        seen.send("3j\r")
        seen.wait_for("Esc back", "https://example.org/;\\]8;;http://evil.example/é")
    assert {to for _, to in LINKS.findall(seen.output)} == {
        b"",
        b"https://example.org/;%5C]8;;http://evil.example/%C3%A9",
    }


@pytest.mark.parametrize("term", ["linux", "vt100"])
def test_a_terminal_that_knows_no_links_gets_text_only(tmp_path: Path, term: str) -> None:
    with terminal(with_address(tmp_path, ADDRESS), size=(120, 36), env=environment(TERM=term)) as seen:
        read(seen)
    assert b"\x1b]8;" not in seen.output
