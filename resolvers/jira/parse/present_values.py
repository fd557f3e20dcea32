"""Parses the present values of issues from `issue/bulkfetch`, where their histories are walked back from.

Raises like `answers` if the answer differs from Jira's documentation. Only the members named here are read.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from resolvers.jira.parse.documented import LONGEST_TITLE, identifier, moment, title
from resolvers.jira.parse.values import number, sprint_ids


@dataclass(frozen=True, slots=True)
class PresentValues:
    """An issue's present values, where its history is walked back from.

    `unreadable` says that its estimate is not a number; `parent` is the id of a sub-task's parent, if requested.
    `epic` says that it is above the level of stories; `sprint_states` maps the ids of its sprints to their states.
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


def present_values(
    answer: dict[str, Any], *, sprint: str, estimate: str | None, others: Iterable[str]
) -> list[PresentValues]:
    """Return the present values of the issues of an `issue/bulkfetch`; `others` are the unused points fields."""
    points = tuple(others)
    return [_present(entry, entry["fields"], sprint, estimate, points) for entry in answer["issues"]]


def _present(
    entry: Mapping[str, Any], fields: Mapping[str, Any], sprint: str, estimate: str | None, others: Iterable[str]
) -> PresentValues:
    issuetype, status = fields["issuetype"], fields["status"]
    given = fields.get(estimate) if estimate else None
    amount = number(given)
    return PresentValues(
        id=str(entry["id"]),
        key=str(entry["key"]),
        created=moment(fields.get("created"), f"issue {entry['id']}"),
        subtask=issuetype["subtask"],
        status=str(status["id"]),
        sprints=sprint_ids(fields.get(sprint)),
        estimate=amount,
        other_estimate=any(number(fields.get(other)) is not None for other in others),
        status_name=title(status.get("name"), ""),
        sprint_names=_texts(fields.get(sprint), "name"),
        unreadable=amount is None and given not in (None, ""),
        parent=_parent(fields.get("parent")) if issuetype["subtask"] else None,
        epic=(number(issuetype.get("hierarchyLevel")) or 0) > 0,
        sprint_states=_texts(fields.get(sprint), "state"),
    )


def _texts(sprints: object, member: str) -> dict[int, str]:
    """Return the names or states of the Sprint field's sprints by id, without sprints that have none."""
    entries = sprints if isinstance(sprints, list) else []
    return {
        int(entry["id"]): str(entry[member])[:LONGEST_TITLE]
        for entry in entries
        if isinstance(entry, dict) and isinstance(entry.get(member), str)
    }


def _parent(value: object) -> str | None:
    """Return the id of an issue's parent, the only member of it that is read."""
    return identifier(value.get("id")) if isinstance(value, dict) else None
