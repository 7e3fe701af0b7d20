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
    table = scenario.table
    signers = len(table.principals)
    if signers > _MOST_PRINCIPALS:
        fault = f"must be at most {_MOST_PRINCIPALS}; got {signers}."
        yield Finding(("table", "principals"), fault)
    if table.opt_out == "responder" and signers != 2:
        yield Finding(
            ("table", "opt_out"),
            f'must be "none" with {signers} principals: only of two is it clear who responds.',
        )
    if table.due is not None and table.lapse is not None and table.due.value > table.lapse.value:
        fault = f"must be at most table.lapse, {table.lapse.value}; got {table.due.value}."
        yield Finding(("table", "due"), f"{fault} A lapsed promise cannot fall due.")
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
    signing = [one for name, one in scenario.parties.items() if name in table.principals]
    weighed = table.own_delivery != "prior"
    if weighed and all(one.expected_delivery is None for one in signing):
        fault = "needs `expected_delivery` of at least one principal: one without it is expected to"
        yield Finding(("table", "own_delivery"), f"{fault} deliver in full.")
    for field, value, why in (
        ("agreement_term", "one_round", "nobody weighs the rounds in which it would be kept"),
        ("delivery", "immediate", "what is signed is delivered at once"),
    ):
        if weighed and getattr(table, field) == value:
            fault = f'must be "prior" where table.{field} is "{value}": {why}.'
            yield Finding(("table", "own_delivery"), fault)
    yield from _offers(scenario)
    if len(scenario.parties) > _MOST_PARTIES:
        yield Finding(
            ("parties",),
            f"must be at most {_MOST_PARTIES}; got {len(scenario.parties)}. Every party "
            "anticipates every other one: group those that act alike.",
        )
    for name, party in scenario.parties.items():
        for field, fault in _party(name, party, scenario, roles):
            yield Finding(("parties", name, field), fault)
        outside = {*scenario.parties} - {*scenario.table.principals, *roles.givers.values()}
        if party.ratifier in roles.typed & outside:
            fault = (
                f"must not stand with a ratifier: what {party.ratifier} wants is known. Drop it."
            )
            yield Finding(("parties", party.ratifier, "belief"), fault)
        if name not in scenario.payoffs:
            yield Finding(
                ("payoffs", name),
                f"is missing: every party needs to want something. Add a table [payoffs.{name}].",
            )


def _offers(scenario: ScenarioRecord) -> Iterator[Finding]:
    """Yield what is wrong with packages, and with the lot of who proposes them."""
    table, issues = scenario.table, scenario.issues
    menu = table.menu
    packages = math.prod(len(issues[name].rungs) for name in {*menu.issues} & {*issues})
    if packages > _MOST_PACKAGES:
        yield Finding(
            ("table", "menu", "issues"),
            f"must make at most {_MOST_PACKAGES:,} packages; got {packages:,}, the product of the "
            "rungs of its issues. Leave out an issue or coarsen a ladder.",
        )
    for name, levels in menu.levels.items():
        here: Path = ("table", "menu", "levels", name)
        if name not in menu.issues:
            near = did_you_mean(name, menu.issues, "issues of the menu")
            yield Finding(here, f"is not on the menu. {near}")
            continue
        if any(after <= before for before, after in pairwise(levels)):
            yield Finding(here, "must rise from one level to the next.")
        for i, level in enumerate(levels if name in issues else ()):
            if fault := rung_fault(level, name, issues[name]):
                yield Finding((*here, i), fault)
    lot, here = table.recognition, ("table", "recognition")
    if not lot:
        return
    if table.proposer != "random":
        fault = f'needs table.proposer = "random"; got "{table.proposer}". Drop one of them.'
        yield Finding(here, fault, (("table", "proposer"),))
    for name in lot:
        if name not in table.principals:
            near = did_you_mean(name, table.principals, "principals")
            yield Finding((*here, name), f"must be a principal. {near}")
    absent = [name for name in table.principals if name not in lot]
    if absent:
        yield Finding(here, f"must name every principal; {', '.join(absent)} has none.")
    if fault := weights_fault(list(lot.values())):
        yield Finding(here, fault)


def _party(
    name: str, party: Party, scenario: ScenarioRecord, roles: Roles
) -> Iterator[tuple[str, str]]:
    """Yield each key of a party that is at fault, and what is wrong with it."""
    table, ratifier = scenario.table, party.ratifier
    principal, gives = name in table.principals, name in roles.givers.values()
    # Inertia is the cost of a step, and of opening talks or walking out of them.
    if party.inertia is None and (gives or (principal and (table.may_open or table.may_walk))):
        what = "a party that gives an issue" if gives else "a principal"
        yield (
            "inertia",
            f"is missing: {what} needs the cost of a move, in payoff units; 0 makes moves free.",
        )
    if not party.country.isidentifier() or keyword.iskeyword(party.country):
        yield (
            "country",
            f'must be the name of a class, such as "Japan" or "Party"; got "{party.country}".',
        )
    _, highest = party.discount_factor.support()
    endless = scenario.settings.planning_window.value == "unlimited"
    if endless and highest >= 1 and not hasattr(party.discount_factor, "alpha"):
        fault = 'must be below 1 where settings.planning_window is "unlimited": a sum over endless'
        yield (
            "discount_factor",
            f"{fault} rounds that all count alike has no value; got {highest:g}.",
        )
    of_signers = "must stand only with principals"
    of_givers = "must stand only with parties that give an issue"
    offers, followed = (
        "makes no offer and signs nothing",
        "leaders of other parties are not followed",
    )
    at_home = "needs a `ratifier`: it says how far above the status quo that party must be."
    unratified = "needs a `ratifier` of one of the principals: without one no text fails at home."
    typeless = f"needs a `belief`: a new leader draws a new type, and {name} has none."
    typed = party.belief is not None or not principal
    for key, sound, fault in (
        ("turnover", principal, f"{of_signers}: {followed}."),
        ("turnover", typed, typeless),
        ("hurdle", ratifier is not None, at_home),
        ("proposal_noise", principal, f"{of_signers}: {name} {offers}."),
        ("refusal_cost", principal, f"{of_signers}: {name} {offers}."),
        ("ratification_failure_cost", principal, f"{of_signers}: {name} {offers}."),
        ("ratification_failure_cost", roles.ratifiers, unratified),
        ("reversal_cost", gives, f"{of_givers}: {name} has no ladder to move."),
        ("moves_at_indifference", gives, f"{of_givers}: {name} has no ladder to move."),
        ("ratifier", principal, f"{of_signers}: {name} signs nothing."),
    ):
        if getattr(party, key) is not None and not sound:
            yield key, fault
    given = [issue for issue, giver in roles.givers.items() if giver == ratifier]
    if ratifier in table.principals:
        yield "ratifier", f"must not be a principal; got {ratifier}, who sits at the table itself."
    elif given:
        fault = f"must be a party without ladders; got {ratifier}, who gives {', '.join(given)}."
        yield "ratifier", f"{fault} Add a party of its own for the ratifier."
