"""Division by majority against proposers who search all coalitions, and against play."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from bargaining.errors import ArgumentError
from bargaining.theory import solve_baron_ferejohn, solve_random_proposer, solve_unanimity

discounts = st.floats(0.01, 0.98)


def answer(
    values: NDArray[np.float64], discount: NDArray[np.float64], chance, n_needed: int
) -> tuple[NDArray[np.float64], float]:
    """Return what a round is worth to each if the next is worth `values`; and the best keep.

    Every proposer looks at every coalition, buys the cheapest consents and mixes equally where
    several coalitions cost the same.
    """
    n_parties = len(values)
    worth, keep = np.zeros(n_parties), 0.0
    for proposer in range(n_parties):
        others = [party for party in range(n_parties) if party != proposer]
        costs = {
            coalition: sum(discount[p] * values[p] for p in coalition)
            for coalition in combinations(others, n_needed - 1)
        }
        least = min(costs.values())
        cheapest = [c for c, cost in costs.items() if cost <= least + 1e-12]
        keep = 1 - least
        worth[proposer] += chance[proposer] * keep
        for coalition in cheapest:
            for party in coalition:
                share = discount[party] * values[party] / len(cheapest)
                worth[party] += chance[proposer] * share
    return worth, keep


committees = st.integers(2, 6).flatmap(lambda n: st.tuples(st.just(n), st.integers(1, n)))


@given(committees, discounts)
def test_is_worth_what_it_promises(committee: tuple[int, int], discount: float) -> None:
    n_parties, n_needed = committee
    play = solve_baron_ferejohn(n_parties, discount, n_needed)
    values = np.full(n_parties, float(play.value))
    chance = np.full(n_parties, 1 / n_parties)
    worth, keep = answer(values, np.full(n_parties, discount), chance, n_needed)
    # Waiting is worth as much as was assumed, and no coalition is cheaper than the proposer's.
    assert worth == pytest.approx(values, abs=1e-12)
    assert float(play.proposer_share) == pytest.approx(keep, abs=1e-12)


@pytest.mark.parametrize(("n_parties", "n_needed"), [(3, 2), (4, 3), (5, 3), (5, 4)])
def test_unequal_expectations_settle_on_it(n_parties: int, n_needed: int) -> None:
    """Whoever expects too much is left out, so that its expectations fall."""
    values = np.random.default_rng(n_parties).dirichlet(np.ones(n_parties))
    chance, discount = np.full(n_parties, 1 / n_parties), np.full(n_parties, 0.9)
    for step in range(3000):
        values += (answer(values, discount, chance, n_needed)[0] - values) / (step + 2)
    play = solve_baron_ferejohn(n_parties, 0.9, n_needed)
    # A step moves a value by at most its length; what one round is worth lies in [0, 1].
    assert values == pytest.approx(np.full(n_parties, float(play.value)), abs=3 / 3000)


@given(committees, discounts)
def test_nothing_is_lost(committee: tuple[int, int], discount: float) -> None:
    n_parties, n_needed = committee
    play = solve_baron_ferejohn(n_parties, discount, n_needed)
    paid = float(play.proposer_share + (n_needed - 1) * play.partner_share)
    assert paid == pytest.approx(1)
    expected = play.proposer_share + (n_parties - 1) * play.partner_probability * play.partner_share
    assert float(expected) / n_parties == pytest.approx(float(play.value))
    assert play.proposer_share >= play.partner_share - 1e-12


@pytest.mark.parametrize(("n_parties", "n_needed"), [(2, 2), (3, 3), (5, 5), (3, 2), (5, 3)])
def test_with_endless_patience_it_answers_iff_there_is_one_answer(
    n_parties: int, n_needed: int
) -> None:
    """Unequal expectations bear themselves out where all must be paid, and nowhere else."""
    unequal = np.arange(1.0, n_parties + 1) / np.arange(1, n_parties + 1).sum()
    chance = np.full(n_parties, 1 / n_parties)
    worth, _ = answer(unequal, np.ones(n_parties), chance, n_needed)
    if worth == pytest.approx(unequal, abs=1e-12):
        with pytest.raises(ArgumentError, match="every division"):
            solve_baron_ferejohn(n_parties, 1.0, n_needed)
    else:
        play = solve_baron_ferejohn(n_parties, 1.0, n_needed)
        worth, keep = answer(np.full(n_parties, play.value), np.ones(n_parties), chance, n_needed)
        assert worth == pytest.approx(np.full(n_parties, float(play.value)), abs=1e-12)
        assert float(play.proposer_share) == pytest.approx(keep, abs=1e-12)


@given(st.integers(2, 50), discounts, st.floats(0.001, 0.01))
def test_patience_and_numbers_dear_consents(n_parties: int, discount: float, more: float) -> None:
    play = solve_baron_ferejohn(n_parties, discount)
    assert solve_baron_ferejohn(n_parties, discount + more).proposer_share < play.proposer_share
    everybody = solve_baron_ferejohn(n_parties, discount, n_parties)
    assert everybody.proposer_share <= play.proposer_share
    # Where more than half is enough the proposer keeps more than half, whatever the numbers; only
    # where waiting costs nothing do even ones come to half.
    assert play.proposer_share > 0.5
    if n_parties > 2:
        free = float(solve_baron_ferejohn(n_parties, 1.0).proposer_share)
        assert free == pytest.approx(0.5) if n_parties % 2 == 0 else free > 0.5


def test_playing_it_out_pays_the_value() -> None:
    play = solve_baron_ferejohn(5, 0.8)
    rng = np.random.default_rng(8)
    paid = np.zeros((40_000, 5))
    for row in paid:
        proposer, *partners = rng.permutation(5)[:3]
        row[proposer] = play.proposer_share
        row[partners] = play.partner_share
    error = paid.std(axis=0) / np.sqrt(len(paid))
    assert (abs(paid.mean(axis=0) - play.value) < 5 * error).all()
    assert abs((paid[:, 0] == 0).mean() - 0.8 * (1 - float(play.partner_probability))) < 0.0125


@given(discounts)
def test_two_parties_are_the_random_proposer(discount: float) -> None:
    pair = solve_random_proposer(discount, discount)
    play = solve_baron_ferejohn(2, discount)
    assert float(play.proposer_share) == pytest.approx(float(pair.share_proposing))


powers = st.integers(2, 5).flatmap(
    lambda n: st.tuples(
        st.lists(st.floats(0.05, 1), min_size=n, max_size=n),
        st.lists(st.floats(0.01, 0.95), min_size=n, max_size=n),
    )
)


@given(powers)
def test_unanimity_is_where_backward_induction_settles(power) -> None:
    chance = np.array(power[0]) / sum(power[0])
    discount = np.array(power[1])
    values = np.zeros(len(chance))
    for _ in range(1000):
        bought = discount * values
        keeps = 1 - (bought.sum() - bought)
        values = chance * keeps + (1 - chance) * bought
    play = solve_unanimity(discount, chance)
    assert play.value == pytest.approx(values, abs=1e-9)
    assert play.consent_share == pytest.approx(discount * values, abs=1e-9)
    assert play.proposer_share == pytest.approx(keeps, abs=1e-9)


@given(powers)
def test_unanimity_shares_and_names(power) -> None:
    chance = np.array(power[0]) / sum(power[0])
    play = solve_unanimity(power[1], chance)
    assert float(play.value.sum()) == pytest.approx(1)
    assert (play.proposer_share > play.consent_share).all()
    mirrored = solve_unanimity(power[1][::-1], chance[::-1])
    assert mirrored.value[::-1] == pytest.approx(play.value)


@given(st.integers(2, 6), discounts)
def test_unanimity_of_equals_is_the_largest_majority(n_parties: int, discount: float) -> None:
    equal = solve_unanimity(discount, np.full(n_parties, 1 / n_parties))
    play = solve_baron_ferejohn(n_parties, discount, n_parties)
    assert equal.proposer_share == pytest.approx(np.full(n_parties, float(play.proposer_share)))


@given(discounts, discounts, st.floats(0, 1))
def test_unanimity_of_two_is_the_random_proposer(own, other, chance) -> None:
    pair = solve_random_proposer(own, other, chance)
    play = solve_unanimity([own, other], [chance, 1 - chance])
    assert play.value == pytest.approx([float(pair.value), float(pair.value_other)])
    assert float(play.proposer_share[0]) == pytest.approx(float(pair.share_proposing))


def test_takes_arrays() -> None:
    play = solve_baron_ferejohn(np.array([[3], [5]]), np.array([0.5, 0.8, 0.9, 1.0]))
    shapes = {
        play.proposer_share.shape,
        play.partner_share.shape,
        play.partner_probability.shape,
        play.value.shape,
    }
    assert shapes == {(2, 4)}
    assert float(play.proposer_share[1, 2]) == float(solve_baron_ferejohn(5, 0.9).proposer_share)
    assert solve_unanimity(np.full((4, 3), 0.9), [0.2, 0.3, 0.5]).value.shape == (4, 3)


def test_without_a_count_more_than_half_must_accept() -> None:
    for n_parties, n_needed in ((2, 2), (3, 2), (4, 3), (5, 3), (6, 4)):
        plain = solve_baron_ferejohn(n_parties, 0.9)
        assert plain.proposer_share == solve_baron_ferejohn(n_parties, 0.9, n_needed).proposer_share


@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ((1, 0.9), "n_parties"),
        ((3.5, 0.9), "n_parties must be a whole"),
        ((3, 0.0), "discount_factor"),
        ((3, 1.1), "discount_factor"),
        ((3, 0.9, 4), "n_needed"),
        ((3, 0.9, 0), "n_needed"),
        ((3, 0.9, 1.5), "n_needed"),
        ((2, [0.9, 1.0]), "discount_factor must be below 1"),
    ],
)
def test_refuses_what_is_no_committee(arguments, match: str) -> None:
    with pytest.raises(ArgumentError, match=match):
        solve_baron_ferejohn(*arguments)


@pytest.mark.parametrize(
    ("discount", "chance", "match"),
    [
        (0.9, [0.5, 0.6], "sum to 1"),
        (0.9, [1.0], "at least two"),
        (0.9, 1.0, "at least two"),
        (0.9, [1.5, -0.5], "recognition_probabilities"),
        (1.0, [0.5, 0.5], "discount_factors"),
        ([0.9, 0.9, 0.9], [0.5, 0.5], "discount_factors"),
    ],
)
def test_unanimity_refuses_what_has_no_answer(discount, chance, match: str) -> None:
    with pytest.raises(ArgumentError, match=match):
        solve_unanimity(discount, chance)
