"""Domains written and read back: the same utilities, or a refusal in words."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings

import bargaining as bg
from bargaining.engine.package_values import value_packages
from bargaining.errors import ArgumentError
from bargaining.interop import read_genius, write_genius
from bargaining.interop.domain import domain_text
from bargaining.interop.genius_reader import read_domain
from bargaining.scenario import loads
from tests.unit.interop.domains import HARBOUR, small_domains, with_term

SHIFTED = {"payoffs.bob.ever_agreed * share": -2.5}


def in_payoffs(files, scenario):
    """Read files back and undo the map into [0, 1]."""
    values = value_packages(scenario)
    shift, scale = np.array(files.shift), np.array(files.scale)
    worth = shift[:, None] + scale[:, None] * values.value[0][:, values.feasible[0]]
    return worth, shift + scale * values.disagreement[0]


def worths(scenario):
    values = value_packages(scenario)
    return values.value[0][:, values.feasible[0]], values.disagreement[0]


@settings(max_examples=10)
@given(domain=small_domains())
def test_a_domain_comes_back_as_it_went(tmp_path_factory, domain):
    folder = tmp_path_factory.mktemp("small")
    scenario = loads(domain_text(domain, rounds=7, parties=None, choice_noise=0.01))
    worth, apart = worths(scenario)
    for form in ("issues", "packages"):
        files = write_genius(scenario, folder / form, form=form)
        back = read_genius(folder / form, rounds=7)
        again, apart_again = in_payoffs(files, back)
        np.testing.assert_allclose(again, worth, rtol=0, atol=1e-12)
        np.testing.assert_allclose(apart_again, apart, rtol=0, atol=1e-12)
        for one, other in zip(scenario.table.principals, back.table.principals, strict=True):
            before, after = (
                part.parties[name].discount_factor.value
                for part, name in ((scenario, one), (back, other))
            )
            assert after == pytest.approx(before)


def test_names_and_values_survive(tmp_path):
    scenario = read_genius(HARBOUR)
    write_genius(scenario, tmp_path)
    back = read_genius(tmp_path)
    assert [issue.label for issue in back.issues.values()] == ["Berths", "Fuel", "Years"]
    for name in scenario.issues:
        assert [r.label for r in back.issues[name].rungs] == [
            r.label for r in scenario.issues[name].rungs
        ]


def test_utilities_written_lie_in_the_unit_interval_and_peak_at_1(tmp_path):
    """GENIUS wants both; a reader that forgets to divide by the greatest evaluation agrees too."""
    scenario = bg.load("rubinstein").replace(SHIFTED)
    files = write_genius(scenario, tmp_path)
    assert files.shift == (0.0, -2.5)
    assert files.scale == (1.0, 2.5)
    worth, apart = in_payoffs(files, read_genius(tmp_path))
    np.testing.assert_allclose(worth, worths(scenario)[0], atol=1e-12)
    np.testing.assert_allclose(apart, [0, 0], atol=1e-12)
    for profile in files.profiles:
        root = ET.parse(profile).getroot()
        evaluations = [float(item.get("evaluation")) for item in root.iter("item")]
        assert min(evaluations) >= 0
        assert max(evaluations) == 1
        assert sum(float(weight.get("value")) for weight in root.iter("weight")) <= 1 + 1e-12


def crossed():
    """The harbour with a payoff that is a product of two issues."""
    text = domain_text(read_domain(HARBOUR), rounds=7, parties=None, choice_noise=0.01)
    return loads(with_term(text, "harbour_fleet", "ever_agreed * berths * fuel", 0.4))


def test_what_is_no_sum_over_issues_is_refused_with_its_largest_deviation(tmp_path):
    scenario = crossed()
    with pytest.raises(ArgumentError, match="no sums over issues") as caught:
        write_genius(scenario, tmp_path)
    # Berths at 0, 1/2, 1 and fuel at 0, 1: the product 0.4 x y is missed by its interaction, which
    # is 0.4 times (x - 1/2)(y - 1/2) and thus 0.1 at the corners.
    assert "by up to 0.1," in str(caught.value)
    assert 'form="packages"' in str(caught.value)
    assert not list(tmp_path.iterdir())
    files = write_genius(scenario, tmp_path, form="packages")
    worth, _ = in_payoffs(files, read_genius(tmp_path))
    np.testing.assert_allclose(worth, worths(scenario)[0], atol=1e-12)


def test_a_menu_with_a_missing_package_is_refused_issue_by_issue(tmp_path):
    with pytest.raises(ArgumentError, match="only 74 of the 75"):
        write_genius("stockholm-2014", tmp_path)
    files = write_genius("stockholm-2014", tmp_path, form="packages", seed=3, world=41)
    values = value_packages("stockholm-2014", seed=3, worlds=42)
    worth, apart = in_payoffs(files, read_genius(tmp_path))
    np.testing.assert_allclose(worth, values.value[41][:, values.feasible[41]], atol=1e-12)
    np.testing.assert_allclose(apart, values.disagreement[41], atol=1e-12)
    assert np.abs(values.value[41] - values.value[0]).max() > 0.01


def test_arguments_out_of_range_are_refused(tmp_path):
    with pytest.raises(ArgumentError, match="form must be"):
        write_genius("rubinstein", tmp_path, form="compound")
    with pytest.raises(ArgumentError, match="first_world"):
        write_genius("rubinstein", tmp_path, world=-1)
    with pytest.raises(ArgumentError, match="seed"):
        write_genius("rubinstein", tmp_path, seed=0.5)
