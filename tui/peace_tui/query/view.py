r"""The view: a set of clauses and a cursor, everything needed to show a screen again; and the string it is written as.

    view   = item *(SP item)
    item   = ["-"] facet ":" value *("," value)  |  ["-"] word  |  ["-"] '"' phrase '"'  |  "at:" id
    value  = word | '"' any text with \" and \\ '"'

`parse(format_view(view), dossier) == view` for every view of the dossier.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final

from peace_tui.edtf.grammar import DateError
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.query.facets import FACET, FACETS, FREE, UNDATED
from peace_tui.text.folding import fold
from peace_tui.text.messages import suggest

ORDER: Final = {facet.name: place for place, facet in enumerate(FACETS)}
"""The place of each facet in the canonical view string."""
AT: Final = "at"
NAMED: Final = re.compile(r"([^\W\d_]+):")
"""How an item begins that names a facet, known or not; a free word that looks like it is written in quotes."""
QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"', re.DOTALL)


class ViewError(ValueError):
    """A view string that cannot be read.

    Attributes:
        message: What is wrong.
        hint: How to mend it; may be empty.
        column: Where, in characters from the start of the string, from 0.
    """

    def __init__(self, message: str, column: int, hint: str = "") -> None:
        """Say what is wrong at `column` of the view string."""
        super().__init__(message)
        self.message, self.hint, self.column = message, hint, column


@dataclass(frozen=True, slots=True)
class Clause:
    """One facet with its chosen values, any of which matches; a negated one passes what does not match."""

    facet: str
    values: tuple[str, ...]
    negated: bool = False

    def __post_init__(self) -> None:
        """Refuse what no view string can say; keep each value once."""
        if self.facet not in FACET:
            raise ValueError(f"{self.facet!r} is not a facet")
        if not self.values or not all(self.values) or (self.facet == FREE and len(self.values) > 1):
            raise ValueError(f"{self.values!r} are not the values of a clause")
        object.__setattr__(self, "values", tuple(dict.fromkeys(self.values)))

    def __str__(self) -> str:
        """Write the clause as a view string does."""
        sign = "-" if self.negated else ""
        if self.facet == FREE:
            return sign + _written(self.values[0], free=True)
        return f"{sign}{self.facet}:{','.join(map(_written, self.values))}"


@dataclass(frozen=True, slots=True)
class View:
    """A set of clauses, kept in canonical order, and the id of the record under the cursor."""

    clauses: tuple[Clause, ...] = ()
    at: str | None = None

    def __post_init__(self) -> None:
        """Put the clauses in the order of the facets, each once."""
        ordered = sorted(dict.fromkeys(self.clauses), key=lambda clause: ORDER[clause.facet])
        object.__setattr__(self, "clauses", tuple(ordered))

    def __str__(self) -> str:
        """Write the canonical view string."""
        return format_view(self)

    def having(self, facet: str, negated: bool = False) -> tuple[Clause, ...]:
        """Return the clauses of a facet, positive or negated."""
        return tuple(c for c in self.clauses if c.facet == facet and c.negated == negated)

    def toggled(self, facet: str, value: str, negated: bool = False) -> View:
        """Pin `value`, or let it go where it is pinned already.

        Positive pins of one facet stand in one clause (any of them matches); each negation is a clause of its own.
        """
        clauses = self.having(facet, negated)
        if any(value in clause.values for clause in clauses):
            return self.without(facet, value, negated)
        if negated or not clauses:
            return replace(self, clauses=(*self.clauses, Clause(facet, (value,), negated)))
        wider = replace(clauses[0], values=(*clauses[0].values, value))
        return self.with_clause(clauses[0], wider)

    def without(self, facet: str, value: str, negated: bool = False) -> View:
        """Return the view with `value` taken out of the clauses of a facet."""
        view = self
        for clause in self.having(facet, negated):
            left = tuple(v for v in clause.values if v != value)
            view = view.with_clause(clause, replace(clause, values=left) if left else None)
        return view

    def with_clause(self, old: Clause, new: Clause | None) -> View:
        """Return the view with one clause put in another's place, or taken out."""
        changed = (new if clause == old else clause for clause in self.clauses)
        return replace(self, clauses=tuple(clause for clause in changed if clause))


def format_view(view: View) -> str:
    """Write a view canonically: facets in the order of the contract, then free text, then `at:`."""
    items = [str(clause) for clause in view.clauses]
    return " ".join([*items, f"{AT}:{view.at}"] if view.at else items)


def _written(value: str, free: bool = False) -> str:
    plain = not re.search(r'[\s"]', value)
    if plain and (not value.startswith("-") and not NAMED.match(value) if free else "," not in value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def parse_view(text: str, dossier: Dossier) -> View:
    """Read a view string against the dossier whose people, events, sources and tags it names.

    Raises:
        ViewError: The string is not a view of this dossier; says where, and the nearest facet or id.
    """
    return _Parser(text, dossier).view()


class _Parser:
    """Reads one view string from left to right."""

    def __init__(self, text: str, dossier: Dossier) -> None:
        self.text = text
        self.dossier = dossier
        self.place = 0

    def view(self) -> View:
        clauses: list[Clause] = []
        at: str | None = None
        while self._skip_blanks():
            start = self.place
            negated = self._take("-")
            name = NAMED.match(self.text, self.place)
            if name and name[1] == AT:
                if negated or at:
                    raise ViewError("at: places one cursor; it can be neither negated nor repeated", start)
                self.place = name.end()
                at = self._cursor()
            elif name:
                clauses.append(self._clause(name, negated))
            else:
                clauses.append(Clause(FREE, (self._free(),), negated))
        return View(tuple(clauses), at)

    def _skip_blanks(self) -> bool:
        while self.place < len(self.text) and self.text[self.place].isspace():
            self.place += 1
        return self.place < len(self.text)

    def _take(self, character: str) -> bool:
        taken = self.text.startswith(character, self.place)
        self.place += taken
        return taken

    def _at_end_of_item(self) -> bool:
        return self.place == len(self.text) or self.text[self.place].isspace()

    def _free(self) -> str:
        start = self.place
        if self.text.startswith('"', start):
            value = self._quoted()
            if not self._at_end_of_item():
                raise ViewError("a phrase ends with its quotation mark", self.place, "put a blank after it")
        else:
            while not self._at_end_of_item():
                self.place += 1
            value = self.text[start : self.place]
        if not value:
            raise ViewError("there are no words here to look for", start, "write a word, or a phrase in quotes")
        return value

    def _quoted(self) -> str:
        match = QUOTED.match(self.text, self.place)
        if not match:
            raise ViewError("this quotation mark is not closed", self.place, 'end the phrase with "')
        self.place = match.end()
        return re.sub(r'\\(["\\])', r"\1", match[1])

    def _clause(self, name: re.Match[str], negated: bool) -> Clause:
        facet = FACET.get(name[1])
        if not facet:
            known = [*filter(None, FACET), AT]
            hint = f"the facets are {', '.join(known)}; put words in quotes to find them"
            hint = suggest(name[1], known) or hint
            raise ViewError(f"there is no facet '{name[1]}'", name.start(1), hint)
        self.place = name.end()
        values = []
        while True:
            start = self.place
            value = self._value()
            inside = facet.names == "dates" and self.text.startswith(
                '"', start
            )  # a date tells where in it the error is
            values.append(_resolved(self.dossier, facet.name, value, start + inside))
            if not self._take(","):
                break
        if not self._at_end_of_item():
            raise ViewError("after a quoted value comes a comma or a blank", self.place)
        return Clause(facet.name, tuple(values), negated)

    def _value(self) -> str:
        start = self.place
        if self.text.startswith('"', start):
            value = self._quoted()
        else:
            while not self._at_end_of_item() and self.text[self.place] != ",":
                if self.text[self.place] == '"':
                    raise ViewError("a value that holds a quotation mark goes in quotes", self.place, 'write it as \\"')
                self.place += 1
            value = self.text[start : self.place]
        if not value:
            raise ViewError("a value is missing here", start)
        return value

    def _cursor(self) -> str:
        start = self.place
        value = unicodedata.normalize("NFC", self._value())
        if not self._at_end_of_item():
            raise ViewError("at: takes one id", self.place)
        if value not in self.dossier.by_id:
            raise ViewError(f"nothing has the id '{value}'", start, suggest(value, self.dossier.by_id))
        return value


def _resolved(dossier: Dossier, name: str, value: str, column: int) -> str:
    """Return the value as the facet knows it: a person's id for a name, a date that can be read, a known tag."""
    facet = FACET[name]
    if facet.options:
        known: Collection[str] = facet.options
    elif facet.names == "people":
        return _person(dossier, value, column)
    elif facet.names == "dates":
        return _date(dossier, value, column)
    elif facet.names:
        known = dossier.names(facet.names)
        value = value if value in known else unicodedata.normalize("NFC", value)
    else:
        return value
    if value not in known:
        hint = suggest(value, known) or (f"there are {', '.join(known)}" if len(known) < 9 else "")
        raise ViewError(f"no {name} '{value}'", column, hint)
    return value


def _date(dossier: Dossier, value: str, column: int) -> str:
    if value == UNDATED:
        return value
    try:
        parse_date(value, dossier.info.timezone)
    except DateError as error:
        unclosed = value.startswith("[") and not value.endswith("]")
        hint = f"{error.hint}; a set that holds commas goes in quotes" if unclosed else error.hint
        raise ViewError(error.message, column + error.column, hint) from None
    return value


def _person(dossier: Dossier, value: str, column: int) -> str:
    """Return the id of the person whom `value` names: an id first, else a name or any alias, folded."""
    for id in (value, unicodedata.normalize("NFC", value)):
        if id in dossier.person_of:
            return id
    sought = fold(value).strip()
    named = [id for id, names in dossier.folded_names.items() if sought in map(str.strip, names)]
    if len(named) == 1:
        return named[0]
    if named:
        raise ViewError(f"'{value}' is the name of {' and '.join(named)}", column, "write the id of the one you mean")
    known = {name: person.id for person in dossier.people for name in (person.id, person.name, *person.aliases)}
    raise ViewError(f"no person '{value}'", column, suggest(value, known))
