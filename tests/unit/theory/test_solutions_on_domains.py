"""The solution concepts on five real domains whose answers are known, and what must not matter.

All five rows come out with disagreement payoffs of 0, which is what the profiles give as
reservation values (NiceOrDie gives none). The worst package of each party as disagreement would
change Nash's answer for NiceOrDie to (.299, .299).
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bargaining.theory import (
    find_frontier,
    solve_egalitarian,
    solve_kalai_smorodinsky,
    solve_nash,
    solve_utilitarian,
)
from tests.unit.theory.problems import Payoffs, problems

DOMAINS = Path(__file__).resolve().parents[4] / "shared" / "domains"

# Domain, packages, on the frontier, Nash (one or two pairs), Kalai-Smorodinsky: four digits or
# three, as the domains' own table prints them.
ANSWERS = [
    ("Laptop", 27, 4, [(1.0001, 0.8151)], (0.874, 0.874)),
    ("Grocery", 1600, 7, [(0.84, 0.895)], (0.84, 0.895)),
    ("Amsterdam", 3024, 11, [(0.83, 0.8558)], (0.83, 0.8558)),
    ("ItexvsCypress", 180, 18, [(0.6705, 0.7215)], (0.6705, 0.7215)),
    ("NiceOrDie", 3, 3, [(0.16, 1.0), (1.0, 0.16)], (0.299, 0.299)),
]


def read_payoffs(domain: str) -> np.ndarray:
    """Return payoffs (package, party): sum over issues of weight x evaluation / best evaluation."""
    folder = DOMAINS / domain
    if not folder.is_dir():
        pytest.skip(f"{domain} is not beside the project")
    # The profiles are utility spaces; the domain itself is a template and has no utilities.
    roots = [ElementTree.parse(path).getroot() for path in sorted(folder.glob("*.xml"))]
    columns = []
    for profile in [root for root in roots if root.tag == "utility_space"]:
        weights = {w.get("index"): float(w.get("value", "nan")) for w in profile.iter("weight")}
        ladders = []
        for issue in profile.iter("issue"):
            worth = np.array([float(item.get("evaluation", "nan")) for item in issue.iter("item")])
            ladders.append(weights[issue.get("index")] * worth / worth.max())
        columns.append([sum(values) for values in product(*ladders)])
    return np.array(columns).T


@pytest.mark.parametrize(("domain", "n_packages", "n_frontier", "nash", "smorodinsky"), ANSWERS)
def test_answers_are_those_known(domain, n_packages, n_frontier, nash, smorodinsky) -> None:
    payoffs = read_payoffs(domain)
    assert payoffs.shape == (n_packages, 2)
    assert find_frontier(payoffs).sum() == n_frontier
    found = sorted(tuple(pair) for pair in payoffs[solve_nash(payoffs).chosen].tolist())
    # Half a unit of the last printed digit.
    assert found == [pytest.approx(pair, abs=5.1e-5) for pair in nash]
    middle = solve_kalai_smorodinsky(payoffs).payoffs
    assert middle == pytest.approx(smorodinsky, abs=5.1e-4 if domain == "Laptop" else 5.1e-5)


def test_nash_on_the_hardest_domain_depends_on_disagreement() -> None:
    payoffs = read_payoffs("NiceOrDie")
    assert np.isnan(solve_nash(payoffs).payoffs).all()
    worst = solve_nash(payoffs, payoffs.min(axis=0))
    assert worst.payoffs == pytest.approx([0.299, 0.299])


SOLUTIONS = [solve_nash, solve_kalai_smorodinsky, solve_egalitarian, solve_utilitarian]


@pytest.mark.parametrize("solve", SOLUTIONS)
@given(
    problems(low=0, high=9),
    st.sampled_from([1e3, 1e6, 1e9, 1e15, 1e30]),
    st.lists(st.sampled_from([-1.0, 0.0, -0.5]), min_size=3, max_size=3),
)
def test_a_package_that_somebody_refuses_changes_nothing(
    solve, payoffs: Payoffs, size: float, signs: list[float]
) -> None:
    array = np.array(payoffs, dtype=float)
    refused = size * np.array(signs[: array.shape[1]])
    refused[0] = -size
    plain, more = solve(array), solve(np.vstack([array, refused]))
    assert more.chosen.tolist() == [*plain.chosen.tolist(), False]
    np.testing.assert_array_equal(more.payoffs, plain.payoffs)
    assert more.value == plain.value


def test_a_refused_package_does_not_widen_the_frontier_where_nobody_gains() -> None:
    payoffs = [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [-1e9, -1e9, -1e9]]
    assert solve_nash(payoffs).chosen.tolist() == [False, True, False]


def test_what_is_absurdly_good_for_one_is_no_measure_either() -> None:
    payoffs = [[4.0, 4.0], [3.0, 9.0], [1e12, 0.0], [1e12, -1.0]]
    assert solve_egalitarian(payoffs).chosen.tolist() == [True, False, False, False]
    # 4 of what is left after the absurd one is what counts, not 4 beside it.
    assert solve_nash([*payoffs[:2], payoffs[3]]).chosen.tolist() == [False, True, False]


@pytest.mark.parametrize("solve", SOLUTIONS)
@given(problems(low=0, high=9), st.sampled_from([0.0, 1e3, 1e9, 1e12]))
def test_another_zero_changes_nothing(solve, payoffs: Payoffs, shift: float) -> None:
    array = np.array(payoffs, dtype=float)
    assert solve(array + shift, shift).chosen.tolist() == solve(array, 0.0).chosen.tolist()


@given(problems(low=0, high=9), st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_only_ratios_of_nash_weights_matter(payoffs: Payoffs, weights: list[int]) -> None:
    weight = np.array(weights[: len(payoffs[0])], dtype=float)
    plain = solve_nash(payoffs, weights=weight).chosen.tolist()
    for factor in (1e-12, 1e-6, 10):
        assert solve_nash(payoffs, weights=weight * factor).chosen.tolist() == plain
