"""Batches: contiguous ranges of worlds that depend on nothing but the seed and their numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.engine.arguments import check_memory
from bargaining.engine.negotiation import NegotiationModel
from bargaining.engine.recorder import labels
from bargaining.engine.seats import Seat
from bargaining.errors import BargainingError, StrategyError
from bargaining.outcomes import Outcomes, RunRecord
from bargaining.outcomes.events import READ, REDUCED, reduce_rounds
from bargaining.outcomes.layout import AXES, GIVEN
from bargaining.scenario import Scenario
from bargaining.solver.compiled import finish_announcement
from bargaining.text import joined
from bargaining.world.given import GivenParameters

__all__ = ["BATCH", "Batch", "Gathered", "failing_in", "play_batch", "point_in_words"]

# Worlds that are played side by side: enough to spread Python's overhead, few enough for memory.
BATCH = 2_000
# What of a batch says which worlds it holds.
_PLACE = ("seed", "first_world", "worlds_per_draw")


@dataclass(frozen=True, slots=True)
class Batch:
    """A range of worlds to be played; it can be sent to a worker and played again.

    Each row of `given` belongs to a draw; or, with the `same_luck`, it is a point of a design, and
    all worlds are played at each point.
    """

    scenario: Scenario
    seed: int
    first_world: int
    worlds: int
    worlds_per_draw: int
    seats: Mapping[str, Seat]
    keep: tuple[str, ...]
    given: GivenParameters | None = None
    same_luck: bool = False

    @property
    def draws(self) -> tuple[int, int]:
        """Number of the first draw, and how many there are."""
        first = self.first_world // self.worlds_per_draw
        last = (self.first_world + self.worlds - 1) // self.worlds_per_draw
        return first, last - first + 1

    @property
    def points(self) -> int:
        """How many points of a design it plays, each with the same luck."""
        return len(self.given) if self.given is not None and self.same_luck else 1

    def part(self, start: int, worlds: int) -> Batch:
        """Return so many of its worlds, from the one at a place on."""
        part = replace(self, first_world=self.first_world + start, worlds=worlds)
        # A worker is sent the rows that it needs.
        rows = self.given
        if rows is None or self.same_luck:
            return part
        return replace(part, given=rows.of(*part.draws))

    def cut(self, size: int) -> Iterator[Batch]:
        """Cut it into batches of at most so many worlds."""
        for start in range(0, self.worlds, size):
            yield self.part(start, min(size, self.worlds - start))


def play_batch(batch: Batch, report: Callable[[int, int], None] | None = None) -> dict[str, Any]:
    """Play a batch to the end; return the arrays that are to be kept of it.

    After each round it calls ``report(rounds played, rounds)``. An error of a rule names the world,
    draw and round in which it failed.
    """
    negotiation = _begin(batch)
    reporting = False

    def reported(played: int, rounds: int) -> None:
        nonlocal reporting
        reporting = True
        if report is not None:
            report(played, rounds)
        reporting = False

    try:
        try:
            arrays = negotiation.play(reported)
        except Exception as error:
            if not reporting:
                _say_where(error, batch, negotiation.world.round)
            raise
        kept = {name: arrays[name] for name in batch.keep if name in arrays}
        rows = batch.given
        if any(name in REDUCED for name in batch.keep):
            # What is counted goes by numbers as they were played, at whatever point of a design.
            numbers = negotiation.world.baseline_parameters
            read = np.stack([numbers.number(path, 0.0) for path in READ], axis=1)
            asked = {name: getattr(batch, name) for name in _PLACE}
            whole = Outcomes(
                {**arrays, "given": read},
                AXES | {"given": GIVEN},
                {**labels(negotiation.game), "given_parameter": READ},
                RunRecord(worlds=batch.points * batch.worlds, scenario="", **asked),
                scenario=batch.scenario,
            )
            kept |= reduce_rounds(whole, batch.keep)
        if rows is not None and batch.same_luck:
            kept["given"] = np.repeat(rows.values, batch.worlds, axis=0)
        elif rows is not None:
            draw = (batch.first_world + np.arange(batch.worlds)) // batch.worlds_per_draw
            kept["given"] = rows.values[draw - rows.first_draw]
        return kept
    finally:
        _end(negotiation)


def _begin(batch: Batch) -> NegotiationModel:
    rows, each = batch.given, 1
    if rows is not None and batch.same_luck:
        each = batch.draws[1]
    elif rows is not None:
        rows = rows.of(*batch.draws)
    return NegotiationModel(
        batch.scenario,
        worlds=batch.worlds,
        seats=batch.seats,
        given=None if rows is None else rows.by_path(each),
        points=batch.points,
        **{name: getattr(batch, name) for name in _PLACE},
    )


def _end(negotiation: NegotiationModel) -> None:
    negotiation.release()
    finish_announcement()
    # Mesa's models hold themselves: without this, the arrays of batches past stay in memory
    # until Python looks for cycles, which it seldom does.
    negotiation.__dict__.clear()


def _say_where(error: Exception, batch: Batch, round_: int) -> None:
    """Add to an error of a rule in which world and point it failed, by playing ever fewer."""
    if isinstance(error, MemoryError) or (
        isinstance(error, BargainingError) and not isinstance(error, StrategyError)
    ):
        return
    one = batch
    while one.worlds > 1 or one.points > 1:
        if one.worlds > 1:
            half = one.worlds // 2
            first, second = one.part(0, half), one.part(half, one.worlds - half)
        else:
            # The points at which the only world is played.
            rows = one.given
            assert rows is not None
            half, start = len(rows) // 2, rows.first_draw
            first = replace(one, given=rows.of(start, half))
            second = replace(one, given=rows.of(start + half, len(rows) - half))
        one = first if _failing_round(first) is not None else second
    alone = _failing_round(one)
    if alone is None:
        # A rule of this kind looks at several worlds at once, or remembers.
        last = batch.first_world + batch.worlds - 1
        where = f"worlds {batch.first_world:,} to {last:,}, round {round_}"
    else:
        where = f"world {one.first_world:,} (draw {one.draws[0]:,}), round {alone}"
        if one.given is not None and one.same_luck:
            where = f"{point_in_words(one.given)}, {where}"
    _add_where(error, where)


def _add_where(error: Exception, where: str) -> None:
    """Add to an error where it happened."""
    if isinstance(error, StrategyError):
        error.args = (f"{where}: {error}",)
    else:
        error.add_note(f"That was in {where}.")


@contextmanager
def failing_in(where: str) -> Iterator[None]:
    """Name where a rule fails of which it is told already in which world that was."""
    try:
        yield
    except Exception as error:
        if isinstance(error, StrategyError) or hasattr(error, "__notes__"):
            _add_where(error, where)
        raise


def point_in_words(rows: GivenParameters) -> str:
    """Return the number and the values of the first of some points."""
    values = [f"{path} {value:g}" for path, value in zip(rows.paths, rows.values[0], strict=True)]
    return f"point {rows.first_draw:,} ({joined(values, most=3)})"


def _failing_round(batch: Batch) -> int | None:
    """Play a batch again; return the round in which that fails, None where it does not."""
    negotiation = _begin(batch)
    try:
        negotiation.play()
    except Exception:
        return negotiation.world.round
    finally:
        _end(negotiation)
    return None


class Gathered:
    """Arrays of a whole run of so many worlds, which come batch by batch, in any order."""

    def __init__(self, worlds: int) -> None:
        self._worlds = worlds
        self._arrays: dict[str, NDArray[Any]] = {}
        # Stretches of worlds that have come, first and end, in order and apart.
        self._come: list[tuple[int, int]] = []

    def add(self, start: int, part: Mapping[str, NDArray[Any]]) -> None:
        """Copy the arrays of a batch into their place; refuse what no memory holds."""
        if not self._arrays:
            size = sum(rows[:1].nbytes for rows in part.values())
            check_memory(self._worlds, size, '; with keep="summary" a world takes least')
            self._arrays = {
                name: np.empty((self._worlds, *rows.shape[1:]), rows.dtype)
                for name, rows in part.items()
            }
        end = start + len(next(iter(part.values())))
        for name, rows in part.items():
            self._arrays[name][start:end] = rows
        come: list[tuple[int, int]] = []
        for first, last in sorted([*self._come, (start, end)]):
            if come and first <= come[-1][1]:
                before, reached = come.pop()
                come.append((before, max(reached, last)))
            else:
                come.append((first, last))
        # Counted last: a run may be stopped by hand between any two of these lines.
        self._come = come

    @property
    def done(self) -> int:
        """How many of the first worlds have come, without a gap."""
        return self._come[0][1] if self._come and self._come[0][0] == 0 else 0

    def missing(self) -> Iterator[tuple[int, int]]:
        """Yield the stretches that have not come: the place of the first world, and how many."""
        end = 0
        for first, last in [*self._come, (self._worlds, self._worlds)]:
            if first > end:
                yield end, first - end
            end = last

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays of the first worlds, without a gap."""
        return {name: whole[: self.done] for name, whole in self._arrays.items()}
