"""The numbers a result is summed up in, as plain values."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Ending
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.departures import departures
from bargaining.outcomes.events import first_round, reduced
from bargaining.scenario.words import label_of
from bargaining.stats import (
    Estimate,
    estimate_mean,
    estimate_share,
    spread_of,
    worlds_for_half_width,
)
from bargaining.text import Dates

__all__ = ["SUMMARY_FORMAT", "quartiles_of", "summarise"]

SUMMARY_FORMAT = 1
_POINT = 0.01
_EVENTS = ("agreement", "default", "lapse", "accommodation", "accommodation_lost", "snap_back")


def summarise(outcomes: PlayedWorlds) -> dict[str, Any]:
    """Return the numbers of the table; every share is in [0, 1], every round counted from 0.

    Returns
    -------
    dict
        Keys: ``format``, ``run``, ``endings``, ``issues``, ``events``, ``acts``, ``talks``,
        ``tags``, ``precision``, ``noise``.
    """
    shares = {
        ending: estimate_share(outcomes["ending"] == ending, outcomes.cluster) for ending in Ending
    }
    ever = np.isfinite(first_round(outcomes, "accommodation"))
    return {
        "format": SUMMARY_FORMAT,
        "run": _run(outcomes),
        "endings": _endings(outcomes, shares),
        "issues": _issues(outcomes),
        "events": _events(outcomes),
        "acts": _acts(outcomes),
        "talks": _talks(outcomes),
        "tags": {
            "ever_accommodation": _share(outcomes, ever),
            "one_sided": _share(outcomes, reduced(outcomes, "one_sided")),
        },
        "precision": _precision(outcomes, shares),
        "noise": _noise(outcomes),
    }


def quartiles_of(rounds: NDArray[Any]) -> tuple[int, ...]:
    """Return the rounds by which a quarter, half and three quarters of some worlds got there."""
    # A quartile is a round that happened, not a mean of two.
    found = np.quantile(rounds, (0.25, 0.5, 0.75), method="inverted_cdf")
    return tuple(int(round) for round in found)


def _share(outcomes: PlayedWorlds, happened: NDArray[Any]) -> dict[str, Any]:
    return estimate_share(happened, outcomes.cluster).to_dict()


def _mean(outcomes: PlayedWorlds, values: NDArray[Any], most: float = np.inf) -> dict[str, Any]:
    return estimate_mean(values, outcomes.cluster, limits=(0.0, most)).to_dict()


def _run(outcomes: PlayedWorlds) -> dict[str, Any]:
    header, record = outcomes.scenario.header, outcomes.record
    errors = "clustered by draw" if outcomes.n_draws > 1 else "one draw: luck only"
    if not outcomes.has_uncertainty:
        errors = "independent worlds: every number is fixed"
    return {
        "scenario": header.name,
        "title": header.title,
        "played_digest": record.played_digest,
        "model_number": record.model_number,
        "interventions": len(outcomes.scenario.interventions),
        "departures": departures(outcomes),
        "seats": dict(record.seats),
        "seed": record.seed,
        "first_world": record.first_world,
        "worlds": len(outcomes),
        "draws": outcomes.n_draws,
        "worlds_per_draw": record.worlds_per_draw,
        "rounds": len(outcomes.labels["round"]),
        "round": header.round,
        "start": header.start.isoformat() if header.start else None,
        "errors": errors,
        "versions": dict(record.versions),
    }


def _endings(outcomes: PlayedWorlds, shares: dict[Ending, Estimate]) -> dict[str, Any]:
    happened = np.stack([outcomes["ending"] == ending for ending in Ending], axis=1)
    # Where every number is fixed, all of the uncertainty is chance: there is nothing to split.
    sources = spread_of(happened, outcomes.draw) if outcomes.has_uncertainty else None
    endings: dict[str, Any] = {}
    for k, (ending, share) in enumerate(shares.items()):
        source = sources[k] if sources else None
        if source is not None and not math.isfinite(source.epistemic_share):
            source = None
        numbers = share.to_dict()
        value = numbers.pop("value")
        endings[ending.key] = {
            "share": value if len(outcomes) else None,
            **numbers,
            "worlds": int(happened[:, k].sum()),
            "epistemic_share": source.epistemic_share if source else None,
            "epistemic_interval": [source.low, source.high] if source else None,
        }
    return endings


def _issues(outcomes: PlayedWorlds) -> dict[str, Any]:
    scenario, final = outcomes.scenario, reduced(outcomes, "final_rung")
    issues: dict[str, Any] = {}
    for i, name in enumerate(map(str, outcomes.labels["issue"])):
        issue = scenario.issues[name]
        levels = np.array([rung.level for rung in issue.rungs])
        start, end = levels[outcomes["initial_rung"][:, i]], final[:, i]
        shares = np.bincount(end, minlength=len(issue.rungs)) / max(len(end), 1)
        mean = _mean(outcomes, levels[end], 1.0)
        issues[name] = {
            "label": label_of(name, scenario),
            "giver": issue.giver,
            "giver_label": label_of(issue.giver, scenario),
            "principal": issue.giver in scenario.table.principals,
            "initial_level": float(start.mean()) if len(start) else None,
            "mean_level": mean.pop("value"),
            **mean,
            "rungs": [rung.label for rung in issue.rungs],
            "rung_shares": [float(share) for share in shares],
        }
    return issues


def _events(outcomes: PlayedWorlds) -> dict[str, Any]:
    dates = Dates.of(outcomes.scenario)
    events: dict[str, Any] = {}
    for name in _EVENTS:
        when = first_round(outcomes, name)
        happened = np.isfinite(when)
        quartiles = quartiles_of(when[happened]) if happened.any() else ()
        events[name] = {
            "share": _share(outcomes, happened),
            "quartiles": list(quartiles) or None,
            "dates": [dates.name(round) for round in quartiles] or None,
        }
    return events


def _acts(outcomes: PlayedWorlds) -> dict[str, Any]:
    acts: dict[str, Any] = {}
    every, windows = reduced(outcomes, "n_acts"), reduced(outcomes, "n_windows")
    for i, act in enumerate(outcomes.scenario.acts):
        done = every[:, i]
        acts[act.name] = {
            "label": label_of(act.name, outcomes.scenario),
            "party": act.by,
            "party_label": label_of(act.by, outcomes.scenario),
            "per_world": _mean(outcomes, done),
            "share": _share(outcomes, done > 0),
            "windows_used": _ratio(done.sum(), windows[:, i].sum()),
        }
    return acts


def _talks(outcomes: PlayedWorlds) -> dict[str, Any]:
    """How talks go: offers, those hardly likelier than chance, and texts that fail at home."""
    offers, accepted = reduced(outcomes, "n_offers"), reduced(outcomes, "n_accepted")

    def share(name: str, of: NDArray[Any]) -> dict[str, Any]:
        return estimate_share(reduced(outcomes, name), outcomes.cluster, of=of).to_dict()

    # Results of earlier versions do not say how likely an offer was.
    known = "n_rare_offers" in outcomes or "offer_probability" in outcomes
    parties = outcomes.scenario.parties.values()
    ratified = accepted.any() and any(party.ratifier is not None for party in parties)
    return {
        "offers_per_world": _mean(outcomes, offers),
        "rare_offers": share("n_rare_offers", offers) if offers.any() and known else None,
        "accepted_per_world": _mean(outcomes, accepted),
        "refused_at_home": share("n_refused_at_home", accepted) if ratified else None,
    }


def _precision(outcomes: PlayedWorlds, shares: dict[Ending, Estimate]) -> dict[str, Any] | None:
    """How many worlds more bring the widest ending to ± one point."""
    if len(outcomes) == 0:
        return None
    ending, widest = max(shares.items(), key=lambda one: one[1].half_width)
    per_draw = outcomes.record.worlds_per_draw if outcomes.has_uncertainty else 1
    needed = worlds_for_half_width(widest, _POINT, per_draw)
    more_draws = -(-max(0, needed - len(outcomes)) // per_draw)
    known = widest.clustered
    return {
        "ending": ending.key,
        "half_width": widest.half_width if math.isfinite(widest.half_width) else None,
        "wanted_half_width": _POINT,
        "more_worlds": more_draws * per_draw if known else None,
        "more_draws": more_draws if known and outcomes.has_uncertainty else None,
    }


def _noise(outcomes: PlayedWorlds) -> dict[str, Any] | None:
    """Rates that choice noise alone would give, where the run recorded them."""
    noise: dict[str, Any] = {}
    # What the rules forbid has no rate.
    if "noise_closing" in outcomes and outcomes.scenario.table.may_walk:
        rounds = reduced(outcomes, "n_rounds_from_table").sum()
        walked = reduced(outcomes, "n_walk_outs").sum()
        noise["closing_per_round"] = _ratio(outcomes["noise_closing"].sum(), len(outcomes))
        noise["walk_outs_per_round_at_table"] = _ratio(walked, rounds)
    for key, name in (
        ("step_per_round", "noise_step"),
        ("hopeless_offer_per_round", "noise_offer"),
    ):
        if name in outcomes and outcomes[name].any():
            rates = zip(outcomes.labels[outcomes.axes[name][1]], outcomes[name].T, strict=True)
            noise[key] = {
                str(party): _ratio(rate.sum(), len(outcomes)) for party, rate in rates if rate.any()
            }
    return noise or None


def _ratio(part: Any, whole: Any) -> float | None:
    return float(part) / float(whole) if whole else None
