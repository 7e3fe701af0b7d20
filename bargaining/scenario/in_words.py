"""The rules, parties, ladders, conditions and acts of a scenario in words, for its sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bargaining.scenario.frozen import Record
from bargaining.scenario.numbers import (
    BetaNumber,
    LogUniformNumber,
    NormalNumber,
    Number,
    TriangularNumber,
    ValueNumber,
)
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.words import Wording, number_text, term_text
from bargaining.text import MONTHS, Dates, entry, joined, wrap

__all__ = ["acts", "agreement", "conditions", "ladders", "parties", "table"]

_MANY_RUNGS = 9
_CHANCE = "present with probability "
# What is said of a rule: its key, the setting where it has but a few, and the sentence, in which
# braces stand for its number.
_TALKS = {
    "adjournment_probability": (
        "After a round at the table without an offer, talks adjourn in {} of cases."
    ),
    "talks_have_weight True": (
        "Where nothing is at stake, talks open and are left no more often than policies move."
    ),
}
_OFFERS = {
    "offer_prior equal": ("Before values are weighed, passing is as likely as making some offer."),
    "foresee_ratification True": "A party that answers an offer allows for failure at home.",
    "learn_from_offers True": (
        "An offer is answered and ratified by what it tells about the party that made it."
    ),
    "opt_out responder": "A party that refuses may leave the table for good.",
    "acceptance uniform": "The chance of a yes rises in a straight line with what an offer gains.",
    "agreement_term one_round": "An agreement binds for one round.",
    "clock window": "Delay at the table is discounted by the planning window.",
}
_KEEPING = {
    "own_delivery incentives": (
        "How much of a promise is expected depends on what its giver gains by keeping it."
    ),
    "default_voids_text True": "An agreement in force ends with the first default.",
    "undelivered_memory": "Of a broken promise {} is still remembered a {round} later.",
    "memory_outlasts_texts True": "A new agreement does not clear that memory.",
}
_FORESIGHT = {
    "stake_in_steps True": "A step counts what it changes in the value of the talks.",
    "foresee_calendar True": "The table looks ahead along the calendar.",
}
_CHOICES = {
    "reversal_cost": "Undoing its own last step costs {} times the cost of a move in addition.",
    "moves_at_indifference": (
        "Where every option is worth the same it moves in {} of rounds at most."
    ),
    "proposal_noise": "Drafts offers with {} of its choice noise.",
    "refusal_cost": "A refused offer costs it {} times its choice noise.",
    "ratification_failure_cost": "A signed agreement that fails at home costs it {}.",
}
_TURNS = {
    "alternate": "They propose in turn, {first} first.",
    "fixed": "{first} makes every proposal.",
    "random": "Who proposes is drawn at random{lots}.",
}
_DOORS = {
    (True, True): "may open and may be walked out of",
    (True, False): "may open, and nobody may walk out",
    (False, True): "may be walked out of, and do not reopen",
    (False, False): "neither open nor close by anybody's wish",
}


def _rules(record: Record, sentences: Mapping[str, str], round: str = "") -> Iterator[str]:
    """Yield the sentences of the rules that are set."""
    for rule, sentence in sentences.items():
        key, _, setting = rule.partition(" ")
        value = getattr(record, key)
        if setting and str(value) == setting:
            yield sentence
        elif not setting and value is not None:
            yield sentence.format(number_text(value), round=round)


def table(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on who signs, by which rules, and how far parties look."""
    rules, settings, dates = scenario.table, scenario.settings, Dates.of(scenario)
    promises = []
    lapse, due = rules.lapse, rules.due or rules.lapse
    if rules.delivery == "immediate":
        promises.append("What is signed is delivered at once.")
    elif lapse is not None:
        promises.append(f"Promises not kept within {dates.lasting(lapse.value)} lapse.")
    if rules.due is not None:
        late = dates.lasting(rules.due.value)
        promises.append(f"A promise still open after {late} is a default.")
    if rules.schedule == "linear" and due is not None:
        promises.append(
            f"Promises come due evenly over {dates.lasting(due.value)}, and what was delivered is "
            "owed from then on."
        )
    promises += _rules(rules, _KEEPING, dates.length)
    if rules.completed_promises_bind:
        until = "until the next signature" + (" or the lapse" if lapse is not None else "")
        promises.append(f"What a completed agreement brought is still owed, {until}.")
    for paragraph in (_talks(scenario), _rules(rules, _OFFERS), promises):
        text = " ".join(paragraph)
        if text:
            yield from wrap(text, indent=2)
            yield ""
    window, foresight = settings.planning_window.value, settings.foresight.value
    seen = f"anticipate {dates.lasting(foresight)} of" if foresight else "do not anticipate"
    endless = "endless rounds" if window == "unlimited" else dates.lasting(int(window))
    ahead = dates.lasting(settings.table_lookahead.value)
    told = (
        f"Parties weigh {endless} of consequences, think {ahead} of offers ahead, and {seen} "
        "others' moves."
    )
    yield from wrap(" ".join([told, *_rules(settings, _FORESIGHT)]), indent=2)


def _talks(scenario: ScenarioRecord) -> Iterator[str]:
    rules, words = scenario.table, Wording(scenario)
    lots = ", ".join(
        f"{words.label(name)} with probability {number_text(number)}"
        for name, number in rules.recognition.items()
    )
    turns = _TURNS[rules.proposer].format(
        first=words.label(rules.principals[0]), lots=f": {lots}" if lots else ""
    )
    yield f"{words.labels(rules.principals)} sign. {turns}"
    empty = ", and may move none of them." if rules.menu.empty_package else "."
    yield f"A package is made of {words.labels(rules.menu.issues)}{empty}"
    for name, levels in rules.menu.levels.items():
        if len(levels) < len(scenario.issues[name].rungs):
            listed = ", ".join(f"{level:g}" for level in levels)
            yield f"Of {words.label(name)} it may name {listed} only."
    opened = "Talks are under way at the start" if rules.open_at_start else "Talks are not yet open"
    yield f"{opened}; they {_DOORS[rules.may_open, rules.may_walk]}."
    chance, final = number_text(rules.breakdown_probability), rules.breakdown_is_final
    if chance == "0":
        never = "Talks never break down by themselves"
        yield f"{never}{', and a breakdown would be for good' if final else ''}."
    else:
        ends = "A round at the table ends in a breakdown with probability"
        yield f"{ends} {chance}{', for good' if final else ''}."
    yield from _rules(rules, _TALKS)
    if rules.deadline is not None:
        yield f"Nobody sits at the table {words.dates.when(rules.deadline.value, None)}."
    if rules.one_agreement:
        yield "There is at most one agreement."


def parties(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on each party."""
    words = Wording(scenario)
    column = 4 + max(len(words.label(name)) for name in scenario.parties)
    for name, party in scenario.parties.items():
        low, high = party.type_labels
        told = [
            f"Must approve what {words.label(principal)} signs."
            for principal, other in scenario.parties.items()
            if other.ratifier == name
        ]
        if party.belief is not None:
            told.append(
                f"Is {high} or {low}, which others cannot see; they believe {high} with "
                f"probability {number_text(party.belief)}."
            )
            kinds = zip((high, low), reversed(party.type_meanings or ()), strict=False)
            told += [f"{label.capitalize()}: {text}." for label, text in kinds]
        if party.turnover is not None:
            chance = f"{number_text(party.turnover)} a {words.dates.length}"
            told.append(f"Gets a new leader, and with it a new type, with probability {chance}.")
        expected = party.expected_delivery
        if expected is not None:
            most, least = number_text(expected.type_1), number_text(expected.type_0)
            one_draw = (
                expected.type_0.draw is not None and expected.type_0.draw == expected.type_1.draw
            )
            alike = party.belief is None or (one_draw and most == least)
            apart = "" if alike else f", or {least} where it is {low}"
            told.append(f"Is expected to deliver {most} of a promise{apart}.")
        if party.ratifier is not None:
            told.append(f"Answers at home to {words.label(party.ratifier)}.")
        if party.hurdle is not None:
            told.append(
                f"There an agreement must be worth {number_text(party.hurdle)} more than none."
            )
        weight = number_text(party.discount_factor)
        told.append(f"Weighs the next {words.dates.length} {weight} as much as this one.")
        cost = "" if party.inertia is None else f", cost of a move {number_text(party.inertia)}"
        told.append(f"Choice noise {number_text(party.choice_noise)}{cost}.")
        told += _rules(party, _CHOICES)
        if party.strategy is not None:
            given = party.strategy.parameters.items()
            set_to = ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in given)
            rule = party.strategy.name.replace("_", " ")
            told.append(f"Plays {rule}{f' ({set_to})' if set_to else ''}.")
        if party.country != type(party).__name__:
            told.append(f"Decides by the class {party.country}.")
        yield from entry(words.label(name), " ".join(told), min(column, 28))


def ladders(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on each ladder, by giver."""
    order, words = list(scenario.parties), Wording(scenario)
    by_giver = sorted(scenario.issues.items(), key=lambda entry: order.index(entry[1].giver))
    for place, (name, issue) in enumerate(by_giver):
        yield from ([""] if place else [])
        head = f"{words.label(name)}: given by {words.label(issue.giver)}"
        if issue.initial is not None:
            head += f", starts at {number_text(issue.initial)}"
        if issue.baseline is not None:
            head += f", concessions counted from {number_text(issue.baseline)}"
        head += "" if issue.reversible else ", cannot be taken back"
        if (checked := issue.verification) is not None:
            head += f", inspected: found bogus with probability {number_text(checked.type_1)}"
            giver, bogus = scenario.parties[issue.giver], number_text(checked.type_0)
            if giver.belief is not None:
                head += f", {bogus} where {words.label(issue.giver)} is {giver.type_labels[0]}"
        yield from wrap(head, indent=4, first="  ")
        rungs = list(issue.rungs)
        hidden = len(rungs) - 5 if len(rungs) > _MANY_RUNGS else 0
        for i, rung in enumerate(rungs):
            if hidden and i == 3:
                yield f"      ...   {hidden:,} rungs between"
            if not hidden or i < 3 or i >= len(rungs) - 2:
                yield from wrap(rung.label, indent=12, first=f"    {rung.level:>6g}  ")
        for scale, values in issue.scales.items():
            shown = ", ".join(f"{value:g}" for value in values[:_MANY_RUNGS])
            more = ", ..." if len(values) > _MANY_RUNGS else ""
            yield from wrap(f"on the scale {scale.replace('_', ' ')}: {shown}{more}", indent=4)


def agreement(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on the agreement in force when the file begins; none where there is none."""
    known, words = scenario.agreement, Wording(scenario)
    if known is not None:
        ago = words.dates.lasting(known.rounds_since.value)
        yield from wrap(f"An agreement signed {ago} before the start promises:", indent=2)
        for name, promise in known.promises.items():
            told = f"{words.label(name)}: {promise.target:g}, from {promise.level_at_signing:g}"
            yield from wrap(told, indent=8, first="      ")


def conditions(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on each condition."""
    words = Wording(scenario)
    for i, (name, condition) in enumerate(scenario.conditions.items()):
        yield from ([""] if i else [])
        yield from wrap(words.label(name), indent=2)
        told: list[str] = []
        a_round, schedule = words.dates.length, condition.schedule
        mean, kept = condition.mean, condition.persistence
        if schedule is not None:
            numbers, dates = schedule.numbers, words.dates
            dated = ", ".join(_dated(numbers, schedule.by, dates, drawn=schedule.drawn))
            told.append(f"{dated[0].upper()}{dated[1:]}.")
        if condition.damped_by is not None:
            told.append(f"Less often as {words.label(condition.damped_by)} rises.")
        if schedule is None and kept is not None:
            # In percent, what the share that is kept leaves out.
            around = f"around {100 * (1 - kept.expectation()):.2g} %"
            high, low = (f"{round(100 * (1 - end), 6):g}" for end in kept.support())
            lost = f"{low} %" if low == high else f"{low} to {high} %"
            if isinstance(kept, BetaNumber):
                lost = f"{around} (beta {kept.beta:g}, {kept.alpha:g})"
            elif isinstance(kept, TriangularNumber):
                lost += f", mostly {round(100 * (1 - kept.mode), 6):g} %"
            elif isinstance(kept, NormalNumber | LogUniformNumber):
                lost += f", {around} ({kept.kind})"
            if kept.support() == (1.0, 1.0):
                told.append("Stays where it is unless pushed.")
            elif mean is None or mean.support() == (0.0, 0.0):
                told.append(f"Fades by {lost} a {a_round}.")
            else:
                told.append(
                    f"Returns to {number_text(mean)} by {lost} of the distance a {a_round}."
                )
            start = condition.initial if condition.initial is not None else mean
            told.append(f"Starts at {'0' if start is None else number_text(start)}.")
            if condition.noise is not None and condition.noise.support()[1] > 0:
                told.append(
                    f"Random shocks a {a_round}: standard deviation {number_text(condition.noise)}."
                )
            if condition.drivers:
                pushes = "; ".join(
                    f"{number_text(number)} × ({term_text(term, words.scenario)})"
                    for term, number in condition.drivers.items()
                )
                told.append(f"Pushed each {a_round} by {pushes}.")
        yield from wrap(" ".join(told), indent=4)


def _dated(
    numbers: Mapping[str, Number], by: str, dates: Dates, *, drawn: bool | None
) -> Iterator[str]:
    """Yield each value of a schedule with all its dates: ``"present in May and June 2014"``.

    Values are chances (`drawn`), levels, or factors (None); what holds otherwise comes last.
    """
    groups: dict[str, list[int]] = {}
    for key, number in numbers.items():
        said = f"{'times' if drawn is None else 'at'} {number_text(number)}"
        if drawn is not None and isinstance(number, ValueNumber) and number.value in (0.0, 1.0):
            said = "present" if number.value else "absent"
        elif drawn:
            said = f"{_CHANCE}{number_text(number)}"
        groups.setdefault(said, []).append(-1 if key == "otherwise" else int(key))
    started = False
    for said, keys in sorted(groups.items(), key=lambda group: -1 in group[1]):
        short = said.removeprefix(_CHANCE) if started else said
        started = started or said.startswith(_CHANCE)
        if -1 in keys:
            yield f"{short} otherwise"
        elif by == "month":
            yield f"{short} in {joined([MONTHS[key - 1] for key in keys])}"
        else:
            yield f"{short} in {dates.names(keys)}"


def acts(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on each act."""
    words = Wording(scenario)
    for act in scenario.acts:
        chance = number_text(act.window.probability)
        factors = _dated(act.window.factor_by_round, "round", words.dates, drawn=None)
        possible = f"Possible in a {words.dates.length} with probability {chance}"
        effects = [
            f"{words.label(act.issue)} falls to {number_text(act.floor)} at most",
            *(f"{words.label(one)} changes by {number_text(by)}" for one, by in act.sets.items()),
        ]
        told = (
            f"{words.label(act.name)}, by {words.label(act.by)}. "
            f"{', '.join([possible, *factors])}. {'; '.join(effects)}."
        )
        yield from wrap(told, indent=4, first="  ")
