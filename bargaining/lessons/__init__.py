"""Theory and simulation side by side: each result as a closed form and, where it can, played.

    from bargaining.lessons import lesson_named, play_lesson

    lesson = lesson_named("rubinstein")
    print(lesson.solve(discount=(0.9, 0.8)))
    print(play_lesson(lesson, worlds=100, discount=(0.9, 0.8)).readings)

Theory and engine are loaded when a lesson is solved or played, so that a list of lessons is quick.
"""

from bargaining.lessons.catalogue import CHAPTERS, lesson_named, lessons
from bargaining.lessons.lesson import (
    Curve,
    EnginePlay,
    Lesson,
    Mark,
    Picture,
    Sweep,
    find_obstacle,
)
from bargaining.lessons.options import Option, Value
from bargaining.lessons.play import Convergence, Reading, play_lesson, play_sweep

__all__ = [
    "CHAPTERS", "Convergence", "Curve", "EnginePlay", "Lesson", "Mark", "Option", "Picture",
    "Reading", "Sweep", "Value", "find_obstacle", "lesson_named", "lessons", "play_lesson",
    "play_sweep",
]  # fmt: skip
