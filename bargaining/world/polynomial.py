"""Multilinear polynomials of columns: the one shape that payoffs and drivers take."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

__all__ = ["Polynomial"]


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of coefficient x product of columns.

    Attributes
    ----------
    terms : tuple of (int, tuple of int)
        For each term the index of its coefficient among the parameters and the indices of its
        columns.
    """

    terms: tuple[tuple[int, tuple[int, ...]], ...]

    def columns(self) -> frozenset[int]:
        """Return the indices of all columns that stand in a term."""
        return frozenset(column for _, columns in self.terms for column in columns)

    def touching(self, columns: Iterable[int]) -> Polynomial:
        """Return the terms that hold at least one of `columns`: all that they can move."""
        wanted = frozenset(columns)
        return Polynomial(tuple(term for term in self.terms if wanted & set(term[1])))
