"""The threshold of trust against the expected payoff on either side of it."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import find_trust_threshold


@st.composite
def games(draw: st.DrawFn) -> tuple[float, float, float]:
    betrayal = draw(st.floats(-5, 5))
    punishment = betrayal + draw(st.floats(0.1, 5))
    return punishment + draw(st.floats(0.1, 5)), betrayal, punishment


@given(games(), st.floats(0, 1))
def test_trusts_iff_it_pays(game: tuple[float, float, float], belief: float) -> None:
    reward, betrayal, punishment = game
    gain = belief * reward + (1 - belief) * betrayal - punishment
    assume(abs(gain) > 1e-9)
    assert bool(belief >= find_trust_threshold(*game)) == (gain > 0)


@given(games(), st.floats(0.1, 10), st.floats(-10, 10))
def test_units_do_not_matter(game: tuple[float, float, float], scale: float, shift: float) -> None:
    threshold = float(find_trust_threshold(*game))
    assert 0 < threshold < 1
    changed = [scale * payoff + shift for payoff in game]
    assert float(find_trust_threshold(*changed)) == pytest.approx(threshold, abs=1e-9)


@given(games(), st.floats(0.01, 5))
def test_more_to_lose_takes_more_trust(game: tuple[float, float, float], more: float) -> None:
    reward, betrayal, punishment = game
    threshold = find_trust_threshold(*game)
    assert find_trust_threshold(reward, betrayal - more, punishment) > threshold
    assert find_trust_threshold(reward + more, betrayal, punishment) < threshold


def test_takes_arrays() -> None:
    threshold = find_trust_threshold(1.0, np.array([[-1.0], [-0.5]]), [0.0, 0.5])
    np.testing.assert_allclose(threshold, [[0.5, 0.75], [1 / 3, 2 / 3]])


@pytest.mark.parametrize("payoffs", [(0.0, -1.0), (1.0, 0.0), (1.0, 2.0), (np.inf, -1.0)])
def test_refuses_what_has_no_answer(payoffs: tuple[float, float]) -> None:
    with pytest.raises(ArgumentError, match="reward"):
        find_trust_threshold(*payoffs)
