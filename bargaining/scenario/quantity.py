"""Quantities of a result, written as short expressions and read without being executed.

A quantity such as ``"P(ever(snap_back.relief, 8, 13) | at(relief, 7) > 0)"`` has three layers, read
from the outside in: `population`, what is counted over worlds; `world`, inside ``P(...)`` and
``E(...)``, what follows for a whole world; `round`, inside ``ever(...)``, ``mean(...)`` and their
like, what is so in a round. Every node is either true or false, or a number. A short list of shapes
is read, all else is refused.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Literal, TypeAlias

from bargaining.scenario.quantity_tree import (
    Atom,
    Constant,
    Lost,
    MeanOfWorlds,
    Node,
    Operation,
    QuantileOfWorlds,
    Quantity,
    Reducer,
    ShareOfDraws,
    ShareOfWorlds,
    Since,
    Word,
    nodes_within,
)
from bargaining.scenario.quantity_words import (
    ENDINGS,
    FUNCTIONS,
    REDUCERS,
    RENAMED_WORDS,
    Line,
    Vocabulary,
    date_of,
    parse,
)
from bargaining.scenario.records import ScenarioRecord
from bargaining.scenario.suggestions import did_you_mean, nearest
from bargaining.text import Dates, joined

__all__ = ["read_quantity"]

Layer: TypeAlias = Literal["population", "world", "round"]
Kind: TypeAlias = Literal["truth", "number"]
Read: TypeAlias = tuple[Node, Kind]

_OPERATORS: Mapping[type[ast.AST], tuple[str, Kind]] = {
    ast.Add: ("+", "number"),
    ast.Sub: ("-", "number"),
    ast.Mult: ("*", "number"),
    ast.Div: ("/", "number"),
    ast.UAdd: ("+", "number"),
    ast.USub: ("-", "number"),
    ast.Not: ("not", "truth"),
    ast.And: ("and", "truth"),
    ast.Or: ("or", "truth"),
}
_COMPARISONS = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip
# Functions of one world whose value is one of the series' own.
_OF_VALUES = ("at", "last", "highest", "lowest")
_IN_WORDS = {"truth": "true or false", "number": "a number"}


def read_quantity(text: str, scenario: ScenarioRecord) -> Quantity:
    """Read the text of a quantity.

    Nothing of the text is executed. Its names are those of the scenario, its rounds lie within the
    scenario's; `docs/quantities.md` lists all words.

    Parameters
    ----------
    text : str
        Such as ``"P(settlement)"``, at most 1,000 characters.
    scenario : Scenario
        Whose parties, issues, conditions, acts and tags may be named.

    Raises
    ------
    ValueError
        The text is no quantity of this scenario. The message is the rest of a sentence that begins
        with the text's place: ``claims.H01.quantity has no word "setlement" ...``.
    """
    line = parse(text)
    quantity = Quantity(line.text, _Reader(line, scenario).read())
    if not quantity.atoms:
        raise ValueError(f"must ask something of the worlds, by P, E or lost; got {line.text!r}")
    return quantity


class _Reader:
    """Reads one line; `read` returns its tree."""

    def __init__(self, line: Line, scenario: ScenarioRecord) -> None:
        self._line = line
        self._vocabulary = Vocabulary.of(scenario)
        self._dates = Dates.of(scenario)
        self._rounds = scenario.settings.rounds.value
        self._in_statement = False
        self._read_bars: set[int] = set()

    def read(self) -> Node:
        tree, kind = self._node(self._line.tree, "population")
        if kind == "truth":
            raise ValueError(
                "must be a number; a comparison belongs inside share_of_draws(...), or into the "
                "claim's direction and threshold or the fact's band"
            )
        quantile = any(isinstance(node, QuantileOfWorlds) for node in nodes_within(tree))
        if isinstance(tree, Operation) and quantile:
            raise ValueError("must ask for a median or a quantile by itself, without arithmetic")
        if self._line.bars - self._read_bars:
            raise ValueError(f'has a "|" out of place; write {FUNCTIONS["P"]}')
        return tree

    def _node(self, node: ast.expr, layer: Layer) -> Read:
        match node:
            case ast.Constant(str()):
                raise ValueError(
                    f"holds the label {self._text(node)} out of place; compare a series that has "
                    'it, as in last(relief) >= "half"'
                )
            case ast.Constant(int() | float() as value) if not isinstance(value, bool):
                with suppress(OverflowError):
                    if math.isfinite(value):
                        return Constant(float(value)), "number"
                raise ValueError(f"must have finite numbers; got {self._text(node)}")
            case ast.Constant():
                raise ValueError(f"holds {self._text(node)}, which is no number")
            case ast.Name() | ast.Attribute():
                return self._word(node, layer)
            case ast.Call():
                return self._call(node, layer)
            case ast.UnaryOp() | ast.BinOp() | ast.BoolOp() if type(node.op) in _OPERATORS:
                sign, kind = _OPERATORS[type(node.op)]
                operands = [one for one in ast.iter_child_nodes(node) if isinstance(one, ast.expr)]
                parts = tuple(self._take(one, layer, kind, sign) for one in operands)
                if sign in ("+", "-") and len(parts) == 1:
                    return (parts[0] if sign == "+" else Operation("negative", parts)), kind
                return Operation(sign, parts), kind
            case ast.Compare():
                return self._comparison(node, layer), "truth"
        raise ValueError(
            f"holds {self._text(node)}, which is no part of the language: it knows names, numbers, "
            f"+ - * /, comparisons, and or not, and the functions {', '.join(FUNCTIONS)}; "
            f'"|" stands in P(... | ...) and E(... | ...) only'
        )

    def _take(self, node: ast.expr, layer: Layer, kind: Kind, where: str) -> Node:
        """Return a node that must be of a kind."""
        read, found = self._node(node, layer)
        if found != kind:
            labels = " or ".join(self._labels(node)) or "a number"
            remedy = f"compare it with {labels}" if kind == "truth" else "count it, or use P(...)"
            raise ValueError(
                f"needs something that is {_IN_WORDS[kind]} for {where}; {self._text(node)} is "
                f"{_IN_WORDS[found]}: {remedy}"
            )
        return read

    def _word(self, node: ast.Name | ast.Attribute, layer: Layer) -> Read:
        name, known = self._name(node), self._vocabulary
        word = Word(tuple(name.split(".")))
        if name in FUNCTIONS:
            raise ValueError(f"must give {name} its arguments, as {FUNCTIONS[name]}")
        if date_of(name):
            raise ValueError(
                f"holds the date {self._text(node)} where no round is named; write it as in "
                "at(tension, 2014-07) or first(agreement) < 2014-07"
            )
        if layer == "world" and name.startswith("type.") and name in known.series:
            return Reducer("at", word, (0,)), "number"
        of_round, event = name in known.events | known.series, name in known.events
        if not of_round and name not in known.endings | known.payoffs:
            near = nearest(name, known.words)
            if near is None:
                near = did_you_mean(name, known.words, "words")
            else:
                near = f'Did you mean "{known.form_in(layer, near)}"?'
            if name == "ending":
                near = f"Endings are named themselves: {joined(ENDINGS, 'or')}, as in P(stalemate)"
            written = self._text(node).strip("`")
            was = "" if written == name else f', which is called "{name[:80]}" now'
            raise ValueError(f'has no word "{written[:80]}"{was}. {near}')
        if layer == "population":
            raise ValueError(f"names {name} outside P and E; write {known.question_of(name)}")
        if layer == "world" and of_round:
            has = "is true or false" if event else "has a value"
            example = f"count({name})" if event else f"at({name}, 0)"
            raise ValueError(
                f"must say when {name} is meant, since it {has} in each round: "
                f"{'ever' if event else 'mean'}({name}), last({name}), {example}"
            )
        if layer == "round" and not of_round:
            raise ValueError(f"names {name} inside a word for rounds, but it is of whole worlds")
        return word, "truth" if event or name in known.endings else "number"

    def _name(self, node: ast.expr) -> str:
        parts: list[str] = []
        while isinstance(node, ast.Attribute):
            parts.append(node.attr)
            node = node.value
        if not isinstance(node, ast.Name):
            raise ValueError(f"puts a dot after {self._text(node)}; dots stand between names only")
        return ".".join([RENAMED_WORDS.get(node.id, node.id), *reversed(parts)])

    def _comparison(self, node: ast.Compare, layer: Layer) -> Node:
        operands = [node.left, *node.comparators]
        signs = [_COMPARISONS.get(type(op), "") for op in node.ops]
        if "" in signs:
            raise ValueError(f"compares by one of {', '.join(_COMPARISONS.values())} only")
        endings = [one.id for one in operands if isinstance(one, ast.Name) and one.id in ENDINGS]
        if endings:
            raise ValueError(
                f"compares {endings[0]}, which is true or false of a world. Did you mean "
                f'"P({endings[0]})"?'
            )
        of_first = any(getattr(getattr(one, "func", None), "id", "") == "first" for one in operands)
        labels = next((found for one in operands if (found := self._labels(one))), {})
        read: list[Node] = []
        for operand in operands:
            label = None
            # A label stands in quotes, or bare where it is one name.
            if labels and isinstance(operand, ast.Constant) and isinstance(operand.value, str):
                label = self._line.text[operand.col_offset + 1 : (operand.end_col_offset or 0) - 1]
            elif labels and isinstance(operand, ast.Name):
                label = None if operand.id in self._vocabulary.words else operand.id
            if label is not None:
                if label not in labels:
                    near = did_you_mean(label, labels, "labels")
                    raise ValueError(f'has no label "{label[:80]}". {near}')
                read.append(Constant(float(labels[label])))
            elif of_first and isinstance(operand, ast.Name) and date_of(operand.id):
                # The first round of an event is compared with the round of a date.
                read.append(Constant(float(self._round(operand))))
            else:
                read.append(self._take(operand, layer, "number", signs[0]))
        pairs = tuple(Operation(sign, (read[i], read[i + 1])) for i, sign in enumerate(signs))
        return pairs[0] if len(pairs) == 1 else Operation("and", pairs)

    def _labels(self, node: ast.expr) -> Mapping[str, float]:
        """Return the labels of the values of a series, or of what is made of one in a world."""
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
            return self._labels(node.args[0]) if node.func.id in _OF_VALUES else {}
        if not isinstance(node, ast.Name | ast.Attribute):
            return {}
        return self._vocabulary.labels.get(self._name(node), {})

    def _call(self, node: ast.Call, layer: Layer) -> Read:
        if not isinstance(node.func, ast.Name) or node.keywords:
            raise ValueError(f"holds {self._text(node)}, which is no call that the language knows")
        name, n_arguments = node.func.id, len(node.args)
        if name not in FUNCTIONS:
            near = did_you_mean(name, FUNCTIONS, "functions")
            dotted = f"{name}.{self._text(node.args[0]).strip('`')}" if node.args else ""
            if dotted in self._vocabulary.words:
                near = f'Did you mean "{self._vocabulary.form_in(layer, dotted)}"?'
            raise ValueError(f'has no function "{name[:80]}". {near}')
        if name in REDUCERS:
            return self._reducer(node, name, layer)
        if layer != "population" and name != "abs":
            raise ValueError(f"has {name}(...) inside P or E; it is about all worlds, not one")
        if n_arguments != {"abs": 1, "share_of_draws": 1, "lost": 2}.get(name, n_arguments):
            raise ValueError(f"must write {FUNCTIONS[name]}; got {self._text(node)}")
        if name == "abs":
            return Operation("abs", (self._take(node.args[0], layer, "number", "abs"),)), "number"
        if name == "lost":
            event = self._take(node.args[0], "round", "truth", "lost")
            return Lost(event, self._round(node.args[1], least=1)), "number"
        if name == "share_of_draws":
            if self._in_statement:
                raise ValueError("must not have share_of_draws within share_of_draws")
            self._in_statement = True
            statement = self._take(node.args[0], "population", "truth", "share_of_draws")
            self._in_statement = False
            if not any(isinstance(part, Atom) for part in nodes_within(statement)):
                raise ValueError("must have P, E or lost within share_of_draws")
            return ShareOfDraws(statement), "number"
        share, given = 0.5, node.args[1:]
        of_quantile = name in ("median", "quantile")
        if name == "quantile":
            at = given[0].value if given and isinstance(given[0], ast.Constant) else None
            share, given = at if isinstance(at, float) else 0.0, node.args[2:]
        bars: frozenset[int] = frozenset()
        if given:  # one bar stands before the last argument, and no comma
            start, end = node.args[-2].end_col_offset or 0, node.args[-1].col_offset
            bars = self._line.bars & set(range(start, end))
            self._read_bars |= bars
        if not node.args or not 0 < share < 1 or len(given) > 1 or (given and len(bars) != 1):
            several = "" if of_quantile else "several conditions are joined with and; "
            raise ValueError(f"must write {FUNCTIONS[name]}; {several}got {self._text(node)}")
        if of_quantile and self._in_statement:
            raise ValueError(f"must not have {name} within share_of_draws")
        condition = self._take(given[0], "world", "truth", "what is given") if given else None
        value = self._take(node.args[0], "world", "truth" if name == "P" else "number", name)
        said = self._text(given[0]) if given else ""
        if of_quantile:
            return QuantileOfWorlds(value, share, condition, said), "number"
        over = ShareOfWorlds if name == "P" else MeanOfWorlds
        return over(value, condition, said), "number"

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
            text = self._text(node.args[0])
            by_number = taken.what == "number"
            remedy = (
                f"count({text}) counts its rounds" if by_number else f"compare {text} with a number"
            )
            raise ValueError(
                f"has {name}(...) of something that is {_IN_WORDS[kind]}; write {taken.written}; "
                f"{remedy}"
            )
        relative = [self._since(argument) for argument in node.args[1:]]
        named = [one for one in relative if one is not None]
        if (len(named) < len(relative) and named) or len({event for event, _ in named}) > 1:
            raise ValueError(
                f"must count all rounds of {self._text(node)} from one event, as in "
                "mean(tension, act.test + 1, act.test + 3)"
            )
        if any(abs(offset) >= self._rounds for _, offset in named):
            raise ValueError(
                f"must name rounds at most {self._rounds - 1} away from the event; got "
                f"{self._text(node)}"
            )
        if named:
            event, first = named[0]
            of, rounds = Since(event, of, first), tuple(offset - first for _, offset in named)
        else:
            rounds = tuple(self._round(argument) for argument in node.args[1:])
        if rounds != tuple(sorted(rounds)):
            raise ValueError(f"must name the earlier round first in {self._text(node)}")
        if taken.gives != "same":
            kind = "truth" if taken.gives == "truth" else "number"
        return Reducer(name, of, rounds), kind

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
            what = "a number of rounds" if least else "rounds counted from 0"
            raise ValueError(
                f"must have {what} between {least} and {self._rounds - 1}, the last of the "
                f"scenario's; got {self._text(node)}"
            )
        return value

    def _text(self, node: ast.expr) -> str:
        """Return the piece of the line that a node stands for, shortened."""
        piece = self._line.text[node.col_offset : node.end_col_offset]
        return f"`{piece if len(piece) <= 60 else piece[:60] + '...'}`"
