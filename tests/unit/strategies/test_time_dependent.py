"""Concession by the clock and holding firm, against a plain reading of their definition."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import bargaining as bg
from bargaining import TimeDependent
from bargaining.codes import Response
from bargaining.errors import ArgumentError
from bargaining.strategies import STRATEGIES
from bargaining.strategies.table import HoldFirm
from tests.unit.strategies.tables import Recording, cells, cheapest, range_of, table

SHAPES = {"boulware": 0.2, "linear": 1.0, "conceder": 5.0}


def wanted(one, round, exponent, initial=0.0):
    low, high = range_of(one)
    share = initial + (1 - initial) * min(round / one["horizon"], 1) ** (1 / exponent)
    return low + (high - low) * (1 - share)


def played(strategy, other, scenario=None, worlds=12, seat="ann"):
    recording = Recording(strategy)
    scenario = scenario or table(spread=0.3)
    across = "bob" if seat == "ann" else "ann"
    seats = {seat: recording, across: other}
    outcomes = bg.simulate(scenario, worlds=worlds, worlds_per_draw=1, seed=3, seats=seats)
    assert recording.asked
    assert recording.answered
    return recording, outcomes


@pytest.mark.parametrize("seat", ["ann", "bob"])
@pytest.mark.parametrize(("name", "exponent"), SHAPES.items())
def test_asks_and_accepts_along_the_curve(name, exponent, seat):
    recording, _ = played(STRATEGIES[name](), HoldFirm(), seat=seat)
    for entry in recording.asked:
        for one in cells(entry):
            assert one["chosen"] == cheapest(one, wanted(one, one["round"], exponent))
    for entry in recording.answered:
        for one in cells(entry):
            target = wanted(one, one["round"] + 1, exponent)
            assert one["yes"] == (one["values"][one["offered"]] >= target - 1e-9)


def test_some_is_given_up_at_once_where_the_file_says_so():
    recording, _ = played(TimeDependent(exponent=0.5, initial=0.3), HoldFirm())
    for one in cells(recording.asked[0]):
        assert one["chosen"] == cheapest(one, wanted(one, 0, 0.5, 0.3))
        assert one["values"][one["chosen"]] < range_of(one)[1]


def test_plays_by_own_type_in_a_sourced_file():
    scenario = bg.load("stockholm-2014").replace({"settings.rounds": 5})
    recording = Recording(TimeDependent(exponent=2.0))
    bg.simulate(scenario, worlds=4, seed=5, seats={"north_korea": recording})
    assert {entry["types"] for entry in recording.asked} == {2}
    for entry in recording.asked:
        for one in cells(entry):
            assert one["chosen"] == cheapest(one, wanted(one, one["round"], 2.0))


def test_among_equals_the_other_gets_the_best():
    """Ann does not care for ink, so any ink would do; the ink that is left suits Bob."""
    scenario = table(ann=(1.0, -1.0, 0.0), bob=(0.5, 0.9, 0.4))
    recording, outcomes = played(TimeDependent(), HoldFirm(), scenario, worlds=2)
    for entry in recording.asked:
        for one in cells(entry):
            assert one["chosen"] == cheapest(one, wanted(one, one["round"], 1.0))
    assert (outcomes.offer[:, 0] == [0, 4]).all()


def pie(ann, bob):
    """Return the round of agreement and Bob's share in the pie of ten rounds, Ann first."""
    outcomes = bg.simulate("rubinstein", worlds=2, seed=1, seats={"ann": ann, "bob": bob})
    return (outcomes.response[0] == Response.AGREED).argmax(), outcomes.level[0, -1, 0]


def test_two_on_the_line_meet_half_way():
    """In round 5 Bob asks for 5 tenths, which leaves Ann more than the 4 she would ask for next."""
    assert pie(TimeDependent(), TimeDependent()) == (5, 0.5)


def test_one_who_holds_firm_gets_all_from_one_who_does_not():
    """In round 9 Bob asks for all; Ann takes what is no worse than no agreement."""
    assert pie(TimeDependent(), HoldFirm()) == (9, 1.0)


@given(
    exponent=st.floats(0.05, 20),
    initial=st.floats(0, 1),
    times=st.lists(st.floats(0, 1), min_size=2, max_size=2),
)
def test_never_takes_back_and_gives_up_between_nothing_and_all(exponent, initial, times):
    curve = TimeDependent(exponent, initial)
    early, late = sorted(times)
    assert initial - 1e-12 <= curve.conceded(early) <= curve.conceded(late) + 1e-12 <= 1 + 2e-12
    assert curve.conceded(0.0) == pytest.approx(initial)
    assert curve.conceded(1.0) == pytest.approx(1.0)
    softer = TimeDependent(exponent * 2, initial)
    assert softer.conceded(early) >= curve.conceded(early) - 1e-12


@pytest.mark.parametrize("seat", ["ann", "bob"])
def test_holding_firm_is_the_best_package_or_nothing(seat):
    generous = table(ann=(1.3, -1.0, 0.6), bob=(0.8, 0.9, -0.5), spread=0.3)
    recording, outcomes = played(HoldFirm(), TimeDependent(5.0), generous, seat=seat)
    for entry in recording.asked:
        for one in cells(entry):
            assert one["chosen"] == cheapest(one, range_of(one)[1])
    for entry in recording.answered:
        for one in cells(entry):
            assert one["yes"] == (one["values"][one["offered"]] >= range_of(one)[1] - 1e-9)
    assert (outcomes.response == Response.AGREED).any()


def test_two_who_hold_firm_never_agree():
    outcomes = bg.simulate(table(), worlds=3, seats={"ann": HoldFirm(), "bob": HoldFirm()})
    assert (outcomes.response == Response.REFUSED).all()


def test_where_every_package_is_a_loss_it_passes_and_refuses():
    losing = table(ann=(0.0, -1.0, -0.5), rounds=4)
    for strategy in (TimeDependent(), HoldFirm()):
        seats = {"ann": strategy, "bob": TimeDependent(5.0)}
        response = bg.simulate(losing, worlds=2, seats=seats).response
        assert (response[:, ::2] == Response.PASSED).all()
        assert (response[:, 1::2] == Response.REFUSED).all()


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"exponent": 0.0}, r"exponent must be a number above 0; got 0\.0"),
        ({"exponent": -1}, r"exponent must be .* got -1"),
        ({"exponent": float("inf")}, r"exponent must be .* got inf"),
        ({"exponent": True}, r"exponent must be .* got True"),
        ({"exponent": "fast"}, r"exponent must be .* got 'fast'"),
        ({"initial": 1.5}, r"initial must be .* \[0, 1\]; got 1\.5"),
    ],
)
def test_parameters_out_of_their_range_are_refused(parameters, said):
    with pytest.raises(ArgumentError, match=said):
        TimeDependent(**parameters)
