"""What a reader of a sound scenario should know all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bargaining.scenario.evidence import CITATION, sourced, walk
from bargaining.scenario.numbers import NUMBER_KINDS, ValueNumber
from bargaining.scenario.schema import Condition, Scenario
from bargaining.scenario.terms import parse_term

__all__ = ["notes"]

# Keys of the rules on offers, promises and turns; a file without any of them plays without them.
_TABLE_RULES = frozenset(
    {
        *("offer_prior", "foresee_ratification", "own_delivery"),
        *("learn_from_offers", "memory_outlasts_texts", "completed_promises_bind", "schedule"),
        *("talks_have_weight", "adjournment_probability", "default_voids_text"),
    }
)
_PARTY_RULES = frozenset(
    {
        *("proposal_noise", "refusal_cost", "ratification_failure_cost"),
        *("reversal_cost", "moves_at_indifference"),
    }
)


def notes(scenario: Scenario) -> tuple[str, ...]:
    """Return sentences on approximations and on parts that play no role.

    None of them is an error; each begins with the dotted path that it speaks of.
    """
    topics = (_averages, _types, _promises, _talks, _acts, _moves, _unread, _citations, _draws)
    return tuple(sentence for topic in topics for sentence in topic(scenario))


def _varies(name: str, condition: Condition, scenario: Scenario) -> bool:
    persistence = condition.persistence
    still = (
        isinstance(persistence, ValueNumber)
        and persistence.value == 1
        and not condition.drivers
        and (condition.noise is None or condition.noise.support()[1] == 0)
    )
    return not still or any(name in act.sets for act in scenario.acts)


def _averages(scenario: Scenario) -> Iterator[str]:
    varying = {
        name
        for name, condition in scenario.conditions.items()
        if _varies(name, condition, scenario)
    }
    for party, terms in scenario.payoffs.items():
        for term in terms:
            both = [column.name for column in parse_term(term) if column.name in varying]
            if len(both) > 1:
                yield (
                    f"payoffs.{party}.{term} multiplies {' and '.join(both)}, which both vary in "
                    "time: over a planning window the product of their means stands in for the "
                    "mean of their product."
                )


def _types(scenario: Scenario) -> Iterator[str]:
    for name, party in scenario.parties.items():
        expected = party.expected_delivery
        differs = expected is not None and expected.type_0 != expected.type_1
        if party.belief is None:
            if differs:
                yield (
                    f"parties.{name}.expected_delivery.type_0 plays no part: {name} has no private "
                    "type, and type_1 is used."
                )
            continue
        own = any(
            column.name == "type" and column.detail == name
            for term in scenario.payoffs[name]
            for column in parse_term(term)
        )
        if not own:
            yield (
                f"parties.{name}.belief is about a type that enters no payoff of {name}: both "
                "types choose alike, and choices tell nothing about it."
            )


def _promises(scenario: Scenario) -> Iterator[str]:
    """Say which rules of offers and promises are not asked for, where no such key is given."""
    given = scenario.table.model_fields_set & _TABLE_RULES
    for party in scenario.parties.values():
        given |= party.model_fields_set & _PARTY_RULES
    if given:
        return
    principals = [scenario.parties[name] for name in scenario.table.principals]
    if any(party.ratifier is not None for party in principals):
        yield (
            "table.foresee_ratification is absent, and so is every cost of a failure: principals "
            "may agree to texts that are sure to be refused at home."
        )
    if any(party.expected_delivery is not None for party in principals):
        yield (
            "table.own_delivery is absent: a giver is expected to deliver the same share of every "
            "promise, whatever it would gain by keeping it."
        )


def _talks(scenario: Scenario) -> Iterator[str]:
    """Say which rules of talks and texts play no part in this file, or another than they seem."""
    table = scenario.table
    weighed = [
        name
        for name in table.principals
        if scenario.parties[name].moves_at_indifference is not None
    ]
    if table.talks_have_weight and len(weighed) < len(table.principals):
        others = ", ".join(name for name in table.principals if name not in weighed)
        yield (
            "table.talks_have_weight rests on parties.*.moves_at_indifference: it changes nothing "
            f"for {others}, without that key."
        )
    at_once = table.delivery == "immediate" and not table.completed_promises_bind
    if table.default_voids_text and (at_once or table.agreement_term == "one_round"):
        yield (
            "table.default_voids_text plays no part: nothing stays promised where delivery is "
            "immediate or an agreement binds for one round."
        )
    if table.adjournment_probability is not None and not table.may_walk:
        yield (
            "table.may_walk forbids walking out of a session, not leaving when one ends: "
            "table.adjournment_probability ends sessions all the same."
        )


def _acts(scenario: Scenario) -> Iterator[str]:
    for act in scenario.acts:
        if not scenario.issues[act.issue].reversible:
            yield f"acts.{act.name}.issue is irreversible: the act lowers nothing."
        for name in act.sets:
            if scenario.conditions[name].kind != "autoregressive":
                yield (
                    f"acts.{act.name}.sets.{name} lasts for the round only: the condition follows "
                    "a schedule."
                )


def _moves(scenario: Scenario) -> Iterator[str]:
    givers = {issue.giver for issue in scenario.issues.values()}
    ratifiers = {party.ratifier for party in scenario.parties.values()}
    for name, party in scenario.parties.items():
        if name not in {*givers, *ratifiers, *scenario.table.principals}:
            yield f"parties.{name} gives no issue, signs nothing and ratifies nothing: it looks on."
        cost = party.inertia.mean() if party.inertia is not None else 0
        if name in givers and 0 < cost < 2 * party.choice_noise.mean():
            yield (
                f"parties.{name}.inertia is below twice the choice noise: noise alone will move "
                "its ladders."
            )


def _unread(scenario: Scenario) -> Iterator[str]:
    tables = [*scenario.payoffs.values()]
    tables += [condition.drivers for condition in scenario.conditions.values()]
    read = {column.name for table in tables for term in table for column in parse_term(term)}
    if scenario.outcome.rupture is not None:
        read.add(scenario.outcome.rupture.condition)
    for name in scenario.conditions:
        if name not in read:
            yield f"conditions.{name} enters no payoff, no driver and no rupture: nothing reads it."
    for name in scenario.issues:
        damps = any(one.damped_by == name for one in scenario.conditions.values())
        if name not in read and not damps:
            yield f"issues.{name} enters no payoff: nobody cares about it."


def _citations(scenario: Scenario) -> Iterator[str]:
    listed = scenario.scenario.articles
    cited: dict[str, str] = {}
    for thing in sourced(scenario):
        for source in thing.source:
            found = CITATION.fullmatch(source)
            if found:
                cited.setdefault(found[1], thing.path)
    for article, path in cited.items():
        if article not in listed:
            yield f"{path} cites {article}, which scenario.articles does not list."
    for article in listed:
        if article not in cited:
            yield f"scenario.articles lists {article}, which nothing cites."


def _draws(scenario: Scenario) -> Iterator[str]:
    numbers = [number for _, number in walk(scenario) if isinstance(number, NUMBER_KINDS)]
    for draw, times in Counter(number.draw for number in numbers).items():
        if draw is not None and times == 1:
            yield f'the draw "{draw}" is named by one number only: it shares its luck with none.'
