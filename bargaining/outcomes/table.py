"""The table that a reader sees: a summary in lines of at most 88 characters."""

from __future__ import annotations

import textwrap
import unicodedata
from typing import Any

from bargaining.outcomes.codes import Ending

__all__ = ["WIDTH", "in_ascii", "percent", "render"]

WIDTH = 88
_PLAIN = str.maketrans(
    {"─": "-", "·": "-", "–": "-", "×": "x", "…": "~", "’": "'", "‘": "'", "“": '"', "”": '"'}
)


def render(summary: dict[str, Any], *, ascii: bool = False) -> str:
    """Return the table of a summary.

    Parameters
    ----------
    summary : dict
        As `bargaining.outcomes.summary.summarise` returns it.
    ascii : bool
        Use ASCII characters only.
    """
    lines = _header(summary["run"])
    if summary["run"]["worlds"]:
        for part in (_endings, _issues, _timing, _acts, _talks, _noise, _precision):
            lines += part(summary)
    text = "\n".join(line.rstrip() for line in lines)
    return in_ascii(text) if ascii else text


def in_ascii(text: str) -> str:
    """Return the text with every character replaced by an ASCII one, lengths kept where it can."""
    text = text.replace("±", "+/-").translate(_PLAIN)
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def percent(share: float | None, digits: int = 1) -> str:
    """Return a share in percent, a dash for an unknown one."""
    return "–" if share is None else f"{100 * share:.{digits}f}"


def fitted(text: str, width: int) -> str:
    """Return the text in exactly `width` characters."""
    return f"{text if len(text) <= width else text[: width - 1] + '…':{width}}"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: ``"1 draw"``, ``"2 draws"``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _rule() -> str:
    return "─" * WIDTH


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH)


def _header(run: dict[str, Any]) -> list[str]:
    lines = _wrapped(run["title"])
    if run["departures"]:
        lines += _wrapped(f"With {'; '.join(run['departures'])}")
    unit = "round" if run["round"] == "exchange" else run["round"]
    size = f"{counted(run['worlds'], 'world')} ({counted(run['draws'], 'draw')}"
    whole = run["worlds"] == run["draws"] * run["worlds_per_draw"]
    size += f" {'×' if whole else 'of up to'} {run['worlds_per_draw']})"
    lines += _wrapped(
        f"{run['scenario']} · {size} · {counted(run['rounds'], unit)} · seed {run['seed']}"
    )
    if run["errors"].startswith("one draw"):
        lines += _wrapped(
            "All worlds share one draw of the parameters: the errors below are those of luck, and "
            "know nothing of the priors."
        )
    return lines


def _endings(summary: dict[str, Any]) -> list[str]:
    lines = [
        "",
        f"{'':24}{'share':>9}{'std.':>8}{'95 % interval':>18}{'of the spread, from not':>29}",
        f"{'How it ends':24}{'%':>9}{'error':>8}{'%':>18}{'knowing the parameters, %':>29}",
        _rule(),
    ]
    for ending in Ending:
        row = summary["endings"][ending.key]
        low, high = row["interval"]
        source = "–"
        if row["epistemic_share"] is not None:
            least, most = row["epistemic_interval"]
            source = (
                f"{percent(row['epistemic_share'], 0)} ({percent(least, 0)} to {percent(most, 0)})"
            )
        interval = f"{percent(low)} to {percent(high)}"
        lines.append(
            f"{ending.words:24}{percent(row['share']):>9}{percent(row['standard_error']):>8}"
            f"{interval:>18}{source:>29}"
        )
    lines.append(_rule())
    if any(row["epistemic_share"] is not None for row in summary["endings"].values()):
        lines.append("The rest of the spread is luck. In brackets: 95 % interval.")
    else:
        lines += _wrapped(_why_not_split(summary))
    return lines


def _why_not_split(summary: dict[str, Any]) -> str:
    run = summary["run"]
    if any(row["share"] == 1 for row in summary["endings"].values()) and run["worlds"] > 1:
        return "All worlds end alike: there is no spread to split."
    if run["errors"].startswith("independent"):
        return "Every number of the scenario is fixed: all of the spread is luck."
    return "Splitting the spread into parameters and luck needs at least 2 draws of 5 worlds."


def _issues(summary: dict[str, Any]) -> list[str]:
    lines = [
        "",
        f"{'Concessions at the end':40}{'at the':>7}{'mean':>6}{'std.':>7}  most often",
        f"{'(0 none, 1 the whole ladder)':40}{'start':>7}{'end':>6}{'error':>7}  (% of worlds)",
        _rule(),
    ]
    # Those who talk come first; sorting keeps the order of the file otherwise.
    for issue in sorted(summary["issues"].values(), key=lambda issue: not issue["principal"]):
        shares = issue["rung_shares"]
        top = max(range(len(shares)), key=shares.__getitem__)
        error = issue["standard_error"]
        share = f" ({percent(shares[top], 0)})"
        lines.append(
            f"{fitted(issue['label'], 39)} {issue['initial_level']:>7.2f}"
            f"{issue['mean_level']:>6.2f}{'–' if error is None else f'{error:.3f}':>7}  "
            f"{fitted(issue['rungs'][top], 26 - len(share)).rstrip()}{share}"
        )
    return [*lines, _rule()]


def _timing(summary: dict[str, Any]) -> list[str]:
    agreement = summary["events"]["agreement"]
    lines = ["", *_wrapped(_happened("An agreement was signed", agreement))]
    if agreement["dates"]:
        first, middle, last = agreement["dates"]
        when = f"always {middle}" if first == last else f"half of them from {first} to {last}"
        lines += _wrapped(f"First agreement: median {middle}, {when}.")
    lines += _wrapped(_happened("Somebody defaulted on one", summary["events"]["default"]))
    lines += _wrapped(
        _happened("Concessions on every side ever stood", summary["tags"]["ever_accommodation"])
    )
    lines += _wrapped(_happened("The end is one-sided", summary["tags"]["one_sided"]))
    return lines


def _happened(what: str, estimate: dict[str, Any]) -> str:
    share = estimate.get("share", estimate)
    low, high = share["interval"]
    return f"{what} in {percent(share['value'])} % of worlds ({percent(low)} to {percent(high)})."


def _acts(summary: dict[str, Any]) -> list[str]:
    lines: list[str] = []
    for act in summary["acts"].values():
        text = f"{act['party_label']}, {act['label']}: {_per_world(act['per_world'])}"
        text += f", at least one in {percent(act['share']['value'])} % of worlds"
        if act["windows_used"] is not None:
            text += f"; {percent(act['windows_used'], 0)} % of the open windows used"
        lines += _wrapped(text + ".")
    return lines


def _talks(summary: dict[str, Any]) -> list[str]:
    talks = summary["talks"]
    if not talks["offers_per_world"]["value"]:
        return []
    text = f"Offers: {_per_world(talks['offers_per_world'])}"
    if talks["rare_offers"] is not None:
        text += f"; {_share_of(talks['rare_offers'])} were less than twice as likely as chance"
    lines = ["", *_wrapped(text + ".")]
    text = f"Texts accepted by all at the table: {_per_world(talks['accepted_per_world'])}"
    if talks["refused_at_home"] is not None:
        text += f"; {_share_of(talks['refused_at_home'])} were refused at home"
    return [*lines, *_wrapped(text + ".")]


def _per_world(mean: dict[str, Any]) -> str:
    error = mean["standard_error"]
    known = "" if error is None else f" (std. error {error:.2f})"
    return f"{mean['value']:.2f} per world{known}"


def _share_of(share: dict[str, Any]) -> str:
    low, high = share["interval"]
    return f"{percent(share['value'])} % ({percent(low)} to {percent(high)})"


def _noise(summary: dict[str, Any]) -> list[str]:
    noise = summary["noise"]
    if not noise:
        return []
    lines = [""]
    if "closing_per_round" in noise:
        text = (
            "From choice noise alone somebody would leave the table in "
            f"{percent(noise['closing_per_round'])} % of the rounds there"
        )
        seen = noise["walk_outs_per_round_at_table"]
        lines += _wrapped(text + (f"; it was {percent(seen)} %." if seen is not None else "."))
    if "step_per_round" in noise:
        lines += _wrapped(
            "From choice noise alone a party would move a ladder in "
            f"{_span(noise['step_per_round'])} % of rounds."
        )
    if "hopeless_offer_per_round" in noise:
        lines += _wrapped(
            "An offer sure to be refused is made in "
            f"{_span(noise['hopeless_offer_per_round'])} % of rounds by choice noise alone."
        )
    return lines


def _span(rates: dict[str, float]) -> str:
    least, most = percent(min(rates.values())), percent(max(rates.values()))
    return least if least == most else f"{least} to {most}"


def _precision(summary: dict[str, Any]) -> list[str]:
    precision = summary["precision"]
    ending = Ending[precision["ending"].upper()].words
    wanted = f"±{percent(precision['wanted_half_width'], 0)} point"
    if precision["more_worlds"] is None:
        one = "world" if summary["run"]["errors"].startswith("independent") else "draw"
        return [
            "",
            *_wrapped(f"How many worlds {wanted} needs cannot be told from a single {one}."),
        ]
    if precision["more_worlds"] == 0:
        text = f"Every share is known to {wanted} or better (95 %)."
    else:
        draws = precision["more_draws"]
        text = (
            f"For {wanted} (95 %) on every share: {counted(precision['more_worlds'], 'world')} "
            f"more{'' if draws is None else ', that is ' + counted(draws, 'draw')} "
            f"(the widest, {ending}, is known to ±{percent(precision['half_width'])})."
        )
    # Narrower, since ± takes three characters in ASCII.
    return ["", *textwrap.wrap(text, WIDTH - 6)]
