"""Named arrays with named axes and labelled entries, frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import OutcomesError
from bargaining.scenario.near import nearest

__all__ = ["Label", "LabelledArrays"]

Label = str | int | float


class _NoSuchArray(OutcomesError, AttributeError):
    """A result has no array of an attribute's name."""


class LabelledArrays:
    """Arrays of many worlds: one row per world in each, every axis named, every entry labelled.

    Arrays are read as attributes or by name. Nothing can be changed; the arrays handed in are not
    copied.

    Parameters
    ----------
    arrays : mapping
        Name to array; the first axis of each is the world.
    axes : mapping
        Name of each array to the names of its axes.
    labels : mapping
        Name of each axis but ``world`` to the labels of its entries.
    """

    __slots__ = ("_arrays", "_axes", "_labels")

    _arrays: Mapping[str, NDArray[Any]]
    _axes: Mapping[str, tuple[str, ...]]
    _labels: Mapping[str, tuple[Label, ...]]

    def __init__(
        self,
        arrays: Mapping[str, NDArray[Any]],
        axes: Mapping[str, tuple[str, ...]],
        labels: Mapping[str, tuple[Label, ...]],
    ) -> None:
        frozen = {name: _read_only(array) for name, array in arrays.items()}
        _check_shapes(frozen, axes, labels)
        self._set("_arrays", MappingProxyType(frozen))
        self._set("_axes", MappingProxyType({name: tuple(axes[name]) for name in frozen}))
        self._set("_labels", MappingProxyType({axis: tuple(of) for axis, of in labels.items()}))

    def _set(self, slot: str, value: object) -> None:
        object.__setattr__(self, slot, value)

    def __reduce__(self) -> tuple[Any, ...]:
        # The mappings are read-only views, which do not travel.
        return type(self), (dict(self._arrays), dict(self._axes), dict(self._labels))

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError("outcomes are frozen; use select() to make a part of them")

    def __delattr__(self, name: str) -> None:
        raise AttributeError("outcomes are frozen")

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self._arrays[name]
        except KeyError:
            raise _NoSuchArray(str(self._missing(name))) from None

    def __getitem__(self, name: str) -> NDArray[Any]:
        try:
            return self._arrays[name]
        except (KeyError, TypeError):
            raise self._missing(name) from None

    def __contains__(self, name: object) -> bool:
        return name in self._arrays

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self._arrays})

    def __len__(self) -> int:
        return self.n_worlds

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, LabelledArrays):
            return NotImplemented
        return (
            self._axes == other._axes
            and self._labels == other._labels
            and self._arrays.keys() == other._arrays.keys()
            and all(_same(array, other._arrays[name]) for name, array in self._arrays.items())
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the arrays."""
        return tuple(self._arrays)

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """Names of the axes of each array."""
        return self._axes

    @property
    def labels(self) -> Mapping[str, tuple[Label, ...]]:
        """Labels of the entries of each axis."""
        return self._labels

    @property
    def n_worlds(self) -> int:
        """How many worlds there are."""
        return len(next(iter(self._arrays.values()))) if self._arrays else 0

    def _missing(self, name: object) -> OutcomesError:
        """Return the error of somebody who asks for an array that is not there."""
        near = nearest(
            str(name), [*self._arrays, *(one for one in dir(type(self)) if one[0] != "_")]
        )
        hint = f"; did you mean {near!r}?" if near else f"; it has {', '.join(self._arrays)}"
        return OutcomesError(f"this result has no array {name!r}{hint}")


def _read_only(array: NDArray[Any]) -> NDArray[Any]:
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view


def _same(a: NDArray[Any], b: NDArray[Any]) -> bool:
    return a.dtype == b.dtype and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def _check_shapes(
    arrays: Mapping[str, NDArray[Any]],
    axes: Mapping[str, tuple[str, ...]],
    labels: Mapping[str, tuple[Label, ...]],
) -> None:
    n_worlds: int | None = None
    for name, array in arrays.items():
        if name not in axes:
            raise OutcomesError(f"the array {name!r} has no axes named")
        named = axes[name]
        if not named or named[0] != "world" or array.ndim != len(named):
            raise OutcomesError(
                f"the array {name!r} of shape {array.shape} must have the axes it names, world "
                f"first; got {named}"
            )
        n_worlds = len(array) if n_worlds is None else n_worlds
        for axis, length in zip(named, array.shape, strict=True):
            expected = n_worlds if axis == "world" else len(labels.get(axis, ()))
            if length != expected:
                raise OutcomesError(
                    f"the array {name!r} has {length} entries on its axis {axis!r}; expected "
                    f"{expected}"
                )
