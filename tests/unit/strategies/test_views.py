"""Views: what a seat may know, and the history it has seen."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine import NegotiationModel
from bargaining.errors import ArgumentError, StrategyError
from bargaining.parties import Party
from bargaining.strategies import OneWorld, QuantalResponse
from tests.unit.scenario.samples import MINIMAL
from tests.unit.strategies.ladders import ladders


def test_the_history_seen_is_the_history_that_was():
    scenario = ladders(rungs=4, rounds=5, start=(0.5, 0.25))
    seen = []

    class Watching(Party):
        def choose_step(self, view):
            seen.append((view.path("ink"), view.level_before("ink"), view.level_before("ink", 3)))
            return super().choose_step(view)

    outcomes = bg.simulate(scenario, worlds=30, seed=4, seats={"ann": Watching})
    level = np.concatenate([outcomes.initial_rung[:, None], outcomes.rung], axis=1)[..., 1] / 4
    assert len(seen) == 5
    assert np.ptp(level) > 0
    for round, (path, before, long_before) in enumerate(seen):
        np.testing.assert_array_equal(path, level[:, : round + 1])
        np.testing.assert_array_equal(before, level[:, round])
        np.testing.assert_array_equal(long_before, level[:, max(round - 2, 0)])


def test_a_view_cannot_change_the_world():
    negotiation = NegotiationModel(ladders(start=(1.0, 1.0)), seed=1, worlds=4)

    class Meddling(Party):
        def choose_step(self, view):
            view.path("ink")[:] = 7.0
            view.ladder("ink")[:] = 7.0
            view.rung("ink")[:] = 0
            return np.zeros(view.n, dtype=int)

    meddled = NegotiationModel(ladders(start=(1.0, 1.0)), seed=1, worlds=4, seats={"ann": Meddling})
    for one in (negotiation, meddled):
        one.step()
    rows = meddled.rows
    assert rows.level(1).max() <= 1.0
    assert (rows.history.seen(1)[:, 0] == 1).all()
    np.testing.assert_array_equal(rows.state.rung[:, 1], negotiation.rows.state.rung[:, 1])


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda v: v.level("pen"), 'there is no "pen". Did you mean "pens"?'),
        (lambda v: v.level_before("ink", 0), "rounds_ago must be at least 1; got 0"),
        (lambda v: v.condition("tension"), 'there is no "tension".'),
        (lambda v: v.belief("anne"), 'there is no "anne". Did you mean "ann"?'),
        (lambda v: v.option("pens", 2), "ann has no step"),
    ],
)
def test_asking_for_what_is_not_there_is_answered_in_words(ask, said):
    class Asking(Party):
        def choose_step(self, view):
            ask(view)

    with pytest.raises(ArgumentError) as caught:
        bg.simulate(ladders(), worlds=1, seats={"ann": Asking})
    assert str(caught.value).startswith(said)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("types", 'the StepView of ann has no "types". Did you mean "n_types"?'),
        ("world", 'the StepView of ann has no "world". A party sees what is public and its own'),
        ("_types", 'the StepView of ann has no "_types".'),
    ],
)
@pytest.mark.parametrize("of_one_world", [False, True])
def test_a_rule_that_asks_for_what_no_party_sees_is_told_so(name, said, of_one_world):
    class Asking(Party):
        def choose_step(self, view):
            return getattr(view, name)

    seat = OneWorld(choose_step=lambda view: getattr(view, name)) if of_one_world else Asking
    with pytest.raises(StrategyError) as caught:
        bg.simulate(ladders(), worlds=1, seats={"ann": seat}, workers=1)
    assert str(caught.value).startswith(f"world 0 (draw 0), round 0: {said}")
    assert isinstance(caught.value, AttributeError), "hasattr says no"


def test_what_goes_wrong_inside_a_view_is_told_as_it_is():
    class Careless(QuantalResponse):
        def react(self, reaction):
            return reaction.nothing

    with pytest.raises(AttributeError, match="'Reaction' object has no attribute 'nothing'"):
        bg.simulate("stockholm-2014", worlds=1, seats={"china": Careless()}, workers=1)


def test_scalars_say_what_arrays_say():
    """Every scalar of one world is its entry of the array, for each own type."""
    scenario = bg.load(str(MINIMAL)).replace({"settings.rounds": 2})
    seen = {}

    class Arrays(Party):
        def choose_step(self, view):
            seen[view.round] = {
                "level": view.level("relief"),
                "rung": view.rung("news"),
                "before": view.level_before("restraint"),
                "promised": view.promised_level("news"),
                "tension": view.condition("tension"),
                "belief": view.belief("east"),
                "table": view.at_table,
                "signed": view.agreement_in_force,
                "noise": view.choice_noise,
                "inertia": view.inertia,
                "discount": view.discount_factor,
                "values": view.values,
                "feasible": view.feasible,
            }
            return super().choose_step(view)

    asked = []

    class Scalars:
        def choose_step(self, view):
            asked.append(
                {
                    "round": view.round,
                    "type": view.type,
                    "level": view.level("relief"),
                    "rung": view.rung("news"),
                    "before": view.level_before("restraint"),
                    "promised": view.promised_level("news"),
                    "tension": view.condition("tension"),
                    "belief": view.belief("east"),
                    "table": view.at_table,
                    "signed": view.agreement_in_force,
                    "noise": view.choice_noise,
                    "inertia": view.inertia,
                    "discount": view.discount_factor,
                    "values": view.values,
                }
            )
            return view.options[-1]

    bg.simulate(scenario, worlds=5, seed=2, seats={"east": Arrays})
    bg.simulate(scenario, worlds=5, seed=2, seats={"east": OneWorld(Scalars)})
    first = [one for one in asked if one["round"] == 0]
    assert [one["type"] for one in first] == [0, 1] * 5
    for place, one in enumerate(first):
        arrays, world = seen[0], place // 2
        for name in set(one) - {"round", "type", "values", "promised"}:
            assert one[name] == arrays[name][world], name
        assert one["promised"] is None
        assert np.isnan(arrays["promised"][world])
        values = arrays["values"][world, one["type"]]
        assert list(one["values"].values()) == values[arrays["feasible"][world]].tolist()
