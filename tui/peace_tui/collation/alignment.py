"""Versions aligned word by word: a multiple alignment, what each version has in each column, and moved phrases.

Of very long texts only the openings are compared, so that no text can keep a reader waiting.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import combinations, pairwise, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.collation.profile import MOVED, Text, columns_of
from peace_tui.collation.tokens import Kind, Token, compounded, tokens

if TYPE_CHECKING:
    from peace_tui.model.records import Quote


COMPARED: Final = 200_000
"""So many characters of a quote's versions and its reading text are compared, shared among them."""
LEAST: Final = 1_000
"""So many characters of each are compared, however many there are."""
STOPS: Final = frozenset(".!?…。！？।۔؟")
"""What ends a sentence."""


class Site(NamedTuple):
    """One of the places where a moved phrase stands."""

    columns: tuple[int, ...]
    """The columns of its words, ascending."""
    rows: tuple[int, ...]
    """The texts that have it here."""


class Move(NamedTuple):
    """A phrase that stands in different places: a transposition."""

    words: tuple[str, ...]
    sites: tuple[Site, ...]


class Presence(StrEnum):
    """What a version has where some version has a word."""

    PRINTED = "printed"
    OMITTED = "omitted"
    """Nothing, between words that it prints, and no mark tells of it: the one kind of gap that is a reading."""
    CUT = "cut"
    """An ellipsis."""
    INSERTED = "inserted"
    """The outlet's own words in brackets, or the word with brackets in it."""
    UNPRINTED = "unprinted"
    """Nothing: its excerpt begins later or ends earlier, or breaks off between two paragraphs."""
    MOVED = "moved"
    """Nothing: it prints the phrase elsewhere."""


class Column(NamedTuple):
    """What stands in the same place: for each text a token, or None."""

    tokens: tuple[Token | None, ...]
    spoken: bool
    """Whether it is a column of words; else one of punctuation and editorial marks."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """Texts laid side by side: the versions, then the reading text where there is one."""

    texts: tuple[str, ...]
    versions: int
    """How many of the texts are versions. A reading text helps to align and can be a base, but bears no witness."""
    tokens: tuple[tuple[Token, ...], ...]
    """The tokens of each text. In the columns each of them stands once, in order."""
    columns: tuple[Column, ...]
    presences: tuple[tuple[Presence | None, ...], ...]
    """For each text what it has in each column of words; None in a column of marks."""
    moves: tuple[Move, ...]
    most: int = 0
    """Where texts were too long to be compared whole: so many characters of each are; 0 where they are whole."""

    @property
    def reading_text(self) -> int | None:
        """The number of the reading text among the texts."""
        return self.versions if len(self.texts) > self.versions else None


@dataclass(slots=True)
class _Row:
    """One text on its way into the alignment."""

    pieces: tuple[Token, ...]
    words: list[Token]
    marks: dict[int, list[Token]]
    """The tokens other than words, by the number of words before them."""
    breaks: dict[int, Presence]
    """Why what others have before a word is not in this text, by the number of words before."""
    altered: list[int]
    """The numbers of the words with brackets in them."""
    columns: list[int] = field(default_factory=list)


def align(
    texts: Sequence[str], *, reading_text: str | None = None, spellings: Mapping[str, str] | None = None
) -> Alignment:
    """Align the words of `texts`. Their order makes no difference to which word stands with which.

    `reading_text` tells where excerpts belong that do not overlap; `spellings` which names are one
    (see [spellings][peace_tui.collation.tokens.spellings]).
    """
    every = (*texts, reading_text) if reading_text is not None else tuple(texts)
    pieces = [tokens(text, spellings) for text in every]
    said = frozenset(piece.key for row in pieces for piece in row)
    rows = [_row(text, compounded(row, said)) for text, row in zip(every, pieces, strict=True)]
    # Where the same few words come again and again, ties are many: one order of the texts breaks them for all orders.
    order = sorted(range(len(rows)), key=lambda number: [word.key for word in rows[number].words])
    columns, presences, found = _aligned([rows[number] for number in order])
    back = sorted(range(len(order)), key=order.__getitem__)
    return Alignment(
        texts=every,
        versions=len(texts),
        tokens=tuple(row.pieces for row in rows),
        columns=tuple(Column(tuple(column.tokens[place] for place in back), column.spoken) for column in columns),
        presences=tuple(tuple(presences[place]) for place in back),
        moves=tuple(_renumbered(move, order) for move in found),
    )


def _aligned(rows: Sequence[_Row]) -> tuple[list[Column], list[list[Presence | None]], tuple[Move, ...]]:
    """Return the columns of some rows, what each row has in them, and the phrases that have moved."""
    placed, passages = columns_of([_text(row) for row in rows])
    for row, columns in zip(rows, placed, strict=True):
        row.columns = columns
    table, places = _table(rows)
    contested = [column.spoken and _contested(column) for column in table]
    found = moves([([word.key for word in row.words], row.columns) for row in rows], contested)
    blank = [Presence.PRINTED if column.spoken else None for column in table]
    presences = [_presences(row, blank) for row in rows]
    for one, other in passages:
        _mark_apart([range(places[first], places[last] + 1) for first, last in (one, other)], rows, presences)
    for move in found:
        _mark_moved(move, presences)
    return table, presences, found


def _renumbered(move: Move, order: Sequence[int]) -> Move:
    """Return a move with the numbers that its texts have among all."""
    sites = (Site(site.columns, tuple(sorted(order[row] for row in site.rows))) for site in move.sites)
    return Move(move.words, tuple(sites))


def collate(quote: Quote, spellings: Mapping[str, str] | None = None) -> Alignment:
    """Align the versions of a quote, and its reading text with them, as far as these are compared."""
    return collated([version.text for version in quote.versions], quote.text, spellings)


def collated(texts: Sequence[str], reading_text: str, spellings: Mapping[str, str] | None = None) -> Alignment:
    """Align texts, of very long ones the [openings][peace_tui.collation.alignment.openings]."""
    (*versions, reading_text), most = openings([*texts, reading_text])
    return replace(align(versions, reading_text=reading_text, spellings=spellings), most=most)


def openings(texts: Sequence[str]) -> tuple[list[str], int]:
    """Return what is compared of texts, and how many characters of each that is at the most; 0 where it is all.

    A text is cut after a word.
    """
    if sum(map(len, texts)) <= COMPARED:
        return list(texts), 0
    most = max(COMPARED // len(texts), LEAST)
    cut = any(len(text) > most for text in texts)
    return [opening(text, most) for text in texts], most if cut else 0


def opening(text: str, most: int) -> str:
    """Return the beginning of a text up to a blank before or at `most` characters; without a blank, just so much."""
    if len(text) <= most:
        return text
    beginning = text[: most + 1]
    blank = max(beginning.rfind(" "), beginning.rfind("\n"))
    return text[:blank] if blank > 0 else text[:most]


def moves(rows: Sequence[tuple[Sequence[str], Sequence[int]]], contested: Sequence[bool]) -> tuple[Move, ...]:
    """Return the moved phrases of `MOVED` words or more; each row is the words of a text and their columns.

    Only words in `contested` columns, which not all texts share, can have moved. A phrase that one text has twice is a
    repetition: two excerpts that each print one of its occurrences have moved nothing.
    """
    pairs: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for places in _scattered(rows, contested):
        for (left, at), (right, there) in combinations(places.items(), 2):
            mine, theirs = rows[left][1][at : at + MOVED], rows[right][1][there : there + MOVED]
            if set(mine).isdisjoint(theirs):
                pairs.setdefault((left, right), []).append((at, there))
    placed: dict[tuple[str, ...], dict[int, int]] = {}
    for (left, right), runs in pairs.items():
        for at, there, size in _joined(runs):
            starts = placed.setdefault(tuple(rows[left][0][at : at + size]), {})
            starts[left], starts[right] = at, there
    return tuple(_move(words, starts, rows) for words, starts in placed.items())


def _scattered(rows: Sequence[tuple[Sequence[str], Sequence[int]]], contested: Sequence[bool]) -> list[dict[int, int]]:
    """Return, for the runs that occur in several places but once in a text, the word at which they begin in each."""
    places: dict[tuple[str, ...], dict[int, int]] = {}
    for row, (words, columns) in enumerate(rows):
        alone = [at for at, column in enumerate(columns) if contested[column]]
        for start, end in zip(alone, alone[MOVED - 1 :], strict=False):
            if end - start == MOVED - 1:
                starts = places.setdefault(tuple(words[start : end + 1]), {})
                starts[row] = -1 if row in starts else start
    return [
        starts
        for starts in places.values()
        if len(starts) > 1
        and -1 not in starts.values()
        and len({rows[row][1][start] for row, start in starts.items()}) > 1
    ]


def _joined(runs: list[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    """Yield the longest runs that overlapping ones make: their beginning on either side and their length."""
    runs.sort()
    first = last = runs[0]
    for run in [*runs[1:], (-1, -1)]:
        if run != (last[0] + 1, last[1] + 1):
            yield *first, last[0] - first[0] + MOVED
            first = run
        last = run


def _move(words: tuple[str, ...], starts: dict[int, int], rows: Sequence[tuple[Sequence[str], Sequence[int]]]) -> Move:
    sites: dict[tuple[int, ...], list[int]] = {}
    for row, start in sorted(starts.items()):
        sites.setdefault(tuple(rows[row][1][start : start + len(words)]), []).append(row)
    return Move(words, tuple(Site(columns, tuple(at)) for columns, at in sorted(sites.items())))


def _row(text: str, pieces: tuple[Token, ...]) -> _Row:
    """Sort the tokens of a text into words and marks, and note where words are left out."""
    words: list[Token] = []
    marks: dict[int, list[Token]] = {}
    breaks: dict[int, Presence] = {}
    altered: list[int] = []
    for piece in pieces:
        if piece.key:
            if piece.kind is Kind.ALTERED:
                altered.append(len(words))
            words.append(piece)
            continue
        kind = piece.kind
        marks.setdefault(len(words), []).append(piece)
        if kind is Kind.ELLIPSIS:
            breaks[len(words)] = Presence.CUT
        elif kind is Kind.INSERTION:
            breaks.setdefault(len(words), Presence.INSERTED)
    if "\n" in text:
        for number, (left, right) in enumerate(pairwise(words), 1):
            if text.count("\n", left.end, right.start) > 1:
                breaks.setdefault(number, Presence.UNPRINTED)
    return _Row(pieces, words, marks, breaks, altered)


def _text(row: _Row) -> Text:
    stops = (place for place, marks in row.marks.items() if any(not STOPS.isdisjoint(mark.text) for mark in marks))
    return Text(tuple(word.key for word in row.words), tuple(sorted(row.breaks)), frozenset(stops))


def _table(rows: Sequence[_Row]) -> tuple[list[Column], list[int]]:
    """Lay the words into their columns and the marks between them; the rows' columns are renumbered.

    Also return the new number of each column of words.
    """
    width = max((row.columns[-1] + 1 for row in rows if row.columns), default=0)
    spoken: list[list[Token | None]] = [[None] * len(rows) for _ in range(width)]
    between: dict[int, list[list[Token]]] = {}
    for number, row in enumerate(rows):
        for column, word in zip(row.columns, row.words, strict=True):
            spoken[column][number] = word
        for before, marks in row.marks.items():
            slot = row.columns[before - 1] + 1 if before else row.columns[0] if row.columns else 0
            between.setdefault(slot, [[] for _ in rows])[number] += marks
    table: list[Column] = []
    places: list[int] = []
    for slot in range(width + 1):
        if slot in between:
            table += [Column(marks, False) for marks in zip_longest(*between[slot])]
        if slot < width:
            places.append(len(table))
            table.append(Column(tuple(spoken[slot]), True))
    for row in rows:
        row.columns = [places[column] for column in row.columns]
    return table, places


def _contested(column: Column) -> bool:
    """Tell whether not every text has the same word there."""
    first = column.tokens[0]
    if first is None:
        return True
    for token in column.tokens:  # noqa: SIM110  (a generator takes three times as long)
        if token is None or token.key != first.key:
            return True
    return False


def _presences(row: _Row, blank: Sequence[Presence | None]) -> list[Presence | None]:
    """Return what a text has in each column; `blank` is the same for a text that has every word."""
    found = list(blank)
    lacking = {column for column, presence in enumerate(blank) if presence}.difference(row.columns)
    for column in lacking:
        number = bisect_left(row.columns, column)
        at_end = number in (0, len(row.words))
        found[column] = row.breaks.get(number, Presence.UNPRINTED if at_end else Presence.OMITTED)
    for number in row.altered:
        found[row.columns[number]] = Presence.INSERTED
    return found


def _mark_apart(passages: list[range], rows: Sequence[_Row], presences: Sequence[list[Presence | None]]) -> None:
    """Note that a text which prints one of two passages omits nothing of the other: it does not print it."""
    for passage, other in (passages, passages[::-1]):
        for row, presence in zip(rows, presences, strict=True):
            if any(column in passage for column in row.columns):
                for column in other:
                    if presence[column] is Presence.OMITTED:
                        presence[column] = Presence.UNPRINTED


def _mark_moved(move: Move, presences: Sequence[list[Presence | None]]) -> None:
    """Note for each text that has a phrase that it lacks it nowhere."""
    for site in move.sites:
        for other in move.sites:
            for row in site.rows if other is not site else ():
                for column in other.columns:
                    if presences[row][column] in (Presence.OMITTED, Presence.UNPRINTED):
                        presences[row][column] = Presence.MOVED
