"""Arms: which scenario a name in a claim's `compare` means, and how it is perturbed.

All arms of a study are played with the same seed, worlds and worlds per draw. World 17 then has the
same luck in each of them, and a number of the same name the same quantile of its prior, whichever
file the arm is of: arms are paired within a file and across files. This fails only
across files and for a number that one of them ties to another's luck with `draw`, or whose sign
differs: `spread` widens a weight in size, so that the same luck makes both large or both small.

Claims are tested again under perturbations: a null, turned signs, other strengths, variants of the
file. Each is put in all arms of a claim alike, after the arm's own counterfactual.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario, library, list_scenarios, load
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.schema import plain
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical_path, is_coefficient, ruled_party

__all__ = [
    "AS_WRITTEN", "BASELINE", "FACTORS", "NULL", "Arm", "Perturbation", "ScenarioSet", "perturbed",
    "scalable", "scaled_by", "shared_variants", "with_claims",
]  # fmt: skip

BASELINE = "baseline"
# Factors on the terms that are tried for the least that meets a threshold.
FACTORS = (0.0, 0.25, 0.5, 1.0, 2.0, 4.0)


@dataclass(frozen=True, slots=True)
class Perturbation:
    """What is changed in an arm to see whether a claim still holds.

    The kind is ``""`` for nothing, ``null``, ``factor`` for coefficients that are scaled, as far as
    a file has them, or ``variant`` for a variant of the file.
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


AS_WRITTEN = Perturbation()
NULL = Perturbation("null")


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the scenarios that a study plays: by its name, as it is or with a counterfactual.

    A `perturbation` is what is changed beside it, for the columns of the table.
    """

    scenario: str
    counterfactual: str = ""
    perturbation: Perturbation = AS_WRITTEN

    def under(self, perturbation: Perturbation) -> Arm:
        """Return the same arm under a perturbation."""
        return replace(self, perturbation=perturbation)

    def __str__(self) -> str:
        name = f"{self.scenario}/{self.counterfactual}" if self.counterfactual else self.scenario
        return f"{name} ({self.perturbation})" if self.perturbation != AS_WRITTEN else name


class ScenarioSet:
    """The scenarios of a study by name; bundled ones join when an arm names them."""

    def __init__(self, scenarios: Iterable[Scenario]) -> None:
        self.by_name: dict[str, Scenario] = {}
        for scenario in scenarios:
            if scenario.name in self.by_name:
                raise ArgumentError(
                    f'two scenarios are named "{scenario.name}"; arms are told by their names, '
                    f"so give one of them another"
                )
            self.by_name[scenario.name] = scenario

    def __getitem__(self, name: str) -> Scenario:
        """Return a scenario by its name, a bundled one if need be."""
        if name not in self.by_name:
            self.by_name[name] = load(name)
        return self.by_name[name]

    def arm(self, name: str, own: Scenario) -> Arm:
        """Return the arm that a name means in a claim of `own`.

        It is ``baseline``, a counterfactual or arm of `own`, the name of a scenario, or
        ``scenario/counterfactual``; `ArgumentError` tells of a name that is nothing of these.
        """
        what_ifs = [one.name for one in own.what_ifs]
        if name == BASELINE:
            return Arm(own.name)
        if name in what_ifs:
            return Arm(own.name, name)
        room, _, counterfactual = name.partition("/")
        if room not in self.by_name and room not in list_scenarios():
            known = [BASELINE, *what_ifs, *self.by_name, *list_scenarios()]
            raise ArgumentError(
                f'{own.name}: the arm "{name[:80]}" is neither a counterfactual or arm of this '
                "file nor a scenario. " + did_you_mean(name, known, "arms")
            )
        there = [one.name for one in self[room].what_ifs]
        if counterfactual in ("", BASELINE):
            return Arm(room)
        if counterfactual not in there:
            raise ArgumentError(
                f'{own.name}: the arm "{name[:80]}" names no counterfactual of {room}. '
                + did_you_mean(counterfactual, there, "counterfactuals")
            )
        return Arm(room, counterfactual)


def with_claims() -> tuple[str, ...]:
    """Return the names of the bundled scenarios that make claims, sorted."""
    files = library.scenarios().items()
    return tuple(name for name, file in files if "[[claims]]" in file.read_text("utf-8"))


def scaled_by(factor: float, coefficients: Iterable[str]) -> Perturbation:
    """Return the perturbation that multiplies coefficients from the first round on."""
    if factor == 1.0:
        return AS_WRITTEN
    return Perturbation("factor", factor, tuple(canonical_path(path) for path in coefficients))


def scalable(coefficients: Iterable[str], scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Return those of the terms that can be scaled and that one of the scenarios has.

    These are weights of payoffs, drivers of conditions and countries' rules, such as
    ``rules.japan``. A rule has neither size nor sign: at a factor of 0 or below it is off, the
    party then being a plain one.
    """
    known: set[str] = set()
    for scenario in scenarios:
        known |= {path for path in numbers_of(scenario) if is_coefficient(path)}
        known |= {f"rules.{name}" for name in _with_rules(scenario)}
    paths = [canonical_path(path) for path in coefficients]
    return tuple(path for path in paths if path in known)


def shared_variants(scenarios: Iterable[Scenario]) -> tuple[str, ...]:
    """Return the names of the variants that all scenarios have, in the order of the first."""
    first, *others = [[one.name for one in scenario.variants] for scenario in scenarios]
    return tuple(name for name in first if all(name in other for other in others))


def perturbed(scenario: Scenario, counterfactual: str, perturbation: Perturbation) -> Scenario:
    """Return a scenario under a variant, one of its counterfactuals and scaled coefficients.

    The variant comes first, since it is another file as it were. Then coefficients are scaled, as
    if their priors were other ones, before any dated change: one that adds a multiple of such a
    coefficient adds the scaled one. Payoffs are taken away last, whatever was added to them.
    """
    if perturbation.variant:
        scenario = scenario.vary(perturbation.variant)
    if perturbation.factor <= 0:
        off = {ruled_party(path) for path in perturbation.coefficients} & set(_with_rules(scenario))
        plain_parties = {f"parties.{name}.country": "Party" for name in sorted(off)}
        # Claims that name the rule would no longer be claims of such a file.
        scenario = scenario.replace({**plain_parties, "claims": ()}) if off else scenario
    scales = [
        _scale(path, perturbation.factor)
        for path in scalable(perturbation.coefficients, [scenario])
        if not ruled_party(path)
    ]
    if scales:
        dated = [*scales, *(plain(one) for one in scenario.interventions)]
        scenario = scenario.replace({"interventions": dated})
    if counterfactual:
        scenario = scenario.intervene(counterfactual)
    if perturbation.kind != "null":
        return scenario
    weights = [f"payoffs.{party}.{term}" for party, of in scenario.payoffs.items() for term in of]
    return scenario.intervene(*(_scale(path, 0.0) for path in weights))


def _with_rules(scenario: Scenario) -> list[str]:
    return [name for name, party in scenario.parties.items() if party.country != "Party"]


def _scale(target: str, factor: float) -> dict[str, Any]:
    return {"at": 0, "kind": "scale", "target": target, "value": factor}
