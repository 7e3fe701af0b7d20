"""How far a command is, and how long the rest takes: a bar on a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bargaining.cli.streams import warn
from bargaining.text import counted

__all__ = ["shown_progress"]

# A shorter command needs no bar, and no word on how long it takes.
_UNSEEN_SECONDS = 1.0
_SECONDS_TO_TELL = 2.0
_SECONDS_A_LINE = 10.0
# Any batch takes longer; what a folder kept is reported in no time.
_SECONDS_TO_PLAY = 0.01


@contextmanager
def shown_progress(
    title: str, total: int, *, wanted: bool, later: int | None = 0
) -> Iterator[Callable[[int, int], None] | None]:
    """Yield a callback that shows how many of `total` worlds are done; None if not `wanted`.

    It writes to standard error. After some seconds it says how long the rest takes, with as many
    worlds as the command plays `later`; None says nothing of it. A terminal shows a bar as well for
    what takes over a second; elsewhere there is a line every ten seconds.
    """
    if not wanted or sys.stderr is None:
        yield None
        return
    is_terminal = sys.stderr.isatty()
    pace = _Pace(title, later, in_lines=not is_terminal)
    if not is_terminal:
        yield pace.tell
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

    def show(done: int, total: int) -> None:
        pace.tell(done, total)
        bar.update(task, completed=done, total=total)

    # By a timer, not by the callback: the first batch alone may take longer than a second.
    start = threading.Timer(_UNSEEN_SECONDS, bar.start)
    start.daemon = True
    start.start()
    try:
        yield show
    finally:
        start.cancel()
        start.join()
        bar.stop()


class _Pace:
    """Says how long the rest takes, as fast as what was played since the first report."""

    def __init__(self, title: str, later: int | None, *, in_lines: bool) -> None:
        self._title = title
        self._later = later
        self._in_lines = in_lines
        self._line = self._begun = time.monotonic()
        self._found: int | None = None

    def tell(self, done: int, total: int) -> None:
        """Take note of worlds done, and write what is due."""
        now = time.monotonic()
        if self._found is None or now - self._begun < _SECONDS_TO_PLAY:
            self._begun, self._found = now, done
        played, seconds = done - self._found, now - self._begun
        if not played or done >= total:
            return
        if self._later is not None and seconds >= _SECONDS_TO_TELL:
            left = seconds * (total - done + self._later) / played
            if left >= _SECONDS_TO_TELL:
                warn(f"About {_lasting(left)} more, as fast as the first {played:,} worlds.")
            self._later = None
        if self._in_lines and now - self._line >= _SECONDS_A_LINE:
            self._line, left = now, seconds * (total - done) / played
            warn(f"{self._title}: {done:,} of {total:,} worlds, about {_lasting(left)} more")


def _lasting(seconds: float) -> str:
    """Return a time in words: in seconds, from two minutes on in minutes, then in hours."""
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds >= 2 * length:
            return counted(round(seconds / length), unit)
    return counted(max(round(seconds), 1), "second")
