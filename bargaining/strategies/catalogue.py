"""The strategies that a scenario file may name."""

from __future__ import annotations

from bargaining.scenario.schema import Strategy as StrategyRecord
from bargaining.strategies.base import Strategy
from bargaining.strategies.quantal import QuantalResponse

__all__ = ["STRATEGIES", "strategy_named"]

STRATEGIES: dict[str, type[Strategy]] = {"quantal_response": QuantalResponse}


def strategy_named(record: StrategyRecord | None) -> Strategy:
    """Return the strategy that a party's block names; the quantal response where it names none."""
    if record is None:
        return QuantalResponse()
    return STRATEGIES[record.name](**record.parameters)
