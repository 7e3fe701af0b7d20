"""Concession by the clock: who bends late wins the larger part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bargaining.lessons import pie
from bargaining.lessons.lesson import Curve, EnginePlay, Lesson, Mark, Measure, Picture
from bargaining.lessons.options import Option

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes
    from bargaining.scenario import Scenario

__all__ = ["LESSON"]

_SHARE, _ROUND = "Ann's share", "round of agreement"
_Pair = tuple[float, float]


def _solution(*, rounds: float, exponents: _Pair, initials: _Pair) -> Mapping[str, float]:
    from bargaining.theory import find_meeting

    met = find_meeting(rounds, exponents, initials)
    return {
        _SHARE: float(met.agreed_share),
        _ROUND: float(met.round),
        "time at which the demands meet": float(met.time),
        "Ann's share at that time": float(met.share),
    }


def _picture(*, rounds: float, exponents: _Pair, initials: _Pair) -> Picture:
    import numpy as np

    from bargaining.theory import find_demand, find_meeting

    time = np.linspace(0, rounds, 121)
    ann, bob = (
        find_demand(time, rounds, exponent, initial)
        for exponent, initial in zip(exponents, initials, strict=True)
    )
    met = find_meeting(rounds, exponents, initials)
    return Picture(
        x_label="round",
        y_label="Ann's share of the pie",
        curves=(
            Curve(label="Ann asks", x=tuple(time), y=tuple(ann)),
            Curve(label="Bob leaves her", x=tuple(time), y=tuple(1 - bob)),
        ),
        marks=(
            Mark(label="they meet", x=float(met.time), y=float(met.share)),
            Mark(label="agreed", x=float(met.round), y=float(met.agreed_share)),
        ),
    )


def _scenario(step: float, *, rounds: float, exponents: _Pair, initials: _Pair) -> Scenario:
    from bargaining.scenario import load

    length = {"value": int(rounds), "source": "literature: none"}
    values: dict[str, object] = {
        **pie.ladder(step),
        "settings.rounds": length,
        "table.deadline": length,
    }
    for party, exponent, initial in zip(("ann", "bob"), exponents, initials, strict=True):
        rule = {"exponent": exponent, "initial": initial}
        values[f"parties.{party}.strategy"] = {"name": "time_dependent", "parameters": rule}
    return load("tactics").replace(values)


def _bound(step: float, *, rounds: float, exponents: _Pair, initials: _Pair) -> float:
    """Return how far rounding of demands up to the ladder may take the agreed share.

    By a step in the exact round; where a step decides whether they agree in it, they agree by the
    first round in which their demands leave a step to spare.
    """
    from bargaining.theory import find_demand

    exact = _solution(rounds=rounds, exponents=exponents, initials=initials)
    farthest = 0.0
    for number in range(int(exact[_ROUND]), int(rounds)):
        speaks = number % 2
        asked, wanted = (
            float(find_demand(number + later, rounds, exponents[who], initials[who]))
            for later, who in ((0, speaks), (1, 1 - speaks))
        )
        farthest = max(farthest, abs((1 - asked if speaks else asked) - exact[_SHARE]))
        if asked + wanted <= 1 - step:
            break
    return step + farthest


def _delay(step: float, *, rounds: float, exponents: _Pair, initials: _Pair) -> float:
    """Return by how many rounds rounding of demands up to the ladder may put agreement off."""
    from bargaining.theory import find_demand

    first = int(_solution(rounds=rounds, exponents=exponents, initials=initials)[_ROUND])
    for number in range(first, int(rounds)):
        speaks = number % 2
        asked, wanted = (
            float(find_demand(number + later, rounds, exponents[who], initials[who]))
            for later, who in ((0, speaks), (1, 1 - speaks))
        )
        if asked + wanted <= 1 - step:
            return float(number - first)
    return rounds - 1 - first


def _agreed(outcomes: Outcomes) -> Floats:
    import numpy as np

    signed = _signed(outcomes)
    return np.where(signed.any(axis=1), 1 - outcomes.level[:, -1, 0], np.nan)


def _round(outcomes: Outcomes) -> Floats:
    import numpy as np

    signed = _signed(outcomes)
    return np.where(signed.any(axis=1), signed.argmax(axis=1), np.nan)


def _signed(outcomes: Outcomes) -> Floats:
    from bargaining.outcomes import Response

    signed: Floats = outcomes.response == Response.AGREED
    return signed


LESSON = Lesson(
    name="tactics",
    title="Concession by the clock",
    who="Faratin, Sierra and Jennings 1998",
    summary="Two demands that fall with time meet somewhere, and who bends late gets more.",
    options=(
        Option(
            name="rounds",
            default=20.0,
            meaning="rounds that the talks can last",
            low=1,
            high=120,
            whole=True,
        ),
        Option(
            name="exponents",
            default=(0.5, 2.0),
            meaning="shape of Ann's and of Bob's concession (below 1 late, above 1 early)",
            low=0,
            low_open=True,
        ),
        Option(
            name="initials",
            default=(0.0, 0.0),
            meaning="share of the pie that Ann, and that Bob, gives up before the first offer",
            low=0,
            high=1,
        ),
    ),
    solution=_solution,
    picture=_picture,
    engine=EnginePlay(
        file="tactics",
        scenario=_scenario,
        grid="ladder step",
        grids=(0.05, 0.02, 0.01, 0.005, 0.002),
        measures=(
            Measure(quantity=_SHARE, read=_agreed, bound=_bound),
            Measure(quantity=_ROUND, read=_round, bound=_delay),
        ),
        cases=(
            {"exponents": (1.0, 1.0), "initials": (0.05, 0.0)},
            {"exponents": (0.2, 1.0), "initials": (0.1, 0.0)},
            {"exponents": (5.0, 3.0)},
            {"exponents": (0.3, 0.4), "initials": (0.0, 0.2)},
        ),
    ),
)
