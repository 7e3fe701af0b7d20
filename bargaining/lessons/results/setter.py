"""A ratifier who can only accept or refuse: how far the one who words the text can go."""

from __future__ import annotations

import math

from bargaining.errors import ArgumentError
from bargaining.lessons.lesson import EnginePlay, Lesson, Measure, Option, Pair, Sweep, theory

_POLICY, _WISH = "depth of the treaty", "what the parliament would have liked"
_NOISE_PER_STEP = 0.02


def _solution(*, ideals: Pair, reversion: float) -> dict[str, object]:
    home = theory.find_win_set(ideals[1], reversion)
    return {
        _POLICY: theory.solve_setter(*ideals, reversion),
        _WISH: ideals[1],
        "lower end of the win-set": home.low,
        "upper end of the win-set": home.high,
    }


def _changes(step: float, *, ideals: Pair, reversion: float) -> dict[str, object]:
    rung = reversion / step
    if abs(rung - round(rung)) > 1e-9 or ideals[0] < reversion:
        raise ArgumentError(
            f"the engine's treaties climb a ladder: the reversion must be one of its rungs, here "
            f"multiples of {step:g}, and not above what the setter likes best; got "
            f"{reversion:g} and {ideals[0]:g}."
        )
    noise = {
        f"parties.{party}.choice_noise": _NOISE_PER_STEP * step
        for party in ("ann", "bob", "parliament")
    }
    return {
        "issues.depth.rungs": {"count": round(1 / step) + 1, "label": "{percent} deep"},
        "issues.depth.initial": {"value": reversion, "source": "assumed", "why": "As asked."},
        "payoffs.ann.depth": 2 * ideals[0],
        "payoffs.parliament.depth": 2 * ideals[1],
        **noise,
    }


def _bound(step: float, *, ideals: Pair, reversion: float) -> float:
    """Return how far the ladder's step, and the noise that goes with it, may take the treaty.

    The last rung inside the win-set, or the one before it where that is a toss-up; the margin for a
    vote whose slope is twice the distance from the parliament's wish; and, where the setter gets
    what she likes, the width of her own quadratic choice.
    """
    noise = _NOISE_PER_STEP * step
    slope = max(2 * abs(reversion - ideals[1]), noise)
    content = ideals[0] <= float(theory.find_win_set(ideals[1], reversion).high) + step
    own = math.sqrt(noise) if content else 0.0
    # No depth is further from another than the whole ladder.
    return min(2 * step + noise * math.log(1 / step) / slope + own, 1.0)


LESSON = Lesson(
    name="setter",
    title="Take this treaty or none",
    who="Romer and Rosenthal 1978",
    summary="The worse the state without a treaty, the further its author can go.",
    options=(
        Option(
            "ideals",
            (1.0, 0.5),
            "depth that the setter, and that the parliament, likes best",
            "[0, 1]",
        ),
        Option("reversion", 0.2, "depth in force if nothing is ratified", "[0, 1]"),
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
        changes=_changes,
        measures=(Measure(_POLICY, lambda outcomes: outcomes.level[:, 0, 0], _bound),),
        cases=(
            {"ideals": (0.6, 0.5)},
            {"ideals": (1.0, 0.4)},
            {"reversion": 0.0},
            {"reversion": 0.4},
        ),
    ),
)
