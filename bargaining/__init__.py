"""Play a sourced negotiation in many parallel worlds and read the distribution.

    import bargaining as bg

    scenario = bg.load("stockholm-2014")
    outcomes = bg.simulate(scenario, worlds=10_000, seed=2014)
    print(outcomes)

Names resolve when they are first asked for, so that importing the package stays quick and a saved
result opens without the engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bargaining.version import __version__

if TYPE_CHECKING:
    from bargaining.analysis.compare import compare as compare
    from bargaining.analysis.tournament import Tournament as Tournament
    from bargaining.analysis.tournament import tournament as tournament
    from bargaining.by_hand.negotiation import Negotiation as Negotiation
    from bargaining.claims import ClaimResults as ClaimResults
    from bargaining.claims import FactResults as FactResults
    from bargaining.claims import evaluate_claims as evaluate_claims
    from bargaining.claims import facts as facts
    from bargaining.claims import measure as measure
    from bargaining.claims import measure_run as measure_run
    from bargaining.claims import shapley_decomposition as shapley_decomposition
    from bargaining.designs.conditions import given as given
    from bargaining.designs.discover import discover as discover
    from bargaining.designs.effects import Sensitivity as Sensitivity
    from bargaining.designs.sensitivity import sensitivity as sensitivity
    from bargaining.designs.sweep import sweep as sweep
    from bargaining.designs.sweep_result import Sweep as Sweep
    from bargaining.engine import notebook_progress as notebook_progress
    from bargaining.engine import simulate as simulate
    from bargaining.errors import ArgumentError as ArgumentError
    from bargaining.errors import BargainingError as BargainingError
    from bargaining.errors import MissingPackageError as MissingPackageError
    from bargaining.errors import OutcomesError as OutcomesError
    from bargaining.errors import ScenarioError as ScenarioError
    from bargaining.errors import StrategyError as StrategyError
    from bargaining.errors import WorkerError as WorkerError
    from bargaining.history import BacktestResult as BacktestResult
    from bargaining.history.backtest import backtest as backtest
    from bargaining.outcomes import Ending as Ending
    from bargaining.outcomes import Outcomes as Outcomes
    from bargaining.outcomes import load_outcomes as load_outcomes
    from bargaining.outcomes import merge as merge
    from bargaining.parties import China as China
    from bargaining.parties import Japan as Japan
    from bargaining.parties import NorthKorea as NorthKorea
    from bargaining.parties import Party as Party
    from bargaining.parties import SouthKorea as SouthKorea
    from bargaining.parties import UnitedStates as UnitedStates
    from bargaining.plots import plot_backtest as plot_backtest
    from bargaining.plots import plot_changes as plot_changes
    from bargaining.plots import plot_claims as plot_claims
    from bargaining.plots import plot_endings as plot_endings
    from bargaining.plots import plot_failures as plot_failures
    from bargaining.plots import plot_flow as plot_flow
    from bargaining.plots import plot_sensitivity as plot_sensitivity
    from bargaining.plots import plot_sweep as plot_sweep
    from bargaining.plots import plot_timeline as plot_timeline
    from bargaining.plots import plot_tournament as plot_tournament
    from bargaining.scenario import Intervention as Intervention
    from bargaining.scenario import Scenario as Scenario
    from bargaining.scenario import list_scenarios as list_scenarios
    from bargaining.scenario import load as load
    from bargaining.strategies.base import Strategy as Strategy
    from bargaining.strategies.ladders import GrimTrigger as GrimTrigger
    from bargaining.strategies.ladders import Grit as Grit
    from bargaining.strategies.ladders import Hold as Hold
    from bargaining.strategies.ladders import TitForTat as TitForTat
    from bargaining.strategies.one_world import OneWorld as OneWorld
    from bargaining.strategies.quantal import Equilibrium as Equilibrium
    from bargaining.strategies.quantal import QuantalResponse as QuantalResponse
    from bargaining.strategies.scripted import Scripted as Scripted
    from bargaining.strategies.table import HoldFirm as HoldFirm
    from bargaining.strategies.table import Reciprocal as Reciprocal
    from bargaining.strategies.table import Salami as Salami
    from bargaining.strategies.table import TimeDependent as TimeDependent
    from bargaining.strategies.table import Zeuthen as Zeuthen
    from bargaining.strategies.unwilling import SideEffects as SideEffects
    from bargaining.strategies.unwilling import StallAndTest as StallAndTest
    from bargaining.strategies.unwilling import UniformRandom as UniformRandom

_HOME_OF = {
    "ArgumentError": "errors.ArgumentError",
    "BacktestResult": "history.BacktestResult",
    "BargainingError": "errors.BargainingError",
    "China": "parties.China",
    "ClaimResults": "claims.ClaimResults",
    "Ending": "outcomes.Ending",
    "Equilibrium": "strategies.quantal.Equilibrium",
    "FactResults": "claims.FactResults",
    "GrimTrigger": "strategies.ladders.GrimTrigger",
    "Grit": "strategies.ladders.Grit",
    "Hold": "strategies.ladders.Hold",
    "HoldFirm": "strategies.table.HoldFirm",
    "Intervention": "scenario.Intervention",
    "Japan": "parties.Japan",
    "MissingPackageError": "errors.MissingPackageError",
    "Negotiation": "by_hand.negotiation.Negotiation",
    "NorthKorea": "parties.NorthKorea",
    "OneWorld": "strategies.one_world.OneWorld",
    "Outcomes": "outcomes.Outcomes",
    "OutcomesError": "errors.OutcomesError",
    "Party": "parties.Party",
    "QuantalResponse": "strategies.quantal.QuantalResponse",
    "Reciprocal": "strategies.table.Reciprocal",
    "Salami": "strategies.table.Salami",
    "Scenario": "scenario.Scenario",
    "ScenarioError": "errors.ScenarioError",
    "Scripted": "strategies.scripted.Scripted",
    "Sensitivity": "designs.effects.Sensitivity",
    "SideEffects": "strategies.unwilling.SideEffects",
    "SouthKorea": "parties.SouthKorea",
    "StallAndTest": "strategies.unwilling.StallAndTest",
    "Strategy": "strategies.base.Strategy",
    "StrategyError": "errors.StrategyError",
    "Sweep": "designs.sweep_result.Sweep",
    "TimeDependent": "strategies.table.TimeDependent",
    "TitForTat": "strategies.ladders.TitForTat",
    "Tournament": "analysis.Tournament",
    "UniformRandom": "strategies.unwilling.UniformRandom",
    "UnitedStates": "parties.UnitedStates",
    "WorkerError": "errors.WorkerError",
    "Zeuthen": "strategies.table.Zeuthen",
    "backtest": "history.backtest",
    "compare": "analysis.compare",
    "discover": "designs.discover.discover",
    "evaluate_claims": "claims.evaluate_claims",
    "facts": "claims.facts",
    "load": "scenario.load",
    "load_outcomes": "outcomes.load_outcomes",
    "measure": "claims.measure",
    "measure_run": "claims.measure_run",
    "given": "designs.conditions.given",
    "merge": "outcomes.merge",
    "list_scenarios": "scenario.list_scenarios",
    "notebook_progress": "engine.notebook_progress",
    "plot_backtest": "plots.plot_backtest",
    "plot_claims": "plots.plot_claims",
    "plot_endings": "plots.plot_endings",
    "plot_failures": "plots.plot_failures",
    "plot_changes": "plots.plot_changes",
    "plot_flow": "plots.plot_flow",
    "plot_sweep": "plots.plot_sweep",
    "plot_sensitivity": "plots.plot_sensitivity",
    "plot_timeline": "plots.plot_timeline",
    "plot_tournament": "plots.plot_tournament",
    "sensitivity": "designs.sensitivity.sensitivity",
    "shapley_decomposition": "claims.shapley_decomposition",
    "simulate": "engine.simulate",
    "sweep": "designs.sweep.sweep",
    "tournament": "analysis.tournament",
}

__all__ = [*_HOME_OF, "__version__"]


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, _, attribute = _HOME_OF[name].rpartition(".")
    value = getattr(import_module(f"{__name__}.{module}"), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
