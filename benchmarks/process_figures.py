"""Figures of how talks proceed: offers, texts, deliveries, defaults, steps and acts.

Each is a number with its standard error, read off the arrays of a result. A figure that rests on
arrays which the result lacks, as those of earlier versions do, is left out.

Definitions. *Chance* is one over the number of options: the packages that may be offered, and
passing. A text is *all for all* where every issue of the menu comes to its top rung, *modest* where
their mean level is at most .4; what an issue has already reached counts. A *first default* is
counted from the last text signed before it, and from the start of the file where that was signed
earlier. *Delivered* is what a giver has moved of what it promised when the text is over, or at the
end of the run. A step *undoes* the last where it goes the other way than its giver's last credited
step on that issue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Ending, Response
from bargaining.outcomes import Outcomes
from bargaining.stats import estimate_mean

__all__ = ["Figure", "delivered", "figures", "median", "ratio", "signed_share", "undoing"]

MODEST = 0.4
_TOL = 1e-9
# Months in a round, by the file's unit; an exchange has no length.
_MONTHS = {"day": 12 / 365.25, "week": 84 / 365.25, "month": 1.0, "quarter": 3.0, "year": 12.0}

Floats = NDArray[np.float64]
Ints = NDArray[Any]
# Of any kind of number, truth values too.
Values = Any


@dataclass(frozen=True)
class Figure:
    """A number of the table, NaN where nothing was to be counted; a ``"share"`` is in percent."""

    key: str
    label: str
    value: float
    error: float
    kind: str = "number"


def mean(outcomes: Outcomes, values: Values) -> tuple[float, float]:
    """Return the mean of a number per world and its standard error, clustered by draw."""
    found = estimate_mean(np.asarray(values, dtype=np.float64), outcomes.cluster)
    return found.value, found.standard_error


def ratio(outcomes: Outcomes, part: Values, whole: Values) -> tuple[float, float]:
    """Return a ratio of two sums over worlds and its standard error."""
    found = estimate_mean(part, outcomes.cluster, of=whole)
    return found.value, found.standard_error


def median(outcomes: Outcomes, values: Floats, world: Ints) -> tuple[float, float]:
    """Return the median over cases and its standard error.

    The error is half the distance of the quantiles that lie one standard error of the share below
    the median to either side of one half (Woodruff 1952, JASA 47:635-646).
    """
    if not values.size:
        return np.nan, np.nan
    middle, n = float(np.median(values)), len(outcomes)
    below = np.bincount(world[values <= middle], minlength=n)
    _, error = ratio(outcomes, below, np.bincount(world, minlength=n))
    if np.isnan(error):
        return middle, np.nan
    low, high = np.quantile(values, np.clip([0.5 - error, 0.5 + error], 0, 1))
    return middle, float(high - low) / 2


def figures(outcomes: Outcomes) -> list[Figure]:
    """Return every figure that the result's arrays suffice for, in the order of the table."""
    blocks: tuple[Callable[[Outcomes], Iterator[Figure]], ...] = (
        _endings,
        _offers,
        _at_home,
        _texts,
        _deliveries,
        _defaults,
        _steps,
        _acts,
    )
    return [figure for block in blocks for figure in block(outcomes)]


def party_label(outcomes: Outcomes, name: object) -> str:
    """Return a party's label."""
    return outcomes.scenario.parties[str(name)].label or str(name)


def _endings(outcomes: Outcomes) -> Iterator[Figure]:
    for ending in Ending:
        share = mean(outcomes, outcomes["ending"] == ending)
        yield Figure(f"ending.{ending.key}", f"worlds that end in {ending.key}", *share, "share")


def signed_share(outcomes: Outcomes) -> tuple[float, float]:
    """Return the share of worlds with a signed text, and its standard error."""
    return mean(outcomes, (outcomes["response"] == Response.AGREED).any(axis=1))


def _offers(outcomes: Outcomes) -> Iterator[Figure]:
    response = outcomes["response"]
    made = response > Response.PASSED
    passed = (response == Response.PASSED).sum(axis=1)
    yield Figure("signed", "worlds with a signed text", *signed_share(outcomes), "share")
    yield Figure("offers", "offers a world", *mean(outcomes, made.sum(axis=1)))
    yield Figure("passes", "passes a world", *mean(outcomes, passed))
    n = made.sum(axis=1)
    if "offer_probability" in outcomes:
        likely, options = outcomes["offer_probability"], outcomes["offer_options"]
        middle = median(outcomes, likely[made], np.nonzero(made)[0])
        yield Figure("offer_probability", "median probability of the offer made", *middle, "share")
        rare = made & (np.where(made, likely, 1.0) * options < 2.0)
        share = ratio(outcomes, rare.sum(axis=1), n)
        yield Figure("rare_offers", "offers below twice chance", *share, "share")
    if "offer_gain" in outcomes:
        gain = outcomes["offer_gain"]
        known = made & np.isfinite(gain)
        worse = known & (np.where(known, gain, 0.0) < 0)
        share = ratio(outcomes, worse.sum(axis=1), known.sum(axis=1))
        label = "offers worth less than waiting"
        yield Figure("offers_worth_less", label, *share, "share")


def _at_home(outcomes: Outcomes) -> Iterator[Figure]:
    accepted = (outcomes["response"] > Response.REFUSED).sum(axis=1)
    refused = outcomes["response"] == Response.NOT_RATIFIED
    yield Figure("accepted", "texts accepted by all a world", *mean(outcomes, accepted))
    share = ratio(outcomes, refused.sum(axis=1), accepted)
    yield Figure("refused_at_home", "of these refused at home", *share, "share")
    if "ratified" not in outcomes:
        return
    for place, principal in enumerate(outcomes.labels["principal"]):
        ratifier = outcomes.scenario.parties[str(principal)].ratifier
        if ratifier is None:
            continue
        by = refused & (outcomes["ratified"][..., place] == -1)
        share = ratio(outcomes, by.sum(axis=1), accepted)
        label = f"of these refused by: {party_label(outcomes, ratifier)}"
        yield Figure(f"refused_at_home.{ratifier}", label, *share, "share")


def _levels(outcomes: Outcomes, issue: object) -> Floats:
    return np.array([rung.level for rung in outcomes.scenario.issues[str(issue)].rungs])


@dataclass(frozen=True)
class _Texts:
    """Every text signed: its world and round, and its levels over the menu's issues."""

    world: Ints
    round: Ints
    target: Floats
    at_signing: Floats
    places: list[int]

    @classmethod
    def of(cls, outcomes: Outcomes) -> _Texts:
        world, round = np.nonzero(outcomes["response"] == Response.AGREED)
        menu, issues = outcomes.labels["menu_issue"], list(outcomes.labels["issue"])
        places = [issues.index(issue) for issue in menu]
        before = outcomes.level[world, round][:, places]
        if outcomes.scenario.table.delivery == "immediate":
            earlier = np.where(
                (round > 0)[:, None],
                outcomes.level[world, np.maximum(round - 1, 0)][:, places],
                outcomes.levels_of(outcomes.initial_rung[world])[:, places],
            )
            before = np.minimum(before, earlier)
        offered = np.stack(
            [
                _levels(outcomes, issue)[outcomes["offer"][world, round, i]]
                for i, issue in enumerate(menu)
            ],
            axis=1,
        )
        return cls(world, round, np.maximum(offered, before), before, places)


def _texts(outcomes: Outcomes) -> Iterator[Figure]:
    texts, n = _Texts.of(outcomes), len(outcomes)
    top = np.array([_levels(outcomes, issue)[-1] for issue in outcomes.labels["menu_issue"]])
    every = np.bincount(texts.world, minlength=n)
    topped = texts.target >= top - _TOL
    givers = [outcomes.scenario.issues[str(i)].giver for i in outcomes.labels["menu_issue"]]
    by_giver = [
        topped[:, [place for place, each in enumerate(givers) if each == giver]].any(axis=1)
        for giver in dict.fromkeys(givers)
    ]
    kinds = {
        "all_for_all": ("texts all for all", topped.all(axis=1)),
        "top_of_each": ("texts with a top rung of every giver", np.all(by_giver, axis=0)),
        "modest": ("texts that are modest", texts.target.mean(axis=1) <= MODEST + _TOL),
    }
    for key, (label, so) in kinds.items():
        share = ratio(outcomes, np.bincount(texts.world[so], minlength=n), every)
        yield Figure(key, label, *share, "share")


def delivered(outcomes: Outcomes, giver: str | None = None) -> tuple[float, float]:
    """Return the mean share delivered of what texts promised, of one giver or of all principals."""
    texts, n, last = _Texts.of(outcomes), len(outcomes), outcomes.level.shape[1] - 1
    over = outcomes["completed"] | outcomes["lapsed"]
    # The round in which each text was over, the last one where it never was.
    later = np.arange(last + 1) >= texts.round[:, None]
    ended = over[texts.world] & later
    end = np.where(ended.any(axis=1), ended.argmax(axis=1), last)
    reached = outcomes.level[texts.world, end][:, texts.places]
    asked = np.maximum(texts.target - texts.at_signing, 0.0)
    moved = np.clip(reached - texts.at_signing, 0.0, asked)
    givers = [outcomes.scenario.issues[str(i)].giver for i in outcomes.labels["menu_issue"]]
    part, whole = np.zeros(n), np.zeros(n)
    for name in [giver] if giver else dict.fromkeys(givers):
        own = [place for place, each in enumerate(givers) if each == name]
        due = asked[:, own].sum(axis=1)
        some = due > _TOL
        share = moved[:, own].sum(axis=1)[some] / due[some]
        part += np.bincount(texts.world[some], weights=share, minlength=n)
        whole += np.bincount(texts.world[some], minlength=n)
    return ratio(outcomes, part, whole)


def _deliveries(outcomes: Outcomes) -> Iterator[Figure]:
    yield Figure("delivered", "delivered of what was promised", *delivered(outcomes), "share")
    issues = outcomes.scenario.issues
    for name in dict.fromkeys(issues[str(i)].giver for i in outcomes.labels["menu_issue"]):
        label = f"delivered: {party_label(outcomes, name)}"
        yield Figure(f"delivered.{name}", label, *delivered(outcomes, name), "share")


def _defaults(outcomes: Outcomes) -> Iterator[Figure]:
    defaulted = outcomes["defaulted"]
    broken: Ints = np.any(defaulted, axis=2)
    ever: Ints = np.any(broken, axis=1)
    world = np.flatnonzero(ever)
    first = broken.argmax(axis=1)[world]
    agreed = outcomes["response"][world] == Response.AGREED
    rounds = np.arange(broken.shape[1])
    signed = np.where(agreed & (rounds <= first[:, None]), rounds, 0).max(axis=1)
    months = (first - signed) * _MONTHS.get(outcomes.scenario.header.round, 1.0)
    share = mean(outcomes, ever)
    yield Figure("default", "worlds with a default", *share, "share")
    middle = median(outcomes, months.astype(np.float64), world)
    yield Figure("months_to_default", "months from signing to the first default, median", *middle)
    by, n = defaulted[world, first], len(outcomes)
    several, every = by.sum(axis=1) > 1, np.bincount(world, minlength=n)
    for place, party in enumerate(outcomes.labels["party"]):
        if by[:, place].any():
            own = np.bincount(world[by[:, place] & ~several], minlength=n)
            label = f"first to default: {party_label(outcomes, party)}"
            yield Figure(f"first_default.{party}", label, *ratio(outcomes, own, every), "share")
    together = ratio(outcomes, np.bincount(world[several], minlength=n), every)
    yield Figure("first_default.together", "first to default: several at once", *together, "share")


def _steps(outcomes: Outcomes) -> Iterator[Figure]:
    # A delivery that failed verification moved nothing.
    step = np.where(outcomes["verified"] == -1, 0, outcomes["step"])
    undone, moved = undoing(step), np.asarray(step != 0)
    issues = outcomes.scenario.issues
    all_undone = ratio(outcomes, undone.sum(axis=(1, 2)), moved.sum(axis=(1, 2)))
    yield Figure("undone", "steps that undo the last on that issue", *all_undone, "share")
    for place, issue in enumerate(map(str, outcomes.labels["issue"])):
        if moved[..., place].any():
            share = ratio(outcomes, undone[..., place].sum(axis=1), moved[..., place].sum(axis=1))
            label = f"steps that undo the last: {issues[issue].label or issue}"
            yield Figure(f"undone.{issue}", label, *share, "share")
    givers = [issues[str(issue)].giver for issue in outcomes.labels["issue"]]
    for giver in dict.fromkeys(givers):
        own = [place for place, each in enumerate(givers) if each == giver]
        moves = moved[..., own].sum(axis=(1, 2)) / _years(outcomes)
        label = f"moves a year: {party_label(outcomes, giver)}"
        yield Figure(f"moves.{giver}", label, *mean(outcomes, moves))


def undoing(step: Ints) -> NDArray[np.bool_]:
    """Return which steps go the other way than the last before them, over (world, round, issue)."""
    last = np.zeros_like(step[:, 0])
    undone = np.zeros(step.shape, dtype=bool)
    for round in range(step.shape[1]):
        now = step[:, round]
        undone[:, round] = now * last < 0
        last = np.where(now != 0, now, last)
    return undone


def _years(outcomes: Outcomes) -> float:
    months = _MONTHS.get(outcomes.scenario.header.round, 1.0)
    return float(outcomes["response"].shape[1]) * months / 12


def _acts(outcomes: Outcomes) -> Iterator[Figure]:
    for place, act in enumerate(outcomes.scenario.acts):
        done = outcomes["act"][..., place].sum(axis=1) / _years(outcomes)
        yield Figure(f"acts.{act.name}", f"a year: {act.label or act.name}", *mean(outcomes, done))
