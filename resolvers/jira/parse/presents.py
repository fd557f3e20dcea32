"""What issues are now, of an answer of `issue/bulkfetch`: where their histories are walked back from.

Raises as `reading` does when the answer is not what Jira documents. Nothing but the fields named here is looked at.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from resolvers.jira.parse.values import instant, number, sprint_ids

LONGEST_TITLE = 255
"""Jira's limit for the names of sprints and statuses."""


@dataclass(frozen=True, slots=True)
class Present:
    """What an issue is now, where its history is walked back from.

    `unreadable` says that it holds an estimate that is no amount; `parent` is the id of a sub-task's issue, where it
    was asked for. `epic` says that it is above the level of stories; `sprint_states` are those of its sprints, by id.
    """

    id: str
    key: str
    created: int
    subtask: bool
    status: str
    sprints: frozenset[int]
    estimate: Decimal | None
    other_estimate: bool
    status_name: str = ""
    sprint_names: Mapping[int, str] = field(default_factory=dict)
    unreadable: bool = False
    parent: str | None = None
    epic: bool = False
    sprint_states: Mapping[int, str] = field(default_factory=dict)


def presents(answer: dict[str, Any], *, sprint: str, estimate: str | None, others: Iterable[str]) -> list[Present]:
    """Return what the issues of an `issue/bulkfetch` are now; `others` are the points fields not in use."""
    points = tuple(others)
    return [_present(entry, entry["fields"], sprint, estimate, points) for entry in answer["issues"]]


def _present(
    entry: Mapping[str, Any], fields: Mapping[str, Any], sprint: str, estimate: str | None, others: Iterable[str]
) -> Present:
    issuetype, status = fields["issuetype"], fields["status"]
    given = fields.get(estimate) if estimate else None
    amount = number(given)
    return Present(
        id=str(entry["id"]),
        key=str(entry["key"]),
        created=instant(fields["created"]),
        subtask=_flag(issuetype["subtask"]),
        status=str(status["id"]),
        sprints=sprint_ids(fields.get(sprint)),
        estimate=amount,
        other_estimate=any(number(fields.get(other)) is not None for other in others),
        status_name=str(status.get("name") or "")[:LONGEST_TITLE],
        sprint_names=_texts(fields.get(sprint), "name"),
        unreadable=amount is None and given not in (None, ""),
        parent=_parent(fields.get("parent")) if issuetype["subtask"] else None,
        epic=(number(issuetype.get("hierarchyLevel")) or 0) > 0,
        sprint_states=_texts(fields.get(sprint), "state"),
    )


def _flag(value: object) -> bool:
    """Return what decides whether an issue counts at all, so that nothing but true and false will do."""
    if not isinstance(value, bool):
        raise TypeError("neither true nor false")
    return value


def _texts(sprints: object, member: str) -> dict[int, str]:
    """Return the names or states that the Sprint field gives for its sprints, by id; one may be without."""
    entries = sprints if isinstance(sprints, list) else []
    return {
        int(entry["id"]): str(entry[member])[:LONGEST_TITLE]
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get(member), str)
    }


def _parent(value: object) -> str | None:
    """Return the id of an issue's parent, which is all that is looked at of it."""
    return str(value["id"]) if isinstance(value, dict) and value.get("id") else None
