"""The rules of play: one phase of a round a file."""

from bargaining.protocol.interventions import impose, set_parameters
from bargaining.protocol.moves import moves
from bargaining.protocol.nature import nature
from bargaining.protocol.proceedings import Proceedings, Witness
from bargaining.protocol.provocation import provocation
from bargaining.protocol.talks import talks
from bargaining.protocol.update import advance, update

__all__ = [
    "Proceedings",
    "Witness",
    "advance",
    "impose",
    "moves",
    "nature",
    "provocation",
    "set_parameters",
    "talks",
    "update",
]
