"""What a picture of a lesson shows: lines and points of a plane, without how they are drawn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bargaining.lessons.later import np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

__all__ = ["Curve", "Mark", "Picture", "curve"]


@dataclass(frozen=True, slots=True)
class Curve:
    """A line of a picture, or points of it.

    Attributes
    ----------
    label : str
        What it shows; written beside it.
    x, y : tuple of float
        Coordinates of equal count.
    kind : str
        ``"line"``, ``"steps"`` (flat up to the next x), ``"points"``, or ``"squares"``: points that
        matter more, larger and above the lines.
    """

    label: str
    x: tuple[float, ...]
    y: tuple[float, ...]
    kind: str = "line"


def curve(label: str, x: ArrayLike, y: ArrayLike, kind: str = "line") -> Curve:
    """Return a curve through arrays of coordinates."""
    first, second = (tuple(map(float, np.asarray(axis))) for axis in (x, y))
    return Curve(label, first, second, kind)


@dataclass(frozen=True, slots=True)
class Mark:
    """A named point of a picture, such as a solution on a frontier."""

    label: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture shows where no sweep over an option does it.

    Attributes
    ----------
    x_label, y_label : str
        What the axes show.
    curves : tuple of Curve
        At most five, so that they can be told apart.
    marks : tuple of Mark
        Named points.
    """

    x_label: str
    y_label: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...] = ()
