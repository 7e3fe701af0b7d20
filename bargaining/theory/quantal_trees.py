"""Noisy play of any small game with perfect information: logit agent-QRE, solved backwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike

from bargaining.arrays import Floats
from bargaining.theory.domains import require, require_within
from bargaining.theory.game_trees import Draw, End, Node, Turn, count_parties, leads, ordered

__all__ = ["LogitTree", "solve_logit_tree"]

_NOISE = (
    "It is the temperature of quantal response in payoff units, the inverse of the precision of "
    "the literature; make it small to approach backward induction."
)


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
    too. With :math:`v_i(o)` the value to the chooser :math:`i` of what follows option :math:`o`,

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

    Returns
    -------
    LogitTree
        Arrays of the broadcast shape of noise, payoffs and probabilities.

    Raises
    ------
    ArgumentError
        A noise is not above 0 or missing, ends name different numbers of parties, two turns have
        one name, a turn has no options, probabilities of a draw do not sum to 1, or the game
        leads back to itself.

    References
    ----------
    McKelvey, R. D. and Palfrey, T. R. (1998). Quantal response equilibria for extensive form games.
    *Experimental Economics* 1(1), 9-41.

    Examples
    --------
    >>> war, peace = End("war", (-1, -1)), End("peace", (1, 2))
    >>> play = solve_logit_tree(Turn("attack or not", 0, {"yes": war, "no": peace}), 1.0)
    >>> round(float(play.ends["peace"]), 4)
    0.8808
    """
    order = ordered(game)
    n_parties = count_parties(order)
    noise = _read_noise(choice_noise, n_parties)
    shape = np.broadcast_shapes(*(each.shape for each in noise), *_shapes(order))
    values: dict[int, Floats] = {}
    odds: dict[int, dict[str, Floats]] = {}
    for node in order:
        if isinstance(node, End):
            values[id(node)] = np.stack(
                [np.broadcast_to(_payoff(node, payoff), shape) for payoff in node.payoffs], axis=-1
            )
            continue
        following = {option: values[id(after)] for option, after in leads(node).items()}
        if isinstance(node, Turn):
            odds[id(node)] = _logit(
                {option: value[..., node.party] for option, value in following.items()},
                noise[node.party],
            )
        else:
            odds[id(node)] = _drawn(node, shape)
        total = np.zeros((*shape, n_parties))
        for option, value in following.items():
            total = total + odds[id(node)][option][..., None] * value
        values[id(node)] = total
    return _forwards(order, values[id(game)], odds, shape)


def _forwards(
    order: list[Node],
    value: Floats,
    odds: dict[int, dict[str, Floats]],
    shape: tuple[int, ...],
) -> LogitTree:
    """Add how likely each turn and each end is."""
    likely = {id(node): np.zeros(shape) for node in order}
    likely[id(order[-1])] = np.ones(shape)
    result = LogitTree(value)
    for node in reversed(order):
        here = likely[id(node)]
        if isinstance(node, End):
            result.ends[node.name] = result.ends.get(node.name, np.zeros(shape)) + here
            continue
        if isinstance(node, Turn):
            result.turns[node.name] = here
            result.choices[node.name] = odds[id(node)]
        for option, after in leads(node).items():
            likely[id(after)] = likely[id(after)] + here * odds[id(node)][option]
    return result


def _read_noise(
    choice_noise: ArrayLike | Mapping[int, ArrayLike], n_parties: int
) -> tuple[Floats, ...]:
    given = (
        choice_noise
        if isinstance(choice_noise, Mapping)
        else dict.fromkeys(range(n_parties), choice_noise)
    )
    require(
        set(given) == set(range(n_parties)),
        f"choice_noise must name each party from 0 to {n_parties - 1}; got {sorted(given)}.",
    )
    return tuple(
        require_within("choice_noise", given[party], low=0, low_open=True, remedy=_NOISE)
        for party in range(n_parties)
    )


def _shapes(order: list[Node]) -> list[tuple[int, ...]]:
    shapes = []
    for node in order:
        if isinstance(node, End):
            shapes += [np.shape(payoff) for payoff in node.payoffs]
        elif isinstance(node, Draw):
            shapes += [np.shape(probability) for probability, _ in node.options.values()]
    return shapes


def _payoff(node: End, payoff: ArrayLike) -> Floats:
    return require_within(f'a payoff of "{node.name}"', payoff, remedy="Any finite number will do.")


def _drawn(node: Draw, shape: tuple[int, ...]) -> dict[str, Floats]:
    odds = {
        option: np.broadcast_to(
            require_within(
                f'a probability of "{node.name}"',
                probability,
                low=0,
                high=1,
                remedy="It is a probability.",
            ),
            shape,
        )
        for option, (probability, _) in node.options.items()
    }
    total = np.sum(list(odds.values()), axis=0)
    require(np.abs(total - 1) < 1e-9, f'the probabilities of "{node.name}" must sum to 1.')
    return odds


def _logit(values: dict[str, Floats], noise: Floats) -> dict[str, Floats]:
    scores = np.stack([value / noise for value in values.values()])
    # The greatest exponent is taken out, so that none overflows.
    weights = np.exp(scores - scores.max(axis=0))
    shares = weights / weights.sum(axis=0)
    return dict(zip(values, shares, strict=True))
