"""History as the judge: a dated record, coded episodes, and forecasts of them that are scored."""

from bargaining.history.backtest import backtest
from bargaining.history.process import Process, Statistic, process_of
from bargaining.history.record import (
    Cell,
    Coding,
    Covariates,
    Entry,
    Record,
    cells,
    coded_endings,
    covariates_before,
    record,
    standings,
)
from bargaining.history.result import BacktestResult, CellResult
from bargaining.history.scores import BASELINES, brier, log_score, ranked
from bargaining.text import Month

__all__ = [
    "BASELINES", "BacktestResult", "Cell", "CellResult", "Coding", "Covariates", "Entry",
    "Month", "Process", "Record", "Statistic", "backtest", "brier", "cells", "coded_endings",
    "covariates_before", "log_score", "process_of", "ranked", "record", "standings",
]  # fmt: skip
