"""Results of bargaining theory for the class: the closed form beside the worlds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from bargaining.errors import ArgumentError
from bargaining.lessons import (
    EnginePlay,
    Lesson,
    Reading,
    Sweep,
    find_obstacle,
    lesson_named,
    play_lesson,
    play_sweep,
)
from bargaining.stats import number_or_none
from bargaining.text.languages import told

__all__ = ["LESSONS", "theory"]

LESSONS = ("ultimatum", "rubinstein")
_WORLDS = 200


def theory(
    lesson: str, options: Mapping[str, Any] | None = None, *, worlds: int = _WORLDS, seed: int = 0
) -> dict[str, Any]:
    """Return a lesson's closed form beside what the engine plays, as values that JSON knows.

    Parameters
    ----------
    lesson : str
        One of `LESSONS`.
    options : mapping, optional
        Numbers of the lesson by name; the others have their defaults.
    worlds, seed : int
        As for `bargaining.lessons.play_lesson`.

    Returns
    -------
    dict
        ``options`` by name, with values and ranges; ``rows``, for each quantity the closed form,
        the mean of the worlds with half of its 95 % Monte Carlo interval, and the bound that the
        engine's ladder sets; ``curve``, the closed form over one option, and ``points``, what
        the engine plays there. ``obstacle`` says why there are no worlds, where there are none.

    Raises
    ------
    ArgumentError
        There is no such lesson or option, or an option is out of its range.
    """
    if lesson not in LESSONS:
        raise ArgumentError(f"the lesson must be {' or '.join(LESSONS)}; got {lesson!r}")
    if not isinstance(options, Mapping | None):
        raise ArgumentError(f"options must be numbers by name; got {options!r:.200}")
    about = lesson_named(lesson)
    asked: dict[str, Any] = about.complete(
        **{str(name): value for name, value in (options or {}).items()}
    )
    exact, picture, engine, sweep = about.solve(**asked), about.draw(**asked), *_played(about)
    finest = engine.grids[-1]
    obstacle = find_obstacle(about, finest, asked)
    readings: dict[str, Reading] = {}
    if obstacle is None:
        played = play_lesson(about, worlds=worlds, seed=seed, grids=[finest], **asked)
        readings = {one.quantity: one for one in played.readings}
    points = [
        {"x": sweep.value_in(one.options), **_of_worlds(reading)}
        for one in play_sweep(about, worlds=worlds, seed=seed, **asked)
        for reading in one.of(sweep.quantities[0])
    ]
    curve = picture.curves[0]
    line = zip(curve.x, curve.y, strict=True)
    return {
        "lesson": lesson,
        "title": about.title,
        "who": about.who,
        "summary": about.summary,
        "options": {
            one.name: {"meaning": one.meaning, "range": one.range, "value": asked[one.name]}
            for one in about.options
        },
        "rows": [
            {
                "quantity": quantity,
                "exact": value,
                **(_of_worlds(readings[quantity]) if quantity in readings else {}),
            }
            for quantity, value in exact.items()
        ],
        "axes": [picture.x_label, picture.y_label],
        "now": sweep.value_in(asked),
        "curve": [[x, y] for x, y in line if math.isfinite(y)],
        "points": points,
        "obstacle": obstacle,
        "played": told(
            "The worlds: {worlds} for each number, on a {grid} of {size}, seed {seed}.",
            worlds=worlds,
            grid=engine.grid,
            size=f"{finest:g}",
            seed=seed,
        ),
    }


def _played(about: Lesson) -> tuple[EnginePlay, Sweep]:
    """Return how the engine plays a lesson, and over which option it is drawn."""
    assert about.engine is not None
    assert about.sweep is not None
    return about.engine, about.sweep


def _of_worlds(reading: Reading) -> dict[str, Any]:
    """Return what the worlds say of a quantity; None stands for what they do not."""
    numbers = {
        "mean": reading.mean,
        "error": reading.half_width,
        "bound": math.nan if reading.bound is None else reading.bound,
    }
    known = {name: number_or_none(float(value)) for name, value in numbers.items()}
    return {**known, "counted": reading.counted, "within": reading.within}
