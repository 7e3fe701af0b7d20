"""China: leans on a client with its patronage."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.errors import ArgumentError
from bargaining.parties.asking import Question, Questions
from bargaining.parties.party import Party
from bargaining.parties.questions import issue_of, own_issue, position_at, value_of
from bargaining.scenario.suggestions import did_you_mean
from bargaining.views.public_view import StepsView


@dataclass(frozen=True, slots=True)
class Leverage:
    """What a patron's support is worth to its client, against a rival's offer.

    Arrays over (world, type of the client), in the client's payoff units.

    Attributes
    ----------
    one_rung : array
        Loss if support fell by one rung; 0 where there is none left.
    all_of_it : array
        Loss if support fell to the lowest rung.
    rival_offer : array
        Gain if the rival gave all it can.
    """

    one_rung: Floats
    all_of_it: Floats
    rival_offer: Floats


class China(Party):
    """China: supports North Korea with trade and oil, dislikes tests, and will not be outbid.

    It has a rule about its support, and answers what that is worth.
    """

    questions = Questions(
        leverage=Question(
            "what its support is worth to North Korea, beside what Japan can give",
            {
                "one_rung": "loss if the support fell by one rung",
                "all_of_it": "loss if all of it ended",
                "rival_offer": "gain if the rival gave all it can",
            },
            about="over",
        ),
    )

    def closed_steps(self, view: StepsView) -> Bools | None:
        """Cut no support while a rival pays, and add none while tests embarrass it.

        An opening to Tokyo shows Beijing that leaning on its client has a price (keck-2014:5), and
        it will not look on (stratfor-2014:12); after tests it hardens (keck-2014:4).
        """
        support, rival = "patronage", "sanctions_relief"
        if not view.has_issues(support, rival):
            return None
        closed = view.no_step()
        view.close(closed, support, -1, view.level(rival) > view.baseline(rival) + 1e-9)
        view.close(closed, support, +1, view.in_crisis)
        return closed

    def leverage(
        self,
        *,
        over: str = "north_korea",
        patronage: str = "patronage",
        offer: str = "sanctions_relief",
    ) -> Leverage:
        """Say what its patronage is worth to its client beside what the rival offers.

        Trade and oil make the client dependent (stratfor-2014:6); opening to Tokyo would loosen the
        hold (stratfor-2014:1, keck-2014:4), and Beijing will not look on (stratfor-2014:12).

        Parameters
        ----------
        over : str
            The client.
        patronage : str
            The ladder of support, one that China gives.
        offer : str
            The rival's ladder.

        Returns
        -------
        Leverage
            Differences of the client's value of its position (model, equation 5): others are
            expected to react to the change, the client itself is not.
        """
        rows = self.rows
        parties = rows.game.parties
        if over not in parties:
            raise ArgumentError(
                f'there is no party "{over}" to lean on. {did_you_mean(over, parties, "parties")}'
            )
        client = rows.game.party(over)
        given, rival = own_issue(self, patronage), issue_of(self, offer)
        less = np.maximum(rows.state.rung[:, given] - 1, 0)
        top = len(rows.game.ladders[rival].rungs) - 1
        now = value_of(self, rows.positions(), client)
        return Leverage(
            one_rung=now - value_of(self, position_at(rows, given, less), client),
            all_of_it=now - value_of(self, position_at(rows, given, 0), client),
            rival_offer=value_of(self, position_at(rows, rival, top), client) - now,
        )
