"""Dossiers that mean no good: the example with every free text in it become another."""

from __future__ import annotations

from typing import Any, Final, TypeVar

from dossiers import dossier
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Record, String, Strings, Tables

R = TypeVar("R", bound=Record)
KEPT: Final = ("id", "url", "wikidata", "view", "type", "timezone", "language")
"""Strings that have to stay what they are for the rest to make sense."""

SCRIPTS: Final = (
    "王小明 says 你好，世界",
    "한국어 각각 김치",
    "e\u0301 a\u0308\u0323 Zürich",
    "z\u0351\u0301\u0342" * 20,
    "שלום עולם 123 (a)",
    "مُحَمَّد ﷺ ۱۲۳",
    "می\u200cخواهم",
    "हिन्दी क्षि",
    "ภาษาไทย น้ำ",
    "👨\u200d👩\u200d👧 👍🏽 🇺🇦 ❤️ 1️⃣ 👩🏽\u200d🚀",
    "🏴\U000e0067\U000e0062\U000e007f ☎️ ⚠️",
    "\u200b\u200c\u200e\ufeff" * 40,
    "\u3164\u115f\uffa0\u00ad",
    "ｗｉｄｅ　ｂｌａｎｋ",
)
"""What breaks columns: wide, combining, joined, right to left, weightless."""

UNSAFE_TEXTS: Final = (
    "[bold]b[/bold] [/nope] [@click=app.quit]x[/] [link=http://a]",
    "\x1b[31mred\x1b]0;title\x07\x1b]52;c;eA==\x07\x1bP+q\x1b\\",
    "\x9b31m\x9d0;title\x9c\x90q\x9c",
    "\u202eevil\u2066x\u2069",
    "a\x00b\x07\x08\x7f\r\n\tc",
    "\ud800\udfff",
)
"""What is taken for markup or a command; the reader refuses most of it, the screen shows all of it harmlessly."""

HOSTILE_TEXTS: Final = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[link](javascript:alert(1)) ![i](http://evil.example/i.png)",
    "# heading",
    "- item\n1. one\n> quote\n```\ncode",
    "a | b & &lt; *b* _u_ `c` ~~s~~ $x^2$ \\alpha @someone {x}",
    '=HYPERLINK("http://evil.example")',
    "]]> --> <!-- \" ' </style></title>",
)
"""What a format could take for something else than text."""


def worded(text: str, record: R) -> R:
    """The record with every free text in it, and in what it holds, become another."""
    changes: dict[str, Any] = {}
    for name, field in record.FIELDS.items():
        value, shape = getattr(record, name), field.shape
        if isinstance(shape, String) and value is not None and name not in KEPT:
            changes[name] = text
        elif isinstance(shape, Strings):
            changes[name] = tuple(text for _ in value)
        elif isinstance(shape, Tables):
            changes[name] = tuple(worded(text, each) for each in value)
        elif name == "url" and value:
            changes[name] = f"https://example.org/{text}"
    if getattr(record, "extra", None):
        changes["extra"] = {f"x_{text}": text}
    return record.replace(**changes)


def hostile(text: str) -> Dossier:
    """The example, all of whose words are `text`."""
    found = dossier()
    info = worded(text, found.info)
    arrays = ("people", "sources", "events", "quotes", "claims", "eras")
    records: dict[str, Any] = {
        array: tuple(worded(text, record) for record in getattr(found, array)) for array in arrays
    }
    return found.replace(info=info, **records)
