"""What an export says of itself, at its foot: which dossier and view it shows, how much of it, and what is omitted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from peace_tui import __version__
from peace_tui.model.fields import Record
from peace_tui.model.records import KIND_NAMES
from peace_tui.model.values import ROLES, role_names
from peace_tui.query.discounts import find_discounted, find_losses, find_times
from peace_tui.query.selection import KINDS, Selection
from peace_tui.text.messages import format_count, join_words

DOSSIER: Final = "dossier"
"""What stands beside the kinds of records for what a dossier says of itself."""
OWN_KEYS: Final = "x_*"
"""All of the author's own keys of a record."""
ALL_KEYS: Final = "all"
"""In place of the keys of a kind: every one."""


@dataclass(frozen=True, slots=True)
class ProvenanceNote:
    """Where an export comes from. It holds no time of day: the same dossier and view give the same bytes."""

    title: str
    view: str
    """The view string; empty where everything is shown."""
    counts: dict[str, tuple[int, int]]
    """For each kind of record how many pass, and how many the dossier has."""
    omissions: tuple[str, ...]
    """What passes the view and yet is not in the export, or not as it was, since the format has no place for it."""
    digest: str
    """The SHA-256 of the dossier's bytes, in hexadecimal; empty for one that was not read from anywhere."""
    program: str = f"peace-tui {__version__}"
    losses: tuple[tuple[str, str], ...] = ()
    """For each clause that leaves sources out: without which, and what falls along."""
    times: tuple[tuple[str, str], ...] = ()
    """For each clause that asks what was in print at a time: when, and which sources were."""

    def items(self) -> Iterator[tuple[str, str]]:
        """Yield each label and the words that belong to it."""
        yield "Dossier", self.title
        yield "View", self.view or "everything"
        yield from (*self.losses, *self.times)
        yield "Shown", ", ".join(_share(kind, *count) for kind, count in self.counts.items() if count[1])
        yield "Left out or changed", "; ".join(self.omissions) or "nothing"
        if self.digest:
            yield "Dossier's SHA-256", self.digest
        yield "Made with", self.program

    def lines(self) -> Iterator[str]:
        """Yield the note as lines of plain text."""
        for label, text in self.items():
            yield f"{label}: {text}"

    def as_dict(self) -> dict[str, Any]:
        """Return the note as JSON takes it."""
        return {
            "dossier": self.title,
            "view": self.view,
            **({"falls_along": dict(self.losses)} if self.losses else {}),
            **({"in_print": dict(self.times)} if self.times else {}),
            "shown": {kind: {"shown": shown, "all": all} for kind, (shown, all) in self.counts.items()},
            "left_out": list(self.omissions),
            "sha256": self.digest or None,
            "program": self.program,
        }


def make_note(selection: Selection, omissions: Iterable[str]) -> ProvenanceNote:
    """Return the note of a selection in a format that has these omissions."""
    dossier = selection.dossier
    counts = {kind: (len(getattr(selection, kind)), len(getattr(dossier, kind))) for kind in KINDS}
    losses = tuple(
        (
            f"Without {' or '.join(loss.without)}",
            "; ".join(loss.parts_in_words()),
        )
        for loss in find_losses(dossier, selection.view.clauses)
    )
    times = tuple((f"By {each.time}", each.sources_in_words()) for each in find_times(dossier, selection.view.clauses))
    return ProvenanceNote(
        dossier.info.title, str(selection.view), counts, tuple(omissions), dossier.digest, losses=losses, times=times
    )


def _share(kind: str, shown: int, all: int) -> str:
    return f"{shown} of {all} {KIND_NAMES[kind] if all == 1 else kind}"


# --- What a format has no place for ---------------------------------------------------------------------------------


def find_unwritten(selection: Selection, written: Mapping[str, str]) -> list[str]:
    """Return what the records of a selection have that a format does not write, in a reader's words.

    Args:
        selection: What is exported. Eras and guided views are the dossier's, whatever the view.
        written: For each kind of record, and `DOSSIER`, the keys that the format writes, with spaces between; `x_*` for
            all keys of the author's own, `versions.note` for a key of a table in the record, `versions.*` for all of
            them but the author's own. A kind that is not named is not written at all.
    """
    records: dict[str, Iterable[Record]] = {DOSSIER: (selection.dossier.info,)}
    records |= {kind: getattr(selection, kind) for kind in KINDS}
    records |= {kind: getattr(selection.dossier, kind) for kind in ("eras", "views")}
    found = []
    for kind, of_kind in records.items():
        used = dict.fromkeys(key for record in of_kind for key in _used_keys(record))
        if not used:
            continue
        if kind not in written:
            found.append("what the dossier says of itself" if kind == DOSSIER else _count(kind, of_kind))
            continue
        if written[kind] == ALL_KEYS:
            continue
        keys = written[kind].split()
        rest = [key for key in used if _is_among(key, keys)]
        missing = _shorten(used, rest)
        label = f"of the {kind}" if kind == DOSSIER else f"of {_plural(kind)}"
        if not rest:
            found.append("what the dossier says of itself" if kind == DOSSIER else _count(kind, of_kind))
        elif len(missing) > len(rest):
            found.append(f"{label} all but {join_words(rest)}")
        elif missing:
            found.append(f"{label}: {', '.join(missing)}")
    return found


def find_bare_names(selection: Selection, roles: Iterable[str] = ROLES) -> list[str]:
    """Return how many names of editors and other `roles` have keys of their own, which a format with names lacks."""
    found = [names for source in selection.sources for role, names in role_names(source).items() if role in roles]
    count = sum(bool(name.extra) for names in found for name in names)
    rest = "has besides its parts" if count == 1 else "have besides their parts"
    return [f"what {format_count(count, 'name')} of editors and the like {rest}"] if count else []


def find_unnamed(selection: Selection, **named: Iterable[str]) -> list[str]:
    """Return how many records of a kind pass that a format does not name, given the ids of those that it names."""
    counts = {kind: len({each.id for each in getattr(selection, kind)}.difference(ids)) for kind, ids in named.items()}
    return [
        f"{format_count(count, KIND_NAMES[kind], _plural(kind))} not named in it"
        for kind, count in counts.items()
        if count
    ]


def count_uncounted(selection: Selection) -> list[str]:
    """Return how many passages a format leaves out that has only those that the view counts."""
    clauses = selection.view.clauses
    found = [
        (len(find_discounted(selection.dossier, quote, clauses)), len(quote.versions)) for quote in selection.quotes
    ]
    count = sum(gone for gone, all in found if gone < all)
    return [f"{format_count(count, 'passage')} not counted under this view"] if count else []


def _shorten(used: Iterable[str], written: Iterable[str]) -> list[str]:
    """Return the keys that are not written; of a table of which nothing is written only its name."""
    tables = {_table_of(key) for key in written}
    missing = [key for key in used if key not in written]
    return list(dict.fromkeys(key if _table_of(key) in tables else _table_of(key) for key in missing))


def _table_of(key: str) -> str:
    """Return the table that a key is in, or the key itself; one of the author's own may hold dots."""
    return key if key.startswith("x_") else key.partition(".")[0]


def _used_keys(record: Any, prefix: str = "") -> Iterator[str]:
    """Yield the keys that a record has, with those of the tables in it as `versions.note`."""
    for name in type(record).FIELDS:
        value = getattr(record, name)
        if value is None or value is False or value in ((), ""):
            continue
        tables = [each for each in value if isinstance(each, Record)] if isinstance(value, tuple) else []
        for table in tables:
            yield from _used_keys(table, f"{prefix}{name}.")
        if not tables:
            yield prefix + name
    yield from (prefix + name for name in record.extra)


def _is_among(key: str, keys: Iterable[str]) -> bool:
    """Tell whether a key is written: by itself, with all keys of its table, or as one of the author's own."""
    table, is_own, _ = f".{key}".partition(".x_")  # which may hold dots
    every = f"{table}.{OWN_KEYS}" if is_own else f".{key.rpartition('.')[0]}.*"
    return key in keys or every.lstrip(".") in keys


def _count(kind: str, records: Iterable[Record]) -> str:
    return format_count(len([*records]), KIND_NAMES[kind], _plural(kind))


def _plural(kind: str) -> str:
    return "guided views" if kind == "views" else kind
