"""Drafts of dossiers: what saved articles say, as records that an author reviews.

What is sure is written. What is likely stands in a comment beside it, with its evidence. Every record has
`draft = true`. A dossier that is there keeps all that it has: people, sources and quotes that it knows are not added
again, and what is around the new lines stays as it is, to the byte.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from os.path import basename, splitext
from typing import Any, Final

from peace_tui.drafting.articles import Article
from peace_tui.drafting.clauses import Use
from peace_tui.drafting.grouping import GroupedPassage, group_passages
from peace_tui.drafting.passages import QuotedPassage
from peace_tui.drafting.people import ArticlePerson
from peace_tui.drafting.speakers import Attribution, Grade, Reading, read_speakers
from peace_tui.importers.coerce import IdRegistry, make_slug, to_one_line
from peace_tui.importers.dates import find_date
from peace_tui.lint.duplicates import ComparedName, parse_name
from peace_tui.lint.record_edits import add_records
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import ARCHIVE_KEY
from peace_tui.model.values import format_head, format_record
from peace_tui.text.folding import fold
from peace_tui.text.messages import family_name
from peace_tui.text.terminal_safe import clean_text, escape_unsafe

DRAFTED_KINDS: Final = ("people", "sources", "events", "quotes")
VOICES: Final = ("anonymous", "role")
"""The kinds of people who have no name of their own."""
MAX_FEW_WORDS: Final = 3
MAX_NAMESAKES: Final = 100
"""With how many people of one surname a name is compared."""
MAX_DAYS: Final = 20
"""How many days that an article names are listed."""
WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RELATIVE_DAY: Final = re.compile(
    rf"\b(?:(last|next|this coming)\s+)?({'|'.join(WEEKDAYS)}|yesterday|today|tomorrow)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class SavedArticle:
    """An article, the file it is from, and what the author says of it."""

    article: Article
    file: str
    outlet: str = ""
    issued: str = ""
    url: str = ""


@dataclass(slots=True)
class DraftPerson:
    """A person of a draft: the record to be, and whether the dossier has it already."""

    id: str
    name: str
    kind: str
    is_known: bool = False
    aliases: dict[str, None] = field(default_factory=dict)
    titles: dict[str, dict[str, None]] = field(default_factory=dict)
    """The offices, each with the sources that name it."""


@dataclass(frozen=True, slots=True)
class PassageOutcome:
    """What the draft makes of one passage."""

    file: str
    source: str
    passage: QuotedPassage
    attribution: Attribution
    speakers: tuple[str, ...]
    quote: str
    """The id of the quote that it is in; empty where it is left out."""
    is_known: bool = False
    """Whether the dossier had it already."""


@dataclass(slots=True)
class Draft:
    """The records that a draft adds."""

    records: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: {kind: [] for kind in DRAFTED_KINDS})
    comments: dict[str, str] = field(default_factory=dict)
    """What stands in a comment of a record, by its id."""
    versions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    """The versions that quotes of the dossier get, by their ids."""
    outcomes: list[PassageOutcome] = field(default_factory=list)


def make_draft(
    articles: Sequence[SavedArticle],
    dossier: Dossier | None = None,
    progress: Callable[[str, float], None] | None = None,
) -> Draft:
    """Return what saved articles add to a dossier, or to none."""
    readings: list[Reading] = []
    for number, saved in enumerate(articles):
        if progress:
            progress(basename(saved.file), number / len(articles))
        readings.append(read_speakers(saved.article))
    return _Drafter(articles, readings, dossier).make()


class _Drafter:
    """Makes records of what was read in articles."""

    def __init__(self, articles: Sequence[SavedArticle], readings: Sequence[Reading], dossier: Dossier | None) -> None:
        self.articles, self.readings, self.dossier = articles, readings, dossier
        self.draft = Draft()
        self.ids = IdRegistry()
        self.people: list[DraftPerson] = []
        self.person_of: dict[int, DraftPerson] = {}
        """By the identity of what was read."""
        self.by_name: dict[str, dict[str, DraftPerson]] = {}
        """By folded names and aliases, then by ids."""
        self.by_surname: dict[str, list[tuple[ComparedName, DraftPerson]]] = {}
        self.events: dict[int, str] = {}
        """The event of the publication of each article that has one."""
        self.quotes_of: Counter[str] = Counter()
        self.sources: list[str] = []
        self.zone = dossier.info.timezone if dossier else None
        for id in dossier.by_id if dossier else ():
            self.ids.assign(id, id, given=id)

    def make(self) -> Draft:
        for saved in self.articles:
            self.sources.append(self._add_source(saved))
        self._identify_people()
        self._add_quotes()
        order = {saved.file: number for number, saved in enumerate(self.articles)}
        self.draft.outcomes.sort(key=lambda each: (order[each.file], each.passage.paragraph, each.passage.start))
        used = {id for quote in self.draft.records["quotes"] for key in ("who", "to") for id in quote.get(key, ())}
        used |= {each["person"] for event in self.draft.records["events"] for each in event.get("involved", ())}
        used |= {id for outcome in self.draft.outcomes for id in outcome.speakers if outcome.quote}
        self.draft.records["people"] = [
            _make_person_table(person) for person in self.people if not person.is_known and person.id in used
        ]
        return self.draft

    # --- Sources ------------------------------------------------------------------------------------------------------

    def _add_source(self, saved: SavedArticle) -> str:
        article, name = saved.article, clean_text(basename(saved.file))
        outlet = to_one_line(saved.outlet or article.outlet)
        title, url = to_one_line(article.title), to_one_line(saved.url or article.url)
        for known in self.dossier.sources if self.dossier else ():
            archived = known.extra.get(ARCHIVE_KEY)
            if (
                (url and known.url == url)
                or name in (archived if isinstance(archived, list) else [archived])
                or known.id == splitext(name)[0]
                or (title and outlet and (known.title, known.container_title) == (title, outlet))
            ):
                return known.id
        id = self.ids.assign(outlet or splitext(name)[0], "source")
        table: dict[str, Any] = {"id": id, "type": "webpage", "title": title or f"[{to_one_line(name)}]"}
        issued = find_date(saved.issued or article.issued, self.zone)
        more = {
            "container_title": outlet,
            "author": [to_one_line(author) for author in article.authors],
            "issued": issued,
            "language": article.language
            if re.fullmatch(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", article.language)
            else "",
            "url": url,
        }
        table |= {key: value for key, value in more.items() if value}
        table |= {"draft": True} | ({ARCHIVE_KEY: name} if name == basename(saved.file) != "-" else {})
        self.draft.records["sources"].append(table)
        return id

    def _event_of(self, number: int) -> str:
        """Return the event of an article's publication, which is added when its first quote is."""
        if number in self.events:
            return self.events[number]
        source = self.sources[number]
        for known in self.dossier.events if self.dossier else ():
            if known.type == "publication" and known.sources == (source,):
                return self.events.setdefault(number, known.id)
        saved = self.articles[number]
        outlet = to_one_line(saved.outlet or saved.article.outlet)
        title = to_one_line(saved.article.title) or to_one_line(basename(saved.file))
        issued = find_date(saved.issued or saved.article.issued, self.zone)
        event = {
            "id": self.ids.assign(f"{source}-article", "article"),
            "type": "publication",
            "title": f"{outlet}: {title}" if outlet else f"Article: {title}",
            **({"date": issued} if issued else {}),
            "sources": [source],
            "draft": True,
        }
        if days := list_days(self.readings[number], issued):
            event["note"] = f"Days that the article names: {days}."
        self.draft.records["events"].append(event)
        return self.events.setdefault(number, str(event["id"]))

    def _meeting_of(self, attribution: Attribution, who: Sequence[str], source: str) -> str:
        """Return the event of a call or meeting, which is added when its first quote is; empty where there is none."""
        others = [self.person_of[id(person)].id for person in attribution.others if id(person) in self.person_of]
        together = sorted({*who, *others})
        if not attribution.occasion or len(together) < 2 or attribution.grade != Grade.SURE:
            return ""
        for event in self.draft.records["events"]:
            if event["type"] == attribution.occasion and sorted(p["person"] for p in event["involved"]) == together:
                event["sources"] = [*dict.fromkeys([*event["sources"], source])]
                return str(event["id"])
        names = [person.name for each in together for person in self.people if person.id == each]
        title = f"{attribution.occasion.capitalize()} between {' and '.join(map(family_name, names))}"
        event = {
            "id": self.ids.assign(title, attribution.occasion),
            "type": attribution.occasion,
            "title": title,
            "involved": [{"person": each} for each in together],
            "sources": [source],
            "draft": True,
        }
        self.draft.records["events"].append(event)
        return str(event["id"])

    # --- People -------------------------------------------------------------------------------------------------------

    def _identify_people(self) -> None:
        """Find out which names of several articles and of the dossier are one person, full names first."""
        for known in self.dossier.people if self.dossier else ():
            aliases = dict.fromkeys(known.aliases)
            self._register(DraftPerson(known.id, known.name, known.kind, is_known=True, aliases=aliases))
        found = [
            (person, self.sources[number])
            for number, reading in enumerate(self.readings)
            for attribution in reading.attributions
            for person in (*attribution.speakers, *attribution.to, *attribution.others)
        ]
        found.sort(key=lambda pair: -len(pair[0].name.split()))
        for person, source in found:
            if id(person) not in self.person_of:
                self.person_of[id(person)] = self._find_person(person) or self._new_person(person)
            _note(self.person_of[id(person)], person, source)

    def _register(self, person: DraftPerson) -> None:
        """Add a person, to be found by their names."""
        self.people.append(person)
        for form in (person.name, *person.aliases):
            self.by_name.setdefault(fold(form), {})[person.id] = person
            name = parse_name(form)
            if name.words and person.kind not in VOICES:
                self.by_surname.setdefault(name.words[-1], []).append((name, person))

    def _find_person(self, person: ArticlePerson) -> DraftPerson | None:
        same = [*self.by_name.get(fold(person.name), {}).values()]
        if same or person.kind in VOICES:
            return same[0] if len(same) == 1 else None
        name = parse_name(person.name)
        near = self.by_surname.get(name.words[-1], [])[:MAX_NAMESAKES] if name.words else []
        full = {other.id: other for names, other in near if _is_same_name(name, names)}
        return next(iter(full.values())) if len(full) == 1 else None

    def _new_person(self, person: ArticlePerson) -> DraftPerson:
        wanted = family_name(person.name) if person.kind == "person" else person.name
        if self.ids.has(make_slug(wanted)):
            wanted = person.name
        new = DraftPerson(self.ids.assign(wanted, "person"), to_one_line(person.name), person.kind)
        self._register(new)
        return new

    # --- Quotes -------------------------------------------------------------------------------------------------------

    def _add_quotes(self) -> None:
        grouped: list[GroupedPassage] = []
        places: list[tuple[int, int] | str] = []
        printed: set[tuple[str, str]] = set()
        for order, known in enumerate(self.dossier.quotes if self.dossier else ()):
            for version in known.versions:
                grouped.append(GroupedPassage(-1 - order, order, version.text, frozenset(known.who), bool(known.who)))
                places.append(known.id)
                printed.add((version.source, fold(version.text)))
        for number, reading in enumerate(self.readings):
            for at, (passage, attribution) in enumerate(zip(reading.passages, reading.attributions, strict=True)):
                who = self._ids_of(attribution.speakers)
                if (self.sources[number], fold(clean_text(passage.text))) in printed:
                    self._decide(number, at, "", is_known=True)
                elif attribution.use != Use.SPEECH:
                    self._decide(number, at, "")
                else:
                    is_sure = attribution.grade == Grade.SURE
                    grouped.append(GroupedPassage(number, attribution.utterance, passage.text, frozenset(who), is_sure))
                    places.append((number, at))
        for group in group_passages(grouped):
            known_ids = [place for each in group if isinstance(place := places[each], str)]
            new = [place for each in group if not isinstance(place := places[each], str)]
            if known_ids and new:
                self.draft.versions.setdefault(known_ids[0], []).extend(self._version(*place) for place in new)
                for place in new:
                    self._decide(*place, known_ids[0])
            elif new:
                self._add_quote(new)

    def _ids_of(self, people: Iterable[ArticlePerson]) -> list[str]:
        return [*dict.fromkeys(self.person_of[id(person)].id for person in people)]

    def _version(self, number: int, at: int) -> dict[str, Any]:
        passage = self.readings[number].passages[at]
        return {
            "source": self.sources[number],
            "text": clean_text(passage.text),
            "locator": f"para {passage.paragraph + 1}",
        }

    def _add_quote(self, places: Sequence[tuple[int, int]]) -> None:
        attributions = [self.readings[number].attributions[at] for number, at in places]
        sure = [each for each in attributions if each.grade == Grade.SURE]
        who = self._ids_of(person for each in sure[:1] for person in each.speakers)
        source = self.sources[places[0][0]]
        event = next((e for each in sure if (e := self._meeting_of(each, who, source))), "") or self._event_of(
            places[0][0]
        )
        to = [id for id in self._ids_of(person for each in attributions for person in each.to) if id not in who]
        self.quotes_of[event] += 1
        id = self.ids.assign(f"{event}-{self.quotes_of[event]:02}", "quote")
        table: dict[str, Any] = {"id": id, "event": event}
        table |= {"who": who} if who else {}
        table |= {"to": to} if to else {}
        if self.readings[places[0][0]].passages[places[0][1]].label:
            table["mode"] = "transcript"
        versions = [self._version(*place) for place in places]
        if len(versions) == 1:
            table |= {"text": versions[0]["text"], "draft": True, **{k: versions[0][k] for k in ("source", "locator")}}
        else:
            table |= {"draft": True, "versions": versions}
        if not who:
            self.draft.comments[id] = self._explain(places, attributions)
        self.draft.records["quotes"].append(table)
        for place in places:
            self._decide(*place, id)

    def _explain(self, places: Sequence[tuple[int, int]], attributions: Sequence[Attribution]) -> str:
        """Return what is said of a quote whose speaker is not sure."""
        for each in attributions:
            if each.grade == Grade.LIKELY:
                names = " and ".join(self.person_of[id(person)].name for person in each.speakers)
                evidence = f'"{each.evidence}" (paragraph {each.paragraph + 1})'
                return f"likely {names}: {evidence}{self._name_namesakes(each)}"
        number, at = places[0]
        if len(places) == 1 and len(self.readings[number].passages[at].text.split()) <= MAX_FEW_WORDS:
            return "speaker unknown; the marks may only set off these words"
        return "speaker unknown"

    def _name_namesakes(self, attribution: Attribution) -> str:
        """Return who else the surname at the verb may stand for, since the nearest of that name is only likely."""
        meant = {self.person_of[id(person)].name for person in attribution.speakers}
        surnames = {family_name(name) for name in meant if name not in attribution.evidence}
        surnames &= set(re.findall(r"[\w'’-]+", attribution.evidence))
        others = {each.name for each in self.person_of.values() if family_name(each.name) in surnames} - meant
        return f", or {' or '.join(sorted(others))}" if others else ""

    def _decide(self, number: int, at: int, quote: str, *, is_known: bool = False) -> None:
        reading = self.readings[number]
        attribution = reading.attributions[at]
        self.draft.outcomes.append(
            PassageOutcome(
                self.articles[number].file,
                self.sources[number],
                reading.passages[at],
                attribution,
                tuple(self._ids_of(attribution.speakers)),
                quote,
                is_known,
            )
        )


def _note(known: DraftPerson, person: ArticlePerson, source: str) -> None:
    """Note how an article calls somebody."""
    for form in (person.name, *person.aliases):
        if form != known.name and not known.is_known:
            known.aliases[to_one_line(form)] = None
    for title in person.titles:
        known.titles.setdefault(to_one_line(title), {})[source] = None


def _make_person_table(person: DraftPerson) -> dict[str, Any]:
    table: dict[str, Any] = {"id": person.id, "name": person.name}
    if person.aliases:
        table["aliases"] = [*person.aliases]
    table["kind"] = person.kind
    if person.titles:
        table["roles"] = [{"title": title, "sources": [*sources]} for title, sources in person.titles.items()]
    return table | {"draft": True}


def _is_same_name(one: ComparedName, other: ComparedName) -> bool:
    """Tell whether two names are of one person: the same words, or one surname where one is nothing more."""
    if one.suffixes != other.suffixes and one.suffixes and other.suffixes:
        return False
    short, long = sorted((one.words, other.words), key=len)
    if not short:
        return False
    if len(short) == 1:
        return short[0] == long[-1]
    return short == long or (short[0], short[-1]) == (long[0], long[-1]) or short == long[-len(short) :]


# --- Days ----------------------------------------------------------------------------------------------------------


def list_days(reading: Reading, issued: str) -> str:
    """Return what days an article means by `Tuesday` and `yesterday` outside quotation marks.

    They are counted from the day it was published.
    """
    try:
        published = datetime.date.fromisoformat(issued[:10])
    except ValueError:
        return ""
    found: dict[tuple[str, datetime.date], int] = {}
    passages: dict[int, list[QuotedPassage]] = {}
    for passage in reading.passages:
        passages.setdefault(passage.paragraph, []).append(passage)
    for number, whole in enumerate(reading.article.paragraphs):
        inside = passages.get(number, [])
        starts, ends = [0, *(each.end for each in inside)], [*(each.start for each in inside), len(whole)]
        text = " … ".join(whole[start:end] for start, end in zip(starts, ends, strict=True))
        for match in RELATIVE_DAY.finditer(text):
            found.setdefault((match[0], _resolve_day(match, text, published)), number + 1)
    return "; ".join(
        f"“{words}” in paragraph {number} is {day.isoformat()}" for (words, day), number in [*found.items()][:MAX_DAYS]
    )


def _resolve_day(match: re.Match[str], text: str, published: datetime.date) -> datetime.date:
    word = match[2].lower()
    if word not in WEEKDAYS:
        return published + datetime.timedelta(days={"yesterday": -1, "today": 0, "tomorrow": 1}[word])
    back = (published.weekday() - WEEKDAYS.index(word)) % 7
    start = max(text.rfind(mark, 0, match.start()) for mark in ".?!") + 1
    is_ahead = (match[1] or "").lower() in ("next", "this coming") or re.search(
        r"\bwill\b", text[start : match.start()]
    )
    return published + datetime.timedelta(days=7 - back if is_ahead else -back)


# --- As TOML ---------------------------------------------------------------------------------------------------------


def format_draft(draft: Draft, title: str, comment: str, language: str = "") -> str:
    """Return a new dossier with the records of a draft."""
    stated = {"title": to_one_line(title) or "Draft", **({"language": language} if language else {})}
    head = format_head(stated, comment)
    return head + "".join(_format_records(draft))


def _format_records(draft: Draft) -> Iterator[str]:
    for kind in DRAFTED_KINDS:
        for table in draft.records[kind]:
            yield format_with_comment(kind, table, draft.comments.get(table["id"], ""))


def format_with_comment(kind: str, table: Mapping[str, Any], comment: str) -> str:
    """Return a record as TOML, with a comment where the key would stand that it is about."""
    text = format_record(kind, table)
    if not comment:
        return text
    line = f"# {escape_unsafe(to_one_line(comment))}\n"
    return re.sub(r"(?m)^(event = .*\n)", lambda found: found[0] + line, text, count=1)


def add_draft(draft: Draft, data: bytes, file: str) -> bytes:
    """Return what becomes of a dossier's file that gets the records of a draft.

    Raises:
        DossierError: The file has errors.
        EditError: It is written in a way that nothing can be added to.
    """
    records = [
        (kind, table, format_with_comment(kind, table, draft.comments.get(table["id"], "")))
        for kind in DRAFTED_KINDS
        for table in draft.records[kind]
    ]
    if not records and not draft.versions:
        return data
    return add_records(data, file, records, draft.versions).data
