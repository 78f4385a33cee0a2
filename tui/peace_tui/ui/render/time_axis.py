"""The axis of the time chart at a place, and the moment under its cursor."""

from __future__ import annotations

from peace_tui.charts.axis import Axis
from peace_tui.charts.record_times import find_record_times
from peace_tui.charts.viewport import keep_visible, window_axis
from peace_tui.model.dossier import Dossier
from peace_tui.session.state import Place


def label_width(width: int) -> int:
    """Return how many cells the names of lanes take."""
    return 20 if width >= 120 else 14 if width >= 70 else 9 if width >= 30 else 0


def moment_of(dossier: Dossier, place: Place, axis: Axis) -> int:
    """Return the moment under the chart's cursor: its own, else that of the event, else the middle of the axis."""
    if place.look.moment is not None:
        return place.look.moment
    return _event_moment(dossier, place) or axis.moment(axis.width // 2)


def _event_moment(dossier: Dossier, place: Place) -> int | None:
    if place.timeline is None:
        return None
    at = dossier.event_index.position_of[place.timeline]
    dates = find_record_times(dossier, place.look.axis).events
    date = next((date for date, places in dates.items() if at in places), None)
    return None if date is None else date.latest - 1 if date.earliest is None and date.latest else date.earliest


def axis_at(dossier: Dossier, place: Place, width: int) -> Axis | None:
    """Return the axis of the chart at a place, in a pane of this width; its cursor is in sight."""
    look, room = place.look, width - label_width(width)
    window, moment = look.window, look.moment
    if window and (moment := _event_moment(dossier, place) if moment is None else moment) is not None:
        window = keep_visible(dossier, look.axis, window, moment)
    return window_axis(dossier, look.axis, window, look.folded, room)
