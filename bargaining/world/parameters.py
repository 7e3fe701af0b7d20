"""The drawn numbers of a batch of worlds, and what follows from them alone.

Worlds of one draw share one row of a matrix over (draw, number). Behind the drawn numbers stand the
constants 0 and 1, the weights of planning windows, and what is expected of scheduled conditions.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np

from bargaining.arrays import Floats, Ints, rows_of
from bargaining.chance import Chance
from bargaining.scenario.numbers import ValueNumber
from bargaining.scenario.terms import is_coefficient
from bargaining.solver.elementary import exp_of, log_of, power
from bargaining.world.game import Game
from bargaining.world.priors import luck_of_numbers, value_at

__all__ = [
    "Parameters", "draw_parameters", "month_of_round", "scheduled_value", "window_length",
    "with_schedule", "with_windows",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Parameters:
    """Numbers of a batch of rows."""

    game: Game
    matrix: Floats
    """Over (draw, number), in the order of `Game.number_columns`."""
    draw: Ints
    """Row of the matrix, shape (row,)."""
    known: dict[str, Floats] = field(default_factory=dict, repr=False, compare=False)
    """What follows from the drawn numbers alone, worked out once for each draw."""
    columns: dict[int | tuple[float], Floats] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Numbers that have been asked for, by row, by column or by the value that stands for one that
    the file does not have. Nobody may write into them."""

    def take(self, rows: Ints | slice) -> Parameters:
        """Return the same numbers for a selection of rows."""
        return Parameters(self.game, self.matrix, rows_of(self.draw, rows), self.known)

    def number(self, path: str, default: float) -> Floats:
        """Return a number of the file by its dotted path, shape (row,)."""
        index = self.game.parameter_index.get(path)
        if index is not None:
            return self.at(index)
        if (default,) not in self.columns:
            self.columns[default,] = np.full(self.draw.shape, default)
        return self.columns[default,]

    def at(self, column: int) -> Floats:
        """Return a number by its column, shape (row,)."""
        values = self.columns.get(column)
        if values is None:
            values = self.columns[column] = self.matrix[:, column].take(self.draw)
        return values

    def of_draws(self) -> Parameters:
        """Return the same numbers with one row for each draw."""
        return Parameters(self.game, self.matrix, np.arange(len(self.matrix)), self.known)

    def once(self, name: str, work_out: Callable[[Parameters], Floats]) -> Floats:
        """Return what follows from the drawn numbers alone, (draw, ...), worked out once.

        `work_out` is given the numbers with one row for each draw.
        """
        if name not in self.known:
            self.known[name] = work_out(self.of_draws())
        return self.known[name]

    def of_party(self, party: int, name: str, default: float) -> Floats:
        """Return a number of a party's block, shape (row,)."""
        return self.number(f"parties.{self.game.parties[party]}.{name}", default)

    def noise(self, party: int) -> Floats:
        """Choice noise of a party, payoff units, shape (row,)."""
        return self.of_party(party, "choice_noise", np.nan)

    def inertia(self, party: int) -> Floats:
        """Inertia of a party, payoff units per move, shape (row,)."""
        return self.of_party(party, "inertia", 0.0)

    def proposal_noise(self, party: int) -> Floats:
        """Noise of a principal's proposals, as a multiple of its choice noise, shape (row,)."""
        return self.of_party(party, "proposal_noise", 1.0)

    def refusal_cost(self, party: int) -> Floats:
        """Cost of an offer that is refused, payoff units, shape (row,)."""
        noise = self.noise(party) * self.proposal_noise(party)
        return self.of_party(party, "refusal_cost", 0.0) * noise

    def failure_cost(self, party: int) -> Floats:
        """Cost of an accepted text that fails at home, payoff units, shape (row,)."""
        return self.of_party(party, "ratification_failure_cost", 0.0)

    def standing_weight(self, party: int) -> Floats:
        """Log-odds that opening or leaving talks must overcome beside inertia, shape (row,).

        The log of the weight of holding (model, equation 6a) where one free move is open; 0 unless
        the file says `talks_have_weight`.
        """
        return self.at(self.game.number_columns.standing[self.game.principals.index(party)])

    def discount(self, party: int) -> Floats:
        """Discount factor of a party, per round, shape (row,)."""
        return self.of_party(party, "discount_factor", np.nan)

    def table_discount(self, party: int) -> Floats:
        """Discount factor at the table: per round, or of the window's clock; shape (row,)."""
        if self.game.scenario.table.clock == "window":
            return 1.0 - self.at(self.game.number_columns.first[party])
        return self.discount(party)


def window_length(game: Game) -> float:
    """Return the planning window in rounds, possibly infinite."""
    value = game.scenario.settings.planning_window.value
    return np.inf if value == "unlimited" else float(value)


def draw_parameters(
    game: Game, chance: Chance, given: Mapping[str, Floats] | None = None
) -> Floats:
    """Draw every number of the file for a range of draws, shape (draw, number).

    A draw's luck depends on the seed, its number and the number's name only. Those `given` by their
    paths, arrays over (draw,), are not drawn.
    """
    given = given or {}
    matrix = np.empty((chance.worlds * chance.repeats, len(game.numbers)))

    luck = luck_of_numbers(game.numbers, game.scenario.correlations, chance.uniform)

    def drawn(path: str, spread: Floats | float) -> Floats | float:
        if path in given:
            return given[path]
        number = game.numbers[path]
        if isinstance(number, ValueNumber) and not number.spread and isinstance(spread, float):
            # The same whatever the luck, which need not be drawn.
            return number.value
        return value_at(number, luck(path), spread)

    spreads = np.full(len(matrix), drawn("settings.spread", 0.0))
    for path, index in game.parameter_index.items():
        matrix[:, index] = drawn(path, spreads if is_coefficient(path) else 0.0)
    return matrix


def with_windows(game: Game, drawn: Floats, draw: Ints) -> Parameters:
    """Add what follows from drawn numbers, such as weights of planning windows (equation 3).

    These are over (draw, number of the file); `draw`, over (row,), is the draw of each row.
    """
    columns, parties = game.number_columns, range(len(game.parties))
    matrix = np.zeros((len(drawn), columns.width))
    matrix[:, : drawn.shape[1]] = drawn
    matrix[:, columns.constants[1]] = 1.0
    of_draw = Parameters(game, matrix, np.arange(len(drawn)))

    def of_parties(name: str, default: float) -> Floats:
        return np.stack([of_draw.of_party(party, name, default) for party in parties])

    length = window_length(game)
    delta, inertia = of_parties("discount_factor", np.nan), of_parties("inertia", 0.0)
    lasting = power(delta, length)
    first = _weight_of_one(delta, lasting, length)
    moving = of_parties("moves_at_indifference", 1.0)
    promised = (1.0 - moving) / moving
    free = promised * exp_of(-inertia / of_parties("choice_noise", np.nan))
    matrix[:, columns.discount] = delta.T
    matrix[:, columns.first] = first.T
    matrix[:, columns.reversal] = (of_parties("reversal_cost", 0.0) * inertia).T
    matrix[:, columns.free] = free.T
    matrix[:, columns.promised] = promised.T
    seated = list(game.principals)
    if game.scenario.table.talks_have_weight:
        matrix[:, columns.standing] = log_of(np.maximum(free[seated], 1.0)).T
    # A session without offers ends each round with the probability of an adjournment, so sitting
    # persists like a condition (model, equation 10c).
    stays = 1.0 - of_draw.number("table.adjournment_probability", 0.0)
    matrix[:, columns.session] = _stay_weight(delta[seated], stays, first[seated], length).T
    # The mean share of promises due in the rest of a window, by the agreement's age in rounds.
    term = game.schedule_length
    age = np.arange(term)[:, None, None]
    due = np.ones((term, *delta.shape))
    weight = _weight_of_one(delta, power(delta, length - 1.0), max(length - 1.0, 1.0))
    for ahead in range(1, int(min(term, length - 1)) + 1):
        # Once the term is over nothing is left that is not due.
        due = due - weight * np.maximum(1.0 - (age + ahead) / term, 0.0)
        weight = weight * delta
    matrix[:, columns.due] = due.T
    later = 1.0 - first
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        # Of a drift that never fades.
        staying = delta / (1.0 - delta)
        if not np.isinf(length):
            staying = staying - length * lasting / (1.0 - lasting)
            staying = np.where(delta == 1.0, (length - 1.0) / 2.0, staying)
    for condition in game.drivers:
        rho = of_draw.number(f"conditions.{game.conditions[condition]}.persistence", 0.0)
        stay = _stay_weight(delta, rho, first, length)
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            drift = np.where(rho == 1.0, staying, (1.0 - stay) / (1.0 - rho))
            stay_later = np.where(later > 0, (stay - first) / later, 1.0)
            drift_later = np.where(later > 0, drift / later, 0.0)
        weights = np.stack([stay, drift, stay_later, drift_later], axis=-1)
        matrix[:, columns.windows[:, condition]] = weights.swapaxes(0, 1)
    return Parameters(game, matrix, draw)


def _weight_of_one(delta: Floats, lasting: Floats, length: float) -> Floats:
    """Return the weight of the first of so many rounds; `lasting` is that of all beyond them."""
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = (1.0 - delta) / (1.0 - lasting)
    return np.where(delta == 1.0, 1.0 / length, weight)


def _stay_weight(delta: Floats, rho: Floats, first: Floats, length: float) -> Floats:
    product = delta * rho
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = first * (1.0 - power(product, length)) / (1.0 - product)
    return np.where((product == 1.0) | (rho == 1.0), 1.0, weight)


_MONTHS_A_ROUND = {"month": 1, "quarter": 3, "year": 12}
_DAYS_A_ROUND = {"day": 1, "week": 7, "exchange": 1}


def month_of_round(start: datetime.date, unit: str, round: int) -> int:
    """Return the month, 1 to 12, in which a round begins."""
    if unit in _MONTHS_A_ROUND:
        return (start.month - 1 + _MONTHS_A_ROUND[unit] * round) % 12 + 1
    return (start + datetime.timedelta(days=_DAYS_A_ROUND[unit] * round)).month


def scheduled_value(game: Game, parameters: Parameters, condition: int, round: int) -> Floats:
    """Return a calendar's value, or a Bernoulli's undamped probability, shape (row,)."""
    schedule, key = game.condition(condition).schedule, str(round)
    assert schedule is not None
    if schedule.by == "month":
        header = game.scenario.header
        assert header.start is not None
        key = str(month_of_round(header.start, header.round, round))
    if key not in schedule.numbers:
        key = "otherwise"
    name = f"conditions.{game.conditions[condition]}.{schedule.field}"
    return parameters.number(f"{name}.{key}", 0.0)


def with_schedule(parameters: Parameters, round: int) -> Parameters:
    """Return the numbers with what planners expect of scheduled conditions from a round on.

    For as many starting rounds (this one, the next, ...) as the table asks for (model, equation 3).
    """
    game = parameters.game
    scheduled = [c for c in range(len(game.conditions)) if c not in game.drivers]
    if not scheduled:
        return parameters
    matrix, of_draw, columns = parameters.matrix.copy(), parameters.of_draws(), game.number_columns
    delta, first = matrix[:, columns.discount].T, matrix[:, columns.first].T
    length = window_length(game)
    for condition in scheduled:
        schedule = game.condition(condition).schedule
        assert schedule is not None
        monthly = schedule.by == "month"
        dates = [int(key) for key in schedule.numbers if key.isdigit()]
        value = partial(scheduled_value, game, of_draw, condition)
        for start, (now, *following) in enumerate(columns.schedule[..., condition], round):
            matrix[:, now] = value(start)
            # The discounted sum over each party's window after its first round, undamped. Without
            # an end: over the rounds until the schedule repeats itself, then over its period.
            horizon, period = length - 1, 0
            if not np.isfinite(length):
                horizon, period = (0, 12) if monthly else (max(max(dates, default=0) - start, 0), 1)
            total, weight = np.zeros_like(delta), first
            for ahead in range(1, int(horizon) + period + 1):
                weight = weight * delta
                share = weight * value(start + ahead)
                repeats = ahead > horizon
                total = total + (share / (1.0 - power(delta, period)) if repeats else share)
            matrix[:, following] = total.T
    return replace(parameters, matrix=matrix)
