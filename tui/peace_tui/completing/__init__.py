"""What a shell may complete: commands, options, their words, ids, and the facets and values of a view."""

from peace_tui.completing.answers import WRITERS, answer
from peace_tui.completing.line import Line, line_of
from peace_tui.completing.offers import Offer, offers
from peace_tui.completing.scripts import SCRIPTS

__all__ = ["SCRIPTS", "WRITERS", "Line", "Offer", "answer", "line_of", "offers"]
