"""Further special cases with known answers, reached from the shipped files by changing one rule."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.outcomes.codes import Response
from bargaining.scenario import Scenario
from tests.theory.cases import first_proposals, with_tick


def play(scenario: Scenario, worlds: int) -> Any:
    return bg.simulate(scenario, worlds=worlds, worlds_per_draw=worlds, seed=1987)


@pytest.mark.parametrize("discount", [0.8, 0.9])
def test_a_drawn_proposer_keeps_what_waiting_for_the_draw_does_not_cost(discount: float) -> None:
    """Binmore (1987): with even chances to propose, the proposer gets 1 - d/2."""
    tick = 0.005
    values = {f"parties.{party}.discount_factor": discount for party in ("ann", "bob")}
    scenario = with_tick(bg.load("rubinstein"), tick).replace(values)
    outcomes = play(scenario.replace({"table.proposer": "random"}), 400)
    to_ann, agreed = first_proposals(outcomes)
    assert agreed.mean() > 0.95
    proposer = outcomes.proposer[:, 0]
    assert abs((proposer == 0).mean() - 0.5) < 4 * np.sqrt(0.25 / 400)
    for party, share in ((0, to_ann), (1, 1 - to_ann)):
        kept = share[agreed & (proposer == party)].mean()
        assert abs(kept - (1 - discount / 2)) <= tick / (1 - discount)


def test_uniform_acceptance_halves_the_pie_and_the_chance() -> None:
    """An answer with a uniform threshold: offer one half, trade one half of the time."""
    worlds = 4_000
    scenario = bg.load("ultimatum").replace({"table.acceptance": "uniform"})
    to_ann, agreed = first_proposals(play(scenario, worlds))
    assert to_ann.mean() == pytest.approx(0.5, abs=0.01)
    assert abs(agreed.mean() - 0.5) < 4 * np.sqrt(0.25 / worlds)


@pytest.mark.parametrize("risk", [0.1, 0.05, 0.02])
def test_a_concave_payoff_is_a_weakness(risk: float) -> None:
    """Nash's product of 1 - x and the root of x is largest at x = 1/3, the limit of small risk."""
    tick = 0.0025
    kept = 1 - risk
    exact = kept**2 * risk / (1 - kept**3)  # Bob indifferent: root x = kept * root of his demand
    assert exact == pytest.approx(1 / 3, abs=risk)
    payoff = {"ever_agreed * share^0.5": {"value": 1.0, "source": "literature: Nash 1950"}}
    scenario = with_tick(bg.load("breakdown"), tick).replace(
        {
            "table.breakdown_probability": risk,
            "payoffs.ann.talks_broken": 0.0,
            "payoffs.bob": payoff,
        }
    )
    to_ann, agreed = first_proposals(play(scenario, 64))
    assert abs((1 - to_ann[agreed]).mean() - exact) <= tick / risk


def test_endless_noise_agrees_like_a_coin() -> None:
    """M packages: an offer with chance M / (M + 1), accepted with chance one half, each round."""
    worlds, packages = 20_000, 4
    depth = {"value": 2, "source": "literature: none"}  # values are lost in such noise anyway
    values = {f"parties.{party}.choice_noise": 1e9 for party in ("ann", "bob")}
    scenario = with_tick(bg.load("rubinstein"), 1 / packages).replace(
        {**values, "settings.table_lookahead": depth}
    )
    outcomes = play(scenario, worlds)
    agreed = np.logical_or.accumulate(outcomes.response == Response.AGREED, axis=1)
    rounds = np.arange(1, agreed.shape[1] + 1)
    expected = 1 - (1 - 0.5 * packages / (packages + 1)) ** rounds
    error = np.sqrt(expected * (1 - expected) / worlds)
    assert (np.abs(agreed.mean(axis=0) - expected) < 4 * error).all()
