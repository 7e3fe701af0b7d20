"""What makes 2002, 2014 and 2023 differ: blocks of numbers swapped between the scenarios.

From the root of the repository:

    python -m benchmarks.blocks --workers 2 --write

Every combination of blocks is played with the same luck, and writes docs/evidence/blocks.md and
blocks.json. Tallies are kept in the folder as they come, so that the same command goes on where it
was stopped.

The quantity looks at the first 12 rounds only, so only these are played. That is allowed because
nobody's play depends on how long the story is told: parties weigh a planning window of their own,
and these files set no deadline and no strategy that knows the end. It is checked before anything
else: whatever a round records must be the same to the last bit in the file as it stands.
"""

from __future__ import annotations

import argparse
import json

import numpy as np

import bargaining as bg
from bargaining.claims import BlockShares, shapley_decomposition
from bargaining.claims.blocks import BlockShare
from bargaining.claims.estimates import ClaimEstimate
from bargaining.scenario import Scenario
from bargaining.text import Column
from benchmarks.benchmark import EVIDENCE, Benchmark, Found, digests, markdown, reporting

QUANTITY = "P(ever(agreement, 0, 11))"
ROUNDS = 12
CHECKED = {"worlds": 20, "worlds_per_draw": 1}
PAIRS = (("stockholm-2014", "pyongyang-2002"), ("kishida-2023", "stockholm-2014"))
# By what only one of the two files has, in words.
ONLY = {
    PAIRS[0]: (
        "in 2002 the guarantee of the five in force from the start, their ladder and what is felt "
        "about it, what faithful means, a successor's weights, and talks that must first be "
        "opened; in 2014 a Diet in session, a test site that looked ready, and what a resolute "
        "cabinet adds; besides the month in which the story begins"
    ),
    PAIRS[1]: (
        "in 2023 the closed border and what crossing it costs, and talks that must first be "
        "opened; in 2014 a Diet in session, a test site that looked ready, and talks that are "
        "announced"
    ),
}
HEAD = """
Claim [H15b](claims.md#kishida-2023-h15b) says that an agreement within a year is least likely in
2023 and likeliest in 2002. The order follows from how the three files were set. Which of their
numbers make it? Blocks of numbers are swapped between two files, all combinations of blocks are
played with the same luck, and each block's share is what swapping it adds, averaged over all orders
of swapping (Shapley 1953). Shares add up to the whole difference
([how](../counterfactuals.md#by-blocks-of-numbers)).
""".strip()
TAIL = """
*Alone* is what a block adds to the first file when nothing else is swapped, *last* what it adds
when all else is swapped already. Where the two differ, blocks need or replace each other, and no
share tells what one of them would do by itself. What stands between two files is a device of
reckoning and no year that was: a type that tells a faithful cabinet from a faithless one in 2002
tells a resolute one from a yielding one in 2014, and beliefs about it are swapped with the parties
all the same. Intervals cover the sampling of worlds and of draws only.
""".strip()


def shortened(scenario: Scenario, seed: int) -> Scenario:
    """Return a scenario cut to the rounds that are looked at, once that is known to be harmless."""
    short = scenario.replace({"settings.rounds": ROUNDS})
    whole, cut = (bg.simulate(one, seed=seed, **CHECKED) for one in (scenario, short))
    for array in cut:
        if "round" in whole.axes.get(array, ()):
            axis = whole.axes[array].index("round")
            begun = np.take(whole[array], range(cut[array].shape[axis]), axis=axis)
            if not np.array_equal(begun, cut[array], equal_nan=begun.dtype.kind == "f"):
                raise SystemExit(f"{scenario.name}: {array} depends on how many rounds are played")
    return short


def lines_of(pair: tuple[str, str], shares: BlockShares) -> list[str]:
    """Return a pair's part of the page."""
    first, second = pair
    whole = shares.whole
    heads = ("numbers", "share", f"{whole.confidence:.0%} interval", "alone", "last")
    rows = [
        [one.label, str(len(one.paths)), *shown(one), f"{one.alone:+.3f}", f"{one.last:+.3f}"]
        for one in sorted(shares, key=lambda one: -abs(one.value))
    ]
    share, span = shown(whole)
    rows.append(["**all together**", "", f"**{share}**", span, "", ""])
    members = [
        f"- *{one.label}*: "
        + (ONLY[pair] if one is shares.shares[-1] else ", ".join(f"`{p}`" for p in one.paths))
        + "."
        for one in shares
    ]
    return [
        f"## From {first} to {second}",
        "",
        f"`{whole.quantity}` goes from {whole.second:.3f} to {whole.first:.3f}.",
        "",
        *markdown([Column("block", words=True), *map(Column, heads)], rows),
        "",
        "What differs:",
        "",
        *members,
        "",
    ]


def shown(of: BlockShare | ClaimEstimate) -> list[str]:
    """Return the cells of a value and its interval."""
    return [f"{of.value:+.3f}", f"{of.low:+.3f} to {of.high:+.3f}"]


def sentence(found: dict[tuple[str, str], BlockShares]) -> str:
    """Say of each pair which block adds most to the difference."""
    said = []
    for (first, second), shares in found.items():
        most = max(shares, key=lambda one: abs(one.value))
        said.append(
            f"from {first} to {second} an agreement within a year goes "
            f"{shares.whole.value:+.3f}, of which *{most.label}* makes {most.value:+.3f}"
        )
    text = "; ".join(said)
    return f"**{text[0].upper()}{text[1:]}.**"


def measure(asked: argparse.Namespace) -> Found:
    scenarios = {name: bg.load(name) for pair in PAIRS for name in pair}
    short = {name: shortened(one, asked.seed) for name, one in scenarios.items()}
    found = {
        pair: shapley_decomposition(
            *(short[name] for name in pair),
            QUANTITY,
            worlds=asked.draws * asked.worlds_per_draw,
            worlds_per_draw=asked.worlds_per_draw,
            seed=asked.seed,
            workers=asked.workers,
            folder=asked.folder or None,
            progress=reporting(),
        )
        for pair in PAIRS
    }

    def store() -> None:
        record = {
            "command": BENCHMARK.command(asked),
            "rounds": ROUNDS,
            "pairs": [shares.to_dict() for shares in found.values()],
        }
        text = json.dumps(record, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
        (EVIDENCE / "blocks.json").write_text(text, encoding="utf-8")

    combinations = " and ".join(str(2 ** len(one.shares)) for one in found.values())
    return Found(
        sentence=sentence(found),
        played={name: one.played_digest for name, one in scenarios.items()},
        lines=[
            HEAD,
            "",
            (
                f"{asked.draws} draws of {asked.worlds_per_draw} worlds, {ROUNDS} rounds, in each "
                f"of {combinations} combinations."
            ),
            "",
            *(line for pair, shares in found.items() for line in lines_of(pair, shares)),
            TAIL,
        ],
        store=store,
    )


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--draws", type=int, default=250)
    parser.add_argument("--worlds-per-draw", type=int, default=8)
    parser.add_argument("--seed", type=int, default=2014)


BENCHMARK = Benchmark(
    name="blocks",
    page=EVIDENCE / "blocks.md",
    title="Which numbers make the difference",
    question="which numbers make 2002, 2014 and 2023 differ?",
    measure=measure,
    plays=lambda: digests(dict.fromkeys(name for pair in PAIRS for name in pair)),
    options=options,
    quick=("--draws", "10", "--worlds-per-draw", "4", "--folder", ""),
    workers=True,
    folder=True,
)

if __name__ == "__main__":
    BENCHMARK.main()
