"""A ratifier who can only accept or refuse: how far the one who words the text can go."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Sweep
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_POLICY, _WISH = "depth of the treaty", "what the parliament would have liked"
_NOISE_PER_STEP = 0.02


def _solution(*, ideals: tuple[float, float], reversion: float) -> Mapping[str, float]:
    from bargaining.theory import find_win_set, solve_setter

    home = find_win_set(ideals[1], reversion)
    return {
        _POLICY: float(solve_setter(*ideals, reversion).policy),
        _WISH: ideals[1],
        "lower end of the win-set": float(home.low),
        "upper end of the win-set": float(home.high),
    }


def _scenario(step: float, *, ideals: tuple[float, float], reversion: float) -> Scenario:
    from bargaining.scenario import load

    rung = reversion / step
    if abs(rung - round(rung)) > 1e-9 or ideals[0] < reversion:
        raise ArgumentError(
            f"the engine's treaties climb a ladder: the reversion must be one of its rungs, here "
            f"multiples of {step:g}, and not above what the setter likes best; got "
            f"{reversion:g} and {ideals[0]:g}."
        )
    values: dict[str, object] = {
        "issues.depth.rungs": {"count": round(1 / step) + 1, "label": "{percent} deep"},
        "issues.depth.initial": {"value": reversion, "source": "assumed", "why": "As asked."},
        "payoffs.ann.depth": 2 * ideals[0],
        "payoffs.parliament.depth": 2 * ideals[1],
    }
    for party in ("ann", "bob", "parliament"):
        values[f"parties.{party}.choice_noise"] = _NOISE_PER_STEP * step
    return load("setter").replace(values)


def _bound(step: float, *, ideals: tuple[float, float], reversion: float) -> float:
    """Return how far the ladder's step, and the noise that goes with it, may take the treaty.

    The last rung inside the win-set, or the one before it where that is a toss-up; the margin for a
    vote whose slope is twice the distance from the parliament's wish; and, where the setter gets
    what she likes, the width of her own quadratic choice.
    """
    from bargaining.theory import find_win_set

    noise = _NOISE_PER_STEP * step
    slope = max(2 * abs(reversion - ideals[1]), noise)
    content = ideals[0] <= float(find_win_set(ideals[1], reversion).high) + step
    own = math.sqrt(noise) if content else 0.0
    # No depth is further from another than the whole ladder.
    return min(2 * step + noise * math.log(1 / step) / slope + own, 1.0)


def _depth(outcomes: Outcomes) -> Floats:
    depth: Floats = outcomes.level[:, 0, 0]
    return depth


LESSON = Lesson(
    name="setter",
    title="Take this treaty or none",
    who="Romer and Rosenthal 1978",
    summary="The worse things stand, the further the one who words the text can go.",
    options=(
        Option(
            name="ideals",
            default=(1.0, 0.5),
            meaning="depth that the setter, and that the parliament, likes best",
            low=0,
            high=1,
        ),
        Option(
            name="reversion",
            default=0.2,
            meaning="depth in force if nothing is ratified",
            low=0,
            high=1,
        ),
    ),
    solution=_solution,
    sweep=Sweep(
        option="reversion",
        values=tuple(k / 100 for k in range(101)),
        quantities=(_POLICY, _WISH),
        played=(0.0, 0.1, 0.2, 0.3, 0.4, 0.6, 0.7, 0.8, 0.9),
        x_label="depth in force if nothing is ratified",
        y_label="depth",
    ),
    engine=EnginePlay(
        file="setter",
        scenario=_scenario,
        grid="ladder step",
        grids=(0.05, 0.02, 0.01, 0.005),
        measures=(Measure(quantity=_POLICY, read=_depth, bound=_bound),),
        cases=(
            {"ideals": (0.6, 0.5)},
            {"ideals": (1.0, 0.4)},
            {"reversion": 0.0},
            {"reversion": 0.4},
        ),
    ),
)
