"""The window on time: zoomed, panned, and with the cursor in sight; from two centuries to a minute."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generated import dossiers
from peace_tui.charts.axis import Axis, TimeSpan
from peace_tui.charts.brush import MIN_WINDOW_SECONDS, pan, zoom_in, zoom_out
from peace_tui.charts.times import HAPPENED, TIME_KINDS, busy_spans, full_span, keep_visible, window_axis
from peace_tui.edtf.grammar import wall_seconds
from peace_tui.edtf.spans import parse_date
from peace_tui.model.dossier import Dossier
from peace_tui.model.records import Event, Info

CENTURIES = ("1825-03-04", "1861", "1914-07-28/1918-11-11", "1962-10", "2024-02-29", "2025-10-14T12:05Z")
MINUTE = ("2025-10-14T12:05Z", "2025-10-14T12:05:30Z")


def dated(*texts: str) -> Dossier:
    events = tuple(Event(id=f"e{n}", title="An event", date=parse_date(text)) for n, text in enumerate(texts))
    return Dossier(info=Info(title="Dated"), events=events)


def axis(dossier: Dossier, window: TimeSpan | None = None, width: int = 100, folded: bool = True) -> Axis:
    found = window_axis(dossier, HAPPENED, window, folded, width)
    assert found is not None
    return found


@pytest.mark.parametrize("texts", [CENTURIES, MINUTE, ("2025",), ("Y-170000002", "Y170000002")])
@pytest.mark.parametrize("folded", [True, False])
def test_zooming_in_comes_to_a_minute_and_out_again_to_all(texts: tuple[str, ...], folded: bool) -> None:
    dossier = dated(*texts)
    everything = full_span(dossier, HAPPENED)
    assert everything is not None
    moment = everything.start + (everything.end - everything.start) // 3
    window: TimeSpan | None = None
    lengths = []
    for _ in range(100):
        shown = axis(dossier, window, folded=folded)
        lengths.append(shown.end - shown.start)
        window = zoom_in(shown, moment)
        assert window.start <= moment <= window.end
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] <= max(MIN_WINDOW_SECONDS, 2)
    for _ in range(120):
        window = zoom_out(dossier, HAPPENED, axis(dossier, window, folded=folded), moment)
        if window is None:
            break
        assert everything.start <= window.start < window.end <= everything.end
    assert window is None


@given(dossiers(), st.data())
def test_windows_stay_inside_and_in_order(dossier: Dossier, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from([*TIME_KINDS]))
    everything = full_span(dossier, kind)
    window: TimeSpan | None = None
    if everything is None:
        assert window_axis(dossier, kind, None, True, 80) is None
        return
    for _ in range(6):
        shown = window_axis(dossier, kind, window, data.draw(st.booleans()), data.draw(st.integers(1, 200)))
        assert shown is not None
        moment = shown.moment(data.draw(st.integers(0, shown.width)))
        move = data.draw(st.sampled_from(["in", "out", "earlier", "later"]))
        if move == "in":
            window = zoom_in(shown, moment)
            assert window.end - window.start <= max(shown.end - shown.start, MIN_WINDOW_SECONDS)
        elif move == "out":
            window = zoom_out(dossier, kind, shown, moment)
            assert window is None or window.end - window.start >= min(
                shown.end - shown.start, everything.end - everything.start
            )
        else:
            window = pan(dossier, kind, shown, 1 if move == "later" else -1)
        assert window is None or window.start < window.end


def test_panning_goes_on_to_where_there_is_something() -> None:
    dossier = dated("1825-03-04", "1962-10", "2025-10-14")
    window: TimeSpan | None = TimeSpan(wall_seconds(1825, 3), wall_seconds(1825, 4))
    seen = set()
    for _ in range(8):
        shown = axis(dossier, window, folded=False)
        spans = busy_spans(dossier, HAPPENED)
        seen |= {n for n, span in enumerate(spans) if span.start < shown.end and span.end > shown.start}
        window = pan(dossier, HAPPENED, shown, 1)
    assert seen == {0, 1, 2}
    for _ in range(8):
        window = pan(dossier, HAPPENED, axis(dossier, window, folded=False), -1)
    assert window is not None
    assert window.start < wall_seconds(1825, 3, 5)


def test_what_is_out_of_sight_comes_to_the_middle() -> None:
    dossier = dated(*CENTURIES)
    window = TimeSpan(wall_seconds(1861), wall_seconds(1862))
    assert keep_visible(dossier, HAPPENED, window, wall_seconds(1861, 6)) == window
    moved = keep_visible(dossier, HAPPENED, window, wall_seconds(1962, 10, 20))
    assert moved is not None
    assert moved.end - moved.start == window.end - window.start
    assert abs((moved.start + moved.end) // 2 - wall_seconds(1962, 10, 20)) < 2
    assert keep_visible(dossier, HAPPENED, None, wall_seconds(1962)) is None
