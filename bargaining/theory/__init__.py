"""Closed forms of bargaining theory: cited, vectorised, and independent of the engine.

One result per module. This package knows no scenario and no engine, so it can be taught by itself
and serves as the engine's oracle.
"""

from __future__ import annotations

from bargaining.theory.attrition import Attrition, solve_attrition
from bargaining.theory.audience_costs import (
    SanctionThreat,
    solve_known_threat,
    solve_sanction_threat,
)
from bargaining.theory.baron_ferejohn import (
    BaronFerejohn,
    Unanimity,
    solve_baron_ferejohn,
    solve_unanimity,
)
from bargaining.theory.breakdown import solve_breakdown, solve_nash_split
from bargaining.theory.chatterjee_samuelson import SealedOffers, solve_chatterjee_samuelson
from bargaining.theory.choices import FrontierPoint, PackageChoice
from bargaining.theory.concave_frontier import ConcaveFrontier
from bargaining.theory.egalitarian import solve_egalitarian, solve_egalitarian_on_frontier
from bargaining.theory.frontier import find_frontier, find_frontier_distance
from bargaining.theory.game_trees import Draw, End, Turn
from bargaining.theory.gradual import count_initiatives, find_initiative_round
from bargaining.theory.grim_trigger import (
    decide_compliance,
    find_compliance_probability,
    find_grim_threshold,
)
from bargaining.theory.kalai_smorodinsky import (
    solve_kalai_smorodinsky,
    solve_kalai_smorodinsky_on_frontier,
)
from bargaining.theory.lottery_frontier import LotteryFrontier
from bargaining.theory.myerson_satterthwaite import (
    SecondBest,
    UniformSecondBest,
    solve_myerson_satterthwaite,
)
from bargaining.theory.nash import solve_nash, solve_nash_on_frontier
from bargaining.theory.noisy_reciprocity import (
    ReactivePair,
    find_generosity,
    follow_tit_for_tat,
    solve_generous_pair,
    solve_reactive_pair,
)
from bargaining.theory.outside_option import solve_outside_option
from bargaining.theory.power_shift import PowerShift, find_tolerable_power, solve_power_shift
from bargaining.theory.private_attrition import (
    PrivateAttrition,
    UniformAttrition,
    solve_private_attrition,
    solve_uniform_attrition,
)
from bargaining.theory.quantal_bimatrix import LogitBranch, solve_logit_bimatrix, trace_logit_branch
from bargaining.theory.quantal_games import build_crisis, build_entry, build_offers, build_trust
from bargaining.theory.quantal_trees import LogitTree, solve_logit_tree
from bargaining.theory.random_proposer import RandomProposer, solve_random_proposer
from bargaining.theory.reputation import Reputation, solve_reputation
from bargaining.theory.risk_return import (
    RiskReturn,
    find_screening_threshold,
    solve_risk_return,
)
from bargaining.theory.rubinstein import find_patience_weight, solve_rubinstein
from bargaining.theory.second_best import solve_second_best
from bargaining.theory.sobel_takahashi import (
    EndlessPrices,
    FallingPrices,
    solve_endless_sobel_takahashi,
    solve_sobel_takahashi,
)
from bargaining.theory.splits import Split
from bargaining.theory.stahl import solve_stahl
from bargaining.theory.tactics import Meeting, find_demand, find_meeting
from bargaining.theory.trust import decide_trust, find_trust_threshold
from bargaining.theory.two_level import solve_ratified_offers, solve_two_level
from bargaining.theory.ultimatum import LogitUltimatum, solve_logit_ultimatum, solve_ultimatum
from bargaining.theory.utilitarian import solve_utilitarian, solve_utilitarian_on_frontier
from bargaining.theory.win_set import (
    Setter,
    WinSet,
    find_win_set,
    find_winning_packages,
    solve_setter,
)

__all__ = [
    "Attrition",
    "BaronFerejohn",
    "ConcaveFrontier",
    "Draw",
    "End",
    "EndlessPrices",
    "FallingPrices",
    "FrontierPoint",
    "LogitBranch",
    "LogitTree",
    "LogitUltimatum",
    "LotteryFrontier",
    "Meeting",
    "PackageChoice",
    "PowerShift",
    "PrivateAttrition",
    "RandomProposer",
    "ReactivePair",
    "Reputation",
    "RiskReturn",
    "SanctionThreat",
    "SealedOffers",
    "SecondBest",
    "Setter",
    "Split",
    "Turn",
    "Unanimity",
    "UniformAttrition",
    "UniformSecondBest",
    "WinSet",
    "build_crisis",
    "build_entry",
    "build_offers",
    "build_trust",
    "count_initiatives",
    "decide_compliance",
    "decide_trust",
    "find_compliance_probability",
    "find_demand",
    "find_frontier",
    "find_frontier_distance",
    "find_generosity",
    "find_grim_threshold",
    "find_initiative_round",
    "find_meeting",
    "find_patience_weight",
    "find_screening_threshold",
    "find_tolerable_power",
    "find_trust_threshold",
    "find_win_set",
    "find_winning_packages",
    "follow_tit_for_tat",
    "solve_attrition",
    "solve_baron_ferejohn",
    "solve_breakdown",
    "solve_chatterjee_samuelson",
    "solve_egalitarian",
    "solve_egalitarian_on_frontier",
    "solve_endless_sobel_takahashi",
    "solve_generous_pair",
    "solve_kalai_smorodinsky",
    "solve_kalai_smorodinsky_on_frontier",
    "solve_known_threat",
    "solve_logit_bimatrix",
    "solve_logit_tree",
    "solve_logit_ultimatum",
    "solve_myerson_satterthwaite",
    "solve_nash",
    "solve_nash_on_frontier",
    "solve_nash_split",
    "solve_outside_option",
    "solve_power_shift",
    "solve_private_attrition",
    "solve_random_proposer",
    "solve_ratified_offers",
    "solve_reactive_pair",
    "solve_reputation",
    "solve_risk_return",
    "solve_rubinstein",
    "solve_sanction_threat",
    "solve_second_best",
    "solve_setter",
    "solve_sobel_takahashi",
    "solve_stahl",
    "solve_two_level",
    "solve_ultimatum",
    "solve_unanimity",
    "solve_uniform_attrition",
    "solve_utilitarian",
    "solve_utilitarian_on_frontier",
    "trace_logit_branch",
]
