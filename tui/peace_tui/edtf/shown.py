"""Dates read as they are shown: in the English that the program writes for them, back to EDTF."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from peace_tui.edtf.formatting import SEASONS
from peace_tui.edtf.grammar import MAX_DATE_CHARS, MONTHS, format_year, is_readable

MAX_SHOWN_CHARS: Final = 4 * MAX_DATE_CHARS
"""No date is longer as it is shown, in characters."""


def read_shown_date(text: str, years: Iterable[int] = ()) -> list[str]:
    """Return in EDTF what a date written as one is shown may be: "14 Oct 2025", "24–26 October 2025", "since 14 Oct".

    A date without a year may lie in each of the `years`. What is no such date gives nothing.
    """
    if len(text) > MAX_SHOWN_CHARS:
        return []
    text = " ".join(text.split()).casefold()
    text = re.sub(" ?[–—-] ?", "–", text.replace("(utc-", "(utc−"))
    members = _split_shown_set(text)
    return _read_shown_set(members, years) if members else _read_shown_interval(text, years)


def _read_shown_interval(text: str, years: Iterable[int]) -> list[str]:
    """Return what a point or an interval may be."""
    opening = re.match("(since|until) ", text)
    about = re.search("(?:^| )(about |~)", text)
    unsure = re.search(r"( \(uncertain\)|\?)$", text)
    start = max(match.end() if match else 0 for match in (opening, about))
    quality = "%" if about and unsure else "~" if about else "?" if unsure else ""
    found = []
    for ends in _read_shown_range(text[start : unsure.start() if unsure else None], years):
        first, *last = [f"{end}{quality}" for end in ends]
        sides = [first, ".."] if opening and opening[1] == "since" else ["..", first] if opening else [first, *last]
        found.append("/".join(sides))
    ends = text.split("–")
    if not found and len(ends) == 2 and all(ends):  # each is as sure as it says: 14 October – about 15 October 2025
        each = [_read_shown_interval(end, ()) for end in ends]
        found += ["/".join(dates[0] for dates in each)] if all(len(dates) == 1 for dates in each) else []
    return [date for date in dict.fromkeys(found) if is_readable(date)]


def _split_shown_set(text: str) -> list[str]:
    """Return the members of what is shown as one of several dates; nothing where it is none."""
    if found := re.fullmatch("(?:some time )?in (.+)", text):
        return [found[1]]
    if found := re.fullmatch("(from|by) (.+)", text):
        return [f"{found[2]} or {'later' if found[1] == 'from' else 'earlier'}"]
    if text.startswith("one of "):
        return re.split(" or (?!earlier|later)|, (?![0-9]{2}(?::| h))", text.removeprefix("one of "))
    return [text] if re.search(" or (?:earlier|later)$", text) else []


def _read_shown_set(members: Iterable[str], years: Iterable[int]) -> list[str]:
    """Return the set of dates that is shown by its members."""
    found = []
    for member in members:
        before, after = member.removesuffix(" or earlier"), member.removesuffix(" or later")
        dates = _read_shown_interval(min(before, after, key=len), years)
        if len(dates) != 1:
            return []
        date = dates[0].replace("/", "..")
        found.append(f"..{date}" if before != member else f"{date}.." if after != member else date)
    return [date for date in [f"[{','.join(found)}]"] if is_readable(date)]


def _read_shown_range(text: str, years: Iterable[int]) -> Iterator[list[str]]:
    """Yield the one or two ends of what is shown as a range, without their qualities."""
    if decades := re.fullmatch("the years (?:ad )?([0-9]{1,4})–([0-9]{1,4})", text):
        begin, end = int(decades[1]), int(decades[2])
        places = {9: 1, 99: 2}.get(end - begin, 0)
        if places and not begin % 10**places:
            yield [f"{begin:04}"[:-places] + "X" * places]
        return
    text = re.sub("([0-9]{1,9})–([0-9]{1,9}) bc", r"\1 bc–\2 bc", text)
    text = re.sub("([0-9]{1,9}) bc", lambda found: format_year(1 - int(found[1])), text)
    text = re.sub("(?:year|ad) ([0-9]{1,9})", lambda found: format_year(int(found[1])), text)
    text = re.sub(r"(winter -?[0-9]{4})–-?[0-9]{2,4}(?=–|$)", r"\1", text)
    parts = [_read_shown_parts(end) for end in text.split("–")]
    if len(parts) > 2 or not all(parts):
        return
    first, last = parts[0], parts[-1]
    # What both ends share is written once: with the first where the second is only a clock time, else with the second.
    if last.keys() <= {"clock", "offset"}:
        last |= {**first, **last}
    turns_year = (
        "year" not in first
        and not last.get("year", "").startswith("Y")
        and first.get("month", "") > last.get("month", "13")
    )  # 30 Dec – 2 Jan
    shared = ("month", "offset") if "day" in first else ("offset",)
    first |= {key: last[key] for key in shared if key in last and key not in first}
    turns_year = turns_year and not last.get("year", "").endswith("X")  # of a decade no year is the one before
    for year in [last["year"]] if "year" in last else map(format_year, years):
        first_year = format_year(int(year.removeprefix("Y")) - 1) if turns_year else year
        ends = [{"year": first_year} | first, {"year": year} | last]
        yield [_write_edtf(end) for end in ends[-len(parts) :]]


def _read_shown_parts(text: str) -> dict[str, str]:
    """Return the parts of a point, each by its name, as EDTF writes them; nothing where one is not known."""
    seasons = {name: str(number) for number, name in enumerate(SEASONS.values(), 21)} | {"fall": "23"}
    months = {name.casefold(): f"{number:02}" for number, name in enumerate(MONTHS, 1)}
    parts: dict[str, str] = {}
    for word in re.findall(r"[^\s,]+", re.sub("([0-9]{2}) h", r"\1h", text.removeprefix("the "))):
        named = [number for name, number in months.items() if name.startswith(word.rstrip(".")) and len(word) > 2]
        if word in seasons or named:
            part, value = "month", seasons.get(word) or named[0]
        elif offset := re.fullmatch(r"\(utc(?:([+−])([0-9]{1,2})(:[0-9]{2})?)?\)", word):
            sign = "-" if offset[1] == "−" else "+"
            part, value = "offset", f"{sign}{int(offset[2]):02}{offset[3] or ':00'}" if offset[1] else "Z"
        elif form := re.fullmatch(
            "(?P<year>-?[0-9]{4}|Y-?[0-9]{5,9}|[0-9]{3}0s)|(?P<day>[0-9]{1,2})|(?P<clock>[0-9:]{5,8}|[0-9]{2}h)", word
        ):
            part, value = str(form.lastgroup), re.sub("0s$", "X", word).rstrip("h").zfill(2)
        else:
            return {}
        if part in parts:
            return {}
        parts[part] = value
    return parts


def _write_edtf(parts: Mapping[str, str]) -> str:
    """Write a point; what stands after a part that is not known makes it no date."""
    date = "-".join(parts.get(part, "") for part in ("year", "month", "day")).rstrip("-")
    return f"{date}T{parts['clock']}{parts.get('offset', '')}" if "clock" in parts else date
