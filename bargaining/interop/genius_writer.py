"""Write a scenario's menu and payoffs as a domain of the GENIUS platform."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import quoteattr

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.interop.payoff_table import Form, check_form, payoff_table, write_lines
from bargaining.scenario import Scenario

_ROUNDING = 1e-12
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
    # The mildest shift and scale that put all payoffs into [0, 1].
    everything = np.concatenate([table.value, table.disagreement[:, None]], axis=1)
    shift = np.minimum(everything.min(axis=1), 0.0)
    spread = everything.max(axis=1) - shift
    scale = np.where(spread > 1.0 + _ROUNDING, spread, 1.0)
    if form == "issues":
        worths, deviation = table.shares(_REMEDY, shift)
        if deviation:
            raise ArgumentError(
                f"{table.scenario.name} cannot be written issue by issue: its payoffs are no sums "
                f"over issues. The nearest sums miss a package's payoff by up to {deviation:.3g}, "
                f"on a range of {float(np.ptp(table.value, axis=1).max()):.3g}. {_REMEDY}"
            )
        # A sum that is 0 but for rounding must not become a negative evaluation.
        worths[0] -= np.minimum(worths[0].min(axis=1), 0.0)[:, None]
    else:
        worths = [table.value - shift[:, None]]
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    name = re.sub(r"[^a-z0-9_-]", "-", table.scenario.name)
    issues = table.values_by_issue(form)
    domain = place / f"{name}_domain.xml"
    lines = ["<negotiation_template>", f'<utility_space number_of_issues="{len(issues)}">']
    write_lines(
        domain, [*lines, *_objective(issues), "</utility_space>", "</negotiation_template>"]
    )
    files = []
    for side, party in enumerate(table.scenario.table.principals):
        reserved = float((table.disagreement[side] - shift[side]) / scale[side])
        discount = float(table.discount_factor[side] ** table.n_rounds)
        own = [worth[side] / scale[side] for worth in worths]
        lines = ["<utility_space>", *_objective(issues, own)]
        lines.append(f'<discount_factor value="{discount!r}"/>')
        lines.append(f'<reservation value="{reserved!r}"/>')
        profile = place / f"{name}_{side + 1}_{party}.xml"
        files.append(write_lines(profile, [*lines, "</utility_space>"]))
    (low, low_too), (by, by_too) = shift.tolist(), scale.tolist()
    return GeniusFiles(domain, (files[0], files[1]), (low, low_too), (by, by_too))


def _objective(
    issues: Sequence[tuple[str, Sequence[str]]], worths: Sequence[Floats] | None = None
) -> Iterator[str]:
    """Yield the issues with their values, and with evaluations and weights if there are worths."""
    yield '<objective index="0" name="root" type="objective" etype="objective" description="">'
    for index, (issue, values) in enumerate(issues, start=1):
        yield (
            f'  <issue index="{index}" name={quoteattr(issue)} vtype="discrete" type="discrete" '
            'etype="discrete">'
        )
        for place, value in enumerate(values):
            item = f'    <item index="{place + 1}" value={quoteattr(value)} '
            if worths is None:
                yield f'{item}cost="0" description=""/>'
                continue
            worth, most = worths[index - 1][place], worths[index - 1].max()
            # Divided by the weight, so that the greatest evaluation is 1 and every reader agrees.
            evaluation = float(worth / most) if most > 0 else 0.0
            yield f'{item}cost="0.0" evaluation="{evaluation!r}"/>'
        yield "  </issue>"
    for index, most in enumerate(map(np.max, worths or ()), start=1):
        yield f'  <weight index="{index}" value="{float(most)!r}"/>'
    yield "</objective>"
