"""A progress bar on standard error, for anything that takes over a second."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["shown_progress"]

UNSEEN_SECONDS = 1.0


@contextmanager
def shown_progress(
    title: str, total: int, *, wanted: bool
) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a callback that moves a bar, or None where nobody would see one.

    Parameters
    ----------
    title : str
        What stands before the bar.
    total : int
        Worlds to be played.
    wanted : bool
        Whether a bar is wanted at all.
    """
    if not wanted or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
    from rich.progress import TimeRemainingColumn as Remaining

    bar = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("worlds"),
        Remaining(),
        console=Console(stderr=True),
        transient=True,
    )
    task = bar.add_task(title, total=total)

    def moved(done: int, total: int) -> None:
        bar.update(task, completed=done, total=total)

    # By a timer, not by the callback: the first batch alone may take longer than a second.
    later = threading.Timer(UNSEEN_SECONDS, bar.start)
    later.daemon = True
    later.start()
    try:
        yield moved
    finally:
        later.cancel()
        later.join()
        bar.stop()
