"""What callers hand in as a result, checked."""

from __future__ import annotations

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes.outcomes import Outcomes

__all__ = ["expect_outcomes", "expect_worlds"]


def expect_outcomes(given: object, taker: str) -> None:
    """Refuse what is no result, in words.

    Parameters
    ----------
    given : object
        What was handed in.
    taker : str
        Name of the function that takes results.

    Raises
    ------
    ArgumentError
        It is no `Outcomes`.
    """
    if not isinstance(given, Outcomes):
        raise ArgumentError(f"{taker} takes results of simulate; got a {type(given).__name__}")


def expect_worlds(given: object, taker: str) -> None:
    """Refuse what cannot be drawn: what is no result, and a result without worlds.

    Raises
    ------
    ArgumentError
        It is no `Outcomes`.
    OutcomesError
        It holds no worlds.
    """
    expect_outcomes(given, taker)
    assert isinstance(given, Outcomes)
    if len(given) == 0:
        raise OutcomesError("there is nothing to draw: the result holds no worlds")
