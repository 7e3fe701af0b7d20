"""Nothing is inert: every mechanism switched off by itself, and what it does to the endings.

From the root of the repository:

    python -m benchmarks.ablation --workers 2 --write

Each row plays the scenario with one thing changed and the same seed, hence the same luck in each
world. Changes are paired, in points of the share of an ending, with standard errors clustered by
draw. A row that changes no ending at all is flagged; it is what the file says
anyway, or is a bug.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from typing import Any
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from bargaining.codes import Ending
from bargaining.scenario import Scenario
from bargaining.scenario.played import played_digest
from bargaining.scenario.terms import parse_term
from bargaining.stats import estimate_mean
from bargaining.views.positions import ActGain, act_gain
from benchmarks.benchmark import (
    EVIDENCE,
    Benchmark,
    Found,
    digests,
    played,
    row,
    ruled,
    scenario_asked,
    scenario_options,
)

Document = dict[str, Any]
Edit = Callable[[Document], None]
NOTHING = {"value": 0.0, "source": "assumed", "why": "Switched off."}
CERTAIN = {"value": 1.0, "source": "assumed", "why": "Known for certain."}


@dataclass(frozen=True)
class Ablation:
    """One thing switched off: a changed scenario, or a patch of the engine while it plays."""

    group: str
    label: str
    scenario: Scenario
    patch: Callable[[], AbstractContextManager[Any]] = nullcontext


def edited(scenario: Scenario, edit: Edit) -> Scenario:
    """The scenario with an edit of its document."""
    data = scenario.model_dump(exclude_none=True)
    edit(data)
    return Scenario.model_validate(data)


def ablations(scenario: Scenario) -> Iterator[Ablation]:
    """Yield every row of the table."""
    yield from look_aheads(scenario)
    yield from rules(scenario)
    yield from offers_and_promises(scenario)
    yield from countries(scenario)
    yield from knowledge(scenario)
    yield from parties(scenario)
    yield from surroundings(scenario)
    for one in scenario.what_ifs:
        yield Ablation("counterfactual", one.name, scenario.intervene(one.name))


def look_aheads(scenario: Scenario) -> Iterator[Ablation]:
    def setting(name: str, value: Any) -> Scenario:
        return edited(scenario, lambda data: data["settings"].update({name: value}))

    group = "look-ahead"
    for on in (True, False):
        label = f"stake at the table, in steps: {'on' if on else 'off'}"
        yield Ablation(group, label, setting("stake_in_steps", on))
    yield Ablation(group, "stake at the table, in acts", scenario, without_stake_in_acts)
    none = {"value": 0, "source": "assumed", "why": "Switched off."}
    yield Ablation(group, "foresight (0 rounds)", setting("foresight", none))
    one = {**none, "value": 1}
    yield Ablation(group, "table look-ahead (1 round)", setting("table_lookahead", one))
    yield Ablation(group, "planning window (1 round)", setting("planning_window", one))


def without_stake_in_acts() -> AbstractContextManager[Any]:
    """Let acts gain or lose nothing at the table, while steps still do."""

    def nothing(rows: Any, party: int, act: Any, reactors: Any) -> ActGain:
        gain = act_gain(rows, party, act, reactors)
        return ActGain(position=gain.position, stake=np.zeros_like(gain.stake))

    return mock.patch("bargaining.views.view.act_gain", nothing)


def rules(scenario: Scenario) -> Iterator[Ablation]:
    group = "rule"

    def table(label: str, **values: Any) -> Ablation:
        def edit(data: Document) -> None:
            for key, value in values.items():
                data["table"][key] = value
                if value is None:
                    del data["table"][key]

        return Ablation(group, label, edited(scenario, edit))

    yield table("breakdown", breakdown_probability=NOTHING)
    yield table("lapse", lapse=None, due=None)
    yield table("memory of broken promises", undelivered_memory=NOTHING)
    yield table("opening talks again", may_open=False)
    yield table("walking out", may_walk=False)
    for name, issue in scenario.issues.items():
        if issue.verification is not None:
            untested = edited(scenario, dropped("issues", name, "verification"))
            yield Ablation(group, f"verification of {name}", untested)
    for name, party in scenario.parties.items():
        if party.ratifier is not None:
            yield Ablation(group, f"ratifier: {party.ratifier}", edited(scenario, unratified(name)))
        if party.turnover is not None:
            stable = edited(scenario, dropped("parties", name, "turnover"))
            yield Ablation(group, f"turnover in {name}", stable)
    yield Ablation(group, "inertia", edited(scenario, no_inertia))


# Rules of offers, promises and policies, each at its neutral setting.
NEUTRAL: dict[str, tuple[Document, tuple[str, ...]]] = {
    "costs of failure": ({}, ("refusal_cost", "ratification_failure_cost")),
    "ratification foreseen in answers": ({"foresee_ratification": False}, ()),
    "offers read before they are answered": ({"learn_from_offers": False}, ()),
    "equal weight of passing and offering": ({"offer_prior": "flat"}, ()),
    "care in drafting": ({}, ("proposal_noise",)),
    "promises kept where that pays": ({"own_delivery": "prior"}, ()),
    "memory that outlasts texts": ({"memory_outlasts_texts": False}, ()),
    "promises due by and by": ({"schedule": "at_once"}, ()),
    "weight of the state of talks": ({"talks_have_weight": False}, ()),
    "ends of sessions": ({"adjournment_probability": NOTHING}, ()),
    "defaults that end texts": ({"default_voids_text": False}, ()),
    "weight of policies": ({}, ("reversal_cost", "moves_at_indifference")),
}


def offers_and_promises(scenario: Scenario) -> Iterator[Ablation]:
    """Yield the rules of offers, promises and policies, each taken back by itself."""
    for label, (table, numbers) in NEUTRAL.items():

        def edit(
            data: Document, table: Document = table, numbers: tuple[str, ...] = numbers
        ) -> None:
            data["table"].update(table)
            for party in data["parties"].values():
                for number in numbers:
                    party.pop(number, None)

        yield Ablation("offers and promises", label, edited(scenario, edit))


def countries(scenario: Scenario) -> Iterator[Ablation]:
    """Yield every country without its own rule about steps, then all of them."""
    own = [name for name, party in scenario.parties.items() if party.country != "Party"]

    def plain(names: list[str]) -> Edit:
        def edit(data: Document) -> None:
            for name in names:
                data["parties"][name]["country"] = "Party"
            # Some claims rest on these rules.
            data["claims"] = []

        return edit

    for name in own:
        yield Ablation("country", f"rule of {name}", edited(scenario, plain([name])))
    if len(own) > 1:
        yield Ablation("country", "rules of all countries", edited(scenario, plain(own)))


def dropped(*path: str) -> Edit:
    """An edit that takes one optional value away."""

    def edit(data: Document) -> None:
        here = data
        for key in path[:-1]:
            here = here[key]
        del here[path[-1]]

    return edit


def unratified(principal: str) -> Edit:
    """An edit that lets a principal sign without asking at home; the ratifier stays, idle."""

    def edit(data: Document) -> None:
        for key in ("ratifier", "hurdle"):
            data["parties"][principal].pop(key, None)

    return edit


def no_inertia(data: Document) -> None:
    for party in data["parties"].values():
        if "inertia" in party:
            party["inertia"] = NOTHING


def knowledge(scenario: Scenario) -> Iterator[Ablation]:
    typed = [name for name, party in scenario.parties.items() if party.belief is not None]

    def known(names: list[str]) -> Edit:
        def edit(data: Document) -> None:
            for name in names:
                data["parties"][name]["belief"] = CERTAIN

        return edit

    for name in typed:
        label = scenario.parties[name].type_labels[1]
        yield Ablation("type", f"{name} known to be {label}", edited(scenario, known([name])))
    if len(typed) > 1:
        yield Ablation("type", "all types known to be the second", edited(scenario, known(typed)))
    payoff = "type in payoffs: "
    for name in typed:
        yield Ablation("type", payoff + name, edited(scenario, unweighted("type", name)))


def unweighted(name: str, detail: str = "") -> Edit:
    """An edit that puts every weight of terms with a column at 0, in payoffs and drivers."""

    def strike(terms: Document) -> None:
        for term in terms:
            if any(c.name == name and (not detail or c.detail == detail) for c in parse_term(term)):
                terms[term] = NOTHING

    def edit(data: Document) -> None:
        for terms in data["payoffs"].values():
            strike(terms)
        for condition in data.get("conditions", {}).values():
            strike(condition.get("drivers", {}))

    return edit


def parties(scenario: Scenario) -> Iterator[Ablation]:
    givers = {issue.giver for issue in scenario.issues.values()}
    third = [p for p in scenario.parties if p in givers and p not in scenario.table.principals]

    def holding(names: list[str]) -> Edit:
        def edit(data: Document) -> None:
            for name in names:
                data["parties"][name]["strategy"] = {"name": "hold"}

        return edit

    for name in third:
        yield Ablation("third party", f"{name} holds", edited(scenario, holding([name])))
    if len(third) > 1:
        yield Ablation("third party", "all third parties hold", edited(scenario, holding(third)))
    for flag in ("failed_ratification", "undelivered", "unreciprocated", "agreement_in_force"):
        yield Ablation("term", f"weights of {flag}", edited(scenario, unweighted(flag)))


def surroundings(scenario: Scenario) -> Iterator[Ablation]:
    last = scenario.settings.rounds.value - 1
    for act in scenario.acts:
        barred = {"at": 0, "until": last, "kind": "no_act", "target": act.name}
        yield Ablation("act", f"no {act.name}", scenario.intervene(barred))
    for name in scenario.conditions:
        yield Ablation("condition", f"weights of {name}", edited(scenario, unweighted(name)))


@dataclass(frozen=True)
class Played:
    """What is kept of a run: endings, ladders, payoffs, and which draw a world belongs to."""

    ending: NDArray[np.int16]
    rung: NDArray[np.int16]
    payoff: NDArray[np.float64]
    draw: NDArray[np.int64]


def play(scenario: Scenario, asked: argparse.Namespace, workers: int) -> Played:
    outcomes = played(scenario, asked, workers)
    return Played(outcomes["ending"], outcomes["rung"], outcomes["payoff"], outcomes.draw)


def compared(ablation: Ablation, base: Played, other: Played, *, as_shipped: bool) -> str:
    """One row: paired changes of the shares, and how many worlds differ at all."""
    cells = []
    for ending in Ending:
        change = (other.ending == ending).astype(float) - (base.ending == ending)
        estimate = estimate_mean(change, base.draw)
        cells.append(f"{100 * estimate.value:+.2f} ± {100 * estimate.standard_error:.2f}")
    moved = other.ending != base.ending
    histories = (other.rung != base.rung).any(axis=(1, 2))
    note = ""
    if as_shipped:
        note = "as the file has it"
    elif not moved.any():
        what = "NOTHING CHANGED"
        if histories.any():
            what = "no ending changed, histories did"
        elif (other.payoff != base.payoff).any():
            what = "ONLY PAYOFFS CHANGED"
        note = f"{what}: to be explained"
    return row(
        ablation.group,
        ablation.label,
        *cells,
        f"{100 * moved.mean():.1f}",
        f"{100 * histories.mean():.1f}",
        note,
    )


def measure(asked: argparse.Namespace) -> Found:
    scenario = scenario_asked(asked)
    base = play(scenario, asked, asked.workers)
    rows = []
    for ablation in ablations(scenario):
        if asked.only and not any(word in ablation.label for word in asked.only):
            continue
        unpatched = ablation.patch is nullcontext
        as_shipped = unpatched and ablation.scenario.played_digest == scenario.played_digest
        other = base
        if not as_shipped:
            with ablation.patch():
                # A patch of this process does not reach workers.
                other = play(ablation.scenario, asked, asked.workers if unpatched else 1)
        rows.append(compared(ablation, base, other, as_shipped=as_shipped))
        print(rows[-1], file=sys.stderr, flush=True)
    shares = ", ".join(
        f"{ending.key} {100 * (base.ending == ending).mean():.1f}" for ending in Ending
    )
    open_rows = [one for one in rows if "to be explained" in one]
    return Found(
        sentence=(
            f"**{len(rows)} rules, acts, conditions and parties changed one at a time: "
            + (
                f"{len(open_rows)} of them move no ending, and no note says why.**"
                if open_rows
                else "each moves endings, or its note says why not.**"
            )
        ),
        played={scenario.name: played_digest(scenario, what_ifs=True)},
        lines=[
            (
                f"One thing is switched off at a time, in {asked.worlds:,} worlds with the same "
                "luck. Cells: change of the share in points ± standard error, paired and clustered "
                "by draw. `endings` and `histories`: percent of worlds whose ending, or whose "
                "ladders in any round, differ."
            ),
            "",
            f"Shares with everything as shipped, in percent: {shares}.",
            "",
            *ruled(
                "group", "off", *(ending.key for ending in Ending), "endings", "histories", "note"
            ),
            *rows,
        ],
    )


def options(parser: argparse.ArgumentParser) -> None:
    scenario_options(worlds=10_000)(parser)
    parser.add_argument("--only", nargs="*", help="rows whose label holds one of these words")


BENCHMARK = Benchmark(
    name="ablation",
    page=EVIDENCE / "ablation.md",
    title="Nothing is inert",
    question="does every rule, act, condition and third party matter?",
    measure=measure,
    plays=partial(digests, what_ifs=True),
    options=options,
    quick=("--worlds", "500"),
    workers=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
