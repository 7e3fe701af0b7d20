"""Factors of a design: the uncertain numbers of a scenario, those with one luck as one factor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import kind_of_source, numbers_of, uncertain_paths
from bargaining.scenario.numbers import Number
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import is_coefficient, matching, names_in
from bargaining.scenario.words import label_of, term_text
from bargaining.text import counted, possessive
from bargaining.world.given import GivenParameters
from bargaining.world.priors import value_at

__all__ = ["Factor", "Patterns", "factors_of", "points_of"]

Patterns: TypeAlias = str | Iterable[str] | Mapping[str, str | Iterable[str]]

_SPREAD = "settings.spread"
# A quantile of 0 or 1 may be endless.
_LEAST = 1e-12


@dataclass(frozen=True, slots=True)
class Factor:
    """Numbers that are varied together.

    Attributes
    ----------
    label : str
        What they are, in words.
    paths : tuple of str
        Their dotted paths.
    draws : tuple of str
        Names of the pieces of luck that they are drawn from: one, or those of a group.
    sources : tuple of str
        Kinds of their sources: article, literature, record, assumed.
    """

    label: str
    paths: tuple[str, ...]
    draws: tuple[str, ...]
    sources: tuple[str, ...]

    @property
    def is_assumed(self) -> bool:
        """Whether no number of it has a source but our assumption."""
        return self.sources == ("assumed",)


def factors_of(scenario: Scenario, wanted: Patterns | None = None) -> tuple[Factor, ...]:
    """Return the factors of a scenario, in file order.

    Parameters
    ----------
    wanted : str, iterable of str, or mapping of str to these, optional
        Dotted paths of numbers, with ``*`` for any one name, or the beginning of several
        (``"payoffs.japan"``); each piece of luck is a factor of its own. In a mapping everything
        under one label is one factor. All numbers by default. Numbers that share a draw with one
        that is named come with it.

    Raises
    ------
    ArgumentError
        A pattern names no number that has a prior, or a piece of luck is in two groups.
    """
    numbers, uncertain = numbers_of(scenario), uncertain_paths(scenario)
    if not uncertain:
        raise ArgumentError(
            f"every number of {scenario.name} is fixed, so that none has a prior to vary; choose "
            "another scenario, or give numbers priors with scenario.replace"
        )
    by_draw: dict[str, list[str]] = {}
    for path in uncertain:
        by_draw.setdefault(numbers[path].draw or path, []).append(path)
    draw_of = {path: draw for draw, paths in by_draw.items() for path in paths}
    if not isinstance(wanted, Mapping):
        chosen = {*uncertain} if wanted is None else _matched(wanted, scenario)
        draws = dict.fromkeys(draw_of[path] for path in uncertain if path in chosen)
        return tuple(_factor(scenario, numbers, (draw,), by_draw) for draw in draws)
    owner: dict[str, str] = {}
    for label, patterns in wanted.items():
        for path in _matched(patterns, scenario):
            if owner.setdefault(draw_of[path], label) != label:
                raise ArgumentError(
                    f'{path} is in two groups of factors, "{owner[draw_of[path]]}" and "{label}", '
                    "alone or with a number that shares its draw; leave it in one"
                )
    groups = {label: tuple(d for d in by_draw if owner.get(d) == label) for label in wanted}
    return tuple(
        _factor(scenario, numbers, draws, by_draw, str(label)) for label, draws in groups.items()
    )


def _matched(patterns: Any, scenario: Scenario) -> set[str]:
    """Return the uncertain paths that some patterns name; refuse a pattern that names none."""
    uncertain, found = uncertain_paths(scenario), set()
    listed = [patterns] if isinstance(patterns, str) else list(patterns)
    for pattern in listed or [""]:
        text = str(pattern)
        met = {*matching(text, uncertain)} or {
            path for path in uncertain if text and path.startswith(f"{text}.")
        }
        if not met:
            fixed = text in numbers_of(scenario)
            why = "is fixed: it has no prior" if fixed else "is no number with a prior"
            hint = "" if fixed else f" {did_you_mean(text, uncertain, 'paths')}"
            raise ArgumentError(f"factors: {text[:200]!r} of {scenario.name} {why}.{hint}")
        found |= met
    return found


def _factor(
    scenario: Scenario,
    numbers: Mapping[str, Number],
    draws: tuple[str, ...],
    by_draw: Mapping[str, Sequence[str]],
    label: str = "",
) -> Factor:
    paths = tuple(path for draw in draws for path in by_draw[draw])
    kinds = {kind_of_source(one) or "assumed" for path in paths for one in numbers[path].source}
    if not label:
        label = _words(paths[0], scenario)
        if len(paths) > 1:
            label += f" and {counted(len(paths) - 1, 'number')} with it"
    return Factor(label, paths, draws, tuple(sorted(kinds)))


def _words(path: str, scenario: Scenario) -> str:
    """Return which number stands at a path, in words: ``"Japan's discount factor"``."""
    section, name, *rest = names_in(path)
    if is_coefficient(path):
        told = term_text(rest[-1], scenario)
        if section == "payoffs":
            return f"{possessive(label_of(name, scenario))} weight: {told}"
        return f"push on {label_of(name, scenario)}: {told}"
    field = " ".join(rest).replace("_", " ")
    if section == "parties" and field:
        return f"{possessive(label_of(name, scenario))} {field}"
    if section in ("conditions", "issues", "acts") and field:
        return f"{label_of(name, scenario)}: {field}"
    return ": ".join(one.replace("_", " ") for one in (section, " ".join([name, *rest])))


def points_of(scenario: Scenario, factors: Sequence[Factor], luck: Floats) -> GivenParameters:
    """Return the numbers of the factors at pieces of luck, one row a point.

    Where the scenario's spread of weights is no factor but weights are, it keeps its mean at every
    point.

    Parameters
    ----------
    luck : array over (point, piece of luck), in [0, 1]
        Quantiles of the numbers' priors, in the order of the factors and of their draws.
    """
    numbers = numbers_of(scenario)
    place = {draw: i for i, draw in enumerate(draw for one in factors for draw in one.draws)}
    u = np.clip(luck, _LEAST, 1 - _LEAST)
    paths = [path for factor in factors for path in factor.paths]

    def drawn(path: str, spread: Floats | float) -> Floats:
        return value_at(numbers[path], u[:, place[numbers[path].draw or path]], spread)

    if _SPREAD in paths:
        spread = drawn(_SPREAD, 0.0)
    else:
        spread = np.full(len(u), scenario.settings.spread.expectation())
    columns = {path: drawn(path, spread if is_coefficient(path) else 0.0) for path in paths}
    if any(map(is_coefficient, paths)) and _SPREAD in uncertain_paths(scenario):
        columns[_SPREAD] = spread
    return GivenParameters(tuple(columns), np.stack([*columns.values()], axis=1))
