"""A bilateral domain: issues with a finite list of values, and two additive utilities over them.

It can be written as a scenario file. Any table of worths over rungs is a constant plus a scale that
never falls, minus another: the rises of the table added up, and its falls.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS

__all__ = ["Domain", "DomainIssue", "Profile", "domain_text"]

# Their payoffs take 160 MB.
_MOST_PACKAGES = 10_000_000
_ALWAYS = "always"
_SIDES = ("first", "second")
_WAYS = ("rises", "falls")
_RESERVED = (*FLAGS, *PARTY_COLUMNS, _ALWAYS)
_SOURCE = "literature: GENIUS file"


@dataclass(frozen=True, slots=True)
class DomainIssue:
    """An issue, the names of its values in the order of the file, and its index there, if any."""

    name: str
    values: tuple[str, ...]
    index: str = ""


@dataclass(frozen=True, slots=True)
class Profile:
    """What one side wants.

    Attributes
    ----------
    name : str
        The name of its file, without the ending.
    weights : tuple of float
        One for each issue, at least 0.
    worths : tuple of tuple of float
        For each issue and value its evaluation, scaled as GENIUS does; mostly in [0, 1].
    reservation_value : float
        Utility of no agreement.
    discount : float
        What a utility is multiplied by over the whole length of the talks, in (0, 1].
    """

    name: str
    weights: tuple[float, ...]
    worths: tuple[tuple[float, ...], ...]
    reservation_value: float = 0.0
    discount: float = 1.0

    def table(self, issue: int) -> Floats:
        """Return what each value of an issue adds to the utility, shape (value,)."""
        return self.weights[issue] * np.array(self.worths[issue], dtype=float)


@dataclass(frozen=True, slots=True)
class Domain:
    """Issues, two profiles, and what is worth knowing about how they were read.

    Attributes
    ----------
    name : str
    issues : tuple of DomainIssue
    profiles : tuple of two Profile
    notes : tuple of str
        Sentences on what was odd but not wrong.

    Examples
    --------
    The solution concepts of a domain, however it is read::

        domain = read_domain("Laptop")
        nash = solve(domain.payoffs, "nash", disagreement=domain.disagreement)
        domain.package(nash.chosen.argmax())
    """

    name: str
    issues: tuple[DomainIssue, ...]
    profiles: tuple[Profile, Profile]
    notes: tuple[str, ...] = ()

    @property
    def n_packages(self) -> int:
        """Number of combinations of values."""
        return math.prod(len(issue.values) for issue in self.issues)

    @property
    def payoffs(self) -> Floats:
        """Utilities over (package, profile), the values of the last issue changing first.

        Raises
        ------
        ArgumentError
            There are more than 10,000,000 packages.
        """
        if self.n_packages > _MOST_PACKAGES:
            raise ArgumentError(
                f"{self.name} has {self.n_packages:,} packages; the utilities of at most "
                f"{_MOST_PACKAGES:,} are added up. Leave out issues or values."
            )
        columns = []
        for profile in self.profiles:
            total = np.zeros(1)
            for place in range(len(self.issues)):
                total = np.add.outer(total, profile.table(place)).ravel()
            columns.append(total)
        return np.column_stack(columns)

    @property
    def disagreement(self) -> Floats:
        """Reservation values of the two profiles, shape (profile,)."""
        return np.array([profile.reservation_value for profile in self.profiles])

    def package(self, number: int) -> dict[str, str]:
        """Return the values of a package, by issue; packages are numbered as in `payoffs`."""
        places = np.unravel_index(number, [len(issue.values) for issue in self.issues])
        return {
            issue.name: issue.values[int(place)]
            for issue, place in zip(self.issues, places, strict=True)
        }


def domain_text(
    domain: Domain, *, rounds: int, parties: tuple[str, str] | None, choice_noise: float
) -> str:
    """Return the TOML text of a scenario in which the domain is bargained over."""
    labels = [profile.name for profile in domain.profiles]
    names = list(parties) if parties is not None else _identifiers(labels, "party")
    # One combination is still a package: its ladder has a second rung that no package names.
    ladders = [k for k, issue in enumerate(domain.issues) if len(issue.values) > 1] or [0]
    issues = _identifiers([domain.issues[k].name for k in ladders], "issue", _RESERVED)
    lines = _head(domain, rounds, names, issues)
    for name, label, profile in zip(names, labels, domain.profiles, strict=True):
        delay, source = profile.discount ** (1.0 / rounds), f"{_SOURCE} {label}"
        given = f"Nothing is given outside the talks, so {name} is charged for nothing."
        noise = f"The file has none for {name}."
        lines += _section(f"[parties.{name}]", {
            "label": _text(label),
            "discount_factor": _number(delay, source=source, unit="per round"),
            "choice_noise": _number(choice_noise, noise, unit="utility"),
            "inertia": _number(0.0, given, unit="utility"),
        })  # fmt: skip
    for place, issue in zip(ladders, issues, strict=True):
        lines += _issue(issue, domain, place, names)
    if any(profile.reservation_value for profile in domain.profiles):
        one = "A column that is 1 throughout lets standing apart pay the reservation value."
        lines += _section(f"[conditions.{_ALWAYS}]", {
            "label": _text("always 1: carries the reservation"),
            "initial": _number(1.0, one),
            "persistence": _number(1.0, "It never moves."),
        })  # fmt: skip
    for side, name, profile in zip(_SIDES, names, domain.profiles, strict=True):
        source, reserved = f"{_SOURCE} {profile.name}", profile.reservation_value
        lowest = math.fsum(float(profile.table(k)[0]) for k in range(len(profile.weights)))
        # Apart r, at the table 0, agreed the utility alone.
        weights = {_ALWAYS: reserved, "at_table": -reserved} if reserved else {}
        weights["ever_agreed"] = lowest - reserved
        for place, issue in zip(ladders, issues, strict=True):
            scales = _scales(profile.table(place))
            for way, scale, sign in zip(_WAYS, scales, (1.0, -1.0), strict=True):
                if scale[-1] > 0:
                    weights[f"ever_agreed * {issue}.{side}_{way}"] = sign * scale[-1]
        terms = {_text(term): _number(weight, source=source) for term, weight in weights.items()}
        lines += _section(f"[payoffs.{name}]", terms)
    # All ladders are the first party's, so the ending is read off their mean level alone: settled
    # as soon as one of them has left its lowest rung. The one package of all lowest rungs shows as
    # a stalemate; `ever_agreed` tells it from no agreement.
    share = 1.0 / len(ladders)
    least = share / max(max(len(domain.issues[k].values) - 1, 1) for k in ladders)
    mark = "Any rung above the lowest is the mark of an agreement."
    lines += _section("[outcome]", {
        "settlement": _number(0.5 * least, mark),
        "partial": _number(0.5 * least, "No agreement counts as a part of one."),
        "tolerance": _number(0.0, "Who gives is of no meaning in these domains."),
    })  # fmt: skip
    alike = "{} weighs as much as every other issue in telling endings apart."
    scope = {issue: _number(share, alike.format(issue)) for issue in issues}
    lines += _section("[outcome.scope]", scope)
    for issue in issues:
        held = {"at": "0", "kind": '"hold"', "target": _text(issue), "value": '"both"'}
        lines += _section("[[interventions]]", held)
    return "\n".join(lines[1:]) + "\n"


def _section(head: str, entries: Mapping[str, str]) -> list[str]:
    width = max(map(len, entries), default=0)
    return ["", head, *(f"{key:<{width}} = {value}" for key, value in entries.items())]


def _text(words: str) -> str:
    # DEL is the one character that JSON leaves bare and TOML does not.
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _listed(names: Iterable[str]) -> str:
    return f"[{', '.join(map(_text, names))}]"


def _number(value: float, why: str = "", *, source: str = "assumed", unit: str = "") -> str:
    given = {"unit": unit, "source": source, "why": why}
    shown = value if isinstance(value, int) else float(value)
    parts = [f"value = {shown!r}", *(f"{key} = {_text(of)}" for key, of in given.items() if of)]
    return f"{{ {', '.join(parts)} }}"


def _identifiers(labels: list[str], otherwise: str, taken: tuple[str, ...] = ()) -> list[str]:
    """Turn labels into names for a scenario: small letters, figures, underscores, all distinct."""
    names: list[str] = []
    for label in labels:
        slug = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:48].rstrip("_")
        if not slug or not slug[0].isalpha():
            slug = f"{otherwise}_{slug}".rstrip("_")
        name, count = slug, 1
        while name in names or name in taken:
            count += 1
            name = f"{slug}_{count}"
        names.append(name)
    return names


def _head(domain: Domain, rounds: int, names: list[str], issues: list[str]) -> list[str]:
    single = [issue for issue in domain.issues if len(issue.values) == 1]
    opening = f"Two sides bargain over {domain.n_packages:,} combinations of values"
    summary = [f"{opening}, read from the GENIUS domain {domain.name}.", *domain.notes]
    if single and len(single) < len(domain.issues):
        summary.append(
            "Issues with a single value are no ladders; their worth is part of every agreement: "
            + ", ".join(f"{issue.name} ({issue.values[0]})" for issue in single)
            + "."
        )
    slug = re.sub(r"[^a-z0-9]+", "-", domain.name.lower()).strip("-")[:60] or "domain"
    last = "A round after the talks, in which no agreement has its price."
    window = "No condition moves, so there is nothing to average over."
    only = {"levels": f"{{ {issues[0]} = [0.0] }}"} if len(single) == len(domain.issues) else {}
    return [
        *_section("[scenario]", {
            "name": _text(slug),
            "title": _text(domain.name[:200]),
            "round": '"exchange"',
            "summary": _text(" ".join(summary)),
        }),
        *_section("[settings]", {
            "rounds": _number(rounds + 1, last),
            "planning_window": _number(1, window),
            "table_lookahead": _number(rounds, "To where the reservation values are."),
            "foresight": _number(0, "There are no third parties."),
            "spread": _number(0.0, "The utilities of the file are met exactly."),
            "stake_in_steps": "false",
        }),
        *_section("[table]", {
            "principals": _listed(names),
            "open_at_start": "true",
            "may_open": "false",
            "may_walk": "false",
            "one_agreement": "true",
            "delivery": '"immediate"',
            "deadline": _number(rounds, "Chosen when the file was read."),
            "breakdown_probability": _number(0.0, "The protocol has none."),
        }),
        *_section("[table.menu]", {"issues": _listed(issues), "empty_package": "true", **only}),
    ]  # fmt: skip


def _issue(issue: str, domain: Domain, place: int, names: list[str]) -> list[str]:
    found = domain.issues[place]
    last = len(found.values) - 1
    rungs = [(k / max(last, 1), value) for k, value in enumerate(found.values)]
    if not last:
        rungs.append((1.0, "not on offer"))
    listed = [f"  {{ level = {level!r}, label = {_text(value)} }},\n" for level, value in rungs]
    lines = _section(f"[issues.{issue}]", {
        "label": _text(found.name),
        "giver": _text(names[0]),
        "source": _text(f"{_SOURCE} of the domain {domain.name}"),
        "rungs": "[\n" + "".join(listed) + "]",
    })  # fmt: skip
    scales = {}
    for side, profile in zip(_SIDES, domain.profiles, strict=True):
        for way, scale in zip(_WAYS, _scales(profile.table(place)), strict=True):
            if scale[-1] > 0:
                scales[f"{side}_{way}"] = str((scale / scale[-1]).tolist())
    return [*lines, *_section(f"[issues.{issue}.scales]", scales)[1:]] if scales else lines


def _scales(table: Floats) -> tuple[Floats, Floats]:
    """Return the rises and the falls of a table, each added up from 0."""
    if len(table) == 1:
        return np.zeros(2), np.zeros(2)
    steps = np.diff(table)
    rises = np.concatenate([[0.0], np.cumsum(np.maximum(steps, 0.0))])
    if (steps >= 0).all():
        return rises, np.zeros(len(table))
    # Not added up on their own: so the difference of the two is the table to the last digit.
    falls = np.maximum.accumulate(rises - (table - table[0]))
    return rises, falls
