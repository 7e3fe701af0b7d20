"""An engine that plays nothing, so that the command line is tested by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bargaining.cli import main


@dataclass
class FakeOutcomes:
    """What the command line asks of a result."""

    scenario: Any
    n_worlds: int

    def table(self, *, ascii: bool = False) -> str:
        mark = "+/-" if ascii else "±"
        return f"{self.scenario.header.name}: {self.n_worlds} worlds, stalemate 61.0 {mark} 0.5"

    def summary(self) -> dict[str, Any]:
        return {"run": {"scenario": self.scenario.header.name, "worlds": self.n_worlds}}

    def save(self, path: Path) -> Path:
        whole = path.with_suffix(".npz")
        whole.write_text(str(self.n_worlds))
        return whole


@dataclass
class FakeComparison:
    """What the command line asks of a comparison."""

    baseline: FakeOutcomes
    changed: FakeOutcomes

    @property
    def scenario(self) -> Any:
        return self.changed.scenario

    def table(self, *, ascii: bool = False) -> str:
        return f"compared over {self.baseline.n_worlds} and {self.changed.n_worlds} worlds"

    def to_dict(self) -> dict[str, Any]:
        return {"worlds": self.changed.n_worlds}


class Interrupted(KeyboardInterrupt):
    """As the engine's: holds the worlds of the batches that were finished."""

    def __init__(self, outcomes: FakeOutcomes | None) -> None:
        super().__init__()
        self.outcomes = outcomes


@dataclass
class FakeEngine:
    """Records how it was called; `trouble` is raised in the call of that number, from 0."""

    calls: list[dict[str, Any]] = field(default_factory=list)
    trouble: dict[int, BaseException] = field(default_factory=dict)

    def simulate(self, scenario: Any, **arguments: Any) -> FakeOutcomes:
        number = len(self.calls)
        self.calls.append({"scenario": scenario, **arguments})
        if number in self.trouble:
            raise self.trouble[number]
        return FakeOutcomes(scenario, arguments["worlds"])


@pytest.fixture(autouse=True)
def small_pictures(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Write pictures with few dots, and without what is on them unless a test asks for it.

    What is on them is tested where they are made.
    """
    monkeypatch.setattr("bargaining.cli.folder._DOTS_PER_INCH", 40)
    if "whole_pictures" not in request.fixturenames:
        monkeypatch.setattr("matplotlib.figure.Figure.draw", lambda figure, renderer: None)


@pytest.fixture
def whole_pictures() -> None:
    """Have pictures written as they are."""


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> FakeEngine:
    fake = FakeEngine()
    monkeypatch.setattr("bargaining.engine.simulate", fake.simulate)
    monkeypatch.setattr("bargaining.analysis.compare", FakeComparison)
    for name, n_axes in (("plot_endings", 1), ("plot_flow", 1), ("plot_timeline", 2)):
        monkeypatch.setattr(f"bargaining.plots.{name}", _plot(n_axes))
    return fake


def _plot(n_axes: int) -> Any:
    def plot(outcomes: FakeOutcomes) -> Any:
        from matplotlib.figure import Figure

        axes = Figure().subplots(n_axes)
        axes_in_row = np.atleast_1d(axes)
        axes_in_row[0].set_title(outcomes.scenario.header.name)
        return axes

    return plot


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Return a function that runs a command in an empty folder: exit code, output, errors."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str) -> tuple[int, str, str]:
        with pytest.raises(SystemExit) as leave:
            main(arguments)
        written = capsys.readouterr()
        code = leave.value.code
        return 0 if code is None else int(code), written.out, written.err

    return run
