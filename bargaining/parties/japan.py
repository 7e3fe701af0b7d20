"""Japan: gives relief from sanctions, can take it back, and must have a deal approved at home."""

from __future__ import annotations

import numpy as np

from bargaining.arrays import Bools, Floats
from bargaining.parties.asking import Question, Questions
from bargaining.parties.party import Party
from bargaining.parties.questions import approval, step_gain
from bargaining.views.public_view import StepsView


class Japan(Party):
    """Japan: wants an account of its abducted citizens, and can lift its sanctions for it.

    It has rules about relief, and answers what its public would let pass and what it would cost to
    put sanctions back.
    """

    questions = Questions(
        snap_back_cost=Question(
            "what taking one rung of relief back now would cost", nothing="there is none to take"
        ),
    )

    def closed_steps(self, view: StepsView) -> Bools | None:
        """Ease nothing ahead of what it has been told, and nothing in a crisis.

        Relief before the other side has moved, or out of proportion to it, is what its allies would
        not bear (flashpoints-2014:2), and it has said that it eases once it sees progress
        (stratfor-2014:5); a promise in force is progress, and is delivered. After a test it must
        renew sanctions or break ranks (flashpoints-2014:4), so it eases nothing then, promised or
        not.
        """
        relief, news = "sanctions_relief", "abductee_information"
        if not view.has_issues(relief, news):
            return None
        ahead = view.level(relief) >= view.level(news) - 1e-9
        promised = view.promised_level(relief) > view.level(relief) + 1e-9
        closed = view.no_step()
        view.close(closed, relief, +1, (ahead & ~promised) | view.in_crisis)
        return closed

    def barred_packages(self, view: StepsView) -> Bools | None:
        """Sign away no sanctions in a crisis: with its hands tied (flashpoints-2014:4)."""
        relief = "sanctions_relief"
        if relief not in view.menu:
            return None
        asked = view.packages[:, view.menu.index(relief)]
        rungs = np.arange(len(view.ladder(relief)))
        barred = np.zeros((view.n, len(asked)), dtype=bool)
        crisis = np.flatnonzero(view.in_crisis)
        barred[crisis] = (asked > rungs[:, None])[view.rung(relief)[crisis]]
        return barred

    def ratification_probability(self) -> Floats:
        """Say how likely the public approves each package, were it signed now.

        The public wants news of the abductees and mistrusts relief (tokyo-report-2014:7-8,
        stratfor-2014:12; Putnam 1988, pp. 427-460; model, equation 11).

        Returns
        -------
        array over (world, package)
            Probabilities, as the ratifier at the table would give them before any offer has told
            something of who made it; 1 where there is none.
            Packages are those of the menu's grid, its first issue slowest.
        """
        return approval(self)[0]

    def win_set(self) -> Bools:
        """Say which packages could be offered now and would rather be ratified than not.

        Returns
        -------
        booleans over (world, package)
            True where the package exists and approval is at least as likely as refusal. Where an
            agreement is in force, the package is judged against that.
        """
        probability, feasible = approval(self)
        return feasible & (probability >= 1.0 - probability)

    def snap_back_cost(self, *, issue: str = "sanctions_relief") -> Floats:
        """Say what taking one rung of relief back now would cost.

        After a nuclear test the government must renew sanctions or break ranks with its allies
        (flashpoints-2014:4); relief taken back is leverage regained (tokyo-report-2014:3) and,
        while an agreement is in force, a promise broken (stratfor-2014:3).

        Parameters
        ----------
        issue : str
            The ladder of relief, one that Japan gives.

        Returns
        -------
        array over (world, type)
            Value of holding less value of the step down (model, equation 6), payoff units, inertia
            left out; negative where snapping back is a gain, NaN where nothing can be taken back.
        """
        return -step_gain(self, issue, -1)
