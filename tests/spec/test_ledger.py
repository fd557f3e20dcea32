"""The figures of the demo company equal its ledger, which was kept as things happened, for every sprint."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.support.clock import FakeClock
from tests.support.company import generate
from tests.support.served import Client, served

UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)
FIGURES = (
    "committed",
    "completed",
    "added",
    "removed",
    "notCompleted",
    "estimateChange",
    "finalScope",
    "completedElsewhere",
    "carriedIn",
    "counts",
)
PARTS = {
    "committed": "committed",
    "added": "added",
    "removed": "removed",
    "completed": "completed",
    "notCompleted": "not_completed",
    "completedElsewhere": "completed_elsewhere",
}
KINDS = {"points": "points", "number": "points", "count": "issueCount", "time": "time"}


@pytest.fixture(scope="module")
def company() -> Any:
    """Return the demo company."""
    return generate(until=UNTIL)


@pytest.fixture
async def client(company: Any) -> AsyncIterator[Client]:
    """Serve the product on the demo company."""
    async with served(company.data, clock=FakeClock(UNTIL.timestamp())) as found:
        yield found


def boards(company: Any, **more: Any) -> list[int]:
    """Return the boards that have closed sprints and can be seen."""
    return [
        board["id"]
        for board in company.data["boards"]
        if company.ledger.sprint_ids(board["id"], **more) and not board.get("hidden")
    ]


def differences(report: Any, truth: Any, kind: str) -> list[Any]:
    """Return the differences between the report and the ledger, sprint by sprint."""
    return [
        (sprint["name"], name, sprint[name], truth[sprint["id"]][kind][name])
        for sprint in report["sprints"]
        for name in FIGURES
        if sprint[name] != truth[sprint["id"]][kind][name]
    ]


@pytest.mark.parametrize("count", [7, 20, 50])
@pytest.mark.parametrize("estimation", ["board", "issueCount"])
@pytest.mark.parametrize("subtasks", [False, True])
async def test_every_sprint_of_every_board(
    company: Any, client: Client, count: int, estimation: str, *, subtasks: bool
) -> None:
    """Every figure of the last 7, 20 and 50 sprints of every board is the ledger's, with and without sub-tasks."""
    seen = boards(company)
    assert len(seen) >= 8
    for board in seen:
        report = await client.ask(
            "getVelocity",
            {"boardIds": [board], "sprintCount": count, "estimation": estimation, "includeSubtasks": subtasks},
        )
        truth = company.ledger.sprints(board, subtasks=subtasks)
        assert len(report["sprints"]) == min(count, len(truth))
        assert differences(report, truth, KINDS[report["unit"]["kind"]]) == []


async def test_foreign_sprints(company: Any, client: Client) -> None:
    """With the sprints of other boards included, each figure is the ledger's for what this board sees of them."""
    for board in boards(company, foreign=True):
        truth = company.ledger.sprints(board, foreign=True)
        report = await client.ask(
            "getVelocity", {"boardIds": [board], "sprintCount": 50, "includeForeignSprints": True}
        )
        assert len(report["sprints"]) == min(50, len(truth))
        assert differences(report, truth, KINDS[report["unit"]["kind"]]) == []


async def test_every_issue_of_every_explanation(company: Any, client: Client) -> None:
    """Every issue in every explanation has the ledger's share of each figure."""
    keys = {issue["id"]: issue["key"] for issue in company.data["issues"]}
    for board in boards(company):
        report = await client.ask("getVelocity", {"boardIds": [board], "sprintCount": 7})
        for sprint in report["sprints"]:
            explanation = await client.ask(
                "explainSprint", {"boardIds": [board], "sprintCount": 7, "sprintId": sprint["id"]}
            )
            assert explanation["sprint"] == sprint
            rows = {row["key"]: row for row in explanation["issues"]}
            entries = company.ledger.entries(board, sprint["id"])
            assert rows.keys() == {keys[issue] for issue in entries}
            done = [entry.committed[0] or 0 for entry in entries.values() if entry.committed and entry.completed]
            assert sprint["committedDone"] == float(sum(done))
            for issue, entry in entries.items():
                assert {name: rows[keys[issue]][name] for name in PARTS} == {
                    name: float((getattr(entry, own) or [0])[0] or 0) for name, own in PARTS.items()
                }
