"""Parses pages of a board's list of sprints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from resolvers.jira.parse.answers import Sprint
from resolvers.jira.parse.documented import Undocumented, document, entries, flag, title, whole
from resolvers.jira.parse.values import instant, possible

STATES = frozenset({"future", "active", "closed"})


@dataclass(frozen=True, slots=True)
class SprintPage:
    """A page of a board's sprints; `received` counts all its entries, `total` may be missing (JRACLOUD-90676)."""

    sprints: tuple[Sprint, ...]
    received: int
    total: int | None
    is_last: bool


def sprint_page(answer: object, board: int) -> SprintPage:
    """Return a page of the sprint list; without `isLast` and `total` another page may follow."""
    whose = f"the sprint list of board {board}"
    page = document(answer, whose)
    values = entries(page, "values", whose)
    received, total, start = len(values), whole(page.get("total")), whole(page.get("startAt"))
    ends = flag(page.get("isLast"))
    if ends is None:
        ends = total is not None and start is not None and start + received >= total
    return SprintPage(
        sprints=tuple(sprint for entry in values if (sprint := _sprint(entry, whose)) is not None),
        received=received,
        total=total,
        is_last=ends,
    )


def _sprint(entry: Mapping[str, Any], whose: str) -> Sprint | None:
    """Return a sprint, None if it is in the future; an impossible date becomes 0."""
    number = whole(entry.get("id"))
    if number is None:
        raise Undocumented(f"{whose} has a sprint without an id")
    if entry.get("state") not in STATES:
        raise Undocumented(f"sprint {number} has an unknown state")
    if entry["state"] == "future":
        return None
    running = entry["state"] == "active"
    return Sprint(
        id=number,
        name=title(entry.get("name"), f"Sprint {number}"),
        start=_instant(entry.get("startDate")) or 0,
        end=_instant(entry.get("endDate")),
        close=(None if running else _instant(entry.get("completeDate"))) or 0,
        origin=whole(entry.get("originBoardId")),
        running=running,
    )


def _instant(value: object) -> int | None:
    """Return a date of a sprint, None if it is missing or impossible."""
    try:
        found = instant(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return found if possible(found) else None
