"""The JSON Schema of scenario files, by which editors complete and check them.

Run ``python -m bargaining.scenario.schema_file > scenarios/scenario.schema.json`` to write it. An
editor with TOML support finds it through the first line of a scenario file,
``#:schema ./scenario.schema.json``.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from bargaining.scenario.glossary import MEANINGS
from bargaining.scenario.schema import Scenario

__all__ = ["json_schema", "text"]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files as nested tables.

    It holds the rules of each field on its own; those between fields are told by `load`.
    """
    schema = Scenario.model_json_schema()
    _count_items(schema)
    for name, record in {"Scenario": schema, **schema.get("$defs", {})}.items():
        record["description"] = record.get("description", "").split("\n\n")[0].strip()
        for field, rules in record.get("properties", {}).items():
            rules.pop("title", None)
            meaning = MEANINGS.get(f"{name}.{field}")
            if meaning:
                rules["description"] = meaning
    schema["title"] = "Scenario of a negotiation"
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


def text() -> str:
    """Return the JSON Schema as the text of a file."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
