"""The United States: backs an ally's initiative or not, and may scale down its exercises."""

from __future__ import annotations

from bargaining.arrays import Bools, Floats
from bargaining.parties.asking import Question, Questions
from bargaining.parties.party import Party
from bargaining.parties.questions import own_issue, position_at, step_gain, value_of
from bargaining.views.public_view import StepsView


class UnitedStates(Party):
    """The United States: backs Tokyo's initiative or not, and holds exercises with its allies.

    It has a rule on when it changes its exercises and its backing, and answers what both are worth.
    """

    questions = Questions(
        backing_value=Question(
            "what full backing of Tokyo is worth over one rung less: below 0 its patience is over"
        ),
        exercise_restraint_value=Question(
            "what scaling its exercises down by one rung would gain",
            nothing="the ladder ends here",
        ),
    )

    def closed_steps(self, view: StepsView) -> Bools | None:
        """Change exercises in the months they are held, and punish Tokyo for what it does only.

        The North answers each drill (tokyo-report-2014:6), so what it does about them shows when
        they are held. What tries its patience is that Tokyo engages the North (japan-times-2023:1)
        and rewards it (flashpoints-2014:2): while Tokyo neither talks nor has eased anything,
        nothing is taken from it.
        """
        exercises, backing, season = "exercise_restraint", "alliance_backing", "military_exercise"
        relief = "sanctions_relief"
        closed = view.no_step()
        if season in view.conditions and view.has_issues(exercises):
            for direction in (+1, -1):
                view.close(closed, exercises, direction, view.condition(season) == 0.0)
        if view.has_issues(relief, backing):
            engaged = view.at_table | (view.level(relief) > view.baseline(relief) + 1e-9)
            view.close(closed, backing, -1, ~engaged)
        return closed

    def backing_value(self, *, issue: str = "alliance_backing") -> Floats:
        """Say what keeping full backing of Tokyo is worth over one rung less: how long it bears it.

        Support is the habit of the alliance (flashpoints-2014:1) and wears off with strain
        (japan-times-2023:1); in a crisis an ally is backed first (Snyder 1984, pp. 461-495).

        Parameters
        ----------
        issue : str
            The ladder of backing, one that the United States gives.

        Returns
        -------
        array over (world, type)
            Difference of the values of both positions (model, equation 5), payoff units, wherever
            the ladder stands; below 0 the ally has tried it too far.
        """
        rows, number = self.rows, own_issue(self, issue)
        top = len(rows.game.ladders[number].rungs) - 1
        full = value_of(self, position_at(rows, number, top), self.index)
        return full - value_of(self, position_at(rows, number, top - 1), self.index)

    def exercise_restraint_value(self, *, issue: str = "exercise_restraint") -> Floats:
        """Say what scaling its exercises down by one rung would buy it, net of what it costs.

        The North reacts to each drill (tokyo-report-2014:6): restraint pays in so far as it is
        expected to answer with restraint in testing.

        Parameters
        ----------
        issue : str
            The ladder of exercise restraint, one that the United States gives.

        Returns
        -------
        array over (world, type)
            Value of one rung up less value of holding (model, equation 6), payoff units, inertia
            left out; NaN where the ladder ends.
        """
        return step_gain(self, issue, +1)
