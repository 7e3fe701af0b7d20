"""`bargaining given` and `bargaining discover`, on a saved result and on a few worlds."""

from __future__ import annotations

import json
import sys

import pytest

import bargaining as bg
from bargaining.cli.conditions import _fact
from tests.unit.cli.test_compare import short

FEW = ("--worlds", "20", "--workers", "1", "--quiet")


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    outcomes = bg.simulate("stockholm-2014", worlds=120, worlds_per_draw=2, seed=5)
    return outcomes.save(tmp_path_factory.mktemp("saved") / "o.npz")


def test_given_says_what_the_library_says(call, saved):
    facts = ("committee_in_half_year", "not no_settlement", "count(act.nuclear)=0:4")
    quantities = ("--quantity", "E(payoff.japan)", "--quantity", "P(settlement)")
    code, out, err = call("given", str(saved), *facts[::2], *quantities)
    known = bg.given(
        bg.load_outcomes(saved),
        {"committee_in_half_year": True, "count(act.nuclear)": (0, 4)},
        quantities=quantities[1::2],
    )
    assert (code, err) == (0, "")
    assert out.rstrip() == known.table().rstrip()
    code, out, err = call("given", str(saved), *facts[:2], "--json")
    told = json.loads(out)
    assert code == 0
    assert [(one["fact"], one["is"]) for one in told["facts"]] == [
        ("committee_in_half_year", "true"), ("no_settlement", "false"),
    ]  # fmt: skip
    # The file's fact of this name asks whether there is one.
    assert told["quantities"]["P(settlement)"]["given_the_facts"]["value"] == 0.0
    assert told["quantities"]["P(settlement)"]["in_all_worlds"]["value"] > 0.0
    assert told["worlds"] == 120
    assert 0 < told["effective_worlds"] < 120


def test_given_plays_a_scenario_and_takes_what_is_roughly_known(call, tmp_path):
    code, out, _ = call("given", short(tmp_path), "count(act.missile)=1+-2", *FEW)
    assert code == 0
    assert "20 worlds in all" in out
    assert "near 1 ± 2" in out
    assert "a world counts by how near it comes" in " ".join(out.split())


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("first(agreement) <= 3", ("first(agreement) <= 3", True)),
        ("type.japan == sincere", ("type.japan == sincere", True)),
        ("not a", ("a", False)),
        ("a", ("a", True)),
        ("not ever(default)", ("not ever(default)", True)),
        ("n = -1 : 2", ("n", (-1.0, 2.0))),
        ("n=4±0.5", ("n", {"near": 4.0, "error": 0.5})),
        ("n=4+-0.5", ("n", {"near": 4.0, "error": 0.5})),
    ],
)
def test_a_fact_is_read_from_one_argument(text, fact):
    assert _fact(text, {"a"}) == fact


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("given", "ultimatum", "payoff.ann=0.5"), 'lies between two others, "payoff.ann=0:1"'),
        (("given", "ultimatum", "payoff.ann=low:high"), "two things are equal with =="),
        (("given", "ultimatum", "payoff.ann=1:0"), "a pair of numbers in order"),
        (("given", "ultimatum", "payoff.ann"), "is a number: say between which it lies"),
        (("given", "ultimatum", "P(collapse)"), 'write "collapse" for "P(collapse)"'),
        (("given", "ultimatum", "colapse"), 'Did you mean "collapse"?'),
        (("given", "ultimatum", "collapse", "collapse"), "each fact counts once"),
        (("given", "ultimatum", "collapse", "--quantity", "P(setlement)"), '"settlement"?'),
        (("given", "ultimatum", "not ever(agreement)"), "agrees with all facts"),
        (("given", "none.npz", "collapse"), "none.npz"),
        (("discover", "ultimatum", "foo"), 'has no word "foo". Known words:'),
    ],
)
def test_what_is_wrong_is_told_in_words(call, arguments, words):
    code, out, err = call(*arguments, *FEW)
    assert code == 2
    assert words in " ".join(err.split())
    assert out == ""
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("payoff.japan",), "a statement that is so or not"),
        (("ever(agreement) or never(agreement)",), "always happens"),
        (("collapse", "--least-mass", "2"), "--least-mass must be in"),
        (("collapse", "--boxes", "0"), "--boxes must be a whole number"),
        (("collapse", "--path", "parties.japan.hurdel"), 'Did you mean "parties.japan.hurdle"?'),
    ],
)
def test_what_cannot_be_discovered_is_told_in_words(call, saved, arguments, words):
    code, out, err = call("discover", str(saved), *arguments)
    assert (code, out) == (2, "")
    assert words in " ".join(err.split())


def test_without_the_package_nothing_is_played(call, engine, monkeypatch):
    monkeypatch.setitem(sys.modules, "ema_workbench", None)
    monkeypatch.setattr("bargaining.cli.conditions.find_spec", lambda name: None)
    code, _, err = call("discover", "ultimatum", "collapse")
    assert code == 2
    assert 'pip install "bargaining[discover]"' in " ".join(err.split())
    assert engine.calls == []


def test_nothing_is_played_for_what_cannot_be_asked(call, engine):
    for arguments in (("given", "ultimatum", "foo"), ("discover", "ultimatum", "foo"),
                      ("given", "ultimatum", "collapse", "--quantity", "P(foo)")):  # fmt: skip
        assert call(*arguments, *FEW)[0] == 2
    assert engine.calls == []


def test_stopped_it_says_nothing_of_some_worlds(call, engine):
    engine.trouble[0] = KeyboardInterrupt()
    code, out, err = call("given", "ultimatum", "collapse", *FEW)
    assert (code, out) == (130, "")
    assert "nothing is said of worlds that were not all played" in " ".join(err.split())


def test_discover_says_what_the_library_says(call, saved):
    pytest.importorskip("ema_workbench")
    options = ("--path", "parties.japan.hurdle", "--path", "parties.north_korea.belief")
    code, out, err = call("discover", str(saved), "stalemate", *options, "--least-mass", "0.3")
    paths = [*options[1::2]]
    found = bg.discover(bg.load_outcomes(saved), "stalemate", paths=paths, least_mass=0.3)
    assert (code, err) == (0, "")
    assert out.rstrip() == found.table().rstrip()
    code, out, _ = call("discover", str(saved), "stalemate", *options, "--json")
    told = json.loads(out)
    assert (code, told["event"], told["measured_draws"]) == (0, "stalemate", 30)
    assert all({*box["limits"]} <= {*paths} for box in told["boxes"])
