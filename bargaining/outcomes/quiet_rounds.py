"""Rounds in which nothing moved, told together with who asked for talks in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bargaining.outcomes.history import Event
from bargaining.outcomes.wording import Wording, counted, joined

__all__ = ["quiet_rounds"]


def quiet_rounds(rounds: list[int], events: Sequence[Event], words: Wording) -> list[str]:
    """Return the lines on a stretch of quiet rounds, none where it is empty.

    Parameters
    ----------
    rounds : list of int
        The rounds, without a gap.
    events : sequence of Event
        All events of the world.
    words : Wording
        The scenario's words.
    """
    if not rounds:
        return []
    answers = [
        (event.round, words.party(event.party), bool(event.data["chosen"]))
        for event in events
        if event.decision == "open" and event.round in rounds
    ]
    talks = "no talks opened and " if answers else ""
    lines = ["", f"{words.dates.span(rounds[0], rounds[-1])}: {talks}nothing moved."]
    asked = _one_sided(rounds, answers)
    return [*lines, f"  {'; '.join(asked)}."] if asked else lines


def _one_sided(rounds: list[int], answers: list[tuple[int, str, bool]]) -> list[str]:
    """Return in how many of the rounds who asked for talks that others did not want."""
    sides = Counter(
        (
            tuple(name for when, name, yes in answers if when == round and yes),
            tuple(name for when, name, yes in answers if when == round and not yes),
        )
        for round in rounds
    )
    told = []
    for (willing, unwilling), times in sides.items():
        if not willing or not unwilling:
            continue
        often = ""
        if len(rounds) > 1:
            often = " in all of them" if times == len(rounds) else f" in {counted(times)} of them"
        others = joined(unwilling) if len(unwilling) <= 2 else "the others"
        told.append(f"{joined(willing)} asked for talks{often}; {others} would not")
    return told
