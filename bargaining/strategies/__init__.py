"""How a party chooses; the classes of the catalogue are found in the files of this room."""

from bargaining.strategies.base import Strategy
from bargaining.strategies.catalogue import (
    CATALOGUE,
    STRATEGIES,
    TRAITS,
    CatalogueEntry,
    strategy_named,
)
from bargaining.strategies.choice_probabilities import ChoiceProbabilities
from bargaining.strategies.one_world import OneWorld
from bargaining.strategies.quantal import QuantalResponse

__all__ = [
    "CATALOGUE", "STRATEGIES", "TRAITS", "CatalogueEntry", "ChoiceProbabilities", "OneWorld",
    "QuantalResponse", "Strategy", "strategy_named",
]  # fmt: skip
