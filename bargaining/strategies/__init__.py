"""How a party chooses."""

from bargaining.strategies.base import Strategy
from bargaining.strategies.catalogue import strategy_named
from bargaining.strategies.odds import Odds
from bargaining.strategies.quantal import QuantalResponse

__all__ = ["Odds", "QuantalResponse", "Strategy", "strategy_named"]
