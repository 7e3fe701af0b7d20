"""Tit for tat among those who err: the path from mutual giving, and what generosity mends."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import Curve, EnginePlay, Lesson, Measure, Picture
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.arrays import Bools
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_ANN, _BOB = "Ann gives in the long run", "Bob gives in the long run"
_EARLY_ANN, _EARLY_BOB = "Ann gives in exchange 1", "Bob gives in exchange 1"
_EXCHANGES = 30


def _solution(*, error: float, generosity: float) -> Mapping[str, float]:
    from bargaining.theory import follow_tit_for_tat, solve_generous_pair, solve_reactive_pair

    answer = (1 - error, error)
    strict = solve_reactive_pair(answer, answer)
    early = follow_tit_for_tat(1, error, "sequential")
    first, second = follow_tit_for_tat(10, error, "sequential")
    return {
        _ANN: float(strict.first),
        _BOB: float(strict.second),
        _EARLY_ANN: float(early[0]),
        _EARLY_BOB: float(early[1]),
        "Ann gives in exchange 10": float(first),
        "Bob gives in exchange 10": float(second),
        "a generous pair gives in the long run": float(
            solve_generous_pair(error, generosity).first
        ),
    }


def _picture(*, error: float, generosity: float) -> Picture:
    import numpy as np

    from bargaining.theory import follow_tit_for_tat, solve_generous_pair

    exchange = np.arange(_EXCHANGES + 1)
    first, second = follow_tit_for_tat(exchange, error, "sequential")
    generous = float(solve_generous_pair(error, generosity).first)
    ends = (0.0, float(_EXCHANGES))
    return Picture(
        x_label="exchange",
        y_label="probability of giving",
        curves=(
            Curve(label="Ann", x=tuple(exchange), y=tuple(first)),
            Curve(label="Bob", x=tuple(exchange), y=tuple(second)),
            Curve(label="generous pair", x=ends, y=(generous, generous)),
        ),
    )


def _scenario(rounds: float, *, error: float, generosity: float) -> Scenario:
    from bargaining.scenario import load

    rule = {"name": "tit_for_tat", "parameters": {"noise": error}}
    return load("noisy-tit-for-tat").replace(
        {
            "settings.rounds": {"value": int(rounds), "source": "literature: none"},
            "parties.ann.strategy": rule,
            "parties.bob.strategy": rule,
        }
    )


def _ann_bound(rounds: float, *, error: float, generosity: float) -> float:
    """Return how far so many exchanges leave Ann from the long run."""
    return 0.5 * math.pow(abs(1 - 2 * error), 2 * rounds - 1)


def _bob_bound(rounds: float, *, error: float, generosity: float) -> float:
    return 0.5 * math.pow(abs(1 - 2 * error), 2 * rounds)


def _exact(rounds: float, *, error: float, generosity: float) -> float:
    """Return 0: the first exchange is the same however many follow, and nothing is rounded."""
    return 0.0


def _ann_gives_early(outcomes: Outcomes) -> Bools:
    gives: Bools = outcomes.level[:, 0, 0] == 1.0
    return gives


def _bob_gives_early(outcomes: Outcomes) -> Bools:
    gives: Bools = outcomes.level[:, 0, 1] == 1.0
    return gives


def _ann_gives(outcomes: Outcomes) -> Bools:
    gives: Bools = outcomes.level[:, -1, 0] == 1.0
    return gives


def _bob_gives(outcomes: Outcomes) -> Bools:
    gives: Bools = outcomes.level[:, -1, 1] == 1.0
    return gives


LESSON = Lesson(
    name="noisy-reciprocity",
    title="Tit for tat among those who err",
    who="Axelrod 1984; Nowak and Sigmund 1992",
    summary="Strict reciprocity copies every error until each gives half of the time.",
    options=(
        Option(
            name="error",
            default=0.1,
            meaning="probability that a move comes out the wrong way",
            low=0,
            low_open=True,
            high=1,
            high_open=True,
        ),
        Option(
            name="generosity",
            default=0.3,
            meaning="probability that a generous party lets a defection pass",
            low=0,
            high=1,
        ),
    ),
    solution=_solution,
    picture=_picture,
    engine=EnginePlay(
        file="noisy-tit-for-tat",
        scenario=_scenario,
        grid="rounds",
        grids=(1.0, 2.0, 5.0, 10.0, 40.0),
        measures=(
            Measure(quantity=_ANN, read=_ann_gives, bound=_ann_bound),
            Measure(quantity=_BOB, read=_bob_gives, bound=_bob_bound),
            Measure(quantity=_EARLY_ANN, read=_ann_gives_early, bound=_exact),
            Measure(quantity=_EARLY_BOB, read=_bob_gives_early, bound=_exact),
        ),
        cases=({"error": 0.02}, {"error": 0.3}, {"error": 0.9}),
    ),
)
