"""GRIT: steps as announced, stopped where nobody answers, resumed where somebody does."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining import Grit, Hold, Scripted, TitForTat
from bargaining.errors import ArgumentError
from tests.unit.strategies.ladders import ladders, number


def climbed(ann, bob, *, rungs=4, rounds=14):
    """Return the rungs of both ladders after each round, (round, issue)."""
    scenario = ladders(rungs=rungs, rounds=rounds)
    return bg.simulate(scenario, worlds=1, seed=1, seats={"ann": ann, "bob": bob}).rung[0]


@pytest.mark.parametrize(("every", "rungs"), [(1, 4), (2, 4), (3, 5), (4, 1)])
def test_against_one_who_answers_it_is_at_the_top_in_round_one_plus_q_times_n_less_one(
    every, rungs
):
    """Rounds of the closed form count from 1, ours from 0."""
    top = every * (rungs - 1)
    leads = climbed(Grit(every=every, unanswered=1), TitForTat(), rungs=rungs)
    assert leads[top].tolist() == [rungs, rungs]
    assert (leads[:top] < rungs).all()
    follows = climbed(TitForTat(), Grit(every=every, unanswered=1), rungs=rungs)
    assert follows[top].tolist() == [rungs - 1, rungs]
    assert follows[top + 1].tolist() == [rungs, rungs]


@pytest.mark.parametrize("unanswered", [1, 2, 3])
@pytest.mark.parametrize("every", [1, 3])
def test_against_one_who_never_answers_it_stops_after_so_many_steps(every, unanswered):
    alone = climbed(Grit(every=every, unanswered=unanswered), Hold())[:, 0]
    expected = [min(1 + t // every, unanswered) for t in range(14)]
    assert alone.tolist() == expected


def test_it_goes_on_when_an_answer_comes():
    late = Scripted("7 ink up")
    played = climbed(Grit(every=2, unanswered=2), late)[:, 0]
    assert played.tolist() == [1, 1, 2, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3]


def test_an_answer_taken_back_counts_no_more():
    fickle = Scripted("1 ink up; 3 ink down")
    played = climbed(Grit(every=2, unanswered=1), fickle)[:, 0]
    assert played.tolist() == [1, 1, 2, 2, 2] + [2] * 9


def test_steps_are_answered_in_levels_where_ladders_differ():
    """Two rungs of Ann's four are answered by one of Bob's two."""
    scenario = ladders(rungs=4, rounds=10).replace(
        {"issues.ink.rungs": [{"level": n / 2, "label": f"{n}"} for n in range(3)]}
    )
    seats = {"ann": Grit(every=1, unanswered=2), "bob": Scripted("4 ink up")}
    played = bg.simulate(scenario, worlds=1, seats=seats).rung[0, :, 0]
    assert played.tolist() == [1, 2, 2, 2, 2, 3, 4, 4, 4, 4]


def test_it_counts_from_where_the_ladders_began():
    scenario = ladders(rungs=4, rounds=8, start=(0.5, 0.25))
    seats = {"ann": Grit(every=1, unanswered=1), "bob": Scripted("3 ink up")}
    played = bg.simulate(scenario, worlds=1, seats=seats).rung[0, :, 0]
    assert played.tolist() == [3, 3, 3, 3, 4, 4, 4, 4]


@pytest.mark.parametrize(("every", "climbs"), [(1, True), (2, False)])
def test_the_announcement_is_believed(every, climbs):
    """Ann climbs only where Bob has announced a step for the round that she foresees."""
    scenario = ladders(
        rounds=1,
        **{
            "payoffs.ann": {"ink * pens": number(4), "pens": number(-1)},
            "parties.ann.choice_noise": 0.001,
        },
    )
    # Bob moves after Ann in round 0; what is foreseen is round 1.
    seats = {"bob": Grit(every=every, unanswered=1)}
    assert bg.simulate(scenario, worlds=1, seats=seats).rung[0, 0, 0] == climbs


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"every": 0}, r"every must be a whole number of at least 1; got 0"),
        ({"every": 1.5}, r"every must be .* got 1\.5"),
        ({"unanswered": True}, r"unanswered must be .* got True"),
    ],
)
def test_parameters_out_of_their_range_are_refused(parameters, said):
    with pytest.raises(ArgumentError, match=said):
        Grit(**parameters)


def test_nothing_is_taken_back():
    scenario = ladders(rungs=6, rounds=8)
    seats = {"ann": Grit(every=1), "bob": TitForTat(noise=0.3)}
    path = bg.simulate(scenario, worlds=50, seed=3, seats=seats).rung[:, :, 0]
    assert (np.diff(path, axis=1) >= 0).all()
    assert len(set(path[:, -1])) > 1
