"""JSON schemas of the types of an app's functions."""

import operator
import types
import typing
from collections.abc import Mapping
from functools import reduce
from typing import Annotated, Any, Final, Literal

import typing_extensions
from pydantic import TypeAdapter
from pydantic.json_schema import JsonSchemaMode

REFERENCE: Final = "#/components/schemas/{model}"
ANYTHING: Final[Mapping[str, Any]] = {}


def schema_of(kind: Any, mode: JsonSchemaMode, schemas: dict[str, Any]) -> Mapping[str, Any]:
    """Return the schema of a pydantic model, a TypedDict or any other type; named types are added to `schemas`.

    None, for an undescribed function, gives the schema that accepts everything.
    """
    if kind is None:
        return ANYTHING
    schema = TypeAdapter(portable(kind)).json_schema(mode=mode, ref_template=REFERENCE)
    schemas.update(schema.pop("$defs", {}))
    title = schema.get("title")
    if title is None or schema.get("type") != "object":
        return schema
    schemas[title] = schema
    return {"$ref": REFERENCE.format(model=title)}


def portable(kind: Any) -> Any:
    """Return the type with `typing.TypedDict` replaced: before Python 3.12 pydantic needs the backport."""
    if typing.is_typeddict(kind):
        hints = typing.get_type_hints(kind, include_extras=True)
        members = {name: portable(hint) for name, hint in hints.items()}
        made: Any = typing_extensions.TypedDict(kind.__name__, members, total=kind.__total__)  # type: ignore[misc]
        made.__doc__ = kind.__doc__
        return made
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if not arguments or origin is Literal:
        return kind
    if origin is Annotated:
        return Annotated[portable(arguments[0]), *arguments[1:]]
    replaced = tuple(portable(argument) for argument in arguments)
    if origin in {types.UnionType, typing.Union}:
        return reduce(operator.or_, replaced)
    return kind.copy_with(replaced) if hasattr(kind, "copy_with") else origin[replaced]
