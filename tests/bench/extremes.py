"""Dossiers of a strange shape: very many people of like names, versions of one quote, and texts that never end."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import Path
from typing import Final

from bench.figures import Ledger
from bench.plan import Plan
from bench.session import session
from bench.subjects import PEACE, PROGRAM, Subject, Workshop
from bench.text_commands import duration

HEAD: Final = """\
format = "peace-tui/1"
[dossier]
title = "Strange"
[[people]]
id = "p"
name = "Jane Doe"
[[events]]
id = "e"
title = "A call"
date = "2025-10-14"
"""
SYLLABLES: Final = [consonant + vowel for consonant in "bdfgklmnpr" for vowel in "ao"]
LETTERS: Final = "etaoinshrdlucm"
LONG_QUOTE: Final = 100_000


def people(count: int) -> Iterator[str]:
    """Yield people whose names differ in a letter, each with a quote."""
    names = islice(product(SYLLABLES, repeat=4), count)
    for number, name in enumerate(names):
        yield f'[[people]]\nid = "p{number}"\nname = "Jan Nov{"".join(name)}k"\n'
    yield '[[sources]]\nid = "s"\ntitle = "Gazette"\n'
    for number in range(count):
        yield f'[[quotes]]\nid = "q{number}"\nevent = "e"\nwho = "p{number}"\ntext = "No. {number}"\nsource = "s"\n'


def versions(count: int) -> Iterator[str]:
    """Yield a quote with so many versions of twenty words, each with a source of its own."""
    chance = random.Random(2)
    words = ["".join(chance.choices(LETTERS, k=6)) for _ in range(300)]
    for number in range(count):
        yield f'[[sources]]\nid = "s{number}"\ntitle = "Gazette {number}"\n'
    yield '[[quotes]]\nid = "q"\nevent = "e"\nwho = "p"\ntext = "Words."\n'
    for number in range(count):
        yield f'[[quotes.versions]]\nsource = "s{number}"\ntext = "{" ".join(chance.choices(words, k=20))}"\n'


def texts(count: int) -> Iterator[str]:
    """Yield a quote with two versions of so many characters, which differ at the end."""
    text = long_text(count, spaced=True)
    yield '[[sources]]\nid = "s"\ntitle = "Gazette"\n[[sources]]\nid = "r"\ntitle = "Herald"\n'
    yield f'[[quotes]]\nid = "q"\nevent = "e"\nwho = "p"\ntext = "{text}"\n'
    yield f'[[quotes.versions]]\nsource = "s"\ntext = "{text}"\n'
    yield f'[[quotes.versions]]\nsource = "r"\ntext = "{text} and more"\n'


def long_quote(spaced: bool) -> Iterator[str]:
    """Yield a quote of a hundred thousand characters, in words or in one piece."""
    yield f'[[quotes]]\nid = "q"\nevent = "e"\nwho = "p"\ntext = "{long_text(LONG_QUOTE, spaced=spaced)}"\n'


def long_text(count: int, *, spaced: bool) -> str:
    return "".join(random.Random(3).choices(LETTERS + "    " * spaced, k=count)).strip()


GROWING: Final[dict[str, tuple[int, Callable[[int], Iterator[str]]]]] = {
    "people": (20_000, people),
    "versions": (5_000, versions),
    "texts": (200_000, texts),
}
"""What `check` must take in linear time: how many of it there are, and what makes so many."""


def measure(ledger: Ledger, workshop: Workshop, plan: Plan) -> None:
    """Check each, and the tenth part of it, in turn; then read a long quote."""
    for _ in range(1 + (plan.large_openings > 0)):
        for name, (count, make) in GROWING.items():
            for who, size in ((PEACE, count), ("a tenth", count // 10)):
                file = written(workshop, f"{name}-{size}", make(size))
                ledger.note(who, f"check.{name}", duration((*PROGRAM, "check", str(file)), workshop))
        for name, spaced in (("spaced", True), ("solid", False)):
            ledger.note(PEACE, f"long.{name}", reading(workshop, written(workshop, name, long_quote(spaced))))


def reading(workshop: Workshop, file: Path) -> float | None:
    """The seconds from the key that opens a quote to the last byte of its page."""
    subject = Subject(PEACE, (*PROGRAM, str(file)), r"1 of 1\b")
    with session(subject.command, workshop.environment()) as running:
        running.open(subject.ready)
        running.read_until_silence(0.5)
        running.patience = 10.0
        running.key("3")
        return running.key("enter").last


def written(workshop: Workshop, name: str, tables: Iterator[str]) -> Path:
    file = workshop.scratch / f"{name}.toml"
    if not file.exists():
        file.write_text(HEAD + "".join(tables), "utf-8")
    return file
