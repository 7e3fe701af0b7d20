"""The articles' claims in full: every column, on many worlds, stored with its page and picture.

From the root of the repository:

    python -m benchmarks.claims --workers 2 --write
    python -m benchmarks.claims --from-json --write

The first form plays every arm once, with all columns, and writes docs/evidence/claims.json, the
page claims.md, a picture for each article beside it, and docs/findings.md with its pictures.
Tallies are kept as they come, so that the same command goes on where it was stopped. The second
form makes pages and pictures again from the stored numbers and from claims-notes.toml, where
reasons are written by hand.
"""

from __future__ import annotations

import argparse
import sys
import tempfile

from bargaining.claims.arms import with_claims
from bargaining.claims.playing import Size
from bargaining.claims.report import by_article
from bargaining.claims.results import ClaimResults
from bargaining.claims.study import Study
from bargaining.claims.testing import RobustnessChecks
from bargaining.engine.runs import RunFolder
from benchmarks.benchmark import (
    DOCS,
    EVIDENCE,
    Benchmark,
    Found,
    digests,
    marked,
    provenance,
    reporting,
    sentence_of,
)
from benchmarks.claims_page import findings, findings_page, page, picture_name, read_notes

RECORD = EVIDENCE / "claims.json"
NOTES = EVIDENCE / "claims-notes.toml"
PAGE = EVIDENCE / "claims.md"
PICTURES = EVIDENCE / "claims"
FINDINGS = DOCS / "findings.md"
FINDING_PICTURES = DOCS / "findings"
# The claims that need more draws than the others, and the files whose every draw costs most.
SIZES = ("detente-2014=125x8", "six-party-2014=125x8", "H01c=125x200", "H15b=60x200")


def played(asked: argparse.Namespace) -> ClaimResults:
    """Play all arms and return the results with the command that makes them again."""
    per_draw, per_draw_of_checks = asked.worlds_per_draw, asked.check_worlds_per_draw
    sizes = {}
    for text in asked.size:
        name, _, counts = text.partition("=")
        draws, worlds = map(int, counts.split("x"))
        sizes[name] = Size(draws * worlds, worlds)
    study = Study.plan(
        asked.scenario or with_claims(),
        size=Size(asked.draws * per_draw, per_draw),
        sizes=sizes,
        seed=asked.seed,
        checks=None
        if asked.no_checks
        else RobustnessChecks(
            Size(asked.check_draws * per_draw_of_checks, per_draw_of_checks),
            kinds=Size(asked.kind_draws * per_draw, per_draw),
            factors=tuple(map(float, asked.factors.split(","))),
        ),
    )
    print(
        f"{len(study.tests)} claims, {len(study.needs())} arms, {study.n_worlds:,} worlds",
        file=sys.stderr,
    )
    folder = RunFolder.prepare(asked.folder, told) if asked.folder else None
    tallies = study.play(workers=asked.workers, folder=folder, progress=reporting())
    results = study.results(tallies)
    return ClaimResults(results.results, {"command": BENCHMARK.command(asked), **results.record})


def told(line: str) -> None:
    print(line, file=sys.stderr)


def measure(asked: argparse.Namespace) -> Found:
    results = ClaimResults.load(RECORD) if asked.from_json else played(asked)
    # As stored, so that the page is that of the stored numbers.
    with tempfile.TemporaryDirectory() as folder:
        results = ClaimResults.load(results.save(f"{folder}/claims.json"))

    def store() -> None:
        results.save(RECORD)
        FINDINGS.write_text(marked(findings_text(results), BENCHMARK), encoding="utf-8")
        draw(results)

    text = page(results, read_notes(NOTES), pictures(results))
    played_digests = results.record.get("played_digests", {})
    return Found(sentence=sentence_of(text), played=played_digests, text=text, store=store)


def pictures(results: ClaimResults) -> dict[str, str]:
    """Return the slides by article, as seen from the page of claims."""
    return {article: f"{PICTURES.name}/{article}.png" for article in by_article(results) if article}


def findings_text(results: ClaimResults) -> str:
    """Return the page of findings, with where its numbers come from."""
    text = findings_page(results, lambda one: f"{FINDING_PICTURES.name}/{picture_name(one)}")
    # Records of before the model had a number name files by a digest of all their text.
    played_digests = results.record.get(
        "played_digests", dict.fromkeys(results.record.get("scenarios", ()), "")
    )
    known = provenance(played_digests, results.record.get("model_number"))
    command = results.record.get("command", BENCHMARK.command())
    return f"{text}\n`{command}`; {known}.\n"


def draw(results: ClaimResults) -> None:
    """Draw a slide for each article and a picture for each finding; take away what is left over."""
    import matplotlib

    matplotlib.use("Agg")
    from bargaining.plots.claims import plot_article
    from benchmarks.finding_picture import plot_finding

    drawn = {
        PICTURES / f"{article}.png": plot_article(results, article) for article in pictures(results)
    }
    drawn |= {FINDING_PICTURES / picture_name(one): plot_finding(one) for one in findings(results)}
    for folder in (PICTURES, FINDING_PICTURES):
        folder.mkdir(exist_ok=True)
        for file in set(folder.glob("*.png")) - set(drawn):
            file.unlink()
    for file, ax in drawn.items():
        ax.figure.savefig(file, dpi=100)


def plays() -> dict[str, str]:
    """Return the digests of the files with claims and of those that their claims name."""
    study = Study.plan(with_claims(), size=Size(1, 1), seed=0)
    return digests(sorted(study.scenarios.by_name), what_ifs=True)


def options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--scenario", action="append", help="only this one; may be given again")
    parser.add_argument("--draws", type=int, default=250)
    parser.add_argument("--worlds-per-draw", type=int, default=8)
    parser.add_argument(
        "--size",
        nargs="*",
        default=SIZES,
        metavar="NAME=DRAWSxWORLDS",
        help="draws, and worlds of each, for the claims of a scenario or for a claim's id",
    )
    parser.add_argument("--seed", type=int, default=2014)
    parser.add_argument("--kind-draws", type=int, default=100, help="to decide the kind")
    parser.add_argument("--check-draws", type=int, default=30)
    parser.add_argument("--check-worlds-per-draw", type=int, default=4)
    parser.add_argument("--factors", default="0,1")
    parser.add_argument("--no-checks", action="store_true", help="effects and verdicts only")
    parser.add_argument("--from-json", action="store_true", help="page and picture only")


BENCHMARK = Benchmark(
    name="claims",
    page=PAGE,
    title="The articles' claims, tested",
    question="which statements of the five articles do the worlds bear out?",
    measure=measure,
    plays=plays,
    options=options,
    quick=("--draws", "25", "--worlds-per-draw", "4", "--size", "--no-checks", "--folder", ""),
    workers=True,
    folder=True,
    further=(FINDINGS,),
)

if __name__ == "__main__":
    BENCHMARK.main()
