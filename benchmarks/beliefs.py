"""Calibration and martingale of public beliefs at many worlds (model, Lemma 2).

From the root of the repository:

    python -m benchmarks.beliefs --write

In every round, among worlds whose public belief in a party is b, a share b must have the good type
of that round, and the mean belief must stay at the mean prior. Both hold whatever approximations
the values contain, since the likelihoods that move a belief are those that drew the choice.
Verification is on as shipped. A change of leader draws a new type and puts the belief back to the
prior, which preserves both. Worlds of one draw share their parameters, so sums are clustered by
draw. Worlds are played in chunks; memory does not grow with their number.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from bargaining.engine import NegotiationModel
from bargaining.scenario import Scenario
from benchmarks.benchmark import (
    EVIDENCE,
    Benchmark,
    Found,
    digests,
    row,
    ruled,
    scenario_asked,
    scenario_options,
)

EDGES = np.array([0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1.0])
LIMIT = 4.0


class Sums:
    """Sums over draws of a quantity with mean zero, and of its square, cell by cell.

    Where the quantity is a type less its belief, the variance that a true belief implies is known,
    belief x (1 - belief) a world; it is summed in `expected`. A bin of beliefs near 0 in which no
    good type happened to be has no spread of its own to be measured, hence the larger of the two
    stands in the score, and a cell counts only once `least` of it is there.
    """

    def __init__(self, shape: tuple[int, ...], least: float = 0.0) -> None:
        self.total = np.zeros(shape)
        self.square = np.zeros(shape)
        self.count = np.zeros(shape)
        self.expected = np.zeros(shape)
        self.least = least

    def add(
        self,
        values: NDArray[np.float64],
        counts: NDArray[np.float64],
        draws: int,
        expected: NDArray[np.float64] | float = 0.0,
    ) -> None:
        """Add values over (world, ...), zero where they do not count."""
        by_draw = values.reshape(draws, -1, *values.shape[1:]).sum(axis=1)
        self.total += by_draw.sum(axis=0)
        self.square += (by_draw**2).sum(axis=0)
        self.count += counts.sum(axis=0)
        self.expected += expected

    def z(self) -> NDArray[np.float64]:
        """Standard scores, clustered by draw; NaN where too little is known."""
        with np.errstate(divide="ignore", invalid="ignore"):
            score = self.total / np.sqrt(np.maximum(self.square, self.expected))
        enough = (self.count >= 30) & (self.expected >= self.least)
        return np.where(enough, score, np.nan)


def chunks(
    scenario: Scenario,
    worlds: int,
    per_draw: int,
    seed: int,
    size: int,
) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """Yield beliefs and types over (world, round, party), and prior beliefs over (world, party)."""
    for first in range(0, worlds, size):
        count = min(size, worlds - first)
        negotiation = NegotiationModel(
            scenario, seed=seed, first_world=first, worlds=count, worlds_per_draw=per_draw
        )
        typed = negotiation.game.typed
        prior = np.stack([negotiation.world.prior_belief(party) for party in typed], axis=1)
        played = negotiation.play()
        negotiation.release()
        yield played["belief"], played["party_type"].astype(float), prior


def scored(
    scenario: Scenario, worlds: int, per_draw: int, seed: int, size: int
) -> tuple[str, list[str]]:
    """Return the verdict and the tables."""
    parties = [name for name, party in scenario.parties.items() if party.belief is not None]
    rounds, bins = scenario.settings.rounds.value, len(EDGES) - 1
    by_round = Sums((rounds, len(parties), bins), least=5.0)
    # A world in one bin for many rounds is one event counted many times.
    overall = Sums((len(parties), bins), least=5.0 * rounds)
    drift, moved = Sums((rounds, len(parties))), Sums((rounds, len(parties)))
    means = np.zeros((2, bins, len(parties)))
    for belief, type_, prior in chunks(scenario, worlds, per_draw, seed, size):
        draws = len(belief) // per_draw
        place = np.clip(np.searchsorted(EDGES, belief, side="right") - 1, 0, bins - 1)
        inside = place[..., None] == np.arange(bins)
        miss = np.where(inside, (type_ - belief)[..., None], 0.0)
        doubt = np.where(inside, (belief * (1.0 - belief))[..., None], 0.0).sum(axis=0)
        by_round.add(miss, inside, draws, doubt)
        overall.add(miss.sum(axis=1), inside.sum(axis=1), draws, doubt.sum(axis=0))
        means[0] += np.einsum("wrpb,wrp->bp", inside, belief)
        means[1] += np.einsum("wrpb,wrp->bp", inside, type_)
        ones = np.ones((len(belief), rounds, len(parties)))
        drift.add(belief - prior[:, None, :], ones, draws)
        before = np.concatenate([prior[:, None, :], belief[:, :-1]], axis=1)
        moved.add(belief - before, ones, draws)
    return _verdict(by_round, drift, moved), [
        *_calibration(parties, overall, by_round, means),
        "",
        *_martingale(parties, drift, moved, worlds),
    ]


def _calibration(
    parties: list[str], overall: Sums, by_round: Sums, means: NDArray[np.float64]
) -> list[str]:
    lines = ruled(
        "party", "belief", "world-rounds", "mean belief", "share good", "z", "worst round"
    )
    z, worst = overall.z(), _worst(by_round.z(), axis=0)
    for p, party in enumerate(parties):
        for b in range(len(EDGES) - 1):
            n = overall.count[p, b]
            if n == 0:
                continue
            lines.append(
                row(
                    party,
                    f"{EDGES[b]:.2f} to {EDGES[b + 1]:.2f}",
                    f"{n:,.0f}",
                    f"{means[0, b, p] / n:.4f}",
                    f"{means[1, b, p] / n:.4f}",
                    shown(z[p, b]),
                    shown(worst[p, b]),
                )
            )
    return lines


def _martingale(parties: list[str], drift: Sums, moved: Sums, worlds: int) -> list[str]:
    lines = ruled("party", "round", "mean belief less prior", "z", "z of the round's change")
    for p, party in enumerate(parties):
        for t in range(drift.total.shape[0]):
            lines.append(
                row(
                    party,
                    t,
                    f"{drift.total[t, p] / worlds:+.5f}",
                    f"{drift.z()[t, p]:+.2f}",
                    f"{moved.z()[t, p]:+.2f}",
                )
            )
    return lines


def shown(z: float) -> str:
    """A score, or a dash where too little is known."""
    return f"{z:+.2f}" if np.isfinite(z) and z else "–"


def _worst(z: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    known = np.nan_to_num(z)
    where = np.abs(known).argmax(axis=axis)
    return np.take_along_axis(known, np.expand_dims(where, axis), axis=axis).squeeze(axis)


def _verdict(*sums: Sums) -> str:
    scores = np.concatenate([one.z().ravel() for one in sums])
    scores = scores[np.isfinite(scores)]
    worst = np.abs(scores).max()
    held = "hold" if worst < LIMIT else "DO NOT HOLD"
    return (
        f"**Calibration and martingale {held}**: {scores.size} scores, largest |z| = {worst:.2f} "
        f"(limit {LIMIT:g}), {(np.abs(scores) > 1.96).mean():.1%} beyond 1.96."
    )


def measure(asked: argparse.Namespace) -> Found:
    if asked.worlds % asked.worlds_per_draw or asked.chunk % asked.worlds_per_draw:
        raise SystemExit("--worlds and --chunk must be multiples of --worlds-per-draw")
    scenario = scenario_asked(asked)
    verdict, tables = scored(scenario, asked.worlds, asked.worlds_per_draw, asked.seed, asked.chunk)
    return Found(
        sentence=verdict,
        played={scenario.name: scenario.played_digest},
        holds="DO NOT" not in verdict,
        lines=[f"{asked.worlds:,} worlds; scores are clustered by draw.", "", *tables],
    )


def options(parser: argparse.ArgumentParser) -> None:
    scenario_options(worlds=100_000)(parser)
    parser.add_argument("--chunk", type=int, default=1_000, help="worlds played at a time")


BENCHMARK = Benchmark(
    name="beliefs",
    page=EVIDENCE / "beliefs.md",
    title="Beliefs are real",
    question="are public beliefs calibrated, and martingales?",
    measure=measure,
    plays=digests,
    options=options,
    quick=("--worlds", "10000"),
)

if __name__ == "__main__":
    BENCHMARK.main()
