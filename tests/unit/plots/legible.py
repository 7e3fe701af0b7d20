"""What every picture owes its reader: no word is small, cut off, or on top of another."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from matplotlib.text import Text

SMALLEST = 15


def words_on(figure: Figure) -> list[Text]:
    """Lay a figure out, without its dots, and return the texts that can be seen on it."""
    figure.draw_without_rendering()
    found = figure.findobj(lambda artist: isinstance(artist, Text) and artist.get_visible())
    return [
        text for text in found if text.get_text().strip() and text.get_window_extent().width > 0
    ]


def assert_legible(figure: Figure) -> None:
    words = words_on(figure)
    assert words
    said = np.array([text.get_text() for text in words])
    boxes = np.array([text.get_window_extent().extents for text in words])
    page = np.array([*(0, 0), *figure.canvas.get_width_height()])
    small = np.array([text.get_fontsize() < SMALLEST for text in words])
    assert said[small].tolist() == []
    cut_off = (boxes[:, :2] < page[:2]).any(axis=1) | (boxes[:, 2:] > page[2:]).any(axis=1)
    assert said[cut_off].tolist() == []
    # Two pixels inside each box are taken off: letters seldom fill it.
    low, high = np.sort([boxes[:, :2] + 2, boxes[:, 2:] - 2], axis=0)
    lie_on = ((low[:, None] <= high) & (low <= high[:, None])).all(axis=-1)
    pairs = np.argwhere(np.triu(lie_on, 1))
    assert said[pairs].tolist() == []
