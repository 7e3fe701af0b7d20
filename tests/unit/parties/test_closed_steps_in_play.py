"""A rule about one's own steps in play: kept, expected by others, switched off by `Party`."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine import NegotiationModel
from bargaining.engine.seats import seat_of
from bargaining.errors import ArgumentError, StrategyError
from bargaining.parties import COUNTRIES, Party
from bargaining.views.positions import step_values
from bargaining.views.reaction import steps_of
from tests.properties.play import changed, lively_document
from tests.reference.toy import number, read
from tests.unit.strategies.ladders import ladders

HOW: dict[str, Any] = {"worlds": 60, "worlds_per_draw": 5, "seed": 4}
# Those who give in the toy, and whose steps others reckon with.
GIVERS = {"north": "relief", "south": "restraint", "ally": "backing"}
COMPARED = ("rung", "offer", "response", "belief", "payoff", "act")


def toy() -> bg.Scenario:
    """The toy with turns that cost more and rare moves at indifference."""
    text = lively_document(5)
    for party in GIVERS:
        text["parties"][party] |= {
            "reversal_cost": number(0.5),
            "moves_at_indifference": number(0.2),
        }
    return read(text)


TOY = toy()


@cache
def usual_toy() -> bg.Outcomes:
    return bg.simulate(TOY, **HOW)


def never(issue: str, direction: int) -> type[Party]:
    """A party that never takes one step."""

    class Closing(Party):
        def closed_steps(self, view):
            closed = view.no_step()
            view.close(closed, issue, direction, np.ones(view.n, dtype=bool))
            return closed

    return Closing


@pytest.mark.parametrize(("party", "issue"), GIVERS.items())
@pytest.mark.parametrize(("direction", "word"), [(+1, "up"), (-1, "down")])
def test_a_step_always_closed_is_a_move_that_is_held(party, issue, direction, word):
    """Others know of a move that an intervention holds; they expect the rule to be kept as much."""
    held = changed(TOY, {"at": 0, "until": 5, "kind": "hold", "target": issue, "value": word})
    usual = usual_toy()
    by_rule = bg.simulate(TOY, **HOW, seats={party: never(issue, direction)})
    by_hold = bg.simulate(held, **HOW)
    for name in COMPARED:
        np.testing.assert_array_equal(by_rule[name], by_hold[name], err_msg=name)
    assert any(not np.array_equal(usual[name], by_rule[name]) for name in COMPARED)
    steps = (Ellipsis, list(TOY.issues).index(issue))
    assert (usual.step[steps] == direction).any()
    assert not (by_rule.step[steps] == direction).any()


def test_others_value_their_steps_by_what_the_rule_leaves_open():
    """What Ann's step is worth rests on what Bob is expected to answer."""
    values = []
    for rule in (Party, never("ink", +1)):
        negotiation = NegotiationModel(ladders(rungs=4), seed=1, worlds=3, seats={"bob": rule})
        values.append(step_values(negotiation.rows, 0, negotiation.reactors))
    open_, closed = values
    feasible = np.isfinite(open_)
    # Bob would have given ink, or not; now he is sure not to.
    assert (open_[feasible] != closed[feasible]).any()
    held = ladders(rungs=4).intervene({"at": 0, "kind": "hold", "target": "ink", "value": "up"})
    negotiation = NegotiationModel(held, seed=1, worlds=3)
    np.testing.assert_array_equal(closed, step_values(negotiation.rows, 0, negotiation.reactors))


def test_a_closed_step_does_not_exist_in_the_view():
    seen = []

    class Watching(never("pens", +1)):
        def choose_step(self, view):
            up = view.option("pens", +1)
            seen.append((view.feasible[:, up].copy(), view.values[..., up].copy()))
            # Insisting does not help: what is closed is held.
            return np.full(view.n, up)

    outcomes = bg.simulate(ladders(rungs=4), worlds=6, seed=1, seats={"ann": Watching})
    assert len(seen) == 6
    for feasible, values in seen:
        assert not feasible.any()
        assert (values == -np.inf).all()
    assert (outcomes.rung[..., 0] == 0).all()


def test_moves_at_indifference_are_counted_over_what_is_open():
    scenario = ladders(rungs=4, start=(0.5, 0.5)).replace(
        {"parties.ann.moves_at_indifference": number(0.1)}
    )
    for rule, moves in ((Party, 2), (never("pens", +1), 1)):
        negotiation = NegotiationModel(scenario, seed=1, worlds=2, seats={"ann": rule})
        # No inertia: each open move weighs as much as holding before it is made rare.
        holding = steps_of(negotiation.rows, 0).holding
        np.testing.assert_allclose(holding, np.log(0.9 / 0.1 * moves), rtol=1e-12)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda view: np.zeros(view.n, dtype=bool), r"\(4, 3\), or None; got bool of shape \(4,\)"),
        (lambda view: view.no_step()[:, :-1], r"got bool of shape \(4, 2\)"),
        (lambda view: view.no_step()[:-1], r"got bool of shape \(3, 3\)"),
        (lambda view: view.no_step().astype(float), r"got float64 of shape \(4, 3\)"),
        (lambda view: view.no_step().astype(int), r"got int64 of shape \(4, 3\)"),
        (lambda view: ~view.no_step(), "closes holding, option 0, in 4 rows"),
        (lambda view: "pens", "got <U4 of shape"),
    ],
)
def test_an_answer_of_another_kind_is_refused_in_words(answer, said):
    class Wrong(Party):
        def closed_steps(self, view):
            return answer(view)

    with pytest.raises(StrategyError, match=said) as caught:
        bg.simulate(ladders(), worlds=4, seed=1, seats={"ann": Wrong})
    assert ", round 0: Wrong.closed_steps (ann) " in str(caught.value)


@pytest.mark.parametrize(
    ("slip", "meant"), [("close_steps", "closed_steps"), ("barred_package", "barred_packages")]
)
def test_a_misspelt_rule_is_refused(slip, meant):
    with pytest.raises(StrategyError, match=f'Slip.{slip} is no decision. Did you mean "{meant}"'):
        seat_of(type("Slip", (Party,), {slip: lambda self, view: None}))


@pytest.mark.parametrize("answer", [np.zeros((4, 3), dtype=bool), np.zeros((4, 4)), "pens"])
def test_packages_barred_in_another_shape_are_refused_in_words(answer):
    class Wrong(Party):
        def barred_packages(self, view):
            return answer

    scenario = ladders().replace({"table.open_at_start": True})
    with pytest.raises(StrategyError) as caught:
        bg.simulate(scenario, worlds=4, seed=1, seats={"ann": Wrong})
    said = "Wrong.barred_packages (ann) must give booleans of shape (4, 4), or None"
    assert said in str(caught.value)


@pytest.mark.parametrize("party", ["north", "south"])
def test_a_package_always_barred_is_one_that_the_menu_leaves_out(party):
    """An intervention takes full relief off the menu; a rule of either principal does as much."""

    class Barring(Party):
        def barred_packages(self, view):
            full = view.packages[:, view.menu.index("relief")] == 2
            # Where it stands in full, a package that leaves it so may be signed.
            return full & (view.rung("relief") < 2)[:, None]

    menu = {"menu": {"issues": ["relief", "proof", "restraint"], "levels": {"relief": [0.0, 0.5]}}}
    by_menu = bg.simulate(read(lively_document(5, **menu)), **HOW)
    by_rule = bg.simulate(read(lively_document(5)), **HOW, seats={party: Barring})
    usual = bg.simulate(read(lively_document(5)), **HOW)
    made = usual.offer[..., 0] >= 0
    assert (usual.offer[made][:, 0] == 2).any()
    assert not (by_rule.offer[..., 0] == 2).any()
    for name in ("response", "belief", "payoff"):
        np.testing.assert_allclose(by_rule[name], by_menu[name], atol=1e-9, err_msg=name)
    for name in ("rung", "ending"):
        np.testing.assert_array_equal(by_rule[name], by_menu[name], err_msg=name)


@pytest.fixture(scope="module")
def stockholm() -> bg.Scenario:
    return bg.load("stockholm-2014").replace({"settings.rounds": 6})


FIVE = ("japan", "north_korea", "china", "south_korea", "united_states")


def test_the_general_party_switches_the_countries_rules_off(stockholm):
    def without_rule(country: type[Party]) -> type[Party]:
        class Free(country):
            def closed_steps(self, view):
                return None

            def barred_packages(self, view):
                return None

        return Free

    ruled = bg.simulate(stockholm, **HOW)
    plain = bg.simulate(stockholm, **HOW, seats=dict.fromkeys(FIVE, Party))
    free = bg.simulate(
        stockholm,
        **HOW,
        seats={party: without_rule(COUNTRIES[stockholm.parties[party].country]) for party in FIVE},
    )
    for name in COMPARED:
        np.testing.assert_array_equal(plain[name], free[name], err_msg=name)
    assert not np.array_equal(plain.belief, ruled.belief)


@pytest.mark.slow
@pytest.mark.parametrize("party", FIVE)
def test_each_country_keeps_to_its_rule_and_each_rule_is_felt(stockholm, party):
    closed, taken = [], []

    class Watching(COUNTRIES[stockholm.parties[party].country]):
        def closed_steps(self, view):
            answer = super().closed_steps(view)
            closed.append(answer.copy())
            return answer

        def choose_step(self, view):
            taken.append((closed[-1], view.feasible.copy(), view.options))
            return super().choose_step(view)

    half = stockholm.replace({"settings.rounds": 12})
    how = {**HOW, "worlds": 60, "workers": 1}
    ruled = bg.simulate(half, **how, seats={party: Watching})
    for rule, feasible, options in taken:
        assert not (feasible & rule).any()
        assert rule.shape[1] == len(options)
    assert sum(rule.sum() for rule, _, _ in taken) > 0
    free = bg.simulate(half, **how, seats={party: Party})
    assert not np.array_equal(ruled.rung, free.rung)


def closing(*what: object) -> type[Party]:
    """A party whose rule closes one step, rightly or wrongly said."""

    class Closing(Party):
        def closed_steps(self, view):
            return view.close(view.no_step(), *what)

    return Closing


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (("relif", +1, True), 'no "relif"'),
        (("relief", 2, True), "direction must be +1 or -1; got 2"),
        (("relief", +1, np.ones(3)), "booleans of shape"),
    ],
)
def test_a_step_wrongly_named_is_not_closed_in_silence(what, said):
    with pytest.raises(ArgumentError) as caught:
        bg.simulate(TOY, worlds=4, seed=1, seats={"north": closing(*what)})
    assert said in str(caught.value)


def test_a_step_of_another_party_closes_nothing():
    usual = usual_toy()
    theirs = bg.simulate(TOY, **HOW, seats={"north": closing("restraint", -1, True)})
    np.testing.assert_array_equal(usual["rung"], theirs["rung"])
