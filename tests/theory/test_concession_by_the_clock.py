"""Two time-dependent strategies in the engine meet where the closed form says."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.scenario import Scenario
from bargaining.theory import find_meeting

ROUNDS = 20


def tactics(step: float, exponents: tuple[float, float], initials: tuple[float, float]) -> Scenario:
    values: dict[str, Any] = {
        "issues.share.rungs": {"count": round(1 / step) + 1, "label": "{percent} to Bob"}
    }
    for party, exponent, initial in zip(("ann", "bob"), exponents, initials, strict=True):
        rule = {"exponent": exponent, "initial": initial}
        values[f"parties.{party}.strategy"] = {"name": "time_dependent", "parameters": rule}
    return bg.load("tactics").replace(values)


def meeting(scenario: Scenario) -> tuple[int, float]:
    """Return the round of agreement and Ann's share; nothing here is left to luck."""
    outcomes = bg.simulate(scenario, worlds=3, seed=1998)
    signed = outcomes.response == Response.AGREED
    assert (signed.sum(axis=1) == 1).all()
    rounds = signed.argmax(axis=1)
    assert len(set(rounds.tolist())) == 1
    return int(rounds[0]), float(1 - outcomes.level[0, -1, 0])


@pytest.mark.parametrize(
    ("exponents", "initials"),
    [
        ((0.5, 2.0), (0.0, 0.0)),
        ((2.0, 0.5), (0.0, 0.0)),
        ((1.0, 1.0), (0.05, 0.0)),
        ((0.2, 1.0), (0.1, 0.0)),
        ((0.3, 0.4), (0.0, 0.2)),
        ((5.0, 3.0), (0.0, 0.0)),
    ],
)
def test_they_meet_in_the_round_and_on_the_share_of_the_formula(
    exponents: tuple[float, float], initials: tuple[float, float]
) -> None:
    exact = find_meeting(ROUNDS, exponents, initials)
    for step in (0.02, 0.01, 0.005, 0.002):
        round_, share = meeting(tactics(step, exponents, initials))
        # Demands are rounded up to the ladder, so near a tie a coarse one may cost a round.
        assert abs(round_ - float(exact.round)) <= (1 if step > 0.005 else 0)
        if round_ == exact.round:
            assert abs(share - float(exact.agreed_share)) <= step + 1e-9


def test_the_file_as_shipped() -> None:
    exact = find_meeting(ROUNDS, (0.5, 2.0))
    round_, share = meeting(bg.load("tactics"))
    assert round_ == exact.round
    assert share == pytest.approx(float(exact.agreed_share), abs=0.005)


def test_who_holds_out_longer_gets_more_in_the_engine_too() -> None:
    shares = [meeting(tactics(0.005, (exponent, 1.0), (0.0, 0.0)))[1] for exponent in (2, 1, 0.3)]
    assert np.all(np.diff(shares) > 0)
