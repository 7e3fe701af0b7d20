"""Sums of coefficient x product of columns."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.arrays import Floats
from bargaining.solver.compiled import kernel
from bargaining.solver.lanes import LANES, write
from bargaining.solver.layout import POLYNOMIALS, PROGRAMS, RULES, Layout, pack_tables
from bargaining.solver.polynomials import evaluate
from bargaining.world.game import Game, Polynomial
from bargaining.world.layout import table
from tests.properties.play import lively

COLUMNS, COEFFICIENTS = 7, 6


@kernel
def _evaluated(layout: Layout, numbers: Floats, z: Floats, out: Floats) -> None:
    for place in range(out.size // LANES):
        write(out, place, evaluate(layout, place, numbers, z))


def layout_of(*polynomials: Polynomial) -> Layout:
    """The tables of sums alone: where each begins, then its terms."""
    places, program = [], list[int]()
    for polynomial in polynomials:
        places.append((len(program),))
        program.append(len(polynomial.terms))
        for coefficient, columns in polynomial.terms:
            program += [coefficient, len(columns), *columns]
    tables = [table([], 1) for _ in range(RULES + 1)]
    tables[POLYNOMIALS] = table(places, 1)
    tables[PROGRAMS] = table([(entry,) for entry in program], 1)
    return Layout(pack_tables(tables), np.zeros((1, 1)), np.zeros((1, 1)))


TERMS = st.lists(
    st.tuples(
        st.integers(0, COEFFICIENTS - 1),
        st.lists(st.integers(0, COLUMNS - 1), unique=True, max_size=3).map(tuple),
    ),
    max_size=6,
).map(tuple)


@settings(max_examples=60)
@given(one=TERMS, other=TERMS, seed=st.integers(0, 2**32 - 1))
def test_evaluation_agrees_with_a_plain_sum(one: tuple, other: tuple, seed: int) -> None:
    rng = np.random.default_rng(seed)
    numbers = rng.normal(size=(COEFFICIENTS, LANES))
    z = np.concatenate(
        [rng.random((COLUMNS - 2, LANES)), np.zeros((1, LANES)), np.ones((1, LANES))]
    )
    out = np.full((2, LANES), np.nan)
    tables = layout_of(Polynomial(one), Polynomial(other))
    _evaluated(tables, numbers.reshape(-1), z.reshape(-1), out.reshape(-1))
    for value, terms in zip(out, (one, other), strict=True):
        expected = sum(numbers[i] * np.prod(z[list(factors)], axis=0) for i, factors in terms)
        np.testing.assert_allclose(value, expected, rtol=1e-12, atol=1e-12)


def test_own_payoffs_keep_the_terms_that_own_steps_move() -> None:
    game = Game(lively(3))
    for payoff, own, moved in zip(game.payoffs, game.own_payoffs, game.movable, strict=True):
        assert set(own.terms) == {term for term in payoff.terms if not moved.isdisjoint(term[1])}
        assert own.columns() <= payoff.columns()
    assert any(own.terms for own in game.own_payoffs)
    assert game.own_payoffs != game.payoffs
