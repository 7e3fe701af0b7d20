"""Rules of evidence: sources that exist, reasons given once, facts and claims to be judged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bargaining.scenario.checks.names import Roles
from bargaining.scenario.episodes import Claim
from bargaining.scenario.evidence import (
    CITATION,
    articles,
    kind_of_source,
    walk,
)
from bargaining.scenario.library import list_scenarios
from bargaining.scenario.locate import Path
from bargaining.scenario.quantity import QuantileOfWorlds, read_quantity
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical_path, is_coefficient
from bargaining.scenario.wording import Finding

__all__ = ["check"]

_DATE = re.compile(
    r"\b([12][0-9]{3}|january|february|march|april|may|june|july|august|september|october|november"
    r"|december|spring|summer|autumn|winter)\b",
    re.IGNORECASE,
)


def check(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield every broken rule of sources, facts and claims."""
    yield from _sources(scenario)
    for i, fact in enumerate(scenario.facts):
        yield from _quantity(("facts", i, "quantity"), fact.quantity, scenario)
        if fact.low > fact.high:
            yield Finding(
                ("facts", i, "high"), f"must be at or above low, {fact.low:g}; got {fact.high:g}."
            )
    yield from _claims(scenario, roles)


def _sources(scenario: ScenarioRecord) -> Iterator[Finding]:
    for i, article in enumerate(scenario.header.articles):
        if article not in articles():
            yield Finding(
                ("scenario", "articles", i),
                f'names the article "{article[:80]}", which is not in the index. '
                + did_you_mean(article, articles(), "articles"),
            )
    first: dict[str, str] = {}
    for path, dotted, record in walk(scenario):
        sources: tuple[str, ...] = getattr(record, "source", ())
        why = (getattr(record, "why", None) or "").strip()
        for source in sources:
            fault = _source_fault(source)
            if fault:
                yield Finding((*path, "source"), fault)
        same = " ".join(why.lower().split())
        if not same:
            continue
        if same in first:
            yield Finding(
                (*path, "why"),
                f"must be a reason of its own; {first[same]} gives the same text. "
                "Say what is particular to this number.",
            )
        first.setdefault(same, dotted)


def _source_fault(source: str) -> str:
    """Return what is wrong with one source, empty where nothing is."""
    kind = kind_of_source(source)
    if kind is None:
        return (
            'must be "assumed", "<article>:<paragraph>", "literature: <work>" or '
            f'"record: <date> <fact>"; got "{source[:80]}".'
        )
    if kind == "record" and not _DATE.search(source):
        return 'must date the fact by year or season, as in "record: 2016-02-12 ...".'
    cited = CITATION.fullmatch(source)
    if kind != "article" or cited is None:
        return ""
    article, paragraph = cited[1], int(cited[2])
    if article not in articles():
        return f'names the article "{article}", which is not in the index. ' + did_you_mean(
            article, articles(), "articles"
        )
    known = articles()[article]["paragraphs"]
    if paragraph not in known:
        return (
            f"cites paragraph {paragraph} of {article}, which has paragraphs "
            f"{min(known)} to {max(known)}."
        )
    return ""


def _quantity(path: Path, text: str, scenario: ScenarioRecord) -> Iterator[Finding]:
    """Yield what is wrong with the text of a quantity, of a fact or of a claim."""
    try:
        read = read_quantity(text, scenario)
        if any(isinstance(atom, QuantileOfWorlds) for atom in read.atoms):
            raise ValueError("must not ask for a median or a quantile, which `measure` answers")
    except ValueError as error:
        message = str(error)
        stop = "" if message.endswith((".", "?")) else "."
        yield Finding(path, message + stop)


def _claims(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    own = [f"rules.{name}" for name, one in scenario.parties.items() if one.country != "Party"]
    terms = [*(path for path in roles.numbers if is_coefficient(path)), *own]
    for i, claim in enumerate(scenario.claims):
        path: Path = ("claims", i)
        yield from _verdict(path, claim)
        yield from _quantity((*path, "quantity"), claim.quantity, scenario)
        for arm in claim.compare:
            fault = _arm_fault(arm, scenario)
            if fault:
                yield Finding((*path, "compare"), fault)
        for k, cited in enumerate(claim.claims):
            fault = _source_fault(cited)
            if fault:
                yield Finding((*path, "claims", k), fault)
        yield from _terms(path, claim, terms)


def _terms(path: Path, claim: Claim, known: list[str]) -> Iterator[Finding]:
    for k, term in enumerate(claim.rests_on or ()):
        if canonical_path(term) not in known:
            remedy = did_you_mean(canonical_path(term), known, "terms")
            yield Finding(
                (*path, "rests_on", k),
                f"names no weight of a payoff, no driver of a condition and no country's rule of "
                f"this file. {remedy}",
            )
    if claim.rests_on == () and not claim.note:
        yield Finding(
            (*path, "rests_on"),
            "is empty: say in `note` that no term connects what is changed with what is counted.",
        )


def _verdict(path: Path, claim: Claim) -> Iterator[Finding]:
    if (claim.direction is None) != (claim.threshold is None):
        have, lack = ("direction", "threshold")
        if claim.direction is None:
            have, lack = lack, have
        yield Finding((*path, lack), f"is missing; a claim with a {have} needs both to be judged.")
    if claim.level and (len(claim.compare) != 1 or claim.relative):
        yield Finding(
            (*path, "level"),
            "needs exactly one arm in `compare`, and no `relative`: it is that arm's own value.",
        )
    if claim.relative and len(claim.compare) not in (1, 2):
        yield Finding((*path, "relative"), "needs one or two arms in `compare` to be relative to.")
    if claim.direction == "=" and claim.threshold is not None and claim.threshold <= 0:
        yield Finding(
            (*path, "threshold"),
            f'must be above 0 where the direction is "=": it is the distance within which two '
            f"values count as equal; got {claim.threshold:g}.",
        )


def _arm_fault(arm: str, scenario: ScenarioRecord) -> str:
    own = ("baseline", *(one.name for one in scenario.what_ifs))
    if arm in own:
        return ""
    room, _, _ = arm.partition("/")
    if room in (*list_scenarios(), scenario.name):
        return ""
    return (
        f'names the arm "{arm[:80]}", which is neither a counterfactual or arm of this file nor a '
        "bundled scenario. " + did_you_mean(arm, (*own, *list_scenarios()), "arms")
    )
