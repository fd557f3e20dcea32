"""Jira's answers turned into values; only this file and `presents`, for issues, know the shapes of its REST API.

Every function takes a decoded answer and raises LookupError, TypeError or ValueError when it is not what Jira
documents; the caller turns that into an error that says so. Nothing but the fields named here is looked at.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resolvers.forms import instant
from resolvers.presents import Present as Present  # noqa: PLC0414 - whoever reads answers finds all of it here
from resolvers.presents import presents as presents  # noqa: PLC0414 - as above

SPRINT_SCHEMA = "com.pyxis.greenhopper.jira:gh-sprint"
TEAM_MANAGED_POINTS_SCHEMA = "com.pyxis.greenhopper.jira:jsw-story-points"
TIME_FIELD = "timeoriginalestimate"

LONGEST_TITLE = 255
"""Jira's limit for the names of boards, sprints and statuses."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field that an estimate can be read from; `kind` is `points`, `time` or `number`."""

    id: str
    name: str
    kind: str
    team_managed: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A status of the site; `category` is `new`, `indeterminate`, `done` or `undefined`."""

    id: str
    name: str
    category: str


@dataclass(frozen=True, slots=True)
class Configuration:
    """A board's configuration; statuses by column from left to right."""

    name: str
    team_managed: bool
    project_key: str | None
    filter_id: int | None
    columns: tuple[tuple[str, tuple[str, ...]], ...]
    estimation: str | None
    field_id: str | None


@dataclass(frozen=True, slots=True)
class Sprint:
    """A closed sprint; instants in epoch milliseconds."""

    id: int
    name: str
    start: int
    end: int | None
    close: int
    origin: int | None


def sprint_field(answer: list[dict[str, Any]]) -> tuple[str, str]:
    """Return id and name of the site's Sprint field, found by its schema: names can be changed."""
    for field in answer:
        if field.get("schema", {}).get("custom") == SPRINT_SCHEMA:
            return str(field["id"]), str(field["name"])
    raise LookupError("no Sprint field")


def estimate_fields(answer: list[dict[str, Any]]) -> list[Field]:
    """Return the numeric fields that an estimate can be read from, points first."""
    found = []
    for field in answer:
        schema = field.get("schema") or {}
        if field["id"] == TIME_FIELD:
            found.append(Field(TIME_FIELD, str(field["name"]), "time"))
        elif schema.get("type") == "number" and "custom" in schema:
            team_managed = schema["custom"] == TEAM_MANAGED_POINTS_SCHEMA
            found.append(Field(str(field["id"]), str(field["name"]), _kind(field, schema), team_managed))
    return sorted(found, key=lambda field: ("points", "time", "number").index(field.kind))


def _kind(field: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    named_points = str(field["name"]).strip().casefold() in {"story points", "story point estimate"}
    return "points" if schema["custom"] == TEAM_MANAGED_POINTS_SCHEMA or named_points else "number"


def statuses(answer: list[dict[str, Any]]) -> list[Status]:
    """Return the site's statuses; every site has some."""
    if not answer:
        raise LookupError("no status")
    return [Status(str(entry["id"]), _title(entry["name"]), str(entry["statusCategory"]["key"])) for entry in answer]


def configuration(answer: dict[str, Any]) -> Configuration:
    """Return a board's configuration; a team-managed board may come without `estimation`."""
    estimation = answer.get("estimation") or {}
    return Configuration(
        name=_title(answer["name"]),
        team_managed=answer.get("type") == "simple",
        project_key=_project_key(answer.get("location") or {}),
        filter_id=int(answer["filter"]["id"]) if answer.get("filter") else None,
        columns=tuple(
            (str(column["name"]), tuple(str(status["id"]) for status in column.get("statuses") or ()))
            for column in answer["columnConfig"]["columns"]
        ),
        estimation=estimation.get("type"),
        field_id=(estimation.get("field") or {}).get("fieldId"),
    )


def _title(value: object) -> str:
    """Return the name of a board, a sprint or a status, which Jira limits to 255 characters."""
    return str(value)[:LONGEST_TITLE]


def _project_key(location: Mapping[str, Any]) -> str | None:
    key = location.get("projectKey") or location.get("key")
    return str(key) if key else None


def sprints(answer: dict[str, Any]) -> list[Sprint]:
    """Return the closed sprints of a page that have both dates; others cannot be placed in time."""
    return [
        Sprint(
            id=int(entry["id"]),
            name=_title(entry["name"]),
            start=instant(entry["startDate"]),
            end=instant(entry["endDate"]) if entry.get("endDate") else None,
            close=instant(entry["completeDate"]),
            origin=int(entry["originBoardId"]) if entry.get("originBoardId") is not None else None,
        )
        for entry in answer["values"]
        if entry["state"] == "closed" and entry.get("startDate") and entry.get("completeDate")
    ]


@dataclass(frozen=True, slots=True)
class SprintPage:
    """A page of a board's sprints; `received` counts all of them, `total` may be missing (JRACLOUD-90676)."""

    sprints: tuple[Sprint, ...]
    received: int
    total: int | None
    is_last: bool


def sprint_page(answer: dict[str, Any]) -> SprintPage:
    """Return a page of the sprint list."""
    received, total = len(answer["values"]), answer.get("total")
    return SprintPage(
        sprints=tuple(sprints(answer)),
        received=received,
        total=int(total) if total is not None else None,
        is_last=bool(answer.get("isLast", total is not None and answer["startAt"] + received >= total)),
    )


def issue_ids(answer: dict[str, Any]) -> tuple[list[str], str | None]:
    """Return the ids of a search page and the token of the next one; a page that ends without either is cut."""
    token = answer.get("nextPageToken") or None
    if token is None and answer.get("isLast") is False:
        raise ValueError("a search that is not at its end gave no way on")
    return [str(entry["id"]) for entry in answer["issues"]], token


def changelogs(answer: dict[str, Any]) -> tuple[list[tuple[str, list[dict[str, Any]]]], str | None]:
    """Return the histories of a `changelog/bulkfetch` page by issue id, and the token of the next page."""
    logs = [(str(log["issueId"]), list(log["changeHistories"])) for log in answer["issueChangeLogs"]]
    return logs, answer.get("nextPageToken") or None


def boards(answer: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the boards of a page that can have sprints, as `listBoards` shows them; kanban boards have none."""
    return [
        {
            "id": int(entry["id"]),
            "name": str(entry["name"]),
            "type": str(entry["type"]),
            "projectKey": _project_key(location),
            "projectName": location.get("projectName") or location.get("name"),
        }
        for entry in answer["values"]
        if entry.get("type") in {"scrum", "simple"}
        for location in (entry.get("location") or {},)
    ]


HISTORY_FIELDS = ("resolution", "resolutiondate", "resolved", "sprint", "status", "statuscategory")
"""Fields that change as work goes on: a board filter that names one loses issues, and their history with them."""


def history_words(answer: dict[str, Any]) -> list[str]:
    """Return which of `HISTORY_FIELDS` a filter's JQL names, outside of quoted text."""
    bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", "", str(answer["jql"]))
    return sorted({word.lower() for word in re.findall(r"[A-Za-z]+", bare)} & set(HISTORY_FIELDS))
