"""The sheet of a scenario: plain text that a class can read, every key that plays told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations

from bargaining.codes import Ending
from bargaining.scenario import in_words
from bargaining.scenario.citations import evidence_lines
from bargaining.scenario.episodes import Intervention
from bargaining.scenario.evidence import articles, source_shares, sourced, walk
from bargaining.scenario.numbers import ValueNumber
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.words import change_text, label_of, number_text, term_text
from bargaining.text import counted, entry, joined, terminal_width, wrap

__all__ = ["duration", "evidence_of", "heading", "sections", "sheet"]

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
    rule = "━" * terminal_width()
    title, name, *about = heading(scenario)
    told = [rule, *wrap(title, indent=2), *wrap(name, indent=2), rule, *about]
    parts = ["\n".join(told)]
    parts += [section(name, lines) for name, lines in sections(scenario, origins)]
    if evidence:
        parts.append(section("The evidence, number by number", evidence_of(scenario, origins)))
    return "\n\n".join(part for part in parts if part) + "\n"


def heading(scenario: ScenarioRecord) -> Iterator[str]:
    """Yield the title, the name, and lines on what the scenario is about."""
    head = scenario.header
    yield from (head.title, head.name)
    for paragraph in filter(None, (*head.summary.strip().split("\n\n"), head.note)):
        yield from ("", *wrap(paragraph, indent=2))
    yield from ("", *wrap(duration(scenario), indent=2))
    for article in head.articles:
        about = articles()[article]
        told = f"{about['title']} ({about['outlet']}, {about['date']}) [{article}]"
        yield from wrap(told, indent=4, first="  · ")


def sections(
    scenario: ScenarioRecord, origins: Mapping[str, str] | None = None
) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield the heading and the lines of each section; a section may have no lines."""
    yield from (
        ("At the table", in_words.table(scenario)),
        ("The parties", in_words.parties(scenario)),
        ("What can be given", in_words.ladders(scenario)),
        ("What moves by itself", in_words.conditions(scenario)),
        ("What can happen", in_words.acts(scenario)),
        ("In force at the start", in_words.agreement(scenario)),
        ("What each party wants", _payoffs(scenario)),
        ("Drawn together", _shared_draws(scenario)),
        ("How a history ends", _endings(scenario)),
        *_story(scenario),
    )
    kinds = []
    for kind, share in source_shares(scenario).items():
        filled = round(share * _BAR)
        bar = "█" * filled + "░" * (_BAR - filled)
        kinds.append(f"  {kind:<11} {bar} {100 * share:3.0f} %")
    files = Counter((origins or {}).values())
    if len(files) > 1:
        counts = [f"{count} from {file}" for file, count in files.most_common()]
        told = f"Of {files.total()} sourced things, {', '.join(counts)}."
        kinds += ["", *wrap(told, indent=2)]
    yield "Where the numbers come from", kinds


def evidence_of(
    scenario: ScenarioRecord, origins: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Yield lines on every number: its source and its reason."""
    before = ""
    for thing in sourced(scenario):
        names = thing.path.split(".")
        group = ".".join(names[: 2 if names[0] in _GROUPED else 1])
        if before not in ("", group):
            yield ""
        yield from evidence_lines(thing, origins or {})
        before = group


def duration(scenario: ScenarioRecord) -> str:
    """Return how many rounds a scenario has, and from when, as a sentence."""
    head, told = scenario.header, counted(scenario.settings.rounds.value, "round")
    if head.round != "exchange":
        told += f", one a {head.round}"
    if head.start is not None:
        told += f", from {head.start:%d %B %Y}".replace(" 0", " ")
    return f"{told}."


def section(heading: str, lines: Iterable[str]) -> str:
    """Return a headed section, or an empty text where there are no lines."""
    body = list(lines)
    rule = "─" * (terminal_width() - len(heading) - 4)
    return "\n".join([f"── {heading} {rule}", "", *body]) if body else ""


def _payoffs(scenario: ScenarioRecord) -> Iterator[str]:
    numbers = [number for terms in scenario.payoffs.values() for number in terms.values()]
    single = any(isinstance(number, ValueNumber) and number.spread is None for number in numbers)
    spread = single and scenario.settings.spread.support()[1] != 0
    if spread:
        told = f"lognormal spread of {number_text(scenario.settings.spread)}"
        mean = f"A weight written as one number is the mean of a {told}"
        yield from wrap(f"{mean}, on the scale of its logarithm.", indent=2)
    for i, (party, terms) in enumerate(scenario.payoffs.items()):
        if i or spread:
            yield ""
        units = dict.fromkeys(number.unit for number in terms.values() if number.unit)
        measured = f", in units of {'; '.join(units)}" if units else ""
        yield from wrap(label_of(party, scenario) + measured, indent=2)
        weights = [number_text(number, signed=True) for number in terms.values()]
        weights = [weight if weight[:1] in "+-" else f" {weight}" for weight in weights]
        column = 6 + max(map(len, weights), default=0)
        for term, weight in zip(terms, weights, strict=True):
            first = f"    {weight}".ljust(column)
            yield from wrap(term_text(term, scenario), indent=column, first=first)


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
    """Tell which numbers share one draw of their priors, and which are correlated."""
    shared: dict[str, list[str]] = {}
    for _, path, record in walk(scenario):
        name = getattr(record, "draw", None)
        if name is not None:
            shared.setdefault(name, []).append(path)
    for name, paths in shared.items():
        yield from wrap(f"{name}: {joined(paths)}", indent=6, first="  ")
    for block in scenario.correlations:
        for (i, one), (k, other) in combinations(enumerate(block.numbers), 2):
            rank = f"rank correlation {block.rank_correlations[i][k]:g}"
            yield from wrap(f"{block.name}: {one} and {other}, {rank}", indent=6, first="  ")


def _story(scenario: ScenarioRecord) -> Iterator[tuple[str, Iterator[str]]]:
    """Yield headings and lines on what-ifs, facts, claims and variants."""

    def listed(entries: Iterable[tuple[str, Iterable[str]]]) -> Iterator[str]:
        for head, details in entries:
            yield from wrap(head, indent=6, first="  ") if head else [""]
            for detail in details:
                yield from wrap(detail, indent=8, first="      ")

    def changes(dated: Iterable[Intervention]) -> list[str]:
        return [change_text(change, scenario) for change in dated]

    what_ifs, arms = (
        [(f"{one.name}{': ' + one.title if one.title else ''}", changes(one.do)) for one in ones]
        for ones in (scenario.counterfactuals, scenario.arms)
    )
    if scenario.interventions:
        what_ifs += [("", [])] if what_ifs else []
        in_force = changes(scenario.interventions)
        what_ifs.append(("In force in this scenario as it is:", in_force))
    yield "What if", listed(what_ifs)
    facts = (
        (
            f"{fact.name}: {fact.statement}",
            [
                f"{fact.quantity}: between {fact.low:g} and {fact.high:g}",
                f"From {', '.join(fact.source)}.",
            ],
        )
        for fact in scenario.facts
    )
    yield "Facts to compare the worlds with", listed(facts)
    claims = []
    signs = {"=": "within ±", ">=": "at least ", "<=": "at most ", ">": "above ", "<": "below "}
    for claim in scenario.claims:
        # The quantity, the arms compared, and what it is held against.
        compared, bound = list(claim.compare), claim.threshold
        among = f", {' less '.join([*compared, 'baseline'][:2])}" if compared else ""
        if claim.level:
            among = f", in {compared[0]}"
        test = f"{claim.quantity}{among}{', as a share' if claim.relative else ''}"
        if len(compared) > 2:
            test = f"{claim.quantity}: " + f" {claim.direction or 'and'} ".join(compared)
            test += "" if bound is None else f", in at least {bound:g} of draws"
        elif claim.direction is not None and bound is not None:
            test += f": {signs[claim.direction]}{bound:g}"
        cited = [f"From {', '.join(claim.claims)}."] if claim.claims else []
        claims.append((f"{claim.id}: {claim.statement or claim.quantity}", [test, *cited]))
    yield "Claims to be tested", listed(claims)
    yield "Further changes that claims compare", listed(arms)
    variants = (entry(one.name, one.title or "other numbers", 24) for one in scenario.variants)
    yield "Variants under which claims are tested again", chain.from_iterable(variants)
