"""The noise floor: the scenario beside worlds in which nobody wants anything.

From the root of the repository:

    python -m benchmarks.null --write

Choices are noisy, so ladders move and talks close even where all options are worth the same. Every
headline is to be read beside two runs with the same luck: the *null*, in which every payoff weight
is zero and inertia and noise are as shipped; and the *calm* one, in which every party's inertia is
at least four times its choice noise in every draw, so that noise alone moves little.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from bargaining.claims.arms import NULL, perturbed
from bargaining.codes import Closing, Ending, Response
from bargaining.outcomes import Outcomes
from bargaining.outcomes.events import reduced
from bargaining.scenario import Scenario
from bargaining.stats import estimate_mean
from benchmarks.benchmark import (
    EVIDENCE,
    Benchmark,
    Found,
    digests,
    played,
    row,
    ruled,
    scenario_asked,
    scenario_options,
)

RATIO = 4.0
Figure = Callable[[Outcomes], NDArray[np.float64]]


def with_calm(scenario: Scenario) -> Scenario:
    """The scenario with inertia of at least four times the largest choice noise."""
    values = {}
    for name, party in scenario.parties.items():
        if party.inertia is None:
            continue
        least, _ = party.inertia.support()
        _, noise = party.choice_noise.support()
        if least < RATIO * noise:
            values[f"parties.{name}.inertia"] = RATIO * noise
    return scenario.replace(values)


def figures(scenario: Scenario) -> dict[str, Figure]:
    """What is reported, each a number per world."""
    found: dict[str, Figure] = {}
    for ending in Ending:
        found[f"P({ending.key})"] = _ending(ending)
    found["P(any agreement)"] = lambda o: _ever(o["response"] == Response.AGREED)
    found["rounds at the table"] = lambda o: o["sat"].sum(axis=1).astype(float)
    found["walk-outs"] = lambda o: (o["closing"] == Closing.WALK_OUT).sum(axis=1).astype(float)
    found["offers"] = lambda o: reduced(o, "n_offers").astype(float)
    found["offers less than twice as likely as chance"] = lambda o: reduced(
        o, "n_rare_offers"
    ).astype(float)
    found["texts accepted by all"] = lambda o: reduced(o, "n_accepted").astype(float)
    found["texts refused at home"] = lambda o: reduced(o, "n_refused_at_home").astype(float)
    found["acts"] = lambda o: o["act"].sum(axis=(1, 2)).astype(float)
    for index, name in enumerate(scenario.issues):
        found[f"{name}: share of rounds with a step"] = _steps(index)
        found[f"{name}: level at the end"] = _level(index)
    return found


def _ever(happened: NDArray[np.bool_]) -> NDArray[np.float64]:
    return happened.any(axis=1).astype(float)


def _ending(ending: Ending) -> Figure:
    return lambda outcomes: (outcomes["ending"] == ending).astype(float)


def _steps(issue: int) -> Figure:
    return lambda outcomes: (outcomes["step"][..., issue] != 0).mean(axis=1)


def _level(issue: int) -> Figure:
    return lambda outcomes: outcomes.level[:, -1, issue].astype(float)


def measure(asked: argparse.Namespace) -> Found:
    scenario = scenario_asked(asked)
    variants = {
        "as shipped": scenario,
        # Hurdles and costs of failure stay.
        "null": perturbed(scenario, "", NULL),
        "calm": with_calm(scenario),
    }
    cells: dict[str, list[str]] = {name: [] for name in figures(scenario)}
    agreed = []
    for variant in variants.values():
        outcomes = played(variant, asked)
        for name, figure in figures(scenario).items():
            estimate = estimate_mean(figure(outcomes), outcomes.draw)
            cells[name].append(f"{estimate.value:.3f} ± {estimate.standard_error:.3f}")
        agreed.append(cells["P(any agreement)"][-1])
    shipped, null, calm = agreed
    return Found(
        sentence=(
            f"**Some agreement is signed in {shipped} of the worlds as shipped, in {null} where "
            f"nobody wants anything, and in {calm} where noise moves little.**"
        ),
        played={scenario.name: scenario.played_digest},
        lines=[
            (
                "*null*: every payoff weight zero, inertia and noise as shipped. *calm*: inertia "
                "at least four times the choice noise. Mean per world ± standard error, clustered "
                "by draw."
            ),
            "",
            *ruled("figure", *variants),
            *(row(name, *values) for name, values in cells.items()),
        ],
    )


BENCHMARK = Benchmark(
    name="null",
    page=EVIDENCE / "null.md",
    title="The noise floor",
    question="what happens where nobody wants anything?",
    measure=measure,
    plays=digests,
    options=scenario_options(worlds=10_000),
    quick=("--worlds", "2000"),
    workers=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
