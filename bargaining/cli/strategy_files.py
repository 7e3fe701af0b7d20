"""Strategies from a user's own Python file, and everything that may be wrong with one in words."""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
import traceback
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from bargaining.errors import ArgumentError, StrategyError

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat

__all__ = ["is_file", "load_strategy"]

# The shortest path that ends in .py before a class or the end: drive letters have a colon as well.
_SPEC = re.compile(r"(?P<path>.+?\.py)(?::(?P<name>.*))?", re.IGNORECASE | re.DOTALL)
_MOST_LETTERS = 300


def is_file(spec: str) -> bool:
    """Return whether a text names a Python file, with or without a class in it."""
    return _SPEC.fullmatch(spec) is not None


def load_strategy(spec: str, *, telling: bool = True) -> tuple[str, Seat]:
    """Load a strategy from a file.

    Parameters
    ----------
    spec : str
        ``my_file.py:MyStrategy``; the name may be left out where the file holds only one.
    telling : bool
        Whether a decision that fails says where in the file, as a `StrategyError`.

    Returns
    -------
    name : str
        As the file calls it.
    seat : Strategy or subclass of Party
        It travels to worker processes by value, since no module of theirs holds it.

    Raises
    ------
    ArgumentError
        There is no such file or class, the class needs arguments or is no strategy, or the file
        cannot be run.
    """
    found = _SPEC.fullmatch(spec)
    assert found is not None
    path = Path(found["path"]).expanduser()
    module = _run(path)
    if telling:
        for kind in vars(module).values():
            if isinstance(kind, type) and kind.__module__ == module.__name__:
                _tell_of_errors(kind, str(path))
    name = (found["name"] or "").strip() or _only_one(path, module)
    return name, _seat(path, module, name)


def _run(path: Path) -> ModuleType:
    """Run a file as a module that is forgotten at once."""
    if not path.is_file():
        what = "is a folder" if path.is_dir() else "does not exist"
        raise ArgumentError(f"{path} {what}. {_files_near(path)}")
    module = ModuleType("own_strategy_" + re.sub(r"\W", "_", path.stem))
    module.__file__ = str(path)
    # A file beside it may be imported; last, so that it hides no module of Python's own.
    folder = str(path.absolute().parent)
    if folder not in sys.path:
        sys.path.append(folder)
    # Dataclasses look their module up while they are made.
    sys.modules[module.__name__] = module
    try:
        with contextlib.redirect_stdout(sys.stderr):
            exec(compile(path.read_bytes(), str(path), "exec"), vars(module))
    except KeyboardInterrupt:
        raise
    except (OSError, UnicodeError) as error:
        raise ArgumentError(f"{path} cannot be read: {error}") from None
    except SyntaxError as error:
        line = f", line {error.lineno}" if error.lineno else ""
        at = error.filename if error.filename not in (None, str(path)) else path
        raise ArgumentError(f"{at}{line}: this is no Python: {error.msg}") from None
    except BaseException as error:
        raise ArgumentError(_told(error, path, "cannot be run")) from None
    finally:
        # What no module holds is pickled by value.
        del sys.modules[module.__name__]
    return module


def _files_near(path: Path) -> str:
    from bargaining.scenario.near import did_you_mean

    folder = path.absolute().parent
    if not folder.is_dir():
        return f"There is no folder {folder} either."
    files = sorted(file.name for file in folder.glob("*.py"))
    return did_you_mean(path.name, files, "Python files there")


def _candidates(module: ModuleType) -> dict[str, Any]:
    """Return what a file holds that could take a seat, by name."""
    from bargaining.parties import Party
    from bargaining.strategies import Strategy

    def is_own(value: Any) -> bool:
        if isinstance(value, type):
            return issubclass(value, (Strategy, Party)) and value.__module__ == module.__name__
        return isinstance(value, Strategy)

    return {
        name: value
        for name, value in vars(module).items()
        if is_own(value) and not name.startswith("_")
    }


def _only_one(path: Path, module: ModuleType) -> str:
    found = list(_candidates(module))
    if len(found) == 1:
        return found[0]
    if not found:
        raise ArgumentError(
            f"{path} holds no strategy: no class that derives from a strategy such as "
            f"bg.QuantalResponse or from bg.Party, and no object of one"
        )
    raise ArgumentError(
        f"{path} holds {len(found)} strategies: say which, as in {path.name}:{found[0]}. "
        f"They are {', '.join(found)}."
    )


def _seat(path: Path, module: ModuleType, name: str) -> Seat:
    from bargaining.parties import Party
    from bargaining.scenario.near import did_you_mean
    from bargaining.strategies import Strategy

    if name not in vars(module):
        near = did_you_mean(name, _candidates(module), "strategies there")
        raise ArgumentError(f'{path} has no "{name}". {near}')
    value = vars(module)[name]
    if isinstance(value, Strategy):
        return value
    if isinstance(value, type) and issubclass(value, Party):
        return value
    if not isinstance(value, type) or not issubclass(value, Strategy):
        raise ArgumentError(
            f"{name} of {path} is no strategy but {_kind(value)}. A strategy is a class that "
            f"derives from one such as bg.QuantalResponse, or from bg.Party; a rule for one world "
            f"is wrapped in the file: mine = bg.OneWorld({name})"
        )
    needed = [
        parameter.name
        for parameter in inspect.signature(value).parameters.values()
        if parameter.default is parameter.empty
        and parameter.kind not in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    ]
    if needed:
        raise ArgumentError(
            f"{name} of {path} needs arguments: {', '.join(needed)}. Give them defaults, or put an "
            f"object in the file, mine = {name}({needed[0]}=...), and name that: {path.name}:mine"
        )
    try:
        return value()
    except Exception as error:
        raise ArgumentError(_told(error, path, f"cannot make {name}()")) from None


def _kind(value: Any) -> str:
    if isinstance(value, type):
        return "a class of another kind"
    return "a function" if callable(value) else f"a {type(value).__name__}"


def _tell_of_errors(kind: type, path: str) -> None:
    """Let every decision and rule of a class say in words where it failed, in any process."""
    from bargaining.strategies.decisions import DECISIONS

    for decision in (*DECISIONS, "closed_steps", "barred_packages"):
        method = vars(kind).get(decision)
        if isinstance(method, FunctionType):
            setattr(kind, decision, _telling(method, f"{kind.__name__}.{decision}", path))


def _telling(method: Callable[..., Any], name: str, path: str) -> Callable[..., Any]:
    @wraps(method)
    def decide(*arguments: Any, **keywords: Any) -> Any:
        try:
            # What it prints must not get between the lines of a result.
            with contextlib.redirect_stdout(sys.stderr):
                return method(*arguments, **keywords)
        # SystemExit too: a decision must not end the program.
        except (Exception, SystemExit) as error:
            if getattr(error, "_told_of", False):
                raise
            told = StrategyError(_told(error, Path(path), f"{name} failed"))
            told._told_of = True  # type: ignore[attr-defined]
            raise told from None

    return decide


def _told(error: BaseException, path: Path, what: str) -> str:
    """Say where in a file something failed, and how, on one line."""
    line = next(_lines_in(error, str(path)), None)
    where = f"{path}, line {line}" if line else str(path)
    from bargaining.scenario.near import attribute_meant

    kind = type(error).__name__
    message = " ".join(str(error).split())[:_MOST_LETTERS] + attribute_meant(error)
    return f"{where}: {what}: {kind}{f': {message}' if message else ''}"


def _lines_in(error: BaseException, path: str) -> Iterator[int]:
    """Yield the lines of a file that an error came through, the innermost first."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename == path and frame.lineno is not None:
            yield frame.lineno
