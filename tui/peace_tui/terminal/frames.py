"""Textual's frames: which updates are one, and the pieces they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeGuard

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.strip import Strip

Frame = ChopsUpdate | LayoutUpdate


def is_frame(update: object) -> TypeGuard[Frame]:
    """Tell whether an update is a frame that can be taken to pieces."""
    return isinstance(update, Frame)


def pieces_of(frame: Frame) -> Iterator[tuple[int, int, Iterable[Strip]]]:
    """Yield the pieces of a frame: line, column, and the strips that stand there."""
    if isinstance(frame, LayoutUpdate):
        for y, strips in enumerate(frame.strips, frame.region.y):
            yield y, frame.region.x, strips
        return
    for y, start, end in frame.spans:
        for x, strip in frame.chops[y].items():
            if strip is not None and x < end and x + strip.cell_length > start:
                yield y, x, (strip,)
