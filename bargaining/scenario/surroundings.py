"""What can be given and what can happen in a scenario, in words: ladders, conditions, acts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bargaining.scenario.numbers import BetaNumber, Number, TriangularNumber, ValueNumber
from bargaining.scenario.records import Condition, Issue, ScenarioRecord, Schedule
from bargaining.scenario.words import label_of, number_text, term_text
from bargaining.text import MONTHS, Dates, joined, wrap

__all__ = ["acts", "agreement", "conditions", "ladders"]

_MANY_RUNGS = 9
_CHANCE = "present with probability "


def ladders(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on each ladder, by giver."""
    gap = False
    for party in scenario.parties:
        mine = [(name, one) for name, one in scenario.issues.items() if one.giver == party]
        for name, issue in mine:
            if gap:
                yield ""
            gap = True
            yield from _ladder(name, issue, scenario)


def _ladder(name: str, issue: Issue, scenario: ScenarioRecord) -> Iterator[str]:
    giver = label_of(issue.giver, scenario)
    head = f"{label_of(name, scenario)}: given by {giver}"
    if issue.initial is not None:
        head += f", starts at {number_text(issue.initial)}"
    if issue.baseline is not None:
        head += f", concessions counted from {number_text(issue.baseline)}"
    if not issue.reversible:
        head += ", cannot be taken back"
    if issue.verification is not None:
        low, high = issue.verification.type_0, issue.verification.type_1
        head += f", inspected: found bogus with probability {number_text(high)}"
        labels = scenario.parties[issue.giver].type_labels
        if scenario.parties[issue.giver].belief is not None:
            head += f", {number_text(low)} where {giver} is {labels[0]}"
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
    known = scenario.agreement
    if known is None:
        return
    signed = known.rounds_since.value
    ago = Dates.of(scenario).lasting(signed)
    yield from wrap(f"An agreement signed {ago} before the start promises:", indent=2)
    for name, promise in known.promises.items():
        told = f"{label_of(name, scenario)}: {promise.target:g}, from {promise.level_at_signing:g}"
        yield from wrap(told, indent=8, first="      ")


def conditions(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on each condition."""
    for i, (name, condition) in enumerate(scenario.conditions.items()):
        if i:
            yield ""
        yield from wrap(label_of(name, scenario), indent=2)
        yield from wrap(" ".join(_motion(condition, scenario)), indent=4)


def _motion(condition: Condition, scenario: ScenarioRecord) -> Iterator[str]:
    dates = Dates.of(scenario)
    if condition.schedule is not None:
        yield _scheduled(condition.schedule, dates)
    if condition.damped_by is not None:
        yield f"Less often as {label_of(condition.damped_by, scenario)} rises."
    if condition.kind != "autoregressive" or condition.persistence is None:
        return
    a_round = f"a {dates.length}"
    target = "0" if condition.mean is None else number_text(condition.mean)
    if condition.persistence.support() == (1.0, 1.0):
        yield "Stays where it is unless pushed."
    elif condition.mean is None or condition.mean.support() == (0.0, 0.0):
        yield f"Fades by {_lost(condition.persistence)} {a_round}."
    else:
        yield f"Returns to {target} by {_lost(condition.persistence)} of the distance {a_round}."
    start = condition.initial if condition.initial is not None else condition.mean
    yield f"Starts at {'0' if start is None else number_text(start)}."
    if condition.noise is not None and condition.noise.support()[1] > 0:
        yield f"Random shocks {a_round}: standard deviation {number_text(condition.noise)}."
    if condition.drivers:
        pushes = [
            f"{number_text(number)} × ({term_text(term, scenario)})"
            for term, number in condition.drivers.items()
        ]
        yield f"Pushed each {dates.length} by {'; '.join(pushes)}."


def _lost(kept: Number) -> str:
    """Return in percent what a share that is kept leaves out: ``"5 to 20 %"``."""
    if isinstance(kept, BetaNumber):
        return f"around {100 * (1 - kept.mean()):.2g} % (beta {kept.beta:g}, {kept.alpha:g})"
    high, low = (f"{round(100 * (1 - end), 6):g}" for end in kept.support())
    text = f"{low} %" if low == high else f"{low} to {high} %"
    if isinstance(kept, TriangularNumber):
        text += f", mostly {round(100 * (1 - kept.mode), 6):g} %"
    return text


def _scheduled(schedule: Schedule, dates: Dates) -> str:
    """Return a schedule in words: ``"Present in May and June 2014, absent otherwise."``."""
    told = ", ".join(_dated(schedule.numbers, schedule.by, dates, drawn=schedule.drawn))
    return f"{told[0].upper()}{told[1:]}."


def _dated(
    numbers: Mapping[str, Number], by: str, dates: Dates, *, drawn: bool | None
) -> Iterator[str]:
    """Yield each value of a schedule with all its dates; the others come last."""
    groups: dict[str, list[int]] = {}
    for key, number in numbers.items():
        # Stays in the order of the file but for what holds otherwise.
        groups.setdefault(_told(number, drawn), []).append(-1 if key == "otherwise" else int(key))
    started = False
    for said, keys in sorted(groups.items(), key=lambda group: -1 in group[1]):
        short = said.removeprefix(_CHANCE) if started else said
        started = started or said.startswith(_CHANCE)
        yield f"{short} {'otherwise' if -1 in keys else 'in ' + _named(keys, by, dates)}"


def _told(number: Number, drawn: bool | None) -> str:
    """Return what a schedule says: a chance, a level, or a factor where `drawn` is None."""
    if drawn is None:
        return f"times {number_text(number)}"
    if isinstance(number, ValueNumber) and number.value in (0.0, 1.0):
        return "present" if number.value else "absent"
    return f"{_CHANCE if drawn else 'at '}{number_text(number)}"


def _named(keys: list[int], by: str, dates: Dates) -> str:
    if by == "month":
        return joined([MONTHS[key - 1] for key in keys])
    if not dates.known:
        return f"round{'' if len(keys) == 1 else 's'} {joined([str(key) for key in keys])}"
    names = [dates.name(key) for key in keys]
    # "May and June 2014": a year that all share is told once.
    years = {name.rpartition(" ")[2] for name in names}
    if dates.unit == "month" and len(years) == 1 and len(names) > 1:
        return f"{joined([name.rpartition(' ')[0] for name in names])} {years.pop()}"
    return joined(names)


def acts(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield lines on each act."""
    dates = Dates.of(scenario)
    for act in scenario.acts:
        window = act.window
        possible = (
            f"Possible in a {dates.length} with probability {number_text(window.probability)}"
        )
        factors = _dated(window.factor_by_round, "round", dates, drawn=None)
        possible = ", ".join([possible, *factors])
        effects = [
            f"{label_of(act.issue, scenario)} falls to {number_text(act.floor)} at most",
            *(
                f"{label_of(name, scenario)} changes by {number_text(number)}"
                for name, number in act.sets.items()
            ),
        ]
        told = f"{label_of(act.name, scenario)}, by {label_of(act.by, scenario)}. {possible}."
        yield from wrap(f"{told} {'; '.join(effects)}.", indent=4, first="  ")
