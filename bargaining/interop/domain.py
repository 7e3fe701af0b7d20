"""A bilateral domain: issues with a finite list of values, and two additive utilities over them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats

__all__ = ["Domain", "DomainIssue", "Profile"]


@dataclass(frozen=True, slots=True)
class DomainIssue:
    """An issue and the names of its values, in the order of the file."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """What one side wants.

    Attributes
    ----------
    name : str
        The name of its file, without the ending.
    weights : tuple of float
        One for each issue, at least 0.
    worths : tuple of tuple of float
        For each issue and value its evaluation, scaled as GENIUS does; mostly in [0, 1].
    reservation_value : float
        Utility of no agreement.
    discount : float
        What a utility is multiplied by over the whole length of the talks, in (0, 1].
    """

    name: str
    weights: tuple[float, ...]
    worths: tuple[tuple[float, ...], ...]
    reservation_value: float = 0.0
    discount: float = 1.0

    def table(self, issue: int) -> Floats:
        """Return what each value of an issue adds to the utility, shape (value,)."""
        return self.weights[issue] * np.array(self.worths[issue], dtype=float)


@dataclass(frozen=True, slots=True)
class Domain:
    """Issues, two profiles, and what is worth knowing about how they were read.

    Attributes
    ----------
    name : str
    issues : tuple of DomainIssue
    profiles : tuple of two Profile
    notes : tuple of str
        Sentences on what was odd but not wrong.
    """

    name: str
    issues: tuple[DomainIssue, ...]
    profiles: tuple[Profile, Profile]
    notes: tuple[str, ...] = ()

    @property
    def n_packages(self) -> int:
        """Number of combinations of values."""
        return math.prod(len(issue.values) for issue in self.issues)
