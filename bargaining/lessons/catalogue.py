"""Which lessons there are, and in which order they are taught."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import Lesson

__all__ = ["CHAPTERS", "lesson_named", "lessons"]

# Chapter by chapter, simple games first; in each the files of results/ and the lessons they hold.
_FILES = {
    "Offers and answers": {
        "offers": "ultimatum stahl rubinstein breakdown outside-option",
        "proposers": "random-proposer baron-ferejohn",
    },
    "What would be fair": {
        "fair": "pareto-frontier nash kalai-smorodinsky egalitarian utilitarian"
    },
    "What the other side hides": {
        "hidden": "risk-return chatterjee-samuelson myerson-satterthwaite sobel-takahashi "
        "attrition reputation"
    },
    "Noise, habits and tactics": {
        "noise": "quantal-ultimatum quantal-response tactics noisy-reciprocity"
    },
    "The public at home": {"home": "win-set setter audience-costs"},
    "Trust and power": {"trust_and_power": "trust grim-trigger power-shift grit"},
}
CHAPTERS = {chapter: tuple(" ".join(held.values()).split()) for chapter, held in _FILES.items()}


@cache
def _read() -> dict[str, Lesson]:
    files = [file for held in _FILES.values() for file in held]
    modules = [import_module(f"bargaining.lessons.results.{file}") for file in files]
    return {lesson.name: lesson for module in modules for lesson in module.LESSONS}


def lessons() -> tuple[Lesson, ...]:
    """Return all lessons in the order in which they are taught."""
    return tuple(_read().values())


def lesson_named(name: str) -> Lesson:
    """Return the lesson of this name.

    Raises
    ------
    ArgumentError
        There is none.
    """
    known = _read()
    if name not in known:
        from bargaining.scenario.suggestions import did_you_mean

        raise ArgumentError(
            f"{name} is no lesson. {did_you_mean(name, known, 'lessons')} "
            f"bargaining theory lists them."
        )
    return known[name]
