"""Risk and return against a search over every offer."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_screening_threshold, solve_risk_return


@st.composite
def games(draw: st.DrawFn) -> tuple[float, float, float]:
    high = draw(st.floats(0.05, 0.95))
    low = high * draw(st.floats(0, 0.95))
    own = (1 - high) * draw(st.floats(0, 1))
    return low, high, own


def worth(offer: np.ndarray, belief: float, low: float, high: float, own: float) -> np.ndarray:
    """Payoff of an offer; a type accepts what is at least as good as fighting."""
    strong = np.where(offer >= high, 1 - offer, own)
    weak = np.where(offer >= low, 1 - offer, own)
    return belief * strong + (1 - belief) * weak


@given(games(), st.floats(0, 1))
def test_no_other_offer_does_better(game: tuple[float, float, float], belief: float) -> None:
    low, high, own = game
    play = solve_risk_return(belief, low, high, own)
    offers = np.unique(np.append(np.linspace(0, 1, 2001), [low, high]))
    best = float(worth(offers, belief, low, high, own).max())
    assert float(play.payoff) == pytest.approx(best, abs=1e-12)
    made = float(worth(play.offer, belief, low, high, own))
    assert made == pytest.approx(best, abs=1e-12)


@given(games(), st.floats(0, 1))
def test_war_is_the_price_of_screening(game: tuple[float, float, float], belief: float) -> None:
    low, high, own = game
    play = solve_risk_return(belief, low, high, own)
    threshold = float(find_screening_threshold(low, high, own))
    assert 0 < threshold <= 1 + 1e-12
    assume(abs(belief - threshold) > 1e-9)
    assert float(play.war_probability) == (belief if belief < threshold else 0.0)


@given(games(), st.floats(0.01, 0.99))
def test_a_better_war_is_risked_more(game: tuple[float, float, float], part: float) -> None:
    low, high, own = game
    less = own * part
    assert find_screening_threshold(low, high, own) >= find_screening_threshold(low, high, less)


def test_takes_arrays() -> None:
    play = solve_risk_return(np.linspace(0, 1, 5), 0.2, [[0.4], [0.5]])
    assert play.offer.shape == play.payoff.shape == (2, 5)
    assert play.war_probability.tolist()[1] == [0, 0.25, 0, 0, 0]


@pytest.mark.parametrize(
    "arguments",
    [(-0.1, 0.2, 0.5), (1.1, 0.2, 0.5), (0.5, 0.5, 0.5), (0.5, 0.6, 0.5), (0.5, 0.2, 0.5, 0.6)],
)
def test_refuses_what_has_no_answer(arguments: tuple[float, ...]) -> None:
    with pytest.raises(ArgumentError, match=r"belief|reservation"):
        solve_risk_return(*arguments)
