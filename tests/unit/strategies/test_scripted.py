"""Scripts at the table: offers and answers by round."""

from __future__ import annotations

import datetime

import pytest

import bargaining as bg
from bargaining import Scripted
from bargaining.codes import Response
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.scenario.warnings import notes
from tests.unit.strategies.ladders import ladders, named
from tests.unit.strategies.tables import table


def test_offers_and_answers_are_played_to_the_letter():
    ann = Scripted(offers="0 pens=1; 2 pens=2 ink=3; 4 ink=1", accepts="")
    bob = Scripted(offers=((1, {"pens": 4}), (3, {"ink": 2})), accepts=(4,))
    outcomes = bg.simulate(table(rounds=8), worlds=2, seats={"ann": ann, "bob": bob})
    for world in range(2):
        assert outcomes.offer[world, :5].tolist() == [[1, 0], [4, 0], [2, 3], [0, 2], [0, 1]]
        answers = [Response.REFUSED] * 4 + [Response.AGREED]
        assert outcomes.response[world, :5].tolist() == answers
        assert outcomes.rung[world, -1].tolist() == [0, 1]


def test_it_passes_in_the_rounds_that_are_not_listed():
    seats = {"ann": Scripted(offers="2 pens=1"), "bob": Scripted(offers="", accepts="")}
    outcomes = bg.simulate(table(rounds=4), worlds=1, seats=seats)
    expected = [Response.PASSED, Response.PASSED, Response.REFUSED, Response.PASSED]
    assert outcomes.response[0].tolist() == expected


def test_an_issue_left_out_stays_where_it_is():
    again = {"table.may_open": True, "table.one_agreement": False}
    scenario = table(rounds=4, **again).replace(
        {"issues.pens.initial": 0.5, "issues.pens.baseline": 0.5}
    )
    seats = {"ann": Scripted(offers="0 ink=2"), "bob": Scripted(accepts="0")}
    outcomes = bg.simulate(scenario, worlds=1, seats=seats)
    assert outcomes.offer[0, 0].tolist() == [2, 2]


def test_what_may_not_be_offered_is_passed():
    scenario = table(rounds=2).replace({"issues.pens.initial": 0.5, "issues.pens.baseline": 0.5})
    seats = {"ann": Scripted(offers="0 pens=1")}
    assert bg.simulate(scenario, worlds=1, seats=seats).response[0, 0] == Response.PASSED


def test_what_is_not_scripted_is_decided_by_default():
    usual = bg.simulate(table(), worlds=20, seed=3)
    steps_only = bg.simulate(table(), worlds=20, seed=3, seats={"ann": Scripted(())})
    assert (usual.offer == steps_only.offer).all()
    assert (usual.response == steps_only.response).all()


def test_a_file_may_script_the_table():
    scenario = table(rounds=4).replace(
        {
            "parties.ann.strategy": named("scripted", offers="0 pens=2; 2 ink=1", accepts=""),
            "parties.bob.strategy": named("scripted", accepts=[2]),
        }
    )
    outcomes = bg.simulate(scenario, worlds=1)
    assert outcomes.response[0, 2] == Response.AGREED
    assert outcomes.rung[0, -1].tolist() == [0, 1]


def dated(game, **more):
    start = {"scenario.round": "month", "scenario.start": datetime.date(2014, 5, 1)}
    return game.replace({**start, **more})


def test_a_script_may_name_dates_where_rounds_have_them():
    by_round = {"ann": Scripted(offers="0 pens=1; 2 ink=1", accepts=(3,)), "bob": "hold"}
    by_date = {
        "ann": Scripted(offers=(("2014-05", {"pens": 1}), (2, {"ink": 1})), accepts="2014-08"),
        "bob": "hold",
    }
    game = dated(table(rounds=4))
    one, other = (bg.simulate(game, worlds=3, seats=seats) for seats in (by_round, by_date))
    assert one.offer.tolist() == other.offer.tolist()
    assert one.response.tolist() == other.response.tolist()
    moves = named("scripted", moves="2014-06 pens up; 2014-07-09 pens up")
    steps = dated(ladders(rungs=2, rounds=4), **{"parties.ann.strategy": moves})
    outcomes = bg.simulate(steps, worlds=1)
    assert outcomes.step[0, :, 0].tolist() == [0, 1, 1, 0]


def test_dates_that_are_no_rounds_are_refused():
    scenario, seat = table(rounds=4), Scripted(offers="2014-05 pens=1")
    with pytest.raises(ArgumentError, match="date, 2014-05, but rounds of this scenario have none"):
        bg.simulate(scenario, worlds=1, seats={"ann": seat})
    twice = Scripted(offers="2014-05 pens=1; 0 pens=2")
    with pytest.raises(ArgumentError, match="offers names a round twice, as 2014-05 and as 0"):
        bg.simulate(dated(scenario), worlds=1, seats={"ann": twice})
    early = named("scripted", moves="2014-03 pens up")
    with pytest.raises(
        ScenarioError, match="moves must not lie before round 0, May 2014; got 2014"
    ):
        dated(scenario, **{"parties.ann.strategy": early})


@pytest.mark.parametrize("script", [{"offers": "4 pens=1"}, {"accepts": "0 4"}])
def test_rounds_past_the_end_are_refused_in_a_seat_and_in_a_file(script):
    seats = {"ann": Scripted(**script), "bob": Scripted(offers="1 pens=1")}
    said = f"{next(iter(script))} names round 4; the last that counts is 3"
    with pytest.raises(ArgumentError, match=f"the seat of ann: {said}"):
        bg.simulate(table(rounds=4), worlds=1, seats=seats)
    with pytest.raises(ScenarioError, match=f"parties.ann.strategy.parameters.{said}"):
        table(rounds=4).replace({"parties.ann.strategy": named("scripted", **script)})


def test_dates_past_the_end_are_refused():
    seats = {"ann": Scripted(moves="2016-09 pens up")}
    with pytest.raises(
        ArgumentError, match="names round 2016-09, which is round 28; the last that"
    ):
        bg.simulate(dated(ladders(rungs=2, rounds=4)), worlds=1, seats=seats)


def test_a_note_tells_what_a_party_is_never_asked():
    scripts = {
        f"parties.{name}.strategy": named("scripted", offers="0 pens=2", accepts="1")
        for name in ("ann", "bob")
    }
    free = table(rounds=4).replace(scripts)
    assert not [note for note in notes(free) if "scripted" in note or ".strategy" in note]
    fixed = free.replace({"table.proposer": "fixed"})
    assert [note for note in notes(fixed) if ".strategy" in note] == [
        "parties.ann.strategy.parameters.accepts plays no part: ann is never asked for an answer.",
        "parties.bob.strategy.parameters.offers plays no part: bob is never asked for an offer.",
    ]


@pytest.mark.parametrize(
    ("parameters", "said"),
    [
        ({"offers": "0 pens"}, r"offers must read .*got \['0', 'pens'\]"),
        ({"offers": "pens=1"}, r"offers must read .*got \['pens=1'\]"),
        ({"offers": "0"}, r"offers must read .*got \['0'\]"),
        ({"offers": "-1 pens=1"}, r"offers must read .*got \['-1', 'pens=1'\]"),
        ({"offers": "0 pens=-1"}, r"offers must read .*got \['0', 'pens=-1'\]"),
        ({"offers": 3}, r"offers must read .*got 3"),
        ({"offers": "0 pens=1; 0 ink=1"}, r"offers must name a round once; got round 0 twice"),
        ({"accepts": "one"}, r"accepts must read .*got 'one'"),
        ({"accepts": (1.5,)}, r"accepts must read .*got 1\.5"),
        ({"accepts": (-1,)}, r"accepts must read .*got -1"),
        ({"accepts": 4}, r"accepts must read .*got 4"),
        ({"accepts": "1_0"}, r"accepts must read .*got '1_0'"),
        ({"accepts": (float("inf"),)}, r"accepts must read .*got inf"),
        ({"moves": ((float("inf"), "pens", 1),)}, r"moves must read .*got \(inf, 'pens', 1\)"),
        ({"offers": ((0, {"pens": 1.5}),)}, r"offers must read .*got \(0, \{'pens': 1.5\}\)"),
        ({"accepts": {1: 2}}, r"accepts must read .*got \{1: 2\}"),
    ],
)
def test_what_does_not_read_as_a_script_is_refused(parameters, said):
    with pytest.raises(ArgumentError, match=said):
        Scripted(**parameters)


MISFITS = {
    "moves": ("0 ink up; 3 pens up; 9 pens up", [
        'moves names "ink", which is no issue that ann gives. Known issues of ann: pens.',
        "moves names round 9; the last that counts is 3",
    ]),
    "offers": ("0 pen=1; 1 pens=9", [
        'offers names "pen", which is not on the menu. Did you mean "pens"?',
        "offers names rung 9 of pens, which has rungs 0 to 4",
    ]),
    "accepts": ("1 7", ["accepts names round 7; the last that counts is 3"]),
}  # fmt: skip


def test_all_that_does_not_fit_the_game_is_told_before_it_is_played():
    game = table(rounds=4).replace({"settings.foresight": 0})
    scripts = {name: script for name, (script, _) in MISFITS.items()}
    told = {fault for _, faults in MISFITS.values() for fault in faults}
    started = []
    with pytest.raises(ArgumentError) as caught:
        bg.simulate(
            game,
            worlds=1,
            seats={"ann": Scripted(**scripts), "bob": Scripted(accepts="8")},
            progress=lambda done, total: started.append(done),
        )
    assert not started
    last = "the seat of bob: accepts names round 8; the last that counts is 3"
    assert set(str(caught.value).split("\n")) == {f"the seat of ann: {one}" for one in told} | {
        last
    }
    with pytest.raises(ScenarioError) as refused:
        game.replace({"parties.ann.strategy": named("scripted", **scripts)})
    key = "parties.ann.strategy.parameters."
    assert {one.message.rstrip(".") for one in refused.value.problems} == {
        f"{key}{one}".rstrip(".") for one in told
    }


def test_bytes_are_no_list_of_rounds():
    with pytest.raises(ArgumentError, match=r"accepts must read .*got b'1'"):
        Scripted(accepts=b"1")
