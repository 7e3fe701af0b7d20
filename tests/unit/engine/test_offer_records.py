"""What a result keeps of each offer: how likely it was, among how many, and what it was to gain."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.codes import Response
from bargaining.engine import NegotiationModel, simulate
from bargaining.engine.recorder import offer_floor
from bargaining.outcomes.events import reduced
from bargaining.solver.elementary import logistic_of
from bargaining.strategies import QuantalResponse
from bargaining.views.rules import over_types, type_belief
from tests.properties.play import lively_document
from tests.reference.toy import number, read

HOW: dict[str, Any] = {"worlds": 60, "worlds_per_draw": 5, "seed": 4}


def careful(**table: Any) -> bg.Scenario:
    """The toy with every rule of offers and answers on."""
    rules = {"offer_prior": "equal", "foresee_ratification": True, **table}
    text = lively_document(6, **rules)
    for principal in ("north", "south"):
        text["parties"][principal] |= {
            "proposal_noise": number(0.4),
            "refusal_cost": number(2.0),
            "ratification_failure_cost": number(0.07),
        }
    return read(text)


PLAIN = read(lively_document(6))


class Watching(QuantalResponse):
    """Keeps what each proposer sees."""

    def __init__(self) -> None:
        self.seen: list[Any] = []

    def propose(self, view: Any) -> Any:
        self.seen.append(view)
        return super().propose(view)


def gain_by_hand(view: Any) -> np.ndarray:
    """Equation 9 with the costs of failure, R1, in plain arrays."""
    table, numbers, game = view._table, view._rows.parameters, view._rows.game
    (other,) = [party for party in game.principals if party != view._index]
    approved = table.payoffs.packages.ratified[view._chosen]
    foreseen = game.scenario.table.foresee_ratification

    def beyond(party: int) -> np.ndarray:
        rho, cost = approved[:, None, :], numbers.failure_cost(party)[:, None, None]
        waiting = table.of(table.waiting(view._proposer), party)[view._chosen]
        gain = table.of(table.agreed, party)[view._chosen] - waiting[..., None]
        if party == other and not foreseen:
            return np.asarray(gain)
        return np.asarray(rho * gain - (1 - rho) * cost)

    accepts = logistic_of(beyond(other) / numbers.noise(other)[:, None, None])
    accepted = over_types(accepts, type_belief(view._rows, other))[:, None, :]
    refused = numbers.refusal_cost(view._index)[:, None, None]
    return np.asarray(accepted * beyond(view._index) - (1 - accepted) * refused)


@pytest.mark.parametrize("scenario", [PLAIN, careful(), careful(offer_prior="flat")])
def test_the_gain_of_an_offer_is_what_the_look_ahead_weighs(scenario: bg.Scenario) -> None:
    north, south = Watching(), Watching()
    simulate(scenario, **HOW, seats={"north": north, "south": south}, workers=1)
    for view in north.seen + south.seen:
        feasible = np.broadcast_to(view.feasible[:, None, :], view.expected_gain.shape)
        np.testing.assert_allclose(
            view.expected_gain[feasible], gain_by_hand(view)[feasible], rtol=0, atol=1e-9
        )
        assert (view.expected_gain[~feasible] == -np.inf).all()


@pytest.mark.parametrize("scenario", [PLAIN, careful()])
def test_offers_are_on_record_with_their_chances(scenario: bg.Scenario) -> None:
    outcomes = simulate(scenario, **HOW)
    made = outcomes.response > Response.PASSED
    assert made.any()
    np.testing.assert_array_equal(outcomes.offer_options > 1, made)
    for name in ("offer_probability", "offer_gain"):
        np.testing.assert_array_equal(np.isfinite(outcomes[name]), made)
    likely = outcomes.offer_probability[made]
    assert ((likely > 0) & (likely <= 1)).all()
    # The true type's chances: offers worth more are made more often.
    gain, options = outcomes.offer_gain[made], outcomes.offer_options[made]
    assert np.corrcoef(gain, np.log(likely * options))[0, 1] > 0.3


def test_the_probability_is_that_of_the_rule_that_chose() -> None:
    class Even(QuantalResponse):
        def propose(self, view: Any) -> Any:
            n = view.passing + 1
            return np.full((view.n, n), 1 / n)

    outcomes = simulate(PLAIN, **HOW, seats={"north": Even()})
    made = (outcomes.response > Response.PASSED) & (outcomes.proposer == 0)
    menu = outcomes.offer_options.max()
    assert made.any()
    np.testing.assert_allclose(outcomes.offer_probability[made], 1 / menu, rtol=0.5)
    assert not np.isnan(outcomes.offer_gain[made]).any()


def test_where_nobody_weighs_offers_their_gain_is_not_worked_out() -> None:
    seats = dict.fromkeys(("north", "south"), "time_dependent")
    outcomes = simulate(PLAIN, **HOW, seats=seats)
    made = outcomes.response > Response.PASSED
    assert made.any()
    assert np.isnan(outcomes.offer_gain).all()
    assert (outcomes.offer_probability[made] == 1).all()


def test_offers_and_texts_are_counted() -> None:
    outcomes = simulate(PLAIN, **HOW)
    response = outcomes.response
    made = np.isin(response, (Response.REFUSED, Response.NOT_RATIFIED, Response.AGREED))
    np.testing.assert_array_equal(reduced(outcomes, "n_offers"), made.sum(axis=1))
    refused = (outcomes.ratified == -1).any(axis=2)
    np.testing.assert_array_equal(reduced(outcomes, "n_refused_at_home"), refused.sum(axis=1))
    signed = (response == Response.AGREED).sum(axis=1)
    np.testing.assert_array_equal(
        reduced(outcomes, "n_accepted") - reduced(outcomes, "n_refused_at_home"), signed
    )
    with np.errstate(invalid="ignore"):
        rare = made & (outcomes.offer_probability < 2 / np.maximum(outcomes.offer_options, 1))
    np.testing.assert_array_equal(reduced(outcomes, "n_rare_offers"), rare.sum(axis=1))
    assert reduced(outcomes, "n_rare_offers").any()
    assert reduced(outcomes, "n_refused_at_home").any()


def floor(scenario: bg.Scenario) -> np.ndarray:
    negotiation = NegotiationModel(scenario, seed=1, worlds=3)
    try:
        return offer_floor(negotiation.world)
    finally:
        negotiation.release()


def test_the_offer_floor_is_the_weight_of_hopeless_offers() -> None:
    odds = np.exp(-2.0)
    np.testing.assert_allclose(floor(careful()), np.full((3, 2), odds / (1 + odds)))
    menu = NegotiationModel(PLAIN, seed=1, worlds=1).game.n_packages
    weight = menu * odds
    np.testing.assert_allclose(floor(careful(offer_prior="flat"))[0, 0], weight / (1 + weight))
    np.testing.assert_allclose(floor(PLAIN), menu / (1 + menu))


def test_the_floor_is_reached_where_every_answer_is_no() -> None:
    """A table at which nobody would ever sign: offers come as often as the floor says."""
    text = lively_document(6, open_at_start=True, may_walk=False, offer_prior="equal")
    for principal in ("north", "south"):
        text["parties"][principal] |= {"refusal_cost": number(1.5)}
    outcomes = simulate(read(text), worlds=300, seed=1, seats={"south": Never()})
    mine = outcomes.sat & (outcomes.proposer == 0)
    # North does not know that South never signs; its chance is at least that of a hopeless offer.
    share = (outcomes.response[mine] == Response.REFUSED).mean()
    assert share >= outcomes.noise_offer[0, 0] - 0.05


class Never(QuantalResponse):
    """Refuses everything."""

    def respond(self, view: Any) -> Any:
        return np.zeros(view.n, dtype=bool)


def test_who_never_proposes_has_no_floor() -> None:
    fixed = bg.load("setter")
    outcomes = simulate(fixed, worlds=2)
    assert outcomes.noise_offer[0, 0] > 0
    assert outcomes.noise_offer[0, 1] == 0


def test_a_replay_tells_what_was_counted() -> None:
    scenario = careful(schedule="linear", due=number(4))
    outcomes = simulate(scenario, **HOW)
    chance = outcomes.offer_probability
    seen: set[str] = set()
    for world in range(20):
        for event in outcomes.history(world).events:
            data: Any = event.data
            if event.decision == "offer" and not data["passed"]:
                assert data["probability"] == pytest.approx(chance[world, event.round])
                gain = outcomes.offer_gain[world, event.round]
                assert data["expected_gain"] == pytest.approx(gain)
            elif event.decision == "response":
                rho, cost = data["ratified_probability"], data["cost_of_failure"]
                assert cost == pytest.approx(0.07)
                beyond = data["value_package"] - data["value_continuing"]
                expected = rho * beyond - (1 - rho) * cost
                assert data["value_of_yes"] == pytest.approx(expected)
            elif event.decision == "step":
                assert len(data["costs"]) == len(data["options"])
                if data["share_due"] < 1:
                    seen.add("due")
            seen.add(event.decision)
    assert {"offer", "response", "step", "due"} <= seen
