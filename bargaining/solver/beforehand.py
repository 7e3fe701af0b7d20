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
from bargaining.solver.compiled import nothing_is_kept
from bargaining.solver.flows import drifts, flow_payoffs
from bargaining.solver.layout import Disagreement, Layout, PackageValues, Positions, PublicState
from bargaining.solver.packages import value_packages
from bargaining.solver.positions import position_values
from bargaining.solver.quantiles import beta_quantile, normal_quantile
from bargaining.solver.steps import find_steps
from bargaining.solver.table import TableRules, TableSolution, look_ahead

__all__ = ["compile_beforehand"]

_CHILD = """
from bargaining.solver import beforehand
beforehand.end_with_parent()
beforehand.all_else_nowhere()
"""


@cache
def compile_beforehand() -> None:
    """Compile the longest kernels where none is kept yet and there are processors and a folder.

    A process of its own compiles all but one, which takes as long as those. Should it fail, they
    are compiled here when they are first called, as all others are.
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
        value_packages_nowhere()
        child.wait()


def end_with_parent() -> None:
    """Let this process end when its parent is gone, however that ended: the pipe is closed then."""

    def watch() -> None:
        # Not through `sys.stdin`, which a thread that waits would hold when this process is done.
        os.read(0, 1)
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def value_packages_nowhere() -> None:
    """Value packages in no row."""
    plan, third, fourth = _ints(99), _floats(0, 1, 1), _floats(0, 1, 1, 1)
    value_packages(
        _layout(), plan, plan, False, _floats(0, 1), *_rows(), _bools(0, 2), _ints(0, 1), 0,
        _ints(0), fourth, fourth, 1,
        PackageValues(fourth, third, _floats(0, 1), _bools(0, 1)),
        Disagreement(third, third, third),
    )  # fmt: skip


def all_else_nowhere() -> None:
    """Look ahead, value positions, add up flows, find steps and draw in no row."""
    layout, table, cube, fourth = _layout(), _floats(0, 1), _floats(0, 1, 1), _floats(1, 0, 1, 1)
    look_ahead(
        TableRules(_ints(9), _floats(0, 1, 8), _floats(2, 0, 1)), _bools(0, 1), cube,
        _floats(1, 0, 1, 1, 1), Disagreement(fourth, fourth, fourth),
        TableSolution(cube, cube, fourth, cube, fourth),
    )  # fmt: skip
    position_values(
        layout, table, *_rows(), _bools(0, 2), 0, _ints(0), _ints(0), cube, 1, table
    )  # fmt: skip
    flow_payoffs(layout, table, *_rows(), _ints(0, 1), _bools(0), 1, table, table, table, table)
    drifts(layout, table, *_rows(), 1, table)
    find_steps(
        layout, table, *_rows(), _bools(0, 2), 0, _bools(0, 1), _bools(0, 1), table, _floats(0)
    )
    normal_quantile(_floats(0))
    beta_quantile(_floats(0), 1.0, 1.0)


def _layout() -> Layout:
    return Layout(_ints(99), _floats(1, 1), _floats(1, 1))


def _rows() -> tuple[PublicState, Positions]:
    return PublicState(_ints(0), _floats(0, 1)), Positions(_ints(0), _ints(0, 1), _floats(0, 1))


def _floats(*shape: int) -> Floats:
    return np.zeros(shape)


def _ints(*shape: int) -> Ints:
    return np.zeros(shape, dtype=np.int64)


def _bools(*shape: int) -> Bools:
    return np.zeros(shape, dtype=np.bool_)
