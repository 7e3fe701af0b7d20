"""Concession by the clock: the later one bends, the larger the part one wins."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from bargaining.lessons import pie
from bargaining.lessons.lesson import (
    EnginePlay,
    Lesson,
    Mark,
    Measure,
    Option,
    Pair,
    Picture,
    codes,
    curve,
    np,
    theory,
)

if TYPE_CHECKING:
    from bargaining.arrays import Floats
    from bargaining.outcomes import Outcomes

_SHARE, _ROUND = "Ann's share", "round of agreement"


def _solution(*, rounds: float, exponents: Pair, initials: Pair) -> dict[str, object]:
    met = theory.find_meeting(rounds, exponents, initials)
    return {
        _SHARE: met.agreed_share,
        _ROUND: met.round,
        "time at which the demands meet": met.time,
        "Ann's share at that time": met.share,
    }


def _picture(*, rounds: float, exponents: Pair, initials: Pair) -> Picture:
    time = np.linspace(0, rounds, 121)
    ann, bob = (
        theory.find_demand(time, rounds, exponent, initial)
        for exponent, initial in zip(exponents, initials, strict=True)
    )
    met = theory.find_meeting(rounds, exponents, initials)
    return Picture(
        "round",
        "Ann's share of the pie",
        (curve("Ann asks", time, ann), curve("Bob leaves her", time, 1 - bob)),
        (
            Mark("they meet", float(met.time), float(met.share)),
            Mark("agreed", float(met.round), float(met.agreed_share)),
        ),
    )


def _changes(step: float, *, rounds: float, exponents: Pair, initials: Pair) -> dict[str, object]:
    length = {"value": int(rounds), "source": "literature: none"}
    rules = {
        f"parties.{party}.strategy": {
            "name": "time_dependent",
            "parameters": {"exponent": exponent, "initial": initial},
        }
        for party, exponent, initial in zip(("ann", "bob"), exponents, initials, strict=True)
    }
    return {**pie.ladder(step), "settings.rounds": length, "table.deadline": length, **rules}


def _candidates(
    step: float, rounds: float, exponents: Pair, initials: Pair
) -> Iterator[tuple[int, float]]:
    """Yield the rounds in which rounded demands may agree, and Ann's share in each.

    From the exact round on, up to the first in which the demands leave a step to spare.
    """
    met = theory.find_meeting(rounds, exponents, initials)
    for number in range(int(met.round), int(rounds)):
        speaks = number % 2
        asked, wanted = (
            float(theory.find_demand(number + later, rounds, exponents[who], initials[who]))
            for later, who in ((0, speaks), (1, 1 - speaks))
        )
        yield number, 1 - asked if speaks else asked
        if asked + wanted <= 1 - step:
            break


def _bound(step: float, *, rounds: float, exponents: Pair, initials: Pair) -> float:
    """Return how far rounding of demands up to the ladder may take the agreed share."""
    exact = float(theory.find_meeting(rounds, exponents, initials).agreed_share)
    shares = [share for _, share in _candidates(step, rounds, exponents, initials)]
    return step + max((abs(share - exact) for share in shares), default=0.0)


def _delay(step: float, *, rounds: float, exponents: Pair, initials: Pair) -> float:
    """Return by how many rounds rounding of demands up to the ladder may put agreement off."""
    numbers = [number for number, _ in _candidates(step, rounds, exponents, initials)]
    return float(numbers[-1] - numbers[0])


def _agreed(outcomes: Outcomes) -> Floats:
    signed = outcomes.response == codes.Response.AGREED
    return np.where(signed.any(axis=1), 1 - outcomes.level[:, -1, 0], np.nan)


def _round(outcomes: Outcomes) -> Floats:
    signed = outcomes.response == codes.Response.AGREED
    return np.where(signed.any(axis=1), signed.argmax(axis=1), np.nan)


LESSON = Lesson(
    name="tactics",
    title="Concession by the clock",
    who="Faratin, Sierra and Jennings 1998",
    summary="Two demands that fall with time meet somewhere; the party that bends late gets more.",
    options=(
        Option("rounds", 20.0, "rounds that the talks can last", "[1, 120]", whole=True),
        Option(
            "exponents",
            (0.5, 2.0),
            "shape of Ann's and of Bob's concession (below 1 late, above 1 early)",
            "(0, inf)",
        ),
        Option(
            "initials",
            (0.0, 0.0),
            "share of the pie that Ann, and that Bob, gives up before the first offer",
            "[0, 1]",
        ),
    ),
    solution=_solution,
    picture=_picture,
    engine=EnginePlay(
        file="tactics",
        changes=_changes,
        grids=(0.05, 0.02, 0.01, 0.005, 0.002),
        measures=(Measure(_SHARE, _agreed, _bound), Measure(_ROUND, _round, _delay)),
        cases=(
            {"exponents": (1.0, 1.0), "initials": (0.05, 0.0)},
            {"exponents": (0.2, 1.0), "initials": (0.1, 0.0)},
            {"exponents": (5.0, 3.0)},
            {"exponents": (0.3, 0.4), "initials": (0.0, 0.2)},
        ),
    ),
)
