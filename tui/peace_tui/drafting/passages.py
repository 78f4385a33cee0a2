"""Passages: the words that an article prints between quotation marks, to the letter, and the turns of a transcript.

Marks are matched by what they are and by what stands around them, as a straight mark, and even a curly one, may open or
close. Marks inside a passage belong to it. Where a quotation goes on in the next paragraph, which has an opening mark
again while only the last one closes, each paragraph has a passage of its own that is marked to continue the one before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

DOUBLE_MARK: Final = re.compile("[“”„‟«»\"＂]|``|(?<![\\w.,?!…])''|''(?!')")
"""Two apostrophes are a mark, too; of three, the third is one of its own, inside."""
SINGLE_MARK: Final = re.compile("[‘‚‹']")
OPENING_PUNCTUATION: Final = "([{—–-/‘'“„«‹‚¿¡…"
CLOSING_PUNCTUATION: Final = ".,;:?!)]}—–-/’'”“»›…"
ELISION: Final = re.compile(r"['‘](?:\d0s|\d\d\b|em\b|til\b|cause\b|n['’]|tis\b|twas\b|bout\b|round\b)", re.IGNORECASE)
"""Words that begin with an apostrophe, which some programs turn into an opening mark."""
SENTENCE_MARKS: Final = ".,?!…—–-;:"
CAPITAL: Final = "A-ZÀ-ÖØ-ÞА-Я"
TURN_LABEL: Final = re.compile(
    rf"(?P<label>[{CAPITAL}][\w.’'&-]*(?: (?:[{CAPITAL}(][\w.’')-]*|of|the|de|van|von|for|and|&)){{0,5}})\s?:\s+(?=\S)"
)
"""The name before a turn of a transcript: `WITKOFF: `, `Q: `, `Mr. Peskov: `."""
ABOUT_INTERVIEW: Final = re.compile(r".{0,40}\bth(?:is|e) (?:interview|conversation)\b", re.IGNORECASE)
"""What the outlet adds below an interview."""
MIN_TURNS: Final = 3
"""How many paragraphs with the label of a speaker make a transcript."""
MIN_TURN_SHARE: Final = 0.35
"""What part of the paragraphs of a transcript have one at least."""


@dataclass(frozen=True, slots=True)
class QuotedPassage:
    """Words between quotation marks, or a turn of a transcript, in one paragraph."""

    paragraph: int
    """The position of the paragraph, from 0."""
    start: int
    """Where the words begin in the paragraph; the opening mark stands before."""
    end: int
    text: str
    """The words, to the letter, without the outer marks."""
    outer_start: int
    """Where the passage begins with its mark or label."""
    outer_end: int
    closed: bool = True
    """Whether the closing mark is printed."""
    continues: bool = False
    """Whether the paragraph before breaks off inside the same quotation."""
    label: str = ""
    """The speaker's label, of the turn of a transcript."""


class _Pair(NamedTuple):
    """An opening and a closing mark, by where each begins and ends."""

    outer: int
    start: int
    end: int
    outer_end: int
    closed: bool = True


def find_passages(paragraphs: Sequence[str], bold: Collection[int] = ()) -> list[QuotedPassage]:
    """Return the passages of an article in their order; of a transcript or interview, the turns as well.

    `bold` are the positions of the paragraphs that are bold throughout.
    """
    turns = find_answers(paragraphs, bold) or find_turns(paragraphs)
    said = {turn.paragraph for turn in turns}
    rest = ["" if number in said else text for number, text in enumerate(paragraphs)]
    return sorted([*turns, *_find_quoted(rest)], key=lambda passage: (passage.paragraph, passage.start))


def _find_quoted(paragraphs: Sequence[str]) -> list[QuotedPassage]:
    """Return what stands between quotation marks."""
    is_reversed = _opens_reversed(paragraphs)
    doubles = [*_match_paragraphs(paragraphs, is_reversed)]
    singles = [*_match_singles(paragraphs)]
    is_british = _count_outside(singles, doubles) > _count_outside(doubles, singles)
    found: list[QuotedPassage] = []
    for number, text in enumerate(paragraphs):
        pairs = _choose(doubles[number], singles[number], text, is_british=is_british)
        found += (_make_passage(number, text, pair) for pair in pairs)
    return _mark_continued(found, paragraphs)


def _make_passage(number: int, text: str, pair: _Pair) -> QuotedPassage:
    start, end = pair.start, pair.end
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return QuotedPassage(number, start, end, text[start:end], pair.outer, pair.outer_end, pair.closed)


def _mark_continued(passages: list[QuotedPassage], paragraphs: Sequence[str]) -> list[QuotedPassage]:
    """Mark the passages at the beginning of a paragraph that go on with what the paragraph before leaves open."""
    found: list[QuotedPassage] = []
    for passage in passages:
        last = found[-1] if found else None
        if not any(character.isalnum() for character in passage.text):
            continue
        if (
            last
            and not last.closed
            and passage.paragraph == last.paragraph + 1
            and not paragraphs[passage.paragraph][: passage.outer_start].strip()
        ):
            passage = replace(passage, continues=True)
        found.append(passage)
    return found


# --- Double marks ----------------------------------------------------------------------------------------------------


def _opens_reversed(paragraphs: Sequence[str]) -> bool:
    """Tell whether » opens and « closes, as German books and Danish newspapers have it."""
    for text in paragraphs:
        if found := re.search("[«»]", text):
            return found[0] == "»"
    return False


def _match_paragraphs(paragraphs: Sequence[str], is_reversed: bool) -> Iterator[list[_Pair]]:
    """Yield the outermost pairs of double marks of each paragraph."""
    is_open = False
    for number, text in enumerate(paragraphs):
        following = paragraphs[number + 1] if number + 1 < len(paragraphs) else ""
        pairs = _match_doubles(text, is_reversed, is_open=is_open, goes_on=_begins_with_mark(following))
        is_open = bool(pairs) and not pairs[-1].closed
        yield pairs


def _begins_with_mark(text: str) -> bool:
    found = DOUBLE_MARK.match(text.lstrip())
    return found is not None


def _match_doubles(text: str, is_reversed: bool, *, is_open: bool, goes_on: bool) -> list[_Pair]:
    """Return the outermost pairs of a paragraph.

    `is_open` tells whether the paragraph before left a quotation open, `goes_on` whether the next one opens with
    a mark.
    """
    stack: list[re.Match[str]] = []
    pairs: list[_Pair] = []
    inner: list[_Pair] = []
    first = len(text) - len(text.lstrip())
    for mark in DOUBLE_MARK.finditer(text):
        opens = _opens(text, mark, stack, is_reversed) or (is_open and mark.start() == first)
        if opens:
            stack.append(mark)
        elif stack and opens is False:
            opener = stack.pop()
            pair = _Pair(opener.start(), opener.end(), mark.start(), mark.end())
            (inner if stack else pairs).append(pair)
        elif is_open and not pairs and opens is not None:
            pairs.append(_Pair(0, 0, mark.start(), mark.end()))
    if not stack:
        return pairs
    opener = stack[0]
    within = [pair for pair in inner if pair.outer > opener.start()]
    if within and not goes_on:
        # A mark that nothing closes, and whole passages behind it: the mark is the mistake.
        return sorted([*pairs, *_outermost(within)])
    return [*pairs, _Pair(opener.start(), opener.end(), len(text.rstrip()), len(text), closed=False)]


def _outermost(pairs: Sequence[_Pair]) -> list[_Pair]:
    found: list[_Pair] = []
    for pair in sorted(pairs):
        if not found or pair.outer >= found[-1].outer_end:
            found.append(pair)
    return found


def _opens(text: str, mark: re.Match[str], stack: Sequence[re.Match[str]], is_reversed: bool) -> bool | None:
    """Tell whether a mark opens (True) or closes (False) a quotation; None where it does neither."""
    sign = mark[0]
    before, after = text[max(mark.start() - 1, 0) : mark.start()], text[mark.end() : mark.end() + 1]
    opens = (not before or before.isspace() or before in OPENING_PUNCTUATION) and bool(after.strip())
    closes = bool(before.strip()) and (not after or after.isspace() or after in CLOSING_PUNCTUATION or not opens)
    if sign in "«»":
        return (sign == "»") == is_reversed
    if sign in ("„", "‟", "``"):
        return True
    if sign == "“":
        is_low = bool(stack) and stack[-1][0] == "„"
        return not is_low and not (closes and not opens and (stack or before.isalnum()))
    if sign in ("”", "''"):
        return not stack and opens and not closes
    if stack:
        return opens and not closes and stack[-1][0] == sign and text.find(sign, mark.end()) >= 0
    if closes and not opens and not (not before.isalnum() and after.isalpha()):
        return False if not before.isdigit() else None
    return True


# --- Single marks ----------------------------------------------------------------------------------------------------


def _match_singles(paragraphs: Sequence[str]) -> Iterator[list[_Pair]]:
    """Yield the pairs of single marks of each paragraph; apostrophes are none."""
    for number, text in enumerate(paragraphs):
        following = paragraphs[number + 1].lstrip() if number + 1 < len(paragraphs) else ""
        pairs: list[_Pair] = []
        at = 0
        first = len(text) - len(text.lstrip())
        openers = [mark.start() for mark in SINGLE_MARK.finditer(text) if _opens_single(text, mark.start())]
        for order, opener in enumerate(openers):
            if opener < at:
                continue
            sign = text[opener]
            stop = next((each for each in openers[order + 1 :] if text[each] == sign), len(text))
            begins = opener == first or text[max(opener - 2, 0) : opener] in (", ", ": ")
            goes_on = begins and following.startswith(sign) and stop == len(text)
            closer = _find_closer(text, opener, stop, goes_on=goes_on)
            if closer >= 0:
                pairs.append(_Pair(opener, opener + 1, closer, closer + 1))
                at = closer + 1
            elif goes_on:
                pairs.append(_Pair(opener, opener + 1, len(text.rstrip()), len(text), closed=False))
                at = len(text)
        yield pairs


def _opens_single(text: str, at: int) -> bool:
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    if text[at] in "‚‹":
        return bool(after.strip()) and (not before or before.isspace() or before in '([{“"„«')
    is_shaped = not before or before.isspace() or before in '([{—–“"„«'
    return is_shaped and (after.isalnum() or after in '“"[…') and bool(after) and not ELISION.match(text, at)


def _find_closer(text: str, opener: int, stop: int, *, goes_on: bool) -> int:
    """Return where a single mark is closed, -1 where it is not; an s before it may make it an apostrophe."""
    signs = {"‘": "’", "‚": "‘’", "‹": "›", "'": "'"}[text[opener]]
    weak = -1
    for at in range(opener + 2, stop):
        if text[at] not in signs:
            continue
        before, after = text[at - 1], text[at + 1 : at + 2]
        if after.isalnum() or before.isspace():
            continue
        if before in SENTENCE_MARKS or (after and after in CLOSING_PUNCTUATION) or (not after and not goes_on):
            return at
        if before != "s" and not text.startswith("in", at - 2):
            return weak if weak >= 0 and goes_on else at
        weak = at if weak < 0 else weak
    return -1 if goes_on else weak


def _count_outside(pairs: Sequence[Sequence[_Pair]], others: Sequence[Sequence[_Pair]]) -> int:
    """Return how many pairs are not inside one of the others."""
    return sum(len(mine) - len(_find_inside(mine, theirs)) for mine, theirs in zip(pairs, others, strict=True))


def _find_inside(pairs: Sequence[_Pair], others: Sequence[_Pair]) -> set[_Pair]:
    """Return the pairs that are inside one of the others; both are in order and do not overlap among themselves."""
    starts = [other.outer for other in others]
    inside: set[_Pair] = set()
    for pair in pairs:
        at = bisect_left(starts, pair.outer) - 1
        if at >= 0 and pair.outer_end <= others[at].outer_end:
            inside.add(pair)
    return inside


def _find_overlapping(pairs: Sequence[_Pair], others: Sequence[_Pair]) -> set[_Pair]:
    """Return the pairs that overlap one of the others."""
    starts = [other.outer for other in others]
    found: set[_Pair] = set()
    for pair in pairs:
        at = bisect_left(starts, pair.outer_end) - 1
        if at >= 0 and pair.outer < others[at].outer_end:
            found.add(pair)
    return found


def _choose(doubles: list[_Pair], singles: list[_Pair], text: str, *, is_british: bool) -> list[_Pair]:
    """Return the outermost pairs of a paragraph; where two overlap, those of the marks that the article speaks in."""
    if is_british:
        return sorted([*(set(doubles) - _find_overlapping(doubles, singles)), *singles])
    curly = [pair for pair in singles if text[pair.outer] != "'"]
    return sorted([*doubles, *(set(curly) - _find_overlapping(curly, doubles))])


# --- Transcripts -----------------------------------------------------------------------------------------------------


def find_answers(paragraphs: Sequence[str], bold: Collection[int]) -> list[QuotedPassage]:
    """Return the questions, which are bold, and the answers of an interview; nothing where the article is none.

    Whoever asks and whoever answers is named before the first question and answer, or nowhere.
    """
    asked = sorted(number for number in bold if number + 1 not in bold and number + 1 < len(paragraphs))
    if len(asked) < MIN_TURNS or sum("?" in paragraphs[number] for number in asked) * 3 < len(asked):
        return []
    labels = {True: "Q", False: "A"}
    found: list[QuotedPassage] = []
    for number in range(asked[0], len(paragraphs)):
        text, asks = paragraphs[number], number in bold
        if number > asked[-1] + 1 and ABOUT_INTERVIEW.match(text):
            break
        match = TURN_LABEL.match(text)
        if match and (labels[asks] in ("Q", "A") or match["label"] == labels[asks]):
            labels[asks] = match["label"]
        start = match.end() if match and match["label"] == labels[asks] else 0
        continues = bool(found) and found[-1].label == labels[asks]
        found.append(
            QuotedPassage(number, start, len(text), text[start:], 0, len(text), continues=continues, label=labels[asks])
        )
    return found


def find_turns(paragraphs: Sequence[str]) -> list[QuotedPassage]:
    """Return the turns of a transcript, a passage for each paragraph; nothing where the article is none."""
    labels = [TURN_LABEL.match(text) for text in paragraphs]
    counts = Counter(match["label"] for match in labels if match)
    turns = sum(counts.values())
    spoken = [match for match in labels if match and (counts[match["label"]] > 1 or match["label"].isupper())]
    if len(spoken) < MIN_TURNS or max(counts.values()) < 2:
        return []
    is_whole = turns >= MIN_TURN_SHARE * len(paragraphs)
    if not is_whole:
        labels = _find_excerpt(labels)
    found: list[QuotedPassage] = []
    last = max((number for number, match in enumerate(labels) if match), default=-1)
    for number, (text, match) in enumerate(zip(paragraphs, labels, strict=True)):
        if match and (match in spoken or len(match["label"].split()) <= 4):
            start = match.end()
            found.append(QuotedPassage(number, start, len(text), text[start:], 0, len(text), label=match["label"]))
        elif is_whole and number < last and found and found[-1].paragraph == number - 1 and not _is_told(text):
            label = found[-1].label
            found.append(QuotedPassage(number, 0, len(text), text, 0, len(text), continues=True, label=label))
    return found


def _find_excerpt(labels: Sequence[re.Match[str] | None]) -> list[re.Match[str] | None]:
    """Return only those labels that stand together, in capitals, as in the part of a transcript below an article."""
    kept: list[re.Match[str] | None] = [None] * len(labels)
    start = 0
    for number in range(len(labels) + 1):
        match = labels[number] if number < len(labels) else None
        if match and match["label"].isupper():
            continue
        names = Counter(each["label"] for each in labels[start:number] if each)
        if names.total() >= MIN_TURNS and len(names) > 1 and max(names.values()) > 1:
            kept[start:number] = labels[start:number]
        start = number + 1
    return kept


def _is_told(text: str) -> bool:
    """Tell whether a paragraph between turns is the outlet's: in brackets, all in capitals, or with a quotation."""
    is_narration = (text[:1] in "[(*" and text.rstrip()[-1:] in "])*.") or text.isupper()
    return is_narration or bool(_find_quoted([text]))
