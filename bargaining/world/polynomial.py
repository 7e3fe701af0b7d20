"""Multilinear polynomials of columns: the one shape that payoffs and drivers take."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bargaining.arrays import Column, Floats

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

    def live_columns(self, columns: Sequence[Column]) -> set[int]:
        """Return the columns of all terms that no column makes 0 everywhere."""
        return {
            factor
            for _, factors in self.terms
            if not any(isinstance(columns[f], float) and columns[f] == 0.0 for f in factors)
            for factor in factors
        }

    def touching(self, columns: Iterable[int]) -> Polynomial:
        """Return the terms that hold at least one of `columns`: all that they can move."""
        wanted = frozenset(columns)
        return Polynomial(tuple(term for term in self.terms if wanted & set(term[1])))

    def groups(self, columns: Sequence[Column], coefficients: Floats) -> list[Floats]:
        """Return sums of terms, one for each shape that occurs, smallest first.

        Parameters
        ----------
        columns : sequence of arrays over (row, *cells) or of numbers
            Arrays all have the same number of axes; an axis of length 1 is broadcast. A term with
            a column that is the number 0 is skipped.
        coefficients : array over (row, parameter)
        """
        sums: dict[tuple[int, ...], Floats] = {}
        for index, factors in self.terms:
            arrays = []
            for factor in factors:
                column = columns[factor]
                if not isinstance(column, float):
                    arrays.append(column)
                elif column == 0.0:
                    break
                elif column != 1.0:
                    raise TypeError("a column that is a number is 0 or 1")
            else:
                # Small factors first: the product stays small for as long as it can.
                arrays.sort(key=lambda array: _size(array.shape))
                product = coefficients[:, index]
                if arrays:
                    product = product.reshape((-1,) + (1,) * (arrays[0].ndim - 1))
                for array in arrays:
                    product = product * array
                known = sums.get(product.shape)
                if known is None:
                    sums[product.shape] = product if arrays else product.copy()
                else:
                    known += product
        return [sums[shape] for shape in sorted(sums, key=lambda s: (_size(s), s))]

    def evaluate(self, columns: Sequence[Column], coefficients: Floats, axes: int) -> Floats:
        """Return the sum of all terms, shape (row, *cells) as far as the terms vary.

        Parameters
        ----------
        axes : int
            Number of axes of the result, `row` included.
        """
        total: Floats | None = None
        for group in self.groups(columns, coefficients):
            if group.ndim == 1 and axes > 1:
                group = group.reshape((-1,) + (1,) * (axes - 1))
            total = group if total is None else total + group
        if total is None:
            return coefficients[:, :1].reshape((-1,) + (1,) * (axes - 1)) * 0.0
        return total


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for length in shape[1:]:
        size *= length
    return size
