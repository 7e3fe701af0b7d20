"""The worlds of an arm cut into chunks, each of which is played and kept by itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bargaining.claims.arms import Arm
from bargaining.scenario import Scenario

__all__ = ["CHUNK", "Chunk", "Size", "chunks"]

# Worlds that are played before their tallies are kept: what a killed study loses at most, a worker.
CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class Size:
    """How many worlds an arm is played in.

    Attributes
    ----------
    worlds : int
        All of them.
    worlds_per_draw : int
        Worlds that share one draw of the parameters.
    """

    worlds: int
    worlds_per_draw: int

    @property
    def draws(self) -> int:
        """How many draws of the parameters that makes."""
        return -(-self.worlds // self.worlds_per_draw)


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some worlds of an arm and the quantities that are counted in them.

    It can be sent to a worker and played again. The arm is built where it is played: a study has
    thousands of them, and each is a scenario of its own.

    Attributes
    ----------
    arm : Arm
        What is played.
    scenario : Scenario
        The arm's scenario as its file has it.
    quantities : tuple of str
        What is counted.
    seed, first_world, worlds, worlds_per_draw : int
        As `bargaining.simulate` takes them.
    """

    arm: Arm
    scenario: Scenario
    quantities: tuple[str, ...]
    seed: int
    first_world: int
    worlds: int
    worlds_per_draw: int


def chunks(
    arm: Arm, scenario: Scenario, quantities: Iterable[str], seed: int, size: Size
) -> Iterator[Chunk]:
    """Cut the worlds of an arm into chunks of whole draws."""
    step = max(CHUNK // size.worlds_per_draw, 1) * size.worlds_per_draw
    for first in range(0, size.worlds, step):
        worlds = min(step, size.worlds - first)
        yield Chunk(arm, scenario, tuple(quantities), seed, first, worlds, size.worlds_per_draw)
