"""Example dossiers as TOML: one with everything in it, and ways to spoil it."""

from __future__ import annotations

from typing import Final

from peace_tui.loading.diagnostics import Problem
from peace_tui.loading.files import read
from peace_tui.model.dossier import Dossier

MARK: Final = "¦"
"""In a spoilt dossier: where its problem is to be found."""

EXAMPLE: Final = """\
format = "peace-tui/1"
x_made_by = "hand"

[dossier]
id = "example-call"
title = "An example call"
language = "en"
timezone = "America/New_York"
clocks = [{ name = "Washington", zone = "America/New_York" }, "Europe/Moscow"]
authors = ["A. Writer"]
license = "CC-BY-4.0"
note = "What this is and what it leaves out."

[[people]]
id = "ivanov"
name = "Ivan Ivanov"
short = "Ivanov"
aliases = ["I. Ivanoff", "Иван Иванов"]
roles = [{ title = "presidential aide", org = "kremlin", date = "2012/..", sources = ["outlet-a"] }]
side = "Russia"
wikidata = "Q42"
x_card = { number = 7, boxes = ["a", "b"] }

[[people]]
id = "smith"
name = "John Smith"

[[people]]
id = "kremlin"
name = "The Kremlin"
kind = "organization"

[[people]]
id = "王"
name = "王小明"

[[sources]]
id = "outlet-a"
type = "article-newspaper"
title = "Headline"
container_title = "Outlet A"
short = "A"
author = [{ family = "Reporter", given = "B." }, "Staff"]
issued = "2025-11-25T17:04-05:00"
url = "https://example.org/a"
archived = "https://archive.example/a"
based_on = ["outlet-b"]

[[sources]]
id = "outlet-b"
container_title = "Outlet B"

[[sources]]
id = "unused"
title = "Nothing is from here"
checked = ["unused-source"]

[[events]]
id = "call-1"
type = "call"
title = "First call"
summary = "Own words, neutral, attributed."
date = 2025-10-14
duration = "PT5M"
place = "by telephone"
involved = [{ person = "ivanov", role = "caller" }, { person = "smith", role = "receiver" }]
sources = ["outlet-a"]
certainty = "high"
accounts = [{ outcome = "no agreement", date = "2025-10-14", source = "outlet-a" }]
tags = ["leak"]

[[events]]
id = "later"
title = "Something later"
links = [{ to = "call-1", type = "follows", source = "outlet-a" }]

[[quotes]]
id = "call-1-07"
event = "call-1"
who = ["ivanov"]
to = "smith"
about = ["王"]
language = "en"
n = 7
text = "The reading text."
tags = ["plan"]
status = "disputed"
note = "Why this reading."

  [[quotes.versions]]
  source = "outlet-a"
  text = "Wording as printed, with [its] insertions and … cuts."
  locator = "para 9"
  via = ["recording reviewed by outlet-b"]
  translated_from = "ru"

  [[quotes.versions]]
  source = "outlet-b"
  text = "The wording, otherwise."

[[quotes]]
id = "call-1-02"
event = "call-1"
who = "smith"
n = 2
text = "Said before, written after."
source = "outlet-a"
locator = "para 3"

[[quotes]]
id = "stray"
event = "later"
text = "Nobody knows when."
agreed = true
draft = true

[[claims]]
id = "plan-points"
text = "How many points the plan had."
about = ["call-1"]
evidence = [
  { source = "outlet-a", stance = "28 points", quote = "call-1-07" },
  { source = "outlet-b", stance = "19 points" },
]
status = "disputed"

[[claims]]
id = "aside"
text = "A claim about a person."
about = "smith"

[[eras]]
title = "Ceasefire talks"
date = "2025-10-09/2025-10-28"

[[views]]
id = "core"
title = "The five minutes that matter"
view = "event:call-1 who:ivanov"
note = "Start here."
"""
PRESS = """
format = "peace-tui/1"

[dossier]
title = "Two papers, a post and an agency"

[[people]]
id = "ann"
name = "Ann"
roles = [
  { title = "mayor", sources = ["herald"] },
  { title = "mayor of the town", sources = ["gazette"] },
]

[[sources]]
id = "agency"
title = "Agency"
issued = "2025-03-01"

[[sources]]
id = "gazette"
title = "Gazette"
issued = "2025-03-02"

[[sources]]
id = "herald"
title = "Herald"
issued = "2025-06-02"
based_on = ["agency"]

[[sources]]
id = "post"
title = "Post"

[[sources]]
id = "weekly"
title = "Weekly"
issued = "[2025-02-20..2025-03-20]"
based_on = ["memo"]

[[sources]]
id = "memo"
title = "Memo"
issued = "2025-02-01"

[[events]]
id = "speech"
title = "Speech"
date = "2025-03-01"
sources = ["gazette", "herald"]
accounts = [{ source = "herald", outcome = "applause" }, { source = "gazette", outcome = "whistles" }]

[[events]]
id = "reply"
title = "Reply"
date = "2025-03-01"
sources = ["weekly", "memo"]
links = [{ to = "speech", type = "answers", source = "herald" }, { to = "speech", type = "follows", source = "weekly" }]

[[quotes]]
id = "q1"
event = "speech"
who = ["ann"]
text = "We shall build."

  [[quotes.versions]]
  source = "gazette"
  text = "We shall build."

  [[quotes.versions]]
  source = "herald"
  text = "We shall build it."

  [[quotes.versions]]
  source = "post"
  text = "We will build."

[[claims]]
id = "crowd"
text = "How did the crowd take it?"
about = ["speech"]
evidence = [
  { source = "gazette", stance = "with whistles" },
  { source = "herald", stance = "with applause", quote = "q1" },
  { source = "memo", stance = "as planned" },
]
"""
"""Sources of several days, one without a date, one known only through another."""


def dossier(text: str = EXAMPLE) -> Dossier:
    """The dossier of a document that has no problems."""
    reading = read(text.encode(), "example.toml")
    assert reading.problems == ()
    assert reading.dossier is not None
    return reading.dossier


def changed(old: str, new: str) -> str:
    """The example with the first `old` in it become `new`."""
    assert old in EXAMPLE
    return EXAMPLE.replace(old, new, 1)


def problems(text: str) -> tuple[Problem, ...]:
    """The problems of a document, its mark taken out."""
    return read(text.replace(MARK, "").encode(), "spoilt.toml").problems


def place_of_mark(text: str) -> tuple[int, int]:
    """The line and the column of the mark, both from 1."""
    before = text[: text.index(MARK)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")
