"""Draw the picture of every lesson for docs/theory/: the closed form, and the engine's points.

From the root of the repository:

    python -m benchmarks.theory_pictures                  # all
    python -m benchmarks.theory_pictures rubinstein trust # some
"""

from __future__ import annotations

import argparse
import io
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from bargaining.lessons import lesson_named, lessons, play_lesson, play_sweep
from bargaining.plots import plot_convergence, plot_lesson

if TYPE_CHECKING:
    from matplotlib.axes import Axes

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "theory"
WORLDS, SEED, DPI = 400, 1982, 72
COLOURS = 48
LARGEST_KB = 60
# One picture of a convergence stands in the index, for all of them.
CONVERGENCE, GRIDS = "rubinstein", (0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001)


def save(ax: Axes, name: str) -> None:
    """Write a picture in few colours, which makes it a third as large, and without a date."""
    drawn = io.BytesIO()
    ax.figure.savefig(drawn, dpi=DPI, format="png")
    path = FOLDER / f"{name}.png"
    Image.open(drawn).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(
        path, optimize=True
    )
    size = path.stat().st_size / 1000
    if size > LARGEST_KB:
        raise SystemExit(f"{path.name} has {size:.0f} kB; at most {LARGEST_KB} are meant")
    print(f"{path.name}: {size:.0f} kB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("names", nargs="*", help="names of lessons; all where none is given")
    names = parser.parse_args().names
    FOLDER.mkdir(exist_ok=True)
    for lesson in [lesson_named(name) for name in names] or lessons():
        played = play_sweep(lesson, worlds=WORLDS, seed=SEED)
        save(plot_lesson(lesson, played=played), lesson.name)
    if not names or CONVERGENCE in names:
        lesson = lesson_named(CONVERGENCE)
        convergence = play_lesson(
            lesson, worlds=WORLDS, seed=SEED, grids=GRIDS, discount=(0.9, 0.8)
        )
        save(plot_convergence(convergence), "convergence")


if __name__ == "__main__":
    main()
