"""Boxes of parameters in which something happens more often."""

from __future__ import annotations

import importlib.util

import numpy as np
import pytest

import bargaining as bg

installed = pytest.mark.skipif(
    importlib.util.find_spec("ema_workbench") is None,
    reason='EMA workbench is not installed: pip install "bargaining[discover]"',
)
BELIEF, PATIENCE = "parties.north_korea.belief", "parties.japan.discount_factor"
DRAWS = 120


@pytest.fixture(scope="module")
def played():
    scenario = bg.load("stockholm-2014").replace({"settings.rounds": 2})
    # The type follows the belief; patience has no part in it.
    draw = np.arange(DRAWS)
    rows = {BELIEF: (draw * 37 % DRAWS + 0.5) / DRAWS, PATIENCE: 0.9 + draw * 53 % DRAWS / 2_000}
    return bg.simulate(scenario, parameters=rows, worlds_per_draw=5, seed=3)


@installed
def test_the_number_that_matters_is_found_and_holds_on_other_draws(played):
    found = bg.discover(played, "type.north_korea == sincere", paths=[BELIEF, PATIENCE])
    (box,) = found.boxes
    low, high = box.limits[BELIEF]
    assert low > 0.4
    assert np.isinf(high)
    assert box.holds
    measured = played.draw % 2 == 1
    belief = played.parameters()[BELIEF].to_numpy()[played.draw]
    patience = played.parameters()[PATIENCE].to_numpy()[played.draw]
    ends = box.limits.get(PATIENCE, (-np.inf, np.inf))
    inside = (belief >= low) & (patience >= ends[0]) & (patience <= ends[1])
    sincere = played["party_type"][:, -1, played.labels["typed_party"].index("north_korea")] == 1
    assert box.density.value == pytest.approx(sincere[measured & inside].mean())
    assert box.mass.value == pytest.approx(inside[measured].mean())
    assert box.coverage.value == pytest.approx(inside[measured & sincere].mean())
    assert "Better than noise" in str(found)
    assert BELIEF in [*found.to_frame()["path"]]


@installed
def test_what_does_not_matter_is_told_from_a_finding(played):
    found = bg.discover(played, "type.north_korea == sincere", paths=[PATIENCE])
    assert all(box.searched_density > box.density.value for box in found.boxes)
    assert not any(box.holds for box in found.boxes)
    assert "Not told apart from noise" in str(found)


def test_without_the_package_a_sentence_says_what_to_install(played, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ema_workbench.analysis.prim", None)
    with pytest.raises(bg.MissingPackageError, match=r"pip install .bargaining\[discover\]"):
        bg.discover(played, "type.north_korea == sincere", paths=[BELIEF])
    # Before too few draws are: more of them would not help.
    with pytest.raises(bg.MissingPackageError):
        bg.discover(played.select(slice(0, 100)), "type.north_korea == sincere")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"event": "count(act.nuclear)"}, "so or not"),
        ({"event": "ever(agreement) and never(agreement)"}, "never happens"),
        ({"event": "ever(agreement) or never(agreement)"}, "always happens"),
        ({"event": "xx"}, "xx"),
        ({"least_mass": 1.0}, "least_mass"),
        ({"boxes": 0}, "boxes"),
        ({"paths": ["parties.japan.discount"]}, "Did you mean"),
    ],
)
def test_what_cannot_be_searched_is_refused_in_words(played, arguments, words):
    asked = {"event": "type.north_korea == sincere"} | arguments
    with pytest.raises(bg.ArgumentError, match=words):
        bg.discover(played, **asked)


def test_few_draws_are_refused(played, monkeypatch):
    monkeypatch.setattr("bargaining.designs.discover.peeler", lambda: None)
    with pytest.raises(bg.ArgumentError, match="at least 40 draws; got 20"):
        bg.discover(played.select(slice(0, 100)), "type.north_korea == sincere")
