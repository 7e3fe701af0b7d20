"""Alternating offers with a last round: the last word."""

from __future__ import annotations

import math

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Pair, Sweep, theory

_ENDLESS = "share of the first without a last round"


def _solution(*, rounds: float, discount: Pair) -> dict[str, object]:
    split = theory.solve_stahl(rounds, *discount)
    # Without a last round and without impatience any split is an equilibrium.
    endless = theory.solve_rubinstein(*discount).proposer if min(discount) < 1 else math.nan
    return {
        pie.FIRST: split.proposer,
        pie.OTHER: split.responder,
        pie.AT_ONCE: 1.0,
        _ENDLESS: endless,
    }


def _changes(step: float, *, rounds: float, discount: Pair) -> dict[str, object]:
    asked = {"value": int(rounds), "source": "literature: Ståhl 1972"}
    return {
        **pie.steps(step),
        "table.deadline": asked,
        "settings.table_lookahead": asked,
        **pie.discounts(discount),
    }


def _bound(step: float, *, rounds: float, discount: Pair) -> float:
    return min(pie.rounding(step, discount[0] * discount[1], rounds), 1.0)


def _refused(step: float, *, rounds: float, discount: Pair) -> float:
    """Return how often Bob may refuse; then Ann has what the shorter game leaves her."""
    share = float(theory.solve_stahl(rounds, *discount).proposer)
    later = 0.0
    if rounds > 1:
        # Bob begins the shorter game: the discount factors change places.
        shorter = float(theory.solve_stahl(rounds - 1, discount[1], discount[0]).proposer)
        later = discount[0] * (1 - shorter)
    return pie.refused(step, share - later, _bound(step, rounds=rounds, discount=discount))


LESSON = Lesson(
    name="stahl",
    title="Alternating offers with a last round",
    who="Ståhl 1972",
    summary="The last word gives the upper hand, and that is foreseen from the first round.",
    options=(
        Option(
            "rounds",
            4,
            "number of rounds; Ann proposes in the odd ones, counted from 1",
            "[1, 1000]",
            whole=True,
        ),
        pie.discounts_of((0.7, 0.7)),
    ),
    solution=_solution,
    sweep=Sweep(
        option="rounds",
        values=tuple(float(k) for k in range(1, 13)),
        quantities=(pie.FIRST, _ENDLESS),
        played=tuple(float(k) for k in range(1, 13)),
        x_label="number of rounds",
        y_label="Ann's share of the pie",
    ),
    engine=EnginePlay(
        file="deadline",
        changes=_changes,
        fine=0.0005,
        measures=(
            Measure(pie.FIRST, pie.proposer_share, _bound),
            Measure(pie.AT_ONCE, pie.agreed_at_once, _refused),
        ),
        cases=tuple(
            {"rounds": float(rounds), "discount": pair}
            for rounds, pair in (*((k, (0.7, 0.7)) for k in range(1, 7)), (5, (0.9, 0.6)))
        ),
    ),
)
