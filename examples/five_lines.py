"""Does a nuclear test cost Tokyo and Pyongyang an agreement?

The same worlds are played twice with the same luck and the same values of the uncertain numbers:
first unchanged, then with a nuclear test in January 2015 in each of them. The difference is the
effect of the test in the model. It rests on the model's assumptions and is no forecast.
"""

import bargaining as bg

scenario = bg.load("stockholm-2014")
outcomes = bg.simulate(scenario, worlds=500, seed=2014)
print(outcomes)  # how the worlds end, with Monte Carlo error
bg.plot_endings(outcomes)

changed = scenario.intervene("nuclear_test")  # a named counterfactual of the file
tested = bg.simulate(changed, worlds=500, seed=2014)
print(bg.compare(outcomes, tested))  # paired, world by world
print(bg.measure(tested, "P(ever(agreement))", baseline=outcomes))  # any question in one line
print(outcomes.explain())  # why worlds end without an accommodation
print(outcomes.transcript(world=17))  # what happened in one world, and what decided it
