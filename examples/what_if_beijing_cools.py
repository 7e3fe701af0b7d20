"""Would Tokyo and Pyongyang come closer if Beijing supported its client less?

This is a counterfactual of our own: Chinese support is cut to the minimum in the first month and
stays there. The same worlds are played with and without the change. One question is asked of both,
and the picture shows which endings became which.
"""

import bargaining as bg

MOMENT = 0
ACCOMMODATION = "P(ever(accommodation))"

scenario = bg.load("stockholm-2014").replace({"settings.rounds": 12})
cooler = scenario.intervene(
    bg.Intervention(at=MOMENT, kind="level", target="patronage", value=0.25),
    bg.Intervention(at=MOMENT, kind="hold", target="patronage", value="up"),
)
before, after = (bg.simulate(one, worlds=200, seed=2014) for one in (scenario, cooler))
print(bg.measure(before, ACCOMMODATION))
print(bg.measure(after, ACCOMMODATION, baseline=before))  # paired, world by world
comparison = bg.compare(before, after)
print(comparison)
bg.plot_flow(comparison).figure.savefig("beijing-cools.png")
