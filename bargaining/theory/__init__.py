"""Closed forms of bargaining theory: cited, vectorised, and independent of the engine.

This package knows no scenario and no engine, so it can be taught by itself and serves as the
engine's oracle. Each file holds the results of one idea, and their sources.

Arguments are numbers or arrays, broadcast against each other; results are arrays of the broadcast
shape. An argument that is not finite, or outside the range that its docstring gives, raises an
`ArgumentError` that names it.
"""

from __future__ import annotations

from bargaining.theory.alternating_offers import (
    Split,
    find_patience_weight,
    solve_breakdown,
    solve_nash_split,
    solve_outside_option,
    solve_rubinstein,
    solve_stahl,
)
from bargaining.theory.attrition import (
    Attrition,
    UniformAttrition,
    solve_attrition,
    solve_uniform_attrition,
)
from bargaining.theory.audience_costs import SanctionThreat, solve_sanction_threat
from bargaining.theory.convex_frontiers import ConcaveFrontier, LotteryFrontier
from bargaining.theory.frontier import find_frontier, find_frontier_distance
from bargaining.theory.quantal_trees import (
    Draw,
    End,
    LogitTree,
    Turn,
    build_crisis,
    build_offers,
    solve_logit_tree,
)
from bargaining.theory.random_proposer import (
    BaronFerejohn,
    RandomProposer,
    Unanimity,
    solve_baron_ferejohn,
    solve_random_proposer,
    solve_unanimity,
)
from bargaining.theory.reciprocity import (
    ReactivePair,
    count_initiatives,
    find_generosity,
    find_initiative_round,
    follow_tit_for_tat,
    solve_generous_pair,
    solve_reactive_pair,
)
from bargaining.theory.reputation import Reputation, solve_reputation
from bargaining.theory.sobel_takahashi import (
    EndlessPrices,
    FallingPrices,
    solve_endless_sobel_takahashi,
    solve_sobel_takahashi,
)
from bargaining.theory.solutions import Rule, Solution, solve
from bargaining.theory.tactics import Meeting, find_demand, find_meeting
from bargaining.theory.trade import (
    SealedOffers,
    SecondBest,
    solve_chatterjee_samuelson,
    solve_myerson_satterthwaite,
)
from bargaining.theory.trust import (
    find_compliance_probability,
    find_grim_threshold,
    find_trust_threshold,
)
from bargaining.theory.ultimatum import LogitUltimatum, solve_logit_ultimatum, solve_ultimatum
from bargaining.theory.war import (
    PowerShift,
    RiskReturn,
    find_screening_threshold,
    find_tolerable_power,
    solve_power_shift,
    solve_risk_return,
)
from bargaining.theory.win_set import (
    WinSet,
    find_win_set,
    solve_ratified_offers,
    solve_setter,
    solve_two_level,
)

__all__ = [
    "Attrition", "BaronFerejohn", "ConcaveFrontier", "Draw", "End", "EndlessPrices",
    "FallingPrices", "LogitTree", "LogitUltimatum", "LotteryFrontier", "Meeting", "PowerShift",
    "RandomProposer", "ReactivePair", "Reputation", "RiskReturn", "Rule", "SanctionThreat",
    "SealedOffers", "SecondBest", "Solution", "Split", "Turn", "Unanimity",
    "UniformAttrition", "WinSet", "build_crisis", "build_offers", "count_initiatives",
    "find_compliance_probability", "find_demand",
    "find_frontier", "find_frontier_distance", "find_generosity", "find_grim_threshold",
    "find_initiative_round", "find_meeting", "find_patience_weight", "find_screening_threshold",
    "find_tolerable_power", "find_trust_threshold", "find_win_set",
    "follow_tit_for_tat", "solve", "solve_attrition", "solve_baron_ferejohn", "solve_breakdown",
    "solve_chatterjee_samuelson", "solve_endless_sobel_takahashi", "solve_generous_pair",
    "solve_logit_tree", "solve_logit_ultimatum",
    "solve_myerson_satterthwaite", "solve_nash_split", "solve_outside_option",
    "solve_power_shift", "solve_random_proposer", "solve_ratified_offers",
    "solve_reactive_pair", "solve_reputation", "solve_risk_return", "solve_rubinstein",
    "solve_sanction_threat", "solve_setter", "solve_sobel_takahashi", "solve_stahl",
    "solve_two_level", "solve_ultimatum", "solve_unanimity", "solve_uniform_attrition",
]  # fmt: skip
