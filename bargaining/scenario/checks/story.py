"""Rules of acts, of an agreement in force, of the outcome, and of names that stand once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bargaining.scenario.checks.conditions import round_keys
from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.checks.rungs import level_fault, rung_fault
from bargaining.scenario.checks.table import weights_fault
from bargaining.scenario.locate import Path
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.records import Act, ScenarioRecord
from bargaining.scenario.wording import Finding

__all__ = ["check"]


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the story."""
    for i, act in enumerate(scenario.acts):
        yield from _act(("acts", i), act, scenario, outline)
    yield from _agreement(scenario, outline)
    yield from _outcome(scenario, outline)
    lists = (
        ("acts", "name", [act.name for act in scenario.acts]),
        ("counterfactuals", "name", [one.name for one in scenario.counterfactuals]),
        ("arms", "name", [one.name for one in scenario.arms]),
        ("facts", "name", [fact.name for fact in scenario.facts]),
        ("claims", "id", [claim.id for claim in scenario.claims]),
        ("variants", "name", [variant.name for variant in scenario.variants]),
    )
    for section, key, names in lists:
        yield from _unique(section, key, names)
    yield from _arms_beside_counterfactuals(scenario)


def _unique(section: str, key: str, names: Sequence[str]) -> Iterator[Finding]:
    for i, name in enumerate(names):
        if name in names[:i]:
            yield Finding((section, i, key), f'must be unique; "{name}" stands there already.')


def _arms_beside_counterfactuals(scenario: ScenarioRecord) -> Iterator[Finding]:
    """Find arms called like a counterfactual: `intervene` could not tell the two apart."""
    taken = {one.name for one in scenario.counterfactuals}
    for i, arm in enumerate(scenario.arms):
        if arm.name in taken:
            fault = f'must not be the name of a counterfactual; "{arm.name}" is one.'
            yield Finding(("arms", i, "name"), fault)


def _act(path: Path, act: Act, scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    if act.by not in outline.parties:
        yield Finding(
            (*path, "by"),
            f'names the party "{act.by}", which does not exist. '
            + did_you_mean(act.by, outline.parties, "parties"),
        )
    if act.issue not in outline.issues:
        yield Finding(
            (*path, "issue"),
            f'names the issue "{act.issue}", which does not exist. '
            + did_you_mean(act.issue, outline.issues, "issues"),
        )
    elif act.by in outline.parties and outline.givers.get(act.issue, act.by) != act.by:
        yield Finding(
            (*path, "issue"),
            f"must be an issue given by {act.by}, who acts; {act.issue} is given by "
            f"{outline.givers[act.issue]}.",
        )
    issue = scenario.issues.get(act.issue)
    fault = level_fault(act.floor, act.issue, issue) if issue is not None else ""
    if fault:
        yield Finding((*path, "floor"), fault)
    for name, bump in act.sets.items():
        if name not in outline.conditions:
            yield Finding(
                (*path, "sets", name),
                f'names the condition "{name}", which does not exist. '
                + did_you_mean(name, outline.conditions, "conditions"),
            )
        least, most = bump.support()
        if least < -1 or most > 1:
            yield Finding(
                (*path, "sets", name),
                f"must be in [-1, 1], since conditions lie in [0, 1]; got {least:g} to {most:g}.",
            )
    yield from round_keys((*path, "window", "factor_by_round"), act.window.factor_by_round)
    _, chance = act.window.probability.support()
    for key, factor in act.window.factor_by_round.items():
        most = chance * factor.support()[1]
        if most > 1 + 1e-9:
            yield Finding(
                (*path, "window", "factor_by_round", key),
                f"must keep the window's probability at or below 1; it reaches {most:g}.",
                ((*path, "window", "probability"),),
            )


def _agreement(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    agreement = scenario.agreement
    if agreement is None:
        return
    for name, promise in agreement.promises.items():
        path: Path = ("agreement", "promises", name)
        issue = scenario.issues.get(name)
        if name not in outline.issues:
            yield Finding(
                path,
                f'names the issue "{name}", which does not exist. '
                + did_you_mean(name, outline.issues, "issues"),
            )
            continue
        if outline.givers.get(name) not in outline.principals:
            yield Finding(
                path,
                f"must be given by a principal, who signs; {name} is given by "
                f"{outline.givers.get(name)}.",
            )
        if promise.target < promise.level_at_signing:
            yield Finding(
                (*path, "target"),
                f"must be at or above level_at_signing, {promise.level_at_signing:g}; got "
                f"{promise.target:g}. Nobody signs a step down.",
            )
        for field in ("target", "level_at_signing"):
            level = getattr(promise, field)
            fault = rung_fault(level, name, issue) if issue is not None else ""
            if fault:
                yield Finding((*path, field), fault)
    lapse = scenario.table.lapse
    if lapse is not None and agreement.rounds_since.value >= lapse.value:
        yield Finding(
            ("agreement", "rounds_since"),
            f"must be below table.lapse, {lapse.value}; got {agreement.rounds_since.value}. "
            "An agreement that has lapsed is not in force: drop the block.",
            (("table", "lapse"),),
        )
    if scenario.table.open_at_start:
        yield Finding(
            ("table", "open_at_start"),
            "must be false while an [agreement] is in force: nobody sits at the table then.",
        )


def _outcome(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    outcome = scenario.outcome
    path: Path = ("outcome", "scope")
    if not outcome.scope:
        yield Finding(path, "must weigh at least one issue of a principal.")
    for name in outcome.scope:
        if name not in outline.issues:
            yield Finding(
                (*path, name),
                f'names the issue "{name}", which does not exist. '
                + did_you_mean(name, outline.issues, "issues"),
            )
        elif outline.givers.get(name) not in outline.principals:
            yield Finding(
                (*path, name),
                f"must be given by a principal; {name} is given by {outline.givers.get(name)}.",
            )
    for party in outline.scoped_principals:
        mine = [name for name in outcome.scope if outline.givers.get(name) == party]
        fault = weights_fault([outcome.scope[name] for name in mine])
        if fault:
            listed = " and ".join(mine)
            yield Finding(path, f"{fault.rstrip('.')} over {party}'s issues, {listed}.")
    low, high = outcome.settlement.support()[0], outcome.partial.support()[1]
    if low < high:
        yield Finding(
            ("outcome", "settlement"),
            f"must be at or above outcome.partial; got {low:g} below {high:g}.",
            (("outcome", "partial"),),
        )
    if outcome.tolerance.support()[0] < 0:
        yield Finding(("outcome", "tolerance"), "must be at least 0.")
    rupture = outcome.rupture
    if rupture is not None and rupture.condition not in outline.conditions:
        yield Finding(
            ("outcome", "rupture", "condition"),
            f'names the condition "{rupture.condition}", which does not exist. '
            + did_you_mean(rupture.condition, outline.conditions, "conditions"),
        )
