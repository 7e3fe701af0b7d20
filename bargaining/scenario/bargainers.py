"""Who bargains, and by which rules, in words: the table and the parties of a scenario's sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bargaining.scenario.layout import entry, wrapped
from bargaining.scenario.schema import Party, Scenario, Settings
from bargaining.scenario.words import label_of, number_text

__all__ = ["parties", "table"]


def table(scenario: Scenario) -> Iterator[str]:
    """Yield lines on who signs, by which rules, and how far parties look."""
    for paragraph in (_talks, _offers, _promises):
        text = " ".join(paragraph(scenario))
        if text:
            yield from wrapped(text)
            yield ""
    yield from wrapped(" ".join(_foresight(scenario.settings)))


def _names(names: Iterable[str], scenario: Scenario) -> str:
    labels = [label_of(name, scenario) for name in names]
    return ", ".join(labels[:-1]) + " and " + labels[-1] if len(labels) > 1 else labels[0]


def _talks(scenario: Scenario) -> Iterator[str]:
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
        yield f"A round at the table in which nothing is offered adjourns the talks in {chance}."
    if rules.talks_have_weight:
        yield "Talks open and are left no oftener than policies change, where all is the same."
    if rules.deadline is not None:
        yield f"Nobody sits at the table from round {rules.deadline.value} on."
    if rules.one_agreement:
        yield "There is at most one agreement."


def _offers(scenario: Scenario) -> Iterator[str]:
    rules = scenario.table
    if rules.offer_prior == "equal":
        yield "Before anything is weighed, passing is as likely as making some offer."
    if rules.foresee_ratification:
        yield "Who answers an offer counts that it may fail at home."
    if rules.learn_from_offers:
        yield "Offers are answered and ratified by what they tell of who made them."
    if rules.opt_out == "responder":
        yield "Who refuses may leave the table for good."
    if rules.acceptance == "uniform":
        yield "The chance of a yes rises in a straight line with what an offer gains."
    if rules.agreement_term == "one_round":
        yield "An agreement binds for one round."
    if rules.clock == "window":
        yield "Delay at the table is discounted by the planning window."


def _promises(scenario: Scenario) -> Iterator[str]:
    rules = scenario.table
    if rules.delivery == "immediate":
        yield "What is signed is delivered at once."
    elif rules.lapse is not None:
        yield f"Promises not kept within {_rounds(rules.lapse.value)} lapse."
    due = rules.due or rules.lapse
    if due is not None and rules.due is not None:
        yield f"A promise still open after {_rounds(due.value)} is a default."
    if rules.schedule == "linear" and due is not None:
        yield (
            f"Promises come due evenly over {_rounds(due.value)}, and what was delivered is owed "
            "from then on."
        )
    if rules.own_delivery == "incentives":
        yield "How much of a promise is expected depends on what its giver gains by keeping it."
    if rules.default_voids_text:
        yield "An agreement in force ends with the first default."
    if rules.undelivered_memory is not None:
        yield (
            f"Of a broken promise {number_text(rules.undelivered_memory)} is still remembered a "
            "round later."
        )
    if rules.memory_outlasts_texts:
        yield "A new agreement does not clear that memory."
    if rules.completed_promises_bind:
        yield (
            "What a completed agreement brought is still owed, until the next signature"
            + (" or the lapse." if rules.lapse is not None else ".")
        )


def _foresight(settings: Settings) -> Iterator[str]:
    window = settings.planning_window.value
    yield (
        f"Parties weigh {'endless rounds' if window == 'unlimited' else _rounds(int(window))} of "
        f"consequences, think {_rounds(settings.table_lookahead.value)} of offers ahead, and "
        + (
            f"anticipate {_rounds(settings.foresight.value)} of others' moves."
            if settings.foresight.value
            else "do not anticipate others' moves."
        )
    )
    if settings.stake_in_steps:
        yield "A step counts what it does to the stake at the table."
    if settings.foresee_calendar:
        yield "The table looks ahead along the calendar."


def _rounds(count: int) -> str:
    return f"{count} round{'' if count == 1 else 's'}"


def parties(scenario: Scenario) -> Iterator[str]:
    """Yield lines on each party."""
    column = 4 + max(len(label_of(name, scenario)) for name in scenario.parties)
    for name, party in scenario.parties.items():
        text = " ".join(_party(name, party, scenario))
        yield from entry(label_of(name, scenario), text, min(column, 28))


def _party(name: str, party: Party, scenario: Scenario) -> Iterator[str]:
    for principal, other in scenario.parties.items():
        if other.ratifier == name:
            yield f"Must approve what {label_of(principal, scenario)} signs."
    if party.belief is not None:
        yield (
            f"Is {party.type_labels[1]} or {party.type_labels[0]}, which others cannot see; they "
            f"think it {party.type_labels[1]} with probability {number_text(party.belief)}."
        )
    if party.belief is not None and party.type_meanings is not None:
        kinds = zip(reversed(party.type_labels), reversed(party.type_meanings), strict=True)
        yield " ".join(f"{label.capitalize()}: {text}." for label, text in kinds)
    if party.turnover is not None:
        chance = number_text(party.turnover)
        yield f"Its leader changes, and this with the leader, with probability {chance} a round."
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
        yield f"What it signs must be worth {number_text(party.hurdle)} more there than nothing."
    yield f"Weighs the next round {number_text(party.discount_factor)} as much as this one."
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
        yield f"To undo its own last step costs {number_text(party.reversal_cost)} times that more."
    if party.moves_at_indifference is not None:
        yield (
            "Where every option is worth the same it moves in "
            f"{number_text(party.moves_at_indifference)} of rounds at most."
        )
    if party.proposal_noise is not None:
        yield f"Drafts offers with {number_text(party.proposal_noise)} of its choice noise."
    if party.refusal_cost is not None:
        yield f"A refused offer costs it {number_text(party.refusal_cost)} times that noise."
    if party.ratification_failure_cost is not None:
        yield (
            "A signed text that fails at home costs it "
            f"{number_text(party.ratification_failure_cost)}."
        )
