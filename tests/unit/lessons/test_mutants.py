"""A verdict is worth something only where a wrong game breaks it.

The engine is given another parameter than the closed form: a bound that still says "within" is too
loose to judge anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bargaining.lessons import EnginePlay, lesson_named, play_lesson

Options = dict[str, Any]


def misplayed(engine: EnginePlay, wrong: Callable[[Options], Options]) -> EnginePlay:
    def changes(grid: float, **options: Any) -> Any:
        return engine.changes(grid, **{**options, **wrong(options)})

    return replace(engine, changes=changes)


def verdicts(name: str, case: Mapping[str, Any], wrong: Callable[[Options], Options]) -> list[bool]:
    """Return what is judged at the finest grid of the classroom, in 64 worlds."""
    lesson = lesson_named(name)
    engine = lesson.engine
    assert engine is not None
    changed = replace(lesson, engine=misplayed(engine, wrong))
    found = play_lesson(changed, worlds=64, seed=7, grids=engine.grids[-1:], **case)
    return [one.within for one in found.readings if one.within is not None]


RIGHT: dict[str, list[bool]] = {}


def right_verdicts(name: str, case: Mapping[str, Any]) -> list[bool]:
    """Return the verdicts on the game as it is, played once for all that is wrong with it."""
    asked = f"{name} {case}"
    if asked not in RIGHT:
        RIGHT[asked] = verdicts(name, case, lambda _: {})
    return RIGHT[asked]


def more(name: str, by: float) -> Callable[[Options], Options]:
    return lambda options: {name: options[name] + by}


def later(by: float) -> Callable[[Options], Options]:
    return lambda options: {"power": (options["power"][0], options["power"][1] + by)}


MUTANTS: list[tuple[str, Options, Callable[[Options], Options]]] = [
    ("rubinstein", {"discount": (0.9, 0.8)}, lambda _: {"discount": (0.9, 0.7)}),
    ("rubinstein", {"discount": (0.9, 0.8)}, lambda _: {"discount": (0.8, 0.9)}),
    ("stahl", {"rounds": 4.0}, more("rounds", 1.0)),
    ("outside-option", {"option": 0.6}, more("option", -0.04)),
    ("outside-option", {"option": 0.6}, more("option", 0.02)),
    ("outside-option", {"option": 0.45}, more("option", 0.1)),
    ("win-set", {"hurdle": 0.75}, more("hurdle", -0.045)),
    ("win-set", {"hurdle": 0.75}, more("hurdle", 0.02)),
    ("noisy-reciprocity", {"error": 0.1}, lambda _: {"error": 0.5}),
    ("noisy-reciprocity", {"error": 0.02}, lambda _: {"error": 0.3}),
    ("power-shift", {"power": (0.3, 0.377)}, more("cost", -0.1)),
    ("power-shift", {"power": (0.3, 0.377)}, more("cost", 0.1)),
    ("power-shift", {"power": (0.3, 0.377)}, later(0.04)),
    ("power-shift", {"power": (0.3, 0.377)}, later(0.02)),
    ("power-shift", {"power": (0.3, 0.377)}, later(-0.02)),
    ("power-shift", {"power": (0.3, 0.423)}, later(-0.04)),
    ("power-shift", {"power": (0.3, 0.423)}, more("discount", -0.05)),
    ("grit", {"rungs": 5.0, "unanswered": 1.0, "answered_after": 3.0}, more("every", 1.0)),
    ("trust", {"belief": 0.485}, more("belief", 0.03)),
    ("trust", {"belief": 0.515}, more("belief", -0.03)),
    ("grim-trigger", {"discount": 0.485}, more("discount", 0.03)),
    ("grim-trigger", {"discount": 0.515}, more("discount", -0.03)),
]


def first_of_each_lesson() -> Iterator[Any]:
    """Leave further mutants of a lesson, but for the last, to the slow tests."""
    names = [mutant[0] for mutant in MUTANTS]
    for place, mutant in enumerate(MUTANTS):
        between = mutant[0] in names[:place] and mutant[0] in names[place + 1 :]
        yield pytest.param(*mutant, marks=pytest.mark.slow if between else ())


@pytest.mark.slow
@pytest.mark.parametrize(("name", "case", "wrong"), [*first_of_each_lesson()])
def test_a_wrong_parameter_breaks_the_verdict(
    name: str, case: Options, wrong: Callable[[Options], Options]
) -> None:
    right = right_verdicts(name, case)
    assert right
    assert all(right)
    assert not all(verdicts(name, case, wrong))


@pytest.mark.parametrize("allowed", [2, 4])
def test_a_partner_who_waits_for_nobody_is_noticed(allowed: int) -> None:
    """Bob's dates stay as they are; only Ann's rule allows her another count of steps."""
    lesson = lesson_named("grit")
    engine = lesson.engine
    assert engine is not None

    def changes(grid: float, **options: Any) -> Any:
        rule = {"every": int(options["every"]), "unanswered": allowed}
        now = {"parties.ann.strategy": {"name": "grit", "parameters": rule}}
        return {**engine.changes(grid, **options), **now}

    changed = replace(lesson, engine=replace(engine, changes=changes))
    late = {"rungs": 6.0, "unanswered": 1.0, "answered_after": 3.0}
    (found,) = play_lesson(changed, worlds=4, grids=engine.grids, **late).readings
    assert found.within is False
    assert found.mean < found.exact
