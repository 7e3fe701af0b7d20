"""The JSON Schemas of scenario files, by which editors complete and check them.

Run ``python -m bargaining.scenario.schema_file scenarios`` to write both. An editor with TOML
support finds them through the first line of a file: ``#:schema ./scenario.schema.json``, or
``#:schema ./extension.schema.json`` where the file stands on a base.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bargaining.scenario.schema import Scenario

__all__ = ["FILES", "json_schema", "text"]

FILES = {"scenario.schema.json": False, "extension.schema.json": True}
_BASE = "The scenario, or the path of a file, that this one stands on."
_REMOVE = "Dotted paths of what is not taken over from the base."
# Records that are joined key by key; all others replace what the base holds.
_JOINED = (
    *("Act", "Condition", "Correlation", "ExpectedDelivery", "Issue", "Menu", "Outcome", "Party"),
    *("Rupture", "Settings", "Table", "Verification", "Window"),
)
_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(*, extension: bool = False) -> dict[str, Any]:
    """Return the JSON Schema of scenario files as nested tables.

    It holds the rules of each field on its own; those between fields are told by `load`.

    Parameters
    ----------
    extension : bool
        Whether it is for files that stand on a base: what the base holds may be missing.
    """
    schema = Scenario.model_json_schema()
    _count_items(schema)
    for record in (schema, *schema["$defs"].values()):
        record["description"] = record["description"].split("\n\n")[0].strip()
        for rules in record["properties"].values():
            rules.pop("title", None)
    schema["title"] = "Scenario of a negotiation"
    if extension:
        # Its base may hold what the file leaves out; whatever replaces is whole or absent.
        for name in _JOINED:
            schema["$defs"][name].pop("required", None)
        schema["title"] = "Scenario that builds on another"
        schema["required"] = ["base", "scenario"]
        removed = {"type": "array", "items": {"type": "string"}, "description": _REMOVE}
        schema["properties"] = {
            "base": {"type": "string", "description": _BASE},
            "remove": removed,
            **schema["properties"],
        }
    return {"$schema": _DIALECT, **schema}


def _count_items(node: Any) -> None:
    """Say the least length of a list as JSON Schema does; the validator says it as of a text."""
    if isinstance(node, dict):
        if node.get("type") == "array":
            for of_text, of_list in (("minLength", "minItems"), ("maxLength", "maxItems")):
                if of_text in node:
                    node[of_list] = node.pop(of_text)
        node = list(node.values())
    for inner in node if isinstance(node, list) else ():
        _count_items(inner)


def text(*, extension: bool = False) -> str:
    """Return the JSON Schema as the text of a file."""
    schema = json_schema(extension=extension)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    for name, extends in FILES.items():
        (Path(sys.argv[1]) / name).write_text(text(extension=extends), encoding="utf-8")
