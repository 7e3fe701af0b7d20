"""What may stand at a path of a scenario, read off the records' annotations."""

from __future__ import annotations

from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import TypeAdapter

from bargaining.scenario.locate import Path
from bargaining.scenario.numbers import Record
from bargaining.scenario.terms import names_in

__all__ = [
    "RENAMED",
    "adapter",
    "annotation_at",
    "keys_of",
    "meaning",
    "names_a_dict",
    "new_name",
    "owner_at",
    "path_of",
    "records_in",
    "root_of_paths",
]

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
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            members = [part for part in get_args(annotation) if part is not NoneType]
            if len(members) > 1:
                return annotation
            annotation = members[0]
        else:
            return annotation


def records_in(annotation: Any) -> tuple[type[Record], ...]:
    """Return the record classes that a value of this annotation may be (five for a number)."""
    bare = _bare(annotation)
    if isinstance(bare, type) and issubclass(bare, Record):
        return (bare,)
    if get_origin(bare) in (Union, UnionType):
        return tuple(record for part in get_args(bare) for record in records_in(part))
    return ()


def _step(annotation: Any, key: str | int) -> Any | None:
    for record in records_in(annotation):
        if isinstance(key, str) and key in record.model_fields:
            field = record.model_fields[key]
            rules = field.metadata  # those beside the annotation, such as its bounds
            return Annotated[field.annotation, *rules] if rules else field.annotation
    bare = _bare(annotation)
    arguments = get_args(bare)
    if get_origin(bare) is dict and isinstance(key, str):
        return arguments[1]
    if get_origin(bare) is tuple and isinstance(key, int):
        endless = arguments[-1] is Ellipsis
        return arguments[0 if endless else min(key, len(arguments) - 1)]
    return None


def annotation_at(path: Path, root: type[Record] | None = None) -> Any | None:
    """Return what may stand at the path, or None where nothing may.

    Paths begin at `root`: at the record of a whole scenario, unless a file of another kind is read.
    """
    annotation: Any = root or _root[0]
    for key in path:
        annotation = _step(annotation, key)
        if annotation is None:
            return None
    return annotation


def owner_at(path: Path, root: type[Record] | None = None) -> tuple[type[Record], str] | None:
    """Return the record class and the field that hold what stands at the path.

    Within a number, a list or a table of names, that is the nearest field above it.
    """
    found = None
    annotation: Any = root or _root[0]
    for key in path:
        for record in records_in(annotation):
            number = len(records_in(annotation)) > 1
            if isinstance(key, str) and key in record.model_fields and not number:
                found = (record, key)
        annotation = _step(annotation, key)
        if annotation is None:
            break
    return found


def meaning(path: Path, root: type[Record] | None = None) -> str:
    """Return the sentence on the field at the path, or an empty text."""
    owner = owner_at(path, root)
    return "" if owner is None else owner[0].model_fields[owner[1]].description or ""


def keys_of(path: Path, root: type[Record] | None = None) -> tuple[str, ...]:
    """Return the keys that the table at the path may hold, where they are fixed."""
    annotation = annotation_at(path, root)
    if annotation is None:
        return ()
    keys = [key for record in records_in(annotation) for key in record.model_fields]
    return tuple(dict.fromkeys(keys))


def new_name(path: Path, root: type[Record] | None = None) -> str:
    """Return what the key at the end of a path is called now; empty where it was never another."""
    records = records_in(annotation_at(path[:-1], root))
    return next((RENAMED.get(f"{one.__name__}.{path[-1]}", "") for one in records), "")


def names_a_dict(path: Path) -> bool:
    """Return whether a table of names of the file's own stands at the path."""
    return get_origin(_bare(annotation_at(path))) is dict


@cache
def adapter(path: Path) -> TypeAdapter[Any] | None:
    """Return the validator of what may stand at the path."""
    annotation = annotation_at(path)
    return None if annotation is None else TypeAdapter(annotation)


def path_of(text: str, data: dict[str, Any]) -> Path | None:
    """Return the keys of a dotted path, or None where nothing can stand there."""
    keys = names_in(text)
    path: list[str | int] = []
    node: Any = data
    for i, key in enumerate(keys):
        step: str | int = key
        if isinstance(node, (list, tuple)):
            names = [
                str(
                    entry.get("name", entry.get("id", number))
                    if isinstance(entry, dict)
                    else number
                )
                for number, entry in enumerate(node)
            ]
            if key not in names:
                return None
            step = names.index(key)
        annotation = annotation_at((*path, step))
        if annotation is None:
            return None
        path.append(step)
        record = records_in(annotation_at(tuple(path[:-1])))
        missing = isinstance(node, dict) and key not in node
        if missing and not (record and i == len(keys) - 1):
            return None
        node = node[step] if not missing else None
    return tuple(path) if isinstance(path[-1], str) else None
