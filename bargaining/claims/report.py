"""Claims in a reader's words, and the table of them that a console shows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bargaining.claims.judged import ClaimResult, Figures
from bargaining.claims.verdict import FEWEST_DRAWS, Kind, Verdict, form_of, is_level
from bargaining.scenario.evidence import articles
from bargaining.scenario.schema import Claim
from bargaining.text import (
    RULE,
    Column,
    counted,
    decimal,
    entry,
    joined,
    natural_key,
    signed,
    table,
    wrap,
)

__all__ = [
    "CAPTION", "COLUMNS", "IN_ORDER", "by_article", "comparison", "grid_text", "interval_text",
    "kind_counts", "lines", "number_cells", "number_text", "of_kind", "rule", "share_text",
    "strength_text", "title_of", "unique_ids",
]  # fmt: skip

CAPTION = (
    "supported / contradicted / undecided under these priors: intervals measure Monte Carlo and "
    "prior sampling only"
)
_INDENT, _LONGEST_HEAD = " " * 6, 16
IN_ORDER = (Kind.INFORMATIVE, Kind.NOISE, Kind.BY_CONSTRUCTION, Kind.OPEN)
_TO_KNOW = (
    '. Run again with `--columns all` (Python: `columns="all"`): it also plays the two tests that '
    "decide the kind, and takes minutes."
)
_SIGNS = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}
# Below so many draws the tails of resampled intervals are too short.
_FEW_DRAWS = 20
_LEGEND = (
    "supported: the whole interval meets the rule below the claim. contradicted: the whole "
    "interval misses it (for a difference: and has the opposite sign). undecided: neither; more "
    "worlds may decide it, but not where a change falls short of the threshold. Arm: one of the "
    "versions of the scenario that a claim compares. Prior: the range of values that the file "
    "gives for each uncertain number; each draw takes one value from each. Intervals: {levels}, "
    "clustered by draw."
)
# What stands at the head of each column of numbers, and what it is.
COLUMNS = {
    "effect": "the level, or the first arm minus the second, world by world with the same luck",
    "interval": "its Monte Carlo interval",
    "met in prior": "the share of the prior in which the threshold is met",
    "no payoffs": "the effect where every payoff weight is zero, which is what noise alone does; a "
    "dash, here and further right: not played, since the claim is by construction anyway or names "
    "no terms that can be turned, or without a value, since no world meets its condition",
    "random signs": "the effect where the terms that the claim rests on have their sign turned in "
    "half of the draws",
    "least factor": "the smallest factor tried on these terms at which the threshold is met; 0: "
    "without them; none: at no factor",
    "variants": "variants of the file in which the effect has the claimed sign, or meets the "
    "threshold where none is claimed, out of those in which it is defined",
}
_PLAYED_ALWAYS = 3
_FEW = (
    f"Fewer than {_FEW_DRAWS} draws tell little of the prior; no verdict is given on fewer than "
    f"{FEWEST_DRAWS}."
)
_KINDS = (
    "Kinds. By construction: the arms differ in a term of the claim, or what is shown goes with "
    "the sign of its terms. Met by noise: a model without payoffs supports it too. Informative: "
    "neither; only these can be findings. A kind says what a verdict would be worth; an undecided "
    "claim is no finding."
)


def by_article(results: Iterable[ClaimResult]) -> dict[str, list[ClaimResult]]:
    """Return the results by the article that each cites first.

    Articles are in the order of the index, claims in that of their ids, H2 before H10.
    """
    groups: dict[str, list[ClaimResult]] = {article: [] for article in articles()}
    for result in sorted(results, key=lambda one: (natural_key(one.id), one.scenario)):
        groups.setdefault(result.article, []).append(result)
    return {article: group for article, group in groups.items() if group}


def unique_ids(results: Iterable[ClaimResult]) -> set[str]:
    """Return the ids that only one claim has; the others need their scenario's name."""
    times = Counter(result.id for result in results)
    return {id for id, n in times.items() if n == 1}


def kind_counts(results: Iterable[ClaimResult]) -> dict[Kind, str]:
    """Return how many claims are of each kind there is and which verdicts they have, in words.

    Informative ones come first.
    """
    found = Counter((result.kind, result.verdict) for result in results)
    said = {}
    for kind in IN_ORDER:
        counts = [(found[kind, verdict], verdict.value) for verdict in Verdict]
        total = sum(n for n, _ in counts)
        if total:
            verdicts = ", ".join(f"{n} {verdict}" for n, verdict in counts if n)
            said[kind] = f"{total} {kind.value} ({verdicts})"
    return said


def of_kind(results: Iterable[ClaimResult], kind: Kind) -> list[ClaimResult]:
    """Return the results of the claims of a kind, by article and number."""
    return [one for group in by_article(results).values() for one in group if one.kind is kind]


def lines(results: Sequence[ClaimResult], record: Mapping[str, Any]) -> Iterator[str]:
    """Yield the lines of the table of all claims, kinds apart and by article."""
    if not results:
        yield "There are no claims to test."
        return
    wide = any(result.null is not None for result in results)
    yield f"{counted(len(results), 'claim')}:"
    for text in kind_counts(results).values():
        yield from wrap(text, indent=2)
    yield from wrap(CAPTION)
    size = f"{counted(record['draws'], 'draw')} of {counted(record['worlds_per_draw'], 'world')}"
    size += " in each arm"
    other = record.get("checks")
    if other:
        size += f" ({other['draws']:,} of {other['worlds_per_draw']:,} from no payoffs on)"
    yield from wrap(f"{size}, seed {record['seed']}")
    yield ""
    heads = list(COLUMNS) if wide else list(COLUMNS)[:_PLAYED_ALWAYS]
    columns = [Column(head, words=True) for head in ("claim", "verdict")]
    once = unique_ids(results)
    rows: list[list[str] | str] = []
    for kind in kind_counts(results):
        if rows:
            rows.append(RULE)
        # Where the other columns were not played, so was nothing that decides the kind.
        unplayed = kind is Kind.OPEN and not wide
        rows.append(kind.value.upper() + (_TO_KNOW if unplayed else ""))
        article = None
        for result in of_kind(results, kind):
            claim, reason = result.claim, result.judgement.reason
            if result.article != article:
                article = result.article
                rows.append(title_of(article))
            rows.append([result.id, result.verdict.value, *number_cells(result)[: len(heads)]])
            where = "" if result.id in once else f"({result.scenario}) "
            why = f" [{reason}]" if reason else ""
            why += f" [{kind.value}: {result.kind_found[1]}]"
            rows.append(f"{_INDENT}{where}{claim.statement}{why}")
            rows.append(f"{_INDENT}{claim.quantity}, {comparison(result)}: {rule(claim)}")
    yield from table([*columns, *map(Column, heads)], rows)
    levels = sorted({f"{100 * result.claim.confidence:g} %" for result in results})
    for head in heads:
        yield from entry(head, f"{COLUMNS[head]}.", _LONGEST_HEAD)
    said = [_LEGEND.format(levels=joined(levels))]
    if min(result.figures.n_draws or _FEW_DRAWS for result in results) < _FEW_DRAWS:
        said.append(_FEW)
    yield from wrap(" ".join([*said, _KINDS]))


def number_cells(result: ClaimResult) -> list[str]:
    """Return the cells of a claim: the columns of `COLUMNS`."""
    claim, figures = result.claim, result.figures
    return [
        number_text(claim, figures.value),
        interval_text(claim, figures),
        share_text(figures.prior_share),
        *(
            "-" if one is None else number_text(claim, one.value)
            for one in (result.null, result.symmetric)
        ),
        strength_text(result),
        grid_text(result),
    ]


def number_text(claim: Claim, value: float) -> str:
    """Return a value as a reader should see it; a relative one in percent."""
    if math.isnan(value):
        return "-"
    shown = decimal if is_level(claim) or form_of(claim) == "order" else signed
    if claim.relative:
        return f"{shown(100 * value, 1)} %"
    return shown(value, 3 if abs(value) < 10 else 1)


def interval_text(claim: Claim, figures: Figures) -> str:
    """Return the interval, or a dash where there is none."""
    if math.isnan(figures.low) or math.isnan(figures.high):
        return "-"
    low, high = (number_text(claim, end).removesuffix(" %") for end in (figures.low, figures.high))
    return f"{low} to {high}" + (" %" if claim.relative else "")


def share_text(share: float | None) -> str:
    """Return a share in percent, or a dash."""
    if share is None or math.isnan(share):
        return "-"
    # 99.7 % of the prior is not all of it, nor 0.2 % nothing.
    percent = min(max(round(100 * share), 1 if share > 0 else 0), 100 if share >= 1 else 99)
    return f"{percent} %"


def strength_text(result: ClaimResult) -> str:
    """Return the least factor that meets the threshold, ``none``, or a dash if none was tried."""
    if not result.strengths:
        return "-"
    return "none" if result.least_strength is None else f"{result.least_strength:g}"


def grid_text(result: ClaimResult) -> str:
    """Return how many variants point the claim's way out of those that say anything."""
    known = result.grid_right.values()
    return f"{sum(known)}/{len(known)}" if known else "-"


def comparison(result: ClaimResult) -> str:
    """Return what is compared with what."""
    claim, arms = result.claim, result.arms
    if form_of(claim) == "order":
        in_order = f" {claim.direction} ".join(arms)
        return f"the share of draws in which {in_order}"
    if is_level(claim):
        return f"the level in {arms[0]}"
    minus = f"{arms[0]} minus {arms[1]}"
    return f"{minus}, as a share of {arms[1]}" if claim.relative else minus


def rule(claim: Claim) -> str:
    """Return when the claim counts as supported."""
    if claim.threshold is None or claim.direction is None:
        return "no threshold is named"
    bound = f"{claim.threshold:g}"
    if claim.relative:
        bound = f"{100 * claim.threshold:g} %"
    if form_of(claim) == "equality":
        return f"supported if within {bound} on both sides"
    sign = "at least" if form_of(claim) == "order" else _SIGNS[claim.direction]
    return f"supported if {sign} {bound}"


def title_of(article: str, form: str = "{title} ({outlet}, {year})") -> str:
    """Return the title, outlet and year of an article, or what is known of it."""
    known = articles().get(article)
    if known is None:
        return article or "No article"
    return form.format(title=known["title"], outlet=known["outlet"], year=known["date"][:4])
