"""A second calculation: figures from the histories in the data alone, as slowly and literally as possible."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

SPRINT = "customfield_10020"
CATEGORY_DONE = "done"
COLUMNS = {
    "committed": "committed",
    "added": "added",
    "removed": "removed",
    "completed": "completed",
    "notCompleted": "not_completed",
}


@dataclass(frozen=True)
class State:
    """What an issue was from one instant on."""

    since: datetime
    sprints: frozenset[int]
    status: str
    estimate: Decimal | None


def number(text: str | float | None) -> Decimal | None:
    """Read an estimate; null and an empty text are none."""
    return None if text in (None, "") else Decimal(str(text))


def ids(text: str) -> frozenset[int]:
    """Read a comma-separated list of sprint ids."""
    return frozenset(int(part) for part in text.split(",") if part.strip())


def ever_in(issue: dict[str, Any]) -> frozenset[int]:
    """Return all sprints that an issue is in or that its history mentions."""
    present = frozenset(one["id"] for one in issue["fields"][SPRINT] or [])
    items = [item for entry in issue["changelog"]["histories"] for item in entry["items"]]
    return present.union(*(ids(item[end]) for item in items if item.get("fieldId") == SPRINT for end in ("from", "to")))


class Site:
    """The data of a site file, with look-ups."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data
        self.boards = {board["id"]: board for board in data["boards"]}
        self.sprints = {sprint["id"]: sprint for sprint in data["sprints"]}
        self.issues: list[dict[str, Any]] = data["issues"]
        self._touching: dict[int, list[dict[str, Any]]] = {}
        for issue in self.issues:
            for sprint in ever_in(issue):
                self._touching.setdefault(sprint, []).append(issue)
        self._states: dict[tuple[str, str | None], list[State]] = {}

    def done(self, board: int) -> set[str]:
        """Return the Done statuses of a board."""
        if self.boards[board].get("configurationHidden"):
            return {one["id"] for one in self.data["statuses"] if one["statusCategory"]["key"] == CATEGORY_DONE}
        columns = self.boards[board]["configuration"]["columnConfig"]["columns"]
        return {one["id"] for one in [column for column in columns if column["statuses"]][-1]["statuses"]}

    def estimate_field(self, board: int) -> str | None:
        """Return the field that a board sums, None for issue count."""
        estimation = self.boards[board]["configuration"].get("estimation")
        if estimation is None:
            return "customfield_10016"
        field: str | None = estimation.get("field", {}).get("fieldId")
        return field

    def of_board(self, board: int) -> Iterator[dict[str, Any]]:
        """Return the issues that match the board's filter."""
        key = self.boards[board]["location"]["projectKey"]
        return (issue for issue in self.issues if issue["fields"]["project"]["key"] == key)

    def touching(self, board: int, sprint: int) -> Iterator[dict[str, Any]]:
        """Return the issues of a board that were ever in a sprint."""
        key = self.boards[board]["location"]["projectKey"]
        return (issue for issue in self._touching.get(sprint, []) if issue["fields"]["project"]["key"] == key)

    def states(self, issue: dict[str, Any], field: str | None) -> list[State]:
        """Walk the history back from the present; the result has the oldest state first."""
        if (issue["id"], field) not in self._states:
            self._states[issue["id"], field] = self._walk(issue, field)
        return self._states[issue["id"], field]

    def _walk(self, issue: dict[str, Any], field: str | None) -> list[State]:
        fields = issue["fields"]
        sprints = frozenset(one["id"] for one in fields[SPRINT] or [])
        status, estimate = fields["status"]["id"], number(fields[field]) if field else Decimal(1)
        states = []
        for entry in reversed(issue["changelog"]["histories"]):
            states.append(State(datetime.fromisoformat(entry["created"]), sprints, status, estimate))
            for item in entry["items"]:
                if item.get("fieldId") == SPRINT:
                    sprints = ids(item["from"])
                elif item.get("fieldId") == "status":
                    status = item["from"]
                elif field and item.get("fieldId") == field:
                    estimate = number(item["fromString"])
        states.append(State(datetime.fromisoformat(fields["created"]), sprints, status, estimate))
        return states[::-1]


@dataclass(frozen=True)
class Row:
    """The figures of one issue in one sprint; None where the table has a dash."""

    outcome: str
    committed: Decimal | None = None
    added: Decimal | None = None
    removed: Decimal | None = None
    completed: Decimal | None = None
    not_completed: Decimal | None = None
    change: Decimal = Decimal(0)
    unestimated: bool = False
    carried: bool = False


def row(states: list[State], sprint: dict[str, Any], done: set[str], closed_before: set[int]) -> Row | None:
    """Apply the table of the rules to one issue and one sprint; None if it was never in it."""
    start, close = (datetime.fromisoformat(sprint[name]) for name in ("startDate", "completeDate"))
    before = [state for state in states if state.since <= start]
    inside = [state for state in states if start < state.since <= close]
    first = before[-1] if before else None
    m0 = first is not None and sprint["id"] in first.sprints
    d0 = first is not None and first.status in done
    entered = next((state for state in inside if sprint["id"] in state.sprints), None)
    if not m0 and entered is None:
        return None
    chain = [*before[-1:], *inside]
    moves = [(old, new) for old, new in pairwise(chain) if old.status != new.status]
    again = any(new.status in done for _, new in moves)
    last = chain[-1]
    if sprint["id"] not in last.sprints:
        if not m0 or d0:
            return Row("removedWhileDone" if m0 else "passedThrough")
        left = [b for a, b in pairwise(chain) if sprint["id"] in a.sprints - b.sprints][-1]
        assert first is not None
        return Row(
            "removed",
            committed=first.estimate or Decimal(0),
            removed=left.estimate or Decimal(0),
            change=(left.estimate or 0) - (first.estimate or Decimal(0)),
            unestimated=left.estimate is None,
            carried=bool(first.sprints & closed_before),
        )
    into = first if m0 and not d0 else moves[0][1] if m0 and moves else entered
    done_then = d0 if m0 else entered is not None and entered.status in done
    if last.status in done and done_then and not again:
        return Row("completedElsewhere")
    assert into is not None
    worth, final = into.estimate or Decimal(0), last.estimate or Decimal(0)
    committed = m0 and not d0
    return Row(
        "completed" if last.status in done else "notCompleted",
        committed=worth if committed else None,
        added=None if committed else worth,
        completed=final if last.status in done else None,
        not_completed=None if last.status in done else final,
        change=final - worth,
        unestimated=last.estimate is None,
        carried=committed and bool(into.sprints & closed_before),
    )


def figures(site: Site, board: int, sprint: int, *, count: bool, subtasks: bool = False) -> dict[str, Any]:
    """Add up a sprint the slow way, with the ledger's keys."""
    window = site.sprints[sprint]
    start = datetime.fromisoformat(window["startDate"])
    closed = {
        one["id"]
        for one in site.sprints.values()
        if one["state"] == "closed" and datetime.fromisoformat(one["completeDate"]) <= start
    }
    field, done = None if count else site.estimate_field(board), site.done(board)
    rows = [
        found
        for issue in site.touching(board, sprint)
        if (subtasks or not issue["fields"]["issuetype"]["subtask"])
        and (found := row(site.states(issue, field), window, done, closed))
    ]
    columns = {
        name: [value for one in rows if (value := getattr(one, attribute)) is not None]
        for name, attribute in COLUMNS.items()
    }
    result = {name: sum(values, Decimal(0)) for name, values in columns.items()}
    result["estimateChange"] = sum((one.change for one in rows), Decimal(0))
    result["carriedIn"] = sum((one.committed or Decimal(0) for one in rows if one.carried), Decimal(0))
    counts = {name: len(values) for name, values in columns.items()}
    counts["unestimated"] = sum(one.unestimated for one in rows)
    return {**{name: float(value) for name, value in result.items()}, "counts": counts}
