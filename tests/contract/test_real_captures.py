"""Real boards of public projects, replayed over HTTP: exactly the figures on which independent replays agree."""

from pathlib import Path
from typing import Any

import pytest

from app.jira.recording.reader import load
from tests.support.served import served

DATA = Path(__file__).parent.parent / "data"
FIGURES = ("committed", "completed", "added", "removed", "notCompleted")
ISSUES = {"estimation": "issueCount"}
CAPTURES: dict[str, tuple[str, int, int, dict[str, Any], tuple[int, ...]]] = {
    "one sprint": ("raincatch", 3504, 5876, {}, (71, 83)),
    "among others": ("raincatch-boards", 3504, 5876, {}, (71, 83)),
    "before it": ("raincatch-boards", 3504, 5820, {}, (68, 11, 15, 8, 49)),
    "another board's": ("raincatch-boards", 3894, 5814, {}, (5, 0, 0, 0, 8)),
    "in issues": ("devlake", 8, 7, ISSUES, (16, 3, 1, 2, 12)),
    "with sub-tasks": ("devlake", 8, 7, ISSUES | {"includeSubtasks": True}, (16, 7, 13, 2, 20)),
    "a demonstration": ("jirametrics", 2, 3, {}, (27, 27, 13, 0, 13)),
}


@pytest.mark.parametrize("capture", CAPTURES)
async def test_real_sprints(capture: str) -> None:
    """A real sprint has the figures that others found in it too, and its explanation adds up to them."""
    name, board, sprint, more, figures = CAPTURES[capture]
    configuration: dict[str, Any] = {"boardIds": [board], "sprintCount": 50, **more}
    async with served(load(DATA / f"{name}.site.json")) as client:
        report = await client.ask("getVelocity", configuration)
        explanation = await client.ask("explainSprint", configuration | {"sprintId": sprint})
    row = next(entry for entry in report["sprints"] if entry["id"] == sprint)
    assert tuple(row[figure] for figure in FIGURES)[: len(figures)] == figures
    sums = tuple(sum(issue[figure] for issue in explanation["issues"]) for figure in FIGURES)
    assert sums[: len(figures)] == figures


async def test_a_board_lists_the_sprints_that_the_file_says() -> None:
    """A recorded board may list its own sprints and another board's, and hide a missing configuration."""
    data = load(DATA / "raincatch-boards.site.json")
    board = next(board for board in data["boards"] if board["id"] == 3894)
    del board["configuration"]
    board |= {"sprints": [5814, 5876], "configurationHidden": True}
    async with served(data) as client:
        report = await client.ask("getVelocity", {"boardIds": [3894], "includeForeignSprints": True})
        own = await client.ask("getVelocity", {"boardIds": [3894]})
    assert [sprint["id"] for sprint in report["sprints"]] == [5814, 5876]
    assert [sprint["id"] for sprint in own["sprints"]] == [5814]
    assert own["boards"][0]["foreignSprintsLeftOut"] == 1


async def test_a_deleted_done_status_is_named_offered_and_chosen() -> None:
    """A status that only histories have is named in the notes, offered by its name, and counts when chosen."""
    configuration: dict[str, Any] = {"boardIds": [8], "sprintCount": 50, **ISSUES}
    done = ["6", "10068", "10143"]
    async with served(load(DATA / "devlake.site.json")) as client:
        before = await client.ask("getVelocity", configuration)
        offered = {one["id"]: one["name"] for one in (await client.ask("describeBoard", {"boardId": 8}))["statuses"]}
        chosen = await client.ask("getVelocity", configuration | {"doneStatusIds": [*done, "5"]})
        unknown = await client.ask("getVelocity", configuration | {"doneStatusIds": [*done, "987654"]})
        explanation = await client.ask("explainSprint", configuration | {"sprintId": 7})
    sprint = next(entry for entry in before["sprints"] if entry["id"] == 7)
    (note,) = (note for note in sprint["notes"] if note["code"] == "status-off-board")
    assert "Resolved" in note["names"]
    assert "Resolved" in note["message"]
    assert offered["5"] == "Resolved"
    assert "Resolved" in {issue["statusAtClose"] for issue in explanation["issues"]}
    assert next(entry for entry in chosen["sprints"] if entry["id"] == 7)["completed"] > sprint["completed"]
    assert "done-status-unknown" not in {warning["code"] for warning in chosen["warnings"]}
    (warning,) = (one for one in unknown["warnings"] if one["code"] == "done-status-unknown")
    assert warning["names"] == ["987654"]
