"""The numbers a result is summed up in, as plain values."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Ending
from bargaining.outcomes.events import ever_accommodation, first_round, one_sided
from bargaining.outcomes.reduced import (
    final_rungs,
    n_accepted,
    n_acts,
    n_offers,
    n_rare_offers,
    n_refused_at_home,
    n_rounds_from_table,
    n_walk_outs,
    n_windows,
)
from bargaining.outcomes.setting import departures
from bargaining.stats import (
    Estimate,
    estimate_mean,
    estimate_share,
    spread_of,
    worlds_for_half_width,
)
from bargaining.text import Dates

if TYPE_CHECKING:
    from bargaining.outcomes.played import PlayedWorlds

__all__ = ["SUMMARY_FORMAT", "summarise"]

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
    shares = {ending: _share(outcomes, outcomes["ending"] == ending) for ending in Ending}
    return {
        "format": SUMMARY_FORMAT,
        "run": _run(outcomes),
        "endings": _endings(outcomes, shares),
        "issues": _issues(outcomes),
        "events": _events(outcomes),
        "acts": _acts(outcomes),
        "talks": _talks(outcomes),
        "tags": {
            "ever_accommodation": _share(outcomes, ever_accommodation(outcomes)).to_dict(),
            "one_sided": _share(outcomes, one_sided(outcomes)).to_dict(),
        },
        "precision": _precision(outcomes, shares),
        "noise": _noise(outcomes),
    }


def _share(outcomes: PlayedWorlds, happened: NDArray[Any]) -> Estimate:
    return estimate_share(happened, outcomes.cluster)


def _run(outcomes: PlayedWorlds) -> dict[str, Any]:
    header, record = outcomes.scenario.scenario, outcomes.record
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
        "errors": _kind_of_errors(outcomes),
        "versions": dict(record.versions),
    }


def _kind_of_errors(outcomes: PlayedWorlds) -> str:
    if not outcomes.is_drawn:
        return "independent worlds: every number is fixed"
    return "clustered by draw" if outcomes.n_draws > 1 else "one draw: luck only"


def _endings(outcomes: PlayedWorlds, shares: dict[Ending, Estimate]) -> dict[str, Any]:
    happened = np.stack([outcomes["ending"] == ending for ending in Ending], axis=1)
    # Where every number is fixed, all of the spread is luck, and there is nothing to split.
    sources = spread_of(happened, outcomes.draw) if outcomes.is_drawn else None
    endings: dict[str, Any] = {}
    for k, (ending, share) in enumerate(shares.items()):
        source = sources[k] if sources else None
        known = source is not None and math.isfinite(source.epistemic_share)
        endings[ending.key] = {
            "share": share.value if len(outcomes) else None,
            **{key: value for key, value in share.to_dict().items() if key != "value"},
            "worlds": int(happened[:, k].sum()),
            "epistemic_share": source.epistemic_share if source and known else None,
            "epistemic_interval": [source.low, source.high] if source and known else None,
        }
    return endings


def _issues(outcomes: PlayedWorlds) -> dict[str, Any]:
    scenario, final = outcomes.scenario, final_rungs(outcomes)
    issues: dict[str, Any] = {}
    for i, name in enumerate(map(str, outcomes.labels["issue"])):
        issue = scenario.issues[name]
        levels = np.array([rung.level for rung in issue.rungs])
        start, end = levels[outcomes["initial_rung"][:, i]], final[:, i]
        shares = np.bincount(end, minlength=len(issue.rungs)) / max(len(end), 1)
        mean = estimate_mean(levels[end], outcomes.cluster).to_dict()
        issues[name] = {
            "label": issue.label or name.replace("_", " "),
            "giver": issue.giver,
            "giver_label": party_label(outcomes, issue.giver),
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
        quartiles = None
        if happened.any():
            # A quartile is a round that happened, not a mean of two.
            found = np.quantile(when[happened], (0.25, 0.5, 0.75), method="inverted_cdf")
            quartiles = [int(round) for round in found]
        events[name] = {
            "share": _share(outcomes, happened).to_dict(),
            "quartiles": quartiles,
            "dates": [dates.full(round) for round in quartiles] if quartiles else None,
        }
    return events


def _acts(outcomes: PlayedWorlds) -> dict[str, Any]:
    acts: dict[str, Any] = {}
    every, windows = n_acts(outcomes), n_windows(outcomes)
    for i, act in enumerate(outcomes.scenario.acts):
        done = every[:, i]
        acts[act.name] = {
            "label": act.label or act.name.replace("_", " "),
            "party": act.by,
            "party_label": party_label(outcomes, act.by),
            "per_world": estimate_mean(done, outcomes.cluster).to_dict(),
            "share": _share(outcomes, done > 0).to_dict(),
            "windows_used": _ratio(done.sum(), windows[:, i].sum()),
        }
    return acts


def _talks(outcomes: PlayedWorlds) -> dict[str, Any]:
    """How talks go: offers, those hardly likelier than chance, and texts that fail at home."""
    cluster, offers, accepted = outcomes.cluster, n_offers(outcomes), n_accepted(outcomes)
    parties = outcomes.scenario.parties
    rare = refused = None
    # Results of earlier versions do not say how likely an offer was.
    if offers.any() and ("n_rare_offers" in outcomes or "offer_probability" in outcomes):
        rare = estimate_share(n_rare_offers(outcomes), cluster, of=offers).to_dict()
    if accepted.any() and any(party.ratifier is not None for party in parties.values()):
        refused = estimate_share(n_refused_at_home(outcomes), cluster, of=accepted).to_dict()
    return {
        "offers_per_world": estimate_mean(offers, cluster).to_dict(),
        "rare_offers": rare,
        "accepted_per_world": estimate_mean(accepted, cluster).to_dict(),
        "refused_at_home": refused,
    }


def _precision(outcomes: PlayedWorlds, shares: dict[Ending, Estimate]) -> dict[str, Any] | None:
    """How many worlds more bring the widest ending to ± one point."""
    if len(outcomes) == 0:
        return None
    widest = max(shares, key=lambda ending: shares[ending].half_width)
    per_draw = outcomes.record.worlds_per_draw if outcomes.is_drawn else 1
    needed = worlds_for_half_width(shares[widest], _POINT, per_draw)
    more = max(0, needed - len(outcomes))
    more = -(-more // per_draw) * per_draw
    known = shares[widest].clustered
    reach = shares[widest].half_width
    return {
        "ending": widest.key,
        "half_width": reach if math.isfinite(reach) else None,
        "wanted_half_width": _POINT,
        "more_worlds": more if known else None,
        "more_draws": more // per_draw if known and outcomes.is_drawn else None,
    }


def _noise(outcomes: PlayedWorlds) -> dict[str, Any] | None:
    """Rates that choice noise alone would give, where the run recorded them."""
    noise: dict[str, Any] = {}
    # What the rules forbid has no rate.
    if "noise_closing" in outcomes and outcomes.scenario.table.may_walk:
        noise["closing_per_round"] = _ratio(outcomes["noise_closing"].sum(), len(outcomes))
        rounds = n_rounds_from_table(outcomes).sum()
        noise["walk_outs_per_round_at_table"] = _ratio(n_walk_outs(outcomes).sum(), rounds)
    if "noise_step" in outcomes and outcomes["noise_step"].any():
        noise["step_per_round"] = {
            str(party): _ratio(outcomes["noise_step"][:, i].sum(), len(outcomes))
            for i, party in enumerate(outcomes.labels[outcomes.axes["noise_step"][1]])
            if outcomes["noise_step"][:, i].any()
        }
    if "noise_offer" in outcomes and outcomes["noise_offer"].any():
        noise["hopeless_offer_per_round"] = {
            str(party): _ratio(outcomes["noise_offer"][:, i].sum(), len(outcomes))
            for i, party in enumerate(outcomes.labels[outcomes.axes["noise_offer"][1]])
            if outcomes["noise_offer"][:, i].any()
        }
    return noise or None


def _ratio(part: Any, whole: Any) -> float | None:
    return float(part) / float(whole) if whole else None


def party_label(outcomes: PlayedWorlds, name: str) -> str:
    """Return the name of a party as a reader meets it."""
    label = outcomes.scenario.parties[name].label if name in outcomes.scenario.parties else ""
    return label or name.replace("_", " ").title()
