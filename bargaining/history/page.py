"""The parts of docs/history.md that come from data: the coding, the scores, the conditions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bargaining.errors import ArgumentError
from bargaining.history.cells import Cell, cells
from bargaining.history.coding import ending_of_coding
from bargaining.history.ledger import record
from bargaining.history.result import BacktestResult
from bargaining.outcomes import Ending
from bargaining.scenario import Scenario, load
from bargaining.scenario.played import provenance
from bargaining.text import Column, markdown

__all__ = ["fill", "parts"]

_LADDERS = ("sanctions_relief", "abductee_information", "test_restraint")
_MARK = "<!-- {edge} {name} -->"


def parts(result: BacktestResult) -> dict[str, str]:
    """Return the parts by name: ``sentence``, ``record``, ``coding``, ``conditions``, ``scores``.

    Parameters
    ----------
    result : BacktestResult
        The stored run.
    """
    return {
        "sentence": _sentence(result),
        "record": _record(),
        "coding": _coding(),
        "conditions": _conditions(result),
        "scores": f"```text\n{result.table()}\n```",
    }


def fill(page: str, texts: Mapping[str, str]) -> str:
    """Return a page with its marked parts replaced.

    Parameters
    ----------
    page : str
        Markdown in which ``<!-- begin NAME -->`` and ``<!-- end NAME -->`` enclose each part.
    texts : mapping of name to str
        What to put there.

    Raises
    ------
    ArgumentError
        A part has no marks in the page.
    """
    for name, text in texts.items():
        begin, end = (_MARK.format(edge=edge, name=name) for edge in ("begin", "end"))
        if page.count(begin) != 1 or page.count(end) != 1:
            raise ArgumentError(f"the page must hold {begin} and {end} once each")
        before, _, rest = page.partition(begin)
        after = rest.partition(end)[2]
        page = f"{before}{begin}\n{text}\n{end}{after}"
    return page


def _sentence(result: BacktestResult) -> str:
    """Say how the model scored beside the fairest baseline, where test cells were played."""
    held = result.of("test")
    if not held:
        return "**No test cell was played.**"
    gap = result.difference("brier", "climatology", split="test")
    return (
        f"**The mean Brier score of {len(held)} test cells is "
        f"{result.mean_score('brier', split='test'):.2f}**, that of how earlier cells ended "
        f"{result.mean_score('brier', 'climatology', split='test'):.2f}: {gap.value:+.2f} "
        f"({gap.low:+.2f} to {gap.high:+.2f}) for {gap.n_informed} clusters."
    )


def _record() -> str:
    known = record()
    shares = {letter: sum(entry.confidence == letter for entry in known) for letter in "ABC"}
    counted = ", ".join(f"{number} {letter}" for letter, number in shares.items())
    return (
        f"It has {len(known)} entries from {known.entries[0].first.year} to "
        f"{known.entries[-1].last.year} (confidence: {counted}) and {len(known.launch_months)} "
        f"months with launches."
    )


def _coding() -> str:
    heads = (
        "cell", "months", "relief", "information", "restraint", "signed, broken", "by the rule",
        "first coded", "confidence",
    )  # fmt: skip
    rows = [row for cell in cells() for row in _coded(cell, load(cell.scenario))]
    return "\n".join(markdown([Column(head, words=True) for head in heads], rows))


def _coded(cell: Cell, scenario: Scenario) -> Iterator[list[str]]:
    first = " or ".join(ending.words for ending in Ending if cell.first_coding.get(ending))
    for coding in cell.codings:
        ending = ending_of_coding(scenario, coding)
        yield [
            cell.id,
            f"{cell.start} to {cell.end}",
            *(f"{coding.reached[name]:g}" for name in _LADDERS),
            f"{_yes(coding.agreed)}, {_yes(coding.defaulted)}",
            ending.words + ("" if coding.weight == 1 else " (half)"),
            first,
            coding.confidence,
        ]


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _conditions(result: BacktestResult) -> str:
    run = result.run
    told = ", ".join(f"{name} {version}" for name, version in run["versions"].items())
    digests = {cell.id: cell.played_digest for cell in result.cells}
    made = f"`{run['command']}`: " if "command" in run else ""
    return (
        f"{made}{run['worlds']:,} worlds a cell in {run['draws']:,} draws, seed {run['seed']}; "
        f"{told}; {provenance(digests, run.get('model_number'))}."
    )
