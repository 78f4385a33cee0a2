"""A dossier published over SSH as docs/ssh.md says: what strangers can do there, and what they cannot."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from processes import PATIENCE, PROGRAM, children, has_ended, runs, stat_of, status, tool, until
from terminal.emulator import environment, terminal
from terminal.kiosk_server import PAGE, blocks, published, put, rules
from terminal.sshd import Sshd, sshd_in


@pytest.fixture(scope="module")
def kiosk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with published(tmp_path_factory.mktemp("kiosk")) as server:
        yield server


def asked(server: Sshd, *words: str, typed: str = "", **options: str) -> subprocess.CompletedProcess[str]:
    """What is answered without a terminal."""
    command = [*server.words("-T", *(f"-o{name}={value}" for name, value in options.items())), *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, input=typed)


def test_it_opens_filters_and_quits(kiosk: Sshd) -> None:
    with terminal(kiosk.words("-tt"), size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "2 People", "  3 quotes")
        seen.send("2j ")
        seen.wait_for("▐involving John Smith ✕▌")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_with_a_terminal_the_words_open_that_view(kiosk: Sshd) -> None:
    with terminal([*kiosk.words("-tt"), "who:smith", "at:call-1-02"], size=(120, 36)) as seen:
        seen.wait_for("▐said by John Smith ✕▌", "1 of 3 quotes", "▌3 Quotes")
        seen.send("Y")
        seen.wait_for("ssh -t HOST 'who:smith at:call-1-02' --made-on=", without="dossier.toml")
        seen.send("\x1a\x1c")  # Ctrl+Z and Ctrl+\
        seen.send("?")
        seen.wait_for("Help: Quotes", without="Ctrl+Z")
        seen.send("q")
        seen.wait_for("▌3 Quotes")
        seen.send("q")
        assert seen.exit_code() == 0
        assert seen.was_restored()


def test_without_a_terminal_the_words_print_the_list(kiosk: Sshd) -> None:
    answer = asked(kiosk, "who:ivanov date:2025-10")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert "The reading text." in answer.stdout
    assert "Said before" not in answer.stdout


def test_without_a_terminal_and_words_it_says_what_to_do(kiosk: Sshd) -> None:
    answer = asked(kiosk)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "ssh -t" in answer.stderr


@pytest.mark.parametrize("words", ["read", "peace-tui read", "read who:ivanov"])
def test_it_is_read_line_by_line(kiosk: Sshd, words: str) -> None:
    answer = asked(kiosk, words, typed="who:ivanov date:2025-10\n1\nq\n")
    assert (answer.returncode, answer.stderr) == (0, "")
    assert ("Filter who:ivanov" in answer.stdout.splitlines()[1]) == ("who:ivanov" in words)
    assert "1 of 3 in the filter who:ivanov date:2025-10." in answer.stdout
    assert "\nQuote. Ivan Ivanov" in answer.stdout
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", answer.stdout)


@pytest.mark.parametrize(
    "words",
    [
        "whom:ann",
        "person:nobody",
        '"',
        "date:soon",
        "at:a at:b",
        "who:",
        "x" * 2001,
        "who:\x1b]0;title\x07",
        "source:$(id)",
    ],
)
def test_what_is_no_view_is_refused_with_a_sentence(kiosk: Sshd, words: str) -> None:
    answer = asked(kiosk, words)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert answer.stderr.startswith("peace-tui: ")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", answer.stderr)
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("words", ["whom:ann", "who:\x1b]0;title\x07"])
def test_it_is_refused_before_the_screen_is_touched(kiosk: Sshd, words: str) -> None:
    with terminal([*kiosk.words("-tt"), words]) as seen:
        assert seen.exit_code() == 2
        assert b"\x1b" not in seen.output


@pytest.mark.parametrize(
    "words",
    ["/usr/bin/id -u", "/bin/sh -i", "bash -c id", "; id", "$(id)", "`id`", "a || id", "internal-sftp", "scp -t /tmp"],
)
def test_no_command_is_run(kiosk: Sshd, words: str) -> None:
    answer = asked(kiosk, words)
    assert answer.returncode in (1, 2)
    assert answer.stdout == ""
    assert answer.stderr.startswith("peace-tui: ")


def test_no_file_is_sent_nor_taken(kiosk: Sshd, tmp_path: Path) -> None:
    scp = tool("scp")
    options = kiosk.ssh[1:]
    options[options.index("-p")] = "-P"
    for legacy in ([], ["-O"]):
        run = subprocess.run(
            [scp, *legacy, *options, "127.0.0.1:/etc/passwd", str(tmp_path / "stolen")],
            capture_output=True,
            timeout=PATIENCE,
        )
        assert run.returncode != 0
    assert not (tmp_path / "stolen").exists()


def test_nothing_is_forwarded(kiosk: Sshd) -> None:
    answer = asked(kiosk, "who:ivanov", RemoteForward="0 127.0.0.1:9", ExitOnForwardFailure="yes")
    assert answer.returncode == 255
    assert "forwarding failed" in answer.stderr


def test_the_environment_opens_no_way_out(tmp_path: Path) -> None:
    """Not even where a careless sshd lets all of it in."""
    log = tmp_path / "log.txt"
    harmful = {"TEXTUAL_LOG": str(log), "TEXTUAL_DRIVER": "os:system", "TEXTUAL": "devtools,debug", "EDITOR": "/bin/sh"}
    careless = put(rules(tmp_path), {"Match all": f"    AcceptEnv {' '.join(harmful)}\nMatch all"})
    with sshd_in(tmp_path, careless) as server:
        words = [*server.words("-tt", *(f"-oSendEnv={name}" for name in harmful))]
        with terminal(words, env=environment(**harmful)) as seen:
            seen.wait_for("1 Timeline", "q quit")
            seen.send("q")
            assert seen.exit_code() == 0
            assert seen.was_restored()
    assert not log.exists()


def test_a_session_without_a_key_closes_after_a_warning(tmp_path: Path) -> None:
    with published(tmp_path, " --idle 0.1 --limit 5") as server, terminal(server.words("-tt"), size=(120, 36)) as seen:
        seen.wait_for("1 Timeline", "q quit")
        seen.wait_for("s (0.1 minutes idle)")
        assert seen.exit_code() == 0
        assert "Closed: 0.1 minutes idle." in seen.text()
        assert seen.was_restored()


def test_a_session_ends_in_time_where_nothing_is_read() -> None:
    """As with a client whose window is closed to nothing: no write waits for it, the last words least of all."""
    with terminal([*PROGRAM, "--kiosk", "--limit", "0.05"], size=(400, 100)) as seen:
        assert seen.process.wait(PATIENCE) == 0


def noting_pid(folder: Path, more: str) -> str:
    """The page's rules, and the program notes its number first."""
    noted = {"exec env": f"echo $$ > {folder / 'pid'}; exec env", "ulimit -f 0": "ulimit -f 100"}
    return put(rules(folder, more), noted)


@pytest.mark.parametrize("more", [" --idle 0.1 --limit 5", " --idle 0 --limit 0.1"])
def test_a_session_whose_output_no_one_reads_ends_in_time(more: str, tmp_path: Path) -> None:
    """The server's own process is stopped, as where a client's window is closed: what is written stays unread."""
    with (
        sshd_in(tmp_path, noting_pid(tmp_path, more)) as server,
        terminal(server.words("-tt"), size=(400, 100)) as seen,
    ):
        seen.wait_for_output(b"Timeline")
        pid = int((tmp_path / "pid").read_text())
        serving = int(stat_of(pid)[1])
        seen.send("?\x1b" * 20)
        os.kill(serving, signal.SIGSTOP)
        try:
            until(lambda: has_ended(pid), "the program waits for one who reads nothing")
        finally:
            os.kill(serving, signal.SIGCONT)


@pytest.mark.parametrize("size", [(65_535, 65_535), (8_000, 8_000), (65_535, 1), (1, 65_535)])
def test_of_a_size_that_no_screen_has_a_part_is_drawn_in(size: tuple[int, int], tmp_path: Path) -> None:
    """As the client claims it from the first on, and again with the window changed."""
    with (
        sshd_in(tmp_path, noting_pid(tmp_path, "")) as server,
        terminal(server.words("-tt"), size=(120, 36), claimed=size) as seen,
    ):
        seen.wait_for_output(b"\x1b[?1049h")
        seen.send("jG?")
        pid = int((tmp_path / "pid").read_text())
        seen.wait_until_idle(0.3)
        seen.resize(120, 36)
        seen.wait_for("Help: Timeline")
        assert status(pid)["VmHWM"] < 200_000  # alone it has 50,000
        assert len(seen.output) < 2_000_000
        seen.send("qq")
        assert seen.exit_code() == 0


def test_a_silent_line_is_given_up_by_the_server(tmp_path: Path) -> None:
    """The client is stopped, as a cut cable would: no packet says that it is gone."""
    quick = {"ClientAliveInterval 30": "ClientAliveInterval 4", "CountMax 3": "CountMax 1"}
    with sshd_in(tmp_path, put(noting_pid(tmp_path, ""), quick)) as server, terminal(server.words("-tt")) as seen:
        seen.wait_for("q quit")
        pid = int((tmp_path / "pid").read_text())
        seen.process.send_signal(signal.SIGSTOP)
        until(lambda: not runs(pid), "the program outlives its connection")


# Connections that never become a session


def test_connections_that_open_no_session_are_closed(tmp_path: Path) -> None:
    """Each costs two processes; so many come here as a test can wait for."""
    quick = put(rules(tmp_path), {"UnusedConnectionTimeout 30": "UnusedConnectionTimeout 1"})
    with sshd_in(tmp_path, quick) as server:
        waiting = [subprocess.Popen(server.words("-N"), stderr=subprocess.DEVNULL) for _ in range(10)]
        try:
            for each in waiting:
                assert each.wait(PATIENCE) == 255
        finally:
            for each in waiting:
                each.kill()
                each.wait()
        until(lambda: not children(server.process.pid), "processes outlive their connections")
        assert "The reading text." in asked(server, "who:ivanov").stdout


def test_no_one_holds_more_than_a_few_doors_at_once(tmp_path: Path) -> None:
    """Connections that say nothing, as the page's own server treats them."""
    own = blocks("sshd_config")[1]
    lines = [line for line in own.splitlines() if line.split()[0] in ("LoginGraceTime", "PerSourceMaxStartups")]
    limit = int(lines[1].split()[1])
    assert lines[0] == "LoginGraceTime 20"
    with contextlib.ExitStack() as stack, sshd_in(tmp_path, "\n".join(["LoginGraceTime 3", lines[1], ""])) as server:
        doors = [stack.enter_context(socket.create_connection(("127.0.0.1", server.port), PATIENCE)) for _ in range(40)]
        greeted = [door for door in doors if _first_bytes(door) == b"SSH"]
        assert 0 < len(greeted) <= limit
        for door in greeted:
            while door.recv(4096):
                pass
        until(lambda: not children(server.process.pid), "processes outlive their connections")


def _first_bytes(door: socket.socket) -> bytes:
    with contextlib.suppress(OSError):
        return door.recv(3)
    return b""


# What the page says


@pytest.fixture(scope="module")
def effective(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the page's own server does for the account, as sshd says."""
    folder = tmp_path_factory.mktemp("own")
    tool("ssh-keygen")
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / "host")], check=True)
    dropin, own = blocks("sshd_config")
    (folder / "dropin").write_text(dropin)
    here = {"/etc/ssh/ssh_host_ed25519_key": "host", "/etc/ssh/sshd_config.d/peace-tui.conf": "dropin"}
    (folder / "config").write_text(put(own, {there: str(folder / name) for there, name in here.items()}))
    if os.geteuid() == 0:
        os.makedirs("/run/sshd", mode=0o755, exist_ok=True)
    who = "user=dossier,host=anywhere,addr=192.0.2.1"
    command = [tool("sshd"), "-T", "-f", str(folder / "config"), "-C", who]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pairs = (line.split(" ", 1) for line in said.splitlines() if " " in line)
    return {name.lower(): value for name, value in pairs}  # OpenSSH 10 prints ForceCommand, older ones forcecommand


def test_every_door_is_closed_that_the_page_says_is(effective: dict[str, str]) -> None:
    wanted = {
        "disableforwarding": "yes",
        "permituserrc": "no",
        "permittunnel": "no",
        "permituserenvironment": "no",
        "permitemptypasswords": "yes",
        "authenticationmethods": "none",
        "authorizedkeysfile": "/etc/ssh/dossier_keys",
        "maxsessions": "1",
        "clientaliveinterval": "30",
        "unusedconnectiontimeout": "30",
        "maxstartups": "20:50:60",
        "persourcemaxstartups": "5",
        "loglevel": "VERBOSE",
        "port": "2222",
    }
    assert {name: effective[name] for name in wanted} == wanted
    assert effective["forcecommand"].endswith("exec /opt/peace-tui/bin/peace-tui --kiosk /srv/dossier/dossier.toml")


def test_the_service_is_one_that_systemd_takes(tmp_path: Path) -> None:
    (unit,) = blocks("systemd")
    assert "`CPUWeight=20` in place of `CPUQuota`" in " ".join(PAGE.split())
    other = re.sub(r"CPUQuota=.*", "CPUWeight=20", unit)
    assert other != unit
    for text in (unit, other):
        check_unit(text, tmp_path)


def check_unit(unit: str, tmp_path: Path) -> None:
    settings = re.findall(r"^(\w+)=(.+)$", unit, re.MULTILINE)
    names = [name for name, _ in settings]
    assert len(names) == len({*names} - {"ExecStart"}) + 1
    analyze = tool("systemd-analyze")
    file = tmp_path / "peace-tui-ssh.service"
    file.write_text(unit)
    run = subprocess.run([analyze, "verify", str(file)], capture_output=True, text=True)
    complaints = [line for line in run.stderr.splitlines() if file.name in line]
    assert complaints == []


CAPABILITIES = re.compile(r"^CapabilityBoundingSet=(.*)$", re.MULTILINE)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make an account")
def test_open_to_everyone_it_lets_strangers_in_without_a_password(tmp_path: Path) -> None:
    """In a file system of its own, where there is an account with an empty password, with the service's rights."""
    for name, line in (("passwd", "dossier:x:0:0::/:/bin/sh\n"), ("shadow", "dossier::20000:0:99999:7:::\n")):
        (tmp_path / name).write_text(Path(f"/etc/{name}").read_text() + line)
        (tmp_path / name).chmod(0o600 if name == "shadow" else 0o644)
    mounts = " && ".join(f"mount --bind {tmp_path}/{name} /etc/{name}" for name in ("passwd", "shadow"))
    found = CAPABILITIES.search(blocks("systemd")[0])
    assert found
    rights = ",".join(["-all", *(f"+{name.removeprefix('CAP_').lower()}" for name in found[1].split())])
    as_service = f'exec {tool("setpriv")} --no-new-privs --bounding-set {rights} -- "$@"'
    before = (tool("unshare"), "-m", "--propagation", "private", "sh", "-c", f"{mounts} && {as_service}", "sh")
    if subprocess.run([*before, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody have a file system of their own")
    with sshd_in(tmp_path, rules(tmp_path, open_to_all=True), before=before, user="dossier") as server:
        assert "The reading text." in asked(server, "who:ivanov", PubkeyAuthentication="no").stdout
        with terminal(server.words("-tt", "-oPubkeyAuthentication=no")) as seen:
            seen.wait_for("1 Timeline", "q quit")
            seen.send("q")
            assert seen.exit_code() == 0
            assert seen.was_restored()
    assert "forced-command (config)" in server.log.read_text()
