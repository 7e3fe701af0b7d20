"""The drawn numbers of a batch of worlds, and what follows from them alone.

Every number of the scenario is one column of a matrix over (row, column), stored column by column.
Behind the drawn ones stand the weights of planning windows, which depend on them only.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.chance import uniforms
from bargaining.scenario.terms import is_coefficient
from bargaining.world.game import Game

__all__ = ["Parameters", "draw_parameters", "window_length", "with_windows"]


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers of a batch of rows.

    Attributes
    ----------
    game : Game
    matrix : array over (row, column), column-major
        Drawn numbers first, in the order of `Game.parameter_index`, then derived ones.
    derived : dict
        Column of each derived number by its key.
    """

    game: Game
    matrix: Floats
    derived: dict[tuple[str, int, int], int]

    def take(self, rows: Ints | slice) -> Parameters:
        """Return the same numbers for a selection of rows; a slice gives views."""
        if isinstance(rows, slice):
            return Parameters(self.game, self.matrix[rows], self.derived)
        if np.array_equal(rows, np.arange(len(self.matrix))):
            return self
        return Parameters(self.game, np.take(self.matrix.T, rows, axis=1).T, self.derived)

    def number(self, path: str, default: float) -> Floats:
        """Return a number of the file by its dotted path, shape (row,)."""
        index = self.game.parameter_index.get(path)
        if index is None:
            return np.full(self.matrix.shape[0], default)
        return self.matrix[:, index]

    def of_party(self, party: int, name: str, default: float) -> Floats:
        """Return a number of a party's block, shape (row,)."""
        return self.number(f"parties.{self.game.parties[party]}.{name}", default)

    def noise(self, party: int) -> Floats:
        """Choice noise of a party, payoff units, shape (row,)."""
        return self.of_party(party, "choice_noise", np.nan)

    def inertia(self, party: int) -> Floats:
        """Inertia of a party, payoff units per move, shape (row,)."""
        return self.of_party(party, "inertia", 0.0)

    def discount(self, party: int) -> Floats:
        """Discount factor of a party, per round, shape (row,)."""
        return self.of_party(party, "discount_factor", np.nan)

    def table_discount(self, party: int) -> Floats:
        """Discount factor at the table: per round, or of the window's clock; shape (row,)."""
        if self.game.scenario.table.clock == "window":
            return 1.0 - self.weight("first", party)
        return self.discount(party)

    def expected_delivery(self, party: int, type_: int) -> Floats:
        """Share of a promise that a giver of `type_` is expected to deliver, shape (row,)."""
        return self.of_party(party, f"expected_delivery.type_{type_}", 1.0)

    def weight(self, kind: str, party: int, condition: int = -1) -> Floats:
        """Return a weight of a planning window, shape (row,).

        `first` is the weight of round 0; `stay` and `drift` weigh a condition's present level and
        its drift in the mean over all rounds, `stay_later` and `drift_later` over rounds 1 on.
        """
        return self.matrix[:, self.derived[kind, party, condition]]


def window_length(game: Game) -> float:
    """Return the planning window in rounds, possibly infinite."""
    value = game.scenario.settings.planning_window.value
    return float("inf") if value == "unlimited" else float(value)


def draw_parameters(
    game: Game, seed: int, first_world: int, worlds: int, worlds_per_draw: int
) -> Floats:
    """Draw every number of the file for a range of worlds, shape (world, number).

    World `i` belongs to draw ``i // worlds_per_draw``; a draw's luck depends on the seed and the
    number's name only.
    """
    first = first_world // worlds_per_draw
    last = (first_world + worlds - 1) // worlds_per_draw
    draw_of_world = np.arange(first_world, first_world + worlds) // worlds_per_draw - first
    matrix = np.empty((worlds, len(game.numbers)), order="F")

    def luck(path: str) -> Floats:
        return uniforms(seed, f"prior.{game.numbers[path].draw or path}", first, last - first + 1)

    spreads = game.numbers["settings.spread"].from_uniform(luck("settings.spread"), 0.0)
    for path, index in game.parameter_index.items():
        spread = spreads if is_coefficient(path) else 0.0
        values = game.numbers[path].from_uniform(luck(path), spread)
        matrix[:, index] = values[draw_of_world]
    return matrix


def with_windows(game: Game, drawn: Floats) -> Parameters:
    """Add the weights of planning windows to drawn numbers (model, equation 3)."""
    derived: dict[tuple[str, int, int], int] = {}
    columns: list[Floats] = []
    base = Parameters(game, drawn, derived)

    def add(kind: str, party: int, condition: int, values: Floats) -> None:
        derived[kind, party, condition] = drawn.shape[1] + len(columns)
        columns.append(values)

    length = window_length(game)
    for party in range(len(game.parties)):
        delta = base.discount(party)
        first = _first_weight(delta, length)
        add("first", party, -1, first)
        later = 1.0 - first
        for condition in game.drivers:
            rho = base.number(f"conditions.{game.conditions[condition]}.persistence", 0.0)
            stay = _stay_weight(delta, rho, first, length)
            drift = _drift_weight(delta, rho, stay, length)
            with np.errstate(divide="ignore", invalid="ignore"):
                stay_later = np.where(later > 0, (stay - first) / later, 1.0)
                drift_later = np.where(later > 0, drift / later, 0.0)
            add("stay", party, condition, stay)
            add("drift", party, condition, drift)
            add("stay_later", party, condition, stay_later)
            add("drift_later", party, condition, drift_later)
    matrix = np.empty((drawn.shape[0], drawn.shape[1] + len(columns)), order="F")
    matrix[:, : drawn.shape[1]] = drawn
    for index, values in enumerate(columns):
        matrix[:, drawn.shape[1] + index] = values
    return Parameters(game, matrix, derived)


def _first_weight(delta: Floats, length: float) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = (1.0 - delta) / (1.0 - delta**length)
    return np.where(delta == 1.0, 1.0 / length, weight)


def _stay_weight(delta: Floats, rho: Floats, first: Floats, length: float) -> Floats:
    product = delta * rho
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = first * (1.0 - product**length) / (1.0 - product)
    weight = np.where(product == 1.0, 1.0, weight)
    return np.where(rho == 1.0, 1.0, weight)


def _drift_weight(delta: Floats, rho: Floats, stay: Floats, length: float) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        leaving = (1.0 - stay) / (1.0 - rho)
        if np.isinf(length):
            lasting = delta / (1.0 - delta)
        else:
            lasting = delta / (1.0 - delta) - length * delta**length / (1.0 - delta**length)
            lasting = np.where(delta == 1.0, (length - 1.0) / 2.0, lasting)
    return np.where(rho == 1.0, lasting, leaving)
