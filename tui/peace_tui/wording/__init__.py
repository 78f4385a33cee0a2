"""Wordings: how the versions of a quote differ in words, and how they do not.

[align][peace_tui.wording.alignment.align] lays versions side by side; from the alignment follow the
[variants][peace_tui.wording.variant.variants] (where wordings really differ), the
[wordings][peace_tui.wording.variant.wordings] (which versions have the same one), a
[comparison][peace_tui.wording.comparison.compared] of any two versions and the critical
[apparatus][peace_tui.wording.entries.apparatus].
"""

from peace_tui.wording.alignment import Alignment, Column, Presence, align, collate, collated
from peace_tui.wording.comparison import Difference, Segment, compared
from peace_tui.wording.digest import digest
from peace_tui.wording.entries import Apparatus, Entry, apparatus
from peace_tui.wording.entries import lines as apparatus_lines
from peace_tui.wording.moves import Move, Site
from peace_tui.wording.opening import COMPARED, opening
from peace_tui.wording.token import Kind, Token, key, spellings, tokens
from peace_tui.wording.variant import Reading, Variant, in_context, summary, variants, wordings

__all__ = [
    "COMPARED",
    "Alignment",
    "Apparatus",
    "Column",
    "Difference",
    "Entry",
    "Kind",
    "Move",
    "Presence",
    "Reading",
    "Segment",
    "Site",
    "Token",
    "Variant",
    "align",
    "apparatus",
    "apparatus_lines",
    "collate",
    "collated",
    "compared",
    "digest",
    "in_context",
    "key",
    "opening",
    "spellings",
    "summary",
    "tokens",
    "variants",
    "wordings",
]
