"""What a web page says of its article: in JSON-LD, Open Graph, other `meta`, and elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from peace_tui.text.html import tokenize_html, unescape

ARTICLE_TYPES: Final = frozenset(
    ("Article", "NewsArticle", "ReportageNewsArticle", "BlogPosting", "LiveBlogPosting", "OpinionNewsArticle")
)
HEAD_KEYS: Final = {
    "title": ("og:title", "twitter:title", "<title>"),
    "outlet": ("og:site_name", "application-name"),
    "issued": ("article:published_time", "datepublished", "date", "pubdate", "dc.date", "parsely-pub-date", "<time>"),
    "url": ("<canonical>", "og:url"),
    "language": ("<lang>",),
    "author": ("author", "article:author", "parsely-author", "byl", "sailthru.author", "dc.creator"),
}
"""Where a page says what, the most reliable place first: names of `meta`, and elements."""
WRAPPER: Final = re.compile(r"^\s*(?://|/\*)?\s*<!\[CDATA\[(?:\s*\*/)?|(?://|/\*)?\s*\]\]>(?:\s*\*/)?\s*$")
"""What some pages put around JSON so that it is XML."""
TRACKING: Final = re.compile(r"(?:utm_\w+|gclid|fbclid|msclkid|igshid|mc_[ce]id|xtor)=[^&#]*&?", re.IGNORECASE)
"""What an address says of the way on which its reader came, and not of the page."""
BY: Final = re.compile(r"^(?:by|von|par|por)\s+", re.IGNORECASE)
ESCAPED: Final = re.compile(r"&(?:amp|quot|lt|gt|apos|#\d+);")
MAX_JSON_CHARS: Final = 2_000_000
MAX_JSON_SCRIPTS: Final = 50


def find_stated(page: str) -> dict[str, Any]:
    """Return what a page says of its article: in JSON-LD, else in Open Graph, other `meta` and elements."""
    head = _read_head(page)
    for key in ("<canonical>", "og:url"):
        if "://" not in head.get(key, ""):
            head.pop(key, None)  # an address without a site tells nothing
    linked = _read_linked_data(page, _drop_tracking(head.get("<canonical>", "")))
    stated: dict[str, Any] = {
        name: next((head[key] for key in keys if head.get(key)), "") for name, keys in HEAD_KEYS.items()
    }
    bylines = [head[key] for key in HEAD_KEYS["author"] if head.get(key) and "://" not in head[key]]
    stated["authors"] = bylines[:1]
    del stated["author"]
    if head.get("<canonical>"):
        linked.pop("url", None)
    stated |= {name: value for name, value in linked.items() if value}
    stated["authors"] = [name for byline in stated["authors"] for name in _split_authors(byline, stated["outlet"])]
    stated["title"] = _drop_outlet(stated["title"], stated["outlet"])
    stated["url"] = _drop_tracking(stated["url"])
    return stated


def _split_authors(byline: str, outlet: str) -> list[str]:
    """Return the names in a byline: By Jane Roe, John Smith and Ann Lee, The Gazette."""
    names = [name.strip() for name in re.split(r",? and |, ", BY.sub("", byline))]
    names = [name for name in names if name and name.casefold() != outlet.casefold()]
    is_list = len(names) > 1 and all(" " in name for name in names)
    return names if is_list or len(names) == 1 else [BY.sub("", byline)]


def _drop_outlet(title: str, outlet: str) -> str:
    """Return a title without the outlet behind it: A bridge at last | The Gazette."""
    found = re.fullmatch(rf"(\S.*?)\s+(?:[|·•–—-]|--)\s+{re.escape(outlet)}", title, re.IGNORECASE) if outlet else None
    return found[1] if found else title


def _drop_tracking(url: str) -> str:
    """Return an address without what only tells the way to it."""
    address, mark, query = url.partition("?")
    rest = TRACKING.sub("", query).rstrip("&") if mark else ""
    return address + (mark + rest if rest and not rest.startswith("#") else rest)


def _read_head(page: str) -> dict[str, str]:
    """Return what the elements of a page say of it: each `meta` by its name, others by theirs in angle brackets."""
    head: dict[str, str] = {}
    is_title = False
    for token in tokenize_html(page):
        if not token.tag:
            if is_title and token.words.strip():
                head.setdefault("<title>", unescape(token.words).strip())
            continue
        is_title = token.tag == "title" and not token.closes
        if token.closes or token.tag not in ("meta", "html", "link", "time"):
            continue
        attributes = _read_attributes(token.attributes)
        if token.tag == "meta":
            name = attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or ""
            head.setdefault(name.lower(), attributes.get("content", "").strip())
        elif token.tag == "html":
            head.setdefault("<lang>", attributes.get("lang", ""))
        elif token.tag == "link" and attributes.get("rel", "").lower() == "canonical":
            head.setdefault("<canonical>", attributes.get("href", ""))
        elif attributes.get("datetime"):
            head.setdefault("<time>", attributes["datetime"])
    return head


def _read_attributes(written: str) -> dict[str, str]:
    pairs = re.findall(r"""([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", written)
    return {name.lower(): unescape(double or single or bare) for name, double, single, bare in pairs}


def _read_linked_data(page: str, canonical: str = "") -> dict[str, Any]:
    """Return what the JSON-LD of a page says of its article: of several the one of the page’s own address."""
    lowered = page.lower()
    nodes: list[Mapping[str, Any]] = []
    at = 0
    for _ in range(MAX_JSON_SCRIPTS):
        at = lowered.find("application/ld+json", at)
        start = lowered.find(">", at) + 1
        end = lowered.find("</script", start)
        if at < 0 or not start or end < 0:
            break
        try:
            written = page[start : min(end, start + MAX_JSON_CHARS)]
            data = json.loads(WRAPPER.sub("", written), strict=False)
        except (ValueError, RecursionError):
            data = None
        nodes += _list_nodes(data)
        at = end
    named = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    articles = [_read_node(node, named) for node in nodes if _types_of(node) & ARTICLE_TYPES]
    own = (article for article in articles if canonical and _drop_tracking(article["url"]) == canonical)
    return next(own, articles[0] if articles else {})


def _types_of(node: Mapping[str, Any]) -> set[str]:
    kinds = node.get("@type")
    return {str(kind).rpartition("/")[2] for kind in (kinds if isinstance(kinds, list) else [kinds])}


def _list_nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    items = data if isinstance(data, list) else [data]
    for item in items:
        if isinstance(item, dict):
            yield item
            for inside in (item.get("@graph"), [item.get("mainEntity")]):
                if isinstance(inside, list):
                    yield from (node for node in inside if isinstance(node, dict))


def _read_node(node: Mapping[str, Any], named: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    authors = node.get("author")
    names = [_name_of(author, named) for author in (authors if isinstance(authors, list) else [authors])]
    return {
        "title": _text_of(node.get("headline") or node.get("name")),
        "outlet": _name_of(node.get("publisher"), named),
        "issued": _text_of(node.get("datePublished") or node.get("dateCreated")),
        "url": _text_of(node.get("url")),
        "language": _text_of(node.get("inLanguage")),
        "body": unescape(_text_of(node.get("articleBody"))),
        "authors": [name for name in names if name],
    }


def _name_of(value: Any, named: Mapping[str, Mapping[str, Any]]) -> str:
    """Return the name of a person or outlet, which may stand elsewhere, under its `@id`."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        known = value if value.get("name") else named.get(str(value.get("@id")), {})
        value = known.get("name")
        value = value[0] if isinstance(value, list) and value else value
    name = _text_of(value)
    return "" if "://" in name else name


def _text_of(value: Any) -> str:
    text = unescape(value).strip() if isinstance(value, str) else ""
    return unescape(text) if ESCAPED.search(text) else text  # some pages escape twice
