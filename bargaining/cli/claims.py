"""`bargaining claims`: the articles' claims held against the worlds of their scenarios."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bargaining.cli.pictures import check_picture, save_picture
from bargaining.cli.playing import STOPPED, check_counts, cores
from bargaining.cli.progress import shown_progress
from bargaining.cli.streams import in_console, say, warn
from bargaining.errors import ArgumentError

if TYPE_CHECKING:
    from bargaining.claims.results import ClaimResults
    from bargaining.claims.study import Study
    from bargaining.claims.testing import Tallies

__all__ = ["ClaimsRequest", "run_claims"]

# Worlds of 24 rounds that a processor plays in a second, and what an arm takes before its first
# world, to say beforehand how long it may take.
_WORLDS_A_SECOND, _SECONDS_AN_ARM = 76, 3
_AN_ID = re.compile(r"[A-Z]\d+[a-z]?\d*")


@dataclass(frozen=True, slots=True)
class ClaimsRequest:
    """What was asked for on the command line.

    Attributes
    ----------
    scenarios : tuple of str
        Names of shipped scenarios or paths of files; all shipped ones with claims where empty.
    claims : tuple of str
        Ids of the claims to test; all where empty.
    article : str or None
        Id of the article whose claims are tested; those of all where None.
    worlds, worlds_per_draw, seed : int
        As `bargaining.simulate` takes them, for each arm.
    columns : str
        ``effect`` or ``all``.
    workers : int or None
        Processes that share the arms; as many as cores where None.
    json : Path or None
        File for the record.
    resume : Path or None
        Folder of tallies.
    plot : Path or None
        File for a picture of the verdicts.
    quiet : bool
        No progress bar and no notes.
    """

    scenarios: tuple[str, ...]
    claims: tuple[str, ...]
    article: str | None
    worlds: int
    worlds_per_draw: int
    seed: int
    columns: str
    workers: int | None
    json: Path | None
    resume: Path | None
    plot: Path | None
    quiet: bool


def run_claims(request: ClaimsRequest) -> int:
    """Do what was asked for and return the exit code."""
    check_counts(request.worlds, request.worlds_per_draw, request.workers)
    if request.columns not in ("effect", "all"):
        raise ArgumentError(f'--columns must be "effect" or "all"; got "{request.columns[:40]}"')
    check_picture(request.plot)
    study = _study(request)
    workers = request.workers or cores()
    if not request.quiet:
        warn(_beforehand(study, workers))
    try:
        tallies = _played(study, request, workers)
    except KeyboardInterrupt:
        warn(_stopped(request))
        return STOPPED
    results = study.results(tallies)
    say(in_console(results.table))
    if request.json is not None:
        _tell(results.save(request.json), request)
    if request.plot is not None:
        for path in _draw(results, request.plot):
            _tell(path, request)
    return 0


def _tell(path: Path, request: ClaimsRequest) -> None:
    if not request.quiet:
        warn(f"Written to {path}.")


def _draw(results: ClaimResults, path: Path) -> list[Path]:
    """Draw a slide, or one for each article beside each other; return the files."""
    from bargaining.claims.report import by_article
    from bargaining.plots import plot_claims
    from bargaining.plots.claims import plot_article

    articles = list(by_article(results))
    if len(articles) == 1:
        save_picture(plot_article(results, articles[0]), path)
        return [path]
    if not articles:
        save_picture(plot_claims(results), path)
    files = []
    for article in articles:
        file = path.with_name(f"{path.stem}-{article or 'other'}{path.suffix}")
        save_picture(plot_article(results, article), file)
        files.append(file)
    return files


def _study(request: ClaimsRequest) -> Study:
    from bargaining.claims.arms import with_claims
    from bargaining.claims.playing import Size
    from bargaining.claims.study import Study
    from bargaining.claims.testing import RobustnessChecks

    for name in request.scenarios:
        if _AN_ID.fullmatch(name) and not Path(name).exists():
            raise ArgumentError(f"{name} looks like the id of a claim: write --claim {name}")
    size = Size(request.worlds, request.worlds_per_draw)
    return Study.plan(
        request.scenarios or with_claims(),
        size=size,
        seed=request.seed,
        claims=request.claims or None,
        article=request.article,
        checks=RobustnessChecks(size) if request.columns == "all" else None,
    )


def _played(study: Study, request: ClaimsRequest, workers: int) -> Tallies:
    from bargaining.engine.runs import RunFolder

    folder = None if request.resume is None else RunFolder.prepare(request.resume, warn)
    with shown_progress("claims", study.n_worlds, wanted=not request.quiet) as progress:
        return study.play(workers=workers, folder=folder, progress=progress)


def _beforehand(study: Study, workers: int) -> str:
    from bargaining.text import counted

    arms = len(study.needs())
    seconds = (arms * _SECONDS_AN_ARM + study.n_worlds / _WORLDS_A_SECOND) / min(workers, arms or 1)
    if seconds < 90:
        lasting = counted(max(round(seconds), 1), "second")
    else:
        lasting = counted(round(seconds / 60), "minute")
    needed = ", ".join(
        counted(number, noun)
        for number, noun in (
            (len(study.tests), "claim"),
            (arms, "arm"),
            (study.n_worlds, "world"),
        )
    )
    return f"{needed}: roughly {lasting} on {counted(workers, 'processor')}."


def _stopped(request: ClaimsRequest) -> str:
    if request.resume is None:
        return "Stopped; nothing was kept. With --resume FOLDER what is played is kept."
    return (
        f"Stopped. What was played is kept in {request.resume}; the same command goes on from it."
    )
