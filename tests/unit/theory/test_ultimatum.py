"""The ultimatum with noise against plain sums, simulation and its limits."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import solve_logit_ultimatum, solve_ultimatum

OFFERS = np.arange(1, 21) / 20
noises = st.floats(0.01, 100.0)


@given(noises, noises)
def test_is_the_sum_written_out(noise: float, noise_responder: float) -> None:
    play = solve_logit_ultimatum(OFFERS, noise, noise_responder)
    weights = []
    for offer in OFFERS:
        accepted = 1 / (1 + math.exp(-offer / noise_responder))
        weights.append(math.exp(accepted * (1 - offer) / noise))
    total = 1 + math.fsum(weights)
    np.testing.assert_allclose(play.offer_probabilities, np.array(weights) / total, rtol=1e-9)
    assert float(play.pass_probability) == pytest.approx(1 / total)
    assert float(play.offer_probabilities.sum() + play.pass_probability) == pytest.approx(1)


@given(noises, st.floats(0.05, 5.0), st.floats(0.0, 10.0), st.sampled_from(["flat", "equal"]))
def test_careful_offers_are_the_sum_written_out(
    noise: float, care: float, cost: float, prior: str
) -> None:
    play = solve_logit_ultimatum(
        OFFERS, noise, proposal_noise=care, refusal_cost=cost, offer_prior=prior
    )
    scale, each = noise * care, 1 / len(OFFERS) if prior == "equal" else 1.0
    worths = []
    for offer in OFFERS:
        accepted = 1 / (1 + math.exp(-offer / noise))
        worths.append(accepted * (1 - offer) - (1 - accepted) * cost * scale)
    top = max(worths)
    weights = [each * math.exp((worth - top) / scale) for worth in worths]
    total = math.exp(-top / scale) + math.fsum(weights) if top > -600 * scale else math.inf
    np.testing.assert_allclose(play.offer_probabilities, np.array(weights) / total, rtol=1e-7)


def test_a_hopeless_offer_is_as_rare_as_its_cost_says() -> None:
    """Nothing to win: only the cost of a refusal, half of which befalls, is left."""
    play = solve_logit_ultimatum(
        [0.0], 1.0, 1.0, proposal_noise=1e9, refusal_cost=6.0, offer_prior="equal"
    )
    assert float(play.offer_probabilities[0]) == pytest.approx(math.exp(-3) / (1 + math.exp(-3)))


def test_equal_weights_do_not_reward_long_menus() -> None:
    for n in (5, 500):
        play = solve_logit_ultimatum(np.linspace(0, 1, n), 1e9, offer_prior="equal")
        assert float(play.pass_probability) == pytest.approx(0.5, rel=1e-6)


@pytest.mark.parametrize(
    "bad", [{"proposal_noise": 0.0}, {"refusal_cost": -1.0}, {"offer_prior": "even"}]
)
def test_refuses_what_is_no_care_cost_or_prior(bad: dict[str, object]) -> None:
    with pytest.raises(ArgumentError, match=next(iter(bad))):
        solve_logit_ultimatum(OFFERS, 0.1, **bad)


def test_best_replies_with_logistic_shocks_have_these_frequencies() -> None:
    """Draw the shocks that logit choice stands for, and let both sides simply maximise."""
    rng = np.random.default_rng(11)
    noise, n = 0.2, 200_000
    offers = np.array([0.1, 0.3, 0.5, 0.8])
    play = solve_logit_ultimatum(offers, noise)
    worth = play.acceptance_probabilities * (1 - offers)
    options = np.append(worth, 0.0) + noise * rng.gumbel(size=(n, 5))
    made = np.bincount(options.argmax(axis=1), minlength=5) / n
    expected = np.append(play.offer_probabilities, play.pass_probability)
    assert (np.abs(made - expected) < 4 * np.sqrt(expected * (1 - expected) / n)).all()
    accepted = (offers + noise * rng.logistic(size=(n, 4)) > 0).mean(axis=0)
    expected = play.acceptance_probabilities
    assert (np.abs(accepted - expected) < 4 * np.sqrt(expected * (1 - expected) / n)).all()


def test_little_noise_makes_the_exact_offer() -> None:
    play = solve_logit_ultimatum(OFFERS, 0.001)
    assert OFFERS[play.offer_probabilities.argmax()] == solve_ultimatum(0.05).responder
    assert play.offer_probabilities.max() > 0.999
    assert float(play.agreement_probability) > 0.999


def test_endless_noise_is_a_coin() -> None:
    play = solve_logit_ultimatum(OFFERS, 1e9)
    np.testing.assert_allclose(play.offer_probabilities, 1 / 21, rtol=1e-6)
    assert float(play.agreement_probability) == pytest.approx(0.5 * 20 / 21, rel=1e-6)


@given(noises)
def test_acceptance_rises_with_the_offer(noise: float) -> None:
    accepted = solve_logit_ultimatum(OFFERS, noise).acceptance_probabilities
    assert (np.diff(accepted) >= 0).all()
    assert ((accepted >= 0.5) & (accepted <= 1)).all()


def test_takes_arrays_of_noise() -> None:
    noise = np.array([[0.1, 0.2, 0.3], [1.0, 2.0, 3.0]])
    play = solve_logit_ultimatum(OFFERS, noise)
    assert play.offer_probabilities.shape == (2, 3, 20)
    assert play.acceptance_probabilities.shape == (2, 3, 20)
    assert play.pass_probability.shape == play.agreement_probability.shape == (2, 3)
    alone = solve_logit_ultimatum(OFFERS, 2.0)
    np.testing.assert_allclose(play.offer_probabilities[1, 1], alone.offer_probabilities)


def test_the_exact_split_leaves_a_step() -> None:
    split = solve_ultimatum([0.0, 0.01])
    assert split.proposer.tolist() == [1.0, 0.99]
    assert split.responder.tolist() == [0.0, 0.01]


@pytest.mark.parametrize(
    "arguments", [([1.2], 0.1), ([], 0.1), ([[0.5]], 0.1), ([0.5], 0.0), ([0.5], 0.1, -1.0)]
)
def test_refuses_what_has_no_answer(arguments: tuple[list[float], float]) -> None:
    with pytest.raises(ArgumentError, match=r"offers|choice_noise"):
        solve_logit_ultimatum(*arguments)


def test_refuses_a_step_larger_than_the_pie() -> None:
    with pytest.raises(ArgumentError, match="smallest_share"):
        solve_ultimatum(1.5)
