"""The explorer in a browser: a web server that runs one explorer for each reader, by textual-serve (the extra `web`).

What it serves is open to whoever reaches the port, so that each explorer is a kiosk unless it is said otherwise. Pages
from elsewhere that a reader has open must not reach it through their browser: a request that names another origin is
refused, and on the loopback one that names another host.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from ipaddress import ip_address
from typing import Any, Final, cast
from urllib.parse import urlsplit

from aiohttp import WSMsgType, web
from aiohttp.web_runner import GracefulExit
from textual_serve.app_service import AppService
from textual_serve.server import Server

from peace_tui.session.limits import STRANGER_LIMITS
from peace_tui.system.streams import write_stdout
from peace_tui.text.messages import quotation_marks

MAX_EXPLORERS: Final = 50
"""How many explorers run at once; further readers are asked to come back later."""
MAX_MESSAGE_BYTES: Final = 64_000
"""The longest message from a browser, such as a paste; a longer one ends the session."""
STALLED_SECONDS: Final = 10.0
"""A session ends when the browser or the program takes nothing for so long."""
ENDING_SECONDS: Final = 2.0
"""How long an explorer may take to end by itself."""
POLICY: Final = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; connect-src 'self' ws: wss:; frame-ancestors 'none'"
)
"""What a page may load: nothing from other servers, such as the fonts of textual-serve."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a host."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Explorer(AppService):
    """The explorer of one reader: a process that is gone once `stop` returns."""

    words: list[str]

    async def _open_app_process(self, width: int = 80, height: int = 24) -> Process:
        """Start the program itself, without a shell between that would be ended in its place."""
        environment = self._build_environment(width=width, height=height)
        process = await asyncio.create_subprocess_exec(
            *self.words, stdin=PIPE, stdout=PIPE, stderr=PIPE, env=environment, start_new_session=True
        )
        self._process, self._stdin = process, process.stdin
        return process

    async def send_bytes(self, data: bytes) -> bool:
        """Send what was typed; raises TimeoutError where the program takes nothing for long."""
        return await asyncio.wait_for(super().send_bytes(data), STALLED_SECONDS)

    async def on_data(self, payload: bytes) -> None:
        """Send what is drawn; a browser that takes nothing for long counts as gone."""
        try:
            await asyncio.wait_for(self.remote_write_bytes(payload), STALLED_SECONDS)
        except TimeoutError:
            raise ConnectionResetError from None

    async def ended(self) -> None:
        """Return when the program writes nothing more: it has ended, or the browser is gone."""
        if self._task:
            await asyncio.wait([self._task])

    async def stop(self) -> None:
        """Ask the program to end; kill it if it does not."""
        process, task = self._process, self._task
        self._process = self._task = None
        if process is None:
            return
        if task and not task.done():
            with suppress(Exception):
                await asyncio.wait_for(self.send_meta({"type": "quit"}), ENDING_SECONDS / 2)
        try:
            await asyncio.wait_for(process.wait(), ENDING_SECONDS)
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
        if task:
            task.cancel()
            await asyncio.wait([task])
        transport: asyncio.SubprocessTransport = getattr(process, "_transport")  # noqa: B009  # has no other name
        transport.close()  # with its pipes, which unread output would keep open
        await process.wait()


class Explorers(Server):
    """Serves explorers, one for each page that is opened."""

    def __init__(self, words: list[str], title: str, host: str, port: int) -> None:
        """Run `words` for each reader; reachable at a host and port."""
        super().__init__(words[0], host=host, port=port, title=title)
        for name in ("textual-serve", "aiohttp.server"):
            logging.getLogger(name).addHandler(logging.NullHandler())  # strangers cause what they log
        self.words = words
        self.running = 0
        self.ended_by = 0
        self.closing = asyncio.Event()
        """Set once no page is served any more, which ends all explorers at the same time."""

    def run(self) -> int:
        """Serve until a signal comes; return the exit code.

        Raises:
            OSError: The host or port cannot be had.
        """
        web.run_app(
            self._make_app(),
            host=self.host,
            port=self.port,
            handle_signals=False,
            print=self._say_where,
            shutdown_timeout=2.0,
        )
        return 128 + self.ended_by if self.ended_by else 0

    async def _make_app(self) -> web.Application:
        app = await super()._make_app()
        app.middlewares.append(self._guard)
        return app

    async def on_startup(self, app: web.Application) -> None:
        """End at the signals that ask for it."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            try:
                loop.add_signal_handler(number, self._end, number)
            except NotImplementedError:  # the event loop of Windows has no signals
                signal.signal(number, lambda number, _: loop.call_soon_threadsafe(self._end, number))

    async def on_shutdown(self, app: web.Application) -> None:
        """End all explorers, rather than wait for pages that stay open."""
        self.closing.set()

    def _say_where(self, *_: object) -> None:
        """Say where it is, once it can be reached."""
        write_stdout([f"Serving {quotation_marks(self.title)} at {self.public_url}. Press Ctrl+C to stop.\n"])

    def _end(self, number: int) -> None:
        self.ended_by = number
        raise GracefulExit

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse requests of other origins and more readers than allowed; let no page load from other servers."""
        origin = request.headers.get("Origin")
        try:
            is_foreign = origin is not None and urlsplit(origin).netloc != request.host
            name = urlsplit(f"//{request.host}").hostname or ""
            _ = request.url, request.query
        except ValueError:
            raise web.HTTPBadRequest(text="The address cannot be read.") from None
        if is_foreign:
            raise web.HTTPForbidden(text="Requests from other pages are refused.")
        if is_loopback(self.host) and not is_loopback(name):
            raise web.HTTPForbidden(text="Unknown host name.")
        if request.path != "/ws":
            response = await handler(request)
            response.headers["Content-Security-Policy"] = POLICY
            return response
        if self.running >= MAX_EXPLORERS:
            raise web.HTTPServiceUnavailable(text="Too many readers at once. Please try again later.")
        self.running += 1
        try:
            return await handler(request)
        finally:
            self.running -= 1

    async def handle_websocket(self, request: web.Request) -> web.WebSocketResponse:
        """Run an explorer for the page that asks, until one of the two is done; return once the program is gone."""
        size = _requested_size(request.query.get("width", "80"), request.query.get("height", "24"))
        websocket = web.WebSocketResponse(heartbeat=15, timeout=1.0, max_msg_size=MAX_MESSAGE_BYTES)
        await websocket.prepare(request)
        explorer = Explorer(
            self.command,
            write_bytes=websocket.send_bytes,
            write_str=websocket.send_str,
            close=cast(Callable[[], Awaitable[None]], websocket.close),
            download_manager=self.download_manager,
        )
        explorer.words = self.words
        try:
            await explorer.start(*size)
            await _first_of(_listen(websocket, explorer), explorer.ended(), self._closed())
        finally:
            await _at_all_costs(explorer.stop())
            if request.transport and not websocket.closed:
                with suppress(Exception):
                    await asyncio.wait_for(websocket.close(), 1.0)
                if request.transport:
                    request.transport.abort()
        return websocket

    async def _closed(self) -> None:
        await self.closing.wait()

    async def handle_index(self, request: web.Request) -> Any:
        """Serve the page; it finds the explorer by the address under which it was itself asked for."""
        self.public_url = f"{request.scheme}://{request.host}"
        return await super().handle_index(request)


def _requested_size(width: str, height: str) -> tuple[int, int]:
    """Return the size in cells that a page asks for, within the limits.

    Raises:
        HTTPBadRequest: It is not a size.
    """
    if not all(each.isascii() and each.isdigit() and len(each) < 10 and int(each) for each in (width, height)):
        raise web.HTTPBadRequest(text="Width and height are whole numbers of cells, from 1 on.")
    return min(int(width), STRANGER_LIMITS.columns), min(int(height), STRANGER_LIMITS.lines)


async def _listen(websocket: web.WebSocketResponse, explorer: Explorer) -> None:
    """Pass on what a page sends, until it closes or sends something that our page never does."""
    async for message in websocket:
        if message.type is not WSMsgType.TEXT:
            return
        try:
            match message.json():
                case ["stdin", str(typed)]:
                    await explorer.send_bytes(typed.encode())
                case ["resize", {"width": int(width), "height": int(height)}] if width > 0 and height > 0:
                    await explorer.set_terminal_size(
                        min(width, STRANGER_LIMITS.columns), min(height, STRANGER_LIMITS.lines)
                    )
                case ["ping", sent]:
                    await websocket.send_json(["pong", sent])
                case ["focus", *_]:
                    await explorer.focus()
                case ["blur", *_]:
                    await explorer.blur()
                case _:
                    return
        except (ValueError, RecursionError, OSError, TimeoutError):
            return


async def _first_of(*some: Coroutine[Any, Any, None]) -> None:
    """Return when the first of them has ended, and end the others."""
    tasks = [asyncio.ensure_future(each) for each in some]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _at_all_costs(work: Coroutine[Any, Any, None]) -> None:
    """Finish some work even if the task that waits for it is canceled meanwhile."""
    task = asyncio.ensure_future(work)
    while not task.done():
        with suppress(asyncio.CancelledError):
            await asyncio.wait([task])


def make_command(dossier: str | None, view: str | None, options: list[str]) -> list[str]:
    """Return the command that runs the explorer of one reader."""
    words = [sys.executable, "-m", "peace_tui", *options]
    words += [f"--view={view}"] if view else []
    return [*words, *(["--", dossier] if dossier else [])]
