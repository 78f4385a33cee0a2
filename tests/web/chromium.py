"""A headless Chromium, driven over its own protocol (https://chromedevtools.github.io/devtools-protocol/)."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any, Final

import aiohttp

from processes import PATIENCE

SWITCHES: Final = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-3d-apis", "--disable-dev-shm-usage"),
    *("--remote-debugging-port=0", "--window-size=1300,800", "--no-first-run", "--disable-background-networking"),
)
"""Without the drawing of graphics cards the terminal in the page is made of elements, whose text can be read."""

LISTENING: Final = re.compile(r"DevTools listening on ws://.*?:(\d+)/")


class Browser:
    """One page."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.numbers = count(1)

    async def call(self, method: str, **parameters: Any) -> Any:
        """Have something done, and return what came of it."""
        number = next(self.numbers)
        await self.socket.send_json({"id": number, "method": method, "params": parameters})
        while True:
            answer = await self.socket.receive_json(timeout=PATIENCE)
            if answer.get("id") == number:
                assert "error" not in answer, answer
                return answer["result"]

    async def text(self) -> str:
        """What stands in the page's terminal."""
        script = "[...document.querySelectorAll('.xterm-rows > div')].map(row => row.textContent).join('\\n')"
        found = await self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return str(found["result"]["value"]).replace("\xa0", " ")

    async def wait_for(self, *texts: str) -> None:
        deadline = asyncio.get_running_loop().time() + PATIENCE
        while True:
            seen = await self.text()
            if all(text in seen for text in texts):
                return
            assert asyncio.get_running_loop().time() < deadline, f"{texts} are not in the page:\n{seen}"
            await asyncio.sleep(0.05)

    async def press(self, keys: str) -> None:
        """Press keys, one after another, as a keyboard does, once the terminal listens."""
        await self.call("Page.bringToFront")
        focus = "document.querySelector('.xterm-helper-textarea').focus()"
        await self.call("Runtime.evaluate", expression=focus)
        for key in keys:
            name = {"\r": "Enter", "\x1b": "Escape"}.get(key, key)
            code = {"\r": 13, "\x1b": 27, "/": 191, "?": 191}.get(key, ord(key.upper()))
            key_is = {"key": name, "windowsVirtualKeyCode": code}
            await self.call("Input.dispatchKeyEvent", type="keyDown", text=key, **key_is)
            await self.call("Input.dispatchKeyEvent", type="keyUp", **key_is)


@asynccontextmanager
async def page(program: str, folder: Path, address: str) -> AsyncIterator[Browser]:
    """Open an address."""
    command = [program, *SWITCHES, f"--user-data-dir={folder}", address]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert process.stderr
    try:
        port = next(found[1] for line in process.stderr if (found := LISTENING.search(line)))
        async with aiohttp.ClientSession() as session:
            socket = await _socket(session, f"http://127.0.0.1:{port}/json/list", address)
            async with session.ws_connect(socket, max_msg_size=0) as connection:
                yield Browser(connection)
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # the command may be a script that has started the browser
        process.wait()
        process.stderr.close()


async def _socket(session: aiohttp.ClientSession, pages: str, address: str) -> str:
    for _ in range(int(PATIENCE / 0.1)):
        async with session.get(pages) as answer:
            for each in await answer.json():
                if each["type"] == "page" and each["url"].startswith(address):
                    return str(each["webSocketDebuggerUrl"])
        await asyncio.sleep(0.1)
    raise AssertionError(f"the browser has no page {address}")
