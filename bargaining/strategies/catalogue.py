"""The strategies that a scenario file may name."""

from __future__ import annotations

from inspect import signature

from bargaining.errors import ArgumentError
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.strategies.base import Strategy
from bargaining.strategies.grim import GrimTrigger
from bargaining.strategies.hold import Hold
from bargaining.strategies.quantal import QuantalResponse
from bargaining.strategies.scripted import Scripted
from bargaining.strategies.tit_for_tat import TitForTat
from bargaining.strategies.uniform import UniformRandom

__all__ = ["STRATEGIES", "strategy_named"]

STRATEGIES: dict[str, type[Strategy]] = {
    "quantal_response": QuantalResponse,
    "hold": Hold,
    "uniform_random": UniformRandom,
    "scripted": Scripted,
    "tit_for_tat": TitForTat,
    "grim_trigger": GrimTrigger,
}


def strategy_named(record: StrategyRecord | None, *, key: str = "strategy") -> Strategy:
    """Return the strategy that a party's block names; the quantal response where it names none.

    Parameters
    ----------
    record : Strategy of the scenario, or None
    key : str
        Where the record stands in the file, for complaints.

    Raises
    ------
    ArgumentError
        There is no such strategy, or it takes no such parameters.
    """
    if record is None:
        return QuantalResponse()
    if record.name not in STRATEGIES:
        raise ArgumentError(
            f'{key}.name names the strategy "{record.name}", which does not exist. '
            f"{did_you_mean(record.name, STRATEGIES, 'strategies')}",
            key=f"{key}.name",
        )
    kind = STRATEGIES[record.name]
    known = [name for name in signature(kind).parameters if name != "self"]
    for name in record.parameters:
        if name not in known:
            raise ArgumentError(
                f"{key}.parameters.{name} is no parameter of {record.name}. "
                f"{did_you_mean(name, known, 'parameters')}",
                key=f"{key}.parameters.{name}",
            )
    try:
        return kind(**record.parameters)
    except ArgumentError as error:
        raise ArgumentError(f"{key}.parameters: {error}", key=f"{key}.parameters") from None
