"""The verdict on each version of a dossier: how it stands in the archived text of its source, or that it does not."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from peace_tui.lint.archive import ENDINGS, Archive, Text
from peace_tui.lint.lookup import NOT_FOUND, WAYS, Way, way_in
from peace_tui.lint.warnings import CHECKED, LOOKED_UP
from peace_tui.loading.context import shown
from peace_tui.loading.diagnostics import ERROR, NOTE, WARNING, Finding, Level
from peace_tui.loading.positions import Path
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Source, Version
from peace_tui.model.silencing import silenced

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
                yield Verdict(way, Finding(path, f"{way}: stands in {shown(text.name)}", "", NOTE))
            elif not silenced(CHECKED, LOOKED_UP, (dossier.info, quote, version, source)):
                level: Level = WARNING if quote.mode == SUMMARY else ERROR
                yield Verdict(NOT_FOUND, Finding(path, *_not_found(version, source, own, archive), level))


def _not_found(version: Version, source: Source, own: list[Text], archive: Archive) -> tuple[str, str]:
    """Return what is wrong with a version that is not found, and how to mend it."""
    silence = f'or {CHECKED} = ["{LOOKED_UP}"] where it is right so'
    if not own:
        where = "any of the texts" if archive.texts else f"the folder, which has no texts ({', '.join(ENDINGS)})"
        hint = f"save the source as {source.id}.html or .txt, or name its file with {ARCHIVED}"
        return f"the words of '{source.id}' are not found in {where}", f"{hint}; {silence}"
    names = ", ".join(shown(text.name) for text in own)
    _, other = best(version, (text for text in archive.texts.values() if text not in own))
    hint = f"they stand in {shown(other.name)}: mend source" if other else "compare them with the text, and mend them"
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
