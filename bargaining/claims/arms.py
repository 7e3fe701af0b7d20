"""Arms: which scenario a name in a claim's `compare` means, and under which change it is played.

All arms of a study are played with the same seed, worlds and worlds per draw. World 17 then has the
same luck in each of them, and a number of the same name the same quantile of its prior, whichever
file the arm is of: arms are paired within a file and across files. This fails only
across files and for a number that one of them ties to another's luck with `draw`, or whose sign
differs: `spread` widens a weight in size, so that the same luck makes both large or both small.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bargaining.claims.variants import AS_WRITTEN, Change
from bargaining.claims.verdict import is_level
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario, library, load, names
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.schema import Claim

__all__ = ["BASELINE", "Arm", "Company", "arms_of", "with_claims"]

BASELINE = "baseline"


@dataclass(frozen=True, slots=True)
class Arm:
    """One of the scenarios that a study plays.

    Attributes
    ----------
    scenario : str
        Name of the scenario.
    counterfactual : str
        Name of its counterfactual; empty for the scenario as it stands.
    change : Change
        What is changed beside it, for the columns of the table.
    """

    scenario: str
    counterfactual: str = ""
    change: Change = AS_WRITTEN

    def under(self, change: Change) -> Arm:
        """Return the same arm under a change."""
        return Arm(self.scenario, self.counterfactual, change)

    def __str__(self) -> str:
        name = f"{self.scenario}/{self.counterfactual}" if self.counterfactual else self.scenario
        return f"{name} ({self.change})" if self.change != AS_WRITTEN else name


@dataclass(slots=True)
class Company:
    """The scenarios of a study by name; bundled ones join when an arm names them.

    Attributes
    ----------
    scenarios : dict of str to Scenario
        Those that are known so far.
    """

    scenarios: dict[str, Scenario] = field(default_factory=dict)

    @classmethod
    def of(cls, scenarios: Iterable[Scenario]) -> Company:
        """Gather scenarios.

        Raises
        ------
        ArgumentError
            Two of them have the same name.
        """
        found: dict[str, Scenario] = {}
        for scenario in scenarios:
            if scenario.name in found:
                raise ArgumentError(
                    f'two scenarios are named "{scenario.name}"; arms are told by their names, '
                    f"so give one of them another"
                )
            found[scenario.name] = scenario
        return cls(found)

    def scenario(self, name: str) -> Scenario:
        """Return a scenario by its name, a bundled one if need be."""
        if name not in self.scenarios:
            self.scenarios[name] = load(name)
        return self.scenarios[name]

    def arm(self, name: str, own: Scenario) -> Arm:
        """Return the arm that a name means in a claim of `own`.

        Parameters
        ----------
        name : str
            ``baseline``, a counterfactual or arm of `own`, the name of a scenario, or
            ``scenario/counterfactual``.
        own : Scenario
            The scenario whose claim it is.

        Raises
        ------
        ArgumentError
            Nothing has this name.
        """
        what_ifs = [one.name for one in own.what_ifs]
        if name == BASELINE:
            return Arm(own.name)
        if name in what_ifs:
            return Arm(own.name, name)
        room, _, counterfactual = name.partition("/")
        if room not in self.scenarios and room not in names():
            known = [BASELINE, *what_ifs, *self.scenarios, *names()]
            raise ArgumentError(
                f'{own.name}: the arm "{name[:80]}" is neither a counterfactual or arm of this '
                "file nor a scenario. " + did_you_mean(name, known, "arms")
            )
        there = [one.name for one in self.scenario(room).what_ifs]
        if counterfactual in ("", BASELINE):
            return Arm(room)
        if counterfactual not in there:
            raise ArgumentError(
                f'{own.name}: the arm "{name[:80]}" names no counterfactual of {room}. '
                + did_you_mean(counterfactual, there, "counterfactuals")
            )
        return Arm(room, counterfactual)


def arms_of(claim: Claim, own: Scenario, company: Company) -> tuple[Arm, ...]:
    """Return the arms of a claim in the order in which they are compared.

    A level is of one arm, the baseline unless another is named; otherwise one name stands against
    the baseline.
    """
    if is_level(claim):
        return (company.arm((*claim.compare, BASELINE)[0], own),)
    wanted = claim.compare if len(claim.compare) > 1 else (*claim.compare, BASELINE)
    return tuple(company.arm(name, own) for name in wanted)


def with_claims() -> tuple[str, ...]:
    """Return the names of the bundled scenarios that make claims, sorted."""
    files = library.scenarios().items()
    return tuple(name for name, file in files if "[[claims]]" in file.read_text("utf-8"))
