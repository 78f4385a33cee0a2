r"""The view: a set of clauses and a cursor, all that is needed to show a screen again; and its string.

    view   = item *(SP item)
    item   = ["-"] facet ":" value *("," value)  |  ["-"] word  |  ["-"] '"' phrase '"'  |  "at:" id
    value  = word | '"' any text with \" and \\ '"'

It is read as if typed straight: curly and angled quotation marks around a phrase, a dash before an item, full-width
colons and commas, line breaks, and dates as the program shows them all come with what is pasted.

`parse_view(format_view(view), dossier) == view` for every view of the dossier.
"""

import re
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, Final, NamedTuple, Self

from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import (
    FACET,
    FACETS,
    FREE,
    NAMED_RECORDS,
    UnknownValue,
    ViewError,
    check_date,
    find_cursor,
    find_shown_date,
    find_value,
)
from peace_tui.text.folding import STRAIGHT
from peace_tui.text.messages import suggest

FACET_ORDER: Final = {facet.name: number for number, facet in enumerate(FACETS)}
"""The rank of each facet in the canonical view string."""
MAX_DATE_WORDS: Final = 9
"""How many words a date may have: "14 October 2025 12:05 – 15 October 2025 12:05"."""
AT: Final = "at"
"""The name of the item that sets the cursor."""
FACET_PREFIX: Final = re.compile(r"([^\W\d_]+)[:：]")
"""The beginning of an item that names a facet, known or not; a free word that looks like one is written in quotes."""
QUOTATION_MARKS: Final = '"“”„‟«»'
CLOSING: Final = {'"': '"', "“": "”", "”": "”", "„": "“”", "‟": "”", "«": "»", "»": "«»"}
"""The quotation marks that end what one begins; where there is none, any of them does at the end of a value."""
QUOTED_PHRASE: Final = r"[{marks}]((?:[^{closing}\\]|\\.)*)[{closing}]"
COMMAS: Final = ",，"
DASHES: Final = "-" + "".join(chr(code) for code, straight in STRAIGHT.items() if straight == "-")
DISCOUNTING: Final = ("asof", "without")
"""The facets that leave something of a record uncounted; see [discounts][peace_tui.query.discounts]."""
OPERATORS: Final = ("OR", "AND", "NOT")
"""Words in capitals that other programs take for more than words."""


class _ClauseFields(NamedTuple):
    facet: str
    values: tuple[str, ...]
    negated: bool


class Clause(_ClauseFields):
    """One facet with its chosen values, any of which matches; a negated one passes what does not match."""

    __slots__ = ()

    def __new__(cls, facet: str, values: tuple[str, ...], negated: bool = False) -> Self:
        """Reject a clause that no view string can express; keep each value once."""
        if facet not in FACET:
            raise ValueError(f"{facet!r} is not a facet")
        if not values or not all(values) or (facet == FREE and len(values) > 1):
            raise ValueError(f"{values!r} are not the values of a clause")
        return super().__new__(cls, facet, tuple(dict.fromkeys(values)), negated)

    def replace(self, **changes: Any) -> "Clause":
        """Return a copy with other values."""
        return Clause(**{**self._asdict(), **changes})

    def __str__(self) -> str:
        """Return the clause as it is written in a view string."""
        sign = "-" if self.negated else ""
        if self.facet == FREE:
            return sign + _quote_value(self.values[0], free=True)
        return f"{sign}{self.facet}:{','.join(map(_quote_value, self.values))}"


def discounting_clauses(clauses: Iterable[Clause]) -> tuple[Clause, ...]:
    """Return those clauses that leave something of a record uncounted; what that is `query/discounts.py` finds out."""
    return tuple(clause for clause in clauses if clause.facet in DISCOUNTING and not clause.negated)


class _ViewFields(NamedTuple):
    clauses: tuple[Clause, ...]
    at: str | None


class View(_ViewFields):
    """A set of clauses, kept in canonical order, and the id of the record under the cursor."""

    __slots__ = ()

    def __new__(cls, clauses: tuple[Clause, ...] = (), at: str | None = None) -> Self:
        """Put the clauses in the order of the facets, each once."""
        ordered = sorted(dict.fromkeys(clauses), key=lambda clause: FACET_ORDER[clause.facet])
        return super().__new__(cls, tuple(ordered), at)

    def replace(self, **changes: Any) -> "View":
        """Return a copy with other values."""
        return View(**{**self._asdict(), **changes})

    def __str__(self) -> str:
        """Return the canonical view string."""
        return format_view(self)

    def clauses_of(self, facet: str, negated: bool = False) -> tuple[Clause, ...]:
        """Return the clauses of a facet, positive or negated."""
        return tuple(c for c in self.clauses if c.facet == facet and c.negated == negated)

    def renamed(self, old: str, new: str) -> "View":
        """Return the view with another id of a record, in its clauses and as its cursor."""
        changed = [
            clause.replace(values=tuple(dict.fromkeys(new if value == old else value for value in clause.values)))
            if FACET[clause.facet].names in NAMED_RECORDS
            else clause
            for clause in self.clauses
        ]
        return View(tuple(changed), new if self.at == old else self.at)

    def toggle_value(self, facet: str, value: str, negated: bool = False) -> "View":
        """Return the view with `value` added to the clauses of a facet, or removed if they have it.

        Positive values of one facet share a clause (any of them matches); each negated value is a clause of its own.
        """
        clauses = self.clauses_of(facet, negated)
        if any(value in clause.values for clause in clauses):
            return self.remove_value(facet, value, negated)
        if negated or not clauses:
            return self.replace(clauses=(*self.clauses, Clause(facet, (value,), negated)))
        wider = clauses[0].replace(values=(*clauses[0].values, value))
        return self.replace_clause(clauses[0], wider)

    def remove_value(self, facet: str, value: str, negated: bool = False) -> "View":
        """Return the view with `value` removed from the clauses of a facet."""
        view = self
        for clause in self.clauses_of(facet, negated):
            left = tuple(v for v in clause.values if v != value)
            view = view.replace_clause(clause, clause.replace(values=left) if left else None)
        return view

    def replace_clause(self, old: Clause, new: Clause | None) -> "View":
        """Return the view with one clause replaced by another, or removed."""
        changed = (new if clause == old else clause for clause in self.clauses)
        return self.replace(clauses=tuple(clause for clause in changed if clause))


def format_view(view: View) -> str:
    """Format a view canonically: facets in the order of `FACETS`, with free text last, then `at:`."""
    items = [str(clause) for clause in view.clauses]
    return " ".join([*items, f"{AT}:{view.at}"] if view.at else items)


def _quote_value(value: str, free: bool = False) -> str:
    plain = not re.search(r'[\s"]', value) and value[:1] not in QUOTATION_MARKS
    if free:
        plain = plain and value[0] not in DASHES and value not in OPERATORS and not FACET_PREFIX.match(value)
    elif any(comma in value for comma in COMMAS):
        plain = False
    return value if plain else '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse_view(text: str, dossier: Dossier) -> View:
    """Parse a view string of a dossier, whose people, events, sources and tags it names.

    Raises:
        ViewError: The string is not a view of this dossier; the hint has the nearest facet or id.
    """
    return _Parser(text, dossier).parse()


def parse_kept_view(text: str, dossier: Dossier) -> tuple[View, list[str]]:
    """Parse a view that was made on another state of a dossier, without the values that this one does not have.

    Returns:
        What is left of the view, and what is gone of it, each in a sentence.

    Raises:
        ViewError: The string is no view of any dossier.
    """
    parser = _Parser(text, dossier)
    parser.gone = []
    return parser.parse(), parser.gone


WrittenValue = tuple[int, int, str]
"""Where a value stands in a view string, from its first character to its end, marks and all; and what it means."""


def example_view(dossier: Dossier) -> str:
    """Return a filter that finds something here, to show how one is written: "who:witkoff date:2025-10"."""
    speaker = next((p.id for p in dossier.people if dossier.quote_index.with_value("who", p.id)), "")
    dates = (re.search(r"-?\d{4}(?:-\d{2})?", date.text) for date in dossier.event_index.dates)
    month = next((found[0] for found in dates if found), "")
    return " ".join(f"{facet}:{value}" for facet, value in (("who", speaker), ("date", month)) if value)


def read_values(text: str, dossier: Dossier) -> list[tuple[str, list[WrittenValue]]]:
    """Return the facet of each clause of a view string, and its values; `at` for the item that sets the cursor.

    Raises:
        ViewError: The string is not a view of this dossier.
    """
    parser = _Parser(text, dossier)
    parser.parse()
    return parser.read


class _Parser:
    """A recursive descent parser of one view string, for the grammar above."""

    def __init__(self, text: str, dossier: Dossier) -> None:
        self.text = text
        self.dossier = dossier
        self.position = 0
        self.before = ""
        """The item before the one that is read."""
        self.read: list[tuple[str, list[WrittenValue]]] = []
        """The facet of each clause, `at` for the cursor, with its values where they stand."""
        self.gone: list[str] | None = None
        """What the view names and the dossier does not have; None where that is an error."""

    def parse(self) -> View:
        clauses: list[Clause] = []
        at: str | None = None
        while self._skip_spaces():
            start = self.position
            negated = self._skip(DASHES)
            name = FACET_PREFIX.match(self.text, self.position)
            if name and name[1] == AT:
                if negated or at:
                    raise ViewError("at: sets the cursor; it cannot be negated or repeated", start)
                self.position = name.end()
                at = self._parse_cursor()
            elif name:
                clauses += [clause] if (clause := self._parse_clause(name, negated)) else []
            else:
                clauses.append(Clause(FREE, (self._parse_free_text(),), negated))
            self.before = self.text[start : self.position]
        return View(tuple(clauses), at)

    def _skip_spaces(self) -> bool:
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1
        return self.position < len(self.text)

    def _skip(self, characters: str) -> bool:
        """Skip one character, if it is one of these."""
        found = self._is_at(characters)
        self.position += found
        return found

    def _is_at(self, characters: str) -> bool:
        return self.position < len(self.text) and self.text[self.position] in characters

    def _at_end_of_item(self) -> bool:
        return self.position == len(self.text) or self.text[self.position].isspace()

    def _parse_free_text(self) -> str:
        start = self.position
        if self._is_at(QUOTATION_MARKS):
            value = self._parse_quoted()
            if not self._at_end_of_item():
                raise ViewError("something follows the closing quotation mark", self.position, "put a space between")
        else:
            while not self._at_end_of_item():
                self.position += 1
            value = self.text[start : self.position]
            if value in OPERATORS:
                message = f"{value} in capitals is not a word to search for"
                raise ViewError(message, start, self._correct_operator(value))
        if not value:
            raise ViewError("no words to search for", start, "type a word, or a phrase in quotes")
        return value

    def _correct_operator(self, operator: str) -> str:
        """Return how a view says what somebody means by an operator between two items."""
        after = re.compile(r'\s+((?:"[^"]*"|\S)++)').match(self.text, self.position)
        left, right = self.before, after[1] if after else ""
        if operator == "AND":
            return f"a space means and: write {left} {right}" if left and right else "a space means and: leave it out"
        if operator == "NOT":
            return f"a minus in front means not: write -{right.lstrip('-') or 'word'}"
        facet, _, value = left.rpartition(":")
        other, _, alternative = right.rpartition(":")
        if not (value and alternative) or other not in ("", facet):
            return "a comma between values means or: write who:witkoff,ushakov or text:peace,deal"
        return f"a comma means or: write {facet or 'text'}:{value},{alternative}"

    def _parse_quoted(self) -> str:
        opening = self.text[self.position]
        closing = CLOSING[opening]
        for pattern in (
            QUOTED_PHRASE.format(marks=QUOTATION_MARKS, closing=closing),
            QUOTED_PHRASE.format(marks=QUOTATION_MARKS, closing=QUOTATION_MARKS) + rf"(?=[\s{COMMAS}]|$)",
        ):
            if match := re.compile(pattern, re.DOTALL).match(self.text, self.position):
                self.position = match.end()
                words = re.sub(r'\\(["\\])', r"\1", match[1])
                return words.strip() if opening == "«" else words  # French has spaces inside its marks
        raise ViewError("this quotation mark is not closed", self.position, 'end the phrase with "')

    def _parse_clause(self, name: re.Match[str], negated: bool) -> Clause | None:
        """Parse a clause; there is none where all that it names is gone."""
        facet = FACET.get(name[1])
        if not facet:
            known = [*filter(None, FACET), AT]
            hint = f"try {', '.join(known)}, or put the words in quotes"
            hint = suggest(name[1], known) or hint
            raise ViewError(f"unknown filter '{name[1]}'", name.start(1), hint)
        self.position = name.end()
        values: list[WrittenValue] = []
        while True:
            start = self.position
            value = self._parse_value(facet.name)
            meaning: str | None
            if facet.names == "dates":
                meaning = self._read_date(value, start)
            else:
                meaning = self._find(partial(find_value, self.dossier, facet, value, start), f"{facet.name}:{value}")
            values += [(start, self.position, meaning)] if meaning is not None else []
            if not self._skip(COMMAS):
                break
        if not self._at_end_of_item():
            raise ViewError("a comma or a space must follow a quoted value", self.position)
        self.read.append((facet.name, values))
        return Clause(facet.name, tuple(meaning for _, _, meaning in values), negated) if values else None

    def _find(self, find: Callable[[], str], written: str) -> str | None:
        """Return what a value means; None where it is gone from the dossier, and that is no error."""
        try:
            return find()
        except UnknownValue as error:
            if self.gone is None:
                raise
            self.gone.append(f"{written} ({error.hint})" if error.hint else written)
            return None

    def _read_date(self, value: str, start: int) -> str:
        """Return the date of a value in EDTF; one as the program shows it may have spaces: date:14 Oct 2025."""
        is_quoted = self.text[start] in QUOTATION_MARKS
        try:
            return check_date(self.dossier, value, start + is_quoted)
        except ViewError as error:
            if is_quoted:
                shown = [(self.position, value)]
            else:
                rest = re.compile(rf"[^{COMMAS}{QUOTATION_MARKS}]*").match(self.text, start)
                words = [*re.finditer(r"\S+", rest[0] if rest else "")][:MAX_DATE_WORDS]
                shown = [(end, self.text[start:end]) for end in (start + word.end() for word in reversed(words))]
            for end, text in shown:
                if date := find_shown_date(self.dossier, text, start + is_quoted):
                    self.position = end
                    return date
            raise error from None

    def _parse_value(self, facet: str) -> str:
        start = self.position
        if self._is_at(QUOTATION_MARKS):
            value = self._parse_quoted()
        else:
            while not self._at_end_of_item() and not self._is_at(COMMAS):
                if self._is_at('"'):
                    raise ViewError(
                        "a quotation mark inside a value",
                        self.position,
                        'put the value in quotes and write \\" for the mark',
                    )
                self.position += 1
            value = self.text[start : self.position]
        if not value:
            raise ViewError(f"type a value after '{facet}:'", start)
        return value

    def _parse_cursor(self) -> str | None:
        start = self.position
        value = self._parse_value(AT)
        if not self._at_end_of_item():
            raise ViewError("at: takes one id", self.position)
        meaning = self._find(partial(find_cursor, self.dossier, value, start), f"{AT}:{value}")
        self.read += [(AT, [(start, self.position, meaning)])] if meaning is not None else []
        return meaning
