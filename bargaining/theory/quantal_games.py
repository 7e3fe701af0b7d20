"""Small games of international politics as trees, to be played with `solve_logit_tree`."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from bargaining.errors import ArgumentError
from bargaining.theory.domains import require, require_within
from bargaining.theory.game_trees import End, Node, Turn

__all__ = ["build_crisis", "build_entry", "build_offers", "build_trust"]

Pair = tuple[ArrayLike, ArrayLike]


def build_offers(
    offers: ArrayLike, rounds: int = 1, discount_factors: Pair = (1.0, 1.0), *, passing: bool = True
) -> Turn:
    r"""Return the tree of one party's offers, repeated until one is taken or the rounds are over.

    Party 0 offers a share of a pie of size 1 to party 1, who accepts or refuses; after a refusal,
    or no offer, the next round begins. A share :math:`x` accepted in round :math:`t` (from 0) is
    worth :math:`\delta_0^t(1-x)` and :math:`\delta_1^t x`, no agreement nothing. One round is the
    ultimatum of `solve_logit_ultimatum`.

    Parameters
    ----------
    offers : array_like, shape (offer,)
        Shares of party 1 that may be offered, each in [0, 1].
    rounds : int
        How many offers may be made, at least 1.
    discount_factors : pair of array_like
        Discount factors per round of parties 0 and 1, in (0, 1].
    passing : bool
        Whether party 0 may also make no offer.

    Returns
    -------
    Turn
        Turns "offer t" with options named as the shares are written, and "pass"; turns "answer t
        to x" with "accept" and "refuse"; ends "agreed in round t" and "no agreement".

    Raises
    ------
    ArgumentError
        An offer or a discount factor is out of range, offers are not all different or not one
        list, or `rounds` is no whole number of at least 1.

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form games.
    *Experimental Economics* 1(1), 9-41.
    """
    x = require_within("offers", offers, low=0, high=1, remedy="It is a share of the pie.")
    require(
        x.ndim == 1 and x.size > 0 and np.unique(x).size == x.size,
        "offers must be a list of at least one share, all different. Give the rungs of the ladder.",
    )
    if isinstance(rounds, bool) or not isinstance(rounds, int) or rounds < 1:
        raise ArgumentError(f"rounds must be a whole number of at least 1; got {rounds!r}.")
    own, other = (
        require_within(
            "discount_factors", each, low=0, high=1, low_open=True, remedy="It is per round."
        )
        for each in discount_factors
    )

    def offer(number: int, following: Node) -> Turn:
        options: dict[str, Node] = {}
        for share in x.tolist():
            deal = End(
                f"agreed in round {number}", (own**number * (1 - share), other**number * share)
            )
            options[f"{share:g}"] = Turn(
                f"answer {number} to {share:g}", 1, {"accept": deal, "refuse": following}
            )
        if passing:
            options["pass"] = following
        return Turn(f"offer {number}", 0, options)

    turn = offer(rounds - 1, End("no agreement", (0.0, 0.0)))
    for number in reversed(range(rounds - 1)):
        turn = offer(number, turn)
    return turn


def build_trust(untrusted: Pair, honoured: Pair, exploited: Pair) -> Turn:
    """Return the tree of trust: party 0 trusts or not, party 1 then honours it or not.

    Parameters
    ----------
    untrusted, honoured, exploited : pair of array_like
        What each end is worth to parties 0 and 1.

    Returns
    -------
    Turn
        Turns "trust?" ("trust", "refrain") and "keep?" ("honour", "exploit"); ends "untrusted",
        "honoured", "exploited".

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1998), *Experimental Economics* 1(1), 9-41 (noisy play of
    such trees); Kydd, A. H. (2005). *Trust and Mistrust in International Relations*. Princeton
    University Press (the problem).

    Examples
    --------
    >>> from bargaining.theory import solve_logit_tree
    >>> game = build_trust(untrusted=(0, 0), honoured=(1, 1), exploited=(-1, 2))
    >>> [round(float(solve_logit_tree(game, noise).ends["honoured"]), 3) for noise in (0.1, 1)]
    [0.0, 0.104]
    """
    keep = Turn(
        "keep?", 1, {"honour": End("honoured", honoured), "exploit": End("exploited", exploited)}
    )
    return Turn("trust?", 0, {"trust": keep, "refrain": End("untrusted", untrusted)})


def build_entry(
    out: Pair = (1.0, 5.0), accommodated: Pair = (2.0, 2.0), fought: Pair = (0.0, 0.0)
) -> Turn:
    """Return the tree of entry deterrence: party 0 enters or not, party 1 then fights or not.

    The defaults are one market of the chain store, where the threat to fight is empty.

    Parameters
    ----------
    out, accommodated, fought : pair of array_like
        What each end is worth to parties 0 and 1.

    Returns
    -------
    Turn
        Turns "enter?" ("enter", "stay out") and "fight?" ("fight", "accommodate"); ends "out",
        "accommodated", "fought".

    References
    ----------
    Selten, R. (1978). The chain store paradox. *Theory and Decision* 9(2), 127-159.
    """
    fight = Turn(
        "fight?",
        1,
        {"fight": End("fought", fought), "accommodate": End("accommodated", accommodated)},
    )
    return Turn("enter?", 0, {"enter": fight, "stay out": End("out", out)})


def build_crisis(status_quo: Pair, capitulation: Pair, war: Pair) -> Turn:
    """Return the tree of a crisis: party 0 challenges or not, party 1 then resists or gives in.

    Noisy play of such trees is what statistical models of strategic interaction estimate: the
    probability of war is that of a challenge times that of resistance, and each side's depends on
    what both have at stake.

    Parameters
    ----------
    status_quo, capitulation, war : pair of array_like
        What each end is worth to parties 0 and 1.

    Returns
    -------
    Turn
        Turns "challenge?" ("challenge", "refrain") and "resist?" ("resist", "give in"); ends
        "status quo", "capitulation", "war".

    References
    ----------
    Signorino, C. S. (1999). Strategic interaction and the statistical analysis of international
    conflict. *American Political Science Review* 93(2), 279-297.
    """
    resist = Turn(
        "resist?", 1, {"resist": End("war", war), "give in": End("capitulation", capitulation)}
    )
    return Turn("challenge?", 0, {"challenge": resist, "refrain": End("status quo", status_quo)})
