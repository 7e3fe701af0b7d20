"""The engine held against the one-world reference: every record, every value behind a decision."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from bargaining.scenario.schema import Scenario
from tests.reference.observed import RECORDED, Observed, Trace, observe
from tests.reference.player import History, play

CLOSE = 1e-9
_MOST_MESSAGES = 200


@dataclass
class Comparison:
    """What was compared and where the two readings part.

    Attributes
    ----------
    choices_that_differ : int
        Entries that are no real numbers: rungs, answers, offers, flags, codes, or a decision that
        only one of the two readings took.
    values_that_differ : int
        Real numbers further apart than `CLOSE`, relative to the larger of 1 and their size.
    largest_difference : float
        Of two real numbers that were compared, whether or not they count as different.
    """

    worlds: int = 0
    rounds: int = 0
    decisions: int = 0
    values: int = 0
    choices: int = 0
    choices_that_differ: int = 0
    values_that_differ: int = 0
    largest_difference: float = 0.0
    messages: list[str] = field(default_factory=list)

    def __iadd__(self, other: Comparison) -> Comparison:
        for name in ("worlds", "rounds", "decisions", "values", "choices"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.choices_that_differ += other.choices_that_differ
        self.values_that_differ += other.values_that_differ
        self.largest_difference = max(self.largest_difference, other.largest_difference)
        self.messages += other.messages[: _MOST_MESSAGES - len(self.messages)]
        return self

    def hold(self, place: str, engine: Any, reference: Any) -> None:
        """Compare two nested records."""
        if isinstance(engine, Mapping) and isinstance(reference, Mapping):
            for key in {**engine, **reference}:
                if key in engine and key in reference:
                    self.hold(f"{place}.{key}", engine[key], reference[key])
                else:
                    only = "engine" if key in engine else "reference"
                    self._choice(f"{place}.{key}", f"only in the {only}", None)
        elif isinstance(engine, float) and isinstance(reference, float):
            self._value(place, engine, reference)
        else:
            self._choice(place, engine, reference)

    def _choice(self, place: str, engine: Any, reference: Any) -> None:
        self.choices += 1
        if engine != reference:
            self.choices_that_differ += 1
            self._say(f"{place}: engine {engine!r}, reference {reference!r}")

    def _value(self, place: str, engine: float, reference: float) -> None:
        self.values += 1
        if engine == reference or (math.isnan(engine) and math.isnan(reference)):
            return
        gap = abs(engine - reference)
        if not math.isnan(gap):
            self.largest_difference = max(self.largest_difference, gap)
        if not gap <= CLOSE * max(1.0, abs(reference)):
            self.values_that_differ += 1
            self._say(f"{place}: engine {engine!r}, reference {reference!r}")

    def _say(self, message: str) -> None:
        if len(self.messages) < _MOST_MESSAGES:
            self.messages.append(message)


def differences(
    scenario: Scenario, seed: int, worlds: Iterable[int], worlds_per_draw: int
) -> list[str]:
    """Return a line for each difference between the engine and the reference in some worlds."""
    return compare(scenario, seed, worlds, worlds_per_draw).messages


def compare(
    scenario: Scenario, seed: int, worlds: Iterable[int], worlds_per_draw: int
) -> Comparison:
    """Play worlds in both readings and compare all that happened and all that was weighed.

    Neighbouring worlds are played by the engine in one batch, the reference plays each alone.
    """
    comparison = Comparison()
    for first, count in _batches(sorted(worlds)):
        for row, seen in enumerate(observe(scenario, seed, first, count, worlds_per_draw)):
            told = play(scenario, seed, first + row, worlds_per_draw)
            _compare_world(comparison, f"world {first + row}", seen, told)
    return comparison


def _batches(worlds: list[int]) -> Iterator[tuple[int, int]]:
    for _, group in groupby(enumerate(worlds), key=lambda pair: pair[1] - pair[0]):
        numbers = [number for _, number in group]
        yield numbers[0], len(numbers)


def _compare_world(comparison: Comparison, name: str, seen: Observed, told: History) -> None:
    comparison.worlds += 1
    comparison.rounds += len(told.rounds)
    comparison.hold(f"{name}: initial rung", seen.initial_rung, told.initial_rung)
    trace = _trace(told)
    comparison.decisions += len(trace)
    by_round: dict[int, dict[str, Any]] = {number: {} for number in range(len(told.rounds))}
    for readings, side in ((seen.trace, "engine"), (trace, "reference")):
        for (number, decision, party), values in readings.items():
            by_round[number].setdefault(f"{decision} of {party}", {})[side] = values
    for number, record in enumerate(told.rounds):
        here = f"{name}, round {number}"
        for decision, sides in by_round[number].items():
            comparison.hold(f"{here}: {decision}", sides.get("engine"), sides.get("reference"))
        for key in RECORDED:
            comparison.hold(f"{here}: {key}", seen.rounds[number][key], record[key])
    comparison.hold(f"{name}: ending", seen.ending, told.ending)
    comparison.hold(f"{name}: payoff", seen.payoff, told.payoff)


def _trace(told: History) -> Trace:
    """The reference's decisions, with values in the shape in which the engine tells them."""
    trace: Trace = {}
    for number, decision, party, values in told.trace:
        told_values = dict(values)
        if decision.startswith("act."):
            told_values = {"gain": _gain(values), "probability": values["probability"]}
        elif decision == "step":
            told_values = {"value": _total(values), "probability": values["probability"]}
        elif decision == "accept":
            told_values["chosen"] = told.rounds[number]["accept"][party]
        trace[number, decision, party] = told_values
    for number, record in enumerate(told.rounds):
        for question in ("open", "walk", "opt_out", "adjourn", "ratify"):
            for party, answer in record.get(question, {}).items():
                probability = record[f"{question}_probability"][party]
                trace[number, question, party] = {"probability": probability, "chosen": answer}
    return trace


def _gain(values: dict[str, Any]) -> dict[int, float]:
    return {
        kind: values["Q.act"][kind]
        - values["Q.hold"][kind]
        + values["S.act"][kind]
        - values["S.hold"][kind]
        for kind in values["Q.act"]
    }


def _total(values: dict[str, Any]) -> dict[str, dict[int, float]]:
    return {
        option: {kind: q + values["S"][option][kind] for kind, q in by_kind.items()}
        for option, by_kind in values["Q"].items()
    }
