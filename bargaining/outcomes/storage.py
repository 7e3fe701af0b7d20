"""Results in files: parquet where pyarrow is there, npz otherwise; nothing lost.

Both hold the same: every array with its exact type and bits, the labels of every axis, the record
of the run, and the version of this layout. Nothing is pickled.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import IO, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.layout import RENAMED
from bargaining.outcomes.record import RunRecord, check_layout

__all__ = ["load", "save", "write_whole"]

P = TypeVar("P", bound=PlayedWorlds)
Arrays = Mapping[str, NDArray[Any]]

STORAGE_FORMAT = 1
_KIND = "bargaining outcomes"
_HEADER = "__header__"
_FOREIGN = (".csv", ".json", ".nc", ".pkl", ".pickle", ".xlsx", ".txt")
_BYTES_AT_ONCE = 2**25


def save(outcomes: PlayedWorlds, path: str | Path) -> Path:
    """Write the result to a file, at once or not at all, and return the file's path.

    Parameters
    ----------
    path : str or Path
        A name ending in ``.parquet`` (needs pyarrow) or ``.npz``; without an ending, the first is
        chosen where pyarrow is installed, the second elsewhere.
    """
    path = _path(path)
    if path.suffix.lower() in _FOREIGN:
        raise ArgumentError(
            f"{path}: a result is saved as .parquet or .npz; for other formats use to_frame(), "
            f"to_xarray() or summary()"
        )
    # "seed-2.5" has no suffix that means a format: only those of known formats are refused.
    if path.suffix not in (".parquet", ".npz"):
        path = path.with_name(path.name + (".parquet" if _has_pyarrow() else ".npz"))
    if path.suffix == ".parquet" and not _has_pyarrow():
        raise OutcomesError(
            f"{path}: a parquet file needs pyarrow, which is not installed; choose a name ending "
            f"in .npz"
        )
    arrays = {name: outcomes[name] for name in outcomes}
    for name, array in arrays.items():
        if array.dtype.kind not in "biuf":
            raise OutcomesError(
                f"the array {name!r} has the type {array.dtype}; only booleans, integers and "
                f"floats can be saved"
            )
    contents = {
        "kind": _KIND,
        "format": STORAGE_FORMAT,
        "worlds": len(outcomes),
        "arrays": {
            name: {"axes": outcomes.axes[name], "type": of.dtype.str, "shape": of.shape[1:]}
            for name, of in arrays.items()
        },
        "labels": dict(outcomes.labels),
        "record": outcomes.record.to_json(),
    }
    header = json.dumps(contents, ensure_ascii=False).encode()

    def write(file: IO[bytes]) -> None:
        if path.suffix == ".parquet":
            _write_parquet(file, header, arrays, len(outcomes))
        else:
            named: dict[str, Any] = {_HEADER: np.frombuffer(header, dtype=np.uint8), **arrays}
            np.savez_compressed(file, **named)

    try:
        write_whole(path, write)
    except OSError as error:
        raise OutcomesError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def load(path: str | Path, kind: type[P]) -> P:
    """Read a result as one of a kind; see `Outcomes.load`."""
    path = _path(path)
    try:
        with path.open("rb") as file:
            magic = file.read(4)
    except OSError as error:
        raise OutcomesError(f"{path}: cannot be opened: {error.strerror or error}") from error
    if magic != b"PAR1" and magic[:2] != b"PK":
        raise OutcomesError(
            f"{path}: is no saved result: it is neither a parquet nor an npz file; results are "
            f"written by outcomes.save()"
        )
    if magic == b"PAR1" and not _has_pyarrow():
        raise OutcomesError(f"{path}: a parquet file needs pyarrow, which is not installed")
    try:
        if magic == b"PAR1":
            header, arrays = _read_parquet(path)
        else:
            # Opened here, since NumPy leaves a file open that turns out to be damaged.
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                raw = stored[_HEADER].tobytes() if _HEADER in stored.files else None
                header = _read_header(path, raw)
                arrays = {name: stored[name] for name in header["arrays"]}
        return kind(
            {RENAMED.get(name, name): array for name, array in arrays.items()},
            {RENAMED.get(name, name): tuple(of["axes"]) for name, of in header["arrays"].items()},
            {axis: tuple(entries) for axis, entries in header["labels"].items()},
            RunRecord.from_json(header["record"]),
        )
    except (OutcomesError, MemoryError):
        raise
    except Exception as error:
        # Damaged bytes make the readers raise errors of a dozen kinds, syntax errors among them.
        raise OutcomesError(f"{path}: is damaged and cannot be read: {error}") from error


def _path(path: object) -> Path:
    if isinstance(path, str | Path) and Path(path).name and "\0" not in str(path):
        return Path(path)
    raise ArgumentError(f"path must be the name of a file; got {path!r}")


def _has_pyarrow() -> bool:
    return importlib.util.find_spec("pyarrow") is not None


def _read_header(path: Path, raw: bytes | None) -> dict[str, Any]:
    header = json.loads(raw) if raw is not None else None
    if not isinstance(header, dict) or header.get("kind") != _KIND:
        raise OutcomesError(f"{path}: is no saved result, though its format is one of theirs")
    check_layout(f"{path}:", header.get("format"), STORAGE_FORMAT)
    return header


def _write_parquet(file: IO[bytes], header: bytes, arrays: Arrays, n_worlds: int) -> None:
    import pyarrow
    import pyarrow.parquet

    def column(array: NDArray[Any]) -> Any:
        native = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("="))
        # `pyarrow.array` would load pandas to see whether it is one of pandas' arrays.
        is_bool = native.dtype == bool
        entries = np.packbits(native, bitorder="little") if is_bool else native.reshape(-1)
        kind = pyarrow.from_numpy_dtype(native.dtype)
        flat = pyarrow.Array.from_buffers(kind, native.size, [None, pyarrow.py_buffer(entries)])
        if array.ndim == 1:
            return flat
        return pyarrow.FixedSizeListArray.from_arrays(flat, int(np.prod(array.shape[1:])))

    def table(first: int, end: int) -> Any:
        columns = {name: column(of[first:end]) for name, of in arrays.items() if of[:1].size}
        # A table needs a column to know its length by.
        built = pyarrow.Table.from_pydict(columns or {"_": pyarrow.nulls(end - first)})
        return built.replace_schema_metadata({_KIND: header})

    # Some worlds at a time, since a table is a copy of what is to be written.
    at_once = max(1, _BYTES_AT_ONCE // max(1, sum(of[:1].nbytes for of in arrays.values())))
    # A dictionary takes 0.0 and -0.0 for one value.
    options = {"compression": "zstd", "use_dictionary": False, "write_page_checksum": True}
    with pyarrow.parquet.ParquetWriter(file, table(0, 0).schema, **options) as writer:
        for first in range(0, n_worlds, at_once):
            writer.write_table(table(first, min(n_worlds, first + at_once)))


def _read_parquet(path: Path) -> tuple[dict[str, Any], Arrays]:
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path, page_checksum_verification=True) as stored:
        metadata = stored.schema_arrow.metadata or {}
        header = _read_header(path, metadata.get(_KIND.encode()))
        arrays = {}
        for name, of in header["arrays"].items():
            shape, kind = (int(header["worlds"]), *of["shape"]), np.dtype(of["type"])
            if kind.kind not in "biuf":
                raise ValueError(f"the array {name!r} has the unknown type {of['type']}")
            if 0 in shape:
                arrays[name] = np.zeros(shape, dtype=kind)
                continue
            column = stored.read([name])[name].combine_chunks()
            flat = column.flatten() if len(shape) > 1 else column
            arrays[name] = flat.to_numpy(zero_copy_only=False).astype(kind).reshape(shape)
        return header, arrays


def write_whole(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    """Write beside the target and move into place, so that no half-written file has its name.

    That holds if the program is stopped, and if others write the same file at the same time.
    """
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with temporary.open("xb") as file:
            write(file)
        os.replace(temporary, path)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink()
