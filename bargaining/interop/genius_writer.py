"""Write a scenario's menu and payoffs as a domain of the GENIUS platform."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import quoteattr

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.interop.payoff_table import PayoffTable, payoff_table
from bargaining.scenario import Scenario

__all__ = ["Form", "GeniusFiles", "check_form", "write_genius"]

Form = Literal["issues", "packages"]

_ROUNDING = 1e-12
_OBJECTIVE = '<objective index="0" name="root" type="objective" etype="objective" description="">'
_REMEDY = 'form="packages" writes one issue that lists all packages, which is always exact.'


@dataclass(frozen=True, slots=True)
class GeniusFiles:
    """The files written, and how their utilities relate to the scenario's payoffs.

    Of each principal, payoff = shift + scale x utility. They are 0 and 1 where all payoffs lie in
    [0, 1] already, as GENIUS wants its utilities.
    """

    domain: Path
    profiles: tuple[Path, Path]
    shift: tuple[float, float]
    scale: tuple[float, float]


def write_genius(
    scenario: Scenario | str,
    folder: str | os.PathLike[str],
    *,
    form: Form = "issues",
    seed: int = 0,
    world: int = 0,
) -> GeniusFiles:
    """Write a scenario with two principals as a GENIUS domain and two utility profiles.

    A package's utility is its flow payoff once delivered in full (`value_packages`), the
    reservation value that of standing apart, and the discount the discount factor over all rounds
    that talks can last. What GENIUS has no room for is left out: third parties' reactions, beliefs,
    delivery in steps, ratification, and what a round at the table is worth.

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, the name of a bundled one, or the path of a file.
    folder : path
        Where to write ``NAME_domain.xml``, ``NAME_1_PARTY.xml`` and ``NAME_2_PARTY.xml``; it is
        made if need be, and files of these names are replaced.
    form : "issues" or "packages"
        One issue for each issue of the menu, possible where payoffs are sums over issues and every
        combination may be signed; or one issue that lists all packages, always exact.
    seed, world : int
        Numbers that are drawn are those of this world.

    Raises
    ------
    ScenarioError
        The scenario cannot be read.
    ArgumentError
        It has not two principals, or cannot be written issue by issue; or an argument is out of
        its range.
    """
    check_form(form)
    table = payoff_table(scenario, seed=seed, world=world)
    shift, scale = _into_unit(table)
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9_-]", "-", table.scenario.name)
    if form == "issues":
        worths = _shares(*table.require_additive(_REMEDY), shift, scale)
    else:
        worths = [(table.value - shift[:, None]) / scale[:, None]]
    issues = table.values_by_issue(whole=form == "packages")
    domain = place / f"{name}_domain.xml"
    _write(domain, _domain(issues))
    files = []
    for side, party in enumerate(table.scenario.table.principals):
        profile = place / f"{name}_{side + 1}_{party}.xml"
        reserved = float((table.disagreement[side] - shift[side]) / scale[side])
        discount = float(table.discount_factor[side] ** table.n_rounds)
        own = [worth[side] for worth in worths]
        _write(profile, _profile(issues, own, reserved, discount))
        files.append(profile)
    (low, low_too), (by, by_too) = shift.tolist(), scale.tolist()
    return GeniusFiles(domain, (files[0], files[1]), (low, low_too), (by, by_too))


def check_form(form: object) -> None:
    """Raise an ArgumentError for a form that does not exist."""
    if form not in ("issues", "packages"):
        raise ArgumentError(f'form must be "issues" or "packages"; got {form!r}')


def _into_unit(table: PayoffTable) -> tuple[Floats, Floats]:
    """Return shift and scale of each principal, the mildest that put all payoffs into [0, 1]."""
    everything = np.concatenate([table.value, table.disagreement[:, None]], axis=1)
    shift = np.minimum(everything.min(axis=1), 0.0)
    spread = everything.max(axis=1) - shift
    return shift, np.where(spread > 1.0 + _ROUNDING, spread, 1.0)


def _shares(mean: Floats, tables: list[Floats], shift: Floats, scale: Floats) -> list[Floats]:
    """Return tables without negative entries whose sums are the utilities."""
    least = [table.min(axis=1) for table in tables]
    shares = [table - low[:, None] for table, low in zip(tables, least, strict=True)]
    # GENIUS knows no constant: what every package is worth at the least goes with the first issue.
    # A sum that is 0 but for rounding must not become a negative evaluation.
    constant = np.maximum(mean + sum(least) - shift, 0.0)
    shares[0] = shares[0] + constant[:, None]
    return [share / scale[:, None] for share in shares]


def _write(file: Path, lines: Iterator[str]) -> None:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _domain(issues: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    yield "<negotiation_template>"
    yield f'<utility_space number_of_issues="{len(issues)}">'
    yield _OBJECTIVE
    for index, (issue, values) in enumerate(issues, start=1):
        yield f"  {_issue(index, issue)}"
        for place, value in enumerate(values, start=1):
            yield f'    <item index="{place}" value={quoteattr(value)} cost="0" description=""/>'
        yield "  </issue>"
    yield from ("</objective>", "</utility_space>", "</negotiation_template>")


def _profile(
    issues: Sequence[tuple[str, Sequence[str]]],
    worths: Sequence[Floats],
    reserved: float,
    discount: float,
) -> Iterator[str]:
    yield "<utility_space>"
    yield _OBJECTIVE
    for index, ((issue, values), worth) in enumerate(zip(issues, worths, strict=True), start=1):
        most = float(worth.max())
        yield f"  {_issue(index, issue)}"
        for place, (value, one) in enumerate(zip(values, worth, strict=True), start=1):
            # Divided by the weight, so that the greatest evaluation is 1 and every reader agrees.
            evaluation = float(one) / most if most > 0 else 0.0
            yield (
                f'    <item index="{place}" value={quoteattr(value)} cost="0.0" '
                f'evaluation="{evaluation!r}"/>'
            )
        yield "  </issue>"
    for index, worth in enumerate(worths, start=1):
        yield f'  <weight index="{index}" value="{float(worth.max())!r}"/>'
    yield "</objective>"
    yield f'<discount_factor value="{discount!r}"/>'
    yield f'<reservation value="{reserved!r}"/>'
    yield "</utility_space>"


def _issue(index: int, name: str) -> str:
    return (
        f'<issue index="{index}" name={quoteattr(name)} vtype="discrete" type="discrete" '
        'etype="discrete">'
    )
