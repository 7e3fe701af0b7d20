"""What every command that plays worlds does alike: counts, processes, a progress bar."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from bargaining.cli.progress import shown_progress
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["STOPPED", "check_counts", "cores", "play"]

STOPPED = 130


class _Asked(Protocol):
    """What a request says of the worlds to play."""

    @property
    def worlds(self) -> int: ...
    @property
    def worlds_per_draw(self) -> int: ...
    @property
    def seed(self) -> int: ...
    @property
    def workers(self) -> int | None: ...
    @property
    def quiet(self) -> bool: ...


def check_counts(worlds: int, worlds_per_draw: int, workers: int | None) -> None:
    """Refuse counts that no world can be played with, all at once and before anything is read.

    Raises
    ------
    ArgumentError
        Names the options that are wrong.
    """
    wrong = [
        f"--{option} must be a whole number of at least 1; got {count}"
        for option, count in (
            ("worlds", worlds),
            ("worlds-per-draw", worlds_per_draw),
            ("workers", 1 if workers is None else workers),
        )
        if count < 1
    ]
    if wrong:
        raise ArgumentError("\n".join(wrong))


def play(scenario: Scenario, asked: _Asked, title: str, **options: Any) -> Outcomes:
    """Play a scenario with a progress bar; `options` go to `bargaining.simulate`."""
    from bargaining.engine import simulate

    with shown_progress(title, asked.worlds, wanted=not asked.quiet) as progress:
        return simulate(
            scenario,
            worlds=asked.worlds,
            worlds_per_draw=asked.worlds_per_draw,
            seed=asked.seed,
            workers=asked.workers or cores(),
            progress=progress,
            **options,
        )


def cores() -> int:
    """Return how many processors this process may use."""
    from loky import cpu_count

    return int(cpu_count())
