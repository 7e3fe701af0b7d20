"""A rising power and the promise it cannot make: war for want of commitment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.lessons import pie
from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
    Measure,
    Option,
    Pair,
    Sweep,
    codes,
    np,
    theory,
)

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes

_WAR = "Bob fights before the shift"
_NOW, _LATER = "offer to Bob before the shift", "offer to Bob after the shift"
# What war costs Ann in the file. It decides nothing, but it is what she risks by a refusal.
_ANN_LOSES = 0.1


def _solution(*, power: Pair, cost: float, discount: float) -> dict[str, object]:
    shift = theory.solve_power_shift(*power, cost, discount)
    fighting = 1 - power[0] - cost
    solved: dict[str, object] = {
        _WAR: shift.fights,
        "power that would still be met in peace": theory.find_tolerable_power(
            power[0], cost, discount
        ),
        "what fighting is worth to Bob": fighting,
        "what Bob gets": fighting,
    }
    if not shift.fights:
        now, later = float(shift.offer_now), float(shift.offer_later)
        peace = (1 - discount) * now + discount * later
        solved |= {"what Bob gets": peace, _NOW: now, _LATER: later}
    return solved


def _changes(step: float, *, power: Pair, cost: float, discount: float) -> dict[str, object]:
    return {
        **pie.ladder(step),
        # A step of one round's share is worth only 1 - discount of it.
        **pie.noise(pie.NOISE_PER_STEP * step * (1 - discount)),
        **pie.discounts((discount, discount)),
        "conditions.power.value_by_round.0": power[0],
        "conditions.power.value_by_round.otherwise": power[1],
        "payoffs.bob.talks_broken": 1 - cost,
    }


def _bound(step: float, *, power: Pair, cost: float, discount: float) -> float:
    """Return the share of worlds that a ladder's step may take to war, or keep from it.

    After the shift Bob gets up to `missed` more than fighting is worth, which moves the power that
    is tolerated by as much; noise adds its margin, in today's worth. Where power is that close to
    it either may come. Otherwise Ann runs the risk of a refusal by noise rather than give a step
    more of one round, and risks what war would cost them both.
    """
    tolerable = float(theory.find_tolerable_power(power[0], cost, discount))
    if discount * abs(power[1] - tolerable) <= pie.missed(step):
        return 1.0
    return min((1 - discount) * step / (cost + _ANN_LOSES), 1.0)


def _later_bound(step: float, **_: object) -> float:
    """Return how far a ladder's step may take the offer that just keeps the peace later."""
    return pie.missed(step)


def _now_bound(step: float, *, discount: float, **_: object) -> float:
    """Return how far it may take today's offer.

    Up by its own miss; down by what Bob is given too much in all later rounds, which is worth
    discount / (1 - discount) times as much as the same in this one.
    """
    return pie.missed(step) * max(1.0, discount / (1 - discount))


def _fought(outcomes: Outcomes) -> Floats:
    """Whether the first offer is answered by war; NaN in worlds where none is made."""
    made = outcomes.response[:, 0] != codes.Response.PASSED
    return np.where(made, outcomes.talks_broken[:, 0], np.nan)


def _later(outcomes: Outcomes) -> Floats:
    """Return the last round's offer to Bob; NaN where none is agreed."""
    agreed = outcomes.response[:, -1] == codes.Response.AGREED
    offered = pie.share_levels(outcomes)[np.maximum(outcomes.offer[:, -1, 0], 0)]
    return np.where(agreed, offered, np.nan)


LESSON = Lesson(
    name="power-shift",
    title="A promise that cannot be made",
    who="Fearon 1995; Powell 2006",
    summary="A fast-rising power is attacked today, since it cannot promise restraint tomorrow.",
    options=(
        Option(
            "power",
            (0.3, 0.8),
            "Ann's chance to win a war now and from the next round on",
            "[0, 1]",
        ),
        Option("cost", 0.1, "what war costs Bob, in pies for ever", "[0, 1]"),
        Option("discount", 0.8, "discount factor of both per round", "(0, 0.95]"),
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
        changes=_changes,
        measures=(
            Measure(_WAR, _fought, _bound),
            Measure(_NOW, pie.responder_share, _now_bound),
            Measure(_LATER, _later, _later_bound),
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
