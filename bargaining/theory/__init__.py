"""Closed forms of bargaining theory: cited, vectorised, and independent of the engine.

One result per module. This package knows no scenario and no engine, so it can be taught by itself
and serves as the engine's oracle.
"""

from __future__ import annotations

from bargaining.theory.breakdown import solve_breakdown, solve_nash_split
from bargaining.theory.outside_option import solve_outside_option
from bargaining.theory.risk_return import (
    RiskReturn,
    find_screening_threshold,
    solve_risk_return,
)
from bargaining.theory.rubinstein import find_patience_weight, solve_rubinstein
from bargaining.theory.splits import Split
from bargaining.theory.stahl import solve_stahl
from bargaining.theory.trust import decide_trust, find_trust_threshold
from bargaining.theory.ultimatum import LogitUltimatum, solve_logit_ultimatum, solve_ultimatum

__all__ = [
    "LogitUltimatum",
    "RiskReturn",
    "Split",
    "decide_trust",
    "find_patience_weight",
    "find_screening_threshold",
    "find_trust_threshold",
    "solve_breakdown",
    "solve_logit_ultimatum",
    "solve_nash_split",
    "solve_outside_option",
    "solve_risk_return",
    "solve_rubinstein",
    "solve_stahl",
    "solve_ultimatum",
]
