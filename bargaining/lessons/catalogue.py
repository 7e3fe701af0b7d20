"""Which lessons there are, and in which order they are taught."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import Lesson

__all__ = ["CHAPTERS", "lesson_named", "lessons"]

# Chapter by chapter, simple games first. A lesson stands in results/, in a file of its name.
CHAPTERS: dict[str, tuple[str, ...]] = {
    "Offers and answers": (
        "ultimatum",
        "stahl",
        "rubinstein",
        "breakdown",
        "outside-option",
        "random-proposer",
        "baron-ferejohn",
    ),
    "What would be fair": (
        "pareto-frontier",
        "nash",
        "kalai-smorodinsky",
        "egalitarian",
        "utilitarian",
    ),
    "What the other side hides": (
        "risk-return",
        "chatterjee-samuelson",
        "myerson-satterthwaite",
        "sobel-takahashi",
        "attrition",
        "reputation",
    ),
    "Noise, habits and tactics": (
        "quantal-ultimatum",
        "quantal-response",
        "tactics",
        "noisy-reciprocity",
    ),
    "The public at home": ("win-set", "setter", "audience-costs"),
    "Trust and power": ("trust", "grim-trigger", "power-shift", "grit"),
}


@cache
def _read(name: str) -> Lesson:
    module = import_module("bargaining.lessons.results." + name.replace("-", "_"))
    lesson: Lesson = module.LESSON
    return lesson


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
        from bargaining.scenario.near import did_you_mean

        raise ArgumentError(
            f"{name} is no lesson. {did_you_mean(name, known, 'lessons')} "
            f"bargaining theory lists them."
        )
    return _read(name)
