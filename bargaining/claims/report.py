"""The table of claims that a reader sees in a console."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator, Mapping

from bargaining.claims.judged import CAPTION, ClaimResult, JudgedClaims
from bargaining.claims.kinds import Kind
from bargaining.claims.verdict import FEWEST_DRAWS, Verdict
from bargaining.claims.wording import (
    comparison,
    grid_text,
    interval_text,
    number_text,
    rule,
    share_text,
    strength_text,
    title_of,
)
from bargaining.outcomes.table import counted, in_ascii
from bargaining.scenario.evidence import articles

__all__ = ["IN_ORDER", "WIDTH", "by_article", "counts_text", "kind_counts", "of_kind", "table"]

WIDTH = 90
_INDENT = 8
IN_ORDER = (Kind.INFORMATIVE, Kind.NOISE, Kind.BY_CONSTRUCTION, Kind.OPEN)
# The kinds in a column of the table.
SHORT = {
    Kind.INFORMATIVE: "inf.",
    Kind.NOISE: "noise",
    Kind.BY_CONSTRUCTION: "made",
    Kind.OPEN: "open",
}
# Below so many draws the tails of resampled intervals are too short.
_FEW_DRAWS = 20


def table(results: JudgedClaims, *, ascii: bool = False) -> str:
    """Return the table of all claims, grouped by article, at most 90 characters wide.

    Parameters
    ----------
    results : ClaimResults
        What is shown.
    ascii : bool
        Use ASCII characters only.
    """
    text = "\n".join(line.rstrip() for line in _lines(results))
    return in_ascii(text) if ascii else text


def by_article(results: JudgedClaims) -> dict[str, list[ClaimResult]]:
    """Return the results by the article that each cites first.

    Articles stand in the order of the index, claims in that of their ids, H2 before H10.
    """
    groups: dict[str, list[ClaimResult]] = {article: [] for article in articles()}
    for result in sorted(results, key=_by_id):
        groups.setdefault(result.article, []).append(result)
    return {article: group for article, group in groups.items() if group}


def _by_id(result: ClaimResult) -> tuple[tuple[str | int, ...], str]:
    # Letters and numbers alternate, so that parts in one place are of one kind.
    parts = re.split(r"([0-9]+)", result.id)
    return tuple(int(part) if part.isdecimal() else part for part in parts), result.scenario


def counts_text(counts: Mapping[Verdict, int]) -> str:
    """Return how many claims have each verdict, in words."""
    return ", ".join(f"{n} {verdict.value}" for verdict, n in counts.items() if n)


def kind_counts(results: JudgedClaims) -> dict[Kind, str]:
    """Return how many claims are of each kind there is and which verdicts they have, in words.

    Informative ones stand first.
    """
    found = results.counts_by_kind()
    return {
        kind: f"{sum(found[kind].values())} {kind.value} ({counts_text(found[kind])})"
        for kind in IN_ORDER
        if sum(found[kind].values())
    }


def of_kind(results: JudgedClaims, kind: Kind) -> list[ClaimResult]:
    """Return the results of the claims of a kind, by article and number."""
    return [one for group in by_article(results).values() for one in group if one.kind is kind]


def _lines(results: JudgedClaims) -> Iterator[str]:
    if not len(results):
        yield "There are no claims to test."
        return
    once = results.unique_ids()
    wide = any(result.null is not None for result in results)
    yield f"{counted(len(results), 'claim')}:"
    yield from (f"  {text}" for text in kind_counts(results).values())
    yield from textwrap.wrap(CAPTION, WIDTH)
    yield _played(results)
    yield ""
    yield _row(
        ["claim", "kind", "verdict", "effect", "interval", "prior"],
        ["null", "symm.", "k*", "grid"] if wide else [],
    )
    yield "─" * WIDTH
    for kind in kind_counts(results):
        yield kind.value.upper()
        article = None
        for result in of_kind(results, kind):
            if result.article != article:
                article = result.article
                yield title_of(article)
            yield from _claim(result, wide, result.id in once)
    yield "─" * WIDTH
    yield from _legend(results, wide)


def _played(results: JudgedClaims) -> str:
    record = results.record
    draws = counted(record["draws"], "draw")
    size = f"{draws} of {counted(record['worlds_per_draw'], 'world')} in each arm"
    other = record.get("checks")
    if other:
        size += f" ({other['draws']:,} of {other['worlds_per_draw']:,} for null to grid)"
    return f"{size}, seed {record['seed']}"


def _row(cells: list[str], more: list[str]) -> str:
    id, kind, verdict, effect, interval, prior = cells
    line = f"{id:{_INDENT}}{kind:7}{verdict:13}{effect:>8}  {interval:>16} {prior:>5}"
    for cell, width in zip(more, (8, 8, 5, 6), strict=False):
        line += f"{cell:>{width}}"
    return line


def _claim(result: ClaimResult, wide: bool, alone: bool) -> Iterator[str]:
    claim, figures = result.claim, result.figures
    more = []
    if wide:
        more = [
            "-" if one is None else number_text(claim, one.value)
            for one in (result.null, result.symmetric)
        ]
        more += [strength_text(result), grid_text(result)]
    cells = [
        result.id,
        SHORT[result.kind],
        result.verdict.value,
        number_text(claim, figures.value),
        interval_text(claim, figures),
        share_text(figures.prior_share),
    ]
    yield _row(cells, more)
    said = claim.statement if alone else f"({result.scenario}) {claim.statement}"
    reason = result.judgement.reason
    if reason:
        said += f" [{reason}]"
    said += f" [{result.kind.value}: {result.kind_found.reason}]"
    for text in (said, f"{claim.quantity}, {comparison(result)}: {rule(claim)}"):
        yield from textwrap.wrap(
            text,
            WIDTH,
            initial_indent=" " * _INDENT,
            subsequent_indent=" " * _INDENT,
            break_on_hyphens=False,
        )


def _legend(results: JudgedClaims, wide: bool) -> Iterator[str]:
    levels = sorted({result.claim.confidence for result in results})
    said = (
        "supported: the whole interval meets the rule below the claim. contradicted: the whole "
        "interval misses it, for a difference with the opposite sign. undecided: neither; more "
        "worlds may decide it, but not where a change falls short of the threshold. "
        f"Intervals: {' and '.join(f'{100 * level:g} %' for level in levels)}, clustered by draw. "
        "prior: share of the priors' volume in which the threshold is met."
    )
    if wide:
        said += (
            " null: the effect with all payoffs at zero. symm.: with the sign of the claim's terms "
            "turned in half of the prior. k*: the least factor tried on these terms at which the "
            "threshold is met. grid: variants of the scenario that point the same way."
        )
    if min(result.figures.n_draws or _FEW_DRAWS for result in results) < _FEW_DRAWS:
        said += (
            f" With fewer than {_FEW_DRAWS} draws intervals are too narrow: trust no verdict. "
            f"With fewer than {FEWEST_DRAWS} none is given."
        )
    said += (
        " Kinds. made: by construction, since the arms differ in a term of the claim, or what is "
        "shown goes with the sign of its terms. noise: a model without payoffs supports it too. "
        "inf.: informative, neither; only these can be findings."
    )
    yield from textwrap.wrap(said, WIDTH)
