"""What stands in a scenario before anybody moves, in words: table, parties, ladders, conditions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bargaining.scenario.layout import entry, wrapped
from bargaining.scenario.schema import Condition, Issue, Party, Scenario
from bargaining.scenario.words import label_of, number_text, term_text

__all__ = ["acts", "conditions", "ladders", "parties", "table"]

_MANY_RUNGS = 9


def _names(names: Iterable[str], scenario: Scenario) -> str:
    labels = [label_of(name, scenario) for name in names]
    return ", ".join(labels[:-1]) + " and " + labels[-1] if len(labels) > 1 else labels[0]


def table(scenario: Scenario) -> Iterator[str]:
    """Yield lines on who signs, by which rules, and how far parties look."""
    rules, settings = scenario.table, scenario.settings
    principals = _names(rules.principals, scenario)
    first = label_of(rules.principals[0], scenario)
    turns = {
        "alternate": f"They propose in turn, {first} first.",
        "fixed": f"{first} makes every proposal.",
        "random": "Who proposes is drawn by lot.",
    }[rules.proposer]
    opened = "Talks are under way at the start" if rules.open_at_start else "Talks are not yet open"
    doors = {
        (True, True): "may open and may be walked out of",
        (True, False): "may open, and nobody may walk out",
        (False, True): "may be walked out of, and do not reopen",
        (False, False): "neither open nor close by anybody's wish",
    }[(rules.may_open, rules.may_walk)]
    chance = number_text(rules.breakdown_probability)
    final = ", for good" if rules.breakdown_is_final else ""
    sentences = [
        f"{principals} sign. {turns}",
        f"A package is made of {_names(rules.menu.issues, scenario)}"
        + (", and may move none of them." if rules.menu.empty_package else "."),
        f"{opened}; they {doors}.",
        "Talks never break down by themselves."
        if chance == "0"
        else f"A round at the table ends in a breakdown with probability {chance}{final}.",
    ]
    if rules.deadline is not None:
        sentences.append(f"Nobody sits at the table from round {rules.deadline.value} on.")
    if rules.one_agreement:
        sentences.append("There is at most one agreement.")
    if rules.delivery == "immediate":
        sentences.append("What is signed is delivered at once.")
    elif rules.lapse is not None:
        sentences.append(f"Promises not kept within {rules.lapse.value} rounds lapse.")
    yield from wrapped(" ".join(sentences))
    yield ""
    window = settings.planning_window.value
    yield from wrapped(
        f"Parties weigh {'endless rounds' if window == 'unlimited' else _rounds(int(window))} of "
        f"consequences, think {_rounds(settings.table_lookahead.value)} of offers ahead, and "
        + (
            f"anticipate {_rounds(settings.foresight.value)} of others' moves."
            if settings.foresight.value
            else "do not anticipate others' moves."
        )
    )


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
    if party.ratifier is not None:
        yield f"Answers at home to {label_of(party.ratifier, scenario)}."
    yield f"Weighs the next round {number_text(party.discount_factor)} as much as this one."
    yield f"Choice noise {number_text(party.choice_noise)}" + (
        f", cost of a move {number_text(party.inertia)}." if party.inertia is not None else "."
    )
    if party.strategy is not None:
        yield f"Plays {party.strategy.name.replace('_', ' ')}."


def ladders(scenario: Scenario) -> Iterator[str]:
    """Yield lines on each ladder, by giver."""
    gap = False
    for party in scenario.parties:
        mine = [(name, one) for name, one in scenario.issues.items() if one.giver == party]
        for name, issue in mine:
            if gap:
                yield ""
            gap = True
            yield from _ladder(name, issue, scenario)


def _ladder(name: str, issue: Issue, scenario: Scenario) -> Iterator[str]:
    start = "" if issue.initial is None else f", starts at {number_text(issue.initial)}"
    more = "" if issue.reversible else ", cannot be taken back"
    more += ", inspected" if issue.verification is not None else ""
    giver = label_of(issue.giver, scenario)
    yield from wrapped(f"{label_of(name, scenario)}: given by {giver}{start}{more}", 4, "  ")
    rungs = list(issue.rungs)
    hidden = len(rungs) - 5 if len(rungs) > _MANY_RUNGS else 0
    for i, rung in enumerate(rungs):
        if hidden and i == 3:
            yield f"      ...   {hidden:,} rungs between"
        if not hidden or i < 3 or i >= len(rungs) - 2:
            yield from wrapped(rung.label, 12, f"    {rung.level:>6g}  ")


def conditions(scenario: Scenario) -> Iterator[str]:
    """Yield lines on each condition."""
    for i, (name, condition) in enumerate(scenario.conditions.items()):
        if i:
            yield ""
        yield from wrapped(label_of(name, scenario))
        yield from wrapped(" ".join(_motion(condition, scenario)), 4)


def _motion(condition: Condition, scenario: Scenario) -> Iterator[str]:
    for schedule, head, unit in (
        (condition.value_by_round, "Stands at", "round"),
        (condition.probability_by_round, "Stands at 1 with probability", "round"),
        (condition.probability_by_month, "Stands at 1 with probability", "month"),
    ):
        if schedule is not None:
            dated = [
                f"{number_text(number)} {key if key == 'otherwise' else f'in {unit} {key}'}"
                for key, number in schedule.items()
            ]
            yield f"{head} {', '.join(dated)}."
    if condition.damped_by is not None:
        yield f"Less often as {label_of(condition.damped_by, scenario)} rises."
    if condition.kind != "autoregressive" or condition.persistence is None:
        return
    if condition.persistence.support() == (1.0, 1.0):
        yield "Stays where it is unless pushed."
    else:
        target = "0" if condition.mean is None else number_text(condition.mean)
        kept = number_text(condition.persistence)
        yield f"Keeps {kept} of its distance from {target} each round."
    start = condition.initial if condition.initial is not None else condition.mean
    yield f"Starts at {'0' if start is None else number_text(start)}."
    if condition.noise is not None and condition.noise.support()[1] > 0:
        yield f"Shaken each round by about {number_text(condition.noise)}."
    if condition.drivers:
        pushes = [
            f"{number_text(number)} × ({term_text(term, scenario)})"
            for term, number in condition.drivers.items()
        ]
        yield f"Pushed each round by {'; '.join(pushes)}."


def acts(scenario: Scenario) -> Iterator[str]:
    """Yield lines on each act."""
    for act in scenario.acts:
        sets = [
            f"{label_of(name, scenario)} changes by {number_text(number)}"
            for name, number in act.sets.items()
        ]
        effect = [f"{label_of(act.issue, scenario)} falls to {number_text(act.floor)} at most"]
        yield from wrapped(
            f"{act.label or act.name.replace('_', ' ')}, by {label_of(act.by, scenario)}. Possible "
            f"in a round with probability {number_text(act.window.probability)}. "
            + "; ".join(effect + sets)
            + ".",
            4,
            "  ",
        )
