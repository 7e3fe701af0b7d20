"""The engine's ratifiers in the shipped files reach the win-set results as ladders get finer."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.scenario import Scenario
from bargaining.theory import find_win_set, solve_ratified_offers, solve_setter

TICKS = (0.02, 0.01, 0.005)
PATIENCE = 0.9
NOISE_PER_TICK = {"win-set": 0.1, "setter": 0.02}
ISSUE = {"win-set": "share", "setter": "depth"}


def at_tick(name: str, tick: float) -> Scenario:
    values = {f"issues.{ISSUE[name]}.rungs": {"count": round(1 / tick) + 1, "label": "{percent}"}}
    for party in ("ann", "bob", "parliament"):
        values[f"parties.{party}.choice_noise"] = NOISE_PER_TICK[name] * tick
    return bg.load(name).replace(values)


def agreed(scenario: Scenario) -> float:
    """Return the mean level agreed on, by nearly all and often in the first round.

    A text exactly at the hurdle passes one half of the time, so where the next step would cost the
    proposer much, some worlds agree a few rounds later.
    """
    outcomes = bg.simulate(scenario, worlds=64, worlds_per_draw=64, seed=1988)
    signed = outcomes.response == Response.AGREED
    assert signed[:, 0].mean() > 0.3
    assert signed.any(axis=1).mean() > 0.9
    return float(outcomes.level[signed.any(axis=1), -1, 0].mean())


@pytest.mark.parametrize("hurdle", [-0.2, 0.2, 0.45, 0.5, 0.6, 0.75, 0.9])
def test_a_parliament_gets_what_it_asks_for_or_what_patience_gives(hurdle: float) -> None:
    exact = float(solve_ratified_offers(max(hurdle, 0.0), PATIENCE, PATIENCE).responder)
    for tick in TICKS:
        scenario = at_tick("win-set", tick).replace({"parties.bob.hurdle": hurdle})
        assert abs(agreed(scenario) - exact) <= tick / (1 - PATIENCE) + 1e-9


def test_a_binding_hurdle_is_met_to_the_step() -> None:
    """Where home decides, no rounding is passed on from round to round."""
    for tick in TICKS:
        for hurdle in (0.6, 0.7, 0.9):
            scenario = at_tick("win-set", tick).replace({"parties.bob.hurdle": hurdle})
            assert abs(agreed(scenario) - hurdle) <= 2 * tick


def test_no_text_passes_where_the_win_sets_do_not_overlap() -> None:
    outcomes = bg.simulate(bg.load("win-set").intervene("no_overlap"), worlds=64, seed=3)
    assert not (outcomes.response == Response.AGREED).any()
    assert (outcomes.response == Response.NOT_RATIFIED).any()


@pytest.mark.parametrize(
    ("counterfactual", "least"), [("easy_parliament", 0.2), ("stern_parliament", 0.9)]
)
def test_the_counterfactuals_of_the_file(counterfactual: str, least: float) -> None:
    exact = float(solve_ratified_offers(least, PATIENCE, PATIENCE).responder)
    scenario = bg.load("win-set").intervene(counterfactual)
    assert abs(agreed(scenario) - exact) <= 0.005 / (1 - PATIENCE)


@pytest.mark.parametrize(
    ("setter", "ratifier"), [(1.0, 0.5), (1.0, 0.4), (1.0, 0.55), (0.6, 0.5), (0.7, 0.4)]
)
def test_the_setter_reaches_the_edge_of_the_win_set(setter: float, ratifier: float) -> None:
    exact = float(solve_setter(setter, ratifier, 0.2))
    for tick in TICKS:
        scenario = at_tick("setter", tick).replace(
            {"payoffs.ann.depth": 2 * setter, "payoffs.parliament.depth": 2 * ratifier}
        )
        assert abs(agreed(scenario) - exact) <= 2 * tick


@pytest.mark.parametrize("reversion", [0.1, 0.2, 0.3, 0.4])
def test_the_worse_the_reversion_the_further_the_setter_goes(reversion: float) -> None:
    start = {"value": reversion, "source": "literature: Romer and Rosenthal 1978, pp. 27-43"}
    scenario = at_tick("setter", 0.01).replace({"issues.depth.initial": start})
    exact = float(find_win_set(0.5, reversion).high)
    assert abs(agreed(scenario) - exact) <= 2 * 0.01


@pytest.mark.parametrize("hurdle", [-0.05, 0.03, 0.08])
def test_a_hurdle_moves_the_edge_as_the_formula_says(hurdle: float) -> None:
    exact = float(solve_setter(1.0, 0.5, 0.2, hurdle))
    for tick in TICKS:
        scenario = at_tick("setter", tick).replace({"parties.bob.hurdle": hurdle})
        assert abs(agreed(scenario) - exact) <= 2 * tick


def test_a_hurdle_that_nothing_clears_leaves_the_reversion() -> None:
    scenario = bg.load("setter").replace({"parties.bob.hurdle": 0.1})
    outcomes = bg.simulate(scenario, worlds=64, seed=1)
    assert bool(find_win_set(0.5, 0.2, 0.1).empty)
    np.testing.assert_allclose(outcomes.level[:, -1, 0], 0.2)
