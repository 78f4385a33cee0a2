"""The warnings of `check`, one rule each: what authors should look at again.

A warning is something to look at, not a verdict. The author silences one with `checked = ["its-rule"]` on the record
(`true` silences all), or on `[dossier]` for the complete file. One that may follow from an error is held back until
that is fixed. Only `check` computes warnings; no other command waits.
"""

from __future__ import annotations

import re
import shlex
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import combinations
from typing import Any, Final, TypeAlias

from peace_tui.lint.duplicates import find_likely_duplicates
from peace_tui.loading.diagnostics import (
    INVALID,
    MAX_LISTED,
    MAX_SUGGESTED,
    WARNING,
    Finding,
    KeyPath,
    find_named_ids,
    known_fields,
)
from peace_tui.loading.document import TOP_LEVEL
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import Reference, References, Tables
from peace_tui.model.records import (
    ARCHIVE_KEY,
    ARRAYS,
    DISAGREEMENTS,
    RENAMED,
    VERBATIM,
    Quote,
    Version,
    is_silenced,
    table_fields,
)
from peace_tui.text.folding import RECORD_SEPARATOR, fold_records
from peace_tui.text.messages import count_words, find_nearest, suggest
from peace_tui.text.terminal_safe import preview

CHECKED_KEY: Final = "checked"
"""The key with which an author silences warnings."""
AGREED_KEY: Final = "agreed"
"""The key with which an author silences disagreements."""
RENAMED_RULE: Final = "renamed-key"
"""The rule that cannot be silenced: the keys that do so are among those it finds."""
NOT_FOUND_RULE: Final = "not-found"
"""The rule of `check --verify`, which is silenced in the same way: a version is not in the text of its source."""
LOCATOR_RULE: Final = "wrong-locator"
"""Another one: the locator of a version names another paragraph than where its words are."""
MAX_EXCERPT_WORDS: Final = 300
"""How many words of one source are an excerpt. The Society of Authors and the Publishers Association of the United
Kingdom considered 400 words in one extract, and 300 in one of several, fair dealing in criticism and review; no law has
a number, so that only versions that are longer than the lower of these get a warning."""
MIN_COPIED_WORDS: Final = 12
"""How many words of a speaker, identical in two outlets, suggest that one copied them from the other."""
MIN_COPIED_EDITED_WORDS: Final = 6
"""How many are enough where the outlet edited them: in its own words, or with brackets or cuts."""
EDITORIAL_MARKS: Final = ("[", "]", "…", "...")
"""Brackets and ellipses, which show that the outlet edited the words."""
MIN_COMPARED_KEY: Final = len("x_") + 4
"""How long a key of the author's own must be to be taken for a misspelled one: shorter ones are near by chance."""
MAX_COMPARED_VERSIONS: Final = 30
"""How many versions with the same words are compared with one another."""

NAMING_KEYS: Final = ("name", "short", "title", "container_title")
"""The keys of what people write in place of the id of a record, besides its aliases."""

RuleWarnings: TypeAlias = "Iterator[tuple[KeyPath, str, str, tuple[Any, ...]]]"
"""For each warning its path, the message, the hint, and the records on which it can be silenced."""


class LintContext:
    """What the rules check: the dossier of a file, its records (some may be invalid), its tables and errors."""

    def __init__(
        self,
        dossier: Dossier,
        records: Mapping[str, Sequence[Any]],
        document: Mapping[str, Any],
        errors: Sequence[Finding] = (),
    ) -> None:
        """Check these."""
        self.dossier, self.records, self.document, self.errors = dossier, records, document, errors
        self.has_unknown_tables = any(len(error.path) == 1 and error.path[0] not in TOP_LEVEL for error in errors)
        """Whether tables have a name that is none of the format, so that what they are meant for has them not."""

    def readable(self, kind: str) -> Iterator[tuple[KeyPath, Any]]:
        """Yield the valid records of an array, each with its path."""
        records = enumerate(self.records[kind])
        yield from (((kind, number), record) for number, record in records if record is not INVALID)

    def unused(self, kind: str) -> Iterator[tuple[KeyPath, Any]]:
        """Yield the readable records to which none refers; those of included files may be for another dossier.

        One that a reference with an error may mean is left out.
        """
        own = min((first[kind] for first in self.dossier.included.values()), default=len(self.records[kind]))
        meant, kinds = self.meant_by_errors
        used = self.referenced | meant
        for path, record in self.readable(kind) if kind not in kinds else ():
            if isinstance(path[1], int) and path[1] < own and record.id not in used:
                yield path, record

    @cached_property
    def meant_by_errors(self) -> tuple[set[str], set[str]]:
        """What wrong references may mean: ids near to what they say, and arrays of which any record may be meant."""
        ids: set[str] = set()
        kinds: set[str] = set(ARRAYS) if self.has_unknown_tables else set()
        names = {kind: _names_of(self.document.get(kind)) for kind in ARRAYS}
        for number, error in enumerate(self.errors):
            for kind, value in _find_broken_references(self.document, error.path):
                known = names[kind] if kind else {name: id for each in names.values() for name, id in each.items()}
                words = [word.strip() for each in _strings(value) for word in re.split("[,;]", each)]
                near = [number < MAX_SUGGESTED and known.get(find_nearest(word, known), "") for word in words]
                ids.update(id for id in near if id)
                if kind and not (near and all(near)):
                    kinds.add(kind)
        return ids, kinds

    @cached_property
    def repeated_ids(self) -> set[str]:
        """The ids that several records have, which is an error."""
        tables = [table for kind in ARRAYS for table in _dicts(self.document.get(kind))]
        ids = Counter(id for table in tables if isinstance(id := table.get("id"), str))
        return {id for id, count in ids.items() if count > 1}

    @cached_property
    def tables(self) -> list[tuple[KeyPath, Mapping[str, Any], tuple[Any, ...]]]:
        """Each table that could be read, with its path, its record, and the record that this is inside."""
        found: list[tuple[KeyPath, Mapping[str, Any], tuple[Any, ...]]] = []
        info = self.document.get("dossier")
        records: list[tuple[KeyPath, Any, Any]]
        records = [(("dossier",), info, self.dossier.info)] if isinstance(info, dict) else []
        records += [
            (path, self.document[kind][path[1]], record) for kind in ARRAYS for path, record in self.readable(kind)
        ]
        for path, table, record in records:
            found.append((path, table, (record,)))
            for name, field in type(record).FIELDS.items():
                # where [dossier] is wrong its record is empty, and what stands there may be anything
                if name in table and isinstance(field.shape, Tables) and (inner := getattr(record, name)):
                    for number, (each, one) in enumerate(zip(table[name], inner, strict=True)):
                        found.append(((*path, name, number), each if isinstance(each, dict) else {}, (one, record)))
        return found

    @property
    def is_reference_list(self) -> bool:
        """Whether there are no events, quotes and claims, and so no records that refer to people and sources."""
        return not any(self.records[kind] for kind in ("events", "quotes", "claims"))

    @cached_property
    def referenced(self) -> set[str]:
        """Every id to which a record refers, even an invalid record."""
        return find_named_ids(self.document)

    @cached_property
    def named_in_via(self) -> set[str]:
        """The sources that a `via` names, if only by their titles or outlets."""
        from peace_tui.provenance.sources import SourceGraph  # asked only of sources that nothing else refers to

        graph = SourceGraph.for_dossier(self.dossier)
        steps = {step for quote in self.dossier.quotes for version in quote.versions for step in version.via}
        return set().union(*map(graph.find_named, steps))


def _find_broken_references(document: Mapping[str, Any], path: KeyPath) -> Iterator[tuple[str, Any]]:
    """Yield what may be meant to refer to a record at the path of an error: an array (`` for any), and what is written.

    That is None for a reference that is missing.
    """
    of: Any = ARRAYS.get(str(path[0]))
    value: Any = document
    for step in path:
        is_there = step in value if isinstance(value, dict) else isinstance(value, list)
        value = value[step] if is_there else None
    shape: Any = Tables(of) if of else None
    for name in path[2::2]:
        key = known_fields(shape.of).get(str(name)) if isinstance(shape, Tables) else None
        shape = key.shape if key else None
        if key is None:
            yield "", value
    if isinstance(shape, Reference | References):
        yield shape.kind, value
    elif isinstance(shape, Tables):
        for name, key in table_fields(shape.of).items():
            if isinstance(key.shape, Reference) and key.required and isinstance(value, dict) and name not in value:
                yield key.shape.kind, None


def _names_of(tables: Any) -> dict[str, str]:
    """Return the ids of tables by whatever is written in place of them."""
    named: dict[str, str] = {}
    for table in _dicts(tables):
        if isinstance(id := table.get("id"), str):
            aliases = table.get("aliases")
            names = [id, *map(table.get, NAMING_KEYS), *(aliases if isinstance(aliases, list) else ())]
            named.update((name, id) for name in names if isinstance(name, str))
    return named


def _dicts(tables: Any) -> list[dict[str, Any]]:
    return [table for table in tables if isinstance(table, dict)] if isinstance(tables, list) else []


def _strings(value: Any) -> list[str]:
    """Return the strings in a value."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [value] if isinstance(value, str) else [string for each in inner for string in _strings(each)]


def find_warnings(
    dossier: Dossier,
    records: Mapping[str, Sequence[Any]],
    document: Mapping[str, Any],
    errors: Sequence[Finding] = (),
    progress: Callable[[float], None] = lambda part: None,
) -> Iterator[Finding]:
    """Yield the warnings about a file that the author has not silenced, of each rule the first `MAX_LISTED`.

    The last of them has the number of the others; `progress` is called with the part that is done.
    """
    context = LintContext(dossier, records, document, errors)
    for number, (rule, look) in enumerate(RULES.items()):
        progress(number / len(RULES))
        listed: list[Finding] = []
        unlisted = 0
        for path, message, hint, about in look(context):
            if rule != RENAMED_RULE:
                if is_silenced(CHECKED_KEY, rule, (dossier.info, *about)):
                    continue
                hint = f'{hint}; or {CHECKED_KEY} = ["{rule}"] if this is intended'
            if len(listed) < MAX_LISTED:
                listed.append(Finding(path, message, hint, WARNING, at_key=True))
            else:
                unlisted += 1
        if unlisted:
            listed[-1] = listed[-1]._replace(unlisted=unlisted)
        yield from listed


def _check_no_source(context: LintContext) -> RuleWarnings:
    for path, quote in context.readable("quotes") if not context.has_unknown_tables else ():
        if not quote.versions:
            yield (
                path,
                "no source prints this quote",
                'add source = "…", or [[quotes.versions]] with source and text',
                (quote,),
            )


def _check_unused_source(context: LintContext) -> RuleWarnings:
    if context.is_reference_list:
        return  # a bibliography, whose sources are used elsewhere
    for path, source in context.unused("sources"):
        hint = "name it where it is quoted, or remove it"
        if source.id not in context.named_in_via:
            yield path, f"the source '{source.id}' is never used", hint, (source,)


def _check_unmentioned_person(context: LintContext) -> RuleWarnings:
    if context.is_reference_list:
        return
    for path, person in context.unused("people"):
        hint = "name them in who, to, about or involved, or remove them"
        yield path, f"{preview(person.name)} ('{person.id}') is never mentioned", hint, (person,)


def _check_same_person(context: LintContext) -> RuleWarnings:
    people = [*context.readable("people")]
    for first, second in find_likely_duplicates([person for _, person in people]):
        (_, one), (path, other) = people[first], people[second]
        if one.id == other.id:
            continue
        same = "the same person as" if one.kind == other.kind == "person" else "the same as"
        message = f"{preview(other.name)} ('{other.id}') may be {same} {preview(one.name)} ('{one.id}')"
        files = (context.dossier.path, *context.dossier.beside)
        command = f"peace-tui merge {' '.join(map(shlex.quote, (one.id, other.id, *files)))}"
        yield path, message, f"if so, {command} merges them", (one, other)


def _check_outside_event(context: LintContext) -> RuleWarnings:
    if any(error.path[0] == "dossier" for error in context.errors):
        return  # the time zone of its dates may be wrong
    for path, quote in context.readable("quotes"):
        event = context.dossier.event_of.get(quote.event) if quote.event not in context.repeated_ids else None
        if event and event.date and quote.date and not quote.date.overlaps(event.date):
            message = f"the quote is dated {quote.date.words()}, its event '{event.id}' {event.date.words()}"
            yield (
                (*path, "date"),
                message,
                "fix the one that is wrong, or give the quote an event of its own",
                (quote, event),
            )


def _check_long_version(context: LintContext) -> RuleWarnings:
    for path, quote, number, version in _each_version(context):
        if quote.mode == "transcript":
            continue  # it has all that was said
        if len(version.text) < 2 * MAX_EXCERPT_WORDS:
            continue  # a word is two characters at the least, with the space or as two letters of a script without
        if (length := count_words(version.text)) > MAX_EXCERPT_WORDS:
            at = _path_of(context, path, number, "text")
            message = f"{length} words of '{version.source}' are more than an excerpt ({MAX_EXCERPT_WORDS})"
            yield at, message, "quote the part that matters, or make several quotes of it", (version, quote)


def _each_version(context: LintContext) -> Iterator[tuple[KeyPath, Quote, int, Version]]:
    for path, quote in context.readable("quotes"):
        for number, version in enumerate(quote.versions):
            yield path, quote, number, version


def _path_of(context: LintContext, path: KeyPath, number: int, key: str) -> KeyPath:
    """Return the path of a key of a version, which is on the quote itself where the quote has one source."""
    inside = "versions" in context.document["quotes"][path[1]]
    return (*path, "versions", number, key) if inside else (*path, key)


def _check_no_based_on(context: LintContext) -> RuleWarnings:
    """Find two sources that print identical words, although nothing says that one has them from the other.

    Outlets that heard the same speech print the same words; so they must be many, or edited, and a pair of sources is
    reported once. A version with `via` says where its words are from.
    """
    if INVALID in context.records["sources"]:
        return  # what it is based on is not known
    printed: dict[bytes, list[tuple[KeyPath, Quote, int, Version]]] = {}
    versions = [*_each_version(context)]
    texts = fold_records([[version.text] for *_, version in versions]).split(RECORD_SEPARATOR.encode())
    for found, text in zip(versions, texts, strict=False):  # of none at all there is one empty text
        printed.setdefault(text.strip(), []).append(found)
    reported: set[frozenset[str]] = set()
    for alike in printed.values():
        by_source = {found[3].source: found for found in reversed(alike[:MAX_COMPARED_VERSIONS])}
        for (_, quote, _, one), (path, twin, number, other) in combinations(reversed(by_source.values()), 2):
            pair = frozenset((one.source, other.source))
            if pair in reported or not _may_be_copied(quote, one) or not _may_be_independent(one, other, context):
                continue
            reported.add(pair)
            sources = (context.dossier.source_of.get(id) for id in pair)
            message = f"'{other.source}' prints the same passage of {count_words(one.text)} words as '{one.source}'"
            hint = "add based_on to the source that has them from the other, or via to both versions"
            at = _path_of(context, path, number, "source")
            yield at, message, hint, (quote, twin, one, other, *sources)


def _may_be_copied(quote: Quote, version: Version) -> bool:
    edited = quote.mode not in VERBATIM or any(mark in version.text for mark in EDITORIAL_MARKS)
    return count_words(version.text) >= (MIN_COPIED_EDITED_WORDS if edited else MIN_COPIED_WORDS)


def _may_be_independent(one: Version, other: Version, context: LintContext) -> bool:
    """Tell whether two versions have different origins as far as the dossier says, and one of them has no `via`."""
    if one.via and other.via:
        return False
    from peace_tui.provenance.sources import SourceGraph, find_origins  # only two that print the same need it

    return len(find_origins(SourceGraph.for_dossier(context.dossier), (one, other))) > 1


def _check_strange_rule(context: LintContext) -> RuleWarnings:
    for path, table, about in context.tables:
        given = vars(about[0])
        for key, what in ((CHECKED_KEY, "warning"), (AGREED_KEY, "disagreement")):
            if key not in given or given[key] is True:
                continue
            for rule in given[key]:
                if rule not in (known := _rules_of(key)):
                    hint = suggest(rule, known) or f"the {what}s are {', '.join(known)}"
                    written = key if key in table else f"x_{key}"
                    yield (*path, written), f"there is no {what} '{preview(rule)}'", hint, ()


def _rules_of(key: str) -> tuple[str, ...]:
    """Return the names that may stand at `checked` or `agreed`."""
    return (*RULES, NOT_FOUND_RULE, LOCATOR_RULE) if key == CHECKED_KEY else DISAGREEMENTS


def _check_renamed_key(context: LintContext) -> RuleWarnings:
    for path, table, about in context.tables:
        for name in filter(table.__contains__, RENAMED):
            if (new := RENAMED[name]) in type(about[0]).FIELDS:
                hint = "rename it"
                if new in table:
                    hint = f"{new} is there as well and takes precedence; remove {name}"
                elif name in about[0].extra:
                    hint = "part of it cannot be read: correct that, then rename it"
                yield (*path, name), f"{name} is now called {new}", hint, ()


def _check_strange_key(context: LintContext) -> RuleWarnings:
    """Find keys of the author's own that are one letter from a key which the program reads."""
    extras: list[tuple[KeyPath, Any, tuple[str, ...], tuple[Any, ...]]] = [
        ((), context.document, ("dossier", *ARRAYS), ()),
        *(
            (path, about[0].extra, (*table_fields(type(about[0])),), about)
            for path, _, about in context.tables
            if about[0].extra
        ),
    ]
    for path, own, names, about in extras:
        known = [f"x_{name}" for name in names] + ([ARCHIVE_KEY] if path[:1] == ("sources",) else [])
        for name in own:
            if not name.startswith("x_") or name in known or len(name) < MIN_COMPARED_KEY:
                continue
            if near := next((each for each in known if _is_one_letter_off(name, each)), ""):
                meant = near if near == ARCHIVE_KEY else near.removeprefix("x_")
                hint = f"if you mean that, write {meant}"
                yield (*path, name), f"{preview(name)} is one letter from {meant}", hint, about


def _is_one_letter_off(word: str, other: str) -> bool:
    """Tell whether one letter was left out, added, changed, or swapped with the next."""
    start = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, others = word[start:], other[start:]
    swapped = rest[1::-1] == others[:2] and rest[2:] == others[2:]
    return swapped or rest[1:] == others or rest == others[1:] or rest[1:] == others[1:]


RULES: Final[dict[str, Callable[[LintContext], RuleWarnings]]] = {
    "no-source": _check_no_source,
    "unused-source": _check_unused_source,
    "unmentioned-person": _check_unmentioned_person,
    "same-person": _check_same_person,
    "outside-event": _check_outside_event,
    "long-version": _check_long_version,
    "no-based-on": _check_no_based_on,
    "strange-rule": _check_strange_rule,
    RENAMED_RULE: _check_renamed_key,
    "strange-key": _check_strange_key,
}
"""The rules by name, with which they can be silenced."""
