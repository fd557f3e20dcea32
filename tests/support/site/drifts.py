"""Ways in which a site's answers go wrong without an error: each is the `drift` of a fault."""

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from itertools import count
from typing import Any

from app.jira.site.answers import Call
from tests.support.site.faults import Fault

LOGS = "changelog/bulkfetch"


def endless(path: str, *, repeated: bool = False) -> Fault:
    """Every page is the first one and names a next one, by a new token or always by the same."""
    numbers = count(1)

    def ask(call: Call) -> Call:
        query = {name: value for name, value in call.query.items() if name != "startAt"}
        body = {name: value for name, value in (call.body or {}).items() if name != "nextPageToken"}
        return replace(call, query=query, body=body)

    def drift(answer: Any) -> Any:
        token = "again" if repeated else f"page-{next(numbers)}"
        return answer | ({"isLast": False} if "values" in answer else {"isLast": False, "nextPageToken": token})

    return Fault(path=path, ask=ask, drift=drift)


def emptied(path: str) -> Fault:
    """Every page of a list is empty but not the last."""
    return Fault(path=path, drift=lambda answer: answer | {"values": [], "isLast": False})


def repeated_histories() -> Fault:
    """Every page of histories begins with all histories of the page before."""
    before: list[Any] = []

    def drift(answer: Any) -> Any:
        logs = answer["issueChangeLogs"]
        both = deepcopy([*before, *logs])
        before[:] = logs if answer.get("nextPageToken") else []
        return answer | {"issueChangeLogs": both}

    return Fault(path=LOGS, drift=drift)


def shuffled_histories(seed: int = 0) -> Fault:
    """Histories come in no order."""
    dice = random.Random(seed)  # noqa: S311 - no secret

    def drift(answer: Any) -> Any:
        for log in answer["issueChangeLogs"]:
            dice.shuffle(log["changeHistories"])
        dice.shuffle(answer["issueChangeLogs"])
        return answer

    return Fault(path=LOGS, drift=drift)


def each_history(change: Callable[[dict[str, Any]], object]) -> Fault:
    """Every history is changed in place."""

    def drift(answer: Any) -> Any:
        for log in answer["issueChangeLogs"]:
            for history in log["changeHistories"]:
                change(history)
        return answer

    return Fault(path=LOGS, drift=drift)


def without_field_ids() -> Fault:
    """No change has the id of its field, only the name."""
    return each_history(lambda history: [item.pop("fieldId", None) for item in history["items"]])


def without_status_ids() -> Fault:
    """Status changes have names and no ids."""

    def change(history: dict[str, Any]) -> None:
        for item in history["items"]:
            if item["field"] == "status":
                item["from"] = item["to"] = None

    return each_history(change)


def created_as(form: Callable[[int], object]) -> Fault:
    """Instants of histories have another form, made from epoch milliseconds."""
    return each_history(lambda history: history.update(created=form(history["created"])))
