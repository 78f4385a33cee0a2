"""Durations: how long something lasts, in ISO 8601 (https://en.wikipedia.org/wiki/ISO_8601#Durations)."""

import re
from typing import Final, NamedTuple

from peace_tui.edtf.grammar import DateError

_DURATION: Final = (
    "P(?=[0-9T])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    "(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?"
)
"""Up to nine digits a part, and at least one part after P and after T."""
_PROSE: Final = (
    r"(?:([0-9]{1,9})\s*d(?:ays?)?)?[\s,]*(?:([0-9]{1,9})\s*h(?:ours?|rs?)?)?[\s,]*"
    r"(?:([0-9]{1,9})\s*m(?:in(?:ute)?s?)?)?[\s,]*(?:([0-9]{1,9})\s*s(?:ec(?:ond)?s?)?)?\.?"
)
"""A duration in English, such as "2 hours 30 min", from which the hint of an error is made."""
_UNIT_WORDS: Final = ("year", "month", "week", "day", "h", "min", "s")


class Duration(NamedTuple):
    """A duration by its parts, which are not converted into each other: a month has no fixed length."""

    years: int
    months: int
    weeks: int
    days: int
    hours: int
    minutes: int
    seconds: int


def parse_duration(text: str) -> Duration:
    """Parse an ISO 8601 duration such as PT2H30M.

    Raises:
        DateError: The text is not a duration; the hint says how to write it.
    """
    if match := re.fullmatch(_DURATION, text):
        return Duration(*(int(part or 0) for part in match.groups()))
    hint = "write it as ISO 8601 does: PT5M, PT2H30M, P3D, P1DT2H, P2W"
    worded = re.fullmatch(_PROSE, text[:60].strip(), re.IGNORECASE | re.ASCII)
    if worded and any(worded.groups()):
        days, *clock = (f"{part}{letter}" if part else "" for part, letter in zip(worded.groups(), "DHMS", strict=True))
        hint = f"write P{days}{'T' if any(clock) else ''}{''.join(clock)}"
    elif re.fullmatch(_DURATION, text.upper()):
        hint = f"write {text.upper()}"
    elif re.search("[.,]", text):
        hint = "write whole numbers, PT1H30M for one hour and a half"
    raise DateError("this is not a duration", hint)


def format_duration(text: str) -> str:
    """Format a duration for reading: "2 h 30 min", "3 days".

    Raises:
        DateError: The text is not a duration.
    """
    words = []
    for count, unit in zip(parse_duration(text), _UNIT_WORDS, strict=True):
        plural = "s" if count != 1 and unit not in ("h", "min", "s") else ""
        words += [f"{count} {unit}{plural}"] if count else []
    return " ".join(words) or "no time"
