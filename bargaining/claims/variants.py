"""Changes under which claims are tested again: a null, turned signs, other strengths, the grid.

Each is put in all arms of a claim alike, after the arm's own counterfactual.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from bargaining.scenario import Scenario
from bargaining.scenario.changes import plain
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.terms import canonical_path, is_coefficient, ruled_party

__all__ = [
    "AS_WRITTEN",
    "FACTORS",
    "NULL",
    "Change",
    "changed",
    "scalable",
    "scaled_by",
    "shared_variants",
    "varied",
]

# Strengths of the terms that are tried for k*, the least that meets a threshold.
FACTORS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Change:
    """What is changed in an arm.

    Attributes
    ----------
    kind : str
        ``""`` for nothing, ``null``, ``factor`` or ``variant``.
    factor : float
        Of the coefficients, where they are scaled.
    coefficients : tuple of str
        Which ones; a file that lacks one of them is left without it.
    variant : str
        Name of a variant of the file.
    """

    kind: str = ""
    factor: float = 1.0
    coefficients: tuple[str, ...] = ()
    variant: str = ""

    def __str__(self) -> str:
        if self.kind == "null":
            return "no payoffs"
        if self.kind == "factor":
            return f"{self.factor:g} × {', '.join(self.coefficients)}"
        return self.variant or "as written"


AS_WRITTEN = Change()
NULL = Change("null")


def scaled_by(factor: float, coefficients: Iterable[str]) -> Change:
    """Return the change that multiplies coefficients from the first round on."""
    if factor == 1.0:
        return AS_WRITTEN
    return Change("factor", factor, tuple(canonical_path(path) for path in coefficients))


def varied(name: str) -> Change:
    """Return the change that a variant of the file makes."""
    return Change("variant", variant=name)


def scalable(coefficients: Iterable[str], scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Return those of the terms that can be scaled and that one of the scenarios has.

    These are weights of payoffs, drivers of conditions and countries' rules, such as
    ``rules.japan``. A rule has neither size nor sign: at a factor of 0 or below it is off, the
    party then being a plain one.
    """
    several = tuple(scenarios)
    known = {path for scenario in several for path in numbers_of(scenario) if is_coefficient(path)}
    known |= {f"rules.{name}" for scenario in several for name in _with_rules(scenario)}
    paths = [canonical_path(path) for path in coefficients]
    return tuple(path for path in paths if path in known)


def shared_variants(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Return the names of the variants that all scenarios have, in the order of the first."""
    lists = [[one.name for one in scenario.variants] for scenario in scenarios]
    if not lists:
        return ()
    return tuple(name for name in lists[0] if all(name in other for other in lists[1:]))


def changed(scenario: Scenario, counterfactual: str, change: Change) -> Scenario:
    """Return a scenario under a variant, one of its counterfactuals and scaled coefficients.

    The variant comes first, since it is another file as it were. Then coefficients are scaled, as
    if their priors were other ones, before any dated change: one that adds a multiple of such a
    coefficient adds the scaled one. Payoffs are taken away last, whatever was added to them.
    """
    if change.variant:
        scenario = scenario.vary(change.variant)
    if change.factor <= 0:
        off = {ruled_party(path) for path in change.coefficients} & set(_with_rules(scenario))
        plain_parties = {f"parties.{name}.country": "Party" for name in sorted(off)}
        # Claims that name the rule would no longer be claims of such a file.
        scenario = scenario.replace({**plain_parties, "claims": ()}) if off else scenario
    scales = _scales(scenario, change)
    if scales:
        dated = [*scales, *(plain(one) for one in scenario.interventions)]
        scenario = scenario.replace({"interventions": dated})
    if counterfactual:
        scenario = scenario.intervene(counterfactual)
    return scenario.intervene(*_null(scenario)) if change.kind == "null" else scenario


def _null(scenario: Scenario) -> list[dict[str, Any]]:
    return [
        _scale(f"payoffs.{party}.{term}", 0.0)
        for party, terms in scenario.payoffs.items()
        for term in terms
    ]


def _scales(scenario: Scenario, change: Change) -> list[dict[str, Any]]:
    paths = scalable(change.coefficients, [scenario])
    return [_scale(path, change.factor) for path in paths if not ruled_party(path)]


def _with_rules(scenario: Scenario) -> list[str]:
    return [name for name, party in scenario.parties.items() if party.country != "Party"]


def _scale(target: str, factor: float) -> dict[str, Any]:
    return {"at": 0, "kind": "scale", "target": target, "value": factor}
