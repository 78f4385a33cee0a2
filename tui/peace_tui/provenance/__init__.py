"""Provenance: how words came from a mouth to a page, on how many accounts they rest, and what falls with a source."""

from peace_tui.circles import cycles
from peace_tui.provenance.footing import Footing
from peace_tui.provenance.ladder import Ladder, Step, ladder
from peace_tui.provenance.ladder import lines as ladder_lines
from peace_tui.provenance.loss import Loss, lost
from peace_tui.provenance.origin import Origin, origins

__all__ = ["Footing", "Ladder", "Loss", "Origin", "Step", "cycles", "ladder", "ladder_lines", "lost", "origins"]
