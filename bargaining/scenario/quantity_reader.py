"""From the syntax tree of a quantity to its records: a short list of shapes, all else refused.

Layers are read from the outside in. `population` is over worlds, `world` inside ``P(...)`` and
``E(...)``, `round` inside ``ever(...)``, ``mean(...)`` and their like. Every node is either true or
false, or a number.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from typing import Literal, TypeAlias

from bargaining.scenario.near import did_you_mean
from bargaining.scenario.quantity_text import Line, date_of
from bargaining.scenario.quantity_tree import (
    Atom,
    Constant,
    Lost,
    MeanOfWorlds,
    Node,
    Operation,
    QuantileOfWorlds,
    Reducer,
    ShareOfDraws,
    ShareOfWorlds,
    Since,
    Word,
    nodes_within,
)
from bargaining.scenario.quantity_words import (
    FUNCTIONS,
    REDUCERS,
    RENAMED_WORDS,
    Vocabulary,
    written,
)
from bargaining.scenario.records import ScenarioRecord
from bargaining.text import Dates

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
# Functions of one world whose value is one of the series' own.
_OF_VALUES = ("at", "last", "highest", "lowest")
_IN_WORDS = {"truth": "true or false", "number": "a number"}


class Reader:
    """Reads one line; `read` returns its tree."""

    def __init__(self, line: Line, vocabulary: Vocabulary, scenario: ScenarioRecord) -> None:
        self._line = line
        self._vocabulary = vocabulary
        self._dates = Dates.of(scenario)
        self._rounds = scenario.settings.rounds.value
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
        if isinstance(tree, Operation) and any(
            isinstance(node, QuantileOfWorlds) for node in nodes_within(tree)
        ):
            raise ValueError("must ask for a median or a quantile by itself, without arithmetic")
        if self._line.bars - self._read_bars:
            raise ValueError(f'has a "|" out of place; write {written("P")}')
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
        if isinstance(node.value, str):
            raise ValueError(
                f"holds the label {self._text(node)} out of place; compare a series that has it, "
                'as in last(relief) >= "half"'
            )
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
        name, known = self._name(node), self._vocabulary
        if name in FUNCTIONS:
            raise ValueError(f"must give {name} its arguments, as {written(name)}")
        if date_of(name):
            raise ValueError(
                f"holds the date {self._text(node)} where no round is named; write it as in "
                "at(tension, 2014-07)"
            )
        if layer == "world" and name.startswith("type.") and name in known.series:
            return Reducer("at", Word(tuple(name.split("."))), (0,)), "number"
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
        first = RENAMED_WORDS.get(node.id, node.id) if parts else node.id
        return ".".join([first, *reversed(parts)])

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
        labels = next((found for one in operands if (found := self._labels(one))), {})
        read = [
            self._labelled(operand, labels) or self._number(operand, layer, str(signs[0]))
            for operand in operands
        ]
        pairs = tuple(Operation(str(sign), (read[i], read[i + 1])) for i, sign in enumerate(signs))
        return (pairs[0] if len(pairs) == 1 else Operation("and", pairs)), "truth"

    def _labels(self, node: ast.expr) -> Mapping[str, float]:
        """Return the labels of the values of a series, or of what is made of one in a world."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            return self._labels(node.args[0]) if node.func.id in _OF_VALUES else {}
        if not isinstance(node, ast.Name | ast.Attribute):
            return {}
        return self._vocabulary.labels.get(self._name(node), {})

    def _labelled(self, node: ast.expr, labels: Mapping[str, float]) -> Node | None:
        """Return the number that a label stands for: in quotes, or bare where it is one name."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and labels:
            label = self._line.text[node.col_offset + 1 : (node.end_col_offset or 0) - 1]
            if label not in labels:
                raise ValueError(
                    f'has no label "{label[:80]}". {did_you_mean(label, labels, "labels")}'
                )
            return Constant(float(labels[label]))
        if isinstance(node, ast.Name) and labels and node.id not in self._vocabulary.words:
            if node.id not in labels:
                near = did_you_mean(node.id, labels, "labels")
                raise ValueError(f'has no label "{node.id[:80]}". {near}')
            return Constant(float(labels[node.id]))
        return None

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
        if name in ("median", "quantile"):
            return self._quantile(node, name)
        return self._over_worlds(node, name)

    def _quantile(self, node: ast.Call, name: str) -> Read:
        share, given = 0.5, node.args[1:]
        if name == "quantile":
            at = node.args[1] if len(node.args) > 1 else None
            value = at.value if isinstance(at, ast.Constant) else None
            if not isinstance(value, float) or not 0 < value < 1:
                raise ValueError(f"must write {written(name)}; got {self._text(node)}")
            share, given = value, node.args[2:]
        last = len(node.args) - 1
        if not node.args or len(given) > 1 or (given and not self._read_bar(node, last)):
            raise ValueError(f"must write {written(name)}; got {self._text(node)}")
        if self._in_statement:
            raise ValueError(f"must not have {name} within share_of_draws")
        condition = self._truth(given[0], "world", "what is given") if given else None
        number = self._number(node.args[0], "world", name)
        return QuantileOfWorlds(number, share, condition), "number"

    def _over_worlds(self, node: ast.Call, name: str) -> Read:
        if len(node.args) not in (1, 2) or (node.args[1:] and not self._read_bar(node, 1)):
            raise ValueError(
                f"must write {written(name)}; several conditions are joined with and; got "
                f"{self._text(node)}"
            )
        given = self._truth(node.args[1], "world", "what is given") if node.args[1:] else None
        if name == "P":
            return ShareOfWorlds(self._truth(node.args[0], "world", "P"), given), "number"
        return MeanOfWorlds(self._number(node.args[0], "world", "E"), given), "number"

    def _read_bar(self, node: ast.Call, place: int) -> bool:
        """Return whether one bar, and no comma, stands before what is given, the argument there."""
        start, end = node.args[place - 1].end_col_offset or 0, node.args[place].col_offset
        bars = self._line.bars & set(range(start, end))
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
        given: Kind = "truth" if taken.gives == "truth" else "number"
        relative = [self._since(argument) for argument in node.args[1:]]
        if any(relative):
            of, rounds = self._window(node, of, relative)
        else:
            rounds = tuple(self._round(argument) for argument in node.args[1:])
        if rounds != tuple(sorted(rounds)):
            raise ValueError(f"must name the earlier round first in {self._text(node)}")
        return Reducer(name, of, rounds), kind if taken.gives == "same" else given

    def _since(self, node: ast.expr) -> tuple[Node, int] | None:
        """Return the event and the rounds after it that ``act.test + 3`` names, or None."""
        offset = 0
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
            number = node.right.value if isinstance(node.right, ast.Constant) else None
            if isinstance(number, bool) or not isinstance(number, int):
                return None
            offset = number if isinstance(node.op, ast.Add) else -number
            node = node.left
        if not isinstance(node, ast.Name | ast.Attribute):
            return None
        name = self._name(node)
        return (Word(tuple(name.split("."))), offset) if name in self._vocabulary.events else None

    def _window(
        self, node: ast.Call, of: Node, relative: list[tuple[Node, int] | None]
    ) -> tuple[Node, tuple[int, ...]]:
        """Return the rounds since an event, and which of them are named."""
        named = [one for one in relative if one is not None]
        if len(named) < len(relative) or len({event for event, _ in named}) > 1:
            raise ValueError(
                f"must count all rounds of {self._text(node)} from one event, as in "
                "mean(tension, act.test + 1, act.test + 3)"
            )
        event, first = named[0]
        if any(abs(offset) >= self._rounds for _, offset in named):
            raise ValueError(
                f"must name rounds at most {self._rounds - 1} away from the event; got "
                f"{self._text(node)}"
            )
        return Since(event, of, first), tuple(offset - first for _, offset in named)

    def _round(self, node: ast.expr, least: int = 0) -> int:
        value = node.value if isinstance(node, ast.Constant) else None
        if isinstance(node, ast.Name) and not least and date_of(node.id):
            value = self._dates.round_of(date_of(node.id))
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(
                f"must name rounds by whole numbers, by dates such as 2014-07, or counted from an "
                f"event such as agreement + 3; got {self._text(node)}"
            )
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
            raise ValueError(f"must write {written(name)}; got {self._text(node)}")

    def _text(self, node: ast.expr) -> str:
        """Return the piece of the line that a node stands for, shortened."""
        piece = self._line.text[node.col_offset : node.end_col_offset]
        return f"`{piece if len(piece) <= 60 else piece[:60] + '...'}`"
