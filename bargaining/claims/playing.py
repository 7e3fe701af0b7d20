"""The arms of a study, played in chunks of whole draws, of which only tallies are kept."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from itertools import accumulate
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from bargaining.claims.arms import Arm, perturbed
from bargaining.claims.tally import BLOCKS, Tally, tally
from bargaining.engine import simulate
from bargaining.engine.arguments import check_whole
from bargaining.engine.runs import Arrays, Progress, Run, RunFolder, play_runs
from bargaining.scenario import Scenario
from bargaining.scenario.played import played_content
from bargaining.scenario.quantity import read_quantity

__all__ = ["CHUNK", "ArmRun", "Size", "arm_digest", "code_digest", "play_arms", "play_chunks"]

# Worlds that are played before their tallies are kept: what a killed study loses at most, a worker.
CHUNK = 1_000
# What plays the worlds and counts them; a change in any of these makes kept tallies worthless.
_PLAYING = (
    *("chance.py", "codes.py", "solver", "world", "views", "strategies"),
    *("parties", "protocol", "engine"),
    *("claims/arms.py", "claims/tally.py", "claims/values.py"),
)


@dataclass(frozen=True, slots=True)
class Size:
    """How many worlds an arm is played in, and how many of them share a draw of the parameters."""

    worlds: int
    worlds_per_draw: int

    def __post_init__(self) -> None:
        check_whole(worlds=self.worlds, worlds_per_draw=self.worlds_per_draw)

    @property
    def draws(self) -> int:
        """How many draws of the parameters that makes."""
        return -(-self.worlds // self.worlds_per_draw)

    def to_dict(self) -> dict[str, int]:
        """Return the numbers by their names."""
        return {name: getattr(self, name) for name in ("draws", "worlds_per_draw", "worlds")}


@dataclass(frozen=True, slots=True)
class ArmRun:
    """Worlds of an arm and the quantities that are counted in them.

    It can be sent to a worker and played again. The arm is built where it is played, from its
    scenario as the file has it: a study has thousands of arms, and each is a scenario of its own.
    """

    arm: Arm
    scenario: Scenario
    quantities: tuple[str, ...]
    seed: int
    size: Size
    first_world: int = 0
    blocks: int = BLOCKS

    @property
    def chunks(self) -> range:
        """The first worlds of chunks of whole draws."""
        per_draw = self.size.worlds_per_draw
        return range(0, self.size.worlds, max(CHUNK // per_draw, 1) * per_draw)

    def chunk(self, number: int) -> ArmRun:
        """Return a chunk by its number."""
        first = self.chunks[number]
        size = Size(min(self.chunks.step, self.size.worlds - first), self.size.worlds_per_draw)
        return replace(self, size=size, first_world=first)

    def play(self, *, workers: int = 1, progress: Progress | None = None) -> dict[str, Tally]:
        """Return the tallies by quantity."""
        scenario = perturbed(self.scenario, self.arm.counterfactual, self.arm.perturbation)
        quantities = {text: read_quantity(text, scenario) for text in self.quantities}
        outcomes = simulate(
            scenario,
            worlds=self.size.worlds,
            worlds_per_draw=self.size.worlds_per_draw,
            seed=self.seed,
            first_world=self.first_world,
            progress=progress,
        )
        return {
            text: tally(quantity, outcomes, blocks=self.blocks)
            for text, quantity in quantities.items()
        }

    @property
    def name(self) -> str:
        """What its file is called in a folder."""
        size = self.size
        which = [self.seed, self.first_world, size.worlds, size.worlds_per_draw]
        which += [self.blocks] * (self.blocks != BLOCKS)
        played = arm_digest(self.scenario, self.arm)[:24]
        return "-".join(map(str, (played, code_digest()[:12], *which)))

    def read(self, arrays: Arrays) -> dict[str, Tally] | None:
        """Return the tallies from a file's arrays, or None unless all of them are there."""
        if not all(f"{_key(text)}.draws" in arrays for text in self.quantities):
            return None
        return {text: Tally.from_arrays(arrays, _key(text)) for text in self.quantities}


class _Chunks:
    """The chunks of several arms, one arm after the other; each is made when it is asked for."""

    def __init__(self, arms: Sequence[ArmRun]) -> None:
        self._arms = arms
        self._ends = list(accumulate(len(arm.chunks) for arm in arms))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __getitem__(self, number: int) -> Run[dict[str, Tally]]:
        chunk = self.at(number)[1]
        return Run(chunk.size.worlds, chunk.play)

    def at(self, number: int) -> tuple[int, ArmRun]:
        """Return the place of an arm and the chunk of it that has a number."""
        place = bisect_right(self._ends, number)
        arm = self._arms[place]
        return place, arm.chunk(number - self._ends[place] + len(arm.chunks))


def play_chunks(
    wanted: Sequence[ArmRun],
    *,
    workers: int = 1,
    folder: RunFolder | None = None,
    progress: Progress | None = None,
) -> Iterator[tuple[int, dict[str, Tally]]]:
    """Play arms and yield the place of an arm with the tallies of a chunk, as they are done.

    Workers share the chunks; `folder` is where tallies are kept, and found if they were kept
    before; `progress` is called with worlds, those found included.
    """
    chunks = _Chunks(wanted)
    found = bytearray(len(chunks))

    def kept(folder: RunFolder) -> Iterator[tuple[int, dict[str, Tally]]]:
        for number in range(len(chunks)):
            chunk = chunks.at(number)[1]
            if (tallies := folder.find(chunk.name, chunk.read)) is not None:
                found[number] = True
                yield number, tallies

    for number, tallies in play_runs(
        chunks,
        workers=workers,
        side_by_side=True,
        found=() if folder is None else kept(folder),
        total=sum(arm.size.worlds for arm in wanted),
        progress=progress,
    ):
        place, chunk = chunks.at(number)
        if folder is not None and not found[number]:
            arrays: dict[str, NDArray[Any]] = {}
            for text, counted in tallies.items():
                arrays |= counted.to_arrays(_key(text))
            folder.keep(chunk.name, arrays)
        yield place, tallies


def play_arms(wanted: Sequence[ArmRun], **how: Any) -> list[dict[str, Tally]]:
    """Play arms and return the tallies of each by quantity, as `play_chunks` has them."""
    parts: list[list[dict[str, Tally]]] = [[] for _ in wanted]
    for place, tallies in play_chunks(wanted, **how):
        parts[place].append(tallies)
    return [
        # Those of a quantity are given up once they are joined.
        {text: Tally.joined([one.pop(text) for one in several]) for text in [*several[0]]}
        for several in parts
    ]


def arm_digest(scenario: Scenario, arm: Arm) -> str:
    """Return a digest of what an arm plays: claims, other counterfactuals, wording play no part."""
    change = arm.perturbation
    dated = [one.do for one in scenario.what_ifs if one.name == arm.counterfactual]
    varied = [(one.values, one.factors) for one in scenario.variants if one.name == change.variant]
    content = (dated, varied, (change.kind, change.factor, change.coefficients))
    text = ascii((scenario.played_digest, played_content(content)))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_digest() -> str:
    """Return a digest of the code that plays worlds and counts in them."""
    package = Path(str(files("bargaining")))
    found = hashlib.sha256()
    for name in _PLAYING:
        place = package / name
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            found.update(file.relative_to(package).as_posix().encode())
            found.update(file.read_bytes())
    return found.hexdigest()


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
