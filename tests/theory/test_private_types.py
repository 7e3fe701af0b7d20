"""Two games of private types: the risk of war, and the threshold of trust."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Closing, Ending, Response
from bargaining.theory import find_screening_threshold, find_trust_threshold, solve_risk_return

WORLDS = 4_000
TICK = 0.01


def play(name: str, values: dict[str, float]) -> Any:
    scenario = bg.load(name).replace(values)
    return bg.simulate(scenario, worlds=WORLDS, worlds_per_draw=WORLDS, seed=1995)


@pytest.mark.parametrize(
    ("belief", "disagreement"), [(0.1, 0.0), (0.36, 0.0), (0.39, 0.0), (0.48, 0.2), (0.54, 0.2)]
)
def test_risks_war_below_the_threshold_only(belief: float, disagreement: float) -> None:
    values = {"parties.bob.belief": belief, "payoffs.ann.talks_broken": disagreement}
    outcomes = play("two-types", values)
    exact = solve_risk_return(belief, 0.2, 0.5, disagreement)
    offers = outcomes.offer[:, 0, 0] * TICK
    assert (np.abs(offers - float(exact.offer) - TICK) < 1e-9).mean() > 0.98  # a step above
    war = outcomes.closing[:, 0] == Closing.OPT_OUT
    np.testing.assert_array_equal(war, outcomes.talks_broken[:, 0])
    np.testing.assert_array_equal(war, outcomes.ending == Ending.COLLAPSE)
    probability = float(exact.war_probability)
    error = np.sqrt(max(probability * (1 - probability), 0.001) / WORLDS)
    assert abs(war.mean() - probability) < 4 * error


def test_the_strong_fight_and_the_weak_sign() -> None:
    outcomes = play("two-types", {"parties.bob.belief": 0.3})
    strong = outcomes.party_type[:, 0, 0] == 1
    war = outcomes.closing[:, 0] == Closing.OPT_OUT
    assert war[strong].mean() > 0.99
    assert war[~strong].mean() < 0.01
    assert outcomes.payoff[war & strong, 1] == pytest.approx(0.5)


def test_the_demand_flips_where_theory_says_within_a_step() -> None:
    """Offers lie a step above the types' values, which moves the flip by less than a step."""
    threshold = float(find_screening_threshold(0.2, 0.5))
    reach = TICK / (1 - 0.2)
    for belief, screened in ((threshold - reach, True), (threshold + reach, False)):
        outcomes = play("two-types", {"parties.bob.belief": belief})
        assert (outcomes.offer[:, 0, 0] == (21 if screened else 51)).mean() > 0.9


@pytest.mark.parametrize(("belief", "signed"), [(0.0, 0), (0.45, 0), (0.55, 1), (1.0, 1)])
def test_trust_is_extended_above_the_threshold(belief: float, signed: int) -> None:
    assert float(find_trust_threshold(reward=1, betrayal=-1, punishment=0)) == 0.5
    outcomes = play("trust", {"parties.bob.belief": belief})
    assert (outcomes.response[:, 0] == Response.AGREED).mean() == signed


def test_trust_is_even_odds_at_the_threshold() -> None:
    outcomes = play("trust", {"parties.bob.belief": 0.5})
    signed = (outcomes.response[:, 0] == Response.AGREED).mean()
    assert abs(signed - 0.5) < 4 * np.sqrt(0.25 / WORLDS)


def test_who_is_trusted_delivers_iff_trustworthy() -> None:
    outcomes = play("trust", {"parties.bob.belief": 0.55})
    trustworthy = outcomes.party_type[:, 0, 0] == 1
    assert abs(trustworthy.mean() - 0.55) < 4 * np.sqrt(0.55 * 0.45 / WORLDS)
    np.testing.assert_array_equal(outcomes.rung[:, -1, 0] == 1, trustworthy)
    np.testing.assert_array_equal(outcomes.ending == Ending.SETTLEMENT, trustworthy)
    np.testing.assert_array_equal(outcomes.ending == Ending.RENEGE, ~trustworthy)
    np.testing.assert_allclose(outcomes.payoff[:, 0], np.where(trustworthy, 1.0, -1.0))
    belief = outcomes.belief[:, -1, 0]
    assert belief[trustworthy].min() > 0.99
    assert belief[~trustworthy].max() < 0.01


def test_a_rumour_ends_trust() -> None:
    scenario = bg.load("trust").intervene("rumour")
    outcomes = bg.simulate(scenario, worlds=500, worlds_per_draw=500, seed=2005)
    assert (outcomes.response != Response.AGREED).all()
    assert (outcomes.ending == Ending.STALEMATE).all()
