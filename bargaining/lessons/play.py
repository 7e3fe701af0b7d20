"""A lesson played by the engine, beside its closed form, as the grid gets finer."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from bargaining.errors import ArgumentError
from bargaining.lessons.later import np
from bargaining.lessons.lesson import Lesson, find_obstacle
from bargaining.lessons.options import Value, exactly, number
from bargaining.text import Column, Report, counted, interval, percent, signed, table, wrap

if TYPE_CHECKING:
    from numpy.typing import NDArray

STANDARD_ERRORS = 4
_INTERVAL = 1.96
# What is off by more, beside its 95 % interval, is told in words.
_MUCH = 0.05
_ROUNDING = 1e-9


@dataclass(frozen=True, slots=True)
class Reading:
    """One quantity at one grid: what theory says and what the engine did.

    Attributes
    ----------
    quantity, grid : str, float
        Its label, and the grid.
    exact : float
        The closed form.
    mean : float
        The engine's mean over the counted worlds, or share of worlds; NaN where none counts.
    standard_error : float
        Of the mean, by the finite count of worlds. That of a share is the larger of the binomial
        errors at the share seen and at the exact one, so that no share of exactly 0 or 1 passes
        for certain. That of a number read from a ladder is at least what one world a step away
        would make of it, so that no equal draws do.
    low, high : float
        The 5 % and 95 % quantiles over the counted worlds; NaN for a share of worlds.
    counted : int
        Worlds that have the quantity.
    bound : float or None
        How far the grid alone may take the engine; None where nothing is claimed, as where it is
        all that a share of worlds, or a number read from a ladder, can be off by.
    """

    quantity: str
    grid: float
    exact: float
    mean: float
    standard_error: float
    low: float
    high: float
    counted: int
    bound: float | None

    @property
    def error(self) -> float:
        """The engine's mean less the exact value."""
        return self.mean - self.exact

    @property
    def half_width(self) -> float:
        """Half of the 95 % Monte Carlo interval of the mean."""
        return _INTERVAL * self.standard_error

    @property
    def within(self) -> bool | None:
        """Whether bound and four standard errors explain the error; None where nothing can be said.

        That is without a bound, or where not even two worlds have the quantity.
        """
        if self.bound is None or not math.isfinite(self.mean + self.standard_error):
            return None
        reach = self.bound + STANDARD_ERRORS * self.standard_error + _ROUNDING
        return bool(abs(self.error) <= reach)


@dataclass(frozen=True, slots=True)
class Convergence(Report):
    """A lesson as it was played; print it.

    Attributes
    ----------
    lesson, options : Lesson, mapping
        What was played, with all its options.
    worlds, seed : int
        Worlds per grid, and their seed.
    readings : tuple of Reading
        Grid by grid, coarse grids first, quantities in the order of the lesson's measures.
    """

    lesson: Lesson
    options: Mapping[str, Value]
    worlds: int
    seed: int
    readings: tuple[Reading, ...]

    def lines(self) -> Iterator[str]:
        """Yield the lines that ``print`` shows: exact value, engine's distribution and bound."""
        engine, worlds = self.lesson.engine, self.worlds
        assert engine is not None
        size = counted(worlds, "world")
        yield from wrap(f"The engine, playing {engine.file}: {size} a row, seed {self.seed}")
        yield ""
        # A share of worlds has no spread among them.
        spread = any(math.isfinite(one.low) for one in self.readings)
        heads = (engine.grid, "mean", "±", *["5 % to 95 %"][:spread], "off by", "bound", "within")
        rows: list[list[str] | str] = []
        for quantity in dict.fromkeys(one.quantity for one in self.readings):
            readings = self.of(quantity)
            rows.append(f"{quantity}: exact {exactly(quantity, readings[0].exact)}")
            for one in readings:
                ends = interval(number(one.low), number(one.high))
                numbers = (one.mean, one.half_width)
                judged = {None: "no test", True: "yes", False: "NO"}[one.within]
                off = (number(one.error, signed), number(one.bound), judged)
                cells = (f"{one.grid:g}", *map(number, numbers), *[ends][:spread], *off)
                rows.append([*cells, f"{one.counted:,} of {worlds:,}"])
        yield from table([Column(head) for head in (*heads, "worlds")], rows)
        seen = {math.isfinite(one.low) for one in self.readings if one.counted}
        ladder = engine.grid == "ladder step"
        untested = any(one.within is None for one in self.readings)
        legend = {
            "±: half of the 95 % Monte Carlo interval": True,
            "of a share of worlds by the larger of its errors at the share seen and the exact one":
            False in seen,
            "of a number at least what one world a step away would make": True in seen and ladder,
            "5 % to 95 %: of the worlds that have the quantity": True in seen,
            f"bound: how far the {engine.grid} alone may take the mean": True,
            "within: whether bound and four standard errors explain what it is off by": True,
            "no test: no bound is claimed below all that a mean may be off by, or worlds are too "
            "few": untested,
        }  # fmt: skip
        yield from wrap("; ".join(words for words, needed in legend.items() if needed) + ".")
        # What is far from theory at the finest grid is told in words.
        finest = self.readings[-1].grid
        for one in self.readings:
            if one.grid != finest or not (abs(one.error) > _MUCH + one.half_width):
                continue
            said = f"is {number(one.mean)}, {exactly(one.quantity, one.exact)} in theory"
            if not math.isfinite(one.low):
                told = (f"{percent(share, 0)} %" for share in (one.mean, one.exact))
                said = "holds in {} of worlds, {} in theory".format(*told)
            yield from wrap(f'At {engine.grid} {finest:g} "{one.quantity}" {said}.')
        if any(2 * one.counted < worlds for one in self.readings):
            yield from wrap("Note: where fewer than half of the worlds count, a row speaks of few.")

    def of(self, quantity: str) -> tuple[Reading, ...]:
        """Return the readings of one quantity, coarse grids first."""
        return tuple(one for one in self.readings if one.quantity == quantity)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values for JSON."""
        return {
            "lesson": self.lesson.name,
            "options": dict(self.options),
            "worlds": self.worlds,
            "seed": self.seed,
            "readings": [
                {
                    name: None if isinstance(value, float) and not math.isfinite(value) else value
                    for name, value in (asdict(one) | {"within_bound": one.within}).items()
                }
                for one in self.readings
            ],
        }


def play_lesson(
    lesson: Lesson,
    *,
    worlds: int = 200,
    seed: int = 0,
    grids: Sequence[float] | None = None,
    workers: int = 1,
    progress: Callable[[int, int], None] | None = None,
    **options: object,
) -> Convergence:
    """Play a lesson at each grid and return its readings.

    Parameters
    ----------
    lesson : Lesson
        One that the engine plays.
    worlds, seed : int
        Worlds per grid, at least 1, and the seed of all luck, the same for every grid.
    grids : sequence of float, optional
        Grids to play, from coarse to fine; those of the lesson by default.
    workers : int
        How many share the worlds, as in `bargaining.simulate`.
    progress : callable, optional
        Called as ``progress(done, total)`` with worlds done, over all grids.
    **options
        Any of the lesson's options; the others have their defaults.

    Raises
    ------
    ArgumentError
        The engine does not play the lesson, or an option is unknown or out of range.
    """
    engine = lesson.engine
    if engine is None:
        raise ArgumentError(
            f"{lesson.name} is a closed form only: the engine does not play it. "
            f"Lesson.solve gives its values."
        )
    from bargaining.engine import simulate
    from bargaining.engine.runs import Run, play_runs

    asked = lesson.complete(**options)
    exact = lesson.solve(**asked)
    chosen = tuple(engine.grids if grids is None else grids)
    # Nothing is drawn in these files, so that one draw serves all worlds.
    play = partial(simulate, worlds=worlds, worlds_per_draw=worlds, seed=seed)
    runs = [Run(worlds, partial(play, engine.scenario(grid, **asked))) for grid in chosen]
    readings = []
    for index, outcomes in play_runs(runs, workers=workers, progress=progress):
        grid = chosen[index]
        # The smallest distance of two numbers of one world each.
        least = grid if engine.grid == "ladder step" else 0.0
        bounds = engine.bounds(grid, **asked)
        for (quantity, measure), bound in zip(engine.measures.items(), bounds, strict=True):
            # Theory may have none at these options, such as an offer where there is war.
            if quantity in exact:
                values = np.asarray(measure(outcomes))
                numbers = _read(values, exact[quantity], bound, least)
                readings.append(Reading(quantity, grid, exact[quantity], *numbers))
    return Convergence(lesson, asked, worlds, seed, tuple(readings))


def play_sweep(
    lesson: Lesson,
    *,
    worlds: int = 200,
    seed: int = 0,
    progress: Callable[[int, int], None] | None = None,
    **options: object,
) -> tuple[Convergence, ...]:
    """Play a lesson at its finest grid for each value that its sweep has the engine play.

    Values that have no place on the engine's grid beside these options are left out; the result is
    empty where the engine plays none. The next value has the next seed, and `progress` is called
    with worlds done over all values; else as `play_lesson`.
    """
    asked = lesson.complete(**options)
    engine, sweep = lesson.engine, lesson.sweep
    if engine is None or sweep is None:
        return ()
    finest = engine.grids[-1]
    from bargaining.engine.runs import Run, play_runs

    play = partial(play_lesson, lesson, worlds=worlds, grids=[finest])
    points: list[dict[str, Any]] = [sweep.put(value, asked) for value in sweep.played]
    points = [point for point in points if find_obstacle(lesson, finest, point) is None]
    # Other luck at each point: the same might put all of them on one side of the curve.
    runs = [Run(worlds, partial(play, seed=seed + k, **point)) for k, point in enumerate(points)]
    return tuple(found for _, found in play_runs(runs, progress=progress))


def _read(
    values: NDArray[Any], exact: float, bound: float | None, least: float
) -> tuple[float, float, float, float, int, float | None]:
    """Return what a `Reading` holds from the mean on."""
    shares = values.dtype == np.bool_
    numbers = values.astype(np.float64)
    numbers = numbers[np.isfinite(numbers)]
    count = len(numbers)
    if count == 0:
        return math.nan, math.nan, math.nan, math.nan, 0, bound
    mean = float(numbers.mean())
    if shares:
        spread = math.sqrt(max(p * (1 - p) for p in (mean, min(max(exact, 0.0), 1.0))))
        low, high = math.nan, math.nan
    else:
        seen = float(numbers.std(ddof=1)) if count > 1 else math.inf
        spread = max(seen, least / math.sqrt(count))
        low, high = map(float, np.quantile(numbers, (0.05, 0.95)))
    if bound is not None and (shares or least) and bound >= max(exact, 1 - exact):
        bound = None  # neither a share nor a level can be further off
    return mean, spread / math.sqrt(count), low, high, count, bound
