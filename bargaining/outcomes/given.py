"""What callers hand in as a result, checked."""

from __future__ import annotations

from bargaining.errors import ArgumentError
from bargaining.outcomes.outcomes import Outcomes

__all__ = ["expect_outcomes"]


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
