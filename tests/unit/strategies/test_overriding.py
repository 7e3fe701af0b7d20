"""Each decision overridden: on arrays in a subclass, and for one world through the adapter."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine.recorder import AXES
from bargaining.engine.seats import seat_of
from bargaining.errors import ArgumentError, StrategyError
from bargaining.parties import Party
from bargaining.strategies import OneWorld, Strategy
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from tests.unit.scenario.samples import MINIMAL
from tests.unit.strategies.rules import IN_ONE_WORLD, ON_ARRAYS, SEATS, StepInOneWorld

WORLDS, ROUNDS, SEED = 12, 4, 3


@pytest.fixture(scope="module")
def scenario():
    # Talks that often break down, so that every decision is taken.
    return bg.load(str(MINIMAL)).replace(
        {
            "settings.rounds": ROUNDS,
            "table.deadline": None,
            "table.due": 2,
            "table.lapse": 3,
            "table.breakdown_probability": 0.5,
        }
    )


def played(scenario, seats=None, **more):
    return bg.simulate(scenario, worlds=WORLDS, worlds_per_draw=4, seed=SEED, seats=seats, **more)


def same(one, other):
    return {
        name
        for name in AXES
        if np.array_equal(one[name], other[name], equal_nan=one[name].dtype.kind == "f")
    }


@pytest.fixture(scope="module")
def default(scenario):
    return played(scenario)


@pytest.mark.parametrize("decision", list(SEATS))
def test_arrays_and_one_world_give_the_same_bits(scenario, default, decision):
    party = SEATS[decision]
    on_arrays = played(scenario, {party: ON_ARRAYS[decision]})
    in_one_world = played(scenario, {party: OneWorld(IN_ONE_WORLD[decision])})
    assert same(on_arrays, in_one_world) == set(AXES)
    assert same(on_arrays, default) != set(AXES), "the rule changes nothing"


@pytest.mark.parametrize("decision", list(SEATS))
def test_rules_do_not_depend_on_the_batch(scenario, decision):
    seats = {SEATS[decision]: ON_ARRAYS[decision]}
    assert same(played(scenario, seats), played(scenario, seats, batch=5)) == set(AXES)


def test_a_single_function_will_do(scenario):
    held = played(scenario, {"west": OneWorld(choose_step=lambda view: "hold")}).step
    assert not held[:, :, scenario_issue(scenario, "relief")].any()


def scenario_issue(scenario, name):
    return list(scenario.issues).index(name)


def test_types_are_learnt_from_what_both_would_have_done(scenario):
    """A step that only type 1 takes settles the belief for good; nothing else is learnt."""

    class Telling:
        def choose_step(self, view):
            return ("restraint", +1) if view.type == 1 else "hold"

    quiet = scenario.replace({"acts.test.window.probability": 0})
    outcomes = played(quiet, {"east": OneWorld(Telling())})
    first = outcomes.belief[:, 0, 0]
    np.testing.assert_array_equal(first, outcomes.party_type[:, 0, 0])
    assert set(first) == {0.0, 1.0}


def test_a_step_that_does_not_exist_is_held_and_tells_nothing(scenario):
    """Both types hold on a full ladder, though one of them says otherwise."""

    class Pushing:
        def choose_step(self, view):
            return ("restraint", +1) if view.type == 1 else "hold"

    at_the_top = scenario.replace({"issues.restraint.initial": 1, "table.open_at_start": False,
                                   "table.may_open": False,
                                   "acts.test.window.probability": 0,
                                   "parties.east.turnover": 0})  # fmt: skip
    belief = played(at_the_top, {"east": OneWorld(Pushing())}).belief
    assert (belief == belief[:, :1]).all()


def test_what_a_rule_leaves_open_its_fallback_decides(scenario, default):
    class Nothing(Strategy):
        pass

    rule = OneWorld(choose_act=lambda view: False)
    assert rule.decides == ("choose_act",)
    acted = played(scenario, {"east": rule})
    assert not acted.act.any()
    assert default.act.any()
    with pytest.raises(StrategyError, match=r"Nothing does not decide `\w+`; derive from bg.Quan"):
        played(scenario, {"east": OneWorld(choose_act=lambda view: False, fallback=Nothing())})


def test_a_rule_that_decides_nothing_is_refused():
    with pytest.raises(ArgumentError, match=r"object decides nothing; .*choose_step"):
        OneWorld(object())
    with pytest.raises(ArgumentError, match=r'no decision "chose_step".*"choose_step"'):
        OneWorld(chose_step=lambda view: "hold")


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("respnd", "respond"),
        ("chooseStep", "choose_step"),
        ("walkout", "walk_out"),
        ("ratifiy", "ratify"),
        ("proposes", "propose"),
    ],
)
def test_a_misspelt_decision_is_refused(slip, meant):
    def decide(self, view):
        return True

    said = rf'Odd.{slip} is no decision. Did you mean "{meant}"'
    for base in (Party, bg.Japan, bg.QuantalResponse, Strategy):
        odd = type("Odd", (base,), {slip: decide})
        for seat in (odd, type("Heir", (odd,), {})):
            with pytest.raises(StrategyError, match=said):
                seat_of(seat)
    with pytest.raises(StrategyError, match=said):
        seat_of(type("Odd", (bg.QuantalResponse,), {slip: decide})())
    with pytest.raises(StrategyError, match=said):
        bg.simulate(str(MINIMAL), worlds=1, seats={"west": type("Odd", (Party,), {slip: decide})})
    with pytest.raises(ArgumentError, match=said):
        OneWorld(type("Odd", (), {slip: decide, "open_talks": decide}))
    with pytest.raises(ArgumentError, match=said):
        OneWorld(type("Odd", (), {slip: decide}))
    # So is the strategy that decides what a rule leaves open.
    with pytest.raises(StrategyError, match=said):
        seat_of(OneWorld(respond=decide, fallback=type("Odd", (Strategy,), {slip: decide})()))


def test_helpers_with_other_names_are_let_be():
    def helper(self, *arguments):
        return None

    names = ("proposal", "reaction", "_respnd", "step", "stake", "retract", "acts")
    body = dict.fromkeys(names, helper)
    seat_of(type("Fine", (Party,), body))
    seat_of(type("Fine", (Strategy,), body))
    OneWorld(type("Fine", (), {**body, "respond": helper}))
    # Beside the decision itself a like name is a helper of it.
    seat_of(type("Fine", (Party,), {"respond": helper, "responds": helper}))
    # A value is no method.
    seat_of(type("Fine", (Party,), {"respnd": 3}))


def test_what_cannot_be_called_is_no_rule():
    with pytest.raises(ArgumentError, match=r"choose_step must be a function .*got 'hold'"):
        OneWorld(choose_step="hold")
    with pytest.raises(ArgumentError, match=r"Odd.respond must be a function"):
        OneWorld(type("Odd", (), {"respond": True}))
    with pytest.raises(ArgumentError, match=r"fallback must be a strategy; got 'hold'"):
        OneWorld(choose_step=lambda view: "hold", fallback="hold")


@pytest.mark.parametrize("decision", ["choose_step", "react", "propose", "ratify"])
def test_a_bare_strategy_says_what_it_does_not_decide(decision):
    class Bare(Strategy):
        pass

    with pytest.raises(StrategyError, match=f"^Bare does not decide `{decision}`; "):
        getattr(Bare(), decision)(None)


def test_an_issue_that_an_offer_does_not_name_gets_a_suggestion(scenario):
    seen = []

    def respond(view):
        seen.append(dict(view.offer))
        return view.offer["releif"] > 0

    with pytest.raises(ArgumentError, match=r'no issue "releif" .*Did you mean "relief"'):
        bg.simulate(scenario, worlds=40, seed=SEED, seats={"east": OneWorld(respond=respond)})
    assert "relief" in seen[0]


def answering(decision, answer):
    """Return a Party that answers one decision with something fixed, or made from the view."""

    def decide(self, view):
        return answer(view) if callable(answer) else answer

    return type("Stubborn", (Party,), {decision: decide})


def alike(reaction, value):
    shape = (reaction.rows.n,) + (1,) * (reaction.situation.axes - 1) + (3,)
    return np.full(shape, value)


BAD_ON_ARRAYS = [
    ("choose_step", "hold", r"must return numbers.*'hold'"),
    ("choose_step", None, r"must return numbers.*NoneType"),
    ("choose_step", np.zeros(3, dtype=int), r"one answer per world.*shape \(3,\)"),
    ("choose_step", lambda v: np.full(v.n, 17), r"option from 0 to 4; got 17$"),
    ("choose_step", lambda v: np.full((v.n, 5), 0.3), r"sum to 1; got sums of 1.5$"),
    ("choose_step", lambda v: np.full((v.n, 4), 0.25), r"shape \(12, 5\) or \(12, type, 5\)"),
    ("choose_act", lambda v: np.full(v.n, np.nan), r"from 0 to 1; got NaN"),
    ("open_talks", lambda v: np.full(v.n, 1.2), r"from 0 to 1; got 1.2$"),
    ("walk_out", lambda v: np.full(v.n, -0.2), r"from 0 to 1; got -0.2"),
    ("propose", lambda v: np.full(v.n, 99), r"option from 0 to 9; got 99"),
    ("respond", True, r"one answer per world"),
    ("ratify", lambda v: np.full(v.n, 2.0), r"from 0 to 1; got 2"),
    ("react", lambda r: np.zeros(r.rows.n), r"over \(row, \*cells, option\), \d axes"),
    ("react", lambda r: alike(r, 0.5), r"sum to 1; got sums of 1.5"),
    ("react", lambda r: alike(r, np.nan), r"from 0 to 1; got some that are not"),
]


@pytest.mark.parametrize(("decision", "answer", "said"), BAD_ON_ARRAYS)
def test_a_bad_answer_is_named_with_party_and_decision(scenario, decision, answer, said):
    party = SEATS[decision]
    with pytest.raises(StrategyError, match=said) as caught:
        played(scenario, {party: answering(decision, answer)})
    assert re.search(rf", round \d+: Stubborn\.{decision} \({party}\)", str(caught.value))


BAD_IN_ONE_WORLD = [
    ("choose_step", "up", r"one of 'hold', \('news', 1\), .*got 'up'"),
    ("choose_step", ("relief", 1), r"got \('relief', 1\)"),
    ("choose_step", {"hold": 0.4}, r"sum to 1; got 0.4"),
    ("choose_step", {"hold": 2}, r"for 'hold', must return .* probability .*got 2"),
    ("choose_act", "yes", r"True, False or a probability from 0 to 1; got 'yes'"),
    ("open_talks", 3, r"got 3"),
    ("walk_out", None, r"got None"),
    ("propose", {"peace": 1}, r"\"peace\" is not on the menu.*relief, news"),
    ("propose", {"news": 9}, r"news has rungs 0 to 2; got 9"),
    ("propose", {"news": 0.5}, r"number of a rung; got 0.5"),
    ("propose", "all", r"dict of issue to rung number.*got 'all'"),
    ("respond", float("nan"), r"got nan"),
    ("ratify", 1.01, r"got 1.01"),
    ("react", "away", r"one of 'hold', \('relief', 1\), \('relief', -1\)"),
]


@pytest.mark.parametrize(("decision", "answer", "said"), BAD_IN_ONE_WORLD)
def test_a_bad_answer_for_one_world_is_named_too(scenario, decision, answer, said):
    class Odd:
        pass

    setattr(Odd, decision, lambda self, view: answer)
    party = SEATS[decision]
    with pytest.raises(StrategyError, match=said) as caught:
        played(scenario, {party: OneWorld(Odd)})
    assert re.search(rf", round \d+: Odd\.{decision} \({party}\)", str(caught.value))


def test_mixtures_of_offers_and_packages_in_part(scenario):
    """An issue left out stays where it is; a mixture is drawn from."""

    class Mixing:
        def propose(self, view):
            top = {"relief": 2}
            assert view.number(top) == view.number({"relief": 2, "news": view.rung("news")})
            return [(top, 0.5), (None, 0.5)]

    scenario = scenario.replace({"settings.rounds": 1})
    outcomes = bg.simulate(scenario, worlds=200, seed=SEED, seats={"east": OneWorld(Mixing)})
    sat = outcomes.sat[:, 0] & (outcomes.proposer[:, 0] == 0)
    offered = outcomes.offer[sat, 0, 0] == 2
    assert offered.mean() == pytest.approx(0.5, abs=4 * np.sqrt(0.25 / sat.sum()))


def test_a_history_with_a_rule_for_one_world_can_be_told(scenario):
    outcomes = played(scenario, {"east": OneWorld(StepInOneWorld)})
    assert outcomes.transcript(world=3)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda log: log * np.nan, r"that sum to 1; got sums of nan"),
        (np.zeros_like, r"that sum to 1; got sums of 3"),
        (lambda log: log.tolist()[:1], r"odds of shape \(4, type, 3\); got \(1, "),
        (lambda log: [[0.0], [0.0, 0.0]], r"for each world; got rows of different lengths"),
    ],
)
def test_log_probabilities_of_a_users_own_are_checked(change, said):
    class Mine(bg.Equilibrium):
        def choose_step(self, view):
            return ChoiceProbabilities(change(super().choose_step(view).log))

    with pytest.raises(
        StrategyError,
        match=rf"^worlds? 0 .*round 0: Mine\.choose_step \(japan\) must give .*{said}",
    ):
        bg.simulate("stockholm-2014", worlds=4, seats={"japan": Mine()})


def test_log_probabilities_passed_on_are_the_same_play():
    class Mine(bg.Equilibrium):
        def choose_step(self, view):
            return ChoiceProbabilities(super().choose_step(view).log)

    runs = [bg.simulate("trust", worlds=6, seats={"ann": one()}) for one in (Mine, bg.Equilibrium)]
    for name in ("rung", "payoff"):
        assert np.array_equal(*(run[name] for run in runs))
