"""Rules of parties: ratifiers, types, what each role needs, and that each has payoffs."""

from __future__ import annotations

import keyword
from collections.abc import Iterator

from bargaining.scenario.checks.outline import Outline
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.records import Party, ScenarioRecord
from bargaining.scenario.wording import Finding

__all__ = ["check"]

_MOST_PARTIES = 40


def check(scenario: ScenarioRecord, outline: Outline) -> Iterator[Finding]:
    """Yield every broken rule of the parties."""
    if len(outline.parties) > _MOST_PARTIES:
        yield Finding(
            ("parties",),
            f"must be at most {_MOST_PARTIES}; got {len(outline.parties)}. Every party anticipates "
            "every other one: group those that act alike.",
        )
    unlimited = scenario.settings.planning_window.value == "unlimited"
    mobile = scenario.table.may_open or scenario.table.may_walk
    for name, party in scenario.parties.items():
        yield from _role(name, party, outline, mobile)
        yield from _ratifier(name, party, outline)
        yield from _costs(name, party, outline)
        if not party.country.isidentifier() or keyword.iskeyword(party.country):
            yield Finding(
                ("parties", name, "country"),
                f'must be the name of a class, such as "Japan" or "Party"; got "{party.country}".',
            )
        _, patience = party.discount_factor.support()
        beta = hasattr(party.discount_factor, "alpha")
        if unlimited and patience >= 1 and not beta:
            yield Finding(
                ("parties", name, "discount_factor"),
                'must be below 1 where settings.planning_window is "unlimited": a sum over '
                f"endless rounds that all count alike has no value; got {patience:g}.",
                (("settings", "planning_window"),),
            )
    yield from _payoffs(outline)


def _role(name: str, party: Party, outline: Outline, mobile: bool) -> Iterator[Finding]:
    principal = name in outline.principals
    # Inertia is the cost of a step, and of opening talks or walking out of them.
    moves = name in outline.owners or (principal and mobile)
    if party.inertia is None and moves:
        what = "a party that gives an issue" if name in outline.owners else "a principal"
        yield Finding(
            ("parties", name, "inertia"),
            f"is missing: {what} needs the cost of a move, in payoff units; 0 makes moves free.",
        )
    if party.turnover is not None and not principal:
        yield Finding(
            ("parties", name, "turnover"),
            "must stand only with principals: leaders of other parties are not followed.",
        )
    if party.turnover is not None and principal and name not in outline.typed:
        yield Finding(
            ("parties", name, "turnover"),
            f"needs a `belief`: a new leader draws a new type, and {name} has none.",
        )
    if party.hurdle is not None and name not in outline.ratifiers:
        yield Finding(
            ("parties", name, "hurdle"),
            "needs a `ratifier`: it says how far above the status quo that party must be.",
        )


def _costs(name: str, party: Party, outline: Outline) -> Iterator[Finding]:
    """Yield costs and noises of a choice that the party never makes."""
    for field in ("proposal_noise", "refusal_cost", "ratification_failure_cost"):
        if getattr(party, field) is not None and name not in outline.principals:
            yield Finding(
                ("parties", name, field),
                f"must stand only with principals: {name} makes no offer and signs nothing.",
            )
    if party.ratification_failure_cost is not None and not outline.ratifiers:
        yield Finding(
            ("parties", name, "ratification_failure_cost"),
            "needs a `ratifier` of one of the principals: without one no text fails at home.",
        )
    for field in ("reversal_cost", "moves_at_indifference"):
        if getattr(party, field) is not None and name not in outline.owners:
            yield Finding(
                ("parties", name, field),
                f"must stand only with parties that give an issue: {name} has no ladder to move.",
            )


def _ratifier(name: str, party: Party, outline: Outline) -> Iterator[Finding]:
    ratifier = party.ratifier
    if ratifier is None:
        return
    path = ("parties", name, "ratifier")
    if name not in outline.principals:
        yield Finding(path, f"must stand only with principals: {name} signs nothing.")
    if ratifier not in outline.parties:
        yield Finding(
            path,
            f'names the party "{ratifier}", which does not exist. '
            + did_you_mean(ratifier, [p for p in outline.parties if p != name], "parties"),
        )
    elif ratifier in outline.principals:
        yield Finding(
            path, f"must not be a principal; got {ratifier}, who sits at the table itself."
        )
    elif ratifier in outline.owners:
        yield Finding(
            path,
            f"must be a party without ladders; got {ratifier}, who gives "
            + ", ".join(issue for issue, giver in outline.givers.items() if giver == ratifier)
            + ". Add a party of its own for the ratifier.",
        )
    elif ratifier in outline.typed:
        yield Finding(
            ("parties", ratifier, "belief"),
            f"must not stand with a ratifier: what {ratifier} wants is known. Drop it.",
        )


def _payoffs(outline: Outline) -> Iterator[Finding]:
    for name in outline.parties:
        if name not in outline.payoffs:
            yield Finding(
                ("payoffs", name),
                f"is missing: every party needs to want something. Add a table [payoffs.{name}].",
            )
    for name in outline.payoffs:
        if name not in outline.parties:
            yield Finding(
                ("payoffs", name),
                f'names the party "{name}", which does not exist. '
                + did_you_mean(name, outline.parties, "parties"),
            )
