"""South Korea: courts the North, or stands with its allies."""

from __future__ import annotations

from dataclasses import dataclass

from bargaining.arrays import Bools, Floats
from bargaining.parties.asking import Question, Questions
from bargaining.parties.party import Party
from bargaining.parties.questions import step_gain
from bargaining.views.public_view import StepsView


@dataclass(frozen=True, slots=True)
class Pull:
    """What each of two directions would gain, payoff units.

    Attributes
    ----------
    courting, standing : array over (world, type)
        Gain of one rung up over holding, inertia left out; NaN where the ladder ends.
    """

    courting: Floats
    standing: Floats


class SouthKorea(Party):
    """South Korea: engages the North, or coordinates with Japan and the United States.

    It has a rule, that it does not court and coordinate at once, and answers which of the two pulls
    more.
    """

    questions = Questions(
        pull=Question(
            "which of two directions pulls more",
            {
                "courting": "gain of engaging the North by one rung more",
                "standing": "gain of coordinating with its allies by one rung more",
            },
            nothing="the ladder ends here",
        ),
    )

    def closed_steps(self, view: StepsView) -> Bools | None:
        """Court the North no further in a crisis, and coordinate no further while courting it.

        It offers talks of its own while Tokyo deals (stratfor-2014:12) and fears for the common
        front against the North's arms (flashpoints-2014:2): in quiet months it may do the one, in
        a crisis it does the other.
        """
        courting, standing = "inter_korean_engagement", "trilateral_coordination"
        if not view.has_issues(courting, standing):
            return None
        closed, crisis = view.no_step(), view.in_crisis
        view.close(closed, courting, +1, crisis)
        courted = view.level(courting) > view.baseline(courting) + 1e-9
        view.close(closed, standing, +1, courted & ~crisis)
        return closed

    def pull(
        self,
        *,
        courting: str = "inter_korean_engagement",
        standing: str = "trilateral_coordination",
    ) -> Pull:
        """Say what engaging the North further would gain, and what coordinating further would.

        Seoul offers talks on trade of its own and will not look on while Tokyo deals
        (stratfor-2014:12); it also fears for the common front (flashpoints-2014:1-2,
        japan-times-2023:6).

        Parameters
        ----------
        courting, standing : str
            The ladders of engagement and of coordination, both given by South Korea.
        """
        return Pull(step_gain(self, courting, +1), step_gain(self, standing, +1))
