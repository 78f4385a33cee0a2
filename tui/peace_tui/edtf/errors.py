"""Explanations of dates that EDTF does not know: for each common mistake a sentence and the corrected text.

A correction is offered only where it can be parsed, so that the advice does not lead to the next error.
"""

import re
import unicodedata
from collections.abc import Callable

from peace_tui.edtf.grammar import MONTHS, DateError, UnrecognizedDate, format_year, is_readable

MAX_GUESSED_CHARS = 80
"""Longest piece of text whose meaning is guessed, in characters."""
MAX_REPEATED_CHARS = 40
"""Longest piece that is repeated in a message, in characters."""

DateCorrection = Callable[[re.Match[str]], str]
DateMistake = tuple[re.Pattern[str], str, DateCorrection]

_FORMS = "use 2025-10-14, 2025-10 or 2025; with a clock time 2025-10-14T12:05-04:00"
_ORDER = "a date is written year-month-day in digits"
_INTERVAL = "an interval is written with / between two whole dates"
_CLOCK = "a clock time is written T12:05, with the offset right after it"
_OPEN = "an open interval is written with .."
_SEASONS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}
_OFFSETS = {
    "UTC": "Z",
    "GMT": "Z",
    "EST": "-05:00",
    "EDT": "-04:00",
    "CET": "+01:00",
    "CEST": "+02:00",
    "MSK": "+03:00",
}
_MONTH = "(?P<month>" + "|".join(f"{name[:3]}(?:{name[3:]})?" for name in MONTHS if name != "May") + r"|May|sept)\.?"
_DAY = "(?P<day>[0-9]{1,2})"
_YEAR = "(?P<year>[0-9]{4})"


def explain_error(text: str, error: UnrecognizedDate) -> DateError:
    """Return a helpful error for a text that could not be parsed.

    It is about the text as a whole where that is a known mistake, else about the piece that `error` names.
    """
    if not text.strip():
        return DateError("this date is empty", "leave `date` out if the date is unknown")
    for piece, column in ((text, 0), (error.piece, error.column)):
        if not piece.strip(" []"):
            return DateError("a date is missing", "write a date on both sides of a comma; `..` is an open end", column)
        normal = _normalize(piece)
        if normal != piece and is_readable(normal):
            return DateError("only the digits 0 to 9 and a plain - are understood", f"write {normal}", column)
        if guess := _guess(normal, _WORDED + _HEDGED + _JOINED):
            return DateError(guess[0], f"write {guess[1]}", column)
        for pattern, message, hint in _LEVEL_TWO:
            if match := pattern.search(piece):
                return DateError(message, hint, column + match.start())
    offset = next((index for index, char in enumerate(error.piece) if char not in "0123456789-:TZXY"), 0)
    return DateError(f'"{_truncate(error.piece)}" is not a date', _FORMS, error.column + offset)


def _normalize(piece: str) -> str:
    """Return a piece with ASCII digits for those of any script, a space for any white space, - for a longer dash.

    A dash between two days or years is left, since it says from when to when.
    """
    plain = (" " if char.isspace() else str(unicodedata.decimal(char, char)) for char in piece)
    text = "".join(plain)
    if re.fullmatch(r"[0-9]{4}[−‐‑‒–—][0-9]{2}[−‐‑‒–—][0-9]{2}(?:T.*)?", text):
        return re.sub("[−‐‑‒–—]", "-", text)
    return re.sub("^[−‒–—](?=[0-9])", "-", text)


def _truncate(piece: str) -> str:
    """Return a piece as a message may repeat it: short, on one line, without control characters."""
    short = piece if len(piece) <= MAX_REPEATED_CHARS else piece[:MAX_REPEATED_CHARS] + "…"
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in short)


def _guess(piece: str, mistakes: tuple[DateMistake, ...]) -> tuple[str, str] | None:
    """Return the message and the corrected text of the first mistake that fits and can be corrected."""
    if len(piece) <= MAX_GUESSED_CHARS:
        for pattern, message, correct in mistakes:
            if (match := pattern.fullmatch(piece)) and all(map(is_readable, (text := correct(match)).split(" or "))):
                return message, text
    return None


def _correct(piece: str, mistakes: tuple[DateMistake, ...]) -> str:
    guess = None if is_readable(piece) else _guess(piece, mistakes)
    return guess[1] if guess else piece


def _write_date(match: re.Match[str]) -> str:
    """Return year-month-day, padded, of the groups that a pattern has; a month may be a name."""
    groups = match.groupdict()
    month = groups["month"]
    if month.isalpha():
        month = str(1 + [name[:3].lower() for name in MONTHS].index(month[:3].lower()))
    return "-".join(part.zfill(2) for part in (groups["year"], month, groups.get("day")) if part)


def _write_days(match: re.Match[str]) -> str:
    first = _write_date(match)
    return f"{first}/{first[:-2]}{match['until'].zfill(2)}"


def _write_year_first(match: re.Match[str]) -> str:
    """Return 10/14/2025 as a date, or both dates that it can mean."""
    month, day = sorted((match[1].zfill(2), match[2].zfill(2)))
    both = (f"{match[3]}-{month}-{day}", f"{match[3]}-{day}-{month}")
    return " or ".join(both if month != day and day <= "12" else both[:1])


def _write_clock(match: re.Match[str]) -> str:
    year, month, day, hour, minute, second, noon, offset = match.groups()
    if noon:
        hour = str(int(hour) % 12 + (12 if noon[0] in "pP" else 0))
    time = ":".join(part.zfill(2) for part in (hour, minute, second) if part)
    if offset and offset[0] in "+-−":
        written = re.fullmatch(".([0-9]{1,2}):?([0-9]{2})?", offset)
        assert written
        hours, minutes = written.groups("00")
        offset = f"{'+' if offset[0] == '+' else '-'}{hours.zfill(2)}:{minutes}"
    return f"{year}-{month}-{day}T{time}{_OFFSETS.get((offset or '').upper(), offset or '')}"


def _write_era_year(match: re.Match[str]) -> str:
    number = int(match["number"])
    return format_year(1 - number if match["era"][0] in "bB" else number)


def _mistake(pattern: str, message: str, correct: str | DateCorrection) -> DateMistake:
    """Return one mistake; a correction that is text is a template for `Match.expand`."""

    def expand(match: re.Match[str]) -> str:
        return correct(match) if callable(correct) else match.expand(correct)

    return re.compile(pattern, re.IGNORECASE | re.ASCII | re.DOTALL), message, expand


_WORDED: tuple[DateMistake, ...] = (
    _mistake("[-+0-9TZXY:~?%]+", "T, X, Y and Z are capital letters", lambda match: match[0].upper()),
    _mistake("[-0-9]+[-0-9u]+", "an unknown digit is written X", lambda match: re.sub("[uU]", "X", match[0])),
    _mistake(r"[0-9]{2,3}\?{1,2}|[-0-9]+-\?\?", "an unknown digit is written X", lambda m: m[0].replace("?", "X")),
    _mistake(r"(.+?)[~?][~?]", "uncertain and approximate together is written %", r"\1%"),
    _mistake(rf"{_DAY}(?:st|nd|rd|th)?[\s.-]+(?:of\s+)?{_MONTH}[\s,.-]+{_YEAR}", _ORDER, _write_date),
    _mistake(rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?[\s,]+{_YEAR}", _ORDER, _write_date),
    _mistake(rf"{_YEAR}[\s,-]+{_MONTH}[\s,-]+{_DAY}", _ORDER, _write_date),
    _mistake(rf"{_MONTH}[\s,-]+(?:of\s+)?{_YEAR}", _ORDER, _write_date),
    _mistake(rf"{_DAY}\s*[-–—/]\s*(?P<until>[0-9]{{1,2}})\s+{_MONTH}[\s,]+{_YEAR}", _INTERVAL, _write_days),
    _mistake(rf"{_MONTH}\s+{_DAY}\s*[-–—/]\s*(?P<until>[0-9]{{1,2}})[\s,]+{_YEAR}", _INTERVAL, _write_days),
    _mistake("([0-9]{4})-([0-9]{2})/([0-9]{2})", _INTERVAL, r"\1-\2/\1-\3 or \1-\2-\3"),
    _mistake(
        rf"{_YEAR}[-/.](?P<month>[0-9]{{1,2}})[-/.]{_DAY}",
        "a date is written with -, month and day with two digits",
        _write_date,
    ),
    _mistake(
        rf"{_YEAR}[-/.](?P<month>[0-9]{{1,2}})", "a date is written with -, the month with two digits", _write_date
    ),
    _mistake(r"([0-9]{2})([0-9]{2})[/–—]([0-9]{2})", _INTERVAL, r"\1\2/\1\3"),
    _mistake("([0-9]{1,2})[-/.]([0-9]{1,2})[-/.]([0-9]{4})", _ORDER, _write_year_first),
    _mistake(rf"(?P<month>[0-9]{{1,2}})[-/.]{_YEAR}", _ORDER, _write_date),
    _mistake(
        r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:\s*T\s*|[\s,]+)([0-9]{1,2})(?:[:.h]?([0-9]{2})(?:[:.]?([0-9]{2}))?)?"
        rf"\s*([ap]\.?m\.?)?\s*(Z|{'|'.join(_OFFSETS)}|[-+−][0-9]{{1,2}}(?::?[0-9]{{2}})?)?",
        _CLOCK,
        _write_clock,
    ),
    _mistake("(.+T[0-9:]{8})[.,][0-9]+(.*)", "seconds are whole", r"\1\2"),
    _mistake("([0-9]{4})([0-9]{2})([0-9]{2})", "put - between year, month and day", r"\1-\2-\3"),
    _mistake("([0-9]{4})([0-9]{2})", "put - between year and month", r"\1-\2"),
    _mistake("(-?[0-9]{5,9})", "a year of more than four digits begins with Y", r"Y\1"),
    _mistake("(-?)([0-9]{3})", "a year has four digits", r"\g<1>0\2"),
    _mistake("([0-9]{2})00['’]?s", "a century is written with XX", r"\1XX"),
    _mistake("([0-9]{3})0['’]?s", "a decade is written with X", r"\1X"),
    _mistake("([0-9]{1,2})(?:st|nd|rd|th) century", "a century is written with XX", lambda m: f"{int(m[1]) - 1:02}XX"),
    _mistake(
        rf"({'|'.join(_SEASONS)})[\s,]+(?:of\s+)?{_YEAR}",
        "seasons are written 21 to 24",
        lambda match: f"{match['year']}-{_SEASONS[match[1].lower()]}",
    ),
    _mistake(
        r"(?P<number>[0-9]{1,9})\s*(?P<era>BCE?|AD|CE)",
        "years before 1 are 0000 (1 BC), -0001 (2 BC), …",
        _write_era_year,
    ),
    _mistake(r"(?P<era>AD)\s*(?P<number>[0-9]{1,9})", "a year has four digits", _write_era_year),
)
"""Mistakes in one date."""

_HEDGED: tuple[DateMistake, ...] = (
    _mistake(
        r"(?:(?:c|ca|approx)\.?|circa|about|around|approximately|early|mid|late)(?![a-z])[\s-]*(.+)",
        "an approximate date ends in ~",
        lambda match: _correct(match[1], _WORDED) + "~",
    ),
    _mistake(
        r"(?:perhaps|possibly|probably|maybe)\s+(.+)",
        "an uncertain date ends in ?",
        lambda match: _correct(match[1], _WORDED) + "?",
    ),
    _mistake(
        r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(.+)",
        "a date has no weekday",
        lambda match: _correct(match[1], _WORDED),
    ),
    _mistake("([~?%])(.+)", "?, ~ and % go at the end (before a part they are EDTF level 2)", r"\2\1"),
)
"""Words and marks about one date."""

_ONE = _WORDED + _HEDGED
_BETWEEN = r"(?:\s*[–—‒−]\s*|\s+-+\s+|\s+(?:to|until|till|through|and)\s+|\s*/\s*|\s*\.\.\.?\s*)"
_TODAY = "(?:now|present|today|ongoing|open|unknown|unk|\\?)"

_JOINED: tuple[DateMistake, ...] = (
    _mistake(r"\s+(.*)|(.*?)\s+", "spaces around the date", lambda match: _correct(match[0].strip(), _ONE)),
    _mistake("([0-9-]+-)([0-9]{2})[/–—]([0-9]{2})", _INTERVAL, r"\1\2/\1\3"),
    _mistake("([0-9-]+T)([0-9:]+)([-+Z].*)?[/–—]([0-9]{2}:[0-9:]+)([-+Z].*)?", _INTERVAL, r"\1\2\3/\1\4\5"),
    _mistake(f"{_YEAR}((?:-[0-9]{{2}}){{0,2}})-([0-9]{{4}}(?:-[0-9]{{2}}){{0,2}})", _INTERVAL, r"\1\2/\3"),
    _mistake(f"(.+?){_BETWEEN}{_TODAY}", _OPEN, lambda match: _correct(match[1], _ONE) + "/.."),
    _mistake(f"{_TODAY}{_BETWEEN}(.+)", _OPEN, lambda match: "../" + _correct(match[1], _ONE)),
    _mistake(r"(?:before|until|till|up to)\s+(.+)", _OPEN, lambda match: "../" + _correct(match[1], _ONE)),
    _mistake(r"(?:after|since|from)\s+(.+)", _OPEN, lambda match: _correct(match[1], _ONE) + "/.."),
    _mistake(r"\[([^]/]*)", "the set lacks its ]", r"[\1]"),
    _mistake(r"([^[/]*)\]", "the set lacks its [", r"[\1]"),
    _mistake(r"\[([^]/]*)/([^]/]*)\]", "inside a set, put .. between two dates", r"[\1..\2]"),
    _mistake(
        rf"(?:(?:from|between)\s+)?(.+?){_BETWEEN}(.+)",
        _INTERVAL,
        lambda match: f"{_correct(match[1], _ONE)}/{_correct(match[2], _ONE)}",
    ),
    _mistake(
        rf"(.+?){_BETWEEN}(.+\s([0-9]{{4}}))",
        _INTERVAL,
        lambda match: f"{_correct(f'{match[1]} {match[3]}', _ONE)}/{_correct(match[2], _ONE)}",
    ),
    _mistake(
        r"(?:either\s+)?(.+?)\s*(?:,|\sor\s)\s*(.+)",
        "one of several dates is written in [ ]",
        lambda m: f"[{_correct(m[1], _ONE)},{_correct(m[2], _ONE)}]",
    ),
)
"""Mistakes in intervals and sets."""

_LEVEL_TWO: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"[{}]"),
        "all of a set, { }, is EDTF level 2",
        "write [ ] for one of several dates, / for an interval",
    ),
    (re.compile("Y-?[0-9]+E"), "a year with an exponent is EDTF level 2", "write the year in digits, Y170000002"),
    (re.compile("[0-9]S[0-9]"), "significant digits are EDTF level 2", "write X for unknown digits, 19XX"),
    (re.compile("[~?%]-|-[~?%]"), "a mark on a part of a date is EDTF level 2", "put ?, ~ or % at the end of the date"),
    (
        re.compile("(?<=[-0-9X])X|X(?=[-0-9X])"),
        "X in this place is EDTF level 2",
        "X can stand for the end of a date, 201X, 20XX, 2004-XX, 2004-06-XX or 2004-XX-XX",
    ),
)
"""Forms of EDTF level 2, which are not supported: a pattern, the message, the hint."""
