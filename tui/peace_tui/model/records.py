"""The records of a dossier: events, people, quotes, sources, claims, eras and guided views.

Names follow TEI (who, to, certainty), CSL (sources), schema.org and FollowTheMoney. Records hold what the file says
and nothing derived; what a quote inherits from its event is [Dossier][peace_tui.model.dossier.Dossier]'s to know.
Every record keeps its `x_*` keys in `extra`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final, Protocol

from peace_tui.edtf.spans import Date
from peace_tui.model.fields import (
    Choice,
    Declared,
    Id,
    Key,
    Length,
    Ref,
    Refs,
    Tables,
    Text,
    Texts,
    When,
    Whole,
    Zone,
    key,
)

FORMAT: Final = "peace-tui/1"

PERSON_KINDS: Final = ("person", "organization", "role", "anonymous")
EVENT_TYPES: Final = ("call", "meeting", "statement", "publication", "decision", "document", "other")
MODES: Final = ("direct", "indirect", "summary", "transcript")
VERBATIM: Final = ("direct", "transcript")
"""The modes in which the words are the speaker's; in any other they are the outlet's own, which differ by right."""
STATUSES: Final = ("asserted", "confirmed", "denied", "disputed", "retracted")
CERTAINTIES: Final = ("high", "medium", "low", "unknown")

LANGUAGE: Final = Text(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", "a BCP 47 language tag such as en or uk-UA")
NOTE: Final = "Why this reading, in the author's own words."
NO_EXTRA: Final[Mapping[str, Any]] = MappingProxyType({})


def own_keys() -> Any:
    """Declare the field for a record's `x_*` keys; by a factory, since Python 3.11 refuses such a default."""
    return field(default_factory=lambda: NO_EXTRA)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Info(Declared):
    """What a dossier says of itself."""

    id: str | None = key(Text(), "A short name for the dossier.")
    title: str = key(Text(), "The dossier's title.", required=True)
    language: str | None = key(LANGUAGE, "The language the dossier is written in (BCP 47).")
    timezone: str | None = key(Zone(), "The time zone of clock times that carry no offset (IANA name).")
    authors: tuple[str, ...] = key(Texts(), "Who wrote the dossier.")
    license: str | None = key(Text(), "The licence of the author's own words.")
    note: str | None = key(Text(), "What this is and what it leaves out.")
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Role(Declared):
    """An office a person holds or held."""

    title: str = key(Text(), "The office.", required=True)
    org: str | None = key(Text(), "The organization: the id of one in `people`, or its name.")
    date: Date | None = key(When(), "When it was held (EDTF).")
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Person(Declared):
    """Somebody who speaks, is spoken to or is spoken about: a person, organization, role or anonymous voice."""

    id: str = key(Id(), "The person's id.", required=True)
    name: str = key(Text(), "The name to show.", required=True)
    aliases: tuple[str, ...] = key(Texts(), "Other spellings and names.")
    kind: str = key(Choice(PERSON_KINDS), "What kind of speaker this is.", default="person")
    roles: tuple[Role, ...] = key(Tables(Role), "The offices held.")
    side: str | None = key(Text(), "The side the person stands on, in free words; groups and colours the list.")
    wikidata: str | None = key(Text(r"Q[0-9]+", "a Wikidata id such as Q42"), "The Wikidata id.")
    note: str | None = key(Text(), NOTE)
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Source(Declared):
    """Where words were printed, in CSL's names."""

    id: str = key(Id(), "The source's id.", required=True)
    type: str | None = key(Text(), "The CSL type, such as article-newspaper.")
    title: str | None = key(Text(), "The headline or title. This or container_title is required.")
    container_title: str | None = key(Text(), "The outlet, journal or site.")
    author: tuple[str, ...] = key(Texts(), "The authors.")
    publisher: str | None = key(Text(), "The publisher.")
    issued: Date | None = key(When(), "When it was published (EDTF).")
    accessed: Date | None = key(When(), "When it was read (EDTF).")
    language: str | None = key(LANGUAGE, "The language it is in (BCP 47).")
    url: str | None = key(Text(), "Its address.")
    based_on: tuple[str, ...] = key(Refs("sources"), "The sources it copies, translates or quotes.")
    note: str | None = key(Text(), NOTE)
    extra: Mapping[str, Any] = own_keys()

    @property
    def label(self) -> str:
        """The shortest honest name: the outlet, else the title."""
        return self.container_title or self.title or self.id


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Involvement(Declared):
    """One person's part in an event."""

    person: str = key(Ref("people"), "The person's id.", required=True)
    role: str | None = key(Text(), "The part taken, such as caller or host.")
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Event(Declared):
    """Something that happened, or was announced."""

    id: str = key(Id(), "The event's id.", required=True)
    type: str = key(Choice(EVENT_TYPES), "What kind of event this is.", default="other")
    title: str = key(Text(), "A neutral title in the author's own words.", required=True)
    summary: str | None = key(Text(), "What happened and who says so, in the author's own words.")
    date: Date | None = key(When(), "When it happened (EDTF); left out: undated.")
    duration: str | None = key(Length(), "How long it lasted (ISO 8601).")
    place: str | None = key(Text(), "Where it happened.")
    involved: tuple[Involvement, ...] = key(Tables(Involvement), "Who took part.")
    sources: tuple[str, ...] = key(Refs("sources"), "The sources that report it.")
    certainty: str = key(Choice(CERTAINTIES), "How sure the author is of it.", default="unknown")
    tags: tuple[str, ...] = key(Texts(), "Free keywords; the event's quotes inherit them.")
    note: str | None = key(Text(), NOTE)
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Version(Declared):
    """How one source prints a quote."""

    source: str = key(Ref("sources"), "The source that prints it.", required=True)
    text: str = key(Text(), "The words as printed, with the outlet's insertions and cuts.", required=True)
    locator: str | None = key(Text(), "Where in the source.")
    via: tuple[str, ...] = key(Texts(), "How the words got there, from the speaker's side to the outlet's.")
    translated_from: str | None = key(LANGUAGE, "The language the source translated from (BCP 47).")
    note: str | None = key(Text(), NOTE)
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Quote(Declared):
    """One utterance, however many sources print it."""

    id: str = key(Id(), "The quote's id.", required=True)
    event: str = key(Ref("events"), "The event it was said at.", required=True)
    who: tuple[str, ...] = key(Refs("people", single=True), "Who said it.")
    to: tuple[str, ...] = key(Refs("people", single=True), "Whom it was said to; empty: unknown.")
    about: tuple[str, ...] = key(Refs("people", single=True), "Whom it is about.")
    mode: str = key(Choice(MODES), "How the words are given.", default="direct")
    language: str | None = key(LANGUAGE, "The language of the reading text (BCP 47).")
    date: Date | None = key(When(), "When it was said (EDTF); left out: the event's date.")
    n: int | None = key(Whole(), "Its place in the order inside the event.")
    text: str = key(Text(), "The reading text.", required=True)
    tags: tuple[str, ...] = key(Texts(), "Free keywords, beside those of the event.")
    status: str = key(Choice(STATUSES), "Whether it stands.", default="asserted")
    note: str | None = key(Text(), NOTE)
    versions: tuple[Version, ...] = key(Tables(Version), "How each source prints it.")
    extra: Mapping[str, Any] = own_keys()


SHORTHAND: Final[dict[str, Key]] = {
    "source": Key(Ref("sources"), False, "The one source that prints the quote, in place of `versions`."),
    "locator": Key(Text(), False, "Where in that source."),
}
"""The keys a quote with one source may carry in place of `versions`; the reader makes one version of them."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Evidence(Declared):
    """What one source says of a claim."""

    source: str = key(Ref("sources"), "The source.", required=True)
    stance: str | None = key(Text(), "What the source says, in the author's own words.")
    quote: str | None = key(Ref("quotes"), "The quote that shows it.")
    note: str | None = key(Text(), NOTE)
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Claim(Declared):
    """A statement that is not speech, with the sources that support or contradict it."""

    id: str = key(Id(), "The claim's id.", required=True)
    text: str = key(Text(), "The claim, in the author's own words.", required=True)
    about: tuple[str, ...] = key(Refs("", single=True), "The events (or other records) it is about.")
    evidence: tuple[Evidence, ...] = key(Tables(Evidence), "What each source says of it.")
    status: str = key(Choice(STATUSES), "Whether it stands.", default="asserted")
    note: str | None = key(Text(), NOTE)
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class Era(Declared):
    """A stretch of time with a name."""

    title: str = key(Text(), "The era's name.", required=True)
    date: Date = key(When(), "From when to when (EDTF).", required=True)
    note: str | None = key(Text(), NOTE)
    extra: Mapping[str, Any] = own_keys()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, repr=False)
class GuidedView(Declared):
    """A view string the author recommends."""

    id: str | None = key(Id(), "The guided view's id.")
    title: str | None = key(Text(), "What it shows.")
    view: str = key(Text(), "The view string.", required=True)
    note: str | None = key(Text(), "Why to look at it.")
    extra: Mapping[str, Any] = own_keys()


Record = Person | Source | Event | Quote | Claim | GuidedView
"""A record that an id can name."""

ARRAYS: Final[dict[str, type[Any]]] = {
    "people": Person,
    "sources": Source,
    "events": Event,
    "quotes": Quote,
    "claims": Claim,
    "eras": Era,
    "views": GuidedView,
}
"""The arrays of tables of a dossier, in the order of the contract."""

KIND_NAMES: Final = {
    "people": "person",
    "sources": "source",
    "events": "event",
    "quotes": "quote",
    "claims": "claim",
    "eras": "era",
    "views": "guided view",
}
"""What one record of each array is called."""


class HasExtra(Protocol):
    """A record, which keeps its `x_*` keys in `extra`."""

    @property
    def extra(self) -> Mapping[str, Any]:
        """The record's `x_*` keys."""


def is_silenced(key: str, rule: str, records: Iterable[HasExtra | None]) -> bool:
    """Tell whether the author silences a rule on one of the records.

    That is done with `true`, the rule's name, or a list of such names at an `x_` key such as `x_agreed`.
    """
    for record in records:
        value = record.extra.get(key) if record else None
        if value is True or value == rule or (isinstance(value, list | tuple) and rule in value):
            return True
    return False
