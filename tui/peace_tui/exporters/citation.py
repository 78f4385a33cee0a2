"""Citing a quote: its words with speaker, addressee, date, and who prints them where, in a chosen style."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

from peace_tui.exporters.bibtex import bibtex_entry, bibtex_key
from peace_tui.exporters.csl import csl_item
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Quote, Version

ESCAPED_IN_MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>#|])")


def cite(dossier: Dossier, quote: Quote, style: str) -> str:
    """Return a citation of a quote in one of `STYLES`."""
    return STYLES[style](dossier, quote)


def _cite_plain(dossier: Dossier, quote: Quote) -> str:
    """Return "“Words.” — Speaker → Addressee, date (Outlet, issued, locator; …)"."""
    references = "; ".join(_reference(dossier, version) for version in quote.versions)
    return f"{_words(quote)} — {_attribution(dossier, quote)}" + (f" ({references})" if references else "")


def _cite_markdown(dossier: Dossier, quote: Quote) -> str:
    """Return a block quotation with its attribution; sources are linked where they have an address."""
    references = "; ".join(_linked_reference(dossier, version) for version in quote.versions)
    attribution = _escape(_attribution(dossier, quote)) + (f" ({references})" if references else "")
    return f"> {_escape(_words(quote))}\n>\n> — {attribution}"


def _cite_bibtex(dossier: Dossier, quote: Quote) -> str:
    """Return an entry for each source that prints the quote, the words in its note."""
    return "\n\n".join(_entry(dossier, quote, version) for version in quote.versions)


def _cite_csl_json(dossier: Dossier, quote: Quote) -> str:
    """Return the sources that print the quote as an array of CSL-JSON items, the words in their notes."""
    items = [_item(dossier, quote, version) for version in quote.versions]
    return json.dumps(items, ensure_ascii=False, indent=2)


STYLES: Final[dict[str, Callable[[Dossier, Quote], str]]] = {
    "plain": _cite_plain,
    "markdown": _cite_markdown,
    "bibtex": _cite_bibtex,
    "csl-json": _cite_csl_json,
}
"""The styles, by name."""


def _words(quote: Quote) -> str:
    text = _flat(quote.text)
    return f"“{text}”" if quote.mode in VERBATIM and not text.startswith(("“", '"')) else text


def _attribution(dossier: Dossier, quote: Quote) -> str:
    who, to = (", ".join(_flat(dossier.person_of[id].name) for id in ids) for ids in (quote.who, quote.to))
    date = dossier.date_of(quote)
    return f"{who or 'unknown'}{f' → {to}' if to else ''}, {date.words() if date else 'undated'}"


def _reference(dossier: Dossier, version: Version) -> str:
    source = dossier.source_of[version.source]
    issued = source.issued.words() if source.issued else ""
    return ", ".join(filter(None, (_flat(source.label), issued, _flat(version.locator or ""))))


def _linked_reference(dossier: Dossier, version: Version) -> str:
    url = dossier.source_of[version.source].url or ""
    reference = _escape(_reference(dossier, version))
    is_safe = url.startswith(("https://", "http://")) and not re.search(r"[\s()<>]", url)
    return f"[{reference}]({url})" if is_safe else reference


def _entry(dossier: Dossier, quote: Quote, version: Version) -> str:
    note = f"{_attribution(dossier, quote)}: {_words(quote)}" + (f" ({version.locator})" if version.locator else "")
    return bibtex_entry(dossier.source_of[version.source], bibtex_key(f"{version.source}-{quote.id}"), note)


def _item(dossier: Dossier, quote: Quote, version: Version) -> dict[str, Any]:
    note = f"{_attribution(dossier, quote)}: {_words(quote)}"
    item = csl_item(dossier.source_of[version.source]) | {"note": note}
    return item | ({"locator": version.locator} if version.locator else {})


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _escape(text: str) -> str:
    return ESCAPED_IN_MARKDOWN.sub(r"\\\1", text)
