"""Two records of a dossier made into one, in its file.

Arrays are united, keys that only the second record has are taken over, the name of a person becomes an alias. Where
both say something else, the first holds, and what the second says is told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any, Final

from peace_tui.formats.toml_writer import format_pair, format_value
from peace_tui.lint.edits import Edit, Edited, EditError, Editor, get, known_fields
from peace_tui.loading.diagnostics import KeyPath
from peace_tui.model.fields import Reference, References, Shape, Strings, Tables
from peace_tui.model.records import ARRAYS, KIND_NAMES, SHORTHAND, Person, Quote
from peace_tui.text.terminal_safe import preview

MERGED_KINDS: Final = ("people", "sources", "events", "quotes")
"""The arrays of which two records can be merged."""
NOT_UNITED: Final = ("author", "authors")
"""Arrays that are one statement, and not several: of two of them one is kept."""


def merge_records(data: bytes, file: str, keep: str, drop: str) -> Edited:
    """Make one record of two: what the second says is added to the first, and what refers to it refers to the first.

    Raises:
        DossierError: The file has errors.
        EditError: They are no two records of one kind, or the result would have errors.
    """
    editor = Merger(data, file)
    keep, drop = (unicodedata.normalize("NFC", id) for id in (keep, drop))
    path, dropped = editor.find(keep), editor.find(drop)
    kind = str(path[0])
    if path == dropped:
        raise EditError(f"'{keep}' is the same record twice; name two")
    if kind != dropped[0]:
        kinds = f"{KIND_NAMES[kind]}, {KIND_NAMES[str(dropped[0])]}"
        raise EditError(f"'{keep}' and '{drop}' are of different kinds ({kinds}); name two records of one kind")
    if kind not in MERGED_KINDS:
        raise EditError(f"'{keep}' is a {KIND_NAMES[kind]}; only {', '.join(MERGED_KINDS)} can be merged")
    editor.remove_table(dropped)
    editor.replace_references(kind, drop, keep)
    editor.replace_in_views(kind, drop, keep, names_too=True)
    editor.remove_duplicates(path)
    editor.unite(path, get(editor.expected, dropped))
    return editor.finish(kind, drop, keep)


class Merger(Editor):
    """An editor of a document in which a record gets what another says."""

    def remove_duplicates(self, path: KeyPath) -> None:
        """Remove from arrays what two references that became one have made double, and from a record its own id."""
        arrays = {reference[:at] for reference in self.changed for at in range(3, len(reference), 2)}
        own = get(self.document, path)["id"]
        for array in sorted(arrays, key=lambda array: (-len(array), array)):
            if any(array[: len(gone)] == gone for gone in self.removed):
                continue
            items, left = get(self.expected, array), []
            for number, item in enumerate(items):
                if item in left or (array[: len(path)] == path and _refers_to(array, item, own)):
                    self.remove_table((*array, number))
                else:
                    left.append(item)

    def unite(self, path: KeyPath, other: Mapping[str, Any]) -> None:
        """Add to a record what a table says, and note what is left out."""
        of = ARRAYS[str(path[0])]
        kept, other = get(self.expected, path), dict(other)
        if of is Person and other["name"] != kept["name"]:
            other["aliases"] = [other["name"], *other.get("aliases", ())]
        added: dict[str, Any] = self._unite_versions(path, kept, other) if of is Quote else {}
        fields = known_fields(of)
        for name, value in other.items():
            shape = fields[name].shape if name in fields else None
            if name == "id" or (name == "name" and of is Person) or kept.get(name) == value:
                continue
            if isinstance(value, list) and _is_united(name, shape):
                new = [item for item in value if not _refers_to((*path, name), item, kept["id"])]
                self._add_items(path, name, new, added)
            elif name not in kept and (name not in fields or fields[name].default in (None, ())):
                added[name] = value
            elif name in kept or value != fields[name].default:
                self.left_out.append(preview(format_pair(name, value), 200))
        self.add_keys(path, added)

    def _unite_versions(self, path: KeyPath, kept: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
        """Make versions of what either quote says of its one source, where they do not say the same."""
        if "source" in other:
            other["versions"] = [_version_of(other)]
        for name in SHORTHAND:
            other.pop(name, None)
        if "source" not in kept or "versions" not in other:
            return {}
        own = _version_of(kept)
        more = [version for version in other.pop("versions") if version != own]
        if not more:
            return {}
        for name in SHORTHAND:
            if name in kept:
                self.remove_key((*path, name))
        return {"versions": [own, *more]}

    def _add_items(self, path: KeyPath, name: str, items: Sequence[Any], added: dict[str, Any]) -> None:
        """Add to an array of a record what it has not yet."""
        table = get(self.expected, path)
        there = table.get(name, [])
        known = [*there, *([table["name"]] if name == "aliases" else [])]
        new: list[Any] = []
        for item in items:
            if item not in known and item not in new:
                new.append(item)
        if not new:
            return
        if name not in table:
            added[name] = new
            return
        there += new
        array = (*path, name)
        span = self.positions.span(array)
        if span is None:
            self.insert(self.end_of_headers(path), self.format_tables(path, name, new))
            return
        first = len(there) - len(new)
        kept = [n for n in range(first) if (*array, n) not in self.removed]
        written = ", ".join(map(format_value, new))
        if kept:
            _, at = self.positions.span((*array, kept[-1])) or span
            self.edits.append(Edit(at, at, f", {written}"))
        else:
            self.edits.append(Edit(span[0] + 1, span[0] + 1, written))


def _refers_to(array: KeyPath, item: Any, id: str) -> bool:
    """Tell whether an element of an array inside a record, or a key of the table that it is, names a record."""
    if not isinstance(item, dict):
        return bool(item == id)
    of: type[Any] = ARRAYS[str(array[0])]
    for name in array[2::2]:
        of = known_fields(of)[str(name)].shape.of  # type: ignore[attr-defined]  # what holds tables
    return any(isinstance(key.shape, Reference) and item.get(name) == id for name, key in known_fields(of).items())


def _is_united(name: str, shape: Shape | None) -> bool:
    """Tell whether an array of two records becomes one with the elements of both."""
    if name in NOT_UNITED or (isinstance(shape, References) and shape.single):
        return False
    return isinstance(shape, Tables | References | Strings)


def _version_of(quote: Mapping[str, Any]) -> dict[str, Any]:
    """Return the version that a quote of one source stands for."""
    version = {"source": quote["source"], "text": quote["text"]}
    return version | ({"locator": quote["locator"]} if "locator" in quote else {})
