"""What holds in every world and round, recomputed from the recorded arrays alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bargaining import load
from bargaining.codes import Closing, Ending, Response
from bargaining.engine import NegotiationModel, simulate
from bargaining.outcomes import Outcomes
from bargaining.scenario import Scenario
from tests.properties.play import lively

WORLDS, PER_DRAW, SEED = 240, 4, 17
SCENARIOS = {
    "toy": lively(8),
    "final breakdowns": lively(8, breakdown_is_final=True, breakdown_probability={
        "value": 0.2, "source": "literature: none"}),
    "opting out": lively(8, opt_out="responder", may_walk=False),
    "immediate delivery": lively(6, delivery="immediate", proposer="random"),
    "stockholm-2014": load("stockholm-2014").replace({"settings.rounds": 6}),
}  # fmt: skip


@pytest.fixture(scope="module", params=list(SCENARIOS))
def outcomes(request: pytest.FixtureRequest) -> Outcomes:
    scenario = SCENARIOS[request.param]
    worlds = WORLDS if len(scenario.parties) < 5 else 80
    return simulate(scenario, worlds=worlds, worlds_per_draw=PER_DRAW, seed=SEED)


def drawn(outcomes: Outcomes, path: str, default: float = np.nan) -> NDArray[np.float64]:
    """A number of the file as drawn for each world."""
    record = outcomes.record
    negotiation = NegotiationModel(
        outcomes.scenario,
        seed=record.seed,
        worlds=record.worlds,
        worlds_per_draw=record.worlds_per_draw,
    )
    try:
        return negotiation.world.baseline_parameters.number(path, default)
    finally:
        negotiation.release()


def with_start(outcomes: Outcomes) -> NDArray[Any]:
    return np.concatenate([outcomes["initial_rung"][:, None], outcomes["rung"]], axis=1)


def levels(outcomes: Outcomes) -> NDArray[np.float64]:
    """Level of each ladder at the end of each round, from the rungs of the file."""
    found = []
    for index, issue in enumerate(outcomes.scenario.issues.values()):
        rungs = np.array([rung.level for rung in issue.rungs])
        found.append(rungs[outcomes["rung"][:, :, index]])
    return np.stack(found, axis=2)


def test_ladders_stand_on_rungs_and_what_cannot_be_taken_back_is_not(outcomes: Outcomes) -> None:
    rung = with_start(outcomes)
    for index, issue in enumerate(outcomes.scenario.issues.values()):
        assert rung[..., index].min() >= 0
        assert rung[..., index].max() < len(issue.rungs)
        moved = np.diff(rung[..., index], axis=1)
        if not issue.reversible:
            assert (moved >= 0).all()
        if outcomes.scenario.table.delivery == "stepwise" and issue.giver not in {
            act.by for act in outcomes.scenario.acts
        }:
            assert np.abs(moved).max() <= 1


def test_shares_lie_between_nothing_and_everything(outcomes: Outcomes) -> None:
    for name in ("undelivered", "unreciprocated", "condition", "belief"):
        values = outcomes[name]
        assert values.min() >= 0, name
        assert values.max() <= 1, name
    assert np.isfinite(outcomes["flow"]).all()


def test_nobody_owes_anything_before_the_first_agreement(outcomes: Outcomes) -> None:
    signed = np.cumsum(outcomes["response"] == Response.AGREED, axis=1) > 0
    assert (outcomes["undelivered"][~signed] == 0).all()
    assert not outcomes["agreement_in_force"][~signed].any()
    assert not outcomes["defaulted"][~signed].any()
    assert signed.any()
    assert (outcomes["undelivered"][signed] > 0).any() or (
        outcomes.scenario.table.delivery == "immediate"
    )


def test_a_broken_world_never_talks_again(outcomes: Outcomes) -> None:
    broken = outcomes["talks_broken"]
    assert (np.diff(broken.astype(int), axis=1) >= 0).all()
    before = np.roll(broken, 1, axis=1)
    before[:, 0] = False
    for name in ("at_table", "sat", "opened"):
        assert not outcomes[name][before].any(), name
    assert not outcomes["at_table"][broken].any()
    final = outcomes.scenario.table.breakdown_is_final
    closing = outcomes["closing"]
    ends = (closing == Closing.BREAKDOWN) | (closing == Closing.OPT_OUT)
    np.testing.assert_array_equal(broken, (np.cumsum(ends, axis=1) > 0) & final)
    assert broken.any() == final


def test_only_a_table_that_sits_hears_offers(outcomes: Outcomes) -> None:
    sat, response = outcomes["sat"], outcomes["response"]
    np.testing.assert_array_equal(sat, response != Response.NO_TABLE)
    np.testing.assert_array_equal(sat, outcomes["proposer"] >= 0)
    offered = (outcomes["offer"] >= 0).all(axis=2)
    np.testing.assert_array_equal(offered, sat & (response != Response.PASSED))
    np.testing.assert_array_equal(
        response == Response.AGREED, outcomes["closing"] == Closing.SIGNING
    )


def test_an_offer_lowers_nothing_and_raises_something(outcomes: Outcomes) -> None:
    """A package is compared with the ladders as the table found them, so after the steps."""
    issues = list(outcomes.scenario.issues)
    menu = [issues.index(name) for name in outcomes.scenario.table.menu.issues]
    immediate = outcomes.scenario.table.delivery == "immediate"
    agreed = outcomes["response"] == Response.AGREED
    offered = (outcomes["offer"] >= 0).all(axis=2) & ~(agreed & immediate)
    rise = outcomes["offer"][offered] - outcomes["rung"][:, :, menu][offered]
    assert (rise >= 0).all()
    assert (rise.max(axis=1) > 0).all()


def test_acts_need_windows_and_steps_that_pass_move_ladders(outcomes: Outcomes) -> None:
    assert not outcomes["act"][~outcomes["window_open"]].any()
    issues = list(outcomes.scenario.issues)
    untouched = [
        index
        for index, (name, issue) in enumerate(outcomes.scenario.issues.items())
        if name not in {act.issue for act in outcomes.scenario.acts}
        and (outcomes.scenario.table.delivery == "stepwise"
             or name not in outcomes.scenario.table.menu.issues)
    ]  # fmt: skip
    assert len(untouched) < len(issues)
    credited = np.where(outcomes["verified"] == -1, 0, outcomes["step"])
    moved = np.diff(with_start(outcomes), axis=1)
    np.testing.assert_array_equal(moved[..., untouched], credited[..., untouched])
    for index, issue in enumerate(outcomes.scenario.issues.values()):
        tested = outcomes["verified"][..., index] != 0
        up = outcomes["step"][..., index] == 1
        np.testing.assert_array_equal(tested, up & (issue.verification is not None))


def test_standing_and_balance_follow_from_the_ladders(outcomes: Outcomes) -> None:
    scenario, level = outcomes.scenario, levels(outcomes)
    principals = list(scenario.table.principals)
    standing = np.zeros(outcomes["net_concession"].shape)
    for index, (name, issue) in enumerate(scenario.issues.items()):
        if name in scenario.outcome.scope:
            weight = drawn(outcomes, f"outcome.scope.{name}")[:, None]
            base = drawn(outcomes, f"issues.{name}.baseline", 0.0)[:, None]
            above = np.maximum(level[..., index] - base, 0.0)
            standing[..., principals.index(issue.giver)] += weight * above
    np.testing.assert_allclose(outcomes["net_concession"], standing, atol=1e-12)
    np.testing.assert_allclose(outcomes["accommodation"], standing.min(axis=2), atol=1e-12)
    tolerance = drawn(outcomes, "outcome.tolerance")[:, None]
    parties = list(scenario.parties)
    for one, other in ((0, 1), (1, 0)):
        excess = np.maximum(standing[..., one] - standing[..., other] - tolerance, 0.0)
        got = outcomes["unreciprocated"][..., parties.index(principals[one])]
        np.testing.assert_allclose(got, excess, atol=1e-12)


def endings(outcomes: Outcomes) -> list[NDArray[np.bool_]]:
    """The five conditions of the taxonomy, each over (world, round), before any order of rank."""
    scenario = outcomes.scenario
    standing = outcomes["net_concession"].min(axis=2)
    settled = standing >= drawn(outcomes, "outcome.settlement")[:, None] - 1e-9
    partial = standing >= drawn(outcomes, "outcome.partial")[:, None] - 1e-9
    signed = np.cumsum(outcomes["response"] == Response.AGREED, axis=1) > 0
    defaulted = np.cumsum(outcomes["defaulted"].any(axis=2), axis=1) > 0
    rupture = scenario.outcome.rupture
    assert rupture is not None
    tense = outcomes["condition"][..., list(scenario.conditions).index(rupture.condition)]
    is_tense = tense >= drawn(outcomes, "outcome.rupture.threshold")[:, None] - 1e-9
    closing = outcomes["closing"]
    left = np.isin(closing, (Closing.WALK_OUT, Closing.OPT_OUT))
    ruptured = (closing == Closing.BREAKDOWN) | (left & is_tense)
    last = np.maximum.accumulate(
        np.where(closing != Closing.NONE, np.arange(closing.shape[1]), -1), axis=1
    )
    by_rupture = np.take_along_axis(ruptured, np.maximum(last, 0), axis=1) & (last >= 0)
    collapsed = ~outcomes["at_table"] & by_rupture
    return [settled, partial, signed & defaulted, collapsed, np.ones_like(settled)]


def test_every_world_has_one_ending_by_the_published_rules(outcomes: Outcomes) -> None:
    by_rank = endings(outcomes)
    expected = np.argmax(np.stack(by_rank), axis=0)
    np.testing.assert_array_equal(outcomes["ending_by_round"], expected)
    np.testing.assert_array_equal(outcomes["ending"], expected[:, -1])
    shares = [(outcomes["ending"] == ending).mean() for ending in Ending]
    assert sum(shares) == pytest.approx(1.0)


def test_total_payoffs_are_discounted_flows_and_a_perpetuity(outcomes: Outcomes) -> None:
    flow = outcomes["flow"]
    rounds = flow.shape[1]
    for index, party in enumerate(outcomes.scenario.parties):
        delta = drawn(outcomes, f"parties.{party}.discount_factor")
        weights = (1 - delta)[:, None] * delta[:, None] ** np.arange(rounds)
        total = (weights * flow[..., index]).sum(axis=1) + delta**rounds * flow[:, -1, index]
        np.testing.assert_allclose(outcomes["payoff"][:, index], total, atol=1e-12)


def test_all_kinds_of_endings_and_closings_occur() -> None:
    """The rules above are idle where what they speak of never happens."""
    seen_endings: set[int] = set()
    seen_closings: set[int] = set()
    for scenario in list(SCENARIOS.values())[:3]:
        played = simulate(scenario, worlds=WORLDS, worlds_per_draw=PER_DRAW, seed=SEED)
        seen_endings |= set(np.unique(played["ending_by_round"]).tolist())
        seen_closings |= set(np.unique(played["closing"]).tolist())
    assert seen_endings == set(map(int, Ending))
    wanted = (Closing.WALK_OUT, Closing.OPT_OUT, Closing.BREAKDOWN, Closing.SIGNING)
    assert set(map(int, wanted)) <= seen_closings


def fixed(scenario: Scenario) -> Scenario:
    """The scenario with every prior at its mean and no spread."""
    from bargaining.scenario import numbers_of

    values = {path: number.expectation() for path, number in numbers_of(scenario).items()}
    return scenario.replace({**values, "settings.spread": 0.0})


def test_without_priors_nothing_differs_between_draws() -> None:
    scenario = fixed(load("stockholm-2014")).replace({"settings.rounds": 3})
    negotiation = NegotiationModel(scenario, seed=1, worlds=40, worlds_per_draw=5)
    numbers = negotiation.world.drawn
    negotiation.release()
    np.testing.assert_array_equal(numbers, np.broadcast_to(numbers[0], numbers.shape))
    before = NegotiationModel(load("stockholm-2014"), seed=1, worlds=40, worlds_per_draw=5)
    assert len(np.unique(before.world.drawn, axis=0)) == 8
    before.release()
