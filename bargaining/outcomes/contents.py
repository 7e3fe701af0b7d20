"""What a file of a result says of itself, checked before any of its data is read.

Four texts: a header with the type, axes and digest of every array; the run's record without its
scenario; the scenario; and the digest of the header, which holds those of the other two. Files of
layout 1 hold record and scenario within the header and have no digests.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import OutcomesError
from bargaining.outcomes.arrays import Label, PlayedWorlds
from bargaining.outcomes.layout import RENAMED, misfit
from bargaining.outcomes.record import RunRecord, check_layout

if TYPE_CHECKING:
    from bargaining.scenario.schema import Scenario

__all__ = ["HEADER", "LARGEST_TEXT", "STORAGE_FORMAT", "TEXTS", "Contents", "StoredArray", "digest"]

STORAGE_FORMAT = 2
_KIND = "bargaining outcomes"
HEADER, _RECORD, _SCENARIO, _CHECK = TEXTS = ("header", "record", "scenario", "check")
LARGEST_TEXT = 2**26
_BYTES_AT_ONCE = 2**24


@dataclass(frozen=True, slots=True)
class StoredArray:
    """An array as a file holds it."""

    axes: tuple[str, ...]
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    digest: str = ""
    """Of its bytes; empty in layout 1."""
    columns: tuple[str, ...] = ()
    """Names of the columns that hold it, where the file has columns; empty if it is whole."""
    words: tuple[str, ...] = ()
    """What its codes are written as; empty where they are numbers."""

    @property
    def nbytes(self) -> int:
        """Bytes in memory."""
        return int(np.prod(self.shape, dtype=object)) * self.dtype.itemsize

    def checked(self, name: str, array: NDArray[Any]) -> NDArray[Any]:
        """Return the array that was read, refused where it is another than the one written."""
        if array.dtype != self.dtype or array.shape != self.shape:
            raise ValueError(f"the array {name!r} is not of the type and shape of the header")
        if self.digest and digest(array) != self.digest:
            raise ValueError(f"the array {name!r} differs from what was written")
        return array


@dataclass(frozen=True, slots=True)
class Contents:
    """What a result holds, but for the entries of its arrays."""

    n_worlds: int
    arrays: Mapping[str, StoredArray]
    labels: Mapping[str, tuple[Label, ...]]
    record: RunRecord
    scenario: Scenario | None = None

    @classmethod
    def of(cls, outcomes: PlayedWorlds) -> Contents:
        """Return the contents of a result, refused where it has arrays that no file can hold."""
        arrays = {}
        for name in outcomes:
            array, axes = outcomes[name], outcomes.axes[name]
            if wrong := _misfit(name, axes, array.dtype):
                raise OutcomesError(wrong)
            arrays[name] = StoredArray(axes, array.dtype, array.shape, digest(array))
        return cls(len(outcomes), arrays, outcomes.labels, outcomes.record)

    def texts(self) -> dict[str, bytes]:
        """Return the texts that a file holds, by their names in `TEXTS`."""
        scenario = self.record.scenario.encode()
        record = replace(self.record, scenario="").to_json().encode()
        arrays = {}
        for name, of in self.arrays.items():
            said = {"axes": of.axes, "type": of.dtype.str, "digest": of.digest}
            said |= {"columns": of.columns} if of.columns else {}
            arrays[name] = said | ({"words": of.words} if of.words else {})
        header = {
            "kind": _KIND,
            "format": STORAGE_FORMAT,
            "worlds": self.n_worlds,
            "arrays": arrays,
            "labels": dict(self.labels),
            "digests": {_RECORD: digest(record), _SCENARIO: digest(scenario)},
        }
        written = json.dumps(header, ensure_ascii=False).encode()
        check = digest(written).encode()
        return {HEADER: written, _RECORD: record, _SCENARIO: scenario, _CHECK: check}

    @classmethod
    def read(cls, path: object, texts: Mapping[str, bytes], at_most: int) -> Contents:
        """Return what the texts of a file say, those of `TEXTS` that it holds, if they fit.

        A file that is no result, or one of a newer version, is an OutcomesError that names its
        path; one that is damaged, or whose arrays would have more bytes than one of its size can
        hold `at_most`, a ValueError that says what is wrong with it.
        """
        raw = texts.get(HEADER)
        header = None if raw is None else json.loads(raw)
        if not isinstance(header, dict) or header.get("kind") != _KIND:
            raise OutcomesError(f"{path}: is no saved result, though its format is one of theirs")
        layout = header.get("format")
        check_layout(f"{path}:", layout, STORAGE_FORMAT)
        if _CHECK in texts and digest(raw or b"").encode() != texts[_CHECK]:
            raise ValueError("its header differs from what was written")
        if layout != 1:
            for name in (_RECORD, _SCENARIO, _CHECK):
                if name not in texts:
                    raise ValueError(f"its {name} is missing")
                if name != _CHECK and digest(texts[name]) != header["digests"][name]:
                    raise ValueError(f"its {name} differs from what was written")
            record = RunRecord.from_json(texts[_RECORD].decode())
            record = replace(record, scenario=texts[_SCENARIO].decode())
        else:
            record = RunRecord.from_json(header["record"])
        labels = {axis: tuple(of) for axis, of in header["labels"].items()}
        n_worlds = header["worlds"]
        if not isinstance(n_worlds, int) or isinstance(n_worlds, bool) or n_worlds < 0:
            raise ValueError(f"its number of worlds must be 0 or more; it says {n_worlds!r}")
        arrays = {}
        for name, said in header["arrays"].items():
            axes, dtype = tuple(map(str, said["axes"])), np.dtype(said["type"])
            if wrong := _misfit(RENAMED.get(name, name), axes, dtype):
                raise ValueError(wrong)
            shape = (n_worlds, *(len(labels[axis]) for axis in axes[1:]))
            if "shape" in said and tuple(said["shape"]) != shape[1:]:
                raise ValueError(
                    f"the array {name!r} must have the shape {shape[1:]} behind the world, by the "
                    f"labels of its axes; its header says {tuple(said['shape'])}"
                )
            more = (tuple(said.get(key, ())) for key in ("columns", "words"))
            arrays[name] = StoredArray(axes, dtype, shape, said.get("digest", ""), *more)
        claimed = sum(of.nbytes for of in arrays.values())
        if claimed > at_most:
            raise ValueError(f"its header claims {claimed:,} bytes, more than it can hold")
        scenario = None
        # What needs a scenario that cannot be read says so when it is asked.
        with suppress(OutcomesError):
            scenario = record.parse_scenario()
        if scenario is not None and record.played_digest not in ("", scenario.played_digest):
            raise ValueError(
                f"its scenario is not the one that was played: its played digest is "
                f"{scenario.played_digest[:16]} and not {record.played_digest[:16]}"
            )
        return cls(n_worlds, arrays, labels, record, scenario)


def digest(data: bytes | NDArray[Any]) -> str:
    """Return a digest of bytes, or of an array's bytes in the order of its entries."""
    found = hashlib.blake2b(digest_size=16)
    if isinstance(data, np.ndarray):
        # Some worlds at a time, since they may have to be copied to lie in a row.
        at_once = max(1, _BYTES_AT_ONCE // max(1, data[:1].nbytes))
        for first in range(0, len(data), at_once):
            part = np.ascontiguousarray(data[first : first + at_once])
            found.update(part.reshape(-1).view(np.uint8).data)
    else:
        found.update(data)
    return found.hexdigest()


def _misfit(name: str, axes: tuple[str, ...], dtype: np.dtype[Any]) -> str:
    """Return in words why a file cannot hold an array; empty where it can."""
    if dtype.kind not in "biuf" or dtype.itemsize > 8:
        return (
            f"the array {name!r} has the type {dtype}; only booleans, integers and floats of up "
            f"to 8 bytes can be saved"
        )
    if axes[:1] != ("world",):
        return f"the array {name!r} must have the axis world first; got {axes}"
    return misfit(name, axes, dtype)
