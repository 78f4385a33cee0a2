"""The records of a dossier: events, people, quotes, sources, claims, eras and guided views.

Names follow TEI (who, to, certainty), CSL (sources), schema.org and FollowTheMoney. Records hold what the file says
and nothing derived; what a quote inherits from its event is [Dossier][peace_tui.model.dossier.Dossier]'s to know.
Every record keeps its `x_*` keys in `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, Final

from peace_tui.edtf.spans import Date
from peace_tui.model.fields import (
    NO_EXTRA,
    Boolean,
    Choice,
    EdtfDate,
    Field,
    Id,
    Integer,
    IsoDuration,
    Record,
    Reference,
    References,
    Rules,
    String,
    Strings,
    Tables,
    TimeZone,
    field,
)
from peace_tui.text.messages import family_name

FORMAT: Final = "peace-tui/1"

PERSON_KINDS: Final = ("person", "organization", "role", "anonymous")
EVENT_TYPES: Final = ("call", "meeting", "statement", "publication", "decision", "document", "other")
MODES: Final = ("direct", "indirect", "summary", "transcript")
VERBATIM: Final = ("direct", "transcript")
"""The modes in which the words are the speaker's; in any other they are the outlet's own, which differ by right."""
STATUSES: Final = ("asserted", "confirmed", "denied", "disputed", "retracted")
LINK_TYPES: Final = ("follows", "answers", "revises", "part-of", "announces")
CERTAINTIES: Final = ("high", "medium", "low", "unknown")
DISAGREEMENTS: Final = ("wording", "speaker", "addressee", "date", "stance", "event-date", "outcome")
"""What sources may disagree on, and what `agreed` may name."""

LANGUAGE: Final = String(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", "a BCP 47 language tag such as en or uk-UA")
NOTE_DOC: Final = "Why this reading, in the author's own words."
AGREED_DOC: Final = "Marks a false alarm among the disagreements: true, or the names of rules."
CHECKED_DOC: Final = "Silences warnings of `check` about this record: true, or their names."
DRAFT_DOC: Final = "Whether the program made it and no one has reviewed it yet."
FALLS: Final = "falls"
"""What is said of a source, and of its words, that fall with a source that a view goes without."""
NOT_REVIEWED: Final = "not reviewed yet"
"""What is said of a draft."""
RENAMED: Final = {"x_clocks": "clocks", "x_accounts": "accounts", "x_agreed": "agreed", "x_checked": "checked"}
"""Keys that were an author's own before they became keys of the format; they are still read, with the same meaning."""
ARCHIVE_KEY: Final = "x_archive"
"""The key of a source with the file that holds its saved text, for `check --verify`."""


class Clock(Record):
    """The time in a place, shown beside the chart."""

    PLAIN: ClassVar = "zone"
    name: str | None = field(String(), "What to call it; left out: the city of the time zone.", default=None)
    zone: str = field(TimeZone(), "Its time zone (IANA name).")
    extra: Mapping[str, Any] = NO_EXTRA


class Info(Record):
    """What a dossier says of itself."""

    id: str | None = field(String(), "A short name for the dossier.", default=None)
    title: str = field(String(), "The dossier's title.")
    language: str | None = field(LANGUAGE, "The language the dossier is written in (BCP 47).", default=None)
    timezone: str | None = field(
        TimeZone(), "The time zone of clock times that carry no offset (IANA name).", default=None
    )
    clocks: tuple[Clock, ...] = field(Tables(Clock), "The local times shown beside the time chart.", default=())
    authors: tuple[str, ...] = field(Strings(), "Who wrote the dossier.", default=())
    license: str | None = field(String(), "The license of the author's own words.", default=None)
    note: str | None = field(String(), "What this is and what it leaves out.", default=None)
    checked: bool | tuple[str, ...] = field(
        Rules(), "Silences warnings of `check` about the complete file: true, or their names.", default=()
    )
    extra: Mapping[str, Any] = NO_EXTRA


class Role(Record):
    """An office a person holds or held."""

    title: str = field(String(), "The office.")
    org: str | None = field(
        String(names="people"), "The organization: the id of one in `people`, or its name.", default=None
    )
    date: Date | None = field(EdtfDate(), "When it was held (EDTF).", default=None)
    sources: tuple[str, ...] = field(References("sources"), "The sources whose wording it is.", default=())
    extra: Mapping[str, Any] = NO_EXTRA


class Person(Record):
    """Somebody who speaks, is spoken to or is spoken about: a person, organization, role or anonymous voice."""

    id: str = field(Id(), "The person's id.")
    name: str = field(String(), "The name to show.")
    short: str | None = field(
        String(), "The name where there is little room; left out: the family name of a person.", default=None
    )
    aliases: tuple[str, ...] = field(Strings(), "Other spellings and names.", default=())
    kind: str = field(Choice(PERSON_KINDS), "What kind of speaker this is.", default="person")
    roles: tuple[Role, ...] = field(Tables(Role), "The offices held.", default=())
    side: str | None = field(
        String(), "The side the person stands on, in free words; groups and colors the list.", default=None
    )
    wikidata: str | None = field(String(r"Q[0-9]+", "a Wikidata id such as Q42"), "The Wikidata id.", default=None)
    note: str | None = field(String(), NOTE_DOC, default=None)
    checked: bool | tuple[str, ...] = field(Rules(), CHECKED_DOC, default=())
    draft: bool = field(Boolean(), DRAFT_DOC, default=False)
    extra: Mapping[str, Any] = NO_EXTRA

    @property
    def brief(self) -> str:
        """What stands for them where there is little room: the short name, else the family name of a person."""
        return self.short or (family_name(self.name) if self.kind == "person" else self.name)

    def offices_at(self, date: Date | None) -> tuple[Role, ...]:
        """Return the offices that may be named with something of this date: those it overlaps, and those without one.

        What is undated shows only offices without a date.
        """
        return tuple(role for role in self.roles if not role.date or (date and role.date.overlaps(date)))


class Name(Record):
    """The name of an author, in CSL's parts."""

    PLAIN: ClassVar = "literal"
    family: str | None = field(String(), "The family name.", default=None)
    given: str | None = field(String(), "The given names.", default=None)
    dropping_particle: str | None = field(
        String(), "A particle that is dropped where the family name stands alone: the von of Humboldt.", default=None
    )
    non_dropping_particle: str | None = field(
        String(), "A particle that stays with the family name: the van of van Gogh.", default=None
    )
    suffix: str | None = field(String(), "What follows the name, such as Jr.", default=None)
    literal: str | None = field(
        String(), "The name in one piece: of an institution, or where its parts are not known.", default=None
    )
    extra: Mapping[str, Any] = NO_EXTRA

    def __str__(self) -> str:
        """Return the name as it is read aloud."""
        if self.literal:
            return self.literal
        if self.family and self.given and re.match("[\u3040-\u9fff\uac00-\ud7a3]", self.family):  # Han, kana, Hangul
            return self.family + self.given
        spoken = ""
        for part in filter(None, (self.given, self.dropping_particle, self.non_dropping_particle, self.family)):
            spoken += part if not spoken or spoken.endswith(("'", "’", "ʼ", "-")) else f" {part}"
        return ", ".join(filter(None, (spoken, self.suffix)))


class Source(Record):
    """Where words were printed, in CSL's names."""

    id: str = field(Id(), "The source's id.")
    type: str | None = field(String(), "The CSL type, such as article-newspaper.", default=None)
    title: str | None = field(String(), "The headline or title. This or container_title is required.", default=None)
    container_title: str | None = field(String(), "The outlet, journal or site.", default=None)
    short: str | None = field(
        String(), "The name where there is little room, in comparisons and columns; left out: the outlet.", default=None
    )
    author: tuple[Name, ...] = field(Tables(Name), "The authors; a string is a name in one piece.", default=())
    publisher: str | None = field(String(), "The publisher.", default=None)
    issued: Date | None = field(EdtfDate(), "When it was published (EDTF).", default=None)
    accessed: Date | None = field(EdtfDate(), "When it was read (EDTF).", default=None)
    language: str | None = field(LANGUAGE, "The language it is in (BCP 47).", default=None)
    url: str | None = field(String(), "Its address.", default=None)
    archived: str | None = field(String(), "The address of an archived copy.", default=None)
    based_on: tuple[str, ...] = field(References("sources"), "The sources it copies, translates or quotes.", default=())
    note: str | None = field(String(), NOTE_DOC, default=None)
    checked: bool | tuple[str, ...] = field(Rules(), CHECKED_DOC, default=())
    draft: bool = field(Boolean(), DRAFT_DOC, default=False)
    extra: Mapping[str, Any] = NO_EXTRA

    @property
    def label(self) -> str:
        """The shortest honest name: the outlet, else the title."""
        return self.container_title or self.title or self.id

    @property
    def outlet(self) -> str:
        """What sources of one outlet have in common; a source that names no outlet is one by itself."""
        return " ".join((self.container_title or "").casefold().split()) or f" {self.id}"  # no outlet begins so

    @property
    def siglum(self) -> str:
        """What stands for it where there is little room."""
        return self.short or self.label


class Involvement(Record):
    """One person's part in an event."""

    person: str = field(Reference("people"), "The person's id.")
    role: str | None = field(String(), "The part taken, such as caller or host.", default=None)
    extra: Mapping[str, Any] = NO_EXTRA


class Link(Record):
    """What one event has to do with another, as a source says."""

    to: str = field(Reference("events"), "The id of the other event.")
    type: str = field(Choice(LINK_TYPES), "What this event does: it follows the other, answers it, and so on.")
    source: str | None = field(Reference("sources"), "The source that says so.", default=None)
    note: str | None = field(String(), NOTE_DOC, default=None)
    extra: Mapping[str, Any] = NO_EXTRA


class Account(Record):
    """What one source says of an event where sources differ."""

    source: str = field(Reference("sources"), "The source.")
    date: Date | None = field(EdtfDate(), "When the event was, according to it (EDTF).", default=None)
    outcome: str | None = field(String(), "What came of the event, according to it.", default=None)
    note: str | None = field(String(), NOTE_DOC, default=None)
    extra: Mapping[str, Any] = NO_EXTRA


class Event(Record):
    """Something that happened, or was announced."""

    id: str = field(Id(), "The event's id.")
    type: str = field(Choice(EVENT_TYPES), "What kind of event this is.", default="other")
    title: str = field(String(), "A neutral title in the author's own words.")
    summary: str | None = field(String(), "What happened and who says so, in the author's own words.", default=None)
    date: Date | None = field(EdtfDate(), "When it happened (EDTF); left out: undated.", default=None)
    duration: str | None = field(IsoDuration(), "How long it lasted (ISO 8601).", default=None)
    place: str | None = field(String(), "Where it happened.", default=None)
    involved: tuple[Involvement, ...] = field(
        Tables(Involvement), "Who was involved, also if only spoken of.", default=()
    )
    sources: tuple[str, ...] = field(References("sources"), "The sources that report it.", default=())
    certainty: str = field(Choice(CERTAINTIES), "How sure the author is of it.", default="unknown")
    tags: tuple[str, ...] = field(Strings(), "Free keywords; the event's quotes inherit them.", default=())
    links: tuple[Link, ...] = field(
        Tables(Link), "What it has to do with other events, as the sources say.", default=()
    )
    accounts: tuple[Account, ...] = field(
        Tables(Account), "Where sources date it or tell its outcome differently.", default=()
    )
    note: str | None = field(String(), NOTE_DOC, default=None)
    agreed: bool | tuple[str, ...] = field(Rules(), AGREED_DOC, default=())
    checked: bool | tuple[str, ...] = field(Rules(), CHECKED_DOC, default=())
    draft: bool = field(Boolean(), DRAFT_DOC, default=False)
    extra: Mapping[str, Any] = NO_EXTRA


class Version(Record):
    """How one source prints a quote."""

    source: str = field(Reference("sources"), "The source that prints it.")
    text: str = field(String(), "The words as printed, with the outlet's insertions and cuts.")
    locator: str | None = field(String(), "Where in the source.", default=None)
    via: tuple[str, ...] = field(
        Strings(names="sources"), "How the words got there, from the speaker's side to the outlet's.", default=()
    )
    language: str | None = field(LANGUAGE, "The language it is printed in (BCP 47).", default=None)
    translated_from: str | None = field(LANGUAGE, "The language the source translated from (BCP 47).", default=None)
    note: str | None = field(String(), NOTE_DOC, default=None)
    checked: bool | tuple[str, ...] = field(Rules(), CHECKED_DOC, default=())
    extra: Mapping[str, Any] = NO_EXTRA


def without_end(text: str) -> str:
    """Return a text on one line, without the comma or period at its end, which may be inside quotation marks."""
    line = " ".join(text.split())
    words = line.rstrip("”’\"'»")
    return words[: -1 if words.endswith((".", ",")) else None] + line[len(words) :]


class Quote(Record):
    """One utterance, however many sources print it."""

    id: str = field(Id(), "The quote's id.")
    event: str = field(Reference("events"), "The event it was said at.")
    who: tuple[str, ...] = field(References("people", single=True), "Who said it.", default=())
    to: tuple[str, ...] = field(References("people", single=True), "Whom it was said to; empty: unknown.", default=())
    about: tuple[str, ...] = field(References("people", single=True), "Whom it is about.", default=())
    mode: str = field(Choice(MODES), "How the words are given.", default="direct")
    language: str | None = field(LANGUAGE, "The language of the reading text (BCP 47).", default=None)
    date: Date | None = field(EdtfDate(), "When it was said (EDTF); left out: the event's date.", default=None)
    n: int | None = field(Integer(), "Its place in the order inside the event.", default=None)
    text: str = field(
        String(), "The reading text. Where there are versions it may be left out: the longest of the first source."
    )
    tags: tuple[str, ...] = field(Strings(), "Free keywords, besides those of the event.", default=())
    status: str = field(Choice(STATUSES), "Whether it stands.", default="asserted")
    note: str | None = field(String(), NOTE_DOC, default=None)
    agreed: bool | tuple[str, ...] = field(Rules(), AGREED_DOC, default=())
    checked: bool | tuple[str, ...] = field(Rules(), CHECKED_DOC, default=())
    draft: bool = field(Boolean(), DRAFT_DOC, default=False)
    versions: tuple[Version, ...] = field(Tables(Version), "How each source prints it.", default=())
    extra: Mapping[str, Any] = NO_EXTRA

    @property
    def is_composed(self) -> bool:
        """Whether the reading text is the dossier's own: sources print the quote, but none prints it as it stands."""
        text = self.text.split()
        return bool(self.versions) and not any(version.text.split() == text for version in self.versions)

    @property
    def same_but_end(self) -> tuple[Version, ...]:
        """The versions that have the reading text but for a comma or period at the end, which many outlets change."""
        text = without_end(self.text)
        return tuple(version for version in self.versions if without_end(version.text) == text)


SHORTHAND: Final[Mapping[str, Field]] = {
    "source": Field(Reference("sources"), "The one source that prints the quote, in place of `versions`.", None),
    "locator": Field(String(), "Where in that source.", None),
}
"""The keys a quote with one source may carry in place of `versions`; the reader makes one version of them."""


class Evidence(Record):
    """What one source says of a claim."""

    source: str = field(Reference("sources"), "The source.")
    stance: str | None = field(String(), "What the source says, in the author's own words.", default=None)
    quote: str | None = field(Reference("quotes"), "The quote that shows it.", default=None)
    note: str | None = field(String(), NOTE_DOC, default=None)
    extra: Mapping[str, Any] = NO_EXTRA


class Claim(Record):
    """A statement that is not speech, with the sources that support or contradict it."""

    id: str = field(Id(), "The claim's id.")
    text: str = field(String(), "The claim, in the author's own words.")
    about: tuple[str, ...] = field(
        References("", single=True), "The events (or other records) it is about.", default=()
    )
    evidence: tuple[Evidence, ...] = field(Tables(Evidence), "What each source says of it.", default=())
    status: str = field(Choice(STATUSES), "Whether it stands.", default="asserted")
    note: str | None = field(String(), NOTE_DOC, default=None)
    agreed: bool | tuple[str, ...] = field(Rules(), AGREED_DOC, default=())
    checked: bool | tuple[str, ...] = field(Rules(), CHECKED_DOC, default=())
    draft: bool = field(Boolean(), DRAFT_DOC, default=False)
    extra: Mapping[str, Any] = NO_EXTRA

    @property
    def standing(self) -> str:
        """Its status, and whether it is a draft, as a reader says it."""
        return f"{self.status}, {NOT_REVIEWED}" if self.draft else self.status


class Era(Record):
    """A period with a name."""

    title: str = field(String(), "The era's name.")
    date: Date = field(EdtfDate(), "From when to when (EDTF).")
    note: str | None = field(String(), NOTE_DOC, default=None)
    checked: bool | tuple[str, ...] = field(Rules(), CHECKED_DOC, default=())
    draft: bool = field(Boolean(), DRAFT_DOC, default=False)
    extra: Mapping[str, Any] = NO_EXTRA


class GuidedView(Record):
    """A view string the author recommends."""

    id: str | None = field(Id(), "The guided view's id.", default=None)
    title: str | None = field(String(), "What it shows.", default=None)
    view: str = field(String(), "The view string.")
    note: str | None = field(String(), "Why to look at it.", default=None)
    checked: bool | tuple[str, ...] = field(Rules(), CHECKED_DOC, default=())
    draft: bool = field(Boolean(), DRAFT_DOC, default=False)
    extra: Mapping[str, Any] = NO_EXTRA


IdentifiedRecord = Person | Source | Event | Quote | Claim | GuidedView
"""A record that an id can name."""


def table_fields(record_class: type[Record]) -> Mapping[str, Field]:
    """Return the fields that a TOML table of a record may have: of a quote those of the shorthand too."""
    return {**Quote.FIELDS, **SHORTHAND} if record_class is Quote else record_class.FIELDS


ARRAYS: Final[Mapping[str, type[Record]]] = {
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


def is_silenced(key: str, rule: str, records: Iterable[Record | None]) -> bool:
    """Tell whether the author silences a rule on one of the records, at the key `agreed` or `checked`."""
    for record in records:
        value: bool | tuple[str, ...] = getattr(record, key, ())
        if value is True or (value and rule in value):
            return True
    return False
