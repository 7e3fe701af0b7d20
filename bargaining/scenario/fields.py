"""What may stand at a path of a scenario, read off the records' annotations."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import TypeAdapter

from bargaining.scenario.frozen import Record, fields_of, place_of
from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import COUNT_KINDS, NUMBER_KINDS
from bargaining.scenario.terms import names_in

__all__ = [
    "RENAMED", "adapter", "annotation_at", "meaning", "names_a_dict", "path_of", "records_in",
    "root_of_paths",
]  # fmt: skip

# Old keys of files, by record, and what each is called now.
RENAMED = {"Claim.coefficients": "rests_on", "Claim.by_construction": "rests_on"}

R = TypeVar("R", bound=type[Record])

_root: list[type[Record]] = []


def root_of_paths(record: R) -> R:
    """Mark the record at which every path begins, the one of a whole file.

    It announces itself, since its own parts complain in words that are looked up here.
    """
    _root[:] = [record]
    return record


def _bare(annotation: Any) -> Any:
    """Strip `Annotated` and an optional `None`."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _bare(get_args(annotation)[0])
    members = [part for part in get_args(annotation) if part is not NoneType]
    if origin in (Union, UnionType) and len(members) == 1:
        return _bare(members[0])
    return annotation


def records_in(annotation: Any) -> tuple[type[Record], ...]:
    """Return the record classes that a value of this annotation may be (several for a number)."""
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, Record):
        return (bare,)
    parts = get_args(bare) if get_origin(bare) in (Union, UnionType) else ()
    return tuple(record for part in parts for record in records_in(part))


def annotation_at(path: Path, root: type[Record] | None = None) -> Any | None:
    """Return what may stand at the path, or None where nothing may.

    Paths begin at `root`: at the record of a whole scenario, unless a file of another kind is read.
    """
    annotation: Any = root or _root[0]
    for key in path:
        known = (fields_of(record).get(str(key)) for record in records_in(annotation))
        field, bare = next(filter(None, known), None), _bare(annotation)
        inner, kind = get_args(bare), get_origin(bare)
        if field is not None:
            rules = field.metadata  # those beside the annotation, such as its bounds
            annotation = Annotated[field.annotation, *rules] if rules else field.annotation
        elif kind is dict and isinstance(key, str):
            annotation = inner[1]
        elif kind is tuple and isinstance(key, int):
            annotation = inner[0 if inner[-1] is Ellipsis else min(key, len(inner) - 1)]
        else:
            return None
    return annotation


def meaning(path: Path, root: type[Record] | None = None) -> str:
    """Return the sentence on the field at the path, or an empty text.

    Within a list or a table of names, and for what a number is, it is that of the field above.
    """
    found = ""
    for length, key in enumerate(path):
        records = records_in(annotation_at(path[:length], root))
        of_number = bool({*records} & {*NUMBER_KINDS, *COUNT_KINDS}) and key == "value"
        if len(records) == 1 and key in fields_of(records[0]) and not (found and of_number):
            found = fields_of(records[0])[str(key)].description or ""
    return found


def names_a_dict(path: Path) -> bool:
    """Return whether a table of names of the file's own stands at the path."""
    return get_origin(_bare(annotation_at(path))) is dict


@cache
def adapter(path: Path) -> TypeAdapter[Any]:
    """Return the validator of what may stand at the path."""
    annotation: Any = annotation_at(path)
    return TypeAdapter(annotation)


def path_of(text: str, data: dict[str, Any]) -> Path | None:
    """Return the keys of a dotted path, or None where nothing can stand there."""
    keys = names_in(text)
    path: Path = ()
    node: Any = data
    for key in keys:
        place, of_record = place_of(node, key), bool(records_in(annotation_at(path)))
        path = (*path, key if place is None else place)
        absent = of_record and len(path) == len(keys)  # an optional field that may be given
        if annotation_at(path) is None or (place is None and not absent):
            return None
        node = None if place is None else node[place]
    return path if isinstance(path[-1], str) else None
