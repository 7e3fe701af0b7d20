"""The compiler's last step: a game as the tables of whole numbers that the kernels read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from weakref import WeakKeyDictionary

import numpy as np

from bargaining.arrays import Floats, Ints
from bargaining.scenario.terms import FLAGS
from bargaining.solver.layout import Layout, pack_tables
from bargaining.world.game import Game
from bargaining.world.number_columns import NumberColumns, number_columns
from bargaining.world.polynomial import Polynomial
from bargaining.world.state import public_widths

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

    Parameters
    ----------
    dead : set of int
        Columns that are 0; terms with one of them count for nothing.
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
    if game not in _LAYOUTS:
        _LAYOUTS[game] = _compile(game, number_columns(game))
    return _LAYOUTS[game]


def _compile(game: Game, columns: NumberColumns) -> Layout:
    scales = [(c, values) for ladder in game.ladders for c, values in ladder.scales]
    n_rungs = max((len(ladder.rungs) for ladder in game.ladders), default=1)
    own = [issue for issues in game.own for issue in issues]
    scope = [
        (issue, weight)
        for party in range(len(game.parties))
        for issue, weight in game.scope.get(party, ())
    ]
    places, programs = _programs(game)
    rules, settings = game.scenario.table, game.scenario.settings
    n_issues, n_parties = len(game.issues), len(game.parties)
    in_order = (
        single(game.column(flag) for flag in FLAGS),
        _issues(game, columns),
        single(c for c, _ in scales),
        _parties(game, columns),
        single(own),
        table(scope, 2),
        single(game.scope),
        _conditions(game, columns),
        _windows(game, columns),
        _schedule(game, columns),
        single(places),
        single(programs),
        _reacts(game),
        _rests_on(game),
        single(
            [
                settings.foresight.value,
                settings.planning_window.value == 1,
                columns.number("outcome.tolerance", 0),
                rules.breakdown_is_final,
                rules.menu.empty_package,
                *_public_places(n_issues, n_parties),
                game.share_due_column,
                rules.memory_outlasts_texts,
                game.most_options,
            ]
        ),
    )
    ladders = _padded([values for _, values in scales], n_rungs)
    levels = _padded(
        [ladder.scales[0][1] for ladder in game.ladders for _ in ladder.scales], n_rungs
    )
    rise, run, slopes = np.diff(ladders), np.diff(levels), np.zeros_like(ladders)
    np.divide(rise, run, out=slopes[:, :-1], where=run != 0.0)
    return Layout(pack_tables(in_order), ladders, slopes)


def _public_places(n_issues: int, n_parties: int) -> list[int]:
    """Return where a row of the public state holds what follows its flags."""
    starts = [*accumulate(public_widths(n_issues, n_parties).values())]
    # What is due later follows the one entry of what is due now.
    return [*starts[:-1], starts[-2] + 1, starts[-1]]


def _padded(rows: Sequence[Floats], width: int) -> Floats:
    out = np.zeros((len(rows), width))
    for place, values in enumerate(rows):
        out[place, : len(values)] = values
        out[place, len(values) :] = values[-1]
    return out


def _programs(game: Game) -> tuple[list[int], list[int]]:
    """Write polynomials out as the kernels read them, and where each begins."""
    places: list[int] = []
    program: list[int] = []

    def write(polynomial: Polynomial, kept: Callable[[int], bool], coefficients: bool) -> None:
        places.append(len(program))
        program.append(len(polynomial.terms))
        for coefficient, columns in polynomial.terms:
            factors = [column for column in columns if kept(column)]
            program.extend([*([coefficient] if coefficients else []), len(factors), *factors])

    own = list(zip(game.own_payoffs, game.movable, strict=True))
    for payoff in game.payoffs:
        write(payoff, lambda column: True, True)
    for payoff, moved in own:
        write(payoff, lambda column, moved=moved: column not in moved, True)  # type: ignore[misc]
    for driver in game.drivers.values():
        write(driver, lambda column: True, True)
    for payoff, moved in own:
        write(payoff, moved.__contains__, False)
    return places, program


def _reacts(game: Game) -> Ints:
    """Say whose expected steps may change with which ladder."""
    out = np.zeros((len(game.parties), len(game.issues)), dtype=np.int64)
    for ladder in game.ladders:
        moved = {column for column, _ in ladder.scales}
        moved.add(game.undelivered_columns[ladder.giver])
        moved |= {game.unreciprocated_columns[p] for p in game.scope}
        moved = _with_conditions(game, moved, {ladder.name})
        for party, payoff in enumerate(game.own_payoffs):
            out[party, ladder.index] = bool(payoff.columns() & moved)
    return out


def _rests_on(game: Game) -> Ints:
    """Say whose payoff may change with whose steps."""
    out = np.zeros((len(game.parties), len(game.parties)), dtype=np.int64)
    for other, own in enumerate(game.own):
        names = {game.issues[issue] for issue in own}
        moved = _with_conditions(game, set(game.movable[other]) if own else set(), names)
        for party, payoff in enumerate(game.payoffs):
            out[party, other] = bool(payoff.columns() & moved)
    return out


def _with_conditions(game: Game, moved: set[int], issues: set[str]) -> set[int]:
    """Return columns that move, and those of the conditions that they drive or the issues damp."""
    for c, name in enumerate(game.conditions):
        driven = c in game.drivers and game.drivers[c].columns() & moved
        if driven or game.scenario.conditions[name].damped_by in issues:
            moved = moved | {game.condition_columns[c]}
    return moved


def _issues(game: Game, columns: NumberColumns) -> Ints:
    rows, start = [], 0
    for ladder in game.ladders:
        stop = start + len(ladder.scales)
        rows.append(
            (
                ladder.scales[0][0],
                ladder.giver,
                len(ladder.rungs),
                ladder.reversible,
                columns.number(ladder.baseline, 0),
                start,
                stop,
            )
        )
        start = stop
    return table(rows, 7)


def _parties(game: Game, columns: NumberColumns) -> Ints:
    rows, first_own, first_scope = [], 0, 0
    n = len(game.parties)

    def used(column: int) -> int:
        return column if column in game.used else -1

    for party, name in enumerate(game.parties):
        own = first_own + len(game.own[party])
        scope = first_scope + len(game.scope.get(party, ()))
        scoped = party in game.scope and len(game.scope) > 1
        rows.append(
            (
                used(game.undelivered_columns[party]),
                used(game.unreciprocated_columns[party]) if scoped else -1,
                game.type_columns[party],
                used(game.new_leader_columns[party]) if party in game.principals else -1,
                game.n_types(party),
                columns.number(f"parties.{name}.choice_noise", 1),
                columns.number(f"parties.{name}.inertia", 0),
                columns.derived["first", party, -1],
                first_own,
                own,
                first_scope,
                scope,
                party,
                n + party,
                2 * n + len(game.drivers) + party,
                game.undelivered_columns[party] in game.own_payoffs[party].columns(),
                scoped
                and bool(
                    game.own_payoffs[party].columns()
                    & {game.unreciprocated_columns[p] for p in game.scope}
                ),
                columns.derived["reversal", party, -1],
                columns.derived["free", party, -1],
                columns.derived["promised", party, -1],
                game.concession_columns.get(party, -1),
            )
        )
        first_own, first_scope = own, scope
    return table(rows, 21)


def _conditions(game: Game, columns: NumberColumns) -> Ints:
    rows = []
    drivers = list(game.drivers)
    for c, name in enumerate(game.conditions):
        by = game.condition(c).damped_by
        driven = c in game.drivers and bool(game.drivers[c].terms)
        rows.append(
            (
                game.condition_columns[c],
                c not in game.drivers,
                -1 if by is None else game.issues.index(by),
                columns.number(f"conditions.{name}.mean", 0),
                2 * len(game.parties) + drivers.index(c) if driven else -1,
            )
        )
    return table(rows, 5)


def _windows(game: Game, columns: NumberColumns) -> Ints:
    out = np.zeros((len(game.parties), len(game.conditions), 6), dtype=np.int64)
    for party in range(len(game.parties)):
        others = [game.own_payoffs[j] for j in range(len(game.parties)) if j != party]
        needed = (
            needed_conditions(game, [game.payoffs[party]]),
            needed_conditions(game, others),
        )
        for c in range(len(game.conditions)):
            if c in game.drivers:
                for place, kind in enumerate(("stay", "drift", "stay_later", "drift_later")):
                    out[party, c, place] = columns.derived[kind, party, c]
            out[party, c, 4:] = [c in needed[0], c in needed[1]]
    return out.reshape(-1, 6)


def _schedule(game: Game, columns: NumberColumns) -> Ints:
    n_parties, n_conditions = len(game.parties), len(game.conditions)
    out = np.zeros((game.foreseen_rounds, 1 + n_parties, n_conditions), dtype=np.int64)
    for c in range(n_conditions):
        if c in game.drivers:
            continue
        for ahead in range(game.foreseen_rounds):
            out[ahead, 0, c] = columns.derived[f"now+{ahead}", -1, c]
            for party in range(n_parties):
                out[ahead, 1 + party, c] = columns.derived[f"following+{ahead}", party, c]
    return out.reshape(game.foreseen_rounds * (1 + n_parties), n_conditions)
