"""In whatever form Jira sends the same facts, the figures are the same: those of the ledger of the demo company."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.jira.site.answers import Call
from tests.support.clock import FakeClock
from tests.support.company import generate
from tests.support.served import served
from tests.support.site import drifts
from tests.support.site.faults import Fault, Faults

UNTIL = datetime(2026, 11, 24, 9, tzinfo=UTC)
BOARDS = (1, 2, 5)
KINDS = {1: "points", 2: "points", 5: "time"}
FIGURES = (
    "committed",
    "completed",
    "added",
    "removed",
    "notCompleted",
    "estimateChange",
    "completedElsewhere",
    "carriedIn",
    "counts",
)


def pages_of(histories: int) -> Fault:
    """Let a page of histories hold this many only."""

    def ask(call: Call) -> Call:
        return replace(call, body={**(call.body or {}), "maxResults": histories})

    return Fault(path=drifts.LOGS, ask=ask)


def ids_joined_without_a_space() -> Fault:
    """Let the ids of sprints be joined by a bare comma."""

    def change(history: dict[str, Any]) -> None:
        for item in history["items"]:
            for side in ("from", "to"):
                if item["field"] == "Sprint" and item[side]:
                    item[side] = item[side].replace(", ", ",")

    return drifts.each_history(change)


def to_the_second() -> Fault:
    """Let instants of histories be texts of epoch seconds where nothing is lost by it."""
    return drifts.created_as(lambda millis: millis // 1000 if millis % 1000 == 0 else millis)


FORMS = {
    "as it is": Fault(path="/nowhere"),
    "histories in pages of 400": pages_of(400),
    "histories twice": drifts.repeated_histories(),
    "histories in no order": drifts.shuffled_histories(),
    "changes without field ids": drifts.without_field_ids(),
    "created as text": drifts.created_as(
        lambda millis: datetime.fromtimestamp(millis / 1000, UTC).isoformat(timespec="milliseconds")
    ),
    "created as digits": drifts.created_as(str),
    "created in seconds": to_the_second(),
    "ids without a space": ids_joined_without_a_space(),
}


@pytest.mark.parametrize("form", FORMS)
async def test_the_form_changes_no_figure(form: str) -> None:
    """Order, pages, repetition, missing field ids and every form of instants and ids change no figure."""
    company: Any = generate(until=UNTIL)
    fault = FORMS[form]
    async with served(company.data, clock=FakeClock(UNTIL.timestamp()), faults=Faults(fault)) as client:
        for board in BOARDS:
            report = await client.ask("getVelocity", {"boardIds": [board], "sprintCount": 20})
            truth = company.ledger.sprints(board)
            for sprint in report["sprints"]:
                told = {name: sprint[name] for name in FIGURES}
                assert told == {name: truth[sprint["id"]][KINDS[board]][name] for name in FIGURES}


async def test_status_names_stand_in_for_missing_ids() -> None:
    """Where status changes lack their ids and names are unique, the figures are the same as with them."""
    company: Any = generate(until=UNTIL)
    names = [status["name"] for status in company.data["statuses"]]
    data: Any = company.data | {
        "statuses": [status | {"name": f"{status['name']} {status['id']}"} for status in company.data["statuses"]]
    }
    assert len(set(names)) < len(names), "names alone would not do"
    by_id = {status["id"]: f"{status['name']} {status['id']}" for status in company.data["statuses"]}

    def change(history: dict[str, Any]) -> None:
        for item in history["items"]:
            if item["field"] == "status":
                item["fromString"], item["toString"] = by_id.get(item["from"], "gone"), by_id.get(item["to"], "gone")
                item["from"] = item["to"] = None

    async with served(data, clock=FakeClock(UNTIL.timestamp()), faults=Faults(drifts.each_history(change))) as client:
        report = await client.ask("getVelocity", {"boardIds": [1], "sprintCount": 20})
    truth = company.ledger.sprints(1)
    for sprint in report["sprints"]:
        assert sprint["completed"] == truth[sprint["id"]]["points"]["completed"]
