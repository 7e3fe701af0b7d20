"""The one family of errors that the library raises on purpose.

```
BargainingError
├── ScenarioError        a scenario file or record breaks a rule (all problems at once)
├── StrategyError        a user's decision rule returned something that cannot be used
├── OutcomesError        a stored result cannot be read, or lacks what was asked of it
├── WorkerError          a process that played worlds was lost
├── MissingPackageError  what was asked for needs a package that is not installed
└── ArgumentError        an argument of a public function is out of range
```

Every message says where, which rule, what was got and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

__all__ = [
    "ArgumentError",
    "BargainingError",
    "MissingPackageError",
    "OutcomesError",
    "Problem",
    "ScenarioError",
    "StrategyError",
    "WorkerError",
]


class BargainingError(Exception):
    """Base of every error that `bargaining` raises on purpose.

    Any error that ends a run of `bargaining.simulate` has an attribute `outcomes`: the worlds that
    were finished before, or None.
    """


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule of a scenario file.

    Attributes
    ----------
    key : str
        Dotted path of the offending key, such as ``parties.japan.discount_factor``; empty for
        a problem of the file as a whole.
    message : str
        The rule, what was got, and what to do about it.
    line : int or None
        Line of the file, counted from 1, where it could be found.
    file : str or None
        The file that the line is of, where it is another than the one that was read: the base on
        which that one stands.
    """

    key: str
    message: str
    line: int | None = None
    file: str | None = None


class ScenarioError(BargainingError):
    """A scenario breaks one or more rules; `problems` lists every one of them.

    Parameters
    ----------
    origin : str
        Name of the file, or of the scenario where there is no file.
    problems : sequence of Problem
        At least one problem.
    """

    def __init__(self, origin: str, problems: list[Problem] | tuple[Problem, ...]) -> None:
        self.origin = origin
        # Names and texts of files are shown as they are, but none may steer the terminal.
        self.problems = tuple(
            replace(one, key=_visible(one.key), message=_visible(one.message)) for one in problems
        )
        lines = []
        for problem in self.problems:
            file = _visible(problem.file or self.origin)
            place = file if problem.line is None else f"{file}:{problem.line}"
            what = f"{problem.key} {problem.message}" if problem.key else problem.message
            lines.append(f"{place}: {what}")
        super().__init__("\n".join(lines))

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[str, tuple[Problem, ...]]]:
        return type(self), (self.origin, self.problems)


def _visible(text: str) -> str:
    """Return the text with an escape for each character that would not be seen as written."""
    return "".join(
        one if one.isprintable() else one.encode("unicode_escape").decode() for one in text
    )


class StrategyError(BargainingError):
    """A decision rule returned a value of the wrong shape, range or kind."""


class OutcomesError(BargainingError):
    """A stored result cannot be read, or does not hold what was asked of it."""


class WorkerError(BargainingError):
    """A process that played worlds was lost, and playing them again did not help."""


class MissingPackageError(BargainingError, ImportError):
    """What was asked for needs a package that is not installed; the message names it."""


class ArgumentError(BargainingError, ValueError):
    """An argument of a public function is out of its range.

    Parameters
    ----------
    message : str
        Where, which rule, what was got, and what to do.
    key : str
        Dotted path of the scenario's key that is at fault, where one is.
    """

    def __init__(self, message: str = "", *, key: str = "") -> None:
        super().__init__(message)
        self.key = key
