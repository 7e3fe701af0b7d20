"""What a reader of a sound scenario should know all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from bargaining.scenario.evidence import CITATION, sourced, walk
from bargaining.scenario.numbers import NUMBER_KINDS, ValueNumber
from bargaining.scenario.schema import Condition, Scenario
from bargaining.scenario.stakes import gain_of_giving, has_mutual_gain
from bargaining.scenario.terms import parse_term

__all__ = ["notes"]

# From this share of the largest weight on, a whole weight at stake moves a choice by 88 % at most.
_NOISE_SHARE = 0.5
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
    topics = (
        *(_averages, _types, _promises, _unkept, _gains, _noise, _talks, _acts, _dates, _moves),
        *(_unread, _citations, _draws),
    )
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


def _unkept(scenario: Scenario) -> Iterator[str]:
    """Say which principals sign what costs them, and lose nothing by not delivering it."""
    kept = scenario.table.delivery == "immediate" or not _may_sit(scenario)
    for name in scenario.table.principals if not kept else ():
        minds = any(
            column.name == "undelivered" and column.detail == name
            for term in scenario.payoffs[name]
            for column in parse_term(term)
        )
        costly = [
            issue
            for issue in scenario.table.menu.issues
            if scenario.issues[issue].giver == name and gain_of_giving(scenario, name, issue) < 0
        ]
        if costly and not minds:
            yield (
                f"payoffs.{name} has no term with undelivered.{name}: {name} signs packages and "
                f"loses nothing by not delivering {' and '.join(costly)}."
            )


def _may_sit(scenario: Scenario) -> bool:
    opened = any(one.kind == "talks" and one.target == "open" for one in scenario.interventions)
    return scenario.table.open_at_start or scenario.table.may_open or opened


def _gains(scenario: Scenario) -> Iterator[str]:
    """Say where no package can be wanted by all, and where signs look turned."""
    table = scenario.table
    if _may_sit(scenario) and not has_mutual_gain(scenario):
        yield (
            "table.menu holds no package that leaves every principal better off at the start, at "
            "the means of the numbers: texts are signed by mistake, or when conditions change."
        )
    for issue in table.menu.issues:
        giver = scenario.issues[issue].giver
        if gain_of_giving(scenario, giver, issue) > 0:
            yield (
                f"issues.{issue}: {giver} gains by giving it, whatever comes back. Where giving is "
                f"meant to cost, the weight in payoffs.{giver} is below 0."
            )
        others = [name for name in table.principals if name != giver]
        if len(others) == 1 and gain_of_giving(scenario, others[0], issue) < 0:
            yield (
                f"issues.{issue}: {others[0]} loses by getting it. Where it is meant to be wanted, "
                f"the weight in payoffs.{others[0]} is above 0."
            )


def _noise(scenario: Scenario) -> Iterator[str]:
    for name, party in scenario.parties.items():
        largest = max((abs(one.mean()) for one in scenario.payoffs[name].values()), default=0.0)
        noise = party.choice_noise.mean()
        if noise >= _NOISE_SHARE * largest > 0:
            yield (
                f"parties.{name}.choice_noise, {noise:g}, is half of its largest weight, "
                f"{largest:g}, or more: {name} decides little better than by lot."
            )


def _dates(scenario: Scenario) -> Iterator[str]:
    lists = [("interventions", scenario.interventions)]
    lists += [(f"counterfactuals.{one.name}", one.do) for one in scenario.counterfactuals]
    lists += [(f"arms.{one.name}", one.do) for one in scenario.arms]
    last = scenario.settings.rounds.value - 1
    for place, changes in lists:
        for change in changes:
            if change.until is not None and change.until > last:
                yield (
                    f"{place}: the {change.kind} of {change.target} runs until round "
                    f"{change.until}, past the last one, {last}."
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
    listed = scenario.header.articles
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
    numbers = [number for _, _, number in walk(scenario) if isinstance(number, NUMBER_KINDS)]
    for draw, times in Counter(number.draw for number in numbers).items():
        if draw is not None and times == 1:
            yield f'the draw "{draw}" is named by one number only: it shares its luck with none.'
