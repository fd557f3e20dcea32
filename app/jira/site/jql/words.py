"""The words of fields and values: how a query names a field, and what it compares its values with."""

from collections.abc import Iterable
from typing import Any, Final

from app.jira.site.index import Index
from app.jira.site.jql.grammar import JqlError, Value

_TYPE_FUNCTIONS: Final = {"standardissuetypes": False, "subtaskissuetypes": True}
"""Whether the types that a function finds are those of sub-tasks."""


def clause_names(field: Any) -> set[str]:
    """Return the lower-case names of a field in queries."""
    names = {str(name).lower() for name in (*field.get("clauseNames", ()), field["name"])}
    return names | {f"cf[{field['id'].removeprefix('customfield_')}]"} if field.get("custom") else names


def meant(index: Index, field: str, value: Value) -> Iterable[str]:
    """Return the words that a value of a query means: its own, or those of what a function finds."""
    if value.arguments is None:
        return [value.text.lower()]
    wanted = _TYPE_FUNCTIONS.get(value.text.lower())
    if wanted is None or field.lower() not in {"issuetype", "type"}:
        raise JqlError(f"Unable to find JQL function '{value.text}()'.")
    types = (row.fields["issuetype"] for row in index.rows if row.fields.get("issuetype"))
    return [str(one.get("id") or one.get("name")).lower() for one in types if one.get("subtask", False) is wanted]


def words(value: Any) -> Iterable[str]:
    """Return the lower-case ids, keys and names of a field's value."""
    if isinstance(value, dict):
        return [str(value[name]).lower() for name in ("id", "key", "name", "value") if value.get(name) is not None]
    if isinstance(value, list):
        return [word for one in value for word in words(one)]
    if value is None:
        return []
    return [str(int(value) if isinstance(value, float) and value.is_integer() else value).lower()]
