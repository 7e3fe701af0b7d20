"""The timing of announced steps against a plain march through the rounds."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import count_initiatives, find_initiative_round

counts = st.integers(1, 6)
delays = st.one_of(st.integers(1, 20), st.just(np.inf))


def march(rounds: int, rungs: int, every: int, unanswered: int, delay: float) -> list[int]:
    """Let the initiator look in each due round how many of its steps stand unanswered."""
    taken: list[int] = []
    climbed = []
    for now in range(rounds):
        waiting = sum(then + delay > now for then in taken)
        if now % every == 0 and waiting < unanswered and len(taken) < rungs:
            taken.append(now)
        climbed.append(len(taken))
    return climbed


@given(counts, counts, counts, delays)
def test_is_what_the_march_does(rungs: int, every: int, unanswered: int, delay: float) -> None:
    climbed = march(80, rungs, every, unanswered, delay)
    counted = count_initiatives(np.arange(80), rungs, every, unanswered, delay)
    np.testing.assert_array_equal(counted, climbed)
    for step in range(1, rungs + 1):
        found = float(find_initiative_round(step, every, unanswered, delay))
        if step in climbed:
            assert found == climbed.index(step)
        else:
            assert found >= 80


@given(counts, counts, counts)
def test_an_answer_at_once_never_holds_it_up(rungs: int, every: int, unanswered: int) -> None:
    assert float(find_initiative_round(rungs, every, unanswered)) == every * (rungs - 1)


@given(counts, counts, counts, delays, st.integers(1, 5))
def test_impatience_and_delay_cost_time(
    step: int, every: int, unanswered: int, delay: float, more: int
) -> None:
    here = find_initiative_round(step, every, unanswered, delay)
    assert find_initiative_round(step, every, unanswered, delay + more) >= here
    assert find_initiative_round(step, every, unanswered + more, delay) <= here
    assert find_initiative_round(step + more, every, unanswered, delay) >= here


def test_one_who_never_answers_sees_so_many_steps_and_no_more() -> None:
    taken = count_initiatives([0, 5, 10, 10_000], 9, every=5, unanswered=3, answered_after=np.inf)
    assert taken.tolist() == [1, 2, 3, 3]
    assert np.isinf(find_initiative_round(4, 5, 3, np.inf))


def test_takes_arrays() -> None:
    taken = count_initiatives(np.arange(4), 3, [[1], [2]], 2, [[1.0], [np.inf]])
    assert taken.tolist() == [[1, 2, 3, 3], [1, 1, 2, 2]]


@pytest.mark.parametrize(
    ("call", "complaint"),
    [
        (lambda: find_initiative_round(0), "step"),
        (lambda: find_initiative_round(1.5), "step must be a whole"),
        (lambda: find_initiative_round(1, 0), "every"),
        (lambda: find_initiative_round(1, 1, 0), "unanswered"),
        (lambda: find_initiative_round(1, 1, 1, 0), "answered_after"),
        (lambda: count_initiatives(-1, 3), "round"),
        (lambda: count_initiatives(1, 0), "rungs"),
    ],
)
def test_refuses_what_has_no_answer(call, complaint: str) -> None:
    with pytest.raises(ArgumentError, match=complaint):
        call()
