"""The questions one asks of each country, against what the engine itself decides by."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine import NegotiationModel
from bargaining.errors import ArgumentError
from bargaining.parties import (
    COUNTRIES,
    China,
    Japan,
    NorthKorea,
    SouthKorea,
    UnitedStates,
)
from bargaining.solver.elementary import logistic_of
from bargaining.strategies import OneWorld
from bargaining.views.table import feasible_at, table_payoffs
from tests.unit.parties.conftest import ROUNDS, WORLDS

RELIEF = "sanctions_relief"
HOME = {
    "japan": Japan,
    "north_korea": NorthKorea,
    "china": China,
    "south_korea": SouthKorea,
    "united_states": UnitedStates,
}


class Witness:
    """Keeps what it is told, by decision and party."""

    def __init__(self, kept):
        self.kept = kept
        self.told = []

    def note(self, world, decision, party, worlds, data):
        if decision in self.kept:
            self.told.append((decision, party, worlds.copy(), dict(data)))


def answers(seats):
    """Every question, as arrays by name."""
    japan, north = seats["japan"], seats["north_korea"]
    missile, nuclear = north.test_gain("missile"), north.test_gain("nuclear")
    leverage, pull = seats["china"].leverage(), seats["south_korea"].pull()
    return {
        "win_set": japan.win_set(),
        "ratification_probability": japan.ratification_probability(),
        "snap_back_cost": japan.snap_back_cost(),
        "value_of_talks": north.value_of_talks(),
        "missile.position": missile.position,
        "missile.stake": missile.stake,
        "nuclear.total": nuclear.total,
        "leverage.one_rung": leverage.one_rung,
        "leverage.all_of_it": leverage.all_of_it,
        "leverage.rival_offer": leverage.rival_offer,
        "pull.courting": pull.courting,
        "pull.standing": pull.standing,
        "backing_value": seats["united_states"].backing_value(),
        "exercise_restraint_value": seats["united_states"].exercise_restraint_value(),
    }


# Questions about a step have no answer where the ladder ends.
STEPS = {
    "snap_back_cost": ("sanctions_relief", -1),
    "pull.courting": ("inter_korean_engagement", +1),
    "pull.standing": ("trilateral_coordination", +1),
    "exercise_restraint_value": ("exercise_restraint", +1),
}
ONE_TYPE = {"pull.courting", "pull.standing", "backing_value", "exercise_restraint_value"}


def exists(negotiation, issue, direction):
    rows = negotiation.rows
    number = rows.game.issues.index(issue)
    moved = rows.state.rung[:, number] + direction
    held = rows.constraints.held[number, int(direction < 0)]
    return (moved >= 0) & (moved < len(rows.game.ladders[number].rungs)) & (not held)


def test_each_country_sits_in_its_seat(seats):
    assert {name: type(seats[name]) for name in HOME} == HOME
    assert set(COUNTRIES) == {"Party", *(kind.__name__ for kind in HOME.values())}


@pytest.mark.parametrize("rounds", range(ROUNDS + 1))
def test_answers_have_their_shapes_before_between_and_after_rounds(negotiation, seats, rounds):
    for _ in range(rounds):
        negotiation.step()
    packages = negotiation.game.n_packages
    for name, values in answers(seats).items():
        if name in ("win_set", "ratification_probability"):
            assert values.shape == (WORLDS, packages), name
        else:
            assert values.shape == (WORLDS, 1 if name in ONE_TYPE else 2), name
        if name in STEPS:
            there = exists(negotiation, *STEPS[name])
            assert (np.isfinite(values) == there[:, None]).all(), name
        else:
            assert np.isfinite(values).all(), name


def test_asking_changes_nothing(stockholm):
    asked, silent = (
        NegotiationModel(stockholm, seed=8, worlds=WORLDS, worlds_per_draw=3) for _ in range(2)
    )
    seats = {party.name: party for party in asked.parties.values()}
    answers(seats)
    for _ in range(ROUNDS):
        asked.step()
        answers(seats)
        silent.step()
    one, other = asked.play(), silent.play()
    for name in one:
        np.testing.assert_array_equal(one[name], other[name], err_msg=name)
    for negotiation in (asked, silent):
        negotiation.release()


def test_answers_do_not_depend_on_the_batch(stockholm):
    seats = []
    for first, worlds in ((0, WORLDS), (4, 3)):
        negotiation = NegotiationModel(
            stockholm, seed=6, first_world=first, worlds=worlds, worlds_per_draw=3
        )
        negotiation.step()
        seats.append({party.name: party for party in negotiation.parties.values()})
    whole, part = map(answers, seats)
    for name, values in part.items():
        np.testing.assert_array_equal(values, whole[name][4:7], err_msg=name)


def test_snapping_back_costs_what_the_step_is_valued_at(stockholm):
    """Asked in the middle of its own choice, Japan gives the difference it chooses by."""
    seen = []

    class Asking(Japan):
        def choose_step(self, view):
            hold, down = view.values[..., 0], view.values[..., view.option(RELIEF, -1)]
            feasible = view.feasible[:, view.option(RELIEF, -1), None]
            with np.errstate(invalid="ignore"):
                seen.append((self.snap_back_cost(), np.where(feasible, hold - down, np.nan)))
            return super().choose_step(view)

    given = {"at": 0, "kind": "level", "target": RELIEF, "value": 0.5}
    bg.simulate(stockholm.intervene(given), worlds=WORLDS, seed=6, seats={"japan": Asking})
    assert len(seen) == ROUNDS - 1, "who can only hold, its level imposed, is not asked"
    assert np.isfinite(seen[0][0]).any()
    for asked, chosen_by in seen:
        np.testing.assert_array_equal(asked, chosen_by)


def test_tension_makes_snapping_back_cheaper_and_more_so_for_the_resolute(negotiation, seats):
    negotiation.step()
    calm = seats["japan"].snap_back_cost()
    tension = negotiation.game.conditions.index("tension")
    negotiation.world.state.condition[:, tension] = 1.0
    tense = seats["japan"].snap_back_cost()
    there = np.isfinite(calm[:, 0]) & np.isfinite(tense[:, 0])
    assert there.any()
    assert (tense[there] < calm[there]).all()
    assert (tense[there, 1] < tense[there, 0]).all()


def test_a_test_gains_what_the_decision_is_taken_by(stockholm):
    seen = []

    class Asking(NorthKorea):
        def choose_act(self, view):
            gain = self.test_gain(view.act)
            seen.append((view.gain, gain))
            return super().choose_act(view)

    always = stockholm.replace(
        {
            "acts.missile.window.probability": 1,
            "acts.nuclear.window.probability": 1,
            "acts.nuclear.window.factor_by_round": None,
        }
    )
    bg.simulate(always, worlds=WORLDS, seed=6, seats={"north_korea": Asking})
    assert len(seen) == 2 * ROUNDS
    for chosen_by, gain in seen:
        np.testing.assert_array_equal(gain.total, chosen_by)
        np.testing.assert_array_equal(gain.total, gain.position + gain.stake)
    assert any((gain.stake != 0).any() for _, gain in seen)


def test_the_win_set_is_what_the_table_would_ratify(stockholm):
    """Where a text was put to the public, it was asked with the probability of the win-set.

    So it is where the offer itself tells nothing: the question is asked before there is one.
    """
    unread = stockholm.replace({"table.learn_from_offers": False})
    seen = []

    class Asking(Japan):
        def walk_out(self, view):
            seen.append((self.win_set(), self.ratification_probability()))
            return super().walk_out(view)

    witness = Witness({"ratification", "offer"})
    negotiation = NegotiationModel(
        unread, seed=6, worlds=60, worlds_per_draw=6, observer=witness, seats={"japan": Asking}
    )
    japan = negotiation.game.party("japan")
    compared = 0
    for _ in range(ROUNDS):
        witness.told.clear()
        seen.clear()
        negotiation.step()
        # Asked first before the offer, and again only where a session ends.
        win_set, probability = seen[0]
        assert (win_set <= (probability >= 0.5)).all()
        offered = {}
        for decision, party, worlds, data in witness.told:
            if decision == "offer":
                offered.update(zip(worlds, data["chosen"], strict=True))
            elif party == japan:
                for row, world in enumerate(worlds):
                    asked = np.exp(data["odds"].log[row, 0, 1])
                    package = offered[world]
                    assert asked == pytest.approx(probability[world, package], rel=1e-12)
                    assert win_set[world, package] == (asked >= 0.5)
                    compared += 1
    assert compared > 5


def test_the_win_set_lies_among_what_can_be_offered_and_shrinks_with_the_hurdle(stockholm):
    sizes = []
    for hurdle in (-0.2, 0.05, 0.3):
        negotiation = NegotiationModel(
            stockholm.replace({"parties.japan.hurdle": hurdle}), seed=6, worlds=WORLDS
        )
        japan = negotiation.parties[negotiation.game.party("japan")]
        win_set = japan.win_set()
        assert (win_set <= feasible_at(negotiation.rows)).all()
        sizes.append(win_set.sum())
    assert sizes[0] > sizes[1] > sizes[2]


def test_without_a_ratifier_all_that_can_be_offered_passes(stockholm):
    free = stockholm.replace({"parties.japan.ratifier": None, "parties.japan.hurdle": None})
    negotiation = NegotiationModel(free, seed=6, worlds=2)
    japan = negotiation.parties[negotiation.game.party("japan")]
    assert (japan.ratification_probability() == 1.0).all()
    np.testing.assert_array_equal(japan.win_set(), feasible_at(negotiation.rows))


def test_a_ratifier_of_ones_own_is_asked(stockholm):
    fearful = OneWorld(ratify=lambda view: 0.9 if view.gain > 0.2 else 0.0)
    negotiation = NegotiationModel(stockholm, seed=6, worlds=4, seats={"japanese_public": fearful})
    japan = negotiation.parties[negotiation.game.party("japan")]
    said = np.unique(japan.ratification_probability())
    np.testing.assert_allclose(said, [0.0, 0.9])


def test_the_stake_is_nothing_once_something_is_signed(negotiation, seats):
    negotiation.step()
    negotiation.world.state.agreement_in_force[:] = True
    assert not seats["north_korea"].value_of_talks().any()


def test_leverage_is_the_fall_of_the_clients_position(negotiation, seats):
    negotiation.step()
    rows = negotiation.rows
    number = rows.game.issues.index("patronage")
    leverage = seats["china"].leverage()
    assert (leverage.all_of_it >= leverage.one_rung - 1e-12).all()
    assert (leverage.all_of_it > 0).all()
    assert (leverage.rival_offer > 0).all()
    rows.state.rung[:, number] = 0
    rows.state.rung[:, rows.game.issues.index(RELIEF)] = 4
    spent = seats["china"].leverage()
    for nothing in (spent.one_rung, spent.all_of_it, spent.rival_offer):
        assert not nothing.any()


def test_backing_wears_off_with_strain(negotiation, seats):
    negotiation.step()
    strain = negotiation.game.conditions.index("alliance_strain")
    values = []
    for level in (0.0, 0.5, 1.0):
        negotiation.world.state.condition[:, strain] = level
        values.append(seats["united_states"].backing_value())
    assert (values[0] > values[1]).all()
    assert (values[1] > values[2]).all()
    assert (values[2] < 0).all()


def test_strain_pulls_from_coordination_and_relief_towards_courting(negotiation, seats):
    negotiation.step()
    state, game = negotiation.world.state, negotiation.game
    state.rung[:, game.issues.index("trilateral_coordination")] = 0
    state.rung[:, game.issues.index("inter_korean_engagement")] = 0
    before = seats["south_korea"].pull()
    state.condition[:, game.conditions.index("alliance_strain")] = 1.0
    strained = seats["south_korea"].pull()
    assert (strained.standing < before.standing).all()
    state.rung[:, game.issues.index(RELIEF)] = 4
    assert (seats["south_korea"].pull().courting > strained.courting).all()


def test_exercise_restraint_pays_more_where_the_north_restrains_itself(negotiation, seats):
    negotiation.step()
    state, game = negotiation.world.state, negotiation.game
    state.rung[:, game.issues.index("exercise_restraint")] = 0
    restraint = game.issues.index("test_restraint")
    state.rung[:, restraint] = 0
    alone = seats["united_states"].exercise_restraint_value()
    state.rung[:, restraint] = 2
    assert (seats["united_states"].exercise_restraint_value() > alone).all()


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (lambda s: s["japan"].snap_back_cost(issue="relief"), 'no issue "relief" to ask japan'),
        (lambda s: s["japan"].snap_back_cost(issue="patronage"), "not given by japan but by china"),
        (lambda s: s["north_korea"].test_gain("nuclaer"), '"nuclaer". Did you mean "nuclear"'),
        (lambda s: s["china"].leverage(over="taiwan"), 'no party "taiwan" to lean on'),
        (lambda s: s["china"].leverage(offer="aid"), 'no issue "aid"'),
        (lambda s: s["south_korea"].pull(courting="sanctions_relief"), "but by japan"),
        (lambda s: s["united_states"].backing_value(issue="alliance_backin"), '"alliance_backing"'),
    ],
)  # fmt: skip
def test_what_the_scenario_lacks_is_said_in_words(seats, ask, said):
    with pytest.raises(ArgumentError) as caught:
        ask(seats)
    assert said in str(caught.value)


def test_a_third_party_has_no_win_set(stockholm):
    elsewhere = stockholm.replace({"parties.china.country": "Japan"})
    negotiation = NegotiationModel(elsewhere, seed=6, worlds=2)
    with pytest.raises(ArgumentError, match="china signs no packages"):
        negotiation.parties[negotiation.game.party("china")].win_set()


def test_numbers_in_force_are_those_of_the_coming_round(stockholm):
    """An intervention of round 1 counts as soon as round 0 is over, and no sooner."""
    scaled = stockholm.intervene(
        {"at": 1, "kind": "scale", "target": "payoffs.united_states.alliance_backing", "value": 0}
    )
    values = {}
    for name, scenario in (("plain", stockholm), ("scaled", scaled)):
        negotiation = NegotiationModel(scenario, seed=6, worlds=4)
        party = negotiation.parties[negotiation.game.party("united_states")]
        before = party.backing_value()
        negotiation.step()
        values[name] = (before, party.backing_value())
    np.testing.assert_array_equal(values["plain"][0], values["scaled"][0])
    assert (values["plain"][1] > values["scaled"][1]).all()


def test_the_logistic_of_the_margin_is_what_the_default_public_says(stockholm):
    negotiation = NegotiationModel(stockholm, seed=6, worlds=3)
    party = negotiation.game.party("japan")
    japan = negotiation.parties[party]
    rows = japan.rows
    game, payoffs = negotiation.game, table_payoffs(rows, japan.reactors, rows.positions(), 1)
    noise = japan.rows.parameters.noise(negotiation.game.ratifiers[party])[:, None]
    expected = logistic_of(payoffs.packages.margin[:, list(game.ratifiers).index(party)] / noise)
    np.testing.assert_allclose(japan.ratification_probability(), expected, rtol=1e-12)


def test_a_misspelt_question_gets_a_suggestion(stockholm):
    japan = NegotiationModel(stockholm, seed=6, worlds=3).parties["japan"]
    with pytest.raises(AttributeError, match=r'japan has no "winset"\. Did you mean "win_set"'):
        japan.winset  # noqa: B018
    # What a question itself lacks is not told as if the question were missing.
    broken = type("Broken", (Japan,), {"asks": property(lambda self: self.model.nothing_here)})
    with pytest.raises(AttributeError, match="nothing_here"):
        NegotiationModel(stockholm, seed=6, worlds=3, seats={"japan": broken}).parties["japan"].asks  # noqa: B018
