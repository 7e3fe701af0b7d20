"""Scenarios as everybody meets them: all that a file says, and what makes a changed one of it.

The records of a file's parts stand in `records` and can be had from here as well.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Never

from bargaining.errors import ArgumentError, Problem, ScenarioError
from bargaining.scenario.building import as_round, build_record
from bargaining.scenario.episodes import Act, Claim, Counterfactual, Fact, Intervention
from bargaining.scenario.evidence import numbers_of, prior_frame, walk
from bargaining.scenario.fields import annotation_at, path_of, records_in, root_of_paths
from bargaining.scenario.frozen import ASSUMED, Record, fields_of
from bargaining.scenario.library import scenarios
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import COUNT_KINDS, NUMBER_KINDS
from bargaining.scenario.played import played_digest
from bargaining.scenario.quantity import read_quantity
from bargaining.scenario.records import Condition, Issue, Party, ScenarioRecord, Settings, Strategy
from bargaining.scenario.seats import seat_errors
from bargaining.scenario.suggestions import did_you_mean
from bargaining.scenario.terms import canonical_path, matching, names_in
from bargaining.text import Dates, folded, text_block

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Act", "Claim", "Condition", "Counterfactual", "Fact", "Intervention", "Issue", "Party",
    "Scenario", "Settings", "Strategy", "plain",
]  # fmt: skip

_SCALED = ("value", "low", "mode", "high", "mean", "sd", "choices")
_STORY = ("counterfactuals", "arms", "facts", "claims")


@root_of_paths
class Scenario(ScenarioRecord):
    """A scenario: parties, issues, conditions, payoffs and rules, each number with its source."""

    @property
    def played_digest(self) -> str:
        """SHA-256 of what is played, without wording, facts and claims; 64 hexadecimal digits."""
        return played_digest(self)

    def __hash__(self) -> int:
        return hash(self.played_digest)

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the sheet, with its sections and the evidence folded."""
        from bargaining.scenario.page import evidence_of, heading, sections

        parts = [*sections(self), ("The evidence, number by number", evidence_of(self))]
        shown = [text_block("\n".join(heading(self)))]
        for name, lines in parts:
            if text := "\n".join(lines):
                shown.append(folded(name, text))
        return "\n".join(shown)

    def priors(self) -> pandas.DataFrame:
        """Return a table of every number that can have a prior, indexed by its dotted path.

        Columns: ``kind`` (``"fixed"`` where the number is the same in every draw), ``prior`` in
        words such as ``"uniform 0.95 to 0.985"``, ``low``, ``high``, ``mean``, ``unit``,
        ``source``, ``why``, ``draw`` (numbers of one name share their luck) and ``block`` (the
        correlations that the number is part of). ``low`` and ``high`` are infinite where a prior
        has no end.

        Raises
        ------
        MissingPackageError
            pandas is not installed.
        """
        return prior_frame(self)

    def intervene(self, *changes: str | Intervention | Mapping[str, Any]) -> Scenario:
        """Return the scenario with further dated changes.

        Parameters
        ----------
        *changes : str, Intervention or mapping
            Names of counterfactuals or arms of the file, or interventions, as records or as the
            tables that a file would hold. In a table a date may stand for a round:
            ``{"at": "2015-01", "kind": "act", "target": "nuclear"}``.

        Raises
        ------
        ScenarioError
            A name is unknown, or a change breaks a rule.
        ArgumentError
            There is no change at all.
        """
        named = {one.name: one for one in self.what_ifs}
        added: list[dict[str, Any]] = []
        problems = []
        if not changes:
            raise ArgumentError(
                "intervene needs at least one change: the name of a counterfactual, or an "
                f"intervention; the counterfactuals are {', '.join(named) or 'none'}"
            )
        given: tuple[object, ...] = changes
        for change in given:
            if isinstance(change, Intervention):
                added.append(plain(change))
            elif isinstance(change, Mapping):
                added.append(dict(change))
            elif not isinstance(change, str):
                several = isinstance(change, (list, tuple))
                remedy = "; write a star before it: intervene(*changes)" if several else ""
                raise ArgumentError(
                    "intervene takes names of counterfactuals and interventions; got "
                    f"{type(change).__name__}{remedy}"
                )
            elif change in named:
                added += [plain(one) for one in named[change].do]
            else:
                remedy = did_you_mean(change, named, "counterfactuals")
                files, rounds = scenarios(), self.settings.rounds.value
                written = files[self.name].read_text("utf-8") if self.name in files else ""
                for one in tomllib.loads(written).get("counterfactuals", ()):
                    if one["name"] == change and any(
                        as_round(do["at"], Dates.of(self)) >= rounds for do in one["do"]
                    ):
                        remedy = (
                            "The file's counterfactual of this name is dated after the shortened "
                            f"end: there are only {rounds} rounds here."
                        )
                fault = f'has no counterfactual "{change[:80]}" among its own. {remedy}'
                problems.append(Problem("", fault))
        if problems:
            raise ScenarioError(self.name, problems)
        data = plain(self)
        data["interventions"] = [*data["interventions"], *added]
        return build_record(type(self), data, self.name)

    def replace(self, values: Mapping[str, Any] | None = None, **named: Never) -> Scenario:
        """Return the scenario with other values at some dotted paths.

        Parameters
        ----------
        values : mapping of str to value
            Such as ``{"settings.rounds": 12, "parties.japan.hurdle": 0.1}``. A plain number put in
            the place of a sourced one is fixed, and its source is "assumed"; None takes an optional
            value away. A table without a `source`, such as ``{"low": 0.1, "high": 0.2}``, is
            "assumed" too. Counterfactuals and arms dated after a shortened end are left out,
            and so are the claims that compare them, and claims and facts that name later rounds;
            also claims that rest on the rule of a country that is made a plain ``"Party"``.

        Raises
        ------
        ScenarioError
            A path is unknown, a value breaks a rule, or nobody can take a seat as changed.
        ArgumentError
            Values are given by name: paths have dots, so that they stand in a mapping.
        """
        if not isinstance(values, Mapping) or named:
            meant = [
                path for one in named for path in chain(*_paths(self)) if path.endswith(f".{one}")
            ]
            example, value = [*meant, "settings.rounds"][0], [*named.values(), 12][0]
            raise ArgumentError(
                "replace takes one mapping from dotted paths to values: "
                f'replace({{"{example}": {value!r}}})'
            )
        data = plain(self)
        problems = []
        for given, value in values.items():
            text = canonical_path(str(given))
            path = path_of(text, data)
            if path is None:
                numbers, others = _paths(self)
                alike = [one for one in numbers if names_in(one)[-1] == names_in(text)[-1]]
                remedy = did_you_mean(str(given), alike or [*numbers, *others], "paths")
                fault = f"is no path of this scenario. {remedy}"
                problems.append(Problem(str(given)[:200], fault))
                continue
            parent: Any = data
            for key in path[:-1]:
                parent = parent[key]
            if value is None:
                parent.pop(path[-1], None)
            else:
                parent[path[-1]] = _filled(path, text, value, parent.get(path[-1]))
        if problems:
            raise ScenarioError(self.name, problems)
        _drop_what_lost_its_sense(data, self, values)
        try:
            changed = build_record(type(self), data, self.name)
        except ScenarioError as error:
            # A number that was given as a plain number is named without its `.value`.
            texts = {str(path) for path, one in values.items() if not isinstance(one, Mapping)}
            bare = {f"{path}.value": path for path in map(canonical_path, texts)}
            problems = [replace(one, key=bare.get(one.key, one.key)) for one in error.problems]
            raise ScenarioError(self.name, problems) from None
        if any(path.startswith("parties") for path in values):
            before = {str(error) for error in seat_errors(self)}
            faults = [str(error) for error in seat_errors(changed) if str(error) not in before]
            if faults:
                raise ScenarioError(self.name, [Problem("", fault) for fault in faults])
        return changed

    def vary(self, name: str) -> Scenario:
        """Return the scenario under one of its own variants, such as ``"myopic"``.

        Raises
        ------
        ScenarioError
            The scenario has no such variant, or the varied scenario breaks a rule.
        """
        variants = {one.name: one for one in self.variants}
        if not isinstance(name, str) or name not in variants:
            remedy = did_you_mean(str(name), variants, "variants")
            fault = f'has no variant "{str(name)[:80]}" among its own. {remedy}'
            raise ScenarioError(self.name, [Problem("", fault)])
        numbers = numbers_of(self)
        values: dict[str, Any] = {}
        for pattern, factor in variants[name].factors.items():
            for path in matching(pattern, numbers):
                number = values[path] = plain(numbers[path])
                for key in {*_SCALED} & {*number}:
                    scaled = number[key]
                    many = isinstance(scaled, tuple)
                    number[key] = [one * factor for one in scaled] if many else scaled * factor
        return self.replace({**values, **variants[name].values})


def plain(record: Record) -> dict[str, Any]:
    """Return the record as nested tables and lists, as a file would hold it."""
    return record.model_dump(exclude_none=True)


def _filled(path: Path, text: str, value: Any, before: Any) -> Any:
    """Return a value as a file would hold it, a plain number with a source."""
    if isinstance(value, Record):
        return plain(value)
    kinds = set(records_in(annotation_at(path)))
    is_number = bool(kinds) and kinds <= set(NUMBER_KINDS)
    is_count = bool(kinds) and kinds <= set(COUNT_KINDS)
    old = before if isinstance(before, Mapping) else {}
    kept = {key: old[key] for key in ("unit", "tag") if key in old}
    assumed = {"source": ASSUMED, "why": f"set by the caller: {text}"}
    if isinstance(value, Mapping):
        bare = (is_number or is_count) and "source" not in value
        return {**(kept | assumed if bare else {}), **value}
    if hasattr(value, "tolist"):  # of NumPy
        value = value.tolist()
    if not (is_number or is_count):
        return list(value) if isinstance(value, tuple) else value
    if is_count and isinstance(value, float) and value.is_integer():
        value = int(value)
    of_weight = is_number and (path[0] == "payoffs" or "drivers" in path)
    return {"value": value, **assumed, **({"spread": 0.0} if of_weight else {}), **kept}


def _paths(scenario: Scenario) -> tuple[list[str], list[str]]:
    """Return every dotted path at which something may be put: of numbers, and of all else."""
    numbers, others = list[str](), list[str]()
    for _, path, record in walk(scenario):
        if isinstance(record, (*NUMBER_KINDS, *COUNT_KINDS)):
            numbers.append(path)
        else:
            others += [f"{path}.{key}" if path else key for key in fields_of(type(record))]
    return numbers, others


def _drop_what_lost_its_sense(
    data: dict[str, Any], scenario: Scenario, values: Mapping[str, Any]
) -> None:
    """Leave out what-ifs, claims and facts on what the new values cut off.

    A shortened end cuts off later rounds, and a plain party the rule of its country.
    """
    end = None
    with suppress(AttributeError, KeyError, TypeError):  # of values that are no numbers
        end = data["settings"]["rounds"].get("value") if "settings.rounds" in values else None
    if isinstance(end, int) and not set(_STORY) & set(values):
        late = {one.name for one in scenario.what_ifs if any(do.at >= end for do in one.do)}
        for section in _STORY:
            data[section] = [
                plain(one)
                for one in getattr(scenario, section)
                if getattr(one, "name", None) not in late
                and not late.intersection(getattr(one, "compare", ()))
                and (
                    not hasattr(one, "quantity")
                    or (read_quantity(one.quantity, scenario).latest_round or 0) < end
                )
            ]
    if any(path.endswith(".country") for path in values) and "claims" not in values:
        parties = data["parties"].items() if isinstance(data["parties"], Mapping) else ()
        off = {
            f"rules.{name}"
            for name, party in parties
            if isinstance(party, Mapping) and party.get("country", "Party") == "Party"
        }
        data["claims"] = [one for one in data["claims"] if not off & {*(one.get("rests_on") or ())}]
