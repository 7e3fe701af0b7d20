"""Results in files: parquet where pyarrow is there, npz otherwise; nothing lost.

Both hold the same: every array with its exact type and bits, the labels of every axis, the record
of the run, and the version of this layout. Nothing is pickled. Two more formats are written for
other programs and not read again: NetCDF with everything, and CSV with the data frame.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import secrets
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import ArgumentError, OutcomesError
from bargaining.outcomes import parquet
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.contents import LARGEST_TEXT, TEXTS, Contents, StoredArray
from bargaining.outcomes.frames import to_frame, to_xarray
from bargaining.outcomes.layout import RENAMED
from bargaining.outcomes.record import RunRecord

if TYPE_CHECKING:
    import pandas
    import xarray

__all__ = ["FOR_OTHERS", "LOADED", "load", "record_of", "save", "write_whole"]

P = TypeVar("P", bound=PlayedWorlds)

_FOREIGN = (".json", ".pkl", ".pickle", ".xlsx", ".txt", ".feather", ".h5")
LOADED = (".parquet", ".npz")
FOR_OTHERS = (".csv", ".nc")
# Deflate compresses by no more than this.
_MOST_PER_BYTE = 1100
# Engines of xarray that keep every integer as wide as it is.
_NETCDF_ENGINES = {"netcdf4": ("netCDF4",), "h5netcdf": ("h5netcdf", "h5py")}


def save(
    outcomes: PlayedWorlds,
    path: str | Path,
    *,
    plain_names: bool = False,
    parameters: bool = True,
) -> Path:
    """Write the result to a file, at once or not at all, and return the file's path.

    Parameters
    ----------
    path : str or Path
        A name ending in ``.parquet`` (needs pyarrow) or ``.npz``; without an ending, the first is
        chosen where pyarrow is installed, the second elsewhere. Ending in ``.csv``, the data frame
        is written, with a description of it in ``<name>.csv-metadata.json``; in ``.nc``, the
        dataset of `to_xarray` (needs netCDF4 or h5netcdf). These two cannot be loaded again.
    plain_names : bool
        Name the columns of a parquet or CSV file with letters, digits and underscores only, as
        ``level_sanctions_relief`` instead of ``level.sanctions_relief``, which SQL has to quote.
    parameters : bool
        Whether to add the numbers that were drawn to files that others read: 8 bytes a number and
        draw. They follow from seed and scenario, so ``outcomes.parameters()`` has them anyway.
    """
    path = _path(path)
    if path.suffix.lower() in _FOREIGN:
        raise ArgumentError(
            f"{path}: a result is saved as .parquet, .npz, .nc or .csv; for other formats use "
            f"to_frame(), to_xarray() or summary()"
        )
    # "seed-2.5" has no suffix that means a format: only those of known formats are refused.
    if path.suffix not in (*LOADED, *FOR_OTHERS):
        path = path.with_name(path.name + (".parquet" if _has_pyarrow() else ".npz"))
    if path.suffix == ".parquet" and not _has_pyarrow():
        raise OutcomesError(
            f"{path}: a parquet file needs pyarrow, which is not installed; choose a name ending "
            f"in .npz"
        )
    named = {"plain_names": plain_names, "parameters": parameters}
    texts = Contents.of(outcomes).texts() if path.suffix == ".npz" else {}
    writers: dict[str, Callable[[IO[bytes]], object]] = {
        ".parquet": lambda file: parquet.write_parquet(file, outcomes, **named),
        ".npz": lambda file: np.savez_compressed(
            file,
            **dict[str, Any](
                {f"__{name}__": np.frombuffer(text, np.uint8) for name, text in texts.items()}
                | {name: outcomes[name] for name in outcomes}
            ),
        ),
        ".nc": lambda file: _write_netcdf(file, to_xarray(outcomes, parameters=parameters)),
    }
    try:
        if path.suffix == ".csv":
            _write_csv(path, to_frame(outcomes, **named), outcomes.record)
        else:
            write_whole(path, writers[path.suffix])
    except OSError as error:
        raise OutcomesError(f"{path}: cannot be written: {error.strerror or error}") from error
    return path


def load(path: str | Path, kind: type[P]) -> P:
    """Read a result as one of a kind; see `Outcomes.load`."""
    path = _path(path)
    read = _reader(path)
    try:
        contents, arrays = read(path, partial(Contents.read, path))
        return kind(
            {RENAMED.get(name, name): array for name, array in arrays.items()},
            {RENAMED.get(name, name): of.axes for name, of in contents.arrays.items()},
            contents.labels,
            contents.record,
            scenario=contents.scenario,
        )
    except OutcomesError:
        raise
    except MemoryError as error:
        raise OutcomesError(
            f"{path}: cannot be read: it is damaged, or there is not enough memory for it"
        ) from error
    except Exception as error:
        # Damaged bytes make the readers raise errors of a dozen kinds, syntax errors among them.
        raise OutcomesError(f"{path}: is damaged and cannot be read: {error}") from error


def record_of(path: Path) -> RunRecord | None:
    """Return what fixes the worlds of a saved result; None for a file that cannot be read."""
    try:
        read = _reader(path)
        # No arrays are read where the contents name none.
        return read(path, lambda *of: replace(Contents.read(path, *of), arrays={}))[0].record
    except Exception:
        # Damaged bytes make the readers raise errors of a dozen kinds.
        return None


def _reader(path: Path) -> Callable[..., tuple[Contents, dict[str, NDArray[Any]]]]:
    """Return what reads a file, by how it begins."""
    if path.suffix in FOR_OTHERS:
        raise OutcomesError(
            f"{path}: files ending in {path.suffix} are written for other programs; load the "
            f".parquet or .npz file of the result"
        )
    if path.is_fifo():
        raise OutcomesError(
            f"{path}: is a stream, and a result is read in parts; save it in a file"
        )
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
    return parquet.read_parquet if magic == b"PAR1" else _read_npz


def _path(path: object) -> Path:
    if isinstance(path, str | Path) and Path(path).name and "\0" not in str(path):
        return Path(path)
    raise ArgumentError(f"path must be the name of a file; got {path!r}")


def _has_pyarrow() -> bool:
    return importlib.util.find_spec("pyarrow") is not None


def _read_npz(
    path: Path, understand: Callable[[Mapping[str, bytes], int], Contents]
) -> tuple[Contents, dict[str, NDArray[Any]]]:
    """Return what a file holds; `understand` checks its texts before any data is read."""
    # Opened here, since a file that turns out to be damaged would stay open.
    with path.open("rb") as file, zipfile.ZipFile(file) as archive:
        there = set(archive.namelist())
        texts = {
            name: _entry(archive, f"__{name}__").tobytes()
            for name in TEXTS
            if f"__{name}__.npy" in there
        }
        contents = understand(texts, _MOST_PER_BYTE * path.stat().st_size)
        return contents, {
            name: of.checked(name, _entry(archive, name, of))
            for name, of in contents.arrays.items()
        }


def _entry(archive: zipfile.ZipFile, name: str, wanted: StoredArray | None = None) -> NDArray[Any]:
    """Read an array of an archive: of bytes, unless another is wanted."""
    with archive.open(f"{name}.npy") as file:
        version = np.lib.format.read_magic(file)
        read_header = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        shape, in_columns, dtype = read_header(file)
        if wanted is None:
            fits = dtype == np.uint8 and len(shape) == 1 and shape[0] <= LARGEST_TEXT
        else:
            fits = (shape, dtype) == (wanted.shape, wanted.dtype)
        if not fits:
            raise ValueError(f"the array {name!r} is not of the type and shape of the header")
        # Reads to the end, where the archive's own sum is checked.
        size = int(np.prod(shape, dtype=object)) * dtype.itemsize
        data = file.read(size)
        if len(data) != size or file.read(1):
            raise ValueError(f"the array {name!r} is shorter or longer than its header says")
    entries = np.frombuffer(data, dtype=dtype) if size else np.zeros(0, dtype=dtype)
    return entries.reshape(shape, order="F" if in_columns else "C")


def _write_netcdf(file: IO[bytes], dataset: xarray.Dataset) -> None:
    there = (
        engine
        for engine, needed in _NETCDF_ENGINES.items()
        if all(importlib.util.find_spec(one) for one in needed)
    )
    engine: Any = next(there, None)
    if engine is None:
        raise OutcomesError(
            "a NetCDF file needs netCDF4 (or h5netcdf with h5py), which is not installed: "
            "pip install 'bargaining[netcdf]'"
        )
    compressed = {name: {"zlib": True} for name in dataset.data_vars}
    # The engines write to a path of their own.
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "result.nc"
        dataset.to_netcdf(written, engine=engine, encoding=compressed)
        with written.open("rb") as whole:
            shutil.copyfileobj(whole, file)


def _write_csv(path: Path, frame: pandas.DataFrame, record: RunRecord) -> None:
    """Write a table, and beside it what is in it, as the W3C's CSV on the web (2015) has it."""
    types = {"b": "boolean", "i": "integer", "f": "number"}
    columns = [{"name": "world", "datatype": "integer", "dc:description": "number of the world"}]
    for column, meaning in frame.attrs.pop("columns").items():
        kind = types.get(getattr(frame[column].dtype, "kind", ""), "string")
        of_column = {"name": column, "datatype": kind, "dc:description": meaning.pop("long_name")}
        columns.append({**of_column, **{f"bargaining:{key}": of for key, of in meaning.items()}})
    flags = frame.select_dtypes(bool).columns
    # The one way to write a truth value that every reader takes for one.
    frame[flags] = np.where(frame[flags], "TRUE", "FALSE")
    write_whole(path, lambda file: frame.to_csv(file, lineterminator="\n", encoding="utf-8"))
    run = json.loads(record.to_json())
    run["scenario"] = json.loads(run["scenario"])
    described = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": path.name,
        "tableSchema": {"columns": columns, "primaryKey": "world"},
        "notes": [{**frame.attrs, "record": run}],
    }
    text = json.dumps(described, indent=1, ensure_ascii=False).encode()
    write_whole(path.with_name(f"{path.name}-metadata.json"), lambda file: file.write(text))


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
