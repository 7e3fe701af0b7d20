"""A result summed up: its numbers as plain values, and the table of them that a reader sees."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Ending
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.departures import departures
from bargaining.outcomes.events import event_words, first_round, reduced
from bargaining.scenario.words import label_of
from bargaining.stats import (
    LEAST_WORLDS_PER_DRAW,
    estimate_mean,
    estimate_share,
    number_or_none,
    spread_of,
    too_few_draws,
    worlds_for_half_width,
)
from bargaining.text import (
    Column,
    Dates,
    counted,
    decimal,
    interval,
    joined,
    paragraphs,
    percent,
    table,
    wrap,
)

__all__ = ["SUMMARY_FORMAT", "lines_of", "quartiles_of", "summarise"]

SUMMARY_FORMAT = 1
_POINT = 0.01
# What noise makes parties do: its key in the summary, the array of its rate, and its words.
_NOISE = (
    ("step_per_round", "noise_step", "take a step"),
    ("hopeless_offer_per_round", "noise_offer", "make an offer that is sure to be refused"),
)
_EVENTS = ("agreement", "default", "lapse", "accommodation", "accommodation_lost", "snap_back")


def summarise(outcomes: PlayedWorlds) -> dict[str, Any]:
    """Return the numbers of the table; every share is in [0, 1], every round counted from 0.

    Returns
    -------
    dict
        Keys: ``format``, ``run``, ``endings``, ``issues``, ``events``, ``acts``, ``talks``,
        ``tags``, ``precision``, ``noise``.
    """
    header, record = outcomes.scenario.header, outcomes.record
    errors = "clustered by draw" if outcomes.n_draws > 1 else "one draw: luck only"
    if not outcomes.has_uncertainty:
        errors = "independent worlds: every number is fixed"
    # Rates that choice noise alone would give, where the run recorded them.
    noise: dict[str, Any] = {}
    # What the rules forbid has no rate.
    if "noise_closing" in outcomes and outcomes.scenario.table.may_walk:
        walked, rounds = reduced(outcomes, "n_walk_outs"), reduced(outcomes, "n_rounds_from_table")
        noise["closing_per_round"] = _ratio(outcomes["noise_closing"].sum(), len(outcomes))
        noise["walk_outs_per_round_at_table"] = _ratio(walked.sum(), rounds.sum())
    for key, name, _ in _NOISE:
        if name in outcomes and outcomes[name].any():
            rates = zip(outcomes.labels[outcomes.axes[name][1]], outcomes[name].T, strict=True)
            noise[key] = {
                str(party): _ratio(rate.sum(), len(outcomes)) for party, rate in rates if rate.any()
            }
    return {
        "format": SUMMARY_FORMAT,
        "run": {
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
            "run_worlds": record.run_worlds,
            "draws": outcomes.n_draws,
            "worlds_per_draw": record.worlds_per_draw,
            "rounds": len(outcomes.labels["round"]),
            "round": header.round,
            "start": header.start.isoformat() if header.start else None,
            "errors": errors,
            "versions": dict(record.versions),
        },
        **_endings_of(outcomes),
        "issues": _issues_of(outcomes),
        **_happenings(outcomes),
        "noise": noise or None,
    }


def quartiles_of(rounds: NDArray[Any]) -> tuple[int, ...]:
    """Return the rounds by which a quarter, half and three quarters of some worlds got there."""
    # A quartile is a round that happened, not a mean of two.
    found = np.quantile(rounds, (0.25, 0.5, 0.75), method="inverted_cdf")
    return tuple(int(round) for round in found)


def _endings_of(outcomes: PlayedWorlds) -> dict[str, Any]:
    """Return the endings, and how many worlds more bring the widest to ± one point."""
    shares = {
        ending: estimate_share(outcomes["ending"] == ending, outcomes.cluster) for ending in Ending
    }
    happened = np.stack([outcomes["ending"] == ending for ending in Ending], axis=1)
    # Where every number is fixed, all of the uncertainty is chance: there is nothing to split.
    sources = spread_of(happened, outcomes.draw) if outcomes.has_uncertainty else None
    endings: dict[str, Any] = {}
    for k, (ending, share) in enumerate(shares.items()):
        source = sources[k] if sources and math.isfinite(sources[k].epistemic_share) else None
        numbers = share.to_dict("share")
        endings[ending.key] = {
            **numbers,
            "worlds": int(happened[:, k].sum()),
            "epistemic_share": source.epistemic_share if source else None,
            "epistemic_interval": [source.low, source.high] if source else None,
        }
    if len(outcomes) == 0:
        return {"endings": endings, "precision": None}
    ending, widest = max(shares.items(), key=lambda one: one[1].half_width)
    per_draw = outcomes.record.worlds_per_draw if outcomes.has_uncertainty else 1
    needed = worlds_for_half_width(widest, _POINT, per_draw)
    # What is advised for a part is advised for the whole run.
    planned = outcomes.record.run_worlds or len(outcomes)
    more_draws = -(-max(0, needed - planned) // per_draw)
    precision = {
        "ending": ending.key,
        "half_width": number_or_none(widest.half_width),
        "wanted_half_width": _POINT,
        "more_worlds": more_draws * per_draw if widest.clustered else None,
        "more_draws": more_draws if widest.clustered and outcomes.has_uncertainty else None,
    }
    # How many worlds do the same with fewer of them in a draw.
    fewer: dict[str, Any] = {"worlds_per_draw": None, "worlds": None}
    source = sources[list(shares).index(ending)] if sources else None
    if source is not None and per_draw > LEAST_WORLDS_PER_DRAW and source.luck_variance > 0:
        least, luck = LEAST_WORLDS_PER_DRAW, source.luck_variance
        known = max(source.epistemic_variance, 0.0)
        # The variance of a draw's mean, which as many draws as are needed divide.
        ratio = (known + luck / least) / (known + luck / per_draw)
        draws = math.ceil(needed / per_draw * ratio)
        fewer = {"worlds_per_draw": least, "worlds": draws * least}
    return {"endings": endings, "precision": {**precision, "with_more_draws": fewer}}


def _issues_of(outcomes: PlayedWorlds) -> dict[str, Any]:
    scenario, final = outcomes.scenario, reduced(outcomes, "final_rung")
    issues: dict[str, Any] = {}
    for i, name in enumerate(map(str, outcomes.labels["issue"])):
        issue = scenario.issues[name]
        levels = np.array([rung.level for rung in issue.rungs])
        start, end = levels[outcomes["initial_rung"][:, i]], final[:, i]
        shares = np.bincount(end, minlength=len(issue.rungs)) / max(len(end), 1)
        mean = estimate_mean(levels[end], outcomes.cluster, limits=(0.0, 1.0))
        issues[name] = {
            "label": label_of(name, scenario),
            "giver": issue.giver,
            "giver_label": label_of(issue.giver, scenario),
            "principal": issue.giver in scenario.table.principals,
            "initial_level": float(start.mean()) if len(start) else None,
            **mean.to_dict("mean_level"),
            "rungs": [rung.label for rung in issue.rungs],
            "rung_shares": shares.tolist(),
        }
    return issues


def _happenings(outcomes: PlayedWorlds) -> dict[str, Any]:
    """Return what happened: events, acts, how talks went, and marks of whole worlds."""
    scenario, dates = outcomes.scenario, Dates.of(outcomes.scenario)

    def share(part: NDArray[Any], of: NDArray[Any] | None = None) -> dict[str, Any]:
        return estimate_share(part, outcomes.cluster, of=of).to_dict()

    def mean(counts: NDArray[Any]) -> dict[str, Any]:
        return estimate_mean(counts, outcomes.cluster, limits=(0.0, np.inf)).to_dict()

    events: dict[str, Any] = {}
    for name in _EVENTS:
        when = first_round(outcomes, name)
        happened = np.isfinite(when)
        quartiles = quartiles_of(when[happened]) if happened.any() else ()
        events[name] = {
            "share": share(happened),
            "quartiles": list(quartiles) or None,
            "dates": [dates.name(round) for round in quartiles] or None,
        }
    done, windows = reduced(outcomes, "n_acts"), reduced(outcomes, "n_windows")
    acts = {
        act.name: {
            "label": label_of(act.name, scenario),
            "party": act.by,
            "party_label": label_of(act.by, scenario),
            "per_world": mean(done[:, i]),
            "share": share(done[:, i] > 0),
            "windows_used": _ratio(done[:, i].sum(), windows[:, i].sum()),
        }
        for i, act in enumerate(scenario.acts)
    }
    offers, accepted = reduced(outcomes, "n_offers"), reduced(outcomes, "n_accepted")
    talks: dict[str, Any] = {"offers_per_world": mean(offers), "rare_offers": None}
    # Results of earlier versions do not say how likely an offer was.
    if offers.any() and ("n_rare_offers" in outcomes or "offer_probability" in outcomes):
        talks["rare_offers"] = share(reduced(outcomes, "n_rare_offers"), offers)
    talks |= {"accepted_per_world": mean(accepted), "refused_at_home": None}
    if accepted.any() and any(party.ratifier for party in scenario.parties.values()):
        talks["refused_at_home"] = share(reduced(outcomes, "n_refused_at_home"), accepted)
    tags = {
        "ever_accommodation": events["accommodation"]["share"],
        "one_sided": share(reduced(outcomes, "one_sided")),
    }
    return {"events": events, "acts": acts, "talks": talks, "tags": tags}


def _ratio(part: Any, whole: Any) -> float | None:
    return float(part) / float(whole) if whole else None


def lines_of(summary: dict[str, Any]) -> list[str]:
    """Return the lines of the table of a summary, as `summarise` returns it."""
    run = summary["run"]
    unit = "round" if run["round"] == "exchange" else run["round"]
    whole = run["worlds"] == run["draws"] * run["worlds_per_draw"]
    size = f"{counted(run['worlds'], 'world')} ({counted(run['draws'], 'draw')}"
    size += f" {'×' if whole else 'of up to'} {run['worlds_per_draw']})"
    head = [run["title"], *([f"With {'; '.join(run['departures'])}"] if run["departures"] else [])]
    head.append(f"{run['scenario']} · {size} · {counted(run['rounds'], unit)} · seed {run['seed']}")
    if not run["worlds"]:
        return paragraphs([*head, "The result holds no worlds, so it has no shares."])
    if run["errors"].startswith("one draw"):
        head.append(
            "All worlds share one draw of the parameters: the errors below are those of chance, "
            "and leave out that the parameters are not known."
        )
    elif run["errors"].startswith("clustered") and run["worlds_per_draw"] > 1:
        head += too_few_draws(run["draws"])
    columns = [
        Column("Concessions (0 none, 1 the whole ladder)", words=True),
        *map(Column, ("at the start", "mean at the end", "std. error")),
        Column("most often at the end (% of worlds)", words=True),
    ]
    rows = []
    # Those who talk come first; sorting keeps the order of the file otherwise.
    for issue in sorted(summary["issues"].values(), key=lambda issue: not issue["principal"]):
        start, mean = decimal(issue["initial_level"]), decimal(issue["mean_level"])
        error, shares = decimal(issue["standard_error"], 3), issue["rung_shares"]
        top = max(range(len(shares)), key=shares.__getitem__)
        most = f"{issue['rungs'][top]} ({percent(shares[top], 0)})"
        rows.append([issue["label"], start, mean, error, most])
    tables = [*_endings(summary), "", *table(columns, rows), "", *_happened(summary)]
    noise, check, more = summary["noise"] or {}, "", []
    for key, _, what in _NOISE:
        if key in noise:
            least, greatest = (percent(of(noise[key].values())) for of in (min, max))
            share = least if least == greatest else interval(least, greatest)
            more.append(f"{what} in {share} %")
    if "closing_per_round" in noise:
        check = "Sanity check: a party with nothing at stake would walk out by mistake in "
        check += f"{percent(noise['closing_per_round'])} % of rounds"
        seen = noise["walk_outs_per_round_at_table"]
        check += "." if seen is None else f"; here parties walked out in {percent(seen)} %."
        check += f" It would {joined(more)}." if more else ""
    elif more:
        check = f"Sanity check: by mistake alone a party would {joined(more)} of rounds."
    return [
        *paragraphs([*head, ""]),
        *tables,
        *(["", *wrap(check)] if check else []),
        *("", *wrap(_precision(summary))),
    ]


def _interval(estimate: dict[str, Any], digits: int = 1, key: str = "interval") -> str:
    """Return the interval of a share in percent: ``"0.6 to 6.4"``."""
    low, high = estimate[key]
    return interval(percent(low, digits), percent(high, digits))


def _endings(summary: dict[str, Any]) -> list[str]:
    heads = ("std. error", "95 % interval")
    uncertain = "share of the uncertainty due to our assumptions, % (the rest is chance)"
    rows, split = [], False
    for ending in Ending:
        row = summary["endings"][ending.key]
        source = percent(row["epistemic_share"], 0)
        if row["epistemic_share"] is not None:
            split = True
            source += f" ({_interval(row, 0, 'epistemic_interval')})"
        share, error = percent(row["share"]), percent(row["standard_error"])
        rows.append([ending.words, share, error, _interval(row), source])
    run, note = summary["run"], "The uncertainty can be split from 2 draws of 5 worlds each on."
    if split:
        note = "In brackets: 95 % interval."
    elif run["worlds"] > 1 and any(row["share"] == 1 for row in summary["endings"].values()):
        note = "All worlds end alike: there is no uncertainty to split."
    elif run["errors"].startswith("independent"):
        note = "Every number of the scenario is fixed: all of the uncertainty is chance."
    names = Column("How it ends", words=True), Column("share %", bar=True)
    columns = [*names, *map(Column, (*heads, uncertain))]
    return [*table(columns, rows), *wrap(note)]


def _happened(summary: dict[str, Any]) -> list[str]:
    heads = ("95 % interval", "times a world", "std. error")
    events, tags, acts = summary["events"], summary["tags"], summary["acts"].values()
    givers = {issue["giver"] for issue in summary["issues"].values() if issue["principal"]}
    shares = {words: events[key]["share"] for key, words in event_words(len(givers)).items()}
    shares["at the end only one side had conceded"] = tags["one_sided"]
    rows = [
        [what[0].upper() + what[1:], percent(of["value"]), _interval(of), "", ""]
        for what, of in shares.items()
    ]
    used = []
    for act in acts:
        share, mean = act["share"], act["per_world"]
        times, error = decimal(mean["value"]), decimal(mean["standard_error"])
        what = f"{act['label']} by {act['party_label']}"
        rows.append([what, percent(share["value"]), _interval(share), times, error])
        if act["windows_used"] is not None:
            used.append(f"{act['label']} {percent(act['windows_used'], 0)} %")
    notes = [f"Share of the open windows that were used: {', '.join(used)}."] if used else []
    if events["agreement"]["dates"]:
        first, middle, last = events["agreement"]["dates"]
        when = f"always {middle}" if first == last else f"half of them from {first} to {last}"
        notes.append(f"First agreement: median {middle}, {when}.")
    talks, offers = summary["talks"], []
    rare, refused = "less than twice as likely as chance", "refused at home"
    for what, mean, share, told in (
        ("Offers", talks["offers_per_world"], talks["rare_offers"], rare),
        (
            "Offers accepted by all at the table",
            *(talks["accepted_per_world"], talks["refused_at_home"], refused),
        ),
    ):
        error = mean["standard_error"]
        known = "" if error is None else f" (std. error {decimal(error)})"
        if share is not None:
            known += f"; {percent(share['value'])} % ({_interval(share)}) were {told}"
        offers.append(f"{what}: {decimal(mean['value'])} per world{known}.")
    if talks["offers_per_world"]["value"]:
        notes += ["", " ".join(offers)]
    names = Column("What happened", words=True), Column("% of worlds", bar=True)
    columns = [*names, *map(Column, heads)]
    return [*table(columns, rows), *paragraphs(notes)]


def _precision(summary: dict[str, Any]) -> str:
    run, precision = summary["run"], summary["precision"]
    points, more = percent(precision["wanted_half_width"], 0), precision["more_worlds"]
    if more is None:
        one = "world" if run["errors"].startswith("independent") else "draw"
        return f"Precision: a single {one} does not tell how certain the shares are."
    whole = run["run_worlds"]
    if more == 0:
        known = "is" if whole is None else "of the whole run will be"
        return f"Precision: every share {known} known to ±{points} point or better (95 %)."
    here, there = ("", "") if whole is None else (" in this part", " in the whole run")
    more_draws = precision["with_more_draws"]
    fewer = ""
    if more_draws["worlds"] is not None:
        fewer = (
            f", or `worlds={more_draws['worlds']}` with "
            f"`worlds_per_draw={more_draws['worlds_per_draw']}`"
        )
    return (
        f"Precision: the least certain share, {Ending[precision['ending'].upper()].words}, is "
        f"known to ±{percent(precision['half_width'])} points (95 %){here}. For ±{points}{there}, "
        f"use `worlds={(whole or run['worlds']) + more}`{fewer}."
    )
