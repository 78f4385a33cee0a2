"""How passages differ, in four counts that are never mixed: other words, insertions, cuts, sentences not printed.

"The same words" is said only where all four are 0. What counts as the same word is decided strictly, in
[compare_words][peace_tui.collation.tokens.compare_words]: quotation marks, kinds of dashes, spaces, soft hyphens and
the capital at the beginning of a sentence are no differences. Other spellings of a word are told beside the four
counts, and are not the same words. None of this depends on a base.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from itertools import combinations, groupby, pairwise
from typing import Final, NamedTuple

from peace_tui.collation.alignment import MAX_COMPARED_CHARS, Alignment, align, printed_text
from peace_tui.collation.diff import WordComparison
from peace_tui.collation.profile import MIN_MOVED_WORDS
from peace_tui.collation.tokens import (
    ABBREVIATIONS,
    ENDS_ABBREVIATED,
    FIRST_WORDS,
    NUMBER_ABBREVIATIONS,
    SENTENCE_ENDS,
    Likeness,
    Token,
    TokenKind,
    compare_runs,
    compare_words,
    find_joints,
    find_starts,
    opens_sentence,
    tokenize,
    word_form,
)
from peace_tui.text.messages import format_count


class DifferenceKind(StrEnum):
    """How passages can differ; each way is counted by itself."""

    WORDS = "other words"
    INSERTION = "insertion"
    """Words in brackets or parentheses that only one of two passages has, with the words that they replace."""
    CUT = "cut"
    """Words of a sentence that one of two passages lacks, at its beginning or end as anywhere; an ellipsis."""
    SENTENCE = "sentence not printed"
    SPELLING = "spelling"
    """The same words spelled differently, which is told beside the four counts."""


SAME_WORDS: Final = "the same words"
KINDS_OF_UNLIKE: Final = {
    Likeness.SAME: None,
    Likeness.SPELLED: DifferenceKind.SPELLING,
    Likeness.OTHER: DifferenceKind.WORDS,
}
"""How aligned words differ, by how like they are."""
ONE_SIDED: Final = (DifferenceKind.CUT, DifferenceKind.SENTENCE)
"""What one of two sides lacks."""
MAX_STEPS: Final = 200_000
"""How many columns are looked at when each of many texts is compared with each; beyond, with the fullest text only."""


class Place(NamedTuple):
    """A place where two sides differ."""

    kind: DifferenceKind
    columns: tuple[int, ...]
    mine: str
    """What the one side prints there, empty where it prints nothing."""
    theirs: str


class Entry(NamedTuple):
    """A place where some of many sides differ."""

    kind: DifferenceKind
    columns: tuple[int, ...]
    readings: tuple[tuple[str, tuple[int, ...]], ...]
    """What is printed there, and by which sides; the words are empty for those that lack just these words."""


class PassageComparison:
    """Finds the places where passages differ.

    Passages are compared by *sides*: the rows of one or more texts of an alignment, such as all passages of an outlet.
    What a side prints in any of its texts it does print. The columns on which two sides agree divide the texts into
    regions, which are judged each as a whole:

    - a sentence of one side of which the other has no word is a sentence not printed;
    - else words on both sides are other words, and so is a phrase that the two have in different places;
    - words that are aligned and may be other words ("US" and "us") are, too; other spellings are told as such;
    - what only one of them has in brackets or parentheses is an insertion, together with the words that it replaces;
    - words that one side lacks are a cut, at the beginning and the end as anywhere, and so is an ellipsis that only one
      side has where they do not differ otherwise.
    """

    def __init__(self, alignment: Alignment) -> None:
        """Compare the texts of an alignment."""
        self.alignment = alignment
        self._sentences: dict[int, list[tuple[int, ...]]] = {}
        self._keys: dict[int, tuple[list[str], list[int], dict[str, list[int]]]] = {}
        self._printed: dict[tuple[int, ...], list[frozenset[str]]] = {}
        self._same_sets: dict[frozenset[str], frozenset[str]] = {}
        """The one set of each content: most cells of a large table are empty, and each set takes 216 bytes."""
        self._words = WordComparison(alignment)

    def places(self, mine: Sequence[int], theirs: Sequence[int]) -> list[Place]:
        """Return the places where two sides differ, in the order of the columns; none where the words are the same."""
        moved = list(self._moved(mine, theirs))
        elsewhere = {column for _, columns in moved for column in columns}
        whole = self._unprinted(mine, theirs) | self._unprinted(theirs, mine)
        starts = [{words[0] for row in rows for words in self._sentences_of(row)} for rows in (mine, theirs)]
        found = [*(place for place, _ in moved), *self._unlike(mine, theirs)]
        region: list[int] = []
        before: int | None = None

        def judge(after: int | None) -> list[Place]:
            return _Region(self.alignment, (mine, theirs), region, whole, starts).judge(before, after) if region else []

        columns = self.alignment.columns
        for number, (one, other) in enumerate(zip(self._printed_by(mine), self._printed_by(theirs), strict=True)):
            if not (one or other) or number in elsewhere:
                continue
            if columns[number].has_words and not one.isdisjoint(other):
                found += judge(number)
                region, before = [], number
            else:
                region.append(number)
        found += judge(None)
        return sorted(_pair_cuts(found, elsewhere), key=lambda place: place.columns)

    def _unlike(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[Place]:
        """Yield where the sides have words that are aligned and yet not the same, runs of one kind as one place."""
        run: list[int] = []
        kind: DifferenceKind | None = None
        before: int | None = None
        joined = self._words.find_joined((*mine, *theirs))
        for number, column in enumerate(self.alignment.columns):
            if not column.has_words:
                continue
            like, is_altered = self._words.compare(number, mine, theirs)
            now = KINDS_OF_UNLIKE[like]
            now = DifferenceKind.INSERTION if now is DifferenceKind.WORDS and is_altered else now
            if now is not DifferenceKind.WORDS and self._is_of_two_minds(number, mine, theirs):
                now = DifferenceKind.WORDS
            if run and now is not kind:
                yield self._place(kind or DifferenceKind.SPELLING, run, mine, theirs)
                run = []
            if now:
                run.append(number)
            elif before is not None and number in joined and self._words.differ_in_joint(before, number, mine, theirs):
                yield self._place(DifferenceKind.SPELLING, [before, number], mine, theirs)
            before, kind = number, now
        if run:
            yield self._place(kind or DifferenceKind.SPELLING, run, mine, theirs)

    def _is_of_two_minds(self, number: int, mine: Sequence[int], theirs: Sequence[int]) -> bool:
        """Tell whether one side prints two words in a place where the other has one of them."""
        if len(mine) == len(theirs) == 1:
            return False
        one, other = (self.alignment.columns[number].keys_of(rows) for rows in (mine, theirs))
        return bool(one and other) and one != other and not one.isdisjoint(other)

    def _place(self, kind: DifferenceKind, columns: Sequence[int], mine: Sequence[int], theirs: Sequence[int]) -> Place:
        texts = (_text_of(self.alignment, rows, columns) for rows in (mine, theirs))
        return Place(kind, tuple(columns), *texts)

    def entries(self, sides: Sequence[Sequence[int]], languages: Sequence[str] = ()) -> list[Entry]:
        """Return the places where any two of the sides differ; those in different `languages` are not compared.

        A cut or a missing sentence is told of those sides that lack just these words, and once of each side.
        """
        if len({*languages}) > 1:
            return self._entries_by_language(sides, languages)
        alike: dict[tuple[str, ...], list[int]] = {}
        for number, rows in enumerate(sides):
            alike.setdefault(tuple(self.alignment.texts[row] for row in rows), []).append(number)
        pairs = [*combinations(alike.values(), 2)]
        if len(pairs) * len(self.alignment.columns) > MAX_STEPS:
            fullest = max(alike.values(), key=lambda same: sum(len(self.alignment.tokens[r]) for r in sides[same[0]]))
            pairs = [pair for pair in pairs if fullest in pair]
        printed: list[Place] = []
        lacking: dict[tuple[int, ...], list[Place]] = {}
        for a, b in pairs:
            for place in self.places(sides[a[0]], sides[b[0]]):
                side = tuple(b if place.mine else a)
                (lacking.setdefault(side, []) if place.kind in ONE_SIDED else printed).append(place)
        merged = _merge_overlapping(printed)
        told = {
            column
            for kind in (DifferenceKind.WORDS, DifferenceKind.INSERTION)
            for each in merged[kind]
            for column in each
        }
        merged[DifferenceKind.SPELLING] = [each for each in merged[DifferenceKind.SPELLING] if told.isdisjoint(each)]
        found = [
            Entry(
                kind,
                columns := tuple(sorted(each)),
                tuple(
                    reading
                    for reading in self._readings(sides, columns)
                    if reading[0] or kind is not DifferenceKind.SPELLING
                ),
            )
            for kind, all_columns in merged.items()
            for each in all_columns
        ]
        found += self._gaps(sides, lacking)
        return sorted(found, key=lambda entry: (entry.columns, entry.kind))

    def _entries_by_language(self, sides: Sequence[Sequence[int]], languages: Sequence[str]) -> list[Entry]:
        """Return the places where sides of one language differ; of the others nothing is told there."""
        found: list[Entry] = []
        for language in dict.fromkeys(languages):
            numbers = [number for number, other in enumerate(languages) if other == language]
            for kind, columns, readings in self.entries([sides[number] for number in numbers]):
                mapped = tuple((text, tuple(numbers[each] for each in printing)) for text, printing in readings)
                found.append(Entry(kind, columns, mapped))
        return sorted(found, key=lambda entry: (entry.columns, entry.kind))

    def _gaps(self, sides: Sequence[Sequence[int]], lacking: Mapping[tuple[int, ...], list[Place]]) -> Iterator[Entry]:
        """Yield the cuts and missing sentences; `lacking` has them by the sides that lack the words."""
        found: dict[tuple[DifferenceKind, tuple[int, ...]], list[int]] = {}
        for group, places in lacking.items():
            merged = _merge_overlapping(places)
            untold = {column for sentence in merged[DifferenceKind.SENTENCE] for column in sentence}
            cuts = [part for cut in merged[DifferenceKind.CUT] for part in _split_around(sorted(cut), untold)]
            for kind, gaps in ((DifferenceKind.SENTENCE, merged[DifferenceKind.SENTENCE]), (DifferenceKind.CUT, cuts)):
                for gap in gaps:
                    found.setdefault((kind, tuple(sorted(gap))), []).extend(group)
        for (kind, columns), without in found.items():
            readings = [
                (text, tuple(number for number in numbers if number not in without))
                for text, numbers in self._readings(sides, columns)
                if text
            ]
            printing = [(text, numbers) for text, numbers in readings if numbers]
            yield Entry(kind, columns, (*printing, ("", tuple(sorted(without)))))

    def _readings(
        self, sides: Sequence[Sequence[int]], columns: tuple[int, ...]
    ) -> Iterator[tuple[str, tuple[int, ...]]]:
        by_text: dict[str, list[int]] = {}
        for number, rows in enumerate(sides):
            for text in self._texts_of(rows, columns):
                by_text.setdefault(text, []).append(number)
        for text, numbers in by_text.items():
            yield text, tuple(numbers)

    def _texts_of(self, rows: Sequence[int], columns: Sequence[int]) -> list[str]:
        """Return what a side prints in some columns: one text, or all that its passages have there if they differ."""
        every = self.alignment.columns
        if len(rows) == 1 or all(len(every[column].keys_of(rows)) < 2 for column in columns):
            return [_text_of(self.alignment, rows, columns)]
        return [*dict.fromkeys(filter(None, (_text_of(self.alignment, (row,), columns) for row in rows)))]

    def _printed_by(self, rows: Sequence[int]) -> list[frozenset[str]]:
        """Return for each column what a side has there: the keys of words, or that there is an insertion or a cut."""
        key = tuple(rows)
        if key not in self._printed:
            marks = (TokenKind.INSERTION, TokenKind.ELLIPSIS)
            sets = (
                frozenset(
                    token.key or token.kind
                    for row in rows
                    if (token := column.tokens[row]) and (token.key or token.kind in marks)
                )
                for column in self.alignment.columns
            )
            self._printed[key] = [self._same_sets.setdefault(each, each) for each in sets]
        return self._printed[key]

    def _moved(self, mine: Sequence[int], theirs: Sequence[int]) -> Iterator[tuple[Place, list[int]]]:
        """Yield the phrases that the sides print in different places, each with its columns on both sides."""
        for move in self.alignment.transpositions:
            here, there = (
                [site for site in move.sites if not set(site.rows).isdisjoint(rows)] for rows in (mine, theirs)
            )
            if here and there and not any(site in there for site in here):
                columns = sorted({column for site in (*here, *there) for column in site.columns})
                texts = (_text_of(self.alignment, mine, columns), _text_of(self.alignment, theirs, columns))
                yield Place(DifferenceKind.WORDS, tuple(columns), *texts), columns
        for one, other in ((mine, theirs), (theirs, mine)):
            for sentence in dict.fromkeys(self._unprinted(one, other).values()):
                if found := self._find_sentence(sentence, one, other):
                    columns = sorted({*sentence, *found})
                    texts = (_text_of(self.alignment, mine, columns), _text_of(self.alignment, theirs, columns))
                    yield Place(DifferenceKind.WORDS, tuple(columns), *texts), columns

    def _find_sentence(self, sentence: Sequence[int], mine: Sequence[int], theirs: Sequence[int]) -> list[int]:
        """Return where the other side prints a short sentence of which it has no word in its place, if it does.

        Longer ones are found as phrases. What stands beside words of this side is another time that it is said.
        """
        columns = self.alignment.columns
        tokens = next(filter(all, ([columns[number].tokens[row] for number in sentence] for row in mine)), [])
        wanted = [token.key for token in tokens if token]
        for row in theirs if 0 < len(wanted) < MIN_MOVED_WORDS else ():
            keys, numbers, starts = self._words_of(row)
            for at in starts.get(wanted[0], ()):
                there = numbers[at : at + len(wanted)]
                if keys[at : at + len(wanted)] == wanted:
                    return there if not any(columns[n].tokens[own] for n in there for own in mine) else []
        return []

    def _words_of(self, row: int) -> tuple[list[str], list[int], dict[str, list[int]]]:
        """Return the keys of the words of a text, their columns, and where each key stands among them."""
        if row not in self._keys:
            tokens = [(number, column.tokens[row]) for number, column in enumerate(self.alignment.columns)]
            words = [(token.key, number) for number, token in tokens if token and token.key]
            starts: dict[str, list[int]] = {}
            for at, (key, _) in enumerate(words):
                starts.setdefault(key, []).append(at)
            self._keys[row] = [key for key, _ in words], [number for _, number in words], starts
        return self._keys[row]

    def _unprinted(self, mine: Sequence[int], theirs: Sequence[int]) -> dict[int, tuple[int, ...]]:
        """Return the columns of the sentences of one side of which the other has not a word, each with its sentence."""
        columns = self.alignment.columns
        return {
            column: sentence
            for row in mine
            for sentence in self._sentences_of(row)
            if not any(columns[column].tokens[other] for column in sentence for other in theirs)
            for column in sentence
        }

    def _sentences_of(self, row: int) -> list[tuple[int, ...]]:
        """Return the columns of the words of each sentence of a text."""
        if row not in self._sentences:
            self._sentences[row] = list(_split_sentences(self.alignment, row))
        return self._sentences[row]


def _pair_cuts(places: Iterable[Place], moved: Collection[int]) -> Iterator[Place]:
    """Yield the places, those words as one that the one side lacks here and the other there: it prints them elsewhere.

    A single word is common to many sentences: it is the same only beside a phrase that has `moved`.
    """
    lacking: dict[tuple[str, ...], tuple[list[Place], list[Place]]] = {}
    for place in places:
        words = tuple(re.findall(r"\w+", f"{place.mine}{place.theirs}".casefold()))
        is_beside = any(column + step in moved for column in place.columns for step in (-1, 1))
        if place.kind is DifferenceKind.CUT and (len(words) > 1 or (words and is_beside)):
            lacking.setdefault(words, ([], []))[not place.mine].append(place)
        else:
            yield place
    for mine, theirs in lacking.values():
        for one, other in zip(mine, theirs, strict=False):
            columns = tuple(sorted((*one.columns, *other.columns)))
            yield Place(DifferenceKind.WORDS, columns, one.mine, other.theirs)
        yield from (*mine[len(theirs) :], *theirs[len(mine) :])


def _merge_overlapping(places: Iterable[Place]) -> dict[DifferenceKind, list[set[int]]]:
    """Return the columns of the places of each kind, those that share a column as one."""
    around: dict[DifferenceKind, dict[int, set[int]]] = {kind: {} for kind in DifferenceKind}
    for kind, columns, _, _ in places:
        known = around[kind]
        met = {id(each): each for column in columns if (each := known.get(column))}
        if len(met) == 1 and next(iter(met.values())).issuperset(columns):
            continue
        largest = max(met.values(), key=len, default=set())
        added = set(columns).union(*(each for each in met.values() if each is not largest))
        largest |= added
        known.update(dict.fromkeys(added, largest))
    return {kind: list({id(each): each for each in known.values()}.values()) for kind, known in around.items()}


def _is_abbreviation(word: Token, after: Token) -> bool:
    """Tell whether the period after a word ends no sentence: that of a title, an initial, a number's "No."."""
    if after.text[0].islower() or word.key in ABBREVIATIONS:
        return True
    if after.text[0].isdigit() and word.key in NUMBER_ABBREVIATIONS:
        return True
    is_letter = len(word.key) == 1 and word.text.isalpha()
    if is_letter and word.text.islower():
        return len(after.key) == 1 and after.text.isupper()  # z. B.
    is_initial = is_letter and word.text.isupper() and word.key != "i"
    opens = after.key in FIRST_WORDS and len(after.key) > 1
    return (is_initial or word.key in ENDS_ABBREVIATED) and not opens


def _split_around(columns: Sequence[int], told: Collection[int]) -> Iterator[list[int]]:
    """Yield the columns of a cut in runs, without and divided by those that are told already."""
    for is_told, run in groupby(columns, told.__contains__):
        if not is_told:
            yield list(run)


def _split_sentences(alignment: Alignment, row: int) -> Iterator[tuple[int, ...]]:
    """Yield the columns of the words of each sentence.

    An outlet that interrupts a quotation to name the speaker prints a comma where a sentence ends: "We go," he said.
    "They stay." Where the reading text ends a sentence there, so does a text with a mark and no small letter after it.
    """
    reading = alignment.reading_text
    starts = {each[0] for each in _split_sentences(alignment, reading)} if reading not in (None, row) else set()
    sentence: list[int] = []
    last: Token | None = None
    stopped = marked = False
    for number, column in enumerate(alignment.columns):
        token = column.tokens[row]
        if token is None:
            continue
        if not column.has_words:
            stopped |= token.kind is TokenKind.PUNCTUATION and not SENTENCE_ENDS.isdisjoint(token.text)
            marked |= token.kind is TokenKind.PUNCTUATION
            continue
        if last and (
            (stopped and not _is_abbreviation(last, token))
            or opens_sentence(last, token)
            or (marked and number in starts and not token.text[0].islower())
            or alignment.texts[row].count("\n", last.end, token.start) > 1
        ):
            yield tuple(sentence)
            sentence = []
        sentence.append(number)
        last, stopped, marked = token, False, False
    if sentence:
        yield tuple(sentence)


class _Region:
    """What two sides print between two words on which they agree."""

    def __init__(
        self,
        alignment: Alignment,
        sides: tuple[Sequence[int], Sequence[int]],
        columns: Sequence[int],
        whole: Mapping[int, tuple[int, ...]],
        starts: Sequence[Collection[int]],
    ) -> None:
        """Take the columns, those of `whole` sentences that one side lacks, and where sentences start on each side."""
        self.alignment, self.sides, self.columns, self.whole, self.starts = alignment, sides, columns, whole, starts
        self.words = [column for column in columns if alignment.columns[column].has_words]
        left, right = (self._insertions(rows) for rows in self.sides)
        self.inserted = [_surplus(left, right), _surplus(right, left)]
        """What only one side has in brackets."""

    def _insertions(self, rows: Sequence[int]) -> dict[tuple[str, ...], list[tuple[int, str]]]:
        """Return the insertions of a side by their words: of several texts those of the one that has most of them."""
        found: dict[tuple[str, ...], list[tuple[int, str]]] = {}
        for row in rows:
            own: dict[tuple[str, ...], list[tuple[int, str]]] = {}
            for column in self.columns:
                token = self.alignment.columns[column].tokens[row]
                if token and token.kind is TokenKind.INSERTION:
                    own.setdefault(_inserted_words(token), []).append((column, token.text))
            for key, tokens in own.items():
                if len(tokens) > len(found.get(key, ())):
                    found[key] = tokens
        return found

    def judge(self, before: int | None, after: int | None) -> list[Place]:
        """Return the places in the region, which is between the columns `before` and `after`."""
        runs = ((part, is_whole) for run, is_whole in self._runs() for part in self._sentence_parts(run, after))
        found = [place for run, is_whole in runs if (place := self._judge_run(run, is_whole))]
        mine, theirs = self.inserted
        for number in range(max(len(mine), len(theirs))):
            (column, text), (other, instead) = (
                side[number] if number < len(side) else (-1, "") for side in (mine, theirs)
            )
            columns = tuple(sorted({column, other} - {-1}))
            found.append(Place(DifferenceKind.INSERTION, columns, text, instead))
        return found or [*self._marked_cuts([bound for bound in (before, after) if bound is not None])]

    def _runs(self) -> Iterator[tuple[list[int], bool]]:
        """Yield the columns of words in runs: those of one whole sentence, or those between such sentences."""
        for sentence, run in groupby(self.words, self.whole.get):
            yield list(run), sentence is not None

    def _sentence_parts(self, run: list[int], after: int | None) -> list[list[int]]:
        """Return the parts of a run: the end of one sentence and the beginning of the next are two cuts.

        One side has the words, and a sentence starts among them; on the other one starts after them.
        """
        for lacking, rows in enumerate(self.sides):
            is_lacking = not any(self.alignment.columns[column].tokens[row] for column in run for row in rows)
            if is_lacking and after in self.starts[lacking]:
                breaks = [place for place, column in enumerate(run) if place and column in self.starts[1 - lacking]]
                return [run[first:last] for first, last in pairwise((0, *breaks, len(run)))]
        return [run]

    def _judge_run(self, run: list[int], is_whole: bool) -> Place | None:
        columns = tuple(run)
        mine, theirs = (_text_of(self.alignment, rows, columns) for rows in self.sides)
        if is_whole:
            return Place(DifferenceKind.SENTENCE, columns, mine, theirs)
        for lacking, (text, other) in enumerate(((mine, theirs), (theirs, mine))):
            if other and not text:
                if not self.inserted[lacking]:
                    return Place(DifferenceKind.CUT, columns, mine, theirs)
                column, instead = self.inserted[lacking].pop(0)
                texts = (instead, other) if lacking == 0 else (other, instead)
                return Place(DifferenceKind.INSERTION, tuple(sorted((*columns, column))), *texts)
        words = [self._tokens(rows, run) for rows in self.sides]
        if compare_runs(*words) is not Likeness.OTHER:
            return Place(DifferenceKind.SPELLING, columns, mine, theirs)
        is_altered = any(token.kind is TokenKind.ALTERED for side in words for token in side)
        return Place(DifferenceKind.INSERTION if is_altered else DifferenceKind.WORDS, columns, mine, theirs)

    def _tokens(self, rows: Sequence[int], run: Iterable[int]) -> list[Token]:
        """Return the words that a side has in some columns: in each those of its first text that has one."""
        tokens = (next(filter(None, (self.alignment.columns[c].tokens[row] for row in rows)), None) for c in run)
        return [token for token in tokens if token]

    def _marked_cuts(self, bounds: Sequence[int]) -> Iterator[Place]:
        """Yield a cut for an ellipsis that only one side has."""
        mine, theirs = (self._ellipses(rows, bounds) for rows in self.sides)
        if len(mine) > len(theirs):
            yield Place(DifferenceKind.CUT, tuple(mine), next(iter(mine.values())), "")
        elif len(theirs) > len(mine):
            yield Place(DifferenceKind.CUT, tuple(theirs), "", next(iter(theirs.values())))

    def _ellipses(self, rows: Sequence[int], bounds: Sequence[int]) -> dict[int, str]:
        """Return the ellipses of a side by their columns, of a text that goes on from the one bound to the other."""
        columns = self.alignment.columns
        found: dict[int, str] = {}
        for row in rows:
            tokens = {column: columns[column].tokens[row] for column in self.columns}
            own = {column: token.text for column, token in tokens.items() if token and token.kind is TokenKind.ELLIPSIS}
            if len(own) > len(found) and all(columns[bound].tokens[row] for bound in bounds):
                found = own
        return found


def _surplus(
    mine: Mapping[tuple[str, ...], list[tuple[int, str]]], theirs: Mapping[tuple[str, ...], list[tuple[int, str]]]
) -> list[tuple[int, str]]:
    """Return the insertions that one side has oftener than the other: of the same words as many as it has more."""
    found: list[tuple[int, str]] = []
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


def _text_of(alignment: Alignment, rows: Iterable[int], columns: Sequence[int]) -> str:
    """Return what a side prints in some columns: the words of its first text that has any there."""
    return next(filter(None, (printed_text(alignment, row, columns) for row in rows)), "")


def describe_counts(kinds: Iterable[DifferenceKind]) -> str:
    """Return how many places there are of each kind, as a reader is told: "other words in 2 places · 1 cut".

    Other spellings are told after these, or that the words are the same but for them.
    """
    of = Counter(kinds)
    words = of[DifferenceKind.WORDS]
    spelled = of[DifferenceKind.SPELLING]
    parts = (
        f"other words in {format_count(words, 'place')}" if words else "",
        format_count(of[DifferenceKind.INSERTION], "insertion") if of[DifferenceKind.INSERTION] else "",
        format_count(of[DifferenceKind.CUT], "cut") if of[DifferenceKind.CUT] else "",
        format_count(of[DifferenceKind.SENTENCE], "sentence") + " not printed" if of[DifferenceKind.SENTENCE] else "",
    )
    if not any(parts):
        return f"{SAME_WORDS}, spelled differently" if spelled else SAME_WORDS
    return " · ".join(filter(None, (*parts, format_count(spelled, "other spelling") if spelled else "")))


def have_same_words(one: str, other: str, spellings: Mapping[str, str] | None = None) -> bool:
    """Tell whether two passages have the same words: none other, none inserted, none cut, none spelled differently.

    Of passages too long to be compared this is said only where their words follow each other in the same order.
    """
    if one == other:
        return True
    mine, theirs = (_counted_tokens(text, spellings) for text in (one, other))
    if len(mine) == len(theirs) and all(map(_is_same, mine, theirs)):
        return True
    if len(one) + len(other) > MAX_COMPARED_CHARS or _join_letters(mine) != _join_letters(theirs):
        return False
    return not PassageComparison(align([one, other], spellings=spellings)).places((0,), (1,))


class _CountedToken(NamedTuple):
    """A word, an insertion or an ellipsis of a text."""

    token: Token
    begins: bool = False
    joint: str = ""


def _counted_tokens(text: str, spellings: Mapping[str, str] | None) -> list[_CountedToken]:
    """Return the words, insertions and ellipses of a text, with what makes them the same as others."""
    pieces = tokenize(text, spellings)
    traits = zip(find_starts(pieces), find_joints(pieces), strict=True)
    kinds = (TokenKind.INSERTION, TokenKind.ELLIPSIS)
    return [
        _CountedToken(piece, *(next(traits) if piece.key else ()))
        for piece in pieces
        if piece.key or piece.kind in kinds
    ]


def _is_same(mine: _CountedToken, theirs: _CountedToken) -> bool:
    one, other = mine.token, theirs.token
    if one.key != other.key or mine.joint != theirs.joint:
        return False
    if one.key:
        return compare_words(one, other, begins=mine.begins or theirs.begins) is Likeness.SAME
    return one.kind is other.kind and (one.kind is TokenKind.ELLIPSIS or _inserted_words(one) == _inserted_words(other))


def letters_of(text: str, spellings: Mapping[str, str] | None = None) -> str:
    """Return the letters of a passage: no passage with other letters has the same words."""
    return _join_letters(_counted_tokens(text, spellings))


def _join_letters(words: Iterable[_CountedToken]) -> str:
    """Return the letters of words, which words of another spelling have too."""
    return "".join(letter for each in words for letter in each.token.key if letter.isalnum())
