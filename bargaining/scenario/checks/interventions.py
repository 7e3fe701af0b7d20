"""Rules of dated changes: the right target and the right value for each kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from pydantic import ValidationError

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.checks.rungs import rung_fault
from bargaining.scenario.evidence import dotted, walk
from bargaining.scenario.fields import adapter
from bargaining.scenario.locate import Path
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.numbers import NUMBER_KINDS
from bargaining.scenario.records import Intervention, ScenarioRecord
from bargaining.scenario.terms import is_coefficient
from bargaining.scenario.wording import Finding, describe, findings_of

__all__ = ["check"]

Faults = Iterator[tuple[str, str]]


_IN_VAIN = (
    'names "{}", which an earlier change has made 0, so that nothing would be added. '
    "Changes are made in the order of the list: put this one first."
)


@dataclass(frozen=True)
class _Scene:
    scenario: ScenarioRecord
    outline: Outline

    @cached_property
    def numbers(self) -> dict[str, Path]:
        """Where each number stands, by its dotted path."""
        return {
            dotted(path, self.scenario): path
            for path, record in walk(self.scenario)
            if isinstance(record, NUMBER_KINDS)
        }


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of interventions, those of counterfactuals and arms included."""
    scene = _Scene(scenario, outline)
    groups: list[tuple[Path, Sequence[Intervention]]] = [
        (("interventions",), scenario.interventions)
    ]
    for section, entries in (
        ("counterfactuals", scenario.counterfactuals),
        ("arms", scenario.arms),
    ):
        groups += [((section, i, "do"), one.do) for i, one in enumerate(entries)]
    for base, changes in groups:
        for i, change in enumerate(changes):
            path = (*base, i)
            yield from _dates(path, change, scenario)
            for field, fault in _KINDS[change.kind](change, scene):
                yield Finding((*path, field), fault)
            if change.of is not None and change.kind != "add":
                yield Finding((*path, "of"), _absent(change, change.of))
            # A claim's checks put scales before the rest: only what is written as one is an error.
            if base != ("interventions",) and _adds_nothing(change, changes[:i]):
                yield Finding((*path, "of"), _IN_VAIN.format(change.of))


def _dates(path: Path, change: Intervention, scenario: ScenarioRecord) -> Iterator[Finding]:
    rounds = scenario.settings.rounds.value
    if change.at >= rounds:
        yield Finding(
            (*path, "at"),
            f"must be a round of the scenario, 0 to {rounds - 1}; got {change.at}.",
            (("settings", "rounds"),),
        )
    if change.until is not None and change.until < change.at:
        yield Finding(
            (*path, "until"), f"must not be before `at`, {change.at}; got {change.until}."
        )


def _unknown(what: str, name: str, known: Sequence[str], many: str) -> str:
    return f'names the {what} "{name[:80]}", which does not exist. ' + did_you_mean(
        name, known, many
    )


def _adds_nothing(change: Intervention, earlier: Sequence[Intervention]) -> bool:
    """Return whether a multiple of a number is added that the list has made 0 by then."""
    is_zero = False
    for one in earlier:
        if one.target != change.of or not one.covers(change.at):
            continue
        if one.kind in ("scale", "parameter") and one.value == 0:
            is_zero = True
        elif one.kind in ("add", "parameter"):
            is_zero = False
    return is_zero


def _absent(change: Intervention, got: object) -> str:
    return f'must be absent with kind "{change.kind}"; got {describe(got)}.'


def _no_value(change: Intervention) -> Faults:
    if change.value is not None:
        yield "value", _absent(change, change.value)


def _number(change: Intervention) -> float | None:
    return change.value if isinstance(change.value, float) else None


def _needs_number(change: Intervention, what: str) -> Faults:
    got = "nothing" if change.value is None else describe(change.value)
    yield "value", f"must be {what}; got {got}."


def _level(change: Intervention, scene: _Scene) -> Faults:
    value = _number(change)
    if change.target not in scene.outline.issues:
        yield "target", _unknown("issue", change.target, scene.outline.issues, "issues")
    if value is None:
        yield from _needs_number(change, "the rung that the issue is set to")
        return
    issue = scene.scenario.issues.get(change.target)
    fault = rung_fault(value, change.target, issue) if issue is not None else ""
    if fault:
        yield "value", fault


def _condition(change: Intervention, scene: _Scene) -> Faults:
    value = _number(change)
    if change.target not in scene.outline.conditions:
        yield "target", _unknown("condition", change.target, scene.outline.conditions, "conditions")
    if value is None or not 0 <= value <= 1:
        yield from _needs_number(change, "a level in [0, 1]")


def _act(change: Intervention, scene: _Scene) -> Faults:
    if change.target not in scene.outline.acts:
        yield "target", _unknown("act", change.target, scene.outline.acts, "acts")
    yield from _no_value(change)


def _hold(change: Intervention, scene: _Scene) -> Faults:
    if change.target not in scene.outline.issues:
        yield "target", _unknown("issue", change.target, scene.outline.issues, "issues")
    if change.value not in ("up", "down", "both"):
        yield from _needs_number(change, '"up", "down" or "both", the moves that are forbidden')


def _scale(change: Intervention, scene: _Scene) -> Faults:
    yield from _coefficient("target", change.target, scene)
    if _number(change) is None:
        yield from _needs_number(change, "the factor on the coefficient")


def _add(change: Intervention, scene: _Scene) -> Faults:
    # No range bounds a coefficient, so that whatever the draws give may be added to it.
    yield from _coefficient("target", change.target, scene)
    if change.of is not None:
        yield from _coefficient("of", change.of, scene)
    if _number(change) is None:
        yield from _needs_number(change, "what is added to the coefficient, a number")


def _coefficient(field: str, name: str, scene: _Scene) -> Faults:
    known = [path for path in scene.numbers if is_coefficient(path)]
    if name not in known:
        yield field, _unknown("coefficient", name, known, "coefficients")


def _parameter(change: Intervention, scene: _Scene) -> Faults:
    value = _number(change)
    if change.target not in scene.numbers:
        yield "target", _unknown("number", change.target, list(scene.numbers), "numbers")
        return
    instead = _fixed_before_round_0(change.target)
    if instead:
        yield "target", instead
        return
    if value is None:
        yield from _needs_number(change, "the new value, a number")
        return
    fault = _out_of_range(scene.numbers[change.target], value)
    if fault:
        yield "value", fault


def _fixed_before_round_0(target: str) -> str:
    section, last = target.split(".")[0], target.split(".")[-1]
    if last == "initial" and section in ("issues", "conditions"):
        kind = "level" if section == "issues" else "condition"
        return f'is read before the first round; use kind = "{kind}" to set it on a date.'
    if target == "settings.spread":
        return "is read before the first round; no date can change it."
    return ""


def _out_of_range(path: Path, value: float) -> str:
    validator = adapter(path)
    filler = {"value": value, "source": "literature: none"}
    try:
        if validator is not None:
            validator.validate_python(filler)
    except ValidationError as error:
        return findings_of(error.errors(), filler)[0].message
    return ""


def _menu(change: Intervention, scene: _Scene) -> Faults:
    for field, name in (("target", change.target), ("value", change.value)):
        if not isinstance(name, str):
            yield from _needs_number(change, "an issue of the menu, in quotes")
        elif name not in scene.outline.menu:
            yield (
                field,
                _unknown("issue of the menu", name, scene.outline.menu, "issues of the menu"),
            )
    if change.value == change.target:
        yield "value", "must be another issue than the target."


def _belief(change: Intervention, scene: _Scene) -> Faults:
    value = _number(change)
    if change.target not in scene.outline.typed:
        known = [name for name in scene.outline.parties if name in scene.outline.typed]
        yield (
            "target",
            "must be a party with a belief. "
            + did_you_mean(change.target, known, "parties with a belief"),
        )
    if value is None or value <= 0:
        yield from _needs_number(change, "a likelihood ratio above 0")


def _talks(change: Intervention, scene: _Scene) -> Faults:
    if change.target not in ("open", "closed"):
        yield "target", f'must be "open" or "closed"; got {describe(change.target)}.'
    yield from _no_value(change)


def _turnover(change: Intervention, scene: _Scene) -> Faults:
    typed = [name for name in scene.outline.principals if name in scene.outline.typed]
    if change.target not in typed:
        yield (
            "target",
            "must be a principal with a belief. "
            + did_you_mean(change.target, typed, "principals with a belief"),
        )
    yield from _no_value(change)


_KINDS: dict[str, Callable[[Intervention, _Scene], Faults]] = {
    "level": _level,
    "condition": _condition,
    "act": _act,
    "no_act": _act,
    "hold": _hold,
    "scale": _scale,
    "add": _add,
    "parameter": _parameter,
    "menu": _menu,
    "belief": _belief,
    "talks": _talks,
    "turnover": _turnover,
}
