"""Compiles the longest kernels beforehand, in two processes at once, where none is kept yet.

Numba compiles one function at a time in a process. Each kernel is called with no row, which
compiles it for the types of arguments with which it is called later.
"""

from __future__ import annotations

import os
import subprocess
import sys
from functools import cache
from multiprocessing import parent_process
from threading import Thread

import numpy as np

from bargaining.arrays import Bools, Floats, Ints
from bargaining.solver.choices import (
    choose_options,
    logit_each,
    reach_positions,
    softmax_each,
    weigh_steps,
    write_flags_and_shares_due,
)
from bargaining.solver.compiled import nothing_is_kept
from bargaining.solver.elementary import exp_of, log1p_of, log_of, logistic_of
from bargaining.solver.flows import broken_shares, drifts, flow_payoffs
from bargaining.solver.layout import Disagreement, Layout, PackageValues, Positions, PublicState
from bargaining.solver.packages import value_packages
from bargaining.solver.positions import position_values
from bargaining.solver.quantiles import beta_quantile, normal_quantile
from bargaining.solver.reactions import find_steps
from bargaining.solver.stage import answer_gains
from bargaining.solver.table import TableRules, TableSolution, look_ahead
from bargaining.solver.talks import mutual_gains, values_of_talks

__all__ = ["compile_beforehand"]

_CHILD = """
from bargaining.solver import beforehand
beforehand.end_with_parent()
beforehand.second_half()
"""


@cache
def compile_beforehand() -> None:
    """Compile the longest kernels where none is kept yet and there are processors and a folder.

    A process of its own compiles half of them. Should it fail, they are compiled here when they
    are first called, as all others are.
    """
    able = getattr(os, "sched_getaffinity", None)
    processors = len(able(0)) if able else os.cpu_count() or 1
    if processors < 2 or parent_process() is not None or not nothing_is_kept():
        return
    command = [sys.executable, "-c", f"import sys; sys.path[:] = {sys.path}{_CHILD}"]
    none = subprocess.DEVNULL
    try:
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=none, stderr=none)
    except OSError:
        return
    # Left early, it closes the pipe, which ends the child.
    with child:
        first_half()
        child.wait()


def end_with_parent() -> None:
    """Let this process end when its parent is gone, however that ended: the pipe is closed then."""

    def watch() -> None:
        # Not through `sys.stdin`, which a thread that waits would hold when this process is done.
        os.read(0, 1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def first_half() -> None:
    """Value packages and positions and find steps, in no row."""
    layout, table, cube, fourth = _layout(), _floats(0, 1), _floats(0, 1, 1), _floats(0, 1, 1, 1)
    plan, states = _ints(99), _states()
    value_packages(
        layout, plan, plan, False, table, *states, _bools(0, 2), _ints(0, 1), 0, _ints(0), fourth,
        fourth, 1, PackageValues(fourth, cube, table, _bools(0, 1)), Disagreement(cube, cube, cube),
    )  # fmt: skip
    find_steps(
        layout, table, *states, _bools(0, 2), 0, _bools(0, 1), _bools(0, 1), table, _floats(0)
    )
    position_values(
        layout, table, *states, _bools(0, 2), 0, _ints(0), _ints(0), cube, 1, table
    )  # fmt: skip


def second_half() -> None:
    """Look ahead, value talks, add up flows, draw and choose, in no row."""
    layout, table, cube, fourth = _layout(), _floats(0, 1), _floats(0, 1, 1), _floats(1, 0, 1, 1)
    states = public, positions = _states()
    look_ahead(
        TableRules(_ints(9), _floats(0, 1, 8), _floats(2, 0, 1)), _bools(0, 1), cube,
        _floats(1, 0, 1, 1, 1), Disagreement(fourth, fourth, fourth),
        TableSolution(cube, cube, fourth, cube, fourth),
    )  # fmt: skip
    flow_payoffs(layout, table, *states, _ints(0, 1), _bools(0), 1, table, table, table, table)
    drifts(layout, table, *states, 1, table)
    broken_shares(layout, table, *states, 1, table, table)
    values_of_talks(
        layout, table, public, _ints(0), _ints(0), 0, table, False, cube, cube, cube, table
    )
    mutual_gains(
        _bools(0, 1), _floats(0, 1, 1, 1), _floats(0, 1, 1, 1), _ints(0, 1), table, _floats(0)
    )
    normal_quantile(_floats(0))
    beta_quantile(_floats(0), 1.0, 1.0)
    _choose(table, cube, positions)


def _choose(table: Floats, cube: Floats, positions: Positions) -> None:
    rows = _floats(0)
    for of in (exp_of, log_of, log1p_of, logistic_of):
        of(rows)
    answer_gains(rows, rows, rows)
    flag, each = _bools(0), _ints(0)
    write_flags_and_shares_due(
        flag, flag, flag, flag, flag, each, 1, each, table, _ints(1), 1, table
    )
    reach_positions(_bools(0, 1), _ints(0, 2), _ints(0, 1), table, positions, each)
    weigh_steps(cube, table, rows, rows, cube)
    softmax_each(cube, cube)
    logit_each(rows, table)
    choose_options(cube, each, rows, each)


def _layout() -> Layout:
    return Layout(_ints(99), _floats(1, 1), _floats(1, 1))


def _states() -> tuple[PublicState, Positions]:
    return PublicState(_ints(0), _floats(0, 1)), Positions(_ints(0), _ints(0, 1), _floats(0, 1))


def _floats(*shape: int) -> Floats:
    return np.zeros(shape)


def _ints(*shape: int) -> Ints:
    return np.zeros(shape, dtype=np.int64)


def _bools(*shape: int) -> Bools:
    return np.zeros(shape, dtype=np.bool_)
