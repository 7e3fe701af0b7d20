"""The folder that a run writes to: tried before the first world is played."""

from __future__ import annotations

import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from bargaining.outcomes import Outcomes

__all__ = ["Folder"]

_OWN_NAMES = re.compile(
    r"(\w+-)?(endings\.png|timeline\.png|failures\.png|(partial-)?outcomes\.(npz|parquet))"
)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder that can be written to.

    Attributes
    ----------
    path : Path
        Absolute path.
    """

    path: Path

    @classmethod
    def prepare(cls, wanted: Path | None, name: str) -> Folder:
        """Make the folder, if need be, and try it.

        Parameters
        ----------
        wanted : Path or None
            The folder asked for; ``bargaining-output/NAME`` in the current folder where None.
        name : str
            Name of the scenario.

        Raises
        ------
        ArgumentError
            It cannot be made or written to.
        """
        path = Path("bargaining-output", name) if wanted is None else wanted.expanduser()
        path = path.absolute()
        try:
            path.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=path):
                pass
        except OSError as error:
            raise ArgumentError(
                f"cannot write to the folder {path}: {os.strerror(error.errno or 0)}. "
                f"Choose another with --out DIR."
            ) from error
        return cls(path)

    def write(
        self,
        outcomes: Outcomes,
        counterfactual: str = "",
        *,
        rounds: bool = True,
        explain: bool = False,
    ) -> list[Path]:
        """Write result and pictures; return their paths, pictures first.

        Parameters
        ----------
        outcomes : Outcomes
            What came out.
        counterfactual : str
            Its name, where it is one.
        rounds, explain : bool
            Whether to draw what happened round by round, and why worlds failed; both need a result
            that keeps its rounds.
        """
        prefix = f"{counterfactual}-" if counterfactual else ""
        # The result first: pictures can be drawn again from it.
        saved = outcomes.save(self.path / f"{prefix}outcomes")
        return [*self._draw(outcomes, prefix, rounds=rounds, explain=explain), saved]

    def save_picture(self, name: str, axes: Axes) -> Path:
        """Write one picture as a PNG and return its path."""
        path = self.path / f"{name}.png"
        _save_picture(axes, path)
        return path

    def write_partial(self, outcomes: Outcomes, counterfactual: str = "") -> Path:
        """Write the worlds of a run that was stopped, beside whatever stands in the folder."""
        prefix = f"{counterfactual}-" if counterfactual else ""
        return outcomes.save(self.path / f"{prefix}partial-outcomes")

    def left_over(self, written: list[Path]) -> list[Path]:
        """Return the files of other runs that stand in the folder beside those just written.

        They may hold worlds that took hours, so that nothing is removed.
        """
        return sorted(
            path
            for path in self.path.iterdir()
            if path not in written and _OWN_NAMES.fullmatch(path.name)
        )

    def _draw(self, outcomes: Outcomes, prefix: str, *, rounds: bool, explain: bool) -> list[Path]:
        import matplotlib

        # Pictures go to files: no window, and no display needed.
        matplotlib.use("Agg")
        from bargaining.plots import plot_endings, plot_timeline

        plots: dict[str, Any] = {"endings": plot_endings}
        if rounds:
            plots["timeline"] = plot_timeline
        if explain:
            from bargaining.plots import plot_failures

            plots["failures"] = plot_failures
        pictures = []
        for name, plot in plots.items():
            path = self.path / f"{prefix}{name}.png"
            _save_picture(plot(outcomes), path)
            pictures.append(path)
        return pictures


def _save_picture(axes: Axes | object, path: Path) -> None:
    """Write the figure of some axes, which come alone or several together."""
    from matplotlib import pyplot

    first = axes
    while not hasattr(first, "get_figure"):
        first = next(iter(first))  # type: ignore[call-overload]
    figure = first.get_figure()
    figure.savefig(path, dpi=150)
    pyplot.close(figure)
