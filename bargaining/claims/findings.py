"""The page of findings: informative claims that the worlds support, each with its mechanism."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bargaining.claims.kinds import Kind
from bargaining.claims.page import anchor
from bargaining.claims.report import (
    comparison,
    grid_text,
    interval_text,
    number_text,
    rule,
    share_text,
    title_of,
)
from bargaining.claims.results import ClaimResult, ClaimResults
from bargaining.claims.verdict import Verdict

__all__ = ["MOST", "findings", "findings_page", "picture_name"]

# A page that is read at one sitting.
FEWEST, MOST = 5, 8
_INTRODUCTION = """\
This page shows what follows from the files and was not put into them. A finding is a statement of
an article that the worlds support and that is *informative*: it does not depend on the signs of the
terms that it rests on, and a model in which nobody wants anything does not support it. A finding
speaks of the model with its assumptions, not of the world. [The page of claims](evidence/claims.md)
has all other claims, the contradicted ones too, in three kinds."""


def findings(results: ClaimResults) -> list[ClaimResult]:
    """Return the informative claims that are supported, at most `MOST`.

    Those that hold in the largest share of the robustness grid come first, then those that hold in
    the largest share of the prior.
    """
    found = [
        result
        for result in results
        if result.kind is Kind.INFORMATIVE and result.verdict is Verdict.SUPPORTED
    ]
    found.sort(key=lambda one: (-(one.grid_share or 0.0), -one.figures.prior_share, one.id))
    return found[:MOST]


def findings_page(
    results: ClaimResults, picture: Callable[[ClaimResult], str] | None = None
) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    results : ClaimResults
        As read from the stored record.
    picture : callable, optional
        Returns where the picture of a finding is, as seen from the page.
    """
    return "\n".join(_lines(results, picture)).rstrip() + "\n"


def picture_name(result: ClaimResult) -> str:
    """Return the file name of a finding's picture."""
    return f"{anchor(result)}.png"


def _lines(results: ClaimResults, picture: Callable[[ClaimResult], str] | None) -> Iterator[str]:
    found = findings(results)
    yield "# Findings"
    yield ""
    yield _INTRODUCTION
    yield ""
    yield f"**{_counted(results, found)}**"
    for number, result in enumerate(found, 1):
        yield ""
        yield from _finding(number, result, picture)


def _counted(results: ClaimResults, found: list[ClaimResult]) -> str:
    kinds = results.counts_by_kind()
    n_supported = sum(counts[Verdict.SUPPORTED] for counts in kinds.values())
    informative = kinds[Kind.INFORMATIVE][Verdict.SUPPORTED]
    said = (
        f"Of {len(results)} claims {n_supported} are supported, of which {informative} "
        f"{'is' if informative == 1 else 'are'} informative"
    )
    if kinds[Kind.OPEN][Verdict.SUPPORTED]:
        said += f" and {kinds[Kind.OPEN][Verdict.SUPPORTED]} of a kind that is not known yet"
    if informative > len(found):
        said += f"; here are the {len(found)} that hold in the largest share of the grid"
    elif informative < FEWEST:
        said += "; there are no more to show"
    return f"{said}."


def _finding(
    number: int, result: ClaimResult, picture: Callable[[ClaimResult], str] | None
) -> Iterator[str]:
    claim, figures = result.claim, result.figures
    once = f"evidence/claims.md#{anchor(result)}"
    yield f"## {number}. {claim.statement}"
    yield ""
    yield f"[{result.id}]({once}), {title_of(result.article)}; scenario `{result.scenario}`."
    yield ""
    yield (
        f"`{claim.quantity}`, {comparison(result)}: {number_text(claim, figures.value)} "
        f"({100 * claim.confidence:g} % interval {interval_text(claim, figures)}; {rule(claim)}). "
        f"The threshold is met in {share_text(figures.prior_share)} of the prior"
        + (
            f", and the claim's way is that of {grid_text(result)} variants "
            f"({share_text(result.grid_share)} of the robustness grid)."
            if result.grid_share is not None
            else "."
        )
    )
    yield ""
    yield "Mechanism, the terms it rests on:"
    yield ""
    yield from (f"- {words}" for words in result.terms.values())
    if picture is not None:
        yield ""
        yield f"![The effect beside noise, turned signs and the robustness grid]({picture(result)})"
    if claim.note:
        yield ""
        yield claim.note
