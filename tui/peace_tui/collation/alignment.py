"""Versions aligned word by word: a multiple alignment, what each version has in each column, and moved phrases.

Of very long texts only the openings are compared, so that no text can keep a reader waiting.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise, zip_longest
from typing import TYPE_CHECKING, Final, NamedTuple

from peace_tui.collation.profile import KeyedText, TooDifferent, Transposition, align_columns, find_transpositions
from peace_tui.collation.tokens import SENTENCE_ENDS, Token, TokenKind, join_compounds, tokenize

if TYPE_CHECKING:
    from peace_tui.model.records import Quote, Version


MAX_COMPARED_CHARS: Final = 200_000
"""How many characters of a quote's versions and its reading text are compared, all of them together."""
MIN_CHARS_EACH: Final = 1_000
"""How many characters of each text are compared at least, however many texts there are."""
QUOTATION_MARKS: Final = ("“”", "«»")
MAX_GUIDED_CHARS: Final = 20_000
"""Up to so many characters together the passages of a source are put in a row, which says where each belongs."""
MAX_COMPARED_VERSIONS: Final = 200
"""How many versions of a quote are compared; no one reads more of them side by side."""

PassagePair = tuple[range, range]
"""The columns of two different passages, of which an excerpt prints one or the other."""


class Presence(StrEnum):
    """What a version has where some version has a word."""

    PRINTED = "printed"
    OMITTED = "omitted"
    """Nothing, between words that it prints, and no mark says so: the one kind of gap that is a reading."""
    CUT = "cut"
    """An ellipsis."""
    INSERTED = "inserted"
    """The outlet's own words in brackets, or the word with brackets in it."""
    UNPRINTED = "unprinted"
    """Nothing: its excerpt begins later or ends earlier, or breaks off between two paragraphs."""
    MOVED = "moved"
    """Nothing: it prints the phrase elsewhere."""


class AlignmentColumn(NamedTuple):
    """What corresponds in all texts: for each text a token, or None."""

    tokens: tuple[Token | None, ...]
    has_words: bool
    """Whether it is a column of words; else one of punctuation and editorial marks."""

    def keys_of(self, rows: Iterable[int]) -> set[str]:
        """Return the words that some texts have here, as they are compared."""
        return {token.key for row in rows if (token := self.tokens[row]) and token.key}


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """The alignment of some texts: the versions, then the reading text where there is one."""

    texts: tuple[str, ...]
    version_count: int
    """How many of the texts are versions. A reading text helps to align and can be a base, but is not a witness."""
    tokens: tuple[tuple[Token, ...], ...]
    """The tokens of each text. Each of them is in one column, in order."""
    columns: tuple[AlignmentColumn, ...]
    presences: tuple[tuple[Presence | None, ...], ...]
    """For each text what it has in each column of words; None in a column of marks."""
    transpositions: tuple[Transposition, ...]
    compared_chars: int = 0
    """How many characters of each text are compared at most; 0 where all texts are compared to their ends."""

    @property
    def reading_text(self) -> int | None:
        """The number of the reading text among the texts."""
        return self.version_count if len(self.texts) > self.version_count else None


@dataclass(slots=True)
class _Row:
    """One text while it is being aligned."""

    pieces: tuple[Token, ...]
    words: list[Token]
    marks: dict[int, list[Token]]
    """The tokens other than words, by the number of words before them."""
    breaks: dict[int, Presence]
    """Why this text may lack what others have before a word, by the number of words before."""
    altered: list[int]
    """The numbers of the words with brackets in them."""
    columns: list[int] = field(default_factory=list)


def align(
    texts: Sequence[str],
    *,
    reading_text: str | None = None,
    spellings: Mapping[str, str] | None = None,
    guides: Sequence[str] = (),
) -> Alignment:
    """Align the words of `texts`; their order makes no difference to which words share a column.

    Args:
        texts: The versions, as printed.
        reading_text: An edited text, which says where excerpts belong that do not overlap.
        spellings: Which names are the same (see [find_spellings][peace_tui.collation.tokens.find_spellings]).
        guides: Passages put together, which say the same. They help to align, and are no part of what is returned.

    Raises:
        TooDifferent: They are many, and have too little in common.
    """
    kept = (*texts, reading_text) if reading_text is not None else tuple(texts)
    every = (*kept, *guides)
    pieces = [tokenize(text, spellings) for text in every]
    keys = frozenset(piece.key for row in pieces for piece in row)
    rows = [_make_row(text, join_compounds(row, keys)) for text, row in zip(every, pieces, strict=True)]
    columns, passages = _build_table(rows, len(kept))
    if guides and not all(any(column.tokens) for column in columns):
        return align(texts, reading_text=reading_text, spellings=spellings)
    rows = rows[: len(kept)]
    contested = [column.has_words and _is_contested(column) for column in columns]
    moves = find_transpositions([([word.key for word in row.words], row.columns) for row in rows], contested)
    return Alignment(
        texts=kept,
        version_count=len(texts),
        tokens=tuple(row.pieces for row in rows),
        columns=tuple(columns),
        presences=_find_presences(rows, columns, passages, moves),
        transpositions=moves,
    )


def compared_versions(quote: Quote) -> tuple[Version, ...]:
    """Return the versions of a quote that are compared with one another: of very many only the first."""
    return quote.versions[:MAX_COMPARED_VERSIONS]


def describe_limit(quote: Quote, compared: int = MAX_COMPARED_VERSIONS) -> str:
    """Return that only so many first versions of a quote are compared; nothing where all of them are."""
    count = len(quote.versions)
    return f"the first {compared:,} of {count:,} versions" if count > compared else ""


def collate_quote(quote: Quote, spellings: Mapping[str, str] | None = None) -> Alignment:
    """Align the versions of a quote that are compared, and its reading text; see `collate_texts`.

    Of versions that have little in common fewer are compared, since their table grows with the square of their number.
    """
    versions = compared_versions(quote)
    texts = [version.text for version in versions]
    is_long = sum(map(len, texts)) > MAX_GUIDED_CHARS
    guides = () if is_long else tuple(_join_passages(versions, quote.text))
    while True:
        try:
            return collate_texts(texts, quote.text, spellings, guides)
        except TooDifferent:  # two texts never are
            texts, guides = texts if guides else texts[: len(texts) // 2], ()


def _join_passages(versions: Sequence[Version], reading_text: str) -> list[str]:
    """Return for each source that prints different passages all of them in a row, if the reading text is one passage.

    Such a reading text does not say where the others belong: "We want peace," he said. "We want land."
    """
    keys = [_find_keys(version.text) for version in versions]
    if _find_keys(reading_text) not in keys:
        return []
    joined: dict[str, list[tuple[str, list[str]]]] = {}
    for version, words in zip(versions, keys, strict=True):
        own = joined.setdefault(version.source, [])
        if not any(_overlap(words, other) for _, other in own):
            own.append((version.text, words))
    return [" ".join(text for text, _ in own) for own in joined.values() if len(own) > 1]


def _find_keys(text: str) -> list[str]:
    return [token.key for token in tokenize(text) if token.key]


def _overlap(one: Sequence[str], other: Sequence[str]) -> bool:
    """Tell whether two passages share a phrase, or are one in two wordings: they share more than two words of three."""
    phrases, others = ({*zip(words, words[1:], words[2:], strict=False)} for words in (one, other))
    shared = (Counter(one) & Counter(other)).total()
    return not phrases.isdisjoint(others) or 3 * shared > 2 * min(len(one), len(other))


def collate_texts(
    texts: Sequence[str], reading_text: str, spellings: Mapping[str, str] | None = None, guides: Sequence[str] = ()
) -> Alignment:
    """Align texts and a reading text, of very long ones only their openings (see `limit_texts`).

    Raises:
        TooDifferent: They are many, and have too little in common.
    """
    (*versions, reading_text), most = limit_texts([*texts, reading_text])
    guides = () if most else guides
    return replace(align(versions, reading_text=reading_text, spellings=spellings, guides=guides), compared_chars=most)


def limit_texts(texts: Sequence[str]) -> tuple[list[str], int]:
    """Return what is compared of texts, and how many characters of each that is at most; 0 where it is all of them.

    A text is cut after a word.
    """
    if sum(map(len, texts)) <= MAX_COMPARED_CHARS:
        return list(texts), 0
    most = max(MAX_COMPARED_CHARS // len(texts), MIN_CHARS_EACH)
    cut = any(len(text) > most for text in texts)
    return [cut_opening(text, most) for text in texts], most if cut else 0


def cut_opening(text: str, max_chars: int) -> str:
    """Return the beginning of a text, of at most `max_chars` characters, cut after a word where there is a space."""
    if len(text) <= max_chars:
        return text
    beginning = text[: max_chars + 1]
    space = max(beginning.rfind(" "), beginning.rfind("\n"))
    return text[:space] if space > 0 else text[:max_chars]


def find_printed_text(alignment: Alignment, row: int, columns: Iterable[int]) -> str:
    """Return what a text prints from the first to the last of the columns, with both quotation marks of a pair."""
    pieces = [token for column in columns if (token := alignment.columns[column].tokens[row])]
    if not pieces:
        return ""
    text, start, end = alignment.texts[row], pieces[0].start, pieces[-1].end
    for opening, closing in QUOTATION_MARKS:
        open_marks = text.count(opening, start, end) - text.count(closing, start, end)
        if open_marks < 0 and text[start - 1 : start] == opening:
            start -= 1
        elif open_marks > 0 and closing in (after := text[end : end + 2]) and not after[0].isspace():
            end += after.index(closing) + 1
    return text[start:end]


def find_side_text(alignment: Alignment, rows: Iterable[int], columns: Sequence[int]) -> str:
    """Return what texts that are taken together print in some columns: the words of the first that has any there."""
    return next(filter(None, (find_printed_text(alignment, row, columns) for row in rows)), "")


def _make_row(text: str, pieces: tuple[Token, ...]) -> _Row:
    """Divide the tokens of a text into words and marks, and note where words are left out."""
    words: list[Token] = []
    marks: dict[int, list[Token]] = {}
    breaks: dict[int, Presence] = {}
    altered: list[int] = []
    for piece in pieces:
        if piece.key:
            if piece.kind is TokenKind.ALTERED:
                altered.append(len(words))
            words.append(piece)
            continue
        kind = piece.kind
        marks.setdefault(len(words), []).append(piece)
        if kind is TokenKind.ELLIPSIS:
            breaks[len(words)] = Presence.CUT
        elif kind is TokenKind.INSERTION:
            breaks.setdefault(len(words), Presence.INSERTED)
    if "\n" in text:
        for number, (left, right) in enumerate(pairwise(words), 1):
            if text.count("\n", left.end, right.start) > 1:
                breaks.setdefault(number, Presence.UNPRINTED)
    return _Row(pieces, words, marks, breaks, altered)


def _make_keyed_text(row: _Row) -> KeyedText:
    stops = (
        word for word, marks in row.marks.items() if any(not SENTENCE_ENDS.isdisjoint(mark.text) for mark in marks)
    )
    return KeyedText(tuple(word.key for word in row.words), tuple(sorted(row.breaks)), frozenset(stops))


def _build_table(rows: Sequence[_Row], kept: int) -> tuple[list[AlignmentColumn], list[PassagePair]]:
    """Align the words of some rows, and note in each row the columns of its words.

    Returns:
        All columns, of words and of the marks between them, with the tokens of the first `kept` rows; and the pairs of
        different passages.
    """
    aligned, passages = align_columns([_make_keyed_text(row) for row in rows])
    width = max((columns[-1] + 1 for columns in aligned if columns), default=0)
    words: list[list[Token | None]] = [[None] * kept for _ in range(width)]
    marks_before: dict[int, list[list[Token]]] = {}
    for number, (row, columns) in enumerate(zip(rows[:kept], aligned, strict=False)):
        for column, word in zip(columns, row.words, strict=True):
            words[column][number] = word
        for before, marks in row.marks.items():
            slot = columns[before - 1] + 1 if before else columns[0] if columns else 0
            marks_before.setdefault(slot, [[] for _ in range(kept)])[number] += marks
    table: list[AlignmentColumn] = []
    numbers: list[int] = []
    for slot in range(width + 1):
        if slot in marks_before:
            table += [AlignmentColumn(marks, False) for marks in zip_longest(*marks_before[slot])]
        if slot < width:
            numbers.append(len(table))
            table.append(AlignmentColumn(tuple(words[slot]), True))
    for row, columns in zip(rows, aligned, strict=True):
        row.columns = [numbers[column] for column in columns]
    return table, [
        (range(numbers[first], numbers[last] + 1), range(numbers[other_first], numbers[other_last] + 1))
        for (first, last), (other_first, other_last) in passages
    ]


def _is_contested(column: AlignmentColumn) -> bool:
    """Tell whether some text has another word in a column, or none."""
    first = column.tokens[0]
    return any(first is None or token is None or token.key != first.key for token in column.tokens)


def _find_presences(
    rows: Sequence[_Row],
    columns: Sequence[AlignmentColumn],
    passages: Iterable[PassagePair],
    moves: Iterable[Transposition],
) -> tuple[tuple[Presence | None, ...], ...]:
    """Return for each row what it has in each column."""
    complete = [Presence.PRINTED if column.has_words else None for column in columns]
    presences = [_find_presences_in(row, complete) for row in rows]
    for pair in passages:
        _mark_unprinted(pair, rows, presences)
    for move in moves:
        _mark_moved(move, presences)
    return tuple(map(tuple, presences))


def _find_presences_in(row: _Row, complete: Sequence[Presence | None]) -> list[Presence | None]:
    """Return what a text has in each column; `complete` is the same for a text that has every word."""
    found = list(complete)
    lacking = {column for column, presence in enumerate(complete) if presence}.difference(row.columns)
    for column in lacking:
        number = bisect_left(row.columns, column)
        at_end = number in (0, len(row.words))
        found[column] = row.breaks.get(number, Presence.UNPRINTED if at_end else Presence.OMITTED)
    for number in row.altered:
        found[row.columns[number]] = Presence.INSERTED
    return found


def _mark_unprinted(passages: PassagePair, rows: Sequence[_Row], presences: Sequence[list[Presence | None]]) -> None:
    """Mark one of two passages as unprinted, instead of omitted, in the texts that print the other one."""
    for passage, other in (passages, passages[::-1]):
        for row, presence in zip(rows, presences, strict=True):
            if any(column in passage for column in row.columns):
                for column in other:
                    if presence[column] is Presence.OMITTED:
                        presence[column] = Presence.UNPRINTED


def _mark_moved(move: Transposition, presences: Sequence[list[Presence | None]]) -> None:
    """Mark a moved phrase as moved, instead of missing, in the texts that print it elsewhere."""
    for site in move.sites:
        for other in move.sites:
            for row in site.rows if other is not site else ():
                for column in other.columns:
                    if presences[row][column] in (Presence.OMITTED, Presence.UNPRINTED):
                        presences[row][column] = Presence.MOVED
