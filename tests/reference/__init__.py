"""A second reading of the model: plain Python, one world at a time, for comparison with the engine.

It shares nothing with the engine but the records of a scenario and the named draws.
"""

from tests.reference.player import History, play

__all__ = ["History", "play"]
