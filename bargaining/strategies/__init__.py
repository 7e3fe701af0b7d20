"""How a party chooses."""

from bargaining.strategies.base import Strategy
from bargaining.strategies.catalogue import (
    CATALOGUE,
    STRATEGIES,
    TRAITS,
    CatalogueEntry,
    strategy_named,
)
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.strategies.ladders import GrimTrigger, Grit, Hold, TitForTat
from bargaining.strategies.one_world import OneWorld
from bargaining.strategies.quantal import Equilibrium, QuantalResponse
from bargaining.strategies.scripted import Scripted
from bargaining.strategies.table import HoldFirm, Reciprocal, Salami, TimeDependent, Zeuthen
from bargaining.strategies.unwilling import SideEffects, StallAndTest, UniformRandom

__all__ = [
    "CATALOGUE", "STRATEGIES", "TRAITS", "CatalogueEntry", "ChoiceProbabilities", "Equilibrium",
    "GrimTrigger", "Grit", "Hold", "HoldFirm", "OneWorld", "QuantalResponse", "Reciprocal",
    "Salami", "Scripted", "SideEffects", "StallAndTest", "Strategy", "TimeDependent", "TitForTat",
    "UniformRandom", "Zeuthen", "strategy_named",
]  # fmt: skip
