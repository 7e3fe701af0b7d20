"""The engine fights over a shift of power where the closed form says, and bargains elsewhere."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Ending, Response
from bargaining.scenario import Scenario
from bargaining.theory import find_tolerable_power, solve_power_shift

NOW, COST, DISCOUNT = 0.3, 0.1, 0.8


def shifting(later: float, step: float = 0.01, **values: float) -> Scenario:
    """The file with another power to come; noise a tenth of what a step of one round is worth."""
    discount = values.get("discount", DISCOUNT)
    changed: dict[str, Any] = {
        "conditions.power.value_by_round.0": values.get("now", NOW),
        "conditions.power.value_by_round.otherwise": later,
        "payoffs.bob.talks_broken": 1 - values.get("cost", COST),
        "issues.share.rungs": {"count": round(1 / step) + 1, "label": "{percent} to Bob"},
    }
    for party in ("ann", "bob"):
        changed[f"parties.{party}.discount_factor"] = discount
        changed[f"parties.{party}.choice_noise"] = 0.1 * step * (1 - discount)
    return bg.load("power-shift").replace(changed)


def play(scenario: Scenario, worlds: int = 64) -> Any:
    return bg.simulate(scenario, worlds=worlds, worlds_per_draw=worlds, seed=2006)


def fought(outcomes: Any) -> float:
    """Share of offers in the first round that are answered by war.

    Where war is foreseen no offer is better than another, nor than none; one in a hundred is none.
    """
    made = outcomes.response[:, 0] != Response.PASSED
    assert made.mean() > 0.8
    return float(outcomes.talks_broken[made, 0].mean())


@pytest.mark.parametrize("distance", [0.1, pytest.param(0.05, marks=pytest.mark.slow), 0.02])
@pytest.mark.parametrize(
    ("now", "cost", "discount"), [(0.3, 0.1, 0.8), (0.2, 0.2, 0.9), (0.4, 0.0, 0.7)]
)
def test_war_begins_where_the_formula_says(
    now: float, cost: float, discount: float, distance: float
) -> None:
    bound = float(find_tolerable_power(now, cost, discount))
    for later, war in ((bound - distance, 0.0), (bound + distance, 1.0)):
        shift = solve_power_shift(now, later, cost, discount)
        assert float(shift.fights) == war
        outcomes = play(shifting(later, now=now, cost=cost, discount=discount))
        assert fought(outcomes) == pytest.approx(war, abs=0.02)


@pytest.mark.parametrize("later", [0.3, pytest.param(0.35, marks=pytest.mark.slow), 0.38])
def test_peace_is_bought_at_the_exact_price_as_the_ladder_gets_finer(later: float) -> None:
    exact = solve_power_shift(NOW, later, COST, DISCOUNT)
    for step in (0.05, 0.02, 0.01, 0.005):
        outcomes = play(shifting(later, step))
        agreed = outcomes.response == Response.AGREED
        assert agreed.mean() > 0.9
        levels = np.array([rung.level for rung in outcomes.scenario.issues["share"].rungs])
        share = levels[np.maximum(outcomes.offer[:, :, 0], 0)]
        # A step too much later is worth d / (1 - d) steps less today, and both are rounded.
        reach = 2 * step / (1 - DISCOUNT)
        assert abs(share[agreed[:, 0], 0].mean() - float(exact.offer_now)) <= reach
        assert abs(share[:, 1:][agreed[:, 1:]].mean() - float(exact.offer_later)) <= 2 * step


def test_the_file_and_its_counterfactual() -> None:
    war = play(bg.load("power-shift"), 200)
    assert fought(war) > 0.99
    assert (war.ending == Ending.COLLAPSE).mean() > 0.95
    peace = play(bg.load("power-shift").intervene("slow_shift"), 200)
    assert not peace.talks_broken.any()
    assert (peace.ending == Ending.SETTLEMENT).mean() > 0.95


def test_a_table_that_does_not_see_it_coming_keeps_the_peace() -> None:
    """The commitment problem lives in foresight: without it the shift is met as it comes."""
    blind = shifting(0.8).replace({"settings.foresee_calendar": False})
    assert fought(play(blind)) == pytest.approx(0.0, abs=0.02)


def test_an_agreement_that_binds_for_good_keeps_the_peace() -> None:
    """A promise that could be kept would do: war is for want of it."""
    binding = shifting(0.8).replace({"table.agreement_term": "permanent"})
    outcomes = play(binding)
    assert fought(outcomes) == pytest.approx(0.0, abs=0.02)
    assert (outcomes.response[:, 0] == Response.AGREED).mean() > 0.9
