"""A rising power and the promise it cannot make: war for want of commitment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons import pie
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_WAR = "Bob fights before the shift"
_BOUND = "power that would still be met in peace"
_NOW, _LATER = "offer to Bob before the shift", "offer to Bob after the shift"
_Pair = tuple[float, float]
# What war costs Ann in the file. It decides nothing, but it is what she risks by a refusal.
_ANN_LOSES = 0.1


def _solution(*, power: _Pair, cost: float, discount: float) -> Mapping[str, float]:
    from bargaining.theory import find_tolerable_power, solve_power_shift

    shift = solve_power_shift(*power, cost, discount)
    peace = (1 - discount) * float(shift.offer_now) + discount * float(shift.offer_later)
    fighting = 1 - power[0] - cost
    solved = {
        _WAR: float(shift.fights),
        _BOUND: float(find_tolerable_power(power[0], cost, discount)),
        "what fighting is worth to Bob": fighting,
        "what Bob gets": fighting if shift.fights else peace,
    }
    if not shift.fights:
        solved[_NOW], solved[_LATER] = float(shift.offer_now), float(shift.offer_later)
    return solved


def _scenario(step: float, *, power: _Pair, cost: float, discount: float) -> Scenario:
    from bargaining.scenario import load

    return load("power-shift").replace(
        {
            **pie.ladder(step),
            # A step of one round's share is worth only 1 - discount of it.
            **pie.noise(pie.NOISE_PER_STEP * step * (1 - discount)),
            "parties.ann.discount_factor": discount,
            "parties.bob.discount_factor": discount,
            "conditions.power.value_by_round.0": power[0],
            "conditions.power.value_by_round.otherwise": power[1],
            "payoffs.bob.talks_broken": 1 - cost,
        }
    )


def _bound(step: float, *, power: _Pair, cost: float, discount: float) -> float:
    """Return the share of worlds that a ladder's step may take to war, or keep from it.

    After the shift Bob gets up to `missed` more than fighting is worth, which moves the power that
    is tolerated by as much; noise adds its margin, in today's worth. Where power is that close to
    it either may come. Otherwise Ann runs the risk of a refusal by noise rather than give a step
    more of one round, and risks what war would cost them both.
    """
    from bargaining.theory import find_tolerable_power

    tolerable = float(find_tolerable_power(power[0], cost, discount))
    if discount * abs(power[1] - tolerable) <= pie.missed(step):
        return 1.0
    return min((1 - discount) * step / (cost + _ANN_LOSES), 1.0)


def _later_bound(step: float, *, power: _Pair, cost: float, discount: float) -> float:
    """Return how far a ladder's step may take the offer that just keeps the peace later."""
    return pie.missed(step)


def _now_bound(step: float, *, power: _Pair, cost: float, discount: float) -> float:
    """Return how far it may take today's offer.

    Up by its own miss; down by what Bob is given too much in all later rounds, which is worth
    discount / (1 - discount) times as much as the same in this one.
    """
    return pie.missed(step) * max(1.0, discount / (1 - discount))


def _fought(outcomes: Outcomes) -> Floats:
    """Whether the first offer is answered by war; NaN in worlds where none is made."""
    import numpy as np

    from bargaining.outcomes import Response

    made = outcomes.response[:, 0] != Response.PASSED
    return np.where(made, outcomes.talks_broken[:, 0], np.nan)


def _now(outcomes: Outcomes) -> Floats:
    import numpy as np

    return np.where(pie.agreed_at_once(outcomes), pie.first_offer(outcomes), np.nan)


def _later(outcomes: Outcomes) -> Floats:
    """Return the last round's offer to Bob; NaN where none is agreed."""
    import numpy as np

    from bargaining.outcomes import Response

    levels = np.array([rung.level for rung in outcomes.scenario.issues["share"].rungs])
    agreed = outcomes.response[:, -1] == Response.AGREED
    return np.where(agreed, levels[np.maximum(outcomes.offer[:, -1, 0], 0)], np.nan)


LESSON = Lesson(
    name="power-shift",
    title="A promise that cannot be made",
    who="Fearon 1995; Powell 2006",
    summary="Who grows strong fast is attacked today, as it cannot promise restraint tomorrow.",
    options=(
        Option(
            name="power",
            default=(0.3, 0.8),
            meaning="Ann's chance to win a war now and from the next round on",
            low=0,
            high=1,
        ),
        Option(
            name="cost",
            default=0.1,
            meaning="what war costs Bob, in pies for ever",
            low=0,
            high=1,
        ),
        Option(
            name="discount",
            default=0.8,
            meaning="discount factor of both per round",
            low=0,
            low_open=True,
            high=0.95,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="power",
        place=1,
        values=tuple(k / 200 for k in range(40, 201)),
        quantities=(_WAR,),
        played=(0.2, 0.3, 0.35, 0.38, 0.42, 0.45, 0.5, 0.6, 0.8, 1.0),
        x_label="Ann's power from the next round on",
        y_label="share of worlds in which Bob fights now",
    ),
    engine=EnginePlay(
        file="power-shift",
        scenario=_scenario,
        grid="ladder step",
        grids=(0.05, 0.02, 0.01, 0.005),
        measures=(
            Measure(quantity=_WAR, read=_fought, bound=_bound),
            Measure(quantity=_NOW, read=_now, bound=_now_bound),
            Measure(quantity=_LATER, read=_later, bound=_later_bound),
        ),
        # Three missed steps of the finest ladder on either side of what is tolerated.
        cases=(
            {"power": (0.3, 0.35)},
            {"power": (0.3, 0.377)},
            {"power": (0.3, 0.423)},
            {"power": (0.4, 0.57), "cost": 0.05, "discount": 0.7},
            {"power": (0.4, 0.616), "cost": 0.05, "discount": 0.7},
        ),
    ),
)
