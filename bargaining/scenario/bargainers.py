"""Who bargains, and by which rules, in words: the table and the parties of a scenario's sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bargaining.scenario.records import Party, ScenarioRecord
from bargaining.scenario.words import label_of, number_text
from bargaining.text import Dates, entry, joined, wrap

__all__ = ["parties", "table"]


def table(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on who signs, by which rules, and how far parties look."""
    for paragraph in (_talks, _offers, _promises):
        text = " ".join(paragraph(scenario))
        if text:
            yield from wrap(text, indent=2)
            yield ""
    yield from wrap(" ".join(_foresight(scenario)), indent=2)


def _names(names: Iterable[str], scenario: ScenarioRecord) -> str:
    return joined([label_of(name, scenario) for name in names])


def _talks(scenario: ScenarioRecord) -> Iterator[str]:
    rules = scenario.table
    first = label_of(rules.principals[0], scenario)
    lots = [
        f"{label_of(name, scenario)} with probability {number_text(number)}"
        for name, number in rules.recognition.items()
    ]
    turns = {
        "alternate": f"They propose in turn, {first} first.",
        "fixed": f"{first} makes every proposal.",
        "random": f"Who proposes is drawn by lot{': ' if lots else ''}{', '.join(lots)}.",
    }[rules.proposer]
    yield f"{_names(rules.principals, scenario)} sign. {turns}"
    yield f"A package is made of {_names(rules.menu.issues, scenario)}" + (
        ", and may move none of them." if rules.menu.empty_package else "."
    )
    for name, levels in rules.menu.levels.items():
        if len(levels) < len(scenario.issues[name].rungs):
            listed = ", ".join(f"{level:g}" for level in levels)
            yield f"Of {label_of(name, scenario)} it may name {listed} only."
    opened = "Talks are under way at the start" if rules.open_at_start else "Talks are not yet open"
    doors = {
        (True, True): "may open and may be walked out of",
        (True, False): "may open, and nobody may walk out",
        (False, True): "may be walked out of, and do not reopen",
        (False, False): "neither open nor close by anybody's wish",
    }[(rules.may_open, rules.may_walk)]
    yield f"{opened}; they {doors}."
    chance = number_text(rules.breakdown_probability)
    final = ", for good" if rules.breakdown_is_final else ""
    yield (
        f"Talks never break down by themselves{final and ', and a breakdown would be for good'}."
        if chance == "0"
        else f"A round at the table ends in a breakdown with probability {chance}{final}."
    )
    if rules.adjournment_probability is not None:
        chance = number_text(rules.adjournment_probability)
        yield f"After a round at the table without an offer, talks adjourn in {chance} of cases."
    if rules.talks_have_weight:
        yield "Where nothing is at stake, talks open and are left no more often than policies move."
    if rules.deadline is not None:
        yield f"Nobody sits at the table {Dates.of(scenario).when(rules.deadline.value, None)}."
    if rules.one_agreement:
        yield "There is at most one agreement."


def _offers(scenario: ScenarioRecord) -> Iterator[str]:
    rules = scenario.table
    if rules.offer_prior == "equal":
        yield "Before values are weighed, passing is as likely as making some offer."
    if rules.foresee_ratification:
        yield "A party that answers an offer allows for failure at home."
    if rules.learn_from_offers:
        yield "An offer is answered and ratified by what it tells about the party that made it."
    if rules.opt_out == "responder":
        yield "A party that refuses may leave the table for good."
    if rules.acceptance == "uniform":
        yield "The chance of a yes rises in a straight line with what an offer gains."
    if rules.agreement_term == "one_round":
        yield "An agreement binds for one round."
    if rules.clock == "window":
        yield "Delay at the table is discounted by the planning window."


def _promises(scenario: ScenarioRecord) -> Iterator[str]:
    rules, lasting = scenario.table, Dates.of(scenario).lasting
    if rules.delivery == "immediate":
        yield "What is signed is delivered at once."
    elif rules.lapse is not None:
        yield f"Promises not kept within {lasting(rules.lapse.value)} lapse."
    due = rules.due or rules.lapse
    if due is not None and rules.due is not None:
        yield f"A promise still open after {lasting(due.value)} is a default."
    if rules.schedule == "linear" and due is not None:
        yield (
            f"Promises come due evenly over {lasting(due.value)}, and what was delivered is owed "
            "from then on."
        )
    if rules.own_delivery == "incentives":
        yield "How much of a promise is expected depends on what its giver gains by keeping it."
    if rules.default_voids_text:
        yield "An agreement in force ends with the first default."
    if rules.undelivered_memory is not None:
        yield (
            f"Of a broken promise {number_text(rules.undelivered_memory)} is still remembered a "
            f"{Dates.of(scenario).length} later."
        )
    if rules.memory_outlasts_texts:
        yield "A new agreement does not clear that memory."
    if rules.completed_promises_bind:
        yield (
            "What a completed agreement brought is still owed, until the next signature"
            + (" or the lapse." if rules.lapse is not None else ".")
        )


def _foresight(scenario: ScenarioRecord) -> Iterator[str]:
    settings, lasting = scenario.settings, Dates.of(scenario).lasting
    window = settings.planning_window.value
    yield (
        f"Parties weigh {'endless rounds' if window == 'unlimited' else lasting(int(window))} of "
        f"consequences, think {lasting(settings.table_lookahead.value)} of offers ahead, and "
        + (
            f"anticipate {lasting(settings.foresight.value)} of others' moves."
            if settings.foresight.value
            else "do not anticipate others' moves."
        )
    )
    if settings.stake_in_steps:
        yield "A step counts what it changes in the value of the talks."
    if settings.foresee_calendar:
        yield "The table looks ahead along the calendar."


def parties(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on each party."""
    column = 4 + max(len(label_of(name, scenario)) for name in scenario.parties)
    for name, party in scenario.parties.items():
        text = " ".join(_party(name, party, scenario))
        yield from entry(label_of(name, scenario), text, min(column, 28))


def _party(name: str, party: Party, scenario: ScenarioRecord) -> Iterator[str]:
    a_round = Dates.of(scenario).length
    for principal, other in scenario.parties.items():
        if other.ratifier == name:
            yield f"Must approve what {label_of(principal, scenario)} signs."
    if party.belief is not None:
        yield (
            f"Is {party.type_labels[1]} or {party.type_labels[0]}, which others cannot see; they "
            f"believe {party.type_labels[1]} with probability {number_text(party.belief)}."
        )
    if party.belief is not None and party.type_meanings is not None:
        kinds = zip(reversed(party.type_labels), reversed(party.type_meanings), strict=True)
        yield " ".join(f"{label.capitalize()}: {text}." for label, text in kinds)
    if party.turnover is not None:
        chance = number_text(party.turnover)
        yield f"Gets a new leader, and with it a new type, with probability {chance} a {a_round}."
    expected = party.expected_delivery
    if expected is not None:
        high, low = number_text(expected.type_1), number_text(expected.type_0)
        one_draw = expected.type_0.draw is not None and expected.type_0.draw == expected.type_1.draw
        alike = party.belief is None or (one_draw and high == low)
        yield f"Is expected to deliver {high} of a promise" + (
            "." if alike else f", or {low} where it is {party.type_labels[0]}."
        )
    if party.ratifier is not None:
        yield f"Answers at home to {label_of(party.ratifier, scenario)}."
    if party.hurdle is not None:
        yield f"There an agreement must be worth {number_text(party.hurdle)} more than none."
    yield f"Weighs the next {a_round} {number_text(party.discount_factor)} as much as this one."
    yield from _noises_and_costs(party)
    if party.strategy is not None:
        given = [
            f"{key.replace('_', ' ')} {value}" for key, value in party.strategy.parameters.items()
        ]
        how = f" ({', '.join(given)})" if given else ""
        yield f"Plays {party.strategy.name.replace('_', ' ')}{how}."
    if party.country != type(party).__name__:
        yield f"Decides by the class {party.country}."


def _noises_and_costs(party: Party) -> Iterator[str]:
    yield f"Choice noise {number_text(party.choice_noise)}" + (
        f", cost of a move {number_text(party.inertia)}." if party.inertia is not None else "."
    )
    if party.reversal_cost is not None:
        cost = number_text(party.reversal_cost)
        yield f"Undoing its own last step costs {cost} times the cost of a move in addition."
    if party.moves_at_indifference is not None:
        yield (
            "Where every option is worth the same it moves in "
            f"{number_text(party.moves_at_indifference)} of rounds at most."
        )
    if party.proposal_noise is not None:
        yield f"Drafts offers with {number_text(party.proposal_noise)} of its choice noise."
    if party.refusal_cost is not None:
        yield f"A refused offer costs it {number_text(party.refusal_cost)} times its choice noise."
    if party.ratification_failure_cost is not None:
        yield (
            "A signed agreement that fails at home costs it "
            f"{number_text(party.ratification_failure_cost)}."
        )
