"""Small bargaining problems of whole numbers, in which every tie is exact."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import NDArray

Payoffs = list[tuple[int, ...]]

# For tests that optimise, of which each example takes a while.
optimised = settings(max_examples=10)


def problems(
    parties: tuple[int, int] = (2, 3), low: int = -9, high: int = 9, most: int = 12
) -> st.SearchStrategy[Payoffs]:
    """Draw payoffs (package, party)."""
    return st.integers(*parties).flatmap(
        lambda n: st.lists(st.tuples(*[st.integers(low, high)] * n), min_size=1, max_size=most)
    )


def gains(payoffs: Payoffs, disagreement: int = 0) -> list[tuple[int, ...]]:
    return [tuple(payoff - disagreement for payoff in package) for package in payoffs]


def dominates(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(a >= b for a, b in zip(one, other, strict=True)) and one != other


def undominated(payoffs: Payoffs) -> list[bool]:
    return [not any(dominates(rival, package) for rival in payoffs) for package in payoffs]


def mixtures(payoffs: NDArray[np.float64], steps: int) -> NDArray[np.float64]:
    """Return every lottery over two packages, in equal steps: bilateral frontiers need no more."""
    weights = np.linspace(0, 1, steps + 1)[:, None]
    pairs = product(payoffs, repeat=2)
    return np.concatenate([weights * one + (1 - weights) * other for one, other in pairs])
