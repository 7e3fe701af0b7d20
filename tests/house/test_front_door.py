"""What `import bargaining` gives, and what it costs."""

from __future__ import annotations

import pytest

import bargaining
from tests.house.source import loaded_after

PUBLIC = {
    "ArgumentError",
    "BacktestResult",
    "BargainingError",
    "China",
    "ClaimResults",
    "Ending",
    "Equilibrium",
    "FactResults",
    "GrimTrigger",
    "Grit",
    "Hold",
    "HoldFirm",
    "Intervention",
    "Japan",
    "MissingPackageError",
    "Negotiation",
    "NorthKorea",
    "OneWorld",
    "Outcomes",
    "OutcomesError",
    "Party",
    "QuantalResponse",
    "Reciprocal",
    "Salami",
    "Scenario",
    "ScenarioError",
    "Scripted",
    "Sensitivity",
    "SideEffects",
    "SouthKorea",
    "StallAndTest",
    "Strategy",
    "StrategyError",
    "Sweep",
    "TimeDependent",
    "TitForTat",
    "Tournament",
    "UniformRandom",
    "UnitedStates",
    "WorkerError",
    "Zeuthen",
    "__version__",
    "backtest",
    "compare",
    "discover",
    "evaluate_claims",
    "facts",
    "given",
    "load",
    "load_outcomes",
    "measure",
    "measure_run",
    "merge",
    "list_scenarios",
    "notebook_progress",
    "plot_backtest",
    "plot_claims",
    "plot_endings",
    "plot_failures",
    "plot_changes",
    "plot_flow",
    "plot_sweep",
    "plot_sensitivity",
    "plot_timeline",
    "plot_tournament",
    "sensitivity",
    "shapley_decomposition",
    "simulate",
    "sweep",
    "tournament",
}
HEAVY = ("joblib", "loky", "matplotlib", "mesa", "networkx", "numpy", "pandas", "pydantic", "rich",
         "scipy", "typer", "xarray")  # fmt: skip


def test_the_public_names_are_these():
    assert set(bargaining.__all__) == PUBLIC
    assert set(dir(bargaining)) == PUBLIC


def test_every_public_name_resolves():
    missing = [name for name in sorted(PUBLIC) if not hasattr(bargaining, name)]
    assert not missing
    changing = [n for n in sorted(PUBLIC) if getattr(bargaining, n) is not getattr(bargaining, n)]
    assert not changing


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="'bargaining' has no attribute 'player'"):
        _ = bargaining.player


def test_the_door_loads_nothing_heavy():
    leave = "except SystemExit as leave:\n    assert leave.code == 0"
    imported, helped, loaded, met = (
        {name.split(".")[0] for name in modules}
        for modules in loaded_after(
            "import bargaining",
            f"from bargaining.cli import main\ntry:\n    main(['run', '--help'])\n{leave}",
            "bargaining.load('stockholm-2014')",
            "import bargaining as b; b.Outcomes, b.load_outcomes, b.compare, b.tournament",
        )
    )
    assert not imported & set(HEAVY)
    # typer reads its options with pydantic.
    assert not helped & (set(HEAVY) - {"pydantic", "typer"})
    # A scenario is read without the engine, and a result is a thing without Mesa.
    assert not (loaded | met) & {"mesa", "networkx", "matplotlib", "pandas", "joblib"}
