"""Prior predictive checks: whether the worlds look like the record before they are scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bargaining.claims import measure
from bargaining.history.cells import Cell
from bargaining.history.process import (
    MONTHS_A_YEAR,
    TESTS_A_YEAR,
    TEXT_TO_DEFAULT,
    Stored,
    process_of,
)
from bargaining.history.record import record
from bargaining.outcomes import Outcomes, Response

__all__ = ["Check", "acceptance_checks", "predictive_checks"]

PREDICTIVE = "prior predictive"
TARGET = "calibration target"
# The quantities of H01, H02b and H05a, as the Stockholm file's claims have them.
_SETTLED = "P(settlement)"
_LOST = "lost(accommodation, 12)"
_CUT = "P(ever(snap_back.sanctions_relief, 8, 13) | at(sanctions_relief, 7) > 0)"


@dataclass(frozen=True, slots=True)
class Check:
    """One quantity of the worlds and its range, which was set before any cell was played.

    The value is infinite where it is never reached, None where it cannot be told. The kind is
    ``"prior predictive"``, or ``"calibration target"`` for what the structure was tried on while it
    was built, so that meeting it supports nothing. `in_record` is the same over the months of the
    record, None where it has no like.
    """

    name: str
    value: Stored
    low: float
    high: float
    kind: str
    in_record: Stored = None

    @property
    def is_met(self) -> bool:
        """Whether the value lies in the range."""
        value = self.value
        return value is not None and self.low - 1e-12 <= value <= self.high + 1e-12


def predictive_checks(played: Sequence[tuple[Cell, Outcomes]]) -> tuple[Check, ...]:
    """Return how often the worlds of cells test and sign, each month once, beside the record."""
    found = []
    months = [cell.start.plus(n) for cell, _ in played for n in range(cell.months)]
    played_months = sum(cell.months * len(one) for cell, one in played)
    for act, low, high in (("nuclear", 0.2, 1.0), ("missile", 3.0, 15.0)):
        acts = sum(
            int(one["act"][:, :, list(one.labels["act"]).index(act)].sum()) for _, one in played
        )
        happened, rate = record().tests(act), MONTHS_A_YEAR * acts / played_months
        recorded = MONTHS_A_YEAR * sum(month in happened for month in months) / len(months)
        found.append(Check(TESTS_A_YEAR[act], rate, low, high, PREDICTIVE, recorded))
    answers = [one["response"] for _, one in played]
    talked = np.concatenate([(one != Response.NO_TABLE).any(axis=1) for one in answers])
    signed = np.concatenate([(one == Response.AGREED).any(axis=1) for one in answers])
    share = float(signed[talked].mean()) if talked.any() else None
    name = "share of worlds with talks that sign a text"
    return (*found, Check(name, share, 0.3, 0.7, PREDICTIVE))


def acceptance_checks(
    baseline: Outcomes, tested: Outcomes, untested: Outcomes
) -> tuple[Check, ...]:
    """Return what the structure was tried on while it was built, measured on the Stockholm file.

    The same worlds are played as the file stands, `tested` with a nuclear test in round 8, and
    `untested` with none from round 8 on.
    """
    median = {one.name: one.value for one in process_of(baseline).statistics}[TEXT_TO_DEFAULT]
    settled, lost = (measure(baseline, quantity).value for quantity in (_SETTLED, _LOST))
    cut = measure(tested, _CUT).value - measure(untested, _CUT).value
    return (
        Check("median months from agreement to default", median, 8.0, 24.0, PREDICTIVE),
        Check("settlement (H01)", settled, 0.0, 0.15, TARGET),
        Check("accommodation lost within 12 months (H02b)", lost, 0.33, 1.0, TARGET),
        Check("relief cut after a nuclear test, less without (H05)", cut, 0.25, 1.0, TARGET),
    )
