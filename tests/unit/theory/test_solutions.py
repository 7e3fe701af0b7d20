"""What the four solutions have in common, and their known answers on five real domains.

All five rows come out with disagreement payoffs of 0, which is what the profiles give as
reservation values (NiceOrDie gives none). The worst package of each party as disagreement would
change Nash's answer for NiceOrDie to (.299, .299).
"""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bargaining.errors import ArgumentError
from bargaining.theory import LotteryFrontier, Rule, find_frontier, solve
from tests.unit.theory.problems import Payoffs, problems, undominated

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
    found = sorted(tuple(pair) for pair in payoffs[solve(payoffs, "nash").chosen].tolist())
    # Half a unit of the last printed digit.
    assert found == [pytest.approx(pair, abs=5.1e-5) for pair in nash]
    middle = solve(payoffs, "kalai-smorodinsky").payoffs
    assert middle == pytest.approx(smorodinsky, abs=5.1e-4 if domain == "Laptop" else 5.1e-5)


def test_nash_on_the_hardest_domain_depends_on_disagreement() -> None:
    payoffs = read_payoffs("NiceOrDie")
    assert np.isnan(solve(payoffs, "nash").payoffs).all()
    worst = solve(payoffs, "nash", disagreement=payoffs.min(axis=0))
    assert worst.payoffs == pytest.approx([0.299, 0.299])


RULES = get_args(Rule)
SCALES = st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=3)


@pytest.mark.parametrize("rule", RULES)
@given(problems(), st.integers(-2, 2))
def test_is_on_the_frontier(rule: Rule, payoffs: Payoffs, without: int) -> None:
    choice = solve(payoffs, rule, disagreement=None if rule == "utilitarian" else without)
    assert not (choice.chosen & ~np.array(undominated(payoffs))).any()
    if rule == "kalai-smorodinsky":
        assert not choice.chosen.any() or 0 <= choice.value <= 1


@pytest.mark.parametrize("rule", RULES)
@given(problems(), st.randoms(use_true_random=False))
def test_names_do_not_matter(rule: Rule, payoffs: Payoffs, random) -> None:
    array = np.array(payoffs, dtype=float)
    packages, parties = list(range(array.shape[0])), list(range(array.shape[1]))
    random.shuffle(packages)
    random.shuffle(parties)
    moved = solve(array[packages][:, parties], rule).chosen
    assert moved.tolist() == solve(array, rule).chosen[packages].tolist()


@pytest.mark.parametrize("rule", RULES)
@given(
    problems(),
    st.lists(st.tuples(st.floats(1e-3, 1e3), st.floats(-1e3, 1e3)), min_size=3, max_size=3),
)
def test_units_and_zeros_of_payoffs_do_not_matter(rule: Rule, payoffs: Payoffs, scales) -> None:
    """The two that compare parties need one unit for all."""
    array = np.array(payoffs, dtype=float)
    scale, zero = np.array(scales[: array.shape[1]]).T
    if rule in ("egalitarian", "utilitarian"):
        scale = scale[0]
    without = None if rule == "utilitarian" else zero
    moved = solve(array * scale + zero, rule, disagreement=without)
    assert moved.chosen.tolist() == solve(array, rule).chosen.tolist()


@pytest.mark.parametrize("rule", ["nash", "utilitarian"])
@given(problems(), st.lists(st.booleans(), min_size=12, max_size=12))
def test_what_was_not_chosen_is_irrelevant(rule: Rule, payoffs: Payoffs, kept: list[bool]) -> None:
    array = np.array(payoffs, dtype=float)
    before = solve(array, rule).chosen
    assume(before.any())
    left = before | np.array(kept[: len(payoffs)])
    assert solve(array[left], rule).chosen.tolist() == before[left].tolist()


@pytest.mark.parametrize("rule", RULES)
def test_takes_arrays_and_their_disagreement(rule: Rule) -> None:
    payoffs = np.random.default_rng(3).random((5, 20, 2))
    without = np.array([[0.1, 0.2], [0.9, 0.9], [0.0, 0.0], [0.3, 0.1], [2.0, 2.0]])
    weights = None if rule == "kalai-smorodinsky" else [1, 2]
    choice = solve(payoffs, rule, disagreement=without, weights=weights)
    assert choice.chosen.shape == (5, 20)
    assert choice.payoffs.shape == (5, 2)
    for row in range(5):
        alone = solve(payoffs[row], rule, disagreement=without[row], weights=weights)
        assert choice.chosen[row].tolist() == alone.chosen.tolist()
        assert float(choice.value[row]) == pytest.approx(float(alone.value), nan_ok=True)
    assert not choice.chosen[4].any()
    assert np.isnan(choice.value[4])
    one_menu = solve(payoffs[0], rule, disagreement=without, weights=weights)
    assert one_menu.chosen.shape == (5, 20)
    alone = solve(payoffs[0], rule, disagreement=without[3], weights=weights)
    assert one_menu.chosen[3].tolist() == alone.chosen.tolist()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("arguments", "match"),
    [
        ({"problem": [1.0, 2.0]}, "payoffs"),
        ({"problem": [[np.inf, 2.0]]}, "payoffs"),
        ({"problem": [[1.0, 2.0]], "disagreement": [0.0, 0.0, 0.0]}, "disagreement"),
        ({"problem": [[1.0, 2.0]], "disagreement": np.nan}, "disagreement"),
        ({"problem": np.ones((3, 1, 2)), "disagreement": np.zeros((2, 2))}, "leading axes"),
        ({"problem": [[1.0, 2.0]], "weights": [1.0, 0.0]}, "weights"),
        ({"problem": [[1.0, 2.0]], "weights": [1.0, 1.0, 1.0]}, "weights"),
        ({"problem": LotteryFrontier([[1, 0], [0, 1]]), "disagreement": [0.7, 0.7]}, "disagr"),
        ({"problem": LotteryFrontier([[1, 0], [0, 1]]), "weights": [1.0, -1.0]}, "weights"),
    ],
)
def test_refuses_what_has_no_answer(rule: Rule, arguments, match: str) -> None:
    with pytest.raises(ArgumentError, match=match):
        solve(**arguments, rule=rule)


def test_refuses_other_rules_and_weights_that_change_nothing() -> None:
    with pytest.raises(
        ArgumentError,
        match='rule must be one of "nash", .*; got "raiffa"'.replace('"r', "'r").replace(
            'a"', "a'"
        ),
    ):
        solve([[1.0, 2.0]], "raiffa")
    with pytest.raises(ArgumentError, match="weights must be left out"):
        solve([[1.0, 2.0]], "kalai-smorodinsky", weights=1.0)


@pytest.mark.parametrize("rule", RULES)
@given(
    problems(low=0, high=9),
    st.sampled_from([1e3, 1e6, 1e9, 1e15, 1e30]),
    st.lists(st.sampled_from([-1.0, 0.0, -0.5]), min_size=3, max_size=3),
)
def test_a_package_that_somebody_refuses_changes_nothing(
    rule: Rule, payoffs: Payoffs, size: float, signs: list[float]
) -> None:
    array = np.array(payoffs, dtype=float)
    refused = size * np.array(signs[: array.shape[1]])
    refused[0] = -size
    plain = solve(array, rule, disagreement=0.0)
    more = solve(np.vstack([array, refused]), rule, disagreement=0.0)
    assert more.chosen.tolist() == [*plain.chosen.tolist(), False]
    np.testing.assert_array_equal(more.payoffs, plain.payoffs)
    assert more.value == plain.value


def test_a_refused_package_does_not_widen_the_frontier_where_nobody_gains() -> None:
    payoffs = [[0.0, 0.0, 0.0], [0.0, 0.0, 1.0], [-1e9, -1e9, -1e9]]
    assert solve(payoffs, "nash").chosen.tolist() == [False, True, False]


def test_what_is_absurdly_good_for_one_is_no_measure_either() -> None:
    payoffs = [[4.0, 4.0], [3.0, 9.0], [1e12, 0.0], [1e12, -1.0]]
    assert solve(payoffs, "egalitarian").chosen.tolist() == [True, False, False, False]
    # 4 of what is left after the absurd one is what counts, not 4 beside it.
    assert solve([*payoffs[:2], payoffs[3]], "nash").chosen.tolist() == [False, True, False]


@pytest.mark.parametrize("rule", RULES)
@given(problems(low=0, high=9), st.sampled_from([0.0, 1e3, 1e9, 1e12]))
def test_another_zero_changes_nothing(rule: Rule, payoffs: Payoffs, shift: float) -> None:
    array = np.array(payoffs, dtype=float)
    moved = solve(array + shift, rule, disagreement=shift)
    assert moved.chosen.tolist() == solve(array, rule, disagreement=0.0).chosen.tolist()


@given(problems(low=0, high=9), st.lists(st.integers(1, 5), min_size=3, max_size=3))
def test_only_ratios_of_nash_weights_matter(payoffs: Payoffs, weights: list[int]) -> None:
    weight = np.array(weights[: len(payoffs[0])], dtype=float)
    plain = solve(payoffs, "nash", weights=weight).chosen.tolist()
    for factor in (1e-12, 1e-6, 10):
        assert solve(payoffs, "nash", weights=weight * factor).chosen.tolist() == plain
