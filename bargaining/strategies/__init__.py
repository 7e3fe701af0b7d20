"""How a party chooses."""

from bargaining.strategies.base import Strategy
from bargaining.strategies.catalogue import STRATEGIES, strategy_named
from bargaining.strategies.grim import GrimTrigger
from bargaining.strategies.hold import Hold
from bargaining.strategies.odds import Odds
from bargaining.strategies.one_world import OneWorld
from bargaining.strategies.quantal import QuantalResponse
from bargaining.strategies.scripted import Scripted
from bargaining.strategies.tit_for_tat import TitForTat
from bargaining.strategies.uniform import UniformRandom

__all__ = [
    "STRATEGIES",
    "GrimTrigger",
    "Hold",
    "Odds",
    "OneWorld",
    "QuantalResponse",
    "Scripted",
    "Strategy",
    "TitForTat",
    "UniformRandom",
    "strategy_named",
]
