"""Noisy play of any small game with perfect information: logit agent-QRE, solved backwards.

References
----------
* McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form games.
  *Experimental Economics* 1(1), 9-41.
* Signorino, C. S. (1999). Strategic interaction and the statistical analysis of international
  conflict. *American Political Science Review* 93(2), 279-297.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.errors import ArgumentError
from bargaining.theory.arguments import (
    NOISE,
    PER_ROUND,
    PROBABILITY,
    SHARE,
    Pair,
    read_numbers,
    read_pairs,
    require,
)


@dataclass(frozen=True, eq=False)
class End:
    """A way the game may end.

    Parameters
    ----------
    name : str
        Ends of one name are counted together.
    payoffs : sequence of array_like
        What it is worth to each party; arrays broadcast against the noise.
    """

    name: str
    payoffs: Sequence[ArrayLike]


@dataclass(frozen=True, eq=False)
class Turn:
    """A party's choice among named options, all that went before being known.

    Parameters
    ----------
    name : str
        What to call it; no other turn has this name.
    party : int
        Who chooses, counted from 0 as in `End.payoffs`.
    options : mapping of str to node
        Where each option leads. Two turns may lead to the same node.
    """

    name: str
    party: int
    options: Mapping[str, Node]


@dataclass(frozen=True, eq=False)
class Draw:
    """A move of chance that everybody sees.

    Parameters
    ----------
    name : str
        What to call it.
    options : mapping of str to (array_like, node)
        Probability of each option and where it leads.
    """

    name: str
    options: Mapping[str, tuple[ArrayLike, Node]]


Node: TypeAlias = End | Turn | Draw


@dataclass(frozen=True)
class LogitTree:
    r"""How a small game is played with noisy choices.

    Attributes
    ----------
    values : array of float, shape (\*cells, party)
        What the game is worth to each party before it begins.
    choices : dict of turn to dict of option to array of float, shape (\*cells)
        Probability of each option where its turn comes.
    turns : dict of turn to array of float, shape (\*cells)
        Probability that the turn comes.
    ends : dict of end to array of float, shape (\*cells)
        Probability that the game ends so.
    """

    values: Floats
    choices: dict[str, dict[str, Floats]] = field(default_factory=dict)
    turns: dict[str, Floats] = field(default_factory=dict)
    ends: dict[str, Floats] = field(default_factory=dict)


def solve_logit_tree(game: Node, choice_noise: ArrayLike | Mapping[int, ArrayLike]) -> LogitTree:
    r"""Return the logit agent quantal response equilibrium of a game with perfect information.

    Each turn is played by an agent of its own, who knows that the agents after it will be noisy
    too (McKelvey and Palfrey 1998). With :math:`v_i(o)` the value to the chooser :math:`i` of what
    follows option :math:`o`,

    .. math:: p(o) = \frac{e^{v_i(o)/\lambda_i}}{\sum_{o'} e^{v_i(o')/\lambda_i}},
              \qquad v_j = \sum_o p(o)\, v_j(o),

    from the ends to the beginning. As :math:`\lambda \to 0` this is backward induction (where no
    chooser is indifferent), as :math:`\lambda \to \infty` every option is as likely as any other.

    Parameters
    ----------
    game : End, Turn or Draw
        Where the game begins.
    choice_noise : array_like, or mapping of party to array_like
        Temperature of choice in payoff units, above 0, for all parties or for each one; any shape,
        so that many precisions are solved at once.

    Raises
    ------
    ArgumentError
        A noise is not above 0 or missing, ends name different numbers of parties, two turns have
        one name, a turn has no options, probabilities of a draw do not sum to 1, or the game
        leads back to itself.

    Examples
    --------
    >>> war, peace = End("war", (-1, -1)), End("peace", (1, 2))
    >>> play = solve_logit_tree(Turn("attack or not", 0, {"yes": war, "no": peace}), 1.0)
    >>> round(float(play.ends["peace"]), 4)
    0.8808
    """
    order, n_parties = _ordered(game)
    parties = range(n_parties)
    each = (
        choice_noise if isinstance(choice_noise, Mapping) else dict.fromkeys(parties, choice_noise)
    )
    require(
        set(each) == set(parties),
        f"choice_noise must name each party from 0 to {n_parties - 1}; got {sorted(each)}.",
    )
    remedy = f"{NOISE} Make it small to approach backward induction."
    noise = [read_numbers("(0, inf)", remedy, choice_noise=each[party])[0] for party in parties]
    known: dict[Node, list[Floats]] = {node: [] for node in order}
    for node in order:
        if isinstance(node, End):
            numbers = {f'a payoff of "{node.name}", {k}': one for k, one in enumerate(node.payoffs)}
            known[node] = read_numbers("(-inf, inf)", "Any finite number will do.", **numbers)
        elif isinstance(node, Draw):
            said = f'a probability of "{node.name}"'
            numbers = {f"{said}, {k}": one for k, (one, _) in node.options.items()}
            known[node] = read_numbers("[0, 1]", PROBABILITY, **numbers)
            total = np.sum(np.broadcast_arrays(*known[node]), axis=0)
            fault = f'the probabilities of "{node.name}" must sum to 1.'
            require(np.abs(total - 1) < 1e-9, fault)
    shape = np.broadcast_shapes(*(one.shape for some in (noise, *known.values()) for one in some))
    values: dict[Node, Floats] = {}
    odds: dict[Node, dict[str, Floats]] = {}
    for node in order:
        given = [np.broadcast_to(one, shape) for one in known[node]]
        if isinstance(node, End):
            values[node] = np.stack(given, axis=-1)
            continue
        following = [values[after] for after in _leads(node).values()]
        if isinstance(node, Turn):
            scores = np.stack([value[..., node.party] / noise[node.party] for value in following])
            # The greatest exponent is taken out, so that none overflows.
            weights = np.exp(scores - scores.max(axis=0))
            given = list(weights / weights.sum(axis=0))
        odds[node] = dict(zip(node.options, given, strict=True))
        chances = zip(given, following, strict=True)
        values[node] = sum(
            (chance[..., None] * value for chance, value in chances), np.zeros((*shape, n_parties))
        )
    # Forwards: how likely each turn and each end is.
    likely = {node: np.zeros(shape) for node in order}
    likely[game] = np.ones(shape)
    result = LogitTree(values[game])
    for node in reversed(order):
        here = likely[node]
        if isinstance(node, End):
            result.ends[node.name] = result.ends.get(node.name, np.zeros(shape)) + here
            continue
        if isinstance(node, Turn):
            result.turns[node.name] = here
            result.choices[node.name] = odds[node]
        for option, after in _leads(node).items():
            likely[after] = likely[after] + here * odds[node][option]
    return result


def build_offers(
    offers: ArrayLike, rounds: int = 1, discount_factors: Pair = (1.0, 1.0), *, passing: bool = True
) -> Turn:
    r"""Return the tree of one party's offers, repeated until one is taken or the rounds are over.

    Party 0 offers a share of a pie of size 1 to party 1, who accepts or refuses; after a refusal,
    or no offer, the next round begins. A share :math:`x` accepted in round :math:`t` (from 0) is
    worth :math:`\delta_0^t(1-x)` and :math:`\delta_1^t x`, no agreement nothing. One round is the
    ultimatum of `solve_logit_ultimatum`. Turns are "offer t" with options named as the shares are
    written, and "pass", and "answer t to x" with "accept" and "refuse"; ends are "agreed in round
    t" and "no agreement".

    Parameters
    ----------
    offers : array_like, shape (offer,)
        Shares of party 1 that may be offered, all different, each in [0, 1].
    rounds : int
        How many offers may be made, at least 1.
    discount_factors : pair of array_like
        Per round, of parties 0 and 1, in (0, 1].
    passing : bool
        Whether party 0 may also make no offer.
    """
    [x] = read_numbers("[0, 1]", SHARE, offers=offers)
    require(
        x.ndim == 1 and x.size > 0 and np.unique(x).size == x.size,
        "offers must be a list of at least one share, all different. Give the rungs of the ladder.",
    )
    if isinstance(rounds, bool) or not isinstance(rounds, int) or rounds < 1:
        raise ArgumentError(f"rounds must be a whole number of at least 1; got {rounds!r}.")
    own, other = read_pairs("(0, 1]", PER_ROUND, discount_factors=discount_factors)
    following: Node = End("no agreement", (0.0, 0.0))
    for number in reversed(range(rounds)):
        options: dict[str, Node] = {}
        for share in x.tolist():
            worth = (own**number * (1 - share), other**number * share)
            answers = {"accept": End(f"agreed in round {number}", worth), "refuse": following}
            options[f"{share:g}"] = Turn(f"answer {number} to {share:g}", 1, answers)
        if passing:
            options["pass"] = following
        following = turn = Turn(f"offer {number}", 0, options)
    return turn


def build_crisis(status_quo: Pair, capitulation: Pair, war: Pair) -> Turn:
    """Return the tree of a crisis: party 0 challenges or not, party 1 then resists or gives in.

    Noisy play of such trees is what statistical models of strategic interaction estimate: the
    probability of war is that of a challenge times that of resistance, and each side's depends on
    what both have at stake (Signorino 1999). Turns are "challenge?" ("challenge", "refrain") and
    "resist?" ("resist", "give in"); ends "status quo", "capitulation", "war".

    Parameters
    ----------
    status_quo, capitulation, war : pair of array_like
        What each end is worth to parties 0 and 1.
    """
    resist = Turn(
        "resist?", 1, {"resist": End("war", war), "give in": End("capitulation", capitulation)}
    )
    return Turn("challenge?", 0, {"challenge": resist, "refrain": End("status quo", status_quo)})


def _ordered(game: Node) -> tuple[list[Node], int]:
    """Return every node once, after all those it leads to, and how many parties every end pays."""
    following: dict[Node, list[Node]] = {}
    stack = [game]
    while stack:
        node = stack.pop()
        if not isinstance(node, (End, Turn, Draw)):
            raise ArgumentError(
                f"a game is made of End, Turn and Draw; got {type(node).__name__} {node!r:.60}."
            )
        if node in following:
            continue
        following[node] = [] if isinstance(node, End) else list(_leads(node).values())
        require(
            isinstance(node, End) or bool(following[node]),
            f'"{node.name}" has no options. Use End where nothing follows.',
        )
        stack += following[node]
    try:
        order = list(TopologicalSorter(following).static_order())
    except CycleError as error:
        raise ArgumentError(
            f'the game leads back to "{error.args[1][0].name}". Only games that end can be solved '
            "backwards."
        ) from None
    counts = {len(node.payoffs) for node in order if isinstance(node, End)}
    if len(counts) != 1:
        raise ArgumentError(f"every end must pay the same parties; got {sorted(counts)} payoffs.")
    (count,) = counts
    turns = [node for node in order if isinstance(node, Turn)]
    names = [node.name for node in turns]
    for node in turns:
        require(
            names.count(node.name) == 1,
            f'two turns are called "{node.name}". Give each its own name.',
        )
        require(
            0 <= node.party < count,
            f'the party of "{node.name}" must be from 0 to {count - 1}; got {node.party}.',
        )
    return order, count


def _leads(node: Turn | Draw) -> dict[str, Node]:
    """Return where each option of a turn or draw leads."""
    if isinstance(node, Turn):
        return dict(node.options)
    return {option: after for option, (_, after) in node.options.items()}
