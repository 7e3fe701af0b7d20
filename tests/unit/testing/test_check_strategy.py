"""Every wrong strategy is found out, for what it does and nothing else; every sound one passes."""

from __future__ import annotations

import random
import re

import numpy as np
import pytest

import bargaining as bg
from bargaining.errors import ArgumentError, StrategyError
from bargaining.strategies import CATALOGUE
from bargaining.testing import StrategyContract, check_strategy
from bargaining.testing.report import KINDS
from tests.unit.testing import zoo


def first_of_their_kind():
    """Leave those that are wrong like one before, in the same decision, to the slow tests."""
    met = set()
    for one in zoo.WRONG:
        marks = pytest.mark.slow if one[1:3] in met and one[1] != "made" else ()
        met.add(one[1:3])
        yield pytest.param(*one, marks=marks, id=getattr(one[0], "__name__", str(one[0])))


@pytest.mark.parametrize(("strategy", "kind", "decision", "words"), [*first_of_their_kind()])
def test_a_wrong_strategy_is_found_out(strategy, kind, decision, words):
    report = check_strategy(strategy)
    assert [(found.kind, found.decision) for found in report.problems] == [(kind, decision)]
    message = report.problems[0].message
    for word in words:
        assert any(part in message for part in word.split("|")), message
    with pytest.raises(StrategyError) as raised:
        report.raise_for_problems()
    assert str(raised.value) == str(report)


def test_every_kind_of_problem_is_in_the_zoo():
    problems = set(KINDS) - {"slow", "unused"}
    assert {kind for _, kind, _, _ in zoo.WRONG} == problems


# What each of the others does is tested in `tests/unit/strategies`, in every decision.
TRIED = ("equilibrium", "hold_firm", "scripted", "time_dependent")


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param(one, id=one.name, marks=() if one.name in TRIED else pytest.mark.slow)
        for one in CATALOGUE
    ],
)
def test_every_strategy_of_the_catalogue_is_sound(entry):
    report = check_strategy(entry.make())
    assert report.findings == ()
    report.raise_for_problems()
    assert "no problems" in str(report)


@pytest.mark.parametrize("strategy", [zoo.Sober, zoo.Sober(), zoo.BLUNT, bg.Party])
def test_what_is_sound_has_no_problems(strategy):
    assert check_strategy(strategy).problems == ()


def test_loops_over_worlds_are_noted_and_other_loops_are_not():
    assert [note.kind for note in check_strategy(zoo.Loops).notes] == ["slow"]
    assert check_strategy(zoo.Sober).notes == ()
    assert "slow" in {note.kind for note in check_strategy(zoo.BLUNT).notes}


def test_a_name_that_nobody_calls_is_noted():
    (note,) = check_strategy(zoo.Misnamed).notes
    assert (note.decision, note.kind) == ("accept", "unused")
    assert "`respond`" in note.message


def test_all_problems_are_told_at_once():
    class Much(bg.UniformRandom):
        def respond(self, view):
            return np.full(view.n, 3.0)

        def walk_out(self, view):
            return view.level("nothing")

        def choose_step(self, view):
            self.calls = getattr(self, "calls", 0) + view._rows.n
            return super().choose_step(view)

    report = check_strategy(Much)
    found = {(finding.kind, finding.decision) for finding in report.problems}
    assert found == {
        ("answer", "respond"),
        ("answer", "walk_out"),
        ("peeking", "choose_step"),
        ("memory", "choose_step"),
    }
    lines = str(report).splitlines()
    assert lines[0] == "Much: 4 problems (checked in the scenario practice)"
    assert max(map(len, lines)) <= 88


def test_a_country_is_checked_in_its_own_scenario():
    class Easing(bg.Japan):
        def choose_step(self, view):
            usual = super().choose_step(view)
            easing = np.array([direction > 0 for _, direction in view.options])
            waiting = view.level("abductee_information") < 0.5
            return usual.without(waiting[:, None] & easing, instead=0)

    report = check_strategy(Easing)
    assert report.scenario == "stockholm-2014"
    assert report.problems == ()


def test_a_country_may_ask_its_own_questions_in_a_decision():
    class Asking(bg.NorthKorea):
        def walk_out(self, view):
            return super().walk_out(view) if self.value_of_talks().size else None

    assert check_strategy(Asking).problems == ()


def test_scenario_and_party_can_be_chosen():
    pie = bg.load("ultimatum")
    report = check_strategy(zoo.OtherGround, pie, party="bob")
    assert (report.scenario, report.problems) == ("ultimatum", ())
    assert [note.kind for note in check_strategy(zoo.OtherGround, pie, party="ann").notes] == [
        "unused"
    ]
    with pytest.raises(ArgumentError, match=re.escape('no party "bobb". Did you mean "bob"?')):
        check_strategy(zoo.OtherGround, "ultimatum", party="bobb")


def test_a_misspelt_decision_of_a_foreign_class_is_told():
    class Foreign:
        def proposes(self, view):
            return None

    messages = [str(problem) for problem in check_strategy(Foreign).problems]
    assert 'proposes: is no decision. Did you mean "propose"?' in messages


def test_the_check_leaves_global_luck_as_it_was():
    np.random.seed(5)  # noqa: NPY002
    random.seed(5)
    before = np.random.get_state()[1].tolist(), random.getstate()  # noqa: NPY002
    check_strategy(zoo.GlobalNumpy)
    check_strategy(zoo.GlobalRandom)
    assert (np.random.get_state()[1].tolist(), random.getstate()) == before  # noqa: NPY002


class TestContractOfASoundOne(StrategyContract):
    strategy = zoo.Sober


def test_the_contract_fails_where_the_check_finds_something():
    class Tests(StrategyContract):
        strategy = zoo.Range

    tests = Tests()
    tests.test_it_remembers_nothing()
    with pytest.raises(AssertionError, match="respond: must give probabilities from 0 to 1"):
        tests.test_answers_can_be_used()


def test_a_name_of_the_catalogue_will_do():
    assert not check_strategy("zeuthen").problems
    assert check_strategy("zeuten").problems


def test_after_a_misspelt_decision_the_others_are_still_looked_at():
    class Slips(bg.UniformRandom):
        def proposes(self, view):
            return None

        def walkout(self, view):
            return None

        def choose_step(self, view):
            return ["hold"] * view.n

        def respond(self, view):
            return view.value_if_agred > 0

    messages = [str(one) for one in check_strategy(Slips).problems]
    assert [message.split()[0] for message in messages[:2]] == ["Slips.proposes", "Slips.walkout"]
    step, respond = sorted(messages[2:])
    # Cut between words, and no hint twice.
    assert re.search(r"got list: \['hold', ('hold', )+'hold', …\.$", step), step
    assert respond.count('Did you mean "value_if_agreed"?') == 1


def test_two_messages_of_numpy_say_what_to_do_and_what_failed_is_told_once():
    class Widely(bg.UniformRandom):
        def respond(self, view):
            return np.zeros((view.n, 2)) + np.zeros(view.n) > 0

        def propose(self, view):
            return 0 if view.condition("heat") > 0 else 1

    told = {one.decision: one.message for one in check_strategy(Widely).problems}
    assert set(told) == {"respond", "propose"}  # not that it plays otherwise when alone
    assert "needs [:, None]" in told["respond"]
    assert "use np.where, or bg.OneWorld" in told["propose"]
