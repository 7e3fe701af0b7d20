"""One rule for each decision, written for arrays of worlds and for one world."""

from __future__ import annotations

import numpy as np

from bargaining.parties import Party

# Who takes each decision in the minimal scenario: the East has a private type.
SEATS = {
    "choose_step": "east",
    "choose_act": "east",
    "open_talks": "east",
    "walk_out": "east",
    "propose": "east",
    "respond": "east",
    "ratify": "assembly",
    "react": "west",
}


class StepOnArrays(Party):
    def choose_step(self, view):
        odds = np.zeros((view.n, view.n_types, len(view.options)))
        odds[:, 0, view.option("restraint", +1)] = 1.0
        calm = view.condition("tension") < 0.2
        odds[:, 1, view.option("news", +1)] = np.where(calm, 0.25, 0.0)
        odds[:, 1, 0] = np.where(calm, 0.75, 1.0)
        return odds


class StepInOneWorld:
    def choose_step(self, view):
        if view.type == 0:
            return ("restraint", +1)
        return {("news", +1): 0.25, "hold": 0.75} if view.condition("tension") < 0.2 else "hold"


class ActOnArrays(Party):
    def choose_act(self, view):
        return view.gain > -0.01


class ActInOneWorld:
    def choose_act(self, view):
        assert view.act == "test"
        return view.gain > -0.01


class OpenOnArrays(Party):
    def open_talks(self, view):
        return np.where(view.gain > 0, 0.9, 0.2)


class OpenInOneWorld:
    def open_talks(self, view):
        return 0.9 if view.gain > 0 else 0.2


class WalkOnArrays(Party):
    def walk_out(self, view):
        fallen = view.level("relief") < view.level_before("relief", 1)
        return np.where(fallen, 0.8, 0.3)


class WalkInOneWorld:
    def walk_out(self, view):
        return 0.8 if view.level("relief") < view.level_before("relief", 1) else 0.3


class ProposeOnArrays(Party):
    def propose(self, view):
        values = np.where(view.feasible[:, None, :], view.value_if_agreed, -np.inf)
        best = values.argmax(axis=-1)
        odds = np.zeros((view.n, view.n_types, view.passing + 1))
        rows = np.arange(view.n)
        for type_ in range(view.n_types):
            worth_it = values[rows, type_, best[:, type_]] > view.value_of_waiting[:, type_]
            odds[rows, type_, np.where(worth_it, best[:, type_], view.passing)] = 1.0
        return odds


class ProposeInOneWorld:
    def propose(self, view):
        if not view.packages:
            return None
        best = max(view.packages, key=view.value)
        return best if view.value(best) > view.value_of_waiting else None


class RespondOnArrays(Party):
    def respond(self, view):
        asked = view.offer[:, view.menu.index("news"), None]
        return (view.value_if_agreed > view.value_of_waiting - 0.1) & (asked < 2)


class RespondInOneWorld:
    def respond(self, view):
        return view.value_if_agreed > view.value_of_waiting - 0.1 and view.offer["news"] < 2


class RatifyOnArrays(Party):
    def ratify(self, view):
        return np.where(view.gain > 0, 0.75, 0.25)


class RatifyInOneWorld:
    def ratify(self, view):
        return 0.75 if view.gain > 0 else 0.25


class ReactOnArrays(Party):
    def react(self, reaction):
        game = reaction.rows.game
        news = reaction.situation.levels[game.issues.index("news")]
        odds = np.zeros((*news.shape, len(game.step_options[reaction.party])))
        odds[..., 1] = 0.5 * news + 0.25
        odds[..., 0] = 1.0 - odds[..., 1]
        return odds


class ReactInOneWorld:
    def react(self, view):
        up = 0.5 * view.level("news") + 0.25
        return {("relief", +1): up, "hold": 1.0 - up}


ON_ARRAYS = {
    "choose_step": StepOnArrays,
    "choose_act": ActOnArrays,
    "open_talks": OpenOnArrays,
    "walk_out": WalkOnArrays,
    "propose": ProposeOnArrays,
    "respond": RespondOnArrays,
    "ratify": RatifyOnArrays,
    "react": ReactOnArrays,
}
IN_ONE_WORLD = {
    "choose_step": StepInOneWorld,
    "choose_act": ActInOneWorld,
    "open_talks": OpenInOneWorld,
    "walk_out": WalkInOneWorld,
    "propose": ProposeInOneWorld,
    "respond": RespondInOneWorld,
    "ratify": RatifyInOneWorld,
    "react": ReactInOneWorld,
}
