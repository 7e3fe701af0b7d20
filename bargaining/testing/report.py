"""What a check found, in words."""

from __future__ import annotations

from dataclasses import dataclass

from bargaining import text
from bargaining.errors import StrategyError
from bargaining.text import counted, wrap

KINDS = {
    "made": "It cannot be made, or is no strategy.",
    "answer": "It fails, or gives an answer that cannot be used.",
    "peeking": "It reads what no party may know.",
    "randomness": "It draws luck of its own.",
    "input": "It changes what it was shown.",
    "memory": "It remembers.",
    "worlds": "What it does in one world depends on other worlds.",
    "slow": "It is slow.",
    "unused": "Something is never asked for.",
}
"""Kinds of findings; the last two are notes and no problems."""

_NOTES = ("slow", "unused")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was found.

    Attributes
    ----------
    kind : str
        A key of `KINDS`.
    decision : str
        The decision concerned, empty where it is the strategy as a whole.
    message : str
        What is wrong and what to do about it.
    """

    kind: str
    decision: str
    message: str

    @property
    def is_problem(self) -> bool:
        """Whether the strategy must not be played as it is."""
        return self.kind not in _NOTES

    def __str__(self) -> str:
        return f"{self.decision}: {self.message}" if self.decision else self.message


@dataclass(frozen=True, slots=True)
class Report(text.Report):
    """Everything that was found about a strategy; print it.

    Attributes
    ----------
    strategy : str
        Name of the class.
    scenario : str
        Name of the scenario it was checked in.
    findings : tuple of Finding
        Problems and notes, in the order of `KINDS`.
    """

    strategy: str
    scenario: str
    findings: tuple[Finding, ...]

    @property
    def problems(self) -> tuple[Finding, ...]:
        """What must be mended."""
        return tuple(finding for finding in self.findings if finding.is_problem)

    @property
    def notes(self) -> tuple[Finding, ...]:
        """What is worth knowing."""
        return tuple(finding for finding in self.findings if not finding.is_problem)

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        n = len(self.problems)
        count = counted(n, "problem") if n else "no problems"
        lines = [f"{self.strategy}: {count} (checked in the scenario {self.scenario})"]
        for mark, findings in (("-", self.problems), ("note:", self.notes)):
            for finding in findings:
                lines += wrap(str(finding), indent=2, first=f"{mark} ")
        return lines

    def raise_for_problems(self) -> None:
        """Raise if there is a problem.

        Raises
        ------
        StrategyError
            Its text is that of the report.
        """
        if self.problems:
            raise StrategyError(str(self))
