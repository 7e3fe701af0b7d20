"""The text of a quantity as a syntax tree: only plain signs, names and numbers get that far."""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass
from itertools import accumulate

__all__ = ["Line", "date_of", "parse"]

_LONGEST = 1_000
_DEEPEST = 60
_TOKEN = re.compile(
    r"[ \t\r\n]+"
    r"|[A-Za-z_][A-Za-z0-9_]*"
    r"|\"[^\"\\\\]*\"|'[^'\\\\]*'"
    r"|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?(?![A-Za-z0-9_.])"
    r"|[=!<>]=|[-+*/<>().,|]"
)
_DATE = re.compile(r"(?<![0-9.])([0-9]{4})-(0[1-9]|1[0-2])(?:-([0-3][0-9]))?(?![0-9.])")
_NAME_OF_DATE = re.compile(r"D([0-9]{4})([0-9]{2})(?:([0-9]{2})_)?")
_LABEL = re.compile(r"\"[^\"]*\"|'[^']*'")
_SIGNS = "+ - * / < <= > >= == != ( ) , | and ."


@dataclass(frozen=True, slots=True)
class Line:
    """A quantity's text on one line, its syntax tree, and the columns at which it says "given".

    In the tree every ``|`` is a comma, since Python binds it tighter than comparisons.
    """

    text: str
    tree: ast.expr
    bars: frozenset[int]


def parse(text: str) -> Line:
    """Return the syntax tree of a quantity's text.

    Raises
    ------
    ValueError
        The text is too long, too deep, holds a sign that has no place there, or does not parse.
    """
    if not isinstance(text, str):
        raise ValueError(f"must be a text; got {type(text).__name__}")
    if len(text) > _LONGEST:
        raise ValueError(f"must have at most {_LONGEST:,} characters; got {len(text):,}")
    line = re.sub(r"[ \t\r\n]+", " ", text).strip()
    if not line:
        raise ValueError("is empty; write a quantity such as P(settlement)")
    # Labels keep their length, so that columns stay; so do dates, each made a name of its digits.
    bare = _LABEL.sub(lambda found: '"' + "x" * (len(found[0]) - 2) + '"', line)
    dated = _DATE.sub(lambda found: "D" + found[0].replace("-", "") + "_" * bool(found[3]), bare)
    place = 0
    while place < len(dated):
        found = _TOKEN.match(dated, place)
        if found is None:
            remedy = ""
            if dated[place] == "=":
                remedy = ' Write "==" to compare.'
            elif dated[place].isdigit():
                remedy = " Numbers are written 0.5 or 1e-3, and names begin with a letter."
            raise ValueError(
                f"cannot be read from {_shown(line[place:])} on: it holds names, numbers, "
                f"labels in quotes and the signs {_SIGNS} only.{remedy}"
            )
        place = found.end()
    depths = list(accumulate((sign == "(") - (sign == ")") for sign in bare))
    if max(depths) > _DEEPEST:
        raise ValueError(f"must have at most {_DEEPEST} parentheses within one another")
    if min(depths) < 0 or depths[-1]:
        raise ValueError(f"must close every parenthesis that it opens, and no other; got {line!r}")
    bars = frozenset(found.start() for found in re.finditer(r"\|", bare))
    tree = _tree(dated.replace("|", ","), line)
    level: list[ast.AST] = [tree]
    for _ in range(_DEEPEST):
        level = [child for node in level for child in ast.iter_child_nodes(node)]
    if level:
        raise ValueError(f"must be at most {_DEEPEST} steps deep; split it, or write it shorter")
    return Line(line, tree, bars)


def date_of(name: str) -> str:
    """Return the date of the text that a name of a syntax tree stands for; empty for others."""
    found = _NAME_OF_DATE.fullmatch(name)
    return "-".join(part for part in found.groups() if part) if found else ""


def _tree(line: str, shown: str) -> ast.expr:
    try:
        # The tokeniser warns of what the signs above rule out in part; nobody would see it here.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(line, mode="eval").body
    except SyntaxError as error:
        place = max((error.offset or 1) - 1, 0)
        rest = _shown(shown[place:]) if place < len(shown) else "its end"
        raise ValueError(
            f"is no expression: stopped at {rest}. Write it like "
            f"P(ever(accommodation)) or E(mean(flow.party))"
        ) from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise ValueError("is no expression that can be read: write it shorter") from None


def _shown(text: str) -> str:
    return repr(text if len(text) <= 30 else text[:30] + "...")
