"""Which lessons there are, and in which order they are taught."""

from __future__ import annotations

from importlib import import_module

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import Lesson

# Chapter by chapter, simple games first: the files of results/, each with its lessons in order.
_FILES = {
    "Offers and answers": "offers",
    "What would be fair": "fair",
    "What the other side hides": "hidden",
    "Noise, habits and tactics": "noise",
    "The public at home": "home",
    "Trust and power": "trust_and_power",
}


def _held(file: str) -> tuple[Lesson, ...]:
    held = vars(import_module(f"bargaining.lessons.results.{file}")).values()
    return tuple(one for one in held if isinstance(one, Lesson))


_LESSONS = {lesson.name: lesson for file in _FILES.values() for lesson in _held(file)}
CHAPTERS = {chapter: tuple(one.name for one in _held(file)) for chapter, file in _FILES.items()}


def lessons() -> tuple[Lesson, ...]:
    """Return all lessons in the order in which they are taught."""
    return tuple(_LESSONS.values())


def lesson_named(name: str) -> Lesson:
    """Return the lesson of this name.

    Raises
    ------
    ArgumentError
        There is none.
    """
    if name not in _LESSONS:
        from bargaining.scenario.suggestions import did_you_mean

        raise ArgumentError(
            f"{name} is no lesson. {did_you_mean(name, _LESSONS, 'lessons')} "
            f"bargaining theory lists them."
        )
    return _LESSONS[name]
