"""Where two sides of an alignment differ, in four counts that are never mixed: words, insertions, cuts, sentences.

"The same words" is said only where all four are 0. What counts as the same word is decided strictly, in
[compare_words][peace_tui.collation.tokens.compare_words]: quotation marks, kinds of dashes, spaces, soft hyphens and
the capital at the beginning of a sentence are no differences. Other spellings of a word are counted beside the four,
and are not the same words. None of this depends on a base.

A *side* is one or more texts of the alignment that are taken together, such as all passages of an outlet: what any of
them prints, the side prints.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import groupby, pairwise, zip_longest
from typing import Final, NamedTuple

from peace_tui.collation.alignment import MAX_COMPARED_CHARS, Alignment, align, find_side_text
from peace_tui.collation.diff import WordComparison, split_sentences
from peace_tui.collation.profile import MIN_MOVED_WORDS
from peace_tui.collation.tokens import (
    Likeness,
    Token,
    TokenKind,
    compare_runs,
    compare_words,
    find_joints,
    find_starts,
    tokenize,
    word_form,
)


class DifferenceKind(StrEnum):
    """How passages can differ; each kind is counted by itself."""

    WORDS = "other words"
    INSERTION = "insertion"
    """Words in brackets or parentheses that only one of two passages has, with the words that they replace."""
    CUT = "cut"
    """Words of a sentence that one of two passages lacks, at its beginning or end as anywhere; an ellipsis."""
    SENTENCE = "sentence not printed"
    SPELLING = "spelling"
    """The same words spelled differently, which is said beside the four counts."""


SAME_WORDS: Final = "the same words"
ONE_SIDED: Final = (DifferenceKind.CUT, DifferenceKind.SENTENCE)
"""What one of two sides lacks."""
COUNTED_MARKS: Final = (TokenKind.INSERTION, TokenKind.ELLIPSIS)
"""The tokens that count besides words."""


class Place(NamedTuple):
    """A place where two sides differ."""

    kind: DifferenceKind
    columns: tuple[int, ...]
    mine: str
    """What the one side prints there, empty where it prints nothing."""
    theirs: str


class PassageComparison:
    """Finds the places where two sides of an alignment differ.

    The columns on which two sides agree divide the texts into regions, and each region is judged as a whole:

    - a sentence of one side of which the other has no word is a sentence not printed;
    - else words on both sides are other words, and so is a phrase that the two have in different places;
    - words that are aligned and may be other words ("US" and "us") are, too; other spellings are counted as such;
    - what only one of them has in brackets or parentheses is an insertion, together with the words that it replaces;
    - words that one side lacks are a cut, at the beginning and the end as anywhere, and so is an ellipsis that only one
      side has where they do not differ otherwise.

    What is found out about a text is kept for its comparison with the next one.
    """

    def __init__(self, alignment: Alignment) -> None:
        """Compare the texts of an alignment."""
        self.alignment = alignment
        self.words = WordComparison(alignment)
        self._sentences: dict[int, list[tuple[int, ...]]] = {}
        self._keys: dict[int, tuple[list[str], list[int], dict[str, list[int]]]] = {}
        self._printed: dict[tuple[int, ...], list[frozenset[str]]] = {}
        self._same_sets: dict[frozenset[str], frozenset[str]] = {}
        """The one set of each content: most cells of a large table are empty, and each set takes 216 bytes."""

    def find_places(self, mine: Sequence[int], theirs: Sequence[int]) -> list[Place]:
        """Return the places where two sides differ, in the order of the columns; none where the words are the same."""
        return _SidePair(self, mine, theirs).find_places()

    def find_printed(self, rows: Sequence[int]) -> list[frozenset[str]]:
        """Return for each column what a side has there: the keys of words, or that there is an insertion or a cut."""
        key = tuple(rows)
        if key not in self._printed:
            sets = (
                frozenset(
                    token.key or token.kind
                    for row in rows
                    if (token := column.tokens[row]) and (token.key or token.kind in COUNTED_MARKS)
                )
                for column in self.alignment.columns
            )
            self._printed[key] = [self._same_sets.setdefault(each, each) for each in sets]
        return self._printed[key]

    def find_sentences(self, row: int) -> list[tuple[int, ...]]:
        """Return the columns of the words of each sentence of a text."""
        if row not in self._sentences:
            self._sentences[row] = list(split_sentences(self.alignment, row))
        return self._sentences[row]

    def find_words(self, row: int) -> tuple[list[str], list[int], dict[str, list[int]]]:
        """Return the keys of the words of a text, their columns, and at which of these each key is."""
        if row not in self._keys:
            tokens = ((number, column.tokens[row]) for number, column in enumerate(self.alignment.columns))
            words = [(token.key, number) for number, token in tokens if token and token.key]
            positions: dict[str, list[int]] = {}
            for at, (key, _) in enumerate(words):
                positions.setdefault(key, []).append(at)
            self._keys[row] = [key for key, _ in words], [number for _, number in words], positions
        return self._keys[row]


class _SidePair:
    """Two sides while they are compared."""

    def __init__(self, comparison: PassageComparison, mine: Sequence[int], theirs: Sequence[int]) -> None:
        self.comparison = comparison
        self.alignment = comparison.alignment
        self.sides = (mine, theirs)
        self.lone_sentences = (self._find_lone_sentences(mine, theirs), self._find_lone_sentences(theirs, mine))
        """For each side its sentences of which the other has no word, each by each of its columns."""
        self.lone_sentence_of = self.lone_sentences[0] | self.lone_sentences[1]
        self.starts = [{each[0] for row in rows for each in comparison.find_sentences(row)} for rows in self.sides]
        """The columns in which a sentence of each side starts."""

    def _find_lone_sentences(self, mine: Sequence[int], theirs: Sequence[int]) -> dict[int, tuple[int, ...]]:
        columns = self.alignment.columns
        return {
            column: sentence
            for row in mine
            for sentence in self.comparison.find_sentences(row)
            if not any(columns[column].tokens[other] for column in sentence for other in theirs)
            for column in sentence
        }

    def find_places(self) -> list[Place]:
        """Return the places where the sides differ, in the order of the columns."""
        found = [*self._find_moved_phrases(), *self._find_moved_sentences()]
        moved = {column for place in found for column in place.columns}
        found += self._find_unlike_words()
        for region in self._find_regions(moved):
            found += region.find_places()
        return sorted(_pair_cuts(found, moved), key=lambda place: place.columns)

    def make_place(self, kind: DifferenceKind, columns: Iterable[int]) -> Place:
        """Return a place with what the sides print in its columns."""
        where = tuple(columns)
        return Place(kind, where, *(find_side_text(self.alignment, rows, where) for rows in self.sides))

    def _find_regions(self, moved: Collection[int]) -> Iterator[_Region]:
        """Yield what is printed between words on which the sides agree; what has moved is no part of it."""
        region: list[int] = []
        before: int | None = None
        printed = zip(*(self.comparison.find_printed(rows) for rows in self.sides), strict=True)
        for number, (mine, theirs) in enumerate(printed):
            if not (mine or theirs) or number in moved:
                continue
            if self.alignment.columns[number].has_words and not mine.isdisjoint(theirs):
                if region:
                    yield _Region(self, region, before, number)
                region, before = [], number
            else:
                region.append(number)
        if region:
            yield _Region(self, region, before, None)

    def _find_unlike_words(self) -> Iterator[Place]:
        """Yield where the sides have words that are aligned and yet not the same, runs of one kind as one place."""
        kinds = [
            (number, self._compare_column(number))
            for number, column in enumerate(self.alignment.columns)
            if column.has_words
        ]
        for kind, run in groupby(kinds, key=lambda each: each[1]):
            if kind:
                yield self.make_place(kind, (number for number, _ in run))
        words, joined = self.comparison.words, self.comparison.words.find_joined((*self.sides[0], *self.sides[1]))
        for (before, _), (number, kind) in pairwise(kinds):
            if not kind and number in joined and words.differ_in_joint(before, number, *self.sides):
                yield self.make_place(DifferenceKind.SPELLING, (before, number))

    def _compare_column(self, number: int) -> DifferenceKind | None:
        """Return how words of one key differ; two different words of one side, of which the other has one, do too."""
        likeness, is_altered = self.comparison.words.compare(number, *self.sides)
        if (likeness is Likeness.OTHER and not is_altered) or self._has_two_readings(number):
            return DifferenceKind.WORDS
        if likeness is Likeness.OTHER:
            return DifferenceKind.INSERTION
        return DifferenceKind.SPELLING if likeness is Likeness.SPELLED else None

    def _has_two_readings(self, number: int) -> bool:
        """Tell whether one side prints two words in a place where the other has one of them."""
        if len(self.sides[0]) == len(self.sides[1]) == 1:
            return False
        mine, theirs = (self.alignment.columns[number].keys_of(rows) for rows in self.sides)
        return bool(mine and theirs) and mine != theirs and not mine.isdisjoint(theirs)

    def _find_moved_phrases(self) -> Iterator[Place]:
        """Yield the phrases that the sides print in different places, each with its columns on both sides."""
        for move in self.alignment.transpositions:
            here, there = ([site for site in move.sites if not set(site.rows).isdisjoint(rows)] for rows in self.sides)
            if here and there and not any(site in there for site in here):
                columns = {column for site in (*here, *there) for column in site.columns}
                yield self.make_place(DifferenceKind.WORDS, sorted(columns))

    def _find_moved_sentences(self) -> Iterator[Place]:
        """Yield the sentences too short for a phrase that the sides print in different places."""
        for sentences, mine, theirs in zip(self.lone_sentences, self.sides, self.sides[::-1], strict=True):
            for sentence in dict.fromkeys(sentences.values()):
                if found := self._find_sentence_elsewhere(sentence, mine, theirs):
                    yield self.make_place(DifferenceKind.WORDS, sorted({*sentence, *found}))

    def _find_sentence_elsewhere(
        self, sentence: Sequence[int], mine: Sequence[int], theirs: Sequence[int]
    ) -> list[int]:
        """Return the columns in which `theirs` prints a short sentence of `mine`, if it does.

        Longer ones are found as phrases. Where `mine` has words there too, the sentence is only said once more.
        """
        columns = self.alignment.columns
        tokens = next(filter(all, ([columns[number].tokens[row] for number in sentence] for row in mine)), [])
        wanted = [token.key for token in tokens if token]
        for row in theirs if 0 < len(wanted) < MIN_MOVED_WORDS else ():
            keys, numbers, positions = self.comparison.find_words(row)
            for at in positions.get(wanted[0], ()):
                there = numbers[at : at + len(wanted)]
                if keys[at : at + len(wanted)] == wanted:
                    return there if not any(columns[n].tokens[own] for n in there for own in mine) else []
        return []


def _pair_cuts(places: Iterable[Place], moved: Collection[int]) -> Iterator[Place]:
    """Yield the places; of words that one side lacks here and the other there one place, since they are elsewhere.

    A single word is common to many sentences: it is the same only next to a phrase that has `moved`.
    """
    lacking: dict[tuple[str, ...], tuple[list[Place], list[Place]]] = {}
    for place in places:
        words = tuple(re.findall(r"\w+", f"{place.mine}{place.theirs}".casefold()))
        is_near_move = any(column + step in moved for column in place.columns for step in (-1, 1))
        if place.kind is DifferenceKind.CUT and (len(words) > 1 or (words and is_near_move)):
            lacking.setdefault(words, ([], []))[not place.mine].append(place)
        else:
            yield place
    for mine, theirs in lacking.values():
        for one, other in zip(mine, theirs, strict=False):
            columns = tuple(sorted((*one.columns, *other.columns)))
            yield Place(DifferenceKind.WORDS, columns, one.mine, other.theirs)
        yield from (*mine[len(theirs) :], *theirs[len(mine) :])


Insertion = tuple[int, str]
"""The column and the text of an insertion."""


class _Region:
    """What two sides print between two words on which they agree."""

    def __init__(self, pair: _SidePair, columns: Sequence[int], before: int | None, after: int | None) -> None:
        """Take the columns, and those of the words before and after them, if there are such."""
        self.pair, self.alignment, self.sides = pair, pair.alignment, pair.sides
        self.columns, self.before, self.after = columns, before, after
        mine, theirs = (self._find_insertions(rows) for rows in self.sides)
        self.inserted = [_find_surplus(mine, theirs), _find_surplus(theirs, mine)]
        """What only one side has in brackets, for each side. Words that it replaces take theirs from here."""

    def _find_insertions(self, rows: Sequence[int]) -> dict[tuple[str, ...], list[Insertion]]:
        """Return the insertions of a side by their words: of several texts those of the one that has most of them."""
        found: dict[tuple[str, ...], list[Insertion]] = {}
        for row in rows:
            own: dict[tuple[str, ...], list[Insertion]] = {}
            for column in self.columns:
                token = self.alignment.columns[column].tokens[row]
                if token and token.kind is TokenKind.INSERTION:
                    own.setdefault(_inserted_words(token), []).append((column, token.text))
            for key, tokens in own.items():
                if len(tokens) > len(found.get(key, ())):
                    found[key] = tokens
        return found

    def find_places(self) -> list[Place]:
        """Return the places in the region where the sides differ."""
        words = [column for column in self.columns if self.alignment.columns[column].has_words]
        found, lone = [], DifferenceKind.SENTENCE
        for sentence, run in groupby(words, self.pair.lone_sentence_of.get):
            for part in self._split_at_sentences([*run]):
                found.append(self._judge_words(part) if sentence is None else self.pair.make_place(lone, part))
        for (column, text), (other, instead) in zip_longest(*self.inserted, fillvalue=(-1, "")):
            columns = tuple(sorted({column, other} - {-1}))
            found.append(Place(DifferenceKind.INSERTION, columns, text, instead))
        return found or [*self._find_marked_cuts()]

    def _split_at_sentences(self, run: list[int]) -> list[list[int]]:
        """Return a run in parts where it is the end of one sentence and the beginning of the next, which are two cuts.

        One side has the words, and a sentence starts among them; on the other one starts after them.
        """
        starts = self.pair.starts
        for lacking, rows in enumerate(self.sides):
            is_lacking = not any(self.alignment.columns[column].tokens[row] for column in run for row in rows)
            if is_lacking and self.after in starts[lacking]:
                breaks = [at for at, column in enumerate(run) if at and column in starts[1 - lacking]]
                return [run[first:last] for first, last in pairwise((0, *breaks, len(run)))]
        return [run]

    def _judge_words(self, run: Sequence[int]) -> Place:
        """Return how the sides differ in some columns of words, on which they do not agree."""
        place = self.pair.make_place(DifferenceKind.WORDS, run)
        for lacking, (text, other) in enumerate(((place.mine, place.theirs), (place.theirs, place.mine))):
            if other and not text:
                if not self.inserted[lacking]:
                    return place._replace(kind=DifferenceKind.CUT)
                column, instead = self.inserted[lacking].pop(0)
                mine, theirs = (instead, other) if lacking == 0 else (other, instead)
                return Place(DifferenceKind.INSERTION, tuple(sorted((*run, column))), mine, theirs)
        words = [self._find_tokens(rows, run) for rows in self.sides]
        if compare_runs(*words) is not Likeness.OTHER:
            return place._replace(kind=DifferenceKind.SPELLING)
        is_altered = any(token.kind is TokenKind.ALTERED for side in words for token in side)
        return place._replace(kind=DifferenceKind.INSERTION) if is_altered else place

    def _find_tokens(self, rows: Sequence[int], run: Iterable[int]) -> list[Token]:
        """Return the words that a side has in some columns: in each those of its first text that has one."""
        tokens = (next(filter(None, (self.alignment.columns[c].tokens[row] for row in rows)), None) for c in run)
        return [token for token in tokens if token]

    def _find_marked_cuts(self) -> Iterator[Place]:
        """Yield a cut for an ellipsis that only one side has."""
        mine, theirs = (self._find_ellipses(rows) for rows in self.sides)
        if len(mine) > len(theirs):
            yield Place(DifferenceKind.CUT, tuple(mine), next(iter(mine.values())), "")
        elif len(theirs) > len(mine):
            yield Place(DifferenceKind.CUT, tuple(theirs), "", next(iter(theirs.values())))

    def _find_ellipses(self, rows: Sequence[int]) -> dict[int, str]:
        """Return the ellipses of a side by their columns, of a text that prints the words before and after the region.

        Of several such texts it is the one with most.
        """
        columns = self.alignment.columns
        bounds = [bound for bound in (self.before, self.after) if bound is not None]
        found: dict[int, str] = {}
        for row in rows:
            tokens = {column: columns[column].tokens[row] for column in self.columns}
            own = {column: token.text for column, token in tokens.items() if token and token.kind is TokenKind.ELLIPSIS}
            if len(own) > len(found) and all(columns[bound].tokens[row] for bound in bounds):
                found = own
        return found


def _find_surplus(
    mine: Mapping[tuple[str, ...], list[Insertion]], theirs: Mapping[tuple[str, ...], list[Insertion]]
) -> list[Insertion]:
    """Return the insertions that one side has more often: of the same words as many as it has more."""
    found: list[Insertion] = []
    for key, own in mine.items():
        others = {column for column, _ in theirs.get(key, ())}
        more = max(len(own) - len(others), 0)
        found += sorted(own, key=lambda each: each[0] in others)[:more]
    return sorted(found)


def _inserted_words(token: Token) -> tuple[str, ...]:
    """Return what makes an insertion the same as another: its words, but for the capital of the first."""
    words = tuple(
        word
        for each in token.inside
        for word in (_inserted_words(each) if each.inside else (word_form(each.text),) if each.key else ())
    )
    if not words:
        return ("".join(token.text[1:-1].split()),)
    return (words[0][:1].casefold() + words[0][1:], *words[1:])


def have_same_words(one: str, other: str, spellings: Mapping[str, str] | None = None) -> bool:
    """Tell whether two passages have the same words: none other, none inserted, none cut, none spelled differently.

    Of passages too long to be compared this is said only where their words follow each other in the same order.
    """
    if one == other:
        return True
    mine, theirs = (_list_counted(text, spellings) for text in (one, other))
    if len(mine) == len(theirs) and all(map(_is_same, mine, theirs)):
        return True
    letters = [_join_letters(each.token for each in side) for side in (mine, theirs)]
    if len(one) + len(other) > MAX_COMPARED_CHARS or letters[0] != letters[1]:
        return False
    return not PassageComparison(align([one, other], spellings=spellings)).find_places((0,), (1,))


class _CountedToken(NamedTuple):
    """A word, an insertion or an ellipsis of a text."""

    token: Token
    begins: bool = False
    """Whether a sentence begins with it."""
    joint: str = ""
    """What joins it to the word before without a space."""


def _list_counted(text: str, spellings: Mapping[str, str] | None) -> list[_CountedToken]:
    """Return the words, insertions and ellipses of a text, with what makes them the same as others."""
    pieces = tokenize(text, spellings)
    traits = zip(find_starts(pieces), find_joints(pieces), strict=True)
    return [
        _CountedToken(piece, *(next(traits) if piece.key else ()))
        for piece in pieces
        if piece.key or piece.kind in COUNTED_MARKS
    ]


def _is_same(mine: _CountedToken, theirs: _CountedToken) -> bool:
    one, other = mine.token, theirs.token
    if one.key != other.key or mine.joint != theirs.joint:
        return False
    if one.key:
        return compare_words(one, other, begins=mine.begins or theirs.begins) is Likeness.SAME
    return one.kind is other.kind and (one.kind is TokenKind.ELLIPSIS or _inserted_words(one) == _inserted_words(other))


def find_letters(text: str, spellings: Mapping[str, str] | None = None) -> str:
    """Return the letters of a passage: no passage with other letters has the same words."""
    return _join_letters(tokenize(text, spellings))


def _join_letters(tokens: Iterable[Token]) -> str:
    return "".join(letter for token in tokens for letter in token.key if letter.isalnum())
