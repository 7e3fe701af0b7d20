"""Months of rounds, scheduled values, and what planners expect of them."""

from __future__ import annotations

import datetime

import numpy as np
import pytest

from bargaining.engine import NegotiationModel
from bargaining.world.parameters import month_of_round, with_schedule
from tests.properties.play import lively_document
from tests.reference.toy import number, read

START = datetime.date(2014, 11, 1)


@pytest.mark.parametrize(
    ("unit", "round", "month"),
    [
        ("month", 0, 11), ("month", 2, 1), ("month", 14, 1), ("quarter", 1, 2), ("year", 7, 11),
        ("day", 30, 12), ("week", 5, 12), ("exchange", 29, 11),
    ],
)  # fmt: skip
def test_months_of_rounds(unit: str, round: int, month: int) -> None:
    assert month_of_round(START, unit, round) == month


@pytest.mark.parametrize("length", [1, 2, 7, "unlimited"])
@pytest.mark.parametrize("round", [0, 2, 5])
def test_planners_expect_the_discounted_schedule(length: int | str, round: int) -> None:
    text = lively_document(8)
    text["settings"]["planning_window"] = number(length)
    negotiation = NegotiationModel(read(text), worlds=3, worlds_per_draw=1)
    game, base = negotiation.game, negotiation.world.baseline_parameters
    parameters = with_schedule(base, round)
    horizon = 4000 if length == "unlimited" else int(length)
    values = {"session": lambda t: {0: 1.0, 3: 0.5}.get(t, 0.0), "drill": lambda t: 0.9 if (
        t % 12 + 1 == 3) else 0.1}  # fmt: skip
    for party in range(len(game.parties)):
        delta = base.discount(party)
        weights = delta[:, None] ** np.arange(horizon)
        weights /= weights.sum(axis=1, keepdims=True)
        for name, value in values.items():
            schedule = np.array([value(round + h) for h in range(horizon)])
            expected = (weights[:, 1:] * schedule[1:]).sum(axis=1)
            column = game.number_columns.schedule[0, 1 + party, game.conditions.index(name)]
            got = parameters.matrix[parameters.draw, column]
            np.testing.assert_allclose(got, expected, rtol=1e-9, atol=1e-12)
    negotiation.release()
