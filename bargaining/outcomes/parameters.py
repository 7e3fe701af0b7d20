"""The numbers that the worlds of a result were played with, draw by draw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.columns import Column, needed_library
from bargaining.scenario.evidence import priors_of

if TYPE_CHECKING:
    import pandas

__all__ = ["parameter_columns", "parameters", "played_numbers"]


def parameters(outcomes: PlayedWorlds) -> pandas.DataFrame:
    """Return the numbers that were drawn, or given: one row a draw, one column a path.

    The index is the number of the draw. ``attrs`` holds three mappings by path: ``"unit"``,
    ``"prior"`` (in words; ``"given"`` where `simulate` was handed the numbers) and ``"source"``.
    Numbers that are the same in every draw are left out.

    Raises
    ------
    OutcomesError
        pandas is not installed.
    """
    library = needed_library("pandas", "parameters()")
    columns = {column.long_name: column for column in parameter_columns(outcomes)}
    index = library.Index(np.unique(outcomes.draw), name="draw")
    values = {path: column.values for path, column in columns.items()}
    frame: pandas.DataFrame = library.DataFrame(values, index=index)
    frame.attrs = {
        "unit": {path: column.units for path, column in columns.items()},
        "prior": {path: column.origin["prior"] for path, column in columns.items()},
        "source": {path: column.origin["source"] for path, column in columns.items()},
    }
    return frame


def parameter_columns(outcomes: PlayedWorlds) -> Iterator[Column]:
    """Yield the numbers that were drawn, or given, one value a draw, in file order."""
    priors, given = priors_of(outcomes.scenario), outcomes.given_paths
    wanted = [path for path, prior in priors.items() if prior.kind != "fixed" or path in given]
    draws, values = played_numbers(outcomes, wanted)
    rows = np.searchsorted(draws, outcomes.draw)
    for path, of_path in zip(wanted, values.T, strict=True):
        prior = "given" if path in given else priors[path].prior
        origin = {"prior": prior, "source": priors[path].source}
        unit = priors[path].unit or ""
        yield Column(f"parameter.{path}", of_path, path, unit, rows=rows, origin=origin)


def played_numbers(outcomes: PlayedWorlds, paths: Iterable[str]) -> tuple[Ints, Floats]:
    """Return numbers of the draws, and the values of some paths in each, (draw, path)."""
    # Only drawing needs the compiled kernels: a result is else read where none can run.
    from bargaining.chance import Chance
    from bargaining.world.game import Game
    from bargaining.world.parameters import draw_parameters

    game = Game(outcomes.scenario)
    draws, rows = np.unique(outcomes.draw, return_index=True)
    columns = [game.parameter_index[path] for path in paths]
    if not len(draws):
        return draws, np.empty((0, len(columns)))
    first, end = int(draws[0]), int(draws[-1]) + 1
    given = {}
    for place, path in enumerate(outcomes.given_paths):
        given[path] = np.zeros(end - first)
        given[path][draws - first] = outcomes["given"][rows, place]
    drawn = draw_parameters(game, Chance(outcomes.record.seed, first, end - first), given)
    return draws, drawn[draws - first][:, columns]
