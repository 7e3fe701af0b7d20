"""The articles' claims in full: every column, on many worlds, stored with its page and picture.

From the root of the repository:

    python -m benchmarks.claims --folder claims-tallies
    python -m benchmarks.claims --from-json

The first form plays every arm once, with all columns, and writes docs/evidence/claims.json, the
page claims.md and the picture claims.png beside it. It takes hours; tallies are kept in the folder
as they come, so that the same command goes on where it was stopped. The second form makes page and
picture again from the stored numbers and from claims-notes.toml, where reasons are written by hand.
"""

from __future__ import annotations

import argparse
import sys

import matplotlib

from bargaining.claims.arms import with_claims
from bargaining.claims.cache import TallyFolder
from bargaining.claims.evaluate import answer, planned, size_of
from bargaining.claims.page import page, read_notes
from bargaining.claims.results import ClaimResults
from bargaining.claims.store import load, save
from bargaining.claims.study import Checks
from bargaining.claims.variants import FACTORS
from benchmarks.evidence import EVIDENCE, reporting

RECORD = EVIDENCE / "claims.json"
NOTES = EVIDENCE / "claims-notes.toml"
PAGE = EVIDENCE / "claims.md"
PICTURE = EVIDENCE / "claims.png"
# What fixes the numbers, in the order in which the page names it.
OPTIONS = (
    *("scenario", "draws", "worlds_per_draw", "size", "seed"),
    *("check_draws", "check_worlds_per_draw", "check_claims", "factors", "variants"),
)


def played(asked: argparse.Namespace) -> ClaimResults:
    """Play all arms and return the results with the command that makes them again."""
    per_draw, per_draw_of_checks = asked.worlds_per_draw, asked.check_worlds_per_draw
    sizes = {}
    for text in asked.size or ():
        name, _, counts = text.partition("=")
        draws, worlds = map(int, counts.split("x"))
        sizes[name] = size_of(draws * worlds, worlds)
    study = planned(
        asked.scenario or with_claims(),
        size=size_of(asked.draws * per_draw, per_draw),
        sizes=sizes,
        seed=asked.seed,
        checks=Checks(
            size_of(asked.check_draws * per_draw_of_checks, per_draw_of_checks),
            claims=asked.check_claims,
            factors=tuple(map(float, asked.factors.split(","))),
            variants=tuple(asked.variants.split(",")) if asked.variants else None,
        ),
    )
    print(
        f"{len(study.questions)} claims, {len(study.needs())} arms, {study.n_worlds:,} worlds",
        file=sys.stderr,
    )
    folder = TallyFolder.prepare(asked.folder)
    tallies = study.play(workers=asked.workers, folder=folder, progress=reporting())
    results = answer(study, tallies)
    return ClaimResults(results.results, {"command": command(asked), **results.record})


def command(asked: argparse.Namespace) -> str:
    """The command line that makes the numbers again, wherever tallies are kept."""
    words = ["python -m benchmarks.claims"]
    for option in OPTIONS:
        given = getattr(asked, option)
        values = given if isinstance(given, list) else [given]
        name = option.replace("_", "-")
        words += [f"--{name} {value}" for value in values if value not in (None, "")]
    return " ".join(words)


def render(results: ClaimResults) -> None:
    """Write page and picture of the stored results."""
    PAGE.write_text(page(results, read_notes(NOTES), PICTURE.name), encoding="utf-8")
    matplotlib.use("Agg")
    from bargaining.plots.claims import plot_claims_overview

    plot_claims_overview(results)[0].figure.savefig(PICTURE, dpi=100)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", action="append", help="only this one; may be given again")
    parser.add_argument("--draws", type=int, default=250)
    parser.add_argument("--worlds-per-draw", type=int, default=16)
    parser.add_argument(
        "--size",
        action="append",
        metavar="NAME=DRAWSxWORLDS",
        help="draws, and worlds of each, for the claims of a scenario or for a claim's id",
    )
    parser.add_argument("--check-draws", type=int, default=60)
    parser.add_argument("--check-worlds-per-draw", type=int, default=4)
    parser.add_argument("--check-claims", default="", help="beginning of ids; all by default")
    parser.add_argument("--factors", default=",".join(f"{factor:g}" for factor in FACTORS))
    parser.add_argument("--variants", default="", help="names with commas; all by default")
    parser.add_argument("--seed", type=int, default=2014)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", default="claims-tallies", help="where tallies are kept")
    parser.add_argument("--from-json", action="store_true", help="page and picture only")
    asked = parser.parse_args()
    if not asked.from_json:
        save(played(asked), RECORD)
    # Read back in any case, so that the page is that of the stored numbers.
    results = load(RECORD)
    render(results)
    print(results)


if __name__ == "__main__":
    main()
