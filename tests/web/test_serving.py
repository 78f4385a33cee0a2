"""The explorer in a browser: in a real one, and against what should not reach it."""

from __future__ import annotations

import asyncio
import platform
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any, Final

import aiohttp
import pytest
from aiohttp import web
from textual_serve.download_manager import DownloadManager

from dossiers import EXAMPLE
from peace_tui.system.confinement import CALLS
from peace_tui.ui.serve import Explorers, is_loopback, make_command
from ports import free_port
from processes import PATIENCE, PROGRAM, children, runs, tool, until
from terminal.emulator import environment
from web.chromium import page

DOSSIER: Final = EXAMPLE.replace("An example call", "An <b>example</b> call")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("served")
    (folder / "a b.toml").write_text(DOSSIER, "utf-8")
    port = free_port()
    command = [*PROGRAM, "serve", "a b.toml", "--port", str(port)]
    process = subprocess.Popen(command, cwd=folder, env=environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert f"at http://127.0.0.1:{port}." in line
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGINT)
        code = process.wait(PATIENCE)
        process.stdout.close()
    assert code == 128 + signal.SIGINT


async def test_a_browser_sees_the_panes_and_types_a_search(address: str, tmp_path: Path) -> None:
    async with page(tool("chromium-headless-shell"), tmp_path, address) as browser:
        await browser.wait_for("1 Timeline", "2 People", "No filter.", "John Smith", "The reading text.")
        await browser.press("/wording")
        await browser.wait_for("1 of 3 quotes")
        await browser.press("\r")
        await browser.wait_for("▐“wording” ✕▌", "1 of 3 quotes")
        await browser.press("?")
        await browser.wait_for("Help: Quotes")
        assert "Ctrl+Z" not in await browser.text()


async def started(address: str, **headers: str) -> bytes:
    """What comes first where a page opens its socket."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{address.replace('http', 'ws')}/ws?width=100&height=30", headers=headers) as connection,
    ):
        seen = b""
        deadline = time.monotonic() + PATIENCE
        while b"Timeline" not in seen and time.monotonic() < deadline:
            message = await connection.receive(timeout=PATIENCE)
            seen += message.data if isinstance(message.data, bytes) else b""
        return seen


async def test_pages_from_elsewhere_do_not_reach_it(address: str) -> None:
    assert b"Timeline" in await started(address, Origin=address)
    for headers in ({"Origin": "https://elsewhere.example"}, {"Host": "elsewhere.example"}, {"Origin": "null"}):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await started(address, **headers)
        assert refused.value.status == 403


async def test_the_page_loads_nothing_from_elsewhere(address: str) -> None:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'self'")
        assert "<b>" not in await answer.text()


async def test_whatever_a_socket_sends_only_ends_that_session(address: str) -> None:
    async with aiohttp.ClientSession() as session:
        for sent in (
            "{}",
            "[]",
            '["resize", {"width": 1000000000, "height": 1000000000}]',
            '["stdin", 5]',
            "x" * 100_000,
        ):
            async with session.ws_connect(f"{address.replace('http', 'ws')}/ws") as connection:
                await connection.send_str(sent)
    assert b"Timeline" in await started(address)


async def test_pages_that_stay_open_do_not_keep_the_server() -> None:
    explorers = Explorers(make_command(None, None, ["--kiosk"]), "A dossier", "127.0.0.1", free_port())
    runner = web.AppRunner(await explorers._make_app())
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", explorers.port).start()
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"http://127.0.0.1:{explorers.port}/ws") as connection,
        ):
            await connection.receive(timeout=PATIENCE)
            await runner.shutdown()
            while not connection.closed:
                await connection.receive(timeout=PATIENCE)
    finally:
        await runner.cleanup()
    assert explorers.running == 0


# Storms: what comes is bounded, and what is gone leaves nothing


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    command = [*PROGRAM, "serve", "--port", str(port)]
    with (tmp_path / "stderr.txt").open("wb") as told:
        process = subprocess.Popen(
            command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=told, text=True
        )
    assert process.stdout
    assert "Serving" in process.stdout.readline()
    try:
        yield process, port
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def upgrade(port: int, query: str = "width=300&height=100", host: str = "", more: str = "") -> bytes:
    """What a page sends to open its socket."""
    lines = [f"GET /ws?{query} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", "Upgrade: websocket"]
    lines += ["Connection: Upgrade", "Sec-WebSocket-Key: x3JJHMbDL1EzLkh9GBhXDw==", "Sec-WebSocket-Version: 13"]
    return "\r\n".join([*lines, *([more] if more else []), "", ""]).encode()


@pytest.mark.parametrize(
    ("query", "host", "more", "code"),
    [
        ("width=-5", "", "", 400),
        ("width=0", "", "", 400),
        ("height=twelve", "", "", 400),
        ("width=99999999999999999999", "", "", 400),
        ("", "[", "", 400),
        ("", "", "Origin: http://[", 400),
        ("", "", "Origin: [", 403),
    ],
)
def test_a_request_that_makes_no_sense_is_answered_plainly(
    address: str, query: str, host: str, more: str, code: int
) -> None:
    port = int(address.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(upgrade(port, query, host, more))
        answer = connection.recv(4096).decode()
    assert answer.split()[1] == str(code)
    assert "Traceback" not in answer


@pytest.mark.parametrize("line", ["GET http://[/ HTTP/1.1", "GET /ws?width=\xb2 HTTP/1.1"])
def test_a_stranger_writes_nothing_into_the_log(
    line: str, server: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    _, port = server
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        connection.sendall(f"{line}\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n".encode("latin-1"))
        assert connection.recv(4096).split()[1] == b"400"
        while connection.recv(4096):
            pass
    assert (tmp_path / "stderr.txt").read_bytes() == b""


def test_pages_that_read_nothing_count_until_their_process_is_gone(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    pages = []
    for _ in range(8):
        pages.append(socket.create_connection(("127.0.0.1", port), timeout=PATIENCE))
        pages[-1].sendall(upgrade(port))
    until(lambda: len(children(process.pid)) == 8, "not every page has its explorer")
    for each in pages:
        each.close()
    until(lambda: not children(process.pid), "explorers outlive their pages")


async def test_all_threads_of_a_session_are_confined(server: tuple[subprocess.Popen[str], int]) -> None:
    """The one that reads what the page sends begins before the others are."""
    process, port = server
    if sys.platform != "linux" or platform.machine() not in CALLS:
        pytest.skip("this system has nothing of the kind")
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"ws://127.0.0.1:{port}/ws?width=100&height=30") as connection,
    ):
        seen = b""
        while b"Timeline" not in seen:
            message = await connection.receive(timeout=PATIENCE)
            seen += message.data if isinstance(message.data, bytes) else b""
        (pid,) = children(process.pid)
        threads = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/status")]
        assert len(threads) > 1
        assert [re.findall(r"^Seccomp:\s*(\d)", each, re.MULTILINE) for each in threads] == [["2"]] * len(threads)


async def test_a_flood_from_a_page_ends_that_session_alone(server: tuple[subprocess.Popen[str], int]) -> None:
    process, port = server
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            async with session.ws_connect(f"ws://127.0.0.1:{port}/ws?width=100&height=30") as connection:
                await connection.send_json(["stdin", "x" * 1_000_000])
                while (await connection.receive(timeout=PATIENCE)).type is aiohttp.WSMsgType.BINARY:
                    pass
                assert connection.closed
    until(lambda: not children(process.pid), "explorers outlive their pages")
    assert b"Timeline" in await started(f"http://127.0.0.1:{port}")
    process.send_signal(signal.SIGTERM)
    assert process.wait(PATIENCE) == 128 + signal.SIGTERM


def test_keys_typed_ahead_of_the_program_wait_with_the_server() -> None:
    """As in a terminal: the app gets so many at once, and the thread that reads takes no more meanwhile."""
    from textual import events

    from peace_tui.terminal.driver import MAX_WAITING_KEYS, browser_driver

    class App:
        keys_waiting = 0

        async def _post_message(self, message: events.Key) -> None:
            self.keys_waiting += 1

    def type_ahead(driver: Any) -> None:
        for _ in range(1_000):
            driver.send_message(events.Key("j", "j"))

    async def typed() -> int:
        app = App()
        driver: Any = object.__new__(browser_driver())
        driver._app, driver._loop, driver.exit_event = app, asyncio.get_running_loop(), Event()
        reading = asyncio.ensure_future(asyncio.to_thread(type_ahead, driver))
        while app.keys_waiting < MAX_WAITING_KEYS and not reading.done():
            await asyncio.sleep(0.001)
        app.keys_waiting -= 10
        while app.keys_waiting < MAX_WAITING_KEYS and not reading.done():
            await asyncio.sleep(0.001)
        driver.exit_event.set()
        await reading
        return app.keys_waiting

    assert asyncio.run(typed()) == MAX_WAITING_KEYS


def test_the_limit_on_explorers_holds_while_the_program_of_a_closed_page_still_runs() -> None:
    """A counter that goes down with the socket could be passed by opening and closing."""
    from peace_tui.ui.serve import Explorer

    async def one() -> bool:
        explorer = Explorer(
            "", write_bytes=nothing, write_str=nothing, close=nothing, download_manager=DownloadManager()
        )
        explorer.words = [
            sys.executable,
            "-c",
            "import signal, time; signal.signal(15, signal.SIG_IGN); time.sleep(999)",
        ]
        await explorer.start(80, 24)
        assert explorer._process
        pid = explorer._process.pid
        await explorer.stop()
        return runs(pid)

    async def nothing(*_: object) -> None: ...

    assert not asyncio.run(one())


def refused(*words: str, code: str = "") -> str:
    command = [sys.executable, "-c", f"{code}\nfrom peace_tui.__main__ import main\nraise SystemExit(main())", *words]
    run = subprocess.run(command, env=environment(), capture_output=True, text=True, timeout=PATIENCE)
    assert (run.returncode, run.stdout) == (2, "")
    assert "Traceback" not in run.stderr
    return run.stderr


def test_without_the_extra_it_says_how_to_get_it() -> None:
    assert "pip install 'peace-tui[web]'" in refused("serve", code="import sys; sys.modules['textual_serve'] = None")


def test_what_cannot_be_served_is_said_before(tmp_path: Path) -> None:
    assert "name a file" in refused("serve", "-")
    assert "there is no such file" in refused("serve", str(tmp_path / "none.toml"))
    assert "the view cannot be read" in refused("serve", "--view", "whom:ann")
    assert "this is no name of a host" in refused("serve", "--host", "a..b")
    assert "peace-tui: nowhere.invalid:" in refused("serve", "--host", "nowhere.invalid")
    assert "loopback only" in refused("serve", "--host", "0.0.0.0", "--no-kiosk")
    assert "--host is empty" in refused("serve", "--host", "")
    assert "is not a port number from 1 to 65535" in refused("serve", "--port", "70000")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert "in use" in refused("serve", "--port", str(taken.getsockname()[1]))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.9.9.9"])
def test_the_loopback_is_known_by_its_names(host: str) -> None:
    assert is_loopback(host)
    assert not is_loopback(f"{host}.example")
    assert not is_loopback("0.0.0.0")


NO_SIGNALS: Final = """
import sys
from asyncio import SelectorEventLoop

def add_signal_handler(*_):
    raise NotImplementedError

SelectorEventLoop.add_signal_handler = add_signal_handler
sys.argv = ["peace-tui", "serve", "--port", sys.argv[1]]
from peace_tui.__main__ import main
sys.exit(main())
"""


def test_a_signal_ends_it_also_where_the_event_loop_has_none(tmp_path: Path) -> None:
    """As on Windows."""
    command = [sys.executable, "-c", NO_SIGNALS, str(free_port())]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert "Serving" in process.stdout.readline()
    process.send_signal(signal.SIGINT)
    assert process.wait(PATIENCE) == 128 + signal.SIGINT
    process.stdout.close()
