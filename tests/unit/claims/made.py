"""Results with chosen arrays, and tallies with chosen sums."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from bargaining.claims.estimates import ClaimEstimate
from bargaining.claims.tally import Tally
from bargaining.outcomes import Outcomes
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.quantity_tree import Quantity
from bargaining.scenario.schema import Scenario
from tests.unit.outcomes.synthetic import number, scenario_data, small_scenario, synthetic


def read(text: str) -> Quantity:
    return read_quantity(text, small_scenario())


def with_arrays(run: Outcomes, **changed: Any) -> Outcomes:
    """Return a run with other arrays in the place of its own; shapes must be kept."""
    arrays = {name: run[name] for name in run if name != "world"}
    for name, values in changed.items():
        array = np.asarray(values)
        assert array.shape == arrays[name].shape, (name, array.shape, arrays[name].shape)
        arrays[name] = array.astype(arrays[name].dtype)
    return Outcomes(arrays, {name: run.axes[name] for name in arrays}, run.labels, run.record)


def small(worlds: int, worlds_per_draw: int = 10, **changed: Any) -> Outcomes:
    """Return a made-up run of 4 rounds with some of its arrays chosen."""
    data = scenario_data()
    data["settings"]["rounds"] = number(4)
    scenario = Scenario.model_validate_json(json.dumps(data))
    run = synthetic(worlds, worlds_per_draw=worlds_per_draw, rounds=4, scenario=scenario)
    return with_arrays(run, **changed)


def counted(numerator: Any, denominator: Any, *, drawn: bool = True) -> Tally:
    """Return the tally of one atom from sums over (draw, block)."""
    columns = np.broadcast_arrays(numerator, denominator, 0, 0)
    sums = np.stack(columns, axis=2).astype(float)
    return Tally(
        draws=np.arange(len(sums)),
        worlds=sums[:, :, 1].sum(axis=1).astype(np.int64),
        sums=(sums,),
        ranges=np.array([[0.0, 1.0]]),
        drawn=drawn,
        times=np.ones(len(sums), dtype=np.int64),
    )


def assert_same_numbers(one: ClaimEstimate, other: ClaimEstimate) -> None:
    """Check that two estimates are the same, to rounding."""
    found = one.to_dict()
    for name, expected in other.to_dict().items():
        if isinstance(expected, float):
            expected = pytest.approx(expected, rel=1e-9, abs=1e-12)
        assert found[name] == expected, (one.quantity, name)
