"""What packages are worth: by hand, and as the engine pays for them."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine.package_values import value_packages
from bargaining.errors import ArgumentError, ScenarioError
from bargaining.parties import Party
from bargaining.scenario import loads

PAGE = Path(__file__).resolve().parents[3] / "docs" / "scenario-files.md"


class Random(Party):
    """Offers anything, and takes an offer in three rounds of ten."""

    def propose(self, view):
        return np.full((view.n, view.passing + 1), 1 / (view.passing + 1))

    def respond(self, view):
        return np.full(view.n, 0.3)


@pytest.fixture(scope="module")
def harbours():
    """Two towns, whose conditions and types matter, with numbers that are not drawn."""
    page = re.search(r"^```toml\n(.*?)^```", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert page is not None
    return loads(page.group(1)).replace({"settings.spread": 0})


def test_values_by_hand(harbours):
    values = value_packages(harbours)
    assert values.principals == ("north_harbour", "south_harbour")
    assert values.issues == ("fishing_days", "moorings")
    assert values.rungs.tolist() == [[a, b] for a in range(3) for b in range(3)]
    # April: storms one month in ten. The whole week against both quays; then half of each.
    north, south = values.value[0, :, 8]
    assert north == pytest.approx(0.6 + 0.4 * 0.1 - 0.3, abs=1e-15)
    assert south == pytest.approx(0.8 - 0.4, abs=1e-15)
    north, south = values.value[0, :, 4]
    assert north == pytest.approx(0.5 * (0.6 + 0.4 * 0.1 - 0.3), abs=1e-15)
    assert south == pytest.approx(0.4 - 0.4 * 0.25, abs=1e-15)
    assert values.feasible[0].tolist() == [False] + [True] * 8
    assert values.disagreement.tolist() == [[0.0, 0.0]]
    assert values.package_of(np.array([[0, 0], [2, 1], [2, 2]])).tolist() == [0, 7, 8]


def test_the_start_is_that_of_round_0_with_what_is_in_force(harbours):
    gift = value_packages(harbours.intervene("gift"))
    # Two days stand already: no package names less, and what names less is worth the two days.
    assert gift.feasible[0].tolist() == [False] * 3 + [False] + [True] * 5
    np.testing.assert_array_equal(gift.value[0, :, :3], gift.value[0, :, 3:6])
    assert gift.disagreement[0, 1] == pytest.approx(0.4)
    october = value_packages(harbours.replace({"scenario.start": date(2024, 10, 1)}))
    assert october.value[0, 0, 8] == pytest.approx(0.6 + 0.4 * 0.8 - 0.3)
    weight = {"at": 0, "kind": "scale", "target": "payoffs.north_harbour.moorings", "value": 2}
    doubled = value_packages(harbours.intervene(weight))
    assert doubled.value[0, 0, 2] == pytest.approx(1.2 + 0.04)


def test_menu_rules_and_the_empty_package_count(harbours):
    rule = {"at": 0, "kind": "menu", "target": "fishing_days", "value": "moorings"}
    ruled = value_packages(harbours.intervene(rule))
    assert [r.tolist() for r in ruled.rungs[ruled.feasible[0]]] == [
        [0, 1], [0, 2], [1, 1], [1, 2], [2, 2]
    ]  # fmt: skip
    empty = value_packages(harbours.replace({"table.menu.empty_package": True}))
    assert empty.feasible.all()
    assert empty.value[0, :, 0].tolist() == [0.0, 0.0]


def test_types_count_at_public_belief():
    """The crisis of two-types pays a strong Bob more once talks are broken."""
    scenario = bg.load("two-types")
    values = value_packages(scenario)
    belief = scenario.parties["bob"].belief.value
    terms = scenario.payoffs["bob"]
    weak = terms["talks_broken"].value
    more = terms["talks_broken * type.bob"].value
    assert values.breakdown[0, 1] == pytest.approx(weak + belief * more)
    assert values.disagreement[0, 1] == 0


@pytest.mark.parametrize("name", ["rubinstein", "breakdown"])
def test_the_engine_pays_what_a_package_is_worth(name):
    scenario = bg.load(name).replace({"settings.spread": 0.3, "settings.rounds": 6})
    names = scenario.table.principals
    seats = dict.fromkeys(names, Random)
    outcomes = bg.simulate(scenario, worlds=60, worlds_per_draw=4, seed=9, seats=seats)
    values = value_packages(scenario, worlds=60, worlds_per_draw=4, seed=9)
    signed = outcomes.rung[:, :, 0] > 0
    worlds = np.flatnonzero(signed.any(axis=1))
    assert len(worlds) > 20
    rounds = signed[worlds].argmax(axis=1)
    package = values.package_of(outcomes.offer[worlds, rounds])
    np.testing.assert_allclose(
        outcomes.flow[worlds, rounds], values.value[worlds, :, package], rtol=0, atol=1e-15
    )
    talking = outcomes.at_table[:, 0]
    np.testing.assert_array_equal(outcomes.flow[talking, 0], values.at_table[talking])
    broken = outcomes.talks_broken[:, -1]
    np.testing.assert_array_equal(outcomes.flow[broken, -1], values.breakdown[broken])
    assert broken.any() == (name == "breakdown")
    assert len(np.unique(values.value[:, 0, 100])) == 15


def test_worlds_are_those_of_a_run_whatever_their_number():
    whole = value_packages("stockholm-2014", worlds=50, worlds_per_draw=7, seed=2)
    part = value_packages("stockholm-2014", worlds=9, first_world=33, worlds_per_draw=7, seed=2)
    for field in ("value", "feasible", "disagreement", "breakdown", "at_table"):
        np.testing.assert_array_equal(getattr(part, field), getattr(whole, field)[33:42])
    assert len(np.unique(whole.value[:, 0, 5])) == 8


def test_arguments_out_of_range_are_refused():
    for arguments in ({"worlds": 0}, {"seed": 0.5}, {"worlds_per_draw": 0}, {"first_world": -1}):
        with pytest.raises(ArgumentError, match=next(iter(arguments))):
            value_packages("rubinstein", **arguments)
    with pytest.raises(ScenarioError):
        value_packages("no-such-scenario")
