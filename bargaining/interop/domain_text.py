"""A bilateral domain written as a scenario file.

Any table of worths over rungs is a constant plus a scale that never falls, minus another: the
rises of the table added up, and its falls.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator

import numpy as np

from bargaining.arrays import Floats
from bargaining.interop.domain import Domain, DomainIssue, Profile
from bargaining.scenario.terms import FLAGS, PARTY_COLUMNS

__all__ = ["domain_text"]

_ALWAYS = "always"
_SIDES = ("first", "second")
_WAYS = ("rises", "falls")
_RESERVED = (*FLAGS, *PARTY_COLUMNS, _ALWAYS)
_SOURCE = "GENIUS file"


def domain_text(
    domain: Domain, *, rounds: int, parties: tuple[str, str] | None, choice_noise: float
) -> str:
    """Return the TOML text of a scenario in which the domain is bargained over.

    Parameters
    ----------
    rounds : int
        Offers that can be made.
    parties : two str, optional
        Names of the parties.
    choice_noise : float
        Of both, in units of utility.
    """
    labels = [profile.name for profile in domain.profiles]
    names = list(parties) if parties is not None else _identifiers(labels, "party", ())
    ladders = [place for place, issue in enumerate(domain.issues) if len(issue.values) > 1]
    if not ladders:
        # One combination is still a package: its ladder has a second rung that no package names.
        ladders = [0]
    issues = _identifiers([domain.issues[k].name for k in ladders], "issue", _RESERVED)
    lines: list[str] = []
    lines += _head(domain, rounds, names, issues)
    if len(domain.issues[ladders[0]].values) == 1:
        lines += [f"levels = {{ {issues[0]} = [0.0] }}"]
    for name, label, profile in zip(names, labels, domain.profiles, strict=True):
        lines += _party(name, label, profile, rounds, choice_noise)
    for place, issue in zip(ladders, issues, strict=True):
        lines += _issue(issue, domain, place, names)
    if any(profile.reservation_value for profile in domain.profiles):
        lines += _constant()
    for side, name, profile in zip(_SIDES, names, domain.profiles, strict=True):
        lines += _payoffs(side, name, profile, ladders, issues)
    lines += _outcome(domain, ladders, issues)
    for issue in issues:
        lines += ["", "[[interventions]]", "at     = 0", 'kind   = "hold"']
        lines += [f"target = {_text(issue)}", 'value  = "both"']
    return "\n".join(lines) + "\n"


def _text(words: str) -> str:
    # DEL is the one character that JSON leaves bare and TOML does not.
    return json.dumps(words, ensure_ascii=False).replace("\x7f", "\\u007f")


def _identifiers(labels: list[str], otherwise: str, taken: tuple[str, ...]) -> list[str]:
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


def _number(value: float, source: str, *, why: str = "", unit: str = "") -> str:
    parts = [f"value = {float(value)!r}"]
    if unit:
        parts.append(f"unit = {_text(unit)}")
    parts.append(f"source = {_text(source)}")
    if why:
        parts.append(f"why = {_text(why)}")
    return f"{{ {', '.join(parts)} }}"


def _count(value: int, why: str) -> str:
    return f'{{ value = {value}, source = "assumed", why = {_text(why)} }}'


def _head(domain: Domain, rounds: int, names: list[str], issues: list[str]) -> Iterator[str]:
    slug = re.sub(r"[^a-z0-9]+", "-", domain.name.lower()).strip("-")[:60] or "domain"
    single = [issue for issue in domain.issues if len(issue.values) == 1]
    opening = f"Two sides bargain over {domain.n_packages:,} combinations of values"
    summary = [f"{opening}, read from the GENIUS domain {domain.name}.", *domain.notes]
    if single and len(single) < len(domain.issues):
        summary.append(
            "Issues with a single value are no ladders; their worth is part of every agreement: "
            + ", ".join(f"{issue.name} ({issue.values[0]})" for issue in single)
            + "."
        )
    yield from ("[scenario]", f"name    = {_text(slug)}", f"title   = {_text(domain.name[:200])}")
    yield from ('round   = "exchange"', f"summary = {_text(' '.join(summary))}", "")
    last = _count(rounds + 1, "A round after the talks, in which no agreement has its price.")
    window = _count(1, "No condition moves, so there is nothing to average over.")
    exact = _number(0, "assumed", why="The utilities of the file are met exactly.")
    yield from (
        "[settings]",
        f"rounds          = {last}",
        f"planning_window = {window}",
        f"table_lookahead = {_count(rounds, 'To where the reservation values are.')}",
        f"foresight       = {_count(0, 'There are no third parties.')}",
        f"spread          = {exact}",
        "stake_in_steps  = false",
        "",
        "[table]",
        f"principals            = [{', '.join(map(_text, names))}]",
        "open_at_start         = true",
        "may_open              = false",
        "may_walk              = false",
        "one_agreement         = true",
        'delivery              = "immediate"',
        f"deadline              = {_count(rounds, 'Chosen when the file was read.')}",
        f"breakdown_probability = {_number(0, 'assumed', why='The protocol has none.')}",
        "",
        "[table.menu]",
        f"issues        = [{', '.join(map(_text, issues))}]",
        "empty_package = true",
    )


def _party(
    name: str, label: str, profile: Profile, rounds: int, choice_noise: float
) -> Iterator[str]:
    source = f"literature: {_SOURCE} {label}"
    per_round = profile.discount ** (1.0 / rounds)
    yield from ("", f"[parties.{name}]", f"label           = {_text(label)}")
    yield f"discount_factor = {_number(per_round, source, unit='per round')}"
    why = f"The file has none for {name}."
    yield f"choice_noise    = {_number(choice_noise, 'assumed', why=why, unit='utility')}"
    why = f"Nothing is given outside the talks, so {name} is charged for nothing."
    yield f"inertia         = {_number(0, 'assumed', why=why, unit='utility')}"


def _issue(issue: str, domain: Domain, place: int, names: list[str]) -> Iterator[str]:
    found = domain.issues[place]
    yield from ("", f"[issues.{issue}]", f"label  = {_text(found.name)}")
    yield from (f"giver  = {_text(names[0])}", f"source = {_text(_domain_source(domain))}")
    yield "rungs  = ["
    yield from (
        f"  {{ level = {level!r}, label = {_text(value)} }}," for level, value in _rungs(found)
    )
    yield "]"
    scales = []
    for side, profile in zip(_SIDES, domain.profiles, strict=True):
        for way, scale in zip(_WAYS, _scales(profile.table(place)), strict=True):
            if scale[-1] > 0:
                values = ", ".join(repr(float(value)) for value in scale / scale[-1])
                scales.append(f"{side}_{way} = [{values}]")
    if scales:
        yield from (f"[issues.{issue}.scales]", *scales)


def _rungs(issue: DomainIssue) -> list[tuple[float, str]]:
    if len(issue.values) == 1:
        return [(0.0, issue.values[0]), (1.0, "not on offer")]
    last = len(issue.values) - 1
    return [(place / last, value) for place, value in enumerate(issue.values)]


def _domain_source(domain: Domain) -> str:
    return f"literature: {_SOURCE} of the domain {domain.name}"


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


def _constant() -> Iterator[str]:
    yield from ("", f"[conditions.{_ALWAYS}]", 'label       = "always 1: carries the reservation"')
    why = "A column that is 1 throughout lets standing apart pay the reservation value."
    yield f"initial     = {_number(1, 'assumed', why=why)}"
    yield f"persistence = {_number(1, 'assumed', why='It never moves.')}"


def _payoffs(
    side: str, name: str, profile: Profile, ladders: list[int], issues: list[str]
) -> Iterator[str]:
    source = f"literature: {_SOURCE} {profile.name}"
    reserved = profile.reservation_value
    lowest = math.fsum(float(profile.table(k)[0]) for k in range(len(profile.weights)))
    yield from ("", f"[payoffs.{name}]")
    if reserved:
        # Apart r, at the table 0, agreed the utility alone.
        yield f'"{_ALWAYS}" = {_number(reserved, source)}'
        yield f'"at_table" = {_number(-reserved, source)}'
    yield f'"ever_agreed" = {_number(lowest - reserved, source)}'
    for place, issue in zip(ladders, issues, strict=True):
        rises, falls = _scales(profile.table(place))
        for way, scale, sign in zip(_WAYS, (rises, falls), (1.0, -1.0), strict=True):
            if scale[-1] > 0:
                term = f"ever_agreed * {issue}.{side}_{way}"
                yield f'"{term}" = {_number(sign * scale[-1], source)}'


def _outcome(domain: Domain, ladders: list[int], issues: list[str]) -> Iterator[str]:
    """Yield an outcome under which an agreement settles the matter.

    All ladders are the first party's, so the ending is read off their mean level alone: settled as
    soon as one of them has left its lowest rung. The one package of all lowest rungs shows as a
    stalemate; `ever_agreed` tells it from no agreement.
    """
    share = 1.0 / len(ladders)
    least = share / max(max(len(domain.issues[k].values) - 1, 1) for k in ladders)
    yield from ("", "[outcome]")
    why = "Any rung above the lowest is the mark of an agreement."
    yield f"settlement = {_number(0.5 * least, 'assumed', why=why)}"
    why = "No agreement counts as a part of one."
    yield f"partial    = {_number(0.5 * least, 'assumed', why=why)}"
    why = "Who gives is of no meaning in these domains."
    yield f"tolerance  = {_number(0, 'assumed', why=why)}"
    yield from ("", "[outcome.scope]")
    for issue in issues:
        why = f"{issue} weighs as much as every other issue in telling endings apart."
        yield f"{issue} = {_number(share, 'assumed', why=why)}"
