"""One result as it is taught: its options, closed form and picture, and how it is played.

A picture is lines and points of a plane, without how they are drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from bargaining.errors import ArgumentError
from bargaining.lessons.later import np
from bargaining.lessons.options import Option, Value, exactly, options_of
from bargaining.text import Column, Report, table, wrap

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

Pair: TypeAlias = tuple[float, float]
Solved: TypeAlias = Mapping[str, Any]
Solution: TypeAlias = Callable[..., "Solved | tuple[Solved, Picture]"]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of a picture, or points of it.

    Attributes
    ----------
    label : str
        What it shows; written beside it.
    x, y : tuple of float
        Coordinates of equal count.
    kind : str
        ``"line"``, ``"steps"`` (flat up to the next x), ``"points"``, or ``"squares"``: points that
        matter more, larger and above the lines.
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    kind: str = "line"


def curve(label: str, x: ArrayLike, y: ArrayLike, kind: str = "line") -> Curve:
    """Return a curve through arrays of coordinates."""
    first, second = (tuple(map(float, np.asarray(axis))) for axis in (x, y))
    return Curve(label, first, second, kind)


@dataclass(frozen=True, slots=True)
class Mark:
    """A named point of a picture, such as a solution on a frontier."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows where no sweep over an option does it.

    Attributes
    ----------
    x_label, y_label : str
        What the axes show.
    curves : tuple of Curve
        At most five, so that they can be told apart.
    marks : tuple of Mark
        Named points.
    """

    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A picture of quantities over one option, the others as they are.

    Attributes
    ----------
    option : str
        Name of the option that is varied.
    values : tuple of float
        Its values, ascending; the closed form is drawn through all of them.
    quantities : tuple of str
        Which entries of the solution are drawn.
    axes : pair of str
        What the horizontal and the vertical axis show.
    place : int or None
        Which number of a pair is varied; all numbers of a tuple alike where None.
    told : str
        How a picture tells of such a pair: ``{}`` stands for the number that stays, the range of
        the other one follows.
    played : tuple of float
        Values at which the engine plays too, where it can; every fifth one serves.
    """

    option: str
    values: tuple[float, ...]
    quantities: tuple[str, ...]
    axes: tuple[str, str]
    place: int | None = None
    told: str = ""
    played: tuple[float, ...] = ()

    def value_in(self, options: Mapping[str, Value]) -> float:
        """Return what the varied number is in some options."""
        value = options[self.option]
        return value[self.place or 0] if isinstance(value, tuple) else value

    def put(self, value: float, options: Mapping[str, Value]) -> dict[str, Value]:
        """Return the options with another value of the varied number."""
        now = options[self.option]
        if not isinstance(now, tuple):
            return {**options, self.option: value}
        places = range(len(now)) if self.place is None else (self.place,)
        changed = tuple(value if i in places else one for i, one in enumerate(now))
        return {**options, self.option: changed}


@dataclass(frozen=True, slots=True, kw_only=True)
class EnginePlay:
    """How the engine plays a lesson's game.

    Attributes
    ----------
    file : str
        Name of the shipped scenario.
    changes : callable
        From the grid, and the options as keywords, to the values of it that are replaced.
    measures : mapping of str to callable
        How quantities of the solution are read from worlds that were played, by label; the first is
        the one whose convergence is drawn. From `Outcomes` to one entry per world: truth values
        make a share of worlds, numbers a mean over the worlds that have one, NaN for none. Not
        compared at options whose solution lacks the quantity.
    bounds : callable
        From the grid, and the options as keywords, to how far the engine may lie from the exact
        value of each measure by its grid alone; None where nothing is claimed: then the numbers are
        shown and not judged.
    grid : str
        What is made finer: ``"ladder step"``, ``"choice noise"``, ``"rounds"``.
    grids : tuple of float
        Its values, from coarse to fine.
    cases : tuple of mapping
        Options at which tests and tables hold the engine against the closed form, each completed
        by the defaults.
    fine : float or None
        A still finer grid that the published tables add; too slow for a classroom.
    """

    file: str
    changes: Callable[..., Mapping[str, object]]
    measures: Mapping[str, Callable[[Outcomes], NDArray[Any]]]
    bounds: Callable[..., Sequence[float | None]]
    grid: str = "ladder step"
    grids: tuple[float, ...] = (0.05, 0.02, 0.01, 0.005)
    cases: tuple[Mapping[str, Value], ...] = ({},)
    fine: float | None = None

    def scenario(self, grid: float, **options: Any) -> Scenario:
        """Return the shipped scenario with the values of these options at a grid."""
        from bargaining.scenario import load

        return load(self.file).replace(self.changes(grid, **options))


@dataclass(frozen=True)
class Lesson(Report):
    """One result of bargaining theory; it prints with its exact values.

    Attributes
    ----------
    name : str
        As typed: lower case, hyphens. Its page is ``docs/theory/NAME.md``.
    title : str
        A few words.
    who : str
        Author and year.
    summary : str
        The result in one sentence.
    options : tuple of Option
        Its parameters.
    solution : callable
        From the options as keywords to exact values by label (numbers, or arrays without axes),
        in the order in which they are shown; without a sweep to these and a `Picture`.
    sweep : Sweep or None
        Its picture, where that varies an option.
    engine : EnginePlay or None
        How the engine plays it; None for a closed form only.
    """

    name: str
    title: str
    who: str
    summary: str
    options: tuple[Option, ...]
    solution: Solution
    sweep: Sweep | None = None
    engine: EnginePlay | None = None

    def lines(self, **options: object) -> Iterator[str]:
        """Yield the lines that ``print`` shows: the exact values at `options`, or the defaults."""
        asked = self.complete(**options)
        for text in (f"{self.title} ({self.who})", self.summary, self.describe(asked)):
            yield from wrap(text) if text else ()
        yield ""
        rows = [(label, exactly(label, value)) for label, value in self.solve(**asked).items()]
        yield from table([Column("closed form", words=True), Column()], rows)

    def complete(self, **options: object) -> dict[str, Value]:
        """Return all options, those given checked, the others by default."""
        known = {option.name: option for option in self.options}
        for name in options:
            if name not in known:
                # Imported when needed: the scenario room loads its validator.
                from bargaining.scenario.suggestions import did_you_mean

                raise ArgumentError(
                    f"{name} is no option of the lesson {self.name}. "
                    + did_you_mean(name, known, "options")
                )
        return {
            name: option.check(options.get(name, option.default)) for name, option in known.items()
        }

    def solve(self, **options: object) -> dict[str, float]:
        """Return the exact values by label; `options` not given have their defaults.

        Raises
        ------
        ArgumentError
            An option is unknown or out of range, or the options do not fit each other.
        """
        solved = self.solution(**self.complete(**options))
        values = solved[0] if isinstance(solved, tuple) else solved
        return {label: float(value) for label, value in values.items()}

    def draw(self, **options: object) -> Picture:
        """Return the closed form as a picture, at the options and with the errors of `solve`."""
        asked, sweep = self.complete(**options), self.sweep
        # Refuses options that do not fit each other; an end of the sweep need not fit the others.
        now = self.solution(**asked)
        if isinstance(now, tuple):
            return now[1]
        if sweep is None:
            raise ArgumentError(f"the lesson {self.name} has neither a sweep nor a picture")
        solved: dict[float, dict[str, float]] = {}
        for value in sweep.values:
            with suppress(ArgumentError):
                solved[value] = self.solve(**sweep.put(value, asked))
        curves = tuple(
            Curve(label, tuple(solved), tuple(one.get(label, math.nan) for one in solved.values()))
            for label in sweep.quantities
        )
        return Picture(*sweep.axes, curves)

    def describe(self, options: Mapping[str, Value], *, but_swept: bool = False) -> str:
        """Return options by name in one line, such as ``discount 0.9 0.8``.

        With `but_swept` what the sweep varies is left out, or has its range beside other numbers.
        """
        words = []
        for option in (one for one in self.options if one.name in options):
            said, sweep = option.write(options[option.name]), self.sweep
            if but_swept and sweep is not None and sweep.option == option.name:
                if sweep.place is None or option.count == 1:
                    continue
                fixed = said.split(" ")[1 - sweep.place]
                ends = f"from {sweep.values[0]:g} to {sweep.values[-1]:g}"
                words.append(f"{sweep.told.format(fixed)} {ends}")
                continue
            words.append(f"{option.name.replace('_', ' ')} {said}")
        return ", ".join(words)


def lesson(
    name: str,
    title: str,
    who: str,
    summary: str,
    *options: str,
    sweep: Sweep | None = None,
    engine: EnginePlay | None = None,
) -> Callable[[Solution], Lesson]:
    """Return a decorator that makes a `Lesson` of its closed form; `options` as lines."""
    told = (name, title, who, summary, options_of(*options))
    return lambda solution: Lesson(*told, solution, sweep, engine)


def find_obstacle(lesson: Lesson, grid: float, options: Mapping[str, Value]) -> str | None:
    """Return why the engine cannot play a lesson at a grid and options; None where it can.

    Closed forms live on a continuum, scenarios on ladders: an option may be fine for the one and
    have no rung in the other.
    """
    if lesson.engine is None:
        return f"{lesson.name} is a closed form only."
    try:
        lesson.engine.scenario(grid, **options)
    except ArgumentError as error:
        return str(error)
    return None
