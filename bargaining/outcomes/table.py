"""The table that a reader sees: a summary in the width of the terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from bargaining.codes import Ending
from bargaining.text import (
    Column,
    counted,
    decimal,
    interval,
    joined,
    paragraphs,
    percent,
    table,
    wrap,
)

__all__ = ["lines_of"]


def lines_of(summary: dict[str, Any]) -> list[str]:
    """Return the lines of the table of a summary, as `summary.summarise` returns it."""
    lines = paragraphs(_header(summary["run"]))
    if summary["run"]["worlds"]:
        lines += ["", *_endings(summary), "", *_issues(summary), "", *_happened(summary)]
        for part in (_talks, _noise, _precision):
            told = " ".join(part(summary))
            lines += ["", *wrap(told)] if told else []
    return lines


def _interval(estimate: dict[str, Any], digits: int = 1, key: str = "interval") -> str:
    """Return the interval of a share in percent: ``"0.6 to 6.4"``."""
    low, high = estimate[key]
    return interval(percent(low, digits), percent(high, digits))


def _header(run: dict[str, Any]) -> Iterator[str]:
    yield run["title"]
    if run["departures"]:
        yield f"With {'; '.join(run['departures'])}"
    unit = "round" if run["round"] == "exchange" else run["round"]
    whole = run["worlds"] == run["draws"] * run["worlds_per_draw"]
    size = f"{counted(run['worlds'], 'world')} ({counted(run['draws'], 'draw')}"
    size += f" {'×' if whole else 'of up to'} {run['worlds_per_draw']})"
    yield f"{run['scenario']} · {size} · {counted(run['rounds'], unit)} · seed {run['seed']}"
    if not run["worlds"]:
        yield "The result holds no worlds, so it has no shares."
    elif run["errors"].startswith("one draw"):
        yield (
            "All worlds share one draw of the parameters: the errors below are those of chance, "
            "and leave out that the parameters are not known."
        )


def _endings(summary: dict[str, Any]) -> list[str]:
    heads = ("share %", "std. error", "95 % interval")
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
    note = "In brackets: 95 % interval." if split else _why_not_split(summary)
    columns = [Column("How it ends", words=True), *map(Column, (*heads, uncertain))]
    return [*table(columns, rows), *wrap(note)]


def _why_not_split(summary: dict[str, Any]) -> str:
    run = summary["run"]
    if any(row["share"] == 1 for row in summary["endings"].values()) and run["worlds"] > 1:
        return "All worlds end alike: there is no uncertainty to split."
    if run["errors"].startswith("independent"):
        return "Every number of the scenario is fixed: all of the uncertainty is chance."
    return "The uncertainty can be split from 2 draws of 5 worlds each on."


def _issues(summary: dict[str, Any]) -> list[str]:
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
    return table(columns, rows)


def _happened(summary: dict[str, Any]) -> list[str]:
    heads = ("% of worlds", "95 % interval", "times a world", "std. error")
    events, tags, acts = summary["events"], summary["tags"], summary["acts"].values()
    givers = {issue["giver"] for issue in summary["issues"].values() if issue["principal"]}
    sides = {1: "the side that gives", 2: "both sides"}.get(len(givers), "all parties")
    shares = {
        "An agreement was signed": events["agreement"]["share"],
        "An agreement was broken": events["default"]["share"],
        f"At some time {sides} had conceded something": tags["ever_accommodation"],
        "At the end only one side had conceded": tags["one_sided"],
    }
    rows = [[what, percent(of["value"]), _interval(of), "", ""] for what, of in shares.items()]
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
    columns = [Column("What happened", words=True), *map(Column, heads)]
    return [*table(columns, rows), *paragraphs(notes)]


def _talks(summary: dict[str, Any]) -> Iterator[str]:
    talks = summary["talks"]
    if not talks["offers_per_world"]["value"]:
        return
    for what, mean, part, told in (
        ("Offers", "offers_per_world", "rare_offers", "less than twice as likely as chance"),
        (
            "Offers accepted by all at the table",
            *("accepted_per_world", "refused_at_home", "refused at home"),
        ),
    ):
        error, share = talks[mean]["standard_error"], talks[part]
        known = "" if error is None else f" (std. error {decimal(error)})"
        if share is not None:
            known += f"; {percent(share['value'])} % ({_interval(share)}) were {told}"
        yield f"{what}: {decimal(talks[mean]['value'])} per world{known}."


def _noise(summary: dict[str, Any]) -> Iterator[str]:
    noise = summary["noise"] or {}
    told, more = "", []
    if "closing_per_round" in noise:
        told = f"walk out by mistake in {percent(noise['closing_per_round'])} % of rounds"
        seen = noise["walk_outs_per_round_at_table"]
        told += "" if seen is None else f"; here parties walked out in {percent(seen)} %"
    for key, what in (
        ("step_per_round", "take a step"),
        ("hopeless_offer_per_round", "make an offer that is sure to be refused"),
    ):
        if key in noise:
            least, most = (percent(of(noise[key].values())) for of in (min, max))
            more.append(f"{what} in {least if least == most else interval(least, most)} %")
    if told:
        yield f"Sanity check: a party with nothing at stake would {told}."
        if more:
            yield f"It would {joined(more)}."
    elif more:
        yield f"Sanity check: by mistake alone a party would {joined(more)} of rounds."


def _precision(summary: dict[str, Any]) -> Iterator[str]:
    run, precision = summary["run"], summary["precision"]
    points = percent(precision["wanted_half_width"], 0)
    if precision["more_worlds"] is None:
        one = "world" if run["errors"].startswith("independent") else "draw"
        yield f"Precision: a single {one} does not tell how certain the shares are."
        return
    if precision["more_worlds"] == 0:
        yield f"Precision: every share is known to ±{points} point or better (95 %)."
        return
    ending = Ending[precision["ending"].upper()].words
    yield (
        f"Precision: the least certain share, {ending}, is known to "
        f"±{percent(precision['half_width'])} points (95 %)."
    )
    many = precision["more_draws"] is not None and run["worlds_per_draw"] > 5
    fewer = " (or fewer with `worlds_per_draw=5`)" if many else ""
    yield f"For ±{points}, use `worlds={run['worlds'] + precision['more_worlds']}`{fewer}."
