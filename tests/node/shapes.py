"""What the server takes and answers, as types for the type checker of the pages' scripts, from its OpenAPI document.

`python -m tests.node.shapes` writes the declarations; `.ci/script` puts them where the checker finds them, so that no
copy is kept.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from app.settings import Settings
from app.web.endpoints.openapi import describe
from app.web.server import create

PRIMITIVES = {"integer": "number", "number": "number", "string": "string", "boolean": "boolean", "null": "null"}


def declarations() -> str:
    """Return a TypeScript namespace `Server`: a type for each model, and `Functions` for what an app defines."""
    app = create(Settings())
    document = describe(app, app.state.platform.runtime.functions)
    lines = ["declare namespace Server {"]
    for name, schema in document["components"]["schemas"].items():
        lines.append(f"  type {name} = {_type(schema)};")
    lines += ["  interface Functions {", *_functions(document["paths"]), "  }", "}"]
    return "\n".join(lines) + "\n"


def _functions(paths: Mapping[str, Any]) -> Iterator[str]:
    for path, item in paths.items():
        folder, _, key = path[1:].partition("/")
        if folder == "resolvers":
            payload = _content(item["post"]["requestBody"])
            result = _content(item["post"]["responses"]["200"])
            yield f"    {key}: {{ payload: {payload}; result: {result} }};"


def _content(body: Mapping[str, Any]) -> str:
    return _type(body["content"]["application/json"]["schema"])


def _type(schema: Mapping[str, Any]) -> str:
    match schema:
        case {"$ref": str(place)}:
            text = place.rpartition("/")[2]
        case {"anyOf": options}:
            text = " | ".join(dict.fromkeys(_type(one) for one in options))
        case {"enum": values}:
            text = " | ".join(json.dumps(value) for value in values)
        case {"const": value}:
            text = json.dumps(value)
        case {"type": "array", "prefixItems": items}:
            text = f"[{', '.join(_type(one) for one in items)}]"
        case {"type": "array", "items": items}:
            text = f"({_type(items)})[]"
        case {"type": "object"}:
            text = _object(schema)
        case _:
            text = PRIMITIVES.get(schema.get("type", ""), "unknown")
    return text


def _object(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    members = [
        f"{name}{'' if name in required else '?'}: {_type(member)}"
        for name, member in schema.get("properties", {}).items()
    ]
    more = schema.get("additionalProperties", not members)
    if more:
        members.append(f"[name: string]: {_type(more) if isinstance(more, dict) and not members else 'unknown'}")
    return f"{{ {'; '.join(members)} }}"


if __name__ == "__main__":
    sys.stdout.write(declarations())
