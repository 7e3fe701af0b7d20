"""Whether the engine can play a lesson at some options, and if not, why."""

from __future__ import annotations

from collections.abc import Mapping

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import Lesson
from bargaining.lessons.options import Value

__all__ = ["find_obstacle"]


def find_obstacle(lesson: Lesson, grid: float, options: Mapping[str, Value]) -> str | None:
    """Return why the engine cannot play a lesson at a grid; None where it can.

    Closed forms live on a continuum, scenarios on ladders: an option may be fine for the one and
    have no rung in the other.

    Parameters
    ----------
    lesson : Lesson
        One that the engine plays.
    grid : float
        The grid.
    options : mapping
        All options of the lesson.
    """
    if lesson.engine is None:
        return f"{lesson.name} is a closed form only."
    try:
        lesson.engine.scenario(grid, **options)
    except ArgumentError as error:
        return str(error)
    return None
