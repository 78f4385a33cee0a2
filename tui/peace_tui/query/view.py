r"""The view: a set of clauses and a cursor, all that is needed to show a screen again; and its string.

    view   = item *(SP item)
    item   = ["-"] facet ":" value *("," value)  |  ["-"] word  |  ["-"] '"' phrase '"'  |  "at:" id
    value  = word | '"' any text with \" and \\ '"'

`parse_view(format_view(view), dossier) == view` for every view of the dossier.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any, Final, NamedTuple, Self

from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import FACET, FACETS, FREE, UNDATED
from peace_tui.text.folding import fold
from peace_tui.text.messages import suggest

FACET_ORDER: Final = {facet.name: number for number, facet in enumerate(FACETS)}
"""The rank of each facet in the canonical view string."""
AT: Final = "at"
"""The name of the item that sets the cursor."""
FACET_PREFIX: Final = re.compile(r"([^\W\d_]+):")
"""The beginning of an item that names a facet, known or not; a free word that looks like one is written in quotes."""
QUOTED_PHRASE: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


class ViewError(ValueError):
    """A view string that cannot be read.

    Attributes:
        message: What is wrong.
        hint: How to correct it; may be empty.
        column: The 0-based offset of the mistake in the string, in characters.
    """

    def __init__(self, message: str, column: int, hint: str = "") -> None:
        """Create an error about the mistake at `column` of the view string."""
        super().__init__(message)
        self.message, self.hint, self.column = message, hint, column


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

    def replace(self, **changes: Any) -> Clause:
        """Return a copy with other values."""
        return Clause(**{**self._asdict(), **changes})

    def __str__(self) -> str:
        """Return the clause as it is written in a view string."""
        sign = "-" if self.negated else ""
        if self.facet == FREE:
            return sign + _quote_value(self.values[0], free=True)
        return f"{sign}{self.facet}:{','.join(map(_quote_value, self.values))}"


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

    def replace(self, **changes: Any) -> View:
        """Return a copy with other values."""
        return View(**{**self._asdict(), **changes})

    def __str__(self) -> str:
        """Return the canonical view string."""
        return format_view(self)

    def clauses_of(self, facet: str, negated: bool = False) -> tuple[Clause, ...]:
        """Return the clauses of a facet, positive or negated."""
        return tuple(c for c in self.clauses if c.facet == facet and c.negated == negated)

    def toggle_value(self, facet: str, value: str, negated: bool = False) -> View:
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

    def remove_value(self, facet: str, value: str, negated: bool = False) -> View:
        """Return the view with `value` removed from the clauses of a facet."""
        view = self
        for clause in self.clauses_of(facet, negated):
            left = tuple(v for v in clause.values if v != value)
            view = view.replace_clause(clause, clause.replace(values=left) if left else None)
        return view

    def replace_clause(self, old: Clause, new: Clause | None) -> View:
        """Return the view with one clause replaced by another, or removed."""
        changed = (new if clause == old else clause for clause in self.clauses)
        return self.replace(clauses=tuple(clause for clause in changed if clause))


def format_view(view: View) -> str:
    """Format a view canonically: facets in the order of `FACETS`, with free text last, then `at:`."""
    items = [str(clause) for clause in view.clauses]
    return " ".join([*items, f"{AT}:{view.at}"] if view.at else items)


def _quote_value(value: str, free: bool = False) -> str:
    plain = not re.search(r'[\s"]', value)
    if plain and (not value.startswith("-") and not FACET_PREFIX.match(value) if free else "," not in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse_view(text: str, dossier: Dossier) -> View:
    """Parse a view string of a dossier, whose people, events, sources and tags it names.

    Raises:
        ViewError: The string is not a view of this dossier; the hint has the nearest facet or id.
    """
    return _Parser(text, dossier).parse()


class _Parser:
    """A recursive descent parser of one view string, for the grammar above."""

    def __init__(self, text: str, dossier: Dossier) -> None:
        self.text = text
        self.dossier = dossier
        self.position = 0

    def parse(self) -> View:
        clauses: list[Clause] = []
        at: str | None = None
        while self._skip_spaces():
            start = self.position
            negated = self._skip("-")
            name = FACET_PREFIX.match(self.text, self.position)
            if name and name[1] == AT:
                if negated or at:
                    raise ViewError("at: places one cursor; it can be neither negated nor repeated", start)
                self.position = name.end()
                at = self._parse_cursor()
            elif name:
                clauses.append(self._parse_clause(name, negated))
            else:
                clauses.append(Clause(FREE, (self._parse_free_text(),), negated))
        return View(tuple(clauses), at)

    def _skip_spaces(self) -> bool:
        while self.position < len(self.text) and self.text[self.position].isspace():
            self.position += 1
        return self.position < len(self.text)

    def _skip(self, character: str) -> bool:
        found = self.text.startswith(character, self.position)
        self.position += found
        return found

    def _at_end_of_item(self) -> bool:
        return self.position == len(self.text) or self.text[self.position].isspace()

    def _parse_free_text(self) -> str:
        start = self.position
        if self.text.startswith('"', start):
            value = self._parse_quoted()
            if not self._at_end_of_item():
                raise ViewError("a phrase ends with its quotation mark", self.position, "put a blank after it")
        else:
            while not self._at_end_of_item():
                self.position += 1
            value = self.text[start : self.position]
        if not value:
            raise ViewError("there are no words here to look for", start, "write a word, or a phrase in quotes")
        return value

    def _parse_quoted(self) -> str:
        match = QUOTED_PHRASE.match(self.text, self.position)
        if not match:
            raise ViewError("this quotation mark is not closed", self.position, 'end the phrase with "')
        self.position = match.end()
        return re.sub(r'\\(["\\])', r"\1", match[1])

    def _parse_clause(self, name: re.Match[str], negated: bool) -> Clause:
        facet = FACET.get(name[1])
        if not facet:
            known = [*filter(None, FACET), AT]
            hint = f"the facets are {', '.join(known)}; put words in quotes to find them"
            hint = suggest(name[1], known) or hint
            raise ViewError(f"there is no facet '{name[1]}'", name.start(1), hint)
        self.position = name.end()
        values = []
        while True:
            start = self.position
            value = self._parse_value()
            quoted_date = facet.names == "dates" and self.text.startswith('"', start)  # its errors have columns
            values.append(_resolve_value(self.dossier, facet.name, value, start + quoted_date))
            if not self._skip(","):
                break
        if not self._at_end_of_item():
            raise ViewError("after a quoted value comes a comma or a blank", self.position)
        return Clause(facet.name, tuple(values), negated)

    def _parse_value(self) -> str:
        start = self.position
        if self.text.startswith('"', start):
            value = self._parse_quoted()
        else:
            while not self._at_end_of_item() and self.text[self.position] != ",":
                if self.text[self.position] == '"':
                    raise ViewError(
                        "a value that holds a quotation mark goes in quotes", self.position, 'write it as \\"'
                    )
                self.position += 1
            value = self.text[start : self.position]
        if not value:
            raise ViewError("a value is missing here", start)
        return value

    def _parse_cursor(self) -> str:
        start = self.position
        value = unicodedata.normalize("NFC", self._parse_value())
        if not self._at_end_of_item():
            raise ViewError("at: takes one id", self.position)
        if value not in self.dossier.by_id:
            raise ViewError(f"nothing has the id '{value}'", start, suggest(value, self.dossier.by_id))
        return value


def _resolve_value(dossier: Dossier, name: str, value: str, column: int) -> str:
    """Return the value as the facet knows it: a person's id for a name, a date that can be read, a known tag."""
    facet = FACET[name]
    if facet.names == "people":
        return _find_person(dossier, value, column)
    if facet.names == "dates":
        return _check_date(dossier, value, column)
    if not facet.names and not facet.options:
        return value
    known = facet.known_values(dossier)
    if facet.names and value not in known:
        value = unicodedata.normalize("NFC", value)
    if value not in known:
        hint = suggest(value, known) or (f"there are {', '.join(known)}" if len(known) < 9 else "")
        raise ViewError(f"no {name} '{value}'", column, hint)
    return value


def _check_date(dossier: Dossier, value: str, column: int) -> str:
    if value == UNDATED:
        return value
    try:
        parse_date(value, dossier.info.timezone)
    except DateError as error:
        unclosed = value.startswith("[") and not value.endswith("]")
        hint = f"{error.hint}; a set that holds commas goes in quotes" if unclosed else error.hint
        raise ViewError(error.message, column + error.column, hint) from None
    return value


def _find_person(dossier: Dossier, value: str, column: int) -> str:
    """Return the id of the person with the id `value`, else with the folded name or alias `value`."""
    for id in (value, unicodedata.normalize("NFC", value)):
        if id in dossier.person_of:
            return id
    folded = fold(value).strip()
    named = [id for id, names in dossier.folded_names.items() if folded in map(str.strip, names)]
    if len(named) == 1:
        return named[0]
    if named:
        raise ViewError(f"'{value}' is the name of {' and '.join(named)}", column, "write the id of the one you mean")
    known = {name: person.id for person in dossier.people for name in (person.id, person.name, *person.aliases)}
    raise ViewError(f"no person '{value}'", column, suggest(value, known))
