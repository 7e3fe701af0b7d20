"""`bargaining claims`, `facts`, `backtest`: what was stated and what happened, and the worlds."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bargaining.cli import options
from bargaining.cli.folder import Steps, check_file, kept_folder, prepare_folder
from bargaining.cli.playing import checked, cores, play, stopping
from bargaining.cli.progress import shown_progress
from bargaining.cli.streams import in_json, say, warn
from bargaining.errors import ArgumentError
from bargaining.text import counted, joined

if TYPE_CHECKING:
    from bargaining.claims.playing import Size
    from bargaining.claims.results import ClaimResults
    from bargaining.claims.study import Study

# Worlds of 24 rounds that a processor plays in a second, and what an arm takes before its first
# world, to say beforehand how long it may take.
_WORLDS_A_SECOND, _SECONDS_AN_ARM = 76, 3
_AN_ID = re.compile(r"[A-Z]\d+[a-z]?\d*")

_Scenarios = Annotated[
    list[str] | None,
    typer.Argument(metavar="[NAME|FILE]...", help="Whose claims [all shipped scenarios]."),
]
_Ids = Annotated[
    list[str] | None, typer.Option(metavar="ID", help="Test this claim only; may be given again.")
]
_Article = Annotated[
    str | None, typer.Option(metavar="ID", help="Only claims of this article, such as keck-2014.")
]
_Columns = Annotated[
    str,
    typer.Option(
        metavar="effect|all",
        help="all: also play the claims without payoffs, with the signs and sizes of their terms "
        "changed, and in variants of the file, which decides of what kind a claim is.",
    ),
]
_Json = Annotated[
    Path | None, typer.Option(metavar="FILE", help="Write every number to this file.")
]


def facts(
    scenario: options.NameOrFile,
    worlds: options.Worlds = options.WORLDS,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW,
    seed: options.Seed = options.SEED,
    workers: options.Workers = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
) -> None:
    """Compare the facts that a file states with its worlds: value, interval, band, misses."""
    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    from bargaining.scenario import load

    read = load(scenario)
    if not read.facts:
        raise ArgumentError(
            f"{read.name} states no facts. A file states them in [[facts]]: see "
            "docs/scenario-files.md"
        )
    with stopping("Stopped: nothing was measured."):
        outcomes = play(read, read.name, **size, quiet=quiet)
    from bargaining.claims import facts

    found = facts(outcomes)
    if as_json:
        say(in_json(found.to_dict()))
    else:
        say(found.table())


def claims(
    scenarios: _Scenarios = None,
    claim: _Ids = None,
    article: _Article = None,
    worlds: Annotated[
        int, options.worlds_for("each arm, a scenario or a counterfactual that claims compare")
    ] = options.WORLDS_EACH,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW_EACH,
    seed: options.Seed = options.SEED,
    columns: _Columns = "effect",
    workers: options.Workers = None,
    json: _Json = None,
    resume: options.Resume = None,
    plot: options.Plot = None,
    quiet: options.Quiet = False,
) -> None:
    """Test the articles' claims on paired worlds: effect, interval, verdict, kind."""
    checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    if columns not in ("effect", "all"):
        raise ArgumentError(f'--columns must be "effect" or "all"; got "{columns[:40]}"')
    check_file(plot, "--plot", picture=True)
    check_file(json, "--json")
    for name in scenarios or ():
        if _AN_ID.fullmatch(name) and not Path(name).exists():
            raise ArgumentError(f"{name} looks like the id of a claim: write --claim {name}")
    from bargaining.claims.playing import Size

    workers = workers or cores()
    size = Size(worlds, worlds_per_draw)
    names = list(dict.fromkeys(scenarios or ()))
    study = _plan(names, size=size, seed=seed, claims=claim, article=article, columns=columns)
    if not quiet:
        arms = len(study.needs())
        seconds = arms * _SECONDS_AN_ARM + study.n_worlds / _WORLDS_A_SECOND
        seconds /= min(workers, arms or 1)
        length, unit = (60, "minute") if seconds >= 90 else (1, "second")
        lasting = counted(max(round(seconds / length), 1), unit)
        parts = (len(study.tests), "claim"), (arms, "arm"), (study.n_worlds, "world")
        needed = ", ".join(counted(number, noun) for number, noun in parts)
        warn(f"{needed}: roughly {lasting} on {counted(workers, 'processor')}.")
    folder = kept_folder(resume, "claims")
    kept = f"Stopped. What was played is kept in {resume}; the same command goes on from it."
    if resume is None:
        kept = "Stopped; nothing was kept. With --resume FOLDER what is played is kept."
    with stopping(kept), shown_progress("claims", study.n_worlds, wanted=not quiet) as progress:
        tallies = study.play(workers=workers, folder=folder, progress=progress)
    steps, results = Steps(quiet, warn), study.results(tallies)
    with steps.step():
        say(results.table())
    if json is not None:
        with steps.step(f"--json {json}"):
            steps.files.append(results.save(json))
    if plot is not None:
        _draw(results, plot, steps)
    steps.tell_files()
    raise typer.Exit(steps.finish())


def backtest(
    cell: Annotated[
        list[str] | None,
        typer.Option(metavar="ID", help="Only this cell, such as E7a; may be given again."),
    ] = None,
    worlds: Annotated[
        int, options.worlds_for("each cell, an episode with its horizon")
    ] = options.WORLDS_EACH,
    worlds_per_draw: options.WorldsPerDraw = options.PER_DRAW_EACH,
    seed: options.Seed = options.SEED,
    out: options.Out = None,
    pictures: options.Pictures = options.PNG,
    workers: options.Workers = None,
    json: Annotated[
        Path | None,
        typer.Option("--json", metavar="FILE", help="Write the result here too; - prints it."),
    ] = None,
    checks: Annotated[
        bool, typer.Option(help="Also check the priors on the Stockholm file.")
    ] = True,
    quiet: options.Quiet = False,
) -> None:
    """Play episodes of the record from what was known before them, and score the endings."""
    from bargaining.history import backtest, cells

    size = checked(worlds=worlds, worlds_per_draw=worlds_per_draw, workers=workers, seed=seed)
    alone = json is not None and str(json) == "-"
    file = None if alone else check_file(json, "--json")
    folder = prepare_folder(out, "backtest")
    only = tuple(dict.fromkeys(cell or ()))
    total = worlds * (len(only or cells()) + (3 if checks else 0))
    with (
        stopping("Stopped: half a back-test scores nothing, so nothing was kept."),
        shown_progress("backtest", total, wanted=not quiet) as progress,
    ):
        result = backtest(
            **{**size, "workers": workers or cores()},
            only=only or None,
            checks=checks,
            progress=progress,
        )
    from bargaining.plots import plot_backtest

    steps = Steps(quiet, warn if alone else say, pictures)
    with steps.step():
        if alone:
            say(in_json(result.to_dict()))
        else:
            say(result.table())
    steps.draw(lambda: plot_backtest(result), folder / "backtest")
    if file is not None:
        with steps.step(f"--json {json}"):
            steps.files.append(result.save(file))
    with steps.step():
        steps.tell_files()
    raise typer.Exit(steps.finish())


def _plan(
    names: list[str],
    *,
    size: Size,
    seed: int,
    claims: list[str] | None,
    article: str | None,
    columns: str,
) -> Study:
    """Plan the tests of some files, of all that state claims unless named; refuse to test none."""
    from bargaining.claims.arms import with_claims
    from bargaining.claims.study import Study
    from bargaining.claims.testing import RobustnessChecks

    study = Study.plan(
        tuple(names) or with_claims(),
        size=size,
        seed=seed,
        claims=tuple(claims or ()) or None,
        article=article,
        checks=RobustnessChecks(size) if columns == "all" else None,
    )
    if not study.tests:
        raise ArgumentError(
            f"{joined(names)} state{'s' if len(names) == 1 else ''} no claims. A file states them "
            "in [[claims]]: see docs/scenario-files.md"
        )
    return study


def _draw(results: ClaimResults, plot: Path, steps: Steps) -> None:
    """Draw a slide, or one for each article beside each other."""
    from bargaining.claims.report import by_article
    from bargaining.plots import plot_claims
    from bargaining.plots.claims import plot_article

    articles = list(by_article(results))
    if len(articles) < 2:
        draw = (
            partial(plot_article, results, *articles) if articles else partial(plot_claims, results)
        )
        steps.draw(draw, plot.expanduser())
        return
    for article in articles:
        file = plot.with_name(f"{plot.stem}-{article or 'other'}{plot.suffix}")
        steps.draw(partial(plot_article, results, article), file.expanduser())
