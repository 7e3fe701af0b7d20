"""The sheet of a scenario: plain text that a class can read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bargaining.scenario import bargainers, setting
from bargaining.scenario.evidence import articles, source_shares, sourced
from bargaining.scenario.layout import WIDTH, entry, section, wrapped
from bargaining.scenario.numbers import NUMBER_KINDS, Number, ValueNumber
from bargaining.scenario.schema import Claim, Counterfactual, Scenario
from bargaining.scenario.words import change_text, label_of, number_text, term_text

__all__ = ["sheet"]

_BAR = 40
_GROUPED = ("parties", "issues", "conditions", "payoffs", "acts")


def sheet(
    scenario: Scenario, *, evidence: bool = False, origins: Mapping[str, str] | None = None
) -> str:
    """Return a readable sheet of a scenario, 88 columns wide.

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
        section("What can be given", setting.ladders(scenario)),
        section("What moves by itself", setting.conditions(scenario)),
        section("What can happen", setting.acts(scenario)),
        section("What each party wants", _payoffs(scenario)),
        section("How a history ends", _endings(scenario)),
        section("What if", _counterfactuals(scenario)),
        section("Facts that worlds are held against", _facts(scenario)),
        section("Claims to be tested", _claims(scenario)),
        section("What claims compare besides", _what_ifs(scenario.arms, scenario)),
        section("What is tried otherwise", _variants(scenario)),
        section("Where the numbers come from", _sources(scenario, origins)),
    ]
    if evidence:
        parts.append(section("The evidence, number by number", _evidence(scenario, origins)))
    return "\n\n".join(part for part in parts if part) + "\n"


def _title(scenario: Scenario) -> str:
    head = scenario.scenario
    lines = ["━" * WIDTH, *wrapped(head.title), *wrapped(head.name), "━" * WIDTH]
    for paragraph in head.summary.strip().split("\n\n") if head.summary.strip() else ():
        lines += ["", *wrapped(" ".join(paragraph.split()))]
    rounds = scenario.settings.rounds.value
    span = f"{rounds} round{'' if rounds == 1 else 's'}"
    if head.round != "exchange":
        span += f", one a {head.round}"
    if head.start is not None:
        span += f", from {head.start:%d %B %Y}".replace(" 0", " ")
    lines += ["", *wrapped(span + ".")]
    for article in head.articles:
        about = articles()[article]
        lines += wrapped(
            f"{about['title']} ({about['outlet']}, {about['date']}) [{article}]", 4, "  · "
        )
    return "\n".join(lines)


def _payoffs(scenario: Scenario) -> Iterator[str]:
    spread = _spread(scenario)
    yield from wrapped(spread)
    for i, (party, terms) in enumerate(scenario.payoffs.items()):
        if i or spread:
            yield ""
        units = dict.fromkeys(number.unit for number in terms.values() if number.unit)
        measured = f", in units of {'; '.join(units)}" if units else ""
        yield from wrapped(label_of(party, scenario) + measured)
        texts = [(_signed(number), term_text(term, scenario)) for term, number in terms.items()]
        column = 6 + max((len(weight) for weight, _ in texts), default=0)
        for weight, text in texts:
            yield from wrapped(text, column, f"    {weight}".ljust(column))


def _spread(scenario: Scenario) -> str:
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


def _endings(scenario: Scenario) -> Iterator[str]:
    outcome = scenario.outcome
    weights = [
        f"{label_of(name, scenario)} {number_text(number)}"
        for name, number in outcome.scope.items()
    ]
    yield from wrapped(f"Concessions are counted by weight: {', '.join(weights)}.")
    yield ""
    givers = {scenario.issues[name].giver for name in outcome.scope}
    alone = label_of(next(iter(givers)), scenario) if len(givers) == 1 else ""
    sides = f"{alone or 'each side'} has"
    walk_out = (
        ""
        if outcome.rupture is None
        else f", or a walk-out while {label_of(outcome.rupture.condition, scenario)} was at "
        f"{number_text(outcome.rupture.threshold)} or more"
    )
    endings = (
        ("settlement", f"{sides} conceded {number_text(outcome.settlement)} or more"),
        ("partial", f"{sides} conceded {number_text(outcome.partial)} or more"),
        ("renege", "an agreement was ratified, and somebody broke it"),
        ("collapse", f"talks are closed, and what closed them was a breakdown{walk_out}"),
        ("stalemate", "anything else"),
    )
    for name, text in endings:
        yield from entry(name, text, 16)


def _counterfactuals(scenario: Scenario) -> Iterator[str]:
    yield from _what_ifs(scenario.counterfactuals, scenario)
    if scenario.interventions:
        yield from ([""] if scenario.counterfactuals else [])
        yield "  In force in this scenario as it stands:"
        for change in scenario.interventions:
            yield from wrapped(change_text(change, scenario), 8, "      ")


def _what_ifs(entries: Iterable[Counterfactual], scenario: Scenario) -> Iterator[str]:
    for one in entries:
        yield from wrapped(f"{one.name}{': ' + one.title if one.title else ''}", 6, "  ")
        for change in one.do:
            yield from wrapped(change_text(change, scenario), 8, "      ")


def _facts(scenario: Scenario) -> Iterator[str]:
    for fact in scenario.facts:
        yield from wrapped(f"{fact.name}: {fact.statement}", 6, "  ")
        band = f"{fact.quantity}: between {fact.low:g} and {fact.high:g}"
        yield from wrapped(band, 8, "      ")
        yield from wrapped(f"From {', '.join(fact.source)}.", 8, "      ")


def _claims(scenario: Scenario) -> Iterator[str]:
    for claim in scenario.claims:
        yield from wrapped(f"{claim.id}: {claim.statement or claim.quantity}", 6, "  ")
        yield from wrapped(_test(claim), 8, "      ")
        if claim.claims:
            yield from wrapped(f"From {', '.join(claim.claims)}.", 8, "      ")


def _variants(scenario: Scenario) -> Iterator[str]:
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


def _sources(scenario: Scenario, origins: Mapping[str, str]) -> Iterator[str]:
    for kind, share in source_shares(scenario).items():
        filled = round(share * _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        yield f"  {kind:<11} {bar} {100 * share:3.0f} %"
    files = Counter(origins.values())
    if len(files) > 1:
        yield ""
        counts = [f"{count} from {file}" for file, count in files.most_common()]
        yield from wrapped(f"Of {files.total()} sourced things, {', '.join(counts)}.")


def _evidence(scenario: Scenario, origins: Mapping[str, str]) -> Iterator[str]:
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
        yield from wrapped(f"{thing.path}{shown}{' ' + unit if unit else ''}", 4, "  ")
        file = f"  in {origins[thing.path]}" if several and thing.path in origins else ""
        yield from wrapped(f"[{'; '.join(thing.source)}]{file}", 7, "      ")
        if thing.why:
            yield from wrapped(thing.why, 6)
