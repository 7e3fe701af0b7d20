"""Theory and simulation side by side: each result as a closed form and, where it can, played.

    from bargaining.lessons import lesson_named, play_lesson

    lesson = lesson_named("rubinstein")
    print(lesson.solve(discount=(0.9, 0.8)))
    print(play_lesson(lesson, worlds=100, discount=(0.9, 0.8)).readings)

Theory and engine are loaded when a lesson is solved or played, so that a list of lessons is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bargaining.lessons.catalogue import CHAPTERS, lesson_named, lessons
from bargaining.lessons.lesson import (
    Curve,
    EnginePlay,
    Lesson,
    Mark,
    Measure,
    Picture,
    Sweep,
    find_obstacle,
)
from bargaining.lessons.options import Option, Value

if TYPE_CHECKING:
    from bargaining.lessons.play import Convergence as Convergence
    from bargaining.lessons.play import Reading as Reading
    from bargaining.lessons.play import play_lesson as play_lesson
    from bargaining.lessons.play import play_sweep as play_sweep

__all__ = [
    "CHAPTERS", "Convergence", "Curve", "EnginePlay", "Lesson", "Mark", "Measure", "Option",
    "Picture", "Reading", "Sweep", "Value", "find_obstacle", "lesson_named", "lessons",
    "play_lesson", "play_sweep",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    if name in ("Convergence", "Reading", "play_lesson", "play_sweep"):
        from bargaining.lessons import play

        return getattr(play, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
