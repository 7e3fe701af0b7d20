"""Does a nuclear test cost Tokyo and Pyongyang an accommodation that was within reach?

The same worlds are played twice, with the same luck and the same draws of what is not known: as
they come, and with a nuclear test put into each of them. The difference is the effect of the test
in the model, which holds its assumptions and no forecast.
"""

import bargaining as bg

scenario = bg.load("stockholm-2014")
outcomes = bg.simulate(scenario, worlds=500, seed=2014)
print(outcomes)  # endings with Monte Carlo error
bg.plot_endings(outcomes)

tested = scenario.intervene("nuclear_test")  # a named counterfactual of the file
print(bg.compare(outcomes, bg.simulate(tested, worlds=500, seed=2014)))  # paired, world by world
print(bg.measure(outcomes, "P(ever(agreement) | ever(act.nuclear))"))  # any question in one line
print(outcomes.explain())  # in how many worlds no accommodation was reached, and why
print(outcomes.transcript(world=17))  # what happened in one history, and what decided it
