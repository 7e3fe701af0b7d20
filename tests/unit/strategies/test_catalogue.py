"""How a file names strategies, and the strategies of ladders in play."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining import GrimTrigger, Hold, Scripted, TitForTat, UniformRandom
from bargaining.errors import ArgumentError
from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.strategies import OneWorld, QuantalResponse, strategy_named
from tests.unit.strategies.ladders import ladders, named, number

SEED = 11


def rungs(scenario, worlds=1, **more):
    """Return the rungs of both ladders by round, (world, round, issue)."""
    return bg.simulate(scenario, worlds=worlds, seed=SEED, **more).rung


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        (named("tit_for_tatt"), r'parties\.ann\.strategy\.name .*"tit_for_tatt".*"tit_for_tat"'),
        (
            named("chess"),
            r"parties\.ann\.strategy\.name .*Known strategies: quantal_response, equilibrium",
        ),
        (named("tit_for_tat", noize=0.1), r'parameters\.noize .*Did you mean "noise"'),
        (named("hold", noise=0.1), r"parameters\.noise is no parameter of hold"),
        (named("tit_for_tat", noise=1.5), r"parameters\.noise must be .* \[0, 1\]; got 1\.5"),
        (named("tit_for_tat", forgiveness=True), r"forgiveness must be .*got True"),
        (named("scripted", moves="1 pens sideways"), r"moves must read .*got \['1', 'pens'"),
        (named("scripted", moves="1 pens up; 1 pens down"), r"round 1 twice"),
        (named("scripted", moves=3), r"moves must read .*got 3"),
    ],
)
def test_a_wrong_strategy_is_refused_before_play_with_its_key(strategy, said):
    scenario = ladders(strategies=(strategy, None))
    with pytest.raises(ArgumentError, match=said):
        bg.simulate(scenario, worlds=1)


@pytest.mark.parametrize(
    ("strategy", "said"),
    [
        (TitForTat(give="ink"), r'give names "ink", which is none of the issues of ann.*pens'),
        (GrimTrigger(watch="pen"), r'watch names "pen", which is none of .*of others.*ink'),
        (Scripted(((1, "ink", 1),)), r'moves names "ink", which is no issue that ann gives.*pens'),
        (
            OneWorld(walk_out=lambda view: False, fallback=Scripted(((1, "ink", 1),))),
            r'moves names "ink", which is no issue that ann gives.*pens',
        ),
    ],
)
def test_issues_that_do_not_fit_the_seat_are_named_in_play(strategy, said):
    with pytest.raises(ArgumentError, match=said):
        bg.simulate(ladders(), worlds=1, seats={"ann": strategy})


def test_an_unknown_class_of_a_country_is_refused():
    plain = ladders()
    ann = plain.parties["ann"].model_copy(update={"country": "Jpan"})
    scenario = plain.model_copy(update={"parties": {**plain.parties, "ann": ann}})
    with pytest.raises(
        ArgumentError, match=r'parties\.ann\.country .*"Jpan".*Did you mean "Japan"'
    ):
        bg.simulate(scenario, worlds=1)


def test_no_record_is_the_quantal_response():
    assert type(strategy_named(None)) is QuantalResponse


def test_hold_never_steps_and_is_expected_not_to():
    scenario = ladders(rungs=4, rounds=8, start=(0.5, 0.5))
    held = rungs(scenario, 20, seats={"ann": Hold()})
    assert (held[:, :, 0] == 2).all()
    assert (rungs(scenario, 20)[:, :, 0] != 2).any()


def test_a_script_is_played_to_the_letter_and_stops_at_the_ladders_end():
    moves = ((0, "pens", 1), (2, "pens", -1), (3, "pens", -1), (5, "pens", 1))
    text = "0 pens up; 2 pens down; 3 pens -1; 5 pens +1"
    scenario = ladders(rungs=4)
    for script in (Scripted(moves), Scripted(text)):
        played = rungs(scenario, seats={"ann": script, "bob": Hold()})[0, :, 0]
        assert played.tolist() == [1, 1, 0, 0, 0, 1]


def test_uniform_random_takes_all_that_exists_alike():
    scenario = ladders(rungs=4, rounds=1, start=(0.5, 0.0))
    moved = rungs(scenario, 4000, seats={"ann": UniformRandom(), "bob": UniformRandom()})[:, 0]
    for level, share in ((1, 1 / 3), (2, 1 / 3), (3, 1 / 3)):
        assert (moved[:, 0] == level).mean() == pytest.approx(share, abs=4 * 0.0075)
    assert (moved[:, 1] == 1).mean() == pytest.approx(0.5, abs=4 * 0.008)
    assert set(moved[:, 1]) == {0, 1}


def test_tit_for_tat_climbs_with_the_other_and_comes_down_with_it():
    script = Scripted(((0, "pens", 1), (1, "pens", 1), (3, "pens", -1)))
    scenario = ladders(rungs=4, start=(0.25, 0.5))
    played = rungs(scenario, seats={"ann": script, "bob": TitForTat()})[0]
    assert played[:, 0].tolist() == [2, 3, 3, 2, 2, 2]
    assert played[:, 1].tolist() == [3, 4, 4, 3, 3, 3]


def test_tit_for_tat_on_a_coarser_ladder_never_gives_more_than_it_gets():
    script = Scripted(((0, "pens", 1), (1, "pens", 1), (2, "pens", 1)))
    scenario = ladders(rungs=4).replace(
        {"issues.ink.rungs": [{"level": n / 2, "label": f"{n}"} for n in range(3)]}
    )
    played = rungs(scenario, seats={"ann": script, "bob": TitForTat()})[0]
    assert played[:, 0].tolist() == [1, 2, 3, 3, 3, 3]
    assert played[:, 1].tolist() == [0, 1, 1, 1, 1, 1]


def test_a_noisy_pair_errs_as_the_closed_form_says():
    """Second and first mover cooperate with (1 + (1 - 2e)^k) / 2 for k = 2t and 2t - 1."""
    noise, worlds, rounds = 0.1, 6000, 5
    scenario = ladders(rounds=rounds, start=(1.0, 1.0))
    pair = {"ann": TitForTat(noise=noise), "bob": TitForTat(noise=noise)}
    cooperates = rungs(scenario, worlds, seats=pair).mean(axis=0)
    for t in range(1, rounds + 1):
        for mover, exponent in enumerate((2 * t - 1, 2 * t)):
            expected = (1 + (1 - 2 * noise) ** exponent) / 2
            error = np.sqrt(expected * (1 - expected) / worlds)
            assert cooperates[t - 1, mover] == pytest.approx(expected, abs=4 * error)


def test_the_generous_variant_lets_every_third_fall_pass():
    record = StrategyRecord(name="generous_tit_for_tat")
    assert strategy_named(record) == TitForTat(forgiveness=1 / 3)
    sterner = StrategyRecord(name="generous_tit_for_tat", parameters={"forgiveness": 0.2})
    assert strategy_named(sterner) == TitForTat(forgiveness=0.2)


def test_forgiveness_lets_a_step_down_pass():
    script = Scripted(((0, "pens", -1),))
    scenario = ladders(rounds=1, start=(1.0, 1.0))
    seats = {"ann": script, "bob": TitForTat(forgiveness=0.3)}
    kept = rungs(scenario, 4000, seats=seats)[:, 0, 1].mean()
    assert kept == pytest.approx(0.3, abs=4 * np.sqrt(0.21 / 4000))


def test_grim_goes_along_until_the_other_falls_and_never_again():
    script = Scripted(((0, "pens", 1), (2, "pens", -1), (3, "pens", 1), (4, "pens", 1)))
    scenario = ladders(rungs=4, start=(0.25, 0.5), rounds=7)
    played = rungs(scenario, seats={"ann": script, "bob": GrimTrigger()})[0]
    assert played[:, 0].tolist() == [2, 2, 1, 2, 3, 3, 3]
    assert played[:, 1].tolist() == [3, 3, 2, 1, 0, 0, 0]


@pytest.mark.parametrize(("discount_factor", "keeps"), [(0.30, False), (0.36, True)])
def test_against_grim_one_complies_iff_patient_enough(discount_factor, keeps):
    """Keep the rung iff d >= (T - R) / (T - P) = (3 - 2) / (3 - 0) (Friedman 1971)."""
    scenario = ladders(
        rounds=1,
        start=(1.0, 1.0),
        **{
            "settings.planning_window": "unlimited",
            "parties.ann.discount_factor": discount_factor,
            "parties.ann.choice_noise": 0.001,
        },
    )
    assert (rungs(scenario, 40, seats={"bob": GrimTrigger()})[:, 0, 0] == keeps).all()


def test_a_script_is_anticipated():
    """Ann climbs only where Bob's script says that he will follow."""
    scenario = ladders(
        rounds=1,
        **{
            "payoffs.ann": {"ink * pens": number(4), "pens": number(-1)},
            "parties.ann.choice_noise": 0.001,
        },
    )
    next_round = Scripted(((1, "ink", 1),))
    assert rungs(scenario, seats={"bob": next_round})[0, 0, 0] == 1
    assert rungs(scenario, seats={"bob": Hold()})[0, 0, 0] == 0
