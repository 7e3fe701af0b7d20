"""What if Tokyo gave nothing before it had read a first report?

One decision of one party is replaced. The first way is a subclass that decides for all worlds at
once. Both runs have the same luck, so the comparison shows the effect of the rule. The second way
is a simpler rule for one world, as in a first lesson. An adapter plays it in all worlds, slowly.
"""

import numpy as np

import bargaining as bg

FIRST_REPORT = 0.5


class PatientJapan(bg.Japan):
    """Keeps its sanctions until there is a first report; decides everything else as usual."""

    def choose_step(self, view):
        usual = super().choose_step(view)
        waiting = view.level("abductee_information") < FIRST_REPORT
        easing = np.array([direction > 0 for _, direction in view.options])
        return usual.without(waiting[:, None] & easing, instead=0)


def blunt(view):
    """Hold until there is a first report, then ease by one rung each month."""
    if view.level("abductee_information") < FIRST_REPORT:
        return "hold"
    return ("sanctions_relief", +1)


scenario = bg.load("stockholm-2014").replace({"settings.rounds": 12})
usual = bg.simulate(scenario, worlds=200, seed=7)
changed = bg.simulate(scenario, worlds=200, seed=7, seats={"japan": PatientJapan})
print(bg.compare(usual, changed))

by_hand = bg.simulate(scenario, worlds=40, seed=7, seats={"japan": bg.OneWorld(choose_step=blunt)})
print(by_hand.transcript(world=3))
