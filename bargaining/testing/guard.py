"""What a check watches: whose code reads what, what a strategy holds, and where luck is drawn."""

from __future__ import annotations

import functools
import pickle
import random
import sys
import sysconfig
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any, TypeVar

import numpy as np
import scipy
from numpy.typing import NDArray

from bargaining.views.reaction import Reaction
from bargaining.views.view import View

__all__ = [
    "changed_in",
    "counted",
    "global_luck",
    "guarded",
    "held_by",
    "is_own_class",
    "place_of",
    "put_back",
    "shown",
    "watched",
]

Teller = Callable[[str, str], None]
Answer = TypeVar("Answer")

_PYTHON = sysconfig.get_paths()["stdlib"]
# Code that is not a user's; what dataclasses write themselves has no file.
_LIBRARIES = (
    str(Path(__file__).parents[1]),
    *(one.__path__[0] for one in (np, scipy)),
    "<string>",
    "<frozen",
)
# The negotiation that holds a party is not what it remembers.
_NOT_HELD = {"model", "pos", "unique_id"}
_DEEPEST = 4


def is_own(file: str) -> bool:
    """Return whether a file of code is a user's, not this library's, Python's or NumPy's."""
    if file.startswith(_PYTHON) and "site-packages" not in file:
        return False
    return not file.startswith(_LIBRARIES) and "/mesa/" not in file.replace("\\", "/")


def is_own_class(kind: type) -> bool:
    """Return whether a class is a user's."""
    return kind.__module__.partition(".")[0] not in ("bargaining", "builtins", "mesa", "abc")


def place_of(error: BaseException) -> str:
    """Return file and line of the user's code where an error came from; empty where it is none."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [one for one in frames if is_own(one.filename)]
    return f" ({Path(own[-1].filename).name}, line {own[-1].lineno}: {own[-1].line})" if own else ""


def watched(kind: type, names: Callable[[str], bool], teller: str) -> Any:
    """Return a subclass that tells when a user's own code reads certain names.

    Parameters
    ----------
    names : callable
        Whether a name is watched.
    teller : str
        Attribute that is called as ``teller(name, place)``.
    """

    def read(self: Any, name: str) -> Any:
        if names(name):
            reader = sys._getframe(1)
            if is_own(reader.f_code.co_filename):
                place = f"{Path(reader.f_code.co_filename).name}, line {reader.f_lineno}"
                object.__getattribute__(self, teller)(name, place)
        return object.__getattribute__(self, name)

    return type(kind.__name__, (kind,), {"__getattribute__": read, "__module__": kind.__module__})


@functools.cache
def _watched_view(kind: Any) -> Any:
    def is_hidden(name: str) -> bool:
        return name == "__dict__" or (name.startswith("_") and not name.startswith("__"))

    return watched(kind, is_hidden, "_told")


def guarded(view: View, told: Teller) -> View:
    """Return a view with the same content that tells who reads its hidden parts."""
    kind: Any = type(view)
    copy: View = object.__new__(_watched_view(kind))
    object.__setattr__(copy, "_told", told)
    for name, value in vars(view).items():
        if isinstance(value, np.ndarray):
            writeable, value = value.flags.writeable, value.copy()
            value.flags.writeable = writeable
        object.__setattr__(copy, name, value)
    return copy


def shown(asked: View | Reaction) -> dict[str, NDArray[Any]]:
    """Return copies of all arrays that a view or a supposed position shows, by name."""
    return {name: np.array(array) for name, array in _arrays(asked).items()}


def changed_in(asked: View | Reaction, before: dict[str, NDArray[Any]]) -> set[str]:
    """Return the names of arrays that are no longer what they were, and put them right again."""
    changed: set[str] = set()
    for name, array in _arrays(asked).items() if before else ():
        saved = before.get(name)
        if saved is None or np.array_equal(array, saved, equal_nan=array.dtype.kind == "f"):
            continue
        changed.add(name)
        if array.flags.writeable and array.shape == saved.shape:
            array[...] = saved
    return changed


def _arrays(asked: View | Reaction) -> dict[str, NDArray[Any]]:
    if isinstance(asked, Reaction):
        situation = asked.situation
        named: dict[str, Any] = {
            **{f"situation.levels[{issue}]": level for issue, level in situation.levels.items()},
            "situation.columns": situation.columns,
        }
    else:
        kind = type(asked)
        names = {*dir(kind), *getattr(kind, "__dataclass_fields__", {})}
        named = {
            name: getattr(asked, name)
            for name in sorted(names)
            if not name.startswith("_") and not callable(getattr(kind, name, None))
        }
        # A rule that looks behind a view may change the world itself.
        state = asked._rows.state
        named.update({name: getattr(state, name) for name in type(state).__slots__})
    return {name: array for name, array in named.items() if isinstance(array, np.ndarray)}


def held_by(strategy: Any) -> dict[str, Any]:
    """Return everything that a strategy and its classes hold, by name, for comparison."""
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
    return {name: _image(value, _DEEPEST) for name, value in held.items()}


def _image(value: Any, depth: int) -> Any:
    """Return something equal for equal content, by identity where content cannot be told."""
    try:
        return pickle.dumps(value)
    except Exception:
        inside = value if isinstance(value, dict) else getattr(value, "__dict__", None)
        if isinstance(value, list | tuple):
            inside = dict(enumerate(value))
        if depth == 0 or callable(value) or not isinstance(inside, dict):
            return id(value)
        return {key: _image(one, depth - 1) for key, one in inside.items()}


def global_luck() -> dict[str, Any]:
    """Return where the global random generators stand."""
    return {
        "numpy.random": np.random.get_state(),  # noqa: NPY002
        "random": random.getstate(),
    }


def put_back(luck: dict[str, Any]) -> list[str]:
    """Put the global generators back where they stood; return the names of those that moved."""
    now = global_luck()
    moved = [name for name in luck if pickle.dumps(now[name]) != pickle.dumps(luck[name])]
    if "numpy.random" in moved:
        np.random.set_state(luck["numpy.random"])  # noqa: NPY002
    if "random" in moved:
        random.setstate(luck["random"])
    return moved


def counted(call: Callable[[], Answer]) -> tuple[Answer, int]:
    """Return what a call returns, and the turns of the longest loop of a user's own in it.

    Turns are counted and not seconds, which depend on whatever else the machine does.
    """
    turns: Counter[tuple[CodeType, int]] = Counter()

    def trace(frame: Any, event: str, _: Any) -> Any:
        if event == "call" and not is_own(frame.f_code.co_filename):
            return None
        # A call without a line of its own, such as a turn of a generator, counts as one.
        turns[frame.f_code, 0 if event == "call" else frame.f_lineno] += event != "return"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        answer = call()
    finally:
        sys.settrace(before)
    return answer, max(turns.values(), default=0)
