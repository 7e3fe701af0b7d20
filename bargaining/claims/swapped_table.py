"""The table of blocks, in lines of at most 88 characters."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bargaining.claims.blocks import ONE_FILE
from bargaining.outcomes.table import WIDTH, counted, fitted, in_ascii

if TYPE_CHECKING:
    from bargaining.claims.swapped import BlockShares

__all__ = ["render"]

_RULE = "─" * WIDTH
# Below so many draws the tails of resampled intervals are too short.
_FEW_DRAWS = 20


def render(shares: BlockShares, *, ascii: bool = False) -> str:
    """Return the table of what the blocks add."""
    text = "\n".join(line.rstrip() for line in _lines(shares))
    return in_ascii(text) if ascii else text


def _lines(of: BlockShares) -> Iterator[str]:
    first, second = of.names
    yield from textwrap.wrap(f"{of.quantity}: from {first} to {second}", WIDTH)
    size = f"{counted(of.n_worlds, 'world')} ({counted(of.n_draws, 'draw')})"
    yield f"{size} in each of {counted(of.n_combinations, 'combination')}, same luck in all"
    yield ""
    interval = f"{100 * of.confidence:g} % interval"
    yield _row("Block", "numbers", "share", interval, "alone", "last")
    yield _RULE
    for one in of:
        ends = _ends(one.low, one.high)
        changes = (_change(value) for value in (one.alone, one.last))
        yield _row(one.label, str(len(one.paths)), _change(one.value), ends, *changes)
    yield _RULE
    yield _row("all together", "", _change(of.difference), _ends(of.low, of.high), "", "")
    before, after = (_level(level) for level in of.levels)
    yield from textwrap.wrap(f"{before} in the first, {after} in the second.", WIDTH)
    yield from textwrap.wrap(_legend(of), WIDTH)


def _legend(of: BlockShares) -> str:
    said = (
        "share: what a block adds, averaged over all orders of swapping (Shapley); shares add up "
        "to the whole. alone: swapped first. last: swapped when all else is."
    )
    if of.shares and of.shares[-1].label == ONE_FILE:
        said += f" {ONE_FILE}: its numbers, with the rounds, settings, menus and dated changes."
    if of.n_rounds[0] != of.n_rounds[1]:
        said += f" The first lasts {of.n_rounds[0]} rounds and the second {of.n_rounds[1]}."
    if of.alike:
        said += f" Nothing differs in: {', '.join(of.alike)}."
    if not math.isfinite(of.difference) or any(not math.isfinite(one.value) for one in of):
        said += " –: the quantity is not defined in some combination."
    if of.n_draws < _FEW_DRAWS:
        said += f" With fewer than {_FEW_DRAWS} draws intervals are too narrow."
    return said


def _ends(low: float, high: float) -> str:
    return f"{_change(low)} to {_change(high)}" if math.isfinite(low) else "–"


def _change(value: float) -> str:
    if not math.isfinite(value):
        return "–"
    text = f"{value:+.3f}"
    return text if float(text) else text[1:]


def _level(value: float) -> str:
    return f"{value:.3f}" if math.isfinite(value) else "not defined"


def _row(block: str, numbers: str, share: str, interval: str, alone: str, last: str) -> str:
    return f"{fitted(block, 30)}{numbers:>8}{share:>9}{interval:>21}{alone:>10}{last:>10}"
