"""Threats before an audience against a search for beliefs that bear themselves out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import solve_sanction_threat

above = st.floats(0.1, 3)
costs = st.floats(0, 2)


def search(
    gain: float, stake: float, damage: float, audience: float, low: float, high: float
) -> tuple[float, float, float]:
    """Find the target's answer at which it and a crowd of senders leave each other content."""
    k = np.linspace(low, high, 40_001)[1::2]  # the cost of each of 20,000 senders
    resolute = k < audience

    def believed(yielding: float) -> float:
        """Chance of sanctions if every sender does what is best for it, none if indifferent."""
        threatens = yielding * gain - (1 - yielding) * np.where(resolute, k, audience) > 1e-12
        # A threat out of the blue comes from one who would impose, if there is one.
        return float(resolute[threatens].mean() if threatens.any() else resolute.any())

    if resolute.mean() * damage >= stake:
        return 1.0, 1.0, float(resolute.mean())
    bottom, top = 0.0, 1.0
    if believed(0.0) * damage >= stake:
        for _ in range(60):
            middle = (bottom + top) / 2
            if believed(middle) * damage >= stake:
                bottom = middle
            else:
                top = middle
        # At this answer bluffing is worth nothing: as many bluff as keep the target in two minds.
        return float(resolute.mean()) / (stake / damage), bottom, stake / damage
    return float((k < 0).mean()), 0.0, float(resolute.any())


@given(above, above, costs, st.floats(0, 2), st.floats(-0.5, 2), above)
def test_is_where_beliefs_bear_themselves_out(
    gain: float, stake: float, damage: float, audience: float, low: float, width: float
) -> None:
    """Also where nobody threatens: then by what would follow if somebody did."""
    q = stake / damage if damage > 0 else np.inf
    p = min(max((audience - low) / width, 0), 1)
    assume(abs(p - q) > 1e-3)
    assume(abs(q - 1) > 1e-3)
    assume(p == 0 or p > 1e-3)  # else no sender of the crowd stands for those who would impose
    play = solve_sanction_threat(gain, stake, damage, audience, low, low + width)
    threat, yielding, imposing = search(gain, stake, damage, audience, low, low + width)
    assert float(play.threat) == pytest.approx(threat, abs=1e-3)
    assert float(play.yielding) == pytest.approx(yielding, abs=1e-3)
    assert float(play.imposing) == pytest.approx(imposing, abs=1e-3)


@given(above, above, costs, costs, st.floats(0, 3), above)
def test_a_threat_that_nobody_would_carry_out_is_empty(
    gain: float, stake: float, damage: float, audience: float, more: float, width: float
) -> None:
    play = solve_sanction_threat(
        gain, stake, damage, audience, audience + more, audience + more + width
    )
    assert (float(play.threat), float(play.yielding), float(play.imposing)) == (0.0, 0.0, 0.0)


@given(above, above, costs, costs, st.floats(0, 1))
def test_an_audience_helps(
    gain: float, stake: float, damage: float, audience: float, more: float
) -> None:
    before, after = (
        solve_sanction_threat(gain, stake, damage, a) for a in (audience, audience + more)
    )
    assert after.success >= before.success - 1e-12
    for play in (before, after):
        parts = (play.threat, play.yielding, play.imposing)
        assert all(0 <= part <= 1 for part in parts)
        total = play.success + play.imposed + play.backing_down
        assert float(total) == pytest.approx(float(play.threat))


@given(above, above, costs, costs, st.floats(0.2, 5), st.floats(0.2, 5))
def test_units_do_not_matter(
    gain: float, stake: float, damage: float, audience: float, own: float, other: float
) -> None:
    p, q = min(audience, 1), stake / damage if damage > 0 else np.inf
    assume(abs(p - q) > 1e-6)
    assume(abs(q - 1) > 1e-6)
    plain = solve_sanction_threat(gain, stake, damage, audience, 0, 1)
    scaled = solve_sanction_threat(
        gain * own, stake * other, damage * other, audience * own, 0, own
    )
    for one, two in ((plain.threat, scaled.threat), (plain.yielding, scaled.yielding)):
        assert float(one) == pytest.approx(float(two), abs=1e-9)


@given(st.floats(0.3, 3), st.floats(0.1, 0.9), st.floats(0.05, 0.9), st.integers(0, 10))
def test_a_crowd_of_senders_leaves_the_target_in_two_minds(
    gain: float, stake: float, audience: float, seed: int
) -> None:
    """Play it: those below the audience cost threaten, some others bluff."""
    play = solve_sanction_threat(gain, stake, 1.0, audience)
    assume(audience < stake - 0.02)
    rng = np.random.default_rng(seed)
    k = rng.random(40_000)
    resolute = k < audience
    bluffs = float((play.threat - audience) / (1 - audience))
    threatens = resolute | (rng.random(k.size) < bluffs)
    n = threatens.sum()
    follow = resolute[threatens].mean()
    error = 4 * np.sqrt(0.25 / n)
    assert abs(follow * 1.0 - stake) < error  # damage expected, against what yielding costs
    y = float(play.yielding)
    assert y * gain - (1 - y) * audience == pytest.approx(0, abs=1e-12)
    assert (y * gain - (1 - y) * k[resolute] > 0).all()


def test_takes_arrays() -> None:
    play = solve_sanction_threat(1.0, [[0.3], [0.6]], 1.0, [0.1, 0.4, 0.7])
    assert play.threat.shape == play.yielding.shape == play.imposing.shape == (2, 3)
    assert play.imposed.shape == (2, 3)


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ((0.0, 1, 1, 1), "gain"),
        ((1, -1.0, 1, 1), "stake"),
        ((1, 1, -0.1, 1), "damage"),
        ((1, 1, 1, -1), "audience_cost"),
        ((1, 1, 1, 1, 0.5, 0.5), "cost_low"),
        ((1, 1, 1, 1, np.nan, 0.5), "cost_low"),
    ],
)
def test_refuses_what_has_no_answer(arguments: tuple[float, ...], complaint: str) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        solve_sanction_threat(*arguments)
