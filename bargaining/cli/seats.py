"""The option --strategy: who decides in a seat, by a name of the catalogue or from a file."""

from __future__ import annotations

import ast
import contextlib
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

from bargaining.cli.streams import reason
from bargaining.errors import ArgumentError, BargainingError, StrategyError

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat
    from bargaining.scenario import Scenario

__all__ = ["is_file", "load_strategy", "read_seats", "read_strategy", "split_label"]

_LABELLED = re.compile(r"(?P<label>[^\W\d][\w-]*)\s*=(?P<spec>.*)", re.DOTALL)
_CALLED = re.compile(r"(?P<name>\w+)\s*\((?P<arguments>.*)\)", re.DOTALL)
# The shortest path that ends in .py before a class or the end: drive letters have a colon as well.
_FILE = re.compile(r"(?P<path>.+?\.py)(?::(?P<name>.*))?", re.IGNORECASE | re.DOTALL)
_MOST_LETTERS = 300


def split_label(text: str) -> tuple[str | None, str]:
    """Split ``LABEL=STRATEGY`` into both; the label is None where there is none."""
    found = _LABELLED.fullmatch(text)
    if found is None:
        return None, text.strip()
    return found["label"], found["spec"].strip()


def is_file(spec: str) -> bool:
    """Return whether a text names a Python file, with or without a class in it."""
    return _FILE.fullmatch(spec) is not None


def read_strategy(spec: str) -> tuple[str, Seat]:
    """Return what a strategy is called, and the strategy.

    It is a name of the catalogue, with parameters or without, such as
    ``time_dependent(exponent=2)``, or ``my_file.py:MyStrategy``.
    """
    from bargaining.scenario.schema import Strategy as StrategyRecord
    from bargaining.scenario.suggestions import did_you_mean
    from bargaining.strategies import STRATEGIES, strategy_named

    if is_file(spec):
        return load_strategy(spec)
    called = _CALLED.fullmatch(spec)
    name = called["name"] if called else spec
    if name not in STRATEGIES:
        near = did_you_mean(name, STRATEGIES, "strategies")
        raise ArgumentError(
            f'the catalogue has no strategy "{name}". {near} `bargaining strategies` lists them; '
            f"one of your own is given as my_file.py:MyStrategy."
        )
    try:
        call = ast.parse(f"f({called['arguments']})" if called else "f()", mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            raise ValueError("parameters have names")
        found = {word.arg: ast.literal_eval(word.value) for word in call.keywords if word.arg}
        if len(found) < len(call.keywords):
            raise ValueError("a parameter has no name, or a name is given twice")
        record = StrategyRecord(name=name, parameters=found)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise ArgumentError(
            f'"{spec[:_MOST_LETTERS]}" cannot be read: parameters are named, each once, and given '
            f'as numbers or words in quotes, such as "time_dependent(exponent=0.3)"'
        ) from None
    return spec, strategy_named(record, key=name)


def read_seats(
    texts: Sequence[str] | None, scenario: Scenario, tell: Callable[[str], None] | None
) -> dict[str, Seat]:
    """Return who decides for whom; `tell` is told which party was meant where none is named.

    Each text is ``PARTY=STRATEGY``, or ``STRATEGY`` alone for the first principal.
    """
    from bargaining.scenario.suggestions import did_you_mean

    seats: dict[str, Any] = {}
    names: dict[str, str] = {}
    assumed = []
    for text in texts or ():
        party, spec = split_label(text)
        if party is None:
            party = scenario.table.principals[0]
            assumed.append(party)
        if party not in scenario.parties:
            near = did_you_mean(party, scenario.parties, "parties")
            raise ArgumentError(f'--strategy {text}: there is no party "{party}". {near}')
        if party in seats:
            raise ArgumentError(
                f"--strategy gives {party} two strategies, {names[party]} and {spec}; choose one, "
                f"or name another party: PARTY={spec}"
            )
        names[party], seats[party] = read_strategy(spec)
    if tell is not None:
        for party in assumed:
            tell(f"{names[party]} plays {party}, the first principal. Others: PARTY=STRATEGY.\n")
    return seats


def load_strategy(spec: str, *, named_errors: bool = True) -> tuple[str, Seat]:
    """Load a strategy from a file, as ``my_file.py:MyStrategy``, and return its name and itself.

    The name may be left out where the file holds only one. The strategy travels to worker processes
    by value, since no module of theirs holds it. With `named_errors` a decision that fails says
    where in the file, as a `StrategyError`.
    """
    from bargaining.engine.seats import seat_of
    from bargaining.parties import Party
    from bargaining.parties.party import RULES
    from bargaining.strategies import Strategy
    from bargaining.strategies.base import DECISIONS

    found = _FILE.fullmatch(spec)
    assert found is not None
    name = (found["name"] or "").strip()
    path, module = _run(found["path"])
    own = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, type) and value.__module__ == module.__name__
    }
    for kind in own.values() if named_errors else ():
        for decision in (*DECISIONS, *RULES):
            method = vars(kind).get(decision)
            if isinstance(method, FunctionType):
                setattr(kind, decision, _named(method, f"{kind.__name__}.{decision}", str(path)))
    candidates = [
        name
        for name, value in vars(module).items()
        if (isinstance(value, Strategy) or (name in own and issubclass(value, (Strategy, Party))))
        and not name.startswith("_")
    ]
    if not name and not candidates:
        raise ArgumentError(
            f"{path} holds no strategy: no class that derives from a strategy such as "
            f"bg.QuantalResponse or from bg.Party, and no object of one"
        )
    if not name and len(candidates) > 1:
        raise ArgumentError(
            f"{path} holds {len(candidates)} strategies: say which, as in {path.name}:"
            f"{candidates[0]}. They are {', '.join(candidates)}."
        )
    name = name or candidates[0]
    if name not in vars(module):
        from bargaining.scenario.suggestions import did_you_mean

        raise ArgumentError(
            f'{path} has no "{name}". {did_you_mean(name, candidates, "strategies there")}'
        )
    try:
        return name, seat_of(vars(module)[name])
    except (ArgumentError, StrategyError) as error:
        line = _line(error.__cause__, str(path))
        raise ArgumentError(f"{path}{line}: {error}") from None


def _run(text: str) -> tuple[Path, ModuleType]:
    """Return the path of a file, and what it holds once it has run.

    Its module is forgotten at once, since what no module holds is sent by value.
    """
    try:
        path = Path(text).expanduser()
        is_file = path.is_file()
        what = "is a folder" if path.is_dir() else "does not exist"
        folder = path.absolute().parent
        has_folder = folder.is_dir()
    except (OSError, RuntimeError) as error:
        raise ArgumentError(f"{text}: {reason(error)}") from None
    if not is_file and not has_folder:
        raise ArgumentError(f"{path} {what}. There is no folder {folder} either.")
    if not is_file:
        from bargaining.scenario.suggestions import did_you_mean

        files = sorted(file.name for file in folder.glob("*.py"))
        near = did_you_mean(path.name, files, "Python files there")
        raise ArgumentError(f"{path} {what}. {near}")
    module = ModuleType("own_strategy_" + re.sub(r"\W", "_", path.stem))
    module.__file__ = str(path)
    # A file beside it may be imported; last, so that it hides no module of Python's own.
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
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
        raise ArgumentError(_described(error, str(path), "cannot be run")) from None
    finally:
        del sys.modules[module.__name__]
    return path, module


def _named(method: Callable[..., Any], name: str, path: str) -> Callable[..., Any]:
    """Return a decision that says in words where it failed, in any process."""

    @wraps(method)
    def decide(*arguments: Any, **keywords: Any) -> Any:
        try:
            # What it prints must not get between the lines of a result.
            with contextlib.redirect_stdout(sys.stderr):
                return method(*arguments, **keywords)
        # SystemExit too: a decision must not end the program.
        except (Exception, SystemExit) as error:
            if getattr(error, "_named", False):
                raise
            named = StrategyError(_described(error, path, f"{name} failed"))
            named._named = True  # type: ignore[attr-defined]
            raise named from None

    return decide


def _described(error: BaseException, path: str, what: str) -> str:
    """Say where in a file something failed, and how, on one line."""
    from bargaining.scenario.suggestions import hint_at

    message = " ".join(str(error).split())[:_MOST_LETTERS] + hint_at(error)
    # The library's own errors are sentences.
    kind = "" if isinstance(error, BargainingError) else type(error).__name__
    return f"{path}{_line(error, path)}: {': '.join(filter(None, (what, kind, message)))}"


def _line(error: BaseException | None, path: str) -> str:
    """Return the last line of a file on the way to an error: ``", line 3"``; empty for none."""
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    line = next((one.lineno for one in reversed(frames) if one.filename == path), None)
    return f", line {line}" if line else ""
