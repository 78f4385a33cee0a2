"""The figures: samples as they are taken, and the rows in which they are told and judged."""

from __future__ import annotations

import math
import statistics
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from bench.subjects import HELLO, PEACE, SIZES

Samples = Sequence[float]


class Ledger:
    """What was measured: samples by who and what, in seconds and bytes."""

    def __init__(self) -> None:
        self.samples: dict[tuple[str, str], list[float]] = defaultdict(list)

    def note(self, who: str, what: str, value: float | None) -> None:
        """Write a sample down; None is no sample."""
        if value is not None:
            self.samples[who, what].append(float(value))

    def found(self, who: str, what: str) -> Samples:
        return self.samples.get((who, what), ())


def p95(samples: Samples) -> float:
    return sorted(samples)[math.ceil(len(samples) * 0.95) - 1]


class Unit(NamedTuple):
    """How a figure is told: the word after it, what it is multiplied with, and its decimals."""

    name: str
    times: float
    decimals: int


MS: Final = Unit("ms", 1000.0, 1)
BYTES: Final = Unit("bytes", 1.0, 0)
COUNT: Final = Unit("", 1.0, 0)
RATE: Final = Unit("/s", 1.0, 1)
MB: Final = Unit("MB", 1e-6, 1)


class Measure(NamedTuple):
    """What another figure is divided by."""

    who: str
    what: str
    name: str
    """How the row calls it."""
    unit: Unit


def hello(what: str, unit: Unit = MS) -> Measure:
    return Measure(HELLO, what, "× hello", unit)


def tomli(size: str) -> Measure:
    return Measure("tomli", f"loads@{size}", "× tomli", MS)


def python(what: str = "pass") -> Measure:
    return Measure("python", what, "× python", MS)


@dataclass(frozen=True)
class Row:
    """A line of the table: a figure, and the bounds that it must and should keep; at most, unless `least`."""

    id: str
    title: str
    unit: Unit
    must: float | None = None
    aim: float | None = None
    what: str = ""
    """The name of the samples; the row's own id when empty."""
    of: Measure | None = None
    by: Callable[[Samples], float] = statistics.median

    def value(self, ledger: Ledger, who: str = PEACE) -> float | None:
        """The figure as the row tells it; None when it was not measured."""
        samples = ledger.found(who, self.what or self.id)
        if not samples:
            return None
        value = self.by(samples)
        if self.of is None:
            return value * self.unit.times
        measure = ledger.found(self.of.who, self.of.what)
        return value / statistics.median(measure) if measure else None

    @property
    def unit_name(self) -> str:
        return self.of.name if self.of else self.unit.name

    @property
    def decimals(self) -> int:
        return 2 if self.of else self.unit.decimals

    def verdict(self, ledger: Ledger) -> str:
        """Whether the figure reaches the aim, holds, or misses; empty without bounds or figure."""
        value = self.value(ledger)
        if value is None or self.must is None or self.aim is None:
            return ""
        value = round(value, self.decimals)
        return "aim" if value <= self.aim else "holds" if value <= self.must else "MISSES"


PANES: Final = ("timeline", "people", "quotes")
STEP: Final = "filter step"

ROWS: Final = (
    Row("paint", "something useful on screen", MS, 0.2, 0.15, of=hello("ready")),
    Row("ready.bundled", "ready, bundled dossier", MS, 1.4, 1.1, of=hello("ready")),
    Row("ready.100k.first", "ready, 100,000 quotes, first opening", MS, 2, 1.2, of=tomli("100k")),
    Row("ready.100k.again", "ready, 100,000 quotes, opened again", MS, 2.5, 2, of=hello("ready")),
    Row("paint.100k", "something on screen, 100,000 quotes, first opening", MS),
    Row("start.bytes", "bytes of the start", BYTES, 20_000, 10_000),
    Row("pss.bundled", "memory (PSS), bundled dossier", MB, 1.3, 1.15, of=hello("pss", MB)),
    Row("pss.100k", "memory (PSS), 100,000 quotes", MB, 5, 3, of=Measure("file", "100k", "× the file", MB)),
    Row("row.bytes", "row move in Quotes", BYTES, 800, 350),
    Row("row.ms", "row move in Quotes", MS, 5, 2),
    Row("row.cpu", "row move in Quotes, processor", MS),
    Row("scroll.bytes", "row move that scrolls, 10,000 quotes", BYTES),
    Row("scroll.ms", "row move that scrolls, 10,000 quotes", MS),
    Row("filter.bundled.bytes", f"{STEP}, bundled", BYTES, 4_000, 1_400),
    Row("filter.bundled.ms", f"{STEP}, bundled", MS, 12, 6),
    Row("filter.bundled.cpu", f"{STEP}, bundled, processor", MS),
    Row("filter.10k.bytes", f"{STEP}, 10,000 quotes", BYTES, 6_000, 3_500),
    Row("filter.10k.ms", f"{STEP}, 10,000 quotes", MS, 20, 10),
    Row("filter.10k.cpu", f"{STEP}, 10,000 quotes, processor", MS),
    Row("filter.100k.ms", f"{STEP}, 100,000 quotes, p95", MS, 60, 25, by=p95),
    Row("search.100k.ms", "typed search letter, 100,000 quotes, p95", MS, 60, 25, by=p95),
    Row("page.bytes", "page key in Quotes, 10,000 quotes", BYTES, 6_000, 2_000),
    Row("focus.bytes", "change of focus, 10,000 quotes", BYTES, 6_000, 1_000),
    Row("frames", "frames per key, the most", COUNT, 1, 1, by=max),
    *(Row(f"held.{pane}.ms", f"key held down in {pane.title()}: lag", MS, 33, 10) for pane in PANES),
    *(Row(f"burst.{pane}.ms", f"200 keys at once in {pane.title()}", MS, 300, 100) for pane in PANES),
    Row("burst.wrong", "200 keys at once: wrong end states", COUNT, 0, 0, by=sum),
    Row("idle.bytes", "idle", BYTES, 0, 0),
    Row("idle.wakeups", "idle, wake-ups", RATE, 0, 0),
    Row("quit.ms", "quit", MS, 50, 20),
    Row("escape.ms", "Esc without the kitty protocol", MS, 60, 35),
    *(Row(f"command.{name}", f"peace-tui {name}", MS, 6, 4, of=python()) for name in ("list", "check", "--help")),
    *(
        Row(
            f"check.{name}",
            f"check, 10 × the {what}",
            MS,
            15,
            11,
            of=Measure("a tenth", f"check.{name}", "× the time", MS),
        )
        for name, what in (
            ("people", "people of like names"),
            ("versions", "versions of one quote"),
            ("texts", "characters of a quote"),
        )
    ),
    Row("long.spaced", "opening a quote of 100,000 characters", MS, 1_000, 300),
    Row("long.solid", "opening a quote of 100,000 characters without spaces", MS, 1_000, 300),
    Row("engine.1k", "engine, all panes' rows and counts, 1k", MS),
    Row("engine.10k", "engine, all panes' rows and counts, 10k", MS),
    Row("engine.100k", "engine, all panes' rows and counts, 100k", MS, 4, 2),
    Row("engine.1M", "engine, all panes' rows and counts, 1M", MS, 30, 10),
    *(Row(f"loading.{size}", f"loading, {size}", MS, of=tomli(size)) for size in SIZES),
    Row("alignment", "10 versions of 2,000 words compared, a fifth changed", MS),
)
"""The table. Milliseconds, bytes and counts are medians over keys and rounds, unless the row says otherwise."""


def chosen(patterns: Iterable[str]) -> tuple[Row, ...]:
    """The rows whose id begins with one of the words; all without any."""
    wanted = tuple(patterns)
    return tuple(row for row in ROWS if not wanted or row.id.startswith(wanted))
