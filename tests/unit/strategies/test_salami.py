"""Salami: the smallest slice that gains something, and many of them."""

from __future__ import annotations

import pytest

import bargaining as bg
from bargaining import HoldFirm, Salami, Scripted, TimeDependent
from bargaining.codes import Response
from bargaining.errors import ArgumentError
from tests.unit.strategies.ladders import number
from tests.unit.strategies.tables import Recording, cells, table


def slice_of(one, least_gain):
    gaining = [k for k in one["can"] if one["values"][k] > one["apart"] + least_gain + 1e-9]
    if not gaining:
        return None
    thin = min(one["sizes"][k] for k in gaining)
    thinnest = [k for k in gaining if one["sizes"][k] == thin]
    best = max(one["values"][k] for k in thinnest)
    tied = [k for k in thinnest if one["values"][k] >= best - 1e-9]
    return max(tied, key=lambda k: (one["theirs"][k], -k))


@pytest.mark.parametrize("least_gain", [0.0, 0.3, 5.0])
@pytest.mark.parametrize("seat", ["ann", "bob"])
def test_cuts_and_takes_the_smallest_slice(seat, least_gain):
    recording = Recording(Salami(least_gain))
    other = "bob" if seat == "ann" else "ann"
    scenario = table(ann=(-0.1, -0.3, 1.0), bob=(-0.1, 0.7, -0.2), spread=0.4, rounds=6)
    seats = {seat: recording, other: TimeDependent()}
    bg.simulate(scenario, worlds=20, worlds_per_draw=1, seed=6, seats=seats)
    for entry in recording.asked:
        for one in cells(entry):
            assert one["chosen"] == slice_of(one, least_gain)
    for entry in recording.answered:
        for one in cells(entry):
            gained = one["values"][one["offered"]] - one["apart"]
            assert one["yes"] == (gained > least_gain + 1e-9)


def test_cuts_many_slices_where_talks_open_again():
    """Bob takes whatever is asked; one who asks for all at once signs once, Salami rung by rung."""
    again = {
        "table.may_open": True,
        "table.one_agreement": False,
        "payoffs.ann": {"ink": number(1.0), "pens": number(-0.5)},
        "payoffs.bob": {"ink": number(-0.01)},
    }
    scenario = table(rungs=(1, 6), rounds=40, **again)
    yes = Scripted(offers="", accepts=range(40))
    signed = {}
    for name, strategy in (("salami", Salami()), ("all", HoldFirm())):
        seats = {"ann": strategy, "bob": AlwaysTalks(yes)}
        outcomes = bg.simulate(scenario, worlds=20, seed=2, seats=seats)
        agreed = outcomes.response == Response.AGREED
        assert (outcomes.rung[:, -1, 1] == 6).all()
        signed[name] = agreed.sum(axis=1)
    assert (signed["salami"] == 6).all()
    assert (signed["all"] == 1).all()


class AlwaysTalks(bg.QuantalResponse):
    """Opens talks always; all else by a script."""

    def __init__(self, script):
        self.script = script

    def open_talks(self, view):
        return view.level("ink") < 2.0

    def propose(self, view):
        return self.script.propose(view)

    def respond(self, view):
        return self.script.respond(view)


def test_a_negative_gain_is_refused():
    with pytest.raises(ArgumentError, match=r"least_gain must be a number of at least 0; got -1"):
        Salami(least_gain=-1)
