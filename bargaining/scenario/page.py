"""The sheet of a scenario: plain text that a class can read, every key that plays told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bargaining.codes import Ending
from bargaining.scenario import bargainers, surroundings
from bargaining.scenario.episodes import Claim, Counterfactual
from bargaining.scenario.evidence import articles, source_shares, sourced, walk
from bargaining.scenario.numbers import NUMBER_KINDS, Number, ValueNumber
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.words import change_text, label_of, number_text, term_text
from bargaining.text import entry, joined, terminal_width, wrap

__all__ = ["sheet"]

_BAR = 40
_GROUPED = ("parties", "issues", "conditions", "payoffs", "acts")


def sheet(
    scenario: ScenarioRecord, *, evidence: bool = False, origins: Mapping[str, str] | None = None
) -> str:
    """Return a readable sheet of a scenario, as wide as the terminal.

    Parameters
    ----------
    scenario : Scenario
        The scenario.
    evidence : bool
        Whether to list every number with its source and its reason at the end.
    origins : mapping of str to str, optional
        The file that each sourced thing comes from, by dotted path; told where there are several.
    """
    origins = origins or {}
    parts = [
        _title(scenario),
        section("At the table", bargainers.table(scenario)),
        section("The parties", bargainers.parties(scenario)),
        section("What can be given", surroundings.ladders(scenario)),
        section("What moves by itself", surroundings.conditions(scenario)),
        section("What can happen", surroundings.acts(scenario)),
        section("In force at the start", surroundings.agreement(scenario)),
        section("What each party wants", _payoffs(scenario)),
        section("Drawn together", _shared_draws(scenario)),
        section("How a history ends", _endings(scenario)),
        section("What if", _counterfactuals(scenario)),
        section("Facts to compare the worlds with", _facts(scenario)),
        section("Claims to be tested", _claims(scenario)),
        section("Further changes that claims compare", _what_ifs(scenario.arms, scenario)),
        section("Variants under which claims are tested again", _variants(scenario)),
        section("Where the numbers come from", _sources(scenario, origins)),
    ]
    if evidence:
        parts.append(section("The evidence, number by number", _evidence(scenario, origins)))
    return "\n\n".join(part for part in parts if part) + "\n"


def section(heading: str, lines: Iterable[str]) -> str:
    """Return a headed section, or an empty text where there are no lines."""
    body = list(lines)
    rule = "─" * (terminal_width() - len(heading) - 4)
    return "\n".join([f"── {heading} {rule}", "", *body]) if body else ""


def _title(scenario: ScenarioRecord) -> str:
    head, rule = scenario.header, "━" * terminal_width()
    lines = [rule, *wrap(head.title, indent=2), *wrap(head.name, indent=2), rule]
    for paragraph in head.summary.strip().split("\n\n") if head.summary.strip() else ():
        lines += ["", *wrap(paragraph, indent=2)]
    rounds = scenario.settings.rounds.value
    span = f"{rounds} round{'' if rounds == 1 else 's'}"
    if head.round != "exchange":
        span += f", one a {head.round}"
    if head.start is not None:
        span += f", from {head.start:%d %B %Y}".replace(" 0", " ")
    lines += ["", *wrap(span + ".", indent=2)]
    for article in head.articles:
        about = articles()[article]
        told = f"{about['title']} ({about['outlet']}, {about['date']}) [{article}]"
        lines += wrap(told, indent=4, first="  · ")
    return "\n".join(lines)


def _payoffs(scenario: ScenarioRecord) -> Iterator[str]:
    spread = _spread(scenario)
    yield from wrap(spread, indent=2)
    for i, (party, terms) in enumerate(scenario.payoffs.items()):
        if i or spread:
            yield ""
        units = dict.fromkeys(number.unit for number in terms.values() if number.unit)
        measured = f", in units of {'; '.join(units)}" if units else ""
        yield from wrap(label_of(party, scenario) + measured, indent=2)
        texts = [(_signed(number), term_text(term, scenario)) for term, number in terms.items()]
        column = 6 + max((len(weight) for weight, _ in texts), default=0)
        for weight, text in texts:
            yield from wrap(text, indent=column, first=f"    {weight}".ljust(column))


def _spread(scenario: ScenarioRecord) -> str:
    """Say how weights that are written as one value are spread, empty where they are not."""
    numbers = [number for terms in scenario.payoffs.values() for number in terms.values()]
    spread = scenario.settings.spread
    single = any(isinstance(number, ValueNumber) and number.spread is None for number in numbers)
    if not single or spread.support()[1] == 0:
        return ""
    return (
        f"A weight written as one number is the mean of a lognormal spread of "
        f"{number_text(spread)}, on the scale of its logarithm."
    )


def _signed(number: Number) -> str:
    text = number_text(number, signed=True)
    return text if text[:1] in "+-" else f" {text}"


def _endings(scenario: ScenarioRecord) -> Iterator[str]:
    outcome = scenario.outcome
    weights = [
        f"{label_of(name, scenario)} {number_text(number)}"
        for name, number in outcome.scope.items()
    ]
    yield from wrap(f"Concessions are counted by weight: {', '.join(weights)}.", indent=2)
    yield ""
    givers = {scenario.issues[name].giver for name in outcome.scope}
    alone = label_of(next(iter(givers)), scenario) if len(givers) == 1 else ""
    rupture = ""
    if outcome.rupture is not None:
        rupture = (
            f", or a walk-out while {label_of(outcome.rupture.condition, scenario)} was at "
            f"{number_text(outcome.rupture.threshold)} or more"
        )
    for ending in Ending:
        rule = ending.rule.format(
            side=alone or "each side",
            settlement=number_text(outcome.settlement),
            partial=number_text(outcome.partial),
            rupture=rupture,
        )
        yield from entry(ending.key, rule, 16)
    if outcome.tolerance.support() != (0.0, 0.0):
        yield ""
        yield from wrap(
            "Concessions that differ by no more than "
            f"{number_text(outcome.tolerance)} count as matched.",
            indent=2,
        )


def _shared_draws(scenario: ScenarioRecord) -> Iterator[str]:
    """Tell which numbers share one draw of their priors."""
    shared: dict[str, list[str]] = {}
    for _, path, record in walk(scenario):
        name = getattr(record, "draw", None)
        if name is not None:
            shared.setdefault(name, []).append(path)
    for name, paths in shared.items():
        yield from wrap(f"{name}: {joined(paths)}", indent=6, first="  ")


def _counterfactuals(scenario: ScenarioRecord) -> Iterator[str]:
    yield from _what_ifs(scenario.counterfactuals, scenario)
    if scenario.interventions:
        yield from ([""] if scenario.counterfactuals else [])
        yield "  In force in this scenario as it is:"
        for change in scenario.interventions:
            yield from wrap(change_text(change, scenario), indent=8, first="      ")


def _what_ifs(entries: Iterable[Counterfactual], scenario: ScenarioRecord) -> Iterator[str]:
    for one in entries:
        yield from wrap(f"{one.name}{': ' + one.title if one.title else ''}", indent=6, first="  ")
        for change in one.do:
            yield from wrap(change_text(change, scenario), indent=8, first="      ")


def _facts(scenario: ScenarioRecord) -> Iterator[str]:
    for fact in scenario.facts:
        yield from wrap(f"{fact.name}: {fact.statement}", indent=6, first="  ")
        band = f"{fact.quantity}: between {fact.low:g} and {fact.high:g}"
        yield from wrap(band, indent=8, first="      ")
        yield from wrap(f"From {', '.join(fact.source)}.", indent=8, first="      ")


def _claims(scenario: ScenarioRecord) -> Iterator[str]:
    for claim in scenario.claims:
        yield from wrap(f"{claim.id}: {claim.statement or claim.quantity}", indent=6, first="  ")
        yield from wrap(_test(claim), indent=8, first="      ")
        if claim.claims:
            yield from wrap(f"From {', '.join(claim.claims)}.", indent=8, first="      ")


def _variants(scenario: ScenarioRecord) -> Iterator[str]:
    for variant in scenario.variants:
        yield from entry(variant.name, variant.title or "other numbers", 24)


def _test(claim: Claim) -> str:
    """Return how a claim is tested: the quantity, the arms, and what it is held against."""
    arms = list(claim.compare)
    if len(arms) > 2:
        order = f" {claim.direction or 'and'} ".join(arms)
        least = "" if claim.threshold is None else f", in at least {claim.threshold:g} of draws"
        return f"{claim.quantity}: {order}{least}"
    among = f", {' less '.join([*arms, 'baseline'][:2])}" if arms else ""
    if claim.level:
        among = f", in {arms[0]}"
    share = ", as a share" if claim.relative else ""
    if claim.direction is None or claim.threshold is None:
        return f"{claim.quantity}{among}{share}"
    sign = {"=": "within ±", ">=": "at least ", "<=": "at most ", ">": "above ", "<": "below "}
    return f"{claim.quantity}{among}{share}: {sign[claim.direction]}{claim.threshold:g}"


def _sources(scenario: ScenarioRecord, origins: Mapping[str, str]) -> Iterator[str]:
    for kind, share in source_shares(scenario).items():
        filled = round(share * _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        yield f"  {kind:<11} {bar} {100 * share:3.0f} %"
    files = Counter(origins.values())
    if len(files) > 1:
        yield ""
        counts = [f"{count} from {file}" for file, count in files.most_common()]
        yield from wrap(f"Of {files.total()} sourced things, {', '.join(counts)}.", indent=2)


def _evidence(scenario: ScenarioRecord, origins: Mapping[str, str]) -> Iterator[str]:
    section = ""
    several = len(set(origins.values())) > 1
    for thing in sourced(scenario):
        parts = thing.path.split(".")
        head = ".".join(parts[: 2 if parts[0] in _GROUPED else 1])
        if section and head != section:
            yield ""
        section = head
        record = thing.record
        if isinstance(record, NUMBER_KINDS):
            shown = f" = {number_text(record)}"
        else:
            value = getattr(record, "value", None)
            shown = "" if value is None else f" = {value}"
        unit = getattr(record, "unit", None)
        yield from wrap(f"{thing.path}{shown}{' ' + unit if unit else ''}", indent=4, first="  ")
        file = f"  in {origins[thing.path]}" if several and thing.path in origins else ""
        yield from wrap(f"[{'; '.join(thing.source)}]{file}", indent=7, first="      ")
        if thing.why:
            yield from wrap(thing.why, indent=6)
