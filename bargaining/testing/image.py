"""What a strategy holds and where global luck stands, in a form that can be compared."""

from __future__ import annotations

import functools
import random
from collections.abc import Iterator
from typing import Any

import numpy as np

from bargaining.testing.own_code import is_own_class

__all__ = ["attributes", "global_luck", "put_back"]

# The negotiation that holds a party is not what it remembers.
_NOT_OWN = {"model", "pos", "unique_id"}
_DEEPEST = 6


def attributes(strategy: Any) -> dict[str, Any]:
    """Return everything that a strategy and its classes hold, by name, for comparison."""
    held = {name: _image(value, _DEEPEST) for name, value in _held(strategy)}
    for kind in type(strategy).__mro__:
        if is_own_class(kind):
            for name, value in vars(kind).items():
                if not name.startswith("__") and not callable(value):
                    held[f"{kind.__name__}.{name}"] = _image(value, _DEEPEST)
    return held


def _held(strategy: Any) -> Iterator[tuple[str, Any]]:
    kept = vars(strategy) if hasattr(strategy, "__dict__") else {}
    slots = [name for kind in type(strategy).__mro__ for name in getattr(kind, "__slots__", ())]
    for name in (*kept, *slots):
        # Worked out once and for all from what does not change.
        cached = isinstance(getattr(type(strategy), name, None), functools.cached_property)
        if name not in _NOT_OWN and not cached and hasattr(strategy, name):
            yield name, getattr(strategy, name)


def _image(value: Any, depth: int) -> Any:
    """Return something equal for equal content, by identity where content cannot be told."""
    if value is None or isinstance(value, (bool, int, str, bytes)):
        return value
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, (np.ndarray, np.generic)):
        array = np.asarray(value)
        return ("array", array.shape, array.dtype.str, array.tobytes())
    if isinstance(value, np.random.Generator):
        return repr(value.bit_generator.state)
    if isinstance(value, np.random.RandomState):
        return repr(value.get_state())
    if isinstance(value, random.Random):
        return value.getstate()
    if depth == 0:
        return id(value)
    if isinstance(value, dict):
        return [(_image(key, depth - 1), _image(of, depth - 1)) for key, of in value.items()]
    if isinstance(value, (list, tuple)):
        return [_image(one, depth - 1) for one in value]
    if isinstance(value, (set, frozenset)):
        return sorted(repr(_image(one, depth - 1)) for one in value)
    if hasattr(value, "__dict__") and not callable(value) and is_own_class(type(value)):
        return (type(value).__name__, _image(vars(value), depth - 1))
    return id(value)


def global_luck() -> dict[str, Any]:
    """Return where the global random generators stand."""
    return {
        "numpy.random": np.random.get_state(),  # noqa: NPY002
        "random": random.getstate(),
    }


def put_back(luck: dict[str, Any]) -> list[str]:
    """Put the global generators back where they stood; return the names of those that moved."""
    moved = []
    now: Any = np.random.get_state()  # noqa: NPY002
    before = luck["numpy.random"]
    if now[2:] != before[2:] or not np.array_equal(now[1], before[1]):
        np.random.set_state(before)  # noqa: NPY002
        moved.append("numpy.random")
    if random.getstate() != luck["random"]:
        random.setstate(luck["random"])
        moved.append("random")
    return moved
