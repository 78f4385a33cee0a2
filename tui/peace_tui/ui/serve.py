"""The explorer in a browser: a web server that runs one explorer for each reader, by textual-serve (the extra `web`).

What it serves is open to whoever reaches the port, so that each explorer is a kiosk unless it is said otherwise. Pages
from elsewhere that a reader has open must not reach it through their browser: a request that names another origin is
refused, and on the loopback one that names another host.
"""

from __future__ import annotations

import asyncio
import shlex
import signal
import sys
from collections.abc import Awaitable, Callable
from ipaddress import ip_address
from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.web_runner import GracefulExit
from textual_serve.server import Server

from peace_tui.system.streams import write_stdout
from peace_tui.text.messages import quotation_marks

MAX_EXPLORERS: Final = 50
"""How many explorers run at once; who comes later is asked to come back."""
POLICY: Final = (
    "default-src 'self' data: blob: 'unsafe-inline' 'unsafe-eval'; connect-src 'self' ws: wss:; frame-ancestors 'none'"
)
"""What a page may load: nothing from elsewhere, such as the letters that textual-serve would fetch from others."""
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def is_loopback(host: str) -> bool:
    """Tell whether only this machine can reach a host."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


class Explorers(Server):
    """Serves explorers, one for each page that is opened."""

    def __init__(self, words: list[str], title: str, host: str, port: int) -> None:
        """Run `words` for each reader; reachable at a host and port."""
        super().__init__(shlex.join(words), host=host, port=port, title=title)
        self.running = 0
        self.ended_by = 0

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

    def _say_where(self, *_: object) -> None:
        """Say where it is, once it can be reached."""
        write_stdout([f"Serving {quotation_marks(self.title)} at {self.public_url}. Press Ctrl+C to stop.\n"])

    def _end(self, number: int) -> None:
        self.ended_by = number
        raise GracefulExit

    @web.middleware
    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Refuse what comes from elsewhere or is too much; let no page load anything from elsewhere."""
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise web.HTTPForbidden(text="Requests from other pages are refused.")
        if is_loopback(self.host) and not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
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

    async def handle_index(self, request: web.Request) -> Any:
        """Serve the page; it finds the explorer by the address under which it was itself asked for."""
        self.public_url = f"{request.scheme}://{request.host}"
        return await super().handle_index(request)


def session_words(dossier: str | None, view: str | None, options: list[str]) -> list[str]:
    """Return the command that runs the explorer of one reader."""
    words = [sys.executable, "-m", "peace_tui", *options]
    words += [f"--view={view}"] if view else []
    return [*words, *(["--", dossier] if dossier else [])]
