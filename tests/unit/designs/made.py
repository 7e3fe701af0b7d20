"""Designs that a made-up function answers instead of the engine, so that their truth is known."""

from __future__ import annotations

import numpy as np

UNIT = {"low": 0.0, "high": 1.0}
X = (
    "parties.japan.hurdle",
    "parties.north_korea.hurdle",
    "parties.japan.belief",
)


def answering(chance):
    """Return what stands for `play_points`: something happens with the chance of its numbers.

    `chance` goes from the numbers of a point, by path, to a probability, an array over points.
    """

    def play(scenario, points, reduce, *, worlds, seed, sharing=None, **options):
        numbers = dict(zip(points.paths, points.values.T, strict=True))
        block = np.arange(len(points)) // (sharing or len(points))
        fate = np.random.default_rng(seed).random((block[-1] + 1, worlds))[block]
        happened = fate < np.broadcast_to(chance(numbers), len(points))[:, None]
        return [one[None].astype(float) for one in happened]

    return play
