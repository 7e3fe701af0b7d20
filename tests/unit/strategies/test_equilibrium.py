"""The best response of the look-ahead, and how much noise is left of it."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining import Equilibrium
from bargaining.errors import ArgumentError
from bargaining.strategies import QuantalResponse
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.theory import solve_rubinstein
from tests.unit.scenario.samples import MINIMAL
from tests.unit.strategies.ladders import ladders, number

DECISIONS = ("choose_step", "choose_act", "open_talks", "walk_out", "propose", "respond", "ratify")


class Compared(Equilibrium):
    """Equilibrium beside the quantal response to the same views."""

    def __init__(self, remaining_noise=0.0):
        super().__init__(remaining_noise)
        object.__setattr__(self, "pairs", {name: [] for name in DECISIONS})


def _compared(name):
    def decide(self, view):
        answer = getattr(Equilibrium, name)(self, view)
        quantal = getattr(QuantalResponse, name)(self, view)
        odds = ChoiceProbabilities.read(answer, view.n, quantal.log.shape[2], name)
        self.pairs[name].append((np.exp(quantal.log), np.exp(odds.log)))
        return answer

    return decide


for _name in DECISIONS:
    setattr(Compared, _name, _compared(_name))


def pairs(remaining_noise, worlds=25):
    east = Compared(remaining_noise)
    assembly = Compared(remaining_noise)
    scenario = bg.load(str(MINIMAL))
    bg.simulate(scenario, worlds=worlds, seed=4, seats={"east": east, "assembly": assembly})
    for name in DECISIONS:
        assert east.pairs[name] or assembly.pairs[name], name
        for quantal, sharp in east.pairs[name] + assembly.pairs[name]:
            yield name, quantal, sharp


def test_without_noise_it_takes_what_the_quantal_response_likes_best():
    for name, quantal, sharp in pairs(0.0):
        assert set(np.unique(sharp)) <= {0.0, 1.0}
        assert (sharp.sum(axis=-1) == 1.0).all(), name
        taken = np.where(sharp == 1.0, quantal, 0.0).sum(axis=-1)
        np.testing.assert_array_equal(taken, quantal.max(axis=-1))


@pytest.mark.parametrize("remaining_noise", [0.25, 0.8])
def test_some_noise_left_is_a_logit_choice_with_so_much_of_it(remaining_noise):
    for name, quantal, sharp in pairs(remaining_noise):
        raised = quantal ** (1.0 / remaining_noise)
        raised = raised / raised.sum(axis=-1, keepdims=True)
        np.testing.assert_allclose(sharp, raised, atol=1e-9, err_msg=name)


def test_all_noise_left_is_the_quantal_response():
    scenario = bg.load("stockholm-2014").replace({"settings.rounds": 4})
    usual = bg.simulate(scenario, worlds=10, seed=1)
    noisy = bg.simulate(scenario, worlds=10, seed=1, seats={"north_korea": Equilibrium(1.0)})
    np.testing.assert_array_equal(usual.rung, noisy.rung)
    np.testing.assert_array_equal(usual.belief, noisy.belief)


def test_a_pair_meets_rubinstein_at_once():
    """Exactly at once: nobody errs, where the quantal response errs now and then."""
    scenario = bg.load("rubinstein")
    seats = {"ann": Equilibrium(), "bob": Equilibrium()}
    outcomes = bg.simulate(scenario, worlds=50, seed=2, seats=seats)
    shares = outcomes.level[:, 0, 0]
    assert len(set(shares)) == 1
    step, discount = 1 / 200, 0.9
    exact = solve_rubinstein(discount, discount).proposer
    assert 1 - shares[0] == pytest.approx(exact, abs=step / (1 - discount))


def test_indifference_is_settled_by_order_and_an_equal_offer_taken():
    """With no payoffs at all nothing is worth a step, and holding comes first."""
    scenario = ladders(rounds=3).replace(
        {"payoffs.ann": {"ink": number(1)}, "parties.ann.inertia": 0}
    )
    held = bg.simulate(scenario, worlds=5, seats={"ann": Equilibrium()}).step[:, :, 0]
    assert (held == 0).all()

    class Equal:
        gain = np.array([[0.3], [0.2]]) - 0.3

    assert Equilibrium().respond(Equal()).tolist() == [[True], [False]]


@pytest.mark.parametrize(("worth", "climbs"), [(0.9, False), (1.1, True)])
def test_others_expect_it_to_be_as_sharp_as_it_is(worth, climbs):
    """Bob steps up iff the next rung pays; Ann, who gains by both up, foresees it exactly."""
    scenario = ladders(
        rounds=1,
        **{
            "payoffs.ann": {"ink * pens": number(4), "pens": number(-1)},
            "payoffs.bob": {"ink": number(worth - 1)},
            "parties.ann.choice_noise": 0.001,
            "parties.bob.choice_noise": 10.0,
        },
    )
    climbed = bg.simulate(scenario, worlds=5, seats={"bob": Equilibrium()}).rung[:, 0, 0]
    assert (climbed == climbs).all()


def test_a_share_beyond_one_is_refused():
    with pytest.raises(ArgumentError, match=r"remaining_noise must be .* \[0, 1\]; got 2"):
        Equilibrium(2)
