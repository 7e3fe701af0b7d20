"""Rules of settings, table and parties: who signs, over what, how long, and what each needs."""

from __future__ import annotations

import keyword
import math
from collections.abc import Iterator
from itertools import pairwise

from bargaining.scenario.checks.matters import rung_fault, weights_fault
from bargaining.scenario.checks.names import Roles
from bargaining.scenario.locate import Path
from bargaining.scenario.records import Party, ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.wording import Finding

__all__ = ["check"]

_MOST_PACKAGES = 20_000
_MOST_PRINCIPALS = 8
_MOST_PARTIES = 40


def check(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every broken rule of settings, table and parties."""
    yield from _sizes(scenario)
    yield from _promises(scenario, roles)
    yield from _levels(scenario)
    yield from _recognition(scenario)
    for name, party in scenario.parties.items():
        yield from _party(name, party, scenario, roles)
        yield from _costs(name, party, scenario, roles)
        yield from _ratifier(name, party, scenario, roles)
        if name not in scenario.payoffs:
            yield Finding(
                ("payoffs", name),
                f"is missing: every party needs to want something. Add a table [payoffs.{name}].",
            )


def _sizes(scenario: ScenarioRecord) -> Iterator[Finding]:
    table = scenario.table
    for path, number, most, why in (
        (("table", "principals"), len(table.principals), _MOST_PRINCIPALS, ""),
        (
            ("parties",),
            len(scenario.parties),
            _MOST_PARTIES,
            " Every party anticipates every other one: group those that act alike.",
        ),
    ):
        if number > most:
            yield Finding(path, f"must be at most {most}; got {number}.{why}")
    issues = {name for name in table.menu.issues if name in scenario.issues}
    packages = math.prod(len(scenario.issues[name].rungs) for name in issues)
    if packages > _MOST_PACKAGES:
        yield Finding(
            ("table", "menu", "issues"),
            f"must make at most {_MOST_PACKAGES:,} packages; got {packages:,}, the product of the "
            "rungs of its issues. Leave out an issue or coarsen a ladder.",
        )


def _promises(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield rules of dates, ratification, delivery and schedule that have nothing to work on."""
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
        )
    if table.foresee_ratification and not roles.ratifiers:
        yield Finding(
            ("table", "foresee_ratification"),
            "needs a `ratifier` of one of the principals: without one every text passes at home.",
        )
    if table.schedule == "linear" and table.due is None and table.lapse is None:
        yield Finding(
            ("table", "schedule"),
            'needs table.due or table.lapse, until which promises come due; "at_once" needs none.',
        )
    if table.own_delivery == "prior":
        return
    path: Path = ("table", "own_delivery")
    signers = [one for name, one in scenario.parties.items() if name in table.principals]
    if all(one.expected_delivery is None for one in signers):
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
            yield Finding(path, f'must be "prior" where table.{field} is "{value}": {why}.')


def _levels(scenario: ScenarioRecord) -> Iterator[Finding]:
    menu = scenario.table.menu
    for name, levels in menu.levels.items():
        here: Path = ("table", "menu", "levels", name)
        if name not in menu.issues:
            near = did_you_mean(name, menu.issues, "issues of the menu")
            yield Finding(here, f"is not on the menu. {near}")
            continue
        if any(after <= before for before, after in pairwise(levels)):
            yield Finding(here, "must rise from one level to the next.")
        for i, level in enumerate(levels if name in scenario.issues else ()):
            fault = rung_fault(level, name, scenario.issues[name])
            if fault:
                yield Finding((*here, i), fault)


def _recognition(scenario: ScenarioRecord) -> Iterator[Finding]:
    table = scenario.table
    path: Path = ("table", "recognition")
    if not table.recognition:
        return
    if table.proposer != "random":
        yield Finding(
            path,
            f'needs table.proposer = "random"; got "{table.proposer}". Drop one of them.',
            (("table", "proposer"),),
        )
    for name in table.recognition:
        if name not in table.principals:
            near = did_you_mean(name, table.principals, "principals")
            yield Finding((*path, name), f"must be a principal. {near}")
    absent = [name for name in table.principals if name not in table.recognition]
    if absent:
        yield Finding(path, f"must name every principal; {', '.join(absent)} has none.")
    fault = weights_fault(list(table.recognition.values()))
    if fault:
        yield Finding(path, fault)


def _party(name: str, party: Party, scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    table, path = scenario.table, ("parties", name)
    principal, gives = name in table.principals, name in roles.givers.values()
    # Inertia is the cost of a step, and of opening talks or walking out of them.
    if party.inertia is None and (gives or (principal and (table.may_open or table.may_walk))):
        what = "a party that gives an issue" if gives else "a principal"
        yield Finding(
            (*path, "inertia"),
            f"is missing: {what} needs the cost of a move, in payoff units; 0 makes moves free.",
        )
    if party.turnover is not None and not principal:
        yield Finding(
            (*path, "turnover"),
            "must stand only with principals: leaders of other parties are not followed.",
        )
    elif party.turnover is not None and party.belief is None:
        yield Finding(
            (*path, "turnover"),
            f"needs a `belief`: a new leader draws a new type, and {name} has none.",
        )
    if party.hurdle is not None and party.ratifier is None:
        yield Finding(
            (*path, "hurdle"),
            "needs a `ratifier`: it says how far above the status quo that party must be.",
        )
    if not party.country.isidentifier() or keyword.iskeyword(party.country):
        yield Finding(
            (*path, "country"),
            f'must be the name of a class, such as "Japan" or "Party"; got "{party.country}".',
        )
    _, highest = party.discount_factor.support()
    endless = scenario.settings.planning_window.value == "unlimited"
    if endless and highest >= 1 and not hasattr(party.discount_factor, "alpha"):
        yield Finding(
            (*path, "discount_factor"),
            'must be below 1 where settings.planning_window is "unlimited": a sum over '
            f"endless rounds that all count alike has no value; got {highest:g}.",
        )


def _costs(name: str, party: Party, scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield costs and noises of a choice that the party never makes."""
    for fields, makes, whom, why in (
        (
            ("proposal_noise", "refusal_cost", "ratification_failure_cost"),
            name in scenario.table.principals,
            "principals",
            "makes no offer and signs nothing",
        ),
        (
            ("reversal_cost", "moves_at_indifference"),
            name in roles.givers.values(),
            "parties that give an issue",
            "has no ladder to move",
        ),
    ):
        for field in fields if not makes else ():
            if getattr(party, field) is not None:
                fault = f"must stand only with {whom}: {name} {why}."
                yield Finding(("parties", name, field), fault)
    if party.ratification_failure_cost is not None and not roles.ratifiers:
        yield Finding(
            ("parties", name, "ratification_failure_cost"),
            "needs a `ratifier` of one of the principals: without one no text fails at home.",
        )


def _ratifier(name: str, party: Party, scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    ratifier = party.ratifier
    if ratifier is None:
        return
    path = ("parties", name, "ratifier")
    given = [issue for issue, giver in roles.givers.items() if giver == ratifier]
    if name not in scenario.table.principals:
        yield Finding(path, f"must stand only with principals: {name} signs nothing.")
    if ratifier in scenario.table.principals:
        yield Finding(
            path, f"must not be a principal; got {ratifier}, who sits at the table itself."
        )
    elif given:
        yield Finding(
            path,
            f"must be a party without ladders; got {ratifier}, who gives {', '.join(given)}. "
            "Add a party of its own for the ratifier.",
        )
    elif ratifier in roles.typed:
        yield Finding(
            ("parties", ratifier, "belief"),
            f"must not stand with a ratifier: what {ratifier} wants is known. Drop it.",
        )
