"""The option --strategy: what takes a seat, by a name of the catalogue or from a file."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from bargaining.cli.strategy_files import is_file, load_strategy
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.engine.seats import Seat
    from bargaining.scenario import Scenario

__all__ = ["read_seats", "read_strategy", "split_label"]

_LABELLED = re.compile(r"(?P<label>[^\W\d][\w-]*)\s*=(?P<spec>.*)", re.DOTALL)
_CALLED = re.compile(r"(?P<name>\w+)\s*\((?P<arguments>.*)\)", re.DOTALL)


def split_label(text: str) -> tuple[str | None, str]:
    """Split ``LABEL=STRATEGY`` into both; the label is None where there is none."""
    found = _LABELLED.fullmatch(text)
    if found is None:
        return None, text.strip()
    return found["label"], found["spec"].strip()


def read_strategy(spec: str) -> tuple[str, Seat]:
    """Return what a strategy is called, and the strategy.

    Parameters
    ----------
    spec : str
        A name of the catalogue, with parameters or without, as in ``time_dependent(exponent=2)``;
        or ``my_file.py:MyStrategy``.

    Raises
    ------
    ArgumentError
        There is none of this name, or something is wrong with the file.
    """
    from bargaining.scenario.schema import Strategy as StrategyRecord
    from bargaining.strategies import STRATEGIES, strategy_named

    if is_file(spec):
        return load_strategy(spec)
    called = _CALLED.fullmatch(spec)
    name = called["name"] if called else spec
    if name not in STRATEGIES:
        from bargaining.scenario.near import did_you_mean

        near = did_you_mean(name, STRATEGIES, "strategies")
        raise ArgumentError(
            f'the catalogue has no strategy "{name}". {near} `bargaining strategies` lists them; '
            f"one of your own is given as my_file.py:MyStrategy."
        )
    parameters = _parameters(called["arguments"], spec) if called else {}
    try:
        record = StrategyRecord(name=name, parameters=parameters)
    except ValueError:
        raise ArgumentError(_not_read(spec)) from None
    return spec, strategy_named(record, key=name)


def read_seats(
    texts: Sequence[str], scenario: Scenario
) -> tuple[dict[str, Seat], dict[str, str], list[str]]:
    """Return who sits where in the place of what a scenario says.

    Parameters
    ----------
    texts : sequence of str
        Each ``PARTY=STRATEGY``, or ``STRATEGY`` alone for the first principal.

    Returns
    -------
    seats : dict
        By party.
    names : dict
        What the strategies are called, by party.
    assumed : list of str
        Parties that were chosen since none was named.

    Raises
    ------
    ArgumentError
        There is no such party or strategy, or a party is given two.
    """
    from bargaining.scenario.near import did_you_mean

    seats: dict[str, Any] = {}
    names: dict[str, str] = {}
    assumed = []
    for text in texts:
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
    return seats, names, assumed


def _parameters(arguments: str, spec: str) -> dict[str, Any]:
    try:
        call = ast.parse(f"f({arguments})", mode="eval").body
        if not isinstance(call, ast.Call) or call.args:
            raise ValueError
        return {str(word.arg): ast.literal_eval(word.value) for word in call.keywords if word.arg}
    except (SyntaxError, ValueError):
        raise ArgumentError(_not_read(spec)) from None


def _not_read(spec: str) -> str:
    return (
        f'"{spec}" cannot be read: parameters are named and given as numbers or words in quotes, '
        f'such as "time_dependent(exponent=0.3)"'
    )
