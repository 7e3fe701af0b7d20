"""Views: what a party may know when it decides, for all worlds at once.

Each kind of decision has a view of its own beside what every `View` tells. Values by own type have
an axis `type`: 2 entries where the party has a private type, else 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np

from bargaining.arrays import Bools, Floats, Ints, rows_of
from bargaining.errors import ArgumentError
from bargaining.scenario.schema import Act
from bargaining.solver.elementary import log_of
from bargaining.solver.stage import answer_gains
from bargaining.views.positions import act_gain, step_values
from bargaining.views.public_view import View, place_of
from bargaining.views.reaction import Reactors, Steps, steps_of
from bargaining.views.rules import over_types, type_belief
from bargaining.views.table import TableEquilibrium

__all__ = [
    "ActView", "ChoiceView", "OfferView", "ResponseView", "SessionView", "StepView", "TableView",
    "TalksView", "View",
]  # fmt: skip

Values = TypeVar("Values", Floats, Bools)


@dataclass(frozen=True)
class StepView(View):
    """A unilateral step: hold, or move one own ladder by one rung."""

    _reactors: Reactors

    options = View.step_options

    def option(self, issue: str, direction: int) -> int:
        """Return the number of an option."""
        if (issue, direction) not in self.options:
            moves = ", ".join(f"({i!r}, {d:+d})" for i, d in self.options if i is not None)
            raise ArgumentError(
                f"{self.party} has no step ({issue!r}, {direction!r}); its steps are {moves}"
            )
        return self.options.index((issue, direction))

    @property
    def feasible(self) -> Bools:
        """Which options exist, shape (row, option)."""
        return self._steps.feasible

    @property
    def promised(self) -> Bools:
        """Which options deliver on a promise in force, shape (row, option)."""
        return self._steps.promised

    @property
    def cost(self) -> Floats:
        """What each option costs, payoff units, shape (row, option).

        Inertia, and where the file has a `reversal_cost` more for undoing one's own last step;
        holding and delivering on a promise cost nothing.
        """
        return self._steps.cost

    @property
    def holding(self) -> Floats:
        """What is added to the log-odds of holding, shape (row,).

        It makes moves as rare as the file's `moves_at_indifference` where nothing depends on them.
        """
        return self._steps.holding

    @cached_property
    def _steps(self) -> Steps:
        return steps_of(self._rows, self._index)

    @cached_property
    def values(self) -> Floats:
        """Value of each option by own type, payoff units, -inf where it does not exist.

        Shape (row, type, option). Computed only when asked for.
        """
        return step_values(self._rows, self._index, self._reactors, self.feasible)


@dataclass(frozen=True)
class ActView(View):
    """An act that is technically possible this round."""

    _reactors: Reactors
    _act: Act

    @property
    def act(self) -> str:
        """Name of the act."""
        return self._act.name

    @cached_property
    def gain(self) -> Floats:
        """Value of acting less the value of leaving it by own type, shape (row, type)."""
        return act_gain(self._rows, self._index, self._act, self._reactors).total


@dataclass(frozen=True)
class ChoiceView(View):
    """A yes or a no of a ratifier."""

    gain: Floats
    """Value of saying yes less the value of saying no by own type, shape (row, type)."""


@dataclass(frozen=True)
class _OfTable(View):
    """What somebody sees of a table, by the table's arrays over (row, principal, type, ...)."""

    _table: TableEquilibrium
    _chosen: Ints
    """Places of the view's rows among the table's, rising."""

    @cached_property
    def value_apart(self) -> Floats:
        """Own value of standing apart without an agreement by own type, shape (row, type)."""
        return self._own(self._table.payoffs.without.apart)

    def _own(self, values: Floats) -> Floats:
        """Return the party's own part of values over (row, principal, type, ...)."""
        return self._of_rows(self._table.of(values, self._index))

    def _of_rows(self, values: Values) -> Values:
        whole = len(self._chosen) == self._table.rows.n
        # A view either way: kernels read it uncopied, since its base can be written to.
        taken = (values if whole else rows_of(values, self._chosen)).view()
        # What is at stake is shared by all views of a table, and by the next rounds' tables.
        taken.flags.writeable = False
        return taken


@dataclass(frozen=True)
class TalksView(_OfTable):
    """A yes or no about talks: open them, or walk out."""

    _opens: bool

    @cached_property
    def gain(self) -> Floats:
        """Value of saying yes less the value of saying no by own type, shape (row, type).

        It counts what the look-ahead expects to be signed.
        """
        beyond = self.value_talking - self.value_apart
        return beyond if self._opens else -beyond

    @cached_property
    def value_talking(self) -> Floats:
        """Own value of sitting at the table, shape (row, type)."""
        return self._own(self._table.solution.value)

    @property
    def holding(self) -> Floats:
        """What is taken from the log-odds of a yes beside inertia, shape (row,).

        It makes openings and walk-outs as rare as the file's `moves_at_indifference` where nothing
        depends on them; 0 unless the file says `talks_have_weight`.
        """
        return self._rows.parameters.standing_weight(self._index)

    @cached_property
    def side_effects(self) -> Floats:
        """Own value of talking without end less that of standing apart, shape (row, type).

        Side-effects of negotiation are what talks are worth beside any agreement (Iklé, 1964, How
        Nations Negotiate).
        """
        return self._own(self._table.payoffs.without.at_table) - self.value_apart


@dataclass(frozen=True)
class SessionView(TalksView):
    """Whether to leave when a session is over: nobody has to break anything off."""

    @property
    def inertia(self) -> Floats:
        """Zeros: who leaves now makes no move, and going on weighs no more; shape (row,)."""
        return np.zeros(self.n)

    holding = inertia


@dataclass(frozen=True)
class TableView(_OfTable):
    """The table: every package, and what it is worth.

    Values are worked out when they are first asked for. What comes of waiting is the answer of a
    look-ahead, and much dearer than the rest.
    """

    _proposer: int

    @cached_property
    def feasible(self) -> Bools:
        """Which packages may be offered, shape (row, package)."""
        return self._of_rows(self._table.payoffs.packages.feasible)

    @cached_property
    def values(self) -> Floats:
        """Own value of each package once signed by own type, shape (row, type, package)."""
        return self._own(self._table.agreed)

    @cached_property
    def best_value(self) -> Floats:
        """Own value of the best package that may be offered, shape (row, type).

        -inf where none may be.
        """
        return self._of_rows(self._table.best_of(self._index))

    @cached_property
    def value_of_waiting(self) -> Floats:
        """Own value of ending the round without a signature by own type, shape (row, type)."""
        return self._own(self._table.waiting(self._proposer))

    def values_of(self, principal: str) -> Floats:
        """Return what each package is publicly expected to be worth to a principal.

        Returns
        -------
        array over (row, package)
            Payoff units of that principal; its types are mixed by public belief.
        """
        return self._expected(self._table.agreed, principal)

    def value_apart_of(self, principal: str) -> Floats:
        """Return what standing apart is expected to be worth to a principal, shape (row,)."""
        return self._expected(self._table.payoffs.without.apart, principal)

    def _expected(self, values: Floats, principal: str) -> Floats:
        party = self._rows.game.principals[place_of(principal, self.principals, "principals")]
        belief = self._of_rows(type_belief(self._table.rows, party))
        return over_types(self._of_rows(self._table.of(values, party)), belief)


@dataclass(frozen=True)
class OfferView(TableView):
    """A proposal at the table."""

    @property
    def passing(self) -> int:
        """The number of the option to offer nothing."""
        return self._rows.game.n_packages

    @property
    def value_if_agreed(self) -> Floats:
        """The same as `values`."""
        return self.values

    @cached_property
    def n_feasible(self) -> Ints:
        """Number of packages that may be offered, shape (row,)."""
        return np.asarray(np.count_nonzero(self.feasible, axis=1))

    @cached_property
    def quantal_log_odds(self) -> Floats:
        """Log-probabilities of the quantal response, passing last, (row, type, package + 1)."""
        return self._own(self._table.solution.offers)

    @cached_property
    def expected_gain(self) -> Floats:
        """What each offer is expected to gain over passing, payoff units, (row, type, package).

        It counts who will say yes, ratification, and the costs of a refusal and of a failure at
        home. Read off the log-odds of the quantal response, which rise with it by one over the
        noise of proposals from the prior weight of the offer; -inf where a package may not be
        offered.
        """
        log = self.quantal_log_odds
        every = np.arange(self.n)[:, None, None]
        return self.gain_of(every, log[..., :-1] - log[..., -1:])

    def gain_of(self, rows: Ints, beyond: Floats) -> Floats:
        """Return what offers are expected to gain over passing, payoff units.

        Parameters
        ----------
        rows : integers
            Rows of the offers, in a shape that goes with `beyond`.
        beyond : array
            The quantal log-odds of the offers less those of passing.
        """
        numbers = self._rows.parameters
        if self._rows.game.scenario.table.offer_prior == "equal":
            n_feasible = np.maximum(self.n_feasible, 1)
            beyond = beyond + log_of(n_feasible)[rows]
        noise = numbers.noise(self._index) * numbers.proposal_noise(self._index)
        return np.asarray(noise[rows] * beyond)


@dataclass(frozen=True)
class ResponseView(TableView):
    """An offer on the table, to be accepted or refused."""

    offered: Ints
    """Number of the package offered, shape (row,)."""

    @property
    def offer(self) -> Ints:
        """Rung numbers offered over the menu's issues, shape (row, menu issue)."""
        return self.packages[self.offered]

    @cached_property
    def value_if_agreed(self) -> Floats:
        """Own value of the offer once signed by own type, shape (row, type)."""
        values = self._table.of(self._table.agreed, self._index)
        return np.asarray(values[self._chosen, :, self.offered])

    @property
    def ratified_probability(self) -> Floats:
        """Probability that every ratifier approves of the offer, shape (row,)."""
        return np.asarray(self._table.payoffs.packages.ratified[self._chosen, self.offered])

    @cached_property
    def gain(self) -> Floats:
        """What saying yes gains over waiting by own type, payoff units, shape (row, type).

        Where the scenario's responders foresee ratification, it counts that the text may fail at
        home, and what that costs.
        """
        beyond = self.value_if_agreed - self.value_of_waiting
        if not self._rows.game.scenario.table.foresee_ratification:
            return beyond
        cost = self._rows.parameters.failure_cost(self._index)
        return answer_gains(beyond, self.ratified_probability[:, None], cost[:, None])
