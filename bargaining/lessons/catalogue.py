"""Which lessons there are, and in which order they are taught."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import Lesson

__all__ = ["CHAPTERS", "lesson_named", "lessons"]

# Chapter by chapter, simple games first.
CHAPTERS: dict[str, tuple[str, ...]] = {
    chapter: tuple(names.split())
    for chapter, names in {
        "Offers and answers": "ultimatum stahl rubinstein breakdown outside-option "
        "random-proposer baron-ferejohn",
        "What would be fair": "pareto-frontier nash kalai-smorodinsky egalitarian utilitarian",
        "What the other side hides": "risk-return chatterjee-samuelson myerson-satterthwaite "
        "sobel-takahashi attrition reputation",
        "Noise, habits and tactics": "quantal-ultimatum quantal-response tactics noisy-reciprocity",
        "The public at home": "win-set setter audience-costs",
        "Trust and power": "trust grim-trigger power-shift grit",
    }.items()
}
# A lesson is in results/, in a file of its name; those of this chapter share one.
_FAIR = CHAPTERS["What would be fair"]


@cache
def _read(name: str) -> Lesson:
    file = "fair" if name in _FAIR else name.replace("-", "_")
    module = import_module(f"bargaining.lessons.results.{file}")
    found: tuple[Lesson, ...] = module.LESSONS if name in _FAIR else (module.LESSON,)
    return next(lesson for lesson in found if lesson.name == name)


def lessons() -> tuple[Lesson, ...]:
    """Return all lessons in the order in which they are taught."""
    return tuple(_read(name) for names in CHAPTERS.values() for name in names)


def lesson_named(name: str) -> Lesson:
    """Return the lesson of this name.

    Raises
    ------
    ArgumentError
        There is none.
    """
    known = [one for names in CHAPTERS.values() for one in names]
    if name not in known:
        from bargaining.scenario.suggestions import did_you_mean

        raise ArgumentError(
            f"{name} is no lesson. {did_you_mean(name, known, 'lessons')} "
            f"bargaining theory lists them."
        )
    return _read(name)
