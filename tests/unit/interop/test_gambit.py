"""Games for Gambit: read back by an independent reader, solved, and held against theory."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import bargaining as bg
from bargaining.engine.package_values import value_packages
from bargaining.errors import ArgumentError
from bargaining.interop import read_genius, write_efg, write_nfg
from bargaining.interop.gambit import count_nodes, decimal, quoted
from bargaining.scenario import loads
from bargaining.scenario.library import path as library_path
from bargaining.theory import solve_breakdown, solve_stahl
from tests.unit.interop.domains import HARBOUR, with_term
from tests.unit.interop.gambit_games import read_nfg, solve_efg

HALF = dict.fromkeys(("parties.ann.discount_factor", "parties.bob.discount_factor"), 0.5)


def pie(name, steps, changes=None, *, empty=True):
    """Return a classroom pie cut into so many steps, an offer of nothing among them."""
    levels = [k / steps for k in range(steps + 1)]
    menu = {"table.menu.levels": {"share": levels}, "table.menu.empty_package": empty}
    return bg.load(name).replace({**menu, **(changes or {})})


@pytest.mark.parametrize("rounds", [1, 2, 3])
def test_the_tree_of_a_deadline_solves_to_stahls_split(tmp_path, rounds):
    """With d = 1/2 and a pie of eight slices Ståhl's shares are whole slices: 8, 4, 6."""
    scenario = pie("deadline", 8, {**HALF, "table.deadline": rounds})
    file = write_efg(scenario, tmp_path / "game.efg")
    worth, path, count = solve_efg(file.read_text("utf-8"))
    split = solve_stahl(rounds, 0.5)
    assert list(map(float, worth)) == [float(split.proposer), float(split.responder)]
    assert path[1:] == ["accept"]
    assert count == count_nodes(9, rounds)


@pytest.mark.slow
def test_the_risk_of_breakdown_is_a_move_of_chance(tmp_path):
    """As rounds are added the first share closes in on that of talks without end.

    A step of the pie is 1/20, and rounding adds up to a step over the chance of another round.
    """
    changes = {"table.breakdown_probability": 0.5}
    split = solve_breakdown(0.5, 0.1, 0.3)
    shares = []
    for rounds in (1, 2, 3):
        scenario = pie("breakdown", 20, changes)
        file = write_efg(scenario, tmp_path / "game.efg", rounds=rounds)
        (ann, bob), path, count = solve_efg(file.read_text("utf-8"))
        assert path[-1] == "accept"
        assert ann + bob == 1
        assert count == count_nodes(21, rounds, breakdown=True)
        shares.append(float(ann))
    errors = [abs(share - float(split.proposer)) for share in shares]
    assert errors[2] < 0.05 / 0.5
    assert errors[2] < errors[0]


def test_a_tree_discounts_and_pays_for_the_time_at_the_table(tmp_path):
    """One package, two rounds: the payoffs of the ends by hand."""
    text = library_path("rubinstein").read_text("utf-8")
    scenario = loads(with_term(text, "ann", "at_table", 0.2))
    scenario = scenario.replace({"table.menu.levels": {"share": [1.0]}})
    tree = write_efg(scenario, tmp_path / "game.efg", rounds=2).read_text("utf-8")
    ends = [line.replace(",", "").split() for line in tree.splitlines() if line.startswith("t")]
    found = [(line[2], float(line[-3]), float(line[-2])) for line in ends]
    talked = (1 - 0.9) * 0.2
    twice = (1 - 0.81) * 0.2
    expected = [
        ("1", 0.0, 1.0),  # taken at once
        ("3", talked, 0.9),  # refused, then taken
        ("5", twice, 0.0),  # refused twice
        ("5", twice, 0.0),  # refused, then no offer
        ("3", talked, 0.9),  # no offer, then taken
        ("5", twice, 0.0),  # no offer, then refused
        ("5", twice, 0.0),  # no offer twice
    ]
    assert [one[0] for one in found] == [one[0] for one in expected]
    np.testing.assert_allclose([one[1:] for one in found], [one[1:] for one in expected])


@pytest.mark.parametrize(
    ("name", "changes", "rounds", "said"),
    [
        ("rubinstein", {}, None, "no deadline"),
        ("rubinstein", {}, 0, "at least 1"),
        ("rubinstein", {}, 2.0, "whole number"),
        ("rubinstein", {}, True, "whole number"),
        ("rubinstein", {}, 3, "200 packages over 3 rounds has 24,402,404 nodes"),
        ("rubinstein", {}, 30, r"about 10\^69 nodes"),
        ("outside-option", {}, 2, "opt_out"),
        ("two-types", {}, 2, "opt_out"),
        ("stockholm-2014", {}, 2, "ratifier"),
        ("trust", {}, 2, "parties.bob.belief"),
        ("deadline", {"table.proposer": "random"}, 2, "at random"),
    ],
)
def test_what_a_tree_cannot_hold_is_refused_in_words(tmp_path, name, changes, rounds, said):
    even = {"value": 0.5, "source": "assumed", "why": "Heads or tails, for a test."}
    if changes:
        tails = {**even, "why": "The other side of the coin."}
        changes = {**changes, "table.recognition": {"ann": even, "bob": tails}}
    scenario = bg.load(name).replace(changes)
    with pytest.raises(ArgumentError, match=said):
        write_efg(scenario, tmp_path / "game.efg", rounds=rounds)
    assert not (tmp_path / "game.efg").exists()


def test_nodes_are_counted_as_drawn_by_hand():
    # A proposal, an answer, and the ends of yes, of no, and of no offer.
    assert count_nodes(1, 1) == 5
    assert count_nodes(2, 1) == 1 + 2 * 2 + 3
    assert count_nodes(2, 2) == 1 + 2 * 2 + 3 * 8
    assert count_nodes(2, 2, breakdown=True) == 1 + 2 * 2 + 3 * (2 + 8)


def test_the_demand_game_pays_packages_on_the_diagonal_alone(tmp_path):
    scenario = read_genius(HARBOUR)
    file = write_nfg(scenario, tmp_path / "game.nfg")
    (first, second), cells = read_nfg(file.read_text("utf-8"))
    assert first == second
    assert len(set(first)) == 25
    assert first[-1] == '"no agreement"'
    assert first[0] == '"Berths: outer quay; Fuel: own; Years: 2"'
    # A label's own quotation marks must not end the name.
    assert first[16] == "\"Berths: 'Queen's' dock & crane; Fuel: own; Years: 2\""
    values = value_packages(scenario)
    payoffs = np.array([[[float(v) for v in cell] for cell in row] for row in cells])
    np.testing.assert_array_equal(payoffs[np.arange(24), np.arange(24)], values.value[0].T)
    assert (payoffs[~np.eye(25, dtype=bool)] == values.disagreement[0]).all()
    assert (payoffs[-1, -1] == values.disagreement[0]).all()


def test_a_table_that_is_too_large_is_refused(tmp_path):
    rungs = {"count": 1201, "label": "{percent} to Bob"}
    scenario = bg.load("rubinstein").replace({"issues.share.rungs": rungs})
    with pytest.raises(ArgumentError, match=r"1,200 packages, .* 1,442,401 cells"):
        write_nfg(scenario, tmp_path / "game.nfg")
    assert not (tmp_path / "game.nfg").exists()


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_numbers_keep_all_their_digits_without_an_exponent(value):
    text = decimal(value)
    assert float(text) == value
    assert math.copysign(1, float(text)) == math.copysign(1, value)
    assert set(text) <= set("-0123456789.")


@given(st.text(max_size=20))
def test_quoted_words_end_where_they_should(words):
    text = quoted(words)
    assert text[0] == text[-1] == '"'
    assert not set(text[1:-1]) & {'"', "\\", "\n", "\t"}


def expected_payoffs(profile, game):
    """Return the payoffs of a profile; version 17 of Gambit's Python renames the question."""
    if hasattr(profile, "payoff"):
        return tuple(float(profile.payoff(one)) for one in game.players)
    told = profile.payoffs() if callable(profile.payoffs) else profile.payoffs
    return tuple(float(told[one]) for one in game.players)


def test_gambit_reads_and_solves_the_tree(tmp_path):
    """Its path of logit equilibria ends where backward induction does."""
    gambit = pytest.importorskip("pygambit")
    scenario = pie("deadline", 4, {"table.deadline": 2})
    file = write_efg(scenario, tmp_path / "game.efg")
    worth, _, _ = solve_efg(file.read_text("utf-8"))
    assert list(map(float, worth)) == [0.25, 0.75]
    tree = gambit.read_efg(str(file))
    assert [getattr(player, "label", player) for player in tree.players] == ["Ann", "Bob"]
    result = gambit.nash.logit_solve(tree, use_strategic=False)
    found = result.equilibrium if hasattr(result, "equilibrium") else result.equilibria[0]
    np.testing.assert_allclose(expected_payoffs(found, tree), (0.25, 0.75), atol=1e-4)


def test_gambit_reads_a_tree_with_moves_of_chance(tmp_path):
    gambit = pytest.importorskip("pygambit")
    scenario = pie("breakdown", 4, {"table.breakdown_probability": 0.3}, empty=False)
    tree = gambit.read_efg(str(write_efg(scenario, tmp_path / "game.efg", rounds=2)))
    assert len(tree.players) == 2


def test_gambit_finds_every_package_worth_having_in_the_demand_game(tmp_path):
    gambit = pytest.importorskip("pygambit")
    scenario = read_genius(HARBOUR)
    game = gambit.read_nfg(str(write_nfg(scenario, tmp_path / "game.nfg")))
    values = value_packages(scenario)
    worth = values.value[0].T
    good = (worth >= values.disagreement[0]).all(axis=1)
    assert 0 < good.sum() < 24
    equilibria = gambit.nash.enumpure_solve(game).equilibria
    found = np.array([expected_payoffs(one, game) for one in equilibria])
    # To name different packages, neither worth following the other to, is an equilibrium as well.
    signed = ~(found == values.disagreement[0]).all(axis=1)
    assert signed.sum() == good.sum()
    order = np.lexsort(worth[good].T)
    np.testing.assert_allclose(
        found[signed][np.lexsort(found[signed].T)], worth[good][order], atol=1e-12
    )
