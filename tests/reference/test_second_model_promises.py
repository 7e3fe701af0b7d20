"""The second model's rules of promises and steps, held against what follows from them by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.reference import play
from tests.reference.beginnings import SEED, begun, written
from tests.reference.changes import begin_with_agreement
from tests.reference.edits import do, put
from tests.reference.reactions import myopic_steps, step_cost
from tests.reference.rules import Rules
from tests.reference.second_model import HOLDING, MEMORY, REVERSALS, SCHEDULE
from tests.reference.state import State, columns_of, levels_of, undelivered
from tests.reference.toy import number, read
from tests.reference.windows import dated, dated_later


def lag(rules: Rules, state: State, party: str) -> float:
    return undelivered(rules, state, levels_of(rules, state), party)


def test_a_schedule_asks_for_promises_little_by_little() -> None:
    """Relief is promised from .5 to 1, proof from 0 to 1; two of four rounds have gone by."""
    rules, state = begun(SCHEDULE, begin_with_agreement)
    assert (lag(rules, state, "north"), lag(rules, state, "south")) == (1.0, 0.5)
    for age, owed in ((1, 0.25), (2, 0.5), (4, 1.0), (9, 1.0)):
        now = dated(rules, state, age - 2)
        assert lag(rules, now, "north") == pytest.approx(owed)
        assert lag(rules, now, "south") == pytest.approx(max(0.0, owed - 0.5))
    delta = rules.discount("north")
    weights = [delta**k for k in range(1, 6)]
    later = [0.75, 1.0, 1.0, 1.0, 1.0]
    mean = sum(w * x for w, x in zip(weights, later, strict=True)) / sum(weights)
    assert dated_later(rules, state, "north", 0).due_share == pytest.approx(mean)


def test_what_was_delivered_is_due() -> None:
    rules, state = begun(SCHEDULE, begin_with_agreement)
    at_first = dated(rules, state, -2)
    assert lag(rules, at_first, "south") == 0.0
    fallen = replace(at_first, rung={**state.rung, "proof": 0})
    assert lag(rules, fallen, "south") == 0.5
    risen = replace(at_first, rung={**state.rung, "proof": 2})
    assert lag(rules, risen, "south") == 0.0


def test_what_is_forced_down_is_not_taken_back() -> None:
    forced = {"interventions": [do(0, "level", "proof", 0.0), do(0, "hold", "proof", "both")]}
    text = written(SCHEDULE, begin_with_agreement, put(forced))
    for world in range(4):
        record = play(read(text), SEED, world, 1).rounds[0]
        assert record["undelivered"]["south"] == pytest.approx(0.5)
    text["table"]["due"] = number(6)
    record = play(read(text), SEED, 0, 1).rounds[0]
    assert record["undelivered"]["south"] == pytest.approx(2 / 6)


def test_memory_is_the_least_that_counts() -> None:
    rules, state = begun(MEMORY, begin_with_agreement)
    state.memory["south"] = 0.7
    assert lag(rules, state, "south") == 0.7
    state.memory["south"] = 0.2
    assert lag(rules, state, "south") == 0.5


def test_a_reversal_costs_more_where_nothing_was_promised() -> None:
    rules, state = begun(REVERSALS, begin_with_agreement)
    assert state.last_step == {"proof": 1}
    kappa, r = rules.inertia("south"), rules.get("parties.south.reversal_cost")
    assert step_cost(rules, state, "south", ("proof", -1)) == pytest.approx(kappa * (1 + r))
    assert step_cost(rules, state, "south", ("proof", 1)) == 0.0
    state.last_step["relief"] = -1
    assert step_cost(rules, state, "north", ("relief", 1)) == 0.0
    state.agreement = None
    assert step_cost(rules, state, "north", ("relief", 1)) == pytest.approx(
        2 * rules.inertia("north")
    )
    assert step_cost(rules, state, "north", ("relief", -1)) == rules.inertia("north")


@pytest.mark.parametrize("promised", [False, True])
def test_at_indifference_moves_happen_as_often_as_the_file_says(promised: bool) -> None:
    changes = [HOLDING, *([begin_with_agreement] if promised else [])]
    nothing = {f"payoffs.{name}": {"talks_broken": number(1.0)} for name in ("north", "south")}
    rules, state = begun(*changes, put(nothing))
    columns = columns_of(rules, state)
    for party in ("north", "south"):
        steps = dict(myopic_steps(rules, state, columns, party))
        epsilon = rules.get(f"parties.{party}.moves_at_indifference")
        assert 1 - steps[None] <= epsilon + 1e-12
        if promised:
            assert 1 - steps[None] == pytest.approx(epsilon)
