"""What a result offers to everything that reads one; `Outcomes` is the result itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from bargaining.outcomes.history import History
    from bargaining.outcomes.labelled import Label
    from bargaining.outcomes.record import RunRecord
    from bargaining.scenario.schema import Scenario

__all__ = ["PlayedWorlds"]


class PlayedWorlds(Protocol):
    """Labelled arrays of worlds with the record of their run; the members are those of `Outcomes`.

    Whatever counts, explains, tells or stores worlds takes this, so that `Outcomes` can call all
    of them and none of them needs to know `Outcomes`.
    """

    _replay_one: Callable[[int], History] | None

    def __init__(
        self,
        arrays: Mapping[str, NDArray[Any]],
        axes: Mapping[str, tuple[str, ...]],
        labels: Mapping[str, tuple[Label, ...]],
        record: RunRecord,
        replay: Callable[[int], History] | None = None,
    ) -> None: ...
    def __getitem__(self, name: str) -> NDArray[Any]: ...
    def __contains__(self, name: object) -> bool: ...
    def __iter__(self) -> Iterator[str]: ...
    def __len__(self) -> int: ...

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the axes of each array."""

    @property
    def labels(self) -> Mapping[str, tuple[Label, ...]]:
        """Labels of the entries of each axis."""

    @property
    def record(self) -> RunRecord:
        """What suffices to make the worlds again."""

    @property
    def scenario(self) -> Scenario:
        """The scenario that was played."""

    @property
    def n_draws(self) -> int:
        """How many draws of the parameters the worlds belong to."""

    @property
    def world(self) -> NDArray[np.int64]:
        """Number of each world, shape (world,)."""

    @property
    def draw(self) -> NDArray[np.int64]:
        """Number of the draw of each world, shape (world,)."""

    @property
    def is_drawn(self) -> bool:
        """Whether any number of the scenario is drawn."""

    @property
    def cluster(self) -> NDArray[np.int64]:
        """Group of worlds that errors are clustered by, shape (world,)."""

    @property
    def level(self) -> NDArray[np.float64]:
        """Levels of the ladders at the end of each round, shape (world, round, issue)."""

    @property
    def final_level(self) -> NDArray[np.float64]:
        """Levels of the ladders at the end, shape (world, issue)."""

    @property
    def initial_level(self) -> NDArray[np.float64]:
        """Levels of the ladders before the first round, shape (world, issue)."""

    def first_round(self, event: str) -> NDArray[np.float64]:
        """Return the first round of an event per world, NaN for never."""
