"""How each version of a dossier is found in the archived text of its source: exactly, normalized, with cuts, or not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, Literal, NamedTuple

from peace_tui.lint.archive import ENDINGS, Archive, Text
from peace_tui.lint.warnings import CHECKED, LOOKED_UP, letters_without_blanks
from peace_tui.loading.diagnostics import ERROR, NOTE, WARNING, Finding, Level
from peace_tui.loading.positions import Path
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Source, Version, is_silenced
from peace_tui.text.folding import fold
from peace_tui.text.terminal_safe import preview

Way = Literal["exact", "normalised", "with cuts", "not found"]
EXACT: Final = "exact"
NORMALISED: Final = "normalised"
WITH_CUTS: Final = "with cuts"
NOT_FOUND: Final = "not found"
WAYS: Final[tuple[Way, ...]] = (EXACT, NORMALISED, WITH_CUTS, NOT_FOUND)
"""From the best to the worst: to the letter; the same once folded (quotation marks, dashes, blanks, case); its parts
one after the other, with something between them where it has an ellipsis or a bracket, or where the outlet interrupts
the speaker; not in the text."""

GAP: Final = re.compile(r"\[\s*\.\s?\.\s?\.\s*\]|\(\s*\.\s?\.\s?\.\s*\)|\.(?:\s?\.){2,}|(?<!\w)\[[^\]\[]*\](?!\w)")
"""In folded text: an ellipsis, in brackets or not, or an insertion that is no part of a word."""
CUT: Final = 4_000
"""Characters that an ellipsis may leave out; what stands further on is of another passage."""
INSERTED: Final = 120
"""Characters in whose place an insertion may stand."""
TRIES: Final = 200
"""Places at which the first part is looked for."""


class Part(NamedTuple):
    """A part of a version, and how far after the one before it may stand."""

    words: str
    within: int


def way_in(version: str, text: Text) -> Way:
    """Return how a version stands in a text."""
    folded = fold(version).strip()
    parts = parts_of(folded)
    if not parts:
        return NOT_FOUND
    if _stands(version.strip(), text.words):
        return EXACT
    if _stands(folded, text.folded):
        return NORMALISED
    if _in_order(parts, text.folded) or _in_order(parts, text.spoken):
        return WITH_CUTS
    return NOT_FOUND


def parts_of(folded: str) -> list[Part]:
    """Return the parts of a folded version between its cuts and insertions; an altered letter, [t]he, is a letter."""
    parts: list[Part] = []
    at, within = 0, 0
    for gap in (*GAP.finditer(folded), None):
        piece = folded[at : gap.start() if gap else len(folded)]
        words = re.sub(r"[\[\]]", "", piece).strip(" ,;:")
        if words.strip("\"'-. "):
            parts.append(Part(words, within))
            within = 0
        if gap:
            within = max(within, INSERTED if "[" in gap[0] and "." not in gap[0] else CUT)
            at = gap.end()
    return parts


def _stands(words: str, text: str) -> bool:
    return bool(words) and next(_places(words, text), None) is not None


def _places(words: str, text: str, start: int = 0, stop: int | None = None) -> Iterator[int]:
    """Yield where words stand in a text as whole words."""
    at = text.find(words, start, stop)
    while at >= 0:
        end = at + len(words)
        if not (_one_word(text[at - 1 : at], words[0]) or _one_word(words[-1], text[end : end + 1])):
            yield at
        at = text.find(words, at + 1, stop)


def _one_word(left: str, right: str) -> bool:
    """Tell whether two letters that stand together are of one word, where words have blanks between them."""
    return left.isalnum() and right.isalnum() and not letters_without_blanks(left + right)


def _in_order(parts: list[Part], text: str) -> bool:
    """Tell whether the parts stand one after the other in a text, none further on than it may be."""
    for tried, start in enumerate(_places(parts[0].words, text)):
        end = start + len(parts[0].words)
        for part in parts[1:]:
            at = next(_places(part.words, text, end, end + part.within + len(part.words)), None)
            if at is None:
                break
            end = at + len(part.words)
        else:
            return True
        if tried == TRIES:
            break
    return False


ARCHIVED: Final = "x_archive"
"""The key at which a source names the files of its text, within the folder; else they have its id for a name."""
SUMMARY: Final = "summary"
"""The mode in which the words are nobody's but the author's."""


class Verdict(NamedTuple):
    """How one version stands in the archive."""

    way: Way
    finding: Finding


def verdicts(dossier: Dossier, document: Mapping[str, Any], archive: Archive) -> Iterator[Verdict]:
    """Yield a verdict on each version of a dossier; `document` is the file that it was read from."""
    for number, quote in enumerate(dossier.quotes):
        inside = "versions" in document["quotes"][number]
        for place, version in enumerate(quote.versions):
            path: Path = ("quotes", number, "versions", place, "text") if inside else ("quotes", number, "text")
            source = dossier.source_of[version.source]
            own = archive.of_source(source.id, source.extra.get(ARCHIVED))
            way, text = best(version, own or archive.texts.values())
            if way != NOT_FOUND and text:
                yield Verdict(way, Finding(path, f"{way}: stands in {preview(text.name)}", "", NOTE))
            elif not is_silenced(CHECKED, LOOKED_UP, (dossier.info, quote, version, source)):
                level: Level = WARNING if quote.mode == SUMMARY else ERROR
                yield Verdict(NOT_FOUND, Finding(path, *_not_found(version, source, own, archive), level))


def _not_found(version: Version, source: Source, own: list[Text], archive: Archive) -> tuple[str, str]:
    """Return what is wrong with a version that is not found, and how to mend it."""
    silence = f'or {CHECKED} = ["{LOOKED_UP}"] where it is right so'
    if not own:
        where = "any of the texts" if archive.texts else f"the folder, which has no texts ({', '.join(ENDINGS)})"
        hint = f"save the source as {source.id}.html or .txt, or name its file with {ARCHIVED}"
        return f"the words of '{source.id}' are not found in {where}", f"{hint}; {silence}"
    names = ", ".join(preview(text.name) for text in own)
    _, other = best(version, (text for text in archive.texts.values() if text not in own))
    hint = f"they stand in {preview(other.name)}: mend source" if other else "compare them with the text, and mend them"
    return f"the words of '{source.id}' are not found in {names}", f"{hint}; {silence}"


def best(version: Version, texts: Iterable[Text]) -> tuple[Way, Text | None]:
    """Return the best way in which a version stands in some texts, and the text."""
    found: tuple[Way, Text | None] = (NOT_FOUND, None)
    for text in texts:
        way = way_in(version.text, text)
        if WAYS.index(way) < WAYS.index(found[0]):
            found = way, text
        if way == WAYS[0]:
            break
    return found
