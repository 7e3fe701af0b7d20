"""Pictures of what matters are legible, and show the numbers of the result."""

from __future__ import annotations

import dataclasses
import math

import pytest

import bargaining as bg
from bargaining.designs import sensitivity as module
from bargaining.designs.effects import SHOWN
from bargaining.plots import plot_sensitivity
from tests.unit.designs.made import answering
from tests.unit.plots.legible import assert_legible

HURDLE, FORCE = "parties.japan.hurdle", "payoffs.japan.agreement_in_force"


@pytest.fixture(params=["sobol", "one_at_a_time"])
def result(request, monkeypatch):
    """All numbers of a scenario varied, two of which matter."""

    def chance(x):
        low, high = 0.0, 0.6
        return 0.5 - 0.4 * (x[HURDLE] - low) / (high - low) + 0.5 * (x[FORCE] - 0.05)

    monkeypatch.setattr(module, "play_points", answering(chance))
    scenario = bg.load("stockholm-2014")
    return bg.sensitivity(scenario, "P(partial)", method=request.param)


def test_every_word_is_large_on_the_page_and_on_no_other(result):
    assert_legible(plot_sensitivity(result).figure)


def test_the_largest_effects_are_shown_in_order(result):
    effects = result["P(partial)"].effects[:SHOWN]
    ax = plot_sensitivity(result)
    assert effects[0].factor.paths == (HURDLE,)
    wide = ax.containers[0] if len(ax.containers) == 1 else ax.containers
    assert wide
    ends = [patch.get_x() + patch.get_width() for patch in ax.patches]
    wanted = [one.value if result.is_sobol else one.at_high for one in effects]
    shown = ends[::2] if result.is_sobol else ends
    assert shown == pytest.approx(wanted)


def test_the_others_are_summed_up(result):
    of = result["P(partial)"]
    rest = of.effects[SHOWN:]
    words = of.rest_in_words()
    assert words.startswith(f"{len(rest)} other assumptions: each ")
    assert words in " ".join(str(result).split())
    drawn = " ".join(text.get_text() for text in plot_sensitivity(result).figure.texts)
    assert (words in " ".join(drawn.split())) == (not result.is_sobol)
    if not result.is_sobol:
        together = math.sqrt(sum(one.value**2 for one in rest))
        assert f"together like one of {together:.3f} (luck alone: " in words
    few = dataclasses.replace(of, effects=of.effects[:SHOWN])
    assert few.rest_in_words() == ""


def test_what_is_not_known_is_left_out(result):
    of = result.quantities[0]
    unknown = dataclasses.replace(
        of,
        effects=tuple(dataclasses.replace(one, value=math.nan) for one in of.effects),
        n_undefined=3,
    )
    ax = plot_sensitivity(dataclasses.replace(result, quantities=(unknown,)))
    assert not ax.patches
    assert_legible(ax.figure)


def test_only_results_of_sensitivity_are_drawn():
    with pytest.raises(bg.ArgumentError, match="takes a result of sensitivity; got int"):
        plot_sensitivity(3)
