"""What a reader of a sound scenario should know all the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import product

from bargaining.scenario.evidence import CITATION, sourced, walk
from bargaining.scenario.numbers import ValueNumber
from bargaining.scenario.schema import Act, Intervention, Scenario
from bargaining.scenario.seats import script_notes
from bargaining.scenario.terms import Column, parse_term

__all__ = ["gain_of_giving", "notes"]

# From this share of the largest weight on, a whole weight at stake moves a choice by 88 % at most.
_NOISE_SHARE = 0.5
# Keys of the rules on offers, promises and turns; a file without any of them plays without them.
_TABLE_RULES = {
    *("offer_prior", "foresee_ratification", "own_delivery", "schedule", "learn_from_offers"),
    *("memory_outlasts_texts", "completed_promises_bind", "talks_have_weight"),
    *("adjournment_probability", "default_voids_text"),
}
_PARTY_RULES = {
    *("proposal_noise", "refusal_cost", "ratification_failure_cost"),
    *("reversal_cost", "moves_at_indifference"),
}
_SIGNED = ("agreement_in_force", "ever_agreed")
_TYPES = (0.0, 1.0)

# The weight of a product of issues' columns, all else in it at its start.
Product = tuple[float, tuple[Column, ...]]


def notes(scenario: Scenario) -> tuple[str, ...]:
    """Return sentences on approximations and on parts that play no role.

    None of them is an error; each begins with the dotted path that it speaks of.
    """
    topics = (_parties, _rules, _gains, _columns, _changes, _evidence, script_notes)
    return tuple(sentence for topic in topics for sentence in topic(scenario))


def _weights(scenario: Scenario, name: str, column: str) -> list[float]:
    """Return the weights of a party's terms that name it in a column, such as `undelivered`."""
    return [
        weight.expectation()
        for term, weight in scenario.payoffs[name].items()
        if any(one.name == column and one.detail == name for one in parse_term(term))
    ]


def _may_sit(scenario: Scenario) -> bool:
    opened = any(one.kind == "talks" and one.target == "open" for one in scenario.interventions)
    return scenario.table.open_at_start or scenario.table.may_open or opened


def _parties(scenario: Scenario) -> Iterator[str]:
    givers = {issue.giver for issue in scenario.issues.values()}
    ratifiers = {party.ratifier for party in scenario.parties.values()}
    for name, party in scenario.parties.items():
        expected, noise = party.expected_delivery, party.choice_noise.expectation()
        if party.belief is not None and not _weights(scenario, name, "type"):
            yield (
                f"parties.{name}.belief is about a type that enters no payoff of {name}: both "
                "types choose alike, and choices tell nothing about it."
            )
        elif party.belief is None and expected and expected.type_0 != expected.type_1:
            yield (
                f"parties.{name}.expected_delivery.type_0 plays no part: {name} has no private "
                "type, and type_1 is used."
            )
        largest = max(
            (abs(one.expectation()) for one in scenario.payoffs[name].values()), default=0.0
        )
        if noise >= _NOISE_SHARE * largest > 0:
            yield (
                f"parties.{name}.choice_noise, {noise:g}, is half of its largest weight, "
                f"{largest:g}, or more: {name} decides hardly better than at random."
            )
        if name not in {*givers, *ratifiers, *scenario.table.principals}:
            yield f"parties.{name} gives no issue, signs nothing and ratifies nothing: it looks on."
        cost = party.inertia.expectation() if party.inertia is not None else 0
        if name in givers and 0 < cost < 2 * noise:
            yield (
                f"parties.{name}.inertia is below twice the choice noise: noise alone will move "
                "its ladders."
            )


def _rules(scenario: Scenario) -> Iterator[str]:
    """Say which rules are not asked for or play no part, and who signs what it need not keep."""
    table, parties = scenario.table, scenario.parties
    principals = [parties[name] for name in table.principals]
    if not table.model_fields_set & _TABLE_RULES and not any(
        party.model_fields_set & _PARTY_RULES for party in parties.values()
    ):
        if any(party.ratifier is not None for party in principals):
            yield (
                "table.foresee_ratification is absent, and so is every cost of a failure: "
                "principals may agree to texts that are sure to be refused at home."
            )
        if any(party.expected_delivery is not None for party in principals):
            yield (
                "table.own_delivery is absent: a giver is expected to deliver the same share of "
                "every promise, whatever it would gain by keeping it."
            )
    kept = table.delivery == "immediate" or not _may_sit(scenario)
    for name in table.principals if not kept else ():
        costly = [
            issue
            for issue in table.menu.issues
            if scenario.issues[issue].giver == name and gain_of_giving(scenario, name, issue) < 0
        ]
        weights = _weights(scenario, name, "undelivered")
        if costly and not any(weight < 0 for weight in weights):
            lacking = "no weight below 0 on a term" if weights else "no term"
            yield (
                f"payoffs.{name} has {lacking} with undelivered.{name}: {name} signs packages and "
                f"loses nothing by not delivering {' and '.join(costly)}."
            )
    unweighed = [
        name for name in table.principals if scenario.parties[name].moves_at_indifference is None
    ]
    if table.talks_have_weight and unweighed:
        yield (
            "table.talks_have_weight rests on parties.*.moves_at_indifference: it changes nothing "
            f"for {', '.join(unweighed)}, without that key."
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


def _gains(scenario: Scenario) -> Iterator[str]:
    """Say where no package can be wanted by all, and where signs look turned."""
    table, start = scenario.table, _start(scenario)
    levels = [
        table.menu.levels.get(name, [rung.level for rung in scenario.issues[name].rungs])
        for name in table.menu.issues
    ]
    packages = (dict(zip(table.menu.issues, chosen, strict=True)) for chosen in product(*levels))
    reached = (
        {name: max(level, package.get(name, level)) for name, level in start.items()}
        for package in packages
    )
    # By principal and type: the payoff once signed, and its value with nothing signed.
    sums = [
        [
            (
                _products(scenario, name, kind, signed=True),
                _sum(_products(scenario, name, kind), start, scenario),
            )
            for kind in _TYPES
        ]
        for name in table.principals
    ]
    if _may_sit(scenario) and not any(
        after != start
        and all(
            any(_sum(signed, after, scenario) > before + 1e-12 for signed, before in mine)
            for mine in sums
        )
        for after in reached
    ):
        yield (
            "table.menu holds no package that leaves every principal better off at the start, at "
            "the means of the numbers: texts are signed by mistake, or when conditions change."
        )
    for issue in table.menu.issues:
        giver = scenario.issues[issue].giver
        others = [name for name in table.principals if name != giver]
        if gain_of_giving(scenario, giver, issue) > 0:
            yield (
                f"issues.{issue}: {giver} gains by giving it, whatever comes back. Where giving is "
                f"meant to cost, the weight in payoffs.{giver} is below 0."
            )
        if len(others) == 1 and gain_of_giving(scenario, others[0], issue) < 0:
            yield (
                f"issues.{issue}: {others[0]} loses by getting it. Where it is meant to be wanted, "
                f"the weight in payoffs.{others[0]} is above 0."
            )


def _columns(scenario: Scenario) -> Iterator[str]:
    """Say which terms are averaged roughly, and which issues and conditions no term reads."""
    conditions = scenario.conditions
    varying = {
        name
        for name, one in conditions.items()
        if not isinstance(one.persistence, ValueNumber)
        or one.persistence.value != 1
        or one.drivers
        or (one.noise is not None and one.noise.support()[1] > 0)
        or any(name in act.sets for act in scenario.acts)
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
    tables = [*scenario.payoffs.values(), *(one.drivers for one in conditions.values())]
    read = {column.name for table in tables for term in table for column in parse_term(term)}
    if scenario.outcome.rupture is not None:
        read.add(scenario.outcome.rupture.condition)
    for name in conditions:
        if name not in read:
            yield f"conditions.{name} enters no payoff, no driver and no rupture: nothing reads it."
    for name in scenario.issues:
        if name not in read | {one.damped_by for one in conditions.values()}:
            yield f"issues.{name} enters no payoff: nobody cares about it."


def _changes(scenario: Scenario) -> Iterator[str]:
    """Say which acts, schedules and dated changes do less than it seems."""
    last = scenario.settings.rounds.value - 1
    clocks = {
        f"conditions.{name}.{clock.field}": clock.numbers
        for name, condition in scenario.conditions.items()
        if (clock := condition.schedule) is not None and clock.by == "round"
    }
    for act in scenario.acts:
        clocks[f"acts.{act.name}.window.factor_by_round"] = act.window.factor_by_round
    for path, numbers in clocks.items():
        late = [key for key in numbers if key != "otherwise" and int(key) > last]
        if late:
            yield f"{path} names round {', '.join(late)}, past the last one, {last}."
    for _, path, one in walk(scenario):
        if isinstance(one, Act):
            if not scenario.issues[one.issue].reversible:
                yield f"{path}.issue is irreversible: the act lowers nothing."
            for name in one.sets:
                if scenario.conditions[name].kind != "autoregressive":
                    yield (
                        f"{path}.sets.{name} lasts for the round only: the condition follows a "
                        "schedule."
                    )
        elif isinstance(one, Intervention) and one.until is not None and one.until > last:
            yield (
                f"{path}: the {one.kind} of {one.target} runs until round {one.until}, past the "
                f"last one, {last}."
            )


def _evidence(scenario: Scenario) -> Iterator[str]:
    listed = scenario.header.articles
    cited: dict[str, str] = {}
    draws: Counter[str | None] = Counter()
    for thing in sourced(scenario):
        draws[getattr(thing.record, "draw", None)] += 1
        for source in thing.source:
            if found := CITATION.fullmatch(source):
                cited.setdefault(found[1], thing.path)
    for article, path in cited.items():
        if article not in listed:
            yield f"{path} cites {article}, which scenario.articles does not list."
    for article in listed:
        if article not in cited:
            yield f"scenario.articles lists {article}, which nothing cites."
    for draw, times in draws.items():
        if draw is not None and times == 1:
            yield f'the draw "{draw}" is named by one number only: it shares its luck with none.'


# What packages are worth at the start of a file, at the means of its numbers: a static sum, without
# time, noise and looking ahead, enough to see that a file cannot show what its author means.


def gain_of_giving(scenario: Scenario, party: str, name: str) -> float:
    """Return what a party gains when an issue rises from its first to its last rung, all else kept.

    Of the two values of private types, all low or all high, the one that gains more counts.
    """
    start, rungs = _start(scenario), scenario.issues[name].rungs
    low, high = ({**start, name: rung.level} for rung in (rungs[0], rungs[-1]))
    sums = [_products(scenario, party, kind) for kind in _TYPES]
    return max(_sum(one, high, scenario) - _sum(one, low, scenario) for one in sums)


def _start(scenario: Scenario) -> dict[str, float]:
    return {
        name: issue.rungs[0].level if issue.initial is None else issue.initial.expectation()
        for name, issue in scenario.issues.items()
    }


def _products(
    scenario: Scenario, party: str, kind: float, *, signed: bool = False
) -> list[Product]:
    """Return a party's flow payoff as a sum of products, every private type being of one kind."""
    found = []
    for term, weight in scenario.payoffs[party].items():
        value, moving = weight.expectation(), []
        for column in parse_term(term):
            if column.name in scenario.issues:
                moving.append(column)
            elif column.name in scenario.conditions:
                condition = scenario.conditions[column.name]
                numbers = [condition.initial or condition.mean]
                if condition.schedule is not None:
                    numbers = [*condition.schedule.numbers.values()]
                value *= sum(one.expectation() for one in numbers if one is not None) / len(numbers)
            else:
                value *= kind if column.name == "type" else float(signed and column.name in _SIGNED)
        if value:
            found.append((value, tuple(moving)))
    return found


def _sum(products: list[Product], levels: Mapping[str, float], scenario: Scenario) -> float:
    total = 0.0
    for value, columns in products:
        for column in columns:
            level = levels[column.name]
            if column.detail:
                issue = scenario.issues[column.name]
                distances = [abs(rung.level - level) for rung in issue.rungs]
                value *= issue.scales[column.detail][distances.index(min(distances))]
            else:
                value *= level if column.power == 1 else float(level**column.power)
        total += value
    return total
