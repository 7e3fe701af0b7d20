"""A coin decides who proposes: what the first word is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option
from bargaining.lessons.pie import STEPS, agreed_at_once, discounts, first_offer, missed, with_step

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_ANN, _BOB = "Ann's share where she proposes", "Bob's share where he proposes"
_VALUE = "Ann's share before the coin falls"
_NEGLECTED = 1e-3
_MOST_DEPTH = 2_000


def _solution(*, discount: tuple[float, float], recognition: float) -> Mapping[str, float]:
    from bargaining.theory import solve_random_proposer

    play = solve_random_proposer(*discount, recognition)
    return {
        _ANN: float(play.share_proposing),
        _BOB: float(play.share_proposing_other),
        _VALUE: float(play.value),
    }


def _depth(discount: tuple[float, float]) -> int:
    """Return how many rounds to look ahead until hardly anything lies beyond."""
    slowest = max(discount)
    needed = math.log(_NEGLECTED) / math.log(slowest) if slowest < 1 else math.inf
    return int(min(needed + 1, _MOST_DEPTH))


def _scenario(step: float, *, discount: tuple[float, float], recognition: float) -> Scenario:
    from bargaining.scenario import load

    depth = {"value": _depth(discount), "source": "assumed", "why": "What lies beyond is little."}
    return with_step(load("random-proposer"), step).replace(
        {
            "table.recognition": {
                "ann": {"value": recognition, "source": "literature: Binmore 1987"},
                "bob": {"value": 1 - recognition, "source": "literature: Binmore 1987"},
            },
            "settings.table_lookahead": depth,
            **discounts(discount),
        }
    )


def _value_bound(step: float, *, discount: tuple[float, float], recognition: float) -> float:
    """Return how far a ladder's step may take Ann's value.

    The party that is offered a share gets up to `missed` more than waiting is worth: Ann loses that
    where she proposes and gains it where she does not. What is expected of the next round passes it
    on to this one.
    """
    passed_on = recognition * discount[1] + (1 - recognition) * discount[0]
    once = max(recognition, 1 - recognition) * missed(step)
    return once / (1 - passed_on) + max(discount) ** _depth(discount)


def _share_bound(step: float, *, discount: tuple[float, float], recognition: float) -> float:
    """Return how far it may take a proposer's share: its own miss, and the other's value's."""
    return missed(step) + _value_bound(step, discount=discount, recognition=recognition)


def _taken(outcomes: Outcomes, place: int) -> Floats:
    """Return the share of a principal in worlds where it proposed and was accepted at once."""
    import numpy as np

    bob = first_offer(outcomes)
    mine = agreed_at_once(outcomes) & (outcomes.proposer[:, 0] == place)
    return np.where(mine, bob if place else 1 - bob, np.nan)


def _ann(outcomes: Outcomes) -> Floats:
    return _taken(outcomes, 0)


def _bob(outcomes: Outcomes) -> Floats:
    return _taken(outcomes, 1)


def _agreed(outcomes: Outcomes) -> Floats:
    import numpy as np

    return np.where(agreed_at_once(outcomes), 1 - first_offer(outcomes), np.nan)


LESSON = Lesson(
    name="random-proposer",
    title="A coin decides who proposes",
    who="Binmore 1987",
    summary="Whoever proposes gains by it, and patience decides what the coin is worth.",
    options=(
        Option(
            name="discount",
            default=(0.9, 0.9),
            meaning="discount factors per round, Ann's and Bob's",
            low=0,
            low_open=True,
            high=1,
        ),
        Option(
            name="recognition",
            default=0.5,
            meaning="probability that Ann proposes in a round",
            low=0,
            low_open=True,
            high=1,
            high_open=True,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="discount",
        place=1,
        values=tuple(k / 100 for k in range(30, 100)),
        quantities=(_ANN, _BOB, _VALUE),
        played=(0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95),
        x_label="Bob's discount factor per round",
        y_label="share of the pie",
    ),
    engine=EnginePlay(
        file="random-proposer",
        scenario=_scenario,
        grid="ladder step",
        grids=STEPS,
        fine=0.0005,
        measures=(
            Measure(quantity=_ANN, read=_ann, bound=_share_bound),
            Measure(quantity=_BOB, read=_bob, bound=_share_bound),
            Measure(quantity=_VALUE, read=_agreed, bound=_value_bound),
        ),
        cases=(
            *({"discount": pair} for pair in ((0.9, 0.9), (0.9, 0.6), (0.5, 0.8))),
            {"discount": (0.9, 0.9), "recognition": 0.7},
        ),
    ),
)
