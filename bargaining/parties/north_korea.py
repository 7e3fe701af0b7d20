"""North Korea: decides to test or not, and has something to lose at the table by testing."""

from __future__ import annotations

from bargaining.arrays import Bools, Floats
from bargaining.errors import ArgumentError
from bargaining.parties.asking import Question, Questions
from bargaining.parties.party import Party
from bargaining.scenario.suggestions import did_you_mean
from bargaining.views.positions import ActGain, act_gain
from bargaining.views.public_view import StepsView
from bargaining.views.table import value_of_talks


class NorthKorea(Party):
    """North Korea: wants sanctions lifted, can tell of the abductees, and may test weapons.

    It has a rule about delivery, and answers whether a test pays and what the talks hold that a
    test would put at risk.
    """

    questions = Questions(
        value_of_talks=Question("what sitting at the table is worth beyond standing as it does"),
        test_gain=Question(
            'what an act, test_gain("nuclear"), would gain and lose now',
            {
                "position": "by the position that it leads to",
                "stake": "by what the talks hold",
                "total": "both together",
            },
        ),
    )

    def closed_steps(self, view: StepsView) -> Bools | None:
        """Give in slices: one rung, and the next when something has been received for it.

        It goes on with talks because concession is traded for concession (flashpoints-2014:5).
        What it has given is counted in rungs against those of the others at the table.
        """
        closed = view.no_step()
        unpaid = view.rungs_given(view.party) > view.rungs_given(*view.others)
        for issue, direction in view.step_options:
            if issue is not None and direction > 0:
                view.close(closed, issue, direction, unpaid)
        return closed

    def value_of_talks(self) -> Floats:
        """Say what sitting with the other side is worth beyond standing as it does.

        It goes on because concession is traded for concession (flashpoints-2014:5); the offer at
        hand is relief for an account of the abductees (tokyo-report-2014:8).

        Returns
        -------
        array over (world, type)
            S of the model's equation 7, payoff units, at least 0; 0 where no table can sit.
        """
        return value_of_talks(self.rows, self.index, self.reactors)

    def test_gain(self, act: str) -> ActGain:
        """Say what an act would gain now, were its window open, and what it would cost.

        A test shows capability, the first priority (japan-times-2023:3), raises tension
        (flashpoints-2014:3-4) and the patron's displeasure (keck-2014:4), and endangers what the
        table holds (tokyo-report-2014:2-3).

        Parameters
        ----------
        act : str
            Name of an act of this party.

        Returns
        -------
        ActGain
            `position`, `stake` and their `total`, arrays over (world, type) in payoff units; by the
            total it chooses (model, equation 7).

        Raises
        ------
        ArgumentError
            The party has no such act.
        """
        rows = self.rows
        own = {one.name: one for one in rows.game.scenario.acts if one.by == self.name}
        if act not in own:
            raise ArgumentError(f'{self.name} has no act "{act}". {did_you_mean(act, own, "acts")}')
        return act_gain(rows, self.index, own[act], self.reactors)
