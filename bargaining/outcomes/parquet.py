"""A result as a parquet file: one row a world, one named column a quantity.

The rounds of a world are a list. Endings and types at the end are words, and a round that never
came is null. Long names, units and axes are in the metadata of the fields, so that the file can be
read by others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from bargaining.errors import MissingPackageError, OutcomesError
from bargaining.outcomes.arrays import PlayedWorlds
from bargaining.outcomes.columns import Column, columns_of, known_scenario, plain_name, unique
from bargaining.outcomes.contents import TEXTS, Contents
from bargaining.outcomes.layout import CODES, long_name_of, unit_of
from bargaining.outcomes.parameters import parameter_columns

__all__ = ["read_parquet", "write_parquet"]

# The first is the one of layout 1, by which older versions see that a file is of a newer one.
_KEYS = {name: f"bargaining {name}".encode() for name in TEXTS} | {"header": b"bargaining outcomes"}
_BYTES_AT_ONCE = 2**25
# What a byte of a file holds at most, in bytes of data: what zstd makes of equal bytes.
_MOST_PER_BYTE = 2**16
# Arrays that are columns of the data frame, with the name that they have there.
_IN_FRAME = {name: name for name in ("world", "ending", "one_sided", "payoff")} | {
    "n_acts": "times",
    "first_rounds": "round_of",
}


def write_parquet(
    file: IO[bytes], outcomes: PlayedWorlds, plain_names: bool, parameters: bool
) -> None:
    """Write a result, some worlds at a time."""
    import pyarrow
    import pyarrow.parquet

    # The columns by their names, and the contents that say which array is in which.
    frame = [Column("world", outcomes.world, long_name_of("world")), *columns_of(outcomes)]
    columns = {column.name: column for column in frame}
    taken = set(columns)
    contents = Contents.of(outcomes)
    arrays = {}
    for name, of in contents.arrays.items():
        held = []
        for column in _columns_of_array(outcomes, name):
            if name in _IN_FRAME and column.name in columns:
                held.append(column.name)
                continue
            held.append(unique(column.name, taken))
            columns[held[-1]] = column
        words = columns[held[0]].words if held else ()
        arrays[name] = replace(of, columns=tuple(held), words=words)
    if parameters:
        # Without a compiler, or with a scenario that this version cannot read, none can be drawn.
        with suppress(MissingPackageError, OutcomesError):
            for column in parameter_columns(outcomes):
                columns[unique(column.name, taken)] = column
    if plain_names:
        taken = set()
        plain = {name: plain_name(name, taken) for name in columns}
        columns = {plain[name]: column for name, column in columns.items()}
        arrays = {
            name: replace(of, columns=tuple(plain[one] for one in of.columns))
            for name, of in arrays.items()
        }

    def table(first: int, end: int) -> Any:
        return pyarrow.Table.from_arrays(
            [_arrow_array(column, slice(first, end)) for column in columns.values()],
            schema=schema,
        )

    schema = pyarrow.schema(
        [
            pyarrow.field(name, _arrow_array(column, slice(0)).type, metadata=column.attributes)
            for name, column in columns.items()
        ]
    )
    # Some worlds at a time, since a table is a copy of what is to be written.
    a_world = sum(column.of(slice(1)).nbytes for column in columns.values())
    at_once = max(1, _BYTES_AT_ONCE // max(1, a_world))
    # A dictionary takes 0.0 and -0.0 for one value.
    in_words = [name for name, column in columns.items() if column.words]
    options = {"compression": "zstd", "use_dictionary": in_words, "write_page_checksum": True}
    with pyarrow.parquet.ParquetWriter(file, schema, **options) as writer:
        for first in range(0, len(outcomes), at_once):
            writer.write_table(table(first, min(len(outcomes), first + at_once)))
        # Metadata that a schema brings along would be written twice.
        texts = replace(contents, arrays=arrays).texts().items()
        writer.add_key_value_metadata({_KEYS[name]: text for name, text in texts})


def read_parquet(
    path: Path, understand: Callable[[Mapping[str, bytes], int], Contents]
) -> tuple[Contents, dict[str, NDArray[Any]]]:
    """Return what a file holds; `understand` checks its texts before any data is read."""
    import pyarrow
    import pyarrow.compute
    import pyarrow.parquet

    arrays: dict[str, NDArray[Any]] = {}
    with pyarrow.parquet.ParquetFile(path, page_checksum_verification=True) as stored:
        found = {**(stored.metadata.metadata or {})}
        texts = {name: found[key] for name, key in _KEYS.items() if key in found}
        contents = understand(texts, _MOST_PER_BYTE * path.stat().st_size)
        if stored.metadata.num_rows != contents.n_worlds:
            raise ValueError(
                f"it has {stored.metadata.num_rows:,} rows for {contents.n_worlds:,} worlds"
            )
        for name, of in contents.arrays.items():
            array = np.zeros(of.shape, dtype=of.dtype)
            # In layout 1 an array is one column of its own name.
            names = (of.columns or (name,)) if array.size else ()
            table = stored.read(list(names))
            for place, one in enumerate(names):
                column = table[one].combine_chunks()
                kind = column.type
                if of.words:
                    written, words = column.cast(pyarrow.string()), _arrow_words(of.words)
                    column = pyarrow.compute.index_in(written, value_set=words)
                elif pyarrow.types.is_list(kind) or pyarrow.types.is_fixed_size_list(kind):
                    column = column.flatten()
                # A code of no word, and a round that never came.
                column = column.fill_null(-1) if column.null_count else column
                into = array if len(names) == 1 else array[..., place]
                into[...] = column.to_numpy(zero_copy_only=False).reshape(into.shape)
            arrays[name] = of.checked(name, array)
    return contents, arrays


def _columns_of_array(outcomes: PlayedWorlds, name: str) -> Iterator[Column]:
    """Yield columns that together hold an array, one for each entry of its axis."""
    array, axes = outcomes[name], outcomes.axes[name]
    if 0 in array.shape[1:]:
        return
    scenario, codes = known_scenario(outcomes), CODES.get(name, ())
    # As NetCDF's conventions have them.
    told = {
        "flag_values": " ".join(str(int(code)) for code in codes),
        "flag_meanings": " ".join(code.name.lower() for code in codes),
    }
    called, others = _IN_FRAME.get(name, name), axes[1:]
    if axes[1:2] == ("round",):
        told["axis"], others = "round", axes[2:]
        called += "" if name.endswith("_by_round") else "_by_round"
    entries = [str(label) for label in outcomes.labels[others[0]]] if len(others) == 1 else []
    pieces = {entry: array[..., place] for place, entry in enumerate(entries)}
    if len(pieces) < len(entries) or len(others) > 1:
        # Labels that are written alike, or several axes.
        told["axis"], pieces = " ".join(axes[1:]), {}
    for entry, values in (pieces or {"": array}).items():
        cells = values.shape[1:] and (int(np.prod(values.shape[1:])),)
        yield Column(
            f"{called}.{entry}" if entry else called,
            values.reshape(len(values), *cells),
            long_name_of(name, entry, scenario),
            unit_of(name),
            origin=told,
        )


def _arrow_array(column: Column, rows: slice) -> Any:
    """Return some rows of a column as Arrow holds them."""
    import pyarrow

    values, missing = column.of(rows), None
    if column.is_round:
        missing = np.isnan(values)
        values = np.where(missing, 0, values).astype(np.int32)
    native = np.ascontiguousarray(values, dtype=values.dtype.newbyteorder("=")).reshape(-1)
    # `pyarrow.array` would load pandas to see whether it is one of pandas' arrays.
    flat = pyarrow.Array.from_buffers(
        pyarrow.from_numpy_dtype(native.dtype),
        native.size,
        [
            None
            if missing is None
            else pyarrow.py_buffer(np.packbits(~missing, bitorder="little")),
            pyarrow.py_buffer(
                np.packbits(native, bitorder="little") if native.dtype == bool else native
            ),
        ],
    )
    if column.words:
        return pyarrow.DictionaryArray.from_arrays(flat, _arrow_words(column.words))
    if values.ndim > 1:
        return pyarrow.FixedSizeListArray.from_arrays(flat, values.shape[1])
    return flat


def _arrow_words(words: tuple[str, ...]) -> Any:
    import pyarrow

    encoded = [word.encode() for word in words]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    buffers = [None, pyarrow.py_buffer(ends), pyarrow.py_buffer(b"".join(encoded))]
    return pyarrow.Array.from_buffers(pyarrow.string(), len(words), buffers)
