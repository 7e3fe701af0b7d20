"""Rules of the settings and of the table: who signs, over what, how long."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.checks.rungs import rung_fault
from bargaining.scenario.locate import Path
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.numbers import Number, ValueNumber
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.wording import Finding

__all__ = ["check", "weights_fault"]

_MOST_ROUNDS = 400
_MOST_FORESIGHT = 6
_MOST_PACKAGES = 20_000
_MOST_PRINCIPALS = 8


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of settings and table."""
    yield from _settings(scenario)
    yield from _principals(scenario, outline)
    yield from _menu(scenario, outline)
    yield from _recognition(scenario, outline)
    yield from _promises(scenario, outline)
    table = scenario.table
    if table.opt_out == "responder" and len(table.principals) != 2:
        yield Finding(
            ("table", "opt_out"),
            f'must be "none" with {len(table.principals)} principals: only of two is it clear who '
            "responds.",
        )
    if table.due is not None and table.lapse is not None and table.due.value > table.lapse.value:
        yield Finding(
            ("table", "due"),
            f"must be at most table.lapse, {table.lapse.value}; got {table.due.value}. A promise "
            "that has lapsed cannot fall due.",
            (("table", "lapse"),),
        )
    for field in ("deadline", "lapse", "due"):
        count = getattr(table, field)
        if count is not None and count.value < 1:
            yield Finding(
                ("table", field), f"must be at least 1; got {count.value}. Drop it for none."
            )


def _promises(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield rules of ratification, delivery and schedule that have nothing to work on."""
    table = scenario.table
    if table.foresee_ratification and not outline.ratifiers:
        yield Finding(
            ("table", "foresee_ratification"),
            "needs a `ratifier` of one of the principals: without one every text passes at home.",
        )
    if table.schedule == "linear" and table.due is None and table.lapse is None:
        yield Finding(
            ("table", "schedule"),
            'needs table.due or table.lapse, until which promises come due; "at_once" needs none.',
            (("table", "due"), ("table", "lapse")),
        )
    if table.own_delivery == "prior":
        return
    path: Path = ("table", "own_delivery")
    if not outline.delivering.intersection(outline.principals):
        yield Finding(
            path,
            "needs `expected_delivery` of at least one principal: one without it is expected to "
            "deliver in full.",
        )
    for field, value, why in (
        ("agreement_term", "one_round", "nobody weighs the rounds in which it would be kept"),
        ("delivery", "immediate", "what is signed is delivered at once"),
    ):
        if getattr(table, field) == value:
            yield Finding(
                path,
                f'must be "prior" where table.{field} is "{value}": {why}.',
                (("table", field),),
            )


def _settings(scenario: ScenarioRecord) -> Iterator[Finding]:
    settings = scenario.settings
    limits = (
        ("rounds", settings.rounds.value, 1, _MOST_ROUNDS),
        ("table_lookahead", settings.table_lookahead.value, 1, 10_000),
        ("foresight", settings.foresight.value, 0, _MOST_FORESIGHT),
    )
    for field, value, low, high in limits:
        if not low <= value <= high:
            yield Finding(("settings", field), f"must be from {low:,} to {high:,}; got {value}.")


def _principals(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    principals = scenario.table.principals
    path: Path = ("table", "principals")
    for name in principals:
        if name not in outline.parties:
            yield Finding(
                path,
                f'names the party "{name}", which does not exist. '
                + did_you_mean(name, outline.parties, "parties"),
            )
    yield from _repeated(path, principals)
    if len(principals) > _MOST_PRINCIPALS:
        yield Finding(path, f"must be at most {_MOST_PRINCIPALS}; got {len(principals)}.")


def _repeated(path: Path, names: Sequence[str]) -> Iterator[Finding]:
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield Finding(path, f'names "{name}" {names.count(name)} times; once is enough.')


def _menu(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    menu = scenario.table.menu
    path: Path = ("table", "menu", "issues")
    for name in menu.issues:
        if name not in outline.issues:
            yield Finding(
                path,
                f'names the issue "{name}", which does not exist. '
                + did_you_mean(name, outline.issues, "issues"),
            )
        elif outline.givers.get(name) not in outline.principals:
            yield Finding(
                path,
                f"must name issues of principals, who sign; {name} is given by "
                f"{outline.givers.get(name)}.",
            )
    yield from _repeated(path, menu.issues)
    known = [scenario.issues[name] for name in set(menu.issues) if name in scenario.issues]
    packages = math.prod(len(issue.rungs) for issue in known)
    if packages > _MOST_PACKAGES:
        yield Finding(
            path,
            f"must make at most {_MOST_PACKAGES:,} packages; got {packages:,}, the product of the "
            "rungs of its issues. Leave out an issue or coarsen a ladder.",
        )
    for name, levels in menu.levels.items():
        here: Path = ("table", "menu", "levels", name)
        if name not in menu.issues:
            yield Finding(
                here, f"is not on the menu. {did_you_mean(name, menu.issues, 'issues of the menu')}"
            )
            continue
        if any(after <= before for before, after in pairwise(levels)):
            yield Finding(here, "must rise from one level to the next.")
        issue = scenario.issues.get(name)
        for i, level in enumerate(levels if issue is not None else ()):
            fault = rung_fault(level, name, issue) if issue is not None else ""
            if fault:
                yield Finding((*here, i), fault)


def weights_fault(weights: Sequence[Number]) -> str:
    """Return a sentence where weights do not sum to 1 in every draw, or an empty text."""
    if not all(isinstance(weight, ValueNumber) for weight in weights):
        return "must be plain `value`s, so that they sum to 1 in every draw."
    total = math.fsum(weight.mean() for weight in weights)
    return "" if math.isclose(total, 1, abs_tol=1e-9) else f"must sum to 1; got {total:g}."


def _recognition(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    table = scenario.table
    path: Path = ("table", "recognition")
    if not table.recognition:
        return
    if table.proposer != "random":
        yield Finding(
            path, f'needs table.proposer = "random"; got "{table.proposer}". Drop one of them.'
        )
    for name in table.recognition:
        if name not in outline.principals:
            yield Finding(
                (*path, name),
                "must be a principal. " + did_you_mean(name, outline.principals, "principals"),
            )
    absent = [name for name in table.principals if name not in table.recognition]
    if absent:
        yield Finding(path, f"must name every principal; {', '.join(absent)} has none.")
    fault = weights_fault(list(table.recognition.values()))
    if fault:
        yield Finding(path, fault)
