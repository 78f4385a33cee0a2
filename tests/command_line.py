"""Command lines that tests run in their own process."""

from __future__ import annotations

import json
import types
from collections.abc import Callable


class Answer(types.SimpleNamespace):
    """What a command line came to."""

    code: int
    out: str
    err: str


Run = Callable[..., Answer]


def ids(answer: Answer) -> list[str]:
    """The ids of records that were written as JSON Lines."""
    return [json.loads(line)["id"] for line in answer.out.splitlines()]
