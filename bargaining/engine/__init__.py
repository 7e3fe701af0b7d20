"""The engine: batches of worlds played round by round, and `simulate`."""

from bargaining.engine.negotiation import NegotiationModel
from bargaining.engine.progress import notebook_progress
from bargaining.engine.replay import replay
from bargaining.engine.simulation import Interrupted, simulate

__all__ = ["Interrupted", "NegotiationModel", "notebook_progress", "replay", "simulate"]
