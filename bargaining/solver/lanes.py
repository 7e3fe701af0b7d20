"""Eight rows abreast: what is the same for all rows is looked up once for the eight of them.

An array over (entry, lane) holds a number of eight rows in each entry, one in each *lane*. `read`
takes an entry out as `Lanes`, which are added, subtracted, multiplied and divided like a number,
lane by lane, and `write` puts one back. In compiled code they are one vector, whatever the loops
around them look like; in plain Python they are an array of eight numbers.

Lanes know nothing of one another, so a row comes to the same bits whichever rows it lies beside.
Where fewer than eight rows are left, what stands in the other lanes is not used.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any, TypeAlias, TypeVar

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.typeconv import Conversion
from numba.extending import (
    lower_builtin,
    lower_cast,
    models,
    register_model,
    type_callable,
)

from bargaining.arrays import Floats, Ints
from bargaining.solver.compiled import part, reserving
from bargaining.solver.layout import Whole

__all__ = [
    "LANES", "Lanes", "any_above", "entry_at", "lane_of", "larger", "put_column", "put_lane",
    "put_row", "put_rows", "read", "smaller", "take_rows", "turn", "turn_back", "where_above",
    "write", "zeros",
]  # fmt: skip

LANES = 8
Function = TypeVar("Function", bound=Callable[..., Any])
# A number of each of eight rows; one number that all rows share may stand for eight.
Lanes: TypeAlias = Any


def read(x: Floats, place: Whole) -> Lanes:
    """Return an entry of an array over (entry, lane)."""
    return x[LANES * int(place) : LANES * int(place) + LANES].copy()


def write(x: Floats, place: Whole, value: Lanes) -> None:
    """Write an entry of an array over (entry, lane)."""
    x[LANES * int(place) : LANES * int(place) + LANES] = value


def where_above(x: Lanes, y: Lanes, then: Lanes, otherwise: Lanes) -> Lanes:
    """Return `then` in lanes in which x > y, and `otherwise` in the others; for numbers as well."""
    if isinstance(x, float) and isinstance(y, float):
        return then if x > y else otherwise
    return np.where(x > y, then, otherwise)


def turn(x: Floats, row: Ints, place: Whole, out: Floats) -> None:
    """Write eight entries of eight rows of a table, from a place on, as entries of lanes."""
    first = int(place)
    eight = x[row, first : first + LANES]
    out[LANES * first : LANES * (first + LANES)] = eight.T.ravel()


def turn_back(x: Floats, place: Whole, row: Ints, column: Whole, table: Floats) -> None:
    """Write eight entries of lanes as entries of eight rows of a table, from a column on."""
    eight = x[LANES * int(place) : LANES * (int(place) + LANES)].reshape(LANES, LANES)
    table[row, int(column) : int(column) + LANES] = eight.T


def any_above(x: Lanes, y: Lanes) -> bool:
    """Return whether x > y in any lane."""
    return bool(np.any(np.greater(x, y)))


def entry_at(table: Floats, place: Lanes) -> Lanes:
    """Return the entries of a table at whole numbers, each lane its own; for a number as well."""
    return table[np.asarray(place, dtype=np.int64)]


@reserving
def zeros(n: Whole) -> Floats:
    """Return room for entries, each of which lies in one line of the cache.

    Unused lanes hold zeros at first: what memory happens to hold may be denormal numbers, with
    which processors calculate many times more slowly.
    """
    room = np.zeros(LANES * (n + 1))
    beyond = room.ctypes.data // room.itemsize % LANES
    return room[LANES - beyond : LANES - beyond + LANES * n]


@part
def larger(x: Lanes, y: Lanes) -> Lanes:
    """Return the larger of two in each lane."""
    return where_above(y, x, y, x)


@part
def smaller(x: Lanes, y: Lanes) -> Lanes:
    """Return the smaller of two in each lane."""
    return where_above(x, y, y, x)


@part
def lane_of(x: Floats, place: Whole, lane: int) -> float:
    """Return what one lane of an entry holds."""
    return x[np.uint64(LANES * place + lane)]  # type: ignore[no-any-return]


@part
def put_lane(x: Floats, place: Whole, lane: int, value: float) -> None:
    """Write one lane of an entry."""
    x[np.uint64(LANES * place + lane)] = value


@part
def put_row(row: Floats, lane: int, out: Floats) -> None:
    """Write a row over one lane of the first entries."""
    for i in range(row.size):
        put_lane(out, i, lane, row[i])


@part
def put_rows(table: Floats, row: Ints, out: Floats) -> None:
    """Write eight rows of a table, each into its lane."""
    n = table.shape[1]
    for place in range(0, n - LANES + 1, LANES):
        turn(table, row, place, out)
    for place in range(n - n % LANES, n):
        put_column(table, place, row, out)


@part
def put_column(table: Floats, column: int, row: Ints, out: Floats) -> None:
    """Write one entry of eight rows of a table."""
    for lane in range(LANES):
        put_lane(out, column, lane, table[row[lane], column])


@part
def take_rows(x: Floats, first: int, n: int, row: Ints, table: Floats, column: int) -> None:
    """Write n entries, from one on, into eight rows of a table, from a column on."""
    for i in range(0, n - LANES + 1, LANES):
        turn_back(x, first + i, row, column + i, table)
    for i in range(n - n % LANES, n):
        for lane in range(LANES):
            table[row[lane], column + i] = lane_of(x, first + i, lane)


class _Vector(types.Type):
    """The type of lanes in compiled code."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")

    def can_convert_from(self, _: Any, other: Any) -> Any:
        """Let a number of all rows stand where lanes are expected."""
        return Conversion.safe if isinstance(other, types.Float) else None

    def unify(self, _: Any, other: Any) -> Any:
        """Return lanes for what is a number on one path and lanes on another."""
        return self if isinstance(other, types.Float) else None


_VECTOR = _Vector()
_EIGHT = ir.VectorType(ir.DoubleType(), LANES)
_WHOLE = ir.VectorType(ir.IntType(64), LANES)


@register_model(_Vector)
class _VectorModel(models.PrimitiveModel):  # type: ignore[misc]
    def __init__(self, manager: Any, kind: Any) -> None:
        super().__init__(manager, kind, _EIGHT)


def _among(*kinds: Any) -> bool:
    return all(kind is _VECTOR or isinstance(kind, types.Float) for kind in kinds)


def _all_lanes(context: Any, builder: Any, value: Any, kind: Any) -> Any:
    if kind is _VECTOR:
        return value
    return _repeat(builder, context.cast(builder, value, kind, types.float64))


def _repeat(builder: Any, number: Any) -> Any:
    nothing = ir.Constant(ir.VectorType(number.type, LANES), ir.Undefined)
    each = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    first = builder.insert_element(nothing, number, _int(0))
    return builder.shuffle_vector(first, nothing, each)


def _int(value: int) -> Any:
    return ir.Constant(ir.IntType(32), value)


def _data(context: Any, builder: Any, kind: Any, array: Any) -> Any:
    return context.make_array(kind)(context, builder, array).data


def _eight_at(builder: Any, data: Any, first: Any) -> Any:
    """Return where eight numbers lie one after another."""
    return builder.bitcast(builder.gep(data, [first]), _EIGHT.as_pointer())


def _entry(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """Return where the vector of an entry lies."""
    place = context.cast(builder, args[1], signature.args[1], types.intp)
    first = builder.mul(place, ir.Constant(place.type, LANES))
    return _eight_at(builder, _data(context, builder, signature.args[0], args[0]), first)


def _typed(symbol: Any) -> Callable[[Function], Any]:
    """Give calls of a function the type that the decorated one returns for those of arguments."""
    return lambda typer: type_callable(symbol)(lambda _: typer)


# How calls of a function with arguments of some types are compiled.
_lowered: Callable[..., Callable[[Function], Function]] = lower_builtin


@_typed(read)
def _type_read(x: Any, place: Any) -> Any:
    return _VECTOR if isinstance(x, types.Array) and isinstance(place, types.Integer) else None


@_lowered(read, types.Array, types.Integer)
def _lower_read(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    return builder.load(_entry(context, builder, signature, args), align=8)


@_typed(write)
def _type_write(x: Any, place: Any, value: Any) -> Any:
    known = isinstance(x, types.Array) and isinstance(place, types.Integer) and _among(value)
    return types.none if known else None


@_lowered(write, types.Array, types.Integer, types.Any)
def _lower_write(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    value = _all_lanes(context, builder, args[2], signature.args[2])
    builder.store(value, _entry(context, builder, signature, args), align=8)
    return context.get_dummy_value()


@_typed(turn)
def _type_turn(x: Any, row: Any, place: Any, out: Any) -> Any:
    return types.none if isinstance(x, types.Array) and x.ndim == 2 else None


@_lowered(turn, types.Array, types.Array, types.Integer, types.Array)
def _lower_turn(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    of_rows = _places_in_rows(context, builder, signature, args, 0, 1, 2)
    lines = _transposed(builder, [builder.load(there, align=8) for there in of_rows])
    first = _entry(context, builder, signature.return_type(*signature.args[3:1:-1]), args[3:1:-1])
    for i, line in enumerate(lines):
        builder.store(line, builder.gep(first, [_int(i)]), align=8)
    return context.get_dummy_value()


@_typed(turn_back)
def _type_turn_back(x: Any, place: Any, row: Any, column: Any, table: Any) -> Any:
    return types.none if isinstance(table, types.Array) and table.ndim == 2 else None


@_lowered(turn_back, types.Array, types.Integer, types.Array, types.Integer, types.Array)
def _lower_turn_back(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    first = _entry(context, builder, signature, args)
    lines = [builder.load(builder.gep(first, [_int(i)]), align=8) for i in range(LANES)]
    of_rows = _places_in_rows(context, builder, signature, args, 4, 2, 3)
    for line, there in zip(_transposed(builder, lines), of_rows, strict=True):
        builder.store(line, there, align=8)
    return context.get_dummy_value()


def _places_in_rows(
    context: Any, builder: Any, signature: Any, args: Any, table: int, row: int, column: int
) -> list[Any]:
    """Return where in eight rows of a table its entries lie from a column on; by argument."""
    array = context.make_array(signature.args[table])(context, builder, args[table])
    width = builder.extract_value(array.shape, 1)
    rows = _data(context, builder, signature.args[row], args[row])
    place = context.cast(builder, args[column], signature.args[column], types.intp)
    starts = [
        builder.mul(builder.load(builder.gep(rows, [_int(lane)])), width) for lane in range(LANES)
    ]
    return [_eight_at(builder, array.data, builder.add(start, place)) for start in starts]


def _transposed(builder: Any, lines: list[Any]) -> list[Any]:
    """Turn rows into lanes or back: squares of 1, 2 and 4 change places across the diagonal."""
    for step in (1, 2, 4):
        of_first = [j + LANES - step if j & step else j for j in range(LANES)]
        of_second = [j + LANES if j & step else j + step for j in range(LANES)]
        for i in (i for i in range(LANES) if not i & step):
            pair = lines[i], lines[i + step]
            for line, kept in ((i, of_first), (i + step, of_second)):
                mask = ir.Constant(ir.VectorType(ir.IntType(32), LANES), kept)
                lines[line] = builder.shuffle_vector(*pair, mask)
    return lines


@_typed(where_above)
def _type_where_above(x: Any, y: Any, then: Any, otherwise: Any) -> Any:
    if not _among(x, y, then, otherwise):
        return None
    return _VECTOR if _VECTOR in (x, y, then, otherwise) else types.float64


@_lowered(where_above, types.Any, types.Any, types.Any, types.Any)
def _lower_where_above(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    if signature.return_type is _VECTOR:
        pairs = zip(args, signature.args, strict=True)
        args = [_all_lanes(context, builder, value, kind) for value, kind in pairs]
    is_above = builder.fcmp_ordered(">", args[0], args[1])
    return builder.select(is_above, args[2], args[3])


@_typed(any_above)
def _type_any_above(x: Any, y: Any) -> Any:
    return types.boolean if _among(x, y) else None


@_lowered(any_above, types.Any, types.Any)
def _lower_any_above(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    pairs = zip(args, signature.args, strict=True)
    x, y = (_all_lanes(context, builder, value, kind) for value, kind in pairs)
    lanes = builder.bitcast(builder.fcmp_ordered(">", x, y), ir.IntType(LANES))
    return builder.icmp_unsigned("!=", lanes, ir.Constant(lanes.type, 0))


@_typed(entry_at)
def _type_entry_at(table: Any, place: Any) -> Any:
    return place if isinstance(table, types.Array) and _among(place) else None


@_lowered(entry_at, types.Array, types.Any)
def _lower_entry_at(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    data = _data(context, builder, signature.args[0], args[0])
    if signature.return_type is not _VECTOR:
        place = builder.fptosi(args[1], ir.IntType(64))
        return builder.load(builder.gep(data, [place]))
    places = builder.fptosi(args[1], _WHOLE)
    first = builder.ptrtoint(data, ir.IntType(64))
    at = builder.add(_repeat(builder, first), builder.mul(places, ir.Constant(_WHOLE, [8] * LANES)))
    pointers, mask = ir.VectorType(data.type, LANES), ir.VectorType(ir.IntType(1), LANES)
    kind = ir.FunctionType(_EIGHT, [pointers, ir.IntType(32), mask, _EIGHT])
    name = f"llvm.masked.gather.v{LANES}f64.v{LANES}p0"
    gather = cgutils.get_or_insert_function(builder.module, kind, name)
    every, nothing = ir.Constant(mask, [1] * LANES), ir.Constant(_EIGHT, ir.Undefined)
    return builder.call(gather, [builder.inttoptr(at, pointers), _int(8), every, nothing])


@lower_cast(types.Float, _Vector)  # type: ignore[untyped-decorator]
def _lower_cast(context: Any, builder: Any, kind: Any, _: Any, value: Any) -> Any:
    return _all_lanes(context, builder, value, kind)


def _calculate_by(symbol: Any, instruction: str) -> None:
    """Let an operator work on lanes, and on lanes and a number, in either order."""

    @_typed(symbol)
    def _type_operator(x: Any, y: Any) -> Any:
        return _VECTOR if _among(x, y) and _VECTOR in (x, y) else None

    def _lower_operator(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        pairs = zip(args, signature.args, strict=True)
        x, y = (_all_lanes(context, builder, value, kind) for value, kind in pairs)
        return getattr(builder, instruction)(x, y)

    for kinds in ((_Vector, _Vector), (_Vector, types.Float), (types.Float, _Vector)):
        _lowered(symbol, *kinds)(_lower_operator)


_calculate_by(operator.add, "fadd")
_calculate_by(operator.sub, "fsub")
_calculate_by(operator.mul, "fmul")
_calculate_by(operator.truediv, "fdiv")
