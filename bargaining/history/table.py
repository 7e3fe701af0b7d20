"""A back-test in lines of at most 96 characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bargaining.history.baselines import BASELINES
from bargaining.history.lines import number, rule, wrapped
from bargaining.history.scored import MODEL
from bargaining.outcomes import Ending
from bargaining.outcomes.table import counted, in_ascii

if TYPE_CHECKING:
    from bargaining.history.checks import Check
    from bargaining.history.scored import CellResult, ScoredCells

__all__ = ["render"]

_SHORT = {
    Ending.SETTLEMENT: "settlem.",
    Ending.PARTIAL: "partial",
    Ending.RENEGE: "renege",
    Ending.COLLAPSE: "collapse",
    Ending.STALEMATE: "stalem.",
}
_NAMES = {
    MODEL: "the model",
    "uniform": "uniform",
    "stalemate": "always a stalemate",
    "climatology": "climatology, earlier cells",
    "logit": "logit of two covariates",
    "hindsight": "climatology, all cells",
}
_SPLITS = {"train": "Training cells", "test": "Test cells"}
_SCORE_WORDS = (
    "Brier: 0 best, 2 worst. Log: 0 best. Ranked: 0 best, 1 worst, over settlement, partial, "
    "stalemate, renege or collapse. [ ]: ending coded from the record; two where it can be read "
    "in two ways, scored half and half. low: low confidence in the coding."
)
_HINDSIGHT_WORDS = "Climatology of all cells knows how every cell ended: hindsight and no forecast."
_SURPRISE_WORDS = (
    "Surprise: how probable the model holds a log score as low as the one earned. It tests "
    "consistency, no skill: a model that bets on everything is never surprised."
)
_TARGET_WORDS = (
    "A calibration target was looked at while the structure was built: to meet it supports nothing."
)


def render(result: ScoredCells, *, ascii: bool = False) -> str:
    """Return the tables of a back-test."""
    lines = [*_header(result), "", *_cells(result)]
    for split in result.splits:
        lines += ["", *_scores(result, split)]
    lines += ["", *_surprise(result)]
    for one in result.process:
        lines += ["", *one.lines()]
    if result.checks:
        lines += ["", *_checks(result.checks)]
    text = "\n".join(line.rstrip() for line in lines)
    return in_ascii(text) if ascii else text


def _header(result: ScoredCells) -> list[str]:
    run = result.run
    return wrapped(
        f"Back-test on the record · {counted(len(result.cells), 'cell')} · "
        f"{counted(run['worlds'], 'world')} each ({counted(run['draws'], 'draw')}) · "
        f"seed {run['seed']}"
    )


def _cells(result: ScoredCells) -> list[str]:
    heads = "".join(f"{_SHORT[ending]:>10}" for ending in Ending)
    return [
        f"{'share of worlds, %':25}{heads}{'Brier':>7}{'log':>7}{'ranked':>7}",
        rule(),
        *(_cell(cell) for cell in result.cells),
        rule(),
        *wrapped(_SCORE_WORDS),
    ]


def _cell(cell: CellResult) -> str:
    low = "low" if cell.confidence == "low" else ""
    name = f"{cell.id:3} {cell.start} {counted(cell.months, 'month'):>9} {low:3}"
    shares = "".join(
        _share(100 * cell.shares[ending], cell.happened[ending] > 0) for ending in Ending
    )
    scores = "".join(f"{cell.score(score):7.2f}" for score in ("brier", "log", "ranked"))
    return f"{name:25}{shares}{scores}"


def _share(percent: float, happened: bool) -> str:
    text = f"{percent:.1f}"
    return f"{f'[{text}]' if happened else text + ' ':>10}"


def _scores(result: ScoredCells, split: str) -> list[str]:
    held = result.of(split)
    clusters = len({cell.cluster for cell in held})
    title = f"{_SPLITS[split]}: {counted(len(held), 'cell')}, {counted(clusters, 'cluster')}"
    lines = [
        f"{title:36}{'Brier':>7}{'log':>8}{'ranked':>8}{'model less it, Brier':>36}",
        rule(),
    ]
    for forecaster in (MODEL, *BASELINES):
        mean = {
            score: result.mean_score(score, forecaster, split=split)
            for score in ("brier", "log", "ranked")
        }
        told = ""
        if forecaster != MODEL:
            gap = result.difference("brier", forecaster, split=split)
            # One cluster drawn again is itself: it has no interval.
            known = gap.clustered
            told = f"{gap.value:+.2f}"
            told += f"  ({gap.low:+.2f} to {gap.high:+.2f})" if known else "  (one cluster)"
        lines.append(
            f"{_NAMES[forecaster]:36}{mean['brier']:7.2f}{mean['log']:8.2f}{mean['ranked']:8.2f}"
            f"{told:>36}"
        )
    lines += [rule(), *wrapped(_first_coded(result, split))]
    return lines


def _first_coded(result: ScoredCells, split: str) -> str:
    mean = {
        name: result.mean_score("brier", name, split=split, coding="first_coding")
        for name in (MODEL, *BASELINES)
    }
    others = ", ".join(f"{mean[name]:.2f} {_NAMES[name]}" for name in BASELINES)
    return (
        f"If every cell is coded as first written down, before the rule was applied, Brier is "
        f"{mean[MODEL]:.2f} for the model; {others}."
    )


def _surprise(result: ScoredCells) -> list[str]:
    told = ", ".join(
        f"{result.surprise[split]:.2f} in the {_SPLITS[split].lower()}" for split in result.splits
    )
    few = (
        "In brackets: 95 % intervals, with each cluster as one case. Where one holds 0, the two "
        "cannot be told apart."
    )
    return [
        *wrapped(few),
        *wrapped(_HINDSIGHT_WORDS),
        *wrapped(f"{_SURPRISE_WORDS} {told[:1].upper()}{told[1:]}."),
    ]


def _checks(checks: tuple[Check, ...]) -> list[str]:
    lines = [
        f"{'Checks of the priors':54}{'worlds':>8}{'wanted':>16}{'record':>8}{'met':>10}",
        rule(),
    ]
    for check in checks:
        wanted = f"{check.low:g} to {check.high:g}"
        lines.append(
            f"{check.name:54}{number(check.value):>8}{wanted:>16}"
            f"{number(check.in_record):>8}{'yes' if check.is_met else 'no':>10}"
        )
    return [*lines, rule(), *wrapped(_TARGET_WORDS)]
