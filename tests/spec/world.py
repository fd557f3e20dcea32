"""The world of the specification: one board, a sprint or two, and issues built change by change.

An `IssueHistory` gives it in two forms: as the values that the arithmetic takes, and as the JSON that Jira sends.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Self

from resolvers.domain.timeline import Issue, Timeline, Window

MINUTE = 60 * 1000
DAY = 24 * 60 * MINUTE
START = int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp() * 1000)
CLOSE = START + 14 * DAY

SPRINT, NEXT = 10, 11
TODO, DOING, DONE, RELEASED, CANCELLED, ELSEWHERE = "1", "2", "3", "4", "5", "6"
"""`DONE` and `RELEASED` are the board's last column; `CANCELLED` is of the category Done, in no column."""

SPRINT_FIELD, POINTS, OTHER_POINTS, EFFORT = (
    "customfield_10020",
    "customfield_10031",
    "customfield_10016",
    "customfield_10099",
)
BOARD = 1


def day(number: float, minutes: int = 0) -> int:
    """Return the instant `number` days after the start of the sprint."""
    return START + round(number * DAY) + minutes * MINUTE


def iso(instant: int) -> str:
    """Return the instant as Jira's platform API writes it."""
    return datetime.fromtimestamp(instant / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")


@dataclass
class IssueHistory:
    """An issue built change by change: its values at its creation, then each change with its instant."""

    key: str
    created: int = START - 10 * DAY
    sprints: tuple[int, ...] = ()
    status: str = TODO
    points: float | None = None
    subtask: bool = False
    project: str = "A"
    other_points: float | None = None
    changes: list[tuple[int, str, Any, Any]] = field(default_factory=list)

    def _change(self, when: int, name: str, value: Any) -> Self:
        self.changes.append((when, name, self._now(name), value))
        return self

    def _now(self, name: str) -> Any:
        return next((value for _, other, _, value in reversed(self.changes) if other == name), getattr(self, name))

    def into(self, when: int, *sprints: int) -> Self:
        """From `when` on, the Sprint field holds exactly these sprints."""
        return self._change(when, "sprints", sprints)

    def to(self, when: int, status: str) -> Self:
        """The status changes."""
        return self._change(when, "status", status)

    def estimated(self, when: int, points: float | None) -> Self:
        """The estimate changes."""
        return self._change(when, "points", points)

    def issue(self) -> Issue:
        """Return the values that the arithmetic takes."""
        return Issue(
            self.key,
            self.created,
            self.subtask,
            self._timeline("sprints", frozenset),
            self._timeline("status", str),
            self._timeline("points", lambda points: None if points is None else Decimal(str(points))),
        )

    def _timeline(self, name: str, form: Any) -> Timeline[Any]:
        mine = [(when, form(value)) for when, other, _, value in self.changes if other == name]
        return Timeline(form(getattr(self, name)), tuple(when for when, _ in mine), tuple(value for _, value in mine))

    def json(self, number: int) -> dict[str, Any]:
        """Return the issue as a recorded site holds it, with `number` as its id."""
        histories = [
            {"id": str(number * 1000 + order), "created": iso(when), "items": [_item(name, before, after)]}
            for order, (when, name, before, after) in enumerate(self.changes)
        ]
        updated = max([self.created, *(when for when, *_ in self.changes)])
        return {
            "id": str(number),
            "key": self.key,
            "fields": {
                "created": iso(self.created),
                "updated": iso(updated),
                "project": {"key": self.project},
                "summary": "free text that is never asked for",
                "issuetype": {"name": "Sub-task" if self.subtask else "Story", "subtask": self.subtask},
                "status": {"id": self._now("status")},
                SPRINT_FIELD: [{"id": sprint} for sprint in self._now("sprints")] or None,
                POINTS: self._now("points"),
                OTHER_POINTS: self.other_points,
            },
            "changelog": {"histories": histories},
        }


def _item(name: str, before: Any, after: Any) -> dict[str, Any]:
    """Return a change as Jira writes it: ids for statuses, joined ids for sprints, strings for numbers."""
    if name == "status":
        return {
            "field": "status",
            "fieldtype": "jira",
            "fieldId": "status",
            "from": before,
            "to": after,
            "fromString": f"Status {before}",
            "toString": f"Status {after}",
        }
    if name == "sprints":
        return {
            "field": "Sprint",
            "fieldtype": "custom",
            "fieldId": SPRINT_FIELD,
            "from": ", ".join(map(str, before)),
            "to": ", ".join(map(str, after)),
            "fromString": ", ".join(f"Sprint {sprint}" for sprint in before),
            "toString": ", ".join(f"Sprint {sprint}" for sprint in after),
        }
    return {
        "field": "Story Points",
        "fieldtype": "custom",
        "fieldId": POINTS,
        "from": None,
        "to": None,
        "fromString": None if before is None else str(before),
        "toString": None if after is None else str(after),
    }


def sprint(number: int, start: int = START, close: int = CLOSE, **more: Any) -> dict[str, Any]:
    """Return a closed sprint as Jira's agile API has it."""
    return {
        "id": number,
        "name": f"Sprint {number}",
        "state": "closed",
        "originBoardId": BOARD,
        "startDate": iso(start),
        "endDate": iso(close),
        "completeDate": iso(close),
        **more,
    }


def window(entry: dict[str, Any]) -> Window:
    """Return the window of a sprint."""
    start, close = (datetime.fromisoformat(entry[name]).timestamp() * 1000 for name in ("startDate", "completeDate"))
    return Window(entry["id"], round(start), round(close))


def number_field(
    field_id: str, name: str, custom: str = "com.atlassian.jira.plugin.system.customfieldtypes:float"
) -> Any:
    """Return a numeric custom field."""
    return {"id": field_id, "name": name, "custom": True, "schema": {"type": "number", "custom": custom}}


def site(histories: list[IssueHistory], sprints: list[dict[str, Any]], **board: Any) -> dict[str, Any]:
    """Return a recorded site with one board on which these histories happened."""
    categories = {
        TODO: "new",
        DOING: "indeterminate",
        DONE: "done",
        RELEASED: "done",
        CANCELLED: "done",
        ELSEWHERE: "indeterminate",
    }
    columns = [("To do", [TODO]), ("Doing", [DOING]), ("Released", [DONE, RELEASED]), ("Empty", [])]
    configuration = {
        "columnConfig": {"columns": [{"name": n, "statuses": [{"id": i} for i in ids]} for n, ids in columns]},
        "estimation": {"type": "field", "field": {"fieldId": POINTS, "displayName": "Story Points"}},
    }
    return {
        "fields": [
            {
                "id": SPRINT_FIELD,
                "name": "Sprint",
                "custom": True,
                "schema": {"type": "array", "custom": "com.pyxis.greenhopper.jira:gh-sprint"},
            },
            number_field(POINTS, "Story Points"),
            number_field(OTHER_POINTS, "Story point estimate", "com.pyxis.greenhopper.jira:jsw-story-points"),
            number_field(EFFORT, "Effort"),
            {
                "id": "timeoriginalestimate",
                "name": "Original estimate",
                "custom": False,
                "schema": {"type": "number", "system": "timeoriginalestimate"},
            },
        ],
        "statuses": [
            {"id": status, "name": f"Status {status}", "statusCategory": {"key": category}}
            for status, category in categories.items()
        ],
        "boards": [
            {
                "id": BOARD,
                "name": "Alpha",
                "type": "scrum",
                "location": {"projectId": 1, "projectKey": "A", "projectName": "Alpha"},
                "configuration": configuration,
            }
            | board
        ],
        "sprints": sprints,
        "issues": [history.json(20000 + order) for order, history in enumerate(histories)],
    }
