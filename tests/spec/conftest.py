"""Every case of the specification runs twice: on values, and through a Jira site over HTTP."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from resolvers.cache.codec import plain
from resolvers.domain.figures import carried, rate, total
from resolvers.domain.reasons import explain
from resolvers.domain.velocity import part, sweep
from tests.spec.world import BOARD, DOING, DONE, RELEASED, SPRINT, TODO, IssueHistory, site, sprint, window
from tests.support.served import served


@dataclass(frozen=True)
class Results:
    """What the histories result in: each sprint's figures, and each issue's row in it."""

    sprints: dict[int, dict[str, Any]]
    rows: dict[int, dict[str, dict[str, Any]]]

    def __getitem__(self, figure: str) -> Any:
        return self.sprints[SPRINT][figure]

    def outcome(self, key: str, sprint_id: int = SPRINT) -> str | None:
        """Return an issue's outcome, None if it was never in the sprint."""
        row = self.rows[sprint_id].get(key)
        return None if row is None else str(row["outcome"])

    def reasons(self, key: str, sprint_id: int = SPRINT) -> list[str]:
        """Return the reasons why an issue counts as it does."""
        return list(self.rows[sprint_id][key]["reasons"])


ResultsOf = Callable[..., Awaitable[Results]]
ON_BOARD = frozenset({TODO, DOING, DONE, RELEASED})
FIGURES = {
    "committed": "committed",
    "completed": "completed",
    "added": "added",
    "removed": "removed",
    "estimateChange": "estimate_change",
    "notCompleted": "not_completed",
    "finalScope": "final_scope",
    "completedElsewhere": "completed_elsewhere",
    "carriedIn": "carried_in",
    "committedDone": "committed_done",
}
COUNTS = {"committed", "completed", "added", "removed", "not_completed", "unestimated"}


def _by_values(histories: tuple[IssueHistory, ...], sprints: list[dict[str, Any]], *, subtasks: bool) -> Results:
    """Compute the figures from the values."""
    done = frozenset({DONE, RELEASED})
    windows = [window(entry) for entry in sprints]
    closes = {each.sprint: each.close for each in windows}
    issues = [history.issue() for history in histories if subtasks or not history.subtask]
    figures: dict[int, dict[str, Any]] = {}
    rows: dict[int, dict[str, dict[str, Any]]] = {}
    for each in windows:
        mine = [(issue, found) for issue in sweep(issues, windows)[each.sprint] if (found := part(issue, each, done))]
        sums = total([found for _, found in mine], each, closes)
        figures[each.sprint] = {name: plain(getattr(sums, own)) for name, own in FIGURES.items()}
        figures[each.sprint]["completionRate"] = rate(sums.completed, sums.committed)
        figures[each.sprint]["counts"] = {
            {"not_completed": "notCompleted"}.get(name, name): getattr(sums.counts, name) for name in COUNTS
        }
        rows[each.sprint] = {
            issue.key: {
                "outcome": found.outcome.value,
                "estimateAtStart": plain(found.estimate_at_start),
                "estimateAtClose": plain(found.estimate_at_close),
                "reasons": explain(
                    issue, found, each, done, carried=carried(found, each, closes), on_board=ON_BOARD
                ).reasons,
            }
            | {name: plain(getattr(found, own)) or 0 for name, own in list(FIGURES.items())[:6]}
            for issue, found in mine
        }
    return Results(figures, rows)


async def _by_site(
    histories: tuple[IssueHistory, ...], sprints: list[dict[str, Any]], *, subtasks: bool, board: dict[str, Any]
) -> Results:
    """Serve the histories from a Jira site and request the report and every explanation."""
    configuration = {"boardIds": [BOARD], "includeSubtasks": subtasks, "sprintCount": 50}
    async with served(site(list(histories), sprints, **board)) as client:
        report = await client.ask("getVelocity", configuration)
        rows = {}
        for entry in report["sprints"]:
            explanation = await client.ask("explainSprint", configuration | {"sprintId": entry["id"]})
            assert explanation["sprint"] == entry, "the explanation shows the figures of the report"
            _columns_add_up(explanation)
            rows[entry["id"]] = {row["key"]: row for row in explanation["issues"]}
    return Results({entry["id"]: entry for entry in report["sprints"]}, rows)


def _columns_add_up(explanation: dict[str, Any]) -> None:
    for figure in (
        "committed",
        "added",
        "removed",
        "estimateChange",
        "completed",
        "notCompleted",
        "completedElsewhere",
        "committedDone",
    ):
        column = sum((Decimal(str(row[figure])) for row in explanation["issues"]), Decimal(0))
        assert column == Decimal(str(explanation["sprint"][figure])), f"the column {figure} adds up to the figure"


@pytest.fixture(params=["values", "site"])
def results_of(request: pytest.FixtureRequest) -> ResultsOf:
    """Return a function from histories to results; `sprints` are the board's, one by default."""

    async def compute(
        *histories: IssueHistory, sprints: list[dict[str, Any]] | None = None, subtasks: bool = False, **board: Any
    ) -> Results:
        entries = [sprint(SPRINT)] if sprints is None else sprints
        if request.param == "values":
            found = _by_values(histories, entries, subtasks=subtasks)
        else:
            found = await _by_site(histories, entries, subtasks=subtasks, board=board)
        for figures in found.sprints.values():
            balance = [Decimal(str(figures[name])) for name in ("committed", "added", "removed", "estimateChange")]
            scope = Decimal(str(figures["completed"])) + Decimal(str(figures["notCompleted"]))
            assert balance[0] + balance[1] - balance[2] + balance[3] == scope == Decimal(str(figures["finalScope"]))
        return found

    return compute
