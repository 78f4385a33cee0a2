"""Where sources disagree: the claims with each source's stance, and what the rules find. Lines, no state."""

from __future__ import annotations

from typing import Final

from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Claim
from peace_tui.provenance.disagreements import RULES, STANCE, find_disagreements
from peace_tui.ui.render.lines import EMPTY, Line, flat, length, paragraph

LABEL: Final = 18
"""How many cells the name of a source takes beside its stance."""


def disagreement_lines(dossier: Dossier, width: int) -> list[Line]:
    """Return the claims with their stances side by side, then the findings by rule."""
    lines: list[Line] = []
    for claim in dossier.claims:
        lines += [*_claim(dossier, claim, width), EMPTY]
    findings = [finding for finding in find_disagreements(dossier) if finding.rule != STANCE]
    for rule, words in RULES.items():
        found = [finding for finding in findings if finding.rule == rule]
        if found:
            lines += [((f" {words[0].upper()}{words[1:]} ", "title"), (f"({rule})", "quiet")), EMPTY]
        for finding in found:
            lines += paragraph(finding.text, "text", width - 1, indent=" ")
            sources = ", ".join(flat(dossier.source_of[id].label) for id in finding.sources)
            lines += [*paragraph(f"{', '.join(finding.records)}: {sources}", "quiet", width - 1, indent="   "), EMPTY]
    return lines or [((" The sources of this dossier do not disagree.", "quiet"),)]


def _claim(dossier: Dossier, claim: Claim, width: int) -> list[Line]:
    lines = paragraph(f"{claim.text} ({claim.status})", "strong", width - 1, indent=" ")
    for evidence in claim.evidence:
        name = flat(dossier.source_of[evidence.source].label)[: LABEL - 1]
        said = paragraph(evidence.stance or "cited, without a stance", "text", max(width - LABEL - 4, 10))
        head: Line = (("   ", ""), (name, "accent"))
        lines.append((*head, (" " * max(LABEL + 3 - length(head), 1), ""), *said[0]))
        lines += [((" " * (LABEL + 3), ""), *line) for line in said[1:]]
    return lines
