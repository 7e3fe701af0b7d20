"""A history made up for one world of a made-up result, agreeing with its arrays."""

from __future__ import annotations

from typing import Any

from bargaining.outcomes import Closing, Ending, Event, History, Outcomes, Response


def history_of(outcomes: Outcomes, world: int) -> History:
    row = int((outcomes.world == world).argmax())
    one = outcomes.select(slice(row, row + 1))
    events: list[Event] = []
    for round in range(one["rung"].shape[1]):
        events += _moves(one, round)
        events += _table(one, round)
        for i, party in enumerate(one.labels["party"]):
            if one["defaulted"][0, round, i]:
                events.append(Event(round, "update", "default", str(party)))
        if one["lapsed"][0, round]:
            events.append(Event(round, "update", "lapse"))
    ending = Ending(int(one["ending"][0]))
    data: dict[str, Any] = {
        "ending": int(ending),
        "accommodation": float(one["accommodation"][0, -1]),
        "settlement": 0.7,
        "partial": 0.3,
        "net_concession": {},
    }
    events.append(Event(one["rung"].shape[1] - 1, "update", "ending", None, data))
    return History(outcomes.record, world, tuple(events))


def _moves(one: Outcomes, round: int) -> list[Event]:
    events = []
    for i, act in enumerate(one.scenario.acts):
        if one["window_open"][0, round, i]:
            data = {
                "act": act.name,
                "probability": 0.31,
                "taken": bool(one["act"][0, round, i]),
                "value_gain": -0.0123,
            }
            events.append(Event(round, "acts", "act", act.by, data))
    for i, issue in enumerate(map(str, one.labels["issue"])):
        direction = int(one["step"][0, round, i])
        giver = one.scenario.issues[issue].giver
        step = {
            "options": [(issue, 0), (issue, 1), (issue, -1)],
            "probabilities": [0.8, 0.15, 0.05],
            "chosen": {0: 0, 1: 1, -1: 2}[direction],
            "values_by_option": [0.2, 0.1875, 0.125],
        }
        events.append(Event(round, "steps", "step", giver, step))
        belief = {"before": 0.4, "after": 0.4 + 0.1 * direction}
        events.append(Event(round, "steps", "belief", giver, belief))
    return [
        event
        for event in events
        if event.decision != "belief" or event.party in one.labels["typed_party"]
    ]


def _table(one: Outcomes, round: int) -> list[Event]:
    events: list[Event] = []
    principals = [str(name) for name in one.labels["principal"]]
    values = {"value_talking": 0.31, "value_outside": 0.29}
    stood = one["at_table"][0, round - 1] if round else one.scenario.table.open_at_start
    live = one["agreement_in_force"][0, round - 1] if round else False
    response, closing = Response(one["response"][0, round]), Closing(one["closing"][0, round])
    if not stood and not live:
        wish = bool(one["opened"][0, round])
        for name in principals:
            data = {"probability": 0.25, "chosen": wish, **values}
            events.append(Event(round, "talks", "open", name, data))
    if closing == Closing.WALK_OUT:
        data = {"probability": 0.08, "chosen": True, **values}
        return [*events, Event(round, "talks", "walk", principals[0], data)]
    if response == Response.NO_TABLE:
        return events
    proposer = principals[int(one["proposer"][0, round])]
    responder = next(name for name in principals if name != proposer)
    menu = map(str, one.labels["menu_issue"])
    package = {issue: int(one["offer"][0, round, i]) for i, issue in enumerate(menu)}
    offer = {
        "package": package,
        "probability": 0.125,
        "passed": response == Response.PASSED,
        "expected_gain": 0.03,
    }
    events.append(Event(round, "talks", "offer", proposer, offer))
    if response != Response.PASSED:
        events += _answers(round, principals, responder, response, package)
    if closing == Closing.BREAKDOWN:
        data = {"closing": Closing.BREAKDOWN, "rupture": True, "final": False, "probability": 0.02}
        events.append(Event(round, "talks", "closing", None, data))
    return events


def _answers(
    round: int, principals: list[str], responder: str, response: Response, package: dict[str, int]
) -> list[Event]:
    events: list[Event] = []
    answer = {
        "accepted": response != Response.REFUSED,
        "probability": 0.625,
        "value_package": 0.4375,
        "value_continuing": 0.40625,
    }
    events.append(Event(round, "talks", "response", responder, answer))
    ratification = {
        "probability": 0.75,
        "ratified": response == Response.AGREED,
        "ratifier": "council",
    }
    if response in (Response.AGREED, Response.NOT_RATIFIED):
        events.append(Event(round, "talks", "ratification", principals[0], ratification))
    if response == Response.AGREED:
        events.append(Event(round, "talks", "signing", None, {"package": package}))
    return events
