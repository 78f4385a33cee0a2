"""Saved articles: the paragraphs of the article in a page or a text, and what the page says of itself.

Headings, captions, menus, notices and lists of other stories are no paragraphs, so that the number of a paragraph is
the one that a reader counts. In a web page the article is where the page says (`<article>`, `articleBody`), else where
most paragraphs are together; in plain text it is the part with the most sentences.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from peace_tui.drafting.metadata import find_stated
from peace_tui.drafting.passages import DOUBLE_MARK, TURN_LABEL
from peace_tui.text.html import Block, split_blocks

PLAIN: Final = (".txt", ".text")
MARKDOWN: Final = (".md", ".markdown")
HTML: Final = (".html", ".htm", ".xhtml")
CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
"""What a page says of its encoding, in bytes."""
MARKDOWN_MARKS: Final = (
    (re.compile(r"!?\[([^\]\n]{0,500})\]\([^)\s]{0,2000}(?:\s+\"[^\"\n]{0,500}\")?\)"), r"\1"),
    (re.compile(r"^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+)+", re.MULTILINE), ""),
    (re.compile(r"(?<!\w)([*_]{1,3})(?=\S)([^*_\n]+)(?<=\S)\1(?!\w)"), r"\2"),
)
"""Markdown's links, block quotes, headings and emphasis, and their replacements."""
MARKDOWN_HEADING: Final = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t#]*$|^(.+)\n(?:=+|-+)[ \t]*$", re.MULTILINE)
MARKDOWN_BOLD: Final = re.compile(r"^[ \t]*(?:\*\*|__)(?=\S)([^*\n]+)(?<=\S)(?:\*\*|__)[ \t]*$", re.MULTILINE)
FRONT_MATTER: Final = re.compile(r"\A---[ \t]*\n(.*?)\n---[ \t]*\n", re.DOTALL)
FRONT_MATTER_LINE: Final = re.compile(r"^(\w+):[ \t]*[\"']?(.*?)[\"']?[ \t]*$", re.MULTILINE)

END_OF_SENTENCE: Final = re.compile(r"[.?!…。！？:]\s?[\"”’»“«‹›'′)\]*]*(?:\s?\[\d+\])?$")
FURNITURE: Final = re.compile(
    r"(?:advertisement|recommended (?:video|stories|reading)|read (?:more|also|next)\b.*|related\b.{0,60}|share"
    r"|share this.*|sign up.*|subscribe\b.*|follow us\b.*|listen to this.*|watch:.*|see also\b.*"
    r"|\(?(?:ap |file )?photo(?:graph)?s?(?: by\b|:| courtesy).*|©.*|copyright\b.*|all rights reserved.*"
    r"|image (?:source|caption).*|more on this story|story continues.*|continue reading.*|skip .{0,30}"
    r"|(?:last )?(?:updated|published)\b.{0,60}|mehr zum thema.*|lesen sie auch.*|lire aussi.*|à lire aussi.*"
    r"|anzeige|publicité|[•·▪◦*-]\s.{0,40})",
    re.IGNORECASE | re.DOTALL,
)
"""What stands between the paragraphs of an article without belonging to it, as whole lines."""
POINTER: Final = re.compile(
    r"\b(?:click|tap) here\b|^to read\b|\b(?:sign up|subscribe|download)\b.{0,40}\b(?:now|here|today)\b", re.I
)
"""What sends the reader elsewhere; only short lines are nothing but that."""
CREDIT: Final = re.compile(
    r"(?:/|\bvia |\bphoto(?:graph)? by )\s?(?:getty|ap|afp|reuters|bloomberg|shutterstock)\b[^.]{0,20}$", re.IGNORECASE
)
"""The end of a caption."""
END_OF_ARTICLE: Final = re.compile(
    r"(?:about the authors?|most popular|most read|trending(?: now)?|related (?:articles|stories|content|topics)"
    r"|more (?:from|stories|in)\b.{0,40}|latest (?:in|from|news)\b.{0,30}|read next|up next|recommended for you"
    r"|comments(?: \(\d+\))?|sign up for .{0,60}|editors?[’'] picks|you may also like.*|what to read next"
    r"|also on .{0,40})",
    re.IGNORECASE,
)
"""Lines behind which no paragraph of the article follows."""
CLOCK_TIME: Final = re.compile(r"\W{0,3}\d{1,2}[.:h]\d{2}(?:\s?[ap]\.?m\.?)?(?:\s[A-Z]{2,4})?\W{0,3}", re.IGNORECASE)
"""A line of a live blog."""
MONTH_PREFIXES: Final = (
    r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|févr|fév|avr|mai|juin|juil|août|déc|jänner|mär|okt|dez"
)
PRINTED_DATE: Final = re.compile(
    rf"(?:(?:{MONTH_PREFIXES})[a-z]*\.? \d{{1,2}},? \d{{4}}"
    rf"|\d{{1,2}}\.? (?:{MONTH_PREFIXES})[a-zäûé]*\.? \d{{4}}|\d{{4}}-\d\d-\d\d)"
    r"(?:[T,]?(?: at)? ?\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]\.?m\.?)?(?: ?[A-Z]{2,4}\b| ?[+-]\d\d:?\d\d|Z)?)?",
    re.IGNORECASE,
)
"""A day, with the clock time behind it if there is one."""
OUTLET_WORD: Final = re.compile(
    r"\b(?:times|post|herald|ledger|courier|daily|press|news|journal|tribune|gazette|guardian|mail|star|telegraph|echo|écho"
    r"|zeitung|\w*blatt|kurier|anzeiger|rundschau|magazine|review|observer|chronicle|examiner|inquirer|globe|figaro|monde"
    r"|libération|independent|mirror|standard|radio|tv|wire)\b|\.(?:com|org|net)\b",
    re.IGNORECASE,
)
"""Words that the name of an outlet has."""
BYLINE: Final = re.compile(r"(?:by|von|par|por)[:\s]+(?P<names>\S.{1,100})", re.IGNORECASE)
BULLET: Final = re.compile(r"[•·▪◦*-]\s")
SITE: Final = re.compile(r"[{\[(](?:source: )?(?P<site>[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,10})[})\]]")
"""The name of a site in brackets, as some outlets close an article."""
MIN_HEADLINE_WORDS: Final = 4
MAX_HEADLINE_WORDS: Final = 30
MAX_HEAD_LINES: Final = 15
"""How many lines before an article may hold its headline, date and authors."""
MAX_CLEAN_HEAD: Final = 8
"""How many lines are before an article whose page has no menu."""
MAX_DATELINE_CHARS: Final = 80
"""How long the place, date and agency may be that the first paragraph of an article begins with."""
WEEKDAY: Final = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:mon|tue|wed|thu|fri|sat|sun)\b|(?:lun|mar|mercre|jeu|vendre|same)di"
    r"|dimanche|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)",
    re.IGNORECASE,
)
COMMON_WORDS: Final = {
    "en": "the of and to in that was for on with he said it his is at had",
    "fr": "le la les de des du et un une que qui dans pour est il elle pas sur au a",
    "de": "der die das und in den von zu mit sich ist nicht ein eine dem des auf er sie es",
}
MAX_GUESSED_PARAGRAPHS: Final = 50
MAX_BROKEN_CHARS: Final = 100
"""How long the lines are at most of a text that is broken into lines of even length."""
BREAK_SLACK: Final = 10
"""How many characters shorter than the longest such a line may be, with the next word that did not fit."""
MIN_FORCED_BREAKS: Final = 0.6
"""What part of the line breaks are where the next word did not fit."""
ASIDE_ELEMENTS: Final = (
    *("nav", "aside", "footer", "figure", "figcaption", "form", "button", "select", "menu", "dialog", "iframe"),
    *("header", "amp-ad", "amp-embed", "amp-sidebar"),
)
HEADING_TAGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "title", "caption", "th"))
ASIDE_NAME: Final = re.compile(
    r"""(?:class|id|role)\s*=\s*["'][^"']*(?<![a-z])"""
    r"(?:related(?:posts)?|yarpp\w*|sharedaddy|pull-?quote|promo|newsletter|caption|share|sharing|social|comments?|advert\w*|sidebar|recirc\w*|most-popular"
    r"|trending|byline|breadcrumbs?|paywall|navigation|complementary|contentinfo|credit)(?![a-z])",
    re.IGNORECASE,
)
"""Attributes of elements that are no part of an article."""
TITLE_CLASS: Final = re.compile(r"""class\s*=\s*["'](?:[^"']*\s)?title["'\s]""", re.IGNORECASE)
MARK_CHARS: Final = "“”„«»\"‘’' \u00a0\u202f"
MIN_PULLED: Final = 3
MAX_PULLED: Final = 60
"""How many words a pull quote has."""
MAX_CHECKED: Final = 500
"""How many paragraphs are searched for elsewhere, so that no page makes it slow."""


@dataclass(frozen=True, slots=True)
class Article:
    """A saved article. What the page does not say is empty."""

    paragraphs: tuple[str, ...]
    title: str = ""
    outlet: str = ""
    issued: str = ""
    """When it was published, as the page writes it."""
    url: str = ""
    language: str = ""
    """Its tag (BCP 47), or that of the language whose commonest words it has."""
    authors: tuple[str, ...] = ()
    bold: frozenset[int] = frozenset()
    """The positions of the paragraphs that are bold from beginning to end, as the questions of an interview are."""


def read_article(text: str, ending: str) -> Article:
    """Return the article in a saved page or text; `ending` is that of its file's name, such as `.html`."""
    if ending.lower() in HTML or re.match(r"\s*(?:<!doctype html|<html)\b", text[:500], re.IGNORECASE):
        return read_page(text)
    if ending.lower() in MARKDOWN:
        return read_markdown(text)
    return read_text(text)


def split_paragraphs(text: str, ending: str) -> tuple[str, ...]:
    """Return only the paragraphs of an article."""
    return read_article(text, ending).paragraphs


# --- Plain text ------------------------------------------------------------------------------------------------------


def read_text(text: str) -> Article:
    """Return the article in a plain text, which may be that of a page with menus and lists of other stories."""
    lines = [line.strip() for line in unwrap(text.replace("\r\n", "\n").replace("\r", "\n"))]
    lines = [line for line in lines if line]
    start, end = _find_body(lines)
    body = [line for line in lines[start:end] if _is_paragraph(line)]
    head = lines[max(start - MAX_HEAD_LINES, 0) : start]
    site = next((found["site"] for line in lines[-3:] if (found := SITE.fullmatch(line))), "")
    headline = _find_headline(head)
    return Article(
        tuple(body),
        title=headline,
        outlet=site or _find_outlet(head, headline),
        issued=_find_date(head, body[0] if body else ""),
        language=guess_language(body),
        authors=tuple(_find_authors(head)),
    )


def guess_language(paragraphs: Sequence[str]) -> str:
    """Return the language whose commonest words a text has: `en`, `fr` or `de`; empty if it has few of any."""
    words = Counter(re.findall(r"\w+", " ".join(paragraphs[:MAX_GUESSED_PARAGRAPHS]).lower()))
    counts = {tag: sum(words[word] for word in common.split()) for tag, common in COMMON_WORDS.items()}
    best = max(counts, key=lambda tag: counts[tag])
    return best if counts[best] * 12 >= words.total() > 0 else ""


def unwrap(text: str) -> list[str]:
    """Return the lines of a text; where it is broken into lines of even length, those between empty lines as one."""
    blocks = [block.split("\n") for block in re.split(r"\n[ \t]*\n+", text)]
    width = max(len(line.rstrip()) for block in blocks for line in block)
    breaks = [pair for block in blocks for pair in pairwise(block) if pair[1].strip()]
    forced = sum(len(line.rstrip()) + len(following.split()[0]) > width - BREAK_SLACK for line, following in breaks)
    if width > MAX_BROKEN_CHARS or forced <= len(breaks) * MIN_FORCED_BREAKS:
        return text.split("\n")
    return [" ".join(line.strip() for line in block) for block in blocks]


def _find_body(lines: Sequence[str]) -> tuple[int, int]:
    """Return the part with the most sentences and the fewest other lines: where the article begins and ends."""
    best, best_part = 0.0, (0, len(lines))
    total, start = 0.0, 0
    seen = Counter(lines)
    for number, line in enumerate(lines):
        if END_OF_ARTICLE.fullmatch(line):
            total, start = 0.0, number + 1
            continue
        if _is_paragraph(line) and seen[line] == 1:
            total += min(len(line.split()), 40)
        elif not CLOCK_TIME.fullmatch(line):
            total -= 8
        if total <= 0:
            total, start = 0.0, number + 1
        elif total > best:
            best, best_part = total, (start, number + 1)
    return best_part


def _is_paragraph(line: str) -> bool:
    """Tell whether a line is a paragraph of an article: it has sentences, or at least words between quotation marks."""
    words = len(line.split())
    if FURNITURE.fullmatch(line) or CREDIT.search(line) or END_OF_ARTICLE.fullmatch(line):
        return False
    if words <= 20 and POINTER.search(line):
        return False
    if words <= 8 and PRINTED_DATE.search(line):
        return False
    if END_OF_SENTENCE.search(line):
        return words > 2 or (line[-1] != ":" and (len(line) > 4 or not line.isupper()))
    label = TURN_LABEL.match(line)
    return words >= 40 or bool(label and label["label"].isupper()) or (words >= 25 and bool(DOUBLE_MARK.search(line)))


def _find_headline(head: Sequence[str]) -> str:
    """Return the headline among the lines before an article: the first that may be one, below a menu the longest."""
    fit = [
        line
        for line in head
        if MIN_HEADLINE_WORDS <= len(line.split()) <= MAX_HEADLINE_WORDS
        and not BULLET.match(line)
        and not (PRINTED_DATE.search(line) or BYLINE.match(line) or CREDIT.search(line) or FURNITURE.fullmatch(line))
    ]
    if not fit and len(head) == 1 and _is_short_headline(head[0]):
        return head[0]
    if len(head) <= MAX_CLEAN_HEAD:
        return next(iter(fit), "")
    return max(fit, key=lambda line: len(line.split()), default="")


def _is_short_headline(line: str) -> bool:
    """Tell whether the only line before an article is a headline of few words, and no name: Mayor quits."""
    words = line.split()
    is_written = bool(words) and words[0][0].isupper() and any(word[0].islower() for word in words[1:])
    is_other = PRINTED_DATE.search(line) or BYLINE.match(line) or FURNITURE.fullmatch(line) or OUTLET_WORD.search(line)
    return is_written and not is_other


def _find_date(head: Sequence[str], first: str) -> str:
    """Return the date in the lines before an article, else in the dateline that its first paragraph begins with."""
    dateline = re.split(r"\s(?:[—–-]|--)\s", first, maxsplit=1)[0]
    lines = [*head, *([dateline] if len(dateline) <= MAX_DATELINE_CHARS else [])]
    return next(
        (
            found[0]
            for line in lines
            if len(line.split()) <= MAX_HEADLINE_WORDS and (found := PRINTED_DATE.search(line))
        ),
        "",
    )


def _find_outlet(head: Sequence[str], headline: str) -> str:
    """Return the outlet where it stands beside the date or the authors, and no menu is above."""
    if len(head) > MAX_CLEAN_HEAD:
        return ""
    for number, line in enumerate(head):
        around = " ".join(head[max(number - 1, 0) : number + 2])
        if line == headline or BYLINE.match(line) or not PRINTED_DATE.search(around):
            continue
        name = re.split(r"\s[·|•–—]\s|, ?$|[.,;] (?=(?:By|Von|Par|Por)\s)", PRINTED_DATE.split(line)[0].strip())[0]
        name = WEEKDAY.sub("", name).strip(" ,.:")
        if OUTLET_WORD.search(name) and len(name.split()) <= 6 and not FURNITURE.fullmatch(line):
            return name
    return ""


def _find_authors(head: Sequence[str]) -> Iterator[str]:
    """Yield the names in a byline, or in the line behind a `By` that stands alone."""
    for number, line in enumerate(head):
        names = ""
        if line.rstrip(":").lower() == "by" and number + 1 < len(head):
            names = head[number + 1]
        elif (found := BYLINE.fullmatch(line)) and len(line.split()) <= 12:
            names = PRINTED_DATE.split(found["names"])[0]
        if names:
            yield from (name.strip() for name in re.split(r",| and | und | et |\s[|•·]\s", names) if name.strip())
            return


# --- Markdown --------------------------------------------------------------------------------------------------------


def read_markdown(text: str) -> Article:
    """Return the article in a Markdown file; its first heading is the headline, what stands in front matter holds."""
    text = text.replace("\r\n", "\n")
    stated: dict[str, str] = {}
    if front := FRONT_MATTER.match(text):
        stated = {name.lower(): value for name, value in FRONT_MATTER_LINE.findall(front[1])}
        text = text[front.end() :]
    headings = [first or second for first, second in MARKDOWN_HEADING.findall(text)]
    article = read_text(strip_markdown(MARKDOWN_HEADING.sub("\n", text)))
    bold = {strip_markdown(words) for words in MARKDOWN_BOLD.findall(text)}
    names = stated.get("author") or stated.get("authors", "")
    return replace(
        article,
        title=stated.get("title") or next(iter(headings), "") or article.title,
        outlet=next((stated[key] for key in ("outlet", "publication", "source", "site") if stated.get(key)), "")
        or article.outlet,
        issued=stated.get("date") or stated.get("issued") or article.issued,
        url=stated.get("url") or stated.get("link", ""),
        language=stated.get("language") or stated.get("lang") or article.language,
        authors=tuple(each.strip(" []\"'") for each in names.split(",") if each.strip()) or article.authors,
        bold=frozenset(number for number, words in enumerate(article.paragraphs) if words in bold),
    )


def strip_markdown(text: str) -> str:
    """Return Markdown without its marks."""
    for pattern, left in MARKDOWN_MARKS:
        text = pattern.sub(left, text)
    return text


# --- Web pages -------------------------------------------------------------------------------------------------------


def read_page(page: str) -> Article:
    """Return the article in a saved web page, and what the page says of it."""
    stated = find_stated(page)
    everything = [*split_blocks(page)]
    blocks = _drop_asides(everything)
    found = [block for block in _find_article(blocks) if _is_page_paragraph(block)]
    found = [found[number] for number in _drop_repeated([block.text for block in found])]
    paragraphs = [block.text for block in found]
    body = str(stated.get("body") or "")
    if sum(map(len, paragraphs)) * 2 < len(body):
        found, paragraphs = [], list(read_text(body).paragraphs)
    return Article(
        tuple(paragraphs),
        title=stated.get("title") or _find_heading(everything),
        outlet=stated.get("outlet", ""),
        issued=stated.get("issued", ""),
        url=stated.get("url", ""),
        language=stated.get("language") or guess_language(paragraphs),
        authors=tuple(stated.get("authors", ())),
        bold=frozenset(number for number, block in enumerate(found) if block.is_bold),
    )


def _find_heading(blocks: Sequence[Block]) -> str:
    """Return the first heading of a page without a title, or what a word processor marks as one."""
    for block in blocks:
        if any(element.tag == "h1" or TITLE_CLASS.search(element.attributes) for element in block.inside):
            return block.text
    return ""


def _drop_repeated(paragraphs: Sequence[str]) -> list[int]:
    """Return the positions of the paragraphs but for pull quotes: quotations alone that another one prints, too."""
    text = "\n".join(paragraphs)
    kept, checked = [], 0
    for number, paragraph in enumerate(paragraphs):
        words = paragraph.strip().strip(MARK_CHARS)
        is_alone = len(paragraph) - len(words) >= 2 and MIN_PULLED <= len(words.split()) <= MAX_PULLED
        if is_alone and checked < MAX_CHECKED and not DOUBLE_MARK.search(words):
            checked += 1
            if text.count(words.rstrip(".,")) > 1:
                continue
        kept.append(number)
    return kept


def _drop_asides(blocks: Sequence[Block]) -> list[Block]:
    """Return the blocks that may belong to the article: neither headings nor asides.

    An element that holds most of the page is no aside, whatever its name: `<body class="has-sidebar">`.
    """
    words = _count_words(blocks)
    asides: dict[int, bool] = {}
    for block in blocks:
        for element in block.inside:
            if element.number not in asides:
                is_named = element.tag in ASIDE_ELEMENTS or bool(ASIDE_NAME.search(element.attributes))
                is_most = words[element.number] * 2 > words[0]
                asides[element.number] = element.tag in HEADING_TAGS or (is_named and not is_most)
    return [block for block in blocks if not any(asides[element.number] for element in block.inside)]


def _count_words(blocks: Sequence[Block]) -> Counter[int]:
    """Return how many words of paragraphs each element holds; 0 stands for the page, which may have none around it."""
    words: Counter[int] = Counter()
    for block in blocks:
        if _is_page_paragraph(block):
            count = len(block.text.split())
            words.update({0: count, **{element.number: count for element in block.inside}})
    return words


def _is_page_paragraph(block: Block) -> bool:
    is_p = any(element.tag == "p" for element in block.inside[-2:])
    if is_p and len(block.text.split()) > 3 and END_OF_SENTENCE.search(block.text):
        return not (FURNITURE.fullmatch(block.text) or (len(block.text) < 120 and POINTER.search(block.text)))
    return _is_paragraph(block.text)


def _find_article(blocks: Sequence[Block]) -> Sequence[Block]:
    """Return the blocks of the element that holds the article: the innermost that holds nearly all of its words."""
    words = _count_words(blocks)
    inside = [(level, element) for block in blocks for level, element in enumerate(block.inside)]
    depth = {0: -1, **{element.number: level for level, element in inside}}
    named = {
        element.number
        for _, element in inside
        if words[element.number] and (element.tag == "article" or "articlebody" in element.attributes.lower())
    }
    if not words:
        return blocks
    held = [block for block in blocks if any(element.number in named for element in block.inside)]
    if max((words[number] for number in named), default=0) * 2 < _count_words(held)[0]:
        named = set()  # each post of a live report is an element of its own
    candidates = named or {number for number in words if words[number] * 2 > max(words.values())}
    most = max(words[number] for number in candidates)
    chosen = max((number for number in candidates if words[number] * 1.2 >= most), key=lambda number: depth[number])
    return [block for block in blocks if not chosen or any(element.number == chosen for element in block.inside)]
