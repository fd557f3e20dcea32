"""An index of a recorded site's data for answers and searches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

SPRINT_SCHEMA: Final = "com.pyxis.greenhopper.jira:gh-sprint"
SPRINTS_FEATURE: Final = "jsw.agility.sprints"
STATES: Final = ("closed", "active", "future")
"""The order in which a board lists its sprints ("Get all sprints" of the Jira Software API)."""

FILTER_BASE: Final = 10_000
"""A board of a recorded site that names no filter has one with its own id on top of this."""

Json = Mapping[str, Any]


def millis(stamp: str | int) -> int:
    """Return the instant in epoch milliseconds of an ISO 8601 text or of a number of milliseconds."""
    if isinstance(stamp, int):
        return stamp
    instant = datetime.fromisoformat(stamp)
    if instant.tzinfo is None:
        raise ValueError("an instant without an offset")
    return round(instant.timestamp() * 1000)


@dataclass(frozen=True, slots=True)
class Row:
    """An issue prepared for searches; instants in epoch ms, histories oldest first with their instants."""

    id: int
    key: str
    project: str
    number: int
    created: int
    updated: int
    sprints: frozenset[int]
    raw: Json
    histories: Sequence[tuple[int, Json]]

    @property
    def fields(self) -> Json:
        """The fields as the data has them."""
        fields: Json = self.raw["fields"]
        return fields


class Index:
    """The parts of a site by the keys used in requests. The data is not changed."""

    def __init__(self, data: Json) -> None:
        self.fields: Sequence[Json] = data["fields"]
        self.statuses: Sequence[Json] = data["statuses"]
        self.boards: Sequence[Json] = [board for board in data["boards"] if not board.get("hidden")]
        self.hidden: Sequence[Json] = [board for board in data["boards"] if board.get("hidden")]
        self.sprints: dict[int, Json] = {sprint["id"]: sprint for sprint in data["sprints"]}
        self.zone: tzinfo = ZoneInfo(data.get("timezone", "UTC"))
        self.sprint_field = next(
            (str(field["id"]) for field in self.fields if (field.get("schema") or {}).get("custom") == SPRINT_SCHEMA),
            None,
        )
        self.rows = [self._row(issue) for issue in data["issues"]]
        self.by_id = {row.id: row for row in self.rows}
        self.by_key = {row.key: row for row in self.rows}

    def _row(self, issue: Json) -> Row:
        fields = issue["fields"]
        project, _, number = str(issue["key"]).rpartition("-")
        logs = (issue.get("changelog") or {}).get("histories") or ()
        histories = sorted(((millis(entry["created"]), entry) for entry in logs), key=lambda each: each[0])
        created = millis(fields["created"])
        updated = max((created, *(when for when, _ in histories[-1:]), *map(millis, _one(fields.get("updated")))))
        memberships = fields.get(self.sprint_field) if self.sprint_field else None
        sprints = frozenset(int(sprint["id"]) for sprint in memberships or ())
        return Row(int(issue["id"]), issue["key"], project, int(number), created, updated, sprints, issue, histories)

    def row(self, name: object) -> Row | None:
        """Return the issue of an id or a key, None when there is none."""
        text = str(name)
        return self.by_id.get(int(text)) if text.isdecimal() else self.by_key.get(text.upper())

    def board(self, board_id: int) -> Json | None:
        """Return a board that can be seen."""
        return next((board for board in self.boards if board["id"] == board_id), None)

    @cached_property
    def filters(self) -> dict[int, Json]:
        """The filters of the boards that can be seen, by id: each with `id`, `name` and `jql`."""
        return {board_filter(board)["id"]: board_filter(board) for board in self.boards}

    @cached_property
    def projects(self) -> dict[str, Json]:
        """The projects by key: `id` as far as the data tells, `key` and `name`."""
        found: dict[str, Json] = {row.project: {"key": row.project} for row in self.rows}
        for row in self.rows:
            project = row.fields.get("project")
            if project and "id" in project:
                found[row.project] = project
        for board in (*self.boards, *self.hidden):
            location = board.get("location") or {}
            if key := location.get("projectKey"):
                known = {"id": str(location.get("projectId", "")), "key": key, "name": location.get("projectName", key)}
                found[key] = known | {name: value for name, value in found.get(key, {}).items() if value}
        return found

    @cached_property
    def used_sprints(self) -> frozenset[int]:
        """The sprints that an issue is or was in."""
        return frozenset().union(*(row.sprints for row in self.rows))

    def sees_sprint(self, sprint_id: int) -> bool:
        """Say whether a sprint can be seen: by its board, or by at least one issue ("Get sprint")."""
        sprint = self.sprints.get(sprint_id)
        if sprint is None:
            return False
        origin = sprint.get("originBoardId")
        return sprint_id in self.used_sprints or all(board["id"] != origin for board in self.hidden)


def board_filter(board: Json) -> dict[str, Any]:
    """Return a board's filter: its own, or that of its project."""
    named = board.get("filter") or (board.get("configuration") or {}).get("filter") or {}
    jql = named.get("jql") or f'project = "{board["location"]["projectKey"]}" ORDER BY Rank ASC'
    filter_id = int(named.get("id") or FILTER_BASE + board["id"])
    return {"id": filter_id, "name": f"Filter for {board['name']}", "jql": jql}


def has_sprints(board: Json) -> bool:
    """Say whether a board has sprints: no kanban board, nor a team-managed one where they are switched off."""
    if board["type"] == "kanban":
        return False
    states = [one.get("state") for one in board.get("features") or () if one.get("feature") == SPRINTS_FEATURE]
    return board["type"] != "simple" or states in ([], ["ENABLED"])


def _one(value: Any) -> tuple[Any, ...]:
    return () if value is None else (value,)
