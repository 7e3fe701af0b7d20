"""What a check notes of a call: names asked of a view, what a strategy holds, where luck is."""

from __future__ import annotations

import functools
import pickle
import random
import sysconfig
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.views.reaction import Reaction

__all__ = ["Noted", "Shown", "held_by", "is_own_class", "luck_of_others", "place_of", "put_back"]

_NOT_OWN = (str(Path(__file__).parents[1]), sysconfig.get_paths()["stdlib"], "<string>", "<frozen")
# The negotiation that holds a party is not what it remembers.
_NOT_HELD = {"model", "pos", "unique_id"}

Note = Callable[[str, Any], Any]


class Noted:
    """Stands for a view or a party in front of a user's code, and notes what it is asked.

    Methods of what it stands for run on that itself, so what they read is not noted. `note` takes
    a name and its value, and returns what is answered.
    """

    def __init__(self, real: Any, note: Note) -> None:
        object.__setattr__(self, "real", real)
        object.__setattr__(self, "note", note)

    def __getattribute__(self, name: str) -> Any:
        value = getattr(object.__getattribute__(self, "real"), name)
        return object.__getattribute__(self, "note")(name, value)

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(object.__getattribute__(self, "real"), name, value)


class Shown:
    """What one call of a rule is shown.

    Attributes
    ----------
    asked : Noted or Reaction
        The view, noting what is asked of it; a reaction is public as a whole.
    names : list of str
        Names asked of the view, one for each time.
    """

    def __init__(self, asked: Any) -> None:
        self.names: list[str] = []
        self._arrays: list[tuple[str, NDArray[Any], NDArray[Any]]] = []
        if isinstance(asked, Reaction):
            self._note("situation.columns", asked.situation.columns)
        self.asked = asked if isinstance(asked, Reaction) else Noted(asked, self._note)

    def _note(self, name: str, value: Any) -> Any:
        self.names.append(name)
        if isinstance(value, np.ndarray):
            self._arrays.append((name, value, value.copy()))
        if not callable(value) or name.startswith("__"):
            return value
        return lambda *given, **named: self._note(f"{name}()", value(*given, **named))

    @property
    def hidden(self) -> list[str]:
        """Names asked that are not public."""
        asked = dict.fromkeys(self.names)
        return [one for one in asked if one[:1] == "_" and (one[:2] != "__" or one == "__dict__")]

    def put_right(self) -> list[str]:
        """Return the names of arrays that are no longer what was shown, which they are again."""
        changed = [
            (name, array, copy)
            for name, array, copy in self._arrays
            if not np.array_equal(array, copy, equal_nan=array.dtype.kind == "f")
        ]
        # What was shown first comes last: later copies may have been taken after the change.
        for _, array, copy in reversed(changed):
            array[...] = copy
        return sorted({name for name, _, _ in changed})


def is_own_class(kind: type) -> bool:
    """Return whether a class is a user's."""
    return kind.__module__.partition(".")[0] not in ("bargaining", "builtins", "mesa", "abc")


def place_of(error: BaseException) -> str:
    """Return file and line of the user's code where an error came from; empty where it is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if not frame.filename.startswith(_NOT_OWN) and "-packages" not in frame.filename:
            return f" ({Path(frame.filename).name}, line {frame.lineno}: {frame.line})"
    return ""


def held_by(strategy: Any) -> dict[str, Any]:
    """Return everything that a strategy and its own classes hold, by name, for comparison."""
    kind = type(strategy)
    slots = [name for one in kind.__mro__ for name in getattr(one, "__slots__", ())]
    held = {
        name: getattr(strategy, name)
        for name in (*getattr(strategy, "__dict__", ()), *slots)
        # A cached property is worked out once and for all from what does not change.
        if name not in _NOT_HELD
        and hasattr(strategy, name)
        and not isinstance(getattr(kind, name, None), functools.cached_property)
    }
    for one in filter(is_own_class, kind.__mro__):
        for name, value in vars(one).items():
            if not name.startswith("__") and not callable(value):
                held[f"{one.__name__}.{name}"] = value
    return {name: _image(value) for name, value in held.items()}


def _image(value: Any) -> Any:
    """Return something equal for equal content, by identity where content cannot be told."""
    try:
        return pickle.dumps(value)
    except Exception:
        return id(value)


def luck_of_others() -> dict[str, Any]:
    """Return where the global random generators stand."""
    return {
        "numpy.random": np.random.get_state(),  # noqa: NPY002
        "random": random.getstate(),
    }


def put_back(luck: dict[str, Any]) -> list[str]:
    """Put the global generators back where they stood; return the names of those that moved."""
    now = luck_of_others()
    moved = [name for name in luck if pickle.dumps(now[name]) != pickle.dumps(luck[name])]
    if moved:
        np.random.set_state(luck["numpy.random"])  # noqa: NPY002
        random.setstate(luck["random"])
    return moved
