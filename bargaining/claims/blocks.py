"""Blocks of numbers in which two scenarios differ, and the scenarios between the two."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bargaining.errors import ArgumentError, ScenarioError
from bargaining.scenario import Scenario
from bargaining.scenario.evidence import numbers_of
from bargaining.scenario.near import did_you_mean
from bargaining.scenario.numbers import Number
from bargaining.scenario.terms import matching, names_in

__all__ = ["ONE_FILE", "OTHERS", "Blocks", "usual_blocks"]

ONE_FILE = "only in one file"
OTHERS = "other numbers"
_WORDS = {"source", "why", "unit"}
# What a file holds beside what is played.
_UNPLAYED = ("facts", "claims", "counterfactuals", "arms", "variants")


@dataclass(frozen=True, slots=True)
class Blocks:
    """What two scenarios differ in, in parts that may be taken from either.

    Attributes
    ----------
    first, second : Scenario
        The two, without what is not played.
    paths : dict of str to tuple of str
        By label of the block, the numbers that differ. Those that only one file has belong to the
        block `ONE_FILE`, which stands last, with settings, rules, menus and dated changes.
    alike : tuple of str
        Labels of blocks in which nothing differs.
    """

    first: Scenario
    second: Scenario
    paths: dict[str, tuple[str, ...]]
    alike: tuple[str, ...]

    @classmethod
    def between(
        cls,
        first: Scenario,
        second: Scenario,
        named: Mapping[str, str | Iterable[str]] | None = None,
    ) -> Blocks:
        """Sort what two scenarios differ in into blocks.

        Parameters
        ----------
        first, second : Scenario
        named : mapping of str to patterns, optional
            Blocks by label; `usual_blocks` by default. Numbers that differ and that no block names
            form one more, `OTHERS`.

        Raises
        ------
        ArgumentError
            A pattern names no number that both have, or two blocks name the same one.
        """
        # Without what is not played, what stands between two files is read faster.
        played_only: dict[str, Any] = dict.fromkeys(_UNPLAYED, ())
        first, second = first.replace(played_only), second.replace(played_only)
        ours, theirs = numbers_of(first), numbers_of(second)
        shared = {path: number for path, number in ours.items() if path in theirs}
        differing = [path for path in shared if _played(ours[path]) != _played(theirs[path])]
        wanted = usual_blocks(first, shared) if named is None else _named(named, shared)
        paths = {
            label: tuple(path for path in differing if path in members)
            for label, members in wanted.items()
        }
        met = {path for members in paths.values() for path in members}
        paths[OTHERS] = tuple(path for path in differing if path not in met)
        alike = tuple(label for label in wanted if not paths[label])
        paths = {label: members for label, members in paths.items() if members}
        found = cls(first, second, paths, alike)
        if _plays_like(found.scenario(paths), second):
            return found
        unshared = tuple(path for path in {**ours, **theirs} if path not in shared)
        return cls(first, second, {**paths, ONE_FILE: unshared}, alike)

    def scenario(self, from_second: Iterable[str]) -> Scenario:
        """Return the first scenario with some blocks of the second.

        Raises
        ------
        ArgumentError
            The two do not go together.
        """
        taken = set(from_second)
        base, other = self.first, self.second
        swapped = [label for label in self.paths if label in taken]
        if ONE_FILE in taken:
            base, other = other, base
            swapped = [label for label in self.paths if label not in taken]
        numbers = numbers_of(other)
        values = {
            path: _as_table(path, numbers[path], other)
            for label in swapped
            for path in self.paths[label]
        }
        if not values:
            return base
        try:
            return base.replace(values)
        except ScenarioError as error:
            problem = error.problems[0]
            raise ArgumentError(
                f"{base.name} cannot be played with what stands in {other.name} for "
                f"{' and '.join(repr(label) for label in swapped)}: {problem.key} "
                f"{problem.message.rstrip('.')}. Put numbers that belong together into one block.",
                key=problem.key,
            ) from None


def usual_blocks(scenario: Scenario, paths: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return paths of numbers, grouped by what the numbers are."""
    labels = (
        "starting levels",
        "payoffs of principals",
        "payoffs of others",
        "parties",
        "conditions",
        "acts",
        "rules",
    )
    groups: dict[str, list[str]] = {label: [] for label in labels}
    for path in paths:
        room, name, *more = names_in(path)
        if room in ("issues", "conditions") and more[0] in ("initial", "baseline"):
            label = "starting levels"
        elif room == "payoffs":
            sits = name in scenario.table.principals
            label = "payoffs of principals" if sits else "payoffs of others"
        else:
            label = room if room in groups else "rules"
        groups[label].append(path)
    return {label: tuple(members) for label, members in groups.items()}


def _named(
    named: Mapping[str, str | Iterable[str]], shared: dict[str, Number]
) -> dict[str, tuple[str, ...]]:
    if not isinstance(named, Mapping) or not named:
        raise ArgumentError(
            "blocks must be a table of labels and patterns, such as "
            f'{{"beliefs": ["parties.*.belief"]}}; got {named!r}'
        )
    found: dict[str, tuple[str, ...]] = {}
    owner: dict[str, str] = {}
    for label, patterns in named.items():
        if label in (ONE_FILE, OTHERS):
            raise ArgumentError(
                f'no block may be named "{label}": what is left over bears this name'
            )
        members = list(_members(label, patterns, shared))
        if not members:
            raise ArgumentError(f'the block "{label}" names no number; give it a dotted path')
        for path in members:
            if owner.setdefault(path, label) != label:
                raise ArgumentError(
                    f'{path} stands in two blocks, "{owner[path]}" and "{label}"; leave it in one'
                )
        found[label] = tuple(members)
    return found


def _members(label: str, patterns: str | Iterable[str], shared: dict[str, Number]) -> Iterator[str]:
    several = isinstance(patterns, Iterable) and not isinstance(patterns, str)
    for pattern in patterns if several else (patterns,):
        met = list(matching(pattern, shared)) if isinstance(pattern, str) else []
        if not met:
            remedy = did_you_mean(str(pattern), shared, "numbers")
            raise ArgumentError(
                f'the block "{label}" names {str(pattern)[:80]!r}, which is no number that both '
                f"scenarios have. {remedy}"
            )
        yield from met


def _played(number: Number) -> dict[str, Any]:
    return number.model_dump(exclude_none=True, exclude=_WORDS)


def _as_table(path: str, number: Number, of: Scenario) -> dict[str, Any]:
    """Return a number as another file would hold it, whose reasons must be of their own."""
    words = {"source": number.source, "why": f"As in {of.name}: {path}."}
    return {**number.model_dump(exclude_none=True, exclude={"source", "why"}), **words}


def _plays_like(one: Scenario, other: Scenario) -> bool:
    return one.played_digest == other.played_digest
