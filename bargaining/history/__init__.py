"""History as the judge: a dated record, coded episodes, and forecasts of them that are scored."""

from bargaining.history.backtest import backtest
from bargaining.history.baselines import BASELINES
from bargaining.history.before import Before, known_before
from bargaining.history.cells import Cell, Coding, cells
from bargaining.history.coding import coded_endings, standings
from bargaining.history.ledger import Entry, Record, record
from bargaining.history.process import Process, Statistic, process_of
from bargaining.history.result import BacktestResult, CellResult
from bargaining.history.scores import brier, log_score, ranked
from bargaining.text import Month

__all__ = [
    "BASELINES",
    "BacktestResult",
    "Before",
    "Cell",
    "CellResult",
    "Coding",
    "Entry",
    "Month",
    "Process",
    "Record",
    "Statistic",
    "backtest",
    "brier",
    "cells",
    "coded_endings",
    "known_before",
    "log_score",
    "process_of",
    "ranked",
    "record",
    "standings",
]
