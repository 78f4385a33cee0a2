"""Citing a quote: its words with speaker, addressee, date, and who prints them where, in a chosen style."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import VERBATIM, Quote, Version

MARKDOWN: Final = re.compile(r"([\\`*_{}\[\]<>#|])")


def cite(dossier: Dossier, quote: Quote, style: str) -> str:
    """Return a citation of a quote in one of `STYLES`."""
    return STYLES[style](dossier, quote)


def plain(dossier: Dossier, quote: Quote) -> str:
    """Return "“Words.” — Speaker → Addressee, date (Outlet, issued, locator; …)"."""
    printed = "; ".join(_printed(dossier, version) for version in quote.versions)
    return f"{_words(quote)} — {_said(dossier, quote)}" + (f" ({printed})" if printed else "")


def markdown(dossier: Dossier, quote: Quote) -> str:
    """Return a block quotation with its attribution, sources linked where they have an address."""
    printed = "; ".join(_linked(dossier, version) for version in quote.versions)
    said = _escaped(_said(dossier, quote)) + (f" ({printed})" if printed else "")
    return f"> {_escaped(_words(quote))}\n>\n> — {said}"


def _linked(dossier: Dossier, version: Version) -> str:
    url = dossier.source_of[version.source].url or ""
    printed = _escaped(_printed(dossier, version))
    safe = url.startswith(("https://", "http://")) and not re.search(r"[\s()<>]", url)
    return f"[{printed}]({url})" if safe else printed


def bibtex(dossier: Dossier, quote: Quote) -> str:
    """Return an entry for each source that prints the quote, the words in its note."""
    return "\n\n".join(_entry(dossier, quote, version) for version in quote.versions)


def csl_json(dossier: Dossier, quote: Quote) -> str:
    """Return the sources that print the quote as an array of CSL-JSON items, the words in their notes."""
    import json  # 4 ms

    items = [_item(dossier, quote, version) for version in quote.versions]
    return json.dumps(items, ensure_ascii=False, indent=2)


STYLES: Final[dict[str, Callable[[Dossier, Quote], str]]] = {
    "plain": plain,
    "markdown": markdown,
    "bibtex": bibtex,
    "csl-json": csl_json,
}
"""The styles, by name."""


def _words(quote: Quote) -> str:
    text = _flat(quote.text)
    return f"“{text}”" if quote.mode in VERBATIM and not text.startswith(("“", '"')) else text


def _said(dossier: Dossier, quote: Quote) -> str:
    who, to = (", ".join(_flat(dossier.person_of[id].name) for id in ids) for ids in (quote.who, quote.to))
    date = dossier.date_of(quote)
    return f"{who or 'unknown'}{f' → {to}' if to else ''}, {date.words() if date else 'undated'}"


def _printed(dossier: Dossier, version: Version) -> str:
    source = dossier.source_of[version.source]
    issued = source.issued.words() if source.issued else ""
    return ", ".join(filter(None, (_flat(source.label), issued, _flat(version.locator or ""))))


def _entry(dossier: Dossier, quote: Quote, version: Version) -> str:
    from peace_tui.exporters.bibtex import entry, safe_key

    note = f"{_said(dossier, quote)}: {_words(quote)}" + (f" ({version.locator})" if version.locator else "")
    return entry(dossier.source_of[version.source], safe_key(f"{version.source}-{quote.id}"), note)


def _item(dossier: Dossier, quote: Quote, version: Version) -> dict[str, Any]:
    from peace_tui.exporters.csl import item

    cited = item(dossier.source_of[version.source]) | {"note": f"{_said(dossier, quote)}: {_words(quote)}"}
    return cited | ({"locator": version.locator} if version.locator else {})


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _escaped(text: str) -> str:
    return MARKDOWN.sub(r"\\\1", text)
