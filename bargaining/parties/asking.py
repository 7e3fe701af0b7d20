"""What one can ask a country: the name of each question, what it says, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bargaining.text import Report, entry, wrap

__all__ = ["Question", "Questions"]

_MARGIN = 32


@dataclass(frozen=True, slots=True)
class Question:
    """A question that a country answers by a method.

    Attributes
    ----------
    text : str
        What is answered, in words.
    parts : mapping of str to str
        The attributes of an answer that has several numbers, each with its words.
    nothing : str
        What an answer of NaN means.
    about : str
        Name of the argument that names another party, by whose types the answer goes.
    """

    text: str
    parts: Mapping[str, str] = field(default_factory=dict)
    nothing: str = "there is none"
    about: str = ""


class Questions(dict[str, Question], Report):
    """The questions of a country by the names of its methods; it prints as a list.

    Examples
    --------
    >>> from bargaining import Japan
    >>> print(Japan.questions)  # doctest: +NORMALIZE_WHITESPACE
      snap_back_cost()  what taking one rung of relief back now would cost
    ...
    """

    def lines(self) -> list[str]:
        """Return the lines that ``print`` shows."""
        asked = [
            line
            for name, question in self.items()
            for line in entry(f"{name}()", question.text, _MARGIN)
        ]
        first = next(iter(self), "win_set")
        return [
            *asked,
            *wrap(
                'Ask it in its seat: talks = bg.Negotiation("stockholm-2014"), then '
                f"talks[party].{first}(); who sits at the table answers would_accept(package) and "
                "win_set() too."
            ),
        ]

    def __repr__(self) -> str:
        return str(self)
