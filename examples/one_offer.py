"""What if Tokyo had offered in the first month to lift its ban on travel for a first report?

One world is played by hand: Japan makes this offer as soon as it has the floor, and everything else
is left to the agents. Then the same world is played without it. The luck is the same, so the two
stories part where the offer made a difference.
"""

import bargaining as bg

OFFER = {"sanctions_relief": "travel", "abductee_information": "first report"}

talks = bg.Negotiation("stockholm-2014", seed=2)
print(talks["north_korea"].would_accept(OFFER))
talks.offer("japan", OFFER)
by_hand = talks.play().story
print(talks)

alone = talks.back(talks.round).play().story
parted = [one != other for one, other in zip(by_hand, alone, strict=True)].index(True)
print("With the offer:", *by_hand[parted : parted + 2], sep="\n")
print("Without it:", *alone[parted : parted + 2], sep="\n")
