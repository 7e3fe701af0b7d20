"""A claim's numbers and its rule in words, the same in the console and on the page."""

from __future__ import annotations

import math

from bargaining.claims.judged import ClaimResult, Figures
from bargaining.claims.verdict import form_of, is_level
from bargaining.scenario.evidence import articles
from bargaining.scenario.schema import Claim

__all__ = [
    "comparison",
    "grid_text",
    "interval_text",
    "number_text",
    "outlet_and_title",
    "rule",
    "share_text",
    "strength_text",
    "title_of",
]

_SIGNS = {">": "above", ">=": "at least", "<": "below", "<=": "at most"}


def number_text(claim: Claim, value: float) -> str:
    """Return a value as a reader should see it; a relative one in percent."""
    if math.isnan(value):
        return "-"
    signed = "" if is_level(claim) or form_of(claim) == "order" else "+"
    if claim.relative:
        return _no_minus_zero(f"{100 * value:{signed}.1f} %")
    digits = 3 if abs(value) < 10 else 1
    return _no_minus_zero(f"{value:{signed}.{digits}f}")


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
    """Return k*, ``none`` where no strength tried meets the threshold, or a dash."""
    if not result.strengths:
        return "-"
    return "none" if result.least_strength is None else f"{result.least_strength:g}"


def grid_text(result: ClaimResult) -> str:
    """Return how many variants point the claim's way out of those that say anything."""
    known = [point.right for point in result.grid if not math.isnan(point.value)]
    return f"{sum(known)}/{len(known)}" if known else "-"


def comparison(result: ClaimResult) -> str:
    """Return what is compared with what."""
    claim, arms = result.claim, result.arms
    if form_of(claim) == "order":
        return f"the share of draws in which {_in_order(claim, arms)}"
    if is_level(claim):
        return f"the level in {arms[0]}"
    less = f"{arms[0]} less {arms[1]}"
    return f"{less}, as a share of {arms[1]}" if claim.relative else less


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


def title_of(article: str) -> str:
    """Return the title and outlet of an article, or what is known of it."""
    known = articles().get(article)
    if known is None:
        return article or "No article"
    return f"{known['title']} ({known['outlet']}, {known['date'][:4]})"


def outlet_and_title(article: str) -> str:
    """Return the outlet, the year and the title of an article, what tells it first."""
    known = articles().get(article)
    if known is None:
        return article or "No article"
    return f"{known['outlet']} {known['date'][:4]}: {known['title']}"


def _in_order(claim: Claim, arms: tuple[str, ...]) -> str:
    return f" {claim.direction} ".join(arms)


def _no_minus_zero(text: str) -> str:
    bare = text.lstrip("+-")
    return bare if float(bare.removesuffix(" %")) == 0 else text
