"""How a party chooses."""

from bargaining.strategies.base import Strategy
from bargaining.strategies.catalogue import CATALOGUE, STRATEGIES, strategy_named
from bargaining.strategies.equilibrium import Equilibrium
from bargaining.strategies.grim import GrimTrigger
from bargaining.strategies.grit import Grit
from bargaining.strategies.hold import Hold
from bargaining.strategies.hold_firm import HoldFirm
from bargaining.strategies.lineage import TRAITS, CatalogueEntry
from bargaining.strategies.odds import Odds
from bargaining.strategies.one_world import OneWorld
from bargaining.strategies.quantal import QuantalResponse
from bargaining.strategies.reciprocal import Reciprocal
from bargaining.strategies.salami import Salami
from bargaining.strategies.scripted import Scripted
from bargaining.strategies.side_effects import SideEffects
from bargaining.strategies.stall_and_test import StallAndTest
from bargaining.strategies.time_dependent import TimeDependent
from bargaining.strategies.tit_for_tat import TitForTat
from bargaining.strategies.uniform import UniformRandom
from bargaining.strategies.zeuthen import Zeuthen

__all__ = [
    "CATALOGUE",
    "STRATEGIES",
    "TRAITS",
    "CatalogueEntry",
    "Equilibrium",
    "GrimTrigger",
    "Grit",
    "Hold",
    "HoldFirm",
    "Odds",
    "OneWorld",
    "QuantalResponse",
    "Reciprocal",
    "Salami",
    "Scripted",
    "SideEffects",
    "StallAndTest",
    "Strategy",
    "TimeDependent",
    "TitForTat",
    "UniformRandom",
    "Zeuthen",
    "strategy_named",
]
