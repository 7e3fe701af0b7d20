"""Kinds of claims follow from arms and intervals: put in, met by noise, or informative."""

from __future__ import annotations

import pytest

from bargaining.claims.results import ClaimResult
from bargaining.claims.verdict import Kind
from tests.unit.claims.studied import claim, figures, result

TERM = ["payoffs.west.relief * tension"]
OTHER = figures(0.2)
NOTHING = figures(0.0)


def checked(value: float = 0.2, half_width: float = 0.01, **more) -> ClaimResult:
    """A claim that a change is above .05, whose checks leave it informative unless told."""
    columns = {"symmetric": OTHER, "without": OTHER, "null": NOTHING}
    fields = {name: more.pop(name, given) for name, given in columns.items()}
    fields |= {name: more.pop(name) for name in ("differing", "fact") if name in more}
    plain = result("H1", value, half_width, **{"rests_on": TERM, **more})
    return ClaimResult(plain.scenario, plain.claim, plain.arms, plain.figures, **fields)


def test_what_outlasts_its_terms_and_noise_is_informative():
    assert checked().kind is Kind.INFORMATIVE


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"differing": tuple(TERM)}, "the arms differ in"),
        ({"rests_on": []}, "no term connects"),
        ({"fact": "few"}, "states it as a fact"),
        (
            {"symmetric": NOTHING},
            "with the sign of its terms turned in half of the draws it vanishes",
        ),
        ({"symmetric": figures(-0.2)}, "it turns"),
        # Half of an effect is left where a floor keeps the turned half from offsetting it.
        ({"without": NOTHING}, "without its terms it vanishes"),
    ],
)
def test_what_was_put_in_is_by_construction_and_says_why(more, reason):
    kind, why = checked(**more).kind_found
    assert kind is Kind.BY_CONSTRUCTION
    assert reason in why


def test_what_a_model_without_payoffs_supports_is_met_by_noise():
    assert checked(null=OTHER).kind is Kind.NOISE
    # What was put in is so first.
    assert checked(null=OTHER, symmetric=NOTHING).kind is Kind.BY_CONSTRUCTION


def test_no_change_at_all_without_payoffs_supports_what_no_change_meets():
    same = {"direction": "=", "threshold": 0.05, "symmetric": figures(0.01), "without": NOTHING}
    wide = figures(0.0, 0.3)
    assert checked(0.01, null=wide, **same).kind is Kind.NOISE
    assert checked(0.01, null=figures(0.1), **same).kind is Kind.INFORMATIVE
    no_worse = {"direction": ">=", "threshold": -0.02}
    assert checked(null=wide, **no_worse).kind is Kind.NOISE


@pytest.mark.parametrize(
    ("value", "half_width", "symmetric", "kind"),
    [
        # Too small a change: its sign must outlast the open signs.
        (0.03, 0.01, figures(0.03), Kind.INFORMATIVE),
        (0.03, 0.01, NOTHING, Kind.BY_CONSTRUCTION),
        # Nothing is shown, so nothing vanishes; but it may turn.
        (0.01, 0.05, NOTHING, Kind.INFORMATIVE),
        (0.01, 0.05, figures(-0.2), Kind.BY_CONSTRUCTION),
        # Contradicted, with and without open signs.
        (-0.2, 0.01, figures(-0.2), Kind.INFORMATIVE),
        (-0.2, 0.01, NOTHING, Kind.BY_CONSTRUCTION),
    ],
)
def test_kinds_are_found_whatever_the_verdict(value, half_width, symmetric, kind):
    assert checked(value, half_width, symmetric=symmetric, without=symmetric).kind is kind


def test_of_a_level_its_terms_are_not_taken_away():
    level = {"compare": [], "direction": ">=", "threshold": 0.1}
    assert checked(without=NOTHING, **level).kind is Kind.INFORMATIVE
    # But from a difference between two groups of worlds they are.
    groups = {"quantity": "P(renege | ever(opening)) - P(renege | never(opening))"}
    assert checked(without=NOTHING, **level, **groups).kind is Kind.BY_CONSTRUCTION
    share = {"quantity": "P(ever(tension - 0.1 > 0)) / (1 - P(renege))"}
    assert checked(without=NOTHING, **level, **share).kind is Kind.INFORMATIVE


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"rests_on": None}, "does not say on which terms"),
        ({"null": None}, "were not both played"),
        ({"without": None}, "were not both played"),
        ({"null": figures(0.0, n_draws=9)}, "fewer than 10 draws"),
    ],
)
def test_a_kind_that_cannot_be_known_is_not_guessed(more, reason):
    kind, why = checked(**more).kind_found
    assert kind is Kind.OPEN
    assert reason in why


def test_a_claim_names_terms_or_says_that_there_are_none():
    assert claim().rests_on is None
    assert claim(rests_on=[]).rests_on == ()
