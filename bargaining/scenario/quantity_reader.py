"""From the syntax tree of a quantity to its records: a short list of shapes, all else refused.

Layers are read from the outside in. `population` is over worlds, `world` inside ``P(...)`` and
``E(...)``, `round` inside ``ever(...)``, ``mean(...)`` and their like. Every node is either true or
false, or a number.
"""

from __future__ import annotations

import ast
import math
from typing import Literal, TypeAlias

from bargaining.scenario.near import did_you_mean
from bargaining.scenario.quantity_text import Line
from bargaining.scenario.quantity_tree import (
    Atom,
    Constant,
    Lost,
    MeanOfWorlds,
    Node,
    Operation,
    Reducer,
    ShareOfDraws,
    ShareOfWorlds,
    Word,
    nodes_within,
)
from bargaining.scenario.quantity_words import FUNCTIONS, REDUCERS, Vocabulary

__all__ = ["Reader"]

Layer: TypeAlias = Literal["population", "world", "round"]
Kind: TypeAlias = Literal["truth", "number"]
Read: TypeAlias = tuple[Node, Kind]

_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
}
_COMPARISONS: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}
_IN_WORDS = {"truth": "true or false", "number": "a number"}


class Reader:
    """Reads one line; `read` returns its tree."""

    def __init__(self, line: Line, vocabulary: Vocabulary, rounds: int) -> None:
        self._line = line
        self._vocabulary = vocabulary
        self._rounds = rounds
        self._in_statement = False
        self._read_bars: set[int] = set()

    def read(self) -> Node:
        """Return the tree of the line.

        Raises
        ------
        ValueError
            The line is no quantity of the scenario.
        """
        tree, kind = self._node(self._line.tree, "population")
        if kind == "truth":
            raise ValueError(
                "must be a number; a comparison belongs inside share_of_draws(...), or into the "
                "claim's direction and threshold or the fact's band"
            )
        if self._line.bars - self._read_bars:
            raise ValueError(f'has a "|" out of place; write {_written("P")}')
        return tree

    def _node(self, node: ast.expr, layer: Layer) -> Read:
        if isinstance(node, ast.Constant):
            return self._constant(node)
        if isinstance(node, ast.Name | ast.Attribute):
            return self._word(node, layer)
        if isinstance(node, ast.Call):
            return self._call(node, layer)
        if isinstance(node, ast.UnaryOp):
            return self._unary(node, layer)
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            sign = _ARITHMETIC[type(node.op)]
            parts = (self._number(node.left, layer, sign), self._number(node.right, layer, sign))
            return Operation(sign, parts), "number"
        if isinstance(node, ast.BoolOp):
            sign = "and" if isinstance(node.op, ast.And) else "or"
            return Operation(sign, tuple(self._truth(v, layer, sign) for v in node.values)), "truth"
        if isinstance(node, ast.Compare):
            return self._comparison(node, layer)
        raise ValueError(
            f"holds {self._text(node)}, which is no part of the language: it knows names, numbers, "
            f"+ - * /, comparisons, and or not, and the functions {', '.join(FUNCTIONS)}; "
            f'"|" stands in P(... | ...) and E(... | ...) only'
        )

    def _constant(self, node: ast.Constant) -> Read:
        if isinstance(node.value, bool) or not isinstance(node.value, int | float):
            raise ValueError(f"holds {self._text(node)}, which is no number")
        try:
            value = float(node.value)
        except OverflowError:
            value = math.inf
        if not math.isfinite(value):
            raise ValueError(f"must have finite numbers; got {self._text(node)}")
        return Constant(value), "number"

    def _word(self, node: ast.Name | ast.Attribute, layer: Layer) -> Read:
        name = self._name(node)
        known = self._vocabulary
        if name in FUNCTIONS:
            raise ValueError(f"must give {name} its arguments, as {_written(name)}")
        of_round = name in known.events or name in known.series
        if not of_round and name not in known.endings | known.payoffs:
            raise ValueError(
                f'has no word "{name[:80]}". {did_you_mean(name, known.words, "words")}'
            )
        if layer == "population":
            whole = f"P({name})" if name in known.endings else f"E({name})"
            inside = f"P(ever({name}))" if name in known.events else f"E(mean({name}))"
            raise ValueError(f"names {name} outside P and E; write {inside if of_round else whole}")
        if layer == "world" and name in known.events:
            raise ValueError(
                f"must say when {name} is meant, since it is true or false in each round: "
                f"ever({name}), last({name}), count({name})"
            )
        if layer == "world" and name in known.series:
            raise ValueError(
                f"must say when {name} is meant, since it has a value in each round: "
                f"mean({name}), last({name}), at({name}, 0)"
            )
        if layer == "round" and not of_round:
            raise ValueError(f"names {name} inside a word for rounds, but it is of whole worlds")
        truth = name in known.events or name in known.endings
        return Word(tuple(name.split("."))), "truth" if truth else "number"

    def _name(self, node: ast.expr) -> str:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            raise ValueError(f"puts a dot after {self._text(node)}; dots stand between names only")
        return ".".join([node.id, *reversed(parts)])

    def _unary(self, node: ast.UnaryOp, layer: Layer) -> Read:
        if isinstance(node.op, ast.Not):
            return Operation("not", (self._truth(node.operand, layer, "not"),)), "truth"
        if isinstance(node.op, ast.USub):
            return Operation("negative", (self._number(node.operand, layer, "-"),)), "number"
        return self._number(node.operand, layer, "+"), "number"

    def _comparison(self, node: ast.Compare, layer: Layer) -> Read:
        operands = [node.left, *node.comparators]
        signs = [_COMPARISONS.get(type(op)) for op in node.ops]
        if None in signs:
            raise ValueError(f"compares by one of {', '.join(_COMPARISONS.values())} only")
        read = [self._number(operand, layer, str(signs[0])) for operand in operands]
        pairs = tuple(Operation(str(sign), (read[i], read[i + 1])) for i, sign in enumerate(signs))
        return (pairs[0] if len(pairs) == 1 else Operation("and", pairs)), "truth"

    def _number(self, node: ast.expr, layer: Layer, where: str) -> Node:
        return self._of_kind(node, layer, "number", where)

    def _truth(self, node: ast.expr, layer: Layer, where: str) -> Node:
        return self._of_kind(node, layer, "truth", where)

    def _of_kind(self, node: ast.expr, layer: Layer, kind: Kind, where: str) -> Node:
        read, found = self._node(node, layer)
        if found != kind:
            remedy = "compare it with a number" if kind == "truth" else "count it, or use P(...)"
            raise ValueError(
                f"needs something that is {_IN_WORDS[kind]} for {where}; {self._text(node)} is "
                f"{_IN_WORDS[found]}: {remedy}"
            )
        return read

    def _call(self, node: ast.Call, layer: Layer) -> Read:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise ValueError(f"holds {self._text(node)}, which is no call that the language knows")
        name = node.func.id
        if name not in FUNCTIONS:
            raise ValueError(
                f'has no function "{name[:80]}". {did_you_mean(name, FUNCTIONS, "functions")}'
            )
        if name == "abs":
            self._expect(node, 1)
            return Operation("abs", (self._number(node.args[0], layer, "abs"),)), "number"
        if name in REDUCERS:
            return self._reducer(node, name, layer)
        if layer != "population":
            raise ValueError(f"has {name}(...) inside P or E; it is about all worlds, not one")
        if name == "share_of_draws":
            return self._share_of_draws(node)
        if name == "lost":
            self._expect(node, 2)
            event = self._truth(node.args[0], "round", "lost")
            return Lost(event, self._round(node.args[1], least=1)), "number"
        return self._over_worlds(node, name)

    def _over_worlds(self, node: ast.Call, name: str) -> Read:
        if len(node.args) not in (1, 2) or not self._read_bar(node):
            raise ValueError(
                f"must write {_written(name)}; several conditions are joined with and; got "
                f"{self._text(node)}"
            )
        given = self._truth(node.args[1], "world", "what is given") if node.args[1:] else None
        if name == "P":
            return ShareOfWorlds(self._truth(node.args[0], "world", "P"), given), "number"
        return MeanOfWorlds(self._number(node.args[0], "world", "E"), given), "number"

    def _read_bar(self, node: ast.Call) -> bool:
        """Return whether one bar, and no comma, stands between what is asked and what is given."""
        if len(node.args) == 1:
            return True
        between = range(node.args[0].end_col_offset or 0, node.args[1].col_offset)
        bars = self._line.bars & set(between)
        self._read_bars |= bars
        return len(bars) == 1

    def _share_of_draws(self, node: ast.Call) -> Read:
        self._expect(node, 1)
        if self._in_statement:
            raise ValueError("must not have share_of_draws within share_of_draws")
        self._in_statement = True
        statement = self._truth(node.args[0], "population", "share_of_draws")
        self._in_statement = False
        if not any(isinstance(part, Atom) for part in nodes_within(statement)):
            raise ValueError("must have P, E or lost within share_of_draws")
        return ShareOfDraws(statement), "number"

    def _reducer(self, node: ast.Call, name: str, layer: Layer) -> Read:
        taken = REDUCERS[name]
        if layer == "population":
            raise ValueError(
                f"has {name}(...) outside P and E; it is about one world: write "
                f"{'P' if taken.gives == 'truth' else 'E'}({name}(...))"
            )
        if layer == "round":
            raise ValueError(f"has {name}(...) inside another word for rounds; name one at a time")
        if len(node.args) - 1 not in taken.rounds:
            raise ValueError(f"must write {taken.written}; got {self._text(node)}")
        of, kind = self._node(node.args[0], "round")
        if taken.what not in ("any", kind):
            remedy = f"compare {self._text(node.args[0])} with a number"
            if taken.what == "number":
                remedy = f"count({self._text(node.args[0])}) counts its rounds"
            raise ValueError(
                f"has {name}(...) of something that is {_IN_WORDS[kind]}; write {taken.written}; "
                f"{remedy}"
            )
        rounds = tuple(self._round(argument) for argument in node.args[1:])
        if rounds != tuple(sorted(rounds)):
            raise ValueError(f"must name the earlier round first in {self._text(node)}")
        given: Kind = "truth" if taken.gives == "truth" else "number"
        return Reducer(name, of, rounds), kind if taken.gives == "same" else given

    def _round(self, node: ast.expr, least: int = 0) -> int:
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"must name rounds by whole numbers; got {self._text(node)}")
        if not least <= value < self._rounds:
            what = "so many rounds" if least else "rounds counted from 0"
            raise ValueError(
                f"must have {what} between {least} and {self._rounds - 1}, the last of the "
                f"scenario's; got {self._text(node)}"
            )
        return value

    def _expect(self, node: ast.Call, n_arguments: int) -> None:
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if len(node.args) != n_arguments:
            raise ValueError(f"must write {_written(name)}; got {self._text(node)}")

    def _text(self, node: ast.expr) -> str:
        """Return the piece of the line that a node stands for, shortened."""
        piece = self._line.text[node.col_offset : node.end_col_offset]
        return f"`{piece if len(piece) <= 60 else piece[:60] + '...'}`"


def _written(name: str) -> str:
    if name in REDUCERS:
        return REDUCERS[name].written
    return {
        "P": "P(event) or P(event | condition)",
        "E": "E(number) or E(number | condition)",
        "lost": "lost(event, rounds)",
        "share_of_draws": "share_of_draws(statement)",
        "abs": "abs(number)",
    }[name]
