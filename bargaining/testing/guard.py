"""Views that notice when somebody looks behind them, and what they show before and after."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.testing.own_code import is_own
from bargaining.views.reaction import Reaction
from bargaining.views.view import View

__all__ = ["Told", "changed_in", "guarded", "shown", "watch_names"]

Told = Callable[[str, FrameType], None]

_GUARDED: dict[type, Any] = {}


def guarded(view: View, told: Told) -> View:
    """Return a view with the same content that tells who reads its hidden parts.

    Parameters
    ----------
    told : callable
        Called as ``told(name, frame)`` when a user's own code reads a name with an underscore.
    """
    copy: View = object.__new__(_guarded_kind(type(view)))
    object.__setattr__(copy, "_told", told)
    for name, value in vars(view).items():
        object.__setattr__(copy, name, _copied(value))
    return copy


def _copied(value: Any) -> Any:
    if not isinstance(value, np.ndarray):
        return value
    copy = value.copy()
    copy.flags.writeable = value.flags.writeable
    return copy


def _guarded_kind(kind: type[View]) -> Any:
    if kind not in _GUARDED:
        _GUARDED[kind] = watch_names(kind, _is_hidden, "_told")
    return _GUARDED[kind]


def _is_hidden(name: str) -> bool:
    return name == "__dict__" or (name.startswith("_") and not name.startswith("__"))


def watch_names(kind: type, is_watched: Callable[[str], bool], teller: str) -> Any:
    """Return a subclass that calls an attribute when a user's own code reads certain names."""

    def read(self: Any, name: str) -> Any:
        if is_watched(name):
            frame = sys._getframe(1)
            if is_own(frame.f_code):
                object.__getattribute__(self, teller)(name, frame)
        return object.__getattribute__(self, name)

    return type(kind.__name__, (kind,), {"__getattribute__": read, "__module__": kind.__module__})


def shown(asked: View | Reaction) -> dict[str, NDArray[Any]]:
    """Return copies of all arrays that a view or a supposed position shows, by name."""
    return {name: np.array(array) for name, array in _arrays(asked).items()}


def changed_in(asked: View | Reaction, before: dict[str, NDArray[Any]]) -> set[str]:
    """Return the names of arrays that are no longer what they were, and put them right again."""
    changed: set[str] = set()
    if not before:
        return changed
    for name, array in _arrays(asked).items():
        saved = before.get(name)
        if saved is not None and not _same(array, saved):
            changed.add(name)
            if array.flags.writeable and array.shape == saved.shape:
                array[...] = saved
    return changed


def _arrays(asked: View | Reaction) -> dict[str, NDArray[Any]]:
    if isinstance(asked, Reaction):
        situation = asked.situation
        columns = np.moveaxis(situation.columns, -1, 0)
        named = {
            **{f"situation.levels[{issue}]": level for issue, level in situation.levels.items()},
            **{f"situation.columns[..., {column}]": of for column, of in enumerate(columns)},
        }
    else:
        named = {name: getattr(asked, name) for name in _public(type(asked))}
        # Whoever looks behind a view may change the world itself.
        state = asked._rows.state
        named.update({name: getattr(state, name) for name in type(state).__slots__})
    return {name: array for name, array in named.items() if isinstance(array, np.ndarray)}


def _public(kind: type) -> tuple[str, ...]:
    """Return the names of a view's attributes, without those that are methods."""
    fields = getattr(kind, "__dataclass_fields__", {})
    names = {name for name in (*dir(kind), *fields) if not name.startswith("_")}
    return tuple(sorted(name for name in names if not callable(getattr(kind, name, None))))


def _same(one: NDArray[Any], other: NDArray[Any]) -> bool:
    return one.shape == other.shape and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
