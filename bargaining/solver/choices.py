"""Options drawn by quantal response, and what a choice tells of who made it (equations 6a, 13).

And the public state as the kernels read it, with the positions that steps lead to.
"""

from __future__ import annotations

import math

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.compiled import kernel
from bargaining.solver.elementary import exp, log, log1p, logistic
from bargaining.solver.layout import (
    AT_TABLE,
    BROKEN,
    EVER_AGREED,
    IN_FORCE,
    PROMISES_BIND,
    Positions,
)

__all__ = [
    "choose_options", "compare_types", "draw_yes", "logit_each", "reach_positions",
    "reaches_barred", "softmax_each", "update_beliefs", "weigh_steps", "write_closed",
    "write_flags_and_shares_due",
]  # fmt: skip


@kernel
def write_flags_and_shares_due(
    at_table: Bools,
    ever_agreed: Bools,
    in_force: Bools,
    broken: Bools,
    completed: Bools,
    age: Ints,
    term: int,
    draw: Ints,
    numbers: Floats,
    due_numbers: Ints,
    due: int,
    public: Floats,
) -> None:
    """Write the flags, and what is due of promises: now, then over the rest of each window.

    Parameters
    ----------
    at_table, ever_agreed, in_force, broken, completed : booleans over (row,)
    age : integers over (row,)
        Rounds since the last signing.
    term : int
        Rounds until all is due; 0 where all is due at once.
    due_numbers : integers over (party,)
        The first number of what is due over the rest of a party's window, by age.
    due : int
        Column of what is due now; the parties' follow.
    public : array over (row, entry)
    """
    for row in range(draw.size):
        public[row, AT_TABLE] = at_table[row]
        public[row, EVER_AGREED] = ever_agreed[row]
        public[row, IN_FORCE] = in_force[row]
        public[row, BROKEN] = broken[row]
        public[row, PROMISES_BIND] = in_force[row] or completed[row]
        lasts = in_force[row] and age[row] < term
        public[row, due] = age[row] / term if lasts else 1.0
        for party in range(due_numbers.size):
            share = 1.0
            if lasts:
                share = numbers[draw[row], due_numbers[party] + age[row]]
            public[row, due + 1 + party] = share


@kernel
def write_closed(closed: Bools, first: int, public: Floats) -> None:
    """Write which steps of a party are closed, from a column of the public state on.

    `closed` are booleans over (row, option).
    """
    for row in range(closed.shape[0]):
        for option in range(closed.shape[1]):
            public[row, first + option] = closed[row, option]


@kernel
def reach_positions(
    feasible: Bools, steps: Ints, rung: Ints, condition: Floats, out: Positions, moved: Ints
) -> None:
    """Write where each feasible step leads, row by row; holding comes first in each.

    Parameters
    ----------
    feasible : booleans over (row, option)
    steps : integers over (option, 2)
        Issue and direction, -1 and 0 for holding.
    rung, condition : array over (row, ...)
        As they stand.
    out : Positions
        With a row for each feasible step.
    moved : integers over (position,)
        The issue that moves, -1 for holding.
    """
    place = 0
    for row in range(feasible.shape[0]):
        for option in range(feasible.shape[1]):
            if not feasible[row, option]:
                continue
            out.world[place], moved[place] = row, steps[option, 0]
            for issue in range(rung.shape[1]):
                out.rung[place, issue] = rung[row, issue]
            for c in range(condition.shape[1]):
                out.condition[place, c] = condition[row, c]
            if steps[option, 0] >= 0:
                out.rung[place, steps[option, 0]] += steps[option, 1]
            place += 1


@kernel
def weigh_steps(
    values: Floats, cost: Floats, noise: Floats, holding: Floats, scores: Floats
) -> None:
    """Write the scores of steps: value less cost in noises, holding weighed (model, equation 6a).

    Parameters
    ----------
    values, scores : array over (row, type, option)
    cost : array over (row, option)
    noise, holding : array over (row,)
    """
    for row in range(values.shape[0]):
        for type_ in range(values.shape[1]):
            for option in range(values.shape[2]):
                scores[row, type_, option] = (
                    values[row, type_, option] - cost[row, option]
                ) / noise[row]
            scores[row, type_, 0] += holding[row]


@kernel
def softmax_each(scores: Floats, out: Floats) -> None:
    """Write log-probabilities of logit choice by scores; -inf cannot be chosen.

    `scores` and `out` are arrays over (row, type, option).
    """
    n_options = scores.shape[2]
    for row in range(scores.shape[0]):
        for type_ in range(scores.shape[1]):
            top = scores[row, type_, 0]
            for option in range(1, n_options):
                top = max(top, scores[row, type_, option])
            for option in range(n_options):
                out[row, type_, option] = scores[row, type_, option] - top
    shifted = out.reshape(-1)
    weights = np.empty(shifted.size)
    for i in range(shifted.size):
        weights[i] = exp(shifted[i])
    for i in range(0, shifted.size, n_options):
        total = weights[i]
        for option in range(1, n_options):
            total += weights[i + option]
        weight = log(total)
        for option in range(n_options):
            shifted[i + option] -= weight


@kernel
def logit_each(scores: Floats, out: Floats) -> None:
    """Write the log-probabilities of no and of yes; scores are log-odds of yes.

    `out` is an array over (entry of `scores`, 2).
    """
    for i in range(scores.size):
        beyond = log1p(exp(-abs(scores[i])))
        out[i, 0] = -(max(scores[i], 0.0) + beyond)
        out[i, 1] = -(max(-scores[i], 0.0) + beyond)


@kernel
def draw_yes(log_probability: Floats, types: Ints, u: Floats, yes: Bools) -> None:
    """Write where a yes-or-no decision is yes: `u` lies below the probability of yes.

    `log_probability` is an array over (row, type, 2).
    """
    for row in range(u.size):
        type_ = types[row] if log_probability.shape[1] > 1 else 0
        yes[row] = u[row] < exp(log_probability[row, type_, 1])


@kernel
def compare_types(log_probability: Floats, chosen: Ints, out: Floats) -> None:
    """Write the log-likelihood ratio of type 1 to type 0 of what was chosen, over (row,)."""
    for row in range(chosen.size):
        option = chosen[row]
        out[row] = log_probability[row, 1, option] - log_probability[row, 0, option]


@kernel
def choose_options(log_probability: Floats, types: Ints, u: Floats, chosen: Ints) -> None:
    """Write the option that luck draws in each row by inverse CDF.

    Parameters
    ----------
    log_probability : array over (row, type, option)
        The type axis has length 1 where all types choose alike.
    types : integers over (row,)
        Own types.
    u : array over (row,), in (0, 1)
    chosen : integers over (row,)
    """
    n_options = log_probability.shape[2]
    for row in range(u.size):
        type_ = types[row] if log_probability.shape[1] > 1 else 0
        running, option, last = 0.0, 0, 0
        while option < n_options:
            score = log_probability[row, type_, option]
            # What cannot be chosen takes no exponential.
            probability = 0.0 if score == -math.inf else exp(score)
            running += probability
            if running > u[row]:
                break
            last = option if probability > 0.0 else last
            option += 1
        # Rounding may leave the sum of all below the luck: then it is the last that can be chosen.
        chosen[row] = option if option < n_options else last


@kernel
def reaches_barred(log_probability: Floats, barred: Bools) -> bool:
    """Return whether some barred option might be chosen in some row.

    Parameters
    ----------
    log_probability : array over (row, type, option)
    barred : booleans over (row, option)
        Options beyond its last column are not barred.
    """
    for row in range(barred.shape[0]):
        for type_ in range(log_probability.shape[1]):
            for option in range(barred.shape[1]):
                if barred[row, option] and log_probability[row, type_, option] > -math.inf:
                    return True
    return False


@kernel
def update_beliefs(
    rows: Ints, party: int, evidence: Floats, log_odds: Floats, public: Floats, belief: int
) -> None:
    """Add log-likelihood ratios to the log-odds of a party's type (model, equation 13).

    Parameters
    ----------
    evidence : array over (place in `rows`,)
    log_odds : array over (world, party)
        Changed, as are the beliefs. Nothing moves a type that is known for certain.
    public : array over (world, entry)
        The public state; `belief` is the column of the public probability of type 1.
    """
    for place in range(rows.size):
        row = rows[place]
        known = log_odds[row, party]
        if math.isfinite(known):
            log_odds[row, party] = known + evidence[place]
        public[row, belief] = logistic(log_odds[row, party])
