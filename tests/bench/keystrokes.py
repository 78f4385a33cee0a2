"""Keys: bytes, milliseconds and frames of each; held down; many at once; at rest."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from bench.figures import PANES, Ledger
from bench.plan import Plan
from bench.session import Burst, Session, now, session
from bench.subjects import BUNDLED, LISTS, PEACE, PEERS, VISIDATA, Subject, Workshop

MANY: Final = 200
PER_SECOND: Final = 30
"""What a desktop's keyboard repeats."""
PATIENCE: Final = 1.0
"""Seconds of silence after which nothing more is expected of many keys."""
SEARCHES: Final = ("peace", "territory", "so what", "lavrenko", "мир", "who:p7")


def measure(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Type in each program in turn, on the bundled dossier and on 10,000 quotes."""
    for _ in range(plan.sittings):
        for size in (BUNDLED, "10k"):
            for name in (PEACE, *(PEERS if plan.peers else ())):
                subject = workshop.subject(name, size)
                if subject and (size == BUNDLED or name != VISIDATA):
                    with session(subject.command, workshop.environment()) as running:
                        running.open(subject.ready)
                        running.read_until_silence()
                        sitting(ledger, running, subject, size, plan)


def sitting(ledger: Ledger, running: Session, subject: Subject, size: str, plan: Plan) -> None:
    """Walk through the panes with the same keys in each program that has them."""
    typed: list[Burst] = []
    if subject.name in (PEACE, LISTS):
        for _ in ("timeline", "people"):
            typed += noted(ledger, subject.name, f"filter.{size}", steps(running, plan.keys))
            running.key("home")
            running.key("tab")
    taps(running, ["home", "down", "down", "down"])
    row = taps(running, ["down", "up"] * (plan.keys // 2))
    page = taps(running, ["pagedown"] * min(plan.keys, 3 if size == BUNDLED else plan.keys))
    if size == BUNDLED:
        typed += noted(ledger, subject.name, "row", row)
    else:
        typed += noted(ledger, subject.name, "page", page)
        typed += noted(ledger, subject.name, "scroll", taps(running, ["down"] * plan.keys))
        typed += noted(ledger, subject.name, "focus", taps(running, ["tab"] * (plan.keys // 2)))
    if subject.name == PEACE:
        for burst in typed:
            ledger.note(PEACE, "frames", burst.frames)
        if size == BUNDLED:
            idle(ledger, running, plan.idle)


def taps(running: Session, keys: Iterable[str]) -> list[Burst]:
    """Type keys one after another; the answers of those that had one."""
    return [burst for burst in map(running.key, keys) if burst.bytes]


def steps(running: Session, count: int, reach: int = 8) -> list[Burst]:
    """Walk down and up again from the first row, so that each step is another view."""
    taps(running, ["home"])
    there_and_back = ["down"] * reach + ["up"] * reach
    return taps(running, (there_and_back * count)[:count])


def noted(ledger: Ledger, who: str, what: str, bursts: list[Burst]) -> list[Burst]:
    for burst in bursts:
        ledger.note(who, f"{what}.bytes", burst.bytes)
        ledger.note(who, f"{what}.ms", burst.last)
        ledger.note(who, f"{what}.cpu", burst.cpu)
    return bursts


def measure_large(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Walk and search in 100,000 quotes."""
    subject = workshop.subject(PEACE, "100k")
    if not subject or "100k" not in plan.sizes:
        return
    with session(subject.command, workshop.environment()) as running:
        running.open(subject.ready)
        running.read_until_silence(0.5)
        running.patience = 3.0
        for pane in ("1", "2"):
            running.key(pane)
            noted(ledger, PEACE, "filter.100k", steps(running, plan.keys * 2, reach=plan.keys))
            running.key("home")
        for words in SEARCHES:
            running.key("/")
            noted(ledger, PEACE, "search.100k", taps(running, words))
            running.key("escape")


def measure_repeats(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Hold a key down, and type many at once, in each pane of 10,000 quotes."""
    subject = workshop.subject(PEACE, "10k")
    assert subject
    expected = end_states(workshop.dossier("10k"))
    for _ in range(plan.sittings):
        with session(subject.command, workshop.environment()) as running:
            running.open(subject.ready)
            running.read_until_silence()
            for number, pane in enumerate(PANES, 1):
                taps(running, [str(number), "home"])
                ledger.note(PEACE, f"held.{pane}.ms", lag_when_held(running, plan.held))
                taps(running, ["home"])
                ledger.note(PEACE, f"burst.{pane}.ms", drain(running, "down", MANY))
                ledger.note(PEACE, "burst.wrong", expected[pane] not in running.shown())
                taps(running, ["home"])


def lag_when_held(running: Session, seconds: float, key: str = "down") -> float | None:
    """Hold a key down; the seconds from its last repeat to the last byte of the answer."""
    begin = now()
    for repeat in range(int(seconds * PER_SECOND)):
        running.pause(begin + repeat / PER_SECOND - now())
        running.write(running.encoded(key))
    return running.burst(now(), wait=PATIENCE, quiet=PATIENCE).last


def drain(running: Session, key: str, count: int) -> float | None:
    """Type a key many times in one go; the seconds until the last byte of what comes of it."""
    running.read_until_silence(0.2)
    sent = now()
    running.write(running.encoded(key) * count)
    return running.burst(sent, wait=10, quiet=PATIENCE, longest=30).last


def end_states(file: Path) -> dict[str, str]:
    """What stands on the screen once the cursor of each pane has gone down so many rows."""
    from peace_tui.loading.files import load

    dossier = load(str(file))
    text = dossier.quote_index.records[MANY].text
    return {
        "timeline": f"‹{dossier.event_index.records[MANY - 1].title[:24]}",
        "people": f"‹involving {dossier.people_by_weight[MANY - 1].name[:14]}",
        "quotes": text[:40],
    }


def idle(ledger: Ledger, running: Session, seconds: float) -> None:
    """Type nothing."""
    running.read_until_silence(0.5)
    begin, count, wakeups = now(), running.total, running.wakeups()
    running.pause(seconds)
    ledger.note(PEACE, "idle.bytes", running.total - count)
    ledger.note(PEACE, "idle.wakeups", (running.wakeups() - wakeups) / (now() - begin))


def measure_escape(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Let go of pins on a terminal that does not tell Esc from the beginning of another key."""
    subject = workshop.subject(PEACE, BUNDLED)
    assert subject
    with session(subject.command, workshop.environment(), modern=False) as running:
        running.open(subject.ready)
        running.read_until_silence()
        taps(running, ["2", "down"])
        for _ in range(plan.keys):
            running.key("space")
            ledger.note(PEACE, "escape.ms", running.key("escape").last)
