"""What `import bargaining` gives, and what it costs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import bargaining
from tests.house.source import ROOT

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
    "SideEffects",
    "SouthKorea",
    "StallAndTest",
    "Strategy",
    "StrategyError",
    "TimeDependent",
    "TitForTat",
    "Tournament",
    "UniformRandom",
    "UnitedStates",
    "Zeuthen",
    "__version__",
    "backtest",
    "compare",
    "evaluate_claims",
    "facts",
    "load",
    "load_outcomes",
    "measure",
    "list_scenarios",
    "notebook_progress",
    "plot_backtest",
    "plot_claims",
    "plot_endings",
    "plot_failures",
    "plot_flow",
    "plot_timeline",
    "plot_tournament",
    "shapley_decomposition",
    "simulate",
    "tournament",
}
HEAVY = ("joblib", "loky", "matplotlib", "mesa", "networkx", "numpy", "pandas", "pydantic", "rich",
         "scipy", "typer", "xarray")  # fmt: skip


def loaded_after(statement: str) -> set[str]:
    """Return the top-level modules that a fresh Python holds after a statement."""
    program = f"{statement}\nimport sys; print(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.splitlines()[-1].split())


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


def test_importing_the_package_loads_nothing_heavy():
    assert not loaded_after("import bargaining") & set(HEAVY)


def test_reading_a_scenario_loads_no_engine():
    statement = "import bargaining; bargaining.load('stockholm-2014')"
    assert not loaded_after(statement) & {"mesa", "networkx", "matplotlib", "pandas", "joblib"}


def test_a_result_is_a_thing_without_mesa():
    statement = "import bargaining as bg; bg.Outcomes; bg.load_outcomes; bg.compare; bg.tournament"
    assert not loaded_after(statement) & {"mesa", "networkx", "matplotlib", "pandas", "joblib"}


def test_help_loads_nothing_heavy():
    statement = (
        "from bargaining.cli import main\ntry:\n    main(['run', '--help'])\n"
        "except SystemExit as leave:\n    assert leave.code == 0"
    )
    # typer reads its options with pydantic.
    assert not loaded_after(statement) & (set(HEAVY) - {"pydantic", "typer"})
