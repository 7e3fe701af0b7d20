"""The bound on trade against a linear program that searches all rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.optimize import linprog

from bargaining.errors import ArgumentError
from bargaining.theory import solve_myerson_satterthwaite


class Rules:
    """All rules of trade between finitely many types, as a linear program.

    A rule gives each pair (cost, value) a probability of trade, each cost an expected payment to
    the seller and each value an expected payment by the buyer. Every type must want to join, and
    must not want to pass for its neighbour; with these payoffs it then passes for nobody.
    """

    def __init__(self, seller, buyer, n: int) -> None:
        self.n = n
        ends = [np.linspace(*part.support(), n + 1) for part in (seller, buyer)]
        self.costs, self.values = ((end[1:] + end[:-1]) / 2 for end in ends)
        self.f, self.g = np.diff(seller.cdf(ends[0])), np.diff(buyer.cdf(ends[1]))
        pairs = np.arange(n * n).reshape(n, n)
        size = n * n + 2 * n
        rows = []
        for own, other, sign, first in (
            (self.costs, self.g, -1, n * n),
            (self.values, self.f, 1, n * n + n),
        ):
            where = pairs if sign < 0 else pairs.T

            def worth(i: int, said: int, own=own, other=other, sign=sign, first=first, where=where):
                row = np.zeros(size)
                row[where[said]] = sign * own[i] * other
                row[first + said] = -sign
                return row

            for i in range(n):
                rows.append(-worth(i, i))
                rows += [worth(i, j) - worth(i, i) for j in (i - 1, i + 1) if 0 <= j < n]
        self.rows = rows
        self.deficit = np.concatenate([np.zeros(n * n), self.f, -self.g])

    def most_gains(self) -> float:
        gains = np.zeros(self.deficit.size)
        excess = self.values[None, :] - self.costs[:, None]
        gains[: self.n**2] = (np.outer(self.f, self.g) * excess).ravel()
        return -self._solve(-gains, [*self.rows, self.deficit], [(0, 1)] * self.n**2)

    def least_subsidy(self) -> float:
        efficient = (self.values[None, :] >= self.costs[:, None]).ravel().astype(float)
        return self._solve(self.deficit, self.rows, [(x, x) for x in efficient])

    def _solve(self, goal, rows, trades) -> float:
        bounds = [*trades, *[(None, None)] * (2 * self.n)]
        program = sparse.csr_matrix(np.array(rows))
        found = linprog(goal, A_ub=program, b_ub=np.zeros(len(rows)), bounds=bounds)
        assert found.success
        return float(found.fun)


# Lowest and highest cost, lowest and highest value.
INTERVALS = [((0, 1), (0, 1)), ((0, 0.5), (0.2, 1)), ((0, 2), (1, 2.5)), ((1, 3), (0, 2))]


def uniform(interval):
    from scipy import stats

    return stats.uniform(interval[0], interval[1] - interval[0])


@pytest.mark.parametrize("intervals", INTERVALS)
def test_no_rule_of_trade_between_many_types_gains_more(intervals) -> None:
    best = solve_myerson_satterthwaite(*intervals)
    pair = [uniform(interval) for interval in intervals]
    width = sum(np.ptp(part.support()) for part in pair) / 2
    gaps, short = [], []
    for n in (16, 32):
        rules = Rules(*pair, n)
        gaps.append(abs(rules.most_gains() - float(best.expected_gains)))
        short.append(abs(rules.least_subsidy() - float(best.subsidy)))
        # A type's virtual value is off by about half a step of the types.
        assert gaps[-1] < width / n
        assert short[-1] < width / n
    assert gaps[1] < 0.7 * gaps[0]
    assert short[1] < 0.7 * short[0]


@pytest.mark.parametrize("intervals", INTERVALS)
def test_the_subsidy_is_what_truthful_prices_would_cost(intervals) -> None:
    """Each pays or gets the other's value, as far as its own worst type could have traded."""
    pair = [uniform(interval) for interval in intervals]
    luck = np.random.default_rng(265)
    n = 200_000
    cost, value = (part.ppf(luck.random(n)) for part in pair)
    got = np.minimum(value, pair[0].support()[1])
    paid = np.maximum(cost, pair[1].support()[0])
    sample = np.where(value > cost, got - paid, 0.0)
    error = 4.5 * sample.std() / np.sqrt(n)
    best = solve_myerson_satterthwaite(*intervals)
    assert float(best.subsidy) == pytest.approx(sample.mean(), abs=error)
    gains = np.maximum(value - cost, 0.0)
    assert float(best.first_best_gains) == pytest.approx(
        gains.mean(), abs=4.5 * gains.std() / np.sqrt(n)
    )


ends = st.tuples(st.floats(-3, 3), st.floats(0.1, 3)).map(lambda pair: (pair[0], sum(pair)))


@given(ends, ends)
def test_bounds(seller, buyer) -> None:
    if buyer[1] <= seller[0]:
        return
    best = solve_myerson_satterthwaite(seller, buyer)
    assert 0 <= best.expected_gains <= best.first_best_gains * (1 + 1e-9)
    # The theorem: overlapping intervals forbid full efficiency, others do not.
    overlap = min(seller[1], buyer[1]) - max(seller[0], buyer[0])
    if overlap > 1e-3:
        assert best.subsidy > 0
        assert best.gap > 0
    elif overlap < 0:
        assert best.subsidy == 0
        assert best.gap == 0


@given(ends, ends, st.floats(0.1, 10), st.floats(-5, 5))
def test_another_currency_changes_no_trade(seller, buyer, scale: float, shift: float) -> None:
    if buyer[1] <= seller[0] + 1e-3:
        return
    best = solve_myerson_satterthwaite(seller, buyer)
    moved = (tuple(shift + scale * end for end in interval) for interval in (seller, buyer))
    other = solve_myerson_satterthwaite(*moved)
    assert float(other.trade_probability) == pytest.approx(
        float(best.trade_probability), rel=1e-6, abs=1e-9
    )
    assert float(other.subsidy) == pytest.approx(scale * float(best.subsidy), rel=1e-6, abs=1e-9)


@given(st.floats(-3, 3), st.floats(0.1, 3))
def test_like_intervals_need_a_subsidy_of_all_the_gains(low: float, width: float) -> None:
    best = solve_myerson_satterthwaite((low, low + width), (low, low + width))
    assert float(best.subsidy) == pytest.approx(float(best.first_best_gains))
    assert float(best.gap) == pytest.approx(width / 4)


def test_the_textbook_numbers() -> None:
    best = solve_myerson_satterthwaite()
    assert float(best.expected_gains) == pytest.approx(9 / 64)
    assert float(best.subsidy) == pytest.approx(1 / 6)


def test_takes_arrays() -> None:
    best = solve_myerson_satterthwaite((0, [[1.0], [2.0]]), (0, [1.0, 1.5, 2.0]))
    assert best.gap.shape == (2, 3)
    one = solve_myerson_satterthwaite((0, 2.0), (0, 1.5))
    assert float(best.expected_gains[1, 1]) == float(one.expected_gains)


@pytest.mark.parametrize(
    ("seller", "buyer", "said"),
    [
        ((1, 0), (0, 1), "low end"),
        ((2, 3), (0, 1), "nothing to trade"),
        ((0, np.inf), (0, 1), "seller"),
        ((np.zeros(2), 1), (0, np.ones(3)), "shapes"),
    ],
)
def test_refuses_what_has_no_answer(seller, buyer, said) -> None:
    with pytest.raises(ArgumentError, match=said):
        solve_myerson_satterthwaite(seller, buyer)
