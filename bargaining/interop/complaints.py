"""All that is wrong with a set of files, collected so that it can be told at once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

from bargaining.errors import Problem, ScenarioError
from bargaining.interop.xml_tree import Element, read_xml

__all__ = ["Complaints"]

_LONGEST = 80


@dataclass(slots=True)
class Complaints:
    """Problems by file, and notes on what is odd but not wrong.

    Attributes
    ----------
    name : str
        What the files are together, for the head of a message that is about several.
    """

    name: str
    notes: list[str] = field(default_factory=list)
    _found: list[tuple[str, Problem]] = field(default_factory=list)
    _file: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is wrong so far."""
        return bool(self._found)

    def read(self, file: Path) -> Element | None:
        """Return a file's root element, or None where it cannot be read; it is then spoken of."""
        self._file = str(file)
        try:
            return read_xml(file)
        except ScenarioError as error:
            self._found += [(error.origin, problem) for problem in error.problems]
            return None

    def about(self, file: Path) -> None:
        """Say which file the following complaints are about."""
        self._file = str(file)

    def add(self, element: Element, where: str, sentence: str) -> None:
        """Complain about an element of the file that was read last."""
        self._found.append((self._file, Problem(where, sentence, element.line)))

    def note(self, sentence: str) -> None:
        """Remember what a reader of the result should know."""
        self.notes.append(sentence)

    def number(
        self,
        element: Element,
        where: str,
        attribute: str,
        *,
        remedy: str,
        low: float = -math.inf,
        otherwise: float = 0.0,
    ) -> float:
        """Return an attribute as a finite number, or `otherwise` after a complaint."""
        text = element.attributes.get(attribute)
        if text is None:
            self.add(element, where, f'has no attribute "{attribute}". {remedy}')
            return otherwise
        try:
            value = float(text.strip())
        except ValueError:
            value = math.nan
        if not math.isfinite(value):
            shown = text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
            self.add(
                element, where, f'must have a number as its {attribute}; got "{shown}". {remedy}'
            )
            return otherwise
        if value < low:
            self.add(
                element,
                where,
                f"must have a {attribute} of at least {low:g}; got {value:g}. {remedy}",
            )
            return otherwise
        return value

    def settle(self) -> None:
        """Raise one error that tells everything, if there is anything.

        Raises
        ------
        ScenarioError
            With file and line of each problem.
        """
        if not self._found:
            return
        files = {file for file, _ in self._found}
        if len(files) == 1:
            raise ScenarioError(files.pop(), [problem for _, problem in self._found])
        told = []
        for file, problem in self._found:
            place = file if problem.line is None else f"{file}:{problem.line}"
            key = f"{place}: {problem.key}" if problem.key else f"{place}:"
            told.append(Problem(key, problem.message))
        raise ScenarioError(self.name, told)
