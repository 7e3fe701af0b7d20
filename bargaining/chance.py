"""Named draws: every piece of luck has a name and an address.

The key of a draw is a hash of the seed and the slot's name; its counter is
(block of worlds, round, point, index) on the Philox 4x64 generator (Salmon, Moraes, Dror and Shaw,
2011, SC'11). World `w` reads lane ``w % 4`` of block ``w // 4``. Hence world `i` of seed `s` has
the same luck whatever the batch it is played in, whatever other slots exist, and in whatever order
they are read. Only uniforms are drawn: anything else is an inverse CDF of one uniform, since other
samplers use a varying number of words.
"""

from __future__ import annotations

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

__all__ = ["Chance", "uniforms"]

_LANES = 4
_SMALLEST = 2.0**-54


class Chance:
    """The luck of a contiguous range of worlds under one seed.

    Parameters
    ----------
    seed : int
        Any integer; two different seeds share no luck.
    first_world : int
        Number of the first world of the range, at least 0.
    worlds : int
        How many worlds the range holds, at least 1.
    repeats : int
        How many times the range stands in a batch, each time with the same luck.
    """

    def __init__(self, seed: int, first_world: int, worlds: int, repeats: int = 1) -> None:
        self.seed = seed
        self.first_world = first_world
        self.worlds = worlds
        self.repeats = repeats
        self._bits = np.random.Philox(0)
        self._generator = np.random.Generator(self._bits)
        self._state = self._bits.state
        self._state["buffer_pos"] = _LANES
        self._counter = self._state["state"]["counter"]
        self._keys: dict[str, NDArray[np.uint64]] = {}

    def uniform(
        self, slot: str, round: int = 0, point: int = 0, index: int = 0
    ) -> NDArray[np.float64]:
        """Return one uniform of (0, 1) per world, shape ``(repeats * worlds,)``.

        Parameters
        ----------
        slot : str
            Name of the draw, such as ``"step.japan"``.
        round, point, index : int
            Address within the slot, each at least 0.
        """
        key = self._keys.get(slot)
        if key is None:
            digest = blake2b(f"{self.seed}\0{slot}".encode(), digest_size=16).digest()
            key = self._keys[slot] = np.frombuffer(digest, dtype="<u8").astype(np.uint64)
        block, skip = divmod(self.first_world, _LANES)
        self._state["state"]["key"] = key
        # NumPy's Philox steps its counter before it fills the buffer: block b holds output b + 1.
        self._counter[:] = block, round, point, index
        self._bits.state = self._state
        drawn = self._generator.random(skip + self.worlds)[skip:]
        np.maximum(drawn, _SMALLEST, out=drawn)
        return drawn if self.repeats == 1 else np.tile(drawn, self.repeats)


def uniforms(seed: int, slot: str, first: int, count: int) -> NDArray[np.float64]:
    """Return the uniforms of entries `first` to ``first + count - 1`` of one slot.

    Used for what is drawn once per epistemic draw rather than once per world.
    """
    return Chance(seed, first, count).uniform(slot)
