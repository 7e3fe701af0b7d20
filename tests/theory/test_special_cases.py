"""Further special cases with known answers, reached in the shipped files."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.lessons.pie import agreed_at_once, offered, steps
from bargaining.scenario import Scenario


def play(scenario: Scenario, worlds: int) -> Any:
    return bg.simulate(scenario, worlds=worlds, worlds_per_draw=worlds, seed=1987)


@pytest.mark.parametrize("discount", [0.8, 0.9])
def test_a_drawn_proposer_keeps_what_waiting_for_the_draw_does_not_cost(discount: float) -> None:
    """Binmore (1987): with even chances to propose, the proposer gets 1 - d/2."""
    step = 0.005
    values = {f"parties.{party}.discount_factor": discount for party in ("ann", "bob")}
    scenario = bg.load("random-proposer").replace(steps(step)).replace(values)
    outcomes = play(scenario, 400)
    to_ann, agreed = 1 - offered(outcomes), agreed_at_once(outcomes)
    assert agreed.mean() > 0.95
    proposer = outcomes.proposer[:, 0]
    assert abs((proposer == 0).mean() - 0.5) < 4 * np.sqrt(0.25 / 400)
    for party, share in ((0, to_ann), (1, 1 - to_ann)):
        kept = share[agreed & (proposer == party)].mean()
        assert abs(kept - (1 - discount / 2)) <= step / (1 - discount)


def test_uniform_acceptance_halves_the_pie_and_the_chance() -> None:
    """An answer with a uniform threshold: offer one half, trade one half of the time."""
    worlds = 4_000
    outcomes = play(bg.load("uniform-reservation"), worlds)
    to_ann, agreed = 1 - offered(outcomes), agreed_at_once(outcomes)
    assert to_ann.mean() == pytest.approx(0.5, abs=0.01)
    assert abs(agreed.mean() - 0.5) < 4 * np.sqrt(0.25 / worlds)


@pytest.mark.parametrize("risk", [0.1, 0.05, 0.02])
def test_a_concave_payoff_is_a_weakness(risk: float) -> None:
    """Nash's product of 1 - x and the root of x is largest at x = 1/3, the limit of small risk."""
    step = 0.0025
    kept = 1 - risk
    exact = kept**2 * risk / (1 - kept**3)  # Bob indifferent: root x = kept * root of his demand
    assert exact == pytest.approx(1 / 3, abs=risk)
    scenario = bg.load("concave-payoff").replace(steps(step))
    scenario = scenario.replace({"table.breakdown_probability": risk})
    outcomes = play(scenario, 64)
    to_bob = offered(outcomes)[agreed_at_once(outcomes)]
    assert abs(to_bob.mean() - exact) <= step / risk


@pytest.mark.parametrize("step", [0.02, 0.01, 0.005])
def test_the_concave_file_as_the_ladder_gets_finer(step: float) -> None:
    """At the file's own risk of 0.05, where the first word still costs Bob something."""
    outcomes = play(bg.load("concave-payoff").replace(steps(step)), 64)
    to_bob = offered(outcomes)[agreed_at_once(outcomes)]
    assert abs(to_bob.mean() - 0.95**2 * 0.05 / (1 - 0.95**3)) <= step / 0.05


def agrees_like_a_coin(outcomes: Any, packages: int) -> bool:
    """M packages: an offer with chance M / (M + 1), accepted with chance one half, each round."""
    agreed = np.logical_or.accumulate(outcomes.response == Response.AGREED, axis=1)
    rounds = np.arange(1, agreed.shape[1] + 1)
    expected = 1 - (1 - 0.5 * packages / (packages + 1)) ** rounds
    error = np.sqrt(expected * (1 - expected) / len(agreed))
    return bool((np.abs(agreed.mean(axis=0) - expected) < 4 * error).all())


@pytest.mark.slow
def test_endless_noise_agrees_like_a_coin() -> None:
    depth = {"value": 2, "source": "literature: none"}  # values are lost in such noise anyway
    changes = {**steps(1 / 4), "settings.table_lookahead": depth}
    scenario = bg.load("rubinstein").replace(changes)
    assert agrees_like_a_coin(play(scenario.intervene("pure_noise"), 20_000), packages=4)


@pytest.mark.slow
def test_endless_noise_in_the_file_as_shipped() -> None:
    outcomes = play(bg.load("rubinstein").intervene("pure_noise"), 2_000)
    assert agrees_like_a_coin(outcomes, packages=200)
