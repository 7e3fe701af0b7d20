"""Checks for parts of a user's own."""

from bargaining.testing.check import StrategyContract, check_strategy
from bargaining.testing.report import Finding, Report

__all__ = ["Finding", "Report", "StrategyContract", "check_strategy"]
