"""What a party answers when it is asked in its seat: numbers with their labels and units."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.by_hand.moves import package_text
from bargaining.errors import ArgumentError
from bargaining.outcomes.narration import probability, value
from bargaining.scenario.words import Wording
from bargaining.text import Column, Report, counted, joined, signed, table, wrap

__all__ = ["Acceptance", "Answer", "WinSet"]

# How many packages are printed.
_PACKAGES = 12


class _Shown(Report):
    """A report that a notebook and a console show as it prints."""

    def __repr__(self) -> str:
        return str(self)


@dataclass(frozen=True, repr=False)
class Answer(_Shown):
    """What a country answers to a question of its own.

    ``float(answer)`` is its number where it has a single one.

    Attributes
    ----------
    question : str
    values : mapping of str to float
        Numbers by what they are; NaN where there is nothing to answer for.
    unit : str
    nothing : str
        What NaN means.
    """

    question: str
    values: Mapping[str, float]
    unit: str
    nothing: str = "there is none"

    def __float__(self) -> float:
        if len(self.values) != 1:
            raise ArgumentError(
                f"this answer has {counted(len(self.values), 'number')}, "
                f"{joined(list(self.values))}: take one from .values"
            )
        return float(next(iter(self.values.values())))

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        shown = {
            name: self.nothing if np.isnan(one) else signed(one, 3)
            for name, one in self.values.items()
        }
        unit = f"In {self.unit}."
        if len(shown) == 1:
            return wrap(f"{self.question}: {next(iter(shown.values()))}. {unit}")
        told = [f"{name}: {one}" for name, one in shown.items()]
        lines = [line for text in told for line in wrap(text, indent=4, first="  ")]
        return [*wrap(f"{self.question}:"), *lines, *wrap(unit)]


@dataclass(frozen=True, repr=False)
class Acceptance(_Shown):
    """Whether a party would accept a package, were it offered now.

    Attributes
    ----------
    party : str
        The party in words.
    package : str
        What is asked, in words.
    probability : float
        How likely it says yes, given its own type.
    gain : float
        What saying yes gains over waiting, payoff units of the party. It counts that the text may
        fail at home where the scenario's responders foresee that.
    value, waiting : float
        What the package is worth to it once signed, and what waiting is worth.
    ratifier : str or None
        Who must approve at home, in words; None where nobody must.
    ratified : float
        How likely its ratifier approves; 1 where it has none.
    """

    party: str
    package: str
    probability: float
    gain: float
    value: float
    waiting: float
    ratifier: str | None
    ratified: float

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        way = "gains" if self.gain >= 0 else "loses"
        beyond = value(self.value - self.waiting)
        counting = "" if value(self.gain) == beyond else ", counting that it may fail at home"
        told = [
            f"{self.package}.",
            f"{self.party} would accept it with a probability of {probability(self.probability)}.",
            f"Signed, it is worth {value(self.value)} to {self.party}.",
            f"Waiting is worth {value(self.waiting)}.",
            f"Saying yes {way} {value(abs(self.gain))}{counting}.",
        ]
        if self.ratifier is not None:
            told.append(
                f"{self.ratifier} would ratify it with a probability of "
                f"{probability(self.ratified)}."
            )
        return [line for text in told for line in wrap(text)]


@dataclass(frozen=True, repr=False)
class WinSet(_Shown):
    """The packages that a party would rather sign now than wait, and that would pass at home.

    Attributes
    ----------
    party : str
        The party in words.
    packages : tuple of dict
        Rung numbers by issue, best first.
    gains : array over (package,)
        What each is worth once signed less what waiting is worth, payoff units of the party.
    approvals : array over (package,)
        How likely its ratifier approves; 1 where it has none.
    n_offers : int
        How many packages can be offered now.
    """

    party: str
    packages: tuple[dict[str, int], ...]
    gains: Floats
    approvals: Floats
    n_offers: int
    words: Wording
    now: Mapping[str, int]

    def __len__(self) -> int:
        return len(self.packages)

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        head = (
            f"{self.party} would rather sign {len(self)} of the {self.n_offers} packages that can "
            f"be offered now than wait, and have them rather ratified at home than not."
        )
        if not self.packages:
            return wrap(head)
        columns = [
            Column("package", words=True),
            Column("gain over\nwaiting"),
            Column("approval\nat home"),
        ]
        found = list(zip(self.packages, self.gains, self.approvals, strict=True))[:_PACKAGES]
        rows: list[list[str] | str] = [
            [package_text(package, self.now, self.words), signed(gain, 3), probability(approval)]
            for package, gain, approval in found
        ]
        if (more := len(self) - len(rows)) > 0:
            rows.append(f"and {counted(more, 'package')} more")
        return [*wrap(head), "", *table(columns, rows)]
