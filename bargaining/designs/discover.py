"""Under which assumptions something happens: boxes of parameters found by PRIM.

The patient rule induction method (Friedman and Fisher 1999, *Statistics and Computing* 9:123-143)
peels off the values of one number at a time until the draws that are left have most of what is
looked for; Bryant and Lempert (2010, *Technological Forecasting and Social Change* 77:34-49) read
such boxes as conditions under which a policy fails. With a hundred numbers it always finds a box,
in noise too. So it searches in one half of the draws, and measures each box in the other.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.designs.facts import of_worlds
from bargaining.errors import ArgumentError, MissingPackageError
from bargaining.outcomes import Outcomes
from bargaining.outcomes.outcomes import expect_outcomes
from bargaining.outcomes.parameters import parameters
from bargaining.scenario.suggestions import did_you_mean
from bargaining.stats import Estimate, estimate_mean, estimate_share, number_or_none, p_value
from bargaining.text import Column, Report, counted, interval, percent, table, wrap

if TYPE_CHECKING:
    import pandas

__all__ = ["Box", "Discovery", "discover", "peeler"]

_LEAST_DRAWS = 40
_LEVEL = 0.05


@dataclass(frozen=True, slots=True)
class Box:
    """Limits of some numbers, and what is in it on the draws that were not used to find it.

    Attributes
    ----------
    limits : dict of str to pair of float
        By path: the least and the greatest value, infinite where the box has no such limit.
    density : Estimate
        Share of the box's worlds in which the event happens.
    coverage : Estimate
        Share of all worlds with the event that lie in the box.
    mass : Estimate
        Share of all worlds that lie in the box.
    gain : Estimate
        The density less the share of the event in all worlds.
    p_value : float
        Probability of a gain so far from 0, were there none.
    searched_density : float
        The density on the draws that it was found in; it promises more than the box keeps.
    """

    limits: dict[str, tuple[float, float]]
    density: Estimate
    coverage: Estimate
    mass: Estimate
    gain: Estimate
    p_value: float
    searched_density: float

    @property
    def holds(self) -> bool:
        """Whether the event is more frequent in it than elsewhere, at 5 %."""
        return self.gain.value > 0 and self.p_value < _LEVEL


@dataclass(frozen=True, repr=False)
class Discovery(Report):
    """Boxes of parameters in which something happens more often; prints as a table.

    Attributes
    ----------
    event : str
        What was looked for.
    share : Estimate
        Share of all worlds in which it happens.
    boxes : tuple of Box
        In the order in which they were found.
    units : dict of str to str
        Unit of each number by its path; often empty.
    n_draws : tuple of int
        Draws that were searched, and draws that the boxes are measured on.
    """

    event: str
    share: Estimate
    boxes: tuple[Box, ...]
    units: dict[str, str]
    n_draws: tuple[int, int]

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {self.event}: {counted(len(self.boxes), 'box')}>"

    def to_frame(self) -> pandas.DataFrame:
        """Return one row for each limit of each box."""
        import pandas

        rows = [
            (number, path, low, high, self.units[path], box.density.value, box.coverage.value)
            for number, box in enumerate(self.boxes, start=1)
            for path, (low, high) in box.limits.items()
        ]
        names = ["box", "path", "low", "high", "unit", "density", "coverage"]
        return pandas.DataFrame(rows, columns=names)

    def to_dict(self) -> dict[str, Any]:
        """Return everything as plain values that JSON can hold."""
        return {
            "event": self.event,
            **self.share.to_dict("share"),
            "searched_draws": self.n_draws[0],
            "measured_draws": self.n_draws[1],
            "boxes": [
                {
                    "limits": {
                        path: {"low": number_or_none(low), "high": number_or_none(high)}
                        | {"unit": self.units[path]}
                        for path, (low, high) in box.limits.items()
                    },
                    "density": box.density.to_dict(),
                    "coverage": box.coverage.to_dict(),
                    "mass": box.mass.to_dict(),
                    "gain": box.gain.to_dict(),
                    "p_value": number_or_none(box.p_value),
                    "searched_density": number_or_none(box.searched_density),
                    "holds": box.holds,
                }
                for box in self.boxes
            ],
        }

    def lines(self) -> Iterator[str]:
        """Yield the lines that ``print(discovery)`` shows."""
        yield from wrap(
            f"{self.event} in {percent(self.share.value)} % of worlds "
            f"({interval(percent(self.share.low), percent(self.share.high))}). Under which "
            "assumptions is it more?"
        )
        for number, box in enumerate(self.boxes, start=1):
            yield ""
            yield f"Box {number}" if len(self.boxes) > 1 else "Box"
            rows = [
                [path, *(("" if np.isinf(end) else f"{end:.3g}") for end in ends), self.units[path]]
                for path, ends in box.limits.items()
            ]
            told = Column("assumption", words=True)
            yield from table(
                [told, Column("at least"), Column("at most"), Column("unit", words=True)], rows
            )
            for name, one in (
                ("density: of the worlds in it", box.density),
                ("coverage: of all worlds with it", box.coverage),
                ("mass: of all worlds", box.mass),
            ):
                ends = interval(percent(one.low), percent(one.high))
                yield from wrap(f"{name} {percent(one.value)} % ({ends})", indent=2)
            held = (
                f"Better than noise (p = {box.p_value:.2g})."
                if box.holds
                else f"Not told apart from noise (p = {box.p_value:.2g}): it is no finding."
            )
            yield from wrap(held)
        yield ""
        yield from wrap(
            f"Searched in {self.n_draws[0]:,} draws, where the density is "
            f"{', '.join(f'{percent(box.searched_density)} %' for box in self.boxes)}; measured in "
            f"{self.n_draws[1]:,} others. A box is a description of draws, no cause."
        )


def discover(
    outcomes: Outcomes,
    event: str,
    *,
    paths: Sequence[str] | None = None,
    least_mass: float = 0.1,
    boxes: int = 1,
) -> Discovery:
    """Look for assumptions under which something happens more often.

    The draws of even number are searched by EMA workbench's PRIM, each draw a case with the share
    of its worlds in which the event happens; each box is measured in the draws of odd number.

    Parameters
    ----------
    outcomes : Outcomes
        Of at least forty draws; hundreds are needed where a hundred numbers are searched.
    event : str
        A statement of the language of quantities for one world, such as ``"stalemate"``,
        ``"ever(agreement)"`` or ``"count(act.nuclear) > 1"``, or the name of one of the file's
        facts.
    paths : sequence of str, optional
        Numbers to search in; all that are drawn unless told otherwise.
    least_mass : float
        Share of the draws that a box must keep, in (0, 1).
    boxes : int
        How many boxes to look for, each in the draws that earlier ones left.

    Raises
    ------
    MissingPackageError
        EMA workbench is not installed.
    ArgumentError
        An argument is out of its range, or the event never or always happens.
    """
    expect_outcomes(outcomes, "discover")
    happened = of_worlds(outcomes, event)
    if happened.dtype != bool:
        raise ArgumentError(f"discover looks for a statement that is so or not; got {event!r}")
    if not 0 < least_mass < 1:
        raise ArgumentError(f"least_mass must be in (0, 1); got {least_mass!r}")
    if not isinstance(boxes, int) or boxes < 1:
        raise ArgumentError(f"boxes must be a whole number of at least 1; got {boxes!r}")
    if not 0 < happened.sum() < len(happened):
        raise ArgumentError(f"{event} {'always' if happened.all() else 'never'} happens")
    frame = parameters(outcomes)
    if unknown := [path for path in paths or () if path not in frame]:
        raise ArgumentError(
            f"paths must name numbers that are drawn; got {unknown[0]!r}. "
            f"{did_you_mean(unknown[0], [*frame], 'paths')}"
        )
    prim = peeler()
    if len(frame) < _LEAST_DRAWS:
        raise ArgumentError(
            f"discover needs at least {_LEAST_DRAWS} draws; got {len(frame)}: play more worlds, or "
            "fewer worlds a draw"
        )
    cases = frame if paths is None else frame[[*paths]]
    place = np.searchsorted(frame.index.to_numpy(), outcomes.draw)
    share = np.bincount(place, happened) / np.bincount(place)
    searched = frame.index.to_numpy() % 2 == 0
    found = []
    for limits in _search(prim, cases[searched], share[searched], least_mass, boxes):
        inside = np.ones(len(cases), dtype=bool)
        for path, (low, high) in limits.items():
            inside &= (cases[path] >= low).to_numpy() & (cases[path] <= high).to_numpy()
        found.append(_box(outcomes, limits, inside[place], happened, ~searched[place]))
    return Discovery(
        event,
        estimate_share(happened, outcomes.cluster),
        tuple(found),
        dict(frame.attrs["unit"]),
        (int(searched.sum()), int((~searched).sum())),
    )


def peeler() -> ModuleType:
    """Return EMA workbench's module of PRIM, or tell that it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return importlib.import_module("ema_workbench.analysis.prim")
    except ImportError as error:
        raise MissingPackageError(
            "discover() needs EMA workbench, which is not installed. Install it with: "
            'pip install "bargaining[discover]"'
        ) from error


def _search(
    prim: Any, cases: pandas.DataFrame, share: Floats, least_mass: float, boxes: int
) -> Iterator[dict[str, tuple[float, float]]]:
    """Yield the limits of each box: of all that peeling passes, the one that gains most worlds."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        mode = prim.sdutil.RuleInductionType.REGRESSION
        search = prim.Prim(
            cases.reset_index(drop=True), share, threshold=0.0, mass_min=least_mass, mode=mode
        )
        for _ in range(boxes):
            box: Any = search.find_box()
            if box is None:
                return
            trail = box.peeling_trajectory
            gain = trail["mass"] * (trail["mean"] - float(share.mean()))
            ends = box.box_lims[int(gain.to_numpy().argmax())]
            limits = {}
            for path in cases:
                low, high = (float(end) for end in ends[path])
                least, greatest = cases[path].min(), cases[path].max()
                if low > least or high < greatest:
                    limits[path] = (
                        low if low > least else -np.inf, high if high < greatest else np.inf
                    )  # fmt: skip
            if not limits:
                return
            yield limits


def _box(
    outcomes: Outcomes,
    limits: dict[str, tuple[float, float]],
    inside: Bools,
    happened: Bools,
    measured: Bools,
) -> Box:
    """Measure a box in some of the worlds."""
    draw, within, event = outcomes.draw[measured], inside[measured], happened[measured]
    # Taking the share of all as known makes the error a little too large: the box is part of all.
    base = float(event.mean())
    gain = estimate_mean((event - base) * within, draw, of=within.astype(float))
    searched = inside & ~measured
    return Box(
        limits=limits,
        density=estimate_share(event & within, draw, of=within),
        coverage=estimate_share(event & within, draw, of=event),
        mass=estimate_share(within, draw),
        gain=gain,
        p_value=p_value(gain),
        searched_density=float(happened[searched].mean()),
    )
