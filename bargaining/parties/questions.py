"""What the countries' questions are made of: issues looked up by name, and positions supposed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.errors import ArgumentError
from bargaining.parties.party import Party
from bargaining.scenario.suggestions import did_you_mean
from bargaining.solver.layout import Positions
from bargaining.views.positions import position_value, step_values
from bargaining.views.table import table_payoffs
from bargaining.views.view import ChoiceView
from bargaining.world.state import BatchState


def issue_of(party: Party, issue: str) -> int:
    """Return the number of an issue; refuse a name that is none of the scenario's."""
    game = party.rows.game
    if issue not in game.issues:
        raise ArgumentError(
            f'{game.scenario.header.name} has no issue "{issue}" to ask {party.name} about. '
            f"{did_you_mean(issue, game.issues, 'issues')}"
        )
    return game.issues.index(issue)


def own_issue(party: Party, issue: str) -> int:
    """Return the number of an issue that the party gives; refuse others."""
    number, game = issue_of(party, issue), party.rows.game
    if number not in game.own[party.index]:
        given = ", ".join(game.issues[own] for own in game.own[party.index]) or "none"
        raise ArgumentError(
            f'"{issue}" is not given by {party.name} but by '
            f"{game.parties[game.ladders[number].giver]}; the issues of {party.name}: {given}"
        )
    return number


def step_gain(party: Party, issue: str, direction: int) -> Floats:
    """Return what one rung up or down gains the party over holding, shape (world, type).

    The values are those it weighs when it chooses a step (model, equation 6), inertia left out; NaN
    where there is no such step.
    """
    number, rows = own_issue(party, issue), party.rows
    # What a step would gain is asked of steps that its own rule closes as well.
    rows = replace(rows, state=replace(rows.state, public=rows.state.public.copy()))
    options = rows.game.step_options[party.index]
    rows.state.close_steps(party.index, np.zeros((rows.n, len(options)), dtype=bool))
    values = step_values(rows, party.index, party.reactors)
    moved = values[..., options.index((number, direction))]
    return np.where(np.isfinite(moved), moved - values[..., 0], np.nan)


def position_at(rows: BatchState, issue: int, rung: Ints | int) -> Positions:
    """Return the position of the rows with one ladder supposed at another rung."""
    changed = rows.positions()
    rungs = changed.rung.copy()
    rungs[:, issue] = rung
    return changed._replace(rung=rungs)


def value_of(party: Party, position: Positions, whose: int) -> Floats:
    """Return what a supposed position is worth to somebody, shape (world, type); equation 5."""
    return position_value(party.rows, whose, party.reactors, position)


def approval(party: Party) -> tuple[Floats, Bools]:
    """Return how likely a principal's ratifier approves each package, and which exist now.

    Both are over (world, package); the first is 1 where the party has no ratifier.
    """
    rows = party.rows
    game = rows.game
    if party.index not in game.principals:
        raise ArgumentError(f"{party.name} signs no packages: it is no principal of the table")
    payoffs = table_payoffs(rows, party.reactors, rows.positions(), 1)
    probability = np.ones((rows.n, game.n_packages))
    if party.index in game.ratifiers:
        ratifier = game.ratifiers[party.index]
        margin = payoffs.packages.margin[:, list(game.ratifiers).index(party.index)]
        for package in range(game.n_packages):
            view = ChoiceView(rows, ratifier, margin[:, package, None])
            odds = party.model.context.read(
                party.model.parties[ratifier].ratify(view), ratifier, "ratify", rows.n
            )
            probability[:, package] = odds.probability(np.ones(rows.n, dtype=np.int64))[:, 1]
    return probability, payoffs.packages.feasible
