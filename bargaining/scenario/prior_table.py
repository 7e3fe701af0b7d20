"""The priors of a scenario as a table: one row for each number that can have one."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from bargaining.errors import MissingPackageError
from bargaining.scenario.evidence import numbers_of, uncertain_paths
from bargaining.scenario.numbers import Number, ValueNumber
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.words import number_text

if TYPE_CHECKING:
    import pandas

__all__ = ["Prior", "prior_frame", "priors_of"]


class Prior(NamedTuple):
    """What a scenario says of one number.

    Attributes
    ----------
    kind : str
        ``"fixed"`` where the number is the same in every draw; else ``"uniform"``,
        ``"log-uniform"``, ``"lognormal"``, ``"normal"``, ``"truncated normal"``, ``"triangular"``,
        ``"beta"`` or ``"choice"``.
    prior : str
        The distribution in words, such as ``"uniform 0.95 to 0.985"``; a fixed number's value.
    low, high, mean : float
        Least and greatest value, infinite where there is none, and the mean.
    unit, why : str or None
        Unit of the number, and the reason for it.
    source : str
        Where it comes from; several sources are set apart by semicolons.
    draw, block : str or None
        Name of the draw that it shares with other numbers, and of the correlations it is part of.
    """

    kind: str
    prior: str
    low: float
    high: float
    mean: float
    unit: str | None
    source: str
    why: str | None
    draw: str | None
    block: str | None


def priors_of(scenario: ScenarioRecord) -> dict[str, Prior]:
    """Return the prior of every number, by its dotted path, in file order.

    Whole numbers such as `settings.rounds` are never drawn and have no row.
    """
    numbers, drawn = numbers_of(scenario), {*uncertain_paths(scenario)}
    blocks = {path: block.name for block in scenario.correlations for path in block.numbers}
    return {
        path: _prior(one, path in drawn, blocks.get(path), scenario)
        for path, one in numbers.items()
    }


def prior_frame(scenario: ScenarioRecord) -> pandas.DataFrame:
    """Return the priors as a table: a row for each path, a column for each field of `Prior`."""
    try:
        import pandas
    except ImportError as error:
        raise MissingPackageError(
            "priors() needs pandas, which is not installed. Install it with: "
            'pip install "bargaining[frames]"'
        ) from error
    found = priors_of(scenario)
    index = pandas.Index(list(found), name="path")
    return pandas.DataFrame(list(found.values()), index=index, columns=list(Prior._fields))


def _prior(number: Number, drawn: bool, block: str | None, scenario: ScenarioRecord) -> Prior:
    """Return what the table says of one number."""
    low, high = number.support()
    kind, text = number.kind, number_text(number)
    if not drawn:
        kind, text = "fixed", f"{low:g}"
    elif isinstance(number, ValueNumber):
        low, high = (0.0, math.inf) if number.value > 0 else (-math.inf, 0.0)
        own = number.spread is not None
        text += "" if own else f" (spread {number_text(scenario.settings.spread)})"
    return Prior(
        kind,
        text if not drawn or kind in text else f"{kind} {text}",
        low,
        high,
        number.expectation(),
        number.unit,
        "; ".join(number.source),
        number.why,
        number.draw,
        block,
    )
