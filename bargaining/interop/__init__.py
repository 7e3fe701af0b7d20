"""Doors to the field's other tools: GENIUS domains, NegMAS scenarios, Gambit games."""

from bargaining.interop.gambit_extensive import write_efg
from bargaining.interop.gambit_normal import write_nfg
from bargaining.interop.genius_reader import read_genius
from bargaining.interop.genius_writer import write_genius
from bargaining.interop.negmas_bridge import to_negmas

__all__ = ["read_genius", "to_negmas", "write_efg", "write_genius", "write_nfg"]
