"""The noise floor: the scenario beside worlds in which nobody wants anything.

From the root of the repository:

    python -m benchmarks.null --worlds 10000 --write

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

import bargaining as bg
from bargaining.engine import simulate
from bargaining.outcomes import Outcomes
from bargaining.outcomes.clustered import estimate_mean
from bargaining.outcomes.codes import Closing, Ending, Response
from bargaining.scenario import Scenario
from benchmarks.evidence import command, conditions, publish, row, ruled

RATIO = 4.0
Figure = Callable[[Outcomes], NDArray[np.float64]]


def without_payoffs(scenario: Scenario) -> Scenario:
    """The scenario with every payoff weight at zero; hurdles at home, no payoff weights, stay."""
    return scenario.replace(
        {
            f"payoffs.{party}.{term}": 0.0
            for party, terms in scenario.payoffs.items()
            for term in terms
        }
    )


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


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", default="stockholm-2014")
    parser.add_argument("--worlds", type=int, default=10_000)
    parser.add_argument("--worlds-per-draw", type=int, default=20)
    parser.add_argument("--rounds", type=int, help="shorten the scenario")
    parser.add_argument("--seed", type=int, default=2014)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--write", action="store_true", help="write docs/evidence/null.md")
    asked = parser.parse_args()
    scenario = bg.load(asked.scenario)
    if asked.rounds:
        scenario = scenario.replace({"settings.rounds": asked.rounds})
    variants = {
        "as shipped": scenario,
        "null": without_payoffs(scenario),
        "calm": with_calm(scenario),
    }
    cells: dict[str, list[str]] = {name: [] for name in figures(scenario)}
    for variant in variants.values():
        outcomes = simulate(
            variant,
            worlds=asked.worlds,
            worlds_per_draw=asked.worlds_per_draw,
            seed=asked.seed,
            workers=asked.workers,
        )
        for name, figure in figures(scenario).items():
            estimate = estimate_mean(figure(outcomes), outcomes.draw)
            cells[name].append(f"{estimate.value:.3f} ± {estimate.standard_error:.3f}")
    page = [
        "# The noise floor",
        "",
        (
            f"`{command('null')}`: {asked.worlds:,} worlds, {asked.worlds_per_draw} per draw, seed "
            f"{asked.seed}; {conditions(scenario)}."
        ),
        "",
        (
            "*null*: every payoff weight zero, inertia and noise as shipped. *calm*: inertia at "
            "least four times the choice noise. Mean per world ± standard error, clustered by draw."
        ),
        "",
        *ruled("figure", *variants),
        *(row(name, *values) for name, values in cells.items()),
    ]
    publish(page, "null.md", write=asked.write)


if __name__ == "__main__":
    main()
