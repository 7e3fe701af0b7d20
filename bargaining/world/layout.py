"""The compiler's last step: a game as the tables of whole numbers that the kernels read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import accumulate
from weakref import WeakKeyDictionary

import numpy as np

from bargaining.arrays import Ints
from bargaining.scenario.terms import FLAGS
from bargaining.solver.layout import Layout, pack_tables
from bargaining.world.game import Game, Polynomial
from bargaining.world.state import public_places

__all__ = ["layout_of", "live_columns", "needed_conditions", "single", "table"]

# What is compiled once for each game.
_LAYOUTS: WeakKeyDictionary[Game, Layout] = WeakKeyDictionary()


def table(rows: Iterable[Sequence[int]], width: int) -> Ints:
    """Return rows of whole numbers as an array of so many columns, which may be empty."""
    return np.array(list(rows), dtype=np.int64).reshape(-1, width)


def single(values: Iterable[int]) -> Ints:
    """Return whole numbers as a table of one column."""
    return table([(value,) for value in values], 1)


def live_columns(polynomials: Iterable[Polynomial], dead: frozenset[int]) -> set[int]:
    """Return the columns in terms without any of the `dead` columns, which are 0."""
    return {
        column
        for polynomial in polynomials
        for _, columns in polynomial.terms
        if not dead & set(columns)
        for column in columns
    }


def needed_conditions(
    game: Game, payoffs: Iterable[Polynomial], dead: frozenset[int] = frozenset()
) -> set[int]:
    """Return the conditions that payoffs read, and the drivers of such conditions.

    Terms with a `dead` column, which is 0, count for nothing.
    """
    needed: set[int] = set()
    waiting = list(payoffs)
    while waiting:
        read = live_columns([waiting.pop()], dead)
        for condition, column in enumerate(game.condition_columns):
            if column in read and condition not in needed:
                needed.add(condition)
                if condition in game.drivers:
                    waiting.append(game.drivers[condition])
    return needed


def layout_of(game: Game) -> Layout:
    """Return the tables of a game."""
    if game in _LAYOUTS:
        return _LAYOUTS[game]
    rules, settings = game.scenario.table, game.scenario.settings
    scales_from = [0, *accumulate(len(ladder.scales) for ladder in game.ladders)]
    issues = [
        (
            one.columns[0],
            one.giver,
            len(one.rungs),
            one.reversible,
            game.number_column(one.baseline, 0),
            *scales_from[one.index : one.index + 2],
        )
        for one in game.ladders
    ]
    tables = [
        single(map(game.column, FLAGS)),
        table(issues, 7),
        single(column for ladder in game.ladders for column in ladder.columns),
        _parties(game),
        single(issue for issues in game.own for issue in issues),
        table((entry for party in sorted(game.scope) for entry in game.scope[party]), 2),
        single(game.scope),
        *_conditions(game),
        np.vstack(list(game.number_columns.schedule)),
        *_programs(game),
        *_dependencies(game),
        single(
            [
                settings.foresight.value,
                settings.planning_window.value == 1,
                game.number_column("outcome.tolerance", 0),
                rules.breakdown_is_final,
                rules.menu.empty_package,
                *(place.start for name, place in public_places(game).items() if name != "flags"),
                game.share_due_column,
                rules.memory_outlasts_texts,
                game.most_options,
            ]
        ),
    ]
    n_rungs = max((len(ladder.rungs) for ladder in game.ladders), default=1)
    # Places beyond the last rung repeat it.
    both = [
        [np.pad(values, (0, n_rungs - len(values)), "edge") for values in (scale, ladder.rungs)]
        for ladder in game.ladders
        for _, scale in ladder.scales
    ]
    ladders, levels = np.reshape(both, (-1, 2, n_rungs)).swapaxes(0, 1).copy()
    rise, run, slopes = np.diff(ladders), np.diff(levels), np.zeros_like(ladders)
    np.divide(rise, run, out=slopes[:, :-1], where=run != 0.0)
    _LAYOUTS[game] = Layout(pack_tables(tables), ladders, slopes)
    return _LAYOUTS[game]


def _programs(game: Game) -> tuple[Ints, Ints]:
    """Write polynomials out as the kernels read them, and where each begins."""
    places: list[int] = []
    program: list[int] = []

    def write(polynomial: Polynomial, kept: frozenset[int], coefficients: bool) -> None:
        places.append(len(program))
        program.append(len(polynomial.terms))
        for coefficient, columns in polynomial.terms:
            factors = [column for column in columns if column in kept]
            program.extend([*([coefficient] if coefficients else []), len(factors), *factors])

    everything = frozenset(range(game.n_columns))
    own = list(zip(game.own_payoffs, game.movable, strict=True))
    for payoff in game.payoffs:
        write(payoff, everything, True)
    for payoff, moved in own:
        write(payoff, everything - moved, True)
    for driver in game.drivers.values():
        write(driver, everything, True)
    for payoff, moved in own:
        write(payoff, moved, False)
    return single(places), single(program)


def _dependencies(game: Game) -> tuple[Ints, Ints]:
    """Say whose expected steps may change with which ladder, and whose payoff with whose steps."""

    def reach(
        moved: frozenset[int], issues: Iterable[int], payoffs: Iterable[Polynomial]
    ) -> list[bool]:
        names = {game.issues[issue] for issue in issues}
        for c, column in enumerate(game.condition_columns):
            driven = c in game.drivers and game.drivers[c].columns() & moved
            if driven or game.condition(c).damped_by in names:
                moved = moved | {column}
        return [bool(payoff.columns() & moved) for payoff in payoffs]

    reacts = [
        reach(
            game.balances | {*ladder.columns, game.undelivered_columns[ladder.giver]},
            [ladder.index],
            game.own_payoffs,
        )
        for ladder in game.ladders
    ]
    rests_on = [
        reach(moved if own else frozenset(), own, game.payoffs)
        for own, moved in zip(game.own, game.movable, strict=True)
    ]
    n_parties = len(game.parties)
    return table(reacts, n_parties).T, table(rests_on, n_parties).T


def _parties(game: Game) -> Ints:
    numbers, n = game.number_columns, len(game.parties)
    own_from = [0, *accumulate(map(len, game.own))]
    scope_from = [0, *accumulate(len(game.scope.get(party, ())) for party in range(n))]

    def used(column: int) -> int:
        return column if column in game.used else -1

    rows = []
    for party, name in enumerate(game.parties):
        scoped = party in game.scope and len(game.scope) > 1
        own_columns = game.own_payoffs[party].columns()
        rows.append(
            (
                used(game.undelivered_columns[party]),
                used(game.unreciprocated_columns[party]) if scoped else -1,
                game.type_columns[party],
                used(game.new_leader_columns[party]) if party in game.principals else -1,
                game.n_types(party),
                game.number_column(f"parties.{name}.choice_noise", 1),
                game.number_column(f"parties.{name}.inertia", 0),
                numbers.first[party],
                *own_from[party : party + 2],
                *scope_from[party : party + 2],
                party,
                n + party,
                2 * n + len(game.drivers) + party,
                game.undelivered_columns[party] in own_columns,
                scoped and bool(own_columns & game.balances),
                numbers.reversal[party],
                numbers.free[party],
                numbers.promised[party],
                game.concession_columns.get(party, -1),
            )
        )
    return table(rows, 21)


def _conditions(game: Game) -> tuple[Ints, Ints]:
    """Return the table of conditions, and that of what they weigh in each party's window."""
    rows, weights, own = [], [], game.own_payoffs
    for c, name in enumerate(game.conditions):
        by, driver = game.condition(c).damped_by, -1
        if c in game.drivers and game.drivers[c].terms:
            driver = 2 * len(game.parties) + list(game.drivers).index(c)
        damped_by = -1 if by is None else game.issues.index(by)
        mean = game.number_column(f"conditions.{name}.mean", 0)
        rows.append((game.condition_columns[c], c not in game.drivers, damped_by, mean, driver))
    for party, of_party in enumerate(game.number_columns.windows):
        read = needed_conditions(game, [game.payoffs[party]])
        foreseen = needed_conditions(game, (*own[:party], *own[party + 1 :]))
        weights += [(*four, c in read, c in foreseen) for c, four in enumerate(of_party)]
    return table(rows, 5), table(weights, 6)
