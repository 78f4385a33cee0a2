"""Articles that are saved as a document: the paragraphs of a PDF, and the page in a web archive (MHTML).

A PDF has no paragraphs, only words and where they stand. `pdftotext` tells both; a paragraph begins where a line is
indented, stands apart from the line above or is set in another size, and where the line above had room for its first
word. What stands at the edge of several pages is no part of the text.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from email import message_from_bytes
from itertools import pairwise
from typing import Final, NamedTuple

from peace_tui.errors import InputError

PDF: Final = b"%PDF"
WEB_ARCHIVE: Final = re.compile(rb"[\w-]+:.{0,4000}?^content-type:\s*multipart/related", re.I | re.M | re.S)
TEXT_ENDINGS: Final = {".pdf": ".txt", ".mhtml": ".html", ".mht": ".html"}
"""The endings of documents, and how what is in them is written."""
SECONDS_FOR_PDF: Final = 60
ELEMENT: Final = re.compile(
    r'<page[^>]*height="(?P<height>[\d.]+)"|<line xMin="(?P<left>[-\d.]+)" yMin="(?P<top>[-\d.]+)"'
    r' xMax="(?P<right>[-\d.]+)" yMax="(?P<bottom>[-\d.]+)"|<word xMin="(?P<start>[-\d.]+)"[^>]*'
    r'xMax="(?P<end>[-\d.]+)"[^>]*>(?P<word>[^<]*)</word>'
)
EDGE: Final = 0.08
"""What part of a page at its top and bottom may hold what is printed on every page."""
MARGIN: Final = 0.04
"""What part of it is so near to the edge that small print there belongs to the page."""
AROUND: Final = 20
"""How many lines before and after tell how wide a column is, and how far its lines are apart."""
FAR: Final = 1.25
"""How many times further apart than usual two lines are that belong to two paragraphs."""
VERY_FAR: Final = 1.9
"""The same in heights of a line, where each paragraph may be one line."""
OTHER_SIZE: Final = 0.15
INDENTED: Final = 0.5
"""How far the first line of a paragraph is indented at least, and at most below, in heights of a line."""
MAX_INDENTED: Final = 6
AMPLE: Final = 4
"""How many heights of a line are surely room for another word."""
MIN_COLUMN: Final = 3
"""How many lines a column has at least."""
MAX_SPANNING: Final = 0.3
"""What part of the lines of a page may span its columns, as headlines do."""
END_OF_SENTENCE: Final = re.compile(r"[.?!…:][\"”’»“)\]]*$")
DIVIDED: Final = re.compile(r"\w[-\xad\u2010]$")
"""The end of a line in the middle of a word."""
PRINTED_BY_BROWSER: Final = re.compile(
    r"(?:https?|file)://\S+|(?:page )?\d{1,4}(?:\s?(?:/|of|von|sur)\s?\d{1,4})?"
    r"|\d{1,2}[./]\d{1,2}[./]\d{2,4}, \d{1,2}:\d\d(?: [AP]M)?",
    re.IGNORECASE,
)
COMPOUNDED: Final = (
    *("self", "well", "long", "short", "high", "low", "all", "half", "full", "part", "non", "ex", "anti", "air"),
    *("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"),
)
"""Words behind which a hyphen at the end of a line stands in the middle of it, too."""


class PrintedLine(NamedTuple):
    """A printed line, and where it stands."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    first_width: float
    """How wide its first word is."""
    from_edge: float
    """How far it reaches from the nearer of the top and the bottom of the page, as a part of its height."""

    @property
    def height(self) -> float:
        """How high it is."""
        return max(self.bottom - self.top, 1.0)


def is_document(data: bytes) -> bool:
    """Tell whether a file is a PDF or a web archive by how it begins."""
    return data.startswith(PDF) or WEB_ARCHIVE.match(data[:5000]) is not None


def extract_text(data: bytes) -> tuple[str, str]:
    """Return what is in a PDF or web archive, and the ending that says how it is written.

    Raises:
        InputError: `pdftotext` is missing or finds no text, or there is no page in the archive.
    """
    return (_read_pdf(data), ".txt") if data.startswith(PDF) else (_read_web_archive(data), ".html")


def _read_web_archive(data: bytes) -> str:
    message = message_from_bytes(data)
    for part in message.walk():
        if part.get_content_type() in ("text/html", "application/xhtml+xml"):
            content = part.get_payload(decode=True)
            if not isinstance(content, bytes):
                continue
            try:
                page = content.decode(part.get_content_charset("utf-8"), "replace")
            except LookupError:  # an encoding of no known name
                page = content.decode("utf-8", "replace")
            address = message.get("Snapshot-Content-Location") or part.get("Content-Location") or ""
            link = f'\n<link rel="canonical" href="{html.escape(address)}">' if "://" in address else ""
            return page + link
    raise InputError("there is no page in this web archive; save the page as .html")


def _read_pdf(data: bytes) -> str:
    program = shutil.which("pdftotext")
    if program is None:
        raise InputError("this is a PDF; install pdftotext (poppler-utils), or save its text as .txt")
    for options in (["-bbox-layout"], []):  # that of Xpdf knows no such option
        try:
            run = subprocess.run(
                [program, *options, "-enc", "UTF-8", "-", "-"],
                input=data,
                capture_output=True,
                timeout=SECONDS_FOR_PDF,
                check=True,
            )
        except (OSError, subprocess.SubprocessError):
            continue
        text = run.stdout.decode("utf-8", "replace")
        return join_lines(text) if "<page " in text else text.replace("\f", "\n\n")
    raise InputError("pdftotext finds no text in this PDF; save its text as .txt")


def join_lines(layout: str) -> str:
    """Return the paragraphs of a layout as `pdftotext -bbox-layout` tells it, with an empty line between them."""
    pages: dict[int, list[PrintedLine]] = {}
    for line in _drop_edges([*_read_lines(layout)]):
        pages.setdefault(line.page, []).append(line)
    lines = [line for page in pages.values() for line in _order(page)]
    words = Counter(word.strip('.,;:?!“”"’)') for line in lines for word in line.text.split())
    paragraphs: list[str] = []
    for number, line in enumerate(lines):
        if number and not _begins(lines, number):
            paragraphs[-1] = _append(paragraphs[-1], line.text, words)
        else:
            paragraphs.append(line.text)
    return "\n\n".join(paragraphs) + "\n"


def _read_lines(layout: str) -> Iterator[PrintedLine]:
    page, height = 0, 0.0
    place: tuple[float, ...] = ()
    words: list[re.Match[str]] = []

    def finish() -> Iterator[PrintedLine]:
        if place and words:
            left, top, right, bottom = place
            text = " ".join(html.unescape(word["word"]) for word in words)
            width = float(words[0]["end"]) - float(words[0]["start"])
            from_edge = min(bottom, height - top) / (height or 1.0)
            yield PrintedLine(page, left, top, right, bottom, text, width, from_edge)

    for found in ELEMENT.finditer(layout):
        if found["word"] is not None:
            words.append(found)
            continue
        yield from finish()
        words = []
        if found["height"]:
            page, height, place = page + 1, float(found["height"]), ()
        else:
            place = tuple(float(found[name]) for name in ("left", "top", "right", "bottom"))
    yield from finish()


def _drop_edges(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines without those that a browser or a layout prints on every page."""
    pages: dict[str, set[int]] = {}
    for line in lines:
        pages.setdefault(re.sub(r"\d+", "0", line.text), set()).add(line.page)
    heights = sorted(line.height for line in lines)
    return [
        line
        for line in lines
        if line.from_edge > EDGE
        or not (
            PRINTED_BY_BROWSER.fullmatch(line.text)
            or len(pages[re.sub(r"\d+", "0", line.text)]) > 1
            or (line.from_edge < MARGIN and line.height < heights[len(heights) // 2])
        )
    ]


def _order(lines: Sequence[PrintedLine]) -> list[PrintedLine]:
    """Return the lines of a page in the order of reading: column by column, between lines that span columns."""
    lines = sorted(lines, key=lambda line: (line.top, line.left))
    gutter = _find_gutter(lines)
    if gutter is None:
        return lines
    ordered: list[PrintedLine] = []
    left: list[PrintedLine] = []
    right: list[PrintedLine] = []
    for line in (*lines, None):
        if line is not None and line.right <= gutter:
            left.append(line)
        elif line is not None and line.left >= gutter:
            right.append(line)
        else:
            ordered += [*_order(left), *_order(right), *([line] if line else [])]
            left, right = [], []
    return ordered


def _find_gutter(lines: Sequence[PrintedLine]) -> float | None:
    """Return where the second column of a page begins that the fewest lines cross; None where there is one column."""
    counts = Counter(round(line.left) for line in lines)
    best, fewest = None, MAX_SPANNING * len(lines)
    for left in sorted(left for left, count in counts.items() if count > 1):
        gutter = left - 1.0
        before = [line for line in lines if line.right <= gutter]
        after = [line for line in lines if line.left >= gutter]
        crossing = len(lines) - len(before) - len(after)
        beside = before and after and min(before[-1].bottom, after[-1].bottom) > max(before[0].top, after[0].top)
        if beside and min(len(before), len(after)) >= MIN_COLUMN and crossing < fewest:
            best, fewest = gutter, crossing
    return best


def _begins(lines: Sequence[PrintedLine], number: int) -> bool:
    """Tell whether a paragraph begins with a line."""
    line, above = lines[number], lines[number - 1]
    if abs(line.height - above.height) > OTHER_SIZE * max(line.height, above.height):
        return True
    if DIVIDED.search(above.text):
        return False
    column, column_above = _column(lines, number), _column(lines, number - 1)
    left, right = min(each.left for each in column), max(each.right for each in column_above)
    indent = _common(each.left for each in column) if len(column) > 2 else left
    is_indented = INDENTED < (line.left - indent) / line.height < MAX_INDENTED
    room = right - above.right - line.first_width
    had_room = room > above.height / 2
    ends = END_OF_SENTENCE.search(above.text) is not None
    if is_indented or room > AMPLE * above.height:
        return True
    if line.page != above.page or line.top < above.top:  # the next column or page
        return ends and (had_room or not _is_indenting(column_above))
    gaps = sorted(below.top - upper.top for upper, below in pairwise(column) if below.top > upper.top)
    usual = gaps[len(gaps) // 5] if gaps else line.height
    if line.top - above.top > min(FAR * usual, VERY_FAR * line.height):
        return True
    return ends and had_room


def _column(lines: Sequence[PrintedLine], number: int) -> list[PrintedLine]:
    """Return the lines around one that stand above and below it, itself included."""
    line = lines[number]
    return [
        other
        for other in lines[max(number - AROUND, 0) : number + AROUND + 1]
        if other.page == line.page
        and min(other.right, line.right) - max(other.left, line.left) > 0
        and abs(other.height - line.height) <= OTHER_SIZE * line.height
        and other.left - line.left < MAX_INDENTED * line.height
        and line.left - other.left < MAX_INDENTED * line.height
    ]


def _common(values: Iterator[float]) -> float:
    """Return the most frequent of some values, as whole numbers, the smallest of several."""
    counts = Counter(round(value) for value in values)
    most = max(counts.values())
    return float(min(value for value, count in counts.items() if count == most))


def _is_indenting(column: Sequence[PrintedLine]) -> bool:
    """Tell whether paragraphs in a column have their first line indented."""
    own = _common(line.left for line in column)
    return any(line.left - own > INDENTED * line.height for line in column)


def _append(paragraph: str, text: str, words: Counter[str]) -> str:
    """Return a paragraph with its next line; a word that the end of the line divides is whole again."""
    before, after = paragraph.rpartition(" ")[2], text.partition(" ")[0].strip('.,;:?!“”"’)')
    if before.endswith(("\xad", "\u2010")):
        return paragraph[:-1] + text
    if not (before.endswith("-") and len(before) > 1 and text[:1].islower() and before[-2].isalpha()):
        return f"{paragraph}{'' if before.endswith(('—', '-')) and len(before) > 1 else ' '}{text}"
    stem = before.lstrip("“‘\"'(")
    is_compound = words[stem + after] > words[stem[:-1] + after] or stem[:-1].lower() in COMPOUNDED
    return paragraph + text if is_compound else paragraph[:-1] + text
