"""Pictures that a command writes: refused before anything is played where they could not be."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["check_picture", "save_picture"]

_ENDINGS = (".png", ".svg", ".pdf")
_DOTS_PER_INCH = 150


def check_picture(path: Path | None) -> None:
    """Refuse a picture that could not be written.

    Raises
    ------
    ArgumentError
        Its ending is no picture's, or its folder is missing or closed.
    """
    if path is None:
        return
    if path.suffix.lower() not in _ENDINGS:
        raise ArgumentError(
            f"--plot must name a picture ending in {', '.join(_ENDINGS)}; got {path}"
        )
    folder = path.absolute().parent
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        raise ArgumentError(f"--plot {path}: cannot write to the folder {folder}")


def save_picture(axes: Axes, path: Path) -> None:
    """Write the figure that axes are on."""
    from matplotlib.figure import Figure

    figure = axes.get_figure()
    assert isinstance(figure, Figure)
    figure.savefig(path, dpi=_DOTS_PER_INCH)
