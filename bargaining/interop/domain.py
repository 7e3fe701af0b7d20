"""A bilateral domain: issues with a finite list of values, and two additive utilities over them."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError

__all__ = ["Domain", "DomainIssue", "Profile"]

# Their payoffs take 160 MB.
_MOST_PACKAGES = 10_000_000


@dataclass(frozen=True, slots=True)
class DomainIssue:
    """An issue, the names of its values in the order of the file, and its index there, if any."""

    name: str
    values: tuple[str, ...]
    index: str = ""


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

    Examples
    --------
    The solution concepts of a domain, however it is read::

        domain = read_domain("Laptop")
        nash = solve(domain.payoffs, "nash", disagreement=domain.disagreement)
        domain.package(nash.chosen.argmax())
    """

    name: str
    issues: tuple[DomainIssue, ...]
    profiles: tuple[Profile, Profile]
    notes: tuple[str, ...] = ()

    @property
    def n_packages(self) -> int:
        """Number of combinations of values."""
        return math.prod(len(issue.values) for issue in self.issues)

    @property
    def payoffs(self) -> Floats:
        """Utilities over (package, profile), the values of the last issue changing first.

        Raises
        ------
        ArgumentError
            There are more than 10,000,000 packages.
        """
        if self.n_packages > _MOST_PACKAGES:
            raise ArgumentError(
                f"{self.name} has {self.n_packages:,} packages; the utilities of at most "
                f"{_MOST_PACKAGES:,} are added up. Leave out issues or values."
            )
        columns = []
        for profile in self.profiles:
            total = np.zeros(1)
            for place in range(len(self.issues)):
                total = np.add.outer(total, profile.table(place)).ravel()
            columns.append(total)
        return np.column_stack(columns)

    @property
    def disagreement(self) -> Floats:
        """Reservation values of the two profiles, shape (profile,)."""
        return np.array([profile.reservation_value for profile in self.profiles])

    def package(self, number: int) -> dict[str, str]:
        """Return the values of a package, by issue; packages are numbered as in `payoffs`."""
        places = np.unravel_index(number, [len(issue.values) for issue in self.issues])
        return {
            issue.name: issue.values[int(place)]
            for issue, place in zip(self.issues, places, strict=True)
        }
