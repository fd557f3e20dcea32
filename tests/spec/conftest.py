"""The specification is told once and tried twice: on values, and through a Jira site over HTTP."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from resolvers.cache.codec import plain
from resolvers.domain.figures import carried, total
from resolvers.domain.reasons import tell
from resolvers.domain.velocity import part, sweep
from tests.spec.world import BOARD, DOING, DONE, RELEASED, SPRINT, TODO, Story, site, sprint, window
from tests.support.served import served


@dataclass(frozen=True)
class Book:
    """What became of the stories: each sprint's figures, and each issue's row in it."""

    sprints: dict[int, dict[str, Any]]
    rows: dict[int, dict[str, dict[str, Any]]]

    def __getitem__(self, figure: str) -> Any:
        return self.sprints[SPRINT][figure]

    def outcome(self, key: str, sprint_id: int = SPRINT) -> str | None:
        """Return what became of an issue, None when it was never in the sprint."""
        row = self.rows[sprint_id].get(key)
        return None if row is None else str(row["outcome"])

    def reasons(self, key: str, sprint_id: int = SPRINT) -> list[str]:
        """Return why an issue counts as it does."""
        return list(self.rows[sprint_id][key]["reasons"])


Teller = Callable[..., Awaitable[Book]]
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


def _by_values(stories: tuple[Story, ...], sprints: list[dict[str, Any]], *, subtasks: bool) -> Book:
    """Put the stories through the arithmetic."""
    done = frozenset({DONE, RELEASED})
    windows = [window(entry) for entry in sprints]
    closes = {each.sprint: each.close for each in windows}
    issues = [story.issue() for story in stories if subtasks or not story.subtask]
    figures: dict[int, dict[str, Any]] = {}
    rows: dict[int, dict[str, dict[str, Any]]] = {}
    for each in windows:
        mine = [(issue, found) for issue in sweep(issues, windows)[each.sprint] if (found := part(issue, each, done))]
        sums = total([found for _, found in mine], each, closes)
        figures[each.sprint] = {name: plain(getattr(sums, own)) for name, own in FIGURES.items()}
        figures[each.sprint]["completionRate"] = sums.completion_rate
        figures[each.sprint]["counts"] = {
            {"not_completed": "notCompleted"}.get(name, name): getattr(sums.counts, name) for name in COUNTS
        }
        rows[each.sprint] = {
            issue.key: {
                "outcome": found.outcome.value,
                "estimateAtStart": plain(found.estimate_at_start),
                "estimateAtClose": plain(found.estimate_at_close),
                "reasons": tell(
                    issue, found, each, done, carried=carried(found, each, closes), on_board=ON_BOARD
                ).reasons,
            }
            | {name: plain(getattr(found, own)) or 0 for name, own in list(FIGURES.items())[:6]}
            for issue, found in mine
        }
    return Book(figures, rows)


async def _by_site(
    stories: tuple[Story, ...], sprints: list[dict[str, Any]], *, subtasks: bool, board: dict[str, Any]
) -> Book:
    """Put the stories on a Jira site and ask the resolvers for the report and every explanation."""
    configuration = {"boardIds": [BOARD], "includeSubtasks": subtasks, "sprintCount": 50}
    async with served(site(list(stories), sprints, **board)) as client:
        report = await client.ask("getVelocity", configuration)
        rows = {}
        for entry in report["sprints"]:
            told = await client.ask("explainSprint", configuration | {"sprintId": entry["id"]})
            assert told["sprint"] == entry, "the explanation shows the figures of the report"
            _columns_add_up(told)
            rows[entry["id"]] = {row["key"]: row for row in told["issues"]}
    return Book({entry["id"]: entry for entry in report["sprints"]}, rows)


def _columns_add_up(told: dict[str, Any]) -> None:
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
        column = sum((Decimal(str(row[figure])) for row in told["issues"]), Decimal(0))
        assert column == Decimal(str(told["sprint"][figure])), f"the column {figure} adds up to the figure"


@pytest.fixture(params=["values", "site"])
def tell_stories(request: pytest.FixtureRequest) -> Teller:
    """Return the way from stories to a book; `sprints` are those of the board, by default one."""

    async def book(
        *stories: Story, sprints: list[dict[str, Any]] | None = None, subtasks: bool = False, **board: Any
    ) -> Book:
        entries = [sprint(SPRINT)] if sprints is None else sprints
        if request.param == "values":
            found = _by_values(stories, entries, subtasks=subtasks)
        else:
            found = await _by_site(stories, entries, subtasks=subtasks, board=board)
        for figures in found.sprints.values():
            balance = [Decimal(str(figures[name])) for name in ("committed", "added", "removed", "estimateChange")]
            scope = Decimal(str(figures["completed"])) + Decimal(str(figures["notCompleted"]))
            assert balance[0] + balance[1] - balance[2] + balance[3] == scope == Decimal(str(figures["finalScope"]))
        return found

    return book
