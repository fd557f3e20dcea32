"""The schemas of an app's own types, on every supported Python."""

from typing import Annotated, Any, Literal, NotRequired, Optional, TypedDict

import pytest
from pydantic import BaseModel, Field

from app.web.endpoints.schemas import schema_of


class Inner(TypedDict):
    """The inner one."""

    kind: Literal["a", "b"]


class Outer(TypedDict):
    """The outer one."""

    one: Inner
    many: list[Inner]
    maybe: Inner | None
    named: dict[str, Optional[Inner]]  # noqa: UP045 - the older spelling is in use
    absent: NotRequired[Annotated[int, Field(ge=1)]]


class Model(BaseModel):
    """A model."""

    size: int = 3


def test_a_typed_dict_is_described_to_the_last_member() -> None:
    """So are nested ones, in lists, unions and mappings; optional members are not required."""
    schemas: dict[str, Any] = {}
    assert schema_of(Outer, "serialization", schemas) == {"$ref": "#/components/schemas/Outer"}
    outer, inner = schemas["Outer"], {"$ref": "#/components/schemas/Inner"}
    assert outer["required"] == ["one", "many", "maybe", "named"]
    assert outer["description"] == "The outer one."
    assert outer["properties"]["many"]["items"] == inner
    assert outer["properties"]["maybe"]["anyOf"] == [inner, {"type": "null"}]
    assert outer["properties"]["named"]["additionalProperties"]["anyOf"] == [inner, {"type": "null"}]
    assert outer["properties"]["absent"]["minimum"] == 1
    assert schemas["Inner"]["properties"]["kind"]["enum"] == ["a", "b"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (None, {}),
        (Model, {"$ref": "#/components/schemas/Model"}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (str, {"type": "string"}),
    ],
)
def test_any_other_type_is_described_as_pydantic_does(kind: Any, expected: dict[str, Any]) -> None:
    """A function without declared types takes and gives anything."""
    assert schema_of(kind, "validation", {}) == expected
