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
    "author": ("author", "article:author", "parsely-author"),
}
"""Where a page says what, the most reliable place first: names of `meta`, and elements."""
MAX_JSON_CHARS: Final = 2_000_000
MAX_JSON_SCRIPTS: Final = 50


def find_stated(page: str) -> dict[str, Any]:
    """Return what a page says of its article: in JSON-LD, else in Open Graph, other `meta` and elements."""
    head, linked = _read_head(page), _read_linked_data(page)
    stated = {name: next((head[key] for key in keys if head.get(key)), "") for name, keys in HEAD_KEYS.items()}
    authors = [stated.pop("author")] if stated.get("author") and "://" not in stated["author"] else []
    if head.get("<canonical>"):
        linked.pop("url", None)
    return {**stated, "authors": authors, **{name: value for name, value in linked.items() if value}}


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


def _read_linked_data(page: str) -> dict[str, Any]:
    """Return what the JSON-LD of a page says of its article."""
    lowered = page.lower()
    at = 0
    for _ in range(MAX_JSON_SCRIPTS):
        at = lowered.find("application/ld+json", at)
        start = lowered.find(">", at) + 1
        end = lowered.find("</script", start)
        if at < 0 or not start or end < 0:
            break
        try:
            data = json.loads(page[start : min(end, start + MAX_JSON_CHARS)], strict=False)
        except (ValueError, RecursionError):
            data = None
        for node in _list_nodes(data):
            kinds = node.get("@type")
            if set(kinds if isinstance(kinds, list) else [kinds]) & ARTICLE_TYPES:
                return _read_node(node)
        at = end
    return {}


def _list_nodes(data: Any) -> Iterator[Mapping[str, Any]]:
    items = data if isinstance(data, list) else [data]
    for item in items:
        if isinstance(item, dict):
            yield item
            if isinstance(graph := item.get("@graph"), list):
                yield from (node for node in graph if isinstance(node, dict))


def _read_node(node: Mapping[str, Any]) -> dict[str, Any]:
    authors = node.get("author")
    names = [_name_of(author) for author in (authors if isinstance(authors, list) else [authors])]
    return {
        "title": _text_of(node.get("headline") or node.get("name")),
        "outlet": _name_of(node.get("publisher")),
        "issued": _text_of(node.get("datePublished") or node.get("dateCreated")),
        "url": _text_of(node.get("url")),
        "language": _text_of(node.get("inLanguage")),
        "body": unescape(_text_of(node.get("articleBody"))),
        "authors": [name for name in names if name],
    }


def _name_of(value: Any) -> str:
    name = _text_of(value.get("name") if isinstance(value, dict) else value)
    return "" if "://" in name else name


def _text_of(value: Any) -> str:
    return unescape(value).strip() if isinstance(value, str) else ""
