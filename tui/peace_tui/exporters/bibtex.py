"""BibTeX: the sources, as LaTeX takes them; `date` and `url` are those of BibLaTeX, which reads EDTF."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from peace_tui.edtf.spans import Date
from peace_tui.exporters.date_parts import ends, numbers
from peace_tui.exporters.provenance_note import Colophon
from peace_tui.model.records import Source
from peace_tui.model.values import own_words
from peace_tui.query.selection import Selection

TEX: Final = {
    **{character: f"\\{character}" for character in "&%$#_"},
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}
"""What LaTeX gives a meaning. Braces are written by name, since BibTeX counts also those after a backslash."""
SPECIAL: Final = re.compile("[" + "".join(map(re.escape, TEX)) + "]")
ENTRIES: Final = {
    "book": "book",
    "chapter": "incollection",
    "entry-encyclopedia": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
}
"""The entry that a CSL type becomes; articles are articles, anything else is misc."""
JOURNAL: Final = {"article": "journal", "incollection": "booktitle", "inproceedings": "booktitle"}
"""The field of what contains the source; the others say how it was published."""
UNSAFE_KEY: Final = re.compile(r"[^A-Za-z0-9._-]+")


def pieces(selection: Selection, colophon: Colophon) -> Iterator[str]:
    """Yield the entries, and the colophon as a comment."""
    keys: set[str] = set()
    for source in selection.sources:
        key = _free_key(source.id, keys)
        keys.add(key.casefold())
        yield entry(source, key) + "\n\n"
    yield "".join(f"% {_comment(line)}\n" for line in colophon.lines())


def left_out(selection: Selection) -> list[str]:
    """Return what a bibliography does not hold."""
    kinds = (kind for kind in ("events", "people", "quotes", "claims") if getattr(selection, kind))
    return [f"{', '.join(kinds)}: BibTeX holds the sources only"]


def entry(source: Source, key: str, note: str | None = None) -> str:
    """Return a source as an entry; `note` in the place of the source's own."""
    kind = "article" if (source.type or "").startswith("article") else ENTRIES.get(source.type or "", "misc")
    fields = {
        "author": " and ".join(map(_name, source.author)),
        "title": f"{{{tex(source.title)}}}" if source.title else "",  # within braces styles leave capitals alone
        JOURNAL.get(kind, "howpublished"): tex(source.container_title or ""),
        "publisher": tex(source.publisher or ""),
        **_dates(source.issued),
        "urldate": source.accessed.text if source.accessed else "",
        "language": tex(source.language or ""),
        "url": re.sub(r"[{}\\\s]", lambda found: f"%{ord(found[0]):02X}", source.url or ""),
        "note": tex(note if note is not None else source.note or ""),
        **_own(source),
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@{kind}{{{key},", *lines, "}"])


def tex(text: str) -> str:
    """Return text on one line as LaTeX prints it and nothing more."""
    return SPECIAL.sub(lambda found: TEX[found[0]], " ".join(text.split()))


def safe_key(id: str) -> str:
    """Return an id as a key that every BibTeX takes: other letters than English ones become their numbers."""
    return UNSAFE_KEY.sub(lambda found: "".join(f"u{ord(letter):x}" for letter in found[0]), id)


def _free_key(id: str, taken: set[str]) -> str:
    """Return a key that no entry has yet, since BibTeX takes A and a for the same."""
    key, number = safe_key(id), 2
    while key.casefold() in taken:
        key, number = f"{safe_key(id)}-{number}", number + 1
    return key


def _name(name: str) -> str:
    """Return an author; one whose name BibTeX would take apart wrongly stands in braces."""
    return f"{{{tex(name)}}}" if re.search(r",|\band\b|\bothers\b", name) else tex(name)


def _dates(date: Date | None) -> dict[str, str]:
    """Return year, month and day where the date is one point, and the whole of it for BibLaTeX."""
    if not date:
        return {}
    found = ends(date)
    single = found.first if found.first is found.last and not found.qualified else None
    told = dict(zip(("year", "month", "day"), map(str, numbers(single) if single else ()), strict=False))
    return told | ({} if len(told) == len(numbers(single) if single else (0,)) else {"date": date.text})


def _own(source: Source) -> dict[str, str]:
    """Return the `x_*` keys that BibTeX can name; of the others the name is made one that it can."""
    return {re.sub(r"[^A-Za-z0-9_-]", "-", name): tex(text) for name, text in own_words(source).items()}


def _comment(text: str) -> str:
    """Return text between entries: an @ there would begin one."""
    return " ".join(text.split()).replace("@", "(at)")
