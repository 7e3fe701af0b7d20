"""Prior predictive checks: whether the worlds look like the record before they are scored."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.claims import measure
from bargaining.history.cells import Cell
from bargaining.history.ledger import record
from bargaining.outcomes import Outcomes, Response
from bargaining.outcomes.events import first_rounds
from bargaining.text import Month, month_of

__all__ = ["Check", "acceptance_checks", "predictive_checks", "survival"]

PREDICTIVE = "prior predictive"
TARGET = "calibration target"
MONTHS_A_YEAR = 12
# The quantities of H01, H02b and H05a, as the Stockholm file's claims have them.
_SETTLED = "P(settlement)"
_LOST = "lost(accommodation, 12)"
_CUT = "P(ever(snap_back.sanctions_relief, 8, 13) | at(sanctions_relief, 7) > 0)"


@dataclass(frozen=True, slots=True)
class Check:
    """One quantity of the worlds and the range that it was to lie in.

    Attributes
    ----------
    name : str
        What is measured.
    value : float
        What the worlds give; NaN or infinite where it cannot be told or is never reached.
    low, high : float
        The range, set before any cell was played.
    kind : str
        ``"prior predictive"``, or ``"calibration target"`` for what the structure was tried on
        while it was built, so that meeting it supports nothing.
    in_record : float
        The same over the months of the record, NaN where it has no like.
    """

    name: str
    value: float
    low: float
    high: float
    kind: str
    in_record: float = math.nan

    @property
    def is_met(self) -> bool:
        """Whether the value lies in the range."""
        return self.low - 1e-12 <= self.value <= self.high + 1e-12


def predictive_checks(played: Sequence[tuple[Cell, Outcomes]]) -> tuple[Check, ...]:
    """Return how often the worlds of some cells test and sign, beside the record.

    Parameters
    ----------
    played : sequence of (Cell, Outcomes)
        Cells with their worlds; every month of every world counts once.
    """
    found = []
    for act, name, low, high in (
        ("nuclear", "nuclear tests a year", 0.2, 1.0),
        ("missile", "months with launches a year", 3.0, 15.0),
    ):
        acts = sum(
            int(one["act"][:, :, list(one.labels["act"]).index(act)].sum()) for _, one in played
        )
        months = sum(cell.months * len(one) for cell, one in played)
        rate = MONTHS_A_YEAR * acts / months
        found.append(Check(name, rate, low, high, PREDICTIVE, _recorded_rate(act, played)))
    talked = np.concatenate([_ever(one, "response", Response.NO_TABLE) for _, one in played])
    signed = np.concatenate([_signed(one) for _, one in played])
    share = float(signed[talked].mean()) if talked.any() else math.nan
    name = "share of worlds with talks that sign a text"
    found.append(Check(name, share, 0.3, 0.7, PREDICTIVE))
    return tuple(found)


def acceptance_checks(
    baseline: Outcomes, tested: Outcomes, untested: Outcomes
) -> tuple[Check, ...]:
    """Return what the structure was tried on while it was built, measured on the Stockholm file.

    Parameters
    ----------
    baseline : Outcomes
        The file as it stands.
    tested, untested : Outcomes
        With a nuclear test in round 8, and with none from round 8 on, in the same worlds.
    """
    rounds = first_rounds(baseline)
    length = baseline["ending_by_round"].shape[1]
    signed, broken = rounds["agreement"], rounds["default"]
    kept = survival(np.where(broken < signed, np.nan, broken) - signed, length - 1 - signed)
    below = np.flatnonzero(kept <= 0.5)
    median = float(below[0]) if below.size else math.inf
    settled, lost = (measure(baseline, quantity).value for quantity in (_SETTLED, _LOST))
    cut = measure(tested, _CUT).value - measure(untested, _CUT).value
    return (
        Check("median months from agreement to default", median, 8.0, 24.0, PREDICTIVE),
        Check("settlement (H01)", settled, 0.0, 0.15, TARGET),
        Check("accommodation lost within 12 months (H02b)", lost, 0.33, 1.0, TARGET),
        Check("relief cut after a nuclear test, less without (H05)", cut, 0.25, 1.0, TARGET),
    )


def survival(durations: Floats, watched: Floats) -> Floats:
    """Return the Kaplan-Meier share that lasts longer than 0, 1, 2 ... rounds.

    Parameters
    ----------
    durations : float array, shape (world,)
        Rounds until the end, NaN where none was seen.
    watched : float array, shape (world,)
        Rounds that were watched, NaN where there was nothing to watch.

    References
    ----------
    Kaplan and Meier 1958, Journal of the American Statistical Association 53: 457-481.
    """
    known = np.isfinite(watched)
    ends, until = durations[known], watched[known]
    lasted = np.where(np.isfinite(ends), ends, until)
    longest = int(lasted.max(initial=0))
    shares = np.ones(longest + 1)
    left = 1.0
    for after in range(longest + 1):
        at_risk = int((lasted >= after).sum())
        ended = int((ends == after).sum())
        left *= 1.0 - ended / at_risk if at_risk else 1.0
        shares[after] = left
    return shares


def _ever(outcomes: Outcomes, name: str, nothing: int) -> Bools:
    return np.asarray((outcomes[name] != nothing).any(axis=1))


def _signed(outcomes: Outcomes) -> Bools:
    return np.asarray((outcomes["response"] == Response.AGREED).any(axis=1))


def _recorded_rate(act: str, played: Sequence[tuple[Cell, Outcomes]]) -> float:
    """Acts a year in the months of the cells, each cell by itself."""
    known = record()
    happened: set[Month] = set(known.launch_months)
    if act == "nuclear":
        happened = {month_of(entry.first) for entry in known.of("act", act=act)}
    months = [cell.start.plus(n) for cell, _ in played for n in range(cell.months)]
    return MONTHS_A_YEAR * sum(month in happened for month in months) / len(months)
