"""The critical apparatus: one reading text, and below it, numbered, what the versions print differently.

The form is that of scholarly editions (a positive apparatus, as in TEI's `app`, `lem` and `rdg`,
https://tei-c.org/release/doc/tei-p5-doc/en/html/TC.html: lemma, bracket, the versions that agree, then each other
reading with its versions), with the names of outlets for sigla and English for the Latin.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from peace_tui.collation.alignment import Alignment, Presence
from peace_tui.collation.variants import Variant, VariantReading, Witness, find_variants, reading_in_context

SUPERSCRIPTS: Final = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
"""Digits to superscripts."""
LEFT_OUT: Final = "left out"


class ApparatusEntry(NamedTuple):
    """One variant, as seen from the base."""

    number: int
    """From 1, in the order of the base."""
    start: int
    end: int
    """Where the lemma is in the base, in characters; the same as `start` where the base has nothing there."""
    lemma: str | None
    """What the base prints there: "" where it leaves the words out, None where it is not a witness."""
    agreeing: tuple[int, ...]
    """The versions that print what the base prints."""
    others: tuple[VariantReading, ...]
    """The other readings."""
    silent: tuple[int, ...]
    """The versions that do not print the passage."""
    variant: Variant


@dataclass(frozen=True, slots=True)
class Apparatus:
    """A base text and the entries for what the versions print differently."""

    text: str
    entries: tuple[ApparatusEntry, ...]
    names: tuple[str, ...]
    """What each version is called."""
    alignment: Alignment


def apparatus(alignment: Alignment, base: int | None = None, names: Sequence[str] = ()) -> Apparatus:
    """Return the apparatus of a base: text number `base`, else the reading text, else the first text.

    There is an entry for every variant, whatever the base. `names` are those of the versions, which are otherwise
    called by their number from 1.
    """
    if base is None:
        base = alignment.reading_text if alignment.reading_text is not None else 0
    called = tuple(names) or tuple(str(number + 1) for number in range(alignment.version_count))
    entries = [_make_entry(alignment, variant, base) for variant in find_variants(alignment)]
    entries.sort(key=lambda entry: (entry.start, entry.end, entry.variant.columns))
    numbered = (
        ApparatusEntry(number, each.start, each.end, each.lemma, each.agreeing, each.others, each.silent, each.variant)
        for number, each in enumerate(entries, 1)
    )
    return Apparatus(alignment.texts[base] if alignment.texts else "", tuple(numbered), called, alignment)


def _make_entry(alignment: Alignment, variant: Variant, base: int) -> ApparatusEntry:
    """Return the entry of a variant, still without its number."""
    own = _reading_of(alignment, variant, base)
    columns = variant.columns
    if variant.moved and own is not None:
        columns = variant.sites[own]
    start, end = _lemma_span(alignment, base, columns)
    silent = set(range(alignment.version_count)).difference(*(reading.versions for reading in variant.readings))
    return ApparatusEntry(
        number=0,
        start=start,
        end=end,
        lemma=alignment.texts[base][start:end] if own is not None or end > start else None,
        agreeing=variant.readings[own].versions if own is not None else (),
        others=tuple(reading for number, reading in enumerate(variant.readings) if number != own),
        silent=tuple(sorted(silent)),
        variant=variant,
    )


def _reading_of(alignment: Alignment, variant: Variant, base: int) -> int | None:
    """Return the number of the reading that a text has, be it a version or the reading text."""
    if base < alignment.version_count:
        return variant.reading_of(base)
    if variant.moved:
        row = alignment.presences[base]
        sites = (
            number
            for number, site in enumerate(variant.sites)
            if {row[column] for column in site} == {Presence.PRINTED}
        )
        return next(sites, None)
    mine = Witness(base, variant.columns, alignment)
    if len(mine.unattested) == len(variant.columns):
        return None
    theirs = (Witness(reading.versions[0], variant.columns, alignment) for reading in variant.readings)
    return next((number for number, other in enumerate(theirs) if mine.agrees(other)), None)


def _lemma_span(alignment: Alignment, row: int, columns: Sequence[int]) -> tuple[int, int]:
    """Return where a text has the columns, or the empty span after what it has before them."""
    pieces = [token for column in columns if (token := alignment.columns[column].tokens[row])]
    if pieces:
        return pieces[0].start, pieces[-1].end
    before = (alignment.columns[column].tokens[row] for column in range(columns[0] - 1, -1, -1))
    end = next((token.end for token in before if token), 0)
    return end, end


def format_apparatus(found: Apparatus, width: int | None = None) -> list[str]:
    """Format an apparatus as lines of plain text: the base with superscript numbers, then a line for each entry.

    With `width`, lines are wrapped to so many characters.
    """
    text, end = "", 0
    for entry in found.entries:
        text += found.text[end : max(end, entry.end)] + str(entry.number).translate(SUPERSCRIPTS)
        end = max(end, entry.end)
    paragraphs = [*(text + found.text[end:]).splitlines(), *(format_entry(found, entry) for entry in found.entries)]
    if width is None:
        return paragraphs
    from textwrap import wrap

    return [row for paragraph in paragraphs for row in wrap(paragraph, max(width, 1), subsequent_indent="  ") or [""]]


def format_entry(found: Apparatus, entry: ApparatusEntry) -> str:
    """Format an entry as a line, such as "1 OK my] Matzav; Ok, ok my] The Daily Beast; not printed: Fortune".

    Where one of the readings has no words, all are shown with the word on either side of them.
    """
    variant = entry.variant
    agreeing = tuple(reading for reading in variant.readings if reading.versions == entry.agreeing)
    around = 0 if all(reading.words for reading in variant.readings) else 1
    parts = [] if agreeing or entry.lemma is None else [f"{entry.lemma or LEFT_OUT}] this text alone"]
    for reading in (*agreeing, *entry.others):
        text = reading_in_context(found.alignment, variant, reading, around) or LEFT_OUT
        where = ("here " if reading in agreeing else "elsewhere ") if variant.moved else ""
        parts.append(f"{text}] {where}{_join_names(found, reading.versions)}")
    named = {found.names[version] for reading in variant.readings for version in reading.versions}
    if silent := [version for version in entry.silent if found.names[version] not in named]:
        parts.append(f"not printed: {_join_names(found, silent)}")
    return f"{entry.number} " + "; ".join(" ".join(part.split()) for part in parts)


def _join_names(found: Apparatus, versions: Sequence[int]) -> str:
    return ", ".join(dict.fromkeys(found.names[version] for version in versions))
