"""Drawn numbers and the weights of planning windows, against sums written out round by round."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bargaining.chance import Chance
from bargaining.solver.layout import DRIFT, DRIFT_LATER, STAY, STAY_LATER
from bargaining.world.game import Game
from bargaining.world.parameters import draw_parameters, with_windows
from tests.properties.play import lively_document
from tests.reference.toy import number, read


def game(length: int | str, delta: float, rho: float) -> Game:
    text = lively_document(4)
    text["settings"]["planning_window"] = number(length)
    text["parties"]["north"]["discount_factor"] = number(delta)
    text["conditions"]["tension"]["persistence"] = number(rho)
    return Game(read(text))


def window_means(
    length: int, delta: float, rho: float, now: float, mean: float, drift: float
) -> tuple[float, float]:
    """Mean of a drifting condition over a window, and over its rounds after the first."""
    weights = delta ** np.arange(length)
    path = [now]
    for _ in range(length - 1):
        path.append(rho * path[-1] + (1 - rho) * mean + drift)
    levels = np.array(path)
    later = (weights[1:] * levels[1:]).sum() / weights[1:].sum()
    return float((weights * levels).sum() / weights.sum()), float(later)


LEVEL = st.floats(0, 1)
ONE_DRAW = np.array([0])


@settings(max_examples=60)
@given(
    length=st.integers(2, 30),
    delta=st.one_of(st.just(1.0), st.floats(0.5, 0.999)),
    rho=st.one_of(st.just(1.0), st.just(0.0), st.floats(0.0, 0.98)),
    now=LEVEL,
    mean=LEVEL,
    drift=st.floats(-0.2, 0.2),
)
def test_weights_give_the_mean_over_the_window(
    length: int, delta: float, rho: float, now: float, mean: float, drift: float
) -> None:
    compiled = game(length, delta, rho)
    parameters = with_windows(compiled, draw_parameters(compiled, Chance(0, 0, 1)), ONE_DRAW)
    north, tension = compiled.party("north"), compiled.conditions.index("tension")

    columns = compiled.number_columns

    def mean_by_weights(*kinds: int) -> float:
        stay, gain = (parameters.at(columns.windows[north, tension, kind])[0] for kind in kinds)
        return float(stay * now + (1 - stay) * mean + gain * drift)

    whole, later = window_means(length, delta, rho, now, mean, drift)
    assert mean_by_weights(STAY, DRIFT) == pytest.approx(whole, abs=1e-8)
    assert mean_by_weights(STAY_LATER, DRIFT_LATER) == pytest.approx(later, abs=1e-8)
    weights = delta ** np.arange(length)
    first = parameters.at(columns.first[north])[0]
    assert first == pytest.approx(1 / weights.sum(), rel=1e-9)


@pytest.mark.parametrize("rho", [0.0, 0.9, 1.0])
def test_an_endless_window_is_the_limit_of_long_ones(rho: float) -> None:
    delta = 0.9
    parameters = {}
    for length in ("unlimited", 400):
        compiled = game(length, delta, rho)
        drawn = draw_parameters(compiled, Chance(0, 0, 1))
        parameters[length] = with_windows(compiled, drawn, ONE_DRAW)
    endless, long = (
        one.matrix[:, one.game.number_columns.windows[0, 0]] for one in parameters.values()
    )
    np.testing.assert_allclose(endless, long, rtol=1e-9)


def test_a_draw_has_its_numbers_wherever_the_batch_begins() -> None:
    compiled = Game(read(lively_document(3)))
    whole = draw_parameters(compiled, Chance(5, 0, 10))
    assert len(np.unique(whole, axis=0)) == 10
    for first, count in ((3, 7), (5, 1), (4, 4), (9, 1)):
        part = draw_parameters(compiled, Chance(5, first, count))
        np.testing.assert_array_equal(part, whole[first : first + count])


def test_worlds_of_a_draw_share_its_numbers() -> None:
    compiled = Game(read(lively_document(3)))
    drawn = draw_parameters(compiled, Chance(5, 0, 3))
    parameters = with_windows(compiled, drawn, np.array([0, 0, 1, 1, 2, 2]))
    belief = parameters.of_party(compiled.party("north"), "belief", 0.5)
    column = compiled.parameter_index["parties.north.belief"]
    np.testing.assert_array_equal(belief, np.repeat(drawn[:, column], 2))
    last = parameters.take(slice(4, 6)).of_party(compiled.party("north"), "belief", 0.5)
    np.testing.assert_array_equal(last, belief[4:])


def test_spread_keeps_the_mean_and_the_sign_of_weights() -> None:
    compiled = Game(read(lively_document(3)))
    drawn = draw_parameters(compiled, Chance(5, 0, 20_000))
    for path, mean in (("payoffs.north.relief", -0.4), ("payoffs.south.relief", 1.0)):
        values = drawn[:, compiled.parameter_index[path]]
        assert (np.sign(values) == np.sign(mean)).all()
        error = values.std() / np.sqrt(values.size)
        assert abs(values.mean() - mean) < 4 * error
        assert np.log(np.abs(values)).std() == pytest.approx(0.2, rel=0.03)


def test_a_bare_number_outside_payoffs_is_fixed() -> None:
    compiled = Game(read(lively_document(3)))
    drawn = draw_parameters(compiled, Chance(5, 0, 50))
    assert (drawn[:, compiled.parameter_index["parties.north.hurdle"]] == -0.1).all()


def test_a_number_nobody_gave_has_the_default() -> None:
    compiled = Game(read(lively_document(3)))
    parameters = with_windows(
        compiled, draw_parameters(compiled, Chance(5, 0, 1)), np.zeros(3, dtype=np.int64)
    )
    assert parameters.number("parties.public.inertia", 0.25).tolist() == [0.25] * 3
    assert parameters.inertia(compiled.party("public")).tolist() == [0.0] * 3
