"""Makes realistic dossiers of any size, the same for the same seed: python tests/bench/dossiers.py 10000 FILE."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Final, Generic, TypeVar

SEED: Final = 20251014
SOURCES: Final = 60
YEARS: Final = range(1985, 2026)

FIRST: Final = (
    *(
        "Anna",
        "Boris",
        "Carla",
        "Dmytro",
        "Elena",
        "Farid",
        "Greta",
        "Hassan",
        "Irina",
        "John",
        "Katya",
        "Lars",
        "Mona",
    ),
    *("Nikolai", "Olga", "Pavel", "Quentin", "Rosa", "Steve", "Tamar", "Ulrich", "Vera", "Wen", "Xenia", "Yuri", "Zoë"),
    *("Amélie", "Björn", "Chloé", "Jürgen", "Łukasz", "Noor", "Şebnem", "Tomás", "Ágnes", "Einar", "Fatima", "Goran"),
)
LAST: Final = (
    *(
        "Abramov",
        "Baker",
        "Castillo",
        "Dubois",
        "Eriksen",
        "Fischer",
        "Georgiou",
        "Haddad",
        "Ivanov",
        "Jensen",
        "Kovač",
    ),
    *(
        "Lindqvist",
        "Moreau",
        "Novák",
        "O’Brien",
        "Petrenko",
        "Quist",
        "Rossi",
        "Shevchenko",
        "Tanaka",
        "Urbán",
        "Vance",
    ),
    *("Weber", "Xu", "Yılmaz", "Zelenko", "Adler", "Bondar", "Cohen", "Dahl", "Ekwueme", "Ferrari", "Grant", "Horvat"),
    *("Iqbal", "Johnson", "Kim", "Lavrenko", "Marchetti", "Nguyen", "Olsen", "Popescu", "Rahman", "Sokolov", "Tkachuk"),
    *("Uribe", "Volkov", "Walsh", "Yermolenko", "Zhang", "Ångström", "Öztürk"),
)
TITLES: Final = ("minister", "envoy", "aide", "spokesperson", "senator", "ambassador", "analyst", "general", "reporter")
SIDES: Final = ("United States", "Russia", "Ukraine", "Europe", "Mediators", "Unnamed")
OUTLETS: Final = (
    "Gazette",
    "Herald",
    "Courier",
    "Tribune",
    "Observer",
    "Wire",
    "Standard",
    "Chronicle",
    "Post",
    "Review",
)
TOWNS: Final = (
    "Geneva",
    "Riyadh",
    "Budapest",
    "Kyiv",
    "Moscow",
    "Miami",
    "Istanbul",
    "Berlin",
    "Oslo",
    "Doha",
    "Vienna",
)
TYPES: Final = ("call", "meeting", "statement", "publication", "decision", "document", "other")
MODES: Final = ("direct", "indirect", "summary", "transcript")
STATUSES: Final = ("asserted", "confirmed", "denied", "disputed", "retracted")
CERTAINTIES: Final = ("high", "medium", "low", "unknown")
TAGS: Final = (
    *("ceasefire", "territory", "sanctions", "prisoners", "leak", "plan", "guarantees", "energy", "grain", "talks"),
    *("draft", "elections", "aid", "troops", "borders", "summit", "readout", "denial", "media", "law"),
)
ENGLISH: Final = """
the to of and that a in we for is on they it with not be will this are by have our from was but their at you an
as or said would if what there has peace no all he can war do been deal who about one so need more only plan time
people talks never up could when out must them any ceasefire side security than other into how its also should very
because without before territory agreement president minister troops both after know want point line land think see
call guarantees good make today right over first now country cannot end border until meeting again stop say front
two nothing world way clear take come between still under forces day state every draft give against sanctions much
proposal months leaders sides possible hope weeks part work such long whole question answer document read week left
telephone heard old told later even trust words exchange prisoners energy exactly hours back parliament ready power
pressure soon weapons children city bridge house open north south east west river winter morning signed unsigned
wrote denied confirmed asked offered refused accepted serious honest difficult simple impossible necessary final new
“in principle” “as agreed” — however perhaps certainly frankly therefore nobody everyone somebody twenty eight
points nineteen pages annex map clause paragraph wording translation interpreter recording transcript journalist
newspaper leak source official adviser deputy chief staff committee council alliance summit delegation envoy
"""
RUSSIAN: Final = """
мир и не в что мы на с это они как по но для договор будет война план переговоры гарантии территория слово линия
встреча сегодня никогда нужно можно сказал президент граница войска безопасность предложение вместе звонок
"""
WORDS: Final = tuple(ENGLISH.split())
CYRILLIC: Final = tuple(RUSSIAN.split())
T = TypeVar("T")


class Weighted(Generic[T]):
    """Things of which the first are much more frequent than the rest, as Zipf found of words."""

    def __init__(self, things: Sequence[T], power: float = 1.0) -> None:
        self.things = things
        self.sums = list(accumulate(1 / (rank + 2) ** power for rank in range(len(things))))

    def __len__(self) -> int:
        return len(self.things)

    def some(self, chance: random.Random, count: int) -> list[T]:
        return chance.choices(self.things, cum_weights=self.sums, k=count)

    def few(self, chance: random.Random, most: int) -> list[T]:
        """A few different ones, at least one."""
        return list(dict.fromkeys(self.some(chance, chance.randint(1, most))))


WEIGHTED_WORDS: Final = Weighted(WORDS, 0.8)
WEIGHTED_CYRILLIC: Final = Weighted(CYRILLIC, 0.8)
WEIGHTED_TAGS: Final = Weighted(TAGS, 0.7)


def generate(quotes: int, seed: int = SEED) -> Iterator[str]:
    """The TOML of a dossier with so many quotes, in pieces."""
    chance = random.Random(seed)
    people = Weighted([f"p{number}" for number in range(min(2_000, max(24, quotes // 20)))], 0.9)
    sources = Weighted([f"s{number}" for number in range(SOURCES)], 0.8)
    events = Weighted([f"e{number}" for number in range(min(20_000, max(12, quotes // 20)))], 0.4)
    yield _head(quotes)
    yield from (_person(chance, number) for number in range(len(people)))
    yield from (_source(chance, number) for number in range(SOURCES))
    yield from (_event(chance, number, people, sources) for number in range(len(events)))
    order: dict[str, int] = {}
    for number in range(quotes):
        event = events.some(chance, 1)[0]
        order[event] = order.get(event, 0) + 1
        yield _quote(chance, number, event, order[event], people, sources)
    yield from (_claim(chance, number, quotes, events, sources) for number in range(min(200, quotes // 20)))
    yield from _frame()


def write(file: str, quotes: int, seed: int = SEED) -> None:
    """Write a dossier to a file, without ever holding the whole of it."""
    with open(file, "w", encoding="utf-8") as opened:
        opened.writelines(generate(quotes, seed))


def _head(quotes: int) -> str:
    return _table(
        'format = "peace-tui/1"\n\n[dossier]',
        ("id", f"generated-{quotes}"),
        ("title", f"{quotes} generated quotes"),
        ("language", "en"),
        ("timezone", "America/New_York"),
        ("license", "CC0-1.0"),
    )


def _person(chance: random.Random, number: int) -> str:
    first, last = FIRST[number % len(FIRST)], LAST[number * 7 % len(LAST)]
    middle = f" {chr(65 + number // len(LAST) % 26)}." if number >= len(LAST) else ""
    return _table(
        "[[people]]",
        ("id", f"p{number}"),
        ("name", f"{first}{middle} {last}"),
        ("aliases", [f"{first[0]}. {last} ({number})"] if chance.random() < 0.5 else []),
        ("kind", chance.choices(("person", "organization", "role", "anonymous"), (80, 10, 5, 5))[0]),
        ("side", SIDES[number % len(SIDES)]),
        ("note", f"Known as {chance.choice(TITLES)}." if chance.random() < 0.3 else ""),
    )


def _source(chance: random.Random, number: int) -> str:
    outlet = f"The {TOWNS[number % len(TOWNS)]} {OUTLETS[number * 3 % len(OUTLETS)]}"
    return _table(
        "[[sources]]",
        ("id", f"s{number}"),
        ("type", "article-newspaper"),
        ("title", " ".join(WEIGHTED_WORDS.some(chance, 7)).capitalize()),
        ("container_title", outlet),
        ("author", ["A. Writer"]),
        ("issued", _day(chance).isoformat()),
        ("url", f"https://example.org/{number}"),
        ("based_on", [f"s{chance.randrange(number)}"] if number and chance.random() < 0.4 else []),
    )


def _event(chance: random.Random, number: int, people: Weighted[str], sources: Weighted[str]) -> str:
    roles = ", ".join(f'{{ person = "{id}", role = "{chance.choice(TITLES)}" }}' for id in people.few(chance, 5))
    head = _table(
        "[[events]]",
        ("id", f"e{number}"),
        ("type", chance.choice(TYPES)),
        ("title", " ".join(WEIGHTED_WORDS.some(chance, chance.randint(3, 9))).capitalize()),
        ("summary", " ".join(WEIGHTED_WORDS.some(chance, chance.randint(10, 25))).capitalize() + "."),
        ("date", _date(chance)),
        ("place", chance.choice(TOWNS)),
        ("sources", sources.few(chance, 3)),
        ("certainty", chance.choice(CERTAINTIES)),
        ("tags", WEIGHTED_TAGS.few(chance, 3)),
    )
    return f"{head}involved = [{roles}]\n"


def _quote(
    chance: random.Random, number: int, event: str, n: int, people: Weighted[str], sources: Weighted[str]
) -> str:
    foreign = chance.random() < 0.03
    words = (WEIGHTED_CYRILLIC if foreign else WEIGHTED_WORDS).some(chance, chance.randint(12, 45))
    printed = sources.few(chance, chance.choice((1, 1, 2, 2, 4)))
    head = _table(
        "[[quotes]]",
        ("id", f"q{number}"),
        ("event", event),
        ("who", people.few(chance, 1 if chance.random() < 0.9 else 2)),
        ("to", people.few(chance, 2) if chance.random() < 0.5 else []),
        ("about", people.few(chance, 2) if chance.random() < 0.3 else []),
        ("mode", chance.choices(MODES, (70, 15, 5, 10))[0]),
        ("language", "ru" if foreign else "en"),
        ("n", n),
        ("text", _said(words)),
        ("date", _date(chance) if chance.random() < 0.2 else ""),
        ("tags", WEIGHTED_TAGS.few(chance, 2) if chance.random() < 0.5 else []),
        ("status", chance.choices(STATUSES, (80, 8, 5, 5, 2))[0]),
        ("note", "As the wire carried it." if chance.random() < 0.05 else ""),
        ("source", printed[0] if len(printed) == 1 else ""),
    )
    return head + "".join(_version(chance, source, words) for source in printed if len(printed) > 1)


def _version(chance: random.Random, source: str, words: list[str]) -> str:
    place, own = chance.randrange(len(words)), list(words)
    own[place] = chance.choice(("…", f"[{words[place]}]", chance.choice(WORDS)))
    locator = ("locator", f"para {place + 1}")
    return _table("[[quotes.versions]]", ("source", source), ("text", _said(own)), locator)


def _claim(chance: random.Random, number: int, quotes: int, events: Weighted[str], sources: Weighted[str]) -> str:
    evidence = ", ".join(
        f'{{ source = "{source}", stance = "{chance.randint(10, 30)} points", quote = "q{chance.randrange(quotes)}" }}'
        for source in sources.few(chance, 3)
    )
    text = " ".join(WEIGHTED_WORDS.some(chance, 9)).capitalize() + "."
    head = _table("[[claims]]", ("id", f"c{number}"), ("text", text), ("about", events.few(chance, 2)))
    return f"{head}evidence = [{evidence}]\n"


def _frame() -> Iterator[str]:
    for year in YEARS[::10]:
        yield _table("[[eras]]", ("title", f"The years from {year}"), ("date", f"{year}/{year + 9}"))
    yield _table("[[views]]", ("id", "core"), ("title", "Where to start"), ("view", "who:p0"))


def _said(words: list[str]) -> str:
    return f"{' '.join(words).capitalize()}."


def _date(chance: random.Random) -> str:
    """A date as the news writes them: to the minute, the day, the month, the year, or between two days."""
    day = _day(chance)
    later = day + timedelta(days=chance.randint(1, 40))
    year, month = f"{day:%Y}", f"{day:%Y-%m}"
    forms = (
        f"{day}",
        f"{day}T{chance.randrange(24):02}:{chance.randrange(60):02}-05:00",
        month,
        year,
        f"{day}/{later}",
    )
    others = (f"{day}~", f"{month}?", f"{year}-{chance.randint(21, 24)}", f"{day}/..", "")
    return chance.choices((*forms, *others), (50, 12, 10, 5, 8, 4, 3, 3, 2, 3))[0]


def _day(chance: random.Random) -> date:
    """A day of these decades; the later, the more of them are told."""
    return date(YEARS[int(len(YEARS) * chance.random() ** 0.5)], chance.randint(1, 12), chance.randint(1, 28))


def _table(head: str, *keys: tuple[str, str | int | list[str]]) -> str:
    return "\n".join([f"\n{head}", *(f"{key} = {_toml(value)}" for key, value in keys if value not in ("", [])), ""])


def _toml(value: str | int | Iterable[str]) -> str:
    """A value as TOML writes it; the texts here need no escapes."""
    if isinstance(value, str):
        return f'"{value}"'
    return str(value) if isinstance(value, int) else f"[{', '.join(map(_toml, value))}]"


if __name__ == "__main__":
    write(sys.argv[2], int(sys.argv[1]))
