"""Tit for tat among those who err: the path from mutual giving, and what generosity mends."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
    Measure,
    Option,
    Picture,
    curve,
    np,
    theory,
)

if TYPE_CHECKING:
    from bargaining.arrays import Bools
    from bargaining.outcomes import Outcomes

_ANN, _BOB = "Ann gives in the long run", "Bob gives in the long run"
_EARLY_ANN, _EARLY_BOB = "Ann gives in exchange 1", "Bob gives in exchange 1"
_EXCHANGES = 30


def _solution(*, error: float, generosity: float) -> dict[str, object]:
    answer = (1 - error, error)
    strict = theory.solve_reactive_pair(answer, answer)
    early = theory.follow_tit_for_tat(1, error, "sequential")
    first, second = theory.follow_tit_for_tat(10, error, "sequential")
    generous = theory.solve_generous_pair(error, generosity).first
    return {
        _ANN: strict.first,
        _BOB: strict.second,
        _EARLY_ANN: early[0],
        _EARLY_BOB: early[1],
        "Ann gives in exchange 10": first,
        "Bob gives in exchange 10": second,
        "a generous pair gives in the long run": generous,
    }


def _picture(*, error: float, generosity: float) -> Picture:
    exchange = np.arange(_EXCHANGES + 1)
    first, second = theory.follow_tit_for_tat(exchange, error, "sequential")
    generous = float(theory.solve_generous_pair(error, generosity).first)
    curves = (
        curve("Ann", exchange, first),
        curve("Bob", exchange, second),
        curve("generous pair", (0.0, _EXCHANGES), (generous, generous)),
    )
    return Picture("exchange", "probability of giving", curves)


def _changes(rounds: float, *, error: float, generosity: float) -> dict[str, object]:
    rule = {"name": "tit_for_tat", "parameters": {"noise": error}}
    return {
        "settings.rounds": {"value": int(rounds), "source": "literature: none"},
        "parties.ann.strategy": rule,
        "parties.bob.strategy": rule,
    }


def _bound(errors: int) -> Callable[..., float]:
    """Return how far so many exchanges leave a party from the long run.

    Ann's move in an exchange comes after an odd number of chances to err, Bob's after one more.
    """

    def bound(rounds: float, *, error: float, generosity: float) -> float:
        return 0.5 * math.pow(abs(1 - 2 * error), 2 * rounds - errors)

    return bound


def _gives(exchange: int, place: int) -> Callable[[Outcomes], Bools]:
    return lambda outcomes: np.asarray(outcomes.level[:, exchange, place] == 1.0)


LESSON = Lesson(
    name="noisy-reciprocity",
    title="Tit for tat among those who err",
    who="Axelrod 1984; Nowak and Sigmund 1992",
    summary="Strict reciprocity copies every error until each gives half of the time.",
    options=(
        Option("error", 0.1, "probability that a move comes out the wrong way", "(0, 1)"),
        Option(
            "generosity", 0.3, "probability that a generous party lets a defection pass", "[0, 1]"
        ),
    ),
    solution=_solution,
    picture=_picture,
    engine=EnginePlay(
        file="noisy-tit-for-tat",
        changes=_changes,
        grid="rounds",
        grids=(1.0, 2.0, 5.0, 10.0, 40.0),
        measures=(
            Measure(_ANN, _gives(-1, 0), _bound(1)),
            Measure(_BOB, _gives(-1, 1), _bound(0)),
            # The first exchange is the same however many follow, and nothing is rounded.
            Measure(_EARLY_ANN, _gives(0, 0), 0.0),
            Measure(_EARLY_BOB, _gives(0, 1), 0.0),
        ),
        cases=({"error": 0.02}, {"error": 0.3}, {"error": 0.9}),
    ),
)
