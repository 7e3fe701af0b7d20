"""A sixth party that nobody programmed: Russia, written into the file and nowhere else."""

from __future__ import annotations

import numpy as np
import pytest

import bargaining as bg
from bargaining.engine import NegotiationModel
from bargaining.parties import Party

RUSSIA = """
[parties.russia]
label           = "Russia"
discount_factor = { value = 0.97, source = "literature: Jehiel 1995, pp. 497-519" }
choice_noise    = { value = 0.03, source = "literature: Jehiel 1995, pp. 497-519" }
inertia         = { value = 0.05, source = "literature: Jehiel 1995, pp. 497-519" }

[issues.rail_link]
label  = "Railway and port from Russia"
giver  = "russia"
source = ["stratfor-2014:9", "assumed"]
why    = "Nothing, the port, the whole line."
rungs  = [
  { level = 0.0, label = "none" },
  { level = 0.5, label = "port" },
  { level = 1.0, label = "line and port" },
]

[payoffs.russia]
"rail_link"         = { value = 0.20, source = "assumed", why = "Freight to the Pacific pays for the line." }
"rail_link*tension" = { value = -0.30, source = "assumed", why = "Nobody sends trains into a crisis." }
"test_restraint"    = { value = 0.40, source = "assumed", why = "Moscow spoke up with Beijing against tests." }
"""  # noqa: E501
# What the North makes of it is added to its payoffs, which the base holds.
WANTED = '"rail_link" = { value = 0.5, source = "assumed", why = "A second road out." }\n'
SPENT = (
    '"rail_link*sanctions_relief" = { value = -0.6, source = "assumed", '
    'why = "With a second road out relief from Tokyo is worth far less." }\n'
)


@pytest.fixture(scope="module")
def pair(request, tmp_path_factory):
    """The scenario with five parties and with six."""
    five = bg.load("stockholm-2014")
    text = (request.config.rootpath / "scenarios" / "stockholm-2014.toml").read_text("utf-8")
    path = tmp_path_factory.mktemp("six") / "stockholm-six.toml"
    path.write_text(f"{text}\n[payoffs.north_korea]\n{WANTED}{SPENT}{RUSSIA}", "utf-8")
    six = bg.load(str(path))
    short = {"settings.rounds": 8}
    return five.replace(short), six.replace(short)


def test_it_plays_and_changes_endings_of_the_same_worlds(pair):
    five, six = (bg.simulate(one, worlds=120, worlds_per_draw=6, seed=21) for one in pair)
    assert tuple(pair[1].parties)[-1] == "russia"
    rail = list(pair[1].issues).index("rail_link")
    assert len(np.unique(six.rung[:, -1, rail])) > 1, "Russia never moves"
    changed = five.ending != six.ending
    assert changed.any()
    assert not changed.all()


def test_it_shifts_nobodys_luck(pair):
    """A Russia that gives nothing and wants nothing of anybody leaves every world as it was."""
    idle = pair[1].replace(
        {"issues.rail_link.initial": 0, "parties.russia.strategy": {"name": "hold"}}
    )
    five, six = (bg.simulate(one, worlds=40, worlds_per_draw=4, seed=21) for one in (pair[0], idle))
    n = len(pair[0].issues)
    np.testing.assert_array_equal(five.rung, six.rung[:, :, :n])
    np.testing.assert_array_equal(five.belief, six.belief)
    np.testing.assert_array_equal(five.ending, six.ending)


def test_it_is_a_party_like_the_others(pair):
    negotiation = NegotiationModel(pair[1], seed=1, worlds=2)
    russia = negotiation.parties[negotiation.game.party("russia")]
    assert type(russia) is Party
    negotiation.release()
