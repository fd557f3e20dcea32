"""The entities of the demo company, and their format in a recorded site file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from app.jira.demo import names
from app.jira.demo.changelog import offset_stamp, site_stamp, sprint_stamp
from app.jira.demo.names import Json


@dataclass(frozen=True)
class Project:
    """A project of the company."""

    id: str
    key: str
    name: str


@dataclass(slots=True)
class Sprint:
    """A sprint's present state, in epoch ms; dates are None until they happen, `end` is planned.

    `place` is its position in the list of sprints, which can be changed.
    """

    id: int
    board: int
    name: str
    created: int
    end: int
    goal: str = ""
    state: Literal["future", "active", "closed"] = "future"
    start: int | None = None
    complete: int | None = None
    place: int = 0


@dataclass(slots=True)
class Issue:
    """An issue's present state with its history, oldest first; `touched` is the instant of the last change."""

    id: int
    key: str
    project: Project
    type: str
    summary: str
    created: int
    touched: int
    status: str
    sprints: list[int]
    values: dict[str, Decimal | None]
    parent: "Issue | None" = None
    priority: str = "3"
    resolution: tuple[str, str] | None = None
    labels: list[str] = field(default_factory=list)
    drafts: int = 0
    children: "list[Issue]" = field(default_factory=list)
    histories: list[Json] = field(default_factory=list)


def sprint_json(sprint: Sprint, *, offset: bool = False) -> Json:
    """Return a sprint in the agile API's format, without dates that have not happened. `offset`: not in UTC."""
    stamp = offset_stamp if offset else sprint_stamp
    dates = {"startDate": sprint.start, "endDate": sprint.start and sprint.end, "completeDate": sprint.complete}
    return {
        "id": sprint.id,
        "state": sprint.state,
        "name": sprint.name,
        **{name: stamp(when) for name, when in dates.items() if when is not None},
        "createdDate": stamp(sprint.created),
        "originBoardId": sprint.board,
        "goal": sprint.goal,
    }


def issue_json(issue: Issue, sprints: Mapping[int, Sprint]) -> Json:
    """Return an issue in the platform API's format with its whole changelog, without fields about people."""
    fields: Json = {
        "summary": issue.summary,
        "issuetype": _type_json(issue.type),
        "project": {"id": issue.project.id, "key": issue.project.key, "name": issue.project.name},
        "status": names.status_json(issue.status),
        "resolution": issue.resolution and {"id": issue.resolution[0], "name": issue.resolution[1]},
        "priority": {"id": issue.priority, "name": names.PRIORITIES[issue.priority]},
        "labels": list(issue.labels),
        "created": site_stamp(issue.created),
        "updated": site_stamp(issue.touched),
        names.SPRINT_FIELD: [_membership_json(sprints[one]) for one in issue.sprints] or None,
        **{name: _number(issue.values.get(name)) for name in names.FIELD_NAMES},
        names.TIME_FIELD: _seconds(issue.values.get(names.TIME_FIELD)),
    }
    if issue.parent:
        fields["parent"] = {"id": str(issue.parent.id), "key": issue.parent.key}
    return {"id": str(issue.id), "key": issue.key, "fields": fields, "changelog": {"histories": issue.histories}}


def _type_json(name: str) -> Json:
    subtask = name == names.SUBTASK
    return {"id": names.ISSUE_TYPES[name], "name": name, "subtask": subtask, "hierarchyLevel": -1 if subtask else 0}


def _membership_json(sprint: Sprint) -> Json:
    whole = sprint_json(sprint)
    del whole["createdDate"], whole["originBoardId"]
    return {**whole, "boardId": sprint.board}


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


def _seconds(value: Decimal | None) -> int | None:
    return None if value is None else int(value)
