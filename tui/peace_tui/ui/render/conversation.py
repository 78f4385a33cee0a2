"""An event's quotes as a conversation, in order, with what is unknown left open. Lines, no state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Quote
from peace_tui.ui.render.lines import EMPTY, Line, flat, paragraph
from peace_tui.ui.render.rows import names, quoted

SHARE: Final = 0.72
"""How much of the width a turn takes, so that the two sides are seen."""


def conversation_lines(dossier: Dossier, event: Event, width: int) -> list[Line]:
    """Return the quotes of an event as a dialogue: the first speaker at the left, the others at the right."""
    places = dossier.quote_index.with_value("event", event.id)
    quotes = [dossier.quote_index.records[place] for place in places]
    when = event.date.words() if event.date else "undated"
    lines = paragraph(event.title, "strong", width - 1, indent=" ")
    lines += [*paragraph(when, "quiet", width - 1, indent=" "), EMPTY]
    if not quotes:
        return [*lines, ((" No words of it are quoted.", "quiet"),)]
    first = quotes[0].who
    printing = list(dict.fromkeys(version.source for quote in quotes for version in quote.versions))
    before: Quote | None = None
    for quote in quotes:
        lines += _gap(before, quote, width)
        lines += _turn(dossier, quote, printing, width, at_right=quote.who != first)
        before = quote
    return lines


def _gap(before: Quote | None, quote: Quote, width: int) -> list[Line]:
    """Return what stands between two turns: a blank, or what is not known."""
    if before is None:
        return []
    if quote.n is None and before.n is not None:
        return [EMPTY, _middle("their place in the conversation is not known", width), EMPTY]
    if quote.n is not None and before.n is not None and quote.n > before.n + 1:
        return [EMPTY, _middle("what was said between is not known", width), EMPTY]
    return [EMPTY]


def _middle(text: str, width: int) -> Line:
    said = f"· · ·  {text}  · · ·"
    return ((" " * max((width - len(said)) // 2, 1), ""), (said, "quiet"))


def _turn(dossier: Dossier, quote: Quote, printing: Sequence[str], width: int, at_right: bool) -> list[Line]:
    room = max(int(width * SHARE), 20)
    who = names(dossier, quote.who, False) or "unknown"
    lines: list[Line] = [((who, "title" if not at_right else "pin"),)]
    lines += paragraph(quoted(quote), "text", room)
    lines += paragraph(_printed(dossier, quote, printing), "quiet", room)
    indent = max(width - room - 1, 1) if at_right else 1
    return [((" " * indent, ""), *line) for line in lines]


def _printed(dossier: Dossier, quote: Quote, printing: Sequence[str]) -> str:
    """Return who printed a turn and who left it out, and from which language it was translated."""
    has = {version.source for version in quote.versions}
    did = ", ".join(flat(dossier.source_of[id].label) for id in printing if id in has)
    left = ", ".join(flat(dossier.source_of[id].label) for id in printing if id not in has)
    languages = ", ".join(dict.fromkeys(v.translated_from for v in quote.versions if v.translated_from))
    parts = [f"in {did}" if did else "", f"not in {left}" if left else ""]
    parts.append(f"translated from {languages}" if languages else "")
    return "; ".join(filter(None, parts))
