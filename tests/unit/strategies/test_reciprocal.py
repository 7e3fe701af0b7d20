"""Tit for tat at the table, against a plain reading of its definition."""

from __future__ import annotations

from itertools import pairwise

import pytest

import bargaining as bg
from bargaining import HoldFirm, Reciprocal, Scripted, TimeDependent
from bargaining.codes import Response
from bargaining.errors import ArgumentError
from tests.unit.strategies.tables import Recording, cells, cheapest, range_of, table


def wanted(one, offers, initiative, generosity):
    """Lower one's demand by each concession of the other in turn, counted in own value."""
    low, high = range_of(one)
    target = high - (initiative * (high - low) if one["own_offers"] else 0.0)
    for earlier, later in pairwise(offers):
        target -= generosity * (one["values"][later] - one["values"][earlier])
    return min(max(target, low), high)


@pytest.mark.parametrize(("initiative", "generosity"), [(0.1, 1.0), (0.0, 0.5), (0.25, 1.5)])
@pytest.mark.parametrize("seat", ["ann", "bob"])
def test_lowers_its_demand_by_what_it_was_given(seat, initiative, generosity):
    recording = Recording(Reciprocal(initiative, generosity))
    other = "bob" if seat == "ann" else "ann"
    seats = {seat: recording, other: TimeDependent()}
    scenario = table(rungs=(6, 6), spread=0.3, rounds=20)
    bg.simulate(scenario, worlds=15, worlds_per_draw=1, seed=2, seats=seats)
    asked, answered = set(), set()
    for entry in recording.asked:
        for one in cells(entry):
            target = wanted(one, one["others_offers"], initiative, generosity)
            assert one["chosen"] == cheapest(one, target)
            asked.add(one["chosen"])
    for entry in recording.answered:
        for one in cells(entry):
            offers = [*one["others_offers"], one["offered"]]
            target = wanted(one, offers, initiative, generosity)
            assert one["yes"] == (one["values"][one["offered"]] >= target - 1e-9)
            answered.add(one["yes"])
    assert len(asked) > 2
    assert answered == {True, False}


def test_one_who_gives_nothing_gets_the_initiative_and_no_more():
    recording = Recording(Reciprocal(initiative=0.1))
    scenario = table(rungs=(20, 1), ann=(1.0, -1.0, 0.0), bob=(0.0, 1.0, 0.0), rounds=9)
    bg.simulate(scenario, worlds=1, seats={"ann": recording, "bob": HoldFirm()})
    values = [one["values"][one["chosen"]] for entry in recording.asked for one in cells(entry)]
    assert values == pytest.approx([1.0, 0.9, 0.9, 0.9, 0.9])


def test_what_is_taken_back_is_taken_back():
    """Bob leaves Ann 2, 4, then 3 of 10 pens; she gives up 2 and takes one of them back."""
    script = Scripted(offers="1 pens=8; 3 pens=6; 5 pens=7", accepts="")
    recording = Recording(Reciprocal(initiative=0.0))
    scenario = table(rungs=(10, 1), ann=(1.0, -1.0, 0.0), bob=(0.0, 1.0, 0.0), rounds=8)
    bg.simulate(scenario, worlds=1, seats={"ann": recording, "bob": script})
    values = [one["values"][one["chosen"]] for entry in recording.asked for one in cells(entry)]
    assert values == pytest.approx([1.0, 1.0, 0.8, 0.9])
    assert [one["yes"] for entry in recording.answered for one in cells(entry)] == [False] * 3


def test_without_an_initiative_two_of_them_wait_for_each_other():
    scenario = table(rungs=(20, 20), rounds=30)
    waiting = {"ann": Reciprocal(initiative=0.0), "bob": Reciprocal(initiative=0.0)}
    offers = bg.simulate(scenario, worlds=2, seats=waiting).offer
    for first in (0, 1):
        assert (offers[:, first::2] == offers[:, first : first + 1]).all()
    one_begins = {"ann": Reciprocal(initiative=0.1), "bob": Reciprocal(initiative=0.0)}
    assert (bg.simulate(scenario, worlds=2, seats=one_begins).response == Response.AGREED).any()


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"initiative": -0.1}, r"initiative must be .* \[0, 1\]; got -0\.1"),
        ({"generosity": -1.0}, r"generosity must be a number of at least 0; got -1\.0"),
        ({"generosity": float("nan")}, r"generosity must be .* got nan"),
    ],
)
def test_parameters_out_of_their_range_are_refused(parameters, said):
    with pytest.raises(ArgumentError, match=said):
        Reciprocal(**parameters)
