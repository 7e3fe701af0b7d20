"""What a class shows to whom: to all, to a seat, to one member."""

from __future__ import annotations

from typing import Any

from bargaining.classroom.ballots import ENDINGS, brier, mean_forecast
from bargaining.classroom.session import FLAGS, Member, Session
from bargaining.codes import Ending

__all__ = ["own_view", "room_view", "seat_view"]


def room_view(session: Session) -> dict[str, Any]:
    """Return what all may see."""
    members = session.members.values()
    asked = None
    if session.decision is not None:
        party = session.decision.party
        votes = session.votes(party).total()
        # Who is gone and has not voted is not waited for.
        here = [one for one in members if one.online > 0 or one.choice is not None]
        of = sum(one.seat == party for one in here)
        asked = {"party": party, "label": session.words.label(party), "votes": votes, "of": of}
    return {
        "title": session.scenario.header.title,
        "note": session.scenario.header.note,
        "stage": session.stage,
        "busy": session.busy,
        **{name: getattr(session, name) for name in FLAGS},
        "seats": [
            {
                "party": party,
                "label": session.words.label(party),
                "mode": mode,
                "members": sum(one.seat == party for one in members),
            }
            for party, mode in session.modes.items()
        ],
        "members": len(members),
        "online": sum(one.online > 0 for one in members),
        "world": session.world,
        "endings": {one.words: {"label": one.words, "meaning": one.meaning} for one in Ending},
        "asked": asked,
        "board": session.board,
        "forecasts": _forecasts(session),
        "debriefs": list(session.debriefs.values()),
    }


def _forecasts(session: Session) -> dict[str, Any]:
    """Return how many forecasts there are; once the ending is known, how good they were."""
    given = [one.forecast for one in session.members.values() if one.forecast is not None]
    told: dict[str, Any] = {"given": len(given), "ending": session.ending}
    if given and not session.forecasting:
        told["mean"] = mean_forecast(given)
    if given and session.ending:
        scores = [brier(one, session.ending) for one in given]
        equal = dict.fromkeys(ENDINGS, 100 / len(ENDINGS))
        told["brier"] = {
            "of mean": brier(told["mean"], session.ending),
            "mean": sum(scores) / len(scores),
            "best": min(scores),
            "equal shares": brier(equal, session.ending),
        }
    return told


def seat_view(session: Session, party: str) -> dict[str, Any]:
    """Return what a seat may see beside what all may."""
    # How a vote stands is shown when it is closed, so that nobody follows those who voted early.
    # What all know is in the view of the room.
    shown = ("label", "type", "wants", "ladders", "decision")
    seen = session.seen.get(party, {})
    told = {name: seen[name] for name in shown if name in seen}
    return {**told, "party": party, "tally": session.tallies.get(party)}


def own_view(session: Session, member: Member) -> dict[str, Any]:
    """Return what concerns one member alone."""
    score = None
    if member.forecast is not None and session.ending:
        score = brier(member.forecast, session.ending)
    return {
        "number": member.number,
        "seat": member.seat,
        "vote": member.choice,
        "forecast": member.forecast,
        "brier": score,
    }
