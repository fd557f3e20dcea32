"""Parses the Sprint field of issues, and counts which of several Sprint fields they use."""

from collections.abc import Mapping, Sequence
from typing import Any

from resolvers.errors import board_problems
from resolvers.jira.parse.documented import Undocumented, entries, part, whole


def carried(answer: object, fields: Sequence[str]) -> dict[str, int]:
    """Return for each field how many issues of an `issue/bulkfetch` have a sprint in it."""
    issues = [part(entry, "fields") for entry in entries(answer, "issues", "a page of issues")]
    return {field: sum(bool(issue.get(field)) for issue in issues) for field in fields}


def sprints_of(value: object, issue: str) -> dict[int, Mapping[str, Any]]:
    """Return by id what an issue's Sprint field says of each of its sprints; nothing but the id is required.

    Data Center writes sprints as text, which is refused. Another form than Cloud's raises `Undocumented` and names the
    issue.
    """
    if value is None:
        return {}
    values = value if isinstance(value, list) else [value]
    if str in map(type, values):
        raise board_problems.sprints_as_text()
    sprints: dict[int, Mapping[str, Any]] = {}
    for one in values:
        said = one if isinstance(one, dict) else {"id": one}
        sprint = whole(said.get("id"))
        if sprint is None or values is not value:
            raise Undocumented(f"issue {issue} has sprints in an unknown form")
        sprints[sprint] = said
    return sprints
