"""What a reader has marked in a dossier for themselves: stars, notes and tags on records, and views with a name.

The dossier holds none of it. It is an input like the view: whoever asks what passes one hands it over with the dossier
([with_marks][peace_tui.model.dossier.Dossier.with_marks]).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final, NamedTuple

HASHTAG: Final = r"(?:^|(?<=\s))#(\S+)"
"""A tag among the words of a note."""


class Mark(NamedTuple):
    """What a reader has marked on a record."""

    starred: bool = False
    note: str = ""
    tags: tuple[str, ...] = ()
    name: str = ""
    """What the record was called when it was marked, for when it is gone."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing is marked."""
        return not (self.starred or self.note or self.tags)

    @property
    def words(self) -> str:
        """The note and the tags in one line, as they are typed."""
        return " ".join(filter(None, (self.note, *(f"#{tag}" for tag in self.tags))))

    @property
    def summary(self) -> str:
        """What is marked, in words that need no sign; nothing where nothing is."""
        return "; ".join(filter(None, ("starred" if self.starred else "", self.words)))

    def with_words(self, words: str) -> Mark:
        """Return a mark with the note and the tags that some words have, each word behind a `#` being a tag."""
        note = " ".join(re.sub(HASHTAG, "", words).split())
        return self._replace(note=note, tags=tuple(dict.fromkeys(re.findall(HASHTAG, words))))

    def united(self, other: Mark) -> Mark:
        """Return what is marked here or there, for two records that have become one."""
        notes = dict.fromkeys(filter(None, (self.note, other.note)))
        tags = dict.fromkeys((*self.tags, *other.tags))
        return Mark(self.starred or other.starred, "\n".join(notes), tuple(tags), self.name or other.name)


NO_MARK: Final = Mark()


class NamedView(NamedTuple):
    """A view that a reader has given a name."""

    view: str
    made_on: str = ""
    """The digest of the dossier on which it was made, or its beginning; empty where that was not known."""


EMPTY_MAPPING: Final[Mapping[str, Any]] = MappingProxyType({})


class Marks(NamedTuple):
    """What a reader has marked in one dossier."""

    by_id: Mapping[str, Mark] = EMPTY_MAPPING
    """The marks, by the id of the record, which may be gone."""
    views: Mapping[str, NamedView] = EMPTY_MAPPING
    """The views, by name."""

    def of(self, id: str | None) -> Mark:
        """Return what is marked on a record."""
        return self.by_id.get(id or "", NO_MARK)

    def with_mark(self, id: str, mark: Mark) -> Marks:
        """Return the marks with another one on a record; an empty one removes it."""
        others = {each: kept for each, kept in self.by_id.items() if each != id}
        return self._replace(by_id=others if mark.is_empty else {**others, id: mark})

    def with_view(self, name: str, view: NamedView | None) -> Marks:
        """Return the marks with another view of a name; None removes it."""
        others = {each: kept for each, kept in self.views.items() if each != name}
        return self._replace(views={**others, name: view} if view else others)

    def carried(self, old: str, new: str) -> Marks:
        """Return the marks after a record has got another id, or has become a part of another record."""
        if old not in self.by_id:
            return self
        united = self.of(new).united(self.of(old))
        return self.with_mark(old, NO_MARK).with_mark(new, united)

    def with_change(self, change: MarksChange) -> Marks:
        """Return the marks with what a change has made of others; what has become of a mark since then stays."""
        marks = self
        for id in change.ids:
            if self.of(id) == change.before.of(id):
                marks = marks.with_mark(id, change.after.of(id))
        for name in change.names:
            if self.views.get(name) == change.before.views.get(name):
                marks = marks.with_view(name, change.after.views.get(name))
        return marks


class MarksChange(NamedTuple):
    """A change of what a reader has marked, which can be reversed."""

    before: Marks
    after: Marks

    @property
    def reversed(self) -> MarksChange:
        """The change back."""
        return MarksChange(self.after, self.before)

    @property
    def ids(self) -> list[str]:
        """The records of which the mark has changed."""
        ids = dict.fromkeys((*self.before.by_id, *self.after.by_id))
        return [id for id in ids if self.before.of(id) != self.after.of(id)]

    @property
    def names(self) -> list[str]:
        """The names under which another view is kept, or none."""
        names = dict.fromkeys((*self.before.views, *self.after.views))
        return [name for name in names if self.before.views.get(name) != self.after.views.get(name)]


UNMARKED: Final = Marks()
