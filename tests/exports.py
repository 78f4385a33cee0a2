"""Exports for tests to look at, and dossiers in which every text is hostile."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from html import unescape
from html.parser import HTMLParser
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from peace_tui.cli.commands.show import format_record
from peace_tui.cli.line_screens import choose_passage, compare, show_conversation
from peace_tui.cli.tables import FORMATTERS
from peace_tui.collation.differences import have_same_words
from peace_tui.collation.tokens import spellings_of
from peace_tui.edtf.spans import parse_date
from peace_tui.exporters.bibtex import escape_tex
from peace_tui.exporters.chronology import Chronology
from peace_tui.exporters.citations import cite, describe_attribution, list_passages
from peace_tui.exporters.reference_styles import REFERENCES as REFERENCE_STYLES
from peace_tui.exporters.reference_styles import flatten
from peace_tui.exporters.registry import FORMAT_BY_NAME, publish
from peace_tui.importers.exported import SQLITE_START
from peace_tui.model.dossier import Dossier
from peace_tui.model.fields import (
    Boolean,
    Choice,
    EdtfDate,
    Id,
    Integer,
    IsoDuration,
    Reference,
    References,
    Rules,
    Shape,
    String,
    Strings,
    Tables,
    TimeZone,
)
from peace_tui.model.records import (
    VERBATIM,
    Claim,
    Era,
    Event,
    GuidedView,
    Info,
    Involvement,
    Name,
    Person,
    Quote,
    Source,
    Version,
)
from peace_tui.query.selection import LISTINGS, Selection, select
from peace_tui.query.view import parse_view
from peace_tui.text.messages import quotation_marks


def export_text(name: str, dossier: Dossier, view: str = "", **options: str) -> str:
    return as_text(publish(FORMAT_BY_NAME[name], select(dossier, view), options).data)


def as_text(data: bytes) -> str:
    """What an export says: of a database every cell, a line for each row; of a calendar its lines unfolded."""
    if data.startswith(b"BEGIN:VCALENDAR"):
        return data.decode().replace("\r\n ", "")
    if not data.startswith(SQLITE_START):
        return data.decode()
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(data)
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'"
        names = [name for (name,) in connection.execute(tables)]
        rows = [row for name in names for row in connection.execute(f'SELECT * FROM "{name}"')]
    return "\n".join(" | ".join(map(str, row)) for row in rows) + "\n"


def listed_ids(selection: Selection, kind: str) -> list[str]:
    return [row["id"] for row in LISTINGS[kind].rows(selection.dossier, selection.view, False)]


class Page(HTMLParser):
    """What a page is made of."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.open: list[str] = []
        self.inside: dict[str, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.ids += [value or "" for name, value in attrs if name == "id"]
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        if tag not in ("meta", "link", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in {*self.open[-1:], "body" if "body" in self.open else ""} - {""}:
            self.inside[tag] = self.inside.get(tag, "") + data


def parse_page(text: str) -> Page:
    read = Page(text)
    assert not read.open
    return read


# --- What an export says that an outlet prints -----------------------------------------------------------------------

SENTENCES = (
    *("We will go.", "we will go,", "I think we will go.", "We … go.", "We will (all) go.", "They stay at home", "5%"),
    *("A & B <i>x</i> _u_ *b* $5", "“Quoted,” he said", "[He] stays", "… at home", "Dr. No — stays"),
    *("It is -5 degrees", "It is 5 degrees", "👍 ok", "👎 ok", "U.S. troops", "us", "cafe\u0301s"),
    *("नमस्ते दुनिया।", "मोदी ने कहा", "שלום עולם.", "مرحبا بالعالم،", "我们去。"),
)
OUTLETS = (("a", "Paper A"), ("a2", "Paper A"), ("b", "The *B*"), ("c", "C & Co."))


@st.composite
def printed_dossiers(draw: st.DrawFn) -> Dossier:
    """Dossiers of quotes that several outlets print, the reading text now and then as one of them does."""
    quotes = []
    for number in range(draw(st.integers(1, 3))):
        sentences = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3)
        said = st.builds("{} Number {}".format, sentences.map(" ".join), st.just(number))
        versions = tuple(
            Version(
                source=draw(st.sampled_from(OUTLETS))[0],
                text=draw(said),
                locator=f"para {number}{place}.",
                language=draw(st.sampled_from([None, None, "en", "de"])),
            )
            for place in range(draw(st.integers(0, 4)))
        )
        is_printed = draw(st.booleans()) and versions
        text = draw(st.sampled_from([each.text for each in versions])) if is_printed else draw(said)
        mode = draw(st.sampled_from(["direct", "direct", "indirect", "summary"]))
        status, language = draw(st.sampled_from(["asserted", "denied"])), draw(st.sampled_from([None, "en"]))
        said_by = Quote(id=f"q{number}", event="e", who=("p",), text=text, mode=mode, versions=versions)
        quotes.append(said_by.replace(status=status, language=language))
    return Dossier(
        info=Info(title="Printed"),
        people=(Person(id="p", name="Ann Archer"),),
        sources=tuple(Source(id=id, container_title=name, title=f"Article {id}") for id, name in OUTLETS),
        events=(Event(id="e", title="A talk", date=parse_date("2025-10-14")),),
        quotes=tuple(quotes),
    )


class Attribution(NamedTuple):
    """Words that an export says an outlet prints."""

    outlet: str
    """As the export names it: by id, or by label, day and locator in one."""
    words: str
    locator: str | None = None
    """Where it is said to stand, if that is said apart."""
    is_piece: bool = False
    """Whether it is only said to be a part of a passage."""


def is_printed(dossier: Dossier, found: Attribution) -> bool:
    """Tell whether an outlet prints the words, to the letter but for spaces, and where it is said to."""
    words = one_line(found.words)
    return any(
        (
            without_spaces(words) in without_spaces(version.text)
            if found.is_piece
            else _is_same(words, one_line(version.text))
        )
        and (found.outlet == version.source or _names(dossier, version, found.outlet))
        and found.locator in (None, version.locator or "")
        for quote in dossier.quotes
        for version in quote.versions
    )


def _is_same(words: str, text: str) -> bool:
    """Tell whether words are a text; one that stands between marks of its own is given no others."""
    return words == text or quotation_marks(words) == text


def _names(dossier: Dossier, version: Version, reference: str) -> bool:
    """Whether a reference is to a version: its outlet, alone or with the place; the apparatus has the place in part."""
    label, place = dossier.source_of[version.source].label, version.locator or ""
    named = reference.removeprefix(f"{label}, ")
    return reference == label or (named != reference and (named.endswith(place) or named == place.partition("; ")[0]))


def without_spaces(text: str) -> str:
    """Letters alone: a line of Chinese is broken where there is no space."""
    return "".join(text.split())


def one_line(text: str) -> str:
    return " ".join(text.split())


def bare(words: str, mode: str) -> str:
    """Words without the quotation marks that the program put around them; those of no speech must have none."""
    is_marked = words[:1] in ("“", "‘") and quotation_marks(words[1:-1]) == words
    return words[1:-1] if mode in VERBATIM and is_marked else words


def says_what_it_is(text: str, quote: Quote) -> bool:
    """Tell whether of a reading text that no outlet prints as it stands, and of no other, that is said."""
    words = ("composed from ", "the dossier's own, printed in translation by ")
    said = ("but for the mark at the end",) if quote.same_but_end else words
    return any(each in unescape(text) for each in said) == quote.is_composed


def attributions(name: str, dossier: Dossier, written: Dossier | None = None) -> Iterator[Attribution]:
    """What an output says that outlets print; `written` is what it is made of, where that is not what is true."""
    yield from OUTPUTS[name](dossier, written or dossier)


def _in_markdown(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    chronology = Chronology(select(written, ""))
    blocks = [block for block in export_text("markdown", written).split("\n\n") if block.startswith("> ")]
    for quote, block in zip([q for _, quotes in chronology.events() for q in quotes], blocks, strict=True):
        lines = [re.sub(r"\\([^\w\s]|_)", r"\1", line.removeprefix(">").strip()) for line in block.split("\n")]
        if lines[0] != one_line(quote.text):
            assert lines[0] == quotation_marks(one_line(quote.text))
            assert not quote.is_composed
        else:
            assert quote.mode not in VERBATIM or quote.is_composed or lines[0] == quotation_marks(lines[0])
        items = [line.removeprefix("- ") for line in lines if line.startswith("- ")]
        for item in items[: len(quote.versions)]:
            reference, _, words = item.partition(": ")
            words = re.sub(r" \((?:via|translated|in|No) [^()]*\)$", "", words)
            yield Attribution(reference, quote.text if words in ("identical", "as above") else bare(words, quote.mode))


def _in_html(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    text = export_text("html", written)
    for quote in written.quotes:
        (figure,) = re.findall(rf'<figure id="{quote.id}".*?</figure>', text, re.DOTALL)
        shown = one_line(re.sub("<[^>]*>", " ", re.findall(r"<blockquote.*?</blockquote>", figure, re.DOTALL)[0]))
        is_quoted = unescape(shown).startswith("“") and not one_line(quote.text).startswith("“")
        assert not (is_quoted and (quote.is_composed or quote.mode not in VERBATIM))
        assert says_what_it_is(figure, quote)
        for reference, words in re.findall(r"<dt><a[^>]*>(.*?)</a></dt>\s*<dd[^>]*>(.*?)</dd>", figure, re.DOTALL):
            words = words.partition("<br><small")[0].replace("<br>", " ")
            yield Attribution(unescape(reference), unescape(re.sub("<[^>]*>", "", words)))
        (told,) = re.findall("<summary>([^<]*)</summary>", figure) or ("",)
        if told.startswith("Printed by "):
            for label in re.split(", | and ", unescape(told).removeprefix("Printed by ").partition("; ")[0]):
                assert any(
                    dossier.source_of[version.source].label == label
                    and have_same_words(version.text, quote.text, spellings_of(dossier))
                    for version in dossier.by_id[quote.id].versions  # type: ignore[union-attr]
                )


def _in_jsonld(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    for node in json.loads(export_text("jsonld", written))["@graph"]:
        for version in node.get("workExample", ()):
            yield Attribution(version["isPartOf"]["@id"][1:], version["text"], version.get("pagination", ""))
        for source in node.get("citation", ()) if node["@type"] == "Quotation" else ():
            yield Attribution(source["@id"][1:], node["text"])


def _in_timelinejs(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    slides = json.loads(export_text("timelinejs", written))["events"]
    quotes = {one_line(quote.text): quote for quote in written.quotes}
    blocks = [re.findall(r"<blockquote>(.*?)<cite>(.*?)</cite>", each["text"]["text"], re.DOTALL) for each in slides]
    for words, foot in (pair for pairs in blocks for pair in pairs):
        where = unescape(foot).partition(" (")[2].removesuffix(")")
        said = one_line(unescape(re.sub("<[^>]*>", " ", words)))
        quote = quotes[said] if said in quotes else quotes[said[1:-1]]
        assert says_what_it_is(where, quote)
        if quote.is_composed:
            assert said == one_line(quote.text)
        elif where:
            yield from _cited(dossier, where, bare(said, quote.mode))


def _cited(dossier: Dossier, references: str, words: str) -> Iterator[Attribution]:
    """What "A, page 1; also in B, page 2; C" says: that the first prints the words, and others the same words."""
    first, _, also = references.partition("; also in ")
    yield Attribution(first, words)
    for each in also.split("; ") if also else ():
        same = [
            version.text
            for quote in dossier.quotes
            for version in quote.versions
            if have_same_words(version.text, words, spellings_of(dossier)) and _names(dossier, version, each)
        ]
        yield Attribution(each, same[0] if same else words)


def _in_citations(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    """Citations in every style, of every passage."""
    for quote in written.quotes:
        for passage in list_passages(written, quote) if quote.versions else ():
            assert passage.version
            styles = ("plain", "markdown", "bibtex", "csl-json")
            plain, markdown, entry, item = (cite(written, passage, style) for style in styles)
            for style in REFERENCE_STYLES:
                yield from _in_reference_style(dossier, quote, cite(written, passage, style), style)
            words, _, foot = plain.rpartition(" — ")
            where = re.sub(r"^.*?\] \(|^[^\[(]* \(", "", foot).removesuffix(")")
            yield from _cited(dossier, where, bare(words, quote.mode))
            plainly = re.sub(r"\\(.)", r"\1", markdown.removeprefix("> ")).replace("\n>\n> ", " ")
            assert plainly == f"{words} — {foot}"
            (fields,) = json.loads(item)
            note, _, also = fields["note"].partition("; also in ")
            source = fields["id"].partition(":")[0]
            printed = dossier.source_of[passage.version.source]
            beside = f"{printed.title or ''}\n{printed.container_title or ''}"
            said = bare(note.removeprefix(f"{describe_attribution(written, passage, beside)}: "), quote.mode)
            yield Attribution(source, said, fields.get("locator", ""))
            noted = re.search(r"note = \{(.*)\},\n", entry)
            place = passage.version.locator
            tail = f" ({place})" if place else ""
            assert noted
            assert noted[1] == escape_tex(f"{note}{tail}{'; also in ' if also else ''}{also}")


def _in_reference_style(dossier: Dossier, quote: Quote, cited: str, style: str) -> Iterator[Attribution]:
    """What "“Words.” — Speaker (quoted in X, para 1; also in B, para 2)" says, and the entry below it.

    Where the style names who wrote it, "quoted in The Outlet (X, para 1)".
    """
    said, _, entry = cited.partition("\n\n")
    words, _, foot = said.rpartition(" — ")
    ((outlet, where),) = re.findall(r", (?:as )?(?:quoted in|reported in) (.*?) \((.*)\)$", foot) or [
        ("", where) for where in re.findall(r"\((?:as )?(?:quoted in|qtd\. in|reported in) (.*)\)", foot)
    ]
    first, _, also = where.partition("; also in ")
    sources = [source for source in dossier.sources if REFERENCE_STYLES[style](source).entry == entry]
    assert sources
    for source in sources[:1]:
        brief = REFERENCE_STYLES[style](source).brief
        assert outlet == REFERENCE_STYLES[style](source).outlet
        assert outlet or flatten(source.container_title) in brief
        place = first.removeprefix(brief).removeprefix(", ") if first.startswith(brief) else "nowhere"
        yield Attribution(source.id, bare(words, quote.mode), place)
    for each in also.split("; ") if also else ():
        yield from list(_cited(dossier, f"; also in {each}", bare(words, quote.mode)))[1:]


def _in_show(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    """What `show` prints of quotes: their versions, and the readings of the apparatus."""
    for quote in written.quotes:
        lines = [*format_record(written, quote)]
        blocks = re.findall(
            r"^versions +.*? \((.+?)\)\n  text +(.*)\n(?:  locator +(.*)\n)?", "\n".join(lines), re.MULTILINE
        )
        assert len(blocks) == len(quote.versions)
        yield from (Attribution(source, words, locator) for source, words, locator in blocks)
        yield from in_readings(dossier, [line for line in lines if re.match(r"\d+\. ", line)])


def in_readings(dossier: Dossier, lines: Iterable[str]) -> Iterator[Attribution]:
    """What lines such as "1. Cut or added: “so” in Paper A; printed without it in The B" say that outlets print."""
    labels = {source.label for source in dossier.sources}
    name = "|".join(re.escape(label) for label in sorted(labels, key=len, reverse=True))
    place = rf"(?:{name})(?:, (?:para \S+|passage \d+)(?=[;,]|$))?"
    for line in lines:
        for words, outlets in re.findall(rf"[“‘]([^;]*?)[”’] in ((?:{place})(?:, (?:{place}))*)(?=;|$)", line):
            for outlet in re.findall(place, outlets):
                for piece in words.split(" […] "):  # long readings are shortened
                    yield Attribution(outlet, piece, is_piece=True)


def _in_list(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    """What `list quotes` prints in every format, and `list disagreements`."""
    quotes, found = (LISTINGS[kind] for kind in ("quotes", "disagreements"))
    rows = quotes.rows(written, parse_view("", written), False)
    listed = {name: "".join(write(quotes.keys, rows, False)) for name, write in FORMATTERS.items()}
    as_csv = [json.loads(row["versions"]) for row in csv.DictReader(io.StringIO(listed["csv"])) if row["versions"]]
    as_json = [row["versions"] for row in json.loads(listed["json"])]
    as_lines = [json.loads(line)["versions"] for line in listed["jsonl"].splitlines()]
    for versions in (*as_json, *as_lines, *as_csv):
        yield from (Attribution(version["source"], version["text"]) for version in versions)
    for line_of_cells in listed["markdown"].splitlines()[2:]:
        cell = re.split(r"(?<!\\) \| ", line_of_cells.removesuffix(" |"))[-1]
        for line in filter(None, re.sub(r"\\(.)", r"\1", cell).split("<br>")):
            source, _, words = line.partition(": ")
            yield Attribution(source, words)
    for row in found.rows(written, parse_view("", written), False):
        yield from in_readings(dossier, [row["text"].partition(": ")[2]])


def _in_database(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    """What stands in the tables of a database, and in the view that joins outlets and words."""
    outlets = (("source", "versions"), ("source", "printed"), ("outlet", "printed"))
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(publish(FORMAT_BY_NAME["sqlite"], select(written, "")).data)
        queries = (f"SELECT {outlet}, text, locator FROM {table}" for outlet, table in outlets)
        rows = [row for query in queries for row in connection.execute(query)]
    yield from (Attribution(name, words, locator or "") for name, words, locator in rows)


def _in_read(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    """What `read` says line by line: of outlets compared, in a conversation, and where it offers passages to cite."""
    view = parse_view("", written)
    for quote in written.quotes:
        lines = compare(quote.id, written, view).paragraphs
        for line in lines:
            reference, is_said, words = line.partition(" prints: ")
            if is_said:
                yield Attribution(reference, bare(words, quote.mode))
        differences = [line.removesuffix(".") for line in lines if line.startswith("Difference ")]
        yield from in_readings(dossier, differences)
        assert says_what_it_is("\n".join(lines), quote)
        choices = choose_passage(quote.id, written, view)
        for at in range(len(choices.items)) if choices.heading.startswith("Cite.") else ():
            where, _, words = choices.choice(at).words.partition(": ")
            yield Attribution(where, words)
    for event in written.events:
        talk = show_conversation(event.id, written, view)
        for at, quote in enumerate(talk.items):
            _, is_printed_by, printing = talk.choice(at).words.rpartition(" Printed by ")
            if is_printed_by:
                first = printing.removesuffix(".").partition("; ")[0]
                for label in re.split(", | and ", first):
                    same = [
                        version.text
                        for version in dossier.by_id[quote.id].versions  # type: ignore[union-attr]
                        if dossier.source_of[version.source].label == label
                        and have_same_words(version.text, quote.text, spellings_of(dossier))
                    ]
                    yield Attribution(label, same[0] if same else quote.text)


def _in_rows(name: str) -> Callable[[Dossier, Dossier], Iterator[Attribution]]:
    """CSV and JSON Lines, which hold the versions as the dossier has them."""

    def find(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
        text = export_text(name, written)
        if name == "jsonl":
            versions = [each for line in text.splitlines() for each in json.loads(line).get("versions", ())]
        else:
            rows = csv.DictReader(io.StringIO(text))
            versions = [each for row in rows for each in json.loads(row["versions"] or "[]")]
        yield from (Attribution(each["source"], each["text"], each.get("locator", "")) for each in versions)

    return find


def _in_ftm(dossier: Dossier, written: Dossier) -> Iterator[Attribution]:
    """Notes with a proof; of others the words are nobody's."""
    entities = [json.loads(line) for line in export_text("ftm", written).splitlines()]
    for passage in (each["properties"] for each in entities if each["schema"] == "Note"):
        for article in passage.get("proof", ()):
            words = bare(passage["description"][0], passage["keywords"][0])
            yield Attribution(article.partition(".")[2], words)
            yield Attribution(passage["summary"][0], words)


OUTPUTS: Final[dict[str, Callable[[Dossier, Dossier], Iterator[Attribution]]]] = {
    "markdown": _in_markdown,
    "html": _in_html,
    "jsonld": _in_jsonld,
    "timelinejs": _in_timelinejs,
    "csv": _in_rows("csv"),
    "jsonl": _in_rows("jsonl"),
    "ftm": _in_ftm,
    "sqlite": _in_database,
    "read": _in_read,
    "citations": _in_citations,
    "show": _in_show,
    "list": _in_list,
}
"""What has the words of outlets, each with what finds them in it."""


def tampered(dossier: Dossier, fault: str) -> Dossier:
    """The dossier with a fault in every version: another outlet's name, another place, a word more."""
    sources = [source.id for source in dossier.sources]

    def spoil(version: Version) -> Version:
        if fault == "outlet":
            return version.replace(source=sources[(sources.index(version.source) + 2) % len(sources)])
        if fault == "locator":
            return version.replace(locator=f"{version.locator} and more")
        return version.replace(text=f"{version.text} Perhaps.")

    def spoil_quote(quote: Quote) -> Quote:
        versions = tuple(map(spoil, quote.versions))
        return quote.replace(versions=versions, text=quote.text if quote.is_composed else versions[0].text)

    return dossier.replace(quotes=tuple(map(spoil_quote, dossier.quotes)))


def sound_dossier() -> Dossier:
    """A quote that three outlets print, one as it stands."""
    versions = tuple(
        Version(source=source, text=text, locator=f"para {number}.")
        for number, (source, text) in enumerate((("a", "We will go."), ("b", "we will go"), ("c", "Or not.")))
    )
    quote = Quote(id="q", event="e", who=("p",), text="We will go.", versions=versions)
    sources = tuple(Source(id=id, container_title=f"Paper {id}") for id in "abc")
    event = Event(id="e", title="A talk", date=parse_date("2025-10-14"))
    return Dossier(
        info=Info(title="T"), people=(Person(id="p", name="Ann"),), sources=sources, events=(event,), quotes=(quote,)
    )


# --- A dossier with every key ----------------------------------------------------------------------------------------

REFERENCES = {"people": "p1", "sources": "s1", "events": "e2", "quotes": "q1", "": "e1"}
CHOICES = {"kind": ("role", "anonymous"), "mode": ("direct", "summary"), "type": ("decision", "document")}
ZONES_OF_TOKENS = ("Pacific/Niue", "Asia/Thimphu")


def token_values(path: str, shape: Shape, number: int) -> list[Any]:
    """Two values for a key that stand nowhere else in the dossier."""
    name = path.rpartition(".")[2]
    token = f"Tok{number}"
    if isinstance(shape, Choice):
        return [each for each in CHOICES.get(name, ()) if each in shape.options] or [*shape.options[1:3]]
    if isinstance(shape, Reference):
        id = REFERENCES[shape.kind]
        return [id, f"{id}-other"]
    if isinstance(shape, References):
        id = REFERENCES[shape.kind]
        return [(id,), (f"{id}-other",)]
    if isinstance(shape, Strings):
        return [(f"{token}a",), (f"{token}b",)]
    if isinstance(shape, Rules):
        return [("stance", "wording"), ()]
    if isinstance(shape, EdtfDate):
        return [parse_date(f"{1200 + number}-01-02"), parse_date(f"{1700 + number}-01-02")]
    if isinstance(shape, IsoDuration):
        return [f"PT{number + 100}M", "PT1M"]
    if isinstance(shape, TimeZone):
        return list(ZONES_OF_TOKENS)
    if isinstance(shape, Integer):
        return [9000 + number, 8000 + number]
    if isinstance(shape, Boolean):
        return [True, False]
    assert isinstance(shape, String | Id)
    if name == "language" or name == "translated_from":
        return [f"qa-{token}a", f"qa-{token}b"]
    if name == "wikidata":
        return [f"Q{number}7001", f"Q{number}7002"]
    if name in ("url", "archived"):
        return [f"https://example.org/{token}a", f"https://example.org/{token}b"]
    return [f"{token}a said", f"{token}b said"]


class FullDossier:
    """A dossier in which every key of the format is given, and the keys by their paths."""

    def __init__(self) -> None:
        self.values: dict[str, list[Any]] = {}
        self._number = 0
        self.dossier = self.build({})

    def record(self, of: type[Any], path: str, changed: Mapping[str, Any], **fixed: Any) -> Any:
        """A record with all its keys, of which `changed` gives some other values."""
        values: dict[str, Any] = {}
        for name, field in of.FIELDS.items():
            inner = f"{path}.{name}"
            if name in fixed:
                values[name] = fixed[name]
            elif field.shape.of is Name if isinstance(field.shape, Tables) else False:  # one in parts, one in a piece
                whole = self.record(Name, inner, changed)
                values[name] = (whole.replace(literal=None), Name(literal=whole.literal))
            elif isinstance(field.shape, Tables):
                values[name] = (self.record(field.shape.of, inner, changed),)
            else:
                values[name] = self.value(inner, field.shape, changed)
        values["extra"] = {"x_own": self.value(f"{path}.x_own", String(), changed)}
        return of(**values)

    def value(self, path: str, shape: Shape, changed: Mapping[str, Any]) -> Any:
        if path not in self.values:
            self._number += 1
            self.values[path] = token_values(path, shape, self._number)
        return changed.get(path, self.values[path][0])

    def build(self, changed: Mapping[str, Any]) -> Dossier:
        """The dossier, with other values at some paths."""
        others = {"p1-other": Person, "s1-other": Source, "e1-other": Event, "e2": Event, "e2-other": Event}
        more = {id: of(id=id, **{"name" if of is Person else "title": f"The {id}"}) for id, of in others.items()}
        more["e2"] = more["e2"].replace(involved=(Involvement(person="p1-other"),))
        event = self.record(Event, "events", changed, id="e1")
        version = self.record(Version, "quotes.versions", changed, source="s1", text="As it is printed.")
        text = self.value("quotes.versions.text", String(), changed)
        quote = self.record(
            Quote, "quotes", changed, id="q1", event="e1", text=text, versions=(version.replace(text=text),)
        )
        return Dossier(
            info=self.record(Info, "dossier", changed),
            people=(self.record(Person, "people", changed, id="p1"), more["p1-other"]),
            sources=(self.record(Source, "sources", changed, id="s1", based_on=("s1-other",)), more["s1-other"]),
            events=(event, more["e1-other"], more["e2"], more["e2-other"]),
            quotes=(quote, quote.replace(id="q1-other", n=2, text="Other words.", versions=())),
            claims=(self.record(Claim, "claims", changed, id="c1"),),
            eras=(self.record(Era, "eras", changed, date=parse_date("1000/2000")),),
            views=(self.record(GuidedView, "views", changed, id="v1", view="event:e1"),),
        )
