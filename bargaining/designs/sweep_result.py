"""What a sweep found: a table of points and quantities that prints, and goes on as a dataset."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.arrays import Floats
from bargaining.codes import Ending
from bargaining.errors import ArgumentError
from bargaining.outcomes.columns import needed_library
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import names_in
from bargaining.stats import number_or_none
from bargaining.text import (
    Column,
    Report,
    counted,
    decimal,
    interval,
    joined,
    paragraphs,
    signed,
    table,
)

if TYPE_CHECKING:
    import pandas
    import xarray

__all__ = ["ENDINGS", "LEVEL", "NUMBERS", "Sweep", "short_names", "size_of"]

# The quantities of a sweep that names none.
ENDINGS = {f"P({ending.key})": ending for ending in Ending}
LEVEL = ("value", "standard_error", "low", "high")
CHANGE = ("change", "change_standard_error", "change_low", "change_high")
NUMBERS = (*LEVEL, *CHANGE, "n_informed_worlds")
# Rows of a printed table, and the least of each quantity.
_ROWS, _LEAST_ROWS = 60, 5


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Report):
    """Quantities at every point of a design: print it, draw it, or ask for its numbers.

    Attributes
    ----------
    title : str
        Title of the scenario.
    paths : tuple of str
        Dotted paths of the numbers that were varied.
    points : array, shape (point, path)
        Their values; those of a grid are in the order of the paths, the last changing fastest.
    quantities : tuple of str
    numbers : array, shape (point, quantity, number)
        Of each quantity at each point, in the order of `NUMBERS`: value, standard error and ends of
        the 95 % interval; the change from the scenario as written, world by world, with the same
        three; and the worlds that the value rests on. NaN where not known, or not played.
    baseline : array, shape (quantity, 4)
        The first four of these for the scenario as written.
    shares : tuple of bool
        Which quantities are shares, that are shown in percent.
    units, priors : mapping of str to str
        By path: unit and prior of the number in the scenario.
    record : mapping
        What makes the numbers again: scenario, played digest, model number, design, seed, worlds
        of a point, worlds per draw, seats and versions of the software.
    """

    title: str
    paths: tuple[str, ...]
    points: Floats
    quantities: tuple[str, ...]
    numbers: Floats
    baseline: Floats
    shares: tuple[bool, ...]
    units: Mapping[str, str]
    priors: Mapping[str, str]
    record: Mapping[str, Any]

    def __repr__(self) -> str:
        return (
            f"<Sweep of {len(self.points):,} points in {self.record['scenario']}: "
            f"{joined(self.paths)}>"
        )

    @property
    def is_grid(self) -> bool:
        """Whether the points are all combinations of some values of each path."""
        return bool(self.record["design"] == "grid")

    @property
    def axes(self) -> tuple[Floats, ...]:
        """The values of each path, in the order they were given; of a grid only."""
        columns = (list(dict.fromkeys(column)) for column in self.points.T.tolist())
        return tuple(np.array(one) for one in columns)

    def of(self, quantity: str) -> Floats:
        """Return the numbers of one quantity, shape (point, number), in the order of `NUMBERS`."""
        if quantity not in self.quantities:
            near = did_you_mean(str(quantity), self.quantities, "quantities of this sweep")
            raise ArgumentError(f'the sweep has no quantity "{quantity}". {near}')
        return np.asarray(self.numbers[:, self.quantities.index(quantity)])

    def lines(self) -> Iterator[str]:
        """Yield the lines that ``print(sweep)`` shows."""
        names = short_names(self.paths)
        yield from paragraphs([self.title, size_of(self), ""])
        for path, name in names.items():
            unit = f", {self.units[path]}" if self.units[path] else ""
            yield from paragraphs([f"{name}: {path}{unit}; in the file {self.priors[path]}"])
        yield ""
        heads = ("value", "95 % interval", "change", "95 % interval")
        rows: list[list[str] | str] = []
        shown = self.points[: max(_LEAST_ROWS, _ROWS // len(self.quantities))]
        for k, text in enumerate(self.quantities):
            scale, digits = (100, 1) if self.shares[k] else (1, 3)
            value, _, low, high = (decimal(scale * one, digits) for one in self.baseline[k])
            unit = ", %" if self.shares[k] else ""
            rows.append(f"{text}{unit}; as written {value} ({interval(low, high)})")
            for point, of in zip(shown, self.numbers[:, k], strict=False):
                own, change = scale * of[[0, 2, 3]], scale * of[[4, 6, 7]]
                cells = [f"{one:.5g}" for one in point]
                for (value, low, high), form in ((own, decimal), (change, signed)):
                    cells += [form(value, digits), interval(form(low, digits), form(high, digits))]
                rows.append(cells)
        yield from table([Column(name) for name in (*names.values(), *heads)], rows)
        said = ["change: from the scenario as written, in the same worlds with the same luck."]
        played = int(np.isfinite(self.numbers).any(axis=(1, 2)).sum())
        if played < len(self.points):
            said.insert(
                0, f"Stopped: {played} of {counted(len(self.points), 'point')} were played."
            )
        if len(shown) < len(self.points):
            more = len(self.points) - len(shown)
            said.append(f"{more} more points are in to_frame() and in the files.")
        yield from paragraphs([" ".join(said)])

    def records(self) -> list[dict[str, Any]]:
        """Return one record for each point and quantity, with the values of the paths."""
        return [
            {"point": i, **dict(zip(self.paths, point.tolist(), strict=True)), "quantity": text}
            | dict(zip(NUMBERS, self.numbers[i, k].tolist(), strict=True))
            for i, point in enumerate(self.points)
            for k, text in enumerate(self.quantities)
        ]

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold, None for what is not known."""
        baseline = zip(self.quantities, self.baseline.tolist(), strict=True)
        return {
            **self.record,
            "paths": {
                path: {"unit": self.units[path], "prior": self.priors[path]} for path in self.paths
            },
            "as_written": {text: _plain(zip(LEVEL, of, strict=True)) for text, of in baseline},
            "points": [_plain(record.items()) for record in self.records()],
        }

    def to_frame(self) -> pandas.DataFrame:
        """Return a data frame with a row for each point and quantity; `attrs` hold the record."""
        library = needed_library("pandas", "to_frame()")
        frame: pandas.DataFrame = library.DataFrame(self.records())
        told = self.to_dict()
        frame.attrs = {name: told[name] for name in told if name != "points"}
        return frame

    def to_xarray(self) -> xarray.Dataset:
        """Return a dataset over quantity and the paths of a grid, or quantity and point.

        Variables are `NUMBERS`, and ``as_written`` with its error and interval over quantity.
        The paths are coordinates with their unit and prior; ``attrs`` hold the record.
        """
        library = needed_library("xarray", "to_xarray()")
        dims: tuple[str, ...] = self.paths if self.is_grid else ("point",)
        shape = tuple(map(len, self.axes)) if self.is_grid else (len(self.points),)
        coordinates: dict[str, Any] = {"quantity": list(self.quantities)}
        for place, path in enumerate(self.paths):
            about = {"units": self.units[path], "prior": self.priors[path]}
            values = self.axes[place] if self.is_grid else self.points[:, place]
            coordinates[path] = ((path,) if self.is_grid else dims, values, about)
        held = np.moveaxis(self.numbers, 0, -1).reshape(len(self.quantities), len(NUMBERS), *shape)
        variables: dict[str, tuple[tuple[str, ...], Floats]] = {
            name: (("quantity", *dims), held[:, i]) for i, name in enumerate(NUMBERS)
        }
        for i, name in enumerate(LEVEL):
            written = "as_written" if name == "value" else f"as_written_{name}"
            variables[written] = (("quantity",), self.baseline[:, i])
        # NetCDF, to which datasets are often written, holds no tables and no integer above 64 bits.
        facts: dict[str, Any] = {
            name: json.dumps(dict(one)) if isinstance(one, Mapping) else one
            for name, one in self.record.items()
        }
        if abs(facts["seed"]) >= 2**63:
            facts["seed"] = str(facts["seed"])
        built: xarray.Dataset = library.Dataset(variables, coordinates, facts)
        return built


def short_names(paths: Sequence[str]) -> dict[str, str]:
    """Return a name for each path: its last parts in words, as few as tell the paths apart."""
    parts = {path: [one.replace("_", " ") for one in names_in(path)] for path in paths}
    for last in range(1, max(map(len, parts.values())) + 1):
        names = {path: " ".join(of[-last:]) for path, of in parts.items()}
        if len({*names.values()}) == len(paths):
            break
    return names


def size_of(found: Sweep) -> str:
    """Return what a sweep rests on, in words."""
    kind = {"grid": "Grid", "latin_hypercube": "Latin hypercube", "sobol": "Sobol design"}
    record, each = found.record, counted(found.record["worlds"], "world")
    return (
        f"{kind[record['design']]} of {counted(len(found.points), 'point')} · {each} a point "
        f"({counted(record['draws'], 'draw')}), the same luck at each · seed {record['seed']}"
    )


def _plain(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: number_or_none(one) if isinstance(one, float) else one for name, one in pairs}
