"""Rules of evidence: sources that exist, reasons given once, facts and claims to be judged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bargaining.scenario.checks.names import Roles
from bargaining.scenario.episodes import Claim, Fact
from bargaining.scenario.evidence import CITATION, articles, kind_of_source, walk
from bargaining.scenario.library import list_scenarios
from bargaining.scenario.locate import Path
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.quantity_tree import QuantileOfWorlds
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
    for i, article in enumerate(scenario.header.articles):
        if article not in articles():
            yield Finding(("scenario", "articles", i), _no_article(article))
    first: dict[str, str] = {}
    for path, dotted, record in walk(scenario):
        said = vars(record)
        for source in said.get("source", ()):
            if fault := _source_fault(source):
                yield Finding((*path, "source"), fault)
        same = " ".join((said.get("why") or "").lower().split())
        if same in first:
            yield Finding(
                (*path, "why"),
                f"must be a reason of its own; {first[same]} gives the same text. "
                "Say what is particular to this number.",
            )
        elif same:
            first[same] = dotted
        if isinstance(record, Fact | Claim):
            try:
                read = read_quantity(record.quantity, scenario)
                if any(isinstance(atom, QuantileOfWorlds) for atom in read.atoms):
                    raise ValueError(
                        "must not ask for a median or a quantile, which `measure` answers"
                    )
            except ValueError as error:
                end = "" if str(error).endswith((".", "?")) else "."
                yield Finding((*path, "quantity"), f"{error}{end}")
        if isinstance(record, Fact) and record.low > record.high:
            fault = f"must be at or above low, {record.low:g}; got {record.high:g}."
            yield Finding((*path, "high"), fault)
    yield from _claims(scenario, roles)


def _no_article(name: str) -> str:
    near = did_you_mean(name, articles(), "articles")
    return f'names the article "{name[:80]}", which is not in the index. {near}'


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
        return _no_article(article)
    known = articles()[article]["paragraphs"]
    if paragraph in known:
        return ""
    return (
        f"cites paragraph {paragraph} of {article}, which has paragraphs "
        f"{min(known)} to {max(known)}."
    )


def _claims(scenario: ScenarioRecord, roles: Roles) -> Iterator[Finding]:
    """Yield what keeps a claim from being judged, and what it names that does not exist."""
    own = [f"rules.{name}" for name, one in scenario.parties.items() if one.country != "Party"]
    terms = [*(path for path in roles.numbers if is_coefficient(path)), *own]
    arms = ("baseline", *(one.name for one in scenario.what_ifs))
    others = {arm for claim in scenario.claims for arm in claim.compare} - {*arms}
    files = list_scenarios() if others else ()
    for i, claim in enumerate(scenario.claims):
        path: Path = ("claims", i)
        directed, held = claim.direction is not None, claim.threshold is not None
        if directed != held:
            have, lack = ("direction", "threshold") if directed else ("threshold", "direction")
            fault = f"is missing; a claim with a {have} needs both to be judged."
            yield Finding((*path, lack), fault)
        if claim.level and (len(claim.compare) != 1 or claim.relative):
            yield Finding(
                (*path, "level"),
                "needs exactly one arm in `compare`, and no `relative`: it is that arm's own "
                "value.",
            )
        if claim.relative and len(claim.compare) not in (1, 2):
            fault = "needs one or two arms in `compare` to be relative to."
            yield Finding((*path, "relative"), fault)
        if claim.direction == "=" and claim.threshold is not None and claim.threshold <= 0:
            rule = 'must be above 0 where the direction is "="'
            why = "it is the distance within which two values count as equal"
            yield Finding((*path, "threshold"), f"{rule}: {why}; got {claim.threshold:g}.")
        if claim.rests_on == () and not claim.note:
            yield Finding(
                (*path, "rests_on"),
                "is empty: say in `note` that no term connects what is changed with what is "
                "counted.",
            )
        for arm in claim.compare:
            if arm not in arms and arm.partition("/")[0] not in (*files, scenario.name):
                yield Finding(
                    (*path, "compare"),
                    f'names the arm "{arm[:80]}", which is neither a counterfactual or arm of this '
                    f"file nor a bundled scenario. {did_you_mean(arm, (*arms, *files), 'arms')}",
                )
        for k, cited in enumerate(claim.claims):
            if fault := _source_fault(cited):
                yield Finding((*path, "claims", k), fault)
        for k, term in enumerate(map(canonical_path, claim.rests_on or ())):
            if term not in terms:
                yield Finding(
                    (*path, "rests_on", k),
                    "names no weight of a payoff, no driver of a condition and no country's rule "
                    f"of this file. {did_you_mean(term, terms, 'terms')}",
                )
