"""The game of the session benchmark: issues with random additive utilities, offers by turns."""

from __future__ import annotations

from collections.abc import Iterator

from bargaining.scenario import Scenario, loads

__all__ = ["session_game"]

PARTIES = ("ann", "bob")


def session_game(issues: int = 3, values: int = 5, rounds: int = 50) -> Scenario:
    """Return the game; every world draws utilities of its own.

    Ann's utility of an issue rises by a lognormal amount from each value to the next and Bob's
    falls by another, so that each issue divides them and no two worlds are alike.
    """
    return loads("\n".join(_lines(issues, values, rounds)), origin="session_game")


def _lines(issues: int, values: int, rounds: int) -> Iterator[str]:
    names = [f"issue_{number}" for number in range(1, issues + 1)]
    yield from (
        "[scenario]",
        'name = "session-game"',
        'title = "Random additive utilities, alternating offers"',
        'round = "exchange"',
        'summary = "Two parties settle issues by turns; each world has utilities of its own."',
        "[settings]",
        f"rounds = {_assumed(rounds, 'The length of the sessions that are timed.')}",
        f"planning_window = {_assumed(1, 'There are no conditions whose mean could be taken.')}",
        f"table_lookahead = {_assumed(1, 'The strategies that are timed look nowhere ahead.')}",
        f"foresight = {_assumed(0, 'There are no third parties.')}",
        f"spread = {_assumed(1, 'Utilities that differ much from world to world.')}",
        "stake_in_steps = false",
        "[table]",
        f"principals = {list(PARTIES)}".replace("'", '"'),
        "open_at_start = true",
        "may_open = false",
        "may_walk = false",
        "one_agreement = true",
        'delivery = "immediate"',
        f"deadline = {_assumed(rounds, 'Talks last as long as the session.')}",
        f"breakdown_probability = {_assumed(0, 'Only time ends a session.')}",
        "[table.menu]",
        f"issues = {names}".replace("'", '"'),
        "empty_package = true",
        "[outcome]",
        f"scope = {{ {names[0]} = {_assumed(1, 'Endings are not what is timed.')} }}",
        f"settlement = {_assumed(0.9, 'Endings are not read here.')}",
        f"partial = {_assumed(0.1, 'Nor are partial ones.')}",
        f"tolerance = {_assumed(0, 'Nor is balance.')}",
    )
    for party in PARTIES:
        yield from (
            f"[parties.{party}]",
            f'label = "{party.title()}"',
            f"discount_factor = {_assumed(1, f'Time costs {party} nothing but the deadline.')}",
            f"inertia = {_assumed(0, f'{party.title()} moves no ladder by itself.')}",
            f"choice_noise = {_assumed(0.01, f'Unused by the strategy that {party} follows.')}",
        )
    # A value is worth the sum of the increments up to it: one scale for each increment.
    scales = ", ".join(
        f"from_{step} = {[int(rung >= step) for rung in range(values)]}"
        for step in range(1, values)
    )
    for name in names:
        yield from (
            f"[issues.{name}]",
            f'label = "{name.replace("_", " ").capitalize()}"',
            'giver = "ann"',
            'source = "assumed"',
            f'why = "Values of {name} are only names."',
            f'rungs = {{ count = {values}, label = "{{percent}}" }}',
            f"scales = {{ {scales} }}",
            "[[interventions]]",
            "at = 0",
            'kind = "hold"',
            f'target = "{name}"',
            'value = "both"',
        )
    steps = [f"{name}.from_{step}" for name in names for step in range(1, values)]
    yield "[payoffs.ann]"
    for step in steps:
        yield f'"ever_agreed * {step}" = {_assumed(1, f"What {step} adds for Ann.")}'
    yield "[payoffs.bob]"
    most = _assumed(len(steps), "What Bob has where every issue goes his way.", spread=0)
    yield f'"ever_agreed" = {most}'
    for step in steps:
        yield f'"ever_agreed * {step}" = {_assumed(-1, f"What {step} costs Bob.")}'


def _assumed(value: float, why: str, spread: float | None = None) -> str:
    own = "" if spread is None else f" spread = {spread},"
    return f'{{ value = {value},{own} source = "assumed", why = "{why}" }}'
