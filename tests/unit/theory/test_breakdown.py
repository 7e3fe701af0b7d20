"""The split under a risk of breakdown against iteration, and Nash against maximisation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import solve_breakdown, solve_nash_split, solve_rubinstein

risks = st.floats(0.01, 1.0)
payoffs = st.floats(0.0, 0.5)


def iterate(risk: float, own: float, other: float) -> float:
    """Let each proposer leave the other its lottery between breakdown and proposing next."""
    value_own, value_other = 1.0, 1.0
    for _ in range(20_000):
        value_own, value_other = (
            1 - (risk * other + (1 - risk) * value_other),
            1 - (risk * own + (1 - risk) * value_own),
        )
    return value_own


@pytest.mark.parametrize("risk", [0.01, 0.1, 0.3, 1.0])
@pytest.mark.parametrize(("own", "other"), [(0, 0), (0.1, 0.3), (0.5, 0.5), (0.6, 0.0)])
def test_is_the_fixed_point_of_the_lottery(risk: float, own: float, other: float) -> None:
    split = solve_breakdown(risk, own, other)
    assert float(split.proposer) == pytest.approx(iterate(risk, own, other), abs=1e-9)
    written = (1 + (1 - risk) * own - other) / (2 - risk)
    assert float(split.proposer) == pytest.approx(written)


@given(risks, payoffs, payoffs)
def test_nobody_gets_less_than_without_agreement(risk: float, own: float, other: float) -> None:
    split = solve_breakdown(risk, own, other)
    assert split.proposer >= own
    assert split.responder >= other
    assert float(split.proposer + split.responder) == pytest.approx(1)


@given(risks, payoffs, payoffs, st.floats(0.001, 0.2))
def test_a_better_alternative_pays(risk: float, own: float, other: float, more: float) -> None:
    assume(own + other + more <= 1)
    split = solve_breakdown(risk, own, other)
    assert solve_breakdown(risk, own, other + more).responder > split.responder


@given(st.floats(0.01, 0.99))
def test_risk_without_alternatives_is_impatience(risk: float) -> None:
    survival = 1 - risk
    assert float(solve_breakdown(risk).proposer) == pytest.approx(
        float(solve_rubinstein(survival, survival).proposer)
    )


@given(payoffs, payoffs)
def test_small_risk_gives_nash(own: float, other: float) -> None:
    nash = float(solve_nash_split(own, other).proposer)
    gaps = [
        abs(float(solve_breakdown(risk, own, other).proposer) - nash) for risk in (1e-2, 1e-4, 1e-6)
    ]
    assert gaps[2] < 1e-6
    assert gaps == sorted(gaps, reverse=True)


@pytest.mark.parametrize(("own", "other"), [(0, 0), (0.1, 0.3), (0.45, 0.2)])
def test_nash_maximises_the_product(own: float, other: float) -> None:
    shares = np.linspace(own, 1 - other, 100_001)
    best = shares[np.argmax((shares - own) * (1 - shares - other))]
    split = solve_nash_split(own, other)
    assert float(split.proposer) == pytest.approx(float(best), abs=1e-5)
    assert float(solve_nash_split(other, own).responder) == pytest.approx(float(split.proposer))


@pytest.mark.parametrize("arguments", [(0.0,), (1.1,), (0.1, -0.1), (0.1, 0.6, 0.5)])
def test_refuses_what_has_no_answer(arguments: tuple[float, ...]) -> None:
    with pytest.raises(ArgumentError, match=r"breakdown_probability|disagreement"):
        solve_breakdown(*arguments)


def test_takes_arrays() -> None:
    assert solve_breakdown(np.array([0.3, 0.1]), 0.1, np.array([[0.0], [0.3]])).proposer.shape == (
        2,
        2,
    )
