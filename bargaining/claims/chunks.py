"""The worlds of an arm cut into chunks, each of which is played and kept by itself."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np

from bargaining.claims.arms import Arm
from bargaining.claims.tally import Tally
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.played import played_content

__all__ = ["CHUNK", "Chunk", "Size", "TallyFolder", "arm_digest", "chunks", "code_digest"]

# Worlds that are played before their tallies are kept: what a killed study loses at most, a worker.
CHUNK = 1_000
# What plays the worlds and counts them; a change in any of these makes kept tallies worthless.
_PLAYING = (
    *("chance.py", "solver", "world", "views", "strategies"),
    *("parties", "protocol", "engine", "claims"),
)
_COUNTING = ("values", "tally", "flows", "arms")


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


@dataclass(frozen=True, slots=True)
class TallyFolder:
    """A folder that holds one file for each chunk of worlds that was played.

    Attributes
    ----------
    path : Path
        The folder; it is made if need be.
    """

    path: Path

    @classmethod
    def prepare(cls, path: Path | str) -> TallyFolder:
        """Make the folder if need be.

        Raises
        ------
        ArgumentError
            It cannot be made.
        """
        folder = Path(path).expanduser()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise ArgumentError(
                f"cannot keep tallies in {folder}: {os.strerror(error.errno or 0)}. "
                f"Name another folder."
            ) from error
        return cls(folder)

    def find(self, chunk: Chunk) -> dict[str, Tally] | None:
        """Return a chunk's tallies by quantity, or None unless all of them were kept."""
        held = self._read(chunk)
        tallies = {}
        for text in chunk.quantities:
            prefix = _prefix(text)
            arrays = {
                name.removeprefix(prefix): array
                for name, array in held.items()
                if name.startswith(prefix)
            }
            if not arrays:
                return None
            tallies[text] = Tally.from_arrays(arrays)
        return tallies

    def keep(self, chunk: Chunk, tallies: dict[str, Tally]) -> None:
        """Keep a chunk's tallies beside those of other quantities of the same worlds."""
        held = self._read(chunk)
        for text, counted in tallies.items():
            held |= {_prefix(text) + name: array for name, array in counted.to_arrays().items()}
        file = self._file(chunk)
        part = file.with_suffix(".part")
        with part.open("wb") as stream:
            np.savez_compressed(stream, **held)
        # A file is whole or not there: whoever is stopped while writing leaves the old one.
        os.replace(part, file)

    def _read(self, chunk: Chunk) -> dict[str, Any]:
        try:
            # Opened here: NumPy leaves a file open that turns out not to be one of its own.
            with self._file(chunk).open("rb") as file, np.load(file, allow_pickle=False) as held:
                return {name: held[name] for name in held.files}
        except (OSError, ValueError, EOFError, zipfile.BadZipFile):
            # Not there, or cut short by a full disk: it is played again.
            return {}

    def _file(self, chunk: Chunk) -> Path:
        which = "-".join(
            map(str, (chunk.seed, chunk.first_world, chunk.worlds, chunk.worlds_per_draw))
        )
        return (
            self.path
            / f"{arm_digest(chunk.scenario, chunk.arm)[:24]}-{code_digest()[:12]}-{which}.npz"
        )


def arm_digest(scenario: Scenario, arm: Arm) -> str:
    """Return a digest of what an arm plays: claims, other counterfactuals, wording play no part."""
    dated = [one.do for one in scenario.what_ifs if one.name == arm.counterfactual]
    varied = [
        (one.values, one.factors) for one in scenario.variants if one.name == arm.change.variant
    ]
    change = (arm.change.kind, arm.change.factor, arm.change.coefficients)
    text = ascii((scenario.played_digest, played_content((dated, varied, change))))
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def code_digest() -> str:
    """Return a digest of the code that plays worlds and counts in them."""
    package = Path(str(files("bargaining")))
    found = hashlib.sha256()
    for name in _PLAYING:
        place = package / name
        for file in [place] if place.is_file() else sorted(place.rglob("*.py")):
            if name != "claims" or file.stem in _COUNTING:
                found.update(file.relative_to(package).as_posix().encode())
                found.update(file.read_bytes())
    return found.hexdigest()


def _prefix(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16] + "."
