"""Factors of a design: the uncertain numbers of a scenario, those drawn together as one factor."""

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
from bargaining.text.languages import told
from bargaining.world.given import GivenParameters
from bargaining.world.priors import luck_of_numbers, value_at

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
        Names of the pieces of luck that they are drawn from: one, or those of a block or a group.
    sources : tuple of str
        Kinds of their sources: article, literature, record, assumed.
    """

    label: str
    paths: tuple[str, ...]
    draws: tuple[str, ...]
    sources: tuple[str, ...]


def factors_of(scenario: Scenario, wanted: Patterns | None = None) -> tuple[Factor, ...]:
    """Return the factors of a scenario, in file order.

    Parameters
    ----------
    wanted : str, iterable of str, or mapping of str to these, optional
        Dotted paths of numbers, with ``*`` for any one name, or the beginning of several
        (``"payoffs.japan"``). In a mapping everything under one label is one factor. All numbers by
        default. Numbers that share a draw, or a block of correlations, are one factor, and come
        together where one of them is named.

    Raises
    ------
    ArgumentError
        A pattern names no number that has a prior, or numbers drawn together are in two groups.
    """
    numbers, uncertain = numbers_of(scenario), uncertain_paths(scenario)
    if not uncertain:
        raise ArgumentError(
            f"every number of {scenario.name} is fixed, so that none has a prior to vary; choose "
            "another scenario, or give numbers priors with scenario.replace"
        )
    block_of = {path: block.name for block in scenario.correlations for path in block.numbers}
    of_draw = {numbers[path].draw: f"block {name}" for path, name in block_of.items()}
    together: dict[str, list[str]] = {}
    for path in uncertain:
        draw = numbers[path].draw or path
        name = f"block {block_of[path]}" if path in block_of else of_draw.get(draw, draw)
        together.setdefault(name, []).append(path)
    name_of = {path: name for name, paths in together.items() for path in paths}
    if not isinstance(wanted, Mapping):
        chosen = {*uncertain} if wanted is None else _matched(wanted, scenario)
        names = dict.fromkeys(name_of[path] for path in uncertain if path in chosen)
        return tuple(_factor(scenario, numbers, together[name]) for name in names)
    owner: dict[str, str] = {}
    for label, patterns in wanted.items():
        for path in _matched(patterns, scenario):
            if owner.setdefault(name_of[path], label) != label:
                raise ArgumentError(
                    f'{path} is in two groups of factors, "{owner[name_of[path]]}" and "{label}", '
                    "alone or with a number that is drawn together with it; leave it in one"
                )
    return tuple(
        _factor(
            scenario,
            numbers,
            [path for name in together if owner.get(name) == label for path in together[name]],
            str(label),
        )
        for label in wanted
    )


def _matched(patterns: Any, scenario: Scenario) -> set[str]:
    """Return the uncertain paths that some patterns name; refuse a pattern that names none."""
    uncertain, found = uncertain_paths(scenario), set()
    listed = [patterns] if isinstance(patterns, str) else list(patterns)
    if not listed:
        raise ArgumentError("factors names no number: leave it out to vary all that have a prior")
    for pattern in listed:
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
    paths: Sequence[str],
    label: str = "",
) -> Factor:
    draws = tuple(dict.fromkeys(numbers[path].draw or path for path in paths))
    kinds = {kind_of_source(one) or "assumed" for path in paths for one in numbers[path].source}
    if not label:
        # In words, which number the first is: "Japan's discount factor".
        section, name, *rest = names_in(paths[0])
        field = " ".join(rest).replace("_", " ")
        if is_coefficient(paths[0]):
            what = {"name": label_of(name, scenario), "term": term_text(rest[-1], scenario)}
            label = told("push on {name}: {term}", **what)
            if section == "payoffs":
                owner = possessive(what["name"])
                label = told("{owner} weight: {term}", owner=owner, term=what["term"])
        elif section == "parties" and field:
            label = told("{owner} {field}", owner=possessive(label_of(name, scenario)), field=field)
        elif section in ("conditions", "issues", "acts") and field:
            label = told("{name}: {field}", name=label_of(name, scenario), field=field)
        else:
            named = section, " ".join([name, *rest])
            label = ": ".join(one.replace("_", " ") for one in named)
        if len(paths) > 1:
            more = counted(len(paths) - 1, "number")
            label = told("{label} and {more} with it", label=label, more=more)
    return Factor(label, tuple(paths), draws, tuple(sorted(kinds)))


def points_of(scenario: Scenario, factors: Sequence[Factor], luck: Floats) -> GivenParameters:
    """Return the numbers of the factors at pieces of luck, one row a point.

    Where the scenario's spread of weights is no factor but weights are, it keeps its mean at every
    point.

    Parameters
    ----------
    luck : array over (point, piece of luck), in [0, 1]
        In the order of the factors and of their draws: quantiles of the numbers' priors, in a block
        of correlations those of its first number and of the others given the ones before.
    """
    numbers, u = numbers_of(scenario), np.clip(luck, _LEAST, 1 - _LEAST)
    names = [f"prior.{draw}" for factor in factors for draw in factor.draws]
    by_name = dict(zip(names, u.T, strict=True))
    middle = np.full(len(u), 0.5)
    luck_of = luck_of_numbers(
        numbers, scenario.correlations, lambda name: by_name.get(name, middle)
    )
    paths = [path for factor in factors for path in factor.paths]

    def drawn(path: str, spread: Floats | float) -> Floats:
        return value_at(numbers[path], luck_of(path), spread)

    if _SPREAD in paths:
        spread = drawn(_SPREAD, 0.0)
    else:
        spread = np.full(len(u), scenario.settings.spread.expectation())
    columns = {path: drawn(path, spread if is_coefficient(path) else 0.0) for path in paths}
    if any(map(is_coefficient, paths)) and _SPREAD in uncertain_paths(scenario):
        columns[_SPREAD] = spread
    return GivenParameters(tuple(columns), np.stack([*columns.values()], axis=1))
