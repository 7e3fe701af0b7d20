"""The rules of play: one phase of a round a file."""

from bargaining.protocol.interventions import impose, set_parameters
from bargaining.protocol.moves import moves
from bargaining.protocol.nature import nature
from bargaining.protocol.provocation import provocation
from bargaining.protocol.round_context import DecisionObserver, Hand, RoundContext
from bargaining.protocol.talks import talks
from bargaining.protocol.update import advance, update

__all__ = [
    "DecisionObserver", "Hand", "RoundContext", "advance", "impose", "moves", "nature",
    "provocation", "set_parameters", "talks", "update",
]  # fmt: skip
