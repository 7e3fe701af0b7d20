"""A ready-made progress bar for notebooks and scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bargaining.errors import ArgumentError

__all__ = ["notebook_progress"]


def notebook_progress(title: str = "worlds") -> Callable[[int, int], None]:
    """Return a callback that draws a bar, for the `progress` argument of `simulate`.

    In a notebook the bar is a widget, elsewhere a line of text on standard error.

    Parameters
    ----------
    title : str
        What stands before the bar.

    Raises
    ------
    ArgumentError
        The package `tqdm` is not installed; it comes with ``bargaining[notebook]``.
    """
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ArgumentError(
            "notebook_progress needs the package tqdm, which is not installed; "
            'install "bargaining[notebook]", or pass a callback of your own'
        ) from None
    bars: list[Any] = []

    def show(done: int, total: int) -> None:
        if not bars:
            bars.append(tqdm(total=total, desc=title, unit=" worlds"))
        bar = bars[0]
        bar.update(done - bar.n)
        if done >= total:
            bar.close()
            bars.clear()

    return show
