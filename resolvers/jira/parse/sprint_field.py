"""Checks the issues of a page before parsing, and counts which of several Sprint fields they use."""

from collections.abc import Container, Sequence
from typing import Any

from resolvers.errors import board_problems
from resolvers.jira.parse.documented import ISSUE_KEY, Undocumented, document, entries, identifier, part


def carried(answer: object, fields: Sequence[str]) -> dict[str, int]:
    """Return for each field how many issues of an `issue/bulkfetch` have a sprint in it."""
    issues = [part(entry, "fields") for entry in entries(answer, "issues", "a page of issues")]
    return {field: sum(bool(issue.get(field)) for issue in issues) for field in fields}


def of_cloud(answer: object, field: str, asked: Container[str]) -> dict[str, Any]:
    """Return an `issue/bulkfetch` of issues that were asked for, whose fields, including Sprint, have Cloud's form.

    Data Center writes sprints as text. Any other invalid value that decides a figure raises `Undocumented` and names
    the issue.
    """
    for entry in entries(answer, "issues", "a page of issues"):
        number, fields = identifier(entry.get("id")), part(entry, "fields")
        if number is None or number not in asked:
            raise Undocumented("a page of issues has one that was not asked for, or has no id")
        if not isinstance(entry.get("key"), str) or not ISSUE_KEY.fullmatch(entry["key"]):
            raise Undocumented(f"issue {number} has no key")
        if identifier(part(fields, "status").get("id")) is None:
            raise Undocumented(f"issue {number} has no status")
        # It decides whether an issue counts at all, so only true and false are valid.
        if not isinstance(part(fields, "issuetype").get("subtask"), bool):
            raise Undocumented(f"issue {number} does not say whether it is a sub-task")
        _check_sprints(number, fields.get(field))
    return dict(document(answer, "a page of issues"))


def _check_sprints(issue: str, value: object) -> None:
    values = value if isinstance(value, list) else [value]
    if any(isinstance(one, str) for one in values):
        raise board_problems.sprints_as_text()
    ids = [identifier(one.get("id") if isinstance(one, dict) else one) for one in values] if value is not None else []
    if None in ids or not isinstance(value, list | None):
        raise Undocumented(f"issue {issue} has sprints in an unknown form")
